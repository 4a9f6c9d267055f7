"""The wheel in an empty environment, far from the checkout: everything that is shipped is found there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.package.conftest import ROOT, Build

pytestmark = [pytest.mark.long, pytest.mark.timeout(1200)]


@pytest.fixture(scope="module")
def program(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`maild`, installed without a network from its wheel and those that the package is made of, without the demo."""
    build()  # leaves them in build/wheels
    place = tmp_path_factory.mktemp("wheel")
    words = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place)]
    subprocess.run(words, cwd=ROOT, check=True, capture_output=True)
    subprocess.run([sys.executable, "-m", "venv", str(place / "venv")], check=True)
    wheels = ["--no-index", "--find-links", str(ROOT / "build" / "wheels"), "--find-links", str(place)]
    subprocess.run([str(place / "venv/bin/pip"), "install", "--quiet", *wheels, "maild"], check=True)
    return place / "venv/bin/maild"


def test_a_first_configuration_and_everything_that_is_shipped(program: Path, tmp_path: Path) -> None:
    etc = tmp_path / "etc"

    def run(*words: str, code: int = 0) -> str:
        environ = {"PATH": os.environ["PATH"], "MAILD_CONFIG": str(etc / "maild.toml"), "LANG": "C.UTF-8"}
        done = subprocess.run(
            [program, *words], cwd=tmp_path, env=environ, capture_output=True, text=True, timeout=300
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    host = (
        "--imap-host",
        "imap.example.vn",
        "--smtp-host",
        "smtp.example.vn",
        "--survey-host",
        "k.example.vn",
    )
    who = ("--address", "cchc@snv.example.vn", "--agency", "Sở Nội vụ", "--hotline", "0214.3840.000")
    run("init", "--no-ask", "--dir", str(etc), "--state", str(tmp_path / "state"), *who, *host)
    for name in ("imap-survey", "smtp"):
        (etc / "credentials" / name).write_text("khó đoán\n")
        (etc / "credentials" / name).chmod(0o600)
    assert "0 lỗi" in run("check")
    assert "0 lỗi" in run("template", "lint")
    assert "Tết Nguyên Đán" in run("calendar", "show", "2027")
    assert run("db", "verify")
    sample = next((ROOT / "tests/samples/notices").glob("*.eml"))
    assert '"kind"' in run("classify", str(sample))
    assert "pip install 'maild[demo]'" in run("demo", code=1)
