"""What each sentence does: the phrases of the table, without those that are negated, supposed or asked about.

Negation, aspect, order and the questionnaire as subject decide here, for a claim of completion by the table
of `claims`; `intents` weighs what is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from functools import cache
from operator import attrgetter

from maild.decode.reply import claims
from maild.decode.reply.literals import Chooser, alternatives
from maild.decode.reply.patterns import Hit, Phrase, View, clause_start, ends_with, phrase, views
from maild.decode.reply.phrases import HYPOTHETICAL, PHRASES, TOPIC, Act
from maild.decode.reply.sentences import Sentence
from maild.decode.reply.years import is_another
from maild.model import Stage


@cache
def _rows() -> tuple[tuple[str, Act, Phrase], ...]:
    return tuple((rule, act, phrase(pattern)) for rule, act, pattern in PHRASES)


@cache
def _ways() -> tuple[tuple[int, Phrase], ...]:
    """What stands between the bars of each row, as a phrase of its own beside the row's number."""
    return tuple(
        (row, phrase(way)) for row, (_, _, pattern) in enumerate(PHRASES) for way in alternatives(pattern)
    )


@cache
def _chooser(bare: bool) -> Chooser:
    return Chooser([way.patterns[bare] for _, way in _ways()])


def _possible(view: View) -> list[tuple[str, Act, Phrase]]:
    """The rows that a view may hold: of each the one way that is left, or the whole where several are."""
    ways = _ways()
    left: dict[int, Phrase | None] = {}
    for number in _chooser(view.bare).those_for(view.text):
        row, way = ways[number]
        left[row] = None if row in left else way
    rows = _rows()
    return [(rows[row][0], rows[row][1], only or rows[row][2]) for row, only in left.items()]


class _AnyOf:
    """Phrases of which one is enough: a text that can hold none of them is asked once, whole."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._phrases = tuple(phrases)
        self._choosers = [Chooser([one.patterns[bare] for one in self._phrases]) for bare in (False, True)]

    def stands_in(self, sentences: Iterable[Sentence]) -> bool:
        seen = [view for sentence in sentences for view in views(sentence)]
        for bare in (False, True):
            alike = [view for view in seen if view.bare is bare]
            text = " ".join([view.text for view in alike])
            for number in self._choosers[bare].those_for(text):
                if any(view.has(self._phrases[number]) for view in alike):
                    return True
        return False


@cache
def _rows_of(rules: frozenset[str]) -> _AnyOf:
    return _AnyOf(whole for rule, _, whole in _rows() if rule in rules)


_TOPIC = phrase(TOPIC)
# Without marks `sợ` is `sở` and `nhỡ` is `nhờ`: only what stays clear is looked for there.
_HYPOTHETICAL = Phrase(
    phrase(HYPOTHETICAL).patterns[False],
    phrase("nếu|giả sử|trường hợp(?! này| trên| đó| của)|if|in case").patterns[True],
    whole_words=True,
)

BOX_TROUBLE = frozenset({"receive.box-full", "receive.box-none", "receive.full-box"})
CONTACTS = frozenset(rule for rule, act, _ in PHRASES if act is Act.CONTACT)
ERRORS = {Act.SENDING: Stage.SENDING, Act.RECEIVING: Stage.RECEIVING, Act.ANSWERING: Stage.ANSWERING}
_AMISS = frozenset({*ERRORS, Act.ERROR})


# ---------------------------------------------------------------- hearing


def on_topic(sentences: Iterable[Sentence]) -> bool:
    """Whether somebody speaks of a survey, its letters or their subject."""
    return any(view.has(_TOPIC) for sentence in sentences for view in views(sentence))


def holds(sentences: Iterable[Sentence], rules: frozenset[str]) -> bool:
    """Whether some words look like one of these rules: all that `hear` could find, before it sorts out."""
    return _rows_of(rules).stands_in(sentences)


def hear(sentences: Sequence[Sentence], years: Set[int] = frozenset()) -> tuple[Hit, ...]:
    """What the sentences do, without what is negated, supposed, or about something else.

    `years` are those of the rounds under way (`ReadContext.survey_years`).
    """
    out: dict[tuple[Act, str, int, int], Hit] = {}
    before: Sentence | None = None
    for sentence in sentences:
        for view in views(sentence):
            led = f" {view.text}"
            found = [
                Hit(act, rule, sentence.number, one.start(), one.end() - 1, one.group(0)[1:], view.bare)
                for rule, act, row in _possible(view)
                for one in row.after_blank(view.bare).finditer(led)
            ]
            for hit in _sorted_out(view, before, found) if found else ():
                if years and hit.act is Act.DONE and is_another(years, view, hit, _headline(before, out)):
                    hit = hit._replace(act=Act.ELSEWHERE, rule="elsewhere.other-year")
                out.setdefault((hit.act, hit.rule, hit.sentence, hit.start), hit)
        before = sentence
    return tuple(sorted(out.values(), key=attrgetter("sentence", "start")))


def _headline(before: Sentence | None, heard: Iterable[tuple[Act, str, int, int]]) -> View | None:
    """The sentence before, if it does nothing: `Về phiếu năm 2025.`"""
    if before is None or any(number == before.number for _, _, number, _ in heard):
        return None
    return next(views(before))


def _sorted_out(view: View, before: Sentence | None, found: list[Hit]) -> Iterable[Hit]:
    found = _without_denied(view, found)
    moved = [hit for hit in found if hit.rule.startswith("wrong.moved")]
    found = [
        hit for hit in found if hit.act is not Act.DELEGATE or not any(_overlap(one, hit) for one in moved)
    ]
    asking = _asking_from(view, found)
    elsewhere = any(hit.act is Act.ELSEWHERE for hit in found)
    ours = elsewhere and view.has(_TOPIC)
    other_survey = asking is None and any(hit.rule == "elsewhere.survey" for hit in found)
    denied = [hit for hit in found if hit.act is Act.DONE and claims.is_denied(view, hit)]
    for hit in found:
        if elsewhere and not ours and hit.act not in (Act.ELSEWHERE, Act.THANKS):
            continue
        if other_survey and hit.act in (Act.DONE, Act.ERROR, *ERRORS):
            continue
        if hit.act is Act.DONE and (
            any(one.start <= hit.start and hit.stop <= one.stop for one in denied)
            or _no_claim(view, hit, asking, elsewhere)
        ):
            continue
        if hit.act is Act.RESOLVED and view.has(_OTHER_THINGS, clause_start(view, hit.start), hit.start):
            continue
        if hit.act in (Act.PROMISE, Act.PARTLY) and (
            view.has(_DENIED_LEAD, 0, hit.start)
            or _supposed(view, hit.start)
            or (hit.rule == "promise.not-yet" and view.has(_LISTED, 0, hit.start))
            or (hit.rule == "promise.will" and view.has(_ALREADY, 0, hit.start))
            or (_HURRIED.match(hit.words) and view.has(_DID, 0, hit.start))
            or (hit.rule == "promise.let-me" and view.has(_PAST, clause_start(view, hit.start), hit.start))
            or (hit.rule == "promise.will" and _ASSURES.match(hit.words))
        ):
            continue
        if hit.act is Act.ERROR:
            hit = hit._replace(act=_stage_around(view, before, hit))
        if hit.act in ERRORS:
            if hit.rule == "error.cannot-do" and view.has(_BUSY):
                yield hit._replace(act=Act.PROMISE, rule="promise.busy")
                continue
            if hit.rule == "send.none" and _LOST_SHEET.search(hit.words) and view.has(_ENTERED, 0, hit.start):
                hit = hit._replace(act=Act.ANSWERING)
            if hit.rule in ("send.none-bare", "error.cannot-get") and view.has(_CODE_BY_PHONE):
                hit = hit._replace(act=Act.ANSWERING)
            if hit.rule in _LATE and not view.has(_MAIL_NAMED):
                continue
            if hit.rule == "send.searched" and not (view.has(_MAIL_NEAR) or view.has(_MAIL_NAMED)):
                continue
            if hit.rule == "send.searched" and asking is not None:
                yield hit._replace(act=Act.ASK, rule="ask.searched")
                continue
            if hit.act is Act.RECEIVING and _CHOSEN.search(hit.words):
                yield hit._replace(act=Act.CONTACT, rule="contact.old")
                continue
            if hit.act is Act.ANSWERING and _NEVER_YET.search(
                hit.words + view.text[hit.stop : hit.stop + 20]
            ):
                continue
            if _asked_not_to(view, hit):
                yield hit._replace(act=Act.STOP_MAIL, rule="stop.asked-not-to")
                continue
            if _supposed(view, hit.start):
                yield hit._replace(act=Act.ASK, rule="ask.supposed")
                continue
            if elsewhere and not (ours and view.has(_TOPIC, max(0, hit.start - 60), hit.stop + 60)):
                continue
            if _asks_whether(view, hit) or (
                asking is not None
                and hit.rule in _ASKED_ABOUT
                and (_same_clause(view, hit.start, asking) or hit.rule == "error.asks-login")
            ):
                yield hit._replace(act=Act.ASK, rule="ask.whether-error")
                continue
        elif hit.act in (Act.REFUSE, Act.DELEGATE, Act.WRONG, Act.CONTACT, Act.AWAY):
            if _supposed(view, hit.start):
                yield hit._replace(act=Act.ASK, rule="ask.supposed")
                continue
            if asking is not None and _same_clause(view, hit.start, asking) and hit.act is not Act.AWAY:
                yield hit._replace(act=Act.ASK, rule="ask.about")
                continue
            if hit.act is Act.REFUSE and _double_negation(view, hit):
                continue
            if hit.act is Act.AWAY and view.has(_OTHERS, clause_start(view, hit.start), hit.start):
                continue
            if hit.rule == "wrong.mistaken" and any(one.rule == "contact.phone" for one in found):
                continue
            if hit.act is Act.WRONG and view.has(_TO_COME, 0, hit.start):
                continue
        yield hit


# `không dùng mail công vụ` is a habit; what cannot be used says `không dùng được`.
_CHOSEN = re.compile(
    r"^(?:không|khong|ít|it) (?:hay |thường )?(?:dùng|dung|sử dụng|su dung)(?!.*(?:được|duoc|nổi|noi))"
)


# `chưa dùng phần mềm này bao giờ`: new to it, not kept out of it.
_NEVER_YET = re.compile(r"^(?:chưa|chua) .*(?:bao giờ|bao gio|lần nào|lan nao)")


def _asked_not_to(view: View, hit: Hit) -> bool:
    """`đề nghị không gửi phiếu vào đây` asks for something, nothing failed."""
    if not hit.words.startswith(("không", "khong")):
        return False
    said = View(hit.words, view.bare, False, 0)
    return view.has(_REQUESTED, 0, hit.start) and not said.has(_NOT_ABLE)


_DENIED_LEAD = Phrase(r"(?<!\S)không phải (?:\S+ ){0,3}$", r"(?<!\S)khong phai (?:\S+ ){0,3}$")


def _without_denied(view: View, found: list[Hit]) -> list[Hit]:
    """Errors inside `không gặp lỗi gì` were none; of errors that overlap, the closest fit stays."""
    denied = [hit for hit in found if hit.rule in ("resolved.none", "resolved.gone")]
    if not denied and _AMISS.isdisjoint([hit.act for hit in found]):
        return found
    kept = [hit for hit in found if not _is_denied(view, hit, denied)]
    staged = [hit for hit in kept if hit.act in ERRORS]
    boxes = [hit.start for hit in staged if hit.rule.startswith("receive.box")]
    kept = [
        hit
        for hit in kept
        if not (hit.act is Act.ANSWERING and hit.start in boxes)
        and not (hit.rule == "receive.mail-fault" and any(_took_away(other, hit) for other in staged))
    ]
    staged = [hit for hit in kept if hit.act in ERRORS]
    return [
        hit
        for hit in kept
        if not (hit.act in ERRORS and any(_fits_better(other, hit) for other in staged))
        and not (hit.act is Act.ERROR and any(_overlap(other, hit) for other in staged))
    ]


def _is_denied(view: View, hit: Hit, denied: Sequence[Hit]) -> bool:
    if hit.act is Act.ASK:
        return any(_overlap(no, hit) for no in denied)
    if hit.act in ERRORS or hit.act is Act.ERROR:
        return any(_overlap(no, hit) for no in denied) or view.has(_DENIED_LEAD, 0, hit.start)
    return False


def _overlap(one: Hit, other: Hit) -> bool:
    return one.start < other.stop and other.start < one.stop


def _fits_better(other: Hit, hit: Hit) -> bool:
    """Another stage's phrase lies within this one and is tighter."""
    if other.rule == "send.mail-none" and hit.rule.startswith("receive.box"):
        return False
    within = hit.start <= other.start and other.stop <= hit.stop
    return within and other.act is not hit.act and other.stop - other.start < hit.stop - hit.start


def _took_away(other: Hit, hit: Hit) -> bool:
    """The mail is not broken: its link or attachment was taken out on the way."""
    return (
        other.rule.startswith(("send.stripped", "send.no-link"))
        and other.start <= hit.stop
        and hit.start <= other.stop
    )


_BUSY = phrase(
    "bận|bận quá|họp|đang họp|trực|tiếp khách|chưa có thời gian|không có thời gian|chưa rảnh|họp suốt|nhiều việc|"
    "chưa kịp|tranh thủ"
)
_LOST_SHEET = re.compile(r"phi[eế]u$|c[aâ]u h[oỏ]i$")
_CODE_BY_PHONE = phrase("otp|sms|mã xác thực|mã xác nhận|mã đăng nhập|tin nhắn")
_ENTERED = phrase("vào|mở|đăng nhập|bấm|<site>|chuyển sang")
_LATE = frozenset({"send.late-2", "send.late-3"})
_MAIL_NAMED = phrase("<mail>|<link>|<token>|<sheet>")
_MAIL_NEAR = phrase("<box>|<file>|thư|mail|thư mời|nội dung thư|phần thân")
_BOX_NEAR = phrase("<box>|<file>|thư mời|mail")
_ONLY_NAMED = frozenset({"thư", "thu", "mail", "thư mời", "thu moi"})
_SITE_NEAR = phrase(
    "<site>|<sheet>|mã|captcha|nút|câu|câu hỏi|urlx|khảo sát|nộp|trình duyệt|token|bấm|nhấn|ấn|click|tiếp tục"
)


def _stage_around(view: View, before: Sentence | None, hit: Hit) -> Act:
    """Where an error without an object arose: by the things named nearest to it, else at the survey page."""
    best, distance = Act.ANSWERING, 10_000
    for act, things in ((Act.RECEIVING, _MAIL_NEAR), (Act.ANSWERING, _SITE_NEAR)):
        for found in things.on(view.bare).finditer(view.text):
            gap = max(found.start() - hit.stop, hit.start - found.end(), 0)
            if act is Act.RECEIVING and found[0] in _ONLY_NAMED:
                gap += 25  # "link trong thư": a mail is named with nearly everything
            if gap < distance:
                best, distance = act, gap
    if distance < 10_000:
        return best
    if before is not None:
        for one in views(before):
            if one.has(_BOX_NEAR) and not one.has(_SITE_NEAR):
                return Act.RECEIVING
    return Act.ANSWERING


_LISTED = ends_with("danh sách|những người|báo|nhắc|ghi|hiện|là|bảo|nói", 3)
_ALREADY = ends_with("đã|<past>", 2)
_PAST = phrase("hôm qua|hôm kia|hôm trước|hôm nọ|tối qua|chiều qua|sáng qua|tuần trước|lúc nãy")
_HURRIED = re.compile(r"(?:tranh thủ|tranh thu|cố gắng|co gang|sắp xếp|sap xep) ")
_ASSURES = re.compile(r"xin \S+(?: \S+)?(?: là| rằng| la| rang)? (?:đã|da) ")  # "xin cam đoan đã trả lời"
_DID = ends_with("có", 0)  # "sáng nay tôi có tranh thủ làm"
_OTHER_THINGS = phrase(
    "khác|mấy cái kia|còn lại|người ta|người khác|ở nhà|máy nhà|đồng nghiệp|wifi|4g|3g|mạng ngoài|"
    "điện thoại|lúc được|trang chủ"
)
_REQUESTED = ends_with("đề nghị|xin|mong|yêu cầu|nên|vui lòng|hãy|nhờ|kiến nghị|để|cần", 3)
_NOT_ABLE = phrase("được|nổi|thể|lên|ra|vào(?= ,|$)|đi(?= ,|$)|thấy|hiện|chạy|(?<!cá )nhận|phản hồi")
_OTHERS = phrase(claims.OTHERS)
_TO_COME = ends_with("sắp|sẽ|chuẩn bị|chưa", 1)


def _same_clause(view: View, one: int, other: int) -> bool:
    return clause_start(view, one) == clause_start(view, other)


def _no_claim(view: View, hit: Hit, asking: int | None, elsewhere: bool) -> bool:
    """A claim of completion that is negated, to come, supposed, asked about, or of something else."""
    return elsewhere or claims.is_none(view, hit) or _supposed(view, hit.start) or _asked(view, hit, asking)


def _asked(view: View, hit: Hit, asking: int | None) -> bool:
    """Whether somebody asks for what would be a claim, and does not ask why he is still reminded."""
    return (
        asking is not None
        and (hit.rule in ("done.when-verb", "done.past") or _same_clause(view, hit.start, asking))
        and not view.has(_STILL_REMINDED, hit.stop)
    )


_STILL_REMINDED = phrase(
    "(?:sao|mà|nhưng|vậy|thế|thì|vì|tại) ..3 (?:vẫn|còn|lại|cứ|bị) ..3 (?:nhắc|đôn đốc|giục|thư|mail|gửi thư)"
)


def _supposed(view: View, at: int) -> bool:
    """`nếu …` stands before, in this clause or the one that leads to it."""
    sought = _HYPOTHETICAL.after_blank(view.bare)
    ends = [found.end() - 1 for found in sought.finditer(f" {view.text}", 0, at + 1)]
    return bool(ends) and view.text.count(" , ", ends[-1], at) <= 1


_WHETHER = phrase(r"có (?:phải |đang |bị |gặp |hay |còn |xảy ra )*(?:\S+ ){0,4}(?:không|chưa)")
_ERROR_WORD = phrase("lỗi|sự cố|trục trặc")


def _asks_whether(view: View, hit: Hit) -> bool:
    """`có bị lỗi không?`: nobody says that there is one."""
    return View(hit.words, view.bare, False, 0).has(_ERROR_WORD) and any(
        found.start() <= hit.start and hit.stop <= found.end()
        for found in _WHETHER.on(view.bare).finditer(view.text)
    )


_NOT_BEFORE = ends_with("không|không phải|chứ không phải", 1)


def _double_negation(view: View, hit: Hit) -> bool:
    return view.has(_NOT_BEFORE, 0, hit.start)


def _asking_from(view: View, found: Sequence[Hit]) -> int | None:
    """Where in the sentence its question stands; None when it asks nothing."""
    marks = [hit.start for hit in found if hit.rule in ("ask.which", "ask.en")]
    if marks:
        return max(marks)
    return len(view.text) if view.asks else None


# A person who asks about these reports no error.
_ASKED_ABOUT = frozenset({"error.asks-login", "answer.closed", "answer.insecure", "error.slow"})
