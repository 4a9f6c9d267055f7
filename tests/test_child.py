"""Programs run for one answer: their signals, what they may see, and how they are ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from maild import child


def program(directory: Path, text: str) -> str:
    path = directory / "program"
    path.write_text(f"#!{sys.executable} -I\n{textwrap.dedent(text)}")
    path.chmod(0o700)
    return str(path)


def test_it_reads_and_answers(tmp_path: Path) -> None:
    words = [program(tmp_path, "import sys; print(sys.argv[1:], sys.stdin.read()); sys.exit(7)"), "a", "b c"]
    assert child.run(words, b"given", timeout_s=60) == child.Ended(7, b"['a', 'b c'] given\n")


def test_no_signal_is_blocked_in_it(tmp_path: Path) -> None:
    """Its parent's threads block three; a program started so could not be ended by SIGTERM."""
    code = """
        import signal
        print(signal.pthread_sigmask(signal.SIG_BLOCK, []), signal.getsignal(signal.SIGPIPE) == signal.SIG_DFL)
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGHUP})
    try:
        found = child.run([program(tmp_path, code)], timeout_s=60)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    assert found.out.split()[0] == b"set()"


def test_it_sees_little_of_ours(tmp_path: Path) -> None:
    code = """
        import os
        print(sorted(os.environ), [os.path.realpath(f"/proc/self/fd/{one}") for one in os.listdir("/proc/self/fd")])
    """
    with (tmp_path / "a-file-of-ours").open("w"):
        os.environ["MAILD_SECRET"] = "x"
        try:
            found = child.run([program(tmp_path, code)], timeout_s=60).out.decode()
        finally:
            del os.environ["MAILD_SECRET"]
    assert "'PATH'" in found
    assert "MAILD_SECRET" not in found
    assert "a-file-of-ours" not in found


def test_one_that_hangs_is_ended_with_all_it_started(tmp_path: Path) -> None:
    started = tmp_path / "started"
    code = f"""
        import subprocess, time
        inner = subprocess.Popen(["/bin/sleep", "600"])
        open({str(started)!r}, "w").write(str(inner.pid))
        time.sleep(600)
    """
    began = time.monotonic()
    found = child.run([program(tmp_path, code)], timeout_s=5)
    assert found.code is None
    assert time.monotonic() - began < 300
    inner = started.read_text() if started.exists() else ""
    if inner:
        told = subprocess.run(["ps", "-o", "stat=", "-p", inner], capture_output=True, text=True).stdout
        assert told.strip()[:1] in ("", "Z")  # "Z": ended, and its parent has not looked yet


def test_what_it_writes_is_bounded(tmp_path: Path) -> None:
    assert len(child.run([program(tmp_path, "print('x' * 1_000_000)")], timeout_s=60).out) == 64 * 1024


def test_one_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        child.run([str(tmp_path / "nothing")], timeout_s=5)
