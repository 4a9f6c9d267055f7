"""Who is reminded when, who is left out and why; the digest that an approval is bound to."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta

from maild.model import (
    AddressState,
    Calendar,
    Code,
    Limits,
    Respondent,
    RespondentState,
    Round,
    Standing,
)
from maild.rules.calendar import (
    add_working_days,
    at_local,
    is_working_day,
    local_day,
    next_window,
    window_after,
    window_of,
    working_days_between,
)

_CODES = {1: Code.R1, 2: Code.R2, 3: Code.R3, 4: Code.R4}
_LAST_DAY_AT = time(8, 0)
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Rung:
    """One level of a round's ladder and when its wave begins."""

    level: int
    code: Code
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Receiver:
    respondent_id: int
    level: int
    code: Code
    due_at: datetime
    because: str  # "due"; "late_starter" where a first letter replaces the wave's


@dataclass(frozen=True, slots=True)
class LeftOut:
    respondent_id: int
    because: str  # an id of `stop_reason`, or "no_capacity"
    until: date | None = None  # first day the reason may be gone, where that is known


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """A wave as it waits for approval. The order of the receivers is the order of sending, canaries first."""

    receivers: tuple[Receiver, ...]
    left_out: tuple[LeftOut, ...]


def ladder(round: Round, calendar: Calendar, limits: Limits) -> tuple[Rung, ...]:
    """The levels that fit into a round, in order: R1 invite + 3 working days, R2 deadline - 5,
    R3 deadline - 2, R4 on the deadline's day at 08:00.

    A level is dropped when it would come less than the gap after the invitation or the level before,
    or not before the deadline; R4 when that day is off; R3 when it would be the first.
    """
    last_day = local_day(round.deadline - _INSTANT, calendar)  # a deadline of 00:00 ends the day before
    opening = min(start for start, _ in calendar.windows)
    wanted = (
        (1, add_working_days(round.invited_on, 3, calendar), opening),
        (2, add_working_days(last_day, -5, calendar), opening),
        (3, add_working_days(last_day, -2, calendar), opening),
        (4, last_day, _LAST_DAY_AT),
    )
    rungs: list[Rung] = []
    before = round.invited_on
    for level, day, at in wanted:
        due_at = next_window(at_local(day, at, calendar), calendar)
        fits = (
            is_working_day(day, calendar)
            and local_day(due_at, calendar) == day
            and due_at < round.deadline
            and working_days_between(before, day, calendar) >= limits.gap_days
            and len(rungs) < limits.per_round
            and not (level == 3 and not rungs)
        )
        if fits:
            rungs.append(Rung(level, _CODES[level], due_at))
            before = day
    return tuple(rungs)


def stop_reason(
    state: RespondentState,
    address: AddressState,
    level: int,
    now: datetime,
    round_closes: datetime,
    calendar: Calendar,
    limits: Limits,
) -> str | None:
    """Why this person gets no letter of `level` at `now`, or None. Reasons that last come before those that pass."""
    today = local_day(now, calendar)
    for applies, reason in (
        (state.answered_at, "answered"),
        (state.self_reported_at, "self_reported"),
        (state.exempt_at, "exempt"),
        (state.wrong_person_at, "wrong_person"),
        (state.refused_at, "refused"),
        (state.unreachable, "unreachable"),
    ):
        if applies is not None:
            return reason
    if address.standing is Standing.SUSPENDED:
        return "address_suspended"
    if now >= round_closes:
        return "round_closed"
    if state.last_level >= level:
        return "level_already_sent"
    if state.letters_sent >= limits.per_round:
        return "limit_reached"
    if state.claim_held_at is not None:
        return "claim_unverified"
    if state.error_incident_id is not None:
        return "error_open"
    if state.question_at is not None:
        return "question_open"
    if state.on_leave_until is not None and today < state.on_leave_until:
        return "on_leave"
    if state.last_sent_at is not None and today < _gap_ends(state.last_sent_at, calendar, limits):
        return "gap"
    return None


def draft(
    rung: Rung,
    people: Sequence[tuple[Respondent, RespondentState, AddressState]],
    round: Round,
    now: datetime,
    calendar: Calendar,
    limits: Limits,
) -> PlanDraft:
    """The wave of `rung` as it looks at `now`: every person is a receiver or left out with a reason.

    Judged for the moment of sending, so that whoever is back by then is not left out. The same people
    give the same plan, in whatever order they come.
    """
    at = max(
        now, rung.due_at
    )  # windows count from the rung, so that a plan nobody has approved yet stays the same
    first_due = _first_rung_due(round, calendar, limits)
    kept: list[tuple[Respondent, RespondentState]] = []
    left_out: list[LeftOut] = []
    for person, state, address in sorted(people, key=lambda one: one[0].id):
        because = stop_reason(
            state, address, _level_for(rung, state, first_due), at, round.deadline, calendar, limits
        )
        if because is None:
            kept.append((person, state))
        else:
            left_out.append(LeftOut(person.id, because, _until(because, state, calendar, limits)))
    hall = _Capacity(next_window(rung.due_at, calendar), round.deadline, calendar, limits)
    receivers: list[Receiver] = []
    for person, state in _canaries_first(kept, limits.canary):
        due_at = hall.place(_domain(person.email))
        if due_at is None:
            left_out.append(LeftOut(person.id, "no_capacity"))
            continue
        level = _level_for(rung, state, first_due)
        because = "due" if level == rung.level else "late_starter"
        receivers.append(Receiver(person.id, level, _CODES[level], due_at, because))
    return PlanDraft(tuple(receivers), tuple(sorted(left_out, key=lambda one: one.respondent_id)))


def digest(
    round: Round,
    rung: Rung,
    receivers: Sequence[tuple[int, str]],
    template_digest: str,
    subject_sender: str,
) -> str:
    """sha-256 (hex) over all that an approver has seen: receivers with their addresses, texts, subject and
    sender, the wave, and the round's facts that stand in the letters. Any change gives another one.
    """
    said = {
        "round": asdict(round),
        "wave": [rung.level, rung.code.value, rung.due_at.astimezone(UTC).isoformat()],
        "receivers": sorted([person, email] for person, email in receivers),
        "texts": template_digest,
        "subject_sender": subject_sender,
    }
    text = json.dumps(said, sort_keys=True, ensure_ascii=True, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


class _Capacity:
    """Places letters into windows one after another; a full window, for all or for a domain, passes on to the next.

    The caps are those of `Limits`; the wait after the canary is taken off the first window.
    """

    def __init__(self, starts: datetime, closes: datetime, calendar: Calendar, limits: Limits) -> None:
        self._closes, self._calendar, self._limits = closes, calendar, limits
        window = window_of(starts, calendar)
        assert window is not None  # `starts` comes from next_window
        self._windows = [(starts, window[1])]
        self._used: list[Counter[str]] = [Counter()]

    def place(self, domain: str) -> datetime | None:
        """When the next letter to `domain` is due; None when nothing is free before the round closes."""
        index = 0
        while True:
            if index == len(self._windows):
                self._windows.append(window_after(self._windows[-1][0], self._calendar))
                self._used.append(Counter())
            starts, ends = self._windows[index]
            if starts >= self._closes:
                return None
            used = self._used[index]
            length = min(ends, self._closes) - starts
            if index == 0 and used.total() >= self._limits.canary:
                length -= timedelta(seconds=self._limits.canary_wait_s)
            minutes = length / timedelta(minutes=1)
            room = min(minutes * self._limits.per_minute, minutes / 60 * self._limits.per_hour)
            if used.total() + 1 <= room and used[domain] + 1 <= minutes * self._limits.per_domain_minute:
                used[domain] += 1
                return starts
            index += 1


def _canaries_first(
    people: Sequence[tuple[Respondent, RespondentState]], canary: int
) -> list[tuple[Respondent, RespondentState]]:
    """The canaries come one from each domain, largest domain first, then a second of each; the rest by id."""
    by_domain: dict[str, list[tuple[Respondent, RespondentState]]] = defaultdict(list)
    for one in people:
        by_domain[_domain(one[0].email)].append(one)
    domains = sorted(by_domain, key=lambda name: (-len(by_domain[name]), name))
    depth = max(map(len, by_domain.values()), default=0)
    turns = (
        by_domain[name][turn] for turn in range(depth) for name in domains if turn < len(by_domain[name])
    )
    chosen = [one for one, _ in zip(turns, range(canary), strict=False)]
    ids = {one[0].id for one in chosen}
    return chosen + [one for one in people if one[0].id not in ids]


def _level_for(rung: Rung, state: RespondentState, first_due: datetime | None) -> int:
    """The level somebody gets in this wave: never R3 as the first letter of a person added after the R1 wave."""
    late = first_due is not None and state.listed_at > first_due
    return 1 if rung.level == 3 and state.letters_sent == 0 and late else rung.level


def _first_rung_due(round: Round, calendar: Calendar, limits: Limits) -> datetime | None:
    rungs = ladder(round, calendar, limits)
    return rungs[0].due_at if rungs and rungs[0].level == 1 else None


def _gap_ends(last_sent_at: datetime, calendar: Calendar, limits: Limits) -> date:
    return add_working_days(local_day(last_sent_at, calendar), limits.gap_days, calendar)


def _until(because: str, state: RespondentState, calendar: Calendar, limits: Limits) -> date | None:
    if because == "on_leave":
        return state.on_leave_until
    if because == "gap" and state.last_sent_at is not None:
        return _gap_ends(state.last_sent_at, calendar, limits)
    return None


def _domain(email: str) -> str:
    return email.rpartition("@")[2].lower()


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be part of a digest")
