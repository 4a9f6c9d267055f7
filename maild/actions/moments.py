"""Days and moments as people type them, on the command line and at the desk."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

_CLOCK = re.compile(r"(?<!\d)(?P<hour>\d{1,2}) ?(?:[:h]|giờ) ?(?P<minute>\d{2}(?!\d))?")
_ISO = re.compile(r"(?<=\d)T(?=\d)")  # ISO 8601: 2026-11-27T17:00


def day_of(text: str) -> date | None:
    """`27/11/2026` with any of the usual strokes between, `ngày` before it or not; or `2026-11-27`."""
    bare = re.sub(r"[.\-]", "/", text.replace("ngày", " ").strip(" ,"))
    for form in ("%d/%m/%Y", "%Y/%m/%d"):
        try:
            return datetime.strptime(bare, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def moment_of(text: str, zone: ZoneInfo) -> datetime | None:
    """Day and time, either first (`17h00 ngày 27/11/2026`), or a day alone, which means its 17:00; in `zone`."""
    text = _ISO.sub(" ", text)
    clock = _CLOCK.search(text)
    day = day_of(text if clock is None else text.replace(clock[0], " "))
    hour, minute = (17, 0) if clock is None else (int(clock["hour"]), int(clock["minute"] or 0))
    if day is None or hour > 23 or minute > 59:
        return None
    return datetime.combine(day, time(hour, minute), zone)
