"""An IMAP server with a mailbox of its own that lies on request, for what no honest server does."""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass, field

from maild.demo.tls import Certificates
from tests.servers.scripted import Scripted


@dataclass
class Box:
    """What the folder holds, and how its server misbehaves."""

    mails: dict[int, bytes] = field(default_factory=dict)
    uidvalidity: int = 77
    uidnext: int | None = None  # None: one above the highest
    chokes_on: set[int] = field(default_factory=set)  # the connection ends at a FETCH that names one of these
    fetched: list[list[int]] = field(default_factory=list)  # UIDs of each FETCH of bodies


class LyingImap(Scripted):
    def __init__(self, certificates: Certificates, box: Box) -> None:
        self._box = box
        super().__init__(certificates)

    def _say(self, sock: socket.socket, name: str, tag: bytes) -> None:
        box = self._box
        line = self.lines[-1].decode() if self.lines else ""
        match name:
            case "EXAMINE":
                following = box.uidnext or max(box.mails, default=0) + 1
                self._send(
                    sock,
                    b"* FLAGS (\\Seen)\r\n* %d EXISTS\r\n* OK [UIDVALIDITY %d] ok\r\n* OK [UIDNEXT %d] ok\r\n"
                    % (len(box.mails), box.uidvalidity, following),
                )
                self._send(sock, tag + b" OK [READ-ONLY] done\r\n")
            case "UID SEARCH":
                above = re.search(r"UID (\d+):\*", line)
                uids = [uid for uid in sorted(box.mails) if above is None or uid >= int(above[1])]
                self._send(sock, b"* SEARCH " + " ".join(map(str, uids)).encode() + b"\r\n")
                self._send(sock, tag + b" OK done\r\n")
            case "UID FETCH":
                asked = [int(one) for one in re.findall(r"\d+", line.split("FETCH")[1].split("(")[0])]
                bodies = "BODY" in line
                if bodies:
                    box.fetched.append(asked)
                    if box.chokes_on & set(asked):
                        self._cut(sock)
                for uid in asked:
                    if uid in box.mails:
                        self._send(sock, _told(uid, box.mails[uid], bodies))
                self._send(sock, tag + b" OK done\r\n")
            case _:
                super()._say(sock, name, tag)


def _told(uid: int, raw: bytes, bodies: bool) -> bytes:
    if not bodies:
        return b"* %d FETCH (UID %d RFC822.SIZE %d)\r\n" % (uid, uid, len(raw))
    when = b'"09-Nov-2026 08:00:00 +0700"'
    return b"* %d FETCH (UID %d INTERNALDATE %s BODY[]<0> {%d}\r\n%s)\r\n" % (uid, uid, when, len(raw), raw)
