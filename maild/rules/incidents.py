"""One fault is one incident, however many people it touches: its key, its life and its weight.

Data that the fold reads: `incident.opened` {"key", "stage", "reason", "where", "code"};
`incident.acknowledged` {"owner"}, else the actor. The event's respondent is counted among the touched.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from maild.model import (
    Aggregate,
    Event,
    EventKind,
    IncidentPhase,
    IncidentState,
    Reason,
    RecipientResult,
    Stage,
)

REOPENS_WITHIN = timedelta(days=14)
_AT_THE_MAILBOX = frozenset({Reason.SUSPEND, Reason.MAILBOX_FULL})
# Whose server spoke does not matter here: the fault is the address's or its domain's.
_OF_THE_DOMAIN = _AT_THE_MAILBOX | {
    Reason.USER_UNKNOWN,
    Reason.HAS_MOVED,
    Reason.HOST_UNKNOWN,
    Reason.NOT_ACCEPT,
    Reason.NETWORK_ERROR,
    Reason.EXPIRED,
}
# Names of faults of our own that touch everybody though no person is counted.
_FOR_ALL = ("imap-", "smtp-", "account-", "mailbox-lost", "breaker", "sending-", "database-")
_HOST = re.compile(r"(?<![@\w.-])((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63})(?![@\w-])")
_NEAR_DAYS, _CLOSE_DAYS = 2, 5
_WORST, _BAD = 0.10, 0.02  # share of the officials blocked, weighted by how close the deadline is


def stage_of(reason: Reason) -> Stage:
    """The phase of a delivery failure: mailboxes that are full or locked fail in receiving, the rest in sending."""
    return Stage.RECEIVING if reason in _AT_THE_MAILBOX else Stage.SENDING


def where_of(result: RecipientResult) -> str:
    """The domain or the server that the fault belongs to; never an address, "" when neither is known."""
    domain = result.address.rpartition("@")[2].strip("<>. ").lower()
    if result.reason in _OF_THE_DOMAIN:
        return domain
    server = _HOST.search((result.mta or "").lower())
    return server.group(1) if server else domain


def key_of(stage: Stage, reason: str, where: str, code: str) -> str:
    """What makes two faults the same: `sending|policy-violation|mx.example.vn|5.7.1`."""
    return "|".join(part.strip().lower().replace("|", "/") for part in (stage.value, reason, where, code))


def on_recurrence(last: IncidentState | None, now: datetime) -> EventKind:
    """Whether a fault with the key of `last` opens a new incident, joins it or opens it again."""
    if last is None:
        return EventKind.INCIDENT_OPENED
    if last.state is not IncidentPhase.RESOLVED:
        return EventKind.INCIDENT_JOINED
    if last.resolved_at is not None and now - last.resolved_at > REOPENS_WITHIN:
        return EventKind.INCIDENT_OPENED
    return EventKind.INCIDENT_REOPENED


def severity(incident: IncidentState, officials: int, days_left: int) -> Literal[1, 2, 3]:
    """1 is an alert at once, 3 waits for the morning: the share of officials blocked, times the nearness
    of the deadline (`days_left` in working days). A fault of our own that nobody is counted under touches all.
    """
    if not incident.respondents:
        return 1 if incident.reason.startswith(_FOR_ALL) else 3
    nearness = 3 if days_left <= _NEAR_DAYS else 2 if days_left <= _CLOSE_DAYS else 1
    weight = nearness * len(incident.respondents) / max(officials, 1)
    return 1 if weight >= _WORST else 2 if weight >= _BAD else 3


def _key(event: Event) -> int | None:
    return event.incident_id


def _apply(state: IncidentState | None, event: Event) -> IncidentState | None:
    if state is None:
        return _opened(event)
    match event.kind:
        case EventKind.INCIDENT_JOINED:
            return _seen(state, event)
        case EventKind.INCIDENT_REOPENED:
            return replace(_seen(state, event), state=IncidentPhase.OPEN, resolved_at=None)
        case EventKind.INCIDENT_ACKNOWLEDGED:
            return replace(
                state, state=IncidentPhase.ACKNOWLEDGED, owner=event.data.get("owner") or event.actor
            )
        case EventKind.INCIDENT_RESOLVED:
            return replace(state, state=IncidentPhase.RESOLVED, resolved_at=event.at)
        case _:
            return state


def _opened(event: Event) -> IncidentState | None:
    if event.kind is not EventKind.INCIDENT_OPENED or event.incident_id is None:
        return None
    data = event.data
    stage, reason, where, code = (
        Stage(data["stage"]),
        data["reason"],
        data.get("where", ""),
        data.get("code", ""),
    )
    return IncidentState(
        id=event.incident_id,
        key=data.get("key") or key_of(stage, reason, where, code),
        stage=stage,
        reason=reason,
        where=where,
        code=code,
        state=IncidentPhase.OPEN,
        opened_at=event.at,
        last_seen_at=event.at,
        respondents=() if event.respondent_id is None else (event.respondent_id,),
    )


def _seen(state: IncidentState, event: Event) -> IncidentState:
    people = set(state.respondents)
    if event.respondent_id is not None:
        people.add(event.respondent_id)
    return replace(
        state,
        count=state.count + 1,
        last_seen_at=max(state.last_seen_at, event.at),
        respondents=tuple(sorted(people)),
    )


INCIDENT = Aggregate("incident", _key, _apply)
