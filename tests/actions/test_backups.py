"""After a restore: what was due meanwhile may have been sent, so nobody sends it again by himself."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from maild.actions import backups
from maild.errors import InputRefused
from maild.model import EventKind
from maild.rules import FOLDS
from maild.store import backup
from tests.jobs.province import MAKER, R1_DAY, Province, addresses, on_sqlite


def restored(province: Province, directory: Path) -> None:
    """The database goes on after its copy was made, and the copy is put in its place."""
    store = province.home.store
    copy = backup.make(store, directory / "copy.db", FOLDS)
    province.deliver()
    store.set_mark()
    assert store.path is not None
    store.close()
    shutil.copy(copy.path, store.path)
    assert store.is_restored()


@on_sqlite
def test_letters_that_were_due_are_in_doubt(province: Province, tmp_path: Path) -> None:
    province.wave(addresses(3), R1_DAY)
    assert province.states() == ["planned"] * 3
    restored(province, tmp_path)
    accepted = backups.accept(province.home.store, MAKER, province.now, nothing_sent=False)
    assert accepted.in_doubt == 3
    assert province.states() == ["in_doubt"] * 3
    assert not province.home.store.is_restored()
    assert province.differences() == []
    (event,) = [one for one in province.trail() if one.kind is EventKind.DATABASE_ACCEPTED]
    assert (event.actor, dict(event.data)) == (MAKER.name, {"in_doubt": 3, "nothing_sent": False})
    assert "health.in_doubt" in {word for _, word, _ in province.home.vitals.look(province.now).findings}


@on_sqlite
def test_unless_a_person_knows_better(province: Province, tmp_path: Path) -> None:
    province.wave(addresses(3), R1_DAY)
    restored(province, tmp_path)
    assert backups.accept(province.home.store, MAKER, province.now, nothing_sent=True).in_doubt == 0
    assert province.states() == ["planned"] * 3


def test_nothing_to_accept(province: Province) -> None:
    with pytest.raises(InputRefused, match="not_restored"):
        backups.accept(province.home.store, MAKER, province.now, nothing_sent=False)
