"""The address that somebody wants to be written to from now on: proposed to a person, never adopted.

The address of a stand-in, of a delegate or of a successor is none, nor is the old one, nor one that
is only named ("hộp thư … bị đầy").
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from maild.decode.reply.patterns import Hit
from maild.decode.reply.phrases import Act
from maild.decode.reply.sentences import Sentence

_OLD_BEFORE = re.compile(
    r"(?<!\S)(?:cu|tu|thay vi|thay cho|khong phai|khong dung|nham|sai|khong con|ngung|bo|old|from|"
    r"thay the(?! bang)|nhap|dang nhap)(?: [^\s,]+){0,3} $"
    r"|nhan (?:duoc )?(?:\S+ ){0,2}thu (?:\S+ )?(?:cua|tu) $"
)
_OLD_AFTER = re.compile(
    r" (?:(?!nhung|,|vi|do|hop|hom|mail|thay)\S+ ){0,2}(?:=>|khong con|da bo|het hieu luc|"
    r"bi|day|da day|khong nhan|khong co|"
    r"khong thay|khong vao|khong su dung|khong dung|ngung|la dia chi cu|cu|sang|thanh|doi thanh|"
    r"chuyen thanh|khong phai (?:la )?cua)(?!\S)"
    r"| (?:, )?(?:sap|se|da|dang|cung|thi|nay|hien) (?:\S+ )?(?:ngung|dong|khoa|bo|huy|thu hoi|het han)(?!\S)"
)
_NEW_BEFORE = re.compile(
    r"(?<!\S)(?:=>|moi|sang|thanh|la|ve|qua|den|toi|vao|dung|su dung|chinh xac|theo|use|to|is|dia chi|"
    r"mail|hop thu|hom thu|gui|lay|chinh thuc|at)(?: (?:dia chi|mail|hop thu|hom thu|thu|sau|nay|cua|"
    r"toi|em|minh|la|day|ca nhan|,|cong vu|moi|nha|nhe|may|so|it)){0,4} $"
)
_NEW_AFTER = re.compile(
    r" (?:\S+ ){0,2}(?:la (?:dia chi |mail |hop thu )?moi|moi dung|thay cho|thay the|cho cac lan|"
    r"tu nay|tu gio|nhe|instead)"
)
_SOMEBODY_ELSE = re.compile(
    r"(?<!\S)(?:traloi thay|lam thay|thay toi|thay em|nguoi thay|ke nhiem|phu trach thay|giao cho|"
    r"giao dong chi|uy quyen|phan cong|lien he (?:voi )?(?:dong chi|anh|chi|ong|ba|van phong|phong|"
    r"pho)|tiep nhan thay|chuyen cho|my colleague|my deputy|nho (?:dong chi|anh|chi|em)|"
    r"xu ly thay)(?!\S)"
)
# "Có gì liên hệ em qua …": where he can be asked, not where the letters are to go.
_TO_ASK = re.compile(
    r"(?<!\S)(?:co gi|can gi|neu can|khi can|can thiet|thac mac|vuong mac|can trao doi|can ho tro)(?: [^\s,]+){0,4}"
    r"(?: ,)? (?:\S+ ){0,3}(?:lien he|hoi|goi|trao doi|nhan tin|bao)(?!\S)"
)
_NAMED = re.compile(
    r"(?<!của )(?<!cua )(?<!\w)(?:đồng chí|đ/c|anh|chị|ông|bà|cô|bạn|dong chi|d/c|chi|co) (?:[A-ZÀ-ỸĐ]\w*\s?){1,4}"
    r"[\s,(:-]{0,3}(?:(?:e-?mail|mail|địa chỉ|dia chi|qua|số|là|la)[\s:]{0,2}){0,2}$"
)


def new_address(
    sentences: Sequence[Sentence], hits: Sequence[Hit], ours: frozenset[str], *, anywhere: bool = False
) -> str | None:
    """The first address that the writer gives as the one to use; None when he gives none.

    `anywhere`: the mail is known to give one, in words that no phrase knows.
    """
    handed_over = {hit.sentence for hit in hits if hit.act is Act.DELEGATE or hit.rule == "wrong.successor"}
    changing = {hit.sentence for hit in hits if hit.act is Act.CONTACT}
    best: tuple[int, str] | None = None
    for sentence in sentences:
        if not sentence.addresses or sentence.number in handed_over or _SOMEBODY_ELSE.search(sentence.bare):
            continue
        if _TO_ASK.search(sentence.bare):
            continue
        if not anywhere and not changing & {sentence.number, sentence.number - 1}:
            continue
        for found, address in zip(
            re.finditer(r"(?<!\S)addrx(?!\S)", sentence.bare), sentence.addresses, strict=False
        ):
            if address in ours or _is_of_somebody_named(sentence.text, address):
                continue
            score = _looks_new(sentence.bare[: found.start()], sentence.bare[found.end() :])
            if score > 0 and (best is None or score > best[0]):
                best = (score, address)
    return best[1] if best else None


def _is_of_somebody_named(text: str, address: str) -> bool:
    """`chị Hoa, email hoa@…`: not the writer's."""
    at = text.lower().find(address)
    return at > 0 and _NAMED.search(text[max(0, at - 80) : at]) is not None


def _looks_new(before: str, after: str) -> int:
    """How much speaks for the address between these words: 0 nothing, 2 it is called the new one."""
    before = before.rpartition(" nhung ")[2].rpartition("addrx ")[2]
    if _OLD_AFTER.match(after[:60]) or (_OLD_BEFORE.search(before[-60:]) and " moi " not in before[-20:]):
        return 0
    if _NEW_BEFORE.search(before[-70:]) or _NEW_AFTER.match(after[:60]):
        return 2
    return 1
