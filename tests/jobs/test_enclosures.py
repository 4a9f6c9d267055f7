"""The ministry's lists and forwarded bounces by mail: what counts, what waits, and what is none of our business."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from maild.actions import corrections, lists
from maild.demo import inbound
from maild.demo.imap_server import INBOX, ImapServer
from maild.demo.inbound import MAILBOX, SERVER
from maild.demo.smtp_server import Accepted
from maild.demo.tls import Certificates
from maild.errors import InputRefused, NeedsPerson
from maild.jobs.clock import DemoClock
from maild.jobs.intake import Tally
from maild.model import AnsweredList, RespondentStatus, Standing
from maild.rules.calendar import local_day
from maild.rules.status import status_of
from maild.store import mailbox, rounds
from maild.words import say_kept
from tests.jobs.province import MONDAY, SECOND, Province, Relay, addresses, raise_house, write_config
from tests.roster.build import Row, delimited, xlsx

MINISTRY = "cchc@bnv.example.vn"
COORDINATOR = "an@snv.hoangphong.example.vn"
ALLOWED = f'ministry_senders = ["{MINISTRY}", "{COORDINATOR}"]'
PEOPLE = addresses(12)
XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
NO_USER = inbound.Failure("5.1.1", "550", "no such user", "mx.dv1.example.vn")
Attachment = tuple[str, bytes] | EmailMessage


@pytest.fixture(scope="module")
def entered(
    tmp_path_factory: pytest.TempPathFactory, certificates: Certificates, migrated: Path
) -> Iterator[tuple[Province, Path]]:
    """A province whose people are entered and two days have gone by, and a copy of its database as it is then."""
    place = tmp_path_factory.mktemp("province")
    made = raise_house(write_config(place, certificates, survey=ALLOWED), DemoClock(MONDAY), migrated)
    made.enter(PEOPLE)
    made.clock.move_to(made.now + timedelta(days=2))
    saved = place / "saved.db"
    _copy(_database(made), saved)
    yield made, saved
    made.home.store.close()


@pytest.fixture
def province(entered: tuple[Province, Path]) -> Province:
    """The same one for all tests here, its database and its drop folder as they were before the first."""
    made, saved = entered
    _copy(saved, _database(made))
    shutil.rmtree(made.home.config.paths.drop, ignore_errors=True)
    return made


def _database(province: Province) -> Path:
    return Path(str(province.home.config.database.url).removeprefix("sqlite:///"))


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as before, closing(sqlite3.connect(target)) as after:
        before.backup(after)


def mail(
    *attached: Attachment,
    sender: str = MINISTRY,
    result: str = "pass",
    server: str = SERVER,
    text: str = "Kính gửi Sở Nội vụ.",
) -> EmailMessage:
    made = EmailMessage(policy=SMTP)
    domain = sender.rpartition("@")[2]
    made["Authentication-Results"] = f"{server}; dkim={result} header.d={domain}"
    made["From"], made["To"], made["Subject"] = sender, MAILBOX, "Danh sách"
    made["Message-ID"] = f"<{os.urandom(6).hex()}@{domain}>"
    made["Date"] = "Wed, 11 Nov 2026 07:40:00 +0700"
    made.set_content(text)
    for one in attached:
        if isinstance(one, EmailMessage):
            made.add_attachment(one)
        else:
            made.add_attachment(one[1], maintype=XLSX[0], subtype=XLSX[1], filename=one[0])
    return made


def padded(made: EmailMessage, size: int) -> bytes:
    """The mail with `size` more octets in its attachment `%PDF`; the email package would take seconds for them."""
    line = b"QUJD" * 19 + b"\r\n"
    before, found, after = made.as_bytes().partition(b"JVBERg==")
    assert found
    return before + line * (size // len(line)) + after


def answered(
    tmp_path: Path,
    *done: int,
    title: str = "Số liệu đến 07:00 ngày 11/11/2026",
    people: Sequence[str] = PEOPLE,
) -> tuple[str, bytes]:
    rows: list[Row] = [(title,), ("STT", "Email", "Tình trạng")]
    for number, email in enumerate(people, 1):
        rows.append((number, email, "Đã trả lời" if number in done else "Chưa trả lời"))
    return "Danh sách.xlsx", xlsx(tmp_path / "ds.xlsx", rows).read_bytes()


def failures(tmp_path: Path) -> tuple[str, bytes]:
    rows: list[Row] = [
        ("DANH SÁCH THƯ MỜI GỬI KHÔNG THÀNH CÔNG",),
        ("STT", "Email", "Lý do", "Mã lỗi"),
        (1, PEOPLE[0], "Địa chỉ không tồn tại", "5.1.1"),
        (2, PEOPLE[1], "Hộp thư đầy", ""),
        (3, "nguoila@tinhkhac.vn", "550 5.1.1 user unknown", ""),
    ]
    return "khong-gui-duoc.xlsx", xlsx(tmp_path / "loi.xlsx", rows).read_bytes()


def notice(
    address: str, words: str = "550 5.1.1 <{}>: Recipient address rejected: User unknown"
) -> EmailMessage:
    """A bounce of the ministry's invitation, as Postfix there words it."""
    host = "mail.bnv.example.vn"
    report = EmailMessage(policy=SMTP)
    report["From"], report["To"] = f"MAILER-DAEMON@{host}", MINISTRY
    report["Subject"] = "Undelivered Mail Returned to Sender"
    report["Message-ID"] = f"<{os.urandom(6).hex()}@{host}>"
    report["Auto-Submitted"] = "auto-replied"
    said = words.format(address)
    report.set_content(
        f"This is the mail system at host {host}.\n\n<{address}>: host mx.dv.example.vn said: {said}\n"
        "    (in reply to RCPT TO command)\n"
    )
    return report


def take(province: Province, *mails: EmailMessage) -> Tally:
    with province.home.store.view() as look:
        seen = len(mailbox.mails(look.connection, limit=1000))
    return province.take(*(one.as_bytes() for one in mails), first_uid=seen + 1)


def staged(province: Province) -> list[AnsweredList]:
    with province.home.store.view() as look:
        return rounds.lists(look.connection, 1)


def refused(province: Province) -> list[tuple[str, str]]:
    with province.home.store.view() as look:
        return [(file, why.partition("\t")[0]) for file, _, why in rounds.refused_files(look.connection)]


def has_answered(province: Province) -> list[int]:
    return [one.id for one in province.people() if province.person(one.id).answered_at is not None]


# ---------------------------------------------------------------- lists


def test_a_proven_list_is_staged_and_counts_when_applied(province: Province, tmp_path: Path) -> None:
    take(province, mail(answered(tmp_path, 1, 3)))
    (one,) = staged(province)
    assert (one.origin, one.file, one.matched, one.not_answered, one.held) == (
        "mail",
        "Danh sách.xlsx",
        2,
        10,
        (),
    )
    assert has_answered(province) == []
    lists.apply(province.home.store, one.id, SECOND, province.now)
    assert has_answered(province) == [1, 3]
    assert province.differences() == []


WAITING = [
    # sender                      result   server                    held
    (MINISTRY, "fail", SERVER, ("sender",)),
    (MINISTRY, "pass", "mx.elsewhere.example.vn", ("sender",)),
    ("cchc@bnv-example.vn", "pass", SERVER, ("sender",)),
    (COORDINATOR, "pass", SERVER, ()),
    (COORDINATOR.upper(), "pass", SERVER, ()),
]


@pytest.mark.parametrize(("sender", "result", "server", "held"), WAITING)
def test_whose_list_waits_for_an_express_yes(
    province: Province, tmp_path: Path, sender: str, result: str, server: str, held: tuple[str, ...]
) -> None:
    take(province, mail(answered(tmp_path, 1), sender=sender, result=result, server=server))
    (one,) = staged(province)
    assert one.held == held
    if held:
        with pytest.raises(NeedsPerson):
            lists.apply(province.home.store, one.id, SECOND, province.now)
    lists.apply(province.home.store, one.id, SECOND, province.now, accept_held=True)
    assert has_answered(province) == [1]


def test_a_stranger_s_own_table_is_none_of_our_business(province: Province, tmp_path: Path) -> None:
    table = answered(tmp_path, 1, people=[f"x{n}@khac.vn" for n in range(12)])
    take(province, mail(table, sender="khach@khac.vn"), mail(failures(tmp_path), sender="khach@khac.vn"))
    assert staged(province) == []
    assert refused(province) == []
    assert province.person(1).undelivered is None


def test_by_policy_an_undoubted_list_counts_at_once(build: Callable[..., Province], tmp_path: Path) -> None:
    province = build(survey=f"{ALLOWED}\napply_lists = true")
    province.enter(PEOPLE)
    province.clock.move_to(province.now + timedelta(days=2))
    take(province, mail(answered(tmp_path, 2)))
    assert has_answered(province) == [2]
    take(province, mail(answered(tmp_path, 2, 4), result="fail"))
    assert has_answered(province) == [2]


def test_the_same_file_by_mail_and_by_the_drop_folder_is_one(province: Province, tmp_path: Path) -> None:
    name, raw = answered(tmp_path, 1)
    take(province, mail((name, raw)), mail((name, raw), sender=COORDINATOR))
    folder = province.home.config.paths.drop
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(raw)
    os.utime(folder / name, (0, 0))
    province.home.dropped.tick(province.now)
    assert len(staged(province)) == 1
    assert refused(province) == []


def in_the_drop_folder(province: Province, name: str, raw: bytes) -> None:
    folder = province.home.config.paths.drop
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(raw)
    os.utime(folder / name, (0, 0))
    province.home.dropped.tick(province.now)


def test_unchanged_figures_count_anew_when_the_file_s_name_says_a_newer_time(
    province: Province, tmp_path: Path
) -> None:
    _, raw = answered(tmp_path, 1, title="Danh sách")
    take(province, mail(("DS_20261110.xlsx", raw)), mail(("DS_20261110 (1).xlsx", raw)))
    in_the_drop_folder(province, "DS_20261109.xlsx", raw)
    assert len(staged(province)) == 1
    take(province, mail(("DS_20261111.xlsx", raw)))
    days = [local_day(one.as_of, province.home.calendar).day for one in staged(province)]
    assert sorted(days) == [10, 11]
    in_the_drop_folder(province, "DS_20261111.xlsx", raw)
    assert len(staged(province)) == 2


def test_what_a_person_has_rejected_does_not_come_back_under_a_newer_name(
    build: Callable[..., Province], tmp_path: Path
) -> None:
    province = build(survey=ALLOWED + "\napply_lists = true")
    province.enter(PEOPLE)
    province.clock.move_to(province.now + timedelta(days=2))
    _, raw = answered(tmp_path, 1, title="Danh sách")
    in_the_drop_folder(province, "DS_20261109.xlsx", raw)
    lists.reject(province.home.store, staged(province)[0].id, SECOND, province.now)
    take(province, mail(("DS_20261110.xlsx", raw)))
    assert len(staged(province)) == 1
    assert has_answered(province) == []


def test_a_file_without_its_time_is_taken_once_its_name_says_it(province: Province, tmp_path: Path) -> None:
    _, raw = answered(tmp_path, 1, title="Danh sách")
    in_the_drop_folder(province, "DS.xlsx", raw)
    assert refused(province) == [("DS.xlsx", "refused.no_as_of")]
    in_the_drop_folder(province, "DS_20261110.xlsx", raw)
    assert len(staged(province)) == 1
    assert refused(province) == []


def test_the_ministry_s_mail_forwarded_by_the_coordinator(province: Province, tmp_path: Path) -> None:
    take(province, mail(mail(answered(tmp_path, 5)), sender=COORDINATOR))
    assert [one.matched for one in staged(province)] == [1]


def test_a_list_without_its_time_is_remembered_with_the_reason(province: Province, tmp_path: Path) -> None:
    take(province, mail(answered(tmp_path, 1, title="Danh sách")))
    assert staged(province) == []
    assert refused(province) == [("Danh sách.xlsx", "refused.mail_no_as_of")]
    with province.home.store.view() as look:
        ((_, _, why),) = rounds.refused_files(look.connection)
    said = say_kept(why)
    assert "(thư M-1)" in said
    assert 'maild answered import "Danh sách.xlsx" --round 2026 --as-of "2026-11-16 07:30"' in said


HELD = [
    # title                                people                                       held
    ("Số liệu đến 07:00 ngày 11/11/2026", PEOPLE, ()),
    ("Số liệu đến 07:00 ngày 11/11/2025", PEOPLE, ("before-round",)),
    ("Số liệu đến 07:00 ngày 11/11/2026", [*PEOPLE[:2], *(f"x{n}@kh.vn" for n in range(10))], ("unknown",)),
    (
        "Số liệu đến 07:00 ngày 11/11/2025",
        [*PEOPLE[:2], *(f"x{n}@kh.vn" for n in range(10))],
        ("unknown", "before-round"),
    ),
]


@pytest.mark.parametrize(("title", "people", "held"), HELD)
def test_last_year_s_list_and_another_province_s_are_held(
    province: Province, tmp_path: Path, title: str, people: list[str], held: tuple[str, ...]
) -> None:
    take(province, mail(answered(tmp_path, 1, title=title, people=people)))
    (one,) = staged(province)
    assert one.held == held


def test_a_list_that_has_lost_those_who_had_answered_is_held(province: Province, tmp_path: Path) -> None:
    everybody = range(1, 13)
    take(province, mail(answered(tmp_path, *everybody)))
    lists.apply(province.home.store, 1, SECOND, province.now)
    take(province, mail(answered(tmp_path, 1, 2)))
    assert [one.held for one in staged(province)] == [(), ("fewer",)]


# ---------------------------------------------------------------- failures


def test_a_failure_list_opens_incidents_and_suspends_nobody(province: Province, tmp_path: Path) -> None:
    take(province, mail(failures(tmp_path)))
    assert [(one.reason, one.stage.value, one.people) for one in province.incidents()] == [
        ("user-unknown", "sending", 1),
        ("mailbox-full", "receiving", 1),
    ]
    (event,) = [one for one in province.trail(respondent_id=1) if one.kind == "respondent.invitation_failed"]
    assert dict(event.data) == {"reason": "user-unknown", "via": "bnv", "code": "5.1.1"}
    assert event.incident_id == province.incidents()[0].id
    assert province.address(PEOPLE[0]).standing is Standing.OK
    today = local_day(province.now, province.home.calendar)
    assert status_of(province.person(1), today) is RespondentStatus.OPEN
    assert province.differences() == []


def test_an_unproven_failure_list_does_nothing_and_is_said(province: Province, tmp_path: Path) -> None:
    take(province, mail(failures(tmp_path), result="fail"))
    assert province.incidents() == []
    assert refused(province) == [("khong-gui-duoc.xlsx", "needs.failures_unproven")]


def test_bounces_forwarded_together_attached_and_inline(province: Province) -> None:
    inline = (
        "Chuyển Sở Nội vụ.\n\n---------- Forwarded message ----------\n"
        "From: Mail Delivery System <MAILER-DAEMON@mail.bnv.example.vn>\n"
        "Subject: Undelivered Mail Returned to Sender\nTo: <cchc@bnv.example.vn>\n\n"
        f"<{PEOPLE[4]}>: host mx.dv.example.vn said: 552 5.2.2 Mailbox full (in reply to RCPT TO command)\n"
    )
    take(province, mail(notice(PEOPLE[2]), notice(PEOPLE[3]), text=inline))
    assert [province.person(number).undelivered for number in (3, 4, 5, 6)] == [
        "user-unknown",
        "user-unknown",
        "mailbox-full",
        None,
    ]
    assert province.person(3).blocked_by == ()
    assert all(province.address(email).standing is Standing.OK for email in PEOPLE)


def test_the_same_failure_again_is_no_news(province: Province) -> None:
    take(province, mail(notice(PEOPLE[2])), mail(notice(PEOPLE[2])))
    assert [one.count for one in province.incidents()] == [1]


def test_a_stranger_who_forwards_a_bounce_changes_nothing(province: Province) -> None:
    take(province, mail(notice(PEOPLE[2]), sender="khach@khac.vn"))
    assert province.person(3).undelivered is None


def test_a_forwarded_bounce_of_our_own_letter_is_proof(build: Callable[..., Province], smtp: Relay) -> None:
    province = build(survey=ALLOWED, smtp_port=smtp.server.port)
    province.wave(addresses(1))
    province.deliver()
    letter: Accepted = smtp.server.accepted[0]
    province.clock.move_to(province.now + timedelta(minutes=10))
    bounce = inbound.failed(letter, NO_USER, province.now)
    made = mail(sender=COORDINATOR)
    made.add_attachment(bounce, maintype="application", subtype="octet-stream", filename="thu-loi.eml")
    take(province, made)
    assert province.address(addresses(1)[0]).standing is Standing.SUSPENDED
    assert [one.reason for one in province.incidents()] == ["user-unknown"]
    assert province.person(1).undelivered is None


def test_the_person_who_answered_meanwhile_needs_no_correction(province: Province) -> None:
    province.list_answered(3)
    take(province, mail(notice(PEOPLE[2])))
    assert province.incidents() == []


def test_a_person_vouches_for_mails_from_files(province: Province, tmp_path: Path) -> None:
    raw = mail(notice(PEOPLE[2]), failures(tmp_path), sender="ai@do.vn", result="none").as_bytes()
    from maild.actions import mails

    mails.import_files(province.home.store, province.home.intake.vouched(), [("a.eml", raw)], province.now)
    with province.home.store.view() as look:
        (round_,) = rounds.every(look.connection)
        found = corrections.corrections(look, round_, province.home.roster_rules)
    assert [(one.person.id, one.reason.value, one.via) for one in found] == [
        (1, "user-unknown", "bnv"),
        (2, "mailbox-full", "bnv"),
        (3, "user-unknown", "bnv"),
    ]


def test_a_failure_list_in_the_drop_folder_and_by_command_counts_once(
    province: Province, tmp_path: Path
) -> None:
    from maild.roster.failures import read_failures

    name, raw = failures(tmp_path)
    folder = province.home.config.paths.drop
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(raw)
    os.utime(folder / name, (0, 0))
    province.home.dropped.tick(province.now)
    assert province.person(1).undelivered == "user-unknown"
    with pytest.raises(InputRefused, match="failures_known"):
        corrections.take_failures(
            province.home.store, "2026", read_failures(folder / name), SECOND, province.now
        )


# ---------------------------------------------------------------- the whole mail


def test_a_list_behind_the_first_mebibyte_is_fetched_whole(
    build: Callable[..., Province], imap: ImapServer, tmp_path: Path
) -> None:
    province = build(imap_port=imap.port, survey=ALLOWED)
    province.enter(PEOPLE)
    province.clock.move_to(province.now + timedelta(days=2))
    noise = ("cong-van.pdf", b"%PDF")
    imap.append(MAILBOX, INBOX, padded(mail(noise, answered(tmp_path, 1)), 1_500_000), province.now)
    stranger = mail(noise, answered(tmp_path, 2), sender="khach@khac.vn")
    imap.append(MAILBOX, INBOX, padded(stranger, 1_500_000), province.now)
    source, poll = next(one for one in province.home.folders if one[0].folder == INBOX)
    with source.open() as view:
        assert poll.tick(view, province.now) == Tally(new=2)
    assert [one.matched for one in staged(province)] == [1]


def test_a_list_in_a_mail_beyond_ten_mebibytes_is_said(
    build: Callable[..., Province], imap: ImapServer, tmp_path: Path
) -> None:
    province = build(imap_port=imap.port, survey=ALLOWED)
    province.enter(PEOPLE)
    imap.append(MAILBOX, INBOX, padded(mail(("cong-van.pdf", b"%PDF")), 11_000_000), province.now)
    source, poll = next(one for one in province.home.folders if one[0].folder == INBOX)
    with source.open() as view:
        poll.tick(view, province.now)
    assert [why for _, why in refused(province)] == ["refused.mail_too_long"]


def test_hostile_attachments_are_refused_with_a_sentence(province: Province) -> None:
    take(
        province,
        mail(("a.xlsx", b"PK\x03\x04 broken"), ("b.zip", b"PK\x05\x06" + bytes(18)), ("c.csv", b"\x00\x01")),
    )
    assert staged(province) == []
    assert sorted(file for file, _ in refused(province)) == ["a.xlsx", "b.zip", "c.csv"]


def test_a_csv_in_the_mail_s_own_encoding(province: Province) -> None:
    rows: list[Row] = [("Số liệu đến 07:00 ngày 11/11/2026", "", ""), ("STT", "Email", "Tình trạng")]
    rows += [(1, PEOPLE[0], "Hoàn thành")]
    made = mail()
    made.add_attachment(
        delimited(rows, ";").encode("utf-8-sig"),
        maintype="text",
        subtype="csv",
        filename="=?utf-8?q?ds=2Ecsv?=",
    )
    take(province, made)
    assert [(one.file, one.matched) for one in staged(province)] == [("ds.csv", 1)]
