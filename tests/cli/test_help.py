"""Help, and what is said of a command that was written wrongly, in the reader's language."""

from __future__ import annotations

import ast
import inspect
import os
import pty
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from deb.pages import commands, commands_page
from maild.cli import COMMANDS, application
from maild.cli.helped import word_of
from maild.cli.output import language, speak
from maild.words import WORDS
from tests.cli.conftest import configure
from tests.cli.program import command, environ, maild

# of typer's own, and the first words of our headings in the other language
_FOREIGN = {
    "vi": r"Usage|Options|Arguments|Commands|Show this|required|default:|env var|COMMAND",
    "en": r"Cách dùng|Tùy chọn|TÙY CHỌN|Tham số|Lệnh|Hiện phần|bắt buộc|mặc định|biến môi trường|Dành cho",
}
WRONG = [
    # command line                      in Vietnamese                    in English
    (("remind", "approve", "x"), "phải là số nguyên", "must be a whole number"),
    (("remind", "approve"), "thiếu", "is missing"),
    (("remind", "aprove"), "không có lệnh aprove", "there is no command aprove"),
    (("chek",), "không có lệnh chek", "there is no command chek"),
    (("check", "--conect"), "không có tùy chọn --conect", "there is no option --conect"),
    (("check", "--config"), "phải có giá trị đi kèm", "needs a value"),
    (("check", "--json=1"), "không nhận giá trị", "takes no value"),
    (("check", "this", "that"), "thừa tham số: this that", "too many arguments: this that"),
    (("remind", "preview", "OFF-1", "--level", "9"), "nhiều nhất là", "must be at most"),
]


@pytest.fixture(params=["vi", "en"])
def spoken(request: pytest.FixtureRequest) -> Iterator[str]:
    before = language()
    speak(request.param)
    yield request.param
    speak(before)


def test_every_command_and_option_is_explained_and_nothing_else() -> None:
    used = {
        *(f"help.{called}" for called, one in commands() if not hasattr(one, "commands")),
        *(word_of(called, param) for called, one in commands() for param in one.params),
        "help.version",
    }
    assert sorted(used - set(WORDS)) == []
    kept = {word for word in WORDS if word.startswith("option.")}
    kept |= {word for word in WORDS if word.startswith("help.") and word.split(".")[1].split()[0] in COMMANDS}
    assert sorted(kept - used) == []


def test_help_holds_no_word_of_another_language(spoken: str) -> None:
    pages = dict(_pages(application(""), ["maild"]))
    assert len(pages) > 120
    foreign = re.compile(_FOREIGN[spoken])
    assert {name: found[0] for name, text in pages.items() if (found := foreign.search(text))} == {}
    said = pages["maild round create"]
    assert ("[bắt buộc]" if spoken == "vi" else "[required]") in " ".join(said.split())


def _pages(one: Any, called: list[str]) -> Iterator[tuple[str, str]]:
    yield " ".join(called), one.get_help(typer.Context(one, info_name=" ".join(called)))
    for name, inner in getattr(one, "commands", {}).items():
        yield from _pages(inner, [*called, name])


@pytest.mark.parametrize("spoken_in", ["vi", "en"])
def test_a_command_that_was_written_wrongly(tmp_path: Path, spoken_in: str) -> None:
    config = tmp_path / "maild.toml"
    config.write_text(f'language = "{spoken_in}"\n')
    for words, *said in WRONG:
        done = maild(*words, config=config)
        assert done.code == 2, words
        assert said[spoken_in == "en"] in done.err
        assert re.search(_FOREIGN[spoken_in], done.err) is None
    assert re.search(_FOREIGN[spoken_in], maild("round", "--help", config=config).out) is None


def test_the_manual_page_is_there_in_both_languages() -> None:
    vi, en = commands_page("vi"), commands_page("en")
    assert ".SH MÃ THOÁT" in vi
    assert ".SH EXIT STATUS" in en
    assert [line for line in vi.splitlines() if line.startswith("\\fBmaild")] == [
        line for line in en.splitlines() if line.startswith("\\fBmaild")
    ]
    said = re.sub(r"'Sở Tài chính'|sở, xã|\[THỬ\\?\]|“Phó Chủ tịch”|Chủ tịch UBND…, Giám đốc Sở…", "", en)
    assert re.findall(r"\w*[ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹđ]\w*", said) == []


def test_a_password_that_was_mistyped_is_asked_for_again_in_words(tmp_path: Path) -> None:
    config = configure(tmp_path / "etc", 'language = "en"')
    ours, theirs = pty.openpty()
    words = command("user", "add", "binh", "--role", "coordinator", "--full-name", "Trần Thị Bình")
    streams = {"stdin": theirs, "stdout": theirs, "stderr": theirs}
    environment = environ(config, SUDO_USER="root")
    with subprocess.Popen(words, **streams, env=environment, start_new_session=True) as running:
        os.close(theirs)
        said = ""
        for line in ("dài và khó đoán 1", "dài và khó đoán 2", "dài và khó đoán 3", "dài và khó đoán 3"):
            said += _until(ours, ": ")
            os.write(ours, f"{line}\n".encode())
        said += _until(ours, "\0")
        assert running.wait(60) == 0, said
    os.close(ours)
    assert "Password, once more: " in said
    assert "The two differ; please type it again." in said
    assert "khó đoán" not in said


def _until(terminal: int, end: str) -> str:
    """What is written there up to `end`, or all of it."""
    found = b""
    while not found.endswith(end.encode()):
        try:
            more = os.read(terminal, 1024)
        except OSError:  # the other side is gone
            break
        if not more:
            break
        found += more
    return found.decode("utf-8", "replace")


ROLE_WORDS = {
    "coordinator": ("cán bộ điều phối", "coordinator"),
    "it": ("đầu mối CNTT", "IT liaison"),
    "": ("quản trị", "administrator"),
}


def test_every_command_says_for_whom_it_is() -> None:
    """As its own code asks (`needs`); what nobody is refused says “every role”."""
    checked = 0
    for called, one in commands():
        if hasattr(one, "commands"):
            continue
        asked = _roles(inspect.getsource(one.callback))
        for language_, said in enumerate(WORDS[f"help.{called}"]):
            told = said[said.index(("Dành cho", "For ")[language_]) :]
            assert not asked or all(ROLE_WORDS[role][language_] in told for role in asked), (called, told)
        checked += bool(asked)
    assert checked > 60


def _roles(source: str) -> set[str]:
    """What is named in the calls of `needs` in a function; an empty name where only administrators may."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "needs":
            found |= {ast.literal_eval(one) for one in node.args} or {""}
    return found
