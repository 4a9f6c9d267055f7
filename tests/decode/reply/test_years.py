"""Which year's survey a claim of completion is of, where the rounds' years are known."""

from __future__ import annotations

import pytest

from maild.decode.message import parse
from maild.decode.reply import Understanding, understand
from maild.decode.reply.hearing import hear
from maild.decode.reply.phrases import Act
from maild.decode.reply.sentences import split
from maild.decode.reply.years import years_in
from maild.model import Kind, ReadContext

THIS = frozenset({2026})
FOR_THE_YEAR_BEFORE = frozenset({2025, 2026})  # carried out in 2026, "xác định Chỉ số CCHC năm 2025"


def reply(text: str, years: frozenset[int]) -> Understanding:
    raw = (
        "From: Nam <nam@so.example>\nTo: x@snv.example\nSubject: Re: Phiếu điều tra\nIn-Reply-To: <a@b>\n"
        "Date: Wed, 18 Nov 2026 09:00:00 +0700\nContent-Type: text/plain; charset=utf-8\n"
        f"Content-Transfer-Encoding: 8bit\n\n{text}\n"
    )
    return understand(parse(raw.encode()), ReadContext(survey_years=years), None)


OF_2025 = [
    "Phiếu năm 2025 tôi đã làm rồi",
    "phieu nam 2025 toi lam roi nhe",
    "Năm 2025 tôi đã trả lời xong phiếu rồi",
    "PAR Index 2025 tôi đã làm xong",
    "Tôi đã hoàn thành phiếu CCHC-2025",
    "Tôi đã trả lời phiếu điều tra XHH xác định Chỉ số cải cách hành chính năm 2025 của Bộ Nội vụ",
    "Về phiếu điều tra XHH năm 2025: tôi đã trả lời xong.",
    "Phiếu CCHC năm 2025. Em làm rồi ạ.",
    "Đợt 2025 anh làm rồi em ơi",
    "1. phiếu năm 2025 tôi đã trả lời",
]


@pytest.mark.parametrize("text", OF_2025)
class TestAClaimThatNamesAnotherYear:
    def test_is_none(self, text: str) -> None:
        found = reply(text, THIS)
        assert (found.kind, found.rule) == (Kind.UNRELATED, "reply.elsewhere.other-year")

    def test_is_one_where_the_round_is_called_by_that_year(self, text: str) -> None:
        assert reply(text, FOR_THE_YEAR_BEFORE).kind is Kind.COMPLETED

    def test_is_one_where_nobody_told_the_years(self, text: str) -> None:
        assert reply(text, frozenset()).kind is Kind.COMPLETED


@pytest.mark.parametrize(
    "text",
    [
        "Tôi đã trả lời xong phiếu",
        "Tôi đã trả lời phiếu năm 2026 rồi",
        "Tôi đã hoàn thành phiếu ngày 16/11/2026",
        "Tôi đã trả lời phiếu năm 2025 và phiếu năm 2026",
        "Năm 2024, 2025 và 2026 tôi đều đã trả lời phiếu",
        "Năm 2025 tôi đã làm, năm nay tôi cũng đã trả lời xong phiếu",
        "Phiếu năm 2025 tôi không nhận được. Phiếu này tôi làm xong rồi.",
        "Phiếu năm 2025 tôi làm xong rồi, phiếu 2026 tôi cũng làm xong sáng nay",
        "Theo Kế hoạch số 128/KH-UBND năm 2025, tôi đã hoàn thành phiếu",
        "Theo kế hoạch điều tra xã hội học năm 2025 của Bộ tôi đã hoàn thành phiếu",
        "Em nhận công tác từ năm 2025, phiếu này em làm xong rồi",
    ],
)
def test_a_claim_that_names_this_year_or_none_stands(text: str) -> None:
    assert Act.DONE in {hit.act for hit in hear(split(text), THIS)}
    assert reply(text, THIS).kind is reply(text, frozenset()).kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Phiếu năm 2025 tôi đã làm rồi, phiếu năm 2026 chiều nay tôi làm", Kind.UNRELATED),
        ("Phiếu năm 2025 làm rồi có phải làm phiếu năm 2026 không?", Kind.QUESTION),
        ("Phiếu năm 2025 tôi làm rồi. Phiếu năm nay bấm gửi báo lỗi 500.", Kind.TECH_ANSWERING),
    ],
)
def test_what_is_said_of_this_year_decides(text: str, kind: Kind) -> None:
    assert reply(text, THIS).kind is kind


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2026", {2026}),
        ("CCHC-2025 (đợt 2)", {2025}),
        ("Chỉ số CCHC năm 2025, điều tra năm 2026", {2025, 2026}),
        ("Công văn 7156, 120265", set()),
        ("", set()),
    ],
)
def test_finds_the_years_of_a_name(text: str, years: set[int]) -> None:
    assert years_in(text) == years
