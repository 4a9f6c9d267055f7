"""The ministry's lists: staged, looked at, applied or rejected; the drop folder; contradictions; the archive."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from maild.jobs.lists import DropFolder
from maild.model import Event, EventKind
from maild.roster.rules import RosterRules
from maild.rules import FOLDS
from maild.store import Database, rounds
from tests.cli.conftest import OFFICIALS, TITLES, official, roster_lines
from tests.cli.program import maild

ZONE = "Asia/Ho_Chi_Minh"


def database(config: Path) -> Database:
    return Database(f"sqlite:///{config.parent / 'state' / 'maild.db'}")


def the_list(path: Path, *rows: tuple[str, str, str], as_of: str | None = None) -> Path:
    """A ministry's list: name, address, what it says; as of yesterday unless told."""
    yesterday = as_of or f"{datetime.now(UTC) - timedelta(days=1):%d/%m/%Y}"
    lines = [
        f"Số liệu đến 07:00 ngày {yesterday}",
        "Họ và tên,Email,Tình trạng",
        *(",".join(row) for row in rows),
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def answered(number: int, said: str = "Đã trả lời") -> tuple[str, str, str]:
    name, _, email = official(number)
    return name, email, said


def test_a_list_is_looked_at_before_it_counts(province: Path, tmp_path: Path) -> None:
    rows = [answered(1), answered(2), answered(3, "Chưa trả lời"), ("Lê Lạ", "la@syt.tinh.example.vn", "Đã trả lời"),
            (official(4)[0], official(5)[2], "Đã trả lời"), answered(6, "Đã gửi")]  # fmt: skip
    path = the_list(tmp_path / "bo.csv", *rows)
    staged = maild("answered", "import", path, "--round", "2026", config=province)
    assert staged.code == 0, staged.err
    assert "dòng 6: không có trong đợt khảo sát" in staged.out
    assert "dòng 7: có thể là nhiều người" in staged.out
    assert "Hàng 8" in staged.out  # a problem in a sentence of its own
    shown = maild("answered", "show", "S-0001", "--json", config=province).json
    assert (shown["state"], shown["matched"], shown["newly"], shown["not_answered"], shown["unknown"]) == (
        "waiting", 2, 2, 1, 2,
    )  # fmt: skip
    assert [(one["row"], one["official"], one["verdict"]) for one in shown["rows"]] == [
        (None, "OFF-0001", "answered"),
        (None, "OFF-0002", "answered"),
        (None, "OFF-0003", "not-answered"),
        (6, None, "unknown"),
        (7, None, "ambiguous"),
    ]
    assert len(maild("answered", "show", "1", "--only", "unknown", config=province).rows) == 1
    again = maild("answered", "import", path, "--round", "2026", config=province)
    assert (again.code, "S-0001" in again.err) == (1, True)  # the same file twice is one list
    assert maild("answered", "apply", "S-0001", "--json", config=province).json["newly_answered"] == 2
    assert maild("answered", "reject", "S-0001", config=province).code == 1
    people = maild("official", "list", "--status", "answered", "--json", config=province).json
    assert [one["official"] for one in people] == ["OFF-0001", "OFF-0002"]


def test_a_list_that_was_applied_by_mistake_is_withdrawn(province: Path, tmp_path: Path) -> None:
    path = the_list(tmp_path / "bo.csv", answered(1), answered(2))
    assert maild("answered", "import", path, "--round", "2026", config=province).code == 0
    waits = maild("answered", "withdraw", "S-0001", "--why", "nhầm", config=province)
    assert (waits.code, "chưa áp dụng" in waits.err) == (1, True)
    applied = maild("answered", "apply", "S-0001", config=province)
    assert "maild answered withdraw S-0001" in applied.out + applied.err
    again = maild("answered", "apply", "S-0001", config=province)
    assert (again.code, "maild answered withdraw S-0001" in again.err) == (1, True)
    assert maild("answered", "withdraw", "S-0001", config=province).code == 2  # without a reason
    tried = maild(
        "answered", "withdraw", "S-0001", "--why", "nhầm tệp", "--dry-run", "--json", config=province
    )
    assert tried.json["cleared"] == 2
    tried = maild("answered", "withdraw", "S-0001", "--why", "nhầm tệp", "--dry-run", config=province)
    assert "khi thực hiện: đã rút lại danh sách S-0001: 2 người" in tried.out
    done = maild("answered", "withdraw", "S-0001", "--why", "nhầm tệp", config=province)
    assert "2 người không còn được tính là đã trả lời" in done.out
    twice = maild("answered", "withdraw", "S-0001", "--why", "nhầm tệp", config=province)
    assert (twice.code, "đã bị từ chối hoặc rút lại" in twice.err) == (1, True)
    told = maild("why", "OFF-0001", config=province).out
    assert "hiện: chưa trả lời" in told
    assert "nhầm tệp" in told
    listed = maild("answered", "list", "--json", config=province).json["lists"]
    assert [one["state"] for one in listed] == ["rejected"]
    assert maild("answered", "age", "--json", config=province).json["2026"] is None
    assert (
        maild("answered", "import", path, "--round", "2026", config=province).code == 0
    )  # the same file again


def test_a_list_that_has_not_changed_is_renewed_by_a_newer_time(province: Path, tmp_path: Path) -> None:
    path = the_list(tmp_path / "bo.csv", answered(1), answered(2))
    whole = ("answered", "import", path, "--round", "2026")
    assert maild(*whole, config=province).code == 0
    assert maild("answered", "apply", "S-0001", config=province).code == 0
    before = maild("answered", "age", "--json", config=province).json["2026"]
    now = datetime.now(UTC)
    older = ("--as-of", f"{now - timedelta(days=3):%Y-%m-%d %H:%M}")
    for again in ((), older):  # as it was, and as of a time before
        refused = maild(*whole, *again, config=province)
        assert (refused.code, "S-0001" in refused.err, "--as-of" in refused.err) == (1, True, True)
    newer = ("--as-of", f"{now:%Y-%m-%d %H:%M}")  # hours of the province's zone: some hours ago
    renewed = maild(*whole, *newer, config=province)
    assert renewed.code == 0, renewed.err
    assert "không có người mới" in renewed.out
    assert "`maild answered apply S-0002`" in renewed.out
    assert maild(*whole, *newer, config=province).code == 1  # staged already, and it waits
    applied = maild("answered", "apply", "S-0002", config=province).out
    assert f"không có người mới, số liệu đến {now:%H:%M %d/%m/%Y}" in applied
    assert maild("answered", "age", "--json", config=province).json["2026"] != before
    assert maild("db", "verify", config=province).code == 0


def test_a_rejected_list_never_counts_and_may_come_again(province: Path, tmp_path: Path) -> None:
    path = the_list(tmp_path / "bo.csv", answered(1))
    assert maild("answered", "import", path, "--round", "2026", config=province).code == 0
    assert maild("answered", "reject", "S-0001", config=province).code == 0
    refused = maild("answered", "apply", "S-0001", config=province)
    assert (refused.code, "đã bị từ chối" in refused.err) == (1, True)
    assert maild("answered", "import", path, "--round", "2026", config=province).code == 0
    states = [one["state"] for one in maild("answered", "list", "--json", config=province).json["lists"]]
    assert states == ["rejected", "waiting"]


def drop(config: Path, now: datetime) -> None:
    store = database(config)
    DropFolder(store, config.parent / "state" / "drop", RosterRules(), ZONE).tick(now)
    store.close()


def test_a_dropped_file_is_staged_once_and_never_applied(province: Path) -> None:
    folder = province.parent / "state" / "drop"
    now = datetime.now(UTC) + timedelta(minutes=1)
    drop(province, now)  # no folder yet
    path = the_list(folder / "bo.csv", answered(1), answered(2))
    the_list(folder / "2026" / "bo-2.csv", answered(3))
    (folder / "rac.csv").write_text("không phải danh sách\n", encoding="utf-8")
    (folder / "ghi-chu.docx").write_bytes(b"x")
    (folder / "lien-ket.csv").symlink_to("/etc/passwd")
    the_list(folder / "khac" / "bo.csv", answered(4))  # no such round
    for _ in range(3):
        drop(province, now)
    path.rename(folder / "doi-ten.csv")  # the same content under another name
    drop(province, now)
    said = maild("answered", "list", "--json", config=province).json
    assert sorted((one["file"], one["origin"], one["state"], one["matched"]) for one in said["lists"]) == [
        ("bo-2.csv", "drop", "waiting", 1),
        ("bo.csv", "drop", "waiting", 2),
    ]
    assert sorted(one["file"] for one in said["refused_files"]) == ["bo.csv", "rac.csv"]
    assert any("không có đợt khảo sát khac" in one["why"] for one in said["refused_files"])
    assert maild("official", "list", "--status", "answered", "--json", config=province).json == []
    assert (folder / "doi-ten.csv").exists()


def test_a_file_that_is_still_being_written_waits(province: Path) -> None:
    path = the_list(province.parent / "state" / "drop" / "bo.csv", answered(1))
    written = datetime.fromtimestamp(os.stat(path).st_mtime, UTC)
    drop(province, written + timedelta(seconds=1))
    assert maild("answered", "list", "--json", config=province).json["lists"] == []
    drop(province, written + timedelta(seconds=6))
    assert len(maild("answered", "list", "--json", config=province).json["lists"]) == 1


def test_what_waits_names_the_command_that_takes_it(province: Path) -> None:
    folder = province.parent / "state" / "drop"
    the_list(folder / "bo.csv", answered(1))
    the_list(folder / "la.csv", *((f"Lê Lạ {n}", f"la{n}@khac.example.vn", "Đã trả lời") for n in range(12)))
    timeless = folder / "khong-gio.csv"
    timeless.write_text("\n".join(["Email,Tình trạng", ",".join(answered(2)[1:])]) + "\n", encoding="utf-8")
    drop(province, datetime.now(UTC) + timedelta(minutes=1))
    said = maild("answered", "list", config=province).out
    assert f'maild answered import "{timeless}" --round 2026 --as-of "' in said
    assert said.count("khong-gio.csv") == 2  # by name, and in the command
    assert "`maild answered apply S-0001`" in said
    assert "`maild answered apply S-0002 --accept-held`" in said
    assert (
        "`maild answered apply S-0002 --accept-held`" in maild("answered", "show", "2", config=province).out
    )
    when = ("--as-of", f"{datetime.now(UTC) - timedelta(days=1):%Y-%m-%d} 07:30")
    assert maild("answered", "import", timeless, "--round", "2026", *when, config=province).code == 0
    assert maild("answered", "apply", "S-0002", "--accept-held", config=province).code == 0
    assert "S-0002`" not in maild("answered", "show", "2", config=province).out


def test_what_a_list_leaves_open_is_said_in_english_too(province: Path, tmp_path: Path) -> None:
    path = the_list(tmp_path / "bo.csv", answered(1), answered(2, "Đã gửi"))
    assert maild("answered", "import", path, "--round", "2026", config=province).code == 0
    (province.parent / "maild.d" / "90-english.toml").write_text('language = "en"\n', encoding="utf-8")
    assert maild("answered", "show", "1", "--json", config=province).json["problems"] == [
        "Row 4: column C is not understood; it does not count."
    ]


def test_with_several_rounds_a_file_must_say_which_is_meant(province: Path) -> None:
    store = database(province)
    with store.unit(FOLDS) as unit:
        from dataclasses import replace

        first = rounds.find(unit.connection, "2026")
        assert first is not None
        second = rounds.create(unit.connection, replace(first, code="376"), by="an")
        rounds.set_state(unit.connection, second.id, "running")
    store.close()
    the_list(province.parent / "state" / "drop" / "bo.csv", answered(1))
    drop(province, datetime.now(UTC) + timedelta(minutes=1))
    said = maild("answered", "list", "--round", "2026", "--json", config=province).json
    assert (said["lists"], len(said["refused_files"])) == ([], 1)
    assert "có 2 đợt đang thực hiện" in said["refused_files"][0]["why"]


def test_contradictions_are_listed_for_the_coordinator(province: Path, tmp_path: Path) -> None:
    store = database(province)
    long_ago = datetime.now(UTC) - timedelta(days=12)
    with store.unit(FOLDS) as unit:
        for number in (1, 2, 3):
            unit.append(Event(EventKind.RESPONDENT_SELF_REPORTED, long_ago, respondent_id=number, round_id=1))
    store.close()
    assert maild("answered", "contradictions", config=province).code == 0  # no list yet
    path = the_list(tmp_path / "bo.csv", answered(1), answered(9))
    assert maild("answered", "import", path, "--round", "2026", config=province).code == 0
    assert maild("answered", "contradictions", config=province).code == 0  # nothing applied yet
    assert maild("answered", "apply", "S-0001", config=province).code == 0
    found = maild("answered", "contradictions", "--json", config=province)
    assert (found.code, [one["official"] for one in found.json]) == (3, ["OFF-0002", "OFF-0003"])
    assert (
        maild(
            "official", "undo", "OFF-0002", "self-reported", "--note", "gọi điện: chưa", config=province
        ).code
        == 0
    )
    assert [row[0] for row in maild("answered", "contradictions", config=province).rows] == ["OFF-0003"]


MARKS = ["answered", "self-reported", "unreachable", "wrong-person", "exempt", "refused", "question"]


@pytest.mark.parametrize("what", MARKS)
def test_a_mark_holds_until_it_is_taken_back(province: Path, what: str) -> None:
    before = maild("official", "show", "OFF-0004", "--json", config=province).json
    done = maild("official", "mark", "OFF-0004", what, "--note", "ông Bình báo", config=province)
    assert done.code == 0, done.err
    marked = maild("official", "show", "OFF-0004", "--json", config=province).json
    assert marked["marks"] == [what]
    assert (marked["events"][-1]["note"], marked["events"][-1]["actor"]) == ("ông Bình báo", "tran.thi.binh")
    assert "note" not in marked["events"][-1]["data"]  # what a person writes is not part of the trail
    assert maild("official", "mark", "OFF-0004", what, config=province).code == 1  # already
    assert (
        maild("official", "list", "--mark", what, "--json", config=province).json[0]["official"] == "OFF-0004"
    )
    assert maild("official", "undo", "OFF-0004", config=province).code == 0
    after = maild("official", "show", "OFF-0004", "--json", config=province).json
    assert (after["marks"], after["status"]) == (before["marks"], before["status"])
    assert maild("official", "undo", "OFF-0004", config=province).code == 1  # nothing left to take back
    assert maild("db", "verify", config=province).code == 0


def test_leave_has_a_day_and_goes_back_to_the_one_before(province: Path) -> None:
    soon, later = (f"{datetime.now(UTC) + timedelta(days=days):%Y-%m-%d}" for days in (5, 9))
    assert maild("official", "mark", "OFF-0004", "on-leave", config=province).code == 1
    for until in (soon, later):
        assert maild("official", "mark", "OFF-0004", "on-leave", "--until", until, config=province).code == 0
    assert maild("official", "undo", "OFF-0004", config=province).code == 0
    last = maild("official", "show", "OFF-0004", "--json", config=province).json
    assert (last["marks"], last["events"][-1]["data"]["until"]) == (["on-leave"], soon)
    assert maild("official", "undo", "OFF-0004", config=province).code == 0
    assert maild("official", "show", "OFF-0004", "--json", config=province).json["marks"] == []
    # what mail said is taken back too, and that is taken back again
    assert maild("official", "mark", "OFF-0005", "question", config=province).code == 0
    assert maild("official", "undo", "OFF-0005", "question", config=province).code == 0
    assert maild("official", "undo", "OFF-0005", config=province).code == 0
    assert maild("official", "show", "OFF-0005", "--json", config=province).json["marks"] == ["question"]


def test_units_have_other_names_and_people_to_call(province: Path, tmp_path: Path) -> None:
    assert maild("unit", "alias", "Phòng Tiền", "Sở Tài chính", config=province).code == 0
    assert maild("unit", "alias", "Sở Y tế", "Sở Tài chính", config=province).code == 1  # another unit's name
    contact = ("unit", "set-contact", "so tai chinh", "--role", "clerk", "--telephone", "0214.1")
    assert (
        maild(*contact, "--name", "Lê Văn Thư", "--email", "vt@stc.tinh.example.vn", config=province).code
        == 0
    )
    assert maild(*contact, "--name", "Hà Thị Thư", config=province).code == 0
    assert maild(*contact, "--email", "không phải", config=province).code == 1
    assert maild("unit", "set-level", "Sở Tài chính", "sở", config=province).code == 0
    shown = maild("unit", "show", "Phòng Tiền", "--json", config=province).json
    assert (shown["unit"], shown["level"], shown["aliases"], shown["officials"]) == (
        "Sở Tài chính", "sở", ["Phòng Tiền"], OFFICIALS // 3,
    )  # fmt: skip
    assert [(one["name"], one["until"] is None) for one in shown["contacts"]] == [
        ("Lê Văn Thư", False),
        ("Hà Thị Thư", True),
    ]
    lines = [line.replace("Sở Tài chính", "Phòng Tiền") for line in roster_lines()]
    path = tmp_path / "ds.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert maild("roster", "diff", path, "--json", config=province).json["same"] == OFFICIALS
    assert maild("unit", "alias", "Phòng Tiền", "--remove", config=province).code == 0
    assert len(maild("roster", "diff", path, "--json", config=province).json["changed"]) == OFFICIALS // 3


def test_a_successor_counts_from_its_day_on(province: Path, tmp_path: Path) -> None:
    path = tmp_path / "ds.csv"
    path.write_text("\n".join(roster_lines()) + "\n", encoding="utf-8")
    merge = ("unit", "succeed", "Sở Y tế", "Sở Tài chính", "--letter", "7/NQ")
    assert maild(*merge, "--from", "2099-01-01", config=province).code == 0
    assert maild("roster", "diff", path, "--json", config=province).json["same"] == OFFICIALS
    assert maild(*merge, "--from", "2026-01-01", config=province).code == 0
    assert len(maild("roster", "diff", path, "--json", config=province).json["changed"]) == OFFICIALS // 3
    undo = ("unit", "succeed", "Sở Nội vụ", "Sở Y tế")
    assert maild(*undo, "--from", "2026-01-01", config=province).code == 0
    assert "không còn thuộc Sở Y tế" in maild(*undo, "--undo", config=province).out
    assert maild(*undo, "--undo", config=province).code == 1
    assert "Sở Y tế" not in maild("unit", "show", "Sở Nội vụ", config=province).out
    circle = maild("unit", "succeed", "Sở Tài chính", "Sở Y tế", "--from", "2026-01-01", config=province)
    assert (circle.code, "vòng" in circle.err) == (1, True)


def test_an_archived_round_does_not_change_any_more(province: Path, tmp_path: Path) -> None:
    path = the_list(tmp_path / "bo.csv", answered(1), answered(2))
    assert maild("answered", "import", path, "--round", "2026", config=province).code == 0
    assert maild("answered", "apply", "S-0001", config=province).code == 0
    late = the_list(tmp_path / "muon.csv", answered(3))
    assert maild("answered", "import", late, "--round", "2026", config=province).code == 0
    early = maild("round", "archive", "2026", config=province)
    assert (early.code, "chỉ lưu trữ đợt đã đóng" in early.err) == (1, True)
    assert maild("round", "close", "2026", "--count", OFFICIALS - 2, config=province).code == 0
    reports = province.parent / "state" / "reports" / "archive"
    assert maild("round", "archive", "2026", "--dry-run", config=province).code == 0
    assert not reports.exists()
    done = maild("round", "archive", "2026", "--json", config=province).json
    assert (done["numbers"]["officials"], done["numbers"]["status"]["answered"]) == (OFFICIALS, 2)
    assert done["numbers"]["groups"]["CCS"]["officials"] == OFFICIALS
    assert sum(one["officials"] for one in done["numbers"]["units"].values()) == OFFICIALS
    for command in (("official", "mark", "OFF-0004", "answered"), ("answered", "apply", "S-0002"),
                    ("round", "archive", "2026")):  # fmt: skip
        refused = maild(*command, config=province)
        assert (refused.code, "đã được lưu trữ" in refused.err) == (1, True), command
    shown = maild("round", "archive", "2026", "--show", "--json", config=province)
    assert (shown.code, shown.json["numbers"], shown.json["intact"]) == (0, done["numbers"], True)
    report = Path(done["report"])
    report.chmod(0o640)
    report.write_text(report.read_text("utf-8") + " ", "utf-8")
    assert maild("round", "archive", "2026", "--show", config=province).code == 1
    # next year's roster begins from it
    assert maild("round", "create", "2027", "--invited", "2027-11-01", "--deadline", "2027-11-30",
                 config=province).code == 0  # fmt: skip
    assert maild("roster", "start", "2027", "--from", "2026", config=province).code == 0
    assert maild("db", "verify", config=province).code == 0


def test_two_rounds_side_by_side_keep_their_people_apart(province: Path, tmp_path: Path) -> None:
    create = ("round", "create", "376", "--invited", "2026-11-01", "--deadline", "2026-11-30")
    assert maild(*create, config=province).code == 0
    name, unit, email = official(1)
    path = tmp_path / "376.csv"
    lines = [TITLES, f"1,{name},Giám đốc,Sở Nội vụ,{email},Lãnh đạo sở",
             "2,Lê Người Dân,Chuyên viên,Sở Y tế,dan@syt.tinh.example.vn,Công chức cấp tỉnh"]  # fmt: skip
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert maild("roster", "import", path, "--round", "376", config=province).code == 0
    first = maild("official", "list", "--round", "2026", "--json", config=province).json[0]
    other = maild("official", "list", "--round", "376", "--json", config=province).json[0]
    assert (first["official"], first["position"], first["unit"], first["group"]) == (
        "OFF-0001", "Chuyên viên", unit, "CCS",
    )  # fmt: skip
    assert (other["position"], other["unit"], other["group"]) == ("Giám đốc", "Sở Nội vụ", "LDS")
    answers = the_list(tmp_path / "bo.csv", answered(1))
    assert maild("answered", "import", answers, "--round", "376", config=province).code == 0
    assert maild("answered", "apply", "S-0001", config=province).code == 0
    people = {code: maild("official", "list", "--round", code, "--status", "answered", "--json", config=province).json
              for code in ("2026", "376")}  # fmt: skip
    assert (people["2026"], len(people["376"])) == ([], 1)
    assert maild("official", "mark", other["official"], "exempt", config=province).code == 0
    assert maild("official", "show", "OFF-0001", "--json", config=province).json["marks"] == []
