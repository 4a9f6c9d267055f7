"""Courier."""

from __future__ import annotations

from maild.decode.dialects.notice import Dialect

DIALECTS = (
    Dialect(
        name="courier",
        signs=("running the courier mail server", "this is a delivery status notification from"),
        cues=(
            "your message to the following recipients cannot be delivered:",
            "the following recipients cannot be delivered:",
            "the following recipients:",
            "have not been delivered:",
        ),
        waits=("delivery delayed", "will be attempted"),
        ends=("if your message was also sent",),
    ),
)
