"""Letters handed to a real Postfix, configured as provinces do; the truth is its log and the Maildirs."""

from __future__ import annotations

import email
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from maild.demo.inbound import MAILBOX
from maild.demo.tls import Certificates
from maild.model import Standing
from tests.jobs.province import PASSWORD, Province, addresses
from tests.servers import dovecot, postfix
from tests.servers.dovecot import Delivery, Dovecot
from tests.servers.policy import Policy, greylist
from tests.servers.ports import free_port
from tests.servers.postfix import Hop, Postfix, Routes
from tests.servers.waiting import LONG_S, until

pytestmark = [
    pytest.mark.servers,
    pytest.mark.long,  # about a minute
    pytest.mark.skipif(not dovecot.delivers() or not postfix.runs(), reason="Dovecot or Postfix is missing"),
]
PEOPLE = addresses(4)  # one in each of four domains
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def imap(certificates: Certificates) -> Iterator[Dovecot]:
    users = dict.fromkeys((*PEOPLE, "khac@dv1.example.vn"), "x") | {MAILBOX: PASSWORD}
    with Dovecot(users, certificates, Delivery(free_port())) as real:
        yield real


@dataclass
class Stage:
    province: Province
    relay: Postfix
    imap: Dovecot

    def deliver(self) -> dict[str, int]:
        return self.province.deliver()

    def later(self, wait: timedelta = HOUR) -> dict[str, int]:
        self.province.clock.move_to(self.province.now + wait)
        return self.deliver()

    def arrived(self, *, within_s: float = LONG_S) -> Counter[str]:
        """Our letters by mailbox, when the relay has nothing left to do."""
        until(lambda: self.relay.queued() == 0, within_s, self.relay.log)
        found: Counter[str] = Counter()
        for user in (*PEOPLE, "khac@dv1.example.vn"):
            found[user] = len(self.letters(user))
        return +found

    def conversations(self) -> int:
        """Connections in which somebody logged in, as Postfix counts them at their end."""
        until(lambda: "auth=1" in self.relay.log(), LONG_S, self.relay.log)
        return self.relay.log().count(" auth=1 ")

    def letters(self, user: str) -> list[Any]:
        place = self.imap.maildir(user)
        paths = [path for folder in ("new", "cur") for path in (place / folder).glob("*")]
        mails = [email.message_from_bytes(path.read_bytes()) for path in paths]
        return [one for one in mails if MAILBOX in str(one["From"])]


@contextmanager
def staged(
    build: Callable[..., Province],
    certificates: Certificates,
    imap: Dovecot,
    *,
    starttls: bool = False,
    imap_port: int = 1,
    aliases: Mapping[str, str] | None = None,
    listed: Mapping[str, frozenset[str]] | None = None,
    **relay: Any,
) -> Iterator[Stage]:
    """An approved wave to PEOPLE waits, and a Postfix of this kind."""
    imap.clear()
    with Postfix(certificates, auth_port=imap.auth_port, **relay) as server:
        domains = {one.partition("@")[2] for one in (*PEOPLE, MAILBOX)}
        hops = dict.fromkeys(domains, Hop("lmtp", imap.lmtp_port))
        server.start(Routes(hops, aliases or {}, listed or {}))
        port, security = (server.port, "starttls") if starttls else (server.tls_port, "tls")
        province = build(smtp_port=port, smtp_security=security, imap_port=imap_port)
        province.wave(PEOPLE)
        yield Stage(province, server, imap)


Staged = Callable[..., AbstractContextManager[Stage]]


@pytest.fixture
def stage(build: Callable[..., Province], certificates: Certificates, imap: Dovecot) -> Staged:
    return partial(staged, build, certificates, imap)


EVERYBODY = Counter(PEOPLE)


@pytest.mark.parametrize("starttls", [True, False], ids=["STARTTLS", "TLS from the start"])
def test_a_batch_goes_out_over_one_conversation(stage: Staged, starttls: bool) -> None:
    with stage(starttls=starttls) as scene:
        assert scene.deliver() == {"sent": 4}
        assert scene.arrived() == EVERYBODY
        assert scene.conversations() == 1
        assert scene.relay.log().count("sasl_username=") == 4
        (letter,) = scene.letters(PEOPLE[0])
        assert letter["Return-Path"].startswith("<dieutra.cchc+")


def test_greylisting_costs_a_quarter_of_an_hour_and_no_letter(stage: Staged) -> None:
    with Policy(greylist()) as policy:
        asks = f"check_policy_service inet:127.0.0.1:{policy.port},permit"
        with stage(restrictions=asks) as scene:
            assert scene.deliver() == {"deferred": 4}
            assert scene.arrived() == Counter()
            assert scene.later() == {"sent": 4}
            assert scene.arrived() == EVERYBODY
            assert scene.province.incidents() == []
            assert scene.conversations() == 2


@dataclass(frozen=True)
class Kind:
    """A relay's manner, and what must come of it: outcomes of the first batch and of one an hour later."""

    first: dict[str, int]
    then: dict[str, int]
    arrive: Counter[str]
    reasons: tuple[str, ...] = ()
    settings: str = ""
    restrictions: str = "reject_unlisted_recipient,permit"
    aliases: Mapping[str, str] = field(default_factory=dict)
    conversations: int = 1
    standing: Standing = Standing.OK  # of the first person's address
    listed: Mapping[str, frozenset[str]] = field(default_factory=dict)


FIRST = PEOPLE[0]
OTHER = "khac@dv1.example.vn"
OTHERS = Counter(PEOPLE[1:])
NO_EXCEPTIONS = "smtpd_client_event_limit_exceptions =\nanvil_rate_time_unit = 2s\n"
STOPPED, HELD = {"failed": 2, "held_canary_failed": 1}, {"held_canary_failed": 1}
KINDS = {
    "unknown at RCPT": Kind(
        {"failed": 1, "sent": 3}, {}, OTHERS, ("user-unknown",),
        restrictions=f"check_recipient_access inline:{{ {{{FIRST} = 550 5.1.1 User unknown}} }}, permit",
        standing=Standing.SUSPENDED,
    ),
    "unknown, but soft_bounce": Kind(
        {"deferred": 1, "sent": 3}, {"deferred": 1}, OTHERS,
        settings="soft_bounce = yes\n",
        restrictions=f"check_recipient_access inline:{{ {{{FIRST} = 550 5.1.1 User unknown}} }}, permit",
    ),
    "everything deferred": Kind(
        {"deferred": 4}, {"deferred": 4}, Counter(), restrictions="defer",
    ),
    "421 at RCPT": Kind(
        {"deferred": 1, "sent": 3}, {"deferred": 1}, OTHERS,
        restrictions=f"check_recipient_access inline:{{ {{{FIRST} = 421 4.3.2 Closing}} }}, permit",
        conversations=2,
    ),
    "S-11 a size limit": Kind(
        {"our_fault": 1}, {"our_fault": 1}, Counter(), ("smtp-refused",), settings="message_size_limit = 2000\n",
    ),
    "S-12 mails a minute": Kind(
        {"sent": 2, "deferred": 2}, {"sent": 2}, EVERYBODY,
        settings=f"smtpd_client_message_rate_limit = 2\n{NO_EXCEPTIONS}",
        conversations=1,
    ),
    "4xx after the dot": Kind(
        {"deferred": 4}, {"deferred": 4}, Counter(), settings="smtpd_end_of_data_restrictions = defer\n",
    ),
    "a filter of headers": Kind(
        STOPPED, HELD, Counter(), ("spam-detected", "canary-failed"),
        settings="header_checks = regexp:{{/^Subject:/ REJECT Message content rejected}}\n",
    ),
    "a filter of bodies": Kind(
        STOPPED, HELD, Counter(), ("spam-detected", "canary-failed"),
        settings="body_checks = regexp:{{/./ REJECT Spam message rejected}}\n",
    ),
    "a copy of everything": Kind(
        {"sent": 4}, {}, EVERYBODY + Counter({OTHER: 4}), settings=f"always_bcc = {OTHER}\n",
    ),
    "an alias of two": Kind(
        {"sent": 4}, {}, EVERYBODY + Counter({OTHER: 1}), aliases={FIRST: f"{FIRST} {OTHER}"},
    ),
    "a sender that it does not know": Kind(
        {"our_fault": 1}, {"our_fault": 1}, Counter(), ("smtp-refused",),
        settings="smtpd_reject_unlisted_sender = yes\nrecipient_delimiter =\n",
        listed={MAILBOX.partition("@")[2]: frozenset({MAILBOX})},
    ),
    "a sender that is somebody else's": Kind(
        {"our_fault": 1}, {"our_fault": 1}, Counter(), ("smtp-refused",),
        settings="smtpd_sender_login_maps = inline:{{a@example.vn = b}}\n",
        restrictions="reject_sender_login_mismatch, permit",
    ),
    "no relaying": Kind(
        {"our_fault": 1}, {"our_fault": 1}, Counter(), ("smtp-refused",),
        settings="relay_domains =\n",
        restrictions="reject_unauth_destination, permit",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
def test_s11_s12_a_relay_of_this_kind(stage: Staged, name: str) -> None:
    kind = KINDS[name]
    with stage(
        settings=kind.settings, restrictions=kind.restrictions, aliases=kind.aliases, listed=kind.listed
    ) as scene:
        assert scene.deliver() == kind.first
        time.sleep(2.5 if "anvil" in kind.settings else 0)
        assert scene.later() == kind.then
        assert scene.arrived() == kind.arrive
        assert tuple(scene.province.reasons()) == kind.reasons
        assert scene.province.address(FIRST).standing is kind.standing
        assert scene.province.differences() == []
        assert scene.conversations() == kind.conversations + (kind.then not in ({}, HELD))


TEMPLATE = """failure_template = <<EOF
Charset: utf-8
From: MAILER-DAEMON (Hệ thống thư điện tử)
Subject: Thư không gửi được, trả lại người gửi
Postmaster-Subject: Bản sao cho quản trị: thư không gửi được

Đây là hệ thống thư điện tử tại máy chủ $myhostname.

Rất tiếc, thư của bạn không chuyển được tới một hoặc nhiều người nhận dưới đây.

                   Hệ thống thư điện tử
EOF
delay_template = <<EOF
Charset: utf-8
From: MAILER-DAEMON (Hệ thống thư điện tử)
Subject: Thư đang bị chậm (vẫn tiếp tục gửi)
Postmaster-Subject: Cảnh báo cho quản trị: thư đang bị chậm

Đây là hệ thống thư điện tử tại máy chủ $myhostname. Thư CHƯA bị trả lại, bạn KHÔNG cần gửi lại.
EOF
"""


@pytest.mark.parametrize("how", ["a template in Vietnamese", "an alias with one dead end"])
def test_s14_the_notice_of_such_a_relay_reaches_the_right_person(
    stage: Staged, imap: Dovecot, how: str
) -> None:
    """The first person is unknown behind the relay; in the second case only where an alias leads."""
    template = Path(tempfile.mkdtemp(prefix="maild-template-")) / "bounce.cf"
    template.parent.chmod(0o755)
    template.write_text(TEMPLATE, "utf-8")
    aliases = {FIRST: f"cu-{FIRST}"}
    settings = f"bounce_template_file = {template}\n"
    if how == "an alias with one dead end":
        aliases, settings = {FIRST: f"cu-{FIRST} {OTHER}"}, ""
    with stage(aliases=aliases, settings=settings, imap_port=imap.port) as scene:
        assert scene.deliver() == {"sent": 4}
        scene.arrived()
        until(lambda: imap.count(MAILBOX, "INBOX") == 1, LONG_S, scene.relay.log)
        source, poll = scene.province.home.folders[0]
        with source.open() as view:
            assert poll.tick(view, scene.province.now).new == 1
        (incident,) = scene.province.incidents()
        assert (incident.reason, incident.code) == ("user-unknown", "5.1.1")
        assert scene.province.address(FIRST).standing is Standing.SUSPENDED
        assert scene.province.address(PEOPLE[1]).standing is Standing.OK
    shutil.rmtree(template.parent)
