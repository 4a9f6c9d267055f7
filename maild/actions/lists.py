"""The ministry's list of who has answered: staged first, counted only when a person applies it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from maild.actions.actor import Actor
from maild.errors import InputRefused, NeedsPerson
from maild.jobs.lists import count, lines_of
from maild.jobs.lists import stage as keep
from maild.model import AnsweredList, Calendar, Event, EventKind, Respondent, Round
from maild.rules import FOLDS
from maild.rules.contradictions import Contradiction, contradicted
from maild.store import Database, roster, rounds
from maild.store.rounds import ListRow, Origin

_COMMAND = Origin()
__all__ = ["Shown", "apply", "contradictions", "lines_of", "newly", "reject", "show", "stage"]


@dataclass(frozen=True, slots=True)
class Shown:
    """A staged list with what each of its rows was taken for. `newly` counts whom it would add."""

    list: AnsweredList
    round: Round
    rows: tuple[ListRow, ...]
    people: dict[int, Respondent]
    newly: int


def stage(
    store: Database,
    code: str,
    as_of: datetime,
    rows: Sequence[ListRow | tuple[int, int | None]],
    actor: Actor,
    now: datetime,
    origin: Origin = _COMMAND,
) -> AnsweredList:
    """Keep a list as numbered lines (see `lines_of`); nothing counts yet.

    The same file may come again with a newer time: nobody else has answered since. Raises InputRefused where it
    waits or counts already as of that time or a later one.
    """
    with store.unit(FOLDS) as unit:
        round_ = rounds.find(unit.connection, code)
        if round_ is None:
            raise InputRefused("refused.no_round", code=code)
        before = (
            rounds.staged_before(unit.connection, round_.id, origin.digest, as_of) if origin.digest else None
        )
        if before is not None:
            raise InputRefused("refused.list_known", list_id=f"S-{before.id:04}", file=origin.file)
        return keep(unit, round_, as_of, rows, actor.name, now, origin)


def show(store: Database, list_id: int) -> Shown:
    """What a list says. Raises InputRefused where there is none."""
    with store.view() as look:
        staged = rounds.get_list(look.connection, list_id)
        round_ = None if staged is None else rounds.get(look.connection, staged.round_id)
        if staged is None or round_ is None:
            raise InputRefused("refused.no_list", list_id=f"S-{list_id:04}")
        rows = tuple(rounds.list_rows(look.connection, list_id))
        people = roster.people(look.connection, staged.round_id)
    named = (row.respondent_id for row in rows if row.verdict == "answered" and row.respondent_id is not None)
    respondents = {one.respondent.id: one.respondent for one in people}
    return Shown(staged, round_, rows, respondents, _newly(people, named))


def newly(store: Database, round_: Round, named: Iterable[int]) -> int:
    """How many of those that a list names would be newly answered."""
    with store.view() as look:
        return _newly(roster.people(look.connection, round_.id), named)


def _newly(people: Iterable[roster.Person], named: Iterable[int]) -> int:
    waiting = {one.respondent.id for one in people if one.state.answered_at is None}
    return len(waiting & set(named))


def apply(store: Database, list_id: int, actor: Actor, now: datetime, *, accept_held: bool = False) -> int:
    """Let a staged list count; how many officials are newly answered.

    Raises NeedsPerson where something speaks against the list and nobody has accepted that.
    """
    with store.unit(FOLDS) as unit:
        staged = rounds.get_list(unit.connection, list_id)
        if staged is None:
            raise InputRefused("refused.no_list", list_id=f"S-{list_id:04}")
        if rounds.archived(unit.connection, staged.round_id) is not None:
            round_ = rounds.get(unit.connection, staged.round_id)
            raise InputRefused("refused.archived", code="" if round_ is None else round_.code)
        if staged.held and not accept_held and staged.applied_at is None and staged.rejected_at is None:
            raise NeedsPerson("needs.list_held", list_id=f"S-{list_id:04}")
        newly = count(unit, staged, actor.name, now)
        if newly is None:
            raise InputRefused(_settled(staged), list_id=f"S-{list_id:04}")
    return newly


def reject(store: Database, list_id: int, actor: Actor, now: datetime) -> AnsweredList:
    """Never let a staged list count."""
    with store.unit(FOLDS) as unit:
        staged = rounds.get_list(unit.connection, list_id)
        if staged is None:
            raise InputRefused("refused.no_list", list_id=f"S-{list_id:04}")
        if not rounds.mark_rejected(unit.connection, list_id, now):
            raise InputRefused(_settled(staged), list_id=f"S-{list_id:04}")
        unit.append(
            Event(EventKind.LIST_REJECTED, now, actor.name, round_id=staged.round_id, data={"list": list_id})
        )
    return staged


def contradictions(
    store: Database, round_: Round, calendar: Calendar
) -> list[tuple[Respondent, Contradiction]]:
    """Who says he has answered, where the list that counts still says otherwise after three working days."""
    with store.view() as look:
        newest = rounds.newest_applied(look.connection, round_.id)
        if newest is None:
            return []
        rows = rounds.list_rows(look.connection, newest.id)
        people = roster.people(look.connection, round_.id)
    verdicts = {row.respondent_id: row.verdict for row in rows if row.respondent_id is not None}
    found = []
    for person in people:
        verdict = verdicts.get(person.respondent.id)
        one = contradicted(person.state, newest, verdict, calendar)
        if one is not None:
            found.append((person.respondent, one))
    return found


def _settled(staged: AnsweredList) -> str:
    return "refused.list_rejected" if staged.rejected_at is not None else "refused.list_applied"
