"""The page that says where we stand: one self-contained HTML file a round, rewritten while the round runs."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from maild.jobs.summary import Summary, open_incidents, summarise
from maild.letters import ReportRoom
from maild.logs import log
from maild.model import Advice, Calendar, IncidentState, Round
from maild.store import Database, rounds
from maild.words import say


@dataclass(frozen=True, slots=True)
class Reporter:
    store: Database
    room: ReportRoom
    directory: Path
    calendar: Calendar
    advice: Mapping[str, Advice]

    def tick(self, now: datetime) -> None:
        with self.store.view() as look:
            running = rounds.running(look.connection)
        for round_ in running:
            self.write(round_, now)

    def write(self, round_: Round, now: datetime) -> Path:
        """Write the page of a round whole or not at all; where it lies."""
        text = self.room.status_page(self._facts(self.summary(round_, now)), round_.locale)
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
            return summarise(look, round_, now, self.calendar)

    def _facts(self, summary: Summary) -> dict[str, Any]:
        """The figures as words, for a template that only lays them out."""
        locale, zone = summary.round.locale, ZoneInfo(self.calendar.zone)

        def local(at: datetime | None) -> str:
            return "" if at is None else at.astimezone(zone).strftime("%H:%M %d/%m/%Y")

        def counted(room: str, counts: Mapping[str, int]) -> list[dict[str, Any]]:
            return [{"label": say(f"{room}.{key}", locale), "count": count} for key, count in counts.items()]

        return {
            "round": {"code": summary.round.code, "title": summary.round.title},
            "at": local(summary.at),
            "deadline": local(summary.round.deadline),
            "list_as_of": local(summary.list_as_of),
            "officials": summary.officials,
            "status": _shares(summary.status, summary.officials, locale),
            "units": [
                {
                    "name": unit.name,
                    "officials": unit.officials,
                    "answered": unit.status["answered"],
                    "status": _shares(unit.status, unit.officials, locale),
                }
                for unit in summary.units
            ],
            "faults": self._faults(summary, locale),
            "plans": [
                {
                    "id": plan.standing.id,
                    "code": plan.standing.code.value,
                    "state": say(f"plan.{plan.standing.state.value}", locale),
                    "receivers": plan.standing.receivers,
                    "left_out": plan.standing.left_out,
                    "reasons": counted("because", plan.left_out),
                }
                for plan in summary.plans
            ],
            "letters": counted("letter", summary.letters),
            "mails": counted("kind", summary.mails),
        }

    def _faults(self, summary: Summary, locale: str) -> list[dict[str, Any]]:
        """Open incidents under their phase and reason, the advice said once; most people first."""
        grouped: dict[tuple[str, str], list[IncidentState]] = {}
        for one in open_incidents(summary):
            grouped.setdefault((one.stage.value, one.reason), []).append(one)
        faults = []
        for (stage, reason), each in grouped.items():
            advice = self.advice.get(reason)
            faults.append(
                {
                    "stage": say(f"stage.{stage}", locale),
                    "reason": say(f"reason.{reason}", locale),
                    "people": summary.touched_open[stage, reason],
                    "owner": "" if advice is None else say(f"owner.{advice.owner}", locale),
                    "advice": "" if advice is None else advice.en if locale == "en" else advice.vi,
                    "lines": [
                        {
                            "number": f"INC-{one.id:04}",
                            "where": " ".join(part for part in (one.where, one.code) if part),
                            "people": one.people,
                            "state": say(f"incident.{one.state.value}", locale),
                        }
                        for one in sorted(each, key=lambda one: (-one.people, one.id))
                    ],
                }
            )
        return sorted(faults, key=lambda fault: -int(fault["people"]))


def _shares(status: Mapping[str, int], of: int, locale: str) -> list[dict[str, Any]]:
    return [
        {
            "key": key,
            "label": say(f"status.{key}", locale),
            "count": count,
            "share": round(100 * count / of, 2) if of else 0,
        }
        for key, count in status.items()
    ]
