"""On which event a reason rests."""

from __future__ import annotations

import pytest

from maild.model import Event, EventKind
from maild.rules.grounds import by_hand, ground_of
from tests.rules.values import NOW, event, local

EARLY, LATE = local("2026-11-10 09:00"), local("2026-11-11 09:00")
LIST = event(EventKind.RESPONDENT_ANSWERED, EARLY)
ABSENT = event(EventKind.RESPONDENT_ON_LEAVE, EARLY, data={"until": "2026-11-20"})


def marked(fact: str, because: str = "by_hand") -> Event:
    return event(EventKind.RESPONDENT_CORRECTED, LATE, data={"set": fact, "because": because})


GROUNDS = [
    # reason        what happened                            what it rests on     a person said so
    ("answered",    [LIST],                                  LIST,                False),
    ("answered",    [marked("answered")],                    marked("answered"),  True),
    ("on_leave",    [ABSENT, marked("on_leave")],            marked("on_leave"),  True),
    ("on_leave",    [ABSENT, marked("exempt")],              ABSENT,              False),
    ("exempt",      [LIST, marked("exempt", "replaced")],    marked("exempt", "replaced"), False),
    ("held",        [event(EventKind.RESPONDENT_HELD)],      event(EventKind.RESPONDENT_HELD), True),
    ("gap",         [LIST],                                  None,                False),
    (None,          [LIST],                                  None,                False),
]  # fmt: skip


@pytest.mark.parametrize(("because", "trail", "rests_on", "said"), GROUNDS)
def test_the_last_event_that_gave_a_reason(
    because: str | None, trail: list[Event], rests_on: Event | None, said: bool
) -> None:
    found = ground_of(because, trail)
    assert found == rests_on
    assert found is None or by_hand(found) == said


def test_a_reason_of_the_past_rests_on_what_had_happened_by_then() -> None:
    trail = [ABSENT, marked("on_leave")]
    assert ground_of("on_leave", trail, EARLY) == ABSENT
    assert ground_of("on_leave", trail, NOW) == marked("on_leave")
