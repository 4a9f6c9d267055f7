"""A mail to staff through real relays: once, by the second way when the first is what broke, and what comes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta, timezone
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from maild.demo import inbound
from maild.demo.inbound import MAILBOX, Failure
from maild.demo.smtp_server import Accepted
from maild.demo.tls import Certificates
from maild.jobs.notices import queue
from maild.model import Attachment, EventKind, LetterState, Notice, NoticeCode, RenderedNotice, Standing
from maild.rules import FOLDS
from maild.store import notices as stored
from tests.jobs.province import Province, Relay
from tests.servers.scripted_smtp import DROP, ScriptedSmtp

IT, CHIEF = "cntt@snv.example.vn", "chanhvp@tuphap.example.vn"
FILE = Attachment("Tình hình.xlsx", "application/zip", b"PK\x03\x04" * 50)
MAIL = RenderedNotice(
    "[KHẨN] INC-0023: máy chủ từ chối", "Kính gửi Anh/Chị\n", "<p>Kính gửi Anh/Chị</p>\n", (FILE,)
)
DAY = timedelta(hours=24)


def put(
    province: Province,
    code: NoticeCode = NoticeCode.I1,
    occasion: str = "INC-0023/1",
    to: str = IT,
    unit_id: int | None = None,
) -> int | None:
    with province.home.store.unit(FOLDS) as unit:
        return queue(unit, code, occasion=occasion, to=to, mail=MAIL, now=province.now, unit_id=unit_id)


def rows(province: Province) -> list[Notice]:
    with province.home.store.view() as look:
        return stored.in_state(look.connection, *LetterState)


def states(province: Province) -> list[str]:
    return [one.state.value for one in rows(province)]


def tick(province: Province) -> dict[str, int]:
    return province.home.notices.tick(province.now)


def later(province: Province, wait: timedelta) -> None:
    province.clock.move_to(province.now + wait)


def test_a_notice_goes_out_once(province: Province, smtp: Relay) -> None:
    assert put(province) == 1
    assert put(province, to=IT.upper()) is None  # told before
    assert put(province, occasion="INC-0023/2") == 2
    assert tick(province) == {"sent": 2}
    assert tick(province) == {}
    assert smtp.took == [IT, IT]
    first = smtp.server.accepted[0]
    assert first.mail_from.startswith("dieutra.cchc+")
    mail = message_from_bytes(first.content, policy=policy.default)
    assert mail["Subject"] == MAIL.subject
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Reply-To"] == MAILBOX
    text, html, file = [part for part in mail.walk() if not part.is_multipart()]
    assert text.get_content().splitlines() == MAIL.text.splitlines()
    assert html.get_content().splitlines() == MAIL.html.splitlines()
    assert (file.get_filename(), file.get_content()) == ("Tinh_hinh.xlsx", MAIL.attachments[0].octets)
    kinds = [(one.kind, one.data["notice"]) for one in province.trail() if "notice" in one.data]
    assert kinds == [
        (EventKind.NOTICE_QUEUED, 1),
        (EventKind.NOTICE_QUEUED, 2),
        (EventKind.NOTICE_SENT, 1),
        (EventKind.NOTICE_SENT, 2),
    ]
    assert province.differences() == []


def test_its_words_are_kept_until_it_is_settled(province: Province, smtp: Relay) -> None:
    put(province)
    smtp.rcpt[IT] = "450 4.2.0 later"
    tick(province)
    with province.home.store.view() as look:
        assert stored.content_of(look.connection, 1) is not None
    smtp.rcpt.clear()
    later(province, timedelta(minutes=5))
    tick(province)
    with province.home.store.view() as look:
        assert stored.content_of(look.connection, 1) is None


def test_an_event_holds_neither_address_nor_words(province: Province, smtp: Relay) -> None:
    put(province)
    smtp.rcpt[IT] = f"550 5.1.1 <{IT}> unknown"
    tick(province)
    told = [str(one.data) for one in province.trail()]
    assert told
    assert not any("cntt" in one or "KHẨN" in one for one in told)


REPLIES = [
    # reply                          state      incidents                 stops
    ("450 4.2.0 try later",          "planned", [],                       False),
    ("550 5.1.1 no such user",       "failed",  ["notice-undeliverable"], True),
    ("550 5.7.1 blocked by policy",  "failed",  ["notice-undeliverable"], False),
]  # fmt: skip


@pytest.mark.parametrize(("reply", "state", "reasons", "stops"), REPLIES)
def test_what_a_server_says(
    province: Province, smtp: Relay, reply: str, state: str, reasons: list[str], stops: bool
) -> None:
    smtp.rcpt[IT] = reply
    put(province)
    tick(province)
    assert states(province) == [state]
    assert province.reasons() == reasons
    smtp.rcpt.clear()
    put(province, occasion="INC-0024/1")
    tick(province)
    assert states(province)[-1] == ("skipped" if stops else "sent")


def test_three_mails_to_an_address_in_a_day(province: Province, smtp: Relay) -> None:
    for number in range(5):
        put(province, occasion=f"INC-{number}")
    put(province, to="khac@snv.example.vn")
    assert tick(province) == {"sent": 4, "held_address_day": 2}
    found = province.home.vitals.look(province.now)
    assert ("critical", "health.notices_unsent", {"count": 2}) in found.findings
    later(province, DAY - timedelta(minutes=1))
    assert tick(province) == {}
    later(province, timedelta(minutes=2))
    assert tick(province) == {"skipped_expired": 2}  # an alert of yesterday is no alert


def test_a_unit_has_one_mail_a_day(province: Province, smtp: Relay) -> None:
    province.enter([CHIEF])
    later(province, timedelta(hours=2))
    put(province, NoticeCode.E1, to=CHIEF, unit_id=1)
    put(province, NoticeCode.A1, to="vanthu@tuphap.example.vn", unit_id=1)
    assert tick(province) == {"sent": 1, "held_unit_today": 1}
    later(province, DAY)
    assert tick(province) == {"sent": 1}


def test_our_own_mailbox_is_never_a_recipient(province: Province, smtp: Relay) -> None:
    put(province, to=MAILBOX)
    assert tick(province) == {"skipped_own_address": 1}


# ---------------------------------------------------------------- the second route


def second_relay(smtp: Relay, certificates: Certificates) -> str:
    """`[smtp_second]`, and nothing under `[alerts]`."""
    return (
        f'[smtp_second]\nhost = "127.0.0.1"\nport = {smtp.server.port}\nuser = "{MAILBOX}"\n'
        f'credential = "smtp"\nca_file = "{certificates.ca_file}"'
    )


@pytest.fixture
def without_relay(build: Callable[..., Province]) -> Province:
    return build(smtp_port=1)  # nobody listens


def test_an_alert_goes_by_the_second_route(
    build: Callable[..., Province], smtp: Relay, certificates: Certificates
) -> None:
    province = build(smtp_port=1, alerts=second_relay(smtp, certificates))
    put(province)
    put(province, NoticeCode.L1, "2026-W48", "lanhdao@snv.example.vn")
    assert tick(province) == {"sent": 1, "deferred": 1}
    assert smtp.took == [IT]
    assert [(one.code.value, one.state.value, one.route) for one in rows(province)] == [
        ("I1", "sent", "second"),
        ("L1", "planned", ""),
    ]


def test_an_alert_goes_by_a_local_command(build: Callable[..., Province], tmp_path: Path) -> None:
    script = tmp_path / "sendmail"
    script.write_text(f"#!/bin/sh\ncat > {tmp_path}/mail\n")
    script.chmod(0o755)
    province = build(smtp_port=1, alerts=f'sendmail = ["{script}"]')
    put(province)
    assert tick(province) == {"sent": 1}
    mail = message_from_bytes((tmp_path / "mail").read_bytes(), policy=policy.default)
    assert mail["Subject"] == MAIL.subject


def test_when_no_way_is_left_the_alert_waits_and_the_relay_has_its_incident(without_relay: Province) -> None:
    put(without_relay)
    assert tick(without_relay) == {"deferred": 1}
    assert without_relay.reasons() == []
    later(without_relay, timedelta(minutes=5))
    tick(without_relay)
    assert states(without_relay) == ["planned"]
    assert without_relay.reasons() == ["smtp-unreachable"]
    found = without_relay.home.vitals.look(without_relay.now)
    assert ("critical", "health.notices_unsent", {"count": 1}) in found.findings


def test_one_in_doubt_is_never_sent_again(
    build: Callable[..., Province], certificates: Certificates, smtp: Relay
) -> None:
    with ScriptedSmtp(certificates, {".": DROP}) as lost:
        province = build(smtp_port=lost.port, alerts=second_relay(smtp, certificates))
        put(province)
        assert tick(province) == {"in_doubt": 1}
        later(province, timedelta(hours=1))
        assert tick(province) == {}
    assert smtp.took == []
    assert states(province) == ["in_doubt"]


def test_a_claim_left_behind_is_given_back(province: Province, smtp: Relay) -> None:
    put(province)
    with province.home.store.unit(FOLDS) as unit:
        stored.claim(unit.connection, 1, "gone:1", "<x@y>")
    assert tick(province) == {}
    assert province.home.notices.free_orphans(province.now) == 1
    assert tick(province) == {"sent": 1}


def test_o01_a_rehearsal_writes_files(build: Callable[..., Province]) -> None:
    province = build(mode="rehearsal")
    put(province)
    assert tick(province) == {"sent": 1}
    (file,) = province.home.config.paths.letters.glob("*.eml")
    assert message_from_bytes(file.read_bytes(), policy=policy.default)["To"] == IT


# ---------------------------------------------------------------- what comes back

GONE = Failure("5.1.1", "550", "no such user", "mx.tuphap.example.vn")
FULL = Failure("5.2.2", "552", "mailbox full", "mx.tuphap.example.vn")


def bounce(letter: Accepted, failure: Failure, province: Province) -> bytes:
    return inbound.failed(letter, failure, province.now)


def test_a_bounce_stops_mails_to_that_address_and_touches_no_official(
    province: Province, smtp: Relay
) -> None:
    province.enter([CHIEF])  # the head of the unit is asked himself
    later(province, timedelta(hours=2))
    put(province, NoticeCode.E1, to=CHIEF, unit_id=1)
    tick(province)
    before = province.person()
    province.take(bounce(smtp.server.accepted[0], GONE, province))
    assert province.person() == before
    assert province.address(CHIEF).standing is Standing.OK
    (fault,) = province.incidents()
    assert (fault.reason, fault.where, fault.people) == ("notice-undeliverable", "tuphap.example.vn", 0)
    put(province, NoticeCode.A1, to=CHIEF)
    assert tick(province) == {"skipped_recipient_dead": 1}
    with province.home.store.unit(FOLDS) as unit:
        assert stored.clear_bounces(unit.connection, CHIEF) == 1
    put(province, NoticeCode.A1, occasion="again", to=CHIEF)
    assert tick(province) == {"sent": 1}


def test_a_full_mailbox_is_told_and_tried_again(province: Province, smtp: Relay) -> None:
    put(province)
    tick(province)
    province.take(bounce(smtp.server.accepted[0], FULL, province))
    assert province.reasons() == ["notice-undeliverable"]
    put(province, occasion="INC-0024/1")
    assert tick(province) == {"sent": 1}


def test_a_forged_bounce_stops_nothing(province: Province, smtp: Relay) -> None:
    put(province)
    tick(province)
    letter = smtp.server.accepted[0]
    forged = replace(
        letter, mail_from=letter.mail_from[:-40] + "aa@x.vn", content=b"Subject: x\r\n\r\n", options=()
    )
    province.take(bounce(forged, GONE, province))
    assert province.reasons() == ["unverified-bounce"]
    put(province, occasion="INC-0024/1")
    assert tick(province) == {"sent": 1}


def test_a_bounce_settles_one_in_doubt(province: Province, smtp: Relay) -> None:
    put(province)
    tick(province)
    with province.home.store.unit(FOLDS) as unit:
        unit.connection.exec_driver_sql("UPDATE notice SET state = 'in_doubt', settled_at = NULL")
    province.clock.move_to(province.now.astimezone(timezone(timedelta(hours=7))))  # whatever the clock's zone
    province.take(bounce(smtp.server.accepted[0], GONE, province))
    with province.home.store.view() as look:
        (notice,) = stored.in_state(look.connection, LetterState.SENT)
    assert notice.settled_at == province.now
