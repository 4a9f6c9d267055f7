"""What each sentence does: the phrases of the table, without those that are negated, supposed or asked about.

Negation, aspect, order and the questionnaire as subject decide here; `intents` weighs what is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from operator import attrgetter
from typing import NamedTuple

from maild.decode.reply.literals import Chooser, alternatives
from maild.decode.reply.phrases import CLASSES, HYPOTHETICAL, PHRASES, TOPIC, Act
from maild.decode.reply.sentences import Sentence
from maild.decode.reply.vietnamese import unmarked
from maild.model import Stage

# ---------------------------------------------------------------- the pattern language

_GAP_WORD = r"(?:(?!(?:nhưng|tuy nhiên|song)\s)[^\s,]+ )"
_PLAIN_GAP_WORD = (  # between a verb and its questionnaire: no other object, no negation
    r"(?:(?!(?:nhưng|song|thư|mail|hỏi|báo|về|không|chưa|danh sách|nhận|lỗi|nếu|file|đơn|công văn|"
    r"cho)\s)[^\s,]+ )"
)
_NAME = re.compile(r"<(\w+)>")
_WORD_BEGINS = r"(?<!\S)"
_AT_START = re.compile(r"(?<![\[\\])\^")


class Phrase:
    """A pattern in its two readings: over text with marks, and over text without.

    Compiled when first sought: most commands read no mail, and most mails hold few of the rows.
    """

    __slots__ = ("_after_blank", "_compiled", "patterns", "whole_words")

    def __init__(self, marked: str, bare: str, *, whole_words: bool = False) -> None:
        self.patterns = (marked, bare)  # these three by whether a text is bare
        self.whole_words = whole_words
        self._compiled: list[re.Pattern[str] | None] = [None, None]
        self._after_blank: list[re.Pattern[str] | None] = [None, None]

    def on(self, bare: bool) -> re.Pattern[str]:
        found = self._compiled[bare]
        if found is None:
            found = self._compiled[bare] = re.compile(self.patterns[bare])
        return found

    def after_blank(self, bare: bool) -> re.Pattern[str]:
        """Of a pattern of whole words: the same over a text that a blank leads, which every match begins with.

        `re` skips to a blank far quicker than it looks behind at every character.
        """
        found = self._after_blank[bare]
        if found is None:
            pattern = _AT_START.sub(r"(?<=\\A )", self.patterns[bare].removeprefix(_WORD_BEGINS))
            found = self._after_blank[bare] = re.compile(f" {pattern}")
        return found


def phrase(pattern: str, *, whole_words: bool = True) -> Phrase:
    """A row's pattern; the notation is explained at the head of `phrases`."""
    for _ in range(4):
        pattern = _NAME.sub(lambda found: f"(?:{CLASSES[found[1]]})", pattern)
    pattern = re.sub(r"\.\.(\d+) ", lambda found: f"{_GAP_WORD}{{0,{found[1]}}}", pattern)
    pattern = re.sub(r"~(\d+) ", lambda found: f"{_PLAIN_GAP_WORD}{{0,{found[1]}}}", pattern)
    if whole_words:
        pattern = rf"{_WORD_BEGINS}(?:{pattern})(?!\S)"
    return Phrase(pattern, unmarked(pattern), whole_words=whole_words)


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


class Hit(NamedTuple):
    """A phrase found: what it does, by which row, in which sentence, at which characters of it."""

    act: Act
    rule: str
    sentence: int
    start: int
    stop: int
    words: str
    bare: bool = False

    @property
    def at(self) -> tuple[int, int]:
        return (self.sentence, self.start)

    @property
    def end(self) -> tuple[int, int]:
        return (self.sentence, self.stop)


# ---------------------------------------------------------------- hearing


class View(NamedTuple):
    """A sentence in one of its readings."""

    text: str
    bare: bool
    asks: bool
    number: int

    def has(self, wanted: Phrase, start: int = 0, stop: int | None = None) -> bool:
        stop = len(self.text) if stop is None else stop
        if wanted.whole_words:
            return wanted.after_blank(self.bare).search(f" {self.text}", start, stop + 1) is not None
        return wanted.on(self.bare).search(self.text, start, stop) is not None


_MARKED = 0.45  # from this share of marked words on, a text is read by its marks alone
_UNMARKED = 0.12  # below it, without any


def views(sentence: Sentence) -> Iterator[View]:
    """The readings that fit a sentence: by its marks, without them, or both where only some words have any."""
    share = sentence.marked_share
    if share >= _UNMARKED:
        yield View(sentence.plain, False, sentence.asks, sentence.number)
    if share < _MARKED:
        yield View(sentence.bare, True, sentence.asks, sentence.number)


def on_topic(sentences: Iterable[Sentence]) -> bool:
    """Whether somebody speaks of a survey, its letters or their subject."""
    return any(view.has(_TOPIC) for sentence in sentences for view in views(sentence))


def holds(sentences: Iterable[Sentence], rules: frozenset[str]) -> bool:
    """Whether some words look like one of these rules: all that `hear` could find, before it sorts out."""
    return _rows_of(rules).stands_in(sentences)


def hear(sentences: Sequence[Sentence]) -> tuple[Hit, ...]:
    """What the sentences do, without what is negated, supposed, or about something else."""
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
                out.setdefault((hit.act, hit.rule, hit.sentence, hit.start), hit)
        before = sentence
    return tuple(sorted(out.values(), key=attrgetter("sentence", "start")))


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
    for hit in found:
        if elsewhere and not ours and hit.act not in (Act.ELSEWHERE, Act.THANKS):
            continue
        if other_survey and hit.act in (Act.DONE, Act.ERROR, *ERRORS):
            continue
        if hit.act is Act.DONE and _not_yet(view, hit, asking, elsewhere):
            continue
        if hit.act is Act.RESOLVED and view.has(_OTHER_THINGS, clause_start(view, hit.start), hit.start):
            continue
        if hit.act in (Act.PROMISE, Act.PARTLY) and (
            view.has(_DENIED_LEAD, 0, hit.start)
            or _supposed(view, hit.start)
            or (hit.rule == "promise.not-yet" and view.has(_LISTED, 0, hit.start))
            or (hit.rule == "promise.will" and view.has(_ALREADY, 0, hit.start))
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


def _ends_with(words: str, gap: int) -> Phrase:
    return phrase(rf"(?<!\S)(?:{words})(?: \S+){{0,{gap}}} $", whole_words=False)


_NEGATION_BEFORE = _ends_with(
    "không|chưa|sẽ|sắp|đang|(?<!khẳng )(?<!xác )(?<!quyết )định|"
    "chuẩn bị|cần|phải|muốn|nếu|(?<!trong )khi|sau khi|trước khi|bao giờ|khi nào|"
    "hãy|xin(?! thông báo| xác nhận| báo)|đề nghị|"
    "yêu cầu|nhắc|đôn đốc|cố gắng|tranh thủ|mai|tối nay|chiều nay|tuần sau|lát nữa|will|not|to|hẹn|"
    "rảnh|thay vì|bắt|gần|suýt|đợi|chờ|giá mà|ước gì|cách|"
    "nhờ|để|được mời|thời gian|hạn|mời",
    2,
)
# Nobody claims what he doubts, denies by a question, or asks to be written down for peace.
_NO_CLAIM_BEFORE = _ends_with(
    "hình như|chắc là|có lẽ|có khi|hay là|tưởng|tưởng là|tưởng rằng|cứ tưởng|ngỡ|mong là|hy vọng|"
    "ai (?:bảo|nói|báo|kêu)|ai(?= $)|làm gì|ai đó|có ai|có người|người khác|kẻ nào|ai mà|"
    "năm ngoái|năm trước|năm kia|mọi năm|"
    "coi như|xem như|cứ (?:ghi|tính|báo|báo cáo|coi|cho|xem)|tính là|em ghi|ghi giúp|ghi hộ",
    4,
)
# What follows a claim and turns it into a question, its opposite, or the first of two steps.
_NO_CLAIM_AFTER = phrase(
    "^ (?:phiếu |này |được |hết |cả )*(?:"
    "(?:hay )?chưa(?= ,|$| nhỉ| vậy| thế| em| anh| chị| các| đồng chí| bạn| ta| hả)|"
    "đâu(?= ,|$| mà| em| anh| chị| các| nhé)|đã(?= ,|$| rồi| nhé| em| anh| chị)|"
    "(?:rồi )?thì (?:tốt|hay|đỡ|may|mới|sẽ|báo|nhắn)|"
    "(?:rồi |thì )?<me> (?:báo|nhắn|gọi)(?! cáo)|"
    "(?:rồi )?(?:<me> )?(?:mới|sẽ) (?:báo|gửi|nộp|nhắn|trả lời|làm|chụp))",
    whole_words=False,
)
_OTHER_BUSINESS_BEFORE = _ends_with(
    "họp|việc|về|công tác|hội nghị|báo cáo|ăn|cuộc họp|kỳ họp|học|thi|đợt này|đọc|xem|nghe|đăng nhập|in|tải|cài",
    0,
)
_UNCERTAIN = phrase("không chắc|chưa chắc|không nhớ|hình như chưa")
_TRIED_BEFORE = _ends_with("thử|cố", 0)
_LISTED = _ends_with("danh sách|những người|báo|nhắc|ghi|hiện|là|bảo|nói", 3)
_ALREADY = _ends_with("đã|<past>", 2)
_OTHER_THINGS = phrase(
    "khác|mấy cái kia|còn lại|người ta|người khác|ở nhà|máy nhà|đồng nghiệp|wifi|4g|3g|mạng ngoài|"
    "điện thoại|lúc được|trang chủ"
)
_REQUESTED = _ends_with("đề nghị|xin|mong|yêu cầu|nên|vui lòng|hãy|nhờ|kiến nghị|để|cần", 3)
_NOT_ABLE = phrase("được|nổi|thể|lên|ra|vào(?= ,|$)|đi(?= ,|$)|thấy|hiện|chạy|(?<!cá )nhận|phản hồi")
_TO_COME = _ends_with("sắp|sẽ|chuẩn bị|chưa", 1)
_ALTHOUGH = phrase("trong khi|mặc dù|dù|thiếu|mà")
_OTHERS = phrase(
    "mọi người|anh em|anh chị em|(?:cả|các|phòng|vợ|chồng|bạn|sếp|thủ trưởng|lãnh đạo) "
    "(?:phòng|cơ quan|ban|sở|đơn vị|tôi|em|mình)|"
    "(?:\\d+(?:/\\d+)?|hai|ba|bốn|năm|một số|mấy) (?:người|đồng chí|công chức|cán bộ)|"
    "các (?:đồng chí|anh chị|bạn) (?:trong|ở|khác|còn lại|phòng|của)|đồng nghiệp|họ|nó|(?:anh|"
    "chị|em|bạn|ông|bà) ấy"
)
_ALL_OF_THEM = phrase("đều|tất cả|toàn bộ|100%|cả \\d+|(\\d+)/\\1|gồm tôi|gồm cả tôi")
_OTHERS_SENT = _ends_with(
    "bộ|sở|bộ nội vụ|sở nội vụ|các đồng chí|các anh chị|anh chị|ban tổ chức|hệ thống|trung ương|tỉnh|bên", 2
)
_NOT_THE_SHEET = phrase(
    "nhiệm vụ|báo cáo|hồ sơ|thủ tục|khóa học|chương trình|kế hoạch|công việc|chuyến công tác|thư này|"
    "thư của|công văn|văn bản|phỏng vấn|chất vấn|cử tri|báo chí|cuộc thi|bài thi|"
    "(?<!qua )(?<!bằng )(?<!trên )điện thoại|đơn|phiếu giấy|bản giấy"
)
_OTHER_OBJECT = phrase("^ (?:báo cáo|hồ sơ|khóa học|công văn|bài thi|cuộc thi)", whole_words=False)
_STEP_AFTER = phrase(
    "^ (?:, )?(?:bấm|ấn|nhấn|thì|mà|rồi bấm|đến|gửi|lưu|nộp|hết rồi bấm|không|phần|một)", whole_words=False
)
# What may follow `khảo sát` or `phiếu` when ours is meant; another word names another one.
_OUR_SHEET = phrase(
    r"(?:khảo sát|phiếu|điều tra)(?= ,| (?:này|đó|trên|khảo sát|điều tra|xã hội học|xhh|cchc|cải cách|chỉ số|par|của|"
    r"trả lời|phản hồi|rồi|xong|hết|đầy|đủ|thành công|từ|lúc|ngày|hôm|hồi|vào|và|theo|qua|trên|trực tuyến|cho|về|"
    r"lên|đi|tại|bằng|trước|sau|sáng|trưa|chiều|tối|đêm|tuần|ngay|luôn|nhé|nha|ạ|em|anh|chị|cô|chú|bác|bạn|ad|"
    r"các|đồng chí|mà|nhưng|thì|là|cách|mới|cơ|trọn|đã|được|số|mời|"
    r"vừa|dành|thuộc|hộ|giúp|chính|gửi|nhận|điện|cấp|chưa|cũng|"
    r"đều|thành|xong|không|"
    r"nên|do|vì|để|theo|mã|ở|online|"
    r"cá nhân|năm|2026|đợt|lần|bộ|nội|với|cuối|mình|tôi|như|khi|đúng|nghiêm|đấy|đó|thứ|lần|bên|mất|hoàn|mọi|này|"
    r"mùng|urlx|xin|kể|cùng|trong|ban|\d\S*)(?!\S)|$)"
)
_ANY_SHEET = phrase("khảo sát|phiếu|điều tra")


def _of_another_sheet(view: View, hit: Hit) -> bool:
    """`trả lời khảo sát suất ăn rồi`: a survey with a name of its own."""
    ours = {found.start() for found in _OUR_SHEET.on(view.bare).finditer(view.text, hit.start)}
    named = [found.start() for found in _ANY_SHEET.on(view.bare).finditer(view.text, hit.start, hit.stop)]
    return bool(named) and named[-1] not in ours


_LOOSE_DONE = frozenset({"done.past", "done.end-roi"})
_A_PART = phrase("phần (?:[a-h]|\\d+|i+|đầu|một|này)|\\d+ lần|mấy lần|nhiều lần|nửa|một nửa|lại")
_FUTURE_IN = phrase(
    "không|chưa|sẽ|gần|sắp|gần như|đâu|làm gì|được \\d+ câu|hội nghị|tập huấn|cuộc họp|(?!100%)\\d+ ?%"
)
_CLAUSE_MARKED = re.compile(r" , | nhưng | tuy nhiên | song | còn (?=tôi |em |anh |phiếu |phần |thư )")
_CLAUSE_BARE = re.compile(r" , | nhung | tuy nhien | song | con (?=toi |em |anh |phieu |phan |thu )")


def clause_start(view: View, at: int) -> int:
    """Where the clause that holds character `at` begins."""
    start = 0
    for found in (_CLAUSE_BARE if view.bare else _CLAUSE_MARKED).finditer(view.text, 0, at):
        start = found.end()
    return start


def clause_stop(view: View, at: int) -> int:
    found = (_CLAUSE_BARE if view.bare else _CLAUSE_MARKED).search(view.text, at)
    return found.start() if found else len(view.text)


def _same_clause(view: View, one: int, other: int) -> bool:
    return clause_start(view, one) == clause_start(view, other)


def _not_yet(view: View, hit: Hit, asking: int | None, elsewhere: bool) -> bool:
    """A claim of completion that is negated, to come, supposed, asked about, or of something else."""
    lead = View(view.text[clause_start(view, hit.start) : hit.start], view.bare, False, 0)
    if lead.has(_NEGATION_BEFORE) or View(hit.words, view.bare, False, 0).has(_FUTURE_IN):
        return True
    if lead.has(_NO_CLAIM_BEFORE) or View(view.text[hit.stop :], view.bare, False, 0).has(_NO_CLAIM_AFTER):
        return True
    if (
        view.has(_UNCERTAIN, hit.stop)
        or lead.has(_TRIED_BEFORE)
        or (hit.rule == "done.xong-roi" and lead.has(_OTHER_BUSINESS_BEFORE))
    ):
        return True
    if hit.rule == "done.system-says" and View(hit.words, view.bare, False, 0).has(_ALTHOUGH):
        return True
    if lead.has(_OTHERS) and not lead.has(_ALL_OF_THEM) and hit.rule != "done.everyone":
        return True
    if hit.rule == "done.sent-well" and lead.has(_NOT_THE_SHEET) and not lead.has(_TOPIC):
        return True
    if _of_another_sheet(view, hit):
        return True
    if lead.has(_OTHERS_SENT) and re.search(r"g[uử]i", hit.words):
        return True
    if _supposed(view, hit.start) or elsewhere:
        return True
    if hit.rule in _LOOSE_DONE and View(hit.words, view.bare, False, 0).has(_A_PART):
        return True
    if asking is not None and (
        hit.rule in ("done.when-verb", "done.past") or _same_clause(view, hit.start, asking)
    ):
        return True
    after = View(view.text[hit.stop : hit.stop + 20], view.bare, False, 0)
    if after.has(_OTHER_OBJECT) or (hit.rule == "done.verb-end" and after.has(_STEP_AFTER)):
        return True
    tail = View(view.text[hit.start : min(hit.stop + 30, clause_stop(view, hit.stop))], view.bare, False, 0)
    return hit.rule != "done.before-letter" and tail.has(_NOT_THE_SHEET) and not tail.has(_TOPIC)


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


_NOT_BEFORE = _ends_with("không|không phải|chứ không phải", 1)


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
