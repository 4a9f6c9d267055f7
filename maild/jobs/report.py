"""The page that says where we stand: one self-contained HTML file a round, rewritten while the round runs."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

from maild.jobs import figures, pages
from maild.jobs.bulletins import Bulletins
from maild.jobs.summary import Summary, summarise
from maild.letters import NoticeRoom
from maild.logs import log
from maild.model import Round
from maild.store import Database, rounds
from maild.words import say

_REST = 20  # times as long as the writing took: the page of a very large round must not keep a core busy


@dataclass(slots=True)
class Reporter:
    store: Database
    bulletins: Bulletins
    room: NoticeRoom
    directory: Path
    stop: Callable[[], bool] = lambda: False
    _rests_until: datetime | None = field(default=None)

    def tick(self, now: datetime) -> None:
        if self._rests_until is not None and now < self._rests_until:
            return
        with self.store.view() as look:
            running = rounds.running(look.connection)
        took = 0.0
        for round_ in running:
            with self.bulletins.whole:
                if self.stop():
                    return
                began = monotonic()
                self.write(round_, now)
                took += monotonic() - began
        self._rests_until = now + _REST * timedelta(seconds=took)

    def write(self, round_: Round, now: datetime) -> Path:
        """Write the page of a round whole or not at all; where it lies. It is `maild report brief` as a page."""
        text = self._page(round_, now)
        self.directory.mkdir(parents=True, exist_ok=True, mode=0o750)
        path = self.directory / f"round-{round_.code}.html"
        draft = path.with_suffix(".html-new")
        draft.write_text(text, encoding="utf-8")
        draft.chmod(0o640)  # names of units, counts, no official: still not for everybody on the machine
        os.replace(draft, path)
        log.debug("report.written", round_id=round_.id)
        return path

    def summary(self, round_: Round, now: datetime) -> Summary:
        with self.store.view() as look:
            return summarise(look, round_, now, self.bulletins.policy.calendar)

    def _page(self, round_: Round, now: datetime) -> str:
        """The same facts as `actions/reports.py` shows when somebody asks, and without anybody's asking."""
        policy = self.bulletins.policy
        found, lines = self.bulletins.standing(self.store, round_, now)
        brief = self.bulletins.brief(self.store, found, now)
        faults = figures.fault_groups(lines)
        shown = pages.figures_of(found, policy.groups, policy.targets, policy.calendar, policy.language)
        title = say("report.brief", policy.language)
        told = {"title": title, "waiting": brief.waiting, "faults": faults}
        return self.room.page({**pages.NOTHING, **shown, **told}, policy.language)
