"""Which days are worked: Vietnam's public holidays, and over them what the government declared for a year.

The `holidays` package computes the days that the law fixes, without network. Swapped days and bridge
days are announced late, so a file a year (config/calendar/2026.toml) wins over it:

    confirmed = true
    [[off]]          # not worked
    date = 2026-01-02
    why = "…"
    [[work]]         # worked, though a weekend day or a holiday
    date = 2026-01-10
    why = "…"
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from maild.errors import ConfigError
from maild.faults import Found, TomlText, suggestion
from maild.model import Calendar

Window = tuple[time, time]
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Year:
    """What a calendar file says about its year."""

    year: int
    confirmed: bool = False
    off: Mapping[date, str] = field(default_factory=dict)
    work: Mapping[date, str] = field(default_factory=dict)


def build(
    years: Iterable[int], declared: Mapping[int, Year], zone: str, windows: Sequence[Window]
) -> Calendar:
    """The calendar of `years`; a year without a file has the days the law fixes and no others."""
    wanted = sorted(set(years))
    law = _law(wanted)
    off = {day for day in law if day.year in wanted}
    make_up = {day for day in getattr(law, "weekend_workdays", ()) if day.year in wanted}
    for year in wanted:
        said = declared.get(year, Year(year))
        off = (off | set(said.off)) - set(said.work)
        make_up = (make_up - set(said.off)) | {day for day in said.work if day.weekday() >= _SATURDAY}
    return Calendar(zone, frozenset(off), frozenset(make_up), tuple(windows))


def days_of(years: Iterable[int], declared: Mapping[int, Year]) -> list[tuple[date, bool, str]]:
    """Every exception of `years` in order: (day, worked, why), for `calendar show`."""
    wanted = sorted(set(years))
    law = _law(wanted)
    worked = set(build(wanted, declared, "UTC", ()).make_up_days)
    days = {day: (False, str(why)) for day, why in law.items() if day.year in wanted}
    days |= dict.fromkeys(worked, (True, ""))
    for year in wanted:
        said = declared.get(year, Year(year))
        days |= {day: (False, why) for day, why in said.off.items()}
        days |= {day: (True, why) for day, why in said.work.items()}
    return [(day, *days[day]) for day in sorted(days)]


def read_years(
    directories: Iterable[Path], language: str = "vi"
) -> tuple[dict[int, Year], list[ConfigError]]:
    """The files `<year>.toml` of all directories, a later directory's file instead of an earlier's.

    Files with faults come back as one ConfigError each, and their year is missing.
    """
    files: dict[int, Path] = {}
    for directory in directories:
        for path in sorted(directory.glob("[0-9][0-9][0-9][0-9].toml")):
            files[int(path.stem)] = path
    years: dict[int, Year] = {}
    errors: list[ConfigError] = []
    for number, path in files.items():
        try:
            years[number] = read_year(path, language)
        except ConfigError as error:
            errors.append(error)
    return years, errors


def read_year(path: Path, language: str = "vi") -> Year:
    """Read `<year>.toml`. Raises ConfigError with every fault of the file."""
    label = f"calendar/{path.name}"
    text = TomlText()
    text.add(path, label)
    number = int(path.stem)
    found = list(text.found)
    for key in text.data.keys() - {"confirmed", "off", "work"}:
        hint = suggestion(key, ("confirmed", "off", "work"), language)
        found.append(Found((key,), "unknown", {"hint": hint}))
    confirmed = text.data.get("confirmed", False)
    if not isinstance(confirmed, bool):
        found.append(Found(("confirmed",), "yes_no", {"value": repr(confirmed)}))
    days: dict[str, dict[date, str]] = {"off": {}, "work": {}}
    seen: set[date] = set()
    for kind, into in days.items():
        entries = text.data.get(kind, [])
        if not isinstance(entries, list):
            found.append(Found((kind,), "list", {"value": repr(entries)}))
            continue
        for index, entry in enumerate(entries):
            where = (kind, str(index), "date")
            day, why = _entry(entry, number)
            if day is None:
                found.append(Found(where, "bad_day", {"year": number, "value": _shown(entry)}))
            elif day in seen:
                found.append(Found(where, "day_twice", {"value": day.isoformat()}))
            else:
                seen.add(day)
                into[day] = why
    if found:
        raise ConfigError([text.fault(one, language, label) for one in found])
    return Year(number, confirmed, days["off"], days["work"])


def _law(years: Sequence[int]) -> Any:
    """Public holidays as the package computes them: a mapping of days, and `weekend_workdays`."""
    import holidays  # here, because it costs a command a tenth of a second that most never need

    # The language is named because the package would otherwise follow the process's locale.
    return holidays.country_holidays("VN", years=years, language="vi")


def _entry(entry: Any, year: int) -> tuple[date | None, str]:
    day = entry.get("date") if isinstance(entry, dict) else None
    why = entry.get("why") if isinstance(entry, dict) else None
    if isinstance(day, str):
        try:
            day = date.fromisoformat(day)
        except ValueError:
            return None, ""
    good = isinstance(day, date) and not isinstance(day, datetime) and day.year == year
    if not good or not isinstance(why, str) or not why.strip():
        return None, ""
    return day, why


def _shown(entry: Any) -> str:
    if not isinstance(entry, dict):
        return repr(entry)
    return ", ".join(f"{key} = {value}" for key, value in entry.items()) or "{}"
