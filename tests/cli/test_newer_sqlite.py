"""Which SQLite the tests run on, and the processes that they start: the machine's own, or a newer one with WAL."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.program import ROOT, command, environ, process
from tests.servers.waiting import LONG_S, until

NEWER = str(ROOT / "tests" / "newer_sqlite")
NO_LOG = b"\x01\x01"
WAL = b"\x02\x02"  # how the file says so itself, from octet 18 on
HEAD = slice(18, 20)


def test_a_process_takes_the_newer_one(province: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = province.parent / "state" / "maild.db"
    path.unlink()
    monkeypatch.setenv("PYTHONPATH", NEWER)
    assert process("pause", config=province).code == 0
    assert path.read_bytes()[HEAD] == WAL


def test_nothing_changes_under_a_daemon_that_runs(province: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may have begun with an older SQLite, before the system was upgraded; the next one decides anew."""
    path = province.parent / "state" / "maild.db"
    with closing(sqlite3.connect(path)) as opened:
        opened.execute("PRAGMA journal_mode=DELETE")
    monkeypatch.setenv("PYTHONPATH", NEWER)
    assert process("pause", config=province).code == 0
    assert path.read_bytes()[HEAD] == NO_LOG
    with subprocess.Popen(command("run"), env=environ(province), stderr=subprocess.DEVNULL) as daemon:
        try:
            until(lambda: path.read_bytes()[HEAD] == WAL, LONG_S)
        finally:
            daemon.terminate()


@pytest.mark.skipif(
    os.environ.get("MAILD_TEST_SQLITE") != "newer", reason="this run is on the machine's own SQLite"
)
def test_all_of_this_run_does(province: Path) -> None:
    assert sqlite3.sqlite_version_info >= (3, 51, 3)
    head = (province.parent / "state" / "maild.db").read_bytes()[HEAD]  # made by this process
    assert head == WAL
    assert process("resume", config=province).code == 0
    assert (province.parent / "state" / "maild.db").read_bytes()[
        HEAD
    ] == WAL  # not set back by another process
