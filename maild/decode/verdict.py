"""A Reading as JSON: the contract of `maild classify`, shared by the command line and the store."""

from __future__ import annotations

from typing import Any

from maild.model import Reading, RecipientResult


def to_json(reading: Reading, file: str) -> dict[str, Any]:
    """One line of `maild classify`: plain types only, keys in their fixed order."""
    return {
        "file": file,
        "kind": reading.kind.value,
        "auto": reading.auto,
        "sure": reading.sure,
        "score": round(reading.score, 2),
        "secondary": [kind.value for kind in reading.secondary],
        "technical_stage": reading.technical_stage.value if reading.technical_stage else None,
        "error_hint": reading.error_hint,
        "return_date": reading.return_date.isoformat() if reading.return_date else None,
        "new_address": reading.new_address,
        "recipients": [_recipient(result) for result in reading.recipients],
        "message_id": reading.message_id,
        "about": list(reading.about),
        "rule": reading.rule,
        "evidence": list(reading.evidence),
    }


def _recipient(result: RecipientResult) -> dict[str, Any]:
    return {
        "address": result.address,
        "original": result.original,
        "action": result.action.value,
        "status": result.status,
        "reply_code": result.reply_code,
        "reason": result.reason.value,
        "hard": result.hard,
        "diagnostic": result.diagnostic,
        "mta": result.mta,
    }
