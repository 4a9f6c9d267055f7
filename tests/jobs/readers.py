"""Readers with faults, for processes of their own: those find them by their name."""

from __future__ import annotations

import os
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path

from maild import decode
from maild.model import ReadContext, Reading


def told(raw: bytes, *, size: int, context: ReadContext) -> Reading:
    """Says in which process it was, and which signals that one blocks."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    blocked = status.partition("SigBlk:\t")[2].split()[0]
    return replace(decode.read(raw, size=size, context=context), rule=f"{os.getpid()} {blocked}")


def faulty(raw: bytes, *, size: int, context: ReadContext) -> Reading:
    """Breaks over one kind of mail, is killed by another, and is never done with a third."""
    if b"POISON" in raw:
        raise RecursionError("maximum recursion depth exceeded")
    if b"KILL" in raw:
        os.kill(os.getpid(), signal.SIGKILL)
    if b"HANG" in raw:
        time.sleep(3600)
    if b"SLOW" in raw:
        time.sleep(0.2)
    return decode.read(raw, size=size, context=context)


if "pytest" in sys.modules:

    def only_here(raw: bytes, *, size: int, context: ReadContext) -> Reading:
        """A process of its own does not find this one."""
        return replace(decode.read(raw, size=size, context=context), rule=str(os.getpid()))


def children(pid: int | None = None) -> list[int]:
    """Of all threads of a process."""
    tasks = Path(f"/proc/{pid or os.getpid()}/task")
    return [int(one) for task in tasks.iterdir() for one in (task / "children").read_text().split()]
