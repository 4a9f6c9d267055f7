"""Mails read in a process of its own (`reading_child.py`): it reads while the daemon fetches and records, and may die
of a mail. Mails, and what a reader may know, go there by one pipe, and what is in them comes back by another.
"""

from __future__ import annotations

import fcntl
import os
import pickle
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress

from maild import child
from maild.jobs.reader import Content, Died, Reader
from maild.jobs.reading_child import LONGEST_S, READY, send
from maild.logs import log
from maild.model import RawMail, ReadContext

_PIPE_OCTETS = 2**20  # a usual batch, or its readings: nobody waits until they are taken from the pipe


class Apart:
    """One process, started at once, to be ready when there are mails, and again after it died; used by one thread.

    Where none can be started the mails are read here.
    """

    def __init__(self, reader: Reader, longest_s: float = LONGEST_S) -> None:
        self._reader = reader
        self._longest_s = longest_s
        self._process: _Process | None = None
        with suppress(OSError):  # the first question tries again, and says so
            self._process = _Process(reader, longest_s)
        self._none_to_have = False
        self._asked: tuple[Sequence[RawMail], ReadContext] = ((), ReadContext())

    def ask(self, mails: Sequence[RawMail], context: ReadContext) -> None:
        """Have `mails` read; `answers` is to be called before the next ones are asked for."""
        self._asked = (mails, context)
        for _ in range(2):  # one that was killed while it had nothing to do is no mail's fault
            if self._none_to_have:
                return
            try:
                if self._process is None:
                    self._process = _Process(self._reader, self._longest_s)
                self._process.ask(mails, context)
                return
            except OSError as error:
                log.warning("mail.reader_missing", because=type(error).__name__)
                self._none_to_have = self._process is None
                self.close()

    def answers(self) -> list[Content]:
        """What is in the mails asked for. Raises Died, or as the reader does, for the first that cannot be read."""
        mails, context = self._asked
        heard: list[Content | None] = []
        if self._process is not None:
            try:
                heard = self._process.hear(len(mails))
            except _NeverReady:
                log.warning("mail.reader_missing", because="NeverReady")
                self._none_to_have = True
                self.close()
            except Died:
                self.close()
                raise
        found = heard or [None] * len(mails)
        # one that the reader failed over is read here once more: its fault is known then, and logged
        return [
            self._reader(mail, context) if content is None else content
            for mail, content in zip(mails, found, strict=True)
        ]

    def read(self, mail: RawMail, context: ReadContext) -> Content:
        self.ask([mail], context)
        (content,) = self.answers()
        return content

    def close(self) -> None:
        """End the process, whatever it does: nothing in it needs to be kept."""
        if self._process is not None:
            self._process.kill()
            self._process = None


class _NeverReady(Exception):
    """The process ended before it had read anything: it could not be started."""


class _Process:
    def __init__(self, reader: Reader, longest_s: float) -> None:
        """Raises OSError where no process can be started."""
        theirs_in, ours_out = os.pipe()
        ours_in, theirs_out = os.pipe()
        try:
            for end in (theirs_in, theirs_out):
                with suppress(OSError):  # else the usual 64 KiB
                    fcntl.fcntl(end, fcntl.F_SETPIPE_SZ, _PIPE_OCTETS)
            self._sink, self._source = os.fdopen(ours_out, "wb"), os.fdopen(ours_in, "rb")
            self._pid = child.start(
                [sys.executable, "-P", "-m", "maild.jobs.reading_child"],
                {**child.environment(), "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                stdin=theirs_in,
                stdout=theirs_out,
            )
        finally:
            os.close(theirs_in)
            os.close(theirs_out)
        self._ready = False
        self._begins_with = (reader, longest_s)
        self._told: ReadContext | None = None

    def ask(self, mails: Sequence[RawMail], context: ReadContext) -> None:
        if self._told is None:
            send(self._sink, self._begins_with)
        known, self._told = context == self._told, context
        send(self._sink, (mails, None if known else context))

    def hear(self, number: int) -> list[Content | None]:
        """None stands for a mail that the reader failed over."""
        try:
            if not self._ready and pickle.load(self._source) != READY:  # noqa: S301  # what our own process says
                raise _NeverReady
        except (EOFError, pickle.UnpicklingError):
            raise _NeverReady from None
        self._ready = True
        answers = pickle.Unpickler(self._source)  # noqa: S301  # what our own process says
        try:
            return [answers.load() for _ in range(number)]
        except (EOFError, pickle.UnpicklingError):
            raise Died from None

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        for file in (self._sink, self._source):
            with suppress(OSError):  # what it had not taken yet
                file.close()
