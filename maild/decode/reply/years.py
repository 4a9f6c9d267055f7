"""Which year's survey a claim of completion is of: one that names only another year's is none for this round.

The ministry's survey that is carried out in 2026 may be for the index of 2025, and is called by either year:
what the rounds are called decides, not the calendar alone (`ReadContext.survey_years`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from maild.decode.reply.patterns import Hit, Phrase, View, clause_start, clause_stop, phrase

_YEARS = r"20\d\d(?: (?:, |và |hoặc )?20\d\d)*"  # "2024 , 2025 và 2026"
# "phiếu CCHC năm 2025", "PAR Index 2025", "chỉ số CCHC2025"; "năm 2025" at the head of a clause
_OF_A_SURVEY = phrase(
    r"(?:phiếu|khảo sát|điều tra|cchc|cải cách hành chính|xhh|xã hội học|chỉ số|par-?index|par|index|đợt|kỳ|survey) "
    rf"(?:(?!theo|từ|ngày|tháng|số|đã|rồi|xong)[^\s,\d]+ ){{0,6}}{_YEARS}|"
    rf"(?:^|, )(?:(?:về|đối với|riêng|còn|của|cho|hồi|trong|cái) )*năm {_YEARS}|"
    r"(?:cchc|par-?index|index|par|phiếu)[-/]?20\d\d"
)
_YEAR = phrase(rf"năm {_YEARS}")
# A paper that is quoted by its year, and the course of somebody's life: no survey is of these.
_OTHERWISE = phrase(
    r"(?<!\S)(?:(?:theo|căn cứ|quyết định|kế hoạch|công văn|văn bản|nghị quyết|nghị định|thông tư|luật|chương trình) "
    r"(?:(?!phiếu|đã|tôi|em|mình|anh|chị)[^\s,]+ ){0,12}|"
    r"(?:sinh|hưu|bổ nhiệm|nhận chức|nhận việc|công tác|thành lập|sáp nhập|tuyển dụng) "
    r"(?:(?:từ|vào|trong|hồi|cuối|đầu|giữa) )*)$",
    whole_words=False,
)
_THIS_TIME = phrase("năm nay|lần này|đợt này|kỳ này")
_THIS_SHEET = phrase("phiếu này|khảo sát này")  # says less: it may follow upon a headline of another year
_YEAR_ALONE = re.compile(r"(?<!\d)20\d\d(?!\d)")


def years_in(text: str) -> frozenset[int]:
    """The years in a code, a title or a subject: of `2026`, of `CCHC-2025`."""
    return frozenset(map(int, _YEAR_ALONE.findall(text)))


def is_another(own: Set[int], view: View, hit: Hit, headline: View | None) -> bool:
    """Whether a claim is of a year that is none of `own`. `headline`: the sentence before, which does nothing.

    The nearest year counts: of its clause, else of the survey that was named last.
    """
    if "20" not in view.text and (headline is None or "20" not in headline.text):
        return False
    start, stop = clause_start(view, hit.start), clause_stop(view, hit.stop)
    clause = _part(view, start, stop)
    if clause.has(_THIS_TIME):
        return False
    named = {year for sought in (_YEAR, _OF_A_SURVEY) for years in _named(clause, sought) for year in years}
    if not named:
        leading = [*_named(_part(view, 0, hit.start), _OF_A_SURVEY)]
        if not leading and headline is not None and not clause.has(_THIS_SHEET):
            leading = [*_named(headline, _OF_A_SURVEY)]
        named = set(leading[-1]) if leading else set()
    return bool(named) and named.isdisjoint(own)


def _part(view: View, start: int, stop: int) -> View:
    return View(view.text[start:stop], view.bare, False, 0)


def _named(view: View, sought: Phrase) -> Iterator[frozenset[int]]:
    for found in sought.on(view.bare).finditer(view.text):
        years = years_in(found[0])
        first = found.start() + found[0].index(str(min(years)))
        lead = view.text[:first].removesuffix("năm ").removesuffix("nam ")
        if not _part(view, 0, len(lead)).has(_OTHERWISE):
            yield years
