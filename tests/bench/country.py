"""A round of any size in a database of its own: a thousand officials by the real trips, the others copies of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from maild.actions import plans
from maild.demo.tls import make_certificates
from maild.jobs.clock import DemoClock
from maild.model import RosterEntry
from maild.rules import FOLDS
from maild.store import tables
from tests.jobs.province import MONDAY, R1_DAY, R2_DAY, SECOND, Province, raise_house, write_config

BASE = 1_000
DUE = 200
UNITS = 200
# The fastest that the configuration allows.
_LIMITS = "canary_wait_s = 0\nper_minute = 60000\nper_hour = 1000000\nper_domain_minute = 60000"
_ALERTS = 'coordinator = ["dieu-phoi@example.vn"]\nit = ["cntt@example.vn"]'

# Whose rows of a table one official's are; numbers that are counted up in a copy, texts that get its number.
_OWN: tuple[tuple[sa.Table, str, tuple[str, ...], tuple[str, ...]], ...] = (
    (tables.address, "id IN (SELECT address_id FROM own)", ("id",), ("email",)),
    (tables.official, "id IN (SELECT official_id FROM own)", ("id", "address_id"), ()),
    (
        tables.official_address,
        "official_id IN (SELECT official_id FROM own)",
        ("official_id", "address_id"),
        (),
    ),
    (tables.respondent, "id IN (SELECT id FROM own)", ("id", "official_id"), ("subject_code",)),
    (tables.respondent_state, "id IN (SELECT id FROM own)", ("id", "last_letter_id"), ()),
    (tables.plan_receiver, "respondent_id IN (SELECT id FROM own)", ("respondent_id", "address_id"), ()),
    (tables.plan_left_out, "respondent_id IN (SELECT id FROM own)", ("respondent_id",), ()),
    (tables.answered_row, "respondent_id IN (SELECT id FROM own)", ("respondent_id", "row"), ()),
    (
        tables.outbox,
        "respondent_id IN (SELECT id FROM own)",
        ("id", "respondent_id", "address_id"),
        ("message_id",),
    ),
    (
        tables.letter_state,
        "id IN (SELECT id FROM outbox WHERE respondent_id IN (SELECT id FROM own))",
        ("id",),
        (),
    ),
    (
        tables.event,
        "respondent_id IN (SELECT id FROM own)",
        ("id", "respondent_id", "address_id", "letter_id"),
        (),
    ),
)
_STRIDE = 100_000  # more than any number in the base


@contextmanager
def first_morning(directory: Path, people: int) -> Iterator[Province]:
    """Everybody has been invited and nobody has answered; R1's plan is due to be drafted."""
    with _first_day(directory) as province:
        _grow(province, people, like=range(1, BASE + 1))
        province.clock.move_to(R1_DAY)
        province.list_answered()
        yield province


@contextmanager
def second_wave(directory: Path, people: int) -> Iterator[Province]:
    """All but `DUE` have answered since R1 went to everybody; R2's plan, for these, is drafted and not approved."""
    with _first_day(directory) as province:
        province.clock.move_to(R1_DAY)
        province.list_answered()
        province.approve()
        while "planned" in province.states():
            province.deliver()
            province.clock.move_to(province.now + timedelta(minutes=1))
        province.clock.move_to(R2_DAY)
        province.list_answered(*range(DUE + 1, BASE + 1))
        _grow(province, people, like=range(DUE + 1, BASE + 1))
        province.home.reminders.tick(province.now)
        yield province


def approve(province: Province) -> None:
    """Let the draft go out."""
    home, draft = province.home, province.drafts()[-1]
    plans.approve(
        home.store, home.composer, draft.id, SECOND, province.now, home.calendar, second_person=True
    )


def under_way(province: Province, minutes: int) -> None:
    """Let the draft for everybody go out: `DUE` letters are due in each of the next minutes, the others next day."""
    approve(province)
    store, now = province.home.store, province.now
    box = tables.outbox.c
    with store.unit(FOLDS) as unit:
        numbers = list(unit.connection.scalars(sa.select(box.id).order_by(box.position)))
        first = numbers[: DUE * minutes]
        moments = {number: now + timedelta(minutes=1 + place // DUE) for place, number in enumerate(first)}
        unit.connection.execute(sa.update(tables.outbox).values(not_before=now + timedelta(days=1)))
        unit.connection.execute(
            sa.update(tables.outbox)
            .where(box.id == sa.bindparam("number"))
            .values(not_before=sa.bindparam("at")),
            [{"number": number, "at": at} for number, at in moments.items()],
        )


@contextmanager
def _first_day(directory: Path) -> Iterator[Province]:
    directory.mkdir()
    config = write_config(
        directory, make_certificates(directory), mode="rehearsal", limits=_LIMITS, alerts=_ALERTS
    )
    province = raise_house(config, DemoClock(MONDAY), None)
    province.enter_people(
        [
            RosterEntry(
                row=number,
                name=f"Nguyễn Văn {number}",
                email=f"canbo{number}@dv{number % UNITS}.example.vn",
                unit=f"Đơn vị {number % UNITS}",
                group="LD",
            )
            for number in range(1, BASE + 1)
        ]
    )
    try:
        yield province
    finally:
        province.home.membership.leave()
        province.home.store.close()


def _grow(province: Province, people: int, like: range) -> None:
    """Copies of the officials `like`, with all that is theirs, until there are `people`.

    The copies' events keep the hashes of their originals: nothing that is measured looks at those.
    """
    missing = people - BASE
    assert province.home.store.path is not None
    province.home.store.close()
    with closing(sqlite3.connect(province.home.store.path)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        for count, copied, first in _portions(missing, like):
            connection.execute("CREATE TEMP TABLE own AS SELECT r.id, r.official_id, o.address_id FROM respondent r"
                               " JOIN official o ON o.id = r.official_id WHERE r.id BETWEEN ? AND ?",
                               (like.start, like.start + copied - 1))  # fmt: skip
            for table, where, numbers, texts in _OWN:
                _copy(connection, table, where, numbers, texts, first, count)
            connection.execute("DROP TABLE own")
        connection.commit()


def _portions(missing: int, like: range) -> Iterator[tuple[int, int, int]]:
    """How many copies of how many officials, and the first copy's number."""
    whole, rest = divmod(missing, len(like))
    if whole:
        yield whole, len(like), 1
    if rest:
        yield 1, rest, whole + 1


def _copy(
    connection: sqlite3.Connection,
    table: sa.Table,
    where: str,
    numbers: tuple[str, ...],
    texts: tuple[str, ...],
    first: int,
    count: int,
) -> None:
    def value(column: str) -> str:
        if column in numbers:
            return f'"{column}" + copy.n * {_STRIDE}'
        return f"copy.n || '-' || \"{column}\"" if column in texts else f'"{column}"'

    columns = ", ".join(f'"{one.name}"' for one in table.columns)
    values = ", ".join(value(one.name) for one in table.columns)
    connection.execute(
        f"WITH RECURSIVE copy(n) AS (SELECT ? UNION ALL SELECT n + 1 FROM copy WHERE n < ?)"
        f' INSERT INTO "{table.name}" ({columns}) SELECT {values} FROM copy CROSS JOIN "{table.name}" WHERE {where}',
        (first, first + count - 1),
    )
