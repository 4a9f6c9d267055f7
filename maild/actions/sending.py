"""Pause and resume all sending; let the breaker go again; unlock an account."""

from __future__ import annotations

from datetime import datetime

from maild.actions.actor import Actor
from maild.errors import InputRefused
from maild.model import Event, EventKind, SendingState
from maild.privacy import noted
from maild.rules import FOLDS, SENDING
from maild.store import Database, mailbox


def pause(store: Database, actor: Actor, now: datetime, why: str) -> None:
    with store.unit(FOLDS) as unit:
        unit.append(Event(EventKind.SENDING_PAUSED, now, actor.name, data={"note": noted(why, unit.masking)}))


def resume(store: Database, actor: Actor, now: datetime) -> None:
    """Take back the pause, and the breaker where it has tripped: from here on its window is empty."""
    with store.unit(FOLDS) as unit:
        sending: SendingState = unit.state(SENDING, 1) or SendingState()
        if sending.breaker_tripped_at is not None:
            unit.append(Event(EventKind.BREAKER_RESET, now, actor.name))
        unit.append(Event(EventKind.SENDING_RESUMED, now, actor.name))


def unlock_account(store: Database, account: str, actor: Actor, now: datetime) -> None:
    with store.unit(FOLDS) as unit:
        if not mailbox.unlock_account(unit.connection, account):
            raise InputRefused("refused.account_runs", account=account)
        unit.append(Event(EventKind.ACCOUNT_UNLOCKED, now, actor.name, data={"account": account}))
