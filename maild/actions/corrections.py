"""Addresses that need a correction, unit by unit, and the ministry's own list of failures."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from maild.actions.actor import Actor
from maild.errors import InputRefused
from maild.jobs import reported
from maild.model import EventKind, Reason, Respondent, Round, Standing
from maild.roster.failures import FailureImport
from maild.roster.rules import RosterRules
from maild.roster.suggestions import Suggester, Suggestion
from maild.roster.text import key
from maild.rules import FOLDS
from maild.rules.reported import VIA, Reported
from maild.store import Database, View, events, roster, rounds, units

OWN = "maild"
_FEW = 500  # people beside whom it pays to look for others, rather than through everybody


@dataclass(frozen=True, slots=True)
class Correction:
    """One address to be corrected. `via` is whose server said so: ours, or the ministry's (`bnv`)."""

    person: Respondent
    reason: Reason
    via: str
    since: datetime | None
    suggestions: tuple[Suggestion, ...] = ()
    proposed_in: int | None = None  # the mail in which somebody names another address
    answered: bool = False  # by the unit's clerk: his address is the first suggestion
    gone: bool = False  # the clerk says that the official has left
    doubted: bool = False  # nobody vouches for who answered


def unreached(look: View, round_: Round) -> list[int]:
    """Whom of a round no mail reaches, by unit and name."""
    found = roster.unreached(look.connection, round_.id)
    return [
        number for number, *_ in sorted(found, key=lambda one: (one[1].casefold(), one[2].casefold(), one[0]))
    ]


def corrections(
    look: View, round_: Round, rules: RosterRules, numbers: Sequence[int] | None = None
) -> list[Correction]:
    """Everybody of a round whom no mail reaches, or these of them, by unit and name, with what may be the right
    address.
    """
    wanted = unreached(look, round_) if numbers is None else numbers
    people = roster.people(look.connection, round_.id, wanted)
    dead = set(roster.suspended(look.connection))
    suggester = Suggester(_others(look, [one.respondent for one in people]), rules.domain_successors, dead)
    proposed = events.newest_of(look.connection, EventKind.RESPONDENT_CONTACT_PROPOSED, round_.id)
    failed = events.newest_of(look.connection, EventKind.RESPONDENT_INVITATION_FAILED, round_.id)
    found = []
    for one in people:
        person, state, address = one.respondent, one.state, one.address
        if state.unreachable is not None or address.standing is Standing.SUSPENDED:
            reason = state.unreachable or address.reason or Reason.UNDEFINED
            via, since = OWN, address.changed_at
        else:
            told = failed.get(person.id)
            reason = state.undelivered or Reason.UNDEFINED
            via, since = VIA, None if told is None else told.at
        mail = proposed.get(person.id)
        suggestions = suggester.suggest(person)
        by_unit = mail if mail is not None and mail.data.get("by") == "unit" else None
        if by_unit is not None and by_unit.id is not None and not by_unit.data.get("gone"):
            said = roster.notes_of(look.connection, person.id).get(by_unit.id, "")
            others = tuple(one for one in suggestions if one.email != said)
            suggestions = (Suggestion(said, "unit"), *others) if said else others
        found.append(
            Correction(
                person,
                reason,
                via,
                since,
                suggestions,
                None if mail is None else mail.mail_id,
                answered=by_unit is not None,
                gone=by_unit is not None and bool(by_unit.data.get("gone")),
                doubted=by_unit is not None and not by_unit.data.get("trusted"),
            )
        )
    return sorted(found, key=lambda one: (one.person.unit.casefold(), one.person.name.casefold()))


def _others(look: View, people: Collection[Respondent]) -> list[Respondent]:
    """Those among whom a suggestion for one of these people may be found."""
    if len(people) > _FEW:
        return roster.search(look.connection)
    theirs = {key(one.unit) for one in people}
    alike = [number for number, name in units.names(look.connection).items() if key(name) in theirs]
    return roster.beside(look.connection, people, alike)


def by_unit(found: list[Correction]) -> Iterator[tuple[str, list[Correction]]]:
    parts: dict[str, list[Correction]] = {}
    for one in found:
        parts.setdefault(one.person.unit, []).append(one)
    yield from parts.items()


def take_failures(store: Database, code: str, read: FailureImport, actor: Actor, now: datetime) -> Reported:
    """Record the ministry's list of invitations that did not arrive. The same file once."""
    with store.unit(FOLDS) as unit:
        round_ = rounds.find(unit.connection, code)
        if round_ is None:
            raise InputRefused("refused.no_round", code=code)
        if rounds.state_of(unit.connection, round_.id) == "closed":
            raise InputRefused("refused.roster_over", code=code)
        if rounds.was_taken(unit.connection, read.digest):
            raise InputRefused("refused.failures_known", file=read.file)
        results = reported.results_of(read)
        judged = reported.judge(unit, results, now, actor=actor.name, round_id=round_.id)
        reported.record(unit, judged, now)
        unit.append(reported.summary(judged, "command", actor.name, now))
        rounds.remember_dropped(unit.connection, read.digest, read.file, now, None, "")
    return judged
