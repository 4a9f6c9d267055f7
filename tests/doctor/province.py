"""The doctor beside the demo's servers: what goes out comes back as a province's servers would bring it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from maild.demo import inbound
from maild.demo.imap_server import ImapServer
from maild.demo.inbound import Failure
from maild.demo.smtp_server import Accepted, SmtpServer
from maild.demo.tls import Certificates
from maild.store import Database
from tests.cli.program import Done, maild

SENDER = "cchc@snv.example.vn"
PASSWORD = "mật khẩu khó"
UNKNOWN = Failure("5.1.1", "550", "User unknown", "mx.snv.example.vn")
FOLDERS = ("INBOX", "Junk", "Thư đã gửi")


@dataclass
class Relay:
    """What becomes of a letter: `keeps_tag`, whether notices are written, and what is changed on the way."""

    keeps_tag: bool = True
    writes_notices: bool = True
    refuses: Callable[[str], str | None] = lambda _: None
    changes: Callable[[bytes], bytes] = lambda raw: raw
    imap: ImapServer | None = None
    seen: list[Accepted] = field(default_factory=list)

    def rcpt(self, address: str) -> str | None:
        if not self.keeps_tag and "+" in address:
            return "550 5.1.1 no such user"
        return self.refuses(address)

    def data(self, letter: Accepted) -> str | None:
        self.seen.append(letter)
        assert self.imap is not None
        local, _, domain = letter.rcpt.partition("@")
        if f"{local.partition('+')[0]}@{domain}" == SENDER:
            arrived = b"Delivered-To: " + letter.rcpt.encode() + b"\r\n" + self.changes(letter.content)
            self.imap.append(SENDER, "INBOX", arrived)
        elif self.writes_notices:
            notice = self.changes(inbound.failed(letter, UNKNOWN, datetime.now(UTC)))
            self.imap.append(SENDER, "Junk", notice)
        return None


@dataclass
class Province:
    config: Path
    relay: Relay

    def doctor(self, *options: str, user: str = "quan.tri") -> Done:
        return maild("doctor", *options, config=self.config, user=user)

    def lines(self, *options: str) -> dict[str, dict[str, Any]]:
        """The lines by check; of several the worst."""
        order = ("ok", "skip", "warn", "fail")
        found: dict[str, dict[str, Any]] = {}
        for one in self.doctor("--json", *options).json["lines"]:
            name = one["check"]
            if name not in found or order.index(one["level"]) > order.index(found[name]["level"]):
                found[name] = one
        return found

    def add(self, *lines: str) -> None:
        overlay = self.config.parent / "maild.d"
        overlay.mkdir(exist_ok=True)
        number = len(list(overlay.iterdir())) + 10
        (overlay / f"{number}.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


@dataclass
class Servers:
    """IMAP and SMTP on loopback; which relay stands behind them is each province's own."""

    imap: ImapServer
    smtp: SmtpServer
    certificates: Certificates
    behind: list[Relay]
    database: Path  # a new one, made once

    def province(self, directory: Path, relay: Relay) -> Province:
        relay.imap = self.imap
        self.behind[:] = [relay]
        (directory / "state").mkdir()
        shutil.copy(self.database, directory / "state")
        config = directory / "maild.toml"
        text = configuration(directory, self.certificates, self.imap.port, self.smtp.port)
        config.write_text(text, encoding="utf-8")
        for name in ("smtp", "imap-survey"):
            secret(directory, name, PASSWORD)
        secret(directory, "token-keys", f"1 {'ab' * 32}\n")
        return Province(config, relay)


@contextmanager
def standing(certificates: Certificates, *others: str) -> Iterator[Servers]:
    """`others` have mailboxes, too."""
    behind: list[Relay] = []
    users = dict.fromkeys((SENDER, *others), PASSWORD)
    imap = ImapServer(users, certificates=certificates, folders=FOLDERS)
    smtp = SmtpServer(
        certificates=certificates,
        users={SENDER: PASSWORD},
        rcpt_reply=lambda address: behind[0].rcpt(address),
        data_reply=lambda letter: behind[0].data(letter),
    )
    with imap, smtp, TemporaryDirectory() as made:
        database = Path(made) / "maild.db"
        store = Database(f"sqlite:///{database}")
        store.migrate()
        store.close()
        yield Servers(imap, smtp, certificates, behind, database)


def configuration(directory: Path, certificates: Certificates, imap_port: int, smtp_port: int) -> str:
    ca_file = json.dumps(str(certificates.ca_file))
    return f"""
[paths]
state = {json.dumps(str(directory / "state"))}
[sender]
address = "{SENDER}"
name = "Sở Nội vụ"
keeps_tag = true
[smtp]
host = "127.0.0.1"
port = {smtp_port}
security = "starttls"
user = "{SENDER}"
ca_file = {ca_file}
[accounts.survey]
host = "127.0.0.1"
port = {imap_port}
user = "{SENDER}"
ca_file = {ca_file}
folders = ["INBOX", "Junk"]
[survey]
hosts = ["khaosat.example.vn"]
"""


def secret(directory: Path, name: str, text: str, mode: int = 0o600) -> None:
    place = directory / "credentials"
    place.mkdir(mode=0o700, exist_ok=True)
    (place / name).write_text(text, encoding="utf-8")
    (place / name).chmod(mode)


def new_message_id(raw: bytes) -> bytes:
    """A sending service that knows better."""
    mail = message_from_bytes(raw)
    del mail["Message-ID"]
    mail["Message-ID"] = "<0100018f@sendinghouse.example.net>"
    return bytes(mail)
