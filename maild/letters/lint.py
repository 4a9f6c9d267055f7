"""What is wrong with the letters' templates, all at once, before anybody receives one."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta, timezone
from html import unescape

from maild.errors import Fault, TemplateError
from maild.letters.environment import told_as_template_error
from maild.letters.facts import LetterFacts, RenderedLetter
from maild.letters.notices import NoticeRoom
from maild.letters.notices import names_of as facts_of
from maild.letters.room import PARTS, LetterRoom, names_of
from maild.letters.wording import Wording
from maild.model import Code, NoticeCode

SUBJECT_CELLS = 78
_SAMPLE_CODE = "CCHC-7K2M"
_KNOWN = frozenset(field.name for field in dataclasses.fields(LetterFacts))
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_TAG = re.compile(r"<[^<>]{0,2000}>")
_HIDDEN = re.compile(r"<(style|title)\b.*?</\1>", re.DOTALL | re.IGNORECASE)
_ANSWERS = ("1", "2", "3", "4")

# What every letter must tell, with values that nothing else in a letter looks like.
_MUST_TELL = {
    "agency": "Agency-That-Writes",
    "legal_basis": "Order-7156",
    "hotline": "0999-000-111",
    "invitation_sender": "Invitation-Sender",
    "invitation_subject": "Invitation-Subject",
    "name": "Nguyễn-Văn-Mẫu",
    "honorific": "Honorific-Of-Roster",
    "position": "Position-Of-Roster",
    "unit": "Unit-Of-Roster",
}
# Beside that: X1 the ministry's letter, S1 what was done.
_MUST_TELL_IN = {
    Code.X1: {"extension_letter": "Letter-7300"},
    Code.S1: {"problem": "Problem-Met", "done": "Done-By-Us", "next_step": "Step-To-Take"},
}
_NO_CODE = frozenset({Code.T0, Code.X1})  # their subjects are the same for everybody
_UNTOLD_IN = {"en": frozenset({"honorific"})}  # Ông/Bà has no neutral English counterpart


def lint(
    room: LetterRoom,
    locale: str,
    *,
    survey_hosts: Sequence[str] = (),
    allowed_hosts: Sequence[str] = (),
    codes: Sequence[Code] = tuple(Code),
) -> list[Fault]:
    """Every mistake in the letters of one language; empty when they may go out.

    `survey_hosts` may never be named. Links may lead to `allowed_hosts` and
    hosts below them, and nowhere else.
    """
    faults: list[Fault] = []
    sources: dict[str, str] = {}
    wording = Wording(survey_hosts, allowed_hosts, _forbidden_words(room, locale))
    for code in codes:
        faults += _letter_faults(room, code, locale, sources, wording)
    for name, source in sorted(sources.items()):
        faults += _source_faults(name, source, wording)
    return list(dict.fromkeys(faults))


def lint_notices(room: NoticeRoom, locale: str, *, survey_hosts: Sequence[str] = ()) -> list[Fault]:
    """Every mistake in the mails to staff that can be seen before there are facts: what is missing, does not parse,
    asks for what its facts do not hold, leads elsewhere, or names the survey's host.
    """
    faults: list[Fault] = []
    sources: dict[str, str] = {}
    sandbox = room.sandbox(locale)
    for code in NoticeCode:
        for part in ("subject.txt", "html"):
            name = f"{locale}/{code.value}.{part}"
            if sandbox.find(name) is None:
                faults.append(Fault(f"templates/{name}", "template_says.missing"))
                continue
            try:
                for each in sandbox.with_referenced(name):
                    with told_as_template_error(each):
                        sources[each] = sandbox.source(each)
                with told_as_template_error(name):
                    uses = sandbox.uses(name)
                unknown = uses.variables - uses.macros - set(facts_of(code))
            except TemplateError as error:
                faults.append(_refused(f"templates/{name}", error))
                continue
            faults += [_no_variable(name, one) for one in sorted(unknown)]
    for name, source in sorted(sources.items()):
        faults += _source_faults(name, source, Wording(survey_hosts))
    return list(dict.fromkeys(faults))


def sample_facts(code: Code = Code.R1, days_left: int = 12, earlier: int | None = None) -> LetterFacts:
    """Facts that are nobody's, for trying a template."""
    zone = timezone(timedelta(hours=7))
    solved = _MUST_TELL_IN[Code.S1]
    return LetterFacts(
        honorific=_MUST_TELL["honorific"],
        name=_MUST_TELL["name"],
        position=_MUST_TELL["position"],
        unit=_MUST_TELL["unit"],
        round_title="Điều tra xã hội học xác định Chỉ số cải cách hành chính năm 2026",
        deadline=datetime(2026, 11, 27, 17, 0, tzinfo=zone),
        days_left=days_left,
        legal_basis=_MUST_TELL["legal_basis"],
        agency=_MUST_TELL["agency"],
        hotline=_MUST_TELL["hotline"],
        invitation_sender=_MUST_TELL["invitation_sender"],
        invitation_subject=_MUST_TELL["invitation_subject"],
        subject_code=_SAMPLE_CODE,
        level=code.level,
        earlier=max(code.level - 1, 0) if earlier is None else earlier,
        invited_on=date(2026, 11, 9),
        old_deadline=datetime(2026, 11, 20, 17, 0, tzinfo=zone),
        extension_letter=_MUST_TELL_IN[Code.X1]["extension_letter"],
        problem=solved["problem"],
        done=solved["done"],
        next_step=solved["next_step"],
    )


def cells(text: str) -> int:
    """Columns that a text takes: wide characters two, combining marks none."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )


def _letter_faults(
    room: LetterRoom, code: Code, locale: str, sources: dict[str, str], wording: Wording
) -> Iterator[Fault]:
    """Faults of one letter; its templates' texts are added to `sources`."""
    sound = True
    for name in names_of(code, locale):
        if room.sandbox.find(name) is None:
            yield Fault(f"templates/{name}", "template_says.missing_part", (("parts", ", ".join(PARTS)),))
            sound = False
            continue
        try:
            for each in room.sandbox.with_referenced(name):
                with told_as_template_error(each):
                    sources[each] = room.sandbox.source(each)
                    unknown = room.sandbox.uses(each).variables - _KNOWN
                for variable in sorted(unknown):
                    yield _no_variable(each, variable)
                    sound = False
        except TemplateError as error:
            yield _refused(f"templates/{name}", error)
            sound = False
    if not sound:
        return
    read: set[str] = set()  # most parts are the same on every day
    for days_left, earlier in ((12, 0), *((days, None) for days in (12, 7, 5, 3, 2, 1, 0))):
        try:
            letter = room.render(code, sample_facts(code, days_left, earlier), locale)
        except TemplateError as error:
            yield _refused(f"templates/{locale}/{code.value}", error)
            return
        yield from _rendered_faults(letter, code, locale)
        for part, text in (("subject.txt", letter.subject), ("txt", letter.text), ("html", letter.html)):
            if text in read:
                continue
            read.add(text)
            for _, what, facts in wording.faults(text, html=part == "html"):
                yield Fault(f"templates/{locale}/{code.value}.{part}", what, facts)


def _no_variable(name: str, variable: str) -> Fault:
    return Fault(f"templates/{name}", "template_says.no_variable", (("name", variable),))


def _refused(where: str, error: TemplateError) -> Fault:
    return Fault(where, error.text, tuple(error.facts.items()))


def _rendered_faults(letter: RenderedLetter, code: Code, locale: str) -> Iterator[Fault]:
    where = f"templates/{locale}/{code.value}"
    if not letter.subject:
        yield Fault(f"{where}.subject.txt", "template_says.no_subject")
    if cells(letter.subject) > SUBJECT_CELLS:
        yield Fault(f"{where}.subject.txt", "template_says.long_subject", (("most", SUBJECT_CELLS),))
    if _SAMPLE_CODE not in letter.subject and code not in _NO_CODE:
        yield Fault(f"{where}.subject.txt", "template_says.no_code")
    shown = {"txt": letter.text, "html": visible_text(letter.html)}
    for part, text in shown.items():
        if not text.strip():
            yield Fault(f"{where}.{part}", "template_says.empty")
            continue
        for fact, value in (_MUST_TELL | _MUST_TELL_IN.get(code, {})).items():
            if value not in text and fact not in _UNTOLD_IN.get(locale, ()):
                yield Fault(f"{where}.{part}", "template_says.untold", (("fact", fact),))
        if code is Code.T0:
            continue  # asks for nothing, and no deadline has been set for it
        if "2026" not in text or "27" not in text:
            yield Fault(f"{where}.{part}", "template_says.untold", (("fact", "deadline"),))
        starts = {line.strip()[:1] for line in text.splitlines() if re.match(r"\s*[1-4]\b", line)}
        for digit in _ANSWERS:
            if digit not in starts:
                yield Fault(f"{where}.{part}", "template_says.no_answer", (("digit", digit),))


def visible_text(html: str) -> str:
    """The words of one of our own pages, a line for each block. Not for mail from outside."""
    body = _HIDDEN.sub("", html)
    body = re.sub(r"</td>\s*<td", " <td", body)
    body = re.sub(r"</(?:p|tr|li|h\d|div|table)>|<br>", "\n", body)
    return unescape(_TAG.sub("", body))


def _source_faults(name: str, source: str, wording: Wording) -> Iterator[Fault]:
    """Faults of the text as it is written, so that a branch not taken today is seen too."""
    text = _COMMENT.sub(lambda found: "\n" * found.group(0).count("\n"), source)
    for line, what, facts in wording.faults(text, html=name.endswith(".html")):
        yield Fault(f"templates/{name}:{line}", what, facts)


def _forbidden_words(room: LetterRoom, locale: str) -> list[str]:
    """The phrases of `_words.txt`, one a line; nothing is forbidden where it is missing."""
    path = room.sandbox.find(f"{locale}/_words.txt")
    if path is None:
        return []
    lines = (line.strip() for line in path.read_text(encoding="utf-8-sig").splitlines())
    return [line for line in lines if line and not line.startswith("#")]
