"""A roster and a round: what a file would change, and the change itself, all of it or nothing.

People are never removed: whoever is asked no more ends, with the document that says so, and stays in the history.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from maild.actions.actor import Actor
from maild.actions.holds import hold_newcomers
from maild.actions.trail import about
from maild.errors import InputRefused, NeedsPerson
from maild.jobs.remind import withdraw
from maild.model import (
    AddressState,
    Calendar,
    Code,
    Event,
    EventKind,
    Limits,
    Respondent,
    RespondentState,
    RosterEntry,
    Round,
    Standing,
)
from maild.roster.asof import ZONE
from maild.roster.changes import (
    Change,
    Hold,
    RosterDiff,
    diff,
    differing,
    held_against_last_round,
    held_by_itself,
    is_addition,
)
from maild.roster.respondents import RosterImport
from maild.roster.rules import RosterRules
from maild.roster.text import key
from maild.rules import ADDRESS, FOLDS, RESPONDENT, reminders
from maild.store import Database, Unit, View, roster, rounds, units
from maild.tokens import new_subject_code

_TOGETHER = 2_000  # events that are written at once


@dataclass(frozen=True, slots=True)
class Repeated:
    """A row about somebody who stands in the file already, with another unit or group."""

    entry: RosterEntry
    first: RosterEntry  # whose unit and group count


@dataclass(frozen=True, slots=True)
class RosterPlan:
    """What a file would do to a round. `against` is the round it is compared with: itself, or the one before.

    `moved` are new people who have the name of one whom the file does not name: perhaps one person in another unit.
    """

    round: Round
    state: str
    against: Round
    diff: RosterDiff
    held: tuple[Hold, ...]
    repeated: tuple[Repeated, ...] = ()
    dead: tuple[RosterEntry, ...] = ()  # new people whose address was found dead before
    moved: tuple[tuple[RosterEntry, Respondent], ...] = ()
    addition: bool = False  # only new people, for a round that has begun: nobody is missed in it
    added: tuple[Respondent, ...] = ()  # the new people, once they are entered


def rules_of(look: View, rules: RosterRules, today: date) -> RosterRules:
    """The configured rules with what is known of units: other names, and successors of units merged by `today`.

    A unit that was split has several successors, and nothing says which one is meant.
    """
    merged: dict[str, set[str]] = {}
    for one in units.successors(look.connection):
        if one.since <= today:
            merged.setdefault(one.old, set()).add(one.new)
    known = {old: next(iter(new)) for old, new in merged.items() if len(new) == 1}
    return replace(
        rules,
        unit_aliases={**rules.unit_aliases, **units.aliases(look.connection)},
        unit_successors={**rules.unit_successors, **known},
    )


def plan(store: Database, code: str, entries: Sequence[RosterEntry], *, whole: bool = False) -> RosterPlan:
    """What `entries` would change in a round; nothing is written.

    `whole`: they stand for everybody who is to be asked, however few and new they are.
    """
    with store.view() as look:
        return _plan(look, _round(look, code), entries, whole=whole)


def enter(
    store: Database, code: str, entries: Sequence[RosterEntry], actor: Actor, now: datetime
) -> tuple[int, int]:
    """Bring a roster into a round; how many were added, and how many known (see `bring_in`)."""
    done = bring_in(store, code, entries, actor, now)
    return len(done.diff.new), len(done.diff.same) + len(done.diff.changed)


def bring_in(
    store: Database,
    code: str,
    entries: Sequence[RosterEntry],
    actor: Actor,
    now: datetime,
    *,
    letter: str = "",
    end_gone: bool = False,
    accept_held: bool = False,
) -> RosterPlan:
    """Add the new people, bring the changed ones up to date, and with `end_gone` end the others.

    Raises InputRefused when there is no such round or it is over, or when it has been approved and no
    `letter` says by which document: what was approved must not grow silently. Raises NeedsPerson when
    the file as a whole is suspicious and nobody has accepted that.
    """
    with store.unit(FOLDS) as unit:
        round_ = _round(unit, code)
        _check_open(unit, round_, letter)
        made = _plan(unit, round_, entries, whole=end_gone)
        if made.held and not accept_held:
            raise NeedsPerson("needs.roster_held", count=len(made.held))
        said = {"letter": letter} if letter else {}
        running = made.state in ("running", "paused")
        added = _add(unit, round_, made.diff.new, actor, now, said, running=running)
        for change in made.diff.changed:
            _change(unit, change, actor, now, said)
        _withdraw(unit, made.diff.changed, actor, now)
        if end_gone:
            for one in made.diff.gone:
                _end(unit, one, "gone", actor, now, said)
        data = {
            "added": len(made.diff.new),
            "known": len(made.diff.same) + len(made.diff.changed),
            "changed": len(made.diff.changed),
            "gone": len(made.diff.gone),
            "ended": len(made.diff.gone) if end_gone else 0,
            "held": [hold.why for hold in made.held],
            **said,
        }
        unit.append(Event(EventKind.ROSTER_IMPORTED, now, actor.name, round_id=round_.id, data=data))
    return replace(made, added=tuple(added))


def remember_check(store: Database, code: str, read: RosterImport, actor: Actor, now: datetime) -> None:
    """Keep the digest of what a dry run showed."""
    with store.unit(FOLDS) as unit:
        round_ = _round(unit, code)
        roster.remember_check(unit.connection, round_.id, read.file, read.digest, actor.name, now)


def changed_since(store: Database, code: str, read: RosterImport) -> roster.Check | None:
    """The dry run that showed another content under this file's name; None where there is none."""
    with store.view() as look:
        shown = roster.check_of(look.connection, _round(look, code).id, read.file)
    return None if shown is None or shown.digest == read.digest else shown


def refusal(
    store: Database,
    code: str,
    read: RosterImport,
    made: RosterPlan,
    *,
    accept_errors: bool,
    accept_held: bool,
    accept_changed: bool,
) -> InputRefused | NeedsPerson | None:
    """Why a file is not entered as it is; None where nothing speaks against it, or a person accepted it."""
    if read.errors and not accept_errors:
        return InputRefused("refused.roster_errors", file=read.file, count=len(read.errors))
    changed = None if accept_changed else changed_since(store, code, read)
    if changed is not None:
        return NeedsPerson("needs.roster_changed", file=read.file, at=changed.at, by=changed.by)
    if made.held and not accept_held:
        return NeedsPerson("needs.roster_held", count=len(made.held))
    return None


def entries_of(look: View, round_id: int) -> list[RosterEntry]:
    """A round's roster as entries, numbered."""
    return [
        RosterEntry(number, one.name, one.email, one.unit, one.group, one.position, one.honorific)
        for number, one in enumerate(roster.of_round(look.connection, round_id), 1)
    ]


def start_from(
    store: Database, code: str, before: str, rules: RosterRules, actor: Actor, now: datetime, today: date
) -> RosterPlan:
    """Begin a draft round's roster with everybody who was asked in another round, at their units' successors."""
    with store.view() as look:
        known = rules_of(look, rules, today)
        old = _round(look, before)
        entries = [
            replace(one, unit=known.unit_successors.get(one.unit, one.unit))
            for one in entries_of(look, old.id)
        ]
        if roster.of_round(look.connection, _round(look, code).id):
            raise InputRefused("refused.roster_begun", code=code)
    if not entries:
        raise InputRefused("refused.round_empty", code=before)
    return bring_in(store, code, entries, actor, now, accept_held=True)


def replace_one(
    store: Database, old: Respondent, entry: RosterEntry, letter: str, actor: Actor, now: datetime
) -> Respondent:
    """Somebody else answers in place of `old`, by the document `letter`; or `old` himself has moved.

    The same name is the same person: his address, unit and group change and the old ones stay in the
    history. Another name is another person, who begins clean. Raises InputRefused when the new one is
    asked already, or the round is over.
    """
    with store.unit(FOLDS) as unit:
        round_ = rounds.get(unit.connection, old.round_id)
        assert round_ is not None
        _check_open(unit, round_, letter)
        asked = roster.of_round(unit.connection, round_.id)
        if old.id not in {one.id for one in asked}:
            raise InputRefused("refused.ended_already", who=f"OFF-{old.id:04}")
        said = {"letter": letter}
        same_person = key(entry.name) == key(old.name)
        taken = [one for one in asked if one.email == entry.email.lower() and one.id != old.id]
        if taken:
            raise InputRefused("refused.asked_already", who=f"OFF-{taken[0].id:04}")
        if same_person:
            fields = differing(entry, old)
            if not fields:
                raise InputRefused("refused.nothing_new", who=f"OFF-{old.id:04}")
            change = Change(entry, old, fields)
            moved = _change(unit, change, actor, now, said)
            _withdraw(unit, [change], actor, now)
            return moved
        running = rounds.state_of(unit.connection, round_.id) in ("running", "paused")
        (new,) = _add(unit, round_, [entry], actor, now, {**said, "replaces": old.id}, running=running)
        _end(unit, old, "replaced", actor, now, said, replaced_by=new.id)
        return new


def first_letter(
    store: Database,
    round_: Round,
    added: Sequence[Respondent],
    now: datetime,
    calendar: Calendar,
    limits: Limits,
) -> tuple[Code, datetime] | None:
    """Which letter comes first to people who have just been added, and from when; None where none fits any more."""
    with store.view() as look:
        states: list[RespondentState] = [look.state(RESPONDENT, one.id) for one in added]
    coming = [
        (wave.code, max(wave.due_at, now))
        for state in states
        for wave in reminders.ladder_of(state, round_, calendar, limits)
        if now < reminders.closes_at(wave.code, wave.occasion, round_, calendar, limits)
    ]
    return min(coming, key=lambda one: one[1], default=None)


# ---------------------------------------------------------------- within one transaction


def _plan(look: View, round_: Round, entries: Sequence[RosterEntry], *, whole: bool = False) -> RosterPlan:
    asked = roster.of_round(look.connection, round_.id)
    single, repeated = _once(entries)
    state = rounds.state_of(look.connection, round_.id)
    if asked:
        found = diff(single, asked)
        moved = tuple(_perhaps_moved(found))
        addition = state != "draft" and not whole and is_addition(found)
        if addition:
            held = tuple(hold for hold in found.held if hold.why != "gone")
            found = replace(found, gone=(), held=held)
        held = (*found.held, *held_by_itself(single))
        dead = tuple(_dead(look, found.new))
        return RosterPlan(round_, state, round_, found, held, repeated, dead, moved, addition)
    before = max(
        (one for one in rounds.every(look.connection) if one.id < round_.id),
        key=lambda one: one.id,
        default=round_,
    )
    last = diff(single, roster.of_round(look.connection, before.id))
    found = RosterDiff(tuple(single), (), (), ())
    held = held_against_last_round(last) if before.id != round_.id else ()
    held = (*held, *held_by_itself(single))
    return RosterPlan(round_, state, before, found, held, repeated, tuple(_dead(look, single)))


def compared(store: Database, made: RosterPlan) -> RosterDiff:
    """The comparison that a person is shown: with the round before where this one is still empty."""
    if made.against.id == made.round.id:
        return made.diff
    with store.view() as look:
        return diff(made.diff.new, roster.of_round(look.connection, made.against.id))


def _perhaps_moved(found: RosterDiff) -> list[tuple[RosterEntry, Respondent]]:
    gone: dict[str, list[Respondent]] = {}
    for one in found.gone:
        gone.setdefault(key(one.name), []).append(one)
    return [
        (entry, gone[key(entry.name)][0]) for entry in found.new if len(gone.get(key(entry.name), ())) == 1
    ]


def _once(entries: Sequence[RosterEntry]) -> tuple[list[RosterEntry], tuple[Repeated, ...]]:
    """Everybody once: the survey asks a person, in however many groups he stands."""
    first: dict[tuple[str, str], RosterEntry] = {}
    repeated = []
    for entry in entries:
        sign = (entry.email.lower(), key(entry.name))
        if sign in first:
            repeated.append(Repeated(entry, first[sign]))
        else:
            first[sign] = entry
    return list(first.values()), tuple(repeated)


def _dead(look: View, entries: Sequence[RosterEntry]) -> Iterator[RosterEntry]:
    """People whose address was found dead before: a new roster does not clear that silently."""
    dead = roster.suspended(look.connection)
    return (entry for entry in entries if entry.email.lower() in dead)


def _add(
    unit: Unit,
    round_: Round,
    entries: Sequence[RosterEntry],
    actor: Actor,
    now: datetime,
    said: Mapping[str, object],
    *,
    running: bool,
) -> list[Respondent]:
    """Enter people; whoever was ended in this round before is asked again under his old number."""
    back = {(one.respondent.email, key(one.respondent.name)): one.respondent
            for one in roster.ended(unit.connection, round_.id)}  # fmt: skip
    used = roster.subject_codes_used(unit.connection, round_.id)
    fresh = [entry for entry in entries if (entry.email.lower(), key(entry.name)) not in back]
    made = roster.add_all(unit.connection, round_.id, [(entry, _unused(used)) for entry in fresh], now)
    listed = iter(made)
    dead = roster.suspended(unit.connection)
    news: list[Event] = []
    people = []
    for entry in entries:
        known = back.get((entry.email.lower(), key(entry.name)))
        entered = {"group": entry.group, "row": entry.row, **said}
        if known is not None:
            roster.revive(unit.connection, known.id)
            person = roster.change(unit.connection, known, entry, now)
            news.append(
                about(person, EventKind.RESPONDENT_CORRECTED, actor, now, {"clear": ["exempt"], **entered})
            )
        else:
            person = next(listed)
            news.append(about(person, EventKind.RESPONDENT_LISTED, actor, now, entered))
            if running:
                today = now.astimezone(ZoneInfo(ZONE)).date().isoformat()
                news.append(about(person, EventKind.RESPONDENT_INVITED, actor, now, {"on": today}))
        reason = dead.get(person.email)
        if reason is not None:
            data = {"set": "unreachable", "reason": reason, "because": "address_suspended"}
            news.append(about(person, EventKind.RESPONDENT_CORRECTED, actor, now, data))
        people.append(person)
    for start in range(0, len(news), _TOGETHER):  # a roster of 20,000 in bounded memory
        unit.append(*news[start : start + _TOGETHER])
    if running:
        hold_newcomers(unit, people, actor, now)
    return people


def _change(
    unit: Unit, change: Change, actor: Actor, now: datetime, said: Mapping[str, object]
) -> Respondent:
    """Bring one person up to date. A new address begins with its own standing, in every round he is asked in."""
    before = change.respondent
    person = roster.change(unit.connection, before, change.entry, now)
    data: dict[str, object] = {"fields": list(change.fields), **said}
    if before.address_id != person.address_id:
        data["was"] = before.address_id
    unit.append(about(person, EventKind.RESPONDENT_CHANGED, actor, now, data))
    if before.unit_id != person.unit_id:
        hold_newcomers(unit, [person], actor, now)
    if before.address_id != person.address_id:
        standing: AddressState | None = unit.state(ADDRESS, person.address_id)
        dead = standing is not None and standing.standing is Standing.SUSPENDED
        for one in roster.of_official(unit.connection, person.official_id):
            state: RespondentState | None = unit.state(RESPONDENT, one.id)
            if dead and standing is not None:
                reason = str(standing.reason or "undefined")
                told: dict[str, object] = {"set": "unreachable", "reason": reason}
            else:
                gone = [fact for fact in ("unreachable", "undelivered") if state and getattr(state, fact)]
                if not gone:
                    continue
                told = {"clear": gone}
            told["because"] = "address_changed"
            unit.append(about(one, EventKind.RESPONDENT_CORRECTED, actor, now, told))
    return person


def _withdraw(unit: Unit, changes: Sequence[Change], actor: Actor, now: datetime) -> None:
    """Take back the letters that wait for an address which these changes have replaced."""
    if any("email" in change.fields for change in changes):
        for round_ in rounds.under_way(unit.connection):
            withdraw(unit, round_.id, now, actor.name)


def _end(
    unit: Unit,
    person: Respondent,
    because: str,
    actor: Actor,
    now: datetime,
    said: Mapping[str, object],
    replaced_by: int | None = None,
) -> None:
    """Ask somebody no more: nothing is sent to him, he counts no longer, and his trail says why."""
    roster.end(unit.connection, person.id, now, replaced_by)
    data: dict[str, object] = {"set": "exempt", "because": because, **said}
    if replaced_by is not None:
        data["by"] = replaced_by
    unit.append(about(person, EventKind.RESPONDENT_CORRECTED, actor, now, data))


def _round(look: View, code: str) -> Round:
    found = rounds.find(look.connection, code)
    if found is None:
        raise InputRefused("refused.no_round", code=code)
    return found


def _check_open(look: View, round_: Round, letter: str) -> None:
    state = rounds.state_of(look.connection, round_.id)
    if state == "closed":
        raise InputRefused("refused.roster_over", code=round_.code)
    if state != "draft" and not letter:
        raise InputRefused("refused.roster_closed", code=round_.code, state=state)


def _unused(used: set[str]) -> str:
    while (code := new_subject_code()) in used:
        pass
    used.add(code)
    return code
