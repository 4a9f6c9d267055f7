"""An IMAP server with a mailbox of its own that lies on request, for what no honest server does."""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field

from maild.demo.tls import Certificates
from tests.servers.scripted import SANE, Answer, Scripted


@dataclass
class Box:
    """What the folder holds, and how its server misbehaves."""

    mails: dict[int, bytes] = field(default_factory=dict)
    uidvalidity: int = 77
    uidnext: int | None = None  # None: one above the highest
    noise: bytes = b""  # said before every answer
    chokes_on: set[int] = field(default_factory=set)  # the connection ends at a FETCH that names one of these
    withholds: set[int] = field(default_factory=set)  # listed, with a size, and its body is NIL
    vanishes: set[int] = field(default_factory=set)  # expunged between the SEARCH that lists it and its FETCH
    sizes: dict[int, int] = field(default_factory=dict)  # told instead of the true ones
    days: dict[int, int] = field(default_factory=dict)  # of November 2026, told instead of the ninth
    bodies: dict[int, bytes] = field(
        default_factory=dict
    )  # what a FETCH of bodies says instead, octet by octet
    ignores_partial: bool = False  # hands out the whole mail when its first MiB is asked for
    fetched: list[list[int]] = field(default_factory=list)  # UIDs of each FETCH of bodies


class LyingImap(Scripted):
    """Keys of `script` that are given win over what the box would say."""

    def __init__(
        self,
        certificates: Certificates,
        box: Box,
        script: Mapping[str, Answer] | None = None,
        port: int = 0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.box = box
        self.own = set(script or {})
        super().__init__(certificates, script, port=port, tls=tls)

    def answers(self, **script: Answer) -> None:
        """From now on, whatever the box says: `answers(LOGIN=[…], UID_FETCH=[…])`."""
        for name, answer in script.items():
            key = name.replace("_", " ")
            self.script[key] = answer
            self.own.add(key)

    def is_sane(self) -> None:
        """From now on it answers as an honest server does."""
        self.script = dict(SANE)
        self.own.clear()

    def _say(self, sock: socket.socket, name: str, tag: bytes) -> None:
        if name in self.own:
            super()._say(sock, name, tag)
            return
        box = self.box
        line = self.lines[-1].decode("ascii", "replace") if self.lines else ""
        if name not in ("GREETING", "IDLE"):
            self._send(sock, box.noise)
        match name:
            case "EXAMINE":
                following = box.uidnext or max(box.mails, default=0) + 1
                self._send(
                    sock,
                    b"* FLAGS (\\Seen)\r\n* %d EXISTS\r\n* OK [UIDVALIDITY %d] ok\r\n* OK [UIDNEXT %d] ok\r\n"
                    % (len(box.mails), box.uidvalidity, following),
                )
                self._send(sock, tag + b" OK [READ-ONLY] done\r\n")
            case "NOOP":
                self._send(sock, b"* %d EXISTS\r\n%s OK done\r\n" % (len(box.mails), tag))
            case "UID SEARCH":
                above = re.search(r"UID (\d+):\*", line)
                first = int(above[1]) if above else 0
                # "n:*" names the last mail even below n (RFC 3501 §6.4.8)
                uids = [uid for uid in sorted(box.mails) if uid >= first] or sorted(box.mails)[-1:]
                self._send(sock, b"* SEARCH " + " ".join(map(str, uids)).encode() + b"\r\n")
                self._send(sock, tag + b" OK done\r\n")
            case "UID FETCH":
                self._fetch(sock, line, tag)
            case _:
                super()._say(sock, name, tag)

    def _fetch(self, sock: socket.socket, line: str, tag: bytes) -> None:
        box, bodies = self.box, "BODY" in line
        asked = [int(one) for one in re.findall(r"\d+", line.split("FETCH")[1].split("(")[0])]
        partial = re.search(r"<0\.(\d+)>", line)
        most = int(partial[1]) if partial and not box.ignores_partial else None
        if bodies:
            box.fetched.append(asked)
            if box.chokes_on & set(asked):
                self._cut(sock)
        for uid in asked:
            if uid not in box.mails or uid in box.vanishes:
                continue
            raw = box.mails[uid]
            if not bodies:
                size = box.sizes.get(uid, len(raw))
                self._send(sock, b"* %d FETCH (UID %d RFC822.SIZE %d)\r\n" % (uid, uid, size))
            elif uid in box.withholds:
                self._send(sock, b"* %d FETCH (UID %d BODY[]<0> NIL)\r\n" % (uid, uid))
            elif uid in box.bodies:
                self._send(sock, box.bodies[uid])
            else:
                self._send(sock, body(uid, raw[:most], box.days.get(uid, 9)))
        self._send(sock, tag + b" OK done\r\n")


def body(uid: int, raw: bytes, day: int = 9) -> bytes:
    """A mail as FETCH answers it."""
    when = b'"%02d-Nov-2026 08:00:00 +0700"' % day
    return b"* %d FETCH (UID %d INTERNALDATE %s BODY[]<0> {%d}\r\n%s)\r\n" % (uid, uid, when, len(raw), raw)
