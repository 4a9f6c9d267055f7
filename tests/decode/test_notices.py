"""Notices and diagnostics of our own writing, labelled before they were first read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from maild.decode.reading import read_strictly
from maild.decode.recipients import Finding, verdict
from maild.model import Action, ReadContext

SAMPLES = Path(__file__).parents[1] / "samples"
NOTICES = json.loads((SAMPLES / "notices" / "labels.json").read_text(encoding="utf-8"))
DIAGNOSTICS = [
    line.split("\t")
    for line in (SAMPLES / "diagnostics.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize("name", NOTICES)
def test_reads_a_notice(name: str) -> None:
    kind, addresses, status, reason, hard = NOTICES[name]
    raw = (SAMPLES / "notices" / f"{name}.eml").read_bytes()
    reading = read_strictly(raw, len(raw), ReadContext())
    failed = [one for one in reading.recipients if one.action in (Action.FAILED, Action.DELAYED)]
    assert reading.kind.value == kind
    assert [one.address for one in failed] == addresses
    for one in failed:
        assert (one.status, one.reason.value, one.hard) == (status, reason, hard)


@pytest.mark.parametrize("reason", sorted({reason for reason, _ in DIAGNOSTICS}))
def test_knows_what_servers_say(reason: str) -> None:
    hard = reason in ("user-unknown", "has-moved", "host-unknown", "not-accept")
    wrong = []
    for said in (said for wanted, said in DIAGNOSTICS if wanted == reason):
        result = verdict(Finding("canbo@so.example.vn", Action.FAILED, said))
        if (result.reason.value, result.hard) != (reason, hard):
            wrong.append((result.reason.value, said))
    assert wrong == []


def test_a_reason_is_the_same_in_every_process() -> None:
    """The order of a set of words is another one in each; which of two phrases decides must not follow it."""
    script = """
from tests.decode.test_notices import DIAGNOSTICS, Action, Finding, verdict
for _, said in DIAGNOSTICS:
    print(verdict(Finding("canbo@so.example.vn", Action.FAILED, said)))
"""

    def told(seed: str) -> str:
        words = [sys.executable, "-c", script]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        return subprocess.run(words, env=environment, capture_output=True, text=True, check=True).stdout

    first = told("1")
    assert len(first.splitlines()) == len(DIAGNOSTICS)
    assert told("6") == told("19") == first


def test_calls_nobody_dead_on_words_about_something_else() -> None:
    """Sender, network, content, our own login: none of these says that the recipient's address is gone."""
    sentences = (SAMPLES / "no-dead-addresses.txt").read_text(encoding="utf-8").splitlines()
    said = [one for one in sentences if verdict(Finding("canbo@so.example.vn", Action.FAILED, one)).hard]
    assert said == []
