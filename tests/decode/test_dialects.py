"""How mail systems write that a mail did not arrive: a row for each way, in our own words for names and hosts.

`f` failed, `d` delayed. Where a row has a report part, it is written out in `test_dsn.py`.
"""

# ruff: noqa: E501 - mails stand as they are written

from __future__ import annotations

import pytest

from maild.decode.reading import read_strictly
from maild.model import Kind, ReadContext, Reading

HEAD = "Return-Path: <>\nFrom: {sender}\nTo: khaosat@example.vn\nSubject: {subject}\nMessage-ID: <n1@example.org>\n"
OURS = (
    "Return-Path: <khaosat+tok@example.vn>\nReceived: by example.vn\nFrom: khaosat@example.vn\n"
    "To: canbo@so.example.vn\nMessage-ID: <ours@example.vn>\nSubject: Mời trả lời\n\nKính gửi\n"
)
A = "canbo@so.example.vn"

# name, sender, subject, text, expected: (kind letter, addresses, status, reply, reason)
ROWS: list[tuple[str, str, str, str, tuple[str, tuple[str, ...], str | None, str | None, str]]] = [
    (
        "qmail", "MAILER-DAEMON@mx.example.org", "failure notice",
        f"Hi. This is the qmail-send program at mx.example.org.\nI'm afraid I wasn't able to deliver your message to "
        f"the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n<{A}>:\n"
        "192.0.2.1 does not like recipient.\nRemote host said: 552 sorry, over quota (#5.2.2)\nGiving up on 192.0.2.1.\n\n"
        f"--- Below this line is a copy of the message.\n\n{OURS}",
        ("f", (A,), "5.2.2", "552", "mailbox-full"),
    ),
    (
        "qmail, two recipients", "MAILER-DAEMON@mx.example.org", "failure notice",
        f"Hi. This is the qmail-send program at mx.example.org.\nI'm afraid I wasn't able to deliver your message to "
        f"the following addresses.\n\n<{A}>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n<hai@so.example.vn>:\n"
        "Sorry, I couldn't find any host named so.example.vn. (#5.1.2)\n\n--- Below this line is a copy of the message.\n",
        ("f", (A, "hai@so.example.vn"), "5.1.1", None, "user-unknown"),
    ),
    (
        "exim", "Mail Delivery System <Mailer-Daemon@mx.example.org>", "Mail delivery failed: returning message to sender",
        "This message was created automatically by mail delivery software.\n\nA message that you sent could not be "
        "delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n"
        f"  {A}\n    (ultimately generated from nhom@so.example.vn)\n    host mx.so.example.vn [192.0.2.1]\n"
        f"    SMTP error from remote mail server after RCPT TO:<{A}>:\n    550 5.7.1 Client host blocked using zen.spamhaus.org\n"
        f"\n------ This is a copy of the message, including all the headers. ------\n\n{OURS}",
        ("f", (A,), "5.7.1", "550", "blocked"),
    ),
    (
        "exim, warning", "Mail Delivery System <Mailer-Daemon@mx.example.org>", "Warning: message 1abc delayed 24 hours",
        "A message that you sent has not yet been delivered to one or more of its\nrecipients after more than 24 hours.\n\n"
        f"The address to which the message has not yet been delivered is:\n\n  {A}\n    Delay reason: Connection timed out\n\n"
        "No action is required on your part. Delivery attempts will continue for\nsome time.\n",
        ("d", (A,), None, None, "expired"),
    ),
    (
        "exim, escaped Vietnamese", "Mail Delivery System <Mailer-Daemon@mx.example.org>", "Mail delivery failed",
        f"A message that you sent could not be delivered to all of its recipients. The following address(es) failed:\n\n  {A}\n"
        "    550 H\\341\\273\\231p th\\306\\260 \\304\\221\\303\\243 b\\341\\273\\213 kh\\303\\263a\n",
        ("f", (A,), None, "550", "suspend"),
    ),
    (
        "postfix, old", "MAILER-DAEMON@mx.example.org (Mail Delivery System)", "Undelivered Mail Returned to Sender",
        "This is the Postfix program at host mx.example.org.\n\nI'm sorry to have to inform you that the message returned\n"
        "below could not be delivered to one or more destinations.\n\nFor further assistance, please contact "
        "<postmaster@mx.example.org>\n\nIf you do so, please include this problem report. You can\ndelete your own text from "
        f"the message returned below.\n\n\t\t\tThe Postfix program\n\n<{A}>: host mx.so.example.vn[192.0.2.1] said: 550 5.1.1\n"
        f"    <{A}>: Recipient address rejected: User unknown (in reply to RCPT TO command)\n",
        ("f", (A,), "5.1.1", "550", "user-unknown"),
    ),
    (
        "sendmail", "Mail Delivery Subsystem <MAILER-DAEMON@mx.example.org>", "Returned mail: see transcript for details",
        "The original message was received at Mon, 23 Nov 2026 14:01:25 GMT\nfrom localhost\n\n   ----- The following addresses "
        f"had permanent fatal errors -----\n<{A}>\n    (reason: 552 5.3.4 Message size exceeds fixed limit)\n\n"
        "   ----- Transcript of session follows -----\n... while talking to mx.so.example.vn.:\n>>> MAIL From:<khaosat@example.vn>\n"
        f"<<< 552 5.3.4 Message size exceeds fixed limit\n554 5.0.0 Service unavailable\n",
        ("f", (A,), "5.3.4", "552", "mesg-too-big"),
    ),
    (
        "sendmail, transcript only", "Mail Delivery Subsystem <MAILER-DAEMON@mx.example.org>", "Returned mail: User unknown",
        "   ----- Transcript of session follows -----\nWhile talking to mx.so.example.vn:\n>>> MAIL From:<khaosat@example.vn>\n"
        f">>> RCPT To:<{A}>\n<<< 550 <{A}>... User unknown\n550 <{A}>... User unknown\n\n   ----- Unsent message follows -----\n{OURS}",
        ("f", (A,), None, "550", "user-unknown"),
    ),
    (
        "sendmail, warning", "Mail Delivery Subsystem <MAILER-DAEMON@mx.example.org>", "Warning: could not send message for past 4 hours",
        "    **********************************************\n    **      THIS IS A WARNING MESSAGE ONLY      **\n"
        "    **  YOU DO NOT NEED TO RESEND YOUR MESSAGE  **\n    **********************************************\n\n"
        f"   ----- The following addresses had transient non-fatal errors -----\n<{A}>\n\n   ----- Transcript of session follows -----\n"
        f"<{A}>... Deferred: Connection refused by mx.so.example.vn.\nWarning: message still undelivered after 4 hours\n"
        "Will keep trying until message is 5 days old\n",
        ("d", (A,), None, None, "network-error"),
    ),
    (
        "courier", "postmaster@mx.example.org", "NOTICE: mail delivery status.",
        "This is a delivery status notification from mx.example.org,\nrunning the Courier mail server, version 1.0.\n\n"
        "                           UNDELIVERABLE MAIL\n\nYour message to the following recipients cannot be delivered:\n\n"
        f"<{A}>:\n     mx.so.example.vn [192.0.2.1]:\n >>> RCPT TO:<{A}>\n <<< 554 5.7.1 Relay access denied\n\n"
        "----------------------------------------\n\nIf your message was also sent to additional recipients, their delivery\n",
        ("f", (A,), "5.7.1", "554", "no-relaying"),
    ),
    (
        "opensmtpd", "Mailer Daemon <MAILER-DAEMON@mx.example.org>", "Delivery status notification: failed",
        "    Hi!\n\n    This is the MAILER-DAEMON, please DO NOT REPLY to this email.\n\n    An error has occurred while "
        f"attempting to deliver a message for\n    the following list of recipients:\n\n{A}: 452 4.2.2 Over quota\n\n"
        f"    Below is a copy of the original message:\n\n{OURS}",
        ("f", (A,), "4.2.2", "452", "mailbox-full"),
    ),
    (
        "opensmtpd, warning", "Mailer Daemon <MAILER-DAEMON@mx.example.org>", "Delivery status notification: delayed",
        "    Hi!\n\n    This is the MAILER-DAEMON, please DO NOT REPLY to this email.\n\n    A message is delayed for more than "
        f"4 hours for the following\n    list of recipients:\n\n{A}: Network error on destination MXs\n\n    Please note that this "
        "is only a temporary failure report.\n",
        ("d", (A,), None, None, "network-error"),
    ),
    (
        "dma", "MAILER-DAEMON <>", "Mail delivery failed",
        f"This is the DragonFly Mail Agent v0.13 at mx.example.org.\n\nThere was an error delivering your mail to <{A}>.\n\n"
        "mx.so.example.vn [192.0.2.1] did not like our RCPT TO:\n550 5.1.1 No such user here\n\nMessage headers follow.\n\n"
        f"{OURS}",
        ("f", (A,), "5.1.1", "550", "user-unknown"),
    ),
    (
        "gmail, text", "Mail Delivery Subsystem <mailer-daemon@googlemail.com>", "Delivery Status Notification (Failure)",
        f"Delivery to the following recipient failed permanently:\n\n     {A}\n\nTechnical details of permanent failure: \n"
        "DNS Error: Domain name not found\n\n----- Original message -----\n\nMIME-Version: 1.0\n",
        ("f", (A,), None, None, "host-unknown"),
    ),
    (
        "yahoo", "MAILER-DAEMON@yahoo.com", "Failure Notice",
        f"Sorry, we were unable to deliver your message to the following address.\n\n<{A}>:\nRemote host said: 554 delivery error: "
        "dd Sorry your message cannot be delivered. This account has been disabled or discontinued [#102].\n\n"
        "--- Below this line is a copy of the message.\n",
        ("f", (A,), None, "554", "suspend"),
    ),
    (
        "exchange, 2003", "System Administrator <postmaster@so.example.vn>", "Undeliverable: Mời trả lời",
        "Your message\n\n  To:      canbo\n  Subject: Mời trả lời\n  Sent:    Mon, 23 Nov 2026 14:01:25 +0700\n\n"
        f"did not reach the following recipient(s):\n\n{A} on Mon, 23 Nov 2026 14:02:25 +0700\n"
        "    The recipient name is not recognized\n    MSEXCH:IMS:SO:EX:EX01 0 (000C05A6) Unknown Recipient\n",
        ("f", (A,), None, None, "user-unknown"),
    ),
    (
        "exchange, X.400", "System Administrator <postmaster@so.example.vn>", "Undeliverable: x",
        "Your message\n\n  To:      canbo\n\ndid not reach the following recipient(s):\n\n"
        f"c=VN;a= ;p=SO;o=Ex;dda:SMTP={A}; on Mon, 23 Nov 2026 14:02:25\n    The recipient name is not recognized\n",
        ("f", (A,), None, None, "user-unknown"),
    ),
    (
        "exchange online, text", "postmaster@so.example.vn", "Undeliverable: Mời trả lời",
        f"Delivery has failed to these recipients or groups:\n\n{A}<mailto:{A}>\nThe recipient's mailbox is full and can't accept "
        "messages now. Please try resending your message later.\n\nDiagnostic information for administrators:\n\n"
        f"Generating server: EX01.so.example.vn\n\n{A}\nRemote Server returned '554 5.2.2 mailbox full; "
        "STOREDRV.Deliver.Exception:QuotaExceededException'\n\nOriginal message headers:\n\nReceived: from x by y\n",
        ("f", (A,), "5.2.2", "554", "mailbox-full"),
    ),
    (
        "exchange, Vietnamese", "Microsoft Outlook <postmaster@so.example.vn>", "Không gửi được: Mời trả lời",
        f"Gửi thư không thành công tới những người nhận hoặc nhóm này:\n\n{A}\nKhông tìm thấy địa chỉ email bạn đã nhập. Vui lòng "
        "kiểm tra địa chỉ email của người nhận và thử gửi lại.\n\nThông tin chẩn đoán dành cho người quản trị:\n\n"
        "Máy chủ tạo: EX01\n\n550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup\n",
        ("f", (A,), "5.1.10", "550", "user-unknown"),
    ),
    (
        "gmail, Vietnamese", "Mail Delivery Subsystem <mailer-daemon@googlemail.com>", "Thông báo về trạng thái gửi (Không thành công)",
        f"** Không tìm thấy địa chỉ **\n\nThư của bạn không được gửi đến {A} vì không tìm thấy địa chỉ đó hoặc địa chỉ không thể "
        "nhận thư.\n\nPhản hồi là:\n\n550 5.1.1 The email account that you tried to reach does not exist.\n",
        ("f", (A,), "5.1.1", "550", "user-unknown"),
    ),
    (
        "domino", "Postmaster@so.example.vn", f"DELIVERY FAILURE: User canbo ({A}) not listed in Domino Directory",
        f"Your message\n\n  Subject: Mời trả lời\n\nwas not delivered to:\n\n  {A}\n\nbecause:\n\n  User canbo ({A}) not listed in "
        "Domino Directory\n",
        ("f", (A,), None, None, "user-unknown"),
    ),
    (
        "imail", '"Postmaster" <postmaster@so.example.vn>', "Undeliverable Mail",
        f"User mailbox exceeds allowed size: {A}\n\nOriginal message follows.\n\n{OURS}",
        ("f", (A,), None, None, "mailbox-full"),
    ),
    (
        "mdaemon", "MAILER-DAEMON@so.example.vn", "Permanent Delivery Failure",
        "The following data may contain sections which represent BASE64 encoded\nfile attachments.\n\n"
        f"The attached message had PERMANENT fatal delivery errors!\n\nFailed address: {A}\n\n--- Session Transcript ---\n"
        f" Mon 2026-11-23 14:01:25: --> RCPT To:<{A}>\n Mon 2026-11-23 14:01:25: <-- 550 5.1.1 <{A}>, Recipient unknown\n"
        "--- End Transcript ---\n",
        ("f", (A,), "5.1.1", "550", "user-unknown"),
    ),
    (
        "mdaemon, old", "MAILER-DAEMON@so.example.vn", "Undeliverable mail",
        f"The following addresses did NOT receive a copy of your message:\n\n> {A}\n\n--- Session Transcript ---\n550 user unknown\n",
        ("f", (A,), None, "550", "user-unknown"),
    ),
    (
        "hmailserver", "<mailer-daemon@mx.example.org>", "Undeliverable: Mời trả lời",
        f"Your message did not reach some or all of the intended recipients.\n\n   Sent: Mon\n   Subject: x\n\nThe following "
        f"recipient(s) could not be reached:\n\n{A}\n   Error Type: SMTP\n   Remote server (192.0.2.1) issued an error.\n"
        f"   hMailServer sent: RCPT TO:<{A}>\n   Remote server replied: 550 5.1.1 <{A}>... User unknown\n\n\nhMailServer\n",
        ("f", (A,), "5.1.1", "550", "user-unknown"),
    ),
    (
        "groupwise", "postmaster@so.example.vn", "Message Status - Undeliverable",
        f"The message that you sent was undeliverable to the following:\n\t{A} (user not found)\n\nPossibly truncated original "
        f"message follows:\n\n{OURS}",
        ("f", (A,), None, None, "user-unknown"),
    ),
    (
        "netscape", "Mail Administrator<Postmaster@so.example.vn>", "Mail System Error - Returned Mail",
        "This Message was undeliverable due to the following reason:\n\nThe user(s) account is temporarily over quota.\n\n"
        f"<{A}>\n\nPlease reply to <Postmaster@so.example.vn>\nif you feel this message to be in error.\n",
        ("f", (A,), None, None, "mailbox-full"),
    ),
    (
        "smtp32", '"Postmaster" <postmaster@so.example.vn>', "Undeliverable Mail",
        f"Delivery failed 20 attempts: {A}\n\nOriginal message follows.\n",
        ("f", (A,), None, None, "expired"),
    ),
    (
        "one sentence", "MAILER-DAEMON@so.example.vn", "Returned mail: x",
        f"User's mailbox is full: <{A}>\nUnable to deliver mail.\n",
        ("f", (A,), None, None, "mailbox-full"),
    ),
    (
        "a name beside the address", "postmaster@so.example.vn", "Undeliverable: x",
        f"Your message to 'Cán Bộ' ({A}) could not be delivered.\nThe mailbox is disabled.\nPlease contact support@so.example.vn.\n",
        ("f", (A,), None, None, "suspend"),
    ),
    (
        "Vietnamese, free text", "postmaster@so.example.vn", "Thư bị trả lại",
        f"Thư của bạn không gửi được đến địa chỉ sau:\n\n{A}\n\nLý do: Hộp thư đã đầy, vượt quá dung lượng cho phép.\n",
        ("f", (A,), None, None, "mailbox-full"),
    ),
    (
        "Vietnamese, without accents", "postmaster@so.example.vn", "Thu bi tra lai",
        f"Khong gui duoc thu den: {A}\nLy do: dia chi khong ton tai tren he thong\n",
        ("f", (A,), None, None, "user-unknown"),
    ),
    (
        "Vietnamese, still trying", "MAILER-DAEMON@mx.example.vn", "Cảnh báo: thư chưa gửi được",
        f"Thư của bạn chưa gửi được đến {A}.\nMáy chủ sẽ tiếp tục thử gửi lại trong 5 ngày.\n",
        ("d", (A,), None, None, "on-hold"),
    ),
    (
        "Chinese", "postmaster@mail.example.cn", "系统退信",
        f"抱歉，您的邮件被退回来了……\n收件人邮件地址：{A}\n退信原因： 550 User not found\n",
        ("f", (A,), None, "550", "user-unknown"),
    ),
    (
        "Russian", "mailer-daemon@example.ru", "Недоставленное сообщение",
        f"К сожалению, не удалось доставить письмо следующим получателям:\n\n{A}: 550 5.2.2 quota exceeded\n",
        ("f", (A,), "5.2.2", "550", "mailbox-full"),
    ),
    (
        "qmail gives up on a server after each answer", "MAILER-DAEMON@mx.example.org", "failure notice",
        f"Hi. This is the qmail-send program at mx.example.org.\nI'm afraid I wasn't able to deliver your message to "
        f"the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n<{A}>:\n"
        "192.0.2.1 failed after I sent the message.\nRemote host said: 554 Der Brief gefiel nicht\nGiving up on 192.0.2.1.\n\n"
        f"--- Below this line is a copy of the message.\n\n{OURS}",
        ("f", (A,), None, "554", "on-hold"),
    ),
    (
        "qmail tells at which step", "MAILER-DAEMON@mx.example.org", "failure notice",
        f"Hi. This is the qmail-send program at mx.example.org.\nI'm afraid I wasn't able to deliver your message to "
        f"the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n<{A}>:\n"
        "Connected to 192.0.2.1 but sender was rejected.\nRemote host said: 530 Authentication is required here\n\n"
        f"--- Below this line is a copy of the message.\n\n{OURS}",
        ("f", (A,), None, "530", "security-error"),
    ),
]  # fmt: skip


def _read(sender: str, subject: str, text: str) -> Reading:
    raw = (HEAD.format(sender=sender, subject=subject) + "\n" + text).encode()
    return read_strictly(raw, len(raw), ReadContext())


@pytest.mark.parametrize(
    ("name", "sender", "subject", "text", "expected"), ROWS, ids=[row[0] for row in ROWS]
)
def test_reads_a_notice_without_report_fields(
    name: str,
    sender: str,
    subject: str,
    text: str,
    expected: tuple[str, tuple[str, ...], str | None, str | None, str],
) -> None:
    reading = _read(sender, subject, text)
    first = reading.recipients[0] if reading.recipients else None
    kind = {Kind.BOUNCE: "f", Kind.DELAYED: "d"}.get(reading.kind, reading.kind.value)
    assert first is not None, reading
    assert (
        kind,
        tuple(result.address for result in reading.recipients),
        first.status,
        first.reply_code,
        first.reason.value,
    ) == expected
    assert reading.evidence
    assert reading.auto


def test_the_returned_mail_in_the_text_is_named() -> None:
    reading = _read(*ROWS[0][1:4])
    assert reading.about == ("<ours@example.vn>",)
    assert reading.traces.returned == ("<ours@example.vn>", "<khaosat+tok@example.vn>")


def test_an_alias_is_told_beside_the_final_address() -> None:
    (result,) = _read(*ROWS[2][1:4]).recipients
    assert result.original == "nhom@so.example.vn"


OURS = (
    "Sắp hết hạn trả lời phiếu", "Đơn vị chưa gửi được phiếu, sẽ thử lại", "Cảnh báo thư rác, mã độc", "Mailbox full", "Delivered",
)  # fmt: skip
REPEATS = [
    "Thư gửi tới {a} bị trả lại.\nChủ đề: {s}\nNgười gửi: khaosat@example.vn\nNguyên nhân: {r}\n",
    "Không chuyển được thư đến người nhận sau:\n\n    {a}\n\nLý do: {r}\n\nTiêu đề thư: {s}\nKích thước: 12 KB\n",
    "Your message did not reach some or all of the intended recipients.\n\n   Subject: {s}\n\nThe following recipient(s) could not "
    "be reached:\n\n{a}\n   Remote server replied: {r}\n",
    "Undeliverable message\n\nTo: {a}\nSubject: {s}\nSize: 2 KB\nReason: {r}\n",
]


@pytest.mark.parametrize("text", REPEATS)
@pytest.mark.parametrize("subject", OURS)
@pytest.mark.parametrize("said", ["550 5.1.1 User unknown", "Tài khoản không tồn tại"])
def test_the_subject_of_the_returned_mail_gives_no_reason(text: str, subject: str, said: str) -> None:
    reading = _read("MAILER-DAEMON@mx.example.vn", "Undelivered mail", text.format(a=A, s=subject, r=said))
    found = [(result.address, result.reason.value, result.hard) for result in reading.recipients]
    assert (reading.kind, found) == (Kind.BOUNCE, [(A, "user-unknown", True)])


NO_BOUNCES = [
    # a postmaster is a person, too
    "Return-Path: <postmaster@so.example.vn>\nFrom: Tổ kỹ thuật <postmaster@so.example.vn>\nSubject: Đã xử lý: thư không gửi được\n\n"
    f"Chào anh, tổ kỹ thuật đã xử lý lỗi gửi thư tới {A}. Anh vui lòng gửi lại.\n",
    # a thief of passwords
    "Return-Path: <bounce@thief.example>\nFrom: Mail Delivery Subsystem <no-reply@thief.example>\nSubject: Delivery Status Notification"
    " (Failure)\n\nDear khaosat, 5 messages could not be delivered to your inbox. Log in to release them.\n",
    # another, in a mail system's name and words
    "Return-Path: <>\nFrom: Mail Delivery System <MAILER-DAEMON@thief.example>\nTo: khaosat@example.vn\nSubject: Mail delivery failed"
    "\n\nThis message was created automatically by mail delivery software.\nYou have 6 incoming messages that could not be delivered. "
    "Retrieve them: http://thief.example/\n",
    # an absence notice without an envelope sender
    "Return-Path: <>\nFrom: Trần B <canbo@so.example.vn>\nAuto-Submitted: auto-replied\nSubject: Out of office\n\nI am away until "
    "Monday. If this is undeliverable, ask my colleagues.\n",
    # a person quotes a notice
    "From: canbo@so.example.vn\nIn-Reply-To: <ours@example.vn>\nSubject: Re: Mời trả lời\n\nTôi nhận được thư báo lỗi sau, nhờ "
    f"xem giúp:\n\n> Hi. This is the qmail-send program at mx.example.org.\n> I'm afraid I wasn't able to deliver your message.\n> "
    f"<{A}>:\n> 550 5.1.1 User unknown\n",
    # a person quotes report fields
    f"From: canbo@so.example.vn\nIn-Reply-To: <ours@example.vn>\nSubject: Re: x\n\nXong rồi ạ.\n\n> Final-Recipient: rfc822; {A}\n"
    "> Action: failed\n> Status: 5.1.1\n",
    # a person at the help desk writes himself
    "From: Phòng CNTT <postmaster@so.example.vn>\nIn-Reply-To: <ours@example.vn>\nSubject: Re: Mời trả lời\n\nMáy chủ thư sẽ "
    "bảo trì tối nay.\n",
    # an absence notice that returns our mail
    "From: canbo@so.example.vn\nAuto-Submitted: auto-replied (zimbra; vacation)\nSubject: Trả lời: Mời trả lời\n\nTôi nghỉ phép. "
    "Thư không gửi được xin gọi điện.\n",
    # a quota warning about our own mailbox
    "From: Zimbra <postmaster@example.vn>\nTo: khaosat@example.vn\nSubject: Quota warning\n\nYour mailbox size has reached 450MB, "
    "which is over 90% of your 500MB quota.\n",
]


@pytest.mark.parametrize("text", NO_BOUNCES)
def test_what_only_speaks_of_a_notice_is_none(text: str) -> None:
    raw = text.encode()
    assert read_strictly(raw, len(raw), ReadContext()).kind not in (Kind.BOUNCE, Kind.DELAYED)


def test_a_notice_that_a_person_forwards_is_read_and_says_so() -> None:
    inner = HEAD.format(sender="MAILER-DAEMON@mx.example.org", subject="failure notice") + "\n" + ROWS[0][3]
    text = "From: canbo@so.example.vn\nSubject: Fwd: failure notice\n\nEm gửi lại thư báo lỗi.\n\n---------- Forwarded message ----------\n"
    raw = (text + inner.partition("\n")[2]).encode()
    reading = read_strictly(raw, len(raw), ReadContext())
    assert (reading.kind, reading.rule, reading.sure, reading.auto) == (
        Kind.BOUNCE,
        "qmail-forwarded",
        False,
        False,
    )
    assert reading.recipients[0].address == A


def test_a_notice_without_any_address_is_still_a_notice_but_nobody_acts_on_it() -> None:
    reading = _read(
        "MAILER-DAEMON@mx.example.org", "Mail Error", "Your mail cannot be delivered: screen name 'canbo'.\n"
    )
    assert (reading.kind, reading.recipients, reading.sure) == (Kind.BOUNCE, (), False)
