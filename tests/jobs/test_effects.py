"""What each letter did: answers within 24, 48 and 72 hours after it, in all and by unit (f25)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from maild.actions import lists, officials, rosters
from maild.jobs import figures as figured
from maild.jobs import sheets
from maild.letters.notice_facts import Effect, L2Facts
from maild.model import Round
from maild.store import View
from maild.store import rounds as stored_rounds
from maild.words import WORDS
from tests.jobs.province import (
    CODE,
    MAKER,
    R1_DAY,
    R2_DAY,
    SECOND,
    Province,
    Relay,
    addresses,
    entry,
)

HOUR = timedelta(hours=1)


def _list(province: Province, as_of: datetime, *answered: int) -> None:
    staged = lists.stage(province.home.store, CODE, as_of, list(enumerate(answered, 1)), MAKER, province.now)
    lists.apply(province.home.store, staged.id, SECOND, province.now)


def test_an_answer_counts_for_the_last_letter_before_it(province: Province, smtp: Relay) -> None:
    """1 had answered before R1 though we learnt of it after; 2 answers within a day, 3 within two, 4 after R2."""
    province.wave(addresses(6))
    assert province.deliver() == {"sent": 6}
    province.clock.move_to(R1_DAY + HOUR)
    _list(province, R1_DAY - HOUR, 1)
    province.clock.move_to(R1_DAY + 26 * HOUR)
    _list(province, R1_DAY + 9 * HOUR, 1, 2)
    province.clock.move_to(R1_DAY + 50 * HOUR)
    _list(province, R1_DAY + 40 * HOUR, 1, 2, 3)
    province.clock.move_to(R2_DAY)
    _list(province, R2_DAY - HOUR, 1, 2, 3)
    assert province.approve() == 3
    assert province.deliver() == {"sent": 3}
    province.clock.move_to(R2_DAY + 71 * HOUR)
    _list(province, R2_DAY + 70 * HOUR, 1, 2, 3, 4)
    found = _figures(province)
    first, second = figured.levels(found)
    assert (first.letter, first.effect) == ("R1", Effect(6, 0, 0, (1, 2, 2)))
    assert (second.letter, second.effect) == ("R2", Effect(3, 0, 0, (0, 0, 1)))
    for line in (first, second):
        units = [effect for _, effect in line.units]
        assert sum(one.sent for one in units) == line.effect.sent
        assert [sum(each) for each in zip(*(one.answered_within for one in units), strict=True)] == list(
            line.effect.answered_within
        )
    shares = [effect.answered_within[-1] / effect.sent for _, effect in first.units]
    assert shares == sorted(shares)  # least effect first
    sheet = sheets.effects(found, "vi")
    assert len(sheet.rows) == len(first.units) + len(second.units)
    assert sheet.header[-3:] == ("Trả lời trong 24 giờ", "Trả lời trong 48 giờ", "Trả lời trong 72 giờ")


def test_letters_are_counted_by_letter_also_to_whoever_is_asked_no_more(
    province: Province, smtp: Relay
) -> None:
    province.wave(addresses(4))
    assert province.deliver() == {"sent": 4}
    province.clock.move_to(R1_DAY + HOUR)
    gone = province.people()[0]
    other = replace(entry(9, "thay@dv1.example.vn"), name="Lò Văn Thay")
    rosters.replace_one(province.home.store, gone, other, "12/SNV", SECOND, province.now)
    found = _figures(province)
    assert len(found.rows) == 4
    (line,) = figured.levels(found)
    assert line.effect.sent == 4
    assert {unit: effect.sent for unit, effect in line.units} == {"Sở Tư pháp": 3, "": 1}
    calendar = province.home.calendar
    people = sheets.people(found, {}, "vi", calendar=calendar)
    letters = people.header.index("Thư đã gửi")
    assert sum("R1" in str(row[letters]) for row in people.rows) == 4
    assert people.rows[-1][5:7] == ("không còn trong danh sách", "đã có người khác thay")
    assert ("R1", "(người không còn trong danh sách)", 1) in [
        row[:3] for row in sheets.effects(found, "vi").rows
    ]


def test_what_a_rehearsal_wrote_to_files_is_said_of_its_letters(build: Callable[..., Province]) -> None:
    province = build(mode="rehearsal")
    province.wave(addresses(3))
    assert province.deliver() == {"sent": 3}
    found, home = _figures(province), province.home
    (line,) = figured.levels(found)
    assert (line.effect.sent, line.effect.rehearsed) == (3, 3)
    assert sheets.levels(found, "vi").rows[0][:3] == ("R1", 3, 3)
    report = home.briefs.room.render(_final(province, found)).html
    page = home.reporter.write(found.round, province.now).read_text(encoding="utf-8")
    for told in (report, page):
        assert "3 (diễn tập, chỉ ghi tệp: 3)" in told


def test_whoever_a_person_marks_as_answered_is_told_apart_until_the_ministry_names_him(
    province: Province,
) -> None:
    province.enter(addresses(4))
    province.clock.move_to(R1_DAY)
    _list(province, R1_DAY, 1)
    province.clock.move_to(R1_DAY + HOUR / 2)
    marked, named = province.people()[1:3]
    for person in (marked, named):
        officials.mark(province.home.store, person, "answered", SECOND, province.now)
    province.clock.move_to(R1_DAY + HOUR)
    _list(province, R1_DAY + HOUR, 1, named.id)
    found = _figures(province)
    assert (found.counts.answered, found.counts.by_hand) == (3, 1)
    assert [row.respondent_id for row in found.rows if row.by_hand] == [marked.id]
    home = province.home
    text = home.briefs.room.render(_final(province, found)).text
    assert "Trong số đã trả lời có 1 người do cán bộ ghi nhận" in text


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_column_of_a_workbook_has_its_heading(province: Province, language: str) -> None:
    province.enter(addresses(2))
    found, home = _figures(province), province.home
    bulletins = home.briefs.bulletins
    bulletins = replace(bulletins, policy=replace(bulletins.policy, language=language))
    with home.store.view() as look:
        faults = bulletins.faults(look, province.now)
    book = bulletins.book(found, faults, names=True)
    said = {texts[language == "en"] for word, texts in WORDS.items() if word.startswith("head.")}
    assert {head for sheet in book for head in sheet.header} <= said


def _final(province: Province, found: figured.Figures) -> L2Facts:
    bulletins = province.home.briefs.bulletins
    with province.home.store.view() as look:
        end = bulletins.end_of(look, found.round)
    return bulletins.final(found, end, province.now)


def _figures(province: Province) -> figured.Figures:
    home = province.home
    with home.store.view() as look:
        (round_,) = _rounds(look)
        return home.briefs.bulletins.figures(look, round_, province.now)


def _rounds(look: View) -> list[Round]:
    return stored_rounds.running(look.connection)
