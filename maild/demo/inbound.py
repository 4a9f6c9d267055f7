"""The mail that a round brings back: notices as real servers write them, and what officials write.

Every text is the project's own. Bytes are the same whenever they are made.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from maild.demo.smtp_server import Accepted

MAILBOX = "dieutra.cchc@snv.hoangphong.example.vn"
DOMAIN = "snv.hoangphong.example.vn"
SERVER = "mail.hoangphong.example.vn"
SURVEY_LINK = "https://khaosat.bnv.example.vn/phieu/{code}?ma={code}"


@dataclass(frozen=True, slots=True)
class Failure:
    """How a recipient's server answers."""

    status: str
    reply: str
    words: str
    mta: str


def message_id_of(letter: Accepted) -> str:
    return _header(letter, b"message-id")


def subject_of(letter: Accepted) -> str:
    """The letter's subject as it stands in its header, still encoded."""
    return _header(letter, b"subject")


def failed(letter: Accepted, failure: Failure, at: datetime, *, action: str = "failed") -> bytes:
    """A delivery status notification as Postfix words it (RFC 3464)."""
    final = action == "failed"
    subject = "Undelivered Mail Returned to Sender" if final else "Delayed Mail (still being retried)"
    boundary = f"{_tag(letter, action)}/{SERVER}"
    until = "" if final else f"Will-Retry-Until: {format_datetime(at)}\n"
    lead = (
        "I'm sorry to have to inform you that your message could not\nbe delivered to one or more recipients."
        if final
        else "####################################################################\n"
        "# THIS IS A WARNING ONLY.  YOU DO NOT NEED TO RESEND YOUR MESSAGE. #\n"
        "####################################################################"
    )
    text = f"""Return-Path: <>
Delivered-To: {letter.mail_from}
X-Original-To: {letter.mail_from}
Date: {format_datetime(at)}
From: MAILER-DAEMON@{SERVER} (Mail Delivery System)
Subject: {subject}
To: {letter.mail_from}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Message-Id: <{_tag(letter, action)}@{SERVER}>
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="{boundary}"

This is a MIME-encapsulated message.

--{boundary}
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host {SERVER}.

{lead}

<{letter.rcpt}>: host {failure.mta} said: {failure.reply} {failure.status}
    {failure.words} (in reply to RCPT TO command)

--{boundary}
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; {SERVER}
Original-Envelope-Id: {_envelope_id(letter)}
Arrival-Date: {format_datetime(letter.at)}

Final-Recipient: rfc822; {letter.rcpt}
Original-Recipient: rfc822;{letter.rcpt}
Action: {action}
Status: {failure.status}
Remote-MTA: dns; {failure.mta}
Diagnostic-Code: smtp; {failure.reply} {failure.status} {failure.words}
{until}
--{boundary}
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

Return-Path: <{letter.mail_from}>
{_returned_headers(letter)}
--{boundary}--
"""
    return text.replace("\n", "\r\n").encode()


def absence(letter: Accepted, name: str, words: str, at: datetime) -> bytes:
    """An absence notice as Zimbra sends it: only its headers tell it from a person's reply."""
    mail = _answer(letter, name, words, at, quoted=False)
    del mail["References"]
    mail["Auto-Submitted"] = "auto-replied (zimbra; vacation)"
    mail["Precedence"] = "bulk"
    return mail.as_bytes(policy=SMTP)


def acknowledged(letter: Accepted, name: str, at: datetime) -> bytes:
    """A ticket system's receipt."""
    mail = _answer(
        letter, name, "Hệ thống đã tiếp nhận thư của Ông/Bà. Mã yêu cầu: 2026-1187.", at, quoted=False
    )
    mail["Auto-Submitted"] = "auto-generated"
    return mail.as_bytes(policy=SMTP)


def reply(letter: Accepted, name: str, words: str, at: datetime) -> bytes:
    """An official writes back, our letter quoted below."""
    return _answer(letter, name, words, at, quoted=True).as_bytes(policy=SMTP)


def read_receipt(letter: Accepted, name: str, at: datetime) -> bytes:
    """A disposition notification (RFC 8098)."""
    boundary = f"mdn-{_tag(letter, 'mdn')}"
    subject = base64.b64encode(f"Đã đọc: thư của {name}".encode()).decode()
    text = f"""Return-Path: <{letter.rcpt}>
Delivered-To: {MAILBOX}
Date: {format_datetime(at)}
From: {letter.rcpt}
To: {MAILBOX}
Subject: =?utf-8?b?{subject}?=
Message-Id: <{_tag(letter, "mdn")}@{letter.rcpt.rpartition("@")[2]}>
In-Reply-To: {message_id_of(letter)}
MIME-Version: 1.0
Content-Type: multipart/report; report-type=disposition-notification; boundary="{boundary}"

--{boundary}
Content-Type: text/plain; charset=us-ascii

Your message was displayed.

--{boundary}
Content-Type: message/disposition-notification

Final-Recipient: rfc822;{letter.rcpt}
Original-Message-ID: {message_id_of(letter)}
Disposition: manual-action/MDN-sent-manually; displayed

--{boundary}--
"""
    return text.replace("\n", "\r\n").encode()


def forwarded(notice: bytes, clerk: str, at: datetime, to: str) -> bytes:
    """A clerk forwards a notice as an attachment, with a line of his own."""
    tag = hashlib.sha256(notice).hexdigest()[:20]
    head = f"""From: {clerk}
To: {to}
Subject: Fwd: Undelivered Mail Returned to Sender
Date: {format_datetime(at)}
Message-ID: <{tag}@{clerk.rpartition("@")[2]}>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="fwd-{tag}"

--fwd-{tag}
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Đơn vị chuyển tiếp thông báo lỗi để xem giúp.
--fwd-{tag}
Content-Type: message/rfc822
Content-Disposition: attachment

"""
    return head.replace("\n", "\r\n").encode() + notice + f"\r\n--fwd-{tag}--\r\n".encode()


def unrelated(number: int, at: datetime) -> bytes:
    """Mail that any office gets: circulars, invitations, advertisements."""
    subject, sender, words = _OTHERS[number % len(_OTHERS)]
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender
    mail["To"] = MAILBOX
    mail["Subject"] = subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<van-thu-{number}@{sender.rpartition('@')[2]}>"
    mail.set_content(words + "\n")
    return mail.as_bytes(policy=SMTP)


_OTHERS = (
    (
        "Giấy mời họp giao ban tháng 11",
        "vanphong@ubnd.hoangphong.example.vn",
        "Kính mời dự họp giao ban lúc 08 giờ 00 ngày 18/11/2026 tại phòng họp số 2.",
    ),
    (
        "Bản tin chuyển đổi số tuần 46",
        "bantin@skhcn.hoangphong.example.vn",
        "Bản tin tuần này: kết quả giải quyết thủ tục hành chính trực tuyến trên địa bàn tỉnh.",
    ),
    (
        "V/v báo cáo công tác văn thư quý IV",
        "vanthu@sct.hoangphong.example.vn",
        "Đề nghị quý đơn vị gửi báo cáo công tác văn thư, lưu trữ quý IV trước ngày 10/12/2026.",
    ),
    (
        "Thông báo lịch cúp điện khu hành chính",
        "thongbao@dienluc.example.vn",
        "Tạm ngừng cung cấp điện từ 06 giờ đến 08 giờ ngày Chủ nhật 22/11/2026.",
    ),
)


def _answer(letter: Accepted, name: str, words: str, at: datetime, *, quoted: bool) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["Return-Path"] = f"<{letter.rcpt}>"
    mail["Delivered-To"] = MAILBOX
    mail["Authentication-Results"] = (
        f"{SERVER}; spf=pass smtp.mailfrom={letter.rcpt}; dkim=pass header.d="
        + (letter.rcpt.rpartition("@")[2])
    )
    mail["From"] = f"=?utf-8?b?{base64.b64encode(name.encode()).decode()}?= <{letter.rcpt}>"
    mail["To"] = MAILBOX
    mail["Subject"] = (
        "=?utf-8?b?" + base64.b64encode("Trả lời: thư nhắc trả lời phiếu".encode()).decode() + "?="
    )
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{_tag(letter, words)}@{letter.rcpt.rpartition('@')[2]}>"
    mail["In-Reply-To"] = message_id_of(letter)
    mail["References"] = message_id_of(letter)
    quote = ""
    if quoted:
        said = "Nhắc trả lời phiếu điều tra XHH, hạn 27/11. Nếu đã trả lời, xin phản hồi: 1."
        quote = f"\n\n----- Vào {at:%d/%m/%Y}, lúc {at:%H:%M}, {MAILBOX} đã viết:\n> {said}\n"
    mail.set_content(words + quote + "\n")
    return mail


def _header(letter: Accepted, name: bytes) -> str:
    head = letter.content.partition(b"\r\n\r\n")[0].replace(b"\r\n ", b" ").replace(b"\r\n\t", b" ")
    for line in head.split(b"\r\n"):
        key, _, value = line.partition(b":")
        if key.strip().lower() == name:
            return value.strip().decode("ascii", "replace")
    return ""


def _returned_headers(letter: Accepted) -> str:
    head = letter.content.partition(b"\r\n\r\n")[0].decode("ascii", "replace")
    return head.replace("\r\n", "\n")


def _envelope_id(letter: Accepted) -> str:
    found = [option.partition("=")[2] for option in letter.options if option.upper().startswith("ENVID=")]
    return found[0] if found else ""


def _tag(letter: Accepted, what: str) -> str:
    """Unlike any other mail's, and without the token of the letter, which would change with every run."""
    said = f"{letter.rcpt} {letter.at.isoformat()} {what}"
    return hashlib.sha256(said.encode()).hexdigest()[:20]
