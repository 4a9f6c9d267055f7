"""Letters from templates: `templates/<locale>/<code>.subject.txt`, `.txt` and `.html`."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

from maild.errors import TemplateError
from maild.letters.environment import Sandbox, told_as_template_error
from maild.letters.facts import LetterFacts, RenderedLetter
from maild.letters.phrases import one_line
from maild.letters.styles import inlined
from maild.model import Code
from maild.privacy import printable
from maild.shipped import shipped_directory

PARTS = ("subject.txt", "txt", "html")
_LOCALE = re.compile(r"[a-z]{2}(-[A-Z]{2})?", re.ASCII)
_BLANK_LINES = re.compile(r"\n{3,}")
_NAMES = tuple(field.name for field in dataclasses.fields(LetterFacts))


@dataclasses.dataclass(frozen=True, slots=True)
class Preview:
    """A letter for a person's eyes: as plain text for a terminal, and as the page."""

    text: str
    html: str


class LetterRoom:
    """Renders the letters to officials.

    A template is taken from the first of `directories` that has it, and from
    the shipped ones where none has. Every method raises TemplateError.
    """

    def __init__(self, directories: Sequence[Path] = ()) -> None:
        self.sandbox = Sandbox([*directories, shipped_directory("templates")], {})

    def render(self, code: Code, facts: LetterFacts, locale: str = "vi") -> RenderedLetter:
        """The letter `code` in the language `locale`, with styles inlined and nothing fetched."""
        values = {name: _plain(getattr(facts, name)) for name in _NAMES}
        subject, text, html = (self.sandbox.text(name, values) for name in names_of(code, locale))
        return RenderedLetter(
            subject=one_line(subject),
            text=_BLANK_LINES.sub("\n\n", text).strip("\n") + "\n",
            html=inlined(html, f"{locale}/{code}.html"),
        )

    def digest(self, code: Code, locale: str) -> str:
        """sha-256 of everything the letter's words come from: its parts and what they include."""
        names = {each for name in names_of(code, locale) for each in self.sandbox.with_referenced(name)}
        digest = hashlib.sha256()
        for name in sorted(names):
            with told_as_template_error(name):
                source = self.sandbox.source(name).encode()
            digest.update(f"{name}\0{len(source)}\0".encode() + source)
        return digest.hexdigest()

    def preview(self, code: Code, facts: LetterFacts, locale: str = "vi") -> Preview:
        """The letter as its receiver would see it, safe to print."""
        letter = self.render(code, facts, locale)
        return Preview(printable(f"{letter.subject}\n\n{letter.text}"), letter.html)


def names_of(code: Code, locale: str) -> tuple[str, ...]:
    """The templates of a letter's subject, text and HTML."""
    if not _LOCALE.fullmatch(locale):
        raise TemplateError("template_says.no_locale", value=repr(locale[:20]))
    return tuple(f"{locale}/{code.value}.{part}" for part in PARTS)


def _plain(value: object) -> object:
    """A roster's text must not bring line breaks or invisible marks into a letter."""
    return one_line(value) if isinstance(value, str) else value
