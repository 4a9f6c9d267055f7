"""What a unit's clerk answers to A1: for each dead address the right one, or that its owner has gone. A proposal."""

from __future__ import annotations

from datetime import datetime

from maild.logs import log
from maild.model import Event, EventKind, Notice, NoticeCode, Reading
from maild.rules import correlate
from maild.store import Unit, roster


def answered(
    reading: Reading, match: correlate.Match, known: correlate.Known, now: datetime
) -> Notice | None:
    """The request that a mail answers; None where it answers none."""
    notice = known.notices_by_id.get(match.notice_id or 0)
    if notice is None or notice.code is not NoticeCode.A1 or match.how == "notice" or reading.auto:
        return None
    return notice if correlate.answers(reading, notice, now) else None


def take(
    unit: Unit, notice: Notice, raw: bytes, reading: Reading, mail_id: int, now: datetime, *, proven: bool
) -> int:
    """Record what was filled in for officials of the unit that was asked, and for nobody else; for how many.

    Nothing changes by it: a person accepts an address. Two officials of one name are told apart by a person.
    """
    from maild.decode.filled import filled, label_of  # commands that read no mail start without it

    people: dict[str, list[int]] = {}
    for one in roster.of_round(unit.connection, notice.round_id or 0):
        if one.unit_id == notice.unit_id:
            people.setdefault(label_of(one.name), []).append(one.id)
    own = {one.id: one.email.lower() for one in roster.of_round(unit.connection, notice.round_id or 0)}
    trusted = proven and (reading.sender or "").lower() == notice.recipient
    taken: set[int] = set()
    for label, value in filled(raw):
        who, *others = people.get(label) or [0]
        if not who or others or who in taken or value == own[who]:
            continue
        taken.add(who)
        event = Event(
            EventKind.RESPONDENT_CONTACT_PROPOSED,
            now,
            round_id=notice.round_id,
            respondent_id=who,
            mail_id=mail_id,
            data={"by": "unit", "trusted": trusted, "gone": "@" not in value},
        )
        (kept,) = unit.append(event)
        if kept.id is not None:
            roster.add_note(unit.connection, kept.id, who, value)
    log.info("mail.addresses_proposed", mail_id=mail_id, officials=len(taken))
    return len(taken)
