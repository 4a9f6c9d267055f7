"""Report fields (RFC 3464, 6522, 6533), as written and as they come."""

# ruff: noqa: E501 - mails stand as they are written

from __future__ import annotations

import pytest

from maild.decode.dsn import read_report, typed_address
from maild.decode.reading import read_strictly
from maild.model import Action, Kind, ReadContext, Reading

A = "canbo@so.example.vn"
ORIGINAL = "Return-Path: <khaosat@example.vn>\nFrom: khaosat@example.vn\nTo: canbo@so.example.vn\nMessage-ID: <ours@example.vn>\n"


def _read(
    fields: str, *, text: str = "Sorry.\n", kind: str = "message/delivery-status", original: str = ORIGINAL
) -> Reading:
    raw = (
        "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.org\nTo: khaosat@example.vn\nSubject: Undelivered\n"
        "Message-ID: <n1@example.org>\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        f"--b\nContent-Type: text/plain; charset=utf-8\n\n{text}\n--b\nContent-Type: {kind}\n\n{fields}\n"
        f"--b\nContent-Type: text/rfc822-headers\n\n{original}\n--b--\n"
    ).encode()
    return read_strictly(raw, len(raw), ReadContext())


PLAIN = f"Reporting-MTA: dns; mx.example.org\nOriginal-Envelope-Id: env1\n\nFinal-Recipient: rfc822; {A}\nAction: failed\nStatus: 5.1.1\n"

FORMS = [
    # name, fields
    ("as the RFC has it", PLAIN),
    ("folded", PLAIN.replace("rfc822; ", "rfc822;\n    ")),
    ("torn by blank lines", PLAIN.replace("\nAction", "\n\nAction").replace("\nStatus", "\n\nStatus")),
    ("no blank line at all", PLAIN.replace("\n\n", "\n")),
    ("brackets", PLAIN.replace(A, f"<{A}>")),
    ("no type", PLAIN.replace("rfc822; ", "")),
    ("upper case", PLAIN.replace("Final-Recipient: rfc822; ", "FINAL-RECIPIENT: RFC822;").replace("failed", "FAILED")),
    ("action with a comment", PLAIN.replace("failed", "failed (user unknown)")),
    ("status with a comment", PLAIN.replace("5.1.1", "5.1.1 (user unknown)")),
    ("action missing", PLAIN.replace("Action: failed\n", "")),
    ("UTF-8 type", PLAIN.replace("rfc822; ", "utf-8; ")),
    ("mailto", PLAIN.replace("rfc822; ", "rfc822; mailto:")),
    ("twice", PLAIN + "\n" + PLAIN.partition("\n\n")[2]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "fields"), FORMS)
def test_reads_a_recipient_in_every_form(name: str, fields: str) -> None:
    reading = _read(fields)
    assert (reading.kind, reading.sure, reading.rule) == (Kind.BOUNCE, True, "rfc3464")
    (result,) = reading.recipients
    assert (result.address, result.action, result.status, result.hard) == (A, Action.FAILED, "5.1.1", True)
    assert reading.traces.envelope_ids == ("env1",)
    assert reading.about == ("<ours@example.vn>",)
    assert any("Final-Recipient" in line or "FINAL" in line for line in reading.evidence)


def test_several_recipients_keep_their_own_fate() -> None:
    reading = _read(
        "Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 5.2.2\n\n"
        "Final-Recipient: rfc822; b@x.example\nAction: delayed\nStatus: 4.4.1\n\n"
        "Final-Recipient: rfc822; c@x.example\nAction: delivered\nStatus: 2.0.0\n"
    )
    assert reading.kind is Kind.BOUNCE
    assert [(one.address, one.action.value, one.reason.value, one.hard) for one in reading.recipients] == [
        ("a@x.example", "failed", "mailbox-full", False),
        ("b@x.example", "delayed", "expired", False),
        ("c@x.example", "delivered", "undefined", False),
    ]


ACTIONS = [
    ("failed", "4.4.7", Kind.BOUNCE),  # given up after trying: the action decides, not the code
    ("delayed", "4.2.2", Kind.DELAYED),
    ("delayed", "5.1.1", Kind.DELAYED),
    ("delivered", "2.0.0", Kind.DELIVERED),
    ("relayed", "2.1.9", Kind.DELIVERED),
    ("expanded", "2.1.5", Kind.DELIVERED),
]


@pytest.mark.parametrize(("action", "status", "kind"), ACTIONS)
def test_the_action_decides_what_the_mail_is(action: str, status: str, kind: Kind) -> None:
    reading = _read(PLAIN.replace("failed", action).replace("5.1.1", status))
    assert reading.kind is kind
    assert not any(one.hard for one in reading.recipients if kind is not Kind.BOUNCE)


DIAGNOSTICS = [
    # Status, Diagnostic-Code, status told, reply, reason, hard
    ("5.0.0", "smtp; 550 5.2.1 Hộp thư đã bị khóa", "5.2.1", "550", "suspend", False),
    ("5.0.0", "smtp; 552 5.2.2 H\\341\\273\\231p th\\306\\260 \\304\\221\\303\\243 \\304\\221\\341\\272\\247y", "5.2.2", "552", "mailbox-full", False),
    ("5.1.1", "smtp; 550 5.7.1 IP address blacklisted by recipient", "5.7.1", "550", "blocked", False),
    ("5.2.2", "smtp; 452 4.2.2 Over quota", "4.2.2", "452", "mailbox-full", False),
    ("4.4.7", "smtp; 450 4.2.1 Mailbox disabled, not accepting messages", "4.2.1", "450", "suspend", False),
    ("5.1.0", "smtp; 550 5.1.0 Sender 192.0.2.1 listed by Spamhaus", "5.1.0", "550", "blocked", False),
    ("5.7.1", "smtp; 550 5.7.1 Unauthenticated email is not accepted due to DMARC policy", "5.7.1", "550", "auth-failure", False),
    ("5.1.2", "smtp; 550 5.1.2 Domain not found", "5.1.2", "550", "host-unknown", True),
    ("5.1.10", "smtp; 550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found", "5.1.10", "550", "user-unknown", True),
    ("5.4.1", "smtp; 550 5.4.1 Recipient address rejected: Access denied", "5.4.1", "550", "user-unknown", True),
    ("5.1.2", "", "5.1.2", None, "host-unknown", True),
    ("5.999.999", "smtp; 599 5.99.999 invented tomorrow", "5.999.999", None, "on-hold", False),
    ("4.4.3", "dns; Host not found, try again", "4.4.3", None, "network-error", False),
    ("5.0.0", "x-unix; user unknown", "5.0.0", None, "mailer-error", False),
    ("5.0.0", "smtp; 554 5.0.0 Permanent message delivery failure", "5.0.0", "554", "on-hold", False),
    # Sendmail makes the code of the reply alone: 5.1.1 of any 550, 5.1.3 of any 553, 5.2.2 of any 552
    ("5.1.1", "SMTP; 550 You stand on this user's reject list", "5.1.1", "550", "filtered", False),
    ("5.1.1", "SMTP; 550 Kein Zutritt", "5.1.1", "550", "on-hold", False),
    ("5.1.1", "SMTP; 550 <canbo@so.example.vn>", "5.1.1", "550", "user-unknown", True),
    ("5.1.1", "SMTP; 550 No such user", "5.1.1", "550", "user-unknown", True),
    ("5.1.1", "SMTP; 550 5.1.1 Kein Zutritt", "5.1.1", "550", "user-unknown", True),
    ("5.1.3", "SMTP; 553 Local users only", "5.1.3", "553", "filtered", False),
    ("5.2.2", "SMTP; 552 The letter runs in a loop", "5.2.2", "552", "network-error", False),
    ("5.1.6", "SMTP; 551 That is not our user", "5.1.6", "551", "has-moved", True),
    ("5.1.1", "SMTP; 550 This letter is rejected", "5.1.1", "550", "policy-violation", False),
    # Exchange Online puts its own words before the server's
    ("5.0.350", "smtp; 550 5.0.350 Remote server returned an error -> 554 Your IP is forbidden here", "5.0.350", "550", "blocked", False),
    ("5.0.350", "smtp; 550 5.0.350 Remote server returned an error -> 550 Die Annahme ruht", "5.0.350", "550", "on-hold", False),
]  # fmt: skip


@pytest.mark.parametrize(("status", "diagnostic", "told", "reply", "reason", "hard"), DIAGNOSTICS)
def test_words_code_and_reply_give_a_reason(
    status: str, diagnostic: str, told: str, reply: str | None, reason: str, hard: bool
) -> None:
    (result,) = _read(
        PLAIN.replace("5.1.1", status) + (f"Diagnostic-Code: {diagnostic}\n" if diagnostic else "")
    ).recipients
    assert (result.status, result.reply_code, result.reason.value, result.hard) == (told, reply, reason, hard)


def test_a_user_unknown_after_data_is_a_filter_and_no_dead_address() -> None:
    text = f"<{A}>: host mx said: 550 User unknown (in reply to end of DATA command)\n"
    (result,) = _read(
        PLAIN.replace("5.1.1", "5.0.0") + "Diagnostic-Code: smtp; 550 User unknown\n", text=text
    ).recipients
    assert (result.reason.value, result.hard) == ("filtered", False)


def test_a_pipelining_sendmail_that_shows_data_was_refused_at_rcpt() -> None:
    text = ">>> DATA\n<<< 550 No such user here\n<<< 554 5.5.1 Error: no valid recipients\n"
    (result,) = _read(PLAIN + "Diagnostic-Code: SMTP; 550 No such user here\n", text=text).recipients
    assert (result.reason.value, result.hard) == ("user-unknown", True)


def test_the_line_with_which_sendmail_closes_any_refusal_calls_nobody_dead() -> None:
    closed = "\n550 5.1.1 <canbo@so.example.vn>... User unknown\n"
    fields = PLAIN.replace("5.1.1", "5.0.0") + "Diagnostic-Code: SMTP; 550 5.0.0 Kein Zutritt\n"
    (result,) = _read(fields, text=f">>> RCPT To:<{A}>\n<<< 550 5.0.0 Kein Zutritt{closed}").recipients
    assert (result.reason.value, result.hard) == ("on-hold", False)


def test_the_address_we_mailed_is_told_when_the_final_one_differs() -> None:
    (alias,) = _read(PLAIN.replace(A, "khac@x.example") + f"Original-Recipient: rfc822;{A}\n").recipients
    assert (alias.address, alias.original) == ("khac@x.example", A)
    (forward,) = _read(PLAIN.replace(A, "khac@x.example")).recipients  # only the returned header tells
    assert (forward.address, forward.original) == ("khac@x.example", A)


def test_a_missing_diagnostic_is_taken_from_the_text() -> None:
    (result,) = _read(
        PLAIN.replace("5.1.1", "5.0.0"), text=f"list of recipients:\n\n{A}: 550 5.2.2 mailbox full\n"
    ).recipients
    assert (result.status, result.reason.value) == ("5.2.2", "mailbox-full")


def test_a_global_report_and_a_utf8_address() -> None:
    fields = (
        "Reporting-MTA: dns; mx\n\nFinal-Recipient: utf-8; đức@so.example.vn\nAction: failed\nStatus: 5.1.1\n"
    )
    (result,) = _read(fields, kind="message/global-delivery-status").recipients
    assert result.address == "đức@so.example.vn"


ADDRESSES = [
    ("rfc822; a@B.Example", "a@b.example"),
    ("rfc822;<a@b.example>", "a@b.example"),
    ("utf-8; \\x{111}@b.example", "đ@b.example"),
    ('rfc822; "a b"@c.example', '"a b"@c.example'),
    ("rfc822; a@[192.0.2.1]", "a@[192.0.2.1]"),
    ("rfc822; a+b=c@d.example", "a+b=c@d.example"),
    ("smtp:a@b.example", "a@b.example"),
    ("rfc822; canbo", None),
    ("x400; /c=vn/", None),
    ("", None),
    (None, None),
]


@pytest.mark.parametrize(("field", "address"), ADDRESSES)
def test_reads_a_typed_address(field: str | None, address: str | None) -> None:
    assert typed_address(field) == address


def test_a_bare_report_and_one_inside_plain_text_are_read() -> None:
    bare = f"From: MAILER-DAEMON@x\nContent-Type: message/delivery-status\n\n{PLAIN}".encode()
    assert read_strictly(bare, len(bare), ReadContext()).rule == "rfc3464"
    inline = f"From: MAILER-DAEMON@x\n\nTechnical report:\n\n{PLAIN.partition(chr(10) * 2)[2]}".encode()
    reading = read_strictly(inline, len(inline), ReadContext())
    assert (reading.rule, reading.recipients[0].address) == ("rfc3464-inline", A)


def test_a_forwarded_report_is_read_and_says_so() -> None:
    inner = (
        "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.org\nContent-Type: multipart/report; boundary=i\n\n--i\n\nsorry\n--i\n"
        f"Content-Type: message/delivery-status\n\n{PLAIN}\n--i--\n"
    )
    attached = (
        "From: canbo@so.example.vn\nSubject: Fwd: thư lỗi\nContent-Type: multipart/mixed; boundary=o\n\n--o\n\nEm gửi lại.\n--o\n"
        f"Content-Type: message/rfc822\n\n{inner}\n--o--\n"
    ).encode()
    reading = read_strictly(attached, len(attached), ReadContext())
    assert (reading.kind, reading.rule, reading.auto) == (Kind.BOUNCE, "rfc3464-forwarded", False)
    assert reading.recipients[0].address == A


def test_a_refusal_by_sieve_is_a_bounce_and_a_receipt_is_none() -> None:
    fields = f"Final-Recipient: rfc822; {A}\nOriginal-Message-ID: <ours@example.vn>\nDisposition: automatic-action/MDN-sent-automatically; "
    refused = _read(
        fields + "deleted\n",
        text=f"Your message to <{A}> was automatically rejected:\nKhông nhận.\n",
        kind="message/disposition-notification",
    )
    assert (refused.kind, refused.rule, refused.recipients[0].hard) == (Kind.BOUNCE, "sieve-reject", False)
    shown = _read(fields + "displayed\n", text="Thư đã được đọc.\n", kind="message/disposition-notification")
    assert shown.kind is Kind.READ_RECEIPT


def test_survey_links_and_codes_are_masked() -> None:
    context = ReadContext(survey_hosts=("khaosat.example.vn",), code_patterns=(r"CC[0-9A-Z]{6}",))
    raw = (
        "From: MAILER-DAEMON@x\nContent-Type: message/delivery-status\n\n"
        f"Final-Recipient: rfc822; {A}\nAction: failed\nStatus: 5.6.0\n"
        "Diagnostic-Code: smtp; 550 link https://khaosat.example.vn/p/AB12CD rejected, code CC12AB34\n"
    ).encode()
    reading = read_strictly(raw, len(raw), context)
    told = " ".join([*reading.evidence, *(one.diagnostic for one in reading.recipients)])
    assert "AB12CD" not in told
    assert "CC12AB34" not in told


def test_blank_lines_and_strange_names_do_not_mix_recipients() -> None:
    report = read_report(
        "Reporting-MTA: dns; mx\n\n\nOriginal-Recipient: rfc822;a@x.example\n\nFinal-Recipient: rfc822;a@x.example\n"
        "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 see\nhttp://example.org/x\n\n\n"
        "Final-Recipient: rfc822;b@x.example\nAction: failed\nStatus: 5.2.2\n"
    )
    assert [typed_address(one.get("final-recipient")) for one in report.recipients] == [
        "a@x.example",
        "b@x.example",
    ]
    assert "http://example.org/x" in (report.recipients[0].get("diagnostic-code") or "")
