"""The life of one fault: how it opens, who has it, when it is over; its weight, and what it hides.

Data that the fold reads: `incident.opened` {"key", "stage", "reason", "where", "code"}; `incident.acknowledged` and
`incident.assigned` {"owner"}, else the actor; `incident.reported` {"reference"}; `incident.silenced` {"until":
ISO date}.
A sighting's respondent is counted among the touched unless {"again": true}: whoever records it has looked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from maild.model import Aggregate, Event, EventKind, IncidentPhase, IncidentState, Reason, Stage
from maild.rules.causes import MAIL_LOOP, key_of

REOPENS_WITHIN = timedelta(days=14)
SIGHTINGS = frozenset({EventKind.INCIDENT_OPENED, EventKind.INCIDENT_JOINED, EventKind.INCIDENT_REOPENED})
# Nobody is kept from a letter by these: the server tries again by itself, or the letter arrived after all.
_BLOCKS_NOBODY = frozenset(
    {
        Reason.GREYLISTED.value,
        Reason.RATE_LIMITED.value,
        Reason.BAD_REPUTATION.value,
        "letters-in-doubt",
        "letter-unwritable",
    }
)
# Names of faults of our own that touch everybody though no person is counted.
_FOR_ALL = ("imap-", "smtp-", "account-", "mailbox-lost", "breaker", "sending-", "database-", "queue-")
_NEAR_DAYS, _CLOSE_DAYS = 2, 5
_WORST, _BAD = 0.10, 0.02  # share of the officials blocked, weighted by how close the deadline is

_UNREACHABLE = frozenset({Reason.NETWORK_ERROR.value, "mail-server-down"})
_OF_THE_UNREACHABLE = frozenset(
    {
        Reason.NETWORK_ERROR.value,
        Reason.EXPIRED.value,
        Reason.SYSTEM_ERROR.value,
        Reason.GREYLISTED.value,
        Reason.RATE_LIMITED.value,
        "mail-server-down",
        "invitation-not-received",
        "invitation-late",
    }
)
_RELAY_DOWN = frozenset({"smtp-unreachable", "smtp-login-refused", "smtp-refused", "smtp-tls"})
_OF_THE_RELAY = frozenset({"breaker-tripped", "canary-failed", "letters-in-doubt", "queue-growing"})
_MAILBOX_DOWN = frozenset(
    {
        "imap-unreachable",
        "imap-login-refused",
        "imap-login-impossible",
        "imap-token",
        "imap-tls",
        "imap-busy",
        "imap-folder-missing",
    }
)
_LIST_STALE = "list-stale"
_OF_THE_MAILBOX = frozenset({_LIST_STALE, "mailbox-resynced", "mail-quarantined"})
_STOPS_SENDING = frozenset(
    {
        Reason.BLOCKED.value,
        Reason.AUTH_FAILURE.value,
        Reason.NO_RELAYING.value,
        Reason.POLICY_VIOLATION.value,
        Reason.REJECTED.value,
    }
)
_OUR_PATHS = _RELAY_DOWN | _MAILBOX_DOWN
_OF_ONE_MAILBOX = frozenset(
    {
        Reason.USER_UNKNOWN.value,
        Reason.HAS_MOVED.value,
        Reason.SUSPEND.value,
        Reason.MAILBOX_FULL.value,
        Reason.FILTERED.value,
        "mailbox-login",
        "mailbox-missing",
    }
)


def on_recurrence(last: IncidentState | None, now: datetime) -> EventKind:
    """Whether a fault with the key of `last` opens a new incident, joins it or opens it again."""
    if last is None:
        return EventKind.INCIDENT_OPENED
    if last.state is not IncidentPhase.RESOLVED:
        return EventKind.INCIDENT_JOINED
    if last.resolved_at is not None and now - last.resolved_at > REOPENS_WITHIN:
        return EventKind.INCIDENT_OPENED
    return EventKind.INCIDENT_REOPENED


def blocks(stage: Stage, reason: str) -> bool:
    """Whether a fault keeps who is touched by it from his mail, so that urging him would be unfair."""
    return stage is not Stage.ANSWERING and reason not in _BLOCKS_NOBODY


def severity(incident: IncidentState, officials: int, days_left: int) -> Literal[1, 2, 3]:
    """1 is an alert at once, 3 waits for the morning: the share of officials blocked, times the nearness
    of the deadline (`days_left` in working days). A fault of our own that nobody is counted under touches all.
    Without `officials` no round is under way, and what touched some of them can wait.
    """
    if not incident.people:
        return 1 if incident.reason.startswith(_FOR_ALL) else 3
    if not officials:
        return 3
    nearness = 3 if days_left <= _NEAR_DAYS else 2 if days_left <= _CLOSE_DAYS else 1
    weight = nearness * incident.people / officials
    return 1 if weight >= _WORST else 2 if weight >= _BAD else 3


def parents(incidents: Sequence[IncidentState]) -> dict[int, int]:
    """Which open incident hides which: the follower's number → the bigger fault's.

    A relay that is down explains letters that wait, a domain that cannot be reached explains what its servers say.
    """
    alive = [one for one in incidents if one.state is not IncidentPhase.RESOLVED]
    # By place, and under None wherever it is: of one reason at one place the oldest speaks for all.
    bigger: dict[str | None, dict[str, IncidentState]] = defaultdict(dict)
    for one in sorted(alive, key=lambda one: one.id):
        if rank(one):
            bigger[one.where].setdefault(one.reason, one)
            bigger[None].setdefault(one.reason, one)
    found: dict[int, int] = {}
    for small in alive:
        near = (big for place in _places(small) if place in bigger for big in bigger[place].values())
        above = [big for big in near if hides(big, small)]
        if above:
            found[small.id] = min(above, key=lambda one: (-rank(one), one.id)).id
    # One level only: a follower's follower belongs to the top. Ranks rise, so nothing goes round.
    for number in found:
        while found[number] in found:
            found[number] = found[found[number]]
    return found


def hides(big: IncidentState, small: IncidentState) -> bool:
    """Whether one fault explains another."""
    if rank(big) <= rank(small):
        return False
    if big.reason in _RELAY_DOWN:
        return small.reason in _OF_THE_RELAY
    if big.reason in _MAILBOX_DOWN:
        return small.reason in _OF_THE_MAILBOX and small.where in ("", big.where)
    if big.reason == Reason.HOST_UNKNOWN.value:
        return _below(small, big)
    if big.reason in _UNREACHABLE:
        return small.reason in _OF_THE_UNREACHABLE and _below(small, big)
    return big.reason in _STOPS_SENDING and small.reason in _OF_THE_RELAY


def _places(small: IncidentState) -> Iterator[str | None]:
    """Where a fault can be that hides this one: at the same place, or one that its own lies below."""
    yield None
    where = small.where
    while where:
        yield where
        where = where.partition(".")[2]


def _below(small: IncidentState, big: IncidentState) -> bool:
    return bool(big.where) and (small.where == big.where or small.where.endswith("." + big.where))


def rank(one: IncidentState) -> int:
    """How much a fault can explain; only what ranks higher hides."""
    if one.reason in _OUR_PATHS:
        return 4
    if one.reason == Reason.HOST_UNKNOWN.value:
        return 3
    if one.reason in _UNREACHABLE:
        return 2
    return 1 if one.reason in _STOPS_SENDING else 0


@dataclass(frozen=True, slots=True)
class SignsOfLife:
    """What has worked since: times of the newest sign on each path, None where there is none."""

    sent_at: datetime | None = None  # a letter was handed to the relay
    polled_at: datetime | None = None  # the mailbox named by the incident was read
    place_alive_at: datetime | None = (
        None  # somebody of the same domain or server got a letter of ours or wrote
    )
    listed_at: datetime | None = None  # a list that is new enough counts, in every round that sends
    people: int = 0  # of those touched
    people_well: int = 0  # of them, how many have answered or shown a sign of life since they were touched


def proof_of(incident: IncidentState, signs: SignsOfLife) -> str | None:
    """By which proof the fault seems to be over; None where the same path has not worked since.

    The answer is a proposal: a person closes the incident, save where it is our own path that works again, or the
    ministry's list that is new again.
    """
    since = incident.last_seen_at

    def after(at: datetime | None) -> bool:
        return at is not None and at > since

    if incident.reason in _RELAY_DOWN:
        return "sent" if after(signs.sent_at) else None
    if incident.reason in _MAILBOX_DOWN:
        return "polled" if after(signs.polled_at) else None
    if incident.reason == _LIST_STALE:
        return "listed" if after(signs.listed_at) else None
    everybody = bool(incident.people) and signs.people_well >= incident.people
    if everybody:
        return "people_well"
    if (
        incident.stage is Stage.ANSWERING
        or incident.reason in _OF_ONE_MAILBOX
        or incident.reason == MAIL_LOOP
    ):
        return None  # one person's success says nothing about the others
    return "place_alive" if incident.where and incident.people and after(signs.place_alive_at) else None


def closes_itself(incident: IncidentState) -> bool:
    """Whether proof is enough: our own path works again, or the list is new, and nobody has told the ministry."""
    ours = incident.reason in _OUR_PATHS or incident.reason == _LIST_STALE
    return ours and incident.reference is None and incident.reported_at is None


def is_silent(incident: IncidentState, today: date) -> bool:
    return incident.silenced_until is not None and today < incident.silenced_until


# ---------------------------------------------------------------- the fold


def _key(event: Event) -> int | None:
    return event.incident_id


def _apply(state: IncidentState | None, event: Event) -> IncidentState | None:
    if state is None:
        return _opened(event)
    data, at = event.data, event.at
    match event.kind:
        case EventKind.INCIDENT_JOINED:
            return _standing(replace(_seen(state, event), fix_seen_at=None))
        case EventKind.INCIDENT_REOPENED:
            return replace(
                _seen(state, event),
                state=IncidentPhase.OPEN,
                reopened_at=at,
                owner=None,
                reference=None,
                acknowledged_at=None,
                reported_at=None,
                answered_at=None,
                fix_seen_at=None,
                resolved_at=None,
            )
        case EventKind.INCIDENT_ACKNOWLEDGED | EventKind.INCIDENT_ASSIGNED:
            owner = data.get("owner") or event.actor
            return _standing(replace(state, owner=owner, acknowledged_at=state.acknowledged_at or at))
        case EventKind.INCIDENT_REPORTED:
            reference = data.get("reference") or state.reference
            first = state.reported_at or at
            return _standing(
                replace(
                    state, reference=reference, reported_at=first, acknowledged_at=state.acknowledged_at or at
                )
            )
        case EventKind.INCIDENT_ANSWERED:
            return replace(state, answered_at=at)
        case EventKind.INCIDENT_FIX_SEEN:
            return _standing(replace(state, fix_seen_at=at))
        case EventKind.INCIDENT_RESOLVED:
            return replace(state, state=IncidentPhase.RESOLVED, resolved_at=at)
        case EventKind.INCIDENT_SILENCED:
            return replace(state, silenced_until=date.fromisoformat(data["until"]))
        case EventKind.INCIDENT_SILENCE_ENDED:
            return replace(state, silenced_until=None)
        case _:
            return state


def _standing(state: IncidentState) -> IncidentState:
    """The phase that follows from what has been done about it, once it is not resolved."""
    if state.state is IncidentPhase.RESOLVED:
        return state
    if state.fix_seen_at is not None:
        phase = IncidentPhase.FIXED
    elif state.reported_at is not None:
        phase = IncidentPhase.REPORTED
    elif state.acknowledged_at is not None:
        phase = IncidentPhase.ACKNOWLEDGED
    else:
        phase = IncidentPhase.OPEN
    return replace(state, state=phase)


def _opened(event: Event) -> IncidentState | None:
    if event.kind is not EventKind.INCIDENT_OPENED or event.incident_id is None:
        return None
    data = event.data
    stage, reason, where, code = (
        Stage(data["stage"]),
        data["reason"],
        data.get("where", ""),
        data.get("code", ""),
    )
    return IncidentState(
        id=event.incident_id,
        key=data.get("key") or key_of(stage, reason, where, code),
        stage=stage,
        reason=reason,
        where=where,
        code=code,
        state=IncidentPhase.OPEN,
        opened_at=event.at,
        last_seen_at=event.at,
        people=0 if event.respondent_id is None else 1,
    )


def _seen(state: IncidentState, event: Event) -> IncidentState:
    new = event.respondent_id is not None and not event.data.get("again")
    return replace(
        state,
        count=state.count + 1,
        last_seen_at=max(state.last_seen_at, event.at),
        people=state.people + new,
    )


INCIDENT = Aggregate("incident", _key, _apply, "incident_id")
