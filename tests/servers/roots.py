"""Mail servers whose Debian packages exclude each other, each in a root of its own.

`.ci/run` fetches the packages, without installing them. A Root starts programs where they are laid over this system's
files: a mount namespace with an overlay in memory, which goes when its last program ends. What lies in /tmp is the
same inside and outside. Needs root and the right to mount; `can(…)` tells.
"""

from __future__ import annotations

import contextlib
import functools
import os
import shlex
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.servers.waiting import LONG_S

PACKAGES = Path(os.environ.get("MAILD_TEST_PACKAGES", "/var/tmp/maild-servers"))
_ENTER = """
set -e
base=$(mktemp -d)
mount -t tmpfs none "$base"
mkdir "$base"/{upper,work,root}
mount -t overlay none -o lowerdir=/,upperdir="$base/upper",workdir="$base/work" "$base/root"
for part in proc sys dev tmp; do mount --rbind /$part "$base/root/$part"; done
exec chroot "$base/root" /bin/bash -c "$1"
"""


@functools.cache
def can(package: str) -> bool:
    """Whether the package is at hand and a root can be made for it."""
    if os.geteuid() != 0 or not list((PACKAGES / package).glob("*.deb")):
        return False
    try:
        Root(package).run("true")
    except (OSError, subprocess.SubprocessError):
        return False
    return True


@dataclass(frozen=True, slots=True)
class Root:
    """The packages fetched for `package` unpacked over this machine; `users` are system accounts they expect."""

    package: str
    users: Sequence[str] = ()

    def argv(self, script: str) -> list[str]:
        """What runs the bash `script` in a fresh root. Its last command should be `exec`: signals then reach it."""
        lines = ["set -e -o pipefail"]
        for deb in sorted((PACKAGES / self.package).glob("*.deb")):
            # /lib is a link nowadays; dpkg-deb's own extraction would put a directory in its place.
            lines.append(
                f"dpkg-deb --fsys-tarfile {shlex.quote(str(deb))} | tar x -C / --keep-directory-symlink"
            )
        for user in self.users:
            lines.append(f"useradd --system --no-create-home --user-group {shlex.quote(user)}")
        return ["unshare", "--mount", "/bin/bash", "-c", _ENTER, "root", "\n".join([*lines, script])]

    def run(self, script: str) -> str:
        """Run to its end; what it said. Raises CalledProcessError."""
        done = subprocess.run(self.argv(script), check=True, capture_output=True, timeout=60)
        return done.stdout.decode("utf-8", "replace")

    def start(self, script: str, log: Path) -> subprocess.Popen[bytes]:
        """Start a program that stays, in a session of its own; its words go to `log`."""
        with log.open("ab") as file:
            return subprocess.Popen(self.argv(script), stdout=file, stderr=file, start_new_session=True)


def end(process: subprocess.Popen[bytes], within_s: float = LONG_S) -> None:
    """Stop what `start` started, and the children it may leave: its session holds nothing else."""
    process.send_signal(signal.SIGTERM)
    process.wait(within_s)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
