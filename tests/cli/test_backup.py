"""Copies of the database as an administrator handles them: made, looked into, put back, accepted."""

from __future__ import annotations

import shutil
import sqlite3
import stat
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from maild.store import Database, migrations
from tests.cli.conftest import configure
from tests.cli.program import maild
from tests.journal import with_log


def database_of(config: Path) -> Path:
    return config.parent / "state" / "maild.db"


def epoch_of(config: Path) -> str:
    store = Database(f"sqlite:///{database_of(config)}")
    try:
        return store.epoch
    finally:
        store.close()


@pytest.fixture(scope="module")
def paused(opened: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A province of which a copy was made before its sending was paused."""
    directory = Path(shutil.copytree(opened, tmp_path_factory.mktemp("paused") / "province"))
    config = directory / "maild.toml"
    made = maild("db", "backup", directory / "copy.db", "--json", config=config)
    assert made.code == 0, made.err
    assert maild("pause", config=config).code == 0
    return directory


@pytest.fixture
def copied(paused: Path, tmp_path: Path) -> tuple[Path, Path]:
    """The configuration of a copy of that province, and its backup."""
    directory = Path(shutil.copytree(paused, tmp_path / "province"))
    return directory / "maild.toml", directory / "copy.db"


def test_a_copy_is_whole_and_private(province: Path) -> None:
    made = maild("db", "backup", "--json", config=province).json
    path = Path(made["path"])
    assert path.parent == province.parent / "state" / "backups"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert made["differences"] == 0
    assert [one.name for one in path.parent.iterdir()] == [path.name]  # no draft, no journal
    checked = maild("db", "restore", path, "--check", "--json", config=province).json
    assert (checked["events"], checked["restored"]) == (made["events"], False)
    assert maild("db", "backup", path, config=province).code == 1  # nothing is overwritten


def test_a_restore_locks_until_a_person_accepts(copied: tuple[Path, Path]) -> None:
    config, copy = copied
    before = epoch_of(config)
    events = maild("db", "verify", "--json", config=config).json["events"]
    done = maild("db", "restore", copy, config=config)
    assert done.code == 0, done.err
    assert "maild db restore --accept" in done.out
    kept = list(database_of(config).parent.glob("maild.db.replaced-*"))
    assert len(kept) == 1
    assert maild("db", "verify", "--json", config=config).json["events"] == events - 1  # the pause is gone
    locked = maild("status", "--json", config=config)
    assert locked.code == 2
    assert "health.restored" in {one["what"] for one in locked.json["findings"]}
    accepted = maild("db", "restore", "--accept", config=config, user="quan.tri")
    assert accepted.code == 0, accepted.err
    assert epoch_of(config) != before
    found = {one["what"] for one in maild("status", "--json", config=config).json["findings"]}
    assert "health.restored" not in found
    assert maild("db", "verify", "--json", config=config).json["differences"] == []
    assert maild("db", "restore", "--accept", config=config).code == 1  # once


def test_onto_a_machine_without_a_database(copied: tuple[Path, Path]) -> None:
    config, copy = copied
    shutil.rmtree(config.parent / "state")
    assert maild("db", "restore", copy, config=config).code == 0
    assert maild("status", config=config).code == 2  # locked all the same
    assert stat.S_IMODE(database_of(config).stat().st_mode) == 0o600


def test_a_damaged_database_is_replaced(copied: tuple[Path, Path]) -> None:
    config, copy = copied
    database_of(config).write_bytes(b"\0" * 10_000)
    assert maild("status", config=config).code == 3
    assert maild("db", "restore", copy, config=config).code == 0
    assert maild("db", "verify", config=config).code == 0


def left_open(path: Path, *, journal: str, unfinished: bool) -> None:
    """As a process that is killed leaves it: the pause taken back, in a journal that nobody has worked in yet."""
    with closing(sqlite3.connect(path, isolation_level=None)) as opened:
        opened.execute(f"PRAGMA journal_mode={journal}")
        opened.execute("PRAGMA cache_size=1")  # so that pages reach the file before the commit
        opened.execute("BEGIN IMMEDIATE")
        opened.execute("UPDATE meta SET value = 'of the journal' WHERE key = 'epoch'")
        opened.execute("CREATE TABLE filling AS SELECT randomblob(20000)")
        opened.execute("DROP TABLE filling")
        if not unfinished:
            opened.execute("COMMIT")
        saved = {one: one.read_bytes() for one in path.parent.glob(f"{path.name}*")}
    for one in path.parent.glob(f"{path.name}*"):
        one.unlink()
    for one, octets in saved.items():
        one.write_bytes(octets)


@pytest.mark.parametrize(("journal", "beside"), [("WAL", "-wal"), ("TRUNCATE", "-journal")])
def test_what_lies_beside_a_copy_belongs_to_it(copied: tuple[Path, Path], journal: str, beside: str) -> None:
    """A log holds what was committed; a rollback journal what must be taken back."""
    config, copy = copied
    epoch = sqlite3_epoch(copy)
    left_open(copy, journal=journal, unfinished=journal != "WAL")
    before = {one.name: one.read_bytes() for one in copy.parent.iterdir() if one.is_file()}
    assert before[f"{copy.name}{beside}"]
    assert maild("db", "restore", copy, "--check", config=config).code == 0
    assert {one.name: one.read_bytes() for one in copy.parent.iterdir() if one.is_file()} == before
    assert maild("db", "restore", copy, config=config).code == 0
    assert epoch_of(config) == ("of the journal" if journal == "WAL" else epoch)
    assert maild("db", "verify", config=config).code == 0


def sqlite3_epoch(path: Path) -> str:
    with closing(sqlite3.connect(path)) as opened:
        (found,) = opened.execute("SELECT value FROM meta WHERE key = 'epoch'").fetchone()
    return str(found)


@pytest.mark.parametrize("lost", [False, True])
@pytest.mark.parametrize(("journal", "beside"), [("WAL", "-wal"), ("TRUNCATE", "-journal")])
def test_what_lies_beside_the_old_one_does_not_reach_the_new(
    copied: tuple[Path, Path], journal: str, beside: str, lost: bool
) -> None:
    """A service that was killed has left it. What it says is kept with the old one."""
    config, copy = copied
    database = database_of(config)
    left_open(database, journal=journal, unfinished=journal != "WAL")
    assert database.with_name(f"maild.db{beside}").stat().st_size
    if lost:
        database.unlink()
    done = maild("db", "restore", copy, "--json", config=config)
    assert done.code == 0, done.err
    assert epoch_of(config) == sqlite3_epoch(copy)
    assert maild("db", "verify", config=config).code == 0
    if not lost:
        kept = Path(done.json["kept"])
        assert maild("db", "restore", kept, config=config).code == 0  # back to what was there before
        assert (epoch_of(config) == "of the journal") == (journal == "WAL")
        assert maild("db", "verify", config=config).code == 0


@with_log
def test_not_while_another_command_has_it_open(copied: tuple[Path, Path]) -> None:
    """When it ends, SQLite takes away the log by its name, which would be the new one's."""
    config, copy = copied
    with closing(sqlite3.connect(database_of(config))) as other:
        other.execute("SELECT * FROM meta").fetchall()
        done = maild("db", "restore", copy, config=config)
    assert done.code == 4
    found = {one["what"] for one in maild("status", "--json", config=config).json["findings"]}
    assert "health.restored" not in found
    assert maild("db", "restore", copy, config=config).code == 0


def test_not_while_the_daemon_runs(copied: tuple[Path, Path]) -> None:
    config, copy = copied
    store = Database(f"sqlite:///{database_of(config)}")
    with store.daemon_lock():
        done = maild("db", "restore", copy, config=config)
    store.close()
    assert done.code == 4
    assert "maild.db.lock" in done.err
    assert maild("status", config=config).code != 2 or "phục hồi" not in maild("status", config=config).out


def no_database(_: Path, copy: Path) -> None:
    copy.write_text("Kính gửi Sở Nội vụ\n" * 100)


def cut_short(_: Path, copy: Path) -> None:
    copy.write_bytes(copy.read_bytes()[:20_000])


def empty(_: Path, copy: Path) -> None:
    copy.write_bytes(b"")


def of_another_program(_: Path, copy: Path) -> None:
    copy.unlink()
    with closing(sqlite3.connect(copy)) as made:
        made.execute("CREATE TABLE cookies (id)")


def newer(_: Path, copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as made, made:
        made.execute("UPDATE alembic_version SET version_num = '0999'")


def tampered(_: Path, copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as made, made:
        made.execute("UPDATE respondent_state SET letters_sent = 3 WHERE id = 1")


def of_another_house(config: Path, copy: Path) -> None:
    other = configure(config.parent / "other")
    copy.unlink()
    assert maild("db", "backup", copy, config=other).code == 0


def itself(config: Path, copy: Path) -> None:
    copy.unlink()
    copy.symlink_to(database_of(config))


SPOILT = [
    # what was handed in     the sentence says
    (no_database, "không phải cơ sở dữ liệu của maild"),
    (empty, "không phải cơ sở dữ liệu của maild"),
    (of_another_program, "không phải cơ sở dữ liệu của maild"),
    (cut_short, "bị hỏng"),
    (newer, "0999"),
    (tampered, "1 chỗ"),
    (of_another_house, "nơi cài đặt khác"),
    (itself, "đang dùng"),
]


@pytest.mark.parametrize(("spoil", "said"), SPOILT)
def test_one_sentence_for_each_wrong_file(
    copied: tuple[Path, Path], spoil: Callable[[Path, Path], None], said: str
) -> None:
    config, copy = copied
    spoil(config, copy)
    before = database_of(config).read_bytes()
    for check in ([], ["--check"]):
        done = maild("db", "restore", copy, *check, config=config)
        assert done.code == 1
        assert said in done.err
        assert len(done.err.strip().splitlines()) == 1
    assert database_of(config).read_bytes() == before
    assert list(database_of(config).parent.glob("*.replaced-*")) == []


@pytest.mark.parametrize(
    "words",
    [(), ("x.db", "--accept"), ("x.db", "--nothing-sent")],
)
def test_used_wrongly(province: Path, words: tuple[str, ...]) -> None:
    assert maild("db", "restore", *words, config=province).code == 2


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 128 KiB."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=128k", "none", place], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no right to mount a small disk")
    yield place
    subprocess.run(["umount", place], check=True)


def test_a_disk_that_is_full(province: Path, small_disk: Path) -> None:
    done = maild("db", "backup", small_disk / "copy.db", config=province)
    assert done.code == 1
    assert "giải phóng chỗ" in done.err
    assert len(done.err.strip().splitlines()) == 1
    assert list(small_disk.iterdir()) == []  # nothing was begun


# ---------------------------------------------------------------- schemas


@pytest.fixture
def with_a_second_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The program of tomorrow: one step more."""
    steps = Path(shutil.copytree(migrations.DIRECTORY, tmp_path / "migrations"))
    (steps / "versions" / "0002_more.py").write_text(
        '"""One table more"""\nfrom alembic import op\nimport sqlalchemy as sa\n'
        'revision = "0002"\ndown_revision = "0001"\n'
        'def upgrade() -> None:\n    op.create_table("more", sa.Column("id", sa.Integer(), primary_key=True))\n'
    )
    monkeypatch.setattr(migrations, "DIRECTORY", steps)
    migrations._numbers.cache_clear()
    yield
    migrations._numbers.cache_clear()


def test_nothing_to_upgrade(province: Path) -> None:
    done = maild("db", "upgrade", "--plan", "--json", config=province)
    assert done.json == {"schema": "0001", "steps": [], "done": False}


@pytest.mark.parametrize(
    "command", [("db", "upgrade"), ("status",)]
)  # every command and the service do it, too
def test_d10_a_copy_is_made_before_an_upgrade(
    province: Path, with_a_second_step: None, command: tuple[str, ...]
) -> None:
    """D-10: no older release is out yet; tomorrow's program meets today's schema."""
    planned = maild("db", "upgrade", "--plan", "--json", config=province)
    assert planned.json == {
        "schema": "0001",
        "steps": [{"number": "0002", "name": "One table more"}],
        "done": False,
    }
    backups = province.parent / "state" / "backups"
    assert not backups.exists()  # a plan changes nothing
    maild(*command, config=province)
    (made,) = backups.iterdir()
    assert made.name.startswith("before-upgrade-0001-")
    with closing(sqlite3.connect(made)) as copy:
        assert copy.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]
    assert maild("db", "upgrade", "--json", config=province).json["schema"] == "0002"


def test_d10_a_newer_schema_is_refused(province: Path) -> None:
    with closing(sqlite3.connect(database_of(province))) as made, made:
        made.execute("UPDATE alembic_version SET version_num = '0999'")
    for words in (("db", "upgrade"), ("db", "upgrade", "--plan"), ("pause",)):
        done = maild(*words, config=province)
        assert done.code == 1
        assert "0999" in done.err
