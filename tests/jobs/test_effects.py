"""What each letter did: answers within 24, 48 and 72 hours after it, in all and by unit (f25)."""

from __future__ import annotations

from datetime import datetime, timedelta

from maild.actions import lists
from maild.jobs import figures as figured
from maild.jobs import sheets
from maild.letters.notice_facts import Effect
from maild.model import Round
from maild.store import View
from maild.store import rounds as stored_rounds
from tests.jobs.province import CODE, MAKER, R1_DAY, R2_DAY, SECOND, Province, Relay, addresses

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
    home = province.home
    with home.store.view() as look:
        (round_,) = _rounds(look)
        found = home.briefs.bulletins.figures(look, round_, province.now)
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


def _rounds(look: View) -> list[Round]:
    return stored_rounds.running(look.connection)
