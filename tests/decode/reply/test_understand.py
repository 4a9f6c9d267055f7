"""What replies are for: a table of sentences, one-line answers, whole mails, and the labelled corpus."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from maild.decode.automatic import judge
from maild.decode.message import parse
from maild.decode.reply import Understanding, understand
from maild.model import Kind, ReadContext, Stage

ROOT = Path(__file__).parents[3]
SAMPLES = ROOT / "tests" / "samples" / "replies"
CORPUS = ROOT.parent / "shared" / "corpus" / "replies-vi"


def reply(text: str, *, subject: str = "Re: Mời trả lời phiếu điều tra", more: str = "") -> Understanding:
    """A person's answer to one of our letters, of Wednesday 18/11/2026."""
    raw = (
        f"From: Nam <nam@so.example>\nTo: x@snv.example\nSubject: {subject}\nIn-Reply-To: <a@b>\n{more}"
        "Date: Wed, 18 Nov 2026 09:00:00 +0700\nMIME-Version: 1.0\n"
        f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{text}\n"
    )
    mail = parse(raw.encode())
    return understand(mail, ReadContext(), judge(mail, ReadContext()))


def rows(name: str) -> list[tuple[str, str]]:
    lines = (SAMPLES / name).read_text(encoding="utf-8").splitlines()
    return [(kind, text) for kind, _, text in (line.partition("\t") for line in lines)]


@pytest.mark.parametrize(("kind", "text"), rows("sentences.tsv"))
def test_understands(kind: str, text: str) -> None:
    assert reply(text).kind == kind


@pytest.mark.parametrize(("kind", "text"), rows("hard.tsv"))
def test_what_is_too_hard_is_never_taken_for_completed(kind: str, text: str) -> None:
    assert reply(text).kind is not Kind.COMPLETED


@pytest.mark.parametrize(("kind", "text"), rows("denied.tsv"))
def test_a_claim_that_is_none_is_never_taken_for_one(kind: str, text: str) -> None:
    assert reply(text).kind is not Kind.COMPLETED, kind


ONE_LINE = [
    ("1", Kind.COMPLETED, None),
    ("1.", Kind.COMPLETED, None),
    ("1 ạ", Kind.COMPLETED, None),
    ("1 - đã trả lời", Kind.COMPLETED, None),
    ("Số 1 nhé", Kind.COMPLETED, None),
    ("2", Kind.TECH_SENDING, Stage.SENDING),
    ("2. chưa nhận được thư mời", Kind.TECH_SENDING, Stage.SENDING),
    ("3", Kind.TECH_ANSWERING, Stage.ANSWERING),
    ("3: lỗi 500 khi gửi phiếu", Kind.TECH_ANSWERING, Stage.ANSWERING),
    ("3 khong mo duoc file", Kind.TECH_RECEIVING, Stage.RECEIVING),
    ("4", Kind.WRONG_PERSON, None),
    ("4. Tôi đã chuyển công tác", Kind.WRONG_PERSON, None),
    ("1 câu hỏi: hạn cuối là ngày nào?", Kind.QUESTION, None),
    ("1?", Kind.QUESTION, None),
    ("Dòng 1", Kind.COMPLETED, None),
]


@pytest.mark.parametrize(("text", "kind", "stage"), ONE_LINE)
def test_takes_the_one_line_answers_of_our_letters(text: str, kind: Kind, stage: Stage | None) -> None:
    understood = reply(text)
    assert (understood.kind, understood.technical_stage) == (kind, stage)


NOT_COMPLETED = [
    "Vâng ạ", "ok", "👍", "Đã nhận", "Mai em làm", "Còn 3 câu nữa là xong", "Phòng em 7/9 người đã xong",
    "Đã trả lời khảo sát hài lòng của Sở Y tế", "Làm xong thì báo cho ai ạ?", "Nếu đã trả lời xong thì sao?",
    "Em chưa hoàn thành", "Tôi sẽ hoàn thành phiếu hôm nay", "Đã trả lời xong nhưng không gửi được",
    "Đã gửi thư hỏi về phiếu", "Khi nào hoàn thành tôi báo", "Đã hoàn thành báo cáo", "1 phiếu hay 2 phiếu?",
]  # fmt: skip


@pytest.mark.parametrize("text", NOT_COMPLETED)
def test_is_not_completed(text: str) -> None:
    assert reply(text).kind is not Kind.COMPLETED


HINTS = [
    ("Trang báo 503 Service Temporarily Unavailable", "HTTP 503"),
    ("Bấm gửi thì hiện mã lỗi E-1007", "E-1007"),
    ("Vào link báo ERR_CONNECTION_TIMED_OUT", "ERR_CONNECTION_TIMED_OUT"),
]


@pytest.mark.parametrize(("text", "hint"), HINTS)
def test_names_the_error(text: str, hint: str) -> None:
    understood = reply(text)
    assert (understood.technical_stage, understood.error_hint) == (Stage.ANSWERING, hint)


ADDRESSES = [
    ("Email mới của tôi là nam.nv@snv.example, đề nghị gửi lại", "nam.nv@snv.example"),
    ("E đổi mail r ạ: tuyet [a còng] vp.example, gửi lại giúp e", "tuyet@vp.example"),
    ("Cập nhật email: moi@xa.example (email cũ cu@huyen.example đã ngừng hoạt động)", "moi@xa.example"),
    ("Đổi hộp thư: cu@huyen.example -> moi@xa.example", "moi@xa.example"),
    ("Địa chỉ đang dùng (cu@so.example) sắp ngừng hoạt động, xin gửi vào moi@so.example", "moi@so.example"),
    ("Gui qua gmail nam@thu.example cho chac", "nam@thu.example"),
    ("Phiếu tôi trả lời xong rồi. Địa chỉ mới của tôi là moi@so.example", "moi@so.example"),
    ("Tôi giao đồng chí Nam (nam@so.example) trả lời thay", None),
    ("Trưởng phòng mới là chị Hoa, email hoa@so.example, tôi không còn phụ trách", None),
    ("Có gì liên hệ em qua nam@so.example", None),
    ("Địa chỉ la@so.example không phải của tôi", None),
    ("Hộp thư nam@so.example của tôi đã đầy", None),
    ("Xong rồi nhé.\n\n--\nNam\nSở Y tế\nEmail: nam@so.example", None),
]


@pytest.mark.parametrize(("text", "address"), ADDRESSES)
def test_proposes_the_new_address_only(text: str, address: str | None) -> None:
    assert reply(text).new_address == address


def test_an_absence_written_by_hand_is_no_machine_s() -> None:
    understood = reply("Em đi công tác, thứ Hai em về")
    assert (understood.kind, understood.auto, str(understood.return_date)) == (
        Kind.OUT_OF_OFFICE,
        False,
        "2026-11-23",
    )


def test_whoever_is_done_and_gives_an_address_has_said_both() -> None:
    understood = reply("Phiếu tôi trả lời xong rồi. Địa chỉ mới của tôi là moi@so.example")
    assert (understood.kind, understood.sure, understood.new_address) == (
        Kind.COMPLETED,
        True,
        "moi@so.example",
    )


@pytest.mark.parametrize("text", ["Anh Tuấn làm xong rồi", "đ/c Nam đã nộp phiếu"])
def test_what_somebody_named_has_done_is_not_sure(text: str) -> None:
    assert not reply(text).sure


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Tôi hoàn thành ngày 14/11", Kind.COMPLETED),
        ("Tôi hoàn thành phiếu vào ngày 24/11", Kind.UNRELATED),
        ("toi nop phieu ngay 24/11", Kind.UNRELATED),
    ],
)
def test_a_day_that_has_not_come_is_a_promise(text: str, kind: Kind) -> None:
    assert reply(text).kind is kind


def test_a_subject_speaks_for_an_empty_body() -> None:
    assert reply("", subject="Re: Da tra loi xong phieu").kind is Kind.COMPLETED


def test_another_thread_is_not_ours() -> None:
    assert reply("Em gửi báo cáo rồi ạ", subject="Re: Báo cáo tháng 11").kind is Kind.UNRELATED


def test_the_quoted_letter_is_nobody_s_words() -> None:
    quoted = "> Nếu Ông/Bà đã hoàn thành phiếu hoặc gặp lỗi kỹ thuật, không đúng đối tượng\n> xin phản hồi"
    assert reply(f"Vâng ạ\n\nVào lúc 09:30 13/11/2026, A đã viết:\n{quoted}").kind is Kind.UNRELATED


@pytest.mark.skipif(not (CORPUS / "labels.json").is_file(), reason="the corpus replies-vi is not here")
def test_the_labelled_corpus_holds_its_figures() -> None:
    labels = json.loads((CORPUS / "labels.json").read_text(encoding="utf-8"))
    labels = labels if isinstance(labels, list) else labels["messages"]
    right = falsely_completed = 0
    for label in labels:
        mail = parse((CORPUS / label["file"]).read_bytes())
        kind = understand(mail, ReadContext(), judge(mail, ReadContext())).kind
        hit = kind in (label["kind"], *label.get("acceptable", ()))
        right += hit
        falsely_completed += kind is Kind.COMPLETED and not hit
    assert falsely_completed == 0
    assert right / len(labels) >= 0.97


FORWARDED = """{own}

---------- Thư đã chuyển tiếp ----------
Từ: Hoàng Thị Mai <maiht@so.example>
Ngày: 08:41, T.3, 17 thg 11, 2026
Chủ đề: {subject}
Tới: Văn phòng <vanphong@so.example>

{words}
"""


@pytest.mark.parametrize(
    ("own", "words", "kind"),
    [
        ("Gửi anh xem giúp.", "Anh ơi phiếu của em bấm gửi báo lỗi 502.", Kind.TECH_ANSWERING),
        (
            "Gửi anh xem giúp.",
            "Em đã trả lời phiếu rồi ạ.",
            Kind.UNRELATED,
        ),  # another's word completes nobody
        ("Tôi đã trả lời phiếu rồi.", "Anh ơi phiếu của em bấm gửi báo lỗi 502.", Kind.COMPLETED),
    ],
)
def test_an_error_passed_on_is_proposed(own: str, words: str, kind: Kind) -> None:
    found = reply(FORWARDED.format(own=own, subject="phieu", words=words), subject="Fwd: phiếu khảo sát")
    assert found.kind is kind
    assert found.sure is (kind is Kind.COMPLETED)
