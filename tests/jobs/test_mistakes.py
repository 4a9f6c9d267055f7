"""What people do by mistake and take back: nobody is lost, nobody has a letter twice, the trail says who and why."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default

import pytest

from maild.actions import holds, lists, officials
from maild.actions import rounds as rounds_
from maild.errors import InputRefused
from maild.jobs import figures
from maild.model import Code, Event, EventKind
from maild.rules import FOLDS
from maild.store import rounds
from tests.jobs.province import CODE, MAKER, R3_DAY, Province, Relay, addresses, moment

NOON = moment("2026-11-12 13:30")
WHY = "nhầm danh sách năm trước"


def _listed(province: Province, *answered: int) -> int:
    """A list of the ministry's is applied; its number."""
    province.list_answered(*answered)
    with province.home.store.view() as look:
        return rounds.lists(look.connection, 1)[-1].id


def test_who_had_answered_only_by_a_wrong_list_is_urged_once(province: Province, smtp: Relay) -> None:
    store = province.home.store
    province.wave(addresses(4))
    wrong = _listed(province, 2, 3, 4)
    assert province.deliver() == {"skipped_answered": 3, "sent": 1}
    right = _listed(province, 2)
    assert province.person(2).answered_at is not None
    done = lists.withdraw(store, wrong, WHY, MAKER, province.now)
    assert (done.cleared, [(who, by.id) for who, by in done.kept]) == ((3, 4), [(2, right)])
    assert [province.person(n).answered_at is None for n in (1, 2, 3, 4)] == [True, False, True, True]
    province.clock.move_to(NOON)
    assert province.approve() == 2  # the supplement
    assert province.deliver() == {"sent": 2}
    assert sorted(smtp.took) == sorted(addresses(4)[n] for n in (0, 2, 3))
    with store.view() as look:
        counts = rounds.newest_applied(look.connection, 1)
    assert counts is not None
    assert counts.id == right
    told = [one for one in province.trail(round_id=1) if one.kind is EventKind.LIST_WITHDRAWN]
    assert [(one.actor, dict(one.data)) for one in told] == [
        (MAKER.name, {"list": wrong, "cleared": 2, "kept": 1, "note": WHY})
    ]
    with pytest.raises(InputRefused):
        lists.withdraw(store, wrong, WHY, MAKER, province.now)
    assert province.differences() == []


def test_who_has_answered_by_another_list_too_has_since_that_one_counts(province: Province) -> None:
    """The reports' days, and who is marked by hand, are as if the wrong list had never come."""
    province.wave(addresses(3))
    wrong = _listed(province, 1, 2, 3)
    province.clock.move_to(moment("2026-11-13 09:00"))
    right = _listed(province, 2)
    applied_at = province.now
    province.clock.move_to(moment("2026-11-14 09:00"))
    later = _listed(province, 2, 3)
    province.clock.move_to(moment("2026-11-16 09:00"))
    _listed(province, 1)
    lists.withdraw(province.home.store, wrong, WHY, MAKER, province.now)
    with province.home.store.view() as look:
        (round_,) = rounds.running(look.connection)
        reading = figures.read(look, round_)
    told = figures.gather(reading, province.now, province.home.calendar, province.home.config.targets, 3)
    rows = {one.respondent_id: one for one in told.rows}
    assert rows[2].answered_at == applied_at
    assert not any(one.by_hand for one in rows.values())
    done = lists.withdraw(province.home.store, right, WHY, MAKER, province.now)
    assert [(who, by.id) for who, by in done.kept] == [(2, later)]
    assert province.differences() == []


def test_what_a_person_has_said_outlasts_the_list(province: Province) -> None:
    store = province.home.store
    province.wave(addresses(3))
    one, two, three = province.people()
    with store.unit(FOLDS) as unit:
        unit.append(Event(EventKind.RESPONDENT_CLAIM_HELD, province.now, round_id=1, respondent_id=three.id))
    officials.mark(store, one, "answered", MAKER, province.now, note="điện thoại")
    province.clock.move_to(moment("2026-11-12 09:00"))
    wrong = _listed(province, 1, 2, 3)
    officials.undo(store, two, MAKER, province.now, what="answered")
    done = lists.withdraw(store, wrong, WHY, MAKER, province.now)
    assert done.cleared == (3,)
    assert province.person(1).answered_at is not None  # by hand
    assert province.person(3).answered_at is None
    assert province.person(3).claim_held_at is not None  # his claim waits for a person again
    assert province.differences() == []


def test_a_wrong_telephone_is_mended_in_the_middle_of_a_wave(province: Province, smtp: Relay) -> None:
    province.wave(addresses(4))
    smtp.rcpt[addresses(4)[3]] = "451 4.3.0 later"
    assert province.deliver() == {"sent": 3, "deferred": 1}
    wanted = {"hotline": "0214.3841.111"}
    with pytest.raises(InputRefused, match="no_reason"):
        rounds_.change(province.home.store, CODE, wanted, MAKER, province.now)
    changed = rounds_.change(province.home.store, CODE, wanted, MAKER, province.now, why="sai số điện thoại")
    assert (changed.fields, changed.plans, changed.told) == (("hotline",), 1, 3)
    smtp.rcpt.clear()
    province.clock.move_to(NOON)
    assert province.deliver() == {"held_not_approved": 1}  # not with what nobody has approved
    assert province.approve() == 1
    assert province.deliver() == {"sent": 1}
    assert smtp.took == addresses(4)[:3] + addresses(4)[3:]
    again = rounds_.change(province.home.store, CODE, {"hotline": "1022"}, MAKER, province.now, why="nữa")
    assert (again.plans, again.told) == (0, 4)  # everybody has his letter: nothing is to be approved
    mail = message_from_bytes(smtp.server.accepted[-1].content, policy=default)
    assert "0214.3841.111" in mail.get_body(("plain",)).get_content()
    assert province.differences() == []


def test_an_extension_that_went_too_far_is_told_right_to_whoever_was_told_wrong(
    province: Province, smtp: Relay
) -> None:
    store, home = province.home.store, province.home
    province.enter(addresses(2))
    province.clock.move_to(R3_DAY)
    province.list_answered()
    province.approve()
    assert province.deliver() == {"sent": 2}  # R3: the 27th is the last day
    far, meant = moment("2026-12-31 17:00"), moment("2026-12-11 17:00")
    province.clock.move_to(moment("2026-11-25 09:00"))
    rounds_.extend(store, CODE, far, "7/BNV", MAKER, province.now)
    province.clock.move_to(moment("2026-11-27 08:00"))
    province.list_answered()
    province.approve()
    assert province.deliver() == {"sent": 2}  # X1: 31 December
    province.clock.move_to(moment("2026-11-27 09:00"))
    changed = rounds_.change(store, CODE, {"deadline": meant}, MAKER, province.now, why="gõ nhầm ngày")
    assert changed.told == 2
    province.clock.move_to(moment("2026-12-01 08:00"))
    province.list_answered()
    home.reminders.tick(province.now)
    assert [one.code for one in province.drafts()] == [Code.X1]
    province.approve()
    assert province.deliver() == {"sent": 2}
    assert "11/12" in _subject(smtp.server.accepted[-1].content)
    home.reminders.tick(province.now)
    assert province.drafts() == []
    assert province.differences() == []


def test_a_letter_cancelled_by_mistake_goes_after_all(province: Province, smtp: Relay) -> None:
    store = province.home.store
    province.wave(addresses(3))
    one, two, _ = province.people()
    assert holds.cancel(store, [one, two], None, "nhầm đơn vị", MAKER, province.now) == 2
    assert province.deliver() == {"sent": 1}
    province.home.reminders.tick(province.now)
    assert province.drafts() == []
    assert holds.uncancel(store, [one], "nhầm đơn vị", MAKER, province.now) == 1
    with pytest.raises(InputRefused, match="none_cancelled"):
        holds.uncancel(store, [one], "nhầm đơn vị", MAKER, province.now)
    province.clock.move_to(NOON)
    assert province.approve() == 1
    assert province.deliver() == {"sent": 1}
    assert smtp.took == [addresses(3)[2], addresses(3)[0]]
    with pytest.raises(InputRefused, match="none_cancelled"):
        holds.uncancel(store, [one], "lần nữa", MAKER, province.now)  # it has gone
    province.home.reminders.tick(province.now)
    assert province.drafts() == []
    assert province.differences() == []


def test_who_is_held_by_himself_is_not_released_with_his_unit(province: Province) -> None:
    store = province.home.store
    province.enter(addresses(4))
    everybody = one, two, *_ = province.people()
    unit = one.unit_id
    assert holds.hold(store, [one], "đang xác minh", MAKER, province.now) == 1
    assert holds.hold(store, everybody, "nhầm đơn vị", MAKER, province.now, unit_id=unit) == 3
    assert holds.hold(store, [two], "ốm", MAKER, province.now) == 1  # besides
    assert holds.hold(store, [two], "ốm", MAKER, province.now) == 0
    assert holds.release(store, everybody, MAKER, province.now, unit_id=unit) == 2
    assert [province.person(n).held_at is not None for n in (1, 2, 3, 4)] == [True, True, False, False]
    with store.view() as look:
        assert [who.id for who in holds.held_apart(look, everybody, unit)] == [1, 2]
    assert holds.release(store, [one, two], MAKER, province.now) == 2
    assert holds.hold(store, everybody, "lại", MAKER, province.now, unit_id=unit) == 4
    assert holds.release(store, everybody, MAKER, province.now, unit_id=unit) == 4
    assert province.differences() == []


def _subject(raw: bytes) -> str:
    return str(message_from_bytes(raw, policy=default)["Subject"])
