"""Every page × role: who may not see a page gets none of it, and who may sees nobody whom he may not."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import pytest

from maild.jobs import incidents as trip
from maild.model import Stage
from maild.rules import FOLDS
from maild.rules.inbound import IncidentNote
from maild.web.desk import Desk
from maild.web.table import Page
from tests.jobs.province import Province
from tests.web.browser import Browser
from tests.web.conftest import ACCOUNTS, official
from tests.web.test_mails import ASKED, letter

FILLED = {"code": "U1", "kind": "weekly", "form": "xlsx", "upload": "0" * 32}
PEOPLE = [official(number) for number in range(1, 65)]
FAULT = IncidentNote(Stage.RECEIVING, "mailbox-full", "dv0.example.vn", "5.2.2", None)


def path_of(page: Page) -> str:
    """An address of this page; numbers are those of what this province has."""
    path = re.sub(r"\{\w+:int\}", "1", page.path)
    return re.sub(r"\{(\w+)\}", lambda found: FILLED[found[1]], path)


@pytest.fixture
def lively(province: Province, desk: Desk, browser: Browser) -> Browser:
    """A province in which every page has something to show."""
    province.take(letter("canbo1@dv0.example.vn", ASKED))
    for who in (1, 2, 3):
        with province.home.store.unit(FOLDS) as unit:
            trip.note(unit, replace(FAULT, respondent_id=who), province.now)
    return browser


@pytest.mark.parametrize("who", ["", *ACCOUNTS])
def test_who_may_not_gets_nothing_of_a_page(lively: Browser, desk: Desk, who: str) -> None:
    role = ACCOUNTS[who][0] if who else ""
    if who:
        lively.sign_in(who)
    refused = 0
    for page in desk.pages:
        if role in page.roles:
            continue
        answer = (
            lively.client.get(path_of(page))
            if page.method == "GET"
            else lively.client.post(path_of(page), data={"csrf": lively.csrf, "confirmed": "yes", "why": "x"})
        )
        where = f"{who or 'nobody'}: {page.method} {page.path}"
        if who:
            assert answer.status_code == 403, where
        else:
            assert answer.status_code in (303, 401, 403), where
        assert not [one.name for one in PEOPLE if one.name in answer.text], where
        assert "example.vn" not in answer.text.replace("tinh.example.vn", ""), where
        refused += 1
    assert refused == sum(role not in page.roles for page in desk.pages)


@pytest.mark.parametrize("who", ACCOUNTS)
def test_who_may_sees_nobody_whom_he_may_not(lively: Browser, desk: Desk, who: str) -> None:
    role, unit = ACCOUNTS[who]
    lively.sign_in(who)
    hidden = {
        "it": PEOPLE,
        "leader": PEOPLE,
        "head": [one for one in PEOPLE if one.unit != unit],
    }.get(role, [])
    for page in desk.pages:
        if role not in page.roles or page.method != "GET":
            continue
        answer = lively.client.get(path_of(page))
        assert answer.status_code in (200, 303, 404, 422), page.path
        told = _told(answer.content)
        where = f"{who}: {page.path}"
        assert not [one.name for one in hidden if one.name in told], where
        assert not [one.email for one in hidden if one.email in told], where
        if role == "head":
            assert "Sở Tài chính" not in told, where


def test_the_numbers_of_others_are_no_way_in(lively: Browser) -> None:
    """A head asks for each official and unit by number: those of others are as if they were not there."""
    lively.sign_in("hoa")
    for number, person in enumerate(PEOPLE[:12], 1):
        answer = lively.get(f"/officials/{number}")
        assert answer.status == (200 if person.unit == "Sở Y tế" else 404), number
        assert (person.name in answer.text) == (person.unit == "Sở Y tế")
    found = lively.post("/officials", q=PEOPLE[0].name)
    assert PEOPLE[0].email not in found.html
    assert "/officials/1" not in found.links


def _told(octets: bytes) -> str:
    """What stands in an answer, also inside a workbook or an archive."""
    if octets[:2] != b"PK":
        return octets.decode()
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        return "\n".join(_told(archive.read(name)) for name in archive.namelist())
