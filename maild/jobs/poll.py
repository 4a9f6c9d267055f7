"""One look into one folder: what is new since the cursor, in bounded batches.

Flags are never consulted. Progress is ours: (account, folder, UIDVALIDITY, last UID).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from maild.decode.message import fingerprint
from maild.errors import NeedsPerson, SourceProtocol, SourceUnavailable
from maild.jobs import incidents as incident_trip
from maild.jobs.backlog import Backlog
from maild.jobs.intake import MAX_ATTEMPTS, Finish, Folder, Intake, Tally
from maild.logs import log
from maild.model import Event, EventKind, RawMail, Stage
from maild.ports import MailboxView
from maild.rules import FOLDS
from maild.rules.inbound import IncidentNote
from maild.store import Database, mailbox

BATCH_MAILS = 100
BATCH_OCTETS = 16 * 1024 * 1024
MAIL_OCTETS = 1024 * 1024
WHOLE_OCTETS = 10 * MAIL_OCTETS  # of a mail that brings the ministry's lists
LOOKED_EVERY = timedelta(minutes=4)  # how often a look that found nothing is written down
_ASKED_AT_ONCE = 1000  # UIDs in one question

GoOn = Callable[[], bool]


def _always() -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Census:
    """The mails of a folder up to the cursor, those among them that were missed, and how many lie above it."""

    lying: frozenset[int]
    missing: tuple[int, ...]  # without a row: the next look does not see them
    waiting: int


@dataclass(slots=True)
class FolderPoll:
    """Polls one folder. `since` is the day from which a folder that has never been read is read; it is kept with
    the cursor, so that no restart needs it again.

    `go_on` is asked before each batch: it also shows that a long look is alive. What a look that was
    broken off has not read, the next one reads.
    """

    store: Database
    intake: Intake
    account: str
    folder: str
    since: date | None = None
    look_back_days: int = 60  # what is looked at again when the server has renumbered the folder
    sweep_days: int = 7
    # Fetches that ended the connection, by UID: one mail that the server chokes on must not stop the folder.
    _choked: Counter[int] = field(default_factory=Counter, init=False)
    # Times that a mail was there, by its size, and not handed over (`BODY[] NIL`): each sweep asks again.
    _withheld: Counter[int] = field(default_factory=Counter, init=False)

    def tick(self, view: MailboxView, now: datetime, go_on: GoOn = _always) -> Tally:
        """Read everything above the cursor; on a new UIDVALIDITY look at the retention window again."""
        uidnext = view.refresh()
        with self.store.view() as look:
            cursor = mailbox.cursor(look.connection, self.account, self.folder)
        if cursor is None:
            return self._first(view, uidnext, now, go_on)
        if cursor.uidvalidity != view.uidvalidity or (uidnext is not None and uidnext <= cursor.last_uid):
            since = self._resynced(view, cursor, now)
            return self._look_back(view, since, uidnext, now, go_on)
        if uidnext is not None and uidnext == cursor.last_uid + 1:
            if now - cursor.polled_at >= LOOKED_EVERY:
                self._moved(view, cursor.last_uid, now)
            return Tally()
        if cursor.last_uid == 0 and cursor.since is not None:  # broken off before the first batch was done
            return self._look_back(view, cursor.since, uidnext, now, go_on)
        return self._read(view, view.uids_after(cursor.last_uid), now, go_on, cursor.last_uid)

    def looked(self, view: MailboxView, now: datetime) -> None:
        """Write down that the folder has been looked at: who waits for it to come back sees it there."""
        with self.store.view() as look:
            cursor = mailbox.cursor(look.connection, self.account, self.folder)
        if cursor is not None and cursor.uidvalidity == view.uidvalidity:
            self._moved(view, cursor.last_uid, now)

    def sweep(self, view: MailboxView, now: datetime, go_on: GoOn = _always) -> Tally:
        """Look at the last days again for mails that were missed: slow announcers, failed fetches, a server that
        came back from its backup and has given our numbers to new mails since.
        """
        if (cursor := self._mistaken(view, now)) is not None:
            since = self._resynced(view, cursor, now)
            return self._look_back(view, since, view.refresh(), now, go_on)
        return self.make_up(view, self.missing(view, self.sweep_days, now), now, go_on)

    def _mistaken(self, view: MailboxView, now: datetime) -> mailbox.Cursor | None:
        """Our place in the folder, where the newest mail that we know is another one there; else None.

        UIDNEXT tells of a backup only until as many mails have come again as were lost. By then the newest number
        up to the cursor is a new mail's. Another day and other octets: servers that make mails anew at each
        FETCH keep the day.
        """
        uids, _, reached = self._recent(view, self.sweep_days, now)
        known = [uid for uid in uids if uid <= reached][-1:]
        if not known:
            return None
        with self.store.view() as look:
            cursor = mailbox.cursor(look.connection, self.account, self.folder)
            kept = mailbox.kept(look.connection, self.account, self.folder, view.uidvalidity, known)
        for row in kept:
            if row.fingerprint is None or self._choked[row.uid] > MAX_ATTEMPTS:
                continue  # never read; or the server chokes on it now, and new mail does not wait for that
            try:
                mails = list(view.fetch([row.uid]))
            except (SourceUnavailable, SourceProtocol):
                self._choked[row.uid] += 1
                raise
            del self._choked[row.uid]
            for mail in mails:
                if (
                    mail.received_at not in (None, row.received_at)
                    and fingerprint(mail.raw) != row.fingerprint
                ):
                    return cursor
        return None

    def make_up(
        self, view: MailboxView, missing: Sequence[int], now: datetime, go_on: GoOn = _always
    ) -> Tally:
        """Read mails that lie below the cursor, which stays where it is."""
        return self._take(view, missing, now, go_on, lambda _: lambda _unit: None)

    def missing(self, view: MailboxView, days: int, now: datetime) -> list[int]:
        """UIDs of the last `days` days that lie below the cursor and have no row of ours."""
        uids, since, reached = self._recent(view, days, now)
        # Without a day of its own, a folder was begun at the first mail that we know.
        begun = since is not None
        found: list[int] = []
        with self.store.view() as look:
            for some in _chunks([uid for uid in uids if uid <= reached], _ASKED_AT_ONCE):
                known = mailbox.known_uids(look.connection, self.account, self.folder, view.uidvalidity, some)
                for uid in some:
                    begun = begun or uid in known
                    if begun and uid not in known:
                        found.append(uid)
        return found

    def census(self, view: MailboxView, days: int, now: datetime) -> Census:
        """The mails of the last `days` days, but none from before the day or the mail with which reading begins."""
        uids, since, reached = self._recent(view, days, now)
        begun = 1
        if since is None:
            with self.store.view() as look:
                begun = mailbox.first_uid(look.connection, self.account, self.folder, view.uidvalidity) or (
                    reached + 1
                )
        return Census(
            lying=frozenset(uid for uid in uids if begun <= uid <= reached),
            missing=tuple(self.missing(view, days, now)),
            waiting=sum(uid > reached for uid in uids),
        )

    def _recent(self, view: MailboxView, days: int, now: datetime) -> tuple[Sequence[int], date | None, int]:
        """The UIDs of the last `days` days, the day from which the folder is read, and how far it has been."""
        view.refresh()
        with self.store.view() as look:
            cursor = mailbox.cursor(look.connection, self.account, self.folder)
        since = self._since(cursor)
        reached = 0 if cursor is None or cursor.uidvalidity != view.uidvalidity else cursor.last_uid
        return view.uids_since(_days_back(days, since, now)), since, reached

    def _first(self, view: MailboxView, uidnext: int | None, now: datetime, go_on: GoOn) -> Tally:
        if self.since is None and view.uids_after(0):
            raise NeedsPerson("needs.since", account=self.account, folder=self.folder)
        with self.store.unit(FOLDS) as unit:
            mailbox.begin(unit.connection, self.account, self.folder, view.uidvalidity, self.since, now)
        if self.since is None:
            return Tally()
        return self._look_back(view, self.since, uidnext, now, go_on)

    def _look_back(
        self, view: MailboxView, since: date, uidnext: int | None, now: datetime, go_on: GoOn
    ) -> Tally:
        """Read the mails from `since` on; older ones lie behind the cursor afterwards, unread."""
        uids = view.uids_since(_days_since(since, now))
        end = max(view.uids_after(0), default=0) if uidnext is None else uidnext - 1
        return self._read(view, uids, now, go_on, end)

    def _since(self, cursor: mailbox.Cursor | None) -> date | None:
        return self.since if cursor is None or cursor.since is None else cursor.since

    def _resynced(self, view: MailboxView, cursor: mailbox.Cursor, now: datetime) -> date:
        """Write down that the folder's numbers mean other mails now; from which day on they are looked at again."""
        days = _days_back(self.look_back_days, self._since(cursor), now)
        since = now.date() - timedelta(days=days)
        with self.store.unit(FOLDS) as unit:
            mailbox.renumbered(unit.connection, self.account, self.folder, view.uidvalidity)
            data = {
                "before": cursor.uidvalidity,
                "now": view.uidvalidity,
                "account": self.account,
                "folder": self.folder,
            }
            unit.append(Event(EventKind.MAILBOX_RESYNCED, now, data=data))
            fault = IncidentNote(Stage.RECEIVING, "mailbox-resynced", self.account, self.folder, None)
            incident_trip.note(unit, fault, now)
            mailbox.begin(unit.connection, self.account, self.folder, view.uidvalidity, since, now)
        self._choked.clear()
        self._withheld.clear()
        log.warning(
            "mailbox.resynced", account=self.account, folder=self.folder, uidvalidity=view.uidvalidity
        )
        return since

    def _read(self, view: MailboxView, uids: Sequence[int], now: datetime, go_on: GoOn, end: int) -> Tally:
        """Read `uids`, ascending; the cursor then stands at the last of them, or at `end` where that is more."""
        reached = 0

        def done(last: int) -> Finish:
            nonlocal reached
            reached = last
            return lambda unit: mailbox.set_cursor(
                unit.connection, self.account, self.folder, view.uidvalidity, last, now
            )

        tally = self._take(view, uids, now, go_on, done)
        if not uids or reached == uids[-1] < end:
            self._moved(view, end, now)
        return tally

    def _take(
        self,
        view: MailboxView,
        uids: Sequence[int],
        now: datetime,
        go_on: GoOn,
        finish_at: Callable[[int], Finish],
    ) -> Tally:
        """Fetch and record in bounded batches; `finish_at` its last UID ends a batch's transaction."""
        where = Folder(self.account, self.folder, view.uidvalidity)
        with self.store.view() as look:
            alone = mailbox.in_hand(look.connection, self.account, self.folder, view.uidvalidity)
        tally = Tally()
        planned = self._planned(view, uids, alone)
        following = next(planned, None)
        with Backlog(self.intake, where, len(uids), suspects=bool(alone.intersection(uids))) as backlog:
            while following is not None and go_on():
                (batch, sizes), following = following, next(planned, None)
                finish = finish_at(batch[-1])
                if self._choked[batch[0]] > MAX_ATTEMPTS:
                    tally += backlog.finish()
                    tally += self.intake.set_aside(where, batch[0], "cannot_be_fetched", now, finish)
                else:
                    mails = self._fetch(view, batch, sizes, () if following is None else following[0])
                    tally += backlog.take(mails, now, finish)
                    tally += self._not_handed_over(
                        where, set(batch) - {mail.uid for mail in mails}, sizes, now
                    )
                for uid in batch:
                    del self._choked[uid]
            return tally + backlog.finish()

    def _planned(
        self, view: MailboxView, uids: Sequence[int], alone: Collection[int]
    ) -> Iterator[tuple[list[int], Mapping[int, int]]]:
        """The batches, each with the sizes of its mails."""
        for some in _chunks(uids, _ASKED_AT_ONCE):
            sizes = view.sizes(some)
            large = {uid for uid, size in sizes.items() if size > MAIL_OCTETS}  # may be wanted whole
            for batch in batches(some, sizes, {*alone, *large, *self._choked}):
                yield batch, sizes

    def _not_handed_over(
        self, where: Folder, missing: set[int], sizes: Mapping[int, int], now: datetime
    ) -> Tally:
        """Mails that were listed and did not come: somebody expunged them meanwhile, or the server keeps them back.

        One that is kept back each time it is asked for is set aside, so that a person hears of it.
        """
        tally = Tally()
        if missing:
            log.info("mailbox.mails_missing", account=self.account, folder=self.folder, mails=len(missing))
        for uid in sorted(missing & sizes.keys()):
            self._withheld[uid] += 1
            if self._withheld[uid] > MAX_ATTEMPTS:
                del self._withheld[uid]
                tally += self.intake.set_aside(where, uid, "cannot_be_fetched", now, lambda _: None)
        return tally

    def _fetch(
        self, view: MailboxView, batch: Sequence[int], sizes: Mapping[int, int], following: Sequence[int]
    ) -> list[RawMail]:
        """The mails of a batch. A failure is remembered: next time each of them is fetched alone.

        The `following` ones are asked for ahead. A server that chokes on one of them does so when this batch is here.
        """
        try:
            fetched = view.fetch(batch, sizes, following)
            return [as_needed(view, mail, self.intake.wants_whole) for mail in fetched]
        except (SourceUnavailable, SourceProtocol):
            self._choked.update(batch)
            raise

    def _moved(self, view: MailboxView, reached: int, now: datetime) -> None:
        """Nothing new: remember that we looked."""
        with self.store.unit(FOLDS) as unit:
            mailbox.set_cursor(unit.connection, self.account, self.folder, view.uidvalidity, reached, now)


def as_needed(view: MailboxView, mail: RawMail, wants_whole: Callable[[bytes], bool]) -> RawMail:
    """The mail, whole where it brings the ministry's lists and is longer than what is read of every mail."""
    if not len(mail.raw) < mail.size <= WHOLE_OCTETS or not wants_whole(mail.raw):
        return mail
    raw = view.whole(mail.uid)
    return mail if raw is None else replace(mail, raw=raw)


def _days_since(day: date, now: datetime) -> int:
    return max((now.date() - day).days, -1) + 1


def _days_back(days: int, since: date | None, now: datetime) -> int:
    """`days`, but never back beyond the day from which the folder is read."""
    return days if since is None else min(days, _days_since(since, now))


def batches(uids: Sequence[int], sizes: Mapping[int, int], alone: Collection[int]) -> Iterator[list[int]]:
    """Split into runs of at most 100 mails and 16 MiB; a mail in `alone` goes by itself."""
    batch: list[int] = []
    octets = 0
    for uid in uids:
        size = min(sizes.get(uid, 0), MAIL_OCTETS)
        full = len(batch) >= BATCH_MAILS or octets + size > BATCH_OCTETS
        if batch and (full or uid in alone or batch[-1] in alone):
            yield batch
            batch, octets = [], 0
        batch.append(uid)
        octets += size
    if batch:
        yield batch


def _chunks(uids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(uids), size):
        yield uids[start : start + size]
