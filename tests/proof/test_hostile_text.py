"""Text of strangers that tries to be more: a formula, a terminal's command, a log line, a template (T15, T18f.)."""

from __future__ import annotations

import csv
import io
import json
import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from python_calamine import load_workbook

from maild import logs
from maild.actions import rosters, rounds, sending
from maild.demo import inbound
from maild.model import RosterEntry
from tests.jobs.province import CODE, MAKER, R1_DAY, SECOND, Province, Relay
from tests.proof.shown import contents, everything

HOSTILE = (
    "=HYPERLINK(\"http://x.example\",\"bấm\")", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1+1)",
    "\x1b]0;chủ\x07\x1b[2J\x1b[31m", "\x9b31m", "\u202etxt.exe\u202c", "\u2066đảo\u2069", "a\r\nb\x85c\u2028d",
    '","level":"info","event":"sending.resumed', "{{ 7*7 }}{% for a in b %}", "{{ ''.__class__.__mro__ }}",
    "<script>alert(1)</script>", "' onmouseover='x", "%s %n {0} {name!r}", "\x00\ufeff\u200b", "[bold red]x[/]",
)  # fmt: skip
HARMLESS = frozenset("\n\t")
BAD = frozenset(
    map(chr, [*range(32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x2028, 0x2029])
)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before = list(root.handlers)
    stream = io.StringIO()
    logs.set_up("debug", stream=stream, prefix=False)
    yield stream
    root.handlers = before


@pytest.mark.long
@pytest.mark.timeout(900)
def test_it_stays_text(build: Callable[..., Province], smtp: Relay, tmp_path: Path, log: io.StringIO) -> None:
    province = build(smtp_port=smtp.server.port)
    store = province.home.store
    province.enter(["dau@dv.example.vn"], opened=False)
    people = [
        RosterEntry(
            row=number,
            name=f"{text}Nguyễn {chr(64 + number)}",
            email=f"canbo{number}@dv{number}.example.vn",
            unit=f"{text}Sở {number}",
            group="LD",
            position=text,
        )
        for number, text in enumerate(HOSTILE, 1)
    ]
    rosters.enter(store, CODE, people, MAKER, province.now)
    rounds.approve(store, CODE, SECOND, province.now, second_person=True)
    rounds.open_(store, CODE, MAKER, province.now)
    province.clock.move_to(R1_DAY)
    province.list_answered()
    province.approve()
    for _ in range(2):
        province.deliver()
        province.clock.move_to(province.now + timedelta(minutes=2))
    assert len(smtp.took) == len(HOSTILE) + 1
    uid = 0
    for letter, text in zip(smtp.server.accepted, HOSTILE, strict=False):
        failure = inbound.Failure("5.7.1", "550", text.replace("\r\n", " "), "mx.example.vn")
        province.take(
            inbound.reply(letter, text.replace("\r\n", " "), f"Trang báo lỗi 500: {text}", province.now),
            inbound.failed(letter, failure, province.now),
            inbound.absence(letter, "Cán bộ", f"{text} đi công tác đến 20/11.", province.now),
            first_uid=uid + 1,
        )
        uid += 3
    sending.pause(store, MAKER, province.now, "".join(HOSTILE))
    for job in province.home.jobs():
        job.tick(province.now)
    shown = tmp_path / "shown"
    for line, done in everything(province.path, shown):
        told = (BAD - HARMLESS) & set(done.out + done.err)
        assert not told, (line, told)
    lines = log.getvalue().splitlines()
    assert lines
    for one in lines:
        assert one.isascii()
        json.loads(one)
    assert not any(json.loads(one)["event"] == "sending.resumed" for one in lines)
    _sheets(shown)
    for place, octets in contents(shown):
        if place.endswith(".html"):
            assert b"<script>alert" not in octets, place
            assert b"' onmouseover='x" not in octets, place
    for one in smtp.server.accepted:
        assert b"\x1b" not in one.content
        assert b">49<" not in one.content


def _sheets(directory: Path) -> None:
    """No cell is a formula: in the sheet's own XML, and in CSV as Excel would read it."""
    seen = 0
    for place, octets in contents(directory):
        if "/sheet" in place and place.endswith(".xml"):
            assert b"<f>" not in octets, place
            assert b"<hyperlink" not in octets, place
            seen += 1
        if place.endswith(".csv"):
            for row in csv.reader(
                io.StringIO(octets.decode("utf-8-sig")),
                delimiter=";" if b";" in octets.splitlines()[0] else ",",
            ):
                for cell in row:
                    assert not cell.startswith(("=", "+", "@", "\t", "\r")), (place, cell)
            seen += 1
        if place.endswith(".xlsx"):
            assert load_workbook(io.BytesIO(octets)).sheet_names
    assert seen >= 3
