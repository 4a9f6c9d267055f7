"""The demo's province: its servers on loopback, its configuration as an administrator would write it."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from maild.demo.imap_server import ImapServer
from maild.demo.inbound import MAILBOX, SERVER
from maild.demo.smtp_server import Accepted, SmtpServer
from maild.demo.tls import make_certificates
from maild.errors import InputRefused
from maild.jobs.clock import DemoClock

LIAISON = "cntt@snv.hoangphong.example.vn"
DESK, IT_DESK, HEADS = (f"{name}@snv.hoangphong.example.vn" for name in ("dieuphoi", "tuan.cntt", "lanhdao"))
STAFF = frozenset((DESK, IT_DESK, HEADS))
FORWARDED = "Phản hồi khảo sát"
SURVEY_HOST = "khaosat.bnv.example.vn"
_MARKER = ".maild-demo"
_CONFIG = """\
# Written by `maild demo` for its own servers.
mode = "live"
language = {language}

[paths]
state = {state}
reports = {reports}
letters = {letters}

[round_defaults]
agency = "Sở Nội vụ tỉnh Hoàng Phong"
hotline = "0214.3840.000"
legal_basis = "Công văn số 7156/UBND-NC của Chủ tịch Ủy ban nhân dân tỉnh"
invitation_sender = "khaosat@bnv.example.vn"
invitation_subject = "Mời trả lời phiếu điều tra xã hội học xác định Chỉ số CCHC năm 2026"
locale = {language}

[sender]
address = {mailbox}
name = "Sở Nội vụ tỉnh Hoàng Phong"
keeps_tag = true
# the province's Zimbra answers with absence notices only when letters are not marked as automatic
auto_submitted = {{ R1 = false, R2 = false }}

[smtp]
host = "127.0.0.1"
port = {smtp_port}
user = {mailbox}
ca_file = {ca_file}

[accounts.survey]
host = "127.0.0.1"
port = {imap_port}
user = {mailbox}
ca_file = {ca_file}
folders = ["INBOX", "Junk"]
authserv_id = {server}
since = 2026-11-01

[accounts.cntt]
host = "127.0.0.1"
port = {imap_port}
user = {liaison}
ca_file = {ca_file}
folders = ["INBOX", {forwarded}]
role = "reports"
since = 2026-11-01

[survey]
hosts = [{survey_host}]
code_patterns = ['\\bHP[0-9A-Z]{{6}}\\b']

[alerts]
coordinator = [{desk}]
it = [{it_desk}]
leadership = [{heads}]

[limits]
per_minute = 120
per_domain_minute = 60
"""


@dataclass(slots=True)
class Stage:
    """Everything a round is played on."""

    directory: Path
    config: Path
    imap: ImapServer
    smtp: SmtpServer
    clock: DemoClock

    @property
    def accepted(self) -> list[Accepted]:
        """The SMTP server's own log of the letters to officials that it took."""
        return [one for one in self.smtp.accepted if one.rcpt.lower() not in STAFF]

    @property
    def told(self) -> list[Accepted]:
        """And of the mails to staff."""
        return [one for one in self.smtp.accepted if one.rcpt.lower() in STAFF]


def fresh(directory: Path) -> None:
    """Empty the demo's directory. Raises InputRefused for one that is not ours: nobody's files are removed."""
    if directory.exists() and any(directory.iterdir()):
        if not (directory / _MARKER).exists():
            raise InputRefused("refused.exists", path=directory)
        shutil.rmtree(directory)
    directory.mkdir(parents=True, exist_ok=True)
    (directory / _MARKER).touch()


@contextmanager
def raised(
    directory: Path,
    clock: DemoClock,
    language: str,
    rcpt_reply: Callable[[str], str | None],
    data_reply: Callable[[Accepted], str | None],
) -> Iterator[Stage]:
    """Start the servers and write the configuration for them."""
    logins = passwords(directory)
    certificates = make_certificates(directory / "tls")
    smtp = SmtpServer(
        certificates=certificates,
        implicit_tls=True,
        users={MAILBOX: logins[MAILBOX]},
        rcpt_reply=rcpt_reply,
        data_reply=data_reply,
        clock=clock,
    )
    imap = ImapServer(logins, certificates=certificates)
    with smtp, imap:
        config = directory / "maild.toml"
        values = {
            "language": language,
            "state": str(directory / "state"),
            "reports": str(directory / "reports"),
            "letters": str(directory / "rehearsal"),
            "mailbox": MAILBOX,
            "liaison": LIAISON,
            "server": SERVER,
            "forwarded": FORWARDED,
            "desk": DESK,
            "it_desk": IT_DESK,
            "heads": HEADS,
            "survey_host": SURVEY_HOST,
            "ca_file": str(certificates.ca_file),
        }
        quoted = {name: json.dumps(value, ensure_ascii=False) for name, value in values.items()}
        text = _CONFIG.format(smtp_port=smtp.port, imap_port=imap.port, **quoted)
        config.write_text(text, encoding="utf-8")
        yield Stage(directory, config, imap, smtp, clock)


def passwords(directory: Path) -> dict[str, str]:
    """Make the secrets that `maild.toml` needs beside it; the password by user."""
    place = directory / "credentials"
    place.mkdir(mode=0o700)
    made = {MAILBOX: secrets.token_urlsafe(12), LIAISON: secrets.token_urlsafe(12)}
    texts = {
        "smtp": made[MAILBOX],
        "imap-survey": made[MAILBOX],
        "imap-cntt": made[LIAISON],
        "token-keys": f"1 {secrets.token_hex(32)}\n",
    }
    for name, text in texts.items():
        path = place / name
        path.touch(mode=0o600)
        path.write_text(text, encoding="utf-8")
    return made
