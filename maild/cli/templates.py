"""maild template: which texts the letters to officials come from, what is wrong with them, how they look."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from maild.cli.common import DEFAULT_CONFIG, AsJson, ConfigPath, read_choice
from maild.cli.helped import Commands
from maild.cli.output import language, show_json, speak, table, tell, words
from maild.words import worded

if TYPE_CHECKING:
    from maild.config import Config
    from maild.letters import LetterRoom

app = Commands()
_LOCALES = ("vi", "en")


@app.command("list")
def list_(config: ConfigPath = DEFAULT_CONFIG, as_json: AsJson = False) -> None:
    from maild.letters.room import names_of
    from maild.model import Code
    from maild.shipped import shipped_directory

    _, room = _room(config)
    shipped = shipped_directory("templates")
    rows = []
    for code in Code:
        for locale in _LOCALES:
            found = [(room.sandbox.find(name), shipped / name) for name in names_of(code, locale)]
            own = any(
                path is not None and path.read_bytes() != as_it_came.read_bytes()
                for path, as_it_came in found
            )
            rows.append((code.value, locale, "own" if own else "shipped"))
    if as_json:
        show_json([{"letter": code, "locale": locale, "from": source} for code, locale, source in rows])
        return
    shown = [(code, locale, words(f"template.{source}")) for code, locale, source in rows]
    table(("letter", "locale", "where"), shown)


@app.command("lint")
def lint(
    locale: str = "",
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.letters import lint as find_faults

    read_choice("--locale", locale, _LOCALES)
    settings, room = _room(config)
    faults = [
        fault
        for each in ([locale] if locale else _LOCALES)
        for fault in worded(find_faults(room, each, survey_hosts=settings.survey.hosts), language())
    ]
    if as_json:
        show_json([{"where": one.where, "what": one.what} for one in faults])
    else:
        for one in faults:
            tell(f"{one.where}: {one.what}")
        tell("template.linted", count=len(faults))
    if faults:
        raise typer.Exit(1)


@app.command("preview")
def preview(
    letter: Annotated[str, typer.Argument(metavar="LETTER")],
    locale: str = "vi",
    html: Path | None = None,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.letters import sample_facts
    from maild.model import Code

    read_choice("--locale", locale, _LOCALES)
    read_choice("LETTER", letter.upper(), [code.value for code in Code])
    _, room = _room(config)
    code = Code(letter.upper())
    written = room.render(code, sample_facts(code), locale)
    if html is not None:
        html.write_text(written.html, encoding="utf-8")
    if as_json:
        show_json({"subject": written.subject, "text": written.text, "html": written.html})
        return
    tell(written.subject)
    typer.echo()
    tell(written.text)


def _room(path: Path) -> tuple[Config, LetterRoom]:
    """The templates as the service would read them; no database is needed."""
    from maild.config import load
    from maild.letters import LetterRoom

    settings = load(path, check_secrets=False)
    speak(settings.language)
    return settings, LetterRoom([settings.paths.templates])
