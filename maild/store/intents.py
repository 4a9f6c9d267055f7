"""What decides whether a letter may go, as far as the store knows it, in one statement.

It is asked twice for each letter, before the claim and in the intent, so that it is most of what a letter costs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from maild.model import LetterState, OutboxLetter, Respondent, Round
from maild.store import folded, outbox, tables
from maild.store.roster import RESPONDENTS

_SENDING = 1  # the only row of this aggregate
_LETTER = tuple(part.name for part in fields(OutboxLetter))
_ROUND = tuple(part.name for part in fields(Round))
_PERSON = tuple(RESPONDENTS.selected_columns.keys())
_STATES = ("letter", "respondent", "address", "sending")  # those that a letter's own events are folded into


@dataclass(frozen=True, slots=True)
class Stands:
    """A letter as it stands. `states`: the letter's, the respondent's, the address's and the sending's."""

    letter: OutboxLetter
    states: folded.States


@dataclass(frozen=True, slots=True)
class About(Stands):
    """Its round, person and plan, too; `states` holds the plan's."""

    round: Round
    round_state: str  # draft, approved, running, paused or closed
    list_as_of: datetime | None  # of the newest list that counts
    person: Respondent
    said: Mapping[str, str]  # what the plan's letters say beside the round's facts


def stands(connection: sa.Connection, letter_id: int) -> Stands | None:
    found = connection.execute(_STANDS, {"letter": letter_id}).first()
    if found is None:
        return None
    row = iter(found)
    letter = _letter(row)
    return Stands(letter, _states(_STATES, letter, row))


def about(connection: sa.Connection, letter_id: int) -> About | None:
    return _about(connection.execute(_ABOUT, {"letter": letter_id}).first())


def free(connection: sa.Connection, letter_id: int) -> About | None:
    """A planned letter that nobody else is just claiming; on PostgreSQL its row is locked until the unit ends."""
    return _about(connection.execute(_FREE, {"letter": letter_id}).first())


def _about(found: sa.Row[Any] | None) -> About | None:
    if found is None:
        return None
    row = iter(found)
    letter = _letter(row)
    return About(
        letter=letter,
        states=_states((*_STATES, "plan"), letter, row),
        person=Respondent(**{name: next(row) for name in _PERSON}),
        said=next(row),
        round_state=next(row),
        list_as_of=next(row),
        round=Round(**{name: next(row) for name in _ROUND}),
    )


def _letter(row: Iterator[Any]) -> OutboxLetter:
    return outbox.from_row({name: next(row) for name in _LETTER})


def _states(names: tuple[str, ...], letter: OutboxLetter, row: Iterator[Any]) -> folded.States:
    keys = {
        "letter": letter.id,
        "respondent": letter.respondent_id,
        "address": letter.address_id,
        "plan": letter.plan_id,
    }
    return {(name, keys.get(name, _SENDING)): _state(name, row) for name in names}


def _state(name: str, row: Iterator[Any]) -> Any:
    table, _ = tables.FOLDED[name]
    stored = {column.name: next(row) for column in table.c}
    return None if stored["id"] is None else folded.from_row(name, stored)


_BOX = tables.outbox.c
_SENT_TO = tables.address.alias("sent_to")
_LIST = tables.answered_list.c
_LIST_AS_OF = sa.select(sa.func.max(_LIST.as_of)).where(
    _LIST.round_id == tables.round_.c.id, _LIST.applied_at.is_not(None)
)
_STANDS = (
    sa.select(*(_SENT_TO.c.email if name == "email" else _BOX[name] for name in _LETTER))
    .select_from(tables.outbox)
    .join(_SENT_TO, _SENT_TO.c.id == _BOX.address_id)
    .outerjoin(tables.letter_state, tables.letter_state.c.id == _BOX.id)
    .outerjoin(tables.respondent_state, tables.respondent_state.c.id == _BOX.respondent_id)
    .outerjoin(tables.address_state, tables.address_state.c.id == _BOX.address_id)
    .outerjoin(tables.sending_state, tables.sending_state.c.id == _SENDING)
    .where(_BOX.id == sa.bindparam("letter"))
    .add_columns(*(column for name in _STATES for column in tables.FOLDED[name][0].c))
)
_ABOUT = (
    _STANDS.outerjoin(tables.plan_state, tables.plan_state.c.id == _BOX.plan_id)
    .join(tables.plan, tables.plan.c.id == _BOX.plan_id)
    .join(tables.respondent, tables.respondent.c.id == _BOX.respondent_id)
    .join(tables.round_, tables.round_.c.id == tables.respondent.c.round_id)
    .join(tables.official, tables.official.c.id == tables.respondent.c.official_id)
    .join(tables.unit, tables.unit.c.id == tables.respondent.c.unit_id)
    .join(tables.address, tables.address.c.id == tables.official.c.address_id)
    .add_columns(  # as `_about` takes them
        *tables.plan_state.c,
        *RESPONDENTS.selected_columns,
        tables.plan.c.said,
        tables.round_.c.state,
        _LIST_AS_OF.scalar_subquery(),
        *(tables.round_.c[name] for name in _ROUND),
    )
)
_FREE = _ABOUT.where(_BOX.state == LetterState.PLANNED.value).with_for_update(
    skip_locked=True, of=tables.outbox
)
