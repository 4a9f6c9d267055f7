"""The real server in its own thread: it opens, it stops, and whoever is slow or rude holds up nobody."""

from __future__ import annotations

import contextlib
import os
import socket
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from maild.demo.tls import Certificates
from maild.jobs.clock import DemoClock
from maild.web import server as served
from maild.web.server import Server
from tests.jobs.province import Province, raise_house, write_config
from tests.servers.ports import free_port
from tests.servers.waiting import LONG_S
from tests.web.conftest import limits


@contextlib.contextmanager
def serving(province: Province) -> Iterator[Server]:
    server = Server(province.home)
    server.start()
    try:
        yield server
    finally:
        server.stop()
        province.home.membership.leave()
        province.home.store.close()


def raised(
    directory: Path, certificates: Certificates, database: str, clock: DemoClock, web: str
) -> Province:
    return raise_house(
        write_config(directory, certificates, limits=limits(web), database=database), clock, None
    )


def test_it_opens_and_stops(
    tmp_path: Path, certificates: Certificates, copied: str, clock: DemoClock
) -> None:
    port = free_port()
    province = raised(tmp_path, certificates, copied, clock, f'listen = "127.0.0.1:{port}"')
    with serving(province) as server:
        assert server.ready.wait(LONG_S)
        answer = httpx.get(f"http://127.0.0.1:{port}/sign-in", timeout=LONG_S)
        assert "Đăng nhập" in answer.text
        assert "server" not in answer.headers
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=2)


def test_a_port_that_is_taken_is_said_and_the_mail_goes_on(
    tmp_path: Path,
    certificates: Certificates,
    copied: str,
    clock: DemoClock,
    capfd: pytest.CaptureFixture[str],
) -> None:
    from maild import logs

    with socket.create_server(("127.0.0.1", 0)) as taken:
        web = f'listen = "127.0.0.1:{taken.getsockname()[1]}"'
        province = raised(tmp_path, certificates, copied, clock, web)
        logs.set_up("info")
        with serving(province) as server:
            said = ""
            ends = time.monotonic() + LONG_S
            while "desk.unavailable" not in said and time.monotonic() < ends:
                said += capfd.readouterr().err
                time.sleep(0.05)
            assert "desk.unavailable" in said
            assert not server.ready.is_set()
            province.deliver()


def test_a_socket_of_its_own_group_only(
    tmp_path: Path, certificates: Certificates, copied: str, clock: DemoClock
) -> None:
    path = Path(os.path.relpath(tmp_path)).resolve() / "d.sock"
    province = raised(tmp_path, certificates, copied, clock, f'listen = "unix:{path}"')
    path.touch()
    path.unlink()
    with socket.socket(socket.AF_UNIX) as left_over:
        left_over.bind(str(path))
    with serving(province) as server:
        assert server.ready.wait(LONG_S)
        assert stat.S_IMODE(path.stat().st_mode) == 0o660
        with httpx.Client(transport=httpx.HTTPTransport(uds=str(path)), timeout=LONG_S) as client:
            assert client.get("http://localhost/sign-in").status_code == 200


@pytest.mark.long
def test_fifty_slow_clients_change_nothing(
    tmp_path: Path,
    certificates: Certificates,
    copied: str,
    clock: DemoClock,
) -> None:
    """Half-sent heads, half-sent bodies, answers that nobody takes: pages come, letters go, and they are cut off."""
    port = free_port()
    province = raised(tmp_path, certificates, copied, clock, f'listen = "127.0.0.1:{port}"')
    starts = [
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ",
        b"",
        b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 60000\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n\r\nname=",
        b"GET /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 20,
    ]
    with serving(province) as server, contextlib.ExitStack() as stack:
        assert server.ready.wait(LONG_S)
        slow = [
            stack.enter_context(contextlib.closing(socket.create_connection(("127.0.0.1", port))))
            for _ in range(50)
        ]
        for number, one in enumerate(slow):
            one.sendall(starts[number % len(starts)])
        took = []
        for _ in range(5):
            began = time.monotonic()
            assert httpx.get(f"http://127.0.0.1:{port}/sign-in", timeout=30).status_code == 200
            took.append(time.monotonic() - began)
        assert min(took) < 2.0
        began = time.monotonic()
        for _ in range(20):
            province.deliver()
            province.home.tidy.tick(province.now)
        assert time.monotonic() - began < 20
        slow[0].settimeout(served.HEAD_S + 60)
        with contextlib.suppress(ConnectionResetError):
            assert slow[0].recv(1) == b""  # cut off while its head is still coming
