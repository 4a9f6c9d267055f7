"""What a reader of inbound mail must know of us: Message-IDs and lines of what we sent, years of what we ask."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from maild.errors import TemplateError
from maild.jobs.compose import Composer
from maild.logs import log
from maild.model import Calendar, Code, Limits, ReadContext, Round
from maild.rules import reminders
from maild.store import View, notices, outbox, plans, roster, rounds

KEPT = timedelta(days=90)  # how long an answer to a letter is waited for


class _Written(NamedTuple):
    lines: frozenset[str]  # of a round's letters, folded
    years: frozenset[int]  # by which the round and its letters are called, and that of its invitations


@dataclass(frozen=True, slots=True)
class OwnMail:
    """Completes a ReadContext by what went out: an answer is known by its Message-ID, and no line of ours,
    quoted with or without a mark, passes for the writer's own words. And by the years of the rounds under way:
    whoever has answered another year's survey has not answered this one.
    """

    composer: Composer
    calendar: Calendar
    limits: Limits
    _written: dict[tuple[Round, int], _Written] = field(default_factory=dict)

    def complete(self, look: View, context: ReadContext, now: datetime) -> ReadContext:
        lines: set[str] = set(context.campaign_lines)
        years: set[int] = set(context.survey_years)
        for round_ in rounds.under_way(look.connection):
            beside = plans.beside_the_ladder(look.connection, round_.id)
            key = (round_, len(beside))
            if key not in self._written:
                self._written[key] = self._written_for(look, round_, beside)
            lines |= self._written[key].lines
            years |= self._written[key].years | {now.year}
        return replace(
            context,
            own_message_ids=context.own_message_ids
            | outbox.message_ids_since(look.connection, now - KEPT)
            | notices.message_ids_since(look.connection, now - KEPT),
            campaign_lines=frozenset(lines),
            survey_years=frozenset(years),
        )

    def _written_for(self, look: View, round_: Round, beside: Sequence[plans.Mailing]) -> _Written:
        """Every letter, once for each form of address and as many earlier ones as there can be."""
        people = {one.honorific: one for one in roster.of_round(look.connection, round_.id)}
        lines: set[str] = set()
        called = [round_.code, round_.title, round_.invitation_subject]
        waves = reminders.ladder(round_, self.calendar, self.limits)
        written: list[tuple[Code, datetime, Mapping[str, str]]] = [
            *((wave.code, wave.due_at, {}) for wave in waves),
            *((one.code, round_.deadline, one.said) for one in beside),
        ]
        from maild.decode.reply.quotes import line_key  # commands that read no mail start without these
        from maild.decode.reply.years import years_in

        for (code, at, said), person in itertools.product(written, people.values()):
            for earlier in range(max(code.level, 1)):
                try:
                    letter = self.composer.render(code, round_, person, at, said, earlier=earlier)
                except TemplateError as error:  # mail is read all the same; `maild check` says more
                    log.warning("job.failed", job="own_mail", because=str(error))
                    continue
                lines.update(map(line_key, (letter.subject, *letter.text.splitlines())))
                called.append(letter.subject)
        return _Written(
            frozenset(line for line in lines if line), years_in(" ".join(called)) | {round_.invited_on.year}
        )
