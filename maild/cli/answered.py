"""maild answered: the ministry's list of who has answered."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from maild.cli.common import (
    DEFAULT_CONFIG,
    AsJson,
    ConfigPath,
    DryRun,
    house,
    local,
    needs,
    now,
    read_file,
    read_moment,
    read_number,
)
from maild.cli.output import show_json, tell
from maild.errors import InputRefused

app = typer.Typer(help="Danh sách đã trả lời của Bộ.", no_args_is_help=True, rich_markup_mode=None)
_SHOWN = 20


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="Danh sách của Bộ (CSV, XLSX).")],
    round_: Annotated[str, typer.Option("--round", help="Mã đợt khảo sát.")],
    as_of: Annotated[str, typer.Option("--as-of", help="Thời điểm số liệu, khi tệp không ghi.")] = "",
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """Đối chiếu danh sách của Bộ với đợt khảo sát; chưa tính cho đến khi được áp dụng.

    Dành cho cán bộ điều phối.
    """
    from maild.actions import lists
    from maild.roster.answered import match_answered, read_answered
    from maild.store import roster, rounds

    who = needs("coordinator")
    read_file(file)
    with house(config, dry_run=dry_run) as home:
        said = read_moment("--as-of", as_of, home.config.zone) if as_of else None
        read = read_answered(file, home.roster_rules, home.config.timezone)
        moment = said or read.as_of
        if moment is None:
            raise InputRefused("refused.no_as_of", file=file.name)
        with home.store.view() as look:
            found = rounds.find(look.connection, round_)
            people = [] if found is None else roster.of_round(look.connection, found.id)
        match = match_answered(read.rows, people)
        staged = lists.stage(home.store, round_, moment, lists.lines_of(match), who, now())
        name = f"S-{staged.id:04}"
        report = {
            "as_of": local(moment, home.config.zone),
            "matched": len(match.matched),
            "unknown": len(match.unknown),
            "ambiguous": len(match.ambiguous),
        }
        if as_json:
            show_json(
                {
                    "list": None if dry_run else name,
                    **report,
                    "contradictory": len(match.contradictory),
                    "unknown_rows": [one.row for one in match.unknown],
                    "ambiguous_rows": [one.row for one in match.ambiguous],
                    "problems": list(read.problems),
                }
            )
            return
        tell("cli.list_matched", **report)
        if match.contradictory:
            tell("cli.list_contradictory", count=len(match.contradictory))
        for problem in read.problems[:_SHOWN]:
            tell(problem)
        for word, rows in (("cli.list_unknown", match.unknown), ("cli.list_ambiguous", match.ambiguous)):
            for row in rows[:_SHOWN]:
                tell(word, row=row.row)
            if len(rows) > _SHOWN:
                tell("cli.more_rows", count=len(rows) - _SHOWN)
        if not dry_run:
            tell("needs.apply", list_id=name)


@app.command("apply")
def apply(
    list_id: Annotated[str, typer.Argument(help="Mã danh sách, ví dụ S-0141.")],
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """Cho danh sách có hiệu lực: người trong danh sách không bị đôn đốc nữa.

    Dành cho cán bộ điều phối.
    """
    from maild.actions import lists

    who = needs("coordinator")
    number = read_number("S-", list_id, "S-0141")
    with house(config, dry_run=dry_run) as home:
        newly = lists.apply(home.store, number, who, now())
        shown = {"list": f"S-{number:04}", "newly_answered": newly, "dry_run": dry_run}
        if as_json:
            show_json(shown)
        else:
            tell("cli.list_applied", newly=newly)


@app.command("age")
def age(config: ConfigPath = DEFAULT_CONFIG, as_json: AsJson = False) -> None:
    """Số liệu của Bộ đang dùng là của thời điểm nào."""
    from maild.store import rounds

    with house(config) as home, home.store.view() as look:
        ages = {
            one.code: local(rounds.list_as_of(look.connection, one.id), home.config.zone) or None
            for one in rounds.every(look.connection)
        }
    if as_json:
        show_json(ages)
        return
    for code, as_of in ages.items():
        tell("cli.list_age", code=code, as_of=as_of or "–")
