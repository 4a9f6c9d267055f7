"""Pages that are made from the code are current."""

from __future__ import annotations

from pathlib import Path

from deb.pages import configuration
from maild.cli.catalogue import meanings, page

DOCS = Path(__file__).parents[1] / "docs"


def test_every_event_has_a_meaning_in_both_languages() -> None:
    assert [one.event for one in meanings() if not one.vi or not one.en] == []


def test_the_page_of_events_is_current() -> None:
    """`maild events --markdown > docs/events.md` makes it."""
    assert (DOCS / "events.md").read_text("utf-8") == page(meanings())


def test_the_page_of_options_is_current() -> None:
    """`python -m deb.pages` makes it, from config/maild.toml and the options' own checks."""
    assert (DOCS / "configuration.md").read_text("utf-8") == configuration()
