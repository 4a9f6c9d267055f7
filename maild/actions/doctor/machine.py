"""This machine and its database, the calendar, the letters: what needs no network."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from maild import calendars
from maild.actions import inspect
from maild.actions.doctor.lines import Level, Line, line
from maild.config import Config, calendar_of
from maild.errors import MaildError
from maild.jobs.vitals import LOW_MIB, MIB, OUT_MIB
from maild.rules.calendar import in_window, next_window
from maild.shipped import shipped_directory
from maild.store import Database

_NEXT_YEAR_FROM = 10  # the month from which the next year's calendar is asked for


def settings(config: Config) -> Iterator[Line]:
    mode = config.mode
    yield line("", "mode", "ok", "doctor.live" if mode == "live" else "doctor.rehearsal")
    for one in config.warnings:
        if one.where.startswith("calendar/"):
            continue  # more is said about it below
        yield line(one.where, "configuration", "warn", "doctor.configuration", what=one.what)
    faults = inspect.faults(config)
    for fault in faults:
        yield line(fault.where, "templates", "fail", "doctor.template", what=fault.what)
    if not faults:
        yield line("", "templates", "ok", "doctor.templates")


def time_to_send(config: Config, now: datetime) -> Iterator[Line]:
    """The calendar reaches to the end of the year, and when letters may go out next."""
    today = now.astimezone(config.zone).date()
    declared, _ = calendars.read_years(
        (shipped_directory("config") / "calendar", config.paths.calendar), config.language
    )
    years = [today.year, *([today.year + 1] if today.month >= _NEXT_YEAR_FROM else [])]
    for year in years:
        day = date(year, 12, 31)
        if year not in declared:
            level: Level = "fail" if year == today.year else "warn"
            yield line("", "calendar", level, "doctor.calendar_missing", year=year)
        elif not declared[year].confirmed:
            yield line("", "calendar", "warn", "doctor.calendar_unconfirmed", year=year)
        else:
            yield line("", "calendar", "ok", "doctor.calendar", until=f"{day:%d/%m/%Y}")
    calendar = calendar_of(config, range(today.year - 1, today.year + 2))
    windows = ", ".join(f"{one:%H:%M}-{two:%H:%M}" for one, two in calendar.windows)
    if in_window(now, calendar):
        yield line("", "window", "ok", "doctor.window_open", windows=windows)
    else:
        opens = next_window(now, calendar).astimezone(config.zone)
        yield line("", "window", "ok", "doctor.window", windows=windows, opens=f"{opens:%H:%M %d/%m/%Y}")


def disk(config: Config) -> Iterator[Line]:
    place = config.paths.state
    while not place.exists() and place != place.parent:
        place = place.parent
    free_mib = shutil.disk_usage(place).free // MIB
    facts = {"path": str(config.paths.state), "mib": free_mib}
    if free_mib < OUT_MIB:
        yield line("", "disk", "fail", "doctor.disk_out", **facts)
    elif free_mib < LOW_MIB:
        yield line("", "disk", "warn", "doctor.disk_low", **facts)
    else:
        yield line("", "disk", "ok", "doctor.disk", **facts)


def database(store: Database) -> tuple[list[Line], str | None]:
    """Whether the database takes what is written, and its epoch: without one nothing can be signed."""
    try:
        store.migrate()
        store.try_writing()
        epoch = store.epoch
        restored = store.is_restored()
    except (MaildError, OSError) as error:
        text = error.text if isinstance(error, MaildError) else str(error)
        facts = error.facts if isinstance(error, MaildError) else {}
        return [line("", "database", "fail", text or str(error), **facts)], None
    where = Path(store.url.database or "").name
    lines = [line("", "database", "ok", "doctor.database", name=where)]
    if restored:
        lines.append(line("", "database", "fail", "health.restored"))
    return lines, epoch
