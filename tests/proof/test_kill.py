"""SIGKILL at random moments of reading and sending, the daemon whole, one reply in five lost (K-01, S-02).

make kill N=1000          # SEED=… repeats a run
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

import pytest

from maild.demo.tls import Certificates
from tests.proof.world import kill, world
from tests.servers.waiting import until

KILLS = int(os.environ.get("KILLS", "200"))
SEED = int(os.environ.get("SEED", "0")) or secrets.randbelow(10**6) + 1
LETTERS_A_LIFE = 6  # as many as are handled before the next kill, so that few kills meet an idle daemon


@pytest.mark.long
@pytest.mark.timeout(30 * 60 + 10 * KILLS)
def test_k01_killed_at_any_moment(tmp_path: Path, certificates: Certificates, migrated: Path) -> None:
    print(f"\nseed {SEED}, {KILLS} kills")
    letters = LETTERS_A_LIFE * KILLS
    with world(tmp_path, certificates, migrated, letters=letters, seed=SEED) as place:
        place.pace_s = 0.05
        for _ in range(KILLS):
            place.deliver()
            lives = place.begun()
            process = place.start()
            had = place.truth.total()
            if place.chance.random() < 0.9:  # the others die while they start
                until(lambda: place.begun() > lives, 60, place.tell)  # noqa: B023
            if place.chance.random() < 0.5 and had < 0.7 * letters:  # in the middle of a batch
                with suppress(AssertionError):
                    until(lambda: place.truth.total() > had, 5)  # noqa: B023
            process.join(place.chance.uniform(0.0, 1.0))
            assert process.is_alive(), place.log.read_text()[-3000:]
            kill(process)
        met = place.truth.total()
        assert met > KILLS / 4, "few kills met a daemon at work"
        place.lost = place.pace_s = 0.0  # what is left over goes out without further ado
        assert place.run_to_the_end() == 0
        figures = place.check()
    print(f"taken in the lives cut short {met}")
    print(" · ".join(f"{name} {figure}" for name, figure in figures.items()))
