"""The table: what is fed, how many of CI's 300,000 inputs are its share, and what must hold."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from random import Random

from tests.proof.fuzz import imap, readers, smtp
from tests.proof.fuzz.place import Place

Try = Callable[[Random], None]


@dataclass(frozen=True, slots=True)
class Target:
    """`open` gives what tries the input of one seed, and raises where a promise breaks."""

    name: str
    share: int
    open: Callable[[Place], AbstractContextManager[Try]]


TARGETS = (
    Target("mails", 60_000, readers.mails),
    Target("reports", 80_000, readers.reports),
    Target("tokens", 110_000, readers.tokens),
    Target("rosters", 10_000, readers.rosters),
    Target("templates", 8_000, readers.templates),
    Target("imap_answers", 16_000, imap.view),
    Target("imap_looks", 1_000, imap.look),
    Target("smtp_replies", 15_000, smtp.channel),
)
