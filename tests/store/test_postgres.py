"""What is PostgreSQL's own: a password, a server that goes and comes back, one writer, a history that was put back.

Every test of this room runs there too (`-m long`); these always do.
"""

from __future__ import annotations

from collections.abc import Iterator
from multiprocessing.pool import Pool
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from maild.errors import Away, Busy
from maild.model import Event, EventKind
from maild.rules import FOLDS, SENDING
from maild.store import Database, events, intents, members, outbox, tables
from maild.store.members import Seat, Setup
from tests.servers.postgres import PASSWORD, Postgres, empty
from tests.servers.waiting import LONG_S, until
from tests.store import workers
from tests.store.conftest import populate
from tests.store.values import NOW

pytestmark = pytest.mark.servers
PAUSED = Event(EventKind.SENDING_PAUSED, NOW, "an")


@pytest.fixture
def url(postgres: Postgres, postgres_database: str) -> str:
    return empty(postgres, postgres_database)


@pytest.fixture
def database(url: str, tmp_path: Path) -> Iterator[Database]:
    made = Database(url, mark=tmp_path / "database.mark")
    yield made
    made.close()


@pytest.fixture
def own() -> Iterator[Postgres]:
    """A server for this test alone, which it may stop."""
    with Postgres() as server:
        yield server


def append(database: Database, times: int = 1) -> None:
    with database.unit(FOLDS) as unit:
        for _ in range(times):
            unit.append(Event(EventKind.MAIL_RECEIVED, NOW))


def test_a_province_is_kept_and_agrees_with_its_events(database: Database) -> None:
    province = populate(database, 6)
    with database.unit(FOLDS) as unit:
        assert events.seal(unit.connection, NOW) > 6
    with database.view() as look:
        assert events.verify(look.connection, FOLDS).count == 0
        assert events.verify_chain(look.connection).count == 0
    assert province.get(province.letters[0]).fence == 0


def test_the_password_is_asked_at_each_connection(
    postgres: Postgres, postgres_database: str, url: str
) -> None:
    asked: list[str] = []

    def wrong_at_first() -> str:
        asked.append("wrong" if not asked else PASSWORD)
        return asked[-1]

    database = Database(postgres.url(postgres_database), password=wrong_at_first)
    with pytest.raises(Away) as refused:
        database.ping()
    assert PASSWORD not in str(refused.value)
    database.ping()
    database.close()
    assert asked == ["wrong", PASSWORD]


def test_an_error_shows_no_address(database: Database) -> None:
    def insert() -> None:
        with database.unit(FOLDS) as unit:
            values = {"email": "nguyenvana@snv.vn", "domain": "snv"}
            for _ in range(2):
                unit.connection.execute(sa.insert(tables.address).values(**values))

    with pytest.raises(IntegrityError) as caught:
        insert()
    assert "nguyenvana" not in str(caught.value)
    assert "nguyenvana" not in str(caught.value.orig)


def test_what_no_text_holds_is_kept_all_the_same(database: Database) -> None:
    said = {"a": "x\0y", "b": ["\ud800"], "c\0": {"d": "👍"}}
    with database.unit(FOLDS) as unit:
        unit.append(Event(EventKind.MAIL_RECEIVED, NOW, mail_id=1, data=said))
    with database.view() as look:
        (event,) = events.trail(look.connection, mail_id=1)
        assert event.data == {"a": "x\ufffdy", "b": ["?"], "c\ufffd": {"d": "👍"}}
        assert events.verify(look.connection, FOLDS).count == 0


@pytest.mark.parametrize(
    "statement", ["UPDATE event SET at = at", "DELETE FROM event", "TRUNCATE event CASCADE"]
)
def test_the_trail_cannot_be_rewritten(database: Database, statement: str) -> None:
    append(database, 2)
    with pytest.raises(IntegrityError, match="append-only"), database.unit(FOLDS) as unit:
        unit.connection.exec_driver_sql(statement)


def test_units_take_turns_over_all_processes(database: Database, processes: Pool, url: str) -> None:
    done = processes.starmap(workers.write_often, [(url, 40)] * 2, chunksize=1)
    assert done == [40, 40]
    with database.view() as look:
        assert events.last_id(look.connection) == 80
        assert events.verify(look.connection, FOLDS).count == 0


def test_units_beside_one_another_run_together_but_not_beside_a_usual_one(
    database: Database, url: str
) -> None:
    hasty = Database(url + "&options=-c lock_timeout=100")
    with database.unit(FOLDS, beside=True), database.unit(FOLDS, beside=True):
        with pytest.raises(Busy), hasty.unit(FOLDS):
            raise AssertionError("a unit beside another")
        with hasty.unit(FOLDS, beside=True):
            pass
    hasty.close()


def test_a_view_sees_one_moment(database: Database) -> None:
    with database.view() as look:
        assert events.last_id(look.connection) == 0
        append(database)
        assert events.last_id(look.connection) == 0
        assert look.state(SENDING, 1) is None


def test_whoever_is_stopped_within_a_unit_loses_it(database: Database, postgres: Postgres) -> None:
    """The others wait no longer than the server lets a session be idle in a transaction."""

    def stop_within() -> None:
        with database.unit(FOLDS) as unit:
            unit.append(PAUSED)
            session = unit.connection.execute(sa.text("SELECT pg_backend_pid()")).scalar_one()
            unit.connection.execute(sa.text("SET idle_in_transaction_session_timeout = 100"))
            until(lambda: not postgres.ask("SELECT 1 FROM pg_stat_activity WHERE pid = %s", session), LONG_S)
            unit.append(PAUSED)

    with pytest.raises(Busy):
        stop_within()
    append(database)
    with database.view() as look:
        assert look.state(SENDING, 1) is None


# ---------------------------------------------------------------- several daemons


def setup(pid: int, keys: str = "1:aa", host: str = "a") -> Setup:
    return Setup(host, pid, "1.0", "letters", keys, ("survey/INBOX", "survey/Junk"))


def everybody(database: Database) -> dict[int, tuple[bool, tuple[str, ...]]]:
    with database.view() as look:
        return {one.setup.pid: (one.lives, one.watches) for one in members.every(look.connection)}


def test_a_mailbox_is_watched_by_whoever_holds_its_lock_as_long_as_he_lives(
    database: Database, postgres: Postgres
) -> None:
    first, second = Seat(database, setup(1)), Seat(database, setup(2))
    assert first.take("survey/INBOX")
    assert not second.take("survey/INBOX")
    assert second.take("survey/Junk")
    assert everybody(database) == {1: (True, ("survey/INBOX",)), 2: (True, ("survey/Junk",))}
    with pytest.raises(Busy):
        database.refuse_while_served()
    first.give_back("survey/INBOX")
    assert second.take("survey/INBOX")
    postgres.ask(
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2"
        " AND objid = %s",
        second.number,
    )
    with pytest.raises(Away):
        second.sign_of_life()
    until(lambda: first.take("survey/Junk"), LONG_S)
    assert everybody(database) == {1: (True, ("survey/Junk",)), 2: (False, ())}
    second.close()
    Seat(database, setup(3)).leave()  # whoever starts on a host takes away what ended there
    assert everybody(database) == {1: (True, ("survey/Junk",))}
    first.leave()
    assert everybody(database) == {}
    database.refuse_while_served()


def test_claims_of_those_who_live_are_theirs(database: Database) -> None:
    with database.view() as look:
        assert members.living(look.connection) == frozenset()
        seat = Seat(database, setup(1))
        assert members.living(look.connection) == {seat.number}
        seat.leave()
        assert members.living(look.connection) == frozenset()


def test_two_never_claim_one_letter_and_none_waits_for_the_other(database: Database) -> None:
    first, second, *_ = populate(database, 3).letters
    with database.unit(FOLDS, beside=True) as one, database.unit(FOLDS, beside=True) as two:
        free = intents.free(one.connection, first.id)
        assert free is not None
        assert free.letter == first
        assert intents.free(two.connection, first.id) is None
        assert outbox.claim(one.connection, first, "1") is not None
        assert intents.free(two.connection, second.id) is not None


@pytest.mark.parametrize(
    ("mine", "theirs", "strange"),
    [
        ("1:aa", "1:aa", False),
        ("1:aa", "1:bb", True),
        ("1:aa 2:bb", "1:aa", True),  # what the one signs, the other does not know
        ("1:aa", "1:aa 2:bb", True),
        ("1:aa 2:bb", "2:bb 1:aa", False),  # in the middle of a rotation, both know both
    ],
)
def test_keys_that_do_not_know_each_other(mine: str, theirs: str, *, strange: bool) -> None:
    assert (members.missing_keys(setup(1, mine), [setup(2, theirs)]) is not None) is strange


# ---------------------------------------------------------------- a server that goes


def test_a_server_that_was_away_is_found_again(own: Postgres) -> None:
    database = Database(own.trusted_url(own.create()))
    database.migrate()
    append(database)
    own.stop("immediate")
    for ask in (database.ping, lambda: append(database)):
        with pytest.raises(Away, match="database_away"):
            ask()
    own.start()
    append(database)
    assert not database.is_restored()
    with database.view() as look:
        assert events.counts(look.connection) == {"mail.received": 2}
    database.close()


@pytest.mark.long
def test_a_copy_put_back_locks_sending_for_everybody_until_a_person_accepts(
    own: Postgres, tmp_path: Path
) -> None:
    name = own.create()
    here, there = (
        Database(own.trusted_url(name), mark=tmp_path / machine / "database.mark") for machine in ("a", "b")
    )
    for machine in ("a", "b"):
        (tmp_path / machine).mkdir()
    here.migrate()
    append(here)
    for database in (here, there):
        database.set_mark()
    own.stop()
    own.keep_copy()
    own.start()
    append(here)
    here.set_mark()  # only this machine saw what the copy lacks
    own.stop()
    own.put_copy_back()
    own.start()
    assert not there.is_restored()
    assert here.is_restored()
    assert there.is_restored()
    append(there, 5)
    there.set_mark()
    here.close()
    assert here.is_restored()
    epoch = there.epoch
    there.accept_restore()
    assert there.epoch != epoch
    for database in (here, there):
        database.close()  # a session of its own anew
        assert not database.is_restored()
        database.set_mark()
        append(database)
        database.close()
        assert not database.is_restored()
        database.close()


@pytest.mark.long
def test_another_server_with_the_same_content_locks_sending(own: Postgres, postgres: Postgres) -> None:
    name, other = own.create(), postgres.create()
    first = Database(own.trusted_url(name))
    first.migrate()
    append(first)
    first.close()
    dump = own.run("pg_dump", "--inserts", "-h", own.host, "-p", str(own.port), "-U", "postgres", name)
    with postgres.superuser(other) as connection:
        connection.execute("\n".join(line for line in dump.splitlines() if not line.startswith("\\")))
    second = Database(postgres.trusted_url(other))
    second.check_schema()
    assert second.is_restored()
    second.accept_restore()
    assert not second.is_restored()
    second.close()


@pytest.mark.long
def test_a_standby_that_was_promoted_locks_sending(own: Postgres) -> None:
    """Whether it lacks the last commits nobody can tell, so a person looks."""
    name = own.create()
    first = Database(own.trusted_url(name))
    first.migrate()
    append(first)
    with own.standby() as standby:
        own.stop("immediate")
        first.close()
        standby.ask("SELECT pg_promote()")
        second = Database(standby.trusted_url(name))
        assert second.is_restored()
        second.accept_restore()
        assert not second.is_restored()
        second.close()
