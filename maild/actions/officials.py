"""What a person says about an official, and takes back: corrections are events, and win over what mail said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from maild.actions.actor import Actor
from maild.actions.trail import about, tell
from maild.errors import InputRefused
from maild.model import Event, EventKind, Reason, Respondent, RespondentState
from maild.rules import FOLDS, RESPONDENT
from maild.rules.status import FACTS
from maild.store import Database, Unit, View, events, outbox, roster, rounds

# what a person says: the fact that the fold knows, and the field of the state that holds it
MARKS: Mapping[str, tuple[str, str]] = {
    "answered": ("answered", "answered_at"),
    "self-reported": ("self_reported", "self_reported_at"),
    "on-leave": ("on_leave", "on_leave_until"),
    "unreachable": ("unreachable", "unreachable"),
    "wrong-person": ("wrong_person", "wrong_person_at"),
    "exempt": ("exempt", "exempt_at"),
    "refused": ("refused", "refused_at"),
    "question": ("question", "question_at"),
    "claim-held": ("claim_held", "claim_held_at"),
    "error": ("error", "error_incident_id"),
    "undelivered": ("undelivered", "undelivered"),
}
BY_HAND = tuple(
    name for name in MARKS if name not in ("claim-held", "error", "undelivered")
)  # these come by mail only
_PORTION = 500  # officials read at once
_MARK_OF = {fact: name for name, (fact, _) in MARKS.items()}


@dataclass(frozen=True, slots=True)
class File:
    """What is kept about one official, for `maild official show`."""

    addresses: tuple[roster.AddressSpan, ...]
    ended: roster.Ended | None
    notes: Mapping[int, str]  # by event
    marks: tuple[str, ...]  # what holds now


@dataclass(frozen=True, slots=True)
class Undone:
    """Which mark was taken back, and whether it holds now: it does where what was taken back was its end."""

    mark: str
    holds: bool


def marks_of(state: RespondentState, today: date) -> tuple[str, ...]:
    """What holds of an official on the day `today`."""
    found = []
    for name, (_, field) in MARKS.items():
        value = getattr(state, field)
        if value is not None and not (name == "on-leave" and value <= today):
            found.append(name)
    return tuple(found)


def everybody(
    store: Database, round_id: int, *, ended: bool = False
) -> Iterator[tuple[Respondent, RespondentState]]:
    """Who is asked in a round, or is asked no more, read in portions: between two of them nothing is kept of the
    database, however long whoever looks at them takes.
    """
    with store.view() as look:
        gone = [one.respondent for one in roster.ended(look.connection, round_id)] if ended else []
        left = [(one, look.state(RESPONDENT, one.id)) for one in gone]
        numbers = [] if ended else roster.numbers(look.connection, round_id)
    yield from left
    for start in range(0, len(numbers), _PORTION):
        with store.view() as look:
            some = roster.people(look.connection, round_id, numbers[start : start + _PORTION])
        yield from ((one.respondent, one.state) for one in some)


def file_of(store: Database, person: Respondent, today: date) -> File:
    with store.view() as look:
        gone = {one.respondent.id: one for one in roster.ended(look.connection, person.round_id)}
        return File(
            tuple(roster.addresses_of(look.connection, person.official_id)),
            gone.get(person.id),
            roster.notes_of(look.connection, person.id),
            marks_of(look.state(RESPONDENT, person.id), today),
        )


def check_return(until: date, now: datetime) -> None:
    """Raises InputRefused for a day of return that has come."""
    if until <= now.date():
        raise InputRefused("refused.absence_past", until=until)


def mark(
    store: Database,
    person: Respondent,
    what: str,
    actor: Actor,
    now: datetime,
    *,
    note: str = "",
    until: date | None = None,
) -> None:
    """Say that something holds. Raises InputRefused where it does already, or the round's numbers are frozen."""
    fact, field = MARKS[what]
    with store.unit(FOLDS) as unit:
        before = getattr(_state(unit, person), field)
        data: dict[str, Any] = {"set": fact, "because": "by_hand"}
        if what == "on-leave":
            if until is None:
                raise InputRefused("refused.mark_until")
            check_return(until, now)
            data |= {"until": until.isoformat(), **({"was": before.isoformat()} if before else {})}
            known = before == until
        else:
            known = before is not None
        if known:
            raise InputRefused("refused.marked_already", who=f"OFF-{person.id:04}")
        if what == "unreachable":
            data["reason"] = Reason.ON_HOLD.value
        _correct(unit, person, data, actor, now, note)


def may_undo(look: View, person: Respondent) -> bool:
    """Whether a person has said something of this official that can be taken back."""
    return _last_correction(events.trail(look.connection, respondent_id=person.id)) is not None


def undo(
    store: Database, person: Respondent, actor: Actor, now: datetime, *, what: str = "", note: str = ""
) -> Undone:
    """Take back the last correction; or with `what` that something holds, whoever said so.

    Raises InputRefused where there is nothing to take back.
    """
    with store.unit(FOLDS) as unit:
        state = _state(unit, person)
        if what:
            fact, field = MARKS[what]
            value = getattr(state, field)
            if value is None:
                raise InputRefused("refused.not_marked", who=f"OFF-{person.id:04}", mark=what)
            data: dict[str, Any] = {"clear": [fact], "because": "undone"}
            if isinstance(value, date) and not isinstance(value, datetime):
                data["was"] = value.isoformat()
            if isinstance(value, Reason):
                data["was"] = value.value
            _correct(unit, person, data, actor, now, note)
            return Undone(what, holds=False)
        last = _last_correction(events.trail(unit.connection, respondent_id=person.id))
        if last is None:
            raise InputRefused("refused.nothing_to_undo", who=f"OFF-{person.id:04}")
        if last.data.get("because") in ("replaced", "gone"):
            _take_back_the_end(unit, person, last, actor, now)
        _correct(unit, person, {**_opposite(last), "undoes": last.id, "because": "undone"}, actor, now, note)
        fact = last.data.get("set") or next(iter(last.data.get("clear", ("exempt",))))
        left: RespondentState = unit.state(RESPONDENT, person.id)
        return Undone(_MARK_OF[fact], holds=getattr(left, FACTS[fact]) is not None)


def _last_correction(trail: Sequence[Event]) -> Event | None:
    """The last one that a person made and nobody has taken back."""
    made = [one for one in trail if one.kind is EventKind.RESPONDENT_CORRECTED]
    undone = {one.data["undoes"] for one in made if "undoes" in one.data}
    standing = [
        one
        for one in made
        if one.id not in undone
        and "undoes" not in one.data
        and one.data.get("because") in ("by_hand", "undone", "replaced", "gone")
        and not _is_back(one, made)
    ]
    return standing[-1] if standing else None


def _is_back(end: Event, made: Sequence[Event]) -> bool:
    """Whether a later roster has brought back somebody who was asked no more: there is nothing to take back."""
    if end.data.get("because") not in ("replaced", "gone"):
        return False
    later = made[made.index(end) + 1 :]
    return any("exempt" in one.data.get("clear", ()) for one in later)


def _opposite(event: Event) -> dict[str, Any]:
    """What makes a correction not to have been."""
    was = event.data.get("was")
    fact = event.data.get("set")
    if fact == "on_leave" and was:
        return {"set": "on_leave", "until": was}
    if fact is not None:
        return {"clear": [fact]}
    (cleared,) = event.data["clear"]
    told: dict[str, Any] = {"set": cleared}
    if cleared == "on_leave":
        told["until"] = was
    if cleared == "unreachable":
        told["reason"] = was
    return told


def _take_back_the_end(unit: Unit, person: Respondent, last: Event, actor: Actor, now: datetime) -> None:
    """Ask somebody again who had been replaced, and not the one in his place."""
    other = last.data.get("by")
    if other is not None:
        new = roster.by_id(unit.connection, int(other))
        if new is not None:
            if outbox.of_respondent(unit.connection, new.id):
                raise InputRefused("refused.replaced_has_letters", who=f"OFF-{new.id:04}")
            roster.end(unit.connection, new.id, now, person.id)
            data = {"set": "exempt", "because": "replaced", "by": person.id}
            _correct(unit, new, data, actor, now, "")
    roster.revive(unit.connection, person.id)


def _state(unit: Unit, person: Respondent) -> RespondentState:
    if rounds.archived(unit.connection, person.round_id) is not None:
        round_ = rounds.get(unit.connection, person.round_id)
        raise InputRefused("refused.archived", code="" if round_ is None else round_.code)
    state: RespondentState = unit.state(RESPONDENT, person.id)
    return state


def _correct(
    unit: Unit, person: Respondent, data: Mapping[str, Any], actor: Actor, now: datetime, note: str
) -> None:
    tell(unit, about(person, EventKind.RESPONDENT_CORRECTED, actor, now, data), note)
