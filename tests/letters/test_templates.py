"""The shipped letters, the sandbox around them, and the lint before them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from maild.errors import Fault, TemplateError
from maild.letters import LetterRoom, lint, sample_facts
from maild.letters.lint import cells, visible_text
from maild.letters.phrases import date_vi, day_month, moment_en, moment_vi, one_line
from maild.model import Code
from maild.words import WORDS as CATALOGUE
from maild.words import for_log, worded

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
ROOM = LetterRoom()
FACTS = replace(
    sample_facts(),
    honorific="Ông/Bà",
    name="Nguyễn Thị Hương Giang",
    position="Phó Trưởng phòng",
    unit="Sở Tài chính",
)

SUBJECTS = [
    # locale code  days  subject, all of the level's earlier ones having gone
    ("vi", Code.R1, 11, "[CCHC-7K2M] Nhắc trả lời phiếu điều tra XHH (hạn 27/11)"),
    ("vi", Code.R2, 5, "[CCHC-7K2M] Đôn đốc lần 2: phiếu điều tra XHH còn 05 ngày"),
    ("vi", Code.R2, 0, "[CCHC-7K2M] Đôn đốc lần 2: phiếu điều tra XHH hết hạn hôm nay"),
    ("vi", Code.R3, 2, "[CCHC-7K2M] Đôn đốc lần 3: hạn cuối 17:00 ngày 27/11"),
    ("vi", Code.R4, 0, "[CCHC-7K2M] Hôm nay là hạn cuối trả lời phiếu điều tra XHH"),
    ("vi", Code.R4, 1, "[CCHC-7K2M] Hạn cuối 17:00 ngày 27/11: trả lời phiếu điều tra XHH"),
    ("en", Code.R1, 11, "[CCHC-7K2M] Reminder: survey questionnaire (deadline 27/11)"),
    ("en", Code.R2, 1, "[CCHC-7K2M] Reminder 2: survey questionnaire due in 1 day"),
    ("en", Code.R3, 2, "[CCHC-7K2M] Reminder 3: deadline 17:00 on 27/11"),
    ("en", Code.R4, 0, "[CCHC-7K2M] Today is the last day: survey questionnaire"),
]


@pytest.mark.parametrize(("locale", "code", "days_left", "subject"), SUBJECTS)
def test_subjects(locale: str, code: Code, days_left: int, subject: str) -> None:
    facts = replace(FACTS, level=code.level, days_left=days_left, earlier=code.level - 1)
    assert ROOM.render(code, facts, locale).subject == subject


def test_a_reminder_is_counted_as_its_receiver_counts() -> None:
    first = ROOM.render(Code.R2, replace(FACTS, level=2, earlier=0, days_left=5))
    assert first.subject == "[CCHC-7K2M] Đôn đốc: phiếu điều tra XHH còn 05 ngày"
    for text in (first.text, first.html):
        assert "Đây là thư đôn đốc; đến nay" in text
        assert "lần" not in text.partition("đến nay")[0]
    second = ROOM.render(Code.R3, replace(FACTS, level=3, earlier=1, days_left=2))
    assert second.subject == "[CCHC-7K2M] Đôn đốc lần 2: hạn cuối 17:00 ngày 27/11"


@pytest.mark.parametrize("locale", ["vi", "en"])
def test_the_shipped_letters_have_no_fault(locale: str) -> None:
    assert lint(ROOM, locale, survey_hosts=["khaosat.example.vn"]) == []


def test_the_receiver_is_addressed_in_full_and_nothing_empty_leaves_a_comma() -> None:
    letter = ROOM.render(Code.R1, FACTS)
    assert letter.text.startswith("Kính gửi: Ông/Bà Nguyễn Thị Hương Giang, Phó Trưởng phòng, Sở Tài chính\n")
    assert ROOM.render(Code.R1, replace(FACTS, position="")).text.startswith(
        "Kính gửi: Ông/Bà Nguyễn Thị Hương Giang, Sở Tài chính\n"
    )
    assert "Kính gửi: Đồng chí Nguyễn" in ROOM.render(Code.R1, replace(FACTS, honorific="Đồng chí")).text


def test_text_and_page_say_the_same() -> None:
    letter = ROOM.render(Code.R2, FACTS)
    told = " ".join(visible_text(letter.html).split()).casefold()
    for line in letter.text.splitlines():
        if line.isupper():
            continue  # a heading
        words = line.removeprefix("- ")
        words = words.partition(": ")[2] or words.partition("– ")[2] or words
        assert " ".join(words.split()).casefold() in told


def test_the_page_is_inlined_and_fetches_nothing() -> None:
    page = ROOM.render(Code.R3, FACTS).html
    assert 'style="' in page
    assert "@media" in page
    assert "http" not in page.casefold()


@pytest.mark.parametrize("hostile", ["<script>x</script>", "{{ 7 * 7 }}", "a\r\nBcc: x@y.vn", "a\u202eb"])
def test_a_roster_cannot_write_into_the_letter(hostile: str) -> None:
    letter = ROOM.render(Code.R1, replace(FACTS, name=hostile))
    assert "<script" not in letter.html
    assert "49" not in letter.text.splitlines()[0]
    assert "\u202e" not in letter.text
    assert not any(line.startswith("Bcc") for line in letter.text.splitlines())


WORDS = [
    (moment_vi, "17 giờ 00 ngày 27 tháng 11 năm 2026", datetime(2026, 11, 27, 17, 0, tzinfo=ZONE)),
    (date_vi, "ngày 05 tháng 02 năm 2027", datetime(2027, 2, 5, tzinfo=ZONE)),
    (date_vi, "ngày 05 tháng 3 năm 2027", datetime(2027, 3, 5, tzinfo=ZONE)),
    (day_month, "27/11", datetime(2026, 11, 27, tzinfo=ZONE)),
    (day_month, "05/01", datetime(2027, 1, 5, tzinfo=ZONE)),
    (moment_en, "17:00 on 5 January 2027", datetime(2027, 1, 5, 17, tzinfo=ZONE)),
]


@pytest.mark.parametrize(("say", "words", "when"), WORDS)
def test_dates_as_officials_write_them(say: Callable[[datetime], str], words: str, when: datetime) -> None:
    assert say(when) == words


def test_values_are_composed_and_on_one_line() -> None:
    assert one_line("Nguye\u0302\u0303n\r\n\tVa\u0306n\x00 A\u200b") == "Nguyễn Văn A"


def test_cells_are_counted_not_code_points() -> None:
    assert (cells("Đôn đốc"), cells("漢"), cells("o\u0302\u0301")) == (7, 2, 1)


# ---------------------------------------------------------------- own templates


def own_room(tmp_path: Path, **texts: str) -> LetterRoom:
    """A room with own templates: `R1_txt` is `vi/R1.txt`."""
    (tmp_path / "vi").mkdir(exist_ok=True)
    for name, text in texts.items():
        (tmp_path / "vi" / name.replace("__", ".").replace("_", ".", 1)).write_text(text, encoding="utf-8")
    return LetterRoom([tmp_path])


def test_own_templates_come_before_the_shipped_ones(tmp_path: Path) -> None:
    room = own_room(tmp_path, R1_subject__txt="[{{ subject_code }}] Thư của tỉnh")
    letter = room.render(Code.R1, FACTS)
    assert letter.subject == "[CCHC-7K2M] Thư của tỉnh"
    assert letter.text == ROOM.render(Code.R1, FACTS).text


def test_the_digest_covers_every_word_of_the_letter(tmp_path: Path) -> None:
    shipped = {(code, locale): ROOM.digest(code, locale) for code in Code for locale in ("vi", "en")}
    assert len(set(shipped.values())) == 2 * len(Code)
    frame = (Path(__file__).parents[2] / "templates" / "vi" / "_letter.txt").read_text(encoding="utf-8")
    (tmp_path / "vi").mkdir()
    (tmp_path / "vi" / "_letter.txt").write_text(frame + ".", encoding="utf-8")
    changed = LetterRoom([tmp_path])
    assert changed.digest(Code.R1, "vi") != shipped[Code.R1, "vi"]
    assert changed.digest(Code.R1, "en") == shipped[Code.R1, "en"]


ESCAPES = [
    "{{ ''.__class__.__mro__ }}",
    "{{ agency.format(deadline) }}",
    "{{ deadline.__class__.__init__.__globals__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ self.__init__.__globals__ }}",
    "{% include '../../../etc/passwd' %}",
    "{% include '/etc/passwd' %}",
    "{% include 'vi/outside.txt' %}",
    "{{ 'a' * 10**9 }}",
    "{{ 'a' * 1000000000 }}",
    "{{ '%1000000000s' % 'a' }}",
    "{{ agency.center(1000000000) }}",
    "{{ agency|wordwrap(1) }}",
    "{{ range(100000)|join }}",
    "{{ lipsum() }}",
    "{{ agency|attr('__class__') }}",
    "{{ missing }}",
    "{{ deadline.nothing }}",
    "{% for a in agency %}{% for b in round_title %}{% for c in round_title %}{{ legal_basis }}{{ round_title }}"
    "{% endfor %}{% endfor %}{% endfor %}",
    "{% if %}",
    "{{ agency",
    "{{ 1 / 0 }}",
    "{{ deadline | day_month(1, 2) }}",
]


@pytest.mark.parametrize("text", ESCAPES)
def test_a_template_can_neither_escape_nor_exhaust(tmp_path: Path, text: str) -> None:
    (tmp_path / "secret.txt").write_text("a secret")
    (tmp_path / "templates" / "vi").mkdir(parents=True)
    (tmp_path / "templates" / "vi" / "outside.txt").symlink_to(tmp_path / "secret.txt")
    room = own_room(tmp_path / "templates", R1_txt=f"one\n{text}")
    with pytest.raises(TemplateError, match=r"vi/R1\.txt") as refused:
        room.render(Code.R1, FACTS)
    assert "Nguyễn" not in str(refused.value)
    assert "Agency" not in str(refused.value)


def test_an_error_names_template_and_line(tmp_path: Path) -> None:
    room = own_room(tmp_path, R1_txt="one\ntwo\n{{ misisng }}\n")
    with pytest.raises(TemplateError) as refused:
        room.render(Code.R1, FACTS)
    assert for_log(refused.value) == "vi/R1.txt:3: 'misisng' is undefined"


@pytest.mark.parametrize("locale", ["../vi", "vi/..", "", "xx", "VI"])
def test_a_locale_is_a_language_that_is_there(locale: str) -> None:
    with pytest.raises(TemplateError):
        ROOM.render(Code.R1, FACTS, locale)


GOOD_TEXT = (Path(__file__).parents[2] / "templates" / "vi" / "_letter.txt").read_text(encoding="utf-8")

FAULTS = [
    # template          text                                             where                         what
    ("R1_txt", GOOD_TEXT + "{{ nmae }}", "templates/vi/R1.txt", "no variable `nmae`"),
    ("R1_txt", GOOD_TEXT + "{% if %}", "templates/vi/R1.txt", "vi/R1.txt:"),
    ("R1_txt", GOOD_TEXT.replace("4 – ", "- "), "templates/vi/R1.txt", "one-line answer 4"),
    ("R1_txt", GOOD_TEXT.replace("{{ hotline }}", ""), "templates/vi/R1.txt", "does not tell `hotline`"),
    (
        "R1_txt",
        GOOD_TEXT.replace("{{ invitation_sender }}", ""),
        "templates/vi/R1.txt",
        "`invitation_sender`",
    ),
    ("R1_txt", GOOD_TEXT + "Mở https://khaosat.example.vn/p/1", "templates/vi/R1.txt:", "survey's host"),
    (
        "R1_txt",
        GOOD_TEXT + "{% if 0 %}khaosat.example.vn{% endif %}",
        "templates/vi/R1.txt:",
        "survey's host",
    ),
    ("R1_txt", GOOD_TEXT + "Xem http://evil.example.org/x", "templates/vi/R1.txt:", "evil.example.org"),
    ("R1_txt", GOOD_TEXT + "Xem www.evil.example.org", "templates/vi/R1.txt:", "www.evil.example.org"),
    ("R1_txt", GOOD_TEXT + "Xem https://snv.example.vn.evil.org/", "templates/vi/R1.txt:", "not an allowed"),
    ("R1_txt", GOOD_TEXT + "Xem https://{{ agency }}/", "templates/vi/R1.txt:", "not an allowed host"),
    ("R1_txt", GOOD_TEXT + "Đề nghị đánh giá  CAO kết quả", "templates/vi/R1.txt:", "“đánh giá cao”"),
    ("R1_txt", GOOD_TEXT + "sẽ bị xử lý nghiêm", "templates/vi/R1.txt:", "“xử lý nghiêm”"),
    ("R1_txt", " \n", "templates/vi/R1.txt", "the part is empty"),
    (
        "R1_subject__txt",
        "[{{ subject_code }}] " + "dài " * 20,
        "templates/vi/R1.subject.txt",
        "longer than 78",
    ),
    ("R1_subject__txt", "không có mã", "templates/vi/R1.subject.txt", "subject_code"),
    ("R1_html", "<img src='https://snv.example.vn/p.gif'>", "templates/vi/R1.html:1", "fetches or runs"),
    ("R1_html", "<p style='background:url(x)'>", "templates/vi/R1.html:1", "fetches or runs"),
    ("R1_html", "<p onclick='x()'>", "templates/vi/R1.html:1", "fetches or runs"),
    ("R1_html", "<a href='//evil.example.org/'>", "templates/vi/R1.html:1", "evil.example.org"),
    *(("R1_html", text, "templates/vi/R1.html", what) for text, what in (
        (r"<a href='https:\\evil.example.org/'>x</a>", "evil.example.org"),
        ("<a href='&#104;ttps://evil.example.org'>x</a>", "evil.example.org"),
        ("<a href='https&colon;&sol;&sol;evil.example.org'>x</a>", "evil.example.org"),
        ("<a href='javascript:x()'>x</a>", "links to javascript:x()"),
        ("<a href='data:text/html,x'>x</a>", "links to data:text/html,x"),
        ("<a href='mailto:x@evil.example.org'>x</a>", "evil.example.org"),
        ("khaosat.<b>example</b>.vn", "survey's host"),
        ("<picture srcset='x'></picture>", "fetches or runs"),
        (r"<p style='background:u\72l(x)'>x</p>", "fetches or runs"),
        ("<p style=\"background:image-set('x' 1x)\">x</p>", "fetches or runs"),
        ("<p/onclick='x()'>x</p>", "fetches or runs"),
        ("<a ping='x'>x</a>", "fetches or runs"),
        ("<p style='display: none'>x</p>", "does not see"),
        ("<p>kỷ&nbsp;luật</p>", "“kỷ luật”"),
        ("<p>kỷ <b>luật</b></p>", "“kỷ luật”"),
        ("<p>kỷ lu&shy;ật</p>", "“kỷ luật”"),
    )),
    *(("R1_txt", GOOD_TEXT + text, "templates/vi/R1", what) for text, what in (
        ("sẽ bị kỷ\nluật", "“kỷ luật”"),
        ("se bi KY LUAT", "“kỷ luật”"),
        ("kỷ\u200b luật", "“kỷ luật”"),
        ("\n{{ 'kỷ ' ~ 'luật' }}", "“kỷ luật”"),
        ("{{ 'ht' ~ 'tp:/' }}/evil.example.org", "evil.example.org"),
        ("Xem bit.ly/abcd", "bit.ly"),
        ("Vào phieu-dieu-tra.com.vn để trả lời", "phieu-dieu-tra.com.vn"),
        ("{% if days_left == 5 %}{{ deadline.foo }}{% endif %}", "no attribute 'foo'"),
    )),
]  # fmt: skip


def faults_of_r1(room: LetterRoom) -> list[Fault]:
    """The other letters are those that are shipped: see test_the_shipped_letters_have_no_fault."""
    hosts = {"survey_hosts": ["khaosat.example.vn"], "allowed_hosts": ["snv.example.vn"]}
    return lint(room, "vi", **hosts, codes=[Code.R1])


@pytest.mark.parametrize(("template", "text", "where", "what"), FAULTS)
def test_o06_lint_names_the_place_and_the_mistake(
    tmp_path: Path, template: str, text: str, where: str, what: str
) -> None:
    room = own_room(tmp_path, **{template: text})
    faults = faults_of_r1(room)
    assert {fault.what for fault in faults} <= set(CATALOGUE)
    in_english, in_vietnamese = worded(faults, "en"), worded(faults, "vi")
    assert [one for one in in_english if one.where.startswith(where) and what in one.what]
    assert not {one.what for one in in_vietnamese if ": " not in one.what} & {one.what for one in in_english}


def test_lint_lets_an_allowed_link_and_a_comment_pass(tmp_path: Path) -> None:
    text = GOOD_TEXT + "{# khaosat.example.vn, kỷ luật #} https://www.snv.example.vn/lien-he"
    room = own_room(tmp_path, R1_txt=text)
    assert faults_of_r1(room) == []


@pytest.mark.parametrize(
    "text",
    [
        "Điện thoại, thư: hotro@snv.example.vn, <a href='tel:02143840000'>0214.3840.000</a>",
        "<a href='mailto:hotro@snv.example.vn?subject=x'>thư</a>, <a href='#muc-2'>mục 2</a>",
        "Kỳ luật thơ; bắt bước; điểm cáo; hạn 27.11.2026; xong. Về đơn vị.",
    ],
)
def test_lint_lets_plain_matter_pass(tmp_path: Path, text: str) -> None:
    page = (Path(__file__).parents[2] / "templates" / "vi" / "R1.html").read_text(encoding="utf-8")
    room = own_room(tmp_path, R1_html=page.replace("{% block message %}", "{% block message %}" + text))
    assert faults_of_r1(room) == []


def test_a_missing_part_is_a_fault() -> None:
    assert worded(lint(ROOM, "fr", codes=[Code.R1]), "en")[0] == Fault(
        "templates/fr/R1.subject.txt", "is missing: a letter needs subject.txt, txt, html"
    )


def test_a_preview_is_safe_to_print() -> None:
    preview = ROOM.preview(Code.R1, replace(FACTS, agency="\x1b[31mSở"))
    assert preview.text.startswith("[CCHC-7K2M] Nhắc trả lời")
    assert "\x1b" not in preview.text
