"""Starting commands, beside the bare interpreter."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.bench.section import Row, Section, Size
from tests.bench.turns import least_cpu_s

TITLE = "Starting a command"
ROOT = Path(__file__).resolve().parents[2]


def measure(size: Size) -> Section:
    one = str(next((ROOT / "tests" / "samples" / "notices").glob("*.eml")))
    maild = str(Path(sys.executable).with_name("maild"))
    bare = least_cpu_s([sys.executable, "-c", "pass"], ROOT)
    commands = {
        "python -c 'import typer'": [sys.executable, "-c", "import typer"],
        "maild --help": [maild, "--help"],
        "maild classify, one mail": [maild, "classify", one],
    }
    return Section(
        TITLE,
        tuple(
            Row(name, least_cpu_s(words, ROOT), "CPU s", "python -c pass", bare)
            for name, words in commands.items()
        ),
    )
