"""Letters out through a relay (RFC 5321): the one door to aiosmtplib, and the only async file.

Outside it is synchronous. Each batch has an event loop of its own, so that a
stop can be looked for while a server is silent.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import re
import socket
import ssl
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import aiosmtplib
from aiosmtplib.protocol import SMTPProtocol
from aiosmtplib.response import SMTPResponse

from maild import alive
from maild.access import AccessTokens
from maild.channels.replies import judge, mail_command, rcpt_command, said, wire, writable
from maild.errors import MaildError, TokenFailed
from maild.model import Outcome, OutcomeKind, OutgoingLetter, Refused, Step
from maild.ports import Intent, Meanwhile, nothing
from maild.trust import (
    CERTIFICATE_FAULTS,
    NO_TLS_THERE,
    TLS_TOO_OLD,
    PinMismatch,
    client_context,
    compare,
)

_MOMENT_S = 0.01
_LOOK_FOR_STOP_S = 0.1
_GRACE_S = 30.0  # how long a stop waits for the reply to a dot already sent
_QUIT_S = 5.0
# What a server that has had enough of a connection says to its next MAIL.
_NO_MORE = frozenset({421, 503})
_REPLY_LINE = re.compile(rb"\d{3}(?:[ -]|$)")


@dataclass(frozen=True, slots=True)
class SmtpRelay:
    """The server that takes our letters. TLS always: `tls` from the first octet, or `starttls`.

    `password` is asked for at each login and never kept. `ca_file` replaces the
    system's authorities by a private one, `pinned_sha256` takes one certificate alone. With `tokens` the login is
    XOAUTH2 and `password` is not asked. `hello` is the name we greet with;
    without it this machine's own, or its address. Seconds: `connect_timeout_s`
    for connection, TLS and greeting each, `command_timeout_s` for each command,
    `dot_timeout_s` for the reply after the dot (RFC 5321 §4.5.3.2.6: 10 minutes). A permit
    to send is good for `command_timeout_s`: whoever slept longer must ask again.
    """

    host: str
    port: int
    security: Literal["tls", "starttls"]
    user: str | None = None
    password: Callable[[], str] | None = field(default=None, repr=False)
    tokens: AccessTokens | None = None
    ca_file: Path | None = None
    pinned_sha256: str | None = None
    connect_timeout_s: float = 10
    command_timeout_s: float = 60
    dot_timeout_s: float = 600
    hello: str | None = None


@dataclass(slots=True)
class _Progress:
    """How far one letter came; what an interruption means depends on it."""

    step: Step = Step.CONNECT
    content_begun: bool = False  # the server may have the letter from here on

    def broken(self, text: str) -> Outcome:
        """The conversation ended without a reply: in doubt once content went out, else try later."""
        kind = OutcomeKind.IN_DOUBT if self.content_begun else OutcomeKind.DEFERRED
        return Outcome(kind, self.step, text=said(text))

    def stopped(self) -> Outcome:
        """We broke off ourselves: before the content that is no failed try, and the letter need not wait."""
        kind = OutcomeKind.IN_DOUBT if self.content_begun else OutcomeKind.REFUSED
        return Outcome(kind, self.step, text="stopping")


class _Ended(Exception):
    """A reply that settles the letter; raised and caught in this file."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome


class _Protocol(SMTPProtocol):
    """The library's reader of replies, strict: it takes the last line's first three characters for the answer."""

    def _read_response_from_buffer(self) -> SMTPResponse | None:
        came = bytes(self._buffer)
        reply = super()._read_response_from_buffer()
        if reply is not None:
            lines = came[: len(came) - len(self._buffer)].splitlines()
            # One code on every line, and nothing glued to it (RFC 5321 §4.2, §4.2.1).
            if not all(_REPLY_LINE.match(line) and int(line[:3]) == reply.code for line in lines):
                raise aiosmtplib.SMTPResponseException(-1, "a reply whose lines disagree")
        return reply


class _Client(aiosmtplib.SMTP):
    """The library's client, closing at once: TLS would wait for the goodbye of a peer that is gone."""

    def close(self) -> None:
        transport = self.transport
        super().close()
        if isinstance(transport, asyncio.WriteTransport):
            transport.abort()


class SmtpChannel:
    """One batch of letters to one relay, over one connection where the server allows it.

    `stop` is asked ten times a second while a server keeps us waiting: when it
    says so, a letter whose content has not begun is given back at once, and the
    reply to a dot already sent is waited for `grace_s` seconds more.
    """

    def __init__(
        self, relay: SmtpRelay, stop: Callable[[], bool] = lambda: False, *, grace_s: float = _GRACE_S
    ) -> None:
        self._relay = relay
        self._stop = stop
        self._grace_s = grace_s
        self._runner = asyncio.Runner()
        self._client: aiosmtplib.SMTP | None = None
        self._ready = False  # for MAIL: nothing of another letter stands in the conversation
        self._login_refused: Outcome | None = None

    def __enter__(self) -> SmtpChannel:
        self._runner.__enter__()
        return self

    def __exit__(self, *exc: object) -> None:
        try:
            self._runner.run(self._leave())
        finally:
            self._runner.close()

    def send(
        self,
        letter: OutgoingLetter,
        intent: Intent,
        meanwhile: Meanwhile = nothing,
        kept_waiting: Meanwhile = nothing,
    ) -> Outcome:
        """Offer one letter; see `Channel.send`. What `intent` raises goes through, and nothing was sent."""
        if not writable(letter.envelope_sender):
            return Outcome(
                OutcomeKind.OUR_FAULT, Step.MAIL, text="our envelope sender is not an SMTP address"
            )
        if not writable(letter.recipient):
            return Outcome(OutcomeKind.FAILED, Step.RCPT, text="the address cannot be written in SMTP")
        if self._login_refused is not None:
            return self._login_refused  # asking again for every letter would lock the account
        return self._runner.run(self._watched(letter, intent, meanwhile, kept_waiting))

    def look(self) -> dict[str, str] | Outcome:
        """Connect, encrypt and log in: what the server offers after that (name in lower case → parameters),
        or how far we came.
        """
        at = _Progress()
        ended = self._runner.run(self._settled(at, self._arrive(at)))
        if ended is not None or self._client is None:
            return ended or at.broken("the conversation ended without a reply")
        return dict(self._client.esmtp_extensions)

    # ------------------------------------------------------------ one letter

    async def _watched(
        self, letter: OutgoingLetter, intent: Intent, meanwhile: Meanwhile, kept_waiting: Meanwhile
    ) -> Outcome:
        """Run the conversation, and look for a stop meanwhile."""
        at = _Progress()
        work = asyncio.create_task(self._converse(letter, intent, meanwhile, at))
        patience_s, look_s = self._grace_s, _MOMENT_S
        while not work.done():
            if self._stop():
                if not at.content_begun or patience_s <= 0:
                    break
                patience_s -= look_s
            await asyncio.wait({work}, timeout=look_s)
            kept_waiting()
            look_s = _LOOK_FOR_STOP_S
        if not work.done():
            work.cancel()
            await asyncio.wait({work})
        if not work.cancelled():
            return work.result()
        self._drop()
        return at.stopped()

    async def _converse(
        self, letter: OutgoingLetter, intent: Intent, meanwhile: Meanwhile, at: _Progress
    ) -> Outcome:
        content = wire(letter.raw)
        ended = await self._settled(at, self._introduce(letter, len(content), at))
        if ended is not None:
            return ended
        at.step = Step.INTENT
        try:
            answer = intent()
        except BaseException:
            self._drop()  # the server still holds an envelope that must not meet another letter
            raise
        if isinstance(answer, Refused):
            await self._withdraw()
            return Outcome(OutcomeKind.REFUSED, Step.INTENT, text=answer.because)
        ends = _since_boot_s() + self._relay.command_timeout_s
        ended = await self._settled(at, self._hand_over(content, meanwhile, at, ends))
        return ended or at.broken("the conversation ended without a reply")

    async def _settled(self, at: _Progress, part: Coroutine[None, None, None]) -> Outcome | None:
        """Run a part of the conversation; whatever a server can do in it becomes an Outcome."""
        try:
            await part
        except _Ended as ended:
            if not _keeps_pace(ended.outcome):
                self._drop()
            self._ready = ended.outcome.kind is OutcomeKind.SENT
            return ended.outcome
        except aiosmtplib.SMTPResponseException as error:
            self._drop()
            # -1 is the library's word for a line that is not SMTP.
            return judge(at.step, error.code, error.message) or at.broken(error.message)
        except (aiosmtplib.SMTPException, OSError, ssl.SSLError, EOFError) as error:
            self._drop()
            return _unreachable(at, error)
        except (ValueError, LookupError) as error:  # a reply or a name that the library cannot take
            self._drop()
            return at.broken(f"{type(error).__name__} in the conversation")
        return None

    async def _arrive(self, at: _Progress) -> None:
        await self._connected(at)

    async def _introduce(self, letter: OutgoingLetter, octets: int, at: _Progress) -> None:
        client = await self._begun(letter, octets, at)
        dsn = client.supports_extension("dsn")
        await self._ask(client, at, Step.RCPT, *rcpt_command(letter, dsn=dsn))

    async def _begun(self, letter: OutgoingLetter, octets: int, at: _Progress) -> aiosmtplib.SMTP:
        """MAIL is taken. Where the connection of the letter before is gone or about to close, over a new one."""
        kept = await self._cleared()
        client = await self._connected(at)
        dsn = client.supports_extension("dsn")
        size = (
            octets if client.supports_extension("size") else None
        )  # too large is said before any of it is sent
        self._ready = False
        try:
            await self._ask(client, at, Step.MAIL, *mail_command(letter, dsn=dsn, size=size))
        except (_Ended, aiosmtplib.SMTPException, OSError) as error:
            if not kept or (isinstance(error, _Ended) and error.outcome.code not in _NO_MORE):
                raise
            self._drop()
            return await self._begun(letter, octets, at)
        return client

    async def _hand_over(self, content: bytes, meanwhile: Meanwhile, at: _Progress, ends: float) -> None:
        """DATA, content, dot, reply. From the first octet of content on, silence means doubt.

        After `ends` no content is begun: a process that was stopped since the intent no longer
        knows whether the letter may still go.
        """
        client, at.step = self._client, Step.DATA
        if client is None:
            raise aiosmtplib.SMTPServerDisconnected("Connection lost")
        await self._ask(client, at, Step.DATA, b"DATA")
        protocol = client.protocol
        if protocol is None or not protocol.is_connected:
            raise aiosmtplib.SMTPServerDisconnected("Connection lost")
        if _since_boot_s() > ends:
            raise aiosmtplib.SMTPReadTimeoutError("the permit to send was given too long ago")
        at.step, at.content_begun = Step.DOT, True
        # Not the library's own DATA: it cannot tell a refused DATA from a refused
        # message, and it raises for a 2xx that is not 250.
        protocol.write(content)
        meanwhile()
        reply = await protocol.read_response(timeout=self._relay.dot_timeout_s)
        outcome = judge(Step.DOT, reply.code, reply.message)
        if outcome is not None:
            raise _Ended(outcome)

    async def _ask(self, client: aiosmtplib.SMTP, at: _Progress, step: Step, *command: bytes) -> SMTPResponse:
        at.step = step
        reply = await client.execute_command(*command, timeout=self._relay.command_timeout_s)
        outcome = judge(step, reply.code, reply.message)
        if outcome is not None:
            raise _Ended(outcome)
        _expect_silence(client)
        return reply

    # ------------------------------------------------------------ the connection

    async def _connected(self, at: _Progress) -> aiosmtplib.SMTP:
        """The open connection, or a new one, greeted, encrypted and logged in."""
        if self._client is not None:
            return self._client
        relay = self._relay
        at.step = Step.CONNECT
        context = _tls_context(relay)
        client = _Client(
            hostname=relay.host,
            port=relay.port,
            use_tls=relay.security == "tls",
            start_tls=False,  # None would be opportunistic: clear text when the offer is stripped
            tls_context=context,
            local_hostname="localhost",  # keeps the library from asking DNS; we greet ourselves
        )
        self._client = client
        await client.connect(timeout=relay.connect_timeout_s)
        # A line that goes dead behind the dot is known in a minute and a half, and not after the ten minutes that a
        # slow server has. Sooner, and what a short interruption delays would be in doubt.
        alive.keep_asking(client.get_transport_info("socket"), after_s=30, every_s=10, times=6)
        if client.protocol is not None:
            client.protocol.__class__ = _Protocol  # the library makes its own, and has no seam for another
        if relay.security == "tls":
            _compare(client, context)
        hello = (relay.hello or _own_name(client)).encode("ascii")
        client.last_ehlo_response = await self._ask(client, at, Step.EHLO, b"EHLO", hello)
        if relay.security == "starttls":
            at.step = Step.STARTTLS
            if not client.supports_extension("starttls"):
                stripped = at.broken("the server does not offer STARTTLS; nothing is sent in clear text")
                raise _Ended(replace(stripped, tls="no-starttls"))
            await client.starttls(timeout=relay.connect_timeout_s)
            _compare(client, context)
            client.last_ehlo_response = await self._ask(client, at, Step.EHLO, b"EHLO", hello)
        if relay.user is not None:
            at.step = Step.AUTH
            if relay.tokens is None:
                await self._login(client, relay.user, at)
            else:
                await self._login_by_token(client, relay.user, relay.tokens, at)
            _expect_silence(client)
        return client

    async def _login(self, client: aiosmtplib.SMTP, user: str, at: _Progress) -> None:
        """One method, one try: the library's own login tries a wrong password once per method."""
        try:
            password = self._relay.password() if self._relay.password is not None else ""
        except (MaildError, OSError, ValueError):
            raise _our_fault(Step.AUTH, "the password of the SMTP account cannot be read") from None
        offered = client.supported_auth_methods
        methods = {"plain": client.auth_plain, "login": client.auth_login, "cram-md5": client.auth_crammd5}
        method = next((methods[name] for name in methods if name in offered), None)
        if method is None:
            raise _our_fault(Step.AUTH, "the server offers no way to log in that we know")
        try:
            await method(user, password, timeout=self._relay.command_timeout_s)
        except aiosmtplib.SMTPAuthenticationError as error:
            outcome = judge(Step.AUTH, error.code, error.message)
            if outcome is not None and outcome.kind is OutcomeKind.OUR_FAULT:
                self._login_refused = outcome
            raise

    async def _login_by_token(
        self, client: aiosmtplib.SMTP, user: str, tokens: AccessTokens, at: _Progress
    ) -> None:
        """XOAUTH2, one try. A kept token that the server no longer takes costs a later try, not the account."""
        if "xoauth2" not in client.server_auth_methods:
            raise _our_fault(
                Step.AUTH, "the server takes no login by token (AUTH XOAUTH2); see `token_command`"
            )
        try:
            token = await asyncio.to_thread(tokens.read)
        except TokenFailed as error:
            if error.passing:
                raise _Ended(at.broken("no access token yet; see `token_command`")) from None
            raise _our_fault(Step.AUTH, "the command of `token_command` gave no access token") from None
        try:
            await client.auth_xoauth2(user, token, timeout=self._relay.command_timeout_s)
        except aiosmtplib.SMTPAuthenticationError as error:
            outcome = judge(Step.AUTH, error.code, error.message)
            if outcome is not None and outcome.kind is OutcomeKind.OUR_FAULT:
                if tokens.refused(token):
                    raise _Ended(at.broken("the server no longer takes the kept access token")) from None
                self._login_refused = outcome
            raise

    async def _cleared(self) -> bool:
        """Whether the connection of the last letter may carry another. After one that was taken MAIL itself will
        show it (RFC 5321 §4.1.1.4: nothing is left of it); after any other, RSET.
        """
        client = self._client
        if client is None:
            return False
        try:
            _expect_silence(client)
            if not self._ready:
                reply = await client.execute_command(b"RSET", timeout=self._relay.command_timeout_s)
                _expect_silence(client)
                self._ready = 200 <= reply.code < 300
        except (aiosmtplib.SMTPException, OSError):
            self._ready = False
        if self._ready and client.is_connected:
            return True
        self._drop()
        return False

    async def _withdraw(self) -> None:
        """Take back an envelope that the intent refused; when we are stopping, by leaving."""
        if self._stop():
            await self._leave()
        else:
            await self._cleared()

    async def _leave(self) -> None:
        if self._client is not None and self._client.is_connected:
            with contextlib.suppress(aiosmtplib.SMTPException, OSError):
                await self._client.quit(timeout=min(_QUIT_S, self._relay.command_timeout_s))
        self._drop()
        await asyncio.sleep(0)  # lets the transport close its socket

    def _drop(self) -> None:
        client, self._client, self._ready = self._client, None, False
        if client is not None:
            client.close()


def _since_boot_s() -> float:
    """Seconds by a clock that goes on while the machine sleeps, and that nobody sets."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def _tls_context(relay: SmtpRelay) -> ssl.SSLContext:
    """Verifies chain and name, TLS 1.2 or newer; there is no way to turn that off."""
    try:
        return client_context(relay.ca_file, relay.pinned_sha256)
    except (OSError, ssl.SSLError):
        raise _our_fault(Step.CONNECT, f"the CA file {relay.ca_file} cannot be read") from None


def _compare(client: aiosmtplib.SMTP, context: ssl.SSLContext) -> None:
    """Nothing of ours has been said over the connection yet that anybody may not know."""
    told = client.get_transport_info("ssl_object")
    compare(context, told.getpeercert(binary_form=True) if told is not None else None)


def _own_name(client: aiosmtplib.SMTP) -> str:
    """This machine's full name, else its address as a literal (RFC 5321 §4.1.4); DNS is not asked."""
    name = socket.gethostname()
    if "." in name and name.isascii():
        return name
    address = ipaddress.ip_address(str(client.get_transport_info("sockname")[0]).partition("%")[0])
    return f"[IPv6:{address}]" if address.version == 6 else f"[{address}]"


def _expect_silence(client: aiosmtplib.SMTP) -> None:
    """Refuse a server that says more than it was asked.

    The library keeps such octets and would take them for the reply to the next
    command; a stray "250" could so become the reply to a dot.
    """
    if client.protocol is not None and client.protocol._buffer:
        raise aiosmtplib.SMTPServerDisconnected("the server sent a reply that nobody asked for")


def _keeps_pace(outcome: Outcome) -> bool:
    """Whether the server is still where we are: it took the letter or refused it, and does not close."""
    refused = outcome.code is not None and 400 <= outcome.code < 600 and outcome.code != 421
    return refused or outcome.kind is OutcomeKind.SENT


def _unreachable(at: _Progress, error: BaseException) -> Outcome:
    """A connection that could not be made or was lost, in a sentence."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLError):
        cause = cause.__cause__
    if isinstance(cause, PinMismatch):
        text = f"the server's certificate is not the one in `pinned_sha256`; it shows {cause.seen}"
        return replace(at.broken(text), tls="pinned")
    if isinstance(cause, ssl.SSLCertVerificationError) and not at.content_begun:
        text = f"the server's certificate is refused: {cause.verify_message or cause.reason}"
        return replace(at.broken(text), tls=CERTIFICATE_FAULTS.get(cause.verify_code, "refused"))
    if isinstance(cause, ssl.SSLError):
        ended = at.broken(f"TLS failed: {cause.reason or 'connection closed'}")
        if at.content_begun or cause.reason not in NO_TLS_THERE | TLS_TOO_OLD:
            return ended
        return replace(ended, tls="no-tls" if cause.reason in NO_TLS_THERE else "tls-old")
    if isinstance(error, TimeoutError):
        return at.broken(f"no reply in time: {error}")
    return at.broken(str(error) or type(error).__name__)


def _our_fault(step: Step, text: str) -> _Ended:
    return _Ended(Outcome(OutcomeKind.OUR_FAULT, step, text=text))
