"""What somebody sends along: tables, and notices about delivery that he forwards."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass

from maild.decode.bounce import forwarded_notices
from maild.decode.message import Mail, Part, fingerprint, parse, read_headers
from maild.decode.reading import authentication_of, of_notice, secrets_of, sender_of
from maild.model import ReadContext, Reading
from maild.privacy import printable

MAX_FILES = 20
MAX_NOTICES = 500
_TABLES = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".tsv", ".zip", ".rar", ".7z"})
_BY_TYPE = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
}


@dataclass(frozen=True, slots=True)
class Enclosed:
    """`files` are tables and archives by name; `notices` are readings of their own, none of them proven."""

    files: tuple[tuple[str, bytes], ...] = ()
    notices: tuple[Reading, ...] = ()


def sender_and_proof(raw: bytes) -> tuple[str | None, tuple[str, ...]]:
    """From and the Authentication-Results fields of a mail, as `read` tells them, from its header alone."""
    headers, _ = read_headers(raw.replace(b"\r\n", b"\n"))
    return sender_of(headers), authentication_of(headers)


def enclosed(raw: bytes, context: ReadContext) -> Enclosed:
    """Tables and forwarded notices of one mail, also inside the mails that it forwards. Never raises."""
    mail = parse(raw)
    files = tuple(_files(mail))
    notices: list[Reading] = []
    secrets = secrets_of(context)
    for one in (mail, *_attached_mails(mail)):
        for inner, bounce in forwarded_notices(one, secrets):
            if len(notices) < MAX_NOTICES:
                notices.append(of_notice(inner, bounce, fingerprint(raw), len(raw)))
    return Enclosed(files, tuple(notices))


def _files(mail: Mail) -> Iterator[tuple[str, bytes]]:
    found = 0
    for part in mail.parts:
        name = _name(part)
        if name and not part.is_container and found < MAX_FILES:
            found += 1
            yield name, part.payload()


def _name(part: Part) -> str:
    """The file's name without folders; empty for what is no table."""
    given = printable(posixpath.basename((part.filename or "").replace("\\", "/"))).strip()
    suffix = posixpath.splitext(given)[1].lower()
    if suffix in _TABLES:
        return given[-120:]
    by_type = _BY_TYPE.get(part.content_type, "")
    return f"{given[:110] or 'attachment'}{by_type}" if by_type and not suffix else ""


def _attached_mails(mail: Mail) -> Iterator[Mail]:
    """Mails that were attached as plain files: `.eml` under a type of its own."""
    for part in mail.parts:
        if not part.is_container and (part.filename or "").lower().endswith(".eml"):
            payload = part.payload()
            # The file is the notice: one level more, so that it reads as a forwarded one.
            yield parse(b"Content-Type: message/rfc822\n\n" + payload)
