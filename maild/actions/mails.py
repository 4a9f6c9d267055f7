"""Take mails from files into the same trip as those of a mailbox."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from maild.jobs.intake import Folder, Intake, Tally
from maild.model import RawMail
from maild.rules import FOLDS
from maild.store import Database, mailbox

_BATCH = 50


def import_files(store: Database, intake: Intake, mails: Iterable[tuple[str, bytes]], now: datetime) -> Tally:
    """Record (name, first MiB) of each file; a mail that was seen before, in whichever folder, acts once.

    Numbers are reserved before they are used: another import at the same time takes others.
    """
    tally = Tally()
    stream = iter(mails)
    while batch := list(islice(stream, _BATCH)):
        with store.unit(FOLDS) as unit:
            known = mailbox.cursor(unit.connection, "file", "import")
            reached = 0 if known is None else known.last_uid
            mailbox.set_cursor(unit.connection, "file", "import", 0, reached + len(batch), now)
        raws = [
            RawMail(uid=reached + place, raw=raw, size=len(raw))
            for place, (_, raw) in enumerate(batch, start=1)
        ]
        tally += intake.take(Folder("file", "import", 0), raws, now, lambda _unit: None)
    return tally
