"""One mail read: its verdict, and what it brings along. Knows no database, so that it can be done anywhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from maild.jobs.brought import Brought, Opener
from maild.model import RawMail, ReadContext, Reading

Read = Callable[..., Reading]


class Died(Exception):
    """The process that read a mail ended over it."""


@dataclass(frozen=True, slots=True)
class Content:
    """What is in a mail."""

    reading: Reading
    brought: Brought | None = None


def read_mail(raw: bytes, *, size: int, context: ReadContext) -> Reading:
    from maild import decode  # commands that read no mail start without it

    return decode.read(raw, size=size, context=context)


@dataclass(frozen=True, slots=True)
class Reader:
    """`opener` looks at what a mail brings along; None where that is nobody's business."""

    read: Read = read_mail
    opener: Opener | None = None

    def __call__(self, mail: RawMail, context: ReadContext) -> Content:
        context = replace(context, received_at=mail.received_at)
        reading = self.read(mail.raw, size=mail.size, context=context)
        return Content(reading, None if self.opener is None else self.opener.read(mail, reading, context))
