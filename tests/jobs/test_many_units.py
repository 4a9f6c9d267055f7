"""A round of a thousand units: every report is made, every mail stays short and says where the rest is."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
import python_calamine

from maild.actions import archive, escalations, reports, rounds
from maild.errors import TemplateError
from maild.jobs import escalations as escalation_trip
from maild.jobs import figures, pages
from maild.jobs.figures import Row
from maild.jobs.notices import unpacked
from maild.letters.notice_facts import E1Facts
from maild.model import NoticeCode, RespondentStatus, RosterEntry, Round
from maild.store import notices as stored_notices
from maild.store import rounds as stored_rounds
from tests.jobs.province import CODE, DEADLINE, MAKER, R1_DAY, Province
from tests.letters.notice_samples import SAMPLES
from tests.store.values import ROUND

UNITS = 1_000
ALERTS = """
coordinator = ["dieuphoi@snv.example.vn"]
leadership = ["lanhdao@snv.example.vn"]
"""


def people(units: int) -> list[RosterEntry]:
    return [
        RosterEntry(
            row=number,
            name=f"Nguyễn Văn {number}",
            email=f"canbo{number}@dv{number}.example.vn",
            unit=f"Ủy ban nhân dân xã Đơn vị {number}",
            group=("LDS", "CCS")[number % 2],
        )
        for number in range(1, units + 1)
    ]


@pytest.fixture
def large(build: Callable[..., Province]) -> Province:
    province = build(alerts=ALERTS)
    province.enter_people(people(UNITS))
    province.clock.move_to(R1_DAY)
    province.list_answered(*range(1, 101))
    return province


def round_of(province: Province) -> Round:
    with province.home.store.view() as look:
        found = stored_rounds.find(look.connection, CODE)
    assert found is not None
    return found


def made(province: Province, kind: str, now: datetime | None = None) -> reports.Report:
    return reports.make(province.home, kind, round_of(province), MAKER, now or province.now)


def test_the_page_is_written_and_names_every_unit(large: Province) -> None:
    large.home.reporter.tick(large.now)
    (page,) = large.home.config.paths.reports.glob("*.html")
    text = page.read_text("utf-8")
    assert all(
        f'<td class="of">Ủy ban nhân dân xã Đơn vị {number}</td>' in text for number in range(1, UNITS + 1)
    )


@pytest.mark.parametrize("kind", ["brief", "units", "effect", "weekly", "final"])
def test_every_report_in_every_form(large: Province, kind: str) -> None:
    report = made(large, kind)
    assert b"</html>" in report.octets("html")
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(report.octets("xlsx")))
    assert len(book.get_sheet_by_name("Đơn vị").to_python()) == 1 + UNITS
    assert report.octets("csv")
    assert json.loads(report.octets("json")) is not None


def test_a_closed_round_is_archived(large: Province) -> None:
    large.clock.move_to(DEADLINE)
    rounds.close(large.home.store, CODE, MAKER, large.now)
    home = large.home
    kept = archive.archive(home.store, home.reporter, CODE, MAKER, home.calendar, large.now)
    report = Path(kept.archived.report)
    assert hashlib.sha256(report.read_bytes()).hexdigest() == kept.archived.digest
    assert len(kept.archived.numbers["units"]) == UNITS


def test_the_mails_of_a_large_round_go_out_and_their_files_name_everybody(large: Province) -> None:
    for kind in ("brief", "weekly", "final"):
        mail = made(large, kind).mail()
        assert mail is not None
        assert len(mail.text) < 20_000
    number = escalations.approve(large.home, round_of(large), NoticeCode.E2, MAKER, large.now)
    assert number == 1
    with large.home.store.view() as look:
        (notice,) = stored_notices.of_code(look.connection, NoticeCode.E2)
        content = stored_notices.content_of(look.connection, notice.id)
    assert content is not None
    mail = unpacked(content)
    assert "và 700 đơn vị khác" in mail.text
    (file,) = mail.attachments
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(file.octets))
    assert book.sheet_names == ["Đơn vị"]  # names only where policy lets the leadership see them
    assert len(book.get_sheet_by_name("Đơn vị").to_python()) == 1 + UNITS - 100


def test_a_head_with_many_officials_has_them_all_in_a_file() -> None:
    facts = next(one for one in SAMPLES if isinstance(one, E1Facts))
    assert escalation_trip.enclosed(facts, NoticeCode.E1, ROUND) == ()
    many = replace(facts, officials=facts.officials * 70)
    (file,) = escalation_trip.enclosed(many, NoticeCode.E1, ROUND)
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(file.octets))
    assert [len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names] == [211, 3]


def test_only_who_asks_for_the_page_needs_its_template(
    build: Callable[..., Province], tmp_path: Path
) -> None:
    own = tmp_path / "own"
    (own / "vi").mkdir(parents=True)
    (own / "vi" / "figures.html").write_text("{{ nobody_knows_this }}", "utf-8")
    province = build(templates=own)
    province.enter_people(people(3))
    report = made(province, "units")
    for form in ("xlsx", "csv", "json"):
        assert report.octets(form)
    with pytest.raises(TemplateError):
        report.octets("html")


def test_a_table_of_the_page_ends_with_how_many_more_there_are() -> None:
    rows = [
        Row(number, f"Người {number}", "", "", number, f"Đơn vị {number:05}", "so", "", RespondentStatus.OPEN,
            "", None, "", False, "unknown", (), None, None)
        for number in range(pages.ROWS + 3)
    ]  # fmt: skip
    shown = pages.crossed(rows, {})
    assert (len(shown["cross"]), shown["cross_more"]) == (pages.ROWS, 3)
    assert len(figures.crossed(rows, {})) == pages.ROWS + 3
