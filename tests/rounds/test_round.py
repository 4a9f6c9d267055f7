"""A simulated round, judged by a checker that knows nothing of the rules: no wrong letter, none missing."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from maild.demo.tls import Certificates
from maild.jobs.clock import DemoClock
from maild.model import LADDER
from tests.jobs.province import raise_house, write_config
from tests.rounds import checker
from tests.rounds.checker import Letter, Said, Story
from tests.rounds.simulation import Simulation

# a minute's cap of several batches, so that the clock need not be moved through every minute of the round
FAST = "canary_wait_s = 600\nper_minute = 120\nper_domain_minute = 120"


@pytest.fixture
def play(
    tmp_path: Path, certificates: Certificates, migrated: Path, clock: DemoClock, database: str
) -> Callable[..., Simulation]:
    def make(size: int, units: int, *, extended: bool = True, seed: int = 7) -> Simulation:
        config = write_config(tmp_path, certificates, mode="rehearsal", limits=FAST, database=database)
        made = Simulation(raise_house(config, clock, migrated), size, units, extended, seed)
        made.cast()
        made.play()
        return made

    return make


def judge(made: Simulation) -> Counter[str]:
    """Nothing wrong, nothing missing, everything explained; how many letters of each code went out."""
    verdict = made.verdict()
    assert verdict.wrong == []
    assert verdict.missing == []
    assert made.told
    assert verdict.untrue == []
    assert made.misaddressed() == []
    unexplained = []
    for number, answers in made.answers():
        assert [one.code for one in answers[: len(LADDER)]] == list(LADDER)
        unexplained += [
            f"OFF-{number} {one.code}: {one.what}"
            for one in answers
            if one.what not in ("sent", "in_doubt") and not one.because
        ]
    assert unexplained == []
    return verdict.judged


def test_a_small_round_and_a_checker_that_sees_what_is_done_to_it(play: Callable[..., Simulation]) -> None:
    made = play(40, 5)
    assert made.asked_again
    assert len({(one.comes_at is None, one.code) for one in made.told}) >= 8
    assert set(judge(made)) >= {"R1", "R2", "R3", "X1"}
    assert made.province.differences() == []
    story, letters = made.story, made.letters()
    for spoil, kind in SPOILT:
        verdict = checker.check(story, spoil(story, letters))
        assert getattr(verdict, kind), spoil.__name__
    for lie in LIES:
        assert checker.check(story, letters, [lie(story, letters)]).untrue, lie.__name__


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("extended", [True, False])
def test_three_hundred_in_twenty_units(play: Callable[..., Simulation], extended: bool) -> None:
    made = play(300, 20, extended=extended)
    sent = judge(made)
    assert (sent["X1"] > 0) == extended
    assert sent["R4"] > 0
    assert made.province.differences() == []


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("extended", [True, False])
def test_other_people_to_whom_other_things_happen(
    play: Callable[..., Simulation], seed: int, extended: bool
) -> None:
    made = play(150, 12, extended=extended, seed=seed)
    assert set(judge(made)) >= {"R1", "R2", "R3"}
    assert made.province.differences() == []


@pytest.mark.long
@pytest.mark.timeout(9000)
@pytest.mark.skipif("OFFICIALS" not in os.environ, reason="a quarter of an hour: OFFICIALS=5000 asks for it")
def test_thousands_in_a_hundred_and_twenty_units(play: Callable[..., Simulation]) -> None:
    assert judge(play(int(os.environ["OFFICIALS"]), 120))["R1"]


# ---------------------------------------------------------------- what the checker must see


def without_an_r2(_story: Story, letters: list[Letter]) -> list[Letter]:
    for gone in letters:
        rest = [one for one in letters if one.person == gone.person and one is not gone]
        if gone.code == "R2" and "R1" in {one.code for one in rest}:
            # and nothing after it that could have taken its place
            later = {id(one) for one in rest if one.at > gone.at}
            return [one for one in letters if one is not gone and id(one) not in later]
    raise AssertionError("no R2 at all")


def a_letter_on_a_saturday(_story: Story, letters: list[Letter]) -> list[Letter]:
    first = next(one for one in letters if one.code == "R1")
    saturday = first.at + timedelta(days=5 - first.at.weekday())
    return [replace(one, at=saturday) if one is first else one for one in letters]


def a_letter_twice(_story: Story, letters: list[Letter]) -> list[Letter]:
    return [*letters, replace(letters[0], at=letters[0].at + timedelta(days=7))]


def a_letter_to_somebody_who_has_answered(story: Story, letters: list[Letter]) -> list[Letter]:
    answered = next(
        person.id for person in story.people if any(fact.what == "answered" for fact in person.facts)
    )
    return [*letters, Letter(answered, "R4", story.deadlines[-1][0].replace(month=12, day=2, hour=9))]


def a_stranger(_story: Story, letters: list[Letter]) -> list[Letter]:
    return [*letters, replace(letters[0], person="9999")]


def a_letter_that_never_came(story: Story, letters: list[Letter]) -> Said:
    undisturbed = next(person for person in story.people if not person.facts)
    return Said(undisturbed.id, "R2", datetime(2026, 11, 12, 12), datetime(2026, 11, 13, 7, 30))


def none_where_one_came(story: Story, letters: list[Letter]) -> Said:
    undisturbed = {person.id for person in story.people if not person.facts}
    came = next(one for one in letters if one.code == "R1" and one.person in undisturbed)
    return Said(came.person, "R1", came.at - timedelta(minutes=1), None, "answered")


def a_letter_on_a_day_off(story: Story, letters: list[Letter]) -> Said:
    return Said(story.people[0].id, "R2", datetime(2026, 11, 9, 12), datetime(2026, 11, 21, 7, 30))


def a_letter_after_an_answer(story: Story, letters: list[Letter]) -> Said:
    person, fact = next((one, fact) for one in story.people for fact in one.facts if fact.what == "answered")
    return Said(person.id, "R4", fact.at, datetime(2026, 12, 2, 8))


def an_answer_that_was_none(story: Story, letters: list[Letter]) -> Said:
    open_ = next(one for one in story.people if not any(fact.what == "answered" for fact in one.facts))
    return Said(open_.id, "R4", datetime(2026, 12, 1, 12), None, "answered")


LIES = [
    a_letter_that_never_came,
    none_where_one_came,
    a_letter_on_a_day_off,
    a_letter_after_an_answer,
    an_answer_that_was_none,
]
SPOILT = [
    (without_an_r2, "missing"),
    (a_letter_on_a_saturday, "wrong"),
    (a_letter_twice, "wrong"),
    (a_letter_to_somebody_who_has_answered, "wrong"),
    (a_stranger, "wrong"),
]
