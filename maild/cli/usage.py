"""A command that was written wrongly, told in the reader's language instead of the library's."""

from __future__ import annotations

import re
from typing import Any

from maild.cli.output import words

# what the library says: our word; groups are its facts
_SENTENCES = (
    (re.compile(r"No such command '(?P<what>.*?)'\.?"), "usage.no_command"),
    (re.compile(r"No such option: (?P<what>\S+)"), "usage.no_option"),
    (re.compile(r"Option '(?P<what>.*?)' requires an argument"), "usage.no_value"),
    (re.compile(r"Option '(?P<what>.*?)' does not take a value"), "usage.takes_no_value"),
    (re.compile(r"Got unexpected extra argument\(?s?\)? \((?P<what>.*)\)"), "usage.too_many"),
)
_ARGUMENT = re.compile(r"\{(\w+)\}")  # as the library writes one that must be there
_VALUES = (
    (re.compile(r"valid integer"), "usage.whole"),
    (re.compile(r"less than or equal to (?P<most>-?\d+)"), "usage.at_most"),
    (re.compile(r"greater than or equal to (?P<least>-?\d+)"), "usage.at_least"),
    (re.compile(r"'(?P<file>[^']*)' is not readable"), "usage.unreadable"),
)


def sentence(error: Any) -> str:
    """What is wrong with a command line; `error` is typer's (its classes are private, so told by their names)."""
    match type(error).__name__:
        case "NoArgsIsHelpError":
            return str(error.message)
        case "MissingParameter":
            return words("usage.missing", what=_named(error)) + _where(error)
        case "BadParameter" if getattr(error, "param", None) is not None:
            why = _first(_VALUES, error.message) or error.message
            return words("usage.bad_value", what=_named(error), why=why) + _where(error)
    said = error.format_message()
    return (_first(_SENTENCES, said) or words("usage.other", what=said)) + _where(error)


def _named(error: Any) -> str:
    """An option by its first name, an argument by what stands for it in the usage line."""
    param = error.param
    is_option = getattr(param, "param_type_name", "") == "option"
    return str(param.opts[0] if is_option else getattr(param, "metavar", None) or param.name)


def _where(error: Any) -> str:
    context = getattr(error, "ctx", None)
    if context is None:
        return ""
    usage = context.get_usage().partition(":")[2].strip()
    usage = _ARGUMENT.sub(lambda found: found[1].upper(), usage).replace("[[", "[").replace("]]", "]")
    return "\n" + words("usage.see", usage=usage, command=context.command_path)


def _first(table: tuple[tuple[re.Pattern[str], str], ...], said: str) -> str | None:
    for pattern, word in table:
        if found := pattern.search(said):
            return words(word, **found.groupdict())
    return None
