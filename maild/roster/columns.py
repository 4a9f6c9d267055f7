"""Which column is which: headers in Vietnamese or English, in one row or several, wherever they stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from maild.roster.sheet import MAX_COLUMNS, MAX_ROWS, Sheet
from maild.roster.text import folded, visible

_LOOK_AHEAD = 60  # rows in which a header is looked for
_LONGEST = 80  # characters of a header cell; a longer one is a sentence
_EXAMPLE = re.compile(r"\S*@\S*")  # "Email (@tinh.gov.vn)": how an address looks, not one
_ENUMERATION = re.compile(r"\(?(?:\d{1,2}|[A-Za-z]|[IVX]{1,4})\)?")

# Role → folded headings. The whole cell first, then as a phrase within it, in this order.
HEADERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "number": ("stt", "tt", "so tt", "so thu tu", "no", "#"),
        "personal_email": (
            "email ca nhan", "email cu", "thu dien tu ca nhan", "thu dien tu khac", "hop thu cu", "hop thu khac",
            "thu ca nhan", "hop thu ca nhan", "email rieng", "gmail", "personal email", "email khac",
            "email du phong", "private email",
        ),
        "email": (
            "hop thu cong vu", "thu cong vu", "email cong vu", "thu dien tu cong vu", "dia chi email",
            "dia chi e mail", "dia chi thu dien tu", "dia chi hop thu", "hop thu dien tu", "thu dien tu", "hop thu",
            "hop thu cv", "thu dt", "thu dtu", "thu dt cv", "thu dt cong vu", "dc email", "d c email", "dc mail",
            "d c mail", "dc thu dt", "dia chi mail", "tai khoan thu", "email address", "e mail address",
            "official email", "work email", "mail cong vu", "email", "e mail", "mail",
        ),
        "answered_at": (
            "ngay tra loi", "ngay gio nop", "ngay gio tra loi", "ngay gio hoan thanh", "gio nop",
            "thoi gian tra loi", "thoi diem tra loi", "ngay hoan thanh", "thoi gian hoan thanh",
            "thoi diem hoan thanh", "ngay gui phieu", "ngay nop", "thoi gian nop", "thoi diem nop", "ngay nop phieu",
            "submitdate", "submit date", "completed date", "completed at", "completed on", "submitted at",
            "submitted on", "answered at", "answered on", "response date", "date submitted", "date completed",
        ),
        "not_answered": (
            "chua tra loi", "chua hoan thanh", "chua nop", "chua thuc hien", "chua khao sat", "not answered",
            "not completed", "not submitted", "no response", "pending",
        ),
        "answered": (
            "da tra loi", "da hoan thanh", "da nop", "da thuc hien", "da khao sat", "hoan thanh", "tra loi",
            "answered", "completed", "submitted", "responded", "done",
        ),
        "status": (
            "tinh trang tra loi", "trang thai tra loi", "ket qua tra loi", "tinh hinh tra loi", "tinh trang phieu",
            "trang thai phieu", "tinh trang", "trang thai", "tinh hinh", "ket qua", "tien do", "ket qua thuc hien",
            "ket qua khao sat", "ket qua dieu tra", "tinh trang thuc hien", "response status", "survey status",
            "status", "progress", "state",
        ),
        "note": ("ghi chu", "notes", "note", "remarks", "remark", "comment", "comments", "luu y"),
        "phone": (
            "so dien thoai", "dien thoai", "sdt", "di dong", "so may", "phone", "mobile", "telephone", "tel",
            "phone number",
        ),
        "date": ("ngay cap nhat", "ngay sinh", "nam sinh", "ngay", "date of birth", "updated", "date", "cap nhat"),
        "gender": ("gioi tinh", "gender", "sex", "nam nu", "xung ho", "danh xung", "title"),
        "surname": (
            "ho chu dem", "ho va chu dem", "chu dem", "ten dem", "ho chu lot", "ho va dem", "ho dem", "ho lot",
            "ho va ten dem", "ho va chu lot", "ho", "last name", "lastname", "surname", "family name",
        ),
        "given": ("ten goi", "ten", "first name", "firstname", "given name"),
        "group": (
            "nhom doi tuong dieu tra", "nhom doi tuong", "ma nhom", "loai doi tuong", "phan loai doi tuong", "nhom",
            "nhom dt", "ma dt", "d tuong", "doi tuong khao sat", "loai phieu", "loai mau phieu", "mau phieu",
            "subject group", "respondent group", "group", "category", "type",
        ),
        "position_and_unit": (
            "chuc vu don vi cong tac", "chuc vu don vi", "chuc danh don vi cong tac", "chuc danh don vi",
            "chuc vu va don vi cong tac", "chuc vu va don vi", "chuc vu co quan", "chuc vu noi cong tac",
            "chuc vu co quan cong tac", "position and unit", "position unit",
        ),
        "unit": (
            "don vi cong tac", "ten don vi", "ten co quan", "co quan cong tac", "noi cong tac", "co quan don vi",
            "don vi", "co quan", "to chuc", "phong ban", "cq dv", "dv", "cq", "ten dv", "ten cq", "dia phuong",
            "so nganh", "so ban nganh", "cq cong tac", "dv cong tac", "agency", "organisation", "organization",
            "department", "unit name", "unit", "office", "workplace", "institution",
        ),
        "position": (
            "chuc vu chuc danh", "c vu", "ch vu", "cv cd", "chuc danh chuc vu", "chuc vu", "chuc danh",
            "vi tri viec lam", "vi tri cong tac", "position", "job title", "post", "role",
        ),
        "name": (
            "ho va ten", "ho ten", "display name", "employee name", "staff name", "contact name", "respondent name",
            "ho ten day du", "ten can bo", "ten cong chuc", "ten nguoi", "full name", "fullname",
            "ho ten dem va ten", "ho dem va ten", "ho ten dem ten", "ten doi tuong", "nguoi duoc dieu tra",
            "nguoi tra loi", "name", "respondent", "can bo", "doi tuong dieu tra", "doi tuong",
        ),
    }
)  # fmt: skip

# Not found inside a longer heading: too short, or a word that many headings share.
_WHOLE_ONLY = frozenset(
    {"no", "tt", "#", "ho", "ten", "ngay", "date", "title", "type", "post", "role", "mail", "tel", "done", "to chuc",
     "state", "name", "nhom", "doi tuong", "can bo", "hoan thanh", "tra loi", "completed", "pending", "ket qua",
     "progress", "gmail", "note", "comment", "updated", "cap nhat", "unit", "office", "tien do", "answered",
     "submitted", "responded", "tinh hinh", "email", "hop thu", "dv", "cq", "dia phuong", "c vu"}
)  # fmt: skip
# What a heading means where its first meaning is taken: a list has one column of names.
_SECOND = {"doi tuong": "group", "doi tuong dieu tra": "group"}
_LOOSE = {
    "email": "email",
    "e mail": "email",
    "hop thu": "email",
    "tinh hinh": "status",
    "ket qua": "status",
    "tra loi": "answered",
}


@dataclass(frozen=True, slots=True)
class Header:
    """Where the column names stand, and the column of each role.

    `first` and `last` are the header's rows, from 0; data begin after `last`. The table it heads
    takes the rows from `start` to before `end`; another one may stand above or below it.
    """

    first: int
    last: int
    columns: Mapping[str, int]
    titles: Mapping[int, str]  # column → heading as written, for messages
    start: int = 0
    end: int = MAX_ROWS
    beside: bool = False  # another table stands at its side


def tables_of(sheet: Sheet, names: Mapping[str, tuple[str, ...]] = HEADERS) -> Iterator[tuple[Sheet, Header]]:
    """Each table of a sheet with its header: one below another, or side by side."""
    header = find_header(sheet, names)
    if header is None:
        return
    sides = _sides(header, names)
    if len(sides) > 1:
        for left, right in sides:
            for part, one in tables_of(_between(sheet, left, right), names):
                yield part, replace(one, beside=True)
        return
    start = 0
    while header is not None:
        following = _next_header(sheet, header, names)
        end = len(sheet.rows) if following is None else following.first
        yield sheet, replace(header, start=start, end=end)
        start, header = end, following


def _next_header(sheet: Sheet, header: Header, names: Mapping[str, tuple[str, ...]]) -> Header | None:
    """The header of another table further down, whose columns stand otherwise."""
    for index in range(header.last + 1, len(sheet.rows)):
        row = sheet.rows[index]
        if any("@" in cell and not _EXAMPLE.sub("", cell).strip() for cell in row):
            continue  # an address by itself: a person, and by far the most rows
        found = _roles(row, names).keys()
        if "email" in found and found & {"name", "given"} and _is_header(row, names):
            following = _complete(sheet, _top_of(sheet, index, names), index, names)
            if not repeats(row, header, names) and following.first > header.last:
                return following
    return None


def _sides(header: Header, names: Mapping[str, tuple[str, ...]]) -> list[tuple[int, int]]:
    """Where a header names a person and an address more than once: the columns of each table."""
    roles = [
        (column, role) for column, title in sorted(header.titles.items()) if (role := role_of(title, names))
    ]
    many = Counter(role for _, role in roles)
    if many["email"] < 2 or max(many["name"], many["given"]) < 2:
        return []
    begun = [column for column, role in roles if role == roles[0][1]]
    if len(begun) < 2:
        return []
    return list(zip(begun, [*begun[1:], MAX_COLUMNS], strict=True))


def _between(sheet: Sheet, left: int, right: int) -> Sheet:
    """The sheet with nothing outside some columns."""
    rows = tuple(
        tuple(cell if left <= column < right else "" for column, cell in enumerate(row)) for row in sheet.rows
    )
    merged = tuple(area for area in sheet.merged if left <= area.left < right)
    return replace(sheet, rows=rows, merged=merged)


def find_header(sheet: Sheet, names: Mapping[str, tuple[str, ...]] = HEADERS) -> Header | None:
    """The first header of a sheet by its words; None when no row looks like one.

    A header names at least two of person, address, unit, position, group or status; a
    second row that only refines the first belongs to it.
    """
    for index, row in enumerate(sheet.rows[:_LOOK_AHEAD]):
        if _is_header(row, names):
            return _complete(sheet, _top_of(sheet, index, names), index, names)
        if index + 1 < len(sheet.rows) and _is_split_header(row, sheet.rows[index + 1], names):
            return _complete(sheet, index, index + 1, names)
    return None


def _top_of(sheet: Sheet, index: int, names: Mapping[str, tuple[str, ...]]) -> int:
    """The first row of the header around `index`: one above that reaches down into it, or numbers the rows."""
    reaching = [
        area.top
        for area in sheet.merged
        if area.top < index <= area.bottom < index + 4
        and area.top >= index - 3
        and sheet.rows[area.top][area.left]
    ]
    if reaching:
        return min(reaching)
    return index - 1 if index and "number" in _roles(sheet.rows[index - 1], names) else index


def repeats(row: tuple[str, ...], header: Header, names: Mapping[str, tuple[str, ...]] = HEADERS) -> bool:
    """Whether a row further down is the header again, as after a page break."""
    found = sum(
        1
        for column, title in header.titles.items()
        if column < len(row) and row[column].strip() and folded(row[column]) == folded(title)
    )
    return found >= 3 or (found >= 2 and found == sum(1 for cell in row if cell.strip()))


def is_enumeration(row: tuple[str, ...]) -> bool:
    """The row `(1) (2) (3)` or `A B 1 2` that offices put under a header."""
    cells = [cell.strip() for cell in row if cell.strip()]
    bare = [cell.strip("()") for cell in cells]
    numbers = [int(cell) for cell in bare if cell.isdecimal()]
    return (
        len(cells) >= 3
        and all(_ENUMERATION.fullmatch(cell) for cell in cells)
        and numbers
        == list(range(numbers[0] if numbers else 1, len(numbers) + (numbers[0] if numbers else 1)))
    )


def role_of(title: str, names: Mapping[str, tuple[str, ...]] = HEADERS) -> str | None:
    """The role that a heading names; None when it is none of ours."""
    text = folded(_EXAMPLE.sub(" ", visible(title)))
    if not text or len(title) > _LONGEST:
        return None
    exact, phrases = _compiled(names)
    if text in exact:
        return exact[text]
    if text.replace(" ", "").isdecimal():
        return None  # numbers and dates, which are most cells of a long list
    return next((role for role, phrase in phrases if phrase.search(text)), None)


_Compiled = tuple[dict[str, str], list[tuple[str, re.Pattern[str]]]]
_compiled_before: dict[int, tuple[Mapping[str, tuple[str, ...]], _Compiled]] = {}


def _compiled(names: Mapping[str, tuple[str, ...]]) -> _Compiled:
    """Whole headings, and what is found within longer ones, role by role in their order."""
    before = _compiled_before.get(id(names))
    if before is not None and before[0] is names:
        return before[1]
    exact: dict[str, str] = {}
    within: list[tuple[str, list[str]]] = []
    for role, headings in names.items():
        for heading in headings:
            exact.setdefault(heading, role)
        within.append((role, [heading for heading in headings if heading not in _WHOLE_ONLY]))
    within += [(role, [word]) for word, role in _LOOSE.items()]
    phrases = [
        (role, re.compile(rf"(?:^| )(?:{'|'.join(map(re.escape, words))})(?: |$)"))
        for role, words in within
        if words
    ]
    if len(_compiled_before) > 16:
        _compiled_before.clear()
    _compiled_before[id(names)] = names, (exact, phrases)
    return exact, phrases


def _roles(row: tuple[str, ...], names: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for column, cell in enumerate(row):
        role = role_of(cell, names) if cell.strip() else None
        if role is not None:
            found.setdefault(role, column)
    return found


_TELLING = frozenset(
    {"email", "name", "surname", "given", "unit", "position", "position_and_unit", "group", "status",
     "answered", "not_answered", "answered_at"}
)  # fmt: skip


def _is_header(row: tuple[str, ...], names: Mapping[str, tuple[str, ...]]) -> bool:
    filled = [cell for cell in row if cell.strip()]
    roles = _roles(row, names)
    telling = _TELLING & roles.keys()
    if _holds_address(filled, names):
        return False
    return (
        (len(roles) * 2 >= len(filled) or len(telling) >= 3)
        and len(roles) >= 2
        and (len(telling) >= 2 or (bool(telling & {"email", "name"}) and "number" in roles))
    )


def _holds_address(cells: Iterable[str], names: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether a cell is an address and not a heading that shows how one looks."""
    return any("@" in cell and role_of(cell, names) is None for cell in cells)


def _is_split_header(
    upper: tuple[str, ...], lower: tuple[str, ...], names: Mapping[str, tuple[str, ...]]
) -> bool:
    """A header whose telling names stand in two rows, none of which would do alone."""
    return (
        bool(_roles(upper, names))
        and not _holds_address(lower, names)
        and not _is_header(lower, names)
        and _is_header(_over(upper, lower), names)
    )


def _over(upper: tuple[str, ...], lower: tuple[str, ...]) -> tuple[str, ...]:
    width = max(len(upper), len(lower))
    padded = [(row + ("",) * width)[:width] for row in (upper, lower)]
    return tuple(_title_of(above, below) for above, below in zip(*padded, strict=True))


def _title_of(above: str, below: str) -> str:
    """The lower heading; with the upper one in front where it says nothing alone (`Email` over `Công vụ`)."""
    if not below.strip():
        return above
    joined = f"{above} {below}".strip()
    return joined if role_of(below) is None and role_of(joined) is not None else below


def _complete(sheet: Sheet, first: int, sure: int, names: Mapping[str, tuple[str, ...]]) -> Header:
    """The header from row `first`; rows to `sure` belong to it, further ones where they refine it."""
    titles = _spread(sheet, first)
    last = first
    reached = [
        area.bottom
        for area in sheet.merged
        if first <= area.top <= sure < area.bottom < area.top + 4 and sheet.rows[area.top][area.left].strip()
    ]
    sure = max([sure, *reached])
    for index in range(first + 1, min(sure + 4, len(sheet.rows))):
        row = sheet.rows[index]
        if is_enumeration(row):
            last = index
        elif index <= sure or (_refines(row, names) and not _is_numbered(row, titles, names)):
            titles, last = _over(titles, row), index
        else:
            break
    columns: dict[str, int] = {}
    for role, column in _candidates(titles, names):
        second = _SECOND.get(folded(titles[column]))
        if role in columns and second is not None:
            columns.setdefault(second, column)
            continue
        # A hidden column is never a source of addresses; any other role prefers a column that is seen.
        hidden = column in sheet.hidden_columns
        if hidden and role in ("email", "personal_email"):
            continue
        taken = columns.get(role)
        if taken is None or (taken in sheet.hidden_columns and not hidden):
            columns[role] = column
    if "email" not in columns and "personal_email" in columns:
        columns["email"] = columns.pop("personal_email")
    if "name" not in columns and "given" in columns and "surname" not in columns:
        columns["name"] = columns.pop("given")
    if "name" in columns:
        columns.pop("surname", None)
        columns.pop("given", None)
    return Header(first, last, columns, {index: title for index, title in enumerate(titles) if title.strip()})


def _spread(sheet: Sheet, row: int) -> tuple[str, ...]:
    """A row's headings, each over all the columns that its merged cell covers."""
    titles = list(sheet.rows[row])
    for area in sheet.merged:
        if area.top == row and area.left < len(titles):
            for column in range(area.left + 1, min(area.right + 1, len(titles))):
                titles[column] = titles[area.left]
    return tuple(titles)


def _candidates(titles: tuple[str, ...], names: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, int]]:
    """Roles and columns, exact headings before those that only contain one."""
    found = [(role_of(title, names), column, title) for column, title in enumerate(titles) if title.strip()]
    exact = {heading for headings in names.values() for heading in headings}

    def vagueness(one: tuple[str | None, int, str]) -> int:
        text = folded(one[2])
        return 2 if text in _SECOND else int(text not in exact)

    for role, column, _ in sorted(found, key=vagueness):
        if role is not None:
            yield role, column


def _is_numbered(row: tuple[str, ...], titles: tuple[str, ...], names: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether a row has a number below `STT`: `A | KHỐI CƠ QUAN` heads people, not columns."""
    return any(
        role_of(title, names) == "number" and _ENUMERATION.fullmatch(cell.strip(" .)"))
        for title, cell in zip(titles, row, strict=False)
    )


def _refines(row: tuple[str, ...], names: Mapping[str, tuple[str, ...]]) -> bool:
    """A row of column names only: no address, no number, and most of its cells headings we know."""
    filled = [cell for cell in row if cell.strip()]
    known = sum(1 for cell in filled if role_of(cell, names))
    return (
        bool(filled)
        and known * 2 >= len(filled)
        and not _holds_address(filled, names)
        and not any(cell.strip().rstrip(".").isdecimal() for cell in filled)
        and (len(filled) > 1 or known == 1)
        and len(_roles(row, names)) == known
    )
