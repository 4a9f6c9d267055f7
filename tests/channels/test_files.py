"""Rehearsal writes whole files, for their owner only."""

from __future__ import annotations

import stat
from pathlib import Path

from maild.channels import FileChannel
from maild.model import Outcome, OutcomeKind, Permit, Refused, Step
from tests.channels.conftest import letter


def test_a_letter_becomes_a_file_of_its_own_octets(empty_directory: Path) -> None:
    with FileChannel(empty_directory) as channel:
        outcome = channel.send(letter(), Permit)
        channel.send(letter(), Permit)  # the same letter again is the same file
    (path,) = empty_directory.iterdir()
    assert path.read_bytes() == letter().raw
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(empty_directory.stat().st_mode) == 0o700
    assert path.name == "000087-aaaaaaaaaaaa.bbbbbbbbbbbbbbbb.eml"
    assert outcome == Outcome(OutcomeKind.SENT, Step.DOT, text=f"rehearsal: {path.name}")


def test_a_refused_intent_writes_nothing(empty_directory: Path) -> None:
    with FileChannel(empty_directory) as channel:
        outcome = channel.send(letter(), lambda: Refused("paused"))
    assert outcome == Outcome(OutcomeKind.REFUSED, Step.INTENT, text="paused")
    assert list(empty_directory.iterdir()) == []


def test_a_directory_that_cannot_be_made_defers_before_the_intent(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    asked: list[bool] = []

    def intent() -> Permit:
        asked.append(True)
        return Permit()

    with FileChannel(tmp_path / "file" / "below") as channel:
        outcome = channel.send(letter(), intent)
    assert (outcome.kind, asked) == (OutcomeKind.DEFERRED, [])


def test_a_name_cannot_leave_the_directory(empty_directory: Path) -> None:
    with FileChannel(empty_directory) as channel:
        channel.send(letter(message_id="<../../etc/x@y>"), Permit)
    (path,) = empty_directory.iterdir()
    assert path.name == "000087-.._.._etc_x.eml"
