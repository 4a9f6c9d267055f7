"""What options and arguments mean: `option.NAME` for every command, `option.COMMAND.NAME` where one differs.

An option is called as it is written (`--config`), an argument by its name.
"""

from __future__ import annotations

OPTIONS: dict[str, tuple[str, str]] = {
    # word: (Vietnamese, English)
    "option.--code": (
        "Mã xác nhận mà lần chạy trước đã in ra.",
        "The code that the run before has printed.",
    ),
    "option.--config": (
        "Tệp cấu hình.",
        "The configuration.",
    ),
    "option.--dry-run": (
        "Kiểm tra như thật, không ghi gì.",
        "Checks as in earnest, writes nothing.",
    ),
    "option.--format": (
        "text, html, xlsx, csv hoặc json; bỏ trống: đọc trên màn hình.",
        "text, html, xlsx, csv or json; left out: to read on the screen.",
    ),
    "option.--hotline": (
        "Điện thoại hỗ trợ.",
        "Telephone for help.",
    ),
    "option.--html": (
        "Ghi bản HTML ra tệp này.",
        "Writes the HTML to this file.",
    ),
    "option.--json": (
        "In JSON cho máy đọc.",
        "JSON for programs.",
    ),
    "option.--letter": (
        "Số văn bản làm căn cứ, ví dụ 1234/SNV.",
        "Number of the document it rests on, such as 1234/SNV.",
    ),
    "option.--level": (
        "Mức đôn đốc, 1 đến 4.",
        "The level, 1 to 4.",
    ),
    "option.--note": (
        "Ghi chú: ai nói, căn cứ nào.",
        "A note: who said so, and on what ground.",
    ),
    "option.--output": (
        "Ghi ra tệp này; xlsx bắt buộc phải có.",
        "Writes to this file; needed for xlsx.",
    ),
    "option.--report": (
        "Ghi kết quả từng dòng và phần so sánh ra tệp XLSX.",
        "Writes each row's result and the comparison to this XLSX file.",
    ),
    "option.--round": (
        "Mã đợt khảo sát; bỏ trống: đợt đang thực hiện.",
        "The round's code; left out: the round that runs.",
    ),
    "option.--to": (
        "Gửi thư kèm trang HTML và XLSX: lanhdao, dieuphoi, cntt, ubnd hoặc một địa chỉ.",
        "Mails it with the page and the XLSX: lanhdao (leadership), dieuphoi (coordinators), cntt (IT), "
        "ubnd (the committee) or an address.",
    ),
    "option.--unit": (
        "Chỉ một đơn vị.",
        "One unit only.",
    ),
    "option.--why": (
        "Lý do.",
        "The reason.",
    ),
    "option.code": (
        "Mã đợt khảo sát, ví dụ 2026.",
        "The round's code, such as 2026.",
    ),
    "option.file": (
        "CSV, XLSX, XLS hoặc ODS.",
        "CSV, XLSX, XLS or ODS.",
    ),
    "option.list_id": (
        "Mã danh sách, ví dụ S-0141.",
        "The list's number, such as S-0141.",
    ),
    "option.mail": (
        "Mã thư, ví dụ M-8841.",
        "The mail's number, such as M-8841.",
    ),
    "option.name": (
        "Tên đăng nhập, như tài khoản máy chủ nếu có.",
        "Name to sign in with, the same as on the server if there is one.",
    ),
    "option.number": (
        "Mã sự cố, ví dụ INC-0023.",
        "The incident's number, such as INC-0023.",
    ),
    "option.person": (
        "Mã OFF-…, họ tên hoặc địa chỉ thư.",
        "Number OFF-…, name or address.",
    ),
    "option.unit": (
        "Tên đơn vị, hoặc tên khác của đơn vị.",
        "The unit's name, or another name of it.",
    ),
    "option.who": (
        "Mã OFF-…, họ tên hoặc địa chỉ thư.",
        "Number OFF-…, name or address.",
    ),
    # ---- of one command
    "option.demo.--dir": (
        "Nơi để cơ sở dữ liệu, thư và báo cáo; được làm mới mỗi lần.",
        "Where database, mails and reports go; made anew each time.",
    ),
    "option.demo.--keep": (
        "Để máy chủ và dịch vụ chạy tiếp, cho biết cách kết nối.",
        "Leaves servers and service running, and says how to connect.",
    ),
    "option.demo.--json": (
        "In số liệu dạng JSON.",
        "Prints the figures as JSON.",
    ),
    "option.demo.--language": (
        "vi hoặc en.",
        "vi or en.",
    ),
    "option.init.--dir": (
        "Thư mục cấu hình.",
        "The configuration's directory.",
    ),
    "option.init.--state": (
        "Thư mục dữ liệu.",
        "The directory for data.",
    ),
    "option.init.--address": (
        "Địa chỉ hộp thư đầu mối: gửi mọi thư và nhận trả lời.",
        "Address of the mailbox: all mail goes out under it, replies come to it.",
    ),
    "option.init.--agency": (
        "Tên cơ quan ghi trong thư.",
        "Name of the office, as letters tell it.",
    ),
    "option.init.--legal-basis": (
        "Văn bản giao nhiệm vụ.",
        "The document that gave the order.",
    ),
    "option.init.--imap-host": (
        "Máy chủ IMAP.",
        "The IMAP server.",
    ),
    "option.init.--smtp-host": (
        "Máy chủ gửi thư.",
        "The server that sends.",
    ),
    "option.init.--user": (
        "Tên đăng nhập, nếu khác địa chỉ thư.",
        "Name to log in with, where it is not the address.",
    ),
    "option.init.--ca-file": (
        "Tệp CA nội bộ (PEM), nếu có.",
        "File with the CA of your own (PEM), if there is one.",
    ),
    "option.init.--folder": (
        "Thư mục theo dõi; ghi nhiều lần.",
        "A folder to watch; may be given several times.",
    ),
    "option.init.--survey-host": (
        "Tên máy chủ của phiếu khảo sát; ghi nhiều lần.",
        "Host of the questionnaire; may be given several times.",
    ),
    "option.init.--it": (
        "Địa chỉ đầu mối CNTT nhận cảnh báo.",
        "Address of the IT liaison, who gets the alerts.",
    ),
    "option.init.--coordinator": (
        "Địa chỉ cán bộ điều phối.",
        "Address of the coordinator.",
    ),
    "option.init.--language": (
        "Ngôn ngữ của lệnh và báo cáo: vi, en.",
        "Language of commands and reports: vi, en.",
    ),
    "option.init.--password-file": (
        "Tệp có mật khẩu hộp thư; được chép vào nơi an toàn.",
        "File with the mailbox's password; it is copied to a safe place.",
    ),
    "option.init.--ask": (
        "Hỏi những gì chưa ghi (ở cửa sổ lệnh).",
        "Asks for what was not given (at a terminal).",
    ),
    "option.init.--rotate-key": (
        "Chỉ thêm khóa ký mới vào cấu hình đã có; khóa cũ vẫn được công nhận 90 ngày.",
        "Only adds a signing key to the configuration that is there; the old ones are honoured for 90 "
        "days more.",
    ),
    "option.check.--connect": (
        "Thử đăng nhập và mở từng thư mục.",
        "Tries to log in, and opens each folder.",
    ),
    "option.doctor.--send": (
        "GỬI THƯ THẬT, cả khi diễn tập: hai thư tới chính hộp thư gửi, một thư tới địa chỉ phải bị trả lại.",
        "SENDS REAL MAIL, in rehearsal too: two to the sender's own mailbox, one to an address that "
        "must bounce.",
    ),
    "option.doctor.--bounce-to": (
        "Địa chỉ phải bị trả lại; không ghi thì dùng một tên không ai có ở tên miền của mình.",
        "The address that must bounce; left out: a name that nobody has in your own domain.",
    ),
    "option.doctor.--wait": (
        "Chờ mỗi thư tối đa bao nhiêu giây.",
        "How many seconds to wait for each mail at most.",
    ),
    "option.run.--since": (
        "Ngày bắt đầu đọc, với thư mục chưa từng được đọc.",
        "The day from which folders that were never read are read.",
    ),
    "option.classify.paths": (
        "Tệp .eml, mbox, thư mục hoặc Maildir.",
        ".eml files, mbox, a directory or a Maildir.",
    ),
    "option.classify.--own-address": (
        "Địa chỉ của chính hộp thư; lặp lại được.",
        "The mailbox's own address; may be given several times.",
    ),
    "option.classify.--sent": (
        "Thư đã gửi, mỗi dòng một JSON: message_id, subject, text.",
        "What was sent, one JSON a line: message_id, subject, text.",
    ),
    "option.classify.--rules": (
        "Luật của đơn vị cho thư báo lỗi, như rules/bounces.toml.",
        "Your own rules for bounces, like rules/bounces.toml.",
    ),
    "option.classify.--reply-rules": (
        "Luật của đơn vị cho thư cán bộ viết, như rules/replies.toml.",
        "Your own rules for what officials write, like rules/replies.toml.",
    ),
    "option.classify.--processes": (
        "Số tiến trình; 0: theo số nhân.",
        "How many processes; 0: one for each core.",
    ),
    "option.round archive.code": (
        "Mã đợt khảo sát đã đóng, ví dụ 2026.",
        "Code of a closed round, such as 2026.",
    ),
    "option.round archive.--show": (
        "Xem số liệu đã lưu trữ, không lưu trữ lại.",
        "Shows the archived figures, archives nothing.",
    ),
    "option.round show.code": (
        "Mã đợt khảo sát; bỏ trống: đợt đang thực hiện.",
        "The round's code; left out: the round that runs.",
    ),
    "option.round create.--invited": (
        "Ngày Bộ gửi thư mời, ví dụ 2026-11-09.",
        "The day on which the ministry sends the invitations, such as 2026-11-09.",
    ),
    "option.round change.--invited": (
        "Ngày Bộ gửi thư mời, ví dụ 2026-11-09.",
        "The day on which the ministry sends the invitations, such as 2026-11-09.",
    ),
    "option.round create.--deadline": (
        "Hạn trả lời, ví dụ '2026-11-27 17:00'.",
        "The deadline, such as '2026-11-27 17:00'.",
    ),
    "option.round change.--deadline": (
        "Hạn trả lời, ví dụ '2026-11-27 17:00'.",
        "The deadline, such as '2026-11-27 17:00'.",
    ),
    "option.round create.--title": (
        "Tên đợt khảo sát, ghi trong thư.",
        "The round's title, as letters tell it.",
    ),
    "option.round change.--title": (
        "Tên đợt khảo sát, ghi trong thư.",
        "The round's title, as letters tell it.",
    ),
    "option.round create.--legal-basis": (
        "Căn cứ: số và ngày văn bản.",
        "The ground: number and date of the document.",
    ),
    "option.round change.--legal-basis": (
        "Căn cứ: số và ngày văn bản.",
        "The ground: number and date of the document.",
    ),
    "option.round create.--agency": (
        "Cơ quan đứng tên thư.",
        "The office in whose name letters go out.",
    ),
    "option.round change.--agency": (
        "Cơ quan đứng tên thư.",
        "The office in whose name letters go out.",
    ),
    "option.round create.--invitation-sender": (
        "Địa chỉ gửi thư mời thật của Bộ.",
        "The address from which the ministry's real invitation comes.",
    ),
    "option.round change.--invitation-sender": (
        "Địa chỉ gửi thư mời thật của Bộ.",
        "The address from which the ministry's real invitation comes.",
    ),
    "option.round create.--invitation-subject": (
        "Tiêu đề thư mời thật của Bộ.",
        "The subject of the ministry's real invitation.",
    ),
    "option.round change.--invitation-subject": (
        "Tiêu đề thư mời thật của Bộ.",
        "The subject of the ministry's real invitation.",
    ),
    "option.round change.--why": (
        "Lý do, khi đợt đã mở.",
        "Why, where the round is open.",
    ),
    "option.round extend.deadline": (
        "Hạn mới, ví dụ 2026-11-30 (17:00) hoặc '2026-11-30 12:00'.",
        "The new deadline, such as 2026-11-30 (17:00) or '2026-11-30 12:00'.",
    ),
    "option.round extend.--letter": (
        "Số văn bản gia hạn của Bộ, ví dụ 7300/BNV-CCHC.",
        "Number of the ministry's document, such as 7300/BNV-CCHC.",
    ),
    "option.roster import.--round": (
        "Mã đợt khảo sát.",
        "The round's code.",
    ),
    "option.roster import.--accept-errors": (
        "Nhập các dòng đúng, bỏ các dòng có lỗi.",
        "Enters the good rows and leaves out those with mistakes.",
    ),
    "option.roster import.--accept-held": (
        "Nhập dù cả tệp bị nghi là cũ, lệch cột hoặc của tỉnh khác.",
        "Enters the file though it looks old, shifted or another province's.",
    ),
    "option.roster import.--accept-changed": (
        "Nhập dù tệp đã thay đổi sau lần kiểm tra.",
        "Enters the file though it has changed since it was checked.",
    ),
    "option.roster import.--end-gone": (
        "Không hỏi nữa những người không còn trong tệp.",
        "Asks those no more who are no longer in the file.",
    ),
    "option.roster import.--all-rows": (
        "Hiện kết quả của mọi dòng, không chỉ dòng cần xem.",
        "Shows every row's result, not only those to look at.",
    ),
    "option.roster lint.--round": (
        "Mã đợt khảo sát.",
        "The round's code.",
    ),
    "option.roster export.out": (
        "Tệp sẽ ghi (.xlsx hoặc .csv).",
        "The file to write (.xlsx or .csv).",
    ),
    "option.roster export.--format": (
        "bnv: thứ tự cột của phần mềm Bộ; csv; xlsx.",
        "bnv: columns as in the ministry's software; csv; xlsx.",
    ),
    "option.roster replace.who": (
        "Người được thay: OFF-…, họ tên hoặc địa chỉ.",
        "Who is replaced: OFF-…, name or address.",
    ),
    "option.roster replace.--with": (
        "Tệp một dòng: người thay, như danh sách nhập.",
        "A file of one row: who comes instead, as in a roster.",
    ),
    "option.roster start.code": (
        "Đợt mới (nháp), chưa có danh sách.",
        "The new round (a draft), which has no list yet.",
    ),
    "option.roster start.--from": (
        "Đợt trước.",
        "The previous round.",
    ),
    "option.answered import.file": (
        "Danh sách của Bộ (CSV, XLSX, XLS, ODS).",
        "The ministry's list (CSV, XLSX, XLS, ODS).",
    ),
    "option.answered import.--round": (
        "Mã đợt khảo sát.",
        "The round's code.",
    ),
    "option.answered import.--as-of": (
        "Thời điểm số liệu, khi tệp không ghi.",
        "As of when the figures are, where the file does not say.",
    ),
    "option.answered show.--only": (
        "answered, not-answered, unknown, ambiguous, contradictory.",
        "answered, not-answered, unknown, ambiguous, contradictory.",
    ),
    "option.answered apply.--accept-held": (
        "Đã xem điểm nghi ngờ của danh sách và vẫn dùng.",
        "What is doubted of the list was looked at; use it all the same.",
    ),
    "option.answered withdraw.--why": (
        "Lý do rút lại, ví dụ: nhầm danh sách năm trước.",
        "Why, such as: last year's list.",
    ),
    "option.address": ("Địa chỉ thư.", "The address."),
    "option.address suspend.--until": (
        "Ngày được gửi trở lại, ví dụ 2026-11-20; bỏ trống: tới khi có người cho gửi lại.",
        "The day on which letters go again, such as 2026-11-20; left out: until somebody restores it.",
    ),
    "option.address restore.--why": (
        "Căn cứ: ai kiểm tra, bằng cách nào.",
        "The proof: who has looked, and how.",
    ),
    "option.address call-sheet.out": (
        "Tệp .xlsx hoặc .csv sẽ ghi.",
        "The .xlsx or .csv file to write.",
    ),
    "option.address called.file": (
        "Danh sách gọi điện đã điền.",
        "The call sheet, filled in.",
    ),
    "option.address accept.person": (
        "Mã OFF-…, họ tên hoặc địa chỉ cũ.",
        "Number OFF-…, name or old address.",
    ),
    "option.address accept.address": (
        "Địa chỉ đúng; bỏ trống khi dùng --suggestion.",
        "The right address; left out with --suggestion.",
    ),
    "option.address accept.--letter": (
        "Căn cứ: văn bản, thư trả lời (M-…) hoặc cuộc gọi của đơn vị.",
        "The ground: a document, a reply (M-…) or the unit's call.",
    ),
    "option.address accept.--suggestion": (
        "Nhận gợi ý thứ mấy của `maild address corrections`.",
        "Takes this proposal of `maild address corrections`, by its number.",
    ),
    "option.address corrections.--report": (
        "Ghi ra tệp .xlsx hoặc .csv để gửi đơn vị, gửi Bộ.",
        "Writes an .xlsx or .csv file for the units and the ministry.",
    ),
    "option.address failures.file": (
        "Danh sách thư mời không gửi được của Bộ (CSV, XLSX, XLS, ODS).",
        "The ministry's list of invitations that failed (CSV, XLSX, XLS, ODS).",
    ),
    "option.unit list.--round": (
        "Bỏ trống: đợt đang thực hiện.",
        "Left out: the round that runs.",
    ),
    "option.unit alias.other": (
        "Tên khác, như các đơn vị hay ghi trong tệp.",
        "The other name, as units write it in files.",
    ),
    "option.unit alias.unit": (
        "Tên chính thức của đơn vị.",
        "The unit's official name.",
    ),
    "option.unit alias.--remove": (
        "Bỏ tên khác này.",
        "Takes this other name away.",
    ),
    "option.unit set-contact.--role": (
        "head (thủ trưởng), clerk (văn thư), it (đầu mối CNTT).",
        "head, clerk or it (IT liaison).",
    ),
    "option.unit set-contact.--name": (
        "Họ và tên.",
        "Full name.",
    ),
    "option.unit set-contact.--position": (
        "Chức vụ, ví dụ “Phó Chủ tịch”; bỏ trống: thủ trưởng được gọi theo loại đơn vị "
        "(Chủ tịch UBND…, Giám đốc Sở…).",
        "The office, for instance “Phó Chủ tịch”; left out: a head is called by the kind of the unit "
        "(Chủ tịch UBND…, Giám đốc Sở…).",
    ),
    "option.unit set-contact.--email": (
        "Địa chỉ thư.",
        "The address.",
    ),
    "option.unit set-contact.--telephone": (
        "Điện thoại.",
        "The telephone number.",
    ),
    "option.unit set-level.level": (
        "Cấp, theo cách gọi của tỉnh: sở, xã…",
        "The level, as the province calls it: sở, xã…",
    ),
    "option.unit succeed.successor": (
        "Đơn vị kế thừa; chưa có thì được tạo.",
        "The unit that follows; it is made if there is none.",
    ),
    "option.unit succeed.--from": (
        "Ngày có hiệu lực, ví dụ 2026-07-01.",
        "The day from which it holds, such as 2026-07-01.",
    ),
    "option.unit succeed.--undo": (
        "Bỏ việc sáp nhập, đổi tên ghi nhầm.",
        "Takes back a merger or a new name that was put down by mistake.",
    ),
    "option.unit succeed.--letter": (
        "Số văn bản.",
        "Number of the document.",
    ),
    "option.official list.--round": (
        "Bỏ trống: đợt đang thực hiện.",
        "Left out: the round that runs.",
    ),
    "option.official list.--unit": (
        "Chỉ của đơn vị này (một phần tên cũng được).",
        "Of this unit only (a part of its name will do).",
    ),
    "option.official list.--status": (
        "answered, self_reported, unreachable, on_leave, open.",
        "answered, self_reported, unreachable, on_leave, open.",
    ),
    "option.official list.--mark": (
        "Đang được ghi: wrong-person, question, exempt…",
        "What is recorded of them: wrong-person, question, exempt…",
    ),
    "option.official list.--ended": (
        "Những người không còn được hỏi.",
        "Those who are asked no more.",
    ),
    "option.official mark.what": (
        "answered, self-reported, on-leave, unreachable, wrong-person, exempt, refused, question.",
        "answered, self-reported, on-leave, unreachable, wrong-person, exempt, refused, question.",
    ),
    "option.official mark.--until": (
        "Ngày trở lại, với on-leave.",
        "The day of return, with on-leave.",
    ),
    "option.official undo.what": (
        "Bỏ trống: điều chỉnh cuối cùng; kể cả việc thay người.",
        "Left out: the last correction; a replacement too.",
    ),
    "option.remind plan.number": (
        "Số kế hoạch; bỏ trống để xem mọi kế hoạch.",
        "The plan's number; left out: all plans.",
    ),
    "option.remind plan.--draft": (
        "Lập ngay kế hoạch của lần đôn đốc đang đến; kèm số kế hoạch: lập lại kế hoạch đã hủy.",
        "Makes the next level's plan now; with a plan's number: makes a cancelled one again.",
    ),
    "option.remind plan.--letter": (
        "Với --draft: T0 lập kế hoạch gửi thư kiểm tra hộp thư, trước ngày mời.",
        "With --draft: T0 plans the mailbox check before the invitations.",
    ),
    "option.remind plan.--xlsx": (
        "Ghi người nhận và người không nhận ra tệp XLSX này.",
        "Writes who gets it and who does not to this XLSX file.",
    ),
    "option.remind plan.--dry-run": (
        "Với --draft: chỉ xem, không lập.",
        "With --draft: only shows, makes nothing.",
    ),
    "option.remind preview.--letter": (
        "Hoặc mã thư: T0, R1 … R4, X1, S1.",
        "Or a letter's code: T0, R1 … R4, X1, S1.",
    ),
    "option.remind preview.--person": (
        "Như WHO.",
        "The same as WHO.",
    ),
    "option.remind test.--to": (
        "Địa chỉ của người thử.",
        "Address of the person who tries it.",
    ),
    "option.remind test.--as": (
        "Thư viết cho người này: OFF-…, họ tên.",
        "The letter as this person would get it: OFF-…, name.",
    ),
    "option.remind test.--letter": (
        "Hoặc mã thư: T0, R1 … R4, X1.",
        "Or a letter's code: T0, R1 … R4, X1.",
    ),
    "option.remind hold.--unit": (
        "Cả một đơn vị, ví dụ 'Sở Tài chính'.",
        "A whole unit, such as 'Sở Tài chính'.",
    ),
    "option.remind release.--unit": (
        "Cả một đơn vị, ví dụ 'Sở Tài chính'.",
        "A whole unit, such as 'Sở Tài chính'.",
    ),
    "option.remind release.--plan": (
        "Cả một kế hoạch đang bị giữ vì thư gửi thử bị lỗi.",
        "A whole plan that is held because its first letters failed.",
    ),
    "option.remind release.--why": (
        "Với --plan: vì sao cho gửi tiếp.",
        "With --plan: why it may go on.",
    ),
    "option.remind cancel.--unit": (
        "Cả một đơn vị, ví dụ 'Sở Tài chính'.",
        "A whole unit, such as 'Sở Tài chính'.",
    ),
    "option.remind cancel.--plan": (
        "Cả một kế hoạch.",
        "A whole plan.",
    ),
    "option.remind cancel.--undo": (
        "Bỏ việc hủy thư của một người, một đơn vị.",
        "Takes back that letters of a person or a unit were cancelled.",
    ),
    "option.remind approve.number": (
        "Số kế hoạch.",
        "The plan's number.",
    ),
    "option.round close.--count": (
        "Số người chưa trả lời, gõ lại để xác nhận khi đóng trước hạn.",
        "How many have not answered, typed again to confirm an end before the deadline.",
    ),
    "option.remind approve.--count": (
        "Số người nhận, gõ lại để xác nhận khi trên 50.",
        "The number of receivers, typed again to confirm more than 50.",
    ),
    "option.remind approve.--partial": (
        "Kế hoạch vượt công suất: vẫn gửi cho những người kịp nhận.",
        "A plan beyond the capacity: writes to as many as can be reached in time.",
    ),
    "option.remind settle.letter": (
        "Số của lá thư trong `maild remind outbox`.",
        "The letter's number in `maild remind outbox`.",
    ),
    "option.remind settle.verdict": (
        "sent: máy chủ đã nhận; not-sent: không nhận.",
        "sent: the server took it; not-sent: it did not.",
    ),
    "option.remind settle.--why": (
        "Căn cứ, ví dụ 'nhật ký máy chủ gửi 08:02, mã 4F2A'.",
        "The ground, such as 'the relay's log at 08:02, id 4F2A'.",
    ),
    "option.calendar show.year": (
        "Năm; bỏ trống: năm nay.",
        "The year; left out: this year.",
    ),
    "option.calendar check.code": (
        "Mã đợt khảo sát; bỏ trống: đợt đang thực hiện.",
        "The round's code; left out: the round that runs.",
    ),
    "option.template lint.--locale": (
        "vi hoặc en; bỏ trống: cả hai.",
        "vi or en; left out: both.",
    ),
    "option.template preview.letter": (
        "T0, R1 … R4, X1 hoặc S1.",
        "T0, R1 … R4, X1 or S1.",
    ),
    "option.template preview.--locale": (
        "vi hoặc en.",
        "vi or en.",
    ),
    "option.escalate plan.code": (
        "U1, E1, E2 hoặc A1; bỏ trống: việc đến hạn.",
        "U1, E1, E2 or A1; left out: what is due.",
    ),
    "option.escalate preview.code": (
        "U1 quán triệt, E1 danh sách chưa trả lời, E2 đơn vị thấp gửi lãnh đạo, A1 sửa địa chỉ thư.",
        "U1 instruction, E1 list of who has not answered, E2 weak units to the leadership, A1 address "
        "corrections.",
    ),
    "option.escalate approve.code": (
        "U1 quán triệt, E1 danh sách chưa trả lời, E2 đơn vị thấp gửi lãnh đạo, A1 sửa địa chỉ thư.",
        "U1 instruction, E1 list of who has not answered, E2 weak units to the leadership, A1 address "
        "corrections.",
    ),
    "option.escalate approve.--count": (
        "Số thư, gõ lại để xác nhận khi trên 50.",
        "The number of mails, typed again to confirm more than 50.",
    ),
    "option.escalate cancel.code": (
        "U1 quán triệt, E1 danh sách chưa trả lời, E2 đơn vị thấp gửi lãnh đạo, A1 sửa địa chỉ thư.",
        "U1 instruction, E1 list of who has not answered, E2 weak units to the leadership, A1 address "
        "corrections.",
    ),
    "option.notice list.--state": (
        "Chỉ một trạng thái: planned, in_doubt, sent, failed, skipped.",
        "One state only: planned, in_doubt, sent, failed, skipped.",
    ),
    "option.notice restore.address": (
        "Địa chỉ đã sửa hoặc đã hoạt động lại.",
        "The address, now corrected or working again.",
    ),
    "option.incident list.--all": (
        "Cả sự cố đã khắc phục.",
        "Solved incidents, too.",
    ),
    "option.incident list.--stage": (
        "Chỉ một khâu: sending, receiving, answering.",
        "One phase only: sending, receiving, answering.",
    ),
    "option.incident list.--state": (
        "Chỉ một trạng thái: open, acknowledged, reported, fixed, resolved.",
        "One state only: open, acknowledged, reported, fixed, resolved.",
    ),
    "option.incident list.--owner": (
        "Chỉ của một người xử lý.",
        "Only those of this person.",
    ),
    "option.incident list.--domain": (
        "Chỉ một tên miền hoặc máy chủ.",
        "One domain or server only.",
    ),
    "option.incident list.--late": (
        "Chỉ lỗi quá hạn nhận xử lý hoặc khắc phục.",
        "Only those that are over their target to be taken on or fixed.",
    ),
    "option.incident list.--children": (
        "Cả lỗi kéo theo một lỗi lớn hơn.",
        "Those that follow from a bigger one, too.",
    ),
    "option.incident ack.--owner": (
        "Người xử lý.",
        "Who acts.",
    ),
    "option.incident assign.--owner": (
        "Người xử lý mới.",
        "Who acts from now on.",
    ),
    "option.incident note.text": (
        "Điều đã thử, đã thấy. Không ghi tên người, địa chỉ, mã truy cập.",
        "What was tried and seen. No names, addresses or access codes.",
    ),
    "option.incident silence.--until": (
        "Ngày nhắc lại, ví dụ 2026-11-20.",
        "The day on which to tell it again, such as 2026-11-20.",
    ),
    "option.incident silence.--why": (
        "Lý do, cách khắc phục.",
        "The reason, or how it was fixed.",
    ),
    "option.incident silence.--undo": (
        "Nhắc lại trước ngày hết.",
        "Tell of it again before that day.",
    ),
    "option.incident silence.number": (
        "Mã sự cố; bỏ trống khi dùng --match.",
        "The incident's number; left out with --match.",
    ),
    "option.incident silence.--match": (
        "domain=…, stage=…, reason=…; cả các lỗi sẽ mở sau này.",
        "domain=…, stage=…, reason=…; also for errors that will be opened later.",
    ),
    "option.incident report.--to": (
        "Nơi nhận; hiện có: bnv.",
        "Who gets it; so far: bnv (the ministry).",
    ),
    "option.incident report.--preview": (
        "Xem thư M1, không gửi.",
        "Shows M1, sends nothing.",
    ),
    "option.incident report.--send": (
        "Xếp hàng gửi thư M1 kèm gói bằng chứng.",
        "Queues M1 with its evidence for sending.",
    ),
    "option.incident report.--ref": (
        "Mã tiếp nhận của Bộ, ví dụ HT-5512.",
        "The ministry's reference, such as HT-5512.",
    ),
    "option.incident report.--request": (
        "Nội dung đề nghị; bỏ trống: hướng dẫn của lỗi này.",
        "What is asked for; left out: the advice for this error.",
    ),
    "option.incident report.--html": (
        "Với --preview: ghi bản HTML ra tệp này.",
        "With --preview: writes the HTML to this file.",
    ),
    "option.incident resolve.--why": (
        "Lý do, cách khắc phục.",
        "The reason, or how it was fixed.",
    ),
    "option.incident resolve.--resend": (
        "Lập dự thảo S1 cho những người bị lỡ, chờ duyệt.",
        "Drafts S1 for those who were missed; it waits for approval.",
    ),
    "option.incident resolve.--next-step": (
        "Với --resend: người nhận cần làm gì tiếp theo.",
        "With --resend: what the receivers should do next.",
    ),
    "option.incident reopen.--why": (
        "Lý do, cách khắc phục.",
        "The reason, or how it was fixed.",
    ),
    "option.incident export.--out": (
        "Tệp ZIP; bỏ trống: INC-….zip ở đây.",
        "The ZIP file; left out: INC-….zip here.",
    ),
    "option.incident export.--fetch": (
        "Lấy lại phần đầu (headers) của từng thư từ hộp thư.",
        "Fetches each mail's headers from the mailbox again.",
    ),
    "option.incident propose.numbers": (
        "Một hoặc nhiều sự cố.",
        "One or several incidents.",
    ),
    "option.incident propose.--out": (
        "Tệp HTML của dự thảo.",
        "The draft's HTML file.",
    ),
    "option.incident propose.--document": (
        "Đã gửi theo văn bản số …: chỉ ghi nhận, không lập lại.",
        "Was sent as document number …: only records it, drafts nothing.",
    ),
    "option.incident propose.--answer": (
        "Đã có trả lời theo văn bản số …: chỉ ghi nhận.",
        "Was answered by document number …: only records it.",
    ),
    "option.events.--markdown": (
        "Trang docs/events.md.",
        "The page docs/events.md.",
    ),
    "option.mail reprocess.--since": (
        "Chỉ thư nhận từ ngày này, ví dụ 2026-11-20.",
        "Only mails received since this day, such as 2026-11-20.",
    ),
    "option.mail reprocess.--kind": (
        "Chỉ thư đang được hiểu là loại này, ví dụ unrelated.",
        "Only mails that are taken for this kind, such as unrelated.",
    ),
    "option.mail reprocess.--mail": (
        "Chỉ một thư, ví dụ M-8841.",
        "One mail only, such as M-8841.",
    ),
    "option.mail make-rule.verdict": (
        "Thư cán bộ viết: loại, ví dụ tech-answering (bỏ trống: loại đã phân bằng mail classify). Thư "
        "báo lỗi: nguyên nhân, ví dụ mailbox-full.",
        "A reply: its kind, such as tech-answering (left out: what mail classify settled). A bounce: "
        "its reason, such as mailbox-full.",
    ),
    "option.mail make-rule.--text": (
        "Những chữ phải có, * thay cho đoạn bất kỳ; bỏ trống: lấy từ thư.",
        "The words that must stand there, * for anything between; left out: taken from the mail.",
    ),
    "option.mail make-rule.--server": (
        "Thư báo lỗi: máy chủ nhận, ví dụ *.example.vn.",
        "Bounces: the receiving server, such as *.example.vn.",
    ),
    "option.mail make-rule.--code": (
        "Thư báo lỗi: mã trạng thái hoặc mã SMTP, ví dụ 5.2.2.",
        "Bounces: a status code or SMTP code, such as 5.2.2.",
    ),
    "option.mail make-rule.--name": (
        "Mã luật: chữ thường, số, gạch nối.",
        "The rule's name: small letters, digits, hyphens.",
    ),
    "option.mail make-rule.--write": (
        "Ghi vào bảng luật của đơn vị (paths.rules); không có: chỉ in ra.",
        "Writes it into your own rules (paths.rules); without: only prints it.",
    ),
    "option.mail list.--kind": (
        "Chỉ một loại, ví dụ bounce, completed, tech-answering; unclassified: thư chờ người phân loại.",
        "One kind only, such as bounce, completed, tech-answering; unclassified: those that wait for a "
        "person.",
    ),
    "option.mail list.--quarantined": (
        "Chỉ thư bị cách ly.",
        "Only mails in quarantine.",
    ),
    "option.mail list.--limit": (
        "Số thư mới nhất.",
        "How many of the newest mails.",
    ),
    "option.mail classify.kind": (
        "Thư là gì, ví dụ completed, tech-answering, unrelated.",
        "What the mail is, such as completed, tech-answering, unrelated.",
    ),
    "option.mail classify.--note": (
        "Ghi chú cho người sau.",
        "A note for those who come after.",
    ),
    "option.mail classify.--until": (
        "Ngày đi làm lại, khi thư là báo vắng (out-of-office).",
        "The first day back at work, where the mail is an absence notice (out-of-office).",
    ),
    "option.mail import.path": (
        "Tệp .eml, mbox, thư mục hoặc Maildir.",
        ".eml files, mbox, a directory or a Maildir.",
    ),
    "option.mail import.--from-ministry": (
        "Thư do Bộ gửi (tôi bảo đảm): nhận danh sách đính kèm và thư báo lỗi Bộ chuyển tiếp.",
        "Mail from the ministry (on my word): takes attached lists and bounces that the ministry forwarded.",
    ),
    "option.mail reconcile.--days": (
        "Số ngày gần nhất.",
        "How many days back.",
    ),
    "option.quarantine drop.--why": (
        "Lý do, ví dụ: thư quảng cáo.",
        "The reason, for example: advertising.",
    ),
    "option.db backup.file": (
        "Ghi vào tệp này; không ghi thì vào thư mục sao lưu đã cấu hình.",
        "Writes to this file; left out: into the configured directory for backups.",
    ),
    "option.db restore.file": (
        "Bản sao cần phục hồi.",
        "The copy to restore.",
    ),
    "option.db restore.--dry-run": (
        "Chỉ kiểm tra bản sao, không phục hồi.",
        "Only checks the copy, restores nothing.",
    ),
    "option.db restore.--accept": (
        "Sau khi phục hồi và đã xem lại: cho gửi trở lại.",
        "After a restore, when all has been looked at: sending may go on.",
    ),
    "option.db restore.--nothing-sent": (
        "Cùng --accept: biết chắc sau bản sao chưa có thư nào được gửi.",
        "With --accept: you know that nothing was sent after the copy was made.",
    ),
    "option.db upgrade.--dry-run": (
        "Chỉ nói sẽ làm gì.",
        "Only says what would be done.",
    ),
    "option.db move.--to": (
        "postgresql+psycopg://máy/tên, cơ sở dữ liệu trống.",
        "postgresql+psycopg://host/name, an empty database.",
    ),
    "option.db move.--password-file": (
        "Tệp mật khẩu của PostgreSQL.",
        "File with PostgreSQL's password.",
    ),
    "option.db move.--dry-run": (
        "Chép và so sánh hết, rồi bỏ; không đổi gì.",
        "Copies and compares everything, then drops it; changes nothing.",
    ),
    "option.audit list.--limit": (
        "Nhiều nhất bấy nhiêu dòng.",
        "So many lines at most.",
    ),
    "option.audit list.--actor": (
        "Chỉ của người này.",
        "Of this person only.",
    ),
    "option.audit list.--kind": (
        "Chỉ loại sự kiện bắt đầu như vậy, ví dụ plan.",
        "Only kinds of events that begin so, such as plan.",
    ),
    "option.audit export.file": (
        "Tệp JSON lines sẽ được tạo.",
        "The file of JSON lines to make.",
    ),
    "option.audit verify.--file": (
        "Kiểm tra tệp đã xuất.",
        "Checks an exported file.",
    ),
    "option.audit verify.--seal": (
        "Niêm phong ghi trong một thư I2 đã giữ: báo nếu nhật ký không còn niêm phong đó, nghĩa là đã bị làm lại "
        "hoặc thay bằng bản sao lưu cũ hơn.",
        "The seal in a mail I2 that was kept: tells where the log no longer holds it, which means that it was "
        "made anew or that an older copy was put back.",
    ),
    "option.account unlock.name": (
        "Tên tài khoản trong cấu hình.",
        "The account's name in the configuration.",
    ),
    "option.user add.--role": (
        "coordinator: điều phối; approver: phê duyệt; it: đầu mối CNTT; leader: lãnh đạo; head: lãnh "
        "đạo một đơn vị (kèm --unit).",
        "coordinator, approver, it (IT liaison), leader, or head (of a unit, with --unit).",
    ),
    "option.user add.--unit": (
        "Với head: đơn vị của người đó.",
        "With head: that person's unit.",
    ),
    "option.user add.--full-name": (
        "Họ và tên, hiện trên trang.",
        "Full name, as the page shows it.",
    ),
    "option.user add.--sso": (
        "Không đặt mật khẩu: chỉ đăng nhập qua máy chủ web (web.sso_header).",
        "Sets no password: signs in through the web server only (web.sso_header).",
    ),
    "option.user role.role": (
        "coordinator, approver, it, leader hoặc head.",
        "coordinator, approver, it, leader or head.",
    ),
    "option.user role.--unit": (
        "Với head: đơn vị của người đó.",
        "With head: that person's unit.",
    ),
    "option.user disable.--undo": (
        "Cho đăng nhập trở lại.",
        "Lets the person sign in again.",
    ),
}
