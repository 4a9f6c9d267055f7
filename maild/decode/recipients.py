"""What a notice says about one recipient → the verdict about it."""

from __future__ import annotations

import re
from typing import NamedTuple, Protocol

from maild.decode.dsn import find_address
from maild.decode.reasons import find_reason, unescape
from maild.decode.status import best_status, reply_code
from maild.model import Action, Reason, RecipientResult

MAX_DIAGNOSTIC = 2000

_NO_RECIPIENT = re.compile(r"need rcpt|no valid recipients|no recipients|valid rcpt command")
_COMMAND = re.compile(
    r"(?:in reply to (?:the )?|after |in response to (?:the )?|>>> ?|--> ?|smtp command\s*"
    r"|did not like our (?:final )?|smtp:)"
    r"(mail from|rcpt to|end of data|data|helo|ehlo|initial connection|connect|mail|rcpt|quit)\b"
)  # of a text in lower case
_BEFORE_COMMAND = (
    "in reply to", "after ", "in response to", ">>>", "-->", "smtp command", "did not like our", "smtp:",
)  # fmt: skip
_COMMANDS = {
    "mail from": "MAIL", "mail": "MAIL", "rcpt to": "RCPT", "rcpt": "RCPT", "end of data": "DATA", "data": "DATA",
    "helo": "CONN", "ehlo": "CONN", "initial connection": "CONN", "connect": "CONN", "quit": "CONN",
}  # fmt: skip

# Words of servers that name no command; the first five are qmail-remote's.
_IN_WORDS = (
    ("does not like recipient", "RCPT"),
    ("sender was rejected", "MAIL"),
    ("my name was rejected", "CONN"),
    ("failed on data command", "DATA"),
    ("failed after i sent the message", "DATA"),
    ("[rcpt_to]", "RCPT"),
)


# Below whatever refusal of RCPT its transcript shows; the refusal itself stands above it.
_SENDMAIL_CLOSES = re.compile(r"550 5\.1\.1 (?<=\n..........).{1,300}\.\.\. User unknown$", re.MULTILINE)


class HasText(Protocol):
    """A notice, as far as a verdict may ask it."""

    @property
    def text(self) -> str: ...


class Finding(NamedTuple):
    """One recipient as a report or a dialect names it. `said` is the text about this one alone."""

    address: str
    action: Action
    said: str = ""
    status: str | None = None  # of a Status: field
    original: str | None = None
    mta: str | None = None
    remote: str | None = None
    evidence: tuple[str, ...] = ()
    category: Reason | None = None  # where the notice itself sorts its failures
    context: HasText | None = None  # the notice, asked only when `said` does not tell enough


def smtp_command(text: str) -> str | None:
    """The refused command, as MAIL, RCPT, DATA or CONN, where the text names it.

    A pipelining Sendmail shows `>>> DATA` above the answer to RCPT; "no valid
    recipients" right after gives it away.
    """
    low = text[:4000].lower()
    for sign in _BEFORE_COMMAND:
        if sign in low:
            found = _COMMAND.search(low)
            if found is None:
                break
            command = _COMMANDS[found[1]]
            return "RCPT" if command == "DATA" and _NO_RECIPIENT.search(low) else command
    for words, command in _IN_WORDS:
        if words in low:
            return command
    return None


def verdict(finding: Finding) -> RecipientResult:
    """Weigh words, code, reply and command of one finding (DESIGN §12). The diagnostic is not masked yet."""
    said = " ".join(unescape(finding.said).split())
    status = best_status(finding.status, said)
    reply = reply_code(said)

    def command() -> str | None:
        return smtp_command(said) or smtp_command(finding.context.text if finding.context else "")

    stated = status is None or reply is None or status in said
    reason = finding.category or find_reason(said, status, reply, command=command, stated=stated)
    if said.startswith("x-unix") and reason in (Reason.USER_UNKNOWN, Reason.UNDEFINED):
        reason = Reason.MAILER_ERROR  # a program that delivers spoke, not a server
    if reason is Reason.UNDEFINED and finding.context:
        more = " ".join(_SENDMAIL_CLOSES.sub("", finding.context.text[:4000]).split())
        status = best_status(status, more)
        reply = reply or reply_code(more)
        reason = find_reason(more, status, reply, command=command, guess=False, stated=stated)
    if reason is Reason.UNDEFINED and any(map(str.isalpha, said)):
        reason = Reason.ON_HOLD  # something was said that nobody here understands: a person should look
    gone = finding.action is Action.FAILED
    mta = host_name(finding.mta)
    return RecipientResult(
        address=finding.address,
        action=finding.action,
        original=finding.original if finding.original != finding.address else None,
        status=status,
        reply_code=reply,
        reason=reason,
        hard=gone and reason.hard and not (reason is Reason.NOT_ACCEPT and (status or "5")[0] == "4"),
        diagnostic=said[:MAX_DIAGNOSTIC],
        mta=mta,
        remote=mta if finding.remote == finding.mta else host_name(finding.remote),
    )


def host_name(field: str | None) -> str | None:
    """The host of `dns; mx.example.org (192.0.2.1)`."""
    if not field:
        return None
    text = field.rpartition(";")[2].strip()
    words = text.split()
    return words[0][:255] if words and find_address(text) is None else None
