"""What runs in processes that are killed: the whole house, on a clock of its own."""

from __future__ import annotations

import os
import signal
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from maild import decode
from maild.jobs.backlog import MANY, Backlog
from maild.jobs.clock import DemoClock
from maild.jobs.intake import Folder, Intake
from maild.jobs.poll import batches
from maild.model import LetterState, RawMail, ReadContext, Reading
from maild.store import Unit, mailbox, outbox
from tests.jobs import readers
from tests.jobs.province import raise_house


def send(config: Path, at: datetime) -> None:
    """Start as the daemon does, and send until nothing waits any more."""
    clock = DemoClock(at)
    home = raise_house(config, clock, Path("unused")).home
    home.deliverer.free_orphans(at)
    while True:
        home.deliverer.tick(clock())
        with home.store.view() as look:
            if not outbox.in_state(look.connection, LetterState.PLANNED):
                return
        clock.move_to(clock() + timedelta(minutes=2))


def read(config: Path, at: datetime, mails: dict[int, bytes]) -> None:
    """Read mails as a poll does, with a reader that one of them kills."""
    home = raise_house(config, DemoClock(at), Path("unused")).home
    intake = Intake(home.store, home.composer.keys, home.intake._policy, read=_dying)
    with home.store.view() as look:
        alone = mailbox.in_hand(look.connection, "survey", "INBOX", 1)
    for batch in batches(list(mails), {}, alone):
        taken = [RawMail(uid, mails[uid], len(mails[uid]), at) for uid in batch]
        intake.take(Folder("survey", "INBOX", 1), taken, at, lambda _unit: None)


def work_off(config: Path, at: datetime, mails: dict[int, bytes], batch: int) -> None:
    """Read a backlog as a poll does after an unclean stop, each batch in a process of its own."""
    home = raise_house(config, DemoClock(at), Path("unused")).home
    intake = Intake(home.store, home.composer.keys, home.intake._policy, read=readers.faulty)
    with home.store.view() as look:
        reached = mailbox.cursor(look.connection, "survey", "INBOX")
    uids = [uid for uid in mails if reached is None or uid > reached.last_uid]
    with Backlog(intake, Folder("survey", "INBOX", 1), MANY) as backlog:
        for start in range(0, len(uids), batch):
            some = [RawMail(uid, mails[uid], len(mails[uid]), at) for uid in uids[start : start + batch]]
            backlog.take(some, at, partial(_reached, last=some[-1].uid, at=at))


def _reached(unit: Unit, last: int, at: datetime) -> None:
    mailbox.set_cursor(unit.connection, "survey", "INBOX", 1, last, at)


def _dying(raw: bytes, *, size: int, context: ReadContext) -> Reading:
    if b"KILL" in raw:
        os.kill(os.getpid(), signal.SIGKILL)
    return decode.read(raw, size=size, context=context)
