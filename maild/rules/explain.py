"""Why somebody was, was not, will or will not be written to: an answer for each letter of a round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from maild.model import (
    LADDER,
    SKIPPED_FOR_GOOD,
    AddressState,
    Calendar,
    Code,
    LetterState,
    Limits,
    OutboxLetter,
    PlanStanding,
    PlanState,
    RespondentState,
    Round,
    SendingState,
    told_state,
)
from maild.rules.calendar import local_day, next_window
from maild.rules.reminders import Wave, closes_at, gap_ends, ladder_of, last_moment, stop_reason, why_dropped

# What a letter was put off for, and what is asked anew of person, round and sending whenever somebody asks why.
_ASKED_ANEW = frozenset(
    {"held", "on_leave", "error_open", "incident_open", "question_open", "claim_unverified", "unreachable"}
    | {"address_suspended", "gap", "pause", "round_paused", "breaker", "not_due"}
)
_GONE = {LetterState.SENT: "sent", LetterState.IN_DOUBT: "in_doubt", LetterState.CLAIMED: "in_doubt"}


@dataclass(frozen=True, slots=True)
class InPlan:
    """A person's place in one plan: a receiver (`because` None) or left out."""

    plan: PlanStanding
    because: str | None
    until: date | None = None
    due_at: datetime | None = None  # a receiver's


@dataclass(frozen=True, slots=True)
class Answer:
    """What became, or will become, of one letter to one person.

    `what` is sent, in_doubt, failed, skipped, waits (planned and not yet sent), left_out, missed (its time is
    over without a letter), coming, or not_coming. `because` tells why, wherever no letter has gone or will go; of
    one that is coming, why it had been taken back before.
    """

    code: Code
    what: str
    at: datetime | None = None  # when it went, or is due
    because: str | None = None
    until: date | None = None
    judged_at: datetime | None = None  # when `because` held, where that is past
    rehearsed: bool = False  # it was sent, to a file


@dataclass(frozen=True, slots=True)
class RoundStanding:
    """What holds all letters of a round, whoever they are to."""

    state: str = "running"  # as `store/rounds.py: state_of` says
    pauses: tuple[tuple[datetime, datetime | None], ...] = ()  # from, to; None: still
    sending: SendingState | None = None

    def halted(self, code: Code) -> str | None:
        """What keeps every letter `code` back as things stand."""
        if self.state in ("draft", "approved") and not (code is Code.T0 and self.state == "approved"):
            return "round_not_open"
        if self.sending is not None and self.sending.paused_by is not None:
            return "pause"
        if self.state == "paused":
            return "round_paused"
        return "breaker" if self.sending is not None and self.sending.breaker_tripped_at is not None else None

    def paused_until(self, moment: datetime) -> bool:
        """Whether the round was paused when `moment` came."""
        return any(start < moment and (end is None or end >= moment) for start, end in self.pauses)


def explain(
    state: RespondentState,
    address: AddressState,
    letters: Sequence[OutboxLetter],
    places: Sequence[InPlan],
    skipped: Mapping[int, str],
    round_: Round,
    now: datetime,
    calendar: Calendar,
    limits: Limits,
    standing: RoundStanding = RoundStanding(),
) -> tuple[Answer, ...]:
    """Every level in its order, then whatever else there was. `skipped` says why letters were, by their number."""
    own = {wave.code: wave for wave in ladder_of(state, round_, calendar, limits)}
    answers = []
    known = {one.code for one in letters} | {one.plan.code for one in places}
    beside = sorted(known - set(LADDER))
    tells_of_extension = _tells_of_extension(letters, places)
    for code in (*LADDER, *beside):
        wave = own.get(code)
        mine = [one for one in places if one.plan.code is code]
        last = [one for one in letters if one.code is code][-1:]
        if last:
            letter = last[0]
            because = _hinders(state, address, code, now, letter.due_at, round_, calendar, limits)
            because = because or standing.halted(code)
            answer = _of_letter(letter, skipped.get(letter.id), because, now, calendar)
            readdressed = address.id != letter.address_id
            if readdressed and answer.what == "waits":
                answer = Answer(code, "skipped", now, "address_changed")  # as the next tick will find
            again = (
                answer.because not in SKIPPED_FOR_GOOD
                if answer.what == "skipped"
                else answer.what == "failed" and readdressed
            )
            asked_for = code is Code.T0 or _is_cancelled(mine)  # only a person makes another plan
            again = again and standing.state != "closed" and not asked_for
            ends = _ends(code, wave, round_, calendar, limits)
            at = next_window(max(letter.due_at, now), calendar)
            if again and because is None and at < ends and (wave or code not in LADDER):
                # with a supplementary plan
                why = answer.because if answer.because == "address_changed" else None
                answer = Answer(code, "coming", at, why)
            answers.append(answer)
            continue
        if wave is None and code in LADDER:
            answers.append(_not_on_ladder(state, code, mine, round_, calendar))
        elif code is Code.R4 and tells_of_extension and now < round_.deadline:
            answers.append(Answer(code, "not_coming", None, "told_of_extension"))
        else:
            answers.append(
                _unwritten(state, address, code, wave, mine, round_, standing, now, calendar, limits)
            )
    return tuple(answers)


def _tells_of_extension(letters: Sequence[OutboxLetter], places: Sequence[InPlan]) -> bool:
    """Whether the new deadline's letter, which takes the place of R4, waits or is planned for him."""
    waits = any(one.code is Code.X1 and one.state is LetterState.PLANNED for one in letters)
    planned = (one for one in places if one.plan.code is Code.X1 and one.because is None)
    return waits or any(one.plan.state is PlanState.DRAFT for one in planned)


def _is_cancelled(mine: Sequence[InPlan]) -> bool:
    """Whether a person has cancelled the newest of these plans: only a person makes another."""
    return bool(mine) and mine[-1].plan.voided_because == "cancelled"


def _of_letter(
    letter: OutboxLetter, skipped: str | None, hinders: str | None, now: datetime, calendar: Calendar
) -> Answer:
    if letter.state in _GONE:
        rehearsed = told_state(letter.state, letter.reply) == "rehearsed"
        return Answer(
            letter.code, _GONE[letter.state], letter.settled_at or letter.due_at, rehearsed=rehearsed
        )
    if letter.state is LetterState.FAILED:
        return Answer(letter.code, "failed", letter.settled_at, "refused_by_server")
    if letter.state is LetterState.SKIPPED:
        at = letter.settled_at
        return Answer(letter.code, "skipped", at, skipped or "wave_closed", judged_at=at)
    put_off = None if letter.held_because in _ASKED_ANEW else letter.held_because or None
    at = next_window(max(letter.not_before, now), calendar)
    return Answer(letter.code, "waits", at, hinders or put_off)


def _ends(code: Code, wave: Wave | None, round_: Round, calendar: Calendar, limits: Limits) -> datetime:
    """When the letter makes no sense any more."""
    if wave is None:
        return last_moment(code, round_, calendar)
    return closes_at(code, wave.occasion, round_, calendar, limits)


def _not_on_ladder(
    state: RespondentState, code: Code, mine: Sequence[InPlan], round_: Round, calendar: Calendar
) -> Answer:
    """The level does not fit into the round, or not into what was left of it when he was added."""
    for place in reversed(mine):
        if place.because not in (None, "own_ladder"):
            return Answer(code, "left_out", None, place.because, place.until, place.plan.drafted_at)
    if state.last_level >= code.level:
        return Answer(code, "not_coming", None, "level_already_sent")
    return Answer(code, "not_coming", None, "own_ladder" if mine else why_dropped(code, round_, calendar))


def _unwritten(
    state: RespondentState,
    address: AddressState,
    code: Code,
    wave: Wave | None,
    mine: Sequence[InPlan],
    round_: Round,
    standing: RoundStanding,
    now: datetime,
    calendar: Calendar,
    limits: Limits,
) -> Answer:
    ends = _ends(code, wave, round_, calendar, limits)
    place = _stands_in(mine)
    due_at = now if wave is None else wave.due_at
    if place is not None and place.due_at is not None:
        due_at = place.due_at  # a plan may begin before its day, and go on after it
    if now < ends and standing.state == "closed":
        because = _hinders(state, address, code, now, due_at, round_, calendar, limits)
        return Answer(code, "not_coming", None, because or "round_closed")
    if now < ends:
        because = _hinders(state, address, code, now, due_at, round_, calendar, limits)
        free_at = next_window(max(due_at, now), calendar)
        if because in (None, "gap") and state.last_sent_at is not None:
            after_gap = next_window(gap_ends(state.last_sent_at, calendar, limits), calendar)
            free_at = max(free_at, after_gap)
            because = "gap" if after_gap >= ends else None
        if because is None:
            because = "plan_cancelled" if _is_cancelled(mine) else standing.halted(code)
        if because is None and place is not None and place.because == "no_capacity":
            because = "no_capacity"
        if because is None and free_at >= ends:
            because = "wave_closed"
        if because is None:  # with the wave's plan, or with one that supplements it
            return Answer(code, "coming", free_at)
        until = state.on_leave_until if because == "on_leave" else None
        if any(one.because is not None and one.plan.state is PlanState.APPROVED for one in mine):
            return Answer(code, "left_out", None, because, until)
        return Answer(code, "not_coming", due_at, because, until)
    mine = [one for one in mine if one.plan.voided_because != "list_changed"] or mine
    if mine and (last := mine[-1]).because is not None:
        return Answer(code, "left_out", None, last.because, last.until, last.plan.drafted_at)
    if _is_cancelled(mine):
        return Answer(code, "missed", None, "plan_cancelled")
    if standing.paused_until(ends):
        return Answer(code, "missed", None, "round_paused")
    if any(one.because is None for one in mine):
        return Answer(code, "missed", None, "not_approved")
    if state.listed_at >= ends:
        return Answer(code, "missed", None, "listed_later")
    because = _hinders(state, address, code, min(now, ends), due_at, round_, calendar, limits)
    because = because if because not in (None, "round_closed") else "merged"
    return Answer(code, "missed", None, because, judged_at=ends)


def _stands_in(mine: Sequence[InPlan]) -> InPlan | None:
    """His place in the newest of these plans that has not been voided."""
    return next((one for one in reversed(mine) if one.plan.state is not PlanState.VOIDED), None)


def _hinders(
    state: RespondentState,
    address: AddressState,
    code: Code,
    now: datetime,
    due_at: datetime,
    round_: Round,
    calendar: Calendar,
    limits: Limits,
) -> str | None:
    """What would keep the letter back at its time, as things stand."""
    closes = last_moment(code, round_, calendar)
    at = max(now, due_at)
    reason = stop_reason(state, address, code, at, closes, calendar, limits)
    if reason == "gap" and local_day(at, calendar) != local_day(due_at, calendar):
        return None
    return reason
