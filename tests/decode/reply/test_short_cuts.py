"""What makes the reader of replies quick leaves out nothing: each short cut beside the long way."""

from __future__ import annotations

import math

import pytest

from maild.decode.reply import grams
from maild.decode.reply.hearing import _chooser, _rows
from maild.decode.reply.sentences import split
from maild.decode.reply.vietnamese import repair
from tests.decode.reply.batches import SAMPLES

TEXTS = [line.partition("\t")[2] for line in (SAMPLES / "sentences.tsv").read_text("utf-8").splitlines()][::7]


@pytest.mark.parametrize("bare", [False, True])
def test_every_row_that_stands_in_a_sentence_is_chosen_and_found_after_a_blank(bare: bool) -> None:
    found = 0
    for sentence in split("\n".join(TEXTS)):
        text = sentence.bare if bare else sentence.plain
        chosen = _chooser(bare).those_for(text)
        for number, (rule, _, row) in enumerate(_rows()):
            there = [(one.start(), one[0]) for one in row.on(bare).finditer(text)]
            led = [(one.start(), one[0][1:]) for one in row.after_blank(bare).finditer(f" {text}")]
            assert led == there, (rule, text)
            assert not there or number in chosen, (rule, text)
            found += len(there)
    assert found > 50


def test_an_opinion_is_what_the_weights_of_its_grams_say() -> None:
    table = grams._rows()
    for text in TEXTS:
        sentences = split(text)
        heard = grams.opinion(sentences)
        if heard is None:
            continue
        rows = [table[gram] for gram in grams.grams(sentences) if gram in table]
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
