"""Why a mail was not delivered: what servers say → a Reason.

The server's words come first where the code is generic, then the code, then the words' rest, then the
reply. Within the words the order of the table decides: a text that blames the sender, the content or
the network is never an unknown user, whatever else it says, because that would drop a living person.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache, lru_cache

from maild.decode.diagnostics import HINTS, LAST_WORDS, PHRASES, SENTENCES, WEAK, PhraseTable, words_of
from maild.model import Reason

MAX_CHARACTERS = 4000

# RFC 3463, RFC 5248, RFC 7372, RFC 7505 and the codes of Exchange Online.
CODES: Mapping[str, Reason] = {
    "1.0": Reason.REJECTED,
    "1.1": Reason.USER_UNKNOWN,
    "1.2": Reason.HOST_UNKNOWN,
    "1.3": Reason.SYNTAX_ERROR,
    "1.4": Reason.FILTERED,
    "1.6": Reason.HAS_MOVED,
    "1.7": Reason.REJECTED,
    "1.8": Reason.REJECTED,
    "1.9": Reason.SYSTEM_ERROR,
    "1.10": Reason.USER_UNKNOWN,  # Exchange; RFC 7505's "null MX" always says so in words
    "2.0": Reason.FILTERED,
    "2.1": Reason.SUSPEND,
    "2.2": Reason.MAILBOX_FULL,
    "2.3": Reason.MESG_TOO_BIG,
    "2.4": Reason.FILTERED,
    "3.0": Reason.SYSTEM_ERROR,
    "3.1": Reason.SYSTEM_FULL,
    "3.2": Reason.SYSTEM_ERROR,
    "3.3": Reason.SYSTEM_ERROR,
    "3.4": Reason.MESG_TOO_BIG,
    "3.5": Reason.SYSTEM_ERROR,
    "4.0": Reason.NETWORK_ERROR,
    "4.1": Reason.EXPIRED,
    "4.2": Reason.NETWORK_ERROR,
    "4.3": Reason.SYSTEM_ERROR,
    "4.4": Reason.HOST_UNKNOWN,
    "4.5": Reason.RATE_LIMITED,
    "4.6": Reason.NETWORK_ERROR,
    "4.7": Reason.EXPIRED,
    "4.11": Reason.NETWORK_ERROR,  # Exchange: loops
    "4.12": Reason.NETWORK_ERROR,
    "4.14": Reason.NETWORK_ERROR,
    "4.316": Reason.EXPIRED,
    "5.3": Reason.RATE_LIMITED,
    "5.0": Reason.SYNTAX_ERROR,
    "5.1": Reason.SYNTAX_ERROR,
    "5.2": Reason.SYNTAX_ERROR,
    "5.4": Reason.SYNTAX_ERROR,
    "6.0": Reason.CONTENT_ERROR,
    "6.1": Reason.CONTENT_ERROR,
    "6.2": Reason.CONTENT_ERROR,
    "6.3": Reason.CONTENT_ERROR,
    "6.5": Reason.CONTENT_ERROR,
    "6.6": Reason.CONTENT_ERROR,
    "6.7": Reason.CONTENT_ERROR,
    "6.9": Reason.CONTENT_ERROR,
    "7.0": Reason.POLICY_VIOLATION,
    "7.1": Reason.POLICY_VIOLATION,
    "7.2": Reason.FILTERED,
    "7.3": Reason.SECURITY_ERROR,
    "7.4": Reason.SECURITY_ERROR,
    "7.5": Reason.SECURITY_ERROR,
    "7.6": Reason.SECURITY_ERROR,
    "7.7": Reason.SECURITY_ERROR,
    "7.8": Reason.SECURITY_ERROR,
    "7.9": Reason.SECURITY_ERROR,
    "7.10": Reason.FAILED_STARTTLS,
    "7.11": Reason.SECURITY_ERROR,
    "7.12": Reason.SECURITY_ERROR,
    "7.13": Reason.SUSPEND,
    "7.14": Reason.SECURITY_ERROR,
    "7.15": Reason.RATE_LIMITED,
    "7.16": Reason.MESG_TOO_BIG,
    "7.17": Reason.HAS_MOVED,
    "7.18": Reason.HAS_MOVED,
    "7.20": Reason.AUTH_FAILURE,
    "7.21": Reason.AUTH_FAILURE,
    "7.22": Reason.AUTH_FAILURE,
    "7.23": Reason.AUTH_FAILURE,
    "7.24": Reason.AUTH_FAILURE,
    "7.25": Reason.REQUIRE_PTR,
    "7.26": Reason.AUTH_FAILURE,
    "7.27": Reason.REJECTED,  # RFC 7505 §4.2: the sender's own domain takes no mail
    "7.28": Reason.RATE_LIMITED,
    "7.29": Reason.AUTH_FAILURE,
    "7.30": Reason.AUTH_FAILURE,
}
# Where the class changes the meaning, or Exchange Online has its own.
_EXACT_CODES: Mapping[str, Reason] = {
    "5.4.1": Reason.REJECTED,
    "5.4.6": Reason.NETWORK_ERROR,
    "5.4.310": Reason.HOST_UNKNOWN,
    "5.4.7": Reason.EXPIRED,
    "5.4.300": Reason.EXPIRED,
    "4.4.312": Reason.NETWORK_ERROR,
    "4.4.316": Reason.NETWORK_ERROR,  # refused for now; as 5.4.316 its time has run out
    "5.4.312": Reason.NETWORK_ERROR,
}
# Codes that a server's words outweigh: those that name a class of troubles and no trouble.
_VAGUE_CODES = frozenset(
    {"1.0", "2.0", "3.0", "4.0", "5.0", "6.0", "7.0", "7.1", "7.9", "5.4", "3.5", "4.7", "4.1"}
)

REPLIES: Mapping[str, Reason] = {
    # RFC 5321 §4.2.3, where neither words nor code tell
    "421": Reason.SYSTEM_ERROR,
    "422": Reason.MAILBOX_FULL,
    "450": Reason.SYSTEM_ERROR,
    "451": Reason.SYSTEM_ERROR,
    "452": Reason.SYSTEM_FULL,
    "500": Reason.SYNTAX_ERROR,
    "501": Reason.SYNTAX_ERROR,
    "502": Reason.SYNTAX_ERROR,
    "503": Reason.SYNTAX_ERROR,
    "504": Reason.SYNTAX_ERROR,
    "521": Reason.NOT_ACCEPT,
    "525": Reason.SUSPEND,
    "530": Reason.SECURITY_ERROR,
    "535": Reason.SECURITY_ERROR,
    "551": Reason.HAS_MOVED,
    "552": Reason.MAILBOX_FULL,
    "556": Reason.NOT_ACCEPT,
}

_ATEXT = r"\w.!#$%&'*+/=?^`{|}~-"
_ADDRESSES = re.compile(rf"<?(?<![{_ATEXT}])[{_ATEXT}]{{1,128}}+@[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{0,10}}>?")
_URL = re.compile(r"\bhttps?://([\w.-]{1,200})[^\s<>\"']{0,1000}", re.IGNORECASE)
_CONTINUED = re.compile(
    r"[245](?<=\s.)\d\d[- ](?:[245]\.\d{1,3}\.\d{1,3} )?"
)  # codes that begin each line of a reply
# Where words were made one: "mailbox_currently_suspended", "SpamDetected", "IPBlacklisted".
_GLUED = re.compile(r"(?<=[A-Za-z])_+(?=[A-Za-z])|(?<=[a-z])(?=[A-Z][a-z])|(?<=[A-Z])(?=[A-Z][a-z]{3})")
_IRONPORT = re.compile(r"\b5\.1\.0 - Unknown address error ?")  # its prefix for any refusal of RCPT
# How notices of Exchange Online and qmail introduce a server's words. They stand in every refusal and are no
# reason: qmail-remote gives up on a server after each of them.
_EXCHANGE_SAYS = "Remote server returned an error ->"
_QMAIL_SAYS = ("Giving up on ", "but sender was rejected.", "after I sent the message.")
_OCTAL = re.compile(r"(?:\\[0-3][0-7]{2}){2,}")


class _Plain(dict[int, int | None]):
    """What becomes of a character that was taken apart (NFD): accents go."""

    def __missing__(self, code: int) -> int | None:
        self[code] = kept = None if unicodedata.combining(chr(code)) else code
        return kept


_PLAIN = _Plain({ord(one): ord(other) for one, other in zip("đĐ’‘`", "dd'''", strict=True)})


def unescape(text: str) -> str:
    """Exim writes raw UTF-8 as octal escapes (`\\304\\221`): make it characters again."""
    if "\\" not in text:
        return text
    return _OCTAL.sub(
        lambda found: bytes(int(octal, 8) for octal in found.group(0).split("\\")[1:]).decode(
            "utf-8", "replace"
        ),
        text,
    )


def plain(text: str) -> str:
    """Without addresses, paths and repeated codes, whose words are names and no reasons."""
    if "Unknown address error" in text:
        text = _IRONPORT.sub("", text)
    if _EXCHANGE_SAYS in text:
        text = text.replace(_EXCHANGE_SAYS, "")
    if " said: " in text:
        text = _without_speaker(text)
    if "://" in text:
        text = " ".join([_URL.sub(r"\1", word) if "://" in word else word for word in text.split(" ")])
    if "@" in text:
        text = " ".join([_ADDRESSES.sub("x", word) if "@" in word else word for word in text.split(" ")])
    return _CONTINUED.sub("", text)


def _without_speaker(text: str) -> str:
    """Without "host mx.example.org[192.0.2.1] said:", beside whose words "not found" would speak of the host."""
    for words in _QMAIL_SAYS:
        text = text.replace(words, "")
    said = text.find(" said: ")
    host = text.rfind("host ", 0, said + 1)
    return text[:host] + text[said + 7 :] if host >= 0 and " " not in text[host + 5 : said] else text


def fold(text: str) -> str:
    """Lower case, without accents, blanks single: the form in which phrases are compared."""
    text = " ".join(text[:MAX_CHARACTERS].split()).lower()
    if text.isascii():
        return text
    text = unicodedata.normalize("NFD", text).translate(_PLAIN)
    return unicodedata.normalize(
        "NFC", text
    )  # together again what is no accent: the letters of a Korean syllable


@cache
def _table() -> PhraseTable:
    return PhraseTable(SENTENCES, PHRASES, LAST_WORDS)


_SENTENCE, _LAST_WORD = 1000, 2000  # ranks: below the first a sentence, from the second on a last word


_HINTED = 300  # characters: a longer text is a letter, not an answer


@cache
def _hints() -> tuple[tuple[Reason, re.Pattern[str]], ...]:
    return tuple([(reason, re.compile(_near(thing, said))) for reason, thing, said in HINTS])


_IP = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")


def _near(thing: str, said: str) -> str:
    if not said:
        return rf" (?:{thing})(?= )"
    return (
        rf" (?:(?:{thing})(?= )(?:.{{0,60}} )?(?:{said})(?= )|(?:{said})(?= )(?:.{{0,40}} )?(?:{thing})(?= ))"
    )


@lru_cache(maxsize=256)
def _hint(folded: str) -> Reason | None:
    """What a text means that holds no phrase: its words in any order."""
    text = f" {' '.join(words_of(_IP.sub('ip', folded)))} "
    return next((reason for reason, pattern in _hints() if pattern.search(text)), None)


def by_code(status: str | None) -> Reason | None:
    """What an enhanced code alone means; None for generic and unlisted ones."""
    if status is None:
        return None
    exact = _EXACT_CODES.get(status)
    return exact if exact is not None else CODES.get(status[2:])


def find_reason(
    said: str,
    status: str | None,
    reply: str | None,
    *,
    command: Callable[[], str | None] = lambda: None,
    guess: bool = True,
    stated: bool = True,
) -> Reason:
    """The reason that words, code and reply give together.

    `said` is what the servers said about this one recipient.
    `command` finds the SMTP command that was refused; asked only where it could change the reason.
    Without `guess` only whole phrases count.
    Where no server `stated` the code, the writer of the notice made it from the reply, as Sendmail makes 5.1.1
    of any 550: whatever words there are tell more, and on words not understood nobody is called dead.
    """
    folded = fold(plain(said))
    hit = _table().search(folded)
    if hit is None and _GLUED.search(said):
        folded = fold(_GLUED.sub(" ", plain(said)))
        hit = _table().search(folded)
    if hit is not None and hit[0] < _SENTENCE:
        return hit[1]
    words = hit[1] if hit is not None and hit[0] < _LAST_WORD else None
    code = by_code(status)
    vague = status is None or status[2:] in _VAGUE_CODES or code is None
    if code is not None and not stated:  # both call the address dead: the code knows why, "551 not our user"
        vague = vague or not (words is not None and words.hard and code.hard)
    if (
        guess
        and vague
        and 0 < len(folded) <= _HINTED
        and (words is None or (hit and hit[2] in WEAK and words is not code))
    ):
        words = _hint(folded) or words
    if words is not None and (vague or not _yields(words, code) or _only_for_now(words, code, status)):
        reason = words
    elif code is not None and not stated and hit is None and code.hard and _says_something(folded):
        reason = Reason.UNDEFINED
    elif code is not None and (stated or hit is None or hit[0] < _LAST_WORD):
        reason = code
    elif hit is not None:
        reason = hit[1]
    else:
        reason = REPLIES.get(reply or "", Reason.UNDEFINED)
    if hit is not None and reason is hit[1] and (reply or "")[:1] == "4":
        reason = _for_now(hit[2], status, reason)
    reason = _cautious(reason, status, reply)
    if reply in _TO_US and reason is Reason.SECURITY_ERROR:
        return reason
    if reason not in _TURNED_BY_COMMAND or (reason is Reason.USER_UNKNOWN and code is reason):
        return reason  # whatever command it was: words, or words and code, leave no doubt
    return _by_command(reason, status, command())


def _says_something(folded: str) -> bool:
    """Words that nobody here understands, beside codes and addresses."""
    return any(word.isalpha() and word != "x" for word in words_of(folded))


def _only_for_now(words: Reason, code: Reason | None, status: str | None) -> bool:
    """ "451 4.1.1 directory lookup failed": a code that would call an address dead, and words that do not."""
    return code is not None and code.hard and not words.hard and (status or "").startswith("4")


_FIRM_WORDS = frozenset(
    {
        Reason.AUTH_FAILURE, Reason.REQUIRE_PTR, Reason.BLOCKED, Reason.GREYLISTED, Reason.RATE_LIMITED,
        Reason.BAD_REPUTATION, Reason.NO_RELAYING, Reason.VIRUS_DETECTED, Reason.SPAM_DETECTED,
        Reason.FAILED_STARTTLS, Reason.MAILBOX_FULL, Reason.SYSTEM_FULL,
    }
)  # fmt: skip


def _yields(words: Reason, code: Reason | None) -> bool:
    """Whether the words give way to a code that names a trouble."""
    if code is None or words is code:
        return False
    if words in _FIRM_WORDS:
        return False
    # A syntax error stands on refusals of many kinds; but "503 5.5.1 No valid recipients" names nobody.
    if code is Reason.SYNTAX_ERROR:
        return words.hard
    # "5.2.1 … User unknown", "5.1.10 … not found": the words say more than the code.
    if words is Reason.USER_UNKNOWN:
        return code not in (
            Reason.SUSPEND, Reason.NOT_ACCEPT, Reason.FILTERED, Reason.REJECTED, Reason.HOST_UNKNOWN,
        )  # fmt: skip
    if words is Reason.SUSPEND:
        return code not in (Reason.USER_UNKNOWN, Reason.FILTERED)
    if words is Reason.NOT_ACCEPT:  # RFC 7504: "521 5.3.2 … does not accept mail"
        return code not in (
            Reason.HOST_UNKNOWN, Reason.USER_UNKNOWN, Reason.SYSTEM_ERROR, Reason.REJECTED,
        )  # fmt: skip
    if words in (Reason.HAS_MOVED, Reason.NETWORK_ERROR):
        return code not in (Reason.HOST_UNKNOWN, Reason.USER_UNKNOWN)
    if words is Reason.REJECTED:
        return code is not Reason.USER_UNKNOWN
    if words is Reason.HOST_UNKNOWN:
        return code not in (Reason.SYSTEM_ERROR, Reason.NETWORK_ERROR, Reason.EXPIRED)
    return True


def _by_command(reason: Reason, status: str | None, command: str | None) -> Reason:
    """The command that was refused tells whom a vague refusal blames."""
    if command == "MAIL" and reason in _BLAMES_SENDER_AT_MAIL:
        return Reason.REJECTED
    if (
        command == "DATA"
        and reason is Reason.USER_UNKNOWN
        and not (status or "").startswith(("5.1.", "4.1."))
    ):
        return Reason.FILTERED  # RCPT was accepted: the mailbox is there, its filter refused the mail
    if command is None and reason is Reason.USER_UNKNOWN and status is not None:
        # "550 5.7.1 User unknown", "550 5.2.1 … User unknown": the code contradicts the words, and nothing
        # says that it was RCPT that was refused. Nobody is called dead on that.
        if status[1:4] == ".7.":
            return Reason.FILTERED
        if status[1:] == ".2.1":
            return Reason.SUSPEND
    if command == "CONN" and reason in _NO_RECIPIENT_YET:
        return Reason.BLOCKED
    return reason


_BLAMES_SENDER_AT_MAIL = frozenset(
    {
        Reason.USER_UNKNOWN, Reason.HOST_UNKNOWN, Reason.UNDEFINED, Reason.POLICY_VIOLATION, Reason.FILTERED,
        Reason.NOT_ACCEPT, Reason.SECURITY_ERROR,
    }
)  # fmt: skip


# At the greeting nobody had been named yet: a name that is unknown there is ours.
_NO_RECIPIENT_YET = frozenset(
    {
        Reason.UNDEFINED, Reason.POLICY_VIOLATION, Reason.FILTERED, Reason.USER_UNKNOWN, Reason.HOST_UNKNOWN,
    }
)  # fmt: skip

_TURNED_BY_COMMAND = _BLAMES_SENDER_AT_MAIL | _NO_RECIPIENT_YET
_LATER = frozenset({"try again later", "try later", "please try later"})


def _for_now(phrase: str, status: str | None, reason: Reason) -> Reason:
    """What a phrase means in a temporary answer."""
    if phrase in _LATER and status == "4.7.1":
        return Reason.GREYLISTED  # a policy that says "later" and nothing else
    if phrase == "mailbox unavailable" and (status or "")[1:4] != ".1.":
        return Reason.SYSTEM_ERROR  # RFC 5321 §4.2.3: busy
    return reason


_TO_US = frozenset({"530", "534", "535", "538"})  # RFC 4954 §6: the answer to our own login


def _cautious(reason: Reason, status: str | None, reply: str | None) -> Reason:
    """What only looks like a dead address: an answer to our own login, a domain or a mailbox not found for now."""
    if not reason.hard:
        return reason
    if reply in _TO_US:
        return Reason.SECURITY_ERROR
    temporary = (status or reply or "")[:1] == "4"
    if temporary and reason is Reason.HOST_UNKNOWN:
        return Reason.NETWORK_ERROR  # a name server's trouble
    if temporary and reason is Reason.USER_UNKNOWN and (status or "4.1.1")[1:4] != ".1.":
        return Reason.SYSTEM_ERROR  # RFC 5321 §4.2.3, "450 … mailbox unavailable": busy
    return reason
