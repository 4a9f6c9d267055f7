"""What must not be written down, and how it is masked: addresses, survey links, access codes.

Pure, and shared by every room that writes: the reader of mail, the log, the reports, the terminal.
"""

from __future__ import annotations

import re
import string
import unicodedata
from dataclasses import dataclass

from maild.marks import Letters

MASK = "•••"
# Glued to a word too: "tại đâyhttps://…". It begins with a set of letters, to which `re` skips quickly.
_URL = re.compile(r"[hHfF](?:(?<=[hH])[tT][tT][pP][sS]?|(?<=[fF])[tT][pP])://[^\s<>\"]+")
_AUTHORITY = re.compile(r"[^/\\?#]*")
# Without its scheme: "khaosat.example.vn/p?t=x"; a "?" with a name and "=" is a query wherever it stands.
_BARE_URL = re.compile(
    r"(?<![\w@./:-])((?:[\w-]{1,63}\.){1,9}[^\W\d_]{2,24}(?::\d{1,5})?/[^\s<>\"?#]{0,500}[?#])[^\s<>\"]+"
)
_QUERIED = re.compile(r"/[^\s<>\"?#]{0,500}[?#]")  # in every such one
_QUERY = re.compile(r"\?[\w.~%&;+\[\]-]{1,200}=[^\s<>\"]*")
# What may stand between host and path: also as a link is written within a link, or by a template ("&#x2F;").
_BEFORE_PATH = r"(?:[/\\?#]|%(?:25)*(?:2f|3f|23)|&(?:#47|#x2f|sol|#63|#x3f|quest);)"
# The rest of a link that was broken at a line's end, and quoted since.
_BROKEN = (
    r"(?:[ \t\r]{0,3}\n[>\s]{0,9}(?!\d{1,2}[/.-]\d)"
    r"(?=[^\s<>\"]{0,99}\d)(?=[^\s<>\"]{0,99}[A-Za-z=&%_])[!#-;=?-~]{6,})*"
)
# Signs that nobody sees, and that come along when something is copied from a page.
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u2060\ufeff"))

_LOCAL = r"\w.!#$%&'*+=?^`{|}~-"  # RFC 5321 §4.1.2 and letters with accents; a "/" is a path's, hardly ever a name's
_ADDRESS = re.compile(
    rf"(?<![{_LOCAL}])([{_LOCAL}]+|\"[^\"\n]{{1,64}}\")(@|%40|＠)"
    r"([\w-]{1,63}(?:\.[\w-]{1,63}){0,8}|\[[^\]\s]{1,60}\])"
)
# "to=a@b" in the words of servers: the name of the field is no part of the address
_FIELD = re.compile(
    r"(?:(?:orig_)?to|(?:mail_?)?from|user|rcpt|sender|recipient|(?:smtp|header)\.\w+)=", re.I
)

# Labels are looked for in a text without accents, as officials write them with and without.
_GLUE = r"[\s_-]{0,3}"
_CODE_OF = (
    rf"truy{_GLUE}(?:cap|nhap)|dang{_GLUE}nhap|phieu|khao{_GLUE}sat|xac{_GLUE}(?:nhan|thuc|minh)|bao{_GLUE}mat|bi{_GLUE}mat"
    rf"|ca{_GLUE}nhan|dinh{_GLUE}danh|tham{_GLUE}gia|kich{_GLUE}hoat|tra{_GLUE}loi|nguoi{_GLUE}dung|moi|so|otp|pin|code|qr"
)
_LABEL = re.compile(
    rf"(?<![^\W_])(?:(?P<strong>ma(?:{_GLUE}(?:{_CODE_OF})){{1,3}}|mat{_GLUE}(?:khau|ma)|mk|otp|pin"
    rf"|pass{_GLUE}(?:word|code|phrase)|pass(?:wd)?"
    rf"|(?:access|survey|login|entry|invitation|verification|security|activation|respondent){_GLUE}(?:code|key|token|id))"
    rf"|(?P<fault>(?:error|status|reply|response|return|result|exit|reason|smtp|diagnostic|zip|postal){_GLUE}code)"
    r"|ma|code)(?![^\W\d_])",
    re.IGNORECASE,
)
_LABEL_LOW = re.compile(_LABEL.pattern)  # without regard to case a search takes twice as long
# No label without one of these: asked first, because hardly any text holds a label.
_IN_LABELS = (
    "code", "pass", "mk", "otp", "pin", "access", "survey", "login", "entry", "invitation", "verification",
    "security", "activation", "respondent",
)  # fmt: skip
_MA = re.compile(r"ma(?<![^\W_]ma)(?:t|(?![^\W\d_]))")
_DASHES = "\u2010-\u2015\u2212"
_MARKS = "\"'*_`<“”„‘’«»"  # around a code, before it, or before what it is told by
# "mã truy cập của tôi là: AB12CD", or with nothing but space, a dash or a bracket before the code
_SAID = re.compile(
    rf"(?:[ \t]{{1,3}}[a-z]{{1,8}}){{0,8}}?[\s{_MARKS}]{{0,4}}(?::|=|：|\b(?:la|is)\b)[\s:={_MARKS}(\[]{{0,6}}",
    re.I,
)
_NEXT = re.compile(rf"[\s:={_MARKS}(\[|→>–—-]{{0,6}}")
_RUN = re.compile(r"[^\s<>\"]+")
_CODE = re.compile(rf"[!-~{_DASHES}]*")  # a word program makes other dashes of hyphens
_GROUP = re.compile(r"[ \u00a0]([A-Z0-9]{2,8})(?!\w)")  # "482 193 775"
_REPLY_CODE = re.compile(
    r"(?:\d{3}[-. ]?)?\d\.\d{1,3}\.\d{1,3}|\d{3}(?:-\d.*)?|0x[0-9a-f]+", re.I
)  # RFC 5321, RFC 3463
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}(?:[-/.]\d{1,4})?")


@dataclass(frozen=True, slots=True)
class Secrets:
    """What a survey's secrets look like: its hosts, and regular expressions of its access codes."""

    hosts: tuple[str, ...] = ()
    code_patterns: tuple[re.Pattern[str], ...] = ()

    def mask(self, text: str) -> str:
        """Mask survey links (everything after the host), any URL's query and user, and access codes.

        The text comes back in NFC, without signs that nobody sees. Takes time in proportion to its length, whatever
        it holds.
        """
        text = text if text.isascii() else unicodedata.normalize("NFC", text.translate(_UNSEEN))
        if "://" in text:
            text = _URL.sub(self._mask_url, text)
        for host in self.hosts:
            # No boundary before it: links are wrapped into links, "…%2Fkhaosat.example.vn%2FTOKEN".
            text = re.sub(
                rf"({re.escape(host)})\.?(?::\d{{1,5}})?{_BEFORE_PATH}[^\s<>\"]+{_BROKEN}",
                rf"\1/{MASK}",
                text,
                flags=re.IGNORECASE,
            )
        if "/" in text and _QUERIED.search(text):
            text = _BARE_URL.sub(lambda found: found[1] + MASK, text)
        if "?" in text:
            text = _QUERY.sub("?" + MASK, text)
        for pattern in self.code_patterns:
            text = pattern.sub(MASK, text)
        return _mask_labelled(text)

    def _mask_url(self, found: re.Match[str]) -> str:
        scheme, _, rest = found[0].partition("://")
        authority = _AUTHORITY.match(rest)
        assert authority is not None  # it matches nothing, too
        tail = rest[authority.end() :]
        host = authority[0].rpartition("@")[2]
        bare = host.partition(":")[0].rstrip(".").lower()
        if any(bare == known or bare.endswith("." + known) for known in map(str.lower, self.hosts)):
            return f"{scheme}://{host}/{MASK}"
        cut = min((at for at in (tail.find("?"), tail.find("#")) if at >= 0), default=None)
        return f"{scheme}://{host}{tail}" if cut is None else f"{scheme}://{host}{tail[: cut + 1]}{MASK}"


def mask_address(address: str) -> str:
    """`nguyenvana@snv.example.vn` → `n***@snv.example.vn`."""
    local, at, domain = address.rpartition("@")
    return f"{local[:1]}***{at}{domain}" if at else f"{address[:1]}***"


def mask_addresses(text: str) -> str:
    """Mask every address that stands in a text."""
    if "@" not in text and "%40" not in text and "＠" not in text:
        return text
    return _ADDRESS.sub(_first_letter, text)


def printable(text: str) -> str:
    """A text that cannot play tricks on a terminal: controls, escapes and bidi marks become `�`."""
    if text.replace("\n", "").replace("\t", "").isprintable():  # all that is unsafe is not
        return text
    return "".join(
        "\N{REPLACEMENT CHARACTER}" if unicodedata.category(char) in _UNSAFE and char not in "\n\t" else char
        for char in text
    )


_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def _first_letter(found: re.Match[str]) -> str:
    local, at, domain = found.groups()
    field = _FIELD.match(local)
    name = local[field.end() :] if field else local
    kept = name.lstrip("\"'`|*{=")  # marks around it
    return f"{local[: len(local) - len(kept)]}{kept[:1]}***{at}{domain}"


def _may_hold_label(low: str) -> bool:
    for word in _IN_LABELS:  # a plain loop is the quickest: this is asked of every diagnostic
        if word in low:
            return True
    return _MA.search(low) is not None


def _mask_labelled(text: str) -> str:
    """Mask what stands behind "mã truy cập", "mật khẩu", "access code" and the like."""
    # letter for letter: places agree
    plain = text if text.isascii() else _LETTERS.plain(text) or text.translate(_WITHOUT_ACCENTS)
    pieces: list[str] = []
    done = 0
    low = plain.lower()
    if len(low) != len(plain):
        low = ""  # "İ" grows when lowered
    elif not _may_hold_label(low):
        return text
    for label in _LABEL_LOW.finditer(low) if low else _LABEL.finditer(plain):
        if label["fault"] or label.start() < done:
            continue
        said, following = _SAID.match(plain, label.end()), _NEXT.match(plain, label.end())
        for before, explicit in ((said, True), (following, False)):
            run = before and _RUN.match(text, before.end())
            if not run:
                continue
            word = _first_code(run[0])
            end = run.start() + len(word)
            if label["strong"]:
                end = _end_of_groups(text, end, len(word))
            alone = not text[run.end() : run.end() + 100].partition("\n")[0].strip(" \t\r\"'.,;:!?)]}*_")
            if _is_secret("".join(text[run.start() : end].split()), label, explicit=explicit, alone=alone):
                pieces += [text[done : run.start()], MASK]
                done = end
                break
    return "".join((*pieces, text[done:]))


def _first_code(run: str) -> str:
    """The code at the beginning of what stands between two blanks: no sign behind it, no word glued to it."""
    found = _CODE.match(run)
    assert found is not None  # it matches nothing, too
    code = found[0]
    if run[len(code) : len(code) + 1].isalpha():
        code = code.rstrip(_ALNUM)
    return code.rstrip(".,;:!?)]}'*_`")


_ALNUM = string.ascii_letters + string.digits


def _end_of_groups(text: str, end: int, first: int) -> int:
    """Where a code ends that is written in groups: each has a figure, or is as long as the first."""
    for _ in range(_MOST_GROUPS):
        group = _GROUP.match(text, end)
        if group is None or (group[1].isalpha() and len(group[1]) != first):
            break
        end = group.end()
    return end


_MOST_GROUPS = 8


def _is_secret(word: str, label: re.Match[str], *, explicit: bool, alone: bool) -> bool:
    """Whether a word behind a label is the code itself and no part of the sentence. Codes are ASCII."""
    if len(word) < 4:
        return False
    digits = sum(char.isdigit() for char in word)
    if label["strong"]:
        if explicit:  # "mật khẩu: P@ssword", "mã truy cập là ABCDEF"; "mật khẩu: khong dung" is a sentence
            return digits > 0 or not word.isalpha() or word.isupper() or alone
        return digits > 0
    if not digits or _REPLY_CODE.fullmatch(word) or _DATE.fullmatch(word):
        return False
    return explicit or digits >= 6 or digits < sum(char.isalnum() for char in word)


class _WithoutAccents(dict[int, int]):
    def __missing__(self, code: int) -> int:
        base = unicodedata.normalize("NFD", chr(code))[0].translate({ord("đ"): "d", ord("Đ"): "D"})
        self[code] = ord(base) if base.isascii() else code
        return self[code]


_WITHOUT_ACCENTS = _WithoutAccents()
_LETTERS = Letters()


def noted(why: str, secrets: Secrets) -> str:
    """A person's reason as an event may keep it: short, one line, addresses, links and codes masked."""
    return mask_addresses(" ".join(secrets.mask(why).split()))[:200]
