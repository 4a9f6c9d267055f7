# ruff: noqa: E501  (a row is a line)
"""What officials write, as a table: one row a phrase and what it does.

How to read a pattern: it is written in plain Vietnamese, lower case, tones on the old place (`hòa`).
`<name>` stands for any word of that class below, `..3 ` for at most three words between, none of them
a comma or `nhưng`, `~3 ` the same without a negation or another object. A pattern matches whole words.
Each is compiled twice: as written, for text with marks, and without marks, for officials who write
none. To teach maild a phrase, add a row; its first column names it in `rule` and in the log.
"""

from __future__ import annotations

from maild.model import Word


class Act(Word):
    """What a phrase does. Several acts make a mail; `intents` decides what it is for."""

    DONE = "done"  # the writer's questionnaire is submitted
    PARTLY = "partly"  # begun, counted, or nearly there
    PROMISE = "promise"  # will do, not yet
    RESOLVED = "resolved"  # an error is over, or there was none
    SENDING = "sending"  # error: the mail never came, or came wrong
    RECEIVING = "receiving"  # error: mailbox or mail cannot be read
    ANSWERING = "answering"  # error: from the link onwards
    ERROR = "error"  # error, of a stage that its surroundings tell
    ELSEWHERE = "elsewhere"  # another system, another survey
    WRONG = "wrong"  # not the person who is meant, or no longer
    CONTACT = "contact"  # another address from now on
    DELEGATE = "delegate"  # somebody else is to answer
    REFUSE = "refuse"
    STOP_MAIL = "stop-mail"  # "do not write again": weak, said by those who are done and by those who refuse
    AWAY = "away"
    ASK = "ask"
    THANKS = "thanks"


# fmt: off
# ---------------------------------------------------------------- words by class

CLASSES: dict[str, str] = {
    "me": (
        "tôi|em|mình|tui|anh|chị|chú|bác|cô|cháu|tớ|ông|bản thân tôi|bản thân|cá nhân tôi|chúng tôi|chúng em|bọn em|bên em|bên tôi|"
        "tụi em|bên mình|i|we"
    ),
    "no": (
        "không|chưa|không thể|chưa thể|không hề|chưa hề|vẫn không|vẫn chưa|mãi không|mãi chưa|cũng không|lại không|đều không|toàn không|"
        "không sao|không tài nào|chẳng thể|hoài không|cứ không|không còn"
    ),
    "can": "được|nổi|ra|lên|xong|thành công|nữa",
    # what one does with a questionnaire
    "do": (
        "trả lời|làm|điền|nộp|hoàn thành|hoàn tất|hoàn thiện|thực hiện|khai|kê khai|submit|done|finish|khảo sát|tham gia|đánh giá|tích|phúc đáp phiếu|cho ý kiến|góp ý|"
        "cung cấp (?:đầy đủ )?(?:thông tin|ý kiến)|nhập liệu"
    ),
    "deliver": "phản hồi|gửi|nộp|submit|bấm gửi|ấn gửi|nhấn gửi|bấm nộp|bấm hoàn thành|gửi đi",
    "sheet": (
        "phiếu|phiếu trả lời|phiếu khảo sát|phiếu điều tra|bản khảo sát|bảng khảo sát|bài khảo sát|cuộc khảo sát|khảo sát|điều tra|"
        "bảng hỏi|bộ câu hỏi|câu hỏi|biểu mẫu|form|phần của <me>|link khảo sát|survey|questionnaire"
    ),
    "all": "(?:\\d+|các|hết) nội dung|cả \\d+ câu|hết \\d+ câu|đủ \\d+ câu|\\d+/\\d+ câu|\\d+ câu|các câu|tất cả các câu|tất cả|toàn bộ|hết phiếu|hết câu|bài(?! thi| kiểm tra| viết| tập)",
    # where mail lives
    "box": (
        "worldclient|mdaemon|roundcube|icewarp|hộp thư|hòm thư|hộp mail|hòm mail|mailbox|inbox|thùng thư|tài khoản mail|tài khoản thư|thư công vụ|mail công vụ|"
        "thư điện tử công vụ|mail cơ quan|mail đơn vị|mail công việc|outlook|zimbra|webmail|thunderbird|máy chủ thư|máy chủ mail|"
        "hệ thống thư|hệ thống mail|mail server|mail nội bộ|mail tỉnh|mail sở|mail cũ|mail của <me>|ứng dụng mail|app mail|phần mềm thư"
    ),
    "mail": (
        "thư|mail|thư mời|thư điện tử|giấy mời|thư điều tra|thư khảo sát|thư hướng dẫn|thư đầu tiên|thư gốc|lời mời|thư của bộ|thư giới thiệu|"
        "thư này|thông báo mời"
    ),
    "file": (
        "file|tệp|tệp tin|tập tin|đính kèm|pdf|word|excel|docx|xlsx|zip|rar|tài liệu|hướng dẫn đính kèm|file hướng dẫn|tệp hướng dẫn|"
        "văn bản kèm theo|phụ lục"
    ),
    # where one answers
    "link": "link|đường dẫn|đường link|liên kết|địa chỉ truy cập|url|mã qr|qr",
    "site": (
        "<link>|trang|trang web|trang khảo sát|cổng khảo sát|cổng|hệ thống|phần mềm|ứng dụng|app|máy chủ|server|giao diện|trình duyệt|"
        "màn hình|cửa sổ|portal|trang chủ"
    ),
    "code": (
        "mã|mã phiếu|mã số|mã cá nhân|mã truy cập|mã khảo sát|mã xác nhận|mã xác thực|mã đăng nhập|mã được cấp|mã phiếu cá nhân|code|"
        "tài khoản|tên đăng nhập|user|otp|mã otp"
    ),
    "token": "mã(?! otp| xác| lỗi| captcha)|mã phiếu|mã số|mã cá nhân|mã truy cập|mã khảo sát|mã được cấp|mã phiếu cá nhân|code",
    "part": (
        "nút|câu|câu hỏi|ô|mục|đáp án|phương án|bước|ô tích|ô chọn|lựa chọn|hộp thoại|captcha|mã captcha|hình captcha|thanh cuộn|"
        "bàn phím|chức năng|danh sách chọn|nút gửi|phần đánh giá"
    ),
    "act": (
        "vào|mở|truy cập|đăng nhập|login|log in|xem|tải|load|nhấn|click|kích|bấm|ấn|nhập|gõ|chạy|kết nối|chọn|tích|đánh dấu|gửi|nộp|"
        "submit|lưu|chuyển|sang|qua|tiếp|tiếp tục|hoàn thành|kết thúc|xác nhận|xác thực|thoát|cuộn|kéo|sửa|quay lại|điền|hiện|hiển thị|"
        "hoàn tất|next|làm tiếp|gửi đi|thao tác|điền tiếp|trả lời tiếp|lên|quét|dán|sử dụng|dùng|đổi|chỉnh|ghi"
    ),
    "say": (
        "báo|hiện|hiển thị|hiện ra|hiện lên|thông báo|ghi|nói|thấy|thấy báo|thấy hiện|xuất hiện|vẫn báo|vẫn hiện|lại báo|cứ báo|cứ hiện|"
        "toàn báo|đều báo|bị báo|trả về|nhảy ra|ra dòng|hiện dòng|cảnh báo|kêu|đòi|nhận thông báo|toàn hiện|chỉ hiện"
    ),
    "fault": (
        "lỗi|bị lỗi|báo lỗi|sự cố|trục trặc|hỏng|bị hỏng|treo|bị treo|error|failed|fail|lag|bị lag|nghẽn|bị nghẽn|chập chờn|sập|bị sập|"
        "gián đoạn|quá tải|không ổn|không hoạt động|ngừng hoạt động|bị chặn|bị từ chối|timeout|không hỗ trợ|không tương thích|bug|đơ|bị đơ|"
        "chết|tê liệt|mất kết nối|không ổn định"
    ),
    "folk": (
        "đồng chí|anh|chị|em|ông|bà|cô|chú|bác|các đồng chí|cán bộ|chuyên viên|lãnh đạo|phó|trưởng|phó giám đốc|phó phòng|"
        "phó trưởng phòng|trưởng phòng|kế toán|kế toán trưởng|văn thư|thư ký|trợ lý|phòng|văn phòng|chánh văn phòng|bộ phận|ban|tổ|nhân viên|cấp dưới|"
        "cấp phó|bạn ấy|công chức|người khác|một đồng chí|\\d+ đồng chí|chi cục|trung tâm|phó chủ tịch|giám đốc|người phụ trách|cháu|phó ban|sở|đơn vị"
    ),
    "away": (
        "đi công tác|công tác (?:xa|dài|nước ngoài|tại|ở)|nghỉ phép|nghỉ ốm|nghỉ lễ|nghỉ bù|nghỉ mát|nghỉ thai sản|nghỉ sinh|nghỉ đẻ|ở cữ|thai sản|đi học|"
        "đi tập huấn|dự tập huấn|tập huấn|nằm viện|điều trị|đi nước ngoài|ở nước ngoài|vắng mặt|vắng|đi vắng|biệt phái|đi cơ sở|đi địa bàn|"
        "đi thực tế|theo học|nghỉ việc riêng|nghỉ cưới|đi du lịch|học tập trung|đi thi|phẫu thuật|chăm con ốm|nghỉ không lương|nghỉ|đi đoàn|"
        "về quê|nghỉ dưỡng|đi dự hội nghị|đi họp ở|ra hà nội|đi hà nội|đi tỉnh|mổ|ở viện|cấp cứu|đi thăm|ốm|ốm nặng|chịu tang"
    ),
    "when": (
        "hôm qua|hôm kia|hôm trước|hôm nọ|hôm nay|sáng nay|trưa nay|chiều nay|tối nay|tối qua|sáng qua|chiều qua|đêm qua|tuần trước|tuần rồi|"
        "vừa rồi|vừa xong|ban nãy|lúc nãy|ngày \\d\\S*|hôm \\d\\S*|lúc \\d\\S*|từ lâu|lâu rồi|thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật|"
        "đầu tuần|cuối tuần|từ trước|trước đó|từ sớm|đầu tháng|\\d\\S* (?:hôm|ngày|sáng|chiều|tối)|cách đây|mấy hôm|mấy ngày|trưa qua|khuya"
    ),
    # times that are over when somebody writes of them
    "past": (
        "hôm qua|hôm kia|hôm trước|hôm nọ|sáng nay|hồi \\S+|tối qua|sáng qua|chiều qua|trưa qua|đêm qua|nửa đêm qua|tuần trước|tuần rồi|vừa rồi|vừa xong|ban nãy|"
        "lúc nãy|nãy giờ|từ (?:sáng|trưa|chiều|tối|đêm|hôm|đầu|cuối|tuần|tháng|lâu|thứ|chủ nhật|ngày|mùng|\\d)\\S*|ngay (?:hôm|lúc|khi|ngày|sau|từ)|cách đây|"
        "đầu tháng|đầu tuần|mấy hôm trước|mấy ngày trước|lâu rồi|lúc \\d\\S*|vào lúc|hôm (?:thứ|chủ nhật|mùng|đầu|\\d)\\S*|ngày \\d\\S*"
    ),
    "before": (
        "hôm qua|hôm kia|hôm trước|hôm nọ|lúc đầu|ban đầu|trước đó|trước đây|tuần trước|lần đầu|lần trước|lúc trước|sáng qua|tối qua|chiều qua|"
        "có lúc|một lần|giữa chừng|mấy hôm trước|đợt trước|mới đầu|ban sáng|lúc nãy|vừa nãy|hồi sáng|hôm thứ \\S+|hồi|tuần rồi|đầu tuần|đêm qua|từng|hôm đầu|mấy lần đầu"
    ),
    "now": (
        "giờ|bây giờ|hiện tại|hiện nay|hôm nay|sáng nay|chiều nay|tối nay|nay|lúc này|vừa rồi|sau đó|cuối cùng|lần này|tối qua|đến giờ|trưa nay"
    ),
    "other": (
        "chuyển đổi số|dti|hài lòng|sipas|một cửa|pci|ddci|papi|dân số|lao động|việc làm|nông thôn mới|xây dựng đảng|đánh giá cán bộ|"
        "đánh giá công chức|đánh giá xếp loại|xếp loại|công đoàn|đoàn thanh niên|tín nhiệm|y tế|bảo hiểm|mức sống|thống kê|thuế|biên chế|"
        "vị trí việc làm|văn hóa công sở|nhu cầu đào tạo|bồi dưỡng|an toàn thông tin|du lịch|giảm nghèo|bình đẳng giới|"
        "phòng cháy|quốc phòng|bầu cử|năng lực số|sức khỏe|tiền lương|đảng viên|tài sản|thu nhập|tự đánh giá|thi đua|khen thưởng|kiểm điểm|bình chọn"
    ),
    "system": (
        "qlvb|ioffice|voffice|vnpt office|misa|igate|tabmis|vneid|vssid|zoom|máy in|máy photo|wifi|camera|điều hòa|máy chiếu|điện thoại bàn|"
        "(?:phần mềm|hệ thống|trang|cổng|tài khoản|app|ứng dụng|web|trang web|số liệu|báo cáo) ..1 (?:quản lý văn bản|kế toán|dịch vụ công|"
        "một cửa|chữ ký số|họp trực tuyến|lương|chấm công|hồ sơ cán bộ|quản lý cán bộ|ngân sách|kho bạc|thuế|bảo hiểm(?: xã hội)?|"
        "thông tin điện tử|học trực tuyến|thi trực tuyến|lịch công tác|phòng họp|hóa đơn|thống kê|họp không giấy|giao ban|tài sản|đấu thầu|nhân sự)|"
        "quản lý văn bản|dịch vụ công|công tác phí|quyết toán|csdl quốc gia|lịch họp(?! dày| kín| nhiều| liên)|phòng họp trực tuyến"
    ),
}

# ---------------------------------------------------------------- rows

PHRASES: tuple[tuple[str, Act, str], ...] = (
    # ---- done: the aspect words decide (đã, xong, rồi), not the verb
    ("done.verb-sheet", Act.DONE, "(?:đã|vừa|mới vừa|vừa mới|có) (?:<me> )?(?:tự |cố gắng |tranh thủ |kịp |nghiêm túc |dành (?:chút |ít |ra )?(?:thời gian|phút) )?(?:<do>|<deliver>)(?: và (?:<do>|<deliver>))* ~4 (?:<sheet>|<all>)"),
    ("done.task", Act.DONE, "(?:hoàn thành|hoàn tất|làm xong|xong|kết thúc) (?:việc|phần|quá trình|nội dung|công việc|nhiệm vụ) (?:<do>)|đã (?:<me> )?(?:hoàn thành|hoàn tất) (?:xong )?(?:đánh giá|trả lời|khảo sát|khai báo|góp ý)(?! cán bộ| công chức| viên chức| xếp loại| đảng| nội bộ| chất lượng)"),
    ("done.verb-end", Act.DONE, "(?:<do>|gửi phiếu|gửi đi|gửi lại|nộp lại|bấm gửi|nộp phiếu|phiếu) ~4 (?:xong|xong xuôi|thành công)(?: rồi| hết| cả)*"),
    ("done.verb-roi", Act.DONE, "(?:<do>|gửi phiếu|bấm gửi|gửi)(?: và (?:gửi|nộp))? (?:cái |phiếu |khảo sát |form |bài |này |đó |ấy |đầy đủ |hết |tất |nó |được |cả |đủ |đi |luôn |cho bộ |về bộ )*rồi"),
    ("done.verb-roi-late", Act.DONE, "(?:<do>|gửi phiếu) ~4 (?:từ|<when>) ~4 rồi"),
    ("done.da-verb", Act.DONE, "(?:đã|vừa|vừa mới) (?:<me> )?(?:tự )?(?:tham gia )?(?:trả lời|hoàn thành|hoàn tất|làm|điền|nộp|submit|khảo sát|thực hiện|bấm gửi|ấn gửi|bấm nộp)(?: xong| rồi| đầy đủ| hết| đủ| xong xuôi| trực tuyến| trên mạng| qua mạng| khảo sát| nhé| nha)*(?= ,| <when>| vào| từ| lúc| trước| cách| hôm| ngày| và| trên| theo| nhưng| mà| ngay| luôn| ạ| qua (?!một|loa)| bằng| tại| (?:sáng|trưa|chiều|tối|đêm) (?!nay|mai)|$)"),
    ("done.when-verb", Act.DONE, "<me> (?:<do>|nộp|gửi phiếu) ~2 (?:từ |lúc |vào |hôm )*(?!tối nay|chiều nay|trưa nay|hôm nay)(?:<when>)"),
    ("done.past", Act.DONE, "(?:<me>|<sheet>) ~3 (?:trả lời|hoàn thành|hoàn tất|<deliver>|(?:làm|điền|khai|thực hiện) (?:xong|phiếu)) ~4 (?:<past>)"),
    ("done.past-do", Act.DONE, "(?:<me>|<sheet>) ~2 (?:làm|điền|khai) ~2 (?:<past>) ..1 (?:cơ|mà|rồi|đấy|luôn)"),
    ("done.and-verb", Act.DONE, "(?:đã|vừa) (?:(?!không|chưa|nhận|xem|đọc)[^\\s,]+ ){1,4}(?:và|rồi) (?:<do>|<deliver>) ~3 (?:<sheet>|<all>|xong|đầy đủ|trọn vẹn|hết)"),
    ("done.fully", Act.DONE, "(?:đã|vừa) (?:<me> )?(?:tự )?(?:trả lời|điền|thực hiện|làm|hoàn thành|hoàn tất|khai|kê khai|cho ý kiến|góp ý|đánh giá|phản hồi) (?:đầy đủ|trọn vẹn|hết|đủ|xong xuôi|xong)(?! (?:phần|mấy|một|nửa|\\d+ (?:phần|trang|đồng))\\S*)"),
    ("done.sent-well", Act.DONE, "(?:gửi|nộp) (?:đi )?(?:thành công|xong xuôi|xong)(?: rồi)*|(?:đã|vừa) (?:gửi|nộp) (?:đi )?(?:<past>)"),
    ("done.end-roi", Act.DONE, "(?:<do>|<deliver>) ~4 rồi(?= ,|$| nhé| nha| em| anh| chị| bạn| ạ| mà| cơ| đó| đấy| đồng chí| các| cháu| bác| chú| cô)"),
    ("done.went-on", Act.DONE, "(?:được|vào|mã|máy|thử) và (?:<do>|gửi|nộp) ~2 (?:phiếu|xong|thành công)"),
    ("done.sent-by-me", Act.DONE, "phiếu (?:đã|vừa) được (?:<me> )?(?:gửi|nộp|hoàn thành|trả lời)"),
    ("done.xong-when", Act.DONE, "(?:xong|hoàn thành|gửi xong|làm hết cả \\d+ câu) (?:phiếu )?(?:từ |hồi |lúc |vào )*(?:<when>)"),
    ("done.before-letter", Act.DONE, "<me> (?:<do>) (?:phiếu |xong |rồi )*(?:trước|ngay|luôn|từ)(?: từ| sau)? (?:khi|lúc|hôm|ngày|buổi) (?:nhận|có|thư)"),
    ("done.bare", Act.DONE, "^(?:ok |vâng |xác nhận |xin |đã |vừa |mới |mình |em |tôi |anh |chị |được |bác |chú |phiếu |khảo sát |kết quả |tình hình |thực hiện |, )*(?:xong|hoàn thành|hoàn tất|done|completed|finished|submitted)(?: béng| hết| cả| rồi| nhé| nha| em| anh| chị| bạn| ạ| ơi| luôn| đó| đấy| c| e| ad| cảm ơn| các đồng chí| các bạn| đồng chí| xong)*(?= ,|$)"),
    ("done.managed", Act.DONE, "(?:đã|cũng|cuối cùng) ..2 (?:gửi|nộp|hoàn thành) (?:lại |đi )?được(?= ,|$| nhé| em| anh| chị)|(?:gửi|nộp|hoàn thành|trả lời) (?:lại )?được (?:phiếu|khảo sát|rồi|bình thường|luôn)(?: rồi)?"),
    ("done.xong-roi", Act.DONE, "(?:xong|hoàn thành|hoàn tất|nộp|làm|trả lời) (?:hết |cả |xuôi |được |đủ )?rồi"),
    ("done.mine", Act.DONE, "xong (?:phần|phiếu|bài)(?: của)? <me> rồi|(?:phần|phiếu|bài|việc|khảo sát) ..2 của (?:<me>|đơn vị <me>|cá nhân) ~4 (?:xong|hoàn thành|hoàn tất|đã nộp|đã gửi|đã trả lời|đã làm)"),
    ("done.sheet-xong", Act.DONE, "(?:phiếu|khảo sát|bài khảo sát|bảng hỏi|câu hỏi) (?:thì |này |điều tra |khảo sát |theo mã này |của <me> )*(?:<me> )?(?:đã |được )+(?:xong|hoàn thành|hoàn tất|nộp|gửi đi|gửi xong|gửi thành công|trả lời|làm|điền|được gửi|gửi(?= ,|$| rồi| từ| hôm| lúc| ngày| tới| về))"),
    ("done.system-says", Act.DONE, "(?:<say>|trạng thái|kết quả) ~4 (?:hoàn thành 100%|đạt 100%|gửi thành công|nộp thành công|thành công|đã hoàn thành|hoàn thành|hoàn tất|đã hoàn tất|đã ghi nhận|đã nộp|đã trả lời|đã nhận phiếu|đã tiếp nhận|lời cảm ơn|trang cảm ơn|(?:thông báo|chữ|dòng) cảm ơn|cảm ơn(?: ông/bà| bạn| quý vị)? đã)"),
    ("done.recorded", Act.DONE, "trạng thái (?:là |ghi |phiếu )?đã (?:gửi|nộp)|(?:có|hiện|hiện ra|nhận|thấy) (?:được )?(?:thông báo|dòng|dòng chữ|lời|chữ|màn hình) cảm ơn|(?:phiếu|hệ thống|kết quả|phần mềm) ~3 (?:đã )?được (?:ghi nhận|tiếp nhận|lưu)|(?:hệ thống|phần mềm|trang) ~2 đã (?:ghi nhận|tiếp nhận|nhận phiếu|cảm ơn|xác nhận)"),
    ("done.everyone", Act.DONE, "(?:đều|tất cả|toàn bộ|100%|đủ|cả \\d+ (?:đồng chí|người)) ~3 đã (?:<me> )?(?:trả lời|hoàn thành|nộp|làm)"),
    ("done.screenshot", Act.DONE, "(?:ảnh|hình)(?: chụp)?(?: màn hình)? (?:xác nhận|báo|thông báo|kết quả) ~4 (?:thành công|hoàn thành|đã nộp|đã gửi)|(?:minh chứng|bằng chứng) (?:về việc |việc )?(?:<me> )?(?:đã )?(?:hoàn thành|hoàn tất|nộp|gửi|trả lời)|(?:ảnh|hình|minh chứng|bằng chứng)(?: chụp)?(?: màn hình)? (?:<me> )?(?:lúc|khi|sau khi|phiếu)(?: <me>)?(?: đã)? (?:hoàn thành|hoàn tất|nộp|gửi|làm xong|trả lời)(?! bị| không| thì| báo)"),
    ("done.xong-sheet", Act.DONE, "(?:đã|và|vừa) kết thúc (?:<sheet>)|(?:đã|vừa|vừa mới|mới) (?:<me> )?xong (?:cái |phần |bài |đủ |hết )*(?:<sheet>)|xong (?:cái |phần |bài )*(?:<sheet>) (?:này |đó |của <me> )*(?:rồi|từ <past>)"),
    ("done.answers", Act.DONE, "(?:đã|vừa|vừa mới) (?:<me> )?(?:gửi|nộp|chuyển) (?:đủ |hết |đầy đủ |toàn bộ |các |xong )*(?:ý kiến|câu|phần|nội dung|thông tin) (?:trả lời|đánh giá|khảo sát)"),
    ("done.entered", Act.DONE, "(?:<me> |đã |vừa |mới )+(?:chấm|nhập|tích|đánh|khai báo) (?:xong|hết|đầy đủ)(?= ,|$| rồi| phiếu| khảo sát| các câu| hết| nhé| em| anh| chị)|(?:nhập|chấm) phiếu xong|(?:đã|vừa) (?:<me> )?cập nhật (?:xong |đầy đủ |hết |các )*(?:câu trả lời|phiếu trả lời)"),
    ("done.duly", Act.DONE, "(?:đã|vừa) (?:<me> )?(?:thực hiện|chấp hành)(?: xong| nghiêm túc| nghiêm| đầy đủ| tốt| đúng)*(?: việc (?:<do>)| phiếu|(?= ,|$| thời hạn| yêu cầu| quy định| hạn| theo))"),
    ("done.on-site", Act.DONE, "(?:đã|vừa) (?:<me> )?(?:phản hồi|gửi|nộp) (?!báo cáo|hồ sơ|danh sách|công văn|thư|đơn)~3 (?:trên|lên|qua) (?:hệ thống|phần mềm|mạng|trang|cổng)(?! (?:báo cáo|chấm|quản lý|kế toán|một cửa|zalo|facebook|fanpage))"),
    ("done.at-last", Act.DONE, "(?:^|, )(?:nay |giờ |hiện |đến nay |nay thì )?đã xong(?= ,|$| rồi| nhé| nha| em| anh| chị)|cuối cùng (?:thì |<me> )?(?:cũng |đã )+(?:làm |trả lời |gửi )?xong"),
    ("done.en", Act.DONE, "all done|(?:submitted|completed|finished) (?:it )?(?:on|yesterday|today|last|this)|(?:i|we|have|had|i've|already|just) (?:have |had |already |just )*(?:completed|submitted|filled(?: in| out)?|finished|answered|responded to|taken|sent in|done)(?! part| half| some)"),
    ("done.en-passive", Act.DONE, "(?:survey|questionnaire) (?:done|completed|submitted|finished)|(?:survey|questionnaire|form|it|mine|answers?|responses?) (?:is|was|were|are|has been|have been|'s) (?:already |now )?(?:completed|submitted|done|finished|filled)"),
    # ---- begun, counted, nearly
    ("partly.left", Act.PARTLY, "(?:còn|thiếu|chỉ còn|chưa xong) ..2 (?:\\d+|một|hai|ba|bốn|năm|mấy|vài|ít|một số|nửa|phần) ..2 (?:câu|phần|mục|trang|đồng chí|người|phiếu|phần trăm|%|ý|câu hỏi)"),
    ("partly.but-one", Act.PARTLY, "(?:còn|thiếu|trừ) (?:mỗi |lại |có )?(?:đồng chí|anh|chị|ông|bà|cô) (?!em)\\S+(?: \\S+)?(?= ,|$| chưa| là)"),
    ("partly.half", Act.PARTLY, "một nửa|nửa chừng|nửa phiếu|dở dang|đang dở|một phần|được nửa|gần xong|sắp xong|gần hết|gần hoàn thành|sắp hoàn thành|chưa xong|chưa hết|chưa hoàn thành|chưa hoàn tất|còn dở|làm dở|phần còn lại|câu còn lại|còn lại \\d+"),
    ("partly.only-so-far", Act.PARTLY, "(?:mới|chỉ mới|mới chỉ) (?:<do>|xong|được|đến|tới|có) (?:(?!cách|lúc|hồi|từ|hôm|ngày|trước|nhưng|tuy nhiên|song)[^\\s,]+ ){0,3}(?:\\d\\S*|một|câu|phần|mục|trang|nửa|bước)"),
    ("partly.waits", Act.PARTLY, "(?:chờ|đợi) ..4 (?:duyệt|ký|thông qua|cho ý kiến|xem lại)|rồi (?:mới|sẽ) (?:gửi|nộp)|(?:gửi|nộp) sau"),
    ("partly.draft", Act.PARTLY, "lưu (?:nháp|tạm)|bản nháp|chưa (?:bấm |ấn |nhấn )?(?:gửi|nộp)(?! được| nổi| đi được| thư)|đang (?:làm|điền|trả lời|hoàn thiện|thực hiện)"),
    # ---- promises
    ("promise.will", Act.PROMISE, "(?:sẽ|hẹn|hứa|dự kiến|dự định|(?<!khẳng )(?<!xác )(?<!quyết )định|tranh thủ|cố gắng|sắp xếp|chuẩn bị|cần|xin phép|xin) ~4 (?:<do>|gửi phiếu|nộp phiếu|xem|thu xếp)"),
    ("promise.when", Act.PROMISE, "(?:mai|ngày mai|tối nay|chiều nay|trưa nay|cuối tuần|tuần sau|tuần tới|đêm nay|lát|lát nữa|chút|tí|xíu|hôm nào|khi nào rảnh|rảnh|trong ngày|cuối ngày|hết giờ|về nhà|về cơ quan|đầu tuần sau) ~3 (?:<do>|gửi phiếu|nộp)"),
    ("promise.let-me", Act.PROMISE, "(?:để|(?<!quyền )(?<!nhiệm )(?<!gửi )cho) (?:chiều |tối |mai |trưa |lát |sáng mai )*(?:tôi|em|mình|anh|chị|bác|chú) ~3 (?:<do>|xem|thử|sắp xếp|nghiên cứu)"),
    ("promise.not-yet", Act.PROMISE, "chưa ~2 (?:<do>|có thời gian|rảnh|kịp|bắt đầu|đến lượt)"),
    ("promise.me-not", Act.PROMISE, "(?:còn|riêng|mỗi) <me> ..6 (?:thì |nên |là )?chưa(?= ,|$)|(?:còn|riêng|mỗi|trừ|có|<me>) (?:<me>|phiếu này|phiếu của <me>|cái này) (?:thì |là )?(?:vẫn )?chưa(?= ,|$| làm| trả lời| xong| hoàn| nộp| gửi| đâu| em| anh| chị)|<me> thì (?:vẫn )?chưa(?= ,|$| làm| trả lời| xong| hoàn)|(?:trừ|thiếu|còn) (?:mỗi |mình |lại )*<me>(?= ,|$| nữa| thôi| là)"),
    ("promise.after", Act.PROMISE, "(?:sau khi|khi nào|bao giờ|lúc nào|nào) ..4 (?:xong|hoàn thành|về|làm xong) ..6 (?:báo|trả lời|phản hồi|nhắn|thông báo)"),
    ("promise.sure", Act.PROMISE, "(?:yên tâm|kiểu gì|thế nào|nhất định|chắc chắn|đảm bảo|bảo đảm|cam kết) ..3 (?:xong|<do>)"),
    ("promise.en", Act.PROMISE, "(?:will|i'll|shall|going to|plan to|let me|trying to|try to) ..4 (?:complete|do|fill|finish|submit|answer|respond|take)"),
    # ---- over, or never was
    ("resolved.can-now", Act.RESOLVED, "(?:<now>|đã|lại) ~4 (?:vào|mở|gửi|nộp|làm|đăng nhập|truy cập|trả lời|xem|tải) ~2 được(?: rồi| bình thường| nhé| luôn)*"),
    ("resolved.did-it", Act.RESOLVED, "(?:vào|mở|gửi|nộp|làm|đăng nhập|trả lời|nhận|xem|dùng|truy cập) (?:lại )?được (?:rồi|bình thường|nhé|luôn|xong)|(?:cũng|cuối cùng|thì) (?:vào|mở|gửi|nộp|làm|đăng nhập|trả lời) (?:lại )?được(?= ,|$)"),
    ("resolved.gone", Act.RESOLVED, "hết lỗi|hết sự cố|hết bị|(?:đã |được )+(?:khắc phục|xử lý xong|sửa|sửa xong|giải quyết)(?: xong| rồi)*|hết rồi|ổn rồi|ổn định rồi|đã ổn|ok rồi|bình thường (?:rồi|trở lại|lại)|trở lại bình thường|không còn (?:bị |báo |gặp )?lỗi|không còn bị|không bị nữa|đã hoạt động|chạy bình thường|thông suốt|không cần (?:hỗ trợ|xử lý|gửi lại|cấp lại|kiểm tra)"),
    ("resolved.none", Act.RESOLVED, "(?:không|chưa) (?:hề |có |gặp |bị |thấy |phải |còn |xảy ra |phát sinh )*(?:lỗi|sự cố|vướng mắc|trục trặc|khó khăn|vấn đề)(?: gì| nào| kỹ thuật)*"),
    ("resolved.fine", Act.RESOLVED, "(?:vào|mở|dùng|truy cập|làm|chạy|nhận|đăng nhập) ~2 (?:bình thường|tốt|ngon|ổn)"),
    ("resolved.en", Act.RESOLVED, "works now|working now|it works|resolved|fixed|no problem|no issues?|managed to"),
    # ---- errors from the link onwards
    ("answer.http", Act.ANSWERING, "(?:lỗi |error |code |mã lỗi |http |status )*(?:40[0134578]|429|50[0-4]|52[0-6])(?: (?:not|found|bad|gateway|service|temporarily|unavailable|forbidden|internal|server|error|time-?out|request|unauthorized))*(?! (?:câu|người|phiếu|đồng|mb|kb|gb|đại biểu|công chức|đơn vị|triệu|nghìn|ngày))"),
    ("answer.http-words", Act.ANSWERING, "not found|bad gateway|service (?:temporarily )?unavailable|gateway time ?-?out|internal server error|forbidden|access denied|unauthorized|bad request|too many requests|request timed? ?out|connection (?:timed out|refused|reset)|page (?:not|cannot|can't) \\S+|site can't be reached|server error|unexpected error|dns_\\S+|err_\\S+|ssl\\S*|proxy error|không thể truy cập trang web này|không tìm thấy trang"),
    ("answer.insecure", Act.ANSWERING, "(?:chứng chỉ|chứng thư|kết nối|trang web) ..3 (?:không an toàn|không riêng tư|không tin cậy|không hợp lệ|hết hạn)|không an toàn|not secure|not private|cảnh báo bảo mật|(?:diệt virus|tường lửa|antivirus|kaspersky|bkav|firewall|mạng \\S+|cơ quan) ..3 chặn|chặn (?:truy cập|trang|link|website)|nằm trong danh sách đen|(?:<site>) ..2 (?:giả mạo|lừa đảo|độc hại|nguy hiểm)"),
    ("answer.cannot-site", Act.ANSWERING, "<no> ..2 (?:<act>) ..2 (?:<site>|<code>|<part>|<sheet>)"),
    ("answer.site-cannot", Act.ANSWERING, "(?:<site>|<code>|<part>|<sheet>) ..5 (?:<no>|bị) ..2 (?:<act>) ..2 (?:<can>)"),
    ("answer.site-try-cannot", Act.ANSWERING, "(?:<site>|<code>|<part>|<sheet>) ..4 (?:<act>) ..2 (?:mãi |hoài |cũng |mà |vẫn |lại |đều )*(?:không|chưa) (?:<can>|vào|lên|ăn thua|gửi đi|phản hồi|hiện|thấy|có gì)"),
    ("answer.try-cannot-site", Act.ANSWERING, "(?:<act>) ..2 (?:<site>|<code>|<part>|<sheet>) ..4 (?:mãi |hoài |cũng |mà |vẫn |lại |đều |thì )*(?:<no>) ..1 (?:<can>|vào|lên|ăn thua|gửi đi|phản hồi|hiện|thấy|chạy|chuyển|nhận|ghi)"),
    ("error.cannot-enter", Act.ERROR, "<no> (?:thể )?(?:vào|truy cập|đăng nhập|gửi|nộp|submit|lưu|bấm|ấn|nhấn|chọn|tích|chuyển|sang|next|qua|load|xác nhận|xác thực|hoàn thành|hoàn tất|kết thúc|click|kích|nhập|làm tiếp|tiếp tục|gửi đi|chạy|thao tác|điền|kết nối|sửa|đổi|thay đổi|quét|ghi|gõ|kéo|cuộn)(?: vào| đi| tiếp| lên| phiếu| khảo sát| câu nào| gì| link| trang| hệ thống)* (?:được|nổi|tiếp|nữa)"),
    ("error.cannot-the", Act.ERROR, "(?:không|chưa) thể (?:vào|truy cập|đăng nhập|gửi|nộp|submit|lưu|bấm|ấn|chọn|tích|chuyển sang|load|xác nhận|xác thực|hoàn thành|hoàn tất|kết thúc|click|nhập|tiếp tục|kết nối|mở)(?! phiếu giấy)"),
    ("error.try-cannot", Act.ERROR, "(?:vào|truy cập|đăng nhập|gửi|nộp|submit|lưu|bấm|ấn|nhấn|chọn|tích|click|nhập|load|thử|làm|gửi đi|kết nối) (?:mãi |hoài |phiếu |thử |đi |lại |mấy lần |nhiều lần |cũng |mà |vẫn |đều |thì |hết cách )*(?:không|chưa) (?:được|nổi|vào|xong|lên|ra|ăn thua|thành công|đi|có gì|thấy gì|phản hồi|hiện)"),
    ("error.failed", Act.ERROR, "(?:gửi|nộp|lưu|đăng nhập|xác thực|kết nối|truy cập|tải|submit|gửi phiếu) (?:\\S+ )?(?:thất bại|bị lỗi|báo lỗi|lỗi|không thành công|bị từ chối)"),
    ("answer.code-bad", Act.ANSWERING, "<code> ..6 (?:không đúng|sai|bị sai|không hợp lệ|không tồn tại|không có hiệu lực|hết hạn|hết hiệu lực|bị từ chối|từ chối|không chấp nhận|không nhận|không được chấp nhận|không khớp|không có trong|bị khóa|bị vô hiệu|vô hiệu|không tìm thấy|chưa kích hoạt|chưa được kích hoạt|không dùng được|không sử dụng được|không xác định|đã có người|bị trùng|không nhận diện|không đủ ký tự|invalid|expired|không ăn|không được)"),
    ("error.bad-code", Act.ERROR, "(?:<say>|nhập) ..4 (?:sai|không đúng|không hợp lệ|không tồn tại|không tìm thấy|không chấp nhận|không nhận|hết hạn|không có) (?:<code>|thông tin|định dạng|phiếu|dữ liệu|bản ghi|đối tượng|người dùng)"),
    ("error.invalid", Act.ERROR, "(?:<say>) ..4 (?:không hợp lệ|hết hiệu lực|hết hạn|đã được sử dụng|đã sử dụng|đã tồn tại|không tồn tại|sai định dạng|không có quyền|bị từ chối|vui lòng thử lại|thử lại sau|ngoài thời gian|chưa đến|đã đóng|đã kết thúc|đã khóa|hết thời gian|hết giờ|không trùng khớp|còn câu chưa|thiếu câu|thiếu thông tin|chưa đủ)"),
    ("answer.code-used", Act.ANSWERING, "(?:ai|ai đó|có người|người khác|người nào đó) ..3 (?:trả lời|dùng|sử dụng|làm|nộp) ..4 (?:<code>|phiếu) ..1 của <me>|<code> ..4 (?:đã|bị) ..2 (?:sử dụng|dùng|người khác|kích hoạt)"),
    ("error.page", Act.ERROR, "trang trắng|trắng tinh|trắng xóa|màn hình (?:trắng|đen)|trắng màn hình|trắng bóc|quay (?:vòng|mãi|quay|tròn|tít|đều|hoài|suốt)|vòng tròn quay|xoay (?:vòng|tròn|mãi|hoài|xoay)|load (?:mãi|hoài|lâu|không)|loading|đang tải mãi|bị treo|treo (?:máy|cứng|trang|hoài|màn|ở|giữa|tại|luôn|hẳn|ngay|mãi)|thì treo|đơ cứng|bị đơ|đơ (?:luôn|máy|màn)|đứng (?:hình|im|yên|máy|luôn)|dừng (?:lại ở|im|hình)|kẹt ở|bị kẹt|mắc ở|bị văng|văng ra|bị thoát|thoát ra|đẩy ra|bị đẩy ra|đá ra|bị out|out ra|tự thoát|tự (?:động )?(?:đăng xuất|thoát|đóng|tắt|xóa)|bị đăng xuất|nhảy (?:ra|về|lại|ngược|lung tung|loạn)|quay (?:về|lại|ngược) ..2 (?:trang|câu|từ đầu|màn hình|bước|đầu)|về (?:lại )?(?:trang|câu) (?:đầu|1|chủ|một)|làm lại từ đầu|bắt đầu lại|mất hết|mất sạch|mất dữ liệu|bị mất (?:dữ liệu|câu|hết|kết quả|toàn bộ|sạch)|trống trơn|khung trống|trống không|bị xóa (?:sạch|hết|mất)|mất kết nối giữa chừng|chỉ (?:hiện|thấy|có) ..3 (?:logo|khung|vòng tròn|trang chủ|dòng chữ|hình nền)|khung trắng|màu trắng"),
    ("error.no-response", Act.ERROR, "không (?:thấy )?phản hồi|không (?:có )?phản ứng|không ăn thua|không (?:có )?tác dụng|không (?:có|thấy) gì xảy ra|không (?:thấy )?(?:động tĩnh|nhúc nhích)|không hiện (?:ra|lên|thị|gì|nút|câu|phiếu|trang)|không hiển thị|không (?:có|thấy|hiện) (?:ra )?(?:nút|câu hỏi|ô|mục|phiếu)|bị mờ|mờ đi|bị ẩn|xám|không sáng|không cho (?:gửi|nộp|chọn|tích|nhập|vào|sửa|qua|chuyển|đi|làm|đổi|tiếp|bấm|truy cập|lưu|đăng|phép|trả lời|gõ|mở|tải)|chỉ cho (?:nhập|gõ|chọn|điền|tích)|bắt (?:nhập|đăng nhập|làm|trả lời|tải|cài|chọn) ..4 (?:lại|mãi|liên tục)|bắt buộc nhập|không ghi (?:được|nhận|lại)|không lưu|không cập nhật|không nhận (?:mã|code|thao tác|lệnh|token|diện)|không nhảy|không chạy|không load"),
    ("error.slow", Act.ERROR, "(?:<site>|mạng|đường truyền|vào|tải|load|chạy|phiếu) ..4 (?:chậm|rất chậm|quá chậm|lâu|rất lâu|ì ạch|quá tải|nghẽn|lag|giật|chập chờn|rùa bò)|(?:đợi|chờ) ..2 (?:phút|tiếng|mãi|lâu|tiếng đồng hồ)|(?:trang|phiếu|web) ..3 (?:tải|hiện|load|chạy) (?:được )?(?:một nửa|nửa|nửa chừng)"),
    ("error.session", Act.ERROR, "(?:phiên|session)(?: làm việc| đăng nhập| truy cập)? ..4 (?:hết hạn|hết hiệu lực|hết|timeout|expired|không hợp lệ|kết thúc)|hết phiên|hết thời gian (?:phiên|làm việc|chờ|trả lời câu|thao tác)|time ?out"),
    ("answer.otp", Act.ANSWERING, "(?:<no>|không thấy|chưa thấy|chờ mãi) ..4 (?:otp|mã xác thực|mã xác nhận|captcha|mã đăng nhập|sms)|(?:otp|captcha|mã xác thực|mã xác nhận) ..5 (?:không|chưa|sai|lỗi|chậm|lâu|mãi|hết hạn|mờ|khó đọc|không đọc)"),
    ("error.login", Act.ERROR, "(?:sai|quên|không nhớ|không biết|không có|không được cấp|chưa có|chưa được cấp) ..2 (?:mật khẩu|tài khoản|tên đăng nhập|user)"),
    ("error.asks-login", Act.ERROR, "(?:yêu cầu|bắt|đòi|đòi hỏi) ..3 (?:đăng nhập|mật khẩu|tài khoản|otp|cookie|javascript|cập nhật trình duyệt|xác thực|mã otp|quyền|vneid|ký số|chữ ký số|usb token|định danh|căn cước)"),
    ("answer.token", Act.ANSWERING, "(?:usb token|token|chứng thư số|chữ ký số) ..6 (?:không|lỗi|chưa|hết)|(?:không|chưa) ..3 (?:chứng thư số|token)"),
    ("error.browser", Act.ERROR, "(?:trình duyệt|chrome|firefox|edge|cốc cốc|internet explorer|safari|ie|máy tính|điện thoại|iphone|ipad|máy tính bảng|win(?:dows)? ?(?:xp|7|8)) ..4 (?:không hỗ trợ|không tương thích|quá cũ|cũ quá|không hiện|không mở|không vào|không chạy|không xem|bị lỗi|báo lỗi|đời cũ|chặn|không bấm|không gửi|không tải|thì không|không được)"),
    ("error.font", Act.ERROR, "(?:<site>|phiếu|câu hỏi|các câu|giao diện) ..4 (?:lỗi font|vỡ font|lỗi phông|vỡ giao diện|bị vỡ|vỡ chữ|bị che|che mất|bị lệch|tràn màn hình|chồng lên|đè lên|ký tự lạ|bị cắt|mất chữ|nhỏ xíu|không đọc được|tiếng anh)"),
    ("answer.closed", Act.ANSWERING, "ngoài thời gian (?:khảo sát|trả lời|điều tra)|chưa (?:đến|tới) thời gian|(?:khảo sát|phiếu|cổng|hệ thống|trang|link|mã|đợt) ..4 (?:đã hết hạn|đã đóng|đã khóa|bị khóa|bị đóng|đã kết thúc|tạm dừng|đã hết hiệu lực|chưa mở|bảo trì|đang nâng cấp)"),
    ("answer.wrong-form", Act.ANSWERING, "(?:phiếu|biểu mẫu|form|khảo sát|câu hỏi|hệ thống|trang|link|mã|mở) ..5 (?:dành cho|của|hiện|ra|mở ra|thuộc|ghi|là) ..3 (?:người khác|nhóm khác|đối tượng khác|đơn vị khác|đồng chí khác|tên khác|người dân|doanh nghiệp|tên của người|cơ quan khác|sai tên|phiếu khác|huyện khác|sở khác|cấp khác|đại biểu hđnd|tên người khác|xã khác)"),
    ("answer.wrong-form-2", Act.ANSWERING, "(?:phiếu|hệ thống|form|câu hỏi|trang|link|phần mềm|mã|mở ra) ..6 (?:sai nhóm|nhầm nhóm|sai đối tượng|nhầm đối tượng|sai mẫu|nhầm mẫu|nhầm phiếu|sai phiếu|không đúng nhóm|không đúng mẫu|không đúng phiếu|không phải (?:phiếu )?của (?:tôi|em|mình|nhóm|cấp)|sai thông tin|sai đơn vị|nhầm đơn vị|sai chức vụ)"),
    ("answer.other-form", Act.ANSWERING, "(?:phiếu|form|trang|mở|link|mã|vào) ..5 (?:là|ra|thành|hiện) ..2 (?:phiếu|mẫu|form|bảng hỏi|khảo sát|trang|tên) ..4 (?:dành cho|của|cho) (?!tôi|em|mình|bộ nội vụ|tỉnh|chúng)\\S+"),
    ("answer.no-button", Act.ANSWERING, "không (?:có|thấy|hiện|tìm thấy|tìm ra) (?:ra )?(?:nút|ô|câu hỏi|chỗ (?:nhập|điền|bấm|gửi|chọn))"),
    ("answer.contradicts", Act.ANSWERING, "(?:hệ thống|phần mềm|trạng thái|trang|vào lại|mở lại|kiểm tra lại|tra cứu|tra lại|đăng nhập lại|cổng|web|bảng theo dõi) ..8 (?:chưa (?:hoàn thành|trả lời|nộp|ghi nhận|gửi|làm|thực hiện|nhận)|không (?:ghi nhận|thấy phiếu|có kết quả|có dữ liệu|lưu)|0/\\d+|0%)"),
    ("answer.contradicts-2", Act.ANSWERING, "(?:hệ thống|trang|phần mềm|máy|web) ..2 (?:báo|hiện|ghi|nói) ..3 đã (?:trả lời|hoàn thành|nộp|làm|được trả lời) ..3 (?:, )?(?:trong khi|mặc dù|dù|nhưng|mà) ..4 chưa"),
    ("answer.wont", Act.ANSWERING, "(?:<link>|trang web|trang|hệ thống|nút \\S+|trang khảo sát) ..3 (?:<fault>|die|chết|hư|không chạy|sai|tạch|không tồn tại|không đúng|hết hạn|không hợp lệ|không còn)|(?:<link>|bấm vào|vào) ..3 (?:ra|dẫn|sang|tới|đến) ..3 trang ..5 (?:khác|quảng cáo|lạ|lỗi|báo)"),
    ("answer.en", Act.ANSWERING, "(?:link|page|site|website|survey|button|form|code|portal|captcha) ..5 (?:tim(?:es?|ed|ing) out|not work\\S*|doesn't|does not|won't|broken|fails?|error|expired|invalid|crash\\S*|freez\\S*|blank|stuck|hangs?|not (?:load|open|accept|respond)\\S*|rejected|tim(?:es?|ed|ing) out)|(?:can't|cannot|can not|unable to|could not|couldn't|not able to) ..2 (?:open|access|submit|log ?in|enter|load|reach|click|continue|proceed|complete|save|get) ..3 (?:link|page|site|website|survey|form|code|in|answers?|questionnaire|past)|invalid code|(?:code|link) ..4 (?:already|been) ..2 used|session expired|nothing happens|keeps? (?:loading|crashing|asking|spinning|timing out)|greyed out"),
    # ---- mailbox and mail that cannot be read
    ("receive.box-full", Act.RECEIVING, "(?:<box>|mail|dung lượng) ..6 (?:(?<!trước )(?<!ở )(?<!tại )(?<!sau )(?<!dưới )(?<!vào )(?<!đến )(?<!từ )đầy|bị đầy|full|hết dung lượng|hết chỗ|hết bộ nhớ|vượt dung lượng|vượt hạn mức|vượt ngưỡng|quá dung lượng|gần đầy|100%|9\\d%|không còn (?:dung lượng|chỗ|bộ nhớ)|quota|chỉ còn \\d+\\S*)|(?:chỉ )?còn ..2 dung lượng"),
    ("receive.full-box", Act.RECEIVING, "(?:đầy(?! là)|hết dung lượng|hết bộ nhớ|full) ..2 (?:<box>|mail)"),
    ("receive.returned", Act.RECEIVING, "(?:<mail>) ..4 bị (?:trả lại|trả về|từ chối nhận|từ chối|dội lại)"),
    ("receive.box-fault", Act.RECEIVING, "(?:<box>|mail) ..6 (?:<fault>|bị khóa|bị đóng|bị hack|bị chiếm|bị xâm nhập|ngừng|tạm ngừng|không truy cập được|không vào được|không đăng nhập được|không mở được|không dùng được|không sử dụng được|không nhận (?:thêm |được |mới )*(?:thư|mail|được)|mất mật khẩu|quên mật khẩu|hết hạn|bị thu hồi|tạm khóa|đang khóa|bị vô hiệu|bị vô hiệu hóa|bị xóa|đang chuyển đổi|đang nâng cấp|đang bảo trì|chưa đồng bộ|không đồng bộ)"),
    ("receive.box-cannot-2", Act.RECEIVING, "(?:<box>) ..6 (?:<no>) ..2 (?:<act>|kết nối|nhận) ..2 (?:được|nổi)"),
    ("receive.box-try-cannot", Act.RECEIVING, "(?:<box>) ..5 (?:vào|mở|truy cập|đăng nhập|kết nối|tải|xem) ..2 (?:mãi |hoài |cũng |mà |vẫn |lại |đều |thì )*(?:không|chưa) (?:được|nổi|vào|ra|lên)"),
    ("receive.box-says", Act.RECEIVING, "(?:<box>) ~3 (?:báo|cứ báo|hiện|cảnh báo|thông báo|đòi|chỉ hiện)(?! (?:đã )?(?:xóa|chặn|gỡ|loại|lọc|giữ))"),
    ("receive.box-none", Act.RECEIVING, "(?:chưa|không|chưa hề) (?:được |có |hề |kịp )*(?:cấp|có|kích hoạt|tạo|mở|lập)(?: lại| cho)? ..1 (?:<box>|mail công vụ|mail|thư điện tử)"),
    ("receive.box-cannot", Act.RECEIVING, "<no> ..3 (?:vào|mở|truy cập|đăng nhập|kết nối|dùng|sử dụng|nhớ mật khẩu|tải) ..3 (?:<box>|mail)"),
    ("receive.box-rights", Act.RECEIVING, "(?:mất|không có|chưa có) quyền ..3 (?:<box>|mail)"),
    ("receive.box-password", Act.RECEIVING, "(?:quên|sai|mất|không nhớ|đổi) mật khẩu ..2 (?:<box>|mail)"),
    ("receive.mail-cannot", Act.RECEIVING, "<no> ..2 (?:mở|đọc|xem|tải|hiển thị|hiện|in|lưu|tải về) ..3 (?:<mail>|<file>|nội dung|chữ|ảnh|hình)"),
    ("receive.cannot-mail", Act.RECEIVING, "(?:<mail>|<file>|nội dung|nội dung thư|ảnh|hình ảnh|hình|chữ) ..6 (?:<no>) (?:thể )?(?:mở|đọc|xem|tải|hiển thị|hiện|tải về|giải nén)"),
    ("receive.mail-try-cannot", Act.RECEIVING, "(?:<mail>|<file>) ..5 (?:mở|đọc|xem|tải|tải về) (?:mãi |hoài |cũng |mà |vẫn |lại |đều |thì )*(?:không|chưa) (?:được|nổi|ra|lên|thấy)"),
    ("receive.mail-fault", Act.RECEIVING, "(?:<mail>|<file>|nội dung thư|tiêu đề thư) ..6 (?:trắng|bị trắng|trống|rỗng|trống rỗng|trống trơn|trắng trơn|trắng tinh|không có nội dung|không có gì|không có chữ|không thấy gì|lỗi font|lỗi phông|bị lỗi|lỗi|hỏng|bị hỏng|vỡ|bị vỡ|bị cắt|cắt mất|cụt|bị cụt|mất chữ|mất dấu|mất nội dung|mã hóa|ô vuông|dấu hỏi|dấu chấm hỏi|ký tự lạ|toàn ký tự|ký hiệu lạ|loằng ngoằng|ngoằn ngoèo|không đọc được|0 ?kb|0 ?byte\\S*|lỗi định dạng|chồng chéo|lung tung|linh tinh|chữ lạ|không đầy đủ|không có phần thân)"),
    ("error.text-fault", Act.ERROR, "(?:nội dung|chữ|tiêu đề|phông chữ|font|phần thân|bố cục) ..6 (?:trắng|bị trắng|trống|rỗng|trống rỗng|trống trơn|trắng trơn|trắng tinh|không có nội dung|không có gì|không có chữ|không thấy gì|lỗi font|lỗi phông|bị lỗi|lỗi|hỏng|bị hỏng|vỡ|bị vỡ|bị cắt|cắt mất|cụt|bị cụt|mất chữ|mất dấu|mất nội dung|mã hóa|ô vuông|dấu hỏi|dấu chấm hỏi|ký tự lạ|toàn ký tự|ký hiệu lạ|loằng ngoằng|ngoằn ngoèo|không đọc được|0 ?kb|0 ?byte\\S*|lỗi định dạng|chồng chéo|lung tung|linh tinh|chữ lạ|không đầy đủ|không có phần thân)"),
    ("receive.glyphs", Act.RECEIVING, "(?:toàn|chỉ thấy|thấy|hiện|chỉ hiện|ra|hiện ra|thành|biến thành|chỉ có|chỉ toàn) ..2 (?:ô vuông|dấu hỏi|dấu chấm hỏi|ký tự lạ|ký tự \\S+|ký hiệu lạ|chữ lạ|mã html|thẻ html|chữ loằng ngoằng)"),
    ("receive.mail-words", Act.RECEIVING, "winmail\\.?dat|0 ?kb|over quota|quota exceeded|mailbox full|imap|pop3|0x8\\S+|(?:file|tệp) (?:bị )?(?:hỏng|lỗi)|(?:hình|ảnh|hình ảnh) không hiện|(?:ảnh|hình) bị chặn|lỗi đồng bộ"),
    ("receive.image", Act.RECEIVING, "(?:hình|ảnh|hình ảnh|logo|mã qr|qr) ..4 (?:không hiện|không hiển thị|không thấy|không tải|bị chặn|dấu x|bị vỡ|không lên|không quét được)"),
    ("receive.en", Act.RECEIVING, "(?:mailbox|inbox|mail account|e?-?mail account|mail server|outlook) ..4 (?:full|over quota|locked|disabled|down|not working|hacked)|(?:can't|cannot|unable to|could not|couldn't) ..2 (?:open|read|view|download|access) ..3 (?:mail|email|e-mail|message|attachment|file|pdf|mailbox|inbox)|(?:mail|message|attachment|file|pdf|letter) ..4 (?:blank|empty|garbled|unreadable|corrupt\\S*|damaged|scrambled)"),
    # ---- mail that did not come, or came wrong
    ("send.none", Act.SENDING, "(?:không|chưa|không hề|chưa hề) (?:hề |được |có |còn |từng |tìm |ai |người nào )*(?:(?:nhận(?! mã| code)|thấy|tìm thấy|tới tay|tiếp nhận) ..4 |(?:có|được gửi) (?:bất kỳ |cái |một )?)(?:<mail>(?! công vụ| cơ quan| điện tử)|<token>|<link>|phiếu|phiếu điều tra|phiếu khảo sát|giấy giới thiệu)|(?:chưa|không) được cấp (?:<token>|<link>)"),
    ("send.mail-none", Act.SENDING, "(?<!trong )(?:<mail>(?! cơ quan| công ty| cty| sở| tỉnh)|<token>|<link>|phiếu|phiếu điều tra) (?:(?!bấm|mở|vào|nhấn|click|ấn|kích|truy|nhưng|nhập|điền|hệ|trang|máy|phần)[^\\s,]+ ){0,6}(?:không|chưa|không hề|chưa hề|mãi không|mãi chưa|vẫn chưa) (?:hề |được |có |bao giờ )*(?:nhận|thấy|đến|tới|về|xuất hiện|có(?= ,|$| trong| ở)|gửi đến|gửi tới|về đến|nhận được)"),
    ("send.none-bare", Act.SENDING, "(?:chưa|không|không hề|chưa hề) (?:hề )?nhận(?: được)?(?: gì| cái gì| thứ gì| bao giờ)*(?= ,| ạ| anh| chị| em| nhé| cả|$)|(?:chưa|không) (?:nhận|thấy)(?: được)? (?:gì|cái gì|thứ gì)"),
    ("send.searched", Act.SENDING, "(?:tìm|lục|kiếm|dò|check|kiểm tra|lùng|bới|soát|rà soát|lọc|coi|xem) (?:(?!câu|nút|trang|phiếu|mã|cách)[^\\s,]+ ){0,6}(?:, )?(?:mà |thì |cũng |vẫn |đều )*(?:không|chưa|chẳng|không hề) (?:ra|thấy|có|gặp)"),
    ("send.me-not", Act.SENDING, "nhận(?: được)? ..2 (?:<mail>|<link>|<token>|phiếu) (?:, )?(?:riêng|còn|mà|nhưng) <me> (?:thì )?(?:chưa|không)"),
    ("send.me-not-2", Act.SENDING, "<mail> (?:, )?(?:chỉ|riêng|còn|mỗi) ..3 (?:là |thì )?(?<!được )(?:chưa|không)(?: hề)?(?: thấy| nhận| có)?(?: được)?(?: đâu| gì)?"),
    ("send.me-not-3", Act.SENDING, "(?:riêng|chỉ|mỗi|còn) (?:mỗi )?<me> (?:là |thì )?(?:chưa|không) (?:có(?! thời gian| điều kiện| ý kiến)|nhận|thấy)"),
    ("send.not-mine", Act.SENDING, "(?:chứ )?không phải (?:là )?(?:mã|thư|tên|link) (?:của )?(?:tôi|em|mình)"),
    ("send.only-reminder", Act.SENDING, "(?:chỉ|mới|toàn) (?:thấy|nhận|có|nhận được|thấy có) ..3 (?:thư nhắc|thư đôn đốc|nhắc|đôn đốc)"),
    ("send.spam", Act.SENDING, "(?:vào|trong|ở|mục|rơi|nằm|lọt|chui|bị|nhảy|đến|xuống|sang|tìm thấy|thấy|đánh dấu|đẩy) ..3 (?:spam|thư rác|thùng rác|junk|thẻ quảng cáo|mục quảng cáo|quarantine|cách ly|quảng bá|promotions?|thư không mong muốn)"),
    ("send.late", Act.SENDING, "(?:<mail>|<link>|<token>|phiếu) ..8 (?:đến|tới|về|nhận) ..2 (?:sau thư|muộn|chậm|trễ|quá chậm|rất chậm|sau hạn|quá hạn|sau \\d+ ngày)"),
    ("send.late-2", Act.SENDING, "(?:<mail>|<token>|<link>|phiếu) ..12 (?:giờ mới|hôm nay mới|nay mới|nay \\S+ mới|mãi|qua mới|đến giờ mới) ..3 (?:nhận|đến|tới|về|vào|thấy|hiện)"),
    ("send.late-3", Act.SENDING, "(?:<when>|giờ|đến giờ|mãi|tới tận|tận|mãi đến) ..3 mới (?:nhận|thấy|đến|tới)(?: được)?"),
    ("send.twice", Act.SENDING, "(?:nhận|gửi|có|đến|được) ..3 (?:hai|ba|bốn|năm|[2-9]|0[2-9]|1\\d|nhiều|liên tiếp|trùng|liên tục) ..2 (?:thư|mail|lần|mã|phiếu|link|bản|thư mời) ..3 (?:giống|trùng|khác nhau|liền|cùng|liên tục|một lúc|nhau|y hệt|khác)"),
    ("send.twice-3", Act.SENDING, "(?:nhận|nhận được) (?:cả |tới )?(?:hai|2|ba|3|nhiều) (?:thư|mã|link)(?! nhắc| đôn đốc)"),
    ("send.times", Act.SENDING, "<mail> ..6 (?:nhận|đến|tới|về|gửi(?! lại)) ..3 (?:hai|ba|bốn|năm|sáu|bảy|[2-9]|1\\d|mấy|nhiều) (?:lần|bản|cái|bức)"),
    ("send.twice-2", Act.SENDING, "(?:\\d+|mấy|nhiều|hai|ba|bốn|năm) lần (?:cùng )?(?:một |cái |bức )?<mail>|(?:<mail>) đề ngày (?:[^\\s]+ ){0,9}mới (?:đến|nhận|tới|vào|thấy)"),
    ("send.repeated", Act.SENDING, "bị (?:gửi )?(?:lặp|trùng|lặp lại|nhân đôi)|gửi (?:trùng|lặp|đi lặp lại)|trùng lặp (?:thư|mail)|<mail> ..3 (?:bị lặp|bị trùng|trùng lặp|lặp lại)"),
    ("send.name-of", Act.SENDING, "(?:thư|thư mời|mail|lời chào) ..2 (?:ghi|đề) ..6 (?:của )?(?:người khác|đồng chí khác|đơn vị khác)"),
    ("send.name-2", Act.SENDING, "(?:thư|thư mời|lời chào|phiếu) ..3 (?:ghi|đề) (?:[^\\s]+ ){0,12}(?:trong khi|nhưng|mà) tôi (?:tên )?là"),
    ("send.name", Act.SENDING, "(?:thư|mail|thư mời|phiếu|tên|họ tên|lời chào|danh xưng|tiêu đề) ..5 (?:ghi sai|sai tên|ghi nhầm|nhầm tên|tên sai|sai họ|sai chính tả|sai chức|ghi tên (?:người|đồng chí|anh|chị|ông|bà|khác)|mang tên|để tên|đề nhầm|đề tên|sai đơn vị|tên người khác|dùng tên người khác|viết sai)"),
    ("send.swapped", Act.SENDING, "(?:nhận|gửi|cấp) (?:\\S+ )?(?:nhầm|lộn|tráo|chéo|lẫn) ..3 (?:mã|thư|phiếu|link|tên) ..3 (?:của|cho|người)|(?:thư|mã|phiếu|link) ..3 của (?:người khác|đồng chí khác|đồng nghiệp)|(?:mã|thư|link) ..2 (?:bị )?(?:tráo|hoán đổi|đổi chéo|lẫn lộn)"),
    ("send.stripped", Act.SENDING, "(?:<link>|<file>|<token>|nội dung|qr) ..5 (?:bị xóa|bị chặn|bị gỡ|bị cắt|bị loại|bị mất|bị lọc|bị bóc|bị ngắt|bị xuống dòng|bị đứt|bị vô hiệu|bị thiếu|thiếu mất|thiếu \\d+ ký tự|không đủ ký tự|không bấm được|không click được|không kích được|không phải link|để trống|bỏ trống|bị trống|trống trơn|bị thay|không có trong thư|không kèm|không đính kèm)"),
    ("send.stripped-4", Act.SENDING, "(?:<link>) ..2 (?:chỉ là|thành|biến thành|chỉ có|dạng) ..2 chữ"),
    ("send.stripped-2", Act.SENDING, "(?:cắt|mất|thiếu|xóa|gỡ|bóc|chặn|loại)(?: mất| bỏ)?(?: cả| luôn)? (?:<link>|<file>|<token>)"),
    ("send.stripped-3", Act.SENDING, "(?:<link>|<file>) ..3 bị ..6 (?:chặn|xóa|gỡ|lọc|cắt|loại|bóc|giữ lại)"),
    ("send.no-link", Act.SENDING, "(?:<mail>|nội dung|bên trong|phần) ..5 (?:không có|không thấy|thiếu|không kèm|quên|mất|không đính kèm|không hề có) ..2 (?:<link>|<file>|<token>|nút|địa chỉ)"),
    ("send.no-link-2", Act.SENDING, "(?:không|chưa) (?:thấy|có|tìm thấy|kèm|đính kèm|thấy có) ..2 (?:<link>|mã cá nhân|mã phiếu|mã số|mã nào|<file>|đính kèm|nút) ..3 (?:đâu|trong|ở|nào|cả|kèm)"),
    ("send.blocked", Act.SENDING, "(?:máy chủ|hệ thống|tường lửa|bộ lọc|phần mềm|gateway|quản trị|server|cơ quan) ..4 (?:chặn|xóa|gỡ|loại|cắt|lọc|giữ|cách ly|từ chối|bóc) ..3 (?:thư|mail|link|tệp|file|đính kèm|đường dẫn|liên kết)"),
    ("send.distrusted", Act.SENDING, "(?:không|chưa) xác minh ..3 (?:người gửi|thư|mail)|(?:cảnh báo|đánh dấu|báo) ..4 (?:giả mạo|lừa đảo|thư giả)"),
    ("send.en", Act.SENDING, "(?:never|not|haven't|hasn't|didn't|no) ..3 (?:received?|receive|got|get|gotten|arrived?|seen|find|found|came|come) ..6 (?:invitation|mail|email|e-mail|link|code|message|questionnaire|survey|letter|anything)|(?:invitation|mail|email|link|code|letter|message) ..4 (?:never|not|hasn't|didn't) ..2 (?:arrived?|came|come|received?|reach\\S*)|(?:no|without any|missing) (?:link|code|attachment)|never the (?:original )?invitation|in (?:my )?(?:junk|spam)|spam folder|landed in|(?:link|code) ..5 (?:removed|stripped|missing)|wrong name|two invitations"),
    # ---- an error whose stage the surroundings tell
    ("error.has", Act.ERROR, "(?:báo|gặp|bị|xảy ra|phát sinh|có|hiện|thông báo|dính|vẫn|lại|toàn|cứ|đều|thấy|đang|hiển thị|ra|kiểu|nói|trả về) ..2 (?:lỗi|sự cố|trục trặc|error|bug|thất bại|không thành công)(?! mời)"),
    ("error.is", Act.ERROR, "(?:<site>|<sheet>|<mail>|<box>|<file>|<code>|mạng|máy|phần mềm) ..3 (?:<fault>)"),
    ("error.code", Act.ERROR, "(?:mã lỗi|lỗi số|lỗi|error|code) ..1 (?:[a-z]{1,4}[-_]?\\d{2,5}|\\d{3,5}|0x\\S+|[a-z]+_[a-z_]+)"),
    ("error.cannot-open", Act.ERROR, "(?:<no>) (?:mở|xem|đọc|tải|hiển thị|hiện) ..1 (?:được|ra|nổi|lên)"),
    ("error.open-cannot", Act.ERROR, "(?:mở|xem|đọc|tải) (?:ra |lên |mãi |thì |cũng |hoài |lại )*(?:không|chưa) (?:được|ra|nổi|lên|thấy gì)"),
    ("error.cannot-do", Act.ERROR, "(?:<no>) (?:<do>) (?:phiếu |khảo sát |tiếp |gì )?(?:được|nổi)|(?:<do>) (?:mãi |hoài |phiếu )*(?:không|chưa) (?:được|nổi|xong được)"),
    ("error.cannot-get", Act.SENDING, "(?:<no>) nhận (?:được|nổi)(?= ,|$| nên| vì| do)"),
    # ---- not ours
    ("elsewhere.system", Act.ELSEWHERE, "<system>"),
    ("elsewhere.survey", Act.ELSEWHERE, "(?:khảo sát|phiếu|điều tra|phiếu điều tra|phiếu khảo sát|bảng hỏi|phiếu lấy ý kiến|lấy ý kiến|bỏ phiếu) (?:(?!dành|hiện|ra|là|khác|không|có)[^\\s,]+ ){0,4}(?:<other>)"),
    ("elsewhere.survey-2", Act.ELSEWHERE, "(?:khảo sát|phiếu|điều tra) (?:(?:đánh giá|khảo sát|lấy ý kiến|góp ý|thăm dò) )*(?:khác|bên (?!này|em|mình)\\S+|của (?:(?:bộ|sở) (?:tài chính|y tế|công an|quốc phòng|tư pháp|xây dựng|công thương|ngoại giao|giáo dục|nông nghiệp|khoa học|văn hóa|thông tin|tài nguyên|kế hoạch|lao động|giao thông|du lịch|dân tộc)|(?:ubnd|tỉnh|huyện|công ty|vnpt|viettel|ngân hàng|trường|bệnh viện|đoàn|hội|ban|mặt trận|đảng|công đoàn|liên đoàn) (?!nội vụ|chỉ đạo|tổ chức|nhân dân)\\S+))"),
    # ---- not the right person
    ("wrong.retired", Act.WRONG, "nghỉ hưu|về hưu|hưu trí|nghỉ việc(?! riêng)|thôi việc|xin nghỉ(?! phép| tuần| hôm| mấy| vài| ngày| đến| từ \\d| ốm| buổi| \\d)|nghỉ công tác|nghỉ theo (?:nghị định|chế độ|178)|nghỉ chế độ|tinh giản|nghỉ hẳn|thôi công tác|rời cơ quan|rời nhiệm sở|chấm dứt hợp đồng|hết hợp đồng|hưu rồi|nghỉ làm|nghỉ hưởng chế độ|nghỉ từ (?:tháng|năm)"),
    ("wrong.moved", Act.WRONG, "(?:đã|mới|được|vừa|<me>|bị|có quyết định|đồng chí \\S+(?: \\S+){0,3}) (?:được |đã |có quyết định |nhận quyết định |xin )*(?:chuyển công tác|chuyển (?:sang|về|qua|đi|đơn vị|cơ quan|ngành|vị trí|phòng|lên|xuống|nhiệm vụ|nơi|ra)|điều động|điều chuyển|luân chuyển|thuyên chuyển|bổ nhiệm|biệt phái|thôi giữ|thôi làm|thôi đảm nhiệm|miễn nhiệm|bãi nhiệm|từ chức|thôi phụ trách|thôi)(?! cho| đến đồng chí| phiếu| thư| tiếp| link| mail| mã| nhé)"),
    ("wrong.moved-2", Act.WRONG, "(?:chuyển công tác|điều động|luân chuyển|biệt phái|chuyển (?:sang|về|qua) (?:sở|ban|phòng|huyện|tỉnh|xã|cơ quan|đơn vị|ubnd|trung tâm|văn phòng|ngành|bộ|đảng|mặt trận|hội|thành phố)) ?"),
    ("wrong.no-longer", Act.WRONG, "(?:không còn|thôi|hết|không) (?:làm việc|công tác (?:ở|tại)|giữ chức|đảm nhiệm|là(?! hạn| ngày)|thuộc (?:biên chế|đơn vị|sở|phòng|cơ quan|ubnd|nhóm)|ở (?:cơ quan|đơn vị|sở|phòng|đây)|trong (?:cơ quan|ngành|biên chế)|sinh hoạt)(?! được)"),
    ("wrong.abolished", Act.WRONG, "(?:đã|bị) giải thể|không còn (?:chức danh|chức vụ|vị trí|cơ quan|phòng)"),
    ("wrong.no-longer-2", Act.WRONG, "(?:không còn|thôi) (?:làm việc|công tác|làm|giữ|phụ trách|ở đây|ở|liên quan|theo dõi)(?! được)|không (?:làm|công tác|ở|phụ trách|theo dõi) ..5 nữa(?! đâu)"),
    ("wrong.not-me", Act.WRONG, "(?:không phải|đâu phải|chứ có phải|đâu có phải) (?:là )?(?:tôi|em|mình|anh|chị|bác|chú|người|đối tượng|cán bộ|công chức|viên chức|lãnh đạo|đại biểu|nhân viên|của tôi|của em|của mình|của ông|của bà|của đồng chí|cho tôi|tên|đồng chí|cho em|cho mình|tui|ông|bà|gửi cho|[a-zđ]\\S+ (?:bên|ở|phòng|sở))(?! (?:không|chưa|từ chối|lười|cố tình))"),
    ("wrong.mistaken", Act.WRONG, "nhầm (?:người|đối tượng|địa chỉ|tên|hộp thư|mail|rồi|lẫn|số|sang|cho)|gửi nhầm|gửi sai|sai người|sai đối tượng|gửi lộn|lộn người|có sự nhầm|bị nhầm|chắc nhầm|nhầm"),
    ("wrong.not-in-scope", Act.WRONG, "(?:không|chưa|không còn) (?:đúng|thuộc|nằm trong|phải(?! do| vì| tại| tôi| em)|liên quan|ở trong|đúng là)(?: về| đến| vào| là)? ..2 (?:đối tượng|diện|thành phần|phạm vi|nhóm|danh sách|trường hợp|người|lĩnh vực|đơn vị|cơ quan)"),
    ("wrong.not-concerned", Act.WRONG, "không liên quan (?:gì|đến|tới)|không có tên trong|không phụ trách|không đủ điều kiện"),
    ("wrong.take-off", Act.WRONG, "(?:đưa|rút|bỏ|loại|xóa|gạch|gỡ|cắt) (?:tên )?..8 (?:ra khỏi|khỏi|trong) (?:danh sách|ds)(?! chưa| nhắc| đôn đốc| chậm)|(?:đề nghị|xin|nhờ|mong|kiến nghị|cần) ..6 (?:điều chỉnh|thay đổi|thay thế|thay|cập nhật|rà soát|sửa|chỉnh sửa) (?:lại )?(?:đối tượng|danh sách|người)|(?:gạch|xóa|bỏ|rút) tên (?:tôi|em|mình|đồng chí)"),
    ("wrong.duplicate", Act.WRONG, "(?:phiếu|mã)(?: này)? (?:bị )?trùng|trùng (?:người|tên|họ tên|đối tượng|phiếu)|cùng tên|cùng họ tên|(?:hai|2|02) (?:người|đồng chí|anh|chị) (?:cùng )?tên|lặp đối tượng|một người (?:hai|2) phiếu|cùng một người|cho một người|(?:hai|2) (?:địa chỉ|hộp thư|mail) (?:khác nhau )?(?:, )?(?:đề nghị|nên|xin)|hai (?:mã|phiếu) khác nhau|mã thứ hai|phiếu thứ hai|(?:hủy|thu hồi|bỏ|loại|xóa) ..3 (?:mã|phiếu|cái|bản|thư) (?:còn lại|kia|thừa|thứ hai)|(?:mã|phiếu|cái|thư) ..3 (?:còn lại|kia|thứ hai) ..2 (?:thừa|dư|trùng)|(?:2|hai) lần trong danh sách|(?:bỏ|hủy|xóa|thu hồi) (?:bớt )?(?:phiếu|mã) (?:còn lại|kia|này|thứ hai|thừa)|có tên (?:2|hai) lần"),
    ("wrong.dead", Act.WRONG, "từ trần|qua đời|(?:đã|mới|vừa) mất|(?<!quên )(?<!hỏng )(?<!lỡ )(?<!thất lạc )mất (?:rồi|từ|hồi|hôm|tháng|năm)(?! mật| thời)|hy sinh|tử vong|đình chỉ|bị bắt|khởi tố|buộc thôi việc|tạm giam"),
    ("wrong.shared-box", Act.WRONG, "(?:<box>|mail|số|địa chỉ) này ..2 trước(?: đây| kia)? (?:là )?(?:của|do)|(?:đây là|là|dùng|gửi vào|thư vào|qua) (?:\\S+ )?(?:<box>|mail|địa chỉ) (?:chung|dùng chung|văn thư|của (?:văn thư|phòng|cơ quan|văn phòng|đơn vị|ban|trường)|cộng đồng|tập thể|của cả phòng|của người khác)|(?:<box>|mail|địa chỉ) này (?:là )?của (?:phòng|văn thư|cơ quan|văn phòng|đơn vị|ban|trung tâm)|(?:<box>|mail|địa chỉ) (?:này )?do ..3 (?:quản lý|phụ trách|sử dụng|dùng chung)|không phải (?:là )?(?:<box>|mail) (?:cá nhân|riêng|của)|(?:<box>|mail|địa chỉ) (?:này )?(?:là )?(?:dùng chung|chung của|tập thể|của văn thư)"),
    ("wrong.unknown", Act.WRONG, "(?:không có ai|không có (?:người|đồng chí|cán bộ|công chức)|không ai) ..3 (?:tên|họ tên|này|là)"),
    ("wrong.successor", Act.WRONG, "người thay(?: thế)?|người kế nhiệm|thay thế vị trí|(?:hiện nay|nay) (?:là|do) đồng chí"),
    ("wrong.en", Act.WRONG, "wrong (?:person|recipient|man)|not the person|no longer (?:work|with|employed|in charge|hold)\\S*|retired|left the (?:department|office|organi[sz]ation|agency)|not the (?:right|intended) (?:person|recipient)|not intended for me|moved to another|passed away|transferred to|by mistake|not a (?:civil servant|public official|staff member)|not (?:part of|in) (?:the|your) (?:target|sample|survey)"),
    # ---- another address
    ("contact.change", Act.CONTACT, "(?:đổi|thay|thay đổi|chuyển|cập nhật|sửa|đính chính|bổ sung|thay thế|sửa lại|chuyển sang) (?:lại |sang |thành |dùng )?..2 (?:mail|địa chỉ|hộp thư|hòm thư|số điện thoại|tên miền|đầu mail|tài khoản mail)"),
    ("contact.new", Act.CONTACT, "(?:mail|địa chỉ|hộp thư|hòm thư|số điện thoại|thư|tài khoản)(?: thư| mail| công vụ)? (?:mới|hiện nay|hiện tại|đúng|chính xác|chính thức|liên hệ|công vụ mới|thay thế|đang dùng|cá nhân|nhận thư|khác)"),
    ("contact.send-to", Act.CONTACT, "(?:gửi|chuyển|liên hệ|liên lạc|nhận|gửi lại|gửi thư|gửi phiếu|gửi link|dùng|sử dụng) ..5 (?:về|qua|vào|tới|đến|sang|theo|địa chỉ|mail|hộp thư) ..4 addrx"),
    ("contact.use", Act.CONTACT, "(?:dùng|sử dụng|lấy|nhận|ghi) ..4 addrx|addrx ..4 (?:thay cho|thay thế|cho các lần|từ nay|từ giờ|mới là|mới đúng)"),
    ("contact.is", Act.CONTACT, "(?:mail|địa chỉ|hộp thư|hòm thư|thư|chính xác|đúng|mới|nay|thành|là) (?:(?!không|cũ)\\S+ ){0,5}addrx"),
    ("contact.arrow", Act.CONTACT, "addrx (?:\\S+ ){0,8}(?:sang|thành|đổi thành|thay bằng|thay thế bằng|=>) (?:\\S+ ){0,3}addrx"),
    ("contact.old", Act.CONTACT, "(?:địa chỉ|mail|hộp thư|hòm thư|tên miền|thư)(?: thư| mail)? ..2 (?:cũ|này|trên) ..4 (?:không còn|không dùng|không sử dụng|đã bỏ|bỏ rồi|hết|ngừng|đã đóng|sắp đóng|thu hồi|bị thu hồi|ít dùng|ít khi|không xem|không kiểm tra|không vào|đã hủy|bị khóa|chỉ còn|không hoạt động|bị xóa)"),
    ("contact.wrong", Act.CONTACT, "(?:sai|nhầm|ghi sai|gõ sai|viết sai|thiếu|đánh máy sai|gõ nhầm|không đúng) ..2 (?:địa chỉ mail|mail|địa chỉ|hộp thư)(?! (?:khảo sát|link))"),
    ("contact.phone", Act.CONTACT, "(?:liên hệ|gọi|zalo|nhắn tin|liên lạc) ..4 (?:số|số điện thoại|zalo|điện thoại) ..3 (?:mới|0\\d+|\\d{4})|(?<!chuyển )(?:đổi|thay) số|số(?: điện thoại)? mới|số (?:di động|điện thoại|máy|đt) ..8 (?:sai|nhầm|đúng là|đổi|thay đổi)|số điện thoại ..3 (?:đã )?(?:đổi|thay)"),
    ("contact.en", Act.CONTACT, "(?:my )?new (?:e-?mail|mail|address|contact)|(?:e-?mail|mail|address) ..3 (?:has changed|changed|is now|is no longer)|(?:use|send) ..6 addrx|changed my (?:e-?mail|mail|address)"),
    # ---- somebody else answers
    ("delegate.hand", Act.DELEGATE, "(?:giao(?! ban )|đã giao|ủy quyền|ủy nhiệm|phân công|cử|chỉ định|chuyển cho|chuyển phiếu cho|chuyển thư cho|chuyển tiếp cho|chuyển đến|bàn giao|giao lại|giao việc|phân|đã chuyển) (?:nhiệm vụ |lại |phiếu |việc )*(?:cho )?(?!các đồng chí đầu mối|đầu mối)(?:<folk>) ..10 (?:trả lời|làm|thực hiện|thay|phụ trách|chủ trì|theo dõi|điền|hoàn thành|tham mưu|thay mặt|đảm nhiệm|tham gia|khảo sát|đại diện)"),
    ("delegate.hand-short", Act.DELEGATE, "(?:giao|ủy quyền|ủy nhiệm|phân công|chuyển(?: lại| tiếp| thư| phiếu| link)*|bàn giao|giao lại|forward|fwd) (?:lại |luôn |phiếu |việc này |tiếp |này )*(?:cho |đến |sang |qua )(?!các đồng chí|anh chị|bạn|ad)(?:<folk>)"),
    ("delegate.let", Act.DELEGATE, "(?:để|(?<!dành )(?<!gửi )(?<!cấp )cho|nhờ|bảo|để cho) (?!anh chị|các|<me> (?:làm|trả lời|điền|xem|thử|nghiên cứu|về|sắp xếp|hỏi|kiểm tra|đọc|tìm|tranh thủ|nhắc|vào|xin|biết|lại))(?:<folk>|bạn|thằng|con)(?: \\S+){1,6} (?:làm|trả lời|điền|thực hiện|lo|phụ trách|thay)"),
    ("delegate.instead", Act.DELEGATE, "(?:<folk>) ..6 (?:sẽ |được )?(?:trả lời|làm|điền|thực hiện|tham gia|khảo sát) (?:phiếu |giúp |hộ |khảo sát )*(?:thay|hộ|thay cho|thay mặt)"),
    ("delegate.give", Act.DELEGATE, "(?:giao(?! ban(?: |$))|phân công|ủy quyền|ủy nhiệm) (?:cho )?(?:<folk>)(?: \\S+){0,4}(?= ,|$)"),
    ("delegate.helps", Act.DELEGATE, "(?:<folk>|ấy|bạn ấy) ..3 sẽ (?:trả lời|làm|điền|thực hiện) (?:phiếu |khảo sát |này )*(?:giúp|hộ|thay|cho)(?: cho)? (?:<me>)"),
    ("delegate.instead-2", Act.DELEGATE, "(?:thay|hộ|thay mặt|thay cho) (?:cho )?(?:tôi|em|anh|mình|chị|lãnh đạo|giám đốc|chủ tịch|bác|chú) (?:trả lời|làm|điền|thực hiện|tham gia)|(?:trả lời|làm|điền|thực hiện|tham gia|chịu trách nhiệm) (?:phiếu |khảo sát )?(?:thay|hộ|thay mặt|thay cho)(?: cho)?(?: tôi| em| anh| mình| chị| lãnh đạo| đồng chí| giám đốc| chủ tịch| bác| chú|$)"),
    ("delegate.appointed", Act.DELEGATE, "(?:được |đã )*(?:chỉ định|phân công|ủy quyền|cử|giao)(?: nhiệm vụ)? ..3 (?:thay thế|thay|trả lời|phụ trách|làm đầu mối|chủ trì|thực hiện|đảm nhiệm)"),
    ("delegate.to-me", Act.DELEGATE, "(?:giao|ủy quyền|ủy nhiệm|phân công|cử|nhờ|bảo|chỉ định) (?:cho )?(?:<me>) ..4 (?:<do>|thay|phụ trách|đại diện)"),
    ("delegate.passed", Act.DELEGATE, "(?:chuyển|giao|forward) (?:phiếu|thư|link|mã|nội dung|việc|mail) (?:này |trên )*(?:cho|đến|sang|qua|lại) (?!các đồng chí|anh chị|bạn|tôi|em|mình|vào)"),
    ("delegate.en", Act.DELEGATE, "(?:forwarded|passed|handed|delegated|assigned) ..4 to|on my behalf|(?:will|to) (?:fill|answer|complete|do|take) ..5 (?:for me|instead)|in my place|instead of me|my deputy|my colleague will"),
    # ---- refusal
    ("refuse.word", Act.REFUSE, "(?<!bị )từ chối|khước từ|xin không tham gia|xin phép (?:được )?không|xin được không|không tham gia|không đồng ý|không muốn|không chấp nhận tham gia|không có nhu cầu|không quan tâm|không hợp tác|miễn tham gia|xin (?:được )?miễn|được miễn|xin rút|xin không|không thể tham gia|không nhận tham gia|không có ý định|không sẵn sàng|không có nghĩa vụ|không có trách nhiệm|không cung cấp (?:ý kiến|thông tin)|xin kiếu|xin thôi|không nhận trả lời"),
    ("refuse.wont", Act.REFUSE, "(?:không|sẽ không|nhất định không|thôi không) (?:trả lời|làm|điền|thực hiện|khảo sát|nộp) (?:phiếu(?! giấy)|khảo sát|đâu|nữa|nhé|nha|cái|những|loại|mấy|qua mạng|trên mạng|trực tuyến|vì|gì cả|gì hết|điều tra|này|bất kỳ|các)"),
    ("refuse.wont-bare", Act.REFUSE, "(?:<me>|thôi|thì|nên|sẽ) (?:sẽ |xin |cũng |thì )?không (?:trả lời|làm|tham gia|điền)(?= ,|$)"),
    ("refuse.dont-bother", Act.REFUSE, "(?:đừng|không cần|thôi|mong) ..2 (?:làm phiền|quấy rầy|spam|làm mất thời gian)|mất thời gian|phiền phức|hình thức|vô bổ|phiền quá|tốn thời gian"),
    ("refuse.paper-only", Act.REFUSE, "(?:chỉ|muốn|xin) ..3 (?:làm|trả lời|điền|nhận|nộp) ..3 (?:phiếu giấy|bản giấy|bằng giấy|giấy)"),
    ("refuse.blank", Act.REFUSE, "bỏ trống|để trống (?:cũng|đi|nhé|phiếu)|bỏ qua (?:tôi|em|anh|mình|phiếu|cho)|khỏi làm|miễn làm"),
    ("refuse.en", Act.REFUSE, "decline|not (?:wish|want|willing|interested|going to|participate|take part)|do not wish|don't want|refuse|unsubscribe|opt out|remove me|take me off|stop (?:emailing|sending|contacting)"),
    ("stop.mail", Act.STOP_MAIL, "(?:đừng|ngừng|thôi|dừng|xin dừng|không cần|miễn) (?:gửi|nhắc|đôn đốc|làm phiền|phải gửi|phải nhắc)(?: thư| mail| tôi| đến| lại| nữa| cho)*|sao (?:còn|cứ|vẫn|lại) (?:gửi|nhắc|đôn đốc)"),
    # ---- away
    ("away.now", Act.AWAY, "(?:đang|hiện đang|hiện|hiện tại|phải|sẽ|xin|<me>|được|bị) (?:phải |mới |vừa |đang |đi |được |xin |ở |trong thời gian |tham gia |bị )*(?:<away>)(?! (?:hưu|việc|chế độ|theo|về|xong|hẳn|làm))"),
    ("away.until", Act.AWAY, "(?:<away>|đi|nghỉ) ..5 (?:đến hết|đến ngày|đến|từ ngày|từ|hết ngày|hết tuần|hết tháng|trong) ..2 (?:\\d+\\S*|thứ|tuần|ngày|tháng|hôm nay|mai)"),
    ("away.back", Act.AWAY, "(?:mới )?(?:về|trở lại|quay lại|đi làm|đi làm lại|có mặt|về cơ quan|làm việc lại|trở về)(?: cơ quan| làm việc| trường| tỉnh)? (?:vào |ngày |từ |lúc )*(?:ngày|thứ|tuần|\\d+|đầu|hôm|mai)|(?:thứ \\S+|mai|tuần sau|ngày \\d\\S*) (?:<me> )?(?:mới |sẽ )?(?:về|đi làm|trở lại|có mặt)"),
    ("away.en", Act.AWAY, "out of (?:the )?office|on (?:annual |sick |maternity |parental )?leave|on (?:a )?(?:business )?(?:trip|vacation|holiday|mission)|away (?:from|until|on)|back on|return(?:ing)? (?:on|to)|limited (?:e-?mail )?access"),
    # ---- questions and requests
    ("ask.polite", Act.ASK, "xin hỏi|cho hỏi|cho <me> hỏi|muốn hỏi|hỏi thêm|cho biết|xin được hỏi|hỏi chút|hỏi xíu|hỏi tí|thắc mắc|băn khoăn|không rõ|không hiểu|chưa rõ|chưa hiểu|không biết|chưa biết|chưa nắm rõ|phân vân|lăn tăn"),
    ("ask.guide", Act.ASK, "(?<!đọc )(?<!theo )(?<!file )(?<!tệp )(?<!nhờ )(?<!đã )(?<!nó )hướng dẫn(?! đính kèm| của)|chỉ (?:giúp|dẫn|cách|hộ)|giải thích|làm rõ|giải đáp|tư vấn|(?<!đã )(?<!tham gia )cho ý kiến|xin ý kiến|(?:xin|đề nghị|mong) ..2 chỉ đạo|làm thế nào|cách làm|cách thức"),
    ("ask.extend", Act.ASK, "gia hạn|lùi hạn|kéo dài (?:thời hạn|thời gian|hạn)|thêm thời gian|xin thêm|cho thêm|còn kịp không|còn hạn không"),
    ("ask.again", Act.ASK, "(?:gửi lại|cấp lại|cho xin|xin lại|cho lại|cung cấp (?!đầy đủ|thông tin|ý kiến)|xin cấp|gửi giúp|gửi cho|cho em xin|cho mình xin|nhờ gửi) ..4 (?:link|mã|phiếu|đường dẫn|thư|hướng dẫn|mẫu|lời mời)|(?:xin|cho) ..2 số điện thoại ..4 (?:đầu mối|hỗ trợ|liên hệ|cán bộ|ban tổ chức)"),
    ("ask.list", Act.ASK, "(?:cho|xin|cung cấp|gửi) ..4 (?:danh sách|số liệu|kết quả|tiến độ|thông tin)(?= ,|$| để| của| đơn vị| các| người| chưa| đã)"),
    ("ask.which", Act.ASK, "(?:bao giờ|khi nào|lúc nào)(?! xong| rảnh| về| có thời gian| làm| thì| được)|mấy giờ|ngày nào|ở đâu|chỗ nào|thế nào|như thế nào|ra sao|làm sao|những ai|gồm ai|vì sao|tại sao|bao nhiêu|bao lâu|mấy (?:phiếu|trang|câu|người|bản|lần|ngày)|là gì|gì vậy|gì thế|ai (?:là|xem|được|biết|sẽ|làm|phải|chịu)|cái nào|người nào|được không|đúng không|phải không|có (?:\\S+ ){1,9}không(?= ,|$| ạ$| nhỉ| vậy| em| anh| chị| thế| các)|hay không|hay chưa|chưa (?:vậy|nhỉ|thế)|sao (?:vậy|thế|lại|cứ|còn|không)|có phải|hay là|đâu (?:vậy|thế|nhỉ)"),
    ("ask.en", Act.ASK, "could you|can you|please (?:tell|explain|advise|clarify|let me know)|how (?:do|can|long|many|to)|when (?:is|will|do)|where (?:is|do|can)|why (?:is|do|was|am)|what (?:is|do|are)|is (?:it|this|there)|do i (?:have|need)|deadline"),
    ("thanks", Act.THANKS, "cảm ơn|đã nhận (?:được )?(?:thư|thông tin|mail)|noted|ok|vâng|đã rõ|đã biết|nhất trí|received with thanks|thanks|thank you|đồng ý|đã xem|đã đọc|đã nhận"),
)

# Words that make a mail ours: somebody writes about this survey or answers its letters.
TOPIC = (
    "phiếu|khảo sát|điều tra|cchc|cải cách hành chính|xhh|xã hội học|par index|survey|questionnaire|bảng hỏi|bộ nội vụ|đầu mối điều tra|"
    "thư đôn đốc|thư nhắc|(?:chưa|không) (?:có|nhận|nhận được|thấy) (?:thư|phiếu|mã|link)|thư mời(?! họp| dự| hội nghị)|invitation|reminder|chỉ số"
)
# Words that make a condition of what follows: an error in it has not happened.
HYPOTHETICAL = "nếu|sợ|e rằng|e là|lo rằng|lo là|(?<!thuộc )trường hợp(?! này| trên| đó| của)|giả sử|nhỡ|lỡ như|phòng khi|phòng trường hợp|if|in case|giả như|lỡ mà"
# fmt: on
