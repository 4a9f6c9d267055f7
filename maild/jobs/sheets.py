"""The figures of a round as sheets: for the workbook of a mail, for `maild report` as XLSX and CSV."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from maild.jobs import figures as figured
from maild.jobs.figures import Figures
from maild.letters.notice_facts import Counts, Effect, GroupLine, IncidentLine, OfficialLine
from maild.model import Attachment, Calendar, Respondent, Targets
from maild.roster.export import SheetOut, write_xlsx
from maild.rules import course
from maild.rules.calendar import local_day
from maild.rules.reminders import LeftOut, Receiver
from maild.store.plans import Omitted, PlannedLetter
from maild.words import say

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_COUNTS = (
    "officials",
    "invited",
    "reached",
    "answered",
    "share",
    "self_reported",
    "not_urged",
    "on_leave",
    "unreachable",
    "open",
    "missing",
)
_LINE = ("name", "position", "status", "reached", "because")
Cell = str | int | float | None


def _head(language: str, *names: str) -> tuple[str, ...]:
    return tuple(say(f"head.{name}", language) for name in names)


def _cells(counts: Counts) -> tuple[Cell, ...]:
    return tuple(
        round(100 * counts.share, 1) if name == "share" else getattr(counts, name) for name in _COUNTS
    )


def totals(found: Figures, language: str) -> SheetOut:
    head = _head(language, *_COUNTS)
    return SheetOut(
        say("sheet.totals", language),
        _head(language, "what", "value"),
        list(zip(head, _cells(found.counts), strict=True)),
        titles=(found.round.title,),
    )


def units(found: Figures, language: str, *, calendar: Calendar) -> SheetOut:
    """Each unit with its counts, and whether its head was told and has reported to have told the officials (a17)."""
    rows = [
        (line.name, *_cells(line.counts), *_told(found, unit_id, language, calendar))
        for line, unit_id in figured.grouped(found.rows, "unit")
    ]
    head = _head(language, "unit", *_COUNTS, "head_told", "acknowledged_on")
    return SheetOut(say("sheet.units", language), head, rows)


def _told(found: Figures, unit_id: int, language: str, calendar: Calendar) -> tuple[Cell, Cell]:
    told = found.told.get(unit_id)
    if told is None:
        return "", ""
    at = [
        "" if moment is None else local_day(moment, calendar).strftime("%d/%m/%Y")
        for moment in (told.sent_at, told.acknowledged_at)
    ]
    return say("head.bounced", language) if told.bounced else at[0], at[1]


def behind(lines: Sequence[GroupLine], language: str) -> SheetOut:
    """Units as a mail names them, with why the others have not answered."""
    rows = [
        (line.name, *_cells(line.counts), "; ".join(f"{one.label}: {one.count}" for one in line.reasons))
        for line in lines
    ]
    return SheetOut(say("sheet.units", language), _head(language, "unit", *_COUNTS, "because"), rows)


def officials(lines: Sequence[OfficialLine], language: str, sheet: str = "people") -> SheetOut:
    """Officials as a mail to their unit names them."""
    head = (*_head(language, *_LINE), say("col.email", language), say("col.suggestion", language))
    rows = [(*(getattr(one, name) for name in _LINE), one.address, one.proposal) for one in lines]
    return SheetOut(say(f"sheet.{sheet}", language), head, rows)


def named(pairs: Sequence[tuple[str, str]], language: str) -> SheetOut:
    """Officials by unit and name."""
    return SheetOut(say("sheet.people", language), _head(language, "unit", "name"), pairs)


def groups(found: Figures, names: Mapping[str, str], language: str) -> SheetOut:
    rows = [(line.name, *_cells(line.counts)) for line, _ in figured.grouped(found.rows, "group", names)]
    return SheetOut(say("sheet.groups", language), _head(language, "group", *_COUNTS), rows)


def cross(found: Figures, names: Mapping[str, str], language: str) -> SheetOut:
    rows = [
        (line.group, line.unit, line.level or say("level.none", language), *_cells(line.counts))
        for line in figured.crossed(found.rows, names)
    ]
    return SheetOut(
        say("sheet.cross", language), _head(language, "group", "unit", "last_reminder", *_COUNTS), rows
    )


def people(found: Figures, names: Mapping[str, str], language: str, *, calendar: Calendar) -> SheetOut:
    """Every official with what the other sheets count him under; who has not answered first, and last who has had
    letters and is asked no more."""
    head = (
        "number",
        "name",
        "position",
        "unit",
        "group",
        "status",
        "because",
        "invited",
        "reached",
        "letters",
    )
    rows = [
        (
            row.number,
            row.name,
            row.position,
            row.unit,
            names.get(row.group, row.group),
            say("status.left" if row.left else f"status.{row.status.value}", language),
            figured.why(row, language),
            say("reached.yes" if row.invited else "reached.no", language),
            say(f"reached.{row.reached}", language),
            " ".join(row.letters),
            "" if row.answered_at is None else local_day(row.answered_at, calendar).strftime("%d/%m/%Y"),
        )
        for row in sorted(
            (*found.rows, *found.left),
            key=lambda row: (bool(row.left), row.has_answered, row.unit, row.respondent_id),
        )
    ]
    return SheetOut(say("sheet.people", language), _head(language, *head, "answered_on"), rows)


_EFFECT = ("sent", "rehearsed", "failed", "bounced", "within_24", "within_48", "within_72")


def levels(found: Figures, language: str) -> SheetOut:
    rows = [(line.letter, *_effect(line.effect)) for line in figured.levels(found)]
    return SheetOut(say("sheet.levels", language), _head(language, "letter", *_EFFECT), rows)


def effects(found: Figures, language: str) -> SheetOut:
    """What each letter did in each unit; where it did least stands first (f25)."""
    rows = [
        (line.letter, unit or say("units.left", language), *_effect(effect))
        for line in figured.levels(found)
        for unit, effect in line.units
    ]
    return SheetOut(say("sheet.effects", language), _head(language, "letter", "unit", *_EFFECT), rows)


def _effect(effect: Effect) -> tuple[Cell, ...]:
    return (effect.sent, effect.rehearsed, effect.failed, effect.bounced, *effect.answered_within)


def trend(found: Figures, targets: Targets, calendar: Calendar, language: str) -> SheetOut:
    rows = [
        (day.strftime("%d/%m/%Y"), answered, round(100 * share, 1), round(100 * wanted, 1))
        for day, answered, share, wanted in days(found, targets, calendar)
        if answered is not None and share is not None
    ]
    head = _head(language, "day", "answered", "share", "target")
    return SheetOut(say("sheet.trend", language), head, rows)


def days(
    found: Figures, targets: Targets, calendar: Calendar
) -> list[tuple[date, int | None, float | None, float]]:
    """Each day of the round: answers known, as a share too, and the share wanted; days to come have only that."""
    first = found.round.invited_on
    last = local_day(found.round.deadline - timedelta(microseconds=1), calendar)
    out: list[tuple[date, int | None, float | None, float]] = []
    known, day = 0, first
    early = [count for at, count in found.answered_by_day.items() if at < first]
    known = max(early, default=0)
    while day <= max(last, first):
        known = found.answered_by_day.get(day, known)
        wanted = course.target(first, last, day, targets, calendar)
        past = day <= found.today
        share = known / len(found.rows) if found.rows else 0.0
        out.append((day, known if past else None, share if past else None, wanted))
        day += timedelta(days=1)
    return out


def incidents(lines: Sequence[IncidentLine], language: str) -> SheetOut:
    names = (
        "number",
        "severity",
        "stage",
        "reason",
        "where",
        "code",
        "people",
        "units",
        "state",
        "age",
        "worked_h",
        "acknowledge_h",
        "fix_h",
        "late",
        "owner",
        "next_step",
    )
    rows = [tuple(getattr(line, name) for name in names) for line in lines]
    return SheetOut(say("sheet.incidents", language), _head(language, *names), rows)


def plan(
    number: int | None,
    receivers: Sequence[PlannedLetter | Receiver],
    left_out: Sequence[Omitted | LeftOut],
    people: Mapping[int, Respondent],
    language: str,
    zone: ZoneInfo,
) -> list[SheetOut]:
    """A plan as its approver looks at it: who gets the letter and when, and who does not and why."""

    def of(respondent_id: int) -> tuple[Cell, ...]:
        one = people.get(respondent_id)
        known = ("", "") if one is None else (one.name, one.unit)
        return (f"OFF-{respondent_id:04}", *known)

    def titled(*names: str) -> tuple[str, ...]:
        return tuple(say(f"col.{name}", language) for name in names)

    getting = SheetOut(
        say("sheet.receivers", language),
        titled("official", "name", "unit", "letter", "due", "because"),
        [
            (
                *of(one.respondent_id),
                one.code.value,
                f"{one.due_at.astimezone(zone):%d/%m/%Y %H:%M}",
                say(f"because.{one.because}", language),
            )
            for one in receivers
        ],
        (say("cli.plan_receivers", language, plan_id=number or "–", count=len(receivers)),),
    )
    omitted = SheetOut(
        say("sheet.left_out", language),
        titled("official", "name", "unit", "because", "until"),
        [
            (
                *of(one.respondent_id),
                say(f"because.{one.because}", language),
                f"{one.until:%d/%m/%Y}" if one.until else "",
            )
            for one in left_out
        ],
    )
    return [getting, omitted]


def workbook(sheets: Sequence[SheetOut]) -> bytes:
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "report.xlsx"
        write_xlsx(path, sheets)
        return path.read_bytes()


def attached(name: str, sheets: Sequence[SheetOut]) -> Attachment:
    return Attachment(name, XLSX, workbook(sheets))
