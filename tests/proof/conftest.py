"""Certificates, an empty database and provinces, as the jobs' tests make them; and what was logged."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from maild import logs
from tests.jobs.conftest import build, certificates, clock, database, migrated, province, smtp

__all__ = ["build", "certificates", "clock", "database", "migrated", "province", "smtp"]

# pymap and aiosmtpd tell of every connection that is cut.
logging.getLogger("asyncio").setLevel(logging.CRITICAL)


@pytest.fixture
def logged() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """What has been written to the log since the test began."""
    root = logging.getLogger()
    before = list(root.handlers)
    stream = io.StringIO()
    logs.set_up("info", stream=stream, prefix=False)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers = before
