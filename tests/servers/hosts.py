"""A second host on this machine: a network namespace, and a cable between it and us that can be pulled."""

from __future__ import annotations

import functools
import os
import subprocess
from collections.abc import Sequence
from types import TracebackType

OUR_ADDRESS, THEIR_ADDRESS = "10.77.0.1", "10.77.0.2"


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True, timeout=20)


@functools.cache
def can() -> bool:
    """Whether network namespaces may be made here."""
    if os.geteuid() != 0:
        return False
    name = f"maild-try-{os.getpid()}"
    try:
        _ip("netns", "add", name)
        _ip("netns", "del", name)
    except (OSError, subprocess.SubprocessError):
        return False
    return True


class Host:
    """Reaches us under `OUR_ADDRESS`. One at a time in a test run: the addresses are fixed."""

    def __init__(self) -> None:
        self._name = f"maild-{os.getpid()}"
        self._ours, self._theirs = f"ma{os.getpid()}", f"mb{os.getpid()}"

    def __enter__(self) -> Host:
        _ip("netns", "add", self._name)
        _ip("link", "add", self._ours, "type", "veth", "peer", "name", self._theirs)
        _ip("link", "set", self._theirs, "netns", self._name)
        _ip("addr", "add", f"{OUR_ADDRESS}/24", "dev", self._ours)
        _ip("link", "set", self._ours, "up")
        _ip("-n", self._name, "addr", "add", f"{THEIR_ADDRESS}/24", "dev", self._theirs)
        for one in ("lo", self._theirs):
            _ip("-n", self._name, "link", "set", one, "up")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _ip("netns", "del", self._name)

    def start(self, arguments: Sequence[str]) -> subprocess.Popen[str]:
        """Start a program on that host; its words can be read."""
        return subprocess.Popen(
            ["ip", "netns", "exec", self._name, *arguments], stdout=subprocess.PIPE, text=True
        )

    def pull_the_cable(self) -> None:
        """Nothing comes through, and nobody is told."""
        _ip("-n", self._name, "link", "set", self._theirs, "down")
