"""Who gets in, and what is said to those who do not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from maild.actions import users
from maild.actions.actor import Actor
from maild.errors import InputRefused
from maild.jobs.clock import DemoClock
from maild.model import EventKind
from maild.store import desk as accounts
from maild.store import tables
from maild.web import attempts
from maild.web.desk import Desk
from maild.web.session import FORM, SESSION
from maild.web.signin import safe
from tests.jobs.province import MAKER, MONDAY, Province
from tests.web.browser import ORIGIN, Browser, Page
from tests.web.conftest import DESK, PASSWORD

WRONG = "Tên đăng nhập hoặc mật khẩu không đúng"


def enter(browser: Browser, name: str, password: str, **more: str) -> Page:
    form = browser.get("/sign-in").form("/sign-in")
    return Page(browser.client.post("/sign-in", data={**form, "name": name, "password": password, **more}))


def test_whoever_is_not_signed_in_is_asked_to(browser: Browser) -> None:
    answer = browser.client.get("/")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")


def test_name_and_password_lead_to_the_page_that_was_wanted(browser: Browser) -> None:
    answer = enter(browser, "  Binh ", PASSWORD, to="/?round=1")
    assert (answer.status, answer.headers["location"]) == (303, "/?round=1")
    cookies = answer.headers.get_list("set-cookie")
    session = next(one for one in cookies if one.startswith(f"{SESSION}="))
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(session.split("; "))
    assert "Cán bộ Binh" in browser.get("/").text


def test_the_words_do_not_tell_a_wrong_name_from_a_wrong_password(
    browser: Browser, province: Province
) -> None:
    users.disable(province.home.store, "lan", Actor("root"), province.now)
    tried = [
        enter(browser, name, password)
        for name, password in (("binh", "sai mật khẩu"), ("ai-do", PASSWORD), ("lan", PASSWORD), ("", ""))
    ]
    assert {one.status for one in tried} == {401}
    assert len({one.text for one in tried}) == 1
    assert WRONG in tried[0].text


def test_guessing_is_slowed_and_stops_nobody_else(browser: Browser, clock: DemoClock) -> None:
    for _ in range(attempts.MOST_BOTH):
        assert enter(browser, "binh", "đoán bừa thôi").status == 401
    refused = enter(browser, "binh", PASSWORD)
    assert refused.status == 429
    assert "đợi 15 phút" in refused.text
    assert enter(browser, "cuong", PASSWORD).status == 303
    clock.move_to(clock() + attempts.WITHIN)
    assert enter(browser, "binh", PASSWORD).status == 303


def test_many_names_from_one_address_are_one_guesser() -> None:
    found = attempts.Attempts()
    for number in range(attempts.MOST_ADDRESS):
        assert not found.refused(f"ten{number}", "10.0.0.9", MONDAY)
        found.failed(f"ten{number}", "10.0.0.9", MONDAY)
    assert found.refused("binh", "10.0.0.9", MONDAY)
    assert not found.refused("binh", "10.0.0.8", MONDAY)


def test_one_name_from_many_addresses_is_one_guesser() -> None:
    found = attempts.Attempts()
    for number in range(attempts.MOST_ACCOUNT):
        found.failed("binh", f"10.0.{number}.1", MONDAY)
    assert found.refused("binh", "10.9.9.9", MONDAY)
    assert not found.refused("cuong", "10.9.9.9", MONDAY)


def test_a_form_of_another_page_does_not_sign_in(browser: Browser) -> None:
    data = {"name": "binh", "password": PASSWORD, "csrf": "0" * 64}
    assert browser.client.post("/sign-in", data=data).status_code == 403
    browser.get("/sign-in")
    assert browser.client.post("/sign-in", data=data).status_code == 403
    form = browser.get("/sign-in").form("/sign-in")
    crossed = browser.client.post(
        "/sign-in", data={**form, **data, "csrf": form["csrf"]}, headers={"sec-fetch-site": "cross-site"}
    )
    assert crossed.status_code == 403
    assert SESSION not in browser.client.cookies


def test_signing_out_ends_the_session_on_the_server(browser: Browser) -> None:
    browser.sign_in("binh")
    token = browser.token
    assert "Anh/chị đã đăng xuất" in browser.post("/sign-out").text
    browser.client.cookies.set(SESSION, token, domain="127.0.0.1")
    assert browser.get("/").status == 303


@pytest.mark.parametrize(
    ("steps", "ends"),
    [
        ([timedelta(minutes=50)] * 3, False),  # used now and then
        ([timedelta(minutes=61)], True),  # forgotten
        ([timedelta(minutes=50)] * 13, True),  # a long day
    ],
)
def test_a_session_ends_by_idleness_and_by_time(
    browser: Browser, clock: DemoClock, steps: list[timedelta], ends: bool
) -> None:
    browser.sign_in("binh")
    for step in steps:
        clock.move_to(clock() + step)
        status = browser.get("/").status
    assert status == (303 if ends else 200)


@pytest.mark.parametrize("change", ["role", "password", "disabled"])
def test_a_changed_account_is_signed_out(browser: Browser, province: Province, change: str) -> None:
    browser.sign_in("binh")
    store, root = province.home.store, Actor("root")
    match change:
        case "role":
            users.set_role(store, "binh", "it", root, province.now)
        case "password":
            users.set_password(store, "binh", "một câu khác hẳn 9", root, province.now)
        case _:
            users.disable(store, "binh", root, province.now)
    assert browser.get("/").status == 303


def test_the_database_holds_neither_password_nor_cookie(
    browser: Browser, province: Province, desk: Desk
) -> None:
    enter(browser, "binh", PASSWORD)
    token = browser.client.cookies[SESSION]
    with desk.reader.view() as look:
        everything = [
            repr(look.connection.execute(sa.select(table)).all()) for table in tables.metadata.sorted_tables
        ]
        user = accounts.find(look.connection, "binh")
    assert not [one for one in everything if token in one or PASSWORD in one]
    assert user is not None
    assert user.secret.startswith("scrypt$16384$8$5$")
    assert user.secret not in repr(user)


def test_a_sign_in_is_recorded_and_nothing_of_it_but_who(province: Province, browser: Browser) -> None:
    browser.sign_in("binh")
    with province.home.store.view() as look:
        from maild.store import events

        last = list(events.trail(look.connection))[-1]
    assert (last.kind, last.actor, dict(last.data)) == (EventKind.USER_SIGNED_IN, "binh", {"user": 1})


@pytest.mark.parametrize(
    ("to", "taken"),
    [
        ("/plans/7?page=2", True),
        ("//evil.example/", False),
        ("/\\evil.example", False),
        ("https://evil.example/", False),
        ("javascript:alert(1)", False),
        ("/\nSet-Cookie: x=1", False),
        ("", False),
    ],
)
def test_nobody_is_sent_to_another_site(to: str, taken: bool) -> None:
    assert safe(to) == (to if taken else "")


@pytest.mark.parametrize("password", ["ngắn quá", "binh binh binh binh", "aaaaaaaaaaaaaaaa", "x" * 201])
def test_a_password_that_is_easily_guessed_is_refused(province: Province, password: str) -> None:
    with pytest.raises(InputRefused):
        users.set_password(province.home.store, "binh", password, Actor("root"), province.now)


@pytest.mark.parametrize(
    ("name", "role", "unit"),
    [("Có Dấu", "it", ""), ("a", "it", ""), ("../x", "it", ""), ("binh", "it", ""), ("moi", "head", ""),
     ("moi", "it", "Sở Y tế"), ("moi", "head", "Không có đơn vị này")],
)  # fmt: skip
def test_an_account_that_makes_no_sense_is_refused(
    province: Province, name: str, role: str, unit: str
) -> None:
    with pytest.raises(InputRefused):
        users.add(province.home.store, name, role, MAKER, province.now, unit=unit, password=PASSWORD)


def test_the_web_server_may_say_who_it_is(
    build_desk: Callable[..., tuple[Province, Desk, Browser]], tmp_path: Path
) -> None:
    _, _, browser = build_desk(
        web=f'listen = "unix:{tmp_path}/desk.sock"\nsso_header = "X-Remote-User"\npublic_url = "{ORIGIN}"'
    )
    named = {"x-remote-user": "Binh"}
    assert browser.get("/sign-in", headers=named).status == 303
    assert "Cán bộ Binh" in browser.get("/", headers=named).text
    assert browser.get("/", headers={"x-remote-user": "cuong"}).status == 303  # somebody else sits there now
    unknown = browser.get("/sign-in", headers={"x-remote-user": "khach"})
    assert "chưa được cấp quyền" in unknown.text


def test_without_sso_the_header_means_nothing(browser: Browser) -> None:
    assert browser.get("/", headers={"x-remote-user": "binh"}).status == 303
    assert "Tên đăng nhập" in browser.get("/sign-in", headers={"x-remote-user": "binh"}).text


def test_behind_https_cookies_travel_by_https_only(
    build_desk: Callable[..., tuple[Province, Desk, Browser]],
) -> None:
    _, desk, browser = build_desk(web=f'{DESK}\npublic_url = "https://maild.tinh.example.vn/khao-sat"')
    answer = browser.client.get("/sign-in", headers={"host": "maild.tinh.example.vn"})
    (cookie,) = answer.headers.get_list("set-cookie")
    assert cookie.startswith(f"{FORM}=")
    assert {"Secure", "Path=/khao-sat/"} <= set(cookie.split("; "))
    assert answer.headers["strict-transport-security"]
    assert 'action="/khao-sat/sign-in"' in answer.text
    assert desk.base == "/khao-sat"


def test_a_link_in_a_mail_finds_the_session_again(browser: Browser) -> None:
    """SameSite=Strict keeps the cookie back when another site's link leads here."""
    hop = browser.get("/", headers={"sec-fetch-site": "cross-site"})
    assert hop.status == 200
    assert 'http-equiv="refresh"' in hop.html


def test_another_language_in_this_browser(browser: Browser) -> None:
    answer = browser.client.post("/language", data={"language": "en", "to": "/sign-in"})
    assert answer.headers["location"] == "/sign-in"
    assert "Sign in" in browser.get("/sign-in").text
    assert (
        browser.client.post("/language", data={"language": "xx", "to": "//evil"}).headers["location"] == "/"
    )


def test_only_under_its_own_name(browser: Browser) -> None:
    assert browser.get("/sign-in", headers={"host": "evil.example"}).status == 421
    assert ORIGIN.endswith(":8025")
