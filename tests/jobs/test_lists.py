"""A ministry's list as it is looked at: what its rows mean, whom it would add, page by page."""

from __future__ import annotations

from maild.actions import lists
from maild.store import roster
from maild.store import rounds as stored_rounds
from maild.store.rounds import ListRow
from tests.jobs.province import CODE, MAKER, Province, addresses

ROWS = [
    # row  who   verdict          row of the file
    (1,    1,    "answered",      5),
    (2,    2,    "answered",      6),
    (3,    2,    "answered",      7),   # twice
    (4,    3,    "answered",      8),   # is asked no more
    (5,    4,    "not-answered",  9),
    (6,    None, "unknown",       10),
    (7,    5,    "contradictory", 11),
]  # fmt: skip


def test_a_list_page_by_page(province: Province) -> None:
    store = province.home.store
    province.enter(addresses(6))
    province.list_answered(1)
    with store.unit(lambda *_: None) as unit:
        roster.end(unit.connection, 3, province.now)
    staged = lists.stage(store, CODE, province.now, [ListRow(*row) for row in ROWS], MAKER, province.now)
    shown = lists.show(store, staged.id)
    assert shown.verdicts == {"answered": 4, "not-answered": 1, "unknown": 1, "contradictory": 1}
    assert shown.newly == 1  # 1 is known, 3 is gone, 2 counts once
    assert lists.newly(store, shown.round, [1, 2, 3]) == 1

    def numbers(found: list[lists.Line]) -> list[tuple[int, str]]:
        return [(row.row, "" if person is None else person.name) for row, person in found]

    names = {one.id: one.name for one in province.people()}
    doubtful = [(6, ""), (7, names[5])]
    assert numbers(lists.rows(store, staged.id, "", 0, 3)) == [*doubtful, (1, names[1])]
    assert [row for row, _ in numbers(lists.rows(store, staged.id, "", 3, 3))] == [2, 3, 4]
    assert [row for row, _ in numbers(lists.rows(store, staged.id, "answered", 2, 3))] == [3, 4]
    assert [row.row for row, _ in lists.every_row(store, staged.id)] == [1, 2, 3, 4, 5, 6, 7]
    assert [row.row for row, _ in lists.every_row(store, staged.id, "unknown")] == [6]
    with store.view() as look:
        assert stored_rounds.newly(look.connection, staged.id) == 1
