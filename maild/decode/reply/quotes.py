"""A writer's own words: without quotations, forwarded mail, signatures, disclaimers and hidden text.

HTML is judged by its structure, text line by line, in one pass and with bounded look-ahead: a line
is cheap to judge, and no expression spans lines, so a megabyte of hostile text takes linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from maild.decode.message import Mail, Part
from maild.decode.reply.literals import Guarded
from maild.decode.reply.vietnamese import clean, fold, repair
from maild.model import ReadContext

MAX_HTML_CHARACTERS = 256 * 1024
MAX_TEXT_CHARACTERS = 1024 * 1024
MAX_WORDS = 64 * 1024
_MAX_LINE = 400  # a longer line is prose, never a quote header


class OwnWords(NamedTuple):
    """What the writer wrote in this mail, and whether something else stood beside it."""

    text: str
    quoted: bool = False  # a quotation or a forwarded mail was taken out
    forwarded: str = ""  # what somebody else wrote, passed on by the writer


# ---------------------------------------------------------------- the mail


def own_words(mail: Mail, context: ReadContext) -> OwnWords:
    """The writer's words in all text parts of `mail`, at most 64 KB; empty when there are none.

    Where a mail has both a text and an HTML version, the shorter result is
    taken: what fails to recognise a quotation leaves too much, not too little.
    """
    name = _display_name(mail)
    plain: list[OwnWords] = []
    html: list[OwnWords] = []
    for part in mail.own_parts():
        if part.content_type not in ("text/plain", "text/html") or _is_attachment(part):
            continue
        text = repair(part.text()[:MAX_TEXT_CHARACTERS])
        if part.content_type == "text/html":
            html.append(strip_text(html_to_text(text), context.campaign_lines, name))
        else:
            plain.append(strip_text(text, context.campaign_lines, name))
    read = [_joined(found) for found in (plain, html) if found]
    filled = [found for found in read if found.text]
    if not filled:
        return OwnWords("", any(found.quoted for found in read))
    best = min(filled, key=lambda found: len(found.text))
    return OwnWords(best.text[:MAX_WORDS], any(found.quoted for found in read), best.forwarded)


def _joined(found: Sequence[OwnWords]) -> OwnWords:
    passed_on = next((one.forwarded for one in found if one.forwarded), "")
    return OwnWords(
        "\n".join(one.text for one in found if one.text), any(one.quoted for one in found), passed_on
    )


def _is_attachment(part: Part) -> bool:
    return part.disposition == "attachment"


def _display_name(mail: Mail) -> str:
    sender = mail.headers.get("from") or ""
    return fold(sender.partition("<")[0]).strip(" \"'")[:80]


# ---------------------------------------------------------------- HTML

_BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "footer",
        "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section",
        "table", "tbody", "td", "th", "tr", "ul",
    )
)  # fmt: skip
_SILENT = frozenset(("script", "style", "head", "title", "template", "noscript", "svg", "object", "iframe"))
_QUOTE_CLASSES = frozenset(
    {"yahoo_quoted", "gmail_attr", "moz-cite-prefix", "protonmail_quote", "zmail_extra"}
)
_SIGNATURE_CLASSES = frozenset({"gmail_signature", "moz-signature", "gmail_signature_prefix"})
_SIGNATURE_IDS = frozenset({"signature", "ms-outlook-mobile-signature", "x_signature"})
_QUOTE_MARKERS = frozenset({"__quoted_text__", "__headers__", "__sig_pre__", "__sig_post__"})
_HIDDEN = re.compile(
    r"display:none|visibility:hidden|mso-hide:all|opacity:0(?![.\d])|font-size:[01](?:px|pt|em|rem|"
    r"%)?(?![.\d])"
    r"|(?:max-)?height:0(?:px)?(?![.\d])|(?:left|top|text-indent):-\d{3,5}px"
    r"|(?<![-\w])color:(?:#fff(?:fff)?|white|transparent|rgba?\(255,255,255(?:,[\d.]{1,5})?\))(?!\w)"
)


def html_to_text(html: str) -> str:
    """The visible text of an HTML mail without its marked quotations; a block is a line."""
    html = html[:MAX_HTML_CHARACTERS]
    if _depth(html) > _MAX_NESTING:
        return _without_tags(html)
    root = LexborHTMLParser(html).root
    if root is None:
        return ""
    out: list[str] = []
    node: LexborNode | None = root
    while node is not None:
        child = None if _skipped(node, out) else node.child
        if child is not None:
            node = child
            continue
        while node is not None and node.next is None:
            node = node.parent
            if node is not None and node.tag in _BLOCKS:
                out.append("\n")
        if node is None:
            break
        if node.tag in _BLOCKS:
            out.append("\n")
        node = node.next
    lines = (" ".join(line.split()) for line in "".join(out).split("\n"))
    return "\n".join(lines)


_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,15})")
_NOT_NESTING = frozenset(
    (
        "br", "img", "hr", "meta", "input", "link", "col", "area", "base", "wbr",  # empty
        "p", "li", "td", "tr", "th", "option", "dt", "dd",  # closed by their next
    )
)  # fmt: skip
_MAX_NESTING = 400  # a parser takes quadratic time below


def _depth(html: str) -> int:
    """How deep the tags may nest, without parsing; 0 where they are too few to nest too deep."""
    if html.count("<") <= _MAX_NESTING:
        return 0  # so few tags nest no deeper than they are many
    deepest = depth = 0
    for found in _TAG.finditer(html):
        if found.group(2).lower() in _NOT_NESTING:
            continue
        depth = max(0, depth - 1) if found.group(1) else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _without_tags(html: str) -> str:
    """The text between tags, for HTML too deep to be a mail that somebody wrote."""
    return unescape(re.sub(r"<[^<>]{0,2000}>", "\n", html))


def _skipped(node: LexborNode, out: list[str]) -> bool:
    """Write what `node` itself says; True when nothing below it counts."""
    tag = node.tag
    if tag == "-text":
        out.append((node.text_content or "").replace("\n", " "))
        return True
    if tag == "br":
        out.append("\n")
        return True
    if tag in _SILENT or tag == "-comment":
        return True
    if tag in _BLOCKS:
        out.append("\n")
    attributes = node.attributes
    if not attributes:
        return tag == "blockquote" and _quote(out)
    if tag == "blockquote":
        return _quote(out)
    style = (attributes.get("style") or "").lower().replace(" ", "")
    if "hidden" in attributes or (style and _HIDDEN.search(style[:1000]) and not _dark(style)):
        return True
    if tag == "font" and (attributes.get("color") or "").lower() in ("#ffffff", "white", "#fff"):
        return True
    classes = set((attributes.get("class") or "").lower().split())
    name = (attributes.get("id") or "").lower()
    marker = (attributes.get("data-marker") or "").lower()
    if classes & _QUOTE_CLASSES or marker in _QUOTE_MARKERS:
        return _quote(out)
    if classes & _SIGNATURE_CLASSES or name in _SIGNATURE_IDS:
        return True
    href = attributes.get("href") or ""
    if tag == "a" and href.lower().startswith("mailto:"):
        address = href[7:].partition("?")[0]
        if address and address.lower() not in (node.text() or "").lower():
            out.append(f" {address} ")
    return False


def _dark(style: str) -> bool:
    """White letters on a ground of some colour can be read."""
    return "background" in style and "background:#fff" not in style and "background-color:#fff" not in style


def _quote(out: list[str]) -> bool:
    out.append(f"\n{_QUOTED_HERE}\n")
    return True


_QUOTED_HERE = "> \x00"  # stands where HTML held a quotation, so that the line pass knows of it

# ---------------------------------------------------------------- text, line by line

_QUOTING = frozenset(">&|")
_QUOTE_MARK = re.compile(r"\s{0,3}(?:>|&gt;|\|\s)")
_RULE = re.compile(r"\s*[_=*#-]{5,}\s*$")
_SIGNATURE_MARK = re.compile(r"\s*(?:--|—|–|___*)\s*$")
_SEPARATOR = re.compile(
    r"\W{0,40}(?:bat dau )?(?:"
    r"thu goc|thu ban dau|noi dung thu goc|original (?:message|mail)|"
    r"(?:thu|tin nhan|email|mail)(?: da)?(?: duoc)? chuyen tiep|begin forwarded message|forwarded message|"
    r"forwarded by .{1,60}|reply (?:message|above this line)|tin nhan goc|thong diep goc"
    r")\W{0,40}(?: from .{1,60})?$"
)
_DASHED = re.compile(r"[-=_*]{2,}|:\s*$")
_WROTE = re.compile(r"(?:da viet|viet|wrote|da viet la|writes|schrieb)\s*(?:vao luc .{1,60})?\s*:?\s*$")
_WROTE_AT = re.compile(r".{1,80} da viet vao (?:luc|ngay) .{4,60}:$")
_OPENS = re.compile(r"[-*\s]{0,10}(?:vao|on|luc|ngay|le)\b", re.ASCII)
_WHEN = re.compile(r"\d{1,2}[:h]\d{2}|\d{1,4}[-/.]\d{1,2}|thang|thg|20\d\d|@|^[-]{2,}")
_FIRST_FIELD = re.compile(
    r"[*\s]{0,4}(?:tu|from|nguoi gui|gui tu|gui boi|sender)\s{0,2}[*]?:[*]?\s?(.{0,120})"
)
_NEXT_FIELD = re.compile(
    r"[*\s]{0,4}(?:da gui|gui luc|gui ngay|gui|sent|date|ngay|thoi gian|den|toi|to|nguoi nhan|cc|"
    r"dong gui|dong kinh gui|"
    r"chu de|tieu de|subject|v/v|ve viec|reply-to|importance|muc do quan trong|attachments|"
    r"tep dinh kem)\s{0,2}[*]?:"
)
_SENT_FROM = re.compile(
    r"\W{0,3}(?:(?:(?:da |duoc )(?:gui|viet) (?:tu|bang|qua)|(?:gui|viet) tu) "
    r"(?:iphone|ipad|dien thoai|thiet bi|yahoo|outlook|mail|gmail|samsung|galaxy|oppo|xiaomi|vivo|zimbra|"
    r"ung dung|may)\b"
    r"(?!.*(?:@|\b(?:nhung|loi|khong|chua|ma|roi|xong|hom|luc|sang|chieu|nhe|thanh cong|duoc)\b)).{0,80}"
    r"|sent (?:from|with|via) (?:my |the )?.{2,60}"
    r"|(?:get|lay|tai|nhan) outlook (?:for|cho|danh cho) .{2,30}|send(?:t)? from .{2,40}"
    r"|thu (?:duoc|nay duoc) gui tu .{2,60})$"
)
_CLOSING = re.compile(
    r"\W{0,3}(?:(?:xin |chan thanh |rat )?(?:tran trong|kinh thu|kinh chao|than men|than ai|than chao|"
    r"than|kinh)"
    r"(?: (?:kinh chao|cam on|cam on ./.|thong bao|bao cao|./.|va cam on))?"
    r"|(?:with )?(?:best|kind|warm)? ?regards|best wishes|sincerely(?: yours)?|yours (?:sincerely|"
    r"faithfully)|rgds|br)"
    r"[\W]{0,8}$"
)
_POSTSCRIPT = re.compile(r"\W{0,3}(?:p/?\.?s|tb|tai but|n\.?b)\W{0,3}[:.]")
_CONTACT = re.compile(
    r"(?:dt|tel|phone|mobile|didong|di dong|dien thoai|sdt|dtdd|fax|email|e-mail|mail|dia chi|d/c|"
    r"website|web|add|hotline|zalo)"
    r"\s{0,2}[:.]|(?:\+?84|0)[\d .]{8,13}\d\b"
)
_UNIT = re.compile(
    r"(?:so|ubnd|uy ban|hdnd|hoi dong|phong|ban|trung tam|chi cuc|van phong|truong|benh vien|vien|cuc|"
    r"toa an|cong an|thanh tra|"
    r"dang uy|huyen uy|tinh uy|thanh uy|huyen|tinh|thanh pho|thi xa|xa|phuong|kho bac|bao hiem|"
    r"dai hoc|doan|hoi|mat tran|"
    r"pho|truong phong|giam doc|chanh|chuyen vien|can bo|nhan vien|chu tich|bi thu|ke toan|dai bieu|"
    r"to dai bieu|chi bo|"
    r"department|office|director|deputy)\b"
)
_DISCLAIMER = Guarded(
    r"thu(?: dien tu)? nay .{0,80}(?:bao mat|thong tin mat|rieng tu|danh rieng|chi danh cho nguoi nhan)"
    r"|(?:e-?mail|message|communication) .{0,80}(?:confidential|privileged|intended (?:only|solely) for)"
    r"|neu (?:ban|ong/ba|quy vi|khong phai) .{0,60}(?:nguoi nhan|nhan duoc (?:thu|email) nay do nham)"
    r"|(?:thong tin|noi dung) trong (?:thu|email|e-mail|thong diep) nay .{0,60}(?:mat|rieng|quan diem)"
    r"|consider the environment|hay can nhac .{0,30}(?:moi truong|in )|(?:suy nghi|can nhac) truoc khi in"
    r"|virus-free|khong co vi-?rut|da duoc quet vi-?rut|scanned (?:by|for) "
    r"|(?:caution|canh bao|external|luu y)\W{1,4}.{0,40}(?:ben ngoai|outside|external)"
)


def line_key(line: str) -> str:
    """How a line is compared with the lines of our own letters: folded, letters and digits only."""
    return " ".join(re.findall(r"[^\W_]+", fold(line)))


def strip_text(text: str, campaign_lines: frozenset[str] = frozenset(), name: str = "") -> OwnWords:
    """Take quotations, signatures and disclaimers out of a text. `name` is the writer's, folded."""
    lines = [line.rstrip() for line in text.replace("\r", "").split("\n")]
    folded = [line.strip() for line in fold("\n".join([line[:_MAX_LINE] for line in lines])).split("\n")]
    keep, cut_at, quoted = _unquoted(lines, folded)
    if cut_at is not None and not _says_something(lines, keep):
        keep = keep + list(_below_letter(folded, cut_at))
    kept = _without_signature(lines, folded, keep, name)
    ours = _Campaign(campaign_lines)
    answer = ours.answer_among(lines, kept)
    kept = [at for at in kept if at == answer or not ours.holds(lines[at])]
    kept = list(_without_disclaimer(folded, kept))
    kept = _without_name_block(lines, folded, kept, name)
    words = clean("\n".join([lines[at] for at in _closed_gaps(lines, kept)])).strip()
    return OwnWords(words[:MAX_WORDS], quoted, _forwarded(folded, lines, cut_at, ours))


_FORWARD = re.compile(
    r"\W*(?:bat dau )?(?:thu|tin nhan|begin)?\s?(?:da )?(?:duoc )?(?:chuyen tiep|forwarded)\b"
)
_FIELD = re.compile(r"\W{0,3}(?:tu|from|ngay|date|chu de|subject|toi|to|den|gui|sent|da gui|cc|tieu de)\s?:")
_MOST_FORWARDED = 40  # lines


def _forwarded(folded: Sequence[str], lines: Sequence[str], cut_at: int | None, ours: _Campaign) -> str:
    """What somebody else wrote and the writer passes on; empty where he only quotes, or quotes our letter."""
    if cut_at is None or not _FORWARD.match(folded[cut_at]):
        return ""
    found = [
        lines[at].lstrip("> ")
        for at in range(cut_at + 1, min(cut_at + _MOST_FORWARDED, len(lines)))
        if not _FIELD.match(folded[at].lstrip("> ")) and not ours.holds(lines[at].lstrip("> "))
    ]
    return "\n".join(found).strip()


def _unquoted(lines: Sequence[str], folded: Sequence[str]) -> tuple[list[int], int | None, bool]:
    """Line numbers that no quotation holds; where the rest was cut off; whether there was a quotation."""
    keep: list[int] = []
    quoted = False
    at = 0
    while at < len(lines):
        line, plain = lines[at], folded[at]
        if plain[:1] in _QUOTING and _QUOTE_MARK.match(line):
            quoted = True
            at += 1
            continue
        if plain and len(line) <= _MAX_LINE:
            height = _attribution(folded, at)
            if height:
                quoted = True
                at += height
                following = next(
                    (lines[n] for n in range(at, min(at + 4, len(lines))) if lines[n].strip()), ""
                )
                if following and not _QUOTE_MARK.match(following):
                    return keep, at, True
                continue
            if _separates(plain) or _header_block(folded, at):
                while keep and (_RULE.match(lines[keep[-1]]) or not lines[keep[-1]].strip()):
                    keep.pop()
                return keep, at, True
        keep.append(at)
        at += 1
    return keep, None, quoted


def _attribution(folded: Sequence[str], at: int) -> int:
    """How many lines `Vào … đã viết:` takes here, folded over at most four; 0 when it is none."""
    first = folded[at]
    writes = "viet" in first or "wrote" in first or "writes" in first or "schrieb" in first
    opens = _OPENS.match(first) is not None
    if not writes and not opens:
        return 0
    if _WROTE_AT.match(first):
        return 1
    joined = ""
    for height in range(1, 5):
        if at + height > len(folded):
            return 0
        line = folded[at + height - 1]
        if height > 1 and (not opens or not line):
            return 0
        joined = f"{joined} {line}".strip()
        if len(joined) > _MAX_LINE:
            return 0
        if _WROTE.search(line) and _WHEN.search(joined) and (opens or line.endswith((":", "la"))):
            return height
        if joined.endswith(":") and height == 1 and _WROTE.search(line) and joined.startswith("--"):
            return height
    return 0


def _separates(plain: str) -> bool:
    return _SEPARATOR.match(plain) is not None and _DASHED.search(plain) is not None


def _header_block(folded: Sequence[str], at: int) -> bool:
    """A `Từ:` with at least two other fields of a header among the next lines."""
    found = _FIRST_FIELD.match(folded[at])
    if found is None:
        return False
    fields = 0
    for line in folded[at + 1 : at + 9]:
        if _NEXT_FIELD.match(line):
            fields += 1
    return fields >= 2


def _says_something(lines: Sequence[str], keep: Iterable[int]) -> bool:
    return any(any(char.isalnum() for char in lines[at]) for at in keep)


def _below_letter(folded: Sequence[str], start: int) -> Iterator[int]:
    """Lines below an unmarked quotation that began at the top: what follows the letter's last line.

    The letter ends with its closing words, or with the name that its `Từ:` shows.
    """
    sender = ""
    for at in range(start, min(start + 12, len(folded))):
        found = _FIRST_FIELD.match(folded[at])
        if found:
            sender = found.group(1).partition("<")[0].strip(" \"'*")
            break
    for at in range(start, len(folded) - 1):
        line = folded[at]
        ends = _CLOSING.match(line) or line.endswith("./.") or (sender and line == sender)
        if ends and not folded[at + 1]:
            yield from range(at + 1, len(folded))
            return


def _without_signature(
    lines: Sequence[str], folded: Sequence[str], keep: Sequence[int], name: str
) -> list[int]:
    """Drop what follows a signature mark, a closing or a phone's advertisement, up to the next quotation."""
    kept: list[int] = []
    signing = spoken = False
    before = -1
    for at in keep:
        if signing and at != before + 1:
            signing = False  # a quotation stood between: the writer goes on below it
        before = at
        plain = folded[at]
        if signing and _POSTSCRIPT.match(plain):
            signing = False
        if not signing and plain and len(lines[at]) <= _MAX_LINE:
            if _SENT_FROM.match(plain):
                continue
            spoken = spoken or _says_something(lines, kept)
            if spoken:
                signing = bool(
                    _SIGNATURE_MARK.match(lines[at])
                    or _RULE.match(lines[at])
                    or _CLOSING.match(plain)
                    or (name and " " in name and plain.strip(" .,!") == name)
                )
            elif _SIGNATURE_MARK.match(lines[at]) or _RULE.match(lines[at]):
                signing = _SIGNATURE_MARK.match(lines[at]) is not None
                continue
        if not signing:
            kept.append(at)
    return kept


def _without_disclaimer(folded: Sequence[str], kept: Sequence[int]) -> Iterator[int]:
    """Drop whole paragraphs that hold the words of a confidentiality notice or a scanner's stamp."""
    if not _DISCLAIMER.may_stand(" ".join([folded[at] for at in kept])):
        yield from kept
        return
    paragraph: list[int] = []
    for at in [*kept, -1]:
        if at >= 0 and folded[at]:
            paragraph.append(at)
            continue
        text = " ".join(folded[one] for one in paragraph)[:4000]
        if not _DISCLAIMER.search(text):
            yield from paragraph
        paragraph = []
        if at >= 0:
            yield at


def _without_name_block(lines: Sequence[str], folded: Sequence[str], kept: list[int], name: str) -> list[int]:
    """Drop a name, an office and telephone numbers at the very end, below a blank line or the text."""
    while kept and not folded[kept[-1]]:
        kept.pop()
    end = len(kept)
    floor = max(1, end - 8)
    while end > floor and (
        not folded[kept[end - 1]] or _is_signature_line(lines[kept[end - 1]], folded[kept[end - 1]], name)
    ):
        end -= 1
    return kept[:end]


def _is_signature_line(line: str, plain: str, name: str) -> bool:
    if len(plain) > 90 or plain.endswith(("?", ";")):
        return False
    if name and plain.strip(" .,") == name:
        return True
    if _CONTACT.search(plain):
        return True
    words: list[str] = re.findall(r"[^\W\d_]+", line)
    if not words or len(words) > 14:
        return False
    capital = sum(word[0].isupper() for word in words)
    if _UNIT.match(plain) and not plain.endswith((".", "!")) and capital >= min(2, len(words)):
        return True
    if ":" in line or " - " in line:
        return capital * 2 >= len(words) and _UNIT.search(plain) is not None and not plain.endswith(".")
    return 2 <= len(words) <= 6 and capital == len(words) and not plain.endswith((".", "!", ","))


def _closed_gaps(lines: Sequence[str], kept: Sequence[int]) -> Iterator[int]:
    blank = True
    for at in kept:
        if lines[at].strip():
            blank = False
            yield at
        elif not blank:
            blank = True
            yield at


_OFFERED = re.compile(r"^[1-4] ")
_NEAR = 60  # lines: a letter of ours is shorter


@lru_cache(maxsize=16)  # rounds that are open at a time
def _keys_of(lines: frozenset[str]) -> tuple[frozenset[str], str]:
    keys = frozenset(map(line_key, lines))
    return keys, "\n".join(sorted(keys))


class _Campaign:
    """The lines of our own letters, whole or wrapped anew by the writer's program."""

    _LONG_ENOUGH = 24

    def __init__(self, lines: frozenset[str]) -> None:
        self._keys, self._all = _keys_of(lines)
        self._left = 2000  # pieces looked up in the whole text; a longer mail is not a reply

    def answer_among(self, lines: Sequence[str], kept: Sequence[int]) -> int | None:
        """Where the writer answers with one of the lines that our letter offers, word for word.

        It is his own when it stands at the top of what he wrote and the other lines do not stand below it.
        """
        offered = {key[2:] for key in self._keys if _OFFERED.match(key)}
        if not offered:
            return None
        found = [at for at in kept[:_NEAR] if _OFFERED.sub("", line_key(lines[at][:200])) in offered]
        first = next((at for at in kept if lines[at].strip()), None)
        return first if found == [first] else None

    def holds(self, line: str) -> bool:
        if not self._keys:
            return False
        key = line_key(line[:4000])
        if not key:
            return False
        if key in self._keys:
            return True
        if len(key) < self._LONG_ENOUGH or self._left <= 0:
            return False
        self._left -= 1
        return key in self._all
