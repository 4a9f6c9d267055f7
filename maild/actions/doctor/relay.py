"""The relay: TLS, the login, and what it offers in its answer to EHLO."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import datetime

from maild.actions.doctor.lines import Line, line
from maild.actions.doctor.reach import Server, reach
from maild.channels import SmtpChannel
from maild.config import Config
from maild.errors import ConfigError
from maild.model import Outcome, Step
from maild.wiring import relay_of

_WHERE = "[smtp]"
_WANTED = ("size", "dsn", "8bitmime", "smtputf8")
_LETTER_OCTETS = 2**20  # far above any letter of ours


def relay(config: Config, now: datetime) -> Iterator[Line]:
    found = relay_of(config)
    if found is None:
        yield line(_WHERE, "relay", "skip", "doctor.no_relay")
        return
    if found.password is not None:
        try:
            found.password()
        except ConfigError as error:
            yield line(_WHERE, "secret", "fail", "doctor.secret", what=error.faults[0].what)
            return
    context = ssl.create_default_context(cafile=str(found.ca_file) if found.ca_file else None)
    server = Server(_WHERE, "smtp", found.host, found.port, found.security, context)
    yield from reach(server, now)
    if not server.reached:
        return
    with SmtpChannel(found) as channel:
        seen = channel.look()
    if isinstance(seen, Outcome):
        word = "doctor.auth_refused" if seen.step is Step.AUTH else "doctor.relay_failed"
        yield line(_WHERE, "login", "fail", word, step=seen.step.value, code=seen.code or "", said=seen.text)
        return
    if found.user is None:
        yield line(_WHERE, "login", "ok", "doctor.no_auth")
    else:
        yield line(_WHERE, "login", "ok", "doctor.login", user=found.user)
    named = ", ".join(name.upper() for name in _WANTED if name in seen) or "–"
    yield line(_WHERE, "extensions", "ok", "doctor.extensions", named=named)
    if "dsn" not in seen:
        yield line(_WHERE, "dsn", "warn", "doctor.no_dsn")
    size = seen.get("size", "")
    if size.isdigit() and 0 < int(size) < _LETTER_OCTETS:
        yield line(_WHERE, "size", "warn", "doctor.size", octets=int(size))
