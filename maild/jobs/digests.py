"""What exactly is approved: recipients, texts, subject, sender, wave. Any change gives another digest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from maild.jobs.compose import Composer
from maild.rules import reminders
from maild.store import View, plans, rounds


@dataclass(frozen=True, slots=True)
class Receivers:
    """All that a digest holds of a plan's receivers. Their rows are written with the plan and never change."""

    starts: datetime
    digest: str


def receivers_of(look: View, plan_id: int) -> Receivers | None:
    """Read from each row of a stored plan; None where it has none.

    They stand in it with the addresses they were shown with: who has another one since is a matter of his letter
    alone.
    """
    starts = plans.starts(look.connection, plan_id)
    if starts is None:
        return None
    return Receivers(starts, reminders.receivers_digest(plans.addressed(look.connection, plan_id)))


def plan_digest(look: View, composer: Composer, plan_id: int, receivers: Receivers | None) -> str:
    """The digest of a stored plan with the texts and the sender as they are now; empty when nothing is left of it.

    Read from the plan's rows, so that it is the same before and after the plan has a standing.
    """
    mailing = plans.mailing(look.connection, plan_id)
    round_ = None if mailing is None else rounds.get(look.connection, mailing.round_id)
    if mailing is None or round_ is None or receivers is None:
        return ""
    return reminders.digest(
        round_,
        reminders.Wave(mailing.code, receivers.starts, mailing.occasion),
        receivers.digest,
        composer.template_digest(mailing.code, round_.locale),
        composer.signature(),
        mailing.said,
    )
