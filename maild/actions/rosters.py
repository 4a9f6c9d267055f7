"""Enter a checked roster into a round: all of it or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from maild.actions.actor import Actor
from maild.errors import InputRefused
from maild.model import Event, EventKind, RosterEntry
from maild.rules import FOLDS
from maild.store import Database, roster, rounds
from maild.tokens import new_subject_code


def enter(
    store: Database, code: str, entries: Sequence[RosterEntry], actor: Actor, now: datetime
) -> tuple[int, int]:
    """Add the officials that the round does not have yet; how many were added and how many known.

    Raises InputRefused when the round is missing or has been approved: what was approved must not grow silently.
    """
    with store.unit(FOLDS) as unit:
        connection = unit.connection
        round_ = rounds.find(connection, code)
        if round_ is None:
            raise InputRefused("refused.no_round", code=code)
        state = rounds.state_of(connection, round_.id)
        if state != "draft":
            raise InputRefused("refused.roster_closed", code=code, state=state)
        there = {one.email for one in roster.of_round(connection, round_.id)}
        codes = roster.subject_codes_used(connection, round_.id)
        added = [entry for entry in entries if entry.email not in there]
        for entry in added:
            person = roster.add(connection, round_.id, entry, _fresh(codes), now)
            unit.append(
                Event(
                    EventKind.RESPONDENT_LISTED,
                    now,
                    actor.name,
                    round_id=round_.id,
                    respondent_id=person.id,
                    address_id=person.address_id,
                    data={"group": entry.group, "row": entry.row},
                )
            )
        data = {"added": len(added), "known": len(entries) - len(added)}
        unit.append(Event(EventKind.ROSTER_IMPORTED, now, actor.name, round_id=round_.id, data=data))
    return len(added), len(entries) - len(added)


def _fresh(used: set[str]) -> str:
    while (code := new_subject_code()) in used:
        pass
    used.add(code)
    return code
