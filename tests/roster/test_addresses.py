"""One row per thing that offices write into an address cell."""

from __future__ import annotations

import pytest

from maild.roster.addresses import home_suffix, is_personal, is_role_account, read_address
from maild.roster.messages import mask_value
from maild.roster.rules import RosterRules

KNOWN = ("snv.tinh.gov.vn", "stc.tinh.gov.vn")
GOOD = "an@snv.tinh.gov.vn"
USABLE = [
    # cell                                link                         issues
    (GOOD,                                "",                          ()),
    (f"  {GOOD} ",                        "",                          ("email-trimmed",)),
    (f"{GOOD}\n",                         "",                          ("email-trimmed",)),
    (f"{GOOD}\u00a0",                     "",                          ("email-nbsp-removed",)),
    ("a\u200bn@snv.tinh.gov.vn",          "",                          ("email-zero-width-removed",)),
    ("a\u00adn@snv.tinh.gov.vn",          "",                          ("email-zero-width-removed",)),
    ("\ufeffan@snv.tinh.gov.vn",          "",                          ("email-zero-width-removed",)),
    ("\u202aan@snv.tinh.gov.vn\u202c",    "",                          ("email-zero-width-removed",)),
    ("an＠snv.tinh.gov.vn",                "",                          ("email-fullwidth-at",)),
    ("an@snv．tinh．gov．vn",                "",                          ("email-fullwidth",)),
    ("ａｎ@snv.tinh.gov.vn",                "",                          ("email-fullwidth",)),
    ("AN@SNV.Tinh.gov.vn",                "",                          ("email-lowercased",)),
    (f"mailto:{GOOD}",                    "",                          ("cell-hyperlink-mailto",)),
    (f"mailto:{GOOD}?subject=x",          "",                          ("cell-hyperlink-mailto",)),
    (GOOD,                                f"mailto:{GOOD}",            ("cell-hyperlink-mailto",)),
    ("Gửi thư",                           f"mailto:{GOOD}",            ("cell-hyperlink-mailto",)),
    (f"Nguyễn Văn An <{GOOD}>",           "",                          ("cell-angle-brackets",)),
    (f"<{GOOD}>",                         "",                          ("cell-angle-brackets",)),
    (f'"{GOOD}"',                         "",                          ("email-quotes-removed",)),
    (f"'{GOOD}",                          "",                          ("email-quotes-removed",)),
    (f"Email: {GOOD}",                    "",                          ("email-label-removed",)),
    (f"Thư công vụ - {GOOD}",             "",                          ("email-label-removed",)),
    (f"{GOOD}.",                          "",                          ("trailing-dot-removed",)),
    (f"{GOOD};",                          "",                          ("trailing-punctuation-removed",)),
    (f"{GOOD}; {GOOD}",                   "",                          ("email-repeated",)),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "link", "issues"), USABLE)
def test_lossless_repairs(cell: str, link: str, issues: tuple[str, ...]) -> None:
    reading = read_address(cell, link)
    assert (reading.email, reading.issues, reading.error) == (GOOD, issues, None)


WRONG = [
    # cell                                    error                              suggestion
    ("",                                      "email-missing",                   None),
    ("-",                                     "email-missing",                   None),
    ("chưa có",                               "email-missing",                   None),
    ("Chưa được cấp",                         "email-missing",                   None),
    ("-nt-",                                  "email-missing",                   None),
    ("an.snv.tinh.gov.vn",                    "email-invalid-no-at",             GOOD),
    ("an#snv.tinh.gov.vn",                    "email-invalid-no-at",             GOOD),
    ("an (at) snv.tinh.gov.vn",               "email-invalid-no-at",             GOOD),
    ("an.khac.gov.vn",                        "email-invalid-no-at",             None),
    ("0912345678",                            "email-invalid-no-at",             None),
    ("an@snv.tinh,gov.vn",                    "email-invalid-comma",             GOOD),
    ("an@",                                   "email-invalid-incomplete-domain", None),
    ("an@snv",                                "email-invalid-incomplete-domain", GOOD),
    ("an@snv..tinh.gov.vn",                   "email-invalid",                   GOOD),
    ("an@@snv.tinh.gov.vn",                   "email-invalid",                   GOOD),
    ("a***@snv.tinh.gov.vn",                  "email-invalid",                   None),
    ("an@snv.tinh.gov.v",                     "email-invalid",                   None),
    ("аn@snv.tinh.gov.vn",                    "email-homoglyph",                 GOOD),   # Cyrillic а
    ("αn@snv.tinh.gov.vn",                    "email-homoglyph",                 GOOD),   # Greek α
    ("ân@snv.tinh.gov.vn",                    "email-not-ascii",                 GOOD),
    ("đan@snv.tinh.gov.vn",                   "email-not-ascii",                 "dan@snv.tinh.gov.vn"),
    (f"{GOOD}; binh@snv.tinh.gov.vn",         "email-multiple",                  None),
    (f"{GOOD} / binh@snv.tinh.gov.vn",        "email-multiple",                  None),
    (f"{GOOD}\nbinh@snv.tinh.gov.vn",         "email-multiple",                  None),
    ("an @snv.tinh.gov.vn",                   "email-internal-space",            GOOD),
    ("an@ snv.tinh.gov.vn",                   "email-internal-space",            GOOD),
    ("an@snv. tinh.gov.vn",                   "email-internal-space",            GOOD),
    ("an\u00a0@snv.tinh.gov.vn",              "email-internal-space",            GOOD),
    (f"{GOOD} (0214.000.000)",                "email-plus-phone-in-cell",        GOOD),
    (f"0912 345 678 - {GOOD}",                "email-plus-phone-in-cell",        GOOD),
    (f"{GOOD} (mới)",                         "email-plus-text-in-cell",         GOOD),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "error", "suggestion"), WRONG)
def test_what_is_wrong_is_named_and_only_guessed_at(cell: str, error: str, suggestion: str | None) -> None:
    reading = read_address(cell, known_domains=KNOWN)
    assert (reading.email, reading.error, reading.suggestion) == (None, error, suggestion)


def test_what_is_seen_counts_where_the_link_says_something_else() -> None:
    reading = read_address(GOOD, "mailto:cu@snv.tinh.gov.vn")
    assert (reading.email, reading.doubt, reading.suggestion) == (
        GOOD,
        "email-link-differs",
        "cu@snv.tinh.gov.vn",
    )


def test_a_link_behind_an_empty_cell_is_no_address() -> None:
    assert read_address("", f"mailto:{GOOD}").error == "email-missing"


@pytest.mark.parametrize(
    "email", ["vanthu@a.vn", "vanthu.snv@a.vn", "ubnd2@a.vn", "snv@snv.tinh.gov.vn", "vanthu-xa@a.vn"]
)
def test_mailboxes_of_an_office(email: str) -> None:
    assert is_role_account(email, RosterRules().role_accounts)


@pytest.mark.parametrize("email", ["vanthuy@a.vn", "ubndan@a.vn", "thuv@a.vn"])
def test_mailboxes_of_a_person(email: str) -> None:
    assert not is_role_account(email, RosterRules().role_accounts)


def test_private_domains() -> None:
    personal = RosterRules().personal_domains
    assert is_personal("gmail.com", personal)
    assert is_personal("canhan.example.vn", personal)
    assert not is_personal("snv.tinh.gov.vn", personal)


def test_the_suffix_that_a_province_shares() -> None:
    assert home_suffix({"snv.tinh.gov.vn": 6, "stc.tinh.gov.vn": 6, "gmail.com": 1}) == "tinh.gov.vn"
    assert home_suffix({"snv.tinh.gov.vn": 2}) is None


@pytest.mark.parametrize(
    "cell", ["secret@snv.tinh.gov.vn", "secret @snv.tinh.gov.vn", "secret.snv.tinh.gov.vn", "secret＠snv.tinh.vn",
             "An <secret@x.vn> 0912345678", "secret@", "secret[at]snv.tinh.gov.vn", "secret#snv.tinh.gov.vn"]
)  # fmt: skip
def test_a_message_never_shows_the_mailbox(cell: str) -> None:
    assert "ecret" not in mask_value(cell)
    assert "345678" not in mask_value(cell)
