"""A province with a desk: sixty-four officials in three units, R1 drafted, and an account for each role."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from maild.actions import users
from maild.actions.actor import Actor
from maild.demo.tls import Certificates
from maild.jobs.clock import DemoClock
from maild.model import RosterEntry
from maild.store import Database
from maild.web.app import build
from maild.web.desk import Desk, desk_of
from tests.jobs.conftest import certificates, database, migrated
from tests.jobs.province import CODE, MAKER, MONDAY, SECOND, Province, moment, raise_house, write_config
from tests.servers.postgres import Postgres, migrated_database
from tests.web.browser import Browser

__all__ = ["certificates", "database", "migrated"]
PASSWORD = "ngồi lê đôi mách 2026"
ACCOUNTS = {
    "binh": ("coordinator", ""),
    "cuong": ("approver", ""),
    "tuan": ("it", ""),
    "lan": ("leader", ""),
    "hoa": ("head", "Sở Y tế"),
}
UNITS = ("Sở Tài chính", "Sở Y tế", "Sở Nội vụ")
GIVEN = ("An", "Bình", "Cường", "Dung", "Ân", "Phúc", "Hạnh", "Khánh")
FAMILIES = ("Nguyễn Văn", "Trần Thị", "Lê Đức", "Phạm Thu", "Hoàng Quốc", "Vũ Hữu", "Đặng Minh", "Bùi Ngọc")
BEFORE_R1 = moment("2026-11-11 08:00")
ON_POSTGRES = os.environ.get("MAILD_TEST_DATABASE") == "postgresql"
DESK = 'listen = "127.0.0.1:8025"'


def limits(web: str, more: str = "") -> str:
    """The end of the configuration, where the [limits] stand."""
    return f"canary_wait_s = 0\n[web]\n{web}\n{more}"


def official(number: int) -> RosterEntry:
    place = number - 1
    name = f"{FAMILIES[place % 8]} {GIVEN[place // 8]}"
    unit = UNITS[place % 3]
    group = "LDS" if place % 8 == 0 else "CCS"
    return RosterEntry(number, name, f"canbo{number}@dv{place % 3}.example.vn", unit, group, "Chuyên viên")


@contextlib.contextmanager
def served(province: Province) -> Iterator[Browser]:
    """The desk of a province, in this process; nobody is signed in yet."""
    desk = desk_of(province.home)
    with contextlib.closing(desk), ThreadPoolExecutor(2) as pool:
        yield Browser(build(desk, pool), desk)


@dataclass(frozen=True, slots=True)
class Furnished:
    """That province, made once: its directory and, on PostgreSQL, the database to copy."""

    state: Path
    template: str


@pytest.fixture(scope="session")
def furnished(
    tmp_path_factory: pytest.TempPathFactory,
    certificates: Certificates,
    migrated: Path,
    request: pytest.FixtureRequest,
) -> Furnished:
    from maild.actions import rosters, rounds

    directory = tmp_path_factory.mktemp("desk")
    clock = DemoClock(MONDAY)
    template = url = ""
    if ON_POSTGRES:
        server: Postgres = request.getfixturevalue("postgres")
        template = migrated_database(server)
        url = server.trusted_url(template)
    path = write_config(directory, certificates, limits=limits(DESK), database=url)
    made = raise_house(path, clock, migrated)
    made.enter([], opened=False)
    rosters.enter(made.home.store, CODE, [official(n) for n in range(1, 65)], MAKER, made.now)
    rounds.approve(made.home.store, CODE, SECOND, made.now, second_person=True)
    rounds.open_(made.home.store, CODE, MAKER, made.now)
    for name, (role, unit) in ACCOUNTS.items():
        users.add(made.home.store, name, role, Actor("root"), made.now, unit=unit, password=PASSWORD,
                  full_name=f"Cán bộ {name.capitalize()}")  # fmt: skip
    clock.move_to(BEFORE_R1)
    made.list_answered(1, 2, 3)
    made.home.reminders.tick(made.now)
    made.home.membership.leave()
    made.home.store.close()
    return Furnished(directory / "state", template)


@pytest.fixture
def clock() -> DemoClock:
    return DemoClock(BEFORE_R1)


@pytest.fixture
def copied(tmp_path: Path, furnished: Furnished, request: pytest.FixtureRequest) -> Iterator[str]:
    """A copy of the province in the test's directory; the URL of its database, "" for SQLite."""
    shutil.copytree(furnished.state, tmp_path / "state")
    if not furnished.template:
        yield ""
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = server.create(furnished.template)
    copy = Database(server.trusted_url(name))
    copy.accept_restore()  # a copy is another database: nothing would be sent from it
    copy.close()
    yield server.trusted_url(name)
    server.drop(name)


@pytest.fixture
def build_desk(
    tmp_path: Path, certificates: Certificates, clock: DemoClock, copied: str
) -> Iterator[Callable[..., tuple[Province, Desk, Browser]]]:
    """The desk of the copy; `web` is what stands in [web], `more` are other sections."""
    closing = contextlib.ExitStack()

    def make(web: str = DESK, more: str = "", **options: object) -> tuple[Province, Desk, Browser]:
        options = {"database": copied, **options}
        path = write_config(tmp_path, certificates, limits=limits(web, more), **options)  # type: ignore[arg-type]
        province = raise_house(path, clock, None)
        closing.callback(province.home.store.close)
        closing.callback(province.home.membership.leave)
        browser = closing.enter_context(served(province))
        return province, browser.desk, browser

    with closing:
        yield make


@pytest.fixture
def built(build_desk: Callable[..., tuple[Province, Desk, Browser]]) -> tuple[Province, Desk, Browser]:
    return build_desk()


@pytest.fixture
def province(built: tuple[Province, Desk, Browser]) -> Province:
    return built[0]


@pytest.fixture
def desk(built: tuple[Province, Desk, Browser]) -> Desk:
    return built[1]


@pytest.fixture
def browser(built: tuple[Province, Desk, Browser]) -> Browser:
    """Nobody is signed in yet."""
    return built[2]
