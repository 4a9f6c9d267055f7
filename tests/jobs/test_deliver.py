"""One reminder's trip through a real relay: what is sent, what is not, and what becomes of the row."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta, timezone
from pathlib import Path
from time import monotonic, sleep

import pytest
import sqlalchemy as sa

from maild.actions import lists, plans, rounds, sending
from maild.channels.smtp import SmtpChannel, SmtpRelay
from maild.demo import inbound
from maild.demo.smtp_server import Accepted
from maild.demo.tls import Certificates
from maild.errors import InputRefused, NeedsPerson
from maild.jobs.deliver import Deliverer, DeliveryPolicy
from maild.jobs.remind import close_waves
from maild.model import EventKind, IncidentPhase, LetterState, Standing
from maild.rules import FOLDS
from maild.rules.delivery import KNOCK_AFTER, letter_event
from maild.store import intents, outbox, roster, standing
from maild.store.rounds import running
from tests.cli.program import maild
from tests.jobs.province import (
    CODE,
    MAKER,
    PASSWORD,
    R1_DAY,
    R2_DAY,
    SECOND,
    Province,
    Relay,
    addresses,
    entry,
    moment,
    on_sqlite,
    refuse,
    refuse_no_more,
)
from tests.servers.proxy import Fault, Proxy

MINUTE = timedelta(minutes=1)
NO_USER = inbound.Failure("5.1.1", "550", "no such user", "mx.example.vn")


def later(province: Province, wait: timedelta) -> None:
    province.clock.move_to(province.now + wait)


def test_every_letter_of_an_approved_plan_is_sent_once(province: Province, smtp: Relay) -> None:
    province.wave(addresses(8))
    assert province.deliver() == {"sent": 8}
    assert province.deliver() == {}
    assert sorted(smtp.took) == sorted(addresses(8))
    assert set(province.states()) == {"sent"}
    assert province.differences() == []
    letter = smtp.server.accepted[0]
    assert letter.mail_from.startswith("dieutra.cchc+")
    assert any(option.startswith("ENVID=") for option in letter.options)
    assert b"Auto-Submitted: auto-generated" in letter.content


def test_a_letter_that_was_composed_ahead_says_what_holds_when_its_turn_comes(
    province: Province, smtp: Relay
) -> None:
    """The next is composed while the server thinks; here everybody's name changes just then."""
    province.wave(addresses(4))
    people = {one.email: one for one in province.people()}

    def answer(_: Accepted) -> None:
        if not smtp.took:
            with province.home.store.unit(FOLDS) as unit:
                for number, known in enumerate(people.values(), 1):
                    named = replace(entry(number, known.email), name="Tran Van Moi")
                    roster.change(unit.connection, known, named, province.now)

    smtp.data = answer
    sent = [province.deliver().get("sent", 0) for _ in range(2)]
    assert sum(sent) == 4
    if province.home.store.is_sqlite:  # the second was claimed before: its turn comes again
        assert sent == [3, 1]
        (released,) = [one for one in province.trail(letter_id=2) if one.kind is EventKind.LETTER_RELEASED]
        assert released.data["because"] == "letter_changed"
    first, *others = smtp.server.accepted
    assert b"Tran Van Moi" not in first.content
    assert len(others) == 3
    with province.home.store.view() as look:
        letters = {one.email: one for one in outbox.in_state(look.connection, LetterState.SENT)}
        (round_,) = running(look.connection)
    composer = province.home.composer
    for one in others:
        person = replace(people[one.rcpt], name="Tran Van Moi")
        assert one.content == composer.compose(letters[one.rcpt], round_, person, earlier=0).raw


def test_nothing_is_sent_before_a_person_approves(province: Province, smtp: Relay) -> None:
    province.enter(addresses(3))
    province.clock.move_to(R1_DAY)
    province.list_answered()
    province.home.reminders.tick(province.now)
    assert province.deliver() == {}
    assert smtp.took == []


REFUSALS = [
    # reply                                  state     standing             incident
    ("550 5.1.1 no such user here",          "failed", Standing.SUSPENDED,  "user-unknown"),
    ("550 5.7.1 blocked by policy",          "failed", Standing.OK,         None),
    ("552 5.2.2 mailbox full",               "failed", Standing.SUSPECT,    "mailbox-full"),
]  # fmt: skip


@pytest.mark.parametrize(("reply", "state", "standing", "incident"), REFUSALS)
def test_a_refusal_at_rcpt_is_a_bounce(
    province: Province, smtp: Relay, reply: str, state: str, standing: Standing, incident: str | None
) -> None:
    dead, alive = addresses(2)
    smtp.rcpt[dead] = reply
    province.wave([dead, alive])
    province.deliver()
    assert {one.email: one.state.value for one in province.letters()} == {dead: state, alive: "sent"}
    assert province.address(dead).standing is standing
    assert len(province.incidents()) == 1
    if incident:
        assert province.reasons() == [incident]
    assert smtp.took == [alive]
    assert province.differences() == []


def test_a_greylisted_letter_comes_again_after_five_minutes(province: Province, smtp: Relay) -> None:
    (email,) = addresses(1)
    smtp.rcpt[email] = "450 4.7.1 greylisted"
    province.wave([email])
    assert province.deliver() == {"deferred": 1}
    smtp.rcpt.clear()
    later(province, 4 * MINUTE)
    assert province.deliver() == {}
    later(province, MINUTE)
    assert province.deliver() == {"sent": 1}
    assert province.letters()[0].attempts == 2
    assert province.incidents() == []


def test_a_letter_that_is_always_put_off_is_given_up_with_an_incident(
    province: Province, smtp: Relay
) -> None:
    (email,) = addresses(1)
    smtp.rcpt[email] = "450 4.7.1 greylisted"
    province.wave([email])
    for _ in range(40):
        if province.states() == ["failed"]:
            break
        province.clock.move_to(max(province.letters()[0].not_before, province.now))
        province.list_answered()
        province.deliver()
    assert province.states() == ["failed"]
    assert province.reasons() == ["expired"]
    assert province.address(email).standing is Standing.OK


def test_a_lost_reply_leaves_the_letter_in_doubt_and_it_is_never_sent_again(
    province: Province, smtp: Relay
) -> None:
    (email,) = addresses(1)
    smtp.data = lambda _: "??? garbled"
    province.wave([email])
    assert province.deliver() == {"in_doubt": 1}
    smtp.data = lambda _: None
    for _ in range(5):
        later(province, timedelta(hours=1))
        assert province.deliver() == {}
    assert province.states() == ["in_doubt"]
    assert province.home.deliverer.free_orphans(province.now) == 0
    province.clock.move_to(R2_DAY)
    province.home.reminders.tick(province.now)
    assert province.states() == ["skipped"]
    assert province.reasons() == ["letters-in-doubt"]
    assert province.trail(letter_id=1)[-1].data["because"] == "never_confirmed"
    assert province.differences() == []


def test_a_relay_that_loses_every_reply_does_not_get_the_whole_wave(province: Province, smtp: Relay) -> None:
    smtp.data = lambda _: "??? garbled"
    province.wave(addresses(12))
    assert province.deliver() == {"in_doubt": 2}
    assert province.states() == ["in_doubt"] * 2 + ["planned"] * 10  # what was claimed ahead is given back
    assert province.deliver() == {}
    later(province, MINUTE)
    assert province.deliver() == {"in_doubt": 1}
    assert province.reasons() == ["smtp-unreachable"]
    smtp.data = lambda _: None
    later(province, 2 * MINUTE)
    assert province.deliver() == {"sent": 9}


def test_c02_a_clock_that_is_set_back_while_a_letter_goes_leaves_none_claimed(
    build: Callable[..., Province], smtp: Relay
) -> None:
    """Sending rested a while ago; by the clock it rests again when a result is written and the next is claimed."""
    province = build(smtp_port=smtp.server.port)
    smtp.data = lambda _: "??? garbled"
    province.wave(addresses(6))
    assert province.deliver() == {"in_doubt": 2}
    before = province.now
    later(province, MINUTE)

    smtp.data = lambda _: province.clock.move_to(before)
    province.deliver()
    assert "sent" in province.states()
    assert "claimed" not in province.states()
    assert province.differences() == []


def test_a_relay_that_is_gone_costs_two_letters_a_try_each_and_nobody_his_letter(
    build: Callable[..., Province],
) -> None:
    province = build(smtp_port=1)
    province.wave(addresses(6))
    assert province.deliver() == {"deferred": 2}
    assert set(province.states()) == {"planned"}
    assert province.reasons() == ["smtp-unreachable"]
    for _ in range(30):  # a whole outage long
        later(province, KNOCK_AFTER)
        assert province.deliver() == {"deferred": 1}
    assert {one.attempts for one in province.letters()} == {0}
    assert province.reasons() == ["smtp-unreachable"]
    assert province.differences() == []


def test_a_relay_that_is_back_is_used_within_half_a_minute(
    build: Callable[..., Province], smtp: Relay
) -> None:
    with Proxy(smtp.server.port) as line:
        line.fault = Fault("cut")
        province = build(smtp_port=line.port)
        province.wave(addresses(6))
        for _ in range(30):
            province.deliver()
            later(province, KNOCK_AFTER)
        assert set(province.states()) == {"planned"}
        line.fault = None
        province.deliver()
        later(province, KNOCK_AFTER)
        province.deliver()
        assert set(province.states()) == {"sent"}


def pausing(province: Province) -> None:
    sending.pause(province.home.store, MAKER, province.now, "chờ")


def answering(province: Province) -> None:
    province.list_answered(1)


def closing(province: Province) -> None:
    rounds.close(province.home.store, CODE, MAKER, province.now)


BETWEEN = [
    # what happens between the claim and the intent     the letter then    said in its trail
    (pausing,                                           "planned",         "pause"),
    (answering,                                         "skipped",         "answered"),
    (closing,                                           "skipped",         "round_closed"),
]  # fmt: skip


@pytest.mark.parametrize(("happens", "state", "because"), BETWEEN)
def test_the_intent_asks_everything_again(
    province: Province, smtp: Relay, happens: Callable[[Province], None], state: str, because: str
) -> None:
    """Up to RCPT nothing binds: the relay hears RCPT, and no DATA follows."""
    province.wave(addresses(1))

    def at_rcpt(rcpt: str) -> None:
        happens(province)

    smtp.rcpt = _Asked(at_rcpt)
    province.deliver()
    assert smtp.took == []
    assert province.states() == [state]
    assert [event.data.get("because") for event in province.trail(letter_id=1)][-1] == because
    assert province.differences() == []


class _Asked(dict[str, str]):
    """A relay's table of refusals that tells when it is asked."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__()
        self._tell: Callable[[str], None] | None = tell

    def get(self, key: str, default: str | None = None) -> str | None:  # type: ignore[override]
        tell, self._tell = self._tell, None
        if tell is not None:
            tell(key)
        return None


def test_another_address_after_the_approval_needs_an_approval_of_its_own(
    province: Province, smtp: Relay
) -> None:
    """Nobody has approved a letter to it; those to the others stay approved."""
    province.wave(addresses(3))
    rows = [one.id for one in province.letters()]
    move_somebody(province)
    assert province.deliver() == {"sent": 2, "skipped_address_changed": 1}
    assert province.plans() == [(1, "approved")]
    assert "moved@dv9.example.vn" not in smtp.took
    # the new approval takes the row over, and its token proves bounces
    assert province.approve() == 1
    assert [one.id for one in province.letters()] == rows
    later(province, timedelta(minutes=1))
    assert province.deliver() == {"sent": 1}
    assert "moved@dv9.example.vn" in smtp.took
    assert len(smtp.took) == len(set(smtp.took)) == 3
    bounce = inbound.failed(
        next(one for one in smtp.server.accepted if one.rcpt == "moved@dv9.example.vn"),
        inbound.Failure("5.1.1", "550", "user unknown", "mx.dv9.example.vn"),
        province.now + MINUTE,
    )
    province.take(bounce)
    assert province.address("moved@dv9.example.vn").standing is Standing.SUSPENDED
    assert province.differences() == []


def test_an_address_that_changes_before_the_wave_begins_is_told_at_once(
    province: Province, smtp: Relay
) -> None:
    """The supplement waits for its approver while the others wait for their hour."""
    province.enter(addresses(3))
    province.clock.move_to(moment("2026-11-11 09:00"))
    province.list_answered()
    assert province.approve() == 3
    move_somebody(province)
    assert province.approve() == 1
    assert province.plans() == [(1, "approved"), (1, "approved")]
    assert province.states() == ["planned"] * 3
    province.clock.move_to(R1_DAY)
    assert province.deliver() == {"sent": 3}
    assert "moved@dv9.example.vn" in smtp.took
    assert province.differences() == []


def move_somebody(province: Province) -> None:
    """As a correction of the roster would: official 1 has another address now."""
    with province.home.store.unit(FOLDS) as unit:
        unit.connection.exec_driver_sql(
            "INSERT INTO address (id, email, domain) VALUES (99, 'moved@dv9.example.vn', 'dv9.example.vn')"
        )
        unit.connection.exec_driver_sql("UPDATE official SET address_id = 99 WHERE id = 1")


def test_o07_other_texts_after_the_approval_void_the_plan(
    build: Callable[..., Province], smtp: Relay, tmp_path: Path
) -> None:
    own = tmp_path / "templates" / "vi"
    own.mkdir(parents=True)
    options = {"smtp_port": smtp.server.port, "templates": tmp_path / "templates"}
    province = build(**options)
    province.wave(addresses(2))
    (own / "R1.subject.txt").write_text("Nhắc trả lời phiếu, lời khác [{{ subject_code }}]", "utf-8")
    restarted = build(**options)
    assert restarted.deliver() == {"held_plan_changed": 1}
    assert smtp.took == []
    assert restarted.plans() == [(1, "voided")]


def test_a_running_service_keeps_the_texts_that_were_approved(
    build: Callable[..., Province], smtp: Relay, tmp_path: Path
) -> None:
    """A file that changes under it reaches nobody before it has been read again and approved."""
    own = tmp_path / "templates" / "vi"
    own.mkdir(parents=True)
    province = build(smtp_port=smtp.server.port, templates=tmp_path / "templates")
    province.wave(addresses(1))
    (own / "R1.txt").write_text("LỜI CHƯA DUYỆT", "utf-8")
    assert province.deliver() == {"sent": 1}
    assert "LỜI CHƯA DUYỆT".encode() not in smtp.server.accepted[0].content


CAPS = [
    # limits                                        sent in a minute
    ("per_minute = 7\nper_domain_minute = 7",       7),
    ("per_minute = 60\nper_hour = 6",               6),
    ("per_minute = 60\nper_domain_minute = 2",      4),
]  # fmt: skip


@pytest.mark.parametrize(("limits", "most"), CAPS)
def test_caps_hold(build: Callable[..., Province], smtp: Relay, limits: str, most: int) -> None:
    province = build(smtp_port=smtp.server.port, limits=f"canary_wait_s = 0\n{limits}")
    province.wave(addresses(14, domains=2))
    province.deliver()
    assert len(smtp.took) == most
    province.deliver()
    assert len(smtp.took) == most
    assert province.differences() == []


def test_the_canary_waits_and_then_the_others_go(build: Callable[..., Province], smtp: Relay) -> None:
    province = build(smtp_port=smtp.server.port, limits="canary = 5\ncanary_wait_s = 600")
    province.wave(addresses(9))
    province.deliver()
    assert len({one.rpartition("@")[2] for one in smtp.took}) == 5
    later(province, 9 * MINUTE)
    province.deliver()
    assert len(smtp.took) == 5
    later(province, MINUTE)
    assert province.deliver() == {"sent": 4}


def test_a_canary_that_fails_holds_the_wave_and_says_so_once(
    build: Callable[..., Province], smtp: Relay
) -> None:
    province = build(smtp_port=smtp.server.port, limits="canary = 5\ncanary_wait_s = 600")
    province.wave(addresses(9))
    for email in addresses(2):
        smtp.rcpt[email] = "550 5.1.1 no such user"
    for _ in range(4):
        province.deliver()
        later(province, 16 * MINUTE)
    assert len(smtp.took) <= 5
    assert province.reasons().count("canary-failed") == 1
    assert next(one for one in province.incidents() if one.reason == "canary-failed").count == 1


def test_a_person_lets_the_rest_of_a_wave_go(build: Callable[..., Province], smtp: Relay) -> None:
    province = build(smtp_port=smtp.server.port, limits="canary = 5\ncanary_wait_s = 0")
    store, limits = province.home.store, province.home.config.limits
    province.wave(addresses(12))
    with pytest.raises(InputRefused, match=r"refused\.canary_not_failed"):
        plans.release(store, 1, "vội", SECOND, province.now, limits, second_person=True)
    for email in addresses(2):
        smtp.rcpt[email] = "550 5.1.1 no such user"
    for _ in range(3):
        province.deliver()
        later(province, MINUTE)
    held = province.states().count("planned")
    assert held >= 7
    with pytest.raises(NeedsPerson, match=r"needs\.second_to_maker"):
        plans.release(store, 1, "đã sửa", MAKER, province.now, limits, second_person=True)
    with pytest.raises(InputRefused, match=r"refused\.no_reason"):
        plans.release(store, 1, " ", SECOND, province.now, limits, second_person=True)
    assert (
        plans.release(store, 1, "đã sửa hai địa chỉ", SECOND, province.now, limits, second_person=True)
        == held
    )
    with pytest.raises(InputRefused, match=r"refused\.canary_not_failed"):
        plans.release(store, 1, "lần nữa", SECOND, province.now, limits, second_person=True)
    for _ in range(3):
        province.deliver()  # at once: nothing waits for the next look at what was held
        later(province, MINUTE)
    assert "planned" not in province.states()
    assert province.states().count("failed") == 2
    assert province.differences() == []


def test_bounces_that_come_in_while_letters_go_trip_the_breaker_between_two_of_them(
    province: Province, smtp: Relay
) -> None:
    """All are due together; each letter from the seventh on brings the bounce of the one before it."""
    province.wave(addresses(20, domains=10))

    def answer(_: Accepted) -> None:
        so_far = smtp.server.accepted
        if len(so_far) >= 6:  # behind the canaries
            province.take(inbound.failed(so_far[-1], NO_USER, province.now + MINUTE), first_uid=len(so_far))

    smtp.data = answer
    province.deliver()
    assert len(smtp.took) == 10
    assert "breaker-tripped" in province.reasons()
    later(province, MINUTE)
    assert province.deliver() == {}


def test_a_bounce_that_is_here_before_its_250_trips_the_breaker_as_well(
    province: Province, smtp: Relay
) -> None:
    """It settles the letter while the channel still waits; the letter is a result like any other."""
    province.wave(addresses(20, domains=10))

    def answer(letter: Accepted) -> None:
        before = len(smtp.took)
        if before >= 6:  # behind the canaries
            province.take(inbound.failed(letter, NO_USER, province.now + MINUTE), first_uid=before)

    smtp.data = answer
    province.deliver()
    assert len(smtp.took) == 10
    assert "breaker-tripped" in province.reasons()
    later(province, MINUTE)
    assert province.deliver() == {}
    assert province.differences() == []


def test_o12_three_refusals_that_blame_us_trip_the_breaker_and_only_a_person_resets_it(
    build: Callable[..., Province], smtp: Relay
) -> None:
    province = build(smtp_port=smtp.server.port, limits="canary_wait_s = 0\ncanary_fails = 5")
    emails = addresses(8)
    province.wave(emails)
    for email in emails:
        smtp.rcpt[email] = "550 5.7.1 message rejected due to policy: sender blocked"
    province.deliver()
    assert province.states().count("failed") == 3
    assert "breaker-tripped" in province.reasons()
    smtp.rcpt.clear()
    later(province, timedelta(hours=1))
    assert province.deliver() == {}
    sending.resume(province.home.store, SECOND, province.now)
    assert province.deliver() == {"sent": 5}
    assert all(province.address(email).standing is Standing.OK for email in emails)


def test_o12_dead_addresses_found_by_bounces_stop_the_next_letter(
    build: Callable[..., Province], smtp: Relay
) -> None:
    province = build(smtp_port=smtp.server.port, limits="canary = 100\ncanary_fails = 100\nper_minute = 10")
    province.wave(addresses(20))
    province.deliver()
    assert len(smtp.took) == 10
    failure = inbound.Failure("5.1.1", "550", "user unknown", "mx.example.vn")
    notices = [inbound.failed(one, failure, province.now + MINUTE) for one in smtp.server.accepted[:4]]
    later(province, 2 * MINUTE)
    province.take(*notices)
    assert province.deliver() == {}
    assert len(smtp.took) == 10
    assert "breaker-tripped" in province.reasons()


def test_o10_an_old_list_holds_everything_and_asks_once(province: Province, smtp: Relay) -> None:
    province.wave(addresses(3))
    later(province, timedelta(days=4))
    for _ in range(3):
        province.deliver()
        later(province, 16 * MINUTE)
    assert smtp.took == []
    (asked,) = province.incidents()
    assert (asked.reason, asked.count) == ("list-stale", 1)
    stale = lists.stage(
        province.home.store, CODE, province.now - timedelta(days=3, hours=20), [], MAKER, province.now
    )
    lists.apply(
        province.home.store, stale.id, MAKER, province.now
    )  # newer than the one before, and still too old
    province.home.faults.tick(province.now)
    assert province.incidents()[0].state is IncidentPhase.OPEN
    province.deliver()
    assert all(one.not_before > province.now and one.held_because for one in province.letters())
    province.clock.move_to(province.now.astimezone(timezone(timedelta(hours=7))))  # whatever the clock's zone
    province.list_answered()
    assert province.deliver() == {"sent": 3}, "at once: a quarter of an hour is not waited for"
    province.home.faults.tick(province.now + MINUTE)
    assert province.incidents()[0].state is IncidentPhase.RESOLVED
    assert province.differences() == []


@on_sqlite  # the command opens the database of the configuration
def test_what_a_rehearsal_wrote_to_files_is_nowhere_said_to_have_gone(
    build: Callable[..., Province],
) -> None:
    alerts = 'coordinator = ["an@snv.example.vn"]'
    province = build(mode="rehearsal", alerts=alerts)
    province.wave(addresses(2))
    assert province.deliver() == {"sent": 2}
    province.home.briefs.tick(province.now)
    province.home.notices.tick(province.now)
    asked = {
        command: maild(*command, config=province.path, user="root").out
        for command in (("remind", "outbox"), ("why", "OFF-0001"), ("notice", "list"))
    }
    for command, said in asked.items():
        assert "đã ghi tệp (diễn tập)" in said, command
        assert "đã chuyển máy chủ" not in said, command
    assert asked["why", "OFF-0001"].count("đã ghi tệp (diễn tập)") == 2  # the answer, and the event
    with province.home.store.view() as look:
        assert standing.letters_by_state(look.connection, 1) == {"rehearsed": 2}


@on_sqlite
def test_d08_o14_a_restored_database_sends_nothing(build: Callable[..., Province], smtp: Relay) -> None:
    province = build(smtp_port=smtp.server.port)
    province.wave(addresses(2))
    copy = province.path.parent / "copy.db"
    database = province.path.parent / "state" / "maild.db"
    province.home.store.close()  # its log goes into the file
    copy.write_bytes(database.read_bytes())
    province.list_answered()
    province.home.tidy.tick(province.now)
    province.home.store.close()
    database.write_bytes(copy.read_bytes())
    restored = build(smtp_port=smtp.server.port)
    restored.deliver()
    assert smtp.took == []
    assert set(restored.states()) == {"planned"}


def test_o01_a_rehearsal_writes_files(build: Callable[..., Province]) -> None:
    """O-01: what nobody set to live reaches no server."""
    province = build(mode="rehearsal")
    province.wave(addresses(3))
    assert province.deliver() == {"sent": 3}
    files = sorted((province.path.parent / "state" / "letters").glob("*.eml"))
    assert len(files) == 3
    assert b"canbo" in files[0].read_bytes()


def another_sender(
    province: Province,
    smtp: Relay,
    certificates: Certificates,
    owner: str,
    stop: Callable[[], bool] = lambda: False,
) -> Deliverer:
    home = province.home
    relay = SmtpRelay(
        *("127.0.0.1", smtp.server.port, "tls", inbound.MAILBOX, lambda: PASSWORD),
        ca_file=certificates.ca_file,
    )
    return Deliverer(
        home.store,
        home.composer,
        lambda: SmtpChannel(relay, stop),
        DeliveryPolicy("live", home.calendar, home.config.limits, lambda: False),
        owner=lambda: owner,
        clock=province.clock,
        stop=stop,
    )


def test_two_senders_on_one_database_send_each_letter_once(
    build: Callable[..., Province], smtp: Relay, certificates: Certificates
) -> None:
    limits = "canary_wait_s = 0\nper_minute = 600\nper_domain_minute = 600"
    province = build(smtp_port=smtp.server.port, limits=limits)
    province.wave(addresses(24))
    outcomes: list[dict[str, int]] = []

    def run(owner: str) -> None:
        sender = another_sender(province, smtp, certificates, owner)
        outcomes.append(sender.tick(province.now).outcomes)

    threads = [threading.Thread(target=run, args=(f"host:{n}",)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(one.get("sent", 0) for one in outcomes) == 24
    assert sorted(smtp.took) == sorted(addresses(24))
    assert set(province.states()) == {"sent"}
    assert province.differences() == []


def test_only_what_is_claimed_is_freed_at_the_start(province: Province, smtp: Relay) -> None:
    province.wave(addresses(3))
    with province.home.store.unit(FOLDS) as unit:
        first = outbox.claim(unit.connection, province.letters()[0], "gone:1")
        second = outbox.claim(unit.connection, province.letters()[1], "gone:1")
        assert first
        assert second
        assert outbox.to_in_doubt(unit.connection, second, province.now)
    assert province.home.deliverer.free_orphans(province.now) == 1
    assert province.states() == ["planned", "in_doubt", "planned"]
    freed = province.trail(letter_id=1)[-1]
    assert (freed.kind, freed.data["because"]) == (EventKind.LETTER_RELEASED, "owner_gone")


def test_a_letter_that_cannot_be_written_does_not_stop_the_next(
    build: Callable[..., Province], smtp: Relay, tmp_path: Path
) -> None:
    own = tmp_path / "templates" / "vi"
    own.mkdir(parents=True)
    (own / "R1.txt").write_text(
        "{% extends 'vi/_letter.txt' %}{% block message %}{% if name == 'Nguyễn Văn A' %}{{ nobody }}"
        "{% endif %}{% endblock %}",
        "utf-8",
    )
    province = build(smtp_port=smtp.server.port, templates=tmp_path / "templates")
    province.wave(addresses(3))
    assert province.deliver() == {"unwritten": 1, "sent": 2}
    assert province.reasons() == ["letter-unwritable"]
    states = {one.respondent_id: one.state for one in province.letters()}
    assert states[1] is LetterState.PLANNED
    assert province.deliver() == {}
    assert province.differences() == []


def test_a_wave_that_closes_waits_for_a_dot_that_is_under_way(province: Province, smtp: Relay) -> None:
    province.wave(addresses(1))
    closed: list[int] = []

    def answer(_letter: object) -> None:
        with province.home.store.unit(FOLDS) as unit:
            closed.append(close_waves(unit, 1, lambda _: True, province.now))

    smtp.data = answer
    province.deliver()
    assert closed == [0]
    assert smtp.took == addresses(1)
    assert province.states() == ["sent"]
    assert province.differences() == []


def test_a_letter_costs_few_statements(province: Province, smtp: Relay) -> None:
    province.wave(addresses(8))
    said: list[str] = []
    engine = province.home.store._engine
    sa.event.listen(engine, "before_cursor_execute", lambda *args: said.append(args[2]))
    assert province.deliver() == {"sent": 8}
    assert len(said) / 8 < (20 if province.home.store.is_sqlite else 30)


def test_what_has_been_told_counts_before_it_is_written(province: Province) -> None:
    """Two letters of one official in one transaction: the second's intent knows of the first's."""
    province.wave(addresses(1))
    (letter,) = province.letters()
    with province.home.store.unit(FOLDS) as unit:
        unit.tell(letter_event(EventKind.LETTER_IN_DOUBT, letter, province.now, fence=1))
        found = intents.about(unit.before, letter.id)
        assert found is not None
        assert found.states["respondent", letter.respondent_id].letters_sent == 0
        assert unit.hold(found.states)["respondent", letter.respondent_id].letters_sent == 1


@on_sqlite
def test_a_letter_costs_one_commit(build: Callable[..., Province]) -> None:
    """Its intent, with the result of the one before and the claim of the one behind; a file is never slow."""
    province = build(mode="rehearsal")
    province.wave(addresses(8))
    commits: list[object] = []
    sa.event.listen(province.home.store._engine, "commit", commits.append)
    assert province.deliver() == {"sent": 8}
    others = 5  # what waits, the breaker, the first claim, the last result, the next look
    assert len(commits) <= 8 + others


def test_a_result_does_not_wait_for_a_server_that_takes_its_time(province: Province, smtp: Relay) -> None:
    """The next letter's intent would write it; its RCPT is not answered before it has been written."""
    province.wave(addresses(2))
    seen: list[list[str]] = []

    def at_second_rcpt(_: str) -> None:
        ends = monotonic() + 20
        while "sent" not in province.states() and monotonic() < ends:
            sleep(0.01)
        seen.append(province.states())

    smtp.data = lambda _: setattr(smtp, "rcpt", _Asked(at_second_rcpt))
    assert province.deliver() == {"sent": 2}
    assert sorted(seen[0]) == ["claimed", "sent"]
    assert province.differences() == []


@on_sqlite
@pytest.mark.parametrize(
    ("refused", "first"),
    [
        ("NEW.id = 1 AND NEW.state = 'sent'", "in_doubt"),  # the result of the letter before
        ("NEW.id = 2 AND NEW.state = 'claimed'", "sent"),  # the claim of the letter behind
    ],
)
def test_what_cannot_be_written_beside_an_intent_costs_no_other_letter_anything(
    province: Province, smtp: Relay, refused: str, first: str
) -> None:
    """They are one transaction with it."""
    province.wave(addresses(3))
    with province.home.store.unit(FOLDS) as unit:
        refuse(unit, "UPDATE ON outbox", refused)
    with pytest.raises(sa.exc.IntegrityError):
        province.deliver()
    assert province.states() == [first, "planned", "planned"]
    with province.home.store.unit(FOLDS) as unit:
        refuse_no_more(unit, "outbox")
    later(province, timedelta(minutes=15))
    province.deliver()
    assert province.states() == [first, "sent", "sent"]
    assert sorted(smtp.took) == sorted(addresses(3))
    assert province.differences() == []


def test_what_was_claimed_ahead_is_given_back_at_a_stop(
    province: Province, smtp: Relay, certificates: Certificates
) -> None:
    province.wave(addresses(3))
    stopping = threading.Event()
    smtp.data = lambda _: stopping.set()
    sender = another_sender(province, smtp, certificates, "host:1", stopping.is_set)
    assert sender.tick(province.now).outcomes == {"sent": 1}
    assert province.states() == ["sent", "planned", "planned"]
    assert province.differences() == []


def test_all_that_waits_goes_out_in_one_tick(build: Callable[..., Province]) -> None:
    """Run after run, and no further than a cap allows."""
    province = build(mode="rehearsal", limits="canary_wait_s = 0\nper_minute = 103\nper_domain_minute = 103")
    province.wave(addresses(110))
    assert province.deliver() == {"sent": 103, "held_cap_minute": 1}
    later(province, MINUTE)
    assert province.deliver() == {"sent": 7}


def test_a_plan_s_receivers_are_read_for_its_digest_once(build: Callable[..., Province]) -> None:
    """And not for each run of letters; any other change of what was approved is still seen at once."""
    province = build(mode="rehearsal", limits="canary_wait_s = 0\nper_minute = 53\nper_domain_minute = 53")
    province.wave(addresses(60))
    said: list[str] = []
    engine = province.home.store._engine
    sa.event.listen(engine, "before_cursor_execute", lambda *args: said.append(args[2]))
    assert province.deliver() == {"sent": 53, "held_cap_minute": 1}
    assert len([one for one in said if "JOIN address" in one and "plan_receiver" in one]) == 1
    with province.home.store.unit(FOLDS) as unit:
        unit.connection.exec_driver_sql("UPDATE round SET hotline = '0214.111.111'")
    later(province, MINUTE)
    assert province.deliver() == {"held_plan_changed": 1}
    assert province.plans() == [(1, "voided")]
