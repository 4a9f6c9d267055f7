"""In a real browser: the demo's round from the roster's upload to an approved R2, without a command line.

With SHOTS=DIRECTORY each page is kept as a picture at 360, 768 and 1280 pixels.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from maild.actions import users
from maild.actions.actor import Actor
from maild.demo import inbound
from maild.demo import province as demo
from maild.demo.tls import Certificates
from maild.jobs.clock import DemoClock
from maild.model import IncidentPhase, PlanState
from maild.store import plans
from maild.web.server import Server
from tests.jobs.conftest import smtp
from tests.jobs.province import (
    MONDAY,
    R1_DAY,
    R2_DAY,
    Province,
    Relay,
    addresses,
    moment,
    raise_house,
    write_config,
)
from tests.servers.ports import free_port
from tests.web.test_mails import letter

__all__ = ["smtp"]
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "ngồi lê đôi mách 2026"
ACCOUNTS = (("binh", "coordinator"), ("cuong", "approver"), ("tuan", "it"))
WIDTHS = (360, 768, 1280)
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Debian's chromium is not installed"),
]
UNSOUND = (Path(__file__).parent / "sound.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as running:
        yield _launched(running)


def _launched(running: Playwright) -> Browser:
    return running.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)


@dataclass
class Person:
    """Somebody at a browser of his own."""

    name: str
    page: Page
    origin: str

    def go(self, path: str) -> Person:
        """Open a page; where the session is over, type name and password first."""
        self.page.goto(f"{self.origin}{path}")
        if "/sign-in" in self.page.url:
            self.page.get_by_label("Tên đăng nhập").fill(self.name)
            self.page.get_by_label("Mật khẩu").fill(PASSWORD)
            self.page.get_by_role("button", name="Đăng nhập").click()
            self.page.get_by_role("heading", level=1).wait_for()
        return self

    def press(self, name: str) -> Person:
        self.page.get_by_role("main").get_by_role("button", name=name, exact=False).first.click()
        return self

    def confirm(self) -> Person:
        """Say yes to the question, typing the number where it asks for one."""
        self.page.get_by_role("heading", name="Xác nhận").wait_for()
        typed = self.page.locator("input[name=typed]")
        if typed.count():
            label = self.page.locator("label[for=f-typed]").inner_text()
            typed.fill("".join(char for char in label if char.isdigit()))
        self.page.locator("button[name=confirmed]").click()
        self.page.locator(".note.done").first.wait_for()
        return self

    def told(self) -> str:
        return self.page.locator(".note.done").first.inner_text()

    def look(self, name: str) -> Person:
        """The page is sound at every width; kept as a picture where somebody wants it."""
        kept = os.environ.get("SHOTS")
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            for scheme in ("dark", "light"):
                self.page.emulate_media(color_scheme=scheme)
                assert self.page.evaluate(UNSOUND) == [], (name, width, scheme)
            if kept:
                Path(kept).mkdir(parents=True, exist_ok=True)
                self.page.screenshot(path=str(Path(kept) / f"desk-{name}-{width}.png"), full_page=True)
        return self


@dataclass
class Stage:
    province: Province
    coordinator: Person
    approver: Person
    liaison: Person

    def at(self, text: str) -> None:
        """Go to a moment, and let the service do what it does by itself."""
        self.province.clock.move_to(moment(text))
        self.province.home.reminders.tick(self.province.now)

    def deliver(self) -> None:
        """Send what is due today. In a thread of its own, as in the daemon: this one has Playwright's event loop."""
        with ThreadPoolExecutor(1) as own:
            own.submit(self._deliver).result()

    def _deliver(self) -> None:
        for _ in range(40):
            if not self.province.home.deliverer.tick(self.province.now).outcomes:
                break
            self.province.clock.move_to(self.province.now + timedelta(minutes=2))


@pytest.fixture
def stage(
    tmp_path: Path,
    certificates: Certificates,
    migrated: Path,
    database: str,
    smtp: Relay,
    clock: DemoClock,
    chromium: Browser,
) -> Iterator[Stage]:
    port = free_port()
    clock.move_to(MONDAY)
    limits = (
        "canary_wait_s = 0\nper_minute = 600\nper_domain_minute = 600\nper_hour = 20000\n"
        f'[web]\nlisten = "127.0.0.1:{port}"'
    )
    province = raise_house(
        write_config(tmp_path, certificates, smtp_port=smtp.server.port, limits=limits, database=database),
        clock,
        migrated,
    )
    for name, role in ACCOUNTS:
        users.add(province.home.store, name, role, Actor("root"), province.now, password=PASSWORD)
    server = Server(province.home)
    server.start()
    assert server.ready.wait(60)
    contexts = [chromium.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh") for _ in ACCOUNTS]
    for context in contexts:
        context.set_default_timeout(60_000)
    people = [
        Person(name, context.new_page(), f"http://127.0.0.1:{port}")
        for (name, _), context in zip(ACCOUNTS, contexts, strict=True)
    ]
    yield Stage(province, *people)
    for context in contexts:
        context.close()
    server.stop()
    province.home.membership.leave()
    province.home.store.close()


def test_from_the_upload_to_an_approved_r2(stage: Stage, tmp_path: Path) -> None:
    binh, cuong, province = stage.coordinator, stage.approver, stage.province
    binh.page.goto(f"{binh.origin}/sign-in")
    binh.look("sign-in")

    # the round and its roster
    binh.go("/").look("empty")
    binh.page.get_by_role("main").get_by_role("link", name="Đợt khảo sát").click()
    page = binh.page
    page.get_by_label("Mã đợt").fill("2026")
    page.get_by_label("Ngày Bộ gửi thư mời").fill("09/11/2026")
    page.get_by_label("Hạn trả lời").fill("17:00 27/11/2026")
    page.get_by_label("Căn cứ").fill("Công văn số 7156/UBND-NC")
    binh.look("round-new")
    binh.press("Tạo đợt khảo sát")
    assert "tải danh sách đối tượng" in binh.told()
    page.get_by_role("main").get_by_role("link", name="Danh sách").click()
    roster = tmp_path / "danh-sach.csv"
    roster.write_bytes(demo.roster_csv())
    page.locator("form[action='/lists/roster'] input[type=file]").set_input_files(roster)
    page.locator("form[action='/lists/roster'] button").click()
    page.get_by_role("heading", name="Kiểm tra danh sách").wait_for()
    binh.look("roster")
    binh.press("Nhập danh sách…")
    binh.look("confirm")
    binh.confirm()
    assert "thêm 480" in binh.told()

    # the approver approves it, the coordinator opens it
    cuong.go("/").look("approver")
    page = cuong.page
    page.get_by_role("link", name="Đợt 2026 chờ phê duyệt").click()
    cuong.look("round")
    cuong.press("Phê duyệt đợt khảo sát…").confirm()
    binh.go("/rounds/1").press("Mở đợt khảo sát…").confirm()

    # R1: drafted by the service, looked at, approved, sent
    stage.at("2026-11-11 08:00")
    cuong.go("/")
    cuong.page.get_by_role("link", name="Kế hoạch R1").click()
    cuong.look("plan")
    cuong.page.get_by_role("link", name="Xem thư như người nhận").click()
    frame = cuong.page.frame_locator("iframe.letter")
    frame.get_by_text("Bộ Nội vụ").first.wait_for()
    cuong.look("letter")
    cuong.page.get_by_role("link", name="Về kế hoạch").click()
    cuong.press("Duyệt kế hoạch…").confirm()
    assert "thư chờ gửi" in cuong.told()
    answered(stage, tmp_path, "2026-11-12 07:00", 5)
    province.clock.move_to(R1_DAY)
    cuong.go("/plans/1").look("canary")
    stage.deliver()
    cuong.page.get_by_text("Thư gửi thử đã đạt").wait_for()  # by itself, without a reload
    cuong.look("canary-passed")
    first = len(province.letters())
    assert first > 400

    # R2: a newer list, the plan of those who are left, approved
    stage.at("2026-11-19 08:00")
    answered(stage, tmp_path, "2026-11-19 07:00", 8)
    province.home.reminders.tick(province.now)
    binh.go("/plans").look("plans")
    cuong.go("/")
    cuong.look("overview")
    cuong.page.get_by_role("link", name="Kế hoạch R2").click()
    cuong.press("Duyệt kế hoạch…").confirm()
    with province.home.store.view() as look:
        approved = [
            (one.code.value, one.approved_by)
            for one in plans.of_round(look.connection, 1)
            if one.state is PlanState.APPROVED
        ]
    assert approved == [("R1", "cuong"), ("R2", "cuong")]
    waiting = [one for one in province.letters() if one.code.value == "R2"]
    assert waiting
    assert province.now < R2_DAY
    assert province.differences() == []

    # what else a coordinator looks at
    binh.go("/").look("coordinator")
    binh.go("/units").look("units")
    binh.go("/units/1").look("unit")
    binh.page.get_by_text("Ghi người liên hệ…").click()
    binh.page.get_by_label("Họ tên").fill("Lê Văn Thủ")
    binh.page.get_by_label("Địa chỉ thư").fill("thutruong")
    binh.press("Ghi").look("refused")  # what was wrong, and nothing is changed
    assert "Địa chỉ thư viết sai" in binh.page.get_by_role("main").inner_text()
    assert binh.page.get_by_label("Họ tên").input_value() == "Lê Văn Thủ"  # and nothing is typed twice
    binh.page.get_by_label("Địa chỉ thư").fill("thutruong@hoangphong.example.vn")
    binh.press("Ghi")
    assert "Đã ghi thủ trưởng" in binh.told()
    binh.go("/officials").look("officials")
    binh.page.get_by_label("Họ tên hoặc mã").fill("nguyen")
    binh.press("Tìm").look("search")
    binh.page.locator("td a").first.click()
    binh.page.get_by_role("heading", name="Vì sao nhận").wait_for()
    binh.look("official")
    binh.page.get_by_role("link", name="Thay người, sửa địa chỉ hoặc đơn vị…").click()
    binh.page.get_by_label("Địa chỉ thư").fill("không phải địa chỉ")
    binh.page.get_by_label("Căn cứ").fill("Văn thư báo ngày 19/11")
    binh.press("Kiểm tra và sửa…")
    binh.page.get_by_role("alert").wait_for()
    binh.look("change")
    binh.page.get_by_label("Địa chỉ thư").fill("moi.chuyen@hoangphong.example.vn")
    binh.press("Kiểm tra và sửa…").confirm()
    assert "Đã sửa" in binh.told()
    binh.go("/corrections").look("corrections")
    binh.go("/escalations").look("escalations")
    binh.page.get_by_role("link", name="U1", exact=True).click()
    binh.look("escalation")
    binh.page.get_by_role("row", name="thutruong@").get_by_role("link", name="xem thư").click()
    binh.look("escalation-mail")
    binh.go("/escalations/U1").press("Cho gửi trong khung giờ tới…").confirm()
    assert "1 thư sẽ gửi" in binh.told()
    binh.go("/lists").look("lists")
    binh.go("/rounds").look("rounds")
    binh.go("/plans/99").look("nothing")
    binh.page.get_by_role("button", name="English").click()
    binh.go("/").look("english")
    assert "answered" in binh.page.get_by_role("main").inner_text()


def test_from_the_first_bounce_to_resolved(stage: Stage, smtp: Relay) -> None:
    """The liaison: a bounce comes in, he takes it on, asks about it, closes it; a mail that is unsure is settled."""
    tuan, binh, province = stage.liaison, stage.coordinator, stage.province
    province.wave(addresses(3, domains=1))
    stage.deliver()
    failure = inbound.Failure("5.7.1", "554", "refused by policy", "mx1.dv.example.vn")
    question = letter(addresses(3, domains=1)[1], "Kính gửi Sở, phiếu này có bắt buộc không ạ?")
    with ThreadPoolExecutor(1) as own:
        own.submit(province.take, inbound.failed(smtp.server.accepted[0], failure, province.now)).result()
        own.submit(partial(province.take, question, first_uid=2)).result()

    tuan.go("/").look("it")
    tuan.page.get_by_role("navigation").get_by_role("link", name="Sự cố").click()
    tuan.look("incidents")
    tuan.page.get_by_role("link", name="INC-0001").click()
    tuan.page.get_by_role("heading", name="Việc cần làm").wait_for()
    tuan.look("incident")
    assert "refused by policy" in tuan.page.get_by_role("main").inner_text()
    tuan.press("Tôi nhận xử lý")
    assert "đã có người nhận xử lý" in tuan.told()
    tuan.page.get_by_text("Ghi chú…").click()
    tuan.page.get_by_label("Ghi chú").fill("Đã gọi quản trị máy chủ nhận.")
    tuan.press("Ghi chú")
    assert "đã ghi chú" in tuan.told()
    with tuan.page.expect_download() as got:
        tuan.page.get_by_role("link", name="Tải gói bằng chứng").click()
    assert got.value.suggested_filename == "INC-0001.zip"
    tuan.page.get_by_text("Đã khắc phục…", exact=True).first.click()
    tuan.page.get_by_label("Đã khắc phục thế nào").fill("Đã gỡ chặn.")
    tuan.press("Đã khắc phục…").confirm()
    assert province.incidents()[0].state is IncidentPhase.RESOLVED
    tuan.look("incident-resolved")

    binh.go("/mails").look("mails")
    binh.page.get_by_role("link", name="M-2", exact=True).click()
    binh.page.get_by_role("heading", name="Ghi thư này là gì").wait_for()
    binh.look("mail")
    binh.page.keyboard.press("0")
    assert "đã ghi là" in binh.told()
    binh.go("/reports").look("reports")
    binh.go("/reports/weekly").look("report")
    binh.go("/journal").look("journal")
    assert province.differences() == []


def answered(stage: Stage, directory: Path, at: str, share: int) -> None:
    """The ministry's list of a morning, uploaded and applied by the coordinator; every `share`-th has answered."""
    stage.province.clock.move_to(moment(at))
    path = directory / f"da-tra-loi-{share}.xlsx"
    people = stage.province.people()
    rows = [
        (one.name, one.email, one.unit, "Đã trả lời" if one.id % 10 < share / 2 else "Chưa trả lời")
        for one in people
    ]
    demo.answered_xlsx(path, rows, moment(at) - timedelta(minutes=30))
    binh = stage.coordinator
    binh.go("/lists")
    binh.page.locator("form[action='/lists/answered'] input[type=file]").set_input_files(path)
    binh.page.locator("form[action='/lists/answered'] button").click()
    binh.page.locator(".note.done").wait_for()
    binh.look(f"list-{share}")
    binh.press("Áp dụng danh sách…").confirm()
    assert "Đã áp dụng" in binh.told()
