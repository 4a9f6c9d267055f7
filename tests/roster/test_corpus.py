"""Every row of the sample rosters comes out as expected."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from maild.cli.rosters import problem_of
from maild.roster.respondents import read_roster

ROSTERS = Path(__file__).parents[1] / "samples" / "rosters"
FILES = (
    "hoangphong-clean.csv",
    "hoangphong-clean.xlsx",
    "hoangphong-tcvn3.csv",
    "anson-dirty.csv",
    "anson-dirty.xlsx",
)


def _expected() -> dict[str, list[dict[str, Any]]]:
    by_file: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in json.loads((ROSTERS / "expected.json").read_text("utf-8"))["rows"]:
        by_file[row["file"]].append(row)
    return by_file


@pytest.mark.parametrize("file", FILES)
def test_every_row_agrees(file: str) -> None:
    expected = _expected()
    read = {outcome.row: outcome for outcome in read_roster(ROSTERS / file).outcomes}
    differing = []
    for row in expected.get(file) or expected[file.rpartition(".")[0]]:
        one = read[row["row"]]
        wanted = (row["status"], set(row.get("issues", ())), row.get("email_expected"), row.get("suggestion"))
        got = (one.status, set(one.issues), one.entry.email if one.entry else None, one.suggestion)
        about = (row.get("name"), row.get("unit_expected"), row.get("group_code"))
        got_about = (one.name or None, one.unit or None, one.group or None)
        if (wanted, about) != (got, got_about):
            differing.append((row["row"], wanted, about, got, got_about))
    assert differing == []


@pytest.mark.parametrize("file", FILES)
def test_every_refused_row_says_column_and_remedy_and_no_address(file: str) -> None:
    for outcome in read_roster(ROSTERS / file).errors:
        said = problem_of(outcome)
        assert said.startswith("Cột ")
        assert "Cách xử lý: " in said
        assert outcome.entry is None
        local = (outcome.suggestion or "").partition("@")[0]
        assert not local or local not in said
