"""Facts that are nobody's, for every mail to staff: what the golden files and the screenshots are made of."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from maild.letters.notice_facts import (
    A1Facts,
    C1Facts,
    C2Facts,
    C3Facts,
    CountLine,
    Counts,
    Course,
    E1Facts,
    E2Facts,
    Effect,
    EvidenceLine,
    FaultGroup,
    GroupLine,
    H1Facts,
    Heads,
    I1Facts,
    I2Facts,
    IncidentLine,
    IssueLine,
    L1Facts,
    L2Facts,
    LevelLine,
    M1Facts,
    M2Facts,
    MailLine,
    NoticeFacts,
    OfficialLine,
    RoundFacts,
    StageLines,
    Task,
    U1Facts,
)

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
AT = datetime(2026, 11, 24, 7, 30, tzinfo=ZONE)
ROUND = RoundFacts(
    code="2026",
    title="Điều tra xã hội học xác định Chỉ số cải cách hành chính năm 2026",
    deadline=datetime(2026, 11, 27, 17, 0, tzinfo=ZONE),
    legal_basis="Công văn số 7156/UBND-NC của Chủ tịch Ủy ban nhân dân tỉnh",
    agency="Sở Nội vụ tỉnh Hoàng Phong",
    hotline="0214.3840.000",
    invitation_sender="khaosat@bnv.example.vn",
    invitation_subject="Mời trả lời phiếu điều tra xã hội học xác định Chỉ số CCHC năm 2026",
)
ALL = Counts(1240, 612, 31, 44, 27, 526)
COURSE = Course(0.62, 0.81, 0.95)
UNITS = tuple(
    GroupLine(
        name,
        Counts(of, answered, 1, 1, 2, of - answered - 4),
        (CountLine("chưa trả lời", of - answered - 4), CountLine("địa chỉ thư không nhận được", 2)),
    )
    for name, of, answered in (
        ("Ủy ban nhân dân xã Hoàng Su Phì – Bản Luốc", 38, 4),
        ("Sở Nông nghiệp và Môi trường", 60, 11),
        ("Sở Tài chính", 42, 12),
    )
)
GROUPS = (
    GroupLine("Lãnh đạo cấp sở", Counts(84, 61, 2, 3, 1, 17)),
    GroupLine("Công chức cấp xã", Counts(1156, 551, 29, 41, 26, 509)),
)
PEOPLE = (
    OfficialLine(
        "Nguyễn Thị Ánh Tuyết",
        "Phó Trưởng phòng Ngân sách",
        "chưa trả lời",
        "có",
        "",
        "anhtuyet@stc.example.vn",
    ),
    OfficialLine(
        "Giàng A Páo",
        "Chuyên viên",
        "không liên lạc được",
        "không",
        "hộp thư đầy",
        "giangapao@stc.example.vn",
        "gapao@stc.example.vn",
    ),
    OfficialLine(
        "Trần Văn Đức",
        "Chuyên viên",
        "không liên lạc được",
        "không",
        "tên miền không tồn tại",
        "tvduc@stc.exmaple.vn",
        "tvduc@stc.example.vn",
    ),
)
HEAD = "Ông Lê Văn Nam, Giám đốc Sở Tài chính"
OTHERS_OF_UNIT = (
    OfficialLine(
        "Lò Thị Mai", "Phó Giám đốc", "đang vắng mặt", "có", "trở lại từ 26/11/2026", "ltmai@stc.example.vn"
    ),
    OfficialLine(
        "Phạm Văn Khải", "Chuyên viên", "không thuộc diện nhắc", "có", "được miễn", "pvkhai@stc.example.vn"
    ),
)
BLOCKED = IncidentLine(
    "INC-0023",
    "gửi",
    "bị chặn theo chính sách",
    "mx.abc.example.vn",
    "5.7.1",
    140,
    3,
    "chưa ai nhận",
    "2 giờ",
    "quản trị thư của tỉnh",
    "Đề nghị đưa địa chỉ và IP gửi vào danh sách tin cậy của máy chủ nhận.",
    datetime(2026, 11, 24, 5, 25, tzinfo=ZONE),
    is_new=True,
    severity=1,
    acknowledge_h=2,
    fix_h=8,
)
FULL = IncidentLine(
    "INC-0019",
    "nhận",
    "hộp thư đầy",
    "stc.example.vn",
    "5.2.2",
    3,
    1,
    "đang xử lý",
    "3 ngày",
    "đơn vị",
    "Đề nghị người dùng dọn hộp thư, hoặc quản trị thư nâng dung lượng.",
    datetime(2026, 11, 20, 9, 0, tzinfo=ZONE),
    late="quá hạn khắc phục",
)
SURVEY = IncidentLine(
    "INC-0021",
    "trả lời",
    "mã phiếu bị từ chối",
    "khảo sát",
    "",
    12,
    5,
    "đã báo Bộ (HT-5512)",
    "1 ngày",
    "Bộ Nội vụ",
    "Chờ Bộ cấp lại mã; hệ thống tạm không nhắc 12 người này.",
    datetime(2026, 11, 23, 9, 40, tzinfo=ZONE),
)


def group(line: IncidentLine) -> FaultGroup:
    return FaultGroup(line.stage, line.reason, line.owner, line.next_step, (line,))


LEVELS = (
    LevelLine(
        "R1",
        Effect(1180, 12, 4, (101, 160, 201)),
        (("Sở Tài chính", Effect(38, 0, 1, (0, 1, 1))), ("Sở Nội vụ", Effect(42, 0, 0, (9, 15, 21)))),
    ),
    LevelLine("R2", Effect(640, 3, 0, (88, 120, 139)), (("Sở Tài chính", Effect(30, 0, 0, (2, 5, 6))),)),
)
SAMPLES: tuple[NoticeFacts, ...] = (
    U1Facts(ROUND, "Sở Tài chính", HEAD, PEOPLE, ("khaosat.bnv.example.vn",)),
    E1Facts(ROUND, AT, "Sở Tài chính", HEAD, Counts(42, 37, 0, 1, 2, 1, 1), PEOPLE, OTHERS_OF_UNIT),
    E2Facts(ROUND, AT, ALL, COURSE, UNITS),
    A1Facts(ROUND, "Sở Tài chính", "Bà Phạm Thị Hoa, Văn thư Sở Tài chính", PEOPLE[1:], date(2026, 11, 26)),
    C1Facts(
        ROUND,
        AT,
        ALL,
        datetime(2026, 11, 23, 16, 0, tzinfo=ZONE),
        False,
        COURSE,
        UNITS,
        ("R3 cho 526 người từ 07:30, chờ duyệt",),
        (
            Task("Danh sách S-0141 của Bộ chờ chấp nhận", "maild answered apply S-0141"),
            Task("Kế hoạch R3 chờ duyệt, 526 người", "maild remind approve 12 --count 526"),
            Task("3 người báo đã trả lời nhưng chưa xác thực được", ""),
        ),
        ("Trần Văn Đức (Sở Tài chính), R2",),
        Heads(120, 118, 97),
    ),
    C2Facts(
        ROUND,
        "S-0141",
        "danh-sach-23-11.xlsx",
        datetime(2026, 11, 23, 16, 0, tzinfo=ZONE),
        598,
        41,
        3,
        2,
        639,
        ("Dòng 17: trùng tên, hai đơn vị",),
    ),
    C3Facts(
        ROUND,
        12,
        "R2",
        datetime(2026, 11, 20, 7, 30, tzinfo=ZONE),
        datetime(2026, 11, 25, 7, 30, tzinfo=ZONE),
        526,
        118,
        (
            CountLine("đã có trong danh sách trả lời của Bộ", 612),
            CountLine("đang vắng mặt theo thư tự động", 44),
        ),
        "maild remind approve 12 --count 526",
        "OFF-0311",
        "[CCHC-7K2M] Đôn đốc lần 2: phiếu điều tra XHH còn 07 ngày",
        (
            "Kính gửi: Ông/Bà Nguyễn Thị Ánh Tuyết, Phó Trưởng phòng Ngân sách, Sở Tài chính",
            "Thực hiện Công văn số 7156/UBND-NC, trả lời phiếu là trách nhiệm của người có tên trong danh sách.",
            "1  đã trả lời",
        ),
    ),
    I1Facts(ROUND.agency, AT, (BLOCKED,), by_mail=True),
    I2Facts(
        ROUND.agency,
        AT,
        (
            StageLines("gửi", (group(BLOCKED),), ()),
            StageLines("nhận", (group(FULL),), (FULL,)),
            StageLines("trả lời", (group(SURVEY),), ()),
        ),
        (MailLine("M-8850", datetime(2026, 11, 23, 15, 2, tzinfo=ZONE), "thư bị trả lại"),),
        4,
        1,
        by_mail=True,
        seal="20417-9f3ab2c4d5e6f708",
    ),
    M1Facts(
        ROUND,
        "INC-0021",
        "HT-5512",
        "Vụ Cải cách hành chính, Bộ Nội vụ",
        "trả lời",
        "mã phiếu bị từ chối",
        "",
        "",
        datetime(2026, 11, 23, 9, 40, tzinfo=ZONE),
        datetime(2026, 11, 24, 7, 2, tzinfo=ZONE),
        12,
        5,
        "Đề nghị kiểm tra và cấp lại mã truy cập cho 12 người thuộc 5 đơn vị.",
        "Ông Nguyễn Tuấn, điện thoại 0214.3840.111",
        (
            EvidenceLine(
                datetime(2026, 11, 23, 9, 40, tzinfo=ZONE),
                "Sở Tài chính",
                "t***@stc.example.vn",
                "",
                "“mã không hợp lệ hoặc đã sử dụng”",
                "<a1@example.vn>",
            ),
            EvidenceLine(
                datetime(2026, 11, 23, 10, 5, tzinfo=ZONE),
                "Sở Tư pháp",
                "h***@stp.example.vn",
                "550 5.7.1",
                "blocked by policy",
                "",
                "4F2A",
            ),
        ),
    ),
    M2Facts(
        ROUND,
        AT,
        ("Ủy ban nhân dân tỉnh", "Bộ Nội vụ"),
        (
            IssueLine(
                "Mã phiếu bị từ chối",
                "12 người, 5 đơn vị",
                "Mã đã hết hạn trên hệ thống của Bộ",
                "Cấp lại mã, gia hạn đến 30/11/2026",
                "Vụ Cải cách hành chính; Trung tâm Thông tin",
                "INC-0021",
            ),
        ),
        "Bà Trần Mai, điện thoại 0214.3840.000",
    ),
    L1Facts(
        ROUND,
        AT,
        48,
        ALL,
        214,
        COURSE,
        GROUPS,
        UNITS,
        120,
        (BLOCKED, FULL, SURVEY),
        ("Đề nghị Bộ Nội vụ cấp lại mã cho 12 người.",),
        LEVELS,
    ),
    L2Facts(
        ROUND,
        AT,
        date(2026, 11, 9),
        ALL,
        COURSE,
        GROUPS,
        UNITS,
        LEVELS,
        9,
        1320,
        (CountLine("gửi", 8), CountLine("nhận", 11), CountLine("trả lời", 3)),
        19,
        22,
        1.5,
        11.0,
        ("27 người không liên lạc được", "3 lỗi kỹ thuật chưa khắc phục"),
        acknowledged_in_time=20,
        solved_in_time=16,
    ),
    H1Facts(ROUND.agency, AT, False, ("hộp thư survey/INBOX đã 25 phút không đọc được",), "mail01"),
)
OTHERS: tuple[NoticeFacts, ...] = (
    C1Facts(ROUND, AT, Counts(0), None, True, Course(0.0, None, 0.95), (), (), (), ()),
    C3Facts(ROUND, 14, "R2", AT, AT, 3, 2, (), "maild remind approve 14", supplements=12),
    I1Facts(ROUND.agency, AT, (BLOCKED, FULL), repeated=True),
    I2Facts(ROUND.agency, AT, (StageLines("gửi", (), ()),), ()),
    E2Facts(ROUND, AT, ALL, COURSE, UNITS, (("Sở Tài chính", "Giàng A Páo"),)),
    L2Facts(
        ROUND,
        AT,
        date(2026, 11, 9),
        Counts(10, 10),
        Course(1, 1.0, 0.95),
        GROUPS,
        (),
        (),
        0,
        0,
        (),
        0,
        0,
        None,
        None,
        (),
    ),
    H1Facts(ROUND.agency, AT, True, (), "mail01"),
)
