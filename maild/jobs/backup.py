"""The nightly copy of the database: one a day, the newest kept, each proven good before it gets its name."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from maild.errors import MaildError
from maild.logs import log
from maild.rules import FOLDS
from maild.store import Database, backup

NIGHTLY = "maild-????-??-??.db"
_HOUR = 2  # local: before the morning brief, after the evening's work
_AGAIN_AFTER = timedelta(hours=1)


@dataclass(slots=True)
class NightlyBackup:
    """`keep` copies; 0: none are made. Where the service was down at night it is made up for at the start."""

    store: Database
    directory: Path
    keep: int
    zone: ZoneInfo
    _failed_at: datetime | None = None

    def tick(self, now: datetime) -> None:
        if not self.keep or self.store.path is None or not self._is_due(now):
            return
        begun = time.monotonic()
        try:
            made = backup.make(self.store, self._path(now), FOLDS)
        except (MaildError, OSError) as error:
            self._failed_at = now
            log.error("database.backup_failed", because=str(error))
            return
        self._failed_at = None
        for old in backup.newest(self.directory, NIGHTLY)[self.keep :]:
            old.unlink(missing_ok=True)
        duration_s = round(time.monotonic() - begun, 2)
        log.info("database.backed_up", octets=made.octets, events=made.events, duration_s=duration_s)

    def _is_due(self, now: datetime) -> bool:
        if self._failed_at is not None and now - self._failed_at < _AGAIN_AFTER:
            return False
        return not self._path(now).exists()

    def _path(self, now: datetime) -> Path:
        """The copy of the night that is over or under way: before two o'clock it is still the last one's."""
        night = (now.astimezone(self.zone) - timedelta(hours=_HOUR)).date()
        return self.directory / f"maild-{night}.db"


def before_upgrade(store: Database, directory: Path, now: datetime) -> None:
    """The database as the older program left it, before its schema is changed. Raises where that cannot be had."""
    if store.path is not None:
        schema, _ = store.steps_to_go()
        made = backup.make(store, directory / f"before-upgrade-{schema}-{now:%Y%m%dT%H%M%S}.db", FOLDS)
        log.info("database.backed_up", octets=made.octets, events=made.events)


def made_at(directory: Path) -> datetime | None:
    """When the newest nightly copy was made; None without one."""
    found = backup.newest(directory, NIGHTLY)
    return datetime.fromtimestamp(found[0].stat().st_mtime, UTC) if found else None
