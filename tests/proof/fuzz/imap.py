"""An IMAP server that garbles one of its answers, before our view of a folder and before a whole look into it."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date
from random import Random

from maild.demo.tls import Certificates
from maild.errors import MaildError, SourceProtocol, SourceRefused, SourceUnavailable
from maild.jobs.clock import DemoClock
from maild.jobs.poll import FolderPoll
from maild.sources.imap import FIRST_OCTETS, ImapFolder
from maild.store import mailbox
from tests.jobs.inbox import plain
from tests.jobs.lying_imap import Box, LyingImap
from tests.jobs.province import MONDAY, raise_house, write_config
from tests.proof.fuzz.garble import garbled, made_up
from tests.proof.fuzz.place import Place
from tests.proof.mailbox import source

WORDS = (
    *(
        b"* ",
        b"+ ",
        b"OK ",
        b"NO ",
        b"BAD ",
        b"BYE ",
        b"PREAUTH ",
        b"NIL",
        b"{5}\r\n",
        b"{99999999}\r\n",
        b"{-1}",
    ),
    *(b"* 4 EXISTS\r\n", b"* 2 EXPUNGE\r\n", b"* SEARCH ", b"FETCH (", b"UID ", b"UID 12 ", b"RFC822.SIZE "),
    *(b"BODY[]", b"BODY[]<0> ", b"INTERNALDATE ", b"FLAGS (\\Seen) ", b"[UIDVALIDITY 1] ", b"[UIDNEXT 2] "),
    *(
        b"[ALERT] ",
        b"[UNAVAILABLE] ",
        b"[LIMIT] ",
        b"CAPABILITY IMAP4rev1 ",
        b"IDLE ",
        b"STARTTLS ",
        b"LOGOUT ",
    ),
    *(b'"09-Nov-2026 08:00:00 +0700"', b'"99-Foo-0000 99:99:99 +9999"', b"\\", b"((((((((", b"))))))))"),
)
STUCK_S = 0.01  # a client that waits for more gets the end of the connection
UIDS = (11, 12, 13)


class GarblingImap(LyingImap):
    """Garbles the answer number `at` of the next connection; -1: none."""

    def __init__(self, certificates: Certificates, box: Box) -> None:
        super().__init__(certificates, box)
        self.chance = Random(0)
        self.at = -1
        self._said: bytearray | None = None
        self._answers = 0

    def lie(self, chance: Random) -> None:
        self.chance, self._answers = chance, 0
        self.at = chance.choice([0, 1, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7])

    def be_honest(self) -> None:
        self.at, self._answers = -1, 0

    def _say(self, sock: socket.socket, name: str, tag: bytes) -> None:
        number, self._answers = self._answers, self._answers + 1
        if number != self.at:
            super()._say(sock, name, tag)
            return
        self._said = bytearray()
        try:
            super()._say(sock, name, tag)
        finally:
            said, self._said = bytes(self._said), None
            self.at = -1
            words = (*WORDS, tag, tag + b" OK done\r\n")
            broken = (
                made_up(self.chance, words)
                if self.chance.random() < 0.15
                else garbled(said, self.chance, words)
            )
            super()._send(sock, broken)
            if self.chance.random() < 0.8:
                self._cut(sock)
            sock.settimeout(STUCK_S)

    def _send(self, sock: socket.socket, octets: bytes) -> None:
        if self._said is None:
            super()._send(sock, octets)
        else:
            self._said += octets


@contextmanager
def view(place: Place) -> Iterator[Callable[[Random], None]]:
    """A session through the door to imapclient: only our errors, and only what was asked for."""
    with GarblingImap(place.certificates, Box({uid: plain(uid) for uid in UIDS})) as server:
        folder = source(place.certificates, server.port)

        def one(chance: Random) -> None:
            told = ""
            server.lie(chance)
            try:
                session(folder, chance)
            except (SourceUnavailable, SourceRefused, SourceProtocol) as error:
                told = str(error)
            assert "Subject" not in told, "an error repeats a mail"
            assert server.open_now <= 50, "connections are left open"

        yield one


def session(folder: ImapFolder, chance: Random) -> None:
    with folder.open() as look:
        assert look.uidvalidity > 0
        following = look.refresh()
        assert following is None or following > 0
        above = list(look.uids_after(11))
        assert above == sorted(set(above))
        assert all(11 < uid < 2**32 for uid in above)
        for mail in look.fetch([11, *above][:10]):
            assert mail.uid in (11, *above)
            assert len(mail.raw) <= min(FIRST_OCTETS, mail.size)
            assert mail.received_at is None or mail.received_at.tzinfo is UTC
        if chance.random() < 0.3:
            look.wait(0.01, lambda: False)
            look.uids_since(7)


@contextmanager
def look(place: Place) -> Iterator[Callable[[Random], None]]:
    """Two garbled looks and an honest one into a folder of its own: after it each mail has its row, and none is lost
    behind the cursor.
    """
    with GarblingImap(place.certificates, Box()) as server:
        path = write_config(place.directory, place.certificates)
        province = raise_house(path, DemoClock(MONDAY), place.migrated)
        home, at = province.home, province.now
        done = 0

        def one(chance: Random) -> None:
            nonlocal done
            done += 1
            name = f"F{done}"
            # content of its own: what was read before would be a duplicate
            server.box.mails = {uid: plain(done * 100 + uid) for uid in UIDS}
            server.box.uidvalidity = 77
            poll = FolderPoll(home.store, home.intake, "survey", name, date(2026, 11, 1))
            folder = source(place.certificates, server.port)
            for _ in range(2):
                server.lie(chance)
                try:
                    with folder.open() as seen:
                        poll.tick(seen, at)
                except MaildError:
                    pass
            server.be_honest()
            with folder.open() as seen:
                poll.tick(seen, at)
                poll.sweep(seen, at)
            with home.store.view() as stored:
                reached = mailbox.cursor(stored.connection, "survey", name)
                known = mailbox.known_uids(stored.connection, "survey", name, 77, UIDS)
                rows = [
                    one for one in mailbox.mails(stored.connection, limit=12) if one.pointer.folder == name
                ]
            assert reached is not None
            assert reached.uidvalidity == 77
            assert set(known) == set(UIDS), "a mail lies unread behind the cursor"
            assert not [one for one in rows if one.quarantined]

        yield one
        assert province.differences() == []
        home.store.close()
