"""Vietnamese as it arrives: repaired, composed, folded for comparing, and spelt out where it was abbreviated.

Folded text is lower case without marks (`Đã trả lời` → `da tra loi`), so that officials who write
without diacritics, in capitals or in chat spelling are matched by the same phrases as the others.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

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
_SPACES = re.compile(r"[ \t\r\f\v]+")
_STRETCHED = re.compile(r"([a-z])\1{2,}")


def clean(text: str) -> str:
    """NFC, typographic signs made plain, invisible ones removed; marks and case stay."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", text.translate(_TYPOGRAPHY))


def fold(text: str) -> str:
    """Lower case, no marks, `đ`→`d`, single spaces; line ends stay.

    Both tone placements (`hoà`, `hòa`) and NFC and NFD fold to the same.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFD", text.translate(_TYPOGRAPHY).translate(_D))
        text = "".join(char for char in text if not unicodedata.combining(char))
    return _SPACES.sub(" ", text.casefold())


# ---------------------------------------------------------------- legacy encodings

_ONSET = "(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx])?"
_NUCLEUS = "[aăâeêioôơuưy]{1,3}"
_CODA = "(?:ng|nh|ch|[cmnpt])?"
_SYLLABLE = re.compile(_ONSET + _NUCLEUS + _CODA)
_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
_WORD = re.compile(r"[^\W\d_]+(?:[\u0300-\u0323]+[^\W\d_]*)*")


def _is_syllable(word: str) -> bool:
    """A spelling that exists in Vietnamese: at most one tone, a known onset, nucleus and coda."""
    word = unicodedata.normalize("NFD", word.lower())
    tones = sum(char in _TONES for char in word)
    bare = unicodedata.normalize("NFC", "".join(char for char in word if char not in _TONES))
    return tones <= 1 and _SYLLABLE.fullmatch(bare) is not None


def _marked_share(text: str) -> tuple[int, int]:
    """(words with marks that are Vietnamese syllables, words with marks that are none)."""
    good = bad = 0
    for word in _WORD.findall(text):
        if word.isascii():
            continue
        if _is_syllable(word):
            good += 1
        else:
            bad += 1
    return good, bad


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
    out = bytearray()
    for char in text:
        code = ord(char)
        if code < 0x100 or char == "\ufffd":
            out.append(code if code < 0x100 else 0x9D)  # an octet that cp1252 does not know
            continue
        try:
            out += char.encode("cp1252")
        except UnicodeEncodeError:
            return None
    return bytes(out)


def _from_utf8(text: str) -> str | None:
    octets = _latin_octets(text)
    return octets.decode("utf-8", "replace") if octets is not None else None


def _from_tcvn3(text: str) -> str | None:
    octets = _latin_octets(text)
    return "".join(_TCVN3.get(octet, chr(octet)) for octet in octets) if octets is not None else None


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

# Rows over folded words; what is ambiguous (mk: mình or mật khẩu) is decided by its neighbour.
_PHRASES: tuple[tuple[str, str], ...] = (
    # how it is written                         what it says
    (r"\b(?:d/c|dc|đc|dchi|dia chi)(?= (?:mail|email|e-mail|thu|hop thu|gmail)\b)", "dia chi"),
    (r"\b(?:sai|quen|nhap|doi|dung|cap|lay) (?:lai )?mk\b", "mat khau sai"),
    (r"\bd ?/ ?c\b", "dong chi"),
    (r"\bdc(?= [a-z]+ (?:phong|van phong|ben)\b)", "dong chi"),
    (r"\ba ?/ ?c\b|\bac\b", "anh chi"),
    (r"\bo ?/ ?b\b", "ong ba"),
    (r"\b0(?= (?:dc|duoc|vao|mo|thay|nhan|gui|lam|the|co|biet|bam)\b)", "khong"),
    (r"\be-?mails?\b|\bgmail\b(?! ?\.)|\bmail\b", "mail"),
    (r"\bq/d\b", "quyet dinh"),
)
_WORDS_SPELT: dict[str, str] = {
    "ko": "khong", "k": "khong", "kg": "khong", "khg": "khong", "kh": "khong", "hok": "khong", "hem": "khong",
    "hk": "khong", "kp": "khong phai", "dc": "duoc", "dk": "duoc", "dx": "duoc", "r": "roi", "oy": "roi",
    "rui": "roi", "ruj": "roi", "roai": "roi", "zoi": "roi", "chx": "chua", "mk": "minh", "mik": "minh",
    "e": "em", "ad": "anh chi", "mn": "moi nguoi", "mng": "moi nguoi", "vs": "voi", "lm": "lam", "ng": "nguoi",
    "j": "gi", "ji": "gi", "ntn": "nhu the nao", "bn": "bao nhieu", "trc": "truoc", "ms": "moi", "cx": "cung",
    "cug": "cung", "vo": "vao", "zo": "vao", "zao": "vao", "z": "vay", "v": "vay", "zay": "vay", "thui": "thoi",
    "lun": "luon", "tl": "tra loi", "ks": "khao sat", "bik": "biet", "bit": "biet", "hum": "hom",
    "sdt": "so dien thoai", "dthoai": "dien thoai", "sr": "xin loj", "bh": "bay gio", "nx": "nua",
    "trg": "trong", "wa": "qua", "qa": "qua", "oke": "ok", "okie": "ok", "okela": "ok", "okay": "ok",
    "pass": "mat khau", "password": "mat khau", "web": "trang web", "website": "trang web",
    "page": "trang web", "url": "link", "hnay": "hom nay", "hqua": "hom qua", "cvu": "cong vu", "nhma": "nhung",
    "nhg": "nhung", "nhug": "nhung", "bt": "binh thuong",
}  # fmt: skip
_SPELL = re.compile(r"(?<![\w@./:+-])[a-z]{1,7}(?![\w@/-])(?!\.[a-z])")
_PHRASE_ROWS = tuple((re.compile(pattern), said) for pattern, said in _PHRASES)
_TRA_LOI = re.compile(r"\btra\s+lo[ij]\b")

# Words whose marks decide; folded they would be taken for something else.
_TOLD_APART: dict[str, str] = {
    "gởi": "gửi",  # the older spelling of to send; `goi` is to call
    "lời": "lơj",  # a word (lời mời), never an error
    "lợi": "lơj",  # use
    "chữa": "chuwa",  # to repair, not `chưa`
    "chứa": "chuwa",  # to contain
    "chẳng": "không",
    "chả": "không",
    "hổng": "không",
    "hông": "không",
    "ạ": "",  # politeness
    "dạ": "",  # politeness, not `đã`
    "à": "",
}
_TELL = re.compile(
    r"(?<!\w)(?:" + "|".join(sorted(_TOLD_APART, key=len, reverse=True)) + r")(?!\w)", re.IGNORECASE
)


def spell_out(folded: str) -> str:
    """Folded text with chat spelling written out, and stretched letters (`xongggg`) shortened."""
    folded = _STRETCHED.sub(r"\1", folded)
    for pattern, said in _PHRASE_ROWS:
        folded = pattern.sub(said, folded)
    return _SPELL.sub(lambda found: _WORDS_SPELT.get(found[0], found[0]), folded)


def canonical(text: str) -> str:
    """What the phrase tables are matched against: folded, spelt out, and `trả lời` made one word.

    Without marks `lỗi`, `lời` and `lợi` are one word; `traloi` keeps the
    commonest of them, to answer, apart from an error.
    """
    marked = _TELL.sub(lambda found: _TOLD_APART[found[0].lower()], clean(text))
    return _TRA_LOI.sub("traloi", spell_out(fold(marked)))
