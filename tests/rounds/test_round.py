"""A simulated round, judged by a checker that knows nothing of the rules: no wrong letter, none missing."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from maild.demo.tls import Certificates
from maild.jobs.clock import DemoClock
from maild.model import LADDER
from tests.jobs.province import raise_house, write_config
from tests.rounds.simulation import Simulation

FAST = "canary_wait_s = 600\nper_minute = 120\nper_domain_minute = 120"


def played(
    tmp_path: Path, certificates: Certificates, migrated: Path, clock: DemoClock, size: int, units: int
) -> Simulation:
    config = write_config(tmp_path, certificates, mode="rehearsal", limits=FAST)
    made = Simulation(raise_house(config, clock, migrated), size, units)
    made.cast()
    made.play()
    return made


def judge(made: Simulation) -> Counter[str]:
    verdict = made.verdict()
    assert verdict.wrong == []
    assert verdict.missing == []
    unexplained = [
        f"OFF-{number} {answer.code}: {answer.what}"
        for number, answers in made.answers()
        for answer in answers
        if answer.what not in ("sent", "in_doubt") and not answer.because
    ]
    assert unexplained == []
    assert all(len(answers) >= len(LADDER) for _, answers in made.answers())
    return verdict.judged


def test_three_hundred(tmp_path: Path, certificates: Certificates, migrated: Path, clock: DemoClock) -> None:
    made = played(tmp_path, certificates, migrated, clock, 300, 20)
    sent = judge(made)
    assert set(sent) == {"R1", "R2", "R3", "R4", "X1"}
    assert made.province.differences() == []


@pytest.mark.long
@pytest.mark.timeout(1500)
def test_five_thousand(tmp_path: Path, certificates: Certificates, migrated: Path, clock: DemoClock) -> None:
    sent = judge(played(tmp_path, certificates, migrated, clock, 5000, 120))
    assert sent["R1"] > 3900  # more than a day can carry: it starts a day earlier
