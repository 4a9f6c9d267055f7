"""An SMTP server that does what a script says: a map from command to reply, and every way to misbehave.

    with ScriptedSmtp(certificates, {"RCPT": "550 5.1.1 no such user", ".": CLOSE}) as server: ...

Commands: `greeting`, `EHLO`, `STARTTLS`, `AUTH`, `MAIL`, `RCPT`, `DATA`, `.` (the end of the content),
`RSET`, `QUIT`. What is not in the script gets the usual yes. A list is used up one by one, the last
entry for ever.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType

from maild.demo.tls import Certificates


@dataclass(frozen=True, slots=True)
class Do:
    """Something that is not a reply."""

    what: str


CLOSE = Do("close")  # hang up in good order
RESET = Do("reset")  # hang up rudely (RST)
HANG = Do("hang")  # say nothing more
DROP = Do("drop")  # after the dot: the letter is taken, the reply is lost


@dataclass(frozen=True, slots=True)
class Late:
    """A reply after so many seconds."""

    after_s: float
    reply: str


Reply = str | bytes | Do | Late  # a str gets its CRLF; bytes go out as they are
Script = Mapping[str, Reply | Sequence[Reply]]

_USUAL: dict[str, Reply] = {
    "greeting": "220 scripted.example.vn ESMTP",
    "EHLO": b"250-scripted.example.vn\r\n250-STARTTLS\r\n250-AUTH PLAIN LOGIN\r\n250 DSN\r\n",
    "STARTTLS": "220 2.0.0 go ahead",
    "AUTH": "235 2.7.0 welcome",
    "MAIL": "250 2.1.0 sender ok",
    "RCPT": "250 2.1.5 recipient ok",
    "DATA": "354 go ahead",
    ".": "250 2.0.0 queued as 4F2A",
    "RSET": "250 2.0.0 reset",
    "QUIT": "221 2.0.0 bye",
}


class _HungUp(Exception):
    pass


@dataclass(slots=True)
class ScriptedSmtp:
    """Listens on loopback while in `with`; speaks TLS from the first octet, or after STARTTLS."""

    certificates: Certificates
    script: Script = field(default_factory=dict)
    implicit_tls: bool = True
    host: str = "127.0.0.1"
    tls: ssl.SSLContext | None = None  # else one of `certificates`
    port: int = 0
    commands: list[str] = field(default_factory=list)  # as they came, in order, over all connections
    contents: list[bytes] = field(default_factory=list)  # each content that was closed by its dot
    connections: int = 0
    said_late: threading.Event = field(default_factory=threading.Event)  # set once a late reply went out
    hanging: threading.Event = field(default_factory=threading.Event)  # set once it says nothing more
    _uses: dict[str, int] = field(default_factory=dict)
    _listener: socket.socket = field(default_factory=socket.socket)
    _open: list[socket.socket] = field(default_factory=list)
    _stopping: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> ScriptedSmtp:
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        self._listener.close()
        self._listener = socket.create_server((self.host, 0), family=family)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, name="scripted-smtp", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        for each in (self._listener, *self._open):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        context = self.tls
        if context is None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.certificates.cert_file, self.certificates.key_file)
        try:
            if self.implicit_tls:
                connection = context.wrap_socket(connection, server_side=True)
                self._open.append(connection)
            self._do(connection, "greeting")
            lines = connection.makefile("rb")
            while line := lines.readline():
                command = line.decode("ascii", "replace").rstrip("\r\n")
                self.commands.append(command)
                verb = command.partition(" ")[0].upper()
                self._do(connection, verb)
                if verb == "STARTTLS" and not self.implicit_tls:
                    connection = context.wrap_socket(connection, server_side=True)
                    self._open.append(connection)
                    lines = connection.makefile("rb")
                elif verb == "DATA":
                    self._take(connection, lines.readline)
                elif verb == "QUIT":
                    break
        except (OSError, _HungUp):
            pass
        finally:
            connection.close()

    def _take(self, connection: socket.socket, readline: object) -> None:
        if not str(self._last_data_reply()).startswith(("354", "b'354")):
            return
        content = b""
        while (line := readline()) != b".\r\n":  # type: ignore[operator]
            if not line:
                raise _HungUp
            content += line
        self.contents.append(content)
        self._do(connection, ".")

    def _last_data_reply(self) -> Reply:
        return self._scripted("DATA", self._uses.get("DATA", 1) - 1)

    def _scripted(self, key: str, use: int) -> Reply:
        entry = self.script.get(key, _USUAL.get(key, "502 5.5.1 unknown command"))
        if isinstance(entry, str | bytes | Do | Late):
            return entry
        return entry[min(use, len(entry) - 1)]

    def _do(self, connection: socket.socket, key: str) -> None:
        use = self._uses.get(key, 0)
        self._uses[key] = use + 1
        reply = self._scripted(key, use)
        if isinstance(reply, str):
            connection.sendall(reply.encode() + b"\r\n")
        elif isinstance(reply, bytes):
            connection.sendall(reply)
        elif isinstance(reply, Late):
            self._stopping.wait(reply.after_s)
            try:
                connection.sendall(reply.reply.encode() + b"\r\n")
            finally:
                self.said_late.set()
        elif reply is HANG:
            self.hanging.set()
            self._stopping.wait()
            raise _HungUp
        else:
            if reply is RESET:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            raise _HungUp
