"""One row per way in which offices write a name, a unit, a group."""

from __future__ import annotations

import unicodedata

import pytest

from maild.roster.groups import GroupNames
from maild.roster.people import read_name
from maild.roster.rules import RosterRules
from maild.roster.text import key, plain_key
from maild.roster.units import UnitNames, unit_key

NAMES = [
    # cell                                     name               issues and doubts
    ("Nguyễn Văn An",                          "Nguyễn Văn An",   ()),
    (unicodedata.normalize("NFD", "Phàn Ngọc Đạt"), "Phàn Ngọc Đạt", ("name-nfd",)),
    ("Đỗ  Anh  Đạt ",                          "Đỗ Anh Đạt",      ("name-spaces-collapsed",)),
    ("Đỗ\u00a0Anh Đạt",                        "Đỗ Anh Đạt",      ("name-spaces-collapsed",)),
    ("Đỗ\u200b Anh Đạt",                       "Đỗ Anh Đạt",      ("name-zero-width-removed",)),
    ("Vi Tuấn Phong\nĐiện thoại: (xem)",       "Vi Tuấn Phong",   ("name-newline-note-removed",)),
    ("Vi Tuấn Phong\nTrưởng phòng",            "Vi Tuấn Phong",   ("name-newline-note-removed",)),
    ("Nguyễn Thị\nHồng",                       "Nguyễn Thị Hồng", ("name-newline-joined",)),
    ("Ông Nguyễn Văn An",                      "Nguyễn Văn An",   ("name-honorific-removed",)),
    ("Đ/c Nguyễn Văn An",                      "Nguyễn Văn An",   ("name-honorific-removed",)),
    ("Ông/Bà: Nguyễn Văn An",                  "Nguyễn Văn An",   ("name-honorific-removed",)),
    ("Ông Thị Mai",                            "Ông Thị Mai",     ()),
    ("ThS. Nguyễn Văn An",                     "Nguyễn Văn An",   ("name-title-removed",)),
    ("Nguyễn Văn An (PGĐ)",                    "Nguyễn Văn An",   ("name-note-removed",)),
    ("Nguyễn Văn An - Phó Giám đốc",           "Nguyễn Văn An",   ("name-note-removed",)),
    ("1. Nguyễn Văn An",                       "Nguyễn Văn An",   ("name-number-removed",)),
    ("Nguyễn Văn An, Phó Giám đốc",            "Nguyễn Văn An",   ("name-note-removed",)),
    ("H'Hen Niê",                              "H'Hen Niê",       ()),
    ("Y Sol A-Ma",                             "Y Sol A-Ma",      ()),
    ("PHẠM A NGHĨA",                           "Phạm A Nghĩa",    ("name-uppercase",)),
    ("phạm văn nghĩa",                         "Phạm Văn Nghĩa",  ("name-lowercase",)),
    ("Nghĩa",                                  "Nghĩa",           ("name-single-word",)),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "name", "said"), NAMES)
def test_names(cell: str, name: str, said: tuple[str, ...]) -> None:
    reading = read_name(cell)
    assert (reading.name, (*reading.issues, *reading.doubts), reading.error) == (name, said, None)


@pytest.mark.parametrize(
    ("cell", "error"),
    [("", "name-missing"), ("---", "name-missing"), ("an@x.vn", "name-invalid"), ("An 2", "name-invalid"),
     ("Nguyễn Vаn An", "name-homoglyph")],
)  # fmt: skip
def test_what_is_no_name(cell: str, error: str) -> None:
    assert read_name(cell).error == error


def test_the_honorific_is_kept() -> None:
    assert read_name("Bà Nguyễn Thị Hoa").honorific == "Bà"
    assert read_name("Nguyễn Thị Hoa").honorific == "Ông/Bà"


SAME = [
    ("hòa", "hoà"),
    ("Thúy", "THUÝ"),
    ("Ủy", "Uỷ"),
    ("Hòa Bình", unicodedata.normalize("NFD", "hoà  bình")),
]
DIFFERENT = [("Nậm Mùi", "Năm Mùi"), ("Đạt", "Dat"), ("Lý", "Lí"), ("Hạnh", "Hanh")]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_name(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_names_that_a_person_must_compare(one: str, other: str) -> None:
    assert key(one) != key(other)
    assert plain_key("Đạt Lý Hạnh") == plain_key("Dat Li Hanh")


FULL = (
    "Sở Khoa học và Công nghệ", "Sở Nội vụ", "Sở Lao động - Thương binh và Xã hội", "Sở Nông nghiệp và PTNT",
    "UBND thành phố Hoàng Phong", "UBND huyện Nậm Thi", "Văn phòng UBND tỉnh", "Ban Quản lý Khu kinh tế",
    "Sở Giáo dục và Đào tạo", "HĐND tỉnh An Sơn", "HĐND tỉnh An Sơn - Tổ 2",
)  # fmt: skip
UNITS = [
    # cell                                     unit                                   issue
    ("Sở Nội vụ",                              "Sở Nội vụ",                           None),
    ("Sở KHCN",                                "Sở Khoa học và Công nghệ",            "unit-alias"),
    ("Sở KH&CN",                               "Sở Khoa học và Công nghệ",            "unit-alias"),
    ("Sở KH - CN",                             "Sở Khoa học và Công nghệ",            "unit-alias"),
    ("SNV",                                    "Sở Nội vụ",                           "unit-alias"),
    ("Sở LĐTBXH",                              "Sở Lao động - Thương binh và Xã hội", "unit-alias"),
    ("Sở LĐ-TB&XH",                            "Sở Lao động - Thương binh và Xã hội", "unit-alias"),
    ("Sở NN&PTNT",                             "Sở Nông nghiệp và PTNT",              "unit-alias"),
    ("Sở GD&ĐT",                               "Sở Giáo dục và Đào tạo",              "unit-alias"),
    ("SỞ KHOA HỌC & CÔNG NGHỆ ",               "Sở Khoa học và Công nghệ",            "unit-alias"),
    ("Sở Khoa học & Công nghệ",                "Sở Khoa học và Công nghệ",            "unit-punctuation-variant"),
    ("Sở Lao động, Thương binh và Xã hội",     "Sở Lao động - Thương binh và Xã hội", "unit-punctuation-variant"),
    ("UBND TP. Hoàng Phong",                   "UBND thành phố Hoàng Phong",          "unit-alias"),
    ("Ủy ban nhân dân huyện Nậm Thi",          "UBND huyện Nậm Thi",                  "unit-alias"),
    ("UBND H. Nậm Thi",                        "UBND huyện Nậm Thi",                  "unit-alias"),
    ("VP UBND tỉnh",                           "Văn phòng UBND tỉnh",                 "unit-alias"),
    ("BQL KKT",                                "Ban Quản lý Khu kinh tế",             "unit-alias"),
    ("HĐND tỉnh An Sơn - Tổ 2",                "HĐND tỉnh An Sơn - Tổ 2",             None),
    ("Sở Noi vu",                              "Sở Noi vu",                           None),
    ("So Noi vu",                              "Sở Nội vụ",                           "unit-without-accents"),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "unit", "issue"), UNITS)
def test_units_are_brought_to_the_spelling_most_used(cell: str, unit: str, issue: str | None) -> None:
    names = UnitNames(RosterRules(), [name for name in FULL for _ in range(3)])
    reading = names.resolve(cell)
    assert (reading.name, reading.issue) == (unit, issue)


def test_a_province_s_own_list_decides() -> None:
    rules = RosterRules(
        units=("Sở Nội vụ", "Sở Tài chính"),
        unit_aliases={"Ban Tổ chức chính quyền": "Sở Nội vụ"},
        unit_successors={"Sở Kế hoạch và Đầu tư": "Sở Tài chính"},
    )
    names = UnitNames(rules, ["SỞ NỘI VỤ"] * 9)
    told = [
        names.resolve(cell)
        for cell in ("SỞ NỘI VỤ", "ban tổ chức chính quyền", "Sở KẾ HOẠCH & Đầu tư", "Sở Lạ")
    ]
    assert [(one.name, one.issue) for one in told] == [
        ("Sở Nội vụ", "unit-alias"),
        ("Sở Nội vụ", "unit-alias"),
        ("Sở Tài chính", "unit-successor"),
        ("Sở Lạ", "unit-unknown"),
    ]


def test_two_units_stay_two() -> None:
    assert unit_key("UBND xã Nậm Mùi") != unit_key("UBND phường Nậm Mùi")
    assert unit_key("Trường THPT số 1") != unit_key("Trường THPT số 2")


GROUPS = [
    ("Công chức sở, ban, ngành",        "CCS", None),
    ("CÔNG CHỨC SỞ, BAN, NGÀNH",        "CCS", None),
    ("công chức  sở ban ngành",         "CCS", None),
    ("ccs",                             "CCS", None),
    ("3 - Công chức sở, ban, ngành",    "CCS", "group-code-number"),
    ("Nhóm 3: Công chức sở, ban, ngành", "CCS", "group-code-number"),
    ("III. Công chức sở, ban, ngành",   "CCS", "group-code-number"),
    ("CCS - Công chức sở, ban, ngành",  "CCS", "group-code-number"),
    ("Nhóm 9",                          None,  None),
    ("3",                               None,  None),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "code", "issue"), GROUPS)
def test_groups(cell: str, code: str | None, issue: str | None) -> None:
    assert GroupNames(RosterRules().groups).find(cell) == (code, issue)


def test_a_code_gets_its_zeros_back() -> None:
    assert GroupNames({"01": ("Lãnh đạo",)}).find("1") == ("01", "group-code-zero-restored")
