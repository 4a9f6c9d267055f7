"""A thousand links, codes, passwords and addresses go through the whole product; none comes out (T5, T21, T27)."""

from __future__ import annotations

import io
import logging
import re
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from maild import logs
from maild.demo import inbound
from maild.jobs.clock import DemoClock
from maild.privacy import Secrets
from tests.cli.program import maild
from tests.jobs.province import PASSWORD, Province, Relay, addresses
from tests.proof.shown import contents, everything

EACH = 250
HOST = "khaosat.bnv.example.vn"
_LETTERS = string.ascii_letters + string.digits


@dataclass(frozen=True)
class Canaries:
    """What must not come out: `links` by what makes each one work."""

    links: list[str]
    codes: list[str]
    passwords: list[str]
    addresses: list[str]

    @property
    def secrets(self) -> list[str]:
        return [*self.links, *self.codes, *self.passwords]


def bred(dice: Random) -> Canaries:
    def word(length: int, letters: str = _LETTERS) -> str:
        return "".join(dice.choices(letters, k=length))

    return Canaries(
        [word(20) for _ in range(EACH)],
        ["HP" + word(6, string.ascii_uppercase + string.digits) for _ in range(EACH)],
        [word(6) + dice.choice("#!@") + word(6) + dice.choice(string.digits) for _ in range(EACH)],
        [f"{word(10, string.ascii_lowercase)}@nguoila{n}.example.com" for n in range(EACH)],
    )


def mails(made: Canaries, province: Province, smtp: Relay) -> Iterator[bytes]:
    """One secret of each kind a mail, wherever a mail has a place for words."""
    letters = smtp.server.accepted
    for number, (link, code, password, stranger) in enumerate(
        zip(made.links, made.codes, made.passwords, made.addresses, strict=True)
    ):
        letter = letters[number % len(letters)]
        url = f"https://{HOST}/phieu/{link}?k={link[::-1]}"
        said = f"Tôi mở {url} thì báo lỗi 500 lần {number}. Mã truy cập: {code}, mật khẩu: {password}"
        match number % 5:
            case 0:
                mail = inbound.reply(letter, "Cán bộ", f"{said}. Hỏi {stranger} nhé.", province.now)
            case 1:
                mail = inbound.reply(letter, "Cán bộ", "Không vào được.", province.now)
                mail = re.sub(rb"(?m)^Subject: .*$", f"Subject: {url} {code}".encode(), mail, count=1)
            case 2:
                failure = inbound.Failure(
                    "5.7.1", "550", f"blocked: {url} {code} {stranger}", "mx.example.vn"
                )
                mail = inbound.failed(letter, failure, province.now)
            case 3:
                mail = inbound.absence(letter, stranger, said, province.now)
            case _:
                mail = (
                    f"From: Ai Do <{stranger}>\r\nTo: cchc@snv.example.vn\r\nSubject: hoi {number}\r\n"
                    f"Message-ID: <{number}@nguoila.example.com>\r\nMIME-Version: 1.0\r\n"
                    "Content-Type: text/html; charset=utf-8\r\n\r\n"
                    f'<p>Phiếu <a href="{url}">ở đây</a> {url}: {said}</p>\r\n'
                ).encode()
        yield mail


def given(made: Canaries, directory: Path) -> Path:
    """Lists with links and codes in columns of their own."""
    directory.mkdir()
    pages = [f"https://{HOST}/p/{link}" for link in made.links]
    some = list(zip(addresses(20), pages, made.codes, strict=False))
    titles = "STT,Họ và tên,Chức vụ,Đơn vị,Thư công vụ,Nhóm đối tượng,Đường dẫn phiếu,Mã truy cập"
    people = [
        f"{n},Nguyễn Văn {chr(64 + n)},Chuyên viên,Sở Tư pháp,{email},LD,{page},{code}"
        for n, (email, page, code) in enumerate(some, 1)
    ]
    for name, lines in {
        "ds.csv": [titles, *people],
        "tra-loi.csv": ["Email,Tình trạng,Đường dẫn", *(f"{who},Đã trả lời,{page}" for who, page, _ in some)],
        "loi.csv": ["Email,Lỗi", *(f"{email},550 {code} {page}" for email, page, code in some)],
    }.items():
        (directory / name).write_text("\n".join(lines) + "\n", "utf-8")
    return directory


def write_to(stream: io.StringIO) -> None:
    """The service's log; every command that runs in this process takes it for itself."""
    logs.set_up("debug", Secrets((HOST,), (re.compile(r"\bHP[0-9A-Z]{6}\b"),)), stream=stream, prefix=False)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before = list(root.handlers)
    stream = io.StringIO()
    write_to(stream)
    yield stream
    root.handlers = before


@pytest.mark.long
@pytest.mark.timeout(900)
def test_none_of_a_thousand_comes_out(
    build: Callable[..., Province], smtp: Relay, clock: DemoClock, tmp_path: Path, log: io.StringIO
) -> None:
    made = bred(Random(2026))
    province = build(smtp_port=smtp.server.port)
    province.wave(addresses(20))
    province.deliver()
    clock.move_to(clock() + timedelta(minutes=40))
    for start in range(0, EACH, 50):
        batch = list(mails(made, province, smtp))[start : start + 50]
        province.take(*batch, first_uid=start + 1)
    inputs = given(made, tmp_path / "given")
    # passwords that the servers refuse
    own = province.path.parent / "credentials"
    (own / "smtp").write_text(made.passwords[0] + "\n", "utf-8")
    (own / "imap-survey").write_text(made.passwords[1] + "\n", "utf-8")
    said = [
        maild(*words, config=province.path)
        for words in (
            ("roster", "import", inputs / "ds.csv", "--round", "2026", "--dry-run", "--report", tmp_path / "o.xlsx"),
            ("answered", "import", inputs / "tra-loi.csv", "--round", "2026"),
            ("address", "failures", inputs / "loi.csv"),
            ("check", "--connect"),
        )
    ]  # fmt: skip
    write_to(log)
    clock.move_to(clock() + timedelta(days=5))
    for job in province.home.jobs():
        job.tick(province.now)
    shown = tmp_path / "shown"
    said += [done for _, done in everything(province.path, shown)]
    write_to(log)
    try:  # an error that nobody expected, with a secret in its words
        raise ValueError(f"{PASSWORD} at https://{HOST}/p/{made.links[7]} by {made.addresses[7]}")
    except ValueError:
        logs.log.exception("job.failed", job="probe")
    assert '"probe"' in log.getvalue()

    out = {"log": log.getvalue().encode(), "terminal": "\n".join(one.out + one.err for one in said).encode()}
    for root in (province.path.parent / "state", shown, tmp_path / "o.xlsx"):
        out |= dict(contents(root)) if root.is_dir() else {str(root): root.read_bytes()}
    found = [
        (place, secret)
        for place, octets in out.items()
        for secret in made.secrets
        if secret.encode() in octets
    ]
    assert found == []
    # Addresses by role: the officials' own are what the service works with; a stranger's stands in no log, no report
    # and nothing that leaves the house.
    outside = {
        place: octets for place, octets in out.items() if "maild.db" not in place and "/backups/" not in place
    }
    loud = [
        (place, who) for place, octets in outside.items() for who in made.addresses if who.encode() in octets
    ]
    assert {place for place, _ in loud} <= {"terminal"}, loud
    own_address = addresses(20)[0].encode()
    assert own_address not in out["log"]
    assert not any(own_address in octets for place, octets in out.items() if "evidence" in place)
    assert any(
        own_address in octets for place, octets in out.items() if "maild.db" in place
    )  # else nothing was looked at
