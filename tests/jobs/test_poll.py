"""One look into a real folder: cursor, renumbering, sweeps, and servers that choke on a mail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest

from maild.demo.imap_server import INBOX, JUNK, ImapServer
from maild.demo.inbound import MAILBOX
from maild.demo.tls import Certificates
from maild.errors import NeedsPerson, SourceUnavailable
from maild.jobs.intake import Tally
from maild.jobs.poll import BATCH_OCTETS, MAIL_OCTETS, FolderPoll, batches
from maild.ports import MailboxView
from maild.store import mailbox
from tests.jobs.inbox import plain
from tests.jobs.lying_imap import Box, LyingImap
from tests.jobs.province import Province
from tests.servers.waiting import until

DAY = timedelta(days=1)


@pytest.fixture
def province(build: Callable[..., Province], imap: ImapServer) -> Province:
    return build(imap_port=imap.port)


@contextmanager
def opened(province: Province, folder: str = INBOX) -> Iterator[tuple[FolderPoll, MailboxView]]:
    source, poll = next(one for one in province.home.folders if one[0].folder == folder)
    with source.open() as view:
        yield poll, view


def cursor(province: Province, folder: str = INBOX) -> mailbox.Cursor | None:
    with province.home.store.view() as look:
        return mailbox.cursor(look.connection, "survey", folder)


def rows(province: Province) -> list[tuple[str, int]]:
    with province.home.store.view() as look:
        return sorted(
            (one.pointer.folder, one.pointer.uid) for one in mailbox.mails(look.connection, limit=9999)
        )


def put(imap: ImapServer, *numbers: int, folder: str = INBOX, when: datetime) -> list[int]:
    return [imap.append(MAILBOX, folder, plain(number), when) for number in numbers]


def test_the_cursor_follows_and_a_second_look_finds_nothing(province: Province, imap: ImapServer) -> None:
    uids = put(imap, 1, 2, 3, when=province.now)
    before = imap.flags(MAILBOX, INBOX)
    with opened(province) as (poll, view):
        assert poll.tick(view, province.now) == Tally(new=3)
        found = cursor(province)
        assert found is not None
        assert found.last_uid == uids[-1]
        assert poll.tick(view, province.now) == Tally()
        put(imap, 4, when=province.now)
        assert poll.tick(view, province.now) == Tally(new=1)
    assert imap.flags(MAILBOX, INBOX).items() >= before.items()
    assert set(imap.flags(MAILBOX, INBOX).values()) == {frozenset()}


def test_a_look_that_finds_nothing_is_written_down_every_few_minutes(
    province: Province, imap: ImapServer
) -> None:
    put(imap, 1, when=province.now)
    with opened(province) as (poll, view):
        poll.tick(view, province.now)
        began = province.now
        poll.tick(view, began + timedelta(minutes=1))
        found = cursor(province)
        assert found is not None
        assert found.polled_at == began
        poll.tick(view, began + timedelta(minutes=5))
        found = cursor(province)
        assert found is not None
        assert found.polled_at == began + timedelta(minutes=5)


def test_a_folder_that_was_never_read_needs_a_day_to_begin_with(
    build: Callable[..., Province], imap: ImapServer
) -> None:
    province = build(imap_port=imap.port, account="")
    put(imap, 1, when=province.now)
    with opened(province) as (poll, view), pytest.raises(NeedsPerson):
        poll.tick(view, province.now)
    with opened(province, JUNK) as (poll, view):  # an empty one needs none
        assert poll.tick(view, province.now) == Tally()
        put(imap, 2, folder=JUNK, when=province.now)
        assert poll.tick(view, province.now) == Tally(new=1)


def test_mail_from_before_the_first_day_is_never_read(province: Province, imap: ImapServer) -> None:
    """Neither by the first look, nor by the next one, nor by a sweep. Nothing newer is there yet."""
    old = datetime(2026, 10, 20, tzinfo=UTC)
    put(imap, 1, 2, when=old)
    with opened(province) as (poll, view):
        poll.since = date(2026, 11, 8)
        assert poll.tick(view, province.now) == Tally()
        assert poll.tick(view, province.now) == Tally()
        assert poll.sweep(view, province.now) == Tally()
        put(imap, 3, when=province.now)
        assert poll.tick(view, province.now) == Tally(new=1)
        assert poll.sweep(view, province.now) == Tally()
    assert len(rows(province)) == 1


def test_a_day_given_once_holds_for_sweeps_after_a_restart(
    build: Callable[..., Province], imap: ImapServer
) -> None:
    province = build(imap_port=imap.port, account="")
    put(imap, 1, when=province.now - 3 * DAY)
    put(imap, 2, when=province.now)
    with opened(province) as (poll, view):
        poll.since = (province.now - DAY).date()
        view_uids = view.uids_since(60)
        poll.tick(view, province.now)
        poll.since = None
        assert poll.missing(view, 7, province.now) == []
    assert len(view_uids) == 2


def test_a_crash_between_batches_goes_on_where_it_stopped(province: Province, imap: ImapServer) -> None:
    put(imap, *range(250), when=province.now)
    asked: list[int] = []

    def once() -> bool:
        asked.append(1)
        return len(asked) < 2

    with opened(province) as (poll, view):
        assert poll.tick(view, province.now, once) == Tally(new=100)
    with opened(province) as (poll, view):
        assert poll.tick(view, province.now) == Tally(new=150)
    assert len(rows(province)) == 250


def test_a_sweep_finds_a_mail_that_was_passed_over(province: Province, imap: ImapServer) -> None:
    uids = put(imap, 1, 2, 3, when=province.now)
    with opened(province) as (poll, view):
        poll.tick(view, province.now)
        with province.home.store.unit(()) as unit:  # as if the server had not handed it over
            unit.connection.exec_driver_sql(f"DELETE FROM mail WHERE uid = {uids[1]}")
        assert poll.missing(view, 7, province.now) == [uids[1]]
        assert poll.sweep(view, province.now) == Tally(new=1)
        assert poll.missing(view, 7, province.now) == []


def test_a_service_killed_in_its_first_batch_knows_from_which_day_it_reads(
    build: Callable[..., Province], imap: ImapServer
) -> None:
    """The day was given to `maild run --since` once; the restart has none, and asks nobody."""
    province = build(imap_port=imap.port, account="")
    put(imap, 1, when=province.now - 9 * DAY)
    recent = put(imap, 2, 3, when=province.now)
    with opened(province) as (poll, view):
        poll.since = (province.now - DAY).date()
        assert poll.tick(view, province.now, lambda: False) == Tally()
    with opened(province) as (poll, view):
        poll.since = None
        assert poll.tick(view, province.now) == Tally(new=2)
    assert rows(province) == [(INBOX, uid) for uid in recent]


# ---------------------------------------------------------------- servers that lie


@pytest.fixture
def box() -> Box:
    return Box({uid: plain(uid) for uid in range(11, 16)})


@pytest.fixture
def lying(build: Callable[..., Province], certificates: Certificates, box: Box) -> Iterator[Province]:
    with LyingImap(certificates, box) as server:
        yield build(imap_port=server.port, folders=["INBOX"])


def test_one_mail_that_ends_the_connection_does_not_stop_the_folder(lying: Province, box: Box) -> None:
    """The batch shrinks to single mails; the bad one is set aside after it has failed alone three times."""
    box.chokes_on = {13}
    source, poll = lying.home.folders[0]
    tally, lost = Tally(), 0
    for _ in range(10):
        try:
            with source.open() as view:
                tally += poll.tick(view, lying.now)
                break
        except SourceUnavailable:
            lost += 1
    assert lost == 4
    assert box.fetched == [[11, 12, 13, 14, 15], [11], [12], [13], [13], [13], [14], [15]]
    with lying.home.store.view() as look:
        stand = {one.pointer.uid: one.quarantined for one in mailbox.mails(look.connection)}
    assert stand == {11: False, 12: False, 13: True, 14: False, 15: False}
    assert lying.reasons() == ["mail-quarantined"]
    found = cursor(lying)
    assert found is not None
    assert found.last_uid == 15
    with source.open() as view:
        assert poll.sweep(view, lying.now) == Tally()


def test_the_next_batch_is_asked_for_while_the_last_is_recorded(lying: Province, box: Box) -> None:
    """And what the server chokes on costs what came before nothing."""
    box.sizes = dict.fromkeys(box.mails, MAIL_OCTETS + 1)  # so each goes alone
    box.chokes_on = {14}
    source, poll = lying.home.folders[0]
    recorded: list[int] = []

    def note_recorded() -> bool:
        recorded.append(len(rows(lying)))
        if len(recorded) == 2:
            until(lambda: box.fetched == [[11], [12]], 10, lambda: box.fetched)
        return True

    with pytest.raises(SourceUnavailable), source.open() as view:
        poll.tick(view, lying.now, note_recorded)
    assert recorded == [0, 1, 2, 3]
    assert box.fetched == [[11], [12], [13], [14]]
    with pytest.raises(SourceUnavailable), source.open() as view:
        poll.tick(view, lying.now)
    assert box.fetched[4:] == [[14]]


BATCHES = [
    # UIDs        sizes                                    alone     batches
    ([1, 2, 3],   {},                                      set(),    [[1, 2, 3]]),
    ([1, 2, 3],   {},                                      {2},      [[1], [2], [3]]),
    ([1, 2],      {1: 9 * BATCH_OCTETS, 2: 1},             set(),    [[1, 2]]),  # a mail counts 1 MiB at most
    ([],          {},                                      {1},      []),
]  # fmt: skip


@pytest.mark.parametrize(("uids", "sizes", "alone", "wanted"), BATCHES)
def test_batches_are_bounded(
    uids: list[int], sizes: dict[int, int], alone: set[int], wanted: list[list[int]]
) -> None:
    assert list(batches(uids, sizes, alone)) == wanted


def test_batches_stay_small_whatever_lies_there() -> None:
    uids = list(range(1, 1001))
    made = list(batches(uids, dict.fromkeys(uids, 600_000), set()))
    assert max(map(len, made)) * 600_000 <= BATCH_OCTETS
    assert max(len(one) for one in batches(uids, {}, set())) == 100
    assert [uid for one in made for uid in one] == uids
