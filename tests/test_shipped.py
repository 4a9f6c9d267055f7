"""What is shipped is found in a checkout and in a wheel."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from maild.shipped import NAMES, shipped_directory
from tests.servers.waiting import LONG_S

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("name", NAMES)
def test_a_checkout_keeps_them_at_its_root(name: str) -> None:
    assert shipped_directory(name) == ROOT / name
    assert shipped_directory(name).is_dir()


def test_nothing_else_is_shipped() -> None:
    with pytest.raises(ValueError, match="nothing is shipped under"):
        shipped_directory("../tests")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, unpacked, as an installation has it."""
    target = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(target)]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, timeout=LONG_S, check=False)
    if "No module named hatchling" in done.stderr:
        pytest.skip("hatchling is missing")
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(next(target.glob("*.whl"))) as archive:
        archive.extractall(target / "site")
    return target / "site"


def test_a_wheel_carries_them(wheel: Path) -> None:
    code = "from maild.shipped import *; print(*(shipped_directory(n) for n in NAMES), sep='\\n')"
    env = {**os.environ, "PYTHONPATH": str(wheel), "PYTHONSAFEPATH": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=env,
        capture_output=True,
        text=True,
        timeout=LONG_S,
        check=True,
        cwd=wheel,
    )
    assert done.stdout.split() == [str(wheel / "maild/_shipped" / name) for name in NAMES]


@pytest.mark.parametrize("name", NAMES)
def test_the_wheel_misses_no_file(wheel: Path, name: str) -> None:
    def files(directory: Path) -> set[str]:
        return {path.relative_to(directory).as_posix() for path in directory.rglob("*") if path.is_file()}

    assert files(wheel / "maild/_shipped" / name) == files(ROOT / name)
