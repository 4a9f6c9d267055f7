"""Letters without their marks: what the charset holds, and what it leaves to slower ways."""

from __future__ import annotations

import unicodedata

import pytest

from maild.marks import Letters

TEXTS = [
    # text                  plain                   held
    ("Đã trả lời\n",        "Da tra loi\n",         True),
    ("NGHIỆP VỤ ĐƯỢC GIAO", "NGHIEP VU DUOC GIAO",  True),
    ("plain, with a tab\t", "plain, with a tab\t",  True),
    ("thư – mời",           "",                     False),
    ("naïve",               "",                     False),
    ("日本",                "",                     False),
    ("\ufffe",              "",                     False),
]  # fmt: skip


@pytest.mark.parametrize(("text", "plain", "held"), TEXTS)
def test_a_text_of_our_letters_alone_loses_its_marks(text: str, plain: str, held: bool) -> None:
    letters = Letters()
    assert letters.plain(text) == plain
    assert letters.hold(text) is held
    assert letters.plain(unicodedata.normalize("NFD", "trả lời")) == ""


def test_further_characters_are_given_with_their_plain_ones() -> None:
    letters = Letters({"–": "-"})
    assert letters.plain("thư – mời") == "thu - moi"
