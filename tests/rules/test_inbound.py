from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from maild.model import (
    Action,
    Event,
    EventKind,
    Kind,
    LetterState,
    Reading,
    Reason,
    RecipientResult,
    Stage,
    Standing,
)
from maild.rules.correlate import Match
from maild.rules.inbound import Effects, History, IncidentNote, effects
from tests.rules.values import CALENDAR, EMAIL, LIMITS, NOW, address, letter, local, reading, state

MATCH = Match(1, 7, 201, 1, "token-returned", verified=True)
HINT = Match(1, None, 201, 1, "sender")
NOBODY = Match()
E = EventKind


def act(
    mail: Reading, match: Match = MATCH, *, trusted: bool = True, history: dict[str, Any] | None = None
) -> Effects:
    known = {"respondent": state(), "address": None, "letter": letter() if match.letter_id else None}
    return effects(
        mail,
        match,
        History(**{**known, **(history or {})}),
        trusted=trusted,
        mail_id=11,
        now=NOW,
        limits=LIMITS,
        calendar=CALENDAR,
    )


@pytest.mark.parametrize("kind", list(Kind))
def test_nothing_follows_from_a_self_test(kind: Kind) -> None:
    assert act(reading(kind), Match(how="self-test")) == Effects()


def kinds(found: Effects) -> list[EventKind]:
    return [one.kind for one in found.events]


def said(found: Effects, kind: EventKind) -> dict[str, Any]:
    (event,) = [one for one in found.events if one.kind is kind]
    return dict(event.data)


def bounce(reason: Reason, status: str | None, **changes: Any) -> Reading:
    result = RecipientResult(
        EMAIL, Action.FAILED, status=status, reason=reason, diagnostic="550 nva@x", remote="mx.b.example.vn"
    )
    return reading(Kind.BOUNCE, recipients=(result,), **changes)


BOUNCES = [
    # reason, status → events, phase, where
    (
        Reason.USER_UNKNOWN,
        "5.1.1",
        [E.LETTER_BOUNCED, E.ADDRESS_SUSPENDED],
        Stage.SENDING,
        "sotaichinh.example.vn",
    ),
    (
        Reason.MAILBOX_FULL,
        "5.2.2",
        [E.LETTER_BOUNCED, E.ADDRESS_SOFT_BOUNCED],
        Stage.RECEIVING,
        "sotaichinh.example.vn",
    ),
    (Reason.POLICY_VIOLATION, "5.7.1", [E.LETTER_BOUNCED], Stage.SENDING, "mx.b.example.vn"),
    (Reason.UNDEFINED, "5.0.0", [E.LETTER_BOUNCED], Stage.SENDING, "mx.b.example.vn"),
]


@pytest.mark.parametrize(("reason", "status", "events", "stage", "where"), BOUNCES)
def test_a_verified_bounce(
    reason: Reason, status: str, events: list[EventKind], stage: Stage, where: str
) -> None:
    found = act(bounce(reason, status))
    assert kinds(found) == events
    code = "" if status == "5.0.0" else status
    assert found.incidents == (IncidentNote(stage, reason.value, where, code, 1),)
    assert {(one.respondent_id, one.address_id, one.letter_id, one.mail_id) for one in found.events} == {
        (1, 201, 7, 11)
    }
    assert said(found, E.LETTER_BOUNCED) == {"code": "R1", "reason": reason.value, "status": status}


def test_a_bounce_is_evidence_that_a_letter_in_doubt_was_sent() -> None:
    found = act(bounce(Reason.USER_UNKNOWN, "5.1.1"), history={"letter": letter(state=LetterState.IN_DOUBT)})
    assert kinds(found) == [E.LETTER_SENT, E.LETTER_BOUNCED, E.ADDRESS_SUSPENDED]
    assert said(found, E.LETTER_SENT) == {"code": "R1", "evidence": "bounce"}


# How servers say that a letter is late, and whether one of them has given up by that.
LATE = [
    # status, what was said                                     given up
    ("4.4.7", "Envelope expired",                               True),   # OpenSMTPD, under `Action: delayed`
    ("5.4.7", "Delivery time expired",                          True),
    ("4.4.7", "unable to deliver this message after 1 day",     False),  # goes on trying (Messaging Server)
    ("4.4.7", "",                                               False),  # Exchange: Will-Retry-Until
    ("4.2.0", "450 4.2.0 the mailbox's quota expired",          False),
    ("4.4.1", "connect to mx.b.example.vn: timed out",          False),
]  # fmt: skip


@pytest.mark.parametrize(("status", "diagnostic", "gives_up"), LATE)
def test_a_server_has_given_up_when_code_and_words_say_so(
    status: str, diagnostic: str, gives_up: bool
) -> None:
    late = RecipientResult(EMAIL, Action.DELAYED, status=status, reason=Reason.EXPIRED, diagnostic=diagnostic)
    found = act(reading(Kind.DELAYED, recipients=(late,)))
    assert kinds(found) == [E.LETTER_BOUNCED if gives_up else E.LETTER_DELAYED]
    assert len(found.incidents) == gives_up


def test_an_expiry_is_one_case_with_the_delay_that_named_its_cause() -> None:
    gone = bounce(Reason.EXPIRED, "5.4.7")
    full = {"reason": "mailbox-full", "status": "4.2.2"}
    found = act(gone, history={"delay": full})
    assert kinds(found) == [E.LETTER_BOUNCED, E.ADDRESS_SOFT_BOUNCED]
    assert [(one.stage, one.reason, one.code) for one in found.incidents] == [
        (Stage.RECEIVING, "mailbox-full", "4.2.2")
    ]
    for passing in ("greylisted", "undefined", "expired"):
        (note,) = act(gone, history={"delay": {"reason": passing}}).incidents
        assert (note.reason, note.code) == ("expired", "5.4.7")


def test_the_third_soft_bounce_suspends() -> None:
    before = address(
        standing=Standing.SUSPECT, soft_bounces=(local("2026-11-10 09:00"), local("2026-11-11 09:00"))
    )
    found = act(bounce(Reason.MAILBOX_FULL, "4.2.2"), history={"address": before})
    assert kinds(found) == [E.LETTER_BOUNCED, E.ADDRESS_SUSPENDED]


def test_a_bounce_that_names_nobody_marks_the_letter_and_no_address() -> None:
    found = act(reading(Kind.BOUNCE))
    assert kinds(found) == [E.LETTER_BOUNCED]
    assert found.incidents[0].reason == "undefined"


@pytest.mark.parametrize(
    ("mail", "match"),
    [
        (bounce(Reason.USER_UNKNOWN, "5.1.1"), replace(HINT, how="failed-recipient")),
        (bounce(Reason.USER_UNKNOWN, "5.1.1"), replace(MATCH, verified=False)),
        (bounce(Reason.USER_UNKNOWN, "5.1.1"), NOBODY),
        (bounce(Reason.USER_UNKNOWN, "5.1.1", sure=False), MATCH),
    ],
)
def test_an_unverified_bounce_moves_nothing(mail: Reading, match: Match) -> None:
    found = act(mail, match)
    assert kinds(found) == [E.BOUNCE_UNVERIFIED]
    assert found.incidents == (IncidentNote(Stage.SENDING, "unverified-bounce", "", "", None),)


DELAYS = [
    ("4.4.1", Reason.NETWORK_ERROR, ()),
    (
        "4.2.2",
        Reason.MAILBOX_FULL,
        (IncidentNote(Stage.RECEIVING, "mailbox-full", "sotaichinh.example.vn", "4.2.2", 1),),
    ),
    (
        "4.2.1",
        Reason.SUSPEND,
        (IncidentNote(Stage.RECEIVING, "suspend", "sotaichinh.example.vn", "4.2.1", 1),),
    ),
]


@pytest.mark.parametrize(("status", "reason", "incidents"), DELAYS)
def test_a_delay_is_no_bounce(status: str, reason: Reason, incidents: tuple[IncidentNote, ...]) -> None:
    late = RecipientResult(EMAIL, Action.DELAYED, status=status, reason=reason)
    mail = reading(Kind.DELAYED, recipients=(late,))
    found = act(mail)
    assert kinds(found) == [E.LETTER_DELAYED]
    assert found.incidents == incidents
    assert act(mail, replace(MATCH, verified=False)) == Effects()


LEAVES = [
    # return date          until
    (date(2026, 11, 18), "2026-11-18"),
    (None, "2026-11-17"),  # three working days after Thursday the 12th
    (date(2062, 1, 1), "2026-11-17"),  # misread
]


@pytest.mark.parametrize(("back", "until"), LEAVES)
def test_an_absence_holds_until_the_date(back: date | None, until: str) -> None:
    found = act(reading(Kind.OUT_OF_OFFICE, auto=True, return_date=back))
    assert kinds(found) == [E.RESPONDENT_REACHED, E.RESPONDENT_ON_LEAVE]
    assert said(found, E.RESPONDENT_ON_LEAVE) == {"until": until, "given": until == "2026-11-18"}


def test_an_absence_that_is_over_only_says_that_the_mail_arrived() -> None:
    assert kinds(act(reading(Kind.OUT_OF_OFFICE, return_date=date(2026, 11, 12)))) == [E.RESPONDENT_REACHED]


WORDS: list[tuple[Kind, dict[str, Any], EventKind]] = [
    (Kind.COMPLETED, {}, E.RESPONDENT_SELF_REPORTED),
    (Kind.REFUSAL, {}, E.RESPONDENT_REFUSED),
    (Kind.WRONG_PERSON, {}, E.RESPONDENT_WRONG_PERSON),
    (Kind.QUESTION, {"trusted": True}, E.RESPONDENT_QUESTION_ASKED),
    (Kind.CONTACT_CHANGE, {"trusted": True}, E.RESPONDENT_CONTACT_PROPOSED),
    (Kind.DELEGATION, {"trusted": True}, E.RESPONDENT_DELEGATED),
]


@pytest.mark.parametrize(("kind", "data", "event"), WORDS)
def test_what_a_person_writes(kind: Kind, data: dict[str, Any], event: EventKind) -> None:
    found = act(reading(kind, new_address="moi@example.vn", words="của tôi"))
    assert kinds(found)[:2] == [E.RESPONDENT_REACHED, event]
    assert said(found, event) == data
    assert "example.vn" not in str([one.data for one in found.events])
    assert found.incidents == ()


HELD: list[tuple[str, dict[str, Any], Match, bool]] = [
    ("untrusted", {}, HINT, False),
    ("unsure", {"sure": False}, MATCH, True),
    ("other_address", {}, replace(MATCH, from_other_address=True), True),
    ("conflict", {}, replace(MATCH, conflict=True), True),
]


@pytest.mark.parametrize(("because", "mail", "match", "trusted"), HELD, ids=[row[0] for row in HELD])
def test_a_claim_without_proof_holds_until_a_person_looks(
    because: str, mail: dict[str, Any], match: Match, trusted: bool
) -> None:
    for kind in (Kind.COMPLETED, Kind.REFUSAL):
        found = act(reading(kind, **mail), match, trusted=trusted)
        assert said(found, E.RESPONDENT_CLAIM_HELD) == {"claim": kind.value, "because": because}
        assert E.RESPONDENT_SELF_REPORTED not in kinds(found)
        assert (E.RESPONDENT_REACHED in kinds(found)) is trusted


@pytest.mark.parametrize("kind", [Kind.OUT_OF_OFFICE, Kind.WRONG_PERSON])
def test_a_forged_mail_changes_no_status(kind: Kind) -> None:
    assert kinds(act(reading(kind), HINT, trusted=False)) == [E.RESPONDENT_CLAIM_HELD]


def test_a_secretary_may_say_that_the_person_has_gone() -> None:
    found = act(reading(Kind.WRONG_PERSON), replace(MATCH, from_other_address=True))
    assert kinds(found) == [E.RESPONDENT_REACHED, E.RESPONDENT_WRONG_PERSON]


def test_what_the_ministry_says_already_needs_no_report() -> None:
    assert kinds(act(reading(Kind.COMPLETED), history={"respondent": state(answered_at=NOW)})) == [
        E.RESPONDENT_REACHED
    ]


ERRORS: list[tuple[Kind, Stage | None, str | None, tuple[Stage, str, str, str]]] = [
    (
        Kind.TECH_SENDING,
        None,
        "chưa nhận được thư mời",
        (Stage.SENDING, "invitation-not-received", "sotaichinh.example.vn", ""),
    ),
    (
        Kind.TECH_SENDING,
        None,
        "thư vào Spam",
        (Stage.SENDING, "invitation-in-spam", "sotaichinh.example.vn", ""),
    ),
    (
        Kind.TECH_SENDING,
        None,
        "tệp đính kèm bị xóa",
        (Stage.SENDING, "invitation-stripped", "sotaichinh.example.vn", ""),
    ),
    (
        Kind.TECH_RECEIVING,
        None,
        "hộp thư đầy",
        (Stage.RECEIVING, "mailbox-full", "sotaichinh.example.vn", ""),
    ),
    (
        Kind.TECH_RECEIVING,
        None,
        "tài khoản thư bị khóa",
        (Stage.RECEIVING, "suspend", "sotaichinh.example.vn", ""),
    ),
    (
        Kind.TECH_RECEIVING,
        None,
        "lỗi phông chữ",
        (Stage.RECEIVING, "invitation-unreadable", "sotaichinh.example.vn", ""),
    ),
    (Kind.TECH_ANSWERING, None, "HTTP 500", (Stage.ANSWERING, "survey-page-error", "survey", "500")),
    (
        Kind.TECH_ANSWERING,
        None,
        "mã truy cập báo không hợp lệ",
        (Stage.ANSWERING, "survey-code-refused", "survey", ""),
    ),
    (Kind.TECH_ANSWERING, None, None, (Stage.ANSWERING, "survey-page-error", "survey", "")),
    (Kind.QUESTION, Stage.ANSWERING, "trang trắng", (Stage.ANSWERING, "survey-unreachable", "survey", "")),
]


@pytest.mark.parametrize(("kind", "stage", "hint", "note"), ERRORS)
def test_an_error_report_becomes_an_incident_and_holds_the_person(
    kind: Kind, stage: Stage | None, hint: str | None, note: tuple[Stage, str, str, str]
) -> None:
    found = act(reading(kind, technical_stage=stage, error_hint=hint))
    assert found.incidents == (IncidentNote(*note, respondent_id=1),)
    assert said(found, E.RESPONDENT_ERROR_REPORTED) == {
        "stage": note[0].value,
        "reason": note[1],
        "trusted": True,
    }


@pytest.mark.parametrize("number", range(500, 503))
@pytest.mark.parametrize(
    ("kind", "note"),
    [
        (Kind.TECH_ANSWERING, (Stage.ANSWERING, "survey-page-error", "survey", "")),
        (Kind.TECH_SENDING, (Stage.SENDING, "invitation-not-received", "", "")),
    ],
)
def test_errors_of_people_unknown_reach_the_liaison_as_one_line(
    kind: Kind, note: tuple[Stage, str, str, str], number: int
) -> None:
    """Whatever domains and codes they come up with."""
    said = reading(kind, sender=f"x@y{number}.example.vn", error_hint=f"lỗi {number}")
    assert act(said, NOBODY, trusted=False) == Effects((), (IncidentNote(*note, None),))


ALIVE = [Kind.COMPLETED, Kind.QUESTION, Kind.OUT_OF_OFFICE, Kind.READ_RECEIPT, Kind.DELIVERED, Kind.UNRELATED]


@pytest.mark.parametrize("kind", ALIVE)
def test_any_sign_of_life_clears_the_address_and_settles_a_doubt(kind: Kind) -> None:
    before = {"address": address(standing=Standing.SUSPENDED), "letter": letter(state=LetterState.IN_DOUBT)}
    found = kinds(act(reading(kind), history=before))
    assert found[0] is E.LETTER_SENT
    assert E.RESPONDENT_REACHED in found
    assert E.ADDRESS_RESTORED in found
    assert (E.LETTER_DELIVERED in found) is (kind is Kind.DELIVERED)
    forged = kinds(act(reading(kind), replace(HINT), trusted=False, history={**before, "letter": None}))
    assert E.ADDRESS_RESTORED not in forged
    assert E.RESPONDENT_REACHED not in forged


SILENT = [
    (Kind.OWN_COPY, MATCH),
    (Kind.UNREADABLE, MATCH),
    (Kind.UNRELATED, HINT),
    (Kind.UNRELATED, NOBODY),
    (Kind.COMPLETED, NOBODY),
    (Kind.OUT_OF_OFFICE, NOBODY),
    (Kind.READ_RECEIPT, NOBODY),
    (Kind.FEEDBACK, NOBODY),
]


@pytest.mark.parametrize(("kind", "match"), SILENT)
def test_the_rest_is_only_recorded(kind: Kind, match: Match) -> None:
    assert act(reading(kind), match) == Effects()


def test_an_abuse_report_is_a_fault_of_reputation() -> None:
    found = act(reading(Kind.FEEDBACK))
    assert found == Effects(
        (), (IncidentNote(Stage.SENDING, "bad-reputation", "sotaichinh.example.vn", "feedback", 1),)
    )


def test_mail_from_before_the_round_does_nothing() -> None:
    old = reading(Kind.COMPLETED, sent_at=local("2026-09-01 09:00"))
    assert act(old, HINT) == Effects()
    invited = state(listed_at=NOW, invited_at=local("2026-11-02 00:00"))
    since = reading(Kind.COMPLETED, sent_at=local("2026-11-03 09:00"))
    assert kinds(act(since, HINT, history={"respondent": invited})) == [
        E.RESPONDENT_REACHED,
        E.RESPONDENT_SELF_REPORTED,
    ]


def test_a_report_of_being_done_may_bring_an_absence_and_an_address() -> None:
    mail = reading(
        Kind.COMPLETED,
        secondary=(Kind.OUT_OF_OFFICE,),
        return_date=date(2026, 11, 18),
        new_address="moi@example.vn",
    )
    assert kinds(act(mail)) == [
        E.RESPONDENT_REACHED,
        E.RESPONDENT_SELF_REPORTED,
        E.RESPONDENT_CONTACT_PROPOSED,
        E.RESPONDENT_ON_LEAVE,
    ]


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("match", [MATCH, HINT, NOBODY])
@pytest.mark.parametrize("trusted", [True, False])
def test_no_mail_is_an_error_and_no_event_holds_an_address(kind: Kind, match: Match, trusted: bool) -> None:
    mail = bounce(Reason.USER_UNKNOWN, "5.1.1", words="bí mật", new_address="x@y.vn", error_hint="nva@x.vn")
    found = act(replace(mail, kind=kind), match, trusted=trusted)
    for event in found.events:
        assert isinstance(event, Event)
        assert "@" not in str(dict(event.data))
        assert "bí mật" not in str(dict(event.data))
    assert all("@" not in note.where + note.reason + note.code for note in found.incidents)
