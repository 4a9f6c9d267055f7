"""The daemon dies at each edge of each transaction, and at each dot, taken or not (K-02): one run an edge.

STEP=1 pytest -m long tests/proof/test_edges.py      # every edge; without it, every ninth, another start each run
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import pytest

from maild.demo.smtp_server import Accepted
from maild.demo.tls import Certificates
from tests.proof.world import LETTERS_IN_SMALL, World, small_world

pytestmark = [pytest.mark.long, pytest.mark.timeout(3600)]
STEP = int(os.environ.get("STEP", "9"))


def test_k02_every_edge(tmp_path: Path, certificates: Certificates, migrated: Path) -> None:
    """K-02: before and behind each commit."""
    first = tmp_path / "undisturbed"
    with small_world(first, certificates, migrated) as place:
        edges = place.live_until_edge(0)
        place.check()
    offset = secrets.randbelow(STEP) + 1
    print(f"\n{edges} edges, every {STEP}., from {offset}")
    assert edges > 30
    died = 0
    for number in range(offset, edges + 1, STEP):
        with small_world(tmp_path / f"edge-{number}", certificates, migrated) as place:
            place.live_until_edge(number)
            died += place.lives > 1
            place.check()
    assert died > 0.8 * (edges - offset) / STEP  # jobs run side by side: a few edges fall away


@pytest.mark.parametrize("taken", [False, True], ids=["untaken", "taken"])
@pytest.mark.parametrize("number", range(1, LETTERS_IN_SMALL + 1))
def test_k02_every_dot(
    number: int, taken: bool, tmp_path: Path, certificates: Certificates, migrated: Path
) -> None:
    """K-02: between the dot and its reply."""
    with small_world(tmp_path, certificates, migrated) as place:
        place.comes_back = False  # no evidence settles what is in doubt
        kill_at_dot(place, number, taken=taken)
        figures = place.check()
    assert figures["in_doubt"] == 1
    assert figures["taken by the relay"] == LETTERS_IN_SMALL - (not taken)


def kill_at_dot(place: World, number: int, *, taken: bool) -> None:
    """Let the daemon die when the relay has got the dot of letter `number`, before the relay can answer."""
    usual, seen = place.answer, 0

    def answer(letter: Accepted) -> str | None:
        nonlocal seen
        seen += 1
        if seen != number:
            return usual(letter)
        if taken:
            usual(letter)
        place.kill_now()
        return "??? nobody listens"

    place.relay.data = answer
    place.live_until_edge(0)
