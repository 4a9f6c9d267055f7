"""One address cell → an address, the lossless repairs that were made, or what is wrong and a guess.

Only what cannot change the meaning is repaired: invisible characters, full-width Latin, case, brackets,
`mailto:`, a closing dot. Everything else is an error with a suggestion, which a person may take.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from maild.roster.text import folded, look_alikes, visible

# Narrower than RFC 5321 §4.1.2: a `*` comes from a masked list and a `'` from a spreadsheet, not from a mailbox.
_LOCAL = r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_ADDRESS = re.compile(rf"{_LOCAL}@(?:{_LABEL}\.)+[a-z][a-z0-9-]{{0,60}}[a-z0-9]")
_WITHIN = re.compile(rf"(?<![\w.+-]){_ADDRESS.pattern}(?![\w@-])")
_ANGLE = re.compile(r"[^<>]*<\s*(?:mailto:)?([^<>\s]+)\s*>\W*", re.IGNORECASE)
_LABEL_BEFORE = re.compile(
    r"(?:địa chỉ|đ/c|đc)?\s*(?:e-?mail|thư điện tử|thư công vụ|hộp thư|thư|mail)\s*(?:công vụ|cv)?"
    r"\s*[:\-–]\s*(?=\S+@)",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?:\d[\s.()-]*){6,}")
_AT_IN_WORDS = re.compile(r"\s*[\[({]\s*(?:at|a|@)\s*[\])}]\s*|\s+at\s+|#|\s*\(a còng\)\s*|\s+a còng\s+")
_NOTHING = frozenset(
    {"", "chua co", "khong co", "khong", "chua", "n a", "na", "none", "null", "x", "0", "trong", "chua cap",
     "dang cap", "chua duoc cap", "khong su dung", "chua cap nhat", "se cap nhat", "cap nhat sau", "bo sung sau",
     "chua co thu cong vu", "chua co hop thu", "chua co email", "khong co email", "nt", "nhu tren"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AddressReading:
    """`email` is set when the cell can be used; otherwise `error` names what is wrong with it."""

    email: str | None
    issues: tuple[str, ...] = ()
    error: str | None = None
    suggestion: str | None = None
    doubt: str | None = None  # usable, but a person should look
    written: str = ""  # as it stood, spaces aside: for telling duplicates apart


def read_address(cell: str, link: str = "", known_domains: Iterable[str] = ()) -> AddressReading:
    """Read one cell. `link` is the hyperlink behind it; `known_domains` help to guess a missing `@`."""
    issues: list[str] = []
    text = _tidy(cell, issues)
    linked = _mailto(link)
    if folded(text) in _NOTHING:
        return AddressReading(None, (), "email-missing")
    if linked is not None and "@" not in text:
        # The words are a label and the address lies behind them.
        return AddressReading(linked, (*issues, "cell-hyperlink-mailto"), written=link)
    reading = _read(text, issues, tuple(known_domains))
    if reading.email is None or linked is None:
        return _written(reading, cell)
    if linked == reading.email:
        return _written(_with_issue(reading, "cell-hyperlink-mailto"), link)
    # Excel keeps the old link when somebody types over the text: what is seen counts, and is doubted.
    return _written(reading, cell, doubt="email-link-differs", suggestion=linked)


def domain_of(email: str) -> str:
    return email.rpartition("@")[2]


def mistyped(domain: str, used: Mapping[str, int]) -> str | None:
    """The domain that was probably meant: nearly the same, and used several times where this one stands alone."""
    if used.get(domain, 0) > 1:
        return None
    longer = [other for other, times in used.items() if times >= 2 and other.startswith(f"{domain}.")]
    if len(longer) == 1:
        return longer[0]  # `.gov` for `.gov.vn`
    near = get_close_matches(domain, [other for other, times in used.items() if times >= 3], n=1, cutoff=0.9)
    return near[0] if near else None


def is_role_account(email: str, role_accounts: frozenset[str]) -> bool:
    """`vanthu@`, `vanthu.snv@`, `ubnd2@`: a mailbox of an office and not of a person."""
    local, _, domain = email.partition("@")
    first = re.split(r"[._+]", local)[0]
    words = {local, first, first.rstrip("0123456789"), first.partition("-")[0]}
    return bool(words & role_accounts) or first == domain.partition(".")[0]


def is_personal(domain: str, personal: frozenset[str]) -> bool:
    return domain in personal or any(label in personal for label in domain.split("."))


def home_suffix(domains: Mapping[str, int]) -> str | None:
    """The suffix that most addresses of a file share (`.hoangphong.gov.vn`); None when there is none."""
    total = sum(domains.values())
    counts: Counter[str] = Counter()
    for domain, times in domains.items():
        labels = domain.split(".")
        for start in range(len(labels) - 2):  # at least three labels: `gov.vn` says nothing
            counts[".".join(labels[start:])] += times
        if len(labels) == 3:
            counts[domain] += 0
    for suffix, times in sorted(counts.items(), key=lambda item: -item[0].count(".")):
        if total >= 10 and times >= 0.7 * total:
            return suffix
    return None


def _tidy(cell: str, issues: list[str]) -> str:
    """The lossless repairs of characters; their names are added to `issues`."""
    text = visible(cell)
    if text != cell:
        issues.append("email-zero-width-removed")
    trimmed = text.strip(" \t\r\n")
    if trimmed != text:
        issues.append("email-trimmed")
    stripped = trimmed.strip()
    if stripped != trimmed:
        issues.append("email-nbsp-removed")
    if stripped.startswith(("'", "’")) and stripped.count("'") + stripped.count("’") == 1:
        stripped = stripped[1:].strip()  # how a spreadsheet is told that a cell is text
        issues.append("email-quotes-removed")
    narrow = stripped if stripped.isascii() else "".join(map(_narrow, stripped))
    if narrow != stripped:
        issues.append("email-fullwidth-at" if "＠" in stripped or "﹫" in stripped else "email-fullwidth")
    return narrow


def _narrow(char: str) -> str:
    """Full-width and small forms of ASCII, and the ideographic full stop."""
    if "\uff01" <= char <= "\uff5e" or "\ufe50" <= char <= "\ufe6b":
        return unicodedata.normalize("NFKC", char)
    return "." if char in "。．｡" else char


def _read(text: str, issues: list[str], known: tuple[str, ...]) -> AddressReading:
    if text.lower().startswith("mailto:"):
        text = text[7:].partition("?")[0].strip()
        issues.append("cell-hyperlink-mailto")
    unlabelled = _LABEL_BEFORE.sub("", text, count=1) if text and "@" in text else text
    if unlabelled != text and text.endswith(unlabelled):
        text = unlabelled
        issues.append("email-label-removed")
    angle = _ANGLE.fullmatch(text)
    if angle is not None and "@" in angle.group(1):
        text = angle.group(1)
        issues.append("cell-angle-brackets")
    elif len(text) > 2 and (text[0], text[-1]) in _QUOTES:
        text = text[1:-1].strip()
        issues.append("email-quotes-removed")
    if text.endswith(".") and "@" in text:
        text = text.rstrip(". ")
        issues.append("trailing-dot-removed")
    elif text.endswith((";", ",")) and "@" in text:
        text = text.rstrip(";, ")
        issues.append("trailing-punctuation-removed")
    lowered = text.lower()
    if lowered != text:
        issues.append("email-lowercased")
    if _fits(lowered):
        return AddressReading(lowered, tuple(issues))
    return _wrong(lowered, issues, known)


_QUOTES = frozenset({('"', '"'), ("'", "'"), ("“", "”"), ("[", "]"), ("(", ")"), ("‘", "’")})


def _wrong(text: str, issues: list[str], known: tuple[str, ...]) -> AddressReading:
    """Name what is wrong with `text` (lower case), the surest sign first."""
    found = list(dict.fromkeys(_WITHIN.findall(text)))
    parts = [part for part in re.split(r"[;,/\s]+", text) if "@" in part]
    if len(found) > 1 or len(set(parts)) > 1:
        return AddressReading(None, (), "email-multiple")
    if len(found) == 1 and len(parts) > 1:
        return AddressReading(found[0], (*issues, "email-repeated"))
    latin = look_alikes(text)
    if latin is not None:
        return AddressReading(None, (), "email-homoglyph", _if_fits(latin))
    if len(found) == 1 and not _broken_around(text, found[0]):
        rest = text.replace(found[0], " ", 1)
        error = "email-plus-phone-in-cell" if _PHONE.search(rest) else "email-plus-text-in-cell"
        return AddressReading(None, (), error, found[0])
    if any(char.isalpha() and not char.isascii() for char in text) and "@" in text:
        return AddressReading(None, (), "email-not-ascii", _if_fits(_without_marks(text)))
    if "@" not in text:
        return AddressReading(None, (), "email-invalid-no-at", _guess_at(text, known))
    local, _, domain = text.rpartition("@")
    if re.search(r"\s", text):
        return AddressReading(None, (), "email-internal-space", _if_fits(re.sub(r"\s+", "", text)))
    if "," in text or ";" in text or ":" in text:
        return AddressReading(None, (), "email-invalid-comma", _if_fits(re.sub("[,;:]+", ".", text)))
    if local and "." not in domain.strip("."):
        return AddressReading(
            None, (), "email-invalid-incomplete-domain", _guess_domain(local, domain, known)
        )
    mended = (
        re.sub(r"\.{2,}", ".", re.sub("@{2,}", "@", text)).replace("@.", "@").replace(".@", "@").strip(".-")
    )
    return AddressReading(None, (), "email-invalid", _if_fits(mended))


def _broken_around(text: str, found: str) -> bool:
    """Whether what stands around an address is a piece of it: `xuan tb@…` or `a@b .vn`, not a remark."""
    before, _, after = text.partition(found)
    return bool(
        re.search(r"[\w.-]\s*$", before) and len(before.split()) == 1 and not _PHONE.search(before)
    ) or bool(re.match(r"\s*[,.]\s*\w", after))


def _fits(text: str) -> bool:
    local, _, domain = text.rpartition("@")
    return len(local) <= 64 and len(domain) <= 253 and _ADDRESS.fullmatch(text) is not None


def _if_fits(text: str) -> str | None:
    return text if _fits(text) else None


def _without_marks(text: str) -> str:
    letters = unicodedata.normalize("NFD", text)
    return "".join(char for char in letters if not unicodedata.combining(char)).replace("đ", "d")


def _guess_at(text: str, known: tuple[str, ...]) -> str | None:
    """Where an `@` is missing: a sign or word in its place, else before a domain the file uses."""
    replaced = _AT_IN_WORDS.sub("@", text)
    if replaced.count("@") == 1 and _fits(replaced):
        return replaced
    for domain in sorted(known, key=len, reverse=True):
        local = text.removesuffix(domain)
        if local != text and (guess := _if_fits(f"{local.rstrip('.-_ ')}@{domain}")):
            return guess
    return None


def _guess_domain(local: str, domain: str, known: tuple[str, ...]) -> str | None:
    """`a@snv` where the file uses exactly one domain that begins so."""
    stem = domain.strip(".")
    fitting = [one for one in known if stem and one.startswith(stem + ".")]
    return _if_fits(f"{local}@{fitting[0]}") if len(fitting) == 1 else None


def _mailto(link: str) -> str | None:
    """The address of a `mailto:` link; None for any other link."""
    if not link.lower().startswith("mailto:"):
        return None
    address = link[7:].partition("?")[0].replace("%40", "@").strip().lower()
    return address if _fits(address) else None


def _with_issue(reading: AddressReading, issue: str) -> AddressReading:
    issues = reading.issues if issue in reading.issues else (*reading.issues, issue)
    return AddressReading(reading.email, issues)


def _written(
    reading: AddressReading, written: str, doubt: str | None = None, suggestion: str | None = None
) -> AddressReading:
    return AddressReading(
        reading.email, reading.issues, reading.error, suggestion or reading.suggestion, doubt, written.strip()
    )
