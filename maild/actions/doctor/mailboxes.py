"""One mailbox account: login, what the server can, its folders in a form to copy."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from maild.actions.doctor.lines import Line, line, told
from maild.actions.doctor.reach import Server, reach
from maild.config import Config
from maild.errors import ConfigError, FolderMissing, LoginRefused, MaildError, TokenFailed
from maild.sources.folders import resolve
from maild.sources.imap import AccountSeen, look
from maild.trust import client_context
from maild.wiring import imap_account, imap_folders

_WORTH_NAMING = ("IDLE", "UIDPLUS", "CONDSTORE", "QRESYNC", "MOVE", "NAMESPACE", "SPECIAL-USE", "UTF8=ACCEPT")
_SPAM_FOLDERS = frozenset({"junk", "spam", "junk e-mail", "junk email", "thư rác", "bulk mail", "quarantine"})
_FOLDERS_NAMED = 100


def account(config: Config, name: str, now: datetime) -> Iterator[Line]:
    """Everything about `[accounts.NAME]`, from DNS to its folders. One login, and one for each folder."""
    where, settings = f"[accounts.{name}]", config.accounts[name]
    found = imap_account(config, name)
    try:
        if found.tokens is None:
            found.password()
        else:
            found.tokens.read()
    except ConfigError as error:
        yield line(where, "secret", "fail", "doctor.secret", what=error.faults[0].what)
        return
    except TokenFailed as error:
        failed = MaildError(error.text, where=where, **error.facts)
        yield line(where, "secret", "fail", "doctor.secret", what=told(failed, config.language))
        return
    context = client_context(settings.ca_file, settings.pinned_sha256)
    server = Server(
        where, "imap", settings.host, settings.port, settings.security, context, bool(settings.pinned_sha256)
    )
    yield from reach(server, now)
    if not server.reached:
        return
    try:
        seen = look(found)
    except LoginRefused as error:
        yield line(where, "login", "fail", "doctor.login_refused", said=told(error, config.language))
        return
    except MaildError as error:
        yield line(where, "login", "fail", "doctor.login_failed", said=told(error, config.language))
        return
    yield line(where, "login", "ok", "doctor.login", user=settings.user)
    yield from _abilities(where, seen, settings.poll_s)
    yield from _folders(config, name, where, seen)


def _abilities(where: str, seen: AccountSeen, poll_s: int) -> Iterator[Line]:
    named = ", ".join(one for one in _WORTH_NAMING if one in seen.capabilities)
    yield line(where, "capabilities", "ok", "doctor.capabilities", named=named or "–")
    if "IDLE" not in seen.capabilities:
        yield line(where, "idle", "warn", "doctor.no_idle", seconds=min(120, poll_s))


def _folders(config: Config, name: str, where: str, seen: AccountSeen) -> Iterator[Line]:
    there = [folder for folder, _ in seen.folders]
    shown = json.dumps(there[:_FOLDERS_NAMED], ensure_ascii=False)
    yield line(where, "folders", "ok", "doctor.folders", count=len(there), folders=shown)
    meant = set()
    for folder in imap_folders(config, name):
        found = resolve(folder.folder, seen.folders)
        meant.add(found)
        try:
            with folder.open():
                pass
        except FolderMissing:
            yield line(where, "folder", "fail", "doctor.folder_missing", folder=folder.folder, folders=shown)
        except MaildError as error:
            yield line(
                where,
                "folder",
                "fail",
                "doctor.folder_closed",
                folder=folder.folder,
                said=told(error, config.language),
            )
        else:
            yield line(where, "folder", "ok", "doctor.folder", folder=folder.folder)
    for folder_name, separator in seen.folders:
        last = folder_name.rpartition(separator)[2].casefold()
        if last in _SPAM_FOLDERS and folder_name not in meant:
            yield line(where, "junk", "warn", "doctor.junk_unwatched", folder=folder_name)
