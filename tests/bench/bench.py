"""`make bench`: how fast mail is read and commands start, beside public programs in the same run.

Ratios are what counts: machines differ, and both sides take turns on the same mails. The public corpora
are no part of this repository and are looked for beside it; without them the samples here are read.
Prints a table and JSON; `make bench` writes both into docs/.
"""

from __future__ import annotations

import json
import logging
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from email import message_from_bytes
from importlib.metadata import version
from pathlib import Path
from typing import Any

from flufl.bounce import scan_message

from maild.decode import read

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"
SAMPLES = ROOT / "tests" / "samples"
ROUNDS = 7
MAILS_OF_A_PAIR = 4000  # for two cores: enough that starting a process does not count


def main() -> None:
    logging.disable(logging.CRITICAL)  # flufl.bounce logs its detectors' exceptions
    found = {
        "machine": machine(),
        "reading": reading(),
        "memory": memory(),
        "start": start_up(),
    }
    if len(sys.argv) > 1:
        docs = Path(sys.argv[1])
        (docs / "performance.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
        (docs / "performance.md").write_text(page(found), encoding="utf-8")
    print(page(found))


# ---------------------------------------------------------------- what is measured


def machine() -> dict[str, Any]:
    model = "unknown"
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "processor": model,
        "cores": len(os.sched_getaffinity(0)),
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
        "flufl.bounce": version("flufl.bounce"),
        "maild": version("maild"),
    }


def reading() -> dict[str, Any]:
    notices, others, replies = mails()
    core, *_ = sorted(os.sched_getaffinity(0))
    everywhere = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    rows: dict[str, Any] = {}
    for name, raws in (("notices", notices), ("other mail", others), ("all of these", notices + others)):
        ours, theirs = in_turns((_read_all, raws), (_scan_all, raws))
        rows[name] = {
            "mails": len(raws),
            "maild_per_s": len(raws) / ours,
            "flufl_per_s": len(raws) / theirs,
            "ratio": theirs / ours,
        }
    (of_replies,) = in_turns((_read_all, replies))
    rows["replies"] = {"mails": len(replies), "maild_per_s": len(replies) / of_replies}
    os.sched_setaffinity(0, everywhere)
    if len(everywhere) > 1:
        rows["two cores"] = two_cores(notices)
    return rows


def two_cores(raws: Sequence[bytes]) -> dict[str, Any]:
    """Wall time of many notices read by one process and by two, each process already running."""
    many = [raws[number % len(raws)] for number in range(MAILS_OF_A_PAIR)]
    halves = [many[::2], many[1::2]]
    best = {1: float("inf"), 2: float("inf")}
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(_read_all, halves))
        for _ in range(ROUNDS):
            for workers, parts in ((1, [many]), (2, halves)):
                began = time.perf_counter()
                list(pool.map(_read_all, parts))
                best[workers] = min(best[workers], time.perf_counter() - began)
    return {"mails": len(many), "one_per_s": len(many) / best[1], "two_per_s": len(many) / best[2],
            "ratio": best[1] / best[2]}  # fmt: skip


def in_turns(*jobs: tuple[Callable[[Sequence[bytes]], None], Sequence[bytes]]) -> list[float]:
    """The best CPU time of each job, the jobs taking turns; each has run once before, unmeasured."""
    best = [float("inf")] * len(jobs)
    for turn in range(ROUNDS + 1):
        for place, (job, raws) in enumerate(jobs):
            began = time.process_time()
            job(raws)
            if turn:
                best[place] = min(best[place], time.process_time() - began)
    return best


def _read_all(raws: Sequence[bytes]) -> None:
    for raw in raws:
        read(raw)


def _scan_all(raws: Sequence[bytes]) -> None:
    for raw in raws:
        try:
            scan_message(message_from_bytes(raw))
        except Exception:
            continue


def mails() -> tuple[list[bytes], list[bytes], list[bytes]]:
    """Notices, other mail, replies."""
    labels = CORPUS / "bounces" / "labels.json"
    if not labels.exists():
        notices = [file.read_bytes() for file in sorted(SAMPLES.glob("notices/*.eml"))]
        return notices, notices[:1], [file.read_bytes() for file in sorted(SAMPLES.glob("replies/*.eml"))]
    notices, others = [], []
    for name, label in json.loads(labels.read_text(encoding="utf-8"))["mails"].items():
        file = labels.parent / name
        if file.exists():
            (notices if label["kind"] in ("bounce", "delayed") else others).append(file.read_bytes())
    return notices, others, [file.read_bytes() for file in sorted((CORPUS / "replies-vi").glob("*.eml"))]


_PEAK = """
import sys
from pathlib import Path
if len(sys.argv) > 1:
    from maild.decode import read
    for file in sorted(Path(sys.argv[1]).rglob("*")):
        if file.is_file():
            read(file.read_bytes())
status = Path("/proc/self/status").read_text()  # ru_maxrss would remember the process that started this one
print(int(status.partition("VmHWM:")[2].split()[0]) // 1024)
"""


def memory() -> dict[str, int]:
    """Peak resident MiB of a process that reads all bounces, one after the other, and of one that reads nothing."""
    folder = CORPUS / "bounces" if (CORPUS / "bounces").exists() else SAMPLES / "notices"
    bare, reader = (
        int(subprocess.run([sys.executable, "-c", _PEAK, *more], capture_output=True, text=True, check=True,
                           cwd=ROOT).stdout)
        for more in ((), (str(folder),))
    )  # fmt: skip
    return {"interpreter_mib": bare, "reader_mib": reader, "above_mib": reader - bare}


def start_up() -> dict[str, float]:
    """The least CPU seconds of starting: the bare interpreter, and commands."""
    one = str(next(SAMPLES.glob("notices/*.eml")))
    maild = str(Path(sys.executable).with_name("maild"))
    return {
        "python -c pass": _least_s([sys.executable, "-c", "pass"]),
        "import typer": _least_s([sys.executable, "-c", "import typer"]),
        "maild --help": _least_s([maild, "--help"]),
        "maild classify (one mail)": _least_s([maild, "classify", one]),
    }


def _least_s(command: Sequence[str]) -> float:
    best = float("inf")
    for _ in range(ROUNDS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, cwd=ROOT)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        best = min(best, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return best


# ---------------------------------------------------------------- what is shown


def page(found: dict[str, Any]) -> str:
    on, rows, memory_, start = found["machine"], found["reading"], found["memory"], found["start"]
    lines = [
        "# Performance",
        "",
        "Written by `make bench`, not by hand. Judge by ratios: both sides took turns on the same mails.",
        "",
        f"{on['date']}, {on['processor']}, {on['cores']} cores (load {on['load']:.1f} when it began), "
        f"Python {on['python']}, flufl.bounce {on['flufl.bounce']}, maild {on['maild']}.",
        "",
        "## Reading, one core, CPU time, start-up excluded",
        "",
        "| what | mails | maild, mails/s | flufl.bounce, mails/s | ratio |",
        "|---|---|---|---|---|",
    ]
    for name in ("notices", "other mail", "all of these"):
        row = rows[name]
        lines.append(
            f"| {name} | {row['mails']} | {row['maild_per_s']:.0f} | {row['flufl_per_s']:.0f} | {row['ratio']:.2f} |"
        )
    row = rows["replies"]
    lines.append(f"| Vietnamese replies | {row['mails']} | {row['maild_per_s']:.0f} | – | – |")
    if "two cores" in rows:
        row = rows["two cores"]
        lines += [
            "",
            f"Two processes on two cores read {row['two_per_s']:.0f} notices/s, one {row['one_per_s']:.0f}: "
            f"{row['ratio']:.2f} times (wall time, {row['mails']} mails).",
        ]
    if on["load"] > on["cores"] / 2:
        lines += [
            "",
            "Other work ran on this machine meanwhile: measure again on a quiet one, two cores above all.",
        ]
    lines += [
        "",
        f"Memory: {memory_['above_mib']} MiB above the bare interpreter ({memory_['reader_mib']} against "
        f"{memory_['interpreter_mib']} MiB at most) after reading all of them.",
        "",
        "## Starting, CPU seconds",
        "",
        "| command | s |",
        "|---|---|",
        *(f"| `{name}` | {seconds:.2f} |" for name, seconds in start.items()),
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
