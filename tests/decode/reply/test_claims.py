"""The table of what keeps a claim of completion from being one: every row by its example."""

from __future__ import annotations

import pytest

from maild.decode.reply import claims
from maild.decode.reply.claims import TABLE, Row
from maild.decode.reply.hearing import _possible, hear
from maild.decode.reply.intents import decide
from maild.decode.reply.patterns import Hit, View, views
from maild.decode.reply.phrases import Act
from maild.decode.reply.sentences import split
from maild.model import Kind


def claimed(text: str) -> list[tuple[View, Hit]]:
    """The claims in a text, whatever stands around them."""
    return [
        (view, Hit(act, rule, view.number, one.start(), one.end() - 1, one[0][1:], view.bare))
        for sentence in split(text)
        for view in views(sentence)
        for rule, act, row in _possible(view)
        for one in row.after_blank(view.bare).finditer(f" {view.text}")
        if act is Act.DONE
    ]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.meaning)
class TestRow:
    def test_its_example_is_no_claim_or_not_sure(self, row: Row) -> None:
        if row.doubtful:
            sentences = split(row.example)
            assert not decide(sentences, hear(sentences), address=False, dated=False).sure
        else:
            assert not [hit for hit in hear(split(row.example)) if hit.act is Act.DONE]

    def test_its_words_say_so(self, row: Row) -> None:
        assert any(
            row.concerns(hit.rule) and claims.keeps(claims.joined((row,)), view, hit)
            for view, hit in claimed(row.example)
        )


def test_a_meaning_stands_once() -> None:
    assert len({row.meaning for row in TABLE}) == len(TABLE)


@pytest.mark.parametrize(
    ("text", "is_claim"),
    [
        ("Em báo cáo anh em đã làm phiếu khảo sát xong rồi ạ", True),  # to him, about herself
        ("Dạ anh em nộp phiếu hôm qua rồi", True),
        ("Anh em trong phòng đã hoàn thành phiếu", False),
        ("Báo cáo anh em trong phòng đã làm xong phiếu", False),
    ],
)
def test_anh_em_after_a_salutation_are_two(text: str, is_claim: bool) -> None:
    sentences = split(text)
    decided = decide(sentences, hear(sentences), address=False, dated=False)
    assert (decided.kind is Kind.COMPLETED and decided.sure) is is_claim
