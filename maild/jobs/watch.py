"""The life of one folder's thread: connect, poll, wait for the doorbell, and come back after every trouble."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from maild.errors import Busy, FolderMissing, NeedsPerson, SourceProtocol, SourceRefused, SourceUnavailable
from maild.jobs import incidents as incident_trip
from maild.jobs.clock import Clock
from maild.jobs.poll import FolderPoll
from maild.logs import log
from maild.model import Event, EventKind, Stage
from maild.ports import MailboxView, MailSource
from maild.rules import FOLDS
from maild.rules.inbound import IncidentNote
from maild.sources.backoff import Backoff
from maild.store import Database, mailbox

REFUSALS_ALLOWED = 3
ALARM_AFTER = timedelta(minutes=15)
SWEEP_EVERY = timedelta(hours=1)
_LOCKED_LOOK_S = 30.0


class FolderWatch:
    """Owns one connection from login to close. `run` is a thread's body; `stop` ends it within about a second."""

    def __init__(
        self,
        source: MailSource,
        poll: FolderPoll,
        store: Database,
        *,
        poll_s: float,
        clock: Clock,
        backoff: Backoff,
        beat: Callable[[], None],
    ) -> None:
        self._source = source
        self._poll = poll
        self._store = store
        self._poll_s = poll_s
        self._clock = clock
        self._backoff = backoff
        self._beat = beat
        self._swept_at: datetime | None = None
        self._last_good: datetime | None = None
        self._alarmed = False

    def run(self, stop: threading.Event) -> None:
        while not stop.is_set():
            self._beat()
            if self._is_locked():
                stop.wait(_LOCKED_LOOK_S)
                continue
            try:
                with self._source.open() as view:
                    self._opened()
                    while not stop.is_set():
                        self.tick(view)
                        self._beat()
                        view.wait(self._poll_s, stop.is_set)
                continue
            except NeedsPerson as error:
                log.error("mailbox.since_needed", **self._names(), because=str(error))
                stop.wait(_LOCKED_LOOK_S)
                continue
            except FolderMissing as error:
                log.warning("mailbox.folder_missing", **self._names(), because=str(error))
            except SourceRefused as error:
                self._refused(error)
            except (SourceUnavailable, SourceProtocol, Busy) as error:
                self._unavailable(error)
            except Exception:  # our bug: the thread must live, and the log must say so
                log.exception("job.failed", job="watch", **self._names())
            stop.wait(self._backoff.failed())

    def tick(self, view: MailboxView) -> None:
        """One poll, and once an hour a sweep over the last days."""
        now = self._clock()
        tally = self._poll.tick(view, now)
        if self._swept_at is None or now - self._swept_at >= SWEEP_EVERY:
            tally += self._poll.sweep(view, now)
            self._swept_at = now
        self._last_good = now
        self._alarmed = False
        if tally.new or tally.duplicates or tally.quarantined:
            log.info(
                "mailbox.poll_finished",
                **self._names(),
                new=tally.new,
                duplicates=tally.duplicates,
                quarantined=tally.quarantined,
            )

    def _opened(self) -> None:
        self._backoff.succeeded()
        with self._store.unit(FOLDS) as unit:
            mailbox.login_worked(unit.connection, self._source.account)

    def _is_locked(self) -> bool:
        with self._store.view() as look:
            return self._source.account in mailbox.stopped_accounts(look.connection)

    def _refused(self, error: SourceRefused) -> None:
        """Three refusals stop the account: hammering on would lock it on the server."""
        now = self._clock()
        with self._store.unit(FOLDS) as unit:
            times = mailbox.login_refused(unit.connection, self._source.account)
            if times >= REFUSALS_ALLOWED:
                mailbox.stop_account(unit.connection, self._source.account, now)
                unit.append(Event(EventKind.ACCOUNT_STOPPED, now, data={"account": self._source.account}))
                fault = IncidentNote(Stage.RECEIVING, "imap-login-refused", self._source.account, "", None)
                incident_trip.note(unit, fault, now)
        log.error("mailbox.login_refused", **self._names(), times=times, because=str(error))

    def _unavailable(self, error: Exception) -> None:
        now = self._clock()
        log.warning("mailbox.unavailable", **self._names(), because=str(error))
        if self._last_good is None:
            self._last_good = now
        if now - self._last_good >= ALARM_AFTER and not self._alarmed:
            self._alarmed = True
            with self._store.unit(FOLDS) as unit:
                fault = IncidentNote(Stage.RECEIVING, "imap-unreachable", self._source.account, "", None)
                incident_trip.note(unit, fault, now)

    def _names(self) -> dict[str, str]:
        return {"account": self._source.account, "folder": self._source.folder}
