"""The IT liaison answers an alert by mail: what is proven and clear is done, everything else waits for a person."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256

import pytest

from maild.demo.inbound import MAILBOX, SERVER, message_id_of
from maild.demo.smtp_server import Accepted
from maild.jobs import incidents as incident_trip
from maild.model import Event, EventKind, IncidentPhase, Stage
from maild.rules import FOLDS
from maild.rules.inbound import IncidentNote
from maild.store import figures, mailbox
from tests.jobs.province import Province, Relay, addresses, moment

IT = "tuan.cntt@snv.example.vn"
PASSED = f"{SERVER}; spf=pass smtp.mailfrom={IT}; dkim=pass header.d=snv.example.vn"


@pytest.fixture
def alarmed(build: Callable[..., Province], smtp: Relay) -> Province:
    """Two faults are open; the alert about the first has gone out at 09:02, the digest the next morning."""
    province = build(smtp_port=smtp.server.port, alerts=f'it = ["{IT}"]\nadmin = ["quantri@snv.example.vn"]')
    province.enter(addresses(3))
    province.clock.move_to(moment("2026-11-10 09:00"))
    fault(province, "imap-unreachable", "survey")
    tick(province, minutes=2)
    fault(province, "list-stale", "")
    tick(province, minutes=24 * 60)
    return province


def to_it(smtp: Relay) -> list[Accepted]:
    """The mails that the liaison got: I1, I1 again because nobody took it on, I2 of the next morning."""
    return [one for one in smtp.server.accepted if one.rcpt == IT]


def fault(province: Province, reason: str, where: str) -> int:
    with province.home.store.unit(FOLDS) as unit:
        return incident_trip.note(unit, IncidentNote(Stage.RECEIVING, reason, where, "", None), province.now)


def tick(province: Province, *, minutes: int) -> None:
    province.clock.move_to(province.now + timedelta(minutes=minutes))
    province.home.briefs.tick(province.now)
    province.home.notices.tick(province.now)


def answer(
    province: Province,
    words: str,
    about: Accepted | None,
    *,
    sender: str = IT,
    passed: str = PASSED,
    quoted: bool = True,
    **headers: str,
) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["Delivered-To"] = MAILBOX
    if passed:
        mail["Authentication-Results"] = passed
    mail["From"] = f"=?utf-8?b?{base64.b64encode('Nguyễn Tuấn'.encode()).decode()}?= <{sender}>"
    mail["To"] = MAILBOX
    mail["Subject"] = "Re: [KHAN] INC-0001"
    mail["Date"] = format_datetime(province.now)
    mail["Message-ID"] = f"<{sha256(f'{words}{sender}{passed}'.encode()).hexdigest()[:20]}@snv.example.vn>"
    if about is not None:
        mail["In-Reply-To"] = message_id_of(about)
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    quote = (
        "\n\nVào 11/11/2026, lúc 07:30, maild đã viết:\n> INC-0001 xong: …\n> Lỗi mức 1\n" if quoted else ""
    )
    mail.set_content(f"{words}\n\nTrân trọng,\nNguyễn Tuấn\nPhòng CNTT{quote}\n")
    return mail.as_bytes(policy=SMTP)


def ordered(province: Province) -> list[Event]:
    """What the trails say that somebody did by mail."""
    return [one for one in province.trail() if one.actor.startswith("mail:")]


def waiting(province: Province) -> list[str]:
    """Why each mail waits for a person."""
    with province.home.store.view() as look:
        return [str(one.reading.get("order")) for one in figures.unsure_mails(look.connection)]


def test_an_alert_is_taken_on_by_answering_it(alarmed: Province, smtp: Relay) -> None:
    alarmed.take(answer(alarmed, "nhận", to_it(smtp)[0]))
    (event,) = ordered(alarmed)
    assert (event.kind, event.incident_id, event.mail_id) == (EventKind.INCIDENT_ACKNOWLEDGED, 1, 1)
    assert (event.actor, event.data) == ("mail:tuan.cntt", {"owner": "tuan.cntt"})
    assert waiting(alarmed) == []
    first, _ = alarmed.incidents()
    assert (first.state, first.owner) == (IncidentPhase.ACKNOWLEDGED, "tuan.cntt")
    assert alarmed.differences() == []


def test_a_digest_is_answered_line_by_line(alarmed: Province, smtp: Relay) -> None:
    digest = to_it(smtp)[-1]
    words = "INC-0001 giao hoa\nINC-0001 ghi: gọi 0912 và b.van@x.example.vn\nINC-0002 xong: đã nạp danh sách"
    alarmed.take(answer(alarmed, words, digest))
    told = [(one.kind.value, one.incident_id, dict(one.data)) for one in ordered(alarmed)]
    assert told == [
        ("incident.assigned", 1, {"owner": "hoa"}),
        ("incident.noted", 1, {"note": "gọi 0912 và b***@x.example.vn"}),
        ("incident.resolved", 2, {"note": "đã nạp danh sách"}),
    ]
    alarmed.take(answer(alarmed, "INC-0002 mở lại: vẫn còn\nINC-0002 nhận", digest), first_uid=2)
    assert [one.kind.value for one in ordered(alarmed)[3:]] == ["incident.reopened", "incident.acknowledged"]
    assert alarmed.incidents()[1].state is IncidentPhase.ACKNOWLEDGED
    assert alarmed.differences() == []


def test_the_same_mail_in_another_folder_acts_once(alarmed: Province, smtp: Relay) -> None:
    mail = answer(alarmed, "INC-0002 ghi: đã xem", to_it(smtp)[-1])
    alarmed.take(mail)
    alarmed.take(mail, folder="Junk")
    assert len(ordered(alarmed)) == 1


FORGED = [
    # what is wrong                                        why it waits
    ({"sender": "ai.do@snv.example.vn"},                   "sender"),
    ({"sender": "tuan.cntt@snv.example.org"},              "sender"),
    ({"passed": ""},                                       "untrusted"),
    ({"passed": PASSED.replace("pass", "fail")},           "untrusted"),
    ({"passed": PASSED.replace(SERVER, "mx.example.org")}, "untrusted"),  # another server's word
    ({"passed": f"{SERVER}; spf=pass smtp.mailfrom=x@example.org; dkim=pass header.d=example.org"}, "untrusted"),
]  # fmt: skip


@pytest.mark.parametrize(("wrong", "because"), FORGED)
def test_a_forged_answer_changes_nothing(
    alarmed: Province, smtp: Relay, wrong: dict[str, str], because: str
) -> None:
    before = alarmed.incidents()
    alarmed.take(answer(alarmed, "INC-0001 xong: đã sửa", to_it(smtp)[0], **wrong))  # type: ignore[arg-type]
    assert alarmed.incidents() == before
    assert ordered(alarmed) == []
    assert waiting(alarmed) == [because]


def test_without_a_mail_of_ours_behind_it_nothing_is_an_order(alarmed: Province, smtp: Relay) -> None:
    """The number in the subject, the right sender, our server's word: all of it does not make an answer."""
    before = alarmed.incidents()
    invented = "<" + "a" * 12 + "." + "b" * 16 + "@snv.hoangphong.example.vn>"
    alarmed.take(
        answer(alarmed, "INC-0001 xong: đã sửa", None),
        answer(alarmed, "INC-0001 xong: đã sửa rồi", None, In_Reply_To=invented),
    )
    assert alarmed.incidents() == before
    assert ordered(alarmed) == []


UNCLEAR = [
    # words                                     why it waits
    ("INC-0001 chắc là xong",                   "unclear"),
    ("Lỗi này do nhà mạng, chiều xem lại",      "unclear"),
    ("INC-0001 xong\nINC-0002 chờ xem đã",      "unclear"),
    ("INC-0001 xong\nINC-0099 xong",            "refused"),  # there is no such incident
    ("INC-0001 xong\nINC-0001 nhận",            "refused"),  # it would be over
    ("INC-0001 mở lại",                         "refused"),  # it is open
]  # fmt: skip


@pytest.mark.parametrize(("words", "because"), UNCLEAR)
def test_what_is_unclear_changes_nothing_and_waits(
    alarmed: Province, smtp: Relay, words: str, because: str
) -> None:
    before = alarmed.incidents()
    alarmed.take(answer(alarmed, words, to_it(smtp)[0]))
    assert alarmed.incidents() == before
    assert waiting(alarmed) == [because]


def test_an_absence_notice_orders_nothing_and_waits_for_nobody(alarmed: Province, smtp: Relay) -> None:
    mail = answer(alarmed, "nhận", to_it(smtp)[0], Auto_Submitted="auto-replied")
    alarmed.take(mail)
    assert (ordered(alarmed), waiting(alarmed)) == ([], [])


def test_an_alert_about_several_needs_the_number(alarmed: Province, smtp: Relay) -> None:
    fault(alarmed, "smtp-unreachable", "smtp.example.vn")
    fault(alarmed, "smtp-login-refused", "smtp.example.vn")
    tick(alarmed, minutes=2)
    alarmed.take(answer(alarmed, "nhận", to_it(smtp)[-1]))
    assert waiting(alarmed) == ["unclear"]


def test_nothing_of_the_sender_is_kept_but_a_name(alarmed: Province, smtp: Relay) -> None:
    alarmed.take(answer(alarmed, "INC-0001 nhận", to_it(smtp)[0]))
    assert not any(IT in str((one.actor, one.data)) for one in alarmed.trail())
    with alarmed.home.store.view() as look:
        row = mailbox.mail(look.connection, 1)
    assert row is not None
    assert row.reading["order"] == "followed"
    assert IT not in str(row.reading)
