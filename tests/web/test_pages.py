"""The pages of coordinator and approver: what they show, what they change, and what others get to see of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from maild.jobs.clock import DemoClock
from maild.model import PlanState
from maild.web.desk import Desk
from tests.jobs.province import Province, moment
from tests.web.browser import Browser
from tests.web.conftest import UNITS, official

Built = tuple[Province, Desk, Browser]


def sheet(rows: list[tuple[str, str, str, str]], as_of: datetime | None) -> bytes:
    """The ministry's list as it comes."""
    lines = ["Họ và tên;Thư điện tử;Đơn vị;Tình trạng", *(";".join(row) for row in rows)]
    head = [f"Số liệu đến {as_of:%H:%M} ngày {as_of:%d/%m/%Y}"] if as_of else []
    return "\n".join([*head, *lines]).encode("utf-8-sig")


# ---------------------------------------------------------------- overview


def test_the_overview_says_where_we_stand_and_what_waits(browser: Browser) -> None:
    page = browser.sign_in("binh").get("/")
    assert "3/64 đã trả lời (4,7 %)" in page.text
    assert "Sở Y tế" in page.text
    assert "R1" in page.text
    assert "/plans/1" in page.links
    assert "chờ người thứ hai duyệt" in page.text
    assert "/plans/1" in browser.sign_in("cuong").get("/").links


def test_leadership_sees_numbers_and_units_and_no_name(browser: Browser) -> None:
    page = browser.sign_in("lan").get("/")
    assert "3/64" in page.text
    assert not any(official(number).name in page.html for number in range(1, 65))
    assert browser.get("/officials").status == 403
    assert browser.get("/units/1").status == 200
    assert "/officials" not in browser.get("/units/1").html


def test_a_head_sees_his_own_unit_and_no_other(browser: Browser) -> None:
    page = browser.sign_in("hoa").get("/")
    assert "1/21 đã trả lời" in page.text
    assert "Sở Tài chính" not in page.html
    own = browser.get("/officials")
    assert "1–21 trong số 21" in own.text
    assert "Sở Tài chính" not in own.html
    assert browser.get("/officials?unit=1").text.count("Sở Y tế") == own.text.count("Sở Y tế")
    assert browser.get("/officials/1").status == 404  # of another unit
    assert browser.get("/units/1").status == 404
    assert browser.post("/officials", q=official(1).name).text.count(official(1).name) == 0
    assert browser.post("/officials", q="OFF-0001").text.count(official(1).name) == 0


def test_a_head_is_shown_neither_addresses_nor_notes(browser: Browser) -> None:
    page = browser.sign_in("hoa").get("/officials/2")
    assert official(2).name in page.text
    assert "@" not in page.html
    assert "Nhật ký" not in page.text


def test_the_it_liaison_learns_of_nobody_who_has_not_answered(browser: Browser) -> None:
    browser.sign_in("tuan")
    for path in ("/", "/units", "/units/3"):
        page = browser.get(path)
        assert page.status == 200, path
        assert "chưa trả lời" not in page.text, path
        assert "/64" not in page.text, path
    for path in ("/plans", "/plans/1", "/officials", "/officials/1", "/lists", "/rounds"):
        assert browser.get(path).status == 403, path


def test_policy_may_let_leadership_see_names(build_desk: Callable[..., Built]) -> None:
    _, _, browser = build_desk(alerts="leadership_sees_names = true")
    assert "1–50 trong số 64" in browser.sign_in("lan").get("/officials").text


# ---------------------------------------------------------------- plans


def test_a_plan_shows_who_gets_it_and_who_does_not_and_why(browser: Browser) -> None:
    page = browser.sign_in("cuong").get("/plans/1")
    assert "1–50 trong số 61" in page.text
    assert "đã trả lời" in page.text
    assert official(4).name in page.text
    second = browser.get("/plans/1?page=2")
    assert "51–61 trong số 61" in second.text
    one_reason = browser.get("/plans/1?because=answered")
    assert "1–3 trong số 3" in one_reason.text


def test_the_letter_is_shown_as_it_will_look_in_a_frame_of_its_own(browser: Browser) -> None:
    page = browser.sign_in("cuong").get("/plans/1/letter/4")
    assert "Tiêu đề [CCHC-" in page.text
    assert '<iframe class="letter" sandbox src="/plans/1/letter/4/page"' in page.html
    framed = browser.get("/plans/1/letter/4/page")
    assert official(4).name in framed.text
    policy = framed.headers["content-security-policy"]
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert framed.headers["x-frame-options"] == "SAMEORIGIN"
    assert browser.get("/plans/1/letter/1").status == 404  # gets none
    assert browser.get("/plans/99").status == 404


def test_a_second_person_approves_after_typing_how_many(browser: Browser, province: Province) -> None:
    page = browser.sign_in("cuong").get("/plans/1")
    asked = browser.submit(page, "/plans/1/approve")
    assert "Gửi thư R1 cho 61 người?" in asked.text
    wrong = browser.submit(asked, "/plans/1/approve", confirmed="yes", typed="60")
    assert wrong.status == 422
    assert "gõ đúng số 61" in wrong.text
    done = browser.confirm(wrong, "/plans/1/approve")
    assert "Đã duyệt: 61 thư chờ gửi" in done.text
    assert "cuong" in done.text
    approved = [one for one in province.trail(plan_id=1) if one.kind.value == "plan.approved"]
    assert [one.actor for one in approved] == ["cuong"]
    assert province.differences() == []


def test_in_the_lunch_hour_sending_is_said_to_begin_behind_it(browser: Browser, province: Province) -> None:
    province.clock.move_to(moment("2026-11-12 12:10"))
    page = browser.sign_in("cuong").get("/plans/1")
    asked = browser.submit(page, "/plans/1/approve")
    assert "Bắt đầu gửi từ 13:30 12/11/2026." in asked.text


def test_a_coordinator_does_not_approve(browser: Browser) -> None:
    page = browser.sign_in("binh").get("/plans/1")
    assert "Chờ người phê duyệt" in page.text
    assert browser.post("/plans/1/approve", confirmed="yes", typed="61").status == 403


def test_where_one_officer_is_enough_a_coordinator_does(build_desk: Callable[..., Built]) -> None:
    _, _, browser = build_desk(more="[approval]\nsecond_person = false")
    page = browser.sign_in("binh").get("/plans/1")
    done = browser.confirm(browser.submit(page, "/plans/1/approve"), "/plans/1/approve")
    assert "Đã duyệt" in done.text


def test_a_list_that_has_changed_meanwhile_is_not_approved(browser: Browser, province: Province) -> None:
    page = browser.sign_in("cuong").get("/plans/1")
    asked = browser.submit(page, "/plans/1/approve")
    province.list_answered(1, 2, 3, 4)
    province.home.reminders.tick(province.now)
    refused = browser.confirm(asked, "/plans/1/approve")
    assert refused.status == 422
    assert "Kế hoạch gửi số 1 không còn chờ duyệt: đã hủy".casefold() in refused.text.casefold()
    assert province.letters() == []


def test_a_plan_is_cancelled_for_everybody_in_it(browser: Browser, province: Province) -> None:
    browser.sign_in("binh")
    asked = browser.submit(browser.get("/plans/1"), "/plans/1/cancel", why="sai lời thư")
    assert "Hủy kế hoạch R1 cho 61 người?" in asked.text
    assert "Đã hủy" in browser.confirm(asked, "/plans/1/cancel").text
    province.home.reminders.tick(province.now)
    assert province.drafts() == []
    again = browser.submit(browser.get("/plans"), "/plans/draft")  # a person asks for it after all
    assert "Đã lập kế hoạch" in again.text
    assert [one.receivers for one in province.drafts()] == [61]


def test_a_plan_is_drafted_by_hand(browser: Browser, province: Province) -> None:
    province.list_answered(1, 2, 3, 4)
    browser.sign_in("binh")
    made = browser.submit(browser.get("/plans"), "/plans/draft")
    assert "Đã lập kế hoạch" in made.text
    (draft,) = province.drafts()
    assert (draft.id, draft.state, draft.drafted_by, draft.receivers) == (2, PlanState.DRAFT, "binh", 60)


def test_no_reason_no_cancelling(browser: Browser) -> None:
    refused = browser.sign_in("binh").post("/plans/1/cancel", why="  ")
    assert refused.status == 422
    assert "Còn thiếu mục “Lý do”" in refused.text


# ---------------------------------------------------------------- officials and units


@pytest.mark.parametrize(
    ("wanted", "found"),
    [("dang minh khanh", 1), ("ĐẶNG MINH KHÁNH", 1), ("minh", 8), ("OFF-0007", 1), ("7", 1), ("không ai", 0)],
)
def test_people_are_found_without_accents(browser: Browser, wanted: str, found: int) -> None:
    page = browser.sign_in("binh").post("/officials", q=wanted)
    assert sum(1 for link in page.links if link.startswith("/officials/")) == found
    if not found:
        assert "Thử bớt chữ" in page.text


def test_a_new_name_is_found_at_once(browser: Browser, province: Province) -> None:
    from maild.actions import rosters
    from tests.jobs.province import CODE, MAKER

    browser.sign_in("binh").post("/officials", q="minh")
    newcomer = official(1)
    entry = type(newcomer)(1, "Lò Thị Mẩy", "may@dv0.example.vn", "Sở Nội vụ", "CCS")
    rosters.bring_in(
        province.home.store, CODE, [entry], MAKER, province.now, letter="1/SNV", accept_held=True
    )
    assert "Lò Thị Mẩy" in browser.post("/officials", q="lo thi may").text


def test_no_name_stands_in_an_address(browser: Browser) -> None:
    page = browser.sign_in("binh").post("/officials", q="minh")
    assert not any("minh" in link for link in page.links)
    assert page.form("/officials")["q"] == "minh"


@pytest.mark.parametrize(("filter_", "total"), [("status=answered", 3), ("status=open", 61), ("unit=3", 21)])
def test_the_list_is_cut_by_status_and_unit(browser: Browser, filter_: str, total: int) -> None:
    page = browser.sign_in("binh").get(f"/officials?{filter_}")
    assert f"trong số {total}" in page.text


def test_one_person_with_every_why(browser: Browser) -> None:
    page = browser.sign_in("binh").get("/officials/1")
    assert official(1).name in page.text
    assert "R1: " in page.text
    assert "đã có trong danh sách trả lời của Bộ" in page.text
    assert official(1).email in page.text
    assert "Có trong danh sách đã trả lời của Bộ" in page.text


def test_a_person_is_held_and_the_hold_undone(browser: Browser, province: Province) -> None:
    browser.sign_in("binh")
    asked = browser.submit(browser.get("/officials/5"), "/officials/5/hold", why="đi học dài ngày")
    assert f"Tạm dừng gửi thư cho {official(5).name}" in asked.text
    assert "đi học dài ngày" in asked.text
    done = browser.confirm(asked, "/officials/5/hold")
    assert province.person(5).held_at is not None
    assert "tạm dừng từ" in done.text
    assert "đi học dài ngày" in done.text  # stands in the trail
    browser.submit(done, "/officials/5/release")
    assert province.person(5).held_at is None


def test_a_person_is_marked_and_the_mark_taken_back(browser: Browser, province: Province) -> None:
    browser.sign_in("binh")
    page = browser.get("/officials/5")
    asked = browser.submit(page, "/officials/5/mark", what="on-leave", until="2026-11-16", note="nghỉ ốm")
    done = browser.confirm(asked, "/officials/5/mark")
    assert province.person(5).on_leave_until == date(2026, 11, 16)
    assert "Đang vắng mặt" in done.text
    browser.submit(done, "/officials/5/undo")
    assert province.person(5).on_leave_until is None
    past = browser.submit(page, "/officials/5/mark", what="on-leave", until="10/11/2026")
    assert (past.status, "Ngày trở lại 10/11/2026 không ở phía trước" in past.text) == (422, True)
    refused = browser.submit(page, "/officials/5/mark", what="on-leave", until="")
    assert "Còn thiếu mục “Ngày trở lại”" in refused.text


def test_a_question_that_is_answered_holds_nobody_any_more(browser: Browser, province: Province) -> None:
    browser.sign_in("binh")
    path = "/officials/5/undo"
    assert path not in dict(browser.get("/officials/5").forms)  # nothing was said that could be taken back
    browser.confirm(browser.post("/officials/5/mark", what="question"), "/officials/5/mark")
    page = browser.get("/officials/5")
    assert "Đã giải quyết: có câu hỏi" in page.text
    asked = browser.submit(page, path)
    assert asked.form(path)["what"] == "question"
    browser.confirm(asked, path)
    assert province.person(5).question_at is None
    assert province.differences() == []


def test_a_whole_unit_is_held_and_released(browser: Browser, province: Province) -> None:
    browser.sign_in("binh")
    asked = browser.submit(browser.get("/units/3"), "/units/3/hold", why="sáp nhập")
    assert "21 người của Sở Y tế" in asked.text
    done = browser.confirm(asked, "/units/3/hold")
    assert "tạm dừng gửi thư cho 21 người" in done.text
    assert province.person(2).held_at is not None
    assert province.person(1).held_at is None
    browser.submit(done, "/units/3/release")
    assert province.person(2).held_at is None


@pytest.mark.parametrize(("wanted", "found"), [("so y te", 1), ("SỞ", 3), ("stc", 1), ("khong co", 0)])
def test_units_are_found_without_accents(browser: Browser, wanted: str, found: int) -> None:
    browser.sign_in("binh").post("/units/2/alias", alias="STC")
    page = browser.post("/units", q=wanted)
    assert sum(re.fullmatch(r"/units/\d+", link) is not None for link in page.links) == found
    assert ("Không có đơn vị nào như vậy" in page.text) == (not found)
    assert "Sở Tài chính" not in browser.sign_in("hoa").post("/units", q="tai chinh").text


def test_units_stand_weakest_first_or_by_name(browser: Browser) -> None:
    page = browser.sign_in("binh").get("/units?sort=name")
    places = [page.text.index(name) for name in sorted(UNITS)]
    assert places == sorted(places)
    assert "/units/1" in page.links


# ---------------------------------------------------------------- lists


def test_the_ministry_s_list_is_looked_at_then_applied(browser: Browser, province: Province) -> None:
    rows = [(official(n).name, official(n).email, official(n).unit, "Đã trả lời") for n in (1, 2, 3, 4, 5)]
    rows.append(("Người Lạ", "la@xa.example.vn", "Sở Lạ", "Đã trả lời"))
    file = {"file": ("ds bộ.csv", sheet(rows, moment("2026-11-11 07:00").astimezone()), "text/csv")}
    browser.sign_in("binh")
    page = browser.post("/lists/answered", files=file)
    assert "Đã đối chiếu, chưa có hiệu lực" in page.text
    assert "không có trong đợt khảo sát" in page.text
    assert "ds bộ.csv" in page.text
    assert province.person(4).answered_at is None
    asked = browser.submit(page, "/lists/answered/2/apply")
    assert "thêm 2 người đã trả lời" in asked.text
    done = browser.confirm(asked, "/lists/answered/2/apply")
    assert "Đã áp dụng: thêm 2 người" in done.text
    assert province.person(4).answered_at is not None
    assert "5/64" in browser.get("/").text
    assert not list((province.path.parent / "state" / "uploads").iterdir())


def test_the_same_list_with_a_newer_time_makes_the_figures_new(browser: Browser) -> None:
    rows = [(official(n).name, official(n).email, official(n).unit, "Đã trả lời") for n in (1, 2, 3)]
    file = {"file": ("a.csv", sheet(rows, moment("2026-11-10 07:00").astimezone()), "text/csv")}
    browser.sign_in("binh")
    assert browser.post("/lists/answered", files=file).status == 200
    again = browser.post("/lists/answered", files=file)
    assert (again.status, "chọn thời điểm mới hơn" in again.text) == (422, True)
    page = browser.post("/lists/answered", files=file, as_of="08:00 11/11/2026")
    asked = browser.submit(page, "/lists/answered/3/apply")
    assert "không có người mới, số liệu đến 08:00 11/11/2026" in asked.text
    assert "Đã áp dụng: không có người mới" in browser.confirm(asked, "/lists/answered/3/apply").text
    assert "S-0003, số liệu đến 08:00 11/11/2026" in browser.get("/lists").text


def test_a_list_is_rejected(browser: Browser, province: Province) -> None:
    rows = [(official(n).name, official(n).email, official(n).unit, "Đã trả lời") for n in (1, 2, 3, 4)]
    file = {"file": ("a.csv", sheet(rows, moment("2026-11-11 07:00").astimezone()), "text/csv")}
    browser.sign_in("binh")
    page = browser.post("/lists/answered", files=file)
    asked = browser.submit(page, "/lists/answered/2/reject")
    assert "Không dùng danh sách này" in browser.confirm(asked, "/lists/answered/2/reject").text
    assert province.person(4).answered_at is None


def test_a_list_applied_by_mistake_is_withdrawn_with_a_reason(browser: Browser, province: Province) -> None:
    browser.sign_in("binh")
    page = browser.get("/lists/answered/1")
    assert "Áp dụng nhầm?" in page.text
    asked = browser.submit(page, "/lists/answered/1/withdraw", why="nhầm danh sách năm trước")
    assert "3 người không còn được tính là đã trả lời" in asked.text
    assert province.person(1).answered_at is not None
    done = browser.confirm(asked, "/lists/answered/1/withdraw")
    assert "Đã rút lại: 3 người" in done.text
    assert province.person(1).answered_at is None
    stale = browser.post("/lists/answered/1/withdraw", why="lần nữa", confirmed="yes")
    assert "đã bị từ chối hoặc rút lại" in stale.text
    assert "nhầm danh sách năm trước" in browser.get("/officials/1").text
    assert province.differences() == []


def test_a_list_without_its_time_asks_for_it(browser: Browser) -> None:
    rows = [(official(n).name, official(n).email, official(n).unit, "Đã trả lời") for n in (1, 2, 3, 4)]
    file = {"file": ("a.csv", sheet(rows, None), "text/csv")}
    browser.sign_in("binh")
    refused = browser.post("/lists/answered", files=file)
    assert refused.status == 422
    assert "không ghi thời điểm số liệu" in refused.text
    assert "maild" not in refused.text
    taken = browser.post("/lists/answered", files=file, as_of="07:00 11/11/2026")
    assert "07:00 11/11/2026" in taken.text


@pytest.mark.parametrize(
    ("name", "octets"),
    [("a.xlsx", b"PK\x03\x04rubbish"), ("a.pdf", b"%PDF-1.7"), ("a.csv", b""), ("../../etc/passwd", b"x"),
     ("a.csv", b"\x00" * 5000), (".about.json", b"{}")],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/lists/answered", "/lists/roster"])
def test_what_is_no_list_is_refused_in_words(
    browser: Browser, province: Province, path: str, name: str, octets: bytes
) -> None:
    browser.sign_in("binh")
    refused = browser.post(path, files={"file": (name, octets, "application/octet-stream")})
    assert refused.status == 422, refused.text
    assert "Chưa có gì thay đổi" in refused.text
    uploads = province.path.parent / "state" / "uploads"
    assert not uploads.exists() or not list(uploads.iterdir())


def test_a_roster_is_checked_row_by_row_and_entered_with_its_document(
    browser: Browser, province: Province
) -> None:
    lines = ["STT,Họ và tên,Chức vụ,Đơn vị,Thư công vụ,Nhóm đối tượng"]
    entries = [official(number) for number in range(1, 65)]
    lines += [f"{e.row},{e.name},{e.position},{e.unit},{e.email},{e.group}" for e in entries]
    lines += ["65,Lò Văn Mới,Chuyên viên,Sở Y tế,moi@dv1.example.vn,CCS", "66,Thiếu Thư,,Sở Y tế,,CCS"]
    file = {"file": ("danh sách.csv", "\n".join(lines).encode(), "text/csv")}
    browser.sign_in("binh")
    page = browser.post("/lists/roster", files=file)
    assert "Thiếu Thư" in page.text
    assert "Mới 1" in page.text
    enter = next(action for action, _ in page.forms if action.endswith("/enter"))
    refused = browser.submit(page, enter, letter="1234/SNV")
    assert "1 dòng có lỗi, chưa nhập dòng nào" in refused.text
    asked = browser.submit(page, enter, letter="1234/SNV", accept_errors="yes")
    assert "thêm 1 người" in asked.text
    done = browser.confirm(asked, enter)
    assert "Đã nhập: thêm 1" in done.text
    assert len(province.people()) == 65
    gone = browser.get(enter.removesuffix("/enter"))
    assert gone.status == 422
    assert "gửi lại tệp" in gone.text


def test_a_roster_of_an_approved_round_needs_its_document(browser: Browser, province: Province) -> None:
    lines = ["Họ và tên,Đơn vị,Thư công vụ,Nhóm", "Lò Văn Mới,Sở Y tế,moi@dv1.example.vn,CCS"]
    browser.sign_in("binh")
    page = browser.post("/lists/roster", files={"file": ("a.csv", "\n".join(lines).encode(), "text/csv")})
    enter = next(action for action, _ in page.forms if action.endswith("/enter"))
    asked = browser.submit(page, enter, accept_held="yes", letter="")
    refused = browser.confirm(asked, enter)
    assert "chỉ thay đổi khi ghi số văn bản" in refused.text
    assert len(province.people()) == 64


def test_a_file_is_its_sender_s_alone(build_desk: Callable[..., Built], clock: DemoClock) -> None:
    province, _, browser = build_desk()
    from maild.actions import users
    from maild.actions.actor import Actor

    users.add(province.home.store, "dung", "coordinator", Actor("root"), province.now)
    content = "\n".join(["Họ và tên,Đơn vị,Thư công vụ,Nhóm", "Lò Văn Mới,Sở Y tế,moi@dv1.example.vn,CCS"])
    browser.sign_in("binh")
    page = browser.post("/lists/roster", files={"file": ("a.csv", content.encode(), "text/csv")})
    path = next(a for a, _ in page.forms if a.endswith("/enter")).removesuffix("/enter")
    assert browser.sign_in("dung").get(path).status == 422
    assert browser.sign_in("binh").get(path).status == 200
    clock.move_to(clock() + timedelta(hours=13))
    province.home.retention.tick(province.now)
    assert browser.sign_in("binh").get(path).status == 422
    assert not list((province.path.parent / "state" / "uploads").iterdir())


# ---------------------------------------------------------------- rounds


ROUND = {
    "code": "2027",
    "invited_on": "2027-11-08",
    "deadline": "17:00 26/11/2027",
    "legal_basis": "Công văn số 1/UBND",
    "agency": "Sở Nội vụ",
    "hotline": "0214",
    "invitation_sender": "khaosat@bnv.example.vn",
    "invitation_subject": "Mời trả lời phiếu",
}


def test_a_round_from_its_making_to_its_opening(browser: Browser, province: Province) -> None:
    browser.sign_in("binh")
    made = browser.submit(browser.get("/rounds"), "/rounds", **ROUND)
    assert "Tiếp theo: tải danh sách đối tượng" in made.text
    assert "Điều tra xã hội học xác định Chỉ số cải cách hành chính năm 2027" in made.text
    assert "17:00 26/11/2027" in made.text
    lines = ["Họ và tên,Đơn vị,Thư công vụ,Nhóm"]
    lines += [f"{e.name},{e.unit},{e.email},{e.group}" for e in map(official, range(1, 65))]
    checked = browser.post(
        "/lists/roster", files={"file": ("a.csv", "\n".join(lines).encode(), "text/csv")}, round=2
    )
    enter = next(action for action, _ in checked.forms if action.endswith("/enter"))
    ticks = {"accept_held": "yes"} if "Đã xem các cảnh báo" in checked.text else {}
    done = browser.confirm(browser.submit(checked, enter, **ticks), enter)
    assert "Đã nhập: thêm 64" in done.text
    own = browser.get("/rounds/2")
    assert "đề nghị người khác phê duyệt" in own.text
    browser.sign_in("cuong")
    assert "Đợt 2027 chờ phê duyệt" in browser.get("/?round=2").text
    asked = browser.submit(browser.get("/rounds/2"), "/rounds/2/approve")
    assert "danh sách 64 người" in asked.text
    assert "Đã phê duyệt" in browser.confirm(asked, "/rounds/2/approve").text
    browser.sign_in("binh")
    asked = browser.submit(browser.get("/rounds/2"), "/rounds/2/open")
    assert "Đã mở đợt khảo sát" in browser.confirm(asked, "/rounds/2/open").text
    assert province.differences() == []


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("code", "2026", "Đã có đợt khảo sát 2026"),
        ("code", "../x", "không hợp lệ"),
        ("deadline", "17:00 01/11/2027", "Hạn 01/11/2027 không sau ngày Bộ gửi thư mời 08/11/2027"),
        ("deadline", "17:00 27/11/9999", "cách nhau hơn một năm hoặc sai năm"),
        ("deadline", "25:00 26/11/2027", "không hiểu “25:00 26/11/2027”; viết giờ và ngày như"),
        ("deadline", "11/26/2027", "không hiểu “11/26/2027”"),
        ("invited_on", "mai", "không hiểu “mai”"),
        ("hotline", "", "Còn thiếu mục “Điện thoại hỗ trợ”"),
    ],
)
def test_a_round_that_makes_no_sense_is_refused(browser: Browser, field: str, value: str, said: str) -> None:
    refused = browser.sign_in("binh").post("/rounds", **{**ROUND, field: value})
    assert refused.status == 422
    assert said in refused.text
    assert "--" not in refused.text


@pytest.mark.parametrize(
    "written",
    ["17:00 26/11/2027", "26/11/2027 17:00", "17h00 ngày 26/11/2027", "17h, 26-11-2027", "17 giờ 00 ngày 26.11.2027",
     "26/11/2027", "2027-11-26 17:00"],
)  # fmt: skip
def test_a_deadline_is_read_as_offices_write_it(browser: Browser, written: str) -> None:
    made = browser.sign_in("binh").post("/rounds", **{**ROUND, "deadline": written})
    assert "17:00 26/11/2027" in made.text


def test_a_draft_is_mended_by_whoever_made_it_and_approved_anew(browser: Browser, province: Province) -> None:
    browser.sign_in("binh")
    browser.post("/rounds", **ROUND)
    page = browser.get("/rounds/2")
    form = page.form("/rounds/2/change")
    assert (form["invited_on"], form["deadline"]) == ("08/11/2027", "17:00 26/11/2027")
    same = browser.submit(page, "/rounds/2/change")
    assert (same.status, "không có gì để sửa" in same.text) == (422, True)
    asked = browser.submit(page, "/rounds/2/change", invited_on="09/11/2027")
    assert "ngày mời: 08/11/2027 → 09/11/2027" in asked.text
    asked = browser.submit(page, "/rounds/2/change", deadline="17:00 28/11/2027", hotline="0214.3840.111")
    assert "hạn trả lời: 17:00 26/11/2027 → 17:00 28/11/2027" in asked.text
    mended = browser.confirm(asked, "/rounds/2/change")
    assert "Đã sửa thông tin đợt" in mended.text
    assert "0214.3840.111" in mended.text
    assert "Lưu ý: hạn 17:00 28/11/2027 rơi vào ngày nghỉ" in mended.text  # a Sunday
    refused = browser.post("/rounds/1/change", **{**ROUND, "hotline": "1"})
    assert (refused.status, "ngày mời không sửa được nữa" in refused.text) == (422, True)
    assert province.differences() == []


def test_an_open_round_is_mended_with_a_reason_after_what_it_costs(
    browser: Browser, province: Province
) -> None:
    here = "/rounds/1/change"
    browser.sign_in("binh")
    unsaid = browser.submit(browser.get("/rounds/1"), here, hotline="0214.3841.111")
    assert (unsaid.status, "Còn thiếu mục" in unsaid.text) == (422, True)
    asked = browser.submit(browser.get("/rounds/1"), here, hotline="0214.3841.111", why="sai số")
    assert "1 kế hoạch phải lập và duyệt lại; 0 người đã nhận thư" in asked.text
    assert "điện thoại hỗ trợ: 0214.3840.000 → 0214.3841.111" in asked.text
    done = browser.confirm(asked, here)
    assert "1 kế hoạch phải lập và duyệt lại" in done.text
    assert province.drafts() == []
    province.home.reminders.tick(province.now)
    assert len(province.drafts()) == 1
    later = browser.submit(browser.get("/rounds/1"), here, deadline="17:00 30/11/2026", why="x")
    assert "dùng mục Gia hạn" in later.text
    assert (
        "sửa đợt khảo sát đang thực hiện: điện thoại hỗ trợ (lý do: sai số)"
        in browser.get("/journal").text.lower()
    )
    assert province.differences() == []


def test_a_round_that_ends_early_says_what_that_cuts_off(browser: Browser, province: Province) -> None:
    browser.sign_in("binh")
    asked = browser.submit(browser.get("/rounds/1"), "/rounds/1/close")
    for said in ("61 người chưa trả lời", "1 kế hoạch chờ duyệt", "R1 07:30 12/11/2026", "gửi lãnh đạo ngay"):
        assert said in asked.text
    refused = browser.submit(asked, "/rounds/1/close", confirmed="yes", typed="60")
    assert (refused.status, "61" in refused.text) == (422, True)
    done = browser.submit(refused, "/rounds/1/close", confirmed="yes", typed="61")
    assert "Đã kết thúc đợt khảo sát" in done.text
    assert province.differences() == []


def test_a_round_is_paused_resumed_and_extended(browser: Browser, province: Province) -> None:
    browser.sign_in("binh")
    asked = browser.submit(browser.get("/rounds/1"), "/rounds/1/pause")
    paused = browser.confirm(asked, "/rounds/1/pause")
    assert "Đã tạm dừng đợt" in paused.text
    assert "đang thực hiện" in browser.submit(paused, "/rounds/1/resume").text
    page = browser.get("/rounds/1")
    for deadline, said in (
        ("20/11/2026", "không sau hạn đang có (17:00 27/11/2026)"),
        ("4/12/2036", "sai năm"),
    ):
        refused = browser.submit(page, "/rounds/1/extend", deadline=deadline, letter="7300/BNV")
        assert (refused.status, said in refused.text) == (422, True), refused.text
    asked = browser.submit(page, "/rounds/1/extend", deadline="17:00 04/12/2026", letter="7300/BNV")
    assert "17:00 27/11/2026 → 17:00 04/12/2026 (7300/BNV)" in asked.text
    done = browser.confirm(asked, "/rounds/1/extend")
    assert "17:00 04/12/2026" in done.text
    assert "7300/BNV" in done.text
