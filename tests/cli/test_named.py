"""Whatever tells a person to type a command names one that is there: catalogue, advice, manuals, configuration."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest
import typer
from typer.main import get_command

from maild.cli import COMMANDS
from maild.words import WORDS

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`maild ([a-z][a-z-]*)(?:[ \n]([a-z][a-z-]*))?[^`]*`")
FILES = [
    *ROOT.glob("*.md"),
    *ROOT.glob("docs/*.md"),
    *ROOT.glob("config/**/*.toml"),
    *ROOT.glob("maild/**/*.py"),
]


def subcommands(name: str) -> set[str] | None:
    """Of a group of commands; None for one that stands by itself."""
    module, _, attribute = COMMANDS[name].partition(":")
    found = getattr(import_module(f"maild.cli.{module}"), attribute)
    if not isinstance(found, typer.Typer):
        return None
    return set(getattr(get_command(found), "commands", {}))


def unknown(text: str) -> list[str]:
    wrong = []
    for group, sub in NAMED.findall(text):
        if group == "version":
            continue
        if group not in COMMANDS:
            wrong.append(group)
        elif sub and (known := subcommands(group)) is not None and sub not in known:
            wrong.append(f"{group} {sub}")
    return wrong


def test_the_catalogue() -> None:
    assert {word: found for word, texts in WORDS.items() if (found := unknown(" ".join(texts)))} == {}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file(path: Path) -> None:
    assert unknown(path.read_text(encoding="utf-8")) == []
