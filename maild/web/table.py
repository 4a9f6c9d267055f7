"""Who may see and do what at the desk: one row a page and method. Nothing else decides; `app` enforces it.

`it` sees errors and no list of who has not answered; `leader` sees numbers and units, names only where
`alerts.leadership_sees_names` says so; `head` sees his own unit. What a page shows within that is cut by `Ask.sight`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from maild.config import Config

COORDINATOR = frozenset({"coordinator"})
STAFF = frozenset({"coordinator", "approver"})
NAMED = STAFF | {"leader", "head"}  # a leader only where policy says so
ALL = NAMED | {"it"}
LIAISON = frozenset({"coordinator", "it"})  # who works on errors
LOG = STAFF | {"it"}  # who reads of them


@dataclass(frozen=True, slots=True)
class Page:
    """`page` is `module:function` in `maild.web.pages`; `nav` is the word under which it stands in the menu."""

    method: Literal["GET", "POST"]
    path: str
    page: str
    roles: frozenset[str]
    nav: str = ""
    upload: bool = False
    frame: bool = False  # a letter as it will look, shown inside another page
    live: bool = False  # a part of a page that asks by itself: no sign of somebody at the desk


def get(
    path: str, page: str, roles: Collection[str], nav: str = "", *, frame: bool = False, live: bool = False
) -> Page:
    return Page("GET", path, page, frozenset(roles), nav, frame=frame, live=live)


def post(path: str, page: str, roles: Collection[str], *, upload: bool = False) -> Page:
    return Page("POST", path, page, frozenset(roles), upload=upload)


def table(config: Config) -> tuple[Page, ...]:
    """Every page, in the order of the menu."""
    approvers = frozenset({"approver"}) if config.approval.second_person else STAFF
    named = NAMED if config.alerts.leadership_sees_names else NAMED - {"leader"}
    return (
        get("/", "overview:show", ALL, "desk.nav.overview"),
        post("/sending/pause", "overview:pause", STAFF | {"it"}),
        post("/sending/resume", "overview:resume", STAFF | {"it"}),
        get("/plans", "plans:index", STAFF, "desk.nav.plans"),
        post("/plans/draft", "plans:draft", COORDINATOR),
        get("/plans/{plan:int}", "plans:show", STAFF),
        get("/plans/{plan:int}/letter/{official:int}", "plans:letter", STAFF),
        get("/plans/{plan:int}/letter/{official:int}/page", "plans:letter_page", STAFF, frame=True),
        post("/plans/{plan:int}/approve", "plans:approve", approvers),
        get("/plans/{plan:int}/canary", "plans:canary", STAFF, live=True),
        post("/plans/{plan:int}/release", "plans:release", approvers),
        post("/plans/{plan:int}/cancel", "plans:cancel", COORDINATOR),
        get("/escalations", "escalations:index", STAFF, "desk.nav.escalations"),
        get("/escalations/{code}", "escalations:show", STAFF),
        get("/escalations/{code}/mail/{unit:int}", "escalations:mail", STAFF),
        get("/escalations/{code}/mail/{unit:int}/page", "escalations:mail_page", STAFF, frame=True),
        post("/escalations/{code}/approve", "escalations:approve", COORDINATOR),
        post("/escalations/{code}/cancel", "escalations:cancel", COORDINATOR),
        get("/units", "units:index", ALL, "desk.nav.units"),
        post("/units", "units:index", ALL),
        get("/units/{unit:int}", "units:show", ALL),
        post("/units/{unit:int}/hold", "units:hold", COORDINATOR),
        post("/units/{unit:int}/release", "units:release", COORDINATOR),
        post("/units/{unit:int}/contact", "units:set_contact", LIAISON),
        post("/units/{unit:int}/alias", "units:alias", COORDINATOR),
        post("/units/{unit:int}/alias/drop", "units:drop_alias", COORDINATOR),
        get("/officials", "officials:index", named, "desk.nav.officials"),
        # A name that is looked for does not stand in an address.
        post("/officials", "officials:index", named),
        get("/officials/{official:int}", "officials:show", named),
        post("/officials/{official:int}/hold", "officials:hold", COORDINATOR),
        post("/officials/{official:int}/release", "officials:release", COORDINATOR),
        post("/officials/{official:int}/mark", "officials:mark", COORDINATOR),
        post("/officials/{official:int}/undo", "officials:undo", COORDINATOR),
        get("/officials/{official:int}/change", "changes:show", COORDINATOR),
        post("/officials/{official:int}/change", "changes:change", COORDINATOR),
        get("/corrections", "changes:corrections", STAFF),
        post("/corrections/failures", "changes:take_failures", COORDINATOR, upload=True),
        get("/lists", "lists:index", STAFF, "desk.nav.lists"),
        post("/lists/answered", "lists:take_answered", COORDINATOR, upload=True),
        get("/lists/answered/{number:int}", "lists:show", STAFF),
        post("/lists/answered/{number:int}/apply", "lists:apply", COORDINATOR),
        post("/lists/answered/{number:int}/reject", "lists:reject", COORDINATOR),
        post("/lists/answered/{number:int}/withdraw", "lists:withdraw", COORDINATOR),
        post("/lists/roster", "lists:take_roster", COORDINATOR, upload=True),
        get("/lists/roster/{upload}", "lists:show_roster", COORDINATOR),
        post("/lists/roster/{upload}/enter", "lists:enter_roster", COORDINATOR),
        post("/lists/roster/{upload}/drop", "lists:drop_roster", COORDINATOR),
        get("/mails", "mails:index", LIAISON, "desk.nav.mails"),
        get("/mails/{mail:int}", "mails:show", LIAISON),
        post("/mails/{mail:int}/settle", "mails:settle", LIAISON),
        get("/incidents", "incidents:index", LOG, "desk.nav.incidents"),
        post("/incidents/silence", "incidents:silence_matching", LIAISON),
        post("/incidents/silence/lift", "incidents:lift", LIAISON),
        get("/incidents/{number:int}", "incidents:show", LOG),
        get("/incidents/{number:int}/evidence", "incidents:export", LIAISON),
        post("/incidents/{number:int}/ack", "incidents:acknowledge", LIAISON),
        post("/incidents/{number:int}/assign", "incidents:assign", LIAISON),
        post("/incidents/{number:int}/note", "incidents:note", LIAISON),
        post("/incidents/{number:int}/silence", "incidents:silence", LIAISON),
        post("/incidents/{number:int}/unsilence", "incidents:unsilence", LIAISON),
        post("/incidents/{number:int}/resolve", "incidents:resolve", LIAISON),
        post("/incidents/{number:int}/reopen", "incidents:reopen", LIAISON),
        post("/incidents/{number:int}/report", "incidents:report", LIAISON),
        post("/incidents/{number:int}/reference", "incidents:reference", LIAISON),
        get("/reports", "reports:index", ALL - {"head"}, "desk.nav.reports"),
        get("/reports/{kind}", "reports:show", ALL - {"head"}),
        get("/reports/{kind}/page", "reports:page", ALL - {"head"}, frame=True),
        get("/reports/{kind}/{form}", "reports:file", ALL - {"head"}),
        get("/rounds", "rounds:index", STAFF, "desk.nav.rounds"),
        post("/rounds", "rounds:create", COORDINATOR),
        get("/rounds/{number:int}", "rounds:show", STAFF),
        post("/rounds/{number:int}/change", "rounds:change", COORDINATOR),
        post("/rounds/{number:int}/approve", "rounds:approve", approvers),
        post("/rounds/{number:int}/open", "rounds:open_", COORDINATOR),
        post("/rounds/{number:int}/pause", "rounds:pause", COORDINATOR),
        post("/rounds/{number:int}/resume", "rounds:resume", COORDINATOR),
        post("/rounds/{number:int}/extend", "rounds:extend", COORDINATOR),
        post("/rounds/{number:int}/close", "rounds:close", COORDINATOR),
        get("/journal", "journal:index", STAFF, "desk.nav.journal"),
    )
