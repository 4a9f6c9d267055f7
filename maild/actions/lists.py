"""The ministry's list of who has answered: staged first, counted only when a person applies it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from maild.actions.actor import Actor
from maild.errors import InputRefused
from maild.model import AnsweredList, Event, EventKind, RespondentState
from maild.roster.answered import AnsweredMatch
from maild.rules import FOLDS, RESPONDENT
from maild.store import Database, rounds


def stage(
    store: Database,
    code: str,
    as_of: datetime,
    rows: Sequence[tuple[int, int | None]],
    actor: Actor,
    now: datetime,
) -> AnsweredList:
    """Keep a list as numbered lines (see `lines_of`); nothing counts yet."""
    if as_of > now:
        raise InputRefused("refused.list_ahead", as_of=f"{as_of:%d/%m/%Y %H:%M} UTC")
    with store.unit(FOLDS) as unit:
        round_ = rounds.find(unit.connection, code)
        if round_ is None:
            raise InputRefused("refused.no_round", code=code)
        staged = rounds.stage_list(unit.connection, round_.id, as_of, rows, by=actor.name, now=now)
        data = {"list": staged.id, "matched": staged.matched, "unknown": staged.unknown}
        unit.append(Event(EventKind.LIST_STAGED, now, actor.name, round_id=round_.id, data=data))
    return staged


def apply(store: Database, list_id: int, actor: Actor, now: datetime) -> int:
    """Let a staged list count; how many officials are newly answered."""
    with store.unit(FOLDS) as unit:
        staged = rounds.get_list(unit.connection, list_id)
        if staged is None:
            raise InputRefused("refused.no_list", list_id=f"S-{list_id:04}")
        if not rounds.mark_applied(unit.connection, list_id, now):
            raise InputRefused("refused.list_applied", list_id=f"S-{list_id:04}")
        newly = 0
        for respondent_id in rounds.matched_by(unit.connection, list_id):
            state: RespondentState | None = unit.state(RESPONDENT, respondent_id)
            if state is None or state.answered_at is not None:
                continue
            newly += 1
            unit.append(
                Event(
                    EventKind.RESPONDENT_ANSWERED,
                    now,
                    actor.name,
                    round_id=staged.round_id,
                    respondent_id=respondent_id,
                    data={"list": list_id, "as_of": staged.as_of.isoformat()},
                )
            )
        data = {"list": list_id, "newly": newly}
        unit.append(Event(EventKind.LIST_APPLIED, now, actor.name, round_id=staged.round_id, data=data))
    return newly


def lines_of(match: AnsweredMatch) -> list[tuple[int, int | None]]:
    """A matched list as it is staged: numbered lines, each with its respondent, or None where nobody is sure."""
    doubtful = len(match.unknown) + len(match.ambiguous)
    return list(enumerate([*match.matched, *[None] * doubtful], start=1))
