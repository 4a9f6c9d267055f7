"""Mails that lie in files: .eml, directories, Maildir, mbox. One at a time, whatever there is.

A mail is first only a place (`Place`): where it begins and how long it is. So a mailbox of a million
mails costs no more memory than one, and places can be handed to other processes.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

MIB = 1 << 20
_CHUNK = 4 * MIB
_OVERLAP = 512

# An mbox separator stands after a blank line and ends in a date: "From a@example.org Mon Nov 23 14:01:30 2026".
_SEPARATOR = re.compile(rb"(?:\n\r?\n|\A)From [^\n]{1,300}?\d\d:\d\d[^\n]{0,100}\n")
_FIRST_LINE = re.compile(rb"From [^\n]{0,400}\n")
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_NO_MAILS = frozenset(
    {
        ".json", ".jsonl", ".md", ".py", ".csv", ".tsv", ".xlsx", ".xls", ".html", ".htm", ".pdf", ".zip", ".gz",
        ".xz", ".log", ".toml", ".lock", ".db", ".sqlite", ".png", ".jpg",
    }
)  # fmt: skip
_MAILDIR_FILES = re.compile(
    r"(?:dovecot|courierimap|maildirfolder|subscriptions|maildirsize|cyrus\.)", re.IGNORECASE
)


class Place(NamedTuple):
    """Where one mail lies. `length` octets from `start`; `fault` says why it cannot be read."""

    name: str
    path: str
    start: int = 0
    length: int = 0
    quoted: bool = False  # lines that begin with `>From ` were quoted for mbox
    fault: str | None = None


def places(paths: Iterable[Path]) -> Iterator[Place]:
    """Every mail under `paths`, in order of name. A file argument is named by its own name, what lies
    below a directory by its path there, the n-th mail of an mbox by `name#n`."""
    for path in paths:
        if path.is_dir():
            yield from _below(path)
        else:
            yield from _of_file(path, path.name)


def read_place(place: Place, most: int = MIB) -> tuple[bytes, int]:
    """The first `most` octets of a mail and its true length. Raises OSError when it cannot be read."""
    with open(place.path, "rb") as file:
        file.seek(place.start)
        raw = file.read(min(place.length, most))
    return (_QUOTED_FROM.sub(rb"\1", raw) if place.quoted and b"\n>" in raw else raw), place.length


def read_mails(paths: Iterable[Path], most: int = MIB) -> Iterator[tuple[str, bytes]]:
    """Name and first `most` octets of every mail; a file that cannot be read gives no octets, not an error."""
    for place in places(paths):
        try:
            yield place.name, b"" if place.fault else read_place(place, most)[0]
        except OSError:
            yield place.name, b""


def _below(root: Path) -> Iterator[Place]:
    for folder, folders, files in os.walk(root, followlinks=False):
        is_maildir = {"cur", "new"} <= set(folders)
        folders[:] = sorted(
            name
            for name in folders
            if not (is_maildir and name == "tmp") and (is_maildir or not name.startswith("."))
        )
        for name in sorted(files):
            if name.startswith(".") or _MAILDIR_FILES.match(name):
                continue
            if os.path.splitext(name)[1].lower() in _NO_MAILS:
                continue
            path = os.path.join(folder, name)
            yield from _of_file(Path(path), os.path.relpath(path, root))


def _of_file(path: Path, name: str) -> Iterator[Place]:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            yield Place(name, str(path), fault="not-a-file")
            return
        with path.open("rb") as file:
            head = file.read(_OVERLAP)
        if not head.startswith(b"From ") or not _SEPARATOR.match(head):
            yield Place(name, str(path), 0, found.st_size)
            return
        yield from _of_mbox(path, name, found.st_size)
    except OSError as error:
        yield Place(name, str(path), fault=error.strerror or type(error).__name__)


def _of_mbox(path: Path, name: str, size: int) -> Iterator[Place]:
    """The mails of an mbox; one that holds a single mail is named like a file."""
    number = 0
    begin: int | None = None
    for begins, line_begins in _separators(path):
        if begin is not None:
            number += 1
            yield Place(f"{name}#{number}", str(path), begin, max(0, line_begins - begin), quoted=True)
        begin = begins
    if begin is not None:
        last = name if number == 0 else f"{name}#{number + 1}"
        yield Place(last, str(path), begin, max(0, size - begin), quoted=True)


def _separators(path: Path) -> Iterator[tuple[int, int]]:
    """Where each mail begins, after its separator, and where that separator begins. Constant memory."""
    base = 0
    tail = b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            window = tail + chunk
            # What begins in the last octets may go on in the next chunk.
            limit = len(window) if len(chunk) < _CHUNK else len(window) - _OVERLAP
            reached = 0
            for found in _SEPARATOR.finditer(window):
                if found.start() >= limit or (found.start() == 0 and base > 0 and window[:1] == b"F"):
                    continue
                line = found.start() + (0 if found.group(0).startswith(b"From ") else 1)
                yield base + found.end(), base + line
                reached = found.end() - 1
            keep = max(reached, limit)
            base += keep
            tail = window[keep:]
