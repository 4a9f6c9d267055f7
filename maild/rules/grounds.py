"""On what a reason rests: the event that made it hold, by which `why` says who said so, and when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from maild.model import Event, EventKind

# reason: the events that may give it, and the fact of a correction that does
_GROUNDS: dict[str, tuple[frozenset[EventKind], str]] = {
    "answered": (frozenset({EventKind.RESPONDENT_ANSWERED}), "answered"),
    "self_reported": (frozenset({EventKind.RESPONDENT_SELF_REPORTED}), "self_reported"),
    "claim_unverified": (frozenset({EventKind.RESPONDENT_CLAIM_HELD}), "claim_held"),
    "on_leave": (frozenset({EventKind.RESPONDENT_ON_LEAVE}), "on_leave"),
    "unreachable": (frozenset({EventKind.ADDRESS_SUSPENDED}), "unreachable"),
    "address_suspended": (frozenset({EventKind.ADDRESS_SUSPENDED}), "unreachable"),
    "wrong_person": (frozenset({EventKind.RESPONDENT_WRONG_PERSON}), "wrong_person"),
    "exempt": (frozenset(), "exempt"),
    "refused": (frozenset({EventKind.RESPONDENT_REFUSED}), "refused"),
    "question_open": (frozenset({EventKind.RESPONDENT_QUESTION_ASKED}), "question"),
    "error_open": (frozenset({EventKind.RESPONDENT_ERROR_REPORTED}), "error"),
    "held": (frozenset({EventKind.RESPONDENT_HELD}), "held"),
}


def ground_of(because: str | None, trail: Iterable[Event], by: datetime | None = None) -> Event | None:
    """The last event of somebody's trail that gave this reason, until `by`; None for one that rests on no event."""
    if because not in _GROUNDS:
        return None
    kinds, fact = _GROUNDS[because]
    found = None
    for one in trail:
        corrected = one.kind is EventKind.RESPONDENT_CORRECTED and one.data.get("set") == fact
        if (one.kind in kinds or corrected) and (by is None or one.at <= by):
            found = one
    return found


def by_hand(event: Event) -> bool:
    """Whether it was a person who said so."""
    return event.data.get("because") in ("by_hand", "undone") or event.kind is EventKind.RESPONDENT_HELD
