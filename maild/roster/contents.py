"""What a column holds, where its heading does not say it: persons, addresses, units, groups, positions.

Only a column whose heading says nothing is judged by its cells: a heading that is contradicted by what stands
below it means that cells have moved, and that is for a person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import islice

from maild.roster.columns import HEADERS, Header, is_enumeration, role_of
from maild.roster.people import looks_like_person
from maild.roster.sheet import Sheet
from maild.roster.text import folded
from maild.roster.units import looks_like_unit

_ENOUGH = 0.6  # share of a column's cells
_SAMPLE = 300  # rows that are looked at
_LOOK_AHEAD = 60
_POSITIONS = (
    "giam doc", "pho", "truong", "chanh", "chu tich", "chuyen vien", "can su", "cong chuc", "bi thu", "uy vien",
    "dai bieu", "nhan vien", "van thu", "ke toan", "thanh tra vien", "cv", "gd", "pgd", "tp", "pct", "ct", "ptp",
    "director", "head", "deputy", "officer", "specialist", "chairman",
)  # fmt: skip

Kind = Callable[[str], bool]


def completed(sheet: Sheet, header: Header, is_group: Kind, names: Mapping[str, tuple[str, ...]]) -> Header:
    """The header with roles for columns whose headings say nothing, by what stands below them."""
    columns = dict(header.columns)
    open_columns = [
        column
        for column in range(max(map(len, sheet.rows[header.last + 1 : header.end]), default=0))
        if column not in columns.values()
        and column not in sheet.hidden_columns
        and role_of(header.titles.get(column, ""), names) is None
    ]
    kinds: dict[str, Kind] = {
        "email": lambda cell: "@" in cell,
        "name": looks_like_person,
        "group": is_group,
        "unit": looks_like_unit,
        "position": _is_position,
    }
    for role, is_kind in kinds.items():
        if role in columns or (role == "name" and "given" in columns):
            continue
        shares = {column: _share(sheet, header, column, is_kind) for column in open_columns}
        best = max(open_columns, key=lambda column: shares[column], default=None)
        if best is not None and shares[best] >= _ENOUGH:
            columns[role] = best
            open_columns.remove(best)
    return replace(header, columns=columns)


def header_by_contents(sheet: Sheet, names: Mapping[str, tuple[str, ...]] = HEADERS) -> Header | None:
    """The row of headings above the first person, where its words are not known; None where there is none."""
    first = next((row for row in range(min(_LOOK_AHEAD, len(sheet.rows))) if _is_data(sheet.rows[row])), None)
    for row in range((first or 0) - 1, max((first or 0) - 4, -1), -1):
        titles = sheet.rows[row]
        filled = [cell for cell in titles if cell.strip()]
        if len(filled) < 2 or is_enumeration(titles):
            continue
        if any(cell.strip().isdecimal() or looks_like_unit(cell) for cell in filled):
            return None
        columns: dict[str, int] = {}
        for column, title in enumerate(titles):
            role = role_of(title, names) if title.strip() else None
            if role is not None and column not in sheet.hidden_columns:
                columns.setdefault(role, column)
        told = {column: title for column, title in enumerate(titles) if title.strip()}
        return Header(row, (first or 0) - 1, columns, told)
    return None


def _is_data(row: tuple[str, ...]) -> bool:
    return any("@" in cell for cell in row) and any(map(looks_like_person, row))


def _share(sheet: Sheet, header: Header, column: int, is_kind: Kind) -> float:
    cells = list(islice(_filled(sheet, header, column), _SAMPLE))
    return sum(map(is_kind, cells)) / len(cells) if cells else 0.0


def _filled(sheet: Sheet, header: Header, column: int) -> Iterator[str]:
    """The cells of a column in rows that hold more than one: headings of units stand alone."""
    for row in sheet.rows[header.last + 1 : header.end]:
        if column < len(row) and row[column].strip() and sum(1 for cell in row if cell.strip()) > 2:
            yield row[column]


def _is_position(cell: str) -> bool:
    return folded(cell).startswith(_POSITIONS)
