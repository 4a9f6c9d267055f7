"""What the IT liaison orders by mail, in answer to an alert or a digest of ours: the same acts as by command.

All of a mail's orders are followed, or none: a mail that comes from somebody else, that nobody vouches for, or that
can be read in two ways changes nothing and waits for a person.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from maild.jobs import incidents as incident_trip
from maild.logs import log
from maild.model import EventKind, IncidentPhase, IncidentState, Notice, NoticeCode, Order, Reading
from maild.privacy import noted
from maild.rules import INCIDENT, correlate
from maild.store import Unit, View

Because = Literal["", "sender", "untrusted", "unclear", "refused"]
_ANSWERABLE = (NoticeCode.I1, NoticeCode.I2)


@dataclass(frozen=True, slots=True)
class Ordered:
    """An answer to an alert or a digest. Without `orders`, `because` says why a person has to look."""

    orders: tuple[Order, ...]
    by: str  # the sender as events name him: never his address
    because: Because = ""

    @property
    def kept(self) -> str:
        """What the mail's row says of it."""
        return self.because or "followed"


def occasion_of(numbers: Collection[int], now: datetime) -> str:
    """The occasion of an alert about these incidents, the gravest first."""
    first, *others = numbers
    return f"INC-{first:04}+{len(others)}/{now.isoformat(timespec='minutes')}"


def ordered(
    look: View,
    reading: Reading,
    match: correlate.Match,
    known: correlate.Known,
    it: Collection[str],
    authserv_ids: frozenset[str],
    now: datetime,
) -> Ordered | None:
    """What a mail orders; None where it is no answer of a person to I1 or I2."""
    notice = known.notices_by_id.get(match.notice_id or 0)
    if notice is None or notice.code not in _ANSWERABLE or match.how == "notice" or reading.auto:
        return None
    sender = (reading.sender or "").lower()
    by = f"mail:{sender.partition('@')[0]}"
    if sender not in it:
        return Ordered((), by, "sender")
    proven = correlate.authenticated(reading.authentication, sender, authserv_ids)
    if not proven or not correlate.answers(reading, notice, now):
        return Ordered((), by, "untrusted")
    from maild.decode.orders import read_orders  # commands that read no mail start without it

    orders = read_orders(reading.words, _only_one(notice))
    if not orders:
        return Ordered((), by, "unclear")
    return Ordered(orders, by) if _fit(look, orders) else Ordered((), by, "refused")


def follow(unit: Unit, told: Ordered, mail_id: int, now: datetime) -> None:
    """Do what was ordered, in the mail's own transaction."""
    if not told.orders:
        log.warning("mail.order_waits", mail_id=mail_id, because=told.because)
    for one in told.orders:
        text = noted(one.text, unit.masking)
        owner = text or told.by.removeprefix("mail:")
        match one.verb:
            case "acknowledge":
                kind, data = EventKind.INCIDENT_ACKNOWLEDGED, {"owner": owner}
                incident_trip.change(unit, one.incident, kind, told.by, now, data, mail_id=mail_id)
            case "assign":
                kind, data = EventKind.INCIDENT_ASSIGNED, {"owner": owner}
                incident_trip.change(unit, one.incident, kind, told.by, now, data, mail_id=mail_id)
            case "note":
                kind, data = EventKind.INCIDENT_NOTED, {"note": text}
                incident_trip.change(
                    unit, one.incident, kind, told.by, now, data, mail_id=mail_id, also_resolved=True
                )
            case "resolve":
                incident_trip.resolve(unit, one.incident, text, told.by, now, mail_id=mail_id)
            case "reopen":
                incident_trip.reopen(unit, one.incident, text, told.by, now, mail_id=mail_id)


def _only_one(notice: Notice) -> int | None:
    """The incident that an alert is about, where it is about one alone: an order need not name it."""
    number = notice.incident_id
    return number if number and notice.occasion.startswith(f"INC-{number:04}+0/") else None


def _fit(look: View, orders: Collection[Order]) -> bool:
    """Whether each of the orders can be followed after those before it."""
    over: dict[int, bool] = {}
    for one in orders:
        state: IncidentState | None = look.state(INCIDENT, one.incident)
        if state is None:
            return False
        is_over = over.setdefault(one.incident, state.state is IncidentPhase.RESOLVED)
        if one.verb == "reopen" and (not is_over or incident_trip.followed_by(look, state) is not None):
            return False
        if is_over and one.verb not in ("reopen", "note"):
            return False
        if one.verb in ("reopen", "resolve"):
            over[one.incident] = one.verb == "resolve"
    return True
