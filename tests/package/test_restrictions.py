"""The unit's restrictions on the real daemon, where systemd is not PID 1: it polls and sends under them."""

from __future__ import annotations

import errno
import json
import re
import shutil
import subprocess
import urllib.request
from datetime import date
from pathlib import Path

import pytest

from maild.demo.tls import Certificates
from tests.e2e import fates
from tests.e2e.conftest import certificates
from tests.e2e.fates import MAILBOX, OFFICE
from tests.e2e.house import Servers
from tests.e2e.trip import PASSWORD, make_round
from tests.package.installed import Installed, confined, environment, status_of
from tests.servers import dovecot, postfix
from tests.servers.debian import Debian
from tests.servers.dovecot import Delivery, Dovecot
from tests.servers.ports import free_port
from tests.servers.postfix import Hop, Postfix, Routes
from tests.servers.waiting import until

__all__ = ["certificates"]
pytestmark = [
    pytest.mark.long,
    pytest.mark.servers,
    pytest.mark.timeout(900),
    pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is missing"),
]
SECRETS = ("imap-survey", "smtp", "token-keys")
# What each line of the unit forbids or leaves, tried one by one.
TRIALS = r"""
import ctypes, json, mmap, os, resource, socket

def tried(what):
    try:
        what()
    except OSError as error:
        return error.errno
    return 0

def executable():
    mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)

def belongs_to_another(pid):
    try:
        return os.stat(f"/proc/{pid}").st_uid != os.getuid()
    except OSError:
        return False

print(json.dumps({
    "etc": tried(lambda: open("/etc/maild/new", "w")),
    "usr": tried(lambda: open("/usr/lib/maild/new", "w")),
    "state": tried(lambda: open("/var/lib/maild/new", "w")),
    "runtime": tried(lambda: open("/run/maild/new", "w")),
    "tmp": tried(lambda: open("/tmp/new", "w")),
    "tmp_of_others": os.listdir("/var/tmp"),
    "home": os.listdir("/root"),
    "disk": tried(lambda: os.listdir("/dev/mapper")),
    "netlink": tried(lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)),
    "packet": tried(lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW)),
    "inet": tried(lambda: socket.socket(socket.AF_INET6, socket.SOCK_STREAM)),
    "executable_memory": tried(executable),
    "chown": tried(lambda: os.chown("/tmp/new", os.getuid(), os.getgid())),
    "set_uid_bit": tried(lambda: os.chmod("/tmp/new", 0o4755)),
    "namespace": ctypes.CDLL(None).unshare(0x10000000),
    "priority": tried(lambda: os.setpriority(os.PRIO_PROCESS, 0, -5)),
    "core": resource.getrlimit(resource.RLIMIT_CORE),
    "others": [one for one in os.listdir("/proc") if one.isdigit() and belongs_to_another(one)],
    "secret": open(os.environ["CREDENTIALS_DIRECTORY"] + "/smtp").read(),
}))
"""


def test_each_line_bites(deb: Path, root: Debian) -> None:
    """Else the next test would prove nothing."""
    root.must("apt-get", "install", "-y", root.put(deb))
    (root.path / "var/tmp/somebody").touch()
    (root.path / "root/letter").touch()
    for name in SECRETS:
        (root.path / "etc/maild/credentials" / name).write_text("x")
    words = confined(root, "/usr/lib/maild/bin/python3", "-I", "-c", TRIALS)
    done = subprocess.run(words, env=environment(), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found == {
        "etc": errno.EROFS,
        "usr": errno.EROFS,
        "state": 0,
        "runtime": 0,
        "tmp": 0,
        "tmp_of_others": [],
        "home": [],
        "disk": errno.ENOENT,
        "netlink": errno.EAFNOSUPPORT,
        "packet": errno.EAFNOSUPPORT,
        "inet": 0,
        "executable_memory": errno.EPERM,
        "chown": errno.EPERM,
        "set_uid_bit": errno.EPERM,
        "priority": errno.EPERM,
        "namespace": -1,
        "core": [0, 0],
        "others": [],
        "secret": "x",
    }


@pytest.mark.skipif(not dovecot.delivers() or not postfix.runs(), reason="Dovecot or Postfix is missing")
def test_the_daemon_polls_and_sends_under_them(deb: Path, root: Debian, certificates: Certificates) -> None:
    root.must("apt-get", "install", "-y", root.put(deb))
    people = fates.officials({"fine": 5, "answered": 1, "unknown": 1})
    users = {one.address: "x" for one in people if one.has_account} | {MAILBOX: PASSWORD}
    ca_file = root.path / "etc/maild/ca.pem"
    shutil.copy(certificates.ca_file, ca_file)
    local_port = free_port()
    with (
        Dovecot(users, certificates, Delivery(local_port)) as imap,
        Postfix(certificates, auth_port=imap.auth_port, local_port=local_port) as relay,
    ):
        lmtp = Hop("lmtp", imap.lmtp_port)
        relay.start(Routes(dict.fromkeys((OFFICE, fates.DISTRICT, fates.DEPARTMENT), lmtp)))
        servers = Servers(imap.port, relay.port, ca_file)
        with Installed(root, MAILBOX, PASSWORD, servers, since=date(2026, 1, 1)) as maild:
            port = free_port()
            (maild.directory / "maild.d/50-tests.toml").write_text(f"[monitoring]\nmetrics_port = {port}\n")
            make_round(maild, root.path / "srv", people)
            pid = maild.start()
            until(lambda: maild.manager.said("READY=1"), 60, maild.log)
            told = status_of(pid)
            assert told["Uid"].split()[0] != "0"
            assert (int(told["CapEff"], 16), int(told["CapBnd"], 16)) == (0, 0)
            assert (told["NoNewPrivs"], told["Seccomp"]) == ("1", "2")
            assert re.search(
                r"^Max core file size +0 +0 ", Path(f"/proc/{pid}/limits").read_text(), re.MULTILINE
            )
            shown = {place: Path(f"/proc/{pid}/{place}").read_bytes() for place in ("environ", "cmdline")}
            key = (maild.directory / "credentials/token-keys").read_text().split()[1]
            secrets = (PASSWORD.encode(), key.encode())
            until(lambda: len(maild.logged("delivery.sent")) == 6, 180, maild.log, every_s=0.5)
            until(lambda: maild.read() >= 1, 120, maild.log, every_s=1)  # the notice of the unknown address
            until(lambda: maild.manager.said("WATCHDOG=1") >= 2, 120, maild.log)
            asked = f"http://127.0.0.1:{port}/metrics"
            assert "maild_letters_due" in urllib.request.urlopen(asked, timeout=30).read().decode()
            maild.hang_up()
            until(lambda: maild.logged("daemon.reloaded"), 60, maild.log)
            until(lambda: maild.manager.said("READY=1") == 2, 60, maild.log)
            assert maild.stop() == 0
            assert maild("db", "verify", "--json")["differences"] == []
            kinds = [one["kind"] for one in maild("mail", "list", "--json")]
            assert kinds == ["bounce"]
            for place in ("environ", "cmdline"):
                assert not [one for one in secrets if one in shown[place]], place
            written = (root.path / "var/log/maild.log").read_bytes()
            assert not [one for one in secrets if one in written]
            for path in (root.path / "etc/maild").rglob("*.toml"):
                assert not [one for one in secrets if one in path.read_bytes()], path
            troubles = [line for line in maild.log().splitlines() if '"level": "error"' in line]
            assert troubles == []
