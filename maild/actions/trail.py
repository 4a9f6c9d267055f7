"""What a person did about an official, as his trail tells it: an event, and the words that were given with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from maild.actions.actor import Actor
from maild.model import Event, EventKind, Respondent
from maild.store import Unit, roster

_NOTHING: Mapping[str, Any] = {}


def about(
    person: Respondent, kind: EventKind, actor: Actor, now: datetime, data: Mapping[str, Any] = _NOTHING
) -> Event:
    return Event(
        kind,
        now,
        actor.name,
        round_id=person.round_id,
        respondent_id=person.id,
        address_id=person.address_id,
        data=data,
    )


def tell(unit: Unit, event: Event, why: str) -> None:
    """Append an official's event. What was said with it stands beside it: events hold no names and no text."""
    tell_all(unit, [event], why)


def tell_all(unit: Unit, new: Sequence[Event], why: str) -> None:
    """The same words about many officials."""
    kept = unit.append(*new)
    if not why.strip():
        return
    said = unit.masking.mask(why.strip())
    for one in kept:
        if one.id is not None and one.respondent_id is not None:
            roster.add_note(unit.connection, one.id, one.respondent_id, said)
