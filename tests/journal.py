"""What SQLite keeps beside a database file: a rollback journal, or with a newer SQLite a write-ahead log."""

from __future__ import annotations

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

LOG = sqlite3.sqlite_version_info >= (3, 51, 3)
with_log = pytest.mark.skipif(not LOG, reason="only with a write-ahead log: MAILD_TEST_SQLITE=newer")
without_log = pytest.mark.skipif(LOG, reason="only with a rollback journal")


def octets(database: Path) -> bytes:
    """All that the file and what lies beside it say."""
    return b"".join(one.read_bytes() for one in sorted(database.parent.glob(f"{database.name}*")))


@contextmanager
def kept_from_all(database: Path) -> Iterator[None]:
    """Nobody reads or writes it meanwhile. A log lets others read while somebody writes: all its locks are taken."""
    if LOG:
        with database.with_name(f"{database.name}-shm").open("rb+") as index:
            fcntl.lockf(index, fcntl.LOCK_EX, 8, 120)
            yield
        return
    with closing(sqlite3.connect(database, isolation_level=None, timeout=60)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
