"""What people read, in Vietnamese and English: the one catalogue of the product's words.

Texts of letters and reports stand in `templates/`, advice in `config/rules/advice.toml`, the sentences about a
configuration beside the code that checks it; here is what terminal, reports and trails share. The catalogue is
one table in several files, by what the words are for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from maild.errors import Fault, MaildError
from maild.words.commands import COMMANDS
from maild.words.demo import DEMO
from maild.words.desk import DESK
from maild.words.desk_log import DESK_LOG
from maild.words.desk_pages import DESK_PAGES
from maild.words.doctor import DOCTOR
from maild.words.events import EVENTS
from maild.words.helps import HELPS
from maild.words.incidents import INCIDENTS
from maild.words.notices import NOTICES
from maild.words.options import OPTIONS
from maild.words.overview import OVERVIEW
from maild.words.refusals import REFUSALS
from maild.words.rosters import ROSTERS
from maild.words.rows import ROWS
from maild.words.sources import SOURCES
from maild.words.templates import TEMPLATES
from maild.words.terms import TERMS
from maild.words.titles import TITLES

Language = str  # "vi" or "en"

WORDS: dict[str, tuple[str, str]] = {
    **TERMS,
    **EVENTS,
    **REFUSALS,
    **SOURCES,
    **COMMANDS,
    **TITLES,
    **ROSTERS,
    **ROWS,
    **INCIDENTS,
    **DEMO,
    **DESK,
    **DESK_PAGES,
    **DESK_LOG,
    **NOTICES,
    **DOCTOR,
    **OVERVIEW,
    **HELPS,
    **OPTIONS,
    **TEMPLATES,
}
_ROOMS = frozenset(word.partition(".")[0] for word in WORDS)


def say(word: str, language: Language = "vi", **facts: Any) -> str:
    """The catalogue's text with `facts` filled in; an unknown word is shown as it is, so nothing is hidden.

    A fact that is itself a word of the catalogue is said in the same language; one whose name ends in `_s` is a
    number of seconds, and said as a length of time.
    """
    texts = WORDS.get(word)
    if texts is None:
        room, _, name = word.partition(".")
        return name if room in _ROOMS and name and " " not in word else word
    said = {
        name: say(fact, language)
        if isinstance(fact, str) and fact in WORDS
        else length(fact, language)
        if name.endswith("_s")
        else fact
        for name, fact in facts.items()
    }
    return texts[language == "en"].format_map(_Lenient(said))


def length(seconds: float, language: Language = "vi") -> str:
    """A length of time: `25 phút`, `2 giờ`, `3 ngày`."""
    minutes = max(int(seconds // 60), 0)
    if minutes < 60:
        return say("length.minutes", language, count=minutes)
    if minutes < 48 * 60:
        return say("length.hours", language, count=minutes // 60)
    return say("length.days", language, count=minutes // (24 * 60))


def for_log(error: MaildError) -> str:
    """What an error says, in English, whatever people here read."""
    return say(error.text, "en", **error.facts)


def say_kept(line: str, language: Language = "vi") -> str:
    """The same for a word that was kept with its facts (`roster.messages.kept`)."""
    word, *facts = line.split("\t")
    return say(word, language, **dict(fact.split("=", 1) for fact in facts))


def worded(faults: Iterable[Fault], language: Language) -> list[Fault]:
    """Faults with a sentence instead of a word of the catalogue."""
    return [replace(one, what=say(one.what, language, **dict(one.facts)), facts=()) for one in faults]


class _Lenient(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"
