"""Letters beside the ladder: the mailbox check, the new deadline, the solved error; paused rounds."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from maild.actions import plans, rounds
from maild.demo import inbound
from maild.errors import InputRefused
from maild.model import Code, Event, EventKind, LetterState, Round, Standing
from maild.rules import FOLDS
from maild.store import plans as stored_plans
from maild.store import rounds as stored_rounds
from tests.jobs.province import (
    CODE,
    DEADLINE,
    MAKER,
    R1_DAY,
    R2_DAY,
    R3_DAY,
    SECOND,
    Province,
    Relay,
    addresses,
    moment,
)

SAID = {"problem": "không mở được phiếu", "done": "đường truyền đã mở lại", "next_step": "mở lại thư mời"}
LETTER = "7300/BNV-CCHC"


def approve(province: Province, number: int) -> int:
    home = province.home
    return plans.approve(
        home.store, home.composer, number, SECOND, province.now, home.calendar, second_person=True
    )


def the_round(province: Province) -> Round:
    with province.home.store.view() as look:
        found = stored_rounds.get(look.connection, 1)
    assert found is not None
    return found


def subject(smtp: Relay, at: int = -1) -> str:
    return str(message_from_bytes(smtp.server.accepted[at].content, policy=policy.default)["Subject"])


def sent(province: Province) -> list[tuple[str, str]]:
    return [
        (f"OFF-{one.respondent_id}", one.code.value)
        for one in province.letters()
        if one.state is LetterState.SENT
    ]


# ---------------------------------------------------------------- T0


def test_the_mailbox_check_goes_before_the_invitations_and_needs_no_list(
    province: Province, smtp: Relay
) -> None:
    province.clock.move_to(moment("2026-11-05 09:00"))
    province.enter(addresses(3), opened=False)
    rounds.approve(province.home.store, CODE, SECOND, province.now, second_person=True)
    round_, reminders = the_round(province), province.home.reminders
    number = reminders.draft(round_, reminders.mailbox_check(round_, province.now), province.now, MAKER.name)
    assert number is not None
    assert approve(province, number) == 3
    assert province.deliver() == {"sent": 3}
    assert "Thư kiểm tra hộp thư công vụ" in subject(smtp, 0)
    again = reminders.draft(round_, reminders.mailbox_check(round_, province.now), province.now)
    assert again is None  # everybody has had it
    bounce = inbound.failed(
        smtp.server.accepted[0], inbound.Failure("5.1.1", "550", "unknown", "mx.example.vn"), province.now
    )
    province.take(bounce)
    assert province.address(smtp.took[0]).standing is Standing.SUSPENDED
    rounds.open_(province.home.store, CODE, MAKER, province.now)
    province.clock.move_to(R1_DAY)
    province.list_answered()
    assert province.approve() == 2
    assert province.deliver() == {"sent": 2}
    assert province.differences() == []


def test_the_mailbox_check_is_over_when_the_invitations_are_due(province: Province, smtp: Relay) -> None:
    province.clock.move_to(moment("2026-11-06 16:00"))
    province.enter(addresses(2), opened=False)
    rounds.approve(province.home.store, CODE, SECOND, province.now, second_person=True)
    round_, reminders = the_round(province), province.home.reminders
    number = reminders.draft(round_, reminders.mailbox_check(round_, province.now), province.now)
    assert number is not None
    approve(province, number)
    province.clock.move_to(moment("2026-11-09 08:00"))
    reminders.tick(province.now)
    assert province.states() == ["skipped", "skipped"]
    assert province.deliver() == {}


# ---------------------------------------------------------------- X1


def until_r3(province: Province) -> None:
    """R1 and R3 have gone to three; the second has answered since."""
    province.wave(addresses(3))
    assert province.deliver() == {"sent": 3}
    for day in (R2_DAY, R3_DAY):
        province.clock.move_to(day)
        province.list_answered()
        province.approve()
        assert province.deliver() == {"sent": 3}
    province.list_answered(2)


def test_an_extension_tells_those_who_knew_the_last_day_once(province: Province, smtp: Relay) -> None:
    until_r3(province)
    province.clock.move_to(moment("2026-11-26 09:00"))
    province.home.reminders.tick(province.now)  # R4's draft
    rounds.extend(province.home.store, CODE, moment("2026-12-04 17:00"), LETTER, MAKER, province.now)
    assert province.drafts() == []
    province.list_answered(2)
    province.home.reminders.tick(province.now)
    (draft,) = province.drafts()
    assert (draft.code, draft.occasion, draft.receivers) == (Code.X1, "2026-12-04", 2)
    assert approve(province, draft.id) == 2
    assert province.deliver() == {}  # R3 was yesterday: the letter waits for the gap
    province.clock.move_to(moment("2026-11-27 09:00"))
    province.list_answered(2)
    assert province.deliver() == {"sent": 2}
    assert sent(province)[-2:] == [("OFF-1", "X1"), ("OFF-3", "X1")]
    assert subject(smtp) == "Gia hạn trả lời phiếu điều tra XHH đến 17:00 ngày 04/12"
    for day in ("2026-12-01", "2026-12-02", "2026-12-04"):  # neither R3 again nor R4 after X1
        province.clock.move_to(moment(f"{day} 09:00"))
        province.list_answered(2)
        province.home.reminders.tick(province.now)
        assert province.drafts() == []
        assert province.deliver() == {}
    assert province.differences() == []


def test_an_extension_before_the_last_day_is_told_moves_the_ladder_and_tells_nobody(
    province: Province, smtp: Relay
) -> None:
    province.wave(addresses(2))
    province.deliver()
    rounds.extend(province.home.store, CODE, moment("2026-12-04 17:00"), LETTER, MAKER, province.now)
    province.clock.move_to(moment("2026-11-27 08:00"))  # five working days before
    province.list_answered()
    province.home.reminders.tick(province.now)
    assert [one.code for one in province.drafts()] == [Code.R2]
    assert province.approve() == 2
    assert province.deliver() == {"sent": 2}


def test_an_approved_plan_is_looked_at_again_after_an_extension(province: Province, smtp: Relay) -> None:
    province.wave(addresses(2))
    rounds.extend(province.home.store, CODE, moment("2026-12-04 17:00"), LETTER, MAKER, province.now)
    assert province.deliver() == {"held_not_approved": 1}
    province.home.reminders.tick(province.now)
    assert province.plans() == [(1, "voided"), (1, "draft")]
    province.clock.move_to(province.now + timedelta(minutes=20))
    assert province.approve() == 2
    assert province.deliver() == {"sent": 2}


REFUSED = [
    # new deadline         letter   what is said
    ("2026-12-04 17:00", " ", "no_extension_letter"),
    ("2026-11-27 17:00", LETTER, "not_later"),
    ("2026-11-20 17:00", LETTER, "not_later"),
]


@pytest.mark.parametrize(("deadline", "letter", "said"), REFUSED)
def test_an_extension_needs_a_later_day_and_a_letter(
    province: Province, deadline: str, letter: str, said: str
) -> None:
    province.enter(addresses(1))
    with pytest.raises(InputRefused, match=said):
        rounds.extend(province.home.store, CODE, moment(deadline), letter, MAKER, province.now)


# ---------------------------------------------------------------- S1


def report_error(province: Province, person: int, incident: int = 7) -> None:
    with province.home.store.unit(FOLDS) as unit:
        unit.append(
            Event(
                EventKind.RESPONDENT_ERROR_REPORTED,
                province.now,
                round_id=1,
                respondent_id=person,
                incident_id=incident,
            )
        )


def solve(province: Province, person: int, incident: int = 7) -> None:
    with province.home.store.unit(FOLDS) as unit:
        unit.append(
            Event(
                EventKind.RESPONDENT_CORRECTED,
                province.now,
                round_id=1,
                respondent_id=person,
                incident_id=incident,
                data={"clear": ["error"]},
            )
        )


def test_a_solved_error_is_told_once_to_those_it_touched(province: Province, smtp: Relay) -> None:
    province.wave(addresses(4))
    province.deliver()
    report_error(province, 2)
    report_error(province, 3)
    province.clock.move_to(moment("2026-11-17 09:00"))
    province.list_answered()
    solve(province, 2)
    round_, reminders = the_round(province), province.home.reminders
    wave = reminders.solved(round_, "INC-0007", [2, 3], province.now)
    number = reminders.draft(round_, wave, province.now, MAKER.name, SAID)
    assert number is not None
    assert approve(province, number) == 1  # the third one's error is still open
    assert province.deliver() == {"sent": 1}
    assert sent(province)[-1] == ("OFF-2", "S1")
    assert "Đã khắc phục lỗi không mở được phiếu" in subject(smtp)
    solve(province, 3)
    reminders.tick(province.now)  # and now he is told, on the same words
    (draft,) = province.drafts()
    with province.home.store.view() as look:
        mailing = stored_plans.mailing(look.connection, draft.id)
    assert mailing is not None
    assert (draft.code, draft.occasion, mailing.said) == (Code.S1, "INC-0007", SAID)
    assert approve(province, draft.id) == 1
    assert province.deliver() == {"sent": 1}
    reminders.tick(province.now)
    assert province.drafts() == []
    province.clock.move_to(moment("2026-11-18 09:00"))  # a working day later: too soon for anything else
    province.list_answered()
    assert province.person(2).letters_sent == 1
    assert province.differences() == []


# ---------------------------------------------------------------- pause


def test_a_paused_round_sends_nothing_and_goes_on_with_the_same_plans(
    province: Province, smtp: Relay
) -> None:
    province.wave(addresses(2))
    rounds.pause(province.home.store, CODE, MAKER, province.now)
    assert province.deliver() == {"held_round_paused": 2}
    rounds.resume(province.home.store, CODE, MAKER, province.now)
    province.clock.move_to(province.now + timedelta(minutes=20))
    assert province.deliver() == {"sent": 2}
    assert province.now < DEADLINE
