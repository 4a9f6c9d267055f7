"""The one place where requests are let in: session, role, CSRF, limits, headers, and errors in words."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from functools import partial
from importlib import import_module
from typing import Any, TypeVar
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.datastructures import FormData, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Match, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from maild.actions import told
from maild.errors import Busy, InputRefused, MaildError, NeedsPerson
from maild.logs import log
from maild.store.desk import Session
from maild.web import session as sessions
from maild.web import signin
from maild.web.ask import Ask, Refused, sentence
from maild.web.desk import Desk
from maild.web.render import static
from maild.web.session import LANGUAGE, SESSION
from maild.web.table import Page

T = TypeVar("T")
REQUEST_S = 60.0  # from the first octet of a request to the last of its answer
_FORM = 64 * 1024
_UPLOAD = 5 * 1024 * 1024 + _FORM  # a larger list is read outside the daemon, by command
_PAGE_CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; frame-src 'self'; "
    "connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# A letter as it will look: its own inline styles, nothing else, and no way out of its frame.
_FRAME_CSP = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; sandbox"
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Robots-Tag": "noindex, nofollow",
}
_STATUS: tuple[tuple[type[MaildError], int], ...] = (
    (Busy, 503),
    (NeedsPerson, 409),
    (InputRefused, 422),
    (MaildError, 500),
)


def build(desk: Desk, pool: Executor) -> ASGIApp:
    """The application. Pages run in `pool`, so that none of them holds up the others' connections."""
    routes = [
        Route("/static/{name}", _static, methods=["GET"]),
        *(Route(path, _open(desk, pool, answer), methods=[method]) for path, method, answer in signin.PAGES),
        *(
            Route(
                page.path,
                _guarded(desk, pool, page),
                methods=[page.method],
            )
            for page in desk.pages
        ),
    ]
    app = Starlette(routes=routes, exception_handlers={HTTPException: partial(_refused, desk)})
    app.router.redirect_slashes = False
    return _Gate(app, desk)


class _Gate:
    """Outermost: the name we are asked under, the time a request may take, and headers on every answer."""

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self._app = app
        self._desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        begun = False

        async def headed(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
                headers.setdefault("Content-Security-Policy", _PAGE_CSP)
                headers.setdefault("X-Frame-Options", "DENY")
                headers.setdefault("Cache-Control", "no-store")
                if self._desk.secure:
                    headers["Strict-Transport-Security"] = "max-age=31536000"
            await send(message)

        request = Request(scope)
        host = request.headers.get("host", "").lower()
        name = host.rpartition(":")[0] if ":" in host.rpartition("]")[2] else host
        if name not in self._desk.hosts:
            log.info("desk.refused", because="host")
            await _plain(self._desk, request, "desk.wrong_host", 421)(scope, receive, headed)
            return
        try:
            async with asyncio.timeout(REQUEST_S):
                await self._app(scope, receive, headed)
        except TimeoutError:
            log.info("desk.refused", because="slow")
            if not begun:
                await _plain(self._desk, request, "desk.too_slow", 408)(scope, receive, headed)


def _guarded(desk: Desk, pool: Executor, page: Page) -> Callable[[Request], Awaitable[Response]]:
    """A row of the table as an endpoint. Who asks is known before anything of the body is read."""
    answer = _answer_of(page)

    async def endpoint(request: Request) -> Response:
        language = _language(desk, request)
        token = request.cookies.get(SESSION, "")
        try:
            known = partial(sessions.find, desk, token, desk.home.clock(), by_itself=page.live)
            session = await _in(pool, known)
        except MaildError as error:
            return _error_page(desk, language, error)
        if session is None or not _still(desk, request, session):
            if page.method == "GET":
                return _to_sign_in(desk, request)
            return _plain(desk, request, "desk.session_over", 401)
        if session.user.role not in page.roles:
            log.info("desk.refused", because="role", user=session.user.id, page=page.path)
            return _plain(desk, request, "desk.not_for_you", 403, role=f"role.{session.user.role}")
        refused = _measured(desk, request, _UPLOAD if page.upload else _FORM)
        if refused is not None:
            return refused
        form = await _form_of(request, page)
        if page.method == "POST":
            given = str(form.get("csrf", ""))
            if not _own(desk, request) or not sessions.same(given, sessions.form_secret(token)):
                log.info("desk.refused", because="csrf", user=session.user.id, page=page.path)
                return _plain(desk, request, "desk.stale_form", 403)
        ask = Ask(desk, page, request, form, session, token, language)
        try:
            response = await _in(pool, _answered, ask, answer)
        finally:
            await form.close()
        if page.frame:
            response.headers["Content-Security-Policy"] = _FRAME_CSP
            response.headers["X-Frame-Options"] = "SAMEORIGIN"
        return response

    return endpoint


def _answer_of(page: Page) -> Callable[[Ask], Response]:
    module, _, name = page.page.partition(":")
    answer: Callable[[Ask], Response] = getattr(import_module(f"maild.web.pages.{module}"), name)
    return answer


def _answered(ask: Ask, answer: Callable[[Ask], Response]) -> Response:
    try:
        return answer(ask)
    except (MaildError, OSError) as error:
        return _where_it_stood(ask, error) or _error_page(ask.desk, ask.language, error, ask)
    except Exception as error:
        # The values in an error's text may be names and addresses: its place is enough to find it.
        log.error("desk.failed", page=ask.page.path, because=type(error).__name__, where=told.place(error))
        bug = MaildError("bug", what=f"{type(error).__name__} {told.place(error)}")
        return _error_page(ask.desk, ask.language, bug, ask)


def _where_it_stood(ask: Ask, error: MaildError | OSError) -> Response | None:
    """The page on which a refused form stands, as it was filled in: a browser that goes back has forgotten it.

    None where there is none: nothing was sent, or the page itself is not there any more.
    """
    path = ask.request.scope["path"]
    if ask.request.method != "POST" or error.args[0] == "desk.no_such_page":
        return None
    typed = {name: value for name, value in ask.form.items() if isinstance(value, str)}
    refused = Refused(path, sentence(error, ask.language), typed)
    found = _page_above(ask, path)
    if found is None:
        return None
    page, scope = found
    request = Request({**ask.request.scope, **scope})
    try:
        response = _answer_of(page)(ask.instead(page, request, refused))
    except (MaildError, OSError):
        return None
    response.status_code = _status_of(error)
    return response


def _page_above(ask: Ask, path: str) -> tuple[Page, Scope] | None:
    """The page at `path`, or the nearest one above it that whoever asks may see."""
    while True:
        scope = {
            "type": "http",
            "method": "GET",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
        }
        for page in ask.desk.pages:
            if page.method != "GET" or page.frame or page.live or ask.role not in page.roles:
                continue
            matched, more = Route(page.path, _static).matches(scope)
            if matched is Match.FULL:
                return page, {**scope, **more}
        if path == "/":
            return None
        path = path.rpartition("/")[0] or "/"


def _open(
    desk: Desk, pool: Executor, answer: Callable[[signin.Asked], Response]
) -> Callable[[Request], Awaitable[Response]]:
    """A page for whoever is not signed in."""

    async def endpoint(request: Request) -> Response:
        language = _language(desk, request)
        if request.method == "POST" and not _own(desk, request):
            return _plain(desk, request, "desk.stale_form", 403)
        refused = _measured(desk, request, _FORM)
        if refused is not None:
            return refused
        form = await request.form(max_files=0, max_fields=20) if request.method == "POST" else FormData()
        try:
            return await _in(pool, answer, signin.Asked(desk, request, form, language))
        except (MaildError, OSError) as error:
            return _error_page(desk, language, error)

    return endpoint


async def _in(pool: Executor, work: Callable[..., T], *arguments: Any) -> T:
    return await asyncio.get_running_loop().run_in_executor(pool, partial(work, *arguments))


def _measured(desk: Desk, request: Request, most: int) -> Response | None:
    """Refuse a body that is too long, or does not say how long it is: h11 holds it to what it says."""
    if request.method != "POST":
        return None
    length = request.headers.get("content-length", "")
    if not length.isdigit():
        return _plain(desk, request, "desk.bad_form", 411)
    return _plain(desk, request, "desk.too_long", 413) if int(length) > most else None


async def _form_of(request: Request, page: Page) -> FormData:
    if page.method != "POST":
        return FormData()
    return await request.form(max_files=1 if page.upload else 0, max_fields=400, max_part_size=_FORM)


def _own(desk: Desk, request: Request) -> bool:
    """Whether a form was sent from one of our own pages, as the browser itself says (Fetch Metadata)."""
    return request.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")


def _still(desk: Desk, request: Request, session: Session) -> bool:
    """With SSO the web server names somebody on every request: another one there ends this session."""
    named = "" if desk.sso is None else request.headers.get(desk.sso, "")
    return not named or named.strip().lower() == session.user.name


def _language(desk: Desk, request: Request) -> str:
    chosen = request.cookies.get(LANGUAGE, "")
    return chosen if chosen in ("vi", "en") else desk.config.language


def _to_sign_in(desk: Desk, request: Request) -> Response:
    """A link in a mail comes without our cookie (SameSite=Strict): one hop on our own page brings it along."""
    if request.headers.get("sec-fetch-site") == "cross-site":
        return HTMLResponse(desk.room.page("hop.html", "vi", {"base": desk.base}))
    path = request.url.path
    query = f"?{request.url.query}" if request.url.query else ""
    to = "" if path == "/" else f"?to={quote(path + query)}"
    return RedirectResponse(f"{desk.base}/sign-in{to}", status_code=303)


def _plain(desk: Desk, request: Request, word: str, status: int, **facts: Any) -> Response:
    """A page for somebody of whom nothing is known, with one sentence on it."""
    language = _language(desk, request)
    text = desk.room.page("plain.html", language, {"base": desk.base, "word": word, "facts": facts})
    return HTMLResponse(text, status_code=status)


def _error_page(desk: Desk, language: str, error: MaildError | OSError, ask: Ask | None = None) -> Response:
    status = _status_of(error)
    text = sentence(error, language)
    if ask is None:
        page = desk.room.page("plain.html", language, {"base": desk.base, "word": text, "facts": {}})
        return HTMLResponse(page, status_code=status)
    return ask.render("error.html", http=404 if error.args[0] == "desk.no_such_page" else status, said=text)


def _status_of(error: MaildError | OSError) -> int:
    return next((code for kind, code in _STATUS if isinstance(error, kind)), 500)


async def _refused(desk: Desk, request: Request, error: Exception) -> Response:
    """What no row of the table answers: an address, a method, or a body that is no form."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    word = {404: "desk.no_such_page", 405: "desk.no_such_page", 413: "desk.too_long"}.get(
        status, "desk.bad_form"
    )
    return _plain(desk, request, word, status)


async def _static(request: Request) -> Response:
    name = request.path_params["name"]
    found = static(name)
    if found is None:
        raise HTTPException(404)
    kind = "text/css" if name.endswith(".css") else "text/javascript"
    fresh = request.query_params.get("v") == found[1]
    caching = {"Cache-Control": "public, max-age=31536000, immutable"} if fresh else {}
    return Response(found[0], media_type=f"{kind}; charset=utf-8", headers=caching)
