"""To whom mails to units are addressed: honorific, name and office, as an official would write them."""

from __future__ import annotations

import pytest

from maild.letters.addressing import clerk_of, head_of

HEADS = [
    # unit, name, position: how he is addressed
    ("UBND xã Bắc Hà", "Giàng A Chủ", "", "Ông/Bà Giàng A Chủ, Chủ tịch UBND xã Bắc Hà"),
    ("Ủy ban nhân dân xã Y Tý", "Bà Lù Thị Sáo", "", "Bà Lù Thị Sáo, Chủ tịch Ủy ban nhân dân xã Y Tý"),
    ("HĐND tỉnh", "Đồng chí Lê Nam", "", "Đồng chí Lê Nam, Chủ tịch HĐND tỉnh"),
    ("Sở Tài chính", "Lê Nam", "", "Ông/Bà Lê Nam, Giám đốc Sở Tài chính"),
    (
        "Sở Tài chính",
        "Lê Nam",
        "Phó Giám đốc phụ trách",
        "Ông/Bà Lê Nam, Phó Giám đốc phụ trách Sở Tài chính",
    ),
    ("Sở Tài chính", "Lê Nam", "Giám đốc Sở Tài chính", "Ông/Bà Lê Nam, Giám đốc Sở Tài chính"),
    ("Sở Tài chính", "", "", "Giám đốc Sở Tài chính"),
    ("Văn phòng UBND tỉnh", "", "", "Chánh Văn phòng UBND tỉnh"),
    ("Thanh tra tỉnh", "", "", "Chánh Thanh tra tỉnh"),
    ("Ban Dân tộc và Tôn giáo", "", "", "Trưởng Ban Dân tộc và Tôn giáo"),
    (
        "Báo và Phát thanh, truyền hình",
        "Ông Bạch Văn Ông",
        "",
        "Ông Bạch Văn Ông, Thủ trưởng Báo và Phát thanh, truyền hình",
    ),
    ("Bantu", "", "", "Thủ trưởng Bantu"),
]


@pytest.mark.parametrize(("unit", "name", "position", "addressed"), HEADS)
def test_a_head_has_honorific_and_office(unit: str, name: str, position: str, addressed: str) -> None:
    assert head_of(unit, name, position, "vi") == addressed


def test_a_clerk_has_the_unit_and_no_office_of_its_head() -> None:
    assert clerk_of("Sở Tài chính", "Phạm Thị Hoa", "", "vi") == "Ông/Bà Phạm Thị Hoa, Sở Tài chính"
    assert clerk_of("Sở Tài chính", "Bà Hoa", "Văn thư", "vi") == "Bà Hoa, Văn thư Sở Tài chính"
    assert clerk_of("Sở Tài chính", "", "", "vi") == "Sở Tài chính"


def test_english_has_no_neutral_honorific() -> None:
    assert head_of("Sở Tài chính", "Lê Nam", "", "en") == "Lê Nam, head of Sở Tài chính"
    assert head_of("Sở Tài chính", "Lê Nam", "Director", "en") == "Lê Nam, Director Sở Tài chính"
