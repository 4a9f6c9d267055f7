"""Who says he has answered while the ministry's list, old enough to know, says otherwise.

A list lags behind: nobody is doubted before it has had its working days. Whoever is contradicted is
shown to the coordinator; the reminders stay stopped until a person decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from maild.model import AnsweredList, Calendar, RespondentState
from maild.rules.calendar import local_day, working_days_between

GRACE_WORKING_DAYS = 3


@dataclass(frozen=True, slots=True)
class Contradiction:
    """`said_at` is when he reported it; `named` tells that the list names him as not having answered."""

    said_at: datetime
    list_id: int
    list_as_of: datetime
    named: bool


def contradicted(
    state: RespondentState, newest: AnsweredList, verdict: str | None, calendar: Calendar
) -> Contradiction | None:
    """What the newest list that counts says against a self-report; None where it says nothing.

    `verdict` is what the list says of this person: answered, not-answered, contradictory, or None where
    it does not name him. A list of those who answered speaks by leaving somebody out; one of those who
    did not, only by naming him.
    """
    said_at = state.self_reported_at
    if said_at is None or state.answered_at is not None:
        return None
    waited = working_days_between(local_day(said_at, calendar), local_day(newest.as_of, calendar), calendar)
    if waited < GRACE_WORKING_DAYS:
        return None
    tells_by_silence = newest.matched > 0 and newest.not_answered == 0
    if verdict == "not-answered" or (verdict is None and tells_by_silence):
        return Contradiction(said_at, newest.id, newest.as_of, verdict is not None)
    return None
