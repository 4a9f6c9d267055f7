"""maild as an administrator installs it: a configuration file, credentials, and commands and daemon as processes."""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
COORDINATOR, APPROVER = "tran.thi.binh", "le.van.cuong"
_STOPS_WITHIN_S = 45
_CONFIG = """\
mode = "live"

[paths]
state = {state}

[round_defaults]
agency = "Sở Nội vụ"
hotline = "0214.3840.000"
legal_basis = "Công văn số 7156/UBND-NC"
invitation_sender = "khaosat@bnv.example.vn"
invitation_subject = "Mời trả lời phiếu"

[sender]
address = {mailbox}
name = "Sở Nội vụ"
keeps_tag = {keeps_tag}
auto_submitted = {{ R1 = false }}

[smtp]
host = "127.0.0.1"
port = {smtp_port}
security = {security}
{smtp_user}
ca_file = {ca_file}

[accounts.survey]
host = "127.0.0.1"
port = {imap_port}
user = {mailbox}
ca_file = {ca_file}
folders = ["INBOX", "Junk"]
{since}

[survey]
hosts = ["khaosat.bnv.example.vn"]

[limits]
per_minute = 600
per_hour = 20000
per_domain_minute = 600
canary_wait_s = 0
canary_fails = 5

[calendar]
windows = ["00:00-23:59"]

[log]
level = "debug"
"""


@dataclass(frozen=True, slots=True)
class Servers:
    """Where to send and where to read."""

    imap_port: int
    smtp_port: int
    ca_file: Path
    security: str = "starttls"
    login: bool = True
    keeps_tag: bool = True


@dataclass(frozen=True, slots=True)
class Done:
    """What a command left."""

    code: int
    out: str
    err: str


class Maild:
    """One installation in `directory`. `maild(...)` runs a command and gives its JSON, or its text."""

    def __init__(
        self, directory: Path, mailbox: str, password: str, servers: Servers, *, since: date | None
    ) -> None:
        self.directory = directory
        self.config = directory / "maild.toml"
        self.state = directory / "state"
        self.log_file = directory / "daemon.log"
        self._daemon: subprocess.Popen[bytes] | None = None
        self._commands: subprocess.Popen[bytes] | None = None
        quoted = {
            "state": self.seen(self.state),
            "mailbox": mailbox,
            "ca_file": self.seen(servers.ca_file),
            "security": servers.security,
        }
        self.config.write_text(
            _CONFIG.format(
                imap_port=servers.imap_port,
                smtp_port=servers.smtp_port,
                keeps_tag=json.dumps(servers.keeps_tag),
                smtp_user=f"user = {json.dumps(mailbox)}" if servers.login else "",
                since="" if since is None else f"since = {since}",
                **{name: json.dumps(value, ensure_ascii=False) for name, value in quoted.items()},
            ),
            encoding="utf-8",
        )
        self._secrets(
            {"smtp": password, "imap-survey": password, "token-keys": f"1 {secrets.token_hex(32)}\n"}
        )
        self._calendar()

    def seen(self, path: Path) -> str:
        """A path as the installation itself sees it."""
        return str(path)

    def __call__(self, *words: str, by: str = COORDINATOR) -> Any:
        """Run `maild WORDS` as `by`; fails with its output unless it says 0."""
        done = self.attempt(*words, by=by)
        assert done.code == 0, f"maild {' '.join(words)}: {done.code}\n{done.out}\n{done.err}"
        return json.loads(done.out) if "--json" in words else done.out

    def attempt(self, *words: str, by: str = COORDINATOR) -> Done:
        """Run `maild WORDS` as `by`, whatever comes of it."""
        if self._commands is None:
            self._commands = subprocess.Popen(
                [sys.executable, "-m", "tests.e2e.commands"],
                env=self._environment("root"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        assert self._commands.stdin is not None
        assert self._commands.stdout is not None
        asked = {"words": words, "environment": {"SUDO_USER": by}}
        self._commands.stdin.write(json.dumps(asked).encode() + b"\n")
        self._commands.stdin.flush()
        return Done(**json.loads(self._commands.stdout.readline()))

    def start(self, *options: str) -> int:
        """Start the daemon; its process id."""
        return self._start([sys.executable, "-m", "maild", "run", *options], self._environment("root"))

    def stop(self) -> int:
        """SIGTERM, then the daemon's exit code."""
        return self._end(signal.SIGTERM)

    def kill(self) -> int:
        return self._end(signal.SIGKILL)

    def hang_up(self) -> None:
        """SIGHUP: read the configuration again."""
        assert self._daemon is not None
        self._daemon.send_signal(signal.SIGHUP)

    def running(self) -> bool:
        return self._daemon is not None and self._daemon.poll() is None

    def log(self) -> str:
        """What the daemon wrote, over all its starts."""
        return self.log_file.read_text(errors="replace") if self.log_file.exists() else ""

    def logged(self, event: str) -> list[dict[str, Any]]:
        """The daemon's entries of one event."""
        entries = [json.loads(line) for line in self.log().splitlines() if line.startswith("{")]
        return [one for one in entries if one["event"] == event]

    def read(self) -> int:
        """How many mails have been read and recorded."""
        return len(self("mail", "list", "--limit", "10000", "--json"))

    def __enter__(self) -> Maild:
        return self

    def __exit__(self, *exc: object) -> None:
        if self.running():
            self.kill()
        if self._commands is not None:
            self._commands.communicate(timeout=10)

    def _start(self, words: Sequence[str], environment: Mapping[str, str]) -> int:
        with self.log_file.open("ab") as log:
            self._daemon = subprocess.Popen(words, env=environment, stdout=log, stderr=log)
        return self._daemon.pid

    def _end(self, number: signal.Signals) -> int:
        assert self._daemon is not None
        self._daemon.send_signal(number)
        try:
            return self._daemon.wait(_STOPS_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._daemon.kill()
            self._daemon.wait(10)
            raise
        finally:
            self._daemon = None

    def _environment(self, by: str) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return {**kept, "MAILD_CONFIG": str(self.config), "SUDO_USER": by, "PYTHONUTF8": "1"}

    def _secrets(self, texts: Mapping[str, str]) -> None:
        place = self.directory / "credentials"
        place.mkdir(mode=0o700, exist_ok=True)
        for name, text in texts.items():
            path = place / name
            path.touch(mode=0o600)
            path.write_text(text, encoding="utf-8")

    def _calendar(self) -> None:
        """Every day near today is worked, so that a wave is due whenever the test runs."""
        today = datetime.now(ZONE).date()
        place = self.directory / "calendar"
        place.mkdir(exist_ok=True)
        days = [today + timedelta(days=offset) for offset in range(-10, 60)]
        for year in {today.year - 1, today.year, today.year + 1}:
            worked = "".join(f'[[work]]\ndate = {day}\nwhy = "test"\n' for day in days if day.year == year)
            (place / f"{year}.toml").write_text(f"confirmed = true\n{worked}", encoding="utf-8")
