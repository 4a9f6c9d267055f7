"""What decides whether a letter may go, as far as the store knows it, in one statement.

It is asked twice for each letter, before the claim and in the intent, so that it is most of what a letter costs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from maild.model import OutboxLetter, Respondent, Round
from maild.store import folded, tables
from maild.store.roster import RESPONDENTS

_SENDING = 1  # the only row of this aggregate
_ROUND = tuple(part.name for part in fields(Round))
_PERSON = tuple(RESPONDENTS.selected_columns.keys())
_STATES = ("respondent", "address", "plan", "sending")


@dataclass(frozen=True, slots=True)
class About:
    """A letter's round, person and plan. `states`: the respondent's, the address's, the plan's and the sending's."""

    round: Round
    round_state: str  # draft, approved, running, paused or closed
    list_as_of: datetime | None  # of the newest list that counts
    person: Respondent
    said: Mapping[str, str]  # what the plan's letters say beside the round's facts
    states: folded.States


def about(connection: sa.Connection, letter: OutboxLetter) -> About:
    keys = {"respondent": letter.respondent_id, "address": letter.address_id, "plan": letter.plan_id}
    row = iter(connection.execute(_ABOUT, keys).one())
    return About(
        person=Respondent(**{name: next(row) for name in _PERSON}),
        said=next(row),
        round_state=next(row),
        list_as_of=next(row),
        round=Round(**{name: next(row) for name in _ROUND}),
        states={(name, keys.get(name, _SENDING)): _state(name, row) for name in _STATES},
    )


def _state(name: str, row: Iterator[Any]) -> Any:
    table, _ = tables.FOLDED[name]
    stored = {column.name: next(row) for column in table.c}
    return None if stored["id"] is None else folded.from_row(name, stored)


_LIST = tables.answered_list.c
_LIST_AS_OF = sa.select(sa.func.max(_LIST.as_of)).where(
    _LIST.round_id == tables.round_.c.id, _LIST.applied_at.is_not(None)
)
_ABOUT = (
    RESPONDENTS.join(tables.round_, tables.round_.c.id == tables.respondent.c.round_id)
    .join(tables.plan, tables.plan.c.id == sa.bindparam("plan"))
    .outerjoin(tables.respondent_state, tables.respondent_state.c.id == tables.respondent.c.id)
    .outerjoin(tables.address_state, tables.address_state.c.id == sa.bindparam("address"))
    .outerjoin(tables.plan_state, tables.plan_state.c.id == sa.bindparam("plan"))
    .outerjoin(tables.sending_state, tables.sending_state.c.id == _SENDING)
    .where(tables.respondent.c.id == sa.bindparam("respondent"))
    .add_columns(  # as `about` takes them
        tables.plan.c.said,
        tables.round_.c.state,
        _LIST_AS_OF.scalar_subquery(),
        *(tables.round_.c[name] for name in _ROUND),
        *(column for name in _STATES for column in tables.FOLDED[name][0].c),
    )
)
