"""What a person may do, and what he is refused: wrong states, second persons, lists, files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from maild.actions import incidents, lists, mails, people, plans, rosters, rounds, sending
from maild.actions.actor import Actor
from maild.demo import inbound
from maild.errors import InputRefused, MaildError, NeedsPerson
from maild.jobs import incidents as incident_trip
from maild.model import EventKind, IncidentPhase, Stage
from maild.rules import FOLDS
from maild.rules.inbound import IncidentNote
from maild.store import mailbox
from maild.store import rounds as stored_rounds
from tests.jobs.inbox import plain
from tests.jobs.province import CODE, MAKER, MONDAY, R1_DAY, SECOND, Province, Relay, addresses, entry


def do(province: Province, what: str, actor: Actor = MAKER) -> object:
    """An action by its name, as the table below writes it."""
    store, now = province.home.store, province.now
    verbs: dict[str, Callable[[], object]] = {
        "approve": lambda: rounds.approve(store, CODE, actor, now, second_person=True),
        "open": lambda: rounds.open_(store, CODE, actor, now),
        "close": lambda: rounds.close(store, CODE, actor, now),
        "roster": lambda: rosters.enter(store, CODE, [entry(9, "new@dv1.example.vn")], actor, now),
    }
    return verbs[what]()


WRONG = [
    # done before                    then                 refused with
    ([],                             ("open", MAKER),     "refused.round_state"),
    ([],                             ("close", MAKER),    "refused.round_state"),
    ([],                             ("approve", MAKER),  "needs.second_person"),
    (["approve"],                    ("approve", SECOND), "refused.round_state"),
    (["approve"],                    ("roster", MAKER),   "refused.roster_closed"),
    (["approve", "open"],            ("open", MAKER),     "refused.round_state"),
    (["approve", "open", "close"],   ("close", MAKER),    "refused.round_state"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "then", "refused"), WRONG)
def test_a_round_goes_one_way(
    province: Province,
    before: list[str],
    then: tuple[str, Actor],
    refused: str,
) -> None:
    province.enter(addresses(2), opened=False)
    for verb in before:
        do(province, verb, SECOND)
    events = len(province.trail())
    with pytest.raises(MaildError, match=refused):
        do(province, *then)
    assert len(province.trail()) == events


def test_an_empty_round_cannot_be_approved(province: Province) -> None:
    province.enter([], opened=False)
    with pytest.raises(InputRefused, match="round_empty"):
        do(province, "approve", SECOND)


def test_the_same_code_is_no_second_round(province: Province) -> None:
    province.enter(addresses(1))
    with pytest.raises(InputRefused, match="round_exists"):
        province.enter(addresses(1))


def approve(province: Province, plan_id: int, actor: Actor, *, second_person: bool = True) -> int:
    home = province.home
    return plans.approve(
        home.store, home.composer, plan_id, actor, province.now, home.calendar, second_person=second_person
    )


def test_who_drafted_a_plan_may_not_approve_it(province: Province) -> None:
    province.enter(addresses(2))
    province.clock.move_to(R1_DAY)
    home = province.home
    with home.store.view() as look:
        (round_,) = stored_rounds.running(look.connection)
    rung = home.reminders.coming(round_, province.now)
    assert rung is not None
    number = home.reminders.draft(round_, rung, province.now, MAKER.name)
    assert number is not None
    with pytest.raises(NeedsPerson, match="second_person"):
        approve(province, number, MAKER)
    assert approve(province, number, SECOND) == 2
    with pytest.raises(InputRefused, match="plan_state"):
        approve(province, number, SECOND)
    with pytest.raises(InputRefused, match="no_plan"):
        approve(province, 77, SECOND)


def test_of_a_plan_that_the_service_drafted_who_made_the_round_is_the_first(province: Province) -> None:
    province.enter(addresses(2))
    province.clock.move_to(R1_DAY)
    province.home.reminders.tick(province.now)
    with pytest.raises(NeedsPerson, match="second_to_maker"):
        approve(province, 1, MAKER)
    assert approve(province, 1, SECOND) == 2


def test_a_single_officer_may_approve_where_that_is_set(province: Province) -> None:
    province.enter(addresses(1))
    province.clock.move_to(R1_DAY)
    province.home.reminders.tick(province.now)
    assert approve(province, 1, MAKER, second_person=False) == 1


def test_the_approved_digest_stands_in_the_event(province: Province) -> None:
    province.wave(addresses(2))
    drafted, approved = (
        next(one for one in province.trail(plan_id=1) if one.kind is kind)
        for kind in (EventKind.PLAN_DRAFTED, EventKind.PLAN_APPROVED)
    )
    assert drafted.data["digest"] == approved.data["digest"]
    assert approved.actor == SECOND.name
    planned = [one for one in province.trail(plan_id=1) if one.kind is EventKind.LETTER_PLANNED]
    assert {one.actor for one in planned} == {SECOND.name}


def test_no_plan_of_a_closed_round_is_approved(province: Province) -> None:
    province.enter(addresses(2))
    province.clock.move_to(R1_DAY)
    province.home.reminders.tick(province.now)
    do(province, "close")
    with pytest.raises(InputRefused, match="plan_state"):
        approve(province, 1, SECOND)


def test_closing_a_round_skips_what_waits(province: Province, smtp: Relay) -> None:
    province.wave(addresses(3))
    do(province, "close")
    assert set(province.states()) == {"skipped"}
    assert province.trail(letter_id=1)[-1].actor == MAKER.name
    assert province.deliver() == {}
    assert smtp.took == []
    assert province.differences() == []


def test_a_list_counts_when_it_is_applied_and_once(province: Province) -> None:
    province.enter(addresses(3))
    store, now = province.home.store, province.now
    staged = lists.stage(store, CODE, now, [(1, 2), (2, None), (3, 3)], MAKER, now)
    assert (staged.matched, staged.unknown) == (2, 1)
    assert province.person(2).answered_at is None
    assert lists.apply(store, staged.id, SECOND, now) == 2
    assert province.person(2).answered_at == now
    with pytest.raises(InputRefused, match="list_applied"):
        lists.apply(store, staged.id, SECOND, now)
    with pytest.raises(InputRefused, match="no_list"):
        lists.apply(store, 99, SECOND, now)
    with pytest.raises(InputRefused, match="list_ahead"):
        lists.stage(store, CODE, now + timedelta(minutes=1), [], MAKER, now)
    with pytest.raises(InputRefused, match="no_round"):
        lists.stage(store, "1999", now, [], MAKER, now)
    again = lists.stage(store, CODE, now, [(1, 2)], MAKER, now)
    assert lists.apply(store, again.id, SECOND, now) == 0


def test_pause_and_resume(province: Province) -> None:
    province.enter(addresses(1))
    store = province.home.store
    sending.pause(store, MAKER, province.now, "vì nguyenvana@dv1.example.vn kêu ca")
    found = province.home.vitals.look(province.now)
    assert ("warning", "health.paused", {"by": MAKER.name}) in found.findings
    assert "nguyenvana" not in str(province.trail())
    sending.resume(store, SECOND, province.now)
    assert "health.paused" not in str(province.home.vitals.look(province.now).findings)
    with pytest.raises(InputRefused, match="account_runs"):
        sending.unlock_account(store, "survey", MAKER, province.now)


def test_an_incident_is_acknowledged_and_resolved_and_its_people_are_urged_again(
    province: Province,
    smtp: Relay,
) -> None:
    province.wave(addresses(1))
    province.deliver()
    words = "Tôi mở đường dẫn thì báo lỗi 500, không gửi được phiếu."
    province.take(inbound.reply(smtp.server.accepted[0], "A", words, province.now))
    (incident,) = province.incidents()
    assert province.person().error_incident_id == incident.id
    store = province.home.store
    incidents.acknowledge(store, incident.id, "it", MAKER, province.now)
    assert province.incidents()[0].state is IncidentPhase.ACKNOWLEDGED
    incidents.resolve(store, incident.id, "đã sửa", SECOND, province.now)
    assert province.person().error_incident_id is None
    with pytest.raises(InputRefused, match="incident_resolved"):
        incidents.resolve(store, incident.id, "", SECOND, province.now)
    with pytest.raises(InputRefused, match="no_incident"):
        incidents.acknowledge(store, 99, "it", MAKER, province.now)
    assert province.differences() == []


def test_files_take_the_same_trip_as_a_mailbox(province: Province) -> None:
    province.enter(addresses(1))
    home = province.home
    files = [(f"{n}.eml", plain(n)) for n in range(60)]
    tally = mails.import_files(home.store, home.intake, iter(files), province.now)
    assert (tally.new, tally.duplicates) == (60, 0)
    tally = mails.import_files(home.store, home.intake, iter(files[:3]), province.now)
    assert (tally.new, tally.duplicates) == (0, 3)


def test_two_imports_at_once_lose_nothing(province: Province) -> None:
    """The second begins while the first has handed over one batch only."""
    province.enter(addresses(1))
    home = province.home

    def first() -> Iterator[tuple[str, bytes]]:
        yield from ((f"{n}.eml", plain(n)) for n in range(50))
        mails.import_files(home.store, home.intake, [("b.eml", plain(500))], province.now)
        yield from ((f"{n}.eml", plain(n)) for n in range(50, 60))

    tally = mails.import_files(home.store, home.intake, first(), province.now)
    assert tally.new == 60
    with home.store.view() as look:
        assert sum(mailbox.counts_by_kind(look.connection).values()) == 61


WHO = [
    # somebody says                 finds
    ("OFF-0002",                    2),
    ("2",                           2),
    ("canbo1@dv1.example.vn",       1),
    ("nguyen van b",                2),
    ("  Nguyễn Văn A ",             1),
]  # fmt: skip


@pytest.mark.parametrize(("who", "number"), WHO)
def test_an_official_is_found_by_what_is_said_on_the_telephone(
    province: Province,
    who: str,
    number: int,
) -> None:
    province.enter(addresses(3))
    assert people.find(province.home.store, who).id == number


def test_nobody_and_several_are_refused(province: Province) -> None:
    province.enter(addresses(3))
    with pytest.raises(InputRefused, match="nobody"):
        people.find(province.home.store, "Trần Thị")
    with pytest.raises(InputRefused, match="several"):
        people.find(province.home.store, "Nguyễn")


def test_health_tells_a_folder_that_is_silent(province: Province) -> None:
    province.enter(addresses(1))
    assert ("warning", "health.never_polled") in _found(province)
    with province.home.store.unit(()) as unit:
        for folder in ("INBOX", "Junk"):
            mailbox.set_cursor(unit.connection, "survey", folder, 1, 1, MONDAY)
    assert "health.never_polled" not in str(_found(province))
    province.clock.move_to(MONDAY + timedelta(minutes=55))
    assert ("critical", "health.silent") in _found(province)


def test_a_clock_that_stands_behind_what_was_read_is_told_and_proves_nothing(province: Province) -> None:
    """The service ran under a clock that was fast; the mailbox cannot be read now, and its incident stays open."""
    province.enter(addresses(1))
    for folder in ("INBOX", "Junk"):
        with province.home.store.unit(FOLDS) as unit:
            mailbox.set_cursor(unit.connection, "survey", folder, 1, 1, MONDAY + timedelta(days=60))
    with province.home.store.unit(FOLDS) as unit:
        incident_trip.note(unit, IncidentNote(Stage.RECEIVING, "imap-tls", "survey", "early", None), MONDAY)
    province.home.faults.tick(MONDAY + timedelta(minutes=1))
    assert province.reasons() == ["imap-tls"]
    assert "imap-tls" in _open(province)
    assert ("critical", "health.clock_behind") in _found(province)
    assert ("critical", "health.silent") not in _found(province)
    with province.home.store.unit(FOLDS) as unit:
        for folder in ("INBOX", "Junk"):
            mailbox.set_cursor(unit.connection, "survey", folder, 1, 1, MONDAY + timedelta(minutes=2))
    province.home.faults.tick(MONDAY + timedelta(minutes=3))
    assert "imap-tls" not in _open(province)


def _open(province: Province) -> list[str]:
    return [one.reason for one in province.incidents() if one.state is not IncidentPhase.RESOLVED]


def _found(province: Province) -> list[tuple[str, str]]:
    return [(level, word) for level, word, _ in province.home.vitals.look(province.now).findings]
