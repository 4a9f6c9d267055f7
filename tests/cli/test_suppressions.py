"""The suppression list by its commands: what stands on it, why, until when, and the way out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from maild import wiring
from maild.config import load
from tests.cli.conftest import official
from tests.cli.program import maild


def test_an_address_is_suspended_explained_and_restored(province: Path) -> None:
    address = official(5)[2]
    assert "không có địa chỉ nào bị ngừng gửi" in maild("address", "list", config=province).out
    suspend = ("address", "suspend", address)
    assert maild(*suspend, config=province).code == 2  # no reason
    assert maild("address", "suspend", "khong.co@x.example.vn", "--why", "x", config=province).code == 1
    assert maild(*suspend, "--why", "x", "--until", "2020-01-01", config=province).code == 1
    assert maild(*suspend, "--why", "x", "--dry-run", config=province).code == 0
    done = maild(*suspend, "--why", "hộp thư đang chuyển máy chủ", config=province)
    assert "đã ngừng gửi tới c***@syt.tinh.example.vn" in done.out
    assert f"maild address restore {address}" in done.out
    assert maild(*suspend, "--why", "nữa", config=province).code == 1
    (row,) = maild("address", "list", "--json", config=province).json
    assert (row["address"], row["officials"], row["standing"]) == (address, ["OFF-0005"], "suspended")
    assert row["said_by"] == "tran.thi.binh"
    told = maild("address", "why", address.upper(), config=province).out
    assert "ngừng gửi" in told
    assert "hộp thư đang chuyển máy chủ" in told
    assert "hiện: không liên lạc được" in maild("why", "OFF-0005", config=province).out
    # a new roster does not clear it: the plan leaves him out
    left = maild("remind", "plan", "--draft", "--json", config=province).json["left_out"]
    assert {one["official"]: one["because"] for one in left} == {"OFF-0005": "unreachable"}
    restored = maild("address", "restore", address, "--why", "quản trị thư đã thử", config=province)
    assert "cho gửi trở lại" in restored.out
    assert maild("address", "restore", address, "--why", "nữa", config=province).code == 1
    assert "hiện: chưa trả lời" in maild("why", "OFF-0005", config=province).out
    assert maild("db", "verify", config=province).code == 0


def test_what_is_no_address_is_named_as_it_was_typed(province: Path) -> None:
    for verb in (
        ("why", "OFF-9999"),
        ("suspend", "OFF-9999", "--why", "x"),
        ("restore", "OFF-9999", "--why", "x"),
    ):
        refused = maild("address", *verb, config=province)
        assert refused.code == 1
        assert "“OFF-9999” không phải địa chỉ thư" in refused.err
        assert "maild why OFF-" in refused.err


def test_a_suspension_with_an_end_is_over_by_itself(province: Path) -> None:
    address = official(7)[2]
    day = datetime.now(UTC).date() + timedelta(days=3)
    suspend = ("address", "suspend", address, "--why", "chuyển máy chủ", "--until", f"{day:%d/%m/%Y}")
    assert maild(*suspend, config=province).code == 0
    (row,) = maild("address", "list", "--json", config=province).json
    assert row["until"] == day.isoformat()
    now = datetime.now(UTC)
    home = wiring.build(load(province, check_secrets=False), clock=lambda: now)
    try:
        home.reminders.tick(now)
        assert len(maild("address", "list", "--json", config=province).json) == 1
        home.reminders.tick(now + timedelta(days=4))
    finally:
        home.store.close()
    assert maild("address", "list", "--json", config=province).json == []
    assert maild("db", "verify", config=province).code == 0
