"""An operator's rules over the shipped tables: what fits, and what follows."""

from __future__ import annotations

import time

import pytest

from maild.decode import read
from maild.decode.operator import fits
from maild.model import Action, BounceRule, Kind, ReadContext, Reason, RecipientResult

RESULT = RecipientResult(
    address="a@so.example.vn",
    action=Action.FAILED,
    status="5.0.0",
    reply_code="554",
    reason=Reason.UNDEFINED,
    hard=False,
    diagnostic="554 Tên miền đã vượt quá dung lượng cho phép",
    mta="mx.so.example.vn",
)
RULES = [
    # rule                                                          fits
    (BounceRule("r", code="554"), True),
    (BounceRule("r", code="5.0.*"), True),
    (BounceRule("r", code="55"), False),
    (BounceRule("r", server="*.EXAMPLE.vn"), True),
    (BounceRule("r", server="example.vn"), False),
    (BounceRule("r", text="vuot qua * cho phep"), True),
    (BounceRule("r", text="VƯỢT QUÁ DUNG LƯỢNG"), True),
    (BounceRule("r", text="cho phep * vuot qua"), False),
    (BounceRule("r", code="554", server="*.other.vn"), False),
    (BounceRule("r", code="*.0.0", server="mx.*", text="ten mien"), True),
]


@pytest.mark.parametrize(("rule", "expected"), RULES)
def test_a_rule_fits_where_all_it_names_does(rule: BounceRule, expected: bool) -> None:
    assert fits(rule, RESULT) is expected


def test_a_pattern_that_invites_backtracking_takes_no_time() -> None:
    rule = BounceRule("r", text="a*" * 200 + "b")
    began = time.process_time()
    assert not fits(rule, RecipientResult("a@b.vn", Action.FAILED, diagnostic="a" * 2000))
    assert time.process_time() - began < 2


MAIL = b"""From: MAILER-DAEMON@mx.example.org
Return-Path: <>
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b

sorry
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; a@so.example.vn
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.so.example.vn
Diagnostic-Code: smtp; 550 5.1.1 user unknown

Final-Recipient: rfc822; b@so.example.vn
Action: delivered
Status: 2.0.0
Diagnostic-Code: smtp; 250 user unknown is fine
--b--
"""


def test_the_verdict_names_the_rule_that_spoke() -> None:
    plain = read(MAIL)
    rule = BounceRule(
        "full-list",
        server="*.so.example.vn",
        text="user unknown",
        reason=Reason.SYSTEM_ERROR,
        note="LDAP hỏng",
    )
    ruled = read(MAIL, context=ReadContext(bounce_rules=(rule,)))
    assert (plain.rule, plain.recipients[0].reason, plain.recipients[0].hard) == (
        "rfc3464",
        Reason.USER_UNKNOWN,
        True,
    )
    assert (ruled.rule, ruled.recipients[0].reason, ruled.recipients[0].hard) == (
        "operator:full-list",
        Reason.SYSTEM_ERROR,
        False,
    )
    assert ruled.recipients[1] == plain.recipients[1]
    assert ruled.evidence[-1] == "rule full-list: LDAP hỏng"


def test_a_rule_tells_given_up_from_still_trying() -> None:
    rule = BounceRule("later", code="5.1.1", kind=Kind.DELAYED)
    ruled = read(MAIL, context=ReadContext(bounce_rules=(rule,)))
    assert ruled.kind is Kind.DELAYED
    assert (ruled.recipients[0].action, ruled.recipients[0].hard) == (Action.DELAYED, False)
