"""The plan of the sample.

1. Its answers are answers of the form, with a reason for each No and N/A only where allowed.
2. Every passage of evidence stands in its document.
3. Readers, kinds, the dispute and the alert fit each other.
4. Shares differ between standards.
5. People are synthetic: CRNs begin X or Z, PNC letters are right.
6. The long list is read with exactly the expected rows and refusals.
"""

from __future__ import annotations

import io
from fractions import Fraction

import openpyxl
import pytest

from fieldkit.inspection.case import LongList, pnc_letter_right, read_long_list
from fieldkit.inspection.form import Form
from fieldkit.inspection.form_file import parse
from fieldkit.sample import documents, listing
from fieldkit.sample.passage import find
from fieldkit.sample.plan import PlannedReading, plan
from fieldkit.sample.source import case, case_names
from fieldkit.settings import forms
from tests.sample.conftest import Texts

READINGS = plan().readings
NAMES = [f"{one.allocation.number} {one.allocation.kind}" for one in READINGS]


@pytest.fixture(scope="module")
def form() -> Form:
    return parse((forms() / "pdu-2023.toml").read_bytes(), "pdu-2023.toml")


@pytest.mark.parametrize("reading", READINGS, ids=NAMES)
def test_1_answers_are_allowed_by_the_form(reading: PlannedReading, form: Form) -> None:
    number, crn = reading.allocation.number, reading.allocation.crn
    asked = {
        question.code: question
        for standard in form.standards
        if (standard.basis == "cases" if crn else standard.code == number)
        for question in standard.key_questions
    }
    attributes = {"rosh": case(crn).rosh} if crn else {}
    assert [one.question for one in reading.answers] == list(asked)
    for one in reading.answers:
        question = asked[one.question]
        assert one.value in question.answers_allowed({}, attributes)
        assert (one.value == "no") is bool(one.reason), one.question
        assert set(one.prompts) <= {prompt.code for prompt in question.prompts}
        assert set(one.prompts.values()) <= {"yes", "no", "not_applicable"}


@pytest.mark.parametrize("reading", READINGS, ids=NAMES)
def test_2_every_passage_stands_in_its_document(reading: PlannedReading, texts: Texts) -> None:
    values = {one.question: one.value for one in reading.answers}
    assert len(reading.evidence) >= 4
    for one in reading.evidence:
        assert find(one.phrase, texts[reading.allocation.crn][one.document]), one
        assert one.direction in ("supports", "contradicts")
    for question in {one.question for one in reading.evidence}:
        said = {one.direction for one in reading.evidence if one.question == question}
        assert ("supports" if values[question] == "yes" else "contradicts") in said, question


def test_3_readers_kinds_dispute_and_alert_fit() -> None:
    shown = plan()
    assert shown.form == "pdu-2023"
    assert [(one.name, one.laptop) for one in shown.people] == [
        ("J. Okafor", "02"),
        ("A. Marsh", "07"),
        ("F. Pike", "08"),
        ("D. Rowe", "11"),
    ]
    assert shown.lead.id == "okafor"
    kinds = [one.kind for one in shown.allocations]
    assert [kinds.count(kind) for kind in ("first", "joint", "second", "standard")] == [7, 1, 1, 1]
    first, second = (one for one in shown.allocations if one.number == "7")
    assert not set(first.readers) & set(second.readers)
    (joint,) = (one for one in READINGS if one.allocation.kind == "joint")
    assert tuple(side.reader for side in shown.dispute.sides) == joint.allocation.readers
    assert len({side.value for side in shown.dispute.sides}) == 2
    (standing,) = (one for one in joint.answers if one.question == shown.dispute.question)
    assert standing.value == shown.dispute.decision == "no"
    alerted = shown.crn(shown.alert.number)
    assert any(
        one.crn == alerted and shown.alert.raised_by in one.readers for one in shown.allocations
    )
    assert [one.standard for one in shown.moderations] == ["P 1.1", "P 1.2", "P 1.3"]


def test_4_shares_differ_between_standards() -> None:
    counted = [one for one in READINGS if one.allocation.kind in ("first", "joint")]
    lowest: dict[str, Fraction] = {}
    for code in (one.question for one in counted[0].answers):
        values = [
            one.value for reading in counted for one in reading.answers if one.question == code
        ]
        share = Fraction(values.count("yes"), values.count("yes") + values.count("no"))
        lowest[code[:5]] = min(share, lowest.get(code[:5], share))
    assert lowest == {
        "P 2.1": Fraction(4, 8),
        "P 2.2": Fraction(5, 7),
        "P 2.3": Fraction(4, 8),
        "P 2.4": Fraction(3, 7),
    }


def test_5_people_are_synthetic() -> None:
    for crn in case_names():
        assert crn[0] in "XZ"
        assert pnc_letter_right(case(crn).pnc)
    assert len({case(crn).name for crn in case_names()}) == 8


def _read_back() -> LongList:
    book = openpyxl.load_workbook(io.BytesIO(documents.long_list()), read_only=True)
    rows = [tuple(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    book.close()
    return read_long_list(rows, 2025)


def test_6_the_long_list_gives_the_expected_rows_and_refusals() -> None:
    assert len(listing.HEADERS) == 16
    found = _read_back()
    assert [one.crn for one in found.cases] == [*case_names(), "Z900612"]
    assert [(one.row, one.reason) for one in found.rejected] == [
        (6, "case.crn"),
        (10, "case.started"),
    ]
    assert [one.crn for one in found.cases if one.warnings] == ["Z900612"]
    assert found.cases[-1].warnings == ("case.pnc_letter",)


def test_6_the_long_list_agrees_with_the_cases() -> None:
    for one in _read_back().cases[:8]:
        about = case(one.crn)
        assert (one.born, one.started) == (about.born.isoformat(), about.started.isoformat())
        assert (one.family_name, one.office) == (about.family_name, about.office)
        assert one.pnc == about.pnc


def test_a_phrase_is_found_over_a_line_break() -> None:
    found = find("two words here", ["nothing", "then two\r\nwords  here end"])
    assert found is not None
    assert (found.page, found.quote) == (2, "two\r\nwords  here")
    assert find("not there", ["text"]) is None
