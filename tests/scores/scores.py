"""`make scores`: maild beside flufl.bounce over the public corpora, in one run, with the mails that are wrong.

The corpora and their scorers are no part of this repository. They are looked for beside it, and this
says so when they are not there. Speed is CPU time in one process, best of several rounds that take
turns, start-up excluded.
"""

from __future__ import annotations

import json
import logging
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from email import message_from_bytes
from pathlib import Path
from typing import Any, NamedTuple

from flufl.bounce import all_failures, scan_message

from maild.decode import read
from maild.decode.verdict import to_json

ROOT = Path(__file__).resolve().parents[2]
BESIDE = ROOT.parent / "shared"
ROUNDS = 5
SHOWN = os.environ.get("SHOW", "80")  # mails that are wrong


def main() -> int:
    if len(sys.argv) == 3:  # the scorers start this file again: WHICH READER, FOLDER
        print_verdicts(sys.argv[1], Path(sys.argv[2]))
        return 0
    scorers, corpora = BESIDE / "score", BESIDE / "corpus"
    missing = [path for path in (scorers, corpora / "bounces", corpora / "lab-bounces") if not path.is_dir()]
    if missing:
        print("no scores: not beside this repository:", *(path.relative_to(ROOT.parent) for path in missing))
        return 0
    for reader in ("maild", "flufl"):
        shown = SHOWN if reader == "maild" else "0"
        if reader == "flufl":
            print("=== flufl.bounce 6.0 reads addresses and nothing else: no status, no reason, no hard")
        print(f"=== corpus/bounces, {reader}", flush=True)
        bounces = corpora / "bounces"
        command = f"{sys.executable} {__file__} {reader} {{dir}} | {sys.executable} {scorers / 'kinds.py'}"
        labels, more = bounces / "labels.json", (bounces, "--cmd", command, "--show-errors", shown)
        _run(scorers / "bounces.py", labels, *more)
        if reader == "maild":
            print(f"=== the same without {len(disputed())} labels that their mails contradict", flush=True)
            with tempfile.TemporaryDirectory() as place:
                others = Path(place) / "labels.json"
                others.write_text(json.dumps(undisputed(labels)), encoding="utf-8")
                _run(scorers / "bounces.py", others, *more[:-1], "0")
        print(f"=== corpus/lab-bounces, {reader}", flush=True)
        _run(
            scorers / "lab_bounces.py",
            corpora / "lab-bounces",
            "--",
            sys.executable,
            __file__,
            reader,
            show=shown,
        )
    replies = corpora / "replies-vi"
    if replies.is_dir():
        print(
            "=== corpus/replies-vi, which was tuned on (make learn ARGS=--held-out: what was not)", flush=True
        )
        _run(
            scorers / "replies.py", "--labels", replies / "labels.json", "--dir", replies,
            "--map", "bounce=tech-receiving", "--", sys.executable, __file__, "maild",
        )  # fmt: skip
    print("=== speed, one core", flush=True)
    print_speed(corpora / "bounces")
    return 0


class Disputed(NamedTuple):
    """A label of corpus/bounces that its mail contradicts. `says`: the words in the mail that do, blanks single."""

    mail: str
    label: str
    says: str
    because: str


def disputed() -> list[Disputed]:
    lines = Path(__file__).with_name("disputed.tsv").read_text(encoding="utf-8").splitlines()
    return [Disputed(*line.split("\t")) for line in lines if not line.startswith("#")]


def undisputed(labels: Path) -> dict[str, Any]:
    """The labels without reason and hardness where they are disputed: those are not scored."""
    table: dict[str, Any] = json.loads(labels.read_text(encoding="utf-8"))
    for one in disputed():
        for recipient in table["mails"][one.mail]["recipients"]:
            if recipient["reason"] == one.label:
                recipient.update(reason=None, hard=None)
    return table


def _run(*command: str | Path, show: str = "0") -> None:
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    if show != "0":
        environ["SHOW"] = show
    subprocess.run([sys.executable, *map(str, command)], env=environ, check=False)


def print_verdicts(reader: str, folder: Path) -> None:
    """The contract's JSON lines for every file below `folder`."""
    logging.disable(logging.CRITICAL)  # flufl.bounce logs its detectors' exceptions
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        raw = path.read_bytes()
        name = str(path.relative_to(folder))
        row = to_json(read(raw), name) if reader == "maild" else {"file": name, **_flufl(raw)}
        print(json.dumps(row))


def _flufl(raw: bytes) -> dict[str, object]:
    """flufl.bounce gives addresses, and whether they failed for now or for good; nothing else."""
    try:
        temporary, permanent = all_failures(message_from_bytes(raw))
    except Exception:
        return {"kind": "unrelated", "recipients": []}
    found = [address.decode("utf-8", "replace") for address in {*temporary, *permanent}]
    kind = "bounce" if permanent else "delayed" if temporary else "unrelated"
    return {"kind": kind, "recipients": [{"address": address} for address in found]}


def print_speed(folder: Path) -> None:
    """Mails a second of both readers, over all mails, the notices alone, and the others."""
    logging.disable(logging.CRITICAL)
    labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))["mails"]
    mails = {name: (folder / name).read_bytes() for name in sorted(labels) if (folder / name).exists()}
    notices = {name for name in mails if labels[name]["kind"] in ("bounce", "delayed")}
    before = _peak_mib()
    for title, raws in (
        ("all", list(mails.values())),
        ("notices", [raw for name, raw in mails.items() if name in notices]),
        ("others", [raw for name, raw in mails.items() if name not in notices]),
    ):
        ours, theirs = [], []
        for _ in range(ROUNDS):
            ours.append(_seconds(read, raws))
            theirs.append(_seconds(_scan, raws))
        fast, slow = len(raws) / min(ours), len(raws) / min(theirs)
        print(
            f"{title:8} {len(raws):4} mails  maild {fast:7.0f}/s  flufl.bounce {slow:7.0f}/s  ratio {fast / slow:.2f}"
        )
    print(
        f"memory: {_peak_mib():.0f} MiB at most, {before:.0f} before the first mail (both readers, all mails held)"
    )


def _scan(raw: bytes) -> None:
    try:
        scan_message(message_from_bytes(raw))
    except Exception:
        return


def _seconds(reader: Callable[[bytes], object], raws: Iterable[bytes]) -> float:
    began = time.process_time()
    for raw in raws:
        reader(raw)
    return time.process_time() - began


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
