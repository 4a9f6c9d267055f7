"""How the service is, from its own tables and its disk: for `maild status`, the status file and the metrics.

Nothing is connected to. Levels are Nagios' own: 0 ok, 1 warning, 2 critical.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from maild.jobs.backup import made_at
from maild.jobs.figures import reach
from maild.jobs.health import Trouble
from maild.model import Calendar, IncidentPhase, LetterState, PlanState, SendingState
from maild.rules import SENDING
from maild.rules.calendar import local_day, working_days_between
from maild.rules.incidents import severity
from maild.rules.notices import BY_SECOND_ROUTE
from maild.store import Database, View, incidents, mailbox, members, notices, outbox, plans, rounds

LEVELS = ("ok", "warning", "critical")
MIB = 2**20
LOW_MIB, OUT_MIB = 1024, 100  # of free disk
CERTIFICATE_WARNS = timedelta(days=21)
_CERTIFICATE_IS_CRITICAL = timedelta(days=3)
_BACKUP_IS_OLD = timedelta(hours=36)
_WAITS_TOO_LONG = timedelta(hours=24)
CERTIFICATE = "certificate."  # and the account: under which the database remembers its end


@dataclass(slots=True)
class Health:
    """`findings`: level, word of the catalogue and its facts. `facts` are for programs."""

    findings: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    folders: list[tuple[str, str, int]] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def code(self) -> int:
        return max((LEVELS.index(level) for level, _, _ in self.findings), default=0)

    @property
    def word(self) -> str:
        return LEVELS[self.code]

    def find(self, level: str, word: str, **facts: Any) -> None:
        self.findings.append((level, word, facts))


@dataclass(frozen=True, slots=True)
class Vitals:
    """`grave`: what makes the service useless while it lasts. `keep`: nightly copies; 0 when none are wanted."""

    store: Database
    mode: str
    folders: Sequence[tuple[str, str]]
    grave: Callable[[View, datetime], Iterable[Trouble]]
    calendar: Calendar
    list_age_days: int
    state: Path
    backups: Path
    keep: int

    def look(self, now: datetime) -> Health:
        found = Health(facts={"mode": self.mode, "at": now.isoformat(timespec="seconds")})
        with self.store.view() as look:
            for word, facts in self.grave(look, now):
                found.find("critical", word, **facts)
            self._sending(found, look, now)
            self._mailboxes(found, look, now)
            self._daemons(found, look)
            self._rounds(found, look, now)
            self._incidents(found, look, now)
            tidied = self.store.meta(look.connection, "tidied")
        self._disk(found)
        self._backup(found, now)
        found.facts |= {
            "tidied": tidied,
            "findings": [{"level": level, "what": word, **facts} for level, word, facts in found.findings],
        }
        return found

    def _sending(self, found: Health, look: View, now: datetime) -> None:
        sending: SendingState = look.state(SENDING, 1) or SendingState()
        if sending.paused_by is not None:
            found.find("warning", "health.paused", by=sending.paused_by)
        waiting, since = outbox.waiting_since(look.connection, now)
        longest = timedelta() if since is None else now - since
        if longest > _WAITS_TOO_LONG:
            found.find("warning", "health.backlog", count=waiting, longest_s=int(longest.total_seconds()))
        doubtful = outbox.in_doubt(look.connection)
        if doubtful:
            found.find("warning", "health.in_doubt", count=doubtful)
        stuck = [
            one
            for one in notices.in_state(look.connection, LetterState.PLANNED)
            # tried, or held: its receiver has had as many mails in a day as he may
            if one.code in BY_SECOND_ROUTE and (one.attempts or one.not_before > now)
        ]
        if stuck:
            found.find("critical", "health.notices_unsent", count=len(stuck))
        for plan in plans.in_state(look.connection, PlanState.DRAFT):
            found.find("warning", "health.plan_waits", plan_id=plan.id)
        found.facts["sending"] = {
            "paused": sending.paused_by is not None,
            "breaker": sending.breaker_tripped_at is not None,
            "locked": self.store.restored_in(look),
            "due": waiting,
            "longest_wait_s": int(longest.total_seconds()),
            "in_doubt": doubtful,
            "notices_waiting": len(notices.in_state(look.connection, LetterState.PLANNED)),
        }

    def _mailboxes(self, found: Health, look: View, now: datetime) -> None:
        cursors = mailbox.cursors(look.connection)
        told: list[dict[str, Any]] = []
        for account, folder in self.folders:
            name, cursor = f"{account}/{folder}", cursors.get((account, folder))
            if cursor is None:
                found.find("warning", "health.never_polled", folder=name)
                told.append({"folder": name, "polled_at": None, "age_s": None, "last_uid": 0})
                continue
            at = cursor.polled_at.isoformat(timespec="seconds")
            age_s = int((now - cursor.polled_at).total_seconds())
            found.folders.append((name, at, cursor.last_uid))
            told.append({"folder": name, "polled_at": at, "age_s": age_s, "last_uid": cursor.last_uid})
        mails = mailbox.counts_by_kind(look.connection)
        if mails.get("quarantined", 0):
            found.find("warning", "health.quarantined", count=mails["quarantined"])
        ends = {
            account: datetime.fromisoformat(said)
            for account in dict.fromkeys(account for account, _ in self.folders)
            if (said := self.store.meta(look.connection, CERTIFICATE + account))
        }
        for account, ends_at in ends.items():
            left = ends_at - now
            if left <= CERTIFICATE_WARNS:
                level = "critical" if left <= _CERTIFICATE_IS_CRITICAL else "warning"
                found.find(level, "health.certificate", account=account, days=left.days)
        found.facts |= {
            "folders": told,
            "mails": mails,
            "stopped_accounts": sorted(mailbox.stopped_accounts(look.connection)),
            "certificates": {account: at.isoformat() for account, at in ends.items()},
        }

    def _daemons(self, found: Health, look: View) -> None:
        """Those on one PostgreSQL; with SQLite there is only this one, and nothing to tell."""
        everybody = members.every(look.connection)
        alive = [one.setup for one in everybody if one.lives]
        for one in everybody:
            if not one.lives:
                found.find("warning", "health.daemon_gone", name=one.name)
        for what in ("version", "letters", "folders"):
            if len({getattr(one, what) for one in alive}) > 1:
                names = ", ".join(f"{one.host}:{one.pid}" for one in alive)
                found.find("warning", "health.daemons_differ", names=names, what=what)
        found.facts["daemons"] = [
            {
                "name": one.name,
                "number": one.number,
                "lives": one.lives,
                "version": one.setup.version,
                "mailboxes": list(one.watches),
                "started_at": one.started_at.isoformat(timespec="seconds"),
                "seen_at": one.seen_at.isoformat(timespec="seconds"),
                "silent_s": round(one.silent_s, 1),
            }
            for one in everybody
        ]

    def _rounds(self, found: Health, look: View, now: datetime) -> None:
        told: dict[str, Any] = {}
        for round_ in rounds.running(look.connection):
            as_of = rounds.list_as_of(look.connection, round_.id)
            days = None
            if as_of is None:
                found.find("warning", "health.list_old", code=round_.code)
            else:
                days = working_days_between(
                    local_day(as_of, self.calendar), local_day(now, self.calendar), self.calendar
                )
                if days > self.list_age_days:
                    found.find("warning", "health.list_aged", code=round_.code, days=days)
            told[round_.code] = {
                "letters": outbox.counts_by_state(look.connection, round_.id),
                "list_as_of": None if as_of is None else as_of.isoformat(timespec="seconds"),
                "list_age_days": days,
            }
        found.facts["rounds"] = told

    def _incidents(self, found: Health, look: View, now: datetime) -> None:
        """Open ones by severity. What somebody has taken on is counted and raises no alarm."""
        officials, days_left = reach(look, now, self.calendar)
        counts = {1: 0, 2: 0, 3: 0}
        unseen = {1: 0, 2: 0, 3: 0}
        for one in incidents.every(look.connection, open_only=True):
            weight = severity(one, officials, days_left)
            counts[weight] += 1
            unseen[weight] += one.state is IncidentPhase.OPEN
        for weight, level in ((1, "critical"), (2, "warning")):
            if unseen[weight]:
                found.find(level, "health.incidents", count=unseen[weight], severity=weight)
        found.facts["incidents"] = {str(weight): count for weight, count in counts.items()}

    def _disk(self, found: Health) -> None:
        try:
            free = shutil.disk_usage(self.state).free
        except OSError:
            return  # not made yet
        found.facts["disk_free_octets"] = free
        if free < LOW_MIB * MIB:
            level = "critical" if free < OUT_MIB * MIB else "warning"
            found.find(level, "health.disk", path=str(self.state), mib=free // MIB)

    def _backup(self, found: Health, now: datetime) -> None:
        at = made_at(self.backups)
        found.facts["backup_at"] = None if at is None else at.isoformat(timespec="seconds")
        if not self.keep or self.store.path is None:
            return
        if at is None:
            found.find("warning", "health.no_backup")
        elif now - at > _BACKUP_IS_OLD:
            found.find("warning", "health.backup_old", age_s=int((now - at).total_seconds()))
