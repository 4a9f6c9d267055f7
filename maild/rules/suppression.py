"""The standing of an address: what a verified failure means for it, folded from events.

An address is a task for somebody, never a person to drop; the score belongs to the address and
any sign of life clears it. Faults of policy, sender, content or servers never count against it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from maild.model import (
    Action,
    AddressState,
    Aggregate,
    Calendar,
    Event,
    EventKind,
    Limits,
    Reason,
    RecipientResult,
    Standing,
)
from maild.rules.calendar import is_working_day, local_day

_KEPT = 10  # soft bounces remembered
_DOMAIN = frozenset({Reason.HOST_UNKNOWN, Reason.NOT_ACCEPT})
_ADDRESS = frozenset({Reason.USER_UNKNOWN, Reason.HAS_MOVED})
_UNKNOWN = frozenset({Reason.UNDEFINED, Reason.ON_HOLD})


def judge(
    result: RecipientResult, state: AddressState, limits: Limits, now: datetime, calendar: Calendar
) -> EventKind | None:
    """What a *verified* failure does to the address: ADDRESS_SUSPENDED, ADDRESS_SOFT_BOUNCED or nothing.

    The reason decides, not the code: 5.0.0 and 5.7.x reach here as `user-unknown` only when the
    server's words said so. A permanent failure is believed at once for no such user, moved, disabled
    and a domain that is gone; a full mailbox and what may pass are counted.
    """
    if result.action is not Action.FAILED:
        return None
    passing = passes(result)
    if result.reason in _DOMAIN:
        return (
            None if passing else EventKind.ADDRESS_SUSPENDED
        )  # DNS that answers badly today is not a dead domain
    if result.reason in _ADDRESS or result.reason is Reason.SUSPEND:
        return _soft(state, limits, now, calendar) if passing else EventKind.ADDRESS_SUSPENDED
    if result.reason is Reason.MAILBOX_FULL or (passing and result.reason in _UNKNOWN):
        return _soft(state, limits, now, calendar)
    return None


def passes(result: RecipientResult) -> bool:
    """Whether the failure may succeed later: class 4 (RFC 3463 §2). The enhanced code wins over the reply."""
    code = result.status or result.reply_code or ""
    return code.startswith("4")


def is_dead(kind: EventKind | None) -> bool:
    """Whether `judge` found the address dead: what the canary and the breaker count."""
    return kind is EventKind.ADDRESS_SUSPENDED


def _soft(state: AddressState, limits: Limits, now: datetime, calendar: Calendar) -> EventKind | None:
    if state.standing is Standing.SUSPENDED:
        return None
    recent = [at for at in (*state.soft_bounces, now) if now - timedelta(days=limits.soft_days) < at <= now]
    days = {day for day in (local_day(at, calendar) for at in recent) if is_working_day(day, calendar)}
    if len(recent) >= limits.soft_bounces and len(days) >= min(limits.soft_working_days, limits.soft_bounces):
        return EventKind.ADDRESS_SUSPENDED
    return EventKind.ADDRESS_SOFT_BOUNCED


def _key(event: Event) -> int | None:
    return event.address_id


def _apply(state: AddressState | None, event: Event) -> AddressState | None:
    match event.kind:
        case EventKind.ADDRESS_SOFT_BOUNCED:
            known = _known(state, event)
            suspended = known.standing is Standing.SUSPENDED
            return replace(
                known,
                standing=known.standing if suspended else Standing.SUSPECT,
                reason=known.reason if suspended else _reason(event),
                soft_bounces=(*known.soft_bounces, event.at)[-_KEPT:],
                changed_at=known.changed_at if suspended else event.at,
            )
        case EventKind.ADDRESS_SUSPENDED:
            until = event.data.get("until")
            return replace(
                _known(state, event),
                standing=Standing.SUSPENDED,
                reason=_reason(event),
                changed_at=event.at,
                until=None if until is None else date.fromisoformat(until),
            )
        case EventKind.ADDRESS_RESTORED:
            known = _known(state, event)
            return replace(
                known, standing=Standing.OK, reason=None, soft_bounces=(), changed_at=event.at, until=None
            )
        case _:
            return state


def _known(state: AddressState | None, event: Event) -> AddressState:
    if state is not None:
        return state
    assert event.address_id is not None  # the key of this aggregate
    return AddressState(event.address_id)


def _reason(event: Event) -> Reason:
    try:
        return Reason(event.data.get("reason", Reason.UNDEFINED))
    except ValueError:
        return Reason.UNDEFINED


ADDRESS = Aggregate("address", _key, _apply, "address_id")
