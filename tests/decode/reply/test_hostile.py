"""Mails made to take time: a megabyte of each costs about as much as a megabyte of prose."""

from __future__ import annotations

import time

import pytest

from maild.decode.automatic import judge
from maild.decode.message import parse
from maild.decode.reply import understand
from maild.model import ReadContext

MIB = 1 << 20
HOSTILE = {
    "attributions": ("plain", "Vao ngay 12/11 \n"),
    "errors": ("plain", "không vào được trang khảo sát lỗi mã thư chưa nhận\n"),
    "one long line": ("plain", "khong vao duoc link "),
    "header fields": ("plain", "Tu: a\n"),
    "dashes": ("plain", "-----\n"),
    "VIQR": ("plain", "ddo^.ng a'a'a' "),
    "mojibake": ("plain", "TÃ´i Ä‘Ã£ tráº£ \n"),
    "addresses": ("plain", "a.b@c.d "),
    "dates": ("plain", "12/11 "),
    "combining marks": ("plain", "a\u0300"),
    "nested HTML": ("html", "<div>"),
    "nested quotations": ("html", "<blockquote>"),
    "flat HTML": ("html", '<p style="color:#fff">lỗi</p>'),
}


@pytest.mark.parametrize(("kind", "piece"), HOSTILE.values(), ids=HOSTILE.keys())
def test_takes_linear_time(kind: str, piece: str) -> None:
    body = (piece * (MIB // len(piece.encode()))).encode()
    head = f"From: a@b.vn\nMIME-Version: 1.0\nContent-Type: text/{kind}; charset=utf-8\n\n"
    mail = parse(head.encode() + body)
    started = time.process_time()
    understand(mail, ReadContext(), judge(mail, ReadContext()))
    assert time.process_time() - started < 8  # about one
