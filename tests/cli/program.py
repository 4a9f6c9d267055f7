"""The program as its users meet it: a command line in, an exit code and two streams out."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from maild.cli import main
from tests.servers.waiting import LONG_S

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def rows(self) -> list[list[str]]:
        """The lines of a table in a pipe, without its titles."""
        return [line.split("\t") for line in self.out.splitlines() if "\t" in line][1:]


def maild(*arguments: object, config: Path | None = None, user: str = "tran.thi.binh") -> Done:
    """Run a command in this process, as `sudo` would for `user`."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    environ = {"SUDO_USER": user, **({"MAILD_CONFIG": str(config)} if config else {})}
    with (
        mock.patch.object(sys, "argv", ["maild", *map(str, arguments)]),
        mock.patch.object(sys, "stdout", out),
        mock.patch.object(sys, "stderr", err),
        mock.patch.dict(os.environ, environ),
    ):
        code: object = 0
        try:
            main()
        except SystemExit as done:
            code = done.code
    texts = []
    for stream in (out, err):
        stream.seek(0)
        texts.append(stream.read())
    assert "Traceback" not in texts[1], texts[1]
    assert isinstance(code, int)
    return Done(code, *texts)


def command(*arguments: object) -> list[str]:
    """The command line of a process of its own."""
    return [sys.executable, "-m", "maild", *map(str, arguments)]


def environ(config: Path | None = None, **more: str) -> dict[str, str]:
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    found = {**os.environ, "PYTHONPATH": path, "SUDO_USER": "tran.thi.binh", **more}
    return {**found, "MAILD_CONFIG": str(config)} if config else found


def process(*arguments: object, config: Path | None = None, **more: str) -> Done:
    """Run a command in a process of its own, as a shell would."""
    done = subprocess.run(
        command(*arguments),
        capture_output=True,
        text=True,
        errors="replace",
        timeout=LONG_S,
        env=environ(config, **more),
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Done(done.returncode, done.stdout, done.stderr)
