"""Words whose input method was off: the keys of Telex or VNI stand where letters should (`rooif`, `ro6i2`).

A word is read so only when it then is one that the phrases know, and is none that they know as it stands.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from maild.decode.reply.phrases import CLASSES, HYPOTHETICAL, PHRASES, TOPIC

_WORD = re.compile(r"(?<![\w@./:+%-])[a-z]{1,8}[fsrxjwadeo1-9][a-z1-9]{0,6}(?![\w@/%-])(?!\.[a-z])")
_KEYS = re.compile(r"[a-z][fjw1-9]|[a-z][srx](?![a-z])|dd|aa|ee|oo|[aeiouy][srx]")
_TONES = {"f": "\u0300", "2": "\u0300", "s": "\u0301", "1": "\u0301", "r": "\u0309", "3": "\u0309",
          "x": "\u0303", "4": "\u0303", "j": "\u0323", "5": "\u0323"}  # fmt: skip
_ROOF, _HORN, _BOWL = "\u0302", "\u031b", "\u0306"
_VOWELS = frozenset("aeiouy")
_SHORTEST = 3  # "as", "is", "of" are English
_ENGLISH = frozenset({"own", "these", "its", "max", "car", "cas", "sex"})
_LETTERS = re.compile(r"[^\W\d_]+")
# Asked by everybody, and in no phrase.
_COMMON = (
    "vâng nhờ giúp đỡ với của những được nữa nhỉ ơi hôm thứ việc người trước này đó khỏi kính trọng cảm ơn "
    "phòng bận họp ạ"
)


def spelt(text: str) -> str:
    """Lower-case text with such words as they were meant."""
    if _KEYS.search(text) is None:
        return text
    return _WORD.sub(lambda found: _meant(found[0]), text)


@lru_cache(maxsize=8192)
def _meant(word: str) -> str:
    known = _known()
    if len(word) < _SHORTEST or word in known or word in _ENGLISH:
        return word
    letters = _pressed(word)
    return known.get(letters, word) if letters else word


def _pressed(word: str) -> str | None:
    """The letters that these keys make, their tone at the end; None where they make none."""
    letters: list[str] = []
    tone = ""
    for key in word:
        started = any(one[0] in _VOWELS for one in letters)
        if key in _TONES and started:
            if tone:
                return None
            tone = _TONES[key]
        elif key in "aeo" and letters and letters[-1] == key:
            letters[-1] += _ROOF
        elif key == "6":
            if not _marked(letters, "aeo", _ROOF):
                return None
        elif key in "w7" or key == "8":
            if not _horned(letters, key):
                return None
        elif key in "d9" and letters and letters[0] == "d" and (key == "9" or len(letters) == 1):
            letters[0] = "đ"
        elif key.isdecimal():
            return None
        else:
            letters.append(key)
    return "".join(letters) + tone


def _marked(letters: list[str], among: str, mark: str) -> bool:
    """Put a mark on the last plain letter of these; False where there is none."""
    for at in range(len(letters) - 1, -1, -1):
        if letters[at] in among:
            letters[at] += mark
            return True
    return False


def _horned(letters: list[str], key: str) -> bool:
    if key != "8":
        for at in range(len(letters) - 1):  # one key for both of ươ
            if letters[at : at + 2] == ["u", "o"]:
                letters[at : at + 2] = ["u" + _HORN, "o" + _HORN]
                return True
            if letters[at : at + 2] == ["u" + _HORN, "o"]:
                letters[at + 1] = "o" + _HORN
                return True
        if _marked(letters, "ou", _HORN):
            return True
    return key != "7" and _marked(letters, "a", _BOWL)


@cache
def _known() -> dict[str, str]:
    """The words of the phrases, by themselves and, those with marks, by their letters with the tone behind."""
    patterns = (*CLASSES.values(), *(pattern for _, _, pattern in PHRASES), TOPIC, HYPOTHETICAL, _COMMON)
    words = {word for pattern in patterns for word in _LETTERS.findall(pattern)}
    return {word: word for word in words} | {
        _toned_behind(word): word for word in words if not word.isascii()
    }


def _toned_behind(word: str) -> str:
    signs = unicodedata.normalize("NFD", word)
    tones = "".join(sign for sign in signs if sign in _TONES.values())
    return "".join(sign for sign in signs if sign not in _TONES.values()) + tones
