"""What a template must neither say nor fetch nor lead to, however it is written: in entities, cut up by tags or line
breaks, without accents, or put together by the template itself (the rendered letter is read as well as its source).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import unescape

_LINK = re.compile(
    r"(?:https?:|ftp:|(?<=[\"'(\s=]))[/\\]{2}([^\s/\\\"'<>)]{1,300})|\b(www\.[^\s/\"'<>)]{1,300})",
    re.IGNORECASE,
)
_HREF = re.compile(r"\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+))", re.IGNORECASE)
_TOP = (
    "vn|com|net|org|info|edu|gov|biz|asia|app|link|site|online|top|xyz|club|shop|store|page|dev|cloud|ly|me|io|gl|gd|tk"
    "|cc|co|to|us|eu|ru|cn|uk|sg|jp|kr|th|la|kh"
)
_HOST = re.compile(rf"(?<![@\w.-])((?:[a-z0-9][a-z0-9-]{{0,62}}\.)+(?:{_TOP}))(?![\w@-]|\.\w)", re.IGNORECASE)
_REMOTE = re.compile(
    r"<(?:img|picture|script|iframe|link|form|object|embed|video|audio|source|track|base|input|button|svg|bgsound)\b"
    r"|\burl\(|@import|\bimage(?:-set)?\(|\b(?:src|srcset|poster|background|ping)\s*=|http-equiv"
    r"|[\s/\"']on[a-z]{3,20}\s*=|:[^;\"'{}]*\\[0-9a-f]",  # in style sheets a backslash spells letters
    re.IGNORECASE,
)
_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])|mso-hide",
    re.IGNORECASE,
)
_INLINE = re.compile(
    r"</?(?:a|b|big|em|font|i|mark|s|small|span|strong|sub|sup|u|wbr)\b[^<>]{0,2000}>", re.IGNORECASE
)
_TAG = re.compile(r"<[^<>]{0,2000}>")
_EXPRESSION = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)

Said = tuple[int, str, tuple[tuple[str, object], ...]]  # line, word of the catalogue, its facts


@dataclass(frozen=True, slots=True)
class Wording:
    """`survey_hosts` may never be named; links lead to `allowed_hosts` or hosts below them; `words` are forbidden."""

    survey_hosts: Sequence[str] = ()
    allowed_hosts: Sequence[str] = ()
    words: Sequence[str] = ()

    def faults(self, text: str, *, html: bool) -> Iterator[Said]:
        """Everything that is wrong with a template's source or with what was rendered from it."""
        plain = _plain(text)
        seen = _seen(plain) if html else plain
        yield from self._links(plain, seen)
        yield from self._said(seen)
        if html:
            for pattern, what in (
                (_REMOTE, "template_says.fetched"),
                (_UNSEEN, "template_says.unseen"),
            ):
                yield from ((_line(plain, one.start()), what, ()) for one in pattern.finditer(plain))

    def _links(self, plain: str, seen: str) -> Iterator[Said]:
        for text in (plain, seen):
            folded = text.casefold()
            for host in self.survey_hosts:
                at = folded.find(host.casefold())
                if at >= 0:
                    yield _line(text, at), "template_says.survey_host", ()
        for link in _LINK.finditer(plain):
            yield from self._leads(_line(plain, link.start()), link.group(1) or link.group(2))
        for href in _HREF.finditer(plain):
            target = "".join((href.group(1) or href.group(2) or href.group(3) or "").split())
            line, scheme = _line(plain, href.start()), target.partition(":")[0].casefold()
            if scheme == "mailto":
                yield from self._leads(line, target.partition("?")[0])
            elif scheme not in ("http", "https", "tel") and not target.startswith(("#", "{{", "//", "\\\\")):
                yield line, "template_says.link", (("host", target[:60]),)
        for named in _HOST.finditer(_EXPRESSION.sub(_blank, seen)):
            yield from self._leads(_line(seen, named.start()), named.group(1))

    def _leads(self, line: int, host: str) -> Iterator[Said]:
        bare = host.casefold().rpartition("@")[2].partition(":")[0].rstrip(".")
        told = (*self.allowed_hosts, *self.survey_hosts)  # what names the survey's host is told already
        if not any(bare == known.casefold() or bare.endswith(f".{known.casefold()}") for known in told):
            yield line, "template_says.link", (("host", host.casefold()[:60]),)

    def _said(self, seen: str) -> Iterator[Said]:
        text, bare = seen.casefold(), _bare(seen)
        if len(text) != len(bare):
            text = bare  # a letter that changes its length with its case: accents do not matter then
        for phrase in self.words:
            for found in _phrase(phrase).finditer(bare):
                said = " ".join(text[found.start() : found.end()].split())
                if said.isascii() or _marks(said) == _marks(phrase.casefold()):
                    yield _line(seen, found.start()), "template_says.phrase", (("phrase", phrase),)


class _Visible(dict[int, str]):
    """For `str.translate`: every character as it is, those that cannot be seen as nothing."""

    def __missing__(self, code: int) -> str:
        self[code] = "" if unicodedata.category(chr(code)) == "Cf" else chr(code)
        return self[code]


class _Accentless(dict[int, str]):
    """For `str.translate`: every character without its accents."""

    def __missing__(self, code: int) -> str:
        self[code] = unicodedata.normalize("NFD", chr(code))[0]
        return self[code]


_VISIBLE, _ACCENTLESS = _Visible(), _Accentless()


@cache
def _phrase(words: str) -> re.Pattern[str]:
    pattern = r"\s+".join(map(re.escape, _bare(words).split()))
    return re.compile(rf"(?<!\w){pattern}(?!\w)")


def _plain(text: str) -> str:
    """Without entities and characters that cannot be seen; lines stay where they are."""
    return unicodedata.normalize("NFC", unescape(text)).translate(_VISIBLE)


def _seen(plain: str) -> str:
    return _TAG.sub(lambda tag: _blank(tag) or " ", _INLINE.sub(_blank, plain))


def _blank(found: re.Match[str]) -> str:
    return "\n" * found.group(0).count("\n")


def _bare(text: str) -> str:
    """In small letters without accents, character by character."""
    return text.casefold().replace("đ", "d").translate(_ACCENTLESS)


def _marks(text: str) -> list[str]:
    """The letters and accents of a phrase, wherever the tone is placed: hoà is hòa."""
    return sorted(unicodedata.normalize("NFD", " ".join(text.split())))


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1
