"""The package, built once, and clean Debian roots to install it in."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.servers import debian
from tests.servers.debian import Debian

ROOT = Path(__file__).parents[2]
Build = Callable[..., Path]


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Runs `make deb`'s program: `build(version, environment)`."""
    if shutil.which("dpkg-deb") is None:
        pytest.skip("dpkg-deb is missing")

    def made(version: str = "0.1.0", umask: int = 0o022, **environment: str) -> Path:
        out = tmp_path_factory.mktemp("deb")
        words = [sys.executable, "-m", "deb.build", "--out", str(out), "--version", version]
        done = subprocess.run(
            words,
            cwd=ROOT,
            env={**os.environ, "SOURCE_DATE_EPOCH": "1790000000", **environment},
            capture_output=True,
            text=True,
            umask=umask,
            timeout=600,
        )
        assert done.returncode == 0, done.stderr
        return Path(done.stdout.strip())

    return made


@pytest.fixture(scope="session")
def deb(build: Build) -> Path:
    return build()


@pytest.fixture
def root() -> Iterator[Debian]:
    """A clean Debian."""
    if debian.base() is None:
        pytest.skip("debootstrap, its mirror or the right to use it is missing")
    with debian.fresh() as made:
        yield made
