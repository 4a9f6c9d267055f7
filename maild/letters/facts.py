"""What a letter may say, what it becomes, and who it goes to: plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """The only variables a letter's template knows, under these names.

    `deadline` is aware and in the zone its readers live in. `minutes` is how
    long the questionnaire takes; `level` says which reminder this is (1–4, 0: none), `earlier` how many
    the receiver has had before it.
    `old_deadline` and `extension_letter` stand in X1; `problem`, `done` and `next_step` in S1.
    """

    honorific: str
    name: str
    position: str
    unit: str
    round_title: str
    deadline: datetime
    days_left: int
    legal_basis: str
    agency: str
    hotline: str
    invitation_sender: str
    invitation_subject: str
    subject_code: str
    level: int
    earlier: int
    invited_on: date
    old_deadline: datetime | None = None
    extension_letter: str = ""
    problem: str = ""
    done: str = ""
    next_step: str = ""
    minutes: int = 15


@dataclass(frozen=True, slots=True)
class RenderedLetter:
    """A letter in words: one subject line, text with `\\n` line ends, a whole HTML page."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class LetterEnvelope:
    """What the headers say. `message_id` with its angle brackets; `date` aware; `reference` is ours, for people."""

    sender_name: str
    sender_address: str
    reply_to: str
    recipient_name: str
    recipient_address: str
    message_id: str
    date: datetime
    auto_submitted: bool
    reference: str
