"""The command line: the whole job without a window, and refusals in one sentence.

Every refusal is exit 1 with one line on stderr and no traceback; wrong use is exit 2.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import openpyxl
import pytest

from fieldkit import cli
from fieldkit.commands import common
from tests.documents import samples
from tests.inspection.test_case import HEADERS, ROW
from tests.kit import PASSPHRASE


class Shell:
    """Runs commands in one folder and keeps what they print."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys
        (folder / "secret.txt").write_text(PASSPHRASE + "\n", encoding="utf-8")

    def run(self, *words: str, code: int = 0) -> str:
        given = [one.replace("@", f"{self.folder}/") for one in words]
        assert cli.run(given) == code, self.capsys.readouterr()
        printed = self.capsys.readouterr()
        assert "Traceback" not in printed.out + printed.err
        if code == 1:
            assert len(printed.err.strip().splitlines()) == 1, printed.err
        return printed.out if code == 0 else printed.err

    def on(self, casebook: str, *words: str, code: int = 0) -> str:
        secret = ("--passphrase-file", "@secret.txt")
        return self.run(*words, "--casebook", f"@{casebook}", *secret, code=code)


@pytest.fixture()
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, capsys)


def six_words(printed: str) -> str:
    found = re.search(r"Six words of this \w+: ([a-z ]+)", printed)
    assert found
    return found.group(1).strip()


def long_list(folder: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Northvale PDU"])
    sheet.append(HEADERS)
    for number in range(3):
        row = list(ROW)
        row[5] = f"X10000{number}" if number < 2 else "12"
        sheet.append(row)
    book.save(folder / "list.xlsx")
    for crn in ("X100000", "X100001", "stray"):
        case = folder / "files" / crn
        case.mkdir(parents=True)
        (case / "2025-01-02 letter.txt").write_text(f"A letter about {crn}\n", encoding="utf-8")
        (case / "2025-02-03 report.pdf").write_bytes(samples.pdf(2, f"Report {crn}"))


def founded(shell: Shell) -> str:
    printed = shell.on(
        *("centre", "inspection", "new", "--form", "pdu-2023"),
        *("--title", "Northvale PDU 2025", "--name", "J. Okafor"),
    )
    lead_words = six_words(printed)
    card = shell.on("a", "enrol", "card", "-o", "@a.fkcard", "--name", "A. Marsh")
    role = ("--role", "inspector", "--words", six_words(card))
    shell.on("centre", "enrol", "add", "@a.fkcard", *role)
    return lead_words


def test_the_whole_job(shell: Shell, tmp_path: Path) -> None:
    long_list(tmp_path)
    words = founded(shell)
    told = json.loads(
        shell.on("centre", "prepare", "--list", "@list.xlsx", "--files", "@files", "--json")
    )
    assert (told["cases"], told["documents"], told["unsorted"]) == (2, 4, ["stray"])
    assert [one["row"] for one in told["rejected"]] == [5]
    assert all(one["ok"] for one in told["preflight"])
    plan = "number,readers,kind\n001,a-marsh,first\n002,a-marsh,first\n"
    (tmp_path / "plan.csv").write_text(plan, encoding="utf-8")
    shell.on("centre", "allocate", "@plan.csv")
    shell.on("centre", "prepare", "--packs", "@packs")
    pack = str(next((tmp_path / "packs").glob("*.fkb")))
    assert "six words" in shell.on("a", "open-pack", pack, code=1)
    assert "documents" in shell.on("a", "open-pack", pack, "--words", words)
    sent = json.loads(shell.on("a", "send", "--to", "@out", "--json"))
    verified = json.loads(shell.on("centre", "verify", sent["file"], "--json"))
    assert (verified["ok"], verified["from"], verified["held"]) == (True, "A. Marsh", False)
    shell.on("centre", "receive", sent["file"], "--receipts", "@receipts")
    receipt = str(next((tmp_path / "receipts").glob("*.fkb")))
    shell.on("a", "open-pack", receipt)
    rated = json.loads(shell.on("centre", "rate", "--unfinished", "--json"))
    assert rated["form"] == "pdu-2023" and len(rated["standards"]) == 7
    shell.on("centre", "moderate", "P 1.1", "Good", "--why", "Read by the panel")
    assert "P 1.1" in shell.on("centre", "explain", "--standard", "P 1.1")
    shell.on("centre", "export", "-o", "@grid.xlsx")
    assert openpyxl.load_workbook(tmp_path / "grid.xlsx").sheetnames[:2] == ["Summary", "Cases"]
    secret = ("--passphrase-file", "@secret.txt")
    checked = json.loads(shell.run("check", "@centre", "--json", *secret))
    assert (checked["ok"], checked["findings"]) == (True, [])
    assert len(checked["health"]["backups"]) == 1  # the one before the receive session
    shell.run("audit", "@centre", *secret)
    shell.run("readout", "@a", "-o", "@plain", *secret)
    assert "OFFICIAL-SENSITIVE" in (tmp_path / "plain" / "index.html").read_text("utf-8")
    shell.run("backup", "@a", "--to", "@backups", *secret)
    assert "Six words" in shell.run("restore", "@backups", "--to", "@b", *secret)
    assert "A. Marsh" in shell.on("centre", "roster", "show")
    assert "No disputes" in shell.on("centre", "disputes")


def test_refusals_are_one_sentence(shell: Shell, tmp_path: Path) -> None:
    long_list(tmp_path)
    founded(shell)
    (tmp_path / "wrong.txt").write_text("not the passphrase at all", encoding="utf-8")
    at = ("--casebook", "@centre", "--passphrase-file", "@wrong.txt")
    assert "Wrong passphrase" in shell.run("disputes", *at, code=1)
    assert "no casebook" in shell.on("nowhere", "disputes", code=1)
    new = ("inspection", "new", "--title", "T", "--name", "N", "--form")
    assert "nothing-2030" in shell.on("other", *new, "nothing-2030", code=1)
    (tmp_path / "headless.xlsx").write_bytes((tmp_path / "list.xlsx").read_bytes())
    book = openpyxl.Workbook()
    book.save(tmp_path / "headless.xlsx")
    assert "headers" in shell.on("centre", "prepare", "--list", "@headless.xlsx", code=1)
    (tmp_path / "not.xlsx").write_text("plain", encoding="utf-8")
    assert "cannot be read" in shell.on("centre", "prepare", "--list", "@not.xlsx", code=1)
    (tmp_path / "bad.fkb").write_bytes(b"age-encryption.org/v1\nrubbish")
    assert "set aside" in shell.on("centre", "verify", "@bad.fkb", code=1)
    assert "set aside" in shell.on("centre", "receive", "@bad.fkb", code=1)
    assert "cannot be found" in shell.on("centre", "receive", "@none.fkb", code=1)
    assert "cannot be found" in shell.run("preflight", "@nowhere", code=1)
    short = ("enrol", "card", "-o", "@b.fkcard", "--name", "B")
    (tmp_path / "secret.txt").write_text("too short", encoding="utf-8")
    assert "15 or more" in shell.on("b", *short, code=1)
    shell.run("rate", code=2)
    shell.run("nothing-like-it", code=2)


def test_rate_of_published_totals(shell: Shell) -> None:
    told = json.loads(shell.run("rate", "--form", "youth-2018", "--total", "25", "--json"))
    assert told["overall"]["rating"] == "Good" and told["overall"]["max"] == 36
    none = json.loads(shell.run("rate", "--form", "youth-2018", "--total", "0", "--json"))
    assert none["overall"]["rating"] == "Inadequate"
    assert "36" in shell.run("rate", "--form", "youth-2018", "--total", "99", code=1)


def test_forms_are_checked_and_shown(shell: Shell, tmp_path: Path) -> None:
    shell.run("forms", "check")
    shown = json.loads(shell.run("forms", "show", "pdu-2023", "--json"))
    assert [one["code"] for one in shown["standards"]][:2] == ["P 1.1", "P 1.2"]
    assert all(len(q["prompts"]) >= 3 for s in shown["standards"] for q in s["key_questions"])
    (tmp_path / "broken.toml").write_text('id = "x"\nversion = no\n', encoding="utf-8")
    assert cli.run(["forms", "check", str(tmp_path / "broken.toml")]) == 1


def test_a_damaged_casebook_is_told(shell: Shell, tmp_path: Path) -> None:
    founded(shell)
    shutil.copytree(tmp_path / "centre", tmp_path / "copy")
    data = bytearray((tmp_path / "copy" / "store.db").read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / "copy" / "store.db").write_bytes(bytes(data))
    secret = ("--passphrase-file", "@secret.txt")
    assert (
        cli.run(
            ["check", str(tmp_path / "copy"), "--passphrase-file", str(tmp_path / "secret.txt")]
        )
        == 1
    )
    printed = shell.capsys.readouterr().err
    assert "damaged" in printed and "Traceback" not in printed
    (tmp_path / "copy" / "store.db").write_bytes(b"SQLite format 3\0" + bytes(5000))
    assert "store.db" in shell.run("check", "@copy", *secret, code=1)


def test_two_inspections_in_one_casebook_can_be_told_apart(shell: Shell) -> None:
    new = ("centre", "inspection", "new", "--form", "pdu-2023", "--name", "J. Okafor", "--title")
    shell.on(*new, "First")
    shell.on(*new, "Second")
    told = shell.on("centre", "rate", code=1)
    assert "--inspection" in told and "First" in told and "Second" in told
    assert "no one inspection Third" in shell.on("centre", "rate", "--inspection", "Third", code=1)
    assert "P 1.1" in shell.on("centre", "rate", "--inspection", "Second")
    assert "J. Okafor" in shell.on("centre", "roster", "show", "--inspection", "First")


def test_lists_as_offices_save_them(shell: Shell, tmp_path: Path) -> None:
    founded(shell)
    rows = [list(ROW) for _ in range(6)]
    for row, crn in zip(
        rows, ("x200000", "X200001", "X200000", "X200002", "", "X200003"), strict=True
    ):
        row[5] = crn
    rows[0][0], rows[4][0] = "Café", ""

    def saved(name: str, separator: str, encoding: str) -> None:
        lines = [["Northvale"], HEADERS, *rows]
        text = "\r\n".join(separator.join(f'"{cell}"' for cell in line) for line in lines)
        (tmp_path / name).write_bytes(text.encode(encoding))

    for name, separator, encoding in (
        ("a.csv", ",", "utf-8-sig"),
        ("b.csv", ";", "cp1252"),
        ("c.csv", "\t", "utf-16"),
    ):
        saved(name, separator, encoding)
        told = json.loads(shell.on("centre", "prepare", "--list", f"@{name}", "--json"))
        assert told["cases"] == 3
        assert [one["row"] for one in told["rejected"]] == [5, 8]
    (tmp_path / "huge.csv").write_text('T\n"' + "x" * 17_000_000, encoding="utf-8")
    assert "cannot be read" in shell.on("centre", "prepare", "--list", "@huge.csv", code=1)


def test_allocation_tables_with_mistakes(shell: Shell, tmp_path: Path) -> None:
    long_list(tmp_path)
    founded(shell)
    shell.on("centre", "prepare", "--list", "@list.xlsx")

    def allocated(text: str, code: int = 0) -> str:
        (tmp_path / "plan.csv").write_text(text, encoding="utf-8-sig")
        return shell.on("centre", "allocate", "@plan.csv", code=code)

    assert "kind missing" in allocated("number,readers\n001,a-marsh\n", 1)
    assert "missing" in allocated("", 1)
    assert "no reader" in allocated("number,readers,kind\n001\n", 1)
    assert "not in the roster" in allocated("number,readers,kind\n001,nobody,first\n", 1)
    assert "not a kind of reading" in allocated("number,readers,kind\n001,a-marsh,frist\n", 1)
    good = "Number;Readers;Kind\n\n001;a-marsh;\n;;\n002;a-marsh;First\n;;\n"
    assert "2 readings" in allocated(good)


def test_odd_names_of_files_and_folders(shell: Shell, tmp_path: Path) -> None:
    long_list(tmp_path)
    founded(shell)
    shell.on("centre", "prepare", "--list", "@list.xlsx")
    (tmp_path / "files" / "X100000").rename(tmp_path / "files" / " x100000 A Name")
    case = tmp_path / "files" / " x100000 A Name"
    (tmp_path / "outside.txt").write_text("not of this case", encoding="utf-8")
    (case / "link.txt").symlink_to(tmp_path / "outside.txt")
    (case / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    try:
        Path(f"{case}/b\udce9d.txt").write_text("latin name", encoding="utf-8")
    except (OSError, UnicodeError):
        pytest.skip("this file system takes no such name")
    told = json.loads(shell.on("centre", "prepare", "--files", "@files", "--json"))
    assert told["documents"] == 5 and told["unsorted"] == ["stray"]
    assert "link.txt" not in json.dumps(told)


def test_places_that_cannot_be_written(shell: Shell, tmp_path: Path) -> None:
    founded(shell)
    (tmp_path / "file").write_text("x", encoding="utf-8")
    secret = ("--passphrase-file", "@secret.txt")
    assert "could not be written" in shell.run("readout", "@centre", "-o", "@file", *secret, code=1)
    assert "could not be written" in shell.run(
        "backup", "@centre", "--to", "@file", *secret, code=1
    )
    assert "could not be written" in shell.on("centre", "export", "-o", "@no/g.xlsx", code=1)
    assert "cannot be read" in shell.on("centre", "receive", "@", code=1)


def test_a_fault_of_ours_is_one_sentence(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(folder: Path) -> None:
        raise RuntimeError("CANARY of a case file")

    monkeypatch.setattr(common, "read_file", broken)
    told = shell.run("rate", "--form", "pdu-2023", "--counts", "@x.csv", code=1)
    assert "RuntimeError" in told and "CANARY" not in told


def test_preflight_tells_of_every_file(shell: Shell, tmp_path: Path) -> None:
    """Kind, pages, characters, scan, seconds, or the sentence why not; and how many there are."""
    folder = tmp_path / "papers"
    (folder / "inside").mkdir(parents=True)
    assert shell.run("preflight", "@papers").strip() == "0 files, 0 can be read."
    (folder / "a.pdf").write_bytes(samples.pdf(1))
    (folder / "b.docx").write_bytes(b"")
    (folder / "inside" / "c.pdf").write_bytes(samples.scanned_pdf())
    lines = shell.run("preflight", "@papers").strip().splitlines()
    assert re.fullmatch(r"a\.pdf: pdf, 1 page, \d+ characters, \d+\.\d s", lines[0])
    assert lines[1].startswith('b.docx: "b.docx" is empty')
    assert re.fullmatch(r"inside/c\.pdf: pdf, 1 page, 0 characters, a scan, \d+\.\d s", lines[2])
    assert lines[3] == "3 files, 2 can be read."
    told = json.loads(shell.run("preflight", "@papers", "--json"))
    assert [one["ok"] for one in told] == [True, False, True]
    assert all({"kind", "pages", "characters", "scan", "seconds", "reason"} <= set(o) for o in told)
