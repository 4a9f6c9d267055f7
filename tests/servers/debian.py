"""A clean Debian in a directory: debootstrap once, then a fresh layer over it for each that asks.

The base lies beside the fetched packages (`roots.PACKAGES`) and is kept from one session to the next; nothing is ever
installed into it. Needs root, debootstrap, the right to mount, and once a mirror.
"""

from __future__ import annotations

import fcntl
import functools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.servers.roots import PACKAGES

SUITE = "bookworm"
# What every installed Debian has and debootstrap's smallest variant leaves out; no package of ours is among it.
_WITH = ("python3", "systemd", "ca-certificates", "sudo")
_MOUNTS = (("proc", "proc"), ("devpts", "dev/pts"))


@functools.cache
def base() -> Path | None:
    """The directory of the base system, made when it is missing; None where that cannot be."""
    tool = shutil.which("debootstrap", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if tool is None or os.geteuid() != 0:
        return None
    made = PACKAGES / f"debian-{SUITE}"
    PACKAGES.mkdir(parents=True, exist_ok=True)
    with (PACKAGES / f".{made.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.is_dir():
            draft = made.with_suffix(".new")
            shutil.rmtree(draft, ignore_errors=True)
            words = [tool, "--variant=minbase", f"--include={','.join(_WITH)}", SUITE, str(draft)]
            if subprocess.run(words, capture_output=True, check=False).returncode:
                return None
            draft.rename(made)
    return made


@dataclass(frozen=True, slots=True)
class Debian:
    """One root; what changes in it goes with it."""

    path: Path

    def run(
        self, *words: str, user: str = "root", environment: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """A command in the root, whatever comes of it."""
        return subprocess.run(
            ["chroot", f"--userspec={user}", str(self.path), *words],
            env={"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8",
                 "DEBIAN_FRONTEND": "noninteractive", **(environment or {})},
            capture_output=True,
            text=True,
            errors="replace",
            timeout=300,
            check=False,
        )  # fmt: skip

    def must(self, *words: str) -> str:
        """A command in the root that says 0; what it said."""
        done = self.run(*words)
        assert done.returncode == 0, f"{' '.join(words)}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def put(self, file: Path) -> str:
        """Copy a file into the root; its name there."""
        shutil.copy(file, self.path / "srv")
        return f"/srv/{file.name}"

    def inside(self, path: Path) -> str:
        """A path of this machine as the root sees it."""
        return f"/{path.relative_to(self.path)}"


@contextmanager
def fresh() -> Iterator[Debian]:
    """A root as debootstrap leaves it. Raises RuntimeError where none can be made."""
    below = base()
    if below is None:
        raise RuntimeError("no Debian root can be made here")
    place = Path(tempfile.mkdtemp(prefix="maild-debian-"))
    mounted: list[Path] = []

    def mount(target: Path, *options: str) -> None:
        target.mkdir(parents=True, exist_ok=True)
        _run("mount", *options, str(target))
        mounted.append(target)

    try:
        mount(place, "-t", "tmpfs", "-o", "mode=0755", "none")
        upper, work, root = (place / name for name in ("upper", "work", "root"))
        upper.mkdir()
        work.mkdir()
        mount(root, "-t", "overlay", "-o", f"lowerdir={below},upperdir={upper},workdir={work}", "none")
        for kind, where in _MOUNTS:
            mount(root / where, "-t", kind, "none")
        yield Debian(root)
    finally:
        for target in reversed(mounted):
            _run("umount", "--lazy", str(target))
        shutil.rmtree(place, ignore_errors=True)


def _run(*words: str) -> None:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr}")
