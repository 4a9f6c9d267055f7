"""A folder's thread, impatient, for the tests that break what it watches."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from maild.jobs.watch import FolderWatch
from maild.ports import MailSource
from maild.sources.backoff import Backoff
from tests.jobs.province import Province

SOON_S = 60.0
STOPS_S = 60.0  # about two seconds on a quiet machine; a batch in hand is finished first


def eventually(true: Callable[[], object], within_s: float = SOON_S) -> bool:
    ends = time.monotonic() + within_s
    while time.monotonic() < ends:
        if true():
            return True
        time.sleep(0.02)
    return bool(true())


@contextmanager
def watching(
    province: Province, source: MailSource | None = None, *, folder: int = 0, **more: object
) -> Iterator[threading.Event]:
    """The thread of one folder, over `source` where that is not the configured one; it must end when told to."""
    configured, poll = province.home.folders[folder]
    options: dict[str, object] = {
        "poll_s": 300.0,
        "clock": province.clock,
        "backoff": Backoff(0.05, 0.2),
        "beat": lambda: None,
        "locked_look_s": 0.05,
        **more,
    }
    watch = FolderWatch(source or configured, poll, province.home.store, **options)  # type: ignore[arg-type]
    stop = threading.Event()
    thread = threading.Thread(target=watch.run, args=(stop,), daemon=True)
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(STOPS_S)
        assert not thread.is_alive()
