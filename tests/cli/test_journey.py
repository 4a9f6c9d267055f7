"""A round from the coordinator's chair: list, plan, approval, letter, bounce, log of errors, telephone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from zoneinfo import ZoneInfo

from maild import wiring
from maild.config import load
from maild.rules.calendar import in_window
from tests.cli.conftest import OFFICIALS, official, roster_lines
from tests.cli.program import maild

BOUNCE = """Return-Path: <>
From: MAILER-DAEMON@mx.tinh.example.vn
To: khaosat@snv.tinh.example.vn
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Message-ID: <bounce-1@mx.tinh.example.vn>
Date: {date}
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

The address does not exist.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.tinh.example.vn

Final-Recipient: rfc822; {address}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--b
Content-Type: text/rfc822-headers

Message-ID: {message_id}
To: {address}
Subject: x

--b--
"""


def answered_file(directory: Path, numbers: range, *strangers: str) -> Path:
    path = directory / "da-tra-loi.csv"
    rows = [f"{name},{email},Đã trả lời" for name, _, email in map(official, numbers)]
    lines = ["Họ và tên,Email,Tình trạng", *rows, *(f"Người Lạ,{one},Đã trả lời" for one in strangers)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def a_moment_ago() -> str:
    return f"{datetime.now(ZoneInfo('Asia/Ho_Chi_Minh')) - timedelta(minutes=5):%Y-%m-%d %H:%M}"


def deliver(config: Path) -> dict[str, str]:
    """Let the daemon's own job send into files, at the last working moment; Message-ID by address."""
    at = datetime.now(UTC).replace(second=0, microsecond=0)
    home = wiring.build(load(config, check_secrets=False), clock=lambda: at)
    try:
        while not in_window(at, home.calendar):
            at -= timedelta(minutes=10)
        home.deliverer.tick(at)
        letters = [path.read_bytes() for path in home.config.paths.letters.rglob("*.eml")]
    finally:
        home.store.close()
    return {
        mail["To"].split("<")[-1].strip(">"): mail["Message-ID"] for mail in map(message_from_bytes, letters)
    }


def test_list_plan_approval_letter_bounce_and_the_telephone(province: Path, tmp_path: Path) -> None:
    # the ministry's list: staged, shown, counted only when applied
    path = answered_file(tmp_path, range(1, 5), "nguoi.la@khac.example.vn")
    as_of = ("--as-of", a_moment_ago())
    shown = maild(
        "answered", "import", path, "--round", "2026", *as_of, "--dry-run", "--json", config=province
    )
    assert (shown.json["list"], shown.json["matched"], shown.json["unknown_rows"]) == (None, 4, [6])
    staged = maild("answered", "import", path, "--round", "2026", *as_of, config=province)
    assert "khớp 4 người, không tìm thấy 1" in staged.out
    assert "maild answered apply S-0001" in staged.out
    assert "chưa trả lời" in maild("why", "1", config=province).out
    assert maild("answered", "apply", "S-0001", "--json", config=province).json["newly_answered"] == 4
    assert "hiện: đã trả lời" in maild("why", "OFF-0001", config=province).out
    assert maild("answered", "apply", "S-0001", config=province).code == 1  # once

    # the plan: who, when, which letter; who not, and why
    drafted = maild("remind", "plan", "--draft", "--json", config=province).json
    assert len(drafted["receivers"]) == OFFICIALS - 4
    assert {one["official"]: one["because"] for one in drafted["left_out"]} == dict.fromkeys(
        ("OFF-0001", "OFF-0002", "OFF-0003", "OFF-0004"), "answered"
    )
    number = drafted["plan"]
    assert maild("remind", "plan", number, config=province).rows[0][3] == "R1"
    letter = maild("remind", "preview", "OFF-0005", "--level", 1, config=province).out
    assert official(5)[0] in letter
    assert "http" not in letter.lower()

    # the approval: a second person, and a typed count above fifty
    assert maild("remind", "approve", number, "--count", 56, config=province).code == 3  # who drafted it
    assert maild("remind", "approve", number, config=province, user="le.van.cuong").code == 3
    assert maild("remind", "approve", number, "--count", 55, config=province, user="le.van.cuong").code == 3
    tried = maild("remind", "approve", number, "--dry-run", config=province, user="le.van.cuong")
    assert (tried.code, maild("remind", "outbox", "--json", config=province).json) == (0, [])
    approved = maild(
        "remind", "approve", number, "--count", 56, "--json", config=province, user="le.van.cuong"
    )
    assert approved.json == {"plan": number, "letters": 56, "dry_run": False}
    assert {row[4] for row in maild("remind", "outbox", config=province).rows} == {"đang chờ gửi"}

    # a letter goes out; its bounce comes back in a file, and twice
    message_ids = deliver(province)
    gone = min(message_ids)
    who = next(number for number in range(1, OFFICIALS + 1) if official(number)[2] == gone)
    bounce = tmp_path / "bounce.eml"
    date = datetime.now(UTC).strftime("%a, %d %b %Y %H:%M:%S +0000")
    bounce.write_text(BOUNCE.format(date=date, address=gone, message_id=message_ids[gone]), encoding="utf-8")
    tried = maild("mail", "import", bounce, "--dry-run", "--json", config=province)
    assert tried.json == {"new": 1, "duplicates": 0, "quarantined": 0, "dry_run": True}
    assert maild("mail", "import", bounce, "--json", config=province).json["new"] == 1
    assert maild("mail", "import", bounce, "--json", config=province).json["duplicates"] == 1

    # the log of errors: one line, who acts, the proof
    (incident,) = maild("incident", "list", "--json", config=province).json
    assert (incident["stage"], incident["reason"], incident["code"]) == ("sending", "user-unknown", "5.1.1")
    assert (incident["people"], incident["who_acts"]) == (1, "unit")
    shown = maild("incident", "show", "INC-0001", config=province)
    assert f"OFF-{who:04} {official(who)[0]}" in shown.out
    assert "đơn vị" in shown.out
    assert "5.1.1" in maild("mail", "show", "M-1", config=province).out

    # the telephone: by number, address, name with and without accents
    plain = official(who)[0].translate(str.maketrans("ăâêôơưđĐ", "aaeoouđĐ"))
    for asked in (str(who), f"off-{who:04}", gone, gone.upper(), official(who)[0], plain.lower()):
        told = maild("why", asked, config=province)
        assert "hiện: không liên lạc được" in told.out, (asked, told)
        assert "R1: bị trả lại" in told.out
    assert maild("why", "nguyen", config=province).code == 1  # several
    assert maild("db", "verify", config=province).code == 0
    assert maild("audit", "verify", "--json", config=province).json["differences"] == []
    assert maild("incident", "resolve", "1", "--why", "đổi địa chỉ", "--json", config=province).code == 0
    assert maild("incident", "list", "--json", config=province).json == []


def test_a_roster_with_broken_rows_enters_nobody_unless_asked(province: Path, tmp_path: Path) -> None:
    lines = roster_lines()[:4]
    broken = ["4,Phan Văn Lỗi,Chuyên viên,Sở Y tế,khong-co-a-cong.example.vn,Công chức cấp tỉnh",
              "5,,Chuyên viên,Sở Y tế,thieu.ten@syt.tinh.example.vn,Công chức cấp tỉnh"]  # fmt: skip
    path = tmp_path / "danh-sach.csv"
    path.write_text("\n".join([*lines, *broken]) + "\n", encoding="utf-8")
    create = ("round", "create", "2027", "--invited", "2027-11-01", "--deadline", "2027-11-30")
    assert maild(*create, config=province).code == 0

    refused = maild("roster", "import", path, "--round", "2027", config=province)
    assert refused.code == 1
    assert [row[0] for row in refused.rows[:2]] == ["5", "6"]
    assert "Cột E" in refused.rows[0][2]
    assert "Cách xử lý" in refused.rows[0][2]
    assert "danh-sach.csv: 2 dòng có lỗi, chưa nhập dòng nào" in refused.err
    assert "khong-co-a-cong" not in refused.out + refused.err  # addresses are masked, broken ones too
    tried = maild("roster", "import", path, "--round", "2027", "--dry-run", "--json", config=province)
    assert (tried.code, tried.json["added"]) == (1, 0)
    assert maild("round", "list", "--json", config=province).json[-1]["officials"] == 0
    taken = maild("roster", "import", path, "--round", "2027", "--accept-errors", "--json", config=province)
    assert (taken.code, taken.json["added"], taken.json["rows"]["error"]) == (0, 3, 2)
    again = maild("roster", "import", path, "--round", "2027", "--accept-errors", "--json", config=province)
    assert (again.json["added"], again.json["known"]) == (0, 3)


def test_a_dry_run_leaves_the_database_as_it_was(province: Path) -> None:
    before = maild("db", "verify", "--json", config=province).json["events"]
    create = ("round", "create", "2028", "--invited", "2028-11-01", "--deadline", "2028-11-30")
    for arguments in (create, ("round", "close", "2026"), ("pause", "--why", "thử"), ("resume",)):
        done = maild(*arguments, "--dry-run", config=province)
        assert (done.code, done.err) == (0, "chỉ xem, chưa ghi gì\n"), arguments
    refused = maild("round", "open", "2026", "--dry-run", config=province)  # the same checks as in earnest
    assert (refused.code, "đang thực hiện" in refused.err) == (1, True)
    assert maild("db", "verify", "--json", config=province).json["events"] == before
