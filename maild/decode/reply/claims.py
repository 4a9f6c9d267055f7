# ruff: noqa: E501  (a row is a line)
"""What keeps a claim of completion from being one, as a table: a row a meaning, with an example.

`phrases` finds the words of a claim ("đã trả lời xong phiếu"); here stands what may surround them so that
nothing was submitted: it is denied, to come, asked about, somebody else's, or about something else. To
teach maild such words, add them to the row that means the same, or add a row; its example is a test.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from maild.decode.reply.patterns import Hit, Phrase, View, clause_start, clause_stop, phrase
from maild.decode.reply.phrases import TOPIC
from maild.model import Word


class Where(Word):
    """Where a row's words stand, seen from the claim."""

    BEFORE = "before"  # in its clause, before it, with at most `gap` words between
    LEADING = "leading"  # in its clause, anywhere before it
    WITHIN = "within"  # in its own words
    NEXT = "next"  # right after it
    LATER = "later"  # in its sentence, anywhere after it
    AROUND = "around"  # from its beginning to a little after its end, in its clause


class Row(NamedTuple):
    """Words that keep a claim from being one. In the notation of `phrases`."""

    meaning: str
    where: Where
    words: str
    example: str  # of a claim that these words keep from being one
    gap: int = 0
    of: frozenset[str] = frozenset()  # only claims of these rules; empty: of all
    but: frozenset[str] = frozenset()  # not claims of these
    saying: str = ""  # only claims that hold this
    unless: str = ""  # words of the same stretch with which it is a claim after all

    def concerns(self, rule: str) -> bool:
        return (not self.of or rule in self.of) and rule not in self.but


def _of(*rules: str) -> frozenset[str]:
    return frozenset(rules)


_B, _L, _W, _N, _A = Where.BEFORE, Where.LEADING, Where.WITHIN, Where.NEXT, Where.AROUND
_LOOSE = _of("done.past", "done.end-roi")
_EVERY = r"đều|tất cả|toàn bộ|100%|cả \d+|(\d+)/\1|gồm tôi|gồm cả tôi"
OTHERS = (
    r"mọi người|anh em|anh chị em|(?:cả|các|phòng|vợ|chồng|bạn|sếp|thủ trưởng|lãnh đạo) (?:phòng|cơ quan|ban|sở|đơn vị|tôi|em|mình)|"
    r"(?:\d+(?:/\d+)?|hai|ba|bốn|năm|một số|mấy) (?:người|đồng chí|công chức|cán bộ)|các (?:đồng chí|anh chị|bạn) (?:trong|ở|khác|còn lại|phòng|của)|"
    r"đồng nghiệp|họ|nó|(?:anh|chị|em|bạn|ông|bà) ấy"
)
_OTHER_PAPER = (
    r"nhiệm vụ|báo cáo|hồ sơ|thủ tục|khóa học|chương trình|kế hoạch|công việc|chuyến công tác|thư này|thư của|công văn|văn bản|"
    r"phỏng vấn|chất vấn|cử tri|báo chí|cuộc thi|bài thi|(?<!qua )(?<!bằng )(?<!trên )điện thoại|đơn|phiếu giấy|bản giấy"
)

# fmt: off
TABLE: tuple[Row, ...] = (
    # ---- not done
    Row("it is negated", _B, "không|chưa|thay vì|gần|suýt|not", "Tôi chưa trả lời xong phiếu", gap=2),
    Row("it is negated in its own words", _W, r"không|chưa|gần|gần như|đâu|làm gì", "Tôi có gửi phiếu đâu mà rồi"),
    Row("it is negated by what follows", _N, r"^ (?:phiếu |này |được |hết |cả )*(?:đâu(?= ,|$| mà| em| anh| chị| các| nhé))", "Tôi đã làm phiếu đâu"),
    Row("it was only tried", _B, "thử|cố", "Tôi thử làm phiếu rồi"),
    Row("a part is counted", _W, r"được \d+ câu|(?!100%)\d+ ?%", "Em đã làm được 12 câu trong phiếu"),
    Row("a part is named, or it was done often", _W, r"phần (?:[a-h]|\d+|i+|đầu|một|này)|\d+ lần|mấy lần|nhiều lần|nửa|một nửa|lại", "Em làm phần 2 rồi ạ", of=_LOOSE),
    # ---- to come
    Row("it is to come", _B, "sẽ|sắp|đang|(?<!khẳng )(?<!xác )(?<!quyết )định|chuẩn bị|cố gắng|tranh thủ|mai|tối nay|chiều nay|tuần sau|lát nữa|hẹn|rảnh|cách|đợi|chờ|will", "Chiều nay em làm phiếu xong ạ", gap=2),
    Row("it is to come, by its own words", _W, "sẽ|sắp", "Phiếu tôi sẽ gửi xong hôm nay"),
    Row("it is owed or wished", _B, "cần|phải|muốn|bắt|được mời|mời|thời gian|hạn|to", "Tôi được mời trả lời phiếu rồi", gap=2),
    Row("it is supposed, or waits for something", _B, "nếu|(?<!trong )khi|sau khi|trước khi|bao giờ|khi nào|giá mà|ước gì", "Sau khi làm xong phiếu tôi về", gap=2),
    Row("something follows upon it", _N, r"^ (?:phiếu |này |được |hết |cả )*(?:đã(?= ,|$| rồi| nhé| em| anh| chị)|(?:rồi )?thì (?:tốt|hay|đỡ|may|mới|sẽ|báo|nhắn)|(?:rồi |thì )?<me> (?:báo|nhắn|gọi)(?! cáo)|(?:rồi )?(?:<me> )?(?:mới|sẽ) (?:báo|gửi|nộp|nhắn|trả lời|làm|chụp))", "Làm xong phiếu rồi em báo ạ"),
    Row("it is one step of several", _N, r"^ (?:, )?(?:bấm|ấn|nhấn|thì|mà|rồi bấm|đến|gửi|lưu|nộp|hết rồi bấm|không|phần|một)", "Làm phiếu xong thì bấm vào đâu", of=_of("done.verb-end")),
    # ---- asked for, asked about, doubted
    Row("it is asked of somebody", _B, "hãy|xin(?! thông báo| xác nhận| báo)|đề nghị|yêu cầu|nhắc|đôn đốc|nhờ|để", "Đề nghị đồng chí trả lời phiếu xong", gap=2),
    Row("it is to be written down, for peace", _B, "coi như|xem như|cứ (?:ghi|tính|báo|báo cáo|coi|cho|xem)|tính là|em ghi|ghi giúp|ghi hộ", "Coi như tôi đã trả lời phiếu", gap=4),
    Row("it is to be written down, by its own words", _B, "cứ", "Cứ ghi là đã trả lời phiếu", saying="^(?:ghi|báo|bao|hiện|hien)"),
    Row("it is asked about", _N, r"^ (?:phiếu |này |được |hết |cả )*(?:(?:hay )?chưa(?= ,|$| nhỉ| vậy| thế| em| anh| chị| các| đồng chí| bạn| ta| hả))", "Tôi đã trả lời phiếu chưa nhỉ"),
    Row("its writer doubts it", _B, "hình như|chắc là|có lẽ|có khi|hay là|tưởng|tưởng là|tưởng rằng|cứ tưởng|ngỡ|mong là|hy vọng", "Tưởng là mình đã gửi phiếu", gap=4),
    Row("its writer doubts it afterwards", Where.LATER, "không chắc|chưa chắc|không nhớ|hình như chưa", "Tôi đã gửi phiếu, nhưng không chắc"),
    Row("the page contradicts itself", _W, "trong khi|mặc dù|dù|thiếu|mà", "Hệ thống báo thiếu phần 2 mà thành công", of=_of("done.system-says")),
    # ---- somebody else's
    Row("nobody knows who did it", _B, "ai (?:bảo|nói|báo|kêu)|ai(?= $)|làm gì|ai đó|có ai|có người|người khác|kẻ nào|ai mà", "Có người đã trả lời phiếu của tôi", gap=4),
    Row("others did it", _L, OTHERS, "7 đồng chí đã nộp phiếu", but=_of("done.everyone"), unless=_EVERY),
    Row("it is our own sending", _B, "bộ|sở|bộ nội vụ|sở nội vụ|các đồng chí|các anh chị|anh chị|ban tổ chức|hệ thống|trung ương|tỉnh|bên", "Bộ Nội vụ đã gửi phiếu", gap=2, saying="g[uử]i"),
    # ---- something else
    Row("it was in another year", _B, "năm ngoái|năm trước|năm kia|mọi năm", "Năm ngoái tôi đã làm phiếu", gap=4),
    Row("other business is over", _B, "họp|việc|về|công tác|hội nghị|báo cáo|ăn|cuộc họp|kỳ họp|học|thi|đợt này|đọc|xem|nghe|đăng nhập|in|tải|cài", "Tôi họp xong rồi", of=_of("done.xong-roi")),
    Row("it was a meeting", _W, "hội nghị|tập huấn|cuộc họp", "Tôi tham gia hội nghị rồi"),
    Row("another paper was sent", _L, _OTHER_PAPER, "Công văn gửi thành công rồi", of=_of("done.sent-well", "done.end-roi", "done.verb-end", "done.xong-roi"), unless=TOPIC),
    Row("it is another paper", _A, _OTHER_PAPER, "Em đã nộp trên hồ sơ", but=_of("done.before-letter"), unless=TOPIC),
    Row("another paper follows as its object", _N, "^ (?:báo cáo|hồ sơ|khóa học|công văn|bài thi|cuộc thi)", "Tôi làm xong báo cáo rồi"),
)
# fmt: on


class _Group(NamedTuple):
    """Rows that are sought at once."""

    where: Where
    words: Phrase
    saying: re.Pattern[str] | None
    unless: Phrase | None


@cache
def _groups(rule: str) -> tuple[_Group, ...]:
    """What may speak against a claim of this rule."""
    return joined(tuple(row for row in TABLE if row.concerns(rule)))


@cache  # most rules have the same rows
def joined(rows: tuple[Row, ...]) -> tuple[_Group, ...]:
    """Rows in as few patterns as can be."""
    alike: dict[tuple[Where, str, str], list[str]] = {}
    for row in rows:
        words = rf"(?:{row.words})(?: \S+){{0,{row.gap}}} $" if row.where is Where.BEFORE else row.words
        alike.setdefault((row.where, row.saying, row.unless), []).append(words)
    return tuple(
        _Group(
            where,
            _sought(where, "|".join(words)),
            re.compile(saying) if saying else None,
            phrase(unless) if unless else None,
        )
        for (where, saying, unless), words in alike.items()
    )


def _sought(where: Where, words: str) -> Phrase:
    if where is Where.BEFORE:
        return phrase(rf"(?<!\S)(?:{words})", whole_words=False)
    return phrase(words, whole_words=where is not Where.NEXT)


def is_none(view: View, hit: Hit) -> bool:
    """Whether what stands around a claim of completion keeps it from being one."""
    return keeps(_groups(hit.rule), view, hit) or _of_another_sheet(view, hit)


def keeps(groups: Iterable[_Group], view: View, hit: Hit) -> bool:
    """Whether the words of one of these keep this claim from being one."""
    text, bare = view.text, view.bare
    before = clause_start(view, hit.start)
    stretches: dict[Where, tuple[int, int]] = {
        Where.BEFORE: (before, hit.start),
        Where.LEADING: (before, hit.start),
        Where.WITHIN: (hit.start, hit.stop),
        Where.NEXT: (hit.stop, len(text)),
        Where.LATER: (hit.stop, len(text)),
        Where.AROUND: (hit.start, min(hit.stop + 30, clause_stop(view, hit.stop))),
    }
    for where, words, saying, unless in groups:
        if saying is not None and not saying.search(hit.words):
            continue
        start, stop = stretches[where]
        stretch = View(text[start:stop], bare, False, 0)
        if stretch.has(words) and not (unless is not None and stretch.has(unless)):
            return True
    return False


# What may follow `khảo sát` or `phiếu` when ours is meant; another word names another one.
_OUR_SHEET = phrase(
    r"(?:khảo sát|phiếu|điều tra)(?= ,| (?:này|đó|trên|khảo sát|điều tra|xã hội học|xhh|cchc|cải cách|chỉ số|par|của|"
    r"trả lời|phản hồi|rồi|xong|hết|đầy|đủ|thành công|từ|lúc|ngày|hôm|hồi|vào|và|theo|qua|trên|trực tuyến|cho|về|"
    r"lên|đi|tại|bằng|trước|sau|sáng|trưa|chiều|tối|đêm|tuần|ngay|luôn|nhé|nha|ạ|em|anh|chị|cô|chú|bác|bạn|ad|"
    r"các|đồng chí|mà|nhưng|thì|là|cách|mới|cơ|trọn|đã|được|số|mời|(?:cchc|xhh|par|par-index|index)[-/]?20\d\d|"
    r"vừa|dành|thuộc|hộ|giúp|chính|gửi|nhận|điện|cấp|chưa|cũng|"
    r"đều|thành|xong|không|"
    r"nên|do|vì|để|theo|mã|ở|online|"
    r"cá nhân|năm|đợt|lần|bộ|nội|với|cuối|mình|tôi|như|khi|đúng|nghiêm|đấy|đó|thứ|lần|bên|mất|hoàn|mọi|này|"
    r"mùng|urlx|xin|kể|cùng|trong|ban|\d\S*)(?!\S)|$)"
)
_ANY_SHEET = phrase("khảo sát|phiếu|điều tra")


def _of_another_sheet(view: View, hit: Hit) -> bool:
    """`trả lời khảo sát suất ăn rồi`: a survey with a name of its own."""
    ours = {found.start() for found in _OUR_SHEET.on(view.bare).finditer(view.text, hit.start)}
    named = [found.start() for found in _ANY_SHEET.on(view.bare).finditer(view.text, hit.start, hit.stop)]
    return bool(named) and named[-1] not in ours
