"""Reports as self-contained pages: figures as words and as the points of a chart, for a template to lay out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from maild.jobs import figures as figured
from maild.jobs import sheets
from maild.jobs.figures import Figures, Row
from maild.letters.notice_facts import Counts, GroupLine
from maild.model import Calendar, LetterState, Targets
from maild.rules.calendar import local_day
from maild.words import say

WIDTH, HEIGHT = 720, 260
ROWS = 2_000  # of a table on the page: the weakest; all of them stand in the workbook and the CSV
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 24, 18, 30
_LABELS = 8  # days named below the chart
_STATUS = ("answered", "self_reported", "not_urged", "on_leave", "unreachable", "open")


# what a page need not show
NOTHING: Mapping[str, Any] = {"points": (), "points_title": "", "unclassified": ()}


def shares(counts: Counts, language: str) -> list[dict[str, Any]]:
    """The five statuses with their share of the bar."""
    return [
        {
            "key": name,
            "label": say(f"status.{name}", language),
            "count": getattr(counts, name),
            "share": round(100 * getattr(counts, name) / counts.officials, 2) if counts.officials else 0,
        }
        for name in _STATUS
    ]


def figures_of(
    found: Figures, groups: Mapping[str, str], targets: Targets, calendar: Calendar, language: str
) -> dict[str, Any]:
    """What every page about a round shows."""
    zone = ZoneInfo(calendar.zone)

    def lines(grouped: Iterable[tuple[GroupLine, int]]) -> list[dict[str, Any]]:
        return [
            {"name": line.name, "counts": line.counts, "status": shares(line.counts, language)}
            for line, _ in grouped
        ]

    units = figured.grouped(found.rows, "unit")
    return {
        "round": figured.round_facts(found.round, calendar.zone),
        "at": found.at.astimezone(zone),
        "list_as_of": None if found.list_as_of is None else found.list_as_of.astimezone(zone),
        "list_is_old": found.list_is_old,
        "counts": found.counts,
        "status": shares(found.counts, language),
        "course": found.course,
        "chart": chart(found, targets, calendar),
        "groups": lines(figured.grouped(found.rows, "group", groups)),
        "units": lines(units[:ROWS]),
        "units_more": max(len(units) - ROWS, 0),
        "levels": [
            {
                "letter": one.letter,
                "effect": one.effect,
                "units": one.units[:ROWS],
                "more": max(len(one.units) - ROWS, 0),
            }
            for one in figured.levels(found)
        ],
    }


def crossed(rows: Iterable[Row], groups: Mapping[str, str]) -> dict[str, Any]:
    """Subject group × unit × level, as the page of `report units` shows it too."""
    lines = figured.crossed(rows, groups)
    return {"cross": lines[:ROWS], "cross_more": max(len(lines) - ROWS, 0)}


def chart(found: Figures, targets: Targets, calendar: Calendar) -> dict[str, Any]:
    """The course of answers against the target, as points of an SVG of WIDTH × HEIGHT; letters as marks."""
    days = sheets.days(found, targets, calendar)
    first, last = days[0][0], days[-1][0]
    span = max((last - first).days, 1)

    def x(day: date) -> float:
        return round(_LEFT + (WIDTH - _LEFT - _RIGHT) * (day - first).days / span, 1)

    def y(share: float) -> float:
        return round(_TOP + (HEIGHT - _TOP - _BOTTOM) * (1 - min(max(share, 0.0), 1.0)), 1)

    def points(of: list[tuple[date, float]]) -> str:
        return " ".join(f"{x(day)},{y(share)}" for day, share in of)

    past = [(day, share) for day, _, share, _ in days if share is not None]
    ahead: list[tuple[date, float]] = []
    if found.course.forecast is not None and past and past[-1][0] < last:
        ahead = [past[-1], (last, found.course.forecast)]
    every = max(1, -(-len(days) // _LABELS))
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "left": _LEFT,
        "right": WIDTH - _RIGHT,
        "bottom": HEIGHT - _BOTTOM,
        "target": points([(day, wanted) for day, _, _, wanted in days]),
        "answered": points(past),
        "forecast": points(ahead),
        "now": None if not past else {"x": x(past[-1][0]), "y": y(past[-1][1])},
        "rows": [{"y": y(part / 4), "text": f"{part * 25} %"} for part in range(5)],
        "days": [{"x": x(day), "text": f"{day.day:02}/{day.month:02}"} for day, *_ in days[::every]],
        "marks": [
            {"x": x(day), "text": code} for code, day in _waves(found, calendar) if first <= day <= last
        ],
    }


def _waves(found: Figures, calendar: Calendar) -> list[tuple[str, date]]:
    """The first day on which letters of each kind went out."""
    went: dict[str, date] = {}
    for letter in found.letters:
        if letter.at is not None and letter.state in (LetterState.SENT, LetterState.IN_DOUBT):
            day = local_day(letter.at, calendar)
            went[letter.code] = min(went.get(letter.code, day), day)
    return sorted(went.items(), key=lambda item: item[1] + timedelta())
