from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maild.model import Calendar, Season
from maild.rules.calendar import (
    add_working_days,
    at_local,
    hours_on,
    in_window,
    is_working_day,
    local_day,
    next_window,
    working_days_between,
)
from tests.rules.values import CALENDAR, local

DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
CALENDARS = st.builds(
    Calendar,
    days_off=st.frozensets(DAYS, max_size=30),
    make_up_days=st.frozensets(DAYS, max_size=10),
)

SEASONAL = replace(
    CALENDAR,
    seasons=(
        Season(date(2026, 5, 1), date(2026, 9, 30), ((time(7), time(11)), (time(13, 30), time(16)))),
        Season(date(2026, 7, 1), date(2026, 7, 1), ((time(8), time(9)),)),
    ),
    half_days=frozenset({date(2026, 11, 13)}),
)
HOURS = [
    # moment              next window
    ("2026-04-29 06:00", "2026-04-29 07:30"),
    ("2026-05-04 06:00", "2026-05-04 07:00"),
    ("2026-05-04 16:10", "2026-05-05 07:00"),
    ("2026-07-01 06:00", "2026-07-01 08:00"),  # the later season wins
    ("2026-11-13 12:00", "2026-11-16 07:30"),  # Friday, until noon only
]


@pytest.mark.parametrize(("at", "opens"), HOURS)
def test_hours_may_differ_by_season_and_on_half_days(at: str, opens: str) -> None:
    assert next_window(local(at), SEASONAL) == local(opens)


def test_how_long_letters_may_go_out_on_a_day() -> None:
    assert hours_on(date(2026, 11, 12), SEASONAL) == timedelta(hours=6.5)
    assert hours_on(date(2026, 11, 13), SEASONAL) == timedelta(hours=3.5)
    assert hours_on(date(2026, 11, 20), SEASONAL) == timedelta()


WORKED = [
    ("2026-11-19", True),  # a Thursday
    ("2026-11-20", False),  # a Friday that is off
    ("2026-11-21", True),  # the Saturday that is worked instead
    ("2026-11-22", False),  # a Sunday
]


@pytest.mark.parametrize(("day", "worked"), WORKED)
def test_knows_a_working_day(day: str, worked: bool) -> None:
    assert is_working_day(date.fromisoformat(day), CALENDAR) is worked


STEPS = [
    # from          n   gives
    ("2026-11-19", 0, "2026-11-19"),
    ("2026-11-19", 1, "2026-11-21"),
    ("2026-11-19", 2, "2026-11-23"),
    ("2026-11-23", -1, "2026-11-21"),
    ("2026-11-23", -2, "2026-11-19"),
    ("2026-11-22", 1, "2026-11-23"),
    ("2026-11-22", -1, "2026-11-21"),
    ("2026-11-22", 0, "2026-11-22"),
]


@pytest.mark.parametrize(("day", "n", "gives"), STEPS)
def test_counts_working_days(day: str, n: int, gives: str) -> None:
    assert add_working_days(date.fromisoformat(day), n, CALENDAR) == date.fromisoformat(gives)


@given(DAYS, st.integers(-40, 40), CALENDARS)
def test_adding_and_counting_are_inverses_on_working_days(day: date, n: int, calendar: Calendar) -> None:
    start = add_working_days(day, 1, calendar)
    end = add_working_days(start, n, calendar)
    assert is_working_day(end, calendar)
    assert add_working_days(end, -n, calendar) == start
    assert working_days_between(start, end, calendar) == n


WINDOWS = [
    # local now             inside  next, local
    ("2026-11-12 07:29", False, "2026-11-12 07:30"),
    ("2026-11-12 07:30", True, "2026-11-12 07:30"),
    ("2026-11-12 10:59", True, "2026-11-12 10:59"),
    ("2026-11-12 11:00", False, "2026-11-12 13:30"),
    ("2026-11-12 16:30", False, "2026-11-13 07:30"),
    ("2026-11-19 17:00", False, "2026-11-21 07:30"),  # over the day off to the Saturday that is worked
    ("2026-11-21 17:00", False, "2026-11-23 07:30"),
]


@pytest.mark.parametrize(("now", "inside", "following"), WINDOWS)
def test_letters_go_out_in_office_hours(now: str, inside: bool, following: str) -> None:
    assert in_window(local(now), CALENDAR) is inside
    assert next_window(local(now), CALENDAR) == local(following)


@given(st.integers(0, 500_000), CALENDARS)
def test_the_next_window_is_a_window_and_never_before_now(minutes: int, calendar: Calendar) -> None:
    now = local("2026-01-01 00:00") + timedelta(minutes=minutes)
    opens = next_window(now, calendar)
    assert opens >= now
    assert in_window(opens, calendar)


def test_days_are_the_provinces() -> None:
    assert local_day(local("2026-11-12 00:30"), CALENDAR) == date(2026, 11, 12)
    assert at_local(date(2026, 11, 12), time(8, 0), CALENDAR).isoformat() == "2026-11-12T01:00:00+00:00"


def test_a_calendar_without_a_window_never_sends() -> None:
    with pytest.raises(ValueError, match="window"):
        next_window(local("2026-11-12 09:00"), Calendar(windows=()))
