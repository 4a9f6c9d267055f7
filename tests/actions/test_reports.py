"""A report by mail: what servers would not take is told before it is queued."""

from __future__ import annotations

import base64
import dataclasses
import os

import pytest

from maild.actions import reports, rounds
from maild.errors import InputRefused
from maild.roster.export import SheetOut
from tests.jobs.province import MAKER, Province, addresses

_CELL = 30_000  # characters: a sheet takes no more than 32,767


def _heavy(octets: int) -> SheetOut:
    """A sheet that no compression makes smaller than `octets`."""
    text = base64.b64encode(os.urandom(octets)).decode()
    return SheetOut("x", ("x",), [(text[at : at + _CELL],) for at in range(0, len(text), _CELL)])


@pytest.mark.parametrize(("mebibytes", "goes"), [(13, True), (16, False)])
def test_a_mail_that_servers_would_refuse_is_not_queued(
    province: Province, mebibytes: int, goes: bool
) -> None:
    province.enter(addresses(3))
    home, now = province.home, province.now
    with home.store.view() as look:
        round_ = rounds.chosen(look, "")
    made = reports.make(home, "weekly", round_, MAKER, now)
    made = dataclasses.replace(made, sheets=(_heavy(mebibytes * 2**20),))
    if goes:
        assert reports.send(home, made, ("an@snv.example.vn",), round_, MAKER, now) == 1
        return
    with pytest.raises(InputRefused, match="report_too_large"):
        reports.send(home, made, ("an@snv.example.vn",), round_, MAKER, now)
    assert [one for one in province.trail() if "notice" in one.data] == []
