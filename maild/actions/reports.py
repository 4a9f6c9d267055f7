"""Reports that a person asks for: the same facts as in the mails, as text, page, workbook, table or JSON."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from maild.actions.actor import Actor, Role
from maild.errors import InputRefused, NeedsPerson
from maild.jobs import figures, pages, sheets
from maild.jobs.briefs import Briefs
from maild.jobs.figures import Figures
from maild.jobs.notices import queue
from maild.letters.notice_facts import IncidentLine, NoticeFacts
from maild.model import Attachment, NoticeCode, RenderedNotice, Round
from maild.roster.export import SheetOut, csv_octets
from maild.rules import FOLDS
from maild.wiring import House
from maild.words import say

KINDS = ("brief", "it", "units", "effect", "weekly", "final")
_CODES = {
    "brief": NoticeCode.C1,
    "it": NoticeCode.I2,
    "weekly": NoticeCode.L1,
    "final": NoticeCode.L2,
}
_TABLES = {"units": "cross", "effect": "effects"}  # the sheet that is the report's own table
_OF_ERRORS = frozenset({"it"})
# What is addressed to the leadership, or holds numbers and units only.
_OF_NUMBERS = frozenset({"units", "effect", "weekly", "final"})
LARGEST_MAIL = 20 * 2**20  # octets: what lies beyond, many a server refuses
FORMS = {
    "html": "text/html; charset=utf-8",
    "xlsx": sheets.XLSX,
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


def kinds_for(role: Role) -> tuple[str, ...]:
    """The reports that a role may read; a unit's head has the page of his unit."""
    match role:
        case "head":
            return ()
        case "it":
            return tuple(one for one in KINDS if one in _OF_ERRORS)
        case "leader":
            return tuple(one for one in KINDS if one in _OF_NUMBERS)
    return KINDS


@dataclass(frozen=True, slots=True)
class Report:
    """One report in every form. `facts` is None for a table that has no mail: the units, what letters did."""

    kind: str
    title: str
    facts: NoticeFacts | None
    sheets: tuple[SheetOut, ...]  # all of them; the first is the report's own table
    found: Figures | None  # None without a round
    shown: Mapping[str, Any]  # what the page shows beside the figures
    briefs: Briefs

    def page(self) -> str:
        policy = self.briefs.policy
        figured: dict[str, Any] = {"round": None}
        if self.found is not None:
            figured = pages.figures_of(
                self.found, policy.groups, policy.targets, policy.calendar, policy.language
            )
            if self.kind == "units":
                figured |= pages.crossed(self.found.rows, policy.groups)
        facts = {**pages.NOTHING, "title": self.title, **figured, **self.shown}
        return self.briefs.room.page(facts, policy.language)

    def mail(self) -> RenderedNotice | None:
        return (
            None if self.facts is None else self.briefs.room.render(self.facts, self.briefs.policy.language)
        )

    def as_json(self) -> Any:
        if self.facts is not None:
            return dataclasses.asdict(self.facts)
        table = self.sheets[0]
        return [dict(zip(table.header, row, strict=True)) for row in table.rows]

    def octets(self, form: str) -> bytes:
        """The report as a file of one of the `FORMS`; as CSV, its own table."""
        match form:
            case "xlsx":
                return sheets.workbook(self.sheets)
            case "csv":
                return csv_octets(self.sheets[0].header, self.sheets[0].rows)
            case "json":
                return (json.dumps(self.as_json(), ensure_ascii=False, indent=2, default=str) + "\n").encode()
        return self.page().encode()


def make(home: House, kind: str, round_: Round | None, actor: Actor, now: datetime) -> Report:
    """Gather. Officials by name stand only in the workbook, and only for who may see them.

    Raises NeedsPerson where this report is not for the actor's role.
    """
    if kind not in kinds_for(actor.role):
        raise NeedsPerson("needs.names", who=actor.name)
    briefs = home.briefs
    bulletins, language = briefs.bulletins, briefs.policy.language
    title = say(f"report.{kind}", language)
    if round_ is None or kind in _OF_ERRORS:
        with home.store.view() as look:
            digest = bulletins.digest(look, now)
        faults = [line for stage in digest.stages for line in stage.open]
        about = {
            "at": digest.at,
            "faults": figures.fault_groups(faults),
            "unclassified": digest.unclassified,
        }
        return Report(kind, title, digest, (sheets.incidents(faults, language),), None, about, briefs)
    found, faults = bulletins.standing(home.store, round_, now)
    named = actor.sees_names or home.config.alerts.leadership_sees_names
    book = bulletins.book(found, faults, names=named)
    facts, shown = _facts(home, kind, found, faults, now)
    own = say(f"sheet.{_TABLES.get(kind, 'units')}", language)
    book.sort(key=lambda sheet: sheet.name != own)
    return Report(kind, title, facts, tuple(book), found, shown, briefs)


def _facts(
    home: House, kind: str, found: Figures, lines: Sequence[IncidentLine], now: datetime
) -> tuple[NoticeFacts | None, dict[str, Any]]:
    """What the report's mail says, and what its page shows beside the figures."""
    if kind in _TABLES:
        return None, {}
    bulletins, language = home.briefs.bulletins, home.briefs.policy.language
    faults = {"faults": figures.fault_groups(lines)}
    match kind:
        case "brief":
            brief = bulletins.brief(home.store, found, now)
            return brief, {"waiting": brief.waiting, **faults}
        case "weekly":
            weekly = bulletins.weekly(found, lines, now)
            title = say("report.requests", language)
            return weekly, {"points": weekly.requests, "points_title": title, **faults}
    with home.store.view() as look:
        end = bulletins.end_of(look, found.round)
    final = bulletins.final(found, end, now)
    title = say("report.open_points", language)
    return final, {"points": final.open_points, "points_title": title, **faults}


def send(
    home: House, report: Report, to: tuple[str, ...], round_: Round | None, actor: Actor, now: datetime
) -> int:
    """Queue a report to these addresses, with page and workbook; how many were queued.

    The workbook for others than the coordinator holds no names of officials unless policy lets leadership see them.
    Raises InputRefused for a mail that the receivers' servers would not take.
    """
    mail = report.mail()
    if mail is None:
        return 0
    named = say("sheet.people", home.briefs.policy.language)
    sees = home.config.alerts.leadership_sees_names
    book = [one for one in report.sheets if sees or one.name != named]
    files = (
        sheets.attached(f"{report.kind}.xlsx", book),
        Attachment(f"{report.kind}.html", "text/html", report.page().encode()),
    )
    octets = sum(len(one.octets) for one in files) * 78 // 57  # base64 in lines (RFC 2045 §6.8)
    if octets > LARGEST_MAIL:
        facts = {"size": octets // 2**20, "most": LARGEST_MAIL // 2**20, "kind": report.kind}
        raise InputRefused("refused.report_too_large", **facts)
    mail = dataclasses.replace(mail, attachments=files)
    code = _CODES[report.kind]
    occasion = f"{actor.name}/{now.isoformat(timespec='minutes')}"
    with home.store.unit(FOLDS) as unit:
        numbers = [
            queue(
                unit,
                code,
                occasion=occasion,
                to=address,
                mail=mail,
                now=now,
                round_id=None if round_ is None else round_.id,
                actor=actor.name,
            )
            for address in to
        ]
    return sum(number is not None for number in numbers)
