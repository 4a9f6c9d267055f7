"""The append-only event table: append and fold, read trails, prove that both agree."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from maild.model import Event, EventKind, Fold
from maild.store import folded, tables

_IDS = ("round_id", "respondent_id", "address_id", "letter_id", "mail_id", "incident_id", "plan_id")
_PAGE = 5_000


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a table disagrees with the events."""

    what: str
    key: int
    stored: str
    folded: str


def append(connection: sa.Connection, new: Sequence[Event], fold: Fold) -> tuple[Event, ...]:
    """Insert `new` in order and bring every folded row they touch up to date, in the caller's transaction."""
    kept = tuple(_insert(connection, event) for event in new)
    states: dict[tuple[str, int], tuple[Any, bool]] = {}
    for event in kept:
        for aggregate in fold:
            key = aggregate.key(event)
            if key is None:
                continue
            slot = (aggregate.name, key)
            if slot not in states:
                stored = folded.load(connection, aggregate.name, key)
                states[slot] = (stored, stored is not None)
            state, known = states[slot]
            states[slot] = (aggregate.apply(state, event), known)
    for (name, _), (state, known) in states.items():
        if state is not None:
            folded.save(connection, name, state, known=known)
    return kept


def last_id(connection: sa.Connection) -> int:
    return int(connection.scalar(sa.select(sa.func.coalesce(sa.func.max(tables.event.c.id), 0))) or 0)


def trail(connection: sa.Connection, **about: int) -> list[Event]:
    """The events about something, oldest first: `trail(view.connection, respondent_id=311)`."""
    columns = [tables.event.c[name] == value for name, value in about.items()]
    rows = connection.execute(sa.select(tables.event).where(*columns).order_by(tables.event.c.id)).mappings()
    return [_from_row(row) for row in rows]


def counts(connection: sa.Connection) -> dict[str, int]:
    """How many events of each kind."""
    query = sa.select(tables.event.c.kind, sa.func.count()).group_by(tables.event.c.kind)
    return dict(connection.execute(query).tuples())


def verify(connection: sa.Connection, fold: Fold) -> list[Difference]:
    """Fold everything again and compare with the tables; also every event's hash and the outbox's states."""
    found: list[Difference] = []
    states: dict[str, dict[int, Any]] = {aggregate.name: {} for aggregate in fold}
    for event, stored_hash in _all(connection):
        if content_hash(event) != stored_hash:
            found.append(Difference("event", event.id or 0, stored_hash, content_hash(event)))
        for aggregate in fold:
            key = aggregate.key(event)
            if key is not None:
                states[aggregate.name][key] = aggregate.apply(states[aggregate.name].get(key), event)
    for aggregate in fold:
        stored = {state.id: state for state in folded.load_all(connection, aggregate.name)}
        wanted = {key: state for key, state in states[aggregate.name].items() if state is not None}
        for key in sorted(stored.keys() | wanted.keys()):
            if stored.get(key) != wanted.get(key):
                found.append(Difference(aggregate.name, key, repr(stored.get(key)), repr(wanted.get(key))))
    outbox = sa.select(tables.outbox.c.id, tables.outbox.c.state)
    for key, state in connection.execute(outbox).tuples():
        letter = states.get("letter", {}).get(key)
        if letter is None or letter.state != state:
            found.append(Difference("outbox", key, state, repr(letter)))
    return found


def seal(connection: sa.Connection, now: datetime) -> int:
    """Chain what came since the last seal; the number of events sealed."""
    last = _last_seal(connection)
    since, before = (last.last_event_id, last.hash) if last is not None else (0, "")
    query = (
        sa.select(tables.event.c.id, tables.event.c.hash)
        .where(tables.event.c.id > since)
        .order_by(tables.event.c.id)
    )
    rows = connection.execute(query).tuples().all()
    if rows:
        connection.execute(
            sa.insert(tables.seal).values(
                at=now,
                last_event_id=rows[-1][0],
                events=len(rows),
                hash=_chain(before, (row[1] for row in rows)),
            )
        )
    return len(rows)


def verify_chain(connection: sa.Connection) -> list[Difference]:
    """Recompute every seal; a changed, removed or inserted event breaks the first seal after it."""
    found: list[Difference] = []
    since, before = 0, ""
    for row in connection.execute(sa.select(tables.seal).order_by(tables.seal.c.id)).mappings():
        query = (
            sa.select(tables.event.c.hash)
            .where(tables.event.c.id > since, tables.event.c.id <= row["last_event_id"])
            .order_by(tables.event.c.id)
        )
        hashes = connection.scalars(query).all()
        wanted = _chain(before, hashes)
        if wanted != row["hash"] or len(hashes) != row["events"]:
            found.append(Difference("seal", row["id"], row["hash"], wanted))
        since, before = row["last_event_id"], row["hash"]
    return found


def content_hash(event: Event) -> str:
    """sha-256 of what an event says, without its number."""
    said = {name: getattr(event, name) for name in _IDS}
    said |= {
        "at": event.at.isoformat(),
        "kind": str(event.kind),
        "actor": event.actor,
        "data": dict(event.data),
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def _insert(connection: sa.Connection, event: Event) -> Event:
    event = replace(event, data=json.loads(json.dumps(dict(event.data))))  # what is hashed is what is stored
    row = {name: getattr(event, name) for name in _IDS}
    row |= {"at": event.at, "kind": str(event.kind), "actor": event.actor, "data": event.data}
    done = connection.execute(sa.insert(tables.event).values(**row, hash=content_hash(event)))
    return replace(event, id=int(done.inserted_primary_key[0]))  # type: ignore[index]


def _all(connection: sa.Connection) -> Iterator[tuple[Event, str]]:
    last = 0
    while True:
        query = (
            sa.select(tables.event).where(tables.event.c.id > last).order_by(tables.event.c.id).limit(_PAGE)
        )
        rows = connection.execute(query).mappings().all()
        for row in rows:
            yield _from_row(row), row["hash"]
        if len(rows) < _PAGE:
            return
        last = rows[-1]["id"]


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
    link = hashlib.sha256(before.encode())
    for one in hashes:
        link.update(one.encode())
    return link.hexdigest()
