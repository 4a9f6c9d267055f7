"""A database that is busy, full, read-only, damaged, another's or held by another daemon (D-02 to D-09)."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from maild.demo.tls import Certificates
from maild.errors import Busy, MaildError, SchemaError
from tests.jobs.province import R1_DAY
from tests.journal import with_log, without_log
from tests.proof.prepared import LETTERS, Prepared, cycle, guarded, heal_and_check, prepared

pytestmark = [pytest.mark.long, pytest.mark.timeout(1800)]
FLIPS = 60
PAGE = 4096


@contextmanager
def every_connection(pragma: str) -> Iterator[None]:
    def set_up(raw: Any, _record: Any) -> None:
        raw.execute(pragma)

    sa.event.listen(sa.Engine, "connect", set_up)
    try:
        yield
    finally:
        sa.event.remove(sa.Engine, "connect", set_up)


def test_d02_busy_for_longer_than_we_wait(tmp_path: Path, certificates: Certificates, migrated: Path) -> None:
    """D-02: nothing is sent without a durable intent."""
    with prepared(tmp_path, certificates, migrated) as place:
        province = place.again()
        other = sqlite3.connect(place.database, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Busy):
            province.deliver()
        assert not place.truth
        other.rollback()
        other.close()
        heal_and_check(province, place.truth)


@pytest.mark.parametrize("more", [0, 1, 2, 3, 5, 8])
def test_d03_disk_full(more: int, tmp_path: Path, certificates: Certificates, migrated: Path) -> None:
    """D-03: SQLite itself finds no room for `more` pages and one; sending stops before DATA."""
    with prepared(tmp_path, certificates, migrated) as place:
        with sqlite3.connect(place.database) as raw:
            pages = raw.execute("PRAGMA page_count").fetchone()[0]
        raw.close()
        raised: list[Exception] = []
        with every_connection(f"PRAGMA max_page_count = {pages + more}"):
            province = place.again()
            for _ in range(5):
                cycle(province, guarded(raised))
            states = province.states()
            taken = sum(place.truth.values())
            province.home.store.close()
        assert taken <= states.count("sent") + states.count("in_doubt")
        # A full disk names itself: nobody needs a traceback to know what to do.
        assert all(isinstance(error, MaildError) for error in raised), raised
        heal_and_check(place.as_it_is(), place.truth)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 12 MiB."""
    place = tmp_path / "disk"
    place.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=12m", "none", place]
    if subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("no right to mount a small disk")
    yield place
    subprocess.run(["umount", "--lazy", place], check=True)


@pytest.mark.parametrize("kib", [0, 4, 16, 32, 48, 64, 100, 200])
def test_d03_no_room_on_the_disk(
    kib: int, small_disk: Path, certificates: Certificates, migrated: Path
) -> None:
    """D-03: the disk itself has no room but for so much, be it for the file or for what SQLite has beside it."""
    with prepared(small_disk, certificates, migrated) as place:
        province = place.again()
        filler = small_disk / "filler"
        free = shutil.disk_usage(small_disk).free
        filler.write_bytes(b"x" * (free - kib * 1024))
        raised: list[Exception] = []
        for _ in range(3):
            cycle(province, guarded(raised))
        filler.unlink()
        states = province.states()
        assert sum(place.truth.values()) <= states.count("sent") + states.count("in_doubt")
        assert all(isinstance(error, MaildError | OSError) for error in raised), raised
        assert raised or kib
        heal_and_check(province, place.truth)
        province.home.store.close()


def test_d06_read_only(tmp_path: Path, certificates: Certificates, migrated: Path) -> None:
    """D-06: nothing can be written, so nothing is sent."""
    with prepared(tmp_path, certificates, migrated) as place:
        raised: list[Exception] = []
        with every_connection("PRAGMA query_only = ON"):
            province = place.again()
            cycle(province, guarded(raised))
            province.home.store.close()
        assert raised
        assert all(isinstance(error, MaildError) for error in raised), raised
        assert not place.truth
        heal_and_check(place.as_it_is(), place.truth)


def test_d05_d07_damaged_pages(tmp_path: Path, certificates: Certificates, migrated: Path) -> None:
    """D-05, D-07: a byte is turned somewhere. Either it is noticed, or it does no harm; no letter goes twice."""
    chance = Random(2026)
    noticed = 0
    with prepared(tmp_path, certificates, migrated) as place:
        province = place.again()
        cycle(province, lambda tick: tick())
        assert province.states() == ["sent"] * LETTERS
        province.home.store.close()
        whole = place.database.read_bytes()
        for _ in range(FLIPS):
            # Every other one in the head of a page, where the file's shape stands: most other octets are nobody's.
            at = chance.randrange(len(whole)) // PAGE * PAGE + chance.randrange(chance.choice([PAGE, 12]))
            turned = whole[at] ^ (1 << chance.randrange(8))
            for beside in place.database.parent.glob("maild.db-*"):  # of a life that ended with a refusal
                beside.unlink()
            place.database.write_bytes(whole[:at] + bytes([turned]) + whole[at + 1 :])
            try:
                province = place.as_it_is()
                province.home.store.check_whole()
                cycle(province, lambda tick: tick())
                province.home.store.close()
            except SchemaError:
                noticed += 1
            assert max(place.truth.values()) == 1, at
    print(f"\n{noticed} of {FLIPS} turned bits noticed")
    assert noticed


@pytest.mark.parametrize("at", range(1, 9))
def test_d04_a_commit_fails(at: int, tmp_path: Path, certificates: Certificates, migrated: Path) -> None:
    """D-04: the disk says no when it is told to make it last; nothing is taken for written, and nothing sent on it.

    The tick ends there, and SQLite rolls back; nobody tries the same commit a second time.
    """
    seen = 0

    def refuse(connection: sa.Connection) -> None:
        nonlocal seen
        if connection.get_execution_options().get("maild_writes"):
            seen += 1
            if seen == at:
                raise sqlite3.OperationalError("disk I/O error")

    with prepared(tmp_path, certificates, migrated) as place:
        province = place.again()
        raised: list[Exception] = []
        sa.event.listen(sa.Engine, "commit", refuse)
        try:
            cycle(province, guarded(raised))
        finally:
            sa.event.remove(sa.Engine, "commit", refuse)
        assert seen >= at
        states = province.states()
        assert sum(place.truth.values()) <= states.count("sent") + states.count("in_doubt")
        heal_and_check(province, place.truth)


@without_log
def test_d05_a_torn_journal(tmp_path: Path, certificates: Certificates, migrated: Path) -> None:
    """D-05: the power goes in the middle of a commit: the journal ends anywhere, and holds anything at one place.

    SQLite rolls back what its journal still says; what it cannot is noticed at the start, or does no harm.
    """
    chance = Random(2027)
    noticed = 0
    with prepared(tmp_path, certificates, migrated) as place:
        province = place.again()
        cycle(province, lambda tick: tick())
        assert province.states() == ["sent"] * LETTERS
        province.home.store.close()
        raw = sqlite3.connect(place.database, isolation_level=None)
        raw.execute("PRAGMA cache_size = 1")  # so that pages reach the file before the commit
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("UPDATE outbox SET state = 'planned', reply = hex(randomblob(3000))")
        raw.execute("UPDATE address SET domain = hex(randomblob(3000))")
        torn = place.database.read_bytes()
        beside = place.database.with_name(place.database.name + "-journal")
        journal = beside.read_bytes()
        raw.rollback()
        raw.close()
        ends = [0, 1, 27, 28, 511, 512, 513, *range(1024, len(journal), 2048), len(journal)]
        spoiled = [journal[:end] for end in ends]
        for _ in range(20):
            at = chance.randrange(512, len(journal))
            spoiled.append(journal[:at] + bytes([journal[at] ^ 0xFF]) + journal[at + 1 :])
        for one in spoiled:
            place.database.write_bytes(torn)
            beside.write_bytes(one)
            try:
                province = place.as_it_is()
                province.home.store.check_whole()
                cycle(province, lambda tick: tick())
                province.home.store.close()
            except (SchemaError, sa.exc.DatabaseError):
                noticed += 1
            beside.unlink(missing_ok=True)
        whole = place.database  # the last is the whole journal but for one octet; now the true one
        whole.write_bytes(torn)
        beside.write_bytes(journal)
        province = place.as_it_is()
        assert province.states() == ["sent"] * LETTERS
        assert max(place.truth.values()) == 1
        assert province.differences() == []
        province.home.store.close()
    print(f"\n{noticed} of {len(spoiled)} torn journals noticed")


@dataclass(frozen=True)
class Moment:
    """Just before a commit: how long the log is, what the relay has taken, how far the mark says we came."""

    log: int
    taken: Counter[str]
    mark: bytes | None


@dataclass
class Lived:
    """A whole cycle whose log has not been carried over yet, and the database after it was."""

    place: Prepared
    moments: list[Moment]
    log: bytes
    before: bytes
    after: bytes

    def again_with(self, log: bytes, database: bytes, moment: Moment | None = None) -> None:
        """The files as a machine finds them that lost its power."""
        for path in self.place.database.parent.glob("maild.db*"):
            path.unlink()
        self.place.database.write_bytes(database)
        self.place.database.with_name("maild.db-wal").write_bytes(log)
        if moment is not None:
            self.place.truth.clear()
            self.place.truth.update(moment.taken)
            if moment.mark is not None:
                self.place.database.with_name("maild.db.mark").write_bytes(moment.mark)
        self.place.clock.move_to(R1_DAY)


def lived(place: Prepared) -> Lived:
    log = place.database.with_name("maild.db-wal")
    mark = place.database.with_name("maild.db.mark")
    moments: list[Moment] = []

    def seen(connection: sa.Connection) -> None:
        if connection.get_execution_options().get("maild_writes"):
            said = mark.read_bytes() if mark.exists() else None
            length = log.stat().st_size if log.exists() else 0
            moments.append(Moment(length, Counter(place.truth), said))

    province = place.again()
    before = place.database.read_bytes()
    sa.event.listen(sa.Engine, "commit", seen)
    try:
        cycle(province, lambda tick: tick())
    finally:
        sa.event.remove(sa.Engine, "commit", seen)
    assert province.states() == ["sent"] * LETTERS
    assert place.database.read_bytes() == before, "carried over: too long a cycle for this test"
    whole = log.read_bytes()
    province.home.store.close()
    return Lived(place, moments, whole, before, place.database.read_bytes())


@with_log
def test_d05_a_torn_log(tmp_path: Path, certificates: Certificates, migrated: Path) -> None:
    """D-05: the power goes while a commit is written: it ends anywhere, or one octet of it is another.

    What was made to last before stands, and that commit counts not at all.
    """
    chance = Random(2028)
    tried = 0
    with prepared(tmp_path, certificates, migrated) as place:
        life = lived(place)
        ends = [one.log for one in life.moments[1:]] + [len(life.log)]
        for moment, end in zip(life.moments, ends, strict=True):
            if moment.log == end:
                continue  # it changed nothing
            cut = chance.randrange(moment.log, end)
            at = chance.randrange(max(moment.log, 32), end)
            turned = life.log[:at] + bytes([life.log[at] ^ 0xFF]) + life.log[at + 1 : end]
            for log in (life.log[:cut], turned):
                life.again_with(log, life.before, moment)
                province = place.as_it_is()
                province.home.store.check_whole()
                heal_and_check(province, place.truth)
                province.home.store.close()
                tried += 1
    print(f"\n{tried} torn logs")
    assert tried > 9


@with_log
def test_d05_a_log_half_carried_over(tmp_path: Path, certificates: Certificates, migrated: Path) -> None:
    """D-05: the power goes while the log is carried over: pages of the file are old, new, or half of each."""
    chance = Random(2029)
    with prepared(tmp_path, certificates, migrated) as place:
        life = lived(place)
        places = range(0, len(life.after), PAGE)
        for _ in range(20):
            torn = bytearray(life.before.ljust(len(life.after), b"\0"))
            for at in places:
                end = at + chance.choice([0, chance.randrange(PAGE), PAGE])
                torn[at:end] = life.after[at:end]
            life.again_with(life.log, bytes(torn))
            province = place.as_it_is()
            province.home.store.check_whole()
            assert province.states() == ["sent"] * LETTERS
            assert province.differences() == []
            province.home.store.close()
