"""maild roster: check a list of respondents, and enter it into a round."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from maild.cli.common import (
    DEFAULT_CONFIG,
    AsJson,
    ConfigPath,
    actor,
    fail,
    house,
    now,
    show_json,
    table,
    tell,
)
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
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ xem kết quả từng dòng, không ghi.")] = False,
    accept_errors: Annotated[
        bool, typer.Option("--accept-errors", help="Nhập các dòng đúng, bỏ các dòng có lỗi.")
    ] = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """Kiểm tra từng dòng rồi nhập tất cả hoặc không nhập dòng nào."""
    from maild.actions import rosters
    from maild.roster.respondents import read_roster

    if not file.is_file():
        raise InputRefused("refused.no_file", file=file)
    with house(config) as home:
        read = read_roster(file)
        noted = [one for one in read.outcomes if one.problem]
        counts: dict[str, int] = {}
        for one in read.outcomes:
            counts[one.status] = counts.get(one.status, 0) + 1
        wrong = counts.get("error", 0)
        refused = wrong > 0 and not accept_errors and not dry_run
        added, known = (0, 0)
        if not dry_run and not refused:
            added, known = rosters.enter(home.store, round_, read.entries, actor(), now())
        if as_json:
            show_json(
                {
                    "file": file.name,
                    "rows": counts,
                    "added": added,
                    "known": known,
                    "problems": [
                        {
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
            table(
                ("dòng", "kết quả", "vấn đề", "gợi ý"),
                [(one.row, one.status, one.problem, one.suggestion or "") for one in noted[:_SHOWN]],
            )
            if len(noted) > _SHOWN:
                tell("cli.more_rows", count=len(noted) - _SHOWN)
            tell("cli.roster_counts", counts=", ".join(f"{name} {count}" for name, count in counts.items()))
        if refused:
            raise InputRefused("refused.roster_errors", file=file.name, count=wrong)
        if dry_run:
            fail("cli.dry_run")
        elif not as_json:
            tell("cli.roster_entered", added=added, known=known, code=round_)
