"""The octets of a letter: the same every time, and nothing in them that nobody meant."""

from __future__ import annotations

import email
import re
from dataclasses import replace
from datetime import UTC, datetime
from email import policy
from email.header import decode_header, make_header
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maild.errors import TemplateError
from maild.letters import LetterEnvelope, LetterRoom, RenderedLetter, build, safe_header, sample_facts
from maild.letters.message import closure_fault
from maild.model import Code

TOKEN = "aaaaaaaaaaaa.bbbbbbbbbbbbbbbb"
ENVELOPE = LetterEnvelope(
    sender_name="Sở Nội vụ tỉnh Lào Cai, Phòng Cải cách hành chính",
    sender_address="cchc@snv.example.vn",
    reply_to="cchc@snv.example.vn",
    recipient_name="Nguyễn Thị Hương Giang",
    recipient_address="Giang.NTH+1@stc.example.vn",
    message_id=f"<{TOKEN}@snv.example.vn>",
    date=datetime(2026, 11, 20, 1, 0, 59, 999, tzinfo=UTC),
    auto_submitted=True,
    reference=TOKEN,
)
LETTER = RenderedLetter(
    subject="[CCHC-7K2M] Đôn đốc lần 3: hạn cuối 17:00 ngày 27/11 trả lời phiếu điều tra XHH",
    text="Kính gửi: Ông/Bà\n.\n..\nFrom đây \t\n--=_aaaaaaaaaaaa\n=\n" + "dài " * 400 + "\n",
    html="<p>Kính gửi</p>\n",
)
NAMES = ["From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Maild-Ref"]


def read(octets: bytes) -> EmailMessage:
    mail = email.message_from_bytes(octets, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def test_what_was_written_is_what_is_read() -> None:
    mail = read(build(LETTER, ENVELOPE))
    assert [*mail.keys()] == [*NAMES, "MIME-Version", "Content-Type"]
    assert mail["Subject"] == LETTER.subject
    assert mail["To"].addresses[0].addr_spec == ENVELOPE.recipient_address
    # Not by the standard library's structured reader: it puts a space between two encoded words of a name.
    sender = email.message_from_bytes(build(LETTER, ENVELOPE), policy=policy.compat32)["From"]
    assert str(make_header(decode_header(sender))) == f"{ENVELOPE.sender_name} <{ENVELOPE.sender_address}>"
    assert mail["Date"] == "Fri, 20 Nov 2026 01:00:59 +0000"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Precedence"] is None
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    text, html = (part.get_content().replace("\r\n", "\n") for part in mail.iter_parts())
    assert (text, html) == (LETTER.text, LETTER.html)


def test_octets_are_the_same_every_time_seven_bits_and_short_lines() -> None:
    octets = build(LETTER, ENVELOPE)
    assert octets == build(LETTER, ENVELOPE)
    assert octets.isascii()
    assert max(len(line) for line in octets.split(b"\r\n")) <= 78
    assert b"\n" not in octets.replace(b"\r\n", b"")
    assert f'boundary="=_{TOKEN}"'.encode() in octets
    assert octets.count(f"--=_{TOKEN}".encode()) == 3


def test_the_code_and_the_ids_stay_readable_on_the_wire() -> None:
    octets = build(LETTER, ENVELOPE)
    assert b"\r\nSubject: [CCHC-7K2M] =?utf-8?b?" in octets
    assert f"\r\nMessage-ID: <{TOKEN}@snv.example.vn>\r\n".encode() in octets
    assert f"\r\nX-Maild-Ref: {TOKEN}\r\n".encode() in octets
    for word in re.findall(rb"=\?[^ \r]+\?=", octets):
        assert len(word) <= 75


def test_a_level_may_go_out_unmarked() -> None:
    mail = read(build(LETTER, replace(ENVELOPE, auto_submitted=False)))
    assert mail["Auto-Submitted"] is None


HOSTILE = [
    "=?utf-8?q?a=0ABcc:_x=40evil.example.org?=",
    "=?utf-8?b?YQpCY2M6IHhAZXZpbC5leGFtcGxlLm9yZw==?=",
    "a =?utf-8?q?=0D=0A=0D=0Abody?= b",
    "=?utf-8?q?=3D=3Futf-8=3Fq=3Fa=3D0ABcc=3A_x=40y=3F=3D?=",
    "=?utf-8?q?=3D?=?utf-8?q?a=0ABcc:x?=",
    "=?x-unknown?q?a=0ABcc:x?=",
    "=?utf-8?b?!!!?=",
    "a\r\nBcc: x@evil.example.org",
    "a\nBcc: x@evil.example.org",
    "a\rBcc: x@evil.example.org",
    "a\x0bBcc: x\x0cy\x85z\u2028u\u2029v",
    'A" <x@evil.example.org>, "B',
    "Nguyễn, Văn (A) <b@c.vn>; \\",
    "a\x00b\x1bc",
    "\u202enaïve",
    "=?",
    "?=",
    "",
    " ",
    "x" * 3000,
    "đ" * 300,
    "😀" * 60,
]


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("field", ["subject", "sender_name", "recipient_name"])
def test_no_text_becomes_a_header(hostile: str, field: str) -> None:
    letter, envelope = LETTER, ENVELOPE
    if field == "subject":
        letter = replace(letter, subject=hostile)
    else:
        envelope = replace(envelope, **{field: hostile})  # type: ignore[arg-type]
    try:
        octets = build(letter, envelope)
    except TemplateError:
        assert len(hostile) == 3000  # longer than a line may be: refused, not cut
        return
    mail = read(octets)
    assert [*mail.keys()] == [*NAMES, "MIME-Version", "Content-Type"]
    assert [len(mail[name].addresses) for name in ("From", "To")] == [1, 1]


@given(st.text(max_size=200), st.text(max_size=120), st.text(max_size=300))
def test_any_unicode_is_read_back_as_it_was_cleaned(subject: str, name: str, text: str) -> None:
    text = text.replace("\r", " ").encode("utf-8", "replace").decode()
    letter = RenderedLetter(subject, text + "\n", "<p>x</p>\n")
    octets = build(letter, replace(ENVELOPE, recipient_name=name))
    assert closure_fault(octets, letter, replace(ENVELOPE, recipient_name=name)) is None


@pytest.mark.parametrize(
    "change",
    [
        {"recipient_address": "a@b.vn\r\nBcc: c@d.vn"},
        {"recipient_address": "a b@c.vn"},
        {"recipient_address": "đ@c.vn"},
        {"recipient_address": "a@b.vn, c@d.vn"},
        {"recipient_address": ""},
        {"sender_address": "nobody"},
        {"reply_to": "a@b.vn>"},
        {"message_id": "<a b@c.vn>"},
        {"message_id": "no brackets"},
        {"reference": "a\r\nb"},
    ],
)
def test_an_envelope_that_cannot_be_written_is_refused_without_naming_it(change: dict[str, str]) -> None:
    with pytest.raises(TemplateError) as refused:
        build(LETTER, replace(ENVELOPE, **change))  # type: ignore[arg-type]
    assert not any(value and value in str(refused.value) for value in change.values())


TAMPERED = [
    (b"\r\nSubject:", b"\r\nBcc: x@y.vn\r\nSubject:"),
    (b"\r\nTo:", b"\r\nTo: x@y.vn\r\nTo:"),
    (b"<Giang.NTH+1@stc.example.vn>", b"<other@stc.example.vn>"),
    (b"X-Maild-Ref: a", b"X-Maild-Ref: b"),
    (b"\r\nDate:", b"\nDate:"),
    (b"Message-ID: <", b"Message-ID: =?utf-8?q?"),
    (b"<p>", b"<b>"),
    (b"[CCHC-7K2M]", b"[CCHC-7K2N]"),
    (b"X-Maild-Ref", b"X-\xc3\xa9"),
]


@pytest.mark.parametrize(("old", "new"), TAMPERED)
def test_the_closure_check_sees_a_change(old: bytes, new: bytes) -> None:
    octets = build(LETTER, ENVELOPE)
    assert closure_fault(octets, LETTER, ENVELOPE) is None
    assert old in octets
    assert closure_fault(octets.replace(old, new, 1), LETTER, ENVELOPE) is not None


def test_encoded_words_are_decoded_until_none_is_left() -> None:
    assert safe_header("=?utf-8?q?Nguy=E1=BB=85n?= A") == "Nguyễn A"
    assert "=?" not in safe_header("=?utf-8?q?=3D=3Futf-8=3Fq=3Fa=3D0ABcc=3A_x?=")


@pytest.mark.parametrize("locale", ["vi", "en"])
@pytest.mark.parametrize("code", list(Code))
def test_every_shipped_letter_builds(code: Code, locale: str) -> None:
    letter = LetterRoom().render(code, sample_facts(), locale)
    octets = build(letter, ENVELOPE)
    assert 4_000 < len(octets) < 40_000
