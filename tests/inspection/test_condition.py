"""Requirements of the condition language.

1. What is written is what is judged: is, is not, in, includes, answered, orderings, and, or, not.
2. A missing value equals nothing, and judging never raises.
3. A mistake is refused with its position and what could have stood there.
4. Writing a condition and reading it again gives an equal condition.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.errors import FieldkitError
from fieldkit.inspection import condition
from fieldkit.inspection.condition import (
    Compare,
    Condition,
    Constant,
    Either,
    Every,
    Not,
    Subject,
    Tree,
    Value,
)

ANSWERS = {"P 2.1.1": "yes", "P 2.1.2": None, "C 1": ("red", "blue")}
ATTRIBUTES = {"sentence_type": "licence", "age": "17", "started": "2025-03-01"}

CASES = [
    ('attribute.sentence_type is "licence" and answer["P 2.1.1"] is yes', True),
    ('attribute.sentence_type is not "licence"', False),
    ('attribute.sentence_type is in ("order", "licence")', True),
    ('attribute.sentence_type is not in ("order", "licence")', False),
    ("attribute.age < 18", True),
    ("attribute.age >= 17.0", True),
    ('attribute.started > "2025-02-28"', True),
    ("attribute.sentence_type > 3", False),
    ('answer["P 2.1.1"] is answered', True),
    ('answer["P 2.1.2"] is answered', False),
    ('answer["P 2.1.2"] is not answered', True),
    ('answer["C 1"] includes "red"', True),
    ('answer["C 1"] includes "green"', False),
    ('answer["P 2.1.2"] is yes', False),
    ('answer["P 2.1.2"] is not yes', True),
    ('not answer["P 2.1.1"] is no', True),
    ("(always or never) and not never", True),
    ("never and always or always", True),
    ("never and (always or always)", False),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_1_judged_as_written(text: str, expected: bool) -> None:
    assert condition.evaluate(condition.parse(text), ANSWERS, ATTRIBUTES) is expected


def test_1_a_plain_bool_holds_as_it_stands() -> None:
    assert condition.evaluate(True, {}, {}) is True
    assert condition.evaluate(False, {}, {}) is False


MISTAKES = [
    ("", 1, "attribute.NAME"),
    ("attribute.age is", 17, "yes, no"),
    ("attribute.age = 3", 15, "attribute.NAME"),
    ("attribute.age is yes yes", 22, "and, or, end"),
    ("attribute.age < yes", 17, "a number"),
    ("(always", 8, ")"),
    ('attribute.age is in ("a"', 25, ")"),
    ("answer is yes", 1, "attribute.NAME"),
    ("attribute.age", 14, "is, is not"),
    ('__import__("os")', 1, "attribute.NAME"),
    ("not " * 200 + "always", 241, "less deeply"),
]


@pytest.mark.parametrize(("text", "position", "accepted"), MISTAKES)
def test_3_mistakes_are_located(text: str, position: int, accepted: str) -> None:
    with pytest.raises(FieldkitError) as refused:
        condition.parse(text)
    assert refused.value.code == "form.condition"
    assert refused.value.facts["position"] == position
    assert accepted in str(refused.value.facts["accepted"])


_names = st.from_regex(r"[a-z_][a-z0-9_]{0,8}", fullmatch=True)
_texts = st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=12)
_codes = st.from_regex(r"[A-Z] [0-9]\.[0-9]", fullmatch=True)
_subjects = st.one_of(
    st.builds(Subject, st.just("attribute"), _names), st.builds(Subject, st.just("answer"), _codes)
)
_numbers = st.integers(-999, 999).map(lambda one: Value("number", str(one)))
_values = st.one_of(
    st.builds(Value, st.just("text"), _texts),
    _numbers,
    st.sampled_from(condition.BARE).map(lambda one: Value("bare", one)),
)
_one = st.tuples(_values)
_several = st.lists(_values, min_size=1, max_size=3).map(tuple)
_compares = st.one_of(
    st.builds(Compare, _subjects, st.sampled_from(["is", "includes"]), _one),
    st.builds(Compare, _subjects, st.just("answered")),
    st.builds(
        Compare, _subjects, st.just("in"), st.lists(_values, min_size=1, max_size=3).map(tuple)
    ),
    st.builds(Compare, _subjects, st.sampled_from(condition.ORDERINGS), st.tuples(_numbers)),
)


def _grow(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    parts = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(st.builds(Not, inner), st.builds(Every, parts), st.builds(Either, parts))


trees: st.SearchStrategy[Tree] = st.recursive(
    st.one_of(_compares, st.builds(Constant, st.booleans())), _grow, max_leaves=8
)


@given(trees)
def test_4_round_trip(tree: Tree) -> None:
    written = condition.unparse(Condition(tree))
    assert condition.parse(written) == Condition(tree)


@given(
    trees, st.dictionaries(_codes, st.one_of(st.none(), _texts)), st.dictionaries(_names, _texts)
)
def test_2_judging_never_raises(
    tree: Tree, answers: dict[str, str | None], attributes: dict[str, str]
) -> None:
    assert condition.evaluate(Condition(tree), answers, attributes) in (True, False)


@given(st.text(max_size=40))
def test_3_any_text_is_read_or_refused(text: str) -> None:
    try:
        condition.parse(text)
    except FieldkitError as error:
        assert error.code == "form.condition"
