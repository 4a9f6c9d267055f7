"""A bad line between us and a real server: it cuts, resets, falls silent, throttles or flips a bit at octet N.

with Proxy(server.port) as line:
    line.fault = Fault("cut", at=1234, upward=False)     # of what the server says
"""

from __future__ import annotations

import contextlib
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
                for upward in (True, False):
                    threading.Thread(target=line.carry, args=(upward,), daemon=True).start()


class _Line:
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
        self._passed = passed
        self._ended = ended
        self._dumb = threading.Event()

    def carry(self, upward: bool) -> None:
        source, sink = self._ends if upward else self._ends[::-1]
        fault = self._fault if self._fault is not None and self._fault.upward is upward else None
        with contextlib.suppress(OSError):
            while octets := source.recv(_OCTETS):
                if self._dumb.is_set():
                    continue
                if fault is not None and self._passed[not upward] + len(octets) > fault.at:
                    whole = fault.at - self._passed[not upward]
                    self._pass(sink, octets[:whole], upward)
                    if not self._happen(fault, sink, octets[whole:], upward):
                        return
                    fault = None
                else:
                    self._pass(sink, octets, upward)
        if not self._dumb.is_set():
            self._close()

    def _pass(self, sink: socket.socket, octets: bytes, upward: bool) -> None:
        if octets:
            sink.sendall(octets)
            self._passed[not upward] += len(octets)

    def _happen(self, fault: Fault, sink: socket.socket, rest: bytes, upward: bool) -> bool:
        """True when the line goes on after it."""
        match fault.what:
            case "cut":
                self._close()
            case "reset":
                for each in self._ends:
                    each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NOT)
                    each.close()
            case "silence":
                self._dumb.set()
                return True
            case "half-open":
                self._dumb.set()
                self._ends[1].shutdown(socket.SHUT_RDWR)
            case "throttle":
                for octet in rest:
                    self._pass(sink, bytes([octet]), upward)
                    if self._ended.wait(fault.pause_s):
                        return False
                return True
            case "flip":
                self._pass(sink, bytes([rest[0] ^ 1]) + rest[1:], upward)
                return True
        return False

    def _close(self) -> None:
        for each in self._ends:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
