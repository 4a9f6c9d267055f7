"""The answer for each letter of a round: sent, not sent and why, coming and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from maild.model import Code, LetterState, OutboxLetter, PlanStanding, PlanState, SendingState
from maild.rules.explain import Answer, InPlan, RoundStanding, explain
from tests.rules.values import CALENDAR, LIMITS, NOW, address, letter, local, plan, round_of, state

R2_AT, R3_AT, R4_AT = local("2026-11-21 07:30"), local("2026-11-25 07:30"), local("2026-11-27 08:00")


def told(
    now: datetime = NOW,
    letters: tuple[OutboxLetter, ...] = (),
    places: tuple[InPlan, ...] = (),
    skipped: dict[int, str] | None = None,
    standing: RoundStanding = RoundStanding(),  # noqa: B008 - frozen
    **known: Any,
) -> dict[str, Answer]:
    found = explain(
        state(**known), address(), letters, places, skipped or {}, round_of(), now, CALENDAR, LIMITS, standing
    )
    return {one.code.value: one for one in found}


def in_plan(code: Code, because: str | None = None, standing: PlanState = PlanState.APPROVED) -> InPlan:
    made = plan()
    return InPlan(
        PlanStanding(
            made.id, 1, code, "", "d1", standing, made.drafted_at, "lan", made.receivers, made.left_out
        ),
        because,
    )


SENT = letter(state=LetterState.SENT, settled_at=local("2026-11-05 08:00"))
HAD_R1 = {"letters_sent": 1, "last_level": 1, "last_sent_at": local("2026-11-05 08:00")}


def test_who_is_open_is_told_what_has_gone_and_what_will_come() -> None:
    assert told(letters=(SENT,), **HAD_R1) == {
        "R1": Answer(Code.R1, "sent", local("2026-11-05 08:00")),
        "R2": Answer(Code.R2, "coming", R2_AT),
        "R3": Answer(Code.R3, "coming", R3_AT),
        "R4": Answer(Code.R4, "coming", R4_AT),
    }


WHY = [
    # what is known                                       R2's answer     because
    ({"answered_at": NOW}, "not_coming", "answered"),
    ({"self_reported_at": NOW}, "not_coming", "self_reported"),
    ({"held_at": NOW}, "not_coming", "held"),
    ({"question_at": NOW}, "not_coming", "question_open"),
    ({"on_leave_until": date(2026, 11, 20)}, "coming", None),  # back by then
    ({"on_leave_until": date(2026, 11, 24)}, "not_coming", "on_leave"),
]


@pytest.mark.parametrize(("known", "what", "because"), WHY)
def test_what_hinders_a_letter_to_come_is_named(
    known: dict[str, Any], what: str, because: str | None
) -> None:
    answer = told(letters=(SENT,), **HAD_R1, **known)["R2"]
    assert (answer.what, answer.because) == (what, because)


HALTS = [
    # how the round stands                                                        R2's reason
    (RoundStanding("draft"), "round_not_open"),
    (RoundStanding("approved"), "round_not_open"),
    (RoundStanding("paused", ((NOW, None),)), "round_paused"),
    (RoundStanding(sending=SendingState(paused_by="lan")), "pause"),
    (RoundStanding(sending=SendingState(breaker_tripped_at=NOW)), "breaker"),
    (RoundStanding("closed"), "round_closed"),
]


@pytest.mark.parametrize(("standing", "because"), HALTS)
def test_what_holds_all_letters_is_named_after_what_holds_his(standing: RoundStanding, because: str) -> None:
    answer = told(letters=(SENT,), standing=standing, **HAD_R1)["R2"]
    assert (answer.what, answer.because) == ("not_coming", because)
    assert told(letters=(SENT,), standing=standing, answered_at=NOW, **HAD_R1)["R2"].because == "answered"
    waiting = letter(state=LetterState.PLANNED, code=Code.R2, due_at=R2_AT, not_before=R2_AT)
    if because != "round_closed":  # then none waits
        answer = told(letters=(SENT, waiting), standing=standing, **HAD_R1)["R2"]
        assert (answer.what, answer.because) == ("waits", because)


def test_the_check_of_the_mailboxes_goes_before_the_round_is_opened() -> None:
    early = local("2026-11-01 08:00")
    waiting = letter(state=LetterState.PLANNED, code=Code.T0, due_at=early, not_before=early)
    answer = told(early, (waiting,), standing=RoundStanding("approved"))["T0"]
    assert (answer.what, answer.because) == ("waits", None)


def test_a_level_whose_time_passed_in_a_pause_says_so() -> None:
    after = local("2026-11-24 09:00")  # R2 was due on the 21st and could go until the end of the 23rd
    gone = RoundStanding(pauses=((local("2026-11-19 09:00"), local("2026-11-24 08:00")),))
    assert told(after, (SENT,), standing=gone, **HAD_R1)["R2"].because == "round_paused"
    drafted = (in_plan(Code.R2, None, PlanState.VOIDED),)
    assert told(after, (SENT,), drafted, standing=gone, **HAD_R1)["R2"].because == "round_paused"
    short = RoundStanding(pauses=((local("2026-11-19 09:00"), local("2026-11-20 15:00")),))
    assert told(after, (SENT,), standing=short, **HAD_R1)["R2"].because == "merged"


def test_what_is_past_without_a_letter_has_its_reason() -> None:
    late = local("2026-11-27 18:00")
    left_out = told(late, places=(in_plan(Code.R1, "on_leave"),))["R1"]
    assert (left_out.what, left_out.because) == ("left_out", "on_leave")
    unapproved = told(late, places=(in_plan(Code.R2, None, PlanState.VOIDED),))["R2"]
    assert (unapproved.what, unapproved.because) == ("missed", "not_approved")
    assert told(late)["R3"].because == "merged"
    assert told(late, listed_at=local("2026-11-26 09:00"), invited_at=None)["R1"].because is not None
    skipped = letter(state=LetterState.SKIPPED, code=Code.R1, settled_at=late)
    assert told(late, letters=(skipped,), skipped={skipped.id: "answered"})["R1"].because == "answered"


def test_a_letter_that_waits_says_when_and_what_would_hinder_it() -> None:
    waiting = letter(state=LetterState.PLANNED, code=Code.R2, due_at=R2_AT, not_before=R2_AT)
    assert told(letters=(SENT, waiting), **HAD_R1)["R2"] == Answer(Code.R2, "waits", R2_AT)
    assert told(letters=(SENT, waiting), **HAD_R1, answered_at=NOW)["R2"].because == "answered"


def test_a_level_that_does_not_fit_and_one_of_another_ladder() -> None:
    late = {"listed_at": local("2026-11-23 09:00"), "invited_at": local("2026-11-23 09:00")}
    now = local("2026-11-23 10:00")
    assert told(now, **late)["R2"].because == "does_not_fit"
    assert told(now, **late)["R1"] == Answer(Code.R1, "coming", local("2026-11-25 07:30"))
    assert told(now, places=(in_plan(Code.R3, "own_ladder"),), **late)["R3"].because == "own_ladder"


def test_letters_beside_the_ladder_are_answered_when_there_are_any() -> None:
    assert set(told()) == {"R1", "R2", "R3", "R4"}
    x1 = letter(state=LetterState.SENT, code=Code.X1, occasion="2026-12-02", settled_at=NOW)
    assert told(letters=(SENT, x1), **HAD_R1)["X1"].what == "sent"
    assert told(places=(in_plan(Code.S1, "gap"),), error_incident_id=3)["S1"].because == "error_open"


def test_who_has_become_free_since_the_approval_will_be_written_to() -> None:
    """With a plan that supplements the approved one, as long as its wave is open."""
    now = local("2026-11-21 10:00")
    assert told(now, (SENT,), (in_plan(Code.R2, "on_leave"),), **HAD_R1)["R2"] == Answer(
        Code.R2, "coming", now
    )
    still = told(now, (SENT,), (in_plan(Code.R2, "on_leave"),), **HAD_R1, question_at=now)["R2"]
    assert (still.what, still.because) == ("left_out", "question_open")
    skipped = letter(8, state=LetterState.SKIPPED, code=Code.R2, due_at=R2_AT, settled_at=now)
    for because, what in (("on_leave", "coming"), ("cancelled", "skipped"), ("never_confirmed", "skipped")):
        found = told(now, (SENT, skipped), skipped={8: because}, **HAD_R1)["R2"]
        assert (found.what, found.because) == (what, None if what == "coming" else because)


def test_a_gap_that_outlasts_the_wave_keeps_its_letter_back() -> None:
    now = local("2026-11-23 10:00")  # R2 of Saturday the 21st, worked, closes on this day
    soon = told(now, last_sent_at=local("2026-11-20 08:00"))["R2"]
    assert soon.what == "coming"
    late = told(now, last_sent_at=local("2026-11-23 08:00"))["R2"]
    assert (late.what, late.because) == ("not_coming", "gap")


def test_a_cancelled_plan_is_the_reason() -> None:
    cancelled = in_plan(Code.R2, None, PlanState.VOIDED)
    place = replace(cancelled, plan=replace(cancelled.plan, voided_because="cancelled"))
    for now in (NOW, local("2026-11-27 18:00")):
        assert told(now, places=(place,))["R2"].because == "plan_cancelled"


def test_a_place_beyond_the_windows_is_no_letter_to_come() -> None:
    draft = in_plan(Code.R2, "no_capacity", PlanState.DRAFT)
    found = told(letters=(SENT,), places=(draft,), **HAD_R1)["R2"]
    assert (found.what, found.because) == ("not_coming", "no_capacity")
    approved = in_plan(Code.R2, "no_capacity")
    found = told(letters=(SENT,), places=(approved,), **HAD_R1)["R2"]
    assert (found.what, found.because) == ("left_out", "no_capacity")
    added = in_plan(Code.R2, None, PlanState.DRAFT)  # a supplement has found room
    assert told(letters=(SENT,), places=(approved, added), **HAD_R1)["R2"].what == "coming"


def test_a_plan_that_begins_before_its_day_says_when() -> None:
    early = local("2026-11-19 13:30")
    place = replace(in_plan(Code.R2, None, PlanState.DRAFT), due_at=early)
    assert told(letters=(SENT,), places=(place,), **HAD_R1)["R2"] == Answer(Code.R2, "coming", early)


def test_a_letter_to_an_address_that_is_his_no_more_goes_with_another_plan() -> None:
    waiting = letter(state=LetterState.PLANNED, code=Code.R2, due_at=R2_AT, not_before=R2_AT, address_id=199)
    found = told(letters=(SENT, waiting), **HAD_R1)["R2"]
    assert found == Answer(Code.R2, "coming", R2_AT, "address_changed")
    answered = told(letters=(SENT, waiting), **HAD_R1, answered_at=NOW)["R2"]
    assert (answered.what, answered.because) == ("skipped", "address_changed")


def test_the_new_deadline_s_letter_that_waits_takes_the_place_of_the_last_day_s() -> None:
    x1 = letter(state=LetterState.PLANNED, code=Code.X1, occasion="2026-12-02", due_at=NOW, not_before=NOW)
    found = told(letters=(SENT, x1), **HAD_R1)["R4"]
    assert (found.what, found.because) == ("not_coming", "told_of_extension")


def test_a_last_day_that_is_off_is_the_reason_for_its_missing_letter() -> None:
    ends = replace(round_of(), deadline=local("2026-11-29 17:00"))  # a Sunday
    found = explain(state(), address(), (), (), {}, ends, NOW, CALENDAR, LIMITS)
    assert (found[3].what, found[3].because) == ("not_coming", "deadline_off")


def test_nothing_comes_after_the_last_window_of_its_wave() -> None:
    late = local("2026-11-23 17:00")  # R2 of Saturday the 21st closes at midnight
    found = told(late, (SENT,), **HAD_R1)["R2"]
    assert (found.what, found.because) == ("not_coming", "wave_closed")
