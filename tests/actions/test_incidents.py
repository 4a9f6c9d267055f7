"""The life of a technical error in people's hands: who is held, who is told, what leaves the house."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

import pytest

from maild.actions import evidence, incidents, ministry, plans
from maild.actions.actor import Actor
from maild.actions.dossier import Dossier, dossier
from maild.demo import inbound
from maild.errors import InputRefused
from maild.jobs import incidents as incident_trip
from maild.letters import NoticeRoom
from maild.model import (
    Code,
    EventKind,
    IncidentPhase,
    IncidentState,
    LetterState,
    NoticeCode,
    RawMail,
    Round,
    Stage,
)
from maild.rules import FOLDS
from maild.rules.calendar import local_day
from maild.rules.inbound import IncidentNote
from maild.rules.reminders import stop_reason
from maild.store import notices, rounds
from maild.tokens import NOTICES
from tests.jobs.province import SECOND, ZONE, Province, Relay, addresses

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
IT, COORDINATOR = Actor("tuan", "it"), Actor("an", "coordinator")
POLICY = inbound.Failure("5.7.1", "554", "refused by policy", "mx1.dv.example.vn")
FULL = inbound.Failure("5.2.2", "552", "mailbox full", "mx1.dv.example.vn")
BNV = "cchc@bnv.example.vn"


@pytest.fixture
def sent(build: Callable[..., Province], smtp: Relay) -> Province:
    """A round in which three letters have gone out; the ministry has an address."""
    province = build(smtp_port=smtp.server.port, alerts=f'ministry = ["{BNV}"]')
    province.wave(addresses(3, domains=1))
    province.deliver()
    province.clock.move_to(province.now + 10 * MINUTE)
    return province


def bounce(province: Province, smtp: Relay, person: int, failure: inbound.Failure, uid: int = 1) -> None:
    letter = smtp.server.accepted[person - 1]
    province.take(inbound.failed(letter, failure, province.now), first_uid=uid)


def why_not(province: Province, person: int) -> str | None:
    """Why a person would get no letter of the second level next week."""
    home = province.home
    state, address = province.person(person), province.address(addresses(3, domains=1)[person - 1])
    then = province.now + 8 * DAY
    return stop_reason(state, address, Code.R2, then, then + 30 * DAY, home.calendar, home.config.limits)


def looked(province: Province, number: int = 1, who: Actor = IT) -> Dossier:
    home = province.home
    with home.store.view() as look:
        return dossier(
            look,
            number,
            who,
            home.advice,
            home.config.survey.secrets(),
            home.calendar,
            home.config.incidents.targets(),
            province.now,
        )


def only(province: Province) -> IncidentState:
    (found,) = province.incidents()
    return found


# ---------------------------------------------------------------- holding harmless


def test_an_open_incident_holds_exactly_whom_it_blocks(sent: Province, smtp: Relay) -> None:
    bounce(sent, smtp, 1, POLICY)
    assert why_not(sent, 1) == "incident_open"
    assert why_not(sent, 2) is None
    solved = incidents.resolve(sent.home.store, 1, "đã đưa vào danh sách tin cậy", IT, sent.now)
    assert (solved.released, solved.touched) == (1, 1)
    assert why_not(sent, 1) is None
    assert sent.differences() == []


def test_whom_two_incidents_hold_is_free_when_both_are_over(sent: Province, smtp: Relay) -> None:
    bounce(sent, smtp, 1, POLICY)
    bounce(sent, smtp, 1, FULL, uid=2)
    incidents.resolve(sent.home.store, 1, "xong", IT, sent.now)
    assert why_not(sent, 1) == "incident_open"
    incidents.resolve(sent.home.store, 2, "xong", IT, sent.now)
    assert why_not(sent, 1) is None


def test_two_errors_that_he_reported_hold_him_until_both_are_over(sent: Province, smtp: Relay) -> None:
    letter = smtp.server.accepted[0]
    for uid, words in enumerate(("Trang báo lỗi 500.", "Tôi nhập mã thì trang báo mã không hợp lệ."), 1):
        sent.take(inbound.reply(letter, "A", words, sent.now), first_uid=uid)
    assert [one.reason for one in sent.incidents()] == ["survey-page-error", "survey-code-refused"]
    incidents.resolve(sent.home.store, 2, "xong", IT, sent.now)
    assert why_not(sent, 1) == "error_open"
    incidents.resolve(sent.home.store, 1, "xong", IT, sent.now)
    assert why_not(sent, 1) is None


def test_who_shows_that_mail_reaches_him_is_held_no_longer(sent: Province, smtp: Relay) -> None:
    bounce(sent, smtp, 1, POLICY)
    sent.take(inbound.reply(smtp.server.accepted[0], "A", "Vâng ạ.", sent.now + MINUTE), first_uid=2)
    assert why_not(sent, 1) is None


def test_what_was_missed_is_made_up_for_by_a_plan_that_a_person_approves(sent: Province, smtp: Relay) -> None:
    bounce(sent, smtp, 1, POLICY)
    sent.clock.move_to(sent.now + 3 * DAY)
    solved = incidents.resolve(
        sent.home.store,
        1,
        "đã mở chặn",
        COORDINATOR,
        sent.now,
        reminders=sent.home.reminders,
        resend=True,
        next_step="Mời Ông/Bà trả lời phiếu.",
        problem="bị chặn theo chính sách",
    )
    assert solved.plan is not None
    draft = sent.drafts()[-1]
    assert (draft.id, draft.receivers) == (solved.plan, 1)


def test_an_incident_closed_by_mistake_holds_again_whom_it_held_and_nobody_is_told_that_it_is_over(
    sent: Province, smtp: Relay
) -> None:
    store, home = sent.home.store, sent.home
    sent.take(inbound.reply(smtp.server.accepted[1], "A", "Trang báo lỗi 500.", sent.now))
    bounce(sent, smtp, 1, POLICY, uid=2)
    bounce(sent, smtp, 3, POLICY, uid=3)
    assert [why_not(sent, n) for n in (1, 2, 3)] == ["incident_open", "error_open", "incident_open"]
    sent.clock.move_to(sent.now + 4 * DAY)
    sent.list_answered()

    def resolve(number: int) -> incidents.Solved:
        return incidents.resolve(store, number, "xong", COORDINATOR, sent.now, reminders=home.reminders,
                                 resend=True, next_step="Mời trả lời.", problem="lỗi")  # fmt: skip

    solved = resolve(2)
    incidents.resolve(store, 1, "xong", IT, sent.now)
    assert [why_not(sent, n) for n in (1, 2, 3)] == [None, None, None]
    assert solved.plan is not None
    plans.approve(store, home.composer, solved.plan, SECOND, sent.now, home.calendar, second_person=True)
    sent.clock.move_to(sent.now + MINUTE)
    sent.take(
        inbound.reply(smtp.server.accepted[2], "A", "Vâng ạ.", sent.now), first_uid=4
    )  # mail reaches him
    back = incidents.reopen(store, 2, "đóng nhầm", IT, sent.now)
    assert (back.held, back.plans, back.letters) == (1, 1, 2)
    assert incidents.reopen(store, 1, "đóng nhầm", IT, sent.now).held == 1
    assert [why_not(sent, n) for n in (1, 2, 3)] == ["incident_open", "error_open", None]
    gone = len(smtp.took)
    home.reminders.tick(sent.now)
    sent.deliver()
    assert len(smtp.took) == gone
    assert sent.drafts() == []
    again = resolve(2)
    assert again.released == 1
    assert again.plan is not None  # now it is true
    assert again.plan != solved.plan
    assert sent.differences() == []


# ---------------------------------------------------------------- the life


def test_an_incident_goes_through_the_hands_of_people(sent: Province, smtp: Relay) -> None:
    bounce(sent, smtp, 1, POLICY)
    store, now = sent.home.store, sent.now
    incidents.acknowledge(store, 1, "tuan", IT, now + MINUTE)
    incidents.assign(store, 1, "lan", IT, now + 2 * MINUTE)
    incidents.note(store, 1, "đã gọi quản trị", IT, now + 3 * MINUTE)
    incidents.reported(store, 1, "HT-5512", COORDINATOR, now + 4 * MINUTE)
    seen = only(sent)
    assert (seen.state, seen.owner, seen.reference) == (IncidentPhase.REPORTED, "lan", "HT-5512")
    incidents.resolve(store, 1, "đã mở chặn", SECOND, now + 5 * MINUTE)
    with pytest.raises(InputRefused, match="incident_resolved"):
        incidents.assign(store, 1, "x", IT, now)
    incidents.note(store, 1, "ghi thêm sau khi đóng", IT, now + 6 * MINUTE)
    incidents.reopen(store, 1, "lại bị", IT, now + 7 * MINUTE)
    assert only(sent).state is IncidentPhase.OPEN
    assert only(sent).people == 1
    with pytest.raises(InputRefused, match="not_resolved"):
        incidents.reopen(store, 1, "", IT, now)
    with pytest.raises(InputRefused, match="no_incident"):
        incidents.note(store, 9, "x", IT, now)
    assert sent.differences() == []


def test_what_a_person_notes_is_masked(sent: Province, smtp: Relay) -> None:
    bounce(sent, smtp, 1, POLICY)
    text = "thử https://khaosat.bnv.example.vn/phieu/HP7K2M9Q của nguyenvana@snv.example.vn"
    incidents.note(sent.home.store, 1, text, IT, sent.now)
    said = str(sent.trail(incident_id=1)[-1].data)
    assert "HP7K2M9Q" not in said
    assert "nguyenvana" not in said


def test_a_silence_also_holds_for_what_comes_and_ends_on_its_morning(sent: Province, smtp: Relay) -> None:
    bounce(sent, smtp, 1, POLICY)
    until = local_day(sent.now, sent.home.calendar) + 2 * DAY
    match = {"domain": "mx.dv.example.vn"}
    found = incidents.silence_matching(sent.home.store, match, until, "đang chuyển tên miền", IT, sent.now)
    assert found == [1]
    bounce(sent, smtp, 2, inbound.Failure("5.7.26", "550", "DMARC policy", "mx2.dv.example.vn"), uid=2)
    bounce(sent, smtp, 3, FULL, uid=3)
    silenced = [one.silenced_until for one in sent.incidents()]
    assert silenced == [until, until, None]
    sent.home.faults.tick(sent.now)
    assert [one.silenced_until for one in sent.incidents()] == silenced
    sent.home.faults.tick(sent.now + 2 * DAY)
    assert [one.silenced_until for one in sent.incidents()] == [None, None, None]
    ended = [one for one in sent.trail(incident_id=1) if one.kind is EventKind.INCIDENT_SILENCE_ENDED]
    assert len(ended) == 1
    assert sent.differences() == []


# ---------------------------------------------------------------- proof


def note(province: Province, reason: str, where: str = "", person: int | None = None) -> None:
    with province.home.store.unit(FOLDS) as unit:
        fault = IncidentNote(Stage.SENDING, reason, where, "", person)
        incident_trip.note(unit, fault, province.now - 5 * MINUTE)


def test_our_own_path_closes_itself_when_it_works_again(sent: Province) -> None:
    note(sent, "smtp-unreachable")
    sent.clock.move_to(sent.now - 6 * MINUTE)
    note(sent, "imap-unreachable", "survey")
    sent.clock.move_to(sent.now + 6 * MINUTE)
    sent.home.faults.tick(sent.now)
    assert {one.reason: one.state.value for one in sent.incidents()}["smtp-unreachable"] == "open"
    letter = sent.letters()[0]
    with sent.home.store.unit(FOLDS) as unit:
        unit.connection.exec_driver_sql(
            f"UPDATE outbox SET tried_at = '{sent.now:%Y-%m-%d %H:%M:%S.%f}' WHERE id = {letter.id}"
        )
    assert letter.state is LetterState.SENT
    sent.home.faults.tick(sent.now)
    states = {one.reason: one.state.value for one in sent.incidents()}
    assert states == {"smtp-unreachable": "resolved", "imap-unreachable": "open"}


def test_another_servers_recovery_is_proposed_and_a_person_closes(sent: Province, smtp: Relay) -> None:
    bounce(sent, smtp, 1, POLICY)
    sent.home.faults.tick(sent.now)
    assert only(sent).state is IncidentPhase.OPEN
    sent.clock.move_to(sent.now + MINUTE)
    sent.take(inbound.reply(smtp.server.accepted[0], "A", "Vâng ạ.", sent.now), first_uid=2)
    sent.home.faults.tick(sent.now)
    sent.home.faults.tick(sent.now + MINUTE)
    assert only(sent).state is IncidentPhase.FIXED
    kinds = [one.kind for one in sent.trail(incident_id=1)]
    assert kinds.count(EventKind.INCIDENT_FIX_SEEN) == 1
    bounce(sent, smtp, 2, POLICY, uid=3)
    assert only(sent).state is IncidentPhase.OPEN  # seen again: not over


def test_letters_that_pile_up_without_a_reason_are_an_incident(province: Province) -> None:
    """Nothing is delivered for an hour inside the window."""
    province.wave(addresses(25))
    province.home.faults.tick(province.now + 30 * MINUTE)
    assert province.reasons() == []
    for minutes in (75, 80):
        province.home.faults.tick(province.now + minutes * MINUTE)
    assert province.reasons() == ["queue-growing"]


# ---------------------------------------------------------------- the ministry


def desk(province: Province) -> ministry.Desk:
    return ministry.Desk(NoticeRoom([province.home.config.paths.templates]), ZONE, "vi")


def running(province: Province) -> Round:
    with province.home.store.view() as look:
        (found,) = rounds.running(look.connection)
    return found


def tell_the_ministry(province: Province) -> str:
    """Send M1; the Message-ID under which it goes."""
    home, found = province.home, looked(province)
    round_ = running(province)
    mail = ministry.m1(found, round_, desk(province), "Đề nghị kiểm tra.")
    (number,) = ministry.send(
        home.store, found, round_, mail, home.config.alerts.ministry, "", IT, province.now, ZONE
    )
    with home.store.view() as look:
        (notice,) = notices.of_incident(look.connection, 1)
    assert (notice.id, notice.code, notice.recipient) == (number, NoticeCode.M1, BNV)
    return home.composer.keys.message_id(NOTICES + number, notice.made_on)


def from_the_ministry(province: Province, subject: str, answers: str = "", sender: str = BNV) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = sender, inbound.MAILBOX, subject
    mail["Date"] = format_datetime(province.now)
    mail["Message-ID"] = f"<tra-loi-{len(subject)}-{len(answers)}@bnv.example.vn>"
    if answers:
        mail["In-Reply-To"] = answers
    mail.set_content("Lỗi 500 của trang khảo sát đã được khắc phục lúc 14 giờ. Đề nghị kiểm tra lại.\n")
    return mail.as_bytes()


def test_the_ministrys_answer_joins_by_its_thread(sent: Province, smtp: Relay) -> None:
    bounce(sent, smtp, 1, POLICY)
    message_id = tell_the_ministry(sent)
    assert only(sent).state is IncidentPhase.REPORTED
    sent.take(
        from_the_ministry(sent, "Re: V/v phối hợp", message_id, "chuyenvien@bnv.example.vn"), first_uid=5
    )
    assert only(sent).answered_at == sent.now
    assert sent.trail(incident_id=1)[-1].mail_id is not None
    assert sent.differences() == []


@pytest.mark.parametrize("subject", ["Trả lời phiếu yêu cầu HT-5512", "Re: [INC-0001] V/v phối hợp"])
def test_or_by_a_number_in_its_subject(sent: Province, smtp: Relay, subject: str) -> None:
    bounce(sent, smtp, 1, POLICY)
    incidents.reported(sent.home.store, 1, "HT-5512", IT, sent.now)
    sent.take(from_the_ministry(sent, subject), first_uid=5)
    assert only(sent).answered_at == sent.now


def test_a_strangers_number_joins_nothing(sent: Province, smtp: Relay) -> None:
    bounce(sent, smtp, 1, POLICY)
    sent.take(from_the_ministry(sent, "INC-0001", sender="ai-do@example.org"), first_uid=5)
    assert sent.incidents()[0].answered_at is None


# ---------------------------------------------------------------- what is known


def test_the_same_fault_in_an_earlier_round_tells_what_fixed_it(sent: Province, smtp: Relay) -> None:
    bounce(sent, smtp, 1, POLICY)
    incidents.acknowledge(sent.home.store, 1, "tuan", IT, sent.now + timedelta(hours=1))
    incidents.resolve(sent.home.store, 1, "thêm IP vào danh sách tin cậy", IT, sent.now + timedelta(hours=2))
    before = looked(sent)
    assert (before.response.to_acknowledge, before.response.to_fix) == (
        timedelta(hours=1),
        timedelta(hours=2),
    )
    sent.clock.move_to(sent.now + 20 * DAY)
    bounce(sent, smtp, 2, POLICY, uid=2)
    (earlier,) = looked(sent, 2).history
    assert (earlier.number, earlier.fixed_by) == (1, "thêm IP vào danh sách tin cậy")


SECRETS = ("HP7K2M9Q", "phieu/HP", "tranthihoa", "canbo1@", "canbo2@", "Nguyễn Văn", "Bí mật")


def test_nothing_that_leaves_the_house_holds_a_secret(sent: Province, smtp: Relay) -> None:
    link = "https://khaosat.bnv.example.vn/phieu/HP7K2M9Q?ma=HP7K2M9Q"
    words = (
        f"Trang báo lỗi 500 khi mở {link}, mã HP7K2M9Q. Hỏi tranthihoa@gmail.example.com hoặc Nguyễn Văn A."
    )
    said = inbound.Failure(
        "5.7.1", "554", f"refused {link} for tranthihoa@gmail.example.com", "mx1.dv.example.vn"
    )
    bounce(sent, smtp, 2, said)
    reply = inbound.reply(smtp.server.accepted[0], "Nguyễn Văn Bí mật", words, sent.now)
    sent.take(reply, first_uid=2)
    home, out = sent.home, []
    for number in (1, 2):
        found = looked(sent, number)
        assert (found.people, found.numbers) == ((), ())
        with home.store.view() as look:
            mails = evidence.mails_of(look, found)
        raws = {
            mails[0].id: raw_of(
                reply if number == 2 else inbound.failed(smtp.server.accepted[1], said, sent.now)
            )
        }
        octets = evidence.pack(
            found, mails, raws, home.config.survey.secrets(), ZONE, "vi", "Sở Nội vụ", sent.now
        )
        out += unzipped(octets)
        round_ = running(sent)
        mail = ministry.m1(found, round_, desk(sent), "Đề nghị kiểm tra.")
        proposal = ministry.m2([found], round_, desk(sent), ["UBND tỉnh"], sent.now)
        out += [mail.text, mail.html, proposal.text, proposal.html]
    everything = "\n".join(out)
    assert "c***@" in everything
    assert "Received:" in everything or "From:" in everything
    for secret in SECRETS:
        assert secret not in everything.replace("Nguyễn Văn A.", ""), secret


def test_the_pack_keeps_the_message_ids_by_which_others_find_the_mail(sent: Province, smtp: Relay) -> None:
    bounce(sent, smtp, 1, POLICY)
    home, found = sent.home, looked(sent)
    with home.store.view() as look:
        mails = evidence.mails_of(look, found)
    octets = evidence.pack(found, mails, {}, home.config.survey.secrets(), ZONE, "vi", "x", sent.now)
    assert any(inbound.message_id_of(smtp.server.accepted[0]) in text for text in unzipped(octets))
    names = zipfile.ZipFile(io.BytesIO(octets)).namelist()
    assert names == [
        f"INC-0001/{name}"
        for name in ("README.txt", "evidence.xlsx", "evidence.csv", "incident.json", "mails/M-1.txt")
    ]


def raw_of(raw: bytes) -> RawMail:
    return RawMail(1, raw, len(raw), None)


def unzipped(octets: bytes) -> list[str]:
    """Every file of a pack as text; a workbook's sheets too."""
    texts: list[str] = []
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            if name.endswith(".xlsx"):
                with zipfile.ZipFile(io.BytesIO(content)) as book:
                    texts += [book.read(part).decode("utf-8", "replace") for part in book.namelist()]
            else:
                texts.append(content.decode())
    return texts
