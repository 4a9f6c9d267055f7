"""Folded states come back from their rows as they were, whatever they hold."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from maild.rules import FOLDS
from maild.store import Database, folded, tables

STATES = {name: state for name, (_, state) in tables.FOLDED.items()}
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2199, 1, 1), timezones=st.just(UTC))
st.register_type_strategy(datetime, MOMENTS)
st.register_type_strategy(int, st.integers(-(2**31), 2**31 - 1))  # what PostgreSQL's INTEGER holds
st.register_type_strategy(
    str, st.text(st.characters(codec="utf-8", exclude_characters="\0"))
)  # PostgreSQL takes no NUL


@pytest.mark.parametrize("name", STATES)
def test_columns_are_the_fields(name: str) -> None:
    table, state = tables.FOLDED[name]
    assert [column.name for column in table.columns] == [part.name for part in fields(state)]
    assert [column.name for column in table.primary_key.columns] == ["id"]
    nullable = {part.name for part in fields(state) if "None" in str(part.type)}
    assert {column.name for column in table.columns if column.nullable} == nullable


def test_every_aggregate_has_its_table() -> None:
    assert {aggregate.name for aggregate in FOLDS} == set(tables.FOLDED)


@pytest.fixture(scope="session")
def one_file(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Database:
    path = tmp_path_factory.mktemp("folded") / "maild.db"
    path.write_bytes(migrated.read_bytes())
    return Database(f"sqlite:///{path}")


@pytest.mark.parametrize("name", STATES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_a_state_comes_back_as_it_was(one_file: Database, name: str, data: st.DataObject) -> None:
    first, second = (data.draw(st.from_type(STATES[name])) for _ in range(2))
    second = replace(second, id=first.id)
    assume(second != first)
    with one_file.unit(()) as unit:
        unit.connection.execute(sa.delete(tables.FOLDED[name][0]))
        folded.save_some(unit.connection, {(name, first.id): first}, {(name, first.id): None})
        assert folded.load(unit.connection, name, first.id, lock=True) == first
        folded.save_some(unit.connection, {(name, second.id): second}, {(name, first.id): first})
        assert folded.load_all(unit.connection, name) == [second]
        assert list(folded.rows(unit.connection, name)) == [(first.id, folded.to_row(second))]
        assert types(folded.load(unit.connection, name, first.id)) == types(second)


def types(state: Any) -> list[type]:
    return [type(getattr(state, part.name)) for part in fields(state)]


def test_nothing_is_none(database: Database) -> None:
    with database.view() as look:
        assert folded.load(look.connection, "sending", 1) is None
        assert folded.load_all(look.connection, "sending") == []
