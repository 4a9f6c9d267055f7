"""What goes wrong with a mail server, told in three words: unavailable, refused, protocol.

The errors name a word of the catalogue, the account and the kind of fault, and never repeat what the server sent: a
line that could not be read may be somebody's mail.
"""

from __future__ import annotations

import imaplib
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from maild.errors import (
    MaildError,
    SourceProtocol,
    SourceRefused,
    SourceUnavailable,
)
from maild.privacy import mask_addresses, printable
from maild.trust import CERTIFICATE_FAULTS, NO_TLS_THERE, TLS_TOO_OLD, PinMismatch

_CERTIFICATES = {
    "early": "source.certificate_early",
    "expired": "source.certificate_expired",
    "name": "source.certificate_name",
    "purpose": "source.certificate_purpose",
    "self-signed": "source.certificate_self_signed",
    "unknown": "source.certificate_unknown",
    "weak": "source.certificate_weak",
}
_CODE = re.compile(r"\s*\[([A-Za-z][A-Za-z0-9-]*)[^\]]*\]")
_TEXT_LIMIT = 200
_UNEXPECTED = re.compile(r"(?:command: \S+ => )?unexpected (?:tagged )?response: ")  # imaplib's own words
_GREETED_WITH_BYE = "b'* BYE"
# Response codes by which a server says "not now" (RFC 5530 §3; THROTTLED and OVERLOADED: seen at large providers).
_PASSING = frozenset({"UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG", "THROTTLED", "OVERLOADED", "TRYLATER"})


class Refusal(imaplib.IMAP4.error):
    """A command answered with NO (or BAD): `code` is the response code in capitals, "" without one."""

    def __init__(self, command: str, status: str, text: str) -> None:
        super().__init__(f"{command}: {status}")
        self.command = command
        self.status = status
        self.code = code_of(text)
        self.text = text

    @property
    def passing(self) -> bool:
        """Whether the server says that it may work later."""
        return self.code in _PASSING

    def words(self, secret: str = "") -> str:
        """The server's own words, masked and shortened, for a person to read."""
        text = self.text.replace(secret, "•••") if secret else self.text
        return printable(mask_addresses(text)).replace("\n", " ")[:_TEXT_LIMIT]


def code_of(text: str) -> str:
    """`[AUTHENTICATIONFAILED] Wrong password` → `AUTHENTICATIONFAILED` (RFC 3501 §7.1)."""
    found = _CODE.match(text)
    return found.group(1).upper() if found else ""


def certificate_refused(where: str, error: ssl.SSLCertVerificationError) -> SourceRefused:
    """What is wrong with a refused certificate, and which option helps."""
    if isinstance(error, PinMismatch):
        return SourceRefused("source.certificate_pinned", where=where, seen=error.seen)
    known = CERTIFICATE_FAULTS.get(getattr(error, "verify_code", 0))
    if known is not None:
        return SourceRefused(_CERTIFICATES[known], where=where)
    why = getattr(error, "verify_message", None) or type(error).__name__
    return SourceRefused("source.certificate_refused", where=where, why=why)


@contextmanager
def told_apart(where: str) -> Iterator[None]:
    """Turn whatever imapclient, imaplib, ssl and the socket raise into one of our three errors.

    `where` begins the sentence: "[accounts.survey] mail.example.vn:993". The
    cause is cut off: its text may hold what a log must not.
    """
    try:
        yield
    except MaildError:
        raise
    except Exception as error:
        raise explain(where, error) from None


def explain(where: str, error: Exception) -> MaildError:
    """Which of the three an exception is. Anything unheard of counts as nonsense from the server."""
    match error:
        case ssl.SSLCertVerificationError():
            return certificate_refused(where, error)
        case ssl.SSLError() if error.reason in NO_TLS_THERE:
            return SourceRefused("source.no_tls", where=where)
        case ssl.SSLError() if error.reason in TLS_TOO_OLD:
            return SourceRefused("source.tls_old", where=where)
        case TimeoutError():
            return SourceUnavailable("source.timeout", where=where)
        case socket.gaierror():
            return SourceUnavailable("source.no_name", where=where)
        case ConnectionRefusedError():
            return SourceUnavailable("source.nobody_listens", where=where)
        case ssl.SSLError():
            return SourceUnavailable(
                "source.tls_broke", where=where, why=error.reason or type(error).__name__
            )
        case OSError():
            return SourceUnavailable("source.lost", where=where, why=type(error).__name__)
        case Refusal() if error.code == "LIMIT":
            return SourceUnavailable("source.limit", where=where)
        case Refusal() if error.passing:
            return SourceUnavailable("source.not_now", where=where, command=error.command, code=error.code)
        case Refusal():
            said = f"{error.status} [{error.code}]" if error.code else error.status
            return SourceProtocol("source.answered", where=where, command=error.command, said=said)
        case imaplib.IMAP4.abort() if not _UNEXPECTED.match(str(error)):
            return SourceUnavailable("source.closed", where=where)
        case imaplib.IMAP4.error() if error.args and str(error.args[0]).startswith(_GREETED_WITH_BYE):
            return SourceUnavailable("source.turned_away", where=where)
        case _:
            return SourceProtocol("source.nonsense", where=where, why=type(error).__name__)
