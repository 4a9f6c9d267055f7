"""Sự cố: from the first bounce to resolved and the ministry, without a command line."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest

from maild.jobs import incidents as trip
from maild.model import IncidentPhase, NoticeCode, Stage
from maild.rules import FOLDS
from maild.rules.inbound import IncidentNote
from maild.store import notices
from tests.jobs.province import Province
from tests.web.browser import Browser

POLICY = IncidentNote(Stage.SENDING, "policy-violation", "mx1.dv0.example.vn", "5.7.1", None)


def strike(province: Province, people: tuple[int, ...] = (1, 4, 7), fault: IncidentNote = POLICY) -> int:
    number = 0
    for who in people:
        with province.home.store.unit(FOLDS) as unit:
            number = trip.note(unit, replace(fault, respondent_id=who), province.now)
    return number


@pytest.fixture
def struck(province: Province) -> int:
    return strike(province)


def test_nothing_open_is_said(browser: Browser) -> None:
    assert "Không có lỗi kỹ thuật nào đang mở" in browser.sign_in("tuan").get("/incidents").text


def test_the_log_shows_a_line_a_fault_and_filters(browser: Browser, province: Province, struck: int) -> None:
    strike(province, (2,), IncidentNote(Stage.RECEIVING, "mailbox-full", "dv1.example.vn", "5.2.2", None))
    page = browser.sign_in("tuan").get("/incidents")
    assert "INC-0001" in page.text
    assert "INC-0002" in page.text
    assert "3 người, 1 đơn vị" in page.text
    only = browser.get("/incidents?stage=receiving")
    assert "INC-0002" in only.text
    assert "INC-0001" not in only.text
    assert "INC-0001" in browser.get("/incidents?domain=dv0.example.vn").text
    assert "Bỏ bớt điều kiện lọc" in browser.get("/incidents?domain=khac.vn").text


def test_what_nobody_has_taken_on_waits_on_the_first_page_and_is_taken_once(
    browser: Browser, province: Province, struck: int
) -> None:
    browser.sign_in("tuan")
    home = browser.get("/")
    assert "1 lỗi kỹ thuật chưa ai nhận xử lý" in home.text
    assert "/incidents?state=open" in home.links
    assert "/incidents?stage=sending" in home.links
    browser.post("/incidents/1/ack", owner="tuan")
    assert "chưa ai nhận xử lý" not in browser.get("/").text
    late = browser.sign_in("binh").post(
        "/incidents/1/ack", owner="binh"
    )  # her page still said that nobody had
    assert (late.status, "INC-0001 đã có tuan nhận xử lý" in late.text) == (409, True)
    assert province.incidents()[0].owner == "tuan"
    assert "/incidents?stage=sending" not in browser.sign_in("lan").get("/").links  # not for the leadership


def test_the_liaison_takes_it_from_the_first_bounce_to_resolved(
    browser: Browser, province: Province, struck: int
) -> None:
    browser.sign_in("tuan")
    page = browser.submit(browser.get("/incidents/1"), "/incidents/1/ack")
    assert "đã có người nhận xử lý" in page.text
    assert province.incidents()[0].owner == "tuan"
    page = browser.submit(page, "/incidents/1/note", text="Đã gọi VNPT, canbo1@dv0.example.vn")
    assert "Đã gọi VNPT" in page.text
    assert "canbo1@" not in page.text
    page = browser.submit(page, "/incidents/1/silence", until="2026-11-20", why="chờ VNPT")
    assert "cho tới sáng 20/11/2026" in page.text
    page = browser.confirm(page, "/incidents/1/silence")
    assert province.incidents()[0].silenced_until is not None
    page = browser.submit(page, "/incidents/1/unsilence")
    assert province.incidents()[0].silenced_until is None
    page = browser.submit(page, "/incidents/1/silence", until="2026-11-20", why="chờ VNPT")
    page = browser.confirm(page, "/incidents/1/silence")
    page = browser.submit(page, "/incidents/1/resolve", why="Đã gỡ chặn")
    assert "3 người gặp lỗi" in page.text
    assert province.incidents()[0].state is not IncidentPhase.RESOLVED
    page = browser.confirm(page, "/incidents/1/resolve")
    assert province.incidents()[0].state is IncidentPhase.RESOLVED
    page = browser.submit(page, "/incidents/1/reopen")
    assert "đã mở lại" in page.text
    assert province.incidents()[0].state is not IncidentPhase.RESOLVED


def test_the_liaison_sees_units_and_no_names(browser: Browser, struck: int) -> None:
    page = browser.sign_in("tuan").get("/incidents/1")
    assert "Sở Tài chính: " in page.text
    assert "Nguyễn Văn An" not in page.text
    assert "Nguyễn Văn An" in browser.sign_in("binh").get("/incidents/1").text


def test_the_ministry_gets_what_was_shown_before(
    build_desk: Callable[..., tuple[Province, object, Browser]],
) -> None:
    # the error is one of sending: whoever runs the ministry's mail is asked
    alerts = 'ministry = ["phieu@bnv.example.vn"]\nministry_mail = ["cchc@bnv.example.vn"]'
    province, _, browser = build_desk(alerts=alerts)
    strike(province)
    browser.sign_in("tuan")
    page = browser.submit(browser.get("/incidents/1"), "/incidents/1/report", request="Đề nghị gỡ chặn")
    assert "cchc@bnv.example.vn" in page.text
    assert "phieu@bnv.example.vn" not in page.text
    assert "Đề nghị gỡ chặn" in page.text
    with province.home.store.view() as look:
        assert not notices.of_incident(look.connection, 1)
    page = browser.submit(page, "/incidents/1/report", send="yes", reference="HT-5512")
    assert "1 thư báo Bộ" in page.text
    with province.home.store.view() as look:
        assert [one.code for one in notices.of_incident(look.connection, 1)] == [NoticeCode.M1]
    assert province.incidents()[0].reference == "HT-5512"


def test_a_report_needs_an_address(browser: Browser, struck: int) -> None:
    page = browser.sign_in("tuan").post("/incidents/1/report")
    assert page.status in (400, 409, 422)
    assert "Chưa khai địa chỉ của Bộ" in page.text


def test_the_evidence_pack_names_nobody(browser: Browser, struck: int) -> None:
    answer = browser.sign_in("tuan").client.get("/incidents/1/evidence")
    assert answer.headers["content-disposition"] == 'attachment; filename="INC-0001.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        told = b"".join(archive.read(name) for name in archive.namelist() if not name.endswith(".xlsx"))
    assert "INC-0001" in told.decode()
    assert b"canbo1@" not in told


def test_a_kind_of_fault_is_silenced_for_all_to_come(
    browser: Browser, province: Province, struck: int
) -> None:
    browser.sign_in("tuan")
    asked = browser.post(
        "/incidents/silence", domain="dv0.example.vn", until="2026-11-25", why="chuyển tên miền"
    )
    assert "mx1.dv0" not in asked.text
    done = browser.confirm(asked, "/incidents/silence")
    assert "hiện có" in done.text
    assert "cho tạm không nhắc các lỗi dv.example.vn đến 25/11/2026: chuyển tên miền" in done.text
    lifted = browser.submit(done, "/incidents/silence/lift")
    assert "Lỗi lại được nhắc như thường" in lifted.text
    assert "cho tạm không nhắc các lỗi" not in lifted.text
    past = browser.post("/incidents/silence", domain="dv0.example.vn", until="2026-11-01", why="x")
    assert "chọn một ngày sau hôm nay" in past.text
    nothing = browser.post("/incidents/silence", until="2026-11-25", why="x")
    assert "Chọn ít nhất một trong" in nothing.text


def test_the_coordinator_tells_those_who_missed_something(
    browser: Browser, province: Province, struck: int
) -> None:
    browser.sign_in("binh")
    page = browser.get("/incidents/1")
    asked = browser.submit(
        page, "/incidents/1/resolve", why="Đã sửa", resend="yes", next_step="Mở lại thư mời của Bộ."
    )
    assert "S1" in asked.text
    browser.confirm(asked, "/incidents/1/resolve")
    assert [one.code.value for one in province.drafts()].count("S1") == 1


def test_no_such_incident(browser: Browser) -> None:
    assert "Không có sự cố INC-0099" in browser.sign_in("tuan").get("/incidents/99").text
