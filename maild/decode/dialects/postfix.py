"""Postfix without report fields (before 2.0, or re-wrapped on the way), and its notices to postmaster."""

from __future__ import annotations

import re

from maild.decode.dialects.notice import Dialect, Notice
from maild.decode.dsn import tidy_address
from maild.decode.recipients import Finding
from maild.model import Action

_TRANSCRIPT = re.compile(
    r"^[ \t]{0,8}In: +RCPT TO:[ \t]{0,4}<([^<>@\s]{1,64}@[^<>\s]{1,255})>[^\n]{0,300}\n"
    r"(?:[ \t]{0,8}Out: +([45][^\n]{3,500}))?",
    re.MULTILINE,
)
_REFUSED = re.compile(r"^[ \t]{0,8}Out: +([45]\d\d [^\n]{3,500})", re.MULTILINE)


def _transcript(notice: Notice, dialect: Dialect) -> tuple[Finding, ...]:
    """A session that somebody had with our server: the refusal after its RCPT."""
    out: dict[str, Finding] = {}
    for found in _TRANSCRIPT.finditer(notice.text):
        refused = found.group(2)
        if refused is None:
            later = _REFUSED.search(notice.text, found.end())
            refused = later.group(1) if later else ""
        address = tidy_address(found.group(1))
        out[address.lower()] = Finding(address, Action.FAILED, refused, evidence=(refused or address,))
    return tuple(out.values())[:20]


DIALECTS = (
    Dialect(
        name="postfix-session",
        signs=("transcript of session follows",),
        daemon_only=True,
        reader=lambda notice, dialect: _transcript(notice, dialect) if " in:  rcpt to:" in notice.low else (),
    ),
    Dialect(
        name="postfix",
        signs=(
            "this is the mail system at host",
            "this is the postfix program at host",
            "postfix program at host",
            "could not be delivered to one or more destinations",
            "could not\nbe delivered to one or more recipients",
            "undelivered mail returned to sender",
            "delayed mail (still being retried)",
        ),
        where="any",
        cues=(
            "the mail system\n",
            "the postfix program\n",
            "postfix program\n",
            "delete your own text from the message returned below.",
        ),
    ),
)
