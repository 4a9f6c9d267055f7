"""Days and moments as offices, browsers and ISO 8601 write them."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from maild.actions.moments import day_of, moment_of

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.mark.parametrize(
    "text", ["27/11/2026", "27-11-2026", "27.11.2026", "ngày 27/11/2026", " 27/11/2026,", "2026-11-27"]
)
def test_a_day(text: str) -> None:
    assert day_of(text) == date(2026, 11, 27)


@pytest.mark.parametrize("text", ["", "31/11/2026", "27/11", "27/11/26x", "mai", "11/27/2026"])
def test_what_is_no_day(text: str) -> None:
    assert day_of(text) is None


@pytest.mark.parametrize(
    "text",
    [
        *("07:30 27/11/2026", "27/11/2026 07:30", "7h30 ngày 27/11/2026", "7 giờ 30, ngày 27/11/2026"),
        *("2026-11-27 07:30", "2026-11-27T07:30"),
    ],
)
def test_a_moment(text: str) -> None:
    assert moment_of(text, ZONE) == datetime(2026, 11, 27, 7, 30, tzinfo=ZONE)


def test_a_day_alone_is_its_end_of_work() -> None:
    assert moment_of("27/11/2026", ZONE) == datetime(2026, 11, 27, 17, tzinfo=ZONE)


@pytest.mark.parametrize("text", ["25:00 27/11/2026", "07:75 27/11/2026", "07:30", "07:30 31/11/2026"])
def test_what_is_no_moment(text: str) -> None:
    assert moment_of(text, ZONE) is None
