"""What goes wrong at the keyboard: an exit code, who must act, what to do, in the reader's language."""

from __future__ import annotations

import os
import pwd
import shlex
from pathlib import Path
from types import SimpleNamespace

import pytest
import typer

from maild.cli.common import read_day
from maild.cli.failure import failure
from maild.cli.output import speak
from maild.cli.usage import sentence
from tests.cli.conftest import configure
from tests.cli.program import maild

NOBODY = pwd.getpwnam("nobody")
REFUSALS = [
    # command                                         code  what is said
    ("bogus", 2, "không có lệnh bogus"),
    ("--nope", 2, "không có tùy chọn --nope"),
    ("incident show", 2, "thiếu number"),
    ("round list a b", 2, "thừa tham số: a b"),
    ("mail list --kind", 2, "--kind phải có giá trị"),
    ("remind plan --draft=3", 2, "--draft không nhận giá trị"),
    ("remind approve abc", 2, "phải là số nguyên"),
    ("remind preview 7 --level 9", 2, "nhiều nhất là 4"),
    ("mail list --limit 0", 2, "ít nhất là 1"),
    ("mail list --kind bogus", 2, "chọn một trong: bounce"),
    ("incident list --stage bogus", 2, "chọn một trong: sending, receiving, answering"),
    ("incident show abc", 2, "viết như INC-0023"),
    ("incident show 99999999999999999999", 2, "viết như INC-0023"),
    ("incident show 9999", 1, "không có sự cố INC-9999; xem bằng `maild incident list`"),
    ("incident ack 1 --owner ''", 2, "--owner không được để trống"),
    ("mail show M-²", 2, "viết như M-8841"),
    ("mail show M-77", 1, "không có thư M-77"),
    ("mail import /nope", 1, "không có tệp /nope"),
    ("answered apply X", 2, "viết như S-0141"),
    ("answered apply S-0009", 1, "không có danh sách S-0009"),
    ("answered import {dir} --round 2026", 1, "là thư mục"),
    ("answered import {empty} --round 2026", 1, "rong.csv"),
    ("answered import {list} --round 2026 --as-of 2026-99-99", 2, "--as-of: không hiểu 2026-99-99; viết như"),
    ("answered import {list} --round 2026", 1, "--as-of"),
    ("answered import {list} --round 1999 --as-of 2026-11-01", 1, "không có đợt khảo sát 1999"),
    ("answered import {list} --round 2026 --as-of 2999-11-01", 1, "sau thời điểm hiện tại"),
    ("roster import /nope.csv --round 2026", 1, "không có tệp /nope.csv"),
    ("roster import {dir} --round 2026", 1, "là thư mục"),
    ("roster import {binary} --round 2026", 1, "lưu lại dạng .xlsx"),
    ("roster import {roster} --round 1999", 1, "không có đợt khảo sát 1999"),
    ("why ''", 2, "WHO không được để trống"),
    ("why 99999999999999999999999", 1, "không tìm thấy cán bộ nào"),
    ("why khong@co.vn", 1, "không tìm thấy cán bộ nào"),
    ("why 'van an'", 1, "có 10 người khớp với van an"),
    ("remind plan 99", 1, "không có kế hoạch gửi 99"),
    ("remind plan --round 1999", 1, "không có đợt khảo sát 1999"),
    ("remind approve 99 --dry-run", 1, "không có kế hoạch gửi 99"),
    ("remind approve 99999999999999999999", 1, "không có kế hoạch gửi"),
    ("remind preview 7 --html /nope/x.html", 1, "/nope/x.html: không có tệp hoặc thư mục này"),
    ("round create 2026 --invited 2026-11-09 --deadline 2026-11-27", 1, "đã có đợt khảo sát 2026"),
    ("round create 2027 --invited 32/11/2027 --deadline 2027-11-27", 2, "--invited: không hiểu 32/11/2027"),
    ("round create 2027 --invited 2027-11-09 --deadline mai", 2, "--deadline: không hiểu mai; viết như"),
    ("round create 2027 --invited 2027-11-09 --deadline 2027-11-01", 1, "không sau ngày mời"),
    ("round create '' --invited 2027-11-09 --deadline 2027-11-27", 2, "không hợp lệ"),
    ("round create 'a b' --invited 2027-11-09 --deadline 2027-11-27", 2, "không hợp lệ"),
    ("round open 1999", 1, "không có đợt khảo sát 1999"),
    ("round open 2026", 1, "đang thực hiện, không phải đã phê duyệt"),
    ("account unlock nope", 1, "nope"),
    ("run --since bogus", 2, "--since: không hiểu bogus; viết như 2026-11-27"),
    ("init --dir {dir} --state {dir}", 1, "không ghi đè"),
]


@pytest.mark.parametrize(("line", "code", "said"), REFUSALS, ids=[line for line, _, _ in REFUSALS])
def test_says_what_to_do(opened: Path, tmp_path: Path, line: str, code: int, said: str) -> None:
    """Nothing here changes the province, so that all share it."""
    files = {"empty": tmp_path / "rong.csv", "list": tmp_path / "list.csv", "binary": tmp_path / "x.csv"}
    files["empty"].write_bytes(b"")
    files["binary"].write_bytes(b"\x00\xff\xfe\x9d not a table")
    files["list"].write_text("Email,Tình trạng\na@b.example.vn,Đã trả lời\n", encoding="utf-8")
    filled = line.format(dir=opened, roster=opened / "roster.csv", **files)
    done = maild(*shlex.split(filled), config=opened / "maild.toml")
    assert said in done.err, done
    assert (done.code, done.out) == (code, "")


@pytest.mark.parametrize("line", [["bogus"], ["incident", "show", "9999"], ["mail", "list", "--limit", "x"]])
def test_speaks_english_when_asked(province: Path, line: list[str]) -> None:
    (province.parent / "maild.d" / "90-english.toml").write_text('language = "en"\n', encoding="utf-8")
    done = maild(*line, config=province)
    assert done.code in (1, 2)
    assert done.err.replace("…", "").isascii()


def test_tables_and_statuses_in_english(province: Path) -> None:
    (province.parent / "maild.d" / "90-english.toml").write_text('language = "en"\n', encoding="utf-8")
    assert maild("round", "list", config=province).out.startswith(
        "round\tstate\tofficials\tinvited on\tdeadline\n"
    )
    assert (
        maild("status", config=province).out
        == "maild WARNING – round 2026: no list of the ministry yet; there is no backup yet\n"
    )
    assert "\nnow: open\n" in maild("why", "OFF-0001", config=province).out


CONFIGURATIONS = [
    # what stands in its place         what is said
    (None, "không có tệp này; tạo bằng lệnh `maild init`"),
    ("directory", "không đọc được"),
    ("mode = [", "giá trị không đọc được"),
    (b"\xff\xfe\x00binary", "UTF-8"),
]


@pytest.mark.parametrize(("content", "said"), CONFIGURATIONS)
@pytest.mark.parametrize(
    ("command", "code"), [("check", 78), ("round list", 78), ("why 1", 78), ("run", 78), ("status", 3)]
)
def test_a_configuration_that_cannot_be_used(
    tmp_path: Path, content: str | bytes | None, said: str, command: str, code: int
) -> None:
    path = tmp_path / "maild.toml"
    if content == "directory":
        path.mkdir()
    elif content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    done = maild(*command.split(), config=path)
    assert done.code == code
    assert said in done.out + done.err


def test_the_language_holds_for_faults_of_the_file_itself(tmp_path: Path) -> None:
    path = tmp_path / "maild.toml"
    path.write_text('language = "en"\nmode = "liev"\n', encoding="utf-8")
    done = maild("round", "list", "--config", path)
    assert (done.code, "mend these, then run `maild check` again" in done.err) == (78, True)
    assert done.err.isascii()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_configuration_that_may_not_be_read(tmp_path: Path) -> None:
    path = configure(tmp_path)
    path.chmod(0)
    assert maild("round", "list", config=path).code == 78


def test_a_bug_names_its_place_and_no_values(capsys: pytest.CaptureFixture[str]) -> None:
    speak("vi")
    with pytest.raises(AttributeError) as caught:
        read_day("--since", 7)  # type: ignore[arg-type]
    assert failure(caught.value) == 1
    told = capsys.readouterr().err
    assert "lỗi của chính maild (AttributeError actions/moments.py:" in told


def test_permission_denied_names_the_account_and_the_remedy(capsys: pytest.CaptureFixture[str]) -> None:
    speak("vi")
    assert failure(PermissionError(13, "Permission denied", "/var/lib/maild/maild.db")) == 1
    assert "sudo -u maild" in capsys.readouterr().err


@pytest.mark.parametrize(
    "said", ["File '/srv/ds.xlsx' is not readable.", "path '/srv/ds.xlsx' is not readable."]
)
def test_a_file_that_the_account_may_not_read_is_said_in_words(said: str) -> None:
    """In the library's words, as it has them for a file and for whatever lies at a path; root may read everything."""
    speak("vi")
    error = typer.BadParameter(said)
    error.param = SimpleNamespace(param_type_name="argument", opts=["file"], metavar="FILE", name="file")
    assert "tài khoản đang chạy lệnh không có quyền đọc /srv/ds.xlsx" in sentence(error)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
@pytest.mark.parametrize("words", ["status", "run", "round list", "db backup", "db restore x", "doctor"])
def test_root_makes_no_file_that_the_service_could_not_use(tmp_path: Path, words: str) -> None:
    """A database, lock or directory that root makes is closed to the service's account for good."""
    configured, state = configure(tmp_path), tmp_path / "state"
    os.chown(state, NOBODY.pw_uid, NOBODY.pw_gid)
    done = maild(*words.split(), config=configured, user="root")
    assert done.code in (1, 3)
    assert f"sudo -u {NOBODY.pw_name} maild" in done.out + done.err
    assert list(state.iterdir()) == []
