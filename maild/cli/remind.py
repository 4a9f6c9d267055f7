"""maild remind: the plan of a wave, the letter as it will look, the approval.

Everything here shows who has not answered: for the coordinator and administrators.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from maild.cli.common import (
    DEFAULT_CONFIG,
    AsJson,
    ConfigPath,
    DryRun,
    chosen_round,
    done,
    house,
    local,
    needs,
    now,
    read_text,
)
from maild.cli.output import fail, show_json, table, tell, words
from maild.errors import InputRefused, NeedsPerson
from maild.privacy import mask_address

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from maild.model import Respondent, Round
    from maild.rules.reminders import LeftOut, Receiver
    from maild.store import View
    from maild.store.plans import Omitted, PlannedLetter
    from maild.wiring import House

app = typer.Typer(help="Thư đôn đốc.", no_args_is_help=True, rich_markup_mode=None)
RoundOption = Annotated[str, typer.Option("--round", help="Mã đợt khảo sát; bỏ trống: đợt đang thực hiện.")]
_TYPED_COUNT_FROM = 50


@app.command("plan")
def plan(
    number: Annotated[int | None, typer.Argument(help="Số kế hoạch; bỏ trống để xem mọi kế hoạch.")] = None,
    round_: RoundOption = "",
    draft: Annotated[
        bool, typer.Option("--draft", help="Lập ngay kế hoạch của lần đôn đốc đang đến.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Với --draft: chỉ xem, không lập.")] = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """Ai sẽ nhận thư nào, khi nào; ai không nhận và vì sao.

    Dành cho cán bộ điều phối.
    """
    from maild.store import roster

    who = needs("coordinator")
    with house(config) as home:
        with home.store.view() as look:
            found = chosen_round(look, round_) if number is None or round_ else _round_of(look, number)
            people = {one.id: one for one in roster.of_round(look.connection, found.id)}
        zone = home.config.zone
        if draft:
            coming = home.reminders.coming(found, now())
            if coming is not None and dry_run:
                with home.store.view() as look:
                    drafted = home.reminders.preview(look, found, coming, now())
                _show_plan(None, drafted.receivers, drafted.left_out, people, zone, as_json)
                fail("cli.dry_run")
                return
            number = None if coming is None else home.reminders.draft(found, coming, now(), who.name)
            if number is None:
                fail("cli.no_plan_due")
        if number is None:
            _list_plans(home, found, as_json)
            return
        receivers, left_out = _plan(home, number, found)
    _show_plan(number, receivers, left_out, people, zone, as_json)


@app.command("preview")
def preview(
    person: Annotated[str, typer.Argument(metavar="WHO", help="Mã OFF-…, họ tên hoặc địa chỉ thư.")],
    level: Annotated[int, typer.Option(min=1, max=4, help="Mức đôn đốc, 1 đến 4.")] = 1,
    html: Annotated[Path | None, typer.Option(help="Ghi bản HTML ra tệp này.")] = None,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """Thư như người đó sẽ đọc; không gửi và không ghi gì.

    Dành cho cán bộ điều phối.
    """
    from maild.actions import people
    from maild.model import Code
    from maild.store import rounds

    needs("coordinator")
    person = read_text("WHO", person)
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
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """Người thứ hai duyệt đúng danh sách và lời thư này; mọi thay đổi sau đó làm mất hiệu lực.

    Dành cho cán bộ điều phối.
    """
    from maild.actions import plans as actions

    who = needs("coordinator")
    with house(config, dry_run=dry_run) as home:
        with home.store.view() as look:
            _round_of(look, number)
        receivers = len(_plan(home, number)[0])
        if count is None and receivers > _TYPED_COUNT_FROM and not dry_run:
            raise NeedsPerson("needs.typed_count", count=receivers)
        if count is not None and count != receivers:
            raise NeedsPerson("needs.other_count", count=receivers, typed=count)
        second = home.config.approval.second_person
        letters = actions.approve(
            home.store, home.composer, number, who, now(), home.calendar, second_person=second
        )
        if dry_run and not as_json:
            tell("cli.plan_receivers", plan_id=number, count=receivers)
        shown = {"plan": number, "letters": letters}
        done("cli.plan_approved", as_json, shown, dry_run=dry_run, plan_id=number, letters=letters)


@app.command("outbox")
def show_outbox(
    round_: RoundOption = "", config: ConfigPath = DEFAULT_CONFIG, as_json: AsJson = False
) -> None:
    """Từng lá thư đang ở trạng thái nào.

    Dành cho cán bộ điều phối.
    """
    from maild.model import LetterState
    from maild.store import outbox

    needs("coordinator")
    with house(config) as home:
        with home.store.view() as look:
            found = chosen_round(look, round_)
            letters = outbox.in_state(look.connection, *LetterState, round_id=found.id)
        zone = home.config.zone
    if as_json:
        show_json(
            [
                {
                    "letter": one.id,
                    "code": one.code.value,
                    "official": f"OFF-{one.respondent_id:04}",
                    "to": mask_address(one.email),
                    "state": one.state.value,
                    "attempts": one.attempts,
                    "at": (one.settled_at or one.not_before).isoformat(),
                }
                for one in letters
            ]
        )
        return
    rows = [
        (
            one.id,
            one.code.value,
            f"OFF-{one.respondent_id:04}",
            mask_address(one.email),
            words(f"letter.{one.state.value}"),
            one.attempts,
            local(one.settled_at or one.not_before, zone),
        )
        for one in letters
    ]
    table(("number", "level", "official", "to", "state", "attempts", "at"), rows)


def _round_of(look: View, plan_id: int) -> Round:
    """The round that a plan belongs to. Raises InputRefused when there is no such plan."""
    from maild.rules import PLAN
    from maild.store import rounds

    standing = look.state(PLAN, plan_id) if abs(plan_id) < 1 << 31 else None
    found = None if standing is None else rounds.get(look.connection, standing.round_id)
    if found is None:
        raise InputRefused("refused.no_plan", plan_id=plan_id)
    return found


def _plan(
    home: House, number: int, within: Round | None = None
) -> tuple[Sequence[PlannedLetter], Sequence[Omitted]]:
    from maild.store import plans

    with home.store.view() as look:
        if within is not None and _round_of(look, number).id != within.id:
            raise InputRefused("refused.plan_round", plan_id=number, code=within.code)
        return plans.receivers(look.connection, number), plans.left_out(look.connection, number)


def _list_plans(home: House, found: Round, as_json: bool) -> None:
    from maild.store import plans

    with home.store.view() as look:
        standings = plans.of_round(look.connection, found.id)
    if as_json:
        show_json(
            [
                {
                    "plan": one.id,
                    "letter": one.code.value,
                    "state": one.state.value,
                    "receivers": one.receivers,
                    "left_out": one.left_out,
                }
                for one in standings
            ]
        )
        return
    rows = [
        (one.id, one.code.value, words(f"plan.{one.state.value}"), one.receivers, one.left_out)
        for one in standings
    ]
    table(("plan", "letter", "state", "receivers", "left_out"), rows)


def _show_plan(
    number: int | None,
    receivers: Sequence[PlannedLetter | Receiver],
    left_out: Sequence[Omitted | LeftOut],
    people: Mapping[int, Respondent],
    zone: ZoneInfo,
    as_json: bool,
) -> None:
    if as_json:
        show_json(
            {
                "plan": number,
                "receivers": [
                    {
                        **_person(people[one.respondent_id]),
                        "letter": one.code.value,
                        "due_at": one.due_at.isoformat(),
                        "because": one.because,
                    }
                    for one in receivers
                ],
                "left_out": [
                    {**_person(people[one.respondent_id]), "because": one.because, "until": one.until}
                    for one in left_out
                ],
            }
        )
        return
    getting = [
        (*_person(people[one.respondent_id]).values(), one.code.value, local(one.due_at, zone))
        for one in receivers
    ]
    omitted = [
        (
            *_person(people[one.respondent_id]).values(),
            words(f"because.{one.because}"),
            f"{one.until:%d/%m/%Y}" if one.until else "",
        )
        for one in left_out
    ]
    tell("cli.plan_receivers", plan_id=number or "–", count=len(getting))
    table(("official", "name", "unit", "letter", "due"), getting)
    tell("cli.plan_left_out", count=len(omitted))
    table(("official", "name", "unit", "because", "until"), omitted)


def _person(one: Respondent) -> dict[str, str]:
    return {"official": f"OFF-{one.id:04}", "name": one.name, "unit": one.unit}
