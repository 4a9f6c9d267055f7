"""Send somebody's letter to oneself: marked [THỬ], without a row, a token or any other trace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from secrets import choice

from maild.jobs.compose import Composer
from maild.letters import LetterEnvelope, build
from maild.model import Code, Outcome, OutgoingLetter, Permit, Respondent, Round
from maild.ports import Channel

MARK = "[THỬ]"
_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"


def send_trial(
    composer: Composer,
    channel: Callable[[], Channel],
    code: Code,
    round_: Round,
    person: Respondent,
    to: str,
    now: datetime,
    *,
    earlier: int,
) -> Outcome:
    """`code` as `person` would read it, to `to`. Whatever comes back of it is about nobody: it holds no token."""
    rendered = composer.render(code, round_, person, now, earlier=earlier)
    sender = composer.sender
    reference = f"{_random(12)}.{_random(16)}"  # has the form of a token, and verifies as none
    message_id = f"<{reference}@{sender.address.rpartition('@')[2]}>"
    raw = build(
        replace(rendered, subject=f"{MARK} {rendered.subject}"),
        LetterEnvelope(
            sender_name=sender.name,
            sender_address=sender.address,
            reply_to=sender.reply_to,
            recipient_name="",
            recipient_address=to,
            message_id=message_id,
            date=now,
            auto_submitted=True,
            reference=reference,
        ),
    )
    letter = OutgoingLetter(
        id=0,
        recipient=to,
        envelope_sender=sender.address,
        message_id=message_id,
        envelope_id=reference,
        raw=raw,
    )
    with channel() as open_channel:
        return open_channel.send(letter, Permit)


def _random(length: int) -> str:
    return "".join(choice(_ALPHABET) for _ in range(length))
