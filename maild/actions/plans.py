"""Approve a plan: bound to the digest of exactly what was shown. Let it go on when its first letters failed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from maild.actions.actor import Actor
from maild.errors import InputRefused, NeedsPerson
from maild.jobs.compose import Composer
from maild.jobs.digests import plan_digest, receivers_of
from maild.model import Calendar, Code, Event, EventKind, Limits, PlanStanding, PlanState, Round
from maild.privacy import noted
from maild.rules import FOLDS, PLAN, reminders
from maild.rules.brakes import TYPED_COUNT_FROM, canary_holds
from maild.rules.calendar import local_day
from maild.rules.delivery import letter_event
from maild.store import Database, Unit, View, outbox, plans, rounds, sent

BY_ITSELF = "daemon"  # the actor of plans that the service drafts


def check_count(count: int, typed: int | None) -> None:
    """Raises NeedsPerson where many will be written to and nobody has typed how many, or another number."""
    if typed is None and count > TYPED_COUNT_FROM:
        raise NeedsPerson("needs.typed_count", count=count)
    if typed is not None and typed != count:
        raise NeedsPerson("needs.other_count", count=count, typed=typed)


def round_of(look: View, plan_id: int) -> Round:
    """The round that a plan belongs to. Raises InputRefused when there is no such plan."""
    standing = look.state(PLAN, plan_id) if abs(plan_id) < 1 << 31 else None
    found = None if standing is None else rounds.get(look.connection, standing.round_id)
    if found is None:
        raise InputRefused("refused.no_plan", plan_id=plan_id)
    return found


def check_running(look: View, round_id: int, code: Code) -> None:
    """Raises InputRefused where a round's letters of this code can be neither drafted nor approved now."""
    state = rounds.state_of(look.connection, round_id)
    wanted = ("running", "approved") if code is Code.T0 else ("running",)
    if state not in wanted:
        round_ = rounds.get(look.connection, round_id)
        name = "" if round_ is None else round_.code
        raise InputRefused("refused.round_state", code=name, state=state, wanted=wanted[0])


def first_person(look: View, standing: PlanStanding) -> str:
    """Who stands behind a plan until a second person approves it: whoever drafted it.

    Behind one that the service drafted by itself stands whoever made its round: the dates, the order and the
    invitation in its letters are as that person said.
    """
    if standing.drafted_by != BY_ITSELF:
        return standing.drafted_by
    return rounds.created_by(look.connection, standing.round_id)


def _check_second_person(look: View, standing: PlanStanding, actor: Actor) -> None:
    if first_person(look, standing) != actor.name:
        return
    by_itself = standing.drafted_by == BY_ITSELF
    raise NeedsPerson("needs.second_to_maker" if by_itself else "needs.second_person", who=actor.name)


def approve(
    store: Database,
    composer: Composer,
    plan_id: int,
    actor: Actor,
    now: datetime,
    calendar: Calendar,
    *,
    second_person: bool,
    partial: bool = False,
) -> int:
    """Let a drafted plan be sent; the number of letters now waiting in the outbox.

    Raises NeedsPerson when the first person approves (see `first_person`) or when an address, a text or the
    sender has changed since the draft: the plan is then voided and must be looked at again. Also when the plan is
    more than its windows can carry, with the cap it would need, unless `partial` says to write to as many as fit.
    """
    with store.unit(FOLDS) as unit:
        standing: PlanStanding | None = unit.state(PLAN, plan_id)
        if standing is None:
            raise InputRefused("refused.no_plan", plan_id=plan_id)
        if standing.state is not PlanState.DRAFT:
            raise InputRefused("refused.plan_state", plan_id=plan_id, state=standing.state.value)
        if second_person:
            _check_second_person(unit, standing, actor)
        check_running(unit, standing.round_id, standing.code)
        if not partial:
            _refuse_beyond_capacity(unit, standing, calendar)
        shown = receivers_of(unit, plan_id)
        changed = plan_digest(unit, composer, plan_id, shown) != standing.digest
        changed = changed or plans.has_moved(unit.connection, plan_id)
        if changed:
            data = {"because": "changed_before_approval"}
            unit.append(
                Event(
                    EventKind.PLAN_VOIDED,
                    now,
                    actor.name,
                    round_id=standing.round_id,
                    plan_id=plan_id,
                    data=data,
                )
            )
        else:
            unit.append(
                Event(
                    EventKind.PLAN_APPROVED,
                    now,
                    actor.name,
                    round_id=standing.round_id,
                    plan_id=plan_id,
                    data={"digest": standing.digest},
                )
            )
            letters = _fill_outbox(unit, composer, standing, actor, now, calendar)
    if changed:
        raise NeedsPerson("needs.plan_changed", plan_id=plan_id)
    return letters


def release(
    store: Database,
    plan_id: int,
    why: str,
    actor: Actor,
    now: datetime,
    limits: Limits,
    *,
    second_person: bool,
) -> int:
    """Let the rest of a plan go although its canary has failed; how many letters wait.

    The wait after a canary that is well is nobody's to cut short. Raises NeedsPerson when the first person
    releases, InputRefused when nothing of the plan is held for that reason.
    """
    if not why.strip():
        raise InputRefused("refused.no_reason")
    with store.unit(FOLDS) as unit:
        standing: PlanStanding | None = unit.state(PLAN, plan_id) if abs(plan_id) < 1 << 31 else None
        if standing is None:
            raise InputRefused("refused.no_plan", plan_id=plan_id)
        if standing.state is not PlanState.APPROVED:
            raise InputRefused("refused.plan_state", plan_id=plan_id, state=standing.state.value)
        counts = sent.canary_counts(unit.connection, plan_id, limits.canary)
        released = standing.released_at is not None
        if canary_holds(counts, limits, now, released=released) != "canary_failed":
            raise InputRefused("refused.canary_not_failed", plan_id=plan_id)
        if second_person:
            _check_second_person(unit, standing, actor)
        unit.append(
            Event(
                EventKind.PLAN_CANARY_RELEASED,
                now,
                actor.name,
                round_id=standing.round_id,
                plan_id=plan_id,
                data={"note": noted(why, unit.masking)},
            )
        )
        return outbox.bring_forward(unit.connection, [plan_id], ["canary_failed"], now)


def _refuse_beyond_capacity(unit: Unit, standing: PlanStanding, calendar: Calendar) -> None:
    beyond = [one for one in plans.left_out(unit.connection, standing.id) if one.because == "no_capacity"]
    round_ = rounds.get(unit.connection, standing.round_id)
    if not beyond or round_ is None:
        return
    receivers = plans.receivers(unit.connection, standing.id)
    people = len(receivers) + len(beyond)
    starts = {one.due_at for one in receivers}
    needed = reminders.needed_per_hour(starts, people, round_.deadline, calendar)
    raise NeedsPerson("needs.capacity", plan_id=standing.id, left=len(beyond), per_hour=needed)


def _fill_outbox(
    unit: Unit, composer: Composer, standing: PlanStanding, actor: Actor, now: datetime, calendar: Calendar
) -> int:
    letters = outbox.plan(
        unit.connection,
        standing.round_id,
        standing.id,
        plans.receivers(unit.connection, standing.id),
        local_day(now, calendar),
        composer.keys.message_id,
        standing.occasion,
    )
    planned = (letter_event(EventKind.LETTER_PLANNED, letter, now) for letter in letters)
    unit.append(*(replace(event, actor=actor.name) for event in planned))
    return len(letters)
