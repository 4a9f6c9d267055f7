"""The real daemon as a process, by the moment it is to believe in."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

_ENDS_S = 60.0


class Daemon:
    """One daemon over a configuration, from `with` to its end."""

    def __init__(self, config: Path, moment: datetime) -> None:
        self._words = [sys.executable, "-m", "tests.proof.one_of_many", str(config), moment.isoformat()]
        self._log = config.parent / "daemon.log"

    def __enter__(self) -> Daemon:
        with self._log.open("wb") as log:
            self._process = subprocess.Popen([*self._words, str(time.time())], stdout=log, stderr=log)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(_ENDS_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    @property
    def pid(self) -> int:
        return self._process.pid

    def log(self) -> str:
        return self._log.read_text(errors="replace")
