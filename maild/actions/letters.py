"""Settle a letter in doubt by hand: the relay's queue log, or the receiver on the telephone, has told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Literal

from maild.actions.actor import Actor
from maild.errors import InputRefused
from maild.model import EventKind, LetterState, OutboxLetter
from maild.privacy import noted
from maild.rules import FOLDS
from maild.rules.delivery import letter_event
from maild.store import Database, outbox

_PORTION = 500  # letters read at once
Verdict = Literal["sent", "not-sent"]


def every(store: Database, round_id: int) -> Iterator[OutboxLetter]:
    """A round's letters, read in portions: between two of them nothing is kept of the database."""
    last = 0
    while True:
        with store.view() as look:
            found = outbox.after(look.connection, round_id, last, _PORTION)
        if not found:
            return
        yield from found
        last = found[-1].id


def settle(store: Database, letter_id: int, verdict: Verdict, why: str, actor: Actor, now: datetime) -> None:
    """Say what became of a letter in doubt. It is never sent again; if it did not go, the next level takes over.

    Raises InputRefused when there is no such letter, or none that is in doubt, or no reason is given.
    """
    if not why.strip():
        raise InputRefused("refused.no_reason")
    with store.unit(FOLDS) as unit:
        letter = outbox.get(unit.connection, letter_id)
        if letter is None:
            raise InputRefused("refused.no_letter", number=letter_id)
        if letter.state is not LetterState.IN_DOUBT:
            raise InputRefused(
                "refused.letter_settled", number=letter_id, state=f"letter.{letter.state.value}"
            )
        state, kind = (
            (LetterState.SENT, EventKind.LETTER_SENT)
            if verdict == "sent"
            else (LetterState.FAILED, EventKind.LETTER_FAILED)
        )
        outbox.move(unit.connection, letter, (LetterState.IN_DOUBT,), state, settled_at=now)
        event = letter_event(kind, letter, now, evidence="operator", note=noted(why, unit.masking))
        unit.append(replace(event, actor=actor.name))
