# ruff: noqa: E501  (mails have long lines)
"""Labelled replies written down as text, and made into the mails that twelve mail programs would have sent.

`tests/samples/replies/README.md` says how a batch file is written. The same line always makes the same mail.
"""

from __future__ import annotations

import base64
import quopri
import random
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from email.header import Header
from pathlib import Path

SAMPLES = Path(__file__).parents[2] / "samples" / "replies"
PEOPLE = ("zimbra", "gmail", "outlook", "outlook_vi", "thunderbird", "iphone", "iphone_en", "samsung",
          "yahoo", "roundcube", "mdaemon", "android")  # fmt: skip
MAILBOX = "Đầu mối điều tra XHH - Sở Nội vụ <dieutra.cchc@snv.laocai.test>"
CODE = "CC7Q4RAB"
INVITATION = "Mời trả lời Phiếu điều tra xã hội học xác định Chỉ số CCHC năm 2026"
REMINDER = "[Đôn đốc lần 1] Trả lời Phiếu điều tra XHH xác định Chỉ số CCHC năm 2026"
LETTERS = {
    INVITATION: f"""Kính gửi: Ông/Bà Lò Thị Ngần (Phó Trưởng phòng, Sở Xây dựng)

Thực hiện Kế hoạch của Bộ Nội vụ về xác định Chỉ số cải cách hành chính năm 2026, Ông/Bà được lựa chọn tham gia trả lời Phiếu điều tra xã hội học.
Đường dẫn trả lời phiếu: https://khaosat.example.vn/p/{CODE}
Mã phiếu cá nhân: {CODE}
Thời hạn: trước 17 giờ 00 ngày 25/11/2026.
Mỗi mã chỉ sử dụng một lần. Nếu Ông/Bà đã hoàn thành phiếu, xin bỏ qua thư này. Trường hợp gặp lỗi kỹ thuật (không mở được đường dẫn, báo mã không hợp lệ, chưa nhận được thư, hộp thư đầy) hoặc không đúng đối tượng, đề nghị phản hồi ngay thư này.
Trân trọng cảm ơn./.""",
    REMINDER: f"""Kính gửi: Ông/Bà Lò Thị Ngần

Đến 09 giờ 00 ngày 13/11/2026, phần mềm điều tra xã hội học của Bộ Nội vụ chưa ghi nhận phiếu trả lời của Ông/Bà (mã {CODE}).
Đề nghị trả lời thư này bằng một trong bốn dòng:
1 – Tôi đã trả lời phiếu
2 – Tôi chưa nhận được thư mời
3 – Tôi gặp lỗi khi trả lời
4 – Phiếu này không đúng người
Nếu đã trả lời xong hoặc không thể truy cập do lỗi kỹ thuật, xin phản hồi thư này.
Trân trọng./.""",
}  # fmt: skip
SIGNATURES = (
    "",
    "",
    "",
    "Lò Thị Ngần\nSở Xây dựng",
    "Trân trọng./.\n\n--\nLò Thị Ngần\nPhó Trưởng phòng - Sở Xây dựng\nĐT: 0214 000 000 | nganlt@sxd.laocai.test",
    "Trân trọng!\n______________________\nSỞ XÂY DỰNG\nPhó Trưởng phòng: Lò Thị Ngần\nĐịa chỉ: Khu trung tâm hành chính",
)
TAILS = {"iphone": "Đã gửi từ iPhone của tôi", "iphone_en": "Sent from my iPhone",
         "samsung": "Được gửi từ Điện thoại thông minh Samsung Galaxy của tôi.",
         "yahoo": "Đã gửi từ Yahoo Mail trên Android"}  # fmt: skip
MACHINES = {
    "zimbra_ooo": ("Trả lời: ", "Return-Path: <a@sxd.laocai.test>\nAuto-Submitted: auto-replied (zimbra; vacation)\nPrecedence: bulk"),
    "exchange_ooo": ("Trả lời tự động: ", "Return-Path: <>\nX-Auto-Response-Suppress: All\nAuto-Submitted: auto-generated"),
    "exchange_ooo_en": ("Automatic reply: ", "Return-Path: <>\nX-Auto-Response-Suppress: All\nAuto-Submitted: auto-generated"),
    "gmail_ooo": ("Re: ", "Precedence: bulk\nX-Autoreply: yes\nAuto-Submitted: auto-replied"),
    "mdaemon_ooo": ("RE: ", "X-Mailer: MDaemon 21.5.2\nPrecedence: bulk\nAuto-Submitted: auto-replied"),
    "sieve_ooo": ("Auto: ", "Return-Path: <>\nX-Sieve: Pigeonhole Sieve 0.5.21\nAuto-Submitted: auto-replied (vacation)\nPrecedence: bulk"),
    "none_ooo": ("", "Return-Path: <a@sxd.laocai.test>"),
    "ticket": ("", "Auto-Submitted: auto-generated\nPrecedence: auto_reply\nX-Auto-Response-Suppress: DR, OOF, AutoReply"),
    "newsletter": ("", "List-Id: <bantin.example.vn>\nList-Unsubscribe: <mailto:huy@example.vn>\nPrecedence: list"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sample:
    """One mail of a batch: what it is, and its octets."""

    file: str
    kind: str
    text: str
    raw: bytes
    facts: dict[str, str] = field(default_factory=dict)

    def label(self) -> dict[str, object]:
        """As the scorer of the labelled corpus wants it."""
        facts = self.facts
        stage = facts.get("st") or (self.kind[5:] if self.kind.startswith("tech-") else None)
        return {
            "file": self.file,
            "kind": self.kind,
            "acceptable": [kind for kind in facts.get("also", "").split(",") if kind],
            "secondary": [kind for kind in facts.get("sec", "").split(",") if kind],
            "auto": facts.get("auto") == "1",
            "technical_stage": stage,
            "return_date": facts.get("back"),
            "new_address": facts.get("new"),
            "tags": [facts[key] for key in ("e", "q", "c") if key in facts],
        }


def names() -> list[str]:
    """The batch files, oldest first."""
    return sorted(path.name for path in SAMPLES.glob("batch*.txt"))


def batch(name: str) -> list[Sample]:
    """The mails of one batch file."""
    samples = []
    for number, (kind, facts, text) in enumerate(_entries((SAMPLES / name).read_text(encoding="utf-8"))):
        dice = random.Random(f"{name} {number}")
        file = f"{Path(name).stem}-{number:03}.eml"
        samples.append(Sample(file, kind, text, _mail(kind, facts, text, dice), facts))
    return samples


def _entries(content: str) -> Iterator[tuple[str, dict[str, str], str]]:
    for entry in content.removeprefix("=").split("\n="):
        head, _, text = entry.partition("\n")
        head, _, subject = head.partition(" s=")
        kind, *pairs = head.split()
        facts = dict(pair.split("=", 1) for pair in pairs)
        if subject:
            facts["s"] = subject
        yield kind, facts, text.strip()


def _mail(kind: str, facts: dict[str, str], text: str, dice: random.Random) -> bytes:
    client = facts.get("c") or dice.choice(PEOPLE)
    day = (
        date.fromisoformat(facts["d"]) if "d" in facts else date(2026, 11, 10) + timedelta(dice.randrange(14))
    )
    campaign = dice.choice((INVITATION, REMINDER)) + f" [{CODE}]"
    encoding = facts.get("e") or dice.choice(("qp", "b64", "8bit"))
    quoting = facts.get("q") or dice.choice(("top", "top", "none"))
    if client.endswith("_mdn"):
        return _receipt(client, campaign, day)
    machine = MACHINES.get(client)
    prefix, headers = machine or ("Trả lời: " if client == "zimbra" else "Re: ", "")
    subject = facts.get("s") or prefix + campaign
    fresh = kind == "unrelated" and "s" in facts
    if machine or fresh or quoting == "fwd":
        body = text
    else:
        parts = (text, dice.choice(SIGNATURES) if len(text) > 40 else "", TAILS.get(client, ""))
        own = "\n\n".join(part for part in parts if part)
        body = _quoted(own, client, campaign, quoting)
    if not fresh and "s" not in facts:
        headers += "\nIn-Reply-To: <20261109011500.inv.CC7Q4RAB@dieutra.laocai.test>"
    if encoding == "caps":
        body = body.replace(text, text.upper())
    if encoding == "strip":
        body, subject = _bare(body), _bare(subject)
    if encoding == "nfd":
        body = unicodedata.normalize("NFD", body)
    return _assemble(client, subject, day, headers, body, encoding, alternative=client in ("gmail", "zimbra"))


def _quoted(own: str, client: str, campaign: str, quoting: str) -> str:
    if quoting == "none":
        return own
    letter = LETTERS[campaign.removesuffix(f" [{CODE}]")]
    marked = "\n".join(("> " + line).rstrip() for line in letter.splitlines())
    if quoting == "inter":
        first, _, rest = marked.partition("\n>\n")
        return f"{first}\n\n{own}\n\n{rest}"
    fields = {
        "outlook": ("From: ", "Sent: Friday, November 13, 2026 9:30 AM", "To: ", "Subject: "),
        "outlook_vi": ("Từ: ", "Đã gửi: Thứ Sáu, 13 Tháng 11, 2026 09:30", "Đến: ", "Chủ đề: "),
        "mdaemon": ("From: ", "Date: Fri, 13 Nov 2026 09:30:00 +0700", "To: ", "Subject: "),
        "samsung": ("Từ: ", "Ngày: 09:30 13/11/2026 (GMT+07:00)", "Đến: ", "Chủ đề: "),
    }.get(client)
    if fields:
        to = "Lò Thị Ngần <nganlt@sxd.laocai.test>"
        rule = {"outlook": "", "outlook_vi": "________________________________\n",
                "mdaemon": "-----Original Message-----\n", "samsung": "-------- Thư gốc --------\n"}[client]  # fmt: skip
        head = f"{rule}{fields[0]}{MAILBOX}\n{fields[1]}\n{fields[2]}{to}\n{fields[3]}{campaign}"
        block = f"{head}\n\n{marked if client == 'mdaemon' else letter}"
    else:
        head = {
            "zimbra": f"----- Vào 13 Tháng Mười Một, 2026, lúc 9:30 SA, {MAILBOX} đã viết:",
            "gmail": f"Vào Th 6, 13 thg 11, 2026 vào lúc 09:30 {MAILBOX} đã\nviết:",
            "thunderbird": "Vào lúc 09:30 13/11/2026, Đầu mối điều tra XHH - Sở Nội vụ đã viết:",
            "iphone": f"Vào 09:30, 13 thg 11, 2026, {MAILBOX} đã viết:",
            "iphone_en": f"On 13 Nov 2026, at 09:30, {MAILBOX} wrote:",
            "yahoo": f"    Vào Thứ Sáu, 13 tháng 11, 2026 lúc 09:30:00 GMT+7, {MAILBOX} đã viết:  \n ",
            "roundcube": "Vào ngày 2026-11-13 09:30, Đầu mối điều tra XHH - Sở Nội vụ viết:",
            "android": f"Vào 09:30, T.6, 13 thg 11, 2026 {MAILBOX} đã viết:",
        }[client]
        block = f"{head}\n{letter if client == 'yahoo' else marked}"
    return f"{block}\n\n{own}" if quoting == "bottom" else f"{own}\n\n{block}"


def _bare(text: str) -> str:
    split = unicodedata.normalize("NFD", text).replace("đ", "d").replace("Đ", "D")
    return "".join(sign for sign in split if not unicodedata.combining(sign))


def _receipt(client: str, campaign: str, day: date) -> bytes:
    if client == "zimbra_mdn":
        text = f'Hiển thị thư được gửi vào 09/11/2026 tới a@sxd.laocai.test với chủ đề "{campaign}" . Điều này không đảm bảo rằng thư đã được đọc hoặc hiểu.'
        headers = "Auto-Submitted: auto-replied (zimbra; read-receipt)"
        return _assemble(client, f"Read-Receipt: {campaign}", day, headers, text, "qp")
    text = f"Thư của bạn\n\n   Tới: a@sxd.laocai.test\n   Chủ đề: {campaign}\n   Đã gửi: 09/11/2026 08:15\n\nđã được đọc vào 10/11/2026 08:00:34."
    report = (
        "--b\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
        f"{text}\n--b\nContent-Type: message/disposition-notification\n\n"
        "Final-Recipient: rfc822;a@sxd.laocai.test\nDisposition: manual-action/MDN-sent-manually; displayed\n--b--\n"
    )
    head = _head(f"Đã đọc: {campaign}", day, "Return-Path: <>")
    kind = "multipart/report; report-type=disposition-notification; boundary=b"
    return f"{head}MIME-Version: 1.0\nContent-Type: {kind}\n\n{report}".encode()


def _head(subject: str, day: date, headers: str) -> str:
    extra = "\n".join(line for line in headers.split("\n") if line)
    return (
        (extra + "\n" if extra else "")
        + f"Date: {day:%a, %d %b %Y} 09:12:00 +0700\n"
        + "From: =?utf-8?q?L=C3=B2_Th=E1=BB=8B_Ng=E1=BA=A7n?= <nganlt@sxd.laocai.test>\n"
        + "To: <dieutra.cchc@snv.laocai.test>\n"
        + f"Subject: {Header(subject, 'utf-8', maxlinelen=70).encode()}\n"
    )


def _assemble(
    client: str, subject: str, day: date, headers: str, body: str, encoding: str, *, alternative: bool = False
) -> bytes:
    mailer = {"zimbra": "X-Mailer: Zimbra 8.8.15_GA_4562", "outlook": "X-Mailer: Microsoft Outlook 16.0",
              "outlook_vi": "X-Mailer: Microsoft Outlook 16.0", "thunderbird": "User-Agent: Mozilla Thunderbird",
              "iphone": "X-Mailer: iPhone Mail (22F76)", "roundcube": "User-Agent: Roundcube Webmail/1.6.9"}  # fmt: skip
    head = _head(subject, day, "\n".join(part for part in (mailer.get(client, ""), headers) if part))
    plain = _part("plain", body, encoding)
    if not alternative:
        return f"{head}MIME-Version: 1.0\n".encode() + plain
    html = (
        "<html><body><div>"
        + body.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>\n")
        + "</div></body></html>"
    )
    return (
        f'{head}MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary="b"\n\n--b\n'.encode()
        + plain + b"\n--b\n" + _part("html", html, encoding) + b"\n--b--\n"
    )  # fmt: skip


def _part(kind: str, text: str, encoding: str) -> bytes:
    how, raw = "8bit", text.encode()
    if encoding == "qp":
        how, raw = "quoted-printable", quopri.encodestring(raw)
    elif encoding == "b64":
        how, raw = "base64", base64.encodebytes(raw)
    return f"Content-Type: text/{kind}; charset=utf-8\nContent-Transfer-Encoding: {how}\n\n".encode() + raw
