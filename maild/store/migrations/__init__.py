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


def upgrade(connection: sa.Connection) -> None:
    """Bring the schema to the newest version. Raises SchemaError when it is newer than this program."""
    _refuse_newer(connection)
    command.upgrade(_config(connection), "head")


def is_current(connection: sa.Connection) -> bool:
    """Whether the schema is exactly this program's."""
    current = MigrationContext.configure(connection).get_current_revision()
    return (
        current is not None and current == ScriptDirectory.from_config(_config(connection)).get_current_head()
    )


def check(connection: sa.Connection) -> None:
    """Raises SchemaError unless the schema is exactly this program's."""
    current = MigrationContext.configure(connection).get_current_revision()
    if current is None:
        raise SchemaError("schema.empty")
    _refuse_newer(connection)
    if not is_current(connection):
        raise SchemaError("schema.older")


def _refuse_newer(connection: sa.Connection) -> None:
    current = MigrationContext.configure(connection).get_current_revision()
    if current is None:
        return
    try:
        ScriptDirectory.from_config(_config(connection)).get_revision(current)
    except CommandError as error:
        raise SchemaError("schema.newer", schema=current) from error


def _config(connection: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    return config
