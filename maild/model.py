"""The frozen types that travel between rooms: values and their vocabulary, nothing else.

Times are aware datetimes in UTC; dates are calendar days in the province's zone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Literal

# ---------------------------------------------------------------- what a mail is


class Word(StrEnum):
    """A word of a vocabulary: it equals its text and is hashed as it, where Enum's own hash is a call into Python."""

    __hash__ = str.__hash__


class Kind(Word):
    """What a mail is: the vocabulary of `maild classify`."""

    BOUNCE = "bounce"
    DELAYED = "delayed"
    FEEDBACK = "feedback"
    OUT_OF_OFFICE = "out-of-office"
    AUTO_ACK = "auto-ack"
    DELIVERED = "delivered"
    READ_RECEIPT = "read-receipt"
    OWN_COPY = "own-copy"
    UNRELATED = "unrelated"
    UNREADABLE = "unreadable"
    COMPLETED = "completed"
    TECH_SENDING = "tech-sending"
    TECH_RECEIVING = "tech-receiving"
    TECH_ANSWERING = "tech-answering"
    WRONG_PERSON = "wrong-person"
    CONTACT_CHANGE = "contact-change"
    QUESTION = "question"
    REFUSAL = "refusal"
    DELEGATION = "delegation"


class Stage(Word):
    """The phase in which a technical error arises: gửi, nhận, trả lời."""

    SENDING = "sending"
    RECEIVING = "receiving"
    ANSWERING = "answering"


class Action(Word):
    """What became of one recipient (RFC 3464 §2.3.3)."""

    FAILED = "failed"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    RELAYED = "relayed"
    EXPANDED = "expanded"


class Reason(Word):
    """Why a mail was not delivered: the field's names (Sisimai's, hyphenated)."""

    USER_UNKNOWN = "user-unknown"
    HAS_MOVED = "has-moved"
    HOST_UNKNOWN = "host-unknown"
    NOT_ACCEPT = "not-accept"
    SUSPEND = "suspend"
    MAILBOX_FULL = "mailbox-full"
    FILTERED = "filtered"
    REJECTED = "rejected"
    POLICY_VIOLATION = "policy-violation"
    BLOCKED = "blocked"
    BAD_REPUTATION = "bad-reputation"
    AUTH_FAILURE = "auth-failure"
    REQUIRE_PTR = "require-ptr"
    SECURITY_ERROR = "security-error"
    NO_RELAYING = "no-relaying"
    FAILED_STARTTLS = "failed-starttls"
    SPAM_DETECTED = "spam-detected"
    CONTENT_ERROR = "content-error"
    VIRUS_DETECTED = "virus-detected"
    NOT_COMPLIANT_RFC = "not-compliant-rfc"
    MESG_TOO_BIG = "mesg-too-big"
    RATE_LIMITED = "rate-limited"
    GREYLISTED = "greylisted"
    EXPIRED = "expired"
    NETWORK_ERROR = "network-error"
    SYSTEM_ERROR = "system-error"
    SYSTEM_FULL = "system-full"
    MAILER_ERROR = "mailer-error"
    SYNTAX_ERROR = "syntax-error"
    ON_HOLD = "on-hold"
    UNDEFINED = "undefined"

    @property
    def hard(self) -> bool:
        """True where the address is dead for good."""
        return self in _HARD


_HARD = frozenset({Reason.USER_UNKNOWN, Reason.HAS_MOVED, Reason.HOST_UNKNOWN, Reason.NOT_ACCEPT})


@dataclass(frozen=True, slots=True)
class RecipientResult:
    """What a notice says about one recipient.

    `address` is the final recipient, `original` the one we mailed when it
    differs; both lower case in the domain. `diagnostic` is masked, ≤ 2 KB.
    """

    address: str
    action: Action
    original: str | None = None
    status: str | None = None  # enhanced code, "5.1.1" (RFC 3463)
    reply_code: str | None = None  # SMTP reply, "550" (RFC 5321)
    reason: Reason = Reason.UNDEFINED
    hard: bool = False
    diagnostic: str = ""
    mta: str | None = None  # the server that refused, else the one that reports it
    remote: str | None = None  # the server that refused, where the notice names it (Remote-MTA)


@dataclass(frozen=True, slots=True)
class Traces:
    """Where a mail may betray which of ours it is about, strongest first. Ids with their angle brackets."""

    delivered_to: tuple[str, ...] = ()  # addresses it reached us under: Delivered-To, X-Original-To, To, Cc
    envelope_ids: tuple[str, ...] = ()  # Original-Envelope-Id (RFC 3464 §2.2.1)
    returned: tuple[str, ...] = ()  # Message-ID and Return-Path of the returned original
    replied: tuple[str, ...] = ()  # In-Reply-To, then References
    subject_codes: tuple[str, ...] = ()  # "CCHC-7K2M": a hint, never proof
    references: tuple[str, ...] = ()  # numbers of incidents and files in the subject: "INC-0023", "HT-5512"


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything maild takes from one inbound mail. No body; every text masked and bounded."""

    fingerprint: str  # sha-256 hex of the first MiB, line ends normalised
    size: int  # octets of the whole mail
    kind: Kind
    auto: bool = False  # written by software
    sure: bool = False  # the daemon may act on it
    score: float = 0.0
    secondary: tuple[Kind, ...] = ()
    technical_stage: Stage | None = None
    error_hint: str | None = None
    return_date: date | None = None  # first day the writer can be expected
    new_address: str | None = None
    recipients: tuple[RecipientResult, ...] = ()
    message_id: str | None = None
    subject_mark: str = ""  # 12 hex digits of its hash, by which the subject can be known again
    about: tuple[str, ...] = ()  # Message-IDs of the mail it returns or answers
    traces: Traces = Traces()
    sender: str | None = None  # address of From
    sent_at: datetime | None = None  # Date header
    authentication: tuple[str, ...] = ()  # Authentication-Results fields, topmost first, ≤ 2 KB each
    words: str = ""  # the writer's own words, masked, ≤ 400 characters
    rule: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BounceRule:
    """An operator's rule about bounces: what must fit (`*` stands for anything), and what it then is.

    Of `code`, `server` and `text` at least one is given, of `reason` and `kind` too; what is empty fits all.
    """

    id: str
    code: str = ""  # an enhanced status code or a reply code, in whole
    server: str = ""  # the host that refused, in whole
    text: str = ""  # somewhere in what was said, without regard to case and accents
    reason: Reason | None = None
    kind: Kind | None = None  # bounce or delayed
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReplyRule:
    """An operator's rule about what officials write: words (`*` stands for anything) and what the mail then is.

    `off`: the shipped rule of this id is not to speak.
    """

    id: str
    words: tuple[str, ...] = ()  # any of them, in one sentence, without regard to case and accents
    kind: Kind | None = None
    off: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReadContext:
    """What a reader may know about us: our addresses, what we sent, which secrets to mask."""

    own_addresses: frozenset[str] = frozenset()
    own_message_ids: frozenset[str] = frozenset()
    campaign_lines: frozenset[str] = frozenset()  # folded lines of our letters: never somebody's own words
    survey_years: frozenset[int] = frozenset()  # of the rounds under way (`decode.reply.years`)
    survey_hosts: tuple[str, ...] = ()
    code_patterns: tuple[str, ...] = ()  # regular expressions of survey access codes
    received_at: datetime | None = None  # the mailbox's own time, where the Date header is absurd
    bounce_rules: tuple[BounceRule, ...] = ()  # the operator's, over the shipped tables
    reply_rules: tuple[ReplyRule, ...] = ()


Verb = Literal["acknowledge", "assign", "note", "resolve", "reopen"]


@dataclass(frozen=True, slots=True)
class Order:
    """What the IT liaison orders by mail about one incident. `text`: the new owner, the note, or what fixed it."""

    verb: Verb
    incident: int
    text: str = ""


# ---------------------------------------------------------------- people, units, rounds


@dataclass(frozen=True, slots=True)
class Unit:
    id: int
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """One respondent as an office wrote it, repaired and checked; not yet in the database."""

    row: int  # row of the file, from 1
    name: str
    email: str
    unit: str
    group: str  # code of the subject group
    position: str = ""
    honorific: str = "Ông/Bà"


@dataclass(frozen=True, slots=True)
class Respondent:
    """An official in a round, with the address that is used now."""

    id: int
    round_id: int
    official_id: int
    name: str
    position: str
    honorific: str
    unit_id: int
    unit: str
    group: str
    address_id: int
    email: str
    subject_code: str  # "CCHC-7K2M"


@dataclass(frozen=True, slots=True)
class Round:
    """A survey round and what its letters must say about it."""

    id: int
    code: str  # "2026"
    title: str
    invited_on: date
    deadline: datetime
    legal_basis: str  # the order that asks for it, with its number
    agency: str  # who writes
    hotline: str
    invitation_sender: str  # how to know the ministry's true invitation
    invitation_subject: str
    locale: str = "vi"
    extended_from: datetime | None = None  # the deadline before the last extension
    extended_at: datetime | None = None
    extension_letter: str = ""  # number of the ministry's letter that moved it


# ---------------------------------------------------------------- events and what is folded from them


class EventKind(StrEnum):
    """Every fact that maild records, past tense. The names are part of the interface."""

    ROUND_CREATED = "round.created"
    ROUND_CHANGED = "round.changed"
    ROUND_APPROVED = "round.approved"
    ROUND_OPENED = "round.opened"
    ROUND_PAUSED = "round.paused"
    ROUND_RESUMED = "round.resumed"
    ROUND_EXTENDED = "round.extended"
    ROUND_CLOSED = "round.closed"
    ROUND_ARCHIVED = "round.archived"
    UNIT_CHANGED = "unit.changed"
    UNIT_ACKNOWLEDGED = "unit.acknowledged"
    UNIT_HELD = "unit.held"
    UNIT_RELEASED = "unit.released"
    ROSTER_IMPORTED = "roster.imported"
    RESPONDENT_LISTED = "respondent.listed"
    RESPONDENT_INVITED = "respondent.invited"
    RESPONDENT_ANSWERED = "respondent.answered"
    RESPONDENT_SELF_REPORTED = "respondent.self_reported"
    RESPONDENT_CLAIM_HELD = "respondent.claim_held"
    RESPONDENT_ON_LEAVE = "respondent.on_leave"
    RESPONDENT_BACK = "respondent.back"
    RESPONDENT_ERROR_REPORTED = "respondent.error_reported"
    RESPONDENT_WRONG_PERSON = "respondent.wrong_person"
    RESPONDENT_CONTACT_PROPOSED = "respondent.contact_proposed"
    RESPONDENT_QUESTION_ASKED = "respondent.question_asked"
    RESPONDENT_REFUSED = "respondent.refused"
    RESPONDENT_DELEGATED = "respondent.delegated"
    RESPONDENT_REACHED = "respondent.reached"
    RESPONDENT_CORRECTED = "respondent.corrected"
    RESPONDENT_CHANGED = "respondent.changed"
    RESPONDENT_HELD = "respondent.held"
    RESPONDENT_RELEASED = "respondent.released"
    RESPONDENT_UNBLOCKED = "respondent.unblocked"
    RESPONDENT_BLOCKED_AGAIN = "respondent.blocked_again"
    RESPONDENT_CALLED = "respondent.called"
    RESPONDENT_INVITATION_FAILED = "respondent.invitation_failed"
    LIST_STAGED = "list.staged"
    LIST_APPLIED = "list.applied"
    LIST_REJECTED = "list.rejected"
    LIST_WITHDRAWN = "list.withdrawn"
    FAILURES_TAKEN = "failures.taken"
    MAIL_RECEIVED = "mail.received"
    MAIL_QUARANTINED = "mail.quarantined"
    MAIL_SETTLED = "mail.settled"
    MAIL_READ_AGAIN = "mail.read_again"
    MAIL_RETRIED = "mail.retried"
    MAIL_DROPPED = "mail.dropped"
    BOUNCE_UNVERIFIED = "bounce.unverified"
    ADDRESS_SOFT_BOUNCED = "address.soft_bounced"
    ADDRESS_SUSPENDED = "address.suspended"
    ADDRESS_RESTORED = "address.restored"
    PLAN_DRAFTED = "plan.drafted"
    PLAN_APPROVED = "plan.approved"
    PLAN_VOIDED = "plan.voided"
    PLAN_CANARY_RELEASED = "plan.canary_released"
    LETTER_PLANNED = "letter.planned"
    LETTER_CLAIMED = "letter.claimed"
    LETTER_RELEASED = "letter.released"
    LETTER_DEFERRED = "letter.deferred"
    LETTER_IN_DOUBT = "letter.in_doubt"
    LETTER_SENT = "letter.sent"
    LETTER_FAILED = "letter.failed"
    LETTER_SKIPPED = "letter.skipped"
    LETTER_BOUNCED = "letter.bounced"
    LETTER_DELAYED = "letter.delayed"
    LETTER_DELIVERED = "letter.delivered"
    NOTICE_QUEUED = "notice.queued"
    NOTICE_SENT = "notice.sent"
    NOTICE_IN_DOUBT = "notice.in_doubt"
    NOTICE_FAILED = "notice.failed"
    NOTICE_SKIPPED = "notice.skipped"
    NOTICE_BOUNCED = "notice.bounced"
    NOTICE_RECIPIENT_RESTORED = "notice.recipient_restored"
    ESCALATION_APPROVED = "escalation.approved"
    ESCALATION_CANCELLED = "escalation.cancelled"
    SENDING_PAUSED = "sending.paused"
    SENDING_RESUMED = "sending.resumed"
    BREAKER_TRIPPED = "breaker.tripped"
    BREAKER_RESET = "breaker.reset"
    INCIDENT_OPENED = "incident.opened"
    INCIDENT_JOINED = "incident.joined"
    INCIDENT_ACKNOWLEDGED = "incident.acknowledged"
    INCIDENT_ASSIGNED = "incident.assigned"
    INCIDENT_NOTED = "incident.noted"
    INCIDENT_REPORTED = "incident.reported"
    INCIDENT_ANSWERED = "incident.answered"
    INCIDENT_PROPOSED = "incident.proposed"
    INCIDENT_FIX_SEEN = "incident.fix_seen"
    INCIDENT_ALERTED = "incident.alerted"
    INCIDENT_RESOLVED = "incident.resolved"
    INCIDENT_REOPENED = "incident.reopened"
    INCIDENT_SILENCED = "incident.silenced"
    INCIDENT_SILENCE_ENDED = "incident.silence_ended"
    SILENCE_SET = "silence.set"
    SILENCE_LIFTED = "silence.lifted"
    MAILBOX_RESYNCED = "mailbox.resynced"
    MAILBOX_RECONCILED = "mailbox.reconciled"
    ACCOUNT_STOPPED = "account.stopped"
    ACCOUNT_UNLOCKED = "account.unlocked"
    DATABASE_ACCEPTED = "database.accepted"
    DATA_EXPIRED = "data.expired"
    DATA_FORGOTTEN = "data.forgotten"
    DATA_PURGED = "data.purged"
    USER_ADDED = "user.added"
    USER_CHANGED = "user.changed"
    USER_SIGNED_IN = "user.signed_in"


@dataclass(frozen=True, slots=True)
class Event:
    """One fact. `data` holds codes, counts and times: no addresses, no names, no mail text."""

    kind: EventKind
    at: datetime
    actor: str = "daemon"
    round_id: int | None = None
    respondent_id: int | None = None
    address_id: int | None = None
    letter_id: int | None = None
    mail_id: int | None = None
    incident_id: int | None = None
    plan_id: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    id: int | None = None  # given by the store


class RespondentStatus(StrEnum):
    """Where an official stands, as the reports count it."""

    ANSWERED = "answered"
    SELF_REPORTED = "self_reported"
    NOT_URGED = "not_urged"  # has not answered and is not to: exempt, the wrong person, or refuses
    UNREACHABLE = "unreachable"
    ON_LEAVE = "on_leave"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class RespondentState:
    """Folded from the events of one respondent."""

    id: int
    round_id: int
    listed_at: datetime
    invited_at: datetime | None = None
    answered_at: datetime | None = None
    self_reported_at: datetime | None = None
    claim_held_at: datetime | None = None  # says "answered", but nobody can vouch for the mail
    on_leave_until: date | None = None  # first day back
    unreachable: Reason | None = None
    wrong_person_at: datetime | None = None
    exempt_at: datetime | None = None
    refused_at: datetime | None = None
    held_at: datetime | None = None  # a coordinator said: not now
    question_at: datetime | None = None  # asked something that nobody has answered yet
    error_incident_id: int | None = None  # reported an error that is still open
    blocked_by: tuple[int, ...] = ()  # open incidents that stop his mail on its way
    reached_at: datetime | None = None  # last sign of life
    letters_sent: int = 0  # of the ladder, sent or in doubt
    last_level: int = 0
    last_sent_at: datetime | None = None  # of whatever code
    sent_before_at: datetime | None = None  # the letter before the last, which may yet prove not to have gone
    last_letter_id: int | None = None
    told_of_extension_at: datetime | None = None
    undelivered: Reason | None = None  # why the ministry's own mail did not arrive, as it says itself


class Standing(StrEnum):
    OK = "ok"
    SUSPECT = "suspect"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class AddressState:
    """Folded from the events of one address. Scores belong to the address, not to the person."""

    id: int
    standing: Standing = Standing.OK
    reason: Reason | None = None
    soft_bounces: tuple[datetime, ...] = ()  # since the last sign of life
    changed_at: datetime | None = None
    until: date | None = None  # suspended by hand: the day on which it is used again


class IncidentPhase(StrEnum):
    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    REPORTED = "reported"
    FIXED = "fixed"  # the same path works again: a proposal to close
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class IncidentState:
    """One fault: one line in the log, however many people it touches. Who they are stands in its events."""

    id: int
    key: str  # stage | reason | server or domain | code
    stage: Stage
    reason: str  # a Reason, or the name of a fault that is not a bounce ("imap-login-refused")
    where: str  # server, domain or mailbox; never an address
    code: str
    state: IncidentPhase
    opened_at: datetime
    last_seen_at: datetime
    count: int = 1  # times it was seen
    people: int = 0  # officials it touches
    owner: str | None = None
    reference: str | None = None  # the ministry's
    acknowledged_at: datetime | None = None
    reported_at: datetime | None = None
    answered_at: datetime | None = None  # the ministry wrote back
    fix_seen_at: datetime | None = None
    resolved_at: datetime | None = None
    silenced_until: date | None = None  # first day on which it speaks again
    reopened_at: datetime | None = None


class PlanState(StrEnum):
    DRAFT = "draft"
    APPROVED = "approved"
    VOIDED = "voided"


@dataclass(frozen=True, slots=True)
class PlanStanding:
    """Folded from the events of one sending plan."""

    id: int
    round_id: int
    code: Code
    occasion: str  # what tells waves of one code apart: "" for a ladder's own
    digest: str
    state: PlanState
    drafted_at: datetime
    drafted_by: str
    receivers: int
    left_out: int
    approved_by: str | None = None
    approved_at: datetime | None = None
    voided_because: str | None = None  # "list_changed", "cancelled" by a person …
    released_by: str | None = None  # who let the rest go although the canary had failed
    released_at: datetime | None = None


class LetterState(StrEnum):
    PLANNED = "planned"
    CLAIMED = "claimed"
    IN_DOUBT = "in_doubt"
    SENT = "sent"
    FAILED = "failed"
    SKIPPED = "skipped"


# Cancelled by a person, or in doubt to the end: no later plan may take such a letter up. Any other that was skipped
# was never on the wire, or was refused there.
SKIPPED_FOR_GOOD = frozenset({"cancelled", "never_confirmed"})


@dataclass(frozen=True, slots=True)
class LetterStanding:
    """Folded from the events of one outbox row; the row's own state must agree with it."""

    id: int
    state: LetterState
    fence: int = 0
    attempts: int = 0
    evidence: str = ""  # what came back since: bounced, delayed, delivered, replied
    skipped_because: str | None = None


@dataclass(frozen=True, slots=True)
class SendingState:
    """The brakes that hold for all sending; one row, id 1."""

    id: int = 1
    paused_by: str | None = None
    breaker_tripped_at: datetime | None = None
    breaker_because: str | None = None
    breaker_reset_at: datetime | None = None  # failures before this do not count


@dataclass(frozen=True, slots=True)
class Aggregate:
    """How one kind of state is folded: which row an event is about, and what it does to it.

    `apply(state, event)` gets None for the first event and may return None for
    an event that says nothing about this state. `column` is the event's field that `key` gives ("": one state
    for all), `kinds` are beginnings of the kinds for which it gives one (none: all).
    """

    name: str
    key: Callable[[Event], int | None]
    apply: Callable[[Any, Event], Any]
    column: str = ""
    kinds: tuple[str, ...] = ()


Fold = tuple[Aggregate, ...]


# ---------------------------------------------------------------- mail on the way in


@dataclass(frozen=True, slots=True)
class RawMail:
    """A mail as a source hands it over. `raw` holds at most the first MiB of `size` octets."""

    uid: int
    raw: bytes
    size: int
    received_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where a mail lies. A file has the account `file` and UIDVALIDITY 0."""

    account: str
    folder: str
    uidvalidity: int
    uid: int


# ---------------------------------------------------------------- mail on the way out


class Code(StrEnum):
    """Letters to officials: the mailbox check, the ladder, the new deadline, the solved error."""

    T0 = "T0"
    R1 = "R1"
    R2 = "R2"
    R3 = "R3"
    R4 = "R4"
    X1 = "X1"
    S1 = "S1"

    @property
    def level(self) -> int:
        """1-4 on the ladder, 0 beside it."""
        return _LEVELS.get(self, 0)


_LEVELS = {Code.R1: 1, Code.R2: 2, Code.R3: 3, Code.R4: 4}
LADDER = tuple(_LEVELS)


class NoticeCode(StrEnum):
    """Mails to staff: units, leadership, coordinator, IT liaison, ministry, system administrator."""

    U1 = "U1"  # unit heads: the round opens
    E1 = "E1"  # unit head: who of the unit has not answered
    E2 = "E2"  # leadership: units below target
    A1 = "A1"  # unit clerk: dead addresses to correct
    C1 = "C1"  # coordinator: where we stand at 07:30
    C2 = "C2"  # coordinator: a list is staged
    C3 = "C3"  # coordinator: a plan waits for approval
    I1 = "I1"  # IT: at once
    I2 = "I2"  # IT: the morning's digest
    M1 = "M1"  # ministry: a technical error
    M2 = "M2"  # UBND tỉnh and ministry: a proposal
    L1 = "L1"  # leadership: weekly
    L2 = "L2"  # leadership: final
    H1 = "H1"  # system administrator: health


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that a notice carries; `octets` as they are, `name` in any script."""

    name: str
    content_type: str  # "type/subtype"
    octets: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class RenderedNotice:
    """A notice in words: one subject line, text with `\\n` line ends, a whole HTML page, files."""

    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...] = ()


REHEARSED = "rehearsal: "  # begins what stands for a server's words where a letter became a file


def told_state(state: LetterState, reply: str) -> str:
    """A letter's state as people are told it: what a rehearsal wrote to a file was handed to no server."""
    return "rehearsed" if state is LetterState.SENT and reply.startswith(REHEARSED) else state.value


@dataclass(frozen=True, slots=True)
class Notice:
    """One row of the notice outbox. Unique by (code, occasion, recipient)."""

    id: int
    code: NoticeCode
    occasion: str  # what it is about, in ids and days: "2026-11-24", "INC-0023/2026-11-24T09"
    recipient: str  # lower case
    state: LetterState
    queued_at: datetime
    not_before: datetime  # next try
    made_on: date  # day in the token
    message_id: str = ""
    fence: int = 0
    owner: str | None = None
    attempts: int = 0
    round_id: int | None = None
    unit_id: int | None = None
    incident_id: int | None = None
    intent_at: datetime | None = None
    settled_at: datetime | None = None
    bounced_at: datetime | None = None
    acknowledged_at: datetime | None = (
        None  # U1, E1: when the unit reported that its officials have been told
    )
    route: str = ""  # the way it went: "first" or "second"
    reply: str = ""  # the server's words, masked


@dataclass(frozen=True, slots=True)
class OutgoingLetter:
    """One mail to one recipient, ready for the wire; its bytes are the same whenever they are made."""

    id: int  # outbox row
    recipient: str
    envelope_sender: str
    message_id: str
    envelope_id: str  # ENVID (RFC 3461 §4.4), xtext not needed: token alphabet only
    raw: bytes  # CRLF line ends


@dataclass(frozen=True, slots=True)
class Permit:
    """The intent is durable: DATA may be sent, once."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The intent was refused; nothing was sent."""

    because: str


class Step(StrEnum):
    """How far an SMTP conversation came."""

    CONNECT = "connect"
    EHLO = "ehlo"
    STARTTLS = "starttls"
    AUTH = "auth"
    MAIL = "mail"
    RCPT = "rcpt"
    INTENT = "intent"
    DATA = "data"
    DOT = "dot"


class OutcomeKind(StrEnum):
    SENT = "sent"  # 250 after the dot
    DEFERRED = "deferred"  # 4xx, or lost before DATA: may be tried again
    FAILED = "failed"  # 5xx about this recipient or this letter
    OUR_FAULT = "our_fault"  # 5xx to EHLO, AUTH, MAIL: nothing wrong with the address
    REFUSED = "refused"  # the intent said no
    IN_DOUBT = "in_doubt"  # no reply after the dot


@dataclass(frozen=True, slots=True)
class Outcome:
    kind: OutcomeKind
    step: Step
    code: int | None = None
    text: str = ""  # the server's words, ≤ 500 characters
    enhanced: str | None = None  # "5.1.1"
    tls: str | None = None  # why no TLS came about: "expired", "name", "no-starttls" …; nothing was said then

    @property
    def rehearsed(self) -> bool:
        """Whether the letter became a file, and no server had it."""
        return self.kind is OutcomeKind.SENT and self.text.startswith(REHEARSED)


@dataclass(frozen=True, slots=True)
class OutboxLetter:
    """One row of the outbox. Unique by (round, respondent, code, occasion)."""

    id: int
    round_id: int
    respondent_id: int
    address_id: int
    plan_id: int
    code: Code
    occasion: str  # S1: the incident, X1: the new deadline; "" otherwise
    state: LetterState
    due_at: datetime
    not_before: datetime  # next try
    made_on: date  # day in the token; with `due_at` it makes the bytes reproducible
    message_id: str
    email: str
    fence: int = 0
    owner: str | None = None
    attempts: int = 0
    settled_at: datetime | None = None  # when it became sent, failed or skipped
    held_because: str = ""  # why it was last put off: "pause", "list_old", "held" …
    reply: str = ""  # the server's words, masked

    @property
    def level(self) -> int:
        return self.code.level


@dataclass(frozen=True, slots=True)
class SentCounts:
    """Letters whose dot may have been sent, counted back from now: for the caps in the intent."""

    minute: int = 0
    hour: int = 0
    domain_minute: int = 0
    to_person_today: int = 0  # over all rounds, in the province's zone
    to_address_day: int = 0  # within 24 hours, to whomever
    canaries: int = 0  # of this plan
    canary_failures: int = 0  # addresses of the canary found dead
    last_canary_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AnsweredList:
    """A ministry's list of who has answered, staged until a person applies it."""

    id: int
    round_id: int
    as_of: datetime
    staged_at: datetime
    applied_at: datetime | None
    matched: int  # rows that name a respondent as answered
    unknown: int  # rows that nobody is sure of
    not_answered: int = 0
    rejected_at: datetime | None = None
    staged_by: str = ""
    origin: str = "command"  # command, desk, drop, mail
    file: str = ""
    problems: tuple[str, ...] = ()
    held: tuple[str, ...] = ()  # why a person has to accept it expressly before it counts


@dataclass(frozen=True, slots=True)
class MailRow:
    """What is kept of one inbound mail."""

    id: int
    pointer: Pointer
    fingerprint: str | None  # None while it has not been read
    kind: Kind | None
    received_at: datetime
    reading: Mapping[str, Any]  # the masked verdict, as `maild classify` prints it
    duplicate_of: int | None = None
    respondent_id: int | None = None
    letter_id: int | None = None
    attempts: int = 0
    quarantined: bool = False


@dataclass(frozen=True, slots=True)
class Advice:
    """Who acts on a reason, and what he is told to do."""

    reason: str
    owner: str  # unit, home-affairs, it, it-remote, ministry, nobody, person
    vi: str
    en: str


# ---------------------------------------------------------------- the province's time


@dataclass(frozen=True, slots=True)
class Season:
    """Hours that hold from one day to another, both with them."""

    first: date
    last: date
    windows: tuple[tuple[time, time], ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked and when letters may go out, in the zone `zone`."""

    zone: str = "Asia/Ho_Chi_Minh"
    days_off: frozenset[date] = frozenset()
    make_up_days: frozenset[date] = frozenset()  # weekend days that are worked
    windows: tuple[tuple[time, time], ...] = ((time(7, 30), time(11, 0)), (time(13, 30), time(16, 30)))
    seasons: tuple[Season, ...] = ()  # other hours on some days; a later one wins
    half_days: frozenset[date] = frozenset()  # no letters after noon


@dataclass(frozen=True, slots=True)
class Limits:
    """Brakes on sending (DESIGN §5)."""

    per_minute: int = 30
    per_hour: int = 600
    per_domain_minute: int = 10
    gap_days: int = 2  # working days between two letters to a person
    per_round: int = 4
    canary: int = 5
    canary_wait_s: int = 600
    canary_fails: int = 2
    soft_bounces: int = 3
    soft_days: int = 7  # within which they are counted
    soft_working_days: int = 2  # on at least so many of which they must have come
    list_age_days: int = 1  # working days the ministry's list may be old
    list_age_levels: Mapping[str, int] = field(default_factory=dict)  # the same for one letter, by its code
    address_day: int = 3  # mails of any kind to one address in 24 hours

    def list_age(self, code: Code) -> int:
        """How many working days the ministry's list may be old when a letter of this code goes."""
        return self.list_age_levels.get(code.value, self.list_age_days)


@dataclass(frozen=True, slots=True)
class ResponseTargets:
    """Within how much working time an incident should be taken on and fixed, by severity 1, 2, 3."""

    acknowledge: tuple[timedelta, ...] = (timedelta(hours=2), timedelta(hours=4), timedelta(hours=8))
    fix: tuple[timedelta, ...] = (timedelta(hours=8), timedelta(hours=20), timedelta(hours=40))


@dataclass(frozen=True, slots=True)
class Targets:
    """Which share of the officials should have answered when."""

    half: float = 0.5  # at half time
    final: float = 0.95  # at the deadline
