"""Manuals are what their commands say: every command in them is run, at the time and by whom they tell.

`MAILD_MANUAL=write` writes the answers into the manual anew.
"""

from __future__ import annotations

import grp
import os
import pwd
import re
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from unittest import mock
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tests.cli.conftest import configure
from tests.cli.program import ROOT, maild

COORDINATOR = ROOT / "docs" / "coordinator.vi.md"
LIAISON = ROOT / "docs" / "liaison.vi.md"
GROUPS = {"an": "maild-coordinator", "binh": "maild-coordinator", "tuan": "maild-it"}
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_BLOCK = re.compile(r"^```(\w+)(?: ([\w.-]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_TIME = re.compile(r"^# (\d\d:\d\d \d\d/\d\d/\d{4})$")
_CODE = re.compile(r"CCHC-[0-9A-Z]{4}")
_PROMPT = re.compile(r"^(\w+)\$ maild (.*)$")


@contextmanager
def group_of(name: str) -> Iterator[None]:
    """Be what the system would know this person as."""
    account = pwd.struct_passwd((name, "x", 4242, 4242, "", "/", "/bin/sh"))
    group = grp.struct_group((GROUPS.get(name, name), "x", 4242, []))
    with (
        mock.patch.object(pwd, "getpwnam", return_value=account),
        mock.patch.object(os, "getgrouplist", return_value=[4242]),
        mock.patch.object(grp, "getgrgid", return_value=group),
    ):
        yield


def answered(block: str, config: Path, directory: Path) -> Iterator[str]:
    """The lines of a console block with the answers that the commands give now."""
    at = datetime.now(ZONE)
    for line in block.splitlines():
        if found := _TIME.match(line):
            at = datetime.strptime(found[1], "%H:%M %d/%m/%Y").replace(tzinfo=ZONE)
        elif found := _PROMPT.match(line):
            words = [
                str(directory / word) if (directory / word).is_file() else word
                for word in shlex.split(found[2])
            ]
            with time_machine.travel(at, tick=False), group_of(found[1]):
                done = maild(*words, config=config, user=found[1])
            said = _CODE.sub("CCHC-7K2M", (done.out + done.err).replace(f"{directory}/", "").rstrip("\n"))
            yield line
            yield from (told.rstrip().replace("\t", "  ") for told in said.splitlines())
            continue
        else:
            continue
        yield line


def tell(manual: Path, files: Path, config: Path) -> None:
    """Compare the manual's answers with what the commands say now."""
    text = made = manual.read_text("utf-8")
    for kind, name, block in _BLOCK.findall(text):
        if name:
            (files / name).write_text(block, "utf-8")
        elif kind == "console":
            now = "".join(f"{line}\n" for line in answered(block, config, files))
            made = made.replace(f"```console\n{block}```", f"```console\n{now}```", 1)
    if os.environ.get("MAILD_MANUAL") == "write":
        manual.write_text(made, "utf-8")
    assert made == text


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "files"
    place.mkdir()
    monkeypatch.chdir(place)
    return place


def test_the_coordinators(tmp_path: Path, files: Path) -> None:
    tell(COORDINATOR, files, configure(tmp_path / "etc"))


def test_the_liaisons(tmp_path: Path, files: Path) -> None:
    """In the round that the coordinator's manual begins."""
    config = configure(tmp_path / "etc", '[alerts]\nministry = ["cchc@bnv.example.vn"]')
    roster = next(
        block for _, name, block in _BLOCK.findall(COORDINATOR.read_text("utf-8")) if name == "danh-sach.csv"
    )
    (files / "danh-sach.csv").write_text(roster, "utf-8")
    opening = """# 09:00 18/11/2026
an$ maild round create 2026 --invited 2026-11-25 --deadline 2026-12-18
an$ maild roster import danh-sach.csv --round 2026
binh$ maild round approve 2026
an$ maild round open 2026
"""
    assert "đã mở đợt khảo sát 2026" in "\n".join(answered(opening, config, files))
    tell(LIAISON, files, config)


def test_from_an_empty_directory_to_an_approved_plan_in_under_ten_commands() -> None:
    text = COORDINATOR.read_text("utf-8")
    until = text[: text.index("maild remind approve")]
    required = [line for line in until.splitlines() if _PROMPT.match(line)]
    assert len(required) + 1 < 10
