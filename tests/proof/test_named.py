"""Every fault of the plan has a test of its name: `test_i07_…` for I-07, wherever it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

FAULTS = {"i": 24, "s": 17, "c": 8, "k": 12, "o": 18, "d": 10}
TESTS = Path(__file__).resolve().parents[1]
_PLACES = re.compile(r"(?:tests/)?((?:[a-z0-9]+/)*test_\w+\.py)")
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


@pytest.mark.parametrize("page", ["threat-model.md", "reliability.md"])
def test_every_test_that_is_named_is_there(page: str) -> None:
    text = (TESTS.parent / "docs" / page).read_text("utf-8")
    named = set(_PLACES.findall(text))
    assert named
    there = {str(path.relative_to(TESTS)) for path in TESTS.rglob("test_*.py")}
    assert {one for one in named if not any(path.endswith(one) for path in there)} == set()
