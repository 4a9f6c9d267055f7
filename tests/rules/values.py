"""Values to build cases from: one province, one round, one person, one letter."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from maild.model import (
    AddressState,
    Calendar,
    Code,
    Event,
    EventKind,
    Kind,
    LetterState,
    Limits,
    OutboxLetter,
    PlanStanding,
    PlanState,
    Reading,
    Respondent,
    RespondentState,
    Round,
    SendingState,
    SentCounts,
    Traces,
)
from maild.rules.delivery import IntentFacts
from maild.tokens import TokenKeys

CALENDAR = Calendar(
    days_off=frozenset({date(2026, 11, 20)}),  # a Friday
    make_up_days=frozenset({date(2026, 11, 21)}),  # the Saturday after it
)
LIMITS = Limits()
KEYS = TokenKeys({1: b"a" * 32, 2: b"b" * 32}, 1, "snv.example.vn", "epoch-1")
DAY = date(2026, 11, 12)  # a Thursday
EMAIL = "nva@sotaichinh.example.vn"


def local(text: str) -> datetime:
    """A moment by the province's clock: "2026-11-12 09:00"."""
    return datetime.fromisoformat(f"{text}+07:00").astimezone(UTC)


NOW = local("2026-11-12 09:00")
CLOSES = local("2026-11-27 17:00")


def round_of(invited: str = "2026-11-02", deadline: str = "2026-11-27 17:00") -> Round:
    return Round(
        id=1,
        code="2026",
        title="Điều tra XHH",
        invited_on=date.fromisoformat(invited),
        deadline=local(deadline),
        legal_basis="7211/BNV-CCHC",
        agency="Sở Nội vụ",
        hotline="0214 000 000",
        invitation_sender="khaosat@example.gov.vn",
        invitation_subject="Thư mời",
    )


def person(id: int = 1, email: str = EMAIL, **changes: Any) -> Respondent:
    plain = Respondent(
        id=id,
        round_id=1,
        official_id=100 + id,
        name="Nguyễn Văn A",
        position="Chuyên viên",
        honorific="Ông",
        unit_id=1,
        unit="Sở Tài chính",
        group="A",
        address_id=200 + id,
        email=email,
        subject_code=f"CCHC-AAA{2 + id % 8}",
    )
    return replace(plain, **changes)


def state(id: int = 1, **changes: Any) -> RespondentState:
    return replace(RespondentState(id=id, round_id=1, listed_at=local("2026-10-30 09:00")), **changes)


def address(**changes: Any) -> AddressState:
    return replace(AddressState(201), **changes)


def letter(id: int = 7, **changes: Any) -> OutboxLetter:
    plain = OutboxLetter(
        id=id,
        round_id=1,
        respondent_id=1,
        address_id=201,
        plan_id=3,
        code=Code.R1,
        occasion="",
        state=LetterState.SENT,
        due_at=local("2026-11-12 07:30"),
        not_before=local("2026-11-12 07:30"),
        made_on=DAY,
        message_id=KEYS.message_id(id, DAY),
        email=EMAIL,
    )
    return replace(plain, **changes)


def plan() -> PlanStanding:
    return PlanStanding(
        id=3,
        round_id=1,
        code=Code.R1,
        occasion="",
        digest="d1",
        state=PlanState.APPROVED,
        drafted_at=NOW,
        drafted_by="lan",
        receivers=10,
        left_out=2,
        approved_by="tuan",
        approved_at=NOW,
    )


def facts(**changes: Any) -> IntentFacts:
    plain = IntentFacts(
        mode="live",
        sending=SendingState(),
        plan=plan(),
        digest_now="d1",
        address_is_his=True,
        respondent=state(),
        address=address(),
        counts=SentCounts(),
        round_closes=CLOSES,
        wave_closes=CLOSES,
        round_paused=False,
        list_as_of=local("2026-11-11 16:00"),
        sending_locked=False,
    )
    return replace(plain, **changes)


def reading(kind: Kind, traces: Traces = Traces(), **changes: Any) -> Reading:  # noqa: B008 - frozen
    plain = Reading(
        fingerprint="f" * 64,
        size=1000,
        kind=kind,
        sure=True,
        traces=traces,
        sender=EMAIL,
        sent_at=local("2026-11-12 08:45"),
    )
    return replace(plain, **changes)


def event(kind: EventKind, at: datetime = NOW, **changes: Any) -> Event:
    return Event(kind, at, **changes)
