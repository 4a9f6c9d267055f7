"""To whom a mail to a unit is addressed: a person with honorific and office, or the office alone."""

from __future__ import annotations

_HONORIFICS = ("ông ", "bà ", "ông/bà ", "đồng chí ", "đ/c ")
_OF_ANYBODY = "Ông/Bà"  # the sex is never guessed from the name
# how a unit's name begins, and who heads such a unit; the first that fits counts
_HEADS = (
    ("ubnd ", "Chủ tịch"),
    ("ủy ban nhân dân ", "Chủ tịch"),
    ("uỷ ban nhân dân ", "Chủ tịch"),
    ("hđnd ", "Chủ tịch"),
    ("hội đồng nhân dân ", "Chủ tịch"),
    ("đảng ủy ", "Bí thư"),
    ("sở ", "Giám đốc"),
    ("trung tâm ", "Giám đốc"),
    ("bệnh viện ", "Giám đốc"),
    ("văn phòng ", "Chánh"),
    ("thanh tra ", "Chánh"),
    ("chi cục ", "Chi cục trưởng"),
    ("cục ", "Cục trưởng"),
    ("ban ", "Trưởng"),
    ("phòng ", "Trưởng"),
)
_OF_ANY_UNIT = "Thủ trưởng"


def head_of(unit: str, name: str, position: str, locale: str) -> str:
    """`Ông/Bà Giàng A Chủ, Chủ tịch UBND xã Bắc Hà`; without a name the office alone."""
    if locale == "en":
        return _listed(name, _office(position, unit) if position else f"head of {unit}")
    return _listed(_polite(name), _office(position or office_of(unit), unit))


def clerk_of(unit: str, name: str, position: str, locale: str) -> str:
    """`Bà Phạm Thị Hoa, Văn thư Sở Tài chính`; without a name the unit."""
    return _listed(name if locale == "en" else _polite(name), _office(position, unit))


def office_of(unit: str) -> str:
    """What the head of such a unit is called."""
    folded = f"{unit.casefold()} "
    return next((office for begins, office in _HEADS if folded.startswith(begins)), _OF_ANY_UNIT)


def _polite(name: str) -> str:
    if not name or name.casefold().startswith(_HONORIFICS):
        return name
    return f"{_OF_ANYBODY} {name}"


def _office(position: str, unit: str) -> str:
    """Office and unit, each once: people write `Giám đốc` as well as `Giám đốc Sở Tài chính`."""
    if unit.casefold() in position.casefold():
        return position
    return f"{position} {unit}".strip()


def _listed(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
