"""Whole processes: how long they took, what they cost, and the most memory they and their children held."""

from __future__ import annotations

import os
import re
import resource
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.bench.section import CannotRun
from tests.e2e.house import Maild

_LOOK_S = 0.05


@dataclass(frozen=True, slots=True)
class Ran:
    """Seconds by the clock, CPU seconds with all children, and MiB resident in all of them together at most."""

    wall_s: float
    cpu_s: float
    peak_mib: float

    @property
    def share(self) -> float:
        """Of one core."""
        return self.cpu_s / self.wall_s


def run(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Ran:
    """A program to its end. Raises CannotRun with its last words where it fails."""
    cpu, began, peak = _children_cpu_s(), time.perf_counter(), 0.0
    with subprocess.Popen(
        command,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        while process.poll() is None:
            peak = max(peak, tree_mib(process.pid))
            time.sleep(_LOOK_S)
        took = time.perf_counter() - began
        said = process.stdout.read() if process.stdout is not None else ""
    if process.returncode != 0:
        raise CannotRun(f"{command[0]} ended with {process.returncode}: {said[-300:].strip()}")
    return Ran(took, _children_cpu_s() - cpu, peak)


def serve(maild: Maild, done: Callable[[], bool], within_s: float) -> Ran:
    """The daemon from its start until `done`; then it is stopped."""
    cpu, began, peak = _children_cpu_s(), time.perf_counter(), 0.0
    process = maild.start()
    while not done():
        peak = max(peak, tree_mib(process))
        _wait_on(maild, began, within_s)
    took = time.perf_counter() - began
    maild.stop()
    return Ran(took, _children_cpu_s() - cpu, peak)


def kill_at(maild: Maild, moment: Callable[[], bool], within_s: float) -> None:
    """The daemon from its start until the `moment`; then SIGKILL for it and whatever it has started."""
    process, began = maild.start(), time.perf_counter()
    while not moment():
        _wait_on(maild, began, within_s)
    for one in tree(process):
        with suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)
    maild.kill()


def _wait_on(maild: Maild, began: float, within_s: float) -> None:
    if time.perf_counter() - began > within_s or not maild.running():
        raise CannotRun(f"the daemon was not done after {within_s:.0f} s: {maild.log()[-300:]}")
    time.sleep(_LOOK_S)


def version_of(command: Sequence[str]) -> str:
    """The first number that a program says of itself."""
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.search(r"\d+(?:\.\d+)+", said.stdout + said.stderr)
    return found[0] if found else "unknown"


def tree_mib(pid: int) -> float:
    """Resident MiB of a process and all its children; pages that are not one's own (libraries) count once."""
    own, shared = zip(*map(_mib, tree(pid)), strict=True)
    return sum(own) + max(shared)


def tree(pid: int) -> list[int]:
    """A process and all its children, whichever of its threads started them."""
    found = [pid]
    with suppress(FileNotFoundError, ProcessLookupError):  # ended meanwhile
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            for one in children.read_text(encoding="utf-8").split():
                found += tree(int(one))
    return found


def _mib(pid: int) -> tuple[float, float]:
    """What a process holds for itself, and what others hold as well."""
    try:
        told = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):  # ended meanwhile
        return 0.0, 0.0
    held = {"Private": 0, "Shared": 0}
    for whose, kib in re.findall(r"^(Private|Shared)_(?:Clean|Dirty): +(\d+) kB", told, re.MULTILINE):
        held[whose] += int(kib)
    return held["Private"] / 1024, held["Shared"] / 1024


def best(runs: Sequence[Ran]) -> Ran:
    """The quickest; the others were disturbed more."""
    return min(runs, key=lambda one: one.wall_s)


def _children_cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
