"""docs/operations.md does what it says: each of its commands is run, in its order, against a daemon that runs."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from maild.demo.tls import Certificates
from maild.errors import Busy
from maild.store import Database, mailbox
from maild.words import WORDS
from tests.cli.conftest import roster_lines
from tests.cli.program import environ, maild
from tests.doctor.province import PASSWORD, SENDER, Province, Relay, Servers, standing
from tests.servers.waiting import until

ROOT = Path(__file__).parents[2]
MANUAL = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
# What takes a machine of its own: packages, users, units. The packaging's tests are about these.
ELSEWHERE = ("python3.11 ", "/opt/maild/bin/pip ", "ln ", "install ", "systemd-sysusers ")


def commands() -> list[str]:
    """Every line of every block of the manual, in order."""
    blocks = re.findall(r"^```\n(.*?)^```$", MANUAL, re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if not line.startswith(ELSEWHERE)]


class Machine:
    """An administrator's machine in a directory: his commands, and systemctl's stand-in."""

    def __init__(self, root: Path, servers: Servers) -> None:
        self.root = root
        self.etc, self.var = root / "etc", root / "var"
        self._servers = servers
        self._daemon: subprocess.Popen[bytes] | None = None
        self.said = ""
        (root / "password").write_text(PASSWORD, encoding="utf-8")

    def run(self, line: str) -> None:
        command, _, comment = line.partition("    # ")
        expected = re.match(r"exits (\d+)", comment)
        words = [self._here(word) for word in shlex.split(command)]
        if words[0] == "systemctl":
            self._systemctl(words[1:])
            return
        if words[:3] == ["sudo", "-u", "maild"]:
            words = words[3:]
        assert words[0] == "maild", line
        done = subprocess.run(
            [sys.executable, "-m", "maild", *words[1:]],
            env=environ(self.etc / "maild.toml"),
            capture_output=True,
            text=True,
            timeout=120,
        )
        wanted = int(expected[1]) if expected else 0
        assert done.returncode == wanted, f"{line}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr
        self.said = done.stdout + done.stderr
        if words[1] == "init" and "--address" in words:
            self._real_ports()

    def close(self) -> None:
        if self._daemon is not None:
            self._daemon.kill()
            self._daemon.wait(10)

    def _here(self, word: str) -> str:
        if word == "CODE":
            found = re.search(r"--code ([0-9a-f]{6})", self.said)
            assert found is not None, self.said
            return found[1]
        for there, here in (
            ("/etc/maild", self.etc),
            ("/var/lib/maild", self.var),
            ("/root/password", self.root / "password"),
        ):
            if word.startswith(there):
                return str(here) + word.removeprefix(there)
        return word

    def _real_ports(self) -> None:
        """Where imap.example.vn and smtp.example.vn are on this machine; and a running round."""
        common = f'host = "127.0.0.1"\nca_file = "{self._servers.certificates.ca_file}"'
        (self.etc / "maild.d" / "90-tests.toml").write_text(
            f'[smtp]\n{common}\nport = {self._servers.smtp.port}\nsecurity = "starttls"\n'
            f"[accounts.survey]\n{common}\nport = {self._servers.imap.port}\nsince = 2026-01-01\n"
        )
        roster = self.root / "roster.csv"
        roster.write_text("\n".join(roster_lines()) + "\n", encoding="utf-8")
        day = time.strftime("%Y-%m-%d")
        for by, words in (
            (
                "binh",
                [
                    "round",
                    "create",
                    "2026",
                    "--invited",
                    day,
                    "--deadline",
                    f"{time.gmtime().tm_year + 1}-12-01",
                ],
            ),
            ("binh", ["roster", "import", str(roster), "--round", "2026"]),
            ("cuong", ["round", "approve", "2026"]),
        ):
            done = subprocess.run(
                [sys.executable, "-m", "maild", *words],
                env=environ(self.etc / "maild.toml", SUDO_USER=by),
                capture_output=True,
                text=True,
            )
            assert done.returncode == 0, done.stderr

    def _both_folders_are_read(self) -> bool:
        store = Database(f"sqlite:///{self.var / 'maild.db'}")
        try:
            with store.view() as look:
                return len(mailbox.cursors(look.connection)) == 2
        except Busy:
            return False
        finally:
            store.close()

    def _systemctl(self, words: list[str]) -> None:
        verb = "start" if words[0] == "enable" else words[0]
        if verb in ("stop", "restart"):
            assert self._daemon is not None
            self._daemon.send_signal(signal.SIGTERM)
            assert self._daemon.wait(45) == 0
            self._daemon = None
        if verb in ("start", "restart"):
            log = self.root / "log"
            before = log.read_text().count("daemon.started") if log.exists() else 0
            with log.open("ab") as out:
                self._daemon = subprocess.Popen(
                    [sys.executable, "-m", "maild", "run"],
                    env=environ(self.etc / "maild.toml"),
                    stderr=out,
                    stdout=out,
                )
            until(lambda: log.read_text().count("daemon.started") > before, 60, log.read_text)
            until(self._both_folders_are_read, 60, log.read_text)
        if verb == "reload":
            assert self._daemon is not None
            os.kill(self._daemon.pid, signal.SIGHUP)
            until(lambda: "daemon.reloaded" in (self.root / "log").read_text(), 60)


@pytest.mark.long  # a minute on an idle machine
@pytest.mark.timeout(900)
def test_every_command_of_the_manual(tmp_path: Path, certificates: Certificates) -> None:
    with standing(certificates) as servers:
        relay = Relay(imap=servers.imap)
        servers.behind[:] = [relay]
        machine = Machine(tmp_path, servers)
        try:
            for line in commands():
                machine.run(line)
        finally:
            machine.close()
        assert len(relay.seen) == 3  # the doctor's own, and nobody else's


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
    """Section 11: it stops recording, says so, and goes on by itself when there is room again."""
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
    assert SENDER in MANUAL
