"""maild mail: what was read, why it was read so, and mails from files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from maild.cli.common import (
    DEFAULT_CONFIG,
    AsJson,
    ConfigPath,
    house,
    language,
    local,
    now,
    show_json,
    table,
    tell,
)
from maild.errors import InputRefused
from maild.words import say

app = typer.Typer(help="Thư đã nhận.", no_args_is_help=True, rich_markup_mode=None)


@app.command("list")
def list_(
    kind: Annotated[str, typer.Option(help="Chỉ một loại, ví dụ bounce, completed, tech-answering.")] = "",
    quarantined: Annotated[bool, typer.Option("--quarantined", help="Chỉ thư bị cách ly.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=10000, help="Số thư mới nhất.")] = 50,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """Thư mới nhất, được hiểu là gì, của ai."""
    from maild.store import mailbox

    with house(config) as home:
        with home.store.view() as look:
            found = mailbox.mails(
                look.connection, kind=kind or None, quarantined=True if quarantined else None, limit=limit
            )
        zone = home.config.zone
    rows = [
        (
            f"M-{one.id}",
            local(one.received_at, zone),
            f"{one.pointer.account}/{one.pointer.folder}",
            one.kind.value if one.kind else "–",
            f"OFF-{one.respondent_id:04}" if one.respondent_id else "",
            f"= M-{one.duplicate_of}" if one.duplicate_of else "",
        )
        for one in found
    ]
    if as_json:
        names = ("mail", "received_at", "folder", "kind", "official", "duplicate_of")
        show_json([dict(zip(names, row, strict=True)) for row in rows])
    else:
        table(("thư", "nhận lúc", "hộp thư", "loại", "cán bộ", "trùng"), rows)


@app.command("show")
def show(
    mail: Annotated[str, typer.Argument(help="Mã thư, ví dụ M-8841.")],
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """Một thư: dấu hiệu đã thấy, quy tắc, kết luận và những gì xảy ra sau đó."""
    from maild.store import events, mailbox

    digits = mail.upper().removeprefix("M-")
    if not digits.isdigit():
        raise InputRefused("refused.no_mail", mail_id=mail)
    with house(config) as home:
        with home.store.view() as look:
            found = mailbox.mail(look.connection, int(digits))
            if found is None:
                raise InputRefused("refused.no_mail", mail_id=mail)
            trail = events.trail(look.connection, mail_id=found.id)
        zone = home.config.zone
    where = f"{found.pointer.account}/{found.pointer.folder} UID {found.pointer.uid}"
    if as_json:
        show_json(
            {
                "mail": f"M-{found.id}",
                "where": where,
                "received_at": found.received_at.isoformat(),
                "fingerprint": found.fingerprint,
                "official": found.respondent_id,
                "letter": found.letter_id,
                "duplicate_of": found.duplicate_of,
                "quarantined": found.quarantined,
                "reading": dict(found.reading),
                "events": [
                    {"at": one.at.isoformat(), "kind": one.kind.value, "data": dict(one.data)}
                    for one in trail
                ],
            }
        )
        return
    kind = say(f"kind.{found.kind.value}", language()) if found.kind else "–"
    tell(f"M-{found.id} {kind} · {where} · {local(found.received_at, zone)}")
    if found.respondent_id:
        tell(f"OFF-{found.respondent_id:04}")
    for name in ("rule", "score", "words"):
        if found.reading.get(name):
            tell(f"{name}: {found.reading[name]}")
    for line in found.reading.get("evidence", ()):
        tell(f"  {line}")
    rows = [
        (local(one.at, zone), say(f"event.{one.kind.value}", language(), **dict(one.data))) for one in trail
    ]
    table(("lúc", "sự kiện"), rows)


@app.command("import")
def import_(
    path: Annotated[Path, typer.Argument(help="Tệp .eml, mbox, thư mục hoặc Maildir.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Chỉ đọc, không ghi; như maild classify.")
    ] = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """Đưa thư từ tệp vào cùng quy trình như hộp thư; thư đã có không tính lần hai."""
    from maild.actions import mails
    from maild.sources.files import read_mails

    if not path.exists():
        raise InputRefused("refused.no_file", file=path)
    if dry_run:
        from maild.cli.classify import classify

        classify([path])
        return
    with house(config) as home:
        tally = mails.import_files(home.store, home.intake, read_mails([path]), now())
        counts = {"new": tally.new, "duplicates": tally.duplicates, "quarantined": tally.quarantined}
        if as_json:
            show_json(counts)
        else:
            tell("cli.mails_imported", **counts)
