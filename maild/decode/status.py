"""Codes in what a server said: enhanced status codes (RFC 3463) and SMTP replies (RFC 5321 §4.2)."""

from __future__ import annotations

import re
from functools import lru_cache

# Digits with dots are also addresses and versions: "192.0.2.5.1", "v5.1.0", "Exim 4.9.1" in a path.
# What stands before a code is looked at after its digits: `re` skips quickly to a set of characters only
# where the pattern begins with it.
_ENHANCED = re.compile(r"([245](?<![\w.@/-].)\.[0-7]\.\d{1,3})(?![\d@-]|\.\d)", re.ASCII)
_PAIR = re.compile(r"([245]\d\d)(?<![\d.]...)[ -]+\(?#?([245]\.[0-7]\.\d{1,3})(?![\d@-]|\.\d)", re.ASCII)
_REPLY = re.compile(
    r"([45](?<![^\s;:'\"(<>,\[].)[0-5]\d)(?=[ \-:,;]|\.? *$|[)\]'\"])"
    r"(?![ -]*(?:[.\d]|hours?|min|sec|bytes|kb|mb|days?))",
    re.ASCII | re.IGNORECASE | re.MULTILINE,
)
_FIELD = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])", re.ASCII)
_HASHED = re.compile(r"#([245]\.[0-7]\.\d{1,3})(?![\d.])", re.ASCII)


def enhanced_codes(text: str) -> list[str]:
    """Every enhanced code in `text`, those beside an SMTP reply or a `#` first; at most eight."""
    if "." not in text:
        return []
    found = [code for _, code in _PAIR.findall(text)]
    if "#" in text:
        found += _HASHED.findall(text)
    found += _ENHANCED.findall(text)
    return list(dict.fromkeys(found))[:8] if len(found) > 1 else found


def reply_code(text: str) -> str | None:
    """The first SMTP reply code 4xx or 5xx in `text`; None when it holds none."""
    pair = _PAIR.search(text) if "." in text else None
    if pair is not None and pair[1][0] != "2":
        return pair[1]
    found = _REPLY.search(text)
    return found[1] if found else None


def is_generic(code: str | None) -> bool:
    """True for codes that say nothing but "temporary" or "permanent": x.0.0, and none at all."""
    return code is None or code[2:] == "0.0"


def clean_status(field: str | None) -> str | None:
    """The code of a `Status:` field, whatever stands around it: "5.1.1 (user unknown)"."""
    return _code_in(field[:200]) if field else None


@lru_cache(maxsize=64)
def _code_in(field: str) -> str | None:
    found = _FIELD.search(field)
    if found is None:
        return None
    kind, subject, detail = found.groups()
    return f"{kind}.{int(subject)}.{int(detail)}"


# Generic codes, and those that only say that time ran out or an address was bad somehow.
_TELL_LITTLE = frozenset({"0.0", "4.7", "1.0", "5.0"})


def best_status(field: str | None, said: str) -> str | None:
    """The code that tells most. The far server's own (in `said`) comes before the notice's `Status:`,
    which its writer often derives from the reply's first digit, or from "retry time is over"."""
    codes = [code for code in enhanced_codes(said) if code[0] != "2"]
    if field is not None:
        codes.append(field)
    for code in codes:
        if code[2:] not in _TELL_LITTLE:
            return code
    for code in codes:
        if code[2:] != "0.0":
            return code
    return field or (codes[0] if codes else None)
