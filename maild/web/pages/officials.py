"""Cán bộ: who is asked and how he stands; of one person everything that happened, and the "why" of every letter."""

from __future__ import annotations

from datetime import date

from starlette.responses import Response

from maild.actions import holds, officials, people, told
from maild.actions.officials import BY_HAND
from maild.decode.reply.vietnamese import fold
from maild.errors import InputRefused
from maild.model import Respondent, RespondentStatus, Round
from maild.rules.calendar import local_day
from maild.rules.status import status_of
from maild.store import View, roster, standing, units
from maild.store.standing import NOTED, Line
from maild.web.ask import Ask, Pager

_MOST_FOUND = 500
_PERSON = "/officials/{official:int}"
_SETTLED = (
    "question",
    "claim-held",
    "wrong-person",
    "refused",
)  # said in a mail; hold letters until a person acts
_STATUSES = tuple(one.value for one in RespondentStatus)


def index(ask: Ask) -> Response:
    wanted = ask.word("q")[:100]
    status, fact = ask.word("status", _STATUSES), ask.word("fact", NOTED)
    unit_id = ask.sight.unit_id if ask.sight.unit_id is not None else ask.number("unit")
    with ask.view() as look:
        round_ = ask.round(look)
        today = local_day(ask.now, ask.home.calendar)
        asked = [one for one in units.every(look.connection, round_.id) if one.officials]
        fields = {"unit": str(unit_id or ""), "status": status, "fact": fact}
        if wanted:
            lines, pager = _search(ask, look, round_, today, wanted, unit_id, status, fields)
        else:
            connection = look.connection
            key = ("people", round_.id, today, unit_id, status, fact)
            total = ask.desk.cache.get(
                look,
                key,
                lambda: standing.count(
                    connection, round_.id, today, unit_id=unit_id, stands=status, fact=fact
                ),
            )
            pager = ask.pager(total, fields)
            lines = standing.officials(
                connection,
                round_.id,
                today,
                unit_id=unit_id,
                stands=status,
                fact=fact,
                offset=pager.offset,
                limit=pager.size,
            )
    return ask.render(
        "officials.html",
        lines=lines,
        pager=pager,
        wanted=wanted,
        status=status,
        fact=fact,
        unit=unit_id or "",
        units=[(one.id, one.name) for one in asked] if ask.sight.unit_id is None else [],
        statuses=[(one, ask.say(f"status.{one}")) for one in _STATUSES],
        too_many=bool(wanted) and pager.total >= _MOST_FOUND,
        in_full=ask.role in ("coordinator", "approver"),
        to_corrections=ask.may("GET", "/corrections"),
    )


def show(ask: Ask) -> Response:
    home = ask.home
    with ask.view() as look:
        person = person_of(ask, look)
        today = local_day(ask.now, home.calendar)
        story = people.story_of(look, person, ask.now, home.calendar, home.config.limits)
        may_undo = officials.may_undo(look, person)
    in_full = ask.role in ("coordinator", "approver")
    file = officials.file_of(ask.desk.reader, person, today)
    standing_now = status_of(story.state, today).value
    zone = home.config.zone
    return ask.render(
        "official.html",
        person=person,
        group=home.briefs.policy.groups.get(person.group, person.group),
        state=story.state,
        status=standing_now,
        marks=[one for one in file.marks if one.replace("-", "_") != standing_now],
        file=file,
        answers=[
            told.answer(
                one, ask.language, zone, story.ground(one.because, one.judged_at) if in_full else None
            )
            for one in story.answers
        ],
        trail=[
            (one.at, told.event(one, ask.language), one.actor, file.notes.get(one.id or 0, ""))
            for one in reversed(story.events)
        ]
        if in_full
        else [],
        in_full=in_full,
        by_hand=[(one, ask.say(f"mark.{one}")) for one in BY_HAND if one not in file.marks],
        may_change=ask.may("POST", f"{_PERSON}/hold"),
        may_undo=may_undo,
        to_settle=[one for one in file.marks if one in _SETTLED],
        asked=file.ended is None,
    )


def hold(ask: Ask) -> Response:
    why = ask.needed("why", "desk.why")
    person = _changed(ask)
    here = f"/officials/{person.id}"
    asked = ask.confirm(
        "desk.confirm.hold", count=1, who=named(person), lines=[why], button="desk.hold", back=here
    )
    if asked is not None:
        return asked
    held = holds.hold(ask.home.store, [person], why, ask.actor, ask.now)
    if not held:
        return ask.done(here, "desk.done.held_already")
    return ask.done(here, "desk.done.held", count=held, undo=(f"{here}/release", {"confirmed": "yes"}))


def release(ask: Ask) -> Response:
    person = _changed(ask)
    here = f"/officials/{person.id}"
    asked = ask.confirm("desk.confirm.release", count=1, who=named(person), button="desk.release", back=here)
    if asked is not None:
        return asked
    released = holds.release(ask.home.store, [person], ask.actor, ask.now)
    return ask.done(here, "desk.done.released" if released else "desk.done.not_held", count=released)


def mark(ask: Ask) -> Response:
    what = ask.word("what", BY_HAND)
    if not what:
        raise InputRefused("desk.empty_field", field="desk.official.what")
    note = ask.word("note")
    until = ask.day("until", "desk.official.until") if what == "on-leave" else None
    if until is not None:
        officials.check_return(until, ask.now)
    person = _changed(ask)
    here = f"/officials/{person.id}"
    says = f"mark.{what}"
    back = "" if until is None else f"{ask.say('desk.official.until')}: {until:%d/%m/%Y}"
    lines = [one for one in (back, note) if one]
    asked = ask.confirm(
        "desk.confirm.mark", count=1, who=named(person), mark=says, lines=lines, button="desk.official.mark",
        back=here,
    )  # fmt: skip
    if asked is not None:
        return asked
    officials.mark(ask.home.store, person, what, ask.actor, ask.now, note=note, until=until)
    return ask.done(here, "desk.done.marked", mark=says, undo=(f"{here}/undo", {"confirmed": "yes"}))


def undo(ask: Ask) -> Response:
    """Take back the last correction, or what was said in a mail and is settled now (`what`)."""
    person, what = _changed(ask), ask.word("what", _SETTLED)
    here = f"/officials/{person.id}"
    asked = ask.confirm(
        "desk.confirm.clear" if what else "desk.confirm.undo",
        count=1,
        who=named(person),
        mark=f"mark.{what}",
        button="desk.official.mark" if what else "desk.official.undo",
        back=here,
    )
    if asked is not None:
        return asked
    undone = officials.undo(ask.home.store, person, ask.actor, ask.now, what=what)
    word = "desk.done.undone_holds" if undone.holds else "desk.done.undone"
    return ask.done(here, word, mark=f"mark.{undone.mark}")


def _search(
    ask: Ask,
    look: View,
    round_: Round,
    today: date,
    wanted: str,
    unit_id: int | None,
    status: str,
    fields: dict[str, str],
) -> tuple[list[Line], Pager]:
    """By OFF-number, or by a name in any spelling, with accents or without."""
    number = wanted.upper().removeprefix("OFF-")
    if number.isascii() and number.isdigit() and len(number) < 10:
        found = [int(number)]
        known = {one for one, _, _ in ask.desk.names.of(look, round_.id)}
        found = [one for one in found if one in known]
    else:
        folded = fold(wanted).strip()
        found = [
            one
            for one, unit, name in ask.desk.names.of(look, round_.id)
            if folded in name and unit_id in (None, unit)
        ]
    lines = standing.lines_of(look.connection, found[:_MOST_FOUND], today)
    mine = [one for one in lines if unit_id in (None, one.unit_id) and status in ("", one.status)]
    pager = ask.pager(len(mine), {**fields, "q": wanted}, by_post=True)
    return mine[pager.offset : pager.offset + pager.size], pager


def _changed(ask: Ask) -> Respondent:
    with ask.view() as look:
        return person_of(ask, look)


def person_of(ask: Ask, look: View) -> Respondent:
    """The official of the page. One of a unit that somebody may not see is one that is not there."""
    person = roster.by_id(look.connection, ask.path("official"))
    if person is None or ask.sight.unit_id not in (None, person.unit_id):
        raise InputRefused("desk.no_such_page")
    return person


def named(person: Respondent) -> str:
    return f"{person.name} ({person.unit})"
