"""Kerio, IceWarp, GroupWise, hMailServer and other office servers that write short English notes."""

from __future__ import annotations

from maild.decode.dialects.notice import Dialect

DIALECTS = (
    Dialect(
        name="office-server",
        signs=(
            "kerio connect",
            "kerio mailserver",
            "icewarp",
            "merak",
            "hmailserver",
            "groupwise",
            "the message that you sent was undeliverable to the following",
            "your message was not delivered to the following",
            "could not be delivered to the following recipients",
            "user(s) not found",
        ),
        cues=(
            "undeliverable to the following:",
            "not delivered to the following recipients:",
            "could not be delivered to the following recipients:",
            "could not be reached:",
            "to the following:",
        ),
        where="any",
        daemon_only=True,
    ),
)
