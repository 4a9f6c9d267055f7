"""What every command shares: its options, the configured house, who gives the command, what he may see, dates."""

from __future__ import annotations

import grp
import os
import pwd
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from maild.cli.output import fail, speak, tell, words
from maild.cli.overview import CONFIG_VARIABLE
from maild.cli.overview import DEFAULT_CONFIG as DEFAULT_CONFIG
from maild.errors import InputRefused, NeedsPerson

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from maild.actions.actor import Actor, Role
    from maild.model import Round
    from maild.store import View
    from maild.wiring import House

ConfigPath = Annotated[
    Path,
    typer.Option("--config", "-c", envvar=CONFIG_VARIABLE, show_default=True),
]
AsJson = Annotated[bool, typer.Option("--json")]
DryRun = Annotated[bool, typer.Option("--dry-run")]
_DIGITS = re.compile(r"[0-9]{1,9}")


class Misused(InputRefused):
    """The command was written wrongly (exit code 2)."""


@contextmanager
def house(path: Path, *, dry_run: bool = False) -> Iterator[House]:
    """The configured rooms, with the schema up to date; the database is closed at the end.

    With `dry_run` everything is checked and done, and every transaction taken back.
    """
    from maild.config import load

    config = load(path, check_secrets=False)
    speak(config.language)
    from maild import logs, wiring  # after the configuration, so that its faults are told at once

    logs.set_up("error", secrets=config.survey.secrets())
    built = wiring.build(config)
    if dry_run:
        built.store.rehearse()
    try:
        yield built
        if dry_run:
            fail("cli.dry_run")
    finally:
        built.store.close()


def actor() -> Actor:
    """Who gives this command, and his role: the person before sudo, else the login name."""
    from maild.account import account_of
    from maild.actions.actor import Actor, role_of

    name = os.environ.get("SUDO_USER", "") or account_of(os.getuid())
    return Actor(name, role_of(_groups(name)))


def needs(*roles: Role) -> Actor:
    """Only for these roles, and for administrators. Raises NeedsPerson for anybody else."""
    who = actor()
    if who.role != "admin" and who.role not in roles:
        wanted = ", ".join(words(f"role.{role}") for role in (*roles, "admin"))
        raise NeedsPerson("needs.role", roles=wanted, who=who.name, role=words(f"role.{who.role}"))
    return who


def now() -> datetime:
    return datetime.now(UTC)


def done(
    word: str, as_json: bool, shown: Mapping[str, Any] | None = None, *, dry_run: bool = False, **facts: Any
) -> None:
    """Say that a change was made: a sentence, or as JSON the facts. A rehearsed change is not called made."""
    from maild.cli.output import show_json

    if as_json:
        show_json({**(facts if shown is None else shown), "dry_run": dry_run})
    elif not dry_run:
        tell(word, **facts)


def foretell(word: str, as_json: bool, dry_run: bool, **facts: Any) -> None:
    """What `done` would have said of a rehearsed change, where it says more than was typed."""
    if dry_run and not as_json:
        tell("cli.foretold", said=words(word, **facts))


def next_step(word: str, as_json: bool, dry_run: bool = False, **facts: Any) -> None:
    """Say what comes next, to a person; a rehearsed change has no next."""
    if not as_json and not dry_run:
        tell(word, **facts)


def tell_withdrawn(home: House, official: int, as_json: bool, dry_run: bool) -> None:
    """What became of the letters that waited for an official's old address."""
    from maild.actions import people

    if as_json or dry_run:
        return
    story = people.story(home.store, str(official), now(), home.calendar, home.config.limits)
    for one in story.withdrawn:
        tell("cli.letter_withdrawn", code=one.code.value, at=local(one.at, home.config.zone))


def read_number(prefix: str, text: str, example: str) -> int:
    """`INC-0023`, `inc-23` or `23`. Raises Misused for anything else."""
    digits = text.strip().upper().removeprefix(prefix)
    if not _DIGITS.fullmatch(digits):
        raise Misused("refused.bad_number", value=text, example=example)
    return int(digits)


def read_round_code(text: str) -> str:
    from maild.actions import rounds

    try:
        return rounds.checked_code(text)
    except InputRefused as error:
        raise Misused(error.text, **error.facts) from None


def read_choice(option: str, text: str, choices: Collection[str]) -> str:
    """One of `choices`, or nothing at all."""
    if text and text not in choices:
        raise Misused("refused.bad_choice", option=option, value=text, choices=", ".join(choices))
    return text


def read_text(option: str, text: str) -> str:
    if not text.strip():
        raise Misused("refused.empty", option=option)
    return text.strip()


def read_file(path: Path) -> Path:
    """A file that is there. Raises InputRefused with what is there instead."""
    if path.is_dir():
        raise InputRefused("refused.is_directory", file=path)
    if not path.is_file():
        raise InputRefused("refused.no_file", file=path)
    return path


def write_file(path: Path, octets: bytes) -> None:
    """Write what names officials: a new file is not for everybody on the machine."""
    path.touch(mode=0o640)
    path.write_bytes(octets)


def read_day(option: str, text: str) -> date:
    """As `day_of`. Raises Misused."""
    from maild.actions.moments import day_of

    if (found := day_of(text)) is None:
        raise Misused("refused.bad_date", option=option, value=text, example="2026-11-27")
    return found


def read_moment(option: str, text: str, zone: ZoneInfo) -> datetime:
    """As `moment_of`. Raises Misused."""
    from maild.actions.moments import moment_of

    if (found := moment_of(text, zone)) is None:
        raise Misused("refused.bad_date", option=option, value=text, example="2026-11-27 17:00")
    return found


def chosen_round(look: View, code: str) -> Round:
    """The round called `code`; without a code the one that runs, else the newest."""
    from maild.actions import rounds

    return rounds.chosen(look, code)


def local(at: datetime | None, zone: Any) -> str:
    return "" if at is None else at.astimezone(zone).strftime("%H:%M %d/%m/%Y")


def _groups(name: str) -> list[str]:
    """The names of an account's groups; none where the system does not know it."""
    try:
        return [grp.getgrgid(one).gr_name for one in os.getgrouplist(name, pwd.getpwnam(name).pw_gid)]
    except (KeyError, OSError):
        return []
