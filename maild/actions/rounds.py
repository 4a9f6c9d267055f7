"""Create, change, approve, open, extend, pause and close a survey round."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from maild.actions.actor import Actor
from maild.actions.trail import about
from maild.errors import InputRefused, NeedsPerson
from maild.jobs.remind import close_waves
from maild.model import (
    LADDER,
    Calendar,
    Code,
    Event,
    EventKind,
    LetterState,
    Limits,
    PlanStanding,
    PlanState,
    Round,
)
from maild.privacy import noted
from maild.rules import FOLDS, reminders
from maild.rules.calendar import add_working_days, is_working_day
from maild.store import Database, Unit, View, outbox, plans, roster, rounds

# stands in every letter of a round; the invitation's sender and subject tell the true one from a false one
SAID = ("legal_basis", "agency", "hotline", "invitation_sender", "invitation_subject")
CHANGES = ("title", "invited_on", "deadline", *SAID)  # what may be mended
_OPEN = ("running", "paused")
_LONGEST = timedelta(days=366)  # from the invitations to the deadline: more is a slip of the pen
_CODE = re.compile(r"\w(?:[\w.-]{0,18}\w)?")


@dataclass(frozen=True, slots=True)
class CutOff:
    """What an end of the round now would take from those who have not answered."""

    round: Round
    people: int  # who have not answered and still have time to
    letters: int  # that wait in the outbox
    plans: int  # that wait for approval
    levels: tuple[tuple[Code, datetime], ...]  # of the ladder, still to come


@dataclass(frozen=True, slots=True)
class Changed:
    """What was mended of a round; of one that is open also what that costs."""

    round: Round
    fields: tuple[str, ...]
    is_open: bool = False
    plans: int = 0  # that must be looked at and approved anew
    told: int = 0  # people who have letters with what was said before


def chosen(look: View, code: str = "") -> Round:
    """The round called `code`; without a code the one that runs, else the newest.

    Raises InputRefused where there is none.
    """
    if code:
        return _known(look, code)
    candidates = rounds.running(look.connection) or rounds.every(look.connection)
    if not candidates:
        raise InputRefused("refused.no_round_yet")
    return max(candidates, key=lambda one: one.id)


def checked_code(code: str) -> str:
    """Raises InputRefused for what is no code of a round."""
    if not _CODE.fullmatch(code):
        raise InputRefused("refused.bad_code", code=code)
    return code


def usual_title(code: str) -> str:
    """What a round is called when nobody says otherwise; letters print it."""
    return f"Điều tra xã hội học xác định Chỉ số cải cách hành chính năm {code}"


def create(store: Database, draft: Round, actor: Actor, now: datetime) -> Round:
    """A new round in state draft.

    Raises InputRefused when the code is taken, the dates do not fit, or something that stands in every letter is
    left empty.
    """
    _check(draft)
    with store.unit(FOLDS) as unit:
        if rounds.find(unit.connection, draft.code) is not None:
            raise InputRefused("refused.round_exists", code=draft.code)
        made = rounds.create(unit.connection, draft, by=actor.name)
        unit.append(Event(EventKind.ROUND_CREATED, now, actor.name, round_id=made.id))
    return made


def change(
    store: Database, code: str, wanted: Mapping[str, Any], actor: Actor, now: datetime, *, why: str = ""
) -> Changed:
    """Mend what was said of a round: some of `CHANGES`.

    One that is not open yet is a draft again, made by whoever changed it, so that somebody else approves what it says
    now. An open one stays open: it needs a reason, and each of its plans another person's approval. Of its dates only
    the deadline can be mended, to an earlier one; a later one is an extension, by the ministry's letter.
    """
    with store.unit(FOLDS) as unit:
        changed = mended(unit, code, wanted, now)
        round_ = changed.round
        if changed.is_open and not why.strip():
            raise InputRefused("refused.no_reason")
        data: dict[str, object] = {"fields": list(changed.fields)}
        if changed.is_open:
            data["note"] = noted(why, unit.masking)
            rounds.mend(unit.connection, round_, by=actor.name)
            _void_plans(unit, round_, "round_changed", actor, now)
        else:
            rounds.change(unit.connection, round_, by=actor.name)
        unit.append(Event(EventKind.ROUND_CHANGED, now, actor.name, round_id=round_.id, data=data))
    return changed


def mended(look: View, code: str, wanted: Mapping[str, Any], now: datetime) -> Changed:
    """What `change` would do. Raises InputRefused as it does."""
    before = _in_state(look, code, "draft", "approved", *_OPEN)
    is_open = rounds.state_of(look.connection, before.id) in _OPEN
    round_ = replace(before, **wanted)
    fields = tuple(name for name in CHANGES if getattr(round_, name) != getattr(before, name))
    if not fields:
        raise InputRefused("refused.nothing_changed", code=code)
    _check(round_)
    if not is_open:
        return Changed(round_, fields)
    if "invited_on" in fields:
        raise InputRefused("refused.invited_already", code=code)
    if "deadline" in fields:
        round_ = _deadline_mended(before, round_, now)
    unfinished = [one for one in plans.unfinished(look.connection) if one.round_id == round_.id]
    standing = [one for one in unfinished if _is_void_with_the_round(one)]
    until = now + timedelta(microseconds=1)  # a letter of this very moment has gone, too
    codes = [one for one in Code if one is not Code.T0]
    told = outbox.may_have(look.connection, round_.id, codes, before=until)
    return Changed(round_, fields, True, len(standing), len(told))


def _deadline_mended(before: Round, after: Round, now: datetime) -> Round:
    """An extension that went too far is one to the day that was meant; where none was meant, there was none."""
    if after.deadline > before.deadline:
        raise InputRefused("refused.deadline_later", code=before.code, before=before.deadline)
    if after.deadline <= now:
        raise InputRefused("refused.deadline_over", deadline=after.deadline)
    if before.extended_from is None:
        return after
    if after.deadline <= before.extended_from:
        return replace(after, extended_from=None, extended_at=None, extension_letter="")
    return replace(after, extended_at=now)  # whoever was told of the wrong day is told of this one


def _is_void_with_the_round(plan: PlanStanding) -> bool:
    return plan.state is not PlanState.VOIDED and plan.code is not Code.T0


def _void_plans(unit: Unit, round_: Round, because: str, actor: Actor, now: datetime) -> None:
    """Whatever was approved was another letter."""
    for plan in plans.of_round(unit.connection, round_.id):
        if _is_void_with_the_round(plan):
            event = Event(EventKind.PLAN_VOIDED, now, actor.name, round_id=round_.id, plan_id=plan.id)
            unit.append(replace(event, data={"because": because}))


def _check(draft: Round) -> None:
    if draft.deadline.date() <= draft.invited_on:
        raise InputRefused(
            "refused.deadline_first", deadline=draft.deadline.date(), invited_on=draft.invited_on
        )
    if draft.invited_on.year < 2000 or draft.deadline.date() - draft.invited_on > _LONGEST:
        raise InputRefused("refused.dates_far", deadline=draft.deadline.date(), invited_on=draft.invited_on)
    unsaid = [name for name in SAID if not str(getattr(draft, name)).strip()]
    if unsaid:
        raise InputRefused("refused.round_unsaid", unsaid=unsaid)


def approve(store: Database, code: str, actor: Actor, now: datetime, *, second_person: bool) -> Round:
    """Say that roster and dates are right. With `second_person`, whoever created the round may not."""
    with store.unit(FOLDS) as unit:
        round_ = _in_state(unit, code, "draft")
        if second_person and rounds.created_by(unit.connection, round_.id) == actor.name:
            raise NeedsPerson("needs.second_person", who=actor.name)
        if not roster.of_round(unit.connection, round_.id):
            raise InputRefused("refused.round_empty", code=code)
        rounds.set_state(unit.connection, round_.id, "approved")
        unit.append(Event(EventKind.ROUND_APPROVED, now, actor.name, round_id=round_.id))
    return round_


def open_(store: Database, code: str, actor: Actor, now: datetime) -> Round:
    """Start the round: everybody on the roster counts as invited on its invitation day."""
    with store.unit(FOLDS) as unit:
        round_ = _in_state(unit, code, "approved")
        rounds.set_state(unit.connection, round_.id, "running")
        unit.append(Event(EventKind.ROUND_OPENED, now, actor.name, round_id=round_.id))
        data = {"on": round_.invited_on.isoformat()}
        unit.append(
            *(
                about(person, EventKind.RESPONDENT_INVITED, actor, now, data)
                for person in roster.of_round(unit.connection, round_.id)
            )
        )
    return round_


def check_extension(round_: Round, deadline: datetime, now: datetime) -> None:
    """Raises InputRefused for a new deadline that is none, or lies too far ahead."""
    if deadline <= round_.deadline or deadline <= now:
        raise InputRefused("refused.not_later", deadline=deadline, before=round_.deadline, code=round_.code)
    if deadline.date() - round_.invited_on > _LONGEST:
        raise InputRefused("refused.dates_far", deadline=deadline.date(), invited_on=round_.invited_on)


def extend(store: Database, code: str, deadline: datetime, letter: str, actor: Actor, now: datetime) -> Round:
    """Move the deadline as the ministry's `letter` says; every plan must be looked at again.

    Whoever has been told that the old day is the last is told of the new one, once (X1). Raises InputRefused
    when the new deadline is not later than the old one or has passed, or no letter is named.
    """
    if not letter.strip():
        raise InputRefused("refused.no_extension_letter")
    with store.unit(FOLDS) as unit:
        round_ = _in_state(unit, code, *_OPEN)
        check_extension(round_, deadline, now)
        extended = rounds.extend(unit.connection, round_, deadline, letter.strip(), now)
        data = {
            "before": round_.deadline.isoformat(),
            "deadline": deadline.isoformat(),
            "letter": letter.strip(),
        }
        unit.append(Event(EventKind.ROUND_EXTENDED, now, actor.name, round_id=round_.id, data=data))
        _void_plans(unit, round_, "extended", actor, now)
    return extended


def pause(store: Database, code: str, actor: Actor, now: datetime) -> Round:
    """Hold every letter of a round; its plans stay approved."""
    return _turn(store, code, ("running", "paused", EventKind.ROUND_PAUSED), actor, now)


def resume(store: Database, code: str, actor: Actor, now: datetime) -> Round:
    return _turn(store, code, ("paused", "running", EventKind.ROUND_RESUMED), actor, now)


def dates(round_: Round, calendar: Calendar, limits: Limits) -> list[tuple[Code, datetime]]:
    """When each level that fits into the round begins."""
    return [(wave.code, wave.due_at) for wave in reminders.ladder(round_, calendar, limits)]


def dropped(round_: Round, calendar: Calendar, limits: Limits) -> list[tuple[Code, str]]:
    """The levels that do not fit into the round, each with the reason."""
    fit = dict(dates(round_, calendar, limits))
    return [(code, reminders.why_dropped(code, round_, calendar)) for code in LADDER if code not in fit]


def last_working_day(round_: Round, calendar: Calendar) -> date | None:
    """The last working day before a deadline on a day off; None where the deadline's day is worked."""
    last_day = reminders.last_day_of(round_, calendar)
    return None if is_working_day(last_day, calendar) else add_working_days(last_day, -1, calendar)


def cut_off(look: View, code: str, now: datetime, calendar: Calendar, limits: Limits) -> CutOff | None:
    """What closing a round now would cut off; None where its time is over, or everybody has answered."""
    round_ = _in_state(look, code, *_OPEN)
    people = roster.count_open(look.connection, round_.id)
    if not people or now >= round_.deadline:
        return None
    letters = outbox.in_state(look.connection, LetterState.PLANNED, round_id=round_.id)
    drafts = [one for one in plans.of_round(look.connection, round_.id) if one.state is PlanState.DRAFT]
    levels = tuple(one for one in dates(round_, calendar, limits) if one[1] > now)
    return CutOff(round_, people, len(letters), len(drafts), levels)


def check_cut_off(cut: CutOff | None, typed: int | None) -> None:
    """Raises NeedsPerson where a round would end early and nobody has typed how many have not answered."""
    if cut is not None and typed != cut.people:
        raise NeedsPerson("needs.close_early", code=cut.round.code, count=cut.people)


def close(store: Database, code: str, actor: Actor, now: datetime) -> Round:
    """End the round: what waits to be sent is skipped, and no draft can be approved any more."""
    with store.unit(FOLDS) as unit:
        round_ = _in_state(unit, code, *_OPEN)
        rounds.set_state(unit.connection, round_.id, "closed")
        close_waves(unit, round_.id, lambda _: True, now, actor.name)
        unit.append(Event(EventKind.ROUND_CLOSED, now, actor.name, round_id=round_.id))
    return round_


def _turn(store: Database, code: str, turn: tuple[str, str, EventKind], actor: Actor, now: datetime) -> Round:
    before, after, kind = turn
    with store.unit(FOLDS) as unit:
        round_ = _in_state(unit, code, before)
        rounds.set_state(unit.connection, round_.id, after)
        unit.append(Event(kind, now, actor.name, round_id=round_.id))
    return round_


def _known(look: View, code: str) -> Round:
    found = rounds.find(look.connection, code)
    if found is None:
        raise InputRefused("refused.no_round", code=code)
    return found


def _in_state(look: View, code: str, *wanted: str) -> Round:
    round_ = _known(look, code)
    state = rounds.state_of(look.connection, round_.id)
    if state not in wanted:
        raise InputRefused("refused.round_state", code=code, state=state, wanted=wanted[0])
    return round_
