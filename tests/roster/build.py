"""Small files as offices make them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

from maild.model import Respondent

HEADER = ("STT", "Nhóm đối tượng", "Đơn vị", "Họ và tên", "Chức vụ", "Hộp thư công vụ")
Row = Sequence[str | int | float | None]


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
