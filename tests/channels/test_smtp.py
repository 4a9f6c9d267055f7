"""The channel against a server that does what a script says, and against a real one."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from maild.channels import SmtpChannel, SmtpRelay
from maild.demo.smtp_server import SmtpServer
from maild.demo.tls import Certificates
from maild.errors import ConfigError
from maild.model import Outcome, OutcomeKind, OutgoingLetter, Permit, Refused, Step
from tests.channels.conftest import PATIENT_S, letter
from tests.servers.scripted_smtp import CLOSE, DROP, HANG, RESET, Reply, ScriptedSmtp

RelayTo = Callable[..., SmtpRelay]

SENT, DEFERRED, FAILED = OutcomeKind.SENT, OutcomeKind.DEFERRED, OutcomeKind.FAILED
OUR_FAULT, IN_DOUBT, REFUSED = OutcomeKind.OUR_FAULT, OutcomeKind.IN_DOUBT, OutcomeKind.REFUSED
SHORT_S = 1.0  # for what never comes; a greeting and an EHLO come in a hundredth of it
_LINE = b"\x16\x03 not SMTP at all\r\n"

SCRIPTS = [
    # script                                             kind       step          code  enhanced asked
    ({}, SENT, Step.DOT, 250, "2.0.0", True),
    ({".": "299 whatever"}, SENT, Step.DOT, 299, None, True),
    ({"greeting": "554 5.7.1 go away"}, OUR_FAULT, Step.CONNECT, 554, "5.7.1", False),
    ({"greeting": "421 4.3.2 busy"}, DEFERRED, Step.CONNECT, 421, "4.3.2", False),
    ({"greeting": CLOSE}, DEFERRED, Step.CONNECT, None, None, False),
    ({"greeting": RESET}, DEFERRED, Step.CONNECT, None, None, False),
    ({"greeting": _LINE}, DEFERRED, Step.CONNECT, None, None, False),
    ({"greeting": b"HTTP/1.1 400 Bad Request\r\n\r\n"}, DEFERRED, Step.CONNECT, None, None, False),
    ({"EHLO": "502 5.5.1 what?"}, OUR_FAULT, Step.EHLO, 502, "5.5.1", False),
    ({"EHLO": "450 4.7.1 not now"}, DEFERRED, Step.EHLO, 450, "4.7.1", False),
    ({"MAIL": "553 5.7.1 not your sender"}, OUR_FAULT, Step.MAIL, 553, "5.7.1", False),
    ({"MAIL": "452 4.3.1 disk full"}, DEFERRED, Step.MAIL, 452, "4.3.1", False),
    ({"MAIL": HANG}, DEFERRED, Step.MAIL, None, None, False),
    ({"MAIL": b"250 half a li"}, DEFERRED, Step.MAIL, None, None, False),
    ({"MAIL": b"250 ok\r\n250 ok\r\n"}, DEFERRED, Step.MAIL, None, None, False),
    ({"MAIL": b"250-" + b"x" * 70_000}, DEFERRED, Step.MAIL, None, None, False),
    ({"MAIL": b"250-\xff\xfe\r\n250 ok\r\n"}, SENT, Step.DOT, 250, "2.0.0", True),
    ({"RCPT": "550 5.1.1 no such user"}, FAILED, Step.RCPT, 550, "5.1.1", False),
    ({"RCPT": "450 4.2.1 greylisted"}, DEFERRED, Step.RCPT, 450, "4.2.1", False),
    ({"RCPT": "421 4.3.2 closing"}, DEFERRED, Step.RCPT, 421, "4.3.2", False),
    ({"RCPT": CLOSE}, DEFERRED, Step.RCPT, None, None, False),
    ({"RCPT": "251 will forward"}, SENT, Step.DOT, 250, "2.0.0", True),
    ({"DATA": "554 5.5.1 no"}, FAILED, Step.DATA, 554, "5.5.1", True),
    ({"DATA": "451 4.3.0 later"}, DEFERRED, Step.DATA, 451, "4.3.0", True),
    ({"DATA": "250 eh?"}, DEFERRED, Step.DATA, 250, None, True),
    ({"DATA": HANG}, DEFERRED, Step.DATA, None, None, True),
    ({"DATA": CLOSE}, DEFERRED, Step.DATA, None, None, True),
    ({"DATA": b"354 go\r\n250 done\r\n"}, DEFERRED, Step.DATA, None, None, True),
    ({".": "552 5.2.2 full"}, FAILED, Step.DOT, 552, "5.2.2", True),
    ({".": "452 4.2.2 full"}, DEFERRED, Step.DOT, 452, "4.2.2", True),
    ({".": "421 4.3.2 closing"}, DEFERRED, Step.DOT, 421, "4.3.2", True),
    ({".": "354 again?"}, IN_DOUBT, Step.DOT, 354, None, True),
    ({".": _LINE}, IN_DOUBT, Step.DOT, None, None, True),
    ({".": DROP}, IN_DOUBT, Step.DOT, None, None, True),
    ({".": RESET}, IN_DOUBT, Step.DOT, None, None, True),
    ({".": HANG}, IN_DOUBT, Step.DOT, None, None, True),
    ({".": b"250 ok bu"}, IN_DOUBT, Step.DOT, None, None, True),
]


def waiting(script: Mapping[str, Reply]) -> dict[str, float]:
    """Time-outs that are short where this server says nothing or breaks off, after all that it does say."""
    mute = {
        key
        for key, said in script.items()
        if said is HANG or (isinstance(said, bytes) and said[-2:] != b"\r\n")
    }
    return {
        "connect_timeout_s": SHORT_S if "STARTTLS" in mute else PATIENT_S,
        "command_timeout_s": SHORT_S if mute & {"MAIL", "DATA"} else PATIENT_S,
        "dot_timeout_s": SHORT_S if "." in mute else PATIENT_S,
    }


class Intent:
    """Counts how often it was asked; says yes."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self) -> Permit:
        self.asked += 1
        return Permit()


@pytest.mark.parametrize(("script", "kind", "step", "code", "enhanced", "asked"), SCRIPTS)
def test_whatever_a_server_does_becomes_an_outcome(
    certificates: Certificates,
    relay_to: RelayTo,
    script: dict[str, Reply],
    kind: OutcomeKind,
    step: Step,
    code: int | None,
    enhanced: str | None,
    asked: bool,
) -> None:
    intent = Intent()
    with (
        ScriptedSmtp(certificates, script) as server,
        SmtpChannel(relay_to(server.port, **waiting(script))) as channel,
    ):
        outcome = channel.send(letter(), intent)
    assert (outcome.kind, outcome.step, outcome.code, outcome.enhanced) == (kind, step, code, enhanced)
    assert intent.asked == int(asked)
    assert bool(server.contents) == (step is Step.DOT)
    assert outcome.text
    assert "nguyen.van+a@" not in outcome.text.lower()


def test_the_conversation_is_one_recipient_with_the_intent_before_data(
    certificates: Certificates, relay_to: RelayTo
) -> None:
    seen: list[str] = []
    with (
        ScriptedSmtp(certificates) as server,
        SmtpChannel(relay_to(server.port, hello="maild.example.vn")) as channel,
    ):
        channel.send(letter(), lambda: seen.extend(server.commands) or Permit())
    conversation = [
        "EHLO maild.example.vn",
        "MAIL FROM:<cchc+aaaaaaaaaaaa.bbbbbbbbbbbbbbbb@snv.example.vn> RET=HDRS"
        " ENVID=aaaaaaaaaaaa.bbbbbbbbbbbbbbbb",
        "RCPT TO:<Nguyen.Van+A@snv.example.vn> NOTIFY=FAILURE,DELAY"
        " ORCPT=rfc822;Nguyen.Van+2BA@snv.example.vn",
    ]
    assert seen == conversation
    assert server.commands == [*conversation, "DATA", "QUIT"]
    assert server.contents == [b"Subject: thu\r\n\r\n..dot first\r\nbody\r\n"]


def test_dsn_parameters_only_where_dsn_is_offered(certificates: Certificates, relay_to: RelayTo) -> None:
    with (
        ScriptedSmtp(certificates, {"EHLO": "250 scripted.example.vn"}) as server,
        SmtpChannel(relay_to(server.port)) as channel,
    ):
        assert channel.send(letter(), Permit).kind is SENT
    assert server.commands[1:3] == [
        "MAIL FROM:<cchc+aaaaaaaaaaaa.bbbbbbbbbbbbbbbb@snv.example.vn>",
        "RCPT TO:<Nguyen.Van+A@snv.example.vn>",
    ]


def test_a_refused_intent_is_taken_back_by_rset(certificates: Certificates, relay_to: RelayTo) -> None:
    with ScriptedSmtp(certificates) as server, SmtpChannel(relay_to(server.port)) as channel:
        outcome = channel.send(letter(), lambda: Refused("answered meanwhile"))
        assert outcome == Outcome(OutcomeKind.REFUSED, Step.INTENT, text="answered meanwhile")
        assert channel.send(letter(88), Permit).kind is SENT
    assert [command.partition(" ")[0] for command in server.commands] == [
        *("EHLO", "MAIL", "RCPT", "RSET", "MAIL", "RCPT", "DATA", "QUIT")
    ]
    assert len(server.contents) == 1


def test_an_intent_that_fails_sends_nothing_and_leaves_the_next_letter_alone(
    certificates: Certificates, relay_to: RelayTo
) -> None:
    def fails() -> Permit:
        raise OSError("the database is gone")

    with ScriptedSmtp(certificates) as server, SmtpChannel(relay_to(server.port)) as channel:
        with pytest.raises(OSError, match="database"):
            channel.send(letter(), fails)
        assert channel.send(letter(88), Permit).kind is SENT
    assert (server.connections, len(server.contents)) == (2, 1)


REUSE = [
    # script                                   kinds of three letters          connections
    ({}, [SENT, SENT, SENT], 1),
    ({"RCPT": ["550 no", "250 ok"]}, [FAILED, SENT, SENT], 1),
    ({"RCPT": ["421 bye", "250 ok"]}, [DEFERRED, SENT, SENT], 2),
    ({"MAIL": ["250 ok", "421 enough", "250 ok"]}, [SENT, SENT, SENT], 2),
    ({"MAIL": ["250 ok", "503 no", "250 ok", CLOSE, "250 ok"]}, [SENT, SENT, SENT], 3),
    ({"MAIL": ["250 ok", RESET, "421 busy", "250 ok"]}, [SENT, DEFERRED, SENT], 3),
    ({"MAIL": ["250 ok", "451 later", "250 ok"]}, [SENT, DEFERRED, SENT], 1),
    ({"MAIL": ["421 busy", "250 ok"]}, [DEFERRED, SENT, SENT], 2),
    ({"RCPT": ["550 no", "250 ok"], "RSET": "421 enough"}, [FAILED, SENT, SENT], 2),
    ({"RCPT": ["550 no", "250 ok"], "RSET": CLOSE}, [FAILED, SENT, SENT], 2),
    ({".": ["250 ok", "452 full", "250 ok"]}, [SENT, DEFERRED, SENT], 1),
    ({".": [DROP, "250 ok"]}, [IN_DOUBT, SENT, SENT], 2),
    ({".": [b"250 ok\r\n250 twice\r\n", "250 ok"]}, [SENT, SENT, SENT], 2),
    ({"MAIL": ["553 not you", "250 ok"]}, [OUR_FAULT, SENT, SENT], 1),
    ({"greeting": [CLOSE, "220 hello"]}, [DEFERRED, SENT, SENT], 2),
]


@pytest.mark.parametrize(("script", "kinds", "connections"), REUSE)
def test_one_connection_carries_many_letters_and_is_made_anew_after_trouble(
    certificates: Certificates,
    relay_to: RelayTo,
    script: dict[str, object],
    kinds: list[OutcomeKind],
    connections: int,
) -> None:
    with (
        ScriptedSmtp(certificates, script) as server,  # type: ignore[arg-type]
        SmtpChannel(relay_to(server.port)) as channel,
    ):
        assert [channel.send(letter(row), Permit).kind for row in (1, 2, 3)] == kinds
    assert server.connections == connections


# ---------------------------------------------------------------- TLS and login


def test_nobody_listens(relay_to: RelayTo) -> None:
    with SmtpChannel(relay_to(1)) as channel:
        outcome = channel.send(letter(), Permit)
    assert (outcome.kind, outcome.step) == (DEFERRED, Step.CONNECT)


STARTTLS = [
    # script                                                      kind       text
    ({"EHLO": b"250-x\r\n250 AUTH PLAIN\r\n"}, DEFERRED, "does not offer STARTTLS"),
    ({"STARTTLS": "454 4.7.0 not now"}, DEFERRED, "not now"),
    ({"STARTTLS": "502 5.5.1 no"}, OUR_FAULT, "no"),
    ({"STARTTLS": CLOSE}, DEFERRED, ""),
    ({"STARTTLS": HANG}, DEFERRED, ""),
]


@pytest.mark.parametrize(("script", "kind", "text"), STARTTLS)
def test_without_tls_nothing_is_said(
    certificates: Certificates, relay_to: RelayTo, script: dict[str, Reply], kind: OutcomeKind, text: str
) -> None:
    with ScriptedSmtp(certificates, script, implicit_tls=False) as server:
        relay = relay_to(
            server.port, security="starttls", user="maild", password=lambda: "secret", **waiting(script)
        )
        with SmtpChannel(relay) as channel:
            outcome = channel.send(letter(), Permit)
    assert (outcome.kind, text in outcome.text) == (kind, True)
    assert not any(command.startswith(("AUTH", "MAIL")) for command in server.commands)
    assert "secret" not in repr(relay)


def test_a_reply_slipped_in_before_tls_is_not_heard(certificates: Certificates, relay_to: RelayTo) -> None:
    script = {"STARTTLS": b"220 go\r\n250 injected\r\n", "EHLO": [b"250-x\r\n250 STARTTLS\r\n", "550 no"]}
    with (
        ScriptedSmtp(certificates, script, implicit_tls=False) as server,  # type: ignore[arg-type]
        SmtpChannel(relay_to(server.port, security="starttls")) as channel,
    ):
        outcome = channel.send(letter(), Permit)
    assert (outcome.kind, outcome.step, outcome.code) == (OUR_FAULT, Step.EHLO, 550)


LOGINS = [
    # script                                     kind       logins for two letters
    ({}, SENT, 1),
    ({"AUTH": "535 5.7.8 bad password"}, OUR_FAULT, 1),
    ({"AUTH": "454 4.7.0 later"}, DEFERRED, 2),
    ({"EHLO": "250 no login here"}, OUR_FAULT, 0),
    ({"EHLO": b"250-x\r\n250 AUTH GSSAPI NTLM\r\n"}, OUR_FAULT, 0),
]


@pytest.mark.parametrize(("script", "kind", "logins"), LOGINS)
def test_a_refused_login_is_not_tried_again(
    certificates: Certificates, relay_to: RelayTo, script: dict[str, object], kind: OutcomeKind, logins: int
) -> None:
    with ScriptedSmtp(certificates, script) as server:  # type: ignore[arg-type]
        relay = relay_to(server.port, user="maild", password=lambda: "mật khẩu")
        with SmtpChannel(relay) as channel:
            outcomes = [channel.send(letter(row), Permit) for row in (1, 2)]
    assert [outcome.kind for outcome in outcomes] == [kind, kind]
    assert sum(command.startswith("AUTH") for command in server.commands) == logins


def test_a_password_or_ca_file_that_cannot_be_read_is_our_fault(
    certificates: Certificates, relay_to: RelayTo, tmp_path: Path
) -> None:
    def missing() -> str:
        raise ConfigError([])

    with ScriptedSmtp(certificates) as server:
        for relay in (
            relay_to(server.port, user="maild", password=missing),
            relay_to(server.port, ca_file=tmp_path / "missing.pem"),
        ):
            with SmtpChannel(relay) as channel:
                assert channel.send(letter(), Permit).kind is OUR_FAULT


ADDRESSES = [
    (letter(recipient="đồng@example.vn"), FAILED, Step.RCPT),
    (letter(recipient="a@b.vn>\r\nRCPT TO:<c@d.vn"), FAILED, Step.RCPT),
    (letter(envelope_sender="no address"), OUR_FAULT, Step.MAIL),
]


@pytest.mark.parametrize(("bad", "kind", "step"), ADDRESSES)
def test_an_address_that_smtp_cannot_carry_never_meets_a_server(
    relay_to: RelayTo, bad: OutgoingLetter, kind: OutcomeKind, step: Step
) -> None:
    with SmtpChannel(relay_to(1)) as channel:
        outcome = channel.send(bad, Permit)
    assert (outcome.kind, outcome.step) == (kind, step)


# ---------------------------------------------------------------- stopping

STOPS = [
    # hang at   grace_s  kind      step         at least, at most seconds
    ("greeting", 60.0, REFUSED, Step.CONNECT, 0.0, 20.0),
    ("RCPT", 60.0, REFUSED, Step.RCPT, 0.0, 20.0),
    ("DATA", 60.0, REFUSED, Step.DATA, 0.0, 20.0),
    (".", 0.5, IN_DOUBT, Step.DOT, 0.5, 20.0),
]


@pytest.mark.parametrize(("where", "grace_s", "kind", "step", "least_s", "most_s"), STOPS)
def test_a_stop_waits_only_for_the_reply_to_a_dot(
    certificates: Certificates,
    relay_to: RelayTo,
    where: str,
    grace_s: float,
    kind: OutcomeKind,
    step: Step,
    least_s: float,
    most_s: float,
) -> None:
    with (
        ScriptedSmtp(certificates, {where: HANG}) as server,
        SmtpChannel(relay_to(server.port), server.hanging.is_set, grace_s=grace_s) as channel,
    ):
        began = time.monotonic()
        outcome = channel.send(letter(), Permit)
        waited_s = time.monotonic() - began
    assert (outcome.kind, outcome.step) == (kind, step)
    assert least_s <= waited_s <= most_s


# ---------------------------------------------------------------- a real server


@pytest.mark.parametrize("implicit", [True, False])
def test_a_real_server_takes_the_octets_and_the_dsn_parameters(
    certificates: Certificates, relay_to: RelayTo, implicit: bool
) -> None:
    with SmtpServer(certificates=certificates, implicit_tls=implicit, users={"maild": "secret"}) as server:
        relay = relay_to(
            server.port,
            security="tls" if implicit else "starttls",
            user="maild",
            password=lambda: "secret",
        )
        with SmtpChannel(relay) as channel:
            outcomes = [channel.send(letter(row), Permit) for row in range(3)]
    assert [outcome.kind for outcome in outcomes] == [SENT] * 3
    assert len(server.accepted) == 3
    taken = server.accepted[0]
    assert (taken.mail_from, taken.rcpt) == (letter().envelope_sender, letter().recipient)
    assert taken.options == (
        "RET=HDRS",
        "ENVID=aaaaaaaaaaaa.bbbbbbbbbbbbbbbb",
        "NOTIFY=FAILURE,DELAY",
        "ORCPT=rfc822;Nguyen.Van+2BA@snv.example.vn",
    )
    assert taken.content == letter().raw


def test_a_real_server_refuses_what_its_hooks_refuse(certificates: Certificates, relay_to: RelayTo) -> None:
    with SmtpServer(
        certificates=certificates,
        implicit_tls=True,
        users={"maild": "secret"},
        rcpt_reply=lambda rcpt: "550 5.1.1 unknown" if rcpt.startswith("gone@") else None,
        data_reply=lambda taken: "452 4.2.2 full" if taken.rcpt.startswith("full@") else None,
    ) as server:
        with SmtpChannel(relay_to(server.port, user="maild", password=lambda: "secret")) as channel:
            kinds = [
                channel.send(letter(recipient=f"{who}@example.vn"), Permit).kind
                for who in ("gone", "full", "well")
            ]
        with SmtpChannel(relay_to(server.port, user="maild", password=lambda: "wrong")) as channel:
            kinds.append(channel.send(letter(), Permit).kind)
    assert kinds == [FAILED, DEFERRED, SENT, OUR_FAULT]
    assert [taken.rcpt for taken in server.accepted] == ["well@example.vn"]
