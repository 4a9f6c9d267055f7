"""A million tokens forged, replayed under another house, or belonging to another: none is honoured (T3, T6).

FORGERIES=10000000 pytest -m long tests/proof/test_forgeries.py
"""

from __future__ import annotations

import os
import secrets
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from maild.tokens import Token, TokenKeys

pytestmark = [pytest.mark.long, pytest.mark.timeout(1800)]
FORGERIES = int(os.environ.get("FORGERIES", "1000000"))
ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
HEAD, MAC = 12, 16  # letters before and behind the dot
TODAY = date(2026, 11, 12)
OURS = TokenKeys({7: b"k" * 32, 8: b"l" * 32}, 8, "snv.example.vn", "epoch-1")


def forged(chance: Random) -> str:
    """A token that we did not make."""
    row, day = chance.randrange(1, 2**20), TODAY - timedelta(days=chance.randrange(60))
    real = OURS.sign(row, day)
    match chance.randrange(7):
        case 0:  # out of thin air
            letters = "".join(chance.choices(ALPHABET, k=HEAD + MAC))
            return f"{letters[:HEAD]}.{letters[HEAD:]}"
        case 1:  # one letter turned
            at = chance.choice([n for n in range(HEAD + MAC + 1) if n != HEAD])
            other = chance.choice(ALPHABET.replace(real[at], ""))
            return real[:at] + other + real[at + 1 :]
        case 2:  # the head of one letter, the signature of another
            return real[:HEAD] + OURS.sign(row + 1, day)[HEAD:]
        case 3:  # another day
            return OURS.sign(row, day - timedelta(days=1))[:HEAD] + real[HEAD:]
        case 4:  # a house with another key
            return replace(OURS, keys={8: chance.randbytes(32)}).sign(row, day)
        case 5:  # our own key, before the database was restored
            return replace(OURS, epoch="epoch-0").sign(row, day)
        case _:  # our own key at another domain
            return replace(OURS, domain="sct.example.vn").sign(row, day)


def test_none_is_accepted() -> None:
    seed = secrets.randbelow(10**6)
    print(f"\nseed {seed}, {FORGERIES} forgeries")
    chance = Random(seed)
    accepted = [token for token in (forged(chance) for _ in range(FORGERIES)) if OURS.verify(token)]
    assert accepted == []


def test_the_true_ones_are_accepted() -> None:
    """Else the other test would prove nothing."""
    chance = Random(2026)
    for _ in range(1000):
        row, day = chance.randrange(1, 2**32), TODAY - timedelta(days=chance.randrange(400))
        assert OURS.verify(f"maild+{OURS.sign(row, day)}@snv.example.vn") == Token(8, row, day)
