"""What SQLite keeps beside a database file: a rollback journal, or with a newer SQLite a write-ahead log."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

LOG = sqlite3.sqlite_version_info >= (3, 51, 3)
with_log = pytest.mark.skipif(not LOG, reason="only with a write-ahead log: MAILD_TEST_SQLITE=newer")
without_log = pytest.mark.skipif(LOG, reason="only with a rollback journal")


def octets(database: Path) -> bytes:
    """All that the file and what lies beside it say."""
    return b"".join(one.read_bytes() for one in sorted(database.parent.glob(f"{database.name}*")))
