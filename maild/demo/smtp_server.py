"""An SMTP relay for the demo and the tests: TLS, a login, DSN, and a log of what it truly took."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
import threading
import warnings
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from maild.demo.tls import Certificates

_COMMAND_LIMIT = 2048  # RFC 3461 §5 makes MAIL and RCPT longer than the 512 octets of RFC 5321
_MAIL_PARAMETERS = ("RET", "ENVID")
_RCPT_PARAMETERS = ("NOTIFY", "ORCPT")
_START_TIMEOUT_S = 10

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Accepted:
    """One letter for one recipient, as it came. `options` are the DSN parameters, their case kept."""

    mail_from: str
    rcpt: str
    options: tuple[str, ...]
    content: bytes
    at: datetime


def _take_everyone(_rcpt: str) -> str | None:
    return None


def _take_everything(_letter: Accepted) -> str | None:
    return None


@dataclass(slots=True)
class _Rules:
    """What the server answers where it is not "yes", and its log of the truth."""

    rcpt_reply: Callable[[str], str | None]
    data_reply: Callable[[Accepted], str | None]
    clock: Clock
    accepted: list[Accepted] = field(default_factory=list)


class SmtpServer:
    """Runs in a thread of its own between `with` and its end.

    `certificates` gives TLS: from the first octet with `implicit_tls`, else by
    a required STARTTLS. With `users` (name to password) a login is required.
    `rcpt_reply` and `data_reply` are asked, in the server's thread, for each
    recipient and each letter: None means yes, a text is the reply instead.
    A letter is in `accepted` exactly when its sender was told so.
    """

    def __init__(
        self,
        *,
        certificates: Certificates | None = None,
        implicit_tls: bool = False,
        users: Mapping[str, str] | None = None,
        rcpt_reply: Callable[[str], str | None] = _take_everyone,
        data_reply: Callable[[Accepted], str | None] = _take_everything,
        clock: Clock = lambda: datetime.now(UTC),
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self.host = host
        self.port = port  # 0: picked by the system, known once the server runs
        self._rules = _Rules(rcpt_reply, data_reply, clock)
        self._users = users
        self._context = None if certificates is None else _server_context(certificates)
        self._implicit_tls = implicit_tls
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="demo-smtp", daemon=True)
        self._listening = threading.Event()
        self._failure: Exception | None = None
        # It logs every address it meets.
        logging.getLogger("mail.log").setLevel(logging.CRITICAL)

    @property
    def accepted(self) -> list[Accepted]:
        return self._rules.accepted

    def __enter__(self) -> SmtpServer:
        self._thread.start()
        if not self._listening.wait(_START_TIMEOUT_S):
            raise TimeoutError("the SMTP server did not start")
        if self._failure is not None:
            raise self._failure
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_START_TIMEOUT_S)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server: asyncio.Server | None = None
        try:
            server = self._loop.run_until_complete(
                self._loop.create_server(
                    self._session,
                    self.host,
                    self.port,
                    ssl=self._context if self._implicit_tls else None,
                    family=socket.AF_UNSPEC,
                )
            )
            self.port = server.sockets[0].getsockname()[1]
        except Exception as failure:  # told to the thread that waits for the server
            self._failure = failure
        self._listening.set()
        if server is None:
            return
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0.01))
        self._loop.close()

    def _session(self) -> _DsnSmtp:
        with warnings.catch_warnings():
            # It takes only its own STARTTLS for encryption, and warns of a login over implicit TLS.
            warnings.filterwarnings("ignore", message="Requiring AUTH while not requiring TLS")
            return self._new_session()

    def _new_session(self) -> _DsnSmtp:
        return _DsnSmtp(
            _Handler(self._rules),
            hostname="relay.example.vn",
            ident="ESMTP maild demo",
            loop=self._loop,
            tls_context=None if self._implicit_tls else self._context,
            require_starttls=not self._implicit_tls and self._context is not None,
            auth_require_tls=not self._implicit_tls and self._context is not None,
            auth_required=self._users is not None,
            auth_exclude_mechanism=None if self._users is not None else ["PLAIN", "LOGIN"],
            authenticator=self._authenticate,
        )

    def _authenticate(self, _smtp: object, _session: object, _envelope: object, _how: str, said: Any) -> Any:
        if isinstance(said, LoginPassword) and self._users is not None:
            name, password = said.login.decode(), said.password.decode()
            if self._users.get(name) == password:
                return AuthResult(success=True)
        return AuthResult(success=False, handled=False)


class _DsnSmtp(SMTP):
    """aiosmtpd refuses RET, ENVID, NOTIFY and ORCPT (RFC 3461): they are lifted off before it looks."""

    command_size_limits: dict[str, int] = defaultdict(lambda: _COMMAND_LIMIT)  # noqa: RUF012

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.mail_parameters: list[str] = []
        self.rcpt_parameters: list[list[str]] = []
        super().__init__(*args, **kwargs)

    async def smtp_MAIL(self, arg: str | None) -> None:
        kept, lifted = _lift(arg, _MAIL_PARAMETERS)
        had_sender = bool(self._envelope().mail_from)
        await super().smtp_MAIL(kept)
        if self._envelope().mail_from and not had_sender:
            self.mail_parameters, self.rcpt_parameters = lifted, []

    async def smtp_RCPT(self, arg: str | None) -> None:
        kept, lifted = _lift(arg, _RCPT_PARAMETERS)
        known = len(self._envelope().rcpt_tos)
        await super().smtp_RCPT(kept)
        if len(self._envelope().rcpt_tos) > known:
            self.rcpt_parameters.append(lifted)

    def _envelope(self) -> Envelope:
        assert self.envelope is not None  # made when the client connected
        return self.envelope


class _Handler:
    """aiosmtpd's hooks; their names and arguments are the library's."""

    def __init__(self, rules: _Rules) -> None:
        self._rules = rules

    async def handle_EHLO(
        self, server: _DsnSmtp, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:-1], "250-DSN", "250-ENHANCEDSTATUSCODES", responses[-1]]

    async def handle_RCPT(
        self, server: _DsnSmtp, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        refused = self._rules.rcpt_reply(address)
        if refused is not None and not refused.startswith("2"):
            return refused
        envelope.rcpt_tos.append(address)
        return refused or "250 2.1.5 OK"

    async def handle_DATA(self, server: _DsnSmtp, session: Session, envelope: Envelope) -> str:
        letters = [
            Accepted(
                mail_from=envelope.mail_from or "",
                rcpt=rcpt,
                options=(*server.mail_parameters, *parameters),
                content=bytes(envelope.original_content or b""),
                at=self._rules.clock(),
            )
            for rcpt, parameters in zip(envelope.rcpt_tos, server.rcpt_parameters, strict=True)
        ]
        for reply in map(self._rules.data_reply, letters):
            if reply is not None and not reply.startswith("2"):
                return reply
        self._rules.accepted.extend(letters)
        return f"250 2.0.0 OK queued as {len(self._rules.accepted):08X}"


def _lift(arg: str | None, names: tuple[str, ...]) -> tuple[str | None, list[str]]:
    """Take the parameters called `names` off a command's argument; returns the rest, and them."""
    if arg is None:
        return None, []
    words = arg.split(" ")
    lifted = [word for word in words[1:] if word.partition("=")[0].upper() in names]
    return " ".join(word for word in words if word not in lifted), lifted


def _server_context(certificates: Certificates) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.cert_file, certificates.key_file)
    return context
