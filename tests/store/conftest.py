"""A database that exists: an SQLite file of its own. Another URL is one more parameter of `url`."""

from __future__ import annotations

import multiprocessing
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.pool import Pool
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from maild.model import Code, Fold, OutboxLetter, Respondent, RosterEntry, Round
from maild.rules import FOLDS
from maild.store import Database, Unit, outbox, plans, roster, rounds, tables
from tests.store.values import DAY, NOW, ROUND, event_of_plan, listed, planned


@pytest.fixture(params=["sqlite"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return f"{request.param}:///{tmp_path}/maild.db"


@pytest.fixture(scope="session")
def processes() -> Iterator[Pool]:
    """Two processes beside ours. They take seconds to start, so all tests share them."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.store.workers"])
    with context.Pool(2) as pool:
        yield pool


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database with the schema in it: to copy is much faster than to migrate."""
    path = tmp_path_factory.mktemp("migrated") / "maild.db"
    made = Database(f"sqlite:///{path}")
    made.migrate()
    made.close()
    return path


@pytest.fixture
def database(url: str, migrated: Path) -> Iterator[Database]:
    made = Database(url)
    if made.is_sqlite and made.url.database:
        shutil.copy(migrated, made.url.database)
    made.migrate()
    yield made
    made.close()


@dataclass(frozen=True)
class Province:
    """A round with people, a plan and its letters."""

    database: Database
    round: Round
    people: tuple[Respondent, ...]
    plan_id: int
    letters: tuple[OutboxLetter, ...]

    def unit(self, fold: Fold = FOLDS) -> Any:
        return self.database.unit(fold)

    def change(self, letter: OutboxLetter, **values: Any) -> None:
        """Write into a row behind the back of `outbox`."""
        with self.unit() as unit:
            unit.connection.execute(
                sa.update(tables.outbox).where(tables.outbox.c.id == letter.id).values(**values)
            )

    def get(self, letter: OutboxLetter) -> OutboxLetter:
        with self.database.view() as look:
            found = outbox.get(look.connection, letter.id)
        assert found is not None
        return found


@pytest.fixture
def province(database: Database) -> Province:
    """Six officials of two domains, all with the first letter of one plan planned."""
    return populate(database, 6)


@pytest.fixture
def populated(database: Database) -> Callable[[int], Province]:
    return lambda number: populate(database, number)


def populate(database: Database, number: int) -> Province:
    with database.unit(FOLDS) as unit:
        made = rounds.create(unit.connection, ROUND, by="an")
        people = tuple(enter(unit, made, at) for at in range(1, number + 1))
        receivers = [plans.PlannedLetter(one.id, Code.R1, NOW, "due") for one in people]
        plan_id = plans.create(unit.connection, plans.Mailing(made.id, Code.R1), receivers, [])
        unit.append(event_of_plan(plan_id, made.id, number))
        letters = tuple(put(unit, plan_id, one, at) for at, one in enumerate(receivers))
    return Province(database, made, people, plan_id, letters)


def enter(unit: Unit, round_: Round, at: int) -> Respondent:
    domain = "snv.example.vn" if at % 2 else "stc.example.vn"
    entry = RosterEntry(at, f"Ông {at}", f"Ong{at}@{domain}", "Sở Nội vụ", "A1")
    person = roster.add(unit.connection, round_.id, entry, f"CCHC-{at:04}", NOW)
    unit.append(listed(person))
    return person


def put(unit: Unit, plan_id: int, letter: plans.PlannedLetter, position: int) -> OutboxLetter:
    number = outbox.plan(unit.connection, plan_id, letter, position, DAY)
    assert number is not None
    outbox.set_message_id(unit.connection, number, f"<{number}@snv.example.vn>")
    row = outbox.get(unit.connection, number)
    assert row is not None
    unit.append(planned(row))
    return row
