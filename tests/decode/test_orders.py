from __future__ import annotations

import pytest

from maild.decode.orders import read_orders
from maild.decode.reading import MAX_WORDS

ORDERS = [
    # what the liaison writes                      orders: verb, incident, text
    ("INC-0023 nhận",                              [("acknowledge", 23, "")]),
    ("inc 23: nhan xu ly nhe.",                    [("acknowledge", 23, "")]),
    ("nhận",                                       [("acknowledge", 7, "")]),  # in answer to an alert about one
    ("Nhận: Nguyễn Văn Tuấn",                      [("acknowledge", 7, "Nguyễn Văn Tuấn")]),
    ("INC-0023 ack",                               [("acknowledge", 23, "")]),
    ("INC-0023 giao tuan",                         [("assign", 23, "tuan")]),
    ("INC-0023 giao cho: tuan",                    [("assign", 23, "tuan")]),
    ("INC-0023 assign to tuan",                    [("assign", 23, "tuan")]),
    ("INC-0023 ghi: đã gọi VNPT: họ hẹn chiều",    [("note", 23, "đã gọi VNPT: họ hẹn chiều")]),
    ("INC-0023 note: rang them",                   [("note", 23, "rang them")]),
    ("INC-0023 xong",                              [("resolve", 23, "")]),
    ("- INC-0023 - xong rồi ạ.",                   [("resolve", 23, "")]),
    ("INC-0023 resolve: quota raised",             [("resolve", 23, "quota raised")]),
    ("INC-0023 mở lại: vẫn còn lỗi",               [("reopen", 23, "vẫn còn lỗi")]),
    (
        "Kính gửi Sở Nội vụ,\nINC-0023 nhận\n\nINC-0024 xong: đã sửa DNS\nCảm ơn anh.",
        [("acknowledge", 23, ""), ("resolve", 24, "đã sửa DNS")],
    ),
    # clear in no way, or in two
    ("INC-0023",                                   []),
    ("INC-0023 nhận được rồi",                     []),
    ("INC-0023 không nhận",                        []),
    ("INC-0023 chưa xong",                         []),
    ("INC-0023 xong?",                             []),
    ("INC-0023 xong một phần",                     []),
    ("INC-0023 giao lại sau",                      []),
    ("INC-0023 giao cho anh Tuấn xử lý",           []),
    ("INC-0023 nhận: mai sẽ làm, hôm nay bận",     []),
    ("INC-0023 ghi đã gọi",                        []),
    ("INC-0023 ghi: …",                            []),  # as our mail shows it
    ("INC-00231234567890 xong",                    []),
    ("INC-0023 xong\nà thôi, để xem đã",           []),  # one unclear line voids all
    ("INC-0023 xong\nCảm ơn, nhưng chưa chắc đã hết lỗi", []),
    ("Lỗi này do bên Bộ",                          []),
    ("",                                           []),
    ("INC-0023 ghi: " + "x" * MAX_WORDS,           []),  # the end may be missing
    ("INC-0023 xong\n" * 21,                       []),
]  # fmt: skip


@pytest.mark.parametrize(("words", "orders"), ORDERS)
def test_only_what_reads_in_one_way_is_an_order(words: str, orders: list[tuple[str, int, str]]) -> None:
    assert [(one.verb, one.incident, one.text) for one in read_orders(words, 7)] == orders


def test_an_order_names_its_incident_where_there_may_be_several() -> None:
    assert read_orders("nhận", None) == ()
    assert read_orders("INC-0001 nhận\nxong", None) == ()
