"""From phrases to what a mail is for: negation, aspect, order and the questionnaire as subject decide.

`hear` finds what each sentence does (`phrases.PHRASES`), and drops what is negated, only supposed, asked
about, over, or of another system. `decide` weighs what is left. Neither knows a sample by its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from maild.decode.reply.phrases import CLASSES, HYPOTHETICAL, PHRASES, TOPIC, Act
from maild.decode.reply.sentences import Sentence
from maild.decode.reply.vietnamese import unmarked
from maild.model import Kind, Stage

# ---------------------------------------------------------------- the pattern language

_GAP_WORD = r"(?:(?!(?:nhưng|tuy nhiên|song)\s)[^\s,]+ )"
_PLAIN_GAP_WORD = (  # between a verb and its questionnaire: no other object, no negation
    r"(?:(?!(?:nhưng|song|thư|mail|hỏi|báo|về|không|chưa|danh sách|nhận|lỗi|nếu|file|đơn|công văn|cho)\s)[^\s,]+ )"
)
_NAME = re.compile(r"<(\w+)>")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A pattern in its two readings: over text with marks, and over text without."""

    marked: re.Pattern[str]
    bare: re.Pattern[str]

    def on(self, bare: bool) -> re.Pattern[str]:
        return self.bare if bare else self.marked


def phrase(pattern: str, *, whole_words: bool = True) -> Phrase:
    """Compile a row's pattern; the notation is explained at the head of `phrases`."""
    for _ in range(4):
        pattern = _NAME.sub(lambda found: f"(?:{CLASSES[found[1]]})", pattern)
    pattern = re.sub(r"\.\.(\d+) ", lambda found: f"{_GAP_WORD}{{0,{found[1]}}}", pattern)
    pattern = re.sub(r"~(\d+) ", lambda found: f"{_PLAIN_GAP_WORD}{{0,{found[1]}}}", pattern)
    if whole_words:
        pattern = rf"(?<!\S)(?:{pattern})(?!\S)"
    return Phrase(re.compile(pattern), re.compile(unmarked(pattern)))


_ROWS = tuple((rule, act, phrase(pattern)) for rule, act, pattern in PHRASES)
_TOPIC = phrase(TOPIC)
_HYPOTHETICAL = phrase(HYPOTHETICAL)

ERRORS = {Act.SENDING: Stage.SENDING, Act.RECEIVING: Stage.RECEIVING, Act.ANSWERING: Stage.ANSWERING}


@dataclass(frozen=True, slots=True)
class Hit:
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


@dataclass(frozen=True, slots=True)
class _View:
    """A sentence in one of its readings."""

    text: str
    bare: bool
    asks: bool
    number: int

    def has(self, wanted: Phrase, start: int = 0, stop: int | None = None) -> bool:
        return wanted.on(self.bare).search(self.text, start, len(self.text) if stop is None else stop) is not None


_MARKED = 0.45  # from this share of marked words on, a text is read by its marks alone
_UNMARKED = 0.12  # below it, without any


def _views(sentence: Sentence) -> Iterator[_View]:
    share = sentence.marked_share
    if share >= _UNMARKED:
        yield _View(sentence.plain, False, sentence.asks, sentence.number)
    if share < _MARKED:
        yield _View(sentence.bare, True, sentence.asks, sentence.number)


def on_topic(sentences: Iterable[Sentence]) -> bool:
    """Whether somebody speaks of a survey, its letters or their subject."""
    return any(view.has(_TOPIC) for sentence in sentences for view in _views(sentence))


def hear(sentences: Sequence[Sentence]) -> tuple[Hit, ...]:
    """What the sentences do, without what is negated, supposed, or about something else."""
    out: dict[tuple[Act, str, int, int], Hit] = {}
    before: Sentence | None = None
    for sentence in sentences:
        for view in _views(sentence):
            found = [
                Hit(act, rule, sentence.number, one.start(), one.end(), one.group(0), view.bare)
                for rule, act, row in _ROWS
                for one in row.on(view.bare).finditer(view.text)
            ]
            for hit in _sorted_out(view, before, found):
                out.setdefault((hit.act, hit.rule, hit.sentence, hit.start), hit)
        before = sentence
    return tuple(sorted(out.values(), key=lambda hit: hit.at))


def _sorted_out(view: _View, before: Sentence | None, found: list[Hit]) -> Iterable[Hit]:
    found = _without_denied(view, found)
    asking = _asking_from(view, found)
    elsewhere = any(hit.act is Act.ELSEWHERE for hit in found)
    ours = view.has(_TOPIC)
    other_survey = asking is None and any(hit.rule == "elsewhere.survey" for hit in found)
    for hit in found:
        if elsewhere and not ours and hit.act not in (Act.ELSEWHERE, Act.THANKS):
            continue
        if other_survey and hit.act in (Act.DONE, Act.ERROR, *ERRORS):
            continue
        if hit.act is Act.DONE and _not_yet(view, hit, asking, elsewhere):
            continue
        if hit.act in (Act.PROMISE, Act.PARTLY) and (
            view.has(_DENIED_LEAD, 0, hit.start) or hit.rule == "promise.will" and view.has(_ALREADY, 0, hit.start)
        ):
            continue
        if hit.act is Act.ERROR:
            hit = replace(hit, act=_stage_around(view, before, hit))
        if hit.act in ERRORS:
            if hit.rule == "error.cannot-do" and view.has(_BUSY):
                yield replace(hit, act=Act.PROMISE, rule="promise.busy")
                continue
            if hit.rule in _LATE and not view.has(_MAIL_NAMED):
                continue
            if _supposed(view, hit.start) and hit.rule != "send.none":
                yield replace(hit, act=Act.ASK, rule="ask.supposed")
                continue
            if elsewhere and not (ours and view.has(_TOPIC, max(0, hit.start - 60), hit.stop + 60)):
                continue
            if _asks_whether(view, hit) or (
                asking is not None
                and hit.rule in _ASKED_ABOUT
                and (_same_clause(view, hit.start, asking) or hit.rule == "error.asks-login")
            ):
                yield replace(hit, act=Act.ASK, rule="ask.whether-error")
                continue
        elif hit.act in (Act.REFUSE, Act.DELEGATE, Act.WRONG, Act.CONTACT, Act.AWAY):
            if _supposed(view, hit.start):
                yield replace(hit, act=Act.ASK, rule="ask.supposed")
                continue
            if asking is not None and _same_clause(view, hit.start, asking) and hit.act is not Act.AWAY:
                yield replace(hit, act=Act.ASK, rule="ask.about")
                continue
            if hit.act is Act.REFUSE and _double_negation(view, hit):
                continue
            if hit.act is Act.WRONG and view.has(_TO_COME, 0, hit.start):
                continue
        yield hit


_DENIED_LEAD = Phrase(re.compile(r"(?<!\S)không phải (?:\S+ ){0,3}$"), re.compile(r"(?<!\S)khong phai (?:\S+ ){0,3}$"))


def _without_denied(view: _View, found: list[Hit]) -> list[Hit]:
    """Errors inside `không gặp lỗi gì` were none; of errors that overlap, the closest fit stays."""
    denied = [hit for hit in found if hit.rule in ("resolved.none", "resolved.gone")]
    kept = [
        hit
        for hit in found
        if not (
            hit.act in (*ERRORS, Act.ERROR, Act.ASK)
            and any(no.start < hit.stop and hit.start < no.stop for no in denied)
        )
        and not (hit.act in ERRORS or hit.act is Act.ERROR)
        or (
            (hit.act in ERRORS or hit.act is Act.ERROR)
            and not any(no.start < hit.stop and hit.start < no.stop for no in denied)
            and not view.has(_DENIED_LEAD, 0, hit.start)
        )
    ]
    staged = [hit for hit in kept if hit.act in ERRORS]
    kept = [hit for hit in kept if hit.rule != "receive.mail-fault" or not any(_took_away(o, hit) for o in staged)]
    staged = [hit for hit in kept if hit.act in ERRORS]
    return [
        hit
        for hit in kept
        if not (hit.act in ERRORS and any(_fits_better(other, hit) for other in staged))
        and not (hit.act is Act.ERROR and any(o.start < hit.stop and hit.start < o.stop for o in staged))
    ]


def _fits_better(other: Hit, hit: Hit) -> bool:
    """Another stage's phrase lies within this one and is tighter."""
    within = hit.start <= other.start and other.stop <= hit.stop
    return within and other.act is not hit.act and other.stop - other.start < hit.stop - hit.start


def _took_away(other: Hit, hit: Hit) -> bool:
    """The mail is not broken: its link or attachment was taken out on the way."""
    return other.rule.startswith(("send.stripped", "send.no-link")) and other.start <= hit.stop and hit.start <= other.stop


_BUSY = phrase("bận|bận quá|chưa có thời gian|không có thời gian|chưa rảnh|họp suốt|nhiều việc|chưa kịp|tranh thủ")
_LATE = frozenset({"send.late-2", "send.late-3"})
_MAIL_NAMED = phrase("<mail>|<link>|<token>|<sheet>")
_MAIL_NEAR = phrase("<box>|<file>|thư|mail|thư mời|nội dung thư|phần thân")
_BOX_NEAR = phrase("<box>|<file>|thư mời|mail")
_ONLY_NAMED = frozenset({"thư", "thu", "mail", "thư mời", "thu moi"})
_SITE_NEAR = phrase("<site>|<sheet>|mã|captcha|nút|câu|câu hỏi|urlx|khảo sát|nộp|trình duyệt|token")


def _stage_around(view: _View, before: Sentence | None, hit: Hit) -> Act:
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
        for one in _views(before):
            if one.has(_BOX_NEAR) and not one.has(_SITE_NEAR):
                return Act.RECEIVING
    return Act.ANSWERING


def _ends_with(words: str, gap: int) -> Phrase:
    pattern = rf"(?<!\S)(?:{words})(?: \S+){{0,{gap}}} $"
    return Phrase(re.compile(pattern), re.compile(unmarked(pattern)))


_NEGATION_BEFORE = _ends_with(
    "không|chưa|sẽ|sắp|đang|định|chuẩn bị|cần|phải|muốn|nếu|khi|sau khi|trước khi|bao giờ|khi nào|hãy|xin(?! thông báo| xác nhận| báo)|đề nghị|"
    "yêu cầu|nhắc|đôn đốc|cố gắng|tranh thủ|mai|tối nay|chiều nay|tuần sau|lát nữa|will|not|to|hẹn|rảnh|thay vì|bắt|"
    "nhờ|để|được mời|thời gian|hạn|mời",
    2,
)
_ALREADY = _ends_with("đã", 1)
_TO_COME = _ends_with("sắp|sẽ|chuẩn bị|chưa", 1)
_OTHERS_SENT = _ends_with("bộ|sở|bộ nội vụ|sở nội vụ|các đồng chí|các anh chị|anh chị|ban tổ chức|hệ thống|trung ương|tỉnh|bên", 2)
_NOT_THE_SHEET = phrase(
    "nhiệm vụ|báo cáo|hồ sơ|thủ tục|khóa học|chương trình|kế hoạch|công việc|chuyến công tác|thư này|thư của|công văn|"
    "văn bản|điện thoại|đơn|phiếu giấy|bản giấy"
)
_STEP_AFTER = phrase("^ (?:, )?(?:bấm|ấn|nhấn|thì|mà|rồi bấm|đến|gửi|lưu|nộp|hết rồi bấm|không|phần|một)", whole_words=False)
_FUTURE_IN = phrase("không|chưa|sẽ")
_CLAUSE_MARKED = re.compile(r" , | nhưng | tuy nhiên | song | còn (?=tôi |em |anh |phiếu |phần |thư )")
_CLAUSE_BARE = re.compile(r" , | nhung | tuy nhien | song | con (?=toi |em |anh |phieu |phan |thu )")


def _clause_start(view: _View, at: int) -> int:
    """Where the clause that holds character `at` begins."""
    start = 0
    for found in (_CLAUSE_BARE if view.bare else _CLAUSE_MARKED).finditer(view.text, 0, at):
        start = found.end()
    return start


def _clause_stop(view: _View, at: int) -> int:
    found = (_CLAUSE_BARE if view.bare else _CLAUSE_MARKED).search(view.text, at)
    return found.start() if found else len(view.text)


def _same_clause(view: _View, one: int, other: int) -> bool:
    return _clause_start(view, one) == _clause_start(view, other)


def _not_yet(view: _View, hit: Hit, asking: int | None, elsewhere: bool) -> bool:
    """A claim of completion that is negated, to come, supposed, asked about, or of something else."""
    lead = _View(view.text[_clause_start(view, hit.start) : hit.start], view.bare, False, 0)
    if lead.has(_NEGATION_BEFORE) or _View(hit.words, view.bare, False, 0).has(_FUTURE_IN):
        return True
    if lead.has(_OTHERS_SENT) and re.search(r"g[uử]i", hit.words):
        return True
    if _supposed(view, hit.start) or elsewhere:
        return True
    if asking is not None and (hit.rule == "done.when-verb" or _same_clause(view, hit.start, asking)):
        return True
    after = _View(view.text[hit.stop : hit.stop + 20], view.bare, False, 0)
    if hit.rule == "done.verb-end" and after.has(_STEP_AFTER):
        return True
    tail = _View(view.text[hit.start : min(hit.stop + 30, _clause_stop(view, hit.stop))], view.bare, False, 0)
    return hit.rule != "done.before-letter" and tail.has(_NOT_THE_SHEET) and not tail.has(_TOPIC)


def _supposed(view: _View, at: int) -> bool:
    """`nếu …` stands before, in this clause or the one that leads to it."""
    found = None
    for found in _HYPOTHETICAL.on(view.bare).finditer(view.text, 0, at):
        pass
    return found is not None and view.text.count(" , ", found.end(), at) <= 1


_WHETHER = phrase("có (?:phải |đang |bị |gặp |hay |còn |xảy ra )*(?:\S+ ){0,4}(?:không|chưa)")
_ERROR_WORD = phrase("lỗi|sự cố|trục trặc")


def _asks_whether(view: _View, hit: Hit) -> bool:
    """`có bị lỗi không?`: nobody says that there is one."""
    return _View(hit.words, view.bare, False, 0).has(_ERROR_WORD) and any(
        found.start() <= hit.start and hit.stop <= found.end() for found in _WHETHER.on(view.bare).finditer(view.text)
    )


_NOT_BEFORE = _ends_with("không|không phải|chứ không phải", 1)


def _double_negation(view: _View, hit: Hit) -> bool:
    return view.has(_NOT_BEFORE, 0, hit.start)


def _asking_from(view: _View, found: Sequence[Hit]) -> int | None:
    """Where in the sentence its question stands; None when it asks nothing."""
    marks = [hit.start for hit in found if hit.rule in ("ask.which", "ask.en")]
    if marks:
        return max(marks)
    return len(view.text) if view.asks else None


# ---------------------------------------------------------------- deciding


@dataclass(frozen=True, slots=True)
class Decision:
    kind: Kind
    score: float
    sure: bool
    rule: str
    stage: Stage | None = None
    secondary: tuple[Kind, ...] = ()
    hits: tuple[Hit, ...] = ()


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
_MILD = frozenset({"error.slow", "answer.code-used", "send.late", "send.late-2", "send.late-3", "send.spam", "send.twice", "send.repeated", "send.name", "error.asks-login", "answer.closed", "send.only-reminder"})
_MADE_ON_THE_WAY = ("send.distrusted", "send.stripped", "send.stripped-2", "send.stripped-3", "send.blocked")
_HARD_WRONG = ("wrong.retired", "wrong.moved", "wrong.no-longer", "wrong.dead", "wrong.duplicate", "wrong.take-off", "wrong.mistaken", "wrong.not-me", "wrong.en", "wrong.shared-box", "wrong.unknown")
_ASKED_ABOUT = frozenset({"error.asks-login", "answer.closed", "answer.insecure", "error.slow"})  # a question, not an error
_BEFORE = phrase("<before>")
_CAUSE = phrase("vì|do|tại|bởi|nguyên nhân|lý do")
_CONTRAST = phrase("nhưng|tuy nhiên|song|riêng|còn")


def decide(sentences: Sequence[Sentence], hits: Sequence[Hit], *, address: bool, dated: bool) -> Decision:
    """What the mail is for. `address`: another address was given; `dated`: a day of return was named.

    Errors that are still open come first, then who is meant, then what he
    will or will not do, and completion only when nothing speaks against it.
    """
    by = {act: [hit for hit in hits if hit.act is act] for act in Act}
    done = _standing_done(by)
    errors = _open_errors(sentences, by, done, address)
    wrong = _wrong(by, dated)
    chosen: tuple[Kind, Sequence[Hit], float]
    stage: Stage | None = None
    if errors and (given_up := _given_up(by, errors)):
        stage = ERRORS[_root(sentences, errors).act]
        chosen = (Kind.REFUSAL, given_up, 0.8)
    elif errors:
        cause = _root(sentences, errors)
        stage = ERRORS[cause.act]
        chosen = (_TECH[cause.act], [cause], 0.9 if len(errors) > 1 or not cause.rule.startswith("error.") else 0.8)
    elif address and by[Act.CONTACT] and not _about_somebody_else(wrong):
        chosen = (Kind.CONTACT_CHANGE, by[Act.CONTACT], 0.9)
    elif by[Act.DELEGATE] and not (done and done[-1].at >= by[Act.DELEGATE][-1].end):
        chosen = (Kind.DELEGATION, by[Act.DELEGATE], 0.85)
    elif any(hit.rule in _HARD_WRONG for hit in wrong):
        chosen = (Kind.WRONG_PERSON, wrong, 0.85)
    elif by[Act.REFUSE] and not done:
        chosen = (Kind.REFUSAL, by[Act.REFUSE], 0.85)
    elif wrong and not done:
        chosen = (Kind.WRONG_PERSON, wrong, 0.7)
    elif _contact_without_address(by):
        chosen = (Kind.CONTACT_CHANGE, by[Act.CONTACT], 0.6)
    elif done and not (by[Act.ASK] and _asks_first(sentences, by, done)):
        chosen = (Kind.COMPLETED, done, 0.9)
    elif by[Act.AWAY] and (dated or _away_strongly(by)) and not _asks(sentences, by):
        chosen = (Kind.OUT_OF_OFFICE, by[Act.AWAY], 0.75)
    elif _asks(sentences, by):
        chosen = (Kind.QUESTION, by[Act.ASK], 0.75)
    elif by[Act.STOP_MAIL] and not by[Act.PROMISE]:
        chosen = (Kind.REFUSAL, by[Act.STOP_MAIL], 0.5)
    else:
        why = by[Act.PARTLY] or by[Act.PROMISE] or by[Act.RESOLVED] or by[Act.ELSEWHERE] or by[Act.THANKS]
        chosen = (Kind.UNRELATED, why, 0.7 if why else 0.5)
    kind, why, score = chosen
    others = tuple(
        dict.fromkeys(
            _KINDS[hit.act]
            for hit in (*done, *errors, *(by[Act.AWAY] if dated else ()), *by[Act.WRONG], *by[Act.CONTACT], *by[Act.DELEGATE], *by[Act.REFUSE], *by[Act.ASK])
            if _KINDS[hit.act] is not kind
        )
    )
    sure = score >= 0.85 and not (kind is Kind.COMPLETED and others)
    rule = why[0].rule if why else "nothing-recognised"
    return Decision(kind, score, sure, rule, stage, others, tuple(why))


def _standing_done(by: dict[Act, list[Hit]]) -> list[Hit]:
    """Claims of completion that nothing later, and no promise or count, takes back."""
    done = by[Act.DONE]
    if not done:
        return []
    last = done[-1].end
    if any(hit.at > done[0].at or hit.end > done[0].at for hit in by[Act.PARTLY]):
        after = [hit for hit in by[Act.PARTLY]]
        if after[-1].at >= done[-1].at or after[-1].end >= last or len(done) == 1:
            return []
    if any(hit.rule in ("promise.not-yet", "promise.will", "promise.let-me", "promise.when") and hit.at > done[0].at for hit in by[Act.PROMISE]):
        return []
    if any(hit.rule == "promise.not-yet" for hit in by[Act.PROMISE]) and len(done) == 1:
        return []
    return done


def _open_errors(
    sentences: Sequence[Sentence], by: dict[Act, list[Hit]], done: Sequence[Hit], address: bool
) -> list[Hit]:
    """Errors that no later word closes."""
    closings = [*by[Act.RESOLVED], *done]
    out = []
    for act in ERRORS:
        for hit in by[act]:
            if any(close.start >= hit.stop and close.sentence == hit.sentence or close.sentence > hit.sentence for close in closings if close.rule != "resolved.none"):
                continue
            if done and (hit.rule in _MILD or act is not Act.ANSWERING and not _contrasted(sentences, hit)):
                continue
            if by[Act.CONTACT] and address and (hit.rule == "send.name" or act is not Act.ANSWERING and _of_the_old_box(hit)):
                continue
            if (done or by[Act.RESOLVED]) and _was_before(sentences, hit):
                continue
            out.append(hit)
    return sorted(out, key=lambda hit: hit.at)


def _given_up(by: dict[Act, list[Hit]], errors: Sequence[Hit]) -> list[Hit]:
    """Refusals that follow from the errors: the person will not try again."""
    return [hit for hit in by[Act.REFUSE] if hit.rule in ("refuse.word", "refuse.wont") and hit.at > errors[-1].at]


def _about_somebody_else(wrong: Sequence[Hit]) -> bool:
    """`Đồng chí Thành đã chuyển công tác`, written by whoever reads his mail now."""
    return any(hit.rule in _HARD_WRONG and re.match(r"đồng chí |dong chi |ông |ong |bà |ba ", hit.words) for hit in wrong)


def _of_the_old_box(hit: Hit) -> bool:
    """`mail cũ không vào được nữa` is why the address changes, not a fault to mend."""
    return re.search(r"\b(?:c[uũ]|kia)\b", hit.words) is not None


def _view_of(sentences: Sequence[Sentence], hit: Hit) -> _View:
    one = next(one for one in sentences if one.number == hit.sentence)
    return _View(one.bare if hit.bare else one.plain, hit.bare, one.asks, one.number)


def _was_before(sentences: Sequence[Sentence], hit: Hit) -> bool:
    view = _view_of(sentences, hit)
    return view.has(_BEFORE, _clause_start(view, hit.start), _clause_stop(view, hit.stop))


def _contrasted(sentences: Sequence[Sentence], hit: Hit) -> bool:
    return _view_of(sentences, hit).has(_CONTRAST, 0, hit.start + 1)


def _root(sentences: Sequence[Sentence], errors: Sequence[Hit]) -> Hit:
    """The error that the others follow from: what stands after `vì`, a mailbox, else the first."""
    first = errors[0]
    if first.rule == "receive.box-says" and len(errors) > 1 and errors[1].rule in _MADE_ON_THE_WAY:
        errors, first = errors[1:], errors[1]  # what the mail program says is told by the rest of the sentence
    for hit in errors[1:]:
        if hit.sentence == first.sentence and _view_of(sentences, hit).has(_CAUSE, first.stop, hit.start + 1):
            return hit
    if first.act is Act.SENDING:
        for hit in errors:
            if hit.act is Act.RECEIVING and hit.rule.startswith("receive.box"):
                return hit
    return first


def _wrong(by: dict[Act, list[Hit]], dated: bool) -> list[Hit]:
    wrong = [hit for hit in by[Act.WRONG] if hit.rule != "wrong.successor"]
    if dated and by[Act.AWAY]:
        return [hit for hit in wrong if "biệt phái" not in hit.words and "biet phai" not in hit.words]
    return wrong


def _contact_without_address(by: dict[Act, list[Hit]]) -> bool:
    return any(hit.rule in ("contact.change", "contact.old", "contact.wrong", "contact.phone", "contact.en") for hit in by[Act.CONTACT])


def _away_strongly(by: dict[Act, list[Hit]]) -> bool:
    return any(hit.rule in ("away.now", "away.en") for hit in by[Act.AWAY])


def _asks(sentences: Sequence[Sentence], by: dict[Act, list[Hit]]) -> bool:
    return bool(by[Act.ASK]) or any(one.asks for one in sentences)


def _asks_first(sentences: Sequence[Sentence], by: dict[Act, list[Hit]], done: Sequence[Hit]) -> bool:
    asks = [hit.sentence for hit in by[Act.ASK] if hit.rule not in ("ask.guide", "ask.again")] + [
        one.number for one in sentences if one.asks
    ]
    return bool(asks) and min(asks) < done[0].sentence
