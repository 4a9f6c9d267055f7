"""A scripted scanner over every page of the table: what OWASP's guide tries, by somebody who is signed in."""

from __future__ import annotations

import pytest

from maild.web.desk import Desk
from maild.web.table import Page
from tests.jobs.province import Province
from tests.web.browser import ORIGIN, Browser
from tests.web.test_roles import lively, path_of

__all__ = ["lively"]
MARK = "zq9"
# Each is sent in every field of every page; none may come back as it is, none may break the page.
PAYLOADS = [
    f'"><svg/onload={MARK}>',
    f"'-{MARK}-'",
    "' OR 1=1 --",
    "'; DROP TABLE event; --",
    "%' ESCAPE '!",
    "../../../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    f"{{{{ 7*191 }}}}{MARK}",
    f"${{7*191}}{MARK}",
    f"x\r\nSet-Cookie: {MARK}=1",
    '=HYPERLINK("http://x.example")',
    "\x00\x1b[2J\u202e",
    "9" * 400,
    "-1",
    "é" * 300,
]
FIELDS = (
    "q", "page", "left", "kind", "stage", "state", "domain", "owner", "reason", "actor", "about", "unit", "status",
    "fact", "because", "round", "why", "until", "text", "request", "reference", "note", "to", "letter", "code",
    "number", "mark", "next_step", "name", "title", "typed",
)  # fmt: skip


def reached(browser: Browser, page: Page, fields: dict[str, str]) -> tuple[int, str, dict[str, str]]:
    if page.method == "GET":
        answer = browser.client.get(path_of(page), params=fields)
    else:
        answer = browser.client.post(path_of(page), data={**fields, "csrf": browser.csrf})
    return answer.status_code, answer.text, dict(answer.headers)


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param("".join(PAYLOADS[:3]), id="together"),
        *(pytest.param(one, id=str(n), marks=pytest.mark.long) for n, one in enumerate(PAYLOADS)),
    ],
)
def test_no_field_of_any_page_is_a_way_in(lively: Browser, desk: Desk, payload: str) -> None:
    """Nothing comes back unescaped, nothing is an error of ours, nothing says where files lie."""
    lively.sign_in("binh")
    for page in desk.pages:
        if "coordinator" not in page.roles or page.upload or "export" in page.page or "file" in page.page:
            continue
        status, text, headers = reached(lively, page, dict.fromkeys(FIELDS, payload))
        where = f"{page.method} {page.path}"
        assert status < 500, where
        assert "<svg/onload" not in text, where
        assert f"1337{MARK}" not in text, where
        assert "root:x:0" not in text, where
        assert "Traceback" not in text, where
        assert "site-packages" not in text, where
        assert MARK not in "".join(value for name, value in headers.items() if name != "location"), where
        assert "\n" not in headers.get("location", ""), where


@pytest.mark.parametrize(
    "to",
    ["//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)",
     "/%0d%0aLocation:https://evil.example", "/x\r\nX: y", " //evil.example", "/../sign-out"],
)  # fmt: skip
def test_signing_in_leads_nowhere_else(browser: Browser, to: str) -> None:
    for answer in (
        browser.client.get("/sign-in", params={"to": to}),
        browser.client.post("/sign-in", data={"name": "binh", "password": "ngồi lê đôi mách 2026", "to": to}),
        browser.client.post("/language", data={"language": "en", "to": to}),
    ):
        assert answer.status_code < 500
        leads = answer.headers.get("location", "/")
        assert leads.startswith("/"), leads
        assert not leads.startswith(("//", "/\\")), leads
        assert "evil.example" not in answer.headers.get("set-cookie", "")
        assert "\n" not in leads


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "CONNECT", "PROPFIND"])
def test_no_other_method_does_anything(lively: Browser, desk: Desk, province: Province, method: str) -> None:
    lively.sign_in("binh")
    before = len(province.trail())
    for page in desk.pages:
        answer = lively.client.request(method, path_of(page))
        assert answer.status_code in (403, 404, 405), f"{method} {page.path}"
    assert len(province.trail()) == before


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_a_get_stays_a_get(lively: Browser, desk: Desk, province: Province, header: str) -> None:
    lively.sign_in("binh")
    before = len(province.trail())
    for page in desk.pages:
        if page.method == "POST":
            fields = {"csrf": lively.csrf, "confirmed": "yes", "why": "x", "_method": "POST"}
            lively.client.get(path_of(page), params=fields, headers={header: "POST"})
    assert len(province.trail()) == before


def test_every_post_wants_its_secret(lively: Browser, desk: Desk, province: Province) -> None:
    lively.sign_in("binh")
    before = len(province.trail())
    for page in desk.pages:
        if page.method == "POST" and "coordinator" in page.roles:
            for csrf in ("", "0" * 64, lively.token):
                data = {"csrf": csrf, "confirmed": "yes", "why": "x", "typed": "61"}
                assert lively.client.post(path_of(page), data=data).status_code == 403, page.path
    assert len(province.trail()) == before


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "evil.example:8025", "", "a b"])
def test_another_host_is_not_answered(browser: Browser, host: str) -> None:
    browser.sign_in("binh")
    answer = browser.client.get("/", headers={"host": host})
    assert answer.status_code in (400, 421)
    assert "evil.example" not in answer.text
    forwarded = browser.client.get(
        "/sign-in", headers={"x-forwarded-host": "evil.example", "forwarded": "host=evil.example"}
    )
    assert "evil.example" not in forwarded.text


def test_a_session_is_made_anew_by_signing_in(browser: Browser) -> None:
    """Nobody can be given a session beforehand, and none outlives its sign-out."""
    browser.client.cookies.set("maild", "0" * 43, domain="127.0.0.1")
    answer = browser.client.post(
        "/sign-in",
        data={"name": "binh", "password": "ngồi lê đôi mách 2026"},
        headers={"origin": ORIGIN},
    )
    cookie = answer.headers["set-cookie"]
    assert "0" * 43 not in cookie
    lowered = cookie.lower()
    assert "httponly" in lowered
    assert "samesite=strict" in lowered
    assert "domain=" not in lowered


def test_files_beside_the_desk_are_not_served(browser: Browser) -> None:
    for path in (
        "/static/../app.py", "/static/%2e%2e/app.py", "/static/..%5capp.py", "/static//etc/passwd", "/.git/config",
        "/maild.toml", "/static/desk.css%00.py", "/state/maild.db", "/docs", "/openapi.json", "/metrics",
    ):  # fmt: skip
        answer = browser.client.get(path)
        assert answer.status_code in (303, 400, 403, 404), path
        assert "import " not in answer.text
