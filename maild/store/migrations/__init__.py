"""The schema's history (Alembic), run on a connection that the caller owns."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from maild.errors import SchemaError

DIRECTORY = Path(__file__).parent


def upgrade(connection: sa.Connection) -> None:
    """Bring the schema to the newest version. Raises SchemaError when it is newer than this program."""
    refuse_newer(connection)
    command.upgrade(_config(connection), "head")


def current(connection: sa.Connection) -> str:
    """The schema's number; empty where there is none yet."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def steps(connection: sa.Connection) -> list[tuple[str, str]]:
    """`(number, name)` of the steps from the schema as it is to this program's, in order."""
    scripts = ScriptDirectory.from_config(_config(connection))
    todo = scripts.iterate_revisions("head", current(connection) or "base")
    return [(one.revision, one.doc) for one in reversed(list(todo))]


def is_current(connection: sa.Connection) -> bool:
    """Whether the schema is exactly this program's."""
    head = ScriptDirectory.from_config(_config(connection)).get_current_head()
    return current(connection) == head


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
    try:
        ScriptDirectory.from_config(_config(connection)).get_revision(number)
    except CommandError as error:
        raise SchemaError("schema.newer", schema=number) from error


def _config(connection: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(DIRECTORY))
    config.attributes["connection"] = connection
    return config
