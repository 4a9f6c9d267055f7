"""From SQLite to PostgreSQL: the same rows, or none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from maild.errors import Busy, InputRefused, SchemaError
from maild.model import Event, EventKind, Kind, Pointer
from maild.rules import FOLDS
from maild.store import Database, events, mailbox, tables
from maild.store.move import move
from tests.servers.postgres import Postgres
from tests.store.conftest import populate
from tests.store.values import NOW

pytestmark = pytest.mark.servers


@pytest.fixture
def source(sqlite_database: Database) -> Database:
    """A province, and two mails of which the first is the second's copy: rows may refer to later ones."""
    populate(sqlite_database, 6)
    with sqlite_database.unit(FOLDS) as unit:
        pointers = [Pointer("survey", folder, 7, 2**31 + 5) for folder in ("INBOX", "Junk")]
        first, second = (mailbox.take(unit.connection, [one], NOW)[0].mail_id for one in pointers)
        reading = {"words": "Vâng ạ. 👍", "n": 0.98, "said": None}
        kept = mailbox.Record(second, "f", Kind.QUESTION, reading)
        mailbox.record(unit.connection, [kept, replace(kept, mail_id=first, duplicate_of=second)])
        unit.append(
            Event(EventKind.MAIL_RECEIVED, NOW, mail_id=second, data={"kind": "question", "deep": {"a": []}})
        )
        events.seal(unit.connection, NOW)
    return sqlite_database


@pytest.fixture
def target(postgres: Postgres) -> Iterator[Database]:
    made = Database(postgres.trusted_url(postgres.create()))
    yield made
    made.close()


def test_every_row_goes_and_the_numbers_go_on(source: Database, target: Database) -> None:
    epoch = source.epoch
    moved = move(source, target, FOLDS)
    assert moved.rows["respondent"] == moved.rows["outbox"] == 6
    assert moved.rows["mail"] == 2
    target.check_schema()
    assert target.epoch == epoch
    assert not target.is_restored()
    assert source.is_restored()  # it sends no more
    with target.unit(FOLDS) as unit:
        last = events.last_id(unit.connection)
        (event,) = unit.append(Event(EventKind.SENDING_PAUSED, NOW, "an"))
        assert event.id == last + 1
        assert events.verify(unit.connection, FOLDS).count == 0
        assert events.verify_chain(unit.connection).count == 0
        (copy,) = [one for one in mailbox.mails(unit.connection) if one.id == 1]
        assert (copy.duplicate_of, copy.reading["words"]) == (2, "Vâng ạ. 👍")
    with pytest.raises(sa.exc.IntegrityError), target.unit(FOLDS) as unit:
        unit.connection.execute(sa.update(tables.mail).values(duplicate_of=99))


def test_a_trial_leaves_nothing(source: Database, target: Database) -> None:
    assert move(source, target, FOLDS, dry_run=True).total > 20
    with pytest.raises(SchemaError, match="empty"):
        target.check_schema()
    assert not source.is_restored()


def test_a_target_with_content_is_refused(source: Database, target: Database) -> None:
    target.migrate()
    with target.unit(FOLDS) as unit:
        unit.append(Event(EventKind.SENDING_PAUSED, NOW, "an"))
    with pytest.raises(InputRefused, match="move_target"):
        move(source, target, FOLDS)
    assert not source.is_restored()


def test_an_empty_schema_is_no_content(source: Database, target: Database) -> None:
    target.migrate()
    assert move(source, target, FOLDS).total > 20
    assert target.epoch == source.epoch


def test_not_while_a_daemon_runs(source: Database, target: Database) -> None:
    with source.daemon_lock(), pytest.raises(Busy):
        move(source, target, FOLDS)


def test_a_row_that_comes_out_differently_moves_nothing(source: Database, target: Database) -> None:
    """The target changes what is put into it, as a trigger of somebody else's would."""
    target.migrate()
    with target.unit(FOLDS) as unit:
        unit.connection.exec_driver_sql(
            "CREATE FUNCTION change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN NEW.domain := 'elsewhere'; RETURN NEW; END $$;"
            "CREATE TRIGGER change BEFORE INSERT ON address FOR EACH ROW EXECUTE FUNCTION change()"
        )
    with pytest.raises(SchemaError, match="address"):
        move(source, target, FOLDS)
    with target.view() as look:
        assert look.connection.scalar(sa.select(sa.func.count()).select_from(tables.address)) == 0
    assert not source.is_restored()


def test_a_source_that_disagrees_with_its_events_is_refused(source: Database, target: Database) -> None:
    with source.unit(FOLDS) as unit:
        unit.connection.execute(sa.update(tables.outbox).values(state="sent"))
    with pytest.raises(SchemaError, match="move_source"):
        move(source, target, FOLDS)


def test_only_from_sqlite_to_postgresql(source: Database, target: Database, tmp_path: Path) -> None:
    other = Database(f"sqlite:///{tmp_path}/other.db")
    for one, two in ((target, source), (source, other)):
        with pytest.raises(InputRefused, match="move_kinds"):
            move(one, two, FOLDS)
