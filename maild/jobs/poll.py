"""One look into one folder: what is new since the cursor, in bounded batches.

Flags are never consulted. Progress is ours: (account, folder, UIDVALIDITY, last UID).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from maild.errors import NeedsPerson
from maild.jobs import incidents as incident_trip
from maild.jobs.intake import Folder, Intake, Tally
from maild.logs import log
from maild.model import Event, EventKind, Stage
from maild.ports import MailboxView
from maild.rules import FOLDS
from maild.rules.inbound import IncidentNote
from maild.store import Database, Unit, mailbox

BATCH_MAILS = 100
BATCH_OCTETS = 16 * 1024 * 1024
MAIL_OCTETS = 1024 * 1024
LOOKED_EVERY = timedelta(minutes=4)  # how often a look that found nothing is written down


@dataclass(frozen=True, slots=True)
class FolderPoll:
    """Polls one folder. `since` is the day from which a folder that has never been read is read."""

    store: Database
    intake: Intake
    account: str
    folder: str
    since: date | None = None
    look_back_days: int = 60  # what is looked at again when the server has renumbered the folder
    sweep_days: int = 7

    def tick(self, view: MailboxView, now: datetime) -> Tally:
        """Read everything above the cursor; on a new UIDVALIDITY look at the retention window again."""
        uidnext = view.refresh()
        with self.store.view() as look:
            cursor = mailbox.cursor(look.connection, self.account, self.folder)
        if cursor is None:
            return self._read(view, self._first(view, now), now)
        if cursor.uidvalidity != view.uidvalidity or (uidnext is not None and uidnext <= cursor.last_uid):
            self._resynced(view, cursor.uidvalidity, now)
            return self._read(view, view.uids_since(self.look_back_days), now)
        if uidnext is not None and uidnext == cursor.last_uid + 1:
            if now - cursor.polled_at >= LOOKED_EVERY:
                self._moved(view, cursor.last_uid, now)
            return Tally()
        return self._read(view, view.uids_after(cursor.last_uid), now)

    def sweep(self, view: MailboxView, now: datetime) -> Tally:
        """Look at the last days again for mails that were missed: slow announcers, failed fetches."""
        missing = self.unaccounted(view, self.sweep_days)
        return self._read(view, missing, now) if missing else Tally()

    def unaccounted(self, view: MailboxView, days: int) -> list[int]:
        """UIDs of the last `days` days that have no row of ours."""
        view.refresh()
        uids = view.uids_since(days)
        with self.store.view() as look:
            known = mailbox.known_uids(look.connection, self.account, self.folder, view.uidvalidity, uids)
            cursor = mailbox.cursor(look.connection, self.account, self.folder)
        reached = 0 if cursor is None else cursor.last_uid
        return [uid for uid in uids if uid not in known and uid <= reached]

    def _first(self, view: MailboxView, now: datetime) -> Sequence[int]:
        if self.since is None:
            if not view.uids_after(0):
                return []
            raise NeedsPerson("needs.since", account=self.account, folder=self.folder)
        return view.uids_since((now.date() - self.since).days + 1)

    def _resynced(self, view: MailboxView, before: int, now: datetime) -> None:
        with self.store.unit(FOLDS) as unit:
            data = {"before": before, "now": view.uidvalidity, "account": self.account, "folder": self.folder}
            unit.append(Event(EventKind.MAILBOX_RESYNCED, now, data=data))
            fault = IncidentNote(Stage.RECEIVING, "mailbox-resynced", self.account, self.folder, None)
            incident_trip.note(unit, fault, now)
            mailbox.set_cursor(unit.connection, self.account, self.folder, view.uidvalidity, 0, now)
        log.warning(
            "mailbox.resynced", account=self.account, folder=self.folder, uidvalidity=view.uidvalidity
        )

    def _read(self, view: MailboxView, uids: Sequence[int], now: datetime) -> Tally:
        where = Folder(self.account, self.folder, view.uidvalidity)
        with self.store.view() as look:
            cursor = mailbox.cursor(look.connection, self.account, self.folder)
            alone = mailbox.in_hand(look.connection, self.account, self.folder, view.uidvalidity)
        reached = cursor.last_uid if cursor is not None and cursor.uidvalidity == view.uidvalidity else 0
        tally = Tally()
        for batch in batches(uids, view.sizes(uids) if uids else {}, alone):
            reached = max(reached, batch[-1])

            def finish(unit: Unit, reached: int = reached) -> None:
                mailbox.set_cursor(unit.connection, self.account, self.folder, view.uidvalidity, reached, now)

            tally += self.intake.take(where, list(view.fetch(batch)), now, finish)
        if not uids:
            self._moved(view, reached, now)
        return tally

    def _moved(self, view: MailboxView, reached: int, now: datetime) -> None:
        """Nothing new: remember that we looked."""
        with self.store.unit(FOLDS) as unit:
            mailbox.set_cursor(unit.connection, self.account, self.folder, view.uidvalidity, reached, now)


def batches(uids: Sequence[int], sizes: Mapping[int, int], alone: Collection[int]) -> Iterator[list[int]]:
    """Split into runs of at most 100 mails and 16 MiB; a mail that was in hand at an unclean stop goes alone."""
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
