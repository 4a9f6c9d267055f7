"""What an official reports to be broken: its reason and code, from the phase and the hint of the reader.

The reasons are names that the advice table knows; a hint that says nothing gives the phase's usual one.
"""

from __future__ import annotations

import re
import unicodedata

from maild.model import Reason, Stage

# Words are folded: lower case, no accents. Earlier rows win.
_TABLE: dict[Stage, tuple[tuple[re.Pattern[str], str], ...]] = {
    Stage.SENDING: (
        (re.compile(r"\bspam\b|\bjunk\b|thu rac|quang cao"), "invitation-in-spam"),
        (re.compile(r"bi xoa|bi cat|bi chan|dinh kem|loai bo|go bo|stripped|removed"), "invitation-stripped"),
    ),
    Stage.RECEIVING: (
        (re.compile(r"\bday\b|quota|dung luong|\bfull\b|hop thu het"), Reason.MAILBOX_FULL.value),
        (
            re.compile(
                r"(hop thu|tai khoan|account|mailbox).*(khoa|lock|disabled)|mat khau|dang nhap|password"
            ),
            Reason.SUSPEND.value,
        ),
    ),
    Stage.ANSWERING: (
        (
            re.compile(
                r"\bma (\w+ ){0,3}(khong|sai|het|bao|da|bi|loi)|\bma\b.*\bky tu\b|\botp\b|access code|\bcode\b"
            ),
            "survey-code-refused",
        ),
    ),
}
_USUAL = {
    Stage.SENDING: "invitation-not-received",
    Stage.RECEIVING: "invitation-unreadable",
    Stage.ANSWERING: "survey-page-error",
}
_HTTP = re.compile(r"(?<!\d)([45]\d\d)(?!\d)")
SURVEY = "survey"  # where an error in answering lies: the ministry's survey, whoever reports it


def reason_of(stage: Stage, hint: str | None) -> str:
    """The reason of an error in `stage`, from the reader's hint in the sender's own terms."""
    said = _folded(hint or "")
    return next((reason for pattern, reason in _TABLE[stage] if pattern.search(said)), _USUAL[stage])


def code_of(stage: Stage, hint: str | None) -> str:
    """The HTTP status that somebody saw on the survey's page; "" when there is none."""
    found = _HTTP.search(hint or "") if stage is Stage.ANSWERING else None
    return found.group(1) if found else ""


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return " ".join("".join(char for char in plain if not unicodedata.combining(char)).split())
