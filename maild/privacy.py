"""What must not be written down, and how it is masked: addresses, survey links, access codes.

Pure, and shared by every room that writes: the reader of mail, the log, the reports, the terminal.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MASK = "•••"
_URL = re.compile(r"\b(?:https?|ftp)://[^\s<>\"'\])}]{1,2000}", re.IGNORECASE)
_ADDRESS = re.compile(r"(?<![\w.+-])([\w.+-]{1,64})@([\w-]{1,63}(?:\.[\w-]{1,63}){1,8})")
_LABELLED_CODE = re.compile(
    # "mã truy cập: AB12CD", "access code AB12CD", "mã phiếu là X9-77Q", "password: …"
    r"\b((?:m[aã](?:\s+(?:truy\s*c[aậ]p|phi[eế]u|x[aá]c\s*(?:nh[aậ]n|th[uự]c)|s[oố]|kh[aả]o\s*s[aá]t|OTP))?"
    r"|m[aậ]t\s*kh[aẩ]u|access\s+code|survey\s+code|code|otp|pass(?:word)?|pin)\s*(?:l[aà]|is)?\s*[:=]?\s*)"
    r"(?=[A-Z0-9-]*\d)([A-Z0-9][A-Z0-9-]{3,40})\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Secrets:
    """What a survey's secrets look like: its hosts, and regular expressions of its access codes."""

    hosts: tuple[str, ...] = ()
    code_patterns: tuple[re.Pattern[str], ...] = ()

    def mask(self, text: str) -> str:
        """Mask survey links (whole path), any URL's query and path secrets, and access codes in `text`."""
        text = _URL.sub(self._mask_url, text)
        for host in self.hosts:
            text = re.sub(rf"\b{re.escape(host)}/[^\s<>\"']+", f"{host}/{MASK}", text, flags=re.IGNORECASE)
        for pattern in self.code_patterns:
            text = pattern.sub(MASK, text)
        return _LABELLED_CODE.sub(lambda found: found.group(1) + MASK, text)

    def _mask_url(self, found: re.Match[str]) -> str:
        url = found.group(0)
        scheme, _, rest = url.partition("://")
        host, slash, path = rest.partition("/")
        host = host.rpartition("@")[2]
        bare = host.partition(":")[0].lower()
        if any(bare == known or bare.endswith("." + known) for known in self.hosts):
            return f"{scheme}://{host}/{MASK}"
        host, query, _ = host.partition("?")
        if query:
            return f"{scheme}://{host}?{MASK}"
        for sign in "?#":
            path, cut, _ = path.partition(sign)
            if cut:
                return f"{scheme}://{host}{slash}{path}{sign}{MASK}"
        return f"{scheme}://{host}{slash}{path}"


def mask_address(address: str) -> str:
    """`nguyenvana@snv.example.vn` → `n***@snv.example.vn`."""
    local, at, domain = address.rpartition("@")
    return f"{local[:1]}***{at}{domain}" if at else f"{address[:1]}***"


def mask_addresses(text: str) -> str:
    """Mask every address that stands in a text."""
    return _ADDRESS.sub(lambda found: f"{found.group(1)[:1]}***@{found.group(2)}", text)


def printable(text: str) -> str:
    """A text that cannot play tricks on a terminal: controls, escapes and bidi marks become `�`."""
    return "".join(
        "\N{REPLACEMENT CHARACTER}" if unicodedata.category(char) in _UNSAFE and char not in "\n\t" else char
        for char in text
    )


_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
