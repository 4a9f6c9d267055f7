"""A backlog read in a process of its own: batch by batch, nothing lost and nothing twice, whatever dies."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import threading
from collections import Counter
from collections.abc import Sequence

import pytest
import sqlalchemy as sa

from maild import decode
from maild.demo import inbound
from maild.demo.smtp_server import Accepted
from maild.errors import Busy
from maild.jobs.backlog import MANY, Backlog
from maild.jobs.intake import Folder, Tally
from maild.jobs.reader import Read
from maild.model import EventKind, RawMail, Standing
from maild.store import events, mailbox
from tests.jobs import readers, sender
from tests.jobs.inbox import NO_USER, intake_of, plain
from tests.jobs.province import Province, addresses, on_sqlite
from tests.servers.waiting import LONG_S, until

INBOX = Folder("survey", "INBOX", 1)
BATCH = 5


pytestmark = pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="one core reads everything itself")


def work_off(province: Province, raws: Sequence[bytes], read: Read = decode.read) -> Tally:
    """All of them, in batches of five."""
    mails = [RawMail(uid, raw, len(raw), province.now) for uid, raw in enumerate(raws, 1)]
    tally = Tally()
    with Backlog(intake_of(province, read), INBOX, MANY) as backlog:
        for start in range(0, len(mails), BATCH):
            batch = mails[start : start + BATCH]
            last = batch[-1].uid
            tally += backlog.take(
                batch,
                province.now,
                lambda unit, last=last: mailbox.set_cursor(  # type: ignore[misc]
                    unit.connection, "survey", "INBOX", 1, last, province.now
                ),
            )
        return tally + backlog.finish()


def reached(province: Province) -> int:
    with province.home.store.view() as look:
        found = mailbox.cursor(look.connection, "survey", "INBOX")
    return 0 if found is None else found.last_uid


def rows(province: Province) -> dict[int, tuple[int, bool, bool]]:
    """By UID: attempts, whether it has been read, whether it is in quarantine."""
    with province.home.store.view() as look:
        return {
            one.pointer.uid: (one.attempts, one.fingerprint is not None, one.quarantined)
            for one in mailbox.mails(look.connection)
        }


def received(province: Province) -> int:
    with province.home.store.view() as look:
        return events.counts(look.connection).get(EventKind.MAIL_RECEIVED.value, 0)


def test_what_follows_from_the_mails_follows(province: Province, sent: Accepted) -> None:
    bounce = inbound.failed(sent, NO_USER, province.now)
    raws = [*(plain(n) for n in range(7)), bounce, bounce, *(plain(n) for n in range(7, 12))]
    assert work_off(province, raws) == Tally(new=13, duplicates=1)
    assert province.address(addresses(1)[0]).standing is Standing.SUSPENDED
    assert reached(province) == len(raws)
    assert province.differences() == []


def test_a_batch_costs_one_commit(province: Province) -> None:
    province.enter(addresses(1))
    commits = []
    sa.event.listen(province.home.store._engine, "commit", commits.append)
    assert work_off(province, [plain(n) for n in range(6 * BATCH)]) == Tally(new=30)
    assert len(commits) == 6 + 2  # two batches are begun before the first is recorded


@pytest.mark.parametrize(("words", "because"), [("KILL", "killed_the_reader"), ("POISON", "RecursionError")])
def test_a_mail_that_kills_or_breaks_the_reader_is_put_aside_and_all_others_are_read(
    province: Province, words: str, because: str
) -> None:
    province.enter(addresses(1))
    raws = [plain(n, words if n == 7 else "Kính gửi") for n in range(1, 18)]
    assert work_off(province, raws, readers.faulty) == Tally(new=16, quarantined=1)
    found = rows(province)
    assert found.pop(7) == (3, False, True)
    assert {read for _, read, _ in found.values()} == {True}
    with province.home.store.view() as look:
        (aside,) = mailbox.mails(look.connection, quarantined=True)
    assert aside.reading["because"] == because
    assert reached(province) == 17
    assert province.reasons() == ["mail-quarantined"]
    assert province.differences() == []
    assert work_off(province, raws, readers.faulty) == Tally()


def test_killed_from_outside_in_the_middle_of_a_batch(province: Province) -> None:
    province.enter(addresses(1))
    before = set(readers.children())

    def kill() -> None:
        until(lambda: received(province) >= BATCH, LONG_S)  # the second batch is in hand
        for pid in set(readers.children()) - before:
            os.kill(pid, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    raws = [plain(n, "SLOW") for n in range(1, 16)]
    assert work_off(province, raws, readers.faulty) == Tally(new=15)
    killer.join()
    assert received(province) == 15
    assert max(attempts for attempts, _, _ in rows(province).values()) == 2
    assert province.differences() == []


@pytest.mark.long
def test_its_daemon_is_killed_with_two_batches_in_hand(province: Province) -> None:
    province.enter(addresses(1))
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.jobs.sender"])
    raws = {n: plain(n, "SLOW") for n in range(1, 31)}

    def start() -> multiprocessing.process.BaseProcess:
        process = context.Process(target=sender.work_off, args=(province.path, province.now, raws, BATCH))
        process.start()
        return process

    for number in (1, 2):
        process = start()
        until(lambda number=number: received(province) >= number * BATCH, LONG_S)  # type: ignore[misc]
        process.kill()
        process.join()
    process = start()
    process.join(LONG_S)
    assert process.exitcode == 0
    assert received(province) == 30
    assert Counter(read for _, read, _ in rows(province).values()) == {True: 30}
    assert province.differences() == []


@on_sqlite
@pytest.mark.long  # waits as long as a writer does
def test_a_busy_database_moves_no_cursor_and_counts_no_attempt(province: Province) -> None:
    province.enter(addresses(1))
    path = province.home.store.url.database
    assert path is not None
    with province.home.store.view() as look:
        look.connection.exec_driver_sql("PRAGMA busy_timeout=100")
    other = sqlite3.connect(path, isolation_level=None)
    intake = intake_of(province, decode.read)
    batches = [[RawMail(n, plain(n), 10, None), RawMail(n + 1, plain(n + 1), 10, None)] for n in (1, 3)]

    def held_up() -> None:
        with Backlog(intake, INBOX, MANY) as backlog:
            backlog.take(batches[0], province.now, lambda _: None)
            other.execute("BEGIN IMMEDIATE")
            backlog.take(batches[1], province.now, lambda _: None)

    with pytest.raises(Busy):
        held_up()
    other.execute("ROLLBACK")
    other.close()
    assert reached(province) == 0
    assert work_off(province, [plain(n) for n in range(1, 5)]) == Tally(new=4)


def test_a_mail_in_hand_at_an_unclean_stop_does_not_kill_the_daemon_again(province: Province) -> None:
    province.enter(addresses(1))
    mail = RawMail(1, plain(1, "KILL"), 10, province.now)
    with province.home.store.unit(()) as unit:
        mailbox.take(unit.connection, [INBOX.pointer(1)], province.now)
    with Backlog(intake_of(province, readers.faulty), INBOX, 1, suspects=True) as backlog:
        backlog.take([mail], province.now, lambda _: None)
        assert backlog.finish() == Tally(quarantined=1)
    assert rows(province) == {1: (3, False, True)}


def test_few_mails_and_a_second_folder_are_read_here(province: Province) -> None:
    intake = intake_of(province, readers.told)
    here = str(os.getpid())

    def where(backlog: Backlog, uid: int) -> str:
        backlog.take([RawMail(uid, plain(uid), 10, province.now)], province.now, lambda _: None)
        backlog.finish()
        with province.home.store.view() as look:
            (row,) = (one for one in mailbox.mails(look.connection) if one.pointer.uid == uid)
        return str(row.reading["rule"].split()[0])

    with Backlog(intake, INBOX, MANY - 1) as few:
        assert where(few, 1) == here
    with Backlog(intake, INBOX, MANY) as first, Backlog(intake, INBOX, MANY) as second:
        assert where(first, 2) != here
        assert where(second, 3) == here
    with Backlog(intake, INBOX, MANY) as again:
        assert where(again, 4) != here
