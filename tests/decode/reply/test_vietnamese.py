"""Vietnamese text as it arrives: folding, legacy encodings, chat spelling."""

from __future__ import annotations

import unicodedata

import pytest

from maild.decode.reply.vietnamese import canonical, fold, repair, unmarked

SAYS = "Tôi đã trả lời xong phiếu điều tra nhưng không gửi được"
TCVN3 = "T\xabi \xae\xb7 tr\xb6 l\xeai xong phi\xd5u \xaei\xd2u tra nh\xadng kh\xabng g\xf6i \xae\xad\xeec"

BROKEN = [
    # how it arrives                                                        what was written
    (SAYS, SAYS),
    (SAYS.encode().decode("latin-1"), SAYS),
    ("Phiếu đã nộp".encode().decode("cp1252", "replace"), "Phiếu đã nộp"),
    (TCVN3, SAYS),
    ("Toâi ñaõ traû lôøi phieáu ñieàu tra", "Tôi đã trả lời phiếu điều tra"),
    ("To^i dda~ tra? lo+`i phie^'u ddie^`u tra roi.", "Tôi đã trả lời phiếu điều tra roi."),
    ("Da tra loi xong roi.", "Da tra loi xong roi."),
    ("Un déjà vu à l'hôtel", "Un déjà vu à l'hôtel"),
    ("Please answer. It's done? OK.", "Please answer. It's done? OK."),
]


@pytest.mark.parametrize(("arrives", "written"), BROKEN)
def test_repairs_only_what_is_better_then(arrives: str, written: str) -> None:
    assert repair(arrives) == written


def test_repairs_line_by_line_so_that_a_quotation_in_another_encoding_stays() -> None:
    quoted = "> Kính gửi: Ông/Bà Đặng Thị Hòa"
    assert repair(f"{TCVN3}\n{quoted}") == f"{SAYS}\n{quoted}"


def test_nfd_and_both_tone_placements_fold_to_the_same() -> None:
    assert fold("Hoà giải, THUỶ") == fold(unicodedata.normalize("NFD", "hòa giải, thủy")) == "hoa giai, thuy"
    assert canonical("hoà giải, thuỷ lợi, quý") == "hòa giải, thủy lợi, quý"


CHAT = [
    # typed                                     read as
    ("e lm r ạ", "em làm rồi "),
    ("ko vào đc link", "không vào được link"),
    ("đ/c gởi lại giùm", "đồng chí gửi lại giúp"),
    ("a/c cho e hỏi", "anh chị cho em hỏi"),
    ("sai mk rồi", "sai mật khẩu rồi"),
    ("đc email mới", "địa chỉ mail mới"),
    ("XONGGGG RÙI", "xong rồi"),
    ("vô link không được, bị vô hiệu", "vào link không được, bị vô hiệu"),
    ("bữa ni tui mần xong rồi nghen", "hôm nay tui làm xong rồi nhé"),
    ("chả là em quên", "chuyện là em quên"),
    ("em ddax lafm xong phieeus roofi", "em đã làm xong phiếu rồi"),
    ("to6i d9a4 tra3 lo7i2 phie6u1 ro6i2", "tôi đã trả lời phiếu rồi"),
    ("link thif bij looix khoong vaof dduwowjc", "link thì bị lỗi không vào được"),
    (
        "these have been submitted on my own, max 3 rooms, t7 h1 r0123",
        "these have been submitted on my own, max 3 rooms, t7 h1 r0123",
    ),
]


@pytest.mark.parametrize(("typed", "read"), CHAT)
def test_spells_chat_out(typed: str, read: str) -> None:
    assert canonical(typed) == read


def test_unmarked_keeps_every_character_in_its_place() -> None:
    text = canonical("Tôi chưa trả lời, đường dẫn lỗi")
    assert len(unmarked(text)) == len(text)
    assert unmarked(text) == "toi chua tra_loi, duong dan loi"
