"""TCP's own proof that the other end is there (tcp(7)), while it says nothing: one that lost power, a firewall that
forgot us. A server that is only slow acknowledges, and is waited for.
"""

from __future__ import annotations

import socket
from typing import Protocol


class _Socket(Protocol):
    def setsockopt(self, level: int, option: int, value: int, /) -> None: ...


def keep_asking(sock: _Socket, *, after_s: int, every_s: int, times: int) -> None:
    """Let reads and writes fail when nothing came for `after_s` seconds and `times` questions, `every_s` apart, had
    no answer, or when what we said was not acknowledged for as long as all of that.
    """
    for level, option, value in (
        (socket.SOL_SOCKET, "SO_KEEPALIVE", 1),
        (socket.IPPROTO_TCP, "TCP_KEEPIDLE", after_s),
        (socket.IPPROTO_TCP, "TCP_KEEPINTVL", every_s),
        (socket.IPPROTO_TCP, "TCP_KEEPCNT", times),
        (socket.IPPROTO_TCP, "TCP_USER_TIMEOUT", (after_s + every_s * times) * 1000),
    ):
        if hasattr(socket, option):
            sock.setsockopt(level, getattr(socket, option), value)
