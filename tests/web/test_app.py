"""What every page has in common: who is let in, what a form must carry, the headers, the limits."""

from __future__ import annotations

import pytest

from maild.model import Event, EventKind
from maild.rules import FOLDS
from maild.web.session import SESSION
from tests.jobs.province import Province
from tests.web.browser import Browser


def test_every_answer_carries_its_headers(browser: Browser) -> None:
    browser.sign_in("binh")
    for path in ("/", "/sign-in", "/nowhere", "/static/desk.css"):
        headers = browser.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"], path
        assert "unsafe-inline" not in headers["content-security-policy"], path
        assert headers["x-frame-options"] == "DENY"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store"
        assert "server" not in headers


def test_styles_are_kept_by_browsers_until_they_change(browser: Browser) -> None:
    link = next(line for line in browser.get("/sign-in").html.splitlines() if "desk.css" in line)
    found = browser.get(link.partition('href="')[2].partition('"')[0])
    assert (found.status, found.headers["content-type"]) == (200, "text/css; charset=utf-8")
    assert "immutable" in found.headers["cache-control"]
    assert browser.get("/static/..%2Fapp.py").status == 404


def test_no_page_has_inline_script_or_style(browser: Browser) -> None:
    browser.sign_in("binh")
    html = browser.get("/").html
    assert "<style" not in html
    assert " style=" not in html
    assert " onclick" not in html
    assert html.count("<script") == html.count("<script src=")


@pytest.mark.parametrize("csrf", ["", "0" * 64, "é"])
def test_a_form_without_its_secret_changes_nothing(browser: Browser, province: Province, csrf: str) -> None:
    browser.sign_in("binh")
    refused = browser.post("/sending/pause", csrf=csrf, why="thử", confirmed="yes")
    assert refused.status == 403
    assert "chưa có gì thay đổi" in refused.text
    assert "Đang tạm dừng" not in browser.get("/").text


def test_a_form_sent_from_another_site_changes_nothing(browser: Browser) -> None:
    browser.sign_in("binh")
    data = {"csrf": browser.csrf, "why": "thử", "confirmed": "yes"}
    for site in ("cross-site", "same-site"):
        answer = browser.client.post("/sending/pause", data=data, headers={"sec-fetch-site": site})
        assert answer.status_code == 403


def test_the_secret_of_one_session_is_no_other_s(browser: Browser) -> None:
    browser.sign_in("cuong")
    other = browser.csrf
    browser.sign_in("binh")
    assert browser.post("/sending/pause", csrf=other, why="thử", confirmed="yes").status == 403


def test_whoever_is_signed_out_posts_nothing(browser: Browser) -> None:
    refused = browser.post("/sending/pause", why="thử")
    assert refused.status == 401
    assert "Đăng nhập lại" in refused.text


def test_a_page_of_another_role_says_so(browser: Browser) -> None:
    browser.sign_in("lan")
    refused = browser.post("/sending/pause", why="thử", confirmed="yes")
    assert refused.status == 403
    assert "không dành cho vai trò lãnh đạo" in refused.text


def test_a_change_says_what_it_does_before_it_does_it_and_can_be_undone(
    browser: Browser, province: Province
) -> None:
    browser.sign_in("binh")
    asked = browser.submit(browser.get("/"), "/sending/pause", why="máy chủ thư bảo trì")
    assert "Dừng gửi mọi thư" in asked.text
    assert "Đang tạm dừng" not in browser.get("/").text
    done = browser.confirm(asked, "/sending/pause")
    assert "Đã tạm dừng gửi" in done.text
    assert "người dừng: binh" in done.text
    undone = browser.submit(done, "/sending/resume")
    assert "Đang tạm dừng" not in undone.text
    kinds = [one.kind.value for one in province.trail() if one.actor == "binh"]
    assert kinds[-2:] == ["sending.paused", "sending.resumed"]
    assert province.differences() == []


def test_a_pause_that_is_undone_resets_no_breaker_unasked(browser: Browser, province: Province) -> None:
    browser.sign_in("binh")
    done = browser.confirm(browser.submit(browser.get("/"), "/sending/pause", why="thử"), "/sending/pause")
    with province.home.store.unit(FOLDS) as unit:
        unit.append(Event(EventKind.BREAKER_TRIPPED, province.now, data={"because": "dead_addresses"}))
    asked = browser.submit(done, "/sending/resume")
    assert "đặt lại bộ tự ngắt" in asked.text
    kinds = [one.kind for one in province.trail()]
    assert EventKind.BREAKER_RESET not in kinds
    assert EventKind.SENDING_RESUMED not in kinds
    browser.confirm(asked, "/sending/resume")
    assert EventKind.BREAKER_RESET in [one.kind for one in province.trail()]


def test_what_was_done_is_told_once(browser: Browser) -> None:
    browser.sign_in("binh")
    asked = browser.submit(browser.get("/"), "/sending/pause", why="thử")
    assert "Hoàn tác" in browser.confirm(asked, "/sending/pause").text
    assert "Hoàn tác" not in browser.get("/").text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/sending/pause", 405),
        ("DELETE", "/", 405),
        ("GET", "/plans/1e9", 404),
    ],
)
def test_what_is_not_there_is_said_in_words(browser: Browser, method: str, path: str, status: int) -> None:
    browser.sign_in("binh")
    answer = browser.client.request(method, path)
    assert answer.status_code == status
    assert "Không có trang này" in answer.text


def test_a_body_that_is_too_long_is_not_read(browser: Browser) -> None:
    browser.sign_in("binh")
    refused = browser.post("/sending/pause", why="x" * 100_000)
    assert refused.status == 413
    assert "quá lớn" in refused.text
    assert browser.client.cookies[SESSION]


@pytest.mark.parametrize(
    "kind", ["multipart/form-data", "multipart/form-data; boundary=x", "application/json"]
)
def test_a_body_that_is_no_form_is_refused(browser: Browser, kind: str) -> None:
    browser.sign_in("binh")
    answer = browser.client.post("/sending/pause", content=b"--x\r\nrubbish", headers={"content-type": kind})
    assert answer.status_code in (400, 403)


def test_nothing_of_a_request_stands_in_the_log(browser: Browser, capfd: pytest.CaptureFixture[str]) -> None:
    from maild import logs

    logs.set_up("debug")
    browser.sign_in("binh")
    browser.get("/?q=Nguyễn+Văn+An")
    browser.post("/sending/pause", why="Nguyễn Văn An", csrf="x")
    browser.get("/nowhere/HP123456")
    said = capfd.readouterr().err
    assert "desk.refused" in said
    for word in ("Nguy", "HP123456", "nowhere", browser.token):
        assert word not in said


def test_a_refused_form_stands_where_it_stood_with_what_was_typed(browser: Browser) -> None:
    """Chromium forgets what stood in a form when somebody goes back to it: nobody types ten fields again."""
    browser.sign_in("binh")
    typed = {"code": "2026", "title": "Đợt \"hai\" 🌸", "invited_on": "2026-12-01", "deadline": "17:00 20/12/2026",
             "legal_basis": "12/KH", "hotline": "0214"}  # fmt: skip
    page = browser.submit(browser.get("/rounds"), "/rounds", **typed)
    assert page.status == 422
    assert "Chưa thực hiện được. Đã có đợt khảo sát 2026. Chưa có gì thay đổi." in page.text
    assert page.html.count("Đã có đợt khảo sát 2026.") == 2  # above, and at the form, which is unfolded
    assert "<details open>" in page.html
    held = page.form("/rounds")
    assert {name: held[name] for name in typed} == typed
    mended = browser.submit(page, "/rounds", code="2027")
    assert "Đã tạo đợt khảo sát" in mended.text


@pytest.mark.parametrize(
    ("path", "fields", "shown"),
    [
        ("/sending/pause", {}, "Tổng quan"),
        ("/officials/9/hold", {}, "OFF-0009"),
        ("/officials/9/mark", {"what": "on-leave", "note": "về quê"}, "OFF-0009"),
        ("/plans/1/cancel", {}, "Người nhận"),
        ("/units/1/contact", {"role": "it"}, "Người liên hệ"),
        ("/incidents/silence", {"until": "2026-12-01", "why": "x", "stage": "sai"}, "Tạm không nhắc các lỗi"),
        ("/lists/answered", {}, "Danh sách đối tượng"),
        ("/escalations/U1/approve", {}, "quán triệt"),
    ],
)
def test_each_refusal_is_told_on_the_page_of_its_form(
    browser: Browser, path: str, fields: dict[str, str], shown: str
) -> None:
    page = browser.sign_in("binh").post(path, **fields)
    assert page.status == 422
    assert "Chưa thực hiện được." in page.text
    assert shown in page.text
