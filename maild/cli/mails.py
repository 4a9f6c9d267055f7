"""maild mail: what was read, why it was read so, and mails from files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from maild.cli.common import (
    DEFAULT_CONFIG,
    AsJson,
    ConfigPath,
    DryRun,
    actor,
    house,
    local,
    now,
    read_choice,
    read_number,
)
from maild.cli.events import describe
from maild.cli.output import show_json, table, tell, words
from maild.errors import InputRefused
from maild.privacy import MASK

app = typer.Typer(help="Thư đã nhận.", no_args_is_help=True, rich_markup_mode=None)
_SHOWN = 20  # lines of evidence


@app.command("list")
def list_(
    kind: Annotated[str, typer.Option(help="Chỉ một loại, ví dụ bounce, completed, tech-answering.")] = "",
    quarantined: Annotated[bool, typer.Option("--quarantined", help="Chỉ thư bị cách ly.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=10000, help="Số thư mới nhất.")] = 50,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """Thư mới nhất, được hiểu là gì, của ai.

    Dành cho mọi vai trò; đầu mối CNTT không thấy thư là của ai.
    """
    from maild.model import Kind
    from maild.store import mailbox

    read_choice("--kind", kind, [one.value for one in Kind])
    sees_names = actor().sees_names
    with house(config) as home:
        with home.store.view() as look:
            found = mailbox.mails(
                look.connection, kind=kind or None, quarantined=True if quarantined else None, limit=limit
            )
        zone = home.config.zone
    if as_json:
        show_json(
            [
                {
                    "mail": f"M-{one.id}",
                    "received_at": one.received_at.isoformat(),
                    "folder": f"{one.pointer.account}/{one.pointer.folder}",
                    "kind": one.kind.value if one.kind else None,
                    "official": _official(one.respondent_id, sees_names) or None,
                    "duplicate_of": f"M-{one.duplicate_of}" if one.duplicate_of else None,
                    "quarantined": one.quarantined,
                }
                for one in found
            ]
        )
        return
    rows = [
        (
            f"M-{one.id}",
            local(one.received_at, zone),
            f"{one.pointer.account}/{one.pointer.folder}",
            words(f"kind.{one.kind.value}") if one.kind else "–",
            _official(one.respondent_id, sees_names),
            f"M-{one.duplicate_of}" if one.duplicate_of else "",
        )
        for one in found
    ]
    table(("mail", "received", "folder", "kind", "official", "duplicate"), rows)


@app.command("show")
def show(
    mail: Annotated[str, typer.Argument(help="Mã thư, ví dụ M-8841.")],
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """Một thư: dấu hiệu đã thấy, quy tắc, kết luận và những gì xảy ra sau đó.

    Dành cho mọi vai trò; nội dung thư không được lưu, đầu mối CNTT không thấy thư là của ai.
    """
    from maild.store import events, mailbox

    number = read_number("M-", mail, "M-8841")
    sees_names = actor().sees_names
    with house(config) as home:
        with home.store.view() as look:
            found = mailbox.mail(look.connection, number)
            if found is None:
                raise InputRefused("refused.no_mail", mail_id=f"M-{number}")
            trail = events.trail(look.connection, mail_id=found.id)
        zone = home.config.zone
    where = f"{found.pointer.account}/{found.pointer.folder} UID {found.pointer.uid}"
    official = _official(found.respondent_id, sees_names)
    if as_json:
        show_json(
            {
                "mail": f"M-{found.id}",
                "where": where,
                "received_at": found.received_at.isoformat(),
                "fingerprint": found.fingerprint,
                "official": official or None,
                "letter": found.letter_id if sees_names else None,
                "duplicate_of": f"M-{found.duplicate_of}" if found.duplicate_of else None,
                "quarantined": found.quarantined,
                "reading": dict(found.reading),
                "events": [
                    {"at": one.at.isoformat(), "kind": one.kind.value, "data": dict(one.data)}
                    for one in trail
                ],
            }
        )
        return
    kind = words(f"kind.{found.kind.value}") if found.kind else "–"
    parts = (f"M-{found.id} {kind}", where, local(found.received_at, zone), official)
    tell(" · ".join(filter(None, parts)))
    if found.reading.get("rule"):
        tell("cli.rule", rule=found.reading["rule"], score=found.reading.get("score", "–"))
    if found.reading.get("words"):
        tell("cli.own_words", words=found.reading["words"])
    for line in found.reading.get("evidence", ())[:_SHOWN]:
        tell(f"  {line}")
    table(("at", "event"), [(local(one.at, zone), describe(one)) for one in trail])


@app.command("import")
def import_(
    path: Annotated[Path, typer.Argument(help="Tệp .eml, mbox, thư mục hoặc Maildir.")],
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """Đưa thư từ tệp vào cùng quy trình như hộp thư; thư đã có không tính lần hai.

    Dành cho mọi vai trò.
    """
    from maild.actions import mails
    from maild.sources.files import read_mails

    if not path.exists():
        raise InputRefused("refused.no_file", file=path)
    with house(config, dry_run=dry_run) as home:
        tally = mails.import_files(home.store, home.intake, read_mails([path]), now())
        counts = {"new": tally.new, "duplicates": tally.duplicates, "quarantined": tally.quarantined}
        if as_json:
            show_json({**counts, "dry_run": dry_run})
        else:
            tell("cli.mails_imported", **counts)


def _official(respondent_id: int | None, sees_names: bool) -> str:
    if respondent_id is None:
        return ""
    return f"OFF-{respondent_id:04}" if sees_names else MASK
