"""The values that travel between rooms: frozen, small, and in the vocabulary that others rely on."""

from __future__ import annotations

import dataclasses
import inspect
import re
from enum import StrEnum

import pytest

from maild import model, ports
from maild.model import EventKind, Kind, Reason

TYPES = [one for _, one in inspect.getmembers(model, inspect.isclass) if one.__module__ == model.__name__]
VALUES = [one for one in TYPES if dataclasses.is_dataclass(one)]
WORDS = [one for one in TYPES if issubclass(one, StrEnum)]


def test_every_type_is_a_value_or_a_word() -> None:
    assert set(TYPES) == {*VALUES, *WORDS}


@pytest.mark.parametrize("value", VALUES)
def test_values_are_frozen_and_small(value: type) -> None:
    parameters = value.__dataclass_params__  # type: ignore[attr-defined]
    assert parameters.frozen
    assert hasattr(value, "__slots__")
    assert not hasattr(value, "__dict__") or "__dict__" not in value.__slots__


@pytest.mark.parametrize("words", WORDS)
def test_words_are_written_as_they_are_read(words: type[StrEnum]) -> None:
    assert [words(str(one)) for one in words] == list(words)
    assert all(re.fullmatch(r"[a-zA-Z0-9._-]+", one.value) for one in words)


def test_the_vocabulary_of_classify() -> None:
    words = """
        bounce delayed feedback out-of-office auto-ack delivered read-receipt own-copy unrelated unreadable
        completed tech-sending tech-receiving tech-answering wrong-person contact-change question refusal
        delegation
    """
    assert {kind.value for kind in Kind} == set(words.split())


def test_hard_is_dead_for_good() -> None:
    hard = {reason.value for reason in Reason if reason.hard}
    assert hard == {"user-unknown", "has-moved", "host-unknown", "not-accept"}
    assert len(Reason) == 31


def test_events_are_named_by_area_and_what_happened() -> None:
    assert all(re.fullmatch(r"[a-z]+\.[a-z_]+", kind.value) for kind in EventKind)
    assert all(kind.name == kind.value.upper().replace(".", "_") for kind in EventKind)


def test_letters_of_the_outbox_start_planned() -> None:
    assert [state.value for state in model.LetterState] == [
        "planned",
        "claimed",
        "in_doubt",
        "sent",
        "failed",
        "skipped",
    ]


def test_the_brakes_as_designed() -> None:
    limits = model.Limits()
    assert (limits.gap_days, limits.per_round, limits.canary, limits.canary_fails) == (2, 4, 5, 2)


def test_the_seams_speak_of_model_only() -> None:
    assert {
        name for name, one in inspect.getmembers(ports, inspect.isclass) if one.__module__ == ports.__name__
    } == {
        "Channel",
        "MailSource",
        "MailboxView",
    }
