"""Báo cáo and Nhật ký: what each role gets, in every form; who did what."""

from __future__ import annotations

import io
import json

import pytest
import python_calamine

from tests.web.browser import Browser

FORMS = ("html", "xlsx", "csv", "json")


@pytest.mark.parametrize(
    ("who", "kinds"),
    [
        ("binh", {"brief", "it", "units", "effect", "weekly", "final"}),
        ("cuong", {"brief", "it", "units", "effect", "weekly", "final"}),
        ("tuan", {"it"}),
        ("lan", {"units", "effect", "weekly", "final"}),
    ],
)
def test_each_role_has_its_reports(browser: Browser, who: str, kinds: set[str]) -> None:
    page = browser.sign_in(who).get("/reports")
    assert {link.split("/")[2] for link in page.links if link.startswith("/reports/")} == kinds
    for kind in {"brief", "it", "units", "weekly"} - kinds:
        for path in (f"/reports/{kind}", f"/reports/{kind}/page", f"/reports/{kind}/xlsx"):
            assert browser.get(path).status == 404, path


def test_every_form_of_a_report(browser: Browser) -> None:
    browser.sign_in("binh")
    for form in FORMS:
        answer = browser.client.get(f"/reports/units/{form}")
        assert answer.status_code == 200
        assert (
            answer.headers["content-disposition"] == f'attachment; filename="nhom-va-don-vi-20261111.{form}"'
        )
        assert answer.content
    rows = json.loads(browser.client.get("/reports/units/json").content)
    assert any("Sở Y tế" in row.values() for row in rows)
    assert browser.get("/reports/units/exe").status == 404


def test_leadership_gets_no_names(browser: Browser) -> None:
    for form in FORMS:
        octets = browser.sign_in("lan").client.get(f"/reports/weekly/{form}").content
        if form == "xlsx":
            book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(octets))
            octets = repr([book.get_sheet_by_name(one).to_python() for one in book.sheet_names]).encode()
        assert octets
        assert "Nguyễn Văn An" not in octets.decode()
    named = browser.sign_in("binh").client.get("/reports/weekly/xlsx").content
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(named))
    assert "Nguyễn Văn An" in repr([book.get_sheet_by_name(one).to_python() for one in book.sheet_names])


def test_a_report_is_shown_in_a_frame_of_its_own(browser: Browser) -> None:
    browser.sign_in("binh")
    assert "<iframe" in browser.get("/reports/brief").html
    page = browser.get("/reports/brief/page")
    assert "sandbox" in page.headers["content-security-policy"]
    assert "<script" not in page.html


def test_the_journal_tells_who_did_what(browser: Browser) -> None:
    page = browser.sign_in("binh").get("/journal")
    assert "root" in page.text
    assert "daemon" not in [cell.strip() for cell in page.text.split("·")]
    everything = browser.get("/journal?about=round").text
    accounts = browser.get("/journal?actor=root&about=user").text
    assert "1–5 trong số 5" in accounts  # the five accounts of this desk
    assert "thêm tài khoản trang làm việc hoa (lãnh đạo đơn vị)" in accounts
    assert "1–5 trong số 5" not in everything
    browser.post("/officials/9/hold", why="đang nghỉ phép", confirmed="yes")
    page = browser.get("/journal?about=respondent")
    assert "/officials/9" in page.links
    assert "Chưa có việc nào như vậy" in browser.get("/journal?actor=khong-ai").text
    assert browser.sign_in("tuan").get("/journal").status == 403
