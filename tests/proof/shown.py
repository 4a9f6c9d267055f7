"""Everything that maild shows or writes for people, in one go: each reading command, each export."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

from tests.cli.program import Done, maild

COMMANDS = (
    "status", "status --json", "round list", "roster lint --round 2026", "official list", "official list --json",
    "official show OFF-0001", "official show OFF-0002 --json", "why OFF-0001", "why OFF-0002 --json",
    "unit list", "unit list --json", "answered list", "answered age", "answered contradictions",
    "mail list", "mail list --json", "mail list --kind unclassified", "mail show M-1", "mail show M-2 --json",
    "mail rules", "incident list", "incident list --json", "incident list --all", "incident show INC-0001",
    "incident show INC-0001 --json", "remind outbox", "remind outbox --json", "remind plan", "notice list",
    "notice list --json", "escalate plan", "address corrections", "audit list", "audit list --json",
    "audit verify", "db verify", "data show OFF-0001", "account list", "report brief", "report it", "report units",
    "report effect", "calendar show", "template list", "check",
)  # fmt: skip
FILES = (
    "report brief --format html -o {}/brief.html", "report it --format html -o {}/it.html",
    "report units --format csv -o {}/units.csv", "report brief --format xlsx -o {}/brief.xlsx",
    "roster export {}/roster.xlsx --round 2026", "roster export {}/roster.csv --round 2026",
    "audit export {}/audit.jsonl", "address call-sheet {}/calls.xlsx",
    "address corrections --report {}/corrections.xlsx",
    "incident export INC-0001 -o {}/evidence.zip", "incident report INC-0001 --preview", "db backup",
)  # fmt: skip


def everything(config: Path, directory: Path) -> Iterator[tuple[str, Done]]:
    """Run each command; files go to `directory`. A bug is never among the answers."""
    directory.mkdir(exist_ok=True)
    for line in (*COMMANDS, *FILES):
        done = maild(*line.format(directory).split(), config=config)
        assert "lỗi của chính maild" not in done.err, (line, done.err)
        yield line, done


def contents(root: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below `root`, those within archives too."""
    for path in sorted(root.rglob("*")):
        if not path.is_file():
            continue
        yield str(path), path.read_bytes()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as packed:
                for name in packed.namelist():
                    yield f"{path}:{name}", packed.read(name)
