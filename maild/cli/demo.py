"""maild demo: a survey round of two and a half weeks in a minute, on servers of its own."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from maild.errors import InputRefused


def demo(
    directory: Annotated[Path, typer.Option("--dir")] = Path("demo-output"),
    keep: Annotated[bool, typer.Option("--keep")] = False,
    as_json: Annotated[bool, typer.Option("--json")] = False,
    language: str = "vi",
) -> None:
    missing = [name for name in ("aiosmtpd", "pymap", "cryptography") if find_spec(name) is None]
    if missing:
        raise InputRefused("refused.no_demo", what=", ".join(missing))
    from maild.demo import play

    play.run(directory, keep=keep, as_json=as_json, language=language)
