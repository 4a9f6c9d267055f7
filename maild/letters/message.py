"""From words to the octets of a mail (RFC 5322, RFC 2045–2047): the same octets whenever they are made.

Written out here rather than by the standard library, whose folding changes
from one Python to the next, and which decodes what it is given (see
`headers.safe_header`). The result is then read again: its headers' words and its files by that library.
"""

from __future__ import annotations

import quopri
import re
import unicodedata
from base64 import encodebytes
from collections.abc import Sequence
from email import message_from_bytes, policy
from email.message import Message
from email.utils import format_datetime

from maild.errors import TemplateError
from maild.letters.facts import LetterEnvelope, RenderedLetter
from maild.letters.headers import address_field, decoded, safe_header, text_field
from maild.model import Attachment

_LINE_LIMIT = 998  # octets, RFC 5322 §2.1.1
_MESSAGE_ID = re.compile(r"<([a-zA-Z0-9.]{1,64})@[a-zA-Z0-9.-]{1,253}>", re.ASCII)
_ADDRESS = re.compile(r"[a-zA-Z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)*", re.ASCII)
_ALTERNATIVE = re.compile(r'multipart/alternative; boundary="([^"\s]{1,70})"')
_CONTENT_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]{1,80}", re.ASCII)
_REFERENCE = re.compile(r"[a-zA-Z0-9._-]{1,60}", re.ASCII)


def build(letter: RenderedLetter, envelope: LetterEnvelope, attachments: Sequence[Attachment] = ()) -> bytes:
    """The mail, with CRLF line ends and in seven bits; with files it is a multipart/mixed.

    Date, Message-ID and boundary come from the envelope and nothing from the
    clock. Raises TemplateError, without naming anybody, when the envelope
    cannot be written or the result is not exactly what was meant.
    """
    token = _MESSAGE_ID.fullmatch(envelope.message_id)
    if token is None or not _REFERENCE.fullmatch(envelope.reference):
        raise TemplateError("template_says.foreign_id")
    for role in ("sender_address", "recipient_address", "reply_to"):
        if not _ADDRESS.fullmatch(getattr(envelope, role)):
            raise TemplateError("template_says.no_address", role=role)
    # Quoted-printable never holds "=_", so no part can hold the boundary.
    boundary = f"=_{token.group(1)}"
    outer = f"=_mixed.{token.group(1)}"
    head = [
        address_field("From", envelope.sender_name, envelope.sender_address),
        address_field("To", envelope.recipient_name, envelope.recipient_address),
        address_field("Reply-To", "", envelope.reply_to),
        text_field("Subject", letter.subject),
        f"Date: {format_datetime(envelope.date)}",
        f"Message-ID: {envelope.message_id}",
        *(["Auto-Submitted: auto-generated"] if envelope.auto_submitted else []),  # RFC 3834 §5
        f"X-Maild-Ref: {envelope.reference}",
        "MIME-Version: 1.0",
    ]
    words = [
        "Content-Type: multipart/alternative;",
        f' boundary="{boundary}"',
        "",
        *(f"--{boundary}", *_part("plain", letter.text)),
        *(f"--{boundary}", *_part("html", letter.html)),
        *(f"--{boundary}--", ""),
    ]
    lines = [*head, *words]
    if attachments:
        lines = [
            *head,
            "Content-Type: multipart/mixed;",
            f' boundary="{outer}"',
            "",
            *(f"--{outer}", *words),
            *(line for one in attachments for line in (f"--{outer}", *_file(one))),
            *(f"--{outer}--", ""),
        ]
    octets = "\r\n".join(lines).encode("ascii")
    fault = closure_fault(octets, letter, envelope, attachments)
    if fault is not None:
        raise TemplateError("template_says.unfit", why=fault)
    return octets


def closure_fault(
    octets: bytes,
    letter: RenderedLetter,
    envelope: LetterEnvelope,
    attachments: Sequence[Attachment] = (),
) -> str | None:
    """What the finished mail says that it should not, or does not say; None when it is as meant.

    Reads the octets again as a receiver would: header names, each once and in
    order, ids in one piece, seven bits, line lengths, and both parts' words.
    """
    if not octets.isascii() or b"\0" in octets:
        return "it is not in seven bits"
    lines = octets.split(b"\r\n")
    if max(map(len, lines)) > _LINE_LIMIT or not octets.count(b"\r") == octets.count(b"\n") == len(lines) - 1:
        return "a line is too long or ends badly"
    fields = _fields(octets)
    if [name for name, _ in fields] != _expected_names(envelope):
        return "its headers are not the expected ones"
    values = dict(fields)
    if (values["Message-ID"], values["X-Maild-Ref"]) != (envelope.message_id, envelope.reference):
        return "an id was broken in its header"
    for name, display, address in (
        ("From", envelope.sender_name, envelope.sender_address),
        ("To", envelope.recipient_name, envelope.recipient_address),
    ):
        told, _, rest = values[name].rpartition("<")
        if rest.rstrip(">") != address or _words(told) != safe_header(display):
            return f"{name} is not what was meant"
    if _words(values["Subject"]) != safe_header(letter.subject):
        return "the subject does not read as it was written"
    if not attachments:
        read = _alternatives(octets, values["Content-Type"])
    else:
        mail, *files = _children(message_from_bytes(octets, policy=policy.compat32))
        if [(one.get_filename(), one.get_payload(decode=True)) for one in files] != [
            (_file_name(one.name), one.octets) for one in attachments
        ]:
            return "a file is not what was attached"
        read = _parts(mail)
    if read != [letter.text, letter.html]:
        return "its text does not read as it was written"
    return None


def _part(subtype: str, words: str) -> list[str]:
    body = quopri.encodestring(words.encode("utf-8"), quotetabs=False).decode("ascii")
    return [
        f"Content-Type: text/{subtype}; charset=utf-8",
        "Content-Transfer-Encoding: quoted-printable",
        "",
        *body.split("\n"),
    ]


def _file(attachment: Attachment) -> list[str]:
    """A file as a part; its name in ASCII, because the parameter's encoding (RFC 2231) is not read everywhere.

    A mail is attached as application/octet-stream: message/rfc822 may not be in base64 (RFC 2046 §5.2.1).
    """
    kind = attachment.content_type
    if not _CONTENT_TYPE.fullmatch(kind) or kind.startswith(("message/", "multipart/")):
        raise TemplateError("template_says.content_type")
    name = _file_name(attachment.name)
    return [
        f'Content-Type: {kind}; name="{name}"',
        f'Content-Disposition: attachment; filename="{name}"',
        "Content-Transfer-Encoding: base64",
        "",
        *encodebytes(attachment.octets).decode("ascii").split("\n"),
    ]


def _file_name(name: str) -> str:
    """`Tình hình.xlsx` → `Tinh_hinh.xlsx`."""
    flat = unicodedata.normalize("NFKD", name.replace("đ", "d").replace("Đ", "D"))
    return re.sub(r"[^A-Za-z0-9.-]+", "_", flat.encode("ascii", "ignore").decode("ascii"))[:80] or "file"


def _children(mail: Message) -> list[Message]:
    parts = mail.get_payload()
    return [one for one in parts if isinstance(one, Message)] if isinstance(parts, list) else []


def _expected_names(envelope: LetterEnvelope) -> list[str]:
    automatic = ["Auto-Submitted"] if envelope.auto_submitted else []
    return [
        *("From", "To", "Reply-To", "Subject", "Date", "Message-ID"),
        *automatic,
        *("X-Maild-Ref", "MIME-Version", "Content-Type"),
    ]


def _fields(octets: bytes) -> list[tuple[str, str]]:
    """Names and unfolded values of the header."""
    head = octets.partition(b"\r\n\r\n")[0].decode("ascii")
    lines = re.sub(r"\r\n(?=[ \t])", "", head).split("\r\n")
    return [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines)]


def _words(value: str) -> str:
    return " ".join(decoded(value).split())


def _alternatives(octets: bytes, content_type: str) -> list[str]:
    """The words of a mail's two parts, or nothing where it is built in another way (RFC 2046 §5.1.1).

    The library makes a pattern of each boundary, which costs more than all the rest of a letter.
    """
    told = _ALTERNATIVE.fullmatch(content_type)
    if told is None:
        return []
    body = b"\r\n" + octets.partition(b"\r\n\r\n")[2]
    before, *parts, after = body.split(b"\r\n--" + told.group(1).encode("ascii"))
    heads = [part.partition(b"\r\n\r\n")[0] for part in parts]
    if before or after != b"--\r\n" or heads != [_head_of("plain"), _head_of("html")]:
        return []
    contents = (quopri.decodestring(part.partition(b"\r\n\r\n")[2]) for part in parts)
    return [one.decode("utf-8").replace("\r\n", "\n") for one in contents]


def _head_of(subtype: str) -> bytes:
    return "\r\n".join(["", *_part(subtype, "")[:2]]).encode("ascii")


def _parts(mail: Message) -> list[str]:
    """The words of each part, line ends as `\\n`."""
    payloads = [part.get_payload(decode=True) for part in _children(mail)]
    return [one.decode("utf-8").replace("\r\n", "\n") for one in payloads if isinstance(one, bytes)]
