"""XLSX and XLS: values by calamine, and what calamine does not tell from the sheet's own XML.

ECMA-376 part 1: §18.3.1.13 (columns), §18.3.1.47 (links), §18.3.1.55 (merged), §18.3.1.73 (rows).
"""

from __future__ import annotations

import io
import posixpath
import re
from dataclasses import dataclass, field

from maild.errors import InputRefused
from maild.roster import archive
from maild.roster.sheet import Cell, Hidden, Range, Sheet, check_size, grid

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")
_LINK_FORMULA = re.compile(r'\s*=?\s*HYPERLINK\(\s*"([^"]*)"', re.IGNORECASE)


@dataclass(slots=True)
class _Notes:
    """What a sheet's XML says beside the values."""

    last_row: int = 0  # of a cell with a value, from 1
    last_column: int = 0
    merged: list[Range] = field(default_factory=list)
    links: dict[Cell, str] = field(default_factory=dict)
    hidden_columns: set[int] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    filtered: Range | None = None  # the range of a filter that is in force
    valueless: set[Cell] = field(default_factory=set)


def read_xlsx(raw: bytes) -> tuple[Sheet, ...]:
    """The visible sheets. Raises InputRefused beyond the limits and where the file is damaged."""
    contents = archive.parts(raw)
    notes = {name: _notes(contents, path) for name, path in _sheet_paths(contents).items()}
    for noted in notes.values():
        check_size(noted.last_row, noted.last_column)  # calamine builds the whole rectangle
    return tuple(
        _sheet(name, values, notes.get(name, _Notes()))
        for name, values, _ in _values(archive.packed(contents))
        if name in notes
    )


def read_xls(raw: bytes) -> tuple[Sheet, ...]:
    """The visible sheets of a BIFF file; hidden columns and links are not known there."""
    return tuple(
        _sheet(name, values, _Notes(merged=[Range(*first, *last) for first, last in merged]))
        for name, values, merged in _values(io.BytesIO(raw))
    )


def _values(file: io.BytesIO) -> list[tuple[str, list[list[object]], list[tuple[Cell, Cell]]]]:
    # 2 MB that an idle daemon need not hold
    from python_calamine import (
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    try:
        book = CalamineWorkbook.from_filelike(file)
        found = []
        for about in book.sheets_metadata:
            if about.visible != SheetVisibleEnum.Visible or about.typ != SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(about.name)
            check_size(sheet.total_height, sheet.total_width)
            values: list[list[object]] = sheet.to_python(skip_empty_area=False)  # type: ignore[assignment]
            found.append((about.name, values, sheet.merged_cell_ranges or []))
        return found
    except PasswordError as error:
        raise InputRefused("unusable.password") from error
    except (CalamineError, ValueError, OSError) as error:
        raise InputRefused("unusable.unreadable") from error


def _sheet(name: str, values: list[list[object]], notes: _Notes) -> Sheet:
    return Sheet(
        name,
        grid(values, notes.merged),
        tuple(notes.merged),
        notes.links,
        frozenset(notes.hidden_columns),
        {row: _hidden_by(row, notes.filtered) for row in notes.hidden_rows},
        frozenset(notes.valueless),
    )


def _hidden_by(row: int, filtered: Range | None) -> Hidden:
    return "filter" if filtered is not None and filtered.top < row <= filtered.bottom else "hand"


def _sheet_paths(contents: dict[str, bytes]) -> dict[str, str]:
    """Names of the visible worksheets and where their XML lies."""
    names: dict[str, str] = {}

    def sheet(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet" and attributes.get("state", "visible") == "visible":
            names[attributes.get("name", "")] = attributes.get("id", "")

    if "xl/workbook.xml" not in contents:
        raise InputRefused("unusable.unreadable")
    archive.walk(contents["xl/workbook.xml"], sheet)
    targets = _targets(contents, "xl/workbook.xml")
    paths = {name: targets.get(key, "") for name, key in names.items()}
    return {name: path for name, path in paths.items() if path in contents}


def _targets(contents: dict[str, bytes], part: str) -> dict[str, str]:
    """What a part refers to, by id: paths within the archive, or addresses outside it."""
    folder, file = posixpath.split(part)
    found: dict[str, str] = {}

    def relationship(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship":
            target = attributes.get("Target", "")
            if attributes.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
            found[attributes.get("Id", "")] = target

    relations = f"{folder}/_rels/{file}.rels"
    if relations in contents:
        archive.walk(contents[relations], relationship)
    return found


def _notes(contents: dict[str, bytes], path: str) -> _Notes:
    reader = _NotesReader(_targets(contents, path))
    archive.walk(contents[path], reader.start, reader.end, reader.text)
    return reader.notes


class _NotesReader:
    """Follows one sheet's XML and keeps what calamine drops."""

    def __init__(self, targets: dict[str, str]) -> None:
        self.notes = _Notes()
        self._targets = targets
        self._row = 0  # from 1, of the row we are in; a file may leave the numbers out
        self._column = 0
        self._formula: list[str] | None = None
        self._has_formula = False
        self._value: list[str] | None = None
        self._is_error = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        match tag:
            case "row":
                self._row = _number(attributes.get("r"), self._row + 1)
                self._column = 0
                if attributes.get("hidden") in ("1", "true"):
                    self.notes.hidden_rows.add(self._row - 1)
            case "c":
                place = _range(attributes.get("r", ""))
                self._column = place.left + 1 if place else self._column + 1
                self._is_error = attributes.get("t") == "e"
                self._has_formula = False
                self._value = []
            case "f":
                self._has_formula = True
                self._formula = []
            case "col" if attributes.get("hidden") in ("1", "true"):
                first, last = _number(attributes.get("min"), 1), _number(attributes.get("max"), 1)
                self.notes.hidden_columns.update(range(first - 1, min(last, 16_384)))
            case "mergeCell" if area := _range(attributes.get("ref", "")):
                self.notes.merged.append(area)
            case "hyperlink" if area := _range(attributes.get("ref", "")):
                target = self._targets.get(attributes.get("id", ""))
                if target and area.bottom - area.top < 1000:
                    for row in range(area.top, area.bottom + 1):
                        self.notes.links[row, area.left] = target
            case "autoFilter":
                self.notes.filtered = _range(attributes.get("ref", ""))

    def end(self, tag: str) -> None:
        match tag:
            case "f" if self._formula is not None:
                link = _LINK_FORMULA.match("".join(self._formula))
                if link:
                    self.notes.links[self._row - 1, self._column - 1] = link.group(1)
                self._formula = None
            case "c":
                filled = any(self._value or ())
                if filled:
                    self.notes.last_row = max(self.notes.last_row, self._row)
                    self.notes.last_column = max(self.notes.last_column, self._column)
                if self._is_error or (self._has_formula and not filled):
                    self.notes.valueless.add((self._row - 1, self._column - 1))
                self._value = None

    def text(self, characters: str) -> None:
        if self._formula is not None:
            self._formula.append(characters)
        elif self._value is not None and characters.strip():
            self._value.append(characters)


def _range(reference: str) -> Range | None:
    """`B2:C4` or `B2`; None for anything else."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return None
    left, top, right, bottom = found.groups()
    first = (int(top) - 1, _column(left))
    last = (int(bottom) - 1, _column(right)) if bottom else first
    return Range(*first, *last)


def _column(letters: str) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 8 else default
