"""Sendmail and those that kept its words: V5, V8, Active!Hunter, Biglobe, IBM, Sun."""

from __future__ import annotations

import re

from maild.decode.dialects.notice import Dialect, Notice, action_of, from_headers, recipients_after
from maild.decode.dsn import tidy_address
from maild.decode.recipients import Finding

_HEADINGS = (
    "the following addresses had permanent fatal errors",
    "the following address had permanent fatal errors",
    "the following addresses had permanent delivery errors",
    "the following addresses had delivery problems",
    "the following addresses had transient non-fatal errors",
    "the following addresses had transient errors",
    "the following addresses have delivery notifications",
    "the following addresses had successful delivery notifications",
    "following addresses were not delivered",
    "addresses had",
    "unsent addresses",
    "non-delivered information",
)
_TRANSCRIPT = (
    "transcript of session follows",
    "transcript of the session follows",
    "session transcript follows",
)
_TALKED = re.compile(
    r"^(?:(?:>{3}|<{3}) ?)?[^\n]{0,80}?<?([\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,10})>?"
    r"(?:\.\.\.|:)[ \t]{0,4}([^\n]{3,500})",
    re.MULTILINE,
)

_SENDER = re.compile(r"MAIL FROM:[ ]?<([^<>\s]{3,320})>", re.IGNORECASE)


def _read(notice: Notice, dialect: Dialect) -> tuple[Finding, ...]:
    """Addresses under the heading; what was said about them in brackets or in the transcript."""
    low = notice.low
    session = min((at for mark in _TRANSCRIPT if (at := low.find(mark)) >= 0), default=-1)
    heading = min((at for mark in _HEADINGS if (at := low.find(mark)) >= 0), default=-1)
    action = action_of(notice, dialect.waits)
    transcript = notice.text[session:] if session >= 0 else ""
    if heading >= 0:
        start = low.find("\n", heading)
        found = recipients_after(notice, max(start, heading), action, inline=False, ends=_ENDS)
        if found:
            return tuple(_said_in(finding, transcript) for finding in found)
    spoken: dict[str, Finding] = {}
    senders = {found.lower() for found in _SENDER.findall(transcript)}
    for match in _TALKED.finditer(transcript):
        address = tidy_address(match.group(1))
        if address.lower() in senders:
            continue
        spoken.setdefault(
            address.lower(), Finding(address, action, match.group(0)[:1000], evidence=(match.group(0)[:300],))
        )
    return tuple(spoken.values())[:50] or from_headers(notice, action)


_ENDS = (
    "----- transcript of",
    "----- transcript\n",
    "--- transcript",
    "----- original message",
    "-----transcript",
)


def _said_in(finding: Finding, transcript: str) -> Finding:
    """Add what the transcript says, where the lines under the heading say nothing themselves."""
    if "reason:" in finding.said.lower() or not transcript:
        return finding
    low, key = transcript.lower(), finding.address.lower()
    at = low.find(key)
    if at >= 0:
        begin = max(low.rfind("\n<<<", 0, at), low.rfind("\n>>>", 0, at), 0)
        said = transcript[begin : at + 1000]
    else:
        said = transcript[:2000]
    return finding._replace(said=f"{finding.said}\n{said}".strip())


DIALECTS = (
    Dialect(
        name="sendmail",
        signs=(*_HEADINGS, *_TRANSCRIPT),
        waits=("warning: could not send message for past", "will keep trying until message is"),
        daemon_only=True,
        reader=_read,
    ),
)
