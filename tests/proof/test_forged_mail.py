"""Forged bounces and forged "completed", by every way a mail can come in: no status, no breaker (T3, T4, T12)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from maild.demo import inbound
from maild.demo.inbound import MAILBOX, SERVER, Failure
from maild.demo.smtp_server import Accepted
from maild.model import SendingState, Standing
from maild.rules import SENDING
from maild.store import mailbox
from maild.tokens import TokenKeys
from tests.cli.program import maild
from tests.jobs.province import Province, Relay, addresses

PEOPLE, BEFORE = 40, 10
GONE = Failure("5.1.1", "550", "User unknown", "mx.example.vn")
BLOCKED = Failure("5.7.1", "550", "blocked by policy, bad reputation", "mx.example.vn")
STRANGE = TokenKeys({1: b"s" * 32}, 1, "snv.example.vn", "epoch-9")


def forged_bounces(letters: list[Accepted], province: Province, dice: Random) -> Iterator[bytes]:
    """Of everybody, by somebody who has seen one letter: his own. With it he can silence himself, and nobody else."""
    own = letters[0]
    for number, email in enumerate(addresses(PEOPLE), 1):
        token = STRANGE.sign(number, date(2026, 11, 12))
        tagged = own.mail_from.replace(own.mail_from.partition("+")[2].partition("@")[0], token)
        failure = dice.choice([GONE, BLOCKED])
        invented = (
            b"From: cchc@snv.example.vn\r\nSubject: Nhac\r\nMessage-ID: <"
            + token.encode()
            + b"@snv.example.vn>\r\n\r\n"
        )
        # a token out of thin air; his own token, for another address; no token at all
        yield inbound.failed(Accepted(tagged, email, (), invented, province.now), failure, province.now)
        if email != own.rcpt:
            yield inbound.failed(replace(own, rcpt=email, options=()), failure, province.now)
        yield inbound.failed(
            Accepted("ai@do.example.com", email, (), b"Subject: x\r\n\r\n", province.now),
            failure,
            province.now,
        )


def forged_words(province: Province) -> Iterator[bytes]:
    """ "I have answered", in the name of everybody; nobody vouches for the sender."""
    for number, email in enumerate(addresses(PEOPLE), 1):
        yield (
            f"From: Can bo <{email}>\r\nTo: {MAILBOX}\r\nSubject: Re: nhac\r\n"
            f"Message-ID: <forged-{number}@x.example.com>\r\n"
            f"Authentication-Results: mx.x.example.com; dkim=pass header.d={email.rpartition('@')[2]}\r\n"
            f"Date: {province.now:%a, %d %b %Y %H:%M:%S} +0000\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n\r\nTôi đã hoàn thành phiếu khảo sát rồi.\r\n"
        ).encode()


def by_folder(folder: str) -> Callable[[Province, list[bytes], Path], None]:
    def come(province: Province, mails: list[bytes], _: Path) -> None:
        with province.home.store.view() as look:
            there = len(mailbox.mails(look.connection, limit=10**6))  # a UID that has a row is not read again
        for start in range(0, len(mails), 50):
            province.take(*mails[start : start + 50], folder=folder, first_uid=there + start + 1)

    return come


def by_command(*more: str) -> Callable[[Province, list[bytes], Path], None]:
    def come(province: Province, mails: list[bytes], directory: Path) -> None:
        directory.mkdir()
        for number, raw in enumerate(mails):
            (directory / f"{number:04}.eml").write_bytes(raw)
        done = maild("mail", "import", directory, *more, config=province.path)
        assert done.code in (0, 1, 3), done.err

    return come


WAYS = {"inbox": by_folder("INBOX"), "junk": by_folder("Junk"), "file": by_command()}


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("come", WAYS.values(), ids=WAYS)
def test_forged_mail_moves_nobody(
    come: Callable[[Province, list[bytes], Path], None],
    build: Callable[..., Province],
    smtp: Relay,
    tmp_path: Path,
) -> None:
    limits = f"canary_wait_s = 0\nper_minute = {BEFORE}\nper_domain_minute = {BEFORE}"
    province = build(smtp_port=smtp.server.port, limits=limits)
    province.wave(addresses(PEOPLE))
    assert province.deliver()["sent"] == BEFORE
    province.clock.move_to(province.now + timedelta(minutes=20))
    own = next(one for one in province.letters() if one.email == smtp.took[0])
    come(province, list(forged_bounces(smtp.server.accepted, province, Random(4))), tmp_path / "bounces")

    def untouched() -> None:
        moved = {email for email in addresses(PEOPLE) if province.address(email).standing is not Standing.OK}
        assert moved <= {own.email}
        assert not any(
            state.answered_at or state.self_reported_at or state.unreachable
            for state in map(province.person, range(1, PEOPLE + 1))
            if state.id != own.respondent_id
        )
        with province.home.store.view() as look:
            sending = look.state(SENDING, 1) or SendingState()
        assert sending.breaker_tripped_at is None

    untouched()
    assert province.reasons().count("unverified-bounce") == 1  # one line in the log, however many come
    for _ in range(PEOPLE // BEFORE):
        province.deliver()
        province.clock.move_to(province.now + timedelta(minutes=2))
    assert sorted(smtp.took) == sorted(addresses(PEOPLE))
    come(province, list(forged_words(province)), tmp_path / "words")
    untouched()
    assert province.differences() == []


def test_a_token_proves_nothing_about_another(build: Callable[..., Province], smtp: Relay) -> None:
    """A report with a true token that speaks of somebody else throughout moves neither of them."""
    province = build(smtp_port=smtp.server.port)
    first, second = addresses(2)
    province.wave([first, second])
    assert province.deliver() == {"sent": 2}
    province.clock.move_to(province.now + timedelta(minutes=20))
    own = next(one for one in smtp.server.accepted if one.rcpt == first)
    said = own.content.replace(first.encode(), second.encode())
    province.take(inbound.failed(replace(own, rcpt=second, options=(), content=said), GONE, province.now))
    assert [province.address(one).standing for one in (first, second)] == [Standing.OK, Standing.OK]
    assert province.reasons() == ["unverified-bounce"]


ANSWERED = "Tôi đã hoàn thành phiếu khảo sát rồi."


def said_by(sender: str, vouched: str, province: Province, number: int) -> bytes:
    """As our own server delivers it: it has written down whom it vouches for."""
    return (
        f"Authentication-Results: {SERVER}; {vouched}\r\nFrom: {sender}\r\nTo: {MAILBOX}\r\nSubject: Tra loi\r\n"
        f"Message-ID: <said-{number}@x.example.com>\r\nDate: {province.now:%a, %d %b %Y %H:%M:%S} +0000\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{ANSWERED} ({number})\r\n"
    ).encode()


def test_whoever_is_vouched_for_speaks_for_nobody_else(build: Callable[..., Province], smtp: Relay) -> None:
    """The envelope sender that our server quotes, and the name before the address, are the sender's to choose."""
    province = build(smtp_port=smtp.server.port)
    victim, colleague = addresses(2, domains=1)
    province.wave([victim, colleague])
    domain = victim.partition("@")[2]
    smuggled = f"x=3B_dkim=3Dpass_header.d=3D{domain}=3B_spf=3Dpass_smtp.mailfrom=3Da"
    vouched = f"dkim=pass header.d={domain}"
    province.take(
        said_by(victim, "spf=pass smtp.mailfrom=a@evil.example.com", province, 1),
        said_by(victim, f"spf=pass smtp.mailfrom==?us-ascii?q?{smuggled}?=@evil.example.com", province, 2),
        said_by(f'"{victim}" <{colleague}>', vouched, province, 3),
        said_by(f"=?utf-8?q?=3C{victim}=3E?= <{colleague}>", vouched, province, 4),
        said_by(f"{colleague} ({victim})", vouched, province, 5),
    )
    assert [province.person(number).self_reported_at is not None for number in (1, 2)] == [False, True]
