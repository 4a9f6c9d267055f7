"""Where the time comes from: the daemon's is the machine's, the demo's and the tests' are their own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


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
