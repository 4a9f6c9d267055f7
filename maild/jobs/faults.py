"""Look after the open incidents: what works again, what may be told again, and letters that pile up."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from maild.jobs import incidents as incident_trip
from maild.logs import log
from maild.model import Calendar, Event, EventKind, IncidentPhase, IncidentState, Limits, SendingState, Stage
from maild.rules import FOLDS, SENDING
from maild.rules.calendar import local_day, window_of, working_days_between
from maild.rules.inbound import IncidentNote
from maild.rules.incidents import SignsOfLife, closes_itself, proof_of
from maild.store import Database, Unit, View, incidents, mailbox, outbox, rounds, sent

_STUCK = timedelta(hours=1)  # inside one window
_MANY = 20  # letters
_EXPLAINS_A_QUEUE = (
    "list-stale",
    "breaker-tripped",
    "canary-failed",
    "smtp-unreachable",
    "smtp-login-refused",
    "smtp-refused",
    "smtp-tls",
)


class Faults:
    def __init__(self, store: Database, calendar: Calendar, limits: Limits) -> None:
        self._store = store
        self._calendar = calendar
        self._limits = limits

    def tick(self, now: datetime) -> None:
        """Propose to close what works again; close by itself only what was our own path, or an old list."""
        with self._store.view() as look:
            opened = incidents.every(look.connection, open_only=True)
            ended, proven = self._ended(opened, now), self._proven(look, opened, now)
            stuck = self._stuck(look, opened, now)
        if not ended and not proven and not stuck:
            return
        with self._store.unit(FOLDS) as unit:
            for number in ended:
                unit.append(Event(EventKind.INCIDENT_SILENCE_ENDED, now, incident_id=number))
                log.warning("incident.silence_ended", incident_id=number)
            for incident, proof in proven:
                self._close(unit, incident, proof, now)
            if stuck:
                fault = IncidentNote(Stage.SENDING, "queue-growing", "", "", None)
                incident_trip.note(unit, fault, now)

    def _ended(self, opened: Sequence[IncidentState], now: datetime) -> list[int]:
        today = local_day(now, self._calendar)
        return [one.id for one in opened if one.silenced_until is not None and one.silenced_until <= today]

    def _proven(
        self, look: View, opened: Sequence[IncidentState], now: datetime
    ) -> list[tuple[IncidentState, str]]:
        unproven = [one for one in opened if one.state is not IncidentPhase.FIXED]
        if not unproven:
            return []
        signs, listed_at = signs_of(look, unproven), self._listed_at(look, now)

        def so_far(at: datetime | None) -> datetime | None:
            """What was written down under a clock that stood ahead proves nothing about today."""
            return None if at is None or at > now else at

        found = []
        for one in unproven:
            sign = signs[one.id]
            polled_at, sent_at = so_far(sign.polled_at), so_far(sign.sent_at)
            proof = proof_of(one, replace(sign, listed_at=listed_at, polled_at=polled_at, sent_at=sent_at))
            if proof is not None:
                found.append((one, proof))
        return found

    def _listed_at(self, look: View, now: datetime) -> datetime | None:
        """When the newest list was applied, where no round that sends has one that is too old."""
        applied = []
        for round_ in rounds.running(look.connection):
            if now >= round_.deadline:
                continue
            newest = rounds.newest_applied(look.connection, round_.id)
            if newest is None or newest.applied_at is None or self._is_old(newest.as_of, now):
                return None
            applied.append(newest.applied_at)
        return max(applied, default=None)

    def _is_old(self, as_of: datetime, now: datetime) -> bool:
        calendar = self._calendar
        age = working_days_between(local_day(as_of, calendar), local_day(now, calendar), calendar)
        return 0 <= self._limits.list_age_days < age

    @staticmethod
    def _close(unit: Unit, incident: IncidentState, proof: str, now: datetime) -> None:
        data = {"proof": proof}
        unit.append(Event(EventKind.INCIDENT_FIX_SEEN, now, incident_id=incident.id, data=data))
        log.info("incident.fix_seen", incident_id=incident.id, proof=proof)
        if closes_itself(incident):
            unit.append(Event(EventKind.INCIDENT_RESOLVED, now, incident_id=incident.id, data=data))
            incident_trip.release(unit, incident.id, "daemon", now)
            log.info("incident.resolved", incident_id=incident.id, proof=proof)

    def _stuck(self, look: View, opened: Sequence[IncidentState], now: datetime) -> bool:
        """Whether letters pile up inside the sending window and nothing known explains it; told once."""
        window = window_of(now, self._calendar)
        if window is None or now - window[0] < _STUCK:
            return False
        sending: SendingState = look.state(SENDING, 1) or SendingState()
        if sending.paused_by is not None or sending.breaker_tripped_at is not None:
            return False
        if outbox.overdue(look.connection, now - _STUCK, _MANY) < _MANY:
            return False
        sent_at = sent.last_at(look.connection)
        if sent_at is not None and now - sent_at < _STUCK:
            return False
        alive = {one.reason for one in opened}
        return not alive & {*_EXPLAINS_A_QUEUE, "queue-growing"}


def signs_of(look: View, opened: Sequence[IncidentState]) -> dict[int, SignsOfLife]:
    """What has worked since on the paths of each of the incidents."""
    touched: Counter[int] = Counter()
    well: dict[int, list[datetime]] = defaultdict(list)
    answering = {one.id for one in opened if one.stage is Stage.ANSWERING}
    for one in incidents.still_touched(look.connection):
        touched[one.incident_id] += 1
        signs = (one.answered_at, None if one.incident_id in answering else one.reached_at)
        newest = max(filter(None, signs), default=None)
        if newest is not None and newest > one.last_at:
            well[one.incident_id].append(newest)
    sent_at = sent.last_at(look.connection)
    cursors = mailbox.cursors(look.connection)
    return {
        one.id: SignsOfLife(
            sent_at=sent_at,
            polled_at=_polled_at(one, cursors),
            place_alive_at=max(well[one.id], default=None),
            people=touched[one.id],
            people_well=len(well[one.id]),
        )
        for one in opened
    }


def _polled_at(incident: IncidentState, cursors: Mapping[tuple[str, str], mailbox.Cursor]) -> datetime | None:
    of_one_folder = incident.reason == "imap-folder-missing"
    polled = [
        one.polled_at
        for (account, folder), one in cursors.items()
        if account == incident.where and (not of_one_folder or folder == incident.code)
    ]
    return min(polled, default=None)
