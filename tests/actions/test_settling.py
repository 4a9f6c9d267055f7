"""A person says what a mail is: the reader's verdict is taken back, his own holds."""

from __future__ import annotations

from datetime import timedelta

import pytest

from maild.actions import mails
from maild.actions.actor import Actor
from maild.demo import inbound
from maild.demo.smtp_server import Accepted
from maild.errors import InputRefused
from maild.model import EventKind, Kind
from maild.store import figures, mailbox
from tests.jobs.province import Province, Relay, addresses

MINUTE = timedelta(minutes=1)
WHO = Actor("nga", "coordinator")
KINDS_AND_FIELDS = [
    (Kind.COMPLETED, "self_reported_at"),
    (Kind.REFUSAL, "refused_at"),
    (Kind.WRONG_PERSON, "wrong_person_at"),
    (Kind.QUESTION, "question_at"),
    (Kind.OUT_OF_OFFICE, "on_leave_until"),
    (Kind.TECH_ANSWERING, "error_incident_id"),
]


@pytest.fixture
def sent(province: Province, smtp: Relay) -> Accepted:
    province.wave(addresses(1))
    province.deliver()
    province.clock.move_to(province.now + 10 * MINUTE)
    return smtp.server.accepted[0]


def settle(province: Province, kind: Kind, mail_id: int = 1, **more: str) -> mails.Settled:
    home = province.home
    province.clock.move_to(province.now + MINUTE)
    return mails.classify(home.store, mail_id, kind, WHO, province.now, home.calendar, **more)


def wrote(province: Province, sent: Accepted, words: str) -> None:
    assert province.take(inbound.reply(sent, "Lan", words, province.now)).new == 1


@pytest.mark.parametrize(("kind", "field"), KINDS_AND_FIELDS)
def test_what_a_person_says_holds_until_he_says_otherwise(
    province: Province, sent: Accepted, kind: Kind, field: str
) -> None:
    wrote(province, sent, "Vâng ạ")
    done = settle(province, kind)
    assert (done.was, done.kind, done.respondent_id) == (Kind.UNRELATED, kind, 1)
    assert getattr(province.person(), field) is not None
    last = [one for one in province.trail(mail_id=1) if one.kind is EventKind.MAIL_SETTLED][-1]
    assert (last.actor, last.data["kind"]) == ("nga", kind.value)
    assert province.differences() == []
    settle(province, Kind.UNRELATED)
    assert getattr(province.person(), field) is None
    assert province.differences() == []


READINGS = [
    ("Tôi đã nghỉ hưu từ tháng 8.", "wrong_person_at"),
    ("Cho hỏi hạn cuối là ngày nào?", "question_at"),
    ("Trang khảo sát báo lỗi 500, không gửi được phiếu.", "error_incident_id"),
]


@pytest.mark.parametrize(("words", "field"), READINGS)
def test_what_the_reader_did_is_taken_back(
    province: Province, sent: Accepted, words: str, field: str
) -> None:
    wrote(province, sent, words)
    assert getattr(province.person(), field) is not None or province.person().claim_held_at is not None
    settle(province, Kind.UNRELATED)
    state = province.person()
    assert (getattr(state, field), state.claim_held_at, state.blocked_by) == (None, None, ())
    assert province.differences() == []


def test_what_was_said_again_later_is_left(province: Province, sent: Accepted) -> None:
    wrote(province, sent, "Cho hỏi hạn cuối là ngày nào?")
    province.clock.move_to(province.now + MINUTE)
    raw = inbound.reply(sent, "Lan", "Cho hỏi phiếu này có bắt buộc không?", province.now)
    assert province.take(raw, first_uid=2).new == 1
    settle(province, Kind.UNRELATED, mail_id=1)
    assert province.person().question_at is not None


def test_it_leaves_the_list_of_the_unsure(province: Province, sent: Accepted) -> None:
    wrote(province, sent, "Vâng ạ")
    with province.home.store.view() as look:
        (waiting,) = figures.unsure_mails(look.connection)
    assert (waiting.id, waiting.reading["words"]) == (1, "Vâng ạ")
    settle(province, Kind.UNRELATED)
    with province.home.store.view() as look:
        assert figures.unsure_mails(look.connection) == []
        row = mailbox.mail(look.connection, 1)
    assert row is not None
    assert row.reading["settled"]["by"] == "nga"


def test_the_same_word_twice_is_refused(province: Province, sent: Accepted) -> None:
    wrote(province, sent, "Vâng ạ")
    settle(province, Kind.COMPLETED)
    with pytest.raises(InputRefused) as refused:
        settle(province, Kind.COMPLETED)
    assert "completed" in str(refused.value)


def test_a_note_without_an_official_is_refused(province: Province, sent: Accepted) -> None:
    province.take(inbound.unrelated(1, province.now))
    with pytest.raises(InputRefused) as refused:
        settle(province, Kind.QUESTION, note="hỏi lại")
    assert "note_needs_official" in str(refused.value)
    assert settle(province, Kind.QUESTION).respondent_id is None
