"""Accounts of the desk: who may sign in, in which role, and whether a password is right."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import threading
from base64 import b64decode, b64encode
from datetime import datetime
from typing import Any, get_args

from maild.actions import units
from maild.actions.actor import Actor, Role
from maild.errors import InputRefused
from maild.model import Event, EventKind
from maild.roster.text import collapse, nfc
from maild.rules import FOLDS
from maild.store import Database, Unit, desk
from maild.store.desk import User

ROLES = tuple(one for one in get_args(Role) if one != "admin")
FEWEST_LETTERS = 12  # NIST SP 800-63B: length is what counts
_MOST_LETTERS = 200  # a longer one only costs time
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,30}[a-z0-9])")
_N, _R, _P = 1 << 14, 8, 5  # 16 MiB and about 0.15 s each (OWASP's table for scrypt)
_MEMORY = 64 * 1024 * 1024
_ONE_AT_A_TIME = threading.Lock()  # guessing costs those who guess time, and the mail nothing


def add(
    store: Database,
    name: str,
    role: str,
    actor: Actor,
    now: datetime,
    *,
    full_name: str = "",
    unit: str = "",
    password: str | None = None,
) -> User:
    """A new account. With None for its password it signs in by the web server's header only.

    Raises InputRefused for a name that is taken or not fit, and for a password that is too short.
    """
    name = name.strip().lower()
    if not _NAME.fullmatch(name):
        raise InputRefused("refused.user_name", name=name)
    secret = "" if password is None else _sealed(name, password)
    with store.unit(FOLDS) as writing:
        if desk.find(writing.connection, name) is not None:
            raise InputRefused("refused.user_exists", name=name)
        desk.add(
            writing.connection,
            name=name,
            full_name=nfc(collapse(full_name)) or name,
            role=role,
            unit_id=_unit_of(writing, role, unit),
            secret=secret,
            by=actor.name,
            now=now,
        )
        user = _known(writing, name)
        _record(writing, EventKind.USER_ADDED, actor, now, user, role=role)
        return user


def set_role(store: Database, name: str, role: str, actor: Actor, now: datetime, unit: str = "") -> User:
    """Give an account another role; it is signed out."""
    with store.unit(FOLDS) as writing:
        user = _known(writing, name)
        desk.change(writing.connection, user.id, role=role, unit_id=_unit_of(writing, role, unit))
        desk.end_all(writing.connection, user.id)
        _record(writing, EventKind.USER_CHANGED, actor, now, user, change="role", role=role)
        return _known(writing, name)


def set_password(store: Database, name: str, password: str, actor: Actor, now: datetime) -> User:
    """A new password; whoever is signed in with the old one is no longer."""
    with store.view() as look:
        known = desk.find(look.connection, name.strip().lower())
    if known is None:
        raise InputRefused("refused.no_user", name=name)
    secret = _sealed(known.name, password)  # outside the transaction: it takes its time
    with store.unit(FOLDS) as writing:
        user = _known(writing, name)
        desk.change(writing.connection, user.id, secret=secret)
        desk.end_all(writing.connection, user.id)
        _record(writing, EventKind.USER_CHANGED, actor, now, user, change="password")
        return user


def disable(store: Database, name: str, actor: Actor, now: datetime, *, again: bool = False) -> User:
    """Let an account sign in no more, or with `again` once more."""
    with store.unit(FOLDS) as writing:
        user = _known(writing, name)
        desk.change(writing.connection, user.id, disabled_at=None if again else now)
        desk.end_all(writing.connection, user.id)
        change = "enabled" if again else "disabled"
        _record(writing, EventKind.USER_CHANGED, actor, now, user, change=change)
        return _known(writing, name)


def checked(user: User | None, password: str) -> bool:
    """Whether the password is the account's. A wrong name takes as long as a wrong password."""
    known = user is not None and bool(user.secret) and user.disabled_at is None
    secret = user.secret if user is not None and known else _NOBODY
    with _ONE_AT_A_TIME:
        same = _opens(secret, password[:_MOST_LETTERS])
    return known and same


def _unit_of(writing: Unit, role: str, unit: str) -> int | None:
    if (role == "head") != bool(unit.strip()):
        raise InputRefused("refused.user_unit")
    return units.find(writing, unit).id if unit.strip() else None


def _known(writing: Unit, name: str) -> User:
    found = desk.find(writing.connection, name.strip().lower())
    if found is None:
        raise InputRefused("refused.no_user", name=name)
    return found


def _record(writing: Unit, kind: EventKind, actor: Actor, now: datetime, user: User, **data: Any) -> None:
    data = {"user": user.id, "account": user.name, **data}
    writing.append(Event(kind, now, actor.name, data=data))


def _sealed(name: str, password: str) -> str:
    """`scrypt$n$r$p$salt$digest`. Raises InputRefused for a password that is easily guessed."""
    few = len(set(password)) < 5
    if not FEWEST_LETTERS <= len(password) <= _MOST_LETTERS or few or name in password.lower():
        raise InputRefused("refused.weak_password", least=FEWEST_LETTERS, most=_MOST_LETTERS)
    salt = secrets.token_bytes(16)
    parts = (_N, _R, _P, b64encode(salt).decode(), b64encode(_digest(password, salt, _N, _R, _P)).decode())
    return "scrypt$" + "$".join(map(str, parts))


def _opens(secret: str, password: str) -> bool:
    _, n, r, p, salt, digest = secret.split("$")
    found = _digest(password, b64decode(salt), int(n), int(r), int(p))
    return hmac.compare_digest(found, b64decode(digest))


def _digest(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(nfc(password).encode(), salt=salt, n=n, r=r, p=p, maxmem=_MEMORY)


_NOBODY = f"scrypt${_N}${_R}${_P}${b64encode(bytes(16)).decode()}${b64encode(bytes(64)).decode()}"
