"""Files: safe names, encodings, and never half a file."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit import files
from kit.errors import CannotWrite, InputError
from kit.files import decode, is_slug, sha256, shipped, whole_file, write_whole


def parts_left(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.name.endswith(".part")]


@pytest.mark.parametrize(
    "name", ["a", "9", "noorderkolk", "de-peel-2", "a" * 40, "a--b", "contact"]
)
def test_a_short_name_of_letters_digits_and_hyphens_is_safe(name: str) -> None:
    assert is_slug(name)


@pytest.mark.parametrize(
    "name",
    [
        "", "-a", "a-", "a" * 41, "../x", "a/b", "a\\b", "a.b", "A", "é", "a b", "a\n", "a\0b",
        "<script>", "con", "nul", "prn", "aux", "com1", "lpt9", "\u202ea", "😀", "e\u0301", "١",
    ],
)  # fmt: skip
def test_a_name_that_some_system_refuses_or_reads_as_a_path_is_not_safe(name: str) -> None:
    assert not is_slug(name)


def test_the_hash_of_a_text_its_bytes_and_its_file_is_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("één".encode())
    assert sha256(path) == sha256("één") == sha256("één".encode())
    assert sha256("abc") == hashlib.sha256(b"abc").hexdigest()


TEXT = "Datum;Les\n2024-01-01;’t kostte “veel” – € 5, één…\n"


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("cp1252", "windows-1252"),
    ],
)
def test_a_text_is_read_in_the_encoding_it_is_in(encoding: str, named: str) -> None:
    assert decode(TEXT.encode(encoding)) == (TEXT, named)


def test_both_byte_orders_of_utf_16_are_read() -> None:
    assert decode(b"\xff\xfe" + TEXT.encode("utf-16-le"))[0] == TEXT
    assert decode(b"\xfe\xff" + TEXT.encode("utf-16-be"))[0] == TEXT


@pytest.mark.parametrize("byte", [0x81, 0x8D, 0x8F, 0x90, 0x9D])
def test_a_byte_that_windows_leaves_undefined_does_not_refuse_the_file(byte: int) -> None:
    assert decode(b"\xe9\xe9n" + bytes([byte]))[0] == "één" + chr(byte)


def test_line_ends_of_every_system_become_one() -> None:
    assert decode(b"a\r\nb\rc\nd")[0] == "a\nb\nc\nd"


@given(st.binary())
def test_no_bytes_whatever_are_refused(data: bytes) -> None:
    text, encoding = decode(data)
    assert "\r" not in text
    assert encoding in ("utf-8", "utf-16", "windows-1252")


@given(st.text().filter(lambda text: not text.startswith("\ufeff")))
def test_utf_8_is_read_back_but_for_its_line_ends(text: str) -> None:
    assert decode(text.encode())[0] == text.replace("\r\n", "\n").replace("\r", "\n")


def test_a_file_is_written_with_its_folders_and_without_other_line_ends(tmp_path: Path) -> None:
    path = write_whole(tmp_path / "a" / "b" / "c.txt", "één\n")
    assert path.read_bytes() == b"\xc3\xa9\xc3\xa9n\n"
    assert parts_left(tmp_path) == []


def test_a_file_can_be_read_by_others_than_its_maker(tmp_path: Path) -> None:
    path = write_whole(tmp_path / "a", b"x")
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("interruption", [ValueError, KeyboardInterrupt])
def test_what_was_there_stays_when_writing_is_interrupted(
    tmp_path: Path, interruption: type[BaseException]
) -> None:
    path = tmp_path / "a"
    path.write_text("old")

    def interrupted() -> None:
        with whole_file(path) as temporary:
            temporary.write_text("half of the ne")
            raise interruption

    with pytest.raises(interruption):
        interrupted()
    assert path.read_text() == "old"
    assert parts_left(tmp_path) == []


def test_a_file_where_a_folder_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("I am a file")
    with pytest.raises(CannotWrite, match="reports") as told:
        write_whole(tmp_path / "reports" / "a.html", "x")
    assert told.value.exit_code == 6
    assert "expected a place where a file can be written" in str(told.value)


def test_a_folder_where_a_file_should_be_is_told_and_stays(tmp_path: Path) -> None:
    (tmp_path / "a.html").mkdir()
    with pytest.raises(CannotWrite):
        write_whole(tmp_path / "a.html", "x")
    assert (tmp_path / "a.html").is_dir()
    assert parts_left(tmp_path) == []


def test_a_full_disk_is_told_and_the_old_file_stays(tmp_path: Path) -> None:
    pytest.importorskip("resource", reason="a size limit for files exists on Unix only")
    path = tmp_path / "a.json"
    path.write_text("old")
    program = (
        "import resource, sys; from pathlib import Path; from kit.files import write_whole\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))\n"
        "from kit.errors import CannotWrite\n"
        "try: write_whole(Path(sys.argv[1]), b'x' * 20000)\n"
        "except CannotWrite as error: print(error); sys.exit(error.exit_code)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (6, "")
    assert "Free some space" in done.stdout
    assert path.read_text() == "old"
    assert parts_left(tmp_path) == []


@given(old=st.binary(max_size=50), new=st.binary(max_size=50))
def test_a_second_writing_replaces_the_first_whole(
    tmp_path_factory: pytest.TempPathFactory, old: bytes, new: bytes
) -> None:
    path = tmp_path_factory.mktemp("w") / "a"
    write_whole(path, old)
    write_whole(path, new)
    assert path.read_bytes() == new
    assert [entry.name for entry in path.parent.iterdir()] == ["a"]


def test_what_comes_with_the_kit_is_found_in_a_checkout() -> None:
    assert shipped("templates", "codebooks", "phm.yml").is_file()
    assert shipped("sample").parts[-2:] == ("data", "sample")


def test_what_does_not_come_with_the_kit_is_told() -> None:
    with pytest.raises(InputError, match="Install the kit again"):
        shipped("templates", "nowhere.yml")


def test_what_comes_with_the_kit_is_found_in_an_installed_wheel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "kit" / "shipped").mkdir(parents=True)
    monkeypatch.setattr(files, "__file__", str(tmp_path / "kit" / "files.py"))
    assert shipped("sample", "study.yml") == (
        tmp_path.resolve() / "kit" / "shipped" / "sample" / "study.yml"
    )
