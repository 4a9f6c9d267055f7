"""The mails of a mailbox that nobody has read for long: of every twenty

eight circulars of 0.2 to 2 KB, one in HTML beside plain text, one with an attachment of 50 KB, two notices of real
servers about other people's letters (our samples in turn), three bounces and a delay of letters of ours, two replies
to letters of ours, one absence notice, and one read receipt. No two are alike.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

from maild.demo import inbound
from maild.demo.inbound import Failure
from maild.demo.smtp_server import Accepted
from tests.e2e.fates import MAILBOX

KINDS = __doc__ or ""
_NOTICES = Path(__file__).resolve().parents[1] / "samples" / "notices"
_WORDS = "Kính gửi các đơn vị, Sở thông báo lịch họp giao ban tháng này như sau: đúng giờ, đúng thành phần. "
_REPLIES = (
    "1",
    "Em đã trả lời phiếu chiều qua rồi ạ.",
    "da tra loi roi nhe",
    "Tôi chưa nhận được thư mời của Bộ, nhờ kiểm tra giúp.",
    "Vào đường dẫn thì báo lỗi 404, không mở được phiếu.",
    "Tôi đã chuyển công tác từ tháng 8, xin gửi cho người phụ trách mới.",
    "Cho hỏi câu 12 nếu đơn vị không có bộ phận một cửa thì trả lời thế nào?",
    "Vâng ạ, em sẽ làm trong tuần này.",
)
_FAILURES = (
    Failure("5.1.1", "550", "User unknown", "mx.dv1.example.vn"),
    Failure("5.2.2", "552", "Mailbox full", "mx.dv2.example.vn"),
    Failure("5.7.1", "554", "Message rejected by policy", "mx.dv3.example.vn"),
    Failure("4.4.1", "421", "Connection timed out", "mx.dv4.example.vn"),
)


def mails(count: int, letters: Sequence[Accepted], at: datetime) -> Iterator[bytes]:
    """The first `count`; `letters` are those of ours that were sent."""
    notices = [path.read_bytes() for path in sorted(_NOTICES.glob("*.eml"))]
    made: list[Callable[[int], bytes]] = [
        *(8 * [lambda n: _circular(n, at)]),
        lambda n: _in_html(n, at),
        lambda n: _with_file(n, at),
        *(2 * [lambda n: notices[n % len(notices)]]),
        *(3 * [lambda n: inbound.failed(_of(letters, n), _FAILURES[n % 3], at)]),
        lambda n: inbound.failed(_of(letters, n), _FAILURES[3], at, action="delayed"),
        *(
            2
            * [lambda n: inbound.reply(_of(letters, n), "Nguyễn Văn A", _REPLIES[n // 7 % len(_REPLIES)], at)]
        ),
        lambda n: inbound.absence(_of(letters, n), "Nguyễn Văn A", "Tôi đi công tác đến hết ngày mai.", at),
        lambda n: inbound.read_receipt(_of(letters, n), "Nguyễn Văn A", at),
    ]
    for number in range(count):
        stamp = f"Received: from mx.example.vn by imap.example.vn with LMTP id {number:08}; {format_datetime(at)}\r\n"
        yield stamp.encode() + made[number * 7 % len(made)](number)


def _of(letters: Sequence[Accepted], number: int) -> Accepted:
    return letters[number % len(letters)]


def _circular(number: int, at: datetime) -> bytes:
    mail = _written(number, at)
    mail.set_content(_WORDS * (1 + number % 12), cte="8bit")
    return mail.as_bytes(policy=SMTP)


def _in_html(number: int, at: datetime) -> bytes:
    mail = _written(number, at)
    mail.set_content(_WORDS * 4)
    mail.add_alternative("<html><body>" + f"<p>{_WORDS}</p>" * 4 + "</body></html>", subtype="html")
    return mail.as_bytes(policy=SMTP)


def _with_file(number: int, at: datetime) -> bytes:
    mail = _written(number, at)
    mail.set_content(_WORDS)
    content = random.Random(number).randbytes(37_000)
    mail.add_attachment(content, maintype="application", subtype="pdf", filename="cong-van.pdf")
    return mail.as_bytes(policy=SMTP)


def _written(number: int, at: datetime) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = f"vanthu{number % 50}@huyen.example.vn"
    mail["To"] = MAILBOX
    mail["Subject"] = f"Thông báo số {number}/TB-VP"
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<tb-{number}@huyen.example.vn>"
    return mail
