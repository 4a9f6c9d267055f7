"""A person replaced or corrected, a unit's contact and other names, mails to units: all without a command line."""

from __future__ import annotations

import pytest

from maild.jobs.escalations import CODES
from maild.model import NoticeCode
from maild.store import notices, units
from tests.jobs.province import Province
from tests.web.browser import Browser, Page

CHANGE = "/officials/9/change"


def changed(browser: Browser, **fields: str) -> Page:
    """Fill in the form of the ninth official, and say yes where it asks back."""
    page = browser.submit(browser.get(CHANGE), CHANGE, **{"letter": "12/SNV", **fields})
    return browser.confirm(page, CHANGE) if "Xác nhận" in page.text else page


def test_an_address_is_corrected_and_the_old_one_stays_in_the_history(
    browser: Browser, province: Province
) -> None:
    browser.sign_in("binh")
    before = next(one for one in province.people() if one.id == 9)
    page = browser.submit(browser.get(CHANGE), CHANGE, email="moi@dv2.example.vn", letter="12/SNV")
    assert f"địa chỉ thư: {before.email} → moi@dv2.example.vn" in page.text
    assert "12/SNV" in page.text
    assert next(one for one in province.people() if one.id == 9) == before  # nothing yet
    page = browser.confirm(page, CHANGE)
    assert "Đã sửa." in page.text
    assert before.email in page.text
    after = next(one for one in province.people() if one.id == 9)
    assert (after.email, after.honorific) == ("moi@dv2.example.vn", before.honorific)
    assert province.differences() == []


def test_two_at_once_do_not_take_back_what_the_other_has_changed(
    browser: Browser, province: Province
) -> None:
    browser.sign_in("binh")
    first, second = browser.get(CHANGE), browser.get(CHANGE)
    page = browser.submit(first, CHANGE, email="moi@dv2.example.vn", letter="12/SNV")
    browser.confirm(page, CHANGE)
    page = browser.submit(second, CHANGE, position="Trưởng phòng", letter="13/SNV")
    assert "→ Trưởng phòng" in page.text
    assert "@" not in page.text  # the address is nobody's question here
    browser.confirm(page, CHANGE)
    after = next(one for one in province.people() if one.id == 9)
    assert (after.email, after.position) == ("moi@dv2.example.vn", "Trưởng phòng")
    here = "/rounds/1/change"
    first, second = browser.get("/rounds/1"), browser.get("/rounds/1")
    browser.confirm(browser.submit(first, here, hotline="0214.1", why="sai số"), here)
    page = browser.submit(second, here, legal_basis="Công văn số 9", why="sai số văn bản")
    assert "0214" not in page.text
    browser.confirm(page, here)
    shown = browser.get("/rounds/1").text
    assert "0214.1" in shown
    assert "Công văn số 9" in shown


def test_a_unit_that_nobody_knows_is_said_before_it_is_made(browser: Browser, province: Province) -> None:
    browser.sign_in("binh")
    known = next(one for one in province.people() if one.id == 12).unit
    page = browser.submit(browser.get(CHANGE), CHANGE, unit="UBND xã Chưa Ai Biết", letter="12/SNV")
    assert "Đơn vị “UBND xã Chưa Ai Biết” chưa có trong danh sách" in page.text
    page = browser.submit(browser.get(CHANGE), CHANGE, unit=known.upper(), letter="12/SNV")
    assert "chưa có trong danh sách" not in page.text


def test_another_name_is_another_person_and_can_be_undone(browser: Browser, province: Province) -> None:
    browser.sign_in("binh")
    page = changed(browser, name="Lý Thị Mới", email="moi@dv2.example.vn")
    assert "Đã thay OFF-0009." in page.text
    assert 9 not in {one.id for one in province.people()}
    page = browser.submit(page, "/officials/9/undo")
    assert 9 in {one.id for one in province.people()}
    assert "Lý Thị Mới" not in {one.name for one in province.people()}
    assert province.differences() == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"email": "không phải địa chỉ"}, "Địa chỉ thư: thiếu dấu @"),
        ({"name": ""}, "họ tên"),
        ({"letter": ""}, "căn cứ"),
        ({"email": "canbo12@dv2.example.vn", "name": "Lý Thị Mới"}, "OFF-0012"),
        ({"letter": "12/SNV"}, "Không có gì khác"),
        ({"unit": "<script>alert(1)</script>", "email": "x"}, "&lt;script&gt;"),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_is_changed(
    browser: Browser, province: Province, fields: dict[str, str], said: str
) -> None:
    browser.sign_in("binh")
    before = province.people()
    page = changed(browser, **fields)
    assert page.status in (409, 422)
    assert said in page.html
    assert "<script>alert" not in page.html
    assert province.people() == before


def test_whom_no_mail_reaches_stands_with_what_may_be_right(browser: Browser, province: Province) -> None:
    browser.sign_in("binh")
    assert "Không có địa chỉ nào cần sửa" in browser.get("/corrections").text
    browser.confirm(
        browser.post("/officials/9/mark", what="unreachable", note="gọi không được"), "/officials/9/mark"
    )
    page = browser.get("/corrections")
    assert "canbo9@dv2.example.vn" in page.text
    assert "/officials/9/change" in page.links
    assert "1 người không nhận được thư" in browser.get("/").text
    proposed = browser.post(CHANGE, email="goi.y@dv2.example.vn")
    assert proposed.form(CHANGE)["email"] == "goi.y@dv2.example.vn"
    assert proposed.form(CHANGE)["letter"] == ""
    assert "OFF-0009" not in proposed.headers.get("location", "")
    browser.sign_in("cuong")
    assert "/officials/9/change" not in browser.get("/corrections").links


def test_the_ministry_s_list_of_failures_is_taken_once(browser: Browser, province: Province) -> None:
    browser.sign_in("binh")
    rows = ("Họ tên,Hộp thư,Lý do", "A,canbo9@dv2.example.vn,550 5.1.1", "B,ai@khac.example.vn,550 5.1.1")
    files = {"file": ("khong-den.csv", "\n".join(rows).encode())}
    page = browser.post("/corrections/failures", files=files)
    assert "1 người không nhận được thư mời; 1 dòng không khớp" in page.text
    assert "canbo9@dv2.example.vn" in page.text
    assert browser.post("/corrections/failures", files=files).status == 422
    assert province.differences() == []


def test_a_unit_has_a_contact_and_other_names(browser: Browser, province: Province) -> None:
    browser.sign_in("binh")
    page = browser.submit(
        browser.get("/units/1"),
        "/units/1/contact",
        role="head",
        name="Lê <b>Thủ</b>",
        email="head@dv0.example.vn",
    )
    assert "Đã ghi thủ trưởng" in page.text
    assert "Lê &lt;b&gt;Thủ" in page.html
    assert browser.post("/units/1/contact", role="head", email="a, b@x.vn").status == 422
    assert browser.post("/units/1/contact", role="boss", name="X").status == 422
    assert browser.post("/units/1/contact", role="it").status == 422
    page = browser.post("/units/1/alias", alias="STC")
    assert "STC" in page.text
    assert browser.post("/units/1/alias", alias="Sở Y tế").status == 422
    assert browser.post("/units/2/alias/drop", alias="STC").status == 422  # another unit's
    page = browser.submit(page, "/units/1/alias/drop")
    with province.home.store.view() as look:
        known = next(one for one in units.every(look.connection) if one.id == 1)
    assert (known.aliases, known.contacts[0].email) == ((), "head@dv0.example.vn")
    browser.sign_in("tuan")
    assert "văn thư" in browser.post("/units/2/contact", role="clerk", telephone="0214 3").text
    assert browser.post("/units/2/alias", alias="SYT").status == 403


def test_mails_to_units_are_looked_at_and_let_go(browser: Browser, province: Province) -> None:
    browser.sign_in("binh")
    assert "U1 đến hạn" in browser.get("/").text
    page = browser.get("/escalations/U1")
    assert "3 đơn vị chưa có địa chỉ" in page.text
    assert browser.post("/escalations/U1/approve").status == 422
    browser.post("/units/1/contact", role="head", name="Lê Thủ", email="head@dv0.example.vn")
    page = browser.get("/escalations/U1")
    written = browser.get("/escalations/U1/mail/1")
    assert "head@dv0.example.vn" in written.text
    frame = browser.get("/escalations/U1/mail/1/page")
    assert "sandbox" in frame.headers["content-security-policy"]
    assert "Lê Đức An" in frame.text
    page = browser.submit(page, "/escalations/U1/approve")
    assert "Gửi 1 thư" in page.text
    assert "2 đơn vị chưa có địa chỉ" in page.text
    page = browser.confirm(page, "/escalations/U1/approve")
    assert "1 thư sẽ gửi trong khung giờ" in page.text
    with province.home.store.view() as look:
        assert [one.unit_id for one in notices.of_code(look.connection, NoticeCode.U1)] == [1]
    again = browser.post("/escalations/U1/approve", confirmed="yes")
    assert again.status == 422  # once
    here = "/escalations/U1/cancel"
    page = browser.submit(browser.get("/escalations/U1"), here, why="nhầm địa chỉ")
    assert "Hủy 1 thư" in page.text
    page = browser.confirm(page, here)
    assert "Đã hủy 1 thư đang chờ" in page.text
    assert here not in dict(page.forms)
    assert browser.post(here, why="lần nữa", confirmed="yes").status == 422
    browser.post("/units/1/contact", role="head", name="Lê Thủ", email="dung@dv0.example.vn")
    again = browser.post("/escalations/U1/approve", confirmed="yes")
    assert "1 thư sẽ gửi trong khung giờ" in again.text
    with province.home.store.view() as look:
        first, second = notices.of_code(look.connection, NoticeCode.U1)
    assert (first.state.value, second.state.value) == ("skipped", "planned")
    assert second.recipient == "dung@dv0.example.vn"
    for code in CODES:
        assert browser.get(f"/escalations/{code.value}").status == 200
    assert browser.get("/escalations/C1").status == 404
    assert browser.get("/escalations/U1/mail/99").status == 404
    browser.sign_in("cuong")
    page = browser.get("/escalations/E1")
    assert "/escalations/E1/approve" not in [path for path, _ in page.forms]
    assert browser.post("/escalations/E1/approve", confirmed="yes").status == 403
