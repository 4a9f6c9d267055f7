"""Every technical error has an owner and a step, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from maild.advice import OTHER_REASONS, OWNERS, REASONS, advice_of
from maild.errors import ConfigError
from maild.model import Reason

from .house import secret

ADVICE = advice_of()


def test_whatever_is_advised_on_has_a_name() -> None:
    """A reason that only the table knew was shown to people as its code (tests/test_words.py asks for REASONS)."""
    assert sorted(ADVICE) == sorted(REASONS)


@pytest.mark.parametrize("reason", [*(each.value for each in Reason), *OTHER_REASONS])
def test_every_reason_has_advice(reason: str) -> None:
    advice = ADVICE[reason]
    assert advice.reason == reason
    assert advice.owner in OWNERS
    assert advice.vi.endswith(".")
    assert advice.en.endswith(".")
    assert advice.vi != advice.en
    assert "!" not in advice.vi  # an official advises; he does not shout


def test_a_province_changes_one_sentence_and_keeps_the_rest(tmp_path: Path) -> None:
    secret(tmp_path, "advice.toml", "[mailbox-full]\nvi = 'Gọi Trung tâm dữ liệu.'\n")
    advice = advice_of(tmp_path)
    assert advice["mailbox-full"].vi == "Gọi Trung tâm dữ liệu."
    assert advice["mailbox-full"].owner == ADVICE["mailbox-full"].owner
    assert advice["greylisted"] == ADVICE["greylisted"]


BAD = [
    ("[mailbox-ful]\nvi = 'x'", "rules/advice.toml:1 mailbox-ful", "did you mean `mailbox-full`?"),
    ("[mailbox-full]\nowner = 'somebody'", "rules/advice.toml:1 mailbox-full", "needs `owner`"),
    ("[mailbox-full]\nvi = ''", "rules/advice.toml:1 mailbox-full", "needs `owner`"),
    ("[mailbox-full", "rules/advice.toml:1", "TOML"),
]


@pytest.mark.parametrize(("text", "where", "what"), BAD)
def test_a_wrong_table_names_its_line(tmp_path: Path, text: str, where: str, what: str) -> None:
    secret(tmp_path, "advice.toml", text)
    with pytest.raises(ConfigError) as refused:
        advice_of(tmp_path, "en")
    (fault,) = refused.value.faults
    assert fault.where == where
    assert what in fault.what
