"""What the telephone is answered from: `maild why` names who said what, and promises nothing that will not come."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from tests.cli.conftest import OFFICIALS, TITLES, ZONE, At, roster_lines
from tests.cli.program import maild

OPENED = "2026-11-09 09:00"
PLANNED = "2026-11-11 09:00"
ASKED = "2026-11-11 15:00"


def opened(at: At) -> None:
    assert at(OPENED, "round", "open", "2026").code == 0


def approved(at: At) -> None:
    """R1's plan, for everybody."""
    opened(at)
    assert at(PLANNED, "remind", "plan", "--draft").code == 0
    done = at("2026-11-11 09:30", "remind", "approve", "1", "--count", OFFICIALS, user="binh")
    assert done.code == 0, done.err


def why(at: At, who: str, when: str = ASKED) -> list[str]:
    done = at(when, "why", who)
    assert done.code == 0, done.err
    return done.out.splitlines()


def line(at: At, who: str, begins: str, when: str = ASKED) -> str:
    return next(one for one in why(at, who, when) if one.startswith(begins))


def test_what_a_person_has_said_is_not_said_to_be_the_ministry_s_or_a_machine_s(by_day: At) -> None:
    opened(by_day)
    mark = ("official", "mark")
    assert by_day(PLANNED, *mark, "OFF-0001", "answered", "--note", "đã cho xem phiếu").code == 0
    assert by_day(PLANNED, *mark, "OFF-0002", "on-leave", "--until", "2026-11-30").code == 0
    assert by_day(PLANNED, *mark, "OFF-0003", "exempt", "--note", "nghỉ chế độ").code == 0
    assert by_day(PLANNED, "remind", "hold", "OFF-0004", "--why", "đang xác minh").code == 0
    address = "canbo05@syt.tinh.example.vn"
    assert by_day(PLANNED, "address", "suspend", address, "--why", "hộp thư dùng chung").code == 0
    by = "theo ghi nhận của an ngày 11/11/2026"
    never = "R1: theo tình hình hiện nay sẽ không gửi, "
    assert line(by_day, "OFF-0001", "R1") == f"{never}đã trả lời, {by}: đã cho xem phiếu"
    assert line(by_day, "OFF-0002", "R1") == f"{never}đang vắng mặt, {by}; có thể gửi từ 30/11/2026"
    assert line(by_day, "OFF-0003", "R1") == f"{never}được miễn, {by}: nghỉ chế độ"
    assert line(by_day, "OFF-0003", "hiện") == f"hiện: không thuộc diện nhắc; được miễn, {by}: nghỉ chế độ"
    assert line(by_day, "OFF-0004", "R1") == f"{never}an cho tạm dừng ngày 11/11/2026: đang xác minh"
    assert line(by_day, "OFF-0005", "R1") == f"{never}địa chỉ thư tạm ngừng sử dụng, {by}: hộp thư dùng chung"
    told = "\n".join(why(by_day, "OFF-0005"))
    assert "chưa xác định" not in told
    assert "người phụ trách cho ngừng gửi tới địa chỉ: hộp thư dùng chung" in told
    shown = by_day(ASKED, "why", "OFF-0001", "--json").json["levels"][0]["ground"]
    assert (shown["actor"], shown["note"]) == ("an", "đã cho xem phiếu")


def test_the_ministry_s_list_is_named_with_its_day(by_day: At, tmp_path: Path) -> None:
    opened(by_day)
    answered = tmp_path / "answered.csv"
    answered.write_text("Họ và tên,Thư công vụ\nNguyễn Văn An,canbo01@stc.tinh.example.vn\n", "utf-8")
    as_of = ("--as-of", "2026-11-10 17:00")
    assert by_day(PLANNED, "answered", "import", answered, "--round", "2026", *as_of).code == 0
    assert by_day(PLANNED, "answered", "apply", "S-0001", user="binh").code == 0
    assert line(by_day, "OFF-0001", "R1").endswith(
        "sẽ không gửi, đã có trong danh sách trả lời của Bộ (ghi nhận 09:00 11/11/2026)"
    )


def test_whoever_was_replaced_is_told_by_whom(by_day: At, tmp_path: Path) -> None:
    opened(by_day)
    new = tmp_path / "new.csv"
    new.write_text(
        f"{TITLES}\n1,Cao Thị Mới,Chuyên viên,Sở Tài chính,moi@stc.tinh.example.vn,Công chức cấp tỉnh\n",
        "utf-8",
    )
    replace = ("roster", "replace", "OFF-0001", "--with", new, "--letter", "12/SNV")
    assert by_day(PLANNED, *replace).code == 0
    after = f"OFF-{OFFICIALS + 1:04}"
    assert (
        line(by_day, "OFF-0001", "hiện")
        == f"hiện: không thuộc diện nhắc; đã thay bằng {after} ngày 11/11/2026"
    )
    assert line(by_day, "OFF-0001", "R2").endswith(f"sẽ không gửi, đã thay bằng {after} ngày 11/11/2026")


def test_who_has_no_place_in_the_windows_is_not_told_that_his_letter_comes(
    by_day: At, tmp_path: Path
) -> None:
    (tmp_path / "maild.d" / "30-limits.toml").write_text("[limits]\nper_hour = 1\n", "utf-8")
    opened(by_day)
    drafted = by_day(PLANNED, "remind", "plan", "--draft", "--json").json
    beyond = [one["official"] for one in drafted["left_out"] if one["because"] == "no_capacity"]
    assert {one["letter"] for one in drafted["receivers"]} == {"R1"}
    assert beyond
    never = "R1: theo tình hình hiện nay sẽ không gửi, vượt công suất của khung giờ gửi"
    assert line(by_day, beyond[0], "R1") == never
    assert by_day("2026-11-11 09:30", "remind", "approve", "1", "--partial", user="binh").code == 0
    assert line(by_day, beyond[0], "R1") == "R1: không gửi, vượt công suất của khung giờ gửi"
    assert line(by_day, beyond[0], "R2") == "R2: dự kiến 07:30 19/11/2026"
    last = drafted["receivers"][-1]
    assert last["due_at"] > drafted["receivers"][0]["due_at"]
    assert line(by_day, last["official"], "R1").startswith("R1: chờ gửi, dự kiến ")


def test_a_corrected_address_takes_the_waiting_letter_back_at_once(by_day: At) -> None:
    approved(by_day)
    accept = ("address", "accept", "OFF-0003", "canbo.moi@snv.tinh.example.vn", "--letter", "12/SNV")
    tried = by_day("2026-11-11 14:00", *accept, "--dry-run")
    assert "R1" not in tried.out
    done = by_day("2026-11-11 14:00", *accept).out
    assert "R1 đang chờ gửi tới địa chỉ cũ đã được rút" in done
    assert "kế hoạch bổ sung" in done
    assert line(by_day, "OFF-0003", "R1") == (
        "R1: thư đã rút vì địa chỉ đã thay đổi; gửi lại trong kế hoạch bổ sung chờ duyệt, dự kiến 07:30 12/11/2026"
    )
    assert line(by_day, "OFF-0002", "R1") == "R1: chờ gửi, dự kiến 07:30 12/11/2026"
    assert by_day(ASKED, "db", "verify").code == 0


def test_a_unit_that_is_held_holds_whoever_comes_into_it(by_day: At, tmp_path: Path) -> None:
    opened(by_day)
    unit = ("--unit", "Sở Y tế")
    assert by_day(PLANNED, "remind", "hold", *unit, "--why", "đang chuyển hộp thư").code == 0
    new = tmp_path / "new.csv"
    new.write_text(
        f"{TITLES}\n1,Cao Thị Mới,Chuyên viên,Sở Y tế,moi@syt.tinh.example.vn,Công chức cấp tỉnh\n", "utf-8"
    )
    replace = ("roster", "replace", "OFF-0001", "--with", new, "--letter", "12/SNV")
    assert by_day("2026-11-11 10:00", *replace).code == 0
    newcomer = f"OFF-{OFFICIALS + 1:04}"
    held = "an cho tạm dừng ngày 11/11/2026: đang chuyển hộp thư"
    assert line(by_day, newcomer, "R1").endswith(held)
    released = by_day("2026-11-11 16:00", "remind", "release", *unit, "--json").json["released"]
    assert released == OFFICIALS // 3 + 1
    assert line(by_day, newcomer, "R1", "2026-11-11 16:10").startswith("R1: dự kiến ")
    assert by_day("2026-11-11 16:20", "db", "verify").code == 0


def test_more_people_than_are_named_are_said_to_be_more(by_day: At) -> None:
    several = by_day(ASKED, "why", "Nguyễn")
    assert several.code == 1
    assert "có 6 người khớp" in several.err
    assert "; …; nêu rõ mã OFF-…" in several.err


def test_what_is_taken_back_is_told_by_whether_it_holds(province: Path, tmp_path: Path) -> None:
    away = f"{datetime.now(ZONE) + timedelta(days=9):%d/%m/%Y}"
    mark = ("official", "mark", "OFF-0006", "on-leave", "--until", away)
    assert maild(*mark, config=province).code == 0
    ended = maild("official", "undo", "OFF-0006", "on-leave", config=province)
    assert "không còn ghi “vắng mặt”" in ended.out
    again = maild("official", "undo", "OFF-0006", "--json", config=province).json
    assert (again["undone"], again["holds"]) == ("on-leave", True)
    few = tmp_path / "few.csv"
    few.write_text("\n".join(roster_lines()[:5]) + "\n", encoding="utf-8")
    whole = tmp_path / "whole.csv"
    whole.write_text("\n".join(roster_lines()) + "\n", encoding="utf-8")
    letter = ("--round", "2026", "--letter", "3/SNV")
    assert maild("roster", "import", few, *letter, "--end-gone", "--accept-held", config=province).code == 0
    assert maild("roster", "import", whole, *letter, config=province).code == 0
    trail = maild("why", "OFF-0006", config=province).out
    assert trail.count(f"vắng mặt, trở lại từ {away}") == 2
    for said in ("không còn ghi “vắng mặt”", "không còn trong danh sách mới", "được đưa lại vào danh sách"):
        assert said in trail
    assert "được miễn" not in trail
    last = maild("official", "undo", "OFF-0006", config=province)  # the roster has brought him back already
    assert "không còn ghi “vắng mặt”" in last.out
    gone = maild("official", "undo", "OFF-0007", config=province)
    assert (gone.code, "không có điều chỉnh nào" in gone.err) == (1, True)
