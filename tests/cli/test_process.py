"""The program as a process: quick help, pipes, closed streams, Ctrl-C, narrow terminals, databases in the way."""

from __future__ import annotations

import contextlib
import os
import pty
import re
import signal
import sqlite3
import subprocess
from pathlib import Path

import pytest

from tests.cli.program import ROOT, command, environ, maild, process
from tests.servers.waiting import LONG_S, until


@pytest.mark.parametrize(
    ("shell", "code"),
    [
        ("{maild} --help | true", 0),
        ("{maild} round list >&-", 0),
        ("{maild} version >/dev/full", 1),
    ],
)
def test_a_stream_that_takes_no_more_is_no_traceback(opened: Path, shell: str, code: int) -> None:
    line = shell.format(maild=" ".join(command()))
    done = subprocess.run(
        ["/bin/sh", "-c", line],
        capture_output=True,
        text=True,
        env=environ(opened / "maild.toml"),
        timeout=LONG_S,
    )
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


def opens(pid: int, path: Path) -> bool:
    """Whether a process holds the file open: it is past its start, and at work."""
    with contextlib.suppress(OSError):  # a descriptor that was closed meanwhile
        return any(one.resolve() == path for one in Path(f"/proc/{pid}/fd").iterdir())
    return False


def test_ctrl_c_ends_a_command_quietly(opened: Path) -> None:
    lock = sqlite3.connect(opened / "state" / "maild.db", isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")  # the command waits for it
    try:
        running = subprocess.Popen(
            command("pause"), env=environ(opened / "maild.toml"),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        until(lambda: opens(running.pid, opened / "state" / "maild.db"), LONG_S)
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=LONG_S)
    finally:
        lock.execute("ROLLBACK")
        lock.close()
    assert running.returncode in (130, 4)  # 4 where SQLite's own wait was over first
    assert "Traceback" not in err


def test_a_locked_database_is_busy(opened: Path) -> None:
    lock = sqlite3.connect(opened / "state" / "maild.db", isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")
    try:
        done = maild("pause", config=opened / "maild.toml")
    finally:
        lock.execute("ROLLBACK")
        lock.close()
    assert (done.code, done.out) == (4, "")
    assert "thử lại sau" in done.err


def test_a_newer_database_is_refused(province: Path) -> None:
    database = sqlite3.connect(province.parent / "state" / "maild.db")
    with database:
        database.execute("UPDATE alembic_version SET version_num = '9999_of_the_future'")
    database.close()
    done = maild("round", "list", config=province)
    assert done.code == 1
    assert "9999_of_the_future mới hơn chương trình này; quản trị cài phiên bản maild mới hơn" in done.err
    told = maild("status", "--json", config=province)
    assert (told.code, told.json["status"]) == (3, "unknown")
    assert "9999" in told.json["why"]


@pytest.mark.parametrize("content", [b"this is no database, only a file of text\n" * 40, b"\x00" * 4096])
def test_a_file_that_is_no_database_is_said_to_be_none(province: Path, content: bytes) -> None:
    (province.parent / "state" / "maild.db").write_bytes(content)
    done = maild("round", "list", config=province)
    assert done.code == 1
    assert "cơ sở dữ liệu" in done.err


def test_d09_a_second_daemon_is_told_about_the_first(province: Path) -> None:
    from maild.store import Database

    with Database(f"sqlite:///{province.parent}/state/maild.db").daemon_lock():
        done = process("run", config=province)
    assert done.code == 4
    assert "dừng nó trước" in done.err


def _on_a_terminal(columns: int, config: Path, *arguments: str) -> str:
    """What a person sees: the command on a pseudo-terminal."""
    ours, theirs = pty.openpty()
    more = {"COLUMNS": str(columns), "TERM": "xterm", "NO_COLOR": "1"}
    running = subprocess.Popen(
        command(*arguments), env=environ(config, **more), stdout=theirs, stderr=theirs, stdin=theirs, cwd=ROOT
    )
    os.close(theirs)
    seen = b""
    while True:
        try:
            piece = os.read(ours, 4096)
        except OSError:  # Linux says EIO when the other side has closed
            break
        if not piece:
            break
        seen += piece
    os.close(ours)
    running.wait(timeout=LONG_S)
    return re.sub(r"\x1b\[[0-9;]*m", "", seen.decode().replace("\r\n", "\n"))


def test_tables_fit_a_narrow_terminal(opened: Path) -> None:
    shown = _on_a_terminal(60, opened / "maild.toml", "round", "list")
    assert all(len(line) <= 60 for line in shown.splitlines()), shown
    assert "đang thực hiện" in shown
    assert "\t" not in shown


def test_a_terminal_without_vietnamese_gets_question_marks(opened: Path) -> None:
    done = process("status", config=opened / "maild.toml", PYTHONIOENCODING="iso8859-1", PYTHONUTF8="0")
    assert (done.code, done.out.startswith("maild C?NH B")) == (1, True)
