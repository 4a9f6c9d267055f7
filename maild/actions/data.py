"""What is kept about a person, and taking it away on his demand, with proof that it is gone."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from maild.actions import people
from maild.actions.actor import Actor
from maild.errors import InputRefused, NeedsPerson
from maild.model import Event, EventKind, Respondent
from maild.rules import FOLDS
from maild.store import Database, personal
from maild.store.personal import Gone, Held

How = Literal["forget", "purge"]
_LARGEST = 512 * 2**20  # octets of a file that is searched


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, what is held about him, and the code that proves that this was looked at."""

    respondent: Respondent
    held: Held

    @property
    def code(self) -> str:
        said = json.dumps([self.held.official_id, self.held.names, self.held.excerpts, self.held.notes])
        return hashlib.sha256(said.encode()).hexdigest()[:6]


@dataclass(frozen=True, slots=True)
class Proof:
    """What went, whether the database still says his name or address anywhere, and which files do.

    `lingers`: its log keeps what went as long as somebody reads what was there before; the service asks once a day.
    """

    gone: Gone
    in_database: int
    files: tuple[Path, ...]
    lingers: bool


def look(store: Database, who: str) -> Person:
    found = people.find(store, who)
    with store.view() as view:
        return Person(found, personal.held(view.connection, found.official_id))


def erase(
    store: Database, who: str, how: How, code: str, actor: Actor, now: datetime, places: Iterable[Path]
) -> Proof:
    """Forget his words (`forget`), or him (`purge`). `places` are directories in which his name is looked for.

    Raises NeedsPerson without the code of `look`, InputRefused for a purge while a round still asks him.
    """
    person = look(store, who)
    held = person.held
    if how == "purge" and held.open_rounds:
        raise InputRefused("refused.still_asked", who=who, rounds=", ".join(held.open_rounds))
    if code != person.code:
        raise NeedsPerson("needs.data_code", code=person.code, who=who)
    with store.unit(FOLDS) as unit:
        gone = personal.forget_words(unit.connection, held)
        if how == "purge":
            more = personal.forget_people(unit.connection, [held.official_id])
            gone = Gone(gone.excerpts, gone.notes + more.notes, more.people, more.addresses)
        kind = EventKind.DATA_FORGOTTEN if how == "forget" else EventKind.DATA_PURGED
        data = {"excerpts": gone.excerpts, "notes": gone.notes, "addresses": gone.addresses}
        for number in held.respondents:
            unit.append(Event(kind, now, actor.name, respondent_id=number, data=data))
    lingers = not store.scrub()
    if how == "forget":
        return Proof(gone, 0, (), lingers)
    with store.view() as view:
        others = personal.still_named(view.connection, (*held.names, *held.addresses))
    texts = [one for one in (*held.names, *held.addresses) if one and one not in others]
    store.close()  # whoever closes a file gives up all locks that his process has on it, SQLite's too
    own = [path.resolve() for path in store.files()]
    files = tuple(sorted(set(_naming(texts, places, own))))
    return Proof(gone, _hits(own, texts), files, lingers)


def _hits(own: Iterable[Path], texts: Iterable[str]) -> int:
    """How often the database's own files say one of `texts`, free pages and journal included."""
    octets = b"".join(place.read_bytes() for place in own if place.exists())
    return sum(octets.count(form) for form in _forms(texts))


def _naming(texts: Iterable[str], places: Iterable[Path], own: Collection[Path]) -> Iterable[Path]:
    """Files that say one of `texts`: backups, reports, rehearsals, lists. Somebody must decide about each."""
    forms = _forms(texts)
    for place in places:
        for path in place.rglob("*") if place.is_dir() else ():
            if path.resolve() in own or not path.is_file() or path.stat().st_size > _LARGEST:
                continue
            if any(form in part for part in _parts(path) for form in forms):
                yield path


def _parts(path: Path) -> Iterable[bytes]:
    octets = path.read_bytes()
    yield octets
    if octets.startswith(b"PK"):
        try:
            with zipfile.ZipFile(path) as parts:
                for one in parts.infolist():
                    if one.filename.endswith(".xml") and one.file_size <= _LARGEST:
                        yield parts.read(one)
        except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError):
            return  # broken, encrypted or packed in a way of its own: searched as the octets that it is


def _forms(texts: Iterable[str]) -> list[bytes]:
    """As UTF-8, and as JSON escapes it."""
    return sorted({form.encode() for text in texts for form in (text, json.dumps(text)[1:-1])})
