"""Tables out: XLSX and CSV in which no cell can become a formula, a link or a number by itself."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import IO

from maild.errors import InputRefused
from maild.model import RosterEntry
from maild.roster.changes import RosterDiff
from maild.roster.respondents import RosterImport, RowOutcome
from maild.roster.rules import BNV_COLUMNS, EXPORTED

Value = str | int | float | None
_RISKY = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")
_WIDEST = 60
_NO_GROUPS: Mapping[str, Sequence[str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class SheetOut:
    """One sheet to write: a title row per entry of `titles`, the header, and the rows."""

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[Value]]
    titles: Sequence[str] = ()


def write_xlsx(path: Path, sheets: Iterable[SheetOut]) -> None:
    """Write a workbook. Raises InputRefused where the file cannot be written."""
    import xlsxwriter  # type: ignore[import-untyped]  # 13 MiB that an idle daemon need not hold

    try:
        _begin(path)
        _write_xlsx(str(path), sheets)
    except (OSError, xlsxwriter.exceptions.XlsxFileError) as error:
        raise InputRefused("refused.not_written", file=path, because=error) from error


def _begin(path: Path) -> None:
    """What names officials is not for everybody on the machine."""
    path.touch(mode=0o640)


def write_xlsx_to(file: IO[bytes], sheets: Iterable[SheetOut]) -> None:
    """The same into a file that is open."""
    _write_xlsx(file, sheets)


def _write_xlsx(target: str | IO[bytes], sheets: Iterable[SheetOut]) -> None:
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "constant_memory": True,  # each row to disk when the next begins
    }
    import xlsxwriter

    with xlsxwriter.Workbook(target, options) as book:
        bold = book.add_format({"bold": True})
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        used: set[str] = set()
        for sheet in sheets:
            page = book.add_worksheet(_sheet_name(sheet.name, used))
            for row, title in enumerate(sheet.titles):
                page.write_string(row, 0, _clean(title), bold)
            top = len(sheet.titles) + bool(sheet.titles)
            for column, heading in enumerate(sheet.header):
                page.write_string(top, column, _clean(heading), head)
                page.set_column(column, column, _width(sheet, column))
            for row, values in enumerate(sheet.rows, top + 1):
                for column, value in enumerate(values):
                    if isinstance(value, str):
                        page.write_string(row, column, _clean(value))
                    elif value is not None:
                        page.write_number(row, column, value)
            page.freeze_panes(top + 1, 0)


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """As `csv_octets`. Raises InputRefused where the file cannot be written."""
    try:
        _begin(path)
        path.write_bytes(csv_octets(header, rows))
    except OSError as error:
        raise InputRefused("refused.not_written", file=path, because=error.strerror or "") from error


def csv_octets(header: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """UTF-8 with a byte order mark, so that Excel reads the accents; CRLF, comma."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([safe_cell(cell) for cell in row] for row in (header, *rows))
    return text.getvalue().encode("utf-8-sig")


def safe_cell(value: Value) -> Value:
    """Text that a spreadsheet would take for a formula gets a `'` in front (OWASP, CSV injection)."""
    if not isinstance(value, str):
        return value
    text = _FORBIDDEN.sub("", value)
    return f"'{text}" if text.lstrip(" ").startswith(_RISKY) or text.startswith(_RISKY) else text


def bnv_sheet(
    entries: Sequence[RosterEntry],
    columns: Sequence[tuple[str, str]] = BNV_COLUMNS,
    groups: Mapping[str, Sequence[str]] = _NO_GROUPS,
) -> SheetOut:
    """The roster in the order that the ministry's software takes: (heading, field) pairs.

    Fields are those of RosterEntry; `number`, which counts from 1; and `group_code`, where `group` is the
    group's name of `groups`. Raises InputRefused where a column names another field.
    """
    unknown = [field for _, field in columns if field not in EXPORTED]
    if unknown:
        raise InputRefused("refused.no_field", names=", ".join(unknown), known=", ".join(sorted(EXPORTED)))

    def cell(number: int, entry: RosterEntry, field: str) -> Value:
        match field:
            case "number":
                return number
            case "group_code":
                return entry.group
            case "group":
                return groups.get(entry.group, (entry.group,))[0]
            case _:
                return str(getattr(entry, field))

    return SheetOut(
        "Danh sách",
        tuple(heading for heading, _ in columns),
        [
            tuple(cell(number, entry, field) for _, field in columns)
            for number, entry in enumerate(entries, 1)
        ],
    )


def outcome_sheet(read: RosterImport, tell: Callable[[RowOutcome], str]) -> SheetOut:
    """The dry run as a sheet: every row of the file with what became of it, to be sent back to the unit.

    `tell` puts a row's problems into words.
    """
    return SheetOut(
        "Kết quả kiểm tra",
        ("Trang tính", "Hàng", "Kết quả", "Họ và tên", "Đơn vị", "Nhóm", "Địa chỉ thư", "Vấn đề và cách xử lý",
         "Địa chỉ gợi ý", "Mã"),
        [
            (
                one.sheet,
                one.row,
                _STATUS[one.status],
                one.name,
                one.unit,
                one.group,
                one.entry.email if one.entry else "",
                tell(one),
                one.suggestion or "",
                ", ".join(one.issues),
            )
            for one in read.outcomes
            if one.issues != ("blank-row",)
        ],
        titles=(f"Kết quả kiểm tra tệp {read.file}",),
    )  # fmt: skip


def diff_sheet(found: RosterDiff) -> SheetOut:
    """What a roster changes: who is new, what is new about the others, and who is gone."""
    rows: list[tuple[Value, ...]] = [
        *(("Mới", one.row, one.name, one.unit, one.group, one.email, "") for one in found.new),
        *(
            (
                "Thay đổi",
                one.entry.row,
                one.entry.name,
                one.entry.unit,
                one.entry.group,
                one.entry.email,
                "; ".join(
                    f"{_FIELDS[field]}: {getattr(one.respondent, field) or '–'} → "
                    f"{getattr(one.entry, field) or '–'}"
                    for field in one.fields
                ),
            )
            for one in found.changed
        ),
        *(("Không còn", None, one.name, one.unit, one.group, one.email, "") for one in found.gone),
    ]
    header = ("So sánh", "Hàng", "Họ và tên", "Đơn vị", "Nhóm", "Địa chỉ thư", "Thông tin cũ → mới")
    return SheetOut("So sánh", header, rows)


_FIELDS = {
    "name": "họ tên",
    "email": "địa chỉ thư",
    "unit": "đơn vị",
    "group": "nhóm",
    "position": "chức vụ",
}
_STATUS = {
    "ok": "Nhập",
    "ok-normalised": "Nhập (đã chuẩn hóa)",
    "warn": "Nhập, cần xem lại",
    "duplicate": "Trùng, không nhập",
    "error": "Lỗi, không nhập",
    "skip": "Bỏ qua",
    "header": "Tiêu đề",
}


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("", text)[:32_767]  # a cell's limit in Excel


def _sheet_name(name: str, used: set[str]) -> str:
    """Excel allows 31 characters, some signs not, and no two names that differ only in case."""
    base = _NOT_IN_SHEET_NAMES.sub(" ", _clean(name)).strip(" '")[:31] or "Trang"
    unique, number = base, 2
    while unique.casefold() in used:
        unique = f"{base[:27]} {number}"
        number += 1
    used.add(unique.casefold())
    return unique


def _width(sheet: SheetOut, column: int) -> int:
    texts = [
        len(str(row[column])) for row in sheet.rows[:500] if column < len(row) and row[column] is not None
    ]
    return min(max([len(sheet.header[column]), *texts]) + 2, _WIDEST)
