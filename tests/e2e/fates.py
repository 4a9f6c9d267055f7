"""Officials and what becomes of a letter to each, decided by where they live on the mail server."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import gcd
from pathlib import Path

from tests.servers.dovecot import Box

OFFICE = "snv.example.vn"  # ours; its relay knows its own addresses and refuses the others at RCPT
DISTRICT = "huyen.example.vn"
DEPARTMENT = "soyte.example.vn"
CUT_OFF = "xa.example.vn"  # its server does not answer
MAILBOX = f"cchc@{OFFICE}"

# How many have which fate. The order spreads the dead addresses, as on a real list.
SIXTY: Mapping[str, int] = {
    "fine": 38,
    "answered": 3,  # on the ministry's list: gets no letter
    "unknown": 4,  # 550 5.1.1 from the server behind the relay
    "unlisted": 2,  # 550 5.1.1 from the relay itself, at RCPT
    "moved": 1,  # an alias whose target is gone
    "full": 3,  # 552 5.2.2
    "full_passing": 2,  # 452 4.2.2 until the relay gives up
    "cut_off": 3,  # nobody listens, until the relay gives up
    "vacation": 3,  # takes the letter, answers by Sieve
    "refusing": 1,  # a Sieve rule rejects the letter
}
FEW: Mapping[str, int] = {
    "fine": 8,
    "answered": 1,
    "unknown": 2,
    "full": 1,
    "full_passing": 1,
    "cut_off": 1,
    "vacation": 1,
    "refusing": 1,
}
_DOMAINS: Mapping[str, tuple[str, ...]] = {
    "unlisted": (OFFICE,),
    "cut_off": (CUT_OFF,),
    "fine": (OFFICE, DISTRICT, DEPARTMENT),
}
_EXPECTED_DEAD = ("unknown", "unlisted", "moved")
_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ")
_GIVEN = ("An", "Bình", "Cường", "Dũng", "Giang", "Hạnh", "Khánh", "Lan", "Minh", "Nga")


@dataclass(frozen=True, slots=True)
class Official:
    name: str
    address: str
    fate: str

    @property
    def domain(self) -> str:
        return self.address.partition("@")[2]

    @property
    def has_account(self) -> bool:
        return self.fate not in ("unknown", "unlisted", "moved", "cut_off")


def officials(counts: Mapping[str, int]) -> tuple[Official, ...]:
    """Everybody, the troubled ones evenly among the others."""
    fine = ["fine"] * counts["fine"]
    troubled = [fate for fate, count in counts.items() if fate != "fine" for _ in range(count)]
    # the dead ones far from each other: 1, 4, 7, …
    troubled.sort(key=lambda fate: fate in _EXPECTED_DEAD)
    step = next(step for step in (7, 5, 3, 2, 1) if gcd(step, len(troubled)) == 1)
    spread = [troubled[(index * step) % len(troubled)] for index in range(len(troubled))]
    order: list[str] = []
    while fine or spread:
        order += [fine.pop() for _ in range(min(2, len(fine)))]
        order += [spread.pop() for _ in range(min(1, len(spread)))]
    made = []
    for index, fate in enumerate(order):
        domains = _DOMAINS.get(fate, (DISTRICT, DEPARTMENT))
        name = f"{_FAMILY[index % 10]} Văn {_GIVEN[index // 10]} {_GIVEN[index % 7]}"
        made.append(Official(name, f"canbo{index:02}@{domains[index % len(domains)]}", fate))
    return tuple(made)


def boxes(people: tuple[Official, ...], back_on: date) -> dict[str, Box]:
    """How the mail server treats those who have an account."""
    vacation = (
        'require ["vacation"];\n'
        'vacation :days 1 :subject "Trả lời tự động: vắng mặt" '
        f'"Tôi đi công tác đến hết ngày {back_on:%d/%m/%Y}, xin trả lời sau.";\n'
    )
    reject = 'require ["reject"];\nreject "Thư không được chấp nhận.";\n'
    kinds = {
        "full": Box(quota_octets=100),
        "full_passing": Box(quota_octets=100, full_is_passing=True),
        "vacation": Box(sieve=vacation),
        "refusing": Box(sieve=reject),
    }
    return {one.address: kinds[one.fate] for one in people if one.fate in kinds}


def write_roster(path: Path, people: tuple[Official, ...]) -> None:
    """The list as an office saves it: UTF-8 with a byte order mark, comma."""
    units = {OFFICE: "Sở Nội vụ", DISTRICT: "UBND huyện", DEPARTMENT: "Sở Y tế", CUT_OFF: "UBND xã"}
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("STT", "Nhóm đối tượng", "Đơn vị", "Họ và tên", "Chức vụ", "Hộp thư công vụ"))
        for number, one in enumerate(people, 1):
            group = "Lãnh đạo cấp phòng thuộc sở, ban, ngành"
            rows.writerow((number, group, units[one.domain], one.name, "Trưởng phòng", one.address))
