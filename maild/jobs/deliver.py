"""One reminder's trip: claim, compose, offer, intent, dot, result.

Everything up to RCPT happens in `claimed` and binds nobody. The intent is one durable transaction that checks every
brake again and moves the row to `in_doubt`; only then the channel sends DATA. A lost reply leaves the row there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from maild.jobs import incidents as incident_trip
from maild.jobs.clock import Clock
from maild.jobs.compose import Composer
from maild.jobs.digests import plan_digest
from maild.logs import log
from maild.model import (
    Calendar,
    Event,
    EventKind,
    LetterState,
    Limits,
    OutboxLetter,
    Outcome,
    OutcomeKind,
    Permit,
    PlanState,
    Refused,
    SendingState,
    Stage,
)
from maild.ports import Channel
from maild.privacy import mask_addresses
from maild.rules import ADDRESS, FOLDS, PLAN, RESPONDENT, SENDING, brakes, delivery
from maild.rules.calendar import in_window, local_day, start_of_day
from maild.rules.inbound import IncidentNote
from maild.store import Database, Unit, View, outbox, roster, rounds

_BATCH = 50
_SETTLED = {LetterState.SENT, LetterState.FAILED, LetterState.SKIPPED}


@dataclass(frozen=True, slots=True)
class DeliveryPolicy:
    mode: str  # "rehearsal" or "live"
    calendar: Calendar
    limits: Limits
    sending_locked: Callable[[], bool]  # the database came out of a backup


@dataclass(slots=True)
class Batch:
    """What one tick did."""

    outcomes: dict[str, int] = field(default_factory=dict)

    def count(self, name: str) -> None:
        self.outcomes[name] = self.outcomes.get(name, 0) + 1


class Deliverer:
    def __init__(
        self,
        store: Database,
        composer: Composer,
        channel: Callable[[], Channel],
        policy: DeliveryPolicy,
        *,
        owner: str,
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

    def free_orphans(self, now: datetime) -> int:
        """At start-up of the only daemon: what is `claimed` belongs to nobody and was never on the wire."""
        with self._store.unit(FOLDS) as unit:
            orphans = outbox.in_state(unit.connection, LetterState.CLAIMED)
            for letter in orphans:
                self._release(unit, letter, "owner_gone", now)
        return len(orphans)

    def tick(self, now: datetime) -> Batch:
        """Send what is due, as far as window, brakes and caps allow."""
        batch = Batch()
        if not in_window(now, self._policy.calendar) or self._held(now):
            return batch
        with self._store.view() as look:
            waiting = outbox.due(look.connection, now, _BATCH)
            digests = self._digests(look, waiting)
        if not waiting:
            return batch
        with self._channel() as channel:
            for letter in waiting:
                if self._stop() or not self._send(channel, letter, digests, batch):
                    break
        if batch.outcomes:
            log.info("delivery.batch_finished", **batch.outcomes)
        return batch

    def _held(self, now: datetime) -> bool:
        with self._store.view() as look:
            sending: SendingState = look.state(SENDING, 1) or SendingState()
        return sending.paused_by is not None or sending.breaker_tripped_at is not None

    def _digests(self, look: View, letters: list[OutboxLetter]) -> Mapping[int, str]:
        """The digest of each plan as it would be approved now: any change since voids the approval."""
        return {
            plan_id: plan_digest(look, self._composer, plan_id)
            for plan_id in {one.plan_id for one in letters}
        }

    def _send(
        self, channel: Channel, planned: OutboxLetter, digests: Mapping[int, str], batch: Batch
    ) -> bool:
        """One letter; False when the rest of the batch must wait."""
        now = self._clock()
        with self._store.unit(FOLDS) as unit:
            verdict = self._verdict(unit, planned, digests, now)
            if isinstance(verdict, Refused):
                # refused before any claim: caps and gaps cost no conversation with the server
                return self._refused(unit, planned, verdict.because, now, batch)
            letter = outbox.claim(unit.connection, planned.id, self._owner)
            if letter is None:
                return True
            unit.append(letter_event(EventKind.LETTER_CLAIMED, letter, now, {"fence": letter.fence}))
            round_ = rounds.get(unit.connection, letter.round_id)
            person = roster.by_id(unit.connection, letter.respondent_id)
        assert round_ is not None
        assert person is not None

        def intent() -> Permit | Refused:
            return self._intent(letter, digests)

        outcome = channel.send(self._composer.compose(letter, round_, person), intent)
        return self._settle(letter, outcome, batch)

    def _intent(self, letter: OutboxLetter, digests: Mapping[int, str]) -> Permit | Refused:
        now = self._clock()
        with self._store.unit(FOLDS) as unit:
            verdict = self._verdict(unit, letter, digests, now)
            if isinstance(verdict, Refused):
                return verdict
            if not outbox.to_in_doubt(unit.connection, letter, now):
                return Refused("fence_lost")
            unit.append(letter_event(EventKind.LETTER_IN_DOUBT, letter, now, {"fence": letter.fence}))
        return Permit()

    def _verdict(
        self, look: View, letter: OutboxLetter, digests: Mapping[int, str], now: datetime
    ) -> Permit | Refused:
        connection = look.connection
        round_ = rounds.get(connection, letter.round_id)
        assert round_ is not None
        calendar, limits = self._policy.calendar, self._policy.limits
        facts = delivery.IntentFacts(
            mode=self._policy.mode,
            sending=look.state(SENDING, 1) or SendingState(),
            plan=look.state(PLAN, letter.plan_id),
            digest_now=digests.get(letter.plan_id, ""),
            respondent=look.state(RESPONDENT, letter.respondent_id),
            address=look.state(ADDRESS, letter.address_id),
            counts=outbox.sent_counts(
                connection, letter, now, start_of_day(local_day(now, calendar), calendar), limits.canary
            ),
            round_closes=round_.deadline,
            list_as_of=rounds.list_as_of(connection, round_.id),
            sending_locked=self._policy.sending_locked(),
        )
        return delivery.permit(letter, facts, now, limits, calendar)

    def _refused(self, unit: Unit, letter: OutboxLetter, because: str, now: datetime, batch: Batch) -> bool:
        """Put a planned letter off, or skip it for good; False when the reason holds for all the others too."""
        change = delivery.on_refusal(because, letter, now, self._policy.calendar)
        self._move(unit, letter, (LetterState.PLANNED,), change, None, now)
        batch.count(f"{change.state.value}:{because}")
        if because == "plan_changed":
            self._void(unit, letter.plan_id, now)
        return because not in delivery.HOLDS_ALL

    def _void(self, unit: Unit, plan_id: int, now: datetime) -> None:
        standing = unit.state(PLAN, plan_id)
        if standing is not None and standing.state is PlanState.APPROVED:
            data = {"because": "changed_after_approval"}
            unit.append(
                Event(EventKind.PLAN_VOIDED, now, plan_id=plan_id, round_id=standing.round_id, data=data)
            )
            log.warning("plan.voided", plan_id=plan_id)

    def _settle(self, letter: OutboxLetter, outcome: Outcome, batch: Batch) -> bool:
        now = self._clock()
        with self._store.unit(FOLDS) as unit:
            stands = outbox.get(unit.connection, letter.id)
            if stands is None or stands.fence != letter.fence or stands.state in _SETTLED:
                return True  # evidence came in first, or somebody else owns it now
            change = delivery.after(outcome, stands, now, self._policy.calendar, self._policy.limits)
            self._move(unit, stands, (LetterState.CLAIMED, LetterState.IN_DOUBT), change, outcome, now)
            self._note_fault(unit, letter, outcome, now)
            tripped = self._watch_breaker(unit, now)
        batch.count(outcome.kind.value)
        log.info(
            f"delivery.{outcome.kind.value}",
            letter_id=letter.id,
            step=outcome.step.value,
            code=outcome.code,
            because=outcome.text if outcome.kind is not OutcomeKind.SENT else "",
        )
        if outcome.kind is OutcomeKind.REFUSED and outcome.text in delivery.HOLDS_ALL:
            return False
        return not tripped and outcome.kind is not OutcomeKind.OUR_FAULT

    def _move(
        self,
        unit: Unit,
        letter: OutboxLetter,
        come_from: tuple[LetterState, ...],
        change: delivery.Transition,
        outcome: Outcome | None,
        now: datetime,
    ) -> None:
        if change.state is LetterState.IN_DOUBT:
            return  # the row and its event are there since the intent
        unchanged = change.state is letter.state
        moved = outbox.move(
            unit.connection,
            letter,
            come_from,
            change.state,
            not_before=change.not_before,
            settled_at=now if change.state in _SETTLED else None,
            tried=None if outcome is None else replace(outcome, text=mask_addresses(outcome.text)[:500]),
            tried_at=now,
        )
        if moved and not unchanged:
            unit.append(letter_event(change.event, letter, now, dict(change.data)))

    def _release(self, unit: Unit, letter: OutboxLetter, because: str, now: datetime) -> None:
        if outbox.move(unit.connection, letter, (LetterState.CLAIMED,), LetterState.PLANNED):
            unit.append(letter_event(EventKind.LETTER_RELEASED, letter, now, {"because": because}))

    def _note_fault(self, unit: Unit, letter: OutboxLetter, outcome: Outcome, now: datetime) -> None:
        """A refusal in the dialogue is a bounce too (address, then incident), or a fault of ours."""
        domain = letter.email.rpartition("@")[2]
        for event in delivery.address_events(outcome, letter, now):
            unit.append(event)
        fault = delivery.incident_of(outcome, domain)
        if fault is not None:
            stage, reason, where, code = fault
            incident_trip.note(unit, IncidentNote(stage, reason, where, code, letter.respondent_id), now)

    def _watch_breaker(self, unit: Unit, now: datetime) -> bool:
        sending: SendingState = unit.state(SENDING, 1) or SendingState()
        results = [
            brakes.Result(at, domain, dead, blames_us)
            for at, domain, dead, blames_us in outbox.recent_results(
                unit.connection, sending.breaker_reset_at
            )
        ]
        because = brakes.breaker(results)
        if because is None or sending.breaker_tripped_at is not None:
            return sending.breaker_tripped_at is not None
        unit.append(Event(EventKind.BREAKER_TRIPPED, now, data={"because": because}))
        incident_trip.note(unit, IncidentNote(Stage.SENDING, "breaker-tripped", "", because, None), now)
        log.critical("breaker.tripped", because=because)
        return True


def letter_event(
    kind: EventKind, letter: OutboxLetter, now: datetime, data: Mapping[str, object], actor: str = "daemon"
) -> Event:
    """An event about one letter, with everything it touches."""
    return Event(
        kind,
        now,
        actor,
        round_id=letter.round_id,
        respondent_id=letter.respondent_id,
        address_id=letter.address_id,
        letter_id=letter.id,
        plan_id=letter.plan_id,
        data={"level": letter.level, "code": letter.code.value, **data},
    )
