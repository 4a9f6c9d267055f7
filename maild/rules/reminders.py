"""Who is reminded when, who is left out and why; the digest that an approval is bound to."""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from maild.model import (
    LADDER,
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
    hours_on,
    is_working_day,
    local_day,
    next_window,
    window_after,
    window_of,
    windows_of,
    working_days_between,
)

_LAST_DAY_AT = time(8, 0)
_INSTANT = timedelta(microseconds=1)
_MOST_DAYS = 10
_BESIDE = {Code.T0: "mailbox_check", Code.X1: "deadline_moved", Code.S1: "error_solved"}


@dataclass(frozen=True, slots=True)
class Wave:
    """One mailing: with what, from when, for whom.

    `occasion` tells waves of one code apart: the day on which late starters were added (R1), the incident
    that is solved (S1), the new deadline (X1). `only` are the respondents it is for; None: the whole round.
    `supplements` an approved plan: it is for those alone who have become free for the letter since.
    """

    code: Code
    due_at: datetime
    occasion: str = ""
    only: frozenset[int] | None = None
    supplements: bool = False

    @property
    def level(self) -> int:
        return self.code.level


@dataclass(frozen=True, slots=True)
class Receiver:
    respondent_id: int
    address_id: int
    code: Code
    due_at: datetime
    because: (
        str  # "due", "late_starter" (on a ladder of his own), "supplement" (free for it since the approval), or why
        # a letter beside the ladder goes: "mailbox_check", "deadline_moved", "error_solved"
    )


@dataclass(frozen=True, slots=True)
class LeftOut:
    respondent_id: int
    because: str  # an id of `stop_reason`, "own_ladder", "no_capacity", or why he has had it (`outbox.had`)
    until: date | None = None  # first day the reason may be gone, where that is known


class _Kept(NamedTuple):
    """Of a receiver what his letter's place depends on; a hundred thousand are held at once."""

    id: int
    address_id: int
    domain: str


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """A wave as it waits for approval. The order of the receivers is the order of sending, canaries first."""

    receivers: tuple[Receiver, ...]
    left_out: tuple[LeftOut, ...]


def ladder(
    round: Round, calendar: Calendar, limits: Limits, added_on: date | None = None
) -> tuple[Wave, ...]:
    """The levels that fit into a round, in order: R1 invite + 3 working days, R2 deadline - 5,
    R3 deadline - 2, R4 on the deadline's day at 08:00.

    A level is dropped when it would come less than the gap after the invitation or the level before,
    or not before the deadline; R4 when that day is off; R3 when it would be the first.
    Whoever was added on `added_on`, after the invitations, has R1 three working days later, or sooner where
    that would leave no room for the last day's letter, and never R3 or R4 as his first.
    """
    last_day = last_day_of(round, calendar)
    opening = time()
    first = add_working_days(added_on or round.invited_on, 3, calendar)
    if added_on is not None:
        first = min(
            first,
            max(
                add_working_days(last_day, -limits.gap_days, calendar),
                add_working_days(added_on, 1, calendar),
            ),
        )
    wanted = (
        (Code.R1, first, opening),
        (Code.R2, add_working_days(last_day, -5, calendar), opening),
        (Code.R3, add_working_days(last_day, -2, calendar), opening),
        (Code.R4, last_day, _LAST_DAY_AT),
    )
    waves: list[Wave] = []
    before = added_on or round.invited_on
    for code, day, at in wanted:
        due_at = next_window(at_local(day, at, calendar), calendar)
        gap = 1 if added_on is not None and not waves else limits.gap_days  # his list is no mail from us
        fits = (
            is_working_day(day, calendar)
            and local_day(due_at, calendar) == day
            and due_at < round.deadline
            and working_days_between(before, day, calendar) >= gap
            and len(waves) < limits.per_round
            and not (code is Code.R3 and not waves)
            and not (added_on is not None and code is not Code.R1 and not waves)
        )
        if fits:
            waves.append(Wave(code, due_at))
            before = day
    return tuple(waves)


def why_dropped(code: Code, round: Round, calendar: Calendar) -> str:
    """Why a level is not on the round's ladder."""
    off = not is_working_day(last_day_of(round, calendar), calendar)
    return "deadline_off" if code is Code.R4 and off else "does_not_fit"


def last_day_of(round: Round, calendar: Calendar) -> date:
    """The day on which the round can still be answered; a deadline of 00:00 ends the day before."""
    return local_day(round.deadline - _INSTANT, calendar)


def ladder_of(state: RespondentState, round: Round, calendar: Calendar, limits: Limits) -> tuple[Wave, ...]:
    """The ladder that one person is on: the round's, or his own when he was added after its invitations."""
    added_on = added_late_on(state, round, calendar)
    if added_on is None:
        return ladder(round, calendar, limits)
    return tuple(
        replace(wave, occasion=added_on.isoformat() if wave.code is Code.R1 else "")
        for wave in ladder(round, calendar, limits, added_on)
    )


def added_late_on(state: RespondentState, round: Round, calendar: Calendar) -> date | None:
    """The day on which somebody was added to a round that was open, a working day or more after its invitations:
    he counts as invited on it, and has R1 as long after it as the others after theirs. None for all others.
    """
    if state.invited_at is None:
        return None
    day = local_day(state.invited_at, calendar)
    return day if working_days_between(round.invited_on, day, calendar) > 0 else None


def last_moment(code: Code, round: Round, calendar: Calendar) -> datetime:
    """When a letter makes no sense any more: the deadline; for the mailbox check, the day of the invitations."""
    if code is Code.T0:
        return min(at_local(round.invited_on, time(), calendar), round.deadline)
    return round.deadline


def closes_at(code: Code, occasion: str, round: Round, calendar: Calendar, limits: Limits) -> datetime:
    """When what is still open of a wave is closed: its last moment has come, or the next level is so near that
    both together would break the gap. Then it is merged into that one.
    """
    if code not in LADDER:
        return last_moment(code, round, calendar)
    added_on = date.fromisoformat(occasion) if occasion else None
    later = [one for one in ladder(round, calendar, limits, added_on) if one.level > code.level]
    if not later:
        return round.deadline
    last_day = add_working_days(local_day(later[0].due_at, calendar), -limits.gap_days, calendar)
    return min(at_local(last_day + timedelta(days=1), time(), calendar), round.deadline)


def approve_by(code: Code, occasion: str, round: Round, calendar: Calendar, limits: Limits) -> datetime:
    """The end of the last window in which letters of a wave can go out."""
    closes = closes_at(code, occasion, round, calendar, limits)
    day = local_day(closes, calendar)
    while True:
        ends = [min(end, closes) for start, end in windows_of(day, calendar) if start < closes]
        if ends:
            return ends[-1]
        day = add_working_days(day, -1, calendar)


def days_ahead(people: int, calendar: Calendar, limits: Limits, day: date) -> int:
    """How many working days before `day` a wave to so many people must begin, to be through on `day` itself."""
    ahead, room = 0, 0.0
    while ahead < _MOST_DAYS:
        hours = hours_on(add_working_days(day, -ahead, calendar) if ahead else day, calendar)
        room += hours / timedelta(hours=1) * min(limits.per_hour, limits.per_minute * 60)
        if room >= people:
            break
        ahead += 1
    return ahead


def needed_per_hour(starts: Collection[datetime], people: int, closes: datetime, calendar: Calendar) -> int:
    """The cap that would carry `people` letters in the windows that a plan has filled, which begin at `starts`."""
    length = timedelta()
    for start in set(starts):
        window = window_of(start, calendar)
        if window is not None:
            length += max(min(window[1], closes) - start, timedelta())
    return math.ceil(people / (length / timedelta(hours=1))) if length else 0


def stop_reason(
    state: RespondentState,
    address: AddressState,
    code: Code,
    now: datetime,
    round_closes: datetime,
    calendar: Calendar,
    limits: Limits,
) -> str | None:
    """Why this person gets no letter `code` at `now`, or None. Reasons that last come before those that pass."""
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
        return "round_closed" if code is not Code.T0 else "invited"
    if code in LADDER and state.last_level >= code.level:
        return "level_already_sent"
    if code in LADDER and state.letters_sent >= limits.per_round:
        return "limit_reached"
    if code is Code.R4 and state.told_of_extension_at is not None:
        return "told_of_extension"
    if state.held_at is not None:
        return "held"
    if state.claim_held_at is not None:
        return "claim_unverified"
    if state.error_incident_id is not None:
        return "error_open"
    if state.blocked_by:
        return "incident_open"
    if state.question_at is not None:
        return "question_open"
    if state.on_leave_until is not None and today < state.on_leave_until:
        return "on_leave"
    if state.last_sent_at is not None and now < gap_ends(state.last_sent_at, calendar, limits):
        return "gap"
    return None


def draft(
    wave: Wave,
    people: Iterable[tuple[Respondent, RespondentState, AddressState]],
    round: Round,
    now: datetime,
    calendar: Calendar,
    limits: Limits,
    had: Mapping[int, str] | None = None,
    waiting: Sequence[str] = (),
) -> PlanDraft:
    """The wave as it looks at `now`: every person it is for is a receiver or left out with a reason.

    Judged for the moment of sending, so that whoever is back by then is not left out. The same people
    give the same plan, in whatever order they come. `had`: who has had this letter or must not have it, and
    why. `waiting`: the addresses to which letters of this wave wait already; they come before a supplement's.
    What a supplement leaves out, the plan that it supplements has told.
    """
    at = max(now, wave.due_at)  # windows count from the wave, so that a plan not approved yet stays the same
    closes = last_moment(wave.code, round, calendar)
    ends = max(closes_at(wave.code, wave.occasion, round, calendar, limits), wave.due_at)
    kept: list[_Kept] = []
    not_before: dict[int, datetime] = {}
    left_out: list[LeftOut] = []
    for person, state, address in people:
        if wave.only is not None and person.id not in wave.only:
            continue
        because = stop_reason(state, address, wave.code, at, closes, calendar, limits)
        until = _until(because, state, calendar, limits)
        if because is None and wave.code in LADDER and added_late_on(state, round, calendar):
            own = {one.code: one for one in ladder_of(state, round, calendar, limits)}
            too_soon = state.letters_sent == 0 and wave.code in (Code.R3, Code.R4)  # never his first
            if too_soon or wave.code not in own or own[wave.code].occasion != wave.occasion:
                because = "own_ladder"
                until = min((local_day(one.due_at, calendar) for one in own.values()), default=None)
        if because == "gap" and wave.code not in LADDER and until is not None:
            # no next level will take him up: his letter waits for the gap
            because = None
            not_before[person.id] = next_window(at_local(until, time(), calendar), calendar)
        because = because or (had or {}).get(person.id)
        if because is None:
            kept.append(_Kept(person.id, person.address_id, _domain(person.email)))
        elif not wave.supplements:
            left_out.append(LeftOut(person.id, because, until))
    kept.sort()
    starts = next_window(wave.due_at, calendar)
    if wave.supplements:
        hall = _Capacity(next_window(at, calendar), ends, calendar, limits)
        for email in waiting:
            hall.place(_domain(email))
    else:
        hall = _hall(wave, kept, round, ends, calendar, limits)
    usual = _BESIDE.get(wave.code, "late_starter" if wave.occasion else "due")
    receivers: list[Receiver] = []
    for one in _canaries_first(kept, limits.canary):
        due_at = hall.place(one.domain)
        if due_at is None:
            left_out.append(LeftOut(one.id, "no_capacity"))
            continue
        if wave.supplements:
            due_at = starts  # at once when it is approved; that there is room has been seen
        due_at = max(due_at, not_before.get(one.id, due_at))
        because = "supplement" if wave.supplements else usual
        receivers.append(Receiver(one.id, one.address_id, wave.code, due_at, because))
    return PlanDraft(tuple(receivers), tuple(sorted(left_out, key=lambda one: one.respondent_id)))


def receivers_digest(receivers: Iterable[tuple[int, str]]) -> str:
    """sha-256 (hex) over a plan's receivers with their addresses, in the order in which they come."""
    seen = hashlib.sha256()
    for person, email in receivers:
        seen.update(json.dumps([person, email]).encode())
    return seen.hexdigest()


def digest(
    round: Round,
    wave: Wave,
    receivers: str,
    template_digest: str,
    subject_sender: str,
    said: Mapping[str, str] | None = None,
) -> str:
    """sha-256 (hex) over all that an approver has seen: receivers (by their own digest), texts, subject and
    sender, the wave, and the round's facts that stand in the letters. Any change gives another one.
    """
    shown: dict[str, object] = {
        "round": asdict(round),
        "wave": [wave.code.value, wave.occasion, wave.due_at.astimezone(UTC).isoformat()],
        "said": dict(said or {}),
        "receivers": receivers,
        "texts": template_digest,
        "subject_sender": subject_sender,
    }
    text = json.dumps(shown, sort_keys=True, ensure_ascii=True, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _hall(
    wave: Wave,
    kept: Sequence[_Kept],
    round: Round,
    closes: datetime,
    calendar: Calendar,
    limits: Limits,
) -> _Capacity:
    """Where the letters of a wave go: from its own moment on, or from the latest window before it that lets all
    of them be through by the end of its day. No earlier than the gap after the wave before; "today is the last
    day" never starts earlier.
    """
    day = local_day(wave.due_at, calendar)
    by = min(closes, at_local(day + timedelta(days=1), time(), calendar))
    starts = [next_window(wave.due_at, calendar)]
    if wave.code in LADDER and wave.code is not Code.R4 and not wave.occasion:
        before = [one for one in ladder(round, calendar, limits) if one.level < wave.level]
        since = local_day(before[-1].due_at, calendar) if before else round.invited_on
        earlier = add_working_days(since, limits.gap_days, calendar)
        while earlier < day:
            starts += [start for start, _ in windows_of(earlier, calendar)]
            earlier = add_working_days(earlier, 1, calendar)
    domains = [one.domain for one in kept]
    for start in sorted(starts, reverse=True):
        hall = _Capacity(start, by, calendar, limits)
        if all(hall.place(domain) is not None for domain in domains):
            return _Capacity(start, closes, calendar, limits)
    return _Capacity(min(starts), closes, calendar, limits)


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


def _canaries_first(people: Sequence[_Kept], canary: int) -> list[_Kept]:
    """The canaries come one from each domain, largest domain first, then a second of each; the rest by id."""
    by_domain: dict[str, list[_Kept]] = defaultdict(list)
    for one in people:
        by_domain[one.domain].append(one)
    domains = sorted(by_domain, key=lambda name: (-len(by_domain[name]), name))
    depth = max(map(len, by_domain.values()), default=0)
    turns = (
        by_domain[name][turn] for turn in range(depth) for name in domains if turn < len(by_domain[name])
    )
    chosen = [one for one, _ in zip(turns, range(canary), strict=False)]
    ids = {one.id for one in chosen}
    return chosen + [one for one in people if one.id not in ids]


def gap_ends(last_sent_at: datetime, calendar: Calendar, limits: Limits) -> datetime:
    """Midnight of the first day on which another letter may follow."""
    day = add_working_days(local_day(last_sent_at, calendar), limits.gap_days, calendar)
    return at_local(day, time(), calendar)


def _until(because: str | None, state: RespondentState, calendar: Calendar, limits: Limits) -> date | None:
    if because == "on_leave":
        return state.on_leave_until
    if because == "gap" and state.last_sent_at is not None:
        return local_day(gap_ends(state.last_sent_at, calendar, limits), calendar)
    return None


def _domain(email: str) -> str:
    return email.rpartition("@")[2].lower()


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be part of a digest")
