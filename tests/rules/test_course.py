"""Where a round should be by now, and where it will end at today's pace."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from maild.model import Calendar, Targets
from maild.rules.calendar import working_time_between
from maild.rules.course import forecast, target

FIRST, LAST = date(2026, 11, 9), date(2026, 11, 27)  # Monday to Friday: 14 working days after the first
CALENDAR, TARGETS = Calendar(), Targets(half=0.5, final=0.95)

TARGETED = [
    # day                     share wanted
    (date(2026, 11, 8),       0.0),
    (date(2026, 11, 9),       0.0),
    (date(2026, 11, 10),      0.5 / 7),
    (date(2026, 11, 14),      0.5 * 4 / 7),      # Saturday: as on Friday
    (date(2026, 11, 18),      0.5),
    (date(2026, 11, 19),      0.5 + 0.45 / 7),
    (date(2026, 11, 27),      0.95),
    (date(2026, 12, 24),      0.95),
]  # fmt: skip


@pytest.mark.parametrize(("day", "share"), TARGETED)
def test_the_target_by_working_days(day: date, share: float) -> None:
    assert target(FIRST, LAST, day, TARGETS, CALENDAR) == pytest.approx(share)


def test_a_round_of_one_day_has_its_target_at_its_end() -> None:
    assert target(LAST, LAST, LAST, TARGETS, CALENDAR) == TARGETS.final


D10, D13, D16, D18, D20 = (date(2026, 11, day) for day in (10, 13, 16, 18, 20))
FORECASTS = [
    # known at the end of days        today   share at the end of 100
    ({},                              D13,    None),
    ({D13: 40},                       D13,    None),   # one list says nothing about the pace
    ({D10: 30, D13: 36},              D13,    0.36 + 2 * 0.10),      # 2 a day, 10 days left
    ({D10: 30, D13: 36, D20: 36},     D20,    0.36),   # nothing for five days
    ({D10: 30, D13: 30, D16: 40, D18: 60, D20: 80}, D20, 1.0),       # never more than everybody
]  # fmt: skip


@pytest.mark.parametrize(("known", "today", "share"), FORECASTS)
def test_the_forecast_goes_on_as_in_the_last_days(
    known: dict[date, int], today: date, share: float | None
) -> None:
    assert forecast(known, 100, today, LAST, CALENDAR) == (None if share is None else pytest.approx(share))


def test_nobody_is_forecast() -> None:
    assert forecast({D10: 0}, 0, D13, LAST, CALENDAR) is None


def at(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=UTC) - timedelta(hours=7)


WORKED = [
    # from               to                    working hours (07:30–11:00, 13:30–16:30)
    ("2026-11-10 08:00", "2026-11-10 09:30",   1.5),
    ("2026-11-10 10:30", "2026-11-10 14:00",   1.0),
    ("2026-11-10 16:00", "2026-11-11 08:00",   1.0),
    ("2026-11-13 16:00", "2026-11-16 08:30",   1.5),   # over a weekend
    ("2026-11-14 08:00", "2026-11-15 20:00",   0.0),
    ("2026-11-10 09:00", "2026-11-10 08:00",   0.0),
]  # fmt: skip


@pytest.mark.parametrize(("begin", "end", "hours"), WORKED)
def test_the_clock_stands_still_outside_working_hours(begin: str, end: str, hours: float) -> None:
    assert working_time_between(at(begin), at(end), CALENDAR) == timedelta(hours=hours)
