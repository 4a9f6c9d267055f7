"""What needs no server: batches, folder names, one FETCH answer, the allowance of an answer."""

from __future__ import annotations

import imaplib
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from imapclient.fixed_offset import FixedOffset
from imapclient.response_parser import parse_fetch_response

from maild.model import RawMail
from maild.sources.faults import code_of
from maild.sources.folders import resolve
from maild.sources.imap import FIRST_OCTETS, as_usual, batches, raw_mail
from maild.sources.wire import EXCHANGE_LIMIT, Allowance
from maild.trust import normal_fingerprint

MIB = 2**20

BATCHES = [
    # sizes                              batches
    ([], []),
    ([100] * 100, [100]),
    ([100] * 101, [100, 1]),
    ([MIB] * 33, [16, 16, 1]),
    ([500 * MIB] * 17, [16, 1]),  # only the first MiB of each is fetched
    ([MIB, 1, *[MIB] * 15, MIB], [16, 2]),
]


@pytest.mark.parametrize(("sizes", "lengths"), BATCHES)
def test_batches_hold_so_many_mails_and_octets(sizes: list[int], lengths: list[int]) -> None:
    by_uid = dict(enumerate(sizes, start=1))
    cut = list(batches(by_uid, by_uid))
    assert [len(batch) for batch in cut] == lengths
    assert [uid for batch in cut for uid in batch] == list(by_uid)


FOLDERS = [
    # wanted                 listed                                              found
    ("Junk", [("INBOX", "/"), ("Junk", "/")], "Junk"),
    ("Junk", [("INBOX", "."), ("INBOX.Junk", ".")], "INBOX.Junk"),
    ("Junk", [("Junk", "."), ("INBOX.Junk", ".")], "Junk"),
    ("Khảo sát/Trả lời", [("Khảo sát.Trả lời", ".")], "Khảo sát.Trả lời"),
    ("Khảo sát/Trả lời", [("INBOX.Khảo sát.Trả lời", ".")], "INBOX.Khảo sát.Trả lời"),
    ("Khảo sát.Trả lời", [("Khảo sát.Trả lời", ".")], "Khảo sát.Trả lời"),
    (unicodedata.normalize("NFD", "Thư rác"), [("Thư rác", "/")], "Thư rác"),
    ("inbox/Junk", [("INBOX/Junk", "/")], "INBOX/Junk"),
    ("junk", [("Junk", "/")], None),  # names are case-sensitive, and a guess would watch the wrong one
    ("Junk", [], None),
    ("Thư", [("Thư rác", "/")], None),
]


@pytest.mark.parametrize(("wanted", "listed", "found"), FOLDERS)
def test_a_folder_is_found_by_the_name_a_person_gives_it(
    wanted: str, listed: list[tuple[str, str]], found: str | None
) -> None:
    assert resolve(wanted, listed) == found


HANOI = timezone(timedelta(hours=7))
WHEN = datetime(2026, 3, 2, 8, 30, tzinfo=HANOI)
ANSWERS: list[tuple[int, dict[bytes, Any], RawMail | None]] = [
    # size  told                                             mail
    (1, {b"BODY[]<0>": b"x", b"INTERNALDATE": WHEN}, RawMail(7, b"x", 1, WHEN.astimezone(UTC))),
    (1, {b"BODY[]": b"x"}, RawMail(7, b"x", 1)),  # a server that ignores <0.n>
    (
        FIRST_OCTETS + 9,
        {b"BODY[]": b"x" * (FIRST_OCTETS + 9)},
        RawMail(7, b"x" * FIRST_OCTETS, FIRST_OCTETS + 9),
    ),
    (2, {b"BODY[]<0>": b"xyz"}, RawMail(7, b"xyz", 3)),  # sizes are not always exact
    (1, {b"BODY[]<0>": b"x", b"INTERNALDATE": None}, RawMail(7, b"x", 1)),
    (1, {b"BODY[]<0>": b"x", b"INTERNALDATE": datetime(1, 1, 1, tzinfo=HANOI)}, RawMail(7, b"x", 1)),
    (
        1,
        {b"BODY[]<0>": b"x", b"INTERNALDATE": datetime(2026, 3, 2, tzinfo=FixedOffset(99 * 60 + 59))},
        RawMail(7, b"x", 1),
    ),  # "+9959": imapclient takes it, and no arithmetic does
    (0, {b"BODY[]<0>": b""}, RawMail(7, b"", 0)),
    (5, {b"BODY[]<0>": b""}, None),
    (5, {b"BODY[]<0>": None}, None),
    (5, {b"BODY[]<0>": 12345}, None),
    (5, {b"FLAGS": ()}, None),
    (5, {}, None),
]


@pytest.mark.parametrize(("size", "told", "mail"), ANSWERS)
def test_a_fetch_answer_is_a_mail_or_nothing(size: int, told: dict[bytes, Any], mail: RawMail | None) -> None:
    assert raw_mail(7, size, told) == mail


def test_a_mail_that_stands_in_for_one_that_is_gone_is_none() -> None:
    """Courier makes one up when somebody else has expunged what was asked for; a mail that quotes it is a mail."""
    stand_in = (
        b"From: System Administrator <root@mail.example.vn>\r\nSubject: message unavailable\r\n\r\n"
        b"This message is no longer available on the server.\r\n"
    )
    assert raw_mail(7, len(stand_in), {b"BODY[]<0>": stand_in}) is None
    forwarded = b"Subject: Fwd\r\n\r\n" + stand_in
    assert raw_mail(7, len(forwarded), {b"BODY[]<0>": forwarded}) is not None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[AUTHENTICATIONFAILED] Sai mật khẩu", "AUTHENTICATIONFAILED"),
        ("[unavailable] x", "UNAVAILABLE"),
        ("[BADCHARSET (UTF-8)] x", "BADCHARSET"),
        ("Sai [UNAVAILABLE]", ""),
        ("", ""),
    ],
)
def test_the_response_code_stands_first(text: str, code: str) -> None:
    assert code_of(text) == code


def test_a_fingerprint_reads_as_tools_print_it() -> None:
    assert normal_fingerprint("SHA256:AB:CD 0f") == "abcd0f"


# What one answer may bring: 60 s, and a second more for every 8 KiB.
SPENDING = [
    # octets            after_s  error
    (10, 59.0, None),
    (10, 61.0, TimeoutError),
    (8192 * 100, 150.0, None),
    (8192 * 100, 170.0, TimeoutError),
    (EXCHANGE_LIMIT + 1, 1.0, imaplib.IMAP4.error),
]


@pytest.mark.parametrize(("octets", "after_s", "error"), SPENDING)
def test_an_answer_may_be_neither_too_slow_nor_too_long(
    octets: int, after_s: float, error: type[Exception] | None
) -> None:
    times = iter([0.0, after_s])
    allowance = Allowance(60.0, clock=lambda: next(times))
    if error is None:
        allowance.spend(octets)
    else:
        with pytest.raises(error):
            allowance.spend(octets)


_MAIL = b'2 (UID 7 INTERNALDATE " 9-Nov-2026 18:24:00 %b" BODY[]%b {5}'
USUAL: list[list[bytes | tuple[bytes, bytes]]] = [
    [b"1 (UID 5 RFC822.SIZE 1234)", b"2 (UID 7 RFC822.SIZE 0)"],
    [(_MAIL % (b"+0700", b"<0>"), b"a\r\n)b"), b")"],
    [(_MAIL % (b"-0330", b""), b"abcde"), b")", b"1 (UID 5 RFC822.SIZE 12)"],
]


@pytest.mark.parametrize("lines", USUAL)
def test_a_usual_answer_is_read_as_imapclient_reads_it(lines: list[Any]) -> None:
    told = parse_fetch_response(lines, normalise_times=False)
    assert as_usual(lines) == {
        uid: {name: value for name, value in found.items() if name != b"SEQ"} for uid, found in told.items()
    }


UNUSUAL: list[list[bytes | tuple[bytes, bytes] | None]] = [
    [None],
    [b"1 (UID 5 RFC822.SIZE 1234)", b"2 (FLAGS (\\Seen))"],
    [b"1 (RFC822.SIZE 1234 UID 5)"],
    [b"1 (UID 5 RFC822.SIZE NIL)"],
    [b"1 (UID 5 RFC822.SIZE 1)", b"1 (UID 5 RFC822.SIZE 1)"],  # told in two pieces, perhaps
    [b'2 (UID 7 INTERNALDATE "09-Nov-2026 18:24:00 +0700" BODY[]<0> NIL)'],
    [(_MAIL % (b"+0700", b"<0>"), b"abcde"), b" FLAGS ())"],
    [(_MAIL % (b"+0700", b"<0>"), b"abcde")],
    [(_MAIL % (b"-0000", b"<0>"), b"abcde"), b")"],  # the zone is not known (RFC 5322 §3.3)
    [(_MAIL.replace(b" 9-Nov", b"31-Nov") % (b"+0700", b"<0>"), b"abcde"), b")"],
    [(_MAIL.replace(b"Nov", b"Thg") % (b"+0700", b"<0>"), b"abcde"), b")"],
]


@pytest.mark.parametrize("lines", UNUSUAL)
def test_an_answer_in_other_words_is_left_to_imapclient(lines: list[Any]) -> None:
    assert as_usual(lines) is None
