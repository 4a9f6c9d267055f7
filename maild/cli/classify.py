"""`maild classify`: say of every mail what it is, one JSON object a line, without configuration or database."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from maild.errors import InputRefused

if TYPE_CHECKING:
    from maild.model import ReadContext, Reading
    from maild.sources.files import Place

_FEW = 600  # below this, other processes cost more than they bring
_LINE_OCTETS = 4 << 20  # of a --sent line

_context: ReadContext | None = None  # of this process: what the reader may know about us


def classify(
    paths: list[Path],
    own_address: Annotated[list[str] | None, typer.Option("--own-address")] = None,
    sent: Annotated[Path | None, typer.Option("--sent")] = None,
    rules: Annotated[Path | None, typer.Option("--rules")] = None,
    reply_rules: Annotated[
        Path | None,
        typer.Option("--reply-rules"),
    ] = None,
    processes: Annotated[int, typer.Option("--processes", min=0)] = 0,
) -> None:
    from maild.sources.files import places

    for path in paths:
        if not path.exists() and not path.is_symlink():
            raise InputRefused("refused.no_file", file=path)
    context = context_of(own_address or (), sent)
    if rules is not None:
        from maild.bounce_rules import BOUNCE_RULES

        context = replace(context, bounce_rules=BOUNCE_RULES.read(rules, label=rules.name))
    if reply_rules is not None:
        from maild.reply_rules import REPLY_RULES

        context = replace(context, reply_rules=REPLY_RULES.read(reply_rules, label=reply_rules.name))
    show_progress = sys.stderr.isatty()
    out = sys.stdout
    count = 0
    for line in verdicts(places(paths), context, processes):
        out.write(line + "\n")
        count += 1
        if show_progress and count % 500 == 0:
            sys.stderr.write(f"\rĐã đọc {count} thư")
            sys.stderr.flush()
    out.flush()
    if show_progress and count >= 500:
        sys.stderr.write(f"\rĐã đọc {count} thư\n")


def verdicts(found: Iterator[Place], context: ReadContext, processes: int = 0) -> Iterator[str]:
    """A JSON line for each place, in order; several processes for many mails, memory bounded by a window."""
    first = list(islice(found, _FEW))
    workers = processes or len(os.sched_getaffinity(0))
    if workers == 1 or len(first) < _FEW:
        take_context(context)
        yield from map(verdict_line, chain(first, found))
        return
    from maild.cli.workers import shared_out  # costs more to import than a few mails to read

    yield from shared_out(chain(first, found), context, workers)


def verdict_line(place: Place) -> str:
    """The line of one mail, also when it cannot be read."""
    from maild.decode import read
    from maild.model import ReadContext
    from maild.sources.files import read_place

    if place.fault is not None:
        return unreadable(place, f"file: {place.fault}")
    try:
        raw, size = read_place(place)
    except OSError as error:
        return unreadable(place, f"file: {error.strerror or type(error).__name__}")
    return _dump(read(raw, size=size, context=_context or ReadContext()), place.name)


def context_of(own: tuple[str, ...] | list[str], sent: Path | None) -> ReadContext:
    """What the reader may know: our addresses, and of what we sent the Message-IDs and the lines.

    Raises InputRefused with file and line for a line of `sent` that is no JSON object.
    """
    from maild.decode.reply.quotes import line_key
    from maild.model import ReadContext

    ids: set[str] = set()
    lines: set[str] = set()
    for number, row in _rows(sent):
        if not isinstance(row, dict):
            raise InputRefused(_bad_line(sent, number))
        if row.get("message_id"):
            ids.add(str(row["message_id"]))
        for name in ("subject", "text", "body"):
            lines.update(line_key(line) for line in str(row.get(name) or "").splitlines()[:2000])
    return ReadContext(
        own_addresses=frozenset(address.strip().lower() for address in own),
        own_message_ids=frozenset(ids),
        campaign_lines=frozenset(line for line in lines if line),
    )


def _rows(sent: Path | None) -> Iterator[tuple[int, Any]]:
    if sent is None:
        return
    with sent.open("rb") as file:
        number = 0
        while line := file.readline(_LINE_OCTETS):
            number += 1
            if not line.strip():
                continue
            try:
                yield number, json.loads(line)
            except ValueError:
                raise InputRefused(_bad_line(sent, number)) from None


def _bad_line(sent: Path | None, number: int) -> str:
    return f"{sent}: dòng {number} không phải là một đối tượng JSON (mỗi dòng một thư đã gửi)"


def take_context(context: ReadContext) -> None:
    global _context
    _context = context


def unreadable(place: Place, because: str) -> str:
    from maild.model import Kind, Reading

    reading = Reading("", 0, Kind.UNREADABLE, rule="unreadable", evidence=(because,))
    return _dump(reading, place.name)


def _dump(reading: Reading, name: str) -> str:
    from maild.decode.verdict import to_json

    # A file name of the wild may hold octets that are no characters: they become escapes.
    return json.dumps(to_json(reading, os.fsencode(name).decode("utf-8", "replace")), ensure_ascii=True)


if __name__ == "__main__":
    typer.run(classify)
