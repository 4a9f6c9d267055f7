"""Bytes of a text file → text: Unicode, windows-1258, and the font encodings TCVN3 (ABC) and VNI.

The font encodings are never declared and decode without an error as something else; which one a file
is in is found by counting Vietnamese syllables in what comes out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from maild.errors import InputRefused

# TCVN 5712:1993, 0xA1–0xFE. The four at 0xB0 are combining marks that offices do not use.
_TCVN3_HIGH = (
    "ĂÂÊÔƠƯĐăâêôơưđẶ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộ"
    "ờởỡớợùỖủũúụừửữứựỳỷỹýỵ"
)
_TCVN3 = {0xA1 + index: char for index, char in enumerate(unicodedata.normalize("NFC", _TCVN3_HIGH))}

# VNI writes a letter and then a sign, as windows-1252 shows them.
_VNI_LETTERS = {"ô": "ơ", "ö": "ư", "ñ": "đ", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_VNI_SIGNS = {
    "ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323",
    "â": "\u0302", "á": "\u0302\u0301", "à": "\u0302\u0300", "å": "\u0302\u0309", "ã": "\u0302\u0303",
    "ä": "\u0302\u0323", "ê": "\u0306", "é": "\u0306\u0301", "è": "\u0306\u0300", "ú": "\u0306\u0309",
    "ü": "\u0306\u0303", "ë": "\u0306\u0323",
}  # fmt: skip
_VNI_PAIR = re.compile(
    "([aeouyAEOUYôÔöÖ])([" + "".join(_VNI_SIGNS) + "".join(_VNI_SIGNS).upper() + "])|"
    "([" + "".join(_VNI_LETTERS) + "".join(_VNI_LETTERS).upper() + "])"
)

_WORD = re.compile(r"[^\s\x00-\x26\x28-\x40\x5b-\x60\x7b-\x7f]+")
_SYLLABLE = re.compile(
    "(?:ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdđghklmnpqrstvxw])?"
    "(?:iêu|oai|oao|oay|oeo|uai|uây|uôi|uya|uyê|uyu|ươi|ươu|yêu|[ao]i|[ae]o|au|[aâ]y|[âê]u|ia|iê|iu|oa|oă|oe"
    "|oo|[ôơ]i|ua|uă|uâ|ue|uê|ui|uô|uơ|uy|ưa|ươ|ưi|ưu|yê|[aăâeêioôơuưy])"
    "(?:ng|nh|ch|[cmnptk])?"
)
_JUDGED = 1_000_000  # characters by which a text is judged; all of it is repaired
_TONES = str.maketrans("", "", "\u0300\u0301\u0303\u0309\u0323")


@dataclass(frozen=True, slots=True)
class Decoded:
    """`issue` names a repair that every row shares, such as `charset-tcvn3`."""

    text: str  # NFC where the encoding could hold nothing else
    encoding: str
    issue: str | None = None


def decode(raw: bytes) -> Decoded:
    """Text of a file, by its byte order mark, by being valid UTF-8, or by its Vietnamese syllables.

    Raises InputRefused when it is not text at all.
    """
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Decoded(_strict(raw, "utf-16"), "utf-16")
    if raw.startswith(b"\xef\xbb\xbf"):
        return Decoded(_strict(raw, "utf-8-sig"), "utf-8-sig")
    if (wide := _utf_16_by_its_zeros(raw)) is not None:
        return Decoded(_strict(raw, wide), wide)
    if b"\0" in raw:
        raise InputRefused("unusable.no_text")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return _legacy(raw)
    repair = repair_of([text])
    return Decoded(text, "utf-8") if repair is None else Decoded(repair[1](text), "utf-8", repair[0])


def tcvn3(raw: bytes) -> str:
    return raw.decode("latin-1").translate(_TCVN3)


def vni(text: str) -> str:
    """VNI text that was decoded as windows-1252."""
    return unicodedata.normalize("NFC", _VNI_PAIR.sub(_vni_letter, text))


def repair_of(texts: Iterable[str]) -> tuple[str, Callable[[str], str]] | None:
    """How to repair Unicode text that holds another encoding's bytes; None when it needs none.

    A sheet typed in a font such as .VnTime holds TCVN3 letters as Latin-1 characters, and a CSV
    saved twice holds UTF-8 read as windows-1252. Only a clear gain counts.
    """
    sample = [text for text in texts if not text.isascii()]
    if not sample or not all(map(_western, sample)):
        return None
    judged = "\n".join(sample)[:_JUDGED]
    before = _vietnamese(judged)
    best: tuple[float, str, Callable[[str], str]] | None = None
    for issue, repair in _REPAIRS.items():
        after = _vietnamese(repair(judged))
        if after >= 0.9 and after > before + 0.25 and (best is None or after > best[0]):
            best = (after, issue, repair)
    return None if best is None else best[1:]


def _legacy(raw: bytes) -> Decoded:
    candidates = [
        (
            "windows-1258",
            "charset-windows-1258",
            unicodedata.normalize("NFC", raw.decode("cp1258", "replace")),
        ),
        ("tcvn3", "charset-tcvn3", tcvn3(raw)),
        ("vni", "charset-vni", vni(raw.decode("cp1252", "replace"))),
    ]
    score, encoding, issue, text = max(
        ((_vietnamese(text), name, issue, text) for name, issue, text in candidates), key=lambda row: row[0]
    )
    if score < 0.5:
        raise InputRefused("unusable.charset")
    return Decoded(text, encoding, issue)


def _vietnamese(text: str) -> float:
    """Share of the words with a letter beyond ASCII that are Vietnamese syllables; 0 to 1."""
    words = syllables = 0
    for found in _WORD.finditer(text):
        if not (word := found.group()).isascii():
            words += 1
            syllables += _is_syllable(word)
    return syllables / words if words else 0.0


def _is_syllable(word: str) -> bool:
    letters = unicodedata.normalize("NFD", word.lower()).translate(_TONES)
    return _SYLLABLE.fullmatch(unicodedata.normalize("NFC", letters)) is not None


def _vni_letter(found: re.Match[str]) -> str:
    base, sign, single = found.groups()
    if single is not None:
        letter = _VNI_LETTERS[single.lower()]
        return letter.upper() if single.isupper() else letter
    letter = _VNI_LETTERS.get(base.lower(), base.lower())
    return (letter.upper() if base.isupper() else letter) + _VNI_SIGNS[sign.lower()]


def _western(text: str) -> bool:
    """Whether each character may be an octet that windows-1252 or Latin-1 showed."""
    return all(ord(char) < 256 or char.encode("cp1252", "replace") != b"?" for char in text)


def _as_octets(text: str) -> bytes:
    """The bytes that windows-1252 or Latin-1 showed as these characters; others stay as `?`."""
    octets = bytearray()
    for char in text:
        try:
            octets += char.encode("latin-1")
        except UnicodeEncodeError:
            octets += char.encode("cp1252", "replace")
    return bytes(octets)


_REPAIRS: dict[str, Callable[[str], str]] = {
    "charset-utf-8-twice": lambda text: _as_octets(text).decode("utf-8", "replace"),
    "charset-tcvn3": lambda text: tcvn3(_as_octets(text)),
    "charset-vni": vni,
}


def _utf_16_by_its_zeros(raw: bytes) -> str | None:
    """UTF-16 without a mark: every second octet of ASCII digits, commas and domains is zero."""
    head = raw[:4000]
    for name, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[0::2])):
        if len(zeros) > 8 and zeros.count(0) > 0.4 * len(zeros):
            return name
    return None


def _strict(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        raise InputRefused("unusable.encoding", encoding=encoding) from None
