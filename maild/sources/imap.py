"""A mailbox folder over IMAP (RFC 3501), read and never touched: the one door to imapclient."""

from __future__ import annotations

import imaplib
import logging
import re
import ssl
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import ProtocolError
from imapclient.response_parser import parse_fetch_response

from maild.access import AccessTokens
from maild.errors import (
    FolderMissing,
    LoginRefused,
    MaildError,
    SourceProtocol,
    SourceRefused,
    SourceUnavailable,
    TokenFailed,
)
from maild.model import RawMail
from maild.privacy import printable
from maild.sources.faults import Refusal, told_apart
from maild.sources.folders import resolve
from maild.sources.idle import SLICE_S, Doorbell, IdleRefused, pause
from maild.sources.wire import Wire
from maild.trust import client_context

FIRST_OCTETS = 2**20  # of each mail
WHOLE_OCTETS = 10 * 2**20  # of a mail that is wanted whole
BATCH_MAILS = 100  # beyond this a larger FETCH gains nothing and costs memory
BATCH_OCTETS = 16 * 2**20
WITHOUT_IDLE_S = 120.0
_GOODBYE_S = 3.0
_LOGIN_S = (
    25.0  # Dovecot holds a login back by up to 15 s; one that hangs must not outlast the server's return
)
_LAST_UID = 2**32 - 1
_NUMBER = re.compile(rb"\d{1,19}")
_FOLDERS_NAMED = 50
# PEEK leaves \Seen to the people who read this mailbox.
_MAIL = (f"BODY.PEEK[]<0.{FIRST_OCTETS}>", "INTERNALDATE")

# At DEBUG these write whole mails, and the account's name beside. They stay shut under --debug too.
for _name in ("imapclient", "imapclient.imapclient", "imapclient.imaplib", "imaplib"):
    logging.getLogger(_name).setLevel(logging.WARNING)


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class ImapAccount:
    """How to reach one account. Without `ca_file` and `pinned_sha256` the system's authorities are trusted.

    `password` is asked at every login, so a changed secret needs no restart. With `tokens` the login is XOAUTH2 and
    `password` is not asked.
    """

    name: str
    host: str
    port: int
    user: str
    security: Literal["tls", "starttls"]
    ca_file: Path | None
    pinned_sha256: str | None
    password: Callable[[], str] = field(repr=False)
    tokens: AccessTokens | None = None
    connect_timeout_s: float = 10.0
    read_timeout_s: float = 60.0
    idle_slice_s: float = SLICE_S
    without_idle_s: float = WITHOUT_IDLE_S  # between two looks where the server has no doorbell

    @property
    def where(self) -> str:
        """How an error begins."""
        return f"[accounts.{self.name}] {self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class AccountSeen:
    """What a login shows: the server's capabilities, and `(name, separator)` of every folder that holds mail."""

    capabilities: frozenset[str]
    folders: tuple[tuple[str, str], ...]


def look(account: ImapAccount) -> AccountSeen:
    """Log in, look, leave. Raises as `ImapFolder.open` does."""
    with told_apart(account.where):
        client = _Client(account)
        try:
            client.enter(account)
            told = client.capabilities()
            seen = AccountSeen(
                frozenset(one.decode("ascii", "replace").upper() for one in told if isinstance(one, bytes)),
                tuple(client.selectable_folders()),
            )
            client.wire.patience(_GOODBYE_S)
            with suppress(Exception):
                client.logout()
        finally:
            client.wire.shutdown()
    return seen


class ImapFolder:
    """One folder of one account: a MailSource. `now` tells the time for "the last seven days"."""

    def __init__(self, account: ImapAccount, folder: str, now: Callable[[], datetime] = _utc_now) -> None:
        self._account = account
        self._folder = folder
        self._now = now

    @property
    def account(self) -> str:
        return self._account.name

    @property
    def folder(self) -> str:
        return self._folder

    @contextmanager
    def open(self) -> Iterator[ImapView]:
        """Connect, log in and EXAMINE. Raises SourceUnavailable, SourceRefused, FolderMissing or SourceProtocol."""
        with told_apart(self._account.where):
            client = _Client(self._account)
        view = ImapView(self._account, client, self._folder, self._now)
        try:
            view.enter()
            yield view
        finally:
            view.close()


class ImapView:
    """A MailboxView: one connection with one folder open, used by one thread.

    After any error the connection is given up and every further call fails.
    """

    def __init__(
        self, account: ImapAccount, client: _Client, folder: str, now: Callable[[], datetime]
    ) -> None:
        self._account = account
        self._client = client
        self._folder = folder
        self._now = now
        self._uidvalidity = 0
        self._uidnext: int | None = None
        self._fresh = False
        self._idles = False
        self._good = True
        self._ahead: _Ahead | None = None

    def enter(self) -> None:
        with self._talking():
            self._client.enter(self._account)
            self._idles = self._client.has_capability("IDLE")
            try:
                self._examine()
            except Refusal as refusal:
                if refusal.passing:
                    raise
                self._folder = self._other_name(refusal)
                self._examine()

    def close(self) -> None:
        """Log out where the connection is still good; never raises, takes a few seconds at most."""
        if self._good and (self._ahead is None or self._ahead.heard):
            with suppress(Exception):
                self._client.wire.patience(_GOODBYE_S)
                self._client.logout()
        with suppress(Exception):
            self._client.wire.shutdown()
        self._good = False

    @property
    def uidvalidity(self) -> int:
        return self._uidvalidity

    @property
    def certificate_ends(self) -> datetime | None:
        """When the server's certificate expires; None for a pinned one, which is not looked into."""
        sock = self._client.wire.sock
        told = sock.getpeercert() if isinstance(sock, ssl.SSLSocket) else None
        ends = told.get("notAfter") if told else None
        return datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC) if isinstance(ends, str) else None

    def refresh(self) -> int | None:
        """EXAMINE again: the only plain command that tells UIDNEXT and UIDVALIDITY anew.

        None where the server gives no UIDNEXT (Courier). Straight after opening
        the answer is at hand already.
        """
        if not self._fresh:
            with self._talking():
                try:
                    self._examine()
                except Refusal:  # deleted or renamed meanwhile: opening anew will say so
                    raise SourceUnavailable("source.folder_closed", where=self._account.where) from None
        self._fresh = False
        return self._uidnext

    def uids_after(self, last: int) -> Sequence[int]:
        if last >= _LAST_UID:
            return []
        # "n:*" always names the newest message, even below n (RFC 3501 §6.4.8).
        return [uid for uid in self._search("UID", f"{last + 1}:*") if uid > last]

    def uids_since(self, days: int) -> Sequence[int]:
        """UIDs of the last `days` days by INTERNALDATE; a day more, since SINCE knows no zones."""
        since = self._now().astimezone(UTC).date() - timedelta(days=days + 1)
        return self._search("SINCE", f"{since.day:02d}-{_MONTHS[since.month - 1]}-{since.year}")

    def sizes(self, uids: Sequence[int]) -> Mapping[int, int]:
        found: dict[int, int] = {}
        for some in _chunks(uids, BATCH_MAILS):
            for uid, told in self._fetch(some, ["RFC822.SIZE"]).items():
                if isinstance(size := told.get(b"RFC822.SIZE"), int):
                    found[uid] = size
        return found

    def fetch(
        self, uids: Sequence[int], sizes: Mapping[int, int] | None = None, ahead: Sequence[int] = ()
    ) -> Iterator[RawMail]:
        """The mails in the order asked for, each batch fetched when the reader comes to it.

        Left out are expunged mails, and those the server cannot hand over
        (`BODY[] NIL`, NO to this one UID): they are to be asked for again later.
        """
        for some in _chunks(uids, BATCH_MAILS):
            told = self.sizes(some) if sizes is None else sizes
            for batch in batches([uid for uid in some if uid in told], told):
                got = self._fetch_mails(batch)
                if batch[-1] == uids[-1] and ahead:
                    self._ask_ahead(ahead)
                for uid in batch:
                    mail = raw_mail(uid, told[uid], got.get(uid, {}))
                    if mail is not None:
                        yield mail

    def _ask_ahead(self, uids: Sequence[int]) -> None:
        """Send the next FETCH now: the server answers into the connection's buffers while its reader is at work."""
        with self._talking():
            self._ahead = _Ahead(tuple(uids), self._client.ask(uids, _MAIL))

    def whole(self, uid: int) -> bytes | None:
        told = self._fetch([uid], [f"BODY.PEEK[]<0.{WHOLE_OCTETS}>"]).get(uid, {})
        raw = told.get(b"BODY[]<0>", told.get(b"BODY[]"))
        return raw[:WHOLE_OCTETS] if isinstance(raw, bytes) and raw else None

    def wait(self, timeout_s: float, stop: Callable[[], bool]) -> bool:
        """Wait for the doorbell; asks `stop` once a second.

        Where the server has no IDLE, or refuses it, this waits `without_idle_s` at most and
        says True: look for yourself. Raises SourceUnavailable for whatever may
        happen, since a connection that failed in IDLE is never used again.
        """
        if self._idles:
            try:
                with self._talking():
                    try:
                        return Doorbell(self._client.wire, self._account.idle_slice_s).listen(timeout_s, stop)
                    except IdleRefused:
                        self._idles = False
            except SourceProtocol as error:
                raise SourceUnavailable(error.text, **error.facts) from None
        return pause(min(timeout_s, self._account.without_idle_s), stop)

    @contextmanager
    def _talking(self) -> Iterator[None]:
        """Every command runs in here: what goes wrong is told apart and ends this view."""
        if not self._good:
            raise SourceUnavailable("source.given_up", where=self._account.where)
        try:
            with told_apart(self._account.where):
                self._hear_ahead()
                yield
        except MaildError:
            self._good = False
            raise

    def _hear_ahead(self) -> None:
        """Read what was asked ahead, before another command: its answer would be taken for that one's."""
        ahead = self._ahead
        if ahead is not None and not ahead.heard:
            self._client.wire.patience()
            self._ahead = replace(ahead, heard=True, told=self._answer(ahead.tag, ahead.uids))

    def _examine(self) -> None:
        told = self._client.select_folder(self._folder, readonly=True)
        validity, following = told.get(b"UIDVALIDITY"), told.get(b"UIDNEXT")
        if not isinstance(validity, int) or not 0 < validity <= _LAST_UID:
            raise SourceProtocol("source.no_uidvalidity", where=self._account.where)
        self._uidvalidity = validity
        # A number beyond 32 bits (RFC 3501 §9, nz-number) says nothing, as none does.
        self._uidnext = following if isinstance(following, int) and 0 < following <= _LAST_UID else None
        self._client.wire.looked()
        self._fresh = True

    def _other_name(self, refusal: Refusal) -> str:
        """The name under which the server knows the folder that it just refused to open."""
        listed = self._client.selectable_folders()
        name = resolve(self._folder, listed)
        if name is not None and name != self._folder:
            return name
        if name is not None:
            raise SourceRefused(
                "source.folder_forbidden",
                where=self._account.where,
                folder=printable(self._folder),
                said=refusal.code or refusal.status,
            )
        there = [f"“{printable(name)}”" for name, _ in listed[:_FOLDERS_NAMED]]
        if len(listed) > _FOLDERS_NAMED:
            there.append(f"… (+{len(listed) - _FOLDERS_NAMED})")
        raise FolderMissing(
            "source.folder_missing",
            where=self._account.where,
            folder=printable(self._folder),
            there=", ".join(there) or "–",
        )

    def _search(self, *criteria: str) -> list[int]:
        with self._talking():
            return self._client.search_uids(criteria)

    def _fetch(self, uids: Sequence[int], items: Sequence[str]) -> Mapping[int, Mapping[bytes, Any]]:
        with self._talking():
            told = self._answer(self._client.ask(uids, items), uids)
        return self._or_singly(told, uids, items)

    def _fetch_mails(self, uids: Sequence[int]) -> Mapping[int, Mapping[bytes, Any]]:
        """The same for whole mails, which may have been asked for ahead."""
        with self._talking():
            ahead, self._ahead = self._ahead, None
        if ahead is None or ahead.uids != tuple(uids):
            return self._fetch(uids, _MAIL)
        return self._or_singly(ahead.told, uids, _MAIL)

    def _answer(self, tag: bytes, uids: Sequence[int]) -> Mapping[int, Mapping[bytes, Any]] | None:
        """None where the server balks. RFC 2180 §4.1 lets it say NO when one of the mails asked for is gone."""
        try:
            return self._client.answer(tag, uids)
        except Refusal as refusal:
            if refusal.passing and refusal.code != "SERVERBUG":
                raise
        except _UNREADABLE:
            pass
        return None

    def _or_singly(
        self, told: Mapping[int, Mapping[bytes, Any]] | None, uids: Sequence[int], items: Sequence[str]
    ) -> Mapping[int, Mapping[bytes, Any]]:
        """What was told, or where the server balked one FETCH for each mail, so that a bad one stands alone."""
        if told is not None or len(uids) == 1:
            return told or {}
        return {uid: found for one in uids for uid, found in self._fetch([one], items).items()}


def batches(uids: Iterable[int], sizes: Mapping[int, int]) -> Iterator[list[int]]:
    """Cut `uids` so that no batch brings more than 100 mails or 16 MiB, counting a mail's first MiB at most."""
    batch: list[int] = []
    octets = 0
    for uid in uids:
        size = min(sizes[uid], FIRST_OCTETS)
        if batch and (len(batch) == BATCH_MAILS or octets + size > BATCH_OCTETS):
            yield batch
            batch, octets = [], 0
        batch.append(uid)
        octets += size
    if batch:
        yield batch


@dataclass(frozen=True, slots=True)
class _Ahead:
    """A FETCH of mails that was sent before they were needed, and its answer once that has been read."""

    uids: tuple[int, ...]
    tag: bytes
    heard: bool = False
    told: Mapping[int, Mapping[bytes, Any]] | None = None  # None too where the server balked


_STAND_IN = re.compile(
    rb"From: System Administrator <root@[^>\r\n]*>\r\nSubject: message unavailable\r\n\r\n"
    rb"This message is no longer available on the server\.\r\n"
)


def raw_mail(uid: int, size: int, told: Mapping[bytes, Any]) -> RawMail | None:
    """One FETCH answer as a mail of `size` octets; None when it holds none (expunged, or `BODY[] NIL`).

    For a mail that somebody else expunged Courier (5.0) hands out one of its own making instead.
    """
    raw = told.get(b"BODY[]<0>", told.get(b"BODY[]"))  # the second from a server that ignores <0.n>
    if not isinstance(raw, bytes) or (size and not raw) or _STAND_IN.fullmatch(raw):
        return None
    return RawMail(uid, raw[:FIRST_OCTETS], max(size, len(raw)), _in_utc(told.get(b"INTERNALDATE")))


class _Client(IMAPClient):  # type: ignore[misc]  # imapclient ships no types
    """imapclient over our own connection, with the few answers read here that it reads badly."""

    def __init__(self, account: ImapAccount) -> None:
        self._account = account
        self._context = _context(account)
        super().__init__(
            account.host,
            account.port,
            ssl=account.security == "tls",
            ssl_context=self._context,
            timeout=SocketTimeout(account.connect_timeout_s, account.read_timeout_s),
        )
        self.normalise_times = False  # else times are naive, in this machine's zone
        self.wire.debug = 0  # imapclient asks imaplib to format every line, mails too, for a log that is shut

    @property
    def wire(self) -> Wire:
        wire: Wire = self._imap
        return wire

    def _create_IMAP4(self) -> Wire:
        account = self._account
        context = self._context if account.security == "tls" else None
        return Wire(account.host, account.port, context, account.connect_timeout_s, account.read_timeout_s)

    def _check_resp(self, expected: str, command: str, typ: str, data: Sequence[bytes]) -> None:
        if typ != expected:
            said = data[0] if data and isinstance(data[0], bytes) else b""
            raise Refusal(command, typ, said.decode("utf-8", "replace"))

    def enter(self, account: ImapAccount) -> None:
        """TLS where it is not there yet, then log in. Raises LoginRefused, or another SourceRefused."""
        if self.wire.state != "NONAUTH":
            # PREAUTH: somebody else's session, and STARTTLS is no longer possible in it.
            raise SourceProtocol("source.preauth", where=account.where)
        if account.security == "starttls":
            if not self.has_capability("STARTTLS"):
                raise SourceRefused("source.no_starttls", where=account.where)
            self.starttls(self._context)
            self.wire.patience()
        secret = self._password(account) if account.tokens is None else self._token(account, account.tokens)
        self.wire.patience(_LOGIN_S)
        try:
            if account.tokens is None:
                self._log_in(account, secret)
            else:
                self._log_in_by_token(account, secret)
            self.wire.patience()
        except Refusal as refusal:
            if refusal.passing or (refusal.status != "NO" and refusal.code not in _LOGIN_CODES):
                raise
            if account.tokens is not None and account.tokens.refused(secret):
                raise SourceUnavailable("source.token_old", where=account.where) from None
            word = "source.login" if account.tokens is None else "source.login_by_token"
            said = refusal.words(secret) or "–"
            raise LoginRefused(word, where=account.where, said=said) from None

    def _password(self, account: ImapAccount) -> str:
        try:
            return account.password()
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise SourceRefused("source.password_unread", where=account.where, why=why) from None

    def _token(self, account: ImapAccount, tokens: AccessTokens) -> str:
        if not self.has_capability("AUTH=XOAUTH2"):
            raise SourceRefused("source.login_xoauth2", where=account.where)
        try:
            return tokens.read()
        except TokenFailed as error:
            kind = SourceUnavailable if error.passing else SourceRefused
            raise kind(error.text, where=account.where, **error.facts) from None

    def _log_in_by_token(self, account: ImapAccount, token: str) -> None:
        """XOAUTH2: the answer, then, where the server explains its refusal in a challenge, an empty line."""
        if any(unicodedata.category(char) == "Cc" for char in account.user):
            raise SourceRefused("source.login_control", where=account.where)
        answers = iter([xoauth2(account.user, token)])
        self._authenticate("XOAUTH2", lambda _: next(answers, b""))

    def _log_in(self, account: ImapAccount, password: str) -> None:
        user = account.user
        if any(unicodedata.category(char) == "Cc" for char in user + password):
            raise SourceRefused("source.login_control", where=account.where)
        if (user + password).isascii() and not self.has_capability("LOGINDISABLED"):
            with _answers_kept():
                typ, data = self.wire._simple_command("LOGIN", _quoted(user), _quoted(password))
                self._check_resp("OK", "login", typ, data)
                self.wire.state = "AUTH"
        elif self.has_capability("AUTH=PLAIN"):
            self._authenticate("PLAIN", lambda _: f"\0{user}\0{password}".encode())
        else:
            raise SourceRefused("source.login_method", where=account.where)

    def _authenticate(self, method: str, answer: Callable[[bytes], bytes]) -> None:
        with _answers_kept():
            self.wire.authenticate(method, answer)

    def selectable_folders(self) -> list[tuple[str, str]]:
        """`(name, separator)` of every folder that holds mail, names decoded."""
        return [
            (name, (separator or b"/").decode("ascii", "replace"))
            for flags, separator, name in self.list_folders()
            if b"\\noselect" not in {flag.lower() for flag in flags if isinstance(flag, bytes)}
        ]

    def search_uids(self, criteria: Sequence[str]) -> list[int]:
        """UID SEARCH, ascending. Takes the answer in several lines, which imapclient refuses."""
        lines = self._raw_command_untagged(b"SEARCH", [word.encode("ascii") for word in criteria])
        told = [line.partition(b"(")[0] for line in lines if line]
        if any(line.translate(None, b"0123456789 \r\n") for line in told):
            raise ValueError("an answer to SEARCH that is no number")
        # One by one: a list of all the words of a large folder would outlive it as memory that is never given back.
        found = [
            uid for line in told for word in _NUMBER.finditer(line) if 0 < (uid := int(word[0])) <= _LAST_UID
        ]
        if any(
            after <= before for before, after in pairwise(found)
        ):  # hardly ever, and a set of all is large
            found = sorted(set(found))
        return found

    def ask(self, uids: Sequence[int], items: Sequence[str]) -> bytes:
        """Send UID FETCH of explicit UIDs; the tag by which its answer is known."""
        tag: bytes = self.wire._command("UID", "FETCH", ",".join(map(str, uids)), f"({' '.join(items)})")
        return tag

    def answer(self, tag: bytes, uids: Sequence[int]) -> Mapping[int, Mapping[bytes, Any]]:
        """The answer to `ask`: what was told of each mail, by UID; of others too it may tell (RFC 3501 §7)."""
        typ, data = self.wire._command_complete("UID", tag)
        self._check_resp("OK", "fetch", typ, data)
        _, lines = self.wire._untagged_response(typ, data, "FETCH")
        told = as_usual(lines)
        if told is None:
            told = parse_fetch_response(lines, self.normalise_times, uid_is_key=True)
        return {uid: told[uid] for uid in uids if uid in told}


_SIZE_TOLD = re.compile(rb"\d+ \(UID (\d{1,10}) RFC822\.SIZE (\d{1,19})\)")
_MAIL_TOLD = re.compile(
    rb"\d+ \(UID (\d{1,10})"
    rb' INTERNALDATE "([ \d]\d)-([A-Z][a-z]{2})-(\d{4}) (\d\d:\d\d:\d\d) (\+\d{4}|-(?!0000)\d{4})"'
    rb" (BODY\[\](?:<0>)?) \{\d{1,10}\}"
)


def as_usual(lines: Sequence[bytes | tuple[bytes, bytes] | None]) -> dict[int, dict[bytes, Any]] | None:
    """What FETCH told of sizes or whole mails, in the words that servers mostly use; None where one line has others.

    Then imapclient reads them all, as it could read these, in twice the time.
    """
    told: dict[int, dict[bytes, Any]] = {}
    rest = iter(lines)
    for line in rest:
        if isinstance(line, tuple):
            mail = _MAIL_TOLD.fullmatch(line[0])
            if mail is None or mail[3] not in _NUMBERED or next(rest, None) != b")":
                return None
            uid, day, month, year, time, zone, name = mail.groups()
            written = b"%b-%b-%bT%b%b" % (year, _NUMBERED[month], day.replace(b" ", b"0"), time, zone)
            try:
                found = {b"INTERNALDATE": datetime.fromisoformat(written.decode("ascii")), name: line[1]}
            except ValueError:
                return None
        else:
            size = None if line is None else _SIZE_TOLD.fullmatch(line)
            if size is None:
                return None
            uid, found = size[1], {b"RFC822.SIZE": int(size[2])}
        if told.setdefault(int(uid), found) is not found:
            return None
    return told


# What a server means by a BAD that is none (RFC 5530 §3).
_LOGIN_CODES = frozenset({"AUTHENTICATIONFAILED", "AUTHORIZATIONFAILED", "EXPIRED", "CONTACTADMIN", "NOPERM"})
_BAD = re.compile(r"command error: BAD \[b['\"](.*)['\"]\]$", re.DOTALL)
# What imapclient's parser raises for a line that imaplib had read to its end: the connection is still in step.
_UNREADABLE = (ProtocolError, ValueError, TypeError, AttributeError, IndexError, RecursionError)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NUMBERED = {name.encode(): b"%02d" % number for number, name in enumerate(_MONTHS, 1)}


@contextmanager
def _answers_kept() -> Iterator[None]:
    """What imaplib keeps of a refused login only in its text, as a Refusal."""
    try:
        yield
    except (imaplib.IMAP4.abort, Refusal):
        raise
    except imaplib.IMAP4.error as error:
        bad = _BAD.search(str(error))
        raise Refusal("login", "BAD" if bad else "NO", bad.group(1) if bad else str(error)) from None


def xoauth2(user: str, token: str) -> bytes:
    """The first and only answer of XOAUTH2, as Google defined it and others took it over; base64 comes later."""
    return f"user={user}\1auth=Bearer {token}\1\1".encode()


def _context(account: ImapAccount) -> ssl.SSLContext:
    try:
        return client_context(account.ca_file, account.pinned_sha256)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise SourceRefused("source.ca_file", where=account.where, file=account.ca_file, why=why) from None


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _in_utc(when: object) -> datetime | None:
    if not isinstance(when, datetime) or when.tzinfo is None:
        return None
    try:
        return when.astimezone(UTC)
    except (OverflowError, ValueError):  # beyond the calendar; a zone of a day and more: "+9959"
        return None


def _chunks(uids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(uids), size):
        yield uids[start : start + size]
