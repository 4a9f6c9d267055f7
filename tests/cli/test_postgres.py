"""The commands on PostgreSQL: with its password in a file, what is SQLite's alone refused in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import configure, day, roster_lines
from tests.cli.program import maild
from tests.servers.postgres import PASSWORD, Postgres

pytestmark = [pytest.mark.servers, pytest.mark.long]


def test_a_round_is_made_moved_and_kept_there(tmp_path: Path, postgres: Postgres) -> None:
    config = configure(tmp_path)
    (tmp_path / "roster.csv").write_text("\n".join(roster_lines()[:8]) + "\n", encoding="utf-8")
    password = tmp_path / "password"
    password.touch(mode=0o600)
    password.write_text(PASSWORD)
    url = postgres.url(postgres.create())
    steps: tuple[tuple[str, list[object]], ...] = (
        ("tran.thi.binh", ["round", "create", "2026", "--invited", day(-20), "--deadline", day(30)]),
        ("tran.thi.binh", ["roster", "import", tmp_path / "roster.csv", "--round", "2026"]),
        ("le.van.cuong", ["db", "move", "--to", url, "--password-file", password, "--dry-run"]),
        ("le.van.cuong", ["db", "move", "--to", url, "--password-file", password]),
    )
    for user, arguments in steps:
        done = maild(*arguments, config=config, user=user)
        assert done.code == 0, (arguments, done.out, done.err)
    again = maild("db", "move", "--to", url, "--password-file", password, config=config, user="le.van.cuong")
    assert again.code == 1
    assert PASSWORD not in again.out + again.err
    (tmp_path / "maild.d" / "30-database.toml").write_text(
        f'[database]\nurl = "{url}"\npassword_file = "{password}"\n', encoding="utf-8"
    )
    for user, arguments in (
        ("le.van.cuong", ["round", "approve", "2026"]),
        ("tran.thi.binh", ["round", "open", "2026"]),
        ("tran.thi.binh", ["db", "verify"]),
        ("tran.thi.binh", ["audit", "verify"]),
        ("tran.thi.binh", ["check"]),
        ("tran.thi.binh", ["db", "upgrade", "--plan"]),
    ):
        done = maild(*arguments, config=config, user=user)
        assert done.code == 0, (arguments, done.out, done.err)
    assert maild("db", "verify", "--json", config=config).json["differences"] == []
    health = maild("status", "--json", config=config).json
    assert (health["daemons"], health["sending"]["locked"]) == ([], False)
    backup = maild("db", "backup", config=config)
    assert backup.code != 0
    assert "pg_dump" in backup.err
    password.write_text("wrong")
    refused = maild("db", "verify", config=config)
    assert refused.code == 4
    assert "PostgreSQL" in refused.err
