"""Rows that reports count: letters with what became of them, mails nobody is sure of, alerts given."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from maild.model import REHEARSED, EventKind, LetterState, MailRow
from maild.store import mailbox, tables

_SIGHTINGS = (
    EventKind.INCIDENT_OPENED.value,
    EventKind.INCIDENT_JOINED.value,
    EventKind.INCIDENT_REOPENED.value,
)


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One letter of the outbox that has been tried, and what came back since."""

    respondent_id: int
    code: str
    state: LetterState
    at: datetime | None  # when its dot was permitted
    evidence: str
    rehearsed: bool  # it became a file


def letters(connection: sa.Connection, round_id: int) -> list[LetterRow]:
    box, standing = tables.outbox.c, tables.letter_state.c
    query = (
        sa.select(
            box.respondent_id,
            box.code,
            box.state,
            box.intent_at,
            standing.evidence,
            box.reply.startswith(REHEARSED),
        )
        .select_from(tables.outbox.outerjoin(tables.letter_state, standing.id == box.id))
        .where(box.round_id == round_id)
        .order_by(box.id)
    )
    return [
        LetterRow(who, code, LetterState(state), at, evidence or "", bool(rehearsed))
        for who, code, state, at, evidence, rehearsed in connection.execute(query)
    ]


def unsure_mails(
    connection: sa.Connection, since: datetime | None = None, *, limit: int | None = None, offset: int = 0
) -> list[MailRow]:
    """Mails whose reader was not sure what they are and nobody has settled, newest first; so are answers to alerts
    that order nothing clear.

    Copies are left out, and what strangers write of other things: circulars would bury what waits for a person.
    """
    mail = tables.mail.c
    query = sa.select(mail.id).where(*_unsure()).order_by(mail.id.desc()).limit(limit).offset(offset)
    if since is not None:
        query = query.where(mail.received_at >= since)
    numbers = connection.scalars(query).all()
    found = mailbox.by_ids(connection, numbers)
    return [found[one] for one in numbers]


def how_many_unsure(connection: sa.Connection) -> int:
    query = sa.select(sa.func.count()).select_from(tables.mail).where(*_unsure())
    return int(connection.scalar(query) or 0)


def _unsure() -> list[sa.ColumnElement[bool]]:
    mail = tables.mail.c
    order = mail.reading["order"].as_string()
    return [
        mail.kind.is_not(None),
        mail.duplicate_of.is_(None),
        mail.quarantined.is_(False),
        mailbox.NOT_SETTLED,
        sa.func.coalesce(order, "") != "followed",
        sa.or_(order.is_not(None), mail.reading["sure"].as_boolean().is_(False)),
        sa.or_(
            order.is_not(None),
            mail.respondent_id.is_not(None),
            mail.reading["rule"].as_string() != "reply.off-topic",
        ),
    ]


def officials(connection: sa.Connection, round_id: int) -> int:
    """How many are asked in a round."""
    query = sa.select(sa.func.count()).where(
        tables.respondent.c.round_id == round_id, tables.respondent.c.ended_at.is_(None)
    )
    return int(connection.scalar(query) or 0)


def alerted(connection: sa.Connection, incident_ids: Collection[int]) -> dict[int, datetime]:
    """When the IT liaison was last alerted of which of these incidents."""
    event = tables.event.c
    query = (
        sa.select(event.incident_id, event.at)
        .where(event.incident_id.in_(list(incident_ids)), event.kind == EventKind.INCIDENT_ALERTED.value)
        .order_by(event.id)
    )
    return {int(number): at for number, at in connection.execute(query)}
