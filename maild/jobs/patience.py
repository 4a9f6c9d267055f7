"""Doing it again where the database was busy: outside an SMTP conversation nothing is lost by waiting."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from maild.errors import Busy

T = TypeVar("T")
TRIES = 6  # each has waited 5 s for the lock


def patiently(work: Callable[[], T]) -> T:
    """Do `work`, a whole transaction, until the database has time for it. Raises Busy after half a minute."""
    for _ in range(TRIES - 1):
        try:
            return work()
        except Busy:
            continue
    return work()
