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
from maild.rules.reminders import Wave, closes_at, gap_ends, ladder_of, last_moment, stop_reason

_GONE = {LetterState.SENT: "sent", LetterState.IN_DOUBT: "in_doubt", LetterState.CLAIMED: "in_doubt"}


@dataclass(frozen=True, slots=True)
class InPlan:
    """A person's place in one plan: a receiver (`because` None) or left out."""

    plan: PlanStanding
    because: str | None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What became, or will become, of one letter to one person.

    `what` is sent, in_doubt, failed, skipped, waits (planned and not yet sent), left_out, missed (its time is
    over without a letter), coming, or not_coming. `because` tells why, wherever no letter has gone or will go.
    """

    code: Code
    what: str
    at: datetime | None = None  # when it went, or is due
    because: str | None = None
    until: date | None = None
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
    for code in (*LADDER, *beside):
        wave = own.get(code)
        mine = [one for one in places if one.plan.code is code]
        last = [one for one in letters if one.code is code][-1:]
        if last:
            letter = last[0]
            because = _hinders(state, address, code, now, letter.due_at, round_, calendar, limits)
            because = because or standing.halted(code)
            answer = _of_letter(letter, skipped.get(letter.id), because)
            again = (
                answer.because not in SKIPPED_FOR_GOOD
                if answer.what == "skipped"
                else answer.what == "failed" and address.id != letter.address_id
            )
            again = again and standing.state != "closed" and not _is_cancelled(mine)
            ends = _ends(code, wave, round_, calendar, limits)
            if again and because is None and now < ends and (wave or code not in LADDER):
                answer = Answer(code, "coming", max(letter.due_at, now))  # with a supplementary plan
            answers.append(answer)
            continue
        if wave is None and code in LADDER:
            answers.append(_not_on_ladder(state, code, mine))
        else:
            answers.append(
                _unwritten(state, address, code, wave, mine, round_, standing, now, calendar, limits)
            )
    return tuple(answers)


def _is_cancelled(mine: Sequence[InPlan]) -> bool:
    """Whether a person has cancelled the newest of these plans: only a person makes another."""
    return bool(mine) and mine[-1].plan.voided_because == "cancelled"


def _of_letter(letter: OutboxLetter, skipped: str | None, hinders: str | None) -> Answer:
    if letter.state in _GONE:
        rehearsed = told_state(letter.state, letter.reply) == "rehearsed"
        return Answer(
            letter.code, _GONE[letter.state], letter.settled_at or letter.due_at, rehearsed=rehearsed
        )
    if letter.state is LetterState.FAILED:
        return Answer(letter.code, "failed", letter.settled_at, "refused_by_server")
    if letter.state is LetterState.SKIPPED:
        return Answer(letter.code, "skipped", letter.settled_at, skipped or "wave_closed")
    return Answer(letter.code, "waits", letter.not_before, hinders or letter.held_because or None)


def _ends(code: Code, wave: Wave | None, round_: Round, calendar: Calendar, limits: Limits) -> datetime:
    """When the letter makes no sense any more."""
    if wave is None:
        return last_moment(code, round_, calendar)
    return closes_at(code, wave.occasion, round_, calendar, limits)


def _not_on_ladder(state: RespondentState, code: Code, mine: Sequence[InPlan]) -> Answer:
    """The level does not fit into the round, or not into what was left of it when he was added."""
    for place in reversed(mine):
        if place.because not in (None, "own_ladder"):
            return Answer(code, "left_out", None, place.because, place.until)
    if state.last_level >= code.level:
        return Answer(code, "not_coming", None, "level_already_sent")
    return Answer(code, "not_coming", None, "own_ladder" if mine else "does_not_fit")


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
    due_at = now if wave is None else wave.due_at
    if now < ends and standing.state == "closed":
        because = _hinders(state, address, code, now, due_at, round_, calendar, limits)
        return Answer(code, "not_coming", None, because or "round_closed")
    if now < ends:
        because = _hinders(state, address, code, now, due_at, round_, calendar, limits)
        free_at = max(due_at, now)
        if because in (None, "gap") and state.last_sent_at is not None:
            free_at = max(free_at, next_window(gap_ends(state.last_sent_at, calendar, limits), calendar))
            because = "gap" if free_at >= ends else None
        if because is None:
            because = "plan_cancelled" if _is_cancelled(mine) else standing.halted(code)
        if because is None:  # with the wave's plan, or with one that supplements it
            return Answer(code, "coming", free_at)
        until = state.on_leave_until if because == "on_leave" else None
        if any(one.because is not None and one.plan.state is PlanState.APPROVED for one in mine):
            return Answer(code, "left_out", None, because, until)
        return Answer(code, "not_coming", due_at, because, until)
    mine = [one for one in mine if one.plan.voided_because != "list_changed"] or mine
    if mine and (last := mine[-1]).because is not None:
        return Answer(code, "left_out", None, last.because, last.until)
    if _is_cancelled(mine):
        return Answer(code, "missed", None, "plan_cancelled")
    if standing.paused_until(ends):
        return Answer(code, "missed", None, "round_paused")
    if any(one.because is None for one in mine):
        return Answer(code, "missed", None, "not_approved")
    if state.listed_at >= ends:
        return Answer(code, "missed", None, "listed_later")
    because = _hinders(state, address, code, min(now, ends), due_at, round_, calendar, limits)
    return Answer(code, "missed", None, because if because not in (None, "round_closed") else "merged")


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
