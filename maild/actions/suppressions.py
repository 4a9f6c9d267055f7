"""The suppression list: which addresses get no letters, since when, who says so, until when, and the way out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from maild.actions.actor import Actor
from maild.actions.trail import about, tell
from maild.errors import InputRefused
from maild.model import AddressState, Event, EventKind, Reason, Respondent, Round, Standing
from maild.privacy import mask_address
from maild.rules import ADDRESS, FOLDS
from maild.store import Database, Unit, View, events, roster

_TURNS = (EventKind.ADDRESS_SUSPENDED, EventKind.ADDRESS_SOFT_BOUNCED, EventKind.ADDRESS_RESTORED)


@dataclass(frozen=True, slots=True)
class Suppressed:
    """An address that is not simply good: `said` is the event that made it so."""

    email: str
    state: AddressState
    people: tuple[Respondent, ...]
    said: Event | None


@dataclass(frozen=True, slots=True)
class History:
    email: str
    state: AddressState
    people: tuple[Respondent, ...]
    events: tuple[Event, ...]
    notes: dict[int, str]  # what a person wrote beside an event, by its number


def listed(look: View, round_: Round) -> list[Suppressed]:
    """Addresses of a round that are suspended, or have failed and may be next; the newest first."""
    found: dict[int, list[Respondent]] = {}
    states: dict[int, AddressState] = {}
    for one in roster.people(look.connection, round_.id, roster.failing(look.connection, round_.id)):
        found.setdefault(one.address.id, []).append(one.respondent)
        states[one.address.id] = one.address
    made = []
    for number, people in found.items():
        turns = [one for one in events.trail(look.connection, address_id=number) if one.kind in _TURNS]
        made.append(Suppressed(people[0].email, states[number], tuple(people), turns[-1] if turns else None))
    return sorted(made, key=lambda one: (one.said.id or 0) if one.said else 0, reverse=True)


def history(look: View, email: str) -> History:
    """Everything that an address has to tell. Raises InputRefused where it is none or not known."""
    number = _number(look, email)
    people = _people(look, email)
    notes: dict[int, str] = {}
    for one in people:
        notes |= roster.notes_of(look.connection, one.id)
    state = look.state(ADDRESS, number) or AddressState(number)
    trail = tuple(events.trail(look.connection, address_id=number))
    return History(email.strip().lower(), state, people, trail, notes)


def suspend(
    store: Database, email: str, why: str, until: date | None, actor: Actor, now: datetime, today: date
) -> None:
    """No letters to an address, until somebody restores it or the day `until` comes.

    Raises InputRefused where it is suspended already, no reason is given, or the day is not ahead.
    """
    if until is not None and until <= today:
        raise InputRefused("refused.until_past", until=until)
    data = {"reason": Reason.ON_HOLD.value, "because": "by_hand"}
    data |= {} if until is None else {"until": until.isoformat()}
    with store.unit(FOLDS) as unit:
        if _standing(unit, email) is Standing.SUSPENDED:
            raise InputRefused("refused.suspended_already", address=mask_address(email))
        _say(unit, EventKind.ADDRESS_SUSPENDED, email, data, why, actor, now)


def restore(store: Database, email: str, why: str, actor: Actor, now: datetime) -> None:
    """The address is good: `why` is the proof. Raises InputRefused where nothing was held against it."""
    with store.unit(FOLDS) as unit:
        if _standing(unit, email) is Standing.OK:
            raise InputRefused("refused.not_suspended", address=mask_address(email))
        _say(unit, EventKind.ADDRESS_RESTORED, email, {"proof": "by_hand"}, why, actor, now)


def _say(
    unit: Unit, kind: EventKind, email: str, data: dict[str, str], why: str, actor: Actor, now: datetime
) -> None:
    """For each official whose address it is, so that each one's trail tells it."""
    if not why.strip():
        raise InputRefused("refused.no_reason")
    number = _number(unit, email)
    newest: dict[int, Respondent] = {}
    for one in reversed(_people(unit, email)):
        newest[one.official_id] = one
    if not newest:
        unit.append(Event(kind, now, actor.name, address_id=number, data=data))
    for person in newest.values():
        tell(unit, replace(about(person, kind, actor, now, data), address_id=number), why)


def _standing(look: View, email: str) -> Standing:
    state: AddressState | None = look.state(ADDRESS, _number(look, email))
    return Standing.OK if state is None else state.standing


def _number(look: View, email: str) -> int:
    if "@" not in email:
        raise InputRefused("refused.not_an_address", said=email.strip())
    found = roster.address_id_of(look.connection, email.strip())
    if found is None:
        raise InputRefused("refused.no_address", address=mask_address(email.strip()))
    return found


def _people(look: View, email: str) -> tuple[Respondent, ...]:
    """Whose address it is now, the newest round first."""
    wanted = email.strip().lower()
    known = roster.by_addresses(look.connection, [wanted]).get(wanted, ())
    return tuple(one for one in known if one.email == wanted)
