"""Guessing passwords is slow: failures are counted by account, by address, and by both, in memory.

The limit by account alone is wide, so that nobody can lock a coordinator out with a few wrong passwords.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Iterator
from datetime import datetime, timedelta

WITHIN = timedelta(minutes=15)
MOST_BOTH, MOST_ADDRESS, MOST_ACCOUNT = 5, 30, 100
_KEPT = 10_000  # keys; the oldest go first


class Attempts:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failed: OrderedDict[tuple[str, str], deque[datetime]] = OrderedDict()

    def refused(self, account: str, address: str, now: datetime) -> bool:
        """Whether there have been too many failures to try again now."""
        with self._lock:
            return any(self._count(key, now) >= most for key, most in _keys(account, address))

    def failed(self, account: str, address: str, now: datetime) -> None:
        with self._lock:
            for key, most in _keys(account, address):
                self._failed.setdefault(key, deque(maxlen=most)).append(now)
                self._failed.move_to_end(key)
            while len(self._failed) > _KEPT:
                self._failed.popitem(last=False)

    def succeeded(self, account: str, address: str) -> None:
        with self._lock:
            self._failed.pop((account, address), None)

    def _count(self, key: tuple[str, str], now: datetime) -> int:
        return sum(now - at < WITHIN for at in self._failed.get(key, ()))


def _keys(account: str, address: str) -> Iterator[tuple[tuple[str, str], int]]:
    account = account[:64]
    yield (account, address), MOST_BOTH
    yield ("", address), MOST_ADDRESS
    yield (account, ""), MOST_ACCOUNT
