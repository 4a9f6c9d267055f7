"""Units, officials, their addresses, and who of them is asked in a round."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

import sqlalchemy as sa

from maild import model
from maild.store import folded, tables

K = TypeVar("K")
_PORTION = 500  # numbers in one statement
RESPONDENTS = (
    sa.select(
        tables.respondent.c.id,
        tables.respondent.c.round_id,
        tables.respondent.c.official_id,
        tables.respondent.c.name,
        tables.respondent.c.position,
        tables.respondent.c.honorific,
        tables.respondent.c.unit_id,
        tables.unit.c.name.label("unit"),
        tables.respondent.c.group,
        tables.official.c.address_id,
        tables.address.c.email,
        tables.respondent.c.subject_code,
    )
    .join(tables.official, tables.official.c.id == tables.respondent.c.official_id)
    .join(tables.unit, tables.unit.c.id == tables.respondent.c.unit_id)
    .join(tables.address, tables.address.c.id == tables.official.c.address_id)
)
# built once: building a statement costs more than running it
_BY_CODES = RESPONDENTS.where(
    tables.respondent.c.subject_code.in_(sa.bindparam("codes", expanding=True))
).order_by(tables.respondent.c.id)
_HAD = (
    sa.select(tables.official_address.c.official_id, tables.address.c.email)
    .join(tables.address, tables.address.c.id == tables.official_address.c.address_id)
    .where(tables.address.c.email.in_(sa.bindparam("emails", expanding=True)))
    .distinct()
)
_OWNED = tables.respondent.c.official_id.in_(sa.bindparam("owners", expanding=True))
_OF_OWNERS = RESPONDENTS.where(_OWNED).order_by(tables.respondent.c.id)
_ASKED_OF_OWNERS = sa.select(tables.respondent.c.id).where(_OWNED, tables.respondent.c.ended_at.is_(None))


@dataclass(frozen=True, slots=True)
class Person:
    """A respondent with where he and his address stand."""

    respondent: model.Respondent
    state: model.RespondentState
    address: model.AddressState


@dataclass(frozen=True, slots=True)
class AddressSpan:
    """One address that an official has had, from when to when."""

    address_id: int
    email: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Ended:
    """Somebody who is no longer asked, and who came in his place."""

    respondent: model.Respondent
    at: datetime
    replaced_by: int | None


@dataclass(frozen=True, slots=True)
class Check:
    """What a dry run of a file showed."""

    digest: str
    at: datetime
    by: str


def add(
    connection: sa.Connection, round_id: int, entry: model.RosterEntry, subject_code: str, now: datetime
) -> model.Respondent:
    """Enter one official into a round (see `add_all`)."""
    return add_all(connection, round_id, [(entry, subject_code)], now)[0]


def add_all(
    connection: sa.Connection,
    round_id: int,
    coded: Sequence[tuple[model.RosterEntry, str]],
    now: datetime,
) -> list[model.Respondent]:
    """Enter officials, each with his subject code, into a round, in their order.

    Address and name together tell whether an official is a known one: a mailbox that goes with an office
    has another owner after each change, and what is known of the one before stays his.
    """
    units = _units(connection, {entry.unit for entry, _ in coded})
    emails = {entry.email.lower() for entry, _ in coded}
    addresses = _addresses(connection, emails)
    owners = _owners(connection, emails)
    made: dict[tuple[int, str], dict[str, Any]] = {}
    rows: list[tuple[tuple[int, str], dict[str, Any]]] = []
    for entry, code in coded:
        sign = (addresses[entry.email.lower()], _same(entry.name))
        person = {
            "name": entry.name,
            "position": entry.position,
            "honorific": entry.honorific,
            "unit_id": units[entry.unit],
        }
        if sign in owners:
            connection.execute(
                sa.update(tables.official).where(tables.official.c.id == owners[sign]).values(**person)
            )
        else:
            made[sign] = {**person, "address_id": sign[0]}
        rows.append((sign, {**person, "group": entry.group, "subject_code": code}))
    if made:
        connection.execute(sa.insert(tables.official), list(made.values()))
        owners = _owners(connection, emails)
        connection.execute(
            sa.insert(tables.official_address),
            [{"official_id": owners[sign], "address_id": sign[0], "since": now} for sign in made],
        )
    if rows:
        connection.execute(
            sa.insert(tables.respondent),
            [{"round_id": round_id, "official_id": owners[sign], **row} for sign, row in rows],
        )
    codes = [code for _, code in coded]
    found: dict[str, model.Respondent] = {}
    for some in _portions(codes):
        for one in respondents(
            connection, tables.respondent.c.round_id == round_id, tables.respondent.c.subject_code.in_(some)
        ):
            found[one.subject_code] = one
    return [found[code] for code in codes]


def change(
    connection: sa.Connection, known: model.Respondent, entry: model.RosterEntry, now: datetime
) -> model.Respondent:
    """Write what a newer roster says of somebody who is asked; a former address stays in his history."""
    person = {
        "name": entry.name,
        "position": entry.position,
        "honorific": entry.honorific,
        "unit_id": _units(connection, {entry.unit})[entry.unit],
    }
    email = entry.email.lower()
    if email != known.email:
        address_id = _addresses(connection, {email})[email]
        _move(connection, known.official_id, known.address_id, address_id, now)
        official = {**person, "address_id": address_id}
    else:
        official = person
    connection.execute(
        sa.update(tables.official).where(tables.official.c.id == known.official_id).values(**official)
    )
    connection.execute(
        sa.update(tables.respondent)
        .where(tables.respondent.c.id == known.id)
        .values(**person, group=entry.group)
    )
    return respondents(connection, tables.respondent.c.id == known.id)[0]


def end(connection: sa.Connection, respondent_id: int, now: datetime, replaced_by: int | None = None) -> None:
    """Ask somebody no more; he stays in the round's history."""
    connection.execute(
        sa.update(tables.respondent)
        .where(tables.respondent.c.id == respondent_id)
        .values(ended_at=now, replaced_by=replaced_by)
    )


def revive(connection: sa.Connection, respondent_id: int) -> None:
    """Ask somebody again who had been ended."""
    connection.execute(
        sa.update(tables.respondent)
        .where(tables.respondent.c.id == respondent_id)
        .values(ended_at=None, replaced_by=None)
    )


def ended(connection: sa.Connection, round_id: int) -> list[Ended]:
    """Who is no longer asked in a round."""
    columns = (tables.respondent.c.id, tables.respondent.c.ended_at, tables.respondent.c.replaced_by)
    rows = connection.execute(
        sa.select(*columns).where(
            tables.respondent.c.round_id == round_id, tables.respondent.c.ended_at.is_not(None)
        )
    ).all()
    told = {number: (at, by) for number, at, by in rows}
    found = respondents(
        connection, tables.respondent.c.round_id == round_id, tables.respondent.c.ended_at.is_not(None)
    )
    return [Ended(one, *told[one.id]) for one in found]


def addresses_of(connection: sa.Connection, official_id: int) -> list[AddressSpan]:
    """The addresses of an official, oldest first."""
    query = (
        sa.select(
            tables.official_address.c.address_id,
            tables.address.c.email,
            tables.official_address.c.since,
            tables.official_address.c.until,
        )
        .join(tables.address, tables.address.c.id == tables.official_address.c.address_id)
        .where(tables.official_address.c.official_id == official_id)
        .order_by(tables.official_address.c.since)
    )
    return [AddressSpan(*row) for row in connection.execute(query)]


def suspended(connection: sa.Connection) -> dict[str, str]:
    """Addresses that are suspended, with the reason."""
    table = tables.address_state
    query = (
        sa.select(tables.address.c.email, table.c.reason)
        .join(table, table.c.id == tables.address.c.id)
        .where(table.c.standing == model.Standing.SUSPENDED.value)
    )
    return {email: reason or model.Reason.UNDEFINED.value for email, reason in connection.execute(query)}


def suspended_until(connection: sa.Connection, today: date) -> list[tuple[int, str]]:
    """Addresses, with their numbers, whose suspension was to last until `today` or an earlier day."""
    table = tables.address_state
    query = (
        sa.select(table.c.id, tables.address.c.email)
        .join(tables.address, table.c.id == tables.address.c.id)
        .where(table.c.until <= today)
    )
    return [(number, email) for number, email in connection.execute(query.order_by(table.c.id))]


def of_official(connection: sa.Connection, official_id: int) -> list[model.Respondent]:
    """One official in all his rounds."""
    return respondents(connection, tables.respondent.c.official_id == official_id)


def remember_check(
    connection: sa.Connection, round_id: int, file: str, digest: str, by: str, now: datetime
) -> None:
    """Keep what a dry run showed; the last one of a file counts."""
    connection.execute(
        sa.delete(tables.roster_check).where(
            tables.roster_check.c.round_id == round_id, tables.roster_check.c.file == file
        )
    )
    values = {"round_id": round_id, "file": file, "digest": digest, "at": now, "by": by}
    connection.execute(sa.insert(tables.roster_check).values(**values))


def check_of(connection: sa.Connection, round_id: int, file: str) -> Check | None:
    row = connection.execute(
        sa.select(tables.roster_check.c.digest, tables.roster_check.c.at, tables.roster_check.c.by).where(
            tables.roster_check.c.round_id == round_id, tables.roster_check.c.file == file
        )
    ).first()
    return None if row is None else Check(*row)


def add_note(connection: sa.Connection, event_id: int, respondent_id: int, text: str) -> None:
    connection.execute(
        sa.insert(tables.note).values(event_id=event_id, respondent_id=respondent_id, text=text)
    )


def notes_of(connection: sa.Connection, respondent_id: int) -> dict[int, str]:
    """What persons wrote beside their corrections, by event."""
    query = sa.select(tables.note.c.event_id, tables.note.c.text).where(
        tables.note.c.respondent_id == respondent_id
    )
    return dict(connection.execute(query).all())


def subject_codes_used(connection: sa.Connection, round_id: int) -> set[str]:
    query = sa.select(tables.respondent.c.subject_code).where(tables.respondent.c.round_id == round_id)
    return set(connection.scalars(query))


def respondents(connection: sa.Connection, *where: sa.ColumnElement[bool]) -> list[model.Respondent]:
    return _respondents(connection, RESPONDENTS.where(*where).order_by(tables.respondent.c.id), {})


def _respondents(
    connection: sa.Connection, query: sa.Select[Any], asked: Mapping[str, Any]
) -> list[model.Respondent]:
    return [model.Respondent(**row) for row in connection.execute(query, asked).mappings()]


def of_round(connection: sa.Connection, round_id: int) -> list[model.Respondent]:
    """Who is asked in a round."""
    return respondents(
        connection, tables.respondent.c.round_id == round_id, tables.respondent.c.ended_at.is_(None)
    )


def unhindered(connection: sa.Connection, round_id: int) -> set[int]:
    """Those of a round's list about whom nothing is known that would last: whoever else may be written to is among
    them. Asked at each look at a round, so that the few who are worth a closer look need not be sought among all.
    """
    state, person = tables.respondent_state.c, tables.respondent.c
    lasting = (
        state.answered_at,
        state.self_reported_at,
        state.exempt_at,
        state.wrong_person_at,
        state.refused_at,
        state.unreachable,
    )
    query = (
        sa.select(state.id)
        .join(tables.respondent, person.id == state.id)
        .where(state.round_id == round_id, person.ended_at.is_(None), *(fact.is_(None) for fact in lasting))
    )
    return set(connection.scalars(query))


def unreachable(connection: sa.Connection, round_id: int) -> list[int]:
    """Who is asked and no mail reaches, by number."""
    person, state = tables.respondent.c, tables.respondent_state.c
    gone = sa.select(person.id).where(person.round_id == round_id, person.ended_at.is_not(None))
    query = (
        sa.select(state.id)
        .where(state.round_id == round_id, state.unreachable.is_not(None), state.id.not_in(gone))
        .order_by(state.id)
    )
    return list(connection.scalars(query))


def unreached(connection: sa.Connection, round_id: int) -> list[tuple[int, str, str]]:
    """Number, unit and name of who is asked, has neither answered nor been exempted, and gets no mail: ours or the
    ministry's.
    """
    person, state, address = tables.respondent.c, tables.respondent_state.c, tables.address_state.c
    dead = address.standing == model.Standing.SUSPENDED.value
    query = (
        sa.select(person.id, tables.unit.c.name, person.name)
        .join(tables.respondent_state, state.id == person.id)
        .join(tables.official, tables.official.c.id == person.official_id)
        .join(tables.unit, tables.unit.c.id == person.unit_id)
        .join(tables.address_state, address.id == tables.official.c.address_id, isouter=True)
        .where(
            person.round_id == round_id,
            person.ended_at.is_(None),
            state.answered_at.is_(None),
            state.exempt_at.is_(None),
            state.unreachable.is_not(None) | state.undelivered.is_not(None) | dead,
        )
    )
    return [(number, unit, name) for number, unit, name in connection.execute(query)]


def failing(connection: sa.Connection, round_id: int) -> list[int]:
    """Who is asked at an address that is not simply good, by number."""
    person, address = tables.respondent.c, tables.address_state.c
    query = (
        sa.select(person.id)
        .join(tables.official, tables.official.c.id == person.official_id)
        .join(tables.address_state, address.id == tables.official.c.address_id)
        .where(
            person.round_id == round_id,
            person.ended_at.is_(None),
            address.standing != model.Standing.OK.value,
        )
    )
    return sorted(connection.scalars(query))


def beside(
    connection: sa.Connection, people: Collection[model.Respondent], units: Collection[int]
) -> list[model.Respondent]:
    """Everybody of all rounds who is the same official as one of these people, has an address of the same domain, or
    is of one of these units; newest round first.
    """
    domains = {one.email.rpartition("@")[2] for one in people}
    found: dict[int, model.Respondent] = {}
    for column, values in (
        (tables.address.c.domain, sorted(domains)),
        (tables.respondent.c.unit_id, sorted(units)),
        (tables.respondent.c.official_id, sorted({one.official_id for one in people})),
    ):
        for start in range(0, len(values), _PORTION):
            some = column.in_(values[start : start + _PORTION])
            found |= {one.id: one for one in respondents(connection, some)}
    return sorted(found.values(), key=lambda one: (-one.round_id, one.id))


def unanswered(connection: sa.Connection, round_id: int, *where: sa.ColumnElement[bool]) -> set[int]:
    """Who is asked and has not answered, by number."""
    state, person = tables.respondent_state.c, tables.respondent.c
    query = (
        sa.select(state.id)
        .join(tables.respondent, person.id == state.id)
        .where(state.round_id == round_id, state.answered_at.is_(None), person.ended_at.is_(None), *where)
    )
    return set(connection.scalars(query))


def says_so(connection: sa.Connection, round_id: int) -> set[int]:
    """Who of them says that he has answered."""
    return unanswered(connection, round_id, tables.respondent_state.c.self_reported_at.is_not(None))


def count_open(connection: sa.Connection, round_id: int) -> int:
    """How many of a round's list have not answered."""
    state, person = tables.respondent_state.c, tables.respondent.c
    query = (
        sa.select(sa.func.count())
        .select_from(tables.respondent_state.join(tables.respondent, person.id == state.id))
        .where(state.round_id == round_id, state.answered_at.is_(None), person.ended_at.is_(None))
    )
    return int(connection.scalar(query) or 0)


def invited_since(connection: sa.Connection, round_id: int, moment: datetime) -> list[model.RespondentState]:
    """How those stand who count as invited from `moment` on and are still on the round's list."""
    table = tables.respondent_state
    person = tables.respondent.c
    # of each one found, and not of all: those found are few
    asked = ~sa.exists().where(person.id == table.c.id, person.ended_at.is_not(None))
    return folded.load_all(
        connection, "respondent", table.c.round_id == round_id, table.c.invited_at >= moment, asked
    )


def count(connection: sa.Connection, round_id: int) -> int:
    """How many are asked in a round."""
    person = tables.respondent.c
    asked = sa.select(sa.func.count()).where(person.round_id == round_id, person.ended_at.is_(None))
    return int(connection.scalar(asked) or 0)


def numbers(connection: sa.Connection, round_id: int) -> list[int]:
    """Who is asked in a round, by number."""
    person = tables.respondent.c
    query = sa.select(person.id).where(person.round_id == round_id, person.ended_at.is_(None))
    return list(connection.scalars(query.order_by(person.id)))


def people(connection: sa.Connection, round_id: int, only: Collection[int] | None = None) -> list[Person]:
    """Everybody who is asked in a round, or `only` some of them, with his state and his address's, by number."""
    return list(each(connection, round_id, only))


def each(connection: sa.Connection, round_id: int, only: Collection[int] | None = None) -> Iterator[Person]:
    """The same one after the other, read in portions: whoever does not keep them needs no memory for them all."""
    person = tables.respondent.c
    asked = (person.round_id == round_id, person.ended_at.is_(None))
    wanted = numbers(connection, round_id) if only is None else sorted(only)
    for start in range(0, len(wanted), _PORTION):
        found = respondents(connection, person.id.in_(wanted[start : start + _PORTION]), *asked)
        states = folded.load_some(connection, [("respondent", one.id) for one in found])
        addresses = folded.load_some(connection, [("address", one.address_id) for one in found])
        for one in found:
            address = addresses["address", one.address_id] or model.AddressState(one.address_id)
            yield Person(one, states["respondent", one.id], address)


@dataclass(frozen=True, slots=True)
class Asked:
    """Everybody who is asked in a round as plain rows: these are read sooner than people are made of them, and
    whoever needs all makes them when he has left the database.
    """

    _people: list[tuple[Any, ...]]  # the last one first
    _states: list[tuple[Any, ...]]

    def each(self) -> Iterator[tuple[model.Respondent, model.RespondentState]]:
        """One after the other by number, once: nobody is kept here any longer."""
        of_person, of_state = RESPONDENTS.selected_columns.keys(), tables.respondent_state.c.keys()
        while self._people:
            person = dict(zip(of_person, self._people.pop(), strict=True))
            state = dict(zip(of_state, self._states.pop(), strict=True))
            yield model.Respondent(**person), folded.from_row("respondent", state)


def asked(connection: sa.Connection, round_id: int) -> Asked:
    person, state = tables.respondent.c, tables.respondent_state
    asked = (person.round_id == round_id, person.ended_at.is_(None))
    states = sa.select(state).join(tables.respondent, person.id == state.c.id)
    return Asked(
        *(
            [tuple(row) for row in connection.execute(query.where(*asked).order_by(person.id.desc()))]
            for query in (RESPONDENTS, states)
        )
    )


def by_id(connection: sa.Connection, respondent_id: int) -> model.Respondent | None:
    found = respondents(connection, tables.respondent.c.id == respondent_id)
    return found[0] if found else None


def by_ids(connection: sa.Connection, numbers: Collection[int]) -> dict[int, model.Respondent]:
    """These respondents, whoever is asked no more too, in the order of their numbers."""
    wanted = sorted(numbers)
    return {
        one.id: one
        for start in range(0, len(wanted), _PORTION)
        for one in respondents(connection, tables.respondent.c.id.in_(wanted[start : start + _PORTION]))
    }


def round_of(connection: sa.Connection, respondent_id: int) -> int | None:
    query = sa.select(tables.respondent.c.round_id).where(tables.respondent.c.id == respondent_id)
    found: int | None = connection.scalar(query)
    return found


def by_codes(connection: sa.Connection, codes: Iterable[str]) -> dict[str, tuple[model.Respondent, ...]]:
    """Respondents of all rounds by subject code."""
    wanted = list(codes)
    found = _respondents(connection, _BY_CODES, {"codes": wanted}) if wanted else []
    return _grouped((one.subject_code, one) for one in found)


def by_addresses(connection: sa.Connection, emails: Iterable[str]) -> dict[str, tuple[model.Respondent, ...]]:
    """Respondents of all rounds by the address used now, or one they had before; newest round first.

    Where a mailbox went to a successor in the same round, it is his.
    """
    wanted = [email.lower() for email in emails]
    owners = connection.execute(_HAD, {"emails": wanted}).all() if wanted else []
    if not owners:
        return {}
    which = {"owners": [owner for owner, _ in owners]}
    found = _respondents(connection, _OF_OWNERS, which)
    asked = set(connection.scalars(_ASKED_OF_OWNERS, which))
    found.sort(key=lambda one: -one.round_id)
    rounds_of = _grouped((one.official_id, one) for one in found)
    grouped = _grouped((email, one) for owner, email in owners for one in rounds_of.get(owner, ()))
    return {email: _present(people, asked) for email, people in grouped.items()}


def _present(people: tuple[model.Respondent, ...], asked: set[int]) -> tuple[model.Respondent, ...]:
    taken = {one.round_id for one in people if one.id in asked}
    left = [one for one in people if one.id in asked or one.round_id not in taken]
    return tuple(sorted(left, key=lambda one: -one.round_id))


def names(connection: sa.Connection) -> list[tuple[int, str]]:
    """Everybody's number and name, for a look-up that folds accents in Python."""
    person = tables.respondent.c
    return [(number, name) for number, name in connection.execute(sa.select(person.id, person.name))]


def at_address(connection: sa.Connection, email: str) -> list[model.Respondent]:
    """Officials who have this address now, in each of their rounds."""
    return respondents(connection, tables.address.c.email == email.lower())


def search(connection: sa.Connection, round_id: int | None = None) -> list[model.Respondent]:
    """Everybody, newest round first, for a look-up by name that folds accents in Python."""
    where = [] if round_id is None else [tables.respondent.c.round_id == round_id]
    return sorted(respondents(connection, *where), key=lambda one: (-one.round_id, one.id))


def email_of(connection: sa.Connection, address_id: int) -> str | None:
    found: str | None = connection.scalar(
        sa.select(tables.address.c.email).where(tables.address.c.id == address_id)
    )
    return found


def address_id_of(connection: sa.Connection, email: str) -> int | None:
    query = sa.select(tables.address.c.id).where(tables.address.c.email == email.lower())
    found: int | None = connection.scalar(query)
    return found


def _grouped(pairs: Iterable[tuple[K, model.Respondent]]) -> dict[K, tuple[model.Respondent, ...]]:
    grouped: dict[K, tuple[model.Respondent, ...]] = {}
    for key, one in pairs:
        grouped[key] = (*grouped.get(key, ()), one)
    return grouped


def _units(connection: sa.Connection, names: set[str]) -> dict[str, int]:
    """The numbers of units by name; new ones are made."""
    return _numbered(connection, tables.unit, tables.unit.c.name, {name: {"level": ""} for name in names})


def _addresses(connection: sa.Connection, emails: set[str]) -> dict[str, int]:
    """The numbers of addresses in lower case; new ones are made."""
    new = {email: {"domain": email.rpartition("@")[2]} for email in emails}
    return _numbered(connection, tables.address, tables.address.c.email, new)


def _numbered(
    connection: sa.Connection, table: sa.Table, column: sa.Column[Any], wanted: dict[str, dict[str, Any]]
) -> dict[str, int]:
    found = _ids(connection, table, column, wanted)
    new = [{column.name: one, **values} for one, values in wanted.items() if one not in found]
    if new:
        connection.execute(sa.insert(table), sorted(new, key=lambda row: str(row[column.name])))
        found |= _ids(connection, table, column, [row[column.name] for row in new])
    return found


def _ids(
    connection: sa.Connection, table: sa.Table, column: sa.Column[Any], wanted: Iterable[str]
) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in _portions(list(wanted)):
        query = sa.select(column, table.c.id).where(column.in_(some))
        found |= {name: int(number) for name, number in connection.execute(query)}
    return found


def _owners(connection: sa.Connection, emails: set[str]) -> dict[tuple[int, str], int]:
    """Officials by the address they use now and their name."""
    found: dict[tuple[int, str], int] = {}
    for some in _portions(list(emails)):
        query = (
            sa.select(tables.official.c.id, tables.official.c.address_id, tables.official.c.name)
            .join(tables.address, tables.address.c.id == tables.official.c.address_id)
            .where(tables.address.c.email.in_(some))
            .order_by(tables.official.c.id)
        )
        for number, address_id, name in connection.execute(query):
            found[address_id, _same(name)] = int(number)
    return found


def _move(connection: sa.Connection, official_id: int, old: int, new: int, now: datetime) -> None:
    link = tables.official_address
    connection.execute(
        sa.update(link)
        .where(link.c.official_id == official_id, link.c.address_id == old, link.c.until.is_(None))
        .values(until=now)
    )
    connection.execute(sa.insert(link).values(official_id=official_id, address_id=new, since=now))


def _same(name: str) -> str:
    return unicodedata.normalize("NFC", " ".join(name.split())).casefold()


def _portions(values: Sequence[str], size: int = 500) -> Iterator[Sequence[str]]:
    """Few enough values for one statement."""
    for start in range(0, len(values), size):
        yield values[start : start + size]
