"""Rosters as other provinces make them: a small file per class of things, and what becomes of each row."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter

from maild.cli.rosters import problem_of
from maild.errors import ConfigError, InputRefused
from maild.roster.respondents import RosterImport, read_roster
from maild.roster.rules import RosterRules, rules_from
from maild.words import say
from tests.roster.build import HEADER, Row, delimited, person, xlsx

AN = person(1, "Nguyễn Văn An", "an@snv.tinh.gov.vn")
BINH = person(2, "Trần Thị Bình", "binh@snv.tinh.gov.vn")
CHI = person(3, "Lê Kim Chi", "chi@snv.tinh.gov.vn")


def read(tmp_path: Path, rows: Sequence[Row], rules: RosterRules | None = None) -> RosterImport:
    path = tmp_path / "ds.csv"
    path.write_text(delimited(rows), encoding="utf-8", newline="")
    return read_roster(path, rules)


def told(read: RosterImport) -> list[tuple[int, str, tuple[str, ...]]]:
    return [(one.row, one.status, one.issues) for one in read.outcomes]


def last(read: RosterImport) -> tuple[str, tuple[str, ...]]:
    return read.outcomes[-1].status, read.outcomes[-1].issues


def test_a_clean_roster(tmp_path: Path) -> None:
    got = read(tmp_path, [HEADER, AN, BINH])
    assert told(got) == [(1, "header", ()), (2, "ok", ()), (3, "ok", ())]
    assert [(one.row, one.name, one.email, one.unit, one.group, one.position) for one in got.entries] == [
        (2, "Nguyễn Văn An", "an@snv.tinh.gov.vn", "Sở Nội vụ", "CCS", "Chuyên viên"),
        (3, "Trần Thị Bình", "binh@snv.tinh.gov.vn", "Sở Nội vụ", "CCS", "Chuyên viên"),
    ]


def test_english_headers_in_another_order(tmp_path: Path) -> None:
    got = read(
        tmp_path,
        [
            ("Email address", "Full name", "Job title", "Department", "Group"),
            ("an@snv.tinh.gov.vn", "Nguyễn Văn An", "Director", "Sở Nội vụ", "LDS"),
        ],
    )
    (entry,) = got.entries
    assert (entry.email, entry.unit, entry.group, entry.position) == (
        "an@snv.tinh.gov.vn",
        "Sở Nội vụ",
        "LDS",
        "Director",
    )


def test_headings_of_a_mapping_file_come_first(tmp_path: Path) -> None:
    rules = rules_from({"headers": {"email": ["Tài khoản"], "name": ["Cán bộ đầu mối"]}})
    got = read(
        tmp_path, [("Cán bộ đầu mối", "Cơ quan", "Tài khoản"), ("Lê An", "Sở Y tế", "an@syt.vn")], rules
    )
    assert [one.email for one in got.entries] == ["an@syt.vn"]


def test_titles_enumeration_headings_repeated_headers_totals_and_signatures(tmp_path: Path) -> None:
    rows: list[Row] = [
        ("UBND TỈNH", "", "", "", "", ""),
        ("DANH SÁCH NĂM 2026", "", "", "", "", ""),
        HEADER,
        ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)"),
        ("I", "SỞ NỘI VỤ", "", "", "", ""),
        AN,
        ("Cộng: 1", "", "", "", "", ""),
        HEADER,
        BINH,
        ("", "", "", "", "", ""),
        ("Tổng số: 2 người", "", "", "", "", ""),
        ("NGƯỜI LẬP BIỂU", "", "", "", "", "KT. GIÁM ĐỐC"),
        ("Nguyễn Thị Lập", "", "", "", "", "Trần Văn Ký"),
    ]
    assert told(read(tmp_path, rows)) == [
        (1, "skip", ("title-row",)),
        (2, "skip", ("title-row",)),
        (3, "header", ("header-two-rows",)),
        (4, "header", ("header-two-rows",)),
        (5, "skip", ("unit-heading-row",)),
        (6, "ok", ()),
        (7, "skip", ("note-row",)),
        (8, "header", ("header-repeated",)),
        (9, "ok", ()),
        (10, "skip", ("blank-row",)),
        (11, "skip", ("note-row",)),
        (12, "skip", ("note-row",)),
        (13, "skip", ("note-row",)),
    ]


def test_headings_give_the_unit_and_group_only_where_no_column_does(tmp_path: Path) -> None:
    rows: list[Row] = [
        ("STT", "Họ và tên", "Chức vụ", "Email"),
        ("I", "SỞ NỘI VỤ", "", ""),
        (1, "Nguyễn Văn An", "Giám đốc", "an@snv.tinh.gov.vn"),
        ("II", "Sở Tài chính", "", ""),
        (2, "Trần Thị Bình", "Giám đốc", "binh@stc.tinh.gov.vn"),
    ]
    got = read(tmp_path, rows)
    assert [one.unit for one in got.entries] == ["SỞ NỘI VỤ", "Sở Tài chính"]
    assert last(got) == ("ok-normalised", ("unit-from-heading",))


def test_the_title_names_the_unit_of_a_file_from_one_office(tmp_path: Path) -> None:
    got = read(
        tmp_path,
        [("Đơn vị: Sở Y tế", "", ""), ("TT", "Họ tên", "Email"), (1, "Nguyễn Văn An", "an@syt.tinh.gov.vn")],
    )
    assert [one.unit for one in got.entries] == ["Sở Y tế"]


def test_surname_and_given_name_in_two_columns(tmp_path: Path) -> None:
    got = read(
        tmp_path, [("Họ và đệm", "Tên", "Đơn vị", "Email"), ("Nguyễn Văn", "An", "Sở Y tế", "an@syt.vn")]
    )
    assert [one.name for one in got.entries] == ["Nguyễn Văn An"]


def test_a_blank_unit_means_above_only_inside_a_merged_range(tmp_path: Path) -> None:
    rows: list[Row] = [
        HEADER,
        AN,
        person(2, "Trần Bình", "b@snv.tinh.gov.vn", ""),
        person(3, "Lê Chi", "c@snv.tinh.gov.vn", ""),
    ]
    got = read_roster(xlsx(tmp_path / "ds.xlsx", rows, merged=["C2:C3"]))
    assert told(got)[1:] == [
        (2, "ok", ()),
        (3, "ok-normalised", ("unit-from-merged-cell",)),
        (4, "error", ("unit-missing",)),
    ]


def test_a_header_in_three_rows(tmp_path: Path) -> None:
    rows: list[Row] = [
        ("STT", "Thông tin đối tượng", "", "", "Liên hệ", ""),
        ("", "Họ và tên", "Chức vụ", "Đơn vị", "Điện thoại", "Hộp thư điện tử"),
        ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)"),
        (1, "Nguyễn Văn An", "Giám đốc", "Sở Y tế", "0912", "an@syt.tinh.gov.vn"),
    ]
    got = read_roster(xlsx(tmp_path / "ds.xlsx", rows, merged=["A1:A2", "B1:D1", "E1:F1"]))
    assert [(one.name, one.email, one.unit) for one in got.entries] == [
        ("Nguyễn Văn An", "an@syt.tinh.gov.vn", "Sở Y tế")
    ]
    assert [one.status for one in got.outcomes] == ["header", "header", "header", "ok"]


COMBINED = [
    ("Giám đốc Sở Nội vụ", "Giám đốc", "Sở Nội vụ"),
    ("Phó Giám đốc, Sở Y tế", "Phó Giám đốc", "Sở Y tế"),
    ("Chuyên viên - Phòng Nội vụ", "Chuyên viên", "Phòng Nội vụ"),
    ("Trưởng phòng Tư pháp, UBND huyện Nậm Thi", "Trưởng phòng Tư pháp", "UBND huyện Nậm Thi"),
]


@pytest.mark.parametrize(("cell", "position", "unit"), COMBINED)
def test_position_and_unit_in_one_column(tmp_path: Path, cell: str, position: str, unit: str) -> None:
    got = read(
        tmp_path, [("Họ và tên", "Chức vụ, đơn vị công tác", "Email"), ("Nguyễn Văn An", cell, "an@x.gov.vn")]
    )
    assert [(one.position, one.unit) for one in got.entries] == [(position, unit)]


def test_a_position_alone_leaves_the_unit_to_the_heading(tmp_path: Path) -> None:
    rows: list[Row] = [
        ("STT", "Họ và tên", "Năm sinh", "", "Chức vụ, đơn vị", "Hộp thư"),
        ("", "", "Nam", "Nữ", "", ""),
        ("1", "2", "3", "4", "5", "6"),
        ("A", "LÃNH ĐẠO SỞ", "", "", "", ""),
        ("I", "Sở Nội vụ", "", "", "", ""),
        ("01", "Nguyễn Văn An", "1970", "", "Giám đốc", "an@snv.tinh.gov.vn"),
        ("", "Cộng: 01 người", "", "", "", ""),
    ]
    got = read_roster(xlsx(tmp_path / "ds.xlsx", rows, merged=["A1:A2", "B1:B2", "C1:D1", "E1:E2", "F1:F2"]))
    assert [(one.status, one.issues) for one in got.outcomes] == [
        ("header", ("header-two-rows",)),
        ("header", ("header-two-rows",)),
        ("header", ("header-two-rows",)),
        ("skip", ("group-heading-row",)),
        ("skip", ("unit-heading-row",)),
        ("ok-normalised", ("unit-from-heading", "group-from-heading")),
        ("skip", ("note-row",)),
    ]
    assert [(one.unit, one.group, one.position) for one in got.entries] == [("Sở Nội vụ", "LDS", "Giám đốc")]


@pytest.mark.parametrize("sign", ["-nt-", "nt", '"', "như trên", "//"])
def test_an_explicit_ditto_means_the_cell_above(tmp_path: Path, sign: str) -> None:
    got = read(tmp_path, [HEADER, AN, person(2, "Trần Thị Bình", "binh@snv.tinh.gov.vn", sign)])
    assert got.entries[1].unit == "Sở Nội vụ"
    assert last(got) == ("ok-normalised", ("unit-ditto",))


def test_a_blank_cell_in_csv_is_not_a_ditto(tmp_path: Path) -> None:
    assert last(read(tmp_path, [HEADER, AN, person(2, "Trần Bình", "b@snv.tinh.gov.vn", "")])) == (
        "error",
        ("unit-missing",),
    )


COMPARED = [
    # second row                                                        status       issues
    (person(2, "Nguyễn Văn An", "an@snv.tinh.gov.vn"), "duplicate", ("duplicate-email-exact",)),
    (person(2, "Nguyễn Văn An", "AN@snv.tinh.gov.vn"), "duplicate", ("duplicate-email-case",)),
    (person(2, "NGUYỄN VĂN AN", "an@snv.tinh.gov.vn"), "duplicate", ("duplicate-email-exact",)),
    (person(2, "Nguyễn Văn An", "mailto:an@snv.tinh.gov.vn"), "duplicate", ("duplicate-row-identical",)),
    (person(2, "Lò Văn Khác", "an@snv.tinh.gov.vn"), "error", ("email-conflict-different-name",)),
    (person(2, "Nguyen Van An", "an@snv.tinh.gov.vn"), "error", ("email-conflict-different-name",)),
    (person(2, "Nguyễn Văn An", "an@snv.tinh.gov.vn", "Sở Y tế"), "warn", ("duplicate-person-other-unit",)),
    (person(2, "Nguyễn Văn An", "an@snv.tinh.gov.vn", group="HDT"), "warn", ("duplicate-person-other-group",)),
    (person(2, "Nguyễn Văn An", "an2@snv.tinh.gov.vn"), "warn", ("same-name-different-email",)),
    (person(2, "Nguyễn Văn An", "an2@snv.tinh.gov.vn", "Sở Y tế"), "ok", ()),
    (person(2, "Nguyễn Văn Bách", "vanthu@snv.tinh.gov.vn"), "warn", ("email-role-account",)),
    (person(2, "Nguyễn Văn Bách", "bach@gmail.com"), "warn", ("email-personal-domain",)),
    (person(2, "", "bach@snv.tinh.gov.vn"), "error", ("name-missing",)),
    (person(2, "Nguyễn Văn Bách", ""), "error", ("email-missing",)),
    (person(2, "", ""), "error", ("email-missing", "name-missing")),
    (person(2, "Nguyễn Văn Bách", "b@snv.tinh.gov.vn", group="Nhóm 9"), "warn", ("group-unknown",)),
    (person(2, "Nguyễn Văn Bách", "b@snv.tinh.gov.vn", group=""), "warn", ("group-missing",)),
]  # fmt: skip


@pytest.mark.parametrize(("row", "status", "issues"), COMPARED)
def test_a_row_is_judged_against_those_before_it(
    tmp_path: Path, row: Row, status: str, issues: tuple[str, ...]
) -> None:
    got = read(tmp_path, [HEADER, AN, row])
    assert (got.outcomes[-1].status, tuple(sorted(got.outcomes[-1].issues))) == (
        status,
        tuple(sorted(issues)),
    )
    assert (got.outcomes[-1].entry is None) == (status in ("error", "duplicate"))


def test_two_spellings_that_differ_in_accents_may_be_one_person(tmp_path: Path) -> None:
    got = read(tmp_path, [HEADER, AN, person(2, "Nguyen Van An", "an@snv.tinh.gov.vn")])
    said = problem_of(got.errors[0])
    assert "có thể là cùng một người" in said
    assert "hàng 2" in said


def test_shifted_cells_are_errors_with_a_suggestion(tmp_path: Path) -> None:
    # an unquoted comma in the group moves the rest of the row
    shifted = (2, "Lãnh đạo sở", " ban", "Sở Nội vụ", "Trần Thị Bình", "Giám đốc", "binh@snv.tinh.gov.vn")
    outcome = read(tmp_path, [HEADER, AN, shifted]).outcomes[-1]
    assert (outcome.status, outcome.issues, outcome.suggestion) == (
        "error",
        ("cells-shifted",),
        "binh@snv.tinh.gov.vn",
    )
    assert "cột G" in problem_of(outcome)


def test_a_file_whose_columns_have_moved_imports_nothing(tmp_path: Path) -> None:
    moved = [
        (n, "CCS", "Sở Nội vụ", f"a{n}@snv.tinh.gov.vn", "Nguyễn Văn An", "Chuyên viên") for n in range(1, 30)
    ]
    got = read(tmp_path, [HEADER, *moved])
    assert got.entries == ()
    assert {one.issues for one in got.errors} == {("cells-shifted",)}


def test_name_and_unit_swapped(tmp_path: Path) -> None:
    got = read(
        tmp_path, [HEADER, AN, (2, "CCS", "Trần Thị Bình", "Sở Nội vụ", "Giám đốc", "binh@snv.tinh.gov.vn")]
    )
    assert last(got) == ("error", ("cells-swapped",))


def test_notes_and_hidden_columns_are_no_source_of_addresses(tmp_path: Path) -> None:
    header = (*HEADER, "Ghi chú", "Email cũ")
    rows: list[Row] = [
        header,
        (*AN, "", ""),
        (*person(2, "Trần Thị Bình", ""), "thư: b@snv.tinh.gov.vn", "b2@snv.tinh.gov.vn"),
    ]
    got = read_roster(xlsx(tmp_path / "ds.xlsx", rows, hidden=["H:H"]))
    outcome = got.outcomes[-1]
    assert (outcome.status, outcome.issues, outcome.suggestion) == ("error", ("email-missing",), None)


def test_a_private_address_is_only_suggested(tmp_path: Path) -> None:
    got = read(
        tmp_path, [(*HEADER, "Email cá nhân"), (*AN, ""), (*person(2, "Trần Thị Bình", ""), "b@gmail.com")]
    )
    assert (last(got), got.outcomes[-1].suggestion) == (("error", ("email-missing",)), "b@gmail.com")


def test_hidden_rows_are_skipped_with_a_message_and_filtered_ones_are_data(tmp_path: Path) -> None:
    for filtered, status in ((False, "skip"), (True, "ok")):
        path = tmp_path / f"{filtered}.xlsx"
        book = xlsxwriter.Workbook(str(path), {"strings_to_urls": False})
        sheet = book.add_worksheet()
        for index, row in enumerate([HEADER, AN, BINH, CHI]):
            sheet.write_row(index, 0, row)
        if filtered:
            sheet.autofilter("A1:F4")
        sheet.set_row(2, None, None, {"hidden": True})
        book.close()
        outcome = read_roster(path).outcomes[2]
        assert outcome.status == status
        assert bool(outcome.problems) == (not filtered)


def test_formulas_count_by_their_stored_value(tmp_path: Path) -> None:
    path = tmp_path / "ds.xlsx"
    book = xlsxwriter.Workbook(str(path), {"strings_to_urls": False})
    sheet = book.add_worksheet()
    for index, row in enumerate([HEADER, AN[:5], BINH[:5], CHI[:5]]):
        sheet.write_row(index, 0, row)
    sheet.write_formula("F2", '="an@"&"snv.tinh.gov.vn"', None, "an@snv.tinh.gov.vn")
    sheet.write_formula("F3", "=VLOOKUP(A1,B:C,2,0)", None, "#N/A")
    sheet.write_formula("F4", '="x"', None, "")
    book.close()
    assert told(read_roster(path))[1:] == [
        (2, "ok", ()),
        (3, "error", ("formula-without-value",)),
        (4, "error", ("formula-without-value",)),
    ]


def test_guides_and_lists_of_codes_are_not_data_but_several_rosters_are(tmp_path: Path) -> None:
    path = tmp_path / "ds.xlsx"
    book = xlsxwriter.Workbook(str(path), {"strings_to_urls": False})
    for name, rows in (
        ("Hướng dẫn", [HEADER, person(1, "Ví Dụ", "vidu@x.vn")]),
        ("Sở", [HEADER, AN]),
        ("Xã", [HEADER, BINH]),
        ("Danh mục", [("Mã", "Tên nhóm"), ("CCS", "Công chức")]),
    ):
        sheet = book.add_worksheet(name)
        for index, row in enumerate(rows):
            sheet.write_row(index, 0, row)
    book.close()
    got = read_roster(path)
    assert [(one.sheet, one.row) for one in got.outcomes if one.entry] == [("Sở", 2), ("Xã", 2)]


def test_an_ended_domain_is_imported_and_doubted(tmp_path: Path) -> None:
    rules = RosterRules(domain_successors={"cu.tinh.gov.vn": ("snv.tinh.gov.vn", "syt.tinh.gov.vn")})
    old = person(2, "Trần Thị Bình", "binh@cu.tinh.gov.vn")
    outcome = read(tmp_path, [HEADER, AN, old], rules).outcomes[-1]
    assert (outcome.status, outcome.issues, outcome.suggestion) == (
        "warn",
        ("email-domain-ended",),
        "binh@snv.tinh.gov.vn",
    )
    assert outcome.entry is not None
    assert outcome.entry.email == "binh@cu.tinh.gov.vn"


def test_a_domain_outside_the_province_is_doubted(tmp_path: Path) -> None:
    rows = [person(n, f"Nguyễn Văn {'ABCDEGHIKLMN'[n]}n", f"a{n}@snv.tinh.example.vn") for n in range(12)]
    got = read(tmp_path, [HEADER, *rows, person(13, "Lê Lạ", "la@congty.example.com")])
    assert last(got) == ("warn", ("email-domain-outside",))


MISTYPED = [
    ("snvv.tinh.example.vn", "email-domain-mistyped"),
    ("snv.tinh.exampel.vn", "email-domain-outside"),
]


@pytest.mark.parametrize(("domain", "issue"), MISTYPED)
def test_a_domain_that_nobody_else_uses_may_be_mistyped(tmp_path: Path, domain: str, issue: str) -> None:
    units = (("Sở Nội vụ", "snv"), ("Sở Y tế", "syt"))
    rows = [
        person(
            n, f"Nguyễn Văn {'ABCDEGHIKLMN'[n]}n", f"a{n}@{units[n % 2][1]}.tinh.example.vn", units[n % 2][0]
        )
        for n in range(12)
    ]
    outcome = read(tmp_path, [HEADER, *rows, person(13, "Lê Nhầm", f"nham@{domain}")]).outcomes[-1]
    assert (outcome.status, outcome.issues) == ("warn", (issue,))
    assert outcome.suggestion == "nham@snv.tinh.example.vn"


def test_an_upper_heading_completes_the_lower_one(tmp_path: Path) -> None:
    rows: list[Row] = [
        ("STT", "Họ và tên", "Đơn vị", "Email", ""),
        ("", "", "", "Cá nhân", "Công vụ"),
        ("1.1", "Nguyễn Văn An", "Sở Y tế", "an@gmail.com", "an@syt.tinh.gov.vn"),
        ("1.2", "Trần Thị Bình", "Sở Y tế", "", ""),
    ]
    got = read_roster(xlsx(tmp_path / "ds.xlsx", rows, merged=["A1:A2", "B1:B2", "C1:C2", "D1:E1"]))
    assert [one.email for one in got.entries] == ["an@syt.tinh.gov.vn"]
    assert last(got) == ("error", ("email-missing",))


def test_required_fields_are_the_province_s_choice(tmp_path: Path) -> None:
    row = (2, "", "Sở Nội vụ", "Trần Thị Bình", "", "binh@snv.tinh.gov.vn")
    rules = RosterRules(required=("name", "email", "unit", "group", "position"))
    assert set(read(tmp_path, [HEADER, AN, row], rules).errors[0].issues) == {
        "group-missing",
        "position-missing",
    }


REFUSED = [
    # rows                                               what the sentence says
    ([("a", "b"), ("c", "d")],                           "hàng tiêu đề"),
    ([HEADER],                                           "không có ai"),
    ([("Họ và tên", "Đơn vị"), ("An", "Sở Y tế")],       "địa chỉ thư"),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "says"), REFUSED)
def test_what_is_no_roster_is_refused_whole(tmp_path: Path, rows: list[Row], says: str) -> None:
    with pytest.raises(InputRefused) as caught:
        read(tmp_path, rows)
    assert says in say(caught.value.text, **caught.value.facts)


def test_wrong_rules_are_named_all_at_once() -> None:
    with pytest.raises(ConfigError) as caught:
        rules_from({"requird": [], "required": ["mail"], "personal_domains": "x", "headers": {"thu": ["a"]}})
    assert [fault.where for fault in caught.value.faults] == [
        "[roster] requird",
        "[roster] personal_domains",
        "[roster] required",
        "[roster.headers]",
    ]


@pytest.mark.long
def test_twenty_thousand_rows_take_seconds(tmp_path: Path) -> None:
    surnames, middles, names = (
        ("Nguyễn", "Trần", "Lê", "Lò"),
        ("Văn", "Thị", "Kim"),
        ("An", "Bình", "Chi", "Dung"),
    )
    rows = [
        person(
            number,
            f"{surnames[number % 4]} {middles[number % 3]} {names[number % 4]}",
            f"a{number}@x{number % 200}.tinh.gov.vn",
            f"UBND xã Số {number % 200}",
        )
        for number in range(1, 20_001)
    ]
    begun = time.process_time()
    got = read(tmp_path, [HEADER, *rows])
    assert len(got.entries) == 20_000
    assert time.process_time() - begun < 20
