"""Every count splits by subject group, unit and level, and every split adds up to the whole (a7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from maild.jobs.figures import Row, counted, crossed, grouped
from maild.model import RespondentStatus

OPEN, ANSWERED = RespondentStatus.OPEN, RespondentStatus.ANSWERED
NAMES = {"so": "Lãnh đạo cấp sở", "xa": "Công chức cấp xã"}
# group, unit, status, letters he has had, whether mail reaches him, how many of the kind
PEOPLE = [
    ("so", "Sở Y tế",      ANSWERED,                        ("T0", "R1"),       "yes",     3),
    ("so", "Sở Y tế",      OPEN,                            ("T0", "R1", "R2"), "yes",     2),
    ("so", "Sở Y tế",      OPEN,                            ("R2", "R1", "X1"), "unknown", 1),
    ("so", "Sở Tài chính", OPEN,                            ("R1",),            "yes",     1),
    ("so", "Sở Tài chính", RespondentStatus.UNREACHABLE,    ("T0",),            "no",      4),
    ("xa", "Sở Y tế",      RespondentStatus.SELF_REPORTED,  (),                 "unknown", 2),
    ("xa", "Sở Y tế",      RespondentStatus.ON_LEAVE,       ("R3", "S1"),       "yes",     1),
]  # fmt: skip


def _rows() -> Iterator[Row]:
    number = 0
    for group, unit, status, letters, reached, many in PEOPLE:
        for _ in range(many):
            number += 1
            at = datetime(2026, 11, 20, tzinfo=UTC) if status is ANSWERED else None
            invited = number != 1
            yield Row(
                number, f"Người {number}", "", "", len(unit), unit, group, f"n{number}@x.example.vn", status,
                "", None, "", invited, reached, letters, at, at,
            )  # fmt: skip


def test_group_by_unit_by_level_with_every_count() -> None:
    lines = crossed(_rows(), NAMES)
    assert [(one.group, one.unit, one.level, one.counts.officials) for one in lines] == [
        ("Lãnh đạo cấp sở", "Sở Tài chính", "", 4),  # five are missing there, more than anywhere
        ("Lãnh đạo cấp sở", "Sở Tài chính", "R1", 1),
        ("Lãnh đạo cấp sở", "Sở Y tế", "R2", 3),  # X1 is no reminder of the ladder
        ("Lãnh đạo cấp sở", "Sở Y tế", "R1", 3),
        ("Công chức cấp xã", "Sở Y tế", "", 2),
        ("Công chức cấp xã", "Sở Y tế", "R3", 1),
    ]
    first, *_, last = (one.counts for one in lines)
    assert (first.unreachable, first.reached, first.missing) == (4, 0, 4)
    assert (last.on_leave, last.invited, last.reached, last.answered) == (1, 1, 1, 0)


def test_all_splits_add_up() -> None:
    rows = list(_rows())
    whole = counted(rows)
    assert (whole.officials, whole.invited, whole.reached, whole.answered) == (14, 13, 7, 3)
    splits = (
        [one.counts for one in crossed(rows, NAMES)],
        [line.counts for line, _ in grouped(rows, "unit")],
        [line.counts for line, _ in grouped(rows, "group", NAMES)],
    )
    names = ("officials", "invited", "reached", *(one.value for one in RespondentStatus), "missing")
    for split in splits:
        assert {name: sum(getattr(one, name) for one in split) for name in names} == {
            name: getattr(whole, name) for name in names
        }
