"""maild as the package installs it, in a Debian root: commands there, the daemon under the unit's restrictions."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from tests.e2e.house import COORDINATOR, Done, Maild, Servers
from tests.servers.debian import Debian

ROOT = Path(__file__).parents[2]
UNIT = ROOT / "systemd" / "maild.service"
WATCHDOG_S = 20


class Manager:
    """The socket on which a service manager hears of its service in `root`."""

    def __init__(self, root: Debian) -> None:
        self.heard: list[str] = []
        self._door = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        path = root.path / "run/notify"
        self._door.bind(str(path))
        path.chmod(0o777)
        self._door.setblocking(False)

    def said(self, word: str) -> int:
        """How often the service has said `word`: READY=1, WATCHDOG=1 …"""
        while True:
            try:
                self.heard += self._door.recv(4096).decode().splitlines()
            except BlockingIOError:
                return self.heard.count(word)

    def close(self) -> None:
        self._door.close()


def confined(root: Debian, *words: str) -> list[str]:
    """The command line that runs `words` in the root as systemd would run the service."""
    return [sys.executable, "-m", "tests.servers.confined", str(UNIT), str(root.path), "--", *words]


def environment() -> dict[str, str]:
    told = {"NOTIFY_SOCKET": "/run/notify", "WATCHDOG_USEC": str(WATCHDOG_S * 1_000_000)}
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **told}


class Installed(Maild):
    """One installation from the package. `servers.ca_file` lies in the root."""

    def __init__(
        self, root: Debian, mailbox: str, password: str, servers: Servers, *, since: date | None
    ) -> None:
        self.root = root
        self.manager = Manager(root)
        super().__init__(root.path / "etc/maild", mailbox, password, servers, since=since)
        text = self.config.read_text("utf-8").replace('"/etc/maild/state"', '"/var/lib/maild"')
        self.config.write_text(text, "utf-8")
        root.must("chown", "-R", "root:maild", "/etc/maild")
        for path in (self.directory / "credentials").iterdir():
            path.chmod(0o640)
        (self.directory / "credentials").chmod(0o750)
        self.log_file = root.path / "var/log/maild.log"

    def seen(self, path: Path) -> str:
        return self.root.inside(path)

    def attempt(self, *words: str, by: str = COORDINATOR) -> Done:
        there = [word.replace(str(self.root.path), "") for word in words]
        done = self.root.run(
            "/usr/bin/maild", *there, user="maild:maild", environment={"SUDO_USER": by, "PYTHONUTF8": "1"}
        )
        return Done(done.returncode, done.stdout, done.stderr)

    def start(self, *options: str) -> int:
        return self._start(confined(self.root, "/usr/bin/maild", "run", *options), environment())

    def __exit__(self, *exc: object) -> None:
        super().__exit__(*exc)
        self.manager.close()


def status_of(pid: int) -> dict[str, str]:
    """/proc/PID/status."""
    lines: Sequence[str] = Path(f"/proc/{pid}/status").read_text().splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}
