"""Mails that were written and labelled before anybody looked at how they are read: what they are read as now."""

from __future__ import annotations

from functools import cache

import pytest

from maild.decode import read
from maild.model import Kind, Reading
from tests.decode.reply import batches
from tests.decode.reply.batches import Sample
from tests.scores import learn


@cache
def readings(name: str) -> list[tuple[Sample, Reading]]:
    return [(sample, read(sample.raw)) for sample in batches.batch(name)]


def right(sample: Sample, reading: Reading) -> bool:
    return reading.kind == sample.kind or reading.kind in sample.facts.get("also", "").split(",")


@pytest.mark.parametrize("name", batches.names())
class TestBatch:
    def test_most_are_read_right(self, name: str) -> None:
        wrong = [(one.file, read.kind.value) for one, read in readings(name) if not right(one, read)]
        assert len(wrong) <= 0.04 * len(readings(name)), wrong

    def test_nobody_is_completed_who_is_not(self, name: str) -> None:
        assert not [
            one.file for one, read in readings(name) if read.kind is Kind.COMPLETED and not right(one, read)
        ]

    def test_what_is_sure_is_right(self, name: str) -> None:
        assert not [one.file for one, read in readings(name) if read.sure and not right(one, read)]

    def test_tells_people_from_machines(self, name: str) -> None:
        assert not [one.file for one, read in readings(name) if read.auto != (one.facts.get("auto") == "1")]

    def test_days_and_addresses(self, name: str) -> None:
        told = [
            (one.file, str(read.return_date or ""), read.new_address or "")
            for one, read in readings(name)
            if (str(read.return_date or ""), read.new_address or "")
            != (one.facts.get("back", ""), one.facts.get("new", ""))
        ]
        assert len(told) <= 0.01 * len(readings(name)), told


@pytest.mark.long  # 10 s
def test_the_second_reader_has_learned_these_samples() -> None:
    before = learn.OUTPUT.read_text(encoding="utf-8")
    assert learn.written(*learn.learn(learn.all_lessons())) == before, "make learn"
