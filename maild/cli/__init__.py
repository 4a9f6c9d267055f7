"""The commands: they only ask and show. What they do is in `actions/`; everything heavy is imported when needed.

Exit codes: 0 good, 1 fault, 2 usage, 3 needs a person, 4 busy, 78 configuration.
"""

from __future__ import annotations

import sys
import traceback

import typer

from maild import __version__
from maild.cli import (
    answered,
    classify,
    database,
    demo,
    incidents,
    mails,
    remind,
    roster,
    rounds,
    service,
    who,
)
from maild.cli.common import fail
from maild.errors import Busy, ConfigError, MaildError, NeedsPerson

app = typer.Typer(
    help="maild: theo dõi hộp thư công vụ, ghi lỗi kỹ thuật, đôn đốc trả lời phiếu điều tra.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("demo")(demo.demo)
app.command("init")(service.init)
app.command("check")(service.check)
app.command("run")(service.run)
app.command("status")(service.status)
app.command("pause")(service.pause)
app.command("resume")(service.resume)
app.command("classify")(classify.classify)
app.command("why")(who.why)
app.add_typer(rounds.app, name="round")
app.add_typer(roster.app, name="roster")
app.add_typer(answered.app, name="answered")
app.add_typer(remind.app, name="remind")
app.add_typer(incidents.app, name="incident")
app.add_typer(mails.app, name="mail")
app.add_typer(database.app, name="db")
app.add_typer(database.audit, name="audit")
app.add_typer(service.accounts, name="account")


@app.command("version")
def version() -> None:
    """Phiên bản đang dùng."""
    typer.echo(__version__)


def main() -> None:
    """The entry point: every error becomes a sentence and an exit code, never a traceback."""
    try:
        app()
    except ConfigError as error:
        for fault in error.faults:
            fail(f"{fault.where}: {fault.what}")
        sys.exit(78)
    except NeedsPerson as error:
        fail(error.text, **error.facts)
        sys.exit(3)
    except Busy as error:
        fail(error.text, **error.facts)
        sys.exit(4)
    except MaildError as error:
        fail(error.text, **error.facts)
        sys.exit(1)
    except BrokenPipeError:
        sys.exit(1)
    except OSError as error:
        fail(f"{error.filename or ''}: {error.strerror or type(error).__name__}")
        sys.exit(1)
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        name = where.filename.rpartition("/")[2]
        fail("bug", what=f"{type(error).__name__} {name}:{where.lineno}")
        sys.exit(1)
