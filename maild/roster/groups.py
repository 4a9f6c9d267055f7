"""Which subject group a cell means: a code, a name, or a numbered name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

from maild.roster.text import folded
from maild.roster.units import unit_key

_NUMBERED = re.compile(
    r"^\s*(?:nhóm\s*)?(?:đối tượng\s*)?(?:\d{1,2}|[IVX]{1,4})\s*[-–.:)/]\s*(?=\D)", re.IGNORECASE
)

# What the names of groups are made of, folded; each word of a name belongs to one of these or says nothing.
_PARTS = tuple(
    (part, re.compile(rf"(?<!\w)(?:{words})(?!\w)"))
    for part, words in (
        ("delegate", "dai bieu|db"),
        ("council", "hdnd|hoi dong nhan dan"),
        ("leader", "lanh dao|ld|ldao"),
        ("official", "can bo cong chuc|cong chuc|cbcc|cb cc|cc"),
        ("division", "phong"),
        (
            "commune",
            "xa phuong(?: thi tran)?(?: dac khu)?|phuong xa(?: thi tran)?(?: dac khu)?|xa|phuong|dac khu",
        ),
        ("district", "quan huyen|huyen(?: thi xa)?(?: thanh pho)?"),
        ("province", "so ban nganh|so nganh|so|ban nganh|tinh"),
    )
)
_SAYS_NOTHING = re.compile(
    r"(?<!\w)(?:cac|cap|thuoc|cua|tai|va|o|tuong duong|chuyen mon|co quan|don vi|hanh chinh|ubnd|uy ban nhan dan|"
    r"thi tran|nhom|doi tuong|nhiem ky|khoa [ivxlc\d]+|[12]\d{3}|don vi hanh chinh)(?!\w)"
)


def _made_of(name: str) -> frozenset[str]:
    """The parts of a group's name; none where a word of it belongs to no part: a former leader is no leader."""
    text = folded(name)
    found = set()
    for part, words in _PARTS:
        text, times = words.subn(" ", text)
        if times:
            found.add(part)
    if _SAYS_NOTHING.sub(" ", text).strip():
        return frozenset()
    return frozenset(found) if len(found) > 1 else frozenset()


class GroupNames:
    def __init__(self, groups: Mapping[str, tuple[str, ...]]) -> None:
        self._codes = {code.casefold(): code for code in groups}
        self._names = {unit_key(name): code for code, names in groups.items() for name in names}
        made: dict[frozenset[str], set[str]] = defaultdict(set)
        for code, names in groups.items():
            for name in names:
                made[_made_of(name)].add(code)
        self._by_parts = {
            parts: next(iter(codes)) for parts, codes in made.items() if parts and len(codes) == 1
        }

    def find(self, cell: str) -> tuple[str | None, str | None]:
        """The code of a group and the repair that was needed; no code where the cell names none."""
        text = cell.strip()
        code = self._names.get(unit_key(text)) or self._codes.get(text.casefold())
        if code is not None:
            return code, None
        if text.isdecimal():
            # Spreadsheets take the zeros from the front of a code.
            restored = next((c for c in self._codes if c.isdecimal() and int(c) == int(text)), None)
            return (self._codes[restored], "group-code-zero-restored") if restored else (None, None)
        bare = _NUMBERED.sub("", text)
        code = self._names.get(unit_key(bare)) or self._codes.get(bare.casefold())
        if code is not None:
            return code, "group-code-number"
        first, sign, rest = text.partition("-")
        code = self._codes.get(first.strip().casefold()) if sign else None
        if code and self._names.get(unit_key(rest)) == code:
            return code, "group-code-number"
        code = self._by_parts.get(_made_of(bare))
        return (code, "group-other-words") if code else (None, None)
