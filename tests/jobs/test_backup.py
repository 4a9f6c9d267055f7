"""The nightly copy: once a night, so many kept, and again when it failed."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from maild.jobs.backup import NightlyBackup, made_at
from maild.store import Database

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MORNING = datetime(2026, 11, 16, 0, 30, tzinfo=UTC)  # 07:30


@pytest.fixture
def store(tmp_path: Path) -> Database:
    made = Database(f"sqlite:///{tmp_path}/maild.db")
    made.migrate()
    return made


def names(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


NIGHTS = [
    # local time       name of the copy that is due
    ("16 01:59", "maild-2026-11-15.db"),
    ("16 02:00", "maild-2026-11-16.db"),
    ("16 23:59", "maild-2026-11-16.db"),
]


@pytest.mark.parametrize(("local", "name"), NIGHTS)
def test_the_night_that_is_due(store: Database, tmp_path: Path, local: str, name: str) -> None:
    now = datetime.strptime(f"2026-11-{local}", "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)
    NightlyBackup(store, tmp_path / "backups", 3, ZONE).tick(now)
    assert names(tmp_path / "backups") == [name]


def test_one_a_night_and_the_newest_are_kept(store: Database, tmp_path: Path) -> None:
    directory = tmp_path / "backups"
    job = NightlyBackup(store, directory, 3, ZONE)
    by_hand = directory / "maild-20261101T120000.db"
    directory.mkdir()
    by_hand.touch()
    for night in range(5):
        for minutes in (0, 10, 600):
            job.tick(MORNING + timedelta(days=night, minutes=minutes))
    kept = [f"maild-2026-11-{day}.db" for day in (18, 19, 20)]
    assert names(directory) == sorted([by_hand.name, *kept])  # a person's own copies are his


def test_none_where_none_are_wanted(store: Database, tmp_path: Path) -> None:
    NightlyBackup(store, tmp_path / "backups", 0, ZONE).tick(MORNING)
    assert not (tmp_path / "backups").exists()


def test_what_fails_is_tried_again_after_an_hour(store: Database, tmp_path: Path) -> None:
    directory = tmp_path / "backups"
    directory.write_text("a file stands in the way")
    job = NightlyBackup(store, directory, 3, ZONE)
    job.tick(MORNING)
    directory.unlink()
    job.tick(MORNING + timedelta(minutes=59))
    assert not directory.exists()
    job.tick(MORNING + timedelta(minutes=60))
    assert names(directory) == ["maild-2026-11-16.db"]


def test_when_the_last_was_made(store: Database, tmp_path: Path) -> None:
    assert made_at(tmp_path / "backups") is None
    NightlyBackup(store, tmp_path, 3, ZONE).tick(MORNING)
    os.utime(tmp_path / "maild-2026-11-16.db", (MORNING.timestamp(), MORNING.timestamp()))
    assert made_at(tmp_path) == MORNING
