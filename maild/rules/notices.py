"""Mails to staff: whether one may go out now, when it is tried again, and when it is given up.

They need no approved plan and no window (an alert at night is the point of it), save those to the units. The
loop brakes hold for all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from maild.model import (
    Calendar,
    LetterState,
    Limits,
    Notice,
    NoticeCode,
    Outcome,
    OutcomeKind,
    Permit,
    Refused,
    Step,
)
from maild.rules.calendar import (
    add_working_days,
    at_local,
    in_window,
    is_working_day,
    local_day,
    next_window,
)

TO_UNITS = frozenset({NoticeCode.U1, NoticeCode.E1, NoticeCode.A1})
IN_WINDOWS = TO_UNITS | {NoticeCode.E2}
# What must not depend on the path that broke (e12).
BY_SECOND_ROUTE = frozenset({NoticeCode.I1, NoticeCode.I2, NoticeCode.C1, NoticeCode.H1})
ALERTS = frozenset({NoticeCode.I1, NoticeCode.H1})
RETRY_AFTER = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 60, 180))
DAY = timedelta(hours=24)
# A morning mail that is late is replaced by the next one; the others may have to wait for Tết to pass.
_LIFE = dict.fromkeys(BY_SECOND_ROUTE, timedelta(hours=20))
_LONGEST_LIFE = timedelta(days=14)
_LATER = {"pause": timedelta(minutes=5), "locked": timedelta(minutes=15), "stopping": timedelta()}
_BEFORE_RCPT = frozenset({Step.CONNECT, Step.EHLO, Step.STARTTLS, Step.AUTH, Step.MAIL})


WEEKLY = time(15, 0)  # when L1 goes
_FRIDAY = 4


def report_days(first: date, last: date, calendar: Calendar) -> list[date]:
    """Each Friday from `first` to `last`; where one is off, the last working day of its week."""
    days, monday = [], first - timedelta(days=first.weekday())
    while monday <= last:
        friday = monday + timedelta(days=_FRIDAY)
        day = friday if is_working_day(friday, calendar) else add_working_days(friday, -1, calendar)
        if day >= monday and first <= day <= last:
            days.append(day)
        monday += timedelta(days=7)
    return days


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """What the intent must know, read in the transaction that makes the dot durable."""

    ours: bool  # the recipient is an address of our own
    dead: bool  # mail to it came back, or letters found it dead
    paused: bool
    sending_locked: bool
    last_day: Sequence[datetime]  # mails of any kind to the address in the last 24 hours, oldest first
    unit_had_one: bool  # another mail to this unit today


def permit(
    notice: Notice, facts: NoticeFacts, now: datetime, limits: Limits, calendar: Calendar
) -> Permit | Refused:
    """Whether the notice may go out at `now`; the first reason against it, those that end it first."""
    if facts.ours:
        return Refused("own_address")
    if facts.dead:
        return Refused("recipient_dead")
    if now - notice.queued_at > life(notice.code):
        return Refused("expired")
    if facts.sending_locked and notice.code not in ALERTS:
        return Refused("locked")
    if facts.paused and notice.code in IN_WINDOWS:
        return Refused("pause")
    if notice.code in IN_WINDOWS and not in_window(now, calendar):
        return Refused("outside_window")
    if notice.code in TO_UNITS and facts.unit_had_one:
        return Refused("unit_today")
    if len(facts.last_day) >= limits.address_day:
        return Refused("address_day")
    return Permit()


def life(code: NoticeCode) -> timedelta:
    """How long a notice is worth sending."""
    return _LIFE.get(code, _LONGEST_LIFE)


def held_until(
    because: str, facts: NoticeFacts, now: datetime, limits: Limits, calendar: Calendar
) -> datetime | None:
    """When a notice that may not go now is looked at again; None: it is skipped for good."""
    match because:
        case "outside_window":
            return next_window(now, calendar)
        case "unit_today":
            tomorrow = add_working_days(local_day(now, calendar), 1, calendar)
            return next_window(at_local(tomorrow, time(), calendar), calendar)
        case "address_day":
            return facts.last_day[-limits.address_day] + DAY
    wait = _LATER.get(because)
    return None if wait is None else now + wait


def breaks_the_route(outcome: Outcome) -> bool:
    """Whether the way out itself failed: the next notice would fare the same, and another way may be tried."""
    if outcome.kind is OutcomeKind.OUR_FAULT:
        return True
    return outcome.kind is OutcomeKind.DEFERRED and outcome.step in _BEFORE_RCPT


def after(outcome: Outcome, notice: Notice, now: datetime) -> tuple[LetterState, datetime | None, str]:
    """State, next try and reason of a notice after a server had its say. `attempts` counts those before."""
    match outcome.kind:
        case OutcomeKind.SENT:
            return LetterState.SENT, None, ""
        case OutcomeKind.IN_DOUBT:
            return LetterState.IN_DOUBT, None, "no_reply"
        case OutcomeKind.FAILED:
            return LetterState.FAILED, None, "refused"
        case OutcomeKind.REFUSED:
            return LetterState.PLANNED, now, outcome.text
        case OutcomeKind.DEFERRED | OutcomeKind.OUR_FAULT:
            at = now + RETRY_AFTER[min(notice.attempts, len(RETRY_AFTER) - 1)]
            if at - notice.queued_at > life(notice.code):
                return LetterState.FAILED, None, "expired"
            return LetterState.PLANNED, at, outcome.kind.value
