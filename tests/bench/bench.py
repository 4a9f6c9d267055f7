"""`make bench`: what maild costs, beside public programs in the same run.

Ratios are what counts: machines differ, and both sides take turns. `make bench ARGS="reading idle"` measures these
sections alone; what is not measured keeps its figures of last time, with their own date. Writes performance.json,
performance.md, performance.svg and scaling.md into docs/.
"""

from __future__ import annotations

import argparse
import dataclasses
import importlib
import json
import os
import platform
import sqlite3
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

from tests.bench import page, scaling
from tests.bench.chart import chart
from tests.bench.section import CannotRun, Module, Section, Size

# The order is that of the page. Each is a module of this package (see section.py).
SECTIONS = ("reading", "catchup", "sending", "latency", "planning", "idle", "daemons", "starting")
DOCS = Path(__file__).resolve().parents[2] / "docs"


def main() -> int:
    options = _options()
    size = Size.WHOLE if options.whole else Size.USUAL
    kept = Kept(options.docs)
    for name in options.sections or SECTIONS:
        module = cast("Module", importlib.import_module(f"tests.bench.{name}"))
        print(f"bench: {name}", file=sys.stderr, flush=True)
        on = machine()
        try:
            section = module.measure(size)
        except CannotRun as missing:
            kept.could_not(name, module.TITLE, str(missing))
        else:
            kept.measured(name, section, {**on, "load_after": os.getloadavg()[0], "size": size.value})
    print(kept.page())
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog='make bench ARGS="…"', description=__doc__)
    parser.add_argument(
        "sections", nargs="*", metavar="SECTION", help=f"of: {', '.join(SECTIONS)}; all unless named"
    )
    parser.add_argument("--whole", action="store_true", help="also a million officials and 200,000 mails")
    parser.add_argument("--docs", type=Path, default=DOCS, help="where the page is written")
    options = parser.parse_args()
    if unknown := set(options.sections) - set(SECTIONS):
        parser.error(f"no such section: {', '.join(sorted(unknown))}; there are {', '.join(SECTIONS)}")
    return options


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
        "versions": {
            "maild": version("maild"),
            "Python": platform.python_version(),
            "SQLite": sqlite3.sqlite_version,
        },
    }


class Kept:
    """Every section's last figures, in performance.json; written after each, so that no later fault loses them."""

    def __init__(self, docs: Path) -> None:
        self._docs = docs
        try:
            self._sections = json.loads((docs / "performance.json").read_text(encoding="utf-8"))["sections"]
        except (OSError, KeyError):
            self._sections = {}

    def measured(self, name: str, section: Section, on: Mapping[str, Any]) -> None:
        made = dataclasses.asdict(section)
        for row, plain in zip(section.rows, made["rows"], strict=True):
            plain |= {"ratio": row.ratio, "met": row.met}
        versions = {**on["versions"], **made.pop("versions")}
        self._sections[name] = {**made, "on": {**on, "versions": versions}}
        self._write()

    def could_not(self, name: str, title: str, why: str) -> None:
        """What was measured earlier stays, and it is said that it is old."""
        self._sections[name] = {
            **self._sections.get(name, {"title": title}),
            "not_run": {"date": datetime.now(UTC).date().isoformat(), "why": why},
        }
        self._write()

    def page(self) -> str:
        return page.page([self._sections[name] for name in SECTIONS if name in self._sections])

    def _write(self) -> None:
        found = {"sections": {name: self._sections[name] for name in SECTIONS if name in self._sections}}
        text = json.dumps(found, indent=2, ensure_ascii=False)
        (self._docs / "performance.json").write_text(text + "\n", encoding="utf-8")
        (self._docs / "performance.md").write_text(self.page(), encoding="utf-8")
        (self._docs / "scaling.md").write_text(scaling.page(found["sections"]), encoding="utf-8")
        curves = [curve for one in found["sections"].values() for curve in one.get("curves", ())]
        if curves:
            (self._docs / "performance.svg").write_text(chart(curves), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
