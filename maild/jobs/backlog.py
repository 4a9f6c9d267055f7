"""A folder's mails in many batches: while one is read in a process of its own, the one before it is recorded and the
one after it fetched.

A batch is recorded, and the cursor moved, before the next one is.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime

from maild.jobs.apart import Apart
from maild.jobs.intake import Finish, Folder, Hand, Intake, Tally
from maild.jobs.reader import Died
from maild.logs import log
from maild.model import RawMail, ReadContext

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
        self._hand: Hand | None = None
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
        """As Intake.take does, but what comes back tells of the batch before."""
        if self._apart is None:
            return self._intake.take(self._folder, mails, now, finish)
        hand = self._intake.begin(self._folder, mails, now, finish, self._context)
        self._context = hand.context  # what goes out from now on, none of the mails that wait can answer
        try:
            tally = self._change(self._apart, hand)
        except BaseException:
            self._intake.give_back(hand)  # the cursor must not pass what could not be recorded
            raise
        self._hand = hand
        return tally

    def finish(self) -> Tally:
        """Record what is in hand."""
        return Tally() if self._apart is None else self._change(self._apart, None)

    def _change(self, apart: Apart, following: Hand | None) -> Tally:
        """Record the batch in hand; the `following` one is read meanwhile."""
        before, self._hand = self._hand, None
        found = None
        tally = Tally()
        if before is not None:
            try:
                found = apart.answers()
            except Exception as error:
                because = "killed_the_reader" if isinstance(error, Died) else type(error).__name__
                log.warning("mail.batch_failed", because=because, mails=len(before.mails), **self._names())
                tally = self._intake.one_by_one(before, apart.read)
        if following is not None:
            apart.ask(following.todo, following.context)
        if before is not None and found is not None:
            tally = self._intake.end(before, found)
        return tally

    def _names(self) -> dict[str, str]:
        return {"account": self._folder.account, "folder": self._folder.folder}
