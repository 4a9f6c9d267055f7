"""The operator's rules for what officials write: read, checked, and over the shipped phrases."""

from __future__ import annotations

from pathlib import Path

import pytest

from maild.decode import read
from maild.errors import ConfigError
from maild.model import Kind, ReadContext, Reading, ReplyRule, Stage
from maild.reply_rules import REPLY_RULES

from .house import secret

GOOD = """
[ky-so]
words = ["không ký số được", "usb token * không nhận"]
kind = "tech-answering"
note = "Phiếu bắt ký số"

["error.slow"]
off = true
"""
WORDS = ("không ký số được", "usb token * không nhận")
SIGNING = ReplyRule("ky-so", WORDS, Kind.TECH_ANSWERING, note="Phiếu bắt ký số")


def test_the_shipped_table_holds_no_rule() -> None:
    assert REPLY_RULES.of() == ()


def test_rules_are_read_in_their_order(tmp_path: Path) -> None:
    secret(tmp_path, "replies.toml", GOOD)
    assert REPLY_RULES.of(tmp_path) == (SIGNING, ReplyRule("error.slow", off=True))


BAD = [
    ("[a]\nwords = 'x'", "rules/replies.toml:1 a", "each rule needs"),
    ("[a]\nkind = 'question'", "rules/replies.toml:1 a", "each rule needs"),
    ("[a]\nwords = 'x'\nkind = 'bounce'", "rules/replies.toml:3 [a] kind", "must be one of"),
    ("[a]\nwords = 5\nkind = 'question'", "rules/replies.toml:2 [a] words", "must be a quoted text"),
    ("[a]\nwords = ['x', '*']\nkind = 'question'", "rules/replies.toml:2 [a] words", "must not be empty"),
    (
        "[a]\nword = 'x'\nwords = 'x'\nkind = 'question'",
        "rules/replies.toml:2 [a] word",
        "did you mean `words`?",
    ),
    ("['error.slo']\noff = true", "rules/replies.toml:1", "did you mean `error.slow`?"),
    ("['error.slow']\noff = 'yes'", "rules/replies.toml:2", "must be true or false"),
    ("a = 1", "rules/replies.toml:1 a", "must be a section"),
]


@pytest.mark.parametrize(("text", "where", "what"), BAD)
def test_a_wrong_rule_names_its_line(tmp_path: Path, text: str, where: str, what: str) -> None:
    secret(tmp_path, "replies.toml", text)
    with pytest.raises(ConfigError) as refused:
        REPLY_RULES.of(tmp_path, "en")
    fault = refused.value.faults[0]
    assert fault.where.startswith(where)
    assert what in fault.what


def reading(words: str, *rules: ReplyRule) -> Reading:
    raw = (
        "From: Nam <nam@so.example>\nSubject: Re: Mời trả lời phiếu điều tra\nIn-Reply-To: <a@b>\n"
        f"Content-Type: text/plain; charset=utf-8\n\n{words}\n"
    )
    return read(raw.encode(), context=ReadContext(reply_rules=rules))


SPOKEN = ["Em không ký số được ạ.", "EM KHONG KY SO DUOC", "USB token của tôi máy không nhận."]


@pytest.mark.parametrize("words", SPOKEN)
def test_a_rule_speaks_and_is_named(words: str) -> None:
    found = reading(words, SIGNING)
    assert (found.kind, found.technical_stage, found.sure) == (Kind.TECH_ANSWERING, Stage.ANSWERING, True)
    assert (found.rule, found.evidence[-1]) == ("operator:ky-so", "rule ky-so: Phiếu bắt ký số")


def test_a_rule_reads_no_quotation() -> None:
    assert not reading("Vâng ạ\n\n> không ký số được", SIGNING).rule.startswith("operator:")


def test_completed_by_a_rule_is_a_proposal() -> None:
    rule = ReplyRule("quen", ("đâu vào đấy",), Kind.COMPLETED)
    assert (reading("Đâu vào đấy cả.", rule).kind, reading("Đâu vào đấy cả.", rule).sure) == (
        Kind.COMPLETED,
        False,
    )


def test_a_shipped_rule_is_switched_off() -> None:
    words = "Tôi đã nghỉ hưu."
    off = tuple(ReplyRule(name, off=True) for name in ("wrong.retired", "second-reader"))
    assert reading(words).kind is Kind.WRONG_PERSON
    assert reading(words, *off).kind is Kind.UNRELATED
