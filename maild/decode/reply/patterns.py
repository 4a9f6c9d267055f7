"""The pattern language of the phrases, and the readings of a sentence that it is sought in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from maild.decode.reply.phrases import CLASSES, Act
from maild.decode.reply.sentences import Sentence
from maild.decode.reply.vietnamese import unmarked

_GAP_WORD = r"(?:(?!(?:nhưng|tuy nhiên|song)\s)[^\s,]+ )"
_PLAIN_GAP_WORD = (  # between a verb and its questionnaire: no other object, no negation
    r"(?:(?!(?:nhưng|song|thư|mail|hỏi|báo|về|không|chưa|danh sách|nhận|lỗi|nếu|file|đơn|công văn|"
    r"cho)\s)[^\s,]+ )"
)
_NAME = re.compile(r"<(\w+)>")
_WORD_BEGINS = r"(?<!\S)"
_AT_START = re.compile(r"(?<![\[\\])\^")


class Phrase:
    """A pattern in its two readings: over text with marks, and over text without.

    Compiled when first sought: most commands read no mail, and most mails hold few of the rows.
    """

    __slots__ = ("_after_blank", "_compiled", "patterns", "whole_words")

    def __init__(self, marked: str, bare: str, *, whole_words: bool = False) -> None:
        self.patterns = (marked, bare)  # these three by whether a text is bare
        self.whole_words = whole_words
        self._compiled: list[re.Pattern[str] | None] = [None, None]
        self._after_blank: list[re.Pattern[str] | None] = [None, None]

    def on(self, bare: bool) -> re.Pattern[str]:
        found = self._compiled[bare]
        if found is None:
            found = self._compiled[bare] = re.compile(self.patterns[bare])
        return found

    def after_blank(self, bare: bool) -> re.Pattern[str]:
        """Of a pattern of whole words: the same over a text that a blank leads, which every match begins with.

        `re` skips to a blank far quicker than it looks behind at every character.
        """
        found = self._after_blank[bare]
        if found is None:
            pattern = _AT_START.sub(r"(?<=\\A )", self.patterns[bare].removeprefix(_WORD_BEGINS))
            found = self._after_blank[bare] = re.compile(f" {pattern}")
        return found


def phrase(pattern: str, *, whole_words: bool = True) -> Phrase:
    """A row's pattern; the notation is explained at the head of `phrases`."""
    for _ in range(4):
        pattern = _NAME.sub(lambda found: f"(?:{CLASSES[found[1]]})", pattern)
    pattern = re.sub(r"\.\.(\d+) ", lambda found: f"{_GAP_WORD}{{0,{found[1]}}}", pattern)
    pattern = re.sub(r"~(\d+) ", lambda found: f"{_PLAIN_GAP_WORD}{{0,{found[1]}}}", pattern)
    if whole_words:
        pattern = rf"{_WORD_BEGINS}(?:{pattern})(?!\S)"
    return Phrase(pattern, unmarked(pattern), whole_words=whole_words)


def ends_with(words: str, gap: int) -> Phrase:
    return phrase(rf"(?<!\S)(?:{words})(?: \S+){{0,{gap}}} $", whole_words=False)


# ---------------------------------------------------------------- readings


class View(NamedTuple):
    """A sentence in one of its readings."""

    text: str
    bare: bool
    asks: bool
    number: int

    def has(self, wanted: Phrase, start: int = 0, stop: int | None = None) -> bool:
        stop = len(self.text) if stop is None else stop
        if wanted.whole_words:
            return wanted.after_blank(self.bare).search(f" {self.text}", start, stop + 1) is not None
        return wanted.on(self.bare).search(self.text, start, stop) is not None


_MARKED = 0.45  # from this share of marked words on, a text is read by its marks alone
_UNMARKED = 0.12  # below it, without any


def views(sentence: Sentence) -> Iterator[View]:
    """The readings that fit a sentence: by its marks, without them, or both where only some words have any."""
    share = sentence.marked_share
    if share >= _UNMARKED:
        yield View(sentence.plain, False, sentence.asks, sentence.number)
    if share < _MARKED:
        yield View(sentence.bare, True, sentence.asks, sentence.number)


_CLAUSE_MARKED = re.compile(r" , | nhưng | tuy nhiên | song | còn (?=tôi |em |anh |phiếu |phần |thư )")
_CLAUSE_BARE = re.compile(r" , | nhung | tuy nhien | song | con (?=toi |em |anh |phieu |phan |thu )")


def clause_start(view: View, at: int) -> int:
    """Where the clause that holds character `at` begins."""
    start = 0
    for found in (_CLAUSE_BARE if view.bare else _CLAUSE_MARKED).finditer(view.text, 0, at):
        start = found.end()
    return start


def clause_stop(view: View, at: int) -> int:
    found = (_CLAUSE_BARE if view.bare else _CLAUSE_MARKED).search(view.text, at)
    return found.start() if found else len(view.text)


class Hit(NamedTuple):
    """A phrase found: what it does, by which row, in which sentence, at which characters of it."""

    act: Act
    rule: str
    sentence: int
    start: int
    stop: int
    words: str
    bare: bool = False

    @property
    def at(self) -> tuple[int, int]:
        return (self.sentence, self.start)

    @property
    def end(self) -> tuple[int, int]:
        return (self.sentence, self.stop)
