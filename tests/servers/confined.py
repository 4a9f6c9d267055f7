"""A systemd unit's restrictions where systemd is not PID 1: `python -m tests.servers.confined UNIT ROOT -- COMMAND…`.

Applies, in a root directory, what a unit's [Service] says, then becomes the command: read-only root, private /tmp and
/dev, no home, own processes only in /proc, state and runtime directories, credentials, no capability, another
account, limits, and the seccomp filters that systemd would load (their groups of calls as `systemd-analyze` tells
them, through libseccomp). `NOT_TRIED` are the lines that take a manager or a cgroup. A line that is in neither is an
error: a unit that grows must be tried anew. Needs root.
"""

from __future__ import annotations

import ctypes
import errno
import functools
import os
import re
import resource
import shutil
import stat
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

# The manager's own business, what holds for a cgroup, and what no daemon without a capability could do anyway.
NOT_TRIED = frozenset(
    {
        *("Type", "NotifyAccess", "ExecStart", "ExecReload", "WatchdogSec", "Restart", "RestartSec"),
        *("RestartPreventExitStatus", "TimeoutStopSec", "MemoryMax", "TasksMax", "DevicePolicy"),
        *("ConfigurationDirectory", "ConfigurationDirectoryMode", "KeyringMode", "RemoveIPC"),
        *("PrivateUsers", "ProtectKernelTunables", "ProtectKernelModules", "ProtectKernelLogs"),
        *("ProtectControlGroups", "ProtectClock", "ProtectHostname", "SystemCallErrorNumber", "PrivateMounts"),
    }
)  # fmt: skip
_LIBC = ctypes.CDLL(None, use_errno=True)
_SECCOMP_ALLOW, _SECCOMP_ERRNO = 0x7FFF0000, 0x00050000
_NE, _EQ, _GT, _MASKED = 1, 4, 6, 7  # enum scmp_compare
_PROT_EXEC, _SHM_EXEC = 4, 0o100000
_MS_RDONLY, _MS_NOSUID, _MS_NODEV, _MS_NOEXEC, _MS_REMOUNT, _MS_BIND, _MS_REC, _MS_PRIVATE = (
    1, 2, 4, 8, 32, 4096, 16384, 1 << 18,
)  # fmt: skip
_FAMILIES = {"AF_UNIX": 1, "AF_INET": 2, "AF_INET6": 10}
_PR_SET_NO_NEW_PRIVS, _PR_CAPBSET_DROP = 38, 24

Unit = Mapping[str, Sequence[str]]


def read_unit(path: Path) -> Unit:
    """The lines of [Service] by name, in order."""
    found: dict[str, list[str]] = defaultdict(list)
    section = ""
    for line in path.read_text("utf-8").splitlines():
        if header := re.fullmatch(r"\[(\w+)\]", line):
            section = header[1]
        elif section == "Service" and (said := re.fullmatch(r"(\w+)=(.*)", line)):
            found[said[1]].append(said[2])
    return found


def confine(unit: Unit, root: Path) -> dict[str, str]:
    """Restrict this process for good, with `root` as its root; what the manager would put into its environment."""
    steps: dict[str, Callable[[], None]] = {}
    environment: dict[str, str] = {}

    def of(name: str) -> str:
        return unit[name][-1] if unit.get(name) else ""

    user = of("User")
    ids = _ids(root, user)
    _step("unshare", _LIBC.unshare(0x00020000 | 0x08000000))  # mounts, IPC (PrivateIPC)
    _mount("none", "/", None, _MS_REC | _MS_PRIVATE)
    _mount(str(root), str(root), None, _MS_BIND | _MS_REC)

    state = root / "var/lib" / of("StateDirectory")
    runtime = root / "run" / of("RuntimeDirectory")
    secrets = root / "run/credentials/maild.service"
    for place, mode in ((state, of("StateDirectoryMode")), (runtime, of("RuntimeDirectoryMode"))):
        place.mkdir(parents=True, exist_ok=True)
        place.chmod(int(mode, 8))
        os.chown(place, *ids)
        _mount(str(place), str(place), None, _MS_BIND)
    for line in unit.get("LoadCredential", ()):
        name, _, source = line.partition(":")
        secrets.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / source.lstrip("/"), secrets / name)
        os.chown(secrets / name, *ids)
        (secrets / name).chmod(0o400)
        environment["CREDENTIALS_DIRECTORY"] = "/run/credentials/maild.service"
    if secrets.is_dir():
        os.chown(secrets, *ids)
        secrets.chmod(0o500)
    environment |= dict(line.split("=", 1) for line in unit.get("Environment", ()))
    environment["STATE_DIRECTORY"] = f"/var/lib/{of('StateDirectory')}"

    def strict() -> None:
        _mount("none", str(root), None, _MS_BIND | _MS_REMOUNT | _MS_RDONLY)

    def tmp() -> None:
        for name in ("tmp", "var/tmp"):
            _mount("tmpfs", str(root / name), "tmpfs", _MS_NOSUID | _MS_NODEV, "mode=1777")

    def home() -> None:
        for name in ("home", "root"):
            _mount("tmpfs", str(root / name), "tmpfs", _MS_NOSUID | _MS_NODEV | _MS_RDONLY, "mode=0755")

    def devices() -> None:
        made = root / "dev"
        _mount("tmpfs", str(made), "tmpfs", _MS_NOSUID | _MS_NOEXEC, "mode=0755")
        for name, major, minor in (
            ("null", 1, 3),
            ("zero", 1, 5),
            ("full", 1, 7),
            ("random", 1, 8),
            ("urandom", 1, 9),
        ):
            os.mknod(made / name, stat.S_IFCHR | 0o666, os.makedev(major, minor))
            (made / name).chmod(0o666)
        _mount("none", str(made), None, _MS_BIND | _MS_REMOUNT | _MS_RDONLY)

    def processes() -> None:
        flags = _MS_NOSUID | _MS_NODEV | _MS_NOEXEC
        _mount("proc", str(root / "proc"), "proc", flags, "hidepid=invisible,subset=pid")

    def capabilities() -> None:
        for capability in range(41):
            _LIBC.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)

    def identity() -> None:
        os.setgroups([])
        os.setresgid(ids[1], ids[1], ids[1])
        os.setresuid(ids[0], ids[0], ids[0])

    # In the order in which they can still be done.
    steps["PrivateTmp"], steps["ProtectHome"], steps["PrivateDevices"] = tmp, home, devices
    steps["ProcSubset"] = steps["ProtectProc"] = processes
    steps["ProtectSystem"] = strict
    limits = {"LimitCORE": resource.RLIMIT_CORE, "LimitNOFILE": resource.RLIMIT_NOFILE}
    for name, what in limits.items():
        value = int(of(name))
        steps[name] = functools.partial(resource.setrlimit, what, (value, value))
    steps["UMask"] = functools.partial(os.umask, int(of("UMask"), 8))
    steps["CapabilityBoundingSet"] = steps["AmbientCapabilities"] = capabilities
    steps["User"] = steps["Group"] = identity
    steps["NoNewPrivileges"] = lambda: _step("prctl", _LIBC.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    before = {
        "StateDirectory",
        "StateDirectoryMode",
        "RuntimeDirectory",
        "RuntimeDirectoryMode",
        "LoadCredential",
        "Environment",
    }
    before |= {"PrivateIPC"}
    filters = _filters(unit)
    unknown = unit.keys() - steps.keys() - filters.keys() - before - NOT_TRIED
    if unknown:
        raise SystemExit(f"not known to this test: {', '.join(sorted(unknown))}")
    done: set[Callable[[], None]] = set()
    for name, step in steps.items():
        if name in unit and step not in done:
            if name == "CapabilityBoundingSet":
                os.chroot(root)
                os.chdir("/")
            step()
            done.add(step)
    for name, load in filters.items():
        if name in unit:
            load()
    environment |= {
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin",
        "LANG": "C.UTF-8",
        "USER": user,
    }
    return environment


# ---------------------------------------------------------------- seccomp


class _Compare(ctypes.Structure):
    _fields_ = [("arg", ctypes.c_uint), ("op", ctypes.c_int), ("a", ctypes.c_uint64), ("b", ctypes.c_uint64)]


class _Filter:
    """One seccomp filter (libseccomp); filters add up, and the strictest answer of all counts."""

    def __init__(self, otherwise: int) -> None:
        self._lib = _seccomp()
        self._context = self._lib.seccomp_init(otherwise)

    def rule(self, action: int, call: str, *compared: tuple[int, int, int, int]) -> None:
        number = self._lib.seccomp_syscall_resolve_name(call.encode())
        if number < 0:
            return  # a call of another architecture
        array = (_Compare * max(1, len(compared)))(*(_Compare(*one) for one in compared))
        code = self._lib.seccomp_rule_add_array(self._context, action, number, len(compared), array)
        if code:
            raise OSError(-code, f"seccomp rule for {call}")

    def load(self) -> None:
        code = self._lib.seccomp_load(self._context)
        if code:
            raise OSError(-code, "seccomp_load")


def _filters(unit: Unit) -> dict[str, Callable[[], None]]:
    """By line; what each reads from the system is read now, before the root is another."""
    allowed = _calls(unit.get("SystemCallFilter", ()))
    families = {_FAMILIES[one] for line in unit.get("RestrictAddressFamilies", ()) for one in line.split()}
    _seccomp()
    refuse = _SECCOMP_ERRNO | errno.EPERM

    def calls() -> None:
        made = _Filter(refuse)
        for call in sorted(allowed):
            made.rule(_SECCOMP_ALLOW, call)
        made.load()

    def addresses() -> None:
        made = _Filter(_SECCOMP_ALLOW)
        unknown = _SECCOMP_ERRNO | errno.EAFNOSUPPORT
        for family in range(max(families) + 1):
            if family not in families:
                made.rule(unknown, "socket", (0, _EQ, family, 0))
        made.rule(unknown, "socket", (0, _GT, max(families), 0))
        made.load()

    def executable_memory() -> None:
        made = _Filter(_SECCOMP_ALLOW)
        made.rule(refuse, "mmap", (2, _MASKED, 6, 6))
        for call in ("mprotect", "pkey_mprotect"):
            made.rule(refuse, call, (2, _MASKED, _PROT_EXEC, _PROT_EXEC))
        made.rule(refuse, "shmat", (2, _MASKED, _SHM_EXEC, _SHM_EXEC))
        made.load()

    def namespaces() -> None:
        made = _Filter(_SECCOMP_ALLOW)
        made.rule(
            _SECCOMP_ERRNO | errno.ENOSYS, "clone3"
        )  # its flags lie in memory: the C library falls back
        for bit in (0x80, 0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000):
            made.rule(refuse, "clone", (0, _MASKED, bit, bit))
            made.rule(refuse, "unshare", (0, _MASKED, bit, bit))
        made.rule(refuse, "setns")
        made.load()

    def set_id_bits() -> None:
        made = _Filter(_SECCOMP_ALLOW)
        for call, place in (("chmod", 1), ("fchmod", 1), ("fchmodat", 2), ("mkdir", 1), ("mkdirat", 2)):
            for bit in (stat.S_ISUID, stat.S_ISGID):
                made.rule(refuse, call, (place, _MASKED, bit, bit))
        made.load()

    def real_time() -> None:
        made = _Filter(_SECCOMP_ALLOW)
        made.rule(refuse, "sched_setscheduler", (1, _GT, 0, 0))
        made.load()

    def personality() -> None:
        made = _Filter(_SECCOMP_ALLOW)
        made.rule(refuse, "personality", (0, _NE, 0, 0))
        made.load()

    return {
        "RestrictAddressFamilies": addresses,
        "MemoryDenyWriteExecute": executable_memory,
        "RestrictNamespaces": namespaces,
        "RestrictSUIDSGID": set_id_bits,
        "RestrictRealtime": real_time,
        "LockPersonality": personality,
        "SystemCallArchitectures": lambda: None,  # libseccomp refuses foreign ones by itself
        "SystemCallFilter": calls,  # last: it allows no further filter
    }


def _calls(lines: Sequence[str]) -> set[str]:
    """The system calls that SystemCallFilter= leaves, its groups spelt out."""
    groups = _groups()

    def spelt(word: str) -> set[str]:
        if not word.startswith("@"):
            return {word}
        return set().union(*(spelt(one) for one in groups[word]))

    allowed: set[str] = set()
    for line in lines:
        words = [call for word in line.removeprefix("~").split() for call in spelt(word)]
        if line.startswith("~"):
            allowed.difference_update(words)
        else:
            allowed |= {*words, *spelt("@default")}
    return allowed


def _groups() -> dict[str, list[str]]:
    words = ["systemd-analyze", "syscall-filter", "--no-pager"]
    told = subprocess.run(
        words, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"}, check=False
    )
    groups: dict[str, list[str]] = {}
    for line in told.stdout.splitlines():
        if line.startswith("@"):
            groups[line.strip()] = []
        elif line.startswith("    ") and not line.strip().startswith("#"):
            groups[next(reversed(groups))].append(line.strip())
    return groups


@functools.cache
def _seccomp() -> ctypes.CDLL:
    found = ctypes.CDLL("libseccomp.so.2", use_errno=True)
    found.seccomp_init.restype = ctypes.c_void_p
    found.seccomp_init.argtypes = [ctypes.c_uint32]
    found.seccomp_syscall_resolve_name.argtypes = [ctypes.c_char_p]
    found.seccomp_rule_add_array.argtypes = [
        ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint, ctypes.POINTER(_Compare),
    ]  # fmt: skip
    found.seccomp_load.argtypes = [ctypes.c_void_p]
    return found


# ---------------------------------------------------------------- the rest


def _ids(root: Path, user: str) -> tuple[int, int]:
    """User and group as that root's own files name them."""
    for line in (root / "etc/passwd").read_text("utf-8").splitlines():
        fields = line.split(":")
        if fields[0] == user:
            return int(fields[2]), int(fields[3])
    raise SystemExit(f"no account {user} in {root}")


def _mount(source: str, target: str, kind: str | None, flags: int, data: str = "") -> None:
    words = (source.encode(), target.encode(), kind.encode() if kind else None, flags, data.encode() or None)
    _step(
        f"mount {target}",
        _LIBC.mount(*(ctypes.c_ulong(one) if isinstance(one, int) else one for one in words)),
    )


def _step(what: str, code: int) -> None:
    if code:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def main() -> None:
    unit, root, _, *command = sys.argv[1:]
    kept = {name: os.environ[name] for name in ("NOTIFY_SOCKET", "WATCHDOG_USEC") if name in os.environ}
    environment = confine(read_unit(Path(unit)), Path(root))
    os.execve(command[0], command, {**environment, **kept})


if __name__ == "__main__":
    main()
