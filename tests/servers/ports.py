"""Ports of this machine that stay ours from when they are chosen until the server that is meant listens."""

from __future__ import annotations

import socket

_held: list[socket.socket] = []


def free_port() -> int:
    """A port on loopback where nobody listens; only a server that is told its number ever will.

    It stays bound to the end of the process, without listening, so that the system gives it to nobody who asks for
    any port. Servers may listen there all the same: they set SO_REUSEADDR (socket(7)).
    """
    holder = socket.socket()
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind(("127.0.0.1", 0))
    _held.append(holder)
    return int(holder.getsockname()[1])
