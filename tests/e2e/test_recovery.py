"""A daemon whose mail server goes wrong in every way we know: it says what is wrong, and reads again within 30 s of
the cure. One Dovecot and one daemon for all; about five minutes, most of them waiting.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from maild.demo.tls import Certificates, make_certificates
from tests.e2e.fates import MAILBOX
from tests.e2e.house import Maild, Servers
from tests.servers import bad_certificates, dovecot
from tests.servers.dovecot import Dovecot
from tests.servers.passage import Passage
from tests.servers.waiting import until

pytestmark = [
    pytest.mark.servers,
    pytest.mark.long,
    pytest.mark.skipif(dovecot.find() is None, reason="Dovecot is not installed"),
]
PASSWORD = "khó đoán"
BACK_WITHIN_S = 30.0
AWAY_S = 40.0  # longer than the pauses between attempts need to grow to their longest
ONE_CONNECTION = "mail_max_userip_connections = 1\n"


@dataclass
class Scene:
    imap: Dovecot
    passage: Passage
    maild: Maild
    good: Certificates
    wrong: dict[str, Certificates]
    mails: int = 0

    def restart(self, certificates: Certificates | None = None, settings: str = "") -> None:
        self.imap.stop()
        self.imap.start(certificates=certificates or self.good, settings=settings)

    def told(self, reason: str, code: str = "") -> bool:
        """Whether an incident stands for it."""
        return any(
            (one["reason"], one["code"], one["where"]) == (reason, code, "survey")
            for one in self.maild("incident", "list", "--json")
        )

    def reads_again(self, cure: Callable[[], object]) -> float:
        """Put a mail there, cure, and wait until it is read; the seconds since the cure."""
        self.mails += 1
        raw = f"From: a@huyen.example.vn\r\nSubject: thu {self.mails}\r\n\r\nKính gửi\r\n".encode()
        self.imap.fill(MAILBOX, [raw], label=f"m{self.mails}")
        cure()
        begun = time.monotonic()
        until(lambda: self.maild.read() == self.mails, BACK_WITHIN_S + 5, self.maild.log, every_s=0.5)
        return time.monotonic() - begun


@pytest.fixture(scope="module")
def scene(certificates: Certificates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    directory = tmp_path_factory.mktemp("recovery")
    wrong = {
        "expired": make_certificates(
            directory / "expired", not_after=datetime.now(UTC) - timedelta(minutes=1)
        ),
        "name": make_certificates(directory / "name", names=("mail.example.vn",), addresses=()),
        "unknown": make_certificates(directory / "unknown"),
        "self-signed": bad_certificates.make(directory / "self", "signed by itself"),
    }
    # A private authority for each, but for the two that nobody vouches for.
    trusted = directory / "ca.pem"
    trusted.write_text(
        "".join(one.ca_file.read_text() for one in (certificates, wrong["expired"], wrong["name"]))
    )
    with (
        Dovecot({MAILBOX: PASSWORD}, certificates) as imap,
        Passage(imap.port) as passage,
        Maild(
            directory,
            MAILBOX,
            PASSWORD,
            Servers(passage.port, 1, trusted),
            since=date(2026, 1, 1),
        ) as maild,
    ):
        maild.start()
        found = Scene(imap, passage, maild, certificates, wrong)
        assert found.reads_again(lambda: None) < BACK_WITHIN_S
        yield found
        assert maild.stop() == 0


def test_wrong_certificates_one_after_the_other(scene: Scene) -> None:
    for fault, certificates in scene.wrong.items():
        scene.restart(certificates)
        until(lambda fault=fault: scene.told("imap-tls", fault), 40, scene.maild.log, every_s=1)
    assert scene.reads_again(scene.restart) < BACK_WITHIN_S


@pytest.mark.parametrize("release", ["unlock", "reload"])
def test_a_wrong_password_that_is_set_right(scene: Scene, release: str) -> None:
    """Three refusals stop the account; it looks again when somebody says so, by command or by SIGHUP."""
    scene.imap.set_password(MAILBOX, "khác")
    scene.restart()
    stopped = len(scene.maild.logged("account.stopped"))
    until(lambda: len(scene.maild.logged("account.stopped")) > stopped, 60, scene.maild.log, every_s=1)
    assert scene.told("imap-login-refused")
    knocked = scene.imap.log().count("auth failed")
    time.sleep(12)
    assert scene.imap.log().count("auth failed") == knocked
    scene.imap.set_password(MAILBOX, PASSWORD)

    def let_in() -> None:
        if release == "unlock":
            scene.maild("account", "unlock", "survey")
        else:
            scene.maild.hang_up()

    assert scene.reads_again(let_in) < BACK_WITHIN_S


def test_a_server_that_is_away(scene: Scene) -> None:
    scene.imap.stop()
    time.sleep(AWAY_S)
    assert scene.maild.running()
    assert scene.reads_again(scene.imap.start) < BACK_WITHIN_S


def test_connections_that_are_limited(scene: Scene) -> None:
    """Two folders need two: the one that is shut out says so."""
    scene.restart(settings=ONE_CONNECTION)
    until(lambda: scene.told("imap-busy"), 60, scene.maild.log, every_s=1)
    connected = len(scene.maild.logged("mailbox.connected"))
    scene.restart()
    until(
        lambda: len(scene.maild.logged("mailbox.connected")) >= connected + 2, BACK_WITHIN_S, scene.maild.log
    )
    assert scene.reads_again(lambda: None) < BACK_WITHIN_S


def test_a_line_that_swallows_everything(scene: Scene) -> None:
    """Connections stand and nothing passes; those that stood then never come back to life."""
    lost = len(scene.maild.logged("mailbox.unavailable"))
    with swallowed(scene.passage):
        until(
            lambda: len(scene.maild.logged("mailbox.unavailable")) > lost + 3, 90, scene.maild.log, every_s=1
        )
    assert scene.reads_again(lambda: None) < BACK_WITHIN_S


@contextmanager
def swallowed(passage: Passage) -> Iterator[None]:
    passage.swallows = True
    try:
        yield
    finally:
        passage.swallows = False


def test_every_incident_has_closed_itself(scene: Scene) -> None:
    """Last: the mailbox that is read again is the proof."""

    def open_ones() -> list[str]:
        return [one["reason"] for one in scene.maild("incident", "list", "--json")]

    until(lambda: not open_ones(), 150, open_ones, every_s=3)
    told = {(one["reason"], one["code"]) for one in scene.maild("incident", "list", "--all", "--json")}
    assert told >= {
        *(("imap-tls", fault) for fault in scene.wrong),
        ("imap-login-refused", ""),
        ("imap-busy", ""),
    }
