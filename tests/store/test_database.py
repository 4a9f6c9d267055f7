"""The file itself: who may read it, which schema it has, who holds it, and whether it came out of a backup."""

from __future__ import annotations

import json
import shutil
import sqlite3
import stat
from datetime import timedelta
from multiprocessing.pool import Pool
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.exc import IntegrityError, StatementError

from maild.errors import Busy, SchemaError
from maild.model import Event, EventKind
from maild.rules import FOLDS, SENDING
from maild.store import Database, events, tables
from tests.journal import LOG, octets, with_log
from tests.store import workers
from tests.store.values import NOW

PAUSED = Event(EventKind.SENDING_PAUSED, NOW, "an")


def file_of(database: Database) -> Path:
    return Path(database.url.database or "")


def append(database: Database, times: int = 1, **about: Any) -> None:
    with database.unit(FOLDS) as unit:
        for _ in range(times):
            unit.append(Event(EventKind.MAIL_RECEIVED, NOW, **about))


# ---------------------------------------------------------------- schema


def test_migrating_twice_changes_nothing(database: Database) -> None:
    append(database)
    epoch = database.epoch
    database.migrate()
    database.check_schema()
    assert database.epoch == epoch
    with database.view() as look:
        assert events.last_id(look.connection) == 1


def test_migrating_a_current_database_waits_for_no_writer(database: Database) -> None:
    other = Database(str(database.url))
    with database.unit(FOLDS):
        other.migrate()
    other.close()


def test_the_migrations_make_the_tables(database: Database) -> None:
    with database.view() as look:
        context = MigrationContext.configure(look.connection, opts={"compare_type": True})
        assert compare_metadata(context, tables.metadata) == []


def test_checks_that_metadata_comparison_does_not_see(database: Database) -> None:
    with database.view() as look:
        inspector = sa.inspect(look.connection)
        made = {
            (table, one["name"])
            for table in inspector.get_table_names()
            for one in inspector.get_check_constraints(table)
        }
    said = {
        (
            table.name,
            f"ck_{table.name}_{one.name}".replace(f"ck_{table.name}_ck_{table.name}", f"ck_{table.name}"),
        )
        for table in tables.metadata.tables.values()
        for one in table.constraints
        if isinstance(one, sa.CheckConstraint)
    }
    assert made == said


def test_a_newer_schema_is_refused(url: str) -> None:
    database = Database(url)
    database.migrate()
    with database.unit(FOLDS) as unit:
        unit.connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    for ask in (database.migrate, database.check_schema):
        with pytest.raises(SchemaError, match="9999"):
            ask()
    database.close()


def test_an_empty_database_is_no_schema(url: str) -> None:
    database = Database(url)
    with pytest.raises(SchemaError, match="empty"):
        database.check_schema()
    database.close()


@pytest.mark.parametrize("content", [b"not a database " * 100, b"SQLite format 3\0" + b"\xff" * 4096])
def test_a_damaged_file_is_named_so(sqlite_url: str, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "maild.db").write_bytes(content)
    database = Database(sqlite_url)
    with pytest.raises(SchemaError):
        database.migrate()
    database.close()


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    database = Database(f"sqlite:///{tmp_path}/file/maild.db")
    with pytest.raises(SchemaError, match=f"{tmp_path}.*: unable to open"):
        database.migrate()


def test_two_processes_may_migrate_at_once(url: str, processes: Pool) -> None:
    first, second = processes.map(workers.migrated_epoch, [url] * 2, chunksize=1)
    assert first == second


# ---------------------------------------------------------------- the file


def test_nobody_else_may_read_it(sqlite_database: Database, tmp_path: Path) -> None:
    append(sqlite_database)
    sqlite_database.set_mark()
    with sqlite_database.daemon_lock():
        modes = {one.name: stat.S_IMODE(one.stat().st_mode) for one in tmp_path.iterdir()}
    assert modes.pop("maild.db") == 0o600
    assert set(modes.values()) == {0o600}, modes


def test_it_is_private_however_it_is_opened_first(sqlite_url: str, tmp_path: Path) -> None:
    database = Database(sqlite_url)
    with database.view() as look:
        look.connection.exec_driver_sql("SELECT 1")
    assert stat.S_IMODE((tmp_path / "maild.db").stat().st_mode) == 0o600
    database.close()


def test_one_in_memory_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    database = Database("sqlite://")
    database.migrate()
    database.set_mark()
    with database.daemon_lock():
        pass
    database.close()
    assert list(tmp_path.iterdir()) == []


def test_settings_of_every_connection(sqlite_database: Database) -> None:
    with sqlite_database.view() as first, sqlite_database.view() as second:
        for look in (first, second):
            asked = {
                name: look.connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("synchronous", "foreign_keys", "busy_timeout", "journal_mode")
            }
            assert asked == {
                "synchronous": 2,
                "foreign_keys": 1,
                "busy_timeout": 5000,
                "journal_mode": "wal" if LOG else "truncate",
            }


@with_log
def test_a_large_unit_leaves_no_large_log(sqlite_database: Database) -> None:
    """What one writes at once comes back from the log within the next few commits, with readers coming and going."""
    log = file_of(sqlite_database).with_name("maild.db-wal")
    with sqlite_database.unit(FOLDS) as unit:
        for number in range(12):
            sqlite_database.remember(unit.connection, f"large-{number}", "x" * 2**20)
    assert log.stat().st_size > 12 * 2**20
    sizes = []
    for _ in range(3):
        with sqlite_database.view():
            pass
        append(sqlite_database)
        sizes.append(log.stat().st_size)
    assert sizes[-1] <= 4 * 2**20, sizes


@with_log
def test_what_was_taken_away_goes_from_the_log_when_nobody_reads_it(sqlite_database: Database) -> None:
    path = file_of(sqlite_database)
    with sqlite_database.unit(FOLDS) as unit:
        sqlite_database.remember(unit.connection, "said", "Nguyễn Văn Bình")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT * FROM meta").fetchall()
    with sqlite_database.unit(FOLDS) as unit:
        sqlite_database.remember(unit.connection, "said", "")
    assert not sqlite_database.scrub()
    assert "Nguyễn Văn Bình".encode() in octets(path)
    other.execute("ROLLBACK")
    assert sqlite_database.scrub()
    assert "Nguyễn Văn Bình".encode() not in octets(path)
    other.close()


def test_a_disk_that_takes_nothing_more_is_noticed(sqlite_database: Database, processes: Pool) -> None:
    """By the look that `maild doctor` takes; and it leaves nothing behind."""
    sqlite_database.try_writing()
    with sqlite_database.view() as look:
        assert sqlite_database.meta(look.connection, "trial") is None
    assert processes.apply(workers.may_write, (str(sqlite_database.url), False))
    assert not processes.apply(workers.may_write, (str(sqlite_database.url), True))
    assert processes.apply(workers.may_write, (str(sqlite_database.url), False))


def test_times_without_a_zone_are_refused(database: Database) -> None:
    with pytest.raises((StatementError, ValueError)), database.unit(FOLDS) as unit:
        unit.connection.execute(sa.insert(tables.seal).values(at=NOW.replace(tzinfo=None), last_event_id=1))


def test_an_error_shows_no_address(database: Database) -> None:
    def insert() -> None:
        with database.unit(FOLDS) as unit:
            for _ in range(2):
                unit.connection.execute(
                    sa.insert(tables.address).values(email="nguyenvana@snv.example.vn", domain="snv")
                )

    with pytest.raises(IntegrityError) as caught:
        insert()
    assert "nguyenvana" not in str(caught.value)


def test_foreign_keys_hold(database: Database) -> None:
    with pytest.raises(IntegrityError), database.unit(FOLDS) as unit:
        unit.connection.execute(sa.insert(tables.plan).values(round_id=77))


# ---------------------------------------------------------------- writers


def test_nothing_of_a_unit_stays_after_an_exception(database: Database) -> None:
    def fail() -> None:
        with database.unit(FOLDS) as unit:
            unit.append(PAUSED)
            assert unit.state(SENDING, 1).paused_by == "an"
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with database.view() as look:
        assert events.last_id(look.connection) == 0
        assert look.state(SENDING, 1) is None


def test_writers_of_two_processes_never_fail(database: Database, processes: Pool) -> None:
    done = processes.starmap(workers.write_often, [(str(database.url), 25)] * 2, chunksize=1)
    assert done == [25, 25]
    with database.view() as look:
        assert events.last_id(look.connection) == 50
        assert events.verify(look.connection, FOLDS).count == 0


def test_busy_is_said_after_the_timeout(database: Database) -> None:
    other = Database(database.url.render_as_string(hide_password=False))
    soon = "PRAGMA busy_timeout=50" if other.is_sqlite else "SET lock_timeout = 50"

    def hurry(raw: Any, _record: Any) -> None:
        raw.execute(soon)
        raw.commit()

    sa.event.listen(other._engine, "connect", hurry)
    with database.unit(FOLDS), pytest.raises(Busy), other.unit(FOLDS):
        raise AssertionError("two writers at once")
    other.close()


def test_the_daemon_lock_is_for_one_process(sqlite_database: Database, processes: Pool) -> None:
    with sqlite_database.daemon_lock():
        assert not processes.apply(workers.lock_is_free, (str(sqlite_database.url),))
        with pytest.raises(Busy), sqlite_database.daemon_lock():
            raise AssertionError("two daemons in one process")
    assert processes.apply(workers.lock_is_free, (str(sqlite_database.url),))


# ---------------------------------------------------------------- restored from a backup


@pytest.fixture
def backup(sqlite_database: Database, tmp_path: Path) -> Path:
    """A copy after three events; the sqlite_database and its mark go on to five."""
    append(sqlite_database, 3)
    sqlite_database.set_mark()
    shutil.copy(file_of(sqlite_database), tmp_path / "backup")
    append(sqlite_database, 2)
    sqlite_database.set_mark()
    return tmp_path / "backup"


def restore(database: Database, backup: Path) -> None:
    database.close()
    shutil.copy(backup, file_of(database))


def test_one_that_only_went_on_is_not_restored(sqlite_database: Database, backup: Path) -> None:
    assert not sqlite_database.is_restored()
    append(sqlite_database, 10)
    assert not sqlite_database.is_restored()
    sqlite_database.migrate()
    assert not sqlite_database.is_restored()


def test_an_older_copy_is_restored(sqlite_database: Database, backup: Path) -> None:
    restore(sqlite_database, backup)
    assert sqlite_database.is_restored()


@pytest.mark.parametrize("more", [1, 2, 50])
def test_it_stays_restored_however_much_is_written(
    sqlite_database: Database, backup: Path, more: int
) -> None:
    restore(sqlite_database, backup)
    with sqlite_database.unit(FOLDS) as unit:
        for _ in range(more):
            unit.append(Event(EventKind.MAIL_RECEIVED, NOW + timedelta(days=1)))
        events.seal(unit.connection, NOW)
    sqlite_database.set_mark()
    assert sqlite_database.is_restored()


def test_another_database_in_its_place_is_restored(sqlite_database: Database, backup: Path) -> None:
    sqlite_database.close()
    file_of(sqlite_database).unlink()
    sqlite_database.migrate()
    append(sqlite_database, 9)
    assert sqlite_database.is_restored()


@pytest.mark.parametrize("mark", ["", "{", "[]", "{}", '{"epoch": "x"}', "\0"])
def test_a_mark_that_cannot_be_read_locks(sqlite_database: Database, backup: Path, mark: str) -> None:
    file_of(sqlite_database).with_name("maild.db.mark").write_text(mark)
    assert sqlite_database.is_restored()


def test_a_person_accepts_it_under_a_new_epoch(sqlite_database: Database, backup: Path) -> None:
    epoch = sqlite_database.epoch
    restore(sqlite_database, backup)
    assert sqlite_database.accept_restore() == sqlite_database.epoch != epoch
    assert not sqlite_database.is_restored()
    append(sqlite_database)
    sqlite_database.set_mark()
    assert not sqlite_database.is_restored()


def test_no_mark_says_nothing(sqlite_database: Database) -> None:
    append(sqlite_database)
    assert not sqlite_database.is_restored()


def test_the_mark_tells_nothing_but_numbers(sqlite_database: Database, backup: Path) -> None:
    mark = json.loads(file_of(sqlite_database).with_name("maild.db.mark").read_text())
    assert mark.keys() == {"epoch", "last_event_id", "hash"}
