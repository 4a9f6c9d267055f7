"""Look after the open incidents: what works again, what may be told again, and letters that pile up."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from maild.jobs import incidents as incident_trip
from maild.logs import log
from maild.model import Calendar, Event, EventKind, IncidentPhase, IncidentState, Limits, SendingState, Stage
from maild.rules import FOLDS, SENDING
from maild.rules.calendar import local_day, window_of, working_days_between
from maild.rules.inbound import IncidentNote
from maild.rules.incidents import SignsOfLife, closes_itself, proof_of
from maild.store import Database, Unit, View, incidents, mailbox, outbox, rounds

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
            ended, proven = self._ended(look, now), self._proven(look, now)
            stuck = self._stuck(look, now)
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

    def _ended(self, look: View, now: datetime) -> list[int]:
        today = local_day(now, self._calendar)
        return [
            one.id
            for one in incidents.every(look.connection, open_only=True)
            if one.silenced_until is not None and one.silenced_until <= today
        ]

    def _proven(self, look: View, now: datetime) -> list[tuple[IncidentState, str]]:
        found = []
        for one in incidents.every(look.connection, open_only=True):
            if one.state is not IncidentPhase.FIXED:
                signs = replace(signs_of(look, one), listed_at=self._listed_at(look, now))
                proof = proof_of(one, signs)
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

    def _stuck(self, look: View, now: datetime) -> bool:
        """Whether letters pile up inside the sending window and nothing known explains it; told once."""
        window = window_of(now, self._calendar)
        if window is None or now - window[0] < _STUCK:
            return False
        sending: SendingState = look.state(SENDING, 1) or SendingState()
        if sending.paused_by is not None or sending.breaker_tripped_at is not None:
            return False
        if outbox.overdue(look.connection, now - _STUCK, _MANY) < _MANY:
            return False
        sent_at = outbox.last_sent_at(look.connection)
        if sent_at is not None and now - sent_at < _STUCK:
            return False
        alive = {one.reason for one in incidents.every(look.connection, open_only=True)}
        return not alive & {*_EXPLAINS_A_QUEUE, "queue-growing"}


def signs_of(look: View, incident: IncidentState) -> SignsOfLife:
    """What has worked since on the paths of an incident."""
    touched = incidents.since_touched(look.connection, incident.id) if incident.people else []
    answering = incident.stage is Stage.ANSWERING
    well = [
        newest
        for one in touched
        if (
            newest := max(
                filter(None, (one.answered_at, None if answering else one.reached_at)), default=None
            )
        )
        and newest > one.last_at
    ]
    of_one_folder = incident.reason == "imap-folder-missing"
    polled = [
        one.polled_at
        for (account, folder), one in mailbox.cursors(look.connection).items()
        if account == incident.where and (not of_one_folder or folder == incident.code)
    ]
    return SignsOfLife(
        sent_at=outbox.last_sent_at(look.connection),
        polled_at=min(polled, default=None),
        place_alive_at=max(well, default=None),
        people=len(touched),
        people_well=len(well),
    )
