"""From phrases to what a mail is for: negation, aspect, order and the questionnaire as subject decide.

`hear` finds what each sentence does (`phrases.PHRASES`), and drops what is negated, only supposed, asked
about, over, or of another system. `decide` weighs what is left. Neither knows a sample by its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from maild.decode.reply.phrases import CLASSES, HYPOTHETICAL, PHRASES, TOPIC, Act
from maild.decode.reply.sentences import Sentence
from maild.model import Kind, Stage

# ---------------------------------------------------------------- the pattern language

_GAP_WORD = r"(?:(?!(?:nhung|tuy nhien|song)\s)[^\s,]+ )"
_PLAIN_GAP_WORD = (  # between a verb and its questionnaire: no other object, no negation
    r"(?:(?!(?:nhung|song|thu|mail|hoi|bao|ve|khong|chua|danh sach|nhan|loi|neu|anh|file|don|to|giay|cong|hinh|cho)\s)[^\s,]+ )"
)
_NAME = re.compile(r"<(\w+)>")


def compile_phrase(pattern: str) -> re.Pattern[str]:
    """A phrase as a regular expression over canonical text; matches whole words."""
    for _ in range(4):
        pattern = _NAME.sub(lambda found: f"(?:{CLASSES[found[1]]})", pattern)
    pattern = re.sub(r" \.\.(\d+) ", lambda found: f" {_GAP_WORD}{{0,{found[1]}}}", pattern)
    pattern = re.sub(r" ~(\d+) ", lambda found: f" {_PLAIN_GAP_WORD}{{0,{found[1]}}}", pattern)
    return re.compile(rf"(?<!\S)(?:{pattern})(?!\S)")


_ROWS = tuple((rule, act, compile_phrase(pattern)) for rule, act, pattern in PHRASES)
_TOPIC = re.compile(rf"(?<!\S)(?:{TOPIC})(?!\S)")
_HYPOTHETICAL = re.compile(rf"(?<!\S)(?:{HYPOTHETICAL})(?!\S)")

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

    @property
    def at(self) -> tuple[int, int]:
        return (self.sentence, self.start)

    @property
    def end(self) -> tuple[int, int]:
        return (self.sentence, self.stop)


# ---------------------------------------------------------------- hearing


def on_topic(plain: str) -> bool:
    """Whether a canonical text speaks of a survey, its letters or their subject."""
    return _TOPIC.search(plain) is not None


def hear(sentences: Sequence[Sentence]) -> tuple[Hit, ...]:
    """What the sentences do, without what is negated, supposed, or about something else."""
    out: list[Hit] = []
    before: Sentence | None = None
    for sentence in sentences:
        found = [
            Hit(act, rule, sentence.number, one.start(), one.end(), one.group(0))
            for rule, act, pattern in _ROWS
            for one in pattern.finditer(sentence.plain)
        ]
        out.extend(_sorted_out(sentence, before, found))
        before = sentence
    return tuple(sorted(out, key=lambda hit: hit.at))


def _sorted_out(sentence: Sentence, before: Sentence | None, found: list[Hit]) -> Iterable[Hit]:
    found = _without_denied(found)
    asking = _asking_from(sentence, found)
    elsewhere = any(hit.act is Act.ELSEWHERE for hit in found)
    ours = _TOPIC.search(sentence.plain) is not None
    for hit in found:
        if elsewhere and not ours and hit.act not in (Act.ELSEWHERE, Act.THANKS):
            continue
        if hit.act is Act.DONE and _not_yet(sentence, hit, asking, elsewhere):
            continue
        if hit.act is Act.ERROR:
            hit = replace(hit, act=_stage_around(sentence, before, hit))
        if hit.act in ERRORS:
            if _supposed(sentence.plain, hit.start) and hit.rule != "send.none":
                yield replace(hit, act=Act.ASK, rule="ask.supposed")
                continue
            if elsewhere and not (ours and _our_word_near(sentence.plain, hit)):
                continue
            if _asks_whether(sentence.plain, hit):
                yield replace(hit, act=Act.ASK, rule="ask.whether-error")
                continue
        elif hit.act in (Act.REFUSE, Act.DELEGATE, Act.WRONG, Act.CONTACT, Act.AWAY):
            if _supposed(sentence.plain, hit.start):
                yield replace(hit, act=Act.ASK, rule="ask.supposed")
                continue
            if asking is not None and _same_clause(sentence.plain, hit.start, asking) and hit.act is not Act.AWAY:
                yield replace(hit, act=Act.ASK, rule="ask.about")
                continue
            if hit.act is Act.REFUSE and _double_negation(sentence.plain, hit):
                continue
        yield hit


def _without_denied(found: list[Hit]) -> list[Hit]:
    """Errors inside `không gặp lỗi gì` were none; of errors that overlap, the closest fit stays."""
    denied = [hit for hit in found if hit.rule == "resolved.none" or hit.rule == "resolved.gone"]
    kept = [
        hit
        for hit in found
        if not (
            hit.act in (*ERRORS, Act.ERROR)
            and any(no.start < hit.stop and hit.start < no.stop for no in denied)
        )
    ]
    staged = [hit for hit in kept if hit.act in ERRORS]
    return [
        hit
        for hit in kept
        if not (hit.act in ERRORS and any(_fits_better(other, hit) for other in staged))
        and not (hit.act is Act.ERROR and any(o.start < hit.stop and hit.start < o.stop for o in staged))
    ]


def _fits_better(other: Hit, hit: Hit) -> bool:
    """Another stage's phrase lies over this one and is tighter."""
    overlap = other.start < hit.stop and hit.start < other.stop
    return overlap and other.act is not hit.act and other.stop - other.start < hit.stop - hit.start


_MAIL_NEAR = compile_phrase("<box>|<file>|thu|mail|thu moi|noi dung thu|tin nhan")
_READS = compile_phrase("doc|xem|tai ve|noi dung|dinh kem|hien thi|mo thu|mo mail|mo file|font|chu")
_BOX_NEAR = compile_phrase("<box>|<file>")
_SITE_NEAR = compile_phrase("<site>|<sheet>|<code>|<part>|urlx")


def _stage_around(sentence: Sentence, before: Sentence | None, hit: Hit) -> Act:
    """Where an error without an object arose: by the things named nearest to it, else at the survey page."""
    best, distance = Act.ANSWERING, 10_000
    for act, pattern in ((Act.RECEIVING, _MAIL_NEAR), (Act.ANSWERING, _SITE_NEAR)):
        for found in pattern.finditer(sentence.plain):
            gap = max(found.start() - hit.stop, hit.start - found.end(), 0)
            if gap < distance:
                best, distance = act, gap
    if distance < 10_000:
        return best
    if before is not None and _BOX_NEAR.search(before.plain) and not _SITE_NEAR.search(before.plain):
        return Act.RECEIVING
    return Act.ANSWERING


_NEGATION_BEFORE = re.compile(
    r"(?<!\S)(?:khong|chua|se|sap|dang|dinh|chuan bi|can|phai|muon|neu|khi|sau khi|truoc khi|de|nho|bao gio|khi nao|"
    r"hay|xin|de nghi|moi|yeu cau|nhac|don doc|co gang|tranh thu|mai|toi nay|chieu nay|tuan sau|lat nua|will|not|to|"
    r"hen|ranh|neu da|chi|nham|vua dang|thay vi|bat|duoc moi|cach|viec|thoi gian|ket qua)(?: \S+){0,2} $"
)
_OTHERS_SENT = re.compile(
    r"(?<!\S)(?:bo|so|bo noi vu|so noi vu|cac dong chi|cac anh chi|anh chi|ban to chuc|he thong|trung uong|tinh)(?: \S+){0,2} $"
)
_NOT_THE_SHEET = re.compile(
    r"(?<!\S)(?:nhiem vu|bao cao|ho so|thu tuc|khoa hoc|chuong trinh|ke hoach|cong viec|chuyen cong tac|dot|thu nay|"
    r"thu cua|mail|cong van|van ban|dien thoai|don|phieu giay|ban giay|giay)"
)
_CLAUSE = re.compile(r" , | nhung | tuy nhien | song | con (?=toi |em |anh |phieu |phan )")


def _clause_start(plain: str, at: int) -> int:
    """Where the clause that holds character `at` begins."""
    start = 0
    for found in _CLAUSE.finditer(plain, 0, at):
        start = found.end()
    return start


def _clause_stop(plain: str, at: int) -> int:
    found = _CLAUSE.search(plain, at)
    return found.start() if found else len(plain)


def _same_clause(plain: str, one: int, other: int) -> bool:
    return _clause_start(plain, one) == _clause_start(plain, other)


def _not_yet(sentence: Sentence, hit: Hit, asking: int | None, elsewhere: bool) -> bool:
    """A claim of completion that is negated, to come, supposed, asked about, or of something else."""
    plain = sentence.plain
    lead = plain[_clause_start(plain, hit.start) : hit.start]
    if _NEGATION_BEFORE.search(lead) or re.search(r"(?<!\S)(?:khong|chua|se) ", hit.words.partition("roi")[0] + " "):
        return True
    if _OTHERS_SENT.search(lead) and "gui" in hit.words:
        return True
    if _supposed(plain, hit.start) or elsewhere:
        return True
    if asking is not None and _same_clause(plain, hit.start, asking):
        return True
    tail = plain[hit.start : hit.stop + 40]
    return _NOT_THE_SHEET.search(tail) is not None and "phieu dieu tra" not in tail and "khao sat" not in tail


def _supposed(plain: str, at: int) -> bool:
    """`neu …` stands before, in this clause or the one that leads to it."""
    found = None
    for found in _HYPOTHETICAL.finditer(plain, 0, at):
        pass
    if found is None:
        return False
    between = plain[found.end() : at]
    return between.count(" , ") <= 1 and " thi " not in between


def _our_word_near(plain: str, hit: Hit) -> bool:
    around = plain[max(0, hit.start - 60) : hit.stop + 60]
    return _TOPIC.search(around) is not None


_WHETHER = re.compile(r"(?<!\S)co (?:phai |dang |bi |gap |hay |con |xay ra )*(?:\S+ ){0,4}(?:khong|ko|chua)(?!\S)")


def _asks_whether(plain: str, hit: Hit) -> bool:
    """`có bị lỗi không?`: nobody says that there is one."""
    return any(found.start() <= hit.start and hit.stop <= found.end() for found in _WHETHER.finditer(plain)) and (
        " loi" in f" {hit.words}"
    )


def _double_negation(plain: str, hit: Hit) -> bool:
    lead = plain[:hit.start]
    return re.search(r"(?<!\S)khong (?:phai )?(?:\S+ )?$", lead) is not None or lead.endswith("chu khong phai ")


def _asking_from(sentence: Sentence, found: Sequence[Hit]) -> int | None:
    """Where in the sentence its question stands; None when it asks nothing."""
    marks = [hit.start for hit in found if hit.rule in ("ask.which", "ask.en")]
    if marks:
        return max(marks)
    return len(sentence.plain) if sentence.asks else None


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
_MILD = frozenset({"error.slow", "answer.code-used", "send.late", "send.late-2", "send.late-3", "send.spam", "send.twice", "send.repeated", "send.name", "answer.asks-login", "answer.closed", "send.only-reminder"})
_HARD_WRONG = ("wrong.retired", "wrong.moved", "wrong.no-longer", "wrong.dead", "wrong.duplicate", "wrong.take-off", "wrong.mistaken", "wrong.not-me", "wrong.en", "wrong.shared-box", "wrong.unknown")
_BEFORE = compile_phrase("<before>")
_CAUSE = re.compile(r"(?<!\S)(?:vi|do|tai|boi|nguyen nhan|ly do)(?!\S)")


def decide(sentences: Sequence[Sentence], hits: Sequence[Hit], *, address: bool, dated: bool) -> Decision:
    """What the mail is for. `address`: another address was given; `dated`: a day of return was named.

    Errors that are still open come first, then who is meant, then what he
    will or will not do, and completion only when nothing speaks against it.
    """
    by = {act: [hit for hit in hits if hit.act is act] for act in Act}
    done = _standing_done(by)
    errors = _open_errors(sentences, by, done)
    wrong = _wrong(by, dated)
    chosen: tuple[Kind, Sequence[Hit], float]
    stage: Stage | None = None
    if errors:
        cause = _root(sentences, errors)
        stage = ERRORS[cause.act]
        chosen = (_TECH[cause.act], [cause], 0.9 if len(errors) > 1 or not cause.rule.startswith("error.") else 0.8)
    elif address and by[Act.CONTACT]:
        chosen = (Kind.CONTACT_CHANGE, by[Act.CONTACT], 0.9)
    elif by[Act.DELEGATE] and not (done and done[-1].at > by[Act.DELEGATE][-1].at):
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
            for hit in (*done, *errors, *by[Act.WRONG], *by[Act.CONTACT], *by[Act.DELEGATE], *by[Act.REFUSE], *by[Act.ASK])
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


def _open_errors(sentences: Sequence[Sentence], by: dict[Act, list[Hit]], done: Sequence[Hit]) -> list[Hit]:
    """Errors that no later word closes."""
    closings = [*by[Act.RESOLVED], *done]
    out = []
    for act in ERRORS:
        for hit in by[act]:
            if any(close.start >= hit.stop and close.sentence == hit.sentence or close.sentence > hit.sentence for close in closings if close.rule != "resolved.none"):
                continue
            if done and (hit.rule in _MILD or act is not Act.ANSWERING and not _contrasted(sentences, hit)):
                continue
            if (done or by[Act.RESOLVED]) and _was_before(sentences, hit):
                continue
            out.append(hit)
    return sorted(out, key=lambda hit: hit.at)


def _plain(sentences: Sequence[Sentence], number: int) -> str:
    return next((one.plain for one in sentences if one.number == number), "")


def _was_before(sentences: Sequence[Sentence], hit: Hit) -> bool:
    plain = _plain(sentences, hit.sentence)
    return _BEFORE.search(plain[_clause_start(plain, hit.start) : _clause_stop(plain, hit.stop)]) is not None


def _contrasted(sentences: Sequence[Sentence], hit: Hit) -> bool:
    plain = _plain(sentences, hit.sentence)
    return re.search(r"(?<!\S)(?:nhung|tuy nhien|song|rieng|con)(?!\S)", plain[: hit.start + 1]) is not None


def _root(sentences: Sequence[Sentence], errors: Sequence[Hit]) -> Hit:
    """The error that the others follow from: what stands after `vì`, a mailbox, else the first."""
    for hit in errors:
        plain = _plain(sentences, hit.sentence)
        if hit is not errors[0] and hit.sentence == errors[0].sentence and _CAUSE.search(plain, errors[0].stop, hit.start + 1):
            return hit
    first = errors[0]
    if first.act is Act.SENDING:
        for hit in errors:
            if hit.act is Act.RECEIVING and hit.rule.startswith("receive.box"):
                return hit
    return first


def _wrong(by: dict[Act, list[Hit]], dated: bool) -> list[Hit]:
    if dated and by[Act.AWAY]:
        return [hit for hit in by[Act.WRONG] if "biet phai" not in hit.words]
    return by[Act.WRONG]


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
