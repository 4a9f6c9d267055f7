"""DNS, TCP and TLS of one server, told apart: what an administrator would try by hand before any login."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from typing import Any, Literal

from maild.actions.doctor.lines import Level, Line, line
from maild.jobs.vitals import CERTIFICATE_WARNS
from maild.privacy import printable

_MOST_SKEW = timedelta(seconds=60)  # tokens allow a day; people who compare logs do not
_PATIENCE_S = 8.0
_MOST_ADDRESSES = 4
_LONGEST_LINE = 8192
_MOST_LINES = 100
# OpenSSL's X509_V_ERR_*
_REFUSED_FOR: Mapping[int, str] = {
    9: "doctor.cert_early",
    10: "doctor.cert_expired",
    18: "doctor.cert_self_signed",
    19: "doctor.cert_authority",
    20: "doctor.cert_authority",
    21: "doctor.cert_authority",
    62: "doctor.cert_name",
    64: "doctor.cert_name",
}


@dataclass(slots=True)
class Server:
    """How to reach it; `found` holds what was seen when it could be reached."""

    where: str
    protocol: Literal["imap", "smtp"]
    host: str
    port: int
    security: Literal["tls", "starttls"]
    context: ssl.SSLContext
    pinned: bool = False
    reached: bool = False
    lines: list[Line] = field(default_factory=list)

    def say(self, check: str, level: Level, word: str, **facts: Any) -> None:
        facts = {"host": self.host, "port": self.port, **facts}
        self.lines.append(line(self.where, check, level, word, **facts))


class _NotOffered(Exception):
    """The server does not speak the protocol that is expected, or offers no STARTTLS."""


def reach(server: Server, now: datetime) -> list[Line]:
    """Look at the server from outside; `server.reached` says whether a login may be tried."""
    addresses = _resolve(server)
    sock = _connect(server, addresses) if addresses else None
    if sock is not None:
        with closing(sock):
            _encrypt(server, sock, now)
    return server.lines


def _resolve(server: Server) -> list[str]:
    try:
        return [str(ip_address(server.host))]
    except ValueError:
        pass
    try:
        found = socket.getaddrinfo(server.host, server.port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        known = error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))
        server.say("dns", "fail", "doctor.dns_unknown" if known else "doctor.dns_silent")
        return []
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))[:_MOST_ADDRESSES]
    server.say("dns", "ok", "doctor.dns", addresses=", ".join(addresses))
    return addresses


def _connect(server: Server, addresses: list[str]) -> socket.socket | None:
    """The first connection that comes about; every address is tried, because clients take any of them."""
    opened: socket.socket | None = None
    for address in addresses:
        begun = time.monotonic()
        try:
            sock = socket.create_connection((address, server.port), timeout=_PATIENCE_S)
        except ConnectionRefusedError:
            server.say("tcp", "fail", "doctor.tcp_refused", address=address)
        except OSError as error:
            server.say("tcp", "fail", "doctor.tcp_silent", address=address, why=error.strerror or "timeout")
        else:
            took_ms = round((time.monotonic() - begun) * 1000)
            server.say("tcp", "ok", "doctor.tcp", address=address, ms=took_ms)
            if opened is None:
                opened = sock
            else:
                sock.close()
    return opened


def _encrypt(server: Server, sock: socket.socket, now: datetime) -> None:
    try:
        if server.security == "starttls":
            greeting = _ask_for_tls(server, sock)
            secure = server.context.wrap_socket(sock, server_hostname=server.host)
        else:
            secure = server.context.wrap_socket(sock, server_hostname=server.host)
            greeting = _line(secure)
    except _NotOffered as error:
        server.say("tls", "fail", str(error))
        return
    except ssl.SSLCertVerificationError as error:
        seen = getattr(error, "seen", None)  # a pinned certificate that is another one now
        if seen is not None:
            server.say("certificate", "fail", "doctor.cert_pin", seen=seen)
            return
        word = _REFUSED_FOR.get(getattr(error, "verify_code", 0), "doctor.cert_refused")
        server.say("certificate", "fail", word, why=getattr(error, "verify_message", ""))
        return
    except ssl.SSLError as error:
        wrong = error.reason in ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNKNOWN_PROTOCOL")
        word = "doctor.tls_clear" if wrong else "doctor.tls_broken"
        server.say("tls", "fail", word, why=error.reason or type(error).__name__)
        return
    except OSError as error:
        server.say("tls", "fail", "doctor.tls_broken", why=error.strerror or "timeout")
        return
    server.reached = True
    server.say("tls", "ok", "doctor.tls", version=secure.version() or "TLS")
    _certificate(server, secure.getpeercert() or {}, now)
    _clock(server, greeting)
    secure.close()


def _certificate(server: Server, told: Mapping[str, Any], now: datetime) -> None:
    ends_text = told.get("notAfter")
    if not isinstance(ends_text, str):
        server.say("certificate", "ok" if server.pinned else "skip", "doctor.cert_pinned")
        return
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(ends_text), UTC)
    left = ends - now
    facts = {"days": left.days, "ends": ends.date().isoformat(), "issuer": _issuer(told)}
    if left <= CERTIFICATE_WARNS:
        server.say("certificate", "warn", "doctor.cert_soon", **facts)
    else:
        names = ", ".join(str(name) for _, name in told.get("subjectAltName", ()))
        server.say("certificate", "ok", "doctor.cert", names=printable(names)[:200], **facts)


def _issuer(told: Mapping[str, Any]) -> str:
    parts = {name: value for pairs in told.get("issuer", ()) for name, value in pairs}
    named = parts.get("commonName") or parts.get("organizationName") or "?"
    return printable(str(named))[:100]


def _clock(server: Server, greeting: str) -> None:
    """Some servers tell the time in their greeting (Exim, Sendmail); IMAP has no other place for it."""
    said = _date_in(greeting)
    if said is None:
        return
    off_s = round((said - datetime.now(UTC)).total_seconds())
    off = abs(off_s) > _MOST_SKEW.total_seconds()
    word = "doctor.clock_off" if off else "doctor.clock"
    server.say("clock", "warn" if off else "ok", word, seconds=abs(off_s))


def _date_in(greeting: str) -> datetime | None:
    for start in (greeting.find(day) for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")):
        if start >= 0:
            try:
                said = parsedate_to_datetime(greeting[start : start + 40])
            except (ValueError, TypeError, OverflowError):
                continue
            return said if said.tzinfo is not None else said.replace(tzinfo=UTC)
    return None


# ---------------------------------------------------------------- what is said before STARTTLS


def _ask_for_tls(server: Server, sock: socket.socket) -> str:
    """The greeting. Raises _NotOffered unless the next octets are the handshake."""
    sock.settimeout(_PATIENCE_S)
    greeting = _line(sock)
    if server.protocol == "smtp":
        while greeting[3:4] == "-":
            greeting = _line(sock)
        _expect(greeting.startswith("220"), "doctor.not_smtp")
        _say(sock, "EHLO doctor.invalid")
        offers = {one[4:].strip().upper() for one in _smtp_reply(sock)}
        _expect("STARTTLS" in offers, "doctor.no_starttls")
        _say(sock, "STARTTLS")
        _expect(_smtp_reply(sock)[-1].startswith("220"), "doctor.no_starttls")
    else:
        _expect(greeting.upper().startswith("* OK"), "doctor.not_imap")
        _say(sock, "d1 STARTTLS")
        answer = next((one for one in _lines(sock) if one.startswith("d1 ")), "")
        _expect(answer.upper().startswith("D1 OK"), "doctor.no_starttls")
    return greeting


def _expect(holds: bool, word: str) -> None:
    if not holds:
        raise _NotOffered(word)


def _say(sock: socket.socket, command: str) -> None:
    sock.sendall(command.encode("ascii") + b"\r\n")


def _smtp_reply(sock: socket.socket) -> list[str]:
    lines: list[str] = []
    for one in _lines(sock):
        lines.append(one)
        if one[3:4] != "-":
            break
    return lines or [""]


def _lines(sock: socket.socket) -> Iterator[str]:
    for _ in range(_MOST_LINES):
        got = _line(sock)
        if not got:
            return
        yield got


def _line(sock: socket.socket) -> str:
    """One line, octet by octet: nothing of the handshake that follows may be taken out of the socket."""
    octets = bytearray()
    while len(octets) < _LONGEST_LINE:
        one = sock.recv(1)
        if not one or one == b"\n":
            break
        octets += one
    return octets.decode("utf-8", "replace").rstrip("\r")
