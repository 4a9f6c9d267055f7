from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from maild.model import Action, Kind, LetterState, OutboxLetter, Reason, RecipientResult, Respondent, Traces
from maild.rules.correlate import Known, Match, Wanted, correlate, trusted, wanted
from maild.tokens import TokenKeys, new_self_test_row
from tests.rules.values import DAY, EMAIL, KEYS, NOW, letter, local, person, reading

TOKEN = KEYS.sign(7, DAY)
MESSAGE_ID = KEYS.message_id(7, DAY)
VERP = f"khaosat+{TOKEN}@snv.example.vn"
FAILED = RecipientResult(EMAIL, Action.FAILED, status="5.1.1", reason=Reason.USER_UNKNOWN)
OTHER = person(2, "ttb@soyte.example.vn")


def known(*letters: OutboxLetter, people: tuple[Respondent, ...] = (person(), OTHER)) -> Known:
    letters = letters or (letter(),)
    by_code: dict[str, tuple[Respondent, ...]] = {}
    by_address: dict[str, tuple[Respondent, ...]] = {}
    for one in people:
        by_code[one.subject_code] = (*by_code.get(one.subject_code, ()), one)
        by_address[one.email] = (*by_address.get(one.email, ()), one)
    return Known(
        {one.id: one for one in letters}, {one.message_id: one for one in letters}, by_code, by_address
    )


def test_names_what_must_be_looked_up() -> None:
    mail = reading(
        Kind.BOUNCE,
        Traces(
            delivered_to=(VERP.upper(), "khaosat@snv.example.vn"),
            envelope_ids=(TOKEN,),
            returned=(MESSAGE_ID, VERP),
            replied=("<else@where.example>",),
            subject_codes=("CCHC-7K2M",),
        ),
        sender="MAILER-DAEMON@mx.example.vn",
        recipients=(
            replace(FAILED, original="Cu@Old.example.vn"),
            RecipientResult("ok@b.vn", Action.DELIVERED),
        ),
        about=(MESSAGE_ID,),
    )
    assert wanted(mail, KEYS) == Wanted(
        rows=(7,),
        message_ids=(MESSAGE_ID, "<else@where.example>"),
        codes=("CCHC-7K2M",),
        addresses=("mailer-daemon@mx.example.vn", EMAIL, "cu@old.example.vn"),
    )


def test_a_forged_token_names_no_row() -> None:
    head, _, mac = TOKEN.partition(".")
    forged = f"{head}.{mac[::-1]}"
    stranger = TokenKeys({1: b"z" * 32}, 1, "snv.example.vn", "epoch-1").sign(7, DAY)
    restored = TokenKeys(KEYS.keys, 1, "snv.example.vn", "epoch-2").sign(7, DAY)
    for token in (forged, stranger, restored):
        mail = reading(Kind.BOUNCE, Traces(delivered_to=(f"khaosat+{token}@snv.example.vn",)))
        assert wanted(mail, KEYS).rows == ()
        assert correlate(mail, KEYS, known(), NOW) == Match()


def test_a_notice_about_a_self_test_is_about_nobody() -> None:
    """Though the address that it names is somebody's: the same notice without the token is a hint at him."""
    ours = KEYS.message_id(new_self_test_row(), DAY)
    notice = reading(Kind.BOUNCE, Traces(returned=(ours,)), recipients=(FAILED,))
    assert correlate(notice, KEYS, known(), NOW) == Match(how="self-test")
    assert correlate(replace(notice, traces=Traces()), KEYS, known(), NOW).how == "failed-recipient"


ORDER = [
    # traces                                                 how
    (Traces(delivered_to=(VERP,), returned=(MESSAGE_ID,)), "token-delivered"),
    (Traces(envelope_ids=(TOKEN,)), "token-returned"),
    (Traces(returned=(VERP,)), "token-returned"),
    (Traces(returned=(MESSAGE_ID,), subject_codes=(OTHER.subject_code,)), "token-returned"),
    (Traces(replied=("<other@x>", MESSAGE_ID)), "message-id"),
]


@pytest.mark.parametrize(("traces", "how"), ORDER)
def test_the_strongest_sign_names_the_letter(traces: Traces, how: str) -> None:
    found = correlate(reading(Kind.BOUNCE, traces, recipients=(FAILED,)), KEYS, known(), NOW)
    assert (found.how, found.letter_id, found.respondent_id, found.address_id) == (how, 7, 1, 201)
    assert found.verified


RETURNED = Traces(returned=(MESSAGE_ID,))
VERIFIED: list[tuple[str, dict[str, Any], dict[str, Any], bool]] = [
    # what                         the letter                          the notice                      verified
    ("sent", {}, {}, True),
    ("in doubt", {"state": LetterState.IN_DOUBT}, {}, True),
    ("skipped after a doubt", {"state": LetterState.SKIPPED}, {}, True),
    ("never sent", {"state": LetterState.PLANNED}, {}, False),
    ("being offered", {"state": LetterState.CLAIMED}, {}, False),
    ("refused for good", {"state": LetterState.FAILED}, {}, False),
    ("the row's day is another", {"made_on": DAY - timedelta(days=1), "message_id": "<x@y>"}, {}, False),
    ("another recipient", {}, {"recipients": (replace(FAILED, address="x@y.vn"),)}, False),
    (
        "a forward of ours",
        {},
        {"recipients": (replace(FAILED, address="x@y.vn", original=EMAIL.upper()),)},
        True,
    ),
    ("nobody named", {}, {"recipients": ()}, True),
    ("before it was sent", {}, {"sent_at": local("2026-11-10 07:00")}, False),
    ("a clock an hour behind", {}, {"sent_at": local("2026-11-12 06:30")}, True),
    ("a clock in another year", {}, {"sent_at": local("2036-11-12 06:30")}, True),
    ("a clock that has lost its battery", {}, {"sent_at": local("1970-01-01 07:00")}, True),
    ("no date", {}, {"sent_at": None}, True),
    ("too long after", {}, {"sent_at": local("2026-11-12 07:30") + timedelta(days=61)}, False),
]


@pytest.mark.parametrize(("what", "row", "notice", "verified"), VERIFIED, ids=[row[0] for row in VERIFIED])
def test_a_bounce_is_verified_when_everything_fits(
    what: str, row: dict[str, Any], notice: dict[str, Any], verified: bool
) -> None:
    mail = reading(Kind.BOUNCE, RETURNED, **{"recipients": (FAILED,), **notice})
    now = NOW + timedelta(days=70) if what == "too long after" else NOW
    assert correlate(mail, KEYS, known(letter(**row)), now).verified is verified


def test_a_bounce_without_our_token_is_only_a_hint() -> None:
    found = correlate(reading(Kind.BOUNCE, recipients=(FAILED,)), KEYS, known(), NOW)
    assert (found.how, found.respondent_id, found.letter_id, found.verified) == (
        "failed-recipient",
        1,
        None,
        False,
    )
    daemon = reading(Kind.BOUNCE, sender=EMAIL)  # a notice has no writer
    assert correlate(daemon, KEYS, known(), NOW).how == "none"


REPLIES: list[tuple[str, Traces, str, tuple[str, int | None, bool, bool, bool]]] = [
    # what, traces, sender → how, respondent, verified, from another address, conflict
    ("a reply", Traces(replied=(MESSAGE_ID,)), EMAIL, ("message-id", 1, True, False, False)),
    ("in capitals", Traces(replied=(MESSAGE_ID,)), EMAIL.upper(), ("message-id", 1, True, False, False)),
    ("a secretary", Traces(replied=(MESSAGE_ID,)), "vt@x.vn", ("message-id", 1, True, True, False)),
    ("a colleague", Traces(replied=(MESSAGE_ID,)), OTHER.email, ("message-id", 1, True, True, True)),
    (
        "two letters",
        Traces(replied=(MESSAGE_ID, KEYS.message_id(8, DAY))),
        EMAIL,
        ("message-id", 1, True, False, True),
    ),
    (
        "a code of another",
        Traces(replied=(MESSAGE_ID,), subject_codes=(OTHER.subject_code,)),
        EMAIL,
        ("message-id", 1, True, False, True),
    ),
    (
        "a code",
        Traces(subject_codes=(person().subject_code,)),
        EMAIL,
        ("subject-code", 1, False, False, False),
    ),
    (
        "a code from home",
        Traces(subject_codes=(person().subject_code,)),
        "a@x.vn",
        ("subject-code", 1, False, True, False),
    ),
    (
        "a colleague's code",
        Traces(subject_codes=(person().subject_code,)),
        OTHER.email,
        ("subject-code", 1, False, True, True),
    ),
    ("only a sender", Traces(), EMAIL, ("sender", 1, False, False, False)),
    ("a stranger", Traces(), "x@y.vn", ("none", None, False, False, False)),
    ("an unknown code", Traces(subject_codes=("CCHC-ZZZZ",)), EMAIL, ("sender", 1, False, False, False)),
]


@pytest.mark.parametrize(("what", "traces", "sender", "found"), REPLIES, ids=[row[0] for row in REPLIES])
def test_whose_reply_it_is(
    what: str, traces: Traces, sender: str, found: tuple[str, int | None, bool, bool, bool]
) -> None:
    others = letter(8, respondent_id=2, address_id=202, email=OTHER.email)
    match = correlate(reading(Kind.COMPLETED, traces, sender=sender), KEYS, known(letter(), others), NOW)
    assert (match.how, match.respondent_id, match.verified, match.from_other_address, match.conflict) == found


def test_a_shared_mailbox_needs_a_code_or_a_person() -> None:
    one, two = person(1, "vanthu@x.vn", address_id=300), person(2, "vanthu@x.vn", address_id=300)
    both = known(letter(), people=(one, two))
    plain = correlate(reading(Kind.COMPLETED, sender="vanthu@x.vn"), KEYS, both, NOW)
    assert (plain.respondent_id, plain.address_id, plain.conflict) == (None, 300, True)
    coded = reading(Kind.COMPLETED, Traces(subject_codes=(two.subject_code,)), sender="vanthu@x.vn")
    match = correlate(coded, KEYS, both, NOW)
    assert (match.respondent_id, match.conflict, match.from_other_address) == (2, False, False)


def test_one_official_in_two_rounds_means_the_newer() -> None:
    older, newer = person(1, round_id=1), person(9, round_id=2, official_id=101, address_id=201)
    match = correlate(reading(Kind.COMPLETED), KEYS, known(people=(newer, older)), NOW)
    assert (match.respondent_id, match.round_id, match.conflict) == (9, 2, False)


OURS = frozenset({"mx.snv.example.vn"})
BY_SENDER = Match(respondent_id=1, how="sender")
AUTHENTICATIONS = [
    # fields, topmost first                                                                              trusted
    ((), False),
    (("mx.snv.example.vn; dmarc=pass header.from=sotaichinh.example.vn",), True),
    (("Authentication-Results: MX.snv.example.vn;\r\n dmarc=pass header.from=sotaichinh.example.vn",), True),
    (("mx.snv.example.vn 1; dkim=pass header.d=sotaichinh.example.vn",), True),
    (("mx.snv.example.vn; dkim=pass header.i=@sotaichinh.example.vn",), True),
    (("mx.snv.example.vn; dkim=pass header.d=example.vn",), True),  # the parent signs for its own
    (("mx.snv.example.vn; spf=pass smtp.mailfrom=nva@sotaichinh.example.vn",), True),
    (("mx.snv.example.vn; auth=pass smtp.auth=nva@sotaichinh.example.vn",), True),
    (("mx.snv.example.vn; auth=pass smtp.auth=someone@sotaichinh.example.vn",), False),
    (("mx.snv.example.vn; dkim=pass header.d=evil.example",), False),
    (("mx.snv.example.vn; dkim=pass header.d=vn",), False),
    (("mx.snv.example.vn; dkim=pass header.d=xsotaichinh.example.vn",), False),
    (("mx.snv.example.vn; spf=pass smtp.helo=sotaichinh.example.vn",), False),
    (("mx.snv.example.vn; spf=fail smtp.mailfrom=sotaichinh.example.vn; dkim=none",), False),
    (("mx.snv.example.vn; none",), False),
    (("mx.evil.example; dmarc=pass header.from=sotaichinh.example.vn",), False),
    (("mx.snv.example.vn.evil.example; dmarc=pass header.from=sotaichinh.example.vn",), False),
    # only the topmost of ours speaks
    (
        (
            "mx.snv.example.vn; dmarc=fail header.from=sotaichinh.example.vn",
            "mx.snv.example.vn; dmarc=pass header.from=sotaichinh.example.vn",
        ),
        False,
    ),
    (("gateway.example; none", "mx.snv.example.vn; dmarc=pass header.from=sotaichinh.example.vn"), True),
    # what cannot be read proves nothing
    (("garbled ;;= ===", "mx.snv.example.vn; dmarc=pass header.from=sotaichinh.example.vn"), False),
    (("",), False),
    (("mx.snv.example.vn; dmarc=pass header.from=",), False),
    (("mx.snv.example.vn; spf=none (dmarc=pass header.from=sotaichinh.example.vn)",), False),
]


@pytest.mark.parametrize(("fields", "believed"), AUTHENTICATIONS)
def test_our_own_server_vouches_for_the_sender(fields: tuple[str, ...], believed: bool) -> None:
    mail = reading(Kind.COMPLETED, authentication=fields)
    assert trusted(mail, BY_SENDER, OURS, True) is believed
    assert trusted(mail, BY_SENDER, OURS, False) is False
    assert trusted(mail, BY_SENDER, frozenset(), True) is False
    assert trusted(mail, replace(BY_SENDER, from_other_address=True), OURS, True) is False
    assert trusted(mail, replace(BY_SENDER, verified=True), frozenset(), False) is True
