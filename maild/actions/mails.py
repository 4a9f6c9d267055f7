"""Take mails from files into the same trip as those of a mailbox."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from maild.errors import MaildError
from maild.jobs.intake import Folder, Intake, Tally
from maild.model import MailRow, RawMail
from maild.ports import MailSource
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


def fetch_again(sources: Iterable[MailSource], mails: Iterable[MailRow]) -> dict[int, RawMail]:
    """The mails themselves, by their numbers, over a read-only connection of their own.

    What is gone, lies under another UIDVALIDITY or in a mailbox that cannot be opened is missing.
    """
    wanted: dict[tuple[str, str], dict[int, MailRow]] = {}
    for mail in mails:
        at = mail.pointer
        wanted.setdefault((at.account, at.folder), {})[at.uid] = mail
    found: dict[int, RawMail] = {}
    for source in sources:
        here = wanted.get((source.account, source.folder), {})
        if not here:
            continue
        try:
            with source.open() as view:
                uids = [uid for uid, mail in here.items() if mail.pointer.uidvalidity == view.uidvalidity]
                for raw in view.fetch(sorted(uids)):
                    found[here[raw.uid].id] = raw
        except MaildError:
            continue
    return found
