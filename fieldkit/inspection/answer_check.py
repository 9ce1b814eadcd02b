"""Checks the answers of one case against its form: what is missing, and what cannot stand.

Covers every kind of answer: yes and no, choices, number, date, text, and rating by characteristics.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from fieldkit.inspection.condition import Condition, Known, evaluate
from fieldkit.inspection.form import ANSWERS, Form, KeyQuestion, Prompt


@dataclass(frozen=True)
class Trouble:
    """One thing to mend: ``required``, ``not_allowed``, ``wrong_kind`` or ``constraint``.

    `at` is a key question, or a prompt as ``QUESTION/PROMPT``; `words` is the form's own message
    for a constraint, else what is accepted.
    """

    at: str
    code: str
    words: str = ""


def check_answers(
    form: Form, answers: Mapping[str, Known], attributes: Mapping[str, Known]
) -> tuple[Trouble, ...]:
    """Every trouble of one case, in the order of the form. Never raises.

    `answers` holds key questions by code and prompts as ``QUESTION/PROMPT``; a choice of several
    is a tuple. A question that is not asked is passed over, with its prompts.
    """
    found: list[Trouble] = []
    for standard, question in form.walk():
        group = next((one for one in form.question_sets if one.code == standard.question_set), None)
        if group is not None and group.ask_if and not evaluate(group.ask_if, answers, attributes):
            continue
        if question.asked(answers, attributes):
            found += _question(question, answers, attributes)
            for prompt in question.prompts:
                if prompt.ask_if is None or evaluate(prompt.ask_if, answers, attributes):
                    found += _prompt(form, question, prompt, answers, attributes)
    return tuple(found)


def _question(
    question: KeyQuestion, answers: Mapping[str, Known], attributes: Mapping[str, Known]
) -> Iterator[Trouble]:
    value, code = answers.get(question.code), question.code
    if value in (None, "", ()):
        if question.required_if and evaluate(question.required_if, answers, attributes):
            yield Trouble(code, "required")
        return
    allowed = question.answers_allowed(answers, attributes)
    if value not in allowed:
        yield Trouble(code, "not_allowed", ", ".join(allowed))
    yield from _constraint(
        code, question.constraint, question.constraint_message, answers, attributes
    )


def _prompt(
    form: Form,
    question: KeyQuestion,
    prompt: Prompt,
    answers: Mapping[str, Known],
    attributes: Mapping[str, Known],
) -> Iterator[Trouble]:
    at = f"{question.code}/{prompt.code}"
    value = answers.get(at)
    if value in (None, "", ()):
        if prompt.required_if and evaluate(prompt.required_if, answers, attributes):
            yield Trouble(at, "required")
        return
    accepted = accepts(form, prompt, value)
    if accepted is not None:
        yield Trouble(at, "wrong_kind", accepted)
    yield from _constraint(at, prompt.constraint, prompt.constraint_message, answers, attributes)


def _constraint(
    at: str,
    rule: Condition | None,
    message: str,
    answers: Mapping[str, Known],
    attributes: Mapping[str, Known],
) -> Iterator[Trouble]:
    if rule is not None and not evaluate(rule, answers, attributes):
        yield Trouble(at, "constraint", message)


def accepts(form: Form, prompt: Prompt, value: Known) -> str | None:
    """None if `value` is an answer to `prompt`, else what would be: words or a form of writing."""
    options = tuple(one.code for one in prompt.options)
    several = value if isinstance(value, tuple) else (value,)
    choices = {"yes_no": ANSWERS, "one_of": options, "many_of": options, "rating": form.ratings}
    if prompt.kind in choices:
        known = choices[prompt.kind]
        one = prompt.kind == "many_of" or len(several) == 1
        return None if one and all(each in known for each in several) else ", ".join(known)
    if prompt.kind == "number":
        return None if _number(value) else "0.0"
    if prompt.kind == "date":
        return None if _date(value) else "YYYY-MM-DD"
    return None if isinstance(value, str) else "text"


def _number(value: Known) -> bool:
    try:
        return Decimal(str(value).strip()).is_finite()
    except InvalidOperation:
        return False


def _date(value: Known) -> bool:
    try:
        return date.fromisoformat(str(value)).isoformat() == value
    except ValueError:
        return False
