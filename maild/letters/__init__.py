"""Letters to officials: templates become words, words become the octets of a mail."""

from __future__ import annotations

from maild.letters.facts import LetterEnvelope, LetterFacts, RenderedLetter
from maild.letters.headers import safe_header
from maild.letters.lint import lint, lint_notices, sample_facts
from maild.letters.message import build
from maild.letters.notices import NoticeRoom
from maild.letters.room import LetterRoom, Preview

__all__ = [
    "LetterEnvelope",
    "LetterFacts",
    "LetterRoom",
    "NoticeRoom",
    "Preview",
    "RenderedLetter",
    "build",
    "lint",
    "lint_notices",
    "safe_header",
    "sample_facts",
]
