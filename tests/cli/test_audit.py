"""maild audit: who did what; and the events with their seals, to be verified by somebody without the database."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from maild.jobs.tidy import Tidy
from maild.store import Database
from tests.cli.program import maild


def seal(config: Path) -> None:
    store = Database(f"sqlite:///{config.parent / 'state' / 'maild.db'}")
    Tidy(store).tick(datetime.now(UTC))
    store.close()


def made_anew(config: Path) -> None:
    """What somebody can do who may write the file and knows how maild works."""
    path = config.parent / "state" / "maild.db"
    with closing(sqlite3.connect(path)) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")
        database.execute("UPDATE event SET actor = 'le.van.cuong' WHERE kind = 'sending.paused'")
        database.execute("DELETE FROM seal")
        database.commit()
        for one in maild("audit", "verify", "--json", config=config).json["differences"]:
            database.execute("UPDATE event SET hash = ? WHERE id = ?", (one["folded"], one["key"]))
        database.commit()
    seal(config)


def test_a_log_that_was_made_anew_lacks_the_seal_that_was_mailed(province: Path, exported: Path) -> None:
    seals = [
        json.loads(line)["seal"] for line in exported.read_text("utf-8").splitlines() if '{"seal"' in line
    ]
    kept = [f"{one['last_event_id']}-{one['hash'][:16]}" for one in seals]
    for one in kept:
        for where in ((), ("--file", exported)):
            assert maild("audit", "verify", *where, "--seal", one, config=province).code == 0
    made_anew(province)
    assert maild("audit", "verify", config=province).code == 0
    lacking = maild("audit", "verify", "--seal", kept[-1], "--json", config=province)
    assert (lacking.code, lacking.json["count"]) == (1, 1)
    anew = exported.with_name("anew.jsonl")
    assert maild("audit", "export", anew, config=province).code == 0
    assert maild("audit", "verify", "--file", anew, config=province).code == 0
    assert maild("audit", "verify", "--file", anew, "--seal", kept[-1], config=province).code == 1
    assert maild("audit", "verify", "--seal", "20417", config=province).code == 2


@pytest.fixture
def exported(province: Path) -> Path:
    """Two seals, and an event after them."""
    seal(province)
    for words in (("pause",), ("resume",)):
        assert maild(*words, config=province).code == 0
    seal(province)
    assert maild("pause", config=province, user="le.van.cuong").code == 0
    file = province.parent / "audit.jsonl"
    done = maild("audit", "export", file, config=province)
    assert done.code == 0, done.err
    return file


def test_an_export_verifies_by_itself(province: Path, exported: Path) -> None:
    counted = maild("db", "verify", "--json", config=province).json["events"]
    checked = maild("audit", "verify", "--file", exported, "--json")
    assert (checked.code, checked.json) == (0, {"events": counted, "count": 0, "differences": []})
    assert exported.stat().st_mode & 0o077 == 0
    assert "@" not in exported.read_text(encoding="utf-8")
    assert maild("audit", "export", exported, config=province).code == 1  # nothing is overwritten


def removed(lines: list[dict[str, Any]]) -> None:
    del lines[3]


def changed(lines: list[dict[str, Any]]) -> None:
    lines[3]["event"]["actor"] = "somebody.else"


def changed_with_its_hash(lines: list[dict[str, Any]]) -> None:
    lines[3]["event"] |= {"actor": lines[2]["event"]["actor"], "hash": lines[2]["event"]["hash"]}
    lines[3]["event"] |= {name: lines[2]["event"][name] for name in lines[2]["event"] if name != "id"}


def swapped(lines: list[dict[str, Any]]) -> None:
    lines[3], lines[4] = lines[4], lines[3]


@pytest.mark.parametrize("spoil", [removed, changed, changed_with_its_hash, swapped])
def test_what_was_tampered_with_shows(exported: Path, spoil: Callable[[list[dict[str, Any]]], None]) -> None:
    lines = [json.loads(line) for line in exported.read_text(encoding="utf-8").splitlines()]
    spoil(lines)
    exported.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    done = maild("audit", "verify", "--file", exported, "--json")
    assert done.code == 1
    assert done.json["differences"]


@pytest.mark.parametrize("text", ["", "{}\n", "[1]\n", "Kính gửi\n", '{"event": {}}\n'])
def test_another_file_is_no_export(tmp_path: Path, text: str) -> None:
    file = tmp_path / "x"
    file.write_text(text, encoding="utf-8")
    done = maild("audit", "verify", "--file", file)
    assert done.code == (0 if not text else 1)
    assert len(done.err.splitlines()) <= 1


def test_who_did_what(province: Path, exported: Path) -> None:
    found = maild("audit", "list", "--kind", "sending", "--json", config=province).json
    assert [(one["kind"], one["actor"]) for one in found] == [
        ("sending.paused", "le.van.cuong"),
        ("sending.resumed", "tran.thi.binh"),
        ("sending.paused", "tran.thi.binh"),
    ]
    mine = maild("audit", "list", "--actor", "le.van.cuong", "--limit", "1", config=province)
    assert len(mine.rows) == 1
    assert "le.van.cuong" in mine.out
    everybody = maild("audit", "list", "--json", config=province).json
    assert "daemon" not in {one["actor"] for one in everybody}
