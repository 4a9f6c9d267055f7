"""The connection under imapclient: verified TLS, dead peers noticed, answers bounded in size and time.

imaplib documents `read`, `readline`, `send` and `shutdown` as methods to override; what they
guard against is measured: an announced literal is allocated before it arrives, a line may come
at an octet a second, a server may answer for ever, and nothing by itself notices a peer that is gone.
"""

from __future__ import annotations

import imaplib
import io
import re
import select
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import suppress

from maild import alive

LINE_LIMIT = 16 * 2**20  # a SEARCH answer of 1.5 million UIDs; imaplib's own limit is 1 MB
EXCHANGE_LIMIT = 32 * 2**20  # what one command may bring: twice the largest batch
SLOWEST_BYTES_PER_S = 8 * 2**10
_CHUNK = 64 * 2**10
_LONGEST_POLL_S = 3600.0
_KEYWORD = re.compile(rb"(?:\*|[A-Z]+\d+) (?:\d+ )?[A-Za-z-]+(?: \[[A-Za-z-]+)?")


class Allowance:
    """What a server may send in answer to one command: so many octets, and not too slowly.

    `patience_s` is granted at the start, and a second more for every
    8 KiB that came: a slow line gets its batch, a trickle does not.
    """

    def __init__(self, patience_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._patience_s = patience_s
        self._clock = clock
        self.renew()

    def renew(self, patience_s: float | None = None) -> None:
        """A new command goes out."""
        self._patience_s = self._patience_s if patience_s is None else patience_s
        self._begun = self._clock()
        self._octets = 0

    def announce(self, octets: int) -> None:
        """Refuse what is announced too large, before any memory is set aside for it."""
        if self._octets + octets > EXCHANGE_LIMIT:
            raise imaplib.IMAP4.error(f"{octets} octets announced, more than one answer may bring")

    def spend(self, octets: int) -> None:
        self.announce(octets)
        self._octets += octets
        if self._clock() - self._begun > self._patience_s + self._octets / SLOWEST_BYTES_PER_S:
            raise TimeoutError("the answer came too slowly")


class Wire(imaplib.IMAP4):
    """An IMAP connection, TLS from the start when `tls` is given; `starttls()` else, before anything is sent.

    Raises OSError (timeouts, resets, ssl.SSLError), IMAP4.abort for a closed
    connection and IMAP4.error for nonsense. Used by one thread only.
    """

    def __init__(
        self,
        host: str,
        port: int,
        tls: ssl.SSLContext | None,
        connect_timeout_s: float,
        read_timeout_s: float,
    ) -> None:
        self._tls = tls
        self._read_timeout_s = read_timeout_s
        self._allowance = Allowance(connect_timeout_s)
        self._reader: io.BufferedReader | None = None
        self._reader_of: socket.socket | None = None
        self.exists = 0  # mails in the open folder, as told last
        self.arrived = False  # whether that number has grown since `looked`
        super().__init__(host, port, connect_timeout_s)
        self.patience(read_timeout_s)

    def patience(self, seconds: float | None = None) -> None:
        """How long one read may take, and one answer at the slowest rate: the usual time, or less."""
        seconds = self._read_timeout_s if seconds is None else min(seconds, self._read_timeout_s)
        self.sock.settimeout(seconds)
        self._allowance.renew(seconds)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        sock = socket.create_connection((self.host, self.port), timeout)
        try:
            alive.keep_asking(sock, after_s=10, every_s=5, times=3)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return self._tls.wrap_socket(sock, server_hostname=self.host) if self._tls else sock
        except BaseException:
            sock.close()  # imaplib leaves it open when the handshake fails
            raise

    def send(self, data: bytes) -> None:  # type: ignore[override]
        self._allowance.renew()
        self.sock.sendall(data)

    def read(self, size: int) -> bytes:
        self._allowance.announce(size)
        got = bytearray()
        while len(got) < size:
            piece = self._input().read1(min(size - len(got), _CHUNK))
            if not piece:
                raise self.abort("socket error: EOF")
            got += piece
            self._allowance.spend(len(piece))
        return bytes(got)

    def readline(self) -> bytes:
        line = bytearray()
        while not line.endswith(b"\n"):
            ready = self._input().peek(1)
            if not ready:
                break  # the end: imaplib says "EOF" or "unterminated line"
            piece = self._input().read(ready.find(b"\n") + 1 or len(ready))
            line += piece
            self._allowance.spend(len(piece))
            if len(line) > LINE_LIMIT:
                raise self.error("line too long")
        return bytes(line)

    def _get_line(self) -> bytes:
        """A line, its keyword and response code in capitals: servers may write them small (RFC 3501 §9), and imaplib
        takes small ones for nonsense.
        """
        line: bytes = super()._get_line()  # type: ignore[misc]
        keyword = _KEYWORD.match(line)
        if keyword is None or keyword.group().isupper():
            return line
        return keyword.group().upper() + line[keyword.end() :]

    def has_input(self, timeout_s: float) -> bool:
        """Whether something can be read, or the peer has closed; waits at most `timeout_s` seconds.

        Looks into both buffers first, since what lies there already never
        shows on the descriptor, and takes TLS's own messages for nothing.
        """
        if self._peek():
            return True
        poller = select.poll()
        poller.register(self.sock, select.POLLIN)
        return bool(poller.poll(1000 * min(max(timeout_s, 0.0), _LONGEST_POLL_S))) and self._peek()

    def shutdown(self) -> None:
        if self._reader is not None:
            with suppress(OSError):
                self._reader.close()
        with suppress(OSError):
            super().shutdown()

    def looked(self) -> None:
        """The folder has just been opened: whatever lies in it is no news."""
        self.arrived = False

    def _append_untagged(self, typ: str, dat: bytes | tuple[bytes, bytes]) -> None:
        """Every untagged answer passes here, whatever command it comes beside: count the mails."""
        if typ == "EXISTS" and isinstance(dat, bytes) and dat.isdigit():
            self.arrived = self.arrived or int(dat) > self.exists
            self.exists = int(dat)
        elif typ == "EXPUNGE":
            self.exists -= 1
        super()._append_untagged(typ, dat)  # type: ignore[misc]

    def _log(self, line: str) -> None:
        """imaplib keeps its last ten lines, LOGIN and mail among them: keep none."""

    def _peek(self) -> bool:
        limit_s = self.sock.gettimeout()
        self.sock.settimeout(0)
        try:
            self._input().peek(1)
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return False
        else:
            return True
        finally:
            self.sock.settimeout(limit_s)

    def _input(self) -> io.BufferedReader:
        # STARTTLS swaps the socket. What was buffered in clear, perhaps by an attacker, goes with the old one.
        if self._reader is None or self._reader_of is not self.sock:
            self._reader, self._reader_of = self.sock.makefile("rb"), self.sock
        return self._reader
