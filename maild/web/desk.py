"""What all pages share: the house, a connection that cannot write, the templates, who has failed to sign in."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlsplit

from maild.config import Config
from maild.decode.reply.vietnamese import fold
from maild.store import Database, View, events, standing
from maild.web.attempts import Attempts
from maild.web.render import Room
from maild.web.table import Page, table
from maild.web.uploads import Uploads
from maild.wiring import House, database_of

T = TypeVar("T")
_LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]"})
_CACHED = 64
_READINGS = 2  # files that were read and are being looked at: large


class Cache:
    """Answers that hold as long as nothing has happened: every change of what people see is an event."""

    def __init__(self, most: int = _CACHED) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._kept: dict[Hashable, tuple[int, Any]] = {}

    def get(self, look: View, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` answers at the last event; `key` names everything else that it depends on."""
        last = events.last_id(look.connection)
        with self._lock:
            known = self._kept.get(key)
        if known is not None and known[0] == last:
            found: T = known[1]
            return found
        made = make()
        with self._lock:
            self._kept.pop(key, None)
            self._kept[key] = (last, made)
            while len(self._kept) > self._most:
                self._kept.pop(next(iter(self._kept)))
        return made


class Names:
    """The names of the newest round that was searched, folded once, until somebody comes, goes or is renamed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._round, self._last = 0, 0
        self._kept: list[tuple[int, int, str]] = []

    def of(self, look: View, round_id: int) -> list[tuple[int, int, str]]:
        """Number, unit and folded name of everybody who is asked."""
        with self._lock:
            last = events.last_id(look.connection)
            if self._round != round_id or standing.renamed_since(look.connection, self._last):
                found = standing.names(look.connection, round_id)
                self._kept = [(number, unit, fold(name)) for number, unit, name in found]
                self._round = round_id
            self._last = last
            return self._kept


@dataclass(frozen=True, slots=True)
class Desk:
    home: House
    reader: Database
    room: Room
    attempts: Attempts
    uploads: Uploads
    pages: tuple[Page, ...]
    base: str  # path below which the web server shows the desk, without its last slash
    secure: bool  # people come by https
    hosts: frozenset[str]  # names under which it may be asked
    cache: Cache = field(default_factory=Cache)
    readings: Cache = field(default_factory=lambda: Cache(_READINGS))
    names: Names = field(default_factory=Names)

    @property
    def config(self) -> Config:
        return self.home.config

    @property
    def sso(self) -> str | None:
        """The field in which the web server names whom it has signed in."""
        return self.config.web.sso_header

    def close(self) -> None:
        self.reader.close()


def desk_of(home: House) -> Desk:
    config = home.config
    public = urlsplit(config.web.public_url or f"http://{config.web.listen}")
    hosts = set(_LOCAL)
    if public.hostname:
        hosts.add(public.hostname.lower())
    return Desk(
        home=home,
        reader=database_of(config, reading=True),
        room=Room(config.zone),
        attempts=Attempts(),
        uploads=Uploads(config.paths.uploads),
        pages=table(config),
        base=public.path.rstrip("/") if config.web.public_url else "",
        secure=public.scheme == "https",
        hosts=frozenset(hosts),
    )
