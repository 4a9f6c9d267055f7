"""What docs/operations.md promises beside its commands: a full disk, and every alarm explained."""

from __future__ import annotations

import contextlib
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from maild.cli.catalogue import meanings
from maild.demo.tls import Certificates
from maild.words import WORDS
from tests.cli.program import environ, maild
from tests.doctor.province import SENDER, Province, Relay, standing
from tests.servers.waiting import until

ROOT = Path(__file__).parents[2]
MANUAL = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 3 MiB."""
    place = tmp_path / "disk"
    place.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=3m", "none", str(place)]
    if subprocess.run(words, capture_output=True).returncode:
        pytest.skip("no right to mount a small disk")
    yield place
    subprocess.run(["umount", place], check=True)


@pytest.mark.long  # half a minute, nearly all of it waiting
@pytest.mark.timeout(600)
def test_a_disk_that_is_full_loses_nothing(
    tmp_path: Path, certificates: Certificates, small_disk: Path
) -> None:
    """Section 12.2: it stops recording, says so, and goes on by itself when there is room again."""
    log = tmp_path / "log"
    with standing(certificates) as servers:
        province = servers.province(tmp_path, Relay())
        shutil.copy(servers.database, small_disk)
        province.add("[paths]", f'state = "{small_disk}"', "[accounts.survey]", "since = 2026-01-01")
        with log.open("wb") as out:
            words = [sys.executable, "-m", "maild", "run"]
            daemon = subprocess.Popen(words, env=environ(province.config), stderr=out, stdout=out)
        try:
            until(lambda: log.read_text().count("mailbox.connected") == 2, 60, log.read_text)
            with contextlib.suppress(OSError), (small_disk / "fill").open("wb", buffering=0) as fill:
                while True:
                    fill.write(bytes(65536))
            for number in range(60):
                servers.imap.append(SENDER, "INBOX", _mail(number))
            until(lambda: "database.unavailable" in log.read_text(), 120, log.read_text)
            assert maild("status", config=province.config).code == 2
            assert daemon.poll() is None
            (small_disk / "fill").unlink()
            until(lambda: _read(province) == 60, 240, log.read_text)
            refused = maild(
                "db", "verify", config=province.config
            )  # of a copy, which might fill the disk again
            assert (refused.code, "giải phóng chỗ" in refused.err) == (1, True)
            subprocess.run(["mount", "-o", "remount,size=200m", small_disk], check=True)
            assert maild("db", "verify", config=province.config).code == 0
            daemon.send_signal(signal.SIGTERM)
            assert daemon.wait(45) == 0
        finally:
            daemon.kill()
            daemon.wait(10)


def _read(province: Province) -> int:
    return len(maild("mail", "list", "--limit", "1000", "--json", config=province.config).json)


def _mail(number: int) -> bytes:
    head = f"From: <a{number}@b.example.vn>\r\nMessage-ID: <{number}@b.example.vn>\r\nSubject: {number}\r\n"
    return (head + "\r\n" + "Kinh gui " * 200 + "\r\n").encode()


def test_every_alarm_is_explained() -> None:
    """Each sentence of `maild status`, and each alert that is shipped."""
    levels = {"health.ok", "health.warning", "health.critical", "health.unknown"}
    alarms = {word for word in WORDS if word.startswith("health.")} - levels
    assert {alarm for alarm in alarms if f"| `{alarm}` |" not in MANUAL} == set()
    rules = (ROOT / "config" / "prometheus" / "maild.rules.yml").read_text()
    assert [name for name in re.findall(r"- alert: (\w+)", rules) if f"`{name}`" not in MANUAL] == []
    errors = [one.event for one in meanings() if {"error", "critical"} & set(one.levels.split(", "))]
    assert len(errors) > 20
    assert [event for event in errors if f"`{event}`" not in MANUAL] == []
    assert SENDER in MANUAL
