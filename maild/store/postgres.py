"""What is PostgreSQL's own: sessions that end when their client is gone, one writer at a time over all machines, and
whether the server still is the one that was written to.
"""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError

from maild.errors import Away, Busy, MaildError, SchemaError

__all__ = ["insert"]

# Keys of advisory locks, which PostgreSQL keeps apart for each database: (class, number), and one long number for a
# mailbox.
WRITER = (0x6D61, 1)
DAEMON = 0x6D62
# A peer that is gone is noticed within 15 s from either end, whichever of them still lives.
_ALIVE = {"keepalives_idle": 5, "keepalives_interval": 3, "keepalives_count": 3, "tcp_user_timeout": 15_000}
_SESSION = {
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "3",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "15s",
    "lock_timeout": "5s",
    # Whoever is stopped in the middle of a unit loses it, so that the others need not wait for him.
    "idle_in_transaction_session_timeout": "25s",
    "synchronous_commit": "on",
    "timezone": "UTC",
}
_READING = {"default_transaction_read_only": "on", "statement_timeout": "10s"}
_POOL: dict[str, Any] = {"pool_pre_ping": True, "pool_size": 5, "max_overflow": 25, "pool_timeout": 10}
_AWAY = frozenset(
    {
        "57P01",  # admin_shutdown
        "57P02",  # crash_shutdown
        "57P03",  # cannot_connect_now
        "57P05",  # idle_session_timeout
        "25P03",  # idle_in_transaction_session_timeout
        "25006",  # read_only_sql_transaction: a standby, or a primary that has become one
        "53300",  # too_many_connections
    }
)
_BUSY = frozenset(
    {"40001", "40P01", "55P03", "57014"}
)  # serialization, deadlock, lock and statement time-outs


def engine(url: sa.URL, application: str, *, reading: bool = False, pooled: bool = True) -> sa.Engine:
    """An engine whose sessions are watched from both ends. `application` is seen in pg_stat_activity."""
    settings = _SESSION | (_READING if reading else {})
    usual = {
        "application_name": application,
        "connect_timeout": 5,
        "target_session_attrs": "primary",  # of several hosts the one that is no standby
        "options": " ".join(f"-c {name}={value}" for name, value in settings.items()),
        **_ALIVE,
    }
    made = sa.create_engine(
        url,
        hide_parameters=True,
        # a job each, the folders' threads and the desk
        **(_POOL if pooled else {"poolclass": sa.NullPool, "isolation_level": "AUTOCOMMIT"}),
        json_serializer=dump_json,
        connect_args={name: value for name, value in usual.items() if name not in url.query},
    )
    sa.event.listen(made, "handle_error", _hide_values)
    return made


def storable(value: Any) -> Any:
    """`value` without what PostgreSQL keeps in no text: U+0000 and halves of surrogate pairs."""
    if isinstance(value, str):
        whole = value.encode("utf-8", "replace").decode() if not value.isascii() else value
        return whole.replace("\0", "\ufffd")
    if isinstance(value, dict):
        return {storable(key): storable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [storable(one) for one in value]
    return value


def dump_json(value: Any) -> str:
    return json.dumps(storable(value), ensure_ascii=False)


def begin_unit(connection: sa.Connection, *, beside: bool = False) -> None:
    """Wait to be the writer until the transaction ends.

    What a unit decides (a cap, a gap, whether an incident is new) depends on rows it does not write, so units take
    turns, as on SQLite. Those that are `beside` run together, but never while a usual one does.
    """
    how = "pg_advisory_xact_lock_shared" if beside else "pg_advisory_xact_lock"
    connection.execute(sa.text(f"SELECT {how}({WRITER[0]}, {WRITER[1]})"))


def server_of(connection: sa.Connection) -> str:
    """Which server and history this is: changed by a failover, a dump put back, a copy taken elsewhere.

    The system's identifier, the timeline, the database's number and the event table's.
    """
    said = connection.execute(
        sa.text(
            "SELECT (SELECT system_identifier FROM pg_control_system()),"
            " substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8),"
            " (SELECT oid FROM pg_database WHERE datname = current_database()),"
            " to_regclass('event')::oid"
        )
    ).one()
    return "/".join(map(str, said))


def trouble_of(error: DBAPIError) -> MaildError | None:
    """Who must act: nobody yet (the server is away, or somebody else writes), or an administrator. None: our bug."""
    state = getattr(error.orig, "sqlstate", None)
    what = _first_line(error.orig)
    if state in _BUSY:
        return Busy("busy.database")
    if error.connection_invalidated or state in _AWAY or (state or "").startswith("08"):
        return Away("busy.database_away", what=what)
    if not isinstance(error, sa.exc.OperationalError):
        return None
    return (
        Away("busy.database_away", what=what) if state is None else SchemaError("schema.unusable", what=what)
    )


def _hide_values(context: Any) -> None:
    """PostgreSQL quotes the values of a row that it refuses; they may be somebody's name."""
    error, shown = context.original_exception, context.sqlalchemy_exception
    if getattr(error, "sqlstate", None) is None:
        return
    said = f"{type(error).__name__}: {error.diag.message_primary}"
    error.args = (said,)
    if shown is not None:
        shown.args = (said,)


def _first_line(error: object) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
