"""What exactly is approved: recipients, texts, subject, sender, wave. Any change gives another digest."""

from __future__ import annotations

from maild.jobs.compose import Composer
from maild.rules import reminders
from maild.store import View, plans, rounds


def plan_digest(look: View, composer: Composer, plan_id: int) -> str:
    """The digest of a stored plan with the texts and the sender as they are now; empty when nothing is left of it.

    Read from the plan's rows, so that it is the same before and after the plan has a standing. Receivers stand in it
    with the addresses they were shown with: who has another one since is a matter of his letter alone.
    """
    mailing = plans.mailing(look.connection, plan_id)
    receivers = plans.receivers(look.connection, plan_id)
    round_ = None if mailing is None else rounds.get(look.connection, mailing.round_id)
    if mailing is None or round_ is None or not receivers:
        return ""
    return reminders.digest(
        round_,
        reminders.Wave(mailing.code, min(one.due_at for one in receivers), mailing.occasion),
        plans.addressed(look.connection, plan_id),
        composer.template_digest(mailing.code, round_.locale),
        composer.signature(),
        mailing.said,
    )
