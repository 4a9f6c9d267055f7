"""Yahoo and the providers it served."""

from __future__ import annotations

from maild.decode.dialects.notice import Dialect

DIALECTS = (
    Dialect(
        name="yahoo",
        signs=(
            "unable to deliver message to the following address",
            "we were unable to deliver your message to the following address",
            "we were unable to deliver your message",
        ),
        cues=(
            "unable to deliver message to the following address(es).",
            "unable to deliver your message to the following address.",
            "unable to deliver your message to the following addresses.",
        ),
    ),
)
