"""A real IMAP server in this process (pymap, mails in memory, TLS from the first octet), for demo and tests."""

from __future__ import annotations

import asyncio
import hmac
import ssl
import tempfile
import threading
from argparse import Namespace
from collections.abc import Coroutine, Iterable, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import Config, Identity, Login
from pymap.backend.dict.mailbox import MailboxData, MailboxSet
from pymap.concurrent import Subsystem
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pymap.user import UserMetadata
from pysasl.hashing import Cleartext

from maild.demo.tls import Certificates, make_certificates

INBOX = "INBOX"
JUNK = "Junk"
VIETNAMESE = "Phản hồi khảo sát"
FOLDERS = (INBOX, JUNK, VIETNAMESE)
_START_S = 10.0
_GOODBYE_S = 0.1  # for the peer's close_notify
_CALL_S = 30.0
_Result = TypeVar("_Result")


class _Config(Config):
    @property
    def greeting(self) -> bytes:
        return b"maild demo"  # the library asks the DNS for this machine's name, once a connection


class _Clear(Cleartext):
    def verify(self, secret: str, hash: str) -> bool:
        return hmac.compare_digest(
            secret.encode(), hash.encode()
        )  # the library's fails on a Vietnamese password


class ImapServer:
    """Accounts with their folders, served on a loopback port of the operating system's choice.

    `with ImapServer({"user": "password"}) as server:` serves implicit TLS in a
    thread with an event loop of its own. Mail is put in behind the protocol, so
    a thousand letters take a fraction of a second; clients in IDLE hear of it.
    Unknown users and folders raise KeyError.
    """

    def __init__(
        self,
        users: Mapping[str, str],
        *,
        folders: Sequence[str] = FOLDERS,
        certificates: Certificates | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self.host = host
        self.port = port  # 0 until the server listens
        self._users = dict(users)
        self._folders = tuple(folders)
        self._certificates = certificates
        self._loop = asyncio.new_event_loop()
        self._server: asyncio.Server | None = None
        self._accounts: dict[str, MailboxSet] = {}
        self._stack = ExitStack()

    @property
    def ca_file(self) -> Path:
        """What a client must trust."""
        return self.certificates.ca_file

    @property
    def certificates(self) -> Certificates:
        if self._certificates is None:
            raise RuntimeError("the server was never started")
        return self._certificates

    def __enter__(self) -> ImapServer:
        if self._certificates is None:
            directory = self._stack.enter_context(tempfile.TemporaryDirectory(prefix="maild-imap-"))
            self._certificates = make_certificates(Path(directory))
        thread = threading.Thread(target=self._loop.run_forever, name="demo-imap", daemon=True)
        thread.start()
        self._stack.callback(self._loop.close)
        self._stack.callback(thread.join)
        self._stack.callback(self._loop.call_soon_threadsafe, self._loop.stop)
        try:
            self._run(self._start(), _START_S)
        except BaseException:
            self._stack.close()
            raise
        self._stack.callback(lambda: self._run(self._stop()))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def append(self, user: str, folder: str, raw: bytes, when: datetime | None = None) -> int:
        """Put a mail into a folder; `when` (aware) becomes its INTERNALDATE, now by default. Returns the UID."""
        return self._run(self._append(user, folder, [(raw, when)]))[0]

    def append_many(
        self, user: str, folder: str, mails: Iterable[tuple[bytes, datetime | None]]
    ) -> list[int]:
        """Put mails into a folder in one go. Returns their UIDs."""
        return self._run(self._append(user, folder, list(mails)))

    def count(self, user: str, folder: str) -> int:
        """Mails in a folder."""
        return len(self.flags(user, folder))

    def flags(self, user: str, folder: str) -> dict[int, frozenset[str]]:
        """The flags of each mail by UID, as the server itself keeps them."""
        return self._run(self._flags(user, folder))

    def expunge(self, user: str, folder: str, uids: Iterable[int]) -> None:
        """Remove mails, as a person with another mail program would."""
        self._run(self._expunge(user, folder, list(uids)))

    def renumber(self, user: str, folder: str) -> int:
        """Give a folder a new UIDVALIDITY and its mails new UIDs from 1. Returns the new UIDVALIDITY."""
        return self._run(self._renumber(user, folder))

    # ------------------------------------------------------------ in the server's own thread

    async def _start(self) -> None:
        config = _Config(
            Namespace(passlib_cfg=None, proxy_protocol=None),
            host=self.host,
            port=self.port,
            tls_enabled=False,  # this is STARTTLS: the listener below speaks TLS from the start
            demo_data=False,
            demo_user="",
            demo_password="",
            hash_context=_Clear(),
            cpu_subsystem=Subsystem.for_asyncio(),
            invalid_user_sleep=0.0,
        )
        config.apply_context()
        login = Login(config)
        for user, password in self._users.items():
            identity = Identity(user, login, None, frozenset())
            await identity.set(UserMetadata(config, user, password=password))
            async with identity.new_session() as session:
                self._accounts[user] = session.mailbox_set
            for folder in self._folders:
                if folder != INBOX:
                    await self._accounts[user].add_mailbox(folder)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.certificates.cert_file, self.certificates.key_file)
        # The proxy reader is the only way pymap hands a connection its peer's address.
        serve = ProxyProtocolReader(config.proxy_protocol).get_callback(IMAPServer(login, config))
        self._server = await asyncio.start_server(
            serve, self.host, self.port, ssl=context, ssl_shutdown_timeout=_GOODBYE_S
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def _stop(self) -> None:
        if self._server is not None:
            self._server.close()
        connections = asyncio.all_tasks() - {asyncio.current_task()}
        for task in connections:
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)
        if connections:
            await asyncio.sleep(_GOODBYE_S + 0.05)  # the transports end after their tasks

    async def _append(
        self, user: str, folder: str, mails: Sequence[tuple[bytes, datetime | None]]
    ) -> list[int]:
        box = await self._box(user, folder)
        return [
            (await box.append(AppendMessage(raw, when or datetime.now(UTC)), recent=True)).uid
            for raw, when in mails
        ]

    async def _flags(self, user: str, folder: str) -> dict[int, frozenset[str]]:
        box = await self._box(user, folder)
        return {
            message.uid: frozenset(str(flag) for flag in message.permanent_flags)
            async for message in box.messages()
        }

    async def _expunge(self, user: str, folder: str, uids: Sequence[int]) -> None:
        await (await self._box(user, folder)).delete(uids)

    async def _renumber(self, user: str, folder: str) -> int:
        """A folder that was deleted and made again: same name and mails, another identity."""
        account = self._accounts[user]
        if folder == INBOX:
            raise KeyError(folder)  # INBOX cannot be deleted (RFC 3501 §6.3.4)
        old = await account.get_mailbox(folder)
        await account.delete_mailbox(folder)
        await account.add_mailbox(folder)
        new = await account.get_mailbox(folder)
        while new.uid_validity <= old.uid_validity:  # half of it is random; the RFC wants it to grow
            new._uid_validity = old.uid_validity + 1
        async for message in old.messages():
            await old.copy(message.uid, new)
        return int(new.uid_validity)

    async def _box(self, user: str, folder: str) -> MailboxData:
        return await self._accounts[user].get_mailbox(folder)

    def _run(self, work: Coroutine[Any, Any, _Result], timeout_s: float = _CALL_S) -> _Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout_s)
