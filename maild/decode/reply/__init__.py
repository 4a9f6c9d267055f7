"""What a person, or the machine that answers for him, wrote back: the door to this room.

`understand` takes the writer's own words (`quotes`), cuts them into canonical sentences (`sentences`,
`vietnamese`), hears what they do (`phrases`, `hearing`), decides what the mail is for (`intents`), and
reads days and addresses (`dates`, `contacts`). It never raises on any mail.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence, Set
from datetime import date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, NamedTuple

from maild.decode.message import Mail, usual_date
from maild.decode.reply.contacts import new_address
from maild.decode.reply.dates import first_day_back, is_to_come
from maild.decode.reply.grams import opinion
from maild.decode.reply.hearing import BOX_TROUBLE, CONTACTS, hear, holds, on_topic
from maild.decode.reply.intents import Decision, decide
from maild.decode.reply.operator import overruled, switched_off
from maild.decode.reply.patterns import Hit
from maild.decode.reply.phrases import Act
from maild.decode.reply.quotes import OwnWords, own_words
from maild.decode.reply.sentences import Sentence, read, split
from maild.decode.reply.vietnamese import fold, repair
from maild.decode.reply.weighing import weigh
from maild.model import Kind, ReadContext, Stage

if TYPE_CHECKING:  # `automatic` looks at own words too
    from maild.decode.automatic import Automatic

_VIETNAM = timezone(timedelta(hours=7))
_ABSURD = timedelta(days=370)


class Understanding(NamedTuple):
    """What a reply is for. `words` are the writer's own, not masked yet, at most 64 KB."""

    kind: Kind
    auto: bool = False
    sure: bool = False
    score: float = 0.0
    secondary: tuple[Kind, ...] = ()
    technical_stage: Stage | None = None
    error_hint: str | None = None
    return_date: date | None = None  # first day back
    new_address: str | None = None
    words: str = ""
    rule: str = ""
    evidence: tuple[str, ...] = ()


def understand(
    mail: Mail, context: ReadContext, automatic: Automatic | None, own: OwnWords | None = None
) -> Understanding:
    """Read a mail that is no bounce. `automatic` says what software wrote it; None: a person did.

    `own` are its writer's own words, where they have been taken out already.
    """
    own = own_words(mail, context) if own is None else own
    if automatic is not None:
        return _from_machine(mail, context, automatic, own)
    text = own.text or _of_empty_body(mail)
    sentences = split(text)
    ours = on_topic(sentences) or _about_us(mail, context)
    if not ours and own.text and not _may_be_about_mail(sentences):
        return Understanding(Kind.UNRELATED, score=0.6, words=own.text, rule="reply.off-topic")
    answers = _is_answer(mail)
    off = switched_off(context.reply_rules)
    hits = tuple(hit for hit in hear(sentences, context.survey_years) if hit.rule not in off)

    def back() -> date | None:
        return first_day_back(text, _sent_on(mail, context))

    # sought only where somebody is away: there are many ways to name a day
    day = back() if _is_away(hits) else None
    address = new_address(sentences, hits, context.own_addresses)
    decision = _one_line(sentences, context.survey_years) or weigh(
        decide(sentences, hits, address=address is not None, dated=day is not None),
        # a headline alone is too little for words to be weighed
        opinion(sentences) if own.text and "second-reader" not in off else None,
    )
    if decision.kind is Kind.COMPLETED and _is_announced(decision.hits, _sent_on(mail, context)):
        decision = decision._replace(
            kind=Kind.UNRELATED, score=0.6, sure=False, rule="announced", secondary=()
        )
    decision = overruled(decision, sentences, context.reply_rules)
    if decision.kind in (Kind.DELEGATION, Kind.REFUSAL):
        address = None  # a stand-in's
    elif decision.kind is Kind.CONTACT_CHANGE and address is None:
        address = new_address(sentences, hits, context.own_addresses, anywhere=True)
    if not ours and not _about_mail(decision, address):
        decision = decision._replace(kind=Kind.UNRELATED, stage=None, secondary=(), score=0.6, sure=False)
        address = None
    elif decision.kind is Kind.UNRELATED and not answers:
        decision = _with_subject(own_subject(mail), sentences, decision, back)
    if decision.kind is Kind.UNRELATED and not decision.hits and _PASSED_ON.search(fold(own.text[:200])):
        decision = _reported(own.forwarded) or decision
    if not own.text and decision.kind is Kind.UNRELATED and _has_picture(mail) and answers:
        # A picture without a word in answer to our letter: a screenshot of what went wrong, most likely.
        decision = Decision(Kind.TECH_ANSWERING, 0.5, False, "reply.picture-only", Stage.ANSWERING)
    if decision.kind is Kind.CONTACT_CHANGE and address is None and decision.score > 0.6:
        decision = decision._replace(score=0.6, sure=False)
    return Understanding(
        kind=decision.kind,
        sure=decision.sure,
        score=decision.score,
        secondary=decision.secondary,
        technical_stage=decision.stage,
        error_hint=_error_hint(sentences, decision) if decision.stage else None,
        return_date=(
            day or back()
            if decision.kind is Kind.OUT_OF_OFFICE
            else _back_beside(sentences, hits, _sent_on(mail, context))
            if Kind.OUT_OF_OFFICE in decision.secondary
            else None
        ),
        new_address=address,
        words=own.text or text,
        rule=decision.rule if decision.rule.startswith("operator:") else f"reply.{decision.rule}",
        evidence=tuple(dict.fromkeys((*(hit.words for hit in decision.hits), *decision.words)))[:5],
    )


_TIMED = frozenset({"done.when-verb", "done.past", "done.past-do", "done.xong-when"})
_OVER = re.compile(r"(?<!\S)(?:đã|da|vừa|vua|mới|moi|rồi|roi|xong|từ|tu|hôm|hom|hồi|hoi)(?!\S)")


def _is_announced(done: Sequence[Hit], sent: date) -> bool:
    """Whether it is only the day that makes the claim, and that day has not come."""
    return (
        bool(done)
        and all(hit.rule in _TIMED and not _OVER.search(hit.words) for hit in done)
        and any(is_to_come(hit.words, sent) for hit in done)
    )


def _is_away(hits: Sequence[Hit]) -> bool:
    return any(hit.act is Act.AWAY for hit in hits)


def _from_machine(mail: Mail, context: ReadContext, automatic: Automatic, own: OwnWords) -> Understanding:
    away = automatic.kind is Kind.OUT_OF_OFFICE
    back = first_day_back(own.text, _sent_on(mail, context)) if away else None
    address = None
    if away:
        sentences = split(own.text)
        address = new_address(sentences, hear(sentences), context.own_addresses)
    return Understanding(
        kind=automatic.kind,
        auto=True,
        sure=automatic.sure,
        score=automatic.score,
        return_date=back,
        new_address=address,
        words=own.text,
        rule=automatic.rule,
        evidence=automatic.evidence,
    )


# "gửi anh xem giúp": what matters stands below.
_PASSED_ON = re.compile(
    r"xem giup|xu ly|giup|kiem tra|phan anh|chuyen|nho|fyi|please (?:see|check|help)|duoi day"
)
# Words of our letters, where nobody told the reader what we sent: an error that they name has not happened.
_OUR_LETTER = re.compile(r"kinh gui\W{0,3}ong/ba|duong dan tra loi phieu|ma phieu ca nhan|xin bo qua thu nay")


def _reported(forwarded: str) -> Decision | None:
    """The technical error of somebody whose mail was passed on to us; a proposal to a person."""
    if not forwarded or _OUR_LETTER.search(fold(forwarded)):
        return None
    sentences = split(forwarded)
    found = decide(sentences, hear(sentences), address=False, dated=False)
    if found.stage is None or not found.hits or not on_topic(sentences):
        return None
    return found._replace(score=0.6, sure=False, rule="forwarded", secondary=())


# ---------------------------------------------------------------- subject, empty bodies, one-line answers

_PREFIX = re.compile(
    r"\s*(?:re|tr|tra loi|tl|ph|aw|sv|antw|fwd|fw|ct|chuyen tiep|reply)\s?(?:\[\d+\]|\(\d+\))?\s?:\s*",
    re.IGNORECASE,
)
_CODE_IN_SUBJECT = re.compile(r"\[[^\]\n]{1,40}\]")


def own_subject(mail: Mail) -> str:
    """The subject without `Re:`, `Trả lời:` and codes in brackets."""
    subject = repair(mail.headers.get("subject") or "")[:500]
    for _ in range(8):
        found = _PREFIX.match(fold(subject))
        if found is None:
            break
        subject = subject[found.end() :]
    return _CODE_IN_SUBJECT.sub(" ", subject).strip()


def _is_answer(mail: Mail) -> bool:
    if "in-reply-to" in mail.headers or "references" in mail.headers:
        return True
    return _PREFIX.match(fold((mail.headers.get("subject") or "")[:40])) is not None


def _about_us(mail: Mail, context: ReadContext) -> bool:
    """Whether its subject is on topic, it answers one of our letters by its Message-ID, or it has no
    subject of its own and is an answer."""
    subject = own_subject(mail)
    headline = read(subject, -1)
    if headline and on_topic((headline,)):
        return True
    ids = " ".join((mail.headers.get("in-reply-to") or "", mail.headers.get("references") or ""))
    if context.own_message_ids and any(
        one in context.own_message_ids for one in re.findall(r"<[^<>\s]{1,998}>", ids)
    ):
        return True
    return not subject and "in-reply-to" in mail.headers


def _about_mail(decision: Decision, address: str | None) -> bool:
    """Says what can only be meant for us, whatever the subject: another address, a mailbox out of order."""
    if decision.kind is Kind.CONTACT_CHANGE:
        return address is not None
    return any(hit.rule in BOX_TROUBLE for hit in decision.hits)


def _may_be_about_mail(sentences: Sequence[Sentence]) -> bool:
    """A cheap question before the dear ones: most mail that strangers write ends here."""
    near = [
        one
        for before, sentence in zip((None, *sentences), sentences, strict=False)
        if sentence.addresses
        for one in (before, sentence)
        if one
    ]
    return holds(near, CONTACTS) or holds(sentences, BOX_TROUBLE)


def _of_empty_body(mail: Mail) -> str:
    """A mail without words: its subject speaks, and the names of its pictures."""
    names = [
        re.sub(r"[_\-.]+", " ", part.filename or "")
        for part in mail.own_parts()
        if _is_picture(part.content_type)
    ]
    return "\n".join([own_subject(mail), *names]).strip()


def _is_picture(content_type: str) -> bool:
    return content_type.startswith("image/")


def _has_picture(mail: Mail) -> bool:
    return any(_is_picture(part.content_type) for part in mail.own_parts())


def _with_subject(
    subject: str, sentences: Sequence[Sentence], decision: Decision, back: Callable[[], date | None]
) -> Decision:
    """A new mail's subject may hold what its body takes for granted (`Chưa nhận được thư mời`)."""
    if decision.hits and decision.hits[0].act in (Act.PARTLY, Act.PROMISE, Act.ELSEWHERE):
        return decision
    first = read(subject, -1)
    if first is None:
        return decision
    both = (first, *sentences)
    hits = hear(both)
    found = decide(both, hits, address=False, dated=_is_away(hits) and back() is not None)
    if found.kind is Kind.COMPLETED:  # a headline is no claim
        return decision
    return found._replace(score=min(found.score, 0.7), sure=False)


_ONE_LINE = re.compile(
    r"(?:(?:so|phuong an|muc|dong|chon|dap an|tra_loi|y|truong hop|lua chon|toi chon|em chon|"
    r"ma) (?:, )?)*0?([1-4])(?: (?:nhe|nha|em|anh|chi|do|day|a))*$"
)
_LED_BY = re.compile(
    r"0?([1-4])(?: ,|\)|\.)? (?!(?:cau|phieu|nguoi|dong chi|thu|lan|ngay|so|trong|ma|mail|ban|trang|"
    r"gio|h|tuan|hom|chua)\b)"
)
_NOT_SO = re.compile(r"(?:chua|khong|dau)\b")  # "1. chưa"
_ANSWERS = {
    "1": (Kind.COMPLETED, None),
    "2": (Kind.TECH_SENDING, Stage.SENDING),
    "3": (Kind.TECH_ANSWERING, Stage.ANSWERING),
    "4": (Kind.WRONG_PERSON, None),
}
_AGREES = {
    "1": {Kind.COMPLETED, Kind.UNRELATED},
    "2": {Kind.TECH_SENDING, Kind.TECH_RECEIVING, Kind.UNRELATED, Kind.QUESTION},
    "3": {Kind.TECH_ANSWERING, Kind.TECH_RECEIVING, Kind.TECH_SENDING, Kind.UNRELATED, Kind.QUESTION},
    "4": {Kind.WRONG_PERSON, Kind.CONTACT_CHANGE, Kind.UNRELATED},
}  # fmt: skip


def _one_line(sentences: Sequence[Sentence], years: Set[int]) -> Decision | None:
    """The one-line answers that our letters offer: `1` answered, `2` no invitation, `3` an error, `4` not me."""
    if not sentences or len(sentences) > 3:
        return None
    bare = _ONE_LINE.match(sentences[0].bare)
    if bare and sentences[0].asks:
        return None
    if bare and len(sentences) == 1:
        kind, stage = _ANSWERS[bare[1]]
        return Decision(kind, 0.95, True, f"one-line.{bare[1]}", stage)
    led = bare or _LED_BY.match(sentences[0].bare)
    if led is None or any(_LED_BY.match(one.bare) for one in sentences[1:]):
        return None
    rest = tuple(
        one._replace(plain=one.plain[led.end() :].strip(" ,")) if one is sentences[0] else one
        for one in sentences
    )
    rest = tuple(one for one in rest if one.plain)
    if led[1] == "1" and any(_NOT_SO.match(one.bare) for one in rest):
        return None
    hits = hear(rest, years)
    said = decide(rest, hits, address=False, dated=False)
    number = led[1]
    if said.kind not in _AGREES[number] or (number == "1" and said.kind is not Kind.COMPLETED and hits):
        return None
    if said.kind is Kind.UNRELATED:
        kind, stage = _ANSWERS[number]
        return Decision(kind, 0.85, number != "1", f"one-line.{number}", stage, hits=tuple(hits))
    if said.kind is Kind.QUESTION:
        kind, stage = _ANSWERS[number]
        return Decision(kind, 0.8, False, f"one-line.{number}", stage, (Kind.QUESTION,), tuple(hits))
    return said._replace(rule=f"one-line.{number}", score=max(said.score, 0.9))


# ---------------------------------------------------------------- details

_STATUS = re.compile(r"(?<![\d/.])(4\d\d|5\d\d)(?![\d/.:]|\s?(?:mb|gb|cau|nguoi|phieu|dong))")
_ERROR_CODE = re.compile(
    r"(?<!\w)(0x[0-9A-Fa-f]{4,10}|ERR_[A-Z_]{3,40}|DNS_[A-Z_]{3,40}|[A-Z]{1,6}[-_]\d{2,6})(?!\w)"
)


def _error_hint(sentences: Sequence[Sentence], decision: Decision) -> str | None:
    """The error in a few words: an HTTP status, a code, else the words that told of it."""
    numbers = {hit.sentence for hit in decision.hits}
    told = [one for one in sentences if one.number in numbers]
    for one in (*told, *sentences):
        code = _ERROR_CODE.search(one.text)
        if code:
            return code[1]
        status = _STATUS.search(one.text)
        if status and decision.stage is Stage.ANSWERING:
            return f"HTTP {status[1]}"
    return told[0].text[:80] if told else None


def _back_beside(sentences: Sequence[Sentence], hits: Sequence[Hit], sent: date) -> date | None:
    """The first day back of who is away beside something else: from the sentences that say so."""
    away = {hit.sentence for hit in hits if hit.act is Act.AWAY}
    return first_day_back("\n".join(one.text for one in sentences if one.number in away), sent)


def _sent_on(mail: Mail, context: ReadContext) -> date:
    """The day the mail was written, in the province's zone; by the mailbox's time where its own is absurd."""
    written = _date_header(mail)
    received = context.received_at
    if received is not None and (written is None or abs(written - received) > _ABSURD):
        written = received
    if written is None:
        return date(2000, 1, 1)  # no day to count from: every date without a year is then too far
    return written.astimezone(_VIETNAM).date()


def _date_header(mail: Mail) -> datetime | None:
    value = mail.headers.get("date") or ""
    usual = usual_date(value) if "-0000" not in value else None  # that is a clock without a zone
    if usual is not None:
        return usual
    try:
        written = parsedate_to_datetime(value)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return written if written.tzinfo else written.replace(tzinfo=_VIETNAM)
