"""What each row of a roster sheet is: title, header, heading of a unit, person, note, blank or hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from maild.roster.columns import Header, is_enumeration, repeats
from maild.roster.sheet import Cell, Sheet
from maild.roster.text import folded, visible
from maild.roster.units import looks_like_unit, without_number

# What stands in a combined cell: "Giám đốc Sở Nội vụ", "Chuyên viên, Phòng Văn hóa".
_UNIT_WITHIN = re.compile(
    r"(?:[,;–-]|\n)\s*(?=\S)|\s+(?=(?:Sở|UBND|Ủy ban|Uỷ ban|HĐND|Hội đồng|Ban (?!hành)|"
    r"Văn phòng (?:UBND|Đoàn|HĐND|Tỉnh)|Thanh tra (?:tỉnh|Tỉnh)|Chi cục|Cục|Trung tâm)(?:\s|$))"
)
_ABOUT_A_PERSON = frozenset(
    {"name", "given", "surname", "email", "unit", "group", "position", "position_and_unit", "gender", "phone"}
)

LineKind = Literal["title", "header", "blank", "heading", "note", "hidden", "person"]
_NUMBER = re.compile(r"\d{1,6}(?:[.,]\d{1,4})*\.?")
_ROMAN = re.compile(r"[IVXLC]+\.?")
_NOTE = re.compile(
    r"(?:tong so|tong cong|tong|cong(?! (?:chuc|an|nhan|thuong|doan|ty|dong|tac))|total|subtotal|ghi chu|"
    r"luu y|chu thich|nguoi lap|nguoi lap bieu|lap bieu|"
    r"thu truong|noi nhan|ky ten|ky ghi|xac nhan|danh sach nay|het|kt|tm|tl)\b"
)
_COUNT = re.compile(r"\s*[(:–-]\s*\d{1,4}\s*(?:người|ng|đ/c|đồng chí|cán bộ|công chức|phiếu)?\s*\)?\s*$")
_DITTO = frozenset(
    {"nt", "-nt-", "- nt -", '"', "''", "”", "“", "〃", "như trên", "nhu tren", "-//-", "//", '"nt"'}
)


@dataclass(frozen=True, slots=True)
class Line:
    """One row. `fields` and `issues` are filled for a person; `text` for a heading."""

    row: int  # from 0
    kind: LineKind
    text: str = ""
    fields: dict[str, str] | None = None  # role → cell, merged cells and dittos filled in
    issues: tuple[str, ...] = ()


def lines_of(sheet: Sheet, header: Header) -> Iterator[Line]:
    """Every row of `sheet` in order, told apart by what stands around it."""
    anchors = sheet.anchors()
    end = min(header.end, len(sheet.rows))
    last_person = max(
        (row for row in range(header.last + 1, end) if _surely_person(sheet, header, row)),
        default=-1,
    )
    above: dict[str, str] = {}
    for row in range(header.start, end):
        cells = sheet.rows[row]
        filled = [cell.strip() for cell in cells if visible(cell).strip()]
        if header.first <= row <= header.last:
            yield Line(row, "header", issues=("header-two-rows",) if header.last > header.first else ())
        elif not filled:
            yield Line(row, "blank")
        elif row < header.first:
            yield Line(row, "title", " ".join(filled))
        elif repeats(cells, header) or is_enumeration(cells):
            yield Line(row, "header", issues=("header-repeated",))
        elif not _is_person(sheet, header, row) or (row > last_person >= 0):
            yield _aside(row, filled, before_last=row < last_person or end < len(sheet.rows))
        elif sheet.hidden_rows.get(row) == "hand":
            yield Line(row, "hidden")
        else:
            fields, issues = _fields(sheet, header, row, anchors, above)
            yield Line(row, "person", fields=fields, issues=issues)
            above = fields


def cell_at(sheet: Sheet, row: int, column: int | None) -> str:
    """The text of one cell; nothing beyond the row's end or for a column that is not there."""
    cells = sheet.rows[row]
    return cells[column] if column is not None and column < len(cells) else ""


def is_ditto(cell: str) -> bool:
    """`-nt-`, `"`, `như trên`: the cell above is meant, and said so."""
    return folded(cell) == "nt" or cell.strip().casefold() in _DITTO


def is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text.strip()) is not None


def split_position(cell: str) -> tuple[str, str]:
    """Position and unit of a cell that holds both; no unit where none can be told from the rest."""
    for found in _UNIT_WITHIN.finditer(cell):
        rest = cell[found.end() :].strip()
        if looks_like_unit(rest) and cell[: found.start()].strip():
            return cell[: found.start()].strip(), rest
    return cell.strip(), ""


def _aside(row: int, filled: list[str], *, before_last: bool) -> Line:
    words = [
        text for text in filled if re.search(r"[^\W\d_]{2}", text) and not _ROMAN.fullmatch(text)
    ] or filled
    text = _COUNT.sub("", without_number(words[0]))
    if not before_last or _NOTE.match(folded(text)):
        return Line(row, "note", text)
    if len(words) == 1 and (
        looks_like_unit(text) or text.isupper() or re.match(r"[IVXLC]+\b|[A-Z][.)]", filled[0])
    ):
        return Line(row, "heading", text)
    return Line(row, "note" if any(map(str.isalpha, text)) else "blank", text)


def _surely_person(sheet: Sheet, header: Header, row: int) -> bool:
    """A row with an address, or a numbered row: what stands below the last one is no longer the table."""
    columns = header.columns
    if not _is_person(sheet, header, row):
        return False
    numbered = is_number(cell_at(sheet, row, columns.get("number")))
    return numbered or "@" in cell_at(sheet, row, columns.get("email")) or "number" not in columns


def _is_person(sheet: Sheet, header: Header, row: int) -> bool:
    columns = header.columns
    filled = {role for role, column in columns.items() if visible(cell_at(sheet, row, column)).strip()}
    name = cell_at(sheet, row, columns.get("name")) or cell_at(sheet, row, columns.get("given"))
    numbered = is_number(cell_at(sheet, row, columns.get("number")))
    known = filled & _ABOUT_A_PERSON
    if _NOTE.match(folded(next((cell for cell in sheet.rows[row] if cell.strip()), ""))) and (
        "email" not in filled or known == {"email"}
    ):
        return False
    if "email" in filled and len(known) >= 2:
        return True
    if any("@" in cell for column, cell in enumerate(sheet.rows[row]) if column != columns.get("note")):
        return len(known) >= 2 or "email" in filled
    if numbered and known == {"name"} and looks_like_unit(name):
        return False  # a numbered heading
    return (bool(known & {"name", "given"}) and (numbered or len(known) >= 2)) or (
        numbered and len(known) >= 2
    )


def _fields(
    sheet: Sheet, header: Header, row: int, anchors: dict[Cell, Cell], above: dict[str, str]
) -> tuple[dict[str, str], tuple[str, ...]]:
    fields: dict[str, str] = {}
    issues: list[str] = []
    for role, column in header.columns.items():
        cell = cell_at(sheet, row, column)
        if role in ("unit", "group", "position"):
            anchor = anchors.get((row, column))
            if not cell.strip() and anchor is not None and anchor[1] == column and anchor[0] > header.last:
                cell = cell_at(sheet, *anchor)
                if cell.strip():
                    issues.append(f"{role}-from-merged-cell")
            elif is_ditto(cell):
                cell = above.get(role, "")
                issues.append(f"{role}-ditto")
        fields[role] = cell
    if "position_and_unit" in fields:
        position, unit = split_position(fields["position_and_unit"])
        fields.setdefault("position", position)
        if unit:
            fields.setdefault("unit", unit)
    if "name" not in fields and "given" in fields:
        fields["name"] = f"{fields.get('surname', '')} {fields['given']}".strip()
    return fields, tuple(issues)
