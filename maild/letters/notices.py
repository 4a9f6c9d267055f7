"""Mails to staff from templates: `templates/<locale>/<code>.subject.txt` and `.html`.

The text part is made from the page, so both say the same by construction. The pages are ours: headings, paragraphs,
lists and two kinds of table.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from maild.letters.environment import PAGE_LIMIT, Sandbox
from maild.letters.notice_facts import FACTS, NoticeFacts
from maild.letters.phrases import moment_en, moment_vi, one_line
from maild.letters.styles import inlined
from maild.model import Attachment, NoticeCode, RenderedNotice
from maild.shipped import shipped_directory

LOCALES = ("vi", "en")
LISTED = 200  # lines of a table that grows with the round; the mail says how many more there are
_NO_BREAK = "\N{NO-BREAK SPACE}"
_DAYS = {
    "vi": ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


class NoticeRoom:
    """Renders the mails to staff; a template of `directories` wins over the shipped one."""

    def __init__(self, directories: Sequence[Path] = ()) -> None:
        places = [*directories, shipped_directory("templates")]
        self._sandboxes = {locale: Sandbox(places, filters_of(locale)) for locale in LOCALES}

    def sandbox(self, locale: str) -> Sandbox:
        return self._sandboxes.get(locale, self._sandboxes["vi"])

    def render(
        self, facts: NoticeFacts, locale: str = "vi", attachments: Sequence[Attachment] = ()
    ) -> RenderedNotice:
        """The notice of these facts. Raises TemplateError, which names a template and never a value."""
        code = next(code for code, kind in FACTS.items() if kind is type(facts))
        values = {name: _plain(getattr(facts, name)) for name in names_of(code)}
        sandbox = self.sandbox(locale)
        subject = one_line(sandbox.text(f"{locale}/{code.value}.subject.txt", values))
        page = sandbox.text(f"{locale}/{code.value}.html", values)
        html = inlined(page, f"{locale}/{code}.html")
        return RenderedNotice(subject, text_of(page), html, tuple(attachments))

    def page(self, facts: Mapping[str, Any], locale: str) -> str:
        """A report as a page that holds everything it shows and fetches nothing."""
        return self.sandbox(locale).text(
            f"{locale}/figures.html", {name: _plain(value) for name, value in facts.items()}, PAGE_LIMIT
        )


def names_of(code: NoticeCode) -> tuple[str, ...]:
    """What the notice's templates may speak of: its facts' fields and properties."""
    kind = FACTS[code]
    fields = [field.name for field in dataclasses.fields(kind)]
    return (*fields, *(name for name, value in vars(kind).items() if isinstance(value, property)))


def text_of(page: str) -> str:
    """The words of one of our own pages as plain text."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.text()


class _Reader(HTMLParser):
    """Headings in capitals, list items with a dash, a `facts` table as `name: value`, a `data` table a line a row."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._words: list[str] = []
        self._hidden = 0
        self._table = ""
        self._heads: list[str] = []
        self._cells: list[str] = []
        self._prefix = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kind = dict(attrs).get("class") or ""
        if tag in ("style", "title", "head") or self._hidden:
            self._hidden += tag not in ("meta", "br", "img")
            return
        match tag:
            case "table" if "bar" in kind.split():
                self._hidden = 1
            case "table":
                self._flush()
                self._table = "data" if "data" in kind.split() else "facts" if "facts" in kind.split() else ""
                self._heads = []
                if self._table:
                    self._gap()
            case "tr":
                self._cells = []
            case "p" | "h1" | "h2" | "ul":
                self._flush()
                self._gap()
            case "li":
                self._flush()
                self._prefix = "- "
            case "br" if self._table:
                self._words.append(" – ")
            case "br":
                self._flush()

    def handle_endtag(self, tag: str) -> None:
        if self._hidden:
            self._hidden -= 1
            return
        match tag:
            case "td" | "th" if self._table:
                self._cells.append(self._take())
            case "tr" if self._table:
                self._row()
            case "table":
                self._table = ""
                self._gap()
            case "h1" | "h2":
                self._flush(capitals=tag == "h2")
            case "p" | "li" | "td" | "div":
                self._flush()

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._words.append(data)

    def text(self) -> str:
        self._flush()
        lines: list[str] = []
        for line in self._lines:
            if line or (lines and lines[-1]):
                lines.append(line)
        return "\n".join(lines).strip("\n") + "\n"

    def _take(self) -> str:
        said, self._words = " ".join("".join(self._words).split(" ")).strip(), []
        return " ".join(part for part in said.replace("\n", " ").split(" ") if part)

    def _flush(self, *, capitals: bool = False) -> None:
        said = self._take()
        if said:
            self._lines.append(self._prefix + (said.upper() if capitals else said))
            self._prefix = ""

    def _gap(self) -> None:
        self._lines.append("")

    def _row(self) -> None:
        cells, self._cells = self._cells, []
        if not any(cells):
            return
        if self._table == "facts":
            self._lines.append(f"{cells[0]}: {' · '.join(cells[1:])}")
        elif not self._heads:
            self._heads = cells
        else:
            told = [
                f"{head.lower()}: {cell}" if head else cell
                for head, cell in zip(self._heads[1:], cells[1:], strict=False)
                if cell
            ]
            self._lines.append(f"- {cells[0]}" + (f" ({'; '.join(told)})" if told else ""))


def filters_of(locale: str) -> dict[str, Callable[..., Any]]:
    english = locale == "en"

    def number(value: float) -> str:
        """1 240 in Vietnamese, 1,240 in English."""
        text = f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"
        return text if english else text.translate({ord(","): _NO_BREAK, ord("."): ","})

    def percent(share: float) -> str:
        """49,4 %"""
        text = f"{100 * share:.1f}"
        return f"{text}%" if english else f"{text.replace('.', ',')}{_NO_BREAK}%"

    def day(when: date) -> str:
        return f"{when.day:02d}/{when.month:02d}/{when.year}"

    def weekday(when: date) -> str:
        return _DAYS[locale][when.weekday()]

    def at(when: datetime) -> str:
        return f"{when.hour:02d}:{when.minute:02d} {day(when)}"

    def width(share: float) -> int:
        """Of a bar, in whole per cents."""
        return max(0, min(100, round(100 * share)))

    def listed(lines: Sequence[Any]) -> Sequence[Any]:
        return lines[:LISTED]

    def unlisted(lines: Sequence[Any]) -> int:
        return max(len(lines) - LISTED, 0)

    return {
        "listed": listed,
        "unlisted": unlisted,
        "number": number,
        "percent": percent,
        "day": day,
        "weekday": weekday,
        "at": at,
        "moment": moment_en if english else moment_vi,
        "width": width,
        "capital": lambda text: text[:1].upper() + text[1:],
    }


def _plain(value: Any) -> Any:
    """Rosters' and servers' texts must not bring line breaks or invisible marks into a mail."""
    if isinstance(value, str):
        return one_line(value)
    if isinstance(value, tuple):
        return tuple(_plain(one) for one in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = dataclasses.fields(value)
        return dataclasses.replace(value, **{one.name: _plain(getattr(value, one.name)) for one in fields})
    return value
