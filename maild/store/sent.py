"""What has gone, and how it fared: whatever caps, canaries and the breaker count."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel.sql.sqltypes import UTCDateTime

from maild.model import LetterState, OutboxLetter, Reason, SentCounts, Standing, told_state
from maild.store import tables
from maild.store.outbox import is_one_of


def last_at(connection: sa.Connection) -> datetime | None:
    """When a server took a letter last."""
    box = tables.outbox.c
    # "|| ''": else SQLite goes by the state's index, through all that was ever sent
    sent = (box.tried_at.is_not(None), box.state.concat("") == LetterState.SENT.value)
    query = sa.select(box.tried_at).where(*sent).order_by(box.tried_at.desc()).limit(1)
    found: datetime | None = connection.scalar(query)
    return found


def counts(
    connection: sa.Connection, letter: OutboxLetter, now: datetime, day_began: datetime, canaries: int
) -> SentCounts:
    """Dots that may have been sent, counted back from `now`, as far as they limit `letter`.

    A plan's canaries are whichever of its letters went, or were refused for good, first: one that was skipped
    is no canary.
    """
    told = connection.execute(
        _COUNTED,
        {
            "hour_ago": now - timedelta(hours=1),
            "minute_ago": now - timedelta(minutes=1),
            "domain": letter.email.rpartition("@")[2],
            "respondent": letter.respondent_id,
            "began": day_began,
            "letter": letter.id,
            "address": letter.address_id,
            "email": letter.email,
            "day_ago": now - timedelta(days=1),
            "plan": letter.plan_id,
            "most": canaries,
        },
    ).one()
    return replace(
        _of_canaries(told),
        minute=int(told.minute),
        hour=int(told.hour),
        domain_minute=int(told.domain_minute or 0),
        to_person_today=int(told.person),
        to_address_day=int(told.letters) + int(told.notices),
    )


def canary_counts(connection: sa.Connection, plan_id: int, canaries: int) -> SentCounts:
    """How the first letters of a plan fared: the same as for its next letter."""
    return _of_canaries(connection.execute(_CANARIES, {"plan": plan_id, "letter": 0, "most": canaries}).one())


@dataclass(frozen=True, slots=True)
class Canary:
    """One of a plan's first letters. `went_at` is None while it waits; `dead`: its address was found dead."""

    respondent_id: int
    name: str
    unit: str
    domain: str
    state: LetterState
    went_at: datetime | None
    evidence: str  # what came back since: bounced, delayed, delivered, replied
    dead: bool
    reply: str  # what the server said last, masked

    @property
    def told(self) -> str:
        return told_state(self.state, self.reply)


def canary(connection: sa.Connection, plan_id: int, canaries: int) -> list[Canary]:
    """The first letters of a plan: those that went, then those that will go next."""
    person, standing = tables.respondent, tables.letter_state
    went = sa.case((_SENT.state.in_(_TRIED), _WENT_AT), else_=None).label("went_at")
    query = (
        sa.select(
            person.c.id.label("respondent_id"),
            person.c.name,
            tables.unit.c.name.label("unit"),
            tables.address.c.domain,
            _SENT.state,
            went,
            sa.func.coalesce(standing.c.evidence, "").label("evidence"),
            sa.func.coalesce(tables.address_state.c.standing == Standing.SUSPENDED.value, sa.false()).label(
                "dead"
            ),
            _SENT.reply,
        )
        .select_from(
            tables.outbox.join(person, person.c.id == _SENT.respondent_id)
            .join(tables.unit, tables.unit.c.id == person.c.unit_id)
            .join(tables.address, tables.address.c.id == _SENT.address_id)
            .outerjoin(tables.address_state, tables.address_state.c.id == _SENT.address_id)
            .outerjoin(standing, standing.c.id == _SENT.id)
        )
        .where(_SENT.plan_id == plan_id, _SENT.state != LetterState.SKIPPED.value)
        .order_by(went.is_(None), went, _SENT.position, _SENT.id)
        .limit(canaries)
    )
    return [
        Canary(**{**row, "state": LetterState(row["state"]), "dead": bool(row["dead"])})
        for row in connection.execute(query).mappings()
    ]


def _of_canaries(told: sa.Row[Any]) -> SentCounts:
    return SentCounts(
        canaries=int(told.canaries),
        canary_failures=int(told.canary_failures or 0),
        last_canary_at=told.last_canary_at,
    )


_SENT = tables.outbox.c
_HIMSELF = tables.respondent.alias()
_GONE = [LetterState.IN_DOUBT.value, LetterState.SENT.value]
_TRIED = [*_GONE, LetterState.FAILED.value]
_TO_PERSON = (
    sa.select(sa.func.count())
    .select_from(
        tables.outbox.join(tables.respondent, tables.respondent.c.id == _SENT.respondent_id).join(
            _HIMSELF, _HIMSELF.c.official_id == tables.respondent.c.official_id
        )
    )
    .where(
        _HIMSELF.c.id == sa.bindparam("respondent"),
        # "|| ''": else SQLite goes by the state's index, through all that was ever sent
        is_one_of(_SENT.state.concat(""), _GONE),
        _SENT.intent_at >= sa.bindparam("began", type_=UTCDateTime()),
        _SENT.id != sa.bindparam("letter"),
    )
)
_DAY_AGO = sa.bindparam("day_ago", type_=UTCDateTime())
_TO_ADDRESS = sa.select(sa.func.count()).where(
    _SENT.address_id == sa.bindparam("address"),
    is_one_of(_SENT.state, _GONE),
    _SENT.intent_at > _DAY_AGO,
    _SENT.id != sa.bindparam("letter"),
)
_NOTICES = sa.select(sa.func.count()).where(
    tables.notice.c.recipient == sa.bindparam("email"),
    is_one_of(tables.notice.c.state, _GONE),
    tables.notice.c.intent_at > _DAY_AGO,
)
_HOUR = sa.select(sa.func.count()).where(_SENT.intent_at > sa.bindparam("hour_ago", type_=UTCDateTime()))
_IN_DOMAIN = sa.case((tables.address.c.domain == sa.bindparam("domain"), 1), else_=0)
_COUNTS = (
    sa.select(
        sa.func.count().label("minute"),
        sa.func.sum(_IN_DOMAIN).label("domain_minute"),
        _HOUR.scalar_subquery().label("hour"),
        _TO_PERSON.scalar_subquery().label("person"),
        _TO_ADDRESS.scalar_subquery().label("letters"),
        _NOTICES.scalar_subquery().label("notices"),
    )
    .select_from(tables.outbox.join(tables.address, tables.address.c.id == _SENT.address_id))
    .where(_SENT.intent_at > sa.bindparam("minute_ago", type_=UTCDateTime()))
)
# a server that refuses the recipient in the dialogue is answered before any intent
_WENT_AT = sa.func.coalesce(_SENT.intent_at, _SENT.settled_at, type_=UTCDateTime())


def _first_in(state: str) -> sa.Select[Any]:
    """A plan's letters that came to this state first. State by state, because then an index has them in order,
    however many letters the plan has.
    """
    went_at = _WENT_AT if state == LetterState.FAILED.value else _SENT.intent_at
    first = (
        sa.select(_SENT.id, went_at.label("went_at"), _SENT.state, _SENT.address_id)
        .where(
            _SENT.plan_id == sa.bindparam("plan"), _SENT.state == state, _SENT.id != sa.bindparam("letter")
        )
        .order_by(went_at, _SENT.id)
        .limit(_MOST)
        .subquery()
    )
    return sa.select(first)


_MOST = sa.bindparam("most", type_=sa.Integer())
_WENT = sa.union_all(*map(_first_in, _TRIED)).subquery("went")  # one that was put off has not gone
_FIRST = (
    sa.select(_WENT)
    .order_by(_WENT.c.went_at.is_not(None), _WENT.c.went_at, _WENT.c.id)
    .limit(_MOST)
    .subquery("first")
)
_STANDING = tables.address_state.c.standing
_IS_DEAD = tables.address_state.c.standing == Standing.SUSPENDED.value
_CANARIES = sa.select(
    sa.func.count().label("canaries"),
    sa.func.sum(sa.case((sa.or_(_FIRST.c.state == LetterState.FAILED.value, _IS_DEAD), 1), else_=0)).label(
        "canary_failures"
    ),
    sa.func.max(_FIRST.c.went_at, type_=UTCDateTime()).label("last_canary_at"),
).select_from(_FIRST.outerjoin(tables.address_state, tables.address_state.c.id == _FIRST.c.address_id))
_DOTS, _CANARY = _COUNTS.subquery("dots"), _CANARIES.subquery("canary")
_COUNTED = sa.select(_DOTS, _CANARY).join_from(_DOTS, _CANARY, sa.true())


@dataclass(frozen=True, slots=True)
class Tried:
    """How a letter stands that a server has had its say about."""

    at: datetime
    domain: str
    dead: bool  # its address has been found dead, then or since
    blames_us: bool
    reason: Reason | None  # why the address is dead


def recent_results(connection: sa.Connection, since: datetime | None, limit: int = 50) -> list[Tried]:
    """The last letters that a server had its say about, oldest first."""
    rows = connection.execute(_RECENT, _since(since, limit)).all()
    return [
        Tried(
            row.tried_at,
            row.domain,
            row.standing == Standing.SUSPENDED.value,
            row.blames_us,
            None if row.reason is None else Reason(row.reason),
        )
        for row in reversed(rows)
    ]


def all_well(connection: sa.Connection, since: datetime | None, limit: int = 50) -> bool:
    """Whether `recent_results` would name nothing bad: no dead address, and nothing that blames us. It costs less."""
    return connection.execute(_ANY_BAD, _since(since, limit)).first() is None


def _since(since: datetime | None, limit: int) -> dict[str, Any]:
    return {"since": since or _LONG_AGO, "most": limit}


_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_TRIED = (
    sa.select(_SENT.tried_at, _SENT.blames_us, _SENT.address_id, _SENT.id)
    .where(_SENT.tried_at > sa.bindparam("since", type_=UTCDateTime()))
    .order_by(_SENT.tried_at.desc(), _SENT.id.desc())
    .limit(_MOST)
    .subquery("tried")
)
_RECENT = (
    sa.select(
        _LAST_TRIED.c.tried_at,
        tables.address.c.domain,
        _STANDING,
        tables.address_state.c.reason,
        _LAST_TRIED.c.blames_us,
    )
    .join_from(_LAST_TRIED, tables.address, tables.address.c.id == _LAST_TRIED.c.address_id)
    .outerjoin(tables.address_state, tables.address_state.c.id == _LAST_TRIED.c.address_id)
    .order_by(_LAST_TRIED.c.tried_at.desc(), _LAST_TRIED.c.id.desc())
)
_ANY_BAD = (
    sa.select(_LAST_TRIED.c.id)
    .outerjoin_from(_LAST_TRIED, tables.address_state, tables.address_state.c.id == _LAST_TRIED.c.address_id)
    .where(sa.or_(_LAST_TRIED.c.blames_us, _IS_DEAD))
    .limit(1)
)
