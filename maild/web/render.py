"""Pages from templates: escaped always, strict about what is missing, in the reader's language."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import jinja2

from maild.jobs.figures import place
from maild.letters.notices import filters_of
from maild.words import Language, say, say_kept

HERE = Path(__file__).parent


@cache
def static(name: str) -> tuple[bytes, str] | None:
    """A file that every page may load, and the mark of its content; None for any other name."""
    kinds = {"desk.css", "desk.js"}
    if name not in kinds:
        return None
    octets = (HERE / "static" / name).read_bytes()
    return octets, hashlib.sha256(octets).hexdigest()[:16]


class Room:
    """The templates, one environment for each language."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._rooms = {language: self._environment(language) for language in ("vi", "en")}

    def page(self, name: str, language: Language, values: Mapping[str, Any]) -> str:
        return self._rooms[language].get_template(name).render(**values)

    def _environment(self, language: Language) -> jinja2.Environment:
        made = jinja2.Environment(
            loader=jinja2.FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        words = filters_of(language)
        made.filters |= words

        def at(when: datetime | None) -> str:
            return "–" if when is None else str(words["at"](when.astimezone(self._zone)))

        made.filters |= {
            "at": at,
            "clock": lambda when: f"{when.astimezone(self._zone):%H:%M:%S}",
            "local_day": lambda when: str(words["day"](when.astimezone(self._zone))),
            "off": lambda number: f"OFF-{number:04}",
            "listed": lambda number: f"S-{number:04}",
            "actor": lambda who: say("desk.service", language) if who == "daemon" else who,
            "place": lambda incident: place(incident, language),
            "said": lambda line: say_kept(line, language),
        }
        made.globals["t"] = lambda word, **facts: say(word, language, **facts)
        made.globals["language"] = language
        made.globals["mark"] = lambda name: (static(name) or (b"", ""))[1]
        return made
