"""Letters to officials: templates become words, words become the octets of a mail."""

from __future__ import annotations

from maild.letters.facts import LetterEnvelope, LetterFacts, RenderedLetter
from maild.letters.headers import safe_header
from maild.letters.message import build
from maild.letters.room import LetterRoom, Preview

__all__ = [
    "LetterEnvelope",
    "LetterFacts",
    "LetterRoom",
    "Preview",
    "RenderedLetter",
    "build",
    "safe_header",
]
