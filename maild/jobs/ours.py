"""What a reader of inbound mail must know of the mail that we sent: its Message-IDs and its lines."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from maild.decode.reply.quotes import line_key
from maild.errors import TemplateError
from maild.jobs.compose import Composer
from maild.logs import log
from maild.model import Calendar, Limits, ReadContext, Round
from maild.rules import reminders
from maild.store import View, notices, outbox, roster, rounds

KEPT = timedelta(days=90)  # how long an answer to a letter is waited for


@dataclass(frozen=True, slots=True)
class OwnMail:
    """Completes a ReadContext by what went out: an answer is known by its Message-ID, and no line of ours,
    quoted with or without a mark, passes for the writer's own words.
    """

    composer: Composer
    calendar: Calendar
    limits: Limits
    _lines: dict[Round, frozenset[str]] = field(default_factory=dict)

    def complete(self, look: View, context: ReadContext, now: datetime) -> ReadContext:
        lines: set[str] = set(context.campaign_lines)
        for round_ in rounds.running(look.connection):
            if round_ not in self._lines:
                self._lines[round_] = self._lines_of(look, round_)
            lines |= self._lines[round_]
        return replace(
            context,
            own_message_ids=context.own_message_ids
            | outbox.message_ids_since(look.connection, now - KEPT)
            | notices.message_ids_since(look.connection, now - KEPT),
            campaign_lines=frozenset(lines),
        )

    def _lines_of(self, look: View, round_: Round) -> frozenset[str]:
        """The lines of every level's letter, once for each form of address."""
        people = {one.honorific: one for one in roster.of_round(look.connection, round_.id)}
        lines: set[str] = set()
        for rung in reminders.ladder(round_, self.calendar, self.limits):
            for person in people.values():
                try:
                    letter = self.composer.render(rung.code, round_, person, rung.due_at)
                except TemplateError as error:  # mail is read all the same; `maild check` says more
                    log.warning("job.failed", job="own_mail", because=str(error))
                    continue
                lines.update(map(line_key, (letter.subject, *letter.text.splitlines())))
        return frozenset(line for line in lines if line)
