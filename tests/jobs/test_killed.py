"""SIGKILL at any moment: no letter twice, none said to be sent that was not, and none lost without a word."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest

from maild.demo.smtp_server import Accepted
from tests.jobs import sender
from tests.jobs.province import Province, Relay, addresses

LETTERS, KILLS = 60, 15
LOST = 0.20  # of the replies after the dot


@pytest.mark.long
def test_a_sender_that_is_killed_fifteen_times(build: Callable[..., Province], smtp: Relay) -> None:
    chance = Random(2026)
    truth: Counter[str] = Counter()  # what the relay has taken, whether it could say so or not

    def answer(letter: Accepted) -> str | None:
        lost = chance.random() < LOST
        if not lost or chance.random() < 0.5:
            truth[letter.rcpt] += 1
        return "??? the line is cut" if lost else None

    smtp.data = answer
    # one cap each for 600, and a canary of everybody: nothing waits but for the kill
    limits = "canary_wait_s = 0\ncanary = 100\ncanary_fails = 100\nper_minute = 600\nper_domain_minute = 600"
    province = build(smtp_port=smtp.server.port, limits=limits)
    province.wave(addresses(LETTERS))
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.jobs.sender"])
    for number in range(KILLS + 1):
        at = province.now + timedelta(minutes=5 * number)
        process = context.Process(target=sender.send, args=(province.path, at))
        process.start()
        process.join(None if number == KILLS else chance.uniform(0.1, 0.5))
        if process.is_alive():
            process.kill()
            process.join()
    assert process.exitcode == 0
    letters = province.letters()
    assert len(letters) == LETTERS
    assert max(truth.values()) == 1
    assert all(truth[one.email] == 1 for one in letters if one.state.value == "sent")
    states = Counter(one.state.value for one in letters)
    assert set(states) == {"sent", "in_doubt"}
    assert states["sent"] >= LETTERS / 2
    assert province.differences() == []
