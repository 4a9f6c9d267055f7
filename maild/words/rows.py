"""What is wrong with a row of a roster, and what to do about it, as an official reads it."""

from __future__ import annotations

ROWS: dict[str, tuple[str, str]] = {
    # word: (Vietnamese, English)
    "row_frame.cell": (
        "Cột {place}: {what}{value}. Cách xử lý: {remedy}.",
        "Column {place}: {what}{value}. What to do: {remedy}.",
    ),
    "row_frame.row": ("Hàng {what}.", "Row: {what}."),
    "row_frame.row_remedy": ("Hàng: {what}. Cách xử lý: {remedy}.", "Row: {what}. What to do: {remedy}."),
    "row_frame.typed": (
        "{place}: {what}{value}. Cách xử lý: {remedy}.",
        "{place}: {what}{value}. What to do: {remedy}.",
    ),
    "row_frame.no_column": (
        "Tệp không có cột {field}: {what}. Cách xử lý: {remedy}.",
        "There is no column for the {field}: {what}. What to do: {remedy}.",
    ),
    "row_frame.alike": (
        "{what}, tên chỉ khác dấu nên có thể là cùng một người",
        "{what}; the names differ in accents only and may be one person's",
    ),
    "row_frame.on_sheet": ("{row} của trang “{sheet}”", "{row} of sheet “{sheet}”"),
    "row_says.name-uppercase": (
        "họ tên viết hoa toàn bộ, đã chuyển thành chữ thường",
        "the name is all capitals and was rewritten",
    ),
    "row_remedy.name-uppercase": ("kiểm tra cách viết", "check how it is written"),
    "row_says.name-lowercase": (
        "họ tên viết thường toàn bộ, đã viết hoa chữ đầu",
        "the name is all small letters and was rewritten",
    ),
    "row_remedy.name-lowercase": ("kiểm tra cách viết", "check how it is written"),
    "row_says.name-single-word": ("họ tên chỉ có một chữ", "the name is a single word"),
    "row_remedy.name-single-word": ("ghi đủ họ và tên", "write the full name"),
    "row_says.group-unknown": ("nhóm đối tượng không có trong quy định", "no such subject group"),
    "row_remedy.group-unknown": ("sửa tên nhóm hoặc khai báo nhóm", "correct the group, or declare it"),
    "row_says.group-missing": ("chưa có nhóm đối tượng", "no subject group"),
    "row_remedy.group-missing": ("ghi nhóm đối tượng", "write the subject group"),
    "row_says.email-role-account": (
        "hộp thư chung của cơ quan, không phải của cá nhân",
        "an office's shared mailbox, nobody's own",
    ),
    "row_remedy.email-role-account": ("xin hộp thư cá nhân", "ask for the person's own mailbox"),
    "row_says.email-personal-domain": (
        "hộp thư cá nhân, không phải thư công vụ",
        "a private mailbox, not an official one",
    ),
    "row_remedy.email-personal-domain": ("xin hộp thư công vụ", "ask for the official mailbox"),
    "row_says.email-domain-outside": ("tên miền khác với tên miền của tỉnh", "not a domain of the province"),
    "row_remedy.email-domain-outside": ("kiểm tra lại địa chỉ", "check the address"),
    "row_says.email-domain-mistyped": (
        "tên miền chỉ có ở hàng này và gần giống tên miền của đơn vị",
        "only this row has the domain, and it is nearly the unit's",
    ),
    "row_remedy.email-domain-mistyped": ("kiểm tra xem có gõ nhầm tên miền", "check for a typing error"),
    "row_says.email-domain-ended": ("tên miền đã ngừng sử dụng", "the domain is no longer in use"),
    "row_remedy.email-domain-ended": ("đổi sang tên miền mới", "change to the new domain"),
    "row_says.email-link-differs": (
        "liên kết trong ô trỏ tới địa chỉ khác với chữ nhìn thấy",
        "the link behind the cell names another address than the one that is seen",
    ),
    "row_remedy.email-link-differs": ("kiểm tra địa chỉ", "check the address"),
    "row_says.position-missing": ("chưa có chức vụ", "no position"),
    "row_remedy.position-missing": ("bổ sung chức vụ", "add the position"),
    "row_says.duplicate-person-other-group": (
        "người này đã có ở hàng {first}, nhóm khác",
        "this person stands in row {first} with another group",
    ),
    "row_remedy.duplicate-person-other-group": ("chọn một nhóm", "choose one group"),
    "row_says.duplicate-person-other-unit": (
        "người này đã có ở hàng {first}, đơn vị khác",
        "this person stands in row {first} with another unit",
    ),
    "row_remedy.duplicate-person-other-unit": ("chọn một đơn vị", "choose one unit"),
    "row_says.same-name-different-email": (
        "trùng họ tên và đơn vị với hàng {first} nhưng khác hộp thư",
        "the same name and unit as row {first}, but another mailbox",
    ),
    "row_remedy.same-name-different-email": (
        "xác minh là hai người hay một người có hai hộp thư",
        "find out whether they are two people, or one with two mailboxes",
    ),
    "row_says.unit-unknown": ("đơn vị không có trong danh mục", "the unit is not in the province's list"),
    "row_remedy.unit-unknown": (
        "sửa tên đơn vị hoặc thêm vào danh mục",
        "correct the unit, or add it to the list",
    ),
    "row_says.unit-without-accents": (
        "tên đơn vị viết không dấu, đã hiểu theo tên có dấu",
        "the unit is written without accents and was understood with them",
    ),
    "row_remedy.unit-without-accents": ("kiểm tra tên đơn vị", "check the unit"),
    "row_says.email-missing": ("chưa có địa chỉ thư", "no address"),
    "row_remedy.email-missing": ("bổ sung địa chỉ thư công vụ", "add the official address"),
    "row_says.email-invalid-no-at": ("thiếu dấu @", "the @ is missing"),
    "row_remedy.email-invalid-no-at": (
        "ghi lại địa chỉ đầy đủ, ví dụ ten@donvi.tinh.gov.vn",
        "write the whole address, such as name@unit.province.gov.vn",
    ),
    "row_says.email-invalid-comma": (
        "có dấu phẩy hoặc dấu hai chấm thay cho dấu chấm",
        "a comma or colon stands where a full stop belongs",
    ),
    "row_remedy.email-invalid-comma": ("thay bằng dấu chấm", "put full stops"),
    "row_says.email-invalid-incomplete-domain": (
        "tên miền sau dấu @ chưa đủ",
        "the domain behind @ is not complete",
    ),
    "row_remedy.email-invalid-incomplete-domain": (
        "ghi đủ tên miền của đơn vị",
        "write the unit's whole domain",
    ),
    "row_says.email-invalid": ("địa chỉ viết sai quy cách", "not an address"),
    "row_remedy.email-invalid": ("kiểm tra và ghi lại địa chỉ", "check the address and write it again"),
    "row_says.email-not-ascii": ("địa chỉ có chữ có dấu", "the address has accented letters"),
    "row_remedy.email-not-ascii": ("ghi lại địa chỉ bằng chữ không dấu", "write it without accents"),
    "row_says.email-homoglyph": (
        "địa chỉ có chữ cái của bảng chữ khác, trông giống chữ La-tinh",
        "the address has letters of another alphabet that look Latin",
    ),
    "row_remedy.email-homoglyph": (
        "gõ lại địa chỉ bằng bàn phím La-tinh",
        "type it again on a Latin keyboard",
    ),
    "row_says.email-multiple": ("ô có nhiều địa chỉ", "several addresses in one cell"),
    "row_remedy.email-multiple": (
        "chỉ để lại một hộp thư của chính người này",
        "leave only this person's own mailbox",
    ),
    "row_says.email-internal-space": ("địa chỉ có khoảng trắng ở giữa", "a space inside the address"),
    "row_remedy.email-internal-space": ("bỏ khoảng trắng", "take the space out"),
    "row_says.email-plus-phone-in-cell": ("ô có cả số điện thoại", "a telephone number in the cell"),
    "row_remedy.email-plus-phone-in-cell": ("chỉ để lại địa chỉ thư trong ô", "leave only the address"),
    "row_says.email-plus-text-in-cell": ("ô có cả nội dung khác", "other words in the cell"),
    "row_remedy.email-plus-text-in-cell": ("chỉ để lại địa chỉ thư trong ô", "leave only the address"),
    "row_says.email-conflict-different-name": (
        "địa chỉ đã ghi cho một người khác tên ở hàng {first}",
        "row {first} gives this address to another name",
    ),
    "row_remedy.email-conflict-different-name": (
        "xác minh hộp thư là của ai và sửa một trong hai hàng",
        "find out whose mailbox it is and correct one of the two rows",
    ),
    "row_says.unit-missing": ("chưa có đơn vị", "no unit"),
    "row_remedy.unit-missing": (
        "ghi tên đơn vị vào từng hàng hoặc gộp ô cho đúng các hàng",
        "write the unit into each row, or merge the cells of the right rows",
    ),
    "row_says.name-missing": ("chưa có họ và tên", "no name"),
    "row_remedy.name-missing": ("bổ sung họ và tên", "add the full name"),
    "row_says.name-invalid": ("không phải là họ và tên", "not a person's name"),
    "row_remedy.name-invalid": ("ghi lại họ và tên, không kèm nội dung khác", "write the name alone"),
    "row_says.name-homoglyph": (
        "họ tên có chữ cái của bảng chữ khác, trông giống chữ La-tinh",
        "the name has letters of another alphabet that look Latin",
    ),
    "row_remedy.name-homoglyph": ("gõ lại họ và tên", "type the name again"),
    "row_says.cells-shifted": (
        "các ô của hàng bị lệch cột (địa chỉ thư nằm ở cột {other})",
        "the cells of this row have moved (the address stands in column {other})",
    ),
    "row_remedy.cells-shifted": (
        "đưa các ô về đúng cột; các cột khác của hàng này cũng có thể đã lệch",
        "put the cells back into their columns; the others of this row may have moved, too",
    ),
    "row_says.cells-swapped": ("cột họ tên và cột đơn vị bị đổi chỗ", "name and unit have changed places"),
    "row_remedy.cells-swapped": ("đưa các ô về đúng cột", "put the cells back into their columns"),
    "row_says.formula-without-value": (
        "ô là công thức chưa có kết quả hoặc báo lỗi",
        "a formula without a result, or with an error",
    ),
    "row_remedy.formula-without-value": (
        "thay công thức bằng giá trị (dán giá trị) rồi gửi lại",
        "paste the value instead of the formula and send the file again",
    ),
    "row_says.duplicate-email-exact": (
        "trùng với hàng {first} (cùng người, cùng địa chỉ); không nhập lần nữa",
        "the same as row {first} (same person, same address); not imported again",
    ),
    "row_says.duplicate-email-case": (
        "trùng với hàng {first} (địa chỉ chỉ khác chữ hoa, chữ thường); không nhập lần nữa",
        "the same as row {first} (only capitals of the address differ); not imported again",
    ),
    "row_says.duplicate-row-identical": (
        "trùng với hàng {first} sau khi chuẩn hóa; không nhập lần nữa",
        "the same as row {first} after repairs; not imported again",
    ),
    "row_says.hidden-row": ("hàng bị ẩn nên không nhập", "the row is hidden and was not imported"),
    "row_remedy.hidden-row": (
        "bỏ ẩn hàng rồi gửi lại nếu người này thuộc danh sách",
        "show the row and send the file again if this person belongs to the list",
    ),
    "row_says.email-of-another-row": (
        "địa chỉ giống cách viết tên người ở hàng {first}, không giống tên của hàng này",
        "the address is written like the name in row {first}, not like this row's",
    ),
    "row_remedy.email-of-another-row": (
        "kiểm tra xem cột địa chỉ có bị lệch hàng, hoặc sắp xếp riêng một cột",
        "check whether the column of addresses has slipped, or was sorted by itself",
    ),
}
