"""The ministry's list of invitations that could not be delivered: whose, and in which words.

A list from another sender's server proves nothing about an address: it is a reason to look.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from maild.errors import InputRefused
from maild.roster.addresses import read_address
from maild.roster.columns import HEADERS, Header, is_enumeration, repeats, tables_of
from maild.roster.lines import cell_at
from maild.roster.people import read_name
from maild.roster.rules import RosterRules
from maild.roster.sheet import Sheet
from maild.roster.table import Table, read_table
from maild.roster.text import collapse, folded, visible

_REASONS = (
    "ly do", "nguyen nhan", "noi dung loi", "mo ta loi", "thong bao loi", "chi tiet loi", "loai loi", "loi",
    "ten loi", "ket qua gui", "tinh trang gui", "trang thai gui", "tinh trang thu", "ket qua gui thu",
    "phan hoi cua may chu",
    "thong bao cua may chu", "error", "error message", "reason", "bounce reason", "diagnostic", "diagnostic code",
    "failure reason", "delivery status", "server response", "smtp response", "details",
)  # fmt: skip
_CODES = (
    "ma loi", "ma tra ve", "ma smtp", "ma trang thai", "error code", "status code", "smtp code", "smtp status",
    "code", "bounce code", "enhanced status",
)  # fmt: skip
_UNDELIVERED = re.compile(
    r"(?:khong gui duoc|gui loi|loi gui|bi tra lai|tra lai thu|thu tra lai|thu loi|sai dia chi|sai email|"
    r"khong ton tai|"
    r"undeliver|bounce|khong den duoc|khong chuyen duoc|khong nhan duoc|dia chi loi|dia chi hong|gui that bai|"
    r"khong gui|gui khong thanh cong|delivery fail|failed deliver|not delivered|dead address)"
)
_ANSWERS = re.compile(
    r"(?:da|chua) (?:tra loi|hoan thanh|nop|thuc hien|khao sat)|^(?:hoan thanh|complete|incomplete)"
)
_DELIVERED = re.compile(
    r"(?:gui thanh cong|da gui|thanh cong|delivered|sent|success|ok|da nhan|binh thuong)$"
)


@dataclass(frozen=True, slots=True)
class FailureRow:
    """One address that the list names. `words` and `code` are its own; both may be empty."""

    row: int  # from 1
    email: str
    name: str
    words: str
    code: str


@dataclass(frozen=True, slots=True)
class FailureImport:
    """`unreadable` are rows of people whose address cannot be read."""

    file: str
    digest: str
    rows: tuple[FailureRow, ...]
    unreadable: tuple[int, ...] = ()


def headings_of(rules: RosterRules | None) -> Mapping[str, tuple[str, ...]]:
    """Headings of a failure list; a `Tình trạng gửi` is no status of an answer."""
    known = rules.headers if rules else HEADERS
    return MappingProxyType({"code": _CODES, "reason": _REASONS, **known})


def is_failure_list(table: Table, rules: RosterRules | None = None) -> bool:
    """Whether a table is about mail that did not arrive, by its title, its headings or its words of status."""
    names = headings_of(rules)
    for sheet in table.sheets:
        for part, header in tables_of(sheet, names):
            if "email" not in header.columns:
                continue
            told = bool({"answered", "not_answered", "answered_at"} & header.columns.keys())
            told = told or _share(part, header, _ANSWERS) >= 0.5
            title = " ".join(
                [sheet.name, table.file, *(" ".join(row) for row in sheet.rows[header.start : header.first])]
            )
            if not told and (
                _UNDELIVERED.search(folded(title)) or {"reason", "code"} & header.columns.keys()
            ):
                return True
            if not told and _share(part, header, _UNDELIVERED) >= 0.5:
                return True
    return False


def read_failures(path: Path, rules: RosterRules | None = None) -> FailureImport:
    """Read a list. Raises InputRefused where it is none."""
    return failures_of(read_table(path), rules)


def failures_of(table: Table, rules: RosterRules | None = None) -> FailureImport:
    rows: dict[str, FailureRow] = {}
    unreadable: list[int] = []
    found = False
    for sheet in table.sheets:
        for part, header in tables_of(sheet, headings_of(rules)):
            if "email" not in header.columns:
                continue
            found = True
            for row in range(header.last + 1, min(header.end, len(part.rows))):
                _read_row(part, header, row, rows, unreadable)
    if not found:
        raise InputRefused("unusable.no_failure_columns", file=table.file)
    return FailureImport(table.file, table.digest, tuple(rows.values()), tuple(unreadable))


def _read_row(
    sheet: Sheet, header: Header, row: int, rows: dict[str, FailureRow], unreadable: list[int]
) -> None:
    cells = sheet.rows[row]
    if not any(cell.strip() for cell in cells) or is_enumeration(cells) or repeats(cells, header):
        return
    column = header.columns["email"]
    cell = cell_at(sheet, row, column)
    if sheet.hidden_rows.get(row) == "hand" or not cell.strip():
        return
    reading = read_address(cell, sheet.links.get((row, column), ""))
    # A wrong address is what such a list is about: its guess is who was meant, its own words the reason.
    if reading.email is None:
        if "@" in cell or reading.suggestion:
            unreadable.append(row + 1)
        return
    words = " ".join(
        text
        for role in ("reason", "status", "note")
        if (text := collapse(visible(cell_at(sheet, row, header.columns.get(role)))))
    )
    if _DELIVERED.match(folded(words)):
        return
    name = read_name(cell_at(sheet, row, header.columns.get("name"))).name
    code = collapse(visible(cell_at(sheet, row, header.columns.get("code"))))
    rows.setdefault(reading.email, FailureRow(row + 1, reading.email, name, words[:500], code[:20]))


def _share(sheet: Sheet, header: Header, words: re.Pattern[str]) -> float:
    """How much of a status column speaks so."""
    said = [text for text in _column(sheet, header, header.columns.get("status")) if text]
    return sum(1 for text in said if words.search(text)) / len(said) if said else 0.0


def _column(sheet: Sheet, header: Header, column: int | None) -> Iterator[str]:
    for row in range(header.last + 1, min(header.end, len(sheet.rows))):
        yield folded(cell_at(sheet, row, column))
