"""One uniform grid, whatever file it came from. Rows and columns count from 0 here; people see 1, A."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Literal

from maild.errors import InputRefused

MAX_ROWS = 150_100  # 150,000 people, and their titles and notes
MAX_COLUMNS = 200
MAX_CELLS = 3_000_000  # of all rows, also the empty ones: what is held in memory
MAX_COVERED = 500_000  # cells below merged ranges

_ESCAPED_BREAK = re.compile(r"_x000[DdAa]_\n?")  # how OOXML writes a carriage return (ECMA-376 §22.9.2.19)

Cell = tuple[int, int]
Hidden = Literal["hand", "filter"]


@dataclass(frozen=True, slots=True)
class Range:
    """A merged range, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a person sees on one sheet, as texts, and what the sheet's own data says beside it.

    A merged range holds its text in its first cell only; whatever lies covered
    below it is not here. Dates read `16/11/2026`, with ` 07:30` where a time was given.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    merged: tuple[Range, ...] = ()
    links: Mapping[Cell, str] = field(default_factory=lambda: MappingProxyType({}))
    hidden_columns: frozenset[int] = frozenset()
    hidden_rows: Mapping[int, Hidden] = field(default_factory=lambda: MappingProxyType({}))
    valueless: frozenset[Cell] = frozenset()  # a formula without a stored value, or an error value

    def anchors(self) -> dict[Cell, Cell]:
        """For each covered cell of a merged range, the cell that holds its text."""
        return {
            (row, column): (area.top, area.left)
            for area in self.merged
            for row in range(area.top, min(area.bottom + 1, len(self.rows)))
            for column in range(area.left, min(area.right, MAX_COLUMNS) + 1)
            if (row, column) != (area.top, area.left)
        }


def grid(values: Iterable[Iterable[object]], merged: Iterable[Range] = ()) -> tuple[tuple[str, ...], ...]:
    """Texts of `values` with the covered cells emptied. Raises InputRefused beyond the limits."""
    same: dict[str, str] = {}  # units, groups and positions stand in many rows: one text each
    rows: list[list[str]] = []
    last = held = 0
    for number, given in enumerate(values, 1):
        texts = [same.setdefault(text, text) for text in map(as_text, given)]
        if any(texts):
            last = number
        if number <= MAX_ROWS:  # those beyond are only counted
            held += len(texts)
            _check_cells(held)
            rows.append(texts)
    del same, rows[last:]
    check_size(last, max(map(len, rows), default=0))
    covered = 0
    for area in merged:
        height, width = (
            min(area.bottom + 1, len(rows)) - area.top,
            min(area.right, MAX_COLUMNS) + 1 - area.left,
        )
        covered += max(height, 0) * max(width, 0)
        if covered > MAX_COVERED:
            raise InputRefused("unusable.merged")
        for row in range(area.top, min(area.bottom + 1, len(rows))):
            cells = rows[row]
            for column in range(area.left, min(area.right + 1, len(cells))):
                if (row, column) != (area.top, area.left):
                    cells[column] = ""
    return tuple(map(tuple, rows))


def check_size(rows: int, columns: int) -> None:
    if rows > MAX_ROWS:
        raise InputRefused("unusable.too_many_rows", row=rows, limit=MAX_ROWS)
    if columns > MAX_COLUMNS:
        raise InputRefused("unusable.too_many_columns", column=columns, limit=MAX_COLUMNS)
    _check_cells(rows * columns)


def _check_cells(count: int) -> None:
    if count > MAX_CELLS:
        raise InputRefused("unusable.too_many_cells", limit=MAX_CELLS)


def as_text(value: object) -> str:
    """A cell's value as a person reads it; a whole number without `.0`, no value as nothing."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() != time(0):
            return f"{value:%d/%m/%Y %H:%M}"
        case date():
            return f"{value:%d/%m/%Y}"
        case time():
            return f"{value:%H:%M}"
        case timedelta():
            minutes = int(value.total_seconds()) // 60
            return f"{minutes // 60:02}:{minutes % 60:02}"
        case str():
            return _ESCAPED_BREAK.sub("\n", value)
        case _:
            return str(value)


def column_name(index: int) -> str:
    """0 → `A`, 27 → `AB`."""
    name = ""
    index += 1
    while index:
        index, letter = divmod(index - 1, 26)
        name = chr(65 + letter) + name
    return name
