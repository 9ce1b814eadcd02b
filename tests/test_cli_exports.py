"""What leaves, by the command line.

1. Every kind of export and report is written, with its manifest, and verified.
2. Hits in free text are listed with a number each, and decided on by it.
3. Wrong use and refusals are told in one sentence and write nothing.
"""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from fieldkit import cli
from tests import exported, kit


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("centre")
    exported.centre(folder, 6).close()
    (folder / "secret").write_text(kit.PASSPHRASE, encoding="utf-8")
    return folder


class Shell:
    def __init__(self, centre: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        secret = str(centre / "secret")
        self._at = ("--casebook", str(centre / "centre"), "--passphrase-file", secret)

    def run(self, *words: object, code: int = 0) -> str:
        assert cli.run([*map(str, words), *self._at]) == code
        printed = self._capsys.readouterr()
        assert "Traceback" not in printed.out + printed.err
        return printed.out if code == 0 else printed.err


@pytest.fixture
def shell(centre: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(centre, capsys)


WRITTEN = [
    ("export", "g.xlsx"),
    ("export --what json", "i.json"),
    ("export --what csv", "tables"),
    ("export --what audit", "trail"),
    ("report evidence --case 001 --no-pictures", "e.pdf"),
    ("report evidence", "e.docx"),
    ("report annexe", "a.xlsx"),
    ("report annexe", "a.docx"),
    ("report letter", "l.docx"),
    ("report case --case 002", "c.pdf"),
]


@pytest.mark.parametrize(("words", "name"), WRITTEN)
def test_1_everything_is_written(shell: Shell, tmp_path: Path, words: str, name: str) -> None:
    command = [*words.split(), "-o", tmp_path / name, "--why", "a test", "--threshold", 3]
    told = json.loads(shell.run(*command, "--json"))
    assert told["why"] == "a test" and told["threshold"] == 3 and told["signature"]
    found = next(tmp_path.rglob("*.manifest.json"))
    assert "as it was written" in shell.run("verify", found)
    assert json.loads(shell.run("verify", found, "--json"))["ok"]


def test_2_hits_are_listed_and_decided(shell: Shell, tmp_path: Path) -> None:
    told = json.loads(shell.run("export", "--names", "report", "--json"))
    hits = [one for one in told["hits"] if one["found"] == "Brandtholm"]
    assert told["texts"] > len(hits) > 1 and {one["verdict"] for one in hits} == {"mask"}
    words = shell.run("export", "--names", "report")
    assert hits[0]["hit"] in words and "names." not in words
    keep, leave = hits[0]["hit"], hits[1]["hit"]
    decided = ("--keep", keep, "--leave-out", leave)
    shell.run("export", "-o", tmp_path / "g.xlsx", *decided)
    sheet = openpyxl.load_workbook(tmp_path / "g.xlsx")["Reasons"]
    reasons = [str(row[3]) for row in sheet.iter_rows(min_row=3, values_only=True)]
    assert sum("Brandtholm" in one for one in reasons) == 1
    assert sum(one == "[left out]" for one in reasons) == 1


REFUSED = [
    ("export --what soup -o @x.xlsx", 1),
    ("export --what csv -o @x.csv", 1),
    ("export -o @x.xlsx --where shoe=9", 1),
    ("export -o @x.xlsx --case 777", 1),
    ("export -o @x.xlsx --where rosh", 2),
    ("export -o @x.xlsx --names shout", 2),
    ("export", 2),
    ("report soup -o @x.pdf", 1),
    ("report letter -o @x.txt", 1),
    ("report evidence -o @x.pdf --standard Z", 1),
    ("report letter -o @x.pdf --office Nowhere", 1),
    ("import-grid @missing.xlsx", 1),
    ("import-grid @missing.xlsx --only P", 2),
]


@pytest.mark.parametrize(("words", "code"), REFUSED)
def test_3_refusals(shell: Shell, tmp_path: Path, words: str, code: int) -> None:
    given = [one.replace("@", f"{tmp_path}/") for one in words.split()]
    told = shell.run(*given, code=code)
    assert code == 2 or len(told.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []
