"""maild mail rules, make-rule: what the rules have decided, and a rule from a person's verdict."""

from __future__ import annotations

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
    read_number,
)
from maild.cli.output import show_json, table, tell, words

_SHOWN = 20


def rules(config: ConfigPath = DEFAULT_CONFIG, as_json: AsJson = False) -> None:
    from maild.bounce_rules import BOUNCE_RULES
    from maild.reply_rules import REPLY_RULES
    from maild.store import mailbox

    with house(config) as home:
        with home.store.view() as look:
            counts = mailbox.counts_by_rule(look.connection)
        where, language = home.config.paths.rules, home.config.language
        replies = [f"operator:{one.id}" for one in REPLY_RULES.of(where, language) if not one.off]
        own = [f"operator:{one.id}" for one in BOUNCE_RULES.of(where, language)] + replies
        zone = home.config.zone
    others = sorted((name for name in counts if name not in own), key=lambda name: (-counts[name][0], name))
    found = [(name, *counts.get(name, (0, None))) for name in (*own, *others)]
    if as_json:
        show_json(
            [
                {"rule": name, "mails": number, "last_at": last.isoformat() if last else None}
                for name, number, last in found
            ]
        )
        return
    table(
        ("rule", "mails", "last_seen"),
        [(name, number, local(last, zone) or "–") for name, number, last in found],
    )


def make_rule(
    mail: str,
    verdict: Annotated[
        str,
        typer.Argument(),
    ] = "",
    text: Annotated[
        str,
        typer.Option("--text"),
    ] = "",
    server: str = "",
    code: str = "",
    name: str = "",
    write: Annotated[bool, typer.Option("--write")] = False,
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import rule_proposals

    number = read_number("M-", mail, "M-8841")
    needs("it", "coordinator")
    with house(config, dry_run=dry_run) as home:
        with home.store.view() as look:
            made = rule_proposals.propose(
                look, number, verdict, words=text, server=server, code=code, name=name
            )
        path = home.config.paths.rules / made.file
        if write and not dry_run:
            rule_proposals.write(made, home.config.paths.rules)
    written = write and not dry_run
    if as_json:
        show_json(
            {
                "rule": made.rule.id,
                "file": str(path),
                "row": made.row,
                "fits": made.fits,
                "changes": [
                    {"mail": f"M-{one.mail}", "was": one.was, "settled": one.settled} for one in made.changes
                ],
                "written": written,
            }
        )
        return
    for line in made.row.splitlines():
        tell(line)
    tell("")
    tell("rule.fits", count=made.fits, changes=len(made.changes))
    for one in made.changes[:_SHOWN]:
        was = words(f"{'reason' if made.file == 'bounces.toml' else 'kind'}.{one.was}")
        tell("  " + words("rule.settled" if one.settled else "rule.changes", mail=f"M-{one.mail}", was=was))
    if len(made.changes) > _SHOWN:
        tell("  " + words("rule.more", count=len(made.changes) - _SHOWN))
    tell("rule.written" if written else "rule.paste", file=path)
