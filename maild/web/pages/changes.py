"""Sửa danh sách từng người: somebody else in a person's place, his new address or unit, and whom no mail reaches."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

from starlette.responses import Response

from maild.actions import corrections as actions
from maild.actions import rosters, told
from maild.errors import InputRefused
from maild.model import Respondent, RosterEntry
from maild.roster.changes import differing
from maild.roster.failures import read_failures
from maild.roster.respondents import RowOutcome, read_person
from maild.roster.text import key
from maild.store import rounds, units
from maild.web.ask import Ask
from maild.web.pages.lists import rules_of
from maild.web.pages.officials import named, person_of

_FIELDS = ("name", "position", "unit", "group", "email")
_ANY = RosterEntry(0, "", "", "", "").honorific


def show(ask: Ask) -> Response:
    """The form, filled in with what is known now."""
    with ask.view() as look:
        person = person_of(ask, look)
    return _form(ask, person, {field: str(getattr(person, field)) for field in _FIELDS})


def change(ask: Ask) -> Response:
    """Judge what was typed like a row of a roster, say what it would do, and do it."""
    with ask.view() as look:
        person = person_of(ask, look)
    known = {field: str(getattr(person, field)) for field in _FIELDS}
    given = {field: known[field] if ask.untouched(field) else ask.word(field) for field in _FIELDS}
    if not ask.flag("given"):  # a proposal: somebody looks at it first
        proposed = {field: value or known[field] for field, value in given.items()}
        return _form(ask, person, proposed, letter=ask.word("letter"))
    outcome = _judged(ask, given)
    letter = ask.word("letter")
    if outcome.entry is None:
        said = told.problems_of(outcome, ask.language, typed=True) or ask.say("desk.change.unreadable")
        return _form(ask, person, given, letter=letter, said=said)
    if not letter:
        return _form(ask, person, given, said=ask.say("desk.change.needs_letter"))
    entry, here = outcome.entry, f"/officials/{person.id}"
    same = key(entry.name) == key(person.name)
    if same and entry.honorific == _ANY:
        entry = replace(entry, honorific=person.honorific)
    lines = [
        f"{ask.say(f'field.{field}')}: {getattr(person, field) or '–'} → {getattr(entry, field) or '–'}"
        for field in (differing(entry, person) if same else _FIELDS[1:])
    ]
    doubts = [told.problems_of(outcome, ask.language, typed=True), _new_unit(ask, entry)]
    asked = ask.confirm(
        "desk.confirm.moved" if same else "desk.confirm.replaced",
        count=1,
        who=named(person),
        new=entry.name,
        lines=[*lines, letter, *filter(None, doubts)],
        button="desk.change.moved" if same else "desk.change.replaced",
        back=f"{here}/change",
    )
    if asked is not None:
        return asked
    new = rosters.replace_one(ask.home.store, person, entry, letter, ask.actor, ask.now)
    if new.id == person.id:
        return ask.done(here, "desk.done.moved")
    return ask.done(
        f"/officials/{new.id}",
        "desk.done.replaced",
        undo=(f"{here}/undo", {"confirmed": "yes"}),
        old=f"OFF-{person.id:04}",
    )


def corrections(ask: Ask) -> Response:
    """Whom no mail reaches, unit by unit, with what may be the right address."""
    rules = rules_of(ask)
    with ask.view() as look:
        round_ = ask.round(look) if rounds.every(look.connection) else None
        found = [] if round_ is None else actions.unreached(look, round_)
        pager = ask.pager(len(found), {})
        some = found[pager.offset : pager.offset + pager.size]
        shown = [] if round_ is None else actions.corrections(look, round_, rules, some)
        numbers = {name: number for number, name in units.names(look.connection).items()}
    return ask.render(
        "corrections.html",
        units=[
            (name, numbers[name], list(part)) for name, part in groupby(shown, lambda one: one.person.unit)
        ],
        pager=pager,
        round=round_,
        may=ask.may("POST", "/officials/{official:int}/change"),
    )


def take_failures(ask: Ask) -> Response:
    """The ministry's list of invitations that did not arrive: faults and corrections, and no address given up."""
    name, octets = ask.upload("file")
    with ask.view() as look:
        round_ = ask.round(look)
    kept = ask.desk.uploads.keep(name, octets, ask.user.id, round_.id, ask.now)
    try:
        read = read_failures(kept.path, rules_of(ask))
        judged = actions.take_failures(ask.home.store, round_.code, read, ask.actor, ask.now)
    finally:
        ask.desk.uploads.drop(kept)
    return ask.done(
        "/corrections",
        "desk.done.failures",
        people=len(judged.consequences),
        unknown=len(judged.unknown) + len(read.unreadable),
    )


def _new_unit(ask: Ask, entry: RosterEntry) -> str:
    """A unit that nobody belongs to is made: it may be a slip of the pen."""
    with ask.view() as look:
        known = {key(name) for name in units.names(look.connection).values()}
    return "" if key(entry.unit) in known else ask.say("desk.change.new_unit", unit=entry.unit)


def _judged(ask: Ask, given: dict[str, str]) -> RowOutcome:
    try:
        return read_person(given, rules_of(ask))
    except InputRefused:
        return RowOutcome(1, "error")


def _form(
    ask: Ask, person: Respondent, given: dict[str, str], *, letter: str = "", said: str = ""
) -> Response:
    with ask.view() as look:
        known = sorted(units.names(look.connection).values())
    groups = ask.home.briefs.policy.groups
    return ask.render(
        "change.html",
        http=422 if said else 200,
        person=person,
        given=given,
        letter=letter,
        said=said,
        groups=[(code, f"{code} – {name}") for code, name in groups.items()],
        units=known,
    )
