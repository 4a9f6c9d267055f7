"""What a reader of inbound mail must know of the mail that we sent: its Message-IDs and its lines."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from maild.errors import TemplateError
from maild.jobs.compose import Composer
from maild.logs import log
from maild.model import Calendar, Code, Limits, ReadContext, Round
from maild.rules import reminders
from maild.store import View, notices, outbox, plans, roster, rounds

KEPT = timedelta(days=90)  # how long an answer to a letter is waited for


@dataclass(frozen=True, slots=True)
class OwnMail:
    """Completes a ReadContext by what went out: an answer is known by its Message-ID, and no line of ours,
    quoted with or without a mark, passes for the writer's own words.
    """

    composer: Composer
    calendar: Calendar
    limits: Limits
    _lines: dict[tuple[Round, int], frozenset[str]] = field(default_factory=dict)

    def complete(self, look: View, context: ReadContext, now: datetime) -> ReadContext:
        lines: set[str] = set(context.campaign_lines)
        for round_ in rounds.under_way(look.connection):
            beside = plans.beside_the_ladder(look.connection, round_.id)
            key = (round_, len(beside))
            if key not in self._lines:
                self._lines[key] = self._lines_of(look, round_, beside)
            lines |= self._lines[key]
        return replace(
            context,
            own_message_ids=context.own_message_ids
            | outbox.message_ids_since(look.connection, now - KEPT)
            | notices.message_ids_since(look.connection, now - KEPT),
            campaign_lines=frozenset(lines),
        )

    def _lines_of(self, look: View, round_: Round, beside: Sequence[plans.Mailing]) -> frozenset[str]:
        """The lines of every letter, once for each form of address and as many earlier ones as there can be."""
        people = {one.honorific: one for one in roster.of_round(look.connection, round_.id)}
        lines: set[str] = set()
        waves = reminders.ladder(round_, self.calendar, self.limits)
        written: list[tuple[Code, datetime, Mapping[str, str]]] = [
            *((wave.code, wave.due_at, {}) for wave in waves),
            *((one.code, round_.deadline, one.said) for one in beside),
        ]
        from maild.decode.reply.quotes import line_key

        for (code, at, said), person in itertools.product(written, people.values()):
            for earlier in range(max(code.level, 1)):
                try:
                    letter = self.composer.render(code, round_, person, at, said, earlier=earlier)
                except TemplateError as error:  # mail is read all the same; `maild check` says more
                    log.warning("job.failed", job="own_mail", because=str(error))
                    continue
                lines.update(map(line_key, (letter.subject, *letter.text.splitlines())))
        return frozenset(line for line in lines if line)
