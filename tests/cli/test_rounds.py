"""A round's life by its commands: extension, pause, trial letters, the mailbox check, holds, the calendar."""

from __future__ import annotations

from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path

from python_calamine import CalamineWorkbook

from tests.cli.conftest import OFFICIALS, ZONE, At, configure
from tests.cli.program import maild


def test_the_life_of_a_round(by_day: At, tmp_path: Path) -> None:
    # the mailbox check goes before the round is opened, and only then
    checked = by_day("2026-11-03 09:00", "remind", "plan", "--draft", "--letter", "T0", "--json").json
    assert {one["letter"] for one in checked["receivers"]} == {"T0"}
    approve = ("remind", "approve", checked["plan"], "--count", OFFICIALS)
    assert by_day("2026-11-03 09:05", *approve, user="binh").code == 0
    assert by_day("2026-11-03 09:06", "round", "open", "2026").code == 0
    late = by_day("2026-11-09 09:00", "remind", "plan", "--draft", "--letter", "T0")
    assert "T0: không có thêm ai để gửi" in late.err
    early = by_day("2026-11-09 09:00", "remind", "plan", "--draft")
    assert "R1 gửi từ 07:30 12/11/2026, lập kế hoạch được từ 11/11/2026" in early.err

    # the plan as a workbook
    book = tmp_path / "ke-hoach.xlsx"
    drafted = by_day("2026-11-11 09:00", "remind", "plan", "--draft", "--xlsx", book)
    assert "tiếp theo" in drafted.out
    assert f"--count {OFFICIALS}" in drafted.out
    sheets = CalamineWorkbook.from_path(str(book))
    assert sheets.sheet_names == ["Người nhận", "Không nhận"]
    assert len(sheets.get_sheet_by_name("Người nhận").to_python()) == OFFICIALS + 3  # title, empty, header

    # a trial to oneself, and not to anybody on the list
    trial = ("remind", "test", "--as", "OFF-0005", "--letter", "R1", "--to")
    assert by_day("2026-11-11 09:10", *trial, "an@snv.example.vn").code == 0
    (sent,) = (tmp_path / "state" / "letters").rglob("*.eml")
    mail = message_from_bytes(sent.read_bytes(), policy=policy.default)
    assert mail["Subject"].startswith("[THỬ] [CCHC-")
    assert mail["To"] == "an@snv.example.vn"
    assert by_day("2026-11-11 09:11", *trial, "canbo01@stc.tinh.example.vn").code == 1
    assert by_day("2026-11-11 09:11", *trial, "an").code == 1
    outbox = by_day("2026-11-11 09:12", "remind", "outbox", "--json").json
    assert {one["code"] for one in outbox} == {"T0"}  # the trial has left no trace

    # hold by unit, release, cancel
    assert by_day("2026-11-11 10:00", "remind", "hold", "--unit", "Sở Y tế").code == 2  # no reason
    assert by_day("2026-11-11 10:00", "remind", "hold", "--why", "x").code == 2  # nobody
    hold = ("remind", "hold", "--unit", "Sở Y tế", "--why", "đang chuyển hộp thư", "--json")
    assert by_day("2026-11-11 10:01", *hold).json["held"] == OFFICIALS // 3
    assert by_day("2026-11-11 10:02", *hold).json["held"] == 0
    again = by_day("2026-11-11 10:03", "remind", "plan", "--draft", "--json").json
    assert [one["because"] for one in again["left_out"]] == ["held"] * (OFFICIALS // 3)
    release = ("remind", "release", "--unit", "Sở Y tế", "--json")
    assert by_day("2026-11-11 10:04", *release).json["released"] == OFFICIALS // 3

    # an extension: tried, refused, done
    extend = ("round", "extend", "2026", "2026-12-04", "--letter", "7300/BNV-CCHC")
    tried = by_day("2026-11-12 09:00", *extend, "--dry-run", "--json").json
    assert tried["before"]["letters"] != tried["after"]["letters"]
    assert by_day("2026-11-12 09:01", "round", "extend", "2026", "2026-12-04").code == 1
    assert by_day("2026-11-12 09:02", *extend[:3], "2026-11-20", *extend[4:]).code == 1
    shown = by_day("2026-11-12 09:03", *extend)
    assert "từ 17:00 27/11/2026 đến 17:00 04/12/2026" in shown.out
    assert by_day("2026-11-12 09:04", "db", "verify").code == 0


def test_a_round_says_all_that_its_letters_must_and_is_mended_until_it_is_open(
    by_day: At, tmp_path: Path
) -> None:
    create = ("round", "create", "2027", "--invited", "01/11/2027", "--deadline", "30-11-2027 12:00")
    refused = by_day("2026-11-03 09:00", *create, "--hotline", " ", "--invitation-sender", " ")
    assert refused.code == 1
    for said in ("điện thoại hỗ trợ (--hotline)", "(--invitation-sender)", "[round_defaults]"):
        assert said in refused.err
    assert by_day("2026-11-03 09:00", *create).code == 0
    change = ("round", "change", "2027", "--deadline")
    assert by_day("2026-11-03 09:01", *change, "2027-10-30").code == 1  # before the invitations
    assert by_day("2026-11-03 09:01", *change, "2027-11-30 12:00").code == 1  # as it is
    mended = by_day("2026-11-03 09:02", *change, "2027-12-03", "--legal-basis", "Công văn số 9")
    assert "đã sửa đợt khảo sát 2027: hạn trả lời, căn cứ" in mended.out
    assert "`maild round approve 2027`" in mended.out
    shown = by_day("2026-11-03 09:03", "round", "show", "2027").out
    for said in (
        "nháp; 0 người; mời 01/11/2027, hạn 17:00 03/12/2027",
        "căn cứ: Công văn số 9",
        "R4\t08:00 03/12",
    ):
        assert said in shown
    # what was approved is a draft again, and not for whoever changed it to approve
    hotline = ("round", "change", "2026", "--hotline", "0214.3841.111")
    assert by_day("2026-11-03 09:04", *hotline, user="binh").code == 0
    assert by_day("2026-11-03 09:05", "round", "approve", "2026", user="binh").code == 3
    assert by_day("2026-11-03 09:06", "round", "approve", "2026").code == 0
    assert by_day("2026-11-09 09:00", "round", "open", "2026").code == 0
    assert by_day("2026-11-09 09:01", *hotline).code == 1  # as it is
    assert by_day("2026-11-09 09:02", "db", "verify").code == 0


def test_what_is_wrong_in_an_open_round_is_mended_with_a_reason(by_day: At) -> None:
    change = ("round", "change", "2026")
    why = ("--why", "gõ nhầm")
    assert by_day("2026-11-09 09:00", "round", "open", "2026").code == 0
    unsaid = by_day("2026-11-09 09:01", *change, "--hotline", "0214.3841.111")
    assert (unsaid.code, "--why" in unsaid.err) == (1, True)
    tried = by_day("2026-11-09 09:01", *change, "--hotline", "0214.3841.111", *why, "--dry-run")
    assert "khi thực hiện: đã sửa đợt 2026: điện thoại hỗ trợ; 0 kế hoạch" in tried.out
    done = by_day("2026-11-09 09:02", *change, "--hotline", "0214.3841.111", *why)
    assert "điện thoại hỗ trợ; 0 kế hoạch phải lập và duyệt lại, 0 người đã nhận" in done.out
    shown = by_day("2026-11-09 09:03", "round", "show", "2026").out
    assert "đang thực hiện" in shown
    assert "0214.3841.111" in shown
    assert "ngày mời" in by_day("2026-11-09 09:04", *change, "--invited", "2026-11-10", *why).err
    later = by_day("2026-11-09 09:05", *change, "--deadline", "2026-12-01", *why)
    assert (later.code, "maild round extend 2026" in later.err) == (1, True)
    assert by_day("2026-11-09 09:06", "round", "extend", "2026", "2026-12-31", "--letter", "7/BNV").code == 0
    again = by_day("2026-11-09 09:07", "round", "extend", "2026", "2026-12-03", "--letter", "7/BNV")
    assert (again.code, "maild round change 2026 --deadline" in again.err) == (1, True)
    mended = by_day("2026-11-09 09:08", *change, "--deadline", "2026-12-03", *why)
    assert mended.code == 0, mended.err
    assert "R4\t08:00 03/12/2026" in mended.out
    assert by_day("2026-11-09 09:10", *change, "--deadline", "2026-11-27", *why).code == 0
    shown = by_day("2026-11-09 09:11", "round", "show", "2026").out
    assert "hạn 17:00 27/11/2026" in shown
    told = by_day("2026-11-09 09:12", "audit", "list").out
    assert "sửa đợt khảo sát đang thực hiện: hạn trả lời (lý do: gõ nhầm)" in told
    assert by_day("2026-11-09 09:13", "db", "verify").code == 0


STANDS = [
    # the round is          what is asked                 and what comes next
    ("draft", ("round", "open", "2026"), "`maild round approve 2026`"),
    ("draft", ("remind", "plan", "--draft"), "`maild round approve 2026`"),
    ("approved", ("round", "approve", "2026"), "`maild round open 2026`"),
    ("approved", ("remind", "plan", "--draft"), "`maild round open 2026`"),
    ("paused", ("round", "pause", "2026"), "`maild round resume 2026`"),
    ("paused", ("remind", "plan", "--draft"), "`maild round resume 2026`"),
    ("closed", ("round", "resume", "2026"), "đợt đã đóng không mở lại"),
]


def test_what_a_round_s_standing_refuses_names_what_comes_next(by_day: At, tmp_path: Path) -> None:
    turns = {
        "draft": ("round", "create", "2027", "--invited", "2026-11-09", "--deadline", "2026-11-27"),
        "paused": [("round", "open", "2026"), ("round", "pause", "2026")],
        "closed": [("round", "close", "2026", "--count", OFFICIALS)],
    }
    for state, asked, said in STANDS:
        if state == "draft":
            continue
        for turn in turns.pop(state, []):
            assert by_day("2026-11-11 09:00", *turn).code == 0
        refused = by_day("2026-11-11 09:01", *asked)
        assert refused.code == 1
        assert said in refused.err
    assert by_day("2026-11-11 09:02", *turns["draft"]).code == 0
    for _, asked, said in STANDS[:2]:
        named = [str(word).replace("2026", "2027") for word in asked]
        refused = by_day("2026-11-11 09:03", *named, *(["--round", "2027"] if "plan" in named else []))
        assert refused.code == 1
        assert said.replace("2026", "2027") in refused.err


def test_the_list_of_plans_says_what_comes_next(by_day: At) -> None:
    def said(when: str) -> str:
        return by_day(when, "remind", "plan").out.splitlines()[-1]

    assert said("2026-11-08 09:00") == "tiếp theo: mở đợt bằng `maild round open 2026`"
    assert by_day("2026-11-09 09:00", "round", "open", "2026").code == 0
    first = by_day("2026-11-09 09:01", "remind", "plan").out
    assert (
        first
        == "chưa có kế hoạch nào\ntiếp theo: R1 gửi từ 07:30 12/11/2026; kế hoạch được lập ngày 11/11/2026\n"
    )
    assert said("2026-11-11 08:00") == "tiếp theo: đã đến lúc lập kế hoạch R1: `maild remind plan --draft`"
    assert by_day("2026-11-11 09:00", "remind", "plan", "--draft").code == 0
    assert said("2026-11-11 09:01").endswith(f"`maild remind approve 1 --count {OFFICIALS}`")
    approve = ("remind", "approve", "1", "--count", OFFICIALS)
    assert by_day("2026-11-11 09:02", *approve, user="binh").code == 0
    assert said("2026-11-11 09:03").startswith("tiếp theo: R2 gửi từ 07:30 19/11/2026")
    assert said("2026-11-27 09:00").startswith("tiếp theo: đã đến lúc lập kế hoạch R4")
    empty = ("round", "create", "2027", "--invited", "2027-11-01", "--deadline", "2027-11-30")
    assert by_day("2026-11-11 09:04", *empty).code == 0
    shown = by_day("2026-11-11 09:05", "round", "show", "2027").out
    assert "tiếp theo: `maild roster import DANHSACH.xlsx --round 2027`" in shown
    assert "người thứ hai" not in shown


def test_a_round_is_not_closed_early_without_saying_what_that_cuts_off(by_day: At) -> None:
    close = ("round", "close", "2026")
    assert by_day("2026-11-09 09:00", "round", "open", "2026").code == 0
    assert by_day("2026-11-11 09:00", "remind", "plan", "--draft").code == 0
    approve = ("remind", "approve", "1", "--count", OFFICIALS)
    assert by_day("2026-11-11 09:10", *approve, user="binh").code == 0
    asked = by_day("2026-11-12 06:00", *close)
    assert (asked.code, f"--count {OFFICIALS}" in asked.err) == (3, True)
    for said in (f"17:00 27/11/2026, {OFFICIALS} người chưa trả lời", f"{OFFICIALS} thư đang chờ gửi không gửi nữa",
                 "R1 07:30 12/11/2026, R2", "R4 08:00 27/11/2026", "(L2) gửi lãnh đạo ngay"):  # fmt: skip
        assert said in asked.out
    tried = by_day("2026-11-12 06:01", *close, "--dry-run")
    assert (tried.code, tried.out) == (0, asked.out)
    assert by_day("2026-11-12 06:02", *close, "--count", "1").code == 3
    assert by_day("2026-11-12 06:03", "round", "show", "2026", "--json").json["state"] == "running"
    done = by_day("2026-11-12 06:04", *close, "--count", OFFICIALS)
    assert done.code == 0, done.err
    assert "`maild round archive 2026`" in done.out
    assert by_day("2026-11-12 06:05", "db", "verify").code == 0


def test_a_round_whose_time_is_over_is_closed_without_a_question(by_day: At) -> None:
    assert by_day("2026-11-09 09:00", "round", "open", "2026").code == 0
    done = by_day("2026-11-27 17:00", "round", "close", "2026")
    assert (done.code, "chưa trả lời" in done.out) == (0, False)


def test_a_plan_cancelled_by_command_and_made_again(by_day: At) -> None:
    assert by_day("2026-11-09 09:00", "round", "open", "2026").code == 0
    assert by_day("2026-11-11 09:00", "remind", "plan", "--draft").code == 0
    cancelled = by_day("2026-11-11 09:10", "remind", "cancel", "--plan", "1", "--why", "sai căn cứ")
    assert "đã hủy kế hoạch 1; 0 thư đang chờ gửi không gửi nữa" in cancelled.out
    assert "`maild remind plan 1 --draft`" in cancelled.out
    assert "R1: theo tình hình hiện nay sẽ không gửi, người phụ trách đã hủy kế hoạch" in (
        by_day("2026-11-11 09:11", "why", "OFF-0001").out
    )
    again = by_day("2026-11-11 09:12", "remind", "plan", "1", "--draft", "--json").json
    assert (again["plan"], len(again["receivers"])) == (2, OFFICIALS)
    assert by_day("2026-11-11 09:13", "round", "pause", "2026").code == 0
    assert "R2: theo tình hình hiện nay sẽ không gửi, đợt khảo sát đang tạm dừng" in (
        by_day("2026-11-11 09:14", "why", "OFF-0001").out
    )


def test_the_calendar_prints_every_date_of_a_round(by_day: At) -> None:
    shown = by_day("2026-11-03 09:00", "calendar", "check", "2026", "--json")
    assert shown.code == 0
    kinds = [(one["is"], one["letter"]) for one in shown.json["dates"]]
    assert kinds[:3] == [("mailbox_check", "T0"), ("invited", ""), ("to_units", "U1")]
    assert [letter for what, letter in kinds if what == "level"] == ["R1", "R2", "R3", "R4"]
    assert ("off", "") in kinds  # 24 November
    dated = {
        (one["letter"], str(datetime.fromisoformat(one["at"]).astimezone(ZONE).date()))
        for one in shown.json["dates"]
        if one["letter"] in ("T0", "U1", "E1", "E2", "L1")
    }
    assert dated == {
        ("T0", "2026-11-06"),
        ("U1", "2026-11-09"),
        ("E1", "2026-11-23"),  # R2 on Thursday 19th
        ("E2", "2026-11-25"),  # a day off on the 24th
        *(("L1", day) for day in ("2026-11-13", "2026-11-20", "2026-11-27")),
    }
    year = by_day("2026-11-03 09:00", "calendar", "show", "2027")
    assert "chưa được xác nhận" in year.err
    create = ("round", "create", "2027", "--invited", "2027-11-01", "--deadline", "2027-11-05")
    assert by_day("2026-11-03 09:00", *create).code == 0
    short = by_day("2026-11-03 09:00", "calendar", "check", "2027")
    assert short.code == 3
    assert "R2: không có trong lịch" in short.out


def test_templates_are_listed_linted_and_shown(tmp_path: Path) -> None:
    config = configure(tmp_path)
    assert maild("template", "lint", config=config).out == "mẫu thư: 0 lỗi\n"
    assert maild("template", "preview", "x1", config=config).out.startswith("Gia hạn trả lời phiếu")
    assert maild("template", "preview", "R9", config=config).code == 2
    own = tmp_path / "own" / "vi"
    own.mkdir(parents=True)
    (tmp_path / "maild.d" / "30-templates.toml").write_text(
        f'[paths]\ntemplates = "{tmp_path}/own"\n', "utf-8"
    )
    (own / "R1.txt").write_text("Chấm điểm cao cho {{ tinh }}: https://khac.example.org", "utf-8")
    sources = {
        (one["letter"], one["locale"]): one["from"]
        for one in maild("template", "list", "--json", config=config).json
    }
    assert sources["R1", "vi"] == "own"
    assert sources["R1", "en"] == sources["S1", "vi"] == "shipped"
    linted = maild("template", "lint", "--locale", "vi", config=config)
    assert linted.code == 1
    for said in ("khac.example.org", "tinh"):
        assert said in linted.out


def test_a_deadline_on_a_day_off_is_told_with_what_it_costs(by_day: At) -> None:
    create = ("round", "create", "2027", "--invited", "2026-11-09", "--deadline")
    off = by_day("2026-11-03 09:00", *create, "2026-11-29")  # a Sunday
    assert off.code == 0
    assert "hạn 17:00 29/11/2026 rơi vào ngày nghỉ" in off.err
    assert "ngày làm việc cuối trước hạn là 27/11/2026" in off.err
    shown = by_day("2026-11-03 09:01", "round", "show", "2027").out
    assert "R4: không có trong lịch, hạn trả lời rơi vào ngày nghỉ" in shown
    mended = by_day("2026-11-03 09:02", "round", "change", "2027", "--deadline", "2026-11-27")
    assert mended.err == ""
    assert by_day("2026-11-09 09:00", "round", "open", "2026").code == 0
    extend = ("round", "extend", "2026", "2026-12-05", "--letter", "7300/BNV", "--dry-run")
    tried = by_day("2026-11-10 09:00", *extend)
    assert "hạn 17:00 05/12/2026 rơi vào ngày nghỉ" in tried.err
    assert "R4: không có trong lịch, hạn trả lời rơi vào ngày nghỉ" in tried.out


def test_a_letter_is_shown_as_on_the_day_it_goes_and_with_who_gets_it(by_day: At) -> None:
    assert by_day("2026-11-09 09:00", "round", "open", "2026").code == 0
    at = "2026-11-10 09:00"
    shown = by_day(at, "remind", "preview", "OFF-0030", "--level", "2")
    assert "Đôn đốc lần 2: phiếu điều tra XHH còn 08 ngày" in shown.out  # from the 19th, not from the 10th
    assert "nội dung tính theo ngày gửi 07:30 19/11/2026; R2: dự kiến 07:30 19/11/2026" in shown.err
    assert by_day(at, "official", "mark", "OFF-0030", "answered").code == 0
    never = by_day(at, "remind", "preview", "OFF-0030", "--level", "2")
    assert "còn 08 ngày" in never.out
    assert "R2: theo tình hình hiện nay sẽ không gửi, đã trả lời, theo ghi nhận của an" in never.err
    assert by_day(at, "remind", "hold", "OFF-0001", "--why", "x").code == 0
    # whom R1 has missed does not read that this is his second
    assert by_day("2026-11-18 09:00", "remind", "release", "OFF-0001").code == 0
    first = by_day("2026-11-18 09:01", "remind", "preview", "OFF-0001", "--level", "2")
    assert "Đôn đốc: phiếu điều tra XHH còn 08 ngày" in first.out


def test_a_plan_that_begins_early_for_the_cap_says_so(by_day: At, tmp_path: Path) -> None:
    (tmp_path / "maild.d" / "30-limits.toml").write_text("[limits]\nper_hour = 8\n", "utf-8")
    assert by_day("2026-11-09 09:00", "round", "open", "2026").code == 0
    shown = by_day("2026-11-09 09:01", "round", "show", "2026").out
    assert f"R2: {OFFICIALS} người với tối đa 8 thư một giờ, bắt đầu gửi từ khoảng 18/11/2026" in shown
    drafted = by_day("2026-11-17 09:00", "remind", "plan", "--draft")
    early = "kế hoạch gửi từ 13:30 18/11/2026"
    assert early in drafted.out
    assert "sớm hơn lịch (07:30 19/11/2026), vì mỗi giờ gửi tối đa 8 thư" in drafted.out
    approve = ("remind", "approve", "1", "--count", OFFICIALS)
    assert early in by_day("2026-11-17 09:01", *approve, user="binh").out


def test_the_mailbox_check_is_not_planned_for_those_who_have_not_answered(by_day: At) -> None:
    checked = by_day("2026-11-03 09:00", "remind", "plan", "--draft", "--letter", "T0").out
    assert "kiểm tra hộp thư trước khi Bộ gửi thư mời" in checked
    assert "chưa trả lời" not in checked


def test_a_cancelled_letter_and_a_hold_are_taken_back_as_the_commands_say(province: Path) -> None:
    said = maild("remind", "release", "OFF-0001", config=province).out
    assert "không có ai đang tạm dừng" in said
    assert maild("remind", "hold", "OFF-0001", "--why", "đang xác minh", config=province).code == 0
    unit = ("--unit", "Sở Tài chính")
    assert maild("remind", "hold", *unit, "--why", "nhầm đơn vị", config=province).code == 0
    released = maild("remind", "release", *unit, "--json", config=province).json
    assert (released["released"], released["held"]) == (OFFICIALS // 3 - 1, ["OFF-0001"])
    again = maild("remind", "release", *unit, config=province)
    assert "vẫn tạm dừng, vì được tạm dừng riêng: OFF-0001" in again.out
    plan = maild("remind", "cancel", "--plan", "1", "--undo", "--why", "nhầm", config=province)
    assert (plan.code, "maild remind plan 1 --draft" in plan.err) == (2, True)
    none = maild("remind", "cancel", "OFF-0002", "--undo", "--why", "nhầm", config=province)
    assert (none.code, "không có thư nào đã hủy" in none.err) == (1, True)
