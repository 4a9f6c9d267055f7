"""What exactly is approved: recipients, texts, subject, sender, wave. Any change gives another digest."""

from __future__ import annotations

from maild.jobs.compose import Composer
from maild.rules import reminders
from maild.store import View, plans, roster, rounds


def plan_digest(look: View, composer: Composer, plan_id: int) -> str:
    """The digest of a stored plan as things are now; empty when its round or wave is gone.

    Read from the plan's receivers alone, so that it is the same before and after the plan has a standing.
    A late starter's first letter may stand beside the wave's own: every letter's texts count.
    """
    receivers = plans.receivers(look.connection, plan_id)
    round_id = None if not receivers else roster.round_of(look.connection, receivers[0].respondent_id)
    round_ = None if round_id is None else rounds.get(look.connection, round_id)
    if round_ is None:
        return ""
    emails = {one.id: one.email for one in roster.of_round(look.connection, round_.id)}
    codes = sorted({one.code for one in receivers})
    wave = codes[-1]
    return reminders.digest(
        round_,
        reminders.Rung(int(wave.value[1:]), wave, min(one.due_at for one in receivers)),
        [(one.respondent_id, f"{emails.get(one.respondent_id, '')} {one.code.value}") for one in receivers],
        " ".join(f"{code.value}:{composer.template_digest(code, round_.locale)}" for code in codes),
        composer.signature(),
    )
