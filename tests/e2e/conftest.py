"""Certificates that the mail servers' own users may read."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from maild.demo.tls import Certificates, make_certificates


@pytest.fixture(scope="session")
def certificates() -> Iterator[Certificates]:
    directory = Path(tempfile.mkdtemp(prefix="maild-tls-"))
    directory.chmod(0o755)
    yield make_certificates(directory)
    shutil.rmtree(directory)
