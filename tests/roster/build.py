"""Small files as offices make them."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import xlsxwriter

from maild.model import Respondent

HEADER = ("STT", "Nhóm đối tượng", "Đơn vị", "Họ và tên", "Chức vụ", "Hộp thư công vụ")


@dataclass(frozen=True, slots=True)
class Link:
    """A cell with a hyperlink behind it."""

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Serial:
    """A date as a spreadsheet keeps it: days since 1899-12-30."""

    days: int


Row = Sequence[str | int | float | Link | Serial | None]


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet of a workbook; rows of `hidden_rows` count from 1."""

    rows: Sequence[Row]
    name: str = "DS"
    merged: Sequence[str] = ()
    hidden_columns: Sequence[str] = ()
    hidden_rows: Sequence[int] = ()
    comments: Mapping[str, str] = field(default_factory=dict)
    filter: str = ""


def pages(path: Path, made: Sequence[Page]) -> Path:
    """A workbook of several sheets, with what people put beside values."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_urls": False, "strings_to_formulas": False})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for page in made:
        sheet = book.add_worksheet(page.name)
        for area in page.merged:
            sheet.merge_range(area, None)
        for index, row in enumerate(page.rows):
            for column, value in enumerate(row):
                if isinstance(value, Link):
                    sheet.write_url(index, column, value.url, string=value.text)
                elif isinstance(value, Serial):
                    sheet.write_number(index, column, value.days, day)
                elif value is not None:
                    sheet.write(index, column, value)
        for columns in page.hidden_columns:
            sheet.set_column(columns, None, None, {"hidden": True})
        if page.filter:
            sheet.autofilter(page.filter)
        for number in page.hidden_rows:
            sheet.set_row(number - 1, None, None, {"hidden": True})
        for cell, comment in page.comments.items():
            sheet.write_comment(cell, comment)
    book.close()
    return path


def decomposed_1258(text: str) -> bytes:
    """windows-1258, which has a letter for the shape and a sign for the tone."""
    done = []
    for char in text:
        try:
            done.append(char.encode("cp1258"))
        except UnicodeEncodeError:
            letters = unicodedata.normalize("NFD", char)
            tone = "".join(sign for sign in letters if sign in "\u0300\u0301\u0303\u0309\u0323")
            rest = unicodedata.normalize("NFC", "".join(sign for sign in letters if sign not in tone))
            done.append((rest + tone).encode("cp1258"))
    return b"".join(done)


def xlsx(
    path: Path, rows: Sequence[Row], merged: Sequence[str] = (), hidden: Sequence[str] = (), name: str = "DS"
) -> Path:
    """A workbook; `merged` like `C2:C4` (the text stays in its first cell), `hidden` like `F:F`."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_urls": False, "strings_to_formulas": False})
    sheet = book.add_worksheet(name)
    for index, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(index, column, value)
    for area in merged:
        first = area.partition(":")[0]
        row, column = int(first[1:]) - 1, ord(first[0]) - 65
        sheet.merge_range(area, rows[row][column])
    for columns in hidden:
        sheet.set_column(columns, None, None, {"hidden": True})
    book.close()
    return path


def delimited(rows: Sequence[Row], delimiter: str = ",") -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows(rows)
    return buffer.getvalue()


def person(
    number: int, name: str, email: str, unit: str = "Sở Nội vụ", group: str = "Công chức sở, ban, ngành"
) -> tuple[str | int, ...]:
    return (number, group, unit, name, "Chuyên viên", email)


def respondent(
    id: int,
    name: str,
    email: str,
    unit: str = "Sở Nội vụ",
    group: str = "CCS",
    official_id: int | None = None,
) -> Respondent:
    return Respondent(
        id, 1, official_id or id, name, "Chuyên viên", "Ông/Bà", 1, unit, group, id, email, "CCHC-7K2M"
    )
