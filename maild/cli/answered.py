"""maild answered: the ministry's list of who has answered."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from maild.cli.common import (
    DEFAULT_CONFIG,
    AsJson,
    ConfigPath,
    actor,
    house,
    local,
    now,
    read_moment,
    show_json,
    tell,
)
from maild.errors import InputRefused

app = typer.Typer(help="Danh sách đã trả lời của Bộ.", no_args_is_help=True, rich_markup_mode=None)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="Danh sách của Bộ (CSV, XLSX).")],
    round_: Annotated[str, typer.Option("--round", help="Mã đợt khảo sát.")],
    as_of: Annotated[str, typer.Option("--as-of", help="Thời điểm số liệu, khi tệp không ghi.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ đối chiếu, không ghi.")] = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """Đối chiếu danh sách của Bộ với đợt khảo sát; chưa tính cho đến khi được áp dụng."""
    from maild.actions import lists
    from maild.roster.answered import match_answered, read_answered
    from maild.store import roster, rounds

    if not file.is_file():
        raise InputRefused("refused.no_file", file=file)
    with house(config) as home:
        read = read_answered(file)
        moment = read_moment("--as-of", as_of, home.config.zone) if as_of else read.as_of
        if moment is None:
            raise InputRefused("refused.no_as_of", file=file.name)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=home.config.zone)
        with home.store.view() as look:
            found = rounds.find(look.connection, round_)
            people = [] if found is None else roster.of_round(look.connection, found.id)
        match = match_answered(read.rows, people)
        report = {
            "as_of": local(moment, home.config.zone),
            "matched": len(match.matched),
            "unknown": len(match.unknown),
            "ambiguous": len(match.ambiguous),
        }
        staged_id = (
            None
            if dry_run
            else f"S-{lists.stage(home.store, round_, moment, lists.lines_of(match), actor(), now()).id:04}"
        )
        if as_json:
            show_json({"list": staged_id, **report})
            return
        tell("cli.list_matched", **report)
        for row in match.unknown[:20]:
            tell("cli.list_unknown", row=row.row)
        if staged_id is None:
            tell("cli.dry_run")
        else:
            tell("needs.apply", list_id=staged_id)


@app.command("apply")
def apply(
    list_id: Annotated[str, typer.Argument(help="Mã danh sách, ví dụ S-0141.")],
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """Cho danh sách có hiệu lực: người trong danh sách không bị đôn đốc nữa."""
    from maild.actions import lists

    number = list_id.upper().removeprefix("S-")
    if not number.isdigit():
        raise InputRefused("refused.no_list", list_id=list_id)
    with house(config) as home:
        newly = lists.apply(home.store, int(number), actor(), now())
        if as_json:
            show_json({"list": list_id, "newly_answered": newly})
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
