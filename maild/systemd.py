"""Tells systemd how the daemon is: READY, RELOADING, STATUS, WATCHDOG and STOPPING (sd_notify(3)).

Nothing here ever raises: a service manager that does not listen must not stop the mail.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Mapping


class Notifier:
    """The datagram socket that systemd named in $NOTIFY_SOCKET; without one every call does nothing.

    Each method returns whether systemd was told.
    """

    def __init__(self, address: str | None) -> None:
        self._address = _socket_address(address)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Notifier:
        return cls(environ.get("NOTIFY_SOCKET"))

    def ready(self, status: str = "") -> bool:
        """Started, or done with a reload."""
        return self._tell("READY=1", *_status(status))

    def reloading(self) -> bool:
        """Reading the configuration again; `ready` must follow.

        MONOTONIC_USEC lets systemd 253 and newer tell this reload from an older one; others ignore it.
        """
        now_us = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
        return self._tell("RELOADING=1", f"MONOTONIC_USEC={now_us}")

    def status(self, text: str) -> bool:
        """One line that `systemctl status` shows; ids and counts only, no addresses."""
        return self._tell(*_status(text))

    def watchdog(self) -> bool:
        """Alive. Call it only when every job has reported in time, never from a timer of its own."""
        return self._tell("WATCHDOG=1")

    def stopping(self, status: str = "") -> bool:
        return self._tell("STOPPING=1", *_status(status))

    def _tell(self, *assignments: str) -> bool:
        if self._address is None or not assignments:
            return False
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as door:
                # A full queue must not hang the main thread, which also waits for SIGTERM.
                door.settimeout(1.0)
                door.sendto("\n".join(assignments).encode("utf-8", "replace"), self._address)
        except OSError:
            return False
        return True


def watchdog_interval_s(environ: Mapping[str, str] = os.environ, pid: int | None = None) -> float | None:
    """Seconds within which systemd wants a sign of life; None when it does not watch this process.

    $WATCHDOG_PID names the process that is meant: a child that inherited the variables is not
    (sd_watchdog_enabled(3)). Feed it at half this interval or faster.
    """
    meant = environ.get("WATCHDOG_PID", "")
    if meant and meant != str(os.getpid() if pid is None else pid):
        return None
    wanted = environ.get("WATCHDOG_USEC", "")
    if not (wanted.isascii() and wanted.isdigit()) or int(wanted) == 0:
        return None
    return int(wanted) / 1_000_000


def _socket_address(text: str | None) -> str | None:
    """A path, or a name in the abstract namespace, written `@name` and meant as a leading NUL."""
    if not text or text[0] not in "/@":
        return None
    return "\0" + text[1:] if text[0] == "@" else text


def _status(text: str) -> tuple[str, ...]:
    # A line break would start another assignment.
    return (f"STATUS={' '.join(text.split())}",) if text else ()
