"""The desk's server: a thread of its own in the daemon, an event loop of its own, and no way to hold up the mail."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import shutil
import socket
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from maild.logs import log
from maild.web.app import build
from maild.web.desk import desk_of
from maild.wiring import House

HEAD_S = 10.0  # in which a request's head must have come
_WORKERS = 4  # pages made at once
_CONNECTIONS = 256
_AGAIN_S = 30.0
_STOPS_WITHIN_S = 3.0
logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # whoever knocks wrongly must not fill the log


class Server:
    """Serve the desk of `home` until `stop`. What is in the way (a port that is taken) is tried again, and logged."""

    def __init__(self, home: House) -> None:
        self._home = home
        self._stop = threading.Event()
        self._running: uvicorn.Server | None = None
        self.ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="desk", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._running is not None:
            self._running.should_exit = True
        self._thread.join(_STOPS_WITHIN_S)

    def _serve(self) -> None:
        while not self._stop.is_set():
            try:
                self._serve_once()
            except Exception as error:  # the mail goes on
                log.error("desk.unavailable", because=f"{type(error).__name__}: {error}")
                self._stop.wait(_AGAIN_S)

    def _serve_once(self) -> None:
        web = self._home.config.web
        desk = desk_of(self._home)
        with (
            contextlib.closing(desk),
            contextlib.closing(_bound(web.listen or "", web.socket_group)) as door,
            ThreadPoolExecutor(_WORKERS, thread_name_prefix="desk") as pool,
        ):
            server = uvicorn.Server(
                uvicorn.Config(
                    build(desk, pool),
                    http=_Impatient,
                    ws="none",
                    lifespan="off",
                    loop="asyncio",
                    log_config=None,
                    access_log=False,
                    server_header=False,
                    proxy_headers=False,
                    limit_concurrency=_CONNECTIONS,
                    timeout_keep_alive=15,
                    timeout_graceful_shutdown=2,
                    h11_max_incomplete_event_size=16 * 1024,
                )
            )
            self._running = server
            if self._stop.is_set():
                return
            log.info("desk.started", listen=web.listen)
            self.ready.set()
            asyncio.run(server.serve(sockets=[door]))


class _Impatient(H11Protocol):
    """uvicorn waits without end for the rest of a request's head; we wait HEAD_S."""

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._unwatch()
        super().connection_lost(exc)

    def _watch(self) -> None:
        if self.conn.their_state is not h11.IDLE or self.transport.is_closing():
            self._unwatch()
        elif self._deadline is None:
            self._deadline = self.loop.call_later(HEAD_S + self.timeout_keep_alive, self._too_slow)

    def _unwatch(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _too_slow(self) -> None:
        self._deadline = None
        if self.conn.their_state is h11.IDLE:
            self.transport.close()


def _bound(listen: str, group: str | None) -> socket.socket:
    """The socket that was configured, listening. Raises OSError where it cannot be had."""
    if not listen.startswith("unix:"):
        host, _, port = listen.rpartition(":")
        return socket.create_server(
            (host.strip("[]"), int(port)),
            family=socket.AF_INET6 if "[" in host else socket.AF_INET,
            backlog=128,
        )
    path = listen.removeprefix("unix:")
    with contextlib.suppress(FileNotFoundError):
        if stat.S_ISSOCK(os.stat(path).st_mode):
            os.unlink(path)  # what an earlier run has left
    door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        door.bind(path)
        os.chmod(path, 0o660)
        if group is not None:
            shutil.chown(path, group=group)
        door.listen(128)
    except BaseException:
        door.close()
        raise
    return door
