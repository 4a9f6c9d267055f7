"""What is said of rosters, of the ministry's lists, of units and of officials."""

from __future__ import annotations

ROSTERS: dict[str, tuple[str, str]] = {
    # word: (Vietnamese, English)
    # titles of tables
    "col.after": ("mới", "after"),
    "col.alias": ("tên khác", "other name"),
    "col.applied": ("áp dụng lúc", "applied"),
    "col.as_of": ("số liệu đến", "as of"),
    "col.before": ("cũ", "before"),
    "col.change": ("so sánh", "compared"),
    "col.contact": ("liên hệ", "contacts"),
    "col.email": ("địa chỉ thư", "address"),
    "col.file": ("tệp", "file"),
    "col.group": ("nhóm", "group"),
    "col.list": ("danh sách", "list"),
    "col.matched": ("đã trả lời", "answered"),
    "col.not_answered": ("chưa trả lời", "not answered"),
    "col.origin": ("nguồn", "from"),
    "col.position": ("chức vụ", "position"),
    "col.role": ("vai trò", "role"),
    "col.said_at": ("tự báo lúc", "said at"),
    "col.since": ("từ", "since"),
    "col.status": ("tình trạng", "status"),
    "col.successor": ("đơn vị kế thừa", "successor"),
    "col.telephone": ("điện thoại", "telephone"),
    "col.unknown": ("chưa rõ", "unclear"),
    "col.unit_level": ("cấp", "level"),
    # how a roster differs
    "change.new": ("mới", "new"),
    "change.changed": ("thay đổi", "changed"),
    "change.gone": ("không còn", "gone"),
    "change.same": ("như cũ", "same"),
    "field.name": ("họ tên", "name"),
    "field.email": ("địa chỉ thư", "address"),
    "field.unit": ("đơn vị", "unit"),
    "field.group": ("nhóm", "group"),
    "field.position": ("chức vụ", "position"),
    # why a roster as a whole is held
    "held.gone": (
        "{count}/{of} người đang có không có trong tệp: có thể là danh sách năm trước hoặc của tỉnh khác",
        "{count} of {of} known people are not in the file: last year's roster, or another province's?",
    ),
    "held.changed": (
        "{count}/{of} người bị thay đổi thông tin: có thể tệp bị lệch cột hoặc là bản cũ",
        "{count} of {of} people are changed: have the columns moved, or is it an old file?",
    ),
    "held.moved": (
        "{count}/{of} người bị đổi địa chỉ thư: có thể là bản cũ, địa chỉ cũ không ghi đè địa chỉ mới",
        "{count} of {of} people have another address: an old file must not overwrite new addresses",
    ),
    "held.foreign": (
        "{count}/{of} địa chỉ có tên miền chưa từng gặp: có thể là danh sách của tỉnh khác",
        "{count} of {of} addresses have domains never seen before: another province's roster?",
    ),
    "lint.province": ("cả tỉnh", "the whole province"),
    "lint.count-short": (
        "Nhóm {group}, {unit}: có {have}, cần {wanted}. Cách xử lý: thiếu {by} người, đề nghị đơn vị rà soát.",
        "Group {group}, {unit}: {have}, {wanted} are wanted. What to do: {by} people are missing, ask the unit.",
    ),
    "lint.count-over": (
        "Nhóm {group}, {unit}: có {have}, cần {wanted}. Cách xử lý: thừa {by} người, đề nghị đơn vị rà soát.",
        "Group {group}, {unit}: {have}, {wanted} are wanted. What to do: {by} people too many, ask the unit.",
    ),
    "held.slipped": (
        "{count}/{of} địa chỉ thư giống tên người ở hàng khác: cột địa chỉ bị lệch hàng hoặc được sắp xếp riêng",
        "{count} of {of} addresses bear the names of other rows: has that column slipped, or been sorted by itself?",
    ),
    "held.all-same": (
        "{count}/{of} người giống hệt đợt trước: có thể là tệp của năm trước",
        "{count} of {of} people are exactly those of the round before: last year's file?",
    ),
    # what is wrong with a file as a whole, and what to ask the sender for
    "unusable.not_opened": ("Không mở được tệp {file}: {because}.", "Cannot open {file}: {because}."),
    "unusable.too_large": (
        "Tệp {file} có dung lượng {megabytes} MB, vượt giới hạn {limit} MB. "
        "Đề nghị chỉ giữ lại danh sách rồi gửi lại.",
        "{file} has {megabytes} MB, beyond the limit of {limit} MB. Ask for the list alone.",
    ),
    "unusable.empty": (
        "{file}: tệp rỗng. Đề nghị gửi lại tệp có danh sách.",
        "{file}: the file is empty. Ask for the one with the list.",
    ),
    "unusable.no_data": (
        "{file}: tệp không có dữ liệu. Đề nghị gửi lại tệp có danh sách.",
        "{file}: the file holds no data. Ask for the one with the list.",
    ),
    "unusable.misnamed": (
        "{file}: tên tệp là {suffix} nhưng nội dung là {kind}. "
        "Đề nghị mở bằng phần mềm bảng tính, lưu lại dạng .xlsx rồi gửi.",
        "{file}: the name says {suffix}, but inside is {kind}. "
        "Ask for it to be opened as a spreadsheet, saved as .xlsx and sent again.",
    ),
    "unusable.no_table": (
        "{file}: tệp là {kind}, không phải bảng tính. "
        "Đề nghị mở bằng phần mềm bảng tính, lưu lại dạng .xlsx rồi gửi.",
        "{file}: the file is {kind} and no spreadsheet. "
        "Ask for it to be opened as a spreadsheet, saved as .xlsx and sent again.",
    ),
    "unusable.macro": (
        "{file}: tệp có macro. Đề nghị lưu lại dạng .xlsx (không có macro) rồi gửi.",
        "{file}: the file holds macros. Ask for it to be saved as .xlsx, without macros.",
    ),
    "unusable.password": (
        "{file}: tệp có mật khẩu. Đề nghị bỏ mật khẩu rồi gửi lại.",
        "{file}: the file has a password. Ask for it without one.",
    ),
    "unusable.unreadable": (
        "{file}: không đọc được bảng tính. Đề nghị mở bằng phần mềm bảng tính, lưu lại dạng .xlsx rồi gửi.",
        "{file}: the spreadsheet cannot be read. Ask for it to be opened, saved as .xlsx and sent again.",
    ),
    "unusable.damaged": (
        "{file}: tệp bảng tính bị hỏng, không giải nén được. Đề nghị gửi lại tệp gốc.",
        "{file}: the spreadsheet is damaged and cannot be unpacked. Ask for the original.",
    ),
    "unusable.doctype": (
        "{file}: tệp bảng tính có khai báo XML không được phép (DOCTYPE). Đề nghị lưu lại bằng Excel rồi gửi.",
        "{file}: the spreadsheet's XML declares a document type (DOCTYPE). Ask for it to be saved again by Excel.",
    ),
    "unusable.bomb": (
        "{file}: tệp khi giải nén lên đến {megabytes} MB, vượt giới hạn an toàn. "
        "Đề nghị chép danh sách sang một tệp mới rồi gửi lại.",
        "{file}: the file unpacks to {megabytes} MB, beyond the safe limit. "
        "Ask for the list to be copied into a new file.",
    ),
    "unusable.merged": (
        "{file}: bảng có quá nhiều ô gộp. Đề nghị bỏ gộp ô rồi gửi lại.",
        "{file}: the table has too many merged cells. Ask for it without them.",
    ),
    "unusable.too_many_rows": (
        "{file}: bảng tính có dữ liệu đến hàng {row}, vượt giới hạn {limit} hàng. "
        "Đề nghị xóa các hàng thừa hoặc tách thành nhiều tệp.",
        "{file}: the sheet has data down to row {row}, beyond the limit of {limit} rows. "
        "Ask for the rows that are too many to be deleted, or for several files.",
    ),
    "unusable.too_many_columns": (
        "{file}: bảng tính có dữ liệu đến cột thứ {column}, vượt giới hạn {limit} cột. "
        "Đề nghị xóa các cột thừa.",
        "{file}: the sheet has data up to column {column}, beyond the limit of {limit} columns. "
        "Ask for the columns that are too many to be deleted.",
    ),
    "unusable.too_many_cells": (
        "{file}: bảng tính có quá {limit} ô, kể cả ô trống. "
        "Đề nghị xóa các cột và hàng thừa hoặc tách thành nhiều tệp.",
        "{file}: the sheet has more than {limit} cells, empty ones among them. Ask for the columns and rows that "
        "are too many to be deleted, or for several files.",
    ),
    "unusable.no_text": (
        "{file}: tệp không phải là văn bản. Đề nghị lưu lại dạng .xlsx hoặc CSV (UTF-8).",
        "{file}: the file is no text. Ask for it as .xlsx or CSV (UTF-8).",
    ),
    "unusable.charset": (
        "{file}: không nhận ra bảng mã của tệp (không phải Unicode, Windows-1258, TCVN3 hay VNI). "
        "Đề nghị lưu lại dạng .xlsx hoặc CSV UTF-8.",
        "{file}: the file's encoding is not known (not Unicode, Windows-1258, TCVN3 or VNI). "
        "Ask for it as .xlsx or CSV UTF-8.",
    ),
    "unusable.encoding": (
        "{file}: tệp bị hỏng: không đọc được theo bảng mã {encoding}. Đề nghị gửi lại tệp gốc.",
        "{file}: the file is damaged: it cannot be read as {encoding}. Ask for the original.",
    ),
    "unusable.not_split": (
        "{file}: không tách được cột ({because}). "
        "Đề nghị mở bằng phần mềm bảng tính, lưu lại dạng .xlsx rồi gửi.",
        "{file}: its columns cannot be told apart ({because}). "
        "Ask for it to be opened as a spreadsheet, saved as .xlsx and sent again.",
    ),
    "unusable.open_quote": (
        '{file}: hàng {row} có dấu nháy kép (") không được đóng, nuốt mất các hàng sau. '
        "Đề nghị sửa dấu nháy hoặc gửi tệp .xlsx.",
        '{file}: a quotation mark (") of row {row} is never closed and swallows the rows below. '
        "Ask for it to be mended, or for an .xlsx.",
    ),
    "unusable.no_roster_columns": (
        "{file}: không tìm thấy hàng tiêu đề có cột họ tên và cột địa chỉ thư. "
        "Đề nghị ghi tên cột (Họ và tên, Đơn vị, Hộp thư công vụ…) hoặc khai báo tên cột trong [roster.headers].",
        "{file}: no row of headings names a column of names and one of addresses. "
        "Ask for headings (Họ và tên, Đơn vị, Hộp thư công vụ…), or declare them in [roster.headers].",
    ),
    "unusable.nobody": (
        "{file}: chỉ có hàng tiêu đề, không có ai trong danh sách. Đề nghị gửi tệp đủ dữ liệu.",
        "{file}: there are headings and nobody below them. Ask for the whole list.",
    ),
    "unusable.no_answered_columns": (
        "{file}: không tìm thấy hàng tiêu đề có cột địa chỉ thư hoặc họ tên. "
        "Đề nghị ghi tên cột (Họ và tên, Email, Tình trạng…).",
        "{file}: no row of headings names a column of addresses or names. "
        "Ask for headings (Họ và tên, Email, Tình trạng…).",
    ),
    "unusable.no_status": (
        "{file}: không biết danh sách nói ai đã trả lời: không có cột tình trạng và tiêu đề không ghi "
        "“đã trả lời” hay “chưa trả lời”. Đề nghị bổ sung cột Tình trạng.",
        "{file}: it cannot be told who has answered: there is no column of states, and the title says neither "
        "“đã trả lời” nor “chưa trả lời”. Ask for a column Tình trạng.",
    ),
    "unusable.no_failure_columns": (
        "{file}: không tìm thấy hàng tiêu đề có cột địa chỉ thư. Đề nghị ghi tên cột (Email, Lý do, Mã lỗi…).",
        "{file}: no row of headings names a column of addresses. Ask for headings (Email, Lý do, Mã lỗi…).",
    ),
    "file_kind.xlsx": ("bảng tính Excel (.xlsx)", "an Excel spreadsheet (.xlsx)"),
    "file_kind.xls": ("bảng tính Excel 97-2003 (.xls)", "an Excel 97-2003 spreadsheet (.xls)"),
    "file_kind.ods": ("bảng tính OpenDocument (.ods)", "an OpenDocument spreadsheet (.ods)"),
    "file_kind.html": ("trang web (HTML)", "a web page (HTML)"),
    "file_kind.text": ("văn bản", "text"),
    "file_kind.xlsb": ("bảng tính Excel nhị phân (.xlsb)", "a binary Excel spreadsheet (.xlsb)"),
    "file_kind.docx": ("văn bản Word", "a Word document"),
    "file_kind.zip": ("tệp nén", "an archive"),
    "file_kind.pdf": ("tệp PDF", "a PDF"),
    "file_kind.image": ("tệp ảnh", "a picture"),
    "file_kind.xml": ("tệp XML", "XML"),
    # what a list leaves open, row by row and about its time
    "list_says.undelivered": (
        "{file}: danh sách thư không gửi được không nói gì về việc trả lời, không tính.",
        "{file}: a list of mail that did not arrive says nothing about answers; it does not count.",
    ),
    "list_says.hidden": ("Hàng {row} bị ẩn nên không tính.", "Row {row} is hidden and does not count."),
    "list_says.blank": (
        "Hàng {row}: cột {column} để trống, không tính.",
        "Row {row}: column {column} is empty; it does not count.",
    ),
    "list_says.about_delivery": (
        "Hàng {row}: cột {column} nói về việc gửi thư, không nói về việc trả lời, không tính.",
        "Row {row}: column {column} speaks of the mail's delivery and not of an answer; it does not count.",
    ),
    "list_says.not_understood": (
        "Hàng {row}: cột {column} không hiểu, không tính.",
        "Row {row}: column {column} is not understood; it does not count.",
    ),
    "list_says.unclear": (
        "Hàng {row}: thông tin về việc trả lời mâu thuẫn hoặc để trống, không tính.",
        "Row {row}: what it says about the answer is contradictory or missing; it does not count.",
    ),
    "list_says.both": (
        "Hàng {row}: người này vừa ghi đã trả lời vừa ghi chưa trả lời, không tính.",
        "Row {row}: the list says of this person that he has answered and that he has not; it does not count.",
    ),
    "list_says.several_times": (
        "Danh sách ghi nhiều thời điểm chốt số liệu khác nhau.",
        "The list gives several times as that of its figures.",
    ),
    "list_says.day_only": (
        "Thời điểm chốt số liệu chỉ ghi ngày; hiểu là 00:00 ngày đó.",
        "The list gives only the day of its figures; taken as 00:00 of that day.",
    ),
    "list_says.no_time": (
        "Không tìm thấy thời điểm chốt số liệu (ví dụ “Số liệu đến 07:30 ngày 16/11/2026”).",
        "The list does not say of which time its figures are (such as “Số liệu đến 07:30 ngày 16/11/2026”).",
    ),
    "list_says.time_in_name": (
        "Thời điểm chốt số liệu lấy từ tên tệp: {at}.",
        "The time of its figures was taken from the file's name: {at}.",
    ),
    # what the roster's commands say
    "roster.compared": (
        "so với đợt {code}: mới {new}, thay đổi {changed}, không còn {gone}, như cũ {same}",
        "compared with round {code}: {new} new, {changed} changed, {gone} gone, {same} the same",
    ),
    "roster.addition": (
        "tệp chỉ có người mới: bổ sung {new} người vào đợt {code}, những người đang có giữ nguyên",
        "only new people in the file: {new} are added to round {code}, those who are asked already stay",
    ),
    "roster.repeated": (
        "hàng {row}: {name} đã có ở hàng {first}; chỉ hỏi một lần, theo nhóm và đơn vị ở hàng {first} "
        "({group}, {unit})",
        "row {row}: {name} stands in row {first} already; asked once, with the group and unit of row {first} "
        "({group}, {unit})",
    ),
    "roster.perhaps_moved": (
        "hàng {row}: {name} cùng họ tên với {who} không còn trong tệp; nếu là một người, giữ lịch sử bằng "
        "`maild roster replace {who} --with … --letter …`",
        "row {row}: {name} has the name of {who}, who is not in the file; if it is the same person, keep the "
        "history with `maild roster replace {who} --with … --letter …`",
    ),
    "roster.dead": (
        "hàng {row}: địa chỉ của {name} đã bị trả lại trước đây; vẫn ngừng gửi cho đến khi có địa chỉ mới",
        "row {row}: the address of {name} bounced before and stays suspended until there is a new one",
    ),
    "roster.would": (
        "đợt khảo sát {code}: sẽ thêm {new} người, sửa {changed} người, dừng {ended} người",
        "round {code}: would add {new}, change {changed}, end {ended}",
    ),
    "roster.done": (
        "đợt khảo sát {code}: thêm {new} người, sửa {changed} người, dừng {ended} người, như cũ {same} người",
        "round {code}: {new} added, {changed} changed, {ended} ended, {same} the same",
    ),
    "roster.gone_stay": (
        "{gone} người không có trong tệp vẫn thuộc đợt khảo sát; dừng hỏi họ bằng --end-gone",
        "{gone} people who are not in the file are still asked: --end-gone ends that",
    ),
    "roster.written": ("đã ghi {path}", "wrote {path}"),
    "roster.lint_clean": ("danh sách đúng quy định", "the roster keeps every rule"),
    "roster.lint_found": ("{count} chỗ chưa đúng quy định", "{count} breaks of the rules"),
    "roster.reconciled": (
        "khớp với danh sách của Bộ: {same} người",
        "the ministry's list agrees: {same} people",
    ),
    "roster.differs": (
        "Bộ thiếu {gone}, Bộ thừa {new}, khác thông tin {changed}, giống {same}",
        "the ministry lacks {gone}, has {new} more, differs in {changed}, agrees on {same}",
    ),
    "roster.replaced": (
        "{old} không còn được hỏi; {new} {name} thay từ nay",
        "{old} is asked no more; {new} {name} takes the place",
    ),
    "roster.moved": ("đã cập nhật {old} {name}: {fields}", "updated {old} {name}: {fields}"),
    "roster.started": (
        "đợt khảo sát {code} bắt đầu với {count} người của đợt {before}",
        "round {code} begins with {count} people of round {before}",
    ),
    # lists
    "verdict.answered": ("đã trả lời", "answered"),
    "verdict.not-answered": ("chưa trả lời", "not answered"),
    "verdict.unknown": ("không có trong đợt khảo sát", "not in this round"),
    "verdict.ambiguous": ("chưa rõ là ai", "may be several people"),
    "verdict.contradictory": ("vừa có vừa không", "said both"),
    "list_held.unknown": (
        "quá nửa số dòng không phải người của đợt này: có thể là danh sách năm trước hoặc của tỉnh khác",
        "more than half of its rows are nobody of this round: last year's list, or another province's?",
    ),
    "list_held.before-round": (
        "số liệu có trước ngày Bộ gửi thư mời của đợt này: có thể là danh sách năm trước",
        "its figures are older than this round's invitations: last year's list?",
    ),
    "list_held.fewer": (
        "nhiều người đã trả lời theo danh sách trước nay không còn: có thể sai tệp hoặc thiếu dữ liệu",
        "many who had answered by the list before have not now: a wrong or a torn file?",
    ),
    "list_held.sender": (
        "người gửi không có trong survey.ministry_senders hoặc chưa được máy chủ của ta xác thực: hỏi lại Bộ",
        "the sender is not in survey.ministry_senders, or our server did not vouch for him: ask the ministry first",
    ),
    # addresses to be corrected
    "address.all_good": ("không có địa chỉ nào bị ngừng gửi", "no address is suspended"),
    "address.stands": ("{address}: {standing}; {who}", "{address}: {standing}; {who}"),
    "standing.ok": ("đang dùng", "in use"),
    "standing.suspect": ("đã có thư bị trả lại, còn theo dõi", "has failed, being watched"),
    "standing.suspended": ("ngừng gửi", "suspended"),
    "said_by.server": ("máy chủ, lúc gửi", "the server, while sending"),
    "col.said_by": ("căn cứ", "said by"),
    "cli.address_suspended": ("đã ngừng gửi tới {address}", "no letters go to {address}"),
    "next.address_suspended": (
        "cho gửi trở lại: `maild address restore {address} --why …`",
        "to use it again: `maild address restore {address} --why …`",
    ),
    "cli.address_restored": ("cho gửi trở lại tới {address}", "letters go to {address} again"),
    "next.address_restored": (
        "ai lỡ một lần đôn đốc sẽ có trong kế hoạch bổ sung: `maild remind plan`",
        "whoever missed a level stands in a supplementary plan: `maild remind plan`",
    ),
    "next.address_list": (
        "vì sao: `maild address why ĐỊA-CHỈ`; đã dùng được: `maild address restore ĐỊA-CHỈ --why …`; "
        "địa chỉ đúng khác: `maild address corrections`",
        "why: `maild address why ADDRESS`; it works: `maild address restore ADDRESS --why …`; "
        "another is right: `maild address corrections`",
    ),
    "address.none": ("không có địa chỉ nào cần sửa", "no address needs a correction"),
    "address.unit": ("{unit}: {count} địa chỉ", "{unit}: {count} addresses"),
    "address.written": ("đã ghi {count} địa chỉ vào {path}", "{count} addresses written to {path}"),
    "address.title": (
        "DANH SÁCH ĐỊA CHỈ THƯ CÔNG VỤ CẦN KIỂM TRA, CẬP NHẬT (ĐỢT {code})",
        "ADDRESSES TO BE CHECKED AND CORRECTED (ROUND {code})",
    ),
    "address.sheet": ("Cần sửa", "Corrections"),
    "address.sheet_units": ("Theo đơn vị", "By unit"),
    "address.failures": (
        "ghi nhận mới {people} người; đã biết {known}, đã trả lời {answered}, địa chỉ cũ {old}, chưa rõ {unknown}",
        "{people} people noted; {known} known, {answered} have answered, {old} old addresses, {unknown} are nobody's",
    ),
    "address.row_unknown": (
        "Hàng {row}: không có ai trong đợt này dùng địa chỉ đó",
        "Row {row}: nobody of this round has that address",
    ),
    "address.row_unreadable": (
        "Hàng {row}: địa chỉ viết sai quy cách",
        "Row {row}: no address that can be read",
    ),
    "address.next": (
        "xem việc cần làm theo đơn vị: maild address corrections; lỗi kỹ thuật: maild incident list",
        "what to do, by unit: maild address corrections; the errors: maild incident list",
    ),
    "via.maild": ("thư của hệ thống bị trả lại", "our own letter came back"),
    "via.bnv": ("Bộ báo (via bnv)", "the ministry says so (via bnv)"),
    "suggestion.other-entry": ("cùng người, dòng khác trong danh sách", "same person, another entry"),
    "suggestion.successor-domain": ("tên miền kế thừa", "the domain that came after"),
    "suggestion.name-pattern": ("theo cách đặt tên của đơn vị", "as the unit writes its names"),
    "suggestion.unit": ("đơn vị trả lời", "the unit's answer"),
    "suggestion.answered": (
        "duyệt: `maild address accept OFF-… --suggestion 1 --letter {mail}`",
        "to accept: `maild address accept OFF-… --suggestion 1 --letter {mail}`",
    ),
    "suggestion.gone": (
        "thư {mail}: đơn vị báo đã chuyển hoặc nghỉ",
        "mail {mail}: the unit says that he has left",
    ),
    "suggestion.doubted": ("chưa xác thực được người gửi", "nobody vouches for the sender"),
    "suggestion.reply": ("thư {mail} đề nghị địa chỉ khác", "mail {mail} names another address"),
    "col.count": ("số địa chỉ", "addresses"),
    "col.right_email": ("địa chỉ đúng (đơn vị ghi)", "right address (by the unit)"),
    "col.via": ("nguồn", "said by"),
    "origin.command": ("lệnh", "command"),
    "origin.desk": ("trang làm việc", "desk"),
    "origin.drop": ("thư mục nhận tệp", "drop folder"),
    "origin.mail": ("thư", "mail"),
    "list.waiting": ("chờ áp dụng", "waits"),
    "list.held": ("chờ, có điểm nghi ngờ", "waits, doubted"),
    "list.applied": ("đã áp dụng", "applied"),
    "list.rejected": ("không dùng", "rejected"),
    "list.shown": (
        "{list_id}, đợt {code}, {state}: số liệu đến {as_of}; đã trả lời {matched} (mới {newly}), "
        "chưa trả lời {not_answered}, chưa rõ {unknown}",
        "{list_id}, round {code}, {state}: as of {as_of}; {matched} answered ({newly} new), "
        "{not_answered} not answered, {unknown} unclear",
    ),
    "list.rejected_now": ("không dùng danh sách {list_id}", "list {list_id} is rejected"),
    "list.withdrawn_now": (
        "đã rút lại danh sách {list_id}: {cleared} người không còn được tính là đã trả lời, {kept} người vẫn tính "
        "theo danh sách khác",
        "list {list_id} is withdrawn: {cleared} people count as answered no more, {kept} still do by another list",
    ),
    "list.no_contradictions": (
        "không có ai tự báo đã trả lời mà danh sách của Bộ nói khác",
        "nobody who says so is contradicted by the ministry's list",
    ),
    "list.file_refused": ("{file}: {why}", "{file}: {why}"),
    # officials
    "mark.answered": ("đã trả lời", "answered"),
    "mark.self-reported": ("tự báo đã trả lời", "says answered"),
    "mark.on-leave": ("vắng mặt", "on leave"),
    "mark.unreachable": ("không liên lạc được", "unreachable"),
    "mark.wrong-person": ("không đúng đối tượng", "wrong person"),
    "mark.exempt": ("được miễn", "exempt"),
    "mark.refused": ("từ chối", "refused"),
    "mark.question": ("có câu hỏi chưa giải đáp", "open question"),
    "mark.error": ("lỗi kỹ thuật chưa khắc phục", "open technical error"),
    "mark.undelivered": ("Bộ báo thư mời không đến được", "the ministry's invitation did not arrive"),
    "mark.cleared": ("không còn ghi “{mark}”", "no longer “{mark}”"),
    "mark.away": ("vắng mặt, trở lại từ {until}", "on leave, back from {until} on"),
    "mark.listed-again": ("được đưa lại vào danh sách", "on the roster again"),
    "mark.claim-held": ("báo đã trả lời, chưa xác thực", "claims: unverified"),
    "official.marked": ("đã ghi {who}: {mark}", "{who} marked: {mark}"),
    "official.undone": ("{who}: không còn ghi “{mark}”", "{who}: “{mark}” taken back"),
    "official.undone_holds": ("{who}: lại ghi “{mark}” như trước", "{who}: “{mark}” holds again, as before"),
    "col.note": ("ghi chú", "note"),
    "official.address": ("địa chỉ {email}: từ {since} đến {until}", "address {email}: {since} to {until}"),
    "official.address_now": ("địa chỉ {email}: từ {since}", "address {email}: since {since}"),
    "official.ended": ("không còn được hỏi từ {at}{by}", "asked no more since {at}{by}"),
    "official.by": (", thay bằng {who}", ", replaced by {who}"),
    # units
    "contact.head": ("thủ trưởng", "head"),
    "contact.clerk": ("văn thư", "clerk"),
    "contact.it": ("đầu mối CNTT", "IT"),
    "unit.aliased": ("{alias} nay hiểu là {unit}", "{alias} now means {unit}"),
    "unit.unaliased": (
        "{alias} không còn là tên khác của đơn vị nào",
        "{alias} is nobody's other name any more",
    ),
    "unit.contact_set": ("{role} của {unit}: {name}", "{role} of {unit}: {name}"),
    "unit.succeeded": ("từ {since}, {old} thuộc {unit}", "from {since} on {old} is {unit}"),
    "unit.unsucceeded": (
        "{old} không còn thuộc {unit}; ai đã nhập theo đơn vị mới thì nhập lại danh sách",
        "{old} is {unit} no more; whoever was imported under the new unit: import the roster again",
    ),
    "unit.level_set": ("{unit}: cấp {level}", "{unit}: level {level}"),
    "unit.described": ("{name} (cấp: {level}), {count} người", "{name} (level: {level}), {count} people"),
    "unit.named": ("tên khác: {names}", "other names: {names}"),
    # rounds
    "archive.done": (
        "đã lưu trữ đợt {code}: {officials} người, {answered} đã trả lời; báo cáo {path}",
        "round {code} archived: {officials} officials, {answered} answered; report {path}",
    ),
    "archive.changed": (
        "báo cáo {path} đã bị sửa sau khi lưu trữ",
        "the report {path} has been changed since it was archived",
    ),
    # what is refused, and what waits
    "needs.roster_held": (
        "tệp bị giữ lại vì {count} lý do trên; nếu tệp đúng, nhập lại với --accept-held",
        "the file is held for {count} reasons above; if it is right, import it with --accept-held",
    ),
    "needs.roster_changed": (
        "{file} đã thay đổi sau lần kiểm tra {at} ({by}); chạy lại --dry-run, hoặc nhập với --accept-changed",
        "{file} has changed since the dry run of {at} ({by}): repeat --dry-run, or import with --accept-changed",
    ),
    "refused.roster_over": (
        "đợt khảo sát {code} đã kết thúc, danh sách không còn thay đổi được",
        "round {code} is over: its roster does not change any more",
    ),
    "refused.roster_begun": (
        "đợt khảo sát {code} đã có danh sách; so sánh bằng `maild roster diff`",
        "round {code} has a roster already: compare with `maild roster diff`",
    ),
    "refused.ended_already": ("{who} đã không còn được hỏi", "{who} is asked no more already"),
    "refused.asked_already": (
        "người mới đã có trong đợt khảo sát ({who}); kiểm tra địa chỉ thư",
        "the new one is asked already ({who}): check the address",
    ),
    "refused.nothing_new": (
        "tệp không ghi gì mới về {who}; kiểm tra họ tên và địa chỉ thư",
        "the file says nothing new about {who}: check name and address",
    ),
    "refused.one_row": (
        "{file} phải có đúng một người hợp lệ, đang có {count}; sửa tệp rồi chạy lại",
        "{file} must hold exactly one good row, it holds {count}: mend the file",
    ),
    "refused.no_field": (
        "không có trường {names}; các trường: {known}",
        "there is no field {names}; fields: {known}",
    ),
    "refused.list_known": (
        "{file} đã được nhập trước đó ({list_id}); xem bằng `maild answered show {list_id}`. Bộ cho biết chưa ai trả "
        "lời thêm: nhập lại với thời điểm số liệu mới hơn, `--as-of 'NGÀY GIỜ'`",
        "{file} was imported before ({list_id}): see `maild answered show {list_id}`. If the ministry says that "
        "nobody has answered since: import it with a newer time, `--as-of 'DAY TIME'`",
    ),
    "refused.list_rejected": (
        "danh sách {list_id} đã bị từ chối hoặc rút lại; cần dùng thì nhập lại tệp",
        "list {list_id} has been rejected or withdrawn; to use it, import its file again",
    ),
    "refused.list_not_applied": (
        "danh sách {list_id} chưa áp dụng, không có gì để rút lại; không dùng thì `maild answered reject {list_id}`",
        "list {list_id} has not been applied, there is nothing to withdraw: `maild answered reject {list_id}`",
    ),
    "refused.drop_round": (
        "có {count} đợt đang thực hiện; đặt tệp vào thư mục con mang mã đợt khảo sát",
        "{count} rounds run: put the file into a folder named like the round",
    ),
    "refused.no_unit": (
        "không có đơn vị {unit}; xem bằng `maild unit list`",
        "there is no unit {unit}: see `maild unit list`",
    ),
    "refused.alias_taken": (
        "{alias} là tên của một đơn vị khác",
        "{alias} is the name of another unit",
    ),
    "refused.no_alias": ("không có tên khác {alias}", "there is no other name {alias}"),
    "refused.no_successor": (
        "{unit} không thuộc {other}; xem bằng `maild unit show`",
        "{unit} is not followed by {other}: see `maild unit show`",
    ),
    "refused.own_successor": (
        "đơn vị không thể kế thừa chính nó, hoặc vòng qua {unit}",
        "a unit cannot succeed itself, or go in a circle over {unit}",
    ),
    "refused.bad_email": ("địa chỉ thư viết sai: {email}", "not an address: {email}"),
    "refused.empty_contact": (
        "nêu ít nhất một trong --name, --email, --telephone",
        "give at least one of --name, --email, --telephone",
    ),
    "refused.marked_already": ("{who} đã được ghi như vậy", "{who} is marked so already"),
    "refused.mark_until": (
        "ghi ngày trở lại bằng --until 2026-11-20",
        "say the day of return with --until 2026-11-20",
    ),
    "refused.absence_past": (
        "ngày trở lại {until} không ở phía trước: người này không còn vắng mặt",
        "the return on {until} does not lie ahead: this person is not away",
    ),
    "refused.nothing_to_undo": (
        "{who} không có điều chỉnh nào để hủy",
        "{who} has no correction to take back",
    ),
    "refused.not_marked": ("{who} không được ghi {mark}", "{who} is not marked {mark}"),
    "refused.replaced_has_letters": (
        "người thay ({who}) đã được gửi thư; không hủy được việc thay",
        "the one in his place ({who}) has had letters: this cannot be taken back",
    ),
    "refused.not_closed": (
        "chỉ lưu trữ đợt đã đóng; đợt {code} đang ở trạng thái {state}",
        "only a closed round is archived; round {code} is {state}",
    ),
    "refused.archived": (
        "đợt {code} đã được lưu trữ, số liệu không thay đổi nữa",
        "round {code} is archived: its numbers do not change any more",
    ),
    "refused.not_archived": ("đợt {code} chưa được lưu trữ", "round {code} is not archived"),
    "refused.lint_nothing": (
        "nêu tệp cần kiểm tra hoặc --round",
        "give a file to check, or --round",
    ),
    "refused.same_round": (
        "đợt khảo sát {code} không thể bắt đầu từ chính nó",
        "round {code} cannot begin from itself",
    ),
}
