"""A roster against the guidance: how many of each group each unit should name, and what else breaks a rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from maild.roster.messages import Problem
from maild.roster.respondents import RosterImport
from maild.roster.rules import ANY_UNIT, RosterRules
from maild.roster.units import unit_key


@dataclass(frozen=True, slots=True)
class Break:
    """One break of a rule; `row` and `sheet` where it stands in one row."""

    rule: str
    problems: tuple[Problem, ...] = ()  # of a row
    row: int | None = None
    sheet: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)  # of a count


def lint(read: RosterImport, rules: RosterRules) -> tuple[Break, ...]:
    """Every break of the rules: row by row first, then the counts wanted by group and unit."""
    rows = [
        Break(
            outcome.issues[0] if outcome.issues else outcome.status,
            outcome.problems,
            outcome.row,
            outcome.sheet,
        )
        for outcome in read.outcomes
        if outcome.problems
    ]
    return (*rows, *_counts(read, rules))


def _counts(read: RosterImport, rules: RosterRules) -> list[Break]:
    """Counts that are not the wanted ones. Every duplicate and refused row is out of the count."""
    total = Counter(entry.group for entry in read.entries)
    by_unit = Counter((entry.group, unit_key(entry.unit)) for entry in read.entries)
    found = []
    for group, wanted in rules.wanted.items():
        name = rules.groups.get(group, (group,))[0]
        for unit, number in wanted.items():
            have = total[group] if unit == ANY_UNIT else by_unit[group, unit_key(unit)]
            if have != number:
                facts = {
                    "group": name,
                    "unit": "" if unit == ANY_UNIT else unit,
                    "have": have,
                    "wanted": number,
                    "by": abs(number - have),
                }
                found.append(Break("count-short" if have < number else "count-over", facts=facts))
    return found
