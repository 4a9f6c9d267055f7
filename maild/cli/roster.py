"""maild roster: check a list of respondents, and enter it into a round."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from maild.cli.common import DEFAULT_CONFIG, AsJson, ConfigPath, DryRun, house, needs, now, read_file
from maild.cli.output import show_json, table, tell, words
from maild.errors import InputRefused

app = typer.Typer(help="Danh sách đối tượng khảo sát.", no_args_is_help=True, rich_markup_mode=None)
_SHOWN = 200


@app.callback()
def _group() -> None:
    """Danh sách đối tượng khảo sát."""


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="CSV, XLSX, XLS hoặc ODS.")],
    round_: Annotated[str, typer.Option("--round", help="Mã đợt khảo sát.")],
    dry_run: DryRun = False,
    accept_errors: Annotated[
        bool, typer.Option("--accept-errors", help="Nhập các dòng đúng, bỏ các dòng có lỗi.")
    ] = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """Kiểm tra từng dòng rồi nhập tất cả hoặc không nhập dòng nào.

    Dành cho cán bộ điều phối.
    """
    from maild.actions import rosters
    from maild.roster.respondents import read_roster

    who = needs("coordinator")
    read_file(file)
    with house(config, dry_run=dry_run) as home:
        read = read_roster(file, home.roster_rules)
        noted = [one for one in read.outcomes if one.problem]
        refused = bool(read.errors) and not accept_errors
        added, known = 0, 0
        if dry_run or not refused:
            added, known = rosters.enter(home.store, round_, read.entries, who, now())
        if as_json:
            show_json(
                {
                    "file": file.name,
                    "rows": read.counts(),
                    "added": 0 if refused else added,
                    "known": 0 if refused else known,
                    "dry_run": dry_run,
                    "problems": [
                        {
                            "sheet": one.sheet,
                            "row": one.row,
                            "status": one.status,
                            "problem": one.problem,
                            "suggestion": one.suggestion,
                        }
                        for one in noted
                    ],
                }
            )
        else:
            if noted:
                table(
                    ("row", "outcome", "problem", "suggestion"),
                    [
                        (one.row, words(f"row.{one.status}"), one.problem, one.suggestion or "")
                        for one in noted[:_SHOWN]
                    ],
                )
            if len(noted) > _SHOWN:
                tell("cli.more_rows", count=len(noted) - _SHOWN)
            counts = "; ".join(f"{words(f'row.{name}')} {count}" for name, count in read.counts().items())
            tell("cli.roster_counts", counts=counts)
            if dry_run or not refused:
                tell(
                    "cli.roster_would" if dry_run else "cli.roster_entered",
                    added=added,
                    known=known,
                    code=round_,
                )
        if refused:
            raise InputRefused("refused.roster_errors", file=file.name, count=len(read.errors))
