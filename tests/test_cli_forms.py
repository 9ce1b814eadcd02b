"""The command line of sets and figures: sample, agreement, forms diff, import and export.

Refusals are one sentence on stderr and exit 1; wrong use is exit 2; never a traceback.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pytest

from fieldkit import cli, settings
from fieldkit.commands import figures
from tests.inspection.test_agreement import COHEN, of_table
from tests.inspection.test_case import HEADERS
from tests.inspection.test_sample import many
from tests.store.test_xlsform import CHOICES, SETTINGS, SURVEY, book
from tests.test_cli import Shell, founded

_KNOWN = {one.name for one in cli.app.registered_commands}
for _name, _command in (("sample", figures.sample), ("agreement", figures.agreement)):
    if _name not in _KNOWN:
        cli.app.command(_name)(_command)


@pytest.fixture()
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, capsys)


def long_list(path: Path, number: int = 300) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append(["Northvale PDU"])
    sheet.append(HEADERS)
    for one in many(number).cases:
        sheet.append(
            [one.family_name, one.first_names, "01/01/1990", one.gender, one.sentence_type, one.crn,
             one.pnc, {"low": "RLRH", "very high": "RVHR"}.get(one.rosh, "RMRH"), "01/06/2025", "N",
             one.cluster, one.ldu, "T", one.officer, "M", "O"]
        )  # fmt: skip
    bad = [cell.value for cell in sheet[3]]
    bad[5] = "12"
    sheet.append(bad)
    made.save(path)


DRAW = ("--size", "100", "--seed", "7", "--on", "2026-01-01", "-o", "@short.xlsx")


def test_a_sample_is_drawn_and_prepared(shell: Shell, tmp_path: Path) -> None:
    long_list(tmp_path / "long.xlsx")
    told = json.loads(shell.run("sample", "@long.xlsx", *DRAW, "--json"))
    assert (told["asked"], told["target"], len(told["cases"]), told["seed"]) == (100, 120, 120, 7)
    assert told["cases"][0]["number"] == "001" and told["explained"] == []
    first = (tmp_path / "short.xlsx").read_bytes()
    again = json.loads(shell.run("sample", "@long.xlsx", *DRAW, "--json", "--explain"))
    assert again["cases"] == told["cases"] and len(again["explained"]) > 60
    other = json.loads(
        shell.run("sample", "@long.xlsx", *DRAW[:3], "8", *DRAW[4:], "--json", "--buffer", "0")
    )
    assert len(other["cases"]) == 100 and other["cases"] != told["cases"]
    (tmp_path / "short.xlsx").write_bytes(first)
    founded(shell)
    prepared = json.loads(shell.on("centre", "prepare", "--list", "@short.xlsx", "--json"))
    assert prepared["cases"] == 120 and prepared["rejected"] == []


def test_a_draw_is_explained_and_mended(shell: Shell, tmp_path: Path) -> None:
    long_list(tmp_path / "long.xlsx")
    short = shell.run("sample", "@long.xlsx", *DRAW)
    long = shell.run("sample", "@long.xlsx", *DRAW, "--explain")
    for printed in (short, long):
        assert "100 asked for, and 20 percent more as a buffer (20): 120 in all." in printed
        assert "Row 303 was not taken" in printed and "seed 7" in printed
    assert "P0 / L0 / Officer 0-0" in long and "P0 / L0" not in short
    replaced = shell.run("sample", "@long.xlsx", *DRAW, "--replace", "002=recalled")
    assert "002 is replaced by 1" in replaced and "recalled" in replaced


def test_what_cannot_be_sampled_is_refused(shell: Shell, tmp_path: Path) -> None:
    long_list(tmp_path / "long.xlsx", 20)
    out = ("--seed", "1", "-o", "@short.xlsx")
    assert "0 cases" in shell.run("sample", "@long.xlsx", "--size", "0", *out, code=1)
    assert "cannot be found" in shell.run("sample", "@none.xlsx", "--size", "5", *out, code=1)
    asked = ("sample", "@long.xlsx", "--size", "5", *out)
    assert "YYYY-MM-DD" in shell.run(*asked, "--on", "soon", code=1)
    assert "[sampling]" in shell.run(*asked, "--form", "sfo-qa-2021", code=1)
    assert "Say why" in shell.run(*asked, "--on", "2026-01-01", "--replace", "001", code=1)
    assert not (tmp_path / "short.xlsx").exists()
    shell.run("sample", "@long.xlsx", code=2)


def test_agreement_of_a_file(shell: Shell, tmp_path: Path) -> None:
    with (tmp_path / "given.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["item", "rater", "value"])
        writer.writerows([one.item, one.rater, one.value] for one in of_table(COHEN))
    told = json.loads(shell.run("agreement", "@given.csv", "--json"))
    held = {one["code"]: one for one in told["figures"]}
    assert round(held["cohen_kappa"]["value"], 3) == 0.492 and held["cohen_kappa"]["items"] == 200
    assert list(held) == [
        "percent_agreement", "cohen_kappa", "fleiss_kappa", "krippendorff_alpha", "gwet_ac1",
    ]  # fmt: skip
    assert all(one["low"] < one["value"] < one["high"] for one in held.values())
    wide = json.loads(shell.run("agreement", "@given.csv", "--json", "--confidence", "99"))
    assert wide["figures"][0]["low"] < told["figures"][0]["low"]
    printed = shell.run("agreement", "@given.csv", "--leave-out", "2")
    assert "Cohen's kappa" in printed and "no judgement" in printed and "0.7" in printed
    (tmp_path / "few.csv").write_text("item,rater,value\n1,a,x\n1,b,x\n", encoding="utf-8")
    assert "Only 1 items" in shell.run("agreement", "@few.csv")
    assert "cannot be read" in shell.run("agreement", "@none.csv", code=1)
    (tmp_path / "bad.csv").write_text("item,value\n1,x\n", encoding="utf-8")
    assert "rater" in shell.run("agreement", "@bad.csv", code=1)


def changed(folder: Path) -> Path:
    text = (settings.forms() / "pdu-2023.toml").read_text(encoding="utf-8")
    text = text.replace('version = "1"', 'version = "2"', 1)
    text = text.replace('code = "P 2.4.3"', 'code = "P 2.4.9"', 1)
    path = folder / "newer.toml"
    path.write_text(text.replace("percent_from = 65", "percent_from = 60", 1), encoding="utf-8")
    return path


def test_versions_are_compared(shell: Shell, tmp_path: Path) -> None:
    changed(tmp_path)
    printed = shell.run("forms", "diff", "pdu-2023", "@newer.toml")
    assert "removed: key_question P 2.4.3" in printed and "added: key_question P 2.4.9" in printed
    assert "rule changed: form  bands" in printed
    told = json.loads(shell.run("forms", "diff", "pdu-2023", "@newer.toml", "--json"))
    assert (told["from"]["version"], told["to"]["version"]) == ("1", "2")
    assert {one["kind"] for one in told["changes"]} == {"added", "removed", "rule_changed"}
    assert "the same" in shell.run("forms", "diff", "pdu-2023", "pdu-2023")
    assert "no form called" in shell.run("forms", "diff", "pdu-2023", "nothing", code=1)


def test_a_diff_tells_which_readings_are_touched(shell: Shell, tmp_path: Path) -> None:
    changed(tmp_path)
    long_list(tmp_path / "long.xlsx", 2)
    founded(shell)
    shell.on("centre", "prepare", "--list", "@long.xlsx")
    plan = "number,readers,kind\n001,a-marsh,first\n"
    (tmp_path / "plan.csv").write_text(plan, encoding="utf-8")
    shell.on("centre", "allocate", "@plan.csv")
    told = json.loads(shell.on("centre", "forms", "diff", "pdu-2023", "@newer.toml", "--json"))
    assert [(one["question"], one["how"]) for one in told["touched"]] == [("P 2.4.9", "to_answer")]


def test_a_workbook_is_imported_and_exported(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "visits.xlsx").write_bytes(book(SURVEY, CHOICES, SETTINGS))
    printed = shell.run("forms", "import", "@visits.xlsx", "-o", "@visits.toml")
    assert "sheet survey, row 14, column appearance: not carried over" in printed
    shown = json.loads(shell.run("forms", "show", "@visits.toml", "--json"))
    assert [one["code"] for one in shown["standards"]] == ["contact", "survey"]
    shell.run("forms", "check", "@visits.toml")
    left = shell.run("forms", "export", "region-2023", "-o", "@region.xlsx")
    assert "left out: R 2.1.1, taken_from" in left
    shell.run("forms", "import", "@region.xlsx", "-o", "@region.toml", "--like", "region-2023")
    again = json.loads(shell.run("forms", "diff", "region-2023", "@region.toml", "--json"))
    parts = {one["part"] for one in again["changes"] if one["what"] != "form"}
    assert parts <= {"strand", "taken_from"}


def test_a_broken_workbook_is_told_and_nothing_written(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "broken.xlsx").write_bytes(book([["type", "name"], ["hue", "a"], ["text", "2"]]))
    told = shell.run("forms", "import", "@broken.xlsx", "-o", "@broken.toml", code=1)
    assert "broken.xlsx has 3 mistake(s)" in told
    assert (
        cli.run(["forms", "import", str(tmp_path / "broken.xlsx"), "-o", "x.toml", "--json"]) == 1
    )
    wrong = json.loads(shell.capsys.readouterr().out)["wrong"]
    assert [(one["row"], one["column"]) for one in wrong] == [
        (2, "type"),
        (3, "label"),
        (3, "name"),
    ]
    (tmp_path / "no.xlsx").write_bytes(b"PK no")
    assert "cannot be read" in shell.run("forms", "import", "@no.xlsx", "-o", "@x.toml", code=1)
    assert not list(tmp_path.glob("*.toml"))


def test_every_shipped_set_is_sound(shell: Shell) -> None:
    told = json.loads(shell.run("forms", "check", "--json"))
    assert told == {"ok": True, "problems": []}
    assert len(list(settings.forms().glob("*.toml"))) == 12


def test_rate_takes_counts_ratings_and_totals(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "ratings.csv").write_text("standard,rating\nP 1.1,Good\n", encoding="utf-8")
    told = json.loads(
        shell.run("rate", "--form", "pdu-2021", "--ratings", "@ratings.csv", "--json")
    )
    rated = {one["code"]: one["rating"] for one in told["standards"]}
    assert rated["P 1.1"] == "Good" and set(rated.values()) == {"Good", None}
    assert told["overall"]["rating"] is None and told["overall"]["points"] is None
    whole = json.loads(shell.run("forms", "show", "sfo-qa-2021", "--json"))
    assert whole["whole"] and whole["overall"] is None
