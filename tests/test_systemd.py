"""What systemd hears, on real datagram sockets; and whether the shipped unit is as tight as promised."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from maild.shipped import shipped_directory
from maild.systemd import Notifier, watchdog_interval_s

UNIT = shipped_directory("systemd") / "maild.service"


@pytest.fixture(params=["path", "abstract"])
def manager(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[socket.socket, str]]:
    """A socket that listens as systemd does, and its address as $NOTIFY_SOCKET would say it."""
    name = f"maild-test-{secrets.token_hex(8)}"
    shown, bound = (
        (str(tmp_path / "notify"), str(tmp_path / "notify"))
        if request.param == "path"
        else (f"@{name}", f"\0{name}")
    )
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as door:
        door.bind(bound)
        door.settimeout(5)
        yield door, shown


def test_says_each_state_in_the_words_of_sd_notify(manager: tuple[socket.socket, str]) -> None:
    door, address = manager
    tell = Notifier.from_environment({"NOTIFY_SOCKET": address})
    assert tell.ready("2 hộp thư")
    assert door.recv(4096).decode() == "READY=1\nSTATUS=2 hộp thư"
    assert tell.status("a\nMAINPID=1")
    assert door.recv(4096) == b"STATUS=a MAINPID=1"
    assert tell.watchdog()
    assert door.recv(4096) == b"WATCHDOG=1"
    assert tell.stopping()
    assert door.recv(4096) == b"STOPPING=1"
    assert tell.reloading()
    said = dict(line.split("=") for line in door.recv(4096).decode().splitlines())
    assert said["RELOADING"] == "1"
    assert int(said["MONOTONIC_USEC"]) > 0


@pytest.mark.parametrize("address", [None, "", "relative/path", "/nowhere/at/all"])
def test_nobody_listens_and_nothing_breaks(address: str | None) -> None:
    assert Notifier(address).ready() is False


def test_a_full_queue_does_not_hang(manager: tuple[socket.socket, str]) -> None:
    _, address = manager
    tell = Notifier(address)
    tell_all = [tell.watchdog()]
    while tell_all[-1] and len(tell_all) < 5000:
        tell_all.append(tell.watchdog())
    assert tell_all[-1] is False


INTERVALS = [
    # environment                                              seconds
    ({}, None),
    ({"WATCHDOG_USEC": "60000000"}, 60.0),
    ({"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "42"}, 60.0),
    ({"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "43"}, None),  # meant for our parent
    ({"WATCHDOG_USEC": "0"}, None),
    ({"WATCHDOG_USEC": "soon"}, None),
]


@pytest.mark.parametrize(("environ", "seconds"), INTERVALS)
def test_reads_how_often_it_is_watched(environ: dict[str, str], seconds: float | None) -> None:
    assert watchdog_interval_s(environ, pid=42) == seconds


# ---------------------------------------------------------------- the unit


def unit_lines() -> list[str]:
    return [line.strip() for line in UNIT.read_text("utf-8").splitlines()]


@pytest.mark.parametrize(
    "line",
    [
        "Type=notify",
        "NotifyAccess=main",
        'ExecReload=/bin/sh -c "kill -HUP $MAINPID"',
        "Restart=on-failure",
        "RestartPreventExitStatus=2 78",  # usage and configuration: a restart would not mend them
        "MemoryDenyWriteExecute=yes",
        "ProtectSystem=strict",
        "LimitCORE=0",
    ],
)
def test_the_unit_says(line: str) -> None:
    assert line in unit_lines()


def test_the_unit_stops_later_than_the_longest_wait() -> None:
    stop_s = next(int(line.partition("=")[2]) for line in unit_lines() if line.startswith("TimeoutStopSec="))
    assert stop_s >= 2 * 30  # a reply to a dot already sent is awaited for 30 s


def test_the_unit_is_exposed_at_most_1_5(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd-analyze is missing")
    done = subprocess.run(
        [analyze, "security", "--offline=true", "--threshold=15", "--no-pager", str(UNIT)],
        capture_output=True,
        text=True,
        timeout=30,
        env={**os.environ, "LC_ALL": "C"},
        check=False,
    )
    if "unknown option" in done.stderr or "unrecognized option" in done.stderr:
        pytest.skip("this systemd-analyze cannot work offline")
    assert done.returncode == 0, done.stdout[-400:] + done.stderr
