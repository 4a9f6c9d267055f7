"""Where the time comes from: the daemon's is the machine's, the demo's and the tests' are their own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from maild.logs import log

Clock = Callable[[], datetime]
_JUMP = timedelta(minutes=5)  # NTP steps by less, once it has found the time
_SLACK = timedelta(seconds=2)  # between two machines that follow NTP
REST = timedelta(minutes=15)


def system_clock() -> datetime:
    return datetime.now(UTC)


class DemoClock:
    """A clock that stands still until it is moved; read from several threads."""

    def __init__(self, start: datetime) -> None:
        self._now = start
        self._lock = threading.Lock()

    def __call__(self) -> datetime:
        with self._lock:
            return self._now

    def move_to(self, then: datetime) -> None:
        with self._lock:
            self._now = then


class SharedClock:
    """One clock for the daemons of several machines: `own`, set right by what the database's clock says.

    `system` is this machine's clock, which the database's is compared with. Differences below `_SLACK` stay.
    """

    def __init__(self, own: Clock, system: Clock = system_clock) -> None:
        self._own = own
        self._system = system
        self._ahead = timedelta()

    def __call__(self) -> datetime:
        return self._own() - self._ahead

    def compare(self, theirs: datetime) -> timedelta:
        """What the database's clock says now; by how much this machine's is ahead of it."""
        ahead = self._system() - theirs
        if abs(ahead - self._ahead) > _SLACK:
            self._ahead = ahead
        return ahead


def since_boot() -> timedelta:
    """The time that nobody can set; it goes on while the machine or the process sleeps."""
    return timedelta(seconds=time.clock_gettime(time.CLOCK_BOOTTIME))


class Jumps:
    """Whether the clock has just been set to another time: by hand, by a wrong server, by a machine put back.

    A year that is skipped by mistake would close waves and delete what is past its time; so whatever acts
    rests for `rest` after a jump, and goes on under the new time when nobody has set it right meanwhile.
    `look` is called often: what is more than five minutes off between two looks is a jump.
    """

    def __init__(
        self, clock: Clock, rest: timedelta = REST, steady: Callable[[], timedelta] = since_boot
    ) -> None:
        self._clock = clock
        self._rest = rest
        self._steady = steady
        self._lock = threading.Lock()
        self._last = (clock(), steady())
        self._until = steady()

    def look(self) -> bool:
        """Look at the clock; whether what acts must rest."""
        with self._lock:
            now, passed = self._clock(), self._steady()
            off = (now - self._last[0]) - (passed - self._last[1])
            self._last = now, passed
            if abs(off) > _JUMP:
                self._until = passed + self._rest
                log.error(
                    "clock.jumped", by_s=round(off.total_seconds()), rests_s=round(self._rest.total_seconds())
                )
            return passed < self._until
