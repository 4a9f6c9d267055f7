"""The splitter against the standard library, and against mails made to hurt."""

from __future__ import annotations

import email
import email.message
import email.policy
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maild.decode.message import MAX_DEPTH, MAX_PARTS, decode_text, fingerprint, parse, read_params

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"


def _types(message: email.message.Message) -> Iterator[str]:
    kind = message.get_content_type()
    yield kind
    embedded = kind in ("message/rfc822", "message/global", "message/news")
    if message.is_multipart() and (embedded or message.get_content_maintype() != "message"):
        payload = message.get_payload()
        assert isinstance(payload, list)
        for part in payload:
            assert isinstance(part, email.message.Message)
            yield from _types(part)


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpora are not beside this checkout")
def test_agrees_with_the_standard_library_on_real_mails() -> None:
    differing = total = 0
    for path in (CORPUS / "lab-bounces").glob("*.eml"):
        raw = path.read_bytes()
        total += 1
        oracle = email.message_from_bytes(raw, policy=email.policy.compat32)
        mail = parse(raw)
        assert [part.content_type for part in mail.parts] == list(_types(oracle)), path.name
        for name in ("from", "message-id", "content-type"):
            assert (name in mail.headers) == (oracle.get(name) is not None)
        leaves = [part for part in oracle.walk() if not part.is_multipart()]
        ours = [part for part in mail.parts if not part.is_container]
        if len(leaves) == len(ours):
            for theirs, part in zip(leaves, ours, strict=True):
                expected = theirs.get_payload(decode=True)
                assert isinstance(expected, bytes)
                differing += part.payload().strip() != expected.replace(b"\r\n", b"\n").strip()
    # The standard library mangles raw UTF-8 that stands in a DSN part.
    assert differing <= total // 100


HEADERS = [
    (b"Subject: =?utf-8?B?xJHDoyB0cuG6oyBs4budaQ==?=", "đã trả lời"),
    (b"Subject: =?utf-8?B?xJHD?=\n =?utf-8?B?oyB0cuG6oyBs4budaQ==?=", "đã trả lời"),  # torn in a letter
    (b"Subject: =?utf-8?q?=C4=91=C3=A3?= xong", "đã xong"),
    (b"Subject: =?utf-8?q?a?= =?us-ascii?q?b?=", "ab"),
    (b"Subject: =?no-such-charset?q?=C4=91=C3=A3?=", "đã"),
    (b"Subject: \xc4\x91\xc3\xa3 xong", "đã xong"),  # raw UTF-8
    (b"Subject: caf\xe9", "café"),
    (b"Subject : spaced", "spaced"),
    (b"Subject: folded\n\tonce\n  twice", "folded once twice"),
    (b"Subject: bell\x07 and \x1b[31m", "bell  and  [31m"),
    (b"Subject: =?utf-8?B?!!!?=", ""),
    (b"Subject: =?utf-8?q?open", "=?utf-8?q?open"),
    (b"SUBJECT:none", "none"),
]


@pytest.mark.parametrize(("raw", "expected"), HEADERS)
def test_reads_a_header_as_people_do(raw: bytes, expected: str) -> None:
    assert parse(b"From: a@example.org\n" + raw + b"\n\nbody").headers.get("subject") == expected


PARAMS = [
    ('text/plain; charset="utf-8"', ("text/plain", {"charset": "utf-8"})),
    ("TEXT/HTML;charset=x (a comment)", ("text/html", {"charset": "x"})),
    ("a/b; name*0*=utf-8''%C4%91; name*1=x", ("a/b", {"name": "đx"})),
    ('a/b; boundary="a;b=\\"c"', ("a/b", {"boundary": 'a;b="c'})),
    ("a/b", ("a/b", {})),
]


@pytest.mark.parametrize(("value", "expected"), PARAMS)
def test_reads_parameters(value: str, expected: tuple[str, dict[str, str]]) -> None:
    assert read_params(value) == expected


def test_a_line_without_colon_between_fields_is_skipped_and_one_before_text_ends_the_header() -> None:
    broken = parse(b"From: a@example.org\nstray words\nSubject: kept\n\nbody")
    assert broken.headers.get("subject") == "kept"
    bare = parse(b"Return-Path: <>\nHi. This is the program\n<a@example.org>:\nno such user\n")
    assert bare.parts[0].body.startswith(b"Hi. This is the program")


def test_a_boundary_that_never_comes_is_guessed() -> None:
    mail = parse(
        b'Content-Type: multipart/mixed; boundary="x"\n\n--y\nContent-Type: text/html\n\n<b>\n--y--\n'
    )
    assert [part.content_type for part in mail.parts] == ["multipart/mixed", "text/html"]


def test_own_parts_do_not_enter_what_is_returned() -> None:
    mail = parse(
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nmine\n--b\nContent-Type: message/rfc822\n\n"
        b"Message-ID: <1@example.org>\n\ntheirs\n--b--\n"
    )
    assert [part.text() for part in mail.own_parts()] == ["mine"]
    assert [headers.get("message-id") for headers in mail.returned_originals()] == ["<1@example.org>"]
    inner = mail.subtree(next(mail.embedded()))
    assert inner.parts[0].text() == "theirs"


def test_one_mail_has_one_fingerprint_in_every_format() -> None:
    lf = b"Subject: x\n\nFrom here\nline\n"
    forms = [lf, lf.replace(b"\n", b"\r\n"), lf + b"\n", lf.replace(b"\nFrom", b"\n>From"), lf.rstrip()]
    assert len({fingerprint(form) for form in forms}) == 1
    long = b"Subject: x\n\n" + b"0123456789\n" * 200_000
    assert fingerprint(long) == fingerprint(long.replace(b"\n", b"\r\n"))
    assert fingerprint(long) != fingerprint(b"y" + long)


HOSTILE = {
    "nested multiparts": b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(5000)
    ),
    "nested messages": b"Content-Type: message/rfc822\n\n" * 30_000,
    "many parts": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 140_000,
    "boundary inside lines": b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\n" + b"x--b" * 250_000,
    "blanks after boundary": b"Content-Type: multipart/mixed; boundary=b\n\n" + (b"--b" + b" " * 999) * 1000,
    "one long header": b"Subject: " + b"a" * 1_000_000 + b"\n\nbody",
    "many headers": b"X: y\n" * 200_000 + b"\nbody",
    "many folds": b"Subject: x\n" + b" y\n" * 300_000 + b"\nbody",
    "encoded words": b"Subject: " + b"=?utf-8?q?a?= " * 70_000 + b"\n\nbody",
    "many parameters": b"Content-Type: text/plain" + b'; a="\\' * 160_000 + b"\n\nbody",
    "null octets": b"\0" * 1_000_000,
    "only dashes": b"Content-Type: multipart/mixed\n\n" + b"--" * 500_000,
    "no line end": b"x" * 1_000_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_mail_is_split_in_linear_time(name: str) -> None:
    began = time.process_time()
    mail = parse(HOSTILE[name])
    assert time.process_time() - began < 2
    assert len(mail.parts) <= MAX_PARTS
    assert max(part.depth for part in mail.parts) <= MAX_DEPTH
    for header in mail.headers.names()[:10]:
        mail.headers.get(header)


@given(st.binary(max_size=400))
def test_any_octets_make_a_mail(raw: bytes) -> None:
    mail = parse(raw)
    for part in mail.parts:
        part.text()
        assert part.filename is None or part.filename


@given(st.binary(max_size=60), st.text(max_size=20))
def test_any_charset_makes_text(octets: bytes, charset: str) -> None:
    assert isinstance(decode_text(octets, charset), str)
