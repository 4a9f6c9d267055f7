"""Events are the truth: they cannot be rewritten unseen, and what is folded from them agrees with them."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from maild.errors import InputRefused
from maild.model import Aggregate, Event, EventKind, LetterState, SendingState
from maild.rules import FOLDS, RESPONDENT, SENDING
from maild.store import Database, backup, events, outbox, tables
from tests.servers.postgres import as_superuser
from tests.store.conftest import Province
from tests.store.test_database import append, file_of
from tests.store.values import NOW


def differences(database: Database) -> list[str]:
    with database.view() as look:
        return [one.what for one in events.verify(look.connection, FOLDS).first]


def chain(database: Database) -> list[str]:
    with database.view() as look:
        return [one.what for one in events.verify_chain(look.connection).first]


def seal(database: Database) -> int:
    with database.unit(FOLDS) as unit:
        return events.seal(unit.connection, NOW)


def behind_its_back(database: Database, *statements: str) -> None:
    """What somebody with the file and the sqlite3 command can do, or the superuser of a PostgreSQL."""
    if not database.is_sqlite:
        with as_superuser(database.url) as connection:
            connection.execute("SET session_replication_role = replica")  # triggers and foreign keys rest
            for statement in statements:
                connection.execute(statement)
        return
    with closing(sqlite3.connect(file_of(database))) as raw, raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            raw.execute(statement)


# ---------------------------------------------------------------- append and fold


def test_events_come_back_as_they_were(database: Database) -> None:
    event = Event(
        EventKind.LETTER_BOUNCED,
        NOW.replace(microsecond=123_456),
        "an",
        1,
        2,
        3,
        4,
        5,
        6,
        7,
        {"reason": "user-unknown", "text": "ờ — 👍", "n": 1.5, "list": [1, None, True], "deep": {"a": {}}},
    )
    with database.unit(()) as unit:
        (kept,) = unit.append(event)
    with database.view() as look:
        (read,) = events.trail(look.connection, respondent_id=2)
        assert events.trail(look.connection, respondent_id=3) == []
    assert read == kept
    assert kept.id == 1
    assert events.content_hash(read) == events.content_hash(event)


def test_another_zone_is_the_same_moment(database: Database) -> None:
    with database.unit(FOLDS) as unit:
        at = NOW.astimezone(timezone(timedelta(hours=7)))
        unit.append(Event(EventKind.BREAKER_TRIPPED, at, data={"because": "blamed"}))
        unit.append(Event(EventKind.ADDRESS_SOFT_BOUNCED, at, address_id=1, data={"reason": "expired"}))
    assert differences(database) == []
    seal(database)
    assert chain(database) == []


@pytest.mark.parametrize("data", [{"at": NOW}, {"n": float("nan")}, {"b": b"x"}])
def test_data_that_is_no_json_is_refused(database: Database, data: dict[str, Any]) -> None:
    with pytest.raises((TypeError, ValueError)), database.unit(FOLDS) as unit:
        unit.append(Event(EventKind.MAIL_RECEIVED, NOW, data=data))
    with database.view() as look:
        assert events.last_id(look.connection) == 0


def test_a_batch_is_folded_in_its_order(database: Database) -> None:
    about: dict[str, Any] = {"round_id": 1, "respondent_id": 5}
    with database.unit(FOLDS) as unit:
        unit.append(
            Event(EventKind.RESPONDENT_LISTED, NOW, **about),
            Event(EventKind.RESPONDENT_ON_LEAVE, NOW, data={"until": "2026-11-20"}, **about),
            Event(EventKind.RESPONDENT_BACK, NOW, **about),
            Event(EventKind.RESPONDENT_SELF_REPORTED, NOW, **about),
        )
        state = unit.state(RESPONDENT, 5)
    assert (state.on_leave_until, state.self_reported_at) == (None, NOW)
    assert differences(database) == []


def test_an_event_that_says_nothing_about_a_state_leaves_it(database: Database) -> None:
    def apply(state: SendingState | None, event: Event) -> SendingState | None:
        return SendingState(paused_by=event.actor) if event.kind is EventKind.SENDING_PAUSED else None

    fold = (Aggregate("sending", lambda _: 1, apply),)
    with database.unit(fold) as unit:
        unit.append(
            Event(EventKind.MAIL_RECEIVED, NOW),
            Event(EventKind.SENDING_PAUSED, NOW, "an"),
            Event(EventKind.MAIL_RECEIVED, NOW),
        )
        unit.append(Event(EventKind.MAIL_RECEIVED, NOW))
        assert unit.state(fold[0], 1) == SendingState(paused_by="an")
        assert events.verify(unit.connection, fold).count == 0


ASKED = ("respondent_id", "address_id", "letter_id", "mail_id", "incident_id")


@pytest.mark.parametrize("about", ASKED)
def test_a_trail_is_found_without_reading_all_events(migrated: Path, about: str) -> None:
    """A mail that is read again asks for its own within a unit, beside which nobody writes."""
    with closing(sqlite3.connect(migrated)) as raw:
        told = raw.execute(f"EXPLAIN QUERY PLAN SELECT * FROM event WHERE {about} = ? ORDER BY id", (7,))
        assert "USING INDEX ix_event_" in told.fetchone()[-1]


def test_counts_by_kind(database: Database) -> None:
    append(database, 3)
    with database.view() as look:
        assert events.counts(look.connection) == {"mail.received": 3}


# ---------------------------------------------------------------- append-only


@pytest.mark.parametrize("table", ["event", "seal"])
@pytest.mark.parametrize(
    ("statement", "on"),
    [
        ("UPDATE {} SET at = at", "sqlite postgresql"),
        ("DELETE FROM {}", "sqlite postgresql"),
        ("INSERT OR REPLACE INTO {} SELECT * FROM {}", "sqlite"),
        ("REPLACE INTO {} SELECT * FROM {}", "sqlite"),
        ("INSERT INTO {} SELECT * FROM {} ON CONFLICT (id) DO UPDATE SET at = excluded.at", "postgresql"),
        ("TRUNCATE {}", "postgresql"),
    ],
)
def test_the_trail_cannot_be_rewritten(database: Database, table: str, statement: str, on: str) -> None:
    if database.url.get_backend_name() not in on:
        return
    if statement.startswith("TRUNCATE"):
        statement += " CASCADE"
    append(database, 2)
    seal(database)
    with pytest.raises(IntegrityError, match="append-only"), database.unit(FOLDS) as unit:
        unit.connection.exec_driver_sql(statement.replace("{}", table))
    assert chain(database) == differences(database) == []


# ---------------------------------------------------------------- seals


def test_sealing_again_seals_only_what_is_new(database: Database) -> None:
    append(database, 3)
    assert [seal(database), seal(database)] == [3, 0]
    append(database, 2)
    assert seal(database) == 2
    assert chain(database) == []


TAMPERED = [
    # statements                                                       chain            db verify
    (["UPDATE event SET data = '{\"a\": 1}' WHERE id = 2"], ["event", "seal"], ["event"]),
    (["UPDATE event SET at = '2026-01-01 00:00:00.000000' WHERE id = 2"], ["event", "seal"], ["event"]),
    (["UPDATE event SET actor = 'hai' WHERE id = 2"], ["event", "seal"], ["event"]),
    (["UPDATE event SET kind = 'breaker.reset' WHERE id = 2"], ["event", "seal"], ["event", "sending"]),
    (["UPDATE event SET kind = 'no.such' WHERE id = 2"], ["event", "seal"], ["event"]),
    (["UPDATE event SET round_id = 9 WHERE id = 2"], ["event", "seal"], ["event"]),
    (["UPDATE event SET hash = 'x' WHERE id = 2"], ["event"], ["event"]),
    (["DELETE FROM event WHERE id = 2"], ["seal"], []),
    (["INSERT INTO event SELECT -3, at, kind, actor, round_id, respondent_id, address_id, letter_id, mail_id,"
      " incident_id, plan_id, data, hash FROM event WHERE id = 1"], ["seal"], []),
    (["UPDATE event SET id = 99 WHERE id = 2", "UPDATE event SET id = 2 WHERE id = 3",
      "UPDATE event SET id = 3 WHERE id = 99"], ["seal"], []),
    (["DELETE FROM seal WHERE id = 1"], ["seal"], []),
    (["UPDATE seal SET last_event_id = 1 WHERE id = 1"], ["seal", "seal"], []),
]  # fmt: skip


@pytest.mark.parametrize(("statements", "in_chain", "in_states"), TAMPERED)
def test_a_deliberate_change_shows(
    database: Database, statements: list[str], in_chain: list[str], in_states: list[str]
) -> None:
    append(database, 2, actor="an")
    with database.unit(FOLDS) as unit:
        unit.append(Event(EventKind.MAIL_RECEIVED, NOW, "chi", mail_id=3))
    seal(database)
    append(database, 2)
    seal(database)
    assert chain(database) == differences(database) == []
    behind_its_back(database, *statements)
    assert chain(database) == in_chain
    assert differences(database) == in_states


def test_a_forged_hash_does_not_help(database: Database) -> None:
    append(database, 3)
    seal(database)
    with database.view() as look:
        (event, *_) = events.trail(look.connection, id=2)
    forged = events.content_hash(Event(event.kind, event.at, "hai"))
    behind_its_back(database, f"UPDATE event SET actor = 'hai', hash = '{forged}' WHERE id = 2")
    assert differences(database) == []
    assert chain(database) == ["seal"]


# ---------------------------------------------------------------- folded rows and the outbox


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE respondent_state SET letters_sent = 3 WHERE id = 1", ["respondent"]),
        ("UPDATE respondent_state SET unreachable = 'nonsense' WHERE id = 1", ["respondent"]),
        (
            "UPDATE respondent_state SET answered_at = '2026-11-12 00:00:00.000000' WHERE id = 1",
            ["respondent"],
        ),
        ("DELETE FROM respondent_state WHERE id = 1", ["respondent"]),
        ("UPDATE plan_state SET digest = 'x'", ["plan"]),
        ("INSERT INTO sending_state (id, paused_by) VALUES (1, 'an')", ["sending"]),
        ("UPDATE letter_state SET state = 'sent' WHERE id = 1", ["letter"]),
        ("UPDATE outbox SET state = 'sent' WHERE id = 1", ["outbox"]),
        ("DELETE FROM outbox WHERE id = 1", ["outbox"]),
    ],
)
def test_a_row_that_disagrees_with_the_events_is_found(
    province: Province, statement: str, found: list[str]
) -> None:
    assert differences(province.database) == []
    behind_its_back(province.database, statement)
    assert differences(province.database) == found


def test_an_outbox_row_that_moved_without_an_event_is_found(province: Province) -> None:
    letter = province.letters[0]
    with province.unit() as unit:
        outbox.move(unit.connection, letter, (LetterState.PLANNED,), LetterState.SKIPPED, settled_at=NOW)
    assert differences(province.database) == ["outbox"]


def test_verify_reads_more_than_one_page(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with database.unit(FOLDS) as unit:
        for number in range(5_003):
            unit.append(Event(EventKind.MAIL_RECEIVED, NOW, mail_id=number))
        unit.append(Event(EventKind.SENDING_PAUSED, NOW, "an"))
    seal(database)
    assert chain(database) == differences(database) == []
    behind_its_back(database, "UPDATE sending_state SET paused_by = NULL")
    assert differences(database) == ["sending"]


def test_a_state_is_written_only_when_it_changed(database: Database) -> None:
    with database.unit(FOLDS) as unit:
        unit.append(Event(EventKind.SENDING_PAUSED, NOW, "an"))
    written: list[str] = []
    record: Callable[..., None] = lambda _c, _cur, statement, *_: written.append(statement)  # noqa: E731
    sa.event.listen(database._engine, "before_cursor_execute", record)
    with database.unit(FOLDS) as unit:
        unit.append(Event(EventKind.SENDING_PAUSED, NOW, "an"))
    assert not [one for one in written if one.startswith("UPDATE")]
    with database.view() as look:
        assert look.state(SENDING, 1) == SendingState(paused_by="an")
        assert set(tables.FOLDED) == {aggregate.name for aggregate in FOLDS}


def listed(database: Database, *respondents: int) -> None:
    with database.unit(FOLDS) as unit:
        unit.tell(
            *(Event(EventKind.RESPONDENT_LISTED, NOW, round_id=1, respondent_id=one) for one in respondents)
        )


def test_each_row_is_compared_with_its_own_state(database: Database) -> None:
    """Rows without a state, and states without a row, before, between and after those that agree."""
    listed(database, 2, 4, 6, 8)
    behind_its_back(
        database,
        "UPDATE respondent_state SET id = 1 WHERE id = 2",
        "DELETE FROM respondent_state WHERE id = 6",
        "UPDATE respondent_state SET id = 9 WHERE id = 8",
    )
    with database.view() as look:
        found = events.verify(look.connection, FOLDS)
    assert [(one.key, one.stored == "None", one.folded == "None") for one in found.first] == [
        (1, False, True),
        (2, True, False),
        (6, True, False),
        (8, True, False),
        (9, False, True),
    ]


def test_of_very_many_differences_the_first_are_named(database: Database) -> None:
    listed(database, *range(1, 1_101))
    behind_its_back(database, "DELETE FROM respondent_state")
    with database.view() as look:
        found = events.verify(look.connection, FOLDS)
    assert (found.count, len(found.first)) == (1_100, 1_000)


@pytest.mark.parametrize("aggregate", FOLDS, ids=lambda one: one.name)
def test_the_events_of_a_state_are_found_by_column_and_kind(aggregate: Aggregate) -> None:
    ids = ("round_id", "respondent_id", "address_id", "letter_id", "mail_id", "incident_id", "plan_id")
    about = {name: number for number, name in enumerate(ids, 10)}
    for kind in EventKind:
        key = aggregate.key(Event(kind, NOW, **about))
        if aggregate.kinds and not kind.startswith(aggregate.kinds):
            assert key is None
        elif aggregate.column:
            assert key == about[aggregate.column]
            assert aggregate.key(Event(kind, NOW, **{**about, aggregate.column: None})) is None
        else:
            assert key == aggregate.key(Event(kind, NOW))


def test_beside_a_long_view_everybody_writes(database: Database) -> None:
    listed(database, 1)
    with backup.long_view(database) as look:
        assert events.last_id(look.connection) == 1
        listed(database, 2)
        assert events.last_id(look.connection) == 1
        assert not events.verify_all(look.connection, FOLDS)
        assert not database.is_sqlite or not list(file_of(database).parent.glob(".*"))
    assert differences(database) == []


def _read(path: Path) -> None:
    with backup.long_view(Database(f"sqlite:///{path}")):
        pass


COPIES: dict[str, Callable[[Path], object]] = {
    "to be read": _read,
    "of the night": lambda path: backup.make(Database(f"sqlite:///{path}"), path.parent / "copy.db", FOLDS),
    "put back": lambda path: backup.put_back(Database(f"sqlite:///{path.parent}/maild.db"), path, NOW),
}


@pytest.mark.parametrize("copy", COPIES.values(), ids=COPIES)
def test_no_copy_is_made_where_it_would_fill_the_disk(
    migrated: Path, tmp_path: Path, copy: Callable[[Path], object]
) -> None:
    path = Path(shutil.copy(migrated, tmp_path / "large.db"))
    os.truncate(path, shutil.disk_usage(tmp_path).free + 2**20)  # a hole needs no room itself
    with pytest.raises(InputRefused, match="no_room"):
        copy(path)
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_killed_reader_left_is_cleared_away(migrated: Path) -> None:
    left = migrated.with_name(f".{migrated.name}.reading")
    left.write_bytes(b"half a copy")
    store = Database(f"sqlite:///{migrated}")
    with backup.long_view(store) as look:
        assert events.last_id(look.connection) == 0
        assert not left.exists()
    store.close()
