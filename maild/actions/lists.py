"""The ministry's list of who has answered: staged first, counted only when a person applies it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from maild.actions.actor import Actor
from maild.actions.trail import about, tell_all
from maild.errors import InputRefused, NeedsPerson
from maild.jobs.lists import count, lines_of
from maild.jobs.lists import stage as keep
from maild.model import AnsweredList, Calendar, Event, EventKind, Respondent, RespondentState, Round
from maild.privacy import noted
from maild.rules import FOLDS, RESPONDENT
from maild.rules.contradictions import Contradiction, contradicted
from maild.rules.status import answered_since
from maild.store import Database, Unit, View, events, roster, rounds
from maild.store.rounds import ListRow, Origin

_COMMAND = Origin()
_PORTION = 500  # rows read at once
Line = tuple[ListRow, Respondent | None]  # a row, and whom it means
__all__ = [
    "Line",
    "Shown",
    "apply",
    "contradictions",
    "every_row",
    "lines_of",
    "newly",
    "reject",
    "rows",
    "show",
    "stage",
    "withdraw",
    "withdrawal",
]


@dataclass(frozen=True, slots=True)
class Shown:
    """A staged list with how many of its rows were taken for what. `newly` counts whom it would add."""

    list: AnsweredList
    round: Round
    verdicts: dict[str, int]
    newly: int


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What becomes of those who have answered by a list: who has not, and who still has by another list."""

    cleared: tuple[int, ...]
    kept: tuple[tuple[int, AnsweredList], ...]


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
        counts = rounds.verdicts(look.connection, list_id)
        return Shown(staged, round_, counts, rounds.newly(look.connection, list_id))


def rows(store: Database, list_id: int, verdict: str, start: int, many: int) -> list[Line]:
    """Some of a list's rows with whom each means; what somebody has to look at stands first."""
    with store.view() as look:
        return _named(look, rounds.some_rows(look.connection, list_id, verdict, start=start, many=many))


def every_row(store: Database, list_id: int, verdict: str = "") -> Iterator[Line]:
    """A list's rows in their order, read in portions: between two of them nothing is kept of the database."""
    last = 0
    while True:
        with store.view() as look:
            found = rounds.rows_after(look.connection, list_id, last, _PORTION)
            named = _named(look, [row for row in found if not verdict or row.verdict == verdict])
        if not found:
            return
        yield from named
        last = found[-1].row


def _named(look: View, found: Sequence[ListRow]) -> list[Line]:
    people = roster.by_ids(
        look.connection, {row.respondent_id for row in found if row.respondent_id is not None}
    )
    return [(row, None if row.respondent_id is None else people.get(row.respondent_id)) for row in found]


def newly(store: Database, round_: Round, named: Iterable[int]) -> int:
    """How many of those that a list names would be newly answered."""
    with store.view() as look:
        return len(set(named) & roster.unanswered(look.connection, round_.id))


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


def withdrawal(look: View, list_id: int) -> Withdrawal:
    """What `withdraw` would do. Raises InputRefused for a list that does not count."""
    staged = rounds.get_list(look.connection, list_id)
    if staged is None:
        raise InputRefused("refused.no_list", list_id=f"S-{list_id:04}")
    if staged.rejected_at is not None:
        raise InputRefused(_settled(staged), list_id=f"S-{list_id:04}")
    if staged.applied_at is None:
        raise InputRefused("refused.list_not_applied", list_id=f"S-{list_id:04}")
    others = [
        (one, set(rounds.matched_by(look.connection, one.id)))
        for one in rounds.lists(look.connection, staged.round_id)
        if one.applied_at is not None and one.id != list_id
    ]
    others.sort(key=lambda one: (one[0].applied_at, one[0].id))
    answered = events.newest_of(look.connection, EventKind.RESPONDENT_ANSWERED, staged.round_id)
    cleared, kept = [], []
    for who in rounds.matched_by(look.connection, list_id):
        state: RespondentState | None = look.state(RESPONDENT, who)
        ground = answered.get(who)
        if state is None or ground is None or ground.data.get("list") != list_id:
            continue
        if state.answered_at != answered_since(ground):
            continue  # not by this list any more, or by what a person has said since
        named_by = next((one for one, named in others if who in named), None)
        if named_by is None:
            cleared.append(who)
        else:
            kept.append((who, named_by))
    return Withdrawal(tuple(cleared), tuple(kept))


def withdraw(store: Database, list_id: int, why: str, actor: Actor, now: datetime) -> Withdrawal:
    """Let a list that was applied by mistake count no more.

    Whoever has answered by this list alone has not, and a claim that the list had settled is open again. Whom another
    list in force names has answered by that one, since it counts. What a person has said stays. Raises as
    `withdrawal`, and InputRefused where the round's numbers are frozen or no reason is given.
    """
    if not why.strip():
        raise InputRefused("refused.no_reason")
    with store.unit(FOLDS) as unit:
        done = withdrawal(unit, list_id)
        staged = rounds.get_list(unit.connection, list_id)
        assert staged is not None
        if rounds.archived(unit.connection, staged.round_id) is not None:
            round_ = rounds.get(unit.connection, staged.round_id)
            raise InputRefused("refused.archived", code="" if round_ is None else round_.code)
        _clear(unit, staged, done.cleared, why, actor, now)
        unit.append(
            *(
                Event(
                    EventKind.RESPONDENT_ANSWERED,
                    now,
                    actor.name,
                    round_id=staged.round_id,
                    respondent_id=who,
                    data={
                        "list": other.id,
                        "as_of": other.as_of.isoformat(),
                        "since": (other.applied_at or now).isoformat(),
                    },
                )
                for who, other in done.kept
            )
        )
        rounds.mark_withdrawn(unit.connection, list_id, now)
        data = {
            "list": list_id,
            "cleared": len(done.cleared),
            "kept": len(done.kept),
            "note": noted(why, unit.masking),
        }
        unit.append(Event(EventKind.LIST_WITHDRAWN, now, actor.name, round_id=staged.round_id, data=data))
    return done


def _clear(
    unit: Unit, staged: AnsweredList, cleared: Collection[int], why: str, actor: Actor, now: datetime
) -> None:
    """As if the list had not named them: what somebody had claimed before holds his letters again."""
    because = {"because": "list_withdrawn", "list": staged.id}
    claims = events.newest_of(unit.connection, EventKind.RESPONDENT_CLAIM_HELD, staged.round_id)
    people = roster.by_ids(unit.connection, set(cleared))
    held = [who for who in cleared if who in claims and _would_hold_a_claim(unit, who, staged.id)]
    tell_all(
        unit,
        [
            about(
                people[who],
                EventKind.RESPONDENT_CORRECTED,
                actor,
                now,
                {"clear": ["answered"], **because},
            )
            for who in cleared
        ],
        why,
    )
    unit.append(
        *(
            about(people[who], EventKind.RESPONDENT_CORRECTED, actor, now, {"set": "claim_held", **because})
            for who in held
        )
    )


def _would_hold_a_claim(look: View, respondent_id: int, list_id: int) -> bool:
    """Whether a claim of his would wait for a person, had this list not named him."""
    without: RespondentState | None = None
    for one in events.trail(look.connection, respondent_id=respondent_id):
        if one.kind is not EventKind.RESPONDENT_ANSWERED or one.data.get("list") != list_id:
            without = RESPONDENT.apply(without, one)
    return without is not None and without.claim_held_at is not None


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
