"""Filters of the templates: dates, times and counts as an official would write them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def one_line(value: object) -> str:
    """A value fit to stand in a letter: composed (NFC), one line, no controls and no bidirectional marks."""
    text = unicodedata.normalize("NFC", str(value))
    if not text.isprintable():  # nearly all are, and then no character is unwanted
        text = "".join(" " if _unwanted(char) else char for char in text)
    return " ".join(text.split())


def day_month(when: datetime) -> str:
    """27/11; the zero is only ever before a day below ten or the first two months."""
    return f"{when.day:02d}/{_vi_month(when.month)}"


def date_vi(when: date) -> str:
    """ngày 05 tháng 02 năm 2026: days below 10 and the months 1 and 2 with a zero (Decree 30/2020, I.II.4)."""
    return f"ngày {when.day:02d} tháng {_vi_month(when.month)} năm {when.year}"


def date_en(when: date) -> str:
    """27 November 2026."""
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def moment_vi(when: datetime) -> str:
    """17 giờ 00 ngày 27 tháng 11 năm 2026."""
    return f"{when.hour:02d} giờ {when.minute:02d} {date_vi(when)}"


def moment_en(when: datetime) -> str:
    """17:00 on 27 November 2026."""
    return f"{clock(when)} on {date_en(when)}"


def clock(when: datetime) -> str:
    """17:00."""
    return f"{when.hour:02d}:{when.minute:02d}"


def two_digits(count: int) -> str:
    """03: counts below ten carry a zero in official Vietnamese."""
    return f"{count:02d}"


def listed(parts: list[str]) -> str:
    """Name, position, unit: what is empty leaves no comma behind."""
    return ", ".join(part for part in parts if part)


FILTERS: Mapping[str, Callable[..., Any]] = {
    "day_month": day_month,
    "date_vi": date_vi,
    "date_en": date_en,
    "moment_vi": moment_vi,
    "moment_en": moment_en,
    "clock": clock,
    "two_digits": two_digits,
    "listed": listed,
}


def _vi_month(month: int) -> str:
    return f"{month:02d}" if month <= 2 else str(month)


def _unwanted(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
