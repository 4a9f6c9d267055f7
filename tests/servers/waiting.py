"""Wait for a condition, never for a time."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable

LONG_S = 120.0  # a bound, and no more: many times what anything takes on a quiet machine
_LOOK_S = 0.05


def until(
    holds: Callable[[], object],
    within_s: float,
    tell: Callable[[], object] = lambda: "",
    every_s: float = _LOOK_S,
) -> None:
    """Return as soon as `holds()`; fail after `within_s` seconds with what `tell()` knows."""
    end = time.monotonic() + within_s
    while not holds():
        if time.monotonic() > end:
            raise AssertionError(f"not within {within_s} s: {tell()}")
        time.sleep(every_s)


def busy() -> bool:
    """Whether more wants to run on this machine than it has cores: seconds say little then."""
    return os.getloadavg()[0] > (os.cpu_count() or 1)


def listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True
