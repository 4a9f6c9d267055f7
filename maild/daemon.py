"""Schedule the jobs, wait for a signal, feed the watchdog, stop in order."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from maild import wiring
from maild.config import Config, load
from maild.errors import MaildError
from maild.jobs.clock import Clock, system_clock
from maild.logs import log
from maild.systemd import Notifier, watchdog_interval_s
from maild.wiring import House, Job

_SIGNALS = frozenset({signal.SIGTERM, signal.SIGINT, signal.SIGHUP})
_LOOK_S = 2.0
_STOP_WITHIN_S = 40.0  # 30 s for the reply to a dot already sent, and some for closing


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


def run(config: Config, *, clock: Clock = system_clock, since: date | None = None) -> int:
    """Serve until SIGTERM or SIGINT; the exit code. SIGHUP reads configuration and templates again.

    Raises Busy when another daemon holds the database.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)  # before any thread starts: all inherit the mask
    notifier = Notifier.from_environment()
    stop = threading.Event()
    house = wiring.build(config, clock=clock, stop=stop.is_set, since=since)
    with house.store.daemon_lock():
        freed = house.deliverer.free_orphans(clock())
        log.info("daemon.started", mode=config.mode, folders=len(house.folders), freed=freed)
        while True:
            with _serving(house, stop) as pulse:
                notifier.ready(f"{config.mode}: {len(house.folders)} folders watched")
                replacement = _until_replaced(house, pulse, notifier, since)
            if replacement is None:
                break
            house.store.close()
            stop = threading.Event()
            house = wiring.build(replacement, clock=clock, stop=stop.is_set, since=since)
            config = replacement
            log.info("daemon.reloaded", mode=config.mode)
        log.info("daemon.stopped")
        house.store.close()
    return 0


def _until_replaced(house: House, pulse: Pulse, notifier: Notifier, since: date | None) -> Config | None:
    """Wait for signals and feed the watchdog; a new configuration on SIGHUP, None when it is time to stop."""
    fed_at = 0.0
    every = watchdog_interval_s()
    while True:
        info = signal.sigtimedwait(_SIGNALS, _LOOK_S)
        if info is not None and info.si_signo == signal.SIGHUP:
            notifier.reloading()
            replacement = _reload(house.config)
            if replacement is not None:
                return replacement
            notifier.ready(f"{house.config.mode}: reload refused, the old settings hold")
        elif info is not None:
            log.info("daemon.stopping", signal=signal.Signals(info.si_signo).name)
            notifier.stopping()
            return None
        if every is not None and time.monotonic() - fed_at >= every:
            fed_at = time.monotonic()
            _feed(house, pulse, notifier)


def _reload(config: Config) -> Config | None:
    """The new settings, or None when they are wrong: then the old ones hold."""
    try:
        return load(config.path)
    except MaildError as error:
        log.error("daemon.reload_refused", because=str(error))
        return None


def _feed(house: House, pulse: Pulse, notifier: Notifier) -> None:
    silent = pulse.silent()
    if silent:
        log.critical("watchdog.withheld", silent=silent)
        return
    try:
        house.store.ping()
    except MaildError as error:
        log.critical("watchdog.withheld", because=str(error))
        return
    notifier.watchdog()


@contextmanager
def _serving(house: House, stop: threading.Event) -> Iterator[Pulse]:
    """Jobs and folder threads, from start to an orderly end: no new claims, then the reply to the last dot."""
    pulse = Pulse()
    scheduler = BackgroundScheduler(
        timezone=house.config.timezone,
        executors={"default": ThreadPoolExecutor(len(house.jobs()))},
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
    )
    for job in house.jobs():
        tick = _guarded(job, house.clock, pulse.expect(f"job:{job.name}", job.allowed_silence))
        scheduler.add_job(
            tick,
            IntervalTrigger(seconds=int(job.every.total_seconds())),
            id=job.name,
            next_run_time=house.clock(),
        )
    threads = [_watching(house, folder, stop, pulse) for folder in house.folders]
    scheduler.start()
    try:
        yield pulse
    finally:
        stop.set()
        scheduler.shutdown(wait=True)
        ends = time.monotonic() + _STOP_WITHIN_S
        for thread in threads:
            thread.join(max(0.0, ends - time.monotonic()))


def _watching(house: House, folder: Any, stop: threading.Event, pulse: Pulse) -> threading.Thread:
    source, _ = folder
    allowed = timedelta(seconds=house.config.accounts[source.account].poll_s + 900)
    watch = house.watch(folder, pulse.expect(f"mailbox:{source.account}/{source.folder}", allowed))
    thread = threading.Thread(
        target=watch.run, args=(stop,), name=f"{source.account}/{source.folder}", daemon=True
    )
    thread.start()
    return thread


def _guarded(job: Job, clock: Clock, beat: Callable[[], None]) -> Callable[[], None]:
    """A tick that reports its life, and whose failure is a log line and not the end of the job."""

    def tick() -> None:
        try:
            job.tick(clock())
        except Exception:
            log.exception("job.failed", job=job.name)
        else:
            beat()

    return tick
