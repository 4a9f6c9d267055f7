"""Who is told what, when, and that its numbers are those of the database."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import python_calamine
import sqlalchemy as sa

from maild.actions import calls, holds, lists, officials, rounds, sending, units
from maild.actions import escalations as escalation_actions
from maild.actions import incidents as incident_actions
from maild.actions.actor import Actor
from maild.demo import inbound
from maild.demo.inbound import Failure
from maild.jobs import escalations
from maild.jobs import incidents as incident_trip
from maild.jobs.notices import unpacked
from maild.letters.notice_facts import E2Facts
from maild.model import Event, EventKind, LetterState, Notice, NoticeCode, RenderedNotice, Stage
from maild.rules import FOLDS
from maild.rules.calendar import local_day
from maild.rules.inbound import IncidentNote
from maild.store import notices as stored
from maild.store import rounds as stored_rounds
from maild.store import standing, tables
from tests.jobs.province import (
    CODE,
    DEADLINE,
    MAKER,
    R1_DAY,
    SECOND,
    Province,
    Relay,
    addresses,
    moment,
)

ALERTS = """
it = ["cntt@snv.example.vn"]
coordinator = ["dieuphoi@snv.example.vn"]
leadership = ["lanhdao@snv.example.vn"]
admin = ["quantri@snv.example.vn"]
"""
IT = Actor("tuan", "it")
HOUR = timedelta(hours=1)


@pytest.fixture
def told(build: Callable[..., Province], smtp: Relay) -> Province:
    """A province whose staff is told of everything."""
    return build(smtp_port=smtp.server.port, alerts=ALERTS)


def rows(province: Province, *codes: NoticeCode) -> list[Notice]:
    with province.home.store.view() as look:
        found = stored.in_state(look.connection, *LetterState)
    return [one for one in found if not codes or one.code in codes]


def mail_of(province: Province, notice: Notice) -> RenderedNotice:
    with province.home.store.view() as look:
        content = stored.content_of(look.connection, notice.id)
    assert content is not None
    return unpacked(content)


def at(province: Province, when: str | datetime) -> None:
    province.clock.move_to(moment(when) if isinstance(when, str) else when)
    province.home.briefs.tick(province.now)


def count(province: Province, query: str) -> int:
    with province.home.store.view() as look:
        return int(look.connection.scalar(sa.text(query)))


# ---------------------------------------------------------------- the morning

MORNINGS = [
    # when                  mails
    ("2026-11-10 07:29",    []),
    ("2026-11-10 07:30",    ["C1", "I2"]),
    ("2026-11-10 16:00",    ["C1", "I2"]),  # late, after downtime
    ("2026-11-14 08:00",    []),            # Saturday
    ("2026-11-15 08:00",    []),
]  # fmt: skip


@pytest.mark.parametrize(("when", "codes"), MORNINGS)
def test_the_morning_mails(told: Province, when: str, codes: list[str]) -> None:
    told.enter(addresses(3))
    at(told, when)
    assert [one.code.value for one in rows(told, NoticeCode.C1, NoticeCode.I2)] == codes


def test_each_morning_once_whatever_happens(told: Province) -> None:
    told.enter(addresses(3))
    for _ in range(3):
        at(told, told.now.replace(day=10, hour=1))
    at(told, "2026-11-11 09:00")
    assert [one.occasion for one in rows(told, NoticeCode.I2)] == ["2026-11-10", "2026-11-11"]
    assert [one.occasion for one in rows(told, NoticeCode.C1)] == ["2026/2026-11-10", "2026/2026-11-11"]


def test_nobody_is_told_where_nobody_is_named(province: Province) -> None:
    province.enter(addresses(3))
    at(province, "2026-11-10 08:00")
    assert rows(province) == []


def test_the_brief_says_what_the_database_says(told: Province, smtp: Relay) -> None:
    told.wave(addresses(20))
    told.deliver()
    first, second = smtp.server.accepted[:2]
    told.take(
        inbound.failed(first, Failure("5.1.1", "550", "no such user", "mx.example.vn"), told.now),
        inbound.reply(second, "An", "1", told.now),
    )
    wrote = {first.rcpt, second.rcpt}
    told.list_answered(*[one.id for one in told.people() if one.email not in wrote][:3])
    at(told, "2026-11-13 07:30")
    (notice,) = rows(told, NoticeCode.C1)
    mail = mail_of(told, notice)
    answered = count(told, "SELECT count(*) FROM respondent_state WHERE answered_at IS NOT NULL")
    says_so = count(
        told,
        "SELECT count(*) FROM respondent_state WHERE answered_at IS NULL AND self_reported_at IS NOT NULL",
    )
    dead = count(told, "SELECT count(*) FROM respondent_state WHERE unreachable IS NOT NULL")
    assert (answered, says_so, dead) == (3, 1, 1)
    assert f"Đã trả lời {answered}/20" in mail.text
    assert f"Tự báo đã trả lời: {says_so}" in mail.text
    assert f"Không liên lạc được: {dead}" in mail.text
    assert f"Chưa trả lời: {20 - answered - says_so - dead}" in mail.text
    assert "Danh sách của Bộ: đến 08:00 12/11/2026" in mail.text
    (book,) = mail.attachments
    sheets = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(book.octets))
    people = sheets.get_sheet_by_name("Từng người").to_python()
    assert len(people) == 21
    assert sum(row[5] == "đã trả lời" for row in people) == answered
    assert sum(row[5] == "không liên lạc được" for row in people) == dead
    assert {row[8] for row in people if row[5] in ("đã trả lời", "tự báo đã trả lời")} == {"có"}
    (line,) = sheets.get_sheet_by_name("Nhóm x đơn vị x lần nhắc").to_python()[1:]
    assert line == ["LD", "Sở Tư pháp", "R1", 20, 20, 4, 3, 15.0, says_so, 0, 0, dead, 15, 17]


def test_the_digest_says_what_the_database_says(told: Province, smtp: Relay) -> None:
    told.wave(addresses(12))
    told.deliver()
    gone, full = (
        Failure("5.1.1", "550", "no such user", "mx.example.vn"),
        Failure("5.2.2", "552", "mailbox full", "mx.example.vn"),
    )
    letters = smtp.server.accepted
    told.take(
        inbound.failed(letters[0], gone, told.now),
        inbound.failed(letters[1], full, told.now),
        inbound.failed(letters[2], full, told.now),
    )
    at(told, "2026-11-13 07:30")
    (notice,) = rows(told, NoticeCode.I2)
    mail = mail_of(told, notice)
    opened = count(told, "SELECT count(*) FROM incident_state WHERE state <> 'resolved'")
    assert opened == len(told.incidents())
    assert mail.subject == f"Nhật ký lỗi kỹ thuật ngày 13/11: {opened} lỗi mở, {opened} lỗi mới"
    lines = {line.split()[1]: line for line in mail.text.splitlines() if line.startswith("- INC-")}
    for one in told.incidents():
        line = lines[f"INC-{one.id:04}"]
        assert f"INC-{one.id:04} MỚI" in line
        assert line.casefold().count("mới") == 1  # its standing is another word
    assert "@" not in mail.text  # no address of anybody
    assert "Nguyễn" not in mail.text  # and no name: the IT liaison needs none


def test_what_waits_for_a_person(told: Province) -> None:
    told.enter(addresses(6))
    told.clock.move_to(R1_DAY - 15 * HOUR)
    told.home.reminders.tick(told.now)
    lists.stage(told.home.store, CODE, told.now, [(1, 1)], MAKER, told.now)
    at(told, "2026-11-12 07:30")
    text = mail_of(told, rows(told, NoticeCode.C1)[0]).text
    assert "Danh sách S-0001 của Bộ chờ chấp nhận: maild answered apply S-0001" in text
    assert "Kế hoạch R1 chờ duyệt, 6 người: maild remind approve 1" in text
    assert "R1 cho 6 người từ 07:30, chờ duyệt" in text


def brief_today(province: Province, when: str) -> list[str]:
    """What the morning mail of a day says of the letters that go out."""
    at(province, when)
    text = mail_of(province, rows(province, NoticeCode.C1)[-1]).text
    section = text.partition("HÔM NAY GỬI\n\n")[2].partition("\n\n")[0]
    return section.splitlines()


def test_the_brief_counts_the_letters_that_are_still_to_go(told: Province) -> None:
    told.enter(addresses(7))
    told.clock.move_to(R1_DAY - 15 * HOUR)
    told.list_answered()
    told.approve()
    told.clock.move_to(moment("2026-11-12 07:00"))
    told.list_answered(1, 2, 3, 4, 5)
    assert brief_today(told, "2026-11-12 07:30") == ["- R1 cho 2 người từ 07:30, đã duyệt"]
    with told.home.store.view() as look:
        (shown,) = standing.waiting(look.connection, 1)  # the desk's first page
    assert shown.count == 2


def test_the_brief_counts_nobody_twice_when_a_plan_is_supplemented(told: Province) -> None:
    told.enter(addresses(3))
    told.clock.move_to(R1_DAY - 15 * HOUR)
    told.list_answered()
    told.approve()
    calls.accept(told.home.store, told.people()[0], "moi@dv1.example.vn", "12/SNV", SECOND, told.now)
    told.home.reminders.tick(told.now)
    assert brief_today(told, "2026-11-12 07:30") == [
        "- R1 cho 2 người từ 07:30, đã duyệt",
        "- R1 cho 1 người từ 07:30, chờ duyệt",
    ]


def test_the_brief_counts_what_the_caps_let_go_today(build: Callable[..., Province], smtp: Relay) -> None:
    told = build(smtp_port=smtp.server.port, alerts=ALERTS, limits="canary_wait_s = 0\nper_hour = 1")
    told.enter(addresses(8))
    told.clock.move_to(moment("2026-11-11 07:00"))
    told.list_answered()
    told.approve()
    days = Counter(local_day(one.due_at, told.home.calendar).day for one in told.letters())
    assert days == {11: 3, 12: 5}  # six and a half hours a day, whole letters a window
    told.deliver()
    told.list_answered()
    assert brief_today(told, "2026-11-12 07:30") == ["- R1 cho 6 người từ 07:30, đã duyệt"]


HOLDS: list[tuple[str, Callable[[Province], object], str]] = [
    ("nothing", lambda told: told.list_answered(), ""),
    ("an old list", lambda _: None, " – đang chờ danh sách của Bộ"),
    ("a pause", lambda told: sending.pause(told.home.store, SECOND, told.now, "x"), " – đang tạm dừng gửi"),
]


@pytest.mark.parametrize(("_", "act", "held"), HOLDS, ids=[name for name, *_ in HOLDS])
def test_the_brief_says_what_holds_the_letters(
    told: Province, _: str, act: Callable[[Province], object], held: str
) -> None:
    told.enter(addresses(3))
    told.clock.move_to(moment("2026-11-10 09:00"))
    told.list_answered()
    told.clock.move_to(R1_DAY - 15 * HOUR)
    told.approve()
    told.clock.move_to(moment("2026-11-12 07:00"))
    act(told)
    assert brief_today(told, "2026-11-12 07:30") == [f"- R1 cho 3 người từ 07:30, đã duyệt{held}"]


def test_letters_in_doubt_stand_there_by_name(told: Province) -> None:
    told.wave(addresses(2))
    with told.home.store.unit(FOLDS) as unit:
        unit.connection.exec_driver_sql("UPDATE outbox SET state = 'in_doubt' WHERE id = 1")
    at(told, "2026-11-13 07:30")
    text = mail_of(told, rows(told, NoticeCode.C1)[0]).text
    assert "- Nguyễn Văn A (Sở Tư pháp), R1" in text


# ---------------------------------------------------------------- on event


def test_a_list_that_waits_is_told_once(told: Province) -> None:
    told.enter(addresses(6))
    at(told, "2026-11-10 09:00")
    lists.stage(told.home.store, CODE, told.now, [(1, 1), (2, None)], MAKER, told.now)
    told.home.briefs.tick(told.now)
    assert rows(told, NoticeCode.C2) == []  # whoever brought it may be about to apply it
    for minutes in (2, 3, 60):
        at(told, moment("2026-11-10 09:00") + timedelta(minutes=minutes))
    (notice,) = rows(told, NoticeCode.C2)
    mail = mail_of(told, notice)
    assert mail.subject == "Danh sách cập nhật S-0001: khớp 1, không rõ 1, chờ chấp nhận"
    assert "maild answered apply S-0001" in mail.text


def test_a_plan_that_waits_is_told_once_a_day(told: Province) -> None:
    told.enter(addresses(6))
    told.clock.move_to(R1_DAY - 15 * HOUR)
    told.home.reminders.tick(told.now)
    for minutes in (0, 2, 30):
        at(told, R1_DAY - 15 * HOUR + timedelta(minutes=minutes))
    (notice,) = rows(told, NoticeCode.C3)
    assert "R1 chờ duyệt: 6 người" in mail_of(told, notice).subject
    told.list_answered(1)
    told.home.reminders.tick(told.now)  # the list has changed: another plan
    at(told, told.now + HOUR)
    assert len(rows(told, NoticeCode.C3)) == 1


def test_the_plan_to_approve_comes_with_its_receivers_and_its_words(told: Province) -> None:
    told.enter(addresses(52))
    told.clock.move_to(R1_DAY - 15 * HOUR)
    told.list_answered(1)
    told.home.reminders.tick(told.now)
    at(told, told.now + timedelta(minutes=2))
    (notice,) = rows(told, NoticeCode.C3)
    mail = mail_of(told, notice)
    assert "maild remind approve 1 --count 51" in mail.text
    assert "LỜI THƯ, NHƯ OFF-" in mail.text
    assert "thuộc danh sách tham gia trả lời phiếu của đợt “Điều tra xã hội học”" in mail.text
    (book,) = mail.attachments
    assert book.name == "ke-hoach-1-R1.xlsx"
    sheets = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(book.octets))
    getting, left_out = (sheets.get_sheet_by_index(number).to_python() for number in (0, 1))
    assert getting[0][0] == "kế hoạch 1: 51 người nhận"
    assert len(getting) == 3 + 51
    assert left_out[1][:4] == [
        "OFF-0001",
        "Nguyễn Văn A",
        "Sở Tư pháp",
        "đã trả lời",
    ]
    told.clock.move_to(moment("2026-11-12 07:00"))
    at(told, "2026-11-12 07:30")
    text = mail_of(told, rows(told, NoticeCode.C1)[-1]).text
    assert "Kế hoạch R1 chờ duyệt, 51 người: maild remind approve 1 --count 51" in text


def test_a_supplement_is_told_beside_its_plan_on_the_same_day(told: Province) -> None:
    told.enter(addresses(6))
    held = told.people()[0]
    holds.hold(told.home.store, [held], "đang xác minh", MAKER, told.now)
    told.clock.move_to(R1_DAY - 15 * HOUR)
    told.home.reminders.tick(told.now)
    at(told, told.now + timedelta(minutes=2))
    told.approve()
    holds.release(told.home.store, [held], MAKER, told.now)
    told.home.reminders.tick(told.now)
    for minutes in (2, 30):
        at(told, told.now + timedelta(minutes=minutes))
    first, second = (mail_of(told, one) for one in rows(told, NoticeCode.C3))
    assert "bổ sung" not in first.text
    assert second.subject.startswith("Kế hoạch bổ sung gửi R1 chờ duyệt: 1 người")
    assert "Kế hoạch 2 bổ sung kế hoạch 1" in second.text


# ---------------------------------------------------------------- alerts


def fault(province: Province, reason: str = "imap-unreachable", where: str = "survey") -> int:
    with province.home.store.unit(FOLDS) as unit:
        return incident_trip.note(unit, IncidentNote(Stage.RECEIVING, reason, where, "", None), province.now)


def test_one_alert_for_what_comes_together(told: Province) -> None:
    told.enter(addresses(3))
    at(told, "2026-11-10 09:00")
    fault(told)
    told.home.briefs.tick(told.now)
    assert rows(told, NoticeCode.I1) == []
    told.clock.move_to(told.now + timedelta(minutes=1))
    fault(told, where="cntt")
    for minutes in (2, 3, 4):
        at(told, moment("2026-11-10 09:00") + timedelta(minutes=minutes))
    (notice,) = rows(told, NoticeCode.I1)
    mail = mail_of(told, notice)
    assert mail.subject == "[KHẨN] INC-0001: không đọc được hộp thư và 1 lỗi khác"
    assert "INC-0002" in mail.text
    alerts = [one.incident_id for one in told.trail() if one.kind is EventKind.INCIDENT_ALERTED]
    assert alerts == [1, 2]


def test_many_sightings_are_one_alert(told: Province) -> None:
    told.enter(addresses(3))
    at(told, "2026-11-10 09:00")
    with told.home.store.unit(FOLDS) as unit:
        for _ in range(200):
            note = IncidentNote(Stage.RECEIVING, "imap-unreachable", "survey", "", None)
            incident_trip.note(unit, note, told.now)
    for minutes in range(2, 30, 4):
        at(told, moment("2026-11-10 09:00") + timedelta(minutes=minutes))
    assert len(rows(told, NoticeCode.I1)) == 1


def test_what_is_not_grave_waits_for_the_morning(told: Province) -> None:
    told.enter(addresses(3))
    fault(told, "list-stale", "")
    at(told, "2026-11-09 10:00")
    assert rows(told, NoticeCode.I1) == []


AGAIN = [
    # after working hours            alerts
    ("2026-11-10 14:59",             1),  # 2:00 in the morning and 1:29 in the afternoon have passed
    ("2026-11-10 15:32",             2),
    ("2026-11-10 22:00",             2),
]  # fmt: skip


@pytest.mark.parametrize(("when", "alerts"), AGAIN)
def test_repeated_while_nobody_takes_it_on(told: Province, when: str, alerts: int) -> None:
    told.enter(addresses(3))
    told.clock.move_to(moment("2026-11-10 08:58"))
    fault(told)
    at(told, "2026-11-10 09:00")
    at(told, when)
    at(told, moment(when) + timedelta(minutes=1))
    assert len(rows(told, NoticeCode.I1)) == alerts


def test_whoever_takes_it_on_is_left_in_peace_until_it_comes_back(told: Province) -> None:
    told.enter(addresses(3))
    told.clock.move_to(moment("2026-11-10 08:00"))
    number = fault(told)
    at(told, "2026-11-10 08:02")
    incident_actions.acknowledge(told.home.store, number, "tuan", IT, told.now)
    at(told, "2026-11-11 16:00")
    assert len(rows(told, NoticeCode.I1)) == 1
    incident_actions.resolve(told.home.store, number, "đã sửa", IT, told.now)
    told.clock.move_to(moment("2026-11-12 09:00"))
    fault(told)
    at(told, "2026-11-12 09:02")
    assert len(rows(told, NoticeCode.I1)) == 2


def test_health_is_told_when_it_changes(told: Province) -> None:
    told.enter(addresses(1))
    ill: list[str] = []
    told.home.briefs.troubles = lambda _look, _now: ill
    at(told, "2026-11-10 09:00")
    ill.append("hộp thư survey/INBOX đã 25 phút không đọc được")
    at(told, "2026-11-10 09:01")
    assert rows(told, NoticeCode.H1) == []  # a hiccup is no alarm
    at(told, "2026-11-10 09:04")
    at(told, "2026-11-10 11:00")
    ill.clear()
    at(told, "2026-11-10 11:05")
    at(told, "2026-11-10 11:09")
    found = rows(told, NoticeCode.H1)
    assert [one.occasion.partition("/")[0] for one in found] == ["ill", "well"]
    assert {one.recipient for one in found} == {"quantri@snv.example.vn"}
    assert "25 phút" in mail_of(told, found[0]).text


# ---------------------------------------------------------------- leadership

WEEKLY = [
    # when                  mails   occasion
    ("2026-11-13 14:50",    0),
    ("2026-11-13 15:00",    1),     # Friday
    ("2026-11-16 09:00",    1),     # Monday, after downtime
    ("2026-11-18 09:00",    0),
]  # fmt: skip


@pytest.mark.parametrize(("when", "mails"), WEEKLY)
def test_the_weekly_report(told: Province, when: str, mails: int) -> None:
    told.enter(addresses(3))
    at(told, when)
    at(told, moment(when) + timedelta(minutes=5))
    found = rows(told, NoticeCode.L1)
    assert len(found) == mails
    for one in found:
        mail = mail_of(told, one)
        assert "0/3 người đã trả lời" in mail.text
        assert "Nguyễn" not in mail.text
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(mail.attachments[0].octets))
        assert "Từng người" not in book.sheet_names  # names only where policy says so


def test_a_round_that_is_opened_on_monday_has_no_report_of_the_week_before(told: Province) -> None:
    told.clock.move_to(moment("2026-11-16 08:00"))
    told.enter(addresses(3))
    at(told, "2026-11-16 09:00")
    assert rows(told, NoticeCode.L1) == []
    at(told, "2026-11-20 15:00")
    (notice,) = rows(told, NoticeCode.L1)
    assert "tuần 47" in mail_of(told, notice).subject


def test_the_final_report_when_the_round_is_closed(told: Province) -> None:
    told.wave(addresses(8))
    told.deliver()
    told.clock.move_to(R1_DAY + 30 * HOUR)
    told.list_answered(1, 2, 3)
    told.clock.move_to(DEADLINE + HOUR)
    rounds.close(told.home.store, CODE, MAKER, told.now)
    at(told, DEADLINE + 2 * HOUR)
    at(told, DEADLINE + 3 * HOUR)
    (notice,) = rows(told, NoticeCode.L2)
    text = mail_of(told, notice).text
    assert "3/8 người đã trả lời (37,5\N{NO-BREAK SPACE}%)" in text
    assert "- R1 (đã chuyển máy chủ: 8; bị trả lại: 0; trả lời sau 24/48/72 giờ: 0/3/3)" in text


def test_the_reports_are_addressed_to_whom_the_configuration_says(
    build: Callable[..., Province], smtp: Relay
) -> None:
    to = 'report_to = ["Ủy ban nhân dân tỉnh", "Bộ Nội vụ"]'
    told = build(smtp_port=smtp.server.port, alerts=f"{ALERTS}\n{to}")
    told.enter(addresses(2))
    at(told, "2026-11-13 15:00")
    told.clock.move_to(DEADLINE + HOUR)
    rounds.close(told.home.store, CODE, MAKER, told.now)
    at(told, DEADLINE + 2 * HOUR)
    for notice in rows(told, NoticeCode.L1, NoticeCode.L2):
        assert "Kính gửi: Ủy ban nhân dân tỉnh; Bộ Nội vụ" in mail_of(told, notice).text


def test_an_error_that_nobody_has_taken_on_is_not_taken_on_in_time(told: Province) -> None:
    told.enter(addresses(2))
    fault(told, "imap-unreachable")
    home = told.home
    with home.store.view() as look:
        (round_,) = stored_rounds.running(look.connection)
        found = home.briefs.bulletins.figures(look, round_, told.now)
        end = home.briefs.bulletins.end_of(look, round_)
    final = home.briefs.bulletins.final(found, end, told.now)
    assert (final.incidents, final.acknowledged_in_time) == (1, 0)


def test_at_a_stop_the_next_mail_and_the_page_are_left_to_the_next_start(told: Province) -> None:
    told.enter(addresses(2))
    home, page = told.home, told.home.reporter.directory / f"round-{CODE}.html"
    home.briefs.stop = home.reporter.stop = lambda: bool(rows(told, NoticeCode.C1))
    at(told, "2026-11-12 07:35")
    home.reporter.tick(told.now)
    assert [one.code for one in rows(told, NoticeCode.C1, NoticeCode.I2)] == [NoticeCode.C1]
    assert not page.exists()
    home.briefs.stop = home.reporter.stop = lambda: False
    at(told, "2026-11-12 07:36")
    home.reporter.tick(told.now)
    assert {one.code: one.occasion for one in rows(told, NoticeCode.C1, NoticeCode.I2)} == {
        NoticeCode.C1: f"{CODE}/2026-11-12",
        NoticeCode.I2: "2026-11-12",
    }
    assert page.exists()


# ---------------------------------------------------------------- units

DUE = [
    # when                  what a person should approve
    ("2026-11-09 08:00",    ["U1"]),
    ("2026-11-20 08:00",    ["U1"]),
    ("2026-11-25 08:00",    ["U1", "E1", "E2"]),  # R2 on Friday 20th, a day off on the 24th
    ("2026-11-27 18:00",    []),
]  # fmt: skip


@pytest.mark.parametrize(("when", "codes"), DUE)
def test_when_units_and_leadership_are_written_to(told: Province, when: str, codes: list[str]) -> None:
    told.enter(addresses(3))
    home = told.home
    with home.store.view() as look:
        (round_,) = stored_rounds.running(look.connection)
        found = escalations.due(look, round_, moment(when), home.calendar, home.config.limits)
    assert [one.code.value for one in found] == codes


def test_the_head_gets_the_names_of_his_own_unit(told: Province, smtp: Relay) -> None:
    told.wave(addresses(4))
    told.deliver()
    told.list_answered(1)
    head = {"person": "Ông Lê Nam", "email": "nam@stp.example.vn", "telephone": ""}
    units.set_contact(told.home.store, "Sở Tư pháp", "head", SECOND, told.now, **head)
    home = told.home
    with home.store.view() as look:
        (round_,) = stored_rounds.running(look.connection)
        found = home.briefs.bulletins.figures(look, round_, told.now)
        (made,) = escalations.mailings(look, found, NoticeCode.E1, told.now, home.calendar)
    assert (made.to, made.officials) == ("nam@stp.example.vn", 3)
    text = home.briefs.room.render(made.facts).text
    assert "1/4 người đã trả lời" in text
    assert "Kính gửi: Ông Lê Nam, Giám đốc Sở Tư pháp" in text
    assert "- Nguyễn Văn B (thư đến được: chưa rõ; tình trạng: chưa trả lời)" in text
    assert "Nguyễn Văn A" not in text
    assert "KHÔNG CẦN NHẮC" not in text


LEFT_IN_PEACE = [
    # what somebody says of an official    how E1 tells it to his unit's head
    ("exempt",         "không thuộc diện nhắc (được miễn)"),
    ("wrong-person",   "không thuộc diện nhắc (báo không phải đối tượng)"),
    ("refused",        "không thuộc diện nhắc (từ chối trả lời)"),
    ("self-reported",  "tự báo đã trả lời"),
    ("question",       "chưa trả lời (có câu hỏi chưa được giải đáp)"),
    ("held",           "chưa trả lời (tạm không nhắc)"),
    ("on-leave",       "đang vắng mặt (trở lại từ 30/11/2026)"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "says"), LEFT_IN_PEACE)
def test_the_head_is_not_asked_to_urge_whom_nobody_may_urge(told: Province, what: str, says: str) -> None:
    told.enter(addresses(3))
    _, person, unclear = told.people()
    store, until = told.home.store, date(2026, 11, 30)
    if what == "held":
        holds.hold(store, [person], "xem lại", SECOND, told.now)
    else:
        officials.mark(store, person, what, SECOND, told.now, until=until if what == "on-leave" else None)
    officials.mark(store, unclear, "unreachable", SECOND, told.now)
    (made,) = drafted(told, NoticeCode.E1)
    assert made.officials == 2
    text = told.home.briefs.room.render(made.facts).text
    urged, _, others = text.partition("KHÔNG CẦN NHẮC, ĐỂ BIẾT")
    assert "- Nguyễn Văn A (thư đến được: chưa rõ; tình trạng: chưa trả lời)" in urged
    unclear_too = "không liên lạc được (chưa rõ nguyên nhân)"
    assert f"- Nguyễn Văn C (thư đến được: không; tình trạng: {unclear_too})" in urged
    assert "Nguyễn Văn B" not in urged
    assert f"- Nguyễn Văn B (tình trạng: {says})" in others
    told.clock.move_to(R1_DAY)
    (made,) = drafted(told, NoticeCode.E2, names=True)
    assert isinstance(made.facts, E2Facts)
    assert [name for _, name in made.facts.names] == ["Nguyễn Văn A", "Nguyễn Văn C"]
    assert f"{unclear_too}: 1" in told.home.briefs.room.render(made.facts).text


def test_a_unit_of_which_nobody_may_be_urged_is_not_written_to(told: Province) -> None:
    told.enter(addresses(2))
    for person in told.people():
        officials.mark(told.home.store, person, "exempt", SECOND, told.now)
    assert drafted(told, NoticeCode.E1) == []


def drafted(province: Province, code: NoticeCode, *, names: bool = False) -> list[escalations.Mailing]:
    home = province.home
    with home.store.view() as look:
        (round_,) = stored_rounds.running(look.connection)
        found = home.briefs.bulletins.figures(look, round_, province.now)
        return escalations.mailings(look, found, code, province.now, home.calendar, names=names)


def test_a_head_who_answers_that_his_officials_were_told_is_counted(told: Province, smtp: Relay) -> None:
    told.enter(addresses(4))
    told.clock.move_to(moment("2026-11-10 08:00"))
    head = {"person": "Ông Lê Nam", "email": "nam@stp.example.vn", "telephone": ""}
    units.set_contact(told.home.store, "Sở Tư pháp", "head", SECOND, told.now, **head)
    home = told.home
    with home.store.view() as look:
        (round_,) = stored_rounds.running(look.connection)
    assert escalation_actions.approve(home, round_, NoticeCode.U1, SECOND, told.now) == 1
    home.notices.tick(told.now)
    (letter,) = [one for one in smtp.server.accepted if one.rcpt == "nam@stp.example.vn"]
    assert heads(told) == (1, 1, 0)
    said = (
        ("Đơn vị sẽ quán triệt vào thứ Hai", 0),
        ("Sở Tư pháp đã quán triệt đến các công chức có tên trong danh sách./.", 1),
        ("Đã quán triệt", 1),  # once more changes nothing
    )
    for number, (words, acknowledged) in enumerate(said, 1):
        told.clock.move_to(told.now + HOUR)
        told.take(inbound.reply(letter, "Lê Nam", words, told.now), first_uid=number)
        assert heads(told) == (1, 1, acknowledged), words
    (event,) = [one for one in told.trail(round_id=1) if one.kind is EventKind.UNIT_ACKNOWLEDGED]
    assert (event.mail_id, event.data["code"]) == (2, "U1")
    at(told, "2026-11-11 07:31")
    (notice,) = rows(told, NoticeCode.C1)
    mail = mail_of(told, notice)
    assert "1/1 đơn vị báo đã quán triệt; đã gửi thủ trưởng 1 đơn vị" in mail.text
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(mail.attachments[0].octets))
    header, row = book.get_sheet_by_name("Đơn vị").to_python()
    assert header[-2:] == ["Đã gửi thủ trưởng", "Đã quán triệt"]
    assert row[-2:] == ["10/11/2026", "10/11/2026"]
    assert told.differences() == []


def heads(province: Province) -> tuple[int, int, int]:
    home = province.home
    with home.store.view() as look:
        (round_,) = stored_rounds.running(look.connection)
        found = home.briefs.bulletins.figures(look, round_, province.now).heads
    return found.units, found.told, found.acknowledged


def test_the_clerk_is_shown_the_address_that_may_be_meant(told: Province) -> None:
    """Four others of the domain are written alike, so the fifth's right address can be guessed."""
    names = ("Nguyễn Văn An", "Trần Thị Bình", "Lê Đức Cường", "Vũ Hữu Phúc", "Phạm Thu Dung")
    told.enter([f"{name}@stp.example.vn" for name in ("annv", "binhtt", "cuongld", "phucvh", "dungtp")])
    people = told.people()
    with told.home.store.unit(FOLDS) as unit:
        for person, name in zip(people, names, strict=True):
            mine = tables.respondent.c.id == person.id
            unit.connection.execute(sa.update(tables.respondent).where(mine).values(name=name))
        about = {"respondent_id": people[4].id, "address_id": people[4].address_id, "round_id": 1}
        unit.append(Event(EventKind.ADDRESS_SUSPENDED, told.now, **about, data={"reason": "user-unknown"}))
    home = told.home
    with home.store.view() as look:
        (round_,) = stored_rounds.running(look.connection)
        (made,) = escalation_actions.draft(home, look, round_, NoticeCode.A1, told.now).mailings
    text = home.briefs.room.render(made.facts).text
    assert "dungtp@stp.example.vn" in text
    assert "có phải: dungpt@stp.example.vn?" in text
    assert "chậm nhất ngày 12/11/2026" in text  # three working days
    assert "Thực hiện Công văn số 7156" in text
