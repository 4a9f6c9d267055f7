"""maild incident, as the IT liaison meets it."""

from __future__ import annotations

import grp
import os
import shlex
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from maild.jobs import incidents as incident_trip
from maild.model import Stage
from maild.rules import FOLDS
from maild.rules.inbound import IncidentNote
from maild.store import Database
from tests.cli.conftest import day, official
from tests.cli.program import maild


@pytest.fixture
def as_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """root, the one account that the system surely knows, is the IT liaison."""
    monkeypatch.setattr(os, "getgrouplist", lambda name, gid: [4242])
    monkeypatch.setattr(grp, "getgrgid", lambda gid: grp.struct_group(("maild-it", "x", gid, [])))


@pytest.fixture
def faults(province: Path) -> Iterator[Callable[..., None]]:
    """Record sightings in the province's database."""
    store = Database(f"sqlite:///{province.parent / 'state' / 'maild.db'}")

    def seen(
        reason: str, where: str, *people: int | None, stage: Stage = Stage.SENDING, code: str = ""
    ) -> None:
        for who in people or (None,):
            with store.unit(FOLDS) as unit:
                at = datetime.now(UTC) - timedelta(minutes=125)
                incident_trip.note(unit, IncidentNote(stage, reason, where, code, who), at)

    yield seen
    store.close()


def test_the_list_has_a_line_a_fault_the_worst_first(province: Path, faults: Callable[..., None]) -> None:
    faults("mailbox-full", "syt.example.vn", 1, stage=Stage.RECEIVING)
    faults("policy-violation", "mx.hp.example.vn", *range(1, 13), code="5.7.1")
    faults("expired", "huyen.example.vn", 20)
    faults("network-error", "huyen.example.vn", 21)
    found = maild("incident", "list", config=province)
    assert [(row[0], row[1], row[2]) for row in found.rows] == [
        ("INC-0002", "1", "GỬI"),
        ("INC-0004", "3", "GỬI"),
        ("INC-0001", "3", "NHẬN"),
    ]
    first = found.rows[0]
    assert first[3:6] == ["bị chặn theo chính sách 5.7.1", "mx.hp.example.vn", "12 người, 3 đơn vị"]
    # in office hours two hours are too late already: that depends on when this runs
    assert first[6].partition(" · QUÁ HẠN")[0] == "chưa ai nhận · 2 giờ"
    assert "(+1 lỗi kéo theo)" in found.out
    assert "INC-0003" not in found.out  # hidden by INC-0004
    assert "INC-0003" in maild("incident", "list", "--children", config=province).out
    for arguments, numbers in (
        (("--stage", "receiving"), ["INC-0001"]),
        (("--domain", "hp.example.vn"), ["INC-0002"]),
        (("--domain", "p.example.vn"), []),
        (("--state", "resolved"), []),
        (("--owner", "tuan"), []),
    ):
        rows = maild("incident", "list", *arguments, "--json", config=province).json
        assert [row["incident"] for row in rows] == numbers
    data = maild("incident", "list", "--json", config=province).json
    assert {row["incident"]: row["parent"] for row in data}["INC-0003"] == "INC-0004"
    assert maild("incident", "list", "--state", "half", config=province).code == 2


def test_it_sees_numbers_and_units_and_no_names(
    province: Path, faults: Callable[..., None], as_it: None
) -> None:
    faults("policy-violation", "mx.hp.example.vn", 1, 2, code="5.7.1")
    shown = maild("incident", "show", "INC-1", config=province, user="root")
    assert shown.code == 0
    assert official(1)[0] not in shown.out
    assert official(1)[1] in shown.out
    data = maild("incident", "show", "1", "--json", config=province, user="root").json
    assert (data["people"], data["people_count"], data["incident"]) == (None, 2, "INC-0001")
    assert "@" not in str(data).replace("***@", "")


def test_the_coordinator_sees_whom_to_call(province: Path, faults: Callable[..., None]) -> None:
    faults("policy-violation", "mx.hp.example.vn", *range(1, 31))
    shown = maild("incident", "show", "1", config=province).out
    assert official(1)[0] in shown
    assert "… và 10 người nữa" in shown
    assert "ghi thêm vào sự cố, 29 lần" in shown


def test_a_fault_goes_from_hand_to_hand(province: Path, faults: Callable[..., None], as_it: None) -> None:
    faults("policy-violation", "mx.hp.example.vn", 1, code="5.7.1")
    steps: tuple[tuple[tuple[str, ...], str], ...] = (
        (("ack", "1", "--owner", "tuan"), "acknowledged"),
        (("assign", "1", "--owner", "lan"), "acknowledged"),
        (("note", "1", "đã gọi quản trị máy chủ"), "acknowledged"),
        (("report", "1", "--ref", "HT-5512"), "reported"),
        (("silence", "1", "--until", day(3), "--why", "chờ Bộ"), "reported"),
        (("resolve", "1", "--why", "đã mở chặn"), "resolved"),
        (("reopen", "1", "--why", "bị lại"), "open"),
    )
    for arguments, state in steps:
        done = maild("incident", *arguments, config=province, user="root")
        assert (done.code, done.err) == (0, ""), arguments
        assert maild("incident", "show", "1", "--json", config=province).json["state"] == state
    trail = maild("incident", "show", "1", config=province).out
    for said in (
        "tiếp nhận sự cố: tuan",
        "giao người xử lý: lan",
        "đã gọi quản trị máy chủ",
        "HT-5512",
        "chờ Bộ",
    ):
        assert said in trail


def test_what_is_known_is_silenced_beforehand(
    province: Path, faults: Callable[..., None], as_it: None
) -> None:
    faults("policy-violation", "mx.cu.gov.example", 1, code="5.7.1")
    done = maild(
        *(
            "incident",
            "silence",
            "--match",
            "domain=cu.gov.example",
            "--until",
            day(5),
            "--why",
            "đổi tên miền",
        ),
        config=province,
    )
    assert done.code == 0
    faults("user-unknown", "xa.cu.gov.example", 2)
    silenced = [row["silenced_until"] for row in maild("incident", "list", "--json", config=province).json]
    assert silenced == [day(5), day(5)]
    listed = maild("incident", "list", config=province).out
    assert "tạm không nhắc đến" in listed
    undo = next(line for line in listed.splitlines() if "--undo" in line)
    again = shlex.split(undo.split("`maild ")[1].split("`")[0])
    assert "nhắc lại 2 lỗi đang mở" in maild(*again, config=province).out
    told = maild("incident", "list", "--json", config=province).json
    assert [row["silenced_until"] for row in told] == [None, None]
    assert "--undo" not in maild("incident", "list", config=province).out
    assert maild(*again, config=province).code == 1
    one = ("incident", "silence", "INC-0001")
    assert maild(*one, "--until", day(3), "--why", "nhầm", config=province).code == 0
    assert maild(*one, "--undo", config=province).code == 0
    assert maild(*one, "--undo", config=province).code == 1
    assert maild("db", "verify", config=province).code == 0


WRONG = [
    (("show", "INC-9"), 1, "incident list"),
    (("show", "x"), 2, "INC-0023"),
    (("silence", "--until", "2999-01-01", "--why", "x"), 2, "--match"),
    (("silence", "--match", "color=red", "--until", "2999-01-01", "--why", "x"), 2, "domain="),
    (("silence", "--match", "stage=red", "--until", "2999-01-01", "--why", "x"), 2, "sending"),
    (("silence", "1", "--until", "2020-01-01", "--why", "x"), 2, "2020-01-01"),
    (("report", "1"), 2, "--preview"),
    (("report", "1", "--to", "who", "--preview"), 2, "bnv"),
    (("report", "1", "--send"), 1, "[alerts] ministry"),
    (("resolve", "1", "--why", "x", "--resend"), 2, "--next-step"),
    (("reopen", "1", "--why", "x"), 1, "INC-0001"),
    (("export", "1", "--out", "/no/such/place.zip"), 1, "place.zip"),
]


@pytest.mark.parametrize(("arguments", "code", "told"), WRONG)
def test_a_wrong_command_says_what_to_do(
    province: Path, faults: Callable[..., None], arguments: tuple[str, ...], code: int, told: str
) -> None:
    faults("policy-violation", "mx.hp.example.vn", 1, code="5.7.1")
    done = maild("incident", *arguments, config=province)
    assert (done.code, done.out) == (code, "")
    assert told in done.err


def test_evidence_mail_and_proposal_are_written(
    province: Path, faults: Callable[..., None], tmp_path: Path, as_it: None
) -> None:
    faults("policy-violation", "mx.hp.example.vn", 1, 2, code="5.7.1")
    pack, draft = tmp_path / "pack.zip", tmp_path / "draft.html"
    assert maild("incident", "export", "1", "--out", pack, config=province).code == 0
    assert oct(pack.stat().st_mode)[-3:] == "600"
    with zipfile.ZipFile(pack) as archive:
        assert "INC-0001/evidence.xlsx" in archive.namelist()
    assert maild("incident", "export", "1", "--out", pack, config=province).code == 1  # never overwritten
    preview = maild("incident", "report", "1", "--to", "bnv", "--preview", config=province)
    assert preview.code == 0
    assert "INC-0001" in preview.out
    assert official(1)[2] not in preview.out
    done = maild("incident", "propose", "1", "--out", draft, config=province)
    assert done.code == 0
    assert "INC-0001" in draft.read_text("utf-8")
    assert maild("incident", "propose", "1", "--document", "123/SNV", config=province).code == 0
    assert "123/SNV" in maild("incident", "show", "1", config=province).out


def test_a_proposal_is_drafted_sent_and_answered(
    province: Path, faults: Callable[..., None], tmp_path: Path
) -> None:
    faults("blocked", "mx.hp.example.vn", *range(1, 8))

    def state() -> object:
        return maild("incident", "show", "INC-0001", "--json", config=province).json["proposal"]

    assert state() is None
    early = maild("incident", "propose", "INC-0001", "--answer", "45/UBND-NC", config=province)
    assert (early.code, "--document" in early.err) == (1, True)
    steps = (
        (("--out", tmp_path / "m2.html"), "proposed", None, None),
        (("--document", "123/SNV-CCHC"), "sent", "123/SNV-CCHC", None),
        (("--answer", "45/UBND-NC"), "answered", "123/SNV-CCHC", "45/UBND-NC"),
    )
    for options, name, document, answer in steps:
        done = maild("incident", "propose", "INC-0001", *options, config=province)
        assert done.code == 0, done.err
        assert state() == {"state": name, "document": document, "answer": answer}
    shown = maild("incident", "show", "INC-0001", config=province).out
    assert "đề xuất: đã có trả lời (123/SNV-CCHC → 45/UBND-NC)" in shown


def test_a_dry_run_leaves_everything_as_it_was(province: Path, faults: Callable[..., None]) -> None:
    faults("policy-violation", "mx.hp.example.vn", 1, code="5.7.1")
    before = maild("incident", "show", "1", "--json", config=province).json
    for arguments in (
        ("ack", "1", "--owner", "x"),
        ("resolve", "1", "--why", "x"),
        ("silence", "--match", "stage=sending", "--until", day(5), "--why", "x"),
        ("report", "1", "--ref", "HT-1"),
    ):
        assert maild("incident", *arguments, "--dry-run", config=province).code == 0
    assert maild("incident", "show", "1", "--json", config=province).json == before


def test_what_is_over_its_target_stands_out(province: Path, faults: Callable[..., None]) -> None:
    """The clock runs in working hours: forty days hold enough of them, whatever day it is."""
    store = Database(f"sqlite:///{province.parent / 'state' / 'maild.db'}")
    with store.unit(FOLDS) as unit:
        old = datetime.now(UTC) - timedelta(days=40)
        for where in ("a.example.vn", "b.example.vn"):
            incident_trip.note(unit, IncidentNote(Stage.SENDING, "network-error", where, "", 1), old)
    store.close()
    faults("mailbox-full", "c.example.vn", 2, stage=Stage.RECEIVING)
    assert maild("incident", "ack", "INC-0002", "--owner", "tuan", config=province).code == 0
    listed = {row[0]: row[6] for row in maild("incident", "list", config=province).rows}
    assert listed["INC-0001"].endswith("· QUÁ HẠN NHẬN XỬ LÝ")
    assert listed["INC-0002"].endswith("· QUÁ HẠN KHẮC PHỤC")
    assert "QUÁ HẠN" not in listed["INC-0003"]
    late = maild("incident", "list", "--late", "--json", config=province).json
    assert [(one["incident"], one["late"]) for one in late] == [
        ("INC-0001", "acknowledge"),
        ("INC-0002", "fix"),
    ]
    shown = maild("incident", "show", "INC-0001", config=province).out
    assert "/8 (đang tính) QUÁ HẠN; khắc phục" in shown
    shown = maild("incident", "show", "INC-0002", "--json", config=province).json
    assert (shown["late"], shown["fix_within_hours"]) == ("fix", 40)
    text = maild("report", "it", config=province).out
    assert "3 lỗi đang mở" in text
    assert ", 2 quá hạn)" in text
    assert "QUÁ HẠN KHẮC PHỤC" in text
