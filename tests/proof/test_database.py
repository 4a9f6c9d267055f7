"""A database that is busy, full, read-only, damaged, another's or held by another daemon (D-02 to D-09)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from maild.demo.tls import Certificates
from maild.errors import Busy, MaildError, SchemaError
from tests.proof.prepared import LETTERS, cycle, guarded, heal_and_check, prepared

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
