"""From a raw mail to rows, events and effects; and what becomes of a mail that cannot be handled."""

from __future__ import annotations

import multiprocessing
import signal
import sqlite3
from datetime import timedelta

import pytest

from maild import decode
from maild.demo import inbound
from maild.demo.smtp_server import Accepted
from maild.errors import Busy
from maild.jobs.intake import Folder
from maild.model import EventKind, RawMail, ReadContext, Reading, RespondentStatus, Round, Standing
from maild.rules.calendar import local_day
from maild.rules.reminders import stop_reason
from maild.rules.status import status_of
from maild.store import mailbox
from maild.store import rounds as stored_rounds
from tests.jobs import sender
from tests.jobs.inbox import NO_USER, intake_of, plain
from tests.jobs.province import R1_DAY, Province, Relay, addresses, entry, on_sqlite, refuse

MINUTE = timedelta(minutes=1)


def statuses(province: Province) -> list[RespondentStatus]:
    today = local_day(province.now, province.home.calendar)
    return [status_of(province.person(one.id), today) for one in province.people()]


def test_a_bounce_with_our_token_suspends_the_address_and_opens_the_incident(
    province: Province, sent: Accepted
) -> None:
    tally = province.take(inbound.failed(sent, NO_USER, province.now))
    assert (tally.new, tally.duplicates, tally.quarantined) == (1, 0, 0)
    assert province.address(addresses(1)[0]).standing is Standing.SUSPENDED
    assert statuses(province) == [RespondentStatus.UNREACHABLE]
    (incident,) = province.incidents()
    assert (incident.reason, incident.where, incident.people) == ("user-unknown", "dv1.example.vn", 1)
    assert province.differences() == []


def test_the_same_mail_in_junk_and_inbox_acts_once(province: Province, sent: Accepted) -> None:
    raw = inbound.failed(sent, NO_USER, province.now)
    province.take(raw)
    tally = province.take(raw.replace(b"\r\n", b"\n"), folder="Junk")
    assert (tally.new, tally.duplicates) == (0, 1)
    with province.home.store.view() as look:
        rows = mailbox.mails(look.connection)
    assert [(one.pointer.folder, one.duplicate_of) for one in rows] == [("Junk", 1), ("INBOX", None)]
    assert [one.count for one in province.incidents()] == [1]


def test_twice_in_one_batch_acts_once(province: Province, sent: Accepted) -> None:
    raw = inbound.failed(sent, NO_USER, province.now)
    tally = province.take(raw, raw)
    assert (tally.new, tally.duplicates) == (1, 1)


def test_an_unverified_bounce_changes_nothing_but_one_incident(province: Province, sent: Accepted) -> None:
    raw = inbound.failed(sent, NO_USER, province.now)
    token = sent.mail_from.partition("+")[2].partition("@")[0]
    forged = raw.replace(token.encode(), b"aaaaaaaaaaaa.bbbbbbbbbbbbbbbb")
    before = province.person()
    province.take(forged, forged.replace(b"no such user", b"no such user at all"))
    assert province.person() == before
    assert province.address(addresses(1)[0]).standing is Standing.OK
    (incident,) = province.incidents()
    assert (incident.reason, incident.count) == ("unverified-bounce", 2)


def test_a_self_report_in_answer_to_our_letter_stops_the_reminders(
    province: Province, sent: Accepted
) -> None:
    province.take(inbound.reply(sent, "Nguyễn Văn A", "Tôi đã trả lời phiếu rồi ạ.", province.now))
    assert statuses(province) == [RespondentStatus.SELF_REPORTED]


@pytest.mark.parametrize(
    ("title", "status"),
    [
        ("Điều tra xã hội học", RespondentStatus.OPEN),  # of round 2026
        ("Điều tra XHH phục vụ xác định Chỉ số CCHC năm 2025", RespondentStatus.SELF_REPORTED),
    ],
)
def test_a_claim_about_another_year_s_survey_answers_none_but_that(
    province: Province, smtp: Relay, title: str, status: RespondentStatus
) -> None:
    province.enter_people([entry(1, addresses(1)[0])], title=title)
    province.clock.move_to(R1_DAY)
    province.list_answered()
    province.approve()
    province.deliver()
    (letter,) = smtp.server.accepted
    province.take(inbound.reply(letter, "Nguyễn Văn A", "Phiếu năm 2025 tôi đã làm rồi.", province.now))
    assert statuses(province) == [status]


def test_a_self_report_that_nobody_can_vouch_for_holds_the_reminders(
    province: Province, sent: Accepted
) -> None:
    raw = (
        f"From: <{sent.rcpt}>\r\nTo: {inbound.MAILBOX}\r\nSubject: phieu khao sat\r\n"
        "Message-ID: <x@dv1.example.vn>\r\nDate: Thu, 12 Nov 2026 09:00:00 +0700\r\n\r\n"
        "Tôi đã hoàn thành phiếu điều tra.\r\n"
    ).encode()
    province.take(raw)
    state = province.person()
    assert state.self_reported_at is None
    assert state.claim_held_at is not None
    assert statuses(province) == [RespondentStatus.OPEN]
    assert _stopped(province) == "claim_unverified"


def test_an_absence_holds_until_the_day_back(province: Province, sent: Accepted) -> None:
    words = "Tôi đi công tác đến hết ngày 18/11/2026. Việc gấp xin gọi văn phòng."
    province.take(inbound.absence(sent, "Nguyễn Văn A", words, province.now))
    assert statuses(province) == [RespondentStatus.ON_LEAVE]
    assert _stopped(province) == "on_leave"
    province.clock.move_to(province.now + timedelta(days=7))
    assert statuses(province) == [RespondentStatus.OPEN]
    assert _stopped(province) is None


def _stopped(province: Province) -> str | None:
    home = province.home
    state = province.person()
    address = province.address(addresses(1)[0])
    deadline = province.now + timedelta(days=30)
    return stop_reason(state, address, 2, province.now, deadline, home.calendar, home.config.limits)


def test_our_own_lines_come_back_without_marks_and_claim_nothing(province: Province, sent: Accepted) -> None:
    """Some programs quote with no mark at all; "đã trả lời" in our own letter is not the official's word."""
    first = province.letters()[0]
    text = province.home.composer.render(
        first.code, _round(province), province.people()[0], first.due_at, earlier=0
    ).text
    province.take(inbound.reply(sent, "Nguyễn Văn A", text, province.now))
    assert province.person().self_reported_at is None
    assert province.person().wrong_person_at is None
    assert province.person().error_incident_id is None


def _round(province: Province) -> Round:
    with province.home.store.view() as look:
        return stored_rounds.running(look.connection)[0]


# ---------------------------------------------------------------- mails that break the handler


def poisoned(raw: bytes, *, size: int, context: ReadContext) -> Reading:
    """A reader with a bug: one kind of mail is too much for it."""
    if b"POISON" in raw:
        raise RecursionError("maximum recursion depth exceeded")
    return decode.read(raw, size=size, context=context)


def test_a_mail_that_breaks_the_reader_is_quarantined_and_the_others_go_on(province: Province) -> None:
    province.enter(addresses(1))
    raws = [plain(1), plain(2, "POISON"), plain(3)]
    mails = [RawMail(uid, raw, len(raw), province.now) for uid, raw in enumerate(raws, 1)]
    done: list[int] = []
    tally = intake_of(province, poisoned).take(
        Folder("survey", "INBOX", 1), mails, province.now, lambda _: done.append(1)
    )
    assert (tally.new, tally.quarantined, done) == (2, 1, [1])
    with province.home.store.view() as look:
        rows = {one.pointer.uid: one for one in mailbox.mails(look.connection)}
    assert rows[2].quarantined
    assert rows[2].attempts == 3
    assert rows[2].reading["because"] == "RecursionError"
    (incident,) = province.incidents()
    assert (incident.reason, incident.where) == ("mail-quarantined", "survey")
    again = intake_of(province, poisoned).take(
        Folder("survey", "INBOX", 1), mails, province.now, lambda _: None
    )
    assert (again.new, again.duplicates, again.quarantined) == (0, 0, 0)
    assert province.differences() == []


def test_a_database_that_refuses_one_mail_quarantines_that_one(province: Province) -> None:
    """The failure lies in the transaction, after the reading: a real constraint of the real database."""
    province.enter(addresses(1))
    with province.home.store.unit(()) as unit:
        refuse(unit, "UPDATE ON mail", "NEW.uid = 2 AND NEW.kind IS NOT NULL")
    tally = province.take(plain(1), plain(2), plain(3))
    assert (tally.new, tally.quarantined) == (2, 1)


@pytest.mark.long  # waits as long as a writer does
@on_sqlite
def test_a_busy_database_is_no_mails_fault(province: Province) -> None:
    """Somebody else holds the database while a mail is being read: nothing is counted, nothing quarantined."""
    province.enter(addresses(1))
    path = province.home.store.url.database
    assert path is not None
    other = sqlite3.connect(path, isolation_level=None)

    def read(raw: bytes, *, size: int, context: ReadContext) -> Reading:
        if not other.in_transaction:
            other.execute("BEGIN IMMEDIATE")
        return decode.read(raw, size=size, context=context)

    with province.home.store.view() as look:
        look.connection.exec_driver_sql("PRAGMA busy_timeout=100")
    with pytest.raises(Busy):
        intake_of(province, read).take(
            Folder("survey", "INBOX", 1), [RawMail(1, plain(1), 10, None)], province.now, lambda _: None
        )
    other.execute("ROLLBACK")
    other.close()
    assert province.take(plain(1)).new == 1
    assert province.incidents() == []


@pytest.mark.long
def test_k08_a_mail_that_kills_the_process_is_taken_alone_next_time_and_put_aside_after_the_third(
    province: Province,
) -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.jobs.sender"])
    raws = {1: plain(1), 2: plain(2, "KILL"), 3: plain(3)}

    def run() -> int | None:
        process = context.Process(target=sender.read, args=(province.path, province.now, raws))
        process.start()
        process.join(30)
        return process.exitcode

    def rows() -> dict[int, tuple[int, bool, bool]]:
        with province.home.store.view() as look:
            return {
                one.pointer.uid: (one.attempts, one.fingerprint is not None, one.quarantined)
                for one in mailbox.mails(look.connection)
            }

    assert run() == -signal.SIGKILL
    assert rows() == {1: (1, False, False), 2: (1, False, False), 3: (1, False, False)}
    assert run() == -signal.SIGKILL
    assert rows() == {1: (2, True, False), 2: (2, False, False), 3: (1, False, False)}
    assert run() == -signal.SIGKILL
    assert run() == 0
    assert rows()[2][2]
    assert rows()[3][1]
    assert province.reasons() == ["mail-quarantined"]


# ---------------------------------------------------------------- privacy


def test_events_and_rows_hold_no_address_name_or_word(
    province: Province, sent: Accepted, smtp: Relay
) -> None:
    secret = "HP7K2M9Q"
    link = f"https://khaosat.bnv.example.vn/phieu/{secret}?ma={secret}"
    words = f"Tôi không mở được {link}, báo lỗi 403. Liên hệ tranthihoa@gmail.example.com giúp tôi."
    province.take(
        inbound.failed(sent, NO_USER, province.now),
        inbound.reply(sent, "Nguyễn Văn A", words, province.now),
        inbound.read_receipt(sent, "Nguyễn Văn A", province.now),
    )
    with province.home.store.view() as look:
        dump = [
            str(tuple(row))
            for table in ("event", "mail", "incident_state", "respondent_state", "letter_state", "outbox")
            for row in look.connection.exec_driver_sql(f"SELECT * FROM {table}")
        ]
        said = [str(tuple(row)) for row in look.connection.exec_driver_sql("SELECT data FROM event")]
    everything = "\n".join(dump)
    for forbidden in (secret, "tranthihoa", addresses(1)[0]):
        assert forbidden not in everything
    assert "@" not in "\n".join(said)
    assert "Nguy" not in "\n".join(said)


def test_nothing_that_comes_in_is_answered(province: Province, smtp: Relay, sent: Accepted) -> None:
    """(d16): not a person, and least of all a machine; a day of ticks later nothing has gone to whoever wrote."""
    now, name = province.now, "Nguyễn Văn A"
    mails = [
        inbound.reply(sent, name, "1", now),
        inbound.reply(sent, name, "Phiếu nộp ở đâu ạ?", now + MINUTE),
        inbound.reply(sent, name, "3 không mở được phiếu", now + 2 * MINUTE),
        inbound.absence(sent, name, "Tôi đi công tác đến hết ngày 20/11/2026", now),
        inbound.acknowledged(sent, name, now),
        inbound.read_receipt(sent, name, now),
        inbound.failed(sent, NO_USER, now),
        inbound.unrelated(1, now),
    ]
    for uid, raw in enumerate(mails, 1):
        assert province.take(raw, first_uid=uid).new == 1
    home = province.home
    for _ in range(10):
        province.clock.move_to(province.now + timedelta(hours=1))
        home.reminders.tick(province.now)
        home.briefs.tick(province.now)
        home.notices.tick(province.now)
        province.deliver()
    assert smtp.took == [sent.rcpt]


def test_two_mails_of_one_batch_settle_a_letter_in_doubt_once(province: Province, smtp: Relay) -> None:
    heard: list[Accepted] = []
    smtp.data = lambda letter: heard.append(letter) or "??? garbled"  # type: ignore[func-returns-value]
    province.wave(addresses(1))
    assert province.deliver() == {"in_doubt": 1}
    receipt = inbound.read_receipt(heard[0], "Nguyễn Văn A", province.now)
    province.take(receipt, inbound.reply(heard[0], "Nguyễn Văn A", "1", province.now))
    assert province.states() == ["sent"]
    assert [one.kind for one in province.trail(letter_id=1)].count(EventKind.LETTER_SENT) == 1
    assert province.differences() == []
