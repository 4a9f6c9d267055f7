"""Who becomes free for a level after its plan was approved is added by a plan of its own, approved like the first."""

from __future__ import annotations

from datetime import timedelta

from maild.actions import holds, officials, people
from maild.actions import rounds as rounds_
from maild.model import Code
from maild.rules.explain import Answer
from maild.store import plans as stored_plans
from maild.store import rounds
from tests.jobs.province import CODE, MAKER, R1_DAY, R2_DAY, Province, Relay, addresses, moment

MINUTE = timedelta(minutes=1)
NOON = moment("2026-11-12 13:30")


def _answer(province: Province, respondent_id: int, code: Code = Code.R1) -> Answer:
    home = province.home
    told = people.story(home.store, f"OFF-{respondent_id}", province.now, home.calendar, home.config.limits)
    return next(one for one in told.answers if one.code is code)


def _receivers(province: Province, plan_id: int) -> list[tuple[int, str]]:
    with province.home.store.view() as look:
        found = stored_plans.receivers(look.connection, plan_id)
    return [(one.respondent_id, one.because) for one in found]


def _tick(province: Province) -> None:
    province.home.reminders.tick(province.now)


def test_who_is_released_after_the_approval_is_added(province: Province, smtp: Relay) -> None:
    province.enter(addresses(4))
    held = province.people()[3]
    holds.hold(province.home.store, [held], "đang xác minh", MAKER, province.now)
    province.clock.move_to(R1_DAY)
    province.list_answered(2)
    assert province.approve() == 2
    assert province.deliver() == {"sent": 2}
    assert (_answer(province, 4).what, _answer(province, 4).because) == ("left_out", "held")
    _tick(province)
    assert province.drafts() == []  # nobody has become free: no plan without receivers
    holds.release(province.home.store, [held], MAKER, province.now)
    assert _answer(province, 4).what == "coming"
    _tick(province)
    (supplement,) = province.drafts()
    _tick(province)
    assert [one.id for one in province.drafts()] == [supplement.id]  # the same list is the same plan
    assert _receivers(province, supplement.id) == [(4, "supplement")]
    assert supplement.left_out == 0  # the first plan has told why the others get nothing
    with province.home.store.view() as look:
        assert stored_plans.supplemented(look.connection, supplement.id) == supplement.id - 1
        assert stored_plans.supplemented(look.connection, supplement.id - 1) is None
    assert province.deliver() == {}  # not without an approval of its own
    province.clock.move_to(NOON)
    assert province.approve() == 1
    assert province.deliver() == {"sent": 1}
    assert _answer(province, 4).what == "sent"
    _tick(province)
    assert province.drafts() == []
    assert sorted(smtp.took) == sorted(one.email for one in province.people() if one.id != 2)
    assert province.differences() == []


def test_a_letter_that_was_skipped_goes_once_its_reason_is_taken_back(
    province: Province, smtp: Relay
) -> None:
    province.wave(addresses(3))
    person = province.people()[0]
    officials.mark(province.home.store, person, "exempt", MAKER, province.now, note="nghỉ hưu")
    assert province.deliver() == {"sent": 2, "skipped_exempt": 1}
    _tick(province)
    assert province.drafts() == []
    officials.undo(province.home.store, person, MAKER, province.now)
    province.clock.move_to(NOON)
    assert province.approve() == 1
    assert province.deliver() == {"sent": 1}
    assert province.states() == ["sent"] * 3
    assert len(smtp.took) == len(set(smtp.took)) == 3
    assert province.differences() == []


def test_what_a_person_has_cancelled_is_not_planned_again(province: Province, smtp: Relay) -> None:
    province.wave(addresses(3))
    person = province.people()[0]
    holds.cancel(province.home.store, [person], None, "đã trả lời tại chỗ", MAKER, province.now)
    _tick(province)
    assert province.drafts() == []
    assert province.deliver() == {"sent": 2}
    assert (_answer(province, 1).what, _answer(province, 1).because) == ("skipped", "cancelled")


def _ask_again(province: Province, plan_id: int) -> int | None:
    """`maild remind plan N --draft`."""
    reminders = province.home.reminders
    with province.home.store.view() as look:
        (round_,) = rounds.every(look.connection)
    wave = reminders.wave_of(round_, plan_id, province.now)
    assert wave is not None
    return reminders.draft(round_, wave, province.now, MAKER.name, cancelled_too=True)


def test_a_draft_that_a_person_has_cancelled_comes_back_when_a_person_asks(province: Province) -> None:
    province.enter(addresses(3))
    province.clock.move_to(R1_DAY)
    province.list_answered()
    _tick(province)
    (draft,) = province.drafts()
    holds.cancel(province.home.store, [], draft.id, "chưa cần nhắc", MAKER, province.now)
    _tick(province)
    assert province.drafts() == []
    assert (_answer(province, 1).what, _answer(province, 1).because) == ("not_coming", "plan_cancelled")
    assert _answer(province, 1, Code.R2).what == "coming"  # later levels are not touched
    again = _ask_again(province, draft.id)
    assert again == draft.id + 1
    assert _answer(province, 1).what == "coming"
    _tick(province)
    assert [one.id for one in province.drafts()] == [again]  # the service leaves it as it is
    officials.mark(province.home.store, province.people()[0], "exempt", MAKER, province.now)
    _tick(province)
    (draft,) = province.drafts()
    assert _receivers(province, draft.id) == [(2, "due"), (3, "due")]  # and keeps it up to date
    assert province.approve() == 2
    assert province.differences() == []


def test_an_approved_plan_that_was_cancelled_is_sent_after_all_when_a_person_asks(
    province: Province, smtp: Relay
) -> None:
    province.wave(addresses(4))
    first, second = province.people()[:2]
    holds.cancel(province.home.store, [first], None, "đã trả lời tại chỗ", MAKER, province.now)
    officials.mark(province.home.store, second, "exempt", MAKER, province.now, note="nghỉ hưu")
    assert province.deliver() == {"sent": 2, "skipped_exempt": 1}
    officials.undo(province.home.store, second, MAKER, province.now)
    _tick(province)
    (supplement,) = province.drafts()
    assert province.approve() == 1
    holds.cancel(province.home.store, [], supplement.id, "chờ ý kiến", MAKER, province.now)
    _tick(province)
    assert province.drafts() == []
    assert province.deliver() == {}
    assert (_answer(province, 2).what, _answer(province, 2).because) == ("skipped", "plan_cancelled")
    again = _ask_again(province, supplement.id)
    assert again is not None
    assert _receivers(province, again) == [(2, "supplement")]  # not whom a person has cancelled by himself
    province.clock.move_to(NOON)
    assert province.approve() == 1
    assert province.deliver() == {"sent": 1}
    assert len(smtp.took) == len(set(smtp.took)) == 3
    assert province.differences() == []


def test_who_becomes_free_when_the_next_level_is_near_waits_for_it(province: Province, smtp: Relay) -> None:
    province.enter(addresses(2))
    held = province.people()[1]
    holds.hold(province.home.store, [held], "đang xác minh", MAKER, province.now)
    province.clock.move_to(R1_DAY)
    province.list_answered()
    province.approve()
    province.clock.move_to(moment("2026-11-18 09:00"))  # R2 comes a working day and a half later
    holds.release(province.home.store, [held], MAKER, province.now)
    _tick(province)
    assert [one.code for one in province.drafts()] == [Code.R2]
    assert _answer(province, 2).what == "left_out"
    assert _answer(province, 2, Code.R2).what == "coming"


def test_after_downtime_a_letter_of_a_closed_wave_does_not_go_before_the_newer_one(
    province: Province, smtp: Relay
) -> None:
    """Sending may look before the planner does: R1 would keep R2 back for the gap."""
    province.wave(addresses(2))
    province.clock.move_to(R2_DAY)
    province.list_answered()
    assert province.deliver() == {"skipped_wave_closed": 2}
    assert province.approve() == 2
    assert province.deliver() == {"sent": 2}
    assert [one.code for one in province.letters() if one.state.value == "sent"] == [Code.R2, Code.R2]


def test_why_a_letter_waits_and_why_it_never_went(province: Province, smtp: Relay) -> None:
    """The list grew too old: while it waits that is the answer, and when the wave closes it stays so."""
    province.wave(addresses(2))
    province.clock.move_to(moment("2026-11-16 09:00"))
    assert province.deliver() == {"held_list_old": 1}
    assert (_answer(province, 2).what, _answer(province, 2).because) == ("waits", "list_old")
    province.clock.move_to(moment("2026-11-18 09:00"))
    _tick(province)
    assert (_answer(province, 2).what, _answer(province, 2).because) == ("skipped", "list_old")


def test_whoever_is_released_waits_no_longer_than_for_the_window(province: Province, smtp: Relay) -> None:
    province.wave(addresses(3))
    person = province.people()[0]
    holds.hold(province.home.store, [person], "đang xác minh", MAKER, province.now)
    assert province.deliver() == {"sent": 2, "held_held": 1}
    assert (_answer(province, 1).what, _answer(province, 1).because) == ("waits", "held")
    province.clock.move_to(NOON)
    holds.release(province.home.store, [person], MAKER, province.now)
    assert _answer(province, 1) == Answer(Code.R1, "waits", NOON)  # at once, and not when it is tried again
    assert province.deliver() == {"sent": 1}
    assert province.differences() == []


def test_a_pause_that_is_over_is_not_the_reason_any_more(province: Province, smtp: Relay) -> None:
    province.wave(addresses(2))
    rounds_.pause(province.home.store, CODE, MAKER, province.now)
    assert province.deliver() == {"held_round_paused": 2}
    assert _answer(province, 1).because == "round_paused"
    rounds_.resume(province.home.store, CODE, MAKER, province.now)
    assert _answer(province, 1).because is None
