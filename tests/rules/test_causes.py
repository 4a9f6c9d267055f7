"""Which fault a failure belongs to."""

from __future__ import annotations

import pytest

from maild.model import Action, Reason, RecipientResult, Stage
from maild.rules.causes import fault_of, key_of, server_of, stage_of, where_of

PLACES = [
    # reason                    remote                               where
    (Reason.POLICY_VIOLATION, "mx.abc.example.vn", "mx.abc.example.vn"),
    (Reason.POLICY_VIOLATION, "dns; MX2.abc.example.vn (192.0.2.1)", "mx.abc.example.vn"),
    (Reason.POLICY_VIOLATION, "192.0.2.1", "192.0.2.1"),
    (Reason.POLICY_VIOLATION, "someone@mx.abc.example.vn", "b.example.vn"),
    (Reason.POLICY_VIOLATION, None, "b.example.vn"),
    (Reason.USER_UNKNOWN, "mx.abc.example.vn", "b.example.vn"),
    (Reason.HOST_UNKNOWN, "our-own.example.vn", "b.example.vn"),
]


@pytest.mark.parametrize(("reason", "remote", "where"), PLACES)
def test_a_fault_lies_at_a_server_or_a_domain_never_at_an_address(
    reason: Reason, remote: str | None, where: str
) -> None:
    assert where_of(RecipientResult("a@B.example.vn", Action.FAILED, reason=reason, remote=remote)) == where


def test_who_only_reports_is_not_at_fault() -> None:
    told = RecipientResult("a@b.vn", Action.FAILED, reason=Reason.BLOCKED, mta="reporter.example.vn")
    assert where_of(told) == "b.vn"


def test_the_words_name_the_server_where_no_field_does() -> None:
    said = "host mx1.b.vn[192.0.2.1] said: 554 5.7.1 refused"
    assert (
        where_of(RecipientResult("a@b.vn", Action.FAILED, reason=Reason.BLOCKED, diagnostic=said))
        == "mx.b.vn"
    )


def test_in_the_dialogue_our_own_relay_is_at_fault_unless_the_address_is() -> None:
    refused = RecipientResult("a@b.vn", Action.FAILED, reason=Reason.NO_RELAYING)
    unknown = RecipientResult("a@b.vn", Action.FAILED, reason=Reason.USER_UNKNOWN)
    assert where_of(refused, "smtp.snv.vn") == "smtp.snv.vn"
    assert where_of(unknown, "smtp.snv.vn") == "b.vn"


SERVERS = [
    ("mx1.mail.hp.example.vn", "mx.mail.hp.example.vn"),
    ("mx-02.mail.hp.example.vn", "mx.mail.hp.example.vn"),
    ("mail.hp.example.vn", "mail.hp.example.vn"),
    ("3.mail.hp.example.vn", "mail.hp.example.vn"),
    ("mx1.vn", "mx1.vn"),  # the domain itself
    ("SG2PR03MB4021.apcprd03.prod.outlook.com", "prod.outlook.com"),
    ("alt2.gmail-smtp-in.l.google.com", "google.com"),
    ("notgoogle.com", "notgoogle.com"),
    ("192.0.2.1", "192.0.2.1"),
]


@pytest.mark.parametrize(("host", "server"), SERVERS)
def test_the_machines_of_one_server_are_one(host: str, server: str) -> None:
    assert server_of(host) == server


@pytest.mark.parametrize("reason", list(Reason))
def test_a_full_or_locked_mailbox_fails_in_receiving_and_the_rest_in_sending(reason: Reason) -> None:
    receiving = reason in (Reason.MAILBOX_FULL, Reason.SUSPEND)
    assert stage_of(reason) is (Stage.RECEIVING if receiving else Stage.SENDING)


KEYS = [
    # one fault
    (("policy-violation", "MX.example.vn", "5.7.1"), ("policy-violation", "mx.example.vn", "4.7.1"), True),
    (("user-unknown", "b.vn", "5.1.1"), ("user-unknown", "b.vn", "550"), True),
    (("mailbox-full", "b.vn", "4.2.2"), ("mailbox-full", "b.vn", "5.2.2"), True),
    # two
    (("policy-violation", "mx.vn", "5.7.1"), ("policy-violation", "mx.vn", "5.7.0"), False),
    (("user-unknown", "b.vn", "5.1.1"), ("user-unknown", "c.vn", "5.1.1"), False),
    (("survey-page-error", "survey", "500"), ("survey-page-error", "survey", "503"), False),
]


@pytest.mark.parametrize(("one", "other", "same"), KEYS)
def test_what_is_the_same_fault(one: tuple[str, str, str], other: tuple[str, str, str], same: bool) -> None:
    assert (key_of(Stage.SENDING, *one) == key_of(Stage.SENDING, *other)) is same


def test_a_key_cannot_be_forged_by_what_stands_in_its_parts() -> None:
    assert key_of(Stage.SENDING, "a|b", "", "") == "sending|a/b||"


CAUSES = [
    # what was read                                            reason           where
    ({"reason": Reason.NETWORK_ERROR, "status": "5.4.14"}, ("mail-loop", "b.vn")),
    ({"reason": Reason.SYSTEM_ERROR, "diagnostic": "554 Too many hops"}, ("mail-loop", "b.vn")),
    ({"reason": Reason.EXPIRED}, ("network-error", "b.vn")),
    ({"reason": Reason.EXPIRED, "reply_code": "451"}, ("expired", "b.vn")),
    ({"reason": Reason.EXPIRED, "status": "5.4.7"}, ("expired", "b.vn")),  # who knows why
    ({"reason": Reason.POLICY_VIOLATION, "diagnostic": "loop hole closed"}, ("policy-violation", "b.vn")),
]


@pytest.mark.parametrize(("read", "fault"), CAUSES)
def test_the_cause_behind_a_reason(read: dict[str, object], fault: tuple[str, str]) -> None:
    found = fault_of(RecipientResult("a@b.vn", Action.FAILED, **read))  # type: ignore[arg-type]
    assert (found.reason, found.where) == fault
