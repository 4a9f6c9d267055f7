"""maild mail rules: which rules decided how many mails, the unit's own also when they have not been met."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import configure
from tests.cli.program import maild

SAMPLES = Path(__file__).parents[1] / "samples"
OWN = """[day-hop-thu]
text = "mailbox quota exceeded"
reason = "mailbox-full"

[chua-gap]
code = "5.9.9"
reason = "suspend"
"""


def test_counts_what_each_rule_decided(tmp_path: Path) -> None:
    config = configure(tmp_path / "tinh")
    rules = config.parent / "rules" / "bounces.toml"
    rules.parent.mkdir(exist_ok=True)
    rules.write_text(OWN, encoding="utf-8")
    assert maild("mail", "rules", "--json", config=config).json == [
        {"rule": "operator:day-hop-thu", "mails": 0, "last_at": None},
        {"rule": "operator:chua-gap", "mails": 0, "last_at": None},
    ]
    for name in ("domino-full", "axigen", "kerio-unknown"):
        done = maild("mail", "import", SAMPLES / "notices" / f"{name}.eml", config=config)
        assert done.code == 0, done.err
    rows = maild("mail", "rules", config=config).rows
    assert [row[:2] for row in rows[:2]] == [["operator:day-hop-thu", "2"], ["operator:chua-gap", "0"]]
    assert rows[0][2] != "–" == rows[1][2]
    assert [row[1] for row in rows[2:]] == ["1"]
