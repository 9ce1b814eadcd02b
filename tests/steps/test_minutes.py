"""Minutes of the ratings meeting.

1. What is minuted is an entry; a correction replaces it, the history keeps both, nothing is lost.
2. The report has every standard with figures, decision and what was said; tables have the minutes.
3. Names in what was said leave no more than names in a reason do. 4. By commands.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from fieldkit.cli import run
from fieldkit.errors import FieldkitError
from fieldkit.inspection.report import Table
from fieldkit.steps import export, leaving, minutes, moderate, report
from fieldkit.steps.leaving import Choices
from fieldkit.steps.session import Session
from tests import kit
from tests.exported import CANARIES, REASON, centre
from tests.steps.test_reports import words_of


@pytest.fixture()
def lead(tmp_path: Path) -> Session:
    return centre(tmp_path, 4, 0)


def test_minutes_are_entries(lead: Session) -> None:
    """1."""
    first = minutes.add(lead, "Opened at ten", "")
    second = minutes.add(lead, "Two cases rest on one visit", "P 2.1")
    minutes.correct(lead, second[:6], "Two cases rest on one letter")
    assert {(one.standard, one.words, one.who) for one in minutes.every(lead)} == {
        ("", "Opened at ten", "rowe"),
        ("P 2.1", "Two cases rest on one letter", "rowe"),
    }
    minutes.correct(lead, first, "")
    assert [one.standard for one in minutes.every(lead)] == ["P 2.1"]
    assert sum(o.entry.key is not None and o.entry.key.kind == "minute" for o in lead.held()) == 4
    for words, standard, code in ((" ", "", "minutes.words"), ("x", "P 9", "moderate.standard")):
        with pytest.raises(FieldkitError, match=code):
            minutes.add(lead, words, standard)
    with pytest.raises(FieldkitError, match=r"minutes\.unknown"):
        minutes.correct(lead, first, "again")
    lead.close()


def test_the_report(lead: Session, tmp_path: Path) -> None:
    """2. and 3."""
    minutes.add(lead, "Opened at ten")
    minutes.add(lead, REASON, "P 2.1")
    moderate.moderate(lead, "P 1.1", "Good", "evidence", "The panel agreed")
    made = report.make(lead, "minutes", leaving.gather(lead))
    said = words_of(made)
    rows = [row for one in made.blocks if isinstance(one, Table) for row in one.rows]
    for one in moderate.rate(lead)[0].standards:
        assert one.code in said
        for question in one.key_questions if one.basis == "cases" else ():
            counts = f"{question.counts.yes} of {question.counts.judged}"
            assert any(row[0] == question.code and counts in row for row in rows)
    assert "Final: Good" in said and "The panel agreed" in said and "Opened at ten" in said
    assert "We asked" in said
    report.report(lead, "minutes", tmp_path / "minutes.docx", Choices())
    export.export(lead, "csv", tmp_path / "tables", Choices())
    text = (tmp_path / "tables" / "minutes.csv").read_text("utf-8-sig")
    assert {one["standard"] for one in csv.DictReader(text.splitlines())} == {"", "P 2.1"}
    for canary in CANARIES:
        assert canary not in said and canary not in text, canary
    lead.close()


def test_by_commands(lead: Session, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """4."""
    lead.close()
    (tmp_path / "said").write_text(kit.PASSPHRASE)
    here = ["--casebook", str(tmp_path / "centre"), "--passphrase-file", str(tmp_path / "said")]
    assert run(["minutes", "add", "--words", "The panel met", "--standard", "P 2.1", *here]) == 0
    capsys.readouterr()
    assert run(["minutes", "list", "--json", *here]) == 0
    (one,) = json.loads(capsys.readouterr().out)
    assert (one["standard"], one["words"]) == ("P 2.1", "The panel met")
    assert run(["minutes", "correct", one["id"][:5], "--words", "The panel met at ten", *here]) == 0
    assert run(["minutes", "list", *here]) == 0
    assert "rowe, P 2.1: The panel met at ten" in capsys.readouterr().out
    assert run(["minutes", "add", "--words", "", *here]) == 1
    assert run(["report", "minutes", "-o", str(tmp_path / "m.pdf"), *here]) == 0
