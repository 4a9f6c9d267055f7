"""A unit's clerk answers A1: what is filled in is a proposal, and an address changes when a person accepts it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256

import pytest

from maild.actions import corrections as actions
from maild.actions import units
from maild.demo import inbound
from maild.demo.inbound import MAILBOX, SERVER, Failure, message_id_of
from maild.demo.smtp_server import Accepted
from maild.jobs.notices import queue
from maild.model import Event, EventKind, NoticeCode, RenderedNotice, Standing
from maild.rules import FOLDS
from maild.store import rounds
from tests.cli.program import maild
from tests.jobs.province import SECOND, Province, Relay, addresses

CLERK = "vanthu@stp.example.vn"
GONE = Failure("5.1.1", "550", "no such user", "mx.example.vn")
FORM = RenderedNotice("Đề nghị kiểm tra địa chỉ", "Nguyễn Văn A: ……\nNguyễn Văn B: ……\n", "<p>x</p>")


@pytest.fixture
def asked(build: Callable[..., Province], smtp: Relay) -> Province:
    """Two addresses of a unit are dead, and its clerk has been asked."""
    province = build(smtp_port=smtp.server.port)
    province.wave(addresses(3))
    province.deliver()
    letters = list(smtp.server.accepted)
    province.clock.move_to(province.now + timedelta(minutes=10))
    province.take(*(inbound.failed(one, GONE, province.now) for one in letters[:2]))
    person = province.people()[0]
    contact = {"person": "Bà Hoa", "email": CLERK, "telephone": ""}
    units.set_contact(province.home.store, "Sở Tư pháp", "clerk", SECOND, province.now, **contact)
    with province.home.store.unit(FOLDS) as unit:
        queue(
            unit,
            NoticeCode.A1,
            occasion="2026/1",
            to=CLERK,
            mail=FORM,
            now=province.now,
            round_id=person.round_id,
            unit_id=person.unit_id,
        )
    province.home.notices.tick(province.now)
    return province


def answer(province: Province, smtp: Relay, words: str, sender: str = CLERK, *, html: bool = False) -> bytes:
    form: Accepted = next(one for one in smtp.server.accepted if one.rcpt == CLERK)
    mail = EmailMessage(policy=SMTP)
    mail["Authentication-Results"] = f"{SERVER}; spf=pass smtp.mailfrom={sender}"
    mail["From"], mail["To"], mail["Subject"] = sender, MAILBOX, "Re: De nghi kiem tra dia chi"
    mail["Date"] = format_datetime(province.now)
    mail["Message-ID"] = f"<{sha256(f'{words}{sender}'.encode()).hexdigest()[:20]}@stp.example.vn>"
    mail["In-Reply-To"] = message_id_of(form)
    mail.set_content(words, subtype="html" if html else "plain")
    return mail.as_bytes()


def proposals(province: Province) -> list[Event]:
    return [one for one in province.trail() if one.kind is EventKind.RESPONDENT_CONTACT_PROPOSED]


def found(province: Province) -> dict[str, actions.Correction]:
    home = province.home
    with home.store.view() as look:
        (round_,) = rounds.running(look.connection)
        return {one.person.name: one for one in actions.corrections(look, round_, home.roster_rules)}


FILLED = [
    ("Kính gửi Sở,\nNguyễn Văn A: nva.moi@stp.example.vn\nNguyễn Văn B: đã nghỉ hưu\n", False),
    ("Đã điền bên dưới.\n\n> - Nguyễn Văn A: nva.moi@stp.example.vn\n> - NGUYEN VAN B: da nghi huu\n", False),
    ("<ul><li>Nguyễn Văn A: nva.moi@stp.example.vn</li><li>Nguyễn Văn B: đã nghỉ hưu</li></ul>", True),
]


@pytest.mark.parametrize(("words", "html"), FILLED)
def test_what_is_filled_in_is_a_proposal(asked: Province, smtp: Relay, words: str, html: bool) -> None:
    dead = [one.email for one in asked.people()[:2]]
    asked.take(answer(asked, smtp, words, html=html), first_uid=9)
    told = found(asked)
    a, b = told["Nguyễn Văn A"], told["Nguyễn Văn B"]
    assert (a.answered, a.gone, a.doubted, a.suggestions[0].email) == (
        True,
        False,
        False,
        "nva.moi@stp.example.vn",
    )
    assert (b.answered, b.gone) == (True, True)
    assert [asked.address(one).standing for one in dead] == [Standing.SUSPENDED] * 2
    assert [one.email for one in asked.people()[:2]] == dead  # nothing has changed
    assert not any("@" in str(one.data) for one in proposals(asked))
    assert asked.differences() == []


def test_a_person_accepts_it(asked: Province, smtp: Relay) -> None:
    asked.take(answer(asked, smtp, FILLED[0][0]), first_uid=9)
    shown = maild("address", "corrections", config=asked.path)
    assert "nva.moi@stp.example.vn (đơn vị trả lời)" in shown.out
    done = maild("address", "accept", "OFF-0001", "--suggestion", "1", "--letter", "M-3", config=asked.path)
    assert done.code == 0, done.err
    assert asked.people()[0].email == "nva.moi@stp.example.vn"
    assert "Nguyễn Văn A" not in found(asked)
    assert asked.differences() == []


def test_nobody_vouches_for_a_stranger(asked: Province, smtp: Relay) -> None:
    asked.take(answer(asked, smtp, "Nguyễn Văn A: khac@example.org\n", "ai.do@example.org"), first_uid=9)
    one = found(asked)["Nguyễn Văn A"]
    assert (one.answered, one.doubted) == (True, True)


NOTHING = [
    "Nguyễn Văn A: ……\nNguyễn Văn B: ……\n",  # the form as it came
    "Người khác: ai@example.org\n",  # nobody of the unit
    "Đơn vị sẽ kiểm tra và trả lời sau.\n",
]


@pytest.mark.parametrize("words", NOTHING)
def test_what_names_nobody_proposes_nothing(asked: Province, smtp: Relay, words: str) -> None:
    asked.take(answer(asked, smtp, words), first_uid=9)
    assert proposals(asked) == []
