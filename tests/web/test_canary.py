"""The first letters of a plan on its page: how they fare, who lets the others go, and who stops everything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from maild.store import plans
from maild.web.desk import Desk
from tests.jobs.conftest import smtp
from tests.jobs.province import R1_DAY, Province, Relay
from tests.web.browser import Browser

__all__ = ["smtp"]
Build = Callable[..., tuple[Province, Desk, Browser]]


@pytest.fixture
def approved(build_desk: Build, smtp: Relay) -> tuple[Province, Browser]:
    """R1 is approved, and its first letters are due."""
    province, _, browser = build_desk(smtp_port=smtp.server.port)
    browser.sign_in("cuong")
    page = browser.post("/plans/1/approve")
    browser.confirm(page, "/plans/1/approve")
    province.clock.move_to(R1_DAY)
    return province, browser


def fail(province: Province, smtp: Relay, many: int = 2) -> None:
    """The first addresses of the plan are unknown to their server."""
    with province.home.store.view() as look:
        first = [one.respondent_id for one in plans.receivers(look.connection, 1)][:many]
    for person in province.people():
        if person.id in first:
            smtp.rcpt[person.email] = "550 5.1.1 no such user"
    for _ in range(3):
        province.deliver()
        province.clock.move_to(province.now + timedelta(minutes=1))


def test_the_page_shows_the_first_letters_before_and_after(
    approved: tuple[Province, Browser], smtp: Relay
) -> None:
    province, browser = approved
    page = browser.sign_in("cuong").get("/plans/1")
    assert "Đã gửi 0 trong 5 thư gửi thử" in page.text
    assert 'data-live="/plans/1/canary"' in page.html
    fail(province, smtp, many=1)
    page = browser.sign_in("cuong").get("/plans/1/canary")
    assert "Thư gửi thử đã đạt (1 lỗi trong 5 thư)" in page.text
    assert "địa chỉ không nhận được thư" in page.text
    assert "no such user" in page.text
    assert "<html" not in page.html


def test_an_approver_lets_the_others_go(approved: tuple[Province, Browser], smtp: Relay) -> None:
    province, browser = approved
    fail(province, smtp)
    waits = province.states().count("planned")
    coordinator = browser.sign_in("binh")
    assert f"{waits} thư còn lại đang dừng" in coordinator.get("/").text
    page = coordinator.get("/plans/1")
    assert "2 trong" in page.text
    assert "Người phê duyệt cho gửi tiếp" in page.text
    assert "/plans/1/release" not in [path for path, _ in page.forms]
    assert coordinator.post("/plans/1/release", why="vội", confirmed="yes", typed=waits).status == 403

    approver = browser.sign_in("cuong")
    page = approver.get("/plans/1")
    assert "data-live" not in page.html  # nothing changes by itself now
    assert approver.post("/plans/1/release", why=" ").status == 422
    page = approver.submit(page, "/plans/1/release", why="Đã sửa <hai> địa chỉ.")
    assert f"Gửi tiếp {waits} thư R1 còn lại" in page.text
    assert "no such user" not in page.text
    page = approver.confirm(page, "/plans/1/release")
    assert f"Cho gửi tiếp {waits} thư" in page.text
    assert "cuong đã cho gửi tiếp lúc" in page.text
    province.deliver()
    assert province.states().count("planned") < waits
    assert "Đã sửa &lt;hai&gt; địa chỉ." in approver.get("/journal?about=plan").html
    again = approver.post(
        "/plans/1/release", why="lần nữa", confirmed="yes", typed=province.states().count("planned")
    )
    assert again.status == 422


def test_all_sending_is_stopped_from_the_plan(approved: tuple[Province, Browser], smtp: Relay) -> None:
    province, browser = approved
    browser.sign_in("cuong")
    page = browser.submit(browser.get("/plans/1"), "/sending/pause", why="Có thư lạ")
    page = browser.confirm(page, "/sending/pause")
    assert "Kế hoạch gửi R1" in page.text
    assert "tạm dừng" in page.text
    province.deliver()
    assert not smtp.took
    page = browser.submit(page, "/sending/resume")  # taking back what was just done asks nothing
    assert "Kế hoạch gửi R1" in page.text
    province.deliver()
    assert smtp.took


def test_a_page_that_asks_by_itself_keeps_nobody_signed_in(approved: tuple[Province, Browser]) -> None:
    province, browser = approved
    idle = browser.desk.config.web.idle_minutes
    browser.sign_in("cuong")
    for _ in range(4):
        province.clock.move_to(province.now + timedelta(minutes=idle / 4))
        assert browser.client.get("/plans/1/canary").status_code == 200
    province.clock.move_to(province.now + timedelta(minutes=1))
    assert browser.client.get("/plans/1/canary").status_code == 303
    browser.sign_in("cuong")
    for _ in range(4):  # whoever works is not signed out
        province.clock.move_to(province.now + timedelta(minutes=idle / 2))
        assert browser.client.get("/plans/1").status_code == 200
