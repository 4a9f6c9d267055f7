"""An administrator's machine: a clean Debian beside a real Dovecot and Postfix, where he types what he reads."""

from __future__ import annotations

import re
import shlex
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from maild.demo.tls import Certificates
from maild.errors import Busy
from maild.store import Database, mailbox
from tests.cli.conftest import roster_lines
from tests.package.conftest import ROOT
from tests.package.installed import Manager, confined, environment
from tests.servers.debian import Debian
from tests.servers.dovecot import Delivery, Dovecot
from tests.servers.ports import free_port
from tests.servers.postfix import Hop, Postfix, Routes
from tests.servers.waiting import until

MANUAL = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
SENDER, PASSWORD = "cchc@snv.example.vn", "khó đoán"


def commands(of: str = "") -> list[str]:
    """Every line of every block of the manual, in order; with `of` only of the section whose title begins so."""
    sections = re.split(r"^(?=#{2,3} )", MANUAL, flags=re.MULTILINE)
    if of:
        sections = [one for one in sections if one.lstrip("# ").startswith(of)]
        assert sections, of
    blocks = [block for one in sections for block in re.findall(r"^```(\w*)\n(.*?)^```$", one, re.M | re.S)]
    return [line for kind, block in blocks if not kind for line in block.splitlines()]


class Machine:
    """`run` executes a line of the manual; `packages` are what VERSION and NEWER stand for."""

    def __init__(
        self, root: Debian, imap: Dovecot, relay: Postfix, ca_file: Path, packages: tuple[Path, ...]
    ) -> None:
        self.root = root
        self.etc, self.var = root.path / "etc/maild", root.path / "var/lib/maild"
        self.log_file = root.path / "var/log/maild.log"
        self.manager = Manager(root)
        self.said = ""
        self.imap, self._relay, self._ca_file = imap, relay, ca_file
        self._packages = dict(zip(("VERSION", "NEWER"), packages, strict=False))
        self._daemon: subprocess.Popen[bytes] | None = None
        self.password(PASSWORD)
        (root.path / "etc/hosts").write_text("127.0.0.1 localhost\n")

    def password(self, text: str) -> None:
        """What the administrator was told, in /root/password."""
        (self.root.path / "root/password").write_text(f"{text}\n", encoding="utf-8")

    def run(self, line: str) -> None:
        """A line as it stands in the manual; fails unless it ends as its comment says."""
        command, _, comment = line.partition("    # ")
        expected = re.match(r"exits (\d+)", comment)
        words = [self._meant(word) for word in shlex.split(command)]
        if words[0] == "systemctl":
            self._systemctl(words[1:])
            return
        if words[:2] == ["apt", "install"]:
            words[2] = self.root.put(Path(words[2]))
        if words[0] == "apt":
            words[1:1] = ["-y", "-o", "Dpkg::Options::=--force-confdef"]
        done = self.root.run(*words)
        wanted = int(expected[1]) if expected else 0
        assert done.returncode == wanted, f"{line}\n{done.stdout}\n{done.stderr}\n{self.log()[-3000:]}"
        assert "Traceback" not in done.stderr
        self.said = done.stdout + done.stderr
        if words[:2] == ["maild", "init"] and "--address" in words:
            self._real_ports()

    def log(self) -> str:
        return self.log_file.read_text(errors="replace") if self.log_file.exists() else ""

    def maild(self, *words: str, by: str = "root") -> subprocess.CompletedProcess[str]:
        return self.root.run("maild", *words, user="maild:maild", environment={"SUDO_USER": by})

    def start(self) -> None:
        """As systemd does: the program under the unit's restrictions, until it says that it is ready."""
        before = self.manager.said("READY=1")
        with self.log_file.open("ab") as out:
            words = confined(self.root, "/usr/bin/maild", "run")
            self._daemon = subprocess.Popen(words, env=environment(), stdout=out, stderr=out)
        until(lambda: self.manager.said("READY=1") > before, 120, self.log)
        until(self.reads_both_folders, 120, self.log)

    def kill(self) -> None:
        assert self._daemon is not None
        self._daemon.kill()
        self._daemon.wait(10)
        self._daemon = None

    def runs(self) -> bool:
        return self._daemon is not None and self._daemon.poll() is None

    def close(self) -> None:
        if self.runs():
            self.kill()
        self.manager.close()

    def reads_both_folders(self) -> bool:
        store = Database(f"sqlite:///{self.var / 'maild.db'}")
        try:
            with store.view() as look:
                return len(mailbox.cursors(look.connection)) == 2
        except Busy:
            return False
        finally:
            store.close()

    def _meant(self, word: str) -> str:
        if word == "CODE":
            found = re.search(r"--code ([0-9a-f]{6})", self.said)
            assert found is not None, self.said
            return found[1]
        if word.endswith("/COPY"):
            copies = sorted((self.var / "backups").glob("*.db"), key=lambda path: path.stat().st_mtime)
            return word.replace("COPY", copies[-1].name)
        for name, package in self._packages.items():
            if word.endswith(f"maild_{name}_amd64.deb"):
                return str(package)
        return word

    def _systemctl(self, words: list[str]) -> None:
        verb = words[0]
        if verb == "enable":
            self.root.must("systemctl", "enable", words[-1])
            verb = "start"
        if verb in ("stop", "restart") and self.runs():
            assert self._daemon is not None
            self._daemon.send_signal(signal.SIGTERM)
            assert self._daemon.wait(45) == 0, self.log()
            self._daemon = None
        if verb in ("start", "restart"):
            self.start()
        if verb == "reload":
            assert self._daemon is not None
            before = self.log().count("daemon.reloaded")
            self._daemon.send_signal(signal.SIGHUP)
            until(lambda: self.log().count("daemon.reloaded") > before, 60, self.log)

    def _real_ports(self) -> None:
        """Where imap.example.vn and smtp.example.vn are on this machine; and a running round."""
        shutil.copy(self._ca_file, self.etc / "ca.pem")
        common = 'host = "127.0.0.1"\nca_file = "/etc/maild/ca.pem"'
        (self.etc / "maild.d" / "90-tests.toml").write_text(
            f'[smtp]\n{common}\nport = {self._relay.port}\nsecurity = "starttls"\n'
            f"[accounts.survey]\n{common}\nport = {self.imap.port}\nsince = 2026-01-01\n"
        )
        (self.root.path / "srv/roster.csv").write_text("\n".join(roster_lines()) + "\n", encoding="utf-8")
        deadline = f"{time.gmtime().tm_year + 1}-12-01"
        for by, words in (
            (
                "binh",
                [
                    "round",
                    "create",
                    "2026",
                    "--invited",
                    time.strftime("%Y-%m-%d"),
                    "--deadline",
                    deadline,
                    "--legal-basis",
                    "Công văn số 7156",
                    "--invitation-sender",
                    "khaosat@bnv.example.vn",
                    "--invitation-subject",
                    "Mời trả lời phiếu",
                ],
            ),
            ("binh", ["roster", "import", "/srv/roster.csv", "--round", "2026"]),
            ("cuong", ["round", "approve", "2026"]),
        ):
            done = self.maild(*words, by=by)
            assert done.returncode == 0, done.stderr


@contextmanager
def machine(root: Debian, certificates: Certificates, *packages: Path) -> Iterator[Machine]:
    """Servers and a bare Debian; nothing is installed yet."""
    local_port = free_port()
    with (
        Dovecot({SENDER: PASSWORD}, certificates, Delivery(local_port)) as imap,
        Postfix(certificates, auth_port=imap.auth_port, local_port=local_port) as relay,
    ):
        relay.start(Routes({SENDER.partition("@")[2]: Hop("lmtp", imap.lmtp_port)}))
        made = Machine(root, imap, relay, certificates.ca_file, packages)
        try:
            yield made
        finally:
            made.close()
