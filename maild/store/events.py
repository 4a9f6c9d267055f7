"""The append-only event table: append and fold, read trails, prove that both agree."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from maild.model import Aggregate, Event, EventKind, Fold
from maild.store import folded, postgres, tables

_IDS = ("round_id", "respondent_id", "address_id", "letter_id", "mail_id", "incident_id", "plan_id")
_KINDS = frozenset(kind.value for kind in EventKind)
_PAGE = 1_000
_NAMED = 1_000  # differences told one by one
# built once: building a statement costs more than running it
_INSERT = sa.insert(tables.event)
_INSERT_NUMBERED = _INSERT.returning(tables.event.c.id, sort_by_parameter_order=True)
_THEIRS = tables.event.alias("theirs")
_NEWEST_OF_A_LETTER = (
    sa.select(_THEIRS.c.id)
    .where(_THEIRS.c.letter_id == tables.outbox.c.id, _THEIRS.c.kind == sa.bindparam("kind"))
    .order_by(_THEIRS.c.id.desc())
    .limit(1)
    .scalar_subquery()
)
_NEWEST_OF_LETTERS = sa.select(tables.event).where(
    tables.event.c.id.in_(
        sa.select(_NEWEST_OF_A_LETTER).where(tables.outbox.c.id.in_(sa.bindparam("letters", expanding=True)))
    )
)
_HASHED = ("kind", "at", "actor", *_IDS, "data")  # in the order of Event's own fields
_EVENTS = sa.select(*(tables.event.c[name] for name in (*_HASHED, "id", "hash"))).execution_options(
    yield_per=_PAGE
)
_hashed = json.JSONEncoder(sort_keys=True, ensure_ascii=True).encode


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a table disagrees with the events."""

    what: str
    key: int
    stored: str
    folded: str


@dataclass(slots=True)
class Differences:
    """How many there are, and the first of them: a table that was emptied differs in every row."""

    count: int = 0
    first: list[Difference] = field(default_factory=list)

    def __bool__(self) -> bool:
        return self.count > 0

    def add(self, what: str, key: int, stored: str, folded: str) -> None:
        self.count += 1
        if len(self.first) < _NAMED:
            self.first.append(Difference(what, key, stored, folded))

    def add_all(self, others: Differences) -> None:
        self.count += others.count
        self.first += others.first[: _NAMED - len(self.first)]


@dataclass(slots=True)
class Told:
    """Events of a transaction that are folded and not yet written, and the states before the first of them."""

    events: list[Event] = field(default_factory=list)
    before: folded.States = field(default_factory=dict)


def tell(
    connection: sa.Connection, new: Sequence[Event], fold: Fold, held: folded.States, told: Told
) -> tuple[Event, ...]:
    """Fold `new` in order; `write` puts them and every row they touch into the database.

    `held` are states that nobody else can change before the transaction's end; those that are touched join them.
    """
    ready = tuple(_stored(event) for event in new)
    touching = [
        (event, aggregate, (aggregate.name, key))
        for event in ready
        for aggregate in fold
        if (key := aggregate.key(event)) is not None
    ]
    touched = {slot for _, _, slot in touching}
    # Rows are locked before the events get their numbers, so that everybody folds in the order of the numbers.
    held.update(folded.load_some(connection, sorted(touched - held.keys()), lock=True))
    for slot in touched:
        told.before.setdefault(slot, held[slot])
    for event, aggregate, slot in touching:
        held[slot] = _next(aggregate, held[slot], event)
    told.events += ready
    return ready


def write(connection: sa.Connection, held: folded.States, told: Told) -> None:
    """Put what was told into the database: events in their order, then the states that they changed."""
    events, before = told.events, told.before
    told.events, told.before = [], {}
    if events:
        connection.execute(_INSERT, _rows_of(events))
    _save(connection, held, before)


def write_numbered(connection: sa.Connection, held: folded.States, told: Told) -> tuple[Event, ...]:
    """The same; gives the events back with their numbers."""
    events, before = told.events, told.before
    told.events, told.before = [], {}
    kept = _insert(connection, events)
    _save(connection, held, before)
    return kept


def _save(connection: sa.Connection, held: folded.States, before: folded.States) -> None:
    changed = {slot: state for slot in before if (state := held[slot]) is not None and state != before[slot]}
    folded.save_some(connection, changed, before)


def last_id(connection: sa.Connection) -> int:
    return int(connection.scalar(sa.select(sa.func.coalesce(sa.func.max(tables.event.c.id), 0))) or 0)


def any_since(connection: sa.Connection, event_id: int, aside: Collection[EventKind]) -> bool:
    """Whether there is an event after that one of another kind than those `aside`."""
    event = tables.event.c
    others = event.kind.not_in([one.value for one in aside])
    query = sa.select(event.id).where(event.id > event_id, others).order_by(event.id).limit(1)
    return connection.scalar(query) is not None


def hash_of(connection: sa.Connection, event_id: int) -> str | None:
    """The hash of one event; None when there is none of that number."""
    found: str | None = connection.scalar(sa.select(tables.event.c.hash).where(tables.event.c.id == event_id))
    return found


def trail(connection: sa.Connection, **about: int) -> list[Event]:
    """The events about something, oldest first: `trail(view.connection, respondent_id=311)`."""
    columns = [tables.event.c[name] == value for name, value in about.items()]
    rows = connection.execute(sa.select(tables.event).where(*columns).order_by(tables.event.c.id)).mappings()
    return [_from_row(row) for row in rows]


def of_round(connection: sa.Connection, round_id: int, *kinds: EventKind) -> list[Event]:
    """What happened to a round as a whole, of these kinds, oldest first."""
    event = tables.event.c
    query = sa.select(tables.event).where(
        event.round_id == round_id,
        event.respondent_id.is_(None),
        event.kind.in_([one.value for one in kinds]),
    )
    return [_from_row(row) for row in connection.execute(query.order_by(event.id)).mappings()]


def newest_of(connection: sa.Connection, kind: EventKind, round_id: int) -> dict[int, Event]:
    """The newest event of a kind for each respondent of a round."""
    query = sa.select(tables.event).where(
        tables.event.c.kind == kind.value,
        tables.event.c.round_id == round_id,
        tables.event.c.respondent_id.is_not(None),
    )
    rows = connection.execute(query.order_by(tables.event.c.id)).mappings()
    return {row["respondent_id"]: _from_row(row) for row in rows}


def newest_of_letters(
    connection: sa.Connection, kind: EventKind, letters: Collection[int]
) -> dict[int, Event | None]:
    """The newest event of a kind about each of some letters; None where there is none."""
    found: dict[int, Event | None] = dict.fromkeys(letters)
    if letters:
        said = {"kind": kind.value, "letters": list(letters)}
        for row in connection.execute(_NEWEST_OF_LETTERS, said).mappings():
            found[row["letter_id"]] = _from_row(row)
    return found


def counts(connection: sa.Connection) -> dict[str, int]:
    """How many events of each kind."""
    query = sa.select(tables.event.c.kind, sa.func.count()).group_by(tables.event.c.kind)
    return dict(connection.execute(query).all())


def verify(connection: sa.Connection, fold: Fold) -> Differences:
    """Fold everything again and compare with the tables; also every event's hash and the outbox's states."""
    found = Differences()
    for _ in _hashed_again(connection, found):
        pass
    _compare_states(connection, fold, found)
    return found


def verify_all(connection: sa.Connection, fold: Fold) -> Differences:
    """`verify` and `verify_chain`; the events' hashes are taken once for both."""
    found = verify_chain(connection)
    _compare_states(connection, fold, found)
    return found


def _compare_states(connection: sa.Connection, fold: Fold, found: Differences) -> None:
    """Rows are compared, not states: what somebody wrote into a table need not be a state at all.

    Both come in the order of their keys, so that one state at a time is held, however many there are.
    """
    in_outbox = Differences()
    for aggregate in fold:
        states = _folded_again(connection, aggregate)
        if aggregate.name == "letter":
            states = _compared(
                "outbox", states, lambda letter: str(letter.state), _outbox_states(connection), in_outbox
            )
        stored = folded.rows(connection, aggregate.name)
        for _ in _compared(aggregate.name, states, folded.to_row, stored, found):
            pass
    found.add_all(in_outbox)


def _folded_again(connection: sa.Connection, aggregate: Aggregate) -> Iterator[tuple[int, Any]]:
    """Every state that the events make, by rising key."""
    event = tables.event.c
    query = _EVENTS
    if aggregate.kinds:
        query = query.where(sa.or_(*(event.kind.startswith(kind) for kind in aggregate.kinds)))
    if aggregate.column:
        column = event[aggregate.column]
        query = query.where(column.is_not(None)).order_by(column)
    at: int | None = None
    state: Any = None
    for row in connection.execute(query.order_by(event.id)):
        if row[0] not in _KINDS:
            continue  # its hash tells, unless it was written by a newer maild
        said = _to_event(row)
        key = aggregate.key(said)
        if key is None:
            continue
        if key != at:
            if at is not None and state is not None:
                yield at, state
            at, state = key, None
        state = _next(aggregate, state, said)
    if at is not None and state is not None:
        yield at, state


def _compared(
    what: str,
    states: Iterator[tuple[int, Any]],
    said: Callable[[Any], Any],
    stored: Iterator[tuple[int, Any]],
    found: Differences,
) -> Iterator[tuple[int, Any]]:
    """Pass `states` on, and note where `stored`, in the same order, is not what is `said` of them."""
    there = next(stored, None)
    for key, state in states:
        while there is not None and there[0] < key:
            found.add(what, there[0], repr(there[1]), repr(None))
            there = next(stored, None)
        row = None
        if there is not None and there[0] == key:
            row = there[1]
            there = next(stored, None)
        wanted = said(state)
        if row != wanted:
            found.add(what, key, repr(row), repr(wanted))
        yield key, state
    while there is not None:
        found.add(what, there[0], repr(there[1]), repr(None))
        there = next(stored, None)


def _outbox_states(connection: sa.Connection) -> Iterator[tuple[int, str]]:
    letter = tables.outbox.c
    query = sa.select(letter.id, letter.state).order_by(letter.id)
    return iter(connection.execute(query.execution_options(yield_per=_PAGE)))


def seal(connection: sa.Connection, now: datetime) -> int:
    """Chain what came since the last seal; the number of events sealed.

    In a unit of its own, beside which nobody writes: an event with a lower number cannot come in below the seal.
    """
    last = _last_seal(connection)
    since, before = (last.last_event_id, last.hash) if last is not None else (0, "")
    event = tables.event.c
    newest = sa.select(sa.func.max(event.id), sa.func.count()).where(event.id > since)
    last_id, count = connection.execute(newest).one()
    if count:
        # in portions: a roster of a whole country comes in as one event a person
        hashes = sa.select(event.hash).where(event.id > since).order_by(event.id)
        said = connection.scalars(hashes.execution_options(yield_per=_PAGE))
        connection.execute(
            sa.insert(tables.seal).values(
                at=now, last_event_id=last_id, events=count, hash=_chain(before, said)
            )
        )
    return int(count)


def newest_seal(connection: sa.Connection) -> str:
    """The last seal as it is kept outside the database; "" before the first."""
    last = _last_seal(connection)
    return "" if last is None else _kept(last.last_event_id, last.hash)


def _kept(last_event_id: int, digest: str) -> str:
    return f"{last_event_id}-{digest[:16]}"


def verify_chain(connection: sa.Connection, kept: str = "") -> Differences:
    """Recompute every seal from what the events say: a changed, removed or inserted event breaks the first
    seal after it. A changed event is named, too, sealed or not.

    Whoever may write the file can make all of it anew, seals too: then one that was `kept` elsewhere is missing.
    """
    found, broken = Differences(), Differences()
    hashes = _hashed_again(connection, found)
    before = ""
    stands = not kept
    following = next(hashes, None)
    query = sa.select(tables.seal).order_by(tables.seal.c.id).execution_options(yield_per=_PAGE)
    for row in connection.execute(query).mappings():
        link, events = _link(before), 0
        while following is not None and following[0] <= row["last_event_id"]:
            link.update(following[1].encode())
            events += 1
            following = next(hashes, None)
        if link.hexdigest() != row["hash"] or events != row["events"]:
            broken.add("seal", row["id"], row["hash"], link.hexdigest())
        before = row["hash"]
        stands = stands or kept == _kept(row["last_event_id"], row["hash"])
    for _ in hashes:
        pass
    if not stands:
        _miss(broken, kept)
    found.add_all(broken)
    return found


def _miss(found: Differences, kept: str) -> None:
    found.add("seal", int(kept.partition("-")[0]), "", kept)


def _hashed_again(connection: sa.Connection, found: Differences) -> Iterator[tuple[int, str]]:
    """Each event's number and the hash of what it says; another one that is stored goes to `found`."""
    for row in connection.execute(_EVENTS.order_by(tables.event.c.id)):
        said, number, stored = _hash_of(dict(zip(_HASHED, row, strict=False))), row[-2], row[-1]
        if said != stored:
            found.add("event", number, stored, said)
        yield number, said


def recent(
    connection: sa.Connection, limit: int, *, actor: str = "", kind: str = "", offset: int = 0
) -> list[Event]:
    """What persons did, newest first; with `actor` what that one did, the daemon too. `kind` is how a kind begins."""
    query = sa.select(tables.event).where(*_done(actor, kind)).order_by(tables.event.c.id.desc())
    rows = connection.execute(query.limit(limit).offset(offset)).mappings()
    return [_from_row(row) for row in rows]


def how_many(connection: sa.Connection, *, actor: str = "", kind: str = "") -> int:
    query = sa.select(sa.func.count()).select_from(tables.event).where(*_done(actor, kind))
    return int(connection.scalar(query) or 0)


def _done(actor: str, kind: str) -> list[sa.ColumnElement[bool]]:
    event = tables.event.c
    return [
        event.actor == actor if actor else event.actor != "daemon",
        event.kind.in_(_KINDS),
        *([event.kind.startswith(kind, autoescape=True)] if kind else []),
    ]


def export(connection: sa.Connection) -> Iterator[dict[str, Any]]:
    """Every event and every seal, each seal after its last event: enough to verify without the database."""
    query = sa.select(tables.seal).order_by(tables.seal.c.id).execution_options(yield_per=_PAGE)
    seals = iter(connection.execute(query).mappings())
    seal = next(seals, None)
    for row in connection.execute(_EVENTS.order_by(tables.event.c.id)).mappings():
        while seal is not None and seal["last_event_id"] < row["id"]:
            yield _exported_seal(seal)
            seal = next(seals, None)
        said = {name: row[name] for name in ("id", "kind", "actor", *_IDS, "data", "hash")}
        yield {"event": {**said, "at": row["at"].astimezone(UTC).isoformat()}}
    if seal is not None:
        yield from map(_exported_seal, [seal, *seals])


def check_export(lines: Iterable[Mapping[str, Any]], kept: str = "") -> tuple[int, int, Differences]:
    """Events and seals of an export, and where they disagree. Raises KeyError or ValueError for other lines."""
    found = Differences()
    stands = not kept
    link, waiting = _link(""), 0
    events, seals = 0, 0
    for line in lines:
        if "event" in line:
            row = dict(line["event"])
            row["at"] = datetime.fromisoformat(row["at"])
            said = _row_hash(row)
            if said != row["hash"]:
                found.add("event", row["id"], row["hash"], said)
            link.update(said.encode())
            waiting += 1
            events += 1
            continue
        seal = line["seal"]
        if link.hexdigest() != seal["hash"] or waiting != seal["events"]:
            found.add("seal", seal["id"], seal["hash"], link.hexdigest())
        link, waiting = _link(seal["hash"]), 0
        seals += 1
        stands = stands or kept == _kept(seal["last_event_id"], seal["hash"])
    if not stands:
        _miss(found, kept)
    return events, seals, found


def _exported_seal(row: sa.RowMapping) -> dict[str, Any]:
    said = {name: row[name] for name in ("id", "last_event_id", "events", "hash")}
    return {"seal": {**said, "at": row["at"].astimezone(UTC).isoformat()}}


def content_hash(event: Event) -> str:
    """sha-256 of what an event says, without its number."""
    return _row_hash(_to_row(event))


def _row_hash(row: Mapping[str, Any] | sa.RowMapping) -> str:
    return _hash_of({name: row[name] for name in _HASHED})


def _hash_of(said: dict[str, Any]) -> str:
    said["at"] = said["at"].astimezone(UTC).isoformat()
    return hashlib.sha256(_hashed(said).encode()).hexdigest()


def _next(aggregate: Aggregate, state: Any, event: Event) -> Any:
    """The state after an event. An event that says nothing about it leaves it as it is."""
    after = aggregate.apply(state, event)
    return state if after is None else after


def _insert(connection: sa.Connection, events: Sequence[Event]) -> tuple[Event, ...]:
    """Insert events in their order; gives them back with their numbers."""
    if not events:
        return ()
    rows = _rows_of(events)
    if len(rows) == 1:
        done = connection.execute(_INSERT, rows[0])
        return (replace(events[0], id=int(done.inserted_primary_key[0])),)  # type: ignore[index]
    ids = connection.scalars(_INSERT_NUMBERED, rows).all()
    return tuple(replace(event, id=int(number)) for event, number in zip(events, ids, strict=True))


def _rows_of(events: Sequence[Event]) -> list[dict[str, Any]]:
    return [(row := _to_row(event)) | {"hash": _row_hash(row)} for event in events]


def _stored(event: Event) -> Event:
    """What is hashed and folded is what is stored and can be folded again: JSON values, times in UTC."""
    if event.at.tzinfo is UTC and _all_stay(event.data):
        return event
    return replace(event, at=event.at.astimezone(UTC), data=_as_json(dict(event.data)))


def _as_json(data: dict[str, Any]) -> dict[str, Any]:
    if _all_stay(data):
        return data
    found: dict[str, Any] = json.loads(json.dumps(postgres.storable(data), allow_nan=False))
    return found


def _all_stay(data: Mapping[str, Any]) -> bool:
    return all(_stays(name) and _stays(value) for name, value in data.items())


def _stays(value: Any) -> bool:
    """Whether a value comes back from the database as it is: nearly all do."""
    kind = type(value)
    if kind is str:
        return value.isascii() and "\0" not in value
    return kind is int or kind is bool or value is None


def _to_row(event: Event) -> dict[str, Any]:
    row = {name: getattr(event, name) for name in _IDS}
    return row | {"at": event.at, "kind": str(event.kind), "actor": event.actor, "data": dict(event.data)}


def _to_event(row: sa.Row[Any]) -> Event:
    """Of a row of `_EVENTS`, without its number, which no fold asks for."""
    return Event(EventKind(row[0]), *tuple(row)[1:-2])


def _from_row(row: Mapping[str, Any] | sa.RowMapping) -> Event:
    return Event(
        kind=EventKind(row["kind"]),
        at=row["at"],
        actor=row["actor"],
        data=row["data"],
        id=row["id"],
        **{name: row[name] for name in _IDS},
    )


def _last_seal(connection: sa.Connection) -> Any:
    return connection.execute(sa.select(tables.seal).order_by(tables.seal.c.id.desc()).limit(1)).first()


def _chain(before: str, hashes: Iterable[str]) -> str:
    link = _link(before)
    for one in hashes:
        link.update(one.encode())
    return str(link.hexdigest())


def _link(before: str) -> Any:
    return hashlib.sha256(before.encode())
