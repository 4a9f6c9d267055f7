"""Delivery status fields (RFC 3464, 6533), also where they are folded, torn by blank lines or inside plain text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from maild.model import Action

MAX_RECIPIENTS = 100
MAX_REPORT_CHARACTERS = 256 * 1024

_FIELD = re.compile(r"^[> \t]{0,8}([A-Za-z][A-Za-z0-9-]{1,40})[ \t]*:[ \t]*(.*)$")
_PER_RECIPIENT = frozenset(
    [
        "final-recipient",
        "original-recipient",
        "action",
        "status",
        "remote-mta",
        "diagnostic-code",
        "last-attempt-date",
        "final-log-id",
        "will-retry-until",
        "x-actual-recipient",
        "x-display-name",
        "x-supplementary-info",
        "x-smtp-remote-recipient",
        "x-postfix-diagnostic",
        "x-powermta-bouncecategory",
    ]
)
_COMMON = _PER_RECIPIENT | {
    "reporting-mta", "arrival-date", "original-envelope-id", "x-postfix-queue-id", "x-postfix-sender"
}  # fmt: skip
_RECIPIENT_NAMES = ("final-recipient", "original-recipient", "x-actual-recipient")
_SHOWN = (*_RECIPIENT_NAMES, "action")
_DOMAIN = r"(\[[\w.:]{3,50}\]|[\w-]{1,63}(?:\.[\w-]{1,63}){0,10})"
_ADDRESS = re.compile(
    r"(\"[^\"\n@]{1,64}\"|(?<![\w.!#$%&'*+/=?^`{|}~-])[\w.!#$%&'*+/=?^`{|}~-]{1,256}+)@" + _DOMAIN
)
_DOMAIN_HERE = re.compile(_DOMAIN)
_ATEXT = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.!#$%&'*+/=?^`{|}~-"
_ACTIONS: Mapping[str, Action] = {
    "failed": Action.FAILED,
    "failure": Action.FAILED,
    "fail": Action.FAILED,
    "error": Action.FAILED,
    "expired": Action.FAILED,
    "bounced": Action.FAILED,
    "deleted": Action.FAILED,
    "delayed": Action.DELAYED,
    "deferred": Action.DELAYED,
    "delay": Action.DELAYED,
    "delivered": Action.DELIVERED,
    "deliverable": Action.DELIVERED,
    "relayed": Action.RELAYED,
    "expanded": Action.EXPANDED,
}


class Fields(NamedTuple):
    """The fields of one recipient, names in lower case, values unfolded."""

    values: Mapping[str, str]
    lines: tuple[str, ...] = ()  # recipient and action as they stand in the mail: evidence

    def get(self, name: str) -> str | None:
        return self.values.get(name)

    @property
    def action(self) -> Action | None:
        said = self.values.get("action", "").lower()
        if said in _ACTIONS:
            return _ACTIONS[said]
        return next((_ACTIONS[word] for word in re.findall(r"[a-z]+", said) if word in _ACTIONS), None)


class Report(NamedTuple):
    """One delivery report: the fields about the message, and those of each recipient."""

    message: Mapping[str, str]
    recipients: tuple[Fields, ...]


def find_address(text: str) -> str | None:
    """The first address in `text`, domain in lower case; None when it holds none."""
    return _known_address(text) if len(text) < 80 else _find_address(text)


def _find_address(text: str) -> str | None:
    at = text.find("@")
    if at < 0:
        return None
    before = text[:at].rstrip(_ATEXT)
    local = text[len(before) : at]
    if local and len(local) <= 256 and before[-1:].isascii():  # nearly every one; else the long way
        domain = _DOMAIN_HERE.match(text, at + 1)
        if domain is not None:
            return _tidy(local, domain[0])
    found = _ADDRESS.search(text)
    return tidy_address(found.group(0)) if found else None


_known_address = lru_cache(maxsize=256)(_find_address)  # a mail names its few addresses many times


def tidy_address(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return _tidy(local, domain)


def _tidy(local: str, domain: str) -> str:
    return f"{local.lstrip('.').removeprefix(_APOSTROPHE)}@{domain.lower().rstrip('.-')}"


_APOSTROPHE = "'"


def typed_address(value: str | None) -> str | None:
    """The address of `rfc822; user@example.org` or `utf-8; …` (RFC 6533 §3); None when it holds none."""
    if not value:
        return None
    return _known_typed_address(value) if len(value) < 80 else _typed_address(value)


def _typed_address(value: str) -> str | None:
    kind, semicolon, text = value.partition(";")
    if not semicolon:
        kind, text = "", value
    text = text.strip()
    if "\\x{" in text or kind.strip().lower() == "utf-8":
        text = re.sub(r"\\x\{([0-9A-Fa-f]{2,6})\}", _code_point, text)
    if "+" in text and "=" not in text and "@" not in text and re.search(r"\+[0-9A-F]{2}", text):
        text = re.sub(r"\+([0-9A-F]{2})", lambda found: chr(int(found.group(1), 16)), text)  # xtext
    if "<" in text and ">" in text:
        inner = text[text.index("<") + 1 :].partition(">")[0]
        text = inner if "@" in inner else text
    if ":" in text:
        text = text.removeprefix("smtp:").removeprefix("SMTP:").removeprefix("mailto:")
    return find_address(text)


_known_typed_address = lru_cache(maxsize=256)(_typed_address)


def _code_point(found: re.Match[str]) -> str:
    number = int(found.group(1), 16)
    return chr(number) if 32 < number < 0x110000 and not 0xD800 <= number < 0xE000 else ""


def read_report(text: str) -> Report:
    """Read the fields of a delivery report.

    A blank line ends a recipient only when the block already names one and
    says what became of it: several servers put blank lines anywhere.
    """
    message: dict[str, str] = {}
    recipients: list[Fields] = []
    block: dict[str, str] = {}
    lines: dict[str, str] = {}
    name = ""
    for line in text[:MAX_REPORT_CHARACTERS].split("\n"):
        bare = line.strip()
        if not bare or bare == ">":
            if block and (_complete(block) or _PER_RECIPIENT.isdisjoint(block)):
                _close(block, lines, message, recipients)
                block, lines = {}, {}
            name = ""
            continue
        before, colon, value = line.partition(":")
        key = before.lower()
        if not colon or key not in _COMMON:  # else as nearly every server writes it
            found = _FIELD.match(line)
            key, value = (found.group(1).lower(), found.group(2)) if found else ("", "")
            if not key or not _is_field(key, indented=line[0] in " \t"):
                if name and len(block[name]) < 4000 and not bare.startswith("--"):
                    block[name] = f"{block[name]} {bare}"  # a fold, maybe one that lost its indentation
                continue
        name = key
        if name in _RECIPIENT_NAMES and block and _PER_RECIPIENT.isdisjoint(block):
            _close(block, lines, message, recipients)  # no blank line after the fields about the message
            block, lines = {}, {}
        if name in block:
            if not _complete(block) and name not in _RECIPIENT_NAMES:
                name = ""
                continue
            _close(block, lines, message, recipients)
            block, lines = {}, {}
        block[name] = value.strip()
        if name in _SHOWN:
            lines[name] = bare[:300]
    _close(block, lines, message, recipients)
    return Report(message, tuple(_join_halves(recipients)))


def _is_field(name: str, *, indented: bool) -> bool:
    """Whether a line begins a field: a diagnostic's `http:` or `said:` at the start of a line does not."""
    return name in _PER_RECIPIENT or (not indented and ("-" in name or name == "disposition"))


def _names_somebody(block: Mapping[str, str]) -> bool:
    return "final-recipient" in block or "original-recipient" in block or "x-actual-recipient" in block


def _complete(block: Mapping[str, str]) -> bool:
    return ("action" in block or "status" in block) and _names_somebody(block)


def _close(
    block: dict[str, str], lines: Mapping[str, str], message: dict[str, str], recipients: list[Fields]
) -> None:
    if "action" in block or "status" in block or _names_somebody(block):
        if len(recipients) < MAX_RECIPIENTS:
            named = next((lines[key] for key in _RECIPIENT_NAMES if key in lines), "")
            recipients.append(Fields(block, (named, lines.get("action", ""))))
    else:
        for key, value in block.items():
            message.setdefault(key, value)


def _join_halves(recipients: list[Fields]) -> list[Fields]:
    """A block without a recipient belongs to the one before it, or fills the one that follows."""
    out: list[Fields] = []
    for fields in recipients:
        named = _names_somebody(fields.values)
        if out and not named:
            last = out[-1]
            out[-1] = Fields({**fields.values, **last.values}, last.lines)
        elif out and not _names_somebody(out[-1].values):
            out[-1] = Fields({**out[-1].values, **fields.values}, fields.lines)
        else:
            out.append(fields)
    return out
