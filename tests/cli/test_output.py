"""Nothing that comes from outside plays tricks on a terminal, in tables, sentences or JSON."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from maild.cli.output import show_json, table, tell
from maild.cli.overview import configured_language
from tests.cli.program import maild

HOSTILE = "A\x1b[31mđỏ\x07\u202eabc\u2066\x9b2J\ud800\t|\nB"
TRICKS = "\x1b\x07\u202e\u2066\x9b\ud800"


def test_tables_and_sentences_are_harmless(capsys: pytest.CaptureFixture[str]) -> None:
    table(("name", "unit"), [(HOSTILE, "x\ty")])
    tell(HOSTILE)
    shown = capsys.readouterr().out
    assert not set(TRICKS) & set(shown)
    heads, row = shown.splitlines()[:2]
    assert heads == "họ tên\tđơn vị"
    assert row.count("\t") == 1  # a cell cannot make another column or another row


def test_json_keeps_everything_and_shows_nothing_harmful(capsys: pytest.CaptureFixture[str]) -> None:
    show_json({"name": HOSTILE, "plain": "Sở Tài chính"})
    shown = capsys.readouterr().out
    assert not set(TRICKS) & set(shown)
    assert "Sở Tài chính" in shown
    assert json.loads(shown)["name"] == HOSTILE


ROWS = [
    [],
    [{"name": HOSTILE, "marks": ["a", "b"]}, {"name": "Sở Tài chính", "marks": [], "of": {}}],
    [1, None],
]


@pytest.mark.parametrize("rows", ROWS)
def test_json_that_comes_one_by_one_is_the_same_document(
    rows: list[object], capsys: pytest.CaptureFixture[str]
) -> None:
    for whole, coming in ((rows, iter(rows)), ({"n": 1, "rows": rows}, {"n": 1, "rows": iter(rows)})):
        show_json(whole)
        expected = capsys.readouterr().out
        show_json(coming)
        assert capsys.readouterr().out == expected


def test_long_lists_are_printed_as_they_come(capsys: pytest.CaptureFixture[str]) -> None:
    seen = []

    def rows() -> Iterator[dict[str, int]]:
        for number in range(2_000):
            seen.append(len(capsys.readouterr().out))
            yield {"number": number}

    show_json(rows())
    assert sum(map(bool, seen)) > 1
    seen.clear()
    table(("number",), ((row["number"],) for row in rows()))
    assert sum(map(bool, seen)) > 0


@pytest.mark.parametrize("arguments", [("why", HOSTILE[:12]), ("round", "create", HOSTILE), (HOSTILE,)])
def test_what_is_typed_comes_back_harmless(opened: Path, arguments: tuple[str, ...]) -> None:
    more = ("--invited", "2027-11-01", "--deadline", "2027-11-30") if len(arguments) == 3 else ()
    done = maild(*arguments, *more, config=opened / "maild.toml")
    assert done.code in (1, 2)
    assert not set(TRICKS) & set(done.err)


LANGUAGES = [
    # arguments                    file of the environment   language
    ([], "vi.toml", "vi"),
    ([], "en.toml", "en"),
    ([], "nope.toml", "vi"),
    (["round", "-c", "{}/en.toml"], "vi.toml", "en"),
    (["--config={}/en.toml"], "vi.toml", "en"),
    (["--config", "{}/vi.toml"], "en.toml", "vi"),
    (["--config"], "en.toml", "en"),
]


@pytest.mark.parametrize(("arguments", "file", "language"), LANGUAGES)
def test_the_language_is_known_before_anything_is_read(
    tmp_path: Path, arguments: list[str], file: str, language: str
) -> None:
    for name in ("vi", "en"):
        (tmp_path / f"{name}.toml").write_text(f'mode = "rehearsal"\nlanguage = "{name}"  # words\n')
    said = [one.format(tmp_path) for one in arguments]
    assert configured_language(said, {"MAILD_CONFIG": str(tmp_path / file)}) == language


@pytest.mark.parametrize(
    "line",
    [
        "roster export {}/it.xlsx --round 2026",
        "roster export {}/it.csv --round 2026",
        "remind preview OFF-0001 --level 1 --html {}/it.html",
        "report units --format csv -o {}/it.csv",
    ],
)
def test_what_names_officials_is_not_for_everybody_on_the_machine(
    opened: Path, tmp_path: Path, line: str
) -> None:
    before = os.umask(0)
    try:
        assert maild(*line.format(tmp_path).split(), config=opened / "maild.toml").code == 0
    finally:
        os.umask(before)
    (written,) = tmp_path.glob("it.*")
    assert written.stat().st_mode & 0o007 == 0
