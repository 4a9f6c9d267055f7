"""Up to when a list's figures hold: in a title, a footer in words, or the file's name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from maild.roster.messages import kept
from maild.roster.text import collapse, folded, nfc

ZONE = "Asia/Ho_Chi_Minh"

# What makes a date the as-of time, strongest first. Folded text.
_SAYS = (
    re.compile(
        r"(?:so lieu|tinh|thong ke|tong hop|ket qua|chot|cap nhat|danh sach)[\w ]{0,40}?\b(?:den|toi)\b"
        r"|thoi diem (?:chot|lay|thong ke|tong hop|so lieu|bao cao)|chot so lieu|so lieu (?:ngay|luc|chot)"
        r"|\b(?:data )?as (?:of|at)\b|\bup to\b|\bdata until\b|tinh den|tinh toi"
    ),
    re.compile(r"cap nhat|last updated|updated (?:on|at)|\bden (?:het )?(?:ngay|\d)|\bluc \d"),
)
# Dates that are something else, however near they stand.
_OTHER = re.compile(
    r"xuat (?:du lieu|file|tep|bao cao|ngay|luc)|ngay xuat|ngay in|in ngay|in luc|export|printed|generated|"
    r"cong van so|ke hoach so|ke hoach|quyet dinh so|van ban so|kem theo|ngay ky|ngay lap|lap ngay|gui luc|gui ngay"
)
_DEADLINE = re.compile(
    r"\b(?:thoi han|han (?:tra loi|cuoi|chot|nop|hoan thanh|gui)|gia han|deadline|due|ket thuc)\b"
)
_TIME = (
    r"(?P<hour>[01]?\d|2[0-4])\s*(?:giờ|gio|[:hg])\s*(?P<minute>[0-5]\d)?\s*(?:phút|ph|p|')?(?![\w/.-]*\d)"
)
_DATE = (
    r"(?P<day>0?[1-9]|[12]\d|3[01])\s*(?:[/.-]|\s*tháng\s*)\s*(?P<month>0?[1-9]|1[0-2])\s*"
    r"(?:[/.-]|\s*năm\s*)\s*(?P<year>20\d\d|\d\d(?!\d))"
)
_ISO = r"(?P<iso_year>20\d\d)-(?P<iso_month>0[1-9]|1[0-2])-(?P<iso_day>0[1-9]|[12]\d|3[01])"
_DATES = re.compile(f"(?<![\\d/.-])(?:{_ISO}|{_DATE})(?![\\d/])", re.IGNORECASE)
_TIMES = re.compile(rf"(?<![\d/.:-]){_TIME}", re.IGNORECASE)
_IN_NAME = re.compile(
    r"(?<!\d)(?:(?P<y>20\d\d)[-_.]?(?P<m>0[1-9]|1[0-2])[-_.]?(?P<d>0[1-9]|[12]\d|3[01])"
    r"|(?P<d2>0?[1-9]|[12]\d|3[01])[-_.](?P<m2>0?[1-9]|1[0-2])[-_.](?P<y2>20\d\d))(?!\d)"
)
# `7h30` anywhere; bare digits only right behind the date, because "2026" is no 20:26.
_CLOCK_IN_NAME = re.compile(r"(?<!\d)(?P<hour>[01]?\d|2[0-3])[hg](?P<minute>[0-5]\d)?(?!\d)", re.IGNORECASE)
_CLOCK_BEHIND = re.compile(r"[ _T-]{1,2}(?P<hour>[01]\d|2[0-3])[:._-]?(?P<minute>[0-5]\d)(?!\d)")
_WORDS = {
    "không": 0, "một": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "sáu": 6, "bảy": 7, "bẩy": 7,
    "tám": 8, "chín": 9, "mười": 10,
}  # fmt: skip


def as_of_in(texts: Iterable[str], file: str, zone: str = ZONE) -> tuple[datetime | None, str | None]:
    """The as-of time in UTC, and what is doubtful about it.

    "đến hết ngày" means 23:59. A day without a time means its first minute: a list
    must not claim to know what happened after it was made. Two different times
    that are equally well said give none.
    """
    lines = [nfc(collapse(text)) for text in texts]
    for sign in _SAYS:
        found: list[tuple[datetime, bool]] = []
        for line in lines:
            found.extend(_said(line, sign, zone))
        times = {moment for moment, _ in found}
        if len(times) > 1:
            return None, kept("list_says.several_times")
        if found:
            moment, exact = found[0]
            return moment, None if exact else kept("list_says.day_only")
    return _in_name(file, zone)


def _said(line: str, sign: re.Pattern[str], zone: str) -> list[tuple[datetime, bool]]:
    """The moments of one line that `sign` announces; each date belongs to the nearest words before it."""
    moments = []
    for found in _DATES.finditer(line):
        start = max(
            (other.end() for other in _DATES.finditer(line) if other.end() <= found.start()), default=0
        )
        before = folded(line[start : found.start()])
        said = list(sign.finditer(before))
        other = list(_OTHER.finditer(before))
        if not said or _DEADLINE.search(before) or (other and other[-1].start() > said[-1].start()):
            continue
        day = _day(found)
        if day is None:
            continue
        moment, exact = _with_time(day, line[start : found.start()], line[found.end() :], before)
        moments.append((moment.replace(tzinfo=ZoneInfo(zone)).astimezone(ZoneInfo("UTC")), exact))
    return moments


def _with_time(day: date, before: str, after: str, folded_before: str) -> tuple[datetime, bool]:
    clock = _last(_TIMES, before) or _TIMES.match(after.lstrip(" ,-lúcT")) or _first_near(after)
    if clock is not None:
        hour, minute = int(clock.group("hour")), int(clock.group("minute") or 0)
        if hour == 24:
            return datetime.combine(day, time(23, 59)), True
        return datetime.combine(day, time(hour, minute)), True
    spoken = _spoken_time(before)
    if spoken is not None:
        return datetime.combine(day, spoken), True
    if re.search(r"\bhet\b|\bcuoi ngay\b", folded_before) or re.match(r"\s*\(?hết ngày", after):
        return datetime.combine(day, time(23, 59)), True
    return datetime.combine(day, time(0)), False


def _spoken_time(text: str) -> time | None:
    """ "bảy giờ ba mươi phút", "mười bảy giờ": hours and minutes in words."""
    found = re.search(r"((?:[^\W\d_]+ ){1,3})giờ(?: (rưỡi)|((?: [^\W\d_]+){1,3}) phút)?", text, re.IGNORECASE)
    if found is None:
        return None
    hour = _spoken_number(found.group(1))
    minute = 30 if found.group(2) else _spoken_number(found.group(3) or "không")
    return (
        time(hour, minute) if hour is not None and minute is not None and hour < 24 and minute < 60 else None
    )


def _spoken_number(text: str) -> int | None:
    """Numbers to 59 from the last words of `text` that are numbers."""
    total: int | None = None
    for word in text.lower().split():
        if word == "mươi" and total is not None:
            total *= 10
        elif word in _WORDS:
            total = _WORDS[word] + (total if total is not None and total % 10 == 0 else 0)
        elif word not in ("linh", "lẻ"):
            total = None
    return total


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    found = None
    for found in pattern.finditer(text):  # noqa: B007
        pass
    return found


def _first_near(after: str) -> re.Match[str] | None:
    return _TIMES.search(after[:20])


def _day(found: re.Match[str]) -> date | None:
    named = {name: value for name, value in found.groupdict().items() if value is not None}
    if "iso_year" in named:
        year, month, day = named["iso_year"], named["iso_month"], named["iso_day"]
    else:
        year, month, day = named["year"], named["month"], named["day"]
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        return None


def _in_name(file: str, zone: str) -> tuple[datetime | None, str | None]:
    missing = kept("list_says.no_time")
    stem = nfc(file.rpartition(".")[0] or file)
    found = _IN_NAME.search(stem)
    if found is None or _OTHER.search(folded(stem[: found.start()])):
        return None, missing
    year, month, day = (
        found.group(one) or found.group(two) for one, two in (("y", "y2"), ("m", "m2"), ("d", "d2"))
    )
    rest = stem[found.end() :]
    clock = (
        _CLOCK_IN_NAME.search(rest)
        or _CLOCK_IN_NAME.search(stem[: found.start()])
        or _CLOCK_BEHIND.match(rest)
    )
    try:
        at = date(int(year), int(month), int(day))
    except ValueError:
        return None, missing
    moment = time(0)
    if clock is not None:
        moment = time(int(clock.group("hour")), int(clock.group("minute") or 0))
    elif re.search(r"\bhet\b", folded(stem)):
        moment = time(23, 59)
    return (
        datetime.combine(at, moment, ZoneInfo(zone)).astimezone(ZoneInfo("UTC")),
        kept("list_says.time_in_name", at=f"{moment:%H:%M} {at:%d/%m/%Y}"),
    )
