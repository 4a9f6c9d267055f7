from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maild.model import Code, Limits, Reason, Standing
from maild.rules.calendar import in_window, is_working_day, local_day, working_days_between
from maild.rules.reminders import (
    LeftOut,
    PlanDraft,
    Receiver,
    Wave,
    closes_at,
    days_ahead,
    digest,
    draft,
    ladder,
    ladder_of,
    last_moment,
    needed_per_hour,
    receivers_digest,
    stop_reason,
)
from tests.rules.values import CALENDAR, CLOSES, LIMITS, NOW, address, local, person, round_of, state

LADDERS = [
    # invited      deadline             levels and their local times
    (
        "2026-11-02",
        "2026-11-27 17:00",
        [(1, "2026-11-05 07:30"), (2, "2026-11-21 07:30"), (3, "2026-11-25 07:30"), (4, "2026-11-27 08:00")],
    ),
    # the deadline 00:00 means the day before
    (
        "2026-11-02",
        "2026-11-28 00:00",
        [(1, "2026-11-05 07:30"), (2, "2026-11-21 07:30"), (3, "2026-11-25 07:30"), (4, "2026-11-27 08:00")],
    ),
    # a deadline on a Sunday: no letter on that day
    (
        "2026-11-02",
        "2026-11-15 17:00",
        [(1, "2026-11-05 07:30"), (2, "2026-11-09 07:30"), (3, "2026-11-12 07:30")],
    ),
    # two weeks and a half
    (
        "2026-11-02",
        "2026-11-18 17:00",
        [(1, "2026-11-05 07:30"), (2, "2026-11-11 07:30"), (3, "2026-11-16 07:30"), (4, "2026-11-18 08:00")],
    ),
    # one week: R2 and R3 are too near to R1
    ("2026-11-02", "2026-11-09 17:00", [(1, "2026-11-05 07:30"), (4, "2026-11-09 08:00")]),
    ("2026-11-02", "2026-11-04 17:00", [(4, "2026-11-04 08:00")]),
    ("2026-11-02", "2026-11-03 17:00", []),
    # the deadline is over before the office opens
    ("2026-11-02", "2026-11-09 07:00", [(1, "2026-11-05 07:30")]),
]


@pytest.mark.parametrize(("invited", "deadline", "rungs"), LADDERS)
def test_the_ladder_fits_the_round(invited: str, deadline: str, rungs: list[tuple[int, str]]) -> None:
    found = ladder(round_of(invited, deadline), CALENDAR, LIMITS)
    assert [(one.level, one.due_at) for one in found] == [(level, local(at)) for level, at in rungs]


@given(st.integers(0, 60), st.integers(0, 24 * 60), st.integers(1, 4), st.integers(1, 4))
def test_the_ladder_keeps_order_and_gap(days: int, minutes: int, gap: int, most: int) -> None:
    limits = Limits(gap_days=gap, per_round=most)
    deadline = local("2026-11-02 00:00") + timedelta(days=days, minutes=minutes)
    round_ = replace(round_of(), deadline=deadline)
    rungs = ladder(round_, CALENDAR, limits)
    assert [one.level for one in rungs] == sorted({one.level for one in rungs})
    assert len(rungs) <= most
    days_of = [round_.invited_on, *(local_day(one.due_at, CALENDAR) for one in rungs)]
    for before, after in itertools.pairwise(days_of):
        assert working_days_between(before, after, CALENDAR) >= gap
    for rung in rungs:
        assert rung.due_at < deadline
        assert in_window(rung.due_at, CALENDAR)
        assert is_working_day(local_day(rung.due_at, CALENDAR), CALENDAR)
    assert not rungs or rungs[0].level != 3


STOPS: list[tuple[dict[str, Any], str | None]] = [
    ({}, None),
    ({"answered_at": NOW, "claim_held_at": NOW}, "answered"),
    ({"self_reported_at": NOW}, "self_reported"),
    ({"claim_held_at": NOW}, "claim_unverified"),
    ({"unreachable": Reason.USER_UNKNOWN}, "unreachable"),
    ({"on_leave_until": date(2026, 11, 13)}, "on_leave"),
    ({"on_leave_until": date(2026, 11, 12)}, None),  # back today
    ({"wrong_person_at": NOW}, "wrong_person"),
    ({"refused_at": NOW}, "refused"),
    ({"exempt_at": NOW}, "exempt"),
    ({"question_at": NOW}, "question_open"),
    ({"error_incident_id": 0}, "error_open"),
    ({"letters_sent": 1, "last_level": 1, "last_sent_at": local("2026-11-11 09:00")}, "gap"),
    ({"letters_sent": 1, "last_level": 1, "last_sent_at": local("2026-11-10 16:00")}, None),
    ({"letters_sent": 1, "last_level": 2, "last_sent_at": local("2026-11-02 16:00")}, "level_already_sent"),
    ({"letters_sent": 4, "last_level": 1, "last_sent_at": local("2026-11-02 16:00")}, "limit_reached"),
]


@pytest.mark.parametrize(("known", "reason"), STOPS)
def test_why_somebody_gets_no_second_letter(known: dict[str, Any], reason: str | None) -> None:
    assert stop_reason(state(**known), address(), Code.R2, NOW, CLOSES, CALENDAR, LIMITS) == reason


def test_an_address_and_a_round_stop_too() -> None:
    suspended = address(standing=Standing.SUSPENDED)
    suspect = address(standing=Standing.SUSPECT)
    assert stop_reason(state(), suspended, Code.R1, NOW, CLOSES, CALENDAR, LIMITS) == "address_suspended"
    assert stop_reason(state(), suspect, Code.R1, NOW, CLOSES, CALENDAR, LIMITS) is None
    assert stop_reason(state(), address(), Code.R1, CLOSES, CLOSES, CALENDAR, LIMITS) == "round_closed"


R1 = Wave(Code.R1, local("2026-11-05 07:30"))
R3 = Wave(Code.R3, local("2026-11-25 07:30"))
BEFORE = local("2026-11-04 09:00")


def people(*emails: str, **states: dict[str, Any]) -> list[Any]:
    return [
        (person(n, email), state(n, **states.get(f"p{n}", {})), address(id=200 + n))
        for n, email in enumerate(emails, 1)
    ]


def test_everybody_is_a_receiver_or_left_out_with_a_reason() -> None:
    everybody = people(
        "a@x.vn",
        "b@x.vn",
        "c@x.vn",
        "d@x.vn",
        p2={"answered_at": BEFORE},
        p3={"on_leave_until": date(2026, 11, 9)},
        p4={"on_leave_until": date(2026, 11, 5)},  # back on the day of the wave
    )
    plan = draft(R1, everybody, round_of(), BEFORE, CALENDAR, LIMITS)
    assert [(one.respondent_id, one.code, one.because) for one in plan.receivers] == [
        (1, Code.R1, "due"),
        (4, Code.R1, "due"),
    ]
    assert {one.due_at for one in plan.receivers} == {R1.due_at}
    assert [(one.respondent_id, one.because, one.until) for one in plan.left_out] == [
        (2, "answered", None),
        (3, "on_leave", date(2026, 11, 9)),
    ]


def test_the_gap_says_until_when() -> None:
    sent = {"letters_sent": 1, "last_level": 2, "last_sent_at": local("2026-11-24 09:00")}
    plan = draft(R3, people("a@x.vn", p1=sent), round_of(), BEFORE, CALENDAR, LIMITS)
    assert [(one.because, one.until) for one in plan.left_out] == [("gap", date(2026, 11, 26))]


def test_a_plan_that_waits_for_approval_stays_the_same() -> None:
    everybody = people(*(f"p{n}@x{n % 3}.vn" for n in range(30)))
    late = draft(R1, everybody, round_of(), local("2026-11-05 10:58"), CALENDAR, LIMITS)
    assert late == draft(R1, everybody, round_of(), BEFORE, CALENDAR, LIMITS)


LATE = [
    # added             his own ladder; the round: invited 2 November, deadline 27 November, 21 November worked
    ("2026-11-06 09:00", "R1 11-11, R2 11-21, R3 11-25, R4 11-27"),
    ("2026-11-16 09:00", "R1 11-19, R3 11-25, R4 11-27"),
    ("2026-11-20 09:00", "R1 11-24, R4 11-27"),
    ("2026-11-23 09:00", "R1 11-25, R4 11-27"),  # squeezed: three days later is the 26th
    ("2026-11-25 09:00", "R1 11-26"),
    ("2026-11-26 15:00", "R1 11-27"),
    ("2026-11-27 09:00", ""),
    ("2026-11-03 09:00", "R1 11-06, R2 11-21, R3 11-25, R4 11-27"),  # invited the day after the others
    ("2026-11-02 16:00", "R1 11-05, R2 11-21, R3 11-25, R4 11-27"),  # on the same day: the round's ladder
]


@pytest.mark.parametrize(("added", "waves"), LATE)
def test_a_late_starter_has_a_ladder_of_his_own(added: str, waves: str) -> None:
    own = ladder_of(state(invited_at=local(added)), round_of(), CALENDAR, LIMITS)
    assert ", ".join(f"{one.code} {local_day(one.due_at, CALENDAR):%m-%d}" for one in own) == waves


def test_a_late_starter_is_left_out_of_waves_that_are_not_on_his_ladder() -> None:
    late = people("a@x.vn", "b@x.vn", p1={"invited_at": local("2026-11-23 09:00")}, p2={})
    plan = draft(R3, late, round_of(), local("2026-11-24 09:00"), CALENDAR, LIMITS)
    assert [one.respondent_id for one in plan.receivers] == [2]
    assert plan.left_out == (LeftOut(1, "own_ladder", date(2026, 11, 25)),)
    own = replace(ladder_of(late[0][1], round_of(), CALENDAR, LIMITS)[0], only=frozenset({1}))
    plan = draft(own, late, round_of(), local("2026-11-24 09:00"), CALENDAR, LIMITS)
    first = late[0][0]
    assert plan == PlanDraft(
        (Receiver(1, first.address_id, Code.R1, local("2026-11-25 07:30"), "late_starter"),), ()
    )


def test_a_late_starter_whose_first_letter_was_missed_never_begins_with_the_third() -> None:
    missed = people("a@x.vn", p1={"invited_at": local("2026-11-09 09:00")})
    assert draft(R3, missed, round_of(), BEFORE, CALENDAR, LIMITS).receivers == ()
    had = people("a@x.vn", p1={"invited_at": local("2026-11-09 09:00"), "letters_sent": 1, "last_level": 1})
    assert len(draft(R3, had, round_of(), BEFORE, CALENDAR, LIMITS).receivers) == 1


BESIDE = [
    # code     what is known                                          reason
    (Code.S1, {"letters_sent": 4, "last_level": 4}, None),  # neither level nor limit of the ladder
    (Code.X1, {"letters_sent": 4, "last_level": 4}, None),
    (Code.S1, {"answered_at": NOW}, "answered"),
    (Code.X1, {"error_incident_id": 7}, "error_open"),
    (Code.S1, {"last_sent_at": local("2026-11-11 09:00")}, "gap"),
    (Code.R4, {"told_of_extension_at": NOW}, "told_of_extension"),  # X1 stands in its place
    (Code.R3, {"told_of_extension_at": NOW}, None),
    (Code.T0, {}, "invited"),
]


@pytest.mark.parametrize(("code", "known", "reason"), BESIDE)
def test_letters_beside_the_ladder(code: Code, known: dict[str, Any], reason: str | None) -> None:
    closes = last_moment(code, round_of(), CALENDAR)
    assert stop_reason(state(**known), address(), code, NOW, closes, CALENDAR, LIMITS) == reason


EMAILS = st.lists(st.sampled_from(["a.vn", "b.vn", "c.vn", "d.vn", "e.vn", "f.vn"]), max_size=30)


@given(EMAILS, st.randoms(use_true_random=False))
def test_canaries_are_of_different_domains_where_there_are_enough(domains: list[str], random: Any) -> None:
    everybody = people(*(f"p{n}@{domain}" for n, domain in enumerate(domains)))
    emails = {one.id: one.email for one, _, _ in everybody}
    plan = draft(R1, everybody, round_of(), BEFORE, CALENDAR, LIMITS)
    random.shuffle(everybody)
    assert draft(R1, everybody, round_of(), BEFORE, CALENDAR, LIMITS) == plan
    canaries = [emails[one.respondent_id].partition("@")[2] for one in plan.receivers[: LIMITS.canary]]
    assert len(set(canaries)) == min(LIMITS.canary, len(set(domains)))
    rest = [one.respondent_id for one in plan.receivers[LIMITS.canary :]]
    assert rest == sorted(rest)
    assert sorted(one.respondent_id for one in plan.receivers) == sorted(emails)


def test_what_a_window_cannot_carry_goes_to_the_next_and_never_past_the_deadline() -> None:
    tight = Limits(per_minute=1, per_hour=2, per_domain_minute=1)
    everybody = people(*(f"p{n}@x{n}.vn" for n in range(12)))
    plan = draft(R1, everybody, round_of(), BEFORE, CALENDAR, tight)
    # 3.5 hours carry 7, less the canary's wait; 3 hours carry 6
    assert [one.due_at for one in plan.receivers].count(local("2026-11-05 07:30")) == 6
    assert [one.due_at for one in plan.receivers].count(local("2026-11-05 13:30")) == 6
    crowd = people(*(f"p{n}@x{n}.vn" for n in range(40)))
    closing = draft(R1, crowd, round_of(deadline="2026-11-05 12:00"), BEFORE, CALENDAR, tight)
    assert len(closing.receivers) == 6 + 6 + 7  # from two working days after the invitation on
    assert {one.because for one in closing.left_out} == {"no_capacity"}


def test_a_wave_that_its_day_cannot_carry_starts_earlier() -> None:
    """R2 on Saturday 21 November (worked): 1,000 letters at 100 an hour want two of its days' hours."""
    slow = Limits(per_hour=100, per_minute=100, per_domain_minute=100)
    everybody = people(*(f"p{n}@x{n % 9}.vn" for n in range(1000)))
    wave = ladder(round_of(), CALENDAR, slow)[1]
    plan = draft(wave, everybody, round_of(), local("2026-11-17 09:00"), CALENDAR, slow)
    assert len(plan.receivers) == 1000
    assert min(one.due_at for one in plan.receivers) == local("2026-11-19 07:30")
    assert max(one.due_at for one in plan.receivers) == local("2026-11-21 13:30")
    assert days_ahead(1000, CALENDAR, slow, date(2026, 11, 21)) == 1
    assert days_ahead(650, CALENDAR, slow, date(2026, 11, 21)) == 0
    last = ladder(round_of(), CALENDAR, slow)[3]
    plan = draft(last, everybody, round_of(), local("2026-11-26 09:00"), CALENDAR, slow)
    assert {local_day(one.due_at, CALENDAR) for one in plan.receivers} == {date(2026, 11, 27)}
    beyond = [one for one in plan.left_out if one.because == "no_capacity"]
    assert len(plan.receivers) + len(beyond) == 1000
    starts = {one.due_at for one in plan.receivers}
    assert needed_per_hour(starts, 1000, round_of().deadline, CALENDAR) == 167  # in six hours


CLOSINGS = [
    # wave      closes              because
    (Code.R1, "2026-11-19 00:00"),  # R2 on the 21st, two working days on
    (Code.R2, "2026-11-24 00:00"),
    (Code.R3, "2026-11-26 00:00"),
    (Code.R4, "2026-11-27 17:00"),
    (Code.S1, "2026-11-27 17:00"),
    (Code.T0, "2026-11-02 00:00"),
]


@pytest.mark.parametrize(("code", "at"), CLOSINGS)
def test_a_wave_is_merged_into_the_next_when_both_would_break_the_gap(code: Code, at: str) -> None:
    assert closes_at(code, "", round_of(), CALENDAR, LIMITS) == local(at)


def test_one_domain_fills_a_window_of_its_own() -> None:
    tight = Limits(per_domain_minute=1)
    everybody = people(*(f"p{n}@x.vn" for n in range(250)), "last@y.vn")
    plan = draft(R1, everybody, round_of(), BEFORE, CALENDAR, tight)
    due = {one.respondent_id: one.due_at for one in plan.receivers}
    assert due[251] == R1.due_at
    assert due[250] == local("2026-11-05 13:30")


def test_any_change_gives_another_digest() -> None:
    plain: dict[str, Any] = {
        "round": round_of(),
        "wave": R1,
        "receivers": receivers_digest([(1, "a@x.vn"), (2, "b@x.vn")]),
        "template_digest": "t1",
        "subject_sender": "s1",
    }
    changes: list[dict[str, Any]] = [
        {"round": replace(round_of(), hotline="0214 111 111")},
        {"round": round_of(deadline="2026-11-30 17:00")},
        {"wave": replace(R1, code=Code.R2)},
        {"wave": replace(R1, occasion="2026-11-20")},
        {"said": {"done": "x"}},
        {"wave": replace(R1, due_at=R1.due_at + timedelta(days=1))},
        {"receivers": receivers_digest([(1, "a@x.vn")])},
        {"receivers": receivers_digest([(1, "a@x.vn"), (2, "b2@x.vn")])},
        {"receivers": receivers_digest([(1, "a@x.vn"), (22, "b@x.vn")])},
        {"template_digest": "t2"},
        {"subject_sender": "s2"},
    ]
    seen = [digest(**plain)] + [digest(**{**plain, **change}) for change in changes]
    assert len(set(seen)) == len(seen)
    assert len(seen[0]) == 64


def test_a_supplement_adds_receivers_and_repeats_nobody_s_reason() -> None:
    everybody = people("a@x.vn", "b@x.vn", "c@x.vn", p2={"answered_at": NOW})
    wave = replace(R1, supplements=True, only=frozenset({2, 3}))
    late = local("2026-11-06 15:00")
    plan = draft(wave, everybody, round_of(), late, CALENDAR, LIMITS)
    assert [(one.respondent_id, one.due_at, one.because) for one in plan.receivers] == [
        (3, local("2026-11-05 07:30"), "supplement")
    ]
    assert plan.left_out == ()
    assert draft(wave, everybody, round_of(), BEFORE, CALENDAR, LIMITS) == plan  # whenever it is made


def test_who_must_not_have_it_again_is_left_out_with_the_reason() -> None:
    had = {1: "cancelled", 2: "level_already_sent"}
    plan = draft(
        R1, people("a@x.vn", "b@x.vn", p2={"answered_at": NOW}), round_of(), BEFORE, CALENDAR, LIMITS, had
    )
    assert plan == PlanDraft((), (LeftOut(1, "cancelled"), LeftOut(2, "answered")))


def test_a_supplement_comes_after_the_letters_that_wait_already() -> None:
    """R4 has the hours of its day alone: 10 letters fit, 8 wait."""
    tight = replace(LIMITS, per_hour=2, per_minute=2, canary=0, canary_wait_s=0)
    day = replace(R1, code=Code.R4, due_at=local("2026-11-27 08:00"), supplements=True)
    now, crowd = local("2026-11-27 08:30"), people(*(f"p{n}@x.vn" for n in range(6)))
    free = draft(day, crowd, round_of(), now, CALENDAR, tight)
    full = draft(day, crowd, round_of(), now, CALENDAR, tight, waiting=["w@y.vn"] * 8)
    assert len(free.receivers) == 6
    assert 0 < len(full.receivers) < 6
    assert {one.because for one in full.left_out} == {"no_capacity"}
    assert len(full.receivers) + len(full.left_out) == 6
