"""What maild knows of the mailboxes: how far it has read, one row a mail, refused logins."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel.sql.sqltypes import UTCDateTime

from maild.model import Kind, MailRow, Pointer
from maild.store import tables

NOT_SETTLED = tables.mail.c.reading["settled"]["kind"].as_string().is_(None)  # by a person
_NOT_DROPPED = tables.mail.c.reading["dropped"]["by"].as_string().is_(None)
_PORTION = 500  # numbers in one statement
_POINTER = tuple(part.name for part in fields(Pointer))
# Made once: to put a statement together costs more than to run it.
_MAKE = sa.insert(tables.mail).returning(tables.mail.c.uid, tables.mail.c.id)
_KEPT_OF = sa.select(
    tables.mail.c.id,
    tables.mail.c.uid,
    tables.mail.c.fingerprint,
    tables.mail.c.quarantined,
    tables.mail.c.attempts,
).where(
    tables.mail.c.account == sa.bindparam("of_account"),
    tables.mail.c.folder == sa.bindparam("of_folder"),
    tables.mail.c.uidvalidity == sa.bindparam("of_uidvalidity"),
    tables.mail.c.uid.in_(sa.bindparam("uids", expanding=True)),
)
_ORIGINALS = sa.select(tables.mail.c.fingerprint, tables.mail.c.id).where(
    tables.mail.c.fingerprint.in_(sa.bindparam("fingerprints", expanding=True)),
    tables.mail.c.duplicate_of.is_(None),
)
_STILL_UNREAD = sa.select(tables.mail.c.id).where(
    tables.mail.c.id.in_(sa.bindparam("mail_ids", expanding=True)), tables.mail.c.fingerprint.is_(None)
)
_CAME_AT = sa.bindparam("came_at", type_=UTCDateTime())
_RECORD = (
    sa.update(tables.mail)
    .where(tables.mail.c.id == sa.bindparam("mail_id"), tables.mail.c.fingerprint.is_(None))
    .values(received_at=sa.func.coalesce(_CAME_AT, tables.mail.c.received_at))
)


@dataclass(frozen=True, slots=True)
class Cursor:
    uidvalidity: int
    last_uid: int
    polled_at: datetime
    since: date | None = None  # from which day on the folder is read
    reconciled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """A mail taken in hand; committed before it is decoded, so that one that kills us is found."""

    mail_id: int
    uid: int
    attempts: int  # this one counted
    done: bool  # read before: nothing is left to do


def cursor(connection: sa.Connection, account: str, folder: str) -> Cursor | None:
    query = sa.select(tables.cursor).where(
        tables.cursor.c.account == account, tables.cursor.c.folder == folder
    )
    row = connection.execute(query).mappings().first()
    return None if row is None else _cursor(row)


def cursors(connection: sa.Connection) -> dict[tuple[str, str], Cursor]:
    rows = connection.execute(sa.select(tables.cursor)).mappings()
    return {(row["account"], row["folder"]): _cursor(row) for row in rows}


def begin(
    connection: sa.Connection,
    account: str,
    folder: str,
    uidvalidity: int,
    since: date | None,
    now: datetime,
) -> None:
    """A folder is read from its start, or its numbers mean other mails now: nothing is done, and from `since` on
    all is to be read. It is written down before the first mail is, so that a restart asks nobody again.
    """
    set_cursor(connection, account, folder, uidvalidity, 0, now)
    values = {"since": since, "reconciled_at": now}  # there is nothing to reconcile yet
    connection.execute(sa.update(tables.cursor).where(_here(account, folder)).values(**values))


def reconciled(connection: sa.Connection, account: str, folder: str, now: datetime) -> None:
    connection.execute(sa.update(tables.cursor).where(_here(account, folder)).values(reconciled_at=now))


def set_cursor(
    connection: sa.Connection, account: str, folder: str, uidvalidity: int, last_uid: int, now: datetime
) -> None:
    values = {"uidvalidity": uidvalidity, "last_uid": last_uid, "polled_at": now}
    if (
        connection.execute(sa.update(tables.cursor).where(_here(account, folder)).values(**values)).rowcount
        == 0
    ):
        connection.execute(sa.insert(tables.cursor).values(account=account, folder=folder, **values))


def take(connection: sa.Connection, pointers: Sequence[Pointer], now: datetime) -> list[Attempt]:
    """Count an attempt on each mail of one folder and make its row; commit this before decoding."""
    rows = _rows(connection, pointers)
    new = [
        {name: getattr(pointer, name) for name in _POINTER}
        | {"received_at": now, "attempts": 1, "reading": {}, "quarantined": False}
        for pointer in pointers
        if pointer.uid not in rows
    ]
    made: dict[int, int] = dict(connection.execute(_MAKE, new).all()) if new else {}
    taken: list[Attempt] = []
    for pointer in pointers:
        row = rows.get(pointer.uid)
        if row is None:
            taken.append(Attempt(made[pointer.uid], pointer.uid, 1, done=False))
        elif row["fingerprint"] is not None or row["quarantined"]:
            taken.append(Attempt(row["id"], pointer.uid, row["attempts"], done=True))
        else:
            attempts = row["attempts"] + 1
            connection.execute(
                sa.update(tables.mail).where(tables.mail.c.id == row["id"]).values(attempts=attempts)
            )
            taken.append(Attempt(row["id"], pointer.uid, attempts, done=False))
    return taken


def _rows(connection: sa.Connection, pointers: Sequence[Pointer]) -> dict[int, sa.RowMapping]:
    """What is kept of these mails of one folder, by UID."""
    if not pointers:
        return {}
    first = pointers[0]
    asked = {
        "of_account": first.account,
        "of_folder": first.folder,
        "of_uidvalidity": first.uidvalidity,
        "uids": [pointer.uid for pointer in pointers],
    }
    return {row["uid"]: row for row in connection.execute(_KEPT_OF, asked).mappings()}


def give_back(connection: sa.Connection, pointers: Sequence[Pointer]) -> None:
    """Take back an attempt that came to nothing through no fault of the mails."""
    for pointer in pointers:
        where = [tables.mail.c[name] == getattr(pointer, name) for name in _POINTER]
        connection.execute(
            sa.update(tables.mail)
            .where(*where, tables.mail.c.attempts > 0)
            .values(attempts=tables.mail.c.attempts - 1)
        )


def renumbered(connection: sa.Connection, account: str, folder: str, uidvalidity: int) -> None:
    """The folder's UIDs mean other mails from now on, under `uidvalidity`.

    Rows that were never finished go: their mails are looked at again. Rows of the same UIDVALIDITY (a
    server that came back from its backup gives old numbers to new mails) keep their story under a
    negative one, which no server gives.
    """
    here = (tables.mail.c.account == account) & (tables.mail.c.folder == folder)
    unfinished = tables.mail.c.fingerprint.is_(None) & tables.mail.c.quarantined.is_(False)
    connection.execute(sa.delete(tables.mail).where(here, unfinished))
    lowest = connection.scalar(sa.select(sa.func.min(tables.mail.c.uidvalidity)).where(here))
    connection.execute(
        sa.update(tables.mail)
        .where(here, tables.mail.c.uidvalidity == uidvalidity)
        .values(uidvalidity=min(lowest or 0, 0) - 1)
    )


def in_hand(connection: sa.Connection, account: str, folder: str, uidvalidity: int) -> set[int]:
    """UIDs whose reading was begun and never finished: after an unclean stop they are taken one by one."""
    query = sa.select(tables.mail.c.uid).where(
        tables.mail.c.account == account,
        tables.mail.c.folder == folder,
        tables.mail.c.uidvalidity == uidvalidity,
        tables.mail.c.fingerprint.is_(None),
        tables.mail.c.quarantined.is_(False),
    )
    return set(connection.scalars(query))


def known_uids(
    connection: sa.Connection, account: str, folder: str, uidvalidity: int, uids: Iterable[int]
) -> set[int]:
    """Which of `uids` have been read or quarantined."""
    asked = set(uids)
    if not asked:
        return set()
    query = sa.select(tables.mail.c.uid).where(
        tables.mail.c.account == account,
        tables.mail.c.folder == folder,
        tables.mail.c.uidvalidity == uidvalidity,
        tables.mail.c.uid.between(min(asked), max(asked)),  # a list may be longer than SQLite takes
        tables.mail.c.fingerprint.is_not(None) | tables.mail.c.quarantined.is_(True),
    )
    return asked.intersection(connection.scalars(query))


def first_uid(connection: sa.Connection, account: str, folder: str, uidvalidity: int) -> int | None:
    """The first mail of a folder that has a row."""
    query = sa.select(sa.func.min(tables.mail.c.uid)).where(
        tables.mail.c.account == account,
        tables.mail.c.folder == folder,
        tables.mail.c.uidvalidity == uidvalidity,
    )
    found: int | None = connection.scalar(query)
    return found


@dataclass(frozen=True, slots=True)
class Kept:
    """What a row says of one mail of a folder, without its reading."""

    mail_id: int
    uid: int
    received_at: datetime
    done: bool  # read or quarantined
    fingerprint: str | None = None  # of one that was read


def kept(
    connection: sa.Connection, account: str, folder: str, uidvalidity: int, uids: Sequence[int]
) -> list[Kept]:
    """The rows of some mails, which may be many."""
    asked = set(uids)
    between = tables.mail.c.uid.between(min(asked), max(asked))  # a list may be longer than SQLite takes
    found = _kept(connection, account, folder, uidvalidity, between) if asked else ()
    return [one for one in found if one.uid in asked]


def kept_since(
    connection: sa.Connection, account: str, folder: str, uidvalidity: int, since: datetime
) -> Iterator[Kept]:
    """The rows of the mails that came since `since`, by the mailbox's own date; read while the view stands."""
    return _kept(connection, account, folder, uidvalidity, tables.mail.c.received_at >= since)


def _kept(
    connection: sa.Connection, account: str, folder: str, uidvalidity: int, which: sa.ColumnElement[bool]
) -> Iterator[Kept]:
    column = tables.mail.c
    query = sa.select(
        column.id, column.uid, column.received_at, column.quarantined, column.fingerprint
    ).where(column.account == account, column.folder == folder, column.uidvalidity == uidvalidity, which)
    for mail_id, uid, received_at, quarantined, mark in connection.execute(query):
        yield Kept(mail_id, uid, received_at, quarantined or mark is not None, mark)


def same_mail(connection: sa.Connection, mail_id: int) -> list[Pointer]:
    """Where else the same mail has been seen, newest first."""
    one, other = tables.mail.c, tables.mail.alias("other")
    query = (
        sa.select(other.c.account, other.c.folder, other.c.uidvalidity, other.c.uid)
        .join_from(tables.mail, other, other.c.fingerprint == one.fingerprint)
        .where(one.id == mail_id, other.c.id != mail_id)
        .order_by(other.c.id.desc())
    )
    return [Pointer(*row) for row in connection.execute(query)]


def originals(connection: sa.Connection, fingerprints: Iterable[str]) -> dict[str, int]:
    """The mails that have had the effects of these fingerprints, in whichever folder they were seen first."""
    return dict(connection.execute(_ORIGINALS, {"fingerprints": list(fingerprints)}).all())


@dataclass(frozen=True, slots=True)
class Record:
    """What a mail in hand is, as its row keeps it; without `received_at` the day of its attempt stays."""

    mail_id: int
    fingerprint: str
    kind: Kind
    reading: Mapping[str, Any]
    duplicate_of: int | None = None
    respondent_id: int | None = None
    letter_id: int | None = None
    received_at: datetime | None = None


def unread(connection: sa.Connection, mail_ids: Sequence[int]) -> set[int]:
    """Which of them nobody has read meanwhile: the others' effects are his who did."""
    return set(connection.scalars(_STILL_UNREAD, {"mail_ids": list(mail_ids)}))


def record(connection: sa.Connection, records: Sequence[Record]) -> None:
    """Write down what mails are; those that somebody else has read meanwhile stay as they are."""
    if records:
        connection.execute(_RECORD, [_recorded(one) for one in records])


def note_order(connection: sa.Connection, mail_id: int, reading: Mapping[str, Any]) -> None:
    """The reading of a mail again, with what came of the orders in it."""
    connection.execute(
        sa.update(tables.mail).where(tables.mail.c.id == mail_id).values(reading=dict(reading))
    )


def _recorded(one: Record) -> dict[str, Any]:
    return {
        "mail_id": one.mail_id,
        "came_at": one.received_at,
        "fingerprint": one.fingerprint,
        "kind": one.kind.value,
        "reading": dict(one.reading),
        "duplicate_of": one.duplicate_of,
        "respondent_id": one.respondent_id,
        "letter_id": one.letter_id,
    }


def settle(connection: sa.Connection, row: MailRow, kind: Kind, by: str, now: datetime) -> None:
    """A person says what a mail is: that holds over every reading of it, which stays beside it."""
    reading = dict(row.reading)
    reading["settled"] = {"kind": kind.value, "by": by, "at": now.isoformat()}
    connection.execute(
        sa.update(tables.mail).where(tables.mail.c.id == row.id).values(kind=kind.value, reading=reading)
    )


def read_again(
    connection: sa.Connection,
    mail_id: int,
    kind: Kind,
    reading: Mapping[str, Any],
    respondent_id: int | None,
    letter_id: int | None,
) -> None:
    """Other rules say other things of a mail."""
    connection.execute(
        sa.update(tables.mail)
        .where(tables.mail.c.id == mail_id)
        .values(kind=kind.value, reading=dict(reading), respondent_id=respondent_id, letter_id=letter_id)
    )


def release(connection: sa.Connection, mail_id: int) -> None:
    """Take a mail out of quarantine, as if nobody had tried it yet."""
    connection.execute(
        sa.update(tables.mail)
        .where(tables.mail.c.id == mail_id)
        .values(quarantined=False, attempts=0, reading={})
    )


def drop(connection: sa.Connection, row: MailRow, why: str, by: str, now: datetime) -> None:
    """A person has decided that a quarantined mail is left unread."""
    reading = {**row.reading, "dropped": {"why": why, "by": by, "at": now.isoformat()}}
    connection.execute(sa.update(tables.mail).where(tables.mail.c.id == row.id).values(reading=reading))


def in_quarantine(connection: sa.Connection) -> list[MailRow]:
    """The mails set aside that nobody has dropped, newest first."""
    query = sa.select(tables.mail).where(tables.mail.c.quarantined, _NOT_DROPPED)
    return [_from_row(row) for row in connection.execute(query.order_by(tables.mail.c.id.desc())).mappings()]


def quarantine(connection: sa.Connection, mail_id: int, *, fingerprint: str | None, because: str) -> None:
    """Put a mail aside. The fingerprint goes into the reading: the column is for mails that had their effect."""
    connection.execute(
        sa.update(tables.mail)
        .where(tables.mail.c.id == mail_id)
        .values(quarantined=True, reading={"because": because, "fingerprint": fingerprint})
    )


def mails(
    connection: sa.Connection,
    *,
    kind: str | None = None,
    quarantined: bool | None = None,
    limit: int = 200,
    offset: int = 0,
) -> list[MailRow]:
    """The newest mails first."""
    query = sa.select(tables.mail).where(*_which(kind, quarantined)).order_by(tables.mail.c.id.desc())
    return [_from_row(row) for row in connection.execute(query.limit(limit).offset(offset)).mappings()]


def how_many(connection: sa.Connection, *, kind: str | None = None, quarantined: bool | None = None) -> int:
    query = sa.select(sa.func.count()).select_from(tables.mail).where(*_which(kind, quarantined))
    return int(connection.scalar(query) or 0)


def _which(kind: str | None, quarantined: bool | None) -> list[sa.ColumnElement[bool]]:
    mail = tables.mail.c
    return [
        *([] if kind is None else [mail.kind == kind]),
        *([] if quarantined is None else [mail.quarantined.is_(quarantined)]),
    ]


def read_mails(connection: sa.Connection) -> Iterator[MailRow]:
    """Every mail that has been read, copies aside, in the order in which they came; read while the view stands."""
    query = sa.select(tables.mail).where(
        tables.mail.c.kind.is_not(None), tables.mail.c.duplicate_of.is_(None)
    )
    for row in connection.execute(query.order_by(tables.mail.c.id)).mappings():
        yield _from_row(row)


def mail(connection: sa.Connection, mail_id: int) -> MailRow | None:
    row = connection.execute(sa.select(tables.mail).where(tables.mail.c.id == mail_id)).mappings().first()
    return None if row is None else _from_row(row)


def by_ids(connection: sa.Connection, numbers: Collection[int]) -> dict[int, MailRow]:
    found: dict[int, MailRow] = {}
    wanted = sorted(numbers)
    for start in range(0, len(wanted), _PORTION):
        query = sa.select(tables.mail).where(tables.mail.c.id.in_(wanted[start : start + _PORTION]))
        found |= {row["id"]: _from_row(row) for row in connection.execute(query).mappings()}
    return found


def counts_by_kind(connection: sa.Connection) -> dict[str, int]:
    """Mails that had their effect, by kind; duplicates, quarantined and dropped ones under their own names."""
    columns = (tables.mail.c.kind, tables.mail.c.duplicate_of.is_not(None), tables.mail.c.quarantined)
    found: dict[str, int] = {}
    for kind, duplicate, quarantined, count in connection.execute(
        sa.select(*columns, sa.func.count()).group_by(*columns)
    ):
        name = "quarantined" if quarantined else "duplicate" if duplicate else kind or "in_hand"
        found[name] = found.get(name, 0) + count
    if "quarantined" in found:
        waiting = sa.select(sa.func.count()).where(tables.mail.c.quarantined, _NOT_DROPPED)
        found["quarantined"], all_ = int(connection.scalar(waiting) or 0), found["quarantined"]
        found["dropped"] = all_ - found["quarantined"]
    return {name: count for name, count in found.items() if count}


def counts_by_rule(connection: sa.Connection) -> dict[str, tuple[int, datetime]]:
    """How many recorded mails each rule of the reader decided, copies aside, and when the last one came."""
    rule = tables.mail.c.reading["rule"].as_string()
    query = (
        sa.select(rule, sa.func.count(), sa.func.max(tables.mail.c.received_at))
        .where(tables.mail.c.duplicate_of.is_(None), rule.is_not(None))
        .group_by(rule)
    )
    return {name: (number, last) for name, number, last in connection.execute(query)}


def counts_by_folder(connection: sa.Connection) -> dict[tuple[str, str], int]:
    query = sa.select(tables.mail.c.account, tables.mail.c.folder, sa.func.count()).group_by(
        tables.mail.c.account, tables.mail.c.folder
    )
    return {(account, folder): number for account, folder, number in connection.execute(query)}


def login_refused(connection: sa.Connection, account: str) -> int:
    """Count one more refused login; how many in a row."""
    where = tables.account.c.name == account
    found = connection.scalar(sa.select(tables.account.c.refused).where(where))
    if found is None:
        connection.execute(sa.insert(tables.account).values(name=account, refused=1))
        return 1
    connection.execute(sa.update(tables.account).where(where).values(refused=found + 1))
    return int(found) + 1


def login_worked(connection: sa.Connection, account: str) -> None:
    connection.execute(
        sa.update(tables.account)
        .where(tables.account.c.name == account, tables.account.c.refused > 0)
        .values(refused=0, stopped_at=None)
    )


def stop_account(connection: sa.Connection, account: str, now: datetime) -> None:
    connection.execute(
        sa.update(tables.account).where(tables.account.c.name == account).values(stopped_at=now)
    )


def stopped_accounts(connection: sa.Connection) -> dict[str, datetime]:
    query = sa.select(tables.account.c.name, tables.account.c.stopped_at).where(
        tables.account.c.stopped_at.is_not(None)
    )
    return dict(connection.execute(query).all())


def unlock_account(connection: sa.Connection, account: str) -> bool:
    done = connection.execute(
        sa.update(tables.account)
        .where(tables.account.c.name == account, tables.account.c.stopped_at.is_not(None))
        .values(refused=0, stopped_at=None)
    )
    return done.rowcount == 1


def _here(account: str, folder: str) -> sa.ColumnElement[bool]:
    return (tables.cursor.c.account == account) & (tables.cursor.c.folder == folder)


def _cursor(row: sa.RowMapping) -> Cursor:
    return Cursor(**{part.name: row[part.name] for part in fields(Cursor)})


def _from_row(row: Mapping[str, Any] | sa.RowMapping) -> MailRow:
    return MailRow(
        id=row["id"],
        pointer=Pointer(**{name: row[name] for name in _POINTER}),
        fingerprint=row["fingerprint"],
        kind=None if row["kind"] is None else Kind(row["kind"]),
        received_at=row["received_at"],
        reading=row["reading"],
        duplicate_of=row["duplicate_of"],
        respondent_id=row["respondent_id"],
        letter_id=row["letter_id"],
        attempts=row["attempts"],
        quarantined=row["quarantined"],
    )
