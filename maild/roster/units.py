"""Which unit a cell means: spellings, abbreviations, aliases and successors brought to one name.

A province's own list decides where there is one. Without it, the spelling that a file uses most is
the name, and the others are its variants.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from maild.roster.rules import RosterRules
from maild.roster.text import collapse, folded, key, nfc, visible

_PUNCTUATION = re.compile(r"[^\w\s&+]+")
# Long and short forms that offices mix freely; the short one stands for both.
_CONTRACTIONS = tuple(
    (re.compile(rf"(?<!\w)(?:{pattern})(?!\w)"), short)
    for pattern, short in (
        ("ủy ban nhân dân|uỷ ban nhân dân|ubnd", "ubnd"),
        ("hội đồng nhân dân|hđnd|hdnd", "hđnd"),
        ("đoàn đại biểu quốc hội|đoàn đbqh|đđbqh", "đoàn đbqh"),
        ("thành phố|t phố|tphố|tp", "tp"),
        ("thị xã|tx", "tx"),
        ("huyện|h", "huyện"),
        ("phường|p", "phường"),
        ("xã|x", "xã"),
        ("văn phòng|vp", "vp"),
        ("ban quản lý|bql", "bql"),
        ("khu kinh tế|kkt", "kkt"),
        ("khu công nghiệp|kcn", "kcn"),
        ("trung tâm|tt", "trung tâm"),
        ("phát triển nông thôn|ptnt", "ptnt"),
        ("nông nghiệp|nn", "nông nghiệp"),
    )
)
# Heads of a name that is then shortened to initials: "Sở KHCN", "Ban DT".
_HEADS = ("sở", "ban", "phòng", "chi cục", "cục", "trung tâm", "văn phòng", "vp", "thanh tra", "bql")
_JOINING = frozenset({"và", "&", "+"})
_UNIT_WORDS = re.compile(
    r"(?:so|ban|phong|chi cuc|cuc|trung tam|van phong|vp|thanh tra|ubnd|uy ban|hdnd|hoi dong|to dai bieu|doan|"
    r"bao|dai phat thanh|truong|benh vien|benh|quy|hoi|lien doan|bql|kho bac|chi nhanh|xa|phuong|huyen|"
    r"thi xa|thanh pho|thi tran|cong an|bo chi huy|vien|toa an|vnpt|dac khu)\b"
)

# Departments that every province has or had, for abbreviations whose full name a file does not hold.
_KNOWN = (
    "Sở Nội vụ", "Sở Tài chính", "Sở Kế hoạch và Đầu tư", "Sở Xây dựng", "Sở Giao thông vận tải", "Sở Công Thương",
    "Sở Nông nghiệp và Phát triển nông thôn", "Sở Nông nghiệp và Môi trường", "Sở Tài nguyên và Môi trường",
    "Sở Thông tin và Truyền thông", "Sở Khoa học và Công nghệ", "Sở Lao động - Thương binh và Xã hội",
    "Sở Giáo dục và Đào tạo", "Sở Y tế", "Sở Văn hóa, Thể thao và Du lịch", "Sở Văn hóa và Thể thao", "Sở Du lịch",
    "Sở Tư pháp", "Sở Ngoại vụ", "Sở Dân tộc và Tôn giáo", "Ban Dân tộc",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class UnitReading:
    """`issue` names the repair; `doubt` where a person should look at it."""

    name: str
    issue: str | None = None
    doubt: bool = False
    suggestion: str | None = None


class UnitNames:
    """Resolves the unit cells of one file; built from all of them, because the most used spelling wins."""

    def __init__(self, rules: RosterRules, cells: Iterable[str]) -> None:
        self._rules = rules
        spellings: dict[str, Counter[str]] = defaultdict(Counter)
        for cell in cells:
            spellings[unit_key(cell)][nfc(collapse(visible(cell)))] += 1
        spellings.pop("", None)
        self._official = {unit_key(name): name for name in rules.units}
        self._names = {
            # of equally frequent spellings the one that is not all capitals, then the first
            base: max(counts, key=lambda text: (counts[text], not text.isupper()))
            for base, counts in spellings.items()
        } | self._official
        self._aliases = {key(alias): name for alias, name in rules.unit_aliases.items()}
        self._aliases |= {unit_key(alias): name for alias, name in rules.unit_aliases.items()}
        self._successors = {unit_key(old): new for old, new in rules.unit_successors.items()}
        self._full = _by_initials(name for base, name in self._names.items() if not _is_short(name))
        self._common = _by_initials(_KNOWN)
        self._resolved: dict[str, UnitReading] = {}
        self._bare = _unique((folded(name), name) for name in self._names.values() if not name.isascii())

    def resolve(self, cell: str) -> UnitReading:
        """The unit that `cell` (not blank) means."""
        if cell not in self._resolved:
            self._resolved[cell] = self._resolve(cell)
        return self._resolved[cell]

    def _resolve(self, cell: str) -> UnitReading:
        written = nfc(collapse(visible(cell)))
        base = unit_key(cell)
        if base in self._successors:
            return UnitReading(self._successors[base], "unit-successor")
        alias = self._aliases.get(key(cell)) or self._aliases.get(base)
        if alias is not None:
            return UnitReading(alias, None if alias == written else "unit-alias")
        if not self._official or base not in self._official:
            full = self._by_abbreviation(written)
            if full is not None and full != written:
                return UnitReading(full, "unit-alias")
        name = self._names.get(base, written)
        if name.isascii() and (accented := self._bare.get(folded(name))):
            return UnitReading(accented, "unit-without-accents", doubt=True)
        if self._official and base not in self._official:
            near = _unique((folded(known), known) for known in self._official.values()).get(folded(written))
            return UnitReading(written, "unit-unknown", doubt=True, suggestion=near)
        return UnitReading(name, _difference(cell, written, name))

    def knows(self, text: str) -> bool:
        """Whether `text` is a unit of this file or of the province."""
        base = unit_key(text)
        return base in self._names or base in self._aliases or base in self._successors

    def _by_abbreviation(self, written: str) -> str | None:
        """The one full name whose initials are written here; None for several or none."""
        if not _is_short(written):
            return None
        short = _initials_of_short(written)
        return self._full.get(short) or self._common.get(short)


@lru_cache(maxsize=20_000)
def unit_key(name: str) -> str:
    """The same for spellings that differ in case, punctuation, `&` for `và`, and usual short forms."""
    text = _PUNCTUATION.sub(" ", nfc(visible(name)).casefold())
    words = collapse(re.sub(r"[&+]", " và ", text))
    for pattern, short in _CONTRACTIONS:
        words = pattern.sub(short, words)
    return key(words)


def looks_like_unit(text: str) -> bool:
    """Whether a line by itself reads as a unit's name, numbered or not (`I. SỞ NỘI VỤ`)."""
    return _UNIT_WORDS.match(folded(without_number(text))) is not None


def without_number(text: str) -> str:
    """`I. Sở Nội vụ`, `2) Sở Tài chính`, `A - UBND` → the name alone."""
    return re.sub(r"^\s*(?:[IVXLC]+|\d{1,3}|[A-Z])\s*[.):/-]\s*", "", text).strip()


# Parts of a unit and groups of units, folded: a line that heads some people without naming their unit.
_PART = re.compile(
    r"(?:phong|van phong so|van phong ubnd|van phong hdnd|ban giam doc|ban lanh dao|lanh dao|thuong truc|bo phan|to|"
    r"thanh tra so|cac phong|cong chuc|chuyen vien|ban chuyen trach)\b"
)
_BLOCK = re.compile(r"(?:khoi|nhom|cap|cac (?:so|xa|phuong|huyen|don vi|co quan)|cac)\b")


class Headings:
    """The unit that the heading rows so far give to the people below them."""

    def __init__(self, unit: str = "") -> None:
        self.unit = unit
        self._part_only = False

    def add(self, text: str) -> None:
        """Follow one heading: a unit, a part of the unit above (`Ban Giám đốc`), or a block of units."""
        words = folded(text)
        if _BLOCK.match(words):
            self.unit, self._part_only = "", False
        elif _PART.match(words) and self.unit and not self._part_only:
            return
        else:
            self.unit, self._part_only = text, _PART.match(words) is not None


def _difference(cell: str, written: str, name: str) -> str | None:
    if written == name:
        return None
    if key(cell) == key(name):  # the place of a tone, or capitals
        return "unit-alias" if _capitals(written) != _capitals(name) else "unit-spelling-variant"
    if _PUNCTUATION.search(written + name) or "&" in written + name:
        same_case = _letters(written) == _letters(name)
        return "unit-punctuation-variant" if same_case else "unit-alias"
    return "unit-alias"


def _letters(text: str) -> str:
    return re.sub(r"\bvà\b|[\W_]", "", text)


def _capitals(text: str) -> str:
    return "".join("A" if char.isupper() else "a" for char in text)


def _words(name: str) -> list[str]:
    return [word for word in re.split(r"[^\w&+]+", nfc(name)) if word and word.casefold() not in _JOINING]


def _by_initials(names: Iterable[str]) -> dict[str, str]:
    """Initials with and without the head → the one name that has them."""
    pairs = []
    for name in names:
        head, rest = _head(name)
        initials = "".join(_short_of(word) for word in _words(rest))
        pairs.append((f"{head} {initials}".strip(), name))
        pairs.append((_initials(head) + initials, name))
    return _unique(pairs)


def _initials_of_short(written: str) -> str:
    head, rest = _head(written)
    letters = "".join(_words(rest)).replace("&", "").replace("+", "").casefold().replace("đ", "d")
    return f"{head} {letters}".strip() if head else letters


def _is_short(name: str) -> bool:
    """`Sở KHCN`, `Sở GD&ĐT`, `SNV`: what follows the head is one run of capitals."""
    _, rest = _head(name)
    run = re.sub(r"[\s&+.,-]|\bvà\b", "", rest)
    words = _words(rest)
    return (
        2 <= len(run) <= 8
        and run.isupper()
        and run.isalpha()
        and all(len(word) <= 7 for word in words)
        and (len(words) == 1 or "&" in rest or all(len(word) <= 4 for word in words))
        and not (len(words) > 1 and any(any(vowel in word for vowel in _ACCENTED) for word in words))
    )


_ACCENTED = "ÁÀẢÃẠẮẰẲẴẶẤẦẨẪẬÉÈẺẼẸẾỀỂỄỆÍÌỈĨỊÓÒỎÕỌỐỒỔỖỘỚỜỞỠỢÚÙỦŨỤỨỪỬỮỰÝỲỶỸỴ"


def _short_of(word: str) -> str:
    """A word's initial; a word that is an abbreviation itself stays whole (`PTNT`)."""
    first = word if word.isupper() and 2 <= len(word) <= 4 else word[0]
    return folded(first)


def _initials(text: str) -> str:
    return "".join(_short_of(word) for word in text.split())


def _head(name: str) -> tuple[str, str]:
    lowered = folded(name)
    for head in _HEADS:
        if lowered.startswith(folded(head) + " "):
            words = nfc(collapse(name)).split(" ")
            return head, " ".join(words[len(head.split()) :])
    return "", nfc(name)


def _unique(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, set[str]] = defaultdict(set)
    for short, name in pairs:
        found[short].add(name)
    return {short: next(iter(names)) for short, names in found.items() if len(names) == 1}
