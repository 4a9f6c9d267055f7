"""Pages that are made from the code are current, and what they name exists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from deb.pages import configuration
from maild.cli import application
from maild.cli.catalogue import meanings, page

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"


def test_every_event_has_a_meaning_in_both_languages() -> None:
    assert [one.event for one in meanings() if not one.vi or not one.en] == []


def test_the_page_of_events_is_current() -> None:
    """`maild events --markdown > docs/events.md` makes it."""
    assert (DOCS / "events.md").read_text("utf-8") == page(meanings())


def test_the_page_of_options_is_current() -> None:
    """`python -m deb.pages` makes it, from config/maild.toml and the options' own checks."""
    assert (DOCS / "configuration.md").read_text("utf-8") == configuration()


def test_every_command_that_is_named_exists_with_its_options() -> None:
    """In running text, tables and blocks of every page; those in blocks of the manuals are executed, too."""
    unknown, seen = [], 0
    for path in (ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.glob("*.md"))):
        for said in _named(path.read_text("utf-8")):
            seen += 1
            unknown += [f"{path.name}: {said}: {what}" for what in _unknown(said)]
    assert unknown == []
    assert seen > 200


def test_every_file_and_name_of_the_code_that_is_named_exists() -> None:
    """As in `store/sent.py: recent_results`; a file may stand by its last name, where the path before says where."""
    sources = {
        path.relative_to(ROOT).as_posix()
        for room in ("maild", "tests", "deb")
        for path in (ROOT / room).rglob("*.py")
    }
    missing, seen = [], 0
    for page_ in (ROOT / "README.md", *sorted(DOCS.glob("*.md"))):
        for file, names in re.findall(r"`([\w/-]+\.py)(?:: ([\w., ]+?))?`", page_.read_text("utf-8")):
            seen += 1
            texts = [(ROOT / one).read_text("utf-8") for one in sources if f"/{one}".endswith(f"/{file}")]
            if not any(
                all(re.search(rf"\b{name}\b", text) for name in re.findall(r"\w+", names)) for text in texts
            ):
                missing.append(f"{page_.name}: {file}: {names}")
    assert missing == []
    assert seen > 200


def _named(text: str) -> Iterator[str]:
    """Every `maild …` between backticks, and every line of a block that begins so, without who gives it."""
    blocks = re.findall(r"^```\w*.*?\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    plain = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    for said in (*re.findall(r"`([^`\n]+)`", plain), *lines):
        bare = re.sub(r"^(?:sudo -u maild |\w+\$ )", "", said)
        if bare.startswith("maild "):
            yield re.split(r"  +#| && ", bare)[0]


def _unknown(said: str) -> Iterator[str]:
    """Words of a command line that are no command or no option of it; `a|b` are two."""
    command = application("")
    words = said.split()[1:]
    while words and getattr(command, "commands", None):
        names = words.pop(0).split("|")
        missing = [one for one in names if one not in command.commands]
        if missing:
            if not (missing[0].startswith(("-", "…")) or missing[0].isupper()):
                yield missing[0]
            return
        command = command.commands[names[0]]
    options = {"--help", *(option for one in command.params for option in (*one.opts, *one.secondary_opts))}
    for word in words:
        for option in word.split("|"):
            if option.startswith("--") and option.partition("=")[0].rstrip(",.)") not in options:
                yield option
