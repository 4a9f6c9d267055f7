"""Survey rounds and the ministry's lists of who has answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from maild import model
from maild.store import tables

_FIELDS = tuple(part.name for part in fields(model.Round))


def create(connection: sa.Connection, draft: model.Round, *, by: str) -> model.Round:
    """Store `draft` (its id is not looked at) as a new round in state `draft`."""
    values = {name: getattr(draft, name) for name in _FIELDS if name != "id"}
    done = connection.execute(sa.insert(tables.round_).values(**values, created_by=by, state="draft"))
    return model.Round(id=int(done.inserted_primary_key[0]), **values)  # type: ignore[index]


def find(connection: sa.Connection, code: str) -> model.Round | None:
    return _one(connection, tables.round_.c.code == code)


def get(connection: sa.Connection, round_id: int) -> model.Round | None:
    return _one(connection, tables.round_.c.id == round_id)


def running(connection: sa.Connection) -> list[model.Round]:
    return _many(connection, tables.round_.c.state == "running")


def under_way(connection: sa.Connection) -> list[model.Round]:
    """Rounds whose letters may be answered: from the approval until the round is closed."""
    return _many(connection, tables.round_.c.state.in_(("approved", "running", "paused")))


def every(connection: sa.Connection) -> list[model.Round]:
    return _many(connection)


def state_of(connection: sa.Connection, round_id: int) -> str:
    """draft, approved, running, paused or closed."""
    return str(connection.scalar(sa.select(tables.round_.c.state).where(tables.round_.c.id == round_id)))


def created_by(connection: sa.Connection, round_id: int) -> str:
    return str(connection.scalar(sa.select(tables.round_.c.created_by).where(tables.round_.c.id == round_id)))


def set_state(connection: sa.Connection, round_id: int, state: str) -> None:
    connection.execute(sa.update(tables.round_).where(tables.round_.c.id == round_id).values(state=state))


def change(connection: sa.Connection, round_: model.Round, *, by: str) -> None:
    """What `round_` says now, in state `draft`, made by whoever says so."""
    values = {name: getattr(round_, name) for name in _FIELDS if name != "id"}
    connection.execute(
        sa.update(tables.round_)
        .where(tables.round_.c.id == round_.id)
        .values(**values, created_by=by, state="draft")
    )


def mend(connection: sa.Connection, round_: model.Round, *, by: str) -> None:
    """What `round_` says now, made by whoever says so; its state stays."""
    values = {name: getattr(round_, name) for name in _FIELDS if name != "id"}
    connection.execute(
        sa.update(tables.round_).where(tables.round_.c.id == round_.id).values(**values, created_by=by)
    )


def extend(
    connection: sa.Connection, round_: model.Round, deadline: datetime, letter: str, now: datetime
) -> model.Round:
    """Move the deadline; the round as it is now."""
    extended = replace(
        round_,
        deadline=deadline,
        extended_from=round_.deadline,
        extended_at=now,
        extension_letter=letter,
    )
    values = {name: getattr(extended, name) for name in _FIELDS}
    connection.execute(sa.update(tables.round_).where(tables.round_.c.id == round_.id).values(**values))
    return extended


class ListRow(NamedTuple):
    """One line of a ministry's list as it was understood.

    `verdict` is answered, not-answered, unknown, ambiguous or contradictory; only the first counts.
    """

    row: int  # of the list as it is stored, from 1
    respondent_id: int | None
    verdict: str = "answered"
    file_row: int | None = None  # of the file


@dataclass(frozen=True, slots=True)
class Origin:
    """How a list came to us: by `command`, `desk`, `drop` or `mail`."""

    by: str = "command"
    file: str = ""
    digest: str = ""
    problems: tuple[str, ...] = ()
    held: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Archived:
    """The frozen numbers of a round; `digest` is the sha-256 of the report's file."""

    at: datetime
    by: str
    numbers: Mapping[str, Any]
    report: str
    digest: str


def stage_list(
    connection: sa.Connection,
    round_id: int,
    as_of: datetime,
    rows: Sequence[ListRow | tuple[int, int | None]],
    *,
    by: str,
    now: datetime,
    origin: Origin = Origin(),
) -> model.AnsweredList:
    """Keep a ministry's list until a person applies or rejects it."""
    kept = [_judged(ListRow(*row)) for row in rows]
    counts = Counter(row.verdict for row in kept)
    matched, not_answered = counts["answered"], counts["not-answered"]
    values = {
        "round_id": round_id,
        "as_of": as_of,
        "staged_at": now,
        "staged_by": by,
        "origin": origin.by,
        "file": origin.file,
        "digest": origin.digest,
        "problems": list(origin.problems),
        "held": list(origin.held),
        "matched": matched,
        "not_answered": not_answered,
        "unknown": counts.total() - matched - not_answered,
    }
    done = connection.execute(sa.insert(tables.answered_list).values(**values))
    list_id = int(done.inserted_primary_key[0])  # type: ignore[index]
    if kept:
        connection.execute(
            sa.insert(tables.answered_row), [{"list_id": list_id, **row._asdict()} for row in kept]
        )
    staged = get_list(connection, list_id)
    assert staged is not None
    return staged


def _judged(row: ListRow) -> ListRow:
    return row._replace(verdict="unknown") if row[1:3] == (None, "answered") else row


def list_rows(connection: sa.Connection, list_id: int) -> list[ListRow]:
    """A list's lines in their order."""
    query = _list_rows(list_id).order_by(tables.answered_row.c.row)
    return [ListRow(*row) for row in connection.execute(query)]


def some_rows(
    connection: sa.Connection, list_id: int, verdict: str = "", *, start: int, many: int
) -> list[ListRow]:
    """`many` of a list's lines from the line `start` (from 0) on, or of those with one verdict; what somebody has to
    look at stands first.
    """
    table = tables.answered_row.c
    query = _list_rows(list_id).order_by(table.verdict.in_(("answered", "not-answered")), table.row)
    if verdict:
        query = query.where(table.verdict == verdict)
    return [ListRow(*row) for row in connection.execute(query.offset(start).limit(many))]


def rows_after(connection: sa.Connection, list_id: int, row: int, many: int) -> list[ListRow]:
    """A list's next lines in their order, after the line `row`."""
    table = tables.answered_row.c
    query = _list_rows(list_id).where(table.row > row).order_by(table.row).limit(many)
    return [ListRow(*one) for one in connection.execute(query)]


def verdicts(connection: sa.Connection, list_id: int) -> dict[str, int]:
    """How many of a list's lines were taken for what."""
    table = tables.answered_row.c
    query = sa.select(table.verdict, sa.func.count()).where(table.list_id == list_id)
    return {verdict: int(count) for verdict, count in connection.execute(query.group_by(table.verdict))}


def newly(connection: sa.Connection, list_id: int) -> int:
    """How many of those who are asked would be newly answered by a list."""
    row, person, state = tables.answered_row.c, tables.respondent.c, tables.respondent_state.c
    query = (
        sa.select(sa.func.count(sa.distinct(person.id)))
        .select_from(tables.answered_row)
        .join(tables.answered_list, tables.answered_list.c.id == row.list_id)
        .join(tables.respondent, person.id == row.respondent_id)
        .join(tables.respondent_state, state.id == person.id)
        .where(
            row.list_id == list_id,
            row.verdict == "answered",
            person.round_id == tables.answered_list.c.round_id,
            person.ended_at.is_(None),
            state.answered_at.is_(None),
        )
    )
    return int(connection.scalar(query) or 0)


def _list_rows(list_id: int) -> sa.Select[Any]:
    columns = [tables.answered_row.c[name] for name in ListRow._fields]
    return sa.select(*columns).where(tables.answered_row.c.list_id == list_id)


def staged_before(
    connection: sa.Connection, round_id: int, digest: str, since: datetime
) -> model.AnsweredList | None:
    """A list of the round from the same file, not rejected, whose figures are of `since` or later."""
    table = tables.answered_list
    row = (
        connection.execute(
            sa.select(table)
            .where(
                table.c.round_id == round_id,
                table.c.digest == digest,
                table.c.rejected_at.is_(None),
                table.c.as_of >= since,
            )
            .order_by(table.c.id.desc())
            .limit(1)
        )
        .mappings()
        .first()
    )
    return None if row is None else _list_from(row)


def settles(connection: sa.Connection, round_id: int, digest: str, as_of: datetime) -> int | None:
    """The list of the round from the same file after which this one tells nothing new: its figures are of `as_of` or
    later, or a person has rejected it.
    """
    table = tables.answered_list
    found: int | None = connection.scalar(
        sa.select(sa.func.max(table.c.id)).where(
            table.c.round_id == round_id,
            table.c.digest == digest,
            table.c.rejected_at.is_not(None) | (table.c.as_of >= as_of),
        )
    )
    return found


def mark_rejected(connection: sa.Connection, list_id: int, now: datetime) -> bool:
    """False when it had been applied or rejected before."""
    return _settle(connection, list_id, rejected_at=now)


def mark_withdrawn(connection: sa.Connection, list_id: int, now: datetime) -> None:
    """A list that counted is one that was rejected."""
    table = tables.answered_list
    connection.execute(sa.update(table).where(table.c.id == list_id).values(applied_at=None, rejected_at=now))


def newest_applied(connection: sa.Connection, round_id: int) -> model.AnsweredList | None:
    """The list that counts: of those applied the one with the newest as-of time."""
    applied = [one for one in lists(connection, round_id) if one.applied_at is not None]
    return max(applied, key=lambda one: (one.as_of, one.id), default=None)


def was_looked_at(connection: sa.Connection, digest: str, file: str) -> bool:
    """Whether a file of the drop folder or of a mail was looked at before, under this name."""
    table = tables.dropped_file.c
    query = sa.select(table.digest).where(table.digest == digest, table.file == file)
    return connection.scalar(query) is not None


def was_taken(connection: sa.Connection, digest: str) -> bool:
    """Whether a file of the same content was of use, under whatever name."""
    table = tables.dropped_file.c
    query = sa.select(table.digest).where(table.digest == digest, table.problem == "").limit(1)
    return connection.scalar(query) is not None


def remember_dropped(
    connection: sa.Connection, digest: str, file: str, now: datetime, list_id: int | None, problem: str
) -> None:
    """What became of a file; it may have been refused before, and taken by a person's command since."""
    table = tables.dropped_file
    connection.execute(sa.delete(table).where(table.c.digest == digest, table.c.file == file))
    connection.execute(
        sa.insert(table).values(digest=digest, file=file, at=now, list_id=list_id, problem=problem)
    )


def refused_files(connection: sa.Connection) -> list[tuple[str, datetime, str]]:
    """Files of the drop folder and of mails that gave no list, and none since: name, time and why."""
    table, taken = tables.dropped_file.c, tables.dropped_file.alias().c
    listed = sa.select(tables.answered_list.c.id).where(tables.answered_list.c.digest == table.digest)
    useful = sa.select(taken.digest).where(taken.digest == table.digest, taken.problem == "")
    query = sa.select(table.file, table.at, table.problem).where(
        table.problem != "", ~listed.exists(), ~useful.exists()
    )
    return [(file, at, problem) for file, at, problem in connection.execute(query.order_by(table.at))]


def archive(connection: sa.Connection, round_id: int, frozen: Archived) -> None:
    """Keep a round's frozen numbers; once."""
    connection.execute(
        sa.insert(tables.round_archive).values(
            round_id=round_id,
            at=frozen.at,
            by=frozen.by,
            numbers=dict(frozen.numbers),
            report=frozen.report,
            digest=frozen.digest,
        )
    )


def archived(connection: sa.Connection, round_id: int) -> Archived | None:
    query = sa.select(tables.round_archive).where(tables.round_archive.c.round_id == round_id)
    row = connection.execute(query).mappings().first()
    return None if row is None else Archived(**{part.name: row[part.name] for part in fields(Archived)})


def get_list(connection: sa.Connection, list_id: int) -> model.AnsweredList | None:
    row = (
        connection.execute(sa.select(tables.answered_list).where(tables.answered_list.c.id == list_id))
        .mappings()
        .first()
    )
    return None if row is None else _list_from(row)


def lists(connection: sa.Connection, round_id: int) -> list[model.AnsweredList]:
    query = sa.select(tables.answered_list).where(tables.answered_list.c.round_id == round_id)
    rows = connection.execute(query.order_by(tables.answered_list.c.id)).mappings().all()
    return [_list_from(row) for row in rows]


def waiting_lists(connection: sa.Connection, round_id: int) -> list[int]:
    """The numbers of lists that nobody has applied or rejected yet."""
    table = tables.answered_list.c
    query = sa.select(table.id).where(
        table.round_id == round_id, table.applied_at.is_(None), table.rejected_at.is_(None)
    )
    return list(connection.scalars(query.order_by(table.id)))


def matched_by(connection: sa.Connection, list_id: int) -> list[int]:
    """Respondents that a list names as having answered."""
    return [
        row.respondent_id
        for row in list_rows(connection, list_id)
        if row.respondent_id is not None and row.verdict == "answered"
    ]


def mark_applied(connection: sa.Connection, list_id: int, now: datetime) -> bool:
    """False when it had been applied or rejected before."""
    return _settle(connection, list_id, applied_at=now)


def list_as_of(connection: sa.Connection, round_id: int) -> datetime | None:
    """The as-of time of the newest list that counts; None when none has been applied."""
    found: datetime | None = connection.scalar(
        sa.select(tables.answered_list.c.as_of)
        .where(tables.answered_list.c.round_id == round_id, tables.answered_list.c.applied_at.is_not(None))
        .order_by(tables.answered_list.c.as_of.desc())
        .limit(1)
    )
    return found


def _settle(connection: sa.Connection, list_id: int, **at: datetime) -> bool:
    table = tables.answered_list
    done = connection.execute(
        sa.update(table)
        .where(table.c.id == list_id, table.c.applied_at.is_(None), table.c.rejected_at.is_(None))
        .values(**at)
    )
    return done.rowcount == 1


def _list_from(row: Any) -> model.AnsweredList:
    return model.AnsweredList(
        id=row["id"],
        round_id=row["round_id"],
        as_of=row["as_of"],
        staged_at=row["staged_at"],
        applied_at=row["applied_at"],
        matched=row["matched"],
        unknown=row["unknown"],
        not_answered=row["not_answered"],
        rejected_at=row["rejected_at"],
        staged_by=row["staged_by"],
        origin=row["origin"],
        file=row["file"],
        problems=tuple(row["problems"]),
        held=tuple(row["held"]),
    )


def _one(connection: sa.Connection, *where: sa.ColumnElement[bool]) -> model.Round | None:
    found = _many(connection, *where)
    return found[0] if found else None


def _many(connection: sa.Connection, *where: sa.ColumnElement[bool]) -> list[model.Round]:
    columns = [tables.round_.c[name] for name in _FIELDS]
    rows = connection.execute(sa.select(*columns).where(*where).order_by(tables.round_.c.id)).mappings()
    return [model.Round(**row) for row in rows]
