"""The catalogue of words: complete, the same facts in both languages, and nothing used that is not there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import maild
from maild.advice import OWNERS, REASONS
from maild.logs import CATALOGUE
from maild.model import EventKind, IncidentPhase, Kind, LetterState, PlanState, Stage
from maild.roster.messages import DUPLICATES, FIELDS, kept
from maild.roster.table import _MAGIC
from maild.words import WORDS, say, say_kept

PACKAGE = Path(maild.__file__).parent
_WORD = re.compile(
    r"(?:refused|needs|usage|busy|schema|source|cli|health|doctor|unusable|list_says|help|template_says)\.[a-z_0-9]+"
    r"|desk\.[a-z_.]*[a-z]"
)
NAMED = [
    *(f"event.{one}" for one in EventKind),
    *(f"kind.{one}" for one in Kind),
    *(f"stage.{one}" for one in Stage),
    *(f"letter.{one}" for one in LetterState),
    *(f"plan.{one}" for one in PlanState),
    *(f"incident.{one}" for one in IncidentPhase),
    *(f"reason.{one}" for one in REASONS),
    *(f"owner.{one}" for one in OWNERS),
]


_SAID_BY_TEMPLATE = re.compile(r"""\bt\(["']([a-z_.]+)["'][,)]""")


def test_no_page_of_the_desk_speaks_a_word_that_is_not_there() -> None:
    pages = list((PACKAGE / "web" / "templates").glob("*.html"))
    said = {word for page in pages for word in _SAID_BY_TEMPLATE.findall(page.read_text(encoding="utf-8"))}
    assert len(said) > 20
    assert sorted(said - set(WORDS)) == []


def _used() -> Iterator[str]:
    for path in PACKAGE.rglob("*.py"):
        if path.parent.name == "words":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and _WORD.fullmatch(node.value):
                yield node.value


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("word", sorted(WORDS))
def test_both_languages_tell_the_same_facts(word: str) -> None:
    vi, en = WORDS[word]
    assert _fields(vi) == _fields(en)
    assert vi
    assert en


def test_everything_that_can_happen_has_a_name() -> None:
    assert [word for word in NAMED if word not in WORDS] == []


def test_no_command_speaks_a_word_that_is_not_there() -> None:
    files = {"desk.css", "desk.js", "desk.toml"}
    assert sorted(set(_used()) - set(WORDS) - set(CATALOGUE) - files) == []


@pytest.mark.parametrize(
    ("word", "language", "facts", "said"),
    [
        ("status.open", "vi", {}, "chưa trả lời"),
        ("status.open", "en", {}, "open"),
        ("cli.list_applied", "vi", {"newly": 3}, "thêm 3 người đã trả lời"),
        ("cli.list_applied", "vi", {}, "thêm … người đã trả lời"),
        ("reason.invented-tomorrow", "vi", {}, "invented-tomorrow"),
        ("a plain sentence. {x}", "vi", {}, "a plain sentence. {x}"),
        ("status. said the server", "vi", {}, "status. said the server"),
    ],
)
def test_says(word: str, language: str, facts: dict[str, int], said: str) -> None:
    assert say(word, language, **facts) == said


def test_what_was_kept_is_said_in_the_reader_s_language() -> None:
    line = kept("unusable.misnamed", file="a\tb=c.xlsx", suffix=".xlsx", kind="file_kind.pdf")
    assert say_kept(line, "vi").startswith("a b=c.xlsx: tên tệp là .xlsx nhưng nội dung là tệp PDF.")
    assert say_kept(line, "en").startswith("a b=c.xlsx: the name says .xlsx, but inside is a PDF.")


def test_a_refused_file_is_refused_with_a_word() -> None:
    plain = []
    for path in (PACKAGE / "roster").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "InputRefused":
                word = node.args[0]
                known = isinstance(word, ast.Constant) and word.value in WORDS
                if not known and ast.unparse(word) != "refused.text":
                    plain.append(f"{path.name}:{node.lineno}")
    assert plain == []
    spoken = {word for word in _used() if word.startswith(("unusable.", "list_says."))}
    assert spoken == {word for word in WORDS if word.startswith(("unusable.", "list_says."))}


def test_every_kind_of_file_has_its_name() -> None:
    source = ast.parse((PACKAGE / "roster" / "table.py").read_text(encoding="utf-8"))
    kinds = {
        text.value
        for function in source.body
        if isinstance(function, ast.FunctionDef) and function.name.startswith("_kind")
        for given in ast.walk(function)
        if isinstance(given, ast.Return) and given.value is not None
        for text in _results(given.value)
    }
    named = {word.partition(".")[2] for word in WORDS if word.startswith("file_kind.")}
    assert {*kinds, *_MAGIC.values()} - {"empty"} == named


def _results(value: ast.expr) -> Iterator[ast.Constant]:
    if isinstance(value, ast.IfExp):
        yield from _results(value.body)
        yield from _results(value.orelse)
    elif isinstance(value, ast.Constant):
        yield value


def test_every_finding_of_a_row_has_its_words() -> None:
    for code in (*FIELDS, *DUPLICATES, "hidden-row"):
        assert f"row_says.{code}" in WORDS
    for code in FIELDS:
        assert f"row_remedy.{code}" in WORDS
    said = {word.partition(".")[2] for word in WORDS if word.startswith(("row_says.", "row_remedy."))}
    assert said == {*FIELDS, *DUPLICATES, "hidden-row"}
