"""The doorbell: IDLE (RFC 2177) says that something happened, and never what.

imapclient's `idle_check` is not used. It takes a closed connection for silence and returns at once
for ever, it loses a line that is split over two packets, and it does not see what came together
with "+ idling". Here nothing is read while idling: at the first octet IDLE is ended, and its answer
is read like any other, with the same limits.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from maild.sources.wire import Wire

# Each slice ends with a proof that the peer lives. Half a minute after a line went dead, we know and knock anew.
SLICE_S = 20.0
_LOOK_S = 1.0  # how often `stop` is asked
PROOF_S = 10.0  # for the answer to DONE
_GOODBYE_S = 5.0  # the same when we are being stopped


class IdleRefused(Exception):
    """The server announced IDLE and then says no to it."""


class Doorbell:
    """Listens on one connection with a folder open. Any exception means that the connection is no longer good."""

    def __init__(self, wire: Wire, slice_s: float = SLICE_S) -> None:
        self._wire = wire
        self._slice_s = slice_s
        self._tag = b""

    def listen(self, timeout_s: float, stop: Callable[[], bool]) -> bool:
        """True when mail came since the folder was opened; False after `timeout_s` seconds or when told to stop.

        Each slice ends with DONE and NOOP, whose answers prove that the peer
        lives. Raises IdleRefused, and what Wire raises.
        """
        end = time.monotonic() + timeout_s
        self._wire.noop()  # what came since the last command is told here; not every server tells it in IDLE
        while not stop():
            if self._wire.arrived:
                return True
            begun = time.monotonic()
            if begun >= end:
                return False
            self._begin()
            slice_end = min(end, begun + self._slice_s)
            while not stop() and not self._wire.arrived and (left := slice_end - time.monotonic()) > 0:
                if self._wire.has_input(min(_LOOK_S, left)):
                    break
            if stop():
                self._wire.patience(_GOODBYE_S)
                self._finish()
                self._wire.patience()
                return False
            self._wire.patience(PROOF_S)
            self._finish()
            self._wire.noop()
            self._wire.patience()
            if not self._wire.arrived:
                # A talkative server ("* OK Still here") gets one IDLE a second at most.
                pause(min(begun + _LOOK_S, end) - time.monotonic(), stop)
        return False

    def _begin(self) -> None:
        self._tag = self._wire._command("IDLE")
        # Anything untagged may come before the "+" (RFC 3501 §7); imapclient takes it for an error.
        while self._wire._get_response() is not None:
            if self._wire.tagged_commands[self._tag] is not None:
                del self._wire.tagged_commands[self._tag]
                raise IdleRefused

    def _finish(self) -> None:
        if self._wire.tagged_commands[self._tag] is None:
            self._wire.send(b"DONE\r\n")
        # BYE and the end of the connection both raise abort in here.
        self._wire._command_complete("IDLE", self._tag)


def pause(timeout_s: float, stop: Callable[[], bool]) -> bool:
    """Wait without a doorbell; False when told to stop before `timeout_s` seconds were over."""
    end = time.monotonic() + timeout_s
    while not stop():
        left = end - time.monotonic()
        if left <= 0:
            return True
        time.sleep(min(_LOOK_S, left))
    return False
