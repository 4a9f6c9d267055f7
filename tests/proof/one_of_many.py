"""A real daemon whose clock began at a given moment: `python -m tests.proof.one_of_many CONFIG MOMENT BEGAN SKEW_S`.

`BEGAN` is the wall clock's time (seconds) at which it was MOMENT, so that all daemons of a test share one clock;
`SKEW_S` is by how much this machine's is wrong.
"""

from __future__ import annotations

import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

from maild import daemon, logs
from maild.config import load
from maild.jobs.clock import SharedClock, system_clock


def main(path: str, moment: str, began: str, skew_s: str = "0") -> int:
    start, zero, skew = datetime.fromisoformat(moment), float(began), timedelta(seconds=float(skew_s))

    def own() -> datetime:
        return start + timedelta(seconds=time.time() - zero) + skew

    clock = SharedClock(own, lambda: system_clock() + skew)
    settings = load(Path(path), today=clock().date(), environ={})
    logs.set_up("info", settings.survey.secrets(), hooks=True)
    return daemon.run(settings, clock=clock)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
