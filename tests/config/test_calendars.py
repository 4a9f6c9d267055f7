"""Days off and make-up days: what the law fixes, and the declared days over it."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from deb import days
from maild.calendars import Year, build, days_of, read_year, read_years
from maild.config import calendar_of
from maild.errors import ConfigError
from maild.model import Season
from maild.shipped import shipped_directory

from .house import MINIMAL, house, read, secret

SHIPPED = shipped_directory("config") / "calendar"

DAYS = [
    # day                      worked?   because
    (date(2026, 1, 1), False),  # New Year
    (date(2026, 1, 2), False),  # swapped by declaration; the library does not know
    (date(2026, 1, 10), True),  # a Saturday, worked for it
    (date(2026, 2, 16), False),  # Tết
    (date(2026, 2, 20), False),
    (date(2026, 2, 23), True),
    (date(2026, 4, 27), False),  # Giỗ Tổ fell on a Sunday
    (date(2026, 8, 22), True),  # a Saturday, worked for 31 August
    (date(2026, 8, 31), False),
    (date(2026, 9, 2), False),
    (date(2026, 11, 24), False),  # Culture Day, inside the survey's season
    (date(2026, 11, 25), True),
    (date(2027, 2, 10), False),  # computed
    (date(2027, 5, 3), False),
]


@pytest.mark.parametrize(("day", "worked"), DAYS)
def test_c05_the_shipped_calendar(tmp_path: Path, day: date, worked: bool) -> None:
    calendar = calendar_of(read(house(tmp_path, MINIMAL)), [2026, 2027])
    weekend = day.weekday() >= 5
    assert (day in calendar.make_up_days if weekend else day not in calendar.days_off) == worked


def test_the_laws_days_are_those_of_the_package() -> None:
    """`make docs` writes them anew, after the package was brought up to date."""
    assert days.TABLE.read_text("utf-8") == days.table()


def test_the_laws_days_have_english_names_too() -> None:
    assert (date(2028, 9, 4), False, "National Day (observed)") in days_of([2028], {}, "en")


def test_a_provinces_file_replaces_the_shipped_one(tmp_path: Path) -> None:
    path = house(tmp_path, MINIMAL)
    secret(tmp_path, "calendar/2026.toml", "confirmed = true\n[[off]]\ndate = 2026-10-13\nwhy = 'Ngày hội'\n")
    calendar = calendar_of(read(path), [2026])
    assert date(2026, 10, 13) in calendar.days_off
    assert date(2026, 1, 2) not in calendar.days_off
    assert date(2026, 9, 2) in calendar.days_off  # the law stays


def test_declared_work_wins_over_a_holiday() -> None:
    said = {2026: Year(2026, True, {}, {date(2026, 11, 24): "không nghỉ"})}
    calendar = build([2026], said, "UTC", ())
    assert date(2026, 11, 24) not in calendar.days_off
    assert calendar.make_up_days == {date(2026, 8, 22)}  # a weekday that is worked is no make-up day


def test_every_exception_has_its_reason_in_vietnamese() -> None:
    years, errors = read_years([SHIPPED])
    assert errors == []
    days = days_of([2026], years)
    assert [day for day, _, why in days if not why] == []
    assert (date(2026, 9, 2), False, "Quốc khánh") in days


def test_a_year_may_have_half_days_and_hours_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "2026.toml"
    path.write_text(
        "[[half]]\ndate = 2026-02-13\nwhy = 'x'\n[[hours]]\nfrom = 2026-05-01\nto = 2026-09-30\nwhy = 'hè'\n"
        "windows = ['13:30-16:00', '07:00-11:00']\n"
    )
    calendar = build([2026], {2026: read_year(path)}, "UTC", ())
    assert calendar.half_days == {date(2026, 2, 13)}
    windows = ((time(7), time(11)), (time(13, 30), time(16)))
    assert calendar.seasons == (Season(date(2026, 5, 1), date(2026, 9, 30), windows),)


BAD = [
    # text                                                       where                                words
    ("confirmed = 1", "calendar/2026.toml:1 confirmed", "true or false"),
    ("[[of]]\ndate = 2026-01-01", "calendar/2026.toml:1 of", "did you mean `off`?"),
    ("[[off]]\ndate = 2025-01-02\nwhy = 'x'", "calendar/2026.toml:2", "a `date` of 2026"),
    ("[[off]]\ndate = 2026-01-02", "calendar/2026.toml:2", "a `why`"),
    ("[[off]]\ndate = '30/4'\nwhy = 'x'", "calendar/2026.toml:2", "30/4"),
    (
        "[[off]]\ndate = 2026-01-02\nwhy = 'x'\n[[work]]\ndate = 2026-01-02\nwhy = 'y'",
        "calendar/2026.toml:5",
        "2026-01-02",
    ),
    ("off = 3", "calendar/2026.toml:1 off", "a list"),
    ("off = [", "calendar/2026.toml:1", "cannot be read"),
    (
        "[[hours]]\nfrom = 2026-05-01\nto = 2026-04-01\nwindows = ['07:00-11:00']\nwhy = 'x'",
        "calendar/2026.toml",
        "07:00",
    ),
    (
        "[[hours]]\nfrom = 2026-05-01\nto = 2026-06-01\nwindows = ['07:00-11:00', '10:00-12:00']\nwhy = 'x'",
        "calendar/2026.toml",
        "overlap",
    ),
]


@pytest.mark.parametrize(("text", "where", "what"), BAD)
def test_a_wrong_calendar_names_its_line(tmp_path: Path, text: str, where: str, what: str) -> None:
    path = secret(tmp_path, "2026.toml", text)
    with pytest.raises(ConfigError) as refused:
        read_year(path, "en")
    assert refused.value.faults[0].where.startswith(where)
    assert any(what in fault.what for fault in refused.value.faults)
