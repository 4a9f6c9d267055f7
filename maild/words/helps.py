"""What each command does, for its `--help` and for maild(1): `help.` and the words by which it is called.

Groups of commands are explained in `overview.py`, options in `options.py`.
"""

from __future__ import annotations

HELPS: dict[str, tuple[str, str]] = {
    # word: (Vietnamese, English)
    "help.demo": (
        "Diễn tập trọn một đợt khảo sát trên máy chủ thư tự có: gửi, nhận, trả lời, đôn đốc, nhật ký "
        "lỗi.\n\n"
        "Dành cho mọi vai trò.",
        "Plays a whole round of the survey on mail servers of its own: sending, bounces, replies, "
        "reminders, the log of errors.\n\n"
        "For every role.",
    ),
    "help.init": (
        "Tạo cấu hình, lịch, luật, khóa ký mã thư và nơi để mật khẩu; không ghi đè tệp đã có.\n\n"
        "Ở cửa sổ lệnh thì hỏi từng mục chưa ghi; Enter là bỏ qua.\n\n"
        "Dành cho quản trị.",
        "Makes the configuration, calendar, rules, signing key and places for passwords; nothing that "
        "exists is overwritten.\n\n"
        "At a terminal it asks for what was not given; Enter leaves it out.\n\n"
        "For administrators.",
    ),
    "help.check": (
        "Mọi chỗ sai của cấu hình, mẫu thư, lịch cùng một lúc; không kết nối đi đâu nếu không có "
        "--connect.\n\n"
        "Dành cho mọi vai trò.",
        "Every mistake in the configuration, templates and calendar at once; connects to nothing "
        "without --connect.\n\n"
        "For every role.",
    ),
    "help.doctor": (
        "Thử mọi thứ giữa máy này, máy chủ và hộp thư; mỗi dòng nói cần làm gì. Chỉ xem, trừ khi có "
        "--send.\n\n"
        "Dành cho mọi vai trò; --send dành cho đầu mối CNTT.",
        "Tries everything between this machine, the servers and the mailboxes; each line says what to "
        "do. Only looks, unless --send.\n\n"
        "For every role; --send for IT liaisons.",
    ),
    "help.run": (
        "Chạy dịch vụ cho đến khi nhận SIGTERM; SIGHUP đọc lại cấu hình.\n\nDành cho quản trị.",
        "Runs the service until SIGTERM; SIGHUP reads the configuration again.\n\nFor administrators.",
    ),
    "help.status": (
        "Tình trạng theo mã Nagios: 0 tốt, 1 cảnh báo, 2 nguy cấp, 3 không rõ; dòng đầu nói đủ ý.\n\n"
        "Dành cho mọi vai trò.",
        "How the service is, in Nagios codes: 0 ok, 1 warning, 2 critical, 3 unknown; the first line "
        "says it all.\n\n"
        "For every role.",
    ),
    "help.pause": (
        "Dừng mọi việc gửi thư cho đến khi `maild resume`.\n\nDành cho mọi vai trò.",
        "Stops all sending until `maild resume`.\n\nFor every role.",
    ),
    "help.resume": (
        "Gửi trở lại; cũng đặt lại bộ tự ngắt.\n\nDành cho mọi vai trò.",
        "Sends again; also resets the breaker.\n\nFor every role.",
    ),
    "help.classify": (
        "Phân loại thư từ tệp: mỗi thư một dòng JSON, đúng thứ tự, không cần cấu hình hay cơ sở dữ "
        "liệu.\n\n"
        "Dành cho mọi vai trò.",
        "Says what mails in files are: a line of JSON for each, in order, without configuration or "
        "database.\n\n"
        "For every role.",
    ),
    "help.why": (
        "Vì sao người này được hoặc không được nhắc: mọi sự kiện, theo thứ tự thời gian.\n\n"
        "Dành cho cán bộ điều phối.",
        "Why somebody was or was not reminded: every event, in the order of time.\n\nFor coordinators.",
    ),
    "help.round archive": (
        "Lưu trữ đợt đã đóng: số liệu và báo cáo không thay đổi nữa; danh sách dùng cho đợt sau bằng "
        "`roster start`.\n\n"
        "Dành cho cán bộ điều phối.",
        "Archives a closed round: numbers and reports change no more; its list serves the next round by "
        "`roster start`.\n\n"
        "For coordinators.",
    ),
    "help.round create": (
        "Tạo đợt khảo sát; phần không nêu lấy từ [round_defaults] trong cấu hình.\n\n"
        "Dành cho cán bộ điều phối.",
        "Creates a round; what is not given is taken from [round_defaults] in the configuration.\n\n"
        "For coordinators.",
    ),
    "help.round show": (
        "Một đợt: trạng thái, những gì thư của đợt ghi, các lần đôn đốc, việc tiếp theo. Dành cho mọi vai trò.",
        "One round: where it stands, what its letters say, its levels, what comes next. For every role.",
    ),
    "help.round change": (
        "Sửa thông tin đợt; phần không nêu giữ nguyên. Đợt chưa mở trở lại bản nháp, chờ người thứ hai phê duyệt.\n\n"
        "Đợt đã mở thì cần --why, và mọi kế hoạch phải lập, duyệt lại; ngày mời không sửa được, hạn chỉ sửa được "
        "thành sớm hơn (muộn hơn: round extend). Dành cho cán bộ điều phối.",
        "Mends what is said of a round; what is not given stays. One that is not open yet is a draft again, for a "
        "second person to approve.\n\n"
        "One that is open needs --why, and every plan must be made and approved anew; the invitations' day stays, "
        "and the deadline can only be made earlier (later: round extend). For coordinators.",
    ),
    "help.round list": (
        "Các đợt khảo sát và trạng thái. Dành cho mọi vai trò.",
        "The rounds and where they stand. For every role.",
    ),
    "help.round approve": (
        "Người thứ hai phê duyệt danh sách và thời hạn của đợt khảo sát.\n\nDành cho cán bộ điều phối.",
        "A second person approves the round's list and dates.\n\nFor coordinators.",
    ),
    "help.round open": (
        "Mở đợt khảo sát: từ đây maild lập kế hoạch đôn đốc.\n\nDành cho cán bộ điều phối.",
        "Opens the round: from here on maild plans reminders.\n\nFor coordinators.",
    ),
    "help.round extend": (
        "Gia hạn: lập lại lịch, hủy mọi kế hoạch đã lập; ai đã được báo hạn cũ là hạn cuối thì được báo "
        "lại một lần.\n\n"
        "Dành cho cán bộ điều phối.",
        "Moves the deadline: dates are set anew, every plan made so far is cancelled; who was told the "
        "old last day is told once.\n\n"
        "For coordinators.",
    ),
    "help.round pause": (
        "Tạm dừng mọi thư của đợt; kế hoạch đã duyệt vẫn giữ nguyên.\n\nDành cho cán bộ điều phối.",
        "Holds all letters of the round; approved plans stay as they are.\n\nFor coordinators.",
    ),
    "help.round resume": (
        "Cho đợt tiếp tục sau khi tạm dừng.\n\nDành cho cán bộ điều phối.",
        "Lets a paused round go on.\n\nFor coordinators.",
    ),
    "help.round close": (
        "Đóng đợt khảo sát: không còn thư nào được gửi, không mở lại được. Trước hạn thì nói rõ những gì bị cắt và "
        "hỏi lại.\n\nDành cho cán bộ điều phối.",
        "Closes the round: no letter goes out any more, and it does not open again. Before the deadline it says what "
        "that cuts off, and asks back.\n\nFor coordinators.",
    ),
    "help.roster import": (
        "Kiểm tra từng dòng, so với danh sách đang có, rồi nhập tất cả hoặc không nhập dòng nào.\n\n"
        "Đợt đã phê duyệt chỉ nhận thay đổi khi nêu số văn bản (--letter). Dành cho cán bộ điều phối.",
        "Checks each row, compares with the list as it is, then enters all rows or none.\n\n"
        "An approved round takes changes only with the number of a document (--letter). For "
        "coordinators.",
    ),
    "help.roster diff": (
        "So tệp với danh sách của đợt khảo sát (hoặc đợt trước, nếu đợt này chưa có danh sách); không "
        "ghi gì.\n\n"
        "Dành cho cán bộ điều phối.",
        "Compares a file with the round's list (or the previous round's, if this one has none yet); "
        "writes nothing.\n\n"
        "For coordinators.",
    ),
    "help.roster lint": (
        "Mọi chỗ chưa đúng hướng dẫn của Bộ: từng dòng, và số người theo nhóm, đơn vị. Mã thoát 1 khi "
        "có.\n\n"
        "Dành cho cán bộ điều phối.",
        "Everything that breaks the ministry's guidance: row by row, and how many per group and unit. "
        "Exit code 1 if anything does.\n\n"
        "For coordinators.",
    ),
    "help.roster export": (
        "Ghi danh sách của đợt khảo sát ra tệp, để nhập vào phần mềm của Bộ hoặc để gửi đơn vị.\n\n"
        "Dành cho cán bộ điều phối.",
        "Writes the round's list to a file, for the ministry's software or for the units.\n\n"
        "For coordinators.",
    ),
    "help.roster reconcile": (
        "So danh sách xuất từ phần mềm của Bộ với danh sách của ta. Mã thoát 3 khi có chỗ khác.\n\n"
        "Dành cho cán bộ điều phối.",
        "Compares the list exported by the ministry's software with ours. Exit code 3 where they "
        "differ.\n\n"
        "For coordinators.",
    ),
    "help.roster replace": (
        "Thay một người bằng người khác, hoặc đổi địa chỉ, đơn vị của chính người đó; lịch sử được giữ.\n\n"
        "Dành cho cán bộ điều phối.",
        "Replaces one person by another, or changes the person's own address or unit; the history is "
        "kept.\n\n"
        "For coordinators.",
    ),
    "help.roster start": (
        "Bắt đầu danh sách của đợt mới bằng danh sách của đợt trước, đơn vị đã sáp nhập ghi theo đơn vị "
        "mới.\n\n"
        "Dành cho cán bộ điều phối.",
        "Begins a new round's list with the previous round's; merged units are written as the new ones.\n\n"
        "For coordinators.",
    ),
    "help.answered import": (
        "Đối chiếu danh sách của Bộ với đợt khảo sát; chưa tính cho đến khi được áp dụng.\n\n"
        "Dành cho cán bộ điều phối.",
        "Compares the ministry's list with the round; nothing counts until it is applied.\n\n"
        "For coordinators.",
    ),
    "help.answered list": (
        "Các danh sách đã nhận, và tệp trong thư mục nhận không dùng được.\n\nDành cho cán bộ điều phối.",
        "The lists that came, and files in the drop folder that cannot be used.\n\nFor coordinators.",
    ),
    "help.answered show": (
        "Danh sách nói gì: từng người được hiểu là ai, dòng nào chưa rõ, sẽ thêm bao nhiêu người đã trả "
        "lời.\n\n"
        "Dành cho cán bộ điều phối.",
        "What the list says: whom each row was taken for, which rows are unclear, how many more will "
        "count as answered.\n\n"
        "For coordinators.",
    ),
    "help.answered apply": (
        "Cho danh sách có hiệu lực: người trong danh sách không bị đôn đốc nữa.\n\n"
        "Dành cho cán bộ điều phối.",
        "Makes the list count: whoever is on it is urged no more.\n\nFor coordinators.",
    ),
    "help.answered reject": (
        "Không dùng danh sách này; cùng tệp đó có thể nhập lại sau.\n\nDành cho cán bộ điều phối.",
        "Does not use this list; the same file can be imported again later.\n\nFor coordinators.",
    ),
    "help.answered withdraw": (
        "Rút lại danh sách đã áp dụng nhầm: ai chỉ được tính là đã trả lời vì danh sách này thì lại được đôn "
        "đốc.\n\n"
        "Ai có tên trong danh sách khác đang có hiệu lực, hoặc do người ghi, thì vẫn là đã trả lời. Lần đôn đốc "
        "đã lỡ có trong kế hoạch bổ sung, chờ duyệt. Dành cho cán bộ điều phối.",
        "Withdraws a list that was applied by mistake: whoever counts as answered by this list alone is urged "
        "again.\n\n"
        "Whoever another list in force names, or a person has marked, still has answered. A level that was missed "
        "comes with a supplement, to be approved. For coordinators.",
    ),
    "help.answered contradictions": (
        "Ai tự báo đã trả lời mà danh sách của Bộ sau ba ngày làm việc vẫn nói khác. Mã thoát 3 khi có.\n\n"
        "Không ai bị đôn đốc lại vì việc này; hỏi người đó rồi dùng `official undo`. Dành cho cán bộ "
        "điều phối.",
        "Who reported having answered while the ministry's list still says otherwise three working days "
        "later. Exit code 3 if anybody.\n\n"
        "Nobody is urged again for it; ask the person, then `official undo`. For coordinators.",
    ),
    "help.answered age": (
        "Số liệu của Bộ đang dùng là của thời điểm nào.\n\nDành cho mọi vai trò.",
        "As of when the ministry's figures in use are.\n\nFor every role.",
    ),
    "help.address call-sheet": (
        "Danh sách gọi điện cho người thư không đến được: đơn vị, văn thư, lý do, ô đánh dấu, ô ghi địa "
        "chỉ đúng.\n\n"
        "Điền xong nhập lại bằng `maild address called`. Dành cho cán bộ điều phối.",
        "A list for telephoning people whom mail does not reach: unit, clerk, reason, a box to tick, a "
        "field for the right address.\n\n"
        "Filled in, it is read back by `maild address called`. For coordinators.",
    ),
    "help.address called": (
        "Nhập danh sách gọi điện đã điền: ai đã gọi được; địa chỉ ghi trong đó là đề nghị, chờ người "
        "duyệt.\n\n"
        "Không địa chỉ nào tự đổi: duyệt từng người bằng `maild address accept`. Dành cho cán bộ điều "
        "phối.",
        "Reads a filled-in call sheet: who was reached; addresses written there are proposals that wait "
        "for a person.\n\n"
        "No address changes by itself: accept each by `maild address accept`. For coordinators.",
    ),
    "help.address list": (
        "Địa chỉ đang ngừng gửi hoặc có thư bị trả lại: của ai, vì sao, từ khi nào, đến khi nào, căn cứ.\n\n"
        "Dành cho cán bộ điều phối.",
        "Addresses that are suspended or have failed: whose, why, since when, until when, who says so.\n\n"
        "For coordinators.",
    ),
    "help.address why": (
        "Mọi điều đã xảy ra với một địa chỉ.\n\nDành cho cán bộ điều phối.",
        "Everything that has happened to an address.\n\nFor coordinators.",
    ),
    "help.address suspend": (
        "Ngừng gửi tới một địa chỉ, tới khi có người cho gửi lại hoặc đến ngày --until.\n\n"
        "Dành cho cán bộ điều phối.",
        "No letters to an address until somebody restores it or the day --until comes.\n\nFor coordinators.",
    ),
    "help.address restore": (
        "Cho gửi trở lại tới một địa chỉ đã kiểm tra là dùng được.\n\nDành cho cán bộ điều phối.",
        "Uses an address again that was found to work.\n\nFor coordinators.",
    ),
    "help.address accept": (
        "Nhận một địa chỉ đúng: dùng từ nay, địa chỉ cũ còn trong lịch sử, người đó được gửi thư trở "
        "lại.\n\n"
        "Dành cho cán bộ điều phối.",
        "Takes an address as the right one: it is used from now on, the old one stays in the history, "
        "letters go out again.\n\n"
        "For coordinators.",
    ),
    "help.address corrections": (
        "Địa chỉ cần đơn vị xác nhận lại, theo đơn vị, kèm địa chỉ gợi ý. Mã thoát 3 khi có.\n\n"
        "Gồm địa chỉ mà thư của maild (kể cả thư kiểm tra T0) bị trả lại, và địa chỉ Bộ báo không gửi "
        "được. Địa chỉ gợi ý chỉ để đơn vị kiểm tra; sửa bằng `roster replace` hoặc `roster import`. "
        "Dành cho cán bộ điều phối.",
        "Addresses that the units should confirm, by unit, with proposals. Exit code 3 if any.\n\n"
        "Those from which maild's letters (T0 too) came back, and those the ministry reports as "
        "undeliverable. Proposals are for the unit to check only; correct by `roster replace` or "
        "`roster import`. For coordinators.",
    ),
    "help.address failures": (
        "Nhận danh sách thư mời của Bộ không đến được: mở lỗi kỹ thuật và việc sửa địa chỉ, ghi nguồn "
        "là Bộ.\n\n"
        "Không địa chỉ nào bị ngừng gửi chỉ vì danh sách này. Thư báo lỗi Bộ chuyển tiếp: dùng `mail "
        "import --from-ministry`. Dành cho cán bộ điều phối.",
        "Takes the ministry's list of invitations that did not arrive: opens errors and corrections, "
        "marked as the ministry's.\n\n"
        "No address is suspended because of this list alone. For bounces the ministry forwards: `mail "
        "import --from-ministry`. For coordinators.",
    ),
    "help.unit list": (
        "Các đơn vị, số người được hỏi, đơn vị kế thừa và người liên hệ.\n\n"
        "Dành cho cán bộ điều phối và đầu mối CNTT.",
        "The units, how many of their officials are asked, successors and contacts.\n\n"
        "For coordinators and IT liaisons.",
    ),
    "help.unit show": (
        "Một đơn vị: tên khác, sáp nhập, người liên hệ nay và trước.\n\n"
        "Dành cho cán bộ điều phối và đầu mối CNTT.",
        "One unit: other names, mergers, contacts now and before.\n\nFor coordinators and IT liaisons.",
    ),
    "help.unit alias": (
        "Ghi một tên khác của đơn vị; các lần nhập danh sách sau sẽ hiểu tên đó.\n\n"
        "Dành cho cán bộ điều phối.",
        "Records another name of a unit; later imports will understand it.\n\nFor coordinators.",
    ),
    "help.unit set-contact": (
        "Ghi thủ trưởng, văn thư hoặc đầu mối CNTT của đơn vị; người trước vẫn được lưu.\n\n"
        "Dành cho cán bộ điều phối và đầu mối CNTT.",
        "Records the head, clerk or IT liaison of a unit; who it was before is kept.\n\n"
        "For coordinators and IT liaisons.",
    ),
    "help.unit set-level": (
        "Ghi cấp của đơn vị.\n\nDành cho cán bộ điều phối.",
        "Records a unit's level.\n\nFor coordinators.",
    ),
    "help.unit succeed": (
        "Ghi việc sáp nhập, đổi tên đơn vị: từ ngày đó danh sách nhập vào được ghi theo đơn vị mới.\n\n"
        "Ghi nhầm: --undo với cùng hai đơn vị. Dành cho cán bộ điều phối.",
        "Records that a unit was merged or renamed: from that day on imported rows go to the new one.\n\n"
        "To take it back: --undo with the same two units. For coordinators.",
    ),
    "help.official list": (
        "Ai được hỏi trong đợt khảo sát, và đang ở đâu.\n\nDành cho cán bộ điều phối.",
        "Who is asked in the round, and where each stands.\n\nFor coordinators.",
    ),
    "help.official show": (
        "Mọi điều đã ghi về một người: địa chỉ từng dùng, tình trạng, điều chỉnh, ghi chú, sự kiện.\n\n"
        "Dành cho cán bộ điều phối.",
        "Everything recorded about a person: addresses, state, corrections, notes, events.\n\n"
        "For coordinators.",
    ),
    "help.official mark": (
        "Ghi điều mình biết về một người; có hiệu lực hơn thư, và hủy được bằng `official undo`.\n\n"
        "Dành cho cán bộ điều phối.",
        "Records what you know about a person; counts more than mails do, and can be taken back by "
        "`official undo`.\n\n"
        "For coordinators.",
    ),
    "help.official undo": (
        "Hủy điều chỉnh cuối cùng về một người, hoặc hủy điều WHAT dù do ai ghi.\n\n"
        "Dành cho cán bộ điều phối.",
        "Takes back the last correction about a person, or the fact WHAT, whoever recorded it.\n\n"
        "For coordinators.",
    ),
    "help.remind plan": (
        "Ai sẽ nhận thư nào, khi nào, vì sao; ai không nhận và vì sao.\n\nDành cho cán bộ điều phối.",
        "Who will get which letter, when and why; who will not, and why.\n\nFor coordinators.",
    ),
    "help.remind preview": (
        "Thư như người đó sẽ đọc; không gửi và không ghi gì.\n\nDành cho cán bộ điều phối.",
        "The letter as its receiver will read it; sends and records nothing.\n\nFor coordinators.",
    ),
    "help.remind test": (
        "Gửi thử một thư tới chính mình, tiêu đề có [THỬ]; không thay đổi trạng thái của ai.\n\n"
        "Dành cho cán bộ điều phối.",
        "Sends a letter to yourself on trial, marked [THỬ]; changes nobody's state.\n\nFor coordinators.",
    ),
    "help.remind hold": (
        "Tạm dừng gửi thư cho một người, hoặc cả một đơn vị (--unit). Cả đợt: `maild round pause`.\n\n"
        "Dành cho cán bộ điều phối.",
        "Holds letters to a person or a whole unit (--unit). A whole round: `maild round pause`.\n\n"
        "For coordinators.",
    ),
    "help.remind release": (
        "Cho gửi thư trở lại cho một người hoặc một đơn vị; hoặc gửi tiếp một kế hoạch có thư gửi thử bị lỗi "
        "(--plan).\n\n"
        "Ai được tạm dừng riêng thì vẫn tạm dừng khi cho cả đơn vị gửi lại. Dành cho cán bộ điều phối.",
        "Lets letters to a person or a unit go out again; or the rest of a plan whose first letters failed "
        "(--plan).\n\n"
        "Whoever is held by himself is not released with his unit. For coordinators.",
    ),
    "help.remind cancel": (
        "Hủy các thư đang chờ gửi của một người, một đơn vị hoặc một kế hoạch; các mức sau không bị hủy.\n\n"
        "Hủy nhầm của một người, một đơn vị: --undo, thư còn kịp gửi có trong kế hoạch bổ sung; của một kế hoạch: "
        "`remind plan SỐ --draft`. Dành cho cán bộ điều phối.",
        "Cancels the waiting letters of a person, a unit or a plan; later levels are not cancelled.\n\n"
        "To take back that of a person or a unit: --undo, and what is not too late comes with a supplement; that of "
        "a plan: `remind plan NUMBER --draft`. For coordinators.",
    ),
    "help.remind approve": (
        "Người thứ hai duyệt đúng danh sách và lời thư này; mọi thay đổi sau đó làm mất hiệu lực.\n\n"
        "Dành cho cán bộ điều phối.",
        "A second person approves exactly this list and these words; any change afterwards voids it.\n\n"
        "For coordinators.",
    ),
    "help.remind outbox": (
        "Từng lá thư đang ở trạng thái nào.\n\nDành cho cán bộ điều phối.",
        "Where each letter stands.\n\nFor coordinators.",
    ),
    "help.remind settle": (
        "Ghi kết quả của lá thư không rõ đã gửi hay chưa. maild không tự gửi lại lá thư đó.\n\n"
        "Dành cho cán bộ điều phối và đầu mối CNTT.",
        "Records what became of a letter in doubt. maild never sends it again by itself.\n\n"
        "For coordinators and IT liaisons.",
    ),
    "help.calendar show": (
        "Ngày nghỉ, ngày làm bù, ngày làm nửa buổi và giờ gửi của một năm. Dành cho mọi vai trò.",
        "Days off, days made up, half days and sending hours of a year. For every role.",
    ),
    "help.calendar check": (
        "Mọi ngày của một đợt: mời, lập kế hoạch, từng mức, hạn; ngày nghỉ ở giữa. Mã thoát 3: có năm "
        "chưa xác nhận.\n\n"
        "Dành cho mọi vai trò.",
        "Every date of a round: invitation, plans, each level, the deadline; days off between. Exit "
        "code 3: a year is not confirmed.\n\n"
        "For every role.",
    ),
    "help.template list": (
        "Mỗi thư dùng lời của đơn vị hay mẫu có sẵn. Dành cho mọi vai trò.",
        "Whether each letter has the unit's own words or the shipped template. For every role.",
    ),
    "help.template lint": (
        "Mọi lỗi của mẫu thư: biến lạ, thiếu phần, liên kết lạ, lời định hướng hoặc đe dọa. Mã thoát 1: "
        "có lỗi.\n\n"
        "Dành cho mọi vai trò.",
        "Every mistake in the templates: unknown variables, missing parts, foreign links, words that "
        "steer or threaten. Exit code 1 if any.\n\n"
        "For every role.",
    ),
    "help.template preview": (
        "Một thư với số liệu mẫu, không của ai. Dành cho mọi vai trò.",
        "A letter with sample facts, nobody's. For every role.",
    ),
    "help.escalate plan": (
        "Thư nào đến hạn; đơn vị nào sẽ nhận, nêu bao nhiêu người, nơi nào chưa có địa chỉ.\n\n"
        "Dành cho cán bộ điều phối.",
        "Which mails are due; which units would get them, naming how many people, and where an address "
        "is missing.\n\n"
        "For coordinators.",
    ),
    "help.escalate preview": (
        "Thư như thủ trưởng hoặc lãnh đạo sẽ đọc; không gửi và không ghi gì.\n\nDành cho cán bộ điều phối.",
        "The mail as a head or the leadership will read it; sends and records nothing.\n\nFor coordinators.",
    ),
    "help.escalate approve": (
        "Cho gửi trong khung giờ làm việc tới: mỗi đơn vị nhiều nhất một thư mỗi ngày.\n\n"
        "Dành cho cán bộ điều phối.",
        "Lets them go out in the next working hours: to each unit one mail a day at most.\n\n"
        "For coordinators.",
    ),
    "help.escalate cancel": (
        "Hủy thư gửi đơn vị, lãnh đạo đã duyệt nhưng chưa gửi; sau khi sửa thì duyệt lại được.\n\n"
        "Dành cho cán bộ điều phối.",
        "Cancels mails to units or leadership that were approved and have not gone; once mended they can be approved "
        "again.\n\n"
        "For coordinators.",
    ),
    "help.report brief": (
        "Tình hình lúc này, như thư 07:30.\n\nDành cho cán bộ điều phối.",
        "Where we stand now, like the mail of 07:30.\n\nFor coordinators.",
    ),
    "help.report it": (
        "Nhật ký lỗi kỹ thuật theo khâu, như thư 07:30 của đầu mối CNTT.\n\n"
        "Dành cho cán bộ điều phối và đầu mối CNTT.",
        "The log of technical errors by phase, like the IT liaison's mail of 07:30.\n\n"
        "For coordinators and IT liaisons.",
    ),
    "help.report units": (
        "Nhóm đối tượng × đơn vị × lần đôn đốc; nơi còn thiếu nhiều nhất đứng đầu.\n\n"
        "Dành cho cán bộ điều phối.",
        "Groups × units × levels; where most are missing comes first.\n\nFor coordinators.",
    ),
    "help.report effect": (
        "Bao nhiêu người trả lời trong 24, 48, 72 giờ sau từng lần đôn đốc, theo đơn vị; không theo dõi "
        "việc mở thư.\n\n"
        "Dành cho cán bộ điều phối.",
        "How many answered within 24, 48 and 72 hours after each level, by unit; no opening of a mail "
        "is watched.\n\n"
        "For coordinators.",
    ),
    "help.report weekly": (
        "Báo cáo tiến độ một trang cho lãnh đạo.\n\nDành cho cán bộ điều phối.",
        "The progress report for the leadership, one page.\n\nFor coordinators.",
    ),
    "help.report final": (
        "Báo cáo kết quả cả đợt: cách làm, số liệu, thời gian khắc phục lỗi, việc còn lại.\n\n"
        "Dành cho cán bộ điều phối.",
        "The final report: method, figures, time to fix errors, what is left.\n\nFor coordinators.",
    ),
    "help.notice list": (
        "Thư nào đã gửi cho ai, đi đường nào; thư nào còn chờ hoặc không gửi được.\n\n"
        "Dành cho cán bộ điều phối và đầu mối CNTT.",
        "Which mails went to whom, and by which way; which wait or could not be sent.\n\n"
        "For coordinators and IT liaisons.",
    ),
    "help.notice restore": (
        "Gửi lại cho một địa chỉ của cán bộ phụ trách từng bị trả thư.\n\n"
        "Dành cho cán bộ điều phối và đầu mối CNTT.",
        "Sends again to an address of the staff from which a mail had come back.\n\n"
        "For coordinators and IT liaisons.",
    ),
    "help.incident list": (
        "Mỗi lỗi một dòng, nặng nhất trước: khâu, nguyên nhân, máy chủ, phạm vi, ai xử lý.\n\n"
        "Dành cho mọi vai trò; không có tên cán bộ.",
        "A line for each error, the gravest first: phase, cause, server, reach, who acts.\n\n"
        "For every role; holds no official's name.",
    ),
    "help.incident show": (
        "Một sự cố: việc cần làm, ai làm, máy chủ nói gì, những người gặp phải, và diễn biến.\n\n"
        "Dành cho mọi vai trò; đầu mối CNTT chỉ thấy số người, đơn vị và địa chỉ đã che.",
        "One incident: what to do and who does it, what the server said, who is affected, and what "
        "happened.\n\n"
        "For every role; the IT liaison sees numbers, units and masked addresses only.",
    ),
    "help.incident ack": (
        "Nhận xử lý sự cố. Dành cho mọi vai trò.",
        "Takes on an incident. For every role.",
    ),
    "help.incident assign": (
        "Giao sự cố cho người khác. Dành cho mọi vai trò.",
        "Hands an incident to somebody else. For every role.",
    ),
    "help.incident note": (
        "Ghi chú vào sự cố; địa chỉ và mã bị che khi lưu. Dành cho mọi vai trò.",
        "Adds a note to an incident; addresses and codes are masked when it is kept. For every role.",
    ),
    "help.incident silence": (
        "Tạm không nhắc một lỗi đã biết, có lý do và ngày hết; sáng ngày đó lỗi được nhắc lại.\n\n"
        "Đặt nhầm: --undo, với cùng mã sự cố hoặc cùng --match. Dành cho mọi vai trò.",
        "Keeps a known error quiet, with a reason and an end; on that day's morning it is told again.\n\n"
        "To take it back: --undo, with the same number or --match. For every role.",
    ),
    "help.incident report": (
        "Báo lỗi cho Bộ Nội vụ (M1): bảng bằng chứng đã che, gói ZIP kèm theo; ghi mã tiếp nhận của Bộ.\n\n"
        "Trả lời của Bộ vào thư này, hoặc có mã của Bộ trong tiêu đề, tự gắn vào sự cố. Dành cho đầu "
        "mối CNTT và cán bộ điều phối.",
        "Reports an error to the ministry (M1): a table of masked evidence and a ZIP; records the "
        "ministry's reference.\n\n"
        "The ministry's answer to this mail, or one with its reference in the subject, joins the "
        "incident by itself. For IT liaisons and coordinators.",
    ),
    "help.incident resolve": (
        "Ghi nhận đã khắc phục; những người bị lỗi này giữ lại lại được đôn đốc. Dành cho mọi vai trò.\n\n"
        'Với --resend (dành cho cán bộ điều phối): lập thư S1 "đã khắc phục, mời tiếp tục"; chỉ gửi khi được duyệt.',
        "Records that it is fixed; those whom it held are urged again. For every role.\n\n"
        "With --resend (for coordinators): drafts S1 “solved, please go on”; it goes only once approved.",
    ),
    "help.incident reopen": (
        "Mở lại một sự cố đã đóng nhầm: ai trước đó bị giữ thư vì lỗi này thì lại bị giữ, thư S1 chưa gửi thì hủy. "
        "Dành cho mọi vai trò.",
        "Opens an incident again that was closed by mistake: whom it held it holds again, and S1 that has not gone "
        "is cancelled. For every role.",
    ),
    "help.incident export": (
        "Gói bằng chứng ZIP: bảng, dữ liệu, từng thư báo lỗi; địa chỉ che, không có đường dẫn và mã "
        "khảo sát.\n\n"
        "Dành cho đầu mối CNTT và cán bộ điều phối.",
        "A ZIP of evidence: table, data, each bounce; addresses masked, without survey links and codes.\n\n"
        "For IT liaisons and coordinators.",
    ),
    "help.incident propose": (
        "Dự thảo đề xuất gửi UBND tỉnh và Bộ (M2): vấn đề, phạm vi, nguyên nhân, đề xuất, đơn vị phối "
        "hợp.\n\n"
        "Dành cho đầu mối CNTT và cán bộ điều phối.",
        "Drafts a proposal to the provincial committee and the ministry (M2): problem, reach, cause, "
        "proposal, who works with whom.\n\n"
        "For IT liaisons and coordinators.",
    ),
    "help.events": (
        "Danh mục mã sự kiện MD1xxx của nhật ký, với nghĩa tiếng Việt và tiếng Anh.\n\nDành cho mọi vai trò.",
        "The catalogue of the log's event codes MD1xxx, with their meaning in Vietnamese and English.\n\n"
        "For every role.",
    ),
    "help.mail rules": (
        "Mỗi quy tắc đã quyết định bao nhiêu thư; luật của đơn vị (bounces.toml, replies.toml) đứng "
        "trước.\n\n"
        "Dành cho mọi vai trò.",
        "How many mails each rule has decided; your own rules (bounces.toml, replies.toml) come first.\n\n"
        "For every role.",
    ),
    "help.mail reprocess": (
        "Lấy lại thư từ hộp thư và đọc bằng quy tắc hiện nay; thư hiểu khác đi thì tác dụng cũ được "
        "hủy, tác dụng mới có hiệu lực. --dry-run cho xem trước.\n\n"
        "Kết luận của người phụ trách không bao giờ bị thay. Chạy lần hai không đổi gì thêm. Dành cho "
        "cán bộ điều phối.",
        "Fetches mails again and reads them by today's rules; where the reading differs, the old "
        "effects are taken back and the new ones hold. --dry-run shows it first.\n\n"
        "What a person has settled is never replaced. A second run changes nothing more. For "
        "coordinators.",
    ),
    "help.mail make-rule": (
        "Từ kết luận về một thư, đề xuất một luật để lần sau tự hiểu, đối chiếu với mọi thư đã đọc "
        "trước khi dùng.\n\n"
        "Dành cho đầu mối CNTT và cán bộ điều phối. Luật trái với kết luận của người về thư khác thì "
        "không ghi.",
        "From a person's verdict about a mail proposes a rule for the next ones, and compares it with "
        "every mail read before.\n\n"
        "For IT liaisons and coordinators. A rule that contradicts what a person said of another mail "
        "is not written.",
    ),
    "help.mail list": (
        "Thư mới nhất, được hiểu là gì, của ai; --kind unclassified kèm những chữ đã quyết định.\n\n"
        "Dành cho mọi vai trò; đầu mối CNTT không thấy thư là của ai.",
        "The newest mails, what they were taken for, and whose they are; --kind unclassified with the "
        "words that decided.\n\n"
        "For every role; the IT liaison does not see whose they are.",
    ),
    "help.mail classify": (
        "Ghi một thư là gì; tác dụng của cách hiểu cũ được hủy, tác dụng của cách hiểu mới có hiệu lực "
        "ngay.\n\n"
        "Dành cho cán bộ điều phối; đầu mối CNTT chỉ phân loại lỗi kỹ thuật (tech-…) và thư không liên "
        "quan (unrelated). Lời của người không bị lần đọc sau ghi đè.",
        "Records what a mail is; the effects of the old reading are taken back, those of the new one "
        "hold at once.\n\n"
        "For coordinators; the IT liaison may settle technical errors (tech-…) and unrelated mails "
        "only. No later reading overwrites a person's word.",
    ),
    "help.mail show": (
        "Một thư: dấu hiệu đã thấy, quy tắc, kết luận và những gì xảy ra sau đó.\n\n"
        "Dành cho mọi vai trò; nội dung thư không được lưu, đầu mối CNTT không thấy thư là của ai.",
        "One mail: what was seen, the rule, the verdict, and what followed.\n\n"
        "For every role; the mail's text is not kept, and the IT liaison does not see whose it is.",
    ),
    "help.mail import": (
        "Đưa thư từ tệp vào cùng quy trình như hộp thư; thư đã có không tính lần hai.\n\n"
        "Dành cho mọi vai trò; --from-ministry dành cho cán bộ điều phối.",
        "Puts mails from files through what the mailbox goes through; mails that are known do not count "
        "twice.\n\n"
        "For every role; --from-ministry for coordinators.",
    ),
    "help.mail reconcile": (
        "Đối chiếu thư đang nằm trong hộp thư với những gì đã đọc, và đọc ngay thư bị sót.\n\n"
        "Dành cho mọi vai trò. In số thư đã đọc trên số thư đang có của từng thư mục; mỗi chỗ khác được "
        "nêu bằng UID và dấu tiêu đề (12 ký tự đầu của SHA-256). Dịch vụ tự đối chiếu mỗi đêm. Mã thoát "
        "1 nếu còn thư chưa được đọc.",
        "Compares the mails that lie in the mailbox with what was read, and reads at once what was "
        "missed.\n\n"
        "For every role. Prints for each folder how many were read of how many there are; each "
        "difference is named by its UID and the mark of its subject (the first 12 digits of its "
        "SHA-256). The service does so each night. Exit code 1 if mails are still unread.",
    ),
    "help.quarantine list": (
        "Thư đang cách ly: nằm ở đâu, vì sao, đã thử mấy lần. Thư vẫn còn trong hộp thư. Dành cho mọi "
        "vai trò.",
        "Mails in quarantine: where they lie, why, how often they were tried. They are still in the "
        "mailbox. For every role.",
    ),
    "help.quarantine show": (
        "Một thư bị cách ly: vì sao, nằm ở đâu trong hộp thư, sự cố nào, đã xảy ra những gì. Dành cho "
        "mọi vai trò.",
        "One mail in quarantine: why, where it lies in the mailbox, which incident, what happened. For "
        "every role.",
    ),
    "help.quarantine retry": (
        "Lấy lại thư từ hộp thư và đọc như thư mới đến, kể cả thư đã bỏ nhầm. Mã thoát 1 nếu vẫn không đọc "
        "được.\n\n"
        "Dành cho đầu mối CNTT và cán bộ điều phối.",
        "Fetches the mail again and reads it like a new one, also one that was dropped by mistake. Exit code 1 if it "
        "still cannot be read.\n\n"
        "For IT liaisons and coordinators.",
    ),
    "help.quarantine drop": (
        "Thôi không đọc thư này nữa; thư vẫn nằm trong hộp thư. Dành cho mọi vai trò.",
        "Gives up on this mail; it stays in the mailbox. For every role.",
    ),
    "help.db verify": (
        "Dựng lại mọi trạng thái từ các sự kiện và so với bảng.\n\nDành cho mọi vai trò.",
        "Folds every state from the events again and compares it with the tables.\n\nFor every role.",
    ),
    "help.db backup": (
        "Sao lưu cơ sở dữ liệu trong khi dịch vụ vẫn chạy; chỉ để lại bản sao đã kiểm tra xong.\n\n"
        "Dành cho quản trị.",
        "Copies the database while the service runs; only a copy that was checked is left.\n\n"
        "For administrators.",
    ),
    "help.db restore": (
        "Phục hồi từ bản sao (dịch vụ phải dừng); việc gửi bị khóa cho đến khi có người chấp nhận.\n\n"
        "Dành cho quản trị.",
        "Restores from a copy (the service must be stopped); sending is locked until a person accepts "
        "it.\n\n"
        "For administrators.",
    ),
    "help.db upgrade": (
        "Nâng cấp lược đồ cơ sở dữ liệu, sau khi sao lưu bản cũ. Dịch vụ cũng tự làm việc này khi khởi "
        "động.\n\n"
        "Dành cho quản trị; --plan dành cho mọi vai trò.",
        "Brings the schema up to date, after a copy of the old one. The service does the same when it "
        "starts.\n\n"
        "For administrators; --plan for every role.",
    ),
    "help.db move": (
        "Chuyển từ SQLite sang PostgreSQL, so sánh từng dòng (dịch vụ phải dừng). Sau đó sửa [database] "
        "url.\n\n"
        "Dành cho quản trị.",
        "Moves from SQLite to PostgreSQL, comparing every row (the service must be stopped). Then "
        "change [database] url.\n\n"
        "For administrators.",
    ),
    "help.audit list": (
        "Ai đã làm gì, mới nhất trước. Dành cho cán bộ điều phối.",
        "Who did what, the newest first. For coordinators.",
    ),
    "help.audit export": (
        "Xuất mọi sự kiện và niêm phong: kiểm tra lại được bằng `maild audit verify --file` mà không "
        "cần cơ sở dữ liệu.\n\n"
        "Chỉ có mã số, không có tên hay địa chỉ. Dành cho cán bộ điều phối.",
        "Exports every event and seal: `maild audit verify --file` proves them again without the "
        "database.\n\n"
        "Numbers and codes only, no name and no address. For coordinators.",
    ),
    "help.audit verify": (
        "Kiểm tra chuỗi niêm phong của nhật ký sự kiện.\n\nDành cho mọi vai trò.",
        "Checks the chain of seals over the events.\n\nFor every role.",
    ),
    "help.data show": (
        "Mọi thứ đang lưu về một người. Dành cho cán bộ điều phối.",
        "Everything that is kept about a person. For coordinators.",
    ),
    "help.data forget": (
        "Xóa trích đoạn thư và ghi chú về một người; người đó vẫn trong đợt khảo sát.\n\n"
        "Lần đầu chỉ cho xem và in mã xác nhận. Dành cho cán bộ điều phối.",
        "Erases excerpts and notes about a person, who stays in the round.\n\n"
        "The first time it only shows, and prints a code to confirm with. For coordinators.",
    ),
    "help.data purge": (
        "Xóa cả họ tên, chức vụ, địa chỉ: chỉ còn số liệu. Không làm được khi đợt khảo sát của người đó "
        "chưa đóng.\n\n"
        "Lần đầu chỉ cho xem và in mã xác nhận. Dành cho cán bộ điều phối.",
        "Erases name, office and address as well: only numbers stay. Not possible before the person's "
        "round is closed.\n\n"
        "The first time it only shows, and prints a code to confirm with. For coordinators.",
    ),
    "help.account list": (
        "Các tài khoản hộp thư; tài khoản nào bị dừng vì đăng nhập bị từ chối.\n\nDành cho mọi vai trò.",
        "The mailbox accounts; which were stopped because the login was refused.\n\nFor every role.",
    ),
    "help.account unlock": (
        "Cho đăng nhập lại sau khi đã sửa mật khẩu hoặc quyền.\n\nDành cho mọi vai trò.",
        "Lets an account log in again after its password or rights were mended.\n\nFor every role.",
    ),
    "help.user add": (
        "Thêm một tài khoản; mật khẩu được hỏi hai lần, hoặc đọc một dòng từ đầu vào chuẩn.\n\n"
        "Dành cho quản trị.",
        "Adds an account; asks for the password twice, or reads a line from standard input.\n\n"
        "For administrators.",
    ),
    "help.user list": (
        "Các tài khoản, vai trò, đơn vị. Dành cho quản trị.",
        "The accounts, with roles and units. For administrators.",
    ),
    "help.user role": (
        "Đổi vai trò; người đó phải đăng nhập lại. Dành cho quản trị.",
        "Changes the role; the person has to sign in again. For administrators.",
    ),
    "help.user password": (
        "Đặt mật khẩu mới; các phiên đang mở của tài khoản kết thúc. Dành cho quản trị.",
        "Sets a new password; the account's open sessions end. For administrators.",
    ),
    "help.user disable": (
        "Khóa tài khoản ngay, kể cả phiên đang mở. Dành cho quản trị.",
        "Locks the account at once, open sessions too. For administrators.",
    ),
    "help.version": (
        "Phiên bản đang dùng.\n\nDành cho mọi vai trò.",
        "The version in use.\n\nFor every role.",
    ),
    # ---- of every command
    "help.usage": ("Cách dùng:", "Usage:"),
    "help.arguments": ("Tham số", "Arguments"),
    "help.options": ("Tùy chọn", "Options"),
    "help.commands": ("Lệnh", "Commands"),
    "help.some_options": ("[TÙY CHỌN]…", "[OPTIONS]…"),
    "help.some_command": ("LỆNH [THAM SỐ]…", "COMMAND [ARGUMENTS]…"),
    "help.help": ("Hiện phần hướng dẫn này.", "Shows this page."),
    "help.required": ("bắt buộc", "required"),
    "help.default": ("mặc định: {what}", "default: {what}"),
    "help.environment": ("biến môi trường: {what}", "environment: {what}"),
    # ---- maild(1)
    "man.name": ("TÊN", "NAME"),
    "man.for": (
        "theo dõi hộp thư khảo sát, ghi nhật ký lỗi, gửi thư đôn đốc đến hạn",
        "watch survey mailboxes, keep the error log, send the reminders that are due",
    ),
    "man.synopsis": ("CÚ PHÁP", "SYNOPSIS"),
    "man.command": ("lệnh", "command"),
    "man.options": ("tùy chọn", "options"),
    "man.description": ("MÔ TẢ", "DESCRIPTION"),
    "man.sudo": (
        "Gọi lệnh bằng tài khoản của dịch vụ: sudo -u maild maild status. Ai ra lệnh được lấy từ sudo. Lệnh trả lời "
        "bằng ngôn ngữ của cấu hình (language).",
        "Commands are given as the service's account: sudo -u maild maild status. Who gives a command is taken from "
        "sudo. Commands answer in the language of the configuration (language).",
    ),
    "man.commands": ("CÁC LỆNH", "COMMANDS"),
    "man.exit": ("MÃ THOÁT", "EXIT STATUS"),
    "man.codes": (
        "0 tốt, 1 có lỗi, 2 sai cú pháp, 3 cần người quyết định, 4 đang bận, 78 cấu hình. Riêng maild status theo "
        "Nagios: 0 tốt, 1 cảnh báo, 2 nguy cấp, 3 không rõ.",
        "0 good, 1 fault, 2 usage, 3 needs a person, 4 busy, 78 configuration. maild status alone speaks Nagios: 0 "
        "ok, 1 warning, 2 critical, 3 unknown.",
    ),
    "man.files": ("TỆP", "FILES"),
    "man.see_also": ("XEM THÊM", "SEE ALSO"),
}
