"""Take mails from files into the same trip as those of a mailbox; say what a mail is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from zoneinfo import ZoneInfo

from maild.actions.actor import Actor
from maild.actions.trail import tell
from maild.errors import InputRefused, MaildError
from maild.jobs import incidents as incident_trip
from maild.jobs.intake import Folder, Intake, ReadAgain, Tally
from maild.jobs.poll import as_needed
from maild.logs import log
from maild.model import Calendar, Event, EventKind, Kind, MailRow, RawMail, Respondent
from maild.ports import MailSource
from maild.rules import FOLDS, RESPONDENT, settling
from maild.rules.calendar import add_working_days, local_day
from maild.rules.inbound import LEAVE_WITHOUT_DATE
from maild.store import Database, Unit, View, events, mailbox, roster, rounds
from maild.words import Language, say

_BATCH = 50


def import_files(store: Database, intake: Intake, mails: Iterable[tuple[str, bytes]], now: datetime) -> Tally:
    """Record (name, first MiB) of each file; a mail that was seen before, in whichever folder, acts once.

    Numbers are reserved before they are used: another import at the same time takes others.
    """
    tally = Tally()
    stream = iter(mails)
    while batch := list(islice(stream, _BATCH)):
        with store.unit(FOLDS) as unit:
            known = mailbox.cursor(unit.connection, "file", "import")
            reached = 0 if known is None else known.last_uid
            mailbox.set_cursor(unit.connection, "file", "import", 0, reached + len(batch), now)
        raws = [
            RawMail(uid=reached + place, raw=raw, size=len(raw))
            for place, (_, raw) in enumerate(batch, start=1)
        ]
        tally += intake.take(Folder("file", "import", 0), raws, now, lambda _unit: None)
    return tally


def fetch_again(
    sources: Iterable[MailSource],
    mails: Iterable[MailRow],
    wants_whole: Callable[[bytes], bool] | None = None,
) -> dict[int, RawMail]:
    """The mails themselves, by their numbers, over a read-only connection of their own.

    What is gone, lies under another UIDVALIDITY or in a mailbox that cannot be opened is missing.
    """
    return dict(_fetched(sources, mails, wants_whole))


def _fetched(
    sources: Iterable[MailSource], mails: Iterable[MailRow], wants_whole: Callable[[bytes], bool] | None
) -> Iterator[tuple[int, RawMail]]:
    """One mail after the other, a connection for each folder."""
    wanted: dict[tuple[str, str], dict[int, MailRow]] = {}
    for mail in mails:
        at = mail.pointer
        wanted.setdefault((at.account, at.folder), {})[at.uid] = mail
    for source in sources:
        here = wanted.get((source.account, source.folder), {})
        if not here:
            continue
        try:
            with source.open() as view:
                uids = sorted(
                    uid for uid, mail in here.items() if mail.pointer.uidvalidity == view.uidvalidity
                )
                for first in range(0, len(uids), _BATCH):
                    for raw in view.fetch(uids[first : first + _BATCH]):
                        whole = raw if wants_whole is None else as_needed(view, raw, wants_whole)
                        yield here[raw.uid].id, whole
        except MaildError:
            continue


@dataclass(frozen=True, slots=True)
class Reread:
    changed: tuple[ReadAgain, ...]
    gone: tuple[int, ...]  # not to be had from their mailboxes any more


def to_read_again(
    look: View, since: date | None, kind: str, number: int | None, zone: ZoneInfo
) -> list[MailRow]:
    """The recorded mails that fit, those aside of which a person has said what they are."""
    return [
        one
        for one in mailbox.read_mails(look.connection)
        if "settled" not in one.reading
        and (since is None or one.received_at.astimezone(zone).date() >= since)
        and (not kind or one.kind is Kind(kind))
        and (number is None or one.id == number)
    ]


def read_again(
    intake: Intake, sources: Iterable[MailSource], mails: Sequence[MailRow], actor: Actor, now: datetime
) -> Reread:
    """Read mails by the rules of today, each in a transaction of its own: an interrupted run may be repeated."""
    changed, seen = [], set()
    for number, raw in _fetched(sources, mails, intake.wants_whole):
        seen.add(number)
        told = intake.read_again(number, raw, now, actor.name)
        if told is not None:
            changed.append(told)
            log.info("mail.read_again", mail_id=number, was=told.was.value, kind=told.kind.value)
    return Reread(tuple(changed), tuple(one.id for one in mails if one.id not in seen))


def because(mail: MailRow, language: Language) -> list[str]:
    """What speaks for the reading; of an answer to an alert, why it was not followed."""
    order = mail.reading.get("order")
    return (
        [say(f"order.{order}", language)] if order else [str(one) for one in mail.reading.get("evidence", ())]
    )


@dataclass(frozen=True, slots=True)
class Settled:
    """What a person's word about a mail changed. `recorded` are the facts about its writer."""

    was: Kind
    kind: Kind
    respondent_id: int | None
    recorded: tuple[EventKind, ...]


def classify(
    store: Database,
    mail_id: int,
    kind: Kind,
    actor: Actor,
    now: datetime,
    calendar: Calendar,
    *,
    note: str = "",
    until: date | None = None,
) -> Settled:
    """Say what a mail is. What the reader's verdict did to its writer is taken back, as far as it still holds.

    Raises InputRefused where the mail is none that a person can settle. It sticks: nothing reads it again.
    """
    with store.unit(FOLDS) as unit:
        row = _to_settle(unit, mail_id, kind)
        person = None if row.respondent_id is None else roster.by_id(unit.connection, row.respondent_id)
        if person is None and note:
            raise InputRefused("refused.note_needs_official", mail_id=f"M-{mail_id}")
        before = row.kind or Kind.UNRELATED
        mailbox.settle(unit.connection, row, kind, actor.name, now)
        event = Event(
            EventKind.MAIL_SETTLED,
            now,
            actor.name,
            mail_id=mail_id,
            round_id=None if person is None else person.round_id,
            respondent_id=None if person is None else person.id,
            letter_id=row.letter_id,
            data={"kind": kind.value, "was": before.value},
        )
        tell(unit, event, note)
        if person is None:
            return Settled(before, kind, None, ())
        recorded = _take_effect(unit, row, person, kind, replace(event, data={}), calendar, until)
        return Settled(before, kind, person.id, tuple(one.kind for one in recorded))


def _to_settle(unit: Unit, mail_id: int, kind: Kind) -> MailRow:
    row = mailbox.mail(unit.connection, mail_id)
    named = f"M-{mail_id}"
    if row is None:
        raise InputRefused("refused.no_mail", mail_id=named)
    if row.duplicate_of is not None:
        raise InputRefused("refused.mail_copy", mail_id=named, original=f"M-{row.duplicate_of}")
    if row.quarantined or row.kind is None:
        raise InputRefused("refused.mail_unread", mail_id=named)
    if row.kind not in settling.SETTLED_AS:
        raise InputRefused("refused.mail_about_delivery", mail_id=named, kind=row.kind.value)
    if row.kind is kind and "settled" in row.reading:
        raise InputRefused("refused.settled_already", mail_id=named, kind=kind.value)
    return row


def _take_effect(
    unit: Unit,
    row: MailRow,
    person: Respondent,
    kind: Kind,
    event: Event,
    calendar: Calendar,
    until: date | None,
) -> list[Event]:
    if rounds.archived(unit.connection, person.round_id) is not None:
        round_ = rounds.get(unit.connection, person.round_id)
        raise InputRefused("refused.archived", code="" if round_ is None else round_.code)
    trail = [one for one in events.trail(unit.connection, mail_id=row.id) if one.respondent_id == person.id]
    recorded = list(settling.taken_back(trail, unit.state(RESPONDENT, person.id), event))
    day = until or _back(row, calendar, event.at)
    recorded += settling.said(kind, event, day)
    hint, words = str(row.reading.get("error_hint") or ""), str(row.reading.get("words") or "")
    fault = settling.error(kind, hint, words, person.email.rpartition("@")[2], person.id)
    if fault is not None:
        number = incident_trip.note(unit, fault, event.at, mail_id=row.id)
        data = {"stage": fault.stage.value, "reason": fault.reason, "trusted": True}
        recorded.append(
            replace(event, kind=EventKind.RESPONDENT_ERROR_REPORTED, incident_id=number, data=data)
        )
    unit.append(*recorded)
    return recorded


def _back(row: MailRow, calendar: Calendar, now: datetime) -> date:
    """The first day back that the mail named, else as for every absence without one."""
    told = row.reading.get("return_date")
    if told:
        return date.fromisoformat(str(told))
    return add_working_days(local_day(now, calendar), LEAVE_WITHOUT_DATE, calendar)
