"""Which letters are still to go, on which day, and what holds them: not what a plan was, but what is left of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from maild.model import (
    Calendar,
    Code,
    LetterState,
    Limits,
    PlanState,
    Round,
    SendingState,
)
from maild.rules import SENDING
from maild.rules.calendar import local_day, next_window, window_after, windows_of
from maild.rules.delivery import list_holds
from maild.rules.reminders import closes_at, last_moment, stop_reason
from maild.store import Database, View, outbox, plans, roster, rounds

_PORTION = 2_000  # receivers read together


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Letters of one code that go on one day, from `at` on."""

    code: Code
    day: date
    at: datetime
    count: int
    approved: bool
    held: str = ""  # a word for what keeps all of them back at the moment, or empty


@dataclass(frozen=True, slots=True)
class _Letter:
    respondent_id: int
    address_id: int
    code: Code
    occasion: str
    due_at: datetime
    plan_id: int
    held: str = ""


def coming(
    store: Database, round_: Round, now: datetime, calendar: Calendar, limits: Limits, *, locked: bool
) -> list[Outgoing]:
    """What waits in the outbox and in drafts, without those who would get no letter at their time, day by day as the
    caps let it go. `locked`: the database came out of a backup. Each letter is judged by its receiver as he is when
    his turn comes: between portions of them others write.
    """
    with store.view() as look:
        approved, drafted = _waiting(look, round_)
        hold = _hold(look, round_, now, calendar, limits, locked=locked)
    days = _Days(now, calendar, limits)
    lines = []
    for some, is_approved in ((approved, True), (drafted, False)):
        found: dict[tuple[date, Code, str], list[datetime]] = defaultdict(list)
        for letter in sorted(_due(store, some, round_, now, calendar, limits), key=lambda one: one.due_at):
            at = days.place(letter.due_at)
            day = local_day(at, calendar)
            held = hold(letter) if is_approved and day == local_day(now, calendar) else ""
            found[day, letter.code, held].append(at)
        lines += [
            Outgoing(code, day, min(times), len(times), is_approved, held)
            for (day, code, held), times in found.items()
        ]
    return sorted(lines, key=lambda one: (one.day, one.at, one.code.value, not one.approved, one.held))


def _waiting(look: View, round_: Round) -> tuple[list[_Letter], list[_Letter]]:
    """Letters of the outbox, and of drafts."""
    approved = [
        _Letter(
            one.respondent_id,
            one.address_id,
            one.code,
            one.occasion,
            max(one.due_at, one.not_before),
            one.plan_id,
            one.held_because,
        )
        for one in outbox.in_state(look.connection, LetterState.PLANNED, round_id=round_.id)
    ]
    drafted = [
        _Letter(one.respondent_id, one.address_id, one.code, plan.occasion, one.due_at, plan.id)
        for plan in plans.in_state(look.connection, PlanState.DRAFT)
        if plan.round_id == round_.id
        for one in plans.receivers(look.connection, plan.id)
    ]
    return approved, drafted


def _due(
    store: Database,
    letters: Sequence[_Letter],
    round_: Round,
    now: datetime,
    calendar: Calendar,
    limits: Limits,
) -> Iterator[_Letter]:
    """Those to whom nothing speaks against a letter at its time, by person."""

    @cache
    def ends(code: Code, occasion: str) -> tuple[datetime, datetime]:
        return closes_at(code, occasion, round_, calendar, limits), last_moment(code, round_, calendar)

    waiting = sorted(letters, key=lambda one: one.respondent_id)
    for start in range(0, len(waiting), _PORTION):
        some = waiting[start : start + _PORTION]
        numbers = {one.respondent_id for one in some}
        with store.view() as look:
            people = {one.respondent.id: one for one in roster.each(look.connection, round_.id, numbers)}
        for letter in some:
            person = people.get(letter.respondent_id)
            if person is None:
                continue  # asked no more
            if person.respondent.address_id != letter.address_id:
                continue  # under another address: his letter is withdrawn
            closes, last = ends(letter.code, letter.occasion)
            at = max(now, letter.due_at)
            if at >= closes:
                continue
            if stop_reason(person.state, person.address, letter.code, at, last, calendar, limits) is None:
                yield letter


def _hold(
    look: View, round_: Round, now: datetime, calendar: Calendar, limits: Limits, *, locked: bool
) -> Callable[[_Letter], str]:
    """What keeps a letter back at the moment that is nobody's own, gravest first; empty when it goes."""
    sending: SendingState = look.state(SENDING, 1) or SendingState()
    as_of = rounds.list_as_of(look.connection, round_.id)
    for applies, word in (
        (locked, "because.locked"),
        (sending.paused_by is not None, "because.pause"),
        (sending.breaker_tripped_at is not None, "because.breaker"),
    ):
        if applies:
            return lambda _: word

    def of_its_own(letter: _Letter) -> str:
        if list_holds(letter.code, as_of, now, limits, calendar) is not None:
            return "today.waits_for_list"
        return "because.canary_failed" if letter.held == "canary_failed" else ""

    return of_its_own


class _Days:
    """Gives each letter, in the order of their times, the first window from its time on that has room for it."""

    def __init__(self, now: datetime, calendar: Calendar, limits: Limits) -> None:
        self._now, self._calendar = now, calendar
        self._per_hour = min(limits.per_hour, limits.per_minute * 60)
        self._used: Counter[datetime] = Counter()
        self._last: dict[datetime, datetime] = {}  # where the last letter of a time went
        self._window = cache(self._window_at)

    def place(self, due_at: datetime) -> datetime:
        wanted = max(due_at, self._now)
        at = self._last.get(wanted) or next_window(wanted, self._calendar)
        while True:
            starts, room = self._window(at)
            if self._used[starts] < room:
                self._used[starts] += 1
                self._last[wanted] = at
                return at
            at = window_after(at, self._calendar)[0]

    def _window_at(self, at: datetime) -> tuple[datetime, int]:
        """When the window around `at` begins, and how many letters go in what is left of it."""
        starts, ends = next(
            one for one in windows_of(local_day(at, self._calendar), self._calendar) if one[0] <= at < one[1]
        )
        return starts, int((ends - max(starts, self._now)) / timedelta(hours=1) * self._per_hour)
