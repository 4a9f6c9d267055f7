"""Complaints and opt-outs that are no ARF report (RFC 5965): Hotmail's older form, Apple Mail's button."""

from __future__ import annotations

from maild.decode.message import Mail


def complaint(mail: Mail) -> str | None:
    """The line that makes this mail a complaint about ours; None when it is none. ARF is read elsewhere."""
    headers = mail.headers
    if (headers.get("x-apple-unsubscribe") or "").strip().lower() == "true":
        return "X-Apple-Unsubscribe: true"
    subject = headers.get("subject") or ""
    if subject.strip().lower().startswith("complaint about message from "):
        for original in mail.returned_originals():
            if "x-hmxmroriginalrecipient" in original:
                return subject.strip()[:200]
    return None
