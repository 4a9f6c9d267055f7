"""A notice as the dialects see it, and the one engine that most of them need."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, NamedTuple, TypeVar

from maild.decode.dsn import MAX_RECIPIENTS, find_address, tidy_address
from maild.decode.message import Headers, Mail, Part, read_headers
from maild.decode.recipients import Finding
from maild.model import Action

T = TypeVar("T")

MAX_TEXT = 64 * 1024
MAX_ORIGINALS = 20

# Both begin with the end of the line before: `re` skips to a literal far quicker than to a line's beginning.
_ORIGINAL_FOLLOWS = re.compile(
    # "--- Below this line is a copy of the message.", "------ This is a copy of your message, …"
    r"\n[^\w\n]{0,100}+(?=[abcehimnorstu])(?:"
    r"(?:below this line|here|this|below|enclosed|attached|included|attachment) (?:is|follows) (?:a |an |the )?"
    r"(?:copy|header|original|first)"
    r"|a copy of the (?:original )?(?:message|mail|headers?) (?:below|follows|is)"
    # "Original message follows.", "----- Original message -----", "-------original mail info"
    r"|(?:the )?(?:original|returned|unsent|undelivered|old) (?:message|mail|e-mail|email|msg)"
    r"(?: (?:header|body|text|info|information|headers?|content|transcript))?"
    r"(?: (?:follows?|below|attached|is attached|included|as follows))?[^\w\n]{0,100}$"
    # "Message headers follow.", "|--- Message text follows: ---|"
    r"|(?:message|mail) (?:headers?|text|body|contents?)(?: and body)? ?"
    r"(?:follows?|below|suppressed|is (?:attached|below))?[^\w\n]{0,80}$"
    r"|(?:the )?headers? of the (?:original|source|returned)"
    r"|(?:start|copy|content|contents|begin|beginning) of (?:the )?"
    r"(?:original|returned|your|failed)? ?(?:message|mail)"
    r"|mensaje original|message d'origine|message original|thu goc|thư gốc|nội dung thư gốc"
    r"|undeliverable message|returned message"
    r")",
    re.MULTILINE,
)
_HEADER_BLOCK = re.compile(
    r"\n[ \t]{0,4}+(?=[adfrx])(?:received: (?:from|by|\()|return-path: ?<|x-received: by|dkim-signature: v"
    r"|arc-seal: i|from [\w.@+-]{1,100} +\w{3} )"
)
# Lines in lower case that only repeat the mail a notice is about: "Subject: three days left" is no reason, and
# nothing that a server goes on trying. Looked for where one of their words stands.
_REPEATED = re.compile(
    r"[ \t>*•-]{0,12}+(?:"
    r"(?:(?:the )?(?:original |message )?subject(?: of (?:the|your) message)?(?: is)?"
    r"|тема(?: письма)?|主 ?题|主旨|件名|제목"
    r"|(?:tiêu đề|tieu de|chủ đề|chu de|trích yếu|trich yeu)(?: thư| thu| e?mail)?)[ \t]{0,8}[:：][^\n]*"
    r"|(?:(?:message |mail )?size|(?:kích thước|kich thuoc|dung lượng|dung luong)(?: thư| thu| e?mail)?)"
    r"[ \t]{0,8}[:：][ \t]{0,8}\d[^\n]*"
    r"|(?:from|người gửi|nguoi gui)[ \t]{0,8}[:：][^\n@]{0,200}@[^\n]*)"
)
_LABELS = (
    "subject:", "subject of", "from:", "size:", "tieu de", "chu de", "trich yeu", "kich thuoc", "dung luong", "gui:",
    "tiêu đề", "chủ đề", "trích yếu", "kích thước", "dung lượng", "gửi:", "тема", "题", "主旨", "件名", "제목",
)  # fmt: skip
MAX_LABELS = 40  # of one kind, and characters that may stand before one in its line
_BREAKS = re.compile(r"<(?:br|/?p|/?div|/?tr|/?td|/?li|/?h\d|hr|/?table|/?pre)\b[^<>]{0,500}>", re.IGNORECASE)
_TAGS = re.compile(r"<(?:[a-zA-Z/!?][^<>@]{0,2000}|a\b[^<>]{0,2000})>")
_MESSAGE_ID = re.compile(r"\n[> \t]{0,8}message-id[ \t]{0,8}:\s{0,8}(<[^<>\s]{1,250}>)", re.IGNORECASE)
_DAEMON = re.compile(
    r"mailer[-_. ]?daemon|post[_ ]?master|mail delivery (?:sub)?system|mail administrator|delivery (?:sub)?system|"
    r"mail\.?delivery|system administrator|m(?:ail ?)?daemon|ndr@|bounces?@|returned mail|mail system|"
    r"smtp_mail_service|jetmail|microsoft outlook"
)
_QUOTED_LINE = re.compile(r"^>.*$", re.MULTILINE)


def html_to_text(source: str) -> str:
    """Text of an HTML part: tags away, line breaks kept. Linear, at most MAX_TEXT characters."""
    source = source[: MAX_TEXT * 4]
    for tag in ("style", "script", "head"):
        source = _without(source, tag)
    source = source.replace("\r", "")
    source = _BREAKS.sub("\n", source)
    return html.unescape(_TAGS.sub("", source))[:MAX_TEXT].replace("\xa0", " ")


def _without(source: str, tag: str) -> str:
    low = source.lower()
    out: list[str] = []
    at = 0
    while True:
        begin = low.find(f"<{tag}", at)
        end = low.find(f"</{tag}>", begin) if begin >= 0 else -1
        if end < 0:
            out.append(source[at:])
            return "".join(out)
        out.append(source[at:begin])
        at = end + len(tag) + 3


class once(Generic[T]):
    """A property worked out when first asked for; `cached_property` before 3.12 takes a lock for it."""

    def __init__(self, work_out: Callable[[Any], T]) -> None:
        self._work_out = work_out
        self._name = work_out.__name__

    def __get__(self, one: object, of: type) -> T:
        value = one.__dict__[self._name] = self._work_out(one)
        return value


class Notice:
    """The parts of a mail that matter to a dialect, each worked out when first asked for.

    `text` is the report's own words, `low` the same in lower case with equal
    positions, `rest` the returned mail where it stands in the same part.
    """

    def __init__(self, mail: Mail) -> None:
        self._mail = mail
        self.sender = (mail.headers.get("from") or "").lower()
        self.parts = mail.own_parts()  # nothing of what it returns

    @once
    def _texts(self) -> tuple[str, str, str]:
        text = report_text(self.parts)
        low = lower(text)
        cut = original_begins(low)
        own, low = _without_repeated(text[:cut], low[:cut])
        return own, low, text[cut:]

    @once
    def text(self) -> str:
        return self._texts[0]

    @once
    def low(self) -> str:
        return self._texts[1]

    @once
    def rest(self) -> str:
        return self._texts[2]

    @once
    def subject(self) -> str:
        """Lower case."""
        return (self._mail.headers.get("subject") or "").lower()

    @once
    def failed(self) -> tuple[str, ...]:
        """X-Failed-Recipients."""
        return tuple(
            address
            for value in self._mail.headers.all("x-failed-recipients")[:20]
            for piece in value.split(",")[:MAX_RECIPIENTS]
            if (address := find_address(piece))
        )

    @once
    def null_sender(self) -> bool:
        path = self._mail.headers.get("return-path")
        return path is not None and path.strip().lower() in ("<>", "", "<mailer-daemon>", "<#@[]>")

    @once
    def answerable(self) -> bool:
        """Its envelope has a sender, who wants to hear what becomes of it; a notice has none (RFC 5321 §4.5.5)."""
        path = (self._mail.headers.get("return-path") or "").lower()
        return "@" in path and "mailer-daemon@" not in path  # as Sendmail writes the empty one

    @once
    def named(self) -> bool:
        """Its sender has no name, or a mail system's."""
        return self.sender.strip() in ("", "<>") or _DAEMON.search(self.sender) is not None

    @once
    def daemon(self) -> bool:
        """Written by a mail system, as the header says."""
        return self.named or self.null_sender or bool(self.failed)

    @once
    def our_addresses(self) -> tuple[str, ...]:
        """Whom the notice was sent to, and who signs it."""
        fields = (*self._mail.headers.all("to")[:5], *self._mail.headers.all("delivered-to")[:5], self.sender)
        return tuple(address for field in fields if (address := find_address(field)))

    @once
    def originals(self) -> list[Headers]:
        """Headers of what the mail returns, outermost first, as far as they could be found."""
        found = self._mail.returned_originals(MAX_ORIGINALS)
        if found or not self.rest:
            return found
        begin = header_block_begins(self.rest)
        begin = self.rest.find("\n") + 1 if begin < 0 else begin
        octets = self.rest[begin : begin + MAX_TEXT].encode("utf-8", "replace").lstrip(b"\n")
        return [read_headers(octets)[0]]

    @property
    def original(self) -> Headers:
        """The returned mail's header; may be empty."""
        return self.originals[0] if self.originals else _NO_HEADERS

    @property
    def rest_if_read(self) -> str:
        """`rest`, unless nobody has asked for the text yet: then the original is no part of it."""
        return self.rest if "_texts" in self.__dict__ else ""


_NO_HEADERS = Headers()


def lower(text: str) -> str:
    """Lower case of the same length, so that positions agree ("İ" grows when lowered)."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(one if len(one := char.lower()) == 1 else char for char in text)


def report_text(parts: Iterable[Part]) -> str:
    """The notice's own text; the returned mail may follow it, when it stands in the same part."""
    plain: list[str] = []
    rich: list[str] = []
    for part in parts:
        kind = part.content_type
        if kind == "text/html":
            rich.append(part.text()[: MAX_TEXT * 4])
        elif kind == "text/plain" or (kind.startswith("text/") and "rfc822" not in kind):
            plain.append(part.text()[:MAX_TEXT])
        if len(plain) + len(rich) >= 8:
            break
    text = "\n".join(plain)
    if rich and len(text.strip()) < 40:
        text = "\n".join([text, *(html_to_text(source) for source in rich)])
    elif not text.strip() and "<html" in text[:200].lower():
        text = html_to_text(text)
    return text[:MAX_TEXT]


def _without_repeated(text: str, low: str) -> tuple[str, str]:
    """A text and its lower case without the lines that repeat the returned mail's header."""
    spans = set()
    for label in _LABELS:
        at = low.find(label)
        tries = 0
        while at >= 0 and tries < MAX_LABELS:
            begin = low.rfind("\n", max(at - MAX_LABELS, 0), at) + 1
            found = _REPEATED.match(low, begin) if begin or at < MAX_LABELS else None
            if found is not None:
                spans.add(found.span())
            at = low.find(label, at + len(label))
            tries += 1
    for begin, end in sorted(spans, reverse=True):
        text, low = text[:begin] + text[end:], low[:begin] + low[end:]
    return text, low


def original_begins(low: str) -> int:
    """Where the returned mail begins in a text in lower case; its length when it does not."""
    begins = len(low)
    for mark in (_ORIGINAL_FOLLOWS, _HEADER_BLOCK):
        found = mark.search(low)
        if found is not None and low[: found.start()].strip():
            begins = min(begins, found.start() + 1)
    return begins


def header_block_begins(text: str) -> int:
    """Where a quoted mail's own header begins; -1 when there is none."""
    found = _HEADER_BLOCK.search("\n" + lower(text))
    return found.start() if found is not None else -1


def message_ids(text: str) -> tuple[str, ...]:
    """Message-IDs in returned headers that stand in plain text."""
    return tuple(dict.fromkeys(_MESSAGE_ID.findall("\n" + text)))[:5]


# ---------------------------------------------------------------- the engine

_DOMAIN = r"(?:\[[\w.:]{3,50}\]|[\w-]{1,63}(?:\.[\w-]{1,63}){0,10})"
_ADDRESS = r"(?:\"[^\"\n@]{1,64}\"|[\w.!#$%&'*+/=?^`{|}~-]{1,64})@" + _DOMAIN
_LED = re.compile(
    # "  * <a@b>: said", "a@b ... said", "To: a@b", "Recipient: <a@b>", "\"a@b\" <a@b>"
    r"^[ \t]{0,40}(?:[*•·>+-]{1,4}[ \t]{0,8})?"
    r"(?:(?:to|recipients?|intended recipients?|recipient address|address|error-for|rcpt to|e-?mail|failed recipient|"
    r"người nhận|địa chỉ)[ \t]{0,4}:[ \t]{0,8})?"
    r"(?:\"[^\"\n]{0,100}\"[ \t]{0,4}|'[^'\n]{0,100}'[ \t]{0,4})?"
    r"[<\"'\[(]{0,2}(?:mailto:|smtp:)?(" + _ADDRESS + r")[>\"'\])]{0,2}"
    r"(?:[ \t]{0,4}<(?:mailto:)?(?:(" + _ADDRESS + r")|[^<>\n]{0,200})>)?"
    r"(?P<rest>[ \t]{0,8}(?:$|[:;,(\-–.][^\n]*|(?:on|at|because|due|was|is|has|could|failed|,)\b[^\n]*|[ \t][^\n]*))",
    re.MULTILINE | re.IGNORECASE,
)
_ALIAS = re.compile(
    r"\((?:expanded|generated|ultimately generated) from:?[ \t]{0,4}<?(" + _ADDRESS + r")>?\)", re.IGNORECASE
)
_FIRST = re.compile(r"[ \t\"'<(\[]{0,8}(?:mailto:|smtp:)?(" + _ADDRESS + r")[>\"'\])]{0,3}", re.IGNORECASE)


class Spot(NamedTuple):
    """An address somewhere in a text, and the line it stands in."""

    found: re.Match[str]
    line: str

    def group(self, number: int) -> str:
        return str(self.found.group(number))

    def start(self) -> int:
        return self.found.start()


_ANYWHERE = re.compile(r"(?<![\w.+@=/-])" + _ADDRESS + r"(?![\w@])")


def addresses_in(text: str) -> Iterator[Spot]:
    """Every address in a notice's text, at most MAX_RECIPIENTS."""
    for found in islice(_ANYWHERE.finditer(text), MAX_RECIPIENTS):
        yield Spot(found, _line_at(text, found.start()).strip()[:300])


def _holds(low: str, phrases: tuple[str, ...]) -> bool:
    for phrase in phrases:  # noqa: SIM110  a plain loop is twice as quick, and there are many phrases
        if phrase in low:
            return True
    return False


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one mail system writes.

    `signs` name the system: one must stand in the text, the subject or the
    sender (all lower case). After one of `cues` the failed addresses follow,
    on the same line or leading the lines below; what stands between two of
    them belongs to the first. `waits` are phrases that say it goes on trying.
    """

    name: str
    signs: tuple[str, ...]
    cues: tuple[str, ...] = ()
    waits: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    where: str = "text"  # where signs are sought: text, subject, any
    daemon_only: bool = False  # signs so common that the headers must agree
    weak: bool = False  # gives way to a notice that the mail brings or quotes
    reader: Callable[[Notice, Dialect], tuple[Finding, ...]] | None = None

    def knows(self, notice: Notice) -> bool:
        if self.daemon_only and not notice.daemon:
            return False
        if _holds(notice.low, self.signs):
            return True
        if self.where == "text":
            return False
        return _holds(notice.subject, self.signs) or _holds(notice.sender, self.signs)

    def read(self, notice: Notice) -> tuple[Finding, ...]:
        return (self.reader or read_by_cues)(notice, self)


_WAITS = (
    "will be retried",
    "will retry",
    "will be attempted again",
    "still being retried",
    "still trying",
    "keep trying",
    "continue to try",
    "continue trying",
    "continue to attempt",
    "delivery attempts will continue",
    "attempts will continue",
    "further attempts",
    "warning only",
    "warning message only",
    "just a warning",
    "only a warning",
    "advisory-only",
    "do not need to resend",
    "you do not need to re-send",
    "need not resend",
    "has not yet been delivered",
    "not yet been delivered",
    "not yet delivered",
    "has been delayed",
    "has been postponed",
    "is delayed for more",
    "only a temporary failure report",
    "temporary failure report",
    "will keep trying",
    "no action is required on your part",
    "sẽ tiếp tục thử",
    "se tiep tuc thu",
    "se thu gui lai",
    "sẽ thử gửi lại",
    "sẽ được gửi lại",
    "sẽ thử lại",
    "chưa gửi được",
    "tạm thời chưa",
    "bị trì hoãn",
)
_FINAL = (
    "i've given up",
    "giving up",
    "not going to try again",
    "permanent error",
    "failed permanently",
    "no further delivery attempts",
    "no further attempts",
    "will not be retried",
    "has been returned",
    "permanent failure",
    "permanently failed",
    "message expired",
    "retry timeout exceeded",
    "lỗi vĩnh viễn",
    "không khắc phục được",
    "ngừng thử gửi",
)
# What is over, where nothing says that the server goes on; a notice of delay says what may come of it later.
_OVER = (
    "bị hủy", "bi huy", "bị từ chối", "bi tu choi", "bị chặn", "bi chan", "không được chuyển", "khong duoc chuyen",
    "bị trả lại", "bi tra lai", "bị trả về", "bi tra ve", "không được chấp nhận", "khong duoc chap nhan",
)  # fmt: skip
_FAILED_SUBJECT = ("fail", "thất bại", "that bai", "không gửi được", "khong gui duoc")


def still_trying(notice: Notice, waits: tuple[str, ...] = ()) -> bool:
    """True where the notice says that the server goes on; its subject is asked only when its words are silent."""
    low = notice.low
    if _holds(low, _FINAL):
        return False
    if _holds(low, waits) or _holds(low, _WAITS):
        return True
    warns = notice.subject.startswith(("warning", "delayed", "cảnh báo", "canh bao"))
    return warns and not _holds(notice.subject, _FAILED_SUBJECT) and not _holds(low, _OVER)


_DELIVERED = (
    "successfully delivered",
    "successful mail delivery report",
    "successful delivery notifications",
    "successfully relayed",
    "delivery was successful",
    "được gửi thành công",
    "chuyển thành công",
)
_GONE = ("could not be delivered", "fatal errors", "không thành công")


def action_of(notice: Notice, waits: tuple[str, ...] = ()) -> Action:
    """What became of the recipients of a notice without fields, as its words say."""
    if still_trying(notice, waits):
        return Action.DELAYED
    done = _holds(notice.low, _DELIVERED) or _holds(notice.subject, _DELIVERED)
    return Action.DELIVERED if done and not _holds(notice.low, _GONE) else Action.FAILED


def read_by_cues(notice: Notice, dialect: Dialect) -> tuple[Finding, ...]:
    """Recipients after the dialect's cues; without a cue, every line that an address leads."""
    starts = sorted(at + len(cue) for cue in dialect.cues if (at := notice.low.find(cue)) >= 0)
    action = action_of(notice, dialect.waits)
    found = recipients_after(
        notice, starts[0] if starts else 0, action, inline=bool(starts), ends=dialect.ends
    )
    return found or from_headers(notice, action)


def recipients_after(
    notice: Notice, start: int, action: Action, *, inline: bool = True, ends: tuple[str, ...] = ()
) -> tuple[Finding, ...]:
    """Findings for each address that leads a line after `start`; with `inline` also right at `start`."""
    text = notice.text
    stop = min((at for end in ends if (at := notice.low.find(end, start)) >= 0), default=len(text))
    spots: list[tuple[int, int, str, str]] = []  # line start, where what was said begins, address, line
    if inline:
        here = _FIRST.match(text, start, stop)
        if here is not None and here.start() == start:
            spots.append((start, here.end(), here.group(1), _line_at(text, start)))
    at = spots[0][1] if spots else start
    if spots or start:
        at = max(at, text.find("\n", at) if text.find("\n", at) >= 0 else stop)
    for found in _led_lines(text, at, stop):
        spots.append((found.start(), found.start("rest"), found.group(2) or found.group(1), found.group(0)))
        if len(spots) >= MAX_RECIPIENTS * 4:
            break
    out: dict[str, Finding] = {}
    for number, (_, begin, address, line) in enumerate(spots):
        end = spots[number + 1][0] if number + 1 < len(spots) else stop
        said = _until_rule(text[begin:end][:4000]).strip(" \t\n:;,-")
        address = tidy_address(address)
        key = address.lower()
        if key in out:
            # An address repeated inside the diagnostic of the one before, or said twice.
            before = out[key]
            out[key] = before._replace(said=f"{before.said}\n{said}"[:4000])
            continue
        alias = _ALIAS.search(said[:600])
        out[key] = Finding(
            address=address,
            action=action,
            said=said,
            original=tidy_address(alias.group(1)) if alias else None,
            evidence=(line.strip()[:300],),
            context=notice,
        )
    if len(out) == 1:
        ((key, only),) = out.items()
        if not only.said.strip(" ."):  # the reason stands above the address
            out[key] = only._replace(said=text[start : spots[0][0]][-2000:].strip(" \t\n:;,-"))
    return tuple(out.values())[:MAX_RECIPIENTS]


def _led_lines(text: str, start: int, stop: int) -> Iterator[re.Match[str]]:
    """Lines from `start` on that an address leads. Only lines with an "@" are looked at."""
    sign = text.find("@", start, stop)
    while sign >= 0:
        begin = text.rfind("\n", start, sign) + 1
        if begin or not start:
            found = _LED.match(text, begin, stop)
            if found is not None:
                yield found
        end = text.find("\n", sign, stop)
        sign = text.find("@", end, stop) if end >= 0 else -1


def _line_at(text: str, at: int) -> str:
    begin = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    return text[begin : end if end >= 0 else len(text)]


def from_headers(notice: Notice, action: Action) -> tuple[Finding, ...]:
    """Recipients named by X-Failed-Recipients, or the only one the returned mail was sent to."""
    addresses = notice.failed
    evidence = "X-Failed-Recipients: " + ", ".join(addresses)
    if not addresses:
        to = notice.original.get("x-failed-recipients") or notice.original.get("to") or ""
        cc = notice.original.get("cc")
        if to.count("@") != 1 or cc:
            return ()
        one = find_address(to)
        addresses = (one,) if one else ()
        evidence = f"To: {one} (of the returned mail)"
    return tuple(
        Finding(address, action, notice.text[:4000], evidence=(evidence[:300],)) for address in addresses
    )


_RULE = re.compile(r"\n[ \t]{0,10}[-=_*]{8,}[ \t]*(?:\n|$)")


def _until_rule(said: str) -> str:
    """Up to a line of dashes: what stands below it is a footer, not a reason."""
    rule = _RULE.search(said)
    return said[: rule.start()] if rule is not None and len(said[: rule.start()].strip(" \n:")) > 8 else said


def about(address: str, notice: Notice) -> str:
    """What the notice's text says after an address: to a blank line that ends it, or the next address."""
    low, key = notice.low, address.lower()
    at = low.find(key)
    said: list[str] = []
    while at >= 0 and len(said) < 4:
        begin = at + len(key)
        end = low.find("\n\n", at)
        end = len(low) if end < 0 else end
        if end - at < len(key) + 8:  # the address stands alone: its reason is the next paragraph
            more = low.find("\n\n", end + 2)
            end = len(low) if more < 0 else more
        end = min(end, at + 2000)
        line = low.find("\n", begin, end)
        following = next(_led_lines(notice.text, line, end), None) if line >= 0 else None
        if following is not None and following.group(1).lower() != key:
            end = following.start()
        said.append(notice.text[begin:end].strip(" \t\n:;,->"))
        at = low.find(key, end)
    return "\n".join(part for part in said if part)
