"""MDaemon."""

from __future__ import annotations

import re

from maild.decode.dialects.notice import Dialect, Notice, read_by_cues
from maild.decode.recipients import Finding

# The session as it went: "--> RCPT To:<a@b>", then "<-- 550 <a@b>, Recipient unknown".
_REFUSED = re.compile(r"--> ?([^\n]{1,300})\n[^\n]{0,60}<-- ?([45]\d\d[ -][^\n]{1,600})")


def _read(notice: Notice, dialect: Dialect) -> tuple[Finding, ...]:
    """Recipients after the cues; of the transcript below only the command that was refused, and its answer."""
    findings = read_by_cues(notice, dialect)
    refused = [f"--> {found[1]} <-- {found[2]}" for found in _REFUSED.finditer(notice.text)]
    if not refused:
        return findings
    return tuple(
        one._replace(said=_about(one.address, refused)) if "-->" in one.said else one for one in findings
    )


def _about(address: str, refused: list[str]) -> str:
    named = [one for one in refused if address.lower() in one.lower()]
    return (named or refused)[-1]


DIALECTS = (
    Dialect(
        name="mdaemon",
        signs=(
            "the following data may contain sections which represent bad dns",
            "mdaemon",
            "the attached message had permanent fatal delivery errors",
            "message had permanent delivery errors",
            "could not be delivered after",
        ),
        cues=(
            "failed address:",
            "failed address(es):",
            "the following addresses had permanent fatal errors:",
            "undeliverable to",
            "delivery to:",
        ),
        waits=("attempts will be made", "will continue to attempt"),
        where="any",
        daemon_only=True,
        reader=_read,
    ),
)
