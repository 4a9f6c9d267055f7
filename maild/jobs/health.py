"""What is gravely wrong with the service itself, from our own tables: for `maild status`, and for H1."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from maild.model import SendingState
from maild.rules import SENDING
from maild.store import View, mailbox, members
from maild.words import say

CLOCK_BEHIND = timedelta(minutes=15)  # by so much later than now a folder was read: no small difference
STANDS_STILL_S = 60.0  # without a sign of life, by the database's clock
Trouble = tuple[str, dict[str, Any]]  # word of the catalogue, its facts


@dataclass(frozen=True, slots=True)
class Watched:
    folders: Sequence[tuple[str, str]]  # (account, folder)
    may_be_silent: Callable[[datetime], timedelta]
    is_restored: Callable[[View], bool]  # the database came out of a backup

    def troubles(self, look: View, now: datetime) -> list[Trouble]:
        sending: SendingState = look.state(SENDING, 1) or SendingState()
        found: list[Trouble] = []
        if sending.breaker_tripped_at is not None:
            found.append(("health.breaker", {"because": sending.breaker_because}))
        if self.is_restored(look):
            found.append(("health.restored", {}))
        for account in sorted(mailbox.stopped_accounts(look.connection)):
            found.append(("health.account_stopped", {"account": account}))
        found += _daemons(look)
        cursors = mailbox.cursors(look.connection)
        for place in self.folders:
            cursor = cursors.get(place)
            silent = timedelta() if cursor is None else now - cursor.polled_at
            if silent < -CLOCK_BEHIND:
                behind = {"folder": "/".join(place), "behind_s": int(-silent.total_seconds())}
                found.append(("health.clock_behind", behind))
            if silent > self.may_be_silent(now):
                facts = {"folder": "/".join(place), "silent_s": int(silent.total_seconds())}
                found.append(("health.silent", facts))
        return found

    def in_words(self, language: str) -> Callable[[View, datetime], list[str]]:
        return lambda look, now: [say(word, language, **facts) for word, facts in self.troubles(look, now)]


def _daemons(look: View) -> list[Trouble]:
    """One that is stopped but not dead keeps its mailboxes; others' tokens must be known, or bounces are lost."""
    everybody = members.every(look.connection)
    found: list[Trouble] = [
        (
            "health.daemon_stopped",
            {"name": one.name, "silent_s": int(one.silent_s), "count": len(one.watches)},
        )
        for one in everybody
        if one.lives and one.silent_s > STANDS_STILL_S
    ]
    alive = [one for one in everybody if one.lives]
    for one in alive[:1]:
        other = members.missing_keys(one.setup, [each.setup for each in alive[1:]])
        if other is not None:
            names = f"{one.name}, {other.host}:{other.pid}"
            found.append(("health.daemons_differ", {"names": names, "what": "token-keys"}))
    return found
