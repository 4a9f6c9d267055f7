"""Whom we believe to be our server (S-07, S-08, and the same for IMAP): ten bad certificates, an old TLS and a
stripped or poisoned STARTTLS are each refused, in words that say who acts, and not an octet of a secret is sent.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Literal

import pytest

from maild.channels import SmtpChannel, SmtpRelay
from maild.demo.tls import Certificates, fingerprint
from maild.errors import MaildError, SourceProtocol, SourceRefused
from maild.jobs.watch import trouble_of
from maild.model import OutcomeKind, Permit, Step
from maild.rules.delivery import KNOCK_AFTER
from maild.sources.imap import ImapFolder
from maild.words import say
from tests.channels.conftest import letter
from tests.jobs.lying_imap import Box, LyingImap
from tests.jobs.province import Province, addresses
from tests.jobs.watching import eventually, watching
from tests.proof.mailbox import all_read, closed, put, source, told
from tests.proof.thin import thinned
from tests.servers import bad_certificates
from tests.servers.bad_certificates import HOST, careless
from tests.servers.scripted import OK, Answer, Scripted
from tests.servers.scripted_smtp import Script, ScriptedSmtp

SECRET = "mat-khau-rat-rieng"
Security = Literal["tls", "starttls"]
both_ways = pytest.mark.parametrize("security", ["tls", "starttls"])
every_kind = pytest.mark.parametrize(
    ("security", "kind", "fault"),
    thinned(
        [(way, *row) for way in ("tls", "starttls") for row in bad_certificates.KINDS.items()],
        usual=len(bad_certificates.KINDS),
    ),
)
OLD = pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1:DeprecationWarning")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Certificates]:
    """Certificates of a kind, each made once."""
    place = tmp_path_factory.mktemp("bad")
    known: dict[str, Certificates] = {}

    def make(kind: str) -> Certificates:
        if kind not in known:
            known[kind] = bad_certificates.make(place / str(len(known)), kind)
        return known[kind]

    return make


Made = Callable[[str], Certificates]

# ---------------------------------------------------------------- IMAP

CLEAR: Mapping[str, Answer] = {
    "CLEAR": [],
    "CAPABILITY": [b"* CAPABILITY IMAP4rev1 STARTTLS IDLE\r\n" + OK],
    "STARTTLS": [OK],
}


@contextmanager
def imap(
    certificates: Certificates,
    security: Security,
    script: Mapping[str, Answer] | None = None,
    newest: ssl.TLSVersion | None = None,
    **changed: object,
) -> Iterator[tuple[Scripted, ImapFolder]]:
    usual = CLEAR if security == "starttls" else {}
    with Scripted(certificates, {**usual, **(script or {})}, tls=careless(certificates, newest)) as server:
        options = {"host": HOST, "security": security, "password": lambda: SECRET, **changed}
        yield server, source(certificates, server.port, **options)


def refused(folder: ImapFolder, server: Scripted) -> MaildError:
    with pytest.raises((SourceRefused, SourceProtocol)) as caught, folder.open():
        pass
    assert server.seen["LOGIN"] == 0
    assert not any(SECRET.encode() in line for line in server.lines)
    return caught.value


@every_kind
def test_imap_a_bad_certificate(made: Made, security: Security, kind: str, fault: str) -> None:
    with imap(made(kind), security) as (server, folder):
        error = refused(folder, server)
    trouble = trouble_of(error)
    assert (trouble.reason, trouble.code) == ("imap-tls", fault)
    for language in ("vi", "en"):
        assert acts(say(error.text, language, **error.facts)), error


@OLD
@both_ways
def test_imap_an_old_tls(made: Made, security: Security) -> None:
    with imap(made("good"), security, newest=ssl.TLSVersion.TLSv1_1) as (server, folder):
        error = refused(folder, server)
    assert trouble_of(error).code == "tls-old"
    assert acts(say(error.text, "vi", **error.facts))


@both_ways
def test_imap_the_good_one_is_taken(made: Made, security: Security) -> None:
    """Else all the others would prove nothing: a private authority, and a pin."""
    pin = fingerprint(made("good").cert_file)
    for changed in ({}, {"ca_file": None, "pinned_sha256": pin}, {"pinned_sha256": pin}):
        with imap(made("good"), security, **changed) as (server, folder), folder.open():
            assert server.seen["LOGIN"] == 1


@both_ways
def test_imap_a_pin_excuses_what_is_pinned_and_nothing_else(made: Made, security: Security) -> None:
    itself = made("signed by itself")
    with (
        imap(itself, security, ca_file=None, pinned_sha256=fingerprint(itself.cert_file)) as (server, folder),
        folder.open(),
    ):
        assert server.seen["LOGIN"] == 1
    with imap(made("good"), security, pinned_sha256=fingerprint(itself.cert_file)) as (server, folder):
        assert trouble_of(refused(folder, server)).code == "pinned"


STRIPPED = [
    {"CAPABILITY": [b"* CAPABILITY IMAP4rev1\r\n" + OK]},
    {"STARTTLS": [b"%t NO not today\r\n"]},
    {"STARTTLS": [b"%t BAD what?\r\n"]},
    {"GREETING": [b"* PREAUTH welcome\r\n"]},
    {"CAPABILITY": [b"* CAPABILITY IMAP4rev1 AUTH=PLAIN LOGIN\r\n" + OK]},
]


@pytest.mark.parametrize("script", STRIPPED)
def test_imap_a_stripped_starttls(made: Made, script: Mapping[str, Answer]) -> None:
    with imap(made("good"), "starttls", script) as (server, folder):
        refused(folder, server)


def test_imap_what_was_slipped_in_before_tls_is_not_believed(made: Made) -> None:
    script = {"STARTTLS": [b"%t OK go\r\n* CAPABILITY IMAP4rev1 LOGINDISABLED\r\n* BYE x\r\n"]}
    with imap(made("good"), "starttls", script) as (server, folder), folder.open() as view:
        assert view.wait(0.1, lambda: False) is False
        assert server.seen["IDLE"] == 1


def test_imap_a_certificate_that_is_renewed(
    build: Callable[..., Province], made: Made, certificates: Certificates
) -> None:
    """The incident says what is wrong at once, mail flows after the cure, and the incident closes itself."""
    box, province = Box(), build()
    put(box, 11, 12)
    with LyingImap(certificates, box, tls=careless(made("expired"))) as bad:
        port = bad.port
        with watching(province, source(made("expired"), port, host=HOST)):
            assert eventually(lambda: told(province) == {("imap-tls", "expired")})
    province.clock.move_to(province.now + timedelta(minutes=5))
    with LyingImap(certificates, box, port=port), watching(province, source(certificates, port, host=HOST)):
        assert eventually(lambda: all_read(province, box))
        assert eventually(lambda: closed(province))


def acts(sentence: str) -> bool:
    """Whether somebody is told to do something."""
    words = ("quản trị máy chủ", "kiểm tra đồng hồ", "`ca_file`", "`host`", "`pinned_sha256`")
    english = ("administrators", "clock", "renewed", "name it in", "name its file", "set `host`")
    return any(word in sentence for word in words + english)


# ---------------------------------------------------------------- SMTP


@contextmanager
def smtp(
    certificates: Certificates,
    security: Security,
    script: Script | None = None,
    newest: ssl.TLSVersion | None = None,
    **changed: object,
) -> Iterator[tuple[ScriptedSmtp, SmtpRelay]]:
    with ScriptedSmtp(
        certificates, script or {}, implicit_tls=security == "tls", tls=careless(certificates, newest)
    ) as server:
        settings: dict[str, object] = {
            "host": HOST,
            "port": server.port,
            "security": security,
            "ca_file": certificates.ca_file,
            "user": "maild",
            "password": lambda: SECRET,
            "connect_timeout_s": 5,
            "command_timeout_s": 5,
            "dot_timeout_s": 5,
            **changed,
        }
        yield server, SmtpRelay(**settings)  # type: ignore[arg-type]


def unsent(server: ScriptedSmtp, relay: SmtpRelay) -> str | None:
    """Offer a letter that must not go; the fault of TLS that the outcome names."""
    with SmtpChannel(relay) as channel:
        outcome = channel.send(letter(), Permit)
    assert outcome.kind is OutcomeKind.DEFERRED
    assert outcome.step in (Step.CONNECT, Step.EHLO, Step.STARTTLS)
    assert not any(command.startswith(("AUTH", "MAIL")) for command in server.commands)
    assert server.contents == []
    assert SECRET not in outcome.text + repr(relay)
    return outcome.tls


@every_kind
def test_s08_a_bad_certificate(made: Made, security: Security, kind: str, fault: str) -> None:
    with smtp(made(kind), security) as (server, relay):
        assert unsent(server, relay) == fault


@OLD
@both_ways
def test_s08_an_old_tls(made: Made, security: Security) -> None:
    with smtp(made("good"), security, newest=ssl.TLSVersion.TLSv1_1) as (server, relay):
        assert unsent(server, relay) == "tls-old"


@both_ways
def test_s08_the_good_one_is_taken(made: Made, security: Security) -> None:
    with smtp(made("good"), security) as (server, relay), SmtpChannel(relay) as channel:
        assert channel.send(letter(), Permit).kind is OutcomeKind.SENT
    assert len(server.contents) == 1


@both_ways
def test_s08_a_private_authority_is_not_known_by_itself(made: Made, security: Security) -> None:
    with smtp(made("good"), security, ca_file=None) as (server, relay):
        assert unsent(server, relay) == "unknown"


S07: list[tuple[Script, str | None]] = [
    ({"EHLO": b"250-x\r\n250 AUTH PLAIN\r\n"}, "no-starttls"),
    ({"EHLO": "250 x"}, "no-starttls"),
    ({"EHLO": b"250-x\r\n250 XSTARTTLS\r\n"}, "no-starttls"),
    ({"STARTTLS": "454 4.7.0 not now"}, None),
    ({"STARTTLS": b"220 go\r\n250 injected\r\n", "EHLO": [b"250-x\r\n250 STARTTLS\r\n", "450 no"]}, None),
]


@pytest.mark.parametrize(("script", "fault"), S07)
def test_s07_a_stripped_or_poisoned_starttls(made: Made, script: Script, fault: str | None) -> None:
    with smtp(made("good"), "starttls", script) as (server, relay):
        assert unsent(server, relay) == fault


def test_s07_a_port_where_nobody_speaks_tls(made: Made) -> None:
    with smtp(made("good"), "starttls", {"greeting": "220 in clear"}) as (server, relay):
        assert unsent(server, replace(relay, security="tls")) == "no-tls"


def test_s08_a_certificate_that_is_renewed(
    build: Callable[..., Province], made: Made, certificates: Certificates
) -> None:
    """One incident that names it, no try counted, no breaker; the letters go within half a minute of the cure."""
    with ScriptedSmtp(certificates, tls=careless(made("good"))) as bad:
        province = build(smtp_port=bad.port)
        province.wave(addresses(4))
        for _ in range(10):
            province.deliver()
            province.clock.move_to(province.now + KNOCK_AFTER)
        assert told(province) == {("smtp-tls", "unknown")}
        assert {one.attempts for one in province.letters()} == {0}
        assert bad.commands == []
        bad.tls = None
        for _ in range(2):
            province.deliver()
            province.clock.move_to(province.now + KNOCK_AFTER)
    assert set(province.states()) == {"sent"}
    assert closed(province)
    assert province.differences() == []
