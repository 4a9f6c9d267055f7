"""A mail server that misbehaves on request: a map from command to what it answers.

`Scripted({"EXAMINE": [...]})` serves sane answers for everything that the map does not name. An answer is a
list of steps: octets to send, each in a packet of its own (`%t` becomes the command's tag), a pause in
seconds, CLOSE, or MUTE. Keys are commands ("LOGIN", "UID FETCH", "DONE"), and besides:
"GREETING"; "EXAMINE 2" for the second EXAMINE; "AUTHENTICATE ANSWER" for each line after a "+"; and "CLEAR",
which makes the server start without TLS.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from maild.demo.tls import Certificates

CLOSE = "close"
MUTE = "mute"
Step = bytes | float | str
Answer = Sequence[Step]

OK = b"%t OK done\r\n"
SANE: dict[str, Answer] = {
    "GREETING": [b"* OK ready\r\n"],
    "CAPABILITY": [b"* CAPABILITY IMAP4rev1 IDLE\r\n" + OK],
    "LOGIN": [OK],
    "EXAMINE": [b"* FLAGS (\\Seen)\r\n* 3 EXISTS\r\n* 0 RECENT\r\n"
                b"* OK [UIDVALIDITY 77] ok\r\n* OK [UIDNEXT 14] ok\r\n%t OK [READ-ONLY] done\r\n"],
    "LIST": [b'* LIST (\\HasNoChildren) "/" INBOX\r\n' + OK],
    "UID SEARCH": [b"* SEARCH 11 12 13\r\n" + OK],
    "UID FETCH": [OK],
    "NOOP": [OK],
    "IDLE": [b"+ idling\r\n"],
    "DONE": [OK],
    "LOGOUT": [b"* BYE bye\r\n" + OK, CLOSE],
}  # fmt: skip


class Scripted:
    """Listens on loopback with TLS; `seen` counts the commands, `lines` keeps them."""

    def __init__(
        self,
        certificates: Certificates,
        script: Mapping[str, Answer] | None = None,
        cut_at: int | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.host = host
        self.ca_file: Path = certificates.ca_file
        self.seen: Counter[str] = Counter()
        self.lines: list[bytes] = []
        self.open_now = self.most_open = 0  # connections
        self.script: dict[str, Answer] = {**SANE, **(script or {})}
        self._left = cut_at  # octets until the connection is cut; None for never
        self.falls_silent = any(MUTE in answer for answer in self.script.values())
        self._context = tls or ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        if tls is None:
            self._context.load_cert_chain(certificates.cert_file, certificates.key_file)
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listener = socket.create_server((self.host, port), family=family)
        self.port: int = self._listener.getsockname()[1]
        self._connections: list[socket.socket] = []
        self._ended = threading.Event()
        self._counting = threading.Lock()
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def __enter__(self) -> Scripted:
        return self

    def __exit__(self, *exc: object) -> None:
        self._ended.set()
        for sock in [self._listener, *list(self._connections)]:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()
        for thread in list(self._threads):
            thread.join(5)

    def hang_up(self) -> None:
        """End every connection that stands, as a restart does."""
        for sock in list(self._connections):
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                raw, _ = self._listener.accept()
                thread = threading.Thread(target=self._serve, args=(raw,), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _serve(self, raw: socket.socket) -> None:
        with self._counting:
            self.open_now += 1
            self.most_open = max(self.most_open, self.open_now)
        try:
            self._converse(raw)
        finally:
            with self._counting:
                self.open_now -= 1
                self._threads.remove(threading.current_thread())

    def _converse(self, raw: socket.socket) -> None:
        with contextlib.suppress(OSError), raw, contextlib.ExitStack() as held:
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if "CLEAR" in self.script:  # starts in clear; STARTTLS must be asked for
                sock: socket.socket = raw
            else:
                sock = self._context.wrap_socket(raw, server_side=True)
            self._connections.append(sock)
            held.callback(self._let_go, sock)
            self._say(sock, "GREETING", b"*")
            file = sock.makefile("rb")
            tag, name = b"*", ""
            while line := file.readline():
                self.lines.append(line.rstrip())
                words = line.split()
                if name == "AUTHENTICATE" or (name == "AUTHENTICATE ANSWER" and not words):
                    name = "AUTHENTICATE ANSWER"
                elif len(words) < 2 and words != [b"DONE"]:
                    break  # somebody shakes hands for TLS
                elif words[:1] == [b"DONE"]:
                    name = "DONE"  # ends the IDLE whose tag we still hold
                else:
                    tag, name = words[0], words[1].decode("ascii", "replace").upper()
                    if name == "UID":
                        name += " " + words[2].decode().upper()
                self.seen[name] += 1
                self._say(sock, name, tag)
                if name == "STARTTLS":
                    sock = self._context.wrap_socket(sock, server_side=True)
                    self._connections.append(sock)
                    held.callback(self._let_go, sock)
                    file = sock.makefile("rb")

    def _let_go(self, sock: socket.socket) -> None:
        sock.close()
        self._connections.remove(sock)

    def _say(self, sock: socket.socket, name: str, tag: bytes) -> None:
        answer = self.script.get(name, [b"%t BAD unknown\r\n"])
        answer = self.script.get(f"{name} {self.seen[name]}", answer)
        for step in answer:
            match step:
                case bytes():
                    self._send(sock, step.replace(b"%t", tag))
                case float() | int():
                    self._ended.wait(step)
                case "close":
                    self._cut(sock)
                case _:
                    self._ended.wait()
                    raise OSError

    def _send(self, sock: socket.socket, octets: bytes) -> None:
        if self._left is None:
            sock.sendall(octets)
            return
        sock.sendall(octets[: self._left])
        self._left -= min(self._left, len(octets))
        if self._left == 0:
            self._cut(sock)

    def _cut(self, sock: socket.socket) -> NoReturn:
        with contextlib.suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)
        sock.close()
        raise OSError
