"""`--help` in the reader's language: commands and options are explained by the catalogue, under headings of ours.

A command's text is `help.` and the words by which it is called, a group's `overview.` and its name; options are
looked for under their command first (`words/options.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

from maild.cli.output import words
from maild.words import WORDS

_Function = TypeVar("_Function", bound=Callable[..., Any])
# what typer writes behind an option: our word
_BEHIND = (("required", "help.required"), ("default: ", "help.default"), ("env var: ", "help.environment"))


class Commands(typer.Typer):
    """A group of commands whose help is ours; without one of them it shows what there is."""

    def __init__(self) -> None:
        super().__init__(
            cls=_Group,
            no_args_is_help=True,
            add_completion=False,
            rich_markup_mode=None,
            pretty_exceptions_enable=False,
        )

    def command(self, name: str | None = None, **more: Any) -> Callable[[_Function], _Function]:
        return super().command(name, cls=_Command, **more)


def explain(command: Any, called: str) -> None:
    """Give a command, its options and all commands below it their texts in the language of the moment.

    `called` is how it is called without `maild`; empty for the whole.
    """
    inner = getattr(command, "commands", None)
    command.help = words(f"help.{called}" if inner is None else f"overview.{called or 'maild'}")
    command.options_metavar = words("help.some_options")
    for param in command.params:
        param.help = words(word_of(called, param))
    if inner is not None:
        command.subcommand_metavar = words("help.some_command")
        for name, one in inner.items():
            explain(one, f"{called} {name}".strip())


def word_of(called: str, param: Any) -> str:
    """The catalogue's word for an option or argument of the command that is called so."""
    is_option = param.param_type_name == "option"
    name = max(param.opts, key=len) if is_option else param.name.rstrip("_")
    own = f"option.{called}.{name}"
    return own if own in WORDS else f"option.{name}"


class _Told:
    """Instead of typer's own `format_help`, which speaks English."""

    def format_help(self: Any, ctx: Any, formatter: Any) -> None:
        usage = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, usage, prefix=f"{words('help.usage')} ")
        self.format_help_text(ctx, formatter)
        self.get_help_option(ctx).help = words("help.help")
        for kind, heading in (("argument", "help.arguments"), ("option", "help.options")):
            params = [one for one in self.get_params(ctx) if one.param_type_name == kind]
            _section(formatter, heading, [_told(one, ctx) for one in params])
        inner = getattr(self, "commands", {})
        room = formatter.width - 6 - max(map(len, inner), default=0)
        _section(
            formatter,
            "help.commands",
            [(name, one.get_short_help_str(room)) for name, one in inner.items()],
        )


class _Command(_Told, TyperCommand):
    pass


class _Group(_Told, TyperGroup):
    pass


def _section(formatter: Any, heading: str, rows: list[tuple[str, str]]) -> None:
    if rows:
        with formatter.section(words(heading)):
            formatter.write_dl(rows)


def _told(param: Any, ctx: Any) -> tuple[str, str]:
    """How an option is written, and what it means; what typer says behind that is said in our words."""
    name, text = param.get_help_record(ctx)
    behind = text.removeprefix(param.help).strip().strip("[]")
    if not behind:
        return name, text
    return name, f"{param.help}  [{'; '.join(map(_behind, behind.split('; ')))}]"


def _behind(said: str) -> str:
    for start, word in _BEHIND:
        if said.startswith(start):
            return words(word, what=said.removeprefix(start))
    return said
