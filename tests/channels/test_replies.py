"""Replies, commands and the wire form, as tables."""

from __future__ import annotations

import pytest

from maild.channels.replies import enhanced_code, judge, said, wire, writable, xtext
from maild.model import Outcome, OutcomeKind, Step

JUDGED = [
    # step          code  kind (None: go on)
    (Step.CONNECT, 220, None),
    (Step.CONNECT, 421, OutcomeKind.DEFERRED),
    (Step.CONNECT, 554, OutcomeKind.OUR_FAULT),
    (Step.EHLO, 250, None),
    (Step.EHLO, 502, OutcomeKind.OUR_FAULT),
    (Step.STARTTLS, 454, OutcomeKind.DEFERRED),
    (Step.STARTTLS, 501, OutcomeKind.OUR_FAULT),
    (Step.AUTH, 454, OutcomeKind.DEFERRED),
    (Step.AUTH, 535, OutcomeKind.OUR_FAULT),
    (Step.MAIL, 250, None),
    (Step.MAIL, 452, OutcomeKind.DEFERRED),
    (Step.MAIL, 553, OutcomeKind.OUR_FAULT),
    (Step.MAIL, 354, OutcomeKind.DEFERRED),
    (Step.RCPT, 251, None),
    (Step.RCPT, 421, OutcomeKind.DEFERRED),
    (Step.RCPT, 450, OutcomeKind.DEFERRED),
    (Step.RCPT, 550, OutcomeKind.FAILED),
    (Step.DATA, 354, None),
    (Step.DATA, 250, OutcomeKind.DEFERRED),
    (Step.DATA, 451, OutcomeKind.DEFERRED),
    (Step.DATA, 554, OutcomeKind.FAILED),
    (Step.DOT, 250, OutcomeKind.SENT),
    (Step.DOT, 200, OutcomeKind.SENT),
    (Step.DOT, 299, OutcomeKind.SENT),
    (Step.DOT, 421, OutcomeKind.DEFERRED),
    (Step.DOT, 452, OutcomeKind.DEFERRED),
    (Step.DOT, 552, OutcomeKind.FAILED),
    (Step.DOT, 354, OutcomeKind.IN_DOUBT),
    (Step.DOT, 100, OutcomeKind.IN_DOUBT),
    (Step.DOT, 999, OutcomeKind.IN_DOUBT),
    (Step.DOT, -1, OutcomeKind.IN_DOUBT),
]


@pytest.mark.parametrize(("step", "code", "kind"), JUDGED)
def test_a_reply_is_judged_by_its_class_and_by_where_it_came(
    step: Step, code: int, kind: OutcomeKind | None
) -> None:
    outcome = judge(step, code, "words")
    assert (outcome and outcome.kind) == kind


AT_RCPT = [
    # code  what the server says to RCPT                                                   whose fault
    (550, "5.1.1 <a@b.vn>: Recipient address rejected: User unknown",                      OutcomeKind.FAILED),
    (550, "5.1.0 <c+t@d.vn>: Sender address rejected: User unknown in virtual table",      OutcomeKind.OUR_FAULT),
    (553, "5.7.1 <c@d.vn>: Sender address rejected: not owned by user c",                  OutcomeKind.OUR_FAULT),
    (554, "5.7.1 <a@b.vn>: Relay access denied",                                           OutcomeKind.OUR_FAULT),
    (550, "relay not permitted",                                                           OutcomeKind.OUR_FAULT),
    (550, "5.7.54 SMTP; Unable to relay recipient in non-accepted domain",                 OutcomeKind.OUR_FAULT),
    (550, "5.7.60 SMTP; Client does not have permissions to send as this sender",          OutcomeKind.OUR_FAULT),
    (530, "5.7.57 Client not authenticated to send mail",                                  OutcomeKind.OUR_FAULT),
    (550, "Sender verify failed",                                                          OutcomeKind.OUR_FAULT),
    (501, "5.1.7 Bad sender address syntax",                                               OutcomeKind.OUR_FAULT),
    (550, "5.1.1 <a@b.vn>: Recipient address rejected: undeliverable address: host mx.b.vn said: "
          "550 Sender address rejected",                                                   OutcomeKind.FAILED),
    (450, "4.1.8 <c@d.vn>: Sender address rejected: Domain not found",                     OutcomeKind.DEFERRED),
    (552, "5.2.2 mailbox full",                                                            OutcomeKind.FAILED),
]  # fmt: skip


@pytest.mark.parametrize(("code", "text", "kind"), AT_RCPT)
def test_what_a_relay_holds_against_us_is_not_held_against_the_address(
    code: int, text: str, kind: OutcomeKind
) -> None:
    outcome = judge(Step.RCPT, code, text)
    assert outcome is not None
    assert outcome.kind is kind


def test_an_outcome_carries_codes_and_words() -> None:
    assert judge(Step.RCPT, 550, "5.1.1 <a@b.vn>:\nno such\x1b[31m user") == Outcome(
        OutcomeKind.FAILED,
        Step.RCPT,
        550,
        "5.1.1 <a***@b.vn>: no such\N{REPLACEMENT CHARACTER}[31m user",
        "5.1.1",
    )


ENHANCED = [
    # code  text                                             enhanced
    (550, "5.1.1 User unknown", "5.1.1"),
    (550, "mail from [5.1.1.1] refused\n5.7.1 policy", "5.7.1"),
    (550, "Requested action not taken (5.2.1)", "5.2.1"),
    (452, "4.2.2 Over quota", "4.2.2"),
    (550, "4.2.2 is not of this class", None),
    (550, "host 5.1.2.3 is listed", None),
    (250, "ok", None),
]


@pytest.mark.parametrize(("code", "text", "enhanced"), ENHANCED)
def test_the_enhanced_code_is_read_from_the_words(code: int, text: str, enhanced: str | None) -> None:
    assert enhanced_code(code, text) == enhanced


def test_words_are_short_and_one_line() -> None:
    assert len(said("x" * 10_000)) == 500
    assert said("a\r\n b\t c\x00") == "a b c\N{REPLACEMENT CHARACTER}"


XTEXT = [
    # text                 RFC 3461 §4
    ("a@b.vn", "a@b.vn"),
    ("a+b=c@d.vn", "a+2Bb+3Dc@d.vn"),
    ("a b", "a+20b"),
    ("đ", "+C4+91"),
]


@pytest.mark.parametrize(("text", "encoded"), XTEXT)
def test_xtext(text: str, encoded: str) -> None:
    assert xtext(text) == encoded


WRITABLE = [
    ("a@b.vn", True),
    ("a+tag@b.vn", True),
    ("a@b.vn> RCPT TO:<c@d.vn", False),
    ("a@b.vn\r\nRSET", False),
    ("a b@c.vn", False),
    ("đ@c.vn", False),
    ("a@", False),
    ("nobody", False),
    ("", False),
]


@pytest.mark.parametrize(("address", "good"), WRITABLE)
def test_an_address_cannot_bring_a_command_along(address: str, good: bool) -> None:
    assert writable(address) is good


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n", b"\n\r", b"\r\r\n"])
@pytest.mark.parametrize("next_end", [b"\n", b"\r", b"\r\n"])
def test_only_the_last_dot_ends_a_message(end: bytes, next_end: bytes) -> None:
    sent = wire(b"one" + end + b"." + next_end + b"MAIL FROM:<x@y.vn>" + end)
    assert sent.count(b"\r\n.\r\n") == 1
    assert sent.endswith(b"\r\n.\r\n")
    assert b"\n" not in sent.replace(b"\r\n", b"")
    assert b"\r" not in sent.replace(b"\r\n", b"")
