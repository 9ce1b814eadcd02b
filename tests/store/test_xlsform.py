"""Requirements of XLSForm. Source: the XLSForm standard, as `pyxform` reads it.

1. Any set can be exported, and `pyxform` converts what comes out without error or warning.
2. What is exported comes back the same, but for what an XLSForm cannot hold, which is listed.
3. An import carries groups, relevance, constraints, required, hints, translations, usual types.
4. Mistakes are told all at once with sheet, row and column; nothing is made then.
5. What cannot be carried over is listed with sheet, row and column.
6. Expressions are read, never executed; any file is read or refused.
"""

from __future__ import annotations

import importlib.util
import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.errors import FieldkitError
from fieldkit.inspection import form_file
from fieldkit.inspection.condition import Condition, Subject, parse, unparse
from fieldkit.inspection.form import Form, KeyQuestion, Option, Prompt, Standard, Translation
from fieldkit.inspection.form_diff import diff
from fieldkit.inspection.form_toml import to_toml
from fieldkit.store.xlsform_export import export_xlsform
from fieldkit.store.xlsform_import import Imported, import_xlsform
from fieldkit.store.xlsform_rules import Known, to_condition, to_expression
from fieldkit.wording import sentences
from tests.inspection.test_form import SHIPPED, load

LIKE = load("thematic")
NOT_HELD = {"strand", "taken_from", "question_set", "characteristics", "counted", "weight"}
PYXFORM = importlib.util.find_spec("pyxform") is not None
needs_pyxform = pytest.mark.skipif(
    not PYXFORM,
    reason="pyxform is absent, so nothing here was converted: install the dev dependencies",
)


def book(
    survey: Sequence[Sequence[object]],
    choices: Sequence[Sequence[object]] = (),
    settings: Sequence[Sequence[object]] = (),
) -> bytes:
    made = openpyxl.Workbook()
    first = made.active
    assert first is not None
    first.title = "survey"
    for row in survey:
        first.append(list(row))
    for name, rows in (("choices", choices), ("settings", settings)):
        if rows:
            sheet = made.create_sheet(name)
            for row in rows:
                sheet.append(list(row))
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()


def rich() -> Form:
    """A form that uses all of the language that an XLSForm can hold."""
    prompts = (
        Prompt("a", "Yes?", guidance="Look at the log."),
        Prompt(
            "b",
            "One?",
            kind="one_of",
            options=(Option("low risk", "Low"), Option("high", "It's high")),
            ask_if=parse('attribute.kind is "b c" and attribute.age >= 18'),
        ),
        Prompt("c", "Many?", kind="many_of", options=(Option("x", "X"), Option("y", "Y"))),
        Prompt(
            "d",
            "Number?",
            kind="number",
            constraint=parse('answer["S.1/d"] > 0 and answer["S.1/d"] <= 10'),
            constraint_message="From 1 to 10.",
            required_if=parse('answer["S.1/c"] includes "y" or answer["S.1/b"] is "low risk"'),
        ),
        Prompt("e", "Date?", kind="date", required_if=parse("always")),
        Prompt("f", "Text?", kind="text", ask_if=parse('answer["S.1/e"] is answered')),
        Prompt("g", "Rating?", kind="rating"),
    )
    first = KeyQuestion(
        "S.1",
        "Good?",
        guidance="Sufficient when it is.",
        prompts=prompts,
        not_applicable=parse('attribute.kind is in ("a", "b c")'),
        constraint=parse('not (answer["S.1"] is yes and answer["S.1/a"] is no)'),
        constraint_message="Yes does not go with No.",
        required_if=parse("always"),
    )
    second = KeyQuestion(
        "S.2", "Then?", ask_if=parse('answer["S.1"] is no'), reason_needed_for=("yes", "no")
    )
    standards = (
        Standard("S", "One", key_questions=(first, second), confirmed=False),
        Standard("T", "Two", "evidence", key_questions=(KeyQuestion("T.1", "Led?"),)),
    )
    text = to_toml(replace(LIKE, standards=()))
    text += '[[attributes]]\ncode = "kind"\ntitle = "Kind"\nvalues = ["a", "b c"]\n'
    text += '[[attributes]]\ncode = "age"\ntitle = "Age"\n'
    form = form_file.parse(text, "rich.toml")
    labels = (("S", "Un"), ("S.1", "Da?"), ("S.1/a", "Ie?"))
    return replace(form, standards=standards, translations=(Translation("cy", labels),))


def convert(path: Path) -> list[str]:
    """What `pyxform` warns of; it raises on an error."""
    from pyxform.xls2xform import convert as pyxform_convert

    return list(pyxform_convert(str(path), validate=False).warnings)


@needs_pyxform
@pytest.mark.parametrize("name", [*SHIPPED, "rich"])
def test_1_pyxform_converts_every_set(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.xlsx"
    path.write_bytes(export_xlsform(rich() if name == "rich" else load(name))[0])
    warned = [line for one in convert(path) for line in one.splitlines()]
    missing = ["Language 'cy' is missing the survey columns constraint_message, hint."]
    assert warned == (missing if name == "rich" else [])


@needs_pyxform
def test_1_pyxform_would_refuse_a_broken_workbook(tmp_path: Path) -> None:
    path = tmp_path / "broken.xlsx"
    path.write_bytes(book([["type", "name", "label"], ["begin_group", "a", "A"]]))
    with pytest.raises(Exception, match=r"(?i)begin|end"):
        convert(path)


@pytest.mark.parametrize("name", [*SHIPPED, "rich"])
def test_2_what_is_exported_comes_back(name: str) -> None:
    form = rich() if name == "rich" else load(name)
    data, left = export_xlsform(form)
    found = import_xlsform(data, LIKE)
    assert found.wrong == () and found.lost == () and found.form is not None
    changes = [one for one in diff(form, found.form) if one.what != "form"]
    assert [one for one in changes if one.part not in NOT_HELD] == []
    told = {one.part for one in left}
    assert "sampling" in told or form.sampling is None
    assert "key_questions.strand" in told or not any(one.strand for one in form.key_questions())
    _, problems = form_file.check(to_toml(found.form), "back.toml")
    assert [one for one in problems if one.severity == "error"] == []


def test_2_translations_come_back() -> None:
    found = import_xlsform(export_xlsform(rich())[0], LIKE).form
    assert found is not None
    (welsh,) = found.translations
    labels = dict(welsh.labels)
    assert (welsh.language, labels["S"], labels["S.1"], labels["S.1/a"]) == (
        *("cy", "Un"),
        *("Da?", "Ie?"),
    )


SURVEY: list[list[object]] = [
    ["type", "name", "label::English (en)", "label::Cymraeg (cy)", "hint::English (en)", "relevant",
     "constraint", "constraint_message::English (en)", "required", "appearance"],
    ["start", "started"],
    ["begin_group", "contact", "Contact", "Cyswllt"],
    ["begin group", "visits", "Home visits?", "Ymweliadau?", "Look at the log.", "${age} >= 18"],
    ["select_one yn", "seen", "Was a visit made?", None, None, None, None, None, "yes"],
    ["integer", "age", "Age?", None, None, None, ". > 0 and . < 120", "A real age.", "TRUE"],
    ["select_multiple who", "met", "Who was met?", None, None, "${seen} = 'yes'"],
    ["date", "day", "When?", None, None, "selected(${met}, 'child') or not(${age} < 18)"],
    ["begin_group", "deep", None, None, None, "${seen} != 'no'"],
    ["text", "told", "What was said?"],
    ["end_group"],
    ["end_group"],
    ["select one yn", "kept", "Were appointments kept?", "Da?", "All of them.", "${met} != ''"],
    ["decimal", "hours", "Hours?", None, None, None, None, None, "${kept} = 'no'", "numbers"],
    ["end_group"],
    ["note", "thanks", "Thank you", None, None, "today() > 3"],
    ["text", "more", "Anything else?", None, None, "string-length(${told}) > 3"],
]  # fmt: skip
CHOICES: list[list[object]] = [
    ["list_name", "name", "label::English (en)", "label::Cymraeg (cy)"],
    ["yn", "yes", "Yes", "Ydy"],
    ["yn", "no", "No", "Nac ydy"],
    ["yn", "na", "N/A"],
    ["who", "person", "The person", "Y person"],
    ["who", "child", "A child", "Plentyn"],
]
SETTINGS: list[list[object]] = [
    ["form_title", "form_id", "version", "default_language", "style"],
    ["Visits", "visits", 3, "English (en)", "pages"],
]


def visits() -> tuple[Form, Imported]:
    found = import_xlsform(book(SURVEY, CHOICES, SETTINGS), LIKE)
    assert found.wrong == () and found.form is not None
    return found.form, found


def test_3_groups_become_standards_and_key_questions() -> None:
    form, _ = visits()
    assert (form.id, form.version, form.title, form.language) == ("visits", "3", "Visits", "en")
    assert [one.code for one in form.standards] == ["contact", "survey"]
    codes = [one.code for one in form.standards[0].key_questions]
    assert codes == ["visits", "kept", "hours"]
    question = form.key_question("visits")
    assert question is not None and question.guidance == "Look at the log."
    assert [one.code for one in question.prompts] == ["seen", "age", "met", "day", "told"]
    kinds = [one.kind for one in question.prompts]
    assert kinds == ["yes_no", "number", "many_of", "date", "text"]
    assert [one.text for one in question.prompts[2].options] == ["The person", "A child"]
    assert form_file.check(to_toml(form), "visits.toml")[1] == ()


def test_3_rules_become_conditions() -> None:
    form, _ = visits()
    question, kept = form.key_question("visits"), form.key_question("kept")
    assert question is not None and kept is not None
    seen, age, met, day, told = question.prompts
    assert str(question.ask_if) == 'answer["visits/age"] >= 18'
    assert str(seen.required_if) == str(age.required_if) == "always"
    assert str(age.constraint) == 'answer["visits/age"] > 0 and answer["visits/age"] < 120'
    assert age.constraint_message == "A real age."
    assert str(met.ask_if) == 'answer["visits/seen"] is yes'
    assert str(day.ask_if) == (
        'answer["visits/met"] includes "child" or not answer["visits/age"] < 18'
    )
    assert str(told.ask_if) == 'answer["visits/seen"] is not no'
    assert str(kept.ask_if) == 'answer["visits/met"] is answered'
    assert kept.not_applicable is True
    hours = form.key_question("hours")
    assert hours is not None and str(hours.prompts[0].required_if) == 'answer["kept"] is no'


def test_3_a_rule_on_a_standard_holds_for_its_questions() -> None:
    survey: list[list[object]] = [
        ["type", "name", "label", "relevant"],
        ["select_one yn", "first", "First?"],
        ["begin_group", "s", "S", "${first} = 'yes'"],
        ["begin_group", "q", "Q?", "${first} != 'na'"],
        ["text", "p", "P?"],
        ["end_group"],
        ["end_group"],
    ]
    form = import_xlsform(book(survey, CHOICES), LIKE).form
    question = form.key_question("q") if form else None
    assert question is not None
    assert (
        str(question.ask_if) == 'answer["first"] is yes and answer["first"] is not not_applicable'
    )


def test_3_translations_are_kept() -> None:
    form, _ = visits()
    (welsh,) = form.translations
    labels = dict(welsh.labels)
    assert welsh.language == "cy"
    assert (labels["contact"], labels["visits"], labels["kept"]) == (
        "Cyswllt",
        "Ymweliadau?",
        "Da?",
    )
    assert labels["visits/met/options/child"] == "Plentyn"


def test_5_what_is_not_carried_over_is_listed() -> None:
    _, found = visits()
    told = [(one.sheet, one.row, one.column, one.facts["found"]) for one in found.lost]
    assert told == [
        ("survey", 2, "type", "start"),
        ("survey", 6, "type", "integer"),
        ("survey", 14, "appearance", "numbers"),
        ("survey", 16, "type", "note"),
        ("survey", 17, "relevant", "string-length(${told}) > 3"),
        ("settings", 2, "style", "pages"),
    ]


def test_5_more_that_has_no_place() -> None:
    survey: list[list[object]] = [
        ["type", "name", "label", "relevant", "required_message", "default", "calculation"],
        ["begin_repeat", "again", "Again"],
        ["select_one yn or_other", "a", "A?", None, "Please."],
        ["end_repeat"],
        ["calculate", "sum", None, None, None, None, "1 + 1"],
        ["text", "b", "B?", "${sum} = 2", None, "x"],
        ["rank yn", "c", "C?"],
        ["select_one_from_file x.csv", "d", "D?"],
    ]
    found = import_xlsform(book(survey, [*CHOICES[:3], ["yn", "na", "N/A"]]), LIKE)
    assert found.wrong == ()
    assert [(one.row, one.column, one.facts["found"]) for one in found.lost] == [
        (2, "type", "begin_repeat"),
        (3, "required_message", "Please."),
        (3, "type", "or_other"),
        (5, "type", "calculate"),
        (6, "default", "x"),
        (6, "relevant", "${sum} = 2"),
        (7, "type", "rank"),
        (8, "type", "select_one_from_file x.csv"),
    ]


def test_4_all_mistakes_are_told_with_sheet_row_and_column() -> None:
    survey: list[list[object]] = [
        ["type", "name", "label", "relevant", "constraint", "label"],
        ["text", "a", "A?", "${nobody} = 'x'"],
        ["text", "a", "Again?"],
        ["text", "1b", "B?"],
        ["text", None, "C?"],
        ["text", "d"],
        ["colour", "e", "E?"],
        ["select_one missing", "f", "F?"],
        ["select_one", "g", "G?"],
        [None, "h", "H?"],
        ["text", "i", "I?", "${a} = "],
        ["text", "j", "J?", None, ". >> 3"],
        ["end_group"],
        ["begin_group", "k", "K"],
    ]
    choices = [
        ["list_name", "name", "label"],
        ["l", "x", "X"],
        ["l", "x", "Y"],
        ["l", None, "Z"],
        [None, "w", "W"],
    ]
    found = import_xlsform(book(survey, choices), LIKE)
    assert found.form is None
    told = [(one.sheet, one.row, one.column, one.code) for one in found.wrong]
    assert told == [
        ("survey", 1, "label", "xlsform.column_twice"),
        ("survey", 2, "relevant", "xlsform.unknown_name"),
        ("survey", 3, "name", "xlsform.name_twice"),
        ("survey", 4, "name", "xlsform.name"),
        ("survey", 5, "name", "xlsform.empty"),
        ("survey", 6, "label", "xlsform.empty"),
        ("survey", 7, "type", "xlsform.type"),
        ("survey", 8, "type", "xlsform.list"),
        ("survey", 9, "type", "xlsform.list"),
        ("survey", 10, "type", "xlsform.empty"),
        ("survey", 11, "relevant", "xlsform.expression"),
        ("survey", 12, "constraint", "xlsform.expression"),
        ("survey", 13, "type", "xlsform.end"),
        ("survey", 14, "type", "xlsform.not_ended"),
        ("choices", 3, "name", "xlsform.name_twice"),
        ("choices", 4, "name", "xlsform.empty"),
        ("choices", 5, "list_name", "xlsform.empty"),
    ]
    assert {one.code for one in found.wrong} <= set(sentences())


def test_4_sheets_and_columns_that_are_missing() -> None:
    empty = import_xlsform(book([], CHOICES), LIKE)
    assert [(one.sheet, one.code) for one in empty.wrong] == [("survey", "xlsform.no_sheet")]
    bare = import_xlsform(book([["type", "name"]]), LIKE)
    assert [one.code for one in bare.wrong] == ["xlsform.no_rows"]
    unnamed = import_xlsform(book([["kind", "label"], ["text", "A?"]]), LIKE)
    assert ("survey", 1, "type", "xlsform.no_column") in [
        (one.sheet, one.row, one.column, one.code) for one in unnamed.wrong
    ]


def known(name: str) -> Known | None:
    if name in ("a", "b"):
        return Known(Subject("answer", name.upper()), {"1": "yes", "0": "no"})
    return Known(Subject("answer", "M"), {}, several=True) if name == "m" else None


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("${a} = '1'", 'answer["A"] is yes'),
        ("${a} = 1", 'answer["A"] is yes'),
        ("${a}!='0' and ${b} = 'x'", 'answer["A"] is not no and answer["B"] is "x"'),
        ("18 <= ${a}", 'answer["A"] >= 18'),
        ("18 < ${a} and 9 > ${b}", 'answer["A"] > 18 and answer["B"] < 9'),
        ("${a} = '1' or ${a} = '0'", 'answer["A"] is in (yes, no)'),
        ("not(selected(${m}, 'x'))", 'not answer["M"] includes "x"'),
        ("${m} = 'x'", 'answer["M"] includes "x"'),
        ("(true() or false()) and ${b} != ''", '(always or never) and answer["B"] is answered'),
        ("${a} < -2.5", 'answer["A"] < -2.5'),
    ],
)
def test_6_expressions(text: str, condition: str) -> None:
    assert unparse(to_condition(text, known, None)) == condition


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("${a} + 1 = 2", "xlsform.beyond"),
        ("count-selected(${m}) > 1", "xlsform.beyond"),
        ("${a} = ${b}", "xlsform.beyond"),
        ("${z} = 1", "xlsform.unknown_name"),
        ("${a} = 'x", "xlsform.expression"),
        ("${a} ${b}", "xlsform.expression"),
        ("(${a} = 1", "xlsform.expression"),
        (". = 1", "xlsform.expression"),
        ("(" * 200 + "${a} = 1", "xlsform.beyond"),
    ],
)
def test_6_what_is_no_condition(text: str, code: str) -> None:
    with pytest.raises(FieldkitError) as refused:
        to_condition(text, known, None)
    assert refused.value.code == code


@settings(deadline=None)
@given(st.text(alphabet="${ab}.=<>!'\"() 1and or not", max_size=40))
def test_6_any_expression_is_read_or_refused(text: str) -> None:
    try:
        found = to_condition(text, known, None)
    except FieldkitError:
        return
    assert isinstance(found, Condition)


@given(st.binary(max_size=300))
def test_6_any_file_is_read_or_refused(data: bytes) -> None:
    with pytest.raises(FieldkitError, match=r"xlsform\.unreadable"):
        import_xlsform(data, LIKE)


def test_6_what_an_expression_cannot_say_is_left() -> None:
    rule = parse('attribute.kind > "m"')
    with pytest.raises(FieldkitError, match=r"xlsform\.beyond"):
        to_expression(rule, lambda subject: ("${kind}", {}))
    form = rich()
    first = replace(form.standards[0].key_questions[1], ask_if=rule)
    standards = (replace(form.standards[0], key_questions=(first,)),)
    left = export_xlsform(replace(form, standards=standards))[1]
    assert ("S.2", "relevant", 'attribute.kind > "m"') in [
        (one.code, one.part, one.found) for one in left
    ]
