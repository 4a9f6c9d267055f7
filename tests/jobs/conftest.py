"""Certificates and an empty database once; a province of its own for each test."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from maild.demo.imap_server import ImapServer
from maild.demo.inbound import MAILBOX
from maild.demo.smtp_server import Accepted
from maild.demo.tls import Certificates, make_certificates
from maild.jobs.clock import DemoClock
from maild.store import Database
from tests.jobs.province import MONDAY, PASSWORD, Province, Relay, addresses, raise_house, relay, write_config
from tests.servers.postgres import empty


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("migrated") / "maild.db"
    made = Database(f"sqlite:///{path}")
    made.migrate()
    made.close()
    path.with_name(path.name + ".mark").unlink(missing_ok=True)
    return path


@pytest.fixture
def clock() -> DemoClock:
    return DemoClock(MONDAY)


@pytest.fixture
def smtp(certificates: Certificates, clock: DemoClock) -> Iterator[Relay]:
    with relay(certificates, clock) as made:
        yield made


@pytest.fixture
def imap(certificates: Certificates) -> Iterator[ImapServer]:
    with ImapServer({MAILBOX: PASSWORD}, certificates=certificates) as server:
        yield server


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """The URL of an empty PostgreSQL database, where MAILD_TEST_DATABASE says so; "" for SQLite."""
    if os.environ.get("MAILD_TEST_DATABASE") != "postgresql":
        return ""
    return empty(request.getfixturevalue("postgres"), request.getfixturevalue("postgres_database"))


@pytest.fixture
def build(
    tmp_path: Path, certificates: Certificates, clock: DemoClock, migrated: Path, database: str
) -> Iterator[Callable[..., Province]]:
    """Make a province with options of `write_config`; called again, it is the same one after a restart."""
    made: list[Province] = []

    def make(**options: object) -> Province:
        options = {"database": database, **options}
        path = write_config(tmp_path, certificates, **options)  # type: ignore[arg-type]
        for before in made:
            before.home.membership.leave()
        made.append(raise_house(path, clock, migrated))
        return made[-1]

    yield make
    for one in made:
        one.home.membership.leave()
        one.home.store.close()


@pytest.fixture
def province(build: Callable[..., Province], smtp: Relay) -> Province:
    """Live, with a relay that takes everything."""
    return build(smtp_port=smtp.server.port)


@pytest.fixture
def sent(province: Province, smtp: Relay) -> Accepted:
    """A round in which one letter has gone out."""
    province.wave(addresses(1))
    province.deliver()
    province.clock.move_to(province.now + timedelta(minutes=10))
    return smtp.server.accepted[0]
