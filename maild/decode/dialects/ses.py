"""Amazon: bounce notifications as JSON, and WorkMail."""

from __future__ import annotations

import json
from typing import Any

from maild.decode.dialects.notice import Dialect, Notice
from maild.decode.dsn import find_address
from maild.decode.recipients import Finding
from maild.decode.status import clean_status
from maild.model import Action


def _read(notice: Notice, dialect: Dialect) -> tuple[Finding, ...]:
    begin = notice.text.find("{")
    try:
        value, _ = json.JSONDecoder().raw_decode(notice.text[begin:])
    except (ValueError, RecursionError):
        return ()
    bounce = value.get("bounce") if isinstance(value, dict) else None
    if not isinstance(bounce, dict) or not isinstance(bounce.get("bouncedRecipients"), list):
        return ()
    return tuple(found for row in bounce["bouncedRecipients"][:100] if (found := _one(row, bounce)))


def _one(row: Any, bounce: dict[str, Any]) -> Finding | None:
    if not isinstance(row, dict):
        return None
    address = find_address(str(row.get("emailAddress") or ""))
    if address is None:
        return None
    return Finding(
        address,
        Action.FAILED,
        str(row.get("diagnosticCode") or bounce.get("bounceSubType") or "")[:2000],
        clean_status(str(row.get("status") or "")),
        evidence=(f"bouncedRecipients: {address}",),
    )


DIALECTS = (Dialect(name="amazon-ses", signs=('"bouncedrecipients"',), reader=_read),)
