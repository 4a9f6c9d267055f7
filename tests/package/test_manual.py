"""docs/operations.md does what it says, from a bare Debian on: every command, in order, and each "what now"."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from maild.demo.tls import Certificates, make_certificates
from tests.e2e.conftest import certificates
from tests.package.conftest import Build
from tests.package.machine import MANUAL, PASSWORD, SENDER, Machine, commands, machine
from tests.servers import debian, dovecot, postfix
from tests.servers.debian import Debian
from tests.servers.waiting import until

__all__ = ["certificates"]
pytestmark = [
    pytest.mark.long,
    pytest.mark.servers,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is missing"),
    pytest.mark.skipif(not dovecot.delivers() or not postfix.runs(), reason="Dovecot or Postfix is missing"),
]
PREPARED = ("1. Install", "3. Run", "5. Backup")  # before something goes wrong
BEFORE = tuple(f"{number}. " for number in range(1, 11))
DESK, AWAY = "The desk", "12.6"
WHAT_NOW = ("12.1", "12.2", "12.3", "12.4", "12.5")


@pytest.fixture(scope="module")
def newer(build: Build) -> Path:
    return build("0.1.1")


def test_from_a_bare_debian_with_the_manual_alone(
    deb: Path, newer: Path, root: Debian, certificates: Certificates
) -> None:
    """Sections 1 to 10, the desk, and the end of 12; what 12 is about is tried below, 11 in tests/proof."""
    with machine(root, certificates, deb, newer) as mine:
        for section in (*BEFORE, DESK, AWAY):
            for line in commands(section):
                mine.run(line)
        assert (mine.etc / "maild.toml").is_file()
        assert not (root.path / "usr/bin/maild").exists()
        # The doctor's two to ourselves, and the notice of the third.
        assert mine.imap.count(SENDER, "INBOX") + mine.imap.count(SENDER, "Junk") == 3


@pytest.fixture(scope="module")
def running(deb: Path, certificates: Certificates) -> Iterator[Machine]:
    """Installed and running by the manual, with a copy of its database."""
    if debian.base() is None:
        pytest.skip("debootstrap, its mirror or the right to use it is missing")
    with debian.fresh() as root, machine(root, certificates, deb) as mine:
        for section in PREPARED:
            for line in commands(section):
                mine.run(line)
        yield mine


def test_every_command_of_the_manual_is_typed_somewhere() -> None:
    """No block of the manual stands outside the sections that are executed above and below."""
    typed = [line for section in (*BEFORE, DESK, *WHAT_NOW, AWAY) for line in commands(section)]
    assert sorted(commands()) == sorted(typed)
    blocks = re.findall(r"^```(\w*)$", MANUAL, re.MULTILINE)
    assert set(blocks) == {"", "toml", "sql"}  # no other kind of block, in which a command could hide


def what_now(mine: Machine, section: str) -> None:
    for line in commands(section):
        mine.run(line)
    assert mine.runs()


def test_it_was_killed(running: Machine) -> None:
    running.kill()
    running.start()
    what_now(running, "12.1")


@contextmanager
def disk_of_its_own(mine: Machine, size: str) -> Iterator[None]:
    """The state directory on a small disk; afterwards as it was, with what was written meanwhile."""
    with tempfile.TemporaryDirectory(prefix="maild-state-") as kept:

        def moved(source: Path, target: Path) -> None:
            subprocess.run(["cp", "-a", f"{source}/.", str(target)], check=True)

        mine.run("systemctl stop maild")
        moved(mine.var, Path(kept))
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(mine.var)], check=True)
        try:
            moved(Path(kept), mine.var)
            mine.run("systemctl start maild")
            yield
            mine.run("systemctl stop maild")
            moved(mine.var, Path(kept))
        finally:
            subprocess.run(["umount", "--lazy", str(mine.var)], check=True)
        moved(Path(kept), mine.var)
    mine.run("systemctl start maild")


def test_the_disk_is_full(running: Machine) -> None:
    """An old copy fills it; mails that come meanwhile are read when there is room."""

    def read() -> int:
        return len(json.loads(running.maild("mail", "list", "--limit", "1000", "--json").stdout))

    with disk_of_its_own(running, "160m"):
        before, told = read(), running.log().count("database.unavailable")
        old = running.var / "backups" / "before-upgrade-0000.db"
        with contextlib.suppress(OSError), old.open("wb", buffering=0) as fill:
            while True:
                fill.write(bytes(65536))
        os.utime(old, (0, 0))
        for number in range(60):
            running.imap.append(SENDER, "INBOX", _mail(number))
        until(lambda: running.log().count("database.unavailable") > told, 240, running.log)
        assert running.runs()
        what_now(running, "12.2")
        assert not old.exists()
        until(lambda: read() == before + 60, 240, running.log, every_s=2)


def _mail(number: int) -> bytes:
    head = f"From: <a{number}@b.example.vn>\r\nMessage-ID: <{number}@b.example.vn>\r\nSubject: {number}\r\n"
    return (head + "\r\n" + "Kinh gui " * 200 + "\r\n").encode()


def test_the_certificate_expired(running: Machine, certificates: Certificates) -> None:
    with tempfile.TemporaryDirectory(prefix="maild-tls-") as directory:
        Path(directory).chmod(0o755)
        old = make_certificates(Path(directory), not_after=datetime.now(UTC) - timedelta(days=1))
        authorities = running.etc / "ca.pem"
        authorities.write_text(certificates.ca_file.read_text() + old.ca_file.read_text())
        running.imap.stop()
        running.imap.start(certificates=old)
        until(lambda: "certificate has expired" in running.log(), 120, running.log)
        assert running.maild("check", "--connect").returncode == 78
        incidents = running.maild("incident", "list", by="root").stdout
        assert "survey" in incidents
        connected = running.log().count("mailbox.connected")
        running.imap.stop()
        running.imap.start(certificates=certificates)
        until(lambda: running.log().count("mailbox.connected") >= connected + 2, 60, running.log)
    what_now(running, "12.3")


def test_the_password_was_changed(running: Machine) -> None:
    running.imap.set_password(SENDER, "khó đoán hơn")
    running.imap.stop()
    running.imap.start()
    try:
        until(lambda: "account.stopped" in running.log(), 240, running.log)
        running.password("khó đoán hơn")
        what_now(running, "12.4")
    finally:
        running.imap.set_password(SENDER, PASSWORD)
        running.password(PASSWORD)
        for line in commands("12.4"):
            if not line.startswith("sudo"):
                running.run(line)


@pytest.mark.parametrize("fate", ["damaged", "lost"])
def test_the_database_is(running: Machine, fate: str) -> None:
    database = running.var / "maild.db"
    before = running.maild("official", "list", "--json").stdout
    running.kill()
    for path in running.var.glob("maild.db*"):
        if fate == "lost" or path.suffix != ".db":
            path.unlink()
        else:
            with path.open("r+b") as file:
                file.seek(0)
                file.write(b"\0" * 65536)
    if fate == "damaged":
        said = running.maild("status")
        assert (said.returncode, "bản sao lưu" in said.stdout) == (3, True), said.stdout
    what_now(running, "12.5")
    assert running.maild("official", "list", "--json").stdout == before
    assert database.stat().st_size > 0
    assert running.maild("status").returncode == 1
