"""The sample province Hoàng Phong: 480 invented officials in 40 units, and a list as a ministry sends it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

from maild.model import RosterEntry
from maild.roster.export import SheetOut, write_xlsx
from maild.roster.respondents import read_roster

_ROSTER = resources.files("maild.demo") / "data" / "roster.csv"
_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def roster_csv() -> bytes:
    """The roster as its office saved it: UTF-8 with a byte order mark, comma, CRLF."""
    return _ROSTER.read_bytes()


@cache
def people() -> tuple[RosterEntry, ...]:
    """Everybody on the roster, in its order."""
    with resources.as_file(_ROSTER) as path:
        return read_roster(path).entries


def answered_xlsx(path: Path, rows: Sequence[tuple[str, str, str, str]], as_of: datetime) -> None:
    """Write the ministry's list: (name, address, unit, status) each, and up to when it holds."""
    local = as_of.astimezone(_ZONE)
    write_xlsx(
        path,
        [
            SheetOut(
                "Tình hình trả lời",
                ("STT", "Họ và tên", "Email", "Đơn vị", "Tình trạng"),
                [(number, *row) for number, row in enumerate(rows, 1)],
                titles=(
                    "BỘ NỘI VỤ",
                    "DANH SÁCH TÌNH HÌNH TRẢ LỜI PHIẾU ĐIỀU TRA XÃ HỘI HỌC",
                    f"Số liệu đến {local:%H:%M} ngày {local:%d/%m/%Y}",
                ),
            )
        ],
    )
