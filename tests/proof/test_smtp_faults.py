"""The faults S-01 to S-17 of a relay, each by its name: no letter lost, none sent twice, none called sent that was
not taken, judged by the relay's own log of every dot.

Elsewhere, since they need other means: S-01 in test_cuts.py, S-07 and S-08 in test_tls.py; S-11, S-12 and S-14 also
through a real Postfix in tests/jobs/test_postfix.py.
"""

from __future__ import annotations

import email
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from maild.actions import sending
from maild.channels import SmtpChannel, SmtpRelay
from maild.demo import inbound
from maild.demo.inbound import MAILBOX, Failure
from maild.demo.smtp_server import Accepted
from maild.demo.tls import Certificates
from maild.model import EventKind, IncidentPhase, OutcomeKind, Permit, Refused, Standing, Step
from tests.channels.conftest import letter
from tests.jobs.province import PASSWORD, SECOND, Province, Relay, addresses
from tests.jobs.test_postfix import EVERYBODY, staged
from tests.proof.mailbox import closed, told
from tests.proof.relay import impatient
from tests.proof.thin import thinned
from tests.servers import dovecot, postfix
from tests.servers.dovecot import Delivery, Dovecot
from tests.servers.ports import free_port
from tests.servers.scripted_smtp import CLOSE, DROP, HANG, RESET, Late, Reply, Script, ScriptedSmtp

Build = Callable[..., Province]
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NO_USER = Failure("5.1.1", "550", "no such user", "mx.dv1.example.vn")
ALL = "canary_wait_s = 0\ncanary = 100\ncanary_fails = 100\nper_minute = 60\nper_domain_minute = 60"


class Impatient:
    """A province whose letters go to this server, with a channel that waits for no more than `reply_s`."""

    def __init__(
        self,
        build: Build,
        certificates: Certificates,
        port: int,
        *,
        letters: int = 1,
        reply_s: float = 60.0,
        **options: object,
    ) -> None:
        self.province = build(smtp_port=port, **{"limits": ALL, **options})
        self.province.wave(addresses(letters))
        self._deliverer = impatient(self.province, certificates, port, reply_s)

    def deliver(self) -> dict[str, int]:
        return self._deliverer.tick(self.province.now).outcomes

    def later(self, wait: timedelta = HOUR) -> dict[str, int]:
        self.province.clock.move_to(self.province.now + wait)
        return self.deliver()


@pytest.fixture
def scene(build: Build, certificates: Certificates) -> Callable[..., Any]:
    """`with scene({".": DROP}) as (server, place)`: a scripted relay, and letters waiting for it."""

    @contextmanager
    def make(script: Script, **options: Any) -> Iterator[tuple[ScriptedSmtp, Impatient]]:
        with ScriptedSmtp(certificates, script) as server:
            place = Impatient(build, certificates, server.port, **options)
            yield server, place
        truth(place.province, server)

    return make


Scene = Callable[..., Any]


def truth(province: Province, server: ScriptedSmtp) -> None:
    """What the relay took against what we say: no letter twice, none called sent that was not taken, none taken that
    is neither sent nor in doubt; tables and events agree.
    """
    taken = [str(email.message_from_bytes(raw)["Message-ID"]) for raw in server.contents]
    letters = {one.message_id: one.state.value for one in province.letters()}
    sure = {one for one, state in letters.items() if state == "sent"}
    assert sure <= set(taken) <= set(letters)
    # What is in the log twice was refused after its first dot: only then it may go again.
    said_yes = [one for one, state in letters.items() if state == "in_doubt"]
    assert all(taken.count(one) <= 1 for one in said_yes)
    assert province.differences() == []


def reply_to(province: Province) -> bytes:
    """The official answers the letter: it came."""
    row = province.letters()[0]
    return (
        f"From: <{row.email}>\r\nTo: {MAILBOX}\r\nSubject: Re: nhac\r\n"
        f"Message-ID: <a@dv1.example.vn>\r\nIn-Reply-To: {row.message_id}\r\n"
        f"Date: Thu, 12 Nov 2026 08:30:00 +0700\r\n\r\nTôi đã trả lời phiếu rồi ạ.\r\n"
    ).encode()


# ---------------------------------------------------------------- the reply


def test_s02_taken_and_the_reply_lost(scene: Scene) -> None:
    """In doubt, never sent again, and sent as soon as something proves it."""
    with scene({".": DROP}) as (server, place):
        assert place.deliver() == {"in_doubt": 1}
        for _ in range(5):
            assert place.later() == {}
        assert len(server.contents) == 1
        place.province.take(reply_to(place.province))
        assert place.province.states() == ["sent"]
        assert place.province.person().self_reported_at is not None


def test_s03_a_reply_that_comes_after_we_have_left(scene: Scene) -> None:
    """The late 250 is nobody's: neither the letter's it was for, nor that of the next one."""
    with scene({".": [Late(3.0, "250 2.0.0 at last"), "250 ok"]}, letters=2, reply_s=1.0) as (server, place):
        assert place.deliver() == {"in_doubt": 1, "sent": 1}
        assert server.said_late.wait(60)
        assert sorted(place.province.states()) == ["in_doubt", "sent"]
        assert server.connections == 2
        place.province.take(reply_to(place.province))
        assert place.province.states() == ["sent", "sent"]
    assert SmtpRelay("h", 25, "tls").dot_timeout_s >= 600  # RFC 5321 §4.5.3.2.6


# ---------------------------------------------------------------- not now, and no

STAGES = [".", "RCPT", "greeting", "EHLO", "MAIL", "DATA"]
TEMPORARY = ["421 4.3.2 closing", "451 4.3.0 try later", "452 4.3.1 disk full", "450 4.7.1 greylisted"]


@pytest.mark.parametrize("stage", thinned(STAGES, usual=2))
@pytest.mark.parametrize("reply", thinned({"450": TEMPORARY[3], "421": TEMPORARY[0]}))
def test_s04_not_now_at_each_stage(scene: Scene, stage: str, reply: str) -> None:
    """The same letter later, octet by octet, and nobody's address is blamed."""
    usual = "220 hello" if stage == "greeting" else "354 go" if stage == "DATA" else "250 ok"
    extended = b"250-x\r\n250-AUTH PLAIN\r\n250 DSN\r\n"
    with scene({stage: [reply, extended if stage == "EHLO" else usual]}) as (server, place):
        assert place.deliver() == {"deferred": 1}
        first = list(server.contents)
        assert place.deliver() == {}
        assert place.later() == {"sent": 1}
        assert place.province.incidents() == []
        assert place.province.address(addresses(1)[0]).standing is Standing.OK
        if stage == ".":
            assert server.contents == [first[0], first[0]]


@pytest.mark.parametrize("reply", thinned(TEMPORARY[1:]))
def test_s04_the_pauses_grow_and_the_tries_end(scene: Scene, reply: str) -> None:
    with scene({"RCPT": reply}, limits=f"{ALL}\nlist_age_days = 60") as (server, place):
        tries, pauses = 0, []
        while place.province.states() == ["planned"]:
            before = place.province.now
            place.province.clock.move_to(max(place.province.letters()[0].not_before, before))
            pauses.append(place.province.now - before)
            tries += sum(place.deliver().values())
            assert tries < 10
        assert place.province.states() == ["failed"]
        assert pauses[1:4] == [5 * MINUTE, 15 * MINUTE, HOUR]
        assert tries == sum(command.startswith("RCPT") for command in server.commands)
        assert place.province.reasons() == ["expired"]


PERMANENT = [
    "550 5.1.1 no such user",
    "551 5.1.6 moved",
    "552 5.2.2 full",
    "553 5.1.3 bad name",
    "554 5.0.0 no",
]


@pytest.mark.parametrize("stage", thinned(["RCPT", ".", "DATA"], usual=2))
@pytest.mark.parametrize("reply", thinned(PERMANENT))
def test_s05_no_to_the_letter_is_no_for_good(scene: Scene, stage: str, reply: str) -> None:
    with scene({stage: reply}) as (server, place):
        assert place.deliver() == {"failed": 1}
        for _ in range(3):
            assert place.later() == {}
        assert sum(command.startswith("RCPT") for command in server.commands) == 1
        assert len(place.province.incidents()) == 1


@pytest.mark.parametrize("stage", thinned(["MAIL", "greeting", "EHLO"]))
def test_s05_no_to_us_blames_no_address(scene: Scene, stage: str) -> None:
    with scene({stage: "554 5.7.1 not you"}, letters=5) as (_, place):
        for _ in range(6):
            place.deliver()
            place.later(MINUTE)
        assert set(place.province.states()) == {"planned"}
        assert set(place.province.reasons()) == {"smtp-refused", "breaker-tripped"}
        assert all(place.province.address(one).standing is Standing.OK for one in addresses(5))


def test_s05_refused_for_policy_trips_the_breaker(scene: Scene) -> None:
    with scene({"RCPT": "550 5.7.1 blocked: your reputation"}, letters=8) as (server, place):
        for _ in range(4):
            place.deliver()
            place.later(MINUTE)
        assert place.province.states().count("failed") == 3
        assert "breaker-tripped" in place.province.reasons()
        assert sum(command.startswith("RCPT") for command in server.commands) == 3


REFUSED_LOGINS: list[tuple[Script, str]] = [
    ({"AUTH": "535 5.7.8 bad password"}, "smtp-login-refused"),
    ({"AUTH": "534 5.7.9 application password required"}, "smtp-login-refused"),
    ({"MAIL": "530 5.7.0 must issue STARTTLS first"}, "smtp-refused"),
    ({"RCPT": "530 5.7.57 client not authenticated"}, "smtp-refused"),
]


@pytest.mark.parametrize(("script", "reason"), thinned(REFUSED_LOGINS))
def test_s06_a_refused_login_is_tried_three_times_and_then_a_person_decides(
    scene: Scene, script: Script, reason: str
) -> None:
    (stage,) = script
    with scene(script, letters=6) as (server, place):
        place.deliver()
        for _ in range(180):  # an hour, at the service's own rhythm
            place.later(timedelta(seconds=20))
        assert sum(command.startswith(stage) for command in server.commands) == 3
        assert set(place.province.states()) == {"planned"}
        assert {reason, "breaker-tripped"} == set(place.province.reasons())
        server.script = {}
        sending.resume(place.province.home.store, SECOND, place.province.now)
        sent: dict[str, int] = {}
        for _ in range(4):
            sent = {"sent": sent.get("sent", 0) + place.later().get("sent", 0)}
        assert sent == {"sent": 6}
        closed(place.province)
        standing = {one.reason: one.state for one in place.province.incidents()}
        assert standing[reason] is IncidentPhase.RESOLVED


# ---------------------------------------------------------------- one by one


def test_s09_one_recipient_a_letter(scene: Scene) -> None:
    """A server that takes some and refuses others can so never leave a letter half sent."""
    with scene({"RCPT": ["250 ok", "550 5.1.1 no", "250 ok", "450 4.2.1 later"]}, letters=4) as (
        server,
        place,
    ):
        assert place.deliver() == {"sent": 2, "failed": 1, "deferred": 1}
        verbs = [command.partition(" ")[0] for command in server.commands]
        for at, verb in enumerate(verbs):
            if verb == "RCPT":
                assert verbs[at - 1] == "MAIL"
                assert verbs[at + 1] in ("DATA", "RSET", "QUIT")
        assert len(server.contents) == 2


STRANGE: list[tuple[str, Reply, str]] = [
    # at   what the server says                                        the letter then
    (".", b"550-a\r\n250 b\r\n", "in_doubt"),
    (".", b"2500 ok\r\n", "in_doubt"),
    (".", b"\x00\xff\xfe garbage \x07\r\n", "in_doubt"),
    (".", b"250-" + b"x" * 2**20 + b"\r\n250 ok\r\n", "in_doubt"),
    (".", "299 fine by me", "sent"),
    ("DATA", b"354 go\r\n250 taken already\r\n", "planned"),
    (".", b"250-one\r\n250-two\r\n250 three\r\n", "sent"),
    (".", b"250\r\n", "sent"),
    (".", b"250-a\r\n550 b\r\n", "in_doubt"),
    (".", b"250-a\n250 b\n", "sent"),
    (".", b"99999 much\r\n", "in_doubt"),
    (".", "354 once more", "in_doubt"),
    (".", "199 hm", "in_doubt"),
    (".", b"", "in_doubt"),
    ("RCPT", b"250-" + b"x" * 2**20 + b"\r\n250 ok\r\n", "planned"),
    ("RCPT", b"HTTP/1.1 200 OK\r\n\r\n", "planned"),
    ("RCPT", "354 go", "planned"),
    ("MAIL", b"\xff\xfe\r\n", "planned"),
    ("DATA", "250 ok", "planned"),
    ("EHLO", b"250-" + b"X" * 600 + b"\r\n" + b"250-A\r\n" * 500 + b"250 AUTH PLAIN\r\n", "sent"),
    ("greeting", b"220-a\r\n220-b\r\n220 c\r\n", "sent"),
    ("greeting", RESET, "planned"),
    ("DATA", CLOSE, "planned"),
    ("RCPT", HANG, "planned"),
    (".", RESET, "in_doubt"),
]


@pytest.mark.parametrize(("stage", "reply", "state"), thinned(STRANGE, usual=6))
def test_s10_whatever_a_server_says(scene: Scene, stage: str, reply: Reply, state: str) -> None:
    reply_s = 1.0 if reply in (HANG, b"") else 60.0
    with scene({stage: reply}, reply_s=reply_s) as (server, place):
        place.deliver()
        assert place.province.states() == [state]
        assert len(server.contents) == (state != "planned")


# ---------------------------------------------------------------- what a server can do


def test_s11_a_server_that_knows_no_extension_gets_seven_bits(scene: Scene) -> None:
    """Nothing of 8BITMIME, SMTPUTF8, SIZE or DSN is offered: nothing of it is used."""
    with scene({"EHLO": b"250-x\r\n250 AUTH PLAIN\r\n"}) as (server, place):
        assert place.deliver() == {"sent": 1}
        (content,) = server.contents
        assert content.isascii()
        assert max(map(len, content.split(b"\r\n"))) <= 998
        assert "Kính gửi" in _text(content)
        assert not any("BODY=" in one or "SMTPUTF8" in one or "SIZE=" in one for one in server.commands)


def _text(content: bytes) -> str:
    message = email.message_from_bytes(content)
    part = next(one for one in message.walk() if one.get_content_type() == "text/plain")
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode("utf-8")


def test_s11_a_letter_that_is_too_large_is_our_fault(scene: Scene) -> None:
    """Said at MAIL, by SIZE, before any of it is sent: no address is blamed."""
    extended = b"250-x\r\n250-AUTH PLAIN\r\n250 SIZE 100\r\n"
    with scene({"EHLO": extended, "MAIL": "552 5.3.4 message size exceeds fixed limit"}) as (server, place):
        assert place.deliver() == {"our_fault": 1}
        assert any("SIZE=" in command for command in server.commands)
        assert ("smtp-refused", "5.3.4") in told(place.province)
        assert place.province.address(addresses(1)[0]).standing is Standing.OK


def test_s11_an_address_that_needs_utf8_meets_no_server(certificates: Certificates) -> None:
    relay = SmtpRelay("127.0.0.1", 1, "tls", ca_file=certificates.ca_file)
    with SmtpChannel(relay) as channel:
        outcome = channel.send(letter(recipient="đồng@example.vn"), Permit)
    assert (outcome.kind, outcome.step) == (OutcomeKind.FAILED, Step.RCPT)


def test_s12_a_rate_limit_slows_and_loses_nobody(scene: Scene) -> None:
    """Two letters a minute; everything above is put off."""
    replies = [
        *["250 ok"] * 2,
        *["450 4.7.1 too many"] * 2,
        *["250 ok"] * 2,
        *["450 4.7.1 too many"],
        "250 ok",
    ]
    with scene({"MAIL": replies}, letters=5) as (server, place):
        outcomes = [place.deliver(), *(place.later() for _ in range(3))]
        assert sum(one.get("sent", 0) for one in outcomes) == 5
        assert len(server.contents) == 5
        assert place.province.incidents() == []


@pytest.mark.parametrize("how", thinned({"closed": CLOSE, "reset": RESET, "421": "421 4.3.2 restarting"}))
def test_s13_a_server_that_restarts_between_rcpt_and_data(scene: Scene, how: Reply) -> None:
    with scene({"DATA": [how, "354 go"]}, letters=3) as (server, place):
        assert place.deliver() == {"deferred": 1, "sent": 2}
        assert place.later() == {"sent": 1}
        assert len(server.contents) == 3
        assert server.connections == 3


OTHER = "khac@dv1.example.vn"


@pytest.fixture(scope="module")
def imap(certificates: Certificates) -> Iterator[Dovecot]:
    users = dict.fromkeys((*EVERYBODY, OTHER), "x") | {MAILBOX: PASSWORD}
    with Dovecot(users, certificates, Delivery(free_port())) as real:
        yield real


@pytest.mark.servers
@pytest.mark.long
@pytest.mark.skipif(not dovecot.delivers() or not postfix.runs(), reason="Dovecot or Postfix is missing")
def test_s13_a_real_postfix_that_restarts_between_rcpt_and_data(
    build: Callable[..., Province], certificates: Certificates, imap: Dovecot
) -> None:
    with staged(build, certificates, imap) as place:
        relay = SmtpRelay(
            "127.0.0.1", place.relay.tls_port, "tls", MAILBOX, lambda: PASSWORD, ca_file=certificates.ca_file
        )

        def restart() -> Permit | Refused:
            place.relay.restart()
            return Permit()

        with SmtpChannel(relay) as channel:
            first = letter(recipient=OTHER, envelope_sender=MAILBOX)
            outcome = channel.send(first, restart)
            assert (outcome.kind, outcome.step) == (OutcomeKind.DEFERRED, Step.DATA)
            assert channel.send(first, Permit).kind is OutcomeKind.SENT
        assert place.deliver() == {"sent": 4}
        assert place.arrived() == EVERYBODY + Counter([OTHER])


# ---------------------------------------------------------------- what comes back


def test_s14_a_bounce_that_is_there_before_our_250(province: Province, smtp: Relay) -> None:
    """The server takes the letter and returns it at once, with a null sender: it is matched by its token."""
    province.wave(addresses(1))

    def bounces(taken: Accepted) -> None:
        province.take(inbound.failed(taken, NO_USER, province.now + MINUTE))

    smtp.data = bounces
    province.deliver()
    assert province.states() == ["sent"]
    assert province.address(addresses(1)[0]).standing is Standing.SUSPENDED
    assert province.reasons() == ["user-unknown"]
    kinds = [one.kind for one in province.trail(letter_id=1)]
    assert kinds.count(EventKind.LETTER_BOUNCED) == kinds.count(EventKind.LETTER_SENT) == 1
    assert province.differences() == []


def test_s15_a_server_that_writes_another_message_id(province: Province, smtp: Relay) -> None:
    """The token in the address that the notice was delivered to is enough."""
    province.wave(addresses(1))
    province.deliver()
    ours = province.letters()[0].message_id.encode()
    sent = smtp.server.accepted[0]
    raw = inbound.failed(sent, NO_USER, province.now + 10 * MINUTE)
    assert ours in raw
    raw = raw.replace(ours, b"<20261112.4F2A@rewritten.example.vn>")
    raw = raw.replace(b"Original-Envelope-Id: ", b"X-Gone: ")
    province.clock.move_to(province.now + 10 * MINUTE)
    province.take(raw)
    assert province.address(addresses(1)[0]).standing is Standing.SUSPENDED
    assert province.differences() == []


def test_s16_receipts_twice_late_and_out_of_order(province: Province, smtp: Relay) -> None:
    """A later sign never takes back an earlier one: bounced stays bounced, sent stays sent."""
    province.wave(addresses(1))
    before: list[bytes] = []

    def at_once(taken: Accepted) -> None:
        before.append(delivered(taken, province))
        province.take(before[0])  # before our 250

    smtp.data = at_once
    province.deliver()
    assert province.states() == ["sent"]
    sent = smtp.server.accepted[0]
    bounce = inbound.failed(sent, NO_USER, province.now + MINUTE)
    delay = inbound.failed(sent, NO_USER, province.now, action="delayed")
    again = delivered(sent, province).replace(b"<d1@", b"<d2@")
    province.clock.move_to(province.now + HOUR)
    province.take(bounce, first_uid=10)
    stood = province.address(addresses(1)[0])
    assert stood.standing is Standing.SUSPENDED
    province.take(delay, again, before[0], bounce, first_uid=20)
    assert province.states() == ["sent"]
    kinds = [one.kind for one in province.trail(letter_id=1)]
    assert kinds.count(EventKind.LETTER_SENT) == kinds.count(EventKind.LETTER_BOUNCED) == 1
    assert len(smtp.took) == 1
    assert province.differences() == []


def delivered(taken: Accepted, province: Province) -> bytes:
    """A notice of success (RFC 3464 §2.3.3)."""
    raw = inbound.failed(taken, Failure("2.1.5", "250", "delivered", "mx.example.vn"), province.now)
    raw = raw.replace(b"Action: failed", b"Action: delivered")
    raw = raw.replace(b"Undelivered Mail Returned to Sender", b"Successful Mail Delivery Report")
    return raw.replace(b"Message-Id: <", b"Message-Id: <d1@x.example.vn>\r\nX-Was: <")


def test_s17_a_refused_plus_address_is_told_with_its_remedy(scene: Scene) -> None:
    with scene({"MAIL": ["553 5.1.7 sender address rejected: +", "250 ok"]}) as (_, place):
        assert place.deliver() == {"our_fault": 1}
        assert place.province.reasons() == ["smtp-refused"]
        assert "keeps_tag = false" in place.province.home.advice["smtp-refused"].vi


def test_s17_without_the_tag_the_message_id_carries_the_token(build: Build, smtp: Relay) -> None:
    province = build(smtp_port=smtp.server.port, keeps_tag=False)
    province.wave(addresses(1))
    province.deliver()
    (sent,) = smtp.server.accepted
    assert sent.mail_from == MAILBOX
    province.clock.move_to(province.now + 10 * MINUTE)
    province.take(inbound.failed(sent, NO_USER, province.now))
    assert province.address(addresses(1)[0]).standing is Standing.SUSPENDED
    assert province.differences() == []
