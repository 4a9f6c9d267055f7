"""Đợt khảo sát: made, approved by a second person, opened, paused, extended, closed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from starlette.responses import Response

from maild.actions import dates, rounds
from maild.errors import InputRefused
from maild.model import Code, NoticeCode, Round
from maild.store import View, roster
from maild.store import rounds as stored
from maild.web.ask import Ask

_OWN_FORM = ("change", "extend")  # steps for which more is asked than a yes
_ROUND = "/rounds/{number:int}"
# what may be done in which state
_STEPS = {
    "draft": ("approve", "change"),
    "approved": ("open", "change"),
    "running": ("pause", "extend", "change", "close"),
    "paused": ("resume", "extend", "change", "close"),
}


def index(ask: Ask) -> Response:
    with ask.view() as look:
        found = [
            (one, stored.state_of(look.connection, one.id), roster.count(look.connection, one.id))
            for one in reversed(stored.every(look.connection))
        ]
    usual = ask.home.config.round_defaults
    return ask.render("rounds.html", rounds=found, may=ask.may("POST", "/rounds"), usual=usual)


def create(ask: Ask) -> Response:
    code = rounds.checked_code(ask.needed("code", "desk.round.code"))
    usual = ask.home.config.round_defaults
    draft = Round(id=0, code=code, locale=usual.locale, **_said(ask, code))
    made = rounds.create(ask.home.store, draft, ask.actor, ask.now)
    return ask.done(f"/rounds/{made.id}", "desk.done.round_created")


def change(ask: Ask) -> Response:
    """Mend what was said of a round, after what will be otherwise was looked at; of an open one with a reason."""
    with ask.view() as look:
        round_ = _round(ask, look)
        wanted = {name: said for name, said in _said(ask, round_.code).items() if not ask.untouched(name)}
        changed = rounds.mended(look, round_.code, wanted, ask.now)
    here = f"/rounds/{round_.id}"
    why = ask.needed("why", "desk.why") if changed.is_open else ""
    lines = [_turned(ask, round_, changed.round, field) for field in changed.fields]
    asked = ask.confirm(
        "desk.confirm.round_mend" if changed.is_open else "desk.confirm.round_change",
        code=round_.code,
        plans=changed.plans,
        told=changed.told,
        lines=[*lines, *filter(None, [why])],
        button="desk.round.change",
        back=here,
    )
    if asked is not None:
        return asked
    rounds.change(ask.home.store, round_.code, wanted, ask.actor, ask.now, why=why)
    word = "desk.done.round_mended" if changed.is_open else "desk.done.round_change"
    return ask.done(here, word, plans=changed.plans)


def _turned(ask: Ask, before: Round, after: Round, field: str) -> str:
    """What one field said, and says."""
    old, new = (_written(ask, getattr(one, field)) for one in (before, after))
    return f"{ask.say(f'field.{field}')}: {old} → {new}"


def _written(ask: Ask, value: object) -> str:
    if isinstance(value, datetime):
        return ask.local(value)
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


def show(ask: Ask) -> Response:
    with ask.view() as look:
        round_ = _round(ask, look)
        state = stored.state_of(look.connection, round_.id)
        count = roster.count(look.connection, round_.id)
        maker = stored.created_by(look.connection, round_.id)
    home = ask.home
    shown = dates.of_round(home.config, home.calendar, home.config.limits, round_)
    second = home.config.approval.second_person and maker == ask.actor.name
    return ask.render(
        "round.html",
        round=round_,
        state=state,
        officials=count,
        maker=maker,
        dates=[one for one in shown.dates if one[1] != "planned"],
        day_off=rounds.last_working_day(round_, home.calendar),
        dropped=rounds.dropped(round_, home.calendar, home.config.limits),
        unconfirmed=shown.unconfirmed,
        steps=[one for one in _STEPS.get(state, ()) if ask.may("POST", f"{_ROUND}/{one}")],
        own=second and state == "draft",
        own_form=_OWN_FORM,
        names=_names(ask),
    )


def approve(ask: Ask) -> Response:
    second = ask.home.config.approval.second_person
    return _step(
        ask,
        "approve",
        lambda code: rounds.approve(ask.home.store, code, ask.actor, ask.now, second_person=second),
    )


def open_(ask: Ask) -> Response:
    return _step(ask, "open", lambda code: rounds.open_(ask.home.store, code, ask.actor, ask.now))


def pause(ask: Ask) -> Response:
    return _step(
        ask, "pause", lambda code: rounds.pause(ask.home.store, code, ask.actor, ask.now), undo="resume"
    )


def resume(ask: Ask) -> Response:
    return _step(ask, "resume", lambda code: rounds.resume(ask.home.store, code, ask.actor, ask.now))


def close(ask: Ask) -> Response:
    home = ask.home
    with ask.view() as look:
        code = _round(ask, look).code
        cut = rounds.cut_off(look, code, ask.now, home.calendar, home.config.limits)
    lines = []
    if cut is not None:
        levels = ", ".join(f"{level.value} {ask.local(at)}" for level, at in cut.levels)
        lines = [
            ask.say("desk.round.cuts_people", count=cut.people, deadline=ask.local(cut.round.deadline)),
            ask.say("desk.round.cuts_letters", letters=cut.letters, plans=cut.plans),
            *([ask.say("desk.round.cuts_levels", levels=levels)] if levels else []),
        ]
    return _step(
        ask,
        "close",
        lambda code: rounds.close(home.store, code, ask.actor, ask.now),
        lines=lines,
        typed=0 if cut is None else cut.people,
    )


def extend(ask: Ask) -> Response:
    deadline = ask.moment("deadline", "desk.round.new_deadline")
    letter = ask.needed("letter", "desk.round.letter")
    with ask.view() as look:
        before = _round(ask, look)
    rounds.check_extension(before, deadline, ask.now)
    extended = replace(before, deadline=deadline)
    day = rounds.last_working_day(extended, ask.home.calendar)
    off = ask.say(
        "cli.deadline_off", deadline=ask.local(deadline), day="" if day is None else f"{day:%d/%m/%Y}"
    )
    return _step(
        ask,
        "extend",
        lambda code: rounds.extend(ask.home.store, code, deadline, letter, ask.actor, ask.now),
        lines=[
            f"{ask.local(before.deadline)} → {ask.local(deadline)} ({letter})",
            *([] if day is None else [off[:1].upper() + off[1:]]),
        ],
    )


def _step(
    ask: Ask,
    name: str,
    work: Callable[[str], object],
    *,
    undo: str = "",
    lines: list[str] | None = None,
    typed: int = 0,
) -> Response:
    """Ask back, do it, and tell on the round's page. `typed`: how many people it is that somebody types if many."""
    with ask.view() as look:
        round_ = _round(ask, look)
        count = roster.count(look.connection, round_.id)
    here = f"/rounds/{round_.id}"
    asked = ask.confirm(
        f"desk.confirm.round_{name}",
        count=typed,
        lines=lines or [],
        code=round_.code,
        people=count,
        button=f"desk.round.{name}",
        back=here,
    )
    if asked is not None:
        return asked
    work(round_.code)
    back = (f"{here}/{undo}", {"confirmed": "yes"}) if undo else None
    return ask.done(here, f"desk.done.round_{name}", undo=back)


def _names(ask: Ask) -> dict[str, str]:
    """What each letter and mail to staff is, by its code."""
    letters = {code.value: ask.say(f"desk.letter.{code.value}") for code in Code}
    return letters | {code.value: ask.say(f"notice.{code.value}") for code in NoticeCode}


def _said(ask: Ask, code: str) -> dict[str, Any]:
    """What the form of a round says of it."""
    return {
        "title": ask.word("title") or rounds.usual_title(code),
        "invited_on": ask.day("invited_on", "desk.round.invited_on"),
        "deadline": ask.moment("deadline", "desk.round.deadline"),
        **{field: ask.needed(field, f"desk.round.{field}") for field in rounds.SAID},
    }


def _round(ask: Ask, look: View) -> Round:
    found = stored.get(look.connection, ask.path("number"))
    if found is None:
        raise InputRefused("desk.no_such_page")
    return found
