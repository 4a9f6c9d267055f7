"""The labels of the public corpus that are disputed: each mail says what `make scores` says that it does."""

from __future__ import annotations

import json

import pytest

from maild.decode.message import parse
from tests.scores.scores import BESIDE, Disputed, disputed, undisputed

BOUNCES = BESIDE / "corpus" / "bounces"
pytestmark = pytest.mark.skipif(
    not BOUNCES.is_dir(), reason="the public corpus is not beside this repository"
)


@pytest.mark.parametrize("one", disputed(), ids=lambda one: one.mail)
def test_the_mail_says_it(one: Disputed) -> None:
    raw = (BOUNCES / one.mail).read_bytes()
    texts = [raw.decode("utf-8", "replace"), *(part.text() for part in parse(raw).parts)]
    assert any(one.says in " ".join(text.split()) for text in texts)
    labels = json.loads((BOUNCES / "labels.json").read_text(encoding="utf-8"))["mails"]
    assert one.label in [recipient["reason"] for recipient in labels[one.mail]["recipients"]]


def test_nothing_else_is_left_out() -> None:
    labels = json.loads((BOUNCES / "labels.json").read_text(encoding="utf-8"))["mails"]
    scored = undisputed(BOUNCES / "labels.json")["mails"]
    changed = {name for name, label in labels.items() if label != scored[name]}
    assert changed == {one.mail for one in disputed()}
