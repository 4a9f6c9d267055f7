"""Rounds, the ministry's lists, people, plans and incidents, as values in and out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from maild.model import AddressState, Code, Event, EventKind, PlanState, RosterEntry
from maild.rules import FOLDS
from maild.store import Database, incidents, plans, roster, rounds, tables
from tests.store.conftest import Province, enter
from tests.store.values import NOW, ROUND


def test_a_round_comes_back_as_it_was(database: Database) -> None:
    with database.unit(FOLDS) as unit:
        made = rounds.create(unit.connection, replace(ROUND, id=77), by="an")
        connection = unit.connection
        assert made == replace(ROUND, id=1)
        assert rounds.find(connection, "2026") == rounds.get(connection, 1) == made
        assert rounds.find(connection, "2027") is rounds.get(connection, 2) is None
        assert (rounds.state_of(connection, 1), rounds.created_by(connection, 1)) == ("draft", "an")
        assert rounds.running(connection) == []
        rounds.set_state(connection, 1, "running")
        assert rounds.running(connection) == rounds.every(connection) == [made]


@pytest.mark.parametrize("state", ["open", "", "Running"])
def test_a_round_has_no_other_state(database: Database, state: str) -> None:
    with database.unit(FOLDS) as unit:
        rounds.create(unit.connection, ROUND, by="an")
    with pytest.raises(IntegrityError), database.unit(FOLDS) as unit:
        rounds.set_state(unit.connection, 1, state)


def test_a_code_names_one_round(database: Database) -> None:
    with database.unit(FOLDS) as unit:
        rounds.create(unit.connection, ROUND, by="an")
    with pytest.raises(IntegrityError), database.unit(FOLDS) as unit:
        rounds.create(unit.connection, ROUND, by="an")


def test_a_list_counts_once_it_is_applied(province: Province) -> None:
    with province.unit() as unit:
        connection = unit.connection
        rows = [(2, 1), (3, None), (4, 5)]
        old = rounds.stage_list(connection, 1, NOW, rows, by="an", now=NOW)
        new = rounds.stage_list(connection, 1, NOW + timedelta(days=1), [], by="an", now=NOW)
        assert (old.matched, old.unknown, old.applied_at) == (2, 1, None)
        assert (new.matched, new.unknown) == (0, 0)
        assert rounds.lists(connection, 1) == [old, new]
        assert rounds.matched_by(connection, old.id) == [1, 5]
        assert rounds.list_as_of(connection, 1) is None
        assert rounds.mark_applied(connection, new.id, NOW)
        assert rounds.mark_applied(connection, old.id, NOW)  # an older one comes late
        assert not rounds.mark_applied(connection, old.id, NOW)
        assert rounds.list_as_of(connection, 1) == NOW + timedelta(days=1)
        assert rounds.list_as_of(connection, 2) is None
        assert rounds.get_list(connection, 99) is None


def test_people_with_their_states(province: Province) -> None:
    with province.unit() as unit:
        data = {"reason": "user-unknown"}
        unit.append(Event(EventKind.ADDRESS_SUSPENDED, NOW, address_id=2, data=data))
        people = roster.people(unit.connection, 1)
    assert tuple(one.respondent for one in people) == province.people
    assert [one.state.id for one in people] == [one.id for one in province.people]
    assert [one.address.standing.value for one in people[:2]] == ["ok", "suspended"]
    assert people[0].address == AddressState(1)


def test_a_known_official_is_taken_again_and_an_old_round_keeps_its_words(province: Province) -> None:
    with province.unit() as unit:
        second = rounds.create(unit.connection, replace(ROUND, code="2027"), by="an")
        entry = RosterEntry(1, "ÔNG 1", "ONG1@SNV.example.vn", "Sở Tài chính", "A2", "Phó Giám đốc", "Ông")
        person = roster.add(unit.connection, second.id, entry, "CCHC-9999", NOW)
        old = roster.by_id(unit.connection, 1)
        both = roster.by_addresses(unit.connection, ["Ong1@snv.example.vn", "x@y.vn"])
    assert old is not None
    assert person.official_id == old.official_id
    assert (old.name, old.unit, old.group) == ("Ông 1", "Sở Nội vụ", "A1")
    assert (person.name, person.unit, person.group) == ("ÔNG 1", "Sở Tài chính", "A2")
    assert both == {"ong1@snv.example.vn": (person, old)}  # newest round first


def test_a_mailbox_of_an_office_has_another_owner_next_year(province: Province) -> None:
    with province.unit() as unit:
        second = rounds.create(unit.connection, replace(ROUND, code="2027"), by="an")
        entry = RosterEntry(1, "Bà Mới", "ong1@snv.example.vn", "Sở Nội vụ", "A1")
        person = roster.add(unit.connection, second.id, entry, "CCHC-9999", NOW)
        old = roster.by_id(unit.connection, 1)
    assert old is not None
    assert (old.name, person.name) == ("Ông 1", "Bà Mới")
    assert person.official_id != old.official_id
    assert person.address_id == old.address_id


def test_a_changed_address_stays_in_the_history(province: Province) -> None:
    later = NOW + timedelta(days=3)
    with province.unit() as unit:
        entry = RosterEntry(9, "Ông 1", "moi@stc.example.vn", "Sở Tài chính", "A2", "Trưởng phòng")
        now = roster.change(unit.connection, province.people[0], entry, later)
        spans = roster.addresses_of(unit.connection, now.official_id)
        back = roster.change(unit.connection, now, replace(entry, email="ong1@snv.example.vn"), later)
    assert (now.email, now.unit, now.group, now.position) == (
        "moi@stc.example.vn", "Sở Tài chính", "A2", "Trưởng phòng",
    )  # fmt: skip
    assert [(one.email, one.since, one.until) for one in spans] == [
        ("ong1@snv.example.vn", NOW, later),
        ("moi@stc.example.vn", later, None),
    ]
    assert back.address_id == province.people[0].address_id


def test_somebody_who_is_asked_no_more_stays_in_the_history(province: Province) -> None:
    first, second, *_ = province.people
    with province.unit() as unit:
        roster.end(unit.connection, first.id, NOW, replaced_by=second.id)
        asked = [one.id for one in roster.of_round(unit.connection, 1)]
        gone = roster.ended(unit.connection, 1)
        assert first.id not in asked
        assert first.id not in [one.respondent.id for one in roster.people(unit.connection, 1)]
        assert gone == [roster.Ended(first, NOW, second.id)]
        assert roster.by_id(unit.connection, first.id) == first
        assert roster.by_codes(unit.connection, [first.subject_code])
        roster.revive(unit.connection, first.id)
        assert not roster.ended(unit.connection, 1)


def test_a_former_address_still_finds_its_official(province: Province) -> None:
    with province.unit() as unit:
        number = unit.connection.scalar(
            sa.insert(tables.address).returning(tables.address.c.id),
            {"email": "moi@snv.example.vn", "domain": "snv.example.vn"},
        )
        unit.connection.execute(
            sa.insert(tables.official_address).values(official_id=1, address_id=number, since=NOW)
        )
        unit.connection.execute(
            sa.update(tables.official).where(tables.official.c.id == 1).values(address_id=number)
        )
        for email in ("moi@snv.example.vn", "ong1@snv.example.vn"):
            (found,) = roster.by_addresses(unit.connection, [email])[email]
            assert (found.id, found.email) == (1, "moi@snv.example.vn")


def test_nobody_is_twice_in_a_round_and_no_code_is_twice(province: Province) -> None:
    with pytest.raises(IntegrityError), province.unit() as unit:
        enter(unit, province.round, 1)
    entry = RosterEntry(1, "Ông", "khac@snv.example.vn", "Sở", "A1")
    with pytest.raises(IntegrityError), province.unit() as unit:
        roster.add(unit.connection, 1, entry, "CCHC-0001", NOW)


def test_looking_up_people(province: Province) -> None:
    first, *_, last = province.people
    with province.database.view() as look:
        connection = look.connection
        assert roster.by_id(connection, 99) is None
        assert roster.round_of(connection, 1) == 1
        assert roster.round_of(connection, 99) is None
        assert roster.by_codes(connection, ["CCHC-0001", "CCHC-7777"]) == {"CCHC-0001": (first,)}
        assert roster.by_codes(connection, []) == roster.by_addresses(connection, []) == {}
        assert roster.subject_codes_used(connection, 1) == {f"CCHC-{at:04}" for at in range(1, 7)}
        assert roster.search(connection, 1)[-1] == last
        assert roster.search(connection, 2) == []
        assert roster.email_of(connection, first.address_id) == "ong1@snv.example.vn"
        assert roster.address_id_of(connection, "ONG1@snv.example.vn") == first.address_id
        assert roster.email_of(connection, 99) is None
        assert roster.address_id_of(connection, "x@y.vn") is None


def test_a_plan_comes_back_in_its_order(province: Province) -> None:
    receivers = [
        plans.PlannedLetter(number, province.people[0].address_id, Code.R2, NOW, "due")
        for number in (3, 1, 2)
    ]
    omitted = [
        plans.Omitted(4, "answered"),
        plans.Omitted(5, "on_leave", NOW.date()),
    ]
    with province.unit() as unit:
        number = plans.create(unit.connection, plans.Mailing(1, Code.R2), receivers, omitted)
        data = {"code": "R2", "occasion": "", "digest": "d", "receivers": 3, "left_out": 2}
        unit.append(Event(EventKind.PLAN_DRAFTED, NOW, "an", round_id=1, plan_id=number, data=data))
        connection = unit.connection
        assert plans.receivers(connection, number) == receivers
        assert plans.left_out(connection, number) == omitted
        assert plans.omissions_of(connection, 5) == [(number, omitted[1])]
        assert [one.id for one in plans.of_round(connection, 1)] == [province.plan_id, number]
        assert [one.id for one in plans.of_round(connection, 1, Code.R2)] == [number]
        assert len(plans.in_state(connection, PlanState.DRAFT)) == 2
        assert plans.in_state(connection, PlanState.APPROVED) == []


def test_incidents_have_numbers_of_their_own(database: Database) -> None:
    data = {"key": "k", "stage": "sending", "reason": "blocked", "where": "mx", "code": ""}
    with database.unit(FOLDS) as unit:
        connection = unit.connection
        assert incidents.last_id(connection) == 0
        assert incidents.latest(connection, "k") is None
        for number in (1, 2):
            unit.append(Event(EventKind.INCIDENT_OPENED, NOW, incident_id=number, data=data))
        unit.append(Event(EventKind.INCIDENT_RESOLVED, NOW, incident_id=1))
        latest = incidents.latest(connection, "k")
        assert latest is not None
        assert latest.id == 2
        assert incidents.last_id(connection) == 2
        assert [one.id for one in incidents.every(connection)] == [1, 2]
        assert [one.id for one in incidents.every(connection, open_only=True)] == [2]
