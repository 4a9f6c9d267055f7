"""A second opinion on a whole round, written from PRODUCT.md and from nothing else.

It knows no code of maild. It is told what happened (`Story`: people, facts with their times, the ministry's lists,
downtime, extension) and which letters went out, and it says which of them should not have gone and which are missing.
It is plain and slow on purpose: for every person it looks at every working day anew.
Where PRODUCT.md leaves two answers open, both are accepted; where it speaks, only that.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

LEVELS = ("R1", "R2", "R3", "R4")
WINDOWS = ((time(7, 30), time(11, 0)), (time(13, 30), time(16, 30)))  # (f6), local time
GAP_WD = 2  # (f2)
A_DAY = 600 * 6.5  # (f15): letters in the hours of one whole day

# What begins a reason not to write, and what ends it. An empty end: nothing does.
ENDS = {
    "answered": "",  # (f7)
    "self_reported": "self_report_refuted",  # (d11)
    "unreachable": "reachable",
    "on_leave": "back",  # (d5), (d6): until a day, by itself
    "wrong_person": "",
    "left": "",
    "exempt": "",
    "question": "question_answered",
    "incident": "incident_over",
    "held": "released",  # (f16)
}


@dataclass(frozen=True)
class Fact:
    at: datetime  # local time, as all times here
    what: str
    until: date | None = None  # on_leave: the first day on which he may be written to again


@dataclass
class Person:
    id: str
    unit: str
    added_at: datetime
    facts: list[Fact] = field(default_factory=list)
    cancelled: set[str] = field(default_factory=set)  # (f16): levels that a person has cancelled for him


@dataclass(frozen=True)
class Letter:
    person: str
    code: str  # R1–R4, X1, S1, T0
    at: datetime
    occasion: str = ""  # S1: the incident


@dataclass(frozen=True)
class Said:
    """What somebody who asked why was told of one letter: when it comes, or that it does not, and for what reason."""

    person: str
    code: str
    asked_at: datetime
    comes_at: datetime | None
    because: str = ""


@dataclass
class Story:
    invited_on: date
    deadlines: list[tuple[datetime, date]]  # known from, the deadline
    days_off: set[date]
    lists: list[tuple[datetime, datetime]]  # counted from, as of
    people: list[Person]
    down: list[tuple[datetime, datetime]] = field(default_factory=list)
    paused: list[tuple[datetime, datetime]] = field(default_factory=list)  # (f16): by a person
    make_up_days: set[date] = field(default_factory=set)


@dataclass
class Verdict:
    wrong: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    judged: Counter[str] = field(default_factory=Counter)
    untrue: list[str] = field(default_factory=list)  # of what was said on the telephone


# --- days ---


def works(story: Story, day: date) -> bool:
    return day in story.make_up_days or (day.weekday() < 5 and day not in story.days_off)


def shifted(story: Story, day: date, count: int) -> date:
    step = timedelta(days=1 if count > 0 else -1)
    while count:
        day += step
        if works(story, day):
            count += -1 if step.days > 0 else 1
    return day


def working_days_between(story: Story, first: date, last: date) -> int:
    """How many working days `last` is after `first`."""
    count, day = 0, first
    while day < last:
        day += timedelta(days=1)
        count += works(story, day)
    return count


def deadline_at(story: Story, moment: datetime) -> date:
    return [day for since, day in story.deadlines if since <= moment][-1]


# --- one person ---


def reasons(person: Person, moment: datetime, known_at: datetime | None = None) -> set[str]:
    """Why he may not be reminded at `moment`, by what was known then, or already at `known_at`."""
    held: dict[str, Fact] = {}
    for fact in sorted(person.facts, key=lambda fact: fact.at):
        if fact.at > (known_at or moment):
            break
        if fact.what in ENDS:
            held[fact.what] = fact
        for begin, end in ENDS.items():
            if end and fact.what == end:
                held.pop(begin, None)
    found = {what for what, fact in held.items() if fact.until is None or moment.date() < fact.until}
    return found | ({"not_yet_listed"} if moment < person.added_at else set())


def changes_on(person: Person, day: date) -> bool:
    return any(fact.at.date() == day for fact in person.facts)


def list_is_fresh(story: Story, moment: datetime) -> bool:
    """(f9): as of no more than one working day back."""
    known = [as_of for counted, as_of in story.lists if counted <= moment]
    return bool(known) and working_days_between(story, max(known).date(), moment.date()) <= 1


def is_late_starter(story: Story, person: Person) -> bool:
    return person.added_at.date() > story.invited_on


def nominal(story: Story, person: Person, level: str, moment: datetime) -> date:
    """The day of `level` for him, as the deadline is known at `moment`."""
    deadline = deadline_at(story, moment)
    if level == "R1":
        start = max(story.invited_on, person.added_at.date())
        return shifted(story, start, 3)
    return {"R2": shifted(story, deadline, -5), "R3": shifted(story, deadline, -2), "R4": deadline}[level]


def paused(story: Story, moment: datetime) -> bool:
    return any(first <= moment < last for first, last in story.paused)


def up(story: Story, moment: datetime) -> bool:
    """Whether anything could be sent: the daemon ran, and nobody had paused the round."""
    return not paused(story, moment) and not any(first <= moment < last for first, last in story.down)


def up_all_day(story: Story, day: date) -> bool:
    opening, closing = datetime.combine(day, WINDOWS[0][0]), datetime.combine(day, WINDOWS[-1][1])
    stops = [*story.down, *story.paused]
    return not any(first <= closing and last > opening for first, last in stops)


# --- letters that should not have gone ---


def wrong_with(
    story: Story, person: Person, letter: Letter, before: list[Letter], early: int
) -> Iterator[str]:
    day, moment = letter.at.date(), letter.at
    if not works(story, day):
        yield "a day off"
    if not any(start <= moment.time() < end for start, end in WINDOWS):
        yield "outside the hours"
    if paused(story, moment):
        yield "while the round was paused"
    elif not up(story, moment):
        yield "while the daemon was down"
    if letter.code in person.cancelled:
        yield "cancelled by a person"
    yield from sorted(reasons(person, moment))
    if not list_is_fresh(story, moment):
        yield "the ministry's list is too old"
    if day > deadline_at(story, moment):
        yield "after the deadline"
    if any(other.at.date() == day for other in before):
        yield "two on one day"
    if before and working_days_between(story, before[-1].at.date(), day) < GAP_WD:
        yield f"gap too short after {before[-1].code}"
    if any((other.code, other.occasion) == (letter.code, letter.occasion) for other in before):
        yield "a second time"
    if letter.code == "X1":
        moved = [since for since, _ in story.deadlines[1:] if since <= moment]
        if not moved or not any(other.code in ("R3", "R4") and other.at < moved[-1] for other in before):
            yield "nobody had told him the old day as the last"
    if letter.code in LEVELS:
        yield from wrong_in_order(story, person, letter, before, early)


def wrong_in_order(
    story: Story, person: Person, letter: Letter, before: list[Letter], early: int
) -> Iterator[str]:
    had = [other.code for other in before if other.code in LEVELS]
    if len([other for other in before if other.code in LEVELS or other.code == "X1"]) >= 4:
        yield "a fifth mail"
    if had and LEVELS.index(letter.code) <= max(map(LEVELS.index, had)):
        yield f"after {had[-1]}"
    if is_late_starter(story, person) and not had and letter.code in ("R3", "R4"):
        yield "a late starter's first mail"
    if letter.code == "R4" and any(other.code == "X1" for other in before):
        yield "X1 stands in its place"
    day = letter.at.date()
    if letter.code == "R4" and day != deadline_at(story, letter.at):
        yield "not the last day"
    usual = nominal(story, person, letter.code, letter.at)
    if not is_late_starter(story, person):
        usual = shifted(story, usual, -early)
    elif letter.code == "R1":  # (f18): from the date he was added, squeezed before the deadline
        usual = min(usual, shifted(story, deadline_at(story, letter.at), -GAP_WD))
        usual = max(usual, shifted(story, person.added_at.date(), 1))
    if day < usual:
        yield "too early"


# --- letters that are missing ---


def clear_all_day(story: Story, person: Person, day: date) -> bool:
    opening, closing = datetime.combine(day, WINDOWS[0][0]), datetime.combine(day, WINDOWS[-1][1])
    return (
        not changes_on(person, day)
        and not reasons(person, opening)
        and not reasons(person, closing)
        and list_is_fresh(story, opening)
    )


def must_go_on(story: Story, person: Person, day: date, sent: list[Letter]) -> str | None:
    """The level that has to go on `day` at the latest (or has gone before), if any."""
    opening = datetime.combine(day, WINDOWS[0][0])
    if not up_all_day(story, day) or not clear_all_day(story, person, day):
        return None
    before = [letter for letter in sent if letter.at.date() < day]
    if before and working_days_between(story, before[-1].at.date(), day) < GAP_WD:
        return None
    if any(letter.code == "S1" and letter.at.date() == day for letter in sent):
        return None
    had = [LEVELS.index(letter.code) for letter in before if letter.code in LEVELS]
    dates = {level: nominal(story, person, level, opening) for level in LEVELS}
    missed = [level for level in LEVELS if dates[level] < day and down_since(story, dates[level], day)]
    today = [level for level in LEVELS if dates[level] == day]
    told_of_move = any(letter.code == "X1" for letter in sent) or owed_x1(story, day, sent)
    for level in reversed(missed + today):
        index = LEVELS.index(level)
        if had and index <= max(had):
            return None
        if level in person.cancelled or (level == "R4" and (told_of_move or day != dates["R4"])):
            continue
        if is_late_starter(story, person) and level != "R1" and not had:
            continue
        following = [dates[later] for later in LEVELS[index + 1 :] if dates[later] > day]
        if day > dates[level] and following and working_days_between(story, day, following[0]) < GAP_WD:
            return None  # merged into the next one
        return level
    return None


def down_since(story: Story, first: date, day: date) -> bool:
    """Whether every working day from `first` until the day before `day` was broken by downtime or a pause."""
    while first < day:
        if works(story, first) and up_all_day(story, first):
            return False
        first += timedelta(days=1)
    return True


def owed_x1(story: Story, day: date, sent: list[Letter]) -> bool:
    return any(
        letter.code in ("R3", "R4") and letter.at < since
        for since, _ in story.deadlines[1:]
        if since.date() <= day
        for letter in sent
    )


def missing_for(story: Story, person: Person, sent: list[Letter], last_day: date) -> Iterator[str]:
    day = story.invited_on
    while day <= last_day:
        if works(story, day):
            level = must_go_on(story, person, day, sent)
            gone = [letter.code for letter in sent if letter.at.date() <= day and letter.code in LEVELS]
            if level and not any(LEVELS.index(code) >= LEVELS.index(level) for code in gone):
                yield f"{level} on {day}"
        day += timedelta(days=1)
    for since, _ in story.deadlines[1:]:
        told = [letter for letter in sent if letter.code in ("R3", "R4") and letter.at < since]
        if told and not any(letter.code == "X1" for letter in sent):
            first = max(since.date() + timedelta(days=1), shifted(story, told[-1].at.date(), GAP_WD))
            days = [first + timedelta(days=n) for n in range((last_day - first).days + 1)]
            chances = [
                d
                for d in days
                if works(story, d) and up_all_day(story, d) and clear_all_day(story, person, d)
            ]
            if len(chances) > 1:
                yield f"X1 from {chances[0]}"


# --- what was said on the telephone (story 1, row 4; f8) ---

# a reason as it is told: what must be the case when it is
TRUE_WHEN = {
    "answered": {"answered"},
    "self_reported": {"self_reported"},
    "unreachable": {"unreachable"},
    "address_suspended": {"unreachable"},
    "on_leave": {"on_leave"},
    "wrong_person": {"wrong_person"},
    "exempt": {"exempt", "left"},
    "question_open": {"question"},
    "error_open": {"incident"},
    "held": {"held"},
}


def disturbed(story: Story, person: Person, first: datetime, last: datetime) -> bool:
    """Whether something happened after `first`, until `last`, that may change what was said about him at `first`."""
    turns = [moment for stop in (*story.down, *story.paused) for moment in stop]
    turns += [since for since, _ in story.deadlines]
    turns += [fact.at for fact in person.facts]
    back = [fact.until for fact in person.facts if fact.until is not None and fact.at <= last]
    return any(first < turn <= last for turn in turns) or any(
        first.date() < day <= last.date() for day in back
    )


def untrue(story: Story, person: Person, said: Said, sent: list[Letter]) -> Iterator[str]:
    came = [one for one in sent if one.code == said.code and one.at >= said.asked_at]
    if said.comes_at is not None:
        yield from untrue_promise(story, person, said, said.comes_at, sent, came)
        return
    wanted = TRUE_WHEN.get(said.because)
    if wanted and not wanted & reasons(person, said.asked_at):
        yield f"not so: {said.because}"
    if said.because == "round_paused" and not paused(story, said.asked_at):
        yield "not so: round_paused"
    for letter in came:
        # whom there was no room for may take the place of somebody who has answered since
        others = story.people if said.because == "no_capacity" else [person]
        if not any(disturbed(story, one, said.asked_at, letter.at) for one in others):
            yield f"came on {letter.at:%Y-%m-%d %H:%M}, and was not to come: {said.because}"


def untrue_promise(
    story: Story, person: Person, said: Said, at: datetime, sent: list[Letter], came: list[Letter]
) -> Iterator[str]:
    if at < said.asked_at:
        yield f"is to come on {at}, which is past"
    if not works(story, at.date()) or not any(start <= at.time() < end for start, end in WINDOWS):
        yield f"is to come on {at}, when nothing goes"
    if at.date() > deadline_at(story, said.asked_at):
        yield "is to come after the deadline"
    if said.code in person.cancelled and not came:
        return  # a person's word, after this was said
    for reason in reasons(person, at, said.asked_at) - {"not_yet_listed"}:
        yield f"is to come although {reason}"
    evening = datetime.combine(at.date(), WINDOWS[-1][1])
    if disturbed(story, person, said.asked_at, evening) or not list_is_fresh(story, at):
        return
    near = [
        one
        for one in sent
        if one.code != said.code
        and said.asked_at <= one.at <= evening
        and working_days_between(story, one.at.date(), at.date()) < GAP_WD
    ]
    if near:
        return  # another letter came between: the gap
    if not came:
        yield f"was to come on {at:%Y-%m-%d %H:%M}, and never did"
    elif came[0].at.date() != at.date() or came[0].at < at:
        yield f"was to come on {at:%Y-%m-%d %H:%M}, and came on {came[0].at:%Y-%m-%d %H:%M}"


# --- the whole ---


def check(story: Story, letters: list[Letter], told: Sequence[Said] = ()) -> Verdict:
    verdict = Verdict()
    of: dict[str, list[Letter]] = {}
    for letter in sorted(letters, key=lambda letter: letter.at):
        of.setdefault(letter.person, []).append(letter)
    people = {person.id: person for person in story.people}
    for said in told:
        for why in untrue(story, people[said.person], said, of.get(said.person, [])):
            verdict.untrue.append(f"{said.person} {said.code}, asked {said.asked_at:%Y-%m-%d %H:%M}: {why}")
    waves = Counter(letter.code for letter in letters)
    last_day = story.deadlines[-1][1]
    for person in story.people:
        sent = of.pop(person.id, [])
        for index, letter in enumerate(sent):
            early = -(-waves[letter.code] // int(A_DAY)) - 1  # (f15): a wave larger than a day starts earlier
            verdict.judged[letter.code] += 1
            for why in wrong_with(story, person, letter, sent[:index], early):
                verdict.wrong.append(f"{person.id} {letter.code} {letter.at:%Y-%m-%d %H:%M}: {why}")
        for what in missing_for(story, person, sent, last_day):
            verdict.missing.append(f"{person.id}: {what}")
    for stranger, sent in of.items():
        verdict.wrong += [f"{stranger} {letter.code}: not in the round" for letter in sent]
    return verdict
