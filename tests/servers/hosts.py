"""Other hosts on this machine: network namespaces, each with a cable between it and us that can be pulled."""

from __future__ import annotations

import contextlib
import fcntl
import functools
import itertools
import os
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

OUR_ADDRESS = "10.77.0.1"  # of this machine, for every host; it exists while there is one


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


_NAMES = itertools.count(1)  # the kernel takes a cable away some time after its host


_TURN = Path(tempfile.gettempdir()) / "maild-hosts.turn"
_turn: list[int] = []  # the open file, while this process has hosts


class Host:
    """Reaches us under `OUR_ADDRESS`. `number` (1 to 254) tells hosts of one test apart.

    Processes take turns, because their hosts have the same addresses: the first host of one waits for the last of
    another.
    """

    _standing = 0

    def __init__(self, number: int = 1) -> None:
        self._gateway, self._address = f"10.77.{number}.1", f"10.77.{number}.2"
        which = next(_NAMES)
        self._name = f"maild-{os.getpid()}-{which}"
        self._ours, self._theirs = f"ma{os.getpid()}-{which}", f"mb{os.getpid()}-{which}"

    def __enter__(self) -> Host:
        if not _turn:
            _turn.append(os.open(_TURN, os.O_RDWR | os.O_CREAT, 0o600))
            fcntl.flock(_turn[0], fcntl.LOCK_EX)
        Host._standing += 1
        with contextlib.suppress(subprocess.CalledProcessError):  # another host has brought it already
            _ip("addr", "add", f"{OUR_ADDRESS}/32", "dev", "lo")
        _ip("netns", "add", self._name)
        _ip("link", "add", self._ours, "type", "veth", "peer", "name", self._theirs)
        _ip("link", "set", self._theirs, "netns", self._name)
        _ip("addr", "add", f"{self._gateway}/24", "dev", self._ours)
        _ip("link", "set", self._ours, "up")
        _ip("-n", self._name, "addr", "add", f"{self._address}/24", "dev", self._theirs)
        _ip("-n", self._name, "link", "set", "lo", "up")
        self.plug_the_cable()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(subprocess.CalledProcessError):
            _ip(
                "link", "del", self._ours
            )  # and with it the other end: the next host may have the same addresses
        _ip("netns", "del", self._name)
        with contextlib.suppress(subprocess.CalledProcessError):
            _ip("addr", "del", f"{OUR_ADDRESS}/32", "dev", "lo")
        Host._standing -= 1
        if not Host._standing:
            os.close(_turn.pop())

    def command(self, arguments: Sequence[str]) -> list[str]:
        """The command that runs a program on that host; the process becomes the program."""
        return ["ip", "netns", "exec", self._name, *arguments]

    def pull_the_cable(self) -> None:
        """Nothing comes through, and nobody is told."""
        _ip("-n", self._name, "link", "set", self._theirs, "down")

    def plug_the_cable(self) -> None:
        """What has not given up meanwhile goes on."""
        _ip("-n", self._name, "link", "set", self._theirs, "up")
        _ip("-n", self._name, "route", "replace", "default", "via", self._gateway)
