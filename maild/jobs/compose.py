"""From an outbox row to the bytes on the wire: the same bytes whenever they are made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from maild.letters import LetterEnvelope, LetterFacts, LetterRoom, RenderedLetter, build
from maild.model import Code, OutboxLetter, OutgoingLetter, Respondent, Round
from maild.tokens import TokenKeys


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes: `address` is the envelope's and From's, `reply_to` the mailbox that is watched."""

    name: str
    address: str
    reply_to: str
    keeps_tag: bool  # our server delivers `local+TAG@domain` to us with the tag
    auto_submitted: Callable[[Code], bool]  # Zimbra sends no absence notice in answer to marked mail


@dataclass(frozen=True, slots=True)
class Composer:
    room: LetterRoom
    sender: Sender
    keys: TokenKeys
    zone: str
    _digests: dict[tuple[Code, str], str] = field(default_factory=dict)  # a room reads each template once

    def compose(
        self,
        letter: OutboxLetter,
        round_: Round,
        person: Respondent,
        said: Mapping[str, str] | None = None,
        *,
        earlier: int,
    ) -> OutgoingLetter:
        """`said` is what the letter's plan adds to the round's facts; `earlier` reminders went to him before it."""
        rendered = self.render(letter.code, round_, person, letter.due_at, said, earlier=earlier)
        token = self.keys.sign(letter.id, letter.made_on)
        raw = build(
            rendered,
            LetterEnvelope(
                sender_name=self.sender.name,
                sender_address=self.sender.address,
                reply_to=self.sender.reply_to,
                recipient_name=person.name,
                recipient_address=letter.email,
                message_id=letter.message_id,
                date=letter.due_at,
                auto_submitted=self.sender.auto_submitted(letter.code),
                reference=token,
            ),
        )
        return OutgoingLetter(
            id=letter.id,
            recipient=letter.email,
            envelope_sender=self.keys.envelope_sender(
                letter.id, letter.made_on, self.sender.address, keeps_tag=self.sender.keeps_tag
            ),
            message_id=letter.message_id,
            envelope_id=token,
            raw=raw,
        )

    def render(
        self,
        code: Code,
        round_: Round,
        person: Respondent,
        at: datetime,
        said: Mapping[str, str] | None = None,
        *,
        earlier: int,
    ) -> RenderedLetter:
        """The letter as this person would read it on the day `at`, after so many `earlier` reminders."""
        said = said or {}
        zone = ZoneInfo(self.zone)
        days_left = (round_.deadline.astimezone(zone).date() - at.astimezone(zone).date()).days
        facts = LetterFacts(
            honorific=person.honorific,
            name=person.name,
            position=person.position,
            unit=person.unit,
            round_title=round_.title,
            deadline=round_.deadline.astimezone(zone),
            days_left=max(days_left, 0),
            legal_basis=round_.legal_basis,
            agency=round_.agency,
            hotline=round_.hotline,
            invitation_sender=round_.invitation_sender,
            invitation_subject=round_.invitation_subject,
            subject_code=person.subject_code,
            level=code.level,
            earlier=earlier,
            invited_on=round_.invited_on,
            old_deadline=None if round_.extended_from is None else round_.extended_from.astimezone(zone),
            extension_letter=round_.extension_letter,
            problem=said.get("problem", ""),
            done=said.get("done", ""),
            next_step=said.get("next_step", ""),
        )
        return self.room.render(code, facts, round_.locale)

    def template_digest(self, code: Code, locale: str) -> str:
        """The digest of a letter's texts as this composer writes them."""
        key = (code, locale)
        if key not in self._digests:
            self._digests[key] = self.room.digest(code, locale)
        return self._digests[key]

    def signature(self) -> str:
        """What the receivers see of us: part of what is approved."""
        return f"{self.sender.name} <{self.sender.address}> {self.sender.reply_to}"
