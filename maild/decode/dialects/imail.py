"""IMail, SmarterMail and Surgemail: one line that names trouble and address."""

from __future__ import annotations

from maild.decode.dialects.notice import Dialect

DIALECTS = (
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
