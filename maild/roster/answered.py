"""The ministry's list of who has answered, or of who has not, and whom of ours it means.

Nothing is applied here. A list that contradicts itself about a person says nothing about that person,
and a list of those who have not answered says nothing about those whom it does not name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from maild.errors import InputRefused
from maild.model import Respondent
from maild.roster.addresses import read_address
from maild.roster.asof import ZONE, as_of_in
from maild.roster.columns import HEADERS, Header, is_enumeration, repeats, tables_of
from maild.roster.lines import cell_at, is_ditto, is_number
from maild.roster.messages import kept
from maild.roster.people import read_name
from maild.roster.rules import RosterRules
from maild.roster.sheet import Sheet, column_name
from maild.roster.table import Table, read_table
from maild.roster.text import collapse, folded, key, plain_key, visible
from maild.roster.units import UnitNames, looks_like_unit, unit_key, without_number

# Folded. Only words about answering count: "đã nghỉ hưu" and "có lỗi" say nothing about it.
_DONE = "tra loi|tl|hoan thanh|ht|hoan tat|nop|xong|lam|thuc hien|khao sat|tham gia|dien phieu|phan hoi|nhap|submit"
_YES = re.compile(
    rf"(?:(?:da|co) (?:{_DONE}|gui lai phieu|gui phieu tra loi|gui ket qua)\b|(?:da|co|roi|xong|yes|y|true|ok|100)$|"
    r"hoan thanh|hoan tat|tra loi roi|nop roi|done\b|completed?\b|answered\b|submitted\b|responded\b|finished\b)"
)
_NO = re.compile(
    rf"(?:chua\b|(?:khong|ko) (?:{_DONE})\b|(?:khong|ko|no|n|false|none)$|dang (?:{_DONE}|dien|soan)\b|"
    r"hoan thanh mot phan|do dang\b|moi mo|luu nhap|tu choi|het han|da (?:mo|xem|moi|bat dau)\b|"
    r"da (?:gui|nhan) (?:thu|email|loi moi|giay moi)\b|not\b|no response|pending|in progress|incomplete|partial|"
    r"unanswered|invited|sent\b|started|opened|viewed|expired|refused)"
)
# Whose doing is meant? A form may be sent out or sent back.
_UNCLEAR = re.compile(
    r"(?:da gui|da nhan|da phat|da chuyen)(?! (?:thu|email|loi moi|giay moi|lai phieu|phieu tra loi|ket qua))\b"
)
# Says something about the mail and nothing about the answer.
_UNDELIVERED = re.compile(
    r"(?:khong gui duoc|gui loi|loi gui|bi tra lai|tra lai thu|thu tra lai|sai dia chi|sai email|khong ton tai|"
    r"undeliver|bounce|failed|khong den duoc|khong chuyen duoc|hop thu day|dia chi loi|gui that bai|khong gui)"
)
_MARKS = frozenset({"x", "v", "✓", "✔", "☑", "☒", "1", "+", "√", "✅", "☑️", "ü"})
_NOT_MARKS = frozenset({"0", "-", "☐", "□", "✗", "✘", "–"})
_MARK_HEADERS = ("answered", "not_answered")


@dataclass(frozen=True, slots=True)
class AnsweredRow:
    """One person of the list. At least one of `email` and `name` is set."""

    row: int  # from 1
    email: str | None
    name: str | None
    unit: str | None
    answered: bool


@dataclass(frozen=True, slots=True)
class AnsweredImport:
    """`as_of` (UTC) is None where the list does not say; it is then held until a person gives it.

    `problems` are words of the catalogue with their facts (`messages.kept`); `digest` tells whether the file is
    still the one that was shown.
    """

    as_of: datetime | None
    rows: tuple[AnsweredRow, ...]
    problems: tuple[str, ...]
    file: str = ""
    digest: str = ""
    doubt: str | None = None  # the one of `problems` that is about the time; settled when a person gives it


@dataclass(frozen=True, slots=True)
class AnsweredMatch:
    """Respondent ids that the list says have answered, and what needs a person."""

    matched: tuple[int, ...]
    unknown: tuple[AnsweredRow, ...]
    ambiguous: tuple[AnsweredRow, ...]
    not_answered: tuple[int, ...] = ()
    contradictory: tuple[int, ...] = ()  # said to have answered and not to have: counts for nothing


def read_answered(path: Path, rules: RosterRules | None = None, zone: str = ZONE) -> AnsweredImport:
    """Read a list. Raises InputRefused where it cannot be told who has answered."""
    return answered_of(read_table(path), rules, zone)


def answered_of(table: Table, rules: RosterRules | None = None, zone: str = ZONE) -> AnsweredImport:
    """The list that a table is. Raises InputRefused as `read_answered`."""
    headers = rules.headers if rules else HEADERS
    found = [one for sheet in table.sheets for one in tables_of(sheet, headers)]
    found = [(sheet, header) for sheet, header in found if {"email", "name", "given"} & header.columns.keys()]
    if not found:
        raise InputRefused("unusable.no_answered_columns", file=table.file)
    rows: list[AnsweredRow] = []
    problems: list[str] = []
    around: list[str] = []
    heading: tuple[str, bool | None] = ("", None)
    for sheet, header in found:
        said = heading[1] if heading[0] == sheet.name else None
        heading = sheet.name, _read_sheet(sheet, header, table.file, rows, problems, around, said)
    counted = _without_contradictions(rows, problems)
    as_of, doubt = as_of_in(around, table.file, zone)
    if doubt is not None:
        problems.append(doubt)
    return AnsweredImport(as_of, counted, tuple(problems), table.file, table.digest, doubt)


def match_answered(
    rows: Sequence[AnsweredRow], respondents: Sequence[Respondent], rules: RosterRules | None = None
) -> AnsweredMatch:
    """Find out whom each row means: by address; where it has none, by name and unit, if only one fits.

    An address that we do not know is never overruled by a name that fits: such a row
    is ambiguous and waits for a person.
    """
    units = UnitNames(rules or RosterRules(), (respondent.unit for respondent in respondents))
    by_email: dict[str, list[Respondent]] = defaultdict(list)
    by_name: dict[str, list[Respondent]] = defaultdict(list)
    for respondent in respondents:
        by_email[respondent.email.lower()].append(respondent)
        by_name[key(respondent.name)].append(respondent)
    said: dict[int, set[bool]] = defaultdict(set)
    unknown: list[AnsweredRow] = []
    ambiguous: list[AnsweredRow] = []
    for row in rows:
        namesakes = by_name.get(key(row.name), []) if row.name else []
        if row.unit:
            base = unit_key(units.resolve(row.unit).name)
            namesakes = [one for one in namesakes if unit_key(one.unit) == base]
        holders = by_email.get(row.email, []) if row.email else []
        if len({one.official_id for one in holders}) > 1:
            # One mailbox, two persons: the name tells which.
            holders = [one for one in holders if row.name and key(one.name) == key(row.name)]
            if not holders:
                ambiguous.append(row)
                continue
        if holders and row.name and all(plain_key(one.name) != plain_key(row.name) for one in holders):
            ambiguous.append(row)  # the mailbox is known, but for somebody else
        elif holders:
            for one in holders:
                said[one.id].add(row.answered)
        elif not namesakes:
            unknown.append(row)
        elif row.email or not row.unit or len({one.official_id for one in namesakes}) > 1:
            ambiguous.append(row)
        else:
            for one in namesakes:
                said[one.id].add(row.answered)
    return AnsweredMatch(
        tuple(sorted(id for id, words in said.items() if words == {True})),
        tuple(unknown),
        tuple(ambiguous),
        tuple(sorted(id for id, words in said.items() if words == {False})),
        tuple(sorted(id for id, words in said.items() if len(words) > 1)),
    )


def _read_sheet(
    sheet: Sheet,
    header: Header,
    file: str,
    rows: list[AnsweredRow],
    problems: list[str],
    around: list[str],
    said_above: bool | None,
) -> bool | None:
    """Add the sheet's people to `rows`, and every other line of text to `around`.

    A line such as `II. CHƯA TRẢ LỜI` speaks for the people below it; the last one that did is given back,
    since it may stand above the sheet's next table.
    """
    end = min(header.end, len(sheet.rows))
    before = [_line(cells) for cells in sheet.rows[header.start : header.first]]
    around.extend([*before, *header.titles.values()])
    title = " ".join([*before, sheet.name, file.rpartition(".")[0]])
    by_title = _said_by_title(title)
    sayer = _Sayer(sheet, header, said_above if by_title is None else by_title, _undelivered_by_title(title))
    lines = (_line(cells) for cells in sheet.rows[header.last + 1 : end])
    if not sayer.can_tell and all(_said_by_title(line) is None for line in lines):
        raise InputRefused("unusable.no_status", file=file)
    if sayer.says_nothing:
        problems.append(kept("list_says.undelivered", file=file))
        return None
    anchors = sheet.anchors()
    heading = above = ""
    for row in range(header.last + 1, end):
        cells = sheet.rows[row]
        if not any(cell.strip() for cell in cells) or repeats(cells, header) or is_enumeration(cells):
            continue
        person = _person(sheet, header, row)
        if person is None:
            around.append(_line(cells))
            if (told := _said_by_title(_line(cells))) is not None:
                sayer.by_title = told
            elif looks_like_unit(_line(cells)):
                heading = without_number(_line(cells))
            continue
        if sheet.hidden_rows.get(row) == "hand":
            problems.append(kept("list_says.hidden", row=row + 1))
            continue
        email, name = person
        unit = cell_at(sheet, row, header.columns.get("unit"))
        if not unit.strip() and (anchor := anchors.get((row, header.columns.get("unit", -1)))) is not None:
            unit = cell_at(sheet, *anchor)
        elif is_ditto(unit):
            unit = above
        above = unit
        if "unit" not in header.columns:
            unit = heading
        answered, problem = sayer.says(row)
        if problem:
            problems.append(problem)
        elif answered is not None:
            rows.append(AnsweredRow(row + 1, email, name, collapse(visible(unit)) or None, answered))
    return sayer.by_title


def _person(sheet: Sheet, header: Header, row: int) -> tuple[str | None, str | None] | None:
    """Address and name of a row; None where it is not about a person."""
    columns = header.columns
    cell = cell_at(sheet, row, columns.get("email"))
    email = (
        read_address(cell, sheet.links.get((row, columns.get("email", -1)), "")).email
        if cell.strip()
        else None
    )
    text = cell_at(sheet, row, columns.get("name"))
    if "name" not in columns and "given" in columns:
        text = (
            f"{cell_at(sheet, row, columns.get('surname'))} {cell_at(sheet, row, columns['given'])}".strip()
        )
    reading = read_name(text)
    name = reading.name if reading.name and reading.error is None else None
    if email is not None:
        return email, name
    filled = sum(1 for cell in sheet.rows[row] if cell.strip())
    numbered = is_number(cell_at(sheet, row, columns.get("number"))) or "number" not in columns
    return (None, name) if name and filled >= 2 and numbered else None


class _Sayer:
    """What each row of one sheet says about its person, by its columns or by the sheet's title."""

    def __init__(self, sheet: Sheet, header: Header, by_title: bool | None, undelivered: bool) -> None:
        self._sheet = sheet
        self._columns = header.columns
        self.by_title = by_title  # changes with the headings further down
        self._marked = {
            role: self._is_marked(role, header)
            for role in ("status", *_MARK_HEADERS)
            if role in header.columns
        }
        told = {"status", "answered", "not_answered", "answered_at"} & header.columns.keys()
        self.can_tell = bool(told) or by_title is not None or undelivered
        self.says_nothing = not told and undelivered

    def says(self, row: int) -> tuple[bool | None, str]:
        """Whether the person has answered; None and why where the row does not say it."""
        said: set[bool] = set()
        for role in self._marked:
            cell = cell_at(self._sheet, row, self._columns[role])
            answer = self._cell(cell, role)
            if isinstance(answer, str):
                return None, kept(answer, row=row + 1, column=column_name(self._columns[role]))
            if answer is not None:
                said.add(answer)
        if "answered_at" in self._columns:
            dated = any(map(str.isdigit, cell_at(self._sheet, row, self._columns["answered_at"])))
            if dated or not said:
                said.add(dated)
        if not said and self.by_title is not None:
            said.add(self.by_title)
        if len(said) != 1:
            return None, kept("list_says.unclear", row=row + 1)
        return said.pop(), ""

    def _cell(self, cell: str, role: str) -> bool | str | None:
        """True, False, nothing said (None), or the word for what is wrong with the cell."""
        text = folded(visible(cell))
        mark = visible(cell).strip().casefold()
        positive = role != "not_answered"
        if not mark:
            if not self._marked[role]:
                return "list_says.blank"
            # Of two columns of marks the other one speaks for this row.
            return None if all(role in self._marked for role in _MARK_HEADERS) else not positive
        if mark in _MARKS or mark == "true":
            return positive
        if mark in _NOT_MARKS or mark == "false":
            return not positive
        if _UNDELIVERED.search(text):
            return "list_says.about_delivery"
        percent = re.search(r"(\d{1,3})(?:[.,]\d+)?\s*%", mark)
        if percent:
            return int(percent.group(1)) >= 100
        if role in _MARK_HEADERS and re.match(r"\d{1,2}[/.-]\d{1,2}", mark):
            return positive
        if _UNCLEAR.match(text):
            return "list_says.not_understood"
        # "chưa hoàn thành" begins with its negation; "đã mở" is no answer.
        if _NO.match(text):
            return False if positive else not text.startswith(("chua", "x"))
        if _YES.match(text):
            return True if positive else text.startswith("da")
        return "list_says.not_understood"

    def _is_marked(self, role: str, header: Header) -> bool:
        """Whether a column holds marks (`x`, a date or nothing) and not words."""
        column = header.columns[role]
        below = range(header.last + 1, min(header.end, len(self._sheet.rows)))
        filled = [cell for row in below if (cell := visible(cell_at(self._sheet, row, column)).strip())]
        marks = sum(1 for cell in filled if cell.casefold() in _MARKS | _NOT_MARKS)
        if role == "status":
            return bool(filled) and marks >= 0.8 * len(filled)
        words = sum(1 for cell in filled if _YES.match(folded(cell)) or _NO.match(folded(cell))) - marks
        return words <= marks


def _said_by_title(title: str) -> bool | None:
    """What the title of a list without a status column says about everybody on it."""
    text = folded(title)
    no = re.search(r"\b(?:chua (?:tra loi|hoan thanh|nop|thuc hien|gui|tham gia|khao sat)|not (?:yet )?(?:answered|"
                   r"responded|completed)|non respon\w+|khong tra loi)\b", text)  # fmt: skip
    yes = re.search(r"\b(?:da (?:tra loi|hoan thanh|nop|thuc hien|gui phieu|tham gia|khao sat)|(?<!not )(?:answered|"
                    r"responded|completed)|respondents who)\b", text)  # fmt: skip
    if bool(no) == bool(yes):
        return None
    return yes is not None


def _undelivered_by_title(title: str) -> bool:
    return _UNDELIVERED.search(folded(title)) is not None


def _without_contradictions(rows: Iterable[AnsweredRow], problems: list[str]) -> tuple[AnsweredRow, ...]:
    """Rows of a person whom the list puts on both sides count for nothing."""
    rows = list(rows)
    said: dict[tuple[str, str], set[bool]] = defaultdict(set)
    for row in rows:
        said[_who(row)].add(row.answered)
    counted = []
    for row in rows:
        if len(said[_who(row)]) > 1:
            problems.append(kept("list_says.both", row=row.row))
        else:
            counted.append(row)
    return tuple(counted)


def _who(row: AnsweredRow) -> tuple[str, str]:
    return (row.email, "") if row.email else (key(row.name or ""), unit_key(row.unit or ""))


def _line(cells: Iterable[str]) -> str:
    return collapse(" ".join(cell for cell in cells if cell.strip()))
