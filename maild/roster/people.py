"""One name cell → a name: spaces, NFD, notes after a line break, honorifics, capitals."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from maild.roster.text import collapse, folded, look_alikes, nfc, visible

_HONORIFIC = re.compile(
    r"^(?:(?P<both>(?:ông|bà|anh|chị)\s*[/(]\s*(?:bà|ông|chị|anh)\)?)|(?P<mr>ông|mr\.?|anh)|(?P<ms>bà|mrs\.?|ms\.?|chị)"
    r"|(?P<comrade>đ\s*/\s*c|đồng chí|đc))\b[\s:.]+(?=\w)",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"^(?:(?:PGS|GS|TS|ThS|KS|CN|BS|BSCKI{1,2}|DS|LS|Th\.S|T\.S)\.?\s*[,.-]?\s*)+(?=[^\W\d_]{2,}\s)"
)
_NOTE = re.compile(r"\s*[(\[].*[)\]]\s*$")
_DASHED_NOTE = re.compile(
    r"\s+[-–]\s+.*$"
    r"|,\s*(?=(?:phó|trưởng|giám đốc|chánh|chủ tịch|chuyên viên|cán sự|công chức|bí thư)\b).*$",
    re.IGNORECASE,
)
_LEADING_NUMBER = re.compile(r"^(?:\d{1,4}\s*[.)/-]\s*|[-–•]\s*)(?=[^\W\d_])")
_NAME = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*\.?(?: [^\W\d_]+(?:['’.-][^\W\d_]+)*\.?)*")
_POSITION_WORDS = ("giam doc", "pho", "truong", "chanh", "chu tich", "chuyen vien", "can su", "cong chuc", "bi thu",
                   "dien thoai", "email", "sdt")  # fmt: skip

# Family names, folded: nine in ten officials bear one of the first dozen.
_FAMILY = frozenset(
    {
        "nguyen", "tran", "le", "pham", "hoang", "huynh", "phan", "vu", "vo", "dang", "bui", "do", "ho", "ngo",
        "duong", "ly", "dinh", "truong", "doan", "trinh", "mai", "dao", "lam", "luu", "cao", "ta", "luong", "ha",
        "chu", "to", "phung", "vuong", "trieu", "thai", "lai", "quach", "nghiem", "nong", "lo", "vi", "cam",
        "quang", "giang", "vang", "sung", "thao", "mua", "lau", "hau", "phu", "tong", "ton", "kieu", "la", "khuc",
        "van", "bach", "dam", "thach", "kim", "son", "danh", "chau", "tang", "au", "kha", "bo", "y", "h", "siu",
        "ksor", "nie", "kpa", "ro", "rcom", "rmah", "dieu", "ma", "than", "mac", "tu", "trang", "nhu", "giap",
        "phi", "tieu", "dong", "cu", "ung", "lu", "cung", "diep", "chung", "lieu", "ninh", "sam", "tat",
    }
)  # fmt: skip


def looks_like_person(cell: str) -> bool:
    """Whether a cell reads as the name of one person: a family name, and each word with a capital."""
    reading = read_name(cell) if 4 <= len(cell) <= 60 and "@" not in cell else None
    if reading is None or not reading.name or reading.error is not None:
        return False
    words = reading.name.split()
    return (
        2 <= len(words) <= 6
        and folded(words[0]) in _FAMILY
        and all(word[:1].isupper() for word in words)
        and not folded(reading.name).startswith(_POSITION_WORDS)
    )


@dataclass(frozen=True, slots=True)
class NameReading:
    """`name` is empty when the cell holds none; `error` when what it holds is not a person's name."""

    name: str
    issues: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    honorific: str = "Ông/Bà"
    error: str | None = None
    suggestion: str | None = None


@lru_cache(maxsize=20_000)
def read_name(cell: str) -> NameReading:
    """Read one cell; the repairs it names lose nothing that belongs to the name."""
    issues: list[str] = []
    text = _first_line(cell, issues)
    seen = visible(text)
    if seen != text:
        issues.append("name-zero-width-removed")
    composed = nfc(seen)
    if composed != seen:
        issues.append("name-nfd")
    spaced = collapse(composed)
    if spaced != composed:
        issues.append("name-spaces-collapsed")
    bare = spaced.strip("*,;:. ")
    unnumbered = _LEADING_NUMBER.sub("", bare)
    if unnumbered != bare:
        bare = unnumbered
        issues.append("name-number-removed")
    bare, honorific = _without_honorific(bare, issues)
    for pattern, issue in ((_TITLE, "name-title-removed"), (_NOTE, "name-note-removed"),
                           (_DASHED_NOTE, "name-note-removed")):  # fmt: skip
        shorter = pattern.sub("", bare).strip()
        if shorter != bare and shorter:
            bare = shorter
            issues.append(issue)
    if not any(char.isalpha() for char in bare):
        return NameReading("", error="name-missing")
    latin = look_alikes(bare)
    if latin is not None:
        return NameReading(bare, error="name-homoglyph", suggestion=latin)
    if _NAME.fullmatch(bare) is None:
        return NameReading(bare, error="name-invalid")
    doubts: list[str] = []
    if " " in bare and bare.isupper() and any(len(word) > 1 for word in bare.split()):
        bare = _title(bare)
        doubts.append("name-uppercase")
    elif bare.islower():
        bare = _title(bare)
        doubts.append("name-lowercase")
    if " " not in bare:
        doubts.append("name-single-word")
    return NameReading(bare, tuple(issues), tuple(doubts), honorific)


def honorific_of(gender: str) -> str | None:
    """`Nam`, `Nữ`, `Ông`, `Bà`, `Mr` → how the person is addressed."""
    return {"nam": "Ông", "ong": "Ông", "male": "Ông", "m": "Ông", "mr": "Ông", "nu": "Bà", "ba": "Bà",
            "female": "Bà", "f": "Bà", "ms": "Bà", "mrs": "Bà"}.get(folded(gender))  # fmt: skip


def _first_line(cell: str, issues: list[str]) -> str:
    """The name without the note below it; a name that was only wrapped is joined again."""
    lines = [line for line in re.split(r"[\r\n]+", cell) if line.strip()]
    if len(lines) < 2:
        return lines[0] if lines else ""
    rest = collapse(" ".join(lines[1:]))
    words = rest.split()
    wrapped = (
        len(words) <= 2
        and len(lines[0].split()) <= 3
        and all(word[0].isupper() and word.isalpha() for word in words)
        and not any(folded(rest).startswith(word) for word in _POSITION_WORDS)
        and _HONORIFIC.match(rest + " x") is None
    )
    issues.append("name-newline-joined" if wrapped else "name-newline-note-removed")
    return f"{lines[0].strip()} {rest}" if wrapped else lines[0]


def _without_honorific(text: str, issues: list[str]) -> tuple[str, str]:
    found = _HONORIFIC.match(text)
    rest = text[found.end() :].split() if found else []
    # "Ông Thị Mai" bears the family name Ông: an honorific stands before a whole name.
    if found is None or len(rest) < 2 or (len(rest) == 2 and folded(rest[0]) in ("thi", "van")):
        return text, "Ông/Bà"
    issues.append("name-honorific-removed")
    honorific = "Ông" if found.group("mr") else "Bà" if found.group("ms") else "Ông/Bà"
    return text[found.end() :], honorific


def _title(text: str) -> str:
    return unicodedata.normalize(
        "NFC", " ".join(word[:1].upper() + word[1:].lower() for word in text.split(" "))
    )
