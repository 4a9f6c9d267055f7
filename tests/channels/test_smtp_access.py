"""Whom the channel believes and how it logs in: pinned certificates, access tokens, IPv6."""

from __future__ import annotations

import base64
import hashlib
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest

from maild.access import AccessTokens
from maild.channels import SmtpChannel, SmtpRelay
from maild.demo.tls import Certificates, make_certificates
from maild.model import Outcome, OutcomeKind, Permit, Step
from tests.channels.conftest import letter
from tests.e2e.conftest import certificates as readable_certificates
from tests.servers import dovecot, postfix
from tests.servers.dovecot import Delivery, Dovecot
from tests.servers.ports import free_port
from tests.servers.postfix import Hop, Postfix, Routes
from tests.servers.provider import Provider
from tests.servers.scripted_smtp import ScriptedSmtp

__all__ = ["readable_certificates"]
RelayTo = Callable[..., SmtpRelay]
USER = "cchc@snv.example.vn"
OFFERED = b"250-scripted.example.vn\r\n250-STARTTLS\r\n250 AUTH XOAUTH2\r\n"


class Tokens(AccessTokens):
    def __init__(self) -> None:
        super().__init__(["/nowhere"])
        self.asked = 0

    def _asked(self) -> tuple[str, float]:
        self.asked += 1
        return f"token-{self.asked}", 3600.0


def send(relay: SmtpRelay) -> Outcome:
    with SmtpChannel(relay) as channel:
        return channel.send(letter(), lambda: Permit())


def pin_of(certificates: Certificates) -> str:
    der = ssl.PEM_cert_to_DER_cert(certificates.cert_file.read_text())
    return hashlib.sha256(der).hexdigest()


# ---------------------------------------------------------------- certificates


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_pinned_certificate_alone_is_believed(
    certificates: Certificates, relay_to: RelayTo, tmp_path: Path, security: str
) -> None:
    """Self-signed, another name: the fingerprint is all that such a server can offer."""
    stranger = make_certificates(tmp_path / "tls", names=("mail.elsewhere.example.vn",), addresses=())
    for shown, kind in ((stranger, OutcomeKind.SENT), (certificates, OutcomeKind.DEFERRED)):
        with ScriptedSmtp(shown, implicit_tls=security == "tls") as server:
            relay = relay_to(
                server.port,
                security=security,
                ca_file=None,
                pinned_sha256=pin_of(stranger),
            )
            outcome = send(relay)
        assert outcome.kind is kind, outcome
        if kind is OutcomeKind.DEFERRED:
            assert pin_of(certificates) in outcome.text
            assert not [line for line in server.commands if line.startswith(("AUTH", "MAIL"))]


# ---------------------------------------------------------------- tokens


def test_logs_in_by_token(certificates: Certificates, relay_to: RelayTo) -> None:
    with ScriptedSmtp(certificates, {"EHLO": OFFERED}) as server:
        outcome = send(relay_to(server.port, user=USER, tokens=Tokens()))
    assert outcome.kind is OutcomeKind.SENT
    said = next(line for line in server.commands if line.startswith("AUTH "))
    assert base64.b64decode(said.split()[2]) == f"user={USER}\1auth=Bearer token-1\1\1".encode()


def test_a_kept_token_that_is_refused_is_no_fault_of_ours(
    certificates: Certificates, relay_to: RelayTo
) -> None:
    """The next try takes a new one; a new one that is refused ends the batch."""
    tokens = Tokens()
    with ScriptedSmtp(certificates, {"EHLO": OFFERED}) as server:
        assert send(relay_to(server.port, user=USER, tokens=tokens)).kind is OutcomeKind.SENT
    challenge = {"EHLO": OFFERED, "AUTH": "334 eyJzdGF0dXMiOiI0MDAifQ==", "": "535 5.7.8 not accepted"}
    with ScriptedSmtp(certificates, challenge) as server:
        relay = relay_to(server.port, user=USER, tokens=tokens)
        first, second = send(relay), send(relay)
    assert (first.kind, first.step) == (OutcomeKind.DEFERRED, Step.AUTH)
    assert (second.kind, second.step, second.code) == (OutcomeKind.OUR_FAULT, Step.AUTH, 535)
    assert tokens.asked == 2
    assert "token-" not in first.text + second.text


@pytest.mark.parametrize(("code", "kind"), [(75, OutcomeKind.DEFERRED), (1, OutcomeKind.OUR_FAULT)])
def test_a_command_that_gives_none(
    certificates: Certificates, relay_to: RelayTo, tmp_path: Path, code: int, kind: OutcomeKind
) -> None:
    command = tmp_path / "token"
    command.write_text(f"#!/bin/sh\nexit {code}\n")
    command.chmod(0o700)
    with ScriptedSmtp(certificates, {"EHLO": OFFERED}) as server:
        outcome = send(relay_to(server.port, user=USER, tokens=AccessTokens([str(command)])))
    assert (outcome.kind, outcome.step) == (kind, Step.AUTH)
    assert "token_command" in outcome.text


def test_a_relay_that_takes_none(certificates: Certificates, relay_to: RelayTo) -> None:
    tokens = Tokens()
    with ScriptedSmtp(certificates) as server:
        outcome = send(relay_to(server.port, user=USER, tokens=tokens))
    assert (outcome.kind, outcome.step, tokens.asked) == (OutcomeKind.OUR_FAULT, Step.AUTH, 0)


@pytest.mark.servers
@pytest.mark.skipif(not dovecot.delivers() or not postfix.runs(), reason="Dovecot or Postfix is missing")
def test_postfix_asks_dovecot_who_asks_the_provider(
    readable_certificates: Certificates, tmp_path: Path
) -> None:
    with (
        Provider(USER, readable_certificates.ca_file.parent) as provider,
        Dovecot({USER: "x"}, readable_certificates, Delivery(free_port()), provider.of_dovecot()) as imap,
        Postfix(readable_certificates, auth_port=imap.auth_port) as server,
    ):
        server.start(Routes({"snv.example.vn": Hop("lmtp", imap.lmtp_port)}))
        tokens = AccessTokens([provider.command()])
        relay = SmtpRelay(
            "localhost", server.port, "starttls", USER, tokens=tokens, ca_file=readable_certificates.ca_file
        )
        taken = letter(recipient=USER, envelope_sender=USER)
        with SmtpChannel(relay) as channel:
            assert channel.send(taken, lambda: Permit()).kind is OutcomeKind.SENT
        provider.withdraw()
        with SmtpChannel(relay) as channel:
            assert channel.send(taken, lambda: Permit()).kind is OutcomeKind.DEFERRED
        with SmtpChannel(relay) as channel:
            assert channel.send(taken, lambda: Permit()).kind is OutcomeKind.SENT
        assert provider.given == 2


# ---------------------------------------------------------------- IPv6


def test_over_ipv6(certificates: Certificates, relay_to: RelayTo) -> None:
    with ScriptedSmtp(certificates, host="::1") as server:
        assert send(relay_to(server.port, host="::1")).kind is OutcomeKind.SENT
