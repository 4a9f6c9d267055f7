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
    begin = notice.low.find('"bouncedrecipients"')
    begin = notice.text.find("[", begin)
    try:
        rows, _ = json.JSONDecoder(strict=False).raw_decode(notice.text[begin:])
    except (ValueError, RecursionError):
        return ()
    return tuple(found for row in rows[:100] if (found := _one(row))) if isinstance(rows, list) else ()


def _one(row: Any) -> Finding | None:
    if not isinstance(row, dict):
        return None
    address = find_address(str(row.get("emailAddress") or ""))
    if address is None:
        return None
    return Finding(
        address,
        Action.FAILED,
        str(row.get("diagnosticCode") or "")[:2000],
        clean_status(str(row.get("status") or "")),
        evidence=(f"bouncedRecipients: {address}",),
    )


DIALECTS = (Dialect(name="amazon-ses", signs=('"bouncedrecipients"',), reader=_read),)
