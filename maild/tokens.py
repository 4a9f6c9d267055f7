"""Signed tokens: which letter a bounce or a reply belongs to, and that it really was ours.

`base32(key id | row | day) "." base32(HMAC-SHA256(key, those + domain + epoch)[:10])`, lower case.
It goes into the envelope sender (VERP), the Message-ID and the ENVID. The subject code is a hint
for a person's eye and for correlation, and proves nothing.
"""

from __future__ import annotations

import hmac
import re
import secrets
from base64 import b32decode, b32encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from maild.errors import TokenKeyMissing

_DAY_ZERO = date(2020, 1, 1)
_HEAD_OCTETS = 7  # key id 1, row 4, day 2
# ASCII only: str.lower() makes a "k" of the Kelvin sign too, and what is not ours must not become ours.
_SHAPE = re.compile(r"(?<![a-z2-7])([a-z2-7]{12})\.([a-z2-7]{16})(?![a-z2-7])", re.ASCII | re.IGNORECASE)
_CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
# Rows from here on are no letters, so that no token speaks for two things: mails to staff first, then maild's own
# mails, by which it tries whether a mail finds its way back.
NOTICES = 0x8000_0000
_SELF_TESTS = 0xF000_0000
_MESSAGE_ID_LIMIT = 72  # stdlib breaks a longer one into encoded words

# Every dash that a mail program or a hand makes of the hyphen; the soft hyphen; or none, or a space.
_DASHES = "-\N{SOFT HYPHEN}\u2010-\u2015\N{MINUS SIGN}\N{SMALL HYPHEN-MINUS}\N{FULLWIDTH HYPHEN-MINUS}"
SUBJECT_CODE = re.compile(
    # a letter with an accent ends no code either: "CCHC khuyến khích"
    rf"(?<![^\W_])CCHC[ \u00a0]?[{_DASHES}]?[ \u00a0]?([2-9A-HJ-NP-Z]{{4}})(?![^\W_])",
    re.IGNORECASE,
)

_REMEMBERED = 1_000  # texts: those of a batch of mails


@dataclass(frozen=True, slots=True)
class Token:
    key_id: int
    row: int  # outbox row, or NOTICES + the notice's row
    day: date  # day it was made

    @property
    def is_letter(self) -> bool:
        return self.row < NOTICES

    @property
    def notice(self) -> int | None:
        """The row of the mail to staff it belongs to, if it does."""
        return self.row - NOTICES if NOTICES <= self.row < _SELF_TESTS else None

    @property
    def is_self_test(self) -> bool:
        """Whether it stands in a mail of `maild doctor`, which is about nobody."""
        return self.row >= _SELF_TESTS


@dataclass(frozen=True, slots=True)
class TokenKeys:
    """Signing keys by id (0–255); `current` signs, all verify.

    `domain` is the sender's; `epoch` changes when a database is restored, so
    that a row number used again never honours an old token.
    """

    keys: Mapping[int, bytes] = field(repr=False)  # must not stand in a traceback
    current: int
    domain: str
    epoch: str
    _verified: dict[str, Token | None] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.current not in self.keys:
            raise TokenKeyMissing(f"no token key with id {self.current}: check `token_key_file`")

    def sign(self, row: int, day: date) -> str:
        """The token of outbox row `row` (below 2**32): 29 characters of a-z, 2-7 and one dot.

        Raises OverflowError for a row that does not fit and for a day before 2020.
        """
        head = bytes([self.current]) + row.to_bytes(4, "big") + (day - _DAY_ZERO).days.to_bytes(2, "big")
        return f"{_encode(head)}.{_encode(self._mac(self.current, head))}"

    def verify(self, text: str) -> Token | None:
        """The first valid token in `text`; None when there is none. Compares in constant time.

        A mail's texts are asked for several times, and an answer never changes.
        """
        try:
            return self._verified[text]
        except KeyError:
            if len(self._verified) >= _REMEMBERED:
                self._verified.clear()
            found = self._verified[text] = self._verify(text)
            return found

    def _verify(self, text: str) -> Token | None:
        for head_text, mac_text in _shapes(text):
            head = _decode(head_text)[:_HEAD_OCTETS]
            key_id = head[0]
            if key_id not in self.keys or _encode(head) != head_text:
                continue  # the last letter has bits to spare: a second spelling is not ours
            if hmac.compare_digest(_encode(self._mac(key_id, head)).encode(), mac_text.encode()):
                day = _DAY_ZERO + timedelta(days=int.from_bytes(head[5:7], "big"))
                return Token(key_id, int.from_bytes(head[1:5], "big"), day)
        return None

    def message_id(self, row: int, day: date) -> str:
        return f"<{self.sign(row, day)}@{self.domain}>"

    def envelope_sender(self, row: int, day: date, address: str, *, keeps_tag: bool) -> str:
        """`local+TOKEN@domain` where the server keeps the tag, else the plain address."""
        local, _, domain = address.partition("@")
        return f"{local}+{self.sign(row, day)}@{domain}" if keeps_tag else address

    def fingerprints(self) -> list[str]:
        """`id:digest` of each key, the one that signs last: to see whether others have the same ones."""
        order = sorted(self.keys, key=lambda number: (number == self.current, number))
        return [
            f"{number}:{hmac.new(self.keys[number], b'fingerprint', 'sha256').hexdigest()[:8]}"
            for number in order
        ]

    def _mac(self, key_id: int, head: bytes) -> bytes:
        said = head + b"\0" + self.domain.lower().encode() + b"\0" + self.epoch.encode()
        return hmac.digest(self.keys[key_id], said, "sha256")[:10]


def new_self_test_row() -> int:
    return _SELF_TESTS + secrets.randbelow(2**28)


def fits(domain: str) -> bool:
    """Whether a Message-ID of ours at `domain` stays within 72 characters."""
    return len(f"<{'x' * 29}@{domain}>") <= _MESSAGE_ID_LIMIT


def looks_like_token(text: str) -> bool:
    """Whether something of a token's shape stands in `text`, valid or not."""
    return _SHAPE.search(text) is not None


def new_subject_code() -> str:
    return "CCHC-" + "".join(secrets.choice(_CODE_ALPHABET) for _ in range(4))


def subject_codes(subject: str) -> tuple[str, ...]:
    """Codes named in a subject, normalised to `CCHC-XXXX`."""
    if "cchc" not in subject.lower():
        return ()
    return tuple(f"CCHC-{code.upper()}" for code in SUBJECT_CODE.findall(subject))


def _shapes(text: str) -> Iterator[tuple[str, str]]:
    for found in _SHAPE.finditer(text):
        yield found.group(1).lower(), found.group(2).lower()


def _encode(octets: bytes) -> str:
    return b32encode(octets).decode("ascii").rstrip("=").lower()


def _decode(text: str) -> bytes:
    return b32decode(text.upper() + "=" * (-len(text) % 8))
