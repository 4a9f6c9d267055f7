"""A relay that garbles one of its replies, before the channel: what is called sent was truly taken."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random

from maild.channels import SmtpChannel, SmtpRelay
from maild.model import Outcome, OutcomeKind, Permit
from tests.channels.conftest import letter
from tests.proof.fuzz.garble import garbled, made_up
from tests.proof.fuzz.place import Place
from tests.servers.bad_certificates import careless
from tests.servers.scripted_smtp import ScriptedSmtp, _HungUp

WORDS = (
    *(
        b"250 ",
        b"250-",
        b"220 ",
        b"354 go\r\n",
        b"421 ",
        b"450 ",
        b"550 ",
        b"554-",
        b"235 ",
        b"334 ",
        b"2 50 ",
    ),
    *(
        b"250 2.0.0 ok\r\n",
        b"550 5.1.1 no\r\n",
        b"5.7.1 ",
        b"4.2.2 ",
        b"STARTTLS\r\n",
        b"AUTH PLAIN LOGIN\r\n",
    ),
    *(
        b"SIZE 1\r\n",
        b"DSN\r\n",
        b"ENHANCEDSTATUSCODES\r\n",
        b"a" * 600,
        b"250",
        b"25",
        b"999 ",
        b"000 ",
        b"+50 ",
    ),
)
STUCK_S = 0.01
# The first reply in what a server said: one code on every line (RFC 5321 §4.2.1).
_YES = re.compile(rb"(?:(2\d\d)-[^\n]*\n)*(2\d\d)(?:[ \r][^\n]*)?\n")


class GarblingSmtp(ScriptedSmtp):
    """Garbles the reply number `at` of the next connection; `dot` is what it said to the dot, as it went out."""

    chance: Random
    at: int
    dot: bytes
    _replies: int

    __slots__ = ("_replies", "at", "chance", "dot")

    def lie(self, chance: Random) -> None:
        self.chance, self._replies, self.dot = chance, 0, b""
        self.at = chance.choice([0, 1, 2, 3, 4, 5, 6, 6, 6, 6, 7])
        self.contents.clear()
        self.commands.clear()

    def _do(self, connection: socket.socket, key: str) -> None:
        number, self._replies = self._replies, self._replies + 1
        if number != self.at:
            if key == ".":
                self.dot = b"250 2.0.0 queued as 4F2A\r\n"
            super()._do(connection, key)
            return
        usual = self._scripted(key, 0)
        said = usual.encode() + b"\r\n" if isinstance(usual, str) else usual
        assert isinstance(said, bytes)
        chance = self.chance
        broken = made_up(chance, WORDS, 8) if chance.random() < 0.2 else garbled(said, chance, WORDS, 4)
        if key == ".":
            self.dot = broken
        connection.sendall(broken)
        if chance.random() < 0.8:
            raise _HungUp
        connection.settimeout(STUCK_S)


@contextmanager
def channel(place: Place) -> Iterator[Callable[[Random], None]]:
    """A letter through the door to aiosmtplib: always an outcome, and never a false `sent`."""
    with GarblingSmtp(place.certificates, tls=careless(place.certificates)) as server:
        relay = SmtpRelay(
            "localhost",
            server.port,
            "tls",
            "maild",
            lambda: "mat-khau",
            ca_file=place.certificates.ca_file,
            connect_timeout_s=5,
            command_timeout_s=5,
            dot_timeout_s=5,
        )

        def one(chance: Random) -> None:
            server.lie(chance)
            asked: list[int] = []

            def intent() -> Permit:
                asked.append(len(server.commands))
                return Permit()

            with SmtpChannel(relay) as way:
                outcome = way.send(letter(), intent)
            judge(outcome, server, asked)
            server._open.clear()

        yield one


def judge(outcome: Outcome, server: GarblingSmtp, asked: list[int]) -> None:
    assert len(asked) <= 1
    assert len(outcome.text) <= 500
    assert outcome.text.isprintable()
    if not asked:
        assert not server.contents, "sent without leave"
        assert outcome.kind is not OutcomeKind.SENT
    if outcome.kind is OutcomeKind.SENT:
        assert server.contents, "called sent, and nothing was there"
        found = _YES.match(server.dot)
        assert found is not None, f"called sent after {server.dot!r}"
    elif outcome.kind is not OutcomeKind.IN_DOUBT and server.contents:
        assert outcome.code is not None, "given back without a word of the server's"
        assert 400 <= outcome.code < 600
    if outcome.kind is OutcomeKind.IN_DOUBT:
        assert asked
