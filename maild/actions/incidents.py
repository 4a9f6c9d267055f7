"""What a person does about a technical error: take it, hand it on, note, silence, report, close, open again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from maild.actions.actor import Actor
from maild.errors import InputRefused
from maild.jobs import incidents as incident_trip
from maild.jobs.remind import Reminders
from maild.model import Event, EventKind, IncidentPhase, IncidentState, Stage
from maild.privacy import noted
from maild.rules import FOLDS
from maild.rules.causes import server_of
from maild.store import Database, View, incidents, roster, rounds


@dataclass(frozen=True, slots=True)
class Solved:
    """What closing an incident set free: who is urged again, and the draft that makes up for what was missed."""

    released: int
    touched: int
    plan: int | None = None


def acknowledge(store: Database, number: int, owner: str, actor: Actor, now: datetime) -> None:
    _change(
        store, number, EventKind.INCIDENT_ACKNOWLEDGED, actor, now, {"owner": noted(owner, store.masking)}
    )


def assign(store: Database, number: int, owner: str, actor: Actor, now: datetime) -> None:
    _change(store, number, EventKind.INCIDENT_ASSIGNED, actor, now, {"owner": noted(owner, store.masking)})


def note(store: Database, number: int, text: str, actor: Actor, now: datetime) -> None:
    """A remark, also on what is over: what was tried, what was found."""
    data = {"note": noted(text, store.masking)}
    _change(store, number, EventKind.INCIDENT_NOTED, actor, now, data, also_resolved=True)


def silence(
    store: Database,
    number: int,
    until: date,
    why: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Nobody is told of it before the day `until`."""
    data = {"until": until.isoformat(), "why": noted(why, store.masking)}
    _change(store, number, EventKind.INCIDENT_SILENCED, actor, now, data)


def silence_matching(
    store: Database,
    match: Mapping[str, str],
    until: date,
    why: str,
    actor: Actor,
    now: datetime,
) -> list[int]:
    """Silence what is open and what will be opened; `match` holds domain, stage, reason. The numbers silenced now."""
    why = noted(why, store.masking)
    kept = _kept(match)
    with store.unit(FOLDS) as unit:
        incidents.silence(unit.connection, **kept, until=until, why=why, by=actor.name)
        rule = incidents.silences(unit.connection, date.min)[-1]
        data = {"until": until.isoformat(), "why": why, **kept}
        unit.append(Event(EventKind.SILENCE_SET, now, actor.name, data=data))
        found = [
            one.id for one in incidents.every(unit.connection, open_only=True) if incidents.fits(rule, one)
        ]
        told = {"until": until.isoformat(), "why": why}
        unit.append(
            *(
                Event(EventKind.INCIDENT_SILENCED, now, actor.name, incident_id=one, data=told)
                for one in found
            )
        )
    return found


def unsilence(store: Database, number: int, actor: Actor, now: datetime) -> None:
    """Tell of it again before its day. Raises InputRefused where it is not silent."""
    with store.unit(FOLDS) as unit:
        if incident_trip.find_open(unit, number).silenced_until is None:
            raise InputRefused("refused.not_silenced", number=f"INC-{number:04}")
        incident_trip.change(unit, number, EventKind.INCIDENT_SILENCE_ENDED, actor.name, now, {})


def lift(store: Database, match: Mapping[str, str], actor: Actor, now: datetime, today: date) -> list[int]:
    """End the silences that were made for just this `match`; the numbers of those open that are told of again.

    Raises InputRefused where there is none.
    """
    wanted = _kept(match)
    with store.unit(FOLDS) as unit:
        found = [
            one
            for one in incidents.silences(unit.connection, today)
            if {"domain": one.domain, "stage": one.stage, "reason": one.reason} == wanted
        ]
        if not found:
            raise InputRefused("refused.no_silence")
        told = [
            one.id
            for one in incidents.every(unit.connection, open_only=True)
            if any(one.silenced_until == rule.until and incidents.fits(rule, one) for rule in found)
        ]
        for rule in found:
            incidents.lift(unit.connection, rule.id, today)
        unit.append(Event(EventKind.SILENCE_LIFTED, now, actor.name, data=wanted))
        unit.append(
            *(Event(EventKind.INCIDENT_SILENCE_ENDED, now, actor.name, incident_id=one) for one in told)
        )
    return told


def _kept(match: Mapping[str, str]) -> dict[str, str]:
    """A match as it is kept: every field, those left out empty."""
    kept = {"domain": "", "stage": "", "reason": ""} | {name: value for name, value in match.items() if value}
    if kept["domain"]:
        kept["domain"] = server_of(kept["domain"])
    return kept


def reported(store: Database, number: int, reference: str, actor: Actor, now: datetime) -> None:
    """The ministry knows; `reference` is the number they gave it."""
    data = {"to": "bnv", "reference": noted(reference, store.masking)}
    _change(store, number, EventKind.INCIDENT_REPORTED, actor, now, data)


def resolve(
    store: Database,
    number: int,
    why: str,
    actor: Actor,
    now: datetime,
    *,
    reminders: Reminders | None = None,
    resend: bool = False,
    next_step: str = "",
    problem: str = "",
) -> Solved:
    """The fault is over. Whom it held is urged again from here on.

    `resend` drafts S1 ("what was done, what to do") to those it touched and who have not answered; it goes out when a
    person approves the plan. `problem` is the fault in words.
    """
    done = noted(why, store.masking)
    with store.unit(FOLDS) as unit:
        released = incident_trip.resolve(unit, number, done, actor.name, now)
        people = incidents.touched(unit.connection, number)
    plan = None
    if resend and reminders is not None and people:
        plan = _make_up(store, reminders, number, people, actor, now, problem, done, next_step)
    return Solved(released, len(people), plan)


def reopen(store: Database, number: int, why: str, actor: Actor, now: datetime) -> incident_trip.Reopened:
    """It was closed too early: whom it held it holds again, and S1 does not go."""
    with store.unit(FOLDS) as unit:
        return incident_trip.reopen(unit, number, noted(why, store.masking), actor.name, now)


def chosen(
    look: View,
    *,
    all_: bool = False,
    stage: str = "",
    state: str = "",
    owner: str = "",
    domain: str = "",
    numbers: Collection[int] = (),
) -> list[IncidentState]:
    """The incidents that fit. `domain` takes what lies below it, too."""
    place = domain.lower().strip(".")
    return [
        one
        for one in incidents.every(look.connection, open_only=not all_ and state != IncidentPhase.RESOLVED)
        if (not stage or one.stage is Stage(stage))
        and (not state or one.state is IncidentPhase(state))
        and (not owner or (one.owner or "").casefold() == owner.casefold())
        and (not place or one.where == place or one.where.endswith("." + place))
        and (not numbers or one.id in numbers)
    ]


def _make_up(
    store: Database,
    reminders: Reminders,
    number: int,
    people: list[int],
    actor: Actor,
    now: datetime,
    problem: str,
    done: str,
    next_step: str,
) -> int | None:
    with store.view() as look:
        by_round: dict[int, list[int]] = {}
        for who in people:
            round_id = roster.round_of(look.connection, who)
            if round_id is not None:
                by_round.setdefault(round_id, []).append(who)
        open_rounds = [one for one in rounds.running(look.connection) if one.id in by_round]
    plan = None
    said = {"problem": problem, "done": done, "next_step": next_step}
    for round_ in open_rounds:
        wave = reminders.solved(round_, f"INC-{number:04}", by_round[round_.id], now)
        plan = reminders.draft(round_, wave, now, actor.name, said, cancelled_too=True)
    return plan


def _change(
    store: Database,
    number: int,
    kind: EventKind,
    actor: Actor,
    now: datetime,
    data: dict[str, Any],
    *,
    also_resolved: bool = False,
) -> None:
    with store.unit(FOLDS) as unit:
        incident_trip.change(unit, number, kind, actor.name, now, data, also_resolved=also_resolved)
