"""Open, join or reopen an incident inside the caller's transaction."""

from __future__ import annotations

from datetime import datetime

from maild.logs import log
from maild.model import Event, EventKind
from maild.rules.inbound import IncidentNote
from maild.rules.incidents import key_of, on_recurrence
from maild.store import Unit, incidents


def key(fault: IncidentNote) -> str:
    return key_of(fault.stage, fault.reason, fault.where, fault.code)


def note(unit: Unit, fault: IncidentNote, now: datetime, *, mail_id: int | None = None) -> int:
    """Record one sighting of a fault; the incident's number. One fault is one line, however often it is seen."""
    last = incidents.latest(unit.connection, key(fault))
    kind = on_recurrence(last, now)
    opened = last is None or kind is EventKind.INCIDENT_OPENED
    number = incidents.next_id(unit.connection) if opened or last is None else last.id
    unit.append(
        Event(
            kind,
            now,
            incident_id=number,
            respondent_id=fault.respondent_id,
            mail_id=mail_id,
            data={
                "key": key(fault),
                "stage": fault.stage.value,
                "reason": fault.reason,
                "where": fault.where,
                "code": fault.code,
            },
        )
    )
    if kind is not EventKind.INCIDENT_JOINED:
        log.warning(
            kind.value, incident_id=number, stage=fault.stage.value, reason=fault.reason, where=fault.where
        )
    return number
