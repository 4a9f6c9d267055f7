"""Rehearsal: each letter becomes a file, exactly the octets that would have gone out."""

from __future__ import annotations

import os
import re
from pathlib import Path

from maild.model import REHEARSED, Outcome, OutcomeKind, OutgoingLetter, Refused, Step
from maild.ports import Intent, Meanwhile, nothing

_NOT_IN_NAMES = re.compile(r"[^a-z0-9.]+")


class FileChannel:
    """Writes `<outbox row>-<token>.eml` below `directory`, which is made when missing.

    A file is whole or absent, readable by its owner only, and on the disk
    before it is reported as sent. The same letter written twice is one file.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def __enter__(self) -> FileChannel:
        return self

    def __exit__(self, *exc: object) -> None:
        return None

    def send(
        self,
        letter: OutgoingLetter,
        intent: Intent,
        meanwhile: Meanwhile = nothing,
        kept_waiting: Meanwhile = nothing,
    ) -> Outcome:
        """Ask `intent`, then write. A directory that cannot be written defers the letter."""
        try:
            self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            return _deferred(Step.CONNECT, error)
        answer = intent()
        if isinstance(answer, Refused):
            return Outcome(OutcomeKind.REFUSED, Step.INTENT, text=answer.because)
        path = self._directory / file_name(letter)
        try:
            _write_whole(path, letter.raw)
        except OSError as error:
            return _deferred(Step.DATA, error)
        return Outcome(OutcomeKind.SENT, Step.DOT, text=f"{REHEARSED}{path.name}")


def file_name(letter: OutgoingLetter) -> str:
    """Row and token, never an address: a directory listing tells nothing about people."""
    token = letter.message_id.strip("<>").partition("@")[0].lower()
    return f"{letter.id:06d}-{_NOT_IN_NAMES.sub('_', token)[:40]}.eml"


def _write_whole(path: Path, octets: bytes) -> None:
    """Write beside, sync, rename, sync the directory: a crash leaves the old state or the new one."""
    beside = path.with_name(f".{path.name}.new")
    beside.unlink(missing_ok=True)
    try:
        with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(octets)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    directory = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def _deferred(step: Step, error: OSError) -> Outcome:
    return Outcome(OutcomeKind.DEFERRED, step, text=f"the letter could not be written: {error.strerror}")
