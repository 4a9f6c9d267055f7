"""Processes that the daemon starts: programs that others wrote, run for one answer (sendmail, the command that gives
access tokens), and its own reader of mails.

They start with no signal blocked, unlike the daemon's own threads (DESIGN §7), in a group of their own, with a few
variables of the environment and no file of ours open. What programs read and write stays in memory.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
from collections.abc import Mapping, Sequence
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

    Raises OSError where it cannot be started.
    """
    with _memory() as source, _memory() as sink:
        source.write(given)
        source.flush()
        source.seek(0)
        child = start(command, environment(), source.fileno(), sink.fileno())
        code = _wait(child, timeout_s)
        sink.seek(0)
        return Ended(code, sink.read(_MOST_OUTPUT))


def start(command: Sequence[str], variables: Mapping[str, str], stdin: int, stdout: int) -> int:
    """Start `command` (its first word is a whole path) over these open files; its number.

    Its standard error goes nowhere: it may hold a secret. Raises OSError where it cannot be started.
    """
    return os.posix_spawn(
        command[0],
        list(command),
        variables,
        file_actions=[
            (os.POSIX_SPAWN_DUP2, stdin, 0),
            (os.POSIX_SPAWN_DUP2, stdout, 1),
            (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
        ],
        setpgroup=0,
        setsigmask=(),
        setsigdef=(signal.SIGPIPE,),
    )


def environment() -> dict[str, str]:
    """The few variables that a process of ours is given."""
    return {name: os.environ[name] for name in _KEPT if name in os.environ}


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
