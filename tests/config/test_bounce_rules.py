"""The operator's rules for bounces: read, checked, and over the shipped ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from maild.bounce_rules import BOUNCE_RULES
from maild.errors import ConfigError
from maild.model import BounceRule, Kind, Reason

from .house import secret

GOOD = """
[quota]
code = "554"
server = "*.example.vn"
text = "domain quota * exceeded"
reason = "mailbox-full"
note = "Zimbra"

[later]
text = "thử lại sau"
kind = "delayed"
"""


def test_the_shipped_table_holds_no_rule() -> None:
    assert BOUNCE_RULES.of() == ()


def test_rules_are_read_in_their_order(tmp_path: Path) -> None:
    secret(tmp_path, "bounces.toml", GOOD)
    assert BOUNCE_RULES.of(tmp_path) == (
        BounceRule(
            "quota", "554", "*.example.vn", "domain quota * exceeded", Reason.MAILBOX_FULL, note="Zimbra"
        ),
        BounceRule("later", text="thử lại sau", kind=Kind.DELAYED),
    )


BAD = [
    ("[a]\ncode = '554'", "rules/bounces.toml:1 a", "each rule needs"),
    ("[a]\nreason = 'filtered'", "rules/bounces.toml:1 a", "each rule needs"),
    ("[a]\ncode = '554'\nreason = 'mailbox-ful'", "rules/bounces.toml:3 [a] reason", "must be one of"),
    ("[a]\ncode = '554'\nkind = 'question'", "rules/bounces.toml:3 [a] kind", "must be one of"),
    ("[a]\ncode = 554\nkind = 'bounce'", "rules/bounces.toml:2 [a] code", "must be a quoted text"),
    ("[a]\ntext = '*'\nkind = 'bounce'", "rules/bounces.toml:2 [a] text", "must not be empty"),
    ("[a]\ntxt = 'x'\ntext = 'x'\nkind = 'bounce'", "rules/bounces.toml:2 [a] txt", "did you mean `text`?"),
    ("a = 1", "rules/bounces.toml:1 a", "must be a section"),
    ("[a", "rules/bounces.toml:1", "TOML"),
]


@pytest.mark.parametrize(("text", "where", "what"), BAD)
def test_a_wrong_rule_names_its_line(tmp_path: Path, text: str, where: str, what: str) -> None:
    secret(tmp_path, "bounces.toml", text)
    with pytest.raises(ConfigError) as refused:
        BOUNCE_RULES.of(tmp_path, "en")
    (fault,) = refused.value.faults
    assert fault.where == where
    assert what in fault.what
