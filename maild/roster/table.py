"""Read any table an office may send into uniform sheets: text in every encoding, XLSX, XLS, ODS, HTML.

What a file is, is decided by its first octets; a name that says something else is refused, because
a person should look at such a file before maild does.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from maild.errors import InputRefused
from maild.roster import archive, charsets
from maild.roster.opendocument import read_ods
from maild.roster.sheet import Sheet, grid
from maild.roster.webpage import read_html
from maild.roster.workbook import read_xls, read_xlsx

MAX_OCTETS = 40 * 1024 * 1024  # text and XLSX, which are read within bounded memory
_MAX_OTHERS = 5 * 1024 * 1024  # XLS, ODS, HTML
_DELIMITERS = ";\t,|"
_TEXT_NAMES = frozenset({".csv", ".txt", ".tsv", ".tab"})


@dataclass(frozen=True, slots=True)
class Table:
    """The visible sheets of one file.

    `issue` names a repair of the whole text that every row shares (`charset-tcvn3`);
    `digest` (sha-256 hex) tells whether the file is still the one that was looked at.
    """

    file: str
    encoding: str
    sheets: tuple[Sheet, ...]
    digest: str
    issue: str | None = None


def read_table(path: Path) -> Table:
    """Read `path`. Raises InputRefused with a word that says what to ask the sender for."""
    try:
        _check_octets(path.name, path.stat().st_size)
        raw = path.read_bytes()
    except OSError as error:
        raise InputRefused("unusable.not_opened", file=path.name, because=error.strerror or "") from error
    return table_of(path.name, raw)


def table_of(file: str, raw: bytes) -> Table:
    """The same from octets, named as they came. Raises InputRefused."""
    _check_octets(file, len(raw))
    try:
        kind = _checked_kind(raw, PurePath(file).suffix.lower())
        if kind not in ("text", "xlsx"):
            _check_octets(file, len(raw), _MAX_OTHERS)
        encoding, sheets, issue = _read(kind, raw)
    except InputRefused as refused:
        raise InputRefused(refused.text, **{**refused.facts, "file": file}) from refused
    if not any(any(row) for sheet in sheets for row in sheet.rows):
        raise InputRefused("unusable.no_data", file=file)
    return Table(file, encoding, sheets, hashlib.sha256(raw).hexdigest(), issue)


def _check_octets(file: str, size: int, most: int = MAX_OCTETS) -> None:
    if size > most:
        raise InputRefused(
            "unusable.too_large",
            file=file,
            megabytes=f"{size / 1_048_576:.1f}",
            limit=most // 1_048_576,
        )


def _checked_kind(raw: bytes, suffix: str) -> str:
    """What a file is, which must be what its name says."""
    kind = _kind(raw)
    if kind == "empty":
        raise InputRefused("unusable.empty")
    expected = {".xlsx": "xlsx", ".xls": "xls", ".ods": "ods"}.get(suffix)
    if suffix in _TEXT_NAMES:
        expected = "text"
    if expected and kind != expected and (suffix, kind) != (".xls", "html"):
        raise InputRefused("unusable.misnamed", suffix=suffix, kind=f"file_kind.{kind}")
    return kind


def _read(kind: str, raw: bytes) -> tuple[str, tuple[Sheet, ...], str | None]:
    match kind:
        case "xlsx":
            return _repaired("xlsx", read_xlsx(raw))
        case "xls":
            return _repaired("xls", read_xls(raw))
        case "ods":
            return _repaired("ods", read_ods(raw))
        case "html":
            page = charsets.decode(raw)
            return page.encoding, read_html(page.text), page.issue
        case "text":
            decoded = charsets.decode(raw)
            return decoded.encoding, (_delimited(decoded.text),), decoded.issue
        case _:
            raise InputRefused("unusable.no_table", kind=f"file_kind.{kind}")


def _kind(raw: bytes) -> str:
    """What a file is by its first octets. Refuses what is locked or runs programs."""
    if not raw.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        return "empty"
    if raw.startswith(b"PK\x03\x04"):
        return _kind_of_archive(archive.names(raw))
    if raw.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _kind_of_compound(raw)
    for magic, kind in _MAGIC.items():
        if raw.startswith(magic):
            return kind
    head = raw[:2000].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<head", b"<style")):
        return "html"
    if head.startswith(b"<?xml"):
        return "html" if b"<html" in head else "xml"
    return "text"


_MAGIC = {
    b"%PDF": "pdf",
    b"\x89PNG": "image",
    b"\xff\xd8\xff": "image",
    b"GIF8": "image",
    b"Rar!": "zip",
    b"7z\xbc\xaf": "zip",
    b"\x1f\x8b": "zip",
    b"{\\rtf": "docx",
}


def _kind_of_archive(names: frozenset[str]) -> str:
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise InputRefused("unusable.macro")
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "content.xml" in names:
        return "ods"
    return "docx" if any(name.startswith("word/") for name in names) else "zip"


def _kind_of_compound(raw: bytes) -> str:
    """The old container: its directory names its streams in UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in raw:
        raise InputRefused("unusable.password")
    if "WordDocument".encode("utf-16-le") in raw:
        return "docx"
    if "_VBA_PROJECT".encode("utf-16-le") in raw:
        raise InputRefused("unusable.macro")
    return "xls"


def _delimited(text: str) -> Sheet:
    """One sheet from delimited text; a quoted cell with line breaks is part of one record."""
    try:
        return Sheet("", grid(_records(text, _delimiter(text))))
    except csv.Error as error:
        raise InputRefused("unusable.not_split", because=error) from error


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    # StringIO with newline="" lets csv see the line breaks inside quoted cells as they are.
    for number, record in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1):
        if any(cell.count("\n") > 30 for cell in record):
            raise InputRefused("unusable.open_quote", row=number)
        yield record


def _delimiter(text: str) -> str:
    """The sign that cuts most records into the same number of cells."""
    first, _, _ = text.partition("\n")
    if first.lower().startswith("sep=") and len(first.strip()) == 5:
        return first.strip()[4]
    head = text[:200_000]

    def evenness(delimiter: str) -> tuple[float, int]:
        try:
            counts = [
                len(record) for record in csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
            ]
        except csv.Error:
            return 0.0, 0
        wide = Counter(count for count in counts if count > 1)
        if not wide:
            return 0.0, 0
        cells, times = wide.most_common(1)[0]
        return times / len(counts), cells

    return max(_DELIMITERS, key=evenness)


def _repaired(encoding: str, sheets: tuple[Sheet, ...]) -> tuple[str, tuple[Sheet, ...], str | None]:
    """Columns typed in a Vietnamese font encoding become Unicode; the font is chosen column by column."""
    issue: str | None = None
    done = []
    for sheet in sheets:
        width = max(map(len, sheet.rows), default=0)
        repairs = {}
        for column in range(width):
            repair = charsets.repair_of(row[column] for row in sheet.rows if column < len(row))
            if repair is not None:
                issue, repairs[column] = repair
        if repairs:
            rows = tuple(
                tuple(repairs[index](cell) if index in repairs else cell for index, cell in enumerate(row))
                for row in sheet.rows
            )
            sheet = replace(sheet, rows=rows)
        done.append(sheet)
    return encoding, tuple(done), issue
