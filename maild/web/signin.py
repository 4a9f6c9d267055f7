"""Signing in and out, and the choice of language: the pages for whoever is not known yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from maild.actions import users
from maild.logs import log
from maild.store import desk as accounts
from maild.web import session as sessions
from maild.web.desk import Desk
from maild.web.session import FORM, LANGUAGE, SESSION, address_of, form_secret

_YEAR_S = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Asked:
    desk: Desk
    request: Request
    form: FormData
    language: str

    def word(self, name: str, most: int = 300) -> str:
        given = self.form.get(name, "")
        return given[:most] if isinstance(given, str) else ""


def show(asked: Asked) -> Response:
    """The form; or, where the web server has signed somebody in already, straight to the page."""
    desk, request = asked.desk, asked.request
    to = safe(request.query_params.get("to", ""))
    named = "" if desk.sso is None else request.headers.get(desk.sso, "").strip().lower()
    if named:
        with desk.reader.view() as look:
            user = accounts.find(look.connection, named)
        if user is not None and user.disabled_at is None:
            return _in(desk, sessions.begin(desk, user, desk.home.clock()), to)
        log.warning("desk.sign_in_refused", because="no-account")
    return _form(asked, to, 200, "desk.sso_unknown" if named else "")


def enter(asked: Asked) -> Response:
    """Take name and password. A wrong name, a wrong password and a disabled account read the same."""
    desk, request, now = asked.desk, asked.request, asked.desk.home.clock()
    to = safe(asked.word("to"))
    token = request.cookies.get(FORM, "")
    if not token or not sessions.same(asked.word("csrf"), form_secret(token)):
        return _form(asked, to, 403, "desk.stale_form")
    name, address = asked.word("name", 64).strip().lower(), address_of(request)
    if desk.attempts.refused(name, address, now):
        log.warning("desk.sign_in_refused", because="too-many")
        return _form(asked, to, 429, "desk.too_many")
    with desk.reader.view() as look:
        user = accounts.find(look.connection, name)
    if not users.checked(user, asked.word("password", 1000)) or user is None:
        desk.attempts.failed(name, address, now)
        log.warning("desk.sign_in_refused", because="wrong", user=None if user is None else user.id)
        return _form(asked, to, 401, "desk.wrong_password")
    desk.attempts.succeeded(name, address)
    return _in(desk, sessions.begin(desk, user, now), to)


def leave(asked: Asked) -> Response:
    desk = asked.desk
    token = asked.request.cookies.get(SESSION, "")
    session = sessions.find(desk, token, desk.home.clock())
    if session is not None:
        if not sessions.same(asked.word("csrf"), form_secret(token)):
            return _form(asked, "", 403, "desk.stale_form")
        sessions.end(desk, session)
    response = RedirectResponse(f"{desk.base}/signed-out", status_code=303)
    sessions.drop_cookie(desk, response, SESSION)
    return response


def left(asked: Asked) -> Response:
    values = {"base": asked.desk.base, "word": "desk.signed_out", "facts": {}}
    return HTMLResponse(asked.desk.room.page("plain.html", asked.language, values))


def speak(asked: Asked) -> Response:
    """Vietnamese or English from here on, in this browser."""
    desk, chosen = asked.desk, asked.word("language")
    response = RedirectResponse(f"{desk.base}{safe(asked.word('to')) or '/'}", status_code=303)
    if chosen in ("vi", "en"):
        sessions.set_cookie(desk, response, LANGUAGE, chosen, max_age=_YEAR_S)
    return response


def safe(to: str) -> str:
    """A path of ours, or nothing: whoever signs in is never sent to somebody else's page."""
    parts = urlsplit(to)
    fine = to.startswith("/") and not to.startswith("//") and "\\" not in to and to.isprintable()
    return to if fine and not parts.scheme and not parts.netloc else ""


def _in(desk: Desk, token: str, to: str) -> Response:
    response = RedirectResponse(f"{desk.base}{to or '/'}", status_code=303)
    sessions.set_cookie(desk, response, SESSION, token)
    sessions.drop_cookie(desk, response, FORM)
    return response


def _form(asked: Asked, to: str, status: int, error: str) -> Response:
    desk = asked.desk
    known = asked.request.cookies.get(FORM, "")
    token = known if len(known) == 43 and known.isascii() else sessions.new_token()
    values = {"base": desk.base, "csrf": form_secret(token), "to": to, "error": error,
              "agency": desk.config.round_defaults.agency}  # fmt: skip
    response = HTMLResponse(desk.room.page("signin.html", asked.language, values), status_code=status)
    if token != known:
        sessions.set_cookie(desk, response, FORM, token)
    return response


PAGES: tuple[tuple[str, str, Callable[[Asked], Response]], ...] = (
    ("/sign-in", "GET", show),
    ("/sign-in", "POST", enter),
    ("/sign-out", "POST", leave),
    ("/signed-out", "GET", left),
    ("/language", "POST", speak),
)
