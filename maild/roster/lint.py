"""A roster against the guidance: how many of each group each unit should name, and what else breaks a rule."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from maild.roster.respondents import RosterImport
from maild.roster.rules import ANY_UNIT, RosterRules
from maild.roster.units import unit_key


@dataclass(frozen=True, slots=True)
class Break:
    """One break of a rule; `row` and `sheet` where it stands in one row."""

    rule: str
    what: str  # a sentence with column and remedy
    row: int | None = None
    sheet: str = ""


def lint(read: RosterImport, rules: RosterRules) -> tuple[Break, ...]:
    """Every break of the rules: row by row first, then the counts wanted by group and unit."""
    rows = [
        Break(
            outcome.issues[0] if outcome.issues else outcome.status,
            outcome.problem,
            outcome.row,
            outcome.sheet,
        )
        for outcome in read.outcomes
        if outcome.problem
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
                where = "cả tỉnh" if unit == ANY_UNIT else unit
                verb = f"thiếu {number - have}" if have < number else f"thừa {have - number}"
                found.append(
                    Break(
                        "count-short" if have < number else "count-over",
                        f"Nhóm {name}, {where}: có {have}, cần {number}. "
                        f"Cách xử lý: danh sách {verb} người, đề nghị đơn vị rà soát.",
                    )
                )
    return found
