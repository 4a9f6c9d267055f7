"""Create, approve, open and close a survey round."""

from __future__ import annotations

from datetime import datetime

from maild.actions.actor import Actor
from maild.errors import InputRefused, NeedsPerson
from maild.jobs.remind import LAST_LEVEL, close_waves
from maild.model import Event, EventKind, Round
from maild.rules import FOLDS
from maild.store import Database, Unit, roster, rounds


def create(store: Database, draft: Round, actor: Actor, now: datetime) -> Round:
    """A new round in state draft. Raises InputRefused when the code is taken or the dates do not fit."""
    if draft.deadline.date() <= draft.invited_on:
        raise InputRefused(
            "refused.deadline_first", deadline=draft.deadline.date(), invited_on=draft.invited_on
        )
    with store.unit(FOLDS) as unit:
        if rounds.find(unit.connection, draft.code) is not None:
            raise InputRefused("refused.round_exists", code=draft.code)
        made = rounds.create(unit.connection, draft, by=actor.name)
        unit.append(Event(EventKind.ROUND_CREATED, now, actor.name, round_id=made.id))
    return made


def approve(store: Database, code: str, actor: Actor, now: datetime, *, second_person: bool) -> Round:
    """Say that roster and dates are right. With `second_person`, whoever created the round may not."""
    with store.unit(FOLDS) as unit:
        round_ = _in_state(unit, code, "draft")
        if second_person and rounds.created_by(unit.connection, round_.id) == actor.name:
            raise NeedsPerson("needs.second_person", who=actor.name)
        if not roster.of_round(unit.connection, round_.id):
            raise InputRefused("refused.round_empty", code=code)
        rounds.set_state(unit.connection, round_.id, "approved")
        unit.append(Event(EventKind.ROUND_APPROVED, now, actor.name, round_id=round_.id))
    return round_


def open_(store: Database, code: str, actor: Actor, now: datetime) -> Round:
    """Start the round: everybody on the roster counts as invited on its invitation day."""
    with store.unit(FOLDS) as unit:
        round_ = _in_state(unit, code, "approved")
        rounds.set_state(unit.connection, round_.id, "running")
        unit.append(Event(EventKind.ROUND_OPENED, now, actor.name, round_id=round_.id))
        for person in roster.of_round(unit.connection, round_.id):
            unit.append(
                Event(
                    EventKind.RESPONDENT_INVITED,
                    now,
                    actor.name,
                    round_id=round_.id,
                    respondent_id=person.id,
                    address_id=person.address_id,
                    data={"on": round_.invited_on.isoformat()},
                )
            )
    return round_


def close(store: Database, code: str, actor: Actor, now: datetime) -> Round:
    """End the round: what waits to be sent is skipped, and no draft can be approved any more."""
    with store.unit(FOLDS) as unit:
        round_ = _in_state(unit, code, "running")
        rounds.set_state(unit.connection, round_.id, "closed")
        close_waves(unit, round_.id, LAST_LEVEL, now, actor.name)
        unit.append(Event(EventKind.ROUND_CLOSED, now, actor.name, round_id=round_.id))
    return round_


def _in_state(unit: Unit, code: str, wanted: str) -> Round:
    round_ = rounds.find(unit.connection, code)
    if round_ is None:
        raise InputRefused("refused.no_round", code=code)
    state = rounds.state_of(unit.connection, round_.id)
    if state != wanted:
        raise InputRefused("refused.round_state", code=code, state=state, wanted=wanted)
    return round_
