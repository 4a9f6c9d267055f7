"""Rosters of other offices' making, row by row."""

from __future__ import annotations

from pathlib import Path

import pytest

from maild.roster.respondents import RosterImport, RowOutcome, read_roster
from tests.roster.provinces import PROVINCES, Province


def told(read: RosterImport) -> list[str]:
    return [_line(one) for one in read.outcomes]


def _line(one: RowOutcome) -> str:
    row = f"{one.sheet}!{one.row}" if one.sheet else str(one.row)
    if one.status in ("skip", "header"):
        return " ".join([row, one.status, *(one.issues if one.status == "skip" else ())])
    said = one.entry.email if one.entry else " ".join(one.issues)
    status = "ok" if one.status == "ok-normalised" else one.status
    return f"{row} {status} {said} | {one.name} | {one.unit} | {one.group}".rstrip(" |")


def expected(outcome: str) -> list[str]:
    return [line.strip().rstrip(" |") for line in outcome.strip().splitlines()]


@pytest.mark.parametrize("province", PROVINCES, ids=[one.name for one in PROVINCES])
def test_every_row_agrees(tmp_path: Path, province: Province) -> None:
    wanted = expected(province.outcome)
    got = told(read_roster(province.make(tmp_path)))
    rows = {line.split(" ")[0] for line in wanted}
    any_skip = {line.removesuffix("*") for line in wanted if line.endswith("*")}
    got = [next((f"{start}*" for start in any_skip if line.startswith(start)), line) for line in got]
    if not any("header" in line for line in wanted):
        got = [
            line
            for line in got
            if " header" not in line and line.split(" ")[0] in rows and "skip" not in line
        ]
    assert got == wanted
