"""Cookies and the secrets behind them. The database holds only the digest of a session's cookie."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from maild.jobs.patience import patiently
from maild.logs import log
from maild.model import Event, EventKind
from maild.rules import FOLDS
from maild.store import desk as accounts
from maild.store.desk import Session, User
from maild.web.desk import Desk

SESSION, FORM, LANGUAGE = "maild_desk", "maild_form", "maild_language"
_SEEN_EVERY = timedelta(minutes=2)  # a request is no reason to write each time


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def form_secret(token: str) -> str:
    """What a form must carry to prove that one of our pages made it for this very cookie."""
    return hmac.new(token.encode(), b"form", hashlib.sha256).hexdigest()


def same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())


def new_token() -> str:
    return secrets.token_urlsafe(32)


def begin(desk: Desk, user: User, now: datetime) -> str:
    """Sign somebody in; the token for his cookie."""
    token = new_token()
    ends_at = now + timedelta(hours=desk.config.web.session_hours)

    def write() -> None:
        with desk.home.store.unit(FOLDS) as unit:
            accounts.begin(unit.connection, digest_of(token), user.id, now, ends_at)
            unit.append(Event(EventKind.USER_SIGNED_IN, now, user.name, data={"user": user.id}))

    patiently(write)
    log.info("user.signed_in", user=user.id)
    return token


def find(desk: Desk, token: str, now: datetime, *, by_itself: bool = False) -> Session | None:
    """The session of a cookie while it lasts; also ended by idleness, which a page that asks `by_itself` is, too."""
    if not token:
        return None
    with desk.reader.view() as look:
        session = accounts.session(look.connection, digest_of(token), now)
    if session is None or now - session.seen_at > timedelta(minutes=desk.config.web.idle_minutes):
        return None
    if not by_itself and now - session.seen_at > _SEEN_EVERY:
        with desk.home.store.unit(FOLDS) as unit:
            accounts.seen(unit.connection, session.digest, now)
    return session


def end(desk: Desk, session: Session) -> None:
    def write() -> None:
        with desk.home.store.unit(FOLDS) as unit:
            accounts.end(unit.connection, session.digest)

    patiently(write)


def set_cookie(desk: Desk, response: Response, name: str, value: str, *, max_age: int | None = None) -> None:
    response.set_cookie(
        name,
        value,
        max_age=max_age,
        path=f"{desk.base}/",
        secure=desk.secure,
        httponly=True,
        samesite="strict",
    )


def drop_cookie(desk: Desk, response: Response, name: str) -> None:
    response.delete_cookie(name, path=f"{desk.base}/", secure=desk.secure, httponly=True, samesite="strict")


def address_of(request: Request) -> str:
    """Who asks, for counting failures: what the web server says when it is the one that connects to us.

    Only the last entry is the web server's own word; the ones before it are whatever the client wrote.
    """
    peer = request.client.host if request.client is not None else ""
    forwarded = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    return (forwarded or peer)[:64]
