"""What each finding means and what to do about it, in the words that an official reads."""

from __future__ import annotations

import re

# finding → (field it is about, what is wrong, what to do)
ERRORS: dict[str, tuple[str, str, str]] = {
    "email-missing": ("email", "chưa có địa chỉ thư", "bổ sung địa chỉ thư công vụ"),
    "email-invalid-no-at": ("email", "thiếu dấu @", "ghi lại địa chỉ đầy đủ, ví dụ ten@donvi.tinh.gov.vn"),
    "email-invalid-comma": ("email", "có dấu phẩy hoặc dấu hai chấm thay cho dấu chấm", "thay bằng dấu chấm"),
    "email-invalid-incomplete-domain": ("email", "tên miền sau dấu @ chưa đủ", "ghi đủ tên miền của đơn vị"),
    "email-invalid": ("email", "địa chỉ viết sai quy cách", "kiểm tra và ghi lại địa chỉ"),
    "email-not-ascii": ("email", "địa chỉ có chữ có dấu", "ghi lại địa chỉ bằng chữ không dấu"),
    "email-homoglyph": (
        "email",
        "địa chỉ có chữ cái của bảng chữ khác, trông giống chữ La-tinh",
        "gõ lại địa chỉ bằng bàn phím La-tinh",
    ),
    "email-multiple": ("email", "ô có nhiều địa chỉ", "chỉ để lại một hộp thư của chính người này"),
    "email-internal-space": ("email", "địa chỉ có khoảng trắng ở giữa", "bỏ khoảng trắng"),
    "email-plus-phone-in-cell": ("email", "ô có cả số điện thoại", "chỉ để lại địa chỉ thư trong ô"),
    "email-plus-text-in-cell": ("email", "ô có cả nội dung khác", "chỉ để lại địa chỉ thư trong ô"),
    "email-conflict-different-name": (
        "email",
        "địa chỉ đã ghi cho một người khác tên ở hàng {first}",
        "xác minh hộp thư là của ai và sửa một trong hai hàng",
    ),
    "unit-missing": ("unit", "chưa có đơn vị", "ghi tên đơn vị vào từng hàng hoặc gộp ô cho đúng các hàng"),
    "name-missing": ("name", "chưa có họ và tên", "bổ sung họ và tên"),
    "name-invalid": ("name", "không phải là họ và tên", "ghi lại họ và tên, không kèm nội dung khác"),
    "name-homoglyph": (
        "name",
        "họ tên có chữ cái của bảng chữ khác, trông giống chữ La-tinh",
        "gõ lại họ và tên",
    ),
    "group-missing": ("group", "chưa có nhóm đối tượng", "ghi nhóm đối tượng"),
    "position-missing": ("position", "chưa có chức vụ", "bổ sung chức vụ"),
    "cells-shifted": (
        "email",
        "các ô của hàng bị lệch cột (địa chỉ thư nằm ở cột {other})",
        "đưa các ô về đúng cột; các cột khác của hàng này cũng có thể đã lệch",
    ),
    "cells-swapped": ("name", "cột họ tên và cột đơn vị bị đổi chỗ", "đưa các ô về đúng cột"),
    "formula-without-value": (
        "email",
        "ô là công thức chưa có kết quả hoặc báo lỗi",
        "thay công thức bằng giá trị (dán giá trị) rồi gửi lại",
    ),
}

WARNINGS: dict[str, tuple[str, str, str]] = {
    "name-uppercase": ("name", "họ tên viết hoa toàn bộ, đã chuyển thành chữ thường", "kiểm tra cách viết"),
    "name-lowercase": ("name", "họ tên viết thường toàn bộ, đã viết hoa chữ đầu", "kiểm tra cách viết"),
    "name-single-word": ("name", "họ tên chỉ có một chữ", "ghi đủ họ và tên"),
    "group-unknown": ("group", "nhóm đối tượng không có trong quy định", "sửa tên nhóm hoặc khai báo nhóm"),
    "group-missing": ("group", "chưa có nhóm đối tượng", "bổ sung nhóm đối tượng"),
    "email-role-account": (
        "email",
        "hộp thư chung của cơ quan, không phải của cá nhân",
        "xin hộp thư cá nhân",
    ),
    "email-personal-domain": ("email", "hộp thư cá nhân, không phải thư công vụ", "xin hộp thư công vụ"),
    "email-domain-outside": ("email", "tên miền khác với tên miền của tỉnh", "kiểm tra lại địa chỉ"),
    "email-domain-mistyped": (
        "email",
        "tên miền chỉ có ở hàng này và gần giống tên miền của đơn vị",
        "kiểm tra xem có gõ nhầm tên miền",
    ),
    "email-domain-ended": ("email", "tên miền đã ngừng sử dụng", "đổi sang tên miền mới"),
    "email-link-differs": (
        "email",
        "liên kết trong ô trỏ tới địa chỉ khác với chữ nhìn thấy",
        "kiểm tra địa chỉ",
    ),
    "position-missing": ("position", "chưa có chức vụ", "bổ sung chức vụ"),
    "duplicate-person-other-group": ("group", "người này đã có ở hàng {first}, nhóm khác", "chọn một nhóm"),
    "duplicate-person-other-unit": ("unit", "người này đã có ở hàng {first}, đơn vị khác", "chọn một đơn vị"),
    "same-name-different-email": (
        "name",
        "trùng họ tên và đơn vị với hàng {first} nhưng khác hộp thư",
        "xác minh là hai người hay một người có hai hộp thư",
    ),
    "unit-unknown": ("unit", "đơn vị không có trong danh mục", "sửa tên đơn vị hoặc thêm vào danh mục"),
    "unit-without-accents": (
        "unit",
        "tên đơn vị viết không dấu, đã hiểu theo tên có dấu",
        "kiểm tra tên đơn vị",
    ),
}

DUPLICATES: dict[str, str] = {
    "duplicate-email-exact": "trùng với hàng {first} (cùng người, cùng địa chỉ); không nhập lần nữa",
    "duplicate-email-case": "trùng với hàng {first} (địa chỉ chỉ khác chữ hoa, chữ thường); không nhập lần nữa",
    "duplicate-row-identical": "trùng với hàng {first} sau khi chuẩn hóa; không nhập lần nữa",
}


def sentence(column: str, value: str, what: str, remedy: str) -> str:
    """`Cột F (Thư công vụ): thiếu dấu @: “n***”. Cách xử lý: ….` The value is masked and short."""
    shown = mask_value(value)
    quoted = f": “{shown}”" if shown else ""
    return f"Cột {column}: {what}{quoted}. Cách xử lý: {remedy}."


def mask_value(value: str) -> str:
    """A cell as it may be shown in a message: addresses masked, also broken ones, and long numbers."""
    text = " ".join(value.split())
    text = _LOCAL_PART.sub(r"\1***\2@", text)
    text = _NO_AT.sub(r"\1***", text)
    text = _DIGITS.sub("•••", text)
    return text if len(text) <= 60 else text[:59] + "…"


_LOCAL_PART = re.compile(r"([\w.+-])[\w.+-]*(\s*)[@＠]")
_NO_AT = re.compile(r"(?<![\w@.*-])([A-Za-z0-9])[\w-]*(?:[][(){}#.]+[\w-]+){2,}(?!\*)", re.ASCII)
_DIGITS = re.compile(r"\d[\d\s.()-]{5,}\d")
