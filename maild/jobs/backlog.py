"""A folder's mails in many batches: while one is read in a process of its own, the one before it is recorded and the
one after it fetched.

A batch is recorded, and the cursor moved, before the next one is. The transaction that records it counts the attempts
of the batch that was fetched last, so that each costs one commit; the one between them is being read meanwhile.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from maild.jobs.apart import Apart
from maild.jobs.intake import Finish, Folder, Hand, Intake, Tally
from maild.jobs.reader import Died
from maild.logs import log
from maild.model import RawMail, ReadContext
from maild.store import Unit

MANY = 300  # mails: to start a process takes as long as to read a hundred


class Backlog:
    """Used as a context manager, by one thread. Leaving it records what is in hand, whatever has happened since.

    Where `expected` mails are few, another folder has the process, or there is one core only, each batch is read here
    and recorded at once. With `suspects` among them, in whose reading the daemon was stopped, that is no matter of
    speed: they are read apart however few they are.
    """

    def __init__(self, intake: Intake, folder: Folder, expected: int, *, suspects: bool = False) -> None:
        self._intake = intake
        self._folder = folder
        self._wanted = suspects or (expected >= MANY and len(os.sched_getaffinity(0)) > 1)
        self._apart: Apart | None = None
        self._read: Hand | None = None  # the process has it
        self._waiting: Hand | None = None  # it goes to the process next
        self._context: ReadContext | None = None

    def __enter__(self) -> Backlog:
        if self._wanted and self._intake.may_read_apart.acquire(blocking=False):
            self._apart = Apart(self._intake.reader)
        return self

    def __exit__(self, *_: object) -> None:
        if self._apart is None:
            return
        try:
            self.finish()
        finally:
            self._apart.close()
            self._intake.may_read_apart.release()

    def take(self, mails: Sequence[RawMail], now: datetime, finish: Finish) -> Tally:
        """As Intake.take does, but what comes back tells of the batch that came two before."""
        if self._apart is None:
            return self._intake.take(self._folder, mails, now, finish)
        if self._read is not None and self._waiting is not None:
            return self._record_one((mails, now, finish))
        hand = self._intake.begin(self._folder, mails, now, finish, self._context)
        self._context = hand.context  # what goes out from now on, none of the mails that wait can answer
        if self._read is None:
            self._apart.ask(hand.todo, hand.context)
            self._read = hand
        else:
            self._waiting = hand
        return Tally()

    def finish(self) -> Tally:
        """Record what is in hand."""
        tally = Tally()
        while self._read is not None:
            tally += self._record_one(None)
        return tally

    def _record_one(self, fetched: tuple[Sequence[RawMail], datetime, Finish] | None) -> Tally:
        """Record the batch that is read, and begin the one that was `fetched`; the waiting one is read meanwhile."""
        assert self._apart is not None
        assert self._read is not None
        read, begun = self._read, None

        def finish(unit: Unit) -> None:
            nonlocal begun
            read.finish(unit)
            if fetched is not None:
                begun = self._intake.begun(unit, self._folder, *fetched, self._context)

        hand = replace(read, finish=finish)
        found = None
        try:
            try:
                found = self._apart.answers()
            except Exception as error:
                because = "killed_the_reader" if isinstance(error, Died) else type(error).__name__
                log.warning("mail.batch_failed", because=because, mails=len(hand.mails), **self._names())
                tally = self._intake.one_by_one(hand, self._apart.read)
            self._read, self._waiting = self._waiting, None
            if self._read is not None:
                self._apart.ask(self._read.todo, self._read.context)
            if found is not None:
                tally = self._intake.end(hand, found)
        except BaseException:
            for left in filter(None, (self._read, self._waiting)):
                if left is not read:
                    self._intake.give_back(left)  # the cursor must not pass what could not be recorded
            self._read = self._waiting = None
            raise
        self._waiting = begun
        return tally

    def _names(self) -> dict[str, str]:
        return {"account": self._folder.account, "folder": self._folder.folder}
