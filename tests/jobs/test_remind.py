"""Which wave is due, who gets it, and what is closed when a newer one comes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from maild.actions import people, plans, rosters
from maild.demo import inbound
from maild.errors import NeedsPerson
from maild.model import Code, Limits, PlanState
from maild.rules import FOLDS
from maild.rules.explain import Answer
from maild.store import plans as stored_plans
from tests.jobs.province import (
    CODE,
    DEADLINE,
    MAKER,
    R1_DAY,
    R2_DAY,
    R3_DAY,
    SECOND,
    Province,
    Relay,
    addresses,
    entry,
    moment,
)

MINUTE = timedelta(minutes=1)
WHEN = [
    # the daemon looks at       plans there are then
    ("2026-11-10 23:00",        []),
    ("2026-11-11 00:00",        [(1, "draft")]),  # a working day ahead of Thursday
    ("2026-11-12 07:30",        [(1, "draft")]),
    ("2026-11-17 23:00",        [(1, "draft")]),
    ("2026-11-18 00:00",        [(1, "voided"), (2, "draft")]),  # R2 on the 19th is too near: R1 is merged into it
]  # fmt: skip


@pytest.mark.parametrize(("at", "wanted"), WHEN)
def test_a_plan_is_drafted_a_working_day_ahead(
    province: Province, at: str, wanted: list[tuple[int, str]]
) -> None:
    province.enter(addresses(3))
    if wanted[:1] and len(wanted) == 2:
        province.clock.move_to(R1_DAY)
        province.home.reminders.tick(province.now)
    province.clock.move_to(moment(at))
    province.home.reminders.tick(province.now)
    assert province.plans() == wanted


def test_a_draft_follows_the_list_until_it_is_approved(province: Province) -> None:
    province.enter(addresses(4))
    province.clock.move_to(R1_DAY)
    province.list_answered()
    province.home.reminders.tick(province.now)
    province.home.reminders.tick(province.now + MINUTE)
    assert [(one.code.level, one.receivers) for one in province.drafts()] == [(1, 4)]
    province.list_answered(2)
    province.home.reminders.tick(province.now + 2 * MINUTE)
    assert province.plans() == [(1, "voided"), (1, "draft")]
    assert province.drafts()[0].receivers == 3
    province.approve()
    province.list_answered(3)
    province.home.reminders.tick(province.now + 3 * MINUTE)
    assert province.plans() == [(1, "voided"), (1, "approved")]
    assert province.differences() == []


def test_who_answers_after_the_approval_gets_nothing(province: Province, smtp: Relay) -> None:
    province.wave(addresses(4))
    province.list_answered(2)
    assert province.deliver() == {"sent": 3, "skipped_answered": 1}
    assert province.trail(letter_id=2)[-1].data["because"] == "answered"


def test_a_newer_wave_closes_the_older_one(province: Province, smtp: Relay) -> None:
    province.wave(addresses(3))
    province.clock.move_to(R2_DAY)
    province.home.reminders.tick(province.now)
    assert set(province.states()) == {"skipped"}
    assert province.trail(letter_id=1)[-1].data["because"] == "wave_closed"
    province.list_answered()
    assert province.approve() == 3
    assert province.deliver() == {"sent": 3}


def test_after_the_deadline_nothing_waits_any_more(province: Province, smtp: Relay) -> None:
    province.wave(addresses(2))
    province.clock.move_to(DEADLINE)
    province.home.reminders.tick(province.now)
    assert set(province.states()) == {"skipped"}
    assert province.drafts() == []
    assert province.deliver() == {}


def test_late_starters_have_a_first_letter_of_their_own_and_join_the_next_wave(
    province: Province, smtp: Relay
) -> None:
    province.wave(addresses(2))
    province.deliver()
    _add_late(province, "late@dv1.example.vn")  # on Friday 13 November
    _add_late(province, "later@dv2.example.vn")
    province.clock.move_to(moment("2026-11-17 09:00"))
    assert province.approve() == 2
    assert province.plans() == [(1, "approved"), (1, "approved")]
    province.clock.move_to(moment("2026-11-18 09:00"))
    province.list_answered()
    province.home.reminders.tick(province.now)
    assert province.deliver() == {"sent": 2}
    assert smtp.took[2:] == ["late@dv1.example.vn", "later@dv2.example.vn"]
    province.clock.move_to(R2_DAY)  # the day after: too soon for them
    province.list_answered()
    assert province.approve() == 2
    assert province.deliver() == {"sent": 2}
    province.clock.move_to(R3_DAY)
    province.list_answered()
    assert province.approve() == 4
    assert province.deliver() == {"sent": 4}
    assert [one.code.value for one in province.letters()] == ["R1"] * 4 + ["R2"] * 2 + ["R3"] * 4
    assert province.differences() == []


@pytest.mark.parametrize(
    ("added", "first"),
    [
        ("2026-11-10 09:00", "2026-11-13 07:30"),  # between the invitations and the round's R1
        ("2026-11-12 08:02", "2026-11-17 07:30"),  # on R1's day, after it began
        ("2026-11-12 07:10", "2026-11-17 07:30"),
        ("2026-11-09 16:00", "2026-11-12 07:30"),  # on the day of the invitations: with everybody else
    ],
)
def test_whoever_is_added_is_reminded_three_working_days_later(
    province: Province, added: str, first: str
) -> None:
    province.enter(addresses(2))
    early = moment(added) < R1_DAY
    if early:
        _add_late(province, "late@dv1.example.vn", moment(added))
    province.clock.move_to(R1_DAY - timedelta(hours=1))
    province.list_answered()
    province.home.reminders.tick(province.now)
    if not early:
        _add_late(province, "late@dv1.example.vn", moment(added))
    told = people.story(province.home.store, "OFF-3", province.now, province.home.calendar, Limits())
    assert told.answers[0] == Answer(Code.R1, "coming", moment(first))
    for now in (R1_DAY, moment("2026-11-12 14:00"), moment("2026-11-16 09:00")):
        province.clock.move_to(max(now, province.now))
        province.home.reminders.tick(province.now)
    with province.home.store.view() as look:
        due = {
            one.due_at
            for draft in stored_plans.in_state(look.connection, PlanState.DRAFT)
            for one in stored_plans.receivers(look.connection, draft.id)
            if one.respondent_id == 3
        }
    assert due == {moment(first)}
    assert province.differences() == []


def _add_late(province: Province, email: str, at: datetime = R1_DAY + timedelta(days=1)) -> None:
    province.clock.move_to(max(province.now, at))
    newcomer = [entry(len(province.people()) + 1, email)]
    rosters.bring_in(
        province.home.store, CODE, newcomer, MAKER, province.now, letter="12/SNV", accept_held=True
    )


def test_a_plan_that_has_changed_cannot_be_approved(province: Province) -> None:
    """An address moved after the draft, and the daemon has not looked since."""
    province.enter(addresses(2))
    province.clock.move_to(R1_DAY)
    province.home.reminders.tick(province.now)
    (draft,) = province.drafts()
    with province.home.store.unit(FOLDS) as unit:
        unit.connection.exec_driver_sql("UPDATE address SET email = 'other@dv1.example.vn' WHERE id = 1")
    home = province.home
    with pytest.raises(NeedsPerson, match="plan_changed"):
        plans.approve(
            home.store, home.composer, draft.id, SECOND, province.now, home.calendar, second_person=True
        )
    assert province.plans() == [(1, "voided")]
    assert province.letters() == []
    home.reminders.tick(province.now)
    assert province.plans() == [(1, "voided"), (1, "draft")]


def test_the_left_out_are_named_with_their_reason(province: Province, smtp: Relay) -> None:
    province.enter(addresses(3))
    province.clock.move_to(R1_DAY)
    province.list_answered(1)
    province.approve()
    with province.home.store.view() as look:
        left = stored_plans.left_out(look.connection, 1)
    assert [(one.respondent_id, one.because) for one in left] == [(1, "answered")]


def test_the_report_is_written_whole(province: Province, smtp: Relay, tmp_path: Path) -> None:
    province.wave(addresses(3))
    province.deliver()
    province.take(
        inbound.failed(
            smtp.server.accepted[0],
            inbound.Failure("5.1.1", "550", "unknown", "mx.example.vn"),
            province.now,
        )
    )
    province.home.reporter.tick(province.now)
    (page,) = province.home.config.paths.reports.glob("*.html")
    text = page.read_text("utf-8")
    assert "Điều tra xã hội học" in text
    assert "<svg" in text  # the page that `maild report brief --format html` gives
    assert "INC-0001" in text
    assert all(email not in text for email in addresses(3))
    assert page.stat().st_mode & 0o007 == 0


def test_a_plan_beyond_what_its_day_can_carry_is_refused_with_the_cap_it_needs(
    build: Callable[..., Province],
) -> None:
    """R4 cannot start earlier: 40 letters in six hours, where five an hour are allowed."""
    province = build(
        limits="per_hour = 5\nper_minute = 5\nper_domain_minute = 5\ncanary_wait_s = 0", smtp_port=1
    )
    province.enter(addresses(40))
    province.clock.move_to(moment("2026-11-26 09:00"))
    province.list_answered()
    province.home.reminders.tick(province.now)
    draft = next(one for one in province.drafts() if one.code is Code.R4)
    home = province.home
    with pytest.raises(NeedsPerson, match="capacity") as refused:
        plans.approve(
            home.store, home.composer, draft.id, SECOND, province.now, home.calendar, second_person=True
        )
    assert refused.value.facts["per_hour"] == 7
    letters = plans.approve(
        home.store,
        home.composer,
        draft.id,
        SECOND,
        province.now,
        home.calendar,
        second_person=True,
        partial=True,
    )
    assert 25 <= letters <= 30
