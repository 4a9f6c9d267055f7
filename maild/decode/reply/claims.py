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

    EARLIER = "earlier"  # in its sentence, anywhere before it
    BEFORE = "before"  # in its clause, before it, with at most `gap` words between
    LEADING = "leading"  # in its clause, anywhere before it
    SUBJECT = "subject"  # in its clause, before it, and neither the writer nor the questionnaire between
    CLAUSE = "clause"  # in its clause
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
    doubtful: bool = False  # it stays a claim, and a person decides

    def concerns(self, rule: str) -> bool:
        return (not self.of or rule in self.of) and rule not in self.but


def _of(*rules: str) -> frozenset[str]:
    return frozenset(rules)


_B, _L, _W, _N, _A = Where.BEFORE, Where.LEADING, Where.WITHIN, Where.NEXT, Where.AROUND
_S, _C = Where.SUBJECT, Where.CLAUSE
NOT_HIS = r"^(?!(?:tôi|toi|em|mình|minh|anh|chị|chi|bác|bac|chú|chu|cháu|chau|cô|co|tui|bản thân|ban than|cá nhân|ca nhan|phiếu|phieu|khảo sát|khao sat) )"
NO_SHEET = r"^(?!.*(?:phi[eế]u|kh[aả]o s[aá]t|[dđ]i[eề]u tra))"
TOLD = _of("done.system-says", "done.recorded", "done.sent-by-me", "done.sheet-xong")  # by the page
_LOOSE = _of("done.past", "done.end-roi")
_EVERY = r"đều|tất cả|toàn bộ|100%|cả \d+|(\d+)/\1|gồm tôi|gồm cả tôi"
OTHERS = (
    r"mọi người|(?<!báo cáo )(?<!thưa )(?<!dạ )(?<!gửi )(?<!chào )(?<!vâng )anh em|anh em (?:trong|ở|phòng|cơ quan|đơn vị|ubnd|xã|phường|sở|ban|bên|tôi|cùng|đều)|anh chị em|(?:cả|các|(?<!trưởng )(?<!phó )phòng|vợ|chồng|bạn|sếp|thủ trưởng|lãnh đạo) (?:phòng|cơ quan|ban|sở|đơn vị|tôi|em|mình)|"
    r"(?:\d+(?:/\d+)?|hai|ba|bốn|năm|một số|mấy|nhiều|đa số|phần lớn|hầu hết|số đông|quá nửa|một nửa|nửa) (?:số )?(?:các )?(?:người|đồng chí|công chức|cán bộ|đại biểu|thành viên|trường hợp|phòng|ban|xã|thôn|đơn vị)|số (?:người|phiếu đã|cán bộ|đồng chí|đại biểu)|các (?:đồng chí|anh chị|bạn) (?:trong|ở|khác|còn lại|phòng|của)|"
    r"đồng nghiệp|họ|(?<!hôm )nó (?!(?:báo|hiện|ghi|ra|thông báo|lên)(?: |$))\S+|(?:anh|chị|em|bạn|ông|bà) ấy|những (?:người|ai|đồng chí|cán bộ|công chức|trường hợp)|danh sách (?:các |những )?(?:<folk>)|"
    r"(?!100%)\d+(?:[,.]\d+)? ?%|\d+/\d+ phiếu"
)
_OTHER_PAPER = (
    r"nhiệm vụ|báo cáo|hồ sơ|thủ tục|khóa học|chương trình|kế hoạch|công việc|chuyến công tác|thư này|thư của|công văn|văn bản|"
    r"phỏng vấn|chất vấn|cử tri|báo chí|cuộc thi|bài thi|bài kiểm tra|bài tập|bài viết|bài thu hoạch|(?<!qua )(?<!bằng )(?<!trên )điện thoại|đơn|phiếu giấy|bản giấy"
)

_ONES_ANSWER = (  # what may follow the verb of a claim where its questionnaire is named or taken for granted
    r"(?:phiếu|khảo|điều|bảng|bài|bộ|câu|form|link|xong|rồi|đầy|đủ|hết|nó|được|cả|từ|vào|lúc|hôm|ngày|hồi|sáng|trưa|chiều|tối|đêm|"
    r"nửa|ngay|trước|tuần|đầu|cuối|giữa|tháng|cách|vừa|ban|nãy|lâu|mấy|và|việc|nội|này|luôn|đúng|theo|qua|trên|bằng|lên|về|nghiêm|thành|trực|"
    r"gửi|nộp|lại|phần|ý|toàn|tất|cho|của|tại|ở|giúp|các|những|rất|khá|một|thứ|chủ|mùng|,|và|cchc|xhh|par|survey|\d\S*|urlx|"
    r"<me>|<do>|<deliver>|<sheet>|<past>|<when>|<all>|đồng|ạ|nhé|nha|đi|sạch|tất|mạng|máy|điện thoại|zalo|web|app|hệ thống|phần mềm|liền|sớm|online|khi|mới|thế|như|cái|bản|mẫu|bạn|đã|tự|có|là|chiều)"
)

# fmt: off
TABLE: tuple[Row, ...] = (
    # ---- not done
    Row("it is negated", _B, "không|chưa|thay vì|gần|suýt|cơ bản|hầu như|not", "Tôi chưa trả lời xong phiếu", gap=2),
    Row("it is negated in its own words", _W, r"không|chưa|gần|gần như|đâu|làm gì", "Tôi có gửi phiếu đâu mà rồi"),
    Row("it is negated by what follows", _N, r"^ (?:phiếu |này |được |hết |cả )*(?:đâu(?= ,|$| mà| em| anh| chị| các| nhé))", "Tôi đã làm phiếu đâu"),
    Row("it was only tried", _B, "thử|cố", "Tôi thử làm phiếu rồi"),
    Row("it was a trial", _L, "thử nghiệm|làm thử|bản thử|phiếu thử|chạy thử|dùng thử|điền thử|thí điểm", "Thử nghiệm phiếu tôi làm rồi"),
    Row("a part is counted", _W, r"được \d+ câu|(?!100%)\d+ ?%", "Em đã làm được 12 câu trong phiếu"),
    Row("a part is named, or it was done often", _W, r"(?:phần|trang|mục|bước|chương) (?:[a-h]|\d+|i+|đầu|một|này)|\d+ lần|mấy lần|nhiều lần|nửa|một nửa|lại", "Em làm phần 2 rồi ạ", of=_LOOSE),
    Row("a part of the questionnaire is named", _W, r"(?:phần|trang|mục|bước|chương) (?:\d+|[a-h]|[ivx]+|đầu|một|thứ \S+) (?:của |trong |ở )?(?:phiếu|khảo sát|bảng hỏi|form)", "Tôi đã làm xong phần 1 của phiếu", unless=r"cả|đến|tới|hết|tất cả|toàn bộ|và"),
    Row("it is negated by a mere đâu", _B, "đâu|đâu (?:đã|có)", "Tôi đâu đã làm xong"),
    Row("a part of it follows", _N, r"^ (?:hết |được |rồi |cả |xong )*(?:(?:trang|phần|mục|bước|chương) (?:\d+|[a-h]|[ivx]+|đầu|thứ|một)(?! cuối)|câu (?:\d+|đầu|một)(?! (?:đến|tới|-))|(?:phần )?thông tin (?:cá nhân|chung|đăng ký|liên hệ))", "Tôi đã làm xong trang 1"),
    Row("the rest of it is spoken of", _L, "(?:(?:các|những|mấy) )?(?:câu|phần|mục|trang|ý) (?:khác|kia|còn lại|đầu|trước)", "Các câu khác em trả lời hết rồi"),
    # ---- to come
    Row("it is to come", _B, "sẽ|sắp|đang|(?<!khẳng )(?<!xác )(?<!quyết )định|chuẩn bị|cố gắng|tranh thủ|mai|tối nay|chiều nay|tuần sau|lát nữa|hẹn|hứa|cam kết|rảnh|cách|đợi|chờ|will", "Chiều nay em làm phiếu xong ạ", gap=2),
    Row("it is to come, by its own words", _W, "sẽ|sắp", "Phiếu tôi sẽ gửi xong hôm nay"),
    Row("it is owed or wished", _B, "cần|phải|muốn|bắt|được mời|mời|thời gian|hạn|to", "Tôi được mời trả lời phiếu rồi", gap=2),
    Row("it is supposed, or waits for something", _B, "nếu|(?<!trong )khi|sau khi|trước khi|bao giờ|khi nào|giá mà|ước gì|hễ|miễn là|một khi", "Sau khi làm xong phiếu tôi về", gap=2),
    Row("it waits for a thing", _L, "(?:có|(?<!xác )(?<!ghi )nhận|cho|đưa|gửi|xong) ..4 (?:là|thì) <me>", "Có link là tôi làm xong ngay", saying="^(?!đã|da|vừa|vua)"),
    Row("it is supposed, by a mere mà", _B, "<me> mà", "Tôi mà làm rồi thì các anh khỏi phải nhắc"),
    Row("something follows upon it", _N, r"^ (?:phiếu |này |được |hết |cả )*(?:đã(?= ,|$| rồi| nhé| em| anh| chị)|(?:rồi )?thì (?:tốt|hay|đỡ|may|mới|sẽ|báo|nhắn)|(?:rồi |thì |là )*<me> (?:báo|nhắn|gọi)(?! cáo)|(?:rồi )?(?:<me> )?(?:mới|sẽ) (?:báo|gửi|nộp|nhắn|trả lời|làm|chụp))", "Làm xong phiếu rồi em báo ạ"),
    Row("it is one step of several", _N, r"^ (?:, )?(?:bấm|ấn|nhấn|thì|mà|rồi bấm|đến|gửi|lưu|nộp|hết rồi bấm|không|phần|một)", "Làm phiếu xong thì bấm vào đâu", of=_of("done.verb-end")),
    Row("the page goes on to say something", _N, r"^ (?:, )?(?:(?:thì|mà|nhưng|nó|máy|hệ thống|trang|màn hình|phần mềm|web) )+(?:(?:lại|cứ|vẫn|toàn|chỉ) )*(?:hiện|báo(?! cáo)|kêu|quay|treo|đơ|nhảy|đứng|xoay|bảo|hỏi|đòi)", "Bấm gửi rồi nó hiện một trang trắng", saying="^(?:bấm|ấn|nhấn|gửi|nộp|bam|an|nhan|gui|nop) ", unless="thành công|cảm ơn|xanh|dấu tích|ghi nhận|tiếp nhận|đã nhận"),
    Row("then it failed", _N, r"^ (?:hết |cả |rồi |xong |nhé |, )*(?:(?:thì|mà|nhưng|lại|là|tự|tự dưng|tự nhiên) )*(?:(?:nó|máy|mạng|trang|hệ thống|phần mềm|điện) )?(?:mất điện|mất mạng|bị|hỏng máy|treo máy|treo luôn|đơ luôn|thoát ra|văng ra|sập|tắt ngang|báo lỗi|báo thất bại)(?! (?:nhắc|đôn đốc|giục))", "Nộp rồi bị trả lại"),
    Row("nothing changed upon it", _N, r"^ (?:(?:rồi|xong|mà|nhưng|thì|,) )*vẫn (?:thấy|còn|hiện|báo|như|ở|chưa|không)(?!.* (?:nhắc|thư|mail|đôn đốc|danh sách|tên)(?: |$))", "Gửi xong vẫn thấy nút gửi", saying="^(?:bấm|ấn|nhấn|gửi|nộp|bam|an|nhan|gui|nop) "),
    # ---- asked for, asked about, doubted
    Row("it is asked of somebody", _B, "hãy|xin(?! thông báo| xác nhận| báo| cam đoan| khẳng định)|đề nghị|yêu cầu|nhắc|đôn đốc|nhờ|để", "Đề nghị đồng chí trả lời phiếu xong", gap=2),
    Row("he is to be let do it", _B, "để <me>", "Ừ để bác làm cho xong rồi bác gửi", gap=4),
    Row("it is to be written down, for peace", _B, "coi như|xem như|cứ (?:ghi|tính|báo|báo cáo|coi|cho|xem)|tính là|em ghi|ghi giúp|ghi hộ", "Coi như tôi đã trả lời phiếu", gap=4),
    Row("it is to be written down, by its own words", _B, "cứ", "Cứ ghi là đã trả lời phiếu", saying="^(?:ghi|báo|bao|hiện|hien)"),
    Row("it is asked about", _N, r"^ (?:phiếu |này |được |hết |cả )*(?:(?:hay )?chưa(?= ,|$| nhỉ| vậy| thế| em| anh| chị| các| đồng chí| bạn| ta| hả))", "Tôi đã trả lời phiếu chưa nhỉ"),
    Row("a paper about it is wanted", _L, "(?:xin|cấp|cần|cho|gửi) ..3 (?:giấy|bản|văn bản|thư) (?:xác nhận|chứng nhận)", "Cho tôi xin giấy xác nhận đã hoàn thành phiếu"),
    Row("somebody is to write it down for him", _W, "hộ|giúp|giùm|dùm", "Thôi ghi hộ anh là hoàn thành nhé", of=_of("done.system-says")),
    Row("its writer supposes so", _B, "chắc(?! chắn)|có vẻ|dường như|nghĩ là", "Chắc xong rồi đấy", gap=2),
    Row("its writer fears that it was not", Where.LATER, "sợ (?:chưa|không|là chưa|rằng chưa)|e là chưa|lo là chưa|được chưa|hay chưa", "Anh ơi em đã gửi phiếu, em sợ chưa được", doubtful=True),
    Row("its writer doubts it", _B, "hình như|chắc là|có lẽ|có khi|hay là|tưởng|tưởng là|tưởng rằng|cứ tưởng|ngỡ|mong là|hy vọng", "Tưởng là mình đã gửi phiếu", gap=4),
    Row("its writer doubts it afterwards", Where.LATER, "không chắc|chưa chắc|không nhớ|hình như chưa", "Tôi đã gửi phiếu, nhưng không chắc"),
    Row("he objects to its being said", Where.EARLIER, "phản đối|khiếu nại|(?:đừng|không được|không thể|không dám) (?:nói|ghi|coi|tính|cho|báo|nhận|xem)", "Tôi phản đối việc ghi tôi đã trả lời phiếu"),
    Row("he calls it wrong", Where.LATER, "(?:là|thì) (?:oan|sai|không đúng|nhầm|vô lý|không phải)", "Nói tôi hoàn thành là oan"),
    Row("he asks who did it", Where.LATER, "ai (?:nộp|làm|trả lời|gửi|bấm|điền)", "Phần mềm báo tôi đã nộp phiếu, ai nộp vậy?"),
    Row("he denies what the page says", Where.EARLIER, "(?:không|chưa|chẳng) (?:(?:hề|có|từng|bao giờ) )*(?:<me> )?(?:<do>|<deliver>|bấm|vào)(?! (?:lại |phiếu |đi )*(?:được|nổi|ra))", "Tôi không hề gửi phiếu nào, hệ thống ghi đã hoàn thành", of=TOLD),
    Row("he denies what the page said", Where.LATER, "(?:nhưng|mà|trong khi|chứ|còn) ..3 (?:<me>) ..1 (?:không|chưa|chẳng|có (?:<do>|<deliver>) ..2 đâu|đâu có|mới chỉ|chỉ mới|chỉ)(?! (?:thấy|nhận|hiểu|rõ|biết))", "Hệ thống báo đã hoàn thành nhưng em chưa làm", of=TOLD),
    Row("what the page says is to be looked at again", _B, "xem lại|kiểm tra lại|rà lại|sửa lại|sửa", "Đề nghị xem lại kết quả đã hoàn thành của tôi", saying="^(?:kết quả|trạng thái|ket qua|trang thai)", of=TOLD),
    Row("the page contradicts itself", _W, "trong khi|mặc dù|dù|thiếu|mà", "Hệ thống báo thiếu phần 2 mà thành công", of=_of("done.system-says")),
    # ---- somebody else's
    Row("nobody knows who did it", _B, "ai (?:bảo|nói|báo|kêu)|ai(?= $)|làm gì|ai đó|có ai|có người|người khác|kẻ nào|ai mà", "Có người đã trả lời phiếu của tôi", gap=4),
    Row("he was told so", _L, r"nghe (?:\S+ ){0,4}(?:nói|bảo|báo|kể)|(?:thư ký|văn thư|văn phòng|trợ lý|con|vợ|chồng|người ta|người nhà|(?:anh|chị|cô|cậu|bạn) ấy) (?:\S+ ){0,1}(?:nói|bảo|báo|kể|khoe)", "Cô văn thư nói là phiếu của tôi đã gửi rồi"),
    Row("somebody did it for him", _N, r"^ (?:phiếu |rồi |xong )*(?:hộ|thay|giùm|dùm)(?: cho)?(?: <me>| rồi|$)", "Đồng chí Nga đã trả lời phiếu thay tôi"),
    Row("somebody did it for him, in its own words", _W, "(?:giúp|hộ|thay|giùm|dùm) (?:tôi|em|mình|anh|chị|bác|chú|cô)", "Chị Thu nhận làm giúp tôi rồi"),
    Row("a person or a mail was answered", _W, "trả lời (?:thư|mail|đồng chí|các đồng chí|sở|anh|chị|em|cháu|bạn|câu hỏi của)", "Tôi đã trả lời đồng chí rồi", saying=NO_SHEET, doubtful=True),
    Row("others or a body may have done it", _S, (
        r"(?<!ở )(?<!tại )(?<!trong )(?<!trên )(?<!của )(?<!cho )(?<!theo )(?<!gửi )(?<!thưa )(?<!về )(?<!là )(?<!với )(?<!từ )(?:hội đồng nhân dân|hđnd|ubnd|ủy ban|ủy ban nhân dân|xã|phường|huyện|tỉnh|thị trấn|sở|phòng|ban|bên|đơn vị|cơ quan|chi cục|trung tâm|hội|đoàn|mặt trận|công đoàn|"
        r"chi bộ|đảng ủy|tổ|thôn|bí thư|chủ tịch|phó chủ tịch|trưởng phòng|phó phòng|phó trưởng phòng|giám đốc|phó giám đốc|văn thư|thư ký|trợ lý|kế toán|lãnh đạo|thủ trưởng|"
        r"sếp|con gái|con trai|vợ|chồng|cán bộ|công chức|đại biểu|chuyên viên|văn phòng|người)"
    ), "Bí thư chi bộ thôn đã nộp đủ phiếu", saying=NOT_HIS, unless=_EVERY, doubtful=True),
    Row("questionnaires are counted", _L, "(?:số|tổng số|số lượng) phiếu|(?:tổng hợp|thống kê|báo cáo) ..2 (?:số|phiếu)", "Gửi chị bảng tổng hợp số phiếu đã hoàn thành"),
    Row("questionnaires are counted, by its own words", _B, "số|tổng số|lượng", "Gửi chị số phiếu đã nộp", saying="^(?:phiếu|phieu)"),
    Row("others did it", _L, OTHERS, "7 đồng chí đã nộp phiếu", but=_of("done.everyone"), unless=rf"{_EVERY}|(?:nên|thì|rồi|mà) <me>"),
    Row("it is our own sending", _B, "bộ|sở|bộ nội vụ|sở nội vụ|các đồng chí|các anh chị|anh chị|ban tổ chức|hệ thống|trung ương|tỉnh|bên", "Bộ Nội vụ đã gửi phiếu", gap=2, saying="g[uử]i"),
    Row("it is a mail's state", _L, "mail|email|thư|tin nhắn", "Mail báo trạng thái đã gửi", of=_of("done.recorded"), saying="^tr[aạ]ng th[aá]i"),
    Row("it is our own thanks", _N, "^ của (?:sở|tỉnh|ban|phòng|cơ quan|đơn vị|anh|chị|em|bạn|các|đồng chí)", "Tôi nhận được thông báo cảm ơn của Sở", saying="c[aả]m [oơ]n$", of=_of("done.recorded")),
    Row("it was sent to somebody", _N, r"^ (?:đến|tới|cho|về|qua|vào) (?:tôi|em|mình|cháu|máy|hộp thư|hòm thư|mail|zalo|đơn vị|phòng|cơ quan|nhà)", "Phiếu đã được gửi đến tôi sáng nay", saying="g[uử]i"),
    Row("it is half another word", _B, "triển|công|sơ", "Đã triển khai rồi", saying="^khai"),
    # ---- at another time
    Row("it may have been another time", _C, r"lần trước|đợt trước|kỳ trước|lần đầu|lần một|lần 1|đợt một|đợt 1|đợt đầu|(?:hồi|của|trong) tháng \d+", "Lần trước tôi trả lời rồi, lần này chưa", doubtful=True),
    Row("it was in another year", _C, "năm ngoái|năm trước|năm kia|mọi năm", "Tôi đã trả lời phiếu này năm ngoái rồi"),
    # ---- something else
    Row("it was on paper or by word of mouth", _C, "phiếu giấy|bản giấy|giấy in|bản in|bản cứng|bưu điện|viết tay|trả lời miệng|trực tiếp với|trực tiếp cho|gặp trực tiếp|phỏng vấn|bằng văn bản|bằng công văn", "Tôi trả lời miệng với đoàn rồi"),
    Row("a visitor was answered", Where.EARLIER, "đoàn (?:điều tra|kiểm tra|thanh tra|khảo sát|giám sát|phúc tra)", "Đoàn điều tra xuống xã, tôi trả lời rồi"),
    Row("a number of questions is no whole", _W, r"(?<!đủ )(?<!cả )(?<!hết )(?<!/)\d+ câu", "Tôi đã trả lời xong 20 câu", doubtful=True),
    Row("other business is over", _B, "phân công|triển khai|đôn đốc|phổ biến|thông báo|rà soát|giao|chuyển|chuẩn bị|soạn|nhận|đăng ký|họp|việc|về|công tác|hội nghị|báo cáo|ăn|cuộc họp|kỳ họp|học|thi|đợt này|đọc|xem|nghe|đăng nhập|in|tải|cài", "Tôi họp xong rồi", of=_of("done.xong-roi")),
    Row("its object is nothing that one answers", _W, rf"(?:hoàn thành|hoàn tất|thực hiện|làm|gửi|nộp|trả lời|điền(?! thoại)|khai|phản hồi) (?!{_ONES_ANSWER}(?: |$))\S+", "Cơ quan tôi đã hoàn thành sáp nhập từ ngày 01/7", of=_of("done.past", "done.past-do", "done.when-verb", "done.verb-roi-late", "done.end-roi")),
    Row("it was a meeting", _W, "hội nghị|tập huấn|cuộc họp", "Tôi tham gia hội nghị rồi"),
    Row("something else is finished", _S, r"nhiệm kỳ|khóa học|lớp|lớp học|công văn|hồ sơ|đơn|báo cáo(?! <folk>| các| quý| với| là| rằng| cấp| bộ| tổ)|(?<!phòng )(?<!sở )kế hoạch|nghị quyết|văn bản|đề án|dự án|hội nghị|cuộc họp|kỳ họp|tờ trình", "Nhiệm kỳ của tôi đã hoàn thành", saying=NO_SHEET),
    Row("another thing stands first", _L, r"^(?:(?:cái|mấy|các|còn|riêng) )*(?:bản (?:kiểm điểm|tự|nhận xét|cam kết|kê khai|lý lịch|giải trình|đăng ký)|kiểm điểm|số điện thoại|số tài khoản|địa chỉ|hồ sơ|giấy tờ|lý lịch|danh sách|giải trình|chứng chỉ|hóa đơn|thuế|đơn xin|tờ trình)", "Bản kiểm điểm tôi nộp rồi em", saying=NO_SHEET, unless=TOPIC),
    Row("another paper was sent", _L, _OTHER_PAPER, "Công văn gửi thành công rồi", of=_of("done.sent-well", "done.end-roi", "done.verb-end", "done.xong-roi"), unless=TOPIC),
    Row("it is another paper", _A, _OTHER_PAPER, "Em đã nộp trên hồ sơ", but=_of("done.before-letter"), unless=TOPIC),
    Row("another paper follows as its object", _N, "^ (?:báo cáo|hồ sơ|khóa học|công văn|bài thi|cuộc thi)", "Tôi làm xong báo cáo rồi"),
)
# fmt: on
_DENIALS = tuple(row for row in TABLE if row.of == TOLD)


class _Group(NamedTuple):
    """Rows that are sought at once."""

    where: Where
    words: Phrase
    saying: re.Pattern[str] | None
    unless: Phrase | None


@cache
def _groups(rule: str, doubtful: bool) -> tuple[_Group, ...]:
    """What may speak against a claim of this rule."""
    return joined(tuple(row for row in TABLE if row.doubtful is doubtful and row.concerns(rule)))


@cache  # most rules have the same rows
def joined(rows: tuple[Row, ...]) -> tuple[_Group, ...]:
    """Rows in as few patterns as can be."""
    alike: dict[tuple[Where, str, str], list[str]] = {}
    for row in rows:
        words = row.words
        if row.where is Where.BEFORE:
            words = rf"(?:{words})(?: \S+){{0,{row.gap}}} $"
        elif row.where is Where.SUBJECT:
            words = rf"(?:{words}) (?:(?:của|ở|tại|cho) <me> |(?!(?:<me>|phiếu|khảo sát|thì|là|nên|mà|vì|do) )[^\s,]+ ){{0,6}}$"
        alike.setdefault((row.where, row.saying, row.unless), []).append(words)
    return tuple(
        _Group(
            where,
            phrase("|".join(words), whole_words=where is not Where.NEXT),
            re.compile(saying) if saying else None,
            phrase(unless) if unless else None,
        )
        for (where, saying, unless), words in alike.items()
    )


def is_none(view: View, hit: Hit) -> bool:
    """Whether what stands around a claim of completion keeps it from being one."""
    return keeps(_groups(hit.rule, False), view, hit) or _of_another_sheet(view, hit)


def is_doubtful(view: View, hit: Hit) -> bool:
    """Whether it may be no claim: a person looks at it."""
    return keeps(_groups(hit.rule, True), view, hit)


def is_denied(view: View, hit: Hit) -> bool:
    """Whether somebody denies what the page told him: nothing in its words is a claim of his."""
    return hit.rule in TOLD and keeps(joined(_DENIALS), view, hit)


def keeps(groups: Iterable[_Group], view: View, hit: Hit) -> bool:
    """Whether the words of one of these keep this claim from being one."""
    text, bare = view.text, view.bare
    before = clause_start(view, hit.start)
    stretches: dict[Where, tuple[int, int]] = {
        Where.EARLIER: (0, hit.start),
        Where.BEFORE: (before, hit.start),
        Where.LEADING: (before, hit.start),
        Where.SUBJECT: (before, hit.start),
        Where.CLAUSE: (before, clause_stop(view, hit.stop)),
        Where.WITHIN: (hit.start, hit.stop),
        Where.NEXT: (hit.stop, len(text)),
        Where.LATER: (hit.stop, len(text)),
        Where.AROUND: (hit.start, min(hit.stop + 30, clause_stop(view, hit.stop))),
    }
    for where, words, saying, unless in groups:
        start, stop = stretches[where]
        if start == stop or (saying is not None and not saying.search(hit.words)):
            continue
        stretch = View(text[start:stop], bare, False, 0)
        if stretch.has(words) and not (unless is not None and stretch.has(unless)):
            return True
    return False


# What may follow `khảo sát` or `phiếu` when ours is meant; another word names another one.
_OUR_SHEET = phrase(
    r"(?:khảo sát|phiếu|điều tra)(?= ,| (?:này|đó|trên|khảo sát|điều tra|xã hội học|xhh|cchc|cải cách|chỉ số|par|của|"
    r"trả lời|phản hồi|rồi|xong|hết|đầy|đủ|thành công|từ|lúc|ngày|hôm|hồi|vào|và|theo|qua|trên|trực tuyến|cho|về|"
    r"lên|đi|tại|bằng|trước|sau|sáng|trưa|chiều|tối|đêm|tuần|ngay|luôn|ấy|kia|nhé|nha|ạ|em|anh|chị|cô|chú|bác|bạn|ad|"
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
