"""MDaemon."""

from __future__ import annotations

from maild.decode.dialects.notice import Dialect

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
            "the following addresses had permanent fatal errors:",
            "undeliverable to",
            "delivery to:",
        ),
        waits=("attempts will be made", "will continue to attempt"),
        where="any",
        daemon_only=True,
    ),
)
