"""Pages made from the code: maild(1) from the commands, maild.toml(5) and docs/configuration.md from the options.

What an option means stands in config/maild.toml and nowhere else; what it may be stands in maild/options.py.
`python -m deb.pages` writes docs/configuration.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from maild import options
from maild.cli import COMMANDS, application
from maild.cli.output import language as spoken
from maild.cli.output import speak, words
from maild.config import SECTIONS

ROOT = Path(__file__).resolve().parents[1]
_HEADER = re.compile(r"#?\[([a-z_.]+)\]$")
_OPTION = re.compile(r"#?([A-Za-z_0-9]+) = (.*)$")
_PREFACE = """\
# Configuration

*Generated from `config/maild.toml` and the code by `make docs`; `tests/test_docs.py` checks that it is current.*

Each option: meaning, consequence, default; first in Vietnamese, then in English. `/etc/maild/maild.toml` holds the
same text; what is set there, and in `maild.d/*.toml` beside it, is checked as a whole by `maild check` and taken by
`systemctl reload maild`.
Relative paths are meant from the directory of `maild.toml`. No password ever stands in these files.
"""


@dataclass(frozen=True, slots=True)
class Option:
    """Options that share one explanation: `names` with what the shipped file shows for each."""

    names: tuple[str, ...]
    shown: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section of maild.toml; `name` is empty for what stands above all sections."""

    name: str
    text: str
    options: tuple[Option, ...]


# ---------------------------------------------------------------- options


def chapters(toml: str) -> list[Chapter]:
    """The shipped file, section by section."""
    found: list[tuple[str, list[str], list[Option]]] = [("", [], [])]
    said: list[str] = []
    for line in [*toml.splitlines(), ""]:
        header, option = _HEADER.match(line), _OPTION.match(line)
        if header:
            found.append((header[1], said, []))
            said = []
        elif option:
            texts, known = found[-1][2], " ".join(said)
            if said or not texts:
                texts.append(Option((option[1],), (option[2],), known))
            else:
                last = texts[-1]
                texts[-1] = Option((*last.names, option[1]), (*last.shown, option[2]), last.text)
            said = []
        elif line.startswith("# "):
            said.append(line[2:].strip())
        elif not line and said and not found[-1][2]:
            if len(found) > 1:
                found[-1][1].extend(said)  # a paragraph straight behind its header
            said = []  # else the file's own preface
    return [Chapter(name, " ".join(texts), tuple(told)) for name, texts, told in found]


def kind_of(chapter: str, name: str) -> str:
    """What an option may be: from the code's own checks."""
    section = _section(chapter)
    told = section.model_json_schema(mode="serialization")["properties"][name]
    return _kind(told, section.model_json_schema(mode="serialization").get("$defs", {}))


def _section(chapter: str) -> type[options.Section]:
    if not chapter:
        return options.General
    return options.Account if chapter.startswith("accounts.") else SECTIONS[chapter]


def _kind(told: Mapping[str, Any], known: Mapping[str, Any]) -> str:
    if "$ref" in told:
        return _kind(known[told["$ref"].rpartition("/")[2]], known)
    if "anyOf" in told:
        return " or ".join(_kind(one, known) for one in told["anyOf"] if one.get("type") != "null")
    if "enum" in told:
        return " or ".join(f'"{one}"' for one in told["enum"])
    match told.get("type"):
        case "integer":
            low, high = told.get("minimum"), told.get("maximum")
            return f"whole number, {low} to {high}" if high is not None else "whole number"
        case "boolean":
            return "true or false"
        case "array":
            return "list" if "items" not in told else f"list of {_kind(told['items'], known)}s"
        case "object":
            return "table"
        case _:
            return {"path": "path", "date": "date"}.get(told.get("format", ""), "text")


def configuration() -> str:
    """docs/configuration.md."""
    lines = [_PREFACE]
    for chapter in chapters(_shipped()):
        if not chapter.options:
            continue
        lines.append(f"## {'[' + chapter.name + ']' if chapter.name else 'Above all sections'}\n")
        lines += [f"{chapter.text}\n"] if chapter.text else []
        for one in chapter.options:
            kinds = [f"`{name}` ({kind_of(chapter.name, name)})" for name in one.names]
            lines.append(f"### {', '.join(kinds)}\n")
            lines += [f"{one.text}\n"] if one.text else []
            lines.append("```toml")
            lines += [f"{name} = {value}" for name, value in zip(one.names, one.shown, strict=True)]
            lines.append("```\n")
    return "\n".join(lines).rstrip("\n") + "\n"


def options_page() -> str:
    """maild.toml(5)."""
    lines = [
        _head("MAILD.TOML", 5, "maild.toml", "configuration of maild"),
        ".SH DESCRIPTION",
        _text("/etc/maild/maild.toml, and over it /etc/maild/maild.d/*.toml in the order of their names."),
        _text(
            "maild check names every mistake at once; systemctl reload maild takes what is good. "
            "No password stands in these files."
        ),
    ]
    for chapter in chapters(_shipped()):
        if not chapter.options:
            continue
        lines.append(f".SH {_roff('[' + chapter.name + ']' if chapter.name else 'ABOVE ALL SECTIONS')}")
        lines += [_text(chapter.text)] if chapter.text else []
        for one in chapter.options:
            for name, value in zip(one.names, one.shown, strict=True):
                lines += [".TP", f"\\fB{_roff(name)}\\fR = {_roff(value)}"]
                if name == one.names[-1]:
                    lines.append(_text(one.text) if one.text else "\\&")
                else:
                    lines.append("\\&")
    lines += [".SH SEE ALSO", ".BR maild (1)"]
    return "\n".join(lines) + "\n"


def _shipped() -> str:
    return (ROOT / "config" / "maild.toml").read_text("utf-8")


# ---------------------------------------------------------------- commands


def commands() -> Iterator[tuple[str, Any]]:
    """Every command with its words (`round create`), in the language that was last spoken."""
    for name in COMMANDS:
        yield from _below(name, application(name).commands[name])


def _below(words: str, command: Any) -> Iterator[tuple[str, Any]]:
    yield words, command
    for name, inner in getattr(command, "commands", {}).items():
        yield from _below(f"{words} {name}", inner)


def commands_page(language: str) -> str:
    """maild(1) in a language."""
    before = spoken()
    speak(language)
    try:
        return _commands_page()
    finally:
        speak(before)


def _commands_page() -> str:
    lines = [
        _head("MAILD", 1, "maild", words("man.for"), words("man.name")),
        f".SH {words('man.synopsis')}",
        f".B maild\n.I {words('man.command')}\n[\\fI{words('man.options')}\\fR]",
        f".SH {words('man.description')}",
        _text(words("man.sudo")),
        f".SH {words('man.commands')}",
    ]
    for called, command in commands():
        if getattr(command, "commands", None):
            lines += [f".SS {_roff(called)}", _text(command.help)]
            continue
        arguments = [one for one in command.params if one.param_type_name == "argument"]
        named = [one for one in command.params if one.param_type_name == "option"]
        shown = " ".join(f"\\fI{_roff(one.metavar or one.name.upper())}\\fR" for one in arguments)
        lines += [".TP", f"\\fBmaild {_roff(called)}\\fR {shown}".rstrip(), _text(command.help)]
        told = [(_roff(one.metavar or one.name.upper()), one.help) for one in arguments]
        told += [(_roff(", ".join((*one.opts, *one.secondary_opts))), one.help) for one in named]
        if told:
            lines.append(".RS")
            for name, text in told:
                lines += [".TP", f"\\fB{name}\\fR", _text(text)]
            lines.append(".RE")
    lines += [
        f".SH {words('man.exit')}",
        _text(words("man.codes")),
        f".SH {words('man.files')}",
        _text("/etc/maild/maild.toml, /etc/maild/credentials/, /var/lib/maild/, /usr/share/doc/maild/"),
        f".SH {words('man.see_also')}",
        ".BR maild.toml (5)",
    ]
    return "\n".join(lines) + "\n"


# ---------------------------------------------------------------- roff


def _head(title: str, section: int, name: str, told: str, heading: str = "NAME") -> str:
    return f'.TH {title} {section} "" maild\n.SH {heading}\n{_roff(name)} \\- {_roff(told)}'


def _text(text: str) -> str:
    """Running text: paragraphs apart, and no line that roff takes for a request."""
    paragraphs = [" ".join(one.split()) for one in text.split("\n\n")]
    return "\n.sp\n".join(f"\\&{_roff(one)}" for one in paragraphs if one)


def _roff(text: str) -> str:
    return text.replace("\\", "\\e").replace("-", "\\-")


if __name__ == "__main__":
    (ROOT / "docs" / "configuration.md").write_text(configuration(), "utf-8")
