"""Requirements of versions: what changed, and which readings that touches.

1. Added, removed, reworded, moved, and rules changed are told for standards, questions, prompts.
2. A form is the same as itself, however it was written.
3. Answers to removed questions are kept; the rest is to be looked at again or to be answered.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from fieldkit.inspection import form_file
from fieldkit.inspection.condition import parse
from fieldkit.inspection.form import Form, KeyQuestion, Prompt, Standard
from fieldkit.inspection.form_diff import Change, Touched, diff, touched
from fieldkit.inspection.form_toml import to_toml
from fieldkit.wording import sentences
from tests.inspection.test_form import SHIPPED, load


def made(*standards: Standard) -> Form:
    return replace(load("thematic"), standards=standards)


OLD = made(
    Standard(
        "A",
        "First",
        key_questions=(
            KeyQuestion("A.1", "One?", prompts=(Prompt("a", "P?"), Prompt("b", "Q?"))),
            KeyQuestion("A.2", "Two?"),
            KeyQuestion("A.3", "Three?"),
        ),
    ),
    Standard("B", "Second"),
)
NEW = made(
    Standard(
        "A",
        "First of all",
        key_questions=(
            KeyQuestion(
                "A.1", "One, then?", prompts=(Prompt("a", "P?", kind="text"), Prompt("c", "R?"))
            ),
            KeyQuestion("A.3", "Three?", not_applicable=parse('attribute.rosh is "low"')),
            KeyQuestion("A.4", "Four?"),
        ),
        weight=2,
    ),
    Standard("C", "Third"),
)


def test_1_every_kind_of_change() -> None:
    assert diff(OLD, NEW) == (
        Change("added", "standard", "C", after="Third"),
        Change("reworded", "standard", "A", "title", "First", "First of all"),
        Change("rule_changed", "standard", "A", "weight", "1", "2"),
        Change("added", "key_question", "A.4", after="Four?"),
        Change("reworded", "key_question", "A.1", "text", "One?", "One, then?"),
        Change("added", "prompt", "A.1/c", after="R?"),
        Change("rule_changed", "prompt", "A.1/a", "kind", "yes_no", "text"),
        Change(
            "rule_changed", "key_question", "A.3", "not_applicable", "false",
            'attribute.rosh is "low"',
        ),
        Change("removed", "standard", "B", before="Second"),
        Change("removed", "key_question", "A.2", before="Two?"),
        Change("removed", "prompt", "A.1/b", before="Q?"),
    )  # fmt: skip


def test_1_a_question_that_moves_is_not_another() -> None:
    question = KeyQuestion("A.1", "One?")
    before = made(Standard("A", "A", key_questions=(question,)), Standard("B", "B"))
    after = made(Standard("A", "A"), Standard("B", "B", key_questions=(question,)))
    assert diff(before, after) == (Change("moved", "key_question", "A.1", "standard", "A", "B"),)


def test_1_rules_of_the_form_are_told() -> None:
    form = load("pdu-2023")
    bands = (*form.bands[:2], replace(form.bands[2], percent_from=60), form.bands[3])
    (change,) = diff(form, replace(form, bands=bands))
    assert (change.kind, change.what, change.part) == ("rule_changed", "form", "bands")
    assert "Good 65 2" in change.before and "Good 60 2" in change.after
    (other,) = diff(form, replace(form, sampling=None))
    assert (other.part, other.after) == ("sampling", "") and "MCN" in other.before


@pytest.mark.parametrize("name", SHIPPED)
def test_2_the_same_form_does_not_differ(name: str) -> None:
    form = load(name)
    again = form_file.parse("# another comment\n" + to_toml(form), "again.toml")
    assert again.sha256 != form.sha256
    assert diff(form, again) == ()


def test_3_which_readings_are_touched() -> None:
    readings: dict[str, dict[str, object]] = {
        "r1": {"A.1": "yes", "A.2": "no", "A.1/a": "yes"},
        "r2": {"A.3": "no", "A.4": "yes", "A.1/b": "no", "A.2": None},
        "r3": {},
    }
    assert touched(diff(OLD, NEW), readings) == (
        Touched("r1", "A.1", "look_again"),
        Touched("r1", "A.1/a", "look_again"),
        Touched("r1", "A.2", "kept"),
        Touched("r1", "A.4", "to_answer"),
        Touched("r2", "A.1/b", "kept"),
        Touched("r2", "A.3", "look_again"),
        Touched("r3", "A.4", "to_answer"),
    )
    assert touched(diff(OLD, OLD), readings) == ()


def test_every_change_has_a_sentence() -> None:
    for kind in ("added", "removed", "reworded", "rule_changed", "moved", "same"):
        assert f"form.diff_{kind}" in sentences()
    for how in ("kept", "look_again", "to_answer"):
        assert f"form.touched_{how}" in sentences()
