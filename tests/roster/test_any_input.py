"""Whatever stands in a file or a cell, the answer is a value or a sentence, never another exception."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from maild.errors import InputRefused
from maild.roster.addresses import read_address
from maild.roster.answered import read_answered
from maild.roster.asof import as_of_in
from maild.roster.messages import mask_value
from maild.roster.people import read_name
from maild.roster.respondents import read_roster
from maild.roster.rules import RosterRules
from maild.roster.units import UnitNames
from tests.roster.build import HEADER, delimited, person

CELL = st.text(st.sampled_from("aAnđĐ ơở.,;:@＠<>()[]-_+='\"\n\t0123456789/\u00a0\u200b\u0300а"), max_size=40)


@given(cell=CELL, link=CELL)
def test_an_address_is_usable_or_named_wrong(cell: str, link: str) -> None:
    reading = read_address(cell, f"mailto:{link}", ("snv.tinh.gov.vn",))
    assert (reading.email is None) == (reading.error is not None)
    for address in (reading.email, reading.suggestion):
        assert address is None or (address.isascii() and address.count("@") == 1)


@given(cell=CELL)
def test_names_units_and_times(cell: str) -> None:
    assert read_name(cell).name or read_name(cell).error
    assert UnitNames(RosterRules(), [cell, "Sở Nội vụ"]).resolve(cell) is not None
    as_of_in([f"Số liệu đến {cell} 16/11/2026 {cell}"], cell)
    mask_value(cell)


@given(raw=st.binary(max_size=400), rows=st.lists(st.lists(CELL, max_size=7), max_size=5))
def test_files(tmp_path_factory: object, raw: bytes, rows: list[list[str]]) -> None:
    path = Path(str(tmp_path_factory.getbasetemp())) / "any.csv"  # type: ignore[attr-defined]
    text = delimited([HEADER, person(1, "Nguyễn Văn An", "an@snv.tinh.gov.vn"), *rows]).encode()
    for content in (raw, text, text + raw):
        path.write_bytes(content)
        for read in (read_roster, read_answered):
            with suppress(InputRefused):
                read(path)
