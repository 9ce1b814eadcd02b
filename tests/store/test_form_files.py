"""Requirements of form files on disk.

1. A form is found by id, the highest version unless one is asked for.
2. Broken, missing and double files are told, and one broken file hides no other.
3. The hash of a form is that of the bytes in the file.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from fieldkit import settings
from fieldkit.errors import FieldkitError
from fieldkit.store import form_files


def put(folder: Path, name: str, version: str, title: str = "Copy") -> Path:
    text = (settings.forms() / "pdu-2023.toml").read_text(encoding="utf-8")
    text = text.replace('version = "1"', f'version = "{version}"', 1)
    path = folder / name
    path.write_text(f"# {title}\n{text}", encoding="utf-8", newline="\n")
    return path


def test_1_shipped_forms_are_found() -> None:
    assert form_files.load(settings.forms(), "pdu-2023").id == "pdu-2023"
    assert all(one.sound for one in form_files.list_files([settings.forms()]))


def test_1_highest_version_counts_as_numbers(tmp_path: Path) -> None:
    put(tmp_path, "a.toml", "9")
    put(tmp_path, "b.toml", "10")
    assert form_files.load([tmp_path], "pdu-2023").version == "10"
    assert form_files.load([tmp_path], "pdu-2023", "9").version == "9"


def test_2_what_is_not_there_is_told_with_what_is(tmp_path: Path) -> None:
    put(tmp_path, "a.toml", "1")
    with pytest.raises(FieldkitError) as refused:
        form_files.load(tmp_path, "other")
    assert refused.value.code == "form.not_found" and refused.value.facts["known"] == "pdu-2023"
    with pytest.raises(FieldkitError, match=r"form\.not_found"):
        form_files.load(tmp_path / "nowhere", "pdu-2023")


def test_2_one_broken_file_hides_no_other(tmp_path: Path) -> None:
    put(tmp_path, "a.toml", "1")
    (tmp_path / "b.toml").write_bytes(b"id = no\n")
    (tmp_path / "c.toml").write_bytes(b"\xff\xfe")
    files = form_files.list_files([tmp_path])
    assert [one.sound for one in files] == [True, False, False]
    assert form_files.load(tmp_path, "pdu-2023").version == "1"
    with pytest.raises(FieldkitError, match=r"form\.problems"):
        form_files.load_file(tmp_path / "b.toml")
    with pytest.raises(FieldkitError, match=r"form\.unreadable"):
        form_files.load_file(tmp_path / "none.toml")


def test_2_two_files_of_one_version_must_agree(tmp_path: Path) -> None:
    put(tmp_path, "a.toml", "1")
    put(tmp_path, "b.toml", "1")
    assert form_files.load(tmp_path, "pdu-2023").version == "1"
    put(tmp_path, "c.toml", "1", "Other")
    with pytest.raises(FieldkitError, match=r"form\.two_files"):
        form_files.load(tmp_path, "pdu-2023")


def test_3_hash_is_of_the_bytes(tmp_path: Path) -> None:
    path = put(tmp_path, "a.toml", "1")
    expected = hashlib.sha256(path.read_bytes()).hexdigest()
    assert form_files.load_file(path).sha256 == expected
    assert form_files.load(tmp_path, "pdu-2023").sha256 == expected
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert form_files.load_file(path).sha256 != expected
