"""Mails lie in a real mailbox and are read again by other rules; mails in quarantine are tried again or left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from maild.actions import mails, quarantine
from maild.actions.actor import Actor
from maild.demo import inbound
from maild.demo.imap_server import INBOX, ImapServer
from maild.demo.inbound import MAILBOX, Failure
from maild.demo.smtp_server import Accepted
from maild.errors import InputRefused
from maild.jobs.intake import Folder
from maild.model import EventKind, IncidentPhase, Kind, RawMail, Reason, Standing
from maild.store import mailbox
from tests.cli.program import maild
from tests.jobs.province import Province, Relay, addresses

WHO = Actor("nga", "coordinator")
GONE = Failure("5.1.1", "550", "user unknown in relay table 7", "mx.dv1.example.vn")
FULL = '[bang-7]\ntext = "in relay table 7"\nreason = "mailbox-full"\n'
SIGNED = '[ky-so]\nwords = "chưa ký được"\nkind = "tech-answering"\n'


@pytest.fixture
def raised(build: Callable[..., Province], smtp: Relay, imap: ImapServer) -> Callable[[], Province]:
    """The province, and the same after a restart: rules are read when it is built."""
    return lambda: build(smtp_port=smtp.server.port, imap_port=imap.port, folders=[INBOX])


@pytest.fixture
def sent(raised: Callable[[], Province], smtp: Relay) -> Province:
    province = raised()
    province.wave(addresses(3, domains=3))
    province.deliver()
    province.clock.move_to(province.now + timedelta(minutes=10))
    return province


def letter(smtp: Relay, to: int) -> Accepted:
    return next(one for one in smtp.server.accepted if one.rcpt.startswith(f"canbo{to}@"))


def come(province: Province, imap: ImapServer, *raws: bytes) -> None:
    imap.append_many(MAILBOX, INBOX, [(raw, province.now) for raw in raws])
    for source, poll in province.home.folders:
        with source.open() as view:
            poll.tick(view, province.now)


def ruled(province: Province, name: str, row: str) -> None:
    rules = province.path.parent / "rules"
    rules.mkdir(exist_ok=True)
    (rules / name).write_text(row, "utf-8")


def reread(province: Province) -> mails.Reread:
    home = province.home
    province.clock.move_to(province.now + timedelta(minutes=1))
    with home.store.view() as look:
        rows = mails.to_read_again(look, None, "", None, home.config.zone)
    return mails.read_again(home.intake, [source for source, _ in home.folders], rows, WHO, province.now)


def test_a_bounce_that_meant_less_gives_the_address_back(
    sent: Province, raised: Callable[[], Province], smtp: Relay, imap: ImapServer
) -> None:
    come(sent, imap, inbound.failed(letter(smtp, 1), GONE, sent.now))
    one = letter(smtp, 1).rcpt
    assert sent.address(one).standing is Standing.SUSPENDED
    ruled(sent, "bounces.toml", FULL)
    again = raised()
    done = reread(again)
    assert [(each.mail_id, each.rule) for each in done.changed] == [(1, "operator:bang-7")]
    assert (again.address(one).standing, again.address(one).reason) == (Standing.SUSPECT, Reason.MAILBOX_FULL)
    assert again.person(1).unreachable is None
    reasons = {each.reason: each.people for each in again.incidents()}
    assert reasons == {"user-unknown": 1, "mailbox-full": 1}
    assert again.person(1).blocked_by == (2,)  # by the new cause, no longer by the old one
    kinds = [each.kind for each in again.trail(mail_id=1)]
    assert kinds.count(EventKind.LETTER_BOUNCED) == 1
    assert again.differences() == []
    before = again.trail()
    assert reread(again).changed == ()
    assert again.trail() == before


def test_words_that_are_understood_now_have_their_effect(
    sent: Province, raised: Callable[[], Province], smtp: Relay, imap: ImapServer
) -> None:
    come(sent, imap, inbound.reply(letter(smtp, 2), "Lan", "Phiếu này em chưa ký được.", sent.now))
    assert sent.person(2).error_incident_id is None
    ruled(sent, "replies.toml", SIGNED)
    again = raised()
    done = reread(again)
    assert [each.kind for each in done.changed] == [Kind.TECH_ANSWERING]
    assert again.person(2).error_incident_id is not None
    (fault,) = again.incidents()
    assert (fault.people, fault.count, fault.state) == (1, 1, IncidentPhase.OPEN)
    assert again.differences() == []


def test_a_persons_word_is_never_overwritten(
    sent: Province, raised: Callable[[], Province], smtp: Relay, imap: ImapServer
) -> None:
    come(sent, imap, inbound.reply(letter(smtp, 2), "Lan", "Phiếu này em chưa ký được.", sent.now))
    home = sent.home
    mails.classify(home.store, 1, Kind.QUESTION, WHO, sent.now, home.calendar)
    ruled(sent, "replies.toml", SIGNED)
    again = raised()
    before = again.trail()
    assert reread(again) == mails.Reread((), ())
    raw = inbound.reply(letter(smtp, 2), "Lan", "Phiếu này em chưa ký được.", sent.now)
    assert again.home.intake.read_again(1, RawMail(1, raw, len(raw)), again.now, "nga") is None
    assert again.trail() == before
    assert again.person(2).question_at is not None


def test_another_mail_under_the_pointer_is_not_taken_for_it(
    sent: Province, raised: Callable[[], Province], smtp: Relay, imap: ImapServer
) -> None:
    come(sent, imap, inbound.failed(letter(smtp, 1), GONE, sent.now))
    ruled(sent, "bounces.toml", FULL)
    again = raised()
    raw = inbound.failed(letter(smtp, 2), GONE, sent.now)
    assert again.home.intake.read_again(1, RawMail(1, raw, len(raw)), again.now, "nga") is None


def test_the_command_shows_first_and_says_what_is_gone(
    sent: Province, raised: Callable[[], Province], smtp: Relay, imap: ImapServer
) -> None:
    """In the province's own time: the mails lie ten days back."""
    come(sent, imap, inbound.failed(letter(smtp, 1), GONE, sent.now), inbound.unrelated(1, sent.now))
    ruled(sent, "bounces.toml", FULL)
    path: Path = sent.path
    shown = maild("mail", "reprocess", "--dry-run", "--json", config=path)
    assert shown.code == 0, shown.err
    assert (shown.json["looked_at"], [one["mail"] for one in shown.json["changed"]]) == (2, ["M-1"])
    assert sent.address(letter(smtp, 1).rcpt).standing is Standing.SUSPENDED
    done = maild("mail", "reprocess", "--kind", "bounce", config=path)
    assert done.code == 0, done.err
    assert "operator:bang-7" in done.out
    assert sent.address(letter(smtp, 1).rcpt).standing is Standing.SUSPECT
    assert maild("mail", "reprocess", "--json", config=path).json["changed"] == []
    imap.expunge(MAILBOX, INBOX, imap.flags(MAILBOX, INBOX))
    assert maild("mail", "reprocess", "--json", config=path).json["gone"] == ["M-1", "M-2"]


# ---------------------------------------------------------------- quarantine


def aside(province: Province, uid: int) -> None:
    ((source, poll),) = province.home.folders
    with source.open() as view:
        folder = Folder(poll.account, poll.folder, view.uidvalidity)
    province.home.intake.set_aside(folder, uid, "fetch_choked", province.now, lambda _unit: None)


def test_a_mail_in_quarantine_is_tried_again(sent: Province, smtp: Relay, imap: ImapServer) -> None:
    uid = imap.append(MAILBOX, INBOX, inbound.failed(letter(smtp, 1), GONE, sent.now), sent.now)
    aside(sent, uid)
    listed = maild("quarantine", "list", "--json", config=sent.path).json
    assert [(one["mail"], one["because"], one["uid"]) for one in listed] == [("M-1", "fetch_choked", uid)]
    assert "INC-0001" in maild("quarantine", "show", "M-1", config=sent.path).out
    rehearsed = maild("quarantine", "retry", "M-1", "--dry-run", config=sent.path)
    assert rehearsed.code == 0, rehearsed.err
    assert len(maild("quarantine", "list", "--json", config=sent.path).json) == 1
    dropped = maild("quarantine", "drop", "M-1", "--why", "nhầm", config=sent.path)
    assert "maild quarantine retry M-1" in dropped.out  # the way back
    assert maild("quarantine", "show", "M-1", config=sent.path).code == 0
    done = maild("quarantine", "retry", "M-1", config=sent.path)
    assert done.code == 0, done.err
    assert sent.address(letter(smtp, 1).rcpt).standing is Standing.SUSPENDED
    assert maild("quarantine", "list", "--json", config=sent.path).json == []
    kinds = [one.kind for one in sent.trail(mail_id=1)]
    assert kinds[:4] == [
        EventKind.MAIL_QUARANTINED,
        EventKind.INCIDENT_OPENED,
        EventKind.MAIL_DROPPED,
        EventKind.MAIL_RETRIED,
    ]
    assert sent.differences() == []


def test_a_mail_that_is_gone_stays_and_can_be_left(sent: Province) -> None:
    aside(sent, uid=77)
    done = maild("quarantine", "retry", "M-1", config=sent.path)
    assert (done.code, "M-1" in done.err) == (1, True)
    assert maild("quarantine", "drop", "M-1", "--why", " ", config=sent.path).code == 2
    assert maild("quarantine", "drop", "M-1", "--why", "thư quảng cáo của a@b.vn", config=sent.path).code == 0
    assert maild("quarantine", "list", config=sent.path).out.strip() == "không có thư nào bị cách ly"
    with sent.home.store.view() as look:
        assert mailbox.counts_by_kind(look.connection) == {"dropped": 1}
        row = mailbox.mail(look.connection, 1)
        with pytest.raises(InputRefused):
            quarantine.find(look, 1)
    assert row is not None
    assert row.reading["dropped"]["why"] == "thư quảng cáo của a***@b.vn"
    again = maild("quarantine", "drop", "M-1", "--why", "x", config=sent.path)
    assert (again.code, "không bị cách ly" in again.err) == (1, True)
