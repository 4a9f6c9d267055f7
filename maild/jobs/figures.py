"""The figures of a round, all counted from the same rows: one row a person, so that every number leads to people."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from maild.letters.notice_facts import (
    CountLine,
    Counts,
    Course,
    CrossLine,
    Effect,
    FaultGroup,
    GroupLine,
    Heads,
    IncidentLine,
    LevelLine,
    RoundFacts,
)
from maild.model import (
    LADDER,
    Advice,
    AnsweredList,
    Calendar,
    IncidentPhase,
    IncidentState,
    LetterState,
    NoticeCode,
    Reason,
    Respondent,
    RespondentState,
    RespondentStatus,
    ResponseTargets,
    Round,
    Stage,
    Targets,
)
from maild.rules import RESPONDENT, course
from maild.rules.calendar import local_day, working_days_between
from maild.rules.contradictions import contradicted
from maild.rules.incidents import is_silent, parents, severity
from maild.rules.response import response_of
from maild.rules.status import status_of
from maild.store import View, figures, incidents, notices, roster, rounds
from maild.words import length, say

_GONE = frozenset({LetterState.SENT, LetterState.IN_DOUBT})
_WITHIN = (timedelta(hours=24), timedelta(hours=48), timedelta(hours=72))
_URGED = frozenset({RespondentStatus.OPEN, RespondentStatus.UNREACHABLE})
_UNCLEAR = "reason.undefined"
_FAR = 99  # working days to a deadline that nobody waits for


@dataclass(frozen=True, slots=True)
class Row:
    """One official of the round as the reports show him."""

    respondent_id: int
    name: str
    position: str
    honorific: str
    unit_id: int
    unit: str
    group: str
    email: str
    status: RespondentStatus
    missing: str  # a word of the catalogue for why he has not answered, or empty
    until: date | None  # with on leave: first day back
    unreachable: str  # the reason's word, or empty
    invited: bool
    reached: str  # yes, no, unknown
    letters: tuple[str, ...]
    answered_at: datetime | None  # since when we know
    answered_by: datetime | None  # the time of the ministry's list that named him first
    by_hand: bool = False  # a person says that he has answered, and no list of the ministry's does
    left: str = ""  # the word for why he is asked no more, or empty

    @property
    def number(self) -> str:
        return f"OFF-{self.respondent_id:04}"

    @property
    def has_answered(self) -> bool:
        return self.status is RespondentStatus.ANSWERED

    @property
    def may_be_urged(self) -> bool:
        """Whether anybody may ask him to answer: nothing that he or a person has said speaks against it."""
        return self.status in _URGED and not self.missing

    @property
    def level(self) -> str:
        """The last reminder of the ladder that he has had; empty before the first."""
        return max((code for code in self.letters if code in LADDER), default="")


@dataclass(frozen=True, slots=True)
class UnitTold:
    """What became of the mails to a unit's head (U1, E1): when one was handed over, and when he reported to have told
    the officials."""

    sent_at: datetime | None = None
    bounced: bool = False
    acknowledged_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    round: Round
    at: datetime
    today: date
    rows: tuple[Row, ...]
    letters: tuple[figures.LetterRow, ...]
    list_as_of: datetime | None
    list_is_old: bool
    course: Course
    told: Mapping[int, UnitTold]  # by unit
    answered_by_day: Mapping[date, int]  # how many were known at the end of each day that brought some
    contradicted: int
    left: tuple[Row, ...] = ()  # who has had letters and is asked no more: he counts nowhere else

    @property
    def counts(self) -> Counts:
        return counted(self.rows)

    @property
    def heads(self) -> Heads:
        """How far the units' heads have been told of the round, and have told their officials."""
        units = {row.unit_id for row in self.rows}
        told = [one for unit_id, one in self.told.items() if unit_id in units]
        acknowledged = sum(one.acknowledged_at is not None for one in told)
        return Heads(len(units), len(told), acknowledged)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the figures of a round are made of, as it stood at one moment."""

    round: Round
    newest: AnsweredList | None
    verdicts: Mapping[int | None, str]  # of the newest, by official
    as_of_lists: Mapping[datetime | None, datetime]
    letters: tuple[figures.LetterRow, ...]
    asked: roster.Asked
    ended: Sequence[tuple[roster.Ended, RespondentState]]
    list_as_of: datetime | None
    told: Mapping[int, UnitTold]


def read(look: View, round_: Round) -> Reading:
    """Read and leave: on SQLite nobody can commit meanwhile, and to make the figures takes longer than to read."""
    newest = rounds.newest_applied(look.connection, round_.id)
    return Reading(
        round_,
        newest,
        {}
        if newest is None
        else {
            one.respondent_id: sys.intern(one.verdict) for one in rounds.list_rows(look.connection, newest.id)
        },
        {one.applied_at: one.as_of for one in rounds.lists(look.connection, round_.id)},
        tuple(figures.letters(look.connection, round_.id)),
        roster.asked(look.connection, round_.id),
        [
            (one, look.state(RESPONDENT, one.respondent.id))
            for one in roster.ended(look.connection, round_.id)
        ],
        rounds.list_as_of(look.connection, round_.id),
        _told(look, round_),
    )


def gather(
    reading: Reading, now: datetime, calendar: Calendar, targets: Targets, list_age_days: int
) -> Figures:
    today = local_day(now, calendar)
    round_, newest, letters = reading.round, reading.newest, reading.letters
    as_of_lists = reading.as_of_lists
    had: dict[int, list[str]] = defaultdict(list)
    for letter in letters:
        if letter.state in _GONE:
            had[letter.respondent_id].append(letter.code)

    def row_of(one: Respondent, state: RespondentState, left: str = "") -> Row:
        verdict = reading.verdicts.get(one.id)
        missing, until = _missing(state, today, against=_contradicts(state, newest, verdict, calendar))
        at = state.answered_at
        return Row(
            one.id,
            one.name,
            one.position,
            one.honorific,
            one.unit_id,
            one.unit,
            one.group,
            one.email,
            status_of(state, today),
            missing,
            until,
            _unreachable(state),
            state.invited_at is not None,
            _reached(state),
            tuple(had.get(one.id, ())),
            at,
            None if at is None else as_of_lists.get(at, at),
            by_hand=at is not None and at not in as_of_lists and verdict != "answered",
            left=left,
        )

    rows = [row_of(person, state) for person, state in reading.asked.each()]
    left = [
        row_of(
            one.respondent,
            state,
            "because.gone" if one.replaced_by is None else "because.replaced",
        )
        for one, state in reading.ended
        if one.respondent.id in had
    ]
    as_of = reading.list_as_of
    old = as_of is None or working_days_between(local_day(as_of, calendar), today, calendar) > list_age_days
    by_day = _by_day(rows, calendar)
    return Figures(
        round_,
        now,
        today,
        tuple(rows),
        letters,
        as_of,
        old,
        _course(round_, by_day, len(rows), today, targets, calendar),
        reading.told,
        by_day,
        sum(one.missing == "missing.contradicted" for one in rows),
        tuple(left),
    )


def counted(rows: Iterable[Row]) -> Counts:
    tally: Counter[str] = Counter()
    for row in rows:
        tally.update(("officials", row.status.value))
        tally["invited"] += row.invited
        tally["reached"] += row.reached == "yes"
        tally["by_hand"] += row.by_hand
    return Counts(**tally)


def grouped(
    rows: Iterable[Row], by: str, names: Mapping[str, str] | None = None
) -> list[tuple[GroupLine, int]]:
    """Lines by `unit` or `group`, least answered first; with the unit's number."""
    parts: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        parts[getattr(row, by)].append(row)
    lines = [
        (GroupLine((names or {}).get(name, name), counted(part)), part[0].unit_id)
        for name, part in parts.items()
    ]
    return sorted(lines, key=lambda one: (one[0].counts.share, -one[0].counts.missing, one[0].name))


def crossed(rows: Iterable[Row], names: Mapping[str, str]) -> list[CrossLine]:
    """Subject group × unit × level; the group of a unit that misses most stands first (a7)."""
    parts: dict[tuple[str, str], dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        parts[row.group, row.unit][row.level].append(row)
    lines = []
    for (group, unit), by_level in parts.items():
        each = [CrossLine(names.get(group, group), unit, *one) for one in _by_level(by_level)]
        lines.append((-sum(line.counts.missing for line in each), group, unit, each))
    return [line for *_, each in sorted(lines, key=lambda one: one[:3]) for line in each]


def _by_level(parts: Mapping[str, Sequence[Row]]) -> list[tuple[str, Counts]]:
    lines = [(level, counted(rows)) for level, rows in parts.items()]
    return sorted(lines, key=lambda line: (-line[1].missing, line[0]))


def reasons(rows: Sequence[Row], language: str) -> tuple[CountLine, ...]:
    """Why those who have not answered have not, most first."""
    tally = Counter(
        _alone(row.unreachable) or _bare(row.missing) or f"status.{row.status.value}"
        for row in rows
        if not row.has_answered
    )
    return tuple(CountLine(say(word, language), count) for word, count in tally.most_common())


def _alone(unreachable: str) -> str:
    """A cause that stands by itself must say what it is the cause of."""
    return "unreachable.unclear" if unreachable == _UNCLEAR else unreachable


def _bare(missing: str) -> str:
    """The reason without what differs from one to the other."""
    return "" if missing == "missing.on_leave" else missing


def why(row: Row, language: str) -> str:
    """What there is to say of one official beside his status."""
    if row.left:
        return say(row.left, language)
    parts = [say(row.unreachable, language)] if row.unreachable else []
    if row.by_hand:
        parts.append(say("answered.by_hand", language))
    if row.missing:
        until = "" if row.until is None else row.until.strftime("%d/%m/%Y")
        parts.append(say(row.missing, language, until=until))
    return "; ".join(parts)


def levels(found: Figures) -> tuple[LevelLine, ...]:
    """What each letter did, in all and by unit; under no unit those to officials who are asked no more.

    No opening of a mail is ever watched: only answers count.
    """
    rows = {row.respondent_id: row for row in (*found.rows, *found.left)}
    last: dict[int, datetime] = {}
    for letter in found.letters:
        row = rows.get(letter.respondent_id)
        by = None if row is None else row.answered_by
        if letter.at is not None and letter.state in _GONE and by is not None and letter.at <= by:
            last[letter.respondent_id] = max(letter.at, last.get(letter.respondent_id, letter.at))
    parts: dict[str, dict[str, list[tuple[figures.LetterRow, timedelta | None]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for letter in found.letters:
        row = rows.get(letter.respondent_id)
        counts = letter.at is not None and last.get(letter.respondent_id) == letter.at
        by = None if row is None else row.answered_by
        waited = by - letter.at if counts and by and letter.at else None
        unit = "" if row is None or row.left else row.unit
        parts[letter.code][unit].append((letter, waited))
    lines = []
    for code, by_unit in sorted(parts.items()):
        each = [(unit, _effect(tried)) for unit, tried in by_unit.items()]
        each.sort(key=lambda one: (_share(one[1]), -one[1].sent, one[0]))
        lines.append(
            LevelLine(code, _effect([one for tried in by_unit.values() for one in tried]), tuple(each))
        )
    return tuple(lines)


def _effect(tried: Sequence[tuple[figures.LetterRow, timedelta | None]]) -> Effect:
    within = [sum(waited is not None and waited <= limit for _, waited in tried) for limit in _WITHIN]
    return Effect(
        sum(letter.state in _GONE for letter, _ in tried),
        sum(letter.state is LetterState.FAILED for letter, _ in tried),
        sum(letter.evidence == "bounced" for letter, _ in tried),
        (within[0], within[1], within[2]),
        sum(letter.rehearsed for letter, _ in tried),
    )


def _share(effect: Effect) -> float:
    return effect.answered_within[-1] / effect.sent if effect.sent else 0.0


def round_facts(round_: Round, zone: str) -> RoundFacts:
    return RoundFacts(
        round_.code,
        round_.title,
        round_.deadline.astimezone(ZoneInfo(zone)),
        round_.legal_basis,
        round_.agency,
        round_.hotline,
        round_.invitation_sender,
        round_.invitation_subject,
    )


# ---------------------------------------------------------------- incidents


def incident_lines(
    look: View,
    found: Sequence[IncidentState],
    now: datetime,
    since: datetime,
    calendar: Calendar,
    targets: ResponseTargets,
    advice: Mapping[str, Advice],
    language: str,
) -> list[IncidentLine]:
    """Incidents as mails and reports show them, the gravest first. `since`: newer ones are new."""
    zone = ZoneInfo(calendar.zone)
    officials, days_left = reach(look, now, calendar)
    units = incidents.units_touched(look.connection, [one.id for one in found])
    lines = []
    for one in found:
        known = advice.get(one.reason)
        step = "" if known is None else known.en if language == "en" else known.vi
        weight = severity(one, officials, days_left)
        response = response_of(one, weight, targets, calendar, now)
        lines.append(
            IncidentLine(
                number=f"INC-{one.id:04}",
                stage=say(f"stage.{one.stage.value}", language),
                reason=say(f"reason.{one.reason}", language),
                where=place(one, language),
                code=one.code,
                people=one.people,
                units=units.get(one.id, 0),
                state=say(f"incident.{one.state.value}", language) + (f" ({one.owner})" if one.owner else ""),
                age=length(((one.resolved_at or now) - one.opened_at).total_seconds(), language),
                owner="" if known is None else say(f"owner.{known.owner}", language),
                next_step=step,
                opened_at=one.opened_at.astimezone(zone),
                is_new=one.opened_at >= since,
                severity=weight,
                late="" if response.late is None else say(f"late.{response.late}", language),
                acknowledge_h=in_hours(response.acknowledge_within),
                fix_h=in_hours(response.fix_within),
                worked_h=in_hours(response.to_fix),
            )
        )
    return sorted(lines, key=lambda line: (line.severity, -line.people, line.number))


def place(incident: IncidentState, language: str) -> str:
    """Where an error lies, for people: a domain, a server, a mailbox, or the ministry's survey itself."""
    return say("incident.at_survey", language) if incident.stage is Stage.ANSWERING else incident.where


def in_hours(span: timedelta) -> float:
    hours = round(span.total_seconds() / 3600, 1)
    return int(hours) if hours.is_integer() else hours


def fault_groups(lines: Iterable[IncidentLine]) -> tuple[FaultGroup, ...]:
    """Lines under their causes, in the order of the gravest line of each."""
    grouped: dict[tuple[str, str, str, str], list[IncidentLine]] = defaultdict(list)
    for line in lines:
        grouped[line.stage, line.reason, line.owner, line.next_step].append(line)
    groups = [FaultGroup(*key, tuple(each)) for key, each in grouped.items()]
    return tuple(sorted(groups, key=lambda group: (group.lines[0].severity, -group.people)))


def reach(look: View, now: datetime, calendar: Calendar) -> tuple[int, int]:
    """What severity is weighed by: officials of the rounds under way, and working days to the next deadline."""
    known = rounds.under_way(look.connection)
    people = sum(figures.officials(look.connection, one.id) for one in known)
    today = local_day(now, calendar)
    ends = [local_day(one.deadline, calendar) for one in known]
    return people, min(
        (working_days_between(today, day, calendar) for day in ends if day >= today), default=_FAR
    )


def open_of(look: View, today: date) -> list[IncidentState]:
    """What is open and speaks for itself: neither silenced nor hidden by a bigger fault."""
    every = incidents.every(look.connection, open_only=True)
    hidden = parents(every)
    return [one for one in every if one.id not in hidden and not is_silent(one, today)]


def solved_since(look: View, since: datetime) -> list[IncidentState]:
    return [
        one
        for one in incidents.every(look.connection)
        if one.state is IncidentPhase.RESOLVED and one.resolved_at is not None and one.resolved_at >= since
    ]


# ---------------------------------------------------------------- inside


def _told(look: View, round_: Round) -> dict[int, UnitTold]:
    told: dict[int, UnitTold] = {}
    for code in (NoticeCode.U1, NoticeCode.E1):
        for one in notices.of_code(look.connection, code, round_id=round_.id):
            if one.unit_id is None or one.state not in _GONE:
                continue
            before = told.get(one.unit_id, UnitTold())
            told[one.unit_id] = UnitTold(
                before.sent_at or one.intent_at,
                one.bounced_at is not None,  # of the last one
                before.acknowledged_at or one.acknowledged_at,
            )
    return told


def _reached(state: RespondentState) -> str:
    """Whether mail about the survey has come to him: whoever has answered was invited by a mail that arrived."""
    if state.answered_at is not None or state.self_reported_at is not None:
        return "yes"
    if state.unreachable is not None:
        return "no"
    return "unknown" if state.reached_at is None else "yes"


def _unreachable(state: RespondentState) -> str:
    if state.unreachable is None:
        return ""
    return _UNCLEAR if state.unreachable is Reason.ON_HOLD else f"reason.{state.unreachable.value}"


def _missing(state: RespondentState, today: date, *, against: bool) -> tuple[str, date | None]:
    if state.answered_at is not None:
        return "", None
    if state.self_reported_at is not None:
        return ("missing.contradicted" if against else ""), None
    for so, word in (
        (state.exempt_at, "missing.exempt"),
        (state.wrong_person_at, "missing.wrong_person"),
        (state.refused_at, "missing.refused"),
        (state.claim_held_at, "missing.claim"),
        (state.error_incident_id, "missing.error"),
        (state.blocked_by or None, "missing.blocked"),
        (state.question_at, "missing.question"),
        (state.held_at, "missing.held"),
    ):
        if so is not None:
            return word, None
    if state.on_leave_until is not None and today < state.on_leave_until:
        return "missing.on_leave", state.on_leave_until
    return "", None


def _contradicts(
    state: RespondentState, newest: AnsweredList | None, verdict: str | None, calendar: Calendar
) -> bool:
    return newest is not None and contradicted(state, newest, verdict, calendar) is not None


def _by_day(rows: Iterable[Row], calendar: Calendar) -> dict[date, int]:
    gained = Counter(local_day(row.answered_at, calendar) for row in rows if row.answered_at is not None)
    known, days = 0, {}
    for day in sorted(gained):
        known += gained[day]
        days[day] = known
    return days


def _course(
    round_: Round,
    by_day: Mapping[date, int],
    officials: int,
    today: date,
    targets: Targets,
    calendar: Calendar,
) -> Course:
    last_day = local_day(round_.deadline - timedelta(microseconds=1), calendar)
    return Course(
        course.target(round_.invited_on, last_day, today, targets, calendar),
        course.forecast(by_day, officials, today, last_day, calendar),
        targets.final,
    )
