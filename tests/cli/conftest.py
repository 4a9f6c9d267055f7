"""A province of sixty officials, made by the commands themselves; each test gets a copy of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tests.cli.program import Done, maild

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
At = Callable[..., Done]

TITLES = "STT,Họ và tên,Chức vụ,Đơn vị,Thư công vụ,Nhóm đối tượng"
FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ")
GIVEN = ("Văn An", "Thị Bình", "Đức Cường", "Thu Dung", "Quốc Ân", "Hữu Phúc")
OFFICIALS = len(FAMILIES) * len(GIVEN)


def official(number: int) -> tuple[str, str, str]:
    """Name, unit and address of the official that is entered as OFF-`number`."""
    place = number - 1
    name = f"{FAMILIES[place % len(FAMILIES)]} {GIVEN[place // len(FAMILIES)]}"
    unit, domain = (("Sở Tài chính", "stc"), ("Sở Y tế", "syt"), ("Sở Nội vụ", "snv"))[place % 3]
    return name, unit, f"canbo{number:02}@{domain}.tinh.example.vn"


def roster_lines() -> list[str]:
    rows = [(number, *official(number)) for number in range(1, OFFICIALS + 1)]
    return [
        TITLES,
        *(f"{n},{name},Chuyên viên,{unit},{email},Công chức cấp tỉnh" for n, name, unit, email in rows),
    ]


def configure(directory: Path, *extra: str) -> Path:
    """A fresh configuration in `directory`, with what only an administrator can add."""
    done = maild("init", "--dir", directory, "--state", directory / "state")
    assert done.code == 0, done.err
    overlay = directory / "maild.d" / "20-tests.toml"
    lines = [
        "[paths]",
        'state = "state"',
        "[sender]",
        'address = "khaosat@snv.tinh.example.vn"',
        "[round_defaults]",
        'agency = "Sở Nội vụ"',
        'hotline = "0214.3840.000"',
        'legal_basis = "Công văn số 7156/UBND-NC"',
        'invitation_sender = "khaosat@bnv.example.vn"',
        'invitation_subject = "Mời trả lời phiếu"',
    ]
    overlay.write_text("\n".join((*extra, *lines)) + "\n", encoding="utf-8")
    return directory / "maild.toml"


def day(offset: int) -> str:
    return (datetime.now(UTC).date() + timedelta(days=offset)).isoformat()


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of a province whose round is running: invited twenty days ago, thirty to go."""
    directory = tmp_path_factory.mktemp("province")
    config = configure(directory)
    (directory / "roster.csv").write_text("\n".join(roster_lines()) + "\n", encoding="utf-8")
    steps: tuple[tuple[str, list[object]], ...] = (
        ("tran.thi.binh", ["round", "create", "2026", "--invited", day(-20), "--deadline", day(30)]),
        ("tran.thi.binh", ["roster", "import", directory / "roster.csv", "--round", "2026"]),
        ("le.van.cuong", ["round", "approve", "2026"]),
        ("tran.thi.binh", ["round", "open", "2026"]),
    )
    for user, arguments in steps:
        done = maild(*arguments, config=config, user=user)
        assert done.code == 0, (arguments, done.out, done.err)
    return directory


@pytest.fixture
def province(opened: Path, tmp_path: Path) -> Path:
    """The configuration file of a copy of that province."""
    return Path(shutil.copytree(opened, tmp_path / "province")) / "maild.toml"


@pytest.fixture
def by_day(tmp_path: Path) -> At:
    """Commands at a given time, on a round of 2026: invited 9 November, deadline 27 November."""
    config = configure(tmp_path)
    (tmp_path / "roster.csv").write_text("\n".join(roster_lines()) + "\n", encoding="utf-8")

    def at(when: str, *arguments: object, user: str = "an") -> Done:
        with time_machine.travel(datetime.fromisoformat(when).replace(tzinfo=ZONE), tick=False):
            return maild(*arguments, config=config, user=user)

    at("2026-11-02 09:00", "round", "create", "2026", "--invited", "2026-11-09", "--deadline", "2026-11-27")
    at("2026-11-02 09:01", "roster", "import", tmp_path / "roster.csv", "--round", "2026")
    at("2026-11-02 09:02", "round", "approve", "2026", user="binh")
    return at
