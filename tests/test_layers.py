"""The house's walls: who may import whom, and behind which door each library lives.

Read from the source, so that imports inside functions count as well.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import maild

PACKAGE = Path(maild.__file__).parent

CONFIG = {
    "config",
    "options",
    "faults",
    "secret",
    "calendars",
    "advice",
    "rule_tables",
    "bounce_rules",
    "reply_rules",
}  # one room in several files
ROOMS = {"decode", "rules", "letters", "roster", "sources", "channels", "store"}
GROUND = {"model", "ports", "tokens", "errors", "privacy", "marks", "trust", "alive", "child", "access"}
SERVICE = {"account", "logs", "shipped", "systemd", "words"}
BELOW = GROUND | SERVICE | CONFIG | ROOMS | {"jobs"}

# room: what it may import of ours, beside itself
ALLOWED: dict[str, set[str]] = {
    "__init__": set(),
    "__main__": {"cli"},
    "model": set(),
    "errors": set(),
    "privacy": {"marks"},
    "marks": set(),
    "tokens": {"errors"},
    "ports": {"model"},
    "trust": set(),
    "alive": set(),
    "child": set(),
    "access": {"child", "errors"},
    "account": set(),
    "shipped": set(),
    "systemd": set(),
    "words": {"model", "errors"},
    "decode": {"model", "privacy", "marks", "tokens"},
    "rules": {"model", "tokens", "privacy"},
    "letters": {"model", "shipped", "errors", "privacy"},
    "roster": {"model", "errors", "privacy"},
    "sources": {"model", "ports", "errors", "privacy", "trust", "alive", "access"},
    "channels": {"model", "ports", "errors", "privacy", "trust", "alive", "access", "child"},
    "store": {"model", "errors", "privacy"},
    "logs": {"errors", "privacy"},
    **dict.fromkeys(CONFIG, CONFIG | {"model", "errors", "tokens", "shipped", "privacy"}),
    "reply_rules": CONFIG | {"model", "errors", "shipped", "decode"},  # names of the phrases to switch off
    "jobs": GROUND | ROOMS | {"logs", "words", "shipped"},
    "wiring": BELOW,
    "actions": BELOW | {"wiring"},
    "daemon": BELOW | {"wiring", "web"},
    "web": BELOW | {"wiring", "actions"},
    "cli": BELOW | {"wiring", "actions", "daemon", "web", "demo"},
    "demo": BELOW | {"wiring", "actions", "daemon", "web", "cli"},
}

# library: rooms that may import it
DOORS: dict[str, set[str]] = {
    "imapclient": {"sources"},
    "aiosmtplib": {"channels"},
    "asyncio": {"channels", "demo", "web"},
    "jinja2": {"letters", "web"},
    "css_inline": {"letters"},
    "sqlmodel": {"store"},
    "sqlalchemy": {"store"},
    "alembic": {"store"},
    "apscheduler": {"daemon"},
    "typer": {"cli"},
    "rich": {"cli"},
    "starlette": {"web"},
    "uvicorn": {"web"},
    "h11": {"web"},
    "psycopg": {"store"},
    "structlog": {"logs"},
    "pydantic": CONFIG,
    "pydantic_core": CONFIG,
    "holidays": set(),  # 21 MB: deb/days.py asks it
    "selectolax": {"decode", "roster"},
    "charset_normalizer": {"decode", "roster"},
    "authres": {"decode", "rules"},
    "python_calamine": {"roster"},
    "xlsxwriter": {"roster", "letters"},
    "aiosmtpd": {"demo"},
    "pymap": {"demo"},
    "pysasl": {"demo"},
    "proxyprotocol": {"demo"},
    "cryptography": {"demo"},
    "dns": {"actions"},
    "prometheus_client": {"jobs"},
}

# Pure rooms know no clock, network, database, process or log.
PURE = {"decode", "rules"}
IMPURE = {
    "socket",
    "ssl",
    "sqlite3",
    "logging",
    "subprocess",
    "threading",
    "time",
    "imaplib",
    "smtplib",
    "random",
}
DECODE_TAKES_OF_TOKENS = {"subject_codes", "SUBJECT_CODE"}

Import = tuple[str, int, str, frozenset[str]]  # room, line, module, names taken from it


def imports_of(source: str, parts: tuple[str, ...]) -> Iterator[Import]:
    """Every import of a module whose path below the package is `parts`, also lazy and by name."""
    room = parts[0].removesuffix(".py")
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                for alias in names:
                    yield room, node.lineno, alias.name, frozenset()
            case ast.ImportFrom(module=module, names=names, level=level):
                taken = frozenset(alias.name for alias in names)
                here = ["maild", *parts[:-1]][: len(parts) - level + 1] if level else []
                base = ".".join([*here, *([module] if module else [])])
                if base == "maild":
                    for name in taken:
                        yield room, node.lineno, f"maild.{name}", frozenset()
                else:
                    yield room, node.lineno, base, taken
            case ast.Call(
                func=ast.Attribute(attr="import_module") | ast.Name(id="import_module" | "__import__"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                yield room, node.lineno, name, frozenset()


def trespasses(source: str, parts: tuple[str, ...]) -> list[str]:
    """What a module imports and must not, as `line: why`."""
    found: list[str] = []
    for room, line, module, taken in imports_of(source, parts):
        top, _, rest = module.partition(".")
        if top == "maild":
            other = rest.partition(".")[0]
            if other in ("", "__version__") or other == room:
                continue
            if other not in ALLOWED.get(room, set()):
                found.append(f"{line}: {room} must not know {other}")
            elif room == "decode" and other == "tokens" and not taken <= DECODE_TAKES_OF_TOKENS:
                found.append(f"{line}: decode may take {sorted(DECODE_TAKES_OF_TOKENS)} of tokens")
        elif top in DOORS:
            if room not in DOORS[top]:
                found.append(f"{line}: {top} lives in {', '.join(sorted(DOORS[top]))}, not in {room}")
        elif room in PURE and top in IMPURE:
            found.append(f"{line}: {room} is pure and must not import {top}")
        elif top not in sys.stdlib_module_names and top != "__future__":
            found.append(f"{line}: {top} has no door; give it one in DOORS")
    return found


MODULES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("module", MODULES)
def test_imports_go_one_way(module: str) -> None:
    source = (PACKAGE / module).read_text("utf-8")
    assert trespasses(source, tuple(module.split("/"))) == []


def test_every_room_is_in_the_table() -> None:
    rooms = {module.split("/")[0].removesuffix(".py") for module in MODULES}
    assert rooms - set(ALLOWED) == set()


def test_nothing_below_knows_who_asks() -> None:
    askers = {"cli", "web", "demo", "daemon"}
    for room in BELOW | {"wiring", "actions"}:
        assert not ALLOWED[room] & askers, room


TRESPASSES = [
    # module                   source                                              caught?
    ("decode/a.py", "from maild.model import Kind", False),
    ("decode/a.py", "from maild.store import unit", True),
    ("decode/a.py", "from maild.tokens import subject_codes", False),
    ("decode/a.py", "from maild.tokens import TokenKeys", True),
    ("decode/a.py", "import logging", True),
    ("decode/a.py", "def f():\n    import structlog", True),
    ("decode/reply/b.py", "from ..dsn import read", False),
    ("decode/reply/b.py", "from ...rules import correlate", True),
    ("decode/reply/b.py", "from . import quotes", False),
    ("rules/a.py", "from maild import decode", True),
    ("rules/a.py", "import time", True),
    ("jobs/a.py", "import importlib\nimportlib.import_module('maild.cli')", True),
    ("jobs/a.py", "from maild.cli import main", True),
    ("channels/smtp.py", "import aiosmtplib, asyncio", False),
    ("jobs/a.py", "import sqlalchemy.orm", True),
    ("jobs/a.py", "import requests", True),
    ("logs.py", "from maild import privacy", False),
]


@pytest.mark.parametrize(("module", "source", "caught"), TRESPASSES)
def test_the_walls_hold(module: str, source: str, caught: bool) -> None:
    assert bool(trespasses(source, tuple(module.split("/")))) == caught
