"""maild db, maild audit: does the database agree with its events?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from maild.cli.common import DEFAULT_CONFIG, AsJson, ConfigPath, house
from maild.cli.output import show_json, tell

if TYPE_CHECKING:
    from maild.store.events import Difference

app = typer.Typer(help="Cơ sở dữ liệu.", no_args_is_help=True, rich_markup_mode=None)
_SHOWN = 200  # characters of a row
audit = typer.Typer(help="Nhật ký không sửa được.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def _group() -> None:
    """Cơ sở dữ liệu."""


@audit.callback()
def _audit_group() -> None:
    """Nhật ký không sửa được."""


@app.command("verify")
def verify(config: ConfigPath = DEFAULT_CONFIG, as_json: AsJson = False) -> None:
    """Dựng lại mọi trạng thái từ các sự kiện và so với bảng."""
    from maild.rules import FOLDS
    from maild.store import events

    with house(config) as home, home.store.view() as look:
        found = events.verify(look.connection, FOLDS)
        counted = sum(events.counts(look.connection).values())
    _report(found, counted, as_json)


@audit.command("verify")
def verify_chain(config: ConfigPath = DEFAULT_CONFIG, as_json: AsJson = False) -> None:
    """Kiểm tra chuỗi niêm phong của nhật ký sự kiện."""
    from maild.store import events

    with house(config) as home, home.store.view() as look:
        found = events.verify_chain(look.connection)
        counted = sum(events.counts(look.connection).values())
    _report(found, counted, as_json)


def _report(found: Sequence[Difference], counted: int, as_json: bool) -> None:
    if as_json:
        show_json({"events": counted, "differences": [asdict(one) for one in found]})
    else:
        for one in found:
            stored, folded = one.stored[:_SHOWN], one.folded[:_SHOWN]
            tell("cli.difference", what=one.what, number=one.key, stored=stored, folded=folded)
        tell("cli.verified", events=counted, differences=len(found))
    if found:
        raise typer.Exit(1)
