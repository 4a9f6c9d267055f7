"""The life of one folder's thread: connect, poll, wait for the doorbell, and come back after every trouble."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from maild.errors import (
    Busy,
    FolderMissing,
    LoginRefused,
    MaildError,
    NeedsPerson,
    SourceProtocol,
    SourceRefused,
    SourceUnavailable,
)
from maild.jobs import incidents as incident_trip
from maild.jobs.clock import Clock
from maild.jobs.intake import Tally
from maild.jobs.poll import FolderPoll
from maild.jobs.vitals import CERTIFICATE
from maild.logs import log
from maild.model import Event, EventKind, Stage
from maild.ports import MailboxView, MailSource
from maild.rules import FOLDS
from maild.rules.inbound import IncidentNote
from maild.sources.backoff import Backoff
from maild.store import Database, mailbox
from maild.words import for_log

REFUSALS_ALLOWED = 3
TURNED_AWAY_ALLOWED = 3  # for want of connections, before a person is told
MISSING_ALLOWED = 3  # looks that find no such folder: it may be renamed back in a moment
SWEEP_EVERY = timedelta(hours=1)
TOLD_AGAIN = timedelta(hours=1)
LOCKED_LOOK_S = 10.0
RINGS_APART_S = 1.0
# A server that cannot be reached, or shows a wrong certificate, costs a connection to look at. With jitter, and the
# ten seconds of an attempt that began before the cure, mail flows again within half a minute of it.
AWAY_LONGEST_S = 15.0


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a mailbox, as its incident calls it."""

    reason: str
    code: str = ""


UNREACHABLE = Trouble("imap-unreachable")
TURNED_AWAY = Trouble("imap-busy")
_FOLDER = frozenset({"folder-missing", "folder-forbidden"})
_TLS = frozenset({"ca-file", "no-starttls", "no-tls", "tls-old"})
_LOGIN = frozenset({"login-control", "login-method", "password-unread"})
_BY_COMMAND = "token-command-"


def trouble_of(error: MaildError) -> Trouble:
    """One incident for each cause that somebody else mends; what passes by itself has no more than one."""
    what = error.text.removeprefix("source.").replace("_", "-")
    if what == "limit":
        return TURNED_AWAY
    if what in _FOLDER:
        return Trouble("imap-folder-missing", str(error.facts["folder"]))
    if what.startswith("certificate-") or what in _TLS:
        return Trouble("imap-tls", what.removeprefix("certificate-"))
    if what.startswith(_BY_COMMAND) or what == "login-xoauth2":
        return Trouble("imap-token", what.removeprefix(_BY_COMMAND))
    return Trouble("imap-login-impossible", what) if what in _LOGIN else UNREACHABLE


AllowedSilence = Callable[[datetime], timedelta]


class FolderWatch:
    """Owns one connection from login to close. `run` is a thread's body; `stop` ends it within about a second.

    `allowed_silence` says how long, at a given time, a folder may go without a good poll before a person is
    told. `beat` is called at every sign of life, also where nothing but waiting is possible.
    """

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
        allowed_silence: AllowedSilence = lambda _: timedelta(minutes=15),
        locked_look_s: float = LOCKED_LOOK_S,
    ) -> None:
        self._source = source
        self._poll = poll
        self._store = store
        self._poll_s = poll_s
        self._clock = clock
        self._backoff = backoff
        self._beat = beat
        self._allowed_silence = allowed_silence
        self._locked_look_s = locked_look_s
        self._swept_at: datetime | None = None
        self._last_good: datetime | None = None
        self._turned_away = 0
        self._missing = 0
        self._told: dict[Trouble, datetime] = {}  # since the last good poll

    def run(self, stop: threading.Event) -> None:
        """Watch until `stop`. Whatever happens, the thread lives: a dead one would watch nothing."""
        while not stop.is_set():
            self._beat()
            try:
                wait_s = self._watch(stop)
            except Exception as error:  # the database in trouble, or our bug
                self._failed(error)
                wait_s = self._backoff.failed()
            stop.wait(wait_s)

    def tick(self, view: MailboxView, go_on: Callable[[], bool] = lambda: True) -> bool:
        """One poll; on a new connection and once an hour a sweep over the last days before it: the bell rings for
        what comes after.

        Whether there was anything to read.
        """
        now = self._clock()
        tally = Tally()
        back = self._last_good is None or self._backoff.failures > 0
        if self._swept_at is None or now - self._swept_at >= SWEEP_EVERY:
            tally += self._poll.sweep(view, now, go_on)
            self._swept_at = now
        tally += self._poll.tick(view, now, go_on)
        if back:
            self._poll.looked(view, now)
        self._last_good = self._clock()
        self._told.clear()
        self._turned_away = self._missing = 0
        self._backoff.succeeded()  # here and not at the login: a poll that always fails must wait longer too
        if found := bool(tally.new or tally.duplicates or tally.quarantined):
            log.info(
                "mailbox.poll_finished",
                **self._names(),
                new=tally.new,
                duplicates=tally.duplicates,
                quarantined=tally.quarantined,
            )
        return found

    def _watch(self, stop: threading.Event) -> float:
        """One connection, from login to its end; seconds to wait before the next."""
        if self._is_locked():
            return self._locked_look_s
        try:
            with self._source.open() as view:
                self._opened(view)
                while not stop.is_set():
                    found = self.tick(view, lambda: self._goes_on(stop))
                    self._beat()
                    begun = time.monotonic()
                    view.wait(self._poll_s, stop.is_set)
                    if not found and time.monotonic() - begun < RINGS_APART_S:
                        stop.wait(RINGS_APART_S)  # a bell that rings for nothing
            return 0.0
        except NeedsPerson as error:
            log.error("mailbox.since_needed", **self._names(), because=for_log(error))
        except LoginRefused as error:
            self._refused(error)
            return self._backoff.failed(AWAY_LONGEST_S)  # three of these end it
        except FolderMissing as error:
            log.warning("mailbox.folder_missing", **self._names(), because=for_log(error))
            self._missing += 1
            self._silent(trouble_of(error), at_once=self._missing >= MISSING_ALLOWED)
        except SourceRefused as error:  # certificate, rights, password file: waiting will not mend it
            log.error("mailbox.unavailable", **self._names(), because=for_log(error))
            self._silent(trouble_of(error), at_once=True)
            return self._backoff.failed(AWAY_LONGEST_S)
        except SourceUnavailable as error:
            log.warning("mailbox.unavailable", **self._names(), because=for_log(error))
            trouble = trouble_of(error)
            self._turned_away += trouble == TURNED_AWAY
            self._silent(trouble, at_once=self._turned_away >= TURNED_AWAY_ALLOWED)
            return self._backoff.failed(AWAY_LONGEST_S)
        except (SourceProtocol, Busy) as error:
            log.warning("mailbox.unavailable", **self._names(), because=for_log(error))
            self._silent(trouble_of(error))
        return self._backoff.failed()

    def _goes_on(self, stop: threading.Event) -> bool:
        self._beat()
        return not stop.is_set()

    def _opened(self, view: MailboxView) -> None:
        log.info("mailbox.connected", **self._names())
        self._swept_at = None  # the server may have been another one meanwhile
        ends = view.certificate_ends
        with self._store.unit(FOLDS) as unit:
            mailbox.login_worked(unit.connection, self._source.account)
            said = "" if ends is None else ends.isoformat()
            self._store.remember(unit.connection, CERTIFICATE + self._source.account, said)

    def _is_locked(self) -> bool:
        with self._store.view() as look:
            return self._source.account in mailbox.stopped_accounts(look.connection)

    def _refused(self, error: LoginRefused) -> None:
        """Three refusals stop the account: hammering on would lock it on the server."""
        now, account = self._clock(), self._source.account
        with self._store.unit(FOLDS) as unit:
            times = mailbox.login_refused(unit.connection, account)
            # The account's other folders may have knocked at the same time.
            if times >= REFUSALS_ALLOWED and account not in mailbox.stopped_accounts(unit.connection):
                mailbox.stop_account(unit.connection, account, now)
                unit.append(Event(EventKind.ACCOUNT_STOPPED, now, data={"account": account}))
                fault = IncidentNote(Stage.RECEIVING, "imap-login-refused", account, "", None)
                incident_trip.note(unit, fault, now)
        log.error("mailbox.login_refused", **self._names(), times=times, because=for_log(error))
        if times >= REFUSALS_ALLOWED:
            log.error("account.stopped", account=account)

    def _failed(self, error: Exception) -> None:
        if isinstance(
            error, Busy
        ):  # somebody makes a copy, or the disk is slow: soon over, or the alarm's business
            log.warning("database.unavailable", **self._names(), because=for_log(error))
        elif isinstance(error, MaildError):
            log.error("database.unavailable", **self._names(), because=for_log(error))
        else:
            log.exception("job.failed", job="watch", **self._names())
        try:
            self._silent(UNREACHABLE)
        except Busy as again:
            log.warning("database.unavailable", **self._names(), because=for_log(again))
        except Exception as again:
            log.error("database.unavailable", **self._names(), because=type(again).__name__)

    def _silent(self, trouble: Trouble, *, at_once: bool = False) -> None:
        """Open an incident when nothing good has been seen for too long, and join it hourly while that lasts."""
        now = self._clock()
        if self._last_good is None:
            self._last_good = now
        told = self._told.get(trouble)
        if (told is not None and now - told < TOLD_AGAIN) or not (
            at_once or now - self._last_good >= self._allowed_silence(now)
        ):
            return
        with self._store.unit(FOLDS) as unit:
            fault = IncidentNote(Stage.RECEIVING, trouble.reason, self._source.account, trouble.code, None)
            incident_trip.note(unit, fault, now)
        self._told[trouble] = now

    def _names(self) -> dict[str, str]:
        return {"account": self._source.account, "folder": self._source.folder}
