"""Inputs at random: never an exception that is not ours, never a hang, never a false `sent`, never a mail behind the
cursor unread.

make fuzz SECONDS=3600 TARGET=imap_answers     # each target for so long, or one of them
FUZZ_SEED=123 FUZZ_ONE=1 pytest -m long tests/proof/test_fuzz.py -k mails    # what was broken on, again
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from random import Random

import pytest

from maild.demo.tls import Certificates
from tests.proof.fuzz.place import Place
from tests.proof.fuzz.targets import TARGETS, Target

LIMIT_S = 2.0  # of CPU for one input
TASTE = 40  # inputs of each target in the usual run
SECONDS = float(os.environ.get("FUZZ_S", "0"))
ALL = 300_000


@pytest.fixture
def place(tmp_path: Path, certificates: Certificates, migrated: Path) -> Place:
    return Place(tmp_path, certificates, migrated)


every_target = pytest.mark.parametrize("target", TARGETS, ids=[one.name for one in TARGETS])


def test_the_shares_make_three_hundred_thousand() -> None:
    assert sum(one.share for one in TARGETS) == ALL


@every_target
def test_a_taste(target: Target, place: Place) -> None:
    """The same inputs each time."""
    number = 5 if target.share < 5_000 else TASTE
    feed(target, place, 1, iter(range(number)))


@pytest.mark.long
@pytest.mark.timeout(0)
@every_target
def test_its_share(target: Target, place: Place) -> None:
    """Other inputs each time; for FUZZ_S seconds instead of the share where that is set."""
    seed = int(os.environ.get("FUZZ_SEED", secrets.randbelow(10**9)))
    share = 1 if "FUZZ_ONE" in os.environ else target.share
    print(f"\n{target.name}: seed {seed}")
    began = time.process_time()
    done = feed(target, place, seed, _until(SECONDS) if SECONDS else iter(range(share)))
    spent = time.process_time() - began
    print(f"{target.name}: {done} inputs, {spent:.1f} s of CPU, {done / max(spent, 0.001):.0f} a second")


def _until(seconds: float) -> Iterator[int]:
    ends = time.monotonic() + seconds
    for number in count():
        if time.monotonic() > ends:
            return
        yield number


def feed(target: Target, place: Place, seed: int, numbers: Iterator[int]) -> int:
    """Try the inputs `seed` + number; how many."""
    done = 0
    with target.open(place) as tries:
        for number in numbers:
            began = time.thread_time()
            try:
                tries(Random(seed + number))
            except Exception as fault:
                raise AssertionError(f"FUZZ_SEED={seed + number} FUZZ_ONE=1 -k '{target.name}'") from fault
            assert time.thread_time() - began < LIMIT_S, f"FUZZ_SEED={seed + number}: takes too long"
            done += 1
    return done
