"""SIGKILL at random moments of reading and sending, the daemon whole, one reply in five lost (K-01, S-02).

make kill N=1000          # SEED=… repeats a run
"""

from __future__ import annotations

import os
import secrets
import time
from contextlib import suppress
from pathlib import Path

import pytest

from maild.demo.tls import Certificates
from tests.jobs.province import write_config
from tests.proof.world import kill, world
from tests.servers.waiting import until
from tests.test_daemon import service

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


BACK_S, BACK_ON_A_BUSY_MACHINE_S = 5.0, 90.0


@pytest.mark.long
def test_k01_a_killed_service_is_back_within_five_seconds(tmp_path: Path, certificates: Certificates) -> None:
    """The whole program as systemd starts it, until it says READY, and what systemd waits before that."""
    config = write_config(tmp_path, certificates, mode="rehearsal")
    took = []
    for _ in range(3):
        began = time.monotonic()
        with service(config) as daemon:
            assert daemon.hears("READY=1", BACK_ON_A_BUSY_MACHINE_S), daemon.log.read_text()
            took.append(time.monotonic() - began)
            daemon.process.kill()
            daemon.process.wait(30)
    unit = (Path(__file__).parents[2] / "systemd" / "maild.service").read_text()
    waits_s = next(float(line[11:]) for line in unit.splitlines() if line.startswith("RestartSec="))
    busy = os.getloadavg()[0] > (os.cpu_count() or 1)
    print(f"\n{waits_s:.0f} s of systemd, then {', '.join(f'{one:.1f}' for one in took)} s{' (busy)' * busy}")
    assert waits_s + min(took) < (BACK_ON_A_BUSY_MACHINE_S if busy else BACK_S)
