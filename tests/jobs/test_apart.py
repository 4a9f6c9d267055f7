"""The process in which mails are read: what it is asked, how it ends, and what becomes of its mails then."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from maild.jobs.apart import Apart
from maild.jobs.reader import Died, Read, Reader
from maild.model import RawMail, ReadContext
from tests.jobs import readers
from tests.jobs.inbox import plain
from tests.servers.waiting import until

CONTEXT = ReadContext()


def mail(number: int, words: str = "Kính gửi") -> RawMail:
    raw = plain(number, words)
    return RawMail(number, raw, len(raw))


@contextmanager
def apart(read: Read, longest_s: float = 60) -> Iterator[Apart]:
    with closing(Apart(Reader(read), longest_s)) as made:
        yield made


def test_it_reads_in_order_in_another_process_that_blocks_no_signal() -> None:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGHUP})
    try:
        with apart(readers.told) as made:
            made.ask([mail(1), mail(2)], CONTEXT)
            found = made.answers()
            made.ask([mail(3)], CONTEXT)
            found += made.answers()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    assert [one.reading.message_id for one in found] == [f"<{n}@b.example.vn>" for n in (1, 2, 3)]
    where = {one.reading.rule for one in found}
    assert len(where) == 1
    pid, blocked = where.pop().split()
    assert int(pid) != os.getpid()
    assert int(blocked, 16) == 0


def test_what_it_may_know_changes_between_two_batches() -> None:
    known = ReadContext(own_message_ids=frozenset({"<1@b.example.vn>"}))
    with apart(readers.faulty) as made:
        kinds = [
            made.read(mail(1), context).reading.kind.value for context in (CONTEXT, known, known, CONTEXT)
        ]
    assert kinds == ["unrelated", "own-copy", "own-copy", "unrelated"]


def test_nothing_is_left_of_it() -> None:
    before = set(readers.children())
    with apart(readers.faulty) as made:
        made.read(mail(1), CONTEXT)
        assert len(set(readers.children()) - before) == 1
    assert set(readers.children()) <= before


@pytest.mark.parametrize("words", ["KILL", "HANG"])
def test_a_mail_that_kills_it_or_takes_too_long_is_known_and_the_next_one_is_read(words: str) -> None:
    with apart(readers.faulty, longest_s=1) as made:
        made.ask([mail(1), mail(2, words), mail(3)], CONTEXT)
        with pytest.raises(Died):
            made.answers()
        assert made.read(mail(3), CONTEXT).reading.message_id == "<3@b.example.vn>"


def test_a_fault_of_the_reader_comes_out_as_it_does_here() -> None:
    with apart(readers.faulty) as made:
        made.ask([mail(1), mail(2, "POISON"), mail(3)], CONTEXT)
        with pytest.raises(RecursionError):
            made.answers()
        assert made.read(mail(3), CONTEXT).reading.message_id == "<3@b.example.vn>"


def test_sigterm_does_not_end_it_but_its_daemon_does() -> None:
    """systemd sends SIGTERM to all processes of the service at once."""
    with apart(readers.told) as made:
        pid = int(made.read(mail(1), CONTEXT).reading.rule.split()[0])
        os.kill(pid, signal.SIGTERM)
        assert made.read(mail(2), CONTEXT).reading.rule.startswith(f"{pid} ")


def test_killed_while_it_has_nothing_to_do_it_is_started_again() -> None:
    with apart(readers.told) as made:
        pid = int(made.read(mail(1), CONTEXT).reading.rule.split()[0])
        os.kill(pid, signal.SIGKILL)
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        assert not made.read(mail(2), CONTEXT).reading.rule.startswith(f"{pid} ")


def test_where_it_cannot_be_started_the_mails_are_read_here() -> None:
    before = set(readers.children())
    with apart(readers.only_here) as made:
        made.ask([mail(1), mail(2)], CONTEXT)
        assert [one.reading.rule for one in made.answers()] == [str(os.getpid())] * 2
        assert made.read(mail(3), CONTEXT).reading.rule == str(os.getpid())
        assert set(readers.children()) <= before


def test_it_ends_when_its_daemon_is_killed() -> None:
    code = (
        "import time; from maild.jobs.apart import Apart; from maild.jobs.reader import Reader;"
        "from tests.jobs.test_apart import *; made = Apart(Reader());"
        "made.read(mail(1), CONTEXT); print(readers.children()[0], flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as daemon:
        assert daemon.stdout is not None
        pid = int(daemon.stdout.readline())
        daemon.kill()
    until(lambda: not Path(f"/proc/{pid}").exists(), 10)
