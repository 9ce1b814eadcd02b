"""Requirements of forms.

1. Every shipped form is sound, complete and marked as unconfirmed.
2. All mistakes of a file are told in one run, each with its line and place.
3. A form written as TOML and read again is the same form.
4. Codes are labels: a form finds its parts by code, and knows its maximums.
5. Any text is read or refused, never a traceback.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.errors import FieldkitError
from fieldkit.inspection import form_file
from fieldkit.inspection.condition import Condition
from fieldkit.inspection.form import (
    Attribute,
    Band,
    Discretion,
    Form,
    KeyQuestion,
    LimitingRule,
    OverallTable,
    Prompt,
    Standard,
    WordList,
)
from fieldkit.inspection.form_toml import to_toml
from tests.inspection.test_condition import trees

FORMS = Path(__file__).parents[2] / "forms"
SHIPPED = sorted(one.stem for one in FORMS.glob("*.toml"))


def load(name: str) -> Form:
    return form_file.parse((FORMS / f"{name}.toml").read_bytes(), f"{name}.toml")


@pytest.mark.parametrize("name", SHIPPED)
def test_1_shipped_forms_are_sound_and_complete(name: str) -> None:
    found, problems = form_file.check((FORMS / f"{name}.toml").read_bytes(), f"{name}.toml")
    assert found is not None
    assert [one for one in problems if one.severity == "error"] == []
    assert found.id == name
    assert not found.confirmed
    if name == "thematic":
        return
    texts = [prompt.text for one in found.key_questions() for prompt in one.prompts]
    for standard in found.standards:
        assert len(standard.key_questions) >= 2, standard.code
        for question in standard.key_questions:
            assert question.code.startswith(f"{standard.code}.")
            assert len(question.prompts) >= 3, question.code
            assert "ufficient" in question.guidance, question.code
            assert len({one.text for one in question.prompts}) == len(question.prompts)
    assert all(text.endswith("?") for text in texts)


def test_1_pdu_2023_has_twelve_case_questions() -> None:
    form = load("pdu-2023")
    assert [one.code for one in form.standards] == [
        "P 1.1", "P 1.2", "P 1.3", "P 2.1", "P 2.2", "P 2.3", "P 2.4",
    ]  # fmt: skip
    assert len(form.key_questions("cases")) == 12
    assert form.key_questions("cases")[0].code == "P 2.1.1"
    assert form.marking == "OFFICIAL-SENSITIVE"
    assert "MARAC" in form.words_for("P 2.1.3")
    assert form.maximums() == (21,)


def test_4_parts_are_found_by_code() -> None:
    form = load("pdu-2021")
    standard = form.standard_of("P 2.4.3")
    assert standard is not None and standard.title == "Implementation and delivery"
    assert form.key_question("P 9.9.9") is None and form.standard("P 9") is None
    assert form.maximums() == (27, 24)
    assert form.maximum(form.applicable({"court_work": "no"})) == 24
    assert form.maximum(form.applicable({"court_work": "yes"})) == 27


def test_4_not_applicable_follows_the_rule() -> None:
    question = load("pdu-2023").key_question("P 2.2.3")
    assert question is not None
    assert "not_applicable" in question.answers_allowed({}, {"rosh": "RLRH"})
    assert question.answers_allowed({}, {"rosh": "RHRH"}) == ("yes", "no")


MISTAKES = """\
id = "broken"
version = 2
title = "Broken"
unit = "person"
marking = "OFFICIAL"
colour = "red"
ratings = ["Low", "High", "H*gh"]

[[bands]]
rating = "Low"
percent_from = 10
points = 0

[[bands]]
rating = "High"
percent_from = 5
points = 0

[[overall]]
maximum = 6
points_from = [0, 9, 3]

[[overall]]
maximum = 6
points_from = [0, 1, 7]

[[limits]]
rating = "Low"
number = 1
at_most = "Middle"
standards = ["9"]

[[attributes]]
code = "kind"
title = "Kind"
values = ["a", "b"]

[[standards]]
code = "1"
title = "One"
basis = "magic"
weight = 0

[[standards.key_questions]]
code = "1.1"
text = ""
not_applicable = 'attribute.sort is "a"'
ask_if = 'attribute.kind is "c"'
word_lists = ["missing"]
reason_needed_for = [false]
prompts = [
  { code = "a", text = "First?" },
  { code = "a", text = "Second?", kind = "one_of" },
]

[[standards.key_questions]]
code = "1.1"
text = "Again?"
required_if = 'answer["7.7"] is yes'
constraint = "always or"

[[standards]]
code = "1"
title = "Twice"
basis = "cases"
question_set = "core"
"""

EXPECTED = {
    ("form.wrong_value", 2),
    ("form.wrong_value", 4),
    ("form.unknown_key", 6),
    ("form.rating_word", 7),
    ("form.band_missing", 9),
    ("form.band_hole", 11),
    ("form.band_overlap", 16),
    ("form.band_points", 17),
    ("form.table_points", 21),
    ("form.table_twice", 23),
    ("form.table_beyond", 25),
    ("form.wrong_value", 30),
    ("form.unknown_standard", 31),
    ("form.wrong_value", 41),
    ("form.wrong_value", 42),
    ("form.wrong_value", 46),
    ("form.unknown_attribute", 47),
    ("form.unknown_value", 48),
    ("form.unknown_words", 49),
    ("form.wrong_value", 50),
    ("form.code_twice", 53),
    ("form.prompt_options", 53),
    ("form.code_twice", 57),
    ("form.unknown_question", 59),
    ("form.condition", 60),
    ("form.code_twice", 63),
    ("form.unknown_set", 66),
}


def test_2_every_mistake_is_told_with_its_line() -> None:
    _, problems = form_file.check(MISTAKES, "broken.toml")
    told = {(one.code, one.line) for one in problems if one.severity == "error"}
    assert told == EXPECTED
    assert len(told) >= 20
    place = next(one.place for one in problems if one.code == "form.unknown_attribute")
    assert place == "standards.1.key_questions.1.not_applicable"


def test_2_the_refusal_says_how_many_and_where() -> None:
    with pytest.raises(FieldkitError) as refused:
        form_file.parse(MISTAKES, "broken.toml")
    assert refused.value.code == "form.problems"
    assert refused.value.facts["line"] == 2


def test_2_a_bare_no_is_a_mistake_and_never_false() -> None:
    _, problems = form_file.check('id = "a"\nreason_needed_for = [no]\n', "bare.toml")
    assert [(one.code, one.line) for one in problems] == [("form.not_toml", 2)]


def test_2_warnings_do_not_refuse() -> None:
    text = to_toml(replace(_SMALL, overall=(OverallTable(9, (0, 3)),)))
    form, problems = form_file.check(text, "warned.toml")
    assert form is not None
    assert {one.code for one in problems} == {"form.no_table", "form.unused_table"}
    assert {one.severity for one in problems} == {"warning"}


_SMALL = Form(
    id="small",
    version="1",
    title="Small",
    unit="case",
    ratings=("Low", "High"),
    bands=(Band("Low", 0, 0), Band("High", 50, 1)),
    standards=(Standard("S", "Only", key_questions=(KeyQuestion("S.1", "Good?"),)),),
)

_line = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12)
_maybe = st.one_of(st.just(""), _line)
_rules = st.one_of(st.booleans(), trees.map(Condition))
_prompts = st.lists(
    st.builds(Prompt, _line, _line, _maybe, ask_if=st.one_of(st.none(), trees.map(Condition))),
    max_size=3,
).map(tuple)
_questions = st.builds(
    KeyQuestion,
    _line,
    _line,
    _maybe,
    _maybe,
    _prompts,
    not_applicable=_rules,
    reason_needed_for=st.sampled_from([(), ("no",), ("yes", "no")]),
    confirmed=st.booleans(),
    word_lists=st.lists(_line, max_size=2).map(tuple),
)
_standards = st.builds(
    Standard,
    _line,
    _line,
    st.sampled_from(["cases", "evidence", "review", "aggregate"]),
    st.booleans(),
    st.lists(_questions, max_size=2).map(tuple),
    st.integers(1, 5),
    _rules,
)
_forms = st.builds(
    replace,
    st.just(_SMALL),
    title=_line,
    marking=_maybe,
    confirmed=st.booleans(),
    standards=st.lists(_standards, max_size=3).map(tuple),
    overall=st.sampled_from([(), (OverallTable(3, (0, 2), False, "x"),)]),
    discretion=st.sampled_from([None, Discretion(), Discretion(3, False, 9, False, "s")]),
    limits=st.sampled_from([(), (LimitingRule("Low", 2, "Low"),)]),
    word_lists=st.lists(
        st.builds(WordList, _line, st.lists(_line, max_size=2).map(tuple)),
        max_size=2,
        unique_by=lambda one: one.code,
    ).map(tuple),
    attributes=st.lists(st.builds(Attribute, _line, _line), max_size=2).map(tuple),
)


@settings(deadline=None)
@given(_forms)
def test_3_round_trip_through_toml(form: Form) -> None:
    found, _ = form_file.check(to_toml(form), "made.toml")
    assert found is not None
    assert replace(found, sha256="") == form


@pytest.mark.parametrize("name", SHIPPED)
def test_3_shipped_forms_round_trip(name: str) -> None:
    form = load(name)
    again = form_file.parse(to_toml(form), "again.toml")
    assert replace(again, sha256="") == replace(form, sha256="")


@settings(deadline=None)
@given(st.one_of(st.text(max_size=200), st.binary(max_size=200)))
def test_5_any_text_is_read_or_refused(text: str | bytes) -> None:
    form_file.check(text, "any.toml")


def test_5_damaged_lines_of_a_real_form_never_raise() -> None:
    lines = (FORMS / "pdu-2023.toml").read_text(encoding="utf-8").splitlines()
    for at in range(0, len(lines), 7):
        form_file.check("\n".join(lines[:at] + lines[at + 1 :]), "cut.toml")
        form_file.check("\n".join([*lines[:at], "x = [1, {a = true}]", *lines[at:]]), "more.toml")
