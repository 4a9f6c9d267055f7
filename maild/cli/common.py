"""What every command shares: configuration, the actor, output that is safe for a terminal, dates."""

from __future__ import annotations

import json
import os
import pwd
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from maild.errors import InputRefused
from maild.privacy import printable
from maild.words import say

if TYPE_CHECKING:
    from maild.actions.actor import Actor
    from maild.wiring import House

CONFIG_VARIABLE = "MAILD_CONFIG"
ConfigPath = Annotated[
    Path,
    typer.Option(
        "--config",
        "-c",
        envvar=CONFIG_VARIABLE,
        help="Tệp cấu hình.",
        show_default=True,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="In JSON cho máy đọc.")]
DEFAULT_CONFIG = Path("/etc/maild/maild.toml")

_language = "vi"


def language() -> str:
    """The language of this command's words: the configuration's once it has been read."""
    return _language


def speak(chosen: str) -> None:
    """From here on, in the configuration's language."""
    global _language
    _language = chosen


def words(word: str, **facts: Any) -> str:
    """A text of the catalogue in this command's language."""
    return say(word, _language, **facts)


def tell(word: str, **facts: Any) -> None:
    """Print a text of the catalogue, or a plain one."""
    typer.echo(printable(say(word, _language, **facts)))


def fail(word: str, **facts: Any) -> None:
    """The same on stderr."""
    typer.echo(printable(say(word, _language, **facts)), err=True)


def show_json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def table(titles: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Columns that fit: on a terminal with rich, elsewhere as tab-separated lines for other programs."""
    cells = [[printable(str(cell)).replace("\n", " ") for cell in row] for row in rows]
    if not sys.stdout.isatty():
        for row in [list(titles), *cells]:
            typer.echo("\t".join(row))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    grid = Table(*titles, box=None, pad_edge=False, header_style="bold")
    for row in cells:
        grid.add_row(*(Text(cell) for cell in row))
    Console(highlight=False).print(grid)


@contextmanager
def house(path: Path) -> Iterator[House]:
    """The configured rooms, with the schema up to date; the database is closed at the end."""
    from maild import logs, wiring
    from maild.config import load

    config = load(path, check_secrets=False)
    speak(config.language)
    logs.set_up("warning", secrets=config.survey.secrets())
    built = wiring.build(config)
    try:
        yield built
    finally:
        built.store.close()


def actor() -> Actor:
    """Who gives this command: the person before sudo, else the login name."""
    from maild.actions.actor import Actor

    name = os.environ.get("SUDO_USER") or pwd.getpwuid(os.getuid()).pw_name
    return Actor(name)


def now() -> datetime:
    from maild.jobs.clock import system_clock

    return system_clock()


def read_day(option: str, text: str) -> date:
    """`2026-11-27` or `27/11/2026`."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise InputRefused("refused.bad_date", option=option, value=text, example="2026-11-27")


def read_moment(option: str, text: str, zone: Any) -> datetime:
    """`2026-11-27 17:00`, or a day alone, which means its 17:00; in the province's zone."""
    for form in ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"):
        try:
            return datetime.strptime(text, form).replace(tzinfo=zone)
        except ValueError:
            continue
    try:
        return datetime.combine(read_day(option, text), time(17), zone)
    except InputRefused:
        raise InputRefused(
            "refused.bad_date", option=option, value=text, example="2026-11-27 17:00"
        ) from None


def local(at: datetime | None, zone: Any) -> str:
    return "" if at is None else at.astimezone(zone).strftime("%d/%m/%Y %H:%M")
