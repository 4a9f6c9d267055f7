"""HTML tables, which many offices' software saves under the name `.xls`. Nothing is loaded or run."""

from __future__ import annotations

from html.parser import HTMLParser

from maild.errors import InputRefused
from maild.roster.sheet import MAX_COLUMNS, MAX_COVERED, Cell, Range, Sheet, grid


def read_html(text: str) -> tuple[Sheet, ...]:
    """One sheet for all tables of the page, one below another."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return (Sheet("", grid(reader.rows, reader.merged), tuple(reader.merged), reader.links),)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self.merged: list[Range] = []
        self.links: dict[Cell, str] = {}
        self._covered: set[Cell] = set()
        self._cell: list[str] | None = None
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        match tag:
            case "tr":
                self._close()
                self.rows.append([])
            case "td" | "th":
                self._open(given)
            case "br" | "p" | "div" if self._cell:
                self._cell.append("\n")
            case "a" if self._cell is not None:
                self.links[len(self.rows) - 1, len(self.rows[-1]) - 1] = given.get("href", "")
            case "script" | "style":
                self._silent += 1

    def handle_endtag(self, tag: str) -> None:
        match tag:
            case "td" | "th" | "tr" | "table":
                self._close()
            case "script" | "style":
                self._silent = max(self._silent - 1, 0)

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._silent:
            self._cell.append(data)

    def _close(self) -> None:
        if self._cell is not None:
            self.rows[-1][-1] = "".join(self._cell).strip()
            self._cell = None

    def _open(self, given: dict[str, str]) -> None:
        if not self.rows:
            self.rows.append([])
        self._close()
        row = len(self.rows) - 1
        while (row, len(self.rows[-1])) in self._covered:
            self.rows[-1].append("")
        self._cell = []
        column = len(self.rows[-1])
        down, right = _span(given.get("rowspan")), _span(given.get("colspan"))
        self.rows[-1].append("")
        if down > 1 or right > 1:
            self.merged.append(Range(row, column, row + down - 1, column + right - 1))
            if len(self._covered) > MAX_COVERED:
                raise InputRefused("unusable.merged")
            self._covered.update(
                (below, beside)
                for below in range(row, row + down)
                for beside in range(column, column + right)
                if (below, beside) != (row, column)
            )


def _span(text: str | None) -> int:
    return min(int(text), MAX_COLUMNS) if text and text.isdecimal() and len(text) < 5 and int(text) else 1
