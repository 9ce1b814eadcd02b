"""Requirements of the form language beyond questions.

1. Sampling, the whole rating, characteristics, mappings and translations round-trip through TOML.
2. Mistakes in them are told with their line.
3. A question that no rule can reach is warned of, and none that can be reached.
4. Answers of every kind are checked: required if, not applicable if, constraint with its message.
5. Labels may exist in several languages; what is not translated stays.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.inspection import form_file
from fieldkit.inspection.answer_check import Trouble, check_answers
from fieldkit.inspection.condition import Condition, Known, parse
from fieldkit.inspection.form import (
    LIST_COLUMNS,
    Characteristic,
    Form,
    KeyQuestion,
    Kind,
    Option,
    Prompt,
    Sampling,
    Standard,
    Stratum,
    TakenFrom,
    Translation,
    Whole,
    in_language,
)
from fieldkit.inspection.form_toml import to_toml
from fieldkit.wording import sentences
from tests.inspection.test_condition import trees
from tests.inspection.test_form import _SMALL, load

_line = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12)
_rule = st.one_of(st.none(), trees.map(Condition))
_marks = st.lists(
    st.builds(Characteristic, st.sampled_from(["Low", "High"]), _line), max_size=2
).map(tuple)
_sampling = st.builds(
    Sampling,
    st.integers(0, 1000),
    st.integers(1, 50),
    st.lists(st.sampled_from(LIST_COLUMNS), max_size=3).map(tuple),
    st.lists(
        st.builds(Kind, _line, _line, st.sampled_from(LIST_COLUMNS), st.tuples(_line)), max_size=2
    ).map(tuple),
    st.lists(
        st.builds(Stratum, _line, _line, st.one_of(st.booleans(), trees.map(Condition))),
        max_size=3,
    ).map(tuple),
    st.booleans(),
    _line,
)
_prompts = st.builds(
    Prompt,
    _line,
    _line,
    kind=st.sampled_from(["yes_no", "one_of", "number", "date", "text", "rating"]),
    options=st.lists(st.builds(Option, _line, _line), max_size=2).map(tuple),
    ask_if=_rule,
    required_if=_rule,
    constraint=_rule,
    constraint_message=_line,
)
_forms = st.builds(
    lambda sampling, whole, marks, taken, prompts, labels: replace(
        _SMALL,
        sampling=sampling,
        whole=whole,
        translations=labels,
        standards=(
            Standard(
                "S",
                "One",
                characteristics=marks,
                key_questions=(
                    KeyQuestion("S.1", "Good?", prompts=tuple(prompts), taken_from=taken),
                ),
            ),
        ),
    ),
    st.one_of(st.none(), _sampling),
    st.one_of(st.none(), st.builds(Whole, _line, st.just(""), _marks, st.booleans())),
    _marks,
    st.lists(st.builds(TakenFrom, _line, _line), max_size=2).map(tuple),
    st.lists(_prompts, max_size=2),
    st.sampled_from([(), (Translation("cy", (("S.1", "Da?"), ("S.1/a", "b"))),)]),
)


@settings(deadline=None)
@given(_forms)
def test_1_round_trip(form: Form) -> None:
    found, _ = form_file.check(to_toml(form), "made.toml")
    assert found is not None
    assert replace(found, sha256="") == form


MISTAKES = """\
id = "a"
version = "1"
title = "A"
unit = "case"
ratings = ["Low", "High"]
bands = [{ rating = "Low", percent_from = 0, points = 0 }]

[whole]
title = ""
characteristics = [{ rating = "Lowest", text = "x" }]

[sampling]
buffer = -1
groups = ["office", "street"]
kinds = [{ attribute = "path", value = "a", column = "shoe", words = ["x"] }]

[[sampling.strata]]
code = "A"
title = "A"
when = 'attribute.path is "b"'

[[sampling.strata]]
code = "A"
title = "B"
when = 'attribute.height is "b"'

[translations.cy]
"S.9" = "x"
"S.1" = 3

[[standards]]
code = "S"
title = "S"
basis = "cases"
characteristics = [{ rating = "Low", text = "x" }, { rating = "Low", text = "y" }]

[[standards.key_questions]]
code = "S.1"
text = "One?"
taken_from = [{ form = "b" }]
prompts = [
  { code = "a", text = "P?", constraint = 'answer["S.1/a"] is yes' },
  { code = "b", text = "Q?", options = [{ code = "x", text = "X" }, { code = "x", text = "Y" }] },
]
"""


def test_2_mistakes_are_told_with_their_line() -> None:
    _, problems = form_file.check(MISTAKES, "a.toml")
    assert {(one.code, one.line) for one in problems if one.severity == "error"} == {
        ("form.wrong_value", 9),
        ("form.wrong_value", 10),
        ("form.wrong_value", 13),
        ("form.wrong_value", 14),
        ("form.wrong_value", 15),
        ("form.unknown_value", 20),
        ("form.code_twice", 23),
        ("form.unknown_attribute", 25),
        ("form.wrong_value", 29),
        ("form.code_twice", 35),
        ("form.missing", 40),
        ("form.no_message", 42),
        ("form.code_twice", 43),
        ("form.prompt_options", 43),
        ("form.band_missing", 6),
    }
    warned = {(one.code, one.line) for one in problems if one.severity == "warning"}
    assert warned == {("form.unknown_label", 28), ("form.not_aggregate", 40)}
    assert {one.code for one in problems} <= set(sentences())


ATTRIBUTES = """\
[[attributes]]
code = "kind"
title = "Kind"
values = ["a", "b"]

[[attributes]]
code = "age"
title = "Age"
"""


def reached(rule: str, group: str = "always", earlier: str = "always") -> list[str]:
    """The questions warned of in a form whose second question has this rule."""
    text = to_toml(_SMALL).split("[[standards]]")[0] + ATTRIBUTES
    text += f'[[question_sets]]\ncode = "g"\ntitle = "G"\nask_if = \'{group}\'\n'
    text += '[[standards]]\ncode = "S"\ntitle = "S"\nbasis = "cases"\nquestion_set = "g"\n'
    for code, told in (("S.1", earlier), ("S.2", rule)):
        text += f'[[standards.key_questions]]\ncode = "{code}"\ntext = "Q?"\nask_if = \'{told}\'\n'
    _, problems = form_file.check(text, "a.toml")
    assert all(one.severity == "warning" for one in problems), problems
    return [str(one.facts["question"]) for one in problems if one.code == "form.unreachable"]


@pytest.mark.parametrize(
    "rule",
    [
        "never",
        'attribute.kind is "a" and attribute.kind is "b"',
        'attribute.kind is "a" and not attribute.kind is answered',
        'attribute.kind is answered and not (attribute.kind is "a" or attribute.kind is "b")',
        "attribute.age > 18 and attribute.age < 18",
        'answer["S.1"] is yes and answer["S.1"] is no',
        "not always",
    ],
)
def test_3_what_no_case_can_reach_is_warned_of(rule: str) -> None:
    assert reached(rule) == ["S.2"]


@pytest.mark.parametrize(
    "rule",
    [
        "always",
        'attribute.kind is "a" or attribute.kind is "b"',
        "attribute.age >= 18 and attribute.age <= 18",
        "attribute.age > 17 and attribute.age < 19",
        'attribute.age is not "x" and attribute.age is answered',
        'answer["S.1"] is not answered',
        'attribute.age > "b" and attribute.age < "c"',
    ],
)
def test_3_what_can_be_reached_is_not(rule: str) -> None:
    assert reached(rule) == []


def test_3_rules_above_and_before_count() -> None:
    assert reached('attribute.kind is "a"', group='attribute.kind is "b"') == ["S.2"]
    assert reached('answer["S.1"] is yes', earlier="never") == ["S.1", "S.2"]
    assert reached('answer["S.1"] is not answered', earlier="never") == ["S.1"]


def asked() -> Form:
    """One question with a prompt of every kind, and rules on all of them."""
    prompts = (
        Prompt("a", "Yes?"),
        Prompt("b", "One?", kind="one_of", options=(Option("x", "X"), Option("y", "Y"))),
        Prompt("c", "Many?", kind="many_of", options=(Option("x", "X"), Option("y", "Y"))),
        Prompt(
            "d",
            "Number?",
            kind="number",
            constraint=parse('answer["S.1/d"] <= 10'),
            constraint_message="Ten at most.",
            required_if=parse('answer["S.1"] is no'),
        ),
        Prompt("e", "Date?", kind="date", ask_if=parse('answer["S.1/b"] is "x"')),
        Prompt("f", "Text?", kind="text"),
        Prompt("g", "Rating?", kind="rating"),
    )
    question = KeyQuestion(
        "S.1",
        "Good?",
        prompts=prompts,
        not_applicable=parse('attribute.rosh is "low"'),
        required_if=parse("always"),
        constraint=parse('not (answer["S.1"] is yes and answer["S.1/a"] is no)'),
        constraint_message="Yes does not go with No under a.",
    )
    return replace(_SMALL, standards=(Standard("S", "S", key_questions=(question,)),))


FINE: dict[str, Known] = {
    "S.1": "yes",
    "S.1/a": "yes",
    "S.1/b": "x",
    "S.1/c": ("x", "y"),
    "S.1/d": "9.5",
    "S.1/e": "2026-02-28",
    "S.1/f": "words",
    "S.1/g": "High",
}


def test_4_every_kind_of_answer_may_stand() -> None:
    assert check_answers(asked(), FINE, {}) == ()


@pytest.mark.parametrize(
    ("change", "trouble"),
    [
        ({"S.1": None}, Trouble("S.1", "required")),
        ({"S.1": "not_applicable"}, Trouble("S.1", "not_allowed", "yes, no")),
        ({"S.1/a": "no"}, Trouble("S.1", "constraint", "Yes does not go with No under a.")),
        ({"S.1/a": "x"}, Trouble("S.1/a", "wrong_kind", "yes, no, not_applicable")),
        ({"S.1/b": "z", "S.1/e": None}, Trouble("S.1/b", "wrong_kind", "x, y")),
        ({"S.1/b": ("x", "y"), "S.1/e": None}, Trouble("S.1/b", "wrong_kind", "x, y")),
        ({"S.1/c": ("x", "z")}, Trouble("S.1/c", "wrong_kind", "x, y")),
        ({"S.1/d": "many"}, Trouble("S.1/d", "wrong_kind", "0.0")),
        ({"S.1/d": "11"}, Trouble("S.1/d", "constraint", "Ten at most.")),
        ({"S.1": "no", "S.1/d": None}, Trouble("S.1/d", "required")),
        ({"S.1/e": "30/02/2026"}, Trouble("S.1/e", "wrong_kind", "YYYY-MM-DD")),
        ({"S.1/f": ("a",)}, Trouble("S.1/f", "wrong_kind", "text")),
        ({"S.1/g": "Middling"}, Trouble("S.1/g", "wrong_kind", "Low, High")),
    ],
)
def test_4_what_cannot_stand_is_told(change: dict[str, Known], trouble: Trouble) -> None:
    assert trouble in check_answers(asked(), {**FINE, **change}, {})


def test_4_rules_look_at_the_case() -> None:
    away = {**FINE, "S.1": "not_applicable"}
    assert check_answers(asked(), away, {"rosh": "low"}) == ()
    hidden = {**FINE, "S.1/b": "y", "S.1/e": "nonsense"}
    assert check_answers(asked(), hidden, {}) == ()


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(sorted(FINE)),
        st.one_of(st.none(), st.text(max_size=4), st.integers(), st.tuples(st.text(max_size=3))),
    )
)
def test_4_any_answers_are_judged(answers: dict[str, Known]) -> None:
    check_answers(asked(), answers, {})


def test_5_labels_in_another_language() -> None:
    labels = (("title", "Teitl"), ("S.1", "Da?"), ("S.1/b/options/x", "Ecs"), ("S.1/a", "Ie?"))
    form = replace(asked(), translations=(Translation("cy", labels),))
    spoken = in_language(form, "cy")
    question = spoken.key_question("S.1")
    assert question is not None and (spoken.title, question.text) == ("Teitl", "Da?")
    assert [one.text for one in question.prompts[:3]] == ["Ie?", "One?", "Many?"]
    assert [one.text for one in question.prompts[1].options] == ["Ecs", "Y"]
    assert (spoken.language, in_language(form, "fr")) == ("cy", form)


def test_shipped_sets_say_how_they_are_sampled_and_what_reviews_are_rated_by() -> None:
    for name in ("pdu-2021", "pdu-2023", "probation-2018-nps", "dipp-2025", "region-2023"):
        rules = load(name).sampling
        assert rules is not None and (rules.buffer, rules.per_officer) == (20, 6)
        assert [one.code for one in rules.strata] == ["MCN", "MCL", "MPN", "MPL", "F"]
    review = load("sfo-qa-2021")
    assert review.whole is not None and not review.whole.confirmed
    held = [review.whole.characteristics, *(one.characteristics for one in review.standards)]
    assert all([one.rating for one in told] == list(review.ratings) for told in held)
    assert len({one.text for told in held for one in told}) == 20
