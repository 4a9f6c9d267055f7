"""What a command costs before it does anything: what it loads, and how long beside the bare interpreter."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from maild.cli import COMMANDS
from maild.cli.overview import overview
from maild.words import WORDS
from tests.cli.conftest import configure
from tests.cli.program import process
from tests.servers.waiting import LONG_S

_ROUNDS = 3
# Each of these costs more than an overview may.
HEAVY = ("typer", "rich", "pydantic", "sqlalchemy", "sqlmodel", "jinja2", "structlog", "asyncio", "ssl")
NOT_FOR_CHECK = ("sqlalchemy", "sqlmodel", "alembic", "structlog", "apscheduler", "imapclient", "aiosmtplib")
LOADED = """
import sys
from maild.cli import main

sys.argv = ["maild", *sys.argv[1:]]
try:
    main()
finally:
    print("\\n@" + " ".join(sys.modules), file=sys.stderr)
"""


def loaded_by(*words: str) -> set[str]:
    """The names of all modules that a command has imported at its end."""
    words = ("-c", LOADED, *words)
    done = subprocess.run([sys.executable, *words], capture_output=True, text=True, timeout=LONG_S)
    return set(done.stderr.rpartition("@")[2].split())


@pytest.mark.parametrize("words", [("--help",), (), ("version",)])
def test_an_overview_loads_nothing_heavy(words: tuple[str, ...]) -> None:
    found = loaded_by(*words)
    assert "maild.words" in found
    assert [name for name in HEAVY if name in found] == []


def test_check_loads_no_database(tmp_path: Path) -> None:
    config = configure(tmp_path)
    found = loaded_by("check", "--config", str(config))
    assert "maild.letters.lint" in found
    assert [name for name in NOT_FOR_CHECK if name in found] == []


def test_commands_answer_at_once(tmp_path: Path) -> None:
    """`--help` within 0.15 s of the bare interpreter and `check` under 1 s were asked for. Machines differ, so both
    are set beside what importing typer alone takes, in turns: 0.076 s where `--help` took 0.036 and `check` 0.70.
    """
    config = configure(tmp_path / "etc")
    commands = {
        "bare": ["-c", "pass"],
        "typer": ["-c", "import typer"],
        "help": [str(Path(sys.executable).with_name("maild")), "--help"],
        "check": ["-m", "maild", "check", "--config", str(config)],
    }
    # An installation holds compiled modules; a checkout may not, and compiling them takes longer than all of this.
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environ["PYTHONPYCACHEPREFIX"] = str(tmp_path / "compiled")
    best = dict.fromkeys(commands, float("inf"))
    for turn in range(_ROUNDS + 1):
        for name, words in commands.items():
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run([sys.executable, *words], stdout=subprocess.DEVNULL, check=True, env=environ)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            if turn:  # the first one compiles
                best[name] = min(best[name], spent)
    typer = best["typer"] - best["bare"]
    assert best["help"] - best["bare"] < 0.8 * typer, best
    assert best["check"] - best["bare"] < 15 * typer, best


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_command_has_its_line(language: str) -> None:
    lines = overview((*COMMANDS, "version"), language).splitlines()
    for name in (*COMMANDS, "version"):
        assert f"overview.{name}" in WORDS
        assert any(line.split()[:1] == [name] and len(line.split()) > 1 for line in lines)
    assert max(map(len, lines)) <= 100


def test_without_a_command_it_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "maild.toml").write_text('language = "en"\n')
    done = process(config=tmp_path / "maild.toml")
    assert (done.code, done.out) == (2, "")
    assert "run the service" in done.err
    assert process("--version").out == process("version").out != ""
