"""maild remind: the plan of a wave, the letter as it will look, the approval."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from maild.cli.common import (
    DEFAULT_CONFIG,
    AsJson,
    ConfigPath,
    actor,
    house,
    language,
    local,
    now,
    show_json,
    table,
    tell,
)
from maild.errors import InputRefused, NeedsPerson
from maild.privacy import mask_address
from maild.words import say

app = typer.Typer(help="Thư đôn đốc.", no_args_is_help=True, rich_markup_mode=None)
_TYPED_COUNT_FROM = 50


@app.command("plan")
def plan(
    round_: Annotated[str, typer.Option("--round", help="Mã đợt khảo sát.")],
    draft: Annotated[bool, typer.Option("--draft", help="Lập ngay kế hoạch của đợt đang đến hạn.")] = False,
    number: Annotated[int | None, typer.Argument(help="Số kế hoạch; bỏ trống để xem mọi kế hoạch.")] = None,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """Ai sẽ nhận thư nào, khi nào; ai không nhận và vì sao."""
    from maild.store import plans, roster, rounds

    with house(config) as home:
        with home.store.view() as look:
            found = rounds.find(look.connection, round_)
        if found is None:
            raise InputRefused("refused.no_round", code=round_)
        if draft:
            coming = home.reminders.coming(found, now())
            number = None if coming is None else home.reminders.draft(found, coming, now(), actor().name)
            if number is None:
                tell("cli.no_plan_due")
        with home.store.view() as look:
            standings = plans.of_round(look.connection, found.id)
            people = {one.id: one for one in roster.of_round(look.connection, found.id)}
            receivers = [] if number is None else plans.receivers(look.connection, number)
            left_out = [] if number is None else plans.left_out(look.connection, number)
        zone = home.config.zone
    if number is None:
        rows: list[tuple[Any, ...]] = [
            (one.id, f"R{one.level}", say(f"plan.{one.state.value}", language()), one.receivers, one.left_out)
            for one in standings
        ]
        if as_json:
            names = ("plan", "letter", "state", "receivers", "left_out")
            show_json([dict(zip(names, row, strict=True)) for row in rows])
        else:
            table(("kế hoạch", "thư", "trạng thái", "người nhận", "không nhận"), rows)
        return
    getting = [
        (f"OFF-{one.respondent_id:04}", people[one.respondent_id].name, people[one.respondent_id].unit,
         one.code.value, local(one.due_at, zone))
        for one in receivers
    ]  # fmt: skip
    omitted = [
        (f"OFF-{one.respondent_id:04}", people[one.respondent_id].name, people[one.respondent_id].unit,
         say(f"because.{one.because}", language()), one.until or "")
        for one in left_out
    ]  # fmt: skip
    if as_json:
        show_json({"plan": number, "receivers": getting, "left_out": omitted})
        return
    tell("cli.plan_receivers", plan_id=number, count=len(getting))
    table(("mã", "họ tên", "đơn vị", "thư", "gửi từ"), getting)
    tell("cli.plan_left_out", count=len(omitted))
    table(("mã", "họ tên", "đơn vị", "lý do", "đến ngày"), omitted)


@app.command("preview")
def preview(
    person: Annotated[str, typer.Argument(metavar="WHO", help="Mã OFF-…, họ tên hoặc địa chỉ thư.")],
    level: Annotated[int, typer.Option(min=1, max=4, help="Mức đôn đốc, 1 đến 4.")] = 1,
    html: Annotated[Path | None, typer.Option(help="Ghi bản HTML ra tệp này.")] = None,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """Thư như người đó sẽ đọc; không gửi và không ghi gì."""
    from maild.actions import people
    from maild.model import Code
    from maild.store import rounds

    with house(config) as home:
        found = people.find(home.store, person)
        with home.store.view() as look:
            round_ = rounds.get(look.connection, found.round_id)
        assert round_ is not None
        letter = home.composer.render(Code(f"R{level}"), round_, found, now())
    if html is not None:
        html.write_text(letter.html, encoding="utf-8")
    if as_json:
        show_json({"subject": letter.subject, "text": letter.text, "html": letter.html})
        return
    tell(letter.subject)
    typer.echo()
    tell(letter.text)


@app.command("approve")
def approve(
    number: Annotated[int, typer.Argument(help="Số kế hoạch.")],
    count: Annotated[int | None, typer.Option(help="Số người nhận, gõ lại để xác nhận khi trên 50.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ xem, không duyệt.")] = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """Người thứ hai duyệt đúng danh sách và lời thư này; mọi thay đổi sau đó làm mất hiệu lực."""
    from maild.actions import plans as actions
    from maild.store import plans

    with house(config) as home:
        with home.store.view() as look:
            receivers = len(plans.receivers(look.connection, number))
        if receivers > _TYPED_COUNT_FROM and count != receivers and not dry_run:
            raise NeedsPerson("needs.typed_count", count=receivers)
        if dry_run:
            tell("cli.plan_receivers", plan_id=number, count=receivers)
            tell("cli.dry_run")
            return
        second = home.config.approval.second_person
        letters = actions.approve(
            home.store, home.composer, number, actor(), now(), home.calendar, second_person=second
        )
        if as_json:
            show_json({"plan": number, "letters": letters})
        else:
            tell("cli.plan_approved", plan_id=number, letters=letters)


@app.command("outbox")
def show_outbox(
    round_: Annotated[str, typer.Option("--round", help="Mã đợt khảo sát.")],
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """Từng lá thư đang ở trạng thái nào."""
    from maild.model import LetterState
    from maild.store import outbox, rounds

    with house(config) as home:
        with home.store.view() as look:
            found = rounds.find(look.connection, round_)
            if found is None:
                raise InputRefused("refused.no_round", code=round_)
            letters = outbox.in_state(look.connection, *LetterState, round_id=found.id)
        zone = home.config.zone
    rows = [
        (one.id, one.code.value, mask_address(one.email), say(f"letter.{one.state.value}", language()),
         one.attempts, local(one.settled_at or one.not_before, zone))
        for one in letters
    ]  # fmt: skip
    if as_json:
        names = ("letter", "code", "to", "state", "attempts", "at")
        show_json([dict(zip(names, row, strict=True)) for row in rows])
    else:
        table(("thư", "mức", "tới", "trạng thái", "số lần", "lúc"), rows)


@app.command("settle")
def settle(
    number: Annotated[int, typer.Argument(help="Số lá thư, xem `maild remind outbox`.")],
    verdict: Annotated[str, typer.Argument(help="sent: máy chủ đã nhận; not-sent: chưa nhận.")],
    why: Annotated[str, typer.Option(help="Căn cứ, ví dụ dòng nhật ký của máy chủ gửi.")] = "",
    config: ConfigPath = DEFAULT_CONFIG,
) -> None:
    """Kết luận một lá thư không rõ đã gửi hay chưa; maild không bao giờ tự gửi lại."""
    from maild.actions import letters

    if verdict not in ("sent", "not-sent"):
        raise typer.BadParameter("sent | not-sent")
    with house(config) as home:
        letters.settle(home.store, number, "sent" if verdict == "sent" else "not-sent", why, actor(), now())
        tell("cli.done")
