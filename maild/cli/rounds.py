"""maild round: create, list, approve, open, close a survey round."""

from __future__ import annotations

from typing import Annotated

import typer

from maild.cli.archive import archive
from maild.cli.common import (
    DEFAULT_CONFIG,
    AsJson,
    ConfigPath,
    DryRun,
    done,
    house,
    local,
    needs,
    now,
    read_day,
    read_moment,
    read_round_code,
)
from maild.cli.output import show_json, table, words

app = typer.Typer(help="Đợt khảo sát.", no_args_is_help=True, rich_markup_mode=None)
app.command("archive")(archive)
Code = Annotated[str, typer.Argument(help="Mã đợt khảo sát, ví dụ 2026.")]


@app.command("create")
def create(
    code: Code,
    invited: Annotated[str, typer.Option(help="Ngày Bộ gửi thư mời, ví dụ 2026-11-09.")],
    deadline: Annotated[str, typer.Option(help="Hạn trả lời, ví dụ '2026-11-27 17:00'.")],
    title: Annotated[str, typer.Option(help="Tên đợt khảo sát, ghi trong thư.")] = "",
    legal_basis: Annotated[str, typer.Option(help="Căn cứ: số và ngày văn bản.")] = "",
    agency: Annotated[str, typer.Option(help="Cơ quan đứng tên thư.")] = "",
    hotline: Annotated[str, typer.Option(help="Điện thoại hỗ trợ.")] = "",
    invitation_sender: Annotated[str, typer.Option(help="Địa chỉ gửi thư mời thật của Bộ.")] = "",
    invitation_subject: Annotated[str, typer.Option(help="Tiêu đề thư mời thật của Bộ.")] = "",
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """Tạo đợt khảo sát; phần không nêu lấy từ [round_defaults] trong cấu hình.

    Dành cho cán bộ điều phối.
    """
    from maild.actions import rounds
    from maild.model import Round

    who = needs("coordinator")
    read_round_code(code)
    with house(config, dry_run=dry_run) as home:
        usual = home.config.round_defaults
        made = rounds.create(
            home.store,
            Round(
                id=0,
                code=code,
                title=title or f"Điều tra xã hội học xác định Chỉ số cải cách hành chính năm {code}",
                invited_on=read_day("--invited", invited),
                deadline=read_moment("--deadline", deadline, home.config.zone),
                legal_basis=legal_basis or usual.legal_basis,
                agency=agency or usual.agency,
                hotline=hotline or usual.hotline,
                invitation_sender=invitation_sender or usual.invitation_sender,
                invitation_subject=invitation_subject or usual.invitation_subject,
                locale=usual.locale,
            ),
            who,
            now(),
        )
        shown = {"round": made.code, "state": "draft"}
        done("cli.round_created", as_json, shown, dry_run=dry_run, code=code)


@app.command("list")
def list_(config: ConfigPath = DEFAULT_CONFIG, as_json: AsJson = False) -> None:
    """Các đợt khảo sát và trạng thái. Dành cho mọi vai trò."""
    from maild.store import roster, rounds

    with house(config) as home, home.store.view() as look:
        found = [
            (one, rounds.state_of(look.connection, one.id), len(roster.of_round(look.connection, one.id)))
            for one in rounds.every(look.connection)
        ]
        zone = home.config.zone
    if as_json:
        show_json(
            [
                {
                    "round": one.code,
                    "state": state,
                    "officials": count,
                    "invited_on": one.invited_on.isoformat(),
                    "deadline": one.deadline.isoformat(),
                }
                for one, state, count in found
            ]
        )
        return
    rows = [
        (one.code, words(f"round.{state}"), count, f"{one.invited_on:%d/%m/%Y}", local(one.deadline, zone))
        for one, state, count in found
    ]
    table(("round", "state", "officials", "invited", "deadline"), rows)


@app.command("approve")
def approve(
    code: Code, dry_run: DryRun = False, config: ConfigPath = DEFAULT_CONFIG, as_json: AsJson = False
) -> None:
    """Người thứ hai phê duyệt danh sách và thời hạn của đợt khảo sát.

    Dành cho cán bộ điều phối.
    """
    from maild.actions import rounds

    who = needs("coordinator")
    with house(config, dry_run=dry_run) as home:
        second = home.config.approval.second_person
        rounds.approve(home.store, code, who, now(), second_person=second)
        shown = {"round": code, "state": "approved"}
        done("cli.round_approved", as_json, shown, dry_run=dry_run, code=code)


@app.command("open")
def open_(
    code: Code, dry_run: DryRun = False, config: ConfigPath = DEFAULT_CONFIG, as_json: AsJson = False
) -> None:
    """Mở đợt khảo sát: từ đây maild lập kế hoạch đôn đốc.

    Dành cho cán bộ điều phối.
    """
    from maild.actions import rounds
    from maild.rules.reminders import ladder

    who = needs("coordinator")
    with house(config, dry_run=dry_run) as home:
        opened = rounds.open_(home.store, code, who, now())
        rungs = ladder(opened, home.calendar, home.config.limits)
        shown = {
            "round": code,
            "state": "running",
            "letters": [{"code": rung.code.value, "due_at": rung.due_at.isoformat()} for rung in rungs],
        }
        done("cli.round_opened", as_json, shown, dry_run=dry_run, code=code)
        if not as_json:
            table(
                ("letter", "due"), [(rung.code.value, local(rung.due_at, home.config.zone)) for rung in rungs]
            )


@app.command("close")
def close(
    code: Code, dry_run: DryRun = False, config: ConfigPath = DEFAULT_CONFIG, as_json: AsJson = False
) -> None:
    """Đóng đợt khảo sát: không còn thư nào được gửi.

    Dành cho cán bộ điều phối.
    """
    from maild.actions import rounds

    who = needs("coordinator")
    with house(config, dry_run=dry_run) as home:
        rounds.close(home.store, code, who, now())
        done("cli.round_closed", as_json, {"round": code, "state": "closed"}, dry_run=dry_run, code=code)
