"""OpenSMTPD: free text, in newer versions beside report fields without a diagnostic."""

from __future__ import annotations

from maild.decode.dialects.notice import Dialect

DIALECTS = (
    Dialect(
        name="opensmtpd",
        signs=("this is the mailer-daemon, please do not reply to this",),
        cues=(
            "the following list of recipients:",
            "following\n    list of recipients:",
            "list of recipients:",
        ),
        waits=("a message is delayed for more than", "only a temporary failure report"),
        ends=("please note that this is only",),
    ),
)
