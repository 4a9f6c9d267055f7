"""Danh sách: the roster and the ministry's list of who has answered, looked at row by row, then taken or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from maild.actions import lists, rosters, told
from maild.actions.rosters import RosterPlan
from maild.errors import InputRefused
from maild.jobs.lists import lines_of, offer
from maild.model import AnsweredList, Round
from maild.roster.changes import RosterDiff
from maild.roster.respondents import RosterImport, read_roster
from maild.roster.rules import RosterRules
from maild.rules.calendar import local_day
from maild.store import View, roster, rounds
from maild.store.rounds import Origin
from maild.web.ask import Ask
from maild.web.uploads import Upload

_VERDICTS = ("answered", "not-answered", "unknown", "ambiguous", "contradictory")
_SHOWN = 200  # of what differs


@dataclass(frozen=True, slots=True)
class Read:
    """A roster's file as it was read, and what it would do."""

    file: RosterImport
    plan: RosterPlan
    shown: RosterDiff


def index(ask: Ask) -> Response:
    with ask.view() as look:
        round_ = ask.round(look) if rounds.every(look.connection) else None
        connection = look.connection
        found: list[AnsweredList] = []
        if round_ is not None:
            number = round_.id
            found = ask.desk.cache.get(look, ("lists", number), lambda: rounds.lists(connection, number))
        applied = [one for one in found if one.applied_at is not None]
        values: dict[str, Any] = {
            "round": round_,
            "state": None if round_ is None else rounds.state_of(look.connection, round_.id),
            "officials": 0 if round_ is None else roster.count(look.connection, round_.id),
            "lists": [(one, state_of(one)) for one in reversed(found)],
            "refused": rounds.refused_files(look.connection)[-20:],
            "counts": max(applied, key=lambda one: (one.as_of, one.id), default=None),
        }
    return ask.render("lists.html", may=ask.may("POST", "/lists/answered"), **values)


# ---------------------------------------------------------------- the ministry's list


def take_answered(ask: Ask) -> Response:
    """Read and match a list; it counts only when somebody applies it."""
    name, octets = ask.upload("file")
    said = ask.moment("as_of", "desk.list.as_of") if ask.word("as_of") else None
    with ask.view() as look:
        round_ = ask.round(look)
    kept = ask.desk.uploads.keep(name, octets, ask.user.id, round_.id, ask.now)
    try:
        offered = offer(ask.desk.reader, round_, kept.path, rules_of(ask), ask.home.config.timezone, said)
        origin = Origin("desk", kept.path.name, offered.read.digest, offered.read.problems, offered.held)
        staged = lists.stage(
            ask.home.store, round_.code, offered.as_of, lines_of(offered.match), ask.actor, ask.now, origin
        )
    finally:
        ask.desk.uploads.drop(kept)
    return ask.done(f"/lists/answered/{staged.id}", "desk.done.staged")


def show(ask: Ask) -> Response:
    number = ask.path("number")
    shown = lists.show(ask.desk.reader, number)
    only = ask.word("only", _VERDICTS)
    pager = ask.pager(shown.verdicts.get(only, 0) if only else sum(shown.verdicts.values()), {"only": only})
    return ask.render(
        "list.html",
        list=shown.list,
        round=shown.round,
        state=state_of(shown.list),
        newly=shown.newly,
        rows=lists.rows(ask.desk.reader, number, only, pager.offset, pager.size),
        pager=pager,
        only=only,
        counts={one: shown.verdicts[one] for one in _VERDICTS if one in shown.verdicts},
        may=ask.may("POST", "/lists/answered/{number:int}/apply"),
    )


def apply(ask: Ask) -> Response:
    number = ask.path("number")
    shown = lists.show(ask.desk.reader, number)
    held = ask.flag("accept_held")
    asked = ask.confirm(
        "desk.confirm.apply" if shown.newly else "desk.confirm.renew",
        count=shown.newly,
        number=f"S-{number:04}",
        as_of=ask.local(shown.list.as_of),
        lines=[ask.say(f"list_held.{why}") for why in shown.list.held] if held else [],
        button="desk.list.apply",
        back=f"/lists/answered/{number}",
    )
    if asked is not None:
        return asked
    newly = lists.apply(ask.home.store, number, ask.actor, ask.now, accept_held=held)
    word = "desk.done.applied" if newly else "desk.done.renewed"
    return ask.done(f"/lists/answered/{number}", word, count=newly)


def reject(ask: Ask) -> Response:
    number = ask.path("number")
    asked = ask.confirm(
        "desk.confirm.reject",
        number=f"S-{number:04}",
        button="desk.list.reject",
        back=f"/lists/answered/{number}",
    )
    if asked is not None:
        return asked
    lists.reject(ask.home.store, number, ask.actor, ask.now)
    return ask.done(f"/lists/answered/{number}", "desk.done.rejected")


def withdraw(ask: Ask) -> Response:
    """A list that was applied by mistake counts no more."""
    why = ask.needed("why", "desk.why")
    number = ask.path("number")
    with ask.view() as look:
        found = lists.withdrawal(look, number)
    here = f"/lists/answered/{number}"
    asked = ask.confirm(
        "desk.confirm.withdraw",
        count=len(found.cleared),
        number=f"S-{number:04}",
        kept=len(found.kept),
        lines=[why],
        button="desk.list.withdraw",
        back=here,
    )
    if asked is not None:
        return asked
    done = lists.withdraw(ask.home.store, number, why, ask.actor, ask.now)
    return ask.done(here, "desk.done.withdrawn", count=len(done.cleared))


# ---------------------------------------------------------------- the roster


def take_roster(ask: Ask) -> Response:
    """Read a roster and show what it would do; nothing is written before `enter_roster`."""
    name, octets = ask.upload("file")
    with ask.view() as look:
        round_ = ask.round(look)
    kept = ask.desk.uploads.keep(name, octets, ask.user.id, round_.id, ask.now)
    try:
        _read(ask, kept)
    except InputRefused:
        ask.desk.uploads.drop(kept)
        raise
    return ask.to(f"/lists/roster/{kept.id}")


def show_roster(ask: Ask) -> Response:
    kept = _kept(ask)
    read = _read(ask, kept)
    every = ask.flag("every")
    outcomes = [one for one in read.file.outcomes if every or one.problems]
    pager = ask.pager(len(outcomes), {"every": "yes" if every else ""})
    plan = read.plan
    return ask.render(
        "roster.html",
        upload=kept.id,
        file=read.file,
        plan=plan,
        shown=read.shown,
        counts=read.file.counts(),
        outcomes=[
            (one, told.problems_of(one, ask.language))
            for one in outcomes[pager.offset : pager.offset + pager.size]
        ],
        pager=pager,
        every=every,
        limit=_SHOWN,
        same_round=plan.against.id == plan.round.id,
        moved=plan.moved,
        needs_letter=plan.state != "draft",
    )


def enter_roster(ask: Ask) -> Response:
    kept = _kept(ask)
    read = _read(ask, kept)
    plan, store = read.plan, ask.home.store
    end_gone, letter = ask.flag("end_gone") and not plan.addition, ask.word("letter")
    refusal = rosters.refusal(
        ask.desk.reader,
        plan.round.code,
        read.file,
        plan,
        accept_errors=ask.flag("accept_errors"),
        accept_held=ask.flag("accept_held"),
        accept_changed=True,  # it is the very file that was shown
    )
    if refusal is not None:
        raise refusal
    ended = len(plan.diff.gone) if end_gone else 0
    asked = ask.confirm(
        "desk.confirm.roster",
        count=len(plan.diff.new) + len(plan.diff.changed) + ended,
        code=plan.round.code,
        new=len(plan.diff.new),
        changed=len(plan.diff.changed),
        ended=ended,
        button="desk.roster.enter",
        back=f"/lists/roster/{kept.id}",
    )
    if asked is not None:
        return asked
    done = rosters.bring_in(
        store, plan.round.code, read.file.entries, ask.actor, ask.now, letter=letter, end_gone=end_gone,
        accept_held=True,
    )  # fmt: skip
    ask.desk.uploads.drop(kept)
    return ask.done(
        f"/rounds/{plan.round.id}",
        "desk.done.roster",
        new=len(done.diff.new),
        changed=len(done.diff.changed),
        ended=ended,
    )


def drop_roster(ask: Ask) -> Response:
    ask.desk.uploads.drop(_kept(ask))
    return ask.done("/lists", "desk.done.dropped")


def state_of(one: AnsweredList) -> str:
    """waiting, held (waits and is doubted), applied or rejected."""
    if one.applied_at is not None:
        return "applied"
    if one.rejected_at is not None:
        return "rejected"
    return "held" if one.held else "waiting"


def _kept(ask: Ask) -> Upload:
    return ask.desk.uploads.find(str(ask.request.path_params["upload"]), ask.user.id)


def _read(ask: Ask, kept: Upload) -> Read:
    """The file against the roster as it is now; read again only when something has happened since."""
    with ask.view() as look:
        return ask.desk.readings.get(look, kept.id, lambda: _read_now(ask, look, kept))


def _read_now(ask: Ask, look: View, kept: Upload) -> Read:
    round_: Round | None = rounds.get(look.connection, kept.round_id)
    if round_ is None:
        raise InputRefused("desk.upload_gone")
    file = read_roster(kept.path, rules_of(ask))
    plan = rosters.plan(ask.desk.reader, round_.code, file.entries)
    return Read(file, plan, rosters.compared(ask.desk.reader, plan))


def rules_of(ask: Ask) -> RosterRules:
    with ask.view() as look:
        return rosters.rules_of(look, ask.home.roster_rules, local_day(ask.now, ask.home.calendar))
