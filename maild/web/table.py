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


def get(path: str, page: str, roles: Collection[str], nav: str = "", *, frame: bool = False) -> Page:
    return Page("GET", path, page, frozenset(roles), nav, frame=frame)


def post(path: str, page: str, roles: Collection[str], *, upload: bool = False) -> Page:
    return Page("POST", path, page, frozenset(roles), upload=upload)


def table(config: Config) -> tuple[Page, ...]:
    """Every page, in the order of the menu."""
    return (
        get("/", "overview:show", ALL, "desk.nav.overview"),
        post("/sending/pause", "overview:pause", STAFF | {"it"}),
        post("/sending/resume", "overview:resume", STAFF | {"it"}),
    )
