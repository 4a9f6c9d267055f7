"""What is asked every minute costs the same however many officials there are: in steps of SQLite's machine."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from maild.model import Code, EventKind
from maild.store import Database, events, outbox, plans, roster, sent, tables
from tests.store.values import NOW

FEW, MANY = 100, 10_000
_EVERY = 10  # steps

QUESTIONS: list[tuple[str, Callable[[sa.Connection], object]]] = [
    ("who must not get the second reminder (again)", lambda c: outbox.had(c, 1, Code.R2, "")),
    ("who came in late", lambda c: roster.invited_since(c, 1, NOW)),
    ("about whom nothing is known that would last", lambda c: roster.unhindered(c, 1)),
    ("what followed from a mail", lambda c: events.trail(c, mail_id=7)),
    (
        "whether anything has happened",
        lambda c: events.any_since(c, events.last_id(c) - 5, {EventKind.LETTER_SENT}),
    ),
    ("which plans are not through", plans.unfinished),
    ("what a wave that is over has left", lambda c: outbox.open_of(c, {1})),
    ("which letters are due, and none is", lambda c: outbox.due(c, NOW, 50)),
    ("which letters are due, and all are", lambda c: outbox.due(c, NOW + timedelta(days=2), 50)),
    ("how many are", lambda c: outbox.waiting_since(c, NOW)),
    ("whether many are late", lambda c: outbox.overdue(c, NOW + timedelta(days=2), 20)),
    ("when a server took one last", sent.last_at),
]


@pytest.mark.parametrize(("what", "ask"), QUESTIONS, ids=[what for what, _ in QUESTIONS])
def test_costs_the_same_at_any_size(
    sizes: tuple[Path, Path], what: str, ask: Callable[[sa.Connection], object]
) -> None:
    few, many = (steps(path, ask) for path in sizes)
    assert many <= 1.5 * few + 100


@pytest.fixture(scope="module")
def sizes(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    place = tmp_path_factory.mktemp("sizes")
    return grown(migrated, place / "few.db", FEW), grown(migrated, place / "many.db", MANY)


def grown(migrated: Path, path: Path, people: int) -> Path:
    """A round in which the first reminder went to everybody, all have answered, and the second is drafted for one;
    and another in which the first one to everybody is due tomorrow.
    """
    shutil.copy(migrated, path)
    invited, tomorrow = ((NOW + timedelta(days=days)).isoformat(" ")[:19] + ".000000" for days in (-7, 1))
    everybody = range(1, people + 1)
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("PRAGMA ignore_check_constraints = ON")  # nothing here is read but what is set
        for plan, code in ((1, "R1"), (2, "R2")):
            put(raw, tables.plan_state, id=plan, round_id=1, code=code)
        put(raw, tables.plan_state, id=3, round_id=2, code="R1", state="approved", drafted_at=invited)
        for one in everybody:
            put(raw, tables.respondent, id=one, round_id=1, official_id=one, subject_code=str(one))
            about = {"round_id": 1, "invited_at": invited, "listed_at": invited, "answered_at": invited}
            put(raw, tables.respondent_state, id=one, **about)
            put(raw, tables.plan_receiver, plan_id=1, respondent_id=one, position=one)
            done = {"plan_id": 1, "state": "sent", "tried_at": invited}
            put(
                raw,
                tables.outbox,
                id=one,
                round_id=1,
                respondent_id=one,
                code="R1",
                message_id=str(one),
                **done,
            )
            waits = {
                "id": people + one,
                "plan_id": 3,
                "address_id": 1,
                "made_on": NOW.date().isoformat(),
                "state": "planned",
                "not_before": tomorrow,
                "due_at": tomorrow,
            }
            put(raw, tables.outbox, round_id=2, respondent_id=one, code="R1", message_id=f"2-{one}", **waits)
            put(raw, tables.event, id=one, respondent_id=one, kind="letter.sent")
        put(raw, tables.plan_receiver, plan_id=2, respondent_id=1, position=1)
        put(raw, tables.address, id=1)
    return path


def put(raw: sqlite3.Connection, table: sa.Table, **values: Any) -> None:
    """A row with something in each column that may not be empty."""
    row = {one.name: "" for one in table.columns if not one.nullable} | values
    columns, marks = ", ".join(f'"{name}"' for name in row), ", ".join("?" for _ in row)
    raw.execute(f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})', list(row.values()))


def steps(path: Path, ask: Callable[[sa.Connection], object]) -> int:
    taken = 0

    def step() -> None:
        nonlocal taken
        taken += _EVERY

    database = Database(f"sqlite:///{path}")
    with database.view() as look:
        raw = look.connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        raw.set_progress_handler(step, _EVERY)
        ask(look.connection)
        raw.set_progress_handler(None, _EVERY)
    database.close()
    return taken
