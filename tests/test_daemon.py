"""The service as a real process: what systemd hears, what signals do, what its log may hold."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from maild.daemon import Pulse, _guarded
from maild.demo.imap_server import INBOX, ImapServer
from maild.demo.inbound import MAILBOX
from maild.demo.tls import Certificates, make_certificates
from maild.store import Database, mailbox
from maild.wiring import Job
from tests.jobs.province import PASSWORD, write_config
from tests.servers.ports import free_port

ROOT = Path(__file__).parents[1]
SLOW_S = 110.0  # for a daemon on a machine that does much else
STOPS_S = 60.0  # then systemd would kill it


@dataclass
class Service:
    """A daemon in a process of its own, with a service manager that listens."""

    process: subprocess.Popen[bytes]
    manager: socket.socket
    log: Path
    told: list[str] = field(default_factory=list)

    def hears(self, what: str, within_s: float = SLOW_S) -> bool:
        """Whether systemd is told `what` from now on."""
        ends = time.monotonic() + within_s
        while (left := ends - time.monotonic()) > 0:
            self.manager.settimeout(left)
            try:
                said = self.manager.recv(4096).decode()
            except TimeoutError:
                return False
            self.told.append(said)
            if what in said:
                return True
        return False

    def forget(self) -> None:
        """Leave unread what systemd has been told so far."""
        self.manager.setblocking(False)
        with suppress(BlockingIOError):
            while True:
                self.told.append(self.manager.recv(4096).decode())

    def lines(self, event: str) -> list[dict[str, object]]:
        found = [
            json.loads(line) for line in self.log.read_text("utf-8").splitlines() if line.startswith("{")
        ]
        return [line for line in found if line["event"] == event]


@contextmanager
def service(config: Path, watchdog_s: float = 1.0) -> Iterator[Service]:
    address = config.parent / "notify"
    address.unlink(missing_ok=True)  # of the service before
    with (
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager,
        (config.parent / "log").open("wb") as log,
    ):
        manager.bind(str(address))
        process = subprocess.Popen(
            [sys.executable, "-m", "maild", "run", "--config", str(config)],
            cwd=ROOT,
            env=os.environ | {"NOTIFY_SOCKET": str(address), "WATCHDOG_USEC": str(int(watchdog_s * 1e6))},
            stderr=log,
        )
        try:
            yield Service(process, manager, config.parent / "log")
        finally:
            if process.poll() is None:
                process.kill()
            process.wait(SLOW_S)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("tls"))


def eventually(true: Callable[[], object], within_s: float = SLOW_S) -> bool:
    ends = time.monotonic() + within_s
    while time.monotonic() < ends:
        if true():
            return True
        time.sleep(0.05)
    return bool(true())


def test_the_life_of_the_service(tmp_path: Path, certificates: Certificates) -> None:
    with ImapServer({MAILBOX: PASSWORD}, certificates=certificates) as imap:
        config = write_config(tmp_path, certificates, imap_port=imap.port, mode="rehearsal")
        good = config.read_text("utf-8")
        with service(config) as daemon:
            assert daemon.hears("READY=1"), daemon.log.read_text()
            database = Database(f"sqlite:///{tmp_path / 'state' / 'maild.db'}")

            # a mail is read within seconds, by the doorbell
            imap.append(MAILBOX, INBOX, _strangers_mail(), datetime.now(UTC))
            assert eventually(lambda: _mails(database) == 1)

            # the watchdog is fed twice as often as it must be, unless the machine keeps the daemon from it
            daemon.forget()
            fed = (daemon.hears("WATCHDOG=1") and daemon.hears("WATCHDOG=1", 0.95) for _ in range(20))
            assert any(fed)

            # a second one finds the database taken
            second = subprocess.run(
                [sys.executable, "-m", "maild", "run", "--config", str(config)],
                cwd=ROOT,
                capture_output=True,
                timeout=SLOW_S,
            )
            assert second.returncode == 4

            # wrong settings: the old ones hold
            config.write_text(good.replace('mode = "rehearsal"', 'mode = "lives"'), "utf-8")
            daemon.process.send_signal(signal.SIGHUP)
            assert daemon.hears("RELOADING=1")
            assert daemon.hears("READY=1")
            assert len(daemon.lines("daemon.reload_refused")) == 1

            # templates that cannot be rendered are wrong settings too
            own = tmp_path / "own" / "vi"
            own.mkdir(parents=True)
            (own / "R1.txt").write_text("{{ nobody_knows_this }}")
            config.write_text(re.sub(r"templates = .*", f'templates = "{own.parent}"', good), "utf-8")
            daemon.process.send_signal(signal.SIGHUP)
            assert daemon.hears("RELOADING=1")
            assert daemon.hears("READY=1")
            assert len(daemon.lines("daemon.reload_refused")) == 2

            # good settings again; a stopped account may knock again
            with database.unit(()) as unit:
                mailbox.login_refused(unit.connection, "survey")
                mailbox.stop_account(unit.connection, "survey", datetime.now(UTC))
            config.write_text(good + "\n[log]\nlevel = 'debug'\n", "utf-8")
            daemon.process.send_signal(signal.SIGHUP)
            assert daemon.hears("RELOADING=1")
            assert daemon.hears("READY=1")
            assert eventually(lambda: daemon.lines("daemon.reloaded"))
            assert [line["account"] for line in daemon.lines("account.unlocked")] == ["survey"]
            imap.append(MAILBOX, INBOX, _strangers_mail(2), datetime.now(UTC))
            assert eventually(lambda: _mails(database) == 2)

            # and an orderly end
            daemon.process.send_signal(signal.SIGTERM)
            assert daemon.hears("STOPPING=1")
            assert daemon.process.wait(STOPS_S) == 0
            assert daemon.lines("daemon.stopped")
            database.close()
            said = daemon.log.read_text("utf-8")
            assert "Traceback" not in said
            for secret in ("hoa.tran", "dieutra.cchc@", "HP7K2M9Q", "Trần Thị Hoa", PASSWORD):
                assert secret not in said


def test_a_mail_server_that_is_gone_keeps_nobody_from_starting_or_stopping(
    tmp_path: Path, certificates: Certificates
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:  # takes connections and says nothing
        config = write_config(tmp_path, certificates, imap_port=mute.getsockname()[1], mode="rehearsal")
        with service(config) as daemon:
            assert daemon.hears("READY=1"), daemon.log.read_text()
            assert daemon.hears("WATCHDOG=1")
            daemon.process.send_signal(signal.SIGTERM)
            assert daemon.process.wait(STOPS_S) == 0


def _strangers_mail(number: int = 1) -> bytes:
    link = "https://khaosat.bnv.example.vn/phieu/HP7K2M9Q"
    return (
        f"From: Trần Thị Hoa <hoa.tran@other.example.com>\r\nTo: {MAILBOX}\r\nSubject: hoi {number}\r\n"
        f"Message-ID: <{number}@other.example.com>\r\nDate: {datetime.now(UTC):%a, %d %b %Y %H:%M:%S} +0000\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\n\r\nTôi không mở được {link}\r\n"
    ).encode()


def _mails(database: Database) -> int:
    with database.view() as look:
        return len([one for one in mailbox.mails(look.connection) if one.fingerprint])


def test_the_pulse_names_who_is_silent() -> None:
    now = [0.0]
    pulse = Pulse(lambda: now[0])
    quick = pulse.expect("quick", timedelta(seconds=10))
    pulse.expect("slow", timedelta(minutes=1))
    assert pulse.silent() == []
    now[0] = 11
    assert pulse.silent() == ["quick"]
    quick()
    assert pulse.silent() == []
    now[0] = 100
    assert pulse.silent() == ["quick", "slow"]


def test_a_job_that_fails_is_alive() -> None:
    """Only one that hangs starves the watchdog: to restart the service mends no failing report."""
    beats: list[int] = []

    def fail(_now: datetime) -> None:
        raise OSError("no room")

    job = Job("report", timedelta(minutes=1), fail, timedelta(minutes=2))
    _guarded(job, lambda: datetime.now(UTC), lambda: beats.append(1))()
    assert beats == [1]


@pytest.mark.long  # half a minute of waiting
def test_d02_a_database_that_others_keep_is_waited_for(tmp_path: Path, certificates: Certificates) -> None:
    """A copy that is made, a disk that is slow: longer than SQLite waits, and nothing has failed."""
    with ImapServer({MAILBOX: PASSWORD}, certificates=certificates) as imap:
        config = write_config(tmp_path, certificates, imap_port=imap.port, mode="rehearsal")
        with service(config, watchdog_s=600.0) as daemon:
            assert daemon.hears("READY=1"), daemon.log.read_text()
            assert eventually(lambda: len(daemon.lines("mailbox.connected")) == 2)
            other = sqlite3.connect(tmp_path / "state" / "maild.db", isolation_level=None, timeout=SLOW_S)
            other.execute("BEGIN EXCLUSIVE")
            imap.append(MAILBOX, INBOX, _strangers_mail(), datetime.now(UTC))
            time.sleep(26)  # a job that looks every 20 s has looked, and SQLite has waited for it for 5 s
            other.rollback()
            other.close()
            database = Database(f"sqlite:///{tmp_path / 'state' / 'maild.db'}")
            assert eventually(lambda: _mails(database) == 1), daemon.log.read_text()
            database.close()
            daemon.process.send_signal(signal.SIGTERM)
            assert daemon.process.wait(STOPS_S) == 0
            said = daemon.log.read_text("utf-8")
            assert '"level": "error"' not in said, said


@pytest.mark.long
def test_the_desk_opens_reloads_and_ends_with_the_service(tmp_path: Path, certificates: Certificates) -> None:
    port = free_port()
    web = f'canary_wait_s = 0\n[web]\nlisten = "127.0.0.1:{port}"'
    config = write_config(tmp_path, certificates, mode="rehearsal", limits=web)

    def answers() -> bool:
        try:
            return "Đăng nhập" in httpx.get(f"http://127.0.0.1:{port}/sign-in", timeout=20).text
        except httpx.HTTPError:
            return False

    with service(config, watchdog_s=30.0) as daemon:
        assert daemon.hears("READY=1"), daemon.log.read_text()
        assert eventually(answers)
        daemon.process.send_signal(signal.SIGHUP)
        assert daemon.hears("RELOADING=1")
        assert daemon.hears("READY=1")
        assert eventually(lambda: len(daemon.lines("desk.started")) == 2)
        assert eventually(answers)
        daemon.process.send_signal(signal.SIGTERM)
        assert daemon.process.wait(STOPS_S) == 0
    assert not answers()
    assert daemon.lines("desk.unavailable") == []
