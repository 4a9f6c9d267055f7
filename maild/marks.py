"""Vietnamese letters without their marks, quickly: by way of a charset of our own, an octet a letter."""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Mapping

_WITH_MARKS = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"


class Letters:
    """The letters of Vietnamese and ASCII in NFC, and `more` characters, each with its plain one."""

    def __init__(self, more: Mapping[str, str] | None = None) -> None:
        plain = {char: char for char in ("\0\t\n\v\f\r" + "".join(map(chr, range(0x20, 0x7F))))}
        plain |= {char: _base(char) for char in _WITH_MARKS + _WITH_MARKS.upper()}
        plain |= more or {}
        # as the charsets of the stdlib are made
        self._charset = codecs.charmap_build("".join(plain).ljust(256, "\ufffe"))
        self._table = "".join(plain.values()).ljust(256, "\0").encode("ascii")

    def hold(self, text: str) -> bool:
        """Whether `text` is written in them alone."""
        try:
            codecs.charmap_encode(text, "strict", self._charset)
        except UnicodeEncodeError:
            return False
        return True

    def plain(self, text: str) -> str:
        """`text` without marks, letter for letter; nothing where it holds other characters."""
        try:
            octets, _ = codecs.charmap_encode(text, "strict", self._charset)
        except UnicodeEncodeError:
            return ""
        return octets.translate(self._table).decode("ascii")


def _base(char: str) -> str:
    return {"đ": "d", "Đ": "D"}.get(char) or unicodedata.normalize("NFD", char)[0]
