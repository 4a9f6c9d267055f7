"""What the desk counts and cuts by SQL, on both databases: the same as the rules say."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import cycle, product

import sqlalchemy as sa

from maild.model import RespondentState, RespondentStatus, RosterEntry
from maild.rules import FOLDS
from maild.rules.status import status_of
from maild.store import Database, desk, roster, rounds, standing, tables
from tests.store.values import NOW, ROUND, listed

TODAY = date(2026, 11, 16)
NUMBERS = range(1, 65)


def test_the_database_counts_as_the_rules_do(database: Database) -> None:
    """`standing.status` is the one place where a rule is written a second time, in SQL."""
    around = (None, TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=1))
    cases = list(product((None, NOW), (None, NOW), (None, "user-unknown"), around, (None, NOW)))
    fields = ("answered_at", "self_reported_at", "unreachable", "on_leave_until")
    not_urged = cycle(("exempt_at", "wrong_person_at", "refused_at"))
    people = _people(database)
    table = tables.respondent_state
    with database.unit(FOLDS) as unit:
        for number, values in zip(people, cases, strict=True):
            changed = dict(zip((*fields, next(not_urged)), values, strict=True))
            unit.connection.execute(sa.update(table).where(table.c.id == number).values(**changed))
    with database.view() as look:
        lines = standing.lines_of(look.connection, people, TODAY)
        states = {one.respondent.id: one.state for one in roster.people(look.connection, 1)}
        counted = standing.tallies(look.connection, 1, TODAY)
        for status in RespondentStatus:
            found = sum(one.count for one in counted if one.status is status)
            assert found == standing.count(look.connection, 1, TODAY, stands=status.value)
            shown = standing.officials(look.connection, 1, TODAY, stands=status.value, limit=99)
            assert len(shown) == found

    def ruled(state: RespondentState) -> str:
        return status_of(state, TODAY).value

    assert [one.status for one in lines] == [ruled(states[one.id]) for one in lines]
    assert len({one.status for one in lines}) == len(RespondentStatus)


def test_pages_follow_one_another_and_a_unit_is_cut_out(database: Database) -> None:
    people = _people(database)
    with database.view() as look:
        connection = look.connection
        pages = [
            [one.id for one in standing.officials(connection, 1, TODAY, offset=at, limit=10)]
            for at in range(0, 70, 10)
        ]
        assert [number for page in pages for number in page] == people
        units = {one.unit_id: one.count for one in standing.tallies(connection, 1, TODAY)}
        assert len(units) == 2
        for unit_id, many in units.items():
            own = standing.officials(connection, 1, TODAY, unit_id=unit_id, limit=99)
            assert {one.unit_id for one in own} == {unit_id}
            assert len(own) == many == standing.count(connection, 1, TODAY, unit_id=unit_id)
        assert [name for _, _, name in standing.names(connection, 1)][:2] == ["Nguyễn Văn 1", "Nguyễn Văn 2"]
        assert standing.noted(connection, 1) == dict.fromkeys(standing.NOTED, 0)
        assert standing.answered_at(connection, 1) == []
        assert standing.waiting(connection, 1) == []


def test_whoever_is_asked_no_more_is_not_counted(database: Database) -> None:
    people = _people(database)
    with database.unit(FOLDS) as unit:
        roster.end(unit.connection, people[0], NOW)
    with database.view() as look:
        assert standing.count(look.connection, 1, TODAY) == len(people) - 1
        assert sum(one.count for one in standing.tallies(look.connection, 1, TODAY)) == len(people) - 1


def test_a_session_lasts_until_its_end_and_no_longer_than_its_account(database: Database) -> None:
    with database.unit(FOLDS) as unit:
        number = desk.add(
            unit.connection, name="binh", full_name="Bình", role="coordinator", unit_id=None, secret="", by="root",
            now=NOW,
        )  # fmt: skip
        desk.begin(unit.connection, "d1", number, NOW, NOW + timedelta(hours=1))
        desk.tell(unit.connection, "d1", [{"word": "desk.done.paused", "facts": {"count": 3}}])
    with database.view() as look:
        session = desk.session(look.connection, "d1", NOW)
        assert session is not None
        assert (session.user.name, session.flash[0]["facts"]) == ("binh", {"count": 3})
        assert desk.session(look.connection, "d1", NOW + timedelta(hours=1)) is None
        assert desk.session(look.connection, "d2", NOW) is None
    with database.unit(FOLDS) as unit:
        desk.change(unit.connection, number, disabled_at=NOW)
    with database.view() as look:
        assert desk.session(look.connection, "d1", NOW) is None


def _people(database: Database) -> list[int]:
    """Thirty-two officials in two units, just listed."""
    with database.unit(FOLDS) as unit:
        rounds.create(unit.connection, ROUND, by="an")
        entries = [
            (RosterEntry(n, f"Nguyễn Văn {n}", f"n{n}@x.example.vn", f"Sở {n % 2}", "CCS"), f"CCHC-{n:04}")
            for n in NUMBERS
        ]
        made = roster.add_all(unit.connection, 1, entries, NOW)
        for one in made:
            unit.append(listed(one))
        return [one.id for one in made]
