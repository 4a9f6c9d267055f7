"""What officials write, as a table: one row a phrase, over canonical text, with its meaning.

How to read a pattern: words are written as `canonical` writes them (no marks, lower case,
`traloi` in one word). `<name>` stands for any word of that class below, ` ..3 ` for at most three
words between, none of them a comma or `nhung`. A pattern matches whole words. To teach maild a
phrase, add a row; the first column names it in `evidence` and in the log.
"""

from __future__ import annotations

from enum import StrEnum


class Act(StrEnum):
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
    STOP_MAIL = "stop-mail"  # "do not write to me again": weak, said by those who are done and by those who refuse
    AWAY = "away"
    ASK = "ask"
    THANKS = "thanks"


# ---------------------------------------------------------------- words by class

CLASSES: dict[str, str] = {
    "me": "toi|em|minh|tui|anh|chi|chu|bac|co|chau|t|a|c|ban than|ca nhan toi|chung toi|bon em|tui em|to",
    "not": "khong|chua|khong the|chua the|khong he|chua he|khong con|khong co|khong thay|chua thay|khong sao|mai khong|mai chua|van khong|van chua",
    "no": "khong|chua|khong the|chua the|khong he|chua he|van khong|van chua|mai khong|mai chua|cung khong|lai khong|deu khong|toan khong|khong sao",
    "can": "duoc|noi|ra|len|xong|thanh cong",
    "end": "roi|xong|thanh cong|day du|du|het|hoan tat|xong xuoi|tron ven",
    # what one does with a questionnaire
    "do": "traloi|lam|dien|nop|hoan thanh|hoan tat|hoan thien|thuc hien|khai|ke khai|submit|khao sat|tham gia|danh gia|tich",
    "deliver": "gui|nop|submit|bam gui|an gui|nhan gui|bam nop|bam hoan thanh|gui di|chuyen",
    "sheet": (
        "phieu|phieu traloi|phieu khao sat|phieu dieu tra|ban khao sat|bang khao sat|bai khao sat|cuoc khao sat|khao sat|dieu tra|bang hoi|bo cau hoi|"
        "cau hoi|bieu mau|form|phan cua <me>|ca \\d+ cau|het \\d+ cau|\\d+/\\d+ cau|cac cau|tat ca cac cau|toan bo|het phieu|bai|link khao sat|survey"
    ),
    # where mail lives
    "box": (
        "hop thu|hom thu|hop mail|mailbox|inbox|thung thu|tai khoan mail|tai khoan thu|mail cong vu|thu cong vu|thu dien tu|mail co quan|mail don vi|"
        "mail cua <me>|outlook|zimbra|webmail|thunderbird|may chu thu|may chu mail|he thong thu|he thong mail|mail noi bo|dia chi mail|mail tinh|mail so"
    ),
    "mail": "thu|mail|thu moi|thu dien tu|giay moi|thu dieu tra|thu khao sat|thu gioi thieu|thu huong dan|thu dau tien|thu goc|thong bao moi|loj moi|tin",
    "file": "file|tep|tep tin|tap tin|dinh kem|pdf|word|excel|docx|xlsx|zip|rar|van ban dinh kem|tai lieu|huong dan dinh kem|file huong dan|attachment",
    # where one answers
    "site": (
        "link|lien ket|duong dan|duong link|duong truyen khao sat|dia chi web|dia chi truy cap|trang|trang web|trang khao sat|cong khao sat|cong|he thong|phan mem|ung dung|app|may chu|server|"
        "giao dien|trinh duyet|man hinh|khung|cua so|portal|cong dieu tra"
    ),
    "code": "ma|ma phieu|ma so|ma ca nhan|ma truy cap|ma khao sat|ma du thi|ma xac nhan|ma xac thuc|ma dang nhap|ma duoc cap|ma phieu ca nhan|code|mat khau|tai khoan|ten dang nhap|user|otp|ma otp|ma code",
    "token": "ma(?! otp| xac| loi| captcha)|ma phieu|ma so|ma ca nhan|ma truy cap|ma khao sat|ma duoc cap|ma phieu ca nhan|code",
    "part": "nut|cau|cau hoi|o|muc|dap an|phuong an|phan|buoc|dong|cot|o tich|o chon|lua chon|hop thoai|captcha|ma captcha|hinh captcha|thanh cuon|menu|ban phim",
    "open": "vao|mo|truy cap|dang nhap|log in|login|vo|xem|doc|hien|hien thi|tai|load|nhan|click|kich|bam|an|nhap|go|dan|paste|chay|ket noi",
    "act": (
        "vao|mo|truy cap|dang nhap|login|log in|xem|tai|load|nhan|click|kich|bam|an|nhap|go|chay|ket noi|chon|tich|danh dau|gui|nop|submit|luu|chuyen|sang|qua|tiep|tiep tuc|hoan thanh|ket thuc|"
        "xac nhan|xac thuc|thoat|cuon|keo|sua|quay lai|dien|hien|hien thi|hoan tat|next|lam tiep|gui di|phan hoi|thao tac|dien tiep|traloi tiep|len"
    ),
    "say": "bao|hien|hien thi|hien ra|hien len|thong bao|ghi|noi|thay|thay bao|thay hien|xuat hien|van bao|van hien|lai bao|cu bao|cu hien|toan bao|deu bao|ra|nhan thong bao|bi bao|he thong bao|doi|tra ve",
    "fault": (
        "loi|bi loi|bao loi|su co|truc trac|hong|bi hong|treo|bi treo|error|failed|fail|lag|bi lag|nghen|bi nghen|chap chon|sap|bi sap|gian doan|qua tai|khong on|khong hoat dong|ngung hoat dong|"
        "khong phan hoi|khong khop|bi chan|bi tu choi|time out|timeout|bao do|khong ho tro|khong tuong thich|bug"
    ),
    "folk": (
        "dong chi|anh|chi|em|ong|ba|co|chu|bac|cac dong chi|can bo|chuyen vien|lanh dao|pho|truong|pho giam doc|pho phong|pho truong phong|truong phong|ke toan|van thu|thu ky|tro ly|phong|van phong|chanh van phong|"
        "bo phan|ban|to|don vi|nhan vien|cap duoi|cap pho|ban ay|cong chuc|nguoi khac|mot dong chi|\\d+ dong chi|chi cuc|trung tam|so|pho chu tich|giam doc|ban be|dau moi|nguoi phu trach"
    ),
    "away": (
        "di cong tac(?! ve| xong)|cong tac (?:xa|dai|nuoc ngoai|tai|o)|nghi phep|nghi om|nghi le|nghi bu|nghi mat|nghi che do|nghi thai san|nghi sinh|thai san|di hoc|di tap huan|du tap huan|tap huan|nam vien|dieu tri|om|di nuoc ngoai|o nuoc ngoai|vang mat|vang|"
        "di vang|biet phai|di co so|di dia ban|di thuc te|nghi viec rieng|nghi cuoi|viec gia dinh|du lich|hoc tap trung|di thi|ra ha noi|di ha noi|kham benh|phau thuat|cham con om|nghi khong luong|nghi den|nghi tu|nghi het|di dot"
    ),
    "when": "hom qua|hom kia|hom truoc|hom no|hom noi|hom nay|sang nay|trua nay|chieu nay|toi nay|toi qua|sang qua|chieu qua|dem qua|tuan truoc|tuan roi|vua roi|vua xong|ban nay|luc nay|ngay \\d+\\S*|hom \\d+\\S*|luc \\d+\\S*|tu lau|lau roi|thu (?:hai|ba|tu|nam|sau|bay|[2-7])|chu nhat|dau tuan|cuoi tuan|tu truoc|truoc do|tu som|nam ngoai|dau thang",
    "before": "hom qua|hom kia|hom truoc|hom no|luc dau|ban dau|truoc do|truoc day|tuan truoc|lan dau|lan truoc|luc truoc|sang qua|toi qua|co luc|mot lan|giua chung|hom thu \\S+|may hom truoc|dot truoc|moi dau|ban sang|sang nay|luc nay|vua nay|hoi sang",
    "now": "gio|bay gio|hien|hien tai|hien nay|hom nay|sang nay|chieu nay|toi nay|nay|luc nay|vua roi|vua|sau do|cuoi cung|lan nay|toi qua|hom qua|den gio|roi|nhung",
    "other": (
        "chuyen doi so|dti|hai long|sipas|pci|ddci|papi|dan so|lao dong|viec lam|nong thon moi|xay dung dang|danh gia can bo|danh gia cong chuc|danh gia xep loai|cong doan|doan thanh nien|tin nhiem|bo phieu|y te|bao hiem|"
        "muc song|thong ke|thue|tai chinh cong|bien che|vi tri viec lam|van hoa cong so|nhu cau dao tao|dao tao|boi duong|an toan thong tin|du lich|giam ngheo|binh dang gioi|noi bo|phong chay|quoc phong|bau cu"
    ),
    "system": (
        "quan ly van ban|qlvb|ioffice|voffice|vnpt office|ke toan|misa|dich vu cong|mot cua|igate|chu ky so|ky so|hop truc tuyen|zoom|luong|cham cong|ho so can bo|quan ly can bo|ngan sach|tabmis|kho bac|thue|bao hiem xa hoi|vneid|"
        "may in|may photo|wifi|camera|dieu hoa|may chieu|dien thoai ban|cong thong tin|trang thong tin|hoc truc tuyen|thi truc tuyen|vssid|lich cong tac|phong hop|hoa don|quyet toan|bao cao thong ke|csdl|co so du lieu quoc gia"
    ),
}

# ---------------------------------------------------------------- rows

PHRASES: tuple[tuple[str, Act, str], ...] = (
    # ---- done: the aspect words decide (da, xong, roi), not the verb
    ("done.verb-sheet", Act.DONE, "(?:da|vua|moi vua|co) (?:<me> )?(?:tu )?(?:<do>|<deliver>)(?: va (?:<do>|<deliver>))* ~4 <sheet>"),
    ("done.verb-end", Act.DONE, "(?:<do>|gui phieu|gui di|bam gui|nop phieu|phieu) ~4 (?:xong|xong xuoi|thanh cong)(?: roi| het| ca)*"),
    ("done.verb-roi", Act.DONE, "(?:<do>|gui phieu|bam gui) (?:phieu |khao sat |bai |day du |het |no |duoc |ca )*roi"),
    ("done.verb-roi-late", Act.DONE, "(?:<do>|gui phieu) ~4 (?:tu|<when>) ~4 roi"),
    ("done.da-verb", Act.DONE, "(?:da|vua) (?:<me> )?(?:tu )?(?:tham gia )?(?:traloi|hoan thanh|hoan tat|lam|dien|nop|submit|khao sat|thuc hien)(?: xong| roi| day du| het| du| xong xuoi| truc tuyen| tren mang| qua mang| khao sat)*(?= ,| <when>| vao| tu| luc| truoc| cach| hom| ngay| nhe| nha| va| tren| theo|$)"),
    ("done.when-verb", Act.DONE, "<me> (?:<do>|nop|gui phieu) ..2 (?:tu |luc |vao |hom )*(?:<when>)"),
    ("done.bare", Act.DONE, "^(?:ok |vang |da |minh |em |toi |duoc |, )*(?:xong|hoan thanh|hoan tat|done|completed|finished|submitted)(?: het| ca| roi| nhe| nha| em| anh| chi| ban| a| oi| nhe em| luon| do| day| ,| cam on)*$"),
    ("done.xong-roi", Act.DONE, "(?:xong|hoan thanh|hoan tat|nop|lam|traloi) (?:het |ca |xuoi |duoc )?roi"),
    ("done.mine", Act.DONE, "(?:phan|phieu|bai|viec|khao sat) ..2 cua (?:<me>|don vi <me>|ca nhan) ..4 (?:xong|hoan thanh|hoan tat|da nop|da gui|da traloi|da lam)"),
    ("done.sheet-xong", Act.DONE, "(?:phieu|khao sat|bai khao sat|bang hoi|cau hoi) (?:thi |nay |dieu tra |khao sat )*(?:<me> )?(?:da |duoc )+(?:xong|hoan thanh|hoan tat|nop|gui di|gui xong|gui thanh cong|traloi|lam|dien|duoc gui)"),
    ("done.system-says", Act.DONE, "(?:<say>|trang thai|ket qua|da) ..4 (?:hoan thanh 100%|gui thanh cong|nop thanh cong|thanh cong|da hoan thanh|hoan thanh|da ghi nhan|da nop|da traloi|da nhan phieu|da tiep nhan|cam on (?:ban|ong ba|anh chi|quy vi|dong chi)? ?da)"),
    ("done.recorded", Act.DONE, "(?:phieu|he thong|ket qua|phan mem) ..3 da (?:duoc )?(?:ghi nhan|tiep nhan|luu|nhan)(?! loi)"),
    ("done.everyone", Act.DONE, "(?:deu|tat ca|toan bo|100%|du) ..3 da (?:<me> )?(?:traloi|hoan thanh|nop|lam)"),
    ("done.screenshot", Act.DONE, "(?:anh|hinh) (?:chup )?(?:man hinh )?(?:xac nhan|bao|thong bao|ket qua) ..4 (?:thanh cong|hoan thanh|da nop|da gui)"),
    ("done.en", Act.DONE, "(?:i|we|have|had|ve|i've|already|just) (?:have |had |already |just )*(?:completed|submitted|filled(?: in| out)?|finished|answered|done|responded to|taken|sent in)"),
    ("done.en-passive", Act.DONE, "(?:survey|questionnaire|form|it|mine) (?:is|was|has been|have been|'s) (?:already )?(?:completed|submitted|done|finished|filled)"),
    # ---- begun, counted, nearly
    ("partly.left", Act.PARTLY, "(?:con|thieu|chi con|chua xong|moi) ..2 (?:\\d+|mot|hai|ba|bon|nam|may|vai|it|mot so|nua|phan) ..2 (?:cau|phan|muc|trang|dong chi|nguoi|phieu|phan tram|%|phan hai)"),
    ("partly.half", Act.PARTLY, "(?:mot nua|nua chung|nua phieu|do dang|dang do|mot phan|duoc mot phan|duoc nua|gan xong|sap xong|gan het|gan hoan thanh|sap hoan thanh|chua xong het|chua xong|chua het|chua hoan thanh het|con do|lam do|con lai)"),
    ("partly.only-so-far", Act.PARTLY, "(?:moi|chi moi) (?:<do>|xong|duoc|den|toi) ..3 (?:\\d+|mot|cau|phan|muc|trang|nua|buoc)"),
    ("partly.draft", Act.PARTLY, "(?:luu (?:nhap|tam)|ban nhap|chua (?:bam |an |nhan )?(?:gui|nop)(?! duoc| noi| di duoc)|dang <do>|dang tra loi)"),
    # ---- promises
    ("promise.will", Act.PROMISE, "(?:se|hen|hua|du kien|du dinh|dinh|tranh thu|co gang|sap xep|dang|chuan bi|xin phep|can) ..4 (?:<do>|gui phieu|nop phieu)"),
    ("promise.when", Act.PROMISE, "(?:mai|ngay mai|toi nay|chieu nay|trua nay|toi|cuoi tuan|tuan sau|tuan toi|thu \\S+|dem nay|lat|lat nua|chut|ty|ti|xiu|hom nao|khi nao ranh|ranh|dau gio chieu|trong ngay|cuoi ngay|het gio|ve nha|ve co quan) ..3 (?:<do>|gui phieu|nop)"),
    ("promise.let-me", Act.PROMISE, "(?:de|cho) (?:toi|em|minh|anh|chi|bac|chu) ..3 (?:<do>|xem|thu|sap xep|nghien cuu)"),
    ("promise.not-yet", Act.PROMISE, "chua ..2 (?:<do>|co thoi gian|ranh|kip|bat dau|xong|den luot)"),
    ("promise.after", Act.PROMISE, "(?:sau khi|khi nao|bao gio|luc nao) ..4 (?:xong|hoan thanh|ve|lam xong) ..6 (?:bao|tra loi|phan hoi|nhan|thong bao)"),
    ("promise.en", Act.PROMISE, "(?:will|i'll|shall|going to|plan to|let me|trying to|try to) ..4 (?:complete|do|fill|finish|submit|answer|respond|take)"),
    # ---- over, or never was
    ("resolved.can-now", Act.RESOLVED, "(?:<now>|da|lai) ..4 (?:vao|mo|gui|nop|lam|dang nhap|truy cap|traloi|nhan|xem|tai) ..2 duoc(?: roi| binh thuong| nhe| luon)?"),
    ("resolved.did-it", Act.RESOLVED, "(?:vao|mo|gui|nop|lam|dang nhap|traloi|nhan|xem|dung|truy cap) (?:lai )?duoc (?:roi|binh thuong|nhe|luon|xong)"),
    ("resolved.gone", Act.RESOLVED, "(?:het loi|het su co|het bi|da khac phuc|duoc khac phuc|da xu ly|da sua|da duoc sua|het roi|on roi|on dinh roi|da on|ok roi|binh thuong roi|binh thuong tro lai|tro lai binh thuong|lai binh thuong|khong con loi|khong con bi|khong bi nua|khong con gap|da hoat dong|chay binh thuong|thong suot|vao duoc roi|bi roi .{0,10} ok)"),
    ("resolved.none", Act.RESOLVED, "(?:khong|chua) (?:he |co |gap |bi |thay |phai |con |xay ra |phat sinh )*(?:loi|su co|vuong mac|truc trac|kho khan|van de)(?: gi| nao| ky thuat)*"),
    ("resolved.fine", Act.RESOLVED, "(?:vao|mo|dung|truy cap|lam|chay|nhan|dang nhap) ..2 (?:binh thuong|tot|ngon|on)"),
    ("resolved.en", Act.RESOLVED, "(?:works now|working now|it works|resolved|fixed|no problem|no issues?|no longer|managed to)"),
    # ---- errors from the link onwards
    ("answer.http", Act.ANSWERING, "(?:loi |error |code |ma loi |http |status )*(?:40[0134578]|429|50[0-4]|52[0-6])(?: [a-z]+){0,3}"),
    ("answer.http-words", Act.ANSWERING, "(?:not found|bad gateway|service (?:temporarily )?unavailable|gateway time ?-?out|internal server error|forbidden|access denied|unauthorized|bad request|too many requests|request timed? ?out|connection (?:timed out|refused|reset)|page (?:not|cannot|can't)|site can't be reached|server error|unexpected error|dns_\\S+|err_\\S+|ssl\\S*|https? ?error|proxy error)"),
    ("answer.insecure", Act.ANSWERING, "(?:chung chi|chung thu|ket noi) ..3 (?:khong an toan|khong rieng tu|khong tin cay|khong hop le|het han)|khong an toan|not secure|not private|canh bao bao mat|bi (?:phan mem )?(?:diet virus|tuong lua|antivirus|kaspersky|bkav|firewall) ..3 chan|chan truy cap"),
    ("answer.cannot-site", Act.ANSWERING, "<no> ..3 (?:<act>) ..2 (?:duoc )?(?:vao |ra |len )?(?:<site>|<code>|<part>|<sheet>)(?: ..3 duoc)?"),
    ("answer.site-cannot", Act.ANSWERING, "(?:<site>|<code>|<part>|<sheet>) ..5 (?:<no>|bi) ..2 (?:<act>) ..2 <can>"),
    ("answer.site-try-cannot", Act.ANSWERING, "(?:<site>|<code>|<part>|<sheet>) ..4 (?:<act>) ..2 (?:mai |hoai |cung |ma |van |lai |deu )*(?:khong|chua) (?:<can>|vao|len|xong|an thua|gui di|phan hoi|hien|thay|co gi)"),
    ("answer.try-cannot-site", Act.ANSWERING, "(?:<act>) ..2 (?:<site>|<code>|<part>|<sheet>) ..4 (?:mai |hoai |cung |ma |van |lai |deu |thi )*(?:<no>) ..1 (?:<can>|vao|len|xong|an thua|gui di|phan hoi|hien|thay|chay|chuyen)"),
    ("error.cannot-enter", Act.ERROR, "<no> (?:the )?(?:vao|truy cap|dang nhap|gui|nop|submit|luu|bam|an|chon|tich|chuyen|sang|next|qua|load|xac nhan|xac thuc|hoan thanh|hoan tat|ket thuc|click|kich|nhap|lam tiep|tiep tuc|gui di|chay|thao tac|dien)(?: vao| di| tiep| len| phieu| khao sat| cau nao| gi| link| trang| he thong)* (?:duoc|noi|di duoc|tiep duoc|tiep)"),
    ("error.cannot-the", Act.ERROR, "(?:khong|chua) the (?:vao|truy cap|dang nhap|gui|nop|submit|luu|bam|an|chon|tich|chuyen sang|load|xac nhan|xac thuc|hoan thanh|hoan tat|ket thuc|click|nhap|tiep tuc|mo (?:duoc )?(?:link|trang|duong dan|phieu|lien ket|he thong))"),
    ("error.try-cannot", Act.ERROR, "(?:vao|truy cap|dang nhap|gui|nop|submit|luu|bam|an|chon|tich|click|nhap|load|thu|lam|gui di) (?:mai |hoai |phieu |thu |di |lai |may lan |nhieu lan |cung |ma |van |lai |deu |thi )*(?:khong|chua) (?:duoc|noi|vao|xong|len|ra|an thua|thanh cong|di|co gi|thay gi|phan hoi|hien)"),
    ("error.failed", Act.ERROR, "(?:gui|nop|luu|dang nhap|xac thuc|ket noi|truy cap|tai|submit|gui phieu) (?:\\S+ )?(?:that bai|bi loi|bao loi|loi|khong thanh cong|bi tu choi)"),
    ("answer.code-bad", Act.ANSWERING, "<code> ..6 (?:khong dung|sai|bi sai|khong hop le|khong ton tai|khong co hieu luc|het han|het hieu luc|bi tu choi|tu choi|khong chap nhan|khong nhan|khong duoc chap nhan|khong khop|khong co trong|bi khoa|bi vo hieu|vo hieu|khong tim thay|chua kich hoat|chua duoc kich hoat|khong dung duoc|khong su dung duoc|khong xac dinh|da co nguoi|bi trung|khong nhan dien|khong du ky tu|invalid|expired)"),
    ("answer.bad-code", Act.ANSWERING, "(?:<say>|nhap) ..4 (?:sai|khong dung|khong hop le|khong ton tai|khong tim thay|khong chap nhan|khong nhan|het han) (?:<code>|thong tin|dinh dang|phieu)"),
    ("answer.code-used", Act.ANSWERING, "<code> ..4 (?:da|bi) ..2 (?:su dung|dung|nguoi khac|kich hoat)"),
    ("error.page", Act.ERROR, "(?:trang trang|trang tinh|trang xoa|man hinh trang|man hinh den|trang bi trang|toan mau trang|quay (?:vong|mai|quay|tron|tit|deu|hoai|suot)\\S*|vong tron quay|xoay (?:vong|tron|mai|hoai)|load (?:mai|hoai|lau|khong)|loading|dang tai mai|bi treo|treo (?:may|cung|trang|hoai|man|o|giua|tai|luon|han)|thi treo|do cung|bi do|dung hinh|dung im|dung yen|dung lai o|ket o|bi ket|dung o cau|bi vang|vang ra|van(?:g)? ra|bi thoat|thoat ra|day ra|bi day|da ra ngoai|bi out|out ra|tu thoat|nhay (?:ra|ve|lai|nguoc)|quay (?:ve|lai) (?:trang|cau|tu|man hinh|buoc|dau)|ve (?:lai )?(?:trang|cau) (?:dau|1|chu)|lam lai tu dau|bat dau lai|mat het|mat sach|mat du lieu|bi mat (?:du lieu|cau|het|ket qua|toan bo)|xoa het|trong tron|xoay mai)"),
    ("error.no-response", Act.ERROR, "(?:khong (?:thay )?phan hoi|khong (?:co )?phan ung|khong an thua|khong (?:co )?tac dung|khong (?:co|thay) gi xay ra|khong (?:thay )?(?:chuyen|dong tinh|nhuc nhich|chay)|khong hien (?:ra|len|thi|gi|nut|cau|phieu|trang)|khong (?:co|thay|hien) (?:ra )?(?:nut|cau hoi|o|phan|muc|dong nao|phieu|danh sach)|bi mo|bi an|mo di khong|xam khong|khong sang|khong cho (?:gui|nop|chon|tich|nhap|vao|sua|qua|chuyen|di|lam|doi|tiep|bam|truy cap|luu|dang|phep|traloi)|bat (?:nhap|dang nhap|lam|traloi|tai|cai|chon) ..4 (?:lai|mai|lien tuc|khong)|bat buoc nhap|doi nhap|khong ghi|khong luu|chua luu|khong cap nhat)"),
    ("error.slow", Act.ERROR, "(?:<site>|mang|duong truyen|vao|tai|load|chay|phieu) ..4 (?:cham|rat cham|qua cham|lau|rat lau|i ach|qua tai|nghen|lag|giat|chap chon|rua bo)"),
    ("answer.session", Act.ANSWERING, "(?:phien|session)(?: lam viec| dang nhap| truy cap)? ..4 (?:het han|het hieu luc|het|timeout|expired|khong hop le|ket thuc)|het phien|het thoi gian (?:phien|lam viec|cho|traloi cau|thao tac)|time ?out"),
    ("answer.otp", Act.ANSWERING, "(?:<no>|khong thay|chua thay|cho mai) ..4 (?:otp|ma xac thuc|ma xac nhan|captcha|tin nhan|ma dang nhap|sms)|(?:otp|captcha|ma xac thuc|ma xac nhan) ..5 (?:khong|chua|sai|loi|cham|lau|mai|het han|mo|kho doc|khong doc)"),
    ("answer.login", Act.ANSWERING, "(?:sai|quen|khong nho|khong biet|khong co|khong duoc cap|chua co|chua duoc cap) ..2 (?:mat khau|tai khoan|ten dang nhap|user)(?: khao sat| phan mem| he thong| dang nhap)*"),
    ("answer.asks-login", Act.ANSWERING, "(?:yeu cau|bat|doi|doi hoi|hoi) ..3 (?:dang nhap|mat khau|tai khoan|otp|cookie|javascript|cap nhat trinh duyet|xac thuc|ma otp|quyen|vneid)"),
    ("answer.browser", Act.ANSWERING, "(?:trinh duyet|chrome|firefox|edge|coc coc|internet explorer|safari|ie|may tinh|dien thoai|iphone|ipad|may|win(?:dows)? ?(?:xp|7|8)) ..4 (?:khong ho tro|khong tuong thich|qua cu|cu qua|khong hien|khong mo|khong vao|khong chay|khong xem|bi loi|bao loi|doi cu|chan|cu khong|khong bam|khong gui|khong tai)"),
    ("answer.font", Act.ANSWERING, "(?:<site>|phieu|cau hoi|cac cau|giao dien|trang) ..4 (?:loi font|vo font|loi phong|vo giao dien|bi vo|vo chu|bi che|che mat|bi lech|tran man hinh|chong len|de len|ky tu la|bi cat|mat chu|nho xiu|khong doc duoc)"),
    ("answer.closed", Act.ANSWERING, "(?:ngoai thoi gian|chua den thoi gian|chua toi thoi gian|het thoi gian|da het han|da dong|da khoa|bi khoa|bi dong|da ket thuc|tam dung|da het hieu luc|chua mo|bao tri|dang bao tri|nang cap)"),
    ("answer.wrong-form", Act.ANSWERING, "(?:phieu|bieu mau|form|khao sat|cau hoi|he thong|trang|link|ma) ..5 (?:danh cho|cua|hien|ra|mo ra|thuoc|ghi|la) ..3 (?:nguoi khac|nhom khac|doi tuong khac|don vi khac|dong chi khac|ten khac|nguoi dan|doanh nghiep|ten cua nguoi|co quan khac|sai ten|phieu khac|huyen khac|so khac|cap khac|nhom doi tuong khac)"),
    ("answer.wrong-form-2", Act.ANSWERING, "(?:phieu|he thong|form|cau hoi|trang|link|phan mem|ma) ..6 (?:sai nhom|nham nhom|sai doi tuong|nham doi tuong|sai mau|nham mau|nham phieu|sai phieu|khong dung nhom|khong dung mau|khong dung phieu|khong phai (?:phieu )?cua <me>|sai thong tin|sai don vi|nham don vi|sai chuc vu)"),
    ("answer.contradicts", Act.ANSWERING, "(?:he thong|phan mem|trang thai|trang|vao lai|mo lai|kiem tra lai|tra cuu|tra lai|dang nhap lai|cong|web|bang theo doi|danh sach) ..8 (?:chua (?:hoan thanh|traloi|nop|ghi nhan|gui|lam|co|thuc hien|nhan)|khong (?:ghi nhan|thay phieu|co ket qua|co du lieu|luu)|0/\\d+|0%)"),
    ("answer.wont", Act.ANSWERING, "(?:link|duong dan|duong link|lien ket|trang web|he thong|phan mem|nut \\S+|trang khao sat) ..3 (?:<fault>|die|chet|hu|bi chan|khong chay|khong dung|sai|hong|tach|bi cat|bi ngat)"),
    ("answer.en", Act.ANSWERING, "(?:(?:link|page|site|website|survey|button|form|code|portal|captcha) ..5 (?:not work\\S*|doesn't|does not|won't|broken|fails?|error|expired|invalid|crash\\S*|freez\\S*|blank|stuck|hangs?|not (?:load|open|accept|respond)\\S*|rejected|times? out)|(?:can't|cannot|can not|unable to|could not|couldn't|not able to) ..2 (?:open|access|submit|log ?in|enter|load|reach|click|continue|proceed|complete|save|get) ..3 (?:link|page|site|website|survey|form|it|code|in|answers?|questionnaire|past)|invalid code|session expired)"),
    # ---- mailbox and mail that cannot be read
    ("receive.box-full", Act.RECEIVING, "(?:<box>|mail|dung luong) ..6 (?:day|bi day|full|het dung luong|het cho|het bo nho|vuot dung luong|vuot han muc|qua dung luong|gan day|100%|9\\d%|khong con (?:dung luong|cho|bo nho)|quota)"),
    ("receive.full-box", Act.RECEIVING, "(?:day|het dung luong|het bo nho|full) ..2 (?:<box>|mail)"),
    ("receive.box-fault", Act.RECEIVING, "(?:<box>|mail) ..6 (?:<fault>|bi khoa|bi dong|bi hack|bi chiem|bi xam nhap|ngung|tam ngung|mat ket noi|khong truy cap duoc|khong vao duoc|khong dang nhap duoc|khong mo duoc|khong dung duoc|khong su dung duoc|khong hoat dong|khong nhan (?:them |duoc |moi )*(?:thu|mail|duoc)|bi mat mat khau|quen mat khau|het han|bi thu hoi|tam khoa|dang khoa|bi vo hieu|bi xoa|dang chuyen doi|dang nang cap|dang bao tri)"),
    ("receive.box-none", Act.RECEIVING, "(?:chua|khong|chua he) (?:duoc |co |he |kip )*(?:cap|co|kich hoat|tao|mo|lap)(?: lai| cho)? ..1 (?:<box>|mail cong vu|mail|thu dien tu)"),
    ("receive.box-cannot", Act.RECEIVING, "<no> ..3 (?:vao|mo|truy cap|dang nhap|ket noi|dung|su dung|nho mat khau|tai) ..3 (?:<box>|mail)(?: ..2 duoc)?"),
    ("receive.box-password", Act.RECEIVING, "(?:quen|sai|mat|khong nho|doi) mat khau ..2 (?:<box>|mail)"),
    ("receive.mail-cannot", Act.RECEIVING, "<no> ..2 (?:mo|doc|xem|tai|hien thi|hien|in|luu|tai ve) ..3 (?:<mail>|<file>|noi dung|chu|anh|hinh)(?: ..2 duoc)?"),
    ("receive.cannot-mail", Act.RECEIVING, "(?:<mail>|<file>|noi dung|noi dung thu|thu moi|anh|hinh anh|hinh|chu) ..6 (?:<no>|mai khong|cung khong) ..1 (?:mo|doc|xem|tai|hien thi|hien|tai ve|giai nen)(?: ..2 (?:duoc|ra|len))?"),
    ("receive.mail-fault", Act.RECEIVING, "(?:<mail>|<file>|noi dung|noi dung thu|thu moi|chu|tieu de|phong chu|font) ..6 (?:trang|bi trang|trong|rong|trong rong|trong tron|trang tron|trang tinh|trong khong|khong co noi dung|khong co gi|khong co chu|khong thay gi|loi font|loi phong|bi loi|loi|hong|bi hong|vo|bi vo|bi cat|cat mat|cut|bi cut|mat chu|mat dau|mat noi dung|ma hoa|o vuong|dau hoi|dau cham hoi|ky tu la|ky tu|ky hieu la|ky hieu|loang ngoang|ngoan ngoeo|khong doc duoc|0 ?kb|0 ?byte\\S*|0 kb|bi loi dinh dang|chong cheo|lung tung|linh tinh|toan chu la|khong day du)"),
    ("receive.glyphs", Act.RECEIVING, "(?:toan|chi thay|thay|hien|chi hien|ra|hien ra|thanh|bien thanh) ..2 (?:o vuong|dau hoi|dau cham hoi|ky tu la|ky tu \\S+|ky hieu la|chu la|ma html|the html|chu loang ngoang|trang tinh khong co chu|giun)"),
    ("receive.mail-words", Act.RECEIVING, "(?:winmail\\.?dat|0 ?kb|over quota|quota exceeded|mailbox full|imap|pop3|0x8\\S+|file bi hong|tep bi hong|file loi|tep loi|hinh khong hien|anh khong hien|hinh anh khong hien|anh bi chan|hinh bi chan)"),
    ("receive.image", Act.RECEIVING, "(?:hinh|anh|hinh anh|logo|ma qr|qr) ..4 (?:khong hien|khong hien thi|khong thay|khong tai|bi chan|dau x|bi vo|khong len|khong quet duoc)"),
    ("receive.en", Act.RECEIVING, "(?:(?:mailbox|inbox|account|mail server|outlook) ..4 (?:full|over quota|locked|disabled|down|not working|hacked)|(?:can't|cannot|unable to|could not|couldn't) ..2 (?:open|read|view|download|access) ..3 (?:mail|email|e-mail|message|attachment|file|pdf|mailbox|inbox)|(?:mail|message|attachment|file|pdf|letter) ..4 (?:blank|empty|garbled|unreadable|corrupt\\S*|damaged|scrambled))"),
    # ---- mail that did not come, or came wrong
    ("send.none", Act.SENDING, "(?:khong|chua|khong he|chua he) (?:he |duoc |co |con |tung |tim )*(?:nhan|thay|co|tim thay|toi tay|tiep nhan|nhan thay) ..4 (?:<mail>|<token>|link|duong dan|duong link|lien ket|phieu|phieu dieu tra|phieu khao sat|giay gioi thieu)"),
    ("send.mail-none", Act.SENDING, "(?:<mail>|<token>|link|duong dan|phieu|phieu dieu tra|thu cua bo|thu moi) ..6 (?:khong|chua|khong he|chua he|mai khong|mai chua|van chua) (?:he |duoc |co |bao gio )*(?:nhan|thay|den|toi|ve|co|gui den|gui toi|ve den|nhan duoc|toi noi)"),
    ("send.none-bare", Act.SENDING, "(?:chua|khong|khong he|chua he) (?:he )?nhan (?:duoc|dc)?(?: gi| cai gi| thu gi)*(?= ,| a| anh| chi| em| nhe| ca|$)"),
    ("send.only-reminder", Act.SENDING, "(?:chi|moi) (?:thay|nhan|co|nhan duoc|thay co) ..3 (?:thu nhac|thu don doc|thu nay|nhac|don doc|mot thu|tieu de)"),
    ("send.spam", Act.SENDING, "(?:vao|trong|o|muc|roi|nam|lot|chui|bi|nhay|den|xuong|sang|tim thay|thay) ..3 (?:spam|thu rac|thung rac|junk|hop thu rac|muc rac|quang cao|quarantine|cach ly|khu vuc cach ly|muc khac|tab khac|bulk|quang ba|promotions?)"),
    ("send.late", Act.SENDING, "(?:<mail>|link|ma|phieu) ..8 (?:den|toi|ve|nhan) ..2 (?:muon|cham|tre|qua cham|rat cham|sau han|qua han|sau \\d+ ngay)"),
    ("send.late-2", Act.SENDING, "(?:<mail>|ma|link|phieu) ..12 (?:moi|gio moi|hom nay moi|den nay moi) ..2 (?:nhan|den|toi|ve|vao|thay|hien)(?: duoc)?"),
    ("send.late-3", Act.SENDING, "(?:<when>|gio|den gio|mai|toi tan|tan|mai den) ..3 moi (?:nhan|thay|den|toi|ve)(?: duoc)?"),
    ("send.twice", Act.SENDING, "(?:nhan|gui|co|den|duoc) ..3 (?:hai|ba|bon|nam|[2-9]|0[2-9]|1\\d|nhieu|lien tiep|trung|lien tuc) ..2 (?:thu|mail|lan|ma|phieu|link|ban|thu moi) ..3 (?:giong|trung|khac nhau|lien|cung|lien tuc|mot luc|nhau|y het|khac)"),
    ("send.repeated", Act.SENDING, "(?:bi (?:gui )?(?:lap|trung|lap lai|nhan doi)|gui (?:trung|lap|di lap lai|nhieu lan)|trung lap (?:thu|mail)|<mail> ..3 (?:bi lap|bi trung|trung lap|lap lai))"),
    ("send.name", Act.SENDING, "(?:thu|mail|thu moi|phieu|ten|ho ten|loj chao|danh xung|tieu de) ..5 (?:ghi sai|sai ten|ghi nham|nham ten|ten sai|sai ho|sai chinh ta|sai chuc|ghi ten (?:nguoi|dong chi|anh|chi|ong|ba|khac)|mang ten|de ten|de nham|sai don vi|ten nguoi khac|dung ten nguoi khac|viet sai)"),
    ("send.swapped", Act.SENDING, "(?:nhan|gui|cap) (?:\\S+ )?(?:nham|lon|trao|cheo|lan) ..3 (?:ma|thu|phieu|link|ten) ..3 (?:cua|cho|nguoi)|(?:thu|ma|phieu|link) ..3 (?:cua nguoi khac|cua dong chi khac|cua (?:dong chi|anh|chi|ong|ba) [a-z]+ [a-z]+ )|(?:gui|nhan) nham (?:thu|ma|phieu|link) cua"),
    ("send.stripped", Act.SENDING, "(?:link|duong dan|duong link|lien ket|<file>|<code>|nut|noi dung|qr) ..5 (?:bi xoa|bi chan|bi go|bi cat|bi loai|bi mat|bi loc|bi boc|da bi|bi ngat|bi xuong dong|bi dut|bi vo hieu|khong bam duoc|khong click duoc|khong kich duoc|khong phai link|bi gach|de trong|bi an|bi thay|bi che|khong co trong thu|khong kem|khong dinh kem)"),
    ("send.no-link", Act.SENDING, "(?:trong |o )?(?:<mail>|noi dung|ben trong|phan) ..5 (?:khong co|khong thay|thieu|khong kem|quen|mat|khong dinh kem|khong he co) ..2 (?:link|duong dan|duong link|lien ket|<file>|<code>|ma|nut|dia chi|duong)"),
    ("send.no-link-2", Act.SENDING, "(?:khong|chua) (?:thay|co|tim thay|kem|dinh kem|thay co) ..2 (?:link|duong dan|duong link|lien ket|ma ca nhan|ma phieu|ma so|ma nao|<file>|dinh kem|nut) ..3 (?:dau|trong|o|nao|ca|kem|trong thu)"),
    ("send.blocked", Act.SENDING, "(?:may chu|he thong|tuong lua|bo loc|phan mem|gateway|quan tri|it|server|co quan) ..4 (?:chan|xoa|go|loai|cat|loc|giu|cach ly|tu choi|boc) ..3 (?:thu|mail|link|tep|file|dinh kem|duong dan|lien ket)"),
    ("send.en", Act.SENDING, "(?:(?:never|not|n't|haven't|hasn't|didn't|no) ..3 (?:received?|receive|got|get|gotten|arrived?|seen|find|found|came|come) ..6 (?:invitation|mail|email|e-mail|link|code|message|questionnaire|survey|letter|it|anything)|(?:invitation|mail|email|link|code|letter|message) ..4 (?:never|not|hasn't|didn't) ..2 (?:arrived?|came|come|received?|reach\\S*)|(?:never|not) the (?:original )?invitation|junk|spam folder|landed in|link ..3 (?:removed|stripped|missing)|wrong name|two invitations|twice)"),
    # ---- an error whose stage the surroundings tell
    ("error.has", Act.ERROR, "(?:bao|gap|bi|xay ra|phat sinh|co|hien|thong bao|dinh|van|lai|toan|cu|deu|thay|dang|hien thi|ra|kieu|noi|tra ve) ..2 (?:loi|su co|truc trac|error|bug)(?! (?:moi|nhan|khuyen|hua|cam on))"),
    ("error.is", Act.ERROR, "(?:<site>|<sheet>|<mail>|<box>|<file>|<code>|mang|may|phan mem) (?:\\S+ ){0,4}?(?:<fault>)"),
    ("error.code", Act.ERROR, "(?:ma loi|loi so|loi|error|code) ..1 (?:[a-z]{1,4}[-_]?\\d{2,5}|\\d{3,5}|0x\\S+|[a-z]+_[a-z_]+)"),
    ("error.cannot-open", Act.ERROR, "(?:<no>|mai khong|cung khong) (?:the )?(?:mo|xem|doc|tai|hien thi|hien) ..1 (?:duoc|ra|noi|len)"),
    ("error.open-cannot", Act.ERROR, "(?:mo|xem|doc|tai) (?:ra |len |mai |thi |cung |hoai |lai )*(?:khong|chua) (?:duoc|ra|noi|len|thay gi)"),
    ("error.cannot-do", Act.ERROR, "(?:<no>) (?:<do>) (?:phieu |khao sat |tiep |gi )?(?:duoc|noi)|(?:<do>) (?:mai |hoai |phieu )*(?:khong|chua) (?:duoc|noi|xong duoc)"),
    ("error.cannot-get", Act.ERROR, "(?:<no>) nhan (?:duoc|noi)(?= ,|$| nen| vi| do)"),
    # ---- not ours
    ("elsewhere.system", Act.ELSEWHERE, "(?:phan mem|he thong|trang|cong|may|tai khoan|app|ung dung|mang|file|bao cao|phieu|link|phong)? ?(?:<system>)"),
    ("elsewhere.survey", Act.ELSEWHERE, "(?:khao sat|phieu|dieu tra|phieu dieu tra|phieu khao sat|bang hoi|phieu lay y kien|lay y kien|bo phieu) ..4 (?:<other>)"),
    ("elsewhere.survey-2", Act.ELSEWHERE, "(?:khao sat|phieu|dieu tra) (?:khac|ben (?!nay)\\S+|cua (?:bo|so|ubnd|tinh|huyen|cong ty|vnpt|viettel|ngan hang|truong|benh vien|don vi khac) (?!noi vu)[a-z]+)"),
    # ---- not the right person
    ("wrong.retired", Act.WRONG, "(?:nghi huu|ve huu|huu tri|nghi viec|thoi viec|xin nghi|nghi cong tac|nghi huu truoc tuoi|nghi theo (?:nghi dinh|che do|178)|nghi che do|tinh gian bien che|nghi han|thoi cong tac|roi co quan|roi nhiem so|cham dut hop dong|het hop dong|huu roi|nghi lam)"),
    ("wrong.moved", Act.WRONG, "(?:da|moi|duoc|vua|<me>|dong chi \\S+(?: \\S+)*|bi|co quyet dinh) (?:duoc |da |co quyet dinh |nhan quyet dinh )*(?:chuyen cong tac|chuyen (?:sang|ve|qua|di|don vi|co quan|nganh|vi tri|phong|len|xuong|nhiem vu|noi)|dieu dong|dieu chuyen|luan chuyen|thuyen chuyen|bo nhiem|biet phai|thoi giu|thoi lam|thoi dam nhiem|mien nhiem|bai nhiem|nghi giu|tu chuc|thoi phu trach)(?! cho| den dong chi| phieu| thu| tiep| link| mail| ma)"),
    ("wrong.no-longer", Act.WRONG, "(?:khong con|thoi|het|khong) (?:lam viec|cong tac|giu chuc|dam nhiem|phu trach|lam|giu|la (?:can bo|cong chuc|lanh dao|dai bieu|truong|pho|giam doc|chu tich|nhan vien|vien chuc|thanh vien)|thuoc (?:bien che|don vi|so|phong|co quan|ubnd)|o (?:co quan|don vi|so|phong|day)|trong (?:co quan|nganh|bien che)|sinh hoat)(?! duoc)"),
    ("wrong.not-me", Act.WRONG, "khong phai (?:la )?(?:toi|em|minh|anh|chi|bac|chu|nguoi|doi tuong|can bo|cong chuc|vien chuc|lanh dao|dai bieu|nhan vien|cua toi|cua em|cua minh|cho toi|ten|hung|dong chi|hop thu|mail|dia chi|cho em|cho minh|tui|ong|ba|gui cho)(?! (?:khong|chua|tu choi|luoi|co tinh))"),
    ("wrong.mistaken", Act.WRONG, "(?:nham nguoi|nham doi tuong|nham dia chi|nham ten|nham hop thu|nham mail|gui nham|gui sai|nham roi|nham lan|sai nguoi|sai doi tuong|gui lon|lon nguoi|nham so|nham thu|nham sang|co su nham|bi nham|chac nham|nham cho)"),
    ("wrong.not-in-scope", Act.WRONG, "(?:khong|chua|khong con) (?:dung|thuoc|nam trong|phai|lien quan|o trong|dung la)(?: ve| den| vao)? ..2 (?:doi tuong|dien|thanh phan|pham vi|nhom|danh sach|truong hop|nguoi|linh vuc|don vi)"),
    ("wrong.not-concerned", Act.WRONG, "(?:khong lien quan (?:gi|den|toi)|khong dung doi tuong|khong dung nguoi|sai doi tuong|khong co ten trong|khong phu trach|khong du dieu kien)"),
    ("wrong.take-off", Act.WRONG, "(?:dua|rut|bo|loai|xoa|gach|go|cat) (?:ten )?..8 (?:ra khoi|khoi|trong) (?:danh sach|ds)|(?:dieu chinh|thay doi|thay the|cap nhat|ra soat|sua|chinh sua) (?:lai )?(?:doi tuong|danh sach|nguoi|ten)"),
    ("wrong.duplicate", Act.WRONG, "(?:trung nguoi|trung ten|trung ho ten|cung ten|cung ho ten|hai nguoi ten|2 nguoi ten|hai dong chi ten|trung doi tuong|trung phieu|bi trung (?:nguoi|ten|phieu)|co hai (?:nguoi|dong chi)|lap doi tuong|mot nguoi hai phieu|huy vi trung)"),
    ("wrong.dead", Act.WRONG, "(?:tu tran|qua doi|da mat|moi mat|vua mat|mat roi|mat tu|hy sinh|da khuat|tu vong|dinh chi cong tac|dinh chi|bi bat|ky luat buoc|khoi to|buoc thoi viec|tam giam)"),
    ("wrong.shared-box", Act.WRONG, "(?:day la|la|dung|gui vao|thu vao|qua) (?:\\S+ )?(?:hop thu|hom thu|mail|dia chi|hop mail) (?:chung|dung chung|van thu|cua (?:van thu|phong|co quan|van phong|don vi|ban|truong)|cong dong|tap the|cua ca phong|cua nguoi khac)|(?:hop thu|mail|dia chi) (?:nay )?(?:la )?(?:dung chung|chung cua|tap the|cua van thu)"),
    ("wrong.unknown", Act.WRONG, "(?:khong co ai|khong co (?:nguoi|dong chi|can bo|cong chuc)|khong ai) ..3 (?:ten|ho ten|nay|la) ?"),
    ("wrong.successor", Act.WRONG, "(?:nguoi thay(?: the)?|nguoi ke nhiem|nguoi moi|thay (?:the )?vi tri|hien nay la dong chi|nay la dong chi)"),
    ("wrong.en", Act.WRONG, "(?:wrong (?:person|recipient|address|man)|no longer (?:work|with|employed|in charge|hold)\\S*|retired|left the (?:department|office|organi[sz]ation|agency)|not the (?:right|intended) (?:person|recipient)|not (?:me|intended for me)|moved to another|passed away|transferred)"),
    # ---- another address
    ("contact.change", Act.CONTACT, "(?:doi|thay|thay doi|chuyen|cap nhat|sua|dinh chinh|bo sung|thay the|sua lai|chuyen sang) ..3 (?:mail|dia chi|hop thu|hom thu|dia chi mail|dia chi thu|so dien thoai|sdt|hop mail|ten mien|dau mail|tai khoan mail)"),
    ("contact.new", Act.CONTACT, "(?:mail|dia chi|hop thu|hom thu|dia chi mail|so dien thoai|thu|hop mail|tai khoan) (?:moi|hien nay|hien tai|dung|chinh xac|chinh thuc|lien he|cong vu moi|thay the|dang dung|ca nhan|nhan thu|moi cua <me>|khac)"),
    ("contact.send-to", Act.CONTACT, "(?:gui|chuyen|lien he|lien lac|nhan|gui lai|gui thu|gui phieu|gui link|gui ve|dung|su dung|gui cho) ..5 (?:ve|qua|vao|toi|den|sang|theo|dia chi|mail|hop thu) ..4 addrx"),
    ("contact.use", Act.CONTACT, "(?:dung|su dung|lay|nhan|ghi) ..4 addrx|addrx ..4 (?:thay cho|thay the|cho cac lan|tu nay|tu gio|moi la|moi dung)"),
    ("contact.is", Act.CONTACT, "(?:mail|dia chi|hop thu|hom thu|thu|chinh xac|dung|moi|nay|thanh|la) (?:(?!khong|cu)\\S+ ){0,5}addrx"),
    ("contact.old", Act.CONTACT, "(?:dia chi|mail|hop thu|hom thu|ten mien|thu) ..2 (?:cu|nay|tren) ..4 (?:khong con|khong dung|khong su dung|da bo|bo roi|het|ngung|da dong|sap dong|thu hoi|bi thu hoi|it dung|it khi|khong xem|khong kiem tra|khong vao|da huy|bi khoa|chi con|ngung su dung|khong hoat dong)"),
    ("contact.wrong", Act.CONTACT, "(?:sai|nham|ghi sai|go sai|viet sai|thieu|danh may sai|go nham|khong dung) ..2 (?:dia chi mail|mail|dia chi|hop thu|chinh ta mail)"),
    ("contact.phone", Act.CONTACT, "(?:lien he|goi|zalo|nhan tin|lien lac) ..4 (?:so|so dien thoai|sdt|zalo|dien thoai) ..3 (?:moi|0\\d+|\\d{4})"),
    ("contact.en", Act.CONTACT, "(?:(?:my )?new (?:e-?mail|mail|address|contact)|(?:e-?mail|mail|address) ..3 (?:has changed|changed|is now|is no longer)|(?:use|send) ..6 addrx|changed my (?:e-?mail|mail|address))"),
    # ---- somebody else answers
    ("delegate.hand", Act.DELEGATE, "(?:giao|da giao|uy quyen|uy nhiem|phan cong|cu|chi dinh|nho|nho vao|chuyen cho|chuyen phieu|chuyen thu|chuyen tiep|fwd|forward|chuyen den|ban giao|bao|giao lai|giao viec|phan) ..3 (?:<folk>) ..8 (?:traloi|lam|thuc hien|xu ly|thay|phu trach|chu tri|theo doi|dien|hoan thanh|tham muu|thay mat|ho|giup|dam nhiem|tham gia|phu trach cchc|khao sat)"),
    ("delegate.hand-short", Act.DELEGATE, "(?:da |xin |toi |em |anh )*(?:giao|uy quyen|uy nhiem|phan cong|chuyen(?: lai| tiep| thu| phieu| link)*|ban giao|giao lai|forward|fwd) (?:lai |luon |phieu |viec nay |tiep )*(?:cho |den |sang |qua )(?:<folk>)"),
    ("delegate.let", Act.DELEGATE, "(?:de|cho|nho|bao|de cho) (?:<folk>|ban)(?: \\S+){1,3} (?:lam|traloi|dien|thuc hien|xu ly|lo|phu trach|thay|ho|giup)"),
    ("delegate.instead", Act.DELEGATE, "(?:<folk>) ..6 (?:se |duoc )?(?:traloi|lam|dien|thuc hien|xu ly|ky|tham gia|khao sat) (?:phieu |giup |ho |khao sat )*(?:thay|ho|giup|thay cho|thay mat)"),
    ("delegate.instead-2", Act.DELEGATE, "(?:traloi|lam|dien|thuc hien|tham gia|chiu trach nhiem) (?:phieu |khao sat )?(?:thay|ho|giup|thay mat|thay cho) (?:cho )?(?:toi|em|anh|minh|chi|lanh dao|dong chi|giam doc|chu tich|bac|chu)"),
    ("delegate.appointed", Act.DELEGATE, "(?:duoc |da )*(?:chi dinh|phan cong|uy quyen|cu|giao)(?: nhiem vu)? ..3 (?:thay the|thay|traloi|phu trach|lam dau moi|chu tri|thuc hien|dam nhiem)"),
    ("delegate.passed", Act.DELEGATE, "(?:chuyen|giao|forward) (?:phieu|thu|link|ma|noi dung|viec|mail) (?:nay |tren )*(?:cho|den|sang|qua|lai)"),
    ("delegate.en", Act.DELEGATE, "(?:forwarded|passed|handed|delegated|assigned) ..4 (?:to)|(?:on my behalf|in my place|instead of me|my deputy|my colleague will)"),
    # ---- refusal
    ("refuse.word", Act.REFUSE, "(?:tu choi|xin tu choi|khuoc tu|xin khong tham gia|xin phep khong|xin phep duoc khong|xin duoc khong|khong tham gia|khong dong y|khong muon|khong chap nhan tham gia|khong co nhu cau|khong quan tam|khong hop tac|mien tham gia|xin mien|xin rut|xin khong|khong the tham gia|khong nhan tham gia|khong co y dinh|khong san sang)"),
    ("refuse.wont", Act.REFUSE, "(?:khong|se khong|nhat dinh khong|thoi khong) (?:traloi|lam|dien|thuc hien|khao sat|nop) (?:phieu|khao sat|dau|nua|nhe|nha|cai|nhung|loai|may|qua mang|tren mang|truc tuyen|vi|gi ca|gi het|dieu tra|nay|bat ky|cac)"),
    ("refuse.wont-bare", Act.REFUSE, "(?:<me>|thoi|thi|nen|se) (?:se |xin |cung |thi )?khong (?:traloi|lam|tham gia|dien)(?= ,|$)"),
    ("refuse.dont-bother", Act.REFUSE, "(?:dung|khong can|thoi|mong) ..2 (?:lam phien|quay ray|spam|lam mat thoi gian)|(?:mat thoi gian|phien phuc|hinh thuc|vo bo|phien qua|ton thoi gian)"),
    ("refuse.paper-only", Act.REFUSE, "(?:chi|muon|xin) ..3 (?:lam|traloi|dien|nhan|nop) ..3 (?:phieu giay|ban giay|bang giay|giay)"),
    ("refuse.blank", Act.REFUSE, "(?:bo trong|de trong (?:cung|di|nhe|phieu)|bo qua (?:toi|em|anh|minh|phieu)|khoi lam|mien lam)"),
    ("refuse.en", Act.REFUSE, "(?:decline|not (?:wish|want|willing|interested|going to|participate|take part)|do not wish|don't want|refuse|unsubscribe|opt out|remove me|take me off|stop (?:emailing|sending|contacting))"),
    ("stop.mail", Act.STOP_MAIL, "(?:dung|ngung|thoi|khong|xin dung|de nghi dung|khong can|mien) (?:gui|nhac|don doc|lam phien|phai gui|phai nhac)(?: thu| mail| toi| den| lai| nua| cho)*|sao (?:con|cu|van|lai) (?:gui|nhac|don doc)"),
    # ---- away
    ("away.now", Act.AWAY, "(?:dang|hien dang|hien|hien tai|phai|se|xin|<me>|duoc|bi) (?:phai |dang |di |duoc |xin |o |trong thoi gian |tham gia |bi )*(?:<away>)(?! (?:huu|viec|che do|theo))"),
    ("away.until", Act.AWAY, "(?:<away>|di|nghi) ..5 (?:den het|den ngay|den|tu ngay|tu|het ngay|het tuan|het thang|trong) ..2 (?:\\d+|thu|tuan|ngay|thang|hom nay|mai)"),
    ("away.back", Act.AWAY, "(?:\\S+ ){0,4}(?:<me> )?(?:moi )?(?:ve|tro lai|quay lai|di lam|di lam lai|co mat|ve co quan|ve lam|lam viec lai|tro ve|ve den)(?: co quan| lam viec| truong| tinh)? (?:vao |ngay |tu |luc )*(?:ngay|thu|tuan|\\d+|dau|hom|mai)"),
    ("away.en", Act.AWAY, "(?:out of (?:the )?office|on (?:annual |sick |maternity |parental )?leave|on (?:a )?(?:business )?(?:trip|vacation|holiday|mission)|away (?:from|until|on)|back on|return(?:ing)? (?:on|to)|limited (?:e-?mail )?access)"),
    # ---- questions and requests
    ("ask.polite", Act.ASK, "(?:xin hoi|cho hoi|cho <me> hoi|cho minh hoi|muon hoi|hoi them|cho biet|xin duoc hoi|cho em hoi|xin cho biet|hoi chut|hoi xiu|thac mac|ban khoan|khong ro|khong hieu|chua ro|chua hieu|khong biet|chua biet|chua nam ro)"),
    ("ask.guide", Act.ASK, "(?:huong dan|chi (?:giup|dan|cach|ho)|giai thich|lam ro|giai dap|tu van|cho y kien|xin y kien|chi dao|ho tro|lam the nao|cach lam|cach thuc|giup <me>)"),
    ("ask.extend", Act.ASK, "(?:gia han|lui han|keo dai (?:thoi han|thoi gian|han)|them thoi gian|xin them|cho them|con kip khong|con han khong|qua han (?:thi|roi|co|khong))"),
    ("ask.again", Act.ASK, "(?:gui lai|cap lai|cho xin|xin lai|cho lai|cung cap|xin cap|gui giup|gui cho|cho em xin|cho minh xin|nho gui) ..4 (?:link|ma|phieu|duong dan|thu|huong dan|mau|loj moi)"),
    ("ask.which", Act.ASK, "(?:bao gio|khi nao|luc nao|may gio|ngay nao|o dau|cho nao|the nao|nhu the nao|ra sao|lam sao|vi sao|tai sao|bao nhieu|bao lau|may (?:phieu|cau|nguoi|ban|lan|ngay)|la gi|gi vay|gi the|gi khong|ai (?:la|xem|duoc|biet|se|lam|phai|chiu)|cai nao|nguoi nao|duoc khong|dung khong|phai khong|dung khong|co (?:\\S+ ){1,8}khong|hay khong|hay chua|chua (?:vay|nhi|the|a)|sao (?:vay|the|lai|cu|con|khong)|co phai)"),
    ("ask.en", Act.ASK, "(?:could you|can you|please (?:tell|explain|advise|clarify|let me know)|how (?:do|can|long|many|to)|when (?:is|will|do)|where (?:is|do|can)|why (?:is|do|was|am)|what (?:is|do|are)|is (?:it|this|there)|do i (?:have|need)|deadline)"),
    ("thanks", Act.THANKS, "(?:cam on|da nhan (?:duoc )?(?:thu|thong tin|mail)|noted|ok|vang|da ro|da biet|nhat tri|received with thanks|thanks|thank you|dong y|nghe em|da xem|da doc|da nhan)"),
)

# Words that make a mail ours: somebody writes about this survey or answers its letters.
TOPIC = (
    "phieu|khao sat|dieu tra|cchc|cai cach hanh chinh|xhh|xa hoi hoc|par index|survey|questionnaire|bang hoi|bo noi vu|thu moi traloi|dau moi dieu tra|thu don doc|thu nhac|thu moi(?! hop| du| hoi nghi)|invitation|reminder"
)
# Words that make a condition of what follows: an error in it has not happened.
HYPOTHETICAL = "neu|truong hop|gia su|lo|lo ma|nho|nho ma|phong khi|phong truong hop|ho khi|if|in case|khi nao ma|gia nhu"
