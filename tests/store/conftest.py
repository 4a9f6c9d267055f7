"""A database that exists, once as an SQLite file of its own and once on the tests' own PostgreSQL."""

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
from tests.servers.postgres import Postgres, empty
from tests.store.values import DAY, NOW, ROUND, event_of_plan, listed, planned

# every test of this room on PostgreSQL, too; `test_postgres.py` holds what is always run there
ON_POSTGRES = pytest.param("postgresql", marks=[pytest.mark.servers, pytest.mark.long])


@pytest.fixture(params=["sqlite", ON_POSTGRES])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Of a database with nothing in it."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/maild.db"
    server: Postgres = request.getfixturevalue("postgres")
    return server.trusted_url(server.create())


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """For what only SQLite has: a file."""
    return f"sqlite:///{tmp_path}/maild.db"


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


@pytest.fixture(params=["sqlite", ON_POSTGRES])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """One with the schema in it: to copy is much faster than to migrate."""
    if request.param == "sqlite":
        request.getfixturevalue("sqlite_database")
        made = Database(f"sqlite:///{tmp_path}/maild.db")
    else:
        server: Postgres = request.getfixturevalue("postgres")
        made = Database(empty(server, request.getfixturevalue("postgres_database")))
    yield made
    made.close()


@pytest.fixture
def sqlite_database(sqlite_url: str, migrated: Path) -> Iterator[Database]:
    """For what only SQLite has: a file."""
    made = Database(sqlite_url)
    shutil.copy(migrated, str(made.url.database))
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
        receivers = [plans.PlannedLetter(one.id, one.address_id, Code.R1, NOW, "due") for one in people]
        plan_id = plans.create(unit.connection, plans.Mailing(made.id, Code.R1), receivers, [])
        unit.append(event_of_plan(plan_id, made.id, number))
        letters = put(unit, made.id, plan_id, receivers)
    return Province(database, made, people, plan_id, letters)


def enter(unit: Unit, round_: Round, at: int) -> Respondent:
    domain = "snv.example.vn" if at % 2 else "stc.example.vn"
    entry = RosterEntry(at, f"Ông {at}", f"Ong{at}@{domain}", "Sở Nội vụ", "A1")
    person = roster.add(unit.connection, round_.id, entry, f"CCHC-{at:04}", NOW)
    unit.append(listed(person))
    return person


def put(
    unit: Unit, round_id: int, plan_id: int, letters: list[plans.PlannedLetter]
) -> tuple[OutboxLetter, ...]:
    made = outbox.plan(
        unit.connection, round_id, plan_id, letters, DAY, lambda number, _day: f"<{number}@snv.example.vn>"
    )
    unit.append(*map(planned, made))
    return tuple(made)
