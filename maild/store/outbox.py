"""The outbox: every letter once, its state moved only by compare-and-set.

planned -claim(fence+1)-> claimed -intent-> in_doubt -250-> sent
   ^         | owner gone, 4xx        | 4xx: planned   5xx: failed
   +---------+                        | wave closes: skipped
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel.sql.sqltypes import UTCDateTime

from maild.model import (
    LADDER,
    SKIPPED_FOR_GOOD,
    Code,
    LetterState,
    OutboxLetter,
    Outcome,
    PlanState,
    Reason,
    SentCounts,
    Standing,
    told_state,
)
from maild.store import tables
from maild.store.plans import PlannedLetter

_SETTLED = frozenset({LetterState.SENT, LetterState.FAILED, LetterState.SKIPPED})
_CANCELLED = "cancelled"  # by a person
_FIELDS = tuple(part.name for part in fields(OutboxLetter))
_AS_THEY_ARE = tuple(name for name in _FIELDS if name not in {"code", "state"})
_LETTERS = sa.select(
    *(tables.outbox.c[name] for name in _FIELDS if name != "email"), tables.address.c.email
).join(tables.address, tables.address.c.id == tables.outbox.c.address_id)
# built once: building a statement costs more than running it
_THIS = tables.outbox.c.id == sa.bindparam("letter")
_BY_ID = _LETTERS.where(_THIS)
_BY_IDS = _LETTERS.where(tables.outbox.c.id.in_(sa.bindparam("letters", expanding=True)))
_BY_MESSAGE_IDS = _LETTERS.where(tables.outbox.c.message_id.in_(sa.bindparam("message_ids", expanding=True)))
_UNDER = tables.outbox.c.fence == sa.bindparam("under")
_IS_PLANNED = tables.outbox.c.state == LetterState.PLANNED.value
_CLAIM = (
    sa.update(tables.outbox)
    .where(_THIS, _IS_PLANNED, _UNDER)
    .values(state=LetterState.CLAIMED.value, fence=sa.bindparam("higher"), owner=sa.bindparam("claimer"))
)
_TO_IN_DOUBT = (
    sa.update(tables.outbox)
    .where(
        _THIS,
        tables.outbox.c.state == LetterState.CLAIMED.value,
        tables.outbox.c.owner == sa.bindparam("claimer"),
        _UNDER,
    )
    .values(state=LetterState.IN_DOUBT.value)
)


def plan(
    connection: sa.Connection,
    round_id: int,
    plan_id: int,
    letters: Sequence[PlannedLetter],
    made_on: date,
    message_id: Callable[[int, date], str],
    occasion: str = "",
) -> list[OutboxLetter]:
    """Put a plan's letters, all of one code and in the order in which they are to go, into the outbox; those that
    now wait. Left out is whom `had` names.

    `message_id` makes a letter's Message-ID from its number and day: a row that an earlier plan made gets a new one.
    """
    if not letters:
        return []
    code = letters[0].code
    refused = _had(connection, round_id, code, occasion)
    box = tables.outbox.c
    rows = sa.select(box.respondent_id, box.id).where(
        box.round_id == round_id, box.code == code.value, box.occasion == _own(code, occasion)
    )
    there: dict[int, int] = dict(connection.execute(rows).all())
    fresh: list[dict[str, Any]] = []
    again: list[dict[str, Any]] = []
    for position, letter in enumerate(letters):
        if letter.respondent_id in refused:
            continue
        values = {
            "plan_id": plan_id,
            "position": position,
            "address_id": letter.address_id,
            "due_at": letter.due_at,
            "not_before": letter.due_at,
            "made_on": made_on,
        }
        if letter.respondent_id in there:
            # planned under an approval that has been voided, or never on the wire: the new plan takes it over
            again.append(values | {"number": there[letter.respondent_id]})
        else:
            fresh.append(values | {"respondent_id": letter.respondent_id})
    numbers = [one["number"] for one in again]
    waiting = {"state": LetterState.PLANNED.value, "attempts": 0, "held_because": ""}
    if again:
        columns: dict[str, Any] = {name: sa.bindparam(name) for name in again[0] if name != "number"}
        update = sa.update(tables.outbox).where(box.id == sa.bindparam("number"))
        connection.execute(update.values(**columns, **waiting, owner=None, settled_at=None), again)
    if fresh:
        usual = {"round_id": round_id, "code": code.value, "occasion": _own(code, occasion)} | waiting
        usual |= {"message_id": "", "fence": 0, "reply": "", "blames_us": False}
        insert = sa.insert(tables.outbox).returning(box.id, sort_by_parameter_order=True)
        numbers += connection.scalars(insert, [one | usual for one in fresh]).all()
    if numbers:
        named = sa.update(tables.outbox).where(box.id == sa.bindparam("number"))
        connection.execute(
            named.values(message_id=sa.bindparam("made")),
            [{"number": number, "made": message_id(number, made_on)} for number in numbers],
        )
    planned = _LETTERS.where(box.plan_id == plan_id, box.state == LetterState.PLANNED.value)
    return _letters(connection, planned.order_by(box.position))


def due(connection: sa.Connection, now: datetime, limit: int) -> list[OutboxLetter]:
    """Planned letters whose time has come, oldest wave first, canaries before the others."""
    box = tables.outbox.c
    is_due = (box.state == LetterState.PLANNED.value, box.not_before <= now)
    if connection.scalar(sa.select(box.id).where(*is_due).limit(1)) is None:
        return []  # nearly always, and found without a look at those that wait for later
    # "coalesce": else SQLite goes by the index of `not_before`, and sorts all that are due for the first few
    in_order = _LETTERS.where(
        box.state == LetterState.PLANNED.value, sa.func.coalesce(box.not_before, now) <= now
    )
    return _letters(connection, in_order.order_by(box.due_at, box.plan_id, box.position).limit(limit))


def put_off(connection: sa.Connection, plan_id: int, until: datetime, because: str) -> None:
    """A whole plan must wait: none of its letters is looked at before `until`."""
    connection.execute(
        sa.update(tables.outbox)
        .where(
            tables.outbox.c.plan_id == plan_id,
            tables.outbox.c.state == LetterState.PLANNED.value,
            tables.outbox.c.not_before < until,
        )
        .values(not_before=until, held_because=because)
    )


def bring_forward(connection: sa.Connection, plan_id: int, because: str, now: datetime) -> int:
    """What held a whole plan holds it no more: its letters are looked at again at once; how many."""
    done = connection.execute(
        sa.update(tables.outbox)
        .where(
            tables.outbox.c.plan_id == plan_id,
            tables.outbox.c.state == LetterState.PLANNED.value,
            tables.outbox.c.held_because == because,
        )
        .values(not_before=now, held_because="")
    )
    return done.rowcount


def claim(connection: sa.Connection, letter: OutboxLetter, owner: str) -> OutboxLetter | None:
    """Take a planned letter; the fence goes up. None when somebody else has had it since it was read."""
    done = connection.execute(
        _CLAIM, {"letter": letter.id, "under": letter.fence, "higher": letter.fence + 1, "claimer": owner}
    )
    if done.rowcount != 1:
        return None
    return replace(letter, state=LetterState.CLAIMED, fence=letter.fence + 1, owner=owner)


def to_in_doubt(connection: sa.Connection, letter: OutboxLetter, now: datetime) -> bool:
    """The intent's compare-and-set: only the owner's own claim may go to the wire. False: do not send DATA."""
    claim = {"letter": letter.id, "claimer": letter.owner, "under": letter.fence}
    return connection.execute(_TO_IN_DOUBT, {**claim, "intent_at": now}).rowcount == 1


def move(
    connection: sa.Connection,
    letter: OutboxLetter,
    come_from: Sequence[LetterState],
    to: LetterState,
    *,
    not_before: datetime | None = None,
    held_because: str = "",
    settled_at: datetime | None = None,
    tried: Outcome | None = None,
    tried_at: datetime | None = None,
    blames_us: bool = False,
) -> bool:
    """Move a letter on, if nobody did so meanwhile (state and fence). `tried` is what a server had to say, masked."""
    values: dict[str, Any] = {"letter": letter.id, "under": letter.fence, "settled_at": settled_at}
    if not_before is not None:
        values |= {"not_before": not_before, "held_because": held_because}
    if tried is not None:
        values |= {"reply": tried.text, "blames_us": blames_us, "tried_at": tried_at}
    moving = _moving(tuple(come_from), to, put_off=not_before is not None, tried=tried is not None)
    return connection.execute(moving, values).rowcount == 1


@cache
def _moving(come_from: tuple[LetterState, ...], to: LetterState, *, put_off: bool, tried: bool) -> sa.Update:
    """The statement of `move`; what it does not set here comes with its parameters."""
    values: dict[str, Any] = {"state": to.value}
    if to is LetterState.PLANNED:
        values["owner"] = None
    if tried:
        values["attempts"] = tables.outbox.c.attempts + 1
    names = ["settled_at", *(["not_before", "held_because"] if put_off else [])]
    names += ["reply", "blames_us", "tried_at"] if tried else []
    # what is settled stays settled, whatever the caller says
    before = [state.value for state in come_from if state not in _SETTLED]
    return (
        sa.update(tables.outbox)
        .where(_THIS, _is_one_of(tables.outbox.c.state, before), _UNDER)
        .values(**values, **{name: sa.bindparam(name) for name in names})
    )


def settle_sent(connection: sa.Connection, letter: OutboxLetter, now: datetime) -> bool:
    """Evidence has come back that a letter in doubt was sent; whoever owns the row must not undo it."""
    done = connection.execute(
        sa.update(tables.outbox)
        .where(tables.outbox.c.id == letter.id, tables.outbox.c.state == LetterState.IN_DOUBT.value)
        .values(
            state=LetterState.SENT.value,
            settled_at=now,
            # the evidence is a server's say where its own was not heard, or comes later
            tried_at=sa.func.coalesce(tables.outbox.c.tried_at, sa.literal(now, UTCDateTime())),
        )
    )
    return done.rowcount == 1


def get(connection: sa.Connection, letter_id: int) -> OutboxLetter | None:
    row = connection.execute(_BY_ID, {"letter": letter_id}).mappings().first()
    return None if row is None else from_row(row)


def by_ids(connection: sa.Connection, ids: Sequence[int]) -> dict[int, OutboxLetter]:
    found = connection.execute(_BY_IDS, {"letters": list(ids)}).mappings() if ids else ()
    return {one.id: one for one in map(from_row, found)}


def last_sent_at(connection: sa.Connection) -> datetime | None:
    """When a server took a letter last."""
    box = tables.outbox.c
    # "|| ''": else SQLite goes by the state's index, through all that was ever sent
    sent = (box.tried_at.is_not(None), box.state.concat("") == LetterState.SENT.value)
    query = sa.select(box.tried_at).where(*sent).order_by(box.tried_at.desc()).limit(1)
    found: datetime | None = connection.scalar(query)
    return found


def overdue(connection: sa.Connection, before: datetime, most: int) -> int:
    """Letters that should have been offered before `before` and still wait; counted up to `most`."""
    box = tables.outbox.c
    late = (box.state == LetterState.PLANNED.value, box.not_before < before, box.due_at < before)
    query = sa.select(sa.func.count()).select_from(sa.select(box.id).where(*late).limit(most).subquery())
    return int(connection.scalar(query) or 0)


def waiting_since(connection: sa.Connection, now: datetime) -> tuple[int, datetime | None]:
    """How many letters wait whose time has come, and since when the longest does."""
    box = tables.outbox.c
    query = sa.select(sa.func.count(), sa.func.min(box.not_before)).where(
        box.state == LetterState.PLANNED.value, box.not_before <= now
    )
    count, since = connection.execute(query).one()
    return int(count), since


def in_doubt(connection: sa.Connection) -> int:
    """How many letters may have gone, and nobody knows."""
    query = sa.select(sa.func.count()).where(tables.outbox.c.state == LetterState.IN_DOUBT.value)
    return int(connection.scalar(query) or 0)


def replies(connection: sa.Connection, letter_ids: Collection[int]) -> dict[int, str]:
    """What the server said last about each letter, masked; "" when nothing."""
    query = sa.select(tables.outbox.c.id, tables.outbox.c.reply).where(tables.outbox.c.id.in_(letter_ids))
    return dict(connection.execute(query).all())


def by_message_ids(connection: sa.Connection, ids: Sequence[str]) -> dict[str, OutboxLetter]:
    found = connection.execute(_BY_MESSAGE_IDS, {"message_ids": list(ids)}).mappings() if ids else ()
    return {one.message_id: one for one in map(from_row, found)}


def in_state(
    connection: sa.Connection, *states: LetterState, round_id: int | None = None
) -> list[OutboxLetter]:
    query = _LETTERS.where(tables.outbox.c.state.in_([state.value for state in states])).order_by(
        tables.outbox.c.id
    )
    if round_id is not None:
        # "+ 0": else SQLite goes by the round's index, through every letter of it
        query = query.where(tables.outbox.c.round_id + 0 == round_id)
    return _letters(connection, query)


def after(connection: sa.Connection, round_id: int, letter: int, many: int) -> list[OutboxLetter]:
    """The next letters of a round after the number `letter`."""
    box = tables.outbox.c
    query = _LETTERS.where(box.id > letter, box.round_id + 0 == round_id)  # "+ 0": as above
    return _letters(connection, query.order_by(box.id).limit(many))


def open_of(connection: sa.Connection, plan_ids: Collection[int]) -> list[OutboxLetter]:
    """Letters of these plans that wait or may have gone."""
    box = tables.outbox.c
    is_open = box.state.in_([LetterState.PLANNED.value, LetterState.IN_DOUBT.value])
    return _letters(connection, _LETTERS.where(box.plan_id.in_(plan_ids), is_open).order_by(box.id))


def of_respondent(connection: sa.Connection, respondent_id: int) -> list[OutboxLetter]:
    query = _LETTERS.where(tables.outbox.c.respondent_id == respondent_id).order_by(tables.outbox.c.id)
    return _letters(connection, query)


def had(
    connection: sa.Connection, round_id: int, code: Code, occasion: str, *, cancelled_too: bool = False
) -> dict[int, str]:
    """Who must not get this letter of a wave (again), and why: it is under way, has gone or may have, a server
    refused it, it waits under an approval that holds, or a person has cancelled it or the newest plan that it
    was in. `cancelled_too`: a person asks for those of a cancelled plan again.

    A letter that was skipped before it was ever on the wire may be planned anew once its reason is gone, and
    one that was refused once the person has another address.
    """
    cancelled = set() if cancelled_too else _cancelled(connection, round_id, code, occasion)
    return dict.fromkeys(cancelled, "plan_cancelled") | _had(connection, round_id, code, occasion)


def _cancelled(connection: sa.Connection, round_id: int, code: Code, occasion: str) -> set[int]:
    """Whose newest plan of a wave a person has cancelled."""
    receiver, standing = tables.plan_receiver.c, tables.plan_state.c
    wave = sa.select(standing.id, standing.voided_because == _CANCELLED).where(
        standing.round_id == round_id, standing.code == code.value, standing.occasion == occasion
    )
    found: set[int] = set()
    for plan, cancelled in connection.execute(wave.order_by(standing.id)).all():
        if cancelled or found:  # nearly no wave has such a plan
            receivers = connection.scalars(sa.select(receiver.respondent_id).where(receiver.plan_id == plan))
            found = found.union(receivers) if cancelled else found.difference(receivers)
    return found


def _had(connection: sa.Connection, round_id: int, code: Code, occasion: str) -> dict[int, str]:
    box, standing, plan_of = tables.outbox.c, tables.letter_state.c, tables.plan_state.c
    query = (
        sa.select(
            box.respondent_id,
            box.state,
            standing.skipped_because,
            (plan_of.state == PlanState.APPROVED.value).label("approved"),
            (box.address_id == tables.official.c.address_id).label("same_address"),
        )
        .join(tables.respondent, tables.respondent.c.id == box.respondent_id)
        .join(tables.official, tables.official.c.id == tables.respondent.c.official_id)
        .outerjoin(tables.letter_state, standing.id == box.id)
        .outerjoin(tables.plan_state, plan_of.id == box.plan_id)
        .where(box.round_id == round_id, box.code == code.value, box.occasion == _own(code, occasion))
    )
    found = {}
    for row in connection.execute(query):
        because = _why_not_again(row)
        if because is not None:
            found[row.respondent_id] = because
    return found


def waiting(connection: sa.Connection, round_id: int, code: Code, occasion: str) -> list[OutboxLetter]:
    """Letters of a wave that wait to be sent."""
    box = tables.outbox.c
    query = _LETTERS.where(
        box.round_id == round_id,
        box.code == code.value,
        box.occasion == _own(code, occasion),
        box.state == LetterState.PLANNED.value,
    )
    return _letters(connection, query.order_by(box.id))


def readdressed(connection: sa.Connection, round_id: int) -> list[OutboxLetter]:
    """Letters that wait for an address which is no longer their official's."""
    box = tables.outbox.c
    query = (
        _LETTERS.join(tables.respondent, tables.respondent.c.id == box.respondent_id)
        .join(tables.official, tables.official.c.id == tables.respondent.c.official_id)
        .where(
            box.round_id + 0 == round_id,  # by the state's index, as in `in_state`
            box.state == LetterState.PLANNED.value,
            box.address_id != tables.official.c.address_id,
        )
    )
    return _letters(connection, query.order_by(box.id))


def _own(code: Code, occasion: str) -> str:
    """What tells a person's letters of one code apart: a level goes to him once, on whosever ladder he is."""
    return "" if code in LADDER else occasion


def _why_not_again(row: Any) -> str | None:
    match LetterState(row.state):
        case LetterState.PLANNED:
            return "planned" if row.approved else None
        case LetterState.CLAIMED | LetterState.IN_DOUBT | LetterState.SENT:
            return "level_already_sent"
        case LetterState.FAILED:
            return "refused_by_server" if row.same_address else None
        case LetterState.SKIPPED:
            return row.skipped_because if row.skipped_because in SKIPPED_FOR_GOOD else None


def may_have(connection: sa.Connection, round_id: int, codes: Sequence[Code], before: datetime) -> set[int]:
    """Respondents to whom a letter of these codes went, or may have gone, before that moment."""
    query = sa.select(tables.outbox.c.respondent_id).where(
        tables.outbox.c.round_id == round_id,
        tables.outbox.c.code.in_([code.value for code in codes]),
        tables.outbox.c.state.in_([LetterState.SENT.value, LetterState.IN_DOUBT.value]),
        tables.outbox.c.intent_at < before,
    )
    return set(connection.scalars(query))


def counts_by_state(connection: sa.Connection, round_id: int) -> dict[str, int]:
    # by their plans, because an index has each plan's letters in the order of their states: no row is read
    box = tables.outbox.c
    theirs = sa.select(tables.plan.c.id).where(tables.plan.c.round_id == round_id)
    query = sa.select(box.state, sa.func.count()).where(box.plan_id.in_(theirs))
    found: Counter[str] = Counter()
    for state, count in connection.execute(query.group_by(box.plan_id, box.state)):
        found[state] += count
    return dict(found)


def message_ids_since(connection: sa.Connection, since: datetime) -> set[str]:
    """Message-IDs of letters that may lie in a mailbox as copies of our own."""
    query = sa.select(tables.outbox.c.message_id).where(tables.outbox.c.due_at >= since)
    return set(connection.scalars(query))


def sent_counts(
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


def _is_one_of(column: sa.ColumnElement[str], states: Sequence[str]) -> sa.ColumnElement[bool]:
    """As `in_`, which writes its list anew each time it is asked."""
    return sa.or_(*(column == state for state in states))


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
        _is_one_of(_SENT.state.concat(""), _GONE),
        _SENT.intent_at >= sa.bindparam("began", type_=UTCDateTime()),
        _SENT.id != sa.bindparam("letter"),
    )
)
_DAY_AGO = sa.bindparam("day_ago", type_=UTCDateTime())
_TO_ADDRESS = sa.select(sa.func.count()).where(
    _SENT.address_id == sa.bindparam("address"),
    _is_one_of(_SENT.state, _GONE),
    _SENT.intent_at > _DAY_AGO,
    _SENT.id != sa.bindparam("letter"),
)
_NOTICES = sa.select(sa.func.count()).where(
    tables.notice.c.recipient == sa.bindparam("email"),
    _is_one_of(tables.notice.c.state, _GONE),
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


def _letters(connection: sa.Connection, query: sa.Select[Any]) -> list[OutboxLetter]:
    return [from_row(row) for row in connection.execute(query).mappings()]


def from_row(row: Mapping[str, Any] | sa.RowMapping) -> OutboxLetter:
    return OutboxLetter(
        **{name: row[name] for name in _AS_THEY_ARE},
        code=Code(row["code"]),
        state=LetterState(row["state"]),
    )
