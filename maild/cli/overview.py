"""`maild --help`: every command in a line, without building any of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from maild.words import say

CONFIG_VARIABLE = "MAILD_CONFIG"
DEFAULT_CONFIG = Path("/etc/maild/maild.toml")
_LANGUAGE = re.compile(r"""^\s*language\s*=\s*["'](vi|en)["']""", re.MULTILINE)


def overview(names: Iterable[str], language: str) -> str:
    width = max(map(len, names := list(names)))
    lines = [f"  {name:{width}}  {say(f'overview.{name}', language)}" for name in names]
    return "\n".join((say("overview.maild", language), "", *lines, "", say("overview.usage", language)))


def configured_language(arguments: Sequence[str], environ: Mapping[str, str]) -> str:
    """The language that the configuration asks for, so that also its own faults are told in it.

    Only looks, never fails: `vi` where the file cannot be read or does not say.
    """
    path = environ.get(CONFIG_VARIABLE) or str(DEFAULT_CONFIG)
    for place, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if name == "--config" and equals:
            path = value
        elif argument in ("--config", "-c") and place + 1 < len(arguments):
            path = arguments[place + 1]
        elif argument.startswith("-c") and not argument.startswith("--"):
            path = argument[2:] or path
    file = Path(path)
    found = "vi"
    try:
        for each in (file, *sorted((file.parent / "maild.d").glob("*.toml"))):
            if each.is_file():
                text = each.read_bytes()[:65536].decode("utf-8", "replace")
                found = next(reversed(_LANGUAGE.findall(text)), found)
    except (OSError, ValueError):
        pass
    return found
