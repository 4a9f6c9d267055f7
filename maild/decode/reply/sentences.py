"""Cut a text into sentences, each in the canonical form that phrases are written in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from maild.decode.reply.vietnamese import canonical, clean, marked_share, unmarked

MAX_SENTENCES = 200  # of a person's own words; a longer text is judged by its beginning
_MAX_SENTENCE = 2000

ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_URL = re.compile(r"(?:https?://|www\.)\S{1,2000}", re.IGNORECASE)
# "ten [a còng] so.vn", "ten(at)so(dot)vn": people hide addresses from robots.
_AT = re.compile(
    r"(?<=[\w.-])\s{0,2}(?:[\[({<]\s{0,2}(?:@|at|a\s?còng|a\s?cong|a\s?móc|a)\s{0,2}[\])}>]|"
    r"\ba\s?còng\b|\ba cong\b)\s{0,2}(?=[\w-])",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"[\[({<]\s{0,2}(?:[@a.]|dot|ch)")  # before the two above and below are tried
_LOOSE_AT = re.compile(r"(?<=\w)\s{0,2}@\s{1,2}(?=\w)")
_DOT = re.compile(
    r"(?<=[\w-])\s{0,2}[\[({<]\s{0,2}(?:\.|dot|chấm|cham)\s{0,2}[\])}>]\s{0,2}(?=[\w-])", re.IGNORECASE
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:tp|ths|ts|pgs|gs|ubnd|tt|tx|q|p|đ/c|mr|mrs|ms|dr|no|st|v\.v|bs|ks|cn)\.$", re.IGNORECASE
)
_LONGEST_ABBREVIATION = 8  # with its stop and what stands before
_GREETING = re.compile(
    r"^\s*(?:dạ\s*,?\s*)?(?:(?:kính (?:gửi|gởi|thưa|chào|báo cáo)|thưa|dear|hi|hello|kinh (?:gui|thua|"
    r"chao)|thua|xin chào|chào|xin chao|chao)"
    r"\b|(?:gửi|gui) (?:anh|chị|chi|em|các|cac|đồng chí|dong chi|sở|so|bạn|ban|quý|quy|ad|bộ|phòng|phong)\b)"
    r"[^,.:;!\n]{0,80}(?:[,.:;!]+|$)\s*",
    re.IGNORECASE,
)
# "Thưa chị em làm rồi ạ", "Gửi anh ảnh chụp màn hình": more than a greeting.
_SAYS_MORE = re.compile(
    r"(?<!\w)(?:rồi|roi|xong|đã|chưa|chua|không|khong|lỗi|ảnh|hình|hinh chup|man hinh)(?!\w)", re.IGNORECASE
)
_GREETING_FIELD = re.compile(r"^\s*(?:kính gửi|kinh gui|kính gởi)\s{0,2}:\s?[^\n]{0,120}$", re.IGNORECASE)
_TAIL = ".,;:!)\"'" + "".join(char for char in map(chr, range(0x3001)) if char.isspace())
# These begin with a set of characters, to which `re` skips quickly, and look at what stands before them later.
_BREAK = re.compile(r"[.!?…;](?:[)\"']{0,2}\s+|(?<=[a-zà-ỹ)][?!])[?!]*(?=\s*\S))")
_MARKS = re.compile(r"[^\w ]|_")
_GLUE = re.compile(r"['\"“”‘’`*_<\[\]{}|~^](?:(?<!')[\"“”‘’`*_<\[\]{}|~^]*|(?<=')(?<!\w')|(?<=')(?!\w))")
_ARROW = re.compile(r"\s*(?:=+>|-+>|→|>>+)\s*")
_PAUSE = re.compile(
    r"[\s;(),:](?:(?<=\s)\s*(?:[;()]\s*|,(?!\d)\s*|[-+]+\s+)|(?<=[;()])\s*|(?<=,)(?!\d)\s*|(?<=:)(?=\s|$)"
    r"|(?<=\D,)(?=\d))"
)
_INNER_STOP = re.compile(r"[.!?:](?:(?<=\w.)[.!?:]*(?=\s|$)|(?<=\s[.!?])[.!?]*)")


class Sentence(NamedTuple):
    """One sentence: as written, and canonical with single spaces, commas apart, `addrx` and `urlx`
    for addresses and links. `bare` is `plain` without marks, character for character.
    """

    text: str
    plain: str
    asks: bool  # ends with a question mark
    number: int  # position in the text, from 0
    addresses: tuple[str, ...] = ()

    @property
    def bare(self) -> str:
        return unmarked(self.plain)

    @property
    def marked_share(self) -> float:
        """How many of its words carry marks: 0 where somebody writes none, whatever his chat spelling stands for."""
        return 0.0 if self.text.isascii() else marked_share(self.plain)


def split(text: str) -> tuple[Sentence, ...]:
    """The sentences of `text` in their order, at most MAX_SENTENCES."""
    out: list[Sentence] = []
    for piece in _pieces(unhide(clean(text))):
        if len(out) >= MAX_SENTENCES:
            break
        sentence = read(piece[:_MAX_SENTENCE], len(out))
        if sentence is not None:
            out.append(sentence)
    return tuple(out)


def unhide(text: str) -> str:
    """Write `ten [a còng] so.vn` as an address."""
    low = text.lower()
    bracketed = _BRACKETED.search(low) is not None
    if bracketed or "còng" in low or "a cong" in low:
        text = _AT.sub("@", text)
    if bracketed:
        text = _DOT.sub(".", text)
    return _LOOSE_AT.sub("@", text) if "@" in text else text


def read(piece: str, number: int = 0) -> Sentence | None:
    """One sentence, or None when nothing is left but a greeting."""
    found = ADDRESS.findall(piece) if "@" in piece else []
    greeting = None if found and len(piece) < 60 else _GREETING.match(piece)
    if greeting and _SAYS_MORE.search(greeting[0]):
        greeting = None
    text = piece[greeting.end() :] if greeting else piece
    if _GREETING_FIELD.match(piece):
        text = ""
    addresses = tuple(one.rstrip(".").lower() for one in found)
    if "://" in text or "www." in text.lower():
        text = _URL.sub(" urlx ", text)
    if found:
        text = ADDRESS.sub(" addrx ", text)
    asks = piece.rstrip(" .!)\"'").endswith("?") or "?" in piece[-6:]
    plain = plain_form(text)
    if not plain:
        return None
    return Sentence(piece.strip(), plain, asks, number, addresses)


def plain_form(text: str) -> str:
    """Of a clean text: canonical, with commas as words of their own and other punctuation gone."""
    plain = canonical(text)
    bare = plain.rstrip(_TAIL)
    if not _MARKS.search(bare.replace(", ", " ").replace(": ", " ")):
        return " ".join(bare.replace(",", " ,").replace(":", " ,").split()).strip(" ,")
    if ">" in plain or "→" in plain:
        plain = _ARROW.sub(" => ", plain)
    plain = _GLUE.sub(" ", plain)
    plain = _PAUSE.sub(" , ", plain)
    plain = _INNER_STOP.sub(" ", plain)
    plain = plain.rstrip(_TAIL)
    return " ".join(plain.split()).strip(" ,.?!")


def _pieces(text: str) -> Iterator[str]:
    held = ""
    for line in _unwrapped(text):
        start = 0
        for found in _BREAK.finditer(line):
            piece = line[start : found.end()]
            if _ABBREVIATION.search(piece.rstrip()[-_LONGEST_ABBREVIATION:]):
                continue
            start = found.end()
            if piece.strip():
                yield held + piece
        held = ""
        if line[start:].strip():
            yield line[start:]


def _unwrapped(text: str) -> Iterator[str]:
    """Lines that a program wrapped are joined: a long one goes on when the next begins small."""
    held = ""
    for line in text.split("\n"):
        line = line.strip()
        if held and line and len(held) < 4000 and line[0].islower() and held[-1] not in ".!?:;":
            held = f"{held} {line}"
            continue
        if held:
            yield held
        held = line
    if held:
        yield held
