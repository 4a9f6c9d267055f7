"""What the calendar says of a year, and every date of a round."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from maild import calendars
from maild.config import Config, declared_years
from maild.jobs.escalations import escalation_days
from maild.jobs.remind import LEAD_WORKING_DAYS
from maild.model import LADDER, Calendar, Code, Limits, Round
from maild.rules.calendar import add_working_days, at_local, local_day, working_days_between
from maild.rules.notices import WEEKLY, report_days
from maild.rules.reminders import approve_by, ladder

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class YearShown:
    year: int
    confirmed: bool
    windows: tuple[str, ...]
    days: tuple[tuple[date, str, str], ...]  # off, work or half, with the reason
    hours: tuple[tuple[date, date, str, str], ...]


@dataclass(frozen=True, slots=True)
class RoundDates:
    """`dates` are (moment, what, letter, why): invited, mailbox_check (the last day for it), planned, level,
    to_units (due to be approved), report, deadline, off, work, half."""

    dates: tuple[tuple[datetime, str, str, str], ...]
    dropped: tuple[Code, ...]
    working_days: int  # from the day after the invitation to the deadline's
    unconfirmed: tuple[int, ...]  # years that nobody has checked against the government's notice


def year_of(config: Config, calendar: Calendar, year: int) -> YearShown:
    declared = declared_years(config)
    said = declared.get(year, calendars.Year(year))
    fixed = calendars.days_of([year], declared, config.language)
    days = [(day, "work" if works else "off", why) for day, works, why in fixed]
    days += [(day, "half", why) for day, why in said.half.items()]
    return YearShown(
        year,
        said.confirmed,
        tuple(map(_hours, sorted(calendar.windows))),
        tuple(sorted(days)),
        tuple((one.first, one.last, ", ".join(map(_hours, one.windows)), why) for one, why in said.hours),
    )


def of_round(config: Config, calendar: Calendar, limits: Limits, round_: Round) -> RoundDates:
    declared = declared_years(config)
    last_day = local_day(round_.deadline, calendar)
    years = range(round_.invited_on.year, last_day.year + 1)
    waves = ladder(round_, calendar, limits)
    found: list[tuple[datetime, str, str, str]] = [
        (at_local(round_.invited_on, time(), calendar), "invited", "", ""),
        (round_.deadline, "deadline", "", ""),
    ]
    for wave in waves:
        plan_on = add_working_days(local_day(wave.due_at, calendar), -LEAD_WORKING_DAYS, calendar)
        found.append((at_local(plan_on, time(), calendar), "planned", wave.code.value, ""))
        found.append((wave.due_at, "level", wave.code.value, ""))
    checked_by = approve_by(Code.T0, "", round_, calendar, limits)
    found.append((at_local(local_day(checked_by, calendar), time(), calendar), "mailbox_check", "T0", ""))
    for code, day in escalation_days(round_, calendar, limits):
        found.append((at_local(day, time(), calendar), "to_units", code.value, ""))
    for day in report_days(round_.invited_on, last_day, calendar):
        found.append((at_local(day, WEEKLY, calendar), "report", "L1", ""))
    for day, works, why in calendars.days_of(years, declared, config.language):
        if round_.invited_on <= day <= last_day and (works or day.weekday() < _SATURDAY):
            found.append((at_local(day, time(), calendar), "work" if works else "off", "", why))
    for year in years:
        for day, why in declared.get(year, calendars.Year(year)).half.items():
            if round_.invited_on <= day <= last_day:
                found.append((at_local(day, time(), calendar), "half", "", why))
    return RoundDates(
        tuple(sorted(found)),
        tuple(code for code in LADDER if code not in {wave.code for wave in waves}),
        working_days_between(round_.invited_on, last_day, calendar),
        tuple(year for year in years if not declared.get(year, calendars.Year(year)).confirmed),
    )


def _hours(window: tuple[time, time]) -> str:
    return f"{window[0]:%H:%M}–{window[1]:%H:%M}"
