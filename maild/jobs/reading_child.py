"""The process in which `apart.py` has mails read.

It knows no database, no server and no secret, and keeps nothing. It ends when its daemon does, which closes the
pipes, and when one mail takes longer than it may.
"""

from __future__ import annotations

import pickle
import signal
import sys
from contextlib import suppress
from typing import IO, Any

from maild.jobs.reader import Content, Reader
from maild.model import ReadContext

LONGEST_S = 60.0  # for one mail
READY = "ready"


def serve(source: IO[bytes], sink: IO[bytes]) -> None:
    """The process itself: read what is asked for until there is no more."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # its daemon finishes what is in hand, and ends it then
    reader: Reader
    reader, longest_s = pickle.load(source)  # noqa: S301  # what our daemon says
    send(sink, READY)
    context = ReadContext()
    while True:
        mails, told = pickle.load(source)  # noqa: S301  # and again
        context = told or context
        answers = pickle.Pickler(sink, pickle.HIGHEST_PROTOCOL)
        for mail in mails:
            signal.setitimer(signal.ITIMER_REAL, longest_s)  # its signal ends the process, whatever it does
            content: Content | None = None
            with suppress(Exception):
                content = reader(mail, context)
            signal.setitimer(signal.ITIMER_REAL, 0)
            answers.dump(content)
            sink.flush()


def send(sink: IO[bytes], what: Any) -> None:
    pickle.dump(what, sink, pickle.HIGHEST_PROTOCOL)
    sink.flush()


if __name__ == "__main__":
    import maild.decode.reading  # noqa: F401  # while its daemon still fetches the first mails

    with suppress(EOFError, BrokenPipeError):
        serve(sys.stdin.buffer, sys.stdout.buffer)
