"""maild doctor: the administrator's proof that the circle is closed. Sends nothing unless told to."""

from __future__ import annotations

import re
import secrets
from typing import Annotated

import typer

from maild.cli.common import DEFAULT_CONFIG, AsJson, ConfigPath, Misused, needs, now
from maild.cli.output import show_json, speak, tell, words

_ADDRESS = re.compile(r"[^\s@<>]{1,64}@[^\s@<>]{1,255}", re.ASCII)
_MOST_WAIT_S = 3600


def doctor(
    send: Annotated[
        bool,
        typer.Option("--send"),
    ] = False,
    bounce_to: Annotated[
        str,
        typer.Option("--bounce-to"),
    ] = "",
    wait: Annotated[int, typer.Option("--wait")] = 180,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    if bounce_to and not _ADDRESS.fullmatch(bounce_to):
        raise Misused("refused.bad_address", value=bounce_to)
    if bounce_to and not send:
        raise Misused("refused.bounce_without_send")
    if not 1 <= wait <= _MOST_WAIT_S:
        raise Misused("refused.bad_wait", value=wait, most=_MOST_WAIT_S)
    if send:
        needs("it")
    from maild import logs
    from maild.actions.doctor import Trial, examine
    from maild.config import load

    settings = load(config, check_secrets=False)
    speak(settings.language)
    logs.set_up("error", secrets=settings.survey.secrets())
    domain = settings.sender.address.rpartition("@")[2]
    nobody = bounce_to or f"khong-ai-{secrets.token_hex(5)}@{domain}"
    seen = []
    for one in examine(settings, now(), Trial(nobody, wait) if send else None):
        seen.append(one)
        if not as_json:
            where = f"{one.where} " if one.where else ""
            said = words(one.word, **one.facts)
            tell("doctor.line", level=words(f"doctorlevel.{one.level}"), where=where, said=said)
    counts = {level: sum(one.level == level for one in seen) for level in ("ok", "warn", "fail", "skip")}
    if as_json:
        lines = [
            {"where": one.where, "check": one.check, "level": one.level, "said": words(one.word, **one.facts)}
            | {"facts": one.facts}
            for one in seen
        ]
        show_json({**counts, "lines": lines})
    else:
        tell("doctor.counts", **counts)
    if counts["fail"]:
        raise typer.Exit(1)
