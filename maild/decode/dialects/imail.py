"""IMail, SmarterMail and Surgemail: one line that names trouble and address."""

from __future__ import annotations

import re

from maild.decode.dialects.notice import Dialect, Notice
from maild.decode.dsn import tidy_address
from maild.decode.recipients import Finding
from maild.model import Action

_DETAILS = re.compile(
    r"^[ \t]{0,8}rcpt to:[ \t]{0,8}<?([^<>\s@]{1,64}@[\w.-]{1,253})", re.IGNORECASE | re.MULTILINE
)


def _with_details(notice: Notice, dialect: Dialect) -> tuple[Finding, ...]:
    """James and carriers' gateways: the error first, then the details of the mail, RCPT TO among them."""
    found = _DETAILS.search(notice.text)
    if found is None:
        return ()
    begin = notice.low.find("error message below:")
    said = notice.text[begin : notice.low.find("message details:", begin)]
    return (Finding(tidy_address(found.group(1)), Action.FAILED, said, evidence=(found.group(0).strip(),)),)


DIALECTS = (
    Dialect(name="james", signs=("error message below:",), reader=_with_details),
    Dialect(
        name="imail",
        signs=(
            "invalid final delivery userid",
            "user mailbox exceeds allowed size",
            "delivery failed",
            "undeliverable mail",
            "unknown user:",
            "unknown host:",
        ),
        cues=(
            "invalid final delivery userid:",
            "user mailbox exceeds allowed size:",
            "attempts:",
            "unknown user:",
            "unknown host:",
            "undeliverable to ",
        ),
        where="any",
        daemon_only=True,
    ),
)
