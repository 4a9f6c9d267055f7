"""Working days and sending windows, in the province's zone; every answer that is a moment is in UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from maild.model import Calendar

_DAY = timedelta(days=1)
_SATURDAY = 5
_NOON = time(12, 0)


def local_day(now: datetime, calendar: Calendar) -> date:
    """The calendar day it is in the province at `now`."""
    return now.astimezone(_zone(calendar.zone)).date()


def is_working_day(day: date, calendar: Calendar) -> bool:
    """A weekday that is not off, or a weekend day that is worked instead; the latter wins over days off."""
    return day in calendar.make_up_days or (day.weekday() < _SATURDAY and day not in calendar.days_off)


def add_working_days(day: date, n: int, calendar: Calendar) -> date:
    """The `n`-th working day after `day`, or before it where `n` is negative; `day` itself for 0.

    `day` need not be a working day: Saturday + 1 is Monday, and Saturday - 1 is Friday.
    """
    step = _DAY if n > 0 else -_DAY
    for _ in range(abs(n)):
        day += step
        while not is_working_day(day, calendar):
            day += step
    return day


def working_days_between(a: date, b: date, calendar: Calendar) -> int:
    """How many working days lie after `a` up to and with `b`; negative where `b` is before `a`."""
    if b < a:
        return -working_days_between(b, a, calendar)
    return sum(is_working_day(a + _DAY * n, calendar) for n in range(1, (b - a).days + 1))


def at_local(day: date, at: time, calendar: Calendar) -> datetime:
    """The moment at which the province's clock shows `at` on `day`."""
    return datetime.combine(day, at, _zone(calendar.zone)).astimezone(UTC)


def in_window(now: datetime, calendar: Calendar) -> bool:
    """Whether letters may go out at `now`; the end of a window is outside."""
    return window_of(now, calendar) is not None


def next_window(now: datetime, calendar: Calendar) -> datetime:
    """When letters may go out next: `now` itself inside a window, else the start of the next one."""
    return now.astimezone(UTC) if in_window(now, calendar) else window_after(now, calendar)[0]


def window_of(now: datetime, calendar: Calendar) -> tuple[datetime, datetime] | None:
    """Start and end of the window that `now` lies in."""
    for start, end in windows_of(local_day(now, calendar), calendar):
        if start <= now < end:
            return start, end
    return None


def window_after(now: datetime, calendar: Calendar) -> tuple[datetime, datetime]:
    """Start and end of the first window that starts after `now`."""
    if not calendar.windows:
        raise ValueError("a calendar without a sending window")
    day = local_day(now, calendar)
    while True:
        for start, end in windows_of(day, calendar):
            if start > now:
                return start, end
        day += _DAY


def windows_on(day: date, calendar: Calendar) -> list[tuple[time, time]]:
    """The hours in which letters may go out on `day` if it is worked, by the province's clock."""
    windows = calendar.windows
    for season in calendar.seasons:
        if season.first <= day <= season.last:
            windows = season.windows
    if day in calendar.half_days:
        windows = tuple((start, min(end, _NOON)) for start, end in windows if start < _NOON)
    return sorted(windows)


def hours_on(day: date, calendar: Calendar) -> timedelta:
    """How long letters may go out on `day`."""
    return sum((end - start for start, end in windows_of(day, calendar)), timedelta())


def working_time_between(a: datetime, b: datetime, calendar: Calendar) -> timedelta:
    """How much of the time from `a` to `b` lies in the windows: at night and on days off the clock stands still."""
    worked = timedelta()
    day, last = local_day(a, calendar), local_day(b, calendar)
    while day <= last:
        for start, end in windows_of(day, calendar):
            worked += max(min(end, b) - max(start, a), timedelta())
        day += _DAY
    return worked


def windows_of(day: date, calendar: Calendar) -> list[tuple[datetime, datetime]]:
    """Start and end of each window of `day`; none on a day that is not worked."""
    if not is_working_day(day, calendar):
        return []
    return [
        (at_local(day, start, calendar), at_local(day, end, calendar))
        for start, end in windows_on(day, calendar)
    ]


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
