"""Mails to staff: when one may go, waits, or is given up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

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
from maild.rules.notices import NoticeFacts, after, breaks_the_route, held_until, permit

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # Tuesday, 09:00 in the province
NIGHT = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
CALENDAR, LIMITS = Calendar(), Limits()
FREE = NoticeFacts(False, False, False, False, (), False)
HOURS_AGO = tuple(NOW - timedelta(hours=hours) for hours in (20, 3, 1))


def notice(code: NoticeCode, queued_at: datetime = NOW, attempts: int = 0) -> Notice:
    day, state = date(2026, 11, 24), LetterState.CLAIMED
    return Notice(1, code, "x", "an@example.vn", state, queued_at, queued_at, day, attempts=attempts)


I1, E1, C1, M1 = NoticeCode.I1, NoticeCode.E1, NoticeCode.C1, NoticeCode.M1
MAY_GO = [
    # code  what is so                                  when     refused because
    (I1,    {},                                         NIGHT,   None),
    (E1,    {},                                         NOW,     None),
    (E1,    {},                                         NIGHT,   "outside_window"),
    (I1,    {"ours": True},                             NOW,     "own_address"),
    (I1,    {"dead": True},                             NOW,     "recipient_dead"),
    (C1,    {"sending_locked": True},                   NOW,     "locked"),
    (I1,    {"sending_locked": True},                   NOW,     None),
    (E1,    {"paused": True},                           NOW,     "pause"),
    (C1,    {"paused": True},                           NOW,     None),
    (E1,    {"unit_had_one": True},                     NOW,     "unit_today"),
    (C1,    {"last_day": HOURS_AGO[1:]},                NOW,     None),
    (C1,    {"last_day": HOURS_AGO},                    NOW,     "address_day"),
    (I1,    {"last_day": HOURS_AGO},                    NOW,     "address_day"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "facts", "now", "because"), MAY_GO)
def test_may_go(code: NoticeCode, facts: dict[str, object], now: datetime, because: str | None) -> None:
    verdict = permit(notice(code, now), replace(FREE, **facts), now, LIMITS, CALENDAR)  # type: ignore[arg-type]
    assert verdict == (Permit() if because is None else Refused(because))


def test_a_morning_mail_is_not_sent_in_the_evening_of_the_next_day() -> None:
    late = notice(C1, NOW - timedelta(hours=21))
    assert permit(late, FREE, NOW, LIMITS, CALENDAR) == Refused("expired")
    assert permit(replace(late, code=M1), FREE, NOW, LIMITS, CALENDAR) == Permit()


HELD = [
    # because           until
    ("own_address",     None),
    ("expired",         None),
    ("recipient_dead",  None),
    ("address_day",     HOURS_AGO[0] + timedelta(hours=24)),
    ("unit_today",      datetime(2026, 11, 25, 0, 30, tzinfo=UTC)),
    ("pause",           NOW + timedelta(minutes=5)),
    ("stopping",        NOW),
]  # fmt: skip


@pytest.mark.parametrize(("because", "until"), HELD)
def test_what_waits_until_when(because: str, until: datetime | None) -> None:
    facts = replace(FREE, last_day=HOURS_AGO)
    assert held_until(because, facts, NOW, LIMITS, CALENDAR) == until


DEFERRED, FAULT = OutcomeKind.DEFERRED, OutcomeKind.OUR_FAULT
ROUTES = [
    # kind                  step          another way may be tried
    (DEFERRED,              Step.CONNECT, True),
    (DEFERRED,              Step.AUTH,    True),
    (DEFERRED,              Step.RCPT,    False),
    (DEFERRED,              Step.DOT,     False),
    (FAULT,                 Step.AUTH,    True),
    (OutcomeKind.IN_DOUBT,  Step.DOT,     False),
    (OutcomeKind.FAILED,    Step.RCPT,    False),
    (OutcomeKind.REFUSED,   Step.INTENT,  False),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "step", "breaks"), ROUTES)
def test_the_second_route_is_for_a_broken_first_one(kind: OutcomeKind, step: Step, breaks: bool) -> None:
    assert breaks_the_route(Outcome(kind, step)) is breaks


AFTER = [
    # outcome                tries before   state                  next try in minutes
    (OutcomeKind.SENT,       0,             LetterState.SENT,      None),
    (OutcomeKind.IN_DOUBT,   0,             LetterState.IN_DOUBT,  None),
    (OutcomeKind.FAILED,     0,             LetterState.FAILED,    None),
    (DEFERRED,               0,             LetterState.PLANNED,   5),
    (DEFERRED,               1,             LetterState.PLANNED,   15),
    (FAULT,                  9,             LetterState.PLANNED,   180),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "tries", "state", "minutes"), AFTER)
def test_after(kind: OutcomeKind, tries: int, state: LetterState, minutes: int | None) -> None:
    got, at, _ = after(Outcome(kind, Step.DOT), notice(I1, attempts=tries), NOW)
    assert got is state
    assert at == (None if minutes is None else NOW + timedelta(minutes=minutes))


def test_tries_end_when_the_notice_is_of_no_more_use() -> None:
    old = notice(C1, NOW - timedelta(hours=18), attempts=6)
    assert after(Outcome(DEFERRED, Step.DOT), old, NOW) == (LetterState.FAILED, None, "expired")
