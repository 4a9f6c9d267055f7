"""How soon a fault is taken on and mended, in working time, against the targets of its severity."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from maild.model import Calendar, IncidentState, ResponseTargets
from maild.rules.calendar import local_day, working_time_between
from maild.rules.incidents import is_silent


@dataclass(frozen=True, slots=True)
class Response:
    """Working time since an incident was opened, or opened again: until it was taken on and fixed, else until now.

    What is fixed before anybody takes it on was taken on then.
    """

    to_acknowledge: timedelta
    to_fix: timedelta
    acknowledge_within: timedelta
    fix_within: timedelta
    acknowledged: bool
    fixed: bool
    silent: bool = False  # known, and nobody is to be told of it

    @property
    def acknowledged_in_time(self) -> bool:
        return self.to_acknowledge <= self.acknowledge_within

    @property
    def fixed_in_time(self) -> bool:
        return self.to_fix <= self.fix_within

    @property
    def late(self) -> Literal["acknowledge", "fix"] | None:
        """What is still to be done and over its target; that nobody has taken it on comes first."""
        if self.fixed or self.silent:
            return None
        if not self.acknowledged and not self.acknowledged_in_time:
            return "acknowledge"
        return None if self.fixed_in_time else "fix"


def response_of(
    incident: IncidentState, severity: int, targets: ResponseTargets, calendar: Calendar, now: datetime
) -> Response:
    since = incident.reopened_at or incident.opened_at
    fixed, taken = incident.resolved_at, incident.acknowledged_at or incident.resolved_at
    return Response(
        to_acknowledge=working_time_between(since, taken or now, calendar),
        to_fix=working_time_between(since, fixed or now, calendar),
        acknowledge_within=targets.acknowledge[severity - 1],
        fix_within=targets.fix[severity - 1],
        acknowledged=taken is not None,
        fixed=fixed is not None,
        silent=is_silent(incident, local_day(now, calendar)),
    )
