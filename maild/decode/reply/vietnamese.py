"""Vietnamese as it arrives: repaired, composed, folded for comparing, and spelt out where it was abbreviated.

Folded text is lower case without marks (`Đã trả lời` → `da tra loi`), so that officials who write
without diacritics, in capitals or in chat spelling are matched by the same phrases as the others.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import filterfalse

from maild.decode.reply.literals import holds_all, needs
from maild.decode.reply.typed import spelt
from maild.marks import Letters

# ---------------------------------------------------------------- folding

_D = str.maketrans({"đ": "d", "Đ": "D", "ð": "d", "Ð": "D"})
_TYPOGRAPHY = str.maketrans(
    {
        "\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00ab": '"', "\u00bb": '"',
        "\u2013": "-", "\u2014": "-", "\u2010": "-", "\u2011": "-", "\u2212": "-", "\u2026": "...",
        "\u00a0": " ", "\u202f": " ", "\u3000": " ", "\u200b": None, "\u200c": None, "\u200d": None,
        "\ufeff": None, "\u00ad": None, "\u2060": None, "\u200e": None, "\u200f": None,
    }
)  # fmt: skip
_TYPOGRAPHIC = re.compile("[" + "".join(map(chr, _TYPOGRAPHY)) + "]")
_SPACES = re.compile(r"[ \t\r\f\v]{2,}|[\t\r\f\v]")
_STRETCHED = re.compile(r"([a-z])\1{2,}")


def clean(text: str) -> str:
    """NFC, typographic signs made plain, invisible ones removed; marks and case stay."""
    if text.isascii() or _CLEAN.hold(text):
        return text
    for char in set(_TYPOGRAPHIC.findall(text)):  # seldom more than three, and quicker than a table
        text = text.replace(char, _TYPOGRAPHY[ord(char)] or "")
    return unicodedata.normalize("NFC", text)


def _single_spaces(text: str) -> str:
    if "  " in text or "\t" in text or "\r" in text or "\f" in text or "\v" in text:
        return _SPACES.sub(" ", text)
    return text  # nearly always: five plain questions cost less than one search


def fold(text: str) -> str:
    """Lower case, no marks, `đ`→`d`, single spaces; line ends stay.

    Both tone placements (`hoà`, `hòa`) and NFC and NFD fold to the same.
    """
    if text.isascii():
        return _single_spaces(text.lower())
    plain = _FOLDED.plain(text) or _FOLDED.plain(unicodedata.normalize("NFC", text))
    return _single_spaces((plain or text.translate(_BASES)).casefold())


class _Bases(dict[int, str]):
    """Characters without their marks, typographic signs made plain; nothing of a mark alone."""

    def __missing__(self, code: int) -> str:
        pieces = unicodedata.normalize("NFD", chr(code).translate(_TYPOGRAPHY).translate(_D))
        base = "".join(piece for piece in pieces if not unicodedata.combining(piece))
        if len(self) < 4096:
            self[code] = base
        return base


_BASES = _Bases()

_CLEAN = Letters()
_FOLDED = Letters({chr(code): plain for code, plain in _TYPOGRAPHY.items() if plain and len(plain) == 1})


# ---------------------------------------------------------------- legacy encodings

_ONSET = "(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx])?"
_NUCLEUS = "[aăâeêioôơuưy]{1,3}"
_CODA = "(?:ng|nh|ch|[cmnpt])?"
_SYLLABLE = re.compile(_ONSET + _NUCLEUS + _CODA)
_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
_WORD = re.compile(r"[^\W\d_]+(?:[\u0300-\u0323]+[^\W\d_]*)*")


@lru_cache(maxsize=4096)
def _is_syllable(word: str) -> bool:
    """A spelling that exists in Vietnamese: at most one tone, a known onset, nucleus and coda."""
    word = unicodedata.normalize("NFD", word.lower())
    tones = sum(char in _TONES for char in word)
    bare = unicodedata.normalize("NFC", "".join(char for char in word if char not in _TONES))
    return tones <= 1 and _SYLLABLE.fullmatch(bare) is not None


def _marked_share(text: str) -> tuple[int, int]:
    """(words with marks that are Vietnamese syllables, words with marks that are none)."""
    good, bad = 0, text.count("\ufffd")
    for piece in _marked_pieces(text):
        right, wrong = _marked_words(piece) if len(piece) < 20 else _judged(piece)
        good += right
        bad += wrong
    return good, bad


def _marked_pieces(text: str) -> Iterator[str]:
    return filterfalse(str.isascii, text.split())


def _judged(piece: str) -> tuple[int, int]:
    marked = [word for word in _WORD.findall(piece) if not word.isascii()]
    good = sum(map(_is_syllable, marked))
    return good, len(marked) - good


def _all_right(text: str) -> bool:
    """Whether every word with marks is a Vietnamese syllable."""
    if "\ufffd" in text:
        return False
    unknown = set(filterfalse(_right.__contains__, _marked_pieces(text)))
    # "HĐND", "đ/c" are no syllables; but as no legacy encoding writes a `đ` as itself, there is nothing to undo.
    if any(_judged(piece)[1] for piece in unknown if not piece.translate(_D).isascii()):
        return False
    if len(_right) < _MOST_RIGHT:
        _right.update(piece for piece in unknown if len(piece) < 20)
    return True


_right: set[str] = set()  # pieces of text found right before: a language has few words
_MOST_RIGHT = 8192


_marked_words = lru_cache(maxsize=8192)(_judged)  # a language has few words, with what stands beside them


_TCVN3 = {
    0xA1: "Ă", 0xA2: "Â", 0xA3: "Ê", 0xA4: "Ô", 0xA5: "Ơ", 0xA6: "Ư", 0xA7: "Đ",
    0xA8: "ă", 0xA9: "â", 0xAA: "ê", 0xAB: "ô", 0xAC: "ơ", 0xAD: "ư", 0xAE: "đ",
    0xB5: "à", 0xB6: "ả", 0xB7: "ã", 0xB8: "á", 0xB9: "ạ",
    0xBB: "ằ", 0xBC: "ẳ", 0xBD: "ẵ", 0xBE: "ắ", 0xC6: "ặ",
    0xC7: "ầ", 0xC8: "ẩ", 0xC9: "ẫ", 0xCA: "ấ", 0xCB: "ậ",
    0xCC: "è", 0xCE: "ẻ", 0xCF: "ẽ", 0xD0: "é", 0xD1: "ẹ",
    0xD2: "ề", 0xD3: "ể", 0xD4: "ễ", 0xD5: "ế", 0xD6: "ệ",
    0xD7: "ì", 0xD8: "ỉ", 0xDC: "ĩ", 0xDD: "í", 0xDE: "ị",
    0xDF: "ò", 0xE1: "ỏ", 0xE2: "õ", 0xE3: "ó", 0xE4: "ọ",
    0xE5: "ồ", 0xE6: "ổ", 0xE7: "ỗ", 0xE8: "ố", 0xE9: "ộ",
    0xEA: "ờ", 0xEB: "ở", 0xEC: "ỡ", 0xED: "ớ", 0xEE: "ợ",
    0xEF: "ù", 0xF1: "ủ", 0xF2: "ũ", 0xF3: "ú", 0xF4: "ụ",
    0xF5: "ừ", 0xF6: "ử", 0xF7: "ữ", 0xF8: "ứ", 0xF9: "ự",
    0xFA: "ỳ", 0xFB: "ỷ", 0xFC: "ỹ", 0xFD: "ý", 0xFE: "ỵ",
}  # fmt: skip
_TCVN3_CHARSET = "".join(_TCVN3.get(octet, chr(octet)) for octet in range(0x100))
# VNI for Windows: a base letter followed by a sign; i, y and đ have letters of their own.
_VNI_SIGNS = {
    "ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323",
    "â": "\u0302", "á": "\u0302\u0301", "à": "\u0302\u0300", "å": "\u0302\u0309", "ã": "\u0302\u0303",
    "ä": "\u0302\u0323", "ê": "\u0306", "é": "\u0306\u0301", "è": "\u0306\u0300", "ú": "\u0306\u0309",
    "ü": "\u0306\u0303", "ë": "\u0306\u0323",
}  # fmt: skip
_VNI_ALONE = {"ñ": "đ", "Ñ": "Đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ô": "ơ", "ö": "ư"}
_VNI_PAIR = re.compile("([aeouyôöAEOUYÔÖ])([" + "".join(_VNI_SIGNS) + "".join(_VNI_SIGNS).upper() + "])")
_VNI_LONE = re.compile("[ñÑæóòîôöÆÓÒÎÔÖ]")

_VIQR_MODIFIERS = {"^": "\u0302", "(": "\u0306", "+": "\u031b"}
_VIQR_TONES = {"'": "\u0301", "`": "\u0300", "?": "\u0309", "~": "\u0303", ".": "\u0323"}
_VIQR_LETTER = re.compile(
    r"([aeouAEOU])([\^(+])(['`?~.])?|([aeiouyAEIOUY])(['`?~.])(?=[a-zA-Z]|\b|\W)|([dD])[dD]"
)
_VIQR_SIGN = re.compile(r"[aeouAEOU][\^+][a-z'`?~.]|\bdd[aeiou]")


def _latin_octets(text: str) -> bytes | None:
    """The octets that somebody read as Latin-1 or cp1252; None when `text` cannot come from there."""
    try:
        octets, _ = codecs.charmap_encode(text, "strict", _LATIN)
    except UnicodeEncodeError:
        return None
    return octets


_LATIN = {code: code for code in range(0x100)} | {
    ord(char): octet for octet in range(0x80, 0xA0) for char in bytes([octet]).decode("cp1252", "ignore")
}
_LATIN[0xFFFD] = 0x9D  # an octet that cp1252 does not know


def _from_utf8(text: str) -> str | None:
    octets = _latin_octets(text)
    return octets.decode("utf-8", "replace") if octets is not None else None


def _from_tcvn3(text: str) -> str | None:
    octets = _latin_octets(text)
    return codecs.charmap_decode(octets, "strict", _TCVN3_CHARSET)[0] if octets is not None else None


def _from_cp1258(text: str) -> str | None:
    octets = _latin_octets(text)
    return unicodedata.normalize("NFC", octets.decode("cp1258", "replace")) if octets is not None else None


def _from_vni(text: str) -> str | None:
    def pair(found: re.Match[str]) -> str:
        base, sign = found.groups()
        base = _VNI_ALONE.get(base.lower(), base.lower()) if base.lower() in "ôö" else base
        return base + _VNI_SIGNS[sign.lower()]

    text = _VNI_LONE.sub(
        lambda found: _VNI_ALONE.get(found[0], _VNI_ALONE.get(found[0].lower(), "")),
        _VNI_PAIR.sub(lambda found: "\ue000" + pair(found) + "\ue001", text),
    )
    return unicodedata.normalize("NFC", text.replace("\ue000", "").replace("\ue001", ""))


def _from_viqr(text: str) -> str | None:
    def letter(found: re.Match[str]) -> str:
        base, modifier, tone, plain, plain_tone, d = found.groups()
        if d:
            return "đ" if d == "d" else "Đ"
        if plain:
            return plain + _VIQR_TONES[plain_tone]
        return base + _VIQR_MODIFIERS[modifier] + (_VIQR_TONES[tone] if tone else "")

    return unicodedata.normalize("NFC", _VIQR_LETTER.sub(letter, text))


_REPAIRS: tuple[Callable[[str], str | None], ...] = (_from_utf8, _from_tcvn3, _from_cp1258, _from_vni)


def repair(text: str) -> str:
    """Undo a wrong charset, or a font encoding that no charset names (TCVN3, VNI, VIQR).

    Works line by line, because a reply in one encoding quotes a mail in
    another. A line is changed only when more of its marked words are then
    Vietnamese syllables and fewer are not.
    """
    if text.isascii():
        return _repair_viqr(text)
    if _all_right(text):
        return clean(text)
    lines = text.split("\n")
    votes: dict[Callable[[str], str | None], int] = {}
    for line in lines[:200]:
        best = _best_repair(line)
        if best is not None:
            votes[best] = votes.get(best, 0) + len(line)
    if not votes:
        return clean(text)
    kind = max(votes, key=lambda one: votes[one])
    return clean("\n".join(_repaired(line, kind) for line in lines))


def _best_repair(line: str) -> Callable[[str], str | None] | None:
    if line.isascii():
        return None
    good, bad = _marked_share(line)
    if bad == 0:
        return None
    best, best_score = None, good - 2 * bad
    for one in _REPAIRS:
        changed = one(line)
        if changed is None:
            continue
        now_good, now_bad = _marked_share(changed)
        if now_bad < bad and now_good - 2 * now_bad > best_score:
            best, best_score = one, now_good - 2 * now_bad
    return best


def _repaired(line: str, kind: Callable[[str], str | None]) -> str:
    if line.isascii():
        return line
    good, bad = _marked_share(line)
    changed = kind(line) if bad or kind is _from_tcvn3 else None
    if changed is None:
        return line
    now_good, now_bad = _marked_share(changed)
    return changed if now_good - 2 * now_bad > good - 2 * bad else line


def _repair_viqr(text: str) -> str:
    if len(_VIQR_SIGN.findall(text[:20_000])) < 3:
        return text
    changed = _from_viqr(text)
    if changed is None:
        return text
    good, bad = _marked_share(changed[:20_000])
    return changed if good >= 4 * bad else text


# ---------------------------------------------------------------- chat spelling

# What is ambiguous (mk: mình or mật khẩu; đc: được or địa chỉ) is decided by its neighbour.
_CHAT_PHRASES: tuple[tuple[tuple[frozenset[str], ...], re.Pattern[str], str], ...] = tuple(
    (needs(pattern), re.compile(pattern), said)
    for pattern, said in (
        # how it is written                                                       what it says
        (r"\b(?:đ/c|đc|dc) (?=(?:e-?mail|mail|gmail|hộp thư|hop thu|thư|thu) )", "địa chỉ "),
        (r"\b(sai|quên|quen|nhập|nhap|đổi|doi|cấp|cap) (lại |lai )?(?:mk|pass)\b", r"\1 \2mật khẩu"),
        (r"\b(?:đ|d) ?/ ?c\b", "đồng chí"),
        (r"\ba ?/ ?c\b|\bac\b", "anh chị"),
        (r"\bo ?/ ?b\b", "ông/bà"),
        (
            r"\b0 (?=(?:dc|đc|được|duoc|vào|vao|mở|mo|thấy|thay|nhận|nhan|gửi|gui|làm|lam|thể|the|có|biết|bấm)\b)",
            "không ",
        ),
        (r"\be-?mails?\b|\bgmail\b(?! ?\.)", "mail"),
        (r"\b(hộp|hòm) thư điện tử\b", r"\1 thư"),
        (r"\b(hop|hom) thu dien tu\b", r"\1 thu"),
        (r"\bv[ôo](?= (?!hiệu|hieu|lý|ly|tình|tinh|bổ|cùng|cung|số|tuyến))", "vào"),
        (r"\btrả nhời\b", "trả lời"),
        (r"\b(?:chả|chẳng) là\b", "chuyện là"),
        (r"\bđồng chí ơi\b", "đồng chí"),
    )
)
_CHAT_WORDS: dict[str, str] = {
    "ko": "không", "k": "không", "kg": "không", "khg": "không", "kh": "không", "hok": "không", "hem": "không",
    "hk": "không", "hông": "không", "hổng": "không", "chẳng": "không", "chả": "không", "kp": "không phải",
    "dc": "được", "đc": "được", "đk": "được", "dk": "được", "dx": "được", "r": "rồi", "rùi": "rồi",
    "rui": "rồi", "ròi": "rồi", "òi": "rồi", "oy": "rồi", "zồi": "rồi", "zoi": "rồi", "rồii": "rồi", "chx": "chưa",
    "mk": "mình", "mik": "mình", "mìn": "mình", "e": "em", "ad": "anh chị", "mn": "mọi người",
    "mng": "mọi người", "vs": "với", "lm": "làm", "ng": "người", "j": "gì", "ji": "gì", "ntn": "như thế nào",
    "bn": "bao nhiêu", "trc": "trước", "ms": "mới", "cx": "cũng", "cug": "cũng", "zô": "vào", "zo": "vào",
    "zào": "vào", "z": "vậy", "v": "vậy", "zậy": "vậy", "thui": "thôi", "lun": "luôn", "tl": "trả lời",
    "ks": "khảo sát", "bik": "biết", "bít": "biết", "hum": "hôm", "sdt": "số điện thoại", "sđt": "số điện thoại",
    "đt": "điện thoại", "sr": "xin lỗi", "bh": "bây giờ", "nx": "nữa", "trg": "trong", "wa": "quá", "qá": "quá",
    "oke": "ok", "okie": "ok", "okela": "ok", "okay": "ok", "okê": "ok", "pass": "mật khẩu", "password": "mật khẩu",
    "web": "trang web", "website": "trang web", "hnay": "hôm nay", "hqua": "hôm qua", "cvu": "công vụ",
    "nhma": "nhưng", "nhg": "nhưng", "nhưg": "nhưng", "bt": "bình thường", "gởi": "gửi", "trã": "trả", "dùm": "giúp",
    "giùm": "giúp", "nhá": "nhé", "nhen": "nhé", "hen": "nhé", "nghen": "nhé", "mần": "làm", "ni": "nay",
    "rứa": "thế", "bữa": "hôm", "miết": "mãi", "mừ": "mà", "mò": "mà", "emai": "mail",
    "qlý": "quản lý", "hđ": "hoạt động", "ttin": "thông tin", "hthong": "hệ thống", "hthống": "hệ thống",
    "ạ": "", "dạ": "", "à": "", "ah": "", "ak": "", "ạk": "", "ạh": "",
}  # fmt: skip
_LETTERS = re.compile(r"[a-zà-ỹđ]+")
_CHAT_WORD = re.compile(r"(?<![\w@./:+%-])[a-zà-ỹđ]{1,8}(?![\w@/%-])(?!\.[a-z])")
# Tones stand on the first vowel of an open oa, oe, uy in one spelling, on the second in the other.
_OPEN_PAIRS = {
    old: new
    for base, toned in (("o", "aàáảãạ"), ("o", "eèéẻẽẹ"), ("u", "yỳýỷỹỵ"))
    for old, new in zip(
        (base + one for one in toned[1:]),
        (one + toned[0] for one in ("òóỏõọ" if base == "o" else "ùúủũụ")),
        strict=True,
    )
}
# Begins with a set of letters, to which `re` skips quickly: "hoà", "toẻ", "thuý", but not "quý".
_OPEN_PAIR = re.compile(r"[ou](?<!q.)(?:(?<=o)[àáảãạèéẻẽẹ]|(?<=u)[ỳýỷỹỵ])(?![a-zà-ỹđ])")


# What a phrase above cannot do without; it alone looks beyond a word.
_OF_PHRASES = re.compile(r"\b(?:đc|dc|mk|pass|c|ac|b|0|e-?mails?|gmail|tử|tu|v[ôo]|nhời|ơi|chả|chẳng)\b")


def canonical(text: str) -> str:
    """What phrases are matched against, of a clean text: lower case, tones placed in one way, chat spelt out."""
    text = _single_spaces(text.lower())
    words = [*map(_SPELT.__getitem__, text.split(" "))]
    return _spelt_out(text) if None in words else " ".join(words)  # type: ignore[arg-type]


def _spelt_out(text: str) -> str:
    text = spelt(_tidied(text))
    for needed, pattern, said in _CHAT_PHRASES:
        if holds_all(text, needed):
            text = pattern.sub(said, text)
    return _CHAT_WORD.sub(lambda found: _CHAT_WORDS.get(found[0], found[0]), text)


def _tidied(text: str) -> str:
    text = _STRETCHED.sub(r"\1", text)
    return text if text.isascii() else _OPEN_PAIR.sub(lambda found: _OPEN_PAIRS[found[0]], text)


class _Spelt(dict[str, str | None]):
    """Words as they are spelt out by themselves; None of what may be part of a phrase. A language has few."""

    def __missing__(self, word: str) -> str | None:
        found = None if _OF_PHRASES.search(_tidied(word)) else _spelt_out(word)
        if len(self) < _MOST_SPELT and len(word) < _LONG_WORD:
            self[word] = found
        return found


_SPELT = _Spelt()
_MOST_SPELT = 8192
_LONG_WORD = 20


# Without marks `lỗi` is also `lời` and `lợi`, and `thư` is in a dozen words: these are tied to their neighbour.
_TIED = re.compile(
    r"[tlvcd](?<![a-z].)(?:(?<=t)(?:ra loi|hu (?:ky|tuc|muc|hoi|truong|lai|may|nhieu)|hoi (?:gian|han))|"
    r"(?<=l)oi (?:moi|khuyen|ich)|(?<=v)an thu|(?<=c)hu tich|(?<=d)e nghi)(?![a-z])"
)


@lru_cache(maxsize=64)
def unmarked(canonical_text: str) -> str:
    """The canonical text without marks, character for character; words that would merge are tied with `_`."""
    folded = canonical_text
    if not folded.isascii():
        # where it is none of our charset, a mark stands alone or there are letters of other languages
        folded = _FOLDED.plain(folded) or folded.translate(_BARE)
    return _TIED.sub(lambda found: found[0].replace(" ", "_"), folded)


def _bare(char: str) -> str:
    return unicodedata.normalize("NFD", char.translate(_D))[0]


_BARE = {code: chr(code) for code in range(0x80)} | {  # a table without the plain letters is slow to use
    ord(char): _bare(char)
    for char in map(chr, (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)))
    if _bare(char).isascii()
}


@lru_cache(maxsize=64)
def marked_share(text: str) -> float:
    """How many of the words of a lower-case text carry Vietnamese marks, 0–1."""
    if text.isascii():
        return 0.0
    words = _LETTERS.findall(text)
    return len([*filterfalse(str.isascii, words)]) / len(words) if words else 0.0
