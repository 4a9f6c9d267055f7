"""The Debian package: whole, the same octets each time, and well behaved from installation to purge."""

from __future__ import annotations

import hashlib
import re
import subprocess
from pathlib import Path

import pytest

from deb.build import lock, runtime
from tests.package.conftest import Build
from tests.servers.debian import Debian

FLAGS = ("--address", "cchc@snv.laocai.vn", "--agency", "Sở Nội vụ", "--imap-host", "imap.laocai.vn")


def test_it_holds_what_runs_and_nothing_else() -> None:
    """The lock's own lines, hashes and all, of what maild needs with its extras, the demo's servers too."""
    needed = runtime()
    assert {"imapclient", "sqlmodel", "psycopg", "psycopg-binary", "starlette", "uvicorn", "pymap"} <= needed
    assert not {"pytest", "ruff", "mypy", "playwright", "hatchling", "holidays"} & needed
    text = lock()
    named = re.findall(r"^([a-z0-9._-]+)==", text, re.MULTILINE)
    assert sorted(named) == sorted(needed)
    assert all("--hash=sha256:" in block for block in re.split(r"^(?=[a-z])", text, flags=re.MULTILINE)[1:])


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_the_same_octets_each_time(deb: Path, build: Build) -> None:
    again = build(umask=0o077, TZ="Asia/Ho_Chi_Minh", LC_ALL="C", PYTHONHASHSEED="7")
    assert hashlib.sha256(again.read_bytes()).digest() == hashlib.sha256(deb.read_bytes()).digest()
    told = subprocess.run(["dpkg-deb", "--contents", deb], capture_output=True, text=True, check=True).stdout
    owners = {line.split()[1] for line in told.splitlines()}
    assert owners == {"root/root"}
    assert not re.search(r"__pycache__|\.pyc$|direct_url|/tests?/conftest", told, re.MULTILINE)


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_from_installation_to_purge(deb: Path, build: Build, root: Debian) -> None:
    """Without a network: what apt would ask a mirror for would fail."""
    (root.path / "etc/apt/sources.list").write_text("")
    etc = root.path / "etc/maild"

    assert "Next, as root: maild init" in root.must("apt-get", "install", "-y", root.put(deb))
    assert root.must("maild", "version").strip() == "0.1.0"
    for page in ("man1/maild.1.gz", "vi/man1/maild.1.gz", "man5/maild.toml.5.gz"):
        assert (root.path / "usr/share/man" / page).is_file()
    root.must("/usr/lib/maild/bin/python3", "-I", "-c", "import maild.demo.play")  # all it needs is there
    assert re.match(r"uid=\d+\(maild\) gid=\d+\(maild\)", root.must("id", "maild"))
    assert root.must("stat", "-c", "%a %U:%G", "/etc/maild").strip() == "750 root:maild"
    assert root.must("stat", "-c", "%a %U:%G", "/var/lib/maild").strip() == "700 maild:maild"
    assert (root.path / "usr/lib/systemd/system/maild.service").is_file()
    assert not list((root.path / "etc/systemd/system").rglob("maild.service"))  # enabled by a person alone
    assert root.run("systemd-analyze", "verify", "/usr/lib/systemd/system/maild.service").returncode == 0

    root.must("maild", "init", *FLAGS, "--no-ask")  # beside the file that the package brought
    for name in ("imap-survey", "smtp"):
        (etc / "credentials" / name).write_text("khó đoán\n")
        root.must("chown", "root:maild", f"/etc/maild/credentials/{name}")
        (etc / "credentials" / name).chmod(0o640)
    assert root.run("maild", "check", user="maild:maild").returncode == 0
    edited = (etc / "maild.toml").read_text("utf-8") + "\n# ours\n"
    (etc / "maild.toml").write_text(edited, "utf-8")
    root.must("chroot", "--userspec=maild:maild", "/", "maild", "db", "verify")  # makes the database

    said = root.must(
        "apt-get", "install", "-y", "-o", "Dpkg::Options::=--force-confdef", root.put(build("0.1.1"))
    )
    assert "maild init" not in said
    assert root.must("dpkg-query", "-W", "-f", "${Version} ${db:Status-Status}", "maild") == "0.1.1 installed"
    assert (etc / "maild.toml").read_text("utf-8") == edited
    assert root.run("maild", "db", "verify", user="maild:maild").returncode == 0
    root.must("/var/lib/dpkg/info/maild.postinst", "configure", "0.1.1")  # a second time changes nothing

    root.must("apt-get", "remove", "-y", "maild")
    assert not (root.path / "usr/lib/maild").exists()
    assert not (root.path / "usr/bin/maild").exists()
    assert (etc / "maild.toml").read_text("utf-8") == edited
    assert (etc / "credentials/token-keys").is_file()
    assert (root.path / "var/lib/maild/maild.db").is_file()

    purged = root.run("apt-get", "purge", "-y", "maild")
    assert purged.returncode == 0, purged.stderr
    assert not etc.exists()
    assert (root.path / "var/lib/maild/maild.db").is_file()  # a record about people: a person deletes it
    assert "/var/lib/maild" in purged.stdout + purged.stderr
    assert root.run("dpkg-query", "-W", "maild").returncode == 1
