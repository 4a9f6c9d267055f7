"""The commands: they only ask and show. What they do is in `actions/`; everything heavy is imported when needed, and
for `maild --help` nothing is.

What commands and their options mean stands in `words/helps.py` and `words/options.py`.

Exit codes: 0 good, 1 fault, 2 usage, 3 needs a person, 4 busy, 78 configuration.
"""

from __future__ import annotations

import io
import os
import sys
from importlib import import_module
from typing import Any

from maild import __version__
from maild.cli.overview import configured_language, overview

# Where each command lives: only the one that is called is imported and built.
COMMANDS = {
    "demo": "demo:demo",
    "init": "init:init",
    "check": "service:check",
    "doctor": "doctor:doctor",
    "run": "service:run",
    "status": "service:status",
    "pause": "service:pause",
    "resume": "service:resume",
    "classify": "classify:classify",
    "why": "who:why",
    "round": "rounds:app",
    "roster": "roster:app",
    "answered": "answered:app",
    "address": "addresses:app",
    "unit": "units:app",
    "official": "officials:app",
    "remind": "remind:app",
    "calendar": "calendar:app",
    "template": "templates:app",
    "escalate": "escalate:app",
    "report": "report:app",
    "notice": "notices:app",
    "incident": "incidents:app",
    "events": "catalogue:events",
    "mail": "mails:app",
    "quarantine": "quarantine:app",
    "db": "database:app",
    "audit": "database:audit",
    "data": "data:app",
    "account": "service:accounts",
    "user": "users:app",
}


def version() -> None:
    print(__version__)


def application(wanted: str) -> Any:
    """The program as far as `wanted` needs it, in the language of the moment: that command alone, else all, so that
    a mistyped one is told. It is typer's command, to be called.
    """
    import typer

    from maild.cli.helped import Commands, explain

    app = Commands()
    for name in [wanted] if wanted in COMMANDS else COMMANDS:
        module, _, attribute = COMMANDS[name].partition(":")
        found = getattr(import_module(f"maild.cli.{module}"), attribute)
        if not isinstance(found, typer.Typer):
            app.command(name)(found)
        else:
            app.add_typer(found, name=name)
    app.command("version")(version)
    command = typer.main.get_command(app)
    explain(command, "")
    return command


def main() -> None:
    """The entry point: every error becomes a sentence and an exit code, never a traceback."""
    _prepare_streams()
    code = 1
    try:
        code = _answer(sys.argv[1:])
        sys.stdout.flush()
    except OSError as error:  # `| head` has seen enough, or the disk is full
        if not isinstance(error, BrokenPipeError):
            from maild.cli.failure import failure

            failure(error)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing is left to complain at exit
        code = code or 1
    sys.exit(code)


def _answer(arguments: list[str]) -> int:
    language = configured_language(arguments, os.environ)
    if arguments in ([], ["--help"]):
        print(overview((*COMMANDS, "version"), language), file=sys.stdout if arguments else sys.stderr)
        return 0 if arguments else 2
    if arguments in (["version"], ["--version"]):
        version()
        return 0
    return _run(arguments, language)


def _run(arguments: list[str], language: str) -> int:
    import typer

    from maild.cli.failure import failure
    from maild.cli.output import speak

    speak(language)
    code: int | None
    try:
        code = application(arguments[0])(prog_name="maild", standalone_mode=False)
    except typer.Abort:
        code = 1
    except (
        KeyboardInterrupt
    ):  # while the command was still being imported: typer has not begun to look after it
        code = 130
    except Exception as error:
        code = failure(error)
    return code or 0


def _prepare_streams() -> None:
    """A terminal that cannot show a letter gets a `?`; a stream that was closed before we came swallows all."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
        elif stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115  # for good
