"""The second way out: what a sendmail-like command is given, and what its exit codes mean."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from maild.channels.sendmail import SendmailChannel
from maild.model import OutcomeKind, OutgoingLetter, Permit, Refused

LETTER = OutgoingLetter(
    7, "an@snv.example.vn", "cchc@example.vn", "<a.b@example.vn>", "a.b", b"To: an\r\n\r\nhi\r\n"
)


def command(tmp_path: Path, script: str) -> list[str]:
    path = tmp_path / "sendmail"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return [str(path), "-i"]


EXITS = [
    # exit code                     outcome
    ("exit 0", OutcomeKind.SENT),
    ("exit 75", OutcomeKind.DEFERRED),
    ("exit 67", OutcomeKind.FAILED),
    ("exit 77", OutcomeKind.OUR_FAULT),
    ("kill -9 $$", OutcomeKind.IN_DOUBT),
    ("sleep 20", OutcomeKind.IN_DOUBT),
]


@pytest.mark.parametrize(("script", "kind"), EXITS)
def test_an_exit_code_is_its_answer(tmp_path: Path, script: str, kind: OutcomeKind) -> None:
    timeout_s = 0.4 if script.startswith("sleep") else 60
    with SendmailChannel(command(tmp_path, script), timeout_s=timeout_s) as channel:
        assert channel.send(LETTER, Permit).kind is kind


def test_the_command_gets_envelope_and_content(tmp_path: Path) -> None:
    script = f'echo "$@" > {tmp_path}/args; cat > {tmp_path}/mail'
    with SendmailChannel(command(tmp_path, script)) as channel:
        assert channel.send(LETTER, Permit).kind is OutcomeKind.SENT
    assert (tmp_path / "args").read_text() == "-i -f cchc@example.vn -- an@snv.example.vn\n"
    assert (tmp_path / "mail").read_bytes() == b"To: an\n\nhi\n"


def test_the_command_starts_with_no_signal_blocked(tmp_path: Path) -> None:
    script = f"grep SigBlk /proc/self/status > {tmp_path}/mask"
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGHUP})
    try:
        with SendmailChannel(command(tmp_path, script)) as channel:
            channel.send(LETTER, Permit)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    assert int((tmp_path / "mask").read_text().split()[1], 16) == 0


def test_nothing_is_started_without_a_permit(tmp_path: Path) -> None:
    with SendmailChannel(command(tmp_path, f"touch {tmp_path}/ran")) as channel:
        outcome = channel.send(LETTER, lambda: Refused("address_day"))
    assert (outcome.kind, outcome.text) == (OutcomeKind.REFUSED, "address_day")
    assert not (tmp_path / "ran").exists()


def test_a_command_that_is_not_there_defers(tmp_path: Path) -> None:
    with SendmailChannel([str(tmp_path / "missing")]) as channel:
        assert channel.send(LETTER, Permit).kind is OutcomeKind.DEFERRED


def test_an_address_cannot_become_an_option(tmp_path: Path) -> None:
    script = f'echo "$@" > {tmp_path}/args'
    letter = OutgoingLetter(7, "-X@example.vn", "cchc@example.vn", "<a.b@example.vn>", "a.b", b"x")
    with SendmailChannel(command(tmp_path, script)) as channel:
        channel.send(letter, Permit)
    assert (tmp_path / "args").read_text().endswith("-- -X@example.vn\n")
