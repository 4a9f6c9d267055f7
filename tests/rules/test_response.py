from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from maild.model import Calendar, Event, EventKind, IncidentPhase, IncidentState, ResponseTargets, Stage
from maild.rules.incidents import INCIDENT
from maild.rules.response import response_of
from tests.jobs.province import moment

CALENDAR = Calendar()  # 07:30-11:00 and 13:30-16:30
TARGETS = ResponseTargets()  # taken on within 2, 4, 8 hours; fixed within 8, 20, 40
TUESDAY = moment("2026-11-10 08:00")


def incident(**more: Any) -> IncidentState:
    facts: dict[str, Any] = {"opened_at": TUESDAY, "last_seen_at": TUESDAY, "state": IncidentPhase.OPEN}
    return IncidentState(
        5,
        "k",
        Stage.SENDING,
        "blocked",
        "mx.example.vn",
        "",
        **(facts | more),
    )


def at(text: str) -> datetime:
    return moment(f"2026-11-{text}")


RESPONSES = [
    # what was done                                            now         sev.  taken on  fixed  late
    ({},                                                       "10 10:00", 1,    2.0,      2.0,   None),
    ({},                                                       "10 10:01", 1,    2.0,      2.0,   "acknowledge"),
    ({},                                                       "10 10:01", 2,    2.0,      2.0,   None),
    ({},                                                       "10 13:30", 3,    3.0,      3.0,   None),  # noon
    ({},                                                       "11 09:30", 3,    8.0,      8.0,   None),  # a night
    ({},                                                       "11 09:31", 3,    8.0,      8.0,   "acknowledge"),
    ({"acknowledged_at": at("10 09:00")},                      "11 09:30", 1,    1.0,      8.0,   None),
    ({"acknowledged_at": at("10 09:00")},                      "11 09:31", 1,    1.0,      8.0,   "fix"),
    ({"acknowledged_at": at("10 15:00")},                      "11 09:31", 1,    4.5,      8.0,   "fix"),
    ({"resolved_at": at("10 09:00")},                          "20 09:00", 1,    1.0,      1.0,   None),
    ({"resolved_at": at("12 09:00")},                          "20 09:00", 1,    14.0,     14.0,  None),  # over
    ({"silenced_until": date(2026, 11, 13)},                   "12 16:30", 1,    19.0,     19.0,  None),
    ({"silenced_until": date(2026, 11, 12)},                   "12 16:30", 1,    19.0,     19.0,  "acknowledge"),
    ({"reopened_at": at("12 08:00")},                          "12 09:30", 1,    1.5,      1.5,   None),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "now", "severity", "taken", "fixed", "late"), RESPONSES)
def test_the_clock_runs_in_working_hours(
    facts: dict[str, Any], now: str, severity: int, taken: float, fixed: float, late: str | None
) -> None:
    found = response_of(incident(**facts), severity, TARGETS, CALENDAR, at(now))
    minute = timedelta(minutes=1)
    assert abs(found.to_acknowledge - timedelta(hours=taken)) <= minute
    assert abs(found.to_fix - timedelta(hours=fixed)) <= minute
    assert found.late == late


def test_in_time_is_told_when_it_is_over_too() -> None:
    found = response_of(incident(resolved_at=at("12 09:00")), 2, TARGETS, CALENDAR, at("20 09:00"))
    assert (found.fixed_in_time, found.acknowledged_in_time) == (True, False)


def test_what_comes_back_begins_anew() -> None:
    state: IncidentState | None = incident(state=IncidentPhase.RESOLVED, resolved_at=at("10 09:00"))
    state = INCIDENT.apply(state, Event(EventKind.INCIDENT_REOPENED, at("12 08:00"), incident_id=5))
    assert state is not None
    found = response_of(state, 1, TARGETS, CALENDAR, at("12 09:00"))
    assert (found.to_acknowledge, found.fixed) == (timedelta(hours=1), False)
