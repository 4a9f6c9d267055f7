"""What makes the reader of replies quick leaves out nothing: each short cut beside the long way."""

from __future__ import annotations

import math

import pytest

from maild.decode.reply import grams
from maild.decode.reply.hearing import _possible, _rows, alternatives
from maild.decode.reply.patterns import View
from maild.decode.reply.sentences import split
from maild.decode.reply.vietnamese import repair
from tests.decode.reply.batches import SAMPLES

TEXTS = [line.partition("\t")[2] for line in (SAMPLES / "sentences.tsv").read_text("utf-8").splitlines()][::7]


@pytest.mark.parametrize("bare", [False, True])
def test_what_the_rows_find_is_found_by_the_few_that_are_tried(bare: bool) -> None:
    found = 0
    for sentence in split("\n".join(TEXTS)):
        view = View(sentence.bare if bare else sentence.plain, bare, sentence.asks, sentence.number)
        whole = [
            (rule, one.start(), one[0])
            for rule, _, row in _rows()
            for one in row.on(bare).finditer(view.text)
        ]
        tried = [
            (rule, one.start(), one[0][1:])
            for rule, _, row in _possible(view)
            for one in row.after_blank(bare).finditer(f" {view.text}")
        ]
        assert tried == whole, view.text
        found += len(whole)
    assert found > 50


@pytest.mark.parametrize(
    ("pattern", "ways"),
    [
        ("phiếu", ["phiếu"]),
        ("đã (?:nộp|gửi)|xong", ["đã (?:nộp|gửi)", "xong"]),
        (r"[(|]a|b\|c|\(d|[^\]|]e", ["[(|]a", r"b\|c", r"\(d", r"[^\]|]e"]),
    ],
)
def test_a_pattern_is_cut_at_its_outermost_bars(pattern: str, ways: list[str]) -> None:
    assert alternatives(pattern) == ways


def test_an_opinion_is_what_the_weights_of_its_grams_say() -> None:
    table = grams._rows()
    for text in TEXTS:
        sentences = split(text)
        heard = grams.opinion(sentences)
        if heard is None:
            continue
        rows = [table[gram] for gram in set(grams.grams(sentences)) if gram in table]
        length = math.sqrt(sum(row[0] ** 2 for row in rows))
        sums = [
            start + sum(row[0] / length * row[column] / 100 for row in rows)
            for column, start in enumerate(grams._learned()[1], 1)
        ]
        whole = sum(math.exp(one) for one in sums)
        assert list(heard.chances.values()) == pytest.approx([math.exp(one) / whole for one in sums])


def test_words_that_were_right_once_stay_right_and_wrong_ones_wrong() -> None:
    for _ in range(2):
        assert repair("Tôi đã trả lời phiếu") == "Tôi đã trả lời phiếu"
        arrives = "C¶m ¬n ®ång chÝ, t«i ®· nhËn ®­îc th­ vµ tr¶ lêi phiÕu råi"
        assert repair(arrives) == "Cảm ơn đồng chí, tôi đã nhận được thư và trả lời phiếu rồi"
