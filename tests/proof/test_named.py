"""Every fault of the plan has a test of its name: `test_i07_…` for I-07, wherever it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

FAULTS = {"i": 24, "s": 17}
TESTS = Path(__file__).resolve().parents[1]
_NAMES = re.compile(r"^def test_((?:[a-z]\d\d_)+)", re.MULTILINE)


@pytest.fixture(scope="module")
def tested() -> set[str]:
    found: set[str] = set()
    for path in TESTS.rglob("test_*.py"):
        for names in _NAMES.findall(path.read_text("utf-8")):
            found.update(names.rstrip("_").split("_"))
    return found


@pytest.mark.parametrize("letter", FAULTS)
def test_every_fault_has_its_test(letter: str, tested: set[str]) -> None:
    wanted = {f"{letter}{number:02}" for number in range(1, FAULTS[letter] + 1)}
    assert wanted - tested == set()
