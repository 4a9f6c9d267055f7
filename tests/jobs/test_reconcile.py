"""The mailbox against our rows: what other people do there is said, what was missed is read. On pymap and Dovecot."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from maild.demo import inbound
from maild.demo.imap_server import INBOX, JUNK, ImapServer
from maild.demo.inbound import MAILBOX
from maild.demo.tls import Certificates
from maild.jobs.reconcile import Difference, FolderAccount
from maild.model import EventKind
from maild.store import mailbox
from tests.cli.program import maild
from tests.jobs.inbox import NO_USER, plain
from tests.jobs.lying_imap import Box, LyingImap
from tests.jobs.province import PASSWORD, Province, Relay, addresses
from tests.servers import dovecot

DAY = timedelta(days=1)


@pytest.fixture(params=["pymap", pytest.param("dovecot", marks=pytest.mark.servers)])
def server(request: pytest.FixtureRequest, certificates: Certificates) -> Iterator[Any]:
    if request.param == "dovecot" and dovecot.find() is None:
        pytest.skip("Dovecot is not installed")
    made: Any = ImapServer if request.param == "pymap" else dovecot.Dovecot
    with made({MAILBOX: PASSWORD}, certificates=certificates) as running:
        yield running


@pytest.fixture
def province(build: Callable[..., Province], server: Any) -> Province:
    return build(imap_port=server.port)


def put(server: Any, province: Province, *numbers: int, folder: str = INBOX) -> list[int]:
    return [server.append(MAILBOX, folder, plain(number), province.now) for number in numbers]


def poll(province: Province) -> None:
    for source, one in province.home.folders:
        with source.open() as view:
            one.tick(view, province.now)


def reconcile(province: Province, days: int = 7, *, reads: bool = True) -> dict[str, FolderAccount]:
    return {one.folder: one for one in province.home.reconcile.now(province.now, days, reads=reads)}


def counts(province: Province) -> dict[str, int]:
    with province.home.store.view() as look:
        return mailbox.counts_by_kind(look.connection)


def mark(number: int) -> str:
    subject = dict(line.split(b": ", 1) for line in plain(number).split(b"\r\n\r\n")[0].split(b"\r\n"))[
        b"Subject"
    ]
    return hashlib.sha256(subject).hexdigest()[:12]


def forget(province: Province, uid: int) -> None:
    """As if the mail had never been seen, though the cursor has passed it: a late announcer, a restored backup."""
    with province.home.store.unit(()) as unit:
        unit.connection.exec_driver_sql(f"DELETE FROM mail WHERE uid = {uid} AND folder = 'INBOX'")


def test_every_mail_of_every_folder_is_accounted_for(province: Province, server: Any) -> None:
    put(server, province, 1, 2, 3)
    put(server, province, 4, folder=JUNK)
    poll(province)
    found = reconcile(province)
    assert [(one.accounted, one.lying, one.waiting) for one in found.values()] == [(3, 3, 0), (1, 1, 0)]
    assert [one.days for one in found.values()] == [((province.now.date(), 3),), ((province.now.date(), 1),)]
    assert all(one.complete and not one.differences for one in found.values())


def test_a_mail_that_somebody_took_out_is_said_and_is_no_loss(province: Province, server: Any) -> None:
    uids = put(server, province, 1, 2, 3)
    poll(province)
    server.expunge(MAILBOX, INBOX, [uids[1]])
    inbox = reconcile(province)[INBOX]
    assert (inbox.accounted, inbox.lying, inbox.complete) == (2, 2, True)
    (gone,) = inbox.differences
    assert gone == Difference("gone", uids[1], mark(2), province.now.date(), gone.mail_id)
    assert province.incidents() == []


def test_a_mail_moved_to_junk_acts_once_and_is_found_there(
    build: Callable[..., Province], server: Any, smtp: Relay
) -> None:
    province = build(imap_port=server.port, smtp_port=smtp.server.port)
    province.wave(addresses(1))
    province.deliver()
    province.clock.move_to(province.now + timedelta(minutes=10))
    raw = inbound.failed(smtp.server.accepted[0], NO_USER, province.now)
    uid = server.append(MAILBOX, INBOX, raw, province.now)
    poll(province)
    server.expunge(MAILBOX, INBOX, [uid])  # a copy there and a deletion here: what MOVE is
    there = server.append(MAILBOX, JUNK, raw, province.now)
    poll(province)
    found = reconcile(province)
    (moved,) = found[INBOX].differences
    assert (moved.what, moved.uid, moved.to) == ("moved", uid, f"Junk UID {there}")
    assert (found[JUNK].accounted, found[JUNK].lying, found[JUNK].differences) == (1, 1, ())
    assert counts(province) == {"bounce": 1, "duplicate": 1}
    (incident,) = province.incidents()
    assert incident.count == 1
    assert [one.kind for one in province.trail()].count(EventKind.ADDRESS_SUSPENDED) == 1
    assert province.differences() == []


def test_a_mail_below_the_cursor_is_found_and_read(province: Province, server: Any) -> None:
    uids = put(server, province, 1, 2, 3)
    poll(province)
    forget(province, uids[1])
    named = reconcile(province, reads=False)[INBOX]
    assert named.differences == (Difference("unread", uids[1], mark(2), None),)
    assert (named.accounted, named.lying, named.complete) == (2, 3, False)
    assert counts(province)["unrelated"] == 2
    found = reconcile(province)[INBOX]
    assert [(one.what, one.uid, one.subject) for one in found.differences] == [("found", uids[1], mark(2))]
    assert (found.accounted, found.lying, found.complete) == (3, 3, True)
    assert reconcile(province)[INBOX].differences == ()
    with province.home.store.view() as look:
        standing = mailbox.cursor(look.connection, "survey", INBOX)
    assert standing is not None
    assert standing.last_uid == uids[2]


def test_a_mail_taken_out_while_it_was_in_hand_is_a_loss(province: Province, server: Any) -> None:
    uids = put(server, province, 1, 2)
    poll(province)
    with province.home.store.unit(()) as unit:  # the service was killed over it
        unit.connection.execute(
            sa.text("UPDATE mail SET fingerprint = NULL, kind = NULL WHERE uid = :uid"), {"uid": uids[1]}
        )
    server.expunge(MAILBOX, INBOX, [uids[1]])
    inbox = reconcile(province)[INBOX]
    assert [(one.what, one.uid) for one in inbox.differences] == [("lost", uids[1])]
    assert not inbox.complete
    assert province.reasons() == ["mail-unaccounted"]


def test_mail_that_has_just_come_waits_for_the_service(province: Province, server: Any) -> None:
    put(server, province, 1)
    poll(province)
    put(server, province, 2, 3)
    inbox = reconcile(province)[INBOX]
    assert (inbox.accounted, inbox.lying, inbox.waiting, inbox.complete) == (1, 1, 2, True)
    assert counts(province) == {"unrelated": 1}


def test_mail_from_before_the_first_day_is_nobodys_concern(province: Province, server: Any) -> None:
    server.append(MAILBOX, INBOX, plain(1), province.now - 30 * DAY)
    put(server, province, 2)
    poll(province)
    inbox = reconcile(province, 365)[INBOX]
    assert (inbox.accounted, inbox.lying, inbox.differences) == (1, 1, ())


def test_it_runs_once_a_night_and_again_when_the_server_was_away(
    build: Callable[..., Province], server: Any
) -> None:
    province = build(imap_port=server.port)
    put(server, province, 1)
    poll(province)

    def at(hours: float) -> list[str]:
        """Which folders were reconciled, at so many hours after Monday's midnight in Hanoi."""
        province.home.membership.tick()
        found = province.home.reconcile.tick(province.now.replace(hour=17) - DAY + timedelta(hours=hours))
        return [one.folder for one in found if one.fault is None]

    assert at(9) == []  # begun today
    assert at(25.5) == []
    assert at(26.1) == [INBOX, JUNK]
    port = province.home.folders[0][0]._account.port
    for source, _ in province.home.folders:
        object.__setattr__(source._account, "port", 1)
    assert at(50.1) == []
    for source, _ in province.home.folders:
        object.__setattr__(source._account, "port", port)
    assert at(50.3) == [INBOX, JUNK]
    kinds = [one.kind for one in province.trail()]
    assert kinds.count(EventKind.MAILBOX_RECONCILED) == 4


def test_nightly_reconciling_does_not_knock_at_a_stopped_account(
    build: Callable[..., Province], certificates: Certificates
) -> None:
    with LyingImap(certificates, Box()) as stranger:
        province = build(imap_port=stranger.port, folders=["INBOX"])
        with province.home.store.unit(()) as unit:
            mailbox.login_refused(unit.connection, "survey")
            mailbox.stop_account(unit.connection, "survey", province.now)
        assert province.home.reconcile.tick(province.now) == []
        assert [one.fault.text for one in reconcile(province).values() if one.fault] == ["needs.unlock"]
        assert stranger.seen["LOGIN"] == 0


def test_the_command_answers_in_a_line_and_names_what_differs(province: Province, server: Any) -> None:
    uids = put(server, province, 1, 2, 3)
    put(server, province, 4, folder=JUNK)
    poll(province)
    forget(province, uids[0])
    server.expunge(MAILBOX, INBOX, [uids[1]])
    rehearsed = maild("mail", "reconcile", "--days", 365 * 9, "--dry-run", config=province.path)
    assert rehearsed.code == 1
    assert rehearsed.out.splitlines()[0] == "INBOX 1/2, Junk 1/1"
    done = maild("mail", "reconcile", "--days", 365 * 9, config=province.path)
    assert (done.code, done.out.splitlines()[0]) == (0, "INBOX 2/2, Junk 1/1")
    assert [row[:3] for row in done.rows] == [[INBOX, str(uids[0]), mark(1)], [INBOX, str(uids[1]), mark(2)]]
    again = maild("mail", "reconcile", "--days", 365 * 9, "--json", config=province.path)
    inbox, junk = again.json["folders"]
    assert (inbox["in_folder"], inbox["accounted"], inbox["complete"]) == (2, 2, True)
    assert [one["what"] for one in inbox["differences"]] == ["gone"]
    assert junk["days"] == [{"day": "2026-11-09", "accounted": 1}]


def test_a_folder_that_cannot_be_looked_at_is_said_and_the_others_are_counted(
    build: Callable[..., Province], server: Any
) -> None:
    province = build(imap_port=server.port, folders=["INBOX", "Không có"])
    put(server, province, 1)
    source, one = province.home.folders[0]
    with source.open() as view:
        one.tick(view, province.now)
    done = maild("mail", "reconcile", "--days", 365 * 9, config=province.path)
    assert (done.code, done.out.strip()) == (1, "INBOX 1/1")
    assert "Không có" in done.err
