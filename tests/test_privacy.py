"""What must not be written down is masked, in whatever dress it comes; what is harmless stays readable."""

from __future__ import annotations

import re
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maild.privacy import MASK, Secrets, mask_address, mask_addresses, printable

SECRETS = Secrets(("KhaoSat.example.vn",), (re.compile(r"\bKS\d{6}\b"),))

LINKS = [
    # text                                                     masked
    ("https://khaosat.example.vn/r/T0KEN", f"https://khaosat.example.vn/{MASK}"),
    ("HTTPS://KHAOSAT.EXAMPLE.VN/r/T0KEN", f"KHAOSAT.EXAMPLE.VN/{MASK}"),
    ("https://khaosat.example.vn:8443/r/T0KEN", MASK),
    ("https://khaosat.example.vn./r/T0KEN", MASK),
    ("https://admin:T0KEN@khaosat.example.vn/", "khaosat.example.vn"),
    ("https://tinh.khaosat.example.vn/T0KEN", f"tinh.khaosat.example.vn/{MASK}"),
    ("https://khaosat.example.vn?T0KEN", MASK),
    ("https://khaosat.example.vn#T0KEN", MASK),
    ("https://khaosat.example.vn/a(b)/c'd/[T0KEN]", MASK),
    ("(xem https://khaosat.example.vn/T0KEN)", f"(xem https://khaosat.example.vn/{MASK}"),
    ("tại đâyhttps://khaosat.example.vn/T0KEN", "tại đây"),
    ("khaosat.example.vn/r/T0KEN", f"khaosat.example.vn/{MASK}"),
    ("khaosat.example.vn:8443/r/T0KEN", MASK),
    ("www.khaosat.example.vn?t=T0KEN", f"www.khaosat.example.vn/{MASK}"),
    ("https://urldefense.example.com/v3/__https://khaosat.example.vn/T0KEN__;!!a", "urldefense.example.com"),
    ("https://click.example.com/L0/https:%2F%2Fkhaosat.example.vn%2FT0KEN/1", "click.example.com"),
    ("https://click.example.com/L0/https:%252F%252Fkhaosat.example.vn%252FT0KEN/1", "click.example.com"),
    ("https:&#x2F;&#x2F;khaosat.example.vn&#x2F;r&#x2F;T0KEN", f"khaosat.example.vn/{MASK}"),
    ("https://khaosat\u200b.example.vn/T0KEN", f"khaosat.example.vn/{MASK}"),
    # broken at a line's end, and quoted since
    ("https://khaosat.example.vn/r/5f3c-\n91ab-T0KEN", f"khaosat.example.vn/{MASK}"),
    ("https://khaosat.example.vn/r/5f3c=\r\n> > 91ab-T0KEN&b=\n> > cd34ef", f"khaosat.example.vn/{MASK}"),
    ("https://nam.safelinks.example.com/?url=https%3A%2F%2Fkhaosat.example.vn%2FT0KEN", "safelinks"),
    # any other URL: path stays, query, fragment and user go
    ("https://docs.example.org/a/b?x=T0KEN", f"https://docs.example.org/a/b?{MASK}"),
    ("https://docs.example.org/a/b#T0KEN", f"https://docs.example.org/a/b#{MASK}"),
    ("https://docs.example.org#T0KEN", f"https://docs.example.org#{MASK}"),
    ("https://docs.example.org?T0KEN", f"https://docs.example.org?{MASK}"),
    ("https://me:T0KEN@docs.example.org/a", "https://docs.example.org/a"),
    ("https://docs.example.org?m=T0KEN@other.example.org", "https://docs.example.org?"),
    ("https://docs.example.org/a?x=" + "y" * 3000 + "T0KEN", f"/a?{MASK}"),
    ("http://[2001:db8::1]:8080/x?k=T0KEN", f"http://[2001:db8::1]:8080/x?{MASK}"),
    ("docs.example.org/a?T0KEN", f"docs.example.org/a?{MASK}"),
    ("mailto:a@example.org?subject=T0KEN", f"mailto:a@example.org?{MASK}"),
    ("/r.aspx?id=T0KEN", f"/r.aspx?{MASK}"),
]


@pytest.mark.parametrize(("text", "left"), LINKS)
def test_masks_links(text: str, left: str) -> None:
    masked = SECRETS.mask(f"Em không mở được {text} ạ")
    assert "T0KEN" not in masked
    assert left in masked
    assert masked.startswith("Em không mở được ")
    assert masked.endswith(" ạ")


@pytest.mark.parametrize(
    "text",
    [
        "https://docs.example.org/huong-dan/buoc-1.",
        "em làm rồi.ok?vậy thôi",
        "khaosat.example.vn",
        "Vì sao? Vì 2 = 2",
        "host khaosat.example.vn: connection refused",
        "khaosat@khaosat.example.vn",
        "Trang khaosat.example.vn\nERR_500 cả ngày",
    ],
)
def test_leaves_what_tells_nothing(text: str) -> None:
    assert SECRETS.mask(text) == text


CODES = [
    "Mã truy cập: {}",
    "mã truy cập là {} ạ",
    "ma truy cap {}",
    "MÃ TRUY CẬP: {}",
    "mã phiếu của tôi là {}.",
    "mã phiếu khảo sát: {}",
    "ma phieu: {}",
    "mã xác nhận {}",
    "Mã xác thực = {}",
    "ma xac thuc:{}",
    "mã số: {}",
    "mã khảo sát ({})",
    "mã đăng nhập: [{}]",
    "ma dang nhap '{}'",
    'mã bảo mật "{}"',
    "mã OTP {}",
    "mã:\n{}",
    "Mã truy cập\n{}",
    "Mã truy cập | {}",
    "Mật khẩu: {}",
    "mật khẩu là {}",
    "mat khau {}",
    "mât khâu: {}",
    "access code {}",
    "Access-Code: {}",
    "access_code={}",
    "survey code is {}",
    "login code: {}",
    "code: {}",
    "password: {}",
    "passwd={}",
    "passcode {}",
    "user_password={}",
    '{{"password": "{}"}}',
    "otp:{}",
    "PIN {}",
    "MK: {}",
    "mk là {}",
    "Mã truy cập mà anh gửi cho em hôm qua là {}",
    "Mã truy cập: “{}”",
    "mật khẩu «{}»",
    "**Mã truy cập**: `{}`",
    "Mã truy cập: <{}>",
    "Mã truy cập: \u200b{}\ufeff",
    "mã truy cập {},nguyễn văn a",
]


@pytest.mark.parametrize("form", [unicodedata.normalize, None], ids=["NFD", "NFC"])
@pytest.mark.parametrize("code", ["AB12CD", "ab12-cd34", "X9_77Q", "A1" * 30])
@pytest.mark.parametrize("text", CODES)
def test_masks_codes_by_their_label(text: str, code: str, form: object) -> None:
    said = text.format(code)
    masked = Secrets().mask(unicodedata.normalize("NFD", said) if form else said)
    assert code not in masked
    assert MASK in masked
    assert masked.startswith(unicodedata.normalize("NFC", said)[:2])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Mật khẩu: P@ss!word", "P@ss"),
        ("mật khẩu là Abc@1.", "Abc"),
        ("Mã truy cập: ABCDEF", "ABCDEF"),
        ("Mật khẩu: matkhau", "matkhau"),
        ("Em gửi mã truy cập: XKQPZT để kiểm tra", "XKQPZT"),
        ("otp123456", "123456"),
        ("Mã truy cập: 482 193 775", "193"),
        ("Mã truy cập: 482 193 775", "775"),
        ("mã truy cập AB12 QXZT 77 không vào được", "QXZT"),
        ("Mã truy cập: AB12–CD34", "CD34"),
        ("Mã truy cập: AB12\u00adCD34", "CD34"),
        ("Phiếu KS123456 lỗi", "KS123456"),
        ("xem KS123456, KS654321", "KS654321"),
    ],
)
def test_masks_other_codes(text: str, code: str) -> None:
    assert code not in SECRETS.mask(text)


@pytest.mark.parametrize(
    "text",
    [
        "SMTP error code: 550-5.1.1 user unknown",
        "Remote host said: code 550 5.1.1",
        "status code 5.7.1",
        "Error code: 0x80040115",
        "code: 4.4.7",
        "mã lỗi: 550 5.1.1",
        "ma 2026 van chua co",
        "Mật khẩu: không đúng, em thử mãi",
        "mat khau: khong dung, em thu mai",
        "Mật khẩu: khôngđúng",
        "mk la nhan vien moi",
        "Quên mật khẩu thì làm thế nào ạ?",
        "mã 15/12/2026",
        "dkim=pass header.d=example.org",
        "Passport hết hạn năm 2026",
        "mail 12345 máy 67890",
    ],
)
def test_leaves_what_is_no_code(text: str) -> None:
    assert Secrets().mask(text) == text


@given(st.lists(st.sampled_from([*(one[0] for one in LINKS), *CODES, "AB12CD", "?", "=", "/", "mã", " "])))
def test_masking_twice_changes_nothing(pieces: list[str]) -> None:
    once = SECRETS.mask(" ".join(pieces))
    assert SECRETS.mask(once) == once


ADDRESSES = [
    # text                                 masked
    ("nguyenvana@snv.example.vn", "n***@snv.example.vn"),
    ("<nguyen.van-a+x@snv.example.vn>", "<n***@snv.example.vn>"),
    ("to=nguyenvana@snv.example.vn, x", "to=n***@snv.example.vn, x"),
    ("smtp.mailfrom=nguyenvana@snv.example.vn", "smtp.mailfrom=n***@snv.example.vn"),
    ("'nguyenvana@snv.example.vn'", "'n***@snv.example.vn'"),
    ("rfc822;nguyenvana@snv.example.vn", "rfc822;n***@snv.example.vn"),
    ("o'nguyenvana@example.org", "o***@example.org"),
    ("bounce+nguyenvana=snv.example.vn@list.example.org", "b***@list.example.org"),
    ("SRS0=x=y=snv.example.vn=nguyenvana@fwd.example.org", "S***@fwd.example.org"),
    ("user%nguyenvana@relay.example.org", "u***@relay.example.org"),
    ("nguyenvana%40snv.example.vn", "n***%40snv.example.vn"),
    ("nguyenvana＠snv.example.vn", "n***＠snv.example.vn"),
    ('"ong nguyenvana"@snv.example.vn', '"o***@snv.example.vn'),
    ("nguyenvana" * 10 + "@snv.example.vn", "n***@snv.example.vn"),
    ("nguyenvăná@tỉnh.vn", "n***@tỉnh.vn"),
    ("nguyenvana@localhost", "n***@localhost"),
    ("nguyenvana@[192.0.2.7]", "n***@[192.0.2.7]"),
    ("a@b.vn,nguyenvana@snv.example.vn;c@d.vn", "a***@b.vn,n***@snv.example.vn;c***@d.vn"),
    ("/mail/nguyenvana@snv.example.vn.eml", "/mail/n***@snv.example.vn.eml"),
    ("kính gửi @Nguyễn Văn A", "kính gửi @Nguyễn Văn A"),
    ("a @ b", "a @ b"),
]


@pytest.mark.parametrize(("text", "masked"), ADDRESSES)
def test_masks_addresses(text: str, masked: str) -> None:
    assert mask_addresses(text) == masked
    assert mask_addresses(masked) == masked


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("nguyenvana@snv.example.vn", "n***@snv.example.vn"),
        ('"a@b"@snv.example.vn', '"***@snv.example.vn'),
        ("nguyenvana", "n***"),
        ("", "***"),
    ],
)
def test_masks_one_address(address: str, masked: str) -> None:
    assert mask_address(address) == masked


@pytest.mark.parametrize(
    "char",
    [
        "\x1b",
        "\x07",
        "\x08",
        "\r",
        "\x00",
        "\x7f",
        "\x9b",  # CSI in one octet
        "\u202e",  # right-to-left override
        "\u2066",
        "\u200b",
        "\ufeff",
        "\u2028",
        "\ud800",  # half a pair: print() would raise
        "\ue000",
        "\U000e0041",
    ],
)
def test_nothing_plays_tricks_on_a_terminal(char: str) -> None:
    assert printable(f"a{char}[2Jb") == "a\N{REPLACEMENT CHARACTER}[2Jb"


def test_printable_leaves_vietnamese_lines_and_tabs() -> None:
    text = "Ông Nguyễn Văn Ả\tSở Nội vụ\nĐã gửi: 15 thư 👍"
    assert printable(text) == text
    decomposed = unicodedata.normalize("NFD", text)
    assert printable(decomposed) == decomposed


PIECES = [
    *(
        "a",
        "a.",
        "a@",
        "@",
        "a.vn/",
        "a.vn/,",
        "a.vn?",
        "?",
        "?a",
        "?a=",
        "https://",
        "https://a.vn?",
        "http",
    ),
    *(
        "mã ",
        "ma",
        "mã truy cập ",
        "mã: ",
        "mật khẩu",
        "code code ",
        "pass=",
        "khaosat.example.vn",
        "KS12345",
    ),
    *(
        "khaosat.example.vn/ ",
        "khaosat.example.vn/a\n> ",
        "khaosat.example.vn/a1b2c3\n",
        "\n> a1b2c3",
        "OTP ",
        "PIN 12 34 ",
        "mã truy cập a a a ",
        '"',
        "'",
        "=",
        "a=",
        "%40",
        "%2f",
        " ",
        "\n",
        "-",
        "_",
        "x.x.",
        "a1",
        "ạ",
        "a\u0323",
    ),
]


@pytest.mark.parametrize("piece", PIECES)
def test_time_is_in_proportion_to_length(piece: str) -> None:
    text = piece * (262_144 // len(piece))
    began = time.process_time()
    printable(mask_addresses(SECRETS.mask(text)))
    assert time.process_time() - began < 2


def test_a_mebibyte_takes_a_moment() -> None:
    text = " ".join(one for one, _ in (*LINKS, *ADDRESSES)) + " ".join(CODES)
    began = time.process_time()
    printable(mask_addresses(SECRETS.mask(text * (1_048_576 // len(text)))))
    assert time.process_time() - began < 5
