"""One reminder's trip: claim, compose, offer, intent, dot, result.

Everything up to RCPT happens in `claimed` and binds nobody. The intent is one durable transaction that checks every
brake again and moves the row to `in_doubt`; only then the channel sends DATA. A lost reply leaves the row there.
A letter that cannot be written or offered is pushed ahead and becomes an incident; it never blocks the next.
"""

from __future__ import annotations

import contextlib
import time as stopwatch
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from functools import lru_cache, partial

from maild.errors import Busy
from maild.jobs import incidents as incident_trip
from maild.jobs.clock import Clock
from maild.jobs.compose import Composer
from maild.jobs.digests import Receivers, plan_digest, receivers_of
from maild.jobs.patience import patiently
from maild.jobs.refusals import blames_us, effects_of
from maild.logs import log
from maild.model import (
    AddressState,
    Calendar,
    Code,
    Event,
    EventKind,
    IncidentPhase,
    LetterState,
    Limits,
    OutboxLetter,
    Outcome,
    OutcomeKind,
    OutgoingLetter,
    Permit,
    PlanStanding,
    PlanState,
    Reason,
    Refused,
    Respondent,
    Round,
    SendingState,
    Stage,
    Step,
)
from maild.ports import Channel
from maild.privacy import mask_addresses
from maild.rules import ADDRESS, FOLDS, PLAN, SENDING, brakes, delivery, reminders
from maild.rules.calendar import at_local, in_window, local_day, next_window
from maild.rules.inbound import IncidentNote
from maild.store import Database, Unit, View, incidents, intents, members, outbox, roster, sent
from maild.words import for_log

_RUN = 50  # letters between two looks at what was approved
_BATCH_S = 300.0  # a slow server must not keep one batch, and the watchdog, waiting for hours
_INTENT_S = 12.0  # of waiting for a database, while a server waits for DATA
_RESULT_S = 600.0
_WAVES = 64  # whose ends are remembered
_PUT_OFF = timedelta(minutes=15)  # a letter that could not be written
_SENT = OutcomeKind.SENT.value
_TROUBLES = 2  # with the relay in a row, and sending rests
_REST = timedelta(minutes=1)  # doubling
_LONGEST_REST = timedelta(minutes=15)
# Steps that have nothing to do with the letter: a relay that fails here would fail for the next one too.
_BEFORE_MAIL = frozenset({Step.CONNECT, Step.EHLO, Step.STARTTLS, Step.AUTH})
_SETTLED = frozenset({LetterState.SENT, LetterState.FAILED, LetterState.SKIPPED})
# refusals that hold for every letter behind this one: asking again for each would only cost time
_HOLDS_ALL = frozenset({"pause", "breaker", "locked", "mode", "cap_minute", "cap_hour", "outside_window"})
# and these for every letter of the same plan
_HOLDS_PLAN = frozenset(
    {"canary_wait", "canary_failed", "not_approved", "plan_changed", "list_missing", "list_old"}
)
_GONE_DOMAIN = frozenset({Reason.HOST_UNKNOWN, Reason.NOT_ACCEPT})


@dataclass(frozen=True, slots=True)
class DeliveryPolicy:
    mode: str  # "rehearsal" or "live"
    calendar: Calendar
    limits: Limits
    sending_locked: Callable[[], bool]  # the database came out of a backup
    relay: str = ""  # the server that speaks in the dialogue
    letters_differ: Callable[[], bool] = lambda: False  # another daemon makes its letters from something else


@dataclass(slots=True)
class Batch:
    """What one tick did, by outcome."""

    outcomes: dict[str, int] = field(default_factory=dict)
    held_plans: set[int] = field(default_factory=set)

    def count(self, name: str) -> None:
        self.outcomes[name] = self.outcomes.get(name, 0) + 1


@dataclass(frozen=True, slots=True)
class _Claimed:
    letter: OutboxLetter
    about: intents.About


@dataclass(frozen=True, slots=True)
class _Ahead:
    """A letter that was composed before its turn, and what it was made of."""

    made_of: tuple[object, ...]
    composed: OutgoingLetter


@dataclass(frozen=True, slots=True)
class _Result:
    """What a server said about a letter."""

    letter: OutboxLetter
    outcome: Outcome
    at: datetime


@dataclass(frozen=True, slots=True)
class _Written:
    """A result that is in the database, or need not be: evidence came first, or somebody else owns the row."""

    tripped: bool
    counts: bool = False
    troubles: int = 0


@dataclass(slots=True)
class _Run:
    """Letters that wait, as they were read; each is asked for anew when its turn comes."""

    waiting: deque[OutboxLetter]
    people: Mapping[int, Respondent]  # to whom they go
    digests: Mapping[int, str]  # of their plans
    batch: Batch
    ends: float  # by the monotonic clock
    full: bool  # more may wait behind them
    claimed: _Claimed | None = None  # the first of them, claimed with the intent of the one before
    result: _Result | None = None  # of the letter before, to be written with the next intent
    ahead: _Ahead | None = None
    held: bool = False  # by something that holds for all

    def next(self, stop: Callable[[], bool]) -> OutboxLetter | None:
        """The next whose plan is not held; None at the end of letters or time, or when we are stopping."""
        while self.waiting and self.waiting[0].plan_id in self.batch.held_plans:
            self.waiting.popleft()
        if not self.waiting or stop() or stopwatch.monotonic() > self.ends:
            return None
        return self.waiting[0]


class Deliverer:
    def __init__(
        self,
        store: Database,
        composer: Composer,
        channel: Callable[[], Channel],
        policy: DeliveryPolicy,
        *,
        owner: Callable[[], str | None],
        clock: Clock,
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        self._store = store
        self._composer = composer
        self._channel = channel
        self._policy = policy
        self._owner = owner
        self._clock = clock
        self._stop = stop
        self._wave_closes = lru_cache(_WAVES)(  # the same for all letters of a wave
            lambda code, occasion, round_: reminders.closes_at(
                code, occasion, round_, policy.calendar, policy.limits
            )
        )
        self._receivers: dict[int, Receivers] = {}  # of the plans that have had letters to send
        self._troubles = 0  # with the relay, in a row
        self._rests_until: datetime | None = None

    def free_orphans(self, now: datetime) -> int:
        """What is `claimed` by nobody who lives was never on the wire; how many were given back.

        With SQLite to be called at the start of the only daemon: all that is claimed then is an orphan.
        """
        freed = 0
        with self._store.view() as look:
            if not _orphans(look):
                return 0
        with self._store.unit(FOLDS) as unit:
            for letter in _orphans(unit):
                freed += _release(unit, letter, now, "owner_gone")
        return freed

    def tick(self, now: datetime) -> Batch:
        """Send what is due, as far as window, brakes and caps allow: runs of letters over one connection."""
        batch = Batch()
        ends = stopwatch.monotonic() + _BATCH_S
        run = self._due(now, batch, ends)
        if run is None:
            return batch
        with self._channel() as channel:
            while run is not None:
                before = batch.outcomes.get(_SENT, 0)
                goes_on = self._send(channel, run)
                # After a full run of which something went there may be more; what was held is due later.
                more = goes_on and run.full and batch.outcomes.get(_SENT, 0) > before
                run = self._due(self._clock(), batch, ends) if more else None
        if batch.outcomes:
            log.info("delivery.batch_finished", **batch.outcomes)
        return batch

    def _due(self, now: datetime, batch: Batch, ends: float) -> _Run | None:
        """The next letters that wait; None where there are none, or none may go at all."""
        if self._owner() is None or not in_window(now, self._policy.calendar) or self._rests(now):
            return None
        with self._store.view() as look:
            sending: SendingState = look.state(SENDING, 1) or SendingState()
            waiting = outbox.due(look.connection, now, _RUN)
            people = roster.by_ids(look.connection, {one.respondent_id for one in waiting})
            digests = {
                plan_id: plan_digest(look, self._composer, plan_id, self._receivers_of(look, plan_id))
                for plan_id in {one.plan_id for one in waiting}
            }
        held = sending.paused_by is not None or sending.breaker_tripped_at is not None
        if held or not waiting or self._trips(now):
            return None
        return _Run(deque(waiting), people, digests, batch, ends, full=len(waiting) == _RUN)

    def _receivers_of(self, look: View, plan_id: int) -> Receivers | None:
        """Worked out once: a hundred thousand rows that never change are not read for each run of letters."""
        if plan_id not in self._receivers and (found := receivers_of(look, plan_id)) is not None:
            self._receivers[plan_id] = found
        return self._receivers.get(plan_id)

    def _send(self, channel: Channel, run: _Run) -> bool:
        """Letter by letter; False when the others must wait too.

        On SQLite a commit is the dearest part of a letter. There each intent also writes the result of the letter
        before and the claim of the one behind. With PostgreSQL claims run beside one another, and results do not.
        """
        goes_on = True
        try:
            while goes_on and (claimed := self._claim_next(run)) is not None:
                outcome = self._offer(channel, claimed, run)
                if isinstance(outcome, Exception):
                    goes_on = not isinstance(outcome, Busy)
                    continue
                run.result = _Result(claimed.letter, outcome, self._clock())
                if outcome.kind is not OutcomeKind.SENT or run.claimed is None:
                    goes_on = self._write_result(run)
                if outcome.kind is not OutcomeKind.SENT:
                    self._give_back(run)  # it may be held now: that should cost no conversation
            self._write_result(run)
        finally:
            self._give_back(run)
        return goes_on and not run.held

    def _write_result(self, run: _Run, within_s: float = _RESULT_S) -> bool:
        """Write what still waits to be written; False when the others must wait.

        What the server said is worth waiting for a database that is away: nobody can ask again.
        """
        if (result := run.result) is None:
            return True

        def write() -> _Written:
            with self._store.unit(FOLDS) as unit:
                return self._settle(unit, result)

        written = patiently(write, within_s, self._stop)
        run.result = None
        return self._settled(result, written, run)

    def _kept_waiting(self, run: _Run) -> None:
        """The server takes its time: a result does not wait for it. What fails is tried again behind its answer."""
        with contextlib.suppress(Exception):
            self._write_result(run, within_s=0)

    def _give_back(self, run: _Run) -> None:
        """What was claimed ahead and is not offered: nobody else would free it."""
        if (claimed := run.claimed) is None:
            return
        run.claimed = None
        letter, now = claimed.letter, self._clock()

        def write() -> None:
            with self._store.unit(FOLDS) as unit:
                _release(unit, letter, now, "not_offered")

        patiently(write, _RESULT_S, self._stop)

    def _claim_next(self, run: _Run) -> _Claimed | None:
        """The next letter that may go; None when there is none."""
        if (claimed := run.claimed) is not None:
            if self._stop():
                return None
            run.claimed = None
            run.waiting.popleft()
            return claimed
        while (planned := run.next(self._stop)) is not None:
            now = self._clock()
            with self._store.unit(FOLDS, beside=True) as unit:
                found = self._claim(unit, planned, run, now)
            run.waiting.popleft()
            if isinstance(found, _Claimed):
                return found
            if isinstance(found, Refused) and not self._held(planned.id, run, now):
                run.held = True
                return None
        return None

    def _claim(
        self, unit: Unit, planned: OutboxLetter, run: _Run, now: datetime
    ) -> _Claimed | Refused | None:
        """None for one that is settled, closed or claimed by somebody else since the run was read."""
        owner = self._owner()  # None: not one of the daemons any more
        about = None if owner is None else _about(unit, intents.free(unit.before, planned.id))
        if owner is None or about is None:
            return None
        # asked before the claim too: a cap or a gap should not cost a conversation with the server
        verdict = self._verdict(
            unit, replace(about.letter, state=LetterState.CLAIMED), about, run.digests, now
        )
        if isinstance(verdict, Refused):
            return verdict
        letter = outbox.claim(unit.before, about.letter, owner)
        if letter is None:
            return None
        unit.tell(delivery.letter_event(EventKind.LETTER_CLAIMED, letter, now, fence=letter.fence))
        return _Claimed(letter, about)

    def _offer(self, channel: Channel, claimed: _Claimed, run: _Run) -> Outcome | Exception:
        """Compose and send; what went wrong on our side has been dealt with when it comes back."""
        letter, about = claimed.letter, claimed.about
        permitted: list[Permit] = []

        def intent() -> Permit | Refused:
            answer = self._intent(claimed, run)
            permitted.extend([answer] if isinstance(answer, Permit) else [])
            return answer

        try:
            composed = self._composed(letter, about.round, about.person, about.said, _earlier(about), run)
            ahead, slow = partial(self._compose_ahead, claimed, run), partial(self._kept_waiting, run)
            return channel.send(composed, intent, ahead, slow)
        except Exception as error:
            if isinstance(error, Busy):
                log.warning("database.unavailable", letter_id=letter.id, because=for_log(error))
            else:
                log.exception("delivery.failed", letter_id=letter.id)
            self._push_ahead(letter, error, permitted=bool(permitted))
            run.batch.count("unwritten")
            return error
        finally:
            self._write_result(run)  # of the letter before, where no intent has written it

    def _composed(
        self,
        letter: OutboxLetter,
        round_: Round,
        person: Respondent,
        said: Mapping[str, str],
        earlier: int,
        run: _Run,
    ) -> OutgoingLetter:
        """A letter's octets, made anew unless they have been made of the same before."""
        ahead, made_of = run.ahead, (_words_of(letter), round_, person, said, earlier)
        if ahead is None or ahead.made_of != made_of:
            composed = self._composer.compose(letter, round_, person, said, earlier=earlier)
            run.ahead = ahead = _Ahead(made_of, composed)
        return ahead.composed

    def _compose_ahead(self, claimed: _Claimed, run: _Run) -> None:
        """While the server thinks about this letter: the next, as it will be if nothing changes before its claim."""
        following = run.next(self._stop)
        person = None if following is None else run.people.get(following.respondent_id)
        if following is None or person is None or following.plan_id != claimed.letter.plan_id:
            return
        usual = max(following.code.level - 1, 0)  # whoever has had fewer reminders gets his made anew
        with contextlib.suppress(Exception):  # what is wrong with it is said when its turn comes
            self._composed(following, claimed.about.round, person, claimed.about.said, usual, run)

    def _push_ahead(self, letter: OutboxLetter, error: Exception, *, permitted: bool) -> None:
        """Something of ours broke: later again when the dot was not permitted, and somebody is told.

        After the permit the row stays in doubt: nobody knows what the server has. Without it a row in doubt
        comes from an intent of whose end we have not heard, and there was no DATA.
        """
        unsent = (LetterState.CLAIMED,) if permitted else (LetterState.CLAIMED, LetterState.IN_DOUBT)
        now = self._clock()
        # a database that was away says nothing about the letter
        wait = delivery.KNOCK_AFTER if isinstance(error, Busy) else _PUT_OFF
        at = next_window(now + wait, self._policy.calendar)
        because = type(error).__name__

        def write() -> None:
            with self._store.unit(FOLDS) as unit:
                if not outbox.move(unit.connection, letter, unsent, LetterState.PLANNED, not_before=at):
                    return
                unit.append(delivery.letter_event(EventKind.LETTER_RELEASED, letter, now, because=because))
                if not isinstance(error, Busy):
                    person = letter.respondent_id
                    fault = IncidentNote(Stage.SENDING, "letter-unwritable", "", because, person)
                    incident_trip.note(unit, fault, now)

        patiently(write, _RESULT_S, self._stop)

    def _intent(self, claimed: _Claimed, run: _Run) -> Permit | Refused:
        """May the dot be sent? Whether an intent of whose end we have not heard was written is read, not guessed."""
        if self._store.is_sqlite:
            together = partial(self._permission, claimed, run, with_others=True)
            try:
                return patiently(together, _INTENT_S, self._stop)
            except Busy:
                raise
            except Exception:  # another letter's, perhaps: it must not cost this one its dot
                log.exception("delivery.failed", letter_id=claimed.letter.id)
                self._write_result(run)
        alone = partial(self._permission, claimed, run, with_others=False)
        return patiently(alone, _INTENT_S, self._stop)

    def _permission(self, claimed: _Claimed, run: _Run, *, with_others: bool) -> Permit | Refused:
        """The intent's transaction; `with_others` also the result of the letter before and the claim of the next."""
        now, result, written, ahead = self._clock(), run.result if with_others else None, None, None
        with self._store.unit(FOLDS) as unit:
            if result is not None:
                written = self._settle(unit, result)  # first: whether this one may go can depend on it
            answer = self._permitted(unit, claimed, run.digests, now)
            goes_on = with_others and isinstance(answer, Permit)
            if goes_on and (following := run.next(self._stop)) is not None:
                ahead = self._claim(unit, following, run, now)
        if result is not None and written is not None:
            run.result = None
            self._settled(result, written, run)
        if isinstance(ahead, _Claimed):
            run.claimed = ahead
        if isinstance(answer, Permit):
            self._store.remember_intent()
        return answer

    def _permitted(
        self, unit: Unit, claimed: _Claimed, digests: Mapping[int, str], now: datetime
    ) -> Permit | Refused:
        letter = claimed.letter
        about = _about(unit, intents.about(unit.before, letter.id))
        if about is None:
            return Refused("not_claimed")
        if about.letter.state is LetterState.IN_DOUBT and _same_claim(about.letter, letter):
            return Permit()  # nobody but we could move it there
        verdict = self._verdict(unit, letter, about, digests, now)
        if isinstance(verdict, Refused):
            return verdict
        if _said(about) != _said(claimed.about):
            return Refused("letter_changed")  # since its claim; what it says now goes in its next turn
        if not outbox.to_in_doubt(unit.before, letter, now):
            return Refused("not_claimed")  # somebody else owns it now
        unit.tell(delivery.letter_event(EventKind.LETTER_IN_DOUBT, letter, now, fence=letter.fence))
        return Permit()

    def _verdict(
        self,
        unit: Unit,
        letter: OutboxLetter,
        about: intents.About,
        digests: Mapping[int, str],
        now: datetime,
    ) -> Permit | Refused:
        calendar, limits, round_ = self._policy.calendar, self._policy.limits, about.round
        closes = reminders.last_moment(letter.code, round_, calendar)
        may_go = ("approved", "running", "paused") if letter.code is Code.T0 else ("running", "paused")
        midnight = at_local(local_day(now, calendar), time(), calendar)
        plan: PlanStanding | None = about.states["plan", letter.plan_id]
        occasion = "" if plan is None else plan.occasion
        facts = delivery.IntentFacts(
            mode=self._policy.mode,
            sending=about.states["sending", 1] or SendingState(),
            plan=plan,
            digest_now=digests.get(letter.plan_id, ""),
            address_is_his=about.person.address_id == letter.address_id,
            respondent=about.states["respondent", letter.respondent_id],
            address=about.states["address", letter.address_id] or AddressState(letter.address_id),
            counts=sent.counts(unit.before, letter, now, midnight, limits.canary),
            round_closes=closes if about.round_state in may_go else min(now, closes),
            wave_closes=self._wave_closes(letter.code, occasion, round_),
            round_paused=about.round_state == "paused",
            list_as_of=about.list_as_of,
            sending_locked=self._policy.sending_locked(),
        )
        return delivery.permit(letter, facts, now, limits, calendar)

    def _held(self, letter_id: int, run: _Run, now: datetime) -> bool:
        """A letter that may not go now, asked again where nobody else writes; False when all others must wait."""
        with self._store.unit(FOLDS) as unit:
            about = _about(unit, intents.about(unit.connection, letter_id))
            if about is None or about.letter.state is not LetterState.PLANNED:
                return True
            offered = replace(about.letter, state=LetterState.CLAIMED)
            verdict = self._verdict(unit, offered, about, run.digests, now)
            return isinstance(verdict, Permit) or self._hold(
                unit, about.letter, verdict.because, now, run.batch
            )

    def _hold(self, unit: Unit, letter: OutboxLetter, because: str, now: datetime, batch: Batch) -> bool:
        """Put an unclaimed letter off, or skip it for good; False when all the others must wait too."""
        if because == "plan_changed" and self._policy.letters_differ():
            # Perhaps only our own templates differ: whoever has those that were approved sends.
            batch.held_plans.add(letter.plan_id)
            batch.count("held_letters_differ")
            return True
        refusal = Outcome(OutcomeKind.REFUSED, Step.INTENT, text=because)
        change = delivery.after(refusal, letter, now, self._policy.calendar, self._policy.limits)
        skipped = change.state is LetterState.SKIPPED
        moved = outbox.move(
            unit.connection,
            letter,
            (LetterState.PLANNED,),
            change.state,
            not_before=change.not_before,
            held_because=because,
            settled_at=now if skipped else None,
        )
        if skipped and moved:
            unit.append(delivery.letter_event(change.event, letter, now, **change.data))
        if because in _HOLDS_PLAN and change.not_before is not None:
            outbox.put_off(unit.connection, letter.plan_id, change.not_before, because)
            batch.held_plans.add(letter.plan_id)
        if because == "plan_changed":
            self._void(unit, letter.plan_id, now)
        if because in ("list_missing", "list_old"):
            self._tell_once(unit, IncidentNote(Stage.SENDING, "list-stale", "", "", None), now)
        if because == "canary_failed":
            plan = f"plan-{letter.plan_id}"
            self._tell_once(unit, IncidentNote(Stage.SENDING, "canary-failed", "", plan, None), now)
        batch.count(f"{'skipped' if skipped else 'held'}_{because}")
        return because not in _HOLDS_ALL

    @staticmethod
    def _tell_once(unit: Unit, fault: IncidentNote, now: datetime) -> None:
        """What holds a whole plan is found again every few minutes; a person hears of it once."""
        last = incidents.latest(unit.connection, incident_trip.key(fault))
        if last is None or last.state is IncidentPhase.RESOLVED:
            incident_trip.note(unit, fault, now)

    def _void(self, unit: Unit, plan_id: int, now: datetime) -> None:
        """Something that was approved has changed: the plan must be looked at again."""
        standing = unit.state(PLAN, plan_id)
        if standing is None or standing.state is not PlanState.APPROVED:
            return
        data = {"because": "changed_after_approval"}
        unit.append(Event(EventKind.PLAN_VOIDED, now, plan_id=plan_id, round_id=standing.round_id, data=data))
        log.warning("plan.voided", plan_id=plan_id)

    def _settle(self, unit: Unit, result: _Result) -> _Written:
        """Write down what came of a letter."""
        letter, outcome, now = result.letter, result.outcome, result.at
        found = intents.stands(unit.connection, letter.id)
        if found is None or found.letter.fence != letter.fence or found.letter.state in _SETTLED:
            # evidence came in first, perhaps a bounce; or somebody else owns it now
            return _Written(self._trip(unit, now))
        stands = found.letter
        unit.hold(found.states)
        change = delivery.after(outcome, stands, now, self._policy.calendar, self._policy.limits)
        # by our own intent, or nobody was reached: no server has had its say
        unsaid = outcome.kind is OutcomeKind.REFUSED or delivery.relay_is_away(outcome)
        moved = outbox.move(
            unit.before,
            stands,
            (LetterState.CLAIMED, LetterState.IN_DOUBT),
            change.state,
            not_before=change.not_before,
            held_because=str(change.data.get("because", "")),
            settled_at=now if change.state in _SETTLED else None,
            tried=None if unsaid else replace(outcome, text=mask_addresses(outcome.text)[:500]),
            tried_at=now,
            blames_us=blames_us(outcome, stands),
        )
        if not moved:
            return _Written(tripped=False)  # set free meanwhile: the row is whoever's claims it next
        if change.state is not stands.state:
            unit.tell(delivery.letter_event(change.event, stands, now, **change.data))
        troubles = 0
        if outcome.kind is not OutcomeKind.SENT:
            self._follow(unit, stands, outcome, now, given_up=change.state is LetterState.FAILED)
            troubles = self._troubled(unit, outcome, now)
        # after each letter: bounces come in meanwhile
        return _Written(self._trip(unit, now), counts=True, troubles=troubles)

    def _settled(self, result: _Result, written: _Written, run: _Run) -> bool:
        """What follows once a result is in the database, and not before: a busy one lets all that be repeated.

        False when the others must wait.
        """
        if not written.counts:
            return not written.tripped
        letter, outcome, now = result.letter, result.outcome, result.at
        self._troubles = written.troubles
        if self._troubles >= _TROUBLES:
            rest = min(_REST * 2 ** min(self._troubles - _TROUBLES, 10), _LONGEST_REST)
            self._rests_until = now + (delivery.KNOCK_AFTER if delivery.relay_is_away(outcome) else rest)
        run.batch.count(outcome.kind.value)
        facts = {"letter_id": letter.id, "step": outcome.step.value, "code": outcome.code}
        match outcome.kind:
            case OutcomeKind.SENT:
                log.info("delivery.sent", **facts)
            case OutcomeKind.IN_DOUBT:
                log.error("delivery.in_doubt", **facts, because=outcome.text)
            case OutcomeKind.FAILED | OutcomeKind.OUR_FAULT:
                log.warning("delivery.failed", **facts, because=outcome.text)
            case OutcomeKind.DEFERRED:
                log.warning("delivery.deferred", **facts, because=outcome.text)
            case OutcomeKind.REFUSED:
                log.info("delivery.refused", **facts, because=outcome.text)
        held = outcome.kind is OutcomeKind.REFUSED and outcome.text in _HOLDS_ALL
        ours = outcome.kind is OutcomeKind.OUR_FAULT
        return not written.tripped and not held and not ours and not self._rests(now)

    def _rests(self, now: datetime) -> bool:
        return self._rests_until is not None and now < self._rests_until

    def _troubled(self, unit: Unit, outcome: Outcome, now: datetime) -> int:
        """How many troubles in a row the relay has made: one that is gone, or falls silent after the dot,
        would do the same to every letter behind this one, and leave them all in doubt.
        """
        lost = outcome.kind is OutcomeKind.DEFERRED and outcome.step in _BEFORE_MAIL
        if not lost and outcome.kind is not OutcomeKind.IN_DOUBT:
            return self._troubles if outcome.kind is OutcomeKind.REFUSED else 0
        if outcome.tls is not None:  # passes only when somebody acts: told at once
            self._tell_once(unit, IncidentNote(Stage.SENDING, "smtp-tls", "", outcome.tls, None), now)
        elif self._troubles + 1 >= _TROUBLES:
            self._tell_once(unit, IncidentNote(Stage.SENDING, "smtp-unreachable", "", "", None), now)
        return self._troubles + 1

    def _follow(
        self, unit: Unit, letter: OutboxLetter, outcome: Outcome, now: datetime, *, given_up: bool
    ) -> None:
        """A refusal in the dialogue is a bounce too: the address's standing first, then the incident."""
        address = unit.state(ADDRESS, letter.address_id) or AddressState(letter.address_id)
        limits, calendar = self._policy.limits, self._policy.calendar
        relay = self._policy.relay
        event, fault = effects_of(
            outcome, letter, address, now, limits, calendar, given_up=given_up, relay=relay
        )
        if event is not None:
            unit.append(event)
        if fault is not None:
            incident_trip.note(unit, fault, now, letter_id=letter.id)

    def _trips(self, now: datetime) -> bool:
        """Asked before a batch: bounces may have come in since the last letter."""
        with self._store.unit(FOLDS) as unit:
            return self._trip(unit, now)

    def _trip(self, unit: Unit, now: datetime) -> bool:
        """Whether sending must stop: the breaker has tripped, now or before."""
        sending: SendingState = unit.state(SENDING, 1) or SendingState()
        if sending.breaker_tripped_at is not None:
            return True
        # A letter's own event, which may be told and not yet written, changes no address's standing.
        if sent.all_well(unit.before, sending.breaker_reset_at):
            return False
        results = [
            brakes.Result(one.at, one.domain, one.dead, one.blames_us, one.reason in _GONE_DOMAIN)
            for one in sent.recent_results(unit.connection, sending.breaker_reset_at)
        ]
        because = brakes.breaker(results, sending.breaker_reset_at)
        if because is None:
            return False
        unit.append(Event(EventKind.BREAKER_TRIPPED, now, data={"because": because}))
        incident_trip.note(unit, IncidentNote(Stage.SENDING, "breaker-tripped", "", because, None), now)
        log.critical("breaker.tripped", because=because)
        return True


def _release(unit: Unit, letter: OutboxLetter, now: datetime, because: str) -> bool:
    """Let go of a claim; False when it is no more."""
    if not outbox.move(unit.connection, letter, (LetterState.CLAIMED,), LetterState.PLANNED):
        return False
    unit.append(delivery.letter_event(EventKind.LETTER_RELEASED, letter, now, because=because))
    return True


def _about(unit: Unit, found: intents.About | None) -> intents.About | None:
    """As it stands in this transaction, in which another letter of his may have been written."""
    return None if found is None else replace(found, states=unit.hold(found.states))


def _orphans(look: View) -> list[OutboxLetter]:
    """What is claimed by nobody who lives."""
    alive = {str(number) for number in members.living(look.connection)}
    return [one for one in outbox.in_state(look.connection, LetterState.CLAIMED) if one.owner not in alive]


def _words_of(letter: OutboxLetter) -> tuple[object, ...]:
    """All of a letter that is seen in its octets, or on its envelope."""
    return letter.id, letter.code, letter.due_at, letter.email, letter.message_id, letter.made_on


def _earlier(about: intents.About) -> int:
    """Reminders that he may have had before."""
    letters: int = about.states["respondent", about.letter.respondent_id].letters_sent
    return letters


def _said(about: intents.About) -> tuple[object, ...]:
    """All that a letter says."""
    return _words_of(about.letter), about.round, about.person, about.said, _earlier(about)


def _same_claim(one: OutboxLetter, other: OutboxLetter) -> bool:
    return (one.owner, one.fence) == (other.owner, other.fence)
