"""The schema's history (Alembic), run on a connection that the caller owns."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from maild.errors import SchemaError

if TYPE_CHECKING:
    from alembic.config import Config

DIRECTORY = Path(__file__).parent


def upgrade(connection: sa.Connection) -> None:
    """Bring the schema to the newest version. Raises SchemaError when it is newer than this program."""
    from alembic import command  # a third of a command's start: only where there is something to do

    refuse_newer(connection)
    command.upgrade(_config(connection), "head")


def prepare() -> None:
    """Load what `upgrade` needs, before a transaction makes others wait for it."""
    import_module("alembic.command")


def current(connection: sa.Connection) -> str:
    """The schema's number; empty where there is none yet."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return ""
    return connection.scalar(sa.text("SELECT version_num FROM alembic_version")) or ""


def steps(connection: sa.Connection) -> list[tuple[str, str]]:
    """`(number, name)` of the steps from the schema as it is to this program's, in order."""
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(_config(connection))
    todo = scripts.iterate_revisions("head", current(connection) or "base")
    return [(one.revision, one.doc) for one in reversed(list(todo))]


def is_current(connection: sa.Connection) -> bool:
    """Whether the schema is exactly this program's."""
    return current(connection) == _numbers()[-1]


def check(connection: sa.Connection) -> None:
    """Raises SchemaError unless the schema is exactly this program's."""
    if not current(connection):
        raise SchemaError("schema.empty")
    refuse_newer(connection)
    if not is_current(connection):
        raise SchemaError("schema.older")


def refuse_newer(connection: sa.Connection) -> None:
    """Raises SchemaError when a newer program has made the schema."""
    number = current(connection)
    if not number:
        return
    if number not in _numbers():
        raise SchemaError("schema.newer", schema=number)


@cache
def _numbers() -> tuple[str, ...]:
    """The steps that this program knows, oldest first; a step's file begins with its number."""
    return tuple(sorted(file.name.partition("_")[0] for file in (DIRECTORY / "versions").glob("[0-9]*.py")))


def _config(connection: sa.Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(DIRECTORY))
    config.attributes["connection"] = connection
    return config
