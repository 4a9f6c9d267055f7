"""Find an official by what somebody says on the telephone: number, address, or a name without accents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from maild.errors import InputRefused
from maild.model import (
    LADDER,
    AddressState,
    Calendar,
    Code,
    Event,
    EventKind,
    Limits,
    OutboxLetter,
    Respondent,
    RespondentState,
)
from maild.rules import ADDRESS, RESPONDENT, SENDING
from maild.rules.explain import Answer, InPlan, RoundStanding, explain
from maild.rules.grounds import ground_of
from maild.store import Database, View, events, outbox, plans, roster, rounds
from maild.store.plans import Omitted

_NAMED = 5


@dataclass(frozen=True, slots=True)
class Ground:
    """What gave a reason, with what a person wrote beside it."""

    event: Event
    note: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """Everything that happened about one official in a round, oldest first."""

    person: Respondent
    state: RespondentState
    events: tuple[Event, ...]
    letters: tuple[OutboxLetter, ...]
    omissions: tuple[tuple[int, Omitted], ...]  # plan and reason
    answers: tuple[Answer, ...]  # for each letter, past and to come
    notes: Mapping[int, str]  # what a person wrote beside an event, by its number

    def ground(self, because: str | None, by: datetime | None = None) -> Ground | None:
        """On what a reason rests; None where no event gave it."""
        event = ground_of(because, self.events, by)
        return None if event is None else Ground(event, self.notes.get(event.id or 0, ""))

    def before(self, code: Code) -> int:
        """How many reminders he will have had when a letter of this code comes."""
        goes = ("sent", "in_doubt", "waits", "coming")
        lower = (one for one in self.answers if one.code in LADDER and one.code.level < code.level)
        return sum(1 for one in lower if one.what in goes)

    @property
    def withdrawn(self) -> tuple[Answer, ...]:
        """Letters that were taken back with his old address and go again to the new one."""
        return tuple(one for one in self.answers if one.what == "coming" and one.because)

    def marked(self, status: str) -> tuple[str, ...]:
        """What keeps letters from him beside his status."""
        lasting = {
            "exempt": self.state.exempt_at,
            "wrong_person": self.state.wrong_person_at,
            "refused": self.state.refused_at,
            "held": self.state.held_at,
            "claim_unverified": self.state.claim_held_at,
            "error_open": self.state.error_incident_id,
            "question_open": self.state.question_at,
        }
        return tuple(name for name, fact in lasting.items() if fact is not None and name != status)


def find(store: Database, who: str) -> Respondent:
    """The one official that `who` means, in the newest round. Raises InputRefused for none or several."""
    from maild.decode.reply.vietnamese import fold

    wanted = who.strip()
    number = wanted.upper().removeprefix("OFF-")
    with store.view() as look:
        if number.isdecimal():
            one = roster.by_id(look.connection, int(number)) if int(number) < 1 << 31 else None
            found = [] if one is None else [one]
        elif "@" in wanted:
            found = roster.at_address(look.connection, wanted)
        else:
            sought = fold(wanted)
            alike = [
                (one, name) for one, each in roster.names(look.connection) if sought in (name := fold(each))
            ]
            same = [one for one, name in alike if name == sought]
            found = list(roster.by_ids(look.connection, same or [one for one, _ in alike]).values())
    newest = max((one.round_id for one in found), default=0)
    found = [one for one in found if one.round_id == newest]
    if not found:
        raise InputRefused("refused.nobody", who=who)
    if len(found) > 1:
        names = "; ".join(f"OFF-{one.id:04} {one.name}, {one.unit}" for one in found[:_NAMED])
        names += "; …" if len(found) > _NAMED else ""
        raise InputRefused("refused.several", who=who, count=len(found), names=names)
    return found[0]


def story(store: Database, who: str, now: datetime, calendar: Calendar, limits: Limits) -> Story:
    person = find(store, who)
    with store.view() as look:
        return story_of(look, person, now, calendar, limits)


def story_of(look: View, person: Respondent, now: datetime, calendar: Calendar, limits: Limits) -> Story:
    """What happened to one person, and what each letter's answer is to "why?"."""
    connection = look.connection
    round_ = rounds.get(connection, person.round_id)
    assert round_ is not None
    state: RespondentState = look.state(RESPONDENT, person.id)
    trail = tuple(events.trail(connection, respondent_id=person.id))
    letters = tuple(outbox.of_respondent(connection, person.id))
    skipped = {
        one.letter_id: str(one.data.get("because", ""))
        for one in trail
        if one.kind is EventKind.LETTER_SKIPPED and one.letter_id is not None
    }
    places = [InPlan(*place) for place in plans.places_of(connection, person.id)]
    address = look.state(ADDRESS, person.address_id) or AddressState(person.address_id)
    return Story(
        person=person,
        state=state,
        events=trail,
        letters=letters,
        omissions=tuple(plans.omissions_of(connection, person.id)),
        answers=explain(
            state,
            address,
            letters,
            places,
            skipped,
            round_,
            now,
            calendar,
            limits,
            _standing(look, round_.id),
        ),
        notes=roster.notes_of(connection, person.id),
    )


def _standing(look: View, round_id: int) -> RoundStanding:
    turns = events.of_round(look.connection, round_id, EventKind.ROUND_PAUSED, EventKind.ROUND_RESUMED)
    pauses: list[tuple[datetime, datetime | None]] = []
    for one in turns:
        if one.kind is EventKind.ROUND_PAUSED:
            pauses.append((one.at, None))
        else:
            pauses[-1] = (pauses[-1][0], one.at)
    return RoundStanding(
        rounds.state_of(look.connection, round_id), tuple(pauses), sending=look.state(SENDING, 1)
    )
