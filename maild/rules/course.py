"""Where a round should be by now, and where it will end at today's pace (a10)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from maild.model import Calendar, Targets
from maild.rules.calendar import add_working_days, working_days_between

PACE_WORKING_DAYS = 5


def target(invited_on: date, last_day: date, today: date, targets: Targets, calendar: Calendar) -> float:
    """The share that should have answered on `today`: straight lines over working days, from nothing at the
    invitation through `targets.half` at half time to `targets.final` on the last day.
    """
    whole = working_days_between(invited_on, last_day, calendar)
    gone = min(max(working_days_between(invited_on, today, calendar), 0), max(whole, 0))
    if whole <= 0 or gone >= whole:
        return targets.final if today >= last_day else 0.0
    half = whole / 2
    if gone <= half:
        return targets.half * gone / half
    return targets.half + (targets.final - targets.half) * (gone - half) / half


def forecast(
    answered: Mapping[date, int], officials: int, today: date, last_day: date, calendar: Calendar
) -> float | None:
    """The share at the end when it goes on as in the last working days; None while there is too little to go by.

    `answered`: how many answers were known at the end of each local day on which that number changed.
    """
    if not officials or not answered or min(answered) >= today:
        return None
    known = _known(answered, today)
    back = add_working_days(today, -PACE_WORKING_DAYS, calendar)
    first = min(answered)
    begins = max(back, first)
    days = working_days_between(begins, today, calendar)
    if days <= 0:
        return None
    before = _known(answered, begins) if begins > first else 0
    if begins == first:  # the first list brought what had been answered before it
        before = answered[first]
    pace = (known - before) / days
    left = max(working_days_between(today, last_day, calendar), 0)
    return min(1.0, (known + pace * left) / officials)


def _known(answered: Mapping[date, int], day: date) -> int:
    past = [one for one in answered if one <= day]
    return answered[max(past)] if past else 0
