"""Acknowledge and resolve an incident."""

from __future__ import annotations

from datetime import datetime

from maild.actions.actor import Actor, noted
from maild.errors import InputRefused
from maild.jobs.incidents import release
from maild.model import Event, EventKind, IncidentPhase, IncidentState
from maild.rules import FOLDS, INCIDENT
from maild.store import Database


def acknowledge(store: Database, number: int, owner: str, actor: Actor, now: datetime) -> None:
    _change(store, number, EventKind.INCIDENT_ACKNOWLEDGED, actor, now, {"owner": owner})


def resolve(store: Database, number: int, why: str, actor: Actor, now: datetime) -> None:
    """The fault is over. Those who reported it are urged again from here on."""
    _change(store, number, EventKind.INCIDENT_RESOLVED, actor, now, {"note": noted(why)})


def _change(
    store: Database, number: int, kind: EventKind, actor: Actor, now: datetime, data: dict[str, str]
) -> None:
    with store.unit(FOLDS) as unit:
        incident: IncidentState | None = unit.state(INCIDENT, number)
        if incident is None:
            raise InputRefused("refused.no_incident", number=f"INC-{number:04}")
        if incident.state is IncidentPhase.RESOLVED:
            raise InputRefused("refused.incident_resolved", number=f"INC-{number:04}")
        unit.append(Event(kind, now, actor.name, incident_id=number, data=data))
        if kind is EventKind.INCIDENT_RESOLVED:
            release(unit, number, actor.name, now)
