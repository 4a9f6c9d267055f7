"""What a mail is for, decided from what its sentences do.

An open technical error comes first, then who is meant, then what he will or will not do; completion
only when nothing speaks against it, because a false "completed" silences somebody who has not answered.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from maild.decode.reply import claims
from maild.decode.reply.hearing import ERRORS
from maild.decode.reply.patterns import Hit, View, clause_start, clause_stop, phrase, views
from maild.decode.reply.phrases import Act
from maild.decode.reply.sentences import Sentence
from maild.decode.reply.vietnamese import unmarked
from maild.model import Kind, Stage


class Decision(NamedTuple):
    kind: Kind
    score: float
    sure: bool
    rule: str
    stage: Stage | None = None
    secondary: tuple[Kind, ...] = ()
    hits: tuple[Hit, ...] = ()
    words: tuple[str, ...] = ()  # of the second reader, where it decided


_ACTS = tuple(Act)
STAGES = {
    Kind.TECH_SENDING: Stage.SENDING,
    Kind.TECH_RECEIVING: Stage.RECEIVING,
    Kind.TECH_ANSWERING: Stage.ANSWERING,
}
_TECH = {
    Act.SENDING: Kind.TECH_SENDING,
    Act.RECEIVING: Kind.TECH_RECEIVING,
    Act.ANSWERING: Kind.TECH_ANSWERING,
}
_KINDS = {
    Act.DONE: Kind.COMPLETED,
    Act.WRONG: Kind.WRONG_PERSON,
    Act.CONTACT: Kind.CONTACT_CHANGE,
    Act.DELEGATE: Kind.DELEGATION,
    Act.REFUSE: Kind.REFUSAL,
    Act.AWAY: Kind.OUT_OF_OFFICE,
    Act.ASK: Kind.QUESTION,
    **_TECH,
}
# Rows that show an annoyance rather than an obstacle, or that a done questionnaire explains.
MILD = frozenset(
    {
        "error.slow",
        "answer.code-used",
        "send.late",
        "send.late-2",
        "send.late-3",
        "send.spam",
        "send.twice",
        "send.repeated",
        "send.name",
        "error.asks-login",
        "answer.closed",
        "send.only-reminder",
    }
)
_NAMES_LINK = re.compile(r"đường dẫn|duong dan|link|mã|\bma\b")
_VAGUE = ("receive.box-says", "receive.box-cannot", "receive.mail-fault")
_MADE_ON_THE_WAY = frozenset(
    (
        "send.spam", "send.no-link", "send.no-link-2", "send.distrusted", "send.blocked",
        "send.stripped", "send.stripped-2", "send.stripped-3", "send.stripped-4",
    )
)  # fmt: skip
_HARD_WRONG = (
    "wrong.retired",
    "wrong.moved",
    "wrong.no-longer",
    "wrong.dead",
    "wrong.duplicate",
    "wrong.mistaken",
    "wrong.not-me",
    "wrong.en",
    "wrong.shared-box",
    "wrong.unknown",
)
_BEFORE = phrase("<before>")
_CAUSE = phrase("vì|do|tại|bởi|nguyên nhân|lý do")
_CONTRAST = phrase("nhưng|tuy nhiên|song|riêng|còn")


def decide(sentences: Sequence[Sentence], hits: Sequence[Hit], *, address: bool, dated: bool) -> Decision:
    """What the mail is for. `address`: another address was given; `dated`: a day of return was named.

    Errors that are still open come first, then who is meant, then what he
    will or will not do, and completion only when nothing speaks against it.
    """
    by: dict[Act, list[Hit]] = {act: [] for act in _ACTS}
    for hit in hits:
        by[hit.act].append(hit)
    done = _standing_done(sentences, by)
    errors = _open_errors(sentences, by, done, address)
    wrong = _wrong(by, done, dated)
    moved = any(hit.rule in _HARD_WRONG for hit in wrong)
    chosen: tuple[Kind, Sequence[Hit], float]
    stage: Stage | None = None
    if errors and (given_up := _given_up(by, errors)):
        stage = ERRORS[_root(sentences, errors).act]
        chosen = (Kind.REFUSAL, given_up, 0.8)
    elif errors:
        cause = _root(sentences, errors)
        stage = ERRORS[cause.act]
        chosen = (
            _TECH[cause.act],
            [cause],
            0.9 if len(errors) > 1 or not cause.rule.startswith("error.") else 0.8,
        )
    elif address and by[Act.CONTACT] and not _about_somebody_else(wrong) and (moved or not done):
        chosen = (Kind.CONTACT_CHANGE, by[Act.CONTACT], 0.9)
    elif by[Act.DELEGATE] and not (done and done[-1].at >= by[Act.DELEGATE][-1].end):
        chosen = (Kind.DELEGATION, by[Act.DELEGATE], 0.85)
    elif moved:
        chosen = (Kind.WRONG_PERSON, wrong, 0.85)
    elif by[Act.REFUSE] and not done:
        chosen = (Kind.REFUSAL, by[Act.REFUSE], 0.85)
    elif wrong and not done:
        chosen = (Kind.WRONG_PERSON, wrong, 0.7)
    elif _contact_without_address(by) and not (done and address):
        chosen = (Kind.CONTACT_CHANGE, by[Act.CONTACT], 0.6)
    elif done and _taken_back(sentences, done, by):
        stage = Stage.ANSWERING
        chosen = (Kind.TECH_ANSWERING, done, 0.5)
    elif done and not (by[Act.ASK] and _asks_first(sentences, by, done)):
        chosen = (Kind.COMPLETED, done, 0.9)
    elif by[Act.AWAY] and (dated or _away_strongly(by)) and not _asks(sentences, by):
        chosen = (Kind.OUT_OF_OFFICE, by[Act.AWAY], 0.75)
    elif _asks(sentences, by):
        chosen = (Kind.QUESTION, by[Act.ASK], 0.75)
    elif by[Act.STOP_MAIL] and not by[Act.PROMISE]:
        chosen = (Kind.REFUSAL, by[Act.STOP_MAIL], 0.5)
    elif not hits and (guess := _trouble(sentences)) is not None:
        stage = ERRORS[guess]
        chosen = (_TECH[guess], (), 0.5)
    else:
        heard = by[Act.PARTLY] or by[Act.PROMISE] or by[Act.RESOLVED] or by[Act.ELSEWHERE] or by[Act.THANKS]
        chosen = (Kind.UNRELATED, heard, 0.7 if heard else 0.5)
    kind, why, score = chosen
    others = tuple(
        dict.fromkeys(
            _KINDS[hit.act]
            for hit in (
                *done,
                *errors,
                *(by[Act.AWAY] if dated else ()),
                *by[Act.WRONG],
                *by[Act.CONTACT],
                *by[Act.DELEGATE],
                *by[Act.REFUSE],
                *by[Act.ASK],
            )
            if _KINDS[hit.act] is not kind
        )
    )
    beside = {Kind.CONTACT_CHANGE} if address else set()
    sure = score >= 0.85 and not (
        kind is Kind.COMPLETED
        and (set(others) - beside or _of_somebody_else(sentences, done) or _is_doubtful(sentences, done))
    )
    rule = why[0].rule if why else "trouble-named" if stage else "nothing-recognised"
    return Decision(kind, score, sure, rule, stage, others, tuple(why))


_TROUBLE = phrase("không|chưa|bị|lỗi|hỏng|mất|sai|thiếu|chậm|treo|toàn|tự|báo(?! cáo)")
_SITE_NAMED = phrase("<link>|trang|trang web|hệ thống|phần mềm|mã|captcha|otp|nút|máy chủ|ứng dụng")
_MAIL_NAMED = phrase("hộp thư|hòm thư|thư|mail|file|tệp|tệp đính kèm")
_COMING = phrase("nhận|thấy|đến|tới|gửi")


def _trouble(sentences: Sequence[Sentence]) -> Act | None:
    """Something about the survey or its mails is wrong in words that no row knows: a guess for a person."""
    for sentence in sentences:
        for view in views(sentence):
            if sentence.asks or not view.has(_TROUBLE):
                continue
            if view.has(_SITE_NAMED):
                return Act.ANSWERING
            if view.has(_MAIL_NAMED):
                return Act.SENDING if view.has(_COMING) else Act.RECEIVING
    return None


_BUT = phrase("nhưng|tuy nhiên|mà|song|thế mà|vậy mà")
_FAILS = phrase("không|chưa|bị|lỗi|mất|ngắt|treo")


_NAMED = re.compile(
    r"(?<!\w)(?:đồng chí|đ/c|anh|chị|ông|bà|cô|chú|bạn|em|sếp|dong chi|chi|ong|ba|co|ban|sep)\s+([A-ZÀ-ỸĐ][^\W\d_]+)",
    re.IGNORECASE,
)
_SELF = phrase("tôi|em|mình|tui|cháu|tớ|bản thân|chúng tôi")
_HELPED = phrase("nhờ|theo|với|cùng|được|báo cáo|thưa|gửi|hỏi|gọi|gặp|sau khi|ơi")


def _of_somebody_else(sentences: Sequence[Sentence], done: Sequence[Hit]) -> bool:
    """`Anh Tuấn làm xong rồi`: whoever is named did it, and nobody says that the writer did."""
    return bool(done) and all(_subject_named(sentences, hit) for hit in done)


def _is_doubtful(sentences: Sequence[Sentence], done: Sequence[Hit]) -> bool:
    return bool(done) and any(claims.is_doubtful(_view_of(sentences, hit), hit) for hit in done)


def _subject_named(sentences: Sequence[Sentence], hit: Hit) -> bool:
    one = next(one for one in sentences if one.number == hit.sentence)
    view = _view_of(sentences, hit)
    start = clause_start(view, hit.start)
    lead = view.text[start : hit.start]
    for found in _NAMED.finditer(one.text):
        name = found[1]
        at = (
            lead.find(f" {unmarked(name.lower()) if hit.bare else name.lower()} ")
            if name[0].isupper()
            else -1
        )
        if at >= 0 and not view.has(_SELF, start + at) and not view.has(_HELPED, start, start + at):
            return True
    return False


def _taken_back(sentences: Sequence[Sentence], done: Sequence[Hit], by: dict[Act, list[Hit]]) -> bool:
    """`đã hoàn thành hết các câu nhưng khi nộp thì mạng bị ngắt`: what follows the claim undoes it."""
    last = done[-1]
    if any(hit.at >= last.end for hit in by[Act.RESOLVED]):
        return False
    view = _view_of(sentences, last)
    found = _BUT.on(view.bare).search(view.text, last.stop)
    return (
        found is not None
        and view.has(_FAILS, found.end())
        and view.has(_SUBMITS, found.end())
        and not view.has(_REMINDED, found.end())
    )


_SUBMITS = phrase("nộp|gửi|hệ thống|mạng|trang|máy|bấm|lưu|phần mềm|kết quả|thành công|thông báo|xác nhận")
_REMINDED = phrase("nhắc|đôn đốc|thư|mail")


def _standing_done(sentences: Sequence[Sentence], by: dict[Act, list[Hit]]) -> list[Hit]:
    """Claims of completion that nothing later, and no promise or count, takes back."""
    done = by[Act.DONE]
    if not done:
        return []
    last = done[-1].end
    after = by[Act.PARTLY]
    if after and _says_it_of_himself(sentences, done[0]):
        others = _of_others(sentences, after, done[0])
        after = [hit for hit in after if hit.sentence not in others]
    if any(hit.at > done[0].at or hit.end > done[0].at for hit in after) and (
        after[-1].at >= done[-1].at or after[-1].end >= last or len(done) == 1
    ):
        return []
    if any(
        hit.rule in ("promise.not-yet", "promise.me-not", "promise.will", "promise.let-me", "promise.when")
        and hit.at > done[0].at
        for hit in by[Act.PROMISE]
    ):
        return []
    if len(done) == 1 and any(
        hit.rule == "promise.not-yet" and not _was_before(sentences, hit) for hit in by[Act.PROMISE]
    ):
        return []
    return done


# "phòng em", "bên mình" are more than the writer
_HIMSELF = phrase(
    "(?<!phòng )(?<!bên )(?<!xã )(?<!sở )(?<!cơ quan )(?<!đơn vị )(?<!ban )(?<!chúng )"
    "(?:tôi|em|mình|cháu|tui|anh|chị|bác|chú|cô)"
)
_OTHERS = phrase(claims.OTHERS)


def _says_it_of_himself(sentences: Sequence[Sentence], hit: Hit) -> bool:
    view = _view_of(sentences, hit)
    return view.has(_HIMSELF, clause_start(view, hit.start), hit.stop)


def _of_others(sentences: Sequence[Sentence], partly: Sequence[Hit], done: Hit) -> set[int]:
    """Sentences like `Phòng em còn anh Tuấn chưa xong`, after he has said that he himself is done."""
    return {
        hit.sentence
        for hit in partly
        if hit.sentence > done.sentence
        and (hit.rule == "partly.but-one" or _view_of(sentences, hit).has(_OTHERS, 0, hit.start))
    }


def _open_errors(
    sentences: Sequence[Sentence], by: dict[Act, list[Hit]], done: Sequence[Hit], address: bool
) -> list[Hit]:
    """Errors that no later word closes."""
    closings = [*by[Act.RESOLVED], *done]
    out = []
    for act in ERRORS:
        for hit in by[act]:
            if any(
                (close.start >= hit.stop and close.sentence == hit.sentence) or close.sentence > hit.sentence
                for close in closings
                if close.rule != "resolved.none"
            ):
                continue
            if done and (hit.rule in MILD or (act is not Act.ANSWERING and not _contrasted(sentences, hit))):
                continue
            if (
                by[Act.CONTACT]
                and address
                and (hit.rule == "send.name" or (act is not Act.ANSWERING and _of_the_old_box(hit)))
            ):
                continue
            if (done or by[Act.RESOLVED]) and _was_before(sentences, hit):
                continue
            out.append(hit)
    if by[Act.AWAY] and all(_says_no_more_than_not(hit) for hit in out):
        return []  # "đang ở nước ngoài nên chưa làm được": he is away, nothing is broken
    if any(hit.rule == "wrong.duplicate" and _TO_CANCEL.search(hit.words) for hit in by[Act.WRONG]):
        out = [hit for hit in out if not hit.rule.startswith(("send.twice", "send.times", "send.repeated"))]
    return sorted(out, key=lambda hit: hit.at)


_TO_CANCEL = re.compile(r"h[uủ]y|thu h[oồ]i|b[oỏ]|th[uừ]a|d[uư]|tr[uù]ng|x[oó]a|lo[aạ]i")


def _says_no_more_than_not(hit: Hit) -> bool:
    """`chưa vào làm phiếu được` names nothing that could be broken."""
    return hit.rule in _SAYS_NO_MORE_THAN_NOT or (
        hit.rule == "answer.cannot-site" and _ONLY_THE_SHEET.search(hit.words) is not None
    )


_ONLY_THE_SHEET = re.compile(
    r"(?:làm|lam|trả lời|tra_loi|điền|dien|thực hiện|thuc hien|hoàn thành|hoan thanh)(?: được| duoc)? "
    r"(?:phiếu|phieu|khảo sát|khao sat)$"
)
_SAYS_NO_MORE_THAN_NOT = frozenset({"error.cannot-do", "error.cannot-the"})


def _given_up(by: dict[Act, list[Hit]], errors: Sequence[Hit]) -> list[Hit]:
    """Refusals that follow from the errors: the person will not try again."""
    return [
        hit for hit in by[Act.REFUSE] if hit.rule in ("refuse.word", "refuse.wont") and hit.at > errors[-1].at
    ]


def _about_somebody_else(wrong: Sequence[Hit]) -> bool:
    """`Đồng chí Thành đã chuyển công tác`, written by whoever reads his mail now."""
    return any(
        hit.rule in _HARD_WRONG and re.match(r"đồng chí |dong chi |ông |ong |bà |ba ", hit.words)
        for hit in wrong
    )


def _of_the_old_box(hit: Hit) -> bool:
    """`mail cũ không vào được nữa` is why the address changes, not a fault to mend."""
    return re.search(r"\b(?:c[uũ]|kia|addrx)\b", hit.words) is not None


def _view_of(sentences: Sequence[Sentence], hit: Hit) -> View:
    one = next(one for one in sentences if one.number == hit.sentence)
    return View(one.bare if hit.bare else one.plain, hit.bare, one.asks, one.number)


def _was_before(sentences: Sequence[Sentence], hit: Hit) -> bool:
    view = _view_of(sentences, hit)
    return view.has(_BEFORE, clause_start(view, hit.start), clause_stop(view, hit.stop))


def _contrasted(sentences: Sequence[Sentence], hit: Hit) -> bool:
    return _view_of(sentences, hit).has(_CONTRAST, 0, hit.start + 1)


def _root(sentences: Sequence[Sentence], errors: Sequence[Hit]) -> Hit:
    """The error that the others follow from: what stands after `vì`, a mailbox, else the first."""
    first = errors[0]
    if first.rule in _VAGUE:  # what the mail program says, or lacks, is told by the rest of the sentence
        for hit in errors[1:]:
            taken = hit.rule in _MADE_ON_THE_WAY or (
                hit.rule == "send.none" and _NAMES_LINK.search(hit.words)
            )
            if hit.sentence == first.sentence and taken:
                return hit
    for hit in errors[1:]:
        if hit.sentence == first.sentence and _view_of(sentences, hit).has(_CAUSE, first.stop, hit.start + 1):
            return hit
    if first.act is Act.SENDING:
        for hit in errors:
            if hit.act is Act.RECEIVING and hit.rule.startswith("receive.box"):
                return hit
    return first


_MISTAKEN_ALONE = frozenset(
    {"nhầm rồi", "nham roi", "nhầm", "nham", "bị nhầm", "bi nham", "chắc nhầm", "chac nham"}
)


def _wrong(by: dict[Act, list[Hit]], done: Sequence[Hit], dated: bool) -> list[Hit]:
    wrong = [hit for hit in by[Act.WRONG] if hit.rule != "wrong.successor"]
    if done:  # "các bạn nhầm rồi, tôi đã trả lời": who is reminded in error
        wrong = [hit for hit in wrong if hit.words not in _MISTAKEN_ALONE]
    if dated and by[Act.AWAY]:
        return [hit for hit in wrong if "biệt phái" not in hit.words and "biet phai" not in hit.words]
    return wrong


def _contact_without_address(by: dict[Act, list[Hit]]) -> bool:
    return any(
        hit.rule in ("contact.change", "contact.old", "contact.wrong", "contact.phone", "contact.en")
        for hit in by[Act.CONTACT]
    )


def _away_strongly(by: dict[Act, list[Hit]]) -> bool:
    return any(hit.rule in ("away.now", "away.en") for hit in by[Act.AWAY])


def _asks(sentences: Sequence[Sentence], by: dict[Act, list[Hit]]) -> bool:
    return bool(by[Act.ASK]) or any(one.asks for one in sentences)


# `không rõ vì sao còn bị nhắc` complains; nobody waits for an answer before he has answered.
_WONDERS = re.compile(r"(?:không|khong|chưa|chua) (?:rõ|ro|hiểu|hieu)$|(?:vì|vi|tại|tai)? ?sao")


def _asks_first(sentences: Sequence[Sentence], by: dict[Act, list[Hit]], done: Sequence[Hit]) -> bool:
    asks = [
        hit.sentence
        for hit in by[Act.ASK]
        if hit.rule not in ("ask.guide", "ask.again") and not _WONDERS.match(hit.words)
    ] + [one.number for one in sentences if one.asks]
    return bool(asks) and min(asks) < done[0].sentence
