"""Take mails from files into the same trip as those of a mailbox."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from maild.jobs.intake import Folder, Intake, Tally
from maild.model import RawMail
from maild.store import Database, Unit, mailbox

_BATCH = 50


def import_files(store: Database, intake: Intake, mails: Iterable[tuple[str, bytes]], now: datetime) -> Tally:
    """Record (name, first MiB) of each file; a mail that was seen before, in whichever folder, acts once."""
    with store.view() as look:
        known = mailbox.cursor(look.connection, "file", "import")
    reached = known.last_uid if known is not None else 0
    tally = Tally()
    stream = iter(mails)
    while batch := list(islice(stream, _BATCH)):
        raws = [
            RawMail(uid=reached + place, raw=raw, size=len(raw))
            for place, (_, raw) in enumerate(batch, start=1)
        ]
        reached += len(batch)

        def finish(unit: Unit, last: int = reached) -> None:
            mailbox.set_cursor(unit.connection, "file", "import", 0, last, now)

        tally += intake.take(Folder("file", "import", 0), raws, now, finish)
    return tally
