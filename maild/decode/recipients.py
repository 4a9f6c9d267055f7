"""What a notice says about one recipient → the verdict about it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from maild.decode.dsn import find_address
from maild.decode.reasons import find_reason, unescape
from maild.decode.status import best_status, reply_code
from maild.model import Action, RecipientResult
from maild.privacy import Secrets

MAX_DIAGNOSTIC = 2000

_ADDRESSES = re.compile(r"<?[\w.!#$%&'*+/=?^`{|}~-]{1,128}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,10}>?")
_URL = re.compile(r"\bhttps?://([\w.-]{1,200})[^\s<>\"']{0,1000}", re.IGNORECASE)
_BLANKS = re.compile(r"\s+")
_COMMAND = re.compile(
    r"(?:in reply to (?:the )?|after |in response to (?:the )?|>>> ?|smtp command\s*|did not like our (?:final )?|smtp:)"
    r"(mail from|rcpt to|end of data|data|helo|ehlo|initial connection|connect|mail|rcpt|quit)\b",
    re.IGNORECASE,
)
_COMMANDS = {
    "mail from": "MAIL", "mail": "MAIL", "rcpt to": "RCPT", "rcpt": "RCPT", "end of data": "DATA", "data": "DATA",
    "helo": "CONN", "ehlo": "CONN", "initial connection": "CONN", "connect": "CONN", "quit": "CONN",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """One recipient as a report or a dialect names it. `said` is the text about this one alone."""

    address: str
    action: Action
    said: str = ""
    status: str | None = None  # of a Status: field
    original: str | None = None
    mta: str | None = None
    evidence: tuple[str, ...] = ()
    context: str = ""  # more of the notice's own text, asked only when `said` tells nothing


def smtp_command(text: str) -> str | None:
    """The refused command, as MAIL, RCPT, DATA or CONN, where the text names it."""
    found = _COMMAND.search(text[:4000])
    return _COMMANDS[found.group(1).lower()] if found else None


def plain(text: str) -> str:
    """Without addresses and paths, whose words are names and no reasons."""
    if "://" in text:
        text = _URL.sub(r"\1", text)
    return _ADDRESSES.sub("x", text) if "@" in text else text


def verdict(finding: Finding, secrets: Secrets) -> RecipientResult:
    """Weigh words, code, reply and command of one finding (DESIGN §12)."""
    said = _BLANKS.sub(" ", unescape(finding.said)).strip()
    status = best_status(finding.status, said)
    reply = reply_code(said)
    reason, _ = find_reason(plain(said), status, reply, command=smtp_command(said))
    if reason.value == "undefined" and finding.context:
        more = _BLANKS.sub(" ", finding.context[:4000])
        status = best_status(status, more) if status is None else status
        reply = reply or reply_code(more)
        reason, _ = find_reason(plain(more), status, reply, command=smtp_command(more))
    gone = finding.action is Action.FAILED
    return RecipientResult(
        address=finding.address,
        action=finding.action,
        original=finding.original if finding.original != finding.address else None,
        status=status,
        reply_code=reply,
        reason=reason,
        hard=reason.hard and gone,
        diagnostic=secrets.mask(said)[:MAX_DIAGNOSTIC],
        mta=host_name(finding.mta),
    )


def host_name(field: str | None) -> str | None:
    """The host of `dns; mx.example.org (192.0.2.1)`."""
    if not field:
        return None
    text = field.rpartition(";")[2].strip()
    words = text.split()
    return words[0][:255] if words and find_address(text) is None else None
