"""docs/operations.md does what it says, from a bare Debian on: every command, in order, and each "what now"."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from maild.demo.tls import Certificates, make_certificates
from tests.e2e.conftest import certificates
from tests.package.conftest import Build
from tests.package.machine import PASSWORD, SENDER, Machine, commands, machine
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


@pytest.fixture(scope="module")
def newer(build: Build) -> Path:
    return build("0.1.1")


def test_from_a_bare_debian_with_the_manual_alone(
    deb: Path, newer: Path, root: Debian, certificates: Certificates
) -> None:
    """Sections 1 to 10, and the end of 11; what 11 is about is tried below."""
    with machine(root, certificates, deb, newer) as mine:
        for section in (*(f"{number}. " for number in range(1, 11)), "11.5"):
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


def what_now(mine: Machine, section: str) -> None:
    for line in commands(section):
        mine.run(line)
    assert mine.runs()


def test_it_was_killed(running: Machine) -> None:
    running.kill()
    running.start()
    what_now(running, "11.1")


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
    what_now(running, "11.2")


def test_the_password_was_changed(running: Machine) -> None:
    running.imap.set_password(SENDER, "khó đoán hơn")
    running.imap.stop()
    running.imap.start()
    try:
        until(lambda: "account.stopped" in running.log(), 240, running.log)
        running.password("khó đoán hơn")
        what_now(running, "11.3")
    finally:
        running.imap.set_password(SENDER, PASSWORD)
        running.password(PASSWORD)
        for line in commands("11.3"):
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
    what_now(running, "11.4")
    assert running.maild("official", "list", "--json").stdout == before
    assert database.stat().st_size > 0
    assert running.maild("status").returncode == 1
