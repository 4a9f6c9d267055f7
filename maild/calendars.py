"""Which days are worked: Vietnam's public holidays, and over them what the government declared for a year.

The days that the law fixes, moon and all, stand in `public_holidays.tsv`, which `deb/days.py` makes with the
`holidays` package. Swapped days and bridge days are announced late, so a file a year (config/calendar/2026.toml)
wins over it:

    confirmed = true
    [[off]]          # not worked
    date = 2026-01-02
    why = "…"
    [[work]]         # worked, though a weekend day or a holiday
    date = 2026-01-10
    why = "…"
    [[half]]         # worked until noon
    date = 2026-02-13
    why = "…"
    [[hours]]        # other sending hours, from one day to another
    from = 2026-05-01
    to = 2026-09-30
    windows = ["07:00-11:00", "13:30-16:00"]
    why = "…"
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import pairwise
from pathlib import Path
from typing import Any

from maild.errors import ConfigError
from maild.faults import Found, TomlText, suggestion
from maild.model import Calendar, Season

Window = tuple[time, time]
_SATURDAY = 5
_KEYS = ("confirmed", "off", "work", "half", "hours")
_PUBLIC = Path(__file__).with_name("public_holidays.tsv")


@dataclass(frozen=True, slots=True)
class Year:
    """What a calendar file says about its year."""

    year: int
    confirmed: bool = False
    off: Mapping[date, str] = field(default_factory=dict)
    work: Mapping[date, str] = field(default_factory=dict)
    half: Mapping[date, str] = field(default_factory=dict)
    hours: tuple[tuple[Season, str], ...] = ()  # with the reason


def build(
    years: Iterable[int], declared: Mapping[int, Year], zone: str, windows: Sequence[Window]
) -> Calendar:
    """The calendar of `years`; a year without a file has the days the law fixes and no others."""
    wanted = sorted(set(years))
    law, make_up = _law(wanted)
    off = set(law)
    for year in wanted:
        said = declared.get(year, Year(year))
        off = (off | set(said.off)) - set(said.work)
        make_up = (make_up - set(said.off)) | {day for day in said.work if day.weekday() >= _SATURDAY}
    known = [declared[year] for year in wanted if year in declared]
    return Calendar(
        zone,
        frozenset(off),
        frozenset(make_up),
        tuple(windows),
        seasons=tuple(season for year in known for season, _ in year.hours),
        half_days=frozenset(day for year in known for day in year.half),
    )


def days_of(
    years: Iterable[int], declared: Mapping[int, Year], language: str = "vi"
) -> list[tuple[date, bool, str]]:
    """Every exception of `years` in order: (day, worked, why), for `calendar show`."""
    wanted = sorted(set(years))
    law, _ = _law(wanted)
    worked = set(build(wanted, declared, "UTC", ()).make_up_days)
    days = {day: (False, names[language == "en"]) for day, names in law.items()}
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
    for key in text.data.keys() - set(_KEYS):
        hint = suggestion(key, _KEYS, language)
        found.append(Found((key,), "unknown", {"hint": hint}))
    confirmed = text.data.get("confirmed", False)
    if not isinstance(confirmed, bool):
        found.append(Found(("confirmed",), "yes_no", {"value": repr(confirmed)}))
    days: dict[str, dict[date, str]] = {"off": {}, "work": {}, "half": {}}
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
    hours: list[tuple[Season, str]] = []
    seasons = text.data.get("hours", [])
    if not isinstance(seasons, list):
        found.append(Found(("hours",), "list", {"value": repr(seasons)}))
        seasons = []
    for index, entry in enumerate(seasons):
        season = _season(entry, number)
        if season is None:
            found.append(Found(("hours", str(index)), "bad_hours", {"year": number, "value": _shown(entry)}))
        else:
            hours.append(season)
    if found:
        raise ConfigError([text.fault(one, language, label) for one in found])
    return Year(number, confirmed, days["off"], days["work"], days["half"], tuple(hours))


def _law(years: Sequence[int]) -> tuple[dict[date, tuple[str, str]], set[date]]:
    """Of these years: days off with their names in Vietnamese and English, and weekend days that are worked."""
    off: dict[date, tuple[str, str]] = {}
    work: set[date] = set()
    wanted = tuple(f"{year}-" for year in years)
    for line in _PUBLIC.read_text("utf-8").splitlines():
        if line.startswith(wanted):
            day, kind, vi, en = line.split("\t")
            if kind == "off":
                off[date.fromisoformat(day)] = vi, en
            else:
                work.add(date.fromisoformat(day))
    return off, work


def _entry(entry: Any, year: int) -> tuple[date | None, str]:
    day = _day(entry.get("date")) if isinstance(entry, dict) else None
    why = entry.get("why") if isinstance(entry, dict) else None
    if day is None or day.year != year or not isinstance(why, str) or not why.strip():
        return None, ""
    return day, why


def _season(entry: Any, year: int) -> tuple[Season, str] | None:
    if not isinstance(entry, dict):
        return None
    first, last = (_day(entry.get(name)) for name in ("from", "to"))
    why, windows = entry.get("why"), entry.get("windows")
    if first is None or last is None or not first <= last or first.year != year or last.year != year:
        return None
    if not isinstance(why, str) or not why.strip() or not isinstance(windows, list) or not windows:
        return None
    read = [_window(one) for one in windows]
    kept = sorted(one for one in read if one is not None)
    if len(kept) != len(read) or any(two[0] < one[1] for one, two in pairwise(kept)):
        return None
    return Season(first, last, tuple(kept)), why


def _window(text: Any) -> Window | None:
    try:
        start, end = (time.fromisoformat(part.strip()) for part in text.split("-"))
    except (ValueError, AttributeError):
        return None
    return (start, end) if start < end else None


def _day(value: Any) -> date | None:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, date) and not isinstance(value, datetime) else None


def _shown(entry: Any) -> str:
    if not isinstance(entry, dict):
        return repr(entry)
    return ", ".join(f"{key} = {value}" for key, value in entry.items()) or "{}"
