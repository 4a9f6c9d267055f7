"""What we write is safe to open, and can be read again."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from maild.cli.rosters import break_of, problem_of
from maild.demo import province
from maild.errors import ConfigError, InputRefused
from maild.roster.answered import match_answered, read_answered
from maild.roster.changes import diff
from maild.roster.export import SheetOut, bnv_sheet, outcome_sheet, safe_cell, write_csv, write_xlsx
from maild.roster.lint import lint
from maild.roster.respondents import read_roster
from maild.roster.rules import rules_from
from maild.roster.table import read_table
from tests.roster.build import HEADER, delimited, person, respondent

NASTY = ('=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1")


@pytest.mark.parametrize("text", NASTY)
def test_no_cell_becomes_a_formula(tmp_path: Path, text: str) -> None:
    assert str(safe_cell(text)).startswith("'")
    write_xlsx(tmp_path / "out.xlsx", [SheetOut("a", ("Tên",), [(text,)])])
    with zipfile.ZipFile(tmp_path / "out.xlsx") as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_numbers_and_plain_text_stay() -> None:
    assert [safe_cell(value) for value in (-1, 2.5, None, "Sở Nội vụ", "a=b")] == [
        -1,
        2.5,
        None,
        "Sở Nội vụ",
        "a=b",
    ]


def test_csv_opens_in_excel_with_its_accents(tmp_path: Path) -> None:
    write_csv(tmp_path / "out.csv", ("Họ và tên",), [("Đỗ Thị Hà",)])
    assert (tmp_path / "out.csv").read_bytes() == "\ufeffHọ và tên\r\nĐỗ Thị Hà\r\n".encode()


def test_odd_sheet_names_and_control_characters(tmp_path: Path) -> None:
    sheets = [SheetOut(name, ("a",), [("b\x00\x1f",)]) for name in ("Sở: [1]/2?", "Sở: [1]/2?", "", "x" * 40)]
    write_xlsx(tmp_path / "out.xlsx", sheets)
    assert [sheet.name for sheet in read_table(tmp_path / "out.xlsx").sheets] == [
        "Sở   1  2", "Sở   1  2 2", "Trang", "x" * 31,
    ]  # fmt: skip


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match=r"out\.xlsx"):
        write_xlsx(tmp_path / "no" / "out.xlsx", [])


def test_the_dry_run_as_a_sheet(tmp_path: Path) -> None:
    path = tmp_path / "ds.csv"
    path.write_text(delimited([HEADER, person(1, "Nguyễn Văn An", "an.snv.vn")]))
    write_xlsx(tmp_path / "out.xlsx", [outcome_sheet(read_roster(path), problem_of)])
    rows = read_table(tmp_path / "out.xlsx").sheets[0].rows
    assert rows[3][1:3] == ("1", "Tiêu đề")
    assert rows[4][1:5] == ("2", "Lỗi, không nhập", "Nguyễn Văn An", "Sở Nội vụ")
    assert "thiếu dấu @" in rows[4][7]


def test_what_the_ministry_s_software_takes_can_be_read_back(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "bnv.xlsx", [bnv_sheet(province.people())])
    back = read_roster(tmp_path / "bnv.xlsx")
    assert [(one.name, one.email, one.unit, one.group, one.position) for one in back.entries] == [
        (one.name, one.email, one.unit, one.group, one.position) for one in province.people()
    ]
    with pytest.raises(InputRefused, match="phone"):
        bnv_sheet([], [("Điện thoại", "phone")])


def test_counts_wanted_by_group_and_unit(tmp_path: Path) -> None:
    path = tmp_path / "ds.csv"
    path.write_bytes(province.roster_csv())
    rules = rules_from({"wanted": {"LDS": 72, "CCS": {"Sở Nội vụ": 3, "Sở Y tế": 4}, "HDT": 80}})
    assert [(one.rule, break_of(one).partition(" Cách")[0]) for one in lint(read_roster(path), rules)] == [
        ("count-over", "Nhóm Công chức sở, ban, ngành, Sở Nội vụ: có 4, cần 3."),
        ("count-short", "Nhóm Đại biểu HĐND tỉnh, cả tỉnh: có 72, cần 80."),
    ]
    with pytest.raises(ConfigError, match="wanted"):
        rules_from({"wanted": {"LDS": -1, "XYZ": 3}})


# ------------------------------------------------------------------------------------------------ the sample province


def test_the_sample_province() -> None:
    people = province.people()
    assert (len(people), len({one.unit for one in people}), len({one.email for one in people})) == (
        480,
        40,
        480,
    )
    assert all(one.email.endswith(".example.vn") and one.group for one in people)
    assert province.roster_csv().startswith(b"\xef\xbb\xbf")


def test_its_ministry_s_list_can_be_read_and_matched(tmp_path: Path) -> None:
    people = province.people()
    known = [respondent(n, one.name, one.email, one.unit, one.group) for n, one in enumerate(people)]
    rows = [
        (one.name, one.email, one.unit, "Đã trả lời" if n % 3 else "Chưa trả lời")
        for n, one in enumerate(people)
    ]
    as_of = datetime(2026, 11, 16, 0, 30, tzinfo=UTC)
    province.answered_xlsx(tmp_path / "ds.xlsx", rows, as_of)
    read = read_answered(tmp_path / "ds.xlsx")
    match = match_answered(read.rows, known)
    assert (read.as_of, read.problems, len(match.matched), len(match.not_answered)) == (as_of, (), 320, 160)
    assert not match.unknown
    assert not match.ambiguous


# ------------------------------------------------------------------------------------------------ what would change


def test_new_changed_gone_and_same() -> None:
    entries = province.people()[:12]
    known = [respondent(n, one.name, one.email, one.unit, one.group) for n, one in enumerate(entries)]
    known = [
        respondent(one.id, one.name, "cu@" + one.email.partition("@")[2], one.unit, one.group)
        if one.id == 3
        else one
        for one in known
    ]
    got = diff(entries[1:], [*known[:11]])
    assert [one.name for one in got.new] == [entries[11].name]
    assert [one.id for one in got.gone] == [0]
    moved = [change for change in got.changed if "email" in change.fields]
    assert [(change.respondent.id, change.entry.email) for change in moved] == [(3, entries[3].email)]
    assert not got.held


def test_nothing_known_is_all_new() -> None:
    got = diff(province.people(), [])
    assert (len(got.new), got.changed, got.gone, got.held) == (480, (), (), ())
    assert len(diff([], [respondent(1, "A B", "a@b.vn")]).gone) == 1


def test_last_years_roster_and_another_province_s_are_held() -> None:
    people = province.people()
    known = [respondent(n, one.name, one.email, one.unit, one.group) for n, one in enumerate(people)]
    last_year = [
        respondent(n, f"Người Khác {n}", f"k{n}@{one.email.partition('@')[2]}")
        for n, one in enumerate(people)
    ]
    assert "gone" in {hold.why for hold in diff(people, last_year).held}
    other = [respondent(n, one.name, f"k{n}@snv.khac.gov.vn") for n, one in enumerate(people)]
    assert "foreign" in {hold.why for hold in diff(people, other).held}
    assert diff(people, known).held == ()
