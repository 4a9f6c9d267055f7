"""The coordinator's manual is what its commands say: every command in it is run, at the time and by whom it tells.

`MAILD_MANUAL=write` writes the answers into the manual anew.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tests.cli.conftest import configure
from tests.cli.program import ROOT, maild

MANUAL = ROOT / "docs" / "coordinator.vi.md"
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_BLOCK = re.compile(r"^```(\w+)(?: ([\w.-]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_TIME = re.compile(r"^# (\d\d/\d\d/\d{4} \d\d:\d\d)$")
_CODE = re.compile(r"CCHC-[0-9A-Z]{4}")
_PROMPT = re.compile(r"^(\w+)\$ maild (.*)$")


def answered(block: str, config: Path, directory: Path) -> Iterator[str]:
    """The lines of a console block with the answers that the commands give now."""
    at = datetime.now(ZONE)
    for line in block.splitlines():
        if found := _TIME.match(line):
            at = datetime.strptime(found[1], "%d/%m/%Y %H:%M").replace(tzinfo=ZONE)
        elif found := _PROMPT.match(line):
            words = [
                str(directory / word) if (directory / word).is_file() else word
                for word in shlex.split(found[2])
            ]
            with time_machine.travel(at, tick=False):
                done = maild(*words, config=config, user=found[1])
            said = _CODE.sub("CCHC-7K2M", (done.out + done.err).replace(f"{directory}/", "").rstrip("\n"))
            yield line
            yield from (told.rstrip().replace("\t", "  ") for told in said.splitlines())
            continue
        else:
            continue
        yield line


@pytest.mark.timeout(120)
def test_the_coordinators_manual_tells_what_the_commands_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = MANUAL.read_text("utf-8")
    config = configure(tmp_path / "etc")
    files = tmp_path / "files"
    files.mkdir()
    monkeypatch.chdir(files)
    made = text
    for kind, name, block in _BLOCK.findall(text):
        if name:
            (files / name).write_text(block, "utf-8")
        elif kind == "console":
            now = "".join(f"{line}\n" for line in answered(block, config, files))
            made = made.replace(f"```console\n{block}```", f"```console\n{now}```", 1)
    if os.environ.get("MAILD_MANUAL") == "write":
        MANUAL.write_text(made, "utf-8")
    assert made == text


def test_from_an_empty_directory_to_an_approved_plan_in_under_ten_commands() -> None:
    text = MANUAL.read_text("utf-8")
    until = text[: text.index("maild remind approve")]
    required = [line for line in until.splitlines() if _PROMPT.match(line)]
    assert len(required) + 1 < 10
