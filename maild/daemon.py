"""Schedule the jobs, wait for a signal, feed the watchdog, stop in order."""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from maild import logs, wiring
from maild.config import Config, load
from maild.errors import Busy, ConfigError, Fault
from maild.jobs.clock import REST, Clock, Jumps, SharedClock, system_clock
from maild.jobs.patience import patiently
from maild.letters import LetterRoom, NoticeRoom, lint, lint_notices
from maild.logs import log
from maild.model import Event, EventKind
from maild.rules import FOLDS
from maild.store import mailbox
from maild.systemd import Notifier, watchdog_interval_s
from maild.wiring import House, Job
from maild.words import for_log, worded

if TYPE_CHECKING:
    from maild.web.server import Server

_SIGNALS = frozenset({signal.SIGTERM, signal.SIGINT, signal.SIGHUP})
_LOOK_S = 2.0
_THREADS_STOP_WITHIN_S = 3.0  # folders are only read: what a hanging server holds up may be broken off
# APScheduler warns each time that a tick is still running when its next is due; ours may, and lose nothing.
logging.getLogger("apscheduler").setLevel(logging.ERROR)


_Replacement = tuple[House, threading.Event]  # and what stops it


class Pulse:
    """Who has shown a sign of life when, and how long each may be silent. Uses the monotonic clock."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._last: dict[str, tuple[float, float]] = {}

    def expect(self, name: str, within: timedelta) -> Callable[[], None]:
        """Expect a beat of `name` every `within`; gives the function that beats."""

        def beat() -> None:
            with self._lock:
                self._last[name] = (self._now(), within.total_seconds())

        beat()
        return beat

    def silent(self) -> list[str]:
        """Who has been silent for longer than allowed."""
        with self._lock:
            now = self._now()
            return sorted(name for name, (at, within) in self._last.items() if now - at > within)


def run(
    config: Config, *, clock: Clock = system_clock, since: date | None = None, rest: timedelta = REST
) -> int:
    """Serve until SIGTERM or SIGINT; the exit code. SIGHUP reads configuration and templates again.

    `rest` is how long the jobs stand still after the clock has jumped. Raises Busy when another daemon holds an
    SQLite database, NeedsPerson when the daemons on a PostgreSQL would not know each other's tokens.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)  # before any thread starts: all inherit the mask
    notifier = Notifier.from_environment()
    stop = threading.Event()
    if not config.database.url.startswith("sqlite") and not isinstance(clock, SharedClock):
        clock = SharedClock(clock)
    house = wiring.build(config, clock=clock, stop=stop.is_set, since=since)
    with house.store.daemon_lock():
        house.store.begin_log()
        house.store.check_whole()
        house.membership.join()
        jumps = Jumps(clock, rest)  # after our clock has been set by the database's
        freed = house.free_orphans(clock())
        if freed:
            log.warning("daemon.unclean_stop_found", freed=freed)
        log.info("daemon.started", mode=config.mode, folders=len(house.folders), freed=freed)
        while True:
            with _member(house), _serving(house, stop, jumps) as pulse:
                notifier.ready(f"{house.config.mode}: {len(house.folders)} folders watched")
                replacement = _until_replaced(house, pulse, notifier, jumps, since)
            if replacement is None:
                break
            house.store.close()
            house, stop = replacement
            logs.set_up(house.config.log.level, house.config.survey.secrets(), hooks=True)
            _unlock_accounts(house)
            log.info("daemon.reloaded", mode=house.config.mode)
        log.info("daemon.stopped")
        house.store.close()
    return 0


def _until_replaced(
    house: House, pulse: Pulse, notifier: Notifier, jumps: Jumps, since: date | None
) -> _Replacement | None:
    """Wait for signals and feed the watchdog; a new house on SIGHUP, None when it is time to stop."""
    feeds_at = 0.0
    limit = watchdog_interval_s()
    every = None if limit is None else limit / 2  # sd_watchdog_enabled(3): at half of it or faster
    look_s = _LOOK_S if every is None else min(_LOOK_S, every / 4)
    while True:
        info = signal.sigtimedwait(_SIGNALS, look_s)
        jumps.look()
        # Python 3.11 gives an unfilled struct when the process was stopped until after the time was over.
        signo = info.si_signo if info is not None and info.si_signo in _SIGNALS else None
        if signo is None and house.membership.epoch_changed:
            house.membership.epoch_changed = False  # a person has accepted another history: a new epoch
            if (replacement := _reload(house, since)) is not None:
                return replacement
        elif signo == signal.SIGHUP:
            notifier.reloading()
            replacement = _reload(house, since)
            if replacement is not None:
                return replacement
            notifier.ready(f"{house.config.mode}: reload refused, the old settings hold")
        elif signo is not None:
            log.info("daemon.stopping", signal=signal.Signals(signo).name)
            notifier.stopping()
            return None
        if every is not None and time.monotonic() >= feeds_at:
            fed = _feed(house, pulse, notifier)
            # a database that was kept at the wrong moment is asked again before the time is over
            feeds_at = time.monotonic() + (every if fed else every / 8)


def _reload(house: House, since: date | None) -> _Replacement | None:
    """A house of the new settings and templates, or None when something is wrong: then the old ones hold."""
    stop = threading.Event()
    try:
        config = load(house.config.path, today=house.clock().date())
        room = LetterRoom([config.paths.templates])
        faults = lint(room, config.round_defaults.locale, survey_hosts=config.survey.hosts)
        notices = NoticeRoom([config.paths.templates])
        faults += lint_notices(notices, config.language, survey_hosts=config.survey.hosts)
        if faults:
            raise ConfigError(worded(faults, config.language))
        if config.database.url != house.config.database.url:
            where = f"{config.path} [database] url"
            raise ConfigError([Fault(where, "another database is taken at a restart only")])
        return wiring.build(config, clock=house.clock, stop=stop.is_set, since=since), stop
    except Exception as error:  # whatever it is, a service that runs goes on running
        log.error("daemon.reload_refused", because=str(error))
        return None


def _unlock_accounts(house: House) -> None:
    """Somebody has looked at the settings: accounts that were stopped may knock again."""

    def write() -> list[str]:
        with house.store.unit(FOLDS) as unit:
            stopped = sorted(mailbox.stopped_accounts(unit.connection))
            for account in stopped:
                mailbox.unlock_account(unit.connection, account)
                data = {"account": account, "because": "reload"}
                unit.append(Event(EventKind.ACCOUNT_UNLOCKED, house.clock(), data=data))
            return stopped

    for account in patiently(write):
        log.info("account.unlocked", account=account)


def _feed(house: House, pulse: Pulse, notifier: Notifier) -> bool:
    """Tell systemd that all is alive, if it is."""
    silent = pulse.silent()
    if silent:
        log.critical("watchdog.withheld", silent=silent)
        return False
    try:
        house.store.ping()
    except Exception as error:  # in trouble, in whichever words
        log.critical("watchdog.withheld", because=str(error))
        return False
    notifier.watchdog()
    return True


@contextmanager
def _member(house: House) -> Iterator[None]:
    """One of the daemons from before the first claim until after the last result."""
    stop = threading.Event()
    keeper = threading.Thread(target=house.membership.keep, args=(stop,), name="membership", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        stop.set()
        keeper.join()
        house.membership.leave()


@contextmanager
def _serving(house: House, stop: threading.Event, jumps: Jumps) -> Iterator[Pulse]:
    """Jobs and folder threads, from start to an orderly end: no new claims, then the reply to the last dot."""
    pulse = Pulse()
    scheduler = BackgroundScheduler(
        timezone=house.config.timezone,
        executors={"default": ThreadPoolExecutor(len(house.jobs()))},
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
    )
    for job in house.jobs():
        beat = pulse.expect(f"job:{job.name}", job.allowed_silence)
        tick = _guarded(job, house.clock, beat, jumps.look)
        scheduler.add_job(
            tick,
            IntervalTrigger(seconds=int(job.every.total_seconds())),
            id=job.name,
            next_run_time=datetime.now(UTC) + job.first_after,
        )
    threads = [_watching(house, folder, stop, pulse) for folder in house.folders]
    desk = _desk(house)
    scheduler.start()
    try:
        with _metrics(house):
            yield pulse
    finally:
        stop.set()
        if desk is not None:
            desk.stop()
        house.membership.end_turns()
        scheduler.shutdown(wait=True)  # 30 s at most for the reply to a dot already sent
        ends = time.monotonic() + _THREADS_STOP_WITHIN_S
        for thread in threads:
            thread.join(max(0.0, ends - time.monotonic()))


def _metrics(house: House) -> AbstractContextManager[None]:
    port = house.config.monitoring.metrics_port
    if port is None:
        return nullcontext()
    from maild.jobs.scrape import served

    return served(port, lambda: house.monitor.latest)


def _desk(house: House) -> Server | None:
    """The pages, in a thread that nothing here waits for; None where they are off."""
    if house.config.web.listen is None:
        return None
    from maild.web.server import Server

    server = Server(house)
    server.start()
    return server


def _watching(house: House, folder: Any, stop: threading.Event, pulse: Pulse) -> threading.Thread:
    source, _ = folder
    account = house.config.accounts[source.account]
    # The wait between polls, the longest pause after a failure, and every answer as slow as it may be.
    allowed = timedelta(seconds=account.poll_s + 900 + 10 * account.timeout_s)
    name = f"{source.account}/{source.folder}"
    beat = pulse.expect(f"mailbox:{name}", allowed)

    def in_turn() -> None:
        """With several daemons each folder is watched by one of them, who changes."""
        while not stop.is_set():
            beat()
            turn = house.membership.turn(name, within_s=_LOOK_S)
            if turn is not None:
                try:
                    house.watch(folder, beat).run(turn.over)
                finally:
                    house.membership.done(turn)

    thread = threading.Thread(target=in_turn, name=name, daemon=True)
    thread.start()
    return thread


def _guarded(
    job: Job, clock: Clock, beat: Callable[[], None], rests: Callable[[], bool] = lambda: False
) -> Callable[[], None]:
    """A tick that reports its life, and whose failure is a log line and not the end of the job.

    One that fails is alive: to restart the service would stop the others and mend nothing. Where the database is
    kept by a copy that is being made, or a disk that is slow, nothing has failed: the tick looks anew.
    """

    def tick() -> None:
        try:
            if not rests():
                patiently(lambda: job.tick(clock()))
        except Busy as error:
            log.warning("database.unavailable", job=job.name, because=for_log(error))
        except Exception:
            log.exception("job.failed", job=job.name)
        beat()

    return tick
