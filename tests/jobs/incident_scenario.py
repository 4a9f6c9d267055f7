"""One morning of a round, and the list of errors that a careful person would write down for it.

Written by hand before the log was measured with it. `MAILS` (samples/incidents/morning.tsv) is what comes in, each
mail with the line of `LIST` it belongs to ("" for none); `REFUSED` is what the relay says in the dialogue. A line is
phase, reason, place and who is touched; two lines are never one fault, and one fault is never two lines.

The province: `syt` and `stp` lie on two machines of the province's own mail server (mx1, mx2), `benhvien` and
`xa-muong` run servers of their own, `truong` is at Exchange Online, `huyencu` was given up, `congty` is down.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from maild.demo import inbound
from maild.demo.smtp_server import Accepted

SAMPLES = Path(__file__).parents[1] / "samples" / "incidents"
SYT, STP = "syt.hp.example.vn", "stp.hp.example.vn"
XA, HUYEN = "xa-muong.example.vn", "huyencu.example.vn"
BENH, TRUONG, CONGTY = "benhvien.example.vn", "truong.example.vn", "congty.example.vn"
ADDRESSES = tuple(
    f"{name}@{domain}"
    for domain, count in ((SYT, 26), (STP, 14), (XA, 8), (HUYEN, 3), (BENH, 8), (TRUONG, 4), (CONGTY, 4))
    for name in (f"canbo{number}" for number in range(1, count + 1))
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list. `code` "" where the reason says it all."""

    phase: str
    reason: str
    where: str
    code: str = ""


LIST: dict[str, Line] = {
    # gửi
    "unknown at syt": Line("sending", "user-unknown", SYT),
    "unknown at stp": Line("sending", "user-unknown", STP),
    "policy of the province's server": Line("sending", "policy-violation", "mx.mail.hp.example.vn", "5.7.1"),
    "spam filter of the province's server": Line("sending", "spam-detected", "mx.mail.hp.example.vn"),
    "no DMARC for the province's server": Line("sending", "auth-failure", "mx.mail.hp.example.vn"),
    "insiders only at truong": Line("sending", "security-error", "prod.outlook.com", "5.7.1"),
    "huyencu is gone": Line("sending", "host-unknown", HUYEN),
    "congty is down": Line("sending", "network-error", CONGTY),
    "loop at xa-muong": Line("sending", "mail-loop", XA),
    "too big for benhvien": Line("sending", "mesg-too-big", "mail.benhvien.example.vn"),
    "disk of xa-muong": Line("sending", "system-error", "mx.xa-muong.example.vn", "4.3.0"),
    "our relay refuses us": Line("sending", "smtp-refused", "", "5.7.1"),
    "a stranger's bounce": Line("sending", "unverified-bounce", ""),
    "no invitation at syt": Line("sending", "invitation-not-received", SYT),
    "no invitation at stp": Line("sending", "invitation-not-received", STP),
    "junk at syt": Line("sending", "invitation-in-spam", SYT),
    "link removed at stp": Line("sending", "invitation-stripped", STP),
    "five times at stp": Line("sending", "invitation-doubled", STP),
    "late at xa-muong": Line("sending", "invitation-late", XA),
    "another's name at syt": Line("sending", "invitation-misaddressed", SYT),
    # nhận
    "full at syt": Line("receiving", "mailbox-full", SYT),
    "locked at benhvien": Line("receiving", "suspend", BENH),
    "password forgotten at stp": Line("receiving", "mailbox-login", STP),
    "mail server of xa-muong": Line("receiving", "mail-server-down", XA),
    "unreadable at syt": Line("receiving", "invitation-unreadable", SYT),
    # trả lời
    "HTTP 500": Line("answering", "survey-page-error", "survey", "500"),
    "HTTP 503": Line("answering", "survey-page-error", "survey", "503"),
    "code refused": Line("answering", "survey-code-refused", "survey"),
    "no OTP": Line("answering", "survey-otp-missing", "survey"),
    "cannot submit": Line("answering", "survey-submit-failed", "survey"),
    "says closed": Line("answering", "survey-closed", "survey"),
    "session lost": Line("answering", "survey-session-lost", "survey"),
    "blocked in our network": Line("answering", "survey-blocked-here", "survey"),
    "wrong form": Line("answering", "survey-wrong-form", "survey"),
    "old browser": Line("answering", "survey-browser", "survey"),
}

# What the relay answers in the dialogue: (recipient, reply, line). What it holds against us keeps the letter waiting,
# and touches no official in particular.
REFUSED = (
    (f"canbo1@{SYT}", "550 5.1.1 <%s>: Recipient address rejected: User unknown", "unknown at syt"),
    (f"canbo1@{XA}", "554 5.7.1 <%s>: Relay access denied", "our relay refuses us"),
    (f"canbo1@{BENH}", "554 5.7.1 <%s>: Relay access denied", "our relay refuses us"),
)


@dataclass(frozen=True, slots=True)
class Mail:
    """`what` is a sample's name, or words that a person writes; `line` is the key of `LIST`."""

    to: str  # the letter it is about
    what: str
    line: str = ""
    server: str = ""
    how: str = "notice"  # notice, words, leave, receipt, ack, forwarded, twice


def _mails() -> Iterator[Mail]:
    for row in (SAMPLES / "morning.tsv").read_text("utf-8").splitlines():
        if not row.startswith("#"):
            to, how, what, server, line = ("" if cell == "-" else cell for cell in row.split("\t"))
            yield Mail(to, what, line, server, how)


MAILS = tuple(_mails())


def bytes_of(mail: Mail, letters: dict[str, Accepted], at: datetime) -> bytes:
    """The mail as it reaches the watched mailbox; `letters` are those that went out, by recipient."""
    if mail.how in ("notice", "forwarded", "twice"):
        raw = _notice(mail, letters.get(mail.to))
        if mail.how == "forwarded":
            return inbound.forwarded(raw, f"vanthu@{SYT}", at, inbound.MAILBOX)
        return raw
    letter, name = letters[mail.to], "Nguyễn Văn An"
    match mail.how:
        case "leave":
            return inbound.absence(letter, name, mail.what, at)
        case "receipt":
            return inbound.read_receipt(letter, name, at)
        case "ack":
            return inbound.acknowledged(letter, name, at)
    return inbound.reply(letter, name, mail.what, at)


def _notice(mail: Mail, letter: Accepted | None) -> bytes:
    """A lab's notice about our letter; about nobody's letter where there is none."""
    rcpt = letter.rcpt if letter else f"nguoila@{SYT}"
    filled = {
        "RCPT": rcpt,
        "DOMAIN": rcpt.partition("@")[2],
        "SENDER": letter.mail_from if letter else inbound.MAILBOX,
        "MESSAGE-ID": inbound.message_id_of(letter) if letter else "<khong-phai-cua-ta@example.vn>",
        "SERVER": mail.server,
        "IP": mail.server or "192.0.2.25",
    }
    raw = (SAMPLES / f"{mail.what}.eml").read_bytes()
    for name, value in filled.items():
        raw = raw.replace(f"%{name}%".encode(), value.encode())
    return raw
