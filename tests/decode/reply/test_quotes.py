"""Own words only: what programs add to a reply, in Vietnamese and in English."""

from __future__ import annotations

import pytest

from maild.decode.message import parse
from maild.decode.reply.quotes import html_to_text, line_key, own_words, strip_text
from maild.model import ReadContext

OURS = "Nếu Ông/Bà đã hoàn thành phiếu, xin bỏ qua thư này."
HEADER = "Từ: Đầu mối <a@b.vn>\nĐã gửi: Thứ Hai, 9 Tháng 11, 2026 08:15\nĐến: Nam\nChủ đề: Mời trả lời\n"

REPLIES = [
    # program, and the mail below "Em xong rồi ạ."
    ("zimbra", f"----- Vào 13 Tháng Mười Một, 2026, lúc 9:30 SA, Đầu mối <a@b.vn> đã viết:\n\n{OURS}"),
    ("zimbra, original", f"----- Thư gốc -----\n{HEADER}\n{OURS}"),
    ("outlook", f"________________________________\n{HEADER}\n{OURS}"),
    ("outlook, English", f"From: A <a@b.vn>\nSent: Monday\nTo: N\nSubject: M\n\n{OURS}"),
    ("gmail", f"Vào Th 6, 13 thg 11, 2026 vào lúc 09:30 Đầu mối <a@b.vn> đã viết:\n\n> {OURS}"),
    ("gmail, folded", f"Vào Th 6, 13 thg 11, 2026 vào lúc 09:30 Đầu mối - Sở <a@b.vn> đã\nviết:\n\n> {OURS}"),
    ("gmail, English", f"On Fri, Nov 13, 2026 at 9:30 AM Đầu mối <\na@b.vn> wrote:\n\n> {OURS}"),
    ("apple", f"Đã gửi từ iPhone của tôi\n\nVào 09:30, 13 thg 11, 2026, Đầu mối <a@b.vn> đã viết:\n\n> {OURS}"),
    ("samsung", f"Được gửi từ Điện thoại Galaxy của tôi.\n\n-------- Thư gốc --------\n{HEADER}\n{OURS}"),
    ("thunderbird", f"Vào lúc 09:30 13/11/2026, Đầu mối đã viết:\n> {OURS}"),
    ("roundcube", f"Vào ngày 2026-11-18 14:00, Đầu mối viết:\n> {OURS}"),
    ("snappymail", f"Thứ Hai, 9/11/2026 08:15, Đầu mối <a@b.vn> đã viết là\n> {OURS}"),
    ("yahoo", f"    Vào Thứ Tư, 18 tháng 11, 2026 lúc 14:00:00 GMT+7, A <a@b.vn> đã viết:  \n \n{OURS}"),
    ("mdaemon", f"-----Original Message-----\nFrom: A\nDate: Mon\nTo: N\nSubject: M\n\n> {OURS}"),
    ("forwarded", f"---------- Thư đã chuyển tiếp ---------\n{HEADER}\n{OURS}"),
    ("signature", "--\nLê Minh Hoàng\nTrưởng phòng - Sở Y tế\nĐT: 0214 000 000 | hoang@syt.vn"),
    ("closing", "Trân trọng./.\n\nLê Minh Hoàng\nSở Y tế"),
    ("name and office", "Lê Minh Hoàng\nSở Y tế"),
    ("ruled signature", "Trân trọng!\n______________________\nSỞ XÂY DỰNG\nChuyên viên: Ninh Thị Hoa"),
    ("disclaimer", "Thư này và các tệp đính kèm chứa thông tin bảo mật, chỉ dành cho người nhận có tên trên."),
]  # fmt: skip


@pytest.mark.parametrize(("program", "rest"), REPLIES, ids=[row[0] for row in REPLIES])
def test_keeps_own_words_and_nothing_else(program: str, rest: str) -> None:
    assert strip_text(f"Em xong rồi ạ.\n\n{rest}\n").text == "Em xong rồi ạ."


ELSEWHERE = [
    ("below", f"Vào lúc 09:30 13/11/2026, Đầu mối đã viết:\n> {OURS}\n\nEm xong rồi ạ."),
    ("between", f"> {OURS}\n\nEm xong rồi ạ.\n\n> Mã phiếu cá nhân:\n"),
    ("below an unmarked letter", f"{HEADER}\nKính gửi: Ông/Bà\n{OURS}\nTrân trọng./.\n\nEm xong rồi ạ."),
]


@pytest.mark.parametrize(("where", "text"), ELSEWHERE, ids=[row[0] for row in ELSEWHERE])
def test_finds_own_words_wherever_they_stand(where: str, text: str) -> None:
    assert strip_text(text).text == "Em xong rồi ạ."


PROSE = [
    "Hôm qua tôi đã viết: phiếu này không mở được.",
    "Từ: cơ quan tôi, mạng bị chặn.",
    "Tôi gửi lại - nhờ xem giúp.",
    "Hạn 17:00 ngày 25/11 phải không ạ?",
    "Gửi bằng máy tính cơ quan thì báo lỗi",
    "Đã gửi qua điện thoại rồi nhé",
    "Gui qua gmail nam@thu.example cho chac",
]


@pytest.mark.parametrize("text", PROSE)
def test_leaves_prose_alone(text: str) -> None:
    assert strip_text(text).text == text


def test_a_campaign_line_never_counts_even_wrapped_anew() -> None:
    ours = frozenset({line_key(OURS)})
    wrapped = "Nếu Ông/Bà đã hoàn thành phiếu,\nxin bỏ qua thư này."
    assert strip_text(f"Chưa nhận được mã.\n{wrapped}", ours).text.startswith("Chưa nhận được mã.")
    assert "hoàn thành" not in strip_text(f"Chưa nhận được mã.\n{wrapped}", ours).text
    assert strip_text(f"Chưa nhận được mã.\n{OURS}", ours).text == "Chưa nhận được mã."


HTML = [
    ("<div>Em xong rồi ạ.</div><blockquote>lỗi</blockquote>", "Em xong rồi ạ."),
    ("<p>Em xong<br>rồi ạ.</p><div class='yahoo_quoted'>lỗi</div>", "Em xong\nrồi ạ."),
    ("<div style='display:none'>không vào được</div><p>Em xong rồi ạ.</p>", "Em xong rồi ạ."),
    ("<span style='color: #FFFFFF'>lỗi</span>Em xong rồi ạ.", "Em xong rồi ạ."),
    ("<span style='font-size:0px'>lỗi</span>Em xong rồi ạ.", "Em xong rồi ạ."),
    ("<p>Em xong rồi ạ.</p><div class='gmail_signature'>Sở Y tế</div>", "Em xong rồi ạ."),
    ("<div>Em xong rồi ạ.<hr><div id='divRplyFwdMsg'><b>Từ:</b> A<br><b>Đã gửi:</b> B<br><b>Đến:</b> C<br>"
     "<b>Chủ đề:</b> D</div><div>lỗi</div></div>", "Em xong rồi ạ."),
    ("<td>Thư mới: <a href='mailto:a@b.vn'>đây</a></td>", "Thư mới: a@b.vn đây"),
]  # fmt: skip


@pytest.mark.parametrize(("html", "text"), HTML)
def test_html_is_judged_by_its_structure(html: str, text: str) -> None:
    assert strip_text(html_to_text(f"<html><body>{html}</body></html>")).text == text


def test_words_come_from_the_better_stripped_alternative() -> None:
    raw = (
        b"From: a@b.vn\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=x\n\n"
        b"--x\nContent-Type: text/plain; charset=utf-8\n\nXong roi\nkhong thay loi\n"
        b"--x\nContent-Type: text/html; charset=utf-8\n\n<p>Xong roi</p><p hidden>khong thay loi</p>\n--x--\n"
    )
    assert own_words(parse(raw), ReadContext()).text == "Xong roi"


OFFERED = (
    "1 – Tôi đã trả lời phiếu",
    "2 – Tôi chưa nhận được thư mời",
    "3 – Tôi gặp lỗi khi trả lời",
    "4 – Phiếu này không đúng người",
)
LINES = frozenset(line_key(line) for line in (*OFFERED, "Kính gửi: Ông Nam", *(line[4:] for line in OFFERED)))
QUOTED = "\n\nVào lúc 09:30 13/11/2026, X đã viết:\n> " + "\n> ".join(OFFERED)


@pytest.mark.parametrize("answer", [*OFFERED, "1. Tôi đã trả lời phiếu", "Tôi đã trả lời phiếu"])
def test_an_offered_line_alone_at_the_top_is_the_writer_s(answer: str) -> None:
    assert line_key(strip_text(answer, LINES).text) == line_key(answer)
    assert line_key(strip_text(answer + QUOTED, LINES).text) == line_key(answer)


TOGETHER = [
    "\n".join(OFFERED),
    "Kính gửi: Ông Nam\n" + "\n".join(OFFERED),
    "Kính gửi: Ông Nam\n" + OFFERED[0],
]


@pytest.mark.parametrize("text", TOGETHER)
def test_offered_lines_together_are_our_letter_s(text: str) -> None:
    assert strip_text(text, LINES).text == ""
