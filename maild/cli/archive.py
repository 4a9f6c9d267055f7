"""maild round archive: the frozen numbers of a closed round."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from maild.cli.common import (
    DEFAULT_CONFIG,
    AsJson,
    ConfigPath,
    DryRun,
    house,
    needs,
    now,
)
from maild.cli.output import fail, show_json, tell


def archive(
    code: str,
    show: Annotated[bool, typer.Option("--show")] = False,
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from tempfile import TemporaryDirectory

    from maild.actions import archive as archives

    who = needs("coordinator")
    with house(config, dry_run=dry_run) as home, TemporaryDirectory() as nowhere:
        place = Path(nowhere) if dry_run else home.config.paths.reports / "archive"
        reporter = replace(home.reporter, directory=place)
        found = (
            archives.kept(home.store, code)
            if show
            else archives.archive(home.store, reporter, code, who, home.calendar, now())
        )
        numbers = found.archived.numbers
        if as_json:
            show_json(
                {
                    "round": code,
                    "at": found.archived.at.isoformat(),
                    "by": found.archived.by,
                    "report": found.archived.report,
                    "digest": found.archived.digest,
                    "intact": found.intact,
                    "numbers": numbers,
                    "dry_run": dry_run,
                }
            )
        elif not dry_run:
            tell(
                "archive.done",
                code=code,
                officials=numbers["officials"],
                answered=numbers["status"]["answered"],
                path=found.archived.report,
            )
    if not found.intact:
        fail("archive.changed", path=found.archived.report)
        raise typer.Exit(1)
