"""Tổng quan: where we stand against the plan, what goes out next, and what waits for whoever looks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from starlette.responses import Response

from maild.actions import dates, escalations, sending
from maild.jobs import figures as figured
from maild.letters.notice_facts import Counts, GroupLine
from maild.model import IncidentPhase, PlanStanding, PlanState, Round, SendingState, Stage
from maild.rules import PLAN, SENDING, course
from maild.rules.brakes import canary_holds
from maild.rules.calendar import local_day, working_days_between
from maild.store import View, figures, incidents, plans, rounds, sent, standing
from maild.store.standing import Tally
from maild.web.ask import Ask

_WEAKEST = 10
# what waits for a coordinator, by the fact that holds letters back
_TASKS = {"claim_held_at": "desk.task.claims", "question_at": "desk.task.questions",
          "wrong_person_at": "desk.task.wrong_person"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits, with the page on which it is done."""

    text: str
    path: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A round in numbers, as far as somebody sees it."""

    counts: Counts
    units: list[tuple[GroupLine, int]]  # weakest first, with the unit's number
    groups: list[GroupLine]
    target: float
    forecast: float | None
    list_as_of: datetime | None
    list_is_old: bool
    days_left: int  # working days


def show(ask: Ask) -> Response:
    with ask.view() as look:
        if not rounds.every(look.connection):
            return ask.render("overview.html", round=None, **service(ask, look))
        round_ = ask.round(look)
        found = None if ask.role == "it" else standing_of(ask, look, round_)
        values: dict[str, Any] = {
            "round": round_,
            "state": rounds.state_of(look.connection, round_.id),
            "found": found,
            "tasks": _tasks(ask, look, round_, found),
            "coming": _coming(ask, look, round_) if ask.role in ("coordinator", "approver") else [],
            "faults": _faults(ask, look),
            "to_people": ask.may("GET", "/officials"),
            "to_faults": ask.may("GET", "/incidents"),
            "weakest": [] if found is None else found.units[:_WEAKEST],
            **service(ask, look),
        }
    return ask.render("overview.html", **values)


def pause(ask: Ask) -> Response:
    why = ask.needed("why", "desk.why")
    asked = ask.confirm("desk.confirm.pause", lines=[why], button="desk.sending.pause", back=_back(ask))
    if asked is not None:
        return asked
    sending.pause(ask.home.store, ask.actor, ask.now, why)
    again = {"undo": "yes", "plan": ask.word("plan")}
    return ask.done(_back(ask), "desk.done.paused", undo=("/sending/resume", again))


def resume(ask: Ask) -> Response:
    """Whoever takes his own pause back is not asked again, unless the breaker has tripped since."""
    with ask.home.store.view() as look:
        state: SendingState = look.state(SENDING, 1) or SendingState()
    if not ask.flag("undo") or state.breaker_tripped_at is not None:
        asked = ask.confirm("desk.confirm.resume", button="desk.sending.resume", back=_back(ask))
        if asked is not None:
            return asked
    sending.resume(ask.home.store, ask.actor, ask.now)
    return ask.done(_back(ask), "desk.done.resumed")


def _back(ask: Ask) -> str:
    """The plan from whose page all sending was stopped or resumed, or the overview."""
    plan = ask.number("plan")
    return "/" if plan is None or not ask.may("GET", "/plans/{plan:int}") else f"/plans/{plan}"


def standing_of(ask: Ask, look: View, round_: Round, unit_id: int | None = None) -> Standing:
    """The numbers of a round, or of one unit of it; whoever sees one unit only never gets more."""
    home, connection = ask.home, look.connection
    today = local_day(ask.now, home.calendar)
    own = ask.sight.unit_id if ask.sight.unit_id is not None else unit_id
    key = ("tallies", round_.id, today)
    every: list[Tally] = ask.desk.cache.get(look, key, lambda: standing.tallies(connection, round_.id, today))
    mine = [one for one in every if own is None or one.unit_id == own]
    counts = counted(mine)
    last_day = local_day(round_.deadline - timedelta(microseconds=1), home.calendar)
    targets = home.config.targets.model()
    by_day: dict[date, int] = {}
    if own is None:
        answers = ask.desk.cache.get(
            look, ("answers", round_.id), lambda: standing.answered_at(connection, round_.id)
        )
        known = 0
        for at, many in sorted(answers):
            known += many
            by_day[local_day(at, home.calendar)] = known
    as_of = rounds.list_as_of(connection, round_.id)
    age = (
        None if as_of is None else working_days_between(local_day(as_of, home.calendar), today, home.calendar)
    )
    names = home.briefs.policy.groups
    return Standing(
        counts=counts,
        units=_lines(mine, lambda one: (one.unit, one.unit_id)),
        groups=[line for line, _ in _lines(mine, lambda one: (names.get(one.group, one.group), 0))],
        target=course.target(round_.invited_on, last_day, today, targets, home.calendar),
        forecast=course.forecast(by_day, counts.officials, today, last_day, home.calendar),
        list_as_of=as_of,
        list_is_old=age is None or age > home.config.limits.list_age_days,
        days_left=max(working_days_between(today, last_day, home.calendar), 0),
    )


def counted(tallies: Iterable[Tally]) -> Counts:
    sums: dict[str, int] = defaultdict(int)
    for one in tallies:
        sums[one.status.value] += one.count
    return Counts(sum(sums.values()), **sums)


def _lines(tallies: list[Tally], by: Callable[[Tally], tuple[str, int]]) -> list[tuple[GroupLine, int]]:
    parts: dict[tuple[str, int], list[Tally]] = defaultdict(list)
    for one in tallies:
        parts[by(one)].append(one)
    lines = [(GroupLine(name, counted(part)), number) for (name, number), part in parts.items()]
    return sorted(lines, key=lambda one: (one[0].counts.share, -one[0].counts.missing, one[0].name))


def _tasks(ask: Ask, look: View, round_: Round, found: Standing | None) -> list[Task]:
    """What this person can do something about, and where."""
    tasks: list[Task] = []
    connection = look.connection
    state = rounds.state_of(connection, round_.id)
    if ask.may("POST", "/rounds/{number:int}/approve") and state == "draft":
        tasks.append(Task(ask.say("desk.task.round", code=round_.code), f"/rounds/{round_.id}"))
    if ask.role == "coordinator" and state == "approved":
        tasks.append(Task(ask.say("desk.task.open", code=round_.code), f"/rounds/{round_.id}"))
    if ask.role in ("coordinator", "approver"):
        for plan in plans.in_state(connection, PlanState.DRAFT):
            if plan.round_id == round_.id:
                word = "task.plan" if ask.may("POST", "/plans/{plan:int}/approve") else "desk.task.plan_other"
                tasks.append(
                    Task(ask.say(word, letter=letter_of(plan), count=plan.receivers), f"/plans/{plan.id}")
                )
        tasks += _canaries(ask, look, round_)
    if ask.role == "coordinator":
        staged = rounds.waiting_lists(connection, round_.id)
        tasks += [
            Task(ask.say("task.list", number=f"S-{one:04}"), f"/lists/answered/{one}") for one in staged
        ]
        if found is not None and found.list_is_old and not staged and state == "running":
            tasks.append(Task(ask.say("task.no_list"), "/lists"))
        noted = ask.desk.cache.get(look, ("noted", round_.id), lambda: standing.noted(connection, round_.id))
        tasks += [
            Task(ask.say(word, count=noted[fact]), f"/officials?fact={fact}")
            for fact, word in _TASKS.items()
            if noted[fact]
        ]
        tasks += _to_units(ask, look, round_, found)
    if ask.role in ("coordinator", "it") and ask.may("GET", "/mails"):
        unsure = ask.desk.cache.get(look, "unsure", lambda: figures.how_many_unsure(connection))
        if unsure:
            tasks.append(Task(ask.say("desk.task.mails", count=unsure), "/mails"))
        tasks += _untaken(ask, look)
    return tasks


def _untaken(ask: Ask, look: View) -> list[Task]:
    """Technical errors that nobody has taken on, for who works on them."""
    opened = figured.open_of(look, local_day(ask.now, ask.home.calendar))
    many = sum(one.state is IncidentPhase.OPEN for one in opened)
    return [Task(ask.say("desk.task.untaken", count=many), "/incidents?state=open")] if many else []


def _canaries(ask: Ask, look: View, round_: Round) -> list[Task]:
    """Plans whose first letters failed: the rest waits for somebody's word."""
    limits, found = ask.home.config.limits, []
    for one in standing.waiting(look.connection, round_.id):
        plan: PlanStanding | None = look.state(PLAN, one.plan_id)
        counts = sent.canary_counts(look.connection, one.plan_id, limits.canary)
        released = plan is not None and plan.released_at is not None
        if plan is not None and canary_holds(counts, limits, ask.now, released=released) == "canary_failed":
            text = ask.say("desk.task.canary", letter=letter_of(plan), count=one.count)
            found.append(Task(text, f"/plans/{plan.id}"))
    return found


def _to_units(ask: Ask, look: View, round_: Round, found: Standing | None) -> list[Task]:
    """Mails to units that are due, and addresses to be corrected."""
    key = ("escalations", round_.id, local_day(ask.now, ask.home.calendar))
    due = ask.desk.cache.get(look, key, lambda: escalations.due(ask.home, look, round_, ask.now))
    tasks = [
        Task(
            ask.say("desk.task.escalation", code=one.code.value, what=f"notice.{one.code.value}"),
            f"/escalations/{one.code.value}",
        )
        for one in due
    ]
    if found is not None and found.counts.unreachable:
        tasks.append(Task(ask.say("desk.task.corrections", count=found.counts.unreachable), "/corrections"))
    return tasks


def _coming(ask: Ask, look: View, round_: Round) -> list[tuple[datetime, str]]:
    """What goes out next: letters that are approved, then the levels to come."""
    lines = [
        (
            one.at,
            ask.say(
                "desk.coming.letters",
                name=f"desk.letter.{one.code.value}",
                code=one.code.value,
                count=one.count,
            ),
        )
        for one in standing.waiting(look.connection, round_.id)
    ]
    home = ask.home
    shown = dates.of_round(home.config, home.calendar, home.config.limits, round_)
    lines += [
        (at, ask.say(f"desk.coming.{what}", name=f"desk.letter.{code}", code=code))
        for at, what, code, _ in shown.dates
        if what in ("level", "deadline") and at > ask.now
    ]
    return sorted(lines)[:6]


def _faults(ask: Ask, look: View) -> list[tuple[str, int, int]]:
    """Open technical errors by phase: how many, and how many officials they touch."""
    if ask.role == "head":
        return []
    today = local_day(ask.now, ask.home.calendar)
    opened = figured.open_of(look, today)
    return [
        (
            stage.value,
            sum(one.stage is stage for one in opened),
            len(incidents.touched(look.connection, *(one.id for one in opened if one.stage is stage))),
        )
        for stage in Stage
    ]


def service(ask: Ask, look: View) -> dict[str, Any]:
    """How sending is, for who may stop it."""
    state: SendingState = look.state(SENDING, 1) or SendingState()
    return {"sending": state, "may_pause": ask.may("POST", "/sending/pause")}


def letter_of(plan: PlanStanding) -> str:
    """`R2`, or `S1 INC-0023` where the code alone does not say which."""
    return f"{plan.code.value} {plan.occasion}".strip()
