"""Each SQL statement of a whole cycle fails once, as SQLite says it when the disk does (D-01, D-04).

STATEMENTS=all pytest -m long tests/proof/test_statements.py    # without it, every 11th, another start each run
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from maild.demo.tls import Certificates
from tests.proof.prepared import cycle, guarded, heal_and_check, prepared

pytestmark = [pytest.mark.long, pytest.mark.timeout(3600)]
STEP = int(os.environ.get("STEP", "11"))


class Failing:
    """Counts statements, BEGIN among them; number `at` fails."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.seen = 0

    def __call__(self, *_: object) -> None:
        self.seen += 1
        if self.seen == self.at:
            raise sqlite3.OperationalError("disk I/O error")


@contextmanager
def failing(at: int) -> Iterator[Failing]:
    made = Failing(at)
    for name in ("do_execute", "do_executemany", "do_execute_no_params"):
        sa.event.listen(sa.Engine, name, made)
    try:
        yield made
    finally:
        for name in ("do_execute", "do_executemany", "do_execute_no_params"):
            sa.event.remove(sa.Engine, name, made)


def test_d01_each_statement_fails_once(tmp_path: Path, certificates: Certificates, migrated: Path) -> None:
    """D-01: whichever it is, nothing is lost and nothing goes twice."""
    with prepared(tmp_path, certificates, migrated) as place:
        province = place.again()
        with failing(0) as counted:
            cycle(province, lambda tick: tick())
        heal_and_check(province, place.truth)
        province.home.store.close()
        start = secrets.randbelow(STEP) + 1
        failed = 0
        for at in range(start, counted.seen + 1, STEP):
            province = place.again()
            raised: list[Exception] = []
            with failing(at):
                cycle(province, guarded(raised))
            failed += bool(raised)
            heal_and_check(province, place.truth)
            province.home.store.close()
    print(f"\n{counted.seen} statements, every {STEP}. from {start}: {failed} ticks failed")
    assert counted.seen > 60
    assert failed
