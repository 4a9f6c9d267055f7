"""Mails to heads of units and to the leadership: when they are due, to whom they would go, and how they are queued.

Nothing here goes out before a person has approved it (`maild escalate approve`).
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from maild.jobs import figures as figured
from maild.jobs import sheets
from maild.jobs.figures import Figures, Row
from maild.jobs.notices import queue
from maild.letters import NoticeRoom
from maild.letters.addressing import clerk_of, head_of
from maild.letters.notice_facts import (
    A1Facts,
    E1Facts,
    E2Facts,
    GroupLine,
    NoticeFacts,
    OfficialLine,
    U1Facts,
)
from maild.letters.notices import LISTED
from maild.model import Attachment, Calendar, Limits, NoticeCode, Round
from maild.roster.export import SheetOut
from maild.rules.calendar import add_working_days, is_working_day, local_day, next_window
from maild.rules.reminders import ladder
from maild.store import Unit, View, notices, roster, rounds, units
from maild.words import say

CODES = (NoticeCode.U1, NoticeCode.E1, NoticeCode.E2, NoticeCode.A1)
_WEEK = timedelta(days=7)
_TO_ANSWER = 3  # working days


@dataclass(frozen=True, slots=True)
class Due:
    """Something that a person should approve now."""

    code: NoticeCode
    occasion: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Mailing:
    """One mail of an escalation: to whom, and what it says."""

    unit_id: int | None
    unit: str
    to: str  # empty where nobody is known: the unit then stands in the plan as missing a contact
    person: str
    facts: NoticeFacts
    officials: int  # whom it names or counts


def due(look: View, round_: Round, now: datetime, calendar: Calendar, limits: Limits) -> list[Due]:
    """What is due and has not been approved: U1 when the round opens, E1 two working days after R2 and then
    weekly, E2 two working days before the deadline, A1 when addresses have been found dead."""
    today = local_day(now, calendar)
    if now >= round_.deadline or rounds.state_of(look.connection, round_.id) != "running":
        return []
    passed = {code: day for code, day in escalation_days(round_, calendar, limits) if day <= today}
    found = [
        Due(code, f"{round_.code}/{day.isoformat()}" if code is NoticeCode.E1 else round_.code, day)
        for code, day in passed.items()
    ]
    dead = dead_occasion(look, round_)
    if dead is not None:
        found.append(Due(NoticeCode.A1, dead, today))
    told = {(one.code, one.occasion) for code in CODES for one in notices.of_code(look.connection, code)}
    return [one for one in found if one.due_on <= today and (one.code, one.occasion) not in told]


def occasion_of(
    look: View, round_: Round, code: NoticeCode, now: datetime, calendar: Calendar, limits: Limits
) -> str:
    """Under which occasion a mailing of this kind would go out today, due or not."""
    for one in due(look, round_, now, calendar, limits):
        if one.code is code:
            return one.occasion
    if code is NoticeCode.A1:
        return dead_occasion(look, round_) or round_.code
    if code is NoticeCode.E1:
        today = local_day(now, calendar)
        passed = [day for day in e1_days(round_, calendar, limits) if day <= today]
        return f"{round_.code}/{(passed[-1] if passed else today).isoformat()}"
    return round_.code


def escalation_days(round_: Round, calendar: Calendar, limits: Limits) -> list[tuple[NoticeCode, date]]:
    """The days of a round on which mails to units and leadership fall due: U1 once, E1 weekly, E2 once."""
    e2 = add_working_days(_last_day(round_, calendar), -2, calendar)
    return [
        (NoticeCode.U1, round_.invited_on),
        *((NoticeCode.E1, day) for day in e1_days(round_, calendar, limits)),
        (NoticeCode.E2, e2),
    ]


def e1_days(round_: Round, calendar: Calendar, limits: Limits) -> list[date]:
    """R2 + 2 working days, then weekly until the deadline."""
    second = [wave for wave in ladder(round_, calendar, limits) if wave.code.value == "R2"]
    if not second:
        return []
    days, day = [], add_working_days(local_day(second[0].due_at, calendar), 2, calendar)
    last_day = _last_day(round_, calendar)
    while day <= last_day:
        days.append(day if is_working_day(day, calendar) else add_working_days(day, 1, calendar))
        day += _WEEK
    return [one for one in days if one <= last_day]


def dead_occasion(look: View, round_: Round) -> str | None:
    """One occasion for each set of dead addresses, so that a unit is asked again only when others have died."""
    dead = roster.unreachable(look.connection, round_.id)
    if not dead:
        return None
    return f"{round_.code}/{hashlib.sha256(repr(dead).encode()).hexdigest()[:12]}"


def mailings(
    look: View,
    found: Figures,
    code: NoticeCode,
    now: datetime,
    calendar: Calendar,
    *,
    leadership: tuple[str, ...] = (),
    names: bool = False,
    unit: str = "",
    proposals: Mapping[int, str] | None = None,
    hosts: tuple[str, ...] = (),
) -> list[Mailing]:
    """Every mail of an escalation as it would go out now, weakest unit first; `unit` asks for one unit only.

    `hosts`: where the questionnaire opens, for U1.
    """
    language = found.round.locale
    facts = figured.round_facts(found.round, calendar.zone)
    at = now.astimezone(facts.deadline.tzinfo)
    if code is NoticeCode.E2:
        behind = _behind(found, language)
        people = tuple((row.unit, row.name) for row in found.rows if row.may_be_urged) if names else ()
        said = E2Facts(facts, at, found.counts, found.course, tuple(behind), people)
        return [Mailing(None, "", to, "", said, len(behind)) for to in leadership or ("",)]
    contacts = {one.id: one.contacts for one in units.every(look.connection)}
    parts: dict[int, list[Row]] = defaultdict(list)
    for row in found.rows:
        if not unit or row.unit == unit:
            parts[row.unit_id].append(row)
    role = "clerk" if code is NoticeCode.A1 else "head"
    made = []
    for unit_id, rows in parts.items():
        known = {one.role: one for one in contacts.get(unit_id, ())}
        who = known.get(role) or (known.get("head") if role == "clerk" else None)
        concerned = _concerned(rows, code)
        if not concerned:
            continue
        name = rows[0].unit
        person, position = ("", "") if who is None else (who.name, who.position)
        as_clerk = role == "clerk" and (who is None or who.role == role)
        to = (clerk_of if as_clerk else head_of)(name, person, position, language)
        lines = tuple(_line(row, code, language, proposals or {}) for row in concerned)
        said_: NoticeFacts
        match code:
            case NoticeCode.U1:
                said_ = U1Facts(facts, name, to, lines, hosts)
            case NoticeCode.E1:
                others = [row for row in rows if not row.has_answered and not row.may_be_urged]
                rest = tuple(_line(row, code, language, {}) for row in others)
                said_ = E1Facts(facts, at, name, to, figured.counted(rows), lines, rest)
            case _:
                said_ = A1Facts(facts, name, to, lines, answer_by(found, calendar))
        made.append(Mailing(unit_id, name, "" if who is None else who.email, person, said_, len(concerned)))
    return sorted(made, key=lambda one: (-one.officials, one.unit))


def answer_by(found: Figures, calendar: Calendar) -> date:
    """Until when a unit is asked to name the right addresses: soon enough for its officials to be reached."""
    last_day = _last_day(found.round, calendar)
    return max(found.today, min(add_working_days(found.today, _TO_ANSWER, calendar), last_day))


def _last_day(round_: Round, calendar: Calendar) -> date:
    return local_day(round_.deadline - timedelta(microseconds=1), calendar)


def send(
    unit: Unit,
    room: NoticeRoom,
    mailing: Mailing,
    code: NoticeCode,
    occasion: str,
    now: datetime,
    calendar: Calendar,
    round_: Round,
    actor: str,
) -> int | None:
    """Queue one mail for the next window; None where nobody is known or it has been queued before."""
    if not mailing.to:
        return None
    return queue(
        unit,
        code,
        occasion=occasion,
        to=mailing.to,
        mail=room.render(mailing.facts, round_.locale, enclosed(mailing.facts, code, round_)),
        now=now,
        not_before=next_window(now, calendar),
        round_id=round_.id,
        unit_id=mailing.unit_id,
        actor=actor,
    )


def enclosed(facts: NoticeFacts, code: NoticeCode, round_: Round) -> tuple[Attachment, ...]:
    """Everybody of whom the mail says only how many more there are, as a workbook; none where it names them all."""
    language = round_.locale
    book: list[SheetOut] = []
    match facts:
        case E2Facts(units=units_, names=names):
            book = [sheets.behind(units_, language), sheets.named(names, language)]
        case E1Facts(officials=officials, others=others):
            book = [
                sheets.officials(officials, language),
                sheets.officials(others, language, "others"),
            ]
        case U1Facts(officials=officials) | A1Facts(officials=officials):
            book = [sheets.officials(officials, language)]
    if all(len(sheet.rows) <= LISTED for sheet in book):
        return ()
    return (sheets.attached(f"{code.value}-{round_.code}.xlsx", [one for one in book if one.rows]),)


def _behind(found: Figures, language: str) -> list[GroupLine]:
    parts: dict[str, list[Row]] = defaultdict(list)
    for row in found.rows:
        parts[row.unit].append(row)
    return [
        GroupLine(line.name, line.counts, figured.reasons(parts[line.name], language))
        for line, _ in figured.grouped(found.rows, "unit")
        if line.counts.share < found.course.target
    ]


def _concerned(rows: list[Row], code: NoticeCode) -> list[Row]:
    if code is NoticeCode.U1:
        return rows
    if code is NoticeCode.E1:
        return [row for row in rows if row.may_be_urged]
    return [row for row in rows if row.unreachable]


def _line(row: Row, code: NoticeCode, language: str, proposals: Mapping[int, str]) -> OfficialLine:
    if code is NoticeCode.U1:
        return OfficialLine(row.name, row.position)
    if code is NoticeCode.A1:
        return OfficialLine(
            row.name,
            row.position,
            because=say(row.unreachable, language),
            address=row.email,
            proposal=proposals.get(row.respondent_id, ""),
        )
    return OfficialLine(
        row.name,
        row.position,
        status=say(f"status.{row.status.value}", language),
        reached=say(f"reached.{row.reached}", language),
        because=figured.why(row, language),
    )
