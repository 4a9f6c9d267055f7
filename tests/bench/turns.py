"""Measuring fairly on a machine that others use too: sides take turns, and the best of each counts."""

from __future__ import annotations

import os
import resource
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROUNDS = 7


def in_turns(*jobs: Callable[[], object], rounds: int = ROUNDS) -> list[float]:
    """The best CPU time of each job in this process, the jobs taking turns; each has run once before, unmeasured."""
    best = [float("inf")] * len(jobs)
    for turn in range(rounds + 1):
        for place, job in enumerate(jobs):
            began = time.process_time()
            job()
            if turn:
                best[place] = min(best[place], time.process_time() - began)
    return best


@contextmanager
def one_core() -> Iterator[None]:
    """This process on one core, the same one until the end."""
    everywhere = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(everywhere)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, everywhere)


def least_cpu_s(command: Sequence[str], cwd: Path, rounds: int = ROUNDS) -> float:
    """The least CPU seconds that a command took."""
    best = float("inf")
    for _ in range(rounds):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, cwd=cwd)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        best = min(best, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return best


def memory_mib(pid: int | str = "self", field: str = "VmRSS") -> float:
    """Resident MiB of a process; with `VmHWM` the most it ever had."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(status.partition(f"{field}:")[2].split()[0]) / 1024


def cpu_s(pid: int) -> float:
    """CPU seconds that a process has used, its ended children not counted."""
    words = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def debian(package: str) -> str | None:
    """The version of an installed Debian package."""
    words = ["dpkg-query", "--show", "--showformat=${Version}", package]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return done.stdout or None
