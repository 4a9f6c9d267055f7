"""What is found wrong with a row, for the catalogue of words to say; and how a cell may be shown in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

# finding → the field that it is about; its words are `row_says.…` and `row_remedy.…`
FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "name-uppercase": "name",
        "name-lowercase": "name",
        "name-single-word": "name",
        "group-unknown": "group",
        "group-missing": "group",
        "email-role-account": "email",
        "email-personal-domain": "email",
        "email-domain-outside": "email",
        "email-domain-mistyped": "email",
        "email-domain-ended": "email",
        "email-link-differs": "email",
        "position-missing": "position",
        "duplicate-person-other-group": "group",
        "duplicate-person-other-unit": "unit",
        "same-name-different-email": "name",
        "unit-unknown": "unit",
        "unit-without-accents": "unit",
        "email-missing": "email",
        "email-invalid-no-at": "email",
        "email-invalid-comma": "email",
        "email-invalid-incomplete-domain": "email",
        "email-invalid": "email",
        "email-not-ascii": "email",
        "email-homoglyph": "email",
        "email-multiple": "email",
        "email-internal-space": "email",
        "email-plus-phone-in-cell": "email",
        "email-plus-text-in-cell": "email",
        "email-conflict-different-name": "email",
        "unit-missing": "unit",
        "name-missing": "name",
        "name-invalid": "name",
        "name-homoglyph": "name",
        "cells-shifted": "email",
        "cells-swapped": "name",
        "formula-without-value": "email",
        "email-of-another-row": "email",
    }
)
DUPLICATES = ("duplicate-email-exact", "duplicate-email-case", "duplicate-row-identical")
_NO_FACTS: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that a person should know of a row. `column` is empty where it is not in the file."""

    code: str
    column: str = ""  # "F"
    title: str = ""  # as the file heads the column
    value: str = ""  # what the cell holds: masked and short
    facts: Mapping[str, object] = field(default_factory=lambda: _NO_FACTS)


def kept(word: str, **facts: object) -> str:
    """A word of the catalogue with its facts, as one line to keep; `words.say_kept` says it to a reader."""
    return "\t".join([word, *(f"{name}={str(value).replace(chr(9), ' ')}" for name, value in facts.items())])


def mask_value(value: str) -> str:
    """A cell as it may be shown in a message: addresses masked, also broken ones, and long numbers."""
    text = " ".join(value.split())
    text = _LOCAL_PART.sub(r"\1***\2@", text)
    text = _NO_AT.sub(r"\1***", text)
    text = _DIGITS.sub("•••", text)
    return text if len(text) <= 60 else text[:59] + "…"


_LOCAL_PART = re.compile(r"([\w.+-])[\w.+-]*(\s*)[@＠]")
_NO_AT = re.compile(r"(?<![\w@.*-])([A-Za-z0-9])[\w-]*(?:[][(){}#.]+[\w-]+){2,}(?!\*)", re.ASCII)
_DIGITS = re.compile(r"\d[\d\s.()-]{5,}\d")
