"""The daemon in a process of its own, to be killed: all of it, on a clock that runs ahead of the real one."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from ctypes import c_double, c_int
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import Pool

from maild import daemon, logs
from maild.config import load

FASTER = 30  # a minute's wait is over in two seconds
REST = timedelta(seconds=6)  # after a jump of the clock, really
_WRITES = "maild_writes"  # how the store marks its writing transactions


def serve(
    config: Path, at: datetime, log: Path, ahead_s: c_double | None = None, faster: float = FASTER
) -> None:
    """Serve as `maild run` does until a signal comes; the province's time begins at `at`.

    `ahead_s` is how far somebody outside has set its clock ahead.
    """
    began = time.monotonic()
    out = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.dup2(out, 1)
    os.dup2(out, 2)
    settings = load(config, today=at.date(), environ={})
    logs.set_up(settings.log.level, settings.survey.secrets(), hooks=True)

    def clock() -> datetime:
        passed_s = faster * (time.monotonic() - began) + (0.0 if ahead_s is None else ahead_s.value)
        return at + timedelta(seconds=passed_s)

    sys.exit(daemon.run(settings, clock=clock, rest=REST))


def serve_until(config: Path, at: datetime, log: Path, passed: c_int, dies_at: int) -> None:
    """Serve, count the edges of every writing transaction in `passed`, and die at number `dies_at`.

    An edge lies before each COMMIT and behind it, when the connection is given back.
    """

    one_by_one = threading.Lock()  # and none that outlives us: who dies with a shared one keeps it

    def edge() -> None:
        with one_by_one:
            passed.value += 1
            if passed.value == dies_at:
                os.kill(os.getpid(), signal.SIGKILL)

    def before(connection: sa.Connection) -> None:
        if connection.get_execution_options().get(_WRITES):
            connection.info["committed"] = True
            edge()

    def behind(_raw: Any, record: Any) -> None:
        if record.info.pop("committed", False):
            edge()

    sa.event.listen(sa.Engine, "commit", before)
    sa.event.listen(Pool, "checkin", behind)
    serve(config, at, log)


if __name__ == "__main__":  # a start like any other, with all its imports, on a clock that is as fast as ours
    serve(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]), Path(sys.argv[3]), faster=1.0)
