"""Another channel where mail fails: the call sheet, what comes back, and the address that a person accepts."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from maild.model import Stage
from tests.cli.conftest import official
from tests.cli.program import maild
from tests.cli.test_incidents import faults

__all__ = ["faults"]


def sheet(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_who_cannot_be_reached_is_called_and_corrected(
    province: Path, faults: Callable[..., None], tmp_path: Path
) -> None:
    assert maild("unit", "set-contact", official(1)[1], "--role", "clerk", "--name", "Chị Mai", "--email",
                 "vanthu@stc.tinh.example.vn", "--telephone", "0214.1", config=province).code == 0  # fmt: skip
    assert maild("official", "mark", "1", "unreachable", "--note", "x", config=province).code == 0
    faults("policy-violation", "mx.hp.example.vn", 2, code="5.7.1")
    faults("survey-page-error", "survey", 3, stage=Stage.ANSWERING)  # his mail arrives
    out = tmp_path / "goi.csv"
    done = maild("address", "call-sheet", out, "--json", config=province)
    assert (done.code, done.json["people"]) == (0, 2)
    heads, first, second = sheet(out)
    assert first[:6] == [
        "OFF-0001",
        official(1)[0],
        "Chuyên viên",
        "Sở Tài chính",
        "Chị Mai 0214.1",
        "chưa xác định",
    ]
    assert second[5] == "bị chặn theo chính sách (INC-0001)"
    assert oct(out.stat().st_mode)[-3:] == "600"
    assert maild("address", "call-sheet", out, config=province).code == 1  # never overwritten

    first[7], first[8] = "x", "canbo.moi@stc.tinh.example.vn"
    filled = tmp_path / "da-goi.csv"
    with filled.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([heads, first, second, ["OFF-9999", *[""] * 6, "x", "", ""]])
    found = maild("address", "called", filled, "--json", config=province).json
    assert (found["reached"], found["unclear_rows"]) == (1, [4])
    assert found["proposals"] == [{"official": "OFF-0001", "address": "canbo.moi@stc.tinh.example.vn"}]
    assert "đã gọi điện được" in maild("why", "1", config=province).out
    before = maild("official", "show", "1", config=province).out
    assert "canbo.moi" not in before  # a proposal changes nothing

    accepted = maild(
        *("address", "accept", "1", "canbo.moi@stc.tinh.example.vn", "--letter", "gọi điện 28/11"),
        config=province,
    )
    assert (accepted.code, accepted.err) == (0, "")
    after = maild("official", "show", "1", config=province).out
    assert "canbo.moi@stc.tinh.example.vn" in after
    assert official(1)[2] in after  # the old one stays in the history
    again = maild("address", "call-sheet", tmp_path / "2.csv", "--json", config=province).json
    assert again["people"] == 1


WRONG = [
    (("accept", "1", "khong-phai", "--letter", "x"), 1, "khong-phai"),
    (("accept", "1", "--letter", "x"), 2, "--suggestion"),
    (("accept", "1", "a@b.vn", "--suggestion", "1", "--letter", "x"), 2, "--suggestion"),
    (("accept", "1", "a@b.vn"), 2, "--letter"),
    (("accept", "1", "--suggestion", "3", "--letter", "x"), 1, "corrections"),
    (("called", "/no/such.csv"), 1, "such.csv"),
]


@pytest.mark.parametrize(("arguments", "code", "told"), WRONG)
def test_a_wrong_command_says_what_to_do(
    province: Path, arguments: tuple[str, ...], code: int, told: str
) -> None:
    done = maild("address", *arguments, config=province)
    assert (done.code, done.out) == (code, "")
    assert told in done.err


def test_another_table_is_no_call_sheet(province: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    done = maild("address", "called", other, config=province)
    assert done.code == 1
    assert "call-sheet" in done.err
