"""`maild check`: what the configuration alone does not show. Templates, and with `connect` the mailboxes."""

from __future__ import annotations

from maild.config import Config
from maild.errors import Fault, MaildError
from maild.letters import LetterRoom, lint
from maild.wiring import imap_folders


def faults(config: Config) -> tuple[Fault, ...]:
    """Every fault of the letters' templates, in the language that rounds use."""
    room = LetterRoom([config.paths.templates])
    return tuple(lint(room, config.round_defaults.locale, survey_hosts=config.survey.hosts))


def connect(config: Config) -> tuple[Fault, ...]:
    """Log in and EXAMINE every folder; what fails, with the server's answer in our words."""
    found: list[Fault] = []
    for name in config.accounts:
        for folder in imap_folders(config, name):
            try:
                with folder.open():
                    pass
            except MaildError as error:
                found.append(Fault(f"[accounts.{name}] {folder.folder}", str(error)))
    return tuple(found)
