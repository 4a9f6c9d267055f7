"""Once a day: what has been kept long enough goes. Excerpts first, people a year after their last round."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from maild.logs import log
from maild.model import Event, EventKind
from maild.rules import FOLDS
from maild.store import Database, personal
from maild.store.personal import Gone

ABOUT = ".about.json"  # beside an upload: whose it is, and since when
UPLOADS_KEPT = timedelta(hours=12)  # what was sent to the desk and neither entered nor dropped
_EVERY = timedelta(hours=24)
_MONTH = timedelta(days=30.44)
_REMEMBERED = "tidied"


def forget_uploads(directory: Path, now: datetime) -> None:
    """Take away the desk's uploads that have been looked at for long enough, each in a directory of its own."""
    for place in directory.iterdir() if directory.is_dir() else ():
        try:
            about = json.loads((place / ABOUT).read_text(encoding="utf-8"))
            over = now - datetime.fromisoformat(about["at"]) > UPLOADS_KEPT
        except FileNotFoundError:
            continue  # it is just being made, and holds nothing yet
        except (OSError, ValueError, KeyError, TypeError):
            over = True  # nobody can find it any more
        if over:
            shutil.rmtree(place, ignore_errors=True)


@dataclass(slots=True)
class Retention:
    """`letters`: what rehearsals wrote; these files name people as letters do, and go with the excerpts."""

    store: Database
    excerpts_days: int
    people_months: int
    letters: Path
    uploads: Path
    _last: datetime | None = None
    _scrubbed: bool = False

    def tick(self, now: datetime) -> None:
        forget_uploads(self.uploads, now)
        if self._last is None or now - self._last >= _EVERY:
            self.tidy(now)
            self._last = now
        elif not self._scrubbed:
            self._scrubbed = self.store.scrub()

    def tidy(self, now: datetime) -> dict[str, int]:
        """Take away what is over, and say how much. Nothing is due twice, so this may run at any time."""
        words_before = now - timedelta(days=self.excerpts_days)
        people_before = now - self.people_months * _MONTH
        with self.store.unit(FOLDS) as unit:
            words = personal.clear_excerpts(
                unit.connection, personal.excerpts_over(unit.connection, words_before)
            )
            people = personal.forget_people(
                unit.connection, personal.people_over(unit.connection, people_before)
            )
            staff = personal.forget_staff(unit.connection, people_before)
            counts = _added(words, people, staff)
            counts["files"] = self._rehearsals(words_before)
            if any(counts.values()):
                unit.append(Event(EventKind.DATA_EXPIRED, now, data=counts))
            said = json.dumps({"at": now.isoformat(timespec="seconds"), **counts})
            self.store.remember(unit.connection, _REMEMBERED, said)
        self._scrubbed = self.store.scrub()  # also of what a person had taken away while somebody read
        log.info("database.tidied", **counts)
        return counts

    def _rehearsals(self, before: datetime) -> int:
        """Letters of rehearsals written before that; how many files went."""
        old = [path for path in self.letters.glob("*.eml") if path.stat().st_mtime < before.timestamp()]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)


def _added(*parts: Gone) -> dict[str, int]:
    names = tuple(asdict(Gone()))
    return {name: sum(getattr(part, name) for part in parts) for name in names}
