"""When somebody who is away can be expected again: the first day back, from his own words.

Vietnamese dates put the day before the month. "đến ngày 20/11" and "đến hết ngày 20/11" name the last
day of absence, so the first day back is the 21st; "ngày 21/11 tôi trở lại" names the day itself. A
weekday without "hết" ("vắng đến thứ Ba") is the day of return, as people mean it. What needs a lunar
calendar, or names no day, is left to a person.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from maild.decode.reply.vietnamese import canonical, clean, fold

_MAX_TEXT = 8000
_STALE = timedelta(
    days=45
)  # a date without a year that lies this little behind has passed, it is not next year's
_FARTHEST = timedelta(days=3 * 366)

_WEEKDAYS = {
    "hai": 0, "2": 0, "ba": 1, "3": 1, "tu": 2, "4": 2, "nam": 3, "5": 3, "sau": 4, "6": 4, "bay": 5, "7": 5,
    "chu nhat": 6, "cn": 6,
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
    "mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6,
}  # fmt: skip
_MONTHS = {name: number for number, names in enumerate(
    ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
     "september sep sept", "october oct", "november nov", "december dec"), 1) for name in names.split()}  # fmt: skip
_VI_MONTHS = {name: number for number, name in enumerate(
    ("gieng", "hai", "ba", "tu", "nam", "sau", "bay", "tam", "chin", "muoi", "muoi mot", "muoi hai"), 1)}  # fmt: skip
_VI_MONTHS |= {"mot": 1, "chap": 12}
_NUMBERS = {
    "mot": 1,
    "hai": 2,
    "ba": 3,
    "bon": 4,
    "nam": 5,
    "sau": 6,
    "bay": 7,
    "tam": 8,
    "chin": 9,
    "muoi": 10,
}

_MONTH_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
_VI_MONTH_NAMES = "|".join(sorted(_VI_MONTHS, key=len, reverse=True))
_COUNT = r"\d{1,3}|" + "|".join(_NUMBERS)
_MENTION = re.compile(
    r"(?<![\w/.-])(?:"
    r"(?P<iso>20\d\d-\d{1,2}-\d{1,2})"
    r"|(?P<span>\d{1,2}\s?(?:-|den|"
    r"~)\s?(?:het )?(?:ngay )?\d{1,2}\s?[/.]\s?\d{1,2}(?:\s?[/.]\s?(?:20)?\d\d)?)"
    r"|(?P<numeric>\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?(?:20)?\d\d|\d{1,2}\s?[/.-]\s?\d{1,2})"
    rf"|(?P<worded>\d{{1,2}}\s(?:thang|thg)\s?(?:\d{{1,2}}|(?:{_VI_MONTH_NAMES})\b)(?:,?\s?(?:nam\s|"
    rf"/)?20\d\d)?|\d{{1,2}}\sthang\s(?:nay|sau|toi))"
    rf"|(?P<english>\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?(?:{_MONTH_NAMES})\b\.?,?(?:\s20\d\d)?|"
    rf"(?:{_MONTH_NAMES})\b\.?\s\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s20\d\d)?)"
    r"|(?P<weekday>(?:(?:sang|chieu|dau gio) )?(?:(?:thu|t)\s?(?:hai|ba|tu|nam|sau|bay|[2-7])|"
    r"chu nhat|cn|(?:next )?(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b(?:\s(?:dau )?(?:tuan (?:nay|"
    r"sau|toi|ke tiep)|toi|nay|next week|this week))?)"
    r"|(?P<month>(?:(?:giua|cuoi|dau)\s)?thang\s?\d{1,2}(?:\s?(?:nam|/|-)\s?20\d\d)?|(?:cuoi|"
    r"dau) thang (?:nay|sau|toi)|thang (?:nay|sau|toi))"
    r"|(?P<year>(?:het|cuoi) nam (?:nay|20\d\d)(?!\s?[/-]))"
    r"|(?P<week>(?:dau |cuoi |giua )?tuan (?:nay|sau|toi|ke tiep)|cuoi tuan|next week|the week|this week)"
    r"|(?P<near>ngay mai|ngay kia|ngay mot|hom nay|sang mai|chieu mai|trua mai|tomorrow|today|"
    r"mai(?=\s(?:toi|em|minh|anh|chi|moi|di|ve|co|tro)))"
    rf"|(?P<later>(?:{_COUNT})\s(?:ngay|tuan|hom|days?|weeks?)\s(?:nua|toi|sau))"
    r"|(?P<day>\d{1,2})(?![\d/:%h-]|[.,]\d|\s(?:ngay|tuan|cau|gio|dong|nguoi|thang|phut|nam))"
    r")(?![\d/])"
)  # fmt: skip
_LUNAR = re.compile(r"am lich|\btet\b|\bmung \d|\bram\b|nguyen dan")
_OF_LUNAR = ("am lich", "tet", "mung ", "ram", "nguyen dan")

_BACK_AFTER = re.compile(
    r"(?:\W{0,3}(?:thi|la|toi|em|minh|anh|chi|chung toi|bac|chu|se|moi|se moi|da|i|ll|will|be|nay|"
    r"ngay|lai|co the|tro di))*\W{0,3}"
    r"(?:co mat|tro lai|quay lai|di lam|ve(?! viec)|(?:ra|len)(?=\W|$)|lam viec|tro ve|"
    r"len co quan|den co quan|nhan viec|lam lai|xu ly|tra loi|traloi|giai quyet|thuc hien|lam(?= |$)|vao lam|"
    r"phan hoi|xem thu|kiem tra thu|back|return)"
)
_BACK_ONLY = re.compile(
    r" (?:toi|em|minh|anh|chi|i) "
    r"(?:(?:moi |se |moi se )?(?:ve|di lam|co mat|tro lai|len co quan)|moi (?:ra|vao|len)\b)"
)
_BACK_FROM = re.compile(
    r"(?:\W{0,3}(?:toi|em|minh|anh|chi|thi|se|moi))*\W{0,3}(?:di lam|tro lai|co mat|lam viec|vao|"
    r"tra loi|traloi|ve co quan|quay lai)"
)
_RANGE_BEFORE = re.compile(r"(?<!\w)tu\W.{1,40}$|\d\W{0,3}[-~]\W*$|(?<!\w)het\W{0,2}(?:ngay)?\W*$")
_BACK_BEFORE = re.compile(
    r"(?:co mat|tro lai|quay lai|di lam|(?<!\w)ve|lam viec|tro ve|nhan viec|lam lai|den co quan|back|"
    r"return(?:ing|s)?|available|in the office)"
    r"(?:\W(?:lai|co quan|lam viec|binh thuong|tai|so|don vi|truong|vao|tu|ngay|sang|chieu|luc|"
    r"dau gio|khoang|on|from|at|work|to|the|in|office|again|cong tac|la|du kien|nha|tinh))*\W*$"
)
_UNTIL_BEFORE = re.compile(
    r"(?:(?<!\w)(?:den|toi|het|den het|qua|sau ngay|until|till|through|thru|to|up to|cho den|"
    r"keo dai)(?:\W(?:het|hoc|ngay|ca|sang|chieu|toi|cuoi|buoi|ngay lam viec|and|including|incl|the|"
    r"end of|thoi diem))*|[-~>])\W*$"
)
_WHOLE_BEFORE = re.compile(
    r"(?<!\w)(?:het|through|thru|including|end of|sau ngay|after)(?:\W(?:ngay|ca|buoi|the))*\W*$"
)
_FROM_BEFORE = re.compile(r"(?<!\w)(?:tu|from|ke tu|bat dau|since)(?:\W(?:ngay|hom|sang|chieu|thu|the))*\W*$")
_DAY_BEFORE = re.compile(r"(?<!\w)(?:ngay|hom|mung|den|het|toi)\W*$")
_LASTS = re.compile(
    rf"(?:nghi|vang|di cong tac|cong tac|hoc|tap huan|trong(?: vong)?|off|away)(?:\s(?:phep|om|mat|"
    rf"khoang|them|vong|tap huan|cong tac|mot dot|thoi gian|dai))*\s(?P<count>{_COUNT})\s(?P<unit>ngay|"
    rf"tuan|hom|days?|weeks?)"
)


@dataclass(frozen=True, slots=True)
class _Mention:
    """A day that the text names: the day itself, or the last day of the span that it names."""

    first: date
    last: date
    start: int
    stop: int
    kind: str


def first_day_back(text: str, sent: date) -> date | None:
    """The first day the writer of `text` can be expected; None when no day can be told.

    `sent` is the day of the mail in the province's zone: relative dates start
    there, and a missing year is the nearest one to come.
    """
    plain = fold(canonical(clean(text[:_MAX_TEXT]).replace("\n", " . ")))
    if any(word in plain for word in _OF_LUNAR) and _LUNAR.search(plain):
        return None
    mentions = _most_exact(list(_mentions(plain, sent)))
    returns = [(_named_return(plain, one), one) for one in mentions]
    named = [back for back, _ in returns if back]
    until = [last for back, one in returns if not back and (last := _after_absence(plain, one))]
    if named:
        return _not_before(named[-1], until, mentions)
    if until:
        return max(until)
    return _after_duration(plain, mentions, sent)


def is_to_come(text: str, sent: date) -> bool:
    """Whether the text names a day after the mail's: `Tôi nộp ngày 25/11`, written on the 17th."""
    plain = fold(canonical(clean(text)))
    return any(one.first > sent for one in _mentions(plain, sent) if one.kind not in ("weekday", "month"))


def _most_exact(mentions: list[_Mention]) -> list[_Mention]:
    """`thứ Hai, ngày 23/11`: the weekday only repeats the date that stands beside it."""
    out: list[_Mention] = []
    for one in mentions:
        before = out[-1] if out else None
        if before is not None and before.kind == "weekday" != one.kind and one.start - before.stop <= 8:
            out[-1] = replace(one, start=before.start)
        else:
            out.append(one)
    return out


def _not_before(back: date, until: list[date], mentions: list[_Mention]) -> date:
    """`đến Chủ nhật 29/11, làm lại thứ Hai`: the Monday after the absence, not the next one."""
    by_weekday = any(one.first == back and one.kind == "weekday" for one in mentions)
    if by_weekday and until and back < max(until):
        return back + timedelta(days=-(-(max(until) - back).days // 7) * 7)
    return back


def _named_return(plain: str, one: _Mention) -> date | None:
    before = plain[max(0, one.start - 60) : one.start]
    after = plain[one.stop : one.stop + 50]
    if _WHOLE_BEFORE.search(before) or one.kind == "span":
        return None
    if one.kind == "near" and plain[one.start : one.stop] in ("hom nay", "today"):
        return None
    if _BACK_BEFORE.search(before):
        return one.first
    if _FROM_BEFORE.search(before):
        return one.first if _BACK_FROM.match(after) else None
    apart = after.lstrip().startswith((",", ".", ";"))
    if _BACK_AFTER.match(after) and not (
        _UNTIL_BEFORE.search(before) and (apart or _RANGE_BEFORE.search(before))
    ):
        return one.first
    if (
        one.kind in ("weekday", "week")
        and _UNTIL_BEFORE.search(before)
        and "cuoi" not in plain[one.start : one.stop]
    ):
        return one.first if one.kind == "weekday" or "dau" in plain[one.start : one.stop] else None
    return None


def _after_absence(plain: str, one: _Mention) -> date | None:
    before = plain[max(0, one.start - 60) : one.start]
    if one.kind in ("span", "year") or _UNTIL_BEFORE.search(before):
        return one.last + timedelta(days=1)
    if one.kind == "week" and "cuoi" in plain[one.start : one.stop] and _BACK_BEFORE.search(before):
        return one.last + timedelta(days=1)
    if one.kind == "near" and re.search(
        r"(?:nghi|vang|cong tac)\s(?:phep |om |mat )?(?:ngay |het )?$", before
    ):
        return one.last + timedelta(days=1)
    return None


def _after_duration(plain: str, mentions: list[_Mention], sent: date) -> date | None:
    """`nghỉ 3 ngày (từ ngày 10/11)`: counted from the day named, else from the day of the mail."""
    found = _LASTS.search(plain)
    if found is not None:
        count = _number(found["count"])
        days = count * 7 if found["unit"][0] in "tw" else count
        start = next(
            (one.first for one in mentions if _FROM_BEFORE.search(plain[max(0, one.start - 40) : one.start])),
            sent,
        )
        return start + timedelta(days=days) if 0 < days < 800 else None
    return None


# ---------------------------------------------------------------- mentions


def _mentions(plain: str, sent: date) -> Iterator[_Mention]:
    for found in _MENTION.finditer(plain):
        kind = found.lastgroup or ""
        read = _READERS[kind](found.group(0), sent)
        if (
            kind == "day"
            and not _DAY_BEFORE.search(plain[max(0, found.start() - 12) : found.start()])
            and not _BACK_ONLY.match(plain, found.end(), found.end() + 40)
        ):
            continue
        if read is not None and abs(read[1] - sent) < _FARTHEST:
            yield _Mention(read[0], read[1], found.start(), found.end(), kind)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nearest(day: int, month: int, sent: date) -> date | None:
    """The day and month in the year that is meant: to come, or only just past."""
    for year in (sent.year, sent.year + 1):
        found = _day(year, month, day)
        if found is not None and found >= sent - _STALE:
            return found
    return None


def _full(day: str, month: str, year: str | None, sent: date) -> tuple[date, date] | None:
    if not year:
        found = _nearest(int(day), int(month), sent)
    else:
        found = _day(int(year) + (2000 if int(year) < 100 else 0), int(month), int(day))
    return (found, found) if found else None


def _iso(text: str, sent: date) -> tuple[date, date] | None:
    year, month, day = text.split("-")
    return _full(day, month, year, sent)


def _numeric(text: str, sent: date) -> tuple[date, date] | None:
    numbers = re.findall(r"\d+", text)
    return _full(numbers[0], numbers[1], numbers[2] if len(numbers) > 2 else None, sent)


def _span(text: str, sent: date) -> tuple[date, date] | None:
    numbers = re.findall(r"\d+", text)
    last = _full(numbers[1], numbers[2], numbers[3] if len(numbers) > 3 else None, sent)
    first = _full(numbers[0], numbers[2], numbers[3] if len(numbers) > 3 else None, sent)
    if last is None or first is None or int(numbers[0]) >= int(numbers[1]):
        return last
    return first[0], last[1]


def _worded(text: str, sent: date) -> tuple[date, date] | None:
    found = re.match(r"(\d{1,2})\s(?:thang|thg)\s?(\d{1,2}|[a-z ]+?)(?:,?\s?(?:nam\s|/)?(20\d\d))?$", text)
    if found is None:
        return None
    day, month, year = found.groups()
    if month in ("nay", "sau", "toi"):
        base = sent if month == "nay" else _next_month(sent)
        whole = _day(base.year, base.month, int(day))
        return (whole, whole) if whole else None
    number = int(month) if month.isdecimal() else _VI_MONTHS.get(month.strip(), 0)
    return _full(day, str(number), year, sent)


def _english(text: str, sent: date) -> tuple[date, date] | None:
    month = next((_MONTHS[word] for word in re.findall("[a-z]+", text) if word in _MONTHS), 0)
    numbers = re.findall(r"\d+", text)
    return _full(numbers[0], str(month), numbers[1] if len(numbers) > 1 else None, sent)


def _weekday(text: str, sent: date) -> tuple[date, date] | None:
    found = re.search(
        r"chu nhat|cn|(?:thu|t)\s?(hai|ba|tu|nam|sau|bay|[2-7])|(mon|tues|wednes|thurs|fri|satur|sun)day",
        text,
    )
    if found is None:
        return None
    name = found.group(1) or (f"{found.group(2)}day" if found.group(2) else "chu nhat")
    number = _WEEKDAYS[name]
    monday = sent - timedelta(days=sent.weekday())
    tail = text[found.end() :]
    if "tuan sau" in tail or "tuan toi" in tail or "ke tiep" in tail or "next week" in tail:
        whole = monday + timedelta(days=7 + number)
    elif "tuan nay" in tail or "this week" in tail:
        whole = monday + timedelta(days=number)
    else:
        whole = sent + timedelta(days=(number - sent.weekday() - 1) % 7 + 1)
    return whole, whole


def _month(text: str, sent: date) -> tuple[date, date] | None:
    numbers = re.findall(r"\d+", text)
    if "giua" in text:
        return None
    if not numbers:
        base = sent if "nay" in text else _next_month(sent)
        year, month = base.year, base.month
    else:
        month = int(numbers[0])
        if not 1 <= month <= 12:
            return None
        year = int(numbers[1]) if len(numbers) > 1 else sent.year + (month < sent.month)
    end = date(year, month, calendar.monthrange(year, month)[1])
    return (end if "cuoi" in text else date(year, month, 1)), end


def _year(text: str, sent: date) -> tuple[date, date] | None:
    year = sent.year if "nay" in text else int(text[-4:])
    end = date(year, 12, 31)
    return end, end


def _week(text: str, sent: date) -> tuple[date, date] | None:
    monday = sent - timedelta(days=sent.weekday())
    if any(word in text for word in ("sau", "toi", "ke tiep", "next")):
        monday += timedelta(days=7)
    if "giua" in text:
        return None
    return monday, monday + timedelta(days=6)


def _near(text: str, sent: date) -> tuple[date, date] | None:
    ahead = 0 if text in ("hom nay", "today") else 2 if text in ("ngay kia", "ngay mot") else 1
    whole = sent + timedelta(days=ahead)
    return whole, whole


def _later(text: str, sent: date) -> tuple[date, date] | None:
    count, unit = text.split()[:2]
    days = _number(count) * (7 if unit[0] in "tw" else 1)
    whole = sent + timedelta(days=days)
    return whole, whole


def _bare_day(text: str, sent: date) -> tuple[date, date] | None:
    day = int(text)
    for base in (sent, _next_month(sent)):
        found = _day(base.year, base.month, day)
        if found is not None and found >= sent:
            return found, found
    return None


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else _NUMBERS.get(text, 0)


_READERS = {
    "iso": _iso,
    "span": _span,
    "numeric": _numeric,
    "worded": _worded,
    "english": _english,
    "weekday": _weekday,
    "month": _month,
    "year": _year,
    "week": _week,
    "near": _near,
    "later": _later,
    "day": _bare_day,
}
