"""What commands print: words in the reader's language, tables for people, lines and JSON for programs.

Nothing that came out of a mail, a file or a server reaches the terminal except through `printable`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

import typer

from maild.privacy import printable
from maild.words import WORDS, say, say_kept

if TYPE_CHECKING:
    from maild.model import Event

_PORTION = 8_192  # characters
_language = "vi"


def language() -> str:
    """The language of this command's words: the configuration's, where one can be read."""
    return _language


def speak(chosen: str) -> None:
    """From here on, in this language."""
    global _language
    _language = chosen


def words(word: str, **facts: Any) -> str:
    """A text of the catalogue in this command's language."""
    return say(word, _language, **facts)


def kept_words(line: str) -> str:
    """The same for a word that was kept with its facts."""
    return say_kept(line, _language)


def described(one: Event) -> str:
    """What happened, in this command's language."""
    from maild.actions import told

    return told.event(one, _language)


def tell(word: str, **facts: Any) -> None:
    """Print a text of the catalogue, or a plain one."""
    typer.echo(printable(words(word, **facts)))


def fail(word: str, **facts: Any) -> None:
    """The same on stderr."""
    typer.echo(printable(words(word, **facts)), err=True)


def show_json(value: Any) -> None:
    """Readable JSON; what could play tricks on a terminal stands in it as `\\uXXXX`.

    A list may come one by one, as the value or in it: it is printed as it comes, and the whole is one document.
    """
    _print(chain(_json(value, ""), ["\n"]))


def _json(value: Any, margin: str) -> Iterator[str]:
    inner = margin + "  "
    if isinstance(value, Iterator):
        sign = "["
        for one in value:
            yield f"{sign}\n{inner}"
            yield from _json(one, inner)
            sign = ","
        yield "[]" if sign == "[" else f"\n{margin}]"
    elif isinstance(value, dict) and any(isinstance(one, Iterator) for one in value.values()):
        sign = "{"
        for name, one in value.items():
            yield f"{sign}\n{inner}{json.dumps(name)}: "
            yield from _json(one, inner)
            sign = ","
        yield f"\n{margin}}}"
    else:
        text = json.dumps(value, ensure_ascii=False, indent=2, default=str)
        if printable(text) != text:
            text = "".join(char if printable(char) == char else json.dumps(char)[1:-1] for char in text)
        yield text.replace("\n", f"\n{margin}")


def _print(parts: Iterable[str]) -> None:
    """Some thousand characters at a time: a look at the terminal for each line costs more than the line."""
    waiting, size = [], 0
    for part in parts:
        waiting.append(part)
        size += len(part)
        if size >= _PORTION:
            typer.echo("".join(waiting), nl=False)
            waiting, size = [], 0
    typer.echo("".join(waiting), nl=False)


def table(titles: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Columns that fit on a terminal; elsewhere tab-separated lines for other programs, as they come.

    `titles` are the catalogue's words without their `col.`.
    """
    heads = [words(f"col.{title}") if f"col.{title}" in WORDS else title for title in titles]
    made = ([" ".join(printable(str(cell)).split()) for cell in row] for row in rows)
    if not sys.stdout.isatty():
        _print("\t".join(row) + "\n" for row in chain([heads], made))
        return
    cells = list(made)
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    if _width(heads, cells) > console.width and _cramped(heads, console.width):
        console.print(Text(" · ".join(heads), style="bold"))  # too narrow for columns: a paragraph a row
        for row in cells:
            console.print(Text(" · ".join(cell or "–" for cell in row)))
        return
    grid = Table(*heads, box=None, pad_edge=False, header_style="bold")
    for row in cells:
        grid.add_row(*(Text(cell, overflow="fold") for cell in row))
    console.print(grid)


_COLUMN = 11  # cells: with less for each column, words are torn apart


def _width(heads: Sequence[str], cells: Sequence[Sequence[str]]) -> int:
    return sum(max(map(len, column)) + 1 for column in zip(heads, *cells, strict=True))


def _cramped(heads: Sequence[str], width: int) -> bool:
    return width < _COLUMN * len(heads)
