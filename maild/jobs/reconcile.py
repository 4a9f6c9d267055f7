"""What lies in the mailbox against what we have a row for: nothing may be missing without a name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Literal

from maild.decode.message import parse, subject_mark
from maild.errors import Busy, MaildError, NeedsPerson
from maild.jobs import incidents as incident_trip
from maild.jobs.poll import Census, FolderPoll
from maild.logs import log
from maild.model import Event, EventKind, Pointer, Stage
from maild.ports import MailboxView, MailSource
from maild.rules import FOLDS
from maild.rules.inbound import IncidentNote
from maild.store import Database, View, mailbox
from maild.store.mailbox import Kept
from maild.words import for_log

NIGHT = time(2)
_NAMED_UNREAD = 200  # mails that are fetched only to name their subject
_ASKED_AT_ONCE = 1000

What = Literal["found", "moved", "gone", "unread", "lost"]
LOSSES: frozenset[What] = frozenset({"unread", "lost"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One mail about which the mailbox and our rows did not agree.

    `found`: it lay below the cursor, unread, and has been read now. `moved`, `gone`: we have read it, and
    somebody has moved it since (to `to`), or taken it out of the mailbox. `unread`: it is still not read.
    `lost`: its reading was begun and never finished, and it is no longer there.
    """

    what: What
    uid: int
    subject: str  # its mark; "" where nobody knows it
    day: date | None
    mail_id: int | None = None
    to: str = ""


@dataclass(frozen=True, slots=True)
class FolderAccount:
    """One folder of the mailbox, accounted for. `fault` says why it could not be looked at."""

    account: str
    folder: str
    lying: int = 0  # mails in the folder, save those `waiting`
    accounted: int = 0
    waiting: int = 0  # above the cursor: the service reads them at its next look
    days: tuple[tuple[date, int], ...] = ()  # accounted for, by the mailbox's own date
    differences: tuple[Difference, ...] = ()
    fault: MaildError | None = None

    @property
    def complete(self) -> bool:
        return self.fault is None and not any(one.what in LOSSES for one in self.differences)


@dataclass(frozen=True, slots=True)
class _Look:
    """What was seen in one folder while its connection stood."""

    poll: FolderPoll
    uidvalidity: int
    census: Census
    gone: tuple[int, ...] = ()
    unread: dict[int, str] = field(default_factory=dict)  # UID to the subject's mark


_There = Mapping[tuple[str, str, int], frozenset[int]]  # UIDs by account, folder and UIDVALIDITY


@dataclass(frozen=True, slots=True)
class Reconcile:
    """Looks over short connections of its own, and reads what was missed."""

    store: Database
    folders: Sequence[tuple[MailSource, FolderPoll]]
    zone: tzinfo
    days: int = 7
    stop: Callable[[], bool] = lambda: False
    watches: Callable[[str, str], bool] = lambda _account, _folder: True  # whether a folder is ours

    def tick(self, now: datetime) -> list[FolderAccount]:
        """Once a night each folder that has ever been read; one that cannot be reached is tried at the next tick."""
        night = datetime.combine(now.astimezone(self.zone).date(), NIGHT, self.zone)
        night -= timedelta(days=now < night)
        with self.store.view() as look:
            cursors = mailbox.cursors(look.connection)
            stopped = mailbox.stopped_accounts(look.connection)
        due = [
            (source, poll)
            for source, poll in self.folders
            if source.account not in stopped  # one more login could lock it on the server
            and self.watches(source.account, source.folder)
            and (cursor := cursors.get((source.account, source.folder))) is not None
            and (cursor.reconciled_at is None or cursor.reconciled_at < night)
        ]
        return self._accounts(due, now, self.days, reads=True) if due else []

    def now(self, now: datetime, days: int, *, reads: bool = True) -> list[FolderAccount]:
        """Every folder, at once. Without `reads` nothing is changed: what was missed is only named."""
        return self._accounts(self.folders, now, days, reads=reads)

    def _accounts(
        self, folders: Sequence[tuple[MailSource, FolderPoll]], now: datetime, days: int, *, reads: bool
    ) -> list[FolderAccount]:
        looks: list[_Look | FolderAccount] = []
        for source, poll in folders:
            if self.stop():
                break
            try:
                # A poll of our own: the folder's thread remembers in its own what its server choked on.
                looks.append(self._look(source, replace(poll), now, days, reads=reads))
            except Busy:
                raise
            except MaildError as error:
                log.warning(
                    "mailbox.unavailable",
                    account=source.account,
                    folder=source.folder,
                    because=for_log(error),
                )
                looks.append(FolderAccount(source.account, source.folder, fault=error))
        there = {
            (look.poll.account, look.poll.folder, look.uidvalidity): look.census.lying
            for look in looks
            if isinstance(look, _Look)
        }
        return [
            self._account(look, there, now, days, reads=reads) if isinstance(look, _Look) else look
            for look in looks
        ]

    def _look(self, source: MailSource, poll: FolderPoll, now: datetime, days: int, *, reads: bool) -> _Look:
        with self.store.view() as look:
            if source.account in mailbox.stopped_accounts(look.connection):
                raise NeedsPerson("needs.unlock", account=source.account)
            if mailbox.cursor(look.connection, source.account, source.folder) is None:
                raise NeedsPerson("needs.since", account=source.account, folder=source.folder)
        with source.open() as view:
            census = poll.census(view, days, now)
            with self.store.view() as look:
                kept = [one.uid for one in self._kept(look, poll, view.uidvalidity, now, days)]
            absent = sorted(set(kept) - census.lying)
            # The listing goes by the server's days; whether a mail is there, its size alone proves.
            still = view.sizes(absent) if absent else {}
            if reads:
                poll.make_up(view, census.missing, now, lambda: not self.stop())
                unread = {}
            else:
                unread = dict(_marks(view, census.missing))
            return _Look(
                poll, view.uidvalidity, census, tuple(uid for uid in absent if uid not in still), unread
            )

    def _account(self, look: _Look, there: _There, now: datetime, days: int, *, reads: bool) -> FolderAccount:
        poll, census = look.poll, look.census
        by_day: Counter[date] = Counter()
        missed: dict[int, Kept] = {}
        asked = set(census.missing)
        with self.store.view() as rows:
            for row in self._rows(rows, look):
                by_day[self._day(row)] += row.done
                if row.uid in asked:
                    missed[row.uid] = row
            differences = [
                *self._missed(rows, look, missed),
                *self._absent(rows, look, there, now, days),
            ]
        account = FolderAccount(
            poll.account,
            poll.folder,
            lying=len(census.lying),
            accounted=by_day.total(),
            waiting=census.waiting,
            days=tuple(sorted((+by_day).items())),
            differences=tuple(differences),
        )
        if reads:
            self._write_down(account, now)
        return account

    def _missed(self, rows: View, look: _Look, known: dict[int, Kept]) -> Iterator[Difference]:
        for uid in look.census.missing:
            row = known.get(uid)
            if row is None or not row.done:
                yield Difference("unread", uid, look.unread.get(uid, ""), None, row.mail_id if row else None)
            else:
                yield self._difference(rows, "found", row)

    def _absent(
        self, rows: View, look: _Look, there: _There, now: datetime, days: int
    ) -> Iterator[Difference]:
        gone = set(look.gone)
        for row in self._kept(rows, look.poll, look.uidvalidity, now, days):
            if row.uid not in gone:
                continue
            if not row.done:
                yield Difference("lost", row.uid, "", self._day(row), row.mail_id)
                continue
            other = next(
                (one for one in mailbox.same_mail(rows.connection, row.mail_id) if _lies(one, there)), None
            )
            if other is None:
                yield self._difference(rows, "gone", row)
            else:
                yield self._difference(rows, "moved", row, f"{other.folder} UID {other.uid}")

    def _difference(self, rows: View, what: What, row: Kept, to: str = "") -> Difference:
        mail = mailbox.mail(rows.connection, row.mail_id)
        subject = str(mail.reading.get("subject_mark", "")) if mail is not None else ""
        return Difference(what, row.uid, subject, self._day(row), row.mail_id, to)

    def _write_down(self, account: FolderAccount, now: datetime) -> None:
        kinds = Counter(one.what for one in account.differences)
        counts: dict[str, int] = {
            "in_folder": account.lying,
            "accounted": account.accounted,
            "waiting": account.waiting,
            **{what: kinds[what] for what in sorted(kinds)},
        }
        losses = [one.uid for one in account.differences if one.what in LOSSES]
        where = {"account": account.account, "folder": account.folder}
        with self.store.unit(FOLDS) as unit:
            mailbox.reconciled(unit.connection, account.account, account.folder, now)
            unit.append(Event(EventKind.MAILBOX_RECONCILED, now, data={**where, **counts}))
            if losses:
                fault = IncidentNote(
                    Stage.RECEIVING, "mail-unaccounted", account.account, account.folder, None
                )
                incident_trip.note(unit, fault, now)
        log.info("mailbox.reconciled", **where, **counts)
        if losses:
            log.warning("mailbox.unaccounted", **where, uids=losses[:50])

    def _rows(self, rows: View, look: _Look) -> Iterator[Kept]:
        poll, uids = look.poll, sorted(look.census.lying)
        for start in range(0, len(uids), _ASKED_AT_ONCE):
            yield from mailbox.kept(
                rows.connection,
                poll.account,
                poll.folder,
                look.uidvalidity,
                uids[start : start + _ASKED_AT_ONCE],
            )

    def _kept(
        self, rows: View, poll: FolderPoll, uidvalidity: int, now: datetime, days: int
    ) -> Iterator[Kept]:
        return mailbox.kept_since(
            rows.connection, poll.account, poll.folder, uidvalidity, now - timedelta(days=days)
        )

    def _day(self, row: Kept) -> date:
        return row.received_at.astimezone(self.zone).date()


def _lies(mail: Pointer, there: _There) -> bool:
    return mail.uid in there.get((mail.account, mail.folder, mail.uidvalidity), ())


def _marks(view: MailboxView, uids: Sequence[int]) -> Iterator[tuple[int, str]]:
    for mail in view.fetch(uids[:_NAMED_UNREAD]):
        yield mail.uid, subject_mark(parse(mail.raw).headers)
