"""Exim, and systems that borrowed its words (GMX, 1&1, Mail.Ru, MX Logic)."""

from __future__ import annotations

from maild.decode.dialects.notice import Dialect

DIALECTS = (
    Dialect(
        name="exim",
        signs=(
            "created automatically by mail delivery software",
            "created automatically by the smtp relay",
            "a message that you sent could not be delivered",
            "a message that you sent contained one or more recipient addresses",
            "a message that you have sent could not be delivered",
            "has not yet been delivered to one or more of its",
            "not yet been delivered to all of its recipients",
        ),
        cues=(
            "address(es) failed:",
            "following address failed:",
            "following addresses failed:",
            "address\nfailed:",
            "has not yet been delivered is:",
            "has not yet been delivered are:",
            "have not yet been delivered are:",
            "incorrectly constructed:",
            "address failed:",
            "your message to:",
        ),
        ends=("no action is required on your part", "this address has been ignored"),
    ),
)
