"""Kế hoạch gửi: who gets which letter and who does not and why, the letter as it will look, and the yes to it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from starlette.responses import HTMLResponse, Response

from maild.actions import holds, people, plans
from maild.errors import InputRefused
from maild.letters import RenderedLetter
from maild.model import Code, LetterState, PlanStanding, PlanState, Respondent, Round
from maild.rules import PLAN
from maild.rules.brakes import canary_state
from maild.rules.calendar import next_window
from maild.store import View, roster, rounds, sent, standing
from maild.store import plans as stored
from maild.web.ask import Ask
from maild.web.pages.overview import letter_of, service

_PLAN = "/plans/{plan:int}"


def index(ask: Ask) -> Response:
    with ask.view() as look:
        round_ = ask.round(look)
        state = rounds.state_of(look.connection, round_.id)
        every = sorted(stored.of_round(look.connection, round_.id), key=lambda one: -one.id)
        spans = {one.id: standing.span(look.connection, one.id) for one in every}
    return ask.render(
        "plans.html",
        round=round_,
        state=state,
        plans=[(one, letter_of(one), spans[one.id]) for one in every],
        may_draft=ask.may("POST", "/plans/draft") and state in ("running", "approved"),
    )


def draft(ask: Ask) -> Response:
    """Draft now what the service would draft on its own a working day ahead; or the check of the mailboxes (T0)."""
    with ask.view() as look:
        round_ = ask.round(look)
    reminders = ask.home.reminders
    code = Code(ask.word("letter", ("T0",)) or Code.R1)
    with ask.view() as look:
        plans.check_running(look, round_.id, code)
    if code is Code.T0:
        wave = reminders.mailbox_check(round_, ask.now)
    else:
        found = reminders.coming(round_, ask.now)
        if found is None:
            raise InputRefused("desk.plan.none_due")
        wave = found
    number = reminders.draft(round_, wave, ask.now, ask.actor.name, cancelled_too=True)
    if number is None:
        raise InputRefused("desk.plan.nobody")
    return ask.done(f"/plans/{number}", "desk.done.drafted")


def show(ask: Ask) -> Response:
    number = ask.path("plan")
    because = ask.word("because")
    with ask.view() as look:
        plan, round_ = _plan(ask, look, number)
        connection = look.connection
        getting = ask.pager(plan.receivers, {"because": because})
        reasons = standing.why_left_out(connection, number)
        omitted = sum(many for why, many in reasons if not because or why == because)
        left = ask.pager(omitted, {"because": because}, name="left")
        first = plans.first_person(look, plan)
        values: dict[str, Any] = {
            "plan": plan,
            "round": round_,
            "letter": letter_of(plan),
            "span": standing.span(connection, number),
            "supplements": stored.supplemented(connection, number),
            "receivers": standing.receivers(connection, number, getting.offset, getting.size),
            "getting": getting,
            "reasons": reasons,
            "because": because,
            "left_out": standing.left_out(connection, number, left.offset, left.size, because),
            "left": left,
            **_canary(ask, look, plan),
            **service(ask, look),
        }
    beyond = any(why == "no_capacity" for why, _ in reasons)
    waits = plan.state is PlanState.DRAFT
    own = ask.home.config.approval.second_person and first == ask.actor.name
    return ask.render(
        "plan.html",
        **values,
        waits=waits,
        beyond=beyond,
        may_approve=waits and ask.may("POST", f"{_PLAN}/approve") and not own,
        own=waits and own and ask.may("POST", f"{_PLAN}/approve"),
        may_cancel=plan.state is not PlanState.VOIDED and ask.may("POST", f"{_PLAN}/cancel"),
        may_release=ask.may("POST", f"{_PLAN}/release") and not own,
    )


def canary(ask: Ask) -> Response:
    """How the first letters fare, for the page that is open: it asks again by itself."""
    with ask.view() as look:
        plan, _ = _plan(ask, look, ask.path("plan"))
        values = _canary(ask, look, plan)
    return ask.part("canary.html", plan=plan, **values)


def release(ask: Ask) -> Response:
    """The first letters failed, somebody has looked why, and the rest may go."""
    number = ask.path("plan")
    why = ask.needed("why", "desk.why")
    with ask.view() as look:
        plan, _ = _plan(ask, look, number)
        waiting = standing.letters_by_state(look.connection, number).get(LetterState.PLANNED.value, 0)
    asked = ask.confirm(
        "desk.confirm.release_plan",
        count=waiting,
        letter=letter_of(plan),
        lines=[why],
        button="desk.plan.release",
        back=f"/plans/{number}",
    )
    if asked is not None:
        return asked
    home = ask.home
    second = home.config.approval.second_person
    limits = home.config.limits
    letters = plans.release(home.store, number, why, ask.actor, ask.now, limits, second_person=second)
    return ask.done(f"/plans/{number}", "desk.done.plan_released", count=letters)


def approve(ask: Ask) -> Response:
    number = ask.path("plan")
    partial = ask.flag("partial")
    with ask.view() as look:
        plan, _ = _plan(ask, look, number)
        span = standing.span(look.connection, number)
    lines = [ask.say("desk.plan.says_left_out", count=plan.left_out)]
    if span is not None:
        begins = next_window(max(span[0], ask.now), ask.home.calendar)
        lines.append(ask.say("desk.plan.says_from", at=ask.local(begins)))
    lines.append(ask.say("desk.plan.says_canary", count=ask.home.config.limits.canary))
    lines += [ask.say("desk.plan.says_partial")] if partial else []
    asked = ask.confirm(
        "desk.confirm.approve",
        count=plan.receivers,
        letter=letter_of(plan),
        lines=lines,
        button="desk.plan.approve",
        back=f"/plans/{number}",
    )
    if asked is not None:
        return asked
    home = ask.home
    letters = plans.approve(
        home.store,
        home.composer,
        number,
        ask.actor,
        ask.now,
        home.calendar,
        second_person=home.config.approval.second_person,
        partial=partial,
    )
    return ask.done(f"/plans/{number}", "desk.done.approved", count=letters)


def cancel(ask: Ask) -> Response:
    number = ask.path("plan")
    why = ask.needed("why", "desk.why")
    with ask.view() as look:
        plan, _ = _plan(ask, look, number)
        waiting = standing.letters_by_state(look.connection, number).get(LetterState.PLANNED.value, 0)
    asked = ask.confirm(
        "desk.confirm.cancel" if waiting else "desk.confirm.cancel_draft",
        count=waiting or plan.receivers,
        letter=letter_of(plan),
        lines=[why],
        button="desk.plan.cancel",
        back=f"/plans/{number}",
    )
    if asked is not None:
        return asked
    cancelled = holds.cancel(ask.home.store, [], number, why, ask.actor, ask.now)
    return ask.done(f"/plans/{number}", "desk.done.cancelled", count=cancelled)


def letter(ask: Ask) -> Response:
    number = ask.path("plan")
    person, written, code = _written(ask)
    return ask.render("letter.html", number=number, person=person, written=written, letter=code.value)


def letter_page(ask: Ask) -> Response:
    """The HTML part by itself, for a frame that nothing can get out of."""
    return HTMLResponse(_written(ask)[1].html)


def _written(ask: Ask) -> tuple[Respondent, RenderedLetter, Code]:
    """The letter of a plan as a receiver will read it."""
    number, who = ask.path("plan"), ask.path("official")
    with ask.view() as look:
        plan, round_ = _plan(ask, look, number)
        person = roster.by_id(look.connection, who)
        due_at = standing.due_at(look.connection, number, who)
        mailing = stored.mailing(look.connection, number)
        if person is None or due_at is None:
            raise InputRefused("desk.no_such_page")
        home = ask.home
        story = people.story_of(look, person, ask.now, home.calendar, home.config.limits)
    said = None if mailing is None else mailing.said
    written = home.composer.render(plan.code, round_, person, due_at, said, earlier=story.before(plan.code))
    return person, written, plan.code


def _canary(ask: Ask, look: View, plan: PlanStanding) -> dict[str, Any]:
    """The first letters of a plan and what they mean for the others; `live` while it changes by itself."""
    limits, connection = ask.home.config.limits, look.connection
    by_state = standing.letters_by_state(connection, plan.id)
    span = standing.span(connection, plan.id)
    waiting = by_state.get(LetterState.PLANNED.value, 0) + by_state.get(LetterState.CLAIMED.value, 0)
    counts = sent.canary_counts(connection, plan.id, limits.canary)
    stands = canary_state(counts, limits, ask.now, waiting=waiting, released=plan.released_at is not None)
    begun = span is not None and span[0] <= ask.now
    last = counts.last_canary_at
    return {
        "canary": limits.canary,
        "canary_minutes": limits.canary_wait_s // 60,
        "canary_fails": limits.canary_fails,
        "canary_stands": stands,
        "canary_until": None if last is None else last + timedelta(seconds=limits.canary_wait_s),
        "counts": counts,
        "first": sent.canary(connection, plan.id, limits.canary),
        "letters": by_state,
        "waiting": waiting,
        "live": begun and waiting > 0 and plan.state is PlanState.APPROVED and stands != "failed",
    }


def _plan(ask: Ask, look: View, number: int) -> tuple[PlanStanding, Round]:
    plan: PlanStanding | None = look.state(PLAN, number)
    if plan is None:
        raise InputRefused("desk.no_such_page")
    return plan, plans.round_of(look, number)
