"""Programs that others wrote, run for one answer: sendmail, the command that gives access tokens.

They start with no signal blocked, unlike the daemon's own threads (DESIGN §7), in a group of their own, with a few
variables of the environment and no file of ours open. What they read and write stays in memory.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TZ")
_MOST_OUTPUT = 64 * 1024


@dataclass(frozen=True, slots=True, repr=False)
class Ended:
    """What a program left: its exit code (negative: that signal; None: it did not end in time), and its words."""

    code: int | None
    out: bytes


def run(command: Sequence[str], given: bytes = b"", *, timeout_s: float) -> Ended:
    """Run `command` (its first word is a whole path) with `given` on its standard input.

    Its standard error goes nowhere: it may hold a secret. Raises OSError where it cannot be started.
    """
    with _memory() as source, _memory() as sink, open(os.devnull, "wb") as nowhere:
        source.write(given)
        source.flush()
        source.seek(0)
        child = os.posix_spawn(
            command[0],
            list(command),
            {name: os.environ[name] for name in _KEPT if name in os.environ},
            file_actions=[
                (os.POSIX_SPAWN_DUP2, source.fileno(), 0),
                (os.POSIX_SPAWN_DUP2, sink.fileno(), 1),
                (os.POSIX_SPAWN_DUP2, nowhere.fileno(), 2),
            ],
            setpgroup=0,
            setsigmask=(),
            setsigdef=(signal.SIGPIPE,),
        )
        code = _wait(child, timeout_s)
        sink.seek(0)
        return Ended(code, sink.read(_MOST_OUTPUT))


def _memory() -> IO[bytes]:
    """A file that is never on a disk: a program that does not read, or writes for ever, cannot hold us up."""
    return os.fdopen(os.memfd_create("maild"), "w+b")


def _wait(child: int, timeout_s: float) -> int | None:
    """The exit code; None when the program had to be killed, and all that it had started with it."""
    handle = os.pidfd_open(child)
    try:
        with selectors.DefaultSelector() as ended:
            ended.register(handle, selectors.EVENT_READ)
            in_time = bool(ended.select(timeout_s))
        if not in_time:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    finally:
        os.close(handle)
    return os.waitstatus_to_exitcode(status) if in_time else None
