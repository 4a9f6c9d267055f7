"""Đơn vị: each unit's share, whom to call there, and the letters of a whole unit held or let go."""

from __future__ import annotations

from starlette.responses import Response

from maild.actions import holds
from maild.actions import units as actions
from maild.decode.reply.vietnamese import fold
from maild.errors import InputRefused
from maild.model import Respondent, Round
from maild.rules.calendar import local_day
from maild.store import View, rounds, standing, units
from maild.store.units import ROLES, KnownUnit, contacts_of
from maild.web.ask import Ask
from maild.web.pages.overview import standing_of

_MOST = 200  # letters of a name or an address


def index(ask: Ask) -> Response:
    if ask.sight.unit_id is not None:
        return ask.to(f"/units/{ask.sight.unit_id}")
    by_name, wanted = ask.word("sort", ("name",)), ask.word("q")[:100]
    with ask.view() as look:
        round_ = ask.round(look) if rounds.every(look.connection) else None
        known = units.every(look.connection, None if round_ is None else round_.id)
        found = None if round_ is None or ask.role == "it" else standing_of(ask, look, round_)
    counts = {} if found is None else {number: line.counts for line, number in found.units}
    place = {number: at for at, number in enumerate(counts)}
    shown = [(one, counts.get(one.id)) for one in known if one.officials or not counts]
    if counts and not by_name:
        shown.sort(key=lambda one: place.get(one[0].id, len(place)))
    if wanted:
        shown = [one for one in shown if _named_so(one[0], fold(wanted).strip())]
    pager = ask.pager(len(shown), {"sort": by_name, "q": wanted}, by_post=bool(wanted))
    return ask.render(
        "units.html",
        units=shown[pager.offset : pager.offset + pager.size],
        pager=pager,
        numbers=bool(counts),
        by_name=by_name,
        wanted=wanted,
    )


def show(ask: Ask) -> Response:
    with ask.view() as look:
        round_ = ask.round(look)
        unit = _unit(ask, look, round_)
        found = None if ask.role == "it" else standing_of(ask, look, round_, unit.id)
        contacts = contacts_of(look.connection, unit.id)
        today = local_day(ask.now, ask.home.calendar)
        held = standing.count(look.connection, round_.id, today, unit_id=unit.id, fact="held_at")
    return ask.render(
        "unit.html",
        unit=unit,
        round=round_,
        found=found,
        held=held,
        contacts=[one for one in contacts if one.until is None],
        former=[one for one in contacts if one.until is not None],
        may_hold=ask.may("POST", "/units/{unit:int}/hold"),
        may_see_people=ask.may("GET", "/officials"),
        may_contact=ask.may("POST", "/units/{unit:int}/contact"),
        may_name=ask.may("POST", "/units/{unit:int}/alias"),
        roles=[(one, ask.say(f"contact.{one}")) for one in ROLES],
    )


def hold(ask: Ask) -> Response:
    why = ask.needed("why", "desk.why")
    unit, people = _people(ask)
    asked = ask.confirm(
        "desk.confirm.hold_unit",
        count=len(people),
        unit=unit.name,
        lines=[why],
        button="desk.hold",
        back=f"/units/{unit.id}",
    )
    if asked is not None:
        return asked
    held = holds.hold(ask.home.store, people, why, ask.actor, ask.now, unit_id=unit.id)
    return ask.done(
        f"/units/{unit.id}",
        "desk.done.held",
        count=held,
        undo=(f"/units/{unit.id}/release", {"confirmed": "yes", "typed": str(len(people))}),
    )


def release(ask: Ask) -> Response:
    unit, people = _people(ask)
    asked = ask.confirm(
        "desk.confirm.release_unit",
        count=len(people),
        unit=unit.name,
        button="desk.release",
        back=f"/units/{unit.id}",
    )
    if asked is not None:
        return asked
    released = holds.release(ask.home.store, people, ask.actor, ask.now, unit_id=unit.id)
    with ask.view() as look:
        apart = holds.held_apart(look, people, unit.id)
    word = "desk.done.released" if released else "desk.done.not_held"
    if apart:
        word = "desk.done.released_but"
    names = ", ".join(f"OFF-{one.id:04}" for one in apart)
    return ask.done(f"/units/{unit.id}", word, count=released, apart=names)


def set_contact(ask: Ask) -> Response:
    """Who is to be called or written to in a unit from now on; who was before stays in the history."""
    role = ask.word("role", ROLES)
    if not role:
        raise InputRefused("desk.empty_field", field="desk.unit.contact_role")
    with ask.view() as look:
        unit = _unit(ask, look, ask.round(look))
    actions.set_contact(
        ask.home.store,
        unit.name,
        role,
        ask.actor,
        ask.now,
        person=ask.word("name")[:_MOST],
        email=ask.word("email")[:_MOST],
        telephone=ask.word("telephone")[:_MOST],
        position=ask.word("position")[:_MOST],
    )
    return ask.done(f"/units/{unit.id}", "desk.done.contact", role=f"contact.{role}")


def alias(ask: Ask) -> Response:
    """Another name that offices write for the unit: lists that come in later are understood."""
    other = ask.needed("alias", "desk.unit.alias")[:_MOST]
    with ask.view() as look:
        unit = _unit(ask, look, ask.round(look))
    actions.alias(ask.home.store, unit.name, other, ask.actor, ask.now)
    undo = (f"/units/{unit.id}/alias/drop", {"alias": other})
    return ask.done(f"/units/{unit.id}", "desk.done.alias", undo=undo)


def drop_alias(ask: Ask) -> Response:
    other = ask.needed("alias", "desk.unit.alias")[:_MOST]
    with ask.view() as look:
        unit = _unit(ask, look, ask.round(look))
    if other not in unit.aliases:
        raise InputRefused("refused.no_alias", alias=other)
    actions.drop_alias(ask.home.store, other, ask.actor, ask.now)
    return ask.done(f"/units/{unit.id}", "desk.done.alias_dropped")


def _named_so(unit: KnownUnit, folded: str) -> bool:
    return any(folded in fold(name) for name in (unit.name, *unit.aliases))


def _people(ask: Ask) -> tuple[KnownUnit, list[Respondent]]:
    with ask.view() as look:
        round_ = ask.round(look)
        unit = _unit(ask, look, round_)
        return unit, holds.of_unit(look, round_, unit.name)


def _unit(ask: Ask, look: View, round_: Round) -> KnownUnit:
    """The unit of the page. One that somebody may not see is one that is not there."""
    number = ask.path("unit")
    if ask.sight.unit_id not in (None, number):
        raise InputRefused("desk.no_such_page")
    found = next((one for one in units.every(look.connection, round_.id) if one.id == number), None)
    if found is None:
        raise InputRefused("desk.no_such_page")
    return found
