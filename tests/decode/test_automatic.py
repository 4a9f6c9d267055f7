"""Mail that software wrote, by its headers, its report parts or, unsurely, its words."""

from __future__ import annotations

import pytest

from maild.decode.automatic import judge
from maild.decode.message import parse
from maild.model import Kind, ReadContext

ANSWER = "In-Reply-To: <a@b>\n"
MACHINES = [
    # headers, text, kind, sure
    ("Auto-Submitted: auto-replied (zimbra; vacation)\nPrecedence: bulk\n" + ANSWER,
     "Tôi đi công tác đến hết ngày 20/11", Kind.OUT_OF_OFFICE, True),
    ("Auto-Submitted: auto-generated\nX-Auto-Response-Suppress: All\nX-MS-Exchange-Inbox-Rules-Loop: a@b\n",
     "Tôi nghỉ phép, ngày 23/11 trở lại", Kind.OUT_OF_OFFICE, True),
    ("X-Autoreply: yes\n" + ANSWER, "I am out of the office", Kind.OUT_OF_OFFICE, True),
    ("Precedence: bulk\n" + ANSWER, "Toi dang nghi thai san", Kind.OUT_OF_OFFICE, True),
    ("Auto-Submitted: auto-replied\n" + ANSWER, "Hộp thư này không được kiểm tra thường xuyên",
     Kind.OUT_OF_OFFICE, True),
    ("Auto-Submitted: auto-replied\n" + ANSWER, "Đã tiếp nhận yêu cầu số HT-1. Vui lòng không trả lời thư này",
     Kind.AUTO_ACK, True),
    ("Auto-Submitted: auto-generated\nPrecedence: auto_reply\n", "Ticket #4471 has been registered",
     Kind.AUTO_ACK, True),
    ("Auto-Submitted: auto-generated\n", "Hộp thư của bạn đã dùng 92% dung lượng", Kind.UNRELATED, True),
    ("Auto-Submitted: auto-replied (zimbra; read-receipt)\n", "Thư đã hiển thị", Kind.READ_RECEIPT, True),
    ("Auto-Submitted: auto-replied\n", "This inbox is no longer looked after", Kind.AUTO_ACK, True),
    ("List-Unsubscribe: <https://x.example/u>\n", "Bản tin tháng 11", Kind.UNRELATED, True),
    ("Subject: Trả lời tự động: Mời\n", "Tôi vắng mặt đến thứ Ba", Kind.OUT_OF_OFFICE, False),
    ("", "Đây là thư trả lời tự động. Chúng tôi đã nhận được thư của Quý vị", Kind.AUTO_ACK, False),
    ("Subject: Chấp nhận: Họp giao ban\n", "Lê Danh đã chấp nhận lời mời của bạn.", Kind.UNRELATED, False),
    ("From: noreply@ban.example\n", "Khuyến mãi lớn, đăng ký ngay", Kind.UNRELATED, False),
]  # fmt: skip


def mail(headers: str, text: str) -> bytes:
    if "From:" not in headers:
        headers = f"From: Nam <nam@so.example>\n{headers}"
    return (
        f"{headers}MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
        f"Content-Transfer-Encoding: 8bit\n\n{text}\n"
    ).encode()


@pytest.mark.parametrize(("headers", "text", "kind", "sure"), MACHINES)
def test_knows_a_machine(headers: str, text: str, kind: Kind, sure: bool) -> None:
    found = judge(parse(mail(headers, text)), ReadContext())
    assert found is not None
    assert (found.kind, found.sure) == (kind, sure)


PEOPLE = [
    (ANSWER, "Em đi công tác, thứ Hai em về"),
    ("Subject: Trả lời: Mời trả lời phiếu\n" + ANSWER, "Tôi nghỉ phép đến 20/11, về tôi làm"),
    ("Auto-Submitted: no\n" + ANSWER, "Xong rồi"),
    ("List-Id: <noi-bo.example>\n" + ANSWER, "Tôi chưa nhận được thư mời"),
    ("X-Spam-Flag: YES\n" + ANSWER, "Tôi không mở được phiếu khảo sát"),
    ("", "Mail công vụ của em bị khóa nên không xem được phiếu"),
    ("", "Trân trọng kính mời đồng chí dự lễ khánh thành"),
]


@pytest.mark.parametrize(("headers", "text"), PEOPLE)
def test_knows_a_person(headers: str, text: str) -> None:
    assert judge(parse(mail(headers, text)), ReadContext()) is None


def report(kind: str, part: str) -> bytes:
    return (
        f"From: a@b.vn\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type={kind}; boundary=x\n\n"
        f"--x\nContent-Type: text/plain\n\nĐã đọc\n--x\nContent-Type: message/{kind}\n\n{part}\n--x--\n"
    ).encode()


def test_reads_reports_by_their_parts() -> None:
    receipt = judge(
        parse(report("disposition-notification", "Disposition: manual-action; displayed")), ReadContext()
    )
    assert receipt is not None
    assert (receipt.kind, receipt.evidence) == (
        Kind.READ_RECEIPT,
        ("Disposition: manual-action; displayed",),
    )
    complaint = judge(parse(report("feedback-report", "Feedback-Type: abuse")), ReadContext())
    assert complaint is not None
    assert complaint.kind is Kind.FEEDBACK


def test_knows_our_own_mail() -> None:
    ours = parse(mail("From: Đầu mối <dieutra@snv.example>\nMessage-ID: <1@snv.example>\n", "Kính gửi"))
    by_sender = judge(ours, ReadContext(own_addresses=frozenset({"dieutra@snv.example"})))
    by_id = judge(ours, ReadContext(own_message_ids=frozenset({"<1@snv.example>"})))
    assert by_sender is not None
    assert by_id is not None
    assert by_sender.kind is by_id.kind is Kind.OWN_COPY
