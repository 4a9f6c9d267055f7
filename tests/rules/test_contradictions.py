"""When a self-report is doubted: only by a list that is old enough to know, and that speaks about the person."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from maild.model import AnsweredList, Calendar, RespondentState
from maild.rules.contradictions import Contradiction, contradicted

CALENDAR = Calendar(days_off=frozenset())
FRIDAY = datetime(2026, 11, 13, 3, tzinfo=UTC)
STATE = RespondentState(1, 1, FRIDAY, self_reported_at=FRIDAY)


def told(day: int, matched: int = 5, not_answered: int = 0) -> AnsweredList:
    return AnsweredList(
        7, 1, datetime(2026, 11, day, 1, tzinfo=UTC), FRIDAY, FRIDAY, matched, 0, not_answered
    )


CASES = [
    # list, verdict → doubted
    (told(17), None, False),  # Tuesday: two working days, the weekend does not count
    (told(18), None, True),  # Wednesday: three
    (told(18), "answered", False),
    (told(18), "not-answered", True),
    (told(18), "contradictory", False),  # a list that says both says nothing
    (told(18, matched=0, not_answered=9), None, False),  # a list of the others does not name him
    (told(18, matched=0, not_answered=9), "not-answered", True),
    (told(18, matched=5, not_answered=9), None, False),  # it names both kinds and leaves him out
    (told(12), "not-answered", False),  # older than the report
]


@pytest.mark.parametrize(("newest", "verdict", "doubted"), CASES)
def test_a_list_contradicts_after_three_working_days(
    newest: AnsweredList, verdict: str | None, doubted: bool
) -> None:
    found = contradicted(STATE, newest, verdict, CALENDAR)
    wanted = Contradiction(FRIDAY, 7, newest.as_of, verdict == "not-answered")
    assert found == (wanted if doubted else None)


def test_only_a_self_report_that_stands_is_doubted() -> None:
    assert contradicted(RespondentState(1, 1, FRIDAY), told(30), None, CALENDAR) is None
    answered = RespondentState(1, 1, FRIDAY, self_reported_at=FRIDAY, answered_at=FRIDAY)
    assert contradicted(answered, told(30), None, CALENDAR) is None
