"""What a person may do about mails to staff."""

from __future__ import annotations

from datetime import datetime

from maild.actions.actor import Actor
from maild.errors import InputRefused
from maild.model import Event, EventKind
from maild.rules import FOLDS
from maild.store import Database, notices


def restore(store: Database, address: str, actor: Actor, now: datetime) -> int:
    """Mails go to this address again; how many bounces are forgotten. Raises InputRefused where there was none."""
    with store.unit(FOLDS) as unit:
        forgotten = notices.clear_bounces(unit.connection, address.strip().lower())
        if not forgotten:
            raise InputRefused("refused.nothing_bounced", address=address)
        data = {"forgotten": forgotten}
        unit.append(Event(EventKind.NOTICE_RECIPIENT_RESTORED, now, actor.name, data=data))
    return forgotten
