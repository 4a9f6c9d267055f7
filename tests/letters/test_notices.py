"""Every mail to staff in both languages: as it was looked at, the same words in both parts, fit for a phone."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from maild.letters import NoticeRoom, lint_notices
from maild.letters.lint import visible_text
from maild.letters.notice_facts import FACTS, C1Facts, FaultGroup, I2Facts, NoticeFacts, StageLines
from maild.letters.notices import text_of
from maild.model import NoticeCode
from maild.words import worded
from tests.letters.notice_samples import BLOCKED, OTHERS, PEOPLE, SAMPLES, UNITS

GOLDEN = Path(__file__).parent / "golden"
ROOM = NoticeRoom()
EACH = [(facts, locale) for facts in SAMPLES for locale in ("vi", "en")]


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def name_of(value: object) -> str:
    return value if isinstance(value, str) else type(value).__name__[:2]


@pytest.mark.parametrize(("facts", "locale"), EACH, ids=name_of)
def test_reads_as_it_was_looked_at(facts: NoticeFacts, locale: str) -> None:
    """Look at a change (`make` it with MAILD_GOLDEN=write), then commit it."""
    mail = ROOM.render(facts, locale)
    said = f"{mail.subject}\n\n{mail.text}"
    path = GOLDEN / locale / f"{type(facts).__name__[:2]}.txt"
    if os.environ.get("MAILD_GOLDEN") == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(said, "utf-8")
    assert said == path.read_text("utf-8")


@pytest.mark.parametrize("locale", ["vi", "en"])
@pytest.mark.parametrize("facts", [*SAMPLES, *OTHERS], ids=name_of)
def test_text_and_page_say_the_same(facts: NoticeFacts, locale: str) -> None:
    mail = ROOM.render(facts, locale)
    page = visible_text(mail.html.replace("</th>", "</th> "))
    without_heads = visible_text(re.sub(r"<th\b.*?</th>", "", mail.html))  # the text leaves the first one out
    assert words(without_heads) <= words(mail.text) <= words(page)
    assert mail.subject
    assert "None" not in mail.text


@pytest.mark.parametrize(("facts", "locale"), EACH, ids=name_of)
def test_fetches_nothing_and_leads_nowhere(facts: NoticeFacts, locale: str) -> None:
    html = ROOM.render(facts, locale).html
    assert not re.search(r"https?:|<img|<script|<svg|<link|src=|@import", html.replace("http-equiv", ""))
    assert re.search(r'<p [^>]*style="[^"]*margin', html)  # styles are inlined: Outlook drops style sheets


def test_every_code_has_its_facts_and_a_sample() -> None:
    assert set(FACTS) == set(NoticeCode)
    assert {type(one) for one in SAMPLES} == set(FACTS.values())


MANY = 3_000
LONG = {
    # what grows with units, officials and errors       how many of them the mail leaves out
    "U1": ({"officials": PEOPLE * 1_000},               [2_800]),
    "E1": ({"officials": PEOPLE * 1_000, "others": PEOPLE * 500}, [2_800, 1_300]),
    "E2": ({"units": UNITS * 1_000, "names": (("Sở Tài chính", "Trần Văn Đức"),) * 2_000}, [2_800, 1_800]),
    "A1": ({"officials": PEOPLE * 1_000},               [2_800]),
    "C1": ({"in_doubt": ("Trần Văn Đức (Sở Tài chính), R2",) * MANY}, [2_800]),
    "I1": ({"incidents": (BLOCKED,) * MANY},            [2_940]),
    "L2": ({"units": UNITS * 1_000},                    [2_800]),
}  # fmt: skip


@pytest.mark.parametrize("locale", ["vi", "en"])
@pytest.mark.parametrize("code", LONG)
def test_however_many_there_are_the_mail_stays_short_and_says_how_many_more(code: str, locale: str) -> None:
    facts = next(one for one in SAMPLES if name_of(one) == code)
    grown, left_out = LONG[code]
    text = ROOM.render(replace(facts, **grown), locale).text
    assert len(text) < 100_000
    for count in left_out:
        assert re.search(rf"(và|and) {count // 1000}\W{count % 1000:03} ", text), text[-2_000:]


@pytest.mark.parametrize("locale", ["vi", "en"])
def test_the_error_log_names_the_first_errors_of_each_phase(locale: str) -> None:
    causes = [
        FaultGroup("gửi", f"lỗi {n}", "đơn vị", "Đề nghị dọn hộp thư.", (BLOCKED,) * 50) for n in range(40)
    ]
    stage = StageLines("gửi", tuple(causes), (BLOCKED,) * MANY)
    facts = next(one for one in SAMPLES if isinstance(one, I2Facts))
    text = ROOM.render(replace(facts, stages=(stage,) * 3), locale).text
    assert text.count("- INC-0023") == 3 * 60
    assert len(re.findall(r"(?:và|and) 1\W940 ", text)) == 3
    assert len(re.findall(r"2\W800", text)) == 3
    assert re.search(r"6\W000", text)  # as many as are open, and not as are named


MISTAKES = [
    # what an administrator writes                                     what is said
    ("{% extends 'vi/_notice.html' %}{% block message %}{{ x }}{% endblock %}", "there is no variable `x`"),
    ("{% if %}",                                                       "Expected an expression"),
    ("<p><a href='https://example.com/a'>xem</a></p>",                 "links to example.com"),
    ("<p>khaosat.example.vn</p>",                                      "names the survey's host"),
    ("<img src='x.png'>",                                              "fetches or runs"),
    ("{% include 'vi/mat.html' %}",                                    "there is no template vi/mat.html"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "says"), MISTAKES)
def test_a_mistake_in_a_template_is_seen_before_a_mail_is_due(tmp_path: Path, source: str, says: str) -> None:
    (tmp_path / "vi").mkdir()
    (tmp_path / "vi" / "C1.html").write_text(source, "utf-8")
    faults = lint_notices(NoticeRoom([tmp_path]), "vi", survey_hosts=["khaosat.example.vn"])
    assert [says in one.what for one in worded(faults, "en")] == [True], faults


@pytest.mark.parametrize("locale", ["vi", "en"])
def test_the_shipped_templates_have_no_fault(locale: str) -> None:
    assert lint_notices(ROOM, locale, survey_hosts=["khaosat.example.vn"]) == []


def test_a_name_from_a_roster_is_text_and_no_more() -> None:
    facts = next(one for one in SAMPLES if isinstance(one, C1Facts))
    mail = ROOM.render(replace(facts, in_doubt=("<b>An</b>\r\nBcc: x\u202e",)), "vi")
    assert "<b>An</b> Bcc: x\n" in mail.text
    assert "&lt;b&gt;An&lt;/b&gt; Bcc: x<" in mail.html


TEXTS = [
    # a page                                                             its text
    ("<p>Một</p>\n<p>Hai<br>ba</p>",                                     "Một\n\nHai\nba\n"),
    ("<h2>Việc cần làm</h2><ul><li>một</li><li>hai</li></ul>",           "VIỆC CẦN LÀM\n\n- một\n- hai\n"),
    ('<table class="facts"><tr><td>Hạn</td><td>17:00</td></tr></table>', "Hạn: 17:00\n"),
    (
        '<table class="data"><tr><th>Đơn vị</th><th>Thiếu</th></tr><tr><td>Sở A</td><td>3</td></tr></table>',
        "- Sở A (thiếu: 3)\n",
    ),
    ('<table class="bar"><tr><td>&nbsp;</td></tr></table><p>x</p>',      "x\n"),
    ("<head><title>t</title><style>p{}</style></head><p>a &lt; b</p>",   "a < b\n"),
]  # fmt: skip


@pytest.mark.parametrize(("page", "text"), TEXTS)
def test_a_page_as_text(page: str, text: str) -> None:
    assert text_of(page) == text
