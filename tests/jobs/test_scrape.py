"""The metrics over HTTP: on loopback alone, and nothing that goes wrong with the port is the service's trouble."""

from __future__ import annotations

import socket
import urllib.request
from urllib.error import HTTPError

import pytest

from maild.jobs.scrape import served
from tests.servers.ports import free_port
from tests.servers.waiting import listens


def asked(port: int, path: str) -> tuple[int, str, bytes]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
            return answer.status, answer.headers["Content-Type"], answer.read()
    except HTTPError as error:
        return error.code, error.headers["Content-Type"], error.read()


def test_it_says_the_latest() -> None:
    told = [b""]
    port = free_port()
    with served(port, lambda: told[0]):
        assert asked(port, "/metrics")[0] == 503  # before the first look
        told[0] = b"maild_status 0\n"
        code, kind, octets = asked(port, "/metrics")
        assert (code, octets) == (200, told[0])
        assert kind.startswith("text/plain; version=0.0.4")
        assert asked(port, "/")[0] == 404
        assert asked(port, "/metrics?x=1")[2] == told[0]
        silent = socket.create_connection(("127.0.0.1", port))  # one who connects and says nothing
        assert asked(port, "/metrics")[0] == 200
        silent.close()
    assert not listens(port)


def test_only_this_machine_may_ask() -> None:
    port = free_port()
    with served(port, lambda: b"x"), pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.2", port), 5)


def test_a_port_that_is_taken_costs_the_metrics_alone() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other, served(other.getsockname()[1], lambda: b"x"):
        pass
