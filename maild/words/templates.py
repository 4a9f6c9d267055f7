"""What is wrong with a template or a letter: after the place where it stands."""

from __future__ import annotations

TEMPLATES: dict[str, tuple[str, str]] = {
    # word: (Vietnamese, English)
    "template_says.missing": ("không có tệp này", "is missing"),
    "template_says.missing_part": (
        "không có tệp này: một lá thư cần {parts}",
        "is missing: a letter needs {parts}",
    ),
    "template_says.no_variable": ("không có biến `{name}`", "there is no variable `{name}`"),
    "template_says.no_subject": ("tiêu đề trống", "the subject is empty"),
    "template_says.long_subject": (
        "tiêu đề dài quá {most} ký tự",
        "the subject is longer than {most} characters",
    ),
    "template_says.no_code": ("tiêu đề không có `subject_code`", "the subject does not show `subject_code`"),
    "template_says.empty": ("phần này trống", "the part is empty"),
    "template_says.untold": ("không nêu `{fact}`", "does not tell `{fact}`"),
    "template_says.no_answer": (
        "thiếu câu trả lời một dòng số {digit}",
        "does not offer the one-line answer {digit}",
    ),
    "template_says.survey_host": (
        "nêu tên máy chủ của phiếu khảo sát: thư đôn đốc không bao giờ dẫn tới phiếu",
        "names the survey's host: a reminder never leads to the questionnaire",
    ),
    "template_says.link": (
        "có liên kết tới {host}, không thuộc các máy chủ được phép",
        "links to {host}, which is not an allowed host",
    ),
    "template_says.phrase": (
        "có cụm từ “{phrase}”, định hướng câu trả lời hoặc đe dọa",
        "says “{phrase}”, which steers the answers or threatens",
    ),
    "template_says.fetched": (
        "có thứ mà chương trình đọc thư sẽ tải về hoặc chạy",
        "holds something that a mail program fetches or runs",
    ),
    "template_says.unseen": ("có chữ mà người đọc không thấy", "holds text that its reader does not see"),
    # ---- what cannot be rendered, with its place
    "template_says.error": ("{where}: {why}", "{where}: {why}"),
    "template_says.no_template": ("{where}: không có mẫu {name}", "{where}: there is no template {name}"),
    "template_says.by_variable": (
        "{where}: gọi một mẫu khác bằng biến",
        "{where}: names another template by a variable",
    ),
    "template_says.expression": (
        "{where}: {what} trong một biểu thức",
        "{where}: {what} in an expression",
    ),
    "template_says.too_long": ("{where}: dài quá {most} byte", "{where}: longer than {most} octets"),
    "template_says.not_utf8": ("{where}: không phải UTF-8", "{where}: not UTF-8"),
    "template_says.renders_long": (
        "{where}: kết quả dài quá {most} ký tự",
        "{where}: renders to more than {most} characters",
    ),
    "template_says.too_much": ("{where}: quá nặng để dựng thư", "{where}: takes too much to render"),
    "template_says.styles": (
        "{where}: không đưa được định dạng vào thẻ: {why}",
        "{where}: its styles cannot be inlined: {why}",
    ),
    "template_says.no_locale": (
        "{value} không phải mã ngôn ngữ như `vi`",
        "{value} is not a language such as `vi`",
    ),
    # ---- a letter that cannot be built
    "template_says.foreign_id": (
        "không lập được thư: Message-ID hoặc thư được nhắc tới không phải của maild",
        "a letter cannot be built: its Message-ID or its reference is not one of ours",
    ),
    "template_says.no_address": (
        "không lập được thư: {role} không phải địa chỉ thư",
        "a letter cannot be built: {role} is not a mail address",
    ),
    "template_says.unfit": ("thư không được gửi: {why}", "a letter is not sent: {why}"),
    "template_says.content_type": (
        "không đính kèm được tệp: loại nội dung không hợp lệ",
        "a file cannot be attached: its content type is not one",
    ),
}
