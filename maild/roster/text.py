"""How two spellings of one Vietnamese text are brought together, and how look-alikes are told apart.

Pure. `folded` is for finding words whoever typed them; `key` is for saying that two texts are the same
and keeps every accent, because "Nậm Mùi" and "Năm Mùi" are two communes.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SPACES = re.compile(r"\s+")
# Unicode's format characters (Cf): zero-width spaces and joiners, soft hyphens, direction marks, a stray BOM.
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000e0001-\U000e007f]"
)
_NOT_WORD = re.compile(r"[^\w]+")

# Marks that change the tone, not the letter.
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")

# Letters of other scripts that look like a Latin one in the usual office fonts.
_LOOK_ALIKES = str.maketrans(
    "аеорсухіјѕԁһԛԝѵӏАВЕКМНОРСТУХІЈЅαοριυνκΑΒΕΖΗΙΚΜΝΟΡΤΥΧⅼոսօց",
    "aeopcyxijsdhqwvlABEKMHOPCTYXIJSaopiuvkABEZHIKMNOPTYXlnuog",
)


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def collapse(text: str) -> str:
    """One space between words, none at the ends; any Unicode space counts."""
    return _SPACES.sub(" ", text).strip()


def visible(text: str) -> str:
    """The text without characters that nobody sees."""
    return text if text.isascii() else _INVISIBLE.sub("", text)


@lru_cache(maxsize=20_000)
def folded(text: str) -> str:
    """Lower case without marks, `đ` as `d`, punctuation as single spaces: for finding words."""
    bare = "".join(
        char for char in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(char)
    )
    return _NOT_WORD.sub(" ", bare.replace("đ", "d")).replace("_", " ").strip()


@lru_cache(maxsize=20_000)
def key(text: str) -> str:
    """The same for spellings that differ in case, NFD, spaces, or where the tone sits (`hòa`, `hoà`)."""
    return collapse(" ".join(_tone_last(word) for word in visible(text).casefold().split()))


def plain_key(text: str) -> str:
    """`key` without accents and with `y` as `i`: near-equal texts that a person has to compare."""
    return folded(text).replace("y", "i")


def look_alikes(text: str) -> str | None:
    """`text` with letters of another script written in Latin; None when it holds none.

    Only for a suggestion: an address is never repaired this way by itself.
    """
    if all(char.isascii() or not char.isalpha() or "LATIN" in unicodedata.name(char, "") for char in text):
        return None
    return text.translate(_LOOK_ALIKES)


@lru_cache(maxsize=20_000)
def _tone_last(word: str) -> str:
    """A syllable's tone mark moved behind its letters, so that its place no longer matters."""
    letters = unicodedata.normalize("NFD", word)
    tones = "".join(char for char in letters if char in _TONES)
    return nfc("".join(char for char in letters if char not in _TONES)) + tones
