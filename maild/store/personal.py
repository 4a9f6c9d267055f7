"""What is kept about people, and how it goes: words of mails, notes, names, addresses. Numbers and events stay.

Events hold ids and codes only, and folded states nothing else, so that chain and fold agree before and after.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa

from maild.model import EventKind, LetterState
from maild.store import tables

T = TypeVar("T")
GONE = "–"  # in the place of a name
# Of a verdict only this outlives its excerpt: codes, and nothing that anybody wrote.
_KEPT = ("kind", "auto", "sure", "score", "secondary", "technical_stage", "return_date", "rule")
_KEPT_OF_RECIPIENT = ("action", "status", "reply_code", "reason", "hard")
_PORTION = 500
_UNSETTLED = (LetterState.PLANNED.value, LetterState.CLAIMED.value, LetterState.IN_DOUBT.value)


@dataclass(frozen=True, slots=True)
class Held:
    """How much is kept about one official, over all rounds."""

    official_id: int
    names: tuple[str, ...]  # as written in any round
    positions: tuple[str, ...]
    addresses: tuple[str, ...]  # his alone or shared
    respondents: tuple[int, ...]
    rounds: tuple[str, ...]
    open_rounds: tuple[str, ...]  # of these, the ones that are not closed
    notes: int
    mails: tuple[int, ...]
    excerpts: int  # of these mails
    letters: int
    events: int


@dataclass(frozen=True, slots=True)
class Gone:
    """How much was taken away."""

    excerpts: int = 0
    notes: int = 0
    people: int = 0
    addresses: int = 0
    notices: int = 0

    def __bool__(self) -> bool:
        return any((self.excerpts, self.notes, self.people, self.addresses, self.notices))


def held(connection: sa.Connection, official_id: int) -> Held:
    person, official = tables.respondent, tables.official
    rows = connection.execute(
        sa.select(person.c.id, person.c.name, person.c.position, tables.round_.c.code, tables.round_.c.state)
        .join(tables.round_, tables.round_.c.id == person.c.round_id)
        .where(person.c.official_id == official_id)
        .order_by(person.c.id)
    ).all()
    itself = connection.execute(
        sa.select(official.c.name, official.c.position).where(official.c.id == official_id)
    ).one()
    ids = tuple(int(row[0]) for row in rows)
    addresses = connection.scalars(
        sa.select(tables.address.c.email)
        .where(tables.address.c.id.in_(sorted(_addresses_of(connection, [official_id]))))
        .order_by(tables.address.c.id)
    ).all()
    names = tuple(dict.fromkeys(name for name in (itself[0], *(row[1] for row in rows)) if name != GONE))
    mails = connection.execute(
        sa.select(tables.mail.c.id, tables.mail.c.reading)
        .where(
            sa.or_(tables.mail.c.respondent_id.in_(ids), _says(tables.mail.c.reading, [*names, *addresses]))
        )
        .order_by(tables.mail.c.id)
    ).all()

    def counted(table: sa.Table) -> int:
        query = sa.select(sa.func.count()).select_from(table).where(table.c.respondent_id.in_(ids))
        return int(connection.scalar(query) or 0)

    return Held(
        official_id=official_id,
        names=names,
        positions=tuple(
            dict.fromkeys(one for one in (itself[1], *(row[2] for row in rows)) if one.strip(GONE))
        ),
        addresses=tuple(one for one in addresses if not one.startswith("gone-")),
        respondents=ids,
        rounds=tuple(row[3] for row in rows),
        open_rounds=tuple(row[3] for row in rows if row[4] != "closed"),
        notes=counted(tables.note),
        mails=tuple(int(row[0]) for row in mails),
        excerpts=sum(_has_excerpt(row[1]) for row in mails),
        letters=counted(tables.outbox),
        events=counted(tables.event),
    )


def forget_words(connection: sa.Connection, found: Held) -> Gone:
    """Take away what was written by and about somebody: excerpts and notes. He goes on being asked."""
    excerpts = _clear(connection, found.mails)
    notes = 0
    for some in _portions(found.respondents):
        notes += connection.execute(
            sa.delete(tables.note).where(tables.note.c.respondent_id.in_(some))
        ).rowcount
    return Gone(excerpts=excerpts, notes=notes)


def forget_people(connection: sa.Connection, officials: Sequence[int]) -> Gone:
    """Take away names, offices and addresses: of these officials only numbers stay. Nobody may still ask them."""
    people = addresses = notes = 0
    ours = _addresses_of(connection, officials)
    for some in _portions(officials):
        blank = {"name": GONE, "position": "", "honorific": GONE}
        people += connection.execute(
            sa.update(tables.official)
            .where(tables.official.c.id.in_(some), tables.official.c.name != GONE)
            .values(**blank)
        ).rowcount
        asked = tables.respondent.c.official_id.in_(some)
        connection.execute(sa.update(tables.respondent).where(asked).values(**blank))
        theirs = sa.select(tables.respondent.c.id).where(asked)
        notes += connection.execute(
            sa.delete(tables.note).where(tables.note.c.respondent_id.in_(theirs))
        ).rowcount
    for some in _portions(sorted(ours - _addresses_in_use(connection, ours))):
        address = tables.address.c
        addresses += connection.execute(
            sa.update(tables.address)
            .where(address.id.in_(some), address.domain != "invalid")
            .values(
                email=sa.literal("gone-").concat(sa.cast(address.id, sa.Text)).concat("@invalid"),
                domain="invalid",
            )
        ).rowcount
    return Gone(people=people, addresses=addresses, notes=notes)


def still_named(connection: sa.Connection, texts: Sequence[str]) -> set[str]:
    """Of names and addresses the ones that others bear who are not forgotten."""
    found: set[str] = set()
    for some in _portions(texts):
        for column in (tables.official.c.name, tables.respondent.c.name, tables.address.c.email):
            found.update(connection.scalars(sa.select(column).where(column.in_(some))))
    return found


def excerpts_over(connection: sa.Connection, before: datetime) -> list[int]:
    """Mails whose words are no longer needed: their round closed before that, or they belong to none.

    What belongs to nobody is kept as long as any round that was running when it came.
    """
    closed = _closed(connection)
    over = [round_id for round_id, at in closed.items() if at is not None and at < before]
    living = [
        invited
        for round_id, invited in connection.execute(sa.select(tables.round_.c.id, tables.round_.c.invited_on))
        if round_id not in over
    ]
    first = min(living, default=None)
    mail = tables.mail.c
    query = (
        sa.select(mail.id, mail.reading, mail.received_at, tables.respondent.c.round_id)
        .join_from(tables.mail, tables.respondent, mail.respondent_id == tables.respondent.c.id, isouter=True)
        .where(mail.received_at < before)
    )
    return [
        int(number)
        for number, reading, received_at, round_id in connection.execute(query)
        if _has_excerpt(reading)
        and (round_id in over if round_id is not None else first is None or received_at.date() < first)
    ]


def clear_excerpts(connection: sa.Connection, mails: Sequence[int]) -> Gone:
    return Gone(excerpts=_clear(connection, mails))


def people_over(connection: sa.Connection, before: datetime) -> list[int]:
    """Officials all of whose rounds closed before that, and who still have a name."""
    closed = _closed(connection)
    last: dict[int, bool] = {}
    query = (
        sa.select(tables.respondent.c.official_id, tables.respondent.c.round_id)
        .join(tables.official, tables.official.c.id == tables.respondent.c.official_id)
        .where(tables.official.c.name != GONE)
    )
    for official_id, round_id in connection.execute(query):
        at = closed.get(round_id)
        over = at is not None and at < before
        last[int(official_id)] = last.get(int(official_id), True) and over
    return sorted(number for number, over in last.items() if over)


def forget_staff(connection: sa.Connection, before: datetime) -> Gone:
    """Mails to staff that were settled before that lose their receiver; former contacts of units their names."""
    notice, contact = tables.notice.c, tables.unit_contact.c
    settled = sa.and_(
        notice.settled_at < before, notice.state.not_in(_UNSETTLED), notice.recipient.like("%@%")
    )
    notices = connection.execute(
        sa.update(tables.notice)
        .where(settled)
        .values(recipient=sa.literal("gone-").concat(sa.cast(notice.id, sa.Text)), content=None, reply="")
    ).rowcount
    contacts = connection.execute(
        sa.update(tables.unit_contact)
        .where(contact.until < before, contact.name != GONE)
        .values(name=GONE, position="", email="", telephone="")
    ).rowcount
    return Gone(notices=notices, people=contacts)


def _closed(connection: sa.Connection) -> dict[int, datetime | None]:
    """When each round was closed, as its events say; None for one that is not."""
    found: dict[int, datetime | None] = {}
    for number, state in connection.execute(sa.select(tables.round_.c.id, tables.round_.c.state)):
        at = connection.scalar(
            sa.select(sa.func.max(tables.event.c.at)).where(
                tables.event.c.kind == EventKind.ROUND_CLOSED.value, tables.event.c.round_id == number
            )
        )
        found[int(number)] = at if state == "closed" else None
    return found


def _clear(connection: sa.Connection, mails: Sequence[int]) -> int:
    cleared = 0
    for some in _portions(mails):
        rows = connection.execute(
            sa.select(tables.mail.c.id, tables.mail.c.reading).where(tables.mail.c.id.in_(some))
        ).all()
        for number, reading in rows:
            if _has_excerpt(reading):
                left = _without_words(reading)
                connection.execute(
                    sa.update(tables.mail).where(tables.mail.c.id == number).values(reading=left)
                )
                cleared += 1
    return cleared


def _has_excerpt(reading: Mapping[str, Any] | None) -> bool:
    return bool(reading) and reading != _without_words(reading or {})


def _without_words(reading: Mapping[str, Any]) -> dict[str, Any]:
    left = {name: reading[name] for name in _KEPT if name in reading}
    if "recipients" in reading:
        left["recipients"] = [
            {name: one[name] for name in _KEPT_OF_RECIPIENT if name in one} for one in reading["recipients"]
        ]
    return left


def _says(column: sa.Column[Any], texts: Iterable[str]) -> sa.ColumnElement[bool]:
    """JSON that names one of `texts`, as it is stored: with accents escaped or not."""
    forms = {form for text in texts for form in (text, json.dumps(text)[1:-1]) if text}
    stored = sa.cast(column, sa.Text)
    return sa.or_(sa.false(), *(stored.contains(form, autoescape=True) for form in sorted(forms)))


def _addresses_of(connection: sa.Connection, officials: Sequence[int]) -> set[int]:
    """Every address that they have or had."""
    found: set[int] = set()
    for some in _portions(officials):
        now = sa.select(tables.official.c.address_id).where(tables.official.c.id.in_(some))
        ever = sa.select(tables.official_address.c.address_id).where(
            tables.official_address.c.official_id.in_(some)
        )
        found.update(connection.scalars(now), connection.scalars(ever))
    return found


def _addresses_in_use(connection: sa.Connection, addresses: set[int]) -> set[int]:
    """Of these the ones that somebody has who still has a name."""
    found: set[int] = set()
    for some in _portions(sorted(addresses)):
        query = sa.select(tables.official.c.address_id).where(
            tables.official.c.address_id.in_(some), tables.official.c.name != GONE
        )
        found.update(connection.scalars(query))
    return found


def _portions(values: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), _PORTION):
        yield values[start : start + _PORTION]
