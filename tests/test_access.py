"""Access tokens by command: kept while good, asked once for all who wait, and each failure said."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

from maild.access import AccessTokens, read_token, tokens_of
from maild.errors import TokenFailed

TOLD = [
    # what the command prints                                          token, seconds
    (b"ya29.a0-_~+/=\n", ("ya29.a0-_~+/=", 30.0)),
    (b'{"access_token": "abc", "expires_in": 3600, "token_type": "Bearer"}', ("abc", 3540.0)),
    (b'{"access_token": "abc", "expires_in": "3600"}', ("abc", 3540.0)),
    (b'{"access_token": "abc"}', ("abc", 30.0)),
    (b'{"access_token": "abc", "expires_in": 5}', ("abc", 0.0)),  # not worth keeping
    (b'{"access_token": "abc", "expires_in": 1e12}', ("abc", 86_340.0)),
    (b'{"access_token": "abc", "expires_in": "soon"}', ("abc", 30.0)),
    (b"", None),
    (b"Please sign in at https://login.example.vn", None),
    (b"abc\ndef", None),
    (b"abc\x01auth=x", None),  # would end the answer of XOAUTH2
    ("mã".encode(), None),
    (b'{"error": "invalid_grant"}', None),
    (b'{"access_token": 7}', None),
    (b"{", None),
    (b"x" * 20_000, None),
]


@pytest.mark.parametrize(("out", "found"), TOLD)
def test_reads_a_token(out: bytes, found: tuple[str, float] | None) -> None:
    assert read_token(out) == found


class Command:
    """A command that counts how often it is run."""

    def __init__(self, directory: Path, prints: str, *, code: int = 0, takes_s: float = 0) -> None:
        self.runs = directory / "runs"
        self.path = directory / "command"
        self.path.write_text(
            f"#!{sys.executable} -I\nimport sys, time\n"
            f"open({str(self.runs)!r}, 'a').write('x')\nn = len(open({str(self.runs)!r}).read())\n"
            f"time.sleep({takes_s})\nprint({prints!r}.replace('N', str(n)))\nsys.exit({code})\n"
        )
        self.path.chmod(0o700)

    @property
    def count(self) -> int:
        return len(self.runs.read_text()) if self.runs.exists() else 0


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_i10_a_token_is_kept_until_a_minute_before_its_end(tmp_path: Path) -> None:
    command, clock = Command(tmp_path, '{"access_token": "t-N", "expires_in": 100}'), Clock()
    tokens = AccessTokens([str(command.path)], clock=clock)
    assert [tokens.read(), tokens.read()] == ["t-1", "t-1"]
    clock.now += 39
    assert tokens.read() == "t-1"
    clock.now += 1
    assert tokens.read() == "t-2"
    assert command.count == 2


def test_i10_one_refresh_for_all_who_wait(tmp_path: Path) -> None:
    command = Command(tmp_path, "t-N", takes_s=0.5)
    tokens = AccessTokens([str(command.path)])
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(tokens.read())) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert found == ["t-1"] * 8
    assert command.count == 1


def test_a_kept_token_that_is_refused_is_asked_for_anew(tmp_path: Path) -> None:
    command = Command(tmp_path, '{"access_token": "t-N", "expires_in": 3600}')
    tokens = AccessTokens([str(command.path)])
    first = tokens.read()
    assert tokens.refused(first) is False  # new, and yet refused: the account's own trouble
    second = tokens.read()
    assert second == tokens.read() == "t-2"
    assert tokens.refused(second) is True
    assert tokens.refused(second) is True  # whoever else still held it
    assert tokens.read() == "t-3"


FAILS = [
    # prints    code  word                               worth trying later
    ("half a secret", 75, "source.token_command_later", True),
    ("half a secret", 1, "source.token_command_failed", False),
    ("sign in first", 0, "source.token_command_nonsense", False),
]


@pytest.mark.parametrize(("prints", "code", "word", "passing"), FAILS)
def test_says_who_must_act(tmp_path: Path, prints: str, code: int, word: str, passing: bool) -> None:
    tokens = AccessTokens([str(Command(tmp_path, prints, code=code).path)])
    with pytest.raises(TokenFailed) as told:
        tokens.read()
    assert (told.value.text, told.value.passing) == (word, passing)
    assert prints not in str(told.value)


def test_i10_a_failure_is_shared_for_some_seconds(tmp_path: Path) -> None:
    """Mailboxes and relay that knock every few seconds do not make a storm of refused refreshes."""
    clock = Clock()
    command = Command(tmp_path, "", code=1)
    tokens = AccessTokens([str(command.path)], clock=clock)
    for _ in range(3):
        with pytest.raises(TokenFailed, match="token_command_failed"):
            tokens.read()
    assert command.count == 1
    clock.now += 15
    with pytest.raises(TokenFailed):
        tokens.read()
    assert command.count == 2


def test_i10_a_command_that_hangs_or_is_missing(tmp_path: Path) -> None:
    slow = AccessTokens([str(Command(tmp_path, "t", takes_s=60).path)], timeout_s=1)
    with pytest.raises(TokenFailed) as told:
        slow.read()
    assert (told.value.text, told.value.passing) == ("source.token_command_slow", True)
    with pytest.raises(TokenFailed) as told:
        AccessTokens([str(tmp_path / "nothing")]).read()
    assert told.value.text == "source.token_command_missing"


def test_mailbox_and_relay_share_one(tmp_path: Path) -> None:
    assert tokens_of(("/bin/a", "b")) is tokens_of(("/bin/a", "b"))
    assert tokens_of(("/bin/a", "b")) is not tokens_of(("/bin/a", "c"))
    assert "secret" not in repr(tokens_of(("/bin/a", "--secret")))
