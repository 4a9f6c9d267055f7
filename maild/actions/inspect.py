"""`maild check`: what the configuration alone does not show. Templates, and with `connect` the mailboxes."""

from __future__ import annotations

from maild.config import Config
from maild.errors import ConfigError, Fault, MaildError
from maild.letters import LetterRoom, NoticeRoom, lint, lint_notices
from maild.roster.rules import rules_from
from maild.words import worded


def faults(config: Config) -> tuple[Fault, ...]:
    """Every fault of the templates, letters in the rounds' language, and of the roster's rules."""
    room = LetterRoom([config.paths.templates])
    found = list(lint(room, config.round_defaults.locale, survey_hosts=config.survey.hosts))
    notices = NoticeRoom([config.paths.templates])
    found += lint_notices(notices, config.language, survey_hosts=config.survey.hosts)
    try:
        rules_from(config.roster.given(), config.language)
    except ConfigError as error:
        found += error.faults
    return tuple(worded(found, config.language))


def connect(config: Config) -> list[tuple[str, MaildError]]:
    """Log in and EXAMINE every folder. Of what fails: where, and the error, which says who acts."""
    from maild.wiring import imap_folders  # every room: a check without `connect` needs none of them

    found: list[tuple[str, MaildError]] = []
    for name in config.accounts:
        for folder in imap_folders(config, name):
            try:
                with folder.open():
                    pass
            except MaildError as error:
                found.append((f"[accounts.{name}] {folder.folder}", error))
    return found
