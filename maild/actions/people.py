"""Find an official by what somebody says on the telephone: number, address, or a name without accents."""

from __future__ import annotations

from dataclasses import dataclass

from maild.errors import InputRefused
from maild.model import Event, OutboxLetter, Respondent, RespondentState
from maild.rules import RESPONDENT
from maild.store import Database, events, outbox, plans, roster
from maild.store.plans import Omitted

_NAMED = 5


@dataclass(frozen=True, slots=True)
class Story:
    """Everything that happened about one official in a round, oldest first."""

    person: Respondent
    state: RespondentState
    events: tuple[Event, ...]
    letters: tuple[OutboxLetter, ...]
    omissions: tuple[tuple[int, Omitted], ...]  # plan and reason


def find(store: Database, who: str) -> Respondent:
    """The one official that `who` means, in the newest round. Raises InputRefused for none or several."""
    from maild.decode.reply.vietnamese import fold

    with store.view() as look:
        everybody = roster.search(look.connection)
    wanted = who.strip()
    number = wanted.upper().removeprefix("OFF-")
    if number.isdigit():
        found = [one for one in everybody if one.id == int(number)]
    elif "@" in wanted:
        found = [one for one in everybody if one.email == wanted.lower()]
    else:
        found = [one for one in everybody if fold(one.name) == fold(wanted)] or [
            one for one in everybody if fold(wanted) in fold(one.name)
        ]
    newest = max((one.round_id for one in found), default=0)
    found = [one for one in found if one.round_id == newest]
    if not found:
        raise InputRefused("refused.nobody", who=who)
    if len(found) > 1:
        names = "; ".join(f"OFF-{one.id:04} {one.name}, {one.unit}" for one in found[:_NAMED])
        raise InputRefused("refused.several", who=who, count=len(found), names=names)
    return found[0]


def story(store: Database, who: str) -> Story:
    person = find(store, who)
    with store.view() as look:
        return Story(
            person=person,
            state=look.state(RESPONDENT, person.id),
            events=tuple(events.trail(look.connection, respondent_id=person.id)),
            letters=tuple(outbox.of_respondent(look.connection, person.id)),
            omissions=tuple(plans.omissions_of(look.connection, person.id)),
        )
