"""What goes wrong with a mail server, told in three words: unavailable, refused, protocol.

The texts name the account, the option and the kind of fault, and never repeat what the server sent:
a line that could not be read may be somebody's mail.
"""

from __future__ import annotations

import imaplib
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from maild.errors import MaildError, SourceProtocol, SourceRefused, SourceUnavailable
from maild.privacy import mask_addresses, printable
from maild.sources.trust import certificate_remedy

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
            return SourceRefused(f"{where}: {certificate_remedy(error)}")
        case ssl.SSLError() if error.reason in {"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNKNOWN_PROTOCOL"}:
            return SourceProtocol(
                f"{where}: the server does not speak TLS on this port: check `port`, or set `security` to starttls"
            )
        case TimeoutError():
            return SourceUnavailable(f"{where}: the server did not answer in time")
        case socket.gaierror():
            return SourceUnavailable(
                f"{where}: the name of the server was not found: check `host` and the DNS"
            )
        case ConnectionRefusedError():
            return SourceUnavailable(f"{where}: nobody listens there: check `port`, or wait for the server")
        case ssl.SSLError():
            return SourceUnavailable(f"{where}: TLS broke off ({error.reason or type(error).__name__})")
        case OSError():
            return SourceUnavailable(f"{where}: the connection was lost ({type(error).__name__})")
        case Refusal() if error.passing:
            return SourceUnavailable(f"{where}: not now, says the server ({error.command}: {error.code})")
        case Refusal():
            said = f"{error.status} [{error.code}]" if error.code else error.status
            return SourceProtocol(f"{where}: the server answered {error.command} with {said}")
        case imaplib.IMAP4.abort() if not _UNEXPECTED.match(str(error)):
            return SourceUnavailable(f"{where}: the server closed the connection")
        case imaplib.IMAP4.error() if error.args and str(error.args[0]).startswith(_GREETED_WITH_BYE):
            return SourceUnavailable(f"{where}: the server takes no connections now")
        case _:
            return SourceProtocol(f"{where}: the server's answer makes no sense ({type(error).__name__})")
