"""maild mail reprocess: mails that were read are read again by the rules of today."""

from __future__ import annotations

from maild.cli.common import (
    DEFAULT_CONFIG,
    AsJson,
    ConfigPath,
    DryRun,
    house,
    needs,
    now,
    read_choice,
    read_day,
    read_number,
)
from maild.cli.output import show_json, table, tell, words


def reprocess(
    since: str = "",
    kind: str = "",
    mail: str = "",
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import mails
    from maild.model import Kind

    who = needs("coordinator")
    read_choice("--kind", kind, [one.value for one in Kind])
    day = read_day("--since", since) if since else None
    number = read_number("M-", mail, "M-8841") if mail else None
    with house(config, dry_run=dry_run) as home:
        with home.store.view() as look:
            rows = mails.to_read_again(look, day, kind, number, home.config.zone)
        sources = [source for source, _ in home.folders]
        found = mails.read_again(home.intake, sources, rows, who, now())
    if as_json:
        show_json(
            {
                "looked_at": len(rows),
                "gone": [f"M-{one}" for one in found.gone],
                "changed": [
                    {
                        "mail": f"M-{one.mail_id}",
                        "was": one.was.value,
                        "kind": one.kind.value,
                        "rule": one.rule,
                    }
                    for one in found.changed
                ],
                "dry_run": dry_run,
            }
        )
        return
    tell("reprocess.done", count=len(rows), changed=len(found.changed), gone=len(found.gone))
    if found.changed:
        table(
            ("mail", "was", "kind", "rule"),
            [
                (
                    f"M-{one.mail_id}",
                    words(f"kind.{one.was.value}"),
                    words(f"kind.{one.kind.value}"),
                    one.rule,
                )
                for one in found.changed
            ],
        )
