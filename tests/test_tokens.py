"""Tokens: what is ours verifies wherever it stands, and nothing else does."""

from __future__ import annotations

import string
import time
from dataclasses import replace
from datetime import date
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maild import tokens
from maild.errors import TokenKeyMissing
from maild.tokens import (
    Token,
    TokenKeys,
    fits,
    looks_like_token,
    new_self_test_row,
    new_subject_code,
    subject_codes,
)

DAY = date(2026, 10, 12)
KEYS = TokenKeys({1: b"one" * 11}, current=1, domain="snv.example.vn", epoch="0123456789abcdef")
ALPHABET = string.ascii_lowercase + "234567"


@given(
    row=st.integers(0, 2**32 - 1), day=st.dates(date(2020, 1, 1), date(2199, 1, 1)), key=st.integers(0, 255)
)
def test_what_was_signed_verifies(row: int, day: date, key: int) -> None:
    keys = TokenKeys({key: b"k" * 32}, key, "snv.example.vn", "e")
    token = keys.sign(row, day)
    assert len(token) == 29
    assert set(token) <= set(ALPHABET + ".")
    assert keys.verify(token) == Token(key, row, day)


def test_no_letter_is_a_self_test() -> None:
    """The rows of the outbox are counted from 1; those of self-tests stand far behind them, and fit."""
    own = KEYS.verify(KEYS.sign(new_self_test_row(), DAY))
    assert own is not None
    assert own.is_self_test
    assert not Token(1, 2_000_000_000, DAY).is_self_test


TOKEN = KEYS.sign(87, DAY)
PLACES = [
    "khaosat+{}@snv.example.vn",
    "<khaosat+{}@snv.example.vn>",
    "<{}@snv.example.vn>",
    "SRS0=hash=tt=snv.example.vn=khaosat+{}@forwarder.example.org",
    "prvs=1234567890=khaosat+{}@snv.example.vn",
    "In-Reply-To: <{}@snv.example.vn> (của ông A)",
    "rfc822;khaosat+{}@snv.example.vn",
    "khaosat-{}@snv.example.vn",
    "aaaaaaaaaaaa.bbbbbbbbbbbbbbbb {}",
    "aaaaaaaaaaaa.{}",
]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("case", [str.lower, str.upper, str.title])
def test_found_wherever_it_stands_and_in_any_case(place: str, case: type[str]) -> None:
    text = place.format(case(TOKEN))
    assert KEYS.verify(text) == Token(1, 87, DAY)
    assert looks_like_token(text)


def test_any_one_changed_character_is_refused() -> None:
    changed = [
        TOKEN[:at] + other + TOKEN[at + 1 :]
        for at in range(len(TOKEN))
        for other in string.printable + "\u212aışſ"  # letters that fold to ASCII ones
        if other.lower() != TOKEN[at] or not other.isascii()
    ]
    assert len(changed) > 2_500
    assert [one for one in changed if KEYS.verify(one)] == []


def test_no_second_spelling_of_the_spare_bits() -> None:
    # 7 octets fill 11 letters and one bit of the twelfth: 16 spellings decode to the same octets
    spellings = [TOKEN[:11] + letter + TOKEN[12:] for letter in ALPHABET]
    assert [one for one in spellings if KEYS.verify(one)] == [TOKEN]


@pytest.mark.parametrize("text", [TOKEN[1:], TOKEN[:-1], "a" + TOKEN, TOKEN + "a", TOKEN.replace(".", "")])
def test_a_cut_or_longer_one_is_refused(text: str) -> None:
    assert KEYS.verify(text) is None


OTHERS = {
    "domain": replace(KEYS, domain="other.example.vn"),
    "epoch": replace(KEYS, epoch="fedcba9876543210"),
    "key": replace(KEYS, keys={1: b"two" * 11}),
    "key id": TokenKeys({2: KEYS.keys[1]}, 2, KEYS.domain, KEYS.epoch),
    "boundary": replace(KEYS, domain="snv.example.vn\0" + KEYS.epoch[:1], epoch=KEYS.epoch[1:]),
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS.keys())
def test_another_domain_epoch_or_key_honours_nothing(other: TokenKeys) -> None:
    assert other.verify(TOKEN) is None


def test_the_domain_has_no_case() -> None:
    assert replace(KEYS, domain="SNV.example.vn").verify(TOKEN) is not None


def test_rotation_new_key_signs_and_both_verify() -> None:
    rotated = replace(KEYS, keys={**KEYS.keys, 2: b"two" * 11}, current=2)
    assert rotated.verify(TOKEN) == Token(1, 87, DAY)
    assert rotated.verify(rotated.sign(87, DAY)) == Token(2, 87, DAY)
    assert KEYS.verify(rotated.sign(87, DAY)) is None


def test_no_key_to_sign_with() -> None:
    with pytest.raises(TokenKeyMissing):
        TokenKeys({1: b"k"}, 2, "snv.example.vn", "e")


def test_a_traceback_shows_no_key() -> None:
    assert "one" not in repr(KEYS)


@pytest.mark.parametrize(("row", "day"), [(2**32, DAY), (-1, DAY), (1, date(2019, 12, 31))])
def test_what_does_not_fit_is_not_signed(row: int, day: date) -> None:
    with pytest.raises(OverflowError):
        KEYS.sign(row, day)


def test_the_envelope_sender_keeps_the_tag_only_where_the_server_does() -> None:
    assert KEYS.envelope_sender(87, DAY, "a@snv.example.vn", keeps_tag=True) == f"a+{TOKEN}@snv.example.vn"
    assert KEYS.envelope_sender(87, DAY, "a@snv.example.vn", keeps_tag=False) == "a@snv.example.vn"


def test_fits_is_where_the_standard_library_breaks_a_message_id() -> None:
    longest = "x" * 35 + ".vn" + "n" * 2
    assert fits(longest)
    assert not fits(longest + "n")
    mail = EmailMessage(policy=SMTP)
    mail["Message-ID"] = replace(KEYS, domain=longest).message_id(2**32 - 1, DAY)
    assert b"=?" not in bytes(mail)
    assert longest.encode() in bytes(mail)


@pytest.mark.parametrize(
    ("subject", "codes"),
    [
        ("Re: [CCHC-7K2M] Nhắc trả lời", ("CCHC-7K2M",)),
        ("re: cchc-7k2m", ("CCHC-7K2M",)),
        *(
            (f"Re: CCHC{dash}7K2M", ("CCHC-7K2M",))
            for dash in ("\u2010", "\u2011", "\u2012", "–", "—", "\u2015", "\u2212", "\ufe63", "\uff0d")
        ),
        ("CCHC\u00ad7K2M", ("CCHC-7K2M",)),
        ("CCHC 7K2M, CCHC7K2N và CCHC - 7K2P", ("CCHC-7K2M", "CCHC-7K2N", "CCHC-7K2P")),
        ("CCHC_7K2M", ()),
        ("XCCHC-7K2M", ()),
        ("CCHC-7K2MX", ()),
        ("CCHC-7K2", ()),
        ("CCHC-7K0M", ()),  # 0, 1, I and O are in no code
        ("Khảo sát CCHC 2026", ()),
        ("Khảo sát CCHC khuyến khích trả lời", ()),
        ("đCCHC-7K2M", ()),
        ("", ()),
    ],
)
def test_reads_subject_codes(subject: str, codes: tuple[str, ...]) -> None:
    assert subject_codes(subject) == codes


def test_a_new_subject_code_reads_back() -> None:
    made = {new_subject_code() for _ in range(2_000)}
    assert len(made) > 1_900  # of a million: two of them are the same in a usual run
    assert all(subject_codes(f"Fwd: {code.lower()}") == (code,) for code in made)
    assert len(tokens._CODE_ALPHABET) == 32


@pytest.mark.parametrize("piece", ["a", "a.", "aaaaaaaaaaaa.", TOKEN[:-1] + "z ", "CCHC-", "CCHC "])
def test_a_long_text_takes_linear_time(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    began = time.process_time()
    assert KEYS.verify(text) is None
    subject_codes(text)
    assert time.process_time() - began < 5
