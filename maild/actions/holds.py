"""Hold people's letters, let them go again, or cancel what waits: by person, by unit, by plan. A round is paused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from maild.actions import units
from maild.actions.actor import Actor
from maild.actions.trail import about, tell
from maild.errors import InputRefused
from maild.model import (
    Event,
    EventKind,
    LetterStanding,
    LetterState,
    OutboxLetter,
    PlanState,
    Respondent,
    RespondentState,
    Round,
)
from maild.privacy import noted
from maild.rules import FOLDS, LETTER, PLAN, RESPONDENT
from maild.rules.delivery import letter_event
from maild.store import Database, Unit, View, events, outbox, roster


def of_unit(look: View, round_: Round, name: str) -> list[Respondent]:
    """Everybody of a unit in the round. Raises InputRefused when there is no such unit."""
    known = units.find(look, name, round_.id)
    return [one for one in roster.of_round(look.connection, round_.id) if one.unit_id == known.id]


def hold(
    store: Database,
    people: Sequence[Respondent],
    why: str,
    actor: Actor,
    now: datetime,
    *,
    unit_id: int | None = None,
) -> int:
    """No letter to these people until they are released; how many were not held before.

    With `unit_id`, whose people they are, whoever comes into that unit later is held too. Whoever is held with his
    unit can be held by himself besides, and is not released with it.
    """
    if not why.strip():
        raise InputRefused("refused.no_reason")
    return _turn(store, people, EventKind.RESPONDENT_HELD, why, actor, now, unit_id)


def release(
    store: Database, people: Sequence[Respondent], actor: Actor, now: datetime, *, unit_id: int | None = None
) -> int:
    """Let letters go to these people again, those that wait at once; how many were held.

    With `unit_id` only those who were held with that unit: see `held_apart`.
    """
    return _turn(store, people, EventKind.RESPONDENT_RELEASED, "", actor, now, unit_id)


def held_apart(look: View, people: Sequence[Respondent], unit_id: int) -> list[Respondent]:
    """Who of a unit is held by himself, and stays so when the unit is released."""
    if not people:
        return []
    last = events.newest_of(look.connection, EventKind.RESPONDENT_HELD, people[0].round_id)
    with_unit = {one for one, event in last.items() if event.data.get("unit") == unit_id}
    return [one for one in people if one.id not in with_unit and _is_held(look, one)]


def hold_newcomers(unit: Unit, people: Sequence[Respondent], actor: Actor, now: datetime) -> None:
    """Hold those who come into a unit that is held as a whole, for the unit's reason. All are of one round."""
    if not people:
        return
    turns = _unit_turns(unit, people[0].round_id)
    for person in people:
        turn = turns.get(person.unit_id)
        if turn is not None and turn.kind is EventKind.UNIT_HELD and not _is_held(unit, person):
            data = {"unit": person.unit_id}
            tell(unit, about(person, EventKind.RESPONDENT_HELD, actor, now, data), turn.data["note"])


def cancel(
    store: Database, people: Sequence[Respondent], plan_id: int | None, why: str, actor: Actor, now: datetime
) -> int:
    """Do not send what waits now, for these people or of a plan; how many letters. Later levels are not touched.

    A person's cancelled letter goes only after `uncancel`. A cancelled plan is drafted again only when a person asks.
    """
    if not why.strip():
        raise InputRefused("refused.no_reason")
    wanted = {one.id for one in people}
    with store.unit(FOLDS) as unit:
        if plan_id is not None:
            _void(unit, plan_id, actor, now)
        cancelled = 0
        for letter in outbox.in_state(unit.connection, LetterState.PLANNED):
            if letter.plan_id == plan_id or letter.respondent_id in wanted:
                because = "plan_cancelled" if letter.plan_id == plan_id else "cancelled"
                cancelled += _skip(unit, letter, because, why, actor, now)
    return cancelled


def uncancel(store: Database, people: Sequence[Respondent], why: str, actor: Actor, now: datetime) -> int:
    """Take back that letters of these people were cancelled; how many letters.

    Those whose time is not over come with a supplement, which a second person approves like any plan. Raises
    InputRefused where none of theirs was cancelled.
    """
    if not why.strip():
        raise InputRefused("refused.no_reason")
    undone = 0
    with store.unit(FOLDS) as unit:
        for person in people:
            for letter in outbox.of_respondent(unit.connection, person.id):
                standing: LetterStanding | None = unit.state(LETTER, letter.id)
                if standing is None or standing.skipped_because != "cancelled":
                    continue
                undone += 1
                event = letter_event(EventKind.LETTER_SKIPPED, letter, now, because="cancel_undone")
                tell(unit, replace(event, actor=actor.name), why)
    if not undone:
        raise InputRefused("refused.none_cancelled")
    return undone


def _turn(
    store: Database,
    people: Sequence[Respondent],
    kind: EventKind,
    why: str,
    actor: Actor,
    now: datetime,
    unit_id: int | None,
) -> int:
    held = kind is EventKind.RESPONDENT_HELD
    turned = 0
    with store.unit(FOLDS) as unit:
        if unit_id is not None and people:
            _turn_unit(unit, people[0].round_id, unit_id, why, actor, now, held=held)
        besides = _held_with_unit(unit, people) if held and unit_id is None else frozenset()
        stay = (
            {one.id for one in held_apart(unit, people, unit_id)}
            if not held and unit_id is not None
            else set()
        )
        data = {"unit": unit_id} if held and unit_id is not None else {}
        for person in people:
            if person.id in stay or (_is_held(unit, person) == held and person.id not in besides):
                continue
            turned += 1
            tell(unit, about(person, kind, actor, now, data), why)
            if not held:
                _bring_forward(unit, person, now)
    return turned


def _is_held(look: View, person: Respondent) -> bool:
    state: RespondentState | None = look.state(RESPONDENT, person.id)
    return state is not None and state.held_at is not None


def _held_with_unit(look: View, people: Sequence[Respondent]) -> frozenset[int]:
    """Who is held because his unit is."""
    if not people:
        return frozenset()
    last = events.newest_of(look.connection, EventKind.RESPONDENT_HELD, people[0].round_id)
    return frozenset(one.id for one in people if one.id in last and "unit" in last[one.id].data)


def _bring_forward(unit: Unit, person: Respondent, now: datetime) -> None:
    """What waited for the release waits no longer than for its own time."""
    for letter in outbox.of_respondent(unit.connection, person.id):
        if letter.state is LetterState.PLANNED and letter.held_because == "held":
            planned = LetterState.PLANNED
            outbox.move(unit.connection, letter, (planned,), planned, not_before=max(letter.due_at, now))


def _turn_unit(
    unit: Unit, round_id: int, unit_id: int, why: str, actor: Actor, now: datetime, *, held: bool
) -> None:
    turn = _unit_turns(unit, round_id).get(unit_id)
    if (turn is not None and turn.kind is EventKind.UNIT_HELD) == held:
        return
    kind = EventKind.UNIT_HELD if held else EventKind.UNIT_RELEASED
    data = {"unit": unit_id, **({"note": noted(why, unit.masking)} if held else {})}
    unit.append(Event(kind, now, actor.name, round_id=round_id, data=data))


def _unit_turns(look: View, round_id: int) -> dict[int, Event]:
    """The last time that each unit was held or released as a whole in this round."""
    turns = events.of_round(look.connection, round_id, EventKind.UNIT_HELD, EventKind.UNIT_RELEASED)
    return {one.data["unit"]: one for one in turns}


def _void(unit: Unit, plan_id: int, actor: Actor, now: datetime) -> None:
    standing = unit.state(PLAN, plan_id)
    if standing is None:
        raise InputRefused("refused.no_plan", plan_id=plan_id)
    if standing.state is not PlanState.VOIDED:
        data = {"because": "cancelled"}
        unit.append(
            Event(
                EventKind.PLAN_VOIDED, now, actor.name, round_id=standing.round_id, plan_id=plan_id, data=data
            )
        )


def _skip(unit: Unit, letter: OutboxLetter, because: str, why: str, actor: Actor, now: datetime) -> bool:
    done = outbox.move(unit.connection, letter, (LetterState.PLANNED,), LetterState.SKIPPED, settled_at=now)
    if done:
        event = letter_event(EventKind.LETTER_SKIPPED, letter, now, because=because)
        tell(unit, replace(event, actor=actor.name), why)
    return done
