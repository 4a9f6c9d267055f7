"""Google Groups: "the group may not exist or you may not post to it", in every language."""

from __future__ import annotations

from maild.decode.dialects.notice import Dialect, Notice, from_headers
from maild.decode.recipients import Finding
from maild.model import Action


def _read(notice: Notice, dialect: Dialect) -> tuple[Finding, ...]:
    """The group stands in X-Failed-Recipients; the only words all languages share are the help address."""
    return tuple(
        Finding(
            finding.address,
            Action.FAILED,
            "the group does not exist or the sender may not post: sender not allowed",
            evidence=finding.evidence,
        )
        for finding in from_headers(notice, Action.FAILED)
    )


DIALECTS = (
    Dialect(
        name="google-groups",
        signs=("groups.google.com/support", "google.com/a/"),
        daemon_only=True,
        reader=_read,
    ),
)
