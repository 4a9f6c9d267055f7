"""Who acts on a technical error, and what he is told to do: the table config/rules/advice.toml."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from maild.errors import ConfigError
from maild.faults import Found, TomlText, suggestion
from maild.model import Advice, Reason
from maild.shipped import shipped_directory

OWNERS = ("unit", "home-affairs", "it", "it-remote", "ministry", "nobody", "person")

# Faults that are not bounces, and so no Reason.
OTHER_REASONS = (
    "imap-login-refused",
    "imap-unreachable",
    "imap-tls",
    "imap-busy",
    "imap-folder-missing",
    "imap-login-impossible",
    "imap-token",
    "mailbox-resynced",
    "mail-quarantined",
    "mail-unaccounted",
    "invitation-unreadable",
    "invitation-stripped",
    "smtp-unreachable",
    "smtp-login-refused",
    "smtp-refused",
    "smtp-tls",
    "survey-page-error",
    "survey-code-refused",
    "invitation-not-received",
    "invitation-in-spam",
    "list-stale",
    "unverified-bounce",
    "letters-in-doubt",
    "breaker-tripped",
    "notice-undeliverable",
    "mail-loop",
    "invitation-suspected",
    "invitation-misaddressed",
    "invitation-doubled",
    "invitation-late",
    "invitation-misfiled",
    "mailbox-login",
    "mailbox-missing",
    "mail-server-down",
    "survey-unreachable",
    "survey-blocked-here",
    "survey-otp-missing",
    "survey-login-refused",
    "survey-session-lost",
    "survey-submit-failed",
    "survey-status-wrong",
    "survey-closed",
    "survey-wrong-form",
    "survey-browser",
    "survey-certificate",
    "survey-form-fault",
    "queue-growing",
    "canary-failed",
    "letter-unwritable",
)
REASONS = (*(reason.value for reason in Reason), *OTHER_REASONS)


def advice_of(directory: Path | Sequence[Path] | None = None, language: str = "vi") -> Mapping[str, Advice]:
    """The advice on every reason of REASONS, from `advice.toml` in one directory or several.

    A later directory's entries win, so that a province changes a sentence without copying the
    table; the shipped table is always below. Raises ConfigError with every fault.
    """
    above = [] if directory is None else [directory] if isinstance(directory, Path) else list(directory)
    shipped = shipped_directory("config") / "rules"
    text = TomlText()
    text.add(shipped / "advice.toml", "rules/advice.toml")
    known = {*REASONS, *text.data}
    for path in (place / "advice.toml" for place in above if place.resolve() != shipped.resolve()):
        if path.exists():
            text.add(path, "rules/advice.toml")
    found = list(text.found)
    advice: dict[str, Advice] = {}
    for reason, entry in text.data.items():
        if reason not in known:
            found.append(Found((reason,), "unknown", {"hint": _near(reason, known, language)}))
            continue
        said = entry if isinstance(entry, dict) else {}
        owner, vi, en = (said.get(key) for key in ("owner", "vi", "en"))
        if owner not in OWNERS or not all(isinstance(words, str) and words.strip() for words in (vi, en)):
            found.append(Found((reason,), "bad_advice", {"owners": ", ".join(OWNERS)}))
        else:
            advice[reason] = Advice(reason, str(owner), str(vi).strip(), str(en).strip())
    found += [
        Found((), "no_advice", {"reason": reason})
        for reason in REASONS
        if reason not in text.data and reason not in text.lost
    ]
    if found:
        raise ConfigError([text.fault(one, language, "rules/advice.toml") for one in found])
    return advice


def _near(reason: str, known: Collection[str], language: str) -> str:
    return suggestion(reason, [name.replace("-", "_") for name in known], language).replace("_", "-")
