"""The outbox: every letter once, its state moved only by compare-and-set.

planned -claim(fence+1)-> claimed -intent-> in_doubt -250-> sent
   ^         | owner gone, 4xx        | 4xx: planned   5xx: failed
   +---------+                        | wave closes: skipped
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, datetime
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


def bring_forward(
    connection: sa.Connection, plan_ids: Collection[int], because: Collection[str], now: datetime
) -> int:
    """What held whole plans may hold them no more: their letters are looked at again, none before it is due.

    How many were held.
    """
    box = tables.outbox.c
    done = connection.execute(
        sa.update(tables.outbox)
        .where(
            box.plan_id.in_(plan_ids),
            box.state == LetterState.PLANNED.value,
            box.held_because.in_(because),
        )
        .values(
            not_before=sa.case((box.due_at > now, box.due_at), else_=sa.literal(now, UTCDateTime())),
            held_because="",
        )
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
        .where(_THIS, is_one_of(tables.outbox.c.state, before), _UNDER)
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


def is_one_of(column: sa.ColumnElement[str], states: Sequence[str]) -> sa.ColumnElement[bool]:
    """As `in_`, which writes its list anew each time it is asked."""
    return sa.or_(*(column == state for state in states))


def _letters(connection: sa.Connection, query: sa.Select[Any]) -> list[OutboxLetter]:
    return [from_row(row) for row in connection.execute(query).mappings()]


def from_row(row: Mapping[str, Any] | sa.RowMapping) -> OutboxLetter:
    return OutboxLetter(
        **{name: row[name] for name in _AS_THEY_ARE},
        code=Code(row["code"]),
        state=LetterState(row["state"]),
    )
