"""Is the service well? For people and for monitors (Nagios: 0 ok, 1 warning, 2 critical)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from maild.model import LetterState, PlanState, SendingState
from maild.rules import SENDING
from maild.store import View, mailbox, outbox, plans, rounds
from maild.wiring import House

_WORDS = ("ok", "warning", "critical")
Finding = tuple[str, str, dict[str, Any]]  # level, word of the catalogue, its facts


@dataclass(slots=True)
class Health:
    findings: list[Finding] = field(default_factory=list)
    folders: list[tuple[str, str, int]] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def code(self) -> int:
        return max((_WORDS.index(level) for level, _, _ in self.findings), default=0)

    @property
    def word(self) -> str:
        return _WORDS[self.code]

    def find(self, level: str, word: str, **facts: Any) -> None:
        self.findings.append((level, word, facts))


def health(home: House, now: datetime) -> Health:
    """Look at our own tables only; nothing is connected to."""
    found = Health()
    with home.store.view() as look:
        for word, facts in home.watched.troubles(look, now):
            found.find("critical", word, **facts)
        _sending(found, look)
        _mailboxes(found, home, look)
        _work(found, look)
    found.facts |= {
        "mode": home.config.mode,
        "findings": [{"level": level, "what": word, **facts} for level, word, facts in found.findings],
        "folders": [{"folder": name, "polled_at": at, "last_uid": uid} for name, at, uid in found.folders],
    }
    return found


def _sending(found: Health, look: View) -> None:
    sending: SendingState = look.state(SENDING, 1) or SendingState()
    if sending.paused_by is not None:
        found.find("warning", "health.paused", by=sending.paused_by)


def _mailboxes(found: Health, home: House, look: View) -> None:
    cursors = mailbox.cursors(look.connection)
    for source, _ in home.folders:
        name = f"{source.account}/{source.folder}"
        cursor = cursors.get((source.account, source.folder))
        if cursor is None:
            found.find("warning", "health.never_polled", folder=name)
            continue
        found.folders.append((name, cursor.polled_at.isoformat(timespec="seconds"), cursor.last_uid))


def _work(found: Health, look: View) -> None:
    quarantined = mailbox.counts_by_kind(look.connection).get("quarantined", 0)
    if quarantined:
        found.find("warning", "health.quarantined", count=quarantined)
    doubtful = len(outbox.in_state(look.connection, LetterState.IN_DOUBT))
    if doubtful:
        found.find("warning", "health.in_doubt", count=doubtful)
    for plan in plans.in_state(look.connection, PlanState.DRAFT):
        found.find("warning", "health.plan_waits", plan_id=plan.id)
    for round_ in rounds.running(look.connection):
        if rounds.list_as_of(look.connection, round_.id) is None:
            found.find("warning", "health.list_old", code=round_.code)
    found.facts["rounds"] = {
        one.code: outbox.counts_by_state(look.connection, one.id) for one in rounds.running(look.connection)
    }
    found.facts["mails"] = mailbox.counts_by_kind(look.connection)
