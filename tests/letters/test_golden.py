"""Each letter, word for word, in each language; and read back by MIME parsers that are not ours.

`MAILD_GOLDEN=write` writes the golden files anew: look at the difference before committing it.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from maild.jobs.remind import LAST_DAY
from maild.letters import LetterFacts, LetterRoom, RenderedLetter, build, sample_facts
from maild.model import Code
from tests.letters.test_message import ENVELOPE

GOLDEN = Path(__file__).parents[1] / "golden" / "letters"
LETTERS = [(code, locale) for code in Code for locale in ("vi", "en")]
DAYS_LEFT = {Code.R1: 11, Code.R2: 7, Code.R3: 2, Code.R4: 0}
PARSERS = ["perl", "-MEmail::MIME", "-MMIME::Parser", "-e", "1"]
HAS_PARSERS = subprocess.run(PARSERS, capture_output=True, check=False).returncode == 0


def facts(code: Code, locale: str) -> LetterFacts:
    """What a letter would say to one official of a province."""
    vietnamese = locale == "vi"
    return replace(
        sample_facts(code, DAYS_LEFT.get(code, 5)),
        honorific="Bà",
        name="Nguyễn Thị Hương Giang",
        position="Phó Trưởng phòng" if vietnamese else "Deputy head of division",
        unit="Sở Tài chính" if vietnamese else "Department of Finance",
        legal_basis="Công văn số 7156/UBND-NC ngày 02/11/2026 của Chủ tịch UBND tỉnh"
        if vietnamese
        else "Official letter 7156/UBND-NC of 2 November 2026",
        agency="Sở Nội vụ tỉnh Lào Cai" if vietnamese else "Department of Home Affairs of Lào Cai",
        hotline="0214.3840.000",
        invitation_sender="khaosat@bnv.example.vn",
        invitation_subject="Mời tham gia điều tra xã hội học năm 2026",
        extension_letter="7300/BNV-CCHC",
        problem="không mở được phiếu" if vietnamese else "the form did not open",
        done="Bộ Nội vụ đã mở lại hệ thống lúc 09 giờ 30 ngày 16 tháng 11"
        if vietnamese
        else "the ministry reopened its system on 16 November",
        next_step="mở lại thư mời của Bộ Nội vụ và tiếp tục từ câu đang làm dở"
        if vietnamese
        else "open the ministry's invitation again and go on where you stopped",
    )


def written(code: Code, locale: str) -> RenderedLetter:
    return LetterRoom().render(code, facts(code, locale), locale)


@pytest.mark.parametrize(("code", "locale"), LETTERS)
def test_each_letter_is_the_golden_one(code: Code, locale: str) -> None:
    letter = written(code, locale)
    made = {"txt": f"{letter.subject}\n\n{letter.text}", "html": letter.html}
    for kind, text in made.items():
        path = GOLDEN / f"{code}.{locale}.{kind}"
        if os.environ.get("MAILD_GOLDEN") == "write":
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        assert text == path.read_text("utf-8"), path.name


@pytest.mark.parametrize("code", [Code.R1, Code.R2, Code.R3, Code.R4])
def test_who_is_told_of_an_extension_is_who_was_told_that_a_day_is_the_last(code: Code) -> None:
    """X1 goes to those whom a letter had named the old day as the last: R3 and R4, by their own words."""
    letter = written(code, "vi")
    assert ("hạn cuối" in f"{letter.subject} {letter.text}".casefold()) == (code in LAST_DAY)


@pytest.mark.skipif(not HAS_PARSERS, reason="needs libemail-mime-perl and libmime-tools-perl")
@pytest.mark.parametrize(("code", "locale"), LETTERS)
def test_two_other_parsers_read_what_was_written(code: Code, locale: str) -> None:
    letter = written(code, locale)
    done = subprocess.run(
        ["perl", str(Path(__file__).with_name("parse.pl"))],
        input=build(letter, ENVELOPE),
        capture_output=True,
        check=True,
    )
    for read in json.loads(done.stdout):
        assert read["subject"] == letter.subject
        assert re.sub('"', "", read["from"]) == f"{ENVELOPE.sender_name} <{ENVELOPE.sender_address}>"
        assert re.sub('"', "", read["to"]) == f"{ENVELOPE.recipient_name} <{ENVELOPE.recipient_address}>"
        assert read["reply-to"] == ENVELOPE.reply_to
        assert [part["type"] for part in read["parts"]] == ["text/plain", "text/html"]
        text, html = (part["text"].replace("\r\n", "\n") for part in read["parts"])
        assert text.rstrip("\n") == letter.text.rstrip("\n")
        assert html.rstrip("\n") == letter.html.rstrip("\n")
