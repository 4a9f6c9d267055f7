"""What lies in the mailbox against what we have a row for: nothing may be missing without a name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from maild.errors import SourceProtocol, SourceRefused, SourceUnavailable
from maild.jobs.poll import FolderPoll
from maild.logs import log
from maild.ports import MailSource
from maild.store import Database, mailbox


@dataclass(frozen=True, slots=True)
class Missing:
    """Mails of a folder that have no row of ours."""

    account: str
    folder: str
    uids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reconcile:
    """Looks over short connections of its own; the hourly sweep of the folder's thread reads what is missing."""

    store: Database
    folders: Sequence[tuple[MailSource, FolderPoll]]
    days: int = 7
    stop: Callable[[], bool] = lambda: False

    def tick(self, now: datetime) -> list[Missing]:
        found: list[Missing] = []
        with self.store.view() as look:
            stopped = mailbox.stopped_accounts(look.connection)
        for source, poll in self.folders:
            if self.stop():
                break
            if source.account in stopped:
                continue  # one more login could lock it on the server
            try:
                with source.open() as view:
                    uids = tuple(poll.unaccounted(view, self.days, now))
            except (SourceUnavailable, SourceRefused, SourceProtocol) as error:
                log.warning(
                    "mailbox.unavailable", account=source.account, folder=source.folder, because=str(error)
                )
                continue
            if uids:
                found.append(Missing(source.account, source.folder, uids))
                log.warning(
                    "mailbox.unaccounted", account=source.account, folder=source.folder, uids=list(uids[:50])
                )
        return found
