"""Addresses that mail does not reach: the ministry's list of failures, and what the units are asked."""

from __future__ import annotations

from pathlib import Path

from maild.roster.table import read_table
from tests.cli.conftest import official
from tests.cli.program import maild
from tests.roster.build import Row, xlsx


def the_list(path: Path, *rows: tuple[str, str]) -> Path:
    lines: list[Row] = [("THƯ MỜI KHÔNG GỬI ĐƯỢC", None, None), ("STT", "Email", "Lý do")]
    return xlsx(path, [*lines, *((number, *row) for number, row in enumerate(rows, 1))])


def test_a_failure_list_becomes_corrections_by_unit(province: Path, tmp_path: Path) -> None:
    path = the_list(
        tmp_path / "loi.xlsx",
        (official(1)[2], "550 5.1.1 user unknown"),
        (official(2)[2], "Hộp thư đầy"),
        ("la@tinhkhac.example.vn", "không tồn tại"),
    )
    looked = maild("address", "failures", path, "--dry-run", "--json", config=province).json
    assert (looked["people"], looked["unknown"], looked["unknown_rows"]) == (2, 1, [5])
    assert maild("address", "corrections", config=province).code == 0  # nothing was written
    taken = maild("address", "failures", path, config=province)
    assert (taken.code, "Hàng 5" in taken.out) == (0, True)
    assert maild("address", "failures", path, config=province).code == 1  # the same file counts once
    shown = maild("address", "corrections", "--json", config=province)
    assert shown.code == 3
    assert [(one["official"], one["unit"], one["reason"], one["via"]) for one in shown.json] == [
        ("OFF-0001", "Sở Tài chính", "user-unknown", "bnv"),
        ("OFF-0002", "Sở Y tế", "mailbox-full", "bnv"),
    ]
    one_unit = maild("address", "corrections", "--unit", "sở y tế", "--json", config=province).json
    assert [one["official"] for one in one_unit] == ["OFF-0002"]
    why = maild("why", "OFF-0001", config=province).out
    assert "Bộ báo thư mời không đến được" in why
    assert maild("official", "undo", "OFF-0001", "undelivered", config=province).code == 0
    left = maild("address", "corrections", "--json", config=province).json
    assert [one["official"] for one in left] == ["OFF-0002"]


def test_the_table_for_units_and_ministry_holds_no_formulas(province: Path, tmp_path: Path) -> None:
    name, unit, email = official(3)
    path = the_list(tmp_path / "loi.xlsx", (email, "không tồn tại"))
    assert maild("address", "failures", path, config=province).code == 0
    for suffix in (".xlsx", ".csv"):
        out = tmp_path / f"sua{suffix}"
        assert maild("address", "corrections", "--report", out, config=province).code == 3
        sheet = read_table(out).sheets[0]
        assert any(unit in row and name in row and email in row for row in sheet.rows)
        assert not any(cell.startswith(("=", "+", "@")) for row in sheet.rows for cell in row)


def test_an_answered_list_is_no_failure_list_and_the_other_way_round(province: Path, tmp_path: Path) -> None:
    path = the_list(tmp_path / "loi.xlsx", (official(1)[2], "không tồn tại"))
    refused = maild("answered", "import", path, "--round", "2026", config=province)
    assert (refused.code, "maild address failures" in refused.err) == (1, True)
    assert maild("official", "list", "--status", "answered", "--json", config=province).json == []
