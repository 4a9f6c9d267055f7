"""maild round: create, list, approve, open, close a survey round."""

from __future__ import annotations

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
    read_day,
    read_moment,
    show_json,
    table,
    tell,
)

app = typer.Typer(help="Đợt khảo sát.", no_args_is_help=True, rich_markup_mode=None)
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
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """Tạo đợt khảo sát; phần không nêu lấy từ [round_defaults] trong cấu hình."""
    from maild.actions import rounds
    from maild.model import Round

    with house(config) as home:
        usual = home.config.round_defaults
        invited_on = read_day("--invited", invited)
        made = rounds.create(
            home.store,
            Round(
                id=0,
                code=code,
                title=title or f"Điều tra xã hội học xác định Chỉ số cải cách hành chính năm {code}",
                invited_on=invited_on,
                deadline=read_moment("--deadline", deadline, home.config.zone),
                legal_basis=legal_basis or usual.legal_basis,
                agency=agency or usual.agency,
                hotline=hotline or usual.hotline,
                invitation_sender=invitation_sender or usual.invitation_sender,
                invitation_subject=invitation_subject or usual.invitation_subject,
                locale=usual.locale,
            ),
            actor(),
            now(),
        )
        if as_json:
            show_json({"round": made.code, "state": "draft"})
        else:
            tell("cli.round_created", code=made.code)


@app.command("list")
def list_(config: ConfigPath = DEFAULT_CONFIG, as_json: AsJson = False) -> None:
    """Các đợt khảo sát và trạng thái."""
    from maild.store import roster, rounds

    with house(config) as home, home.store.view() as look:
        found = [
            (one, rounds.state_of(look.connection, one.id), len(roster.of_round(look.connection, one.id)))
            for one in rounds.every(look.connection)
        ]
        zone = home.config.zone
    rows = [
        (one.code, state, count, one.invited_on, local(one.deadline, zone)) for one, state, count in found
    ]
    if as_json:
        names = ("round", "state", "officials", "invited_on", "deadline")
        show_json([dict(zip(names, row, strict=True)) for row in rows])
    else:
        table(("đợt", "trạng thái", "số người", "ngày mời", "hạn"), rows)


@app.command("approve")
def approve(code: Code, config: ConfigPath = DEFAULT_CONFIG) -> None:
    """Người thứ hai phê duyệt danh sách và thời hạn của đợt khảo sát."""
    from maild.actions import rounds

    with house(config) as home:
        rounds.approve(home.store, code, actor(), now(), second_person=home.config.approval.second_person)
        tell("cli.round_approved", code=code)


@app.command("open")
def open_(code: Code, config: ConfigPath = DEFAULT_CONFIG) -> None:
    """Mở đợt khảo sát: từ đây maild lập kế hoạch đôn đốc."""
    from maild.actions import rounds
    from maild.rules.reminders import ladder

    with house(config) as home:
        opened = rounds.open_(home.store, code, actor(), now())
        tell("cli.round_opened", code=code)
        rungs = ladder(opened, home.calendar, home.config.limits)
        rows = [(rung.code.value, local(rung.due_at, home.config.zone)) for rung in rungs]
        table(("thư", "gửi từ"), rows)


@app.command("close")
def close(code: Code, config: ConfigPath = DEFAULT_CONFIG) -> None:
    """Đóng đợt khảo sát."""
    from maild.actions import rounds

    with house(config) as home:
        rounds.close(home.store, code, actor(), now())
        tell("cli.round_closed", code=code)
