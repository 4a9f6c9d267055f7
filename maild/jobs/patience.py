"""Doing it again where the database was busy or away: outside an SMTP conversation nothing is lost by waiting."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from maild.errors import Busy

T = TypeVar("T")
PATIENCE_S = 30.0
_REST_S = 0.5  # a server that is away says so at once, and would be asked thousands of times


def patiently(
    work: Callable[[], T], within_s: float = PATIENCE_S, stop: Callable[[], bool] = lambda: False
) -> T:
    """Do `work`, a whole transaction, until the database has time for it.

    `work` reads anew what it depends on: a transaction whose end nobody has heard of may have been written. Raises
    Busy after `within_s`, or after half a minute once `stop` says so.
    """
    begun = time.monotonic()
    while True:
        try:
            return work()
        except Busy:
            waited_s = time.monotonic() - begun
            if waited_s > within_s or (stop() and waited_s > PATIENCE_S):
                raise
            time.sleep(_REST_S)
