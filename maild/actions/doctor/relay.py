"""The relay: TLS, the login, and what it offers in its answer to EHLO."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime

from maild.actions.doctor.lines import Line, line, told
from maild.actions.doctor.reach import Server, reach
from maild.channels import SmtpChannel, SmtpRelay
from maild.config import Config
from maild.errors import ConfigError, MaildError, TokenFailed
from maild.model import Outcome, Step
from maild.trust import client_context
from maild.wiring import relay_of

_WANTED = ("size", "dsn", "8bitmime", "smtputf8")
_LETTER_OCTETS = 2**20  # far above any letter of ours


def relays(config: Config, now: datetime) -> Iterator[Line]:
    """The relay of letters, and the second way of alerts: another relay, or a local command."""
    first, second = relay_of(config), relay_of(config, "smtp_second")
    if first is None:
        yield line("[smtp]", "relay", "skip", "doctor.no_relay")
    else:
        yield from _relay("[smtp]", first, now, config.language)
    if second is not None:
        yield from _relay("[smtp_second]", second, now, config.language)
    elif config.alerts.sendmail:
        program = config.alerts.sendmail[0]
        there = shutil.which(program) is not None
        word = "doctor.sendmail" if there else "doctor.no_sendmail"
        yield line("[alerts]", "sendmail", "ok" if there else "fail", word, program=program)


def _relay(where: str, found: SmtpRelay, now: datetime, language: str) -> Iterator[Line]:
    try:
        if found.tokens is not None:
            found.tokens.read()
        elif found.password is not None:
            found.password()
    except ConfigError as error:
        yield line(where, "secret", "fail", "doctor.secret", what=error.faults[0].what)
        return
    except TokenFailed as error:
        failed = MaildError(error.text, where=where, **error.facts)
        yield line(where, "secret", "fail", "doctor.secret", what=told(failed, language))
        return
    context = client_context(found.ca_file, found.pinned_sha256)
    server = Server(where, "smtp", found.host, found.port, found.security, context, bool(found.pinned_sha256))
    yield from reach(server, now)
    if not server.reached:
        return
    with SmtpChannel(found) as channel:
        seen = channel.look()
    if isinstance(seen, Outcome):
        word = "doctor.auth_refused" if seen.step is Step.AUTH else "doctor.relay_failed"
        facts = {"section": where, "step": seen.step.value, "code": seen.code or "", "said": seen.text}
        yield line(where, "login", "fail", word, **facts)
        return
    if found.user is None:
        yield line(where, "login", "ok", "doctor.no_auth")
    else:
        yield line(where, "login", "ok", "doctor.login", user=found.user)
    named = ", ".join(name.upper() for name in _WANTED if name in seen) or "–"
    yield line(where, "extensions", "ok", "doctor.extensions", named=named)
    if "dsn" not in seen:
        yield line(where, "dsn", "warn", "doctor.no_dsn")
    size = seen.get("size", "")
    if size.isdigit() and 0 < int(size) < _LETTER_OCTETS:
        yield line(where, "size", "warn", "doctor.size", octets=int(size))
