"""Many mails read by several processes, their lines in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice

from maild.cli.classify import take_context, unreadable, verdict_line
from maild.model import ReadContext
from maild.sources.files import Place

_CHUNK = 100  # mails a process is given at once


def shared_out(found: Iterator[Place], context: ReadContext, workers: int) -> Iterator[str]:
    """A line for each place, in order; memory is bounded by a window. A mail that kills its reader gets its line."""
    chunks = _chunks(found)
    pool = _new_pool(workers, context)
    waiting: deque[tuple[list[Place], Future[list[str]]]] = deque()
    try:
        while True:
            for chunk in islice(chunks, max(0, 3 * workers - len(waiting))):
                waiting.append((chunk, pool.submit(_verdict_lines, chunk)))
            if not waiting:
                return
            chunk, future = waiting.popleft()
            try:
                yield from future.result()
            except BrokenProcessPool:
                # A mail killed the process that read it: find it by reading one by one, then go on.
                pool.shutdown(wait=False)
                yield from _one_by_one(chunk, context)
                pool = _new_pool(workers, context)
                waiting = deque((other, pool.submit(_verdict_lines, other)) for other, _ in waiting)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _chunks(found: Iterator[Place]) -> Iterator[list[Place]]:
    while chunk := list(islice(found, _CHUNK)):
        yield chunk


def _new_pool(workers: int, context: ReadContext) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, initializer=take_context, initargs=(context,))


def _verdict_lines(chunk: list[Place]) -> list[str]:
    return [verdict_line(place) for place in chunk]


def _one_by_one(chunk: list[Place], context: ReadContext) -> Iterator[str]:
    pool = _new_pool(1, context)
    for place in chunk:
        try:
            yield pool.submit(verdict_line, place).result()
        except BrokenProcessPool:
            pool.shutdown(wait=False)
            pool = _new_pool(1, context)
            yield unreadable(place, "the process that read it died")
    pool.shutdown(wait=False)
