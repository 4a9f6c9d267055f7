"""A bad line between us and a real server: it cuts, resets, falls silent, throttles or flips a bit at octet N.

with Proxy(server.port) as line:
    line.fault = Fault("cut", at=1234, upward=False)     # of what the server says
"""

from __future__ import annotations

import contextlib
import select
import socket
import struct
import threading
from dataclasses import dataclass
from typing import Literal

What = Literal["cut", "reset", "silence", "half-open", "throttle", "flip"]
_OCTETS = 65_536
_LINGER_NOT = struct.pack("ii", 1, 0)


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens when `at` octets have passed in one direction of one connection, whichever comes first.

    cut: both sides are closed in good order. reset: RST to both. silence: nothing passes any more, either way.
    half-open: the server's side is closed, ours hears nothing of it. throttle: an octet at a time, `pause_s`
    between. flip: one bit of the next octet is turned.
    """

    what: What
    at: int = 0
    upward: bool = True  # from us to the server
    pause_s: float = 0.01


class Proxy:
    """Listens on loopback while in `with`. `fault` holds for connections made from now on; None passes all."""

    def __init__(self, port: int) -> None:
        self._to = port
        self.fault: Fault | None = None
        self.passed = [0, 0]  # octets up and down of the last connection
        self.connections = 0
        self._ended = threading.Event()
        self._open: list[socket.socket] = []
        self._lines: list[_Line] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]

    def __enter__(self) -> Proxy:
        threading.Thread(target=self._accept, name="proxy", daemon=True).start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._ended.set()
        for each in (self._listener, *self._open):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def strike(self, what: What) -> None:
        """Let it happen to every connection that stands now, at its next octet from us."""
        for line in self._lines:
            line.strike(Fault(what, line.passed[0]))

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                ours, _ = self._listener.accept()
                self.connections += 1
                self.passed = [0, 0]
                theirs = socket.create_connection(("127.0.0.1", self._to), 5)
                for each in (ours, theirs):
                    each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._open += [ours, theirs]
                line = _Line(ours, theirs, self.fault, self.passed, self._ended)
                self._lines.append(line)
                threading.Thread(target=line.carry, daemon=True).start()


class _Line:
    """One connection, both ways in one thread: a socket that another thread reads cannot be reset."""

    def __init__(
        self,
        ours: socket.socket,
        theirs: socket.socket,
        fault: Fault | None,
        passed: list[int],
        ended: threading.Event,
    ) -> None:
        self._ends = (ours, theirs)
        self._fault = fault
        self.passed = passed
        self._ended = ended
        self._dumb = False

    def strike(self, fault: Fault) -> None:
        self._fault = fault

    def carry(self) -> None:
        with contextlib.suppress(OSError, ValueError):  # ValueError: closed at the end of the test
            while not self._ended.is_set():
                for source in select.select(self._ends, (), (), 1.0)[0]:
                    octets = source.recv(_OCTETS)
                    if not octets:
                        raise OSError  # the other end hears of it, unless the line is dumb
                    if not self._dumb:
                        self._carry(octets, upward=source is self._ends[0])
        if not self._dumb:
            self._close()

    def _carry(self, octets: bytes, *, upward: bool) -> None:
        fault = self._fault
        left = None if fault is None or fault.upward is not upward else fault.at - self.passed[not upward]
        if fault is None or left is None or len(octets) <= left:
            self._pass(octets, upward)
            return
        self._fault = None
        self._pass(octets[:left], upward)
        self._happen(fault, octets[left:], upward)

    def _pass(self, octets: bytes, upward: bool) -> None:
        if octets:
            self._ends[upward].sendall(octets)
            self.passed[not upward] += len(octets)

    def _happen(self, fault: Fault, rest: bytes, upward: bool) -> None:
        match fault.what:
            case "cut":
                self._close()
            case "reset":
                for each in self._ends:
                    each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NOT)
                    each.close()
            case "silence":
                self._dumb = True
            case "half-open":
                self._dumb = True
                self._ends[1].shutdown(socket.SHUT_RDWR)
            case "throttle":
                for octet in rest:
                    self._pass(bytes([octet]), upward)
                    self._ended.wait(fault.pause_s)
            case "flip":
                self._pass(bytes([rest[0] ^ 1]) + rest[1:], upward)

    def _close(self) -> None:
        for each in self._ends:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
