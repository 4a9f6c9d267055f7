"""maild events: what the lines of the log mean, with their stable codes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from maild.cli.common import AsJson
from maild.cli.output import language, show_json, table

_PAGE = """# Events

*Generated from the code by `maild events --markdown`; `tests/test_docs.py` checks that it is current.*

Each line of the log is one JSON object on stderr: `timestamp` (UTC), `level`, `event`, `event_id`, then fields.
Under systemd it is prefixed with the journal's priority (`<2>` critical, `<3>` error, `<4>` warning, `<6>` info,
`<7>` debug), so that `journalctl -u maild -p warning` shows what needs a look and `journalctl -u maild -g MD1400`
one kind of event. Codes and names never change their meaning.

Mỗi dòng nhật ký là một đối tượng JSON; mã `MD1xxx` không đổi nghĩa giữa các phiên bản.

What belongs together has the same id in every line and in the trail: `mail_id` (`maild mail show M-8841`), from it
`incident_id` (`maild incident show INC-0023`), `letter_id`, `notice_id`, `plan_id`, `round_id`. No line holds an
address, a name, a survey link or a code. What says “trail” under level is recorded as an event in the database and
shown by `maild why`, `maild mail show` and `maild incident show`, and is no line of the log.

| code | event | level | nghĩa | meaning |
|---|---|---|---|---|
"""


_OPEN = re.compile(r"^R?…: |[,(]? ?…[^),]*[),]?")  # what a trail fills in


@dataclass(frozen=True, slots=True)
class Meaning:
    code: str
    event: str
    levels: str
    vi: str
    en: str


def events(
    markdown: Annotated[bool, typer.Option("--markdown")] = False,
    as_json: AsJson = False,
) -> None:
    found = meanings()
    if markdown:
        typer.echo(page(found), nl=False)
    elif as_json:
        show_json(
            [
                {"code": one.code, "event": one.event, "level": one.levels, "vi": one.vi, "en": one.en}
                for one in found
            ]
        )
    else:
        rows = [(one.code, one.event, one.en if language() == "en" else one.vi) for one in found]
        table(("code", "event", "meaning"), rows)


def meanings() -> list[Meaning]:
    """Every event of the catalogue by code; the levels are those at which the code logs it."""
    from maild.logs import CATALOGUE
    from maild.words import WORDS, say
    from maild.words.meanings import MEANINGS

    levels: dict[str, set[str]] = {}
    for event, level in _logged():
        levels.setdefault(event, set()).add(level)
    found = []
    for event, (code, vi) in CATALOGUE.items():
        word = f"event.{event}"
        en = MEANINGS.get(event) or (_OPEN.sub("", say(word, "en")).rstrip(": ") if word in WORDS else "")
        trail = ["trail"] if word in WORDS else []
        found.append(Meaning(code, event, ", ".join(sorted(levels.get(event, ())) or trail or ["–"]), vi, en))
    return sorted(found, key=lambda one: one.code)


def page(found: list[Meaning]) -> str:
    rows = (f"| {one.code} | `{one.event}` | {one.levels} | {one.vi} | {one.en} |" for one in found)
    return _PAGE + "\n".join(rows) + "\n"


def _logged() -> Iterator[tuple[str, str]]:
    """(event, level) of every call of `log` that writes the name out."""
    package = Path(__file__).parents[1]
    for path in package.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        if "log." not in source:
            continue
        for node in ast.walk(ast.parse(source)):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
                continue
            if isinstance(node.func.value, ast.Name) and node.func.value.id == "log":
                name = node.args[0]
                if isinstance(name, ast.Constant) and isinstance(name.value, str):
                    yield name.value, {"exception": "error"}.get(node.func.attr, node.func.attr)
