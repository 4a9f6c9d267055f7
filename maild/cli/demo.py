"""maild demo: a survey round of two and a half weeks in a minute, on servers of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def demo(
    directory: Annotated[Path, typer.Option("--dir")] = Path("demo-output"),
    keep: Annotated[bool, typer.Option("--keep")] = False,
    as_json: Annotated[bool, typer.Option("--json")] = False,
    language: str = "vi",
) -> None:
    from maild.demo import play

    play.run(directory, keep=keep, as_json=as_json, language=language)
