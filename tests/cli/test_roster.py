"""A coordinator's year with the roster: imported, compared, changed, exported, and begun anew."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from maild.roster.table import read_table
from tests.cli.conftest import OFFICIALS, TITLES, official, roster_lines
from tests.cli.program import maild


def write(path: Path, lines: list[str]) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def row(number: int, name: str, unit: str, email: str, position: str = "Chuyên viên") -> str:
    return f"{number},{name},{position},{unit},{email},Công chức cấp tỉnh"


@pytest.fixture
def draft(province: Path) -> Path:
    """A second round, 2027, still a draft without a roster."""
    done = maild(
        "round", "create", "2027", "--invited", "2027-11-01", "--deadline", "2027-11-30", config=province
    )
    assert done.code == 0, done.err
    return province


def test_a_dry_run_shows_what_would_change_and_writes_nothing(province: Path, tmp_path: Path) -> None:
    lines = roster_lines()
    lines[1] = row(1, official(1)[0], "Sở Tư pháp", official(1)[2])  # moved to another unit
    lines[2] = row(2, official(2)[0], official(2)[1], "moi@syt.tinh.example.vn")  # another address
    lines[3] = row(
        3, "Lê Người Mới", "Sở Nội vụ", "nguoimoi@snv.tinh.example.vn"
    )  # 3 is gone, this one is new
    path, report = write(tmp_path / "moi.csv", lines), tmp_path / "ket-qua.xlsx"
    done = maild("roster", "import", path, "--round", "2026", "--dry-run", "--letter", "12/SNV", "--report", report,
                 "--json", config=province)  # fmt: skip
    assert done.code == 0, done.err
    said = done.json
    assert (len(said["new"]), len(said["gone"]), said["same"], said["written"]) == (
        1,
        1,
        OFFICIALS - 3,
        False,
    )
    assert [(one["official"], sorted(one["fields"])) for one in said["changed"]] == [
        ("OFF-0001", ["unit"]),
        ("OFF-0002", ["email"]),
    ]
    sheets = {sheet.name: sheet for sheet in read_table(report).sheets}
    assert list(sheets) == ["Kết quả kiểm tra", "So sánh"]
    assert [cells[0] for cells in sheets["So sánh"].rows[1:]] == ["Mới", "Thay đổi", "Thay đổi", "Không còn"]
    assert maild("roster", "diff", path, "--json", config=province).json["same"] == OFFICIALS - 3
    assert maild("roster", "diff", tmp_path / "moi.csv", config=province).out.count("thay đổi\t") == 2


def test_an_import_changes_people_and_keeps_their_history(province: Path, tmp_path: Path) -> None:
    lines = roster_lines()
    lines[2] = row(2, official(2)[0], official(2)[1], "moi@stp.tinh.example.vn", "Trưởng phòng")
    path = write(tmp_path / "moi.csv", [*lines[:3], *lines[4:]])
    unasked = maild("roster", "import", path, "--round", "2026", config=province)
    assert (unasked.code, "đang thực hiện" in unasked.err) == (1, True)  # an approved roster needs a document
    done = maild(
        "roster", "import", path, "--round", "2026", "--letter", "12/SNV", "--end-gone", config=province
    )
    assert done.code == 0, done.err
    assert "thêm 0 người, sửa 1 người, dừng 1 người" in done.out
    shown = maild("official", "show", "OFF-0002", "--json", config=province).json
    assert shown["position"] == "Trưởng phòng"
    assert [(one["email"], one["until"] is None) for one in shown["addresses"]] == [
        (official(2)[2], False),
        ("moi@stp.tinh.example.vn", True),
    ]
    changed = [one for one in shown["events"] if one["kind"] == "respondent.changed"]
    assert changed[0]["data"]["fields"] == ["email", "position"]
    assert changed[0]["data"]["letter"] == "12/SNV"
    gone = maild("official", "list", "--ended", "--json", config=province).json
    assert [one["official"] for one in gone] == ["OFF-0003"]
    assert len(maild("official", "list", "--json", config=province).json) == OFFICIALS - 1
    assert maild("db", "verify", config=province).code == 0
    # whoever comes back is asked again under his old number
    back = maild("roster", "import", write(tmp_path / "lai.csv", [*lines[:4], *lines[4:]]), "--round", "2026",
                 "--letter", "13/SNV", config=province)  # fmt: skip
    assert back.code == 0, back.err
    assert maild("official", "list", "--ended", "--json", config=province).json == []
    assert maild("official", "show", "OFF-0003", "--json", config=province).json["marks"] == []


def test_a_few_new_people_are_an_addition_to_a_round_that_runs(province: Path, tmp_path: Path) -> None:
    new = [row(61, "Lê Thị Một", "Sở Y tế", "mot@syt.tinh.example.vn"),
           row(62, "Lê Thị Hai", "Sở Y tế", "hai@syt.tinh.example.vn")]  # fmt: skip
    path = write(tmp_path / "bo-sung.csv", [TITLES, *new])
    arguments = ("roster", "import", path, "--round", "2026")
    assert maild(*arguments, config=province).code == 1  # an approved roster grows by a document only
    tried = maild(*arguments, "--letter", "12/SNV", "--dry-run", "--json", config=province).json
    assert (tried["addition"], tried["gone"], tried["held"], len(tried["new"])) == (True, [], [], 2)
    done = maild(*arguments, "--letter", "12/SNV", config=province)
    assert done.code == 0, done.err
    for unsaid in ("không còn", "--end-gone", "năm trước"):
        assert unsaid not in done.out + done.err
    assert "thêm 2 người" in done.out
    assert "tiếp theo: R1 của người mới gửi từ" in done.out
    assert len(maild("official", "list", "--json", config=province).json) == OFFICIALS + 2
    compared = maild(
        "roster", "diff", path, "--json", config=province
    ).json  # as the whole roster, it would be
    assert (len(compared["gone"]), [one["why"] for one in compared["held"]]) == (OFFICIALS, ["gone"])
    assert maild("db", "verify", config=province).code == 0


def test_what_is_said_to_be_the_whole_roster_or_is_another_province_s_is_no_addition(
    province: Path, tmp_path: Path
) -> None:
    mine = write(tmp_path / "a.csv", [TITLES, row(61, "Lê Mới", "Sở Y tế", "moi@syt.tinh.example.vn")])
    other = write(tmp_path / "b.csv", [TITLES, row(61, "Lê Mới", "Sở Y tế", "moi@sn.tinhkhac.example.vn")])
    moved = write(
        tmp_path / "c.csv", [TITLES, row(61, official(1)[0], "Sở Tư pháp", "moi@stp.tinh.example.vn")]
    )
    arguments = ("--round", "2026", "--letter", "12/SNV")
    whole = maild("roster", "import", mine, *arguments, "--end-gone", "--json", config=province)
    assert (whole.code, [one["why"] for one in whole.json["held"]]) == (3, ["gone"])
    foreign = maild("roster", "import", other, *arguments, "--json", config=province)
    assert (foreign.code, [one["why"] for one in foreign.json["held"]]) == (3, ["foreign"])
    assert len(maild("official", "list", "--json", config=province).json) == OFFICIALS
    hint = maild("roster", "import", moved, *arguments, "--dry-run", config=province)
    assert "cùng họ tên với OFF-0001" in hint.out


def test_a_file_that_changed_since_its_dry_run_is_noticed(draft: Path, tmp_path: Path) -> None:
    path = write(tmp_path / "ds.csv", [TITLES, row(1, "Lê Thị Một", "Sở Y tế", "mot@syt.tinh.example.vn")])
    assert maild("roster", "import", path, "--round", "2027", "--dry-run", config=draft).code == 0
    write(path, [TITLES, row(1, "Lê Thị Hai", "Sở Y tế", "hai@syt.tinh.example.vn")])
    held = maild("roster", "import", path, "--round", "2027", config=draft)
    assert (held.code, "ds.csv đã thay đổi sau lần kiểm tra" in held.err) == (3, True)
    assert maild("official", "list", "--round", "2027", "--json", config=draft).json == []
    assert maild("roster", "import", path, "--round", "2027", "--dry-run", config=draft).code == 0
    assert maild("roster", "import", path, "--round", "2027", config=draft).code == 0


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ([row(n, f"Lê Văn {chr(65 + n % 26)}a", "Sở Lạ", f"a{n}@sn.tinhkhac.example.vn") for n in range(40)],
         {"gone", "foreign"}),
        ([row(n, official(n)[0], "Chuyên viên phòng", official(n)[2], official(n)[1]) for n in range(1, 61)],
         {"changed"}),
        ([row(n, *official(n)[:2], f"cu.{official(n)[2]}") for n in range(1, 61)], {"changed", "moved"}),
    ],
    ids=["another province", "shifted columns", "old addresses"],
)  # fmt: skip
def test_o02_the_wrong_file_is_held(province: Path, tmp_path: Path, lines: list[str], why: set[str]) -> None:
    path = write(tmp_path / "sai.csv", [TITLES, *lines])
    arguments = ("roster", "import", path, "--round", "2026", "--letter", "1/SNV")
    done = maild(*arguments, "--json", config=province)
    assert (done.code, "--accept-held" in done.err) == (3, True)
    assert {one["why"] for one in done.json["held"]} == why
    assert len(maild("official", "list", "--json", config=province).json) == OFFICIALS
    assert maild(*arguments, "--accept-held", config=province).code == 0


def test_o02_last_years_file_is_held_in_a_new_round(draft: Path, tmp_path: Path) -> None:
    path = write(tmp_path / "nam-truoc.csv", roster_lines())
    done = maild("roster", "import", path, "--round", "2027", "--json", config=draft)
    assert (done.code, [one["why"] for one in done.json["held"]]) == (3, ["all-same"])
    assert done.json["against"] == "2026"


def test_somebody_in_two_groups_is_asked_once_and_said_so(draft: Path, tmp_path: Path) -> None:
    first = row(1, "Lê Thị Một", "Sở Y tế", "mot@syt.tinh.example.vn")
    second = "2,Lê Thị Một,Phó Giám đốc,Sở Y tế,mot@syt.tinh.example.vn,Lãnh đạo sở"
    path = write(tmp_path / "ds.csv", [TITLES, first, second])
    done = maild("roster", "import", path, "--round", "2027", config=draft)
    assert done.code == 0, done.err
    assert "hàng 3: Lê Thị Một đã có ở hàng 2; chỉ hỏi một lần" in done.out
    asked = maild("official", "list", "--round", "2027", "--json", config=draft).json
    assert [one["group"] for one in asked] == ["CCS"]


def test_a_dead_address_stays_dead_in_a_new_round(draft: Path, tmp_path: Path) -> None:
    from maild.model import Event, EventKind
    from maild.rules import FOLDS
    from maild.store import Database, roster

    store = Database(f"sqlite:///{draft.parent / 'state' / 'maild.db'}")
    with store.unit(FOLDS) as unit:
        number = roster.address_id_of(unit.connection, official(1)[2])
        data = {"reason": "user-unknown"}
        unit.append(Event(EventKind.ADDRESS_SUSPENDED, _now(), address_id=number, respondent_id=1, data=data))
    store.close()
    path = write(tmp_path / "ds.csv", [TITLES, row(1, *official(1))])
    done = maild("roster", "import", path, "--round", "2027", "--json", config=draft)
    assert (done.code, done.json["dead"]) == (0, [2])
    asked = maild("official", "list", "--round", "2027", "--json", config=draft).json
    assert [one["status"] for one in asked] == ["unreachable"]
    # a new address begins clean, in the old round too
    write(path, [TITLES, row(1, official(1)[0], official(1)[1], "dung@stc.tinh.example.vn")])
    assert maild("roster", "import", path, "--round", "2027", config=draft).code == 0
    for code in ("2026", "2027"):
        people = maild(
            "official", "list", "--round", code, "--unit", "tai chinh", "--json", config=draft
        ).json
        assert {one["status"] for one in people} == {"open"}
    assert maild("db", "verify", config=draft).code == 0


def test_replace_keeps_the_history_and_can_be_taken_back(province: Path, tmp_path: Path) -> None:
    path = tmp_path / "thay.csv"
    arguments = ("roster", "replace", "OFF-0001", "--with", path, "--letter", "1234/SNV")
    write(path, [TITLES, row(1, "Lê Người Thay", "Sở Tài chính", official(4)[2])])
    refused = maild(*arguments, config=province)
    assert (refused.code, "OFF-0004" in refused.err) == (1, True)  # somebody else's mailbox
    write(path, [TITLES, row(1, "Lê Người Thay", "Sở Tài chính", official(1)[2])])  # it goes with the office
    done = maild(*arguments, config=province)
    assert done.code == 0, done.err
    old = maild("official", "show", "OFF-0001", "--json", config=province).json
    new = maild("official", "show", old["replaced_by"], "--json", config=province).json
    assert (new["name"], new["marks"]) == ("Lê Người Thay", [])
    assert new["events"][0]["data"]["letter"] == "1234/SNV"
    assert "tiếp theo: R1 của người mới gửi từ" in done.out
    assert old["marks"] == ["exempt"]
    assert len(maild("official", "list", "--json", config=province).json) == OFFICIALS
    undone = maild("official", "undo", "OFF-0001", config=province)
    assert undone.code == 0, undone.err
    back = maild("official", "show", "OFF-0001", "--json", config=province).json
    assert (back["marks"], back["replaced_by"]) == ([], None)
    ended = maild("official", "list", "--ended", "--json", config=province).json
    assert [one["name"] for one in ended] == ["Lê Người Thay"]
    assert maild("db", "verify", config=province).code == 0


def test_replace_with_the_same_name_moves_the_person(province: Path, tmp_path: Path) -> None:
    path = write(
        tmp_path / "doi.csv", [TITLES, row(1, official(1)[0], "Sở Tư pháp", "doi@stp.tinh.example.vn")]
    )
    lines = roster_lines()
    lines[1] = path.read_text("utf-8").splitlines()[1]
    file = write(tmp_path / "moi.csv", lines)
    hint = maild("roster", "diff", file, config=province)  # a name alone never makes two people one
    assert "cùng họ tên với OFF-0001" in hint.out
    done = maild("roster", "replace", "OFF-0001", "--with", path, "--letter", "9/SNV", config=province)
    assert (done.code, "đã cập nhật OFF-0001" in done.out) == (0, True), done.err
    assert maild("roster", "diff", file, "--json", config=province).json["same"] == OFFICIALS
    assert (
        maild("roster", "replace", "OFF-0001", "--with", path, "--letter", "9/SNV", config=province).code == 1
    )
    two = write(tmp_path / "hai.csv", roster_lines()[:3])
    assert (
        maild("roster", "replace", "OFF-0001", "--with", two, "--letter", "9/SNV", config=province).code == 1
    )


def test_what_we_export_agrees_when_it_comes_back(province: Path, tmp_path: Path) -> None:
    out = tmp_path / "bnv.xlsx"
    assert maild("roster", "export", out, "--format", "bnv", config=province).code == 0
    done = maild("roster", "reconcile", out, config=province)
    assert (done.code, f"khớp với danh sách của Bộ: {OFFICIALS} người" in done.out) == (0, True), done.out
    lines = [*roster_lines()[:-1], row(61, "Lê Người Lạ", "Sở Y tế", "la@syt.tinh.example.vn")]
    lines[1] = row(1, official(1)[0], "Sở Nội vụ", official(1)[2])
    theirs = write(tmp_path / "bo.csv", lines)
    done = maild("roster", "reconcile", theirs, "--json", "--report", tmp_path / "khac.xlsx", config=province)
    said = done.json
    assert done.code == 3
    assert (len(said["new"]), len(said["changed"]), len(said["gone"]), said["agrees"]) == (1, 1, 1, False)


def test_the_ministrys_columns_are_configured(province: Path, tmp_path: Path) -> None:
    (province.parent / "maild.d" / "30-roster.toml").write_text(
        '[roster]\nbnv_columns = {"Email" = "email", "Mã nhóm" = "group_code", "TT" = "number"}\n'
        'wanted = { CCS = 61, LDS = { "Sở Y tế" = 1 } }\n',
        encoding="utf-8",
    )
    out = tmp_path / "bnv.csv"
    assert maild("roster", "export", out, config=province).code == 0
    rows = list(csv.reader(out.read_text("utf-8-sig").splitlines()))
    assert rows[:2] == [["Email", "Mã nhóm", "TT"], [official(1)[2], "CCS", "1"]]
    done = maild("roster", "lint", "--round", "2026", "--json", config=province)
    assert (done.code, [one["rule"] for one in done.json]) == (1, ["count-short", "count-short"])


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('[roster]\nrequierd = ["name"]\n', "requierd"),
        ("[roster]\ngroups = { A = 3 }\n", "[roster.groups]"),
        ('[roster]\nrequired = ["tuoi"]\n', "[roster] required"),
        ("[roster.wanted]\nXYZ = 3\n", "[roster.wanted]"),
        ('[roster.bnv_columns]\n"Tuổi" = "age"\n', "[roster.bnv_columns]"),
    ],
)
def test_wrong_rules_are_a_fault_of_the_configuration(province: Path, text: str, where: str) -> None:
    (province.parent / "maild.d" / "30-roster.toml").write_text(text, encoding="utf-8")
    for command in (("check",), ("roster", "lint", "--round", "2026")):
        done = maild(*command, config=province)
        assert done.code == 78, (command, done.out, done.err)
        assert where in done.err


def test_next_year_begins_with_this_years_roster(draft: Path, tmp_path: Path) -> None:
    assert (
        maild("unit", "succeed", "Sở Y tế", "Sở Y tế và Dân số", "--from", "2026-01-01", config=draft).code
        == 0
    )
    done = maild("roster", "start", "2027", "--from", "2026", config=draft)
    assert (done.code, f"bắt đầu với {OFFICIALS} người" in done.out) == (0, True), done.err
    units = {one["unit"] for one in maild("official", "list", "--round", "2027", "--json", config=draft).json}
    assert units == {"Sở Nội vụ", "Sở Tài chính", "Sở Y tế và Dân số"}
    old = {one["unit"] for one in maild("official", "list", "--round", "2026", "--json", config=draft).json}
    assert "Sở Y tế" in old  # what this year's round says stays
    path = write(
        tmp_path / "2027.csv", [*roster_lines()[:-2], row(60, "Lê Mới", "Sở Y tế", "moi@syt.tinh.example.vn")]
    )
    said = maild("roster", "diff", path, "--round", "2027", "--json", config=draft).json
    assert (len(said["new"]), len(said["gone"]), len(said["changed"]), said["held"]) == (1, 2, 0, [])
    assert maild("roster", "start", "2027", "--from", "2026", config=draft).code == 1


def test_english_on_request(province: Path, tmp_path: Path) -> None:
    (province.parent / "maild.d" / "30-en.toml").write_text('language = "en"\n', encoding="utf-8")
    done = maild("roster", "import", write(tmp_path / "a.csv", roster_lines()), "--round", "2026", "--dry-run",
                 "--letter", "1/SNV", config=province)  # fmt: skip
    assert f"compared with round 2026: 0 new, 0 changed, 0 gone, {OFFICIALS} the same" in done.out


def _now() -> datetime:
    return datetime.now(UTC)
