"""The commands: they only ask and show. What they do is in `actions/`; everything heavy is imported when needed.

Exit codes: 0 good, 1 fault, 2 usage, 3 needs a person, 4 busy, 78 configuration.
"""

from __future__ import annotations

import io
import os
import sys
from importlib import import_module

import typer

from maild import __version__
from maild.cli.common import configured_language
from maild.cli.failure import failure
from maild.cli.output import speak

# Where each command lives: only the one that is called is imported and built, all of them only for an overview.
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
    "db": "database:app",
    "audit": "database:audit",
    "data": "data:app",
    "account": "service:accounts",
    "user": "users:app",
}


def version() -> None:
    """Phiên bản đang dùng."""
    typer.echo(__version__)


def application(wanted: str) -> typer.Typer:
    """The program as far as `wanted` needs it: that command alone, else an overview of all."""
    app = typer.Typer(
        help="maild: theo dõi hộp thư công vụ, ghi lỗi kỹ thuật, đôn đốc trả lời phiếu điều tra.",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    for name in [wanted] if wanted in COMMANDS else COMMANDS:
        module, _, attribute = COMMANDS[name].partition(":")
        found = getattr(import_module(f"maild.cli.{module}"), attribute)
        if not isinstance(found, typer.Typer):
            app.command(name)(found)
        elif name == wanted:
            app.add_typer(found, name=name)
        else:
            app.add_typer(typer.Typer(help=found.info.help), name=name)
    app.command("version")(version)
    return app


def main() -> None:
    """The entry point: every error becomes a sentence and an exit code, never a traceback."""
    speak(configured_language(sys.argv[1:], os.environ))
    _prepare_streams()
    try:
        code = application(sys.argv[1] if len(sys.argv) > 1 else "")(prog_name="maild", standalone_mode=False)
    except typer.Abort:
        code = 1
    except (
        KeyboardInterrupt
    ):  # while the command was still being imported: typer has not begun to look after it
        code = 130
    except Exception as error:
        code = failure(error)
    try:
        sys.stdout.flush()
    except OSError as error:  # `| head` has seen enough, or the disk is full
        if not isinstance(error, BrokenPipeError):
            failure(error)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing is left to complain at exit
        code = code or 1
    sys.exit(code or 0)


def _prepare_streams() -> None:
    """A terminal that cannot show a letter gets a `?`; a stream that was closed before we came swallows all."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
        elif stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115  # for good
