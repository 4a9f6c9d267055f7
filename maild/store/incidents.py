"""Incidents: one fault, one line."""

from __future__ import annotations

import sqlalchemy as sa

from maild.model import IncidentPhase, IncidentState
from maild.store import folded, tables


def latest(connection: sa.Connection, key: str) -> IncidentState | None:
    """The newest incident of this fault, open or not."""
    found = folded.load_all(connection, "incident", tables.incident_state.c.key == key)
    return found[-1] if found else None


def next_id(connection: sa.Connection) -> int:
    return (
        int(connection.scalar(sa.select(sa.func.coalesce(sa.func.max(tables.incident_state.c.id), 0))) or 0)
        + 1
    )


def every(connection: sa.Connection, *, open_only: bool = False) -> list[IncidentState]:
    where = [tables.incident_state.c.state != IncidentPhase.RESOLVED.value] if open_only else []
    return folded.load_all(connection, "incident", *where)
