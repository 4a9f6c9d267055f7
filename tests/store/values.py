"""Values to build cases from."""

from __future__ import annotations

from datetime import UTC, date, datetime

from maild.model import Event, EventKind, OutboxLetter, Respondent, Round
from maild.rules.delivery import letter_event

NOW = datetime(2026, 11, 12, 2, 0, tzinfo=UTC)
DAY = date(2026, 11, 12)
ROUND = Round(
    id=1,
    code="2026",
    title="Điều tra XHH",
    invited_on=date(2026, 11, 2),
    deadline=datetime(2026, 11, 27, 10, 0, tzinfo=UTC),
    legal_basis="7211/BNV-CCHC",
    agency="Sở Nội vụ",
    hotline="0214 000 000",
    invitation_sender="khaosat@example.vn",
    invitation_subject="Mời trả lời",
)


def listed(person: Respondent) -> Event:
    return Event(
        EventKind.RESPONDENT_LISTED,
        NOW,
        round_id=person.round_id,
        respondent_id=person.id,
        address_id=person.address_id,
    )


def planned(letter: OutboxLetter) -> Event:
    return letter_event(EventKind.LETTER_PLANNED, letter, NOW)


def event_of_plan(plan_id: int, round_id: int, receivers: int) -> Event:
    data = {"code": "R1", "occasion": "", "digest": "d", "receivers": receivers, "left_out": 0}
    return Event(EventKind.PLAN_DRAFTED, NOW, round_id=round_id, plan_id=plan_id, data=data)
