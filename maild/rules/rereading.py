"""A mail is read again by better rules: what the first reading did is taken back as far as it still holds.

What the new one says is done once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from maild.model import AddressState, Event, EventKind, RespondentState, Standing
from maild.rules import settling
from maild.rules.incidents import SIGHTINGS

_VERDICT = ("kind", "auto", "sure", "secondary", "technical_stage", "return_date", "new_address")
_OF_RECIPIENTS = ("action", "reason", "hard")
_ON_ADDRESS = frozenset({EventKind.ADDRESS_SUSPENDED, EventKind.ADDRESS_SOFT_BOUNCED})
# What a mail records about a letter, an address or a notice: once, however often it is read.
_ONCE = frozenset(
    {
        EventKind.LETTER_SENT,
        EventKind.LETTER_BOUNCED,
        EventKind.LETTER_DELAYED,
        EventKind.LETTER_DELIVERED,
        EventKind.ADDRESS_SOFT_BOUNCED,
        EventKind.ADDRESS_SUSPENDED,
        EventKind.BOUNCE_UNVERIFIED,
        EventKind.NOTICE_BOUNCED,
        EventKind.RESPONDENT_REACHED,
    }
)


def differs(kept: Mapping[str, Any], fresh: Mapping[str, Any]) -> bool:
    """Whether two stored readings say different things of a mail; rules, scores and evidence may change silently."""
    results = [
        [[one.get(name) for name in _OF_RECIPIENTS] for one in reading.get("recipients") or ()]
        for reading in (kept, fresh)
    ]
    return results[0] != results[1] or any(kept.get(name) != fresh.get(name) for name in _VERDICT)


def before(address: AddressState | None, trail: Sequence[Event]) -> AddressState | None:
    """The address as it would be had the mail with this `trail` never come."""
    if address is None:
        return None
    soft = {one.at for one in trail if one.kind is EventKind.ADDRESS_SOFT_BOUNCED}
    left = tuple(at for at in address.soft_bounces if at not in soft)
    if not _made_by(address, trail):
        return replace(address, soft_bounces=left)
    return replace(
        address, standing=Standing.SUSPECT if left else Standing.OK, reason=None, soft_bounces=left
    )


def taken_back(
    trail: Sequence[Event],
    person: RespondentState | None,
    address: AddressState | None,
    fresh: Collection[EventKind],
    still: Collection[int],
    event: Event,
) -> Iterator[Event]:
    """What the mail with this `trail` did and what no longer follows, undone. `event` is the model: who and when.

    `fresh`: what follows from the new reading; `still`: incidents under which the person stands in any case.
    """
    suspended = any(one.kind is EventKind.ADDRESS_SUSPENDED for one in trail)
    holds = EventKind.ADDRESS_SUSPENDED in fresh or (
        not suspended and EventKind.ADDRESS_SOFT_BOUNCED in fresh
    )
    if address is not None and _made_by(address, trail) and not holds:
        yield replace(event, kind=EventKind.ADDRESS_RESTORED, address_id=address.id, data={"proof": "reread"})
    if person is None:
        return
    yield from settling.taken_back(trail, person, event, because="reread")
    for number in dict.fromkeys(
        one.incident_id for one in trail if one.kind in SIGHTINGS and one.data.get("blocks")
    ):
        if number is not None and number in person.blocked_by and number not in still:
            yield replace(event, kind=EventKind.RESPONDENT_UNBLOCKED, incident_id=number)


def anew(fresh: Sequence[Event], trail: Sequence[Event]) -> Iterator[Event]:
    """Of what follows from the new reading, what the first one has not recorded."""
    recorded: set[EventKind] = set()
    for one in trail:
        recorded.add(one.kind)
        if one.kind is EventKind.ADDRESS_RESTORED and one.data.get("proof") == "reread":
            recorded -= _ON_ADDRESS
    return (one for one in fresh if one.kind not in _ONCE or one.kind not in recorded)


def _made_by(address: AddressState, trail: Sequence[Event]) -> bool:
    """Whether the address stands as this mail has put it: suspended by it, or suspect by it alone."""
    by = {one.at for one in trail if one.kind in _ON_ADDRESS}
    if address.standing is Standing.SUSPENDED:
        return address.changed_at in by
    return bool(address.soft_bounces) and set(address.soft_bounces) <= by
