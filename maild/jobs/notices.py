"""Mails to staff: queued in the transaction of whoever has something to tell, sent by a tick of their own.

The trip of a notice is a letter's (claim, offer, intent, dot, result), without a plan. What must not depend on the
path that broke goes by the second route when the first one fails before the dot. One in doubt is never sent again.
"""

from __future__ import annotations

import json
import time as stopwatch
from base64 import b64decode, b64encode
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from maild.decode.reasons import find_reason
from maild.errors import Busy
from maild.jobs import incidents as incident_trip
from maild.jobs.clock import Clock
from maild.jobs.compose import Sender
from maild.jobs.patience import patiently
from maild.letters import LetterEnvelope, RenderedLetter, build
from maild.logs import log
from maild.model import (
    Attachment,
    Calendar,
    Event,
    EventKind,
    IncidentPhase,
    LetterState,
    Limits,
    Notice,
    NoticeCode,
    Outcome,
    OutcomeKind,
    OutgoingLetter,
    Permit,
    Refused,
    RenderedNotice,
    SendingState,
    Stage,
    Step,
)
from maild.ports import Channel
from maild.privacy import mask_addresses
from maild.rules import FOLDS, SENDING
from maild.rules import notices as rule
from maild.rules.calendar import at_local, local_day
from maild.rules.inbound import IncidentNote
from maild.store import Database, Unit, View, incidents, members, notices
from maild.tokens import NOTICES, TokenKeys

_BATCH = 50
_BATCH_S = 300.0
_INTENT_S = 12.0  # of waiting for a database, while a server waits for DATA
_RESULT_S = 600.0
_PUT_OFF = timedelta(minutes=15)  # a notice that could not be written
_OPEN = (LetterState.CLAIMED, LetterState.IN_DOUBT)
_EVENTS = {
    LetterState.SENT: EventKind.NOTICE_SENT,
    LetterState.IN_DOUBT: EventKind.NOTICE_IN_DOUBT,
    LetterState.FAILED: EventKind.NOTICE_FAILED,
    LetterState.SKIPPED: EventKind.NOTICE_SKIPPED,
}


def queue(
    unit: Unit,
    code: NoticeCode,
    *,
    occasion: str,
    to: str,
    mail: RenderedNotice,
    now: datetime,
    not_before: datetime | None = None,
    round_id: int | None = None,
    unit_id: int | None = None,
    incident_id: int | None = None,
    actor: str = "daemon",
) -> int | None:
    """Queue a mail in the caller's transaction; its number, or None when this occasion has been told `to` before.

    `occasion` says what it is about in ids and days, and with code and recipient makes it unique.
    """
    number = notices.add(
        unit.connection,
        code,
        occasion,
        to.strip().lower(),
        packed(mail),
        now=now,
        not_before=not_before or now,
        made_on=now.date(),
        round_id=round_id,
        unit_id=unit_id,
        incident_id=incident_id,
    )
    if number is not None:
        data = {"notice": number, "code": code.value, "occasion": occasion}
        unit.append(
            Event(EventKind.NOTICE_QUEUED, now, actor, round_id=round_id, incident_id=incident_id, data=data)
        )
    return number


def packed(mail: RenderedNotice) -> bytes:
    files = [[one.name, one.content_type, b64encode(one.octets).decode("ascii")] for one in mail.attachments]
    said = {"subject": mail.subject, "text": mail.text, "html": mail.html, "files": files}
    return json.dumps(said, ensure_ascii=False).encode()


def unpacked(content: bytes) -> RenderedNotice:
    said = json.loads(content)
    files = tuple(Attachment(name, kind, b64decode(octets)) for name, kind, octets in said["files"])
    return RenderedNotice(said["subject"], said["text"], said["html"], files)


@dataclass(frozen=True, slots=True)
class NoticePolicy:
    calendar: Calendar
    limits: Limits
    own_addresses: frozenset[str]  # lower case
    sending_locked: Callable[[], bool]  # the database came out of a backup


@dataclass(slots=True)
class _Batch:
    """One tick: what it did, and the ways out, each opened when it is first needed."""

    ways: ExitStack
    opened: dict[str, Channel] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)  # routes that failed in this batch
    outcomes: dict[str, int] = field(default_factory=dict)

    def count(self, name: str) -> None:
        self.outcomes[name] = self.outcomes.get(name, 0) + 1


class Notices:
    """`first` and `second` make the ways out; without `second` there is only the one."""

    def __init__(
        self,
        store: Database,
        sender: Sender,
        keys: TokenKeys,
        first: Callable[[], Channel],
        second: Callable[[], Channel] | None,
        policy: NoticePolicy,
        *,
        owner: Callable[[], str | None],
        clock: Clock,
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        self._store = store
        self._sender = sender
        self._keys = keys
        self._routes = {"first": first} | ({} if second is None else {"second": second})
        self._policy = policy
        self._owner = owner
        self._clock = clock
        self._stop = stop

    def free_orphans(self, now: datetime) -> int:
        """What is `claimed` by nobody who lives was never on the wire; how many were given back."""
        freed = 0
        with self._store.view() as look:
            if not _orphans(look):
                return 0
        with self._store.unit(FOLDS) as unit:
            for notice in _orphans(unit):
                freed += notices.move(
                    unit.connection, notice, (LetterState.CLAIMED,), LetterState.PLANNED, not_before=now
                )
        return freed

    def tick(self, now: datetime) -> dict[str, int]:
        """Send what is due; how many by outcome."""
        with self._store.view() as look:
            waiting = notices.due(look.connection, now, _BATCH)
        if not waiting:
            return {}
        ends = stopwatch.monotonic() + _BATCH_S
        with ExitStack() as ways:
            batch = _Batch(ways)
            for notice in waiting:
                if self._stop() or stopwatch.monotonic() > ends:
                    break
                self._send(notice.id, batch)
        if batch.outcomes:
            log.info("notice.batch_finished", **batch.outcomes)
        return batch.outcomes

    def compose(self, notice: Notice, mail: RenderedNotice) -> OutgoingLetter:
        """The octets: the same whenever they are made."""
        token = self._keys.sign(NOTICES + notice.id, notice.made_on)
        sender = self._sender
        envelope = LetterEnvelope(
            sender_name=sender.name,
            sender_address=sender.address,
            reply_to=sender.reply_to,
            recipient_name="",
            recipient_address=notice.recipient,
            message_id=notice.message_id,
            date=notice.queued_at.astimezone(ZoneInfo(self._policy.calendar.zone)),
            auto_submitted=True,
            reference=token,
        )
        return OutgoingLetter(
            id=notice.id,
            recipient=notice.recipient,
            envelope_sender=self._keys.envelope_sender(
                NOTICES + notice.id, notice.made_on, sender.address, keeps_tag=sender.keeps_tag
            ),
            message_id=notice.message_id,
            envelope_id=token,
            raw=build(RenderedLetter(mail.subject, mail.text, mail.html), envelope, mail.attachments),
        )

    # ------------------------------------------------------------ one notice

    def _send(self, number: int, batch: _Batch) -> None:
        now, owner = self._clock(), self._owner()
        if owner is None:
            return  # not one of the daemons any more
        with self._store.unit(FOLDS) as unit:
            planned = notices.free(unit.connection, number)
            if planned is None:
                return
            facts = self._facts(unit, planned, now)
            verdict = rule.permit(planned, facts, now, self._policy.limits, self._policy.calendar)
            if isinstance(verdict, Refused):
                self._hold(unit, planned, verdict.because, facts, now, batch)
                return
            message_id = self._keys.message_id(NOTICES + number, planned.made_on)
            notice = notices.claim(unit.connection, number, owner, message_id)
            content = notices.content_of(unit.connection, number)
        if notice is None or content is None:
            return
        permitted: list[Permit] = []
        try:
            letter = self.compose(notice, unpacked(content))
            outcome, route = self._offer(notice, letter, batch, permitted)
        except Exception as error:
            log.exception("notice.failed", notice=notice.id, code=notice.code.value)
            self._push_ahead(notice, error, permitted=bool(permitted))
            batch.count("unwritten")
            return
        patiently(lambda: self._settle(notice, outcome, route, batch), _RESULT_S, self._stop)

    def _offer(
        self, notice: Notice, letter: OutgoingLetter, batch: _Batch, permitted: list[Permit]
    ) -> tuple[Outcome, str]:
        """By the first route, and by the second when the first one is what broke."""

        def intent() -> Permit | Refused:
            answer = patiently(lambda: self._intent(notice), _INTENT_S, self._stop)
            permitted.extend([answer] if isinstance(answer, Permit) else [])
            return answer

        wanted = [route for route in self._routes if route == "first" or notice.code in rule.BY_SECOND_ROUTE]
        outcome, used = Outcome(OutcomeKind.DEFERRED, Step.CONNECT, text="this way out has just failed"), ""
        for route in wanted:
            if route in batch.broken:
                continue
            if route not in batch.opened:
                batch.opened[route] = batch.ways.enter_context(self._routes[route]())
            outcome, used = batch.opened[route].send(letter, intent), route
            if not rule.breaks_the_route(outcome):
                break
            batch.broken.add(route)
            log.warning(
                "notice.route_failed",
                notice=notice.id,
                route=route,
                step=outcome.step.value,
                code=outcome.code,
            )
        return outcome, used

    def _intent(self, notice: Notice) -> Permit | Refused:
        now = self._clock()
        with self._store.unit(FOLDS) as unit:
            stands = notices.get(unit.connection, notice.id)
            if stands is not None and stands.state is LetterState.IN_DOUBT and _same_claim(stands, notice):
                return (
                    Permit()
                )  # an intent of ours of whose end we had not heard: nobody else could move it there
            facts = self._facts(unit, notice, now)
            verdict = rule.permit(notice, facts, now, self._policy.limits, self._policy.calendar)
            if isinstance(verdict, Refused):
                return verdict
            if not notices.to_in_doubt(unit.connection, notice, now):
                return Refused("not_claimed")
        self._store.remember_intent()
        return Permit()

    def _facts(self, look: View, notice: Notice, now: datetime) -> rule.NoticeFacts:
        connection, to = look.connection, notice.recipient
        sending: SendingState = look.state(SENDING, 1) or SendingState()
        midnight = at_local(local_day(now, self._policy.calendar), time(), self._policy.calendar)
        return rule.NoticeFacts(
            ours=to in self._policy.own_addresses,
            dead=notices.last_bounce(connection, to) is not None or notices.is_suspended(connection, to),
            paused=sending.paused_by is not None,
            sending_locked=self._policy.sending_locked(),
            last_day=notices.sent_to(connection, to, now - rule.DAY),
            unit_had_one=notice.unit_id is not None
            and notices.sent_to_unit(connection, notice.unit_id, tuple(rule.TO_UNITS), midnight),
        )

    def _hold(
        self,
        unit: Unit,
        notice: Notice,
        because: str,
        facts: rule.NoticeFacts,
        now: datetime,
        batch: _Batch,
    ) -> None:
        """Put an unclaimed notice off, or skip it for good."""
        at = rule.held_until(because, facts, now, self._policy.limits, self._policy.calendar)
        to = LetterState.SKIPPED if at is None else LetterState.PLANNED
        settled = now if at is None else None
        moved = notices.move(
            unit.connection, notice, (LetterState.PLANNED,), to, not_before=at, settled_at=settled
        )
        if at is None and moved:
            unit.append(_event(EventKind.NOTICE_SKIPPED, notice, now, because=because))
        told = log.critical if notice.code in rule.ALERTS else log.warning if at is None else log.info
        told("notice.held", notice=notice.id, code=notice.code.value, because=because, until=at)
        batch.count(f"{'skipped' if at is None else 'held'}_{because}")

    def _push_ahead(self, notice: Notice, error: Exception, *, permitted: bool) -> None:
        """Something of ours broke: later again when the dot was not permitted. After the permit it stays in doubt."""
        now = self._clock()

        def write() -> None:
            with self._store.unit(FOLDS) as unit:
                moved = notices.move(
                    unit.connection,
                    notice,
                    (LetterState.CLAIMED,) if permitted else _OPEN,
                    LetterState.PLANNED,
                    not_before=now + _PUT_OFF,
                )
                if moved and not isinstance(error, Busy):
                    because = type(error).__name__
                    fault = IncidentNote(Stage.SENDING, "letter-unwritable", "", because, None)
                    _tell_once(unit, fault, now)

        patiently(write, _RESULT_S, self._stop)

    def _settle(self, notice: Notice, outcome: Outcome, route: str, batch: _Batch) -> None:
        now = self._clock()
        with self._store.unit(FOLDS) as unit:
            stands = notices.get(unit.connection, notice.id)
            if stands is None or stands.fence != notice.fence or stands.state not in _OPEN:
                return  # evidence came in first, or somebody else owns it now
            refused = outcome.kind is OutcomeKind.REFUSED
            state, at, because = rule.after(outcome, stands, now)
            if refused:
                facts = self._facts(unit, stands, now)
                at = rule.held_until(because, facts, now, self._policy.limits, self._policy.calendar)
                state = LetterState.SKIPPED if at is None else LetterState.PLANNED
            settled = None if state in (LetterState.PLANNED, LetterState.IN_DOUBT) else now
            moved = notices.move(
                unit.connection,
                stands,
                _OPEN,
                state,
                not_before=at,
                settled_at=settled,
                tried=not refused,
                reply=mask_addresses(outcome.text)[:500],
                route=route,
            )
            if not moved:
                return
            data = {
                "route": route,
                "step": outcome.step.value,
                "because": because,
                "reply_code": outcome.code,
                "rehearsal": outcome.rehearsed,
            }
            if state in _EVENTS:
                said = {name: value for name, value in data.items() if value}
                unit.append(_event(_EVENTS[state], stands, now, **said))
            self._follow(unit, stands, outcome, state, now)
        batch.count(outcome.kind.value)
        facts_told = {
            "notice": notice.id,
            "code": notice.code.value,
            "route": route,
            "step": outcome.step.value,
        }
        match state:
            case LetterState.SENT:
                log.info("notice.sent", **facts_told)
            case LetterState.IN_DOUBT:
                log.error("notice.in_doubt", **facts_told)
            case LetterState.FAILED:
                log.error("notice.failed", **facts_told, because=outcome.text)
            case _ if notice.code in rule.BY_SECOND_ROUTE and not refused:
                # Nobody can be told by mail: the journal's priority is what is left (e12).
                log.critical("notice.unsent", **facts_told, because=outcome.text, retry_at=at)
            case _:
                log.warning("notice.deferred", **facts_told, because=outcome.text, retry_at=at)

    def _follow(
        self, unit: Unit, notice: Notice, outcome: Outcome, state: LetterState, now: datetime
    ) -> None:
        """A fault of the relay is the relay's incident; a dead address of staff is one for whoever keeps the list."""
        code = "" if outcome.code is None else str(outcome.code)
        if outcome.kind is OutcomeKind.OUR_FAULT:
            reason = "smtp-login-refused" if outcome.step is Step.AUTH else "smtp-refused"
            _tell_once(unit, IncidentNote(Stage.SENDING, reason, "", outcome.enhanced or code, None), now)
        elif outcome.tls is not None:
            _tell_once(unit, IncidentNote(Stage.SENDING, "smtp-tls", "", outcome.tls, None), now)
        elif rule.breaks_the_route(outcome) and notice.attempts:
            _tell_once(unit, IncidentNote(Stage.SENDING, "smtp-unreachable", "", "", None), now)
        elif state is LetterState.FAILED and outcome.kind is OutcomeKind.FAILED:
            reply = None if outcome.code is None else str(outcome.code)
            if find_reason(outcome.text, outcome.enhanced, reply).hard:
                notices.came_back(unit.connection, notice.id, now, hard=True)
            note_undeliverable(unit, notice, outcome.enhanced or code, now)


def _orphans(look: View) -> list[Notice]:
    """What is claimed by nobody who lives."""
    alive = {str(number) for number in members.living(look.connection)}
    return [one for one in notices.in_state(look.connection, LetterState.CLAIMED) if one.owner not in alive]


def _same_claim(one: Notice, other: Notice) -> bool:
    return (one.owner, one.fence) == (other.owner, other.fence)


def note_undeliverable(unit: Unit, notice: Notice, code: str, now: datetime) -> int:
    """The incident of a staff address that takes no mail: by its domain, never the address."""
    where = notice.recipient.rpartition("@")[2]
    fault = IncidentNote(Stage.SENDING, "notice-undeliverable", where, code, None)
    return incident_trip.note(unit, fault, now)


def _event(kind: EventKind, notice: Notice, now: datetime, **data: object) -> Event:
    said = {"notice": notice.id, "code": notice.code.value, **data}
    return Event(kind, now, round_id=notice.round_id, incident_id=notice.incident_id, data=said)


def _tell_once(unit: Unit, fault: IncidentNote, now: datetime) -> None:
    last = incidents.latest(unit.connection, incident_trip.key(fault))
    if last is None or last.state is IncidentPhase.RESOLVED:
        incident_trip.note(unit, fault, now)
