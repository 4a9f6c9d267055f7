"""What follows from a mail: the events and incidents of a reading, its match and the history.

A mail changes a status only when it is proven to come from the person (`trusted`), only when the reader
is sure, and never when it is older than the person's round. What is claimed without proof holds the
reminders until somebody looks; a bounce without proof does nothing but be counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from maild.model import (
    Action,
    AddressState,
    Calendar,
    Event,
    EventKind,
    Kind,
    LetterState,
    Limits,
    OutboxLetter,
    Reading,
    Reason,
    RecipientResult,
    RespondentState,
    Stage,
    Standing,
)
from maild.rules.calendar import add_working_days, local_day
from maild.rules.causes import fault_of
from maild.rules.correlate import SKEW, Match, written_at
from maild.rules.suppression import judge
from maild.rules.troubles import SURVEY, code_of, phase_of, reason_of

LEAVE_WITHOUT_DATE = 3  # working days
LONGEST_LEAVE = timedelta(days=366)  # a later "return date" was misread


@dataclass(frozen=True, slots=True)
class IncidentNote:
    """One sighting of a fault, to open an incident or join one. `where` is never an address."""

    stage: Stage
    reason: str
    where: str
    code: str
    respondent_id: int | None


@dataclass(frozen=True, slots=True)
class Effects:
    """In order. Where an error is reported, its note is the first."""

    events: tuple[Event, ...] = ()
    incidents: tuple[IncidentNote, ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    """What was known before this mail about whom and what it matches."""

    respondent: RespondentState | None
    address: AddressState | None
    letter: OutboxLetter | None
    delay: Mapping[str, str] = field(
        default_factory=dict
    )  # reason and codes of the letter's last delay warning


def effects(
    reading: Reading,
    match: Match,
    history: History,
    *,
    trusted: bool,
    mail_id: int,
    now: datetime,
    limits: Limits,
    calendar: Calendar,
) -> Effects:
    """Everything that follows from one mail, save its being recorded. Event data holds codes only.

    Nothing follows from the notices that `maild doctor` provokes.
    """
    if match.how == "self-test":
        return Effects()
    case = _Case(reading, match, history, trusted, mail_id, now, limits, calendar)
    match reading.kind:
        case Kind.BOUNCE:
            return case.bounce()
        case Kind.DELAYED:
            return case.delayed()
        case Kind.FEEDBACK:
            return case.feedback()
        case Kind.DELIVERED | Kind.READ_RECEIPT | Kind.AUTO_ACK:
            return case.sign_of_life()
        case Kind.OWN_COPY | Kind.UNREADABLE:
            return Effects()
        case Kind.UNRELATED:
            # "Vâng ạ" in answer to our letter is still a sign of life; a circular is not.
            return case.sign_of_life() if match.verified and not reading.auto else Effects()
        case _:
            return case.words()


# What a person writes, the event that records it, and the proof it takes. "own": from the person's own
# address, proven; "proven": from whoever holds our letter; "anyone": it only asks somebody to look.
_SAID: dict[Kind, tuple[EventKind, str]] = {
    Kind.COMPLETED: (EventKind.RESPONDENT_SELF_REPORTED, "own"),
    Kind.REFUSAL: (EventKind.RESPONDENT_REFUSED, "own"),
    Kind.WRONG_PERSON: (EventKind.RESPONDENT_WRONG_PERSON, "proven"),
    Kind.OUT_OF_OFFICE: (EventKind.RESPONDENT_ON_LEAVE, "proven"),
    Kind.QUESTION: (EventKind.RESPONDENT_QUESTION_ASKED, "anyone"),
    Kind.CONTACT_CHANGE: (EventKind.RESPONDENT_CONTACT_PROPOSED, "anyone"),
    Kind.DELEGATION: (EventKind.RESPONDENT_DELEGATED, "anyone"),
}
_STAGES: dict[Kind, Stage] = {
    Kind.TECH_SENDING: Stage.SENDING,
    Kind.TECH_RECEIVING: Stage.RECEIVING,
    Kind.TECH_ANSWERING: Stage.ANSWERING,
}
_AT_ONCE = frozenset({"4.2.1", "4.2.2"})  # worth an incident before the server gives up
# What a delay may give as its reason, and what explains no expiry: it was to pass by itself, or nothing is known.
_NO_CAUSE = frozenset(
    {Reason.EXPIRED, Reason.UNDEFINED, Reason.ON_HOLD, Reason.GREYLISTED, Reason.RATE_LIMITED}
)
_EXPIRED = re.compile(r"\bexpired\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Case:
    reading: Reading
    match: Match
    history: History
    trusted: bool
    mail_id: int
    now: datetime
    limits: Limits
    calendar: Calendar

    def bounce(self) -> Effects:
        reading, letter = self.reading, self.history.letter
        if self.match.notice_id is not None and self.match.verified and reading.sure:
            return self._notice_bounced(self.match.notice_id)
        if not self.match.verified or letter is None or not reading.sure:
            because = "unsure" if self.match.verified else "unverified"
            data = {"matched_by": self.match.how, "because": because}
            note = IncidentNote(Stage.SENDING, "unverified-bounce", "", "", None)
            return Effects((self._event(EventKind.BOUNCE_UNVERIFIED, **data),), (note,))
        results = [
            replace(one, action=Action.FAILED)
            for one in self._results(letter)
            if one.action is Action.FAILED or _given_up(one)
        ]
        if not results:
            unknown = RecipientResult(letter.email, Action.FAILED)
            return Effects((*self._was_sent("bounce"), self._bounced(unknown)), (self._note(unknown),))
        result = self._explained(results[0])
        state = self.history.address or AddressState(letter.address_id)
        verdict = judge(result, state, self.limits, self.now, self.calendar)
        events = [*self._was_sent("bounce"), self._bounced(result)]
        if verdict is not None:
            events.append(self._event(verdict, **_codes(result), source="dsn"))
        return Effects(tuple(events), (self._note(result),))

    def _notice_bounced(self, notice_id: int) -> Effects:
        """A mail to staff came back: a fault of our list of contacts, and nothing about any official."""
        result = next((one for one in self.reading.recipients if one.action is Action.FAILED), None)
        codes = {} if result is None else _codes(result) | {"hard": result.hard}
        where = "" if result is None else _domain(result.address)
        code = codes.get("status") or codes.get("reply_code") or ""
        note = IncidentNote(Stage.SENDING, "notice-undeliverable", where, str(code), None)
        return Effects((self._event(EventKind.NOTICE_BOUNCED, notice=notice_id, **codes),), (note,))

    def delayed(self) -> Effects:
        letter = self.history.letter
        if not self.match.verified or letter is None or not self.reading.sure:
            return Effects()
        if any(_given_up(one) for one in self._results(letter)):
            return self.bounce()
        result = next(iter(self._results(letter)), None)
        codes = {} if result is None else _codes(result)
        events = (
            *self._was_sent("delay"),
            self._event(EventKind.LETTER_DELAYED, code=letter.code.value, **codes),
        )
        blocked = result is not None and (
            result.status in _AT_ONCE or result.reason in (Reason.MAILBOX_FULL, Reason.SUSPEND)
        )
        return Effects(events, (self._note(result),) if blocked and result is not None else ())

    def feedback(self) -> Effects:
        """Somebody's provider calls our letter abuse: a fault of reputation, nothing about the person."""
        if not self.match.verified or self.history.letter is None:
            return Effects()
        where = _domain(self.history.letter.email)
        note = IncidentNote(
            Stage.SENDING, Reason.BAD_REPUTATION.value, where, "feedback", self.match.respondent_id
        )
        return Effects((), (note,))

    def sign_of_life(self) -> Effects:
        """A mailbox that takes our mail is alive; nothing is said about the person's answer."""
        return Effects(tuple(self._alive())) if self.match.respondent_id is not None else Effects()

    def words(self) -> Effects:
        """What somebody wrote, or his mailbox for him."""
        if self.match.respondent_id is not None and self._is_old():
            return Effects()
        notes = tuple(self._error_note())
        if self.match.respondent_id is None:
            return Effects((), notes)
        events = [*self._alive()]
        if notes:
            events.append(
                self._event(
                    EventKind.RESPONDENT_ERROR_REPORTED,
                    stage=notes[0].stage.value,
                    reason=notes[0].reason,
                    trusted=self.trusted,
                )
            )
        events += self._said(self.reading.kind)
        if self.reading.new_address and self.reading.kind is not Kind.CONTACT_CHANGE:
            events += self._said(Kind.CONTACT_CHANGE)
        if self.reading.return_date and Kind.OUT_OF_OFFICE in self.reading.secondary:
            events += self._said(Kind.OUT_OF_OFFICE)
        return Effects(tuple(events), notes)

    # ------------------------------------------------------------ parts

    def _alive(self) -> Iterator[Event]:
        """Proof of life: the letter in doubt was sent, the person is reached, the address is cleared."""
        if not self.trusted and not self.match.verified:
            return
        yield from self._was_sent("reply")
        if self.reading.kind is Kind.DELIVERED and self.history.letter is not None:
            yield self._event(EventKind.LETTER_DELIVERED, code=self.history.letter.code.value)
        yield self._event(EventKind.RESPONDENT_REACHED, by=self.reading.kind.value)
        address, person = self.history.address, self.history.respondent
        suspect = address is not None and address.standing is not Standing.OK
        if suspect or (person is not None and person.unreachable is not None):
            yield self._event(EventKind.ADDRESS_RESTORED, proof=self.reading.kind.value)

    def _was_sent(self, evidence: str) -> Iterator[Event]:
        letter = self.history.letter
        if self.match.verified and letter is not None and letter.state is LetterState.IN_DOUBT:
            yield self._event(EventKind.LETTER_SENT, code=letter.code.value, evidence=evidence)

    def _bounced(self, result: RecipientResult) -> Event:
        assert self.history.letter is not None
        return self._event(EventKind.LETTER_BOUNCED, code=self.history.letter.code.value, **_codes(result))

    def _explained(self, result: RecipientResult) -> RecipientResult:
        """That the time was up is no cause: the delay warning before may have named one, and both are one case."""
        delay = self.history.delay
        cause = Reason(delay.get("reason", Reason.UNDEFINED))
        if result.reason is not Reason.EXPIRED or cause in _NO_CAUSE:
            return result
        return replace(
            result,
            reason=cause,
            status=delay.get("status") or result.status,
            reply_code=delay.get("reply_code") or result.reply_code,
        )

    def _results(self, letter: OutboxLetter) -> list[RecipientResult]:
        """What the notice says about the letter's recipient; of a notice that names one only, that one."""
        row = letter.email.lower()
        return [
            one
            for one in self.reading.recipients
            if row in (one.address.lower(), (one.original or "").lower())
        ]

    def _note(self, result: RecipientResult) -> IncidentNote:
        fault = fault_of(result)
        return IncidentNote(fault.stage, fault.reason, fault.where, fault.code, self.match.respondent_id)

    def _error_note(self) -> Iterator[IncidentNote]:
        """An open error that somebody reports; shown to the liaison even when nobody knows the writer.

        Of a writer whom nobody knows neither place nor code tells faults apart: he could make up as many as he likes.
        """
        reading = self.reading
        stage = reading.technical_stage or _STAGES.get(reading.kind)
        if stage is None or (reading.auto and reading.kind not in _STAGES):
            return
        stage = phase_of(stage, reading.words)
        letter, who, hint = self.history.letter, self.match.respondent_id, reading.error_hint
        where = (
            _domain(letter.email if letter is not None else reading.sender or "") if who is not None else ""
        )
        yield IncidentNote(
            stage,
            reason_of(stage, hint, reading.words),
            SURVEY if stage is Stage.ANSWERING else where,
            code_of(stage, hint, reading.words) if who is not None else "",
            who,
        )

    def _said(self, kind: Kind) -> Iterator[Event]:
        if kind not in _SAID:
            return
        person = self.history.respondent
        if kind is Kind.COMPLETED and person is not None and person.answered_at is not None:
            return  # the ministry's list has said so already
        event, proof = _SAID[kind]
        because = self._doubt(proof)
        if because is not None:
            yield self._event(EventKind.RESPONDENT_CLAIM_HELD, claim=kind.value, because=because)
        elif kind is Kind.OUT_OF_OFFICE:
            yield from self._on_leave()
        else:
            more = {} if proof != "anyone" else {"trusted": self.trusted}
            yield self._event(event, **more)

    def _doubt(self, proof: str) -> str | None:
        """Why what was said may not be acted on; None when it may."""
        if proof == "anyone":
            return None
        if not self.reading.sure:
            return "unsure"
        if self.match.conflict:
            return "conflict"
        if not self.trusted:
            return "untrusted"
        if proof == "own" and self.match.from_other_address:
            return "other_address"
        return None

    def _on_leave(self) -> Iterator[Event]:
        written = self._written_on()
        until = self.reading.return_date
        given = until is not None and until <= written + LONGEST_LEAVE
        if until is None or not given:
            until = add_working_days(written, LEAVE_WITHOUT_DATE, self.calendar)
        if until > local_day(self.now, self.calendar):
            yield self._event(EventKind.RESPONDENT_ON_LEAVE, until=until.isoformat(), given=given)

    def _written_on(self) -> date:
        """The local day of the Date header; today where there is none that can be right."""
        return local_day(written_at(self.reading, self.now), self.calendar)

    def _is_old(self) -> bool:
        """Whether somebody wrote before his round began, and not about a letter of ours."""
        state = self.history.respondent
        if self.match.verified or state is None:
            return False
        begins = min(state.listed_at, state.invited_at or state.listed_at)
        return written_at(self.reading, self.now) < begins - SKEW

    def _event(self, kind: EventKind, **data: Any) -> Event:
        match, letter = self.match, self.history.letter
        return Event(
            kind,
            self.now,
            round_id=match.round_id,
            respondent_id=match.respondent_id,
            address_id=letter.address_id if letter is not None else match.address_id,
            letter_id=match.letter_id,
            mail_id=self.mail_id,
            data=data,
        )


def _given_up(result: RecipientResult) -> bool:
    """Delivery time expired (RFC 3463 §3.5, X.4.7), and the words say so too. OpenSMTPD calls that "delayed"."""
    return (
        result.action is Action.DELAYED
        and (result.status or "").endswith(".4.7")
        and _EXPIRED.search(result.diagnostic) is not None
    )


def _codes(result: RecipientResult) -> dict[str, str]:
    codes = {"reason": result.reason.value, "status": result.status, "reply_code": result.reply_code}
    return {name: value for name, value in codes.items() if value}


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower() if "@" in address else ""
