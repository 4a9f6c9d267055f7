"""maild init: a dozen questions, or as many options."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from maild.cli.common import AsJson, Misused, done, needs, now, read_choice, read_file
from maild.cli.output import show_json, speak, tell, words

_DEFAULT_FOLDERS = ("INBOX", "Junk")


def init(
    directory: Annotated[Path, typer.Option("--dir")] = Path("/etc/maild"),
    state: Path = Path("/var/lib/maild"),
    address: str = "",
    agency: str = "",
    hotline: str = "",
    legal_basis: str = "",
    imap_host: str = "",
    smtp_host: str = "",
    user: str = "",
    ca_file: str = "",
    folder: list[str] | None = None,
    survey_host: list[str] | None = None,
    it: list[str] | None = None,
    coordinator: list[str] | None = None,
    language: str = "vi",
    password_file: Path | None = None,
    ask: Annotated[bool, typer.Option("--ask/--no-ask")] = True,
    rotate_key: Annotated[
        bool,
        typer.Option("--rotate-key"),
    ] = False,
    as_json: AsJson = False,
) -> None:
    from maild.actions.install import Answers, install

    speak(read_choice("--language", language, ("vi", "en")) or "vi")
    if rotate_key:
        _rotate(directory / "maild.toml", as_json)
        return
    password = "" if password_file is None else _only_line(read_file(password_file))
    folders = tuple(folder or ())
    if ask and not as_json and sys.stdin.isatty() and sys.stdout.isatty():
        address = address or _ask("init.address")
        agency = agency or _ask("init.agency")
        hotline = hotline or _ask("init.hotline")
        legal_basis = legal_basis or _ask("init.legal_basis")
        imap_host = imap_host or _ask("init.imap_host")
        smtp_host = smtp_host or _ask("init.smtp_host", imap_host)
        user = user or _ask("init.user", address)
        password = password or _ask("init.password", hidden=True)
        ca_file = ca_file or _ask("init.ca_file")
        folders = folders or _several(_ask("init.folders", ", ".join(_DEFAULT_FOLDERS)))
        survey_host = survey_host or list(_several(_ask("init.survey_hosts")))
        it = it or list(_several(_ask("init.it")))
        coordinator = coordinator or list(_several(_ask("init.coordinators")))
    answers = Answers(
        address=address,
        agency=agency,
        hotline=hotline,
        legal_basis=legal_basis,
        imap_host=imap_host,
        smtp_host=smtp_host,
        user="" if user == address else user,
        ca_file=ca_file and str(Path(ca_file).resolve()),
        folders=folders or _DEFAULT_FOLDERS,
        survey_hosts=tuple(survey_host or ()),
        it=tuple(it or ()),
        coordinators=tuple(coordinator or ()),
        language=language,
    )
    made = install(directory, state, answers, password)
    if as_json:
        show_json({"created": [str(path) for path in made]})
        return
    for path in made:
        tell("cli.created", path=path)
    tell("cli.init_next", config=directory / "maild.toml", credentials=directory / "credentials")


def _rotate(config: Path, as_json: bool) -> None:
    from maild.actions.install import rotate_key
    from maild.config import load

    needs()
    settings = load(config, check_secrets=False)
    speak(settings.language)
    done_ = rotate_key(settings, now().astimezone(settings.zone).date())
    dropped = ", ".join(map(str, done_.dropped)) or "–"
    done("cli.key_rotated", as_json, path=str(done_.path), number=done_.number, dropped=dropped)


def _ask(word: str, usual: str = "", *, hidden: bool = False) -> str:
    answer = typer.prompt(
        words(word), default=usual, hide_input=hidden, show_default=bool(usual) and not hidden
    )
    return str(answer).strip()


def _several(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _only_line(path: Path) -> str:
    text = path.read_text(encoding="utf-8").rstrip("\r\n")
    if not text or "\n" in text:
        raise Misused("refused.password_lines", file=path)
    return text
