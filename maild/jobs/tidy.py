"""Seal what came since the last seal, and remember outside the database how far it came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from maild.logs import log
from maild.rules import FOLDS
from maild.store import Database, events


@dataclass(frozen=True, slots=True)
class Tidy:
    store: Database

    def tick(self, now: datetime) -> None:
        with self.store.unit(FOLDS) as unit:
            sealed = events.seal(unit.connection, now)
        if sealed:
            self.store.set_mark()
            log.debug("database.sealed", events=sealed)
