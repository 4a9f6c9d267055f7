"""Copy the database, put a copy back, and let sending go on after somebody has looked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from maild.actions.actor import Actor
from maild.errors import InputRefused, MaildError
from maild.model import Event, EventKind, LetterState
from maild.rules import FOLDS
from maild.rules.delivery import letter_event
from maild.store import Database, backup, outbox


def make(store: Database, directory: Path, now: datetime, path: Path | None = None) -> backup.Copy:
    """A copy at `path`, or under a name of this second in `directory`. The nightly ones are not touched."""
    return backup.make(store, path or directory / f"maild-{now:%Y%m%dT%H%M%S}.db", FOLDS)


def look_into(store: Database, path: Path) -> backup.Copy:
    """What a copy holds, and that it is one of this house. Raises InputRefused, SchemaError or OSError."""
    if store.path is not None and path.resolve() == store.path.resolve():
        raise InputRefused("refused.backup_itself", file=path)
    seen = backup.look_into(path, FOLDS)
    ours = _house(store)
    if ours and seen.house and ours != seen.house:
        raise InputRefused("refused.other_house", file=path)
    return seen


@dataclass(frozen=True, slots=True)
class Accepted:
    """How many letters nobody knows about: due after the copy was made, perhaps sent."""

    in_doubt: int


def accept(store: Database, actor: Actor, now: datetime, *, nothing_sent: bool) -> Accepted:
    """A person has looked at a restored database: sending may go on, under a new epoch.

    Letters that were due meanwhile may have been sent before the restore. Unless the person knows that none
    was, they become letters in doubt, which are never sent again by themselves.
    """
    if not store.is_restored():
        raise InputRefused("refused.not_restored")
    doubtful = 0
    with store.unit(FOLDS) as unit:
        waiting = outbox.in_state(unit.connection, LetterState.PLANNED) if not nothing_sent else []
        for letter in waiting:
            if letter.not_before > now:
                continue
            claimed = outbox.claim(unit.connection, letter, actor.name)
            if claimed is None or not outbox.to_in_doubt(unit.connection, claimed, now):
                continue
            for kind in (EventKind.LETTER_CLAIMED, EventKind.LETTER_IN_DOUBT):
                event = letter_event(kind, claimed, now, fence=claimed.fence, because="restored")
                unit.append(replace(event, actor=actor.name))
            doubtful += 1
        data = {"in_doubt": doubtful, "nothing_sent": nothing_sent}
        unit.append(Event(EventKind.DATABASE_ACCEPTED, now, actor.name, data=data))
    store.accept_restore()
    return Accepted(doubtful)


def _house(store: Database) -> str:
    """Whose database stands here now; empty where there is none, or none that can be read."""
    if store.path is None or not store.path.exists():
        return ""
    try:
        with store.view() as look:
            return store.meta(look.connection, "house") or ""
    except MaildError:
        return ""
