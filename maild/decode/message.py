"""Split a mail into headers and parts: bounded, over bytes, never an exception (RFC 5322, 2045–2047, 2231).

Our own splitter, because mails from the wild are broken in ways that a strict parser refuses and a
lenient one pays for in time. Parts hold offsets into one buffer, so that fifty nested containers
cost no more memory than one. The stdlib (`policy.compat32`) is the oracle in the tests.
"""

from __future__ import annotations

import binascii
import codecs
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache

MIB = 1 << 20
MAX_DEPTH = 50
MAX_PARTS = 200
MAX_HEADER_OCTETS = 64 * 1024  # in all
MAX_FIELD_OCTETS = 8 * 1024
MAX_FIELDS = 1000
MAX_ENCODED_WORDS = 2000
MAX_TEXT_OCTETS = 256 * 1024  # of one part, decoded

_FIELD_HERE = re.compile(rb"([!-9;-~]+)[ \t]*:(.*(?:\n[ \t].*)*)\n?")
_PLAIN_NAME_HERE = re.compile(rb"[A-Za-z][A-Za-z0-9-]{0,60}:[ \t]")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\u0080-\u009f\u2028\u2029]+")
_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]{0,4000})\?=(\s*(?==\?))?")
_PARAM = re.compile(r";\s*([^\s=;]{1,80})\s*=\s*(\"[^\"\\]*+(?:\\.[^\"\\]*+)*+\"|[^;]*)", re.DOTALL)
_TYPE = re.compile(r"\s*([\w.+-]{1,60}/[\w.+-]{1,80})", re.ASCII)
_FIRST_DASHES = re.compile(rb"^--([!-~](?:[ -~]{0,198}[!-~])?)[ \t]*$", re.MULTILINE)
_GARBAGE_LINES = 20  # lines without a colon that are skipped between header fields

# Text codecs of Python that are no charsets of mail; punycode takes quadratic time.
_NO_CHARSETS = frozenset(
    {"punycode", "idna", "undefined", "unicode-escape", "raw-unicode-escape", "mbcs", "oem"}
)


# ---------------------------------------------------------------- characters


_SEVEN_BIT = ("utf-7", "utf-16", "iso-2022", "hz")  # their octets look like ASCII and are not


@lru_cache(maxsize=256)
def _codec(charset: str) -> str | None:
    """Python's name of a charset; None when it is none, or one that is not for mail."""
    try:
        found = codecs.lookup(charset.replace('"', "").replace("'", "").strip().lower())
    except (LookupError, ValueError):
        return None
    name = found.name.lower().replace("_", "-")
    if name in _NO_CHARSETS or not getattr(found, "_is_text_encoding", True):
        return None
    # What calls itself ASCII or Latin-1 is as often Windows' superset; "gb2312" is really GBK.
    return {"ascii": None, "iso8859-1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}.get(name, found.name)


def decode_text(octets: bytes, charset: str | None = None) -> str:
    """Characters of `octets`: by its label, else UTF-8, cp1258, Latin-1. Never raises."""
    if octets.isascii() and not (charset and charset.lower().startswith(_SEVEN_BIT)):
        return octets.decode("ascii")
    codec = _codec(charset[:60]) if charset else None
    if codec not in (None, "utf-8"):
        try:
            return octets.decode(codec or "utf-8")
        except (LookupError, ValueError):
            pass
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError as wrong:
        # So labelled, or cut by a size limit in the middle of its last character.
        cut = wrong.reason == "unexpected end of data" and not octets[: wrong.start].isascii()
        if codec == "utf-8" or cut:
            return octets.decode("utf-8", "replace")
    try:
        return octets.decode("cp1258")
    except UnicodeDecodeError:
        return octets.decode("latin-1")


def _words(text: str) -> str:
    """Decode RFC 2047 encoded words; neighbours of one charset are joined before they are decoded."""
    out: list[str] = []
    at = 0
    held = b""
    held_charset = ""
    for number, found in enumerate(_ENCODED_WORD.finditer(text)):
        if number >= MAX_ENCODED_WORDS:
            break
        charset, encoding, coded, glued = found.groups()
        charset = charset.partition("*")[0].lower()
        octets = (
            _base64(coded.encode("ascii", "ignore"))
            if encoding in "bB"
            else binascii.a2b_qp(coded.encode("utf-8", "ignore"), header=True)
        )
        if held_charset and (charset != held_charset or found.start() != at):
            out.append(decode_text(held, held_charset))
            held, held_charset = b"", ""
        out.append(text[at : found.start()])
        held, held_charset = held + octets, charset
        at = found.end()
        if glued is None:
            out.append(decode_text(held, held_charset))
            held, held_charset = b"", ""
    if held_charset:
        out.append(decode_text(held, held_charset))
    out.append(text[at:])
    return "".join(out)


def _base64(octets: bytes) -> bytes:
    """What can be decoded; wrong padding, foreign characters and a torn end are forgiven."""
    try:
        return binascii.a2b_base64(octets)
    except binascii.Error:
        pass
    clean = re.sub(rb"[^A-Za-z0-9+/]", b"", octets)
    clean = clean[: len(clean) - 1] if len(clean) % 4 == 1 else clean
    return binascii.a2b_base64(clean + b"=" * (-len(clean) % 4))


def _uudecode(octets: bytes) -> bytes:
    out = bytearray()
    for line in octets.split(b"\n"):
        if line.startswith((b"begin ", b"end")) or not line.strip():
            continue
        try:
            out += binascii.a2b_uu(line)
        except binascii.Error:
            continue
    return bytes(out)


def unfold(value: str) -> str:
    """A field's value as people read it: unfolded, RFC 2047 and raw 8-bit decoded, no controls.

    `value` holds its octets, a character each (Latin-1).
    """
    value = value.strip(_BLANKS)
    if value.isascii() and value.isprintable() and "=?" not in value:
        return value  # nearly all of them
    text = _characters(value)
    if "=?" in text:
        text = _words(text)
    return text if text.isprintable() else _CONTROLS.sub(" ", text)


def as_written(value: str) -> str:
    """The same with encoded words left alone: for what programs read, where none may stand (RFC 2047 §5).

    One that does is its sender's, past whoever wrote the rest of the field.
    """
    text = _characters(value.strip(_BLANKS))
    return text if text.isprintable() else _CONTROLS.sub(" ", text)


def _characters(value: str) -> str:
    joined = _joined(value)
    return joined if joined.isascii() else decode_text(joined.encode("latin-1"))


_BLANKS = " \t\n\r\x0b\f"


def _joined(value: str) -> str:
    """Its folded lines as one."""
    return " ".join([line.strip(" \t") for line in value.split(_FOLD)]) if _FOLD in value else value


# ---------------------------------------------------------------- headers

_FOLD = "\r"  # a line's end inside a field, while it is in our hands: the octets we read from hold none


class Headers:
    """Header fields under names in lower case; octets are kept, a character each."""

    __slots__ = ("_first", "_more", "_read", "_type")

    def __init__(self, fields: Iterable[str] = ()) -> None:
        """`fields`: name, colon, and value as it stands, a fold's line end being `_FOLD`."""
        first: dict[str, str] = {}
        more: dict[str, list[str]] = {}
        for field in fields:
            name, colon, value = field.partition(":")
            name = name.lower() if colon else ""
            if name in first:
                more.setdefault(name, []).append(value)
            else:
                first[name] = value
        self._first = first
        self._more = more
        self._read: dict[str, str] = {}
        self._type: tuple[str, Mapping[str, str]] | None = None

    def get(self, name: str) -> str | None:
        """The first field of that name, decoded; None when there is none."""
        read = self._read.get(name)
        if read is None and name in self._first:
            read = self._read[name] = unfold(self._first[name][:MAX_FIELD_OCTETS])
        return read

    def all(self, name: str) -> tuple[str, ...]:
        """Every field of that name in their order, decoded."""
        first = self.get(name)
        if first is None:
            return ()
        if name not in self._more:
            return (first,)
        return (first, *[unfold(value[:MAX_FIELD_OCTETS]) for value in self._more[name]])

    def as_written(self, name: str) -> tuple[str, ...]:
        """Every field of that name, unfolded, with its encoded words as they stand."""
        if name not in self._first:
            return ()
        return tuple(
            as_written(value[:MAX_FIELD_OCTETS]) for value in (self._first[name], *self._more.get(name, ()))
        )

    def raw(self, name: str) -> str | None:
        """The first field's octets as they stand, folds included, without the white space around."""
        value = self._first.get(name)
        return None if value is None else value[:MAX_FIELD_OCTETS].strip(_BLANKS)

    def content_type(self, default: str) -> tuple[str, Mapping[str, str]]:
        """The type in lower case, and its parameters; `default` where no field names one."""
        if self._type is None:
            raw = self.raw("content-type")
            if not raw:
                return default, _NOTHING
            self._type = _known_type(raw) if len(raw) < 80 else _read_type(raw)
        return self._type

    def each(self, names: Iterable[str]) -> list[str]:
        """Every field of any of `names`, decoded: at most ten of one name."""
        return [value for name in names if name in self._first for value in self.all(name)[:10]]

    def names(self) -> tuple[str, ...]:
        return tuple(self._first)

    def any_of(self, names: frozenset[str]) -> bool:
        return not names.isdisjoint(self._first)

    @property
    def well_formed(self) -> bool:
        """Whether every line was a field."""
        names = "".join(self._first)
        return "" not in self._first and names.isascii() and names.isprintable() and " " not in names

    def __contains__(self, name: str) -> bool:
        return name in self._first

    def __len__(self) -> int:
        return len(self._first)


def read_headers(source: bytes, start: int = 0, stop: int | None = None) -> tuple[Headers, int]:
    """Header fields at `start`, and where the body begins. `source` has LF line ends.

    Lines that are no field are skipped when a field follows them; otherwise
    the body begins there although no blank line said so.
    """
    stop = len(source) if stop is None else stop
    if source.startswith(_SEPARATORS, start, stop):
        start = min(stop, (source.find(b"\n", start, stop) + 1) or stop)
    if source.startswith(b"\n", start, stop):
        return Headers(), start + 1
    end = source.find(b"\n\n", start, stop if stop - start < MAX_HEADER_OCTETS else start + MAX_HEADER_OCTETS)
    if end >= 0:
        block = source[start:end]
        headers = _known_header(block) if len(block) <= _OF_A_PART else _header(block)
        if headers is not None:
            return headers, end + 2
    return _read_broken_headers(source, start, stop)


_SEPARATORS = (b"From ", b">From ")  # a mailbox's


def _header(block: bytes) -> Headers | None:
    """The fields of a header; None where a line is none."""
    text = block.decode("latin-1")
    if text[0] in " \t":
        return None
    lines = text.replace("\n ", _FOLD + " ").replace("\n\t", _FOLD + "\t").split("\n", MAX_FIELDS)
    headers = Headers(lines[:MAX_FIELDS])
    return headers if headers.well_formed else None


_OF_A_PART = 200  # octets
_known_header = lru_cache(maxsize=512)(_header)  # the headers of most parts agree word for word


def _read_broken_headers(source: bytes, start: int, stop: int) -> tuple[Headers, int]:
    fields: list[str] = []
    garbage = 0
    limit = min(stop, start + MAX_HEADER_OCTETS)
    at = start
    while at < limit:
        if source.startswith(b"\n", at, stop):
            return Headers(fields), at + 1
        found = _FIELD_HERE.match(source, at, limit)
        if found is not None:
            field = b"%b:%b" % found.groups()
            fields.append(field.decode("latin-1").replace("\n", _FOLD))
            at = found.end()
            continue
        following = source.find(b"\n", at, limit) + 1
        garbage += 1
        if not following or garbage > _GARBAGE_LINES or not _PLAIN_NAME_HERE.match(source, following, stop):
            return Headers(fields), at
        at = following
    if limit == stop:
        return Headers(fields), stop
    end = source.find(b"\n\n", limit - 1, stop)  # a header beyond the limit: what follows is still the body
    return Headers(fields), stop if end < 0 else end + 2


def read_params(value: str) -> tuple[str, dict[str, str]]:
    """`text/plain; charset="x"; name*0*=utf-8''…` → the value in lower case and its parameters (RFC 2231)."""
    head, semicolon, rest = value.partition(";")
    if not semicolon:
        return head.strip().lower(), {}
    params: dict[str, str] = {}
    pieces: dict[str, dict[int, str]] = {}
    for found in _PARAM.finditer(semicolon + rest):
        name, text = found.group(1).lower(), found.group(2).strip()
        if text.startswith('"'):
            text = text[1:-1] if len(text) > 1 and text.endswith('"') else text[1:]
            text = re.sub(r"\\(.)", r"\1", text) if "\\" in text else text
        else:
            text = text.partition(" (")[0]
        base, star, number = name.partition("*")
        if star:
            digits = number.rstrip("*")
            pieces.setdefault(base, {})[int(digits) if digits.isdecimal() and len(digits) < 4 else 0] = text
        else:
            params.setdefault(base, text)
    for base, parts in pieces.items():
        joined = "".join(text for _, text in sorted(parts.items()))
        charset, quote, tail = joined.partition("'")
        if quote and "'" in tail:
            joined = _percent(tail.partition("'")[2], charset)
        params[base] = joined
    return head.strip().lower(), params


def _percent(text: str, charset: str) -> str:
    octets = re.sub(
        rb"%([0-9A-Fa-f]{2})", lambda found: bytes([int(found.group(1), 16)]), text.encode("utf-8", "replace")
    )
    return decode_text(octets, charset or "utf-8")


def usual_date(value: str) -> datetime | None:
    """A Date field in UTC where it is written as RFC 5322 §3.3 wants it and nearly all do; else None.

    `-0000`, a time without its zone, is read as UTC.
    """
    found = _USUAL_DATE.match(value)
    if found is None:
        return None
    day, month, year, time, hours, minutes = found.groups()
    try:
        local = datetime.fromisoformat(f"{year}-{_MONTHS[month]}-{day:0>2}T{time}{hours}:{minutes}")
    except (KeyError, ValueError):
        return None
    return local.astimezone(UTC)


_MONTHS = {
    "Jan": "01", "Feb": "02", "Mar": "03", "Apr": "04", "May": "05", "Jun": "06",
    "Jul": "07", "Aug": "08", "Sep": "09", "Oct": "10", "Nov": "11", "Dec": "12",
}  # fmt: skip
_USUAL_DATE = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) ([12]\d{3}) (\d\d:\d\d:\d\d)"
    r" ([+-](?:[01]\d|2[0-3]))([0-5]\d)(?: \(|$)",
    re.ASCII,
)


# ---------------------------------------------------------------- parts

_NOTHING: Mapping[str, str] = {}
_EMBEDDED = frozenset({"message/rfc822", "message/global", "message/news"})
_HEADERS_ONLY = frozenset(
    {"text/rfc822-headers", "message/rfc822-headers", "message/global-headers", "text/rfc822"}
)


@dataclass(slots=True, repr=False, eq=False)
class Part:
    """One node of the MIME tree. `body` is still transfer-encoded; `parent` indexes `Mail.parts`."""

    content_type: str
    params: Mapping[str, str]
    headers: Headers
    depth: int
    parent: int | None
    source: bytes
    start: int
    stop: int
    _text: str | None = None

    def __repr__(self) -> str:  # nothing of what somebody wrote
        return f"Part({self.content_type}, depth={self.depth}, octets={self.stop - self.start})"

    @property
    def body(self) -> bytes:
        return self.source[self.start : self.stop]

    @property
    def is_container(self) -> bool:
        return self.content_type.startswith("multipart/") or self.content_type in _EMBEDDED

    @property
    def is_embedded(self) -> bool:
        """Holds another message: a returned original, or a forwarded mail."""
        return self.content_type in _EMBEDDED

    @property
    def disposition(self) -> str | None:
        value = self.headers.get("content-disposition")
        return read_params(value)[0] if value else None

    @property
    def filename(self) -> str | None:
        value = self.headers.get("content-disposition")
        name = read_params(value)[1].get("filename") if value else None
        name = name or self.params.get("name")
        return _words(name) if name and "=?" in name else name

    def payload(self) -> bytes:
        """The body, transfer-decoded as far as it can be."""
        coding = self.headers.raw("content-transfer-encoding")
        if not coding:
            return self.body
        coding = coding.strip("\"' \t").lower()
        if coding.startswith("base64"):
            return _base64(self.body)
        if coding.startswith("quoted-printable"):
            return binascii.a2b_qp(self.body)
        if coding in ("x-uuencode", "uuencode", "x-uue", "uue"):
            return _uudecode(self.body)
        return self.body

    def text(self) -> str:
        """The payload's first 256 KiB as characters with LF line ends; a wrong or missing charset is guessed."""
        if self._text is not None:
            return self._text
        text = decode_text(self.payload()[:MAX_TEXT_OCTETS], self.params.get("charset"))
        text = text.replace("\r\n", "\n") if "\r" in text else text
        if len(text) <= _KEPT_CHARACTERS:
            self._text = text
        return text


_KEPT_CHARACTERS = 32 * 1024  # several readers ask for a part's text; a longer one is decoded each time


@dataclass(slots=True, eq=False)
class Mail:
    """A mail in pieces: every part in document order, containers too. `parts[0]` is the whole."""

    headers: Headers
    parts: tuple[Part, ...]
    _own: Sequence[Part] | None = None

    def fingerprint(self) -> str:
        """As `fingerprint` gives it of the octets that were parsed, which are at most a MiB."""
        return _fingerprint(self.parts[0].source)

    def own_parts(self) -> Sequence[Part]:
        """Leaf parts of this mail itself: nothing from inside returned or forwarded messages."""
        if self._own is None:  # every reader asks for them
            self._own = self._leaves()
        return self._own

    def _leaves(self) -> list[Part]:
        own: list[Part] = []
        inside: set[int | None] = set()
        for index, part in enumerate(self.parts):
            if part.parent in inside or part.content_type in _EMBEDDED:
                inside.add(index)
            elif not part.content_type.startswith("multipart/"):
                own.append(part)
        return own

    def embedded(self) -> Iterator[int]:
        """Indexes of the roots of messages that this mail returns or forwards, outermost first."""
        for index, part in enumerate(self.parts):
            if part.parent is not None and self.parts[part.parent].is_embedded:
                yield index

    def returned_originals(self, limit: int = MAX_PARTS) -> list[Headers]:
        """Headers of every embedded message and of every part that holds only headers, outermost first."""
        found: list[Headers] = []
        for part in self.parts:
            if part.parent is not None and self.parts[part.parent].content_type in _EMBEDDED:
                found.append(part.headers)
            elif part.content_type in _HEADERS_ONLY:
                found.append(read_headers(part.payload().replace(b"\r\n", b"\n").lstrip(b"\n"))[0])
            if len(found) >= limit:
                break
        return found

    def subtree(self, index: int) -> Mail:
        """The embedded message rooted at `index`, as a mail of its own."""
        kept = {index: 0}
        parts: list[Part] = [_moved(self.parts[index], None, 0)]
        base = self.parts[index].depth
        for at in range(index + 1, len(self.parts)):
            part = self.parts[at]
            if part.parent is None or part.parent not in kept:
                break
            kept[at] = len(parts)
            parts.append(_moved(part, kept[part.parent], part.depth - base))
        return Mail(self.parts[index].headers, tuple(parts))


def _moved(part: Part, parent: int | None, depth: int) -> Part:
    return replace(part, depth=depth, parent=parent)


def parse(raw: bytes) -> Mail:
    """Split `raw` into parts. Never raises; at most MAX_PARTS parts and MAX_DEPTH levels, in linear time."""
    source = _lf(raw)
    parts: list[Part] = []
    _walk(parts, source, _skip_blank(source, 0, len(source)), len(source), 0, None, "text/plain")
    return Mail(parts[0].headers, tuple(parts))


def _lf(octets: bytes) -> bytes:
    if b"\r" not in octets:
        return octets
    octets = octets.replace(b"\r\n", b"\n")
    return octets.replace(b"\r", b"\n") if b"\r" in octets else octets


def _skip_blank(source: bytes, start: int, stop: int) -> int:
    """Past blank lines before the header, when a header does follow."""
    if not source.startswith(b"\n", start, stop):
        return start
    at = start + 1
    while source.startswith(b"\n", at, stop) and at - start < 100:
        at += 1
    return at if _PLAIN_NAME_HERE.match(source, at, stop) else start


def _walk(
    parts: list[Part], source: bytes, start: int, stop: int, depth: int, parent: int | None, default: str
) -> None:
    headers, body = read_headers(source, start, stop)
    content_type, params = headers.content_type(default)
    if body > stop:
        body = stop
    sections: list[tuple[int, int]] = []
    if depth < MAX_DEPTH and content_type.startswith("multipart/"):
        sections = _sections(source, body, stop, params.get("boundary", ""))
        if not sections and body < stop:
            content_type = "text/plain"  # a multipart that never was one
    index = len(parts)
    parts.append(Part(content_type, params, headers, depth, parent, source, body, stop))
    if sections:
        inner = "message/rfc822" if content_type == "multipart/digest" else "text/plain"
        for begin, end in sections[: MAX_PARTS - len(parts)]:
            if len(parts) < MAX_PARTS:
                _walk(parts, source, begin, end, depth + 1, index, inner)
    elif depth < MAX_DEPTH and content_type in _EMBEDDED and len(parts) < MAX_PARTS:
        coding = headers.raw("content-transfer-encoding")
        begin, end = body, stop
        if coding and coding[:6].lower() in ("base64", "quoted"):
            source = _lf(parts[index].payload())
            begin, end = 0, len(source)
        _walk(parts, source, _skip_blank(source, begin, end), end, depth + 1, index, "text/plain")


def _read_type(raw: str) -> tuple[str, Mapping[str, str]]:
    head, params = read_params(unfold(raw))
    found = _TYPE.match(head)
    return (found.group(1) if found else "text/plain"), params


_known_type = lru_cache(maxsize=512)(_read_type)  # most parts are of a few types, word for word


def _sections(source: bytes, start: int, stop: int, boundary: str) -> list[tuple[int, int]]:
    """Where each section of a multipart begins and ends; a boundary that never comes is guessed."""
    found = _split(source, start, stop, boundary.rstrip().encode("latin-1", "replace")) if boundary else []
    if not found:
        guess = _FIRST_DASHES.search(source, start, min(stop, start + MAX_HEADER_OCTETS))
        # A signature's or a table's dashes are no boundary: a section must begin with a field.
        if guess is not None and _PLAIN_NAME_HERE.match(source, guess.end() + 1, stop):
            found = _split(source, start, stop, guess.group(1))
    return found


def _split(source: bytes, start: int, stop: int, boundary: bytes) -> list[tuple[int, int]]:
    mark = b"\n--" + boundary
    out: list[tuple[int, int]] = []
    begin = -1
    line = start if source.startswith(mark[1:], start, stop) else source.find(mark, start, stop) + 1
    while line:
        at = line + len(mark) - 1
        end = source.find(b"\n", at, stop)
        end = stop if end < 0 else end
        rest = source[at:end].rstrip(b" \t")
        if not rest or rest == b"--":
            if begin >= 0:
                out.append((begin, max(begin, line - 1)))
            begin = -1 if rest else min(end + 1, stop)
            if rest or len(out) >= MAX_PARTS:
                break
        line = source.find(mark, end, stop) + 1
    if begin >= 0 and len(out) < MAX_PARTS:
        out.append((begin, stop))  # the closing line is missing: cut off, or forgotten
    return out


# ---------------------------------------------------------------- identity


def subject_mark(headers: Headers) -> str:
    """Twelve hex digits by which a person with the mail before him knows its subject again; "" without one.

    SHA-256 of the decoded subject in NFC, blanks made single: `printf %s 'Báo lỗi' | sha256sum | head -c 12`.
    """
    subject = headers.get("subject") or ""
    subject = subject if subject.isascii() else unicodedata.normalize("NFC", subject)
    octets = " ".join(subject.split()).encode("utf-8", "replace")
    return hashlib.sha256(octets, usedforsecurity=False).hexdigest()[:12] if octets else ""


def fingerprint(raw: bytes) -> str:
    """SHA-256 (hex) of the first MiB as it would stand in IMAP, whatever the line ends and the file format.

    Line ends become LF, the cut is where IMAP would cut the CRLF form, blank
    lines at the end are dropped and mbox's `>From ` is undone: the same mail
    read by IMAP, from a file and from an mbox has one fingerprint.
    """
    return _fingerprint(_lf(raw[:MIB]))


def _fingerprint(octets: bytes) -> str:
    if len(octets) > MIB // 2 and len(octets) + octets.count(b"\n") > MIB:
        octets = octets.replace(b"\n", b"\r\n")[:MIB].replace(b"\r\n", b"\n")
    if b">From " in octets:
        octets = re.sub(rb"^>+From ", b"From ", octets, flags=re.MULTILINE)
    return hashlib.sha256(octets.rstrip(b"\r\n"), usedforsecurity=False).hexdigest()
