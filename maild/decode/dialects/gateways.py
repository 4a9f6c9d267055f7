"""Gateways: MailMarshal, SurfControl, McAfee, Trend Micro, m-FILTER, MailFoundry, Symantec, amavisd."""

from __future__ import annotations

from maild.decode.dialects.notice import Dialect

DIALECTS = (
    Dialect(
        name="gateway",
        signs=(
            "the following recipients were affected",
            "could not be delivered because of",
            "unable to deliver message to:",
            "-------server message",
            "unable to deliver mail",
            "your message could not be sent",
            "following mail was not delivered",
            "recipient address:",
            "delivery of the email was stopped",
        ),
        cues=(
            "to the following recipient:",
            "the following recipients were affected:",
            "unable to deliver message to:",
            "to the following recipients:",
        ),
        ends=("additional information", "-------smtp command"),
        daemon_only=True,
    ),
)
