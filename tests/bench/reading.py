"""Reading mail, beside flufl.bounce on the same mails.

The public corpora are no part of this repository and are looked for beside it; without them our samples are read.
"""

from __future__ import annotations

import functools
import json
import logging
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from email import message_from_bytes
from importlib.metadata import version
from pathlib import Path

from flufl.bounce import scan_message

from maild.decode import read
from tests.bench.section import Row, Section, Size, Wanted
from tests.bench.turns import ROUNDS, in_turns, one_core

TITLE = "Reading: bounces, other mail, replies"
ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"
SAMPLES = ROOT / "tests" / "samples"
MAILS_OF_A_PAIR = 4000  # for two cores: enough that starting a process does not count
FLUFL = "flufl.bounce"


def measure(size: Size) -> Section:
    logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)  # it logs its detectors' exceptions
    notices, others, replies = mails()
    with one_core():
        of_notices, flufl_notices = in_turns(_reads(notices), _scans(notices))
        of_others, flufl_others = in_turns(_reads(others), _scans(others))
        of_replies, flufl_beside = in_turns(_reads(replies), _scans(notices))
    one, two = two_cores(notices)
    bare, reader = peaks()

    def row(what: str, count: int, ours: float, theirs: float, wanted: Wanted | None = None) -> Row:
        return Row(f"{what} ({count}), one core", count / ours, "mails/s", FLUFL, count / theirs, wanted)

    return Section(
        TITLE,
        (
            row("bounces", len(notices), of_notices, flufl_notices, Wanted("≥", 4)),
            row("other mail", len(others), of_others, flufl_others),
            Row(
                f"Vietnamese replies ({len(replies)}), one core",
                len(replies) / of_replies,
                "mails/s",
                f"{FLUFL} on bounces",
                len(notices) / flufl_beside,
                Wanted("≥", 1000 / 1100),
            ),
            Row("bounces, two processes, wall time", MAILS_OF_A_PAIR / two, "mails/s",
                "one process", MAILS_OF_A_PAIR / one, Wanted("≥", 1.7)),
            Row("most memory, all bounces read one after the other", reader, "MiB", "interpreter alone", bare),
        ),
        ("CPU time; start-up is not counted.",),
        versions={FLUFL: version(FLUFL)},
    )  # fmt: skip


def two_cores(raws: Sequence[bytes]) -> tuple[float, float]:
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
    return best[1], best[2]


def mails() -> tuple[list[bytes], list[bytes], list[bytes]]:
    """Notices, other mail, replies."""
    notices: list[bytes] = []
    others: list[bytes] = []
    labels = CORPUS / "bounces" / "labels.json"
    if not labels.exists():
        notices += [file.read_bytes() for file in sorted(SAMPLES.glob("notices/*.eml"))]
        return notices, notices[:1], [file.read_bytes() for file in sorted(SAMPLES.glob("replies/*.eml"))]
    for name, label in json.loads(labels.read_text(encoding="utf-8"))["mails"].items():
        file = labels.parent / name
        if file.exists():
            (notices if label["kind"] in ("bounce", "delayed") else others).append(file.read_bytes())
    return notices, others, [file.read_bytes() for file in sorted((CORPUS / "replies-vi").glob("*.eml"))]


_PEAK = """
import sys
from pathlib import Path
from tests.bench.turns import memory_mib
if len(sys.argv) > 1:
    from maild.decode import read
    for file in sorted(Path(sys.argv[1]).rglob("*")):
        if file.is_file():
            read(file.read_bytes())
print(memory_mib(field="VmHWM"))  # ru_maxrss would remember the process that started this one
"""


def peaks() -> tuple[float, float]:
    """The most resident MiB of a process that reads nothing, and of one that reads all bounces."""
    folder = CORPUS / "bounces" if (CORPUS / "bounces").exists() else SAMPLES / "notices"

    def peak(*more: str) -> float:
        words = [sys.executable, "-c", _PEAK, *more]
        return float(subprocess.run(words, capture_output=True, text=True, check=True, cwd=ROOT).stdout)

    return peak(), peak(str(folder))


def _reads(raws: Sequence[bytes]) -> functools.partial[None]:
    return functools.partial(_read_all, raws)


def _scans(raws: Sequence[bytes]) -> functools.partial[None]:
    return functools.partial(_scan_all, raws)


def _read_all(raws: Sequence[bytes]) -> None:
    for raw in raws:
        read(raw)


def _scan_all(raws: Sequence[bytes]) -> None:
    for raw in raws:
        try:
            scan_message(message_from_bytes(raw))
        except Exception:
            continue
