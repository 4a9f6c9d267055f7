"""What a test does to a mailbox, done over IMAP by "another mail program"."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from imapclient import IMAPClient

from maild.demo.imap_server import INBOX


class ImapVerbs:
    """The same verbs as maild.demo.imap_server.ImapServer has, for any server that is told by these attributes."""

    host: str
    port: int
    ca_file: Path
    tells_uidnext = True  # in the answer to SELECT
    _users: dict[str, str]

    def name_of(self, folder: str) -> str:
        """What the server calls the folder that people know as `folder`."""
        return folder

    def append(self, user: str, folder: str, raw: bytes, when: datetime | None = None) -> int:
        with self.client(user) as client:
            client.append(self.name_of(folder), raw, msg_time=when or datetime.now(UTC))
            client.select_folder(self.name_of(folder), readonly=True)
            return int(max(client.search()))

    def append_many(
        self, user: str, folder: str, mails: Iterable[tuple[bytes, datetime | None]]
    ) -> list[int]:
        with self.client(user) as client:
            for raw, when in mails:
                client.append(self.name_of(folder), raw, msg_time=when or datetime.now(UTC))
            client.select_folder(self.name_of(folder), readonly=True)
            return [int(uid) for uid in client.search()]

    def count(self, user: str, folder: str) -> int:
        return len(self.flags(user, folder))

    def flags(self, user: str, folder: str) -> dict[int, frozenset[str]]:
        with self.client(user) as client:
            client.select_folder(self.name_of(folder), readonly=True)
            found = client.get_flags(client.search())
        return {
            int(uid): frozenset(flag.decode() for flag in flags) - {"\\Recent"}
            for uid, flags in found.items()
        }

    def expunge(self, user: str, folder: str, uids: Iterable[int]) -> None:
        with self.client(user) as client:
            client.select_folder(self.name_of(folder))
            client.delete_messages(list(uids))
            client.expunge()

    def renumber(self, user: str, folder: str) -> int:
        with self.client(user) as client:
            client.select_folder(self.name_of(folder))
            mails = [told[b"BODY[]"] for told in client.fetch(client.search(), ["BODY.PEEK[]"]).values()]
            client.select_folder(self.name_of(INBOX))  # not every server knows UNSELECT
            client.delete_folder(self.name_of(folder))
            time.sleep(1.0)  # a UIDVALIDITY is a second of the clock
            client.create_folder(self.name_of(folder))
            for raw in mails:
                client.append(self.name_of(folder), raw)
            return int(client.select_folder(self.name_of(folder), readonly=True)[b"UIDVALIDITY"])

    def client(self, user: str) -> IMAPClient:
        client = IMAPClient(
            self.host,
            self.port,
            ssl_context=ssl.create_default_context(cafile=str(self.ca_file)),
            timeout=10,
        )
        client.plain_login(user, self._users[user])
        return client
