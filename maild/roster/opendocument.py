"""ODS: OpenDocument 1.3 part 3, §9 (tables). Read whole from its XML, which has everything in one place."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from maild.errors import InputRefused
from maild.roster import archive
from maild.roster.sheet import MAX_COLUMNS, Cell, Hidden, Range, Sheet, check_size, grid

_HIDDEN: dict[str, Hidden] = {"collapse": "hand", "filter": "filter"}


def read_ods(raw: bytes) -> tuple[Sheet, ...]:
    """The visible sheets. Raises InputRefused beyond the limits and where the file is damaged."""
    contents = archive.parts(raw)
    if b"encryption-data" in contents.get("META-INF/manifest.xml", b""):
        raise InputRefused("unusable.password")
    if "content.xml" not in contents:
        raise InputRefused("unusable.unreadable")
    reader = _Reader()
    archive.walk(contents["content.xml"], reader.start, reader.end, reader.text)
    return tuple(reader.sheets)


@dataclass(slots=True)
class _Draft:
    name: str
    visible: bool
    rows: list[list[str]] = field(default_factory=list)
    merged: list[Range] = field(default_factory=list)
    links: dict[Cell, str] = field(default_factory=dict)
    hidden_columns: set[int] = field(default_factory=set)
    hidden_rows: dict[int, Hidden] = field(default_factory=dict)
    columns: int = 0


class _Reader:
    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._draft: _Draft | None = None
        self._row: list[str] = []
        self._row_attributes: dict[str, str] = {}
        self._row_links: dict[int, str] = {}
        self._cell: dict[str, str] = {}
        self._text: list[str] = []
        self._paragraphs = 0
        self._link = ""
        self._reading = False
        self._aside = 0  # depth inside a comment

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        match tag:
            case "style":
                self._style = attributes.get("name", "")
            case "table-properties" if attributes.get("display") == "false":
                self._hidden_styles.add(self._style)
            case "table":
                visible = attributes.get("style-name", "") not in self._hidden_styles
                self._draft = _Draft(attributes.get("name", ""), visible)
            case "table-column" if self._draft:
                count = _count(attributes, "number-columns-repeated")
                if attributes.get("visibility") in _HIDDEN:
                    last = min(self._draft.columns + count, MAX_COLUMNS)
                    self._draft.hidden_columns.update(range(self._draft.columns, last))
                self._draft.columns += count
            case "table-row":
                self._row, self._row_attributes, self._row_links = [], attributes, {}
            case "table-cell" | "covered-table-cell":
                self._cell, self._text, self._link, self._paragraphs = attributes, [], "", 0
                self._reading = tag == "table-cell"
            case "annotation":
                self._aside += 1
            case "p" if not self._aside:
                self._paragraphs += 1
                if self._paragraphs > 1:
                    self._text.append("\n")
            case "line-break" if not self._aside:
                self._text.append("\n")
            case "s" if not self._aside:
                self._text.append(" " * min(_count(attributes, "c"), 100))
            case "a" if not self._aside:
                self._link = attributes.get("href", "")

    def text(self, characters: str) -> None:
        if self._reading and self._paragraphs and not self._aside:
            self._text.append(characters)

    def end(self, tag: str) -> None:
        match tag:
            case "annotation":
                self._aside -= 1
            case "table-cell" | "covered-table-cell":
                self._end_cell()
            case "table-row" if self._draft:
                self._end_row(self._draft)
            case "table" if self._draft:
                if self._draft.visible:
                    self.sheets.append(_finished(self._draft))
                self._draft = None

    def _end_cell(self) -> None:
        value = _value(self._cell, "".join(self._text)) if self._reading else ""
        self._reading = False
        count = _count(self._cell, "number-columns-repeated")
        column = len(self._row)
        if value and column + count > MAX_COLUMNS:
            check_size(0, column + count)
        if self._link:
            self._row_links[column] = self._link
        self._row.extend([value] * min(count, MAX_COLUMNS + 1 - column))
        down, right = _count(self._cell, "number-rows-spanned"), _count(self._cell, "number-columns-spanned")
        if self._draft and (down > 1 or right > 1):
            row = len(self._draft.rows)
            self._draft.merged.append(Range(row, column, row + down - 1, column + right - 1))

    def _end_row(self, draft: _Draft) -> None:
        count = _count(self._row_attributes, "number-rows-repeated")
        filled = any(self._row)
        if filled:
            check_size(len(draft.rows) + count, 0)
        elif count > 100_000 or len(draft.rows) > 1_100_000:
            return  # the empty rest of a sheet
        hidden = _HIDDEN.get(self._row_attributes.get("visibility", ""))
        for _ in range(count):
            if hidden:
                draft.hidden_rows[len(draft.rows)] = hidden
            for column, link in self._row_links.items():
                draft.links[len(draft.rows), column] = link
            draft.rows.append(self._row)
            if not filled and len(draft.rows) > 1_100_000:
                return


def _finished(draft: _Draft) -> Sheet:
    rows = draft.rows
    while rows and not any(rows[-1]):
        rows.pop()
    return Sheet(
        draft.name,
        grid(rows, draft.merged),
        tuple(draft.merged),
        draft.links,
        frozenset(draft.hidden_columns),
        draft.hidden_rows,
    )


def _value(cell: dict[str, str], text: str) -> str:
    """A cell's text; numbers and dates from their stored value, not from how they are shown."""
    match cell.get("value-type"):
        case "float":
            try:
                number = float(cell.get("value", ""))
            except ValueError:
                return text
            return str(int(number)) if number.is_integer() else str(number)
        case "date":
            try:
                day = datetime.fromisoformat(cell.get("date-value", ""))  # local, as typed
            except ValueError:
                return text
            return f"{day:%d/%m/%Y %H:%M}" if day.hour or day.minute else f"{day:%d/%m/%Y}"
        case _:
            return text


def _count(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    return max(int(text), 1) if text.isdecimal() and len(text) < 8 else 1
