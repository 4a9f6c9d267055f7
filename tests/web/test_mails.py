"""Thư cần xem: what waits, why, and one key that settles it."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from functools import partial

import pytest
import sqlalchemy as sa

from maild.model import Kind, MailRow
from maild.store import mailbox
from tests.jobs.province import Province
from tests.web.browser import Browser

ASKED = "Kính gửi Sở, phiếu này có bắt buộc không ạ, em chưa rõ lắm <script>alert(1)</script>"


def letter(sender: str, text: str, subject: str = "Re: CCHC") -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = sender, "cchc@tinh.example.vn", subject
    mail["Message-ID"] = f"<{abs(hash((sender, text)))}@may.example.vn>"
    mail.set_content(text)
    return mail.as_bytes()


@pytest.fixture
def waiting(province: Province) -> MailRow:
    """A mail that an official wrote, read and of him."""
    province.take(letter("canbo1@dv0.example.vn", ASKED))
    with province.home.store.view() as look:
        return mailbox.mails(look.connection)[0]


def test_no_mail_waits_is_said(browser: Browser) -> None:
    assert "Không có thư nào chờ" in browser.sign_in("binh").get("/mails").text


def test_one_key_settles_a_mail_and_undo_takes_it_back(
    browser: Browser, province: Province, waiting: MailRow
) -> None:
    browser.sign_in("binh")
    path = f"/mails/{waiting.id}"
    page = browser.get(path)
    assert "&lt;script&gt;" in page.html
    assert "<script>alert" not in page.html
    assert 'data-key="1"' in page.html
    assert waiting.kind is Kind.QUESTION
    done = browser.post(f"{path}/settle", kind="completed")
    assert "đã ghi là" in done.text
    assert province.person(1).self_reported_at is not None
    assert "đã ghi là" in browser.submit(done, f"{path}/settle").text  # the first form there is the undo
    assert province.person(1).self_reported_at is None


def test_the_liaison_settles_errors_only_and_reads_no_words(
    browser: Browser, province: Province, waiting: MailRow
) -> None:
    page = browser.sign_in("tuan").get(f"/mails/{waiting.id}")
    assert "Kính gửi Sở" not in page.text
    assert "Nguyễn Văn An" not in page.text
    assert 'value="completed"' not in page.html
    refused = browser.post(f"/mails/{waiting.id}/settle", kind="completed")
    assert "Còn thiếu mục" in refused.text
    assert province.person(1).self_reported_at is None
    assert "đã ghi là" in browser.post(f"/mails/{waiting.id}/settle", kind="tech-answering").text
    assert province.incidents()


def test_all_mails_of_a_kind_are_listed(browser: Browser, waiting: MailRow) -> None:
    browser.sign_in("binh")
    assert f"M-{waiting.id}" in browser.get("/mails?kind=every").text
    assert "Không có thư nào loại này" in browser.get("/mails?kind=quarantined").text


def test_a_page_asks_the_database_no_more_for_more_mails(browser: Browser, province: Province) -> None:
    browser.sign_in("binh")
    asked = []
    for many in (1, 9):
        province.take(
            *(
                letter(f"canbo{n}@dv{(n - 1) % 3}.example.vn", f"Chỗ này {n} thì sao?")
                for n in range(1, many + 1)
            ),
            first_uid=10 * many,
        )
        for path in ("/mails", "/"):
            statements: list[str] = []
            note = partial(_noted, statements)
            sa.event.listen(sa.Engine, "before_cursor_execute", note)
            assert browser.get(path).status == 200
            sa.event.remove(sa.Engine, "before_cursor_execute", note)
            asked.append(len(statements))
    assert asked[:2] == asked[2:]


def _noted(statements: list[str], _connection: object, _cursor: object, statement: str, *_: object) -> None:
    statements.append(statement)


def test_no_such_mail(browser: Browser) -> None:
    assert "Không có thư M-77" in browser.sign_in("binh").get("/mails/77").text
