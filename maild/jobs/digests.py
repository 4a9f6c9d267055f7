"""What exactly is approved: recipients, texts, subject, sender, wave. Any change gives another digest."""

from __future__ import annotations

from maild.jobs.compose import Composer
from maild.rules import PLAN, reminders
from maild.store import View, plans, roster, rounds


def plan_digest(look: View, composer: Composer, plan_id: int) -> str:
    """The digest of a stored plan as things are now; empty when its round or wave is gone."""
    receivers = plans.receivers(look.connection, plan_id)
    if not receivers:
        return ""
    standing = look.state(PLAN, plan_id)
    people = {one.respondent_id for one in receivers}
    round_id = roster.round_of(look.connection, receivers[0].respondent_id)
    round_ = None if round_id is None else rounds.get(look.connection, round_id)
    if round_ is None:
        return ""
    emails = {one.id: one.email for one in roster.of_round(look.connection, round_.id) if one.id in people}
    first = receivers[0]
    level = standing.level if standing is not None else int(first.code.value[1:])
    rung = reminders.Rung(level=level, code=first.code, due_at=first.due_at)
    return reminders.digest(
        round_,
        rung,
        [(one.respondent_id, emails.get(one.respondent_id, "")) for one in receivers],
        composer.template_digest(first.code, round_.locale),
        composer.signature(),
    )
