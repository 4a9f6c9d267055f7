"""What is told in words, on a terminal and at the desk alike: an event, an error, what is wrong with a row."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import maild
from maild.account import account_of
from maild.actions.people import Ground
from maild.errors import MaildError
from maild.model import Event, EventKind
from maild.roster.lint import Break
from maild.roster.messages import FIELDS, Problem
from maild.roster.respondents import RowOutcome
from maild.rules.explain import Answer
from maild.rules.grounds import by_hand
from maild.words import WORDS, Language, say

# field of an event: the room of the words that its value belongs to
_ROOMS: Mapping[str, str] = {
    "kind": "kind",
    "because": "because",
    "reason": "reason",
    "change": "user_change",
    "role": "role",
}
# what is told otherwise when a letter became a file
_REHEARSED = {EventKind.LETTER_SENT: "letter.rehearsed", EventKind.NOTICE_SENT: "notice.rehearsed"}
_DAYS, _MOMENTS = ("on", "until"), ("before", "deadline")
_MOMENT = "%H:%M %d/%m/%Y"  # as letters and pages write it
_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
# sentence: the room of the words that its `state` and `wanted` are
_STATES = {
    "refused.round_state": "round",
    "refused.roster_closed": "round",
    "refused.not_closed": "round",
    "refused.plan_state": "plan",
}


def event(one: Event, language: Language) -> str:
    """What happened; what the catalogue cannot fill in is left open."""
    facts: dict[str, Any] = {
        name: say(f"{_ROOMS[name]}.{value}", language) if name in _ROOMS else _readable(name, value)
        for name, value in one.data.items()
    }
    what = [say(f"field.{field}", language) for field in one.data.get("fields", ())]
    what += _corrected(one.data, language)
    kind = _REHEARSED.get(one.kind, one.kind.value) if one.data.get("rehearsal") else one.kind.value
    word = f"event.{kind}"
    if one.kind is EventKind.ADDRESS_SUSPENDED and by_hand(one):
        word = "event.set_aside"
    elif one.kind is EventKind.LETTER_SKIPPED and one.data.get("because") == "cancel_undone":
        word = "event.letter_uncancelled"
    elif one.kind is EventKind.RESPONDENT_CORRECTED and one.data.get("because") == "list_withdrawn":
        word = "event.list_taken_back"
    elif one.kind is EventKind.ROUND_CHANGED and "note" in one.data:
        word = "event.round_mended"
    return say(word, language, **{"what": ", ".join(what), **facts})


def _corrected(data: Mapping[str, Any], language: Language) -> list[str]:
    """What holds by a correction, and what does not."""
    fact, because = data.get("set"), data.get("because")
    if fact == "exempt" and because in ("gone", "replaced"):
        return [say(f"because.{because}", language)]
    if "row" in data and "exempt" in data.get("clear", ()):
        return [say("mark.listed-again", language)]
    found = []
    if fact == "on_leave" and data.get("until"):
        found = [say("mark.away", language, until=_readable("until", data["until"]))]
    elif fact is not None:
        found = [say(_mark(fact), language)]
    cleared = (say(_mark(one), language) for one in data.get("clear", ()))
    return [*found, *(say("mark.cleared", language, mark=one) for one in cleared)]


def answer(one: Answer, language: Language, zone: ZoneInfo, ground: Ground | None = None) -> str:
    """What became, or will become, of a letter, and why; `ground` says on what the reason rests."""
    what = "rehearsed" if one.rehearsed else one.what
    if one.because and what in ("waits", "coming"):
        what = "waits_held" if what == "waits" else "coming_again"
    return say(
        f"answer.{what}",
        language,
        code=one.code.value,
        at="" if one.at is None else one.at.astimezone(zone).strftime(_MOMENT),
        because="" if one.because is None else reason(one.because, language, zone, ground),
        until="" if one.until is None else say("answer.until", language, day=f"{one.until:%d/%m/%Y}"),
    )


def reason(because: str, language: Language, zone: ZoneInfo, ground: Ground | None = None) -> str:
    """Why somebody gets no letter: by whom and when it was said, where an event says so."""
    plain = say(f"because.{because}", language)
    if ground is None:
        return plain
    event, data = ground.event, ground.event.data
    at = event.at.astimezone(zone)
    facts = {
        "because": plain,
        "who": event.actor,
        "day": f"{at:%d/%m/%Y}",
        "at": at.strftime(_MOMENT),
        "note": say("ground.note", language, note=ground.note) if ground.note else "",
    }
    if because == "held":
        return say("ground.held", language, **facts)
    if data.get("because") == "replaced" and "by" in data:
        return say("ground.replaced", language, **facts, other=f"OFF-{data['by']:04}")
    if data.get("because") == "gone":
        return say("ground.gone", language, **facts)
    if by_hand(event):
        set_aside = event.kind is EventKind.ADDRESS_SUSPENDED
        return say("ground.set_aside" if set_aside else "ground.by_hand", language, **facts)
    if event.kind is EventKind.RESPONDENT_ANSWERED:
        return say("ground.list", language, **facts)
    if event.kind is EventKind.RESPONDENT_ON_LEAVE:
        return say("ground.absence", language, **facts, until=_readable("until", data["until"]))
    if data.get("reason"):
        return say("ground.bounced", language, **facts, reason=say(f"reason.{data['reason']}", language))
    return say("ground.by_mail", language, **facts)


def sentence(error: MaildError | OSError, language: Language, word: str = "") -> str:
    """An error in words, states in theirs. `word` says it otherwise than the error's own."""
    if isinstance(error, OSError):
        return _system(error, language)
    room = _STATES.get(error.text)
    facts = {
        name: say(f"{room}.{value}", language) if room and name in ("state", "wanted") else _dated(value)
        for name, value in error.facts.items()
    }
    if error.text == "refused.round_state":
        facts["next"] = say(f"from_state.{error.facts['state']}", language, code=error.facts["code"])
    unsaid = error.facts.get("unsaid")
    if isinstance(unsaid, list):  # of a round, each with the option that says it
        named = (f"{say(f'field.{name}', language)} (--{name.replace('_', '-')})" for name in unsaid)
        facts["unsaid"] = ", ".join(named)
    return say(word or error.text or str(error), language, **facts)


def problems_of(outcome: RowOutcome, language: Language, *, typed: bool = False) -> str:
    """What is wrong with a row and what to do about it; empty where nothing is. `typed`: without columns."""
    return " ".join(_problem(one, language, typed=typed) for one in outcome.problems)


def broken(one: Break, language: Language) -> str:
    """A break of the guidance."""
    if one.problems:
        return " ".join(_problem(problem, language) for problem in one.problems)
    facts = dict(one.facts)
    unit = facts["unit"] or say("lint.province", language)
    return say(f"lint.{one.rule}", language, **{**facts, "unit": unit})


def _problem(problem: Problem, language: Language, *, typed: bool = False) -> str:
    facts = dict(problem.facts)
    if facts.get("sheet"):
        facts["first"] = say("row_frame.on_sheet", language, row=facts["first"], sheet=facts["sheet"])
    what = say(f"row_says.{problem.code}", language, **facts)
    remedy = f"row_remedy.{problem.code}"
    if facts.get("alike"):
        what = say("row_frame.alike", language, what=what)
    if problem.code not in FIELDS:
        frame = "row_frame.row_remedy" if remedy in WORDS else "row_frame.row"
        return say(frame, language, what=what, remedy=say(remedy, language))
    if not problem.column:
        field = say(f"field.{problem.facts.get('field', FIELDS[problem.code])}", language)
        return say("row_frame.no_column", language, field=field, what=what, remedy=say(remedy, language))
    value = f": “{problem.value}”" if problem.value else ""
    place = f"{problem.column} ({problem.title})" if problem.title else problem.column
    if typed:
        place = say(f"field.{problem.facts.get('field', FIELDS[problem.code])}", language)
        place = place[:1].upper() + place[1:]
    frame = "row_frame.typed" if typed else "row_frame.cell"
    return say(frame, language, place=place, what=what, value=value, remedy=say(remedy, language))


def place(error: Exception) -> str:
    """Where in our own code a bug showed: `store/plans.py:41`. Values and messages may hold addresses: none."""
    home = Path(maild.__file__).parent
    found = "?"
    step = error.__traceback__
    while step is not None:
        file = Path(step.tb_frame.f_code.co_filename)
        if file.is_relative_to(home):
            found = f"{file.relative_to(home)}:{step.tb_lineno}"
        step = step.tb_next
    return found


def _dated(value: Any) -> Any:
    """A day or a moment as people write it; anything else as it is."""
    if isinstance(value, datetime):
        return value.astimezone(_ZONE).strftime(_MOMENT)
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else value


def _readable(name: str, value: Any) -> Any:
    """What an event's data say, days and moments as people write them."""
    if name in _DAYS:
        return _dated(date.fromisoformat(value))
    if name in _MOMENTS:
        return _dated(datetime.fromisoformat(value))
    return value


def _system(error: OSError, language: Language) -> str:
    name = errno.errorcode.get(error.errno or 0, "other")
    facts = {
        "file": error.filename or "maild",
        "what": error.strerror or type(error).__name__,
        "who": account_of(os.geteuid()),
    }
    known = say(f"os.{'EACCES' if name == 'EPERM' else name}", language, **facts)
    return say("os.other", language, **facts) if known == name else known


def _mark(fact: str) -> str:
    return f"mark.{fact.replace('_', '-')}"
