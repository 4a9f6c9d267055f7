"""`make deb`: a Debian package with a virtual environment of its own, the same octets each time.

The wheels come from requirements.lock, checked by their hashes, and lie in the package: nothing is fetched when it is
installed.
`SOURCE_DATE_EPOCH` dates everything in it; without one the last commit does.
"""

from __future__ import annotations

import argparse
import gzip
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from deb import pages
from maild import __version__

ROOT = Path(__file__).resolve().parents[1]
HERE = ROOT / "deb"
HOME = "usr/lib/maild"
EXTRAS = ("demo", "postgres", "web")
PYTHON = f"python{sys.version_info.major}.{sys.version_info.minor}"
_SITE = f"{HOME}/lib/{PYTHON}/site-packages"
_PROGRAM = f"#!/{HOME}/bin/python3 -I\nfrom maild.cli import main\n\nmain()\n"
_CONTROL = """\
Package: maild
Version: {version}
Section: mail
Priority: optional
Architecture: {architecture}
Maintainer: maild <root@localhost>
Installed-Size: {kibibytes}
Depends: {python}, ca-certificates, systemd | systemd-standalone-sysusers, systemd | systemd-standalone-tmpfiles
Recommends: sudo
Description: {summary}
 The daemon reads a province's official mailboxes over IMAP, keeps the log of
 technical errors, and sends the reminders that are due, once a second person
 has approved them. Everything it needs beside Python is in this package.
"""


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m deb.build", description=__doc__)
    asked.add_argument("--out", type=Path, default=ROOT / "dist", help="where the package goes")
    asked.add_argument("--version", default=__version__, help="the package's version")
    asked.add_argument("--wheels", type=Path, default=ROOT / "build" / "wheels", help="wheels fetched before")
    said = asked.parse_args()
    print(build(said.out, said.version, said.wheels))


def build(out: Path, version: str, wheels: Path) -> Path:
    """The package, made in `out`; wheels that are not yet in `wheels` are fetched into it."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        stage = Path(made) / "stage"
        _environment(stage, Path(made), wheels)
        _files(stage)
        _control(stage, version)
        _date(stage, epoch())
        target = out / f"maild_{version}_{_architecture()}.deb"
        # One thread and a fixed level: how xz cuts its blocks depends on both.
        options = ["--root-owner-group", "-Zxz", "-z2", "--threads-max=1"]
        _run("dpkg-deb", *options, "--build", str(stage), str(target))
    return target


def epoch() -> int:
    """The time that everything in the package bears, in seconds since 1970."""
    said = os.environ.get("SOURCE_DATE_EPOCH")
    return int(said) if said else int(_run("git", "log", "-1", "--format=%ct"))


def runtime() -> set[str]:
    """The distributions that maild needs to run with `EXTRAS`, by their normalised names; not maild itself."""
    found: set[str] = set()

    def follow(name: str, extras: tuple[str, ...]) -> None:
        for line in requires(name) or ():
            need = Requirement(line)
            if need.marker is None or any(need.marker.evaluate({"extra": one}) for one in (*extras, "")):
                known = canonicalize_name(need.name)
                if known not in found or need.extras:
                    found.add(known)
                    follow(known, tuple(need.extras))

    follow("maild", EXTRAS)
    return found - {"maild"}


def lock() -> str:
    """The part of requirements.lock that the package holds, hashes and all."""
    wanted, kept = runtime(), []
    for block in re.split(
        r"^(?=[a-z0-9])", (ROOT / "requirements.lock").read_text("utf-8"), flags=re.MULTILINE
    ):
        name = re.match(r"[a-zA-Z0-9._-]+", block)
        if name is not None and canonicalize_name(name[0]) in wanted:
            kept.append(block)
            wanted.remove(canonicalize_name(name[0]))
    if wanted:
        raise SystemExit(f"not in requirements.lock: {', '.join(sorted(wanted))}")
    return "".join(kept)


def _environment(stage: Path, made: Path, wheels: Path) -> None:
    """The virtual environment: the wheels unpacked, and Debian's own interpreter."""
    listed = made / "lock"
    listed.write_text(lock(), "utf-8")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    kept = wheels / f"{PYTHON}.lock"
    if not kept.is_file() or kept.read_text("utf-8") != listed.read_text("utf-8"):
        shutil.rmtree(wheels, ignore_errors=True)
        wheels.mkdir(parents=True)
        # `wheel` rather than `download`: authres comes as source only. Each file is checked by its hash.
        _run(*pip, "wheel", "--wheel-dir", str(wheels), "--require-hashes", "--no-deps", "-r", str(listed))
        kept.write_text(listed.read_text("utf-8"), "utf-8")
    site = stage / _SITE
    found = ["--no-index", "--no-deps", "--no-compile", "--target", str(site)]
    _run(*pip, "install", *found, *(str(one) for one in sorted(wheels.glob("*.whl"))))
    for told in site.glob("*.dist-info/direct_url.json"):
        told.unlink()  # where the wheel lay while the package was built
    shutil.rmtree(site / "bin", ignore_errors=True)
    for theirs in site.glob("*/tests"):  # with certificates and keys of their own
        if theirs.is_dir():
            shutil.rmtree(theirs)
    _run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(made))
    with zipfile.ZipFile(next(made.glob("maild-*.whl"))) as own:
        own.extractall(site)
    for told in site.glob("*.dist-info"):
        (told / "RECORD").unlink(missing_ok=True)  # pip's own book of files, in the order in which it came by
    (stage / HOME / "bin").mkdir(parents=True)
    for name in ("python3", PYTHON):
        (stage / HOME / "bin" / name).symlink_to(f"/usr/bin/{PYTHON}")
    version = PYTHON.removeprefix("python")
    told = f"home = /usr/bin\ninclude-system-site-packages = false\nversion = {version}\n"
    _write(stage / HOME / "pyvenv.cfg", told)
    _write(stage / "usr/bin/maild", _PROGRAM, 0o755)


def _files(stage: Path) -> None:
    """Configuration, units, pages."""
    _copy(ROOT / "config/maild.toml", stage / "etc/maild/maild.toml")
    for year in sorted((ROOT / "config/calendar").glob("*.toml")):
        _copy(year, stage / "etc/maild/calendar" / year.name)
    _copy(ROOT / "systemd/maild.service", stage / "usr/lib/systemd/system/maild.service")
    _copy(ROOT / "systemd/maild.sysusers", stage / "usr/lib/sysusers.d/maild.conf")
    _copy(ROOT / "systemd/maild.tmpfiles", stage / "usr/lib/tmpfiles.d/maild.conf")
    manuals = stage / "usr/share/man"
    _zip(manuals / "man1/maild.1.gz", pages.commands_page("en"))
    _zip(manuals / "vi/man1/maild.1.gz", pages.commands_page("vi"))
    _zip(manuals / "man5/maild.toml.5.gz", pages.options_page())  # in both languages, as maild.toml is
    doc = stage / "usr/share/doc/maild"
    for manual in sorted((ROOT / "docs").glob("*.md")):
        _copy(manual, doc / manual.name)
    _copy(ROOT / "config/prometheus/maild.rules.yml", doc / "examples/maild.rules.yml")
    _zip(doc / "changelog.gz", (ROOT / "CHANGELOG.md").read_text("utf-8"))
    _copy(HERE / "copyright", doc / "copyright")


def _control(stage: Path, version: str) -> None:
    place = stage / "DEBIAN"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    octets = sum(path.lstat().st_size for path in stage.rglob("*") if not path.is_dir())
    _write(
        place / "control",
        _CONTROL.format(
            version=version,
            architecture=_architecture(),
            kibibytes=-(-octets // 1024),
            python=PYTHON,
            summary=re.split(r"[;,]", project["description"])[0],
        ),
    )
    kept = sorted(f"/{path.relative_to(stage)}" for path in (stage / "etc").rglob("*") if path.is_file())
    _write(place / "conffiles", "".join(f"{path}\n" for path in kept))
    for script in ("postinst", "prerm", "postrm"):
        _write(place / script, (HERE / script).read_text("utf-8"), 0o755)


def _date(stage: Path, at: int) -> None:
    """One date and one set of modes for all, whatever this machine's clock and umask are."""
    for path in [stage, *_below(stage)]:
        if not path.is_symlink():
            runs = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
            path.chmod(0o755 if runs else 0o644)
        os.utime(path, (at, at), follow_symlinks=False)


def _below(place: Path) -> Iterator[Path]:
    for path in sorted(place.iterdir()):
        if path.is_dir() and not path.is_symlink():
            yield from _below(path)
        yield path


def _architecture() -> str:
    return _run("dpkg", "--print-architecture")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _write(path: Path, text: str, mode: int = 0o644) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    path.chmod(mode)


def _zip(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.encode("utf-8"), 9, mtime=0))


def _run(*words: str) -> str:
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(words)}\n{done.stdout}{done.stderr}")
    return done.stdout.strip()


if __name__ == "__main__":
    main()
