"""What the mails to staff may say: one frozen class of facts for each, under the names its templates use.

Everything is in words already (terms, reasons, states), in the reader's language; times are aware and in the zone
the readers live in. Names of officials stand only in C1–C3 (coordinator), U1, E1 and A1 (own unit), and in E2 where
policy says so; what the IT liaison and the ministry get is masked by whoever gathers the facts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from maild.model import NoticeCode

INCIDENTS = 60  # in an alert, and of each phase in the error log's mail, which say how many more there are


@dataclass(frozen=True, slots=True)
class RoundFacts:
    code: str
    title: str
    deadline: datetime
    legal_basis: str
    agency: str
    hotline: str
    invitation_sender: str
    invitation_subject: str


@dataclass(frozen=True, slots=True)
class Counts:
    """Officials by status, which add up to all of them; and of all of them, who was invited and whom mail reaches."""

    officials: int
    answered: int = 0
    self_reported: int = 0
    on_leave: int = 0
    unreachable: int = 0
    open: int = 0
    not_urged: int = 0
    invited: int = 0
    reached: int = 0
    by_hand: int = 0  # of the answered: a person says so, and no list of the ministry's

    @property
    def share(self) -> float:
        """Of the officials, how many stand in the ministry's list."""
        return self.answered / self.officials if self.officials else 0.0

    @property
    def missing(self) -> int:
        return self.officials - self.answered


@dataclass(frozen=True, slots=True)
class Heads:
    """Units of the round, those to whose head a mail (U1, E1) was handed over, and those that have reported in answer
    that their officials were told."""

    units: int
    told: int = 0
    acknowledged: int = 0


@dataclass(frozen=True, slots=True)
class CountLine:
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class CrossLine:
    """The officials of a subject group in one unit whose last reminder was this one; empty before the first."""

    group: str
    unit: str
    level: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A unit or a subject group."""

    name: str
    counts: Counts
    reasons: tuple[CountLine, ...] = ()  # why the others have not answered


@dataclass(frozen=True, slots=True)
class Course:
    """Where the round is against its target curve, as shares, and where it will end at today's pace."""

    target: float
    forecast: float | None  # None while there is too little to go by
    final_target: float

    @property
    def misses(self) -> bool:
        return self.forecast is not None and self.forecast < self.final_target


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits for a person, and the command that does it."""

    text: str
    command: str = ""


@dataclass(frozen=True, slots=True)
class OfficialLine:
    name: str
    position: str
    status: str = ""
    reached: str = ""  # whether our mail reaches him
    because: str = ""
    address: str = ""
    proposal: str = ""  # another address that may be meant


@dataclass(frozen=True, slots=True)
class IncidentLine:
    number: str  # "INC-0023"
    stage: str
    reason: str
    where: str
    code: str
    people: int
    units: int
    state: str
    age: str
    owner: str
    next_step: str
    opened_at: datetime
    is_new: bool = False  # since the last working morning
    severity: int = 3
    late: str = ""  # what is over its target, in words
    acknowledge_h: float = 0.0  # targets, in working hours
    fix_h: float = 0.0
    worked_h: float = 0.0  # since it was opened, until it was fixed


@dataclass(frozen=True, slots=True)
class FaultGroup:
    """Open incidents of one cause: who acts and what he is told to do is said once for all of them."""

    stage: str
    reason: str
    owner: str
    next_step: str
    lines: tuple[IncidentLine, ...]

    @property
    def people(self) -> int:
        return sum(line.people for line in self.lines)


@dataclass(frozen=True, slots=True)
class StageLines:
    """One phase of the error log: what is open, and what was solved since the last morning."""

    stage: str
    groups: tuple[FaultGroup, ...]
    solved: tuple[IncidentLine, ...]

    @property
    def open(self) -> tuple[IncidentLine, ...]:
        return tuple(line for group in self.groups for line in group.lines)

    @property
    def listed(self) -> tuple[FaultGroup, ...]:
        """The groups as far as they hold the first `INCIDENTS` lines."""
        found, room = [], INCIDENTS
        for group in self.groups:
            if room > 0:
                found.append(replace(group, lines=group.lines[:room]))
                room -= len(group.lines)
        return tuple(found)

    @property
    def unlisted(self) -> int:
        return max(len(self.open) - INCIDENTS, 0)


@dataclass(frozen=True, slots=True)
class MailLine:
    number: str  # "M-8850"
    received_at: datetime
    kind: str


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One masked piece of evidence for the ministry."""

    at: datetime
    unit: str
    address: str  # masked
    code: str
    text: str  # the server's words, masked
    message_id: str = ""
    queue_id: str = ""


@dataclass(frozen=True, slots=True)
class IssueLine:
    """One obstacle in a proposal to UBND tỉnh and the ministry."""

    problem: str
    extent: str
    cause: str
    proposal: str
    partner: str
    number: str = ""  # the incident's


@dataclass(frozen=True, slots=True)
class U1Facts:
    round: RoundFacts
    unit: str
    to: str  # the head with honorific and office
    officials: tuple[OfficialLine, ...]
    survey_hosts: tuple[str, ...] = ()  # where the questionnaire opens


@dataclass(frozen=True, slots=True)
class E1Facts:
    round: RoundFacts
    at: datetime
    unit: str
    to: str  # the head with honorific and office
    counts: Counts
    officials: tuple[OfficialLine, ...]  # whom the unit is asked to urge, or whose mailbox to mend
    others: tuple[OfficialLine, ...] = ()  # have not answered either, and nobody is to urge them now


@dataclass(frozen=True, slots=True)
class E2Facts:
    round: RoundFacts
    at: datetime
    counts: Counts
    course: Course
    units: tuple[GroupLine, ...]  # below target, weakest first
    names: tuple[tuple[str, str], ...] = ()  # (unit, official), where policy lets leadership see them


@dataclass(frozen=True, slots=True)
class A1Facts:
    round: RoundFacts
    unit: str
    to: str  # the clerk with honorific and office
    officials: tuple[OfficialLine, ...]
    answer_by: date


@dataclass(frozen=True, slots=True)
class C1Facts:
    round: RoundFacts
    at: datetime
    counts: Counts
    list_as_of: datetime | None
    list_is_old: bool
    course: Course
    weakest: tuple[GroupLine, ...]
    today: tuple[str, ...]
    waiting: tuple[Task, ...]
    in_doubt: tuple[str, ...]  # letters of which nobody knows whether they went, by name
    heads: Heads = Heads(0)


@dataclass(frozen=True, slots=True)
class C2Facts:
    round: RoundFacts
    number: str  # "S-0141"
    file: str
    as_of: datetime
    matched: int
    newly: int  # of them, how many are not counted as answered yet
    unknown: int
    contradictions: int
    not_answered: int
    problems: tuple[str, ...]
    is_held: bool = False  # doubted: taken only by an express yes


@dataclass(frozen=True, slots=True)
class C3Facts:
    round: RoundFacts
    plan: int
    letter: str  # "R2"
    due_at: datetime
    expires_at: datetime
    receivers: int
    units: int
    left_out: tuple[CountLine, ...]
    approval: str  # the command that approves it
    example: str = ""  # the receiver whose letter is shown
    subject: str = ""  # of that letter
    text: tuple[str, ...] = ()  # its lines
    supplements: int | None = None  # the approved plan to which these receivers are added


@dataclass(frozen=True, slots=True)
class I1Facts:
    agency: str
    at: datetime
    incidents: tuple[IncidentLine, ...]
    repeated: bool = False
    by_mail: bool = False  # whether an answer is taken as an order

    @property
    def listed(self) -> tuple[IncidentLine, ...]:
        return self.incidents[:INCIDENTS]

    @property
    def unlisted(self) -> int:
        return max(len(self.incidents) - INCIDENTS, 0)


@dataclass(frozen=True, slots=True)
class I2Facts:
    agency: str
    at: datetime
    stages: tuple[StageLines, ...]
    unclassified: tuple[MailLine, ...]
    unclassified_more: int = 0  # beyond those listed
    quarantined: int = 0
    by_mail: bool = False  # whether an answer is taken as an order
    seal: str = ""  # the last one over the events: it proves later that nobody has made them anew

    @property
    def open(self) -> int:
        return sum(len(one.open) for one in self.stages)

    @property
    def new(self) -> int:
        return sum(line.is_new for one in self.stages for line in one.open)

    @property
    def late(self) -> int:
        return sum(bool(line.late) for one in self.stages for line in one.open)

    @property
    def solved(self) -> int:
        return sum(len(one.solved) for one in self.stages)


@dataclass(frozen=True, slots=True)
class M1Facts:
    round: RoundFacts
    number: str  # "INC-0023"
    reference: str  # the ministry's own number, where they have given one
    to: str  # "Vụ Cải cách hành chính, Bộ Nội vụ"
    stage: str
    reason: str
    where: str
    code: str
    opened_at: datetime
    last_seen_at: datetime
    people: int
    units: int
    request: str
    contact: str  # who works on it here, with telephone
    evidence: tuple[EvidenceLine, ...]


@dataclass(frozen=True, slots=True)
class M2Facts:
    round: RoundFacts
    at: datetime
    to: tuple[str, ...]
    issues: tuple[IssueLine, ...]
    contact: str


@dataclass(frozen=True, slots=True)
class L1Facts:
    round: RoundFacts
    at: datetime
    week: int
    counts: Counts
    gained: int  # answered since the last week
    course: Course
    groups: tuple[GroupLine, ...]
    units: tuple[GroupLine, ...]  # weakest first, at most ten
    units_in_all: int
    faults: tuple[IncidentLine, ...]  # at most five
    requests: tuple[str, ...]
    levels: tuple[LevelLine, ...] = ()
    heads: Heads = Heads(0)
    to: tuple[str, ...] = ()  # to whom it is addressed; empty: the agency's own leadership


@dataclass(frozen=True, slots=True)
class Effect:
    """What came of letters: those handed over, refused and returned; who answered within 24, 48 and 72 hours.

    An answer is counted for the last letter before it, and is as old as the ministry's list that first names it.
    """

    sent: int
    failed: int
    bounced: int
    answered_within: tuple[int, int, int]
    rehearsed: int = 0  # of `sent`: became files in a rehearsal, and went to nobody


@dataclass(frozen=True, slots=True)
class LevelLine:
    """One letter of the round and what came of it, in all and unit by unit, least effect first; under no unit what
    went to officials who are asked no more."""

    letter: str
    effect: Effect
    units: tuple[tuple[str, Effect], ...] = ()


@dataclass(frozen=True, slots=True)
class L2Facts:
    round: RoundFacts
    at: datetime
    invited_on: date
    counts: Counts
    course: Course
    groups: tuple[GroupLine, ...]
    units: tuple[GroupLine, ...]
    levels: tuple[LevelLine, ...]
    lists: int  # lists of the ministry that were applied
    mails: int
    stages: tuple[CountLine, ...]  # incidents by phase
    solved: int
    incidents: int
    hours_to_acknowledge: float | None  # median
    hours_to_solve: float | None
    open_points: tuple[str, ...]
    acknowledged_in_time: int = 0  # of all
    solved_in_time: int = 0  # of those that are solved
    heads: Heads = Heads(0)
    to: tuple[str, ...] = ()  # to whom it is addressed; empty: the agency's own leadership


@dataclass(frozen=True, slots=True)
class H1Facts:
    agency: str
    at: datetime
    recovered: bool
    findings: tuple[str, ...]
    machine: str


NoticeFacts = (
    U1Facts
    | E1Facts
    | E2Facts
    | A1Facts
    | C1Facts
    | C2Facts
    | C3Facts
    | I1Facts
    | I2Facts
    | M1Facts
    | M2Facts
    | L1Facts
    | L2Facts
    | H1Facts
)
FACTS: dict[NoticeCode, type] = {NoticeCode(one.__name__[:2]): one for one in NoticeFacts.__args__}
