"""Finds questions that no case can ever be asked, by trying every mix of answers that matters.

Only what a rule looks at is tried: the values it names, those the form allows, none, and another.
A rule that looks at too many things at once is left alone rather than judged wrongly.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from fieldkit.inspection import condition
from fieldkit.inspection.condition import Compare, Condition, Known, Subject
from fieldkit.inspection.form import ANSWERS, Form, KeyQuestion, Prompt, Standard
from fieldkit.inspection.form_lines import Place

_MOST = 20_000
_OTHER = "\x00another"


@dataclass(frozen=True)
class Unreachable:
    """A question or prompt that no rule can reach, and where its rule stands."""

    place: Place
    code: str
    question: str


def unreachable(form: Form) -> tuple[Unreachable, ...]:
    """Every question and prompt that can never be asked, with the rule that shuts it out."""
    found: list[Unreachable] = []
    never: set[str] = set()
    for at, standard in enumerate(form.standards):
        for number, question in enumerate(standard.key_questions):
            place: Place = ("standards", at, "key_questions", number)
            rules = _rules(form, standard, question.ask_if)
            if not _possible(form, rules, never):
                never.add(question.code)
                found.append(Unreachable((*place, "ask_if"), "form.unreachable", question.code))
                continue
            found += _prompts(form, question, rules, place, never)
    return tuple(found)


def _prompts(
    form: Form, question: KeyQuestion, rules: list[Condition], place: Place, never: set[str]
) -> Iterator[Unreachable]:
    for number, prompt in enumerate(question.prompts):
        if prompt.ask_if is not None and not _possible(form, [*rules, prompt.ask_if], never):
            code = f"{question.code}/{prompt.code}"
            never.add(code)
            where: Place = (*place, "prompts", number, "ask_if")
            yield Unreachable(where, "form.unreachable", code)


def _rules(form: Form, standard: Standard, ask_if: Condition | None) -> list[Condition]:
    group = next((one for one in form.question_sets if one.code == standard.question_set), None)
    applicable = standard.applicable if isinstance(standard.applicable, Condition) else None
    every = (ask_if, group.ask_if if group else None, applicable)
    return [one for one in every if one is not None]


def _possible(form: Form, rules: list[Condition], never: set[str]) -> bool:
    if not rules:
        return True
    looked_at: dict[Subject, list[Compare]] = {}
    for rule in rules:
        for compare in condition.comparisons(rule):
            looked_at.setdefault(compare.subject, []).append(compare)
    domains = [_domain(form, subject, uses, never) for subject, uses in looked_at.items()]
    size = 1
    for domain in domains:
        size *= len(domain)
    if size > _MOST:
        return True
    for values in product(*domains):
        known = dict(zip(looked_at, values, strict=True))
        answers = {one.name: value for one, value in known.items() if one.kind == "answer"}
        attributes = {one.name: value for one, value in known.items() if one.kind == "attribute"}
        if all(condition.evaluate(rule, answers, attributes) for rule in rules):
            return True
    return False


def _domain(
    form: Form, subject: Subject, uses: list[Compare], never: set[str]
) -> tuple[Known, ...]:
    if subject.name in never and subject.kind == "answer":
        return (None,)
    named = _named(uses)
    if subject.kind == "attribute":
        attribute = next((one for one in form.attributes if one.code == subject.name), None)
        if attribute is not None and attribute.values:
            return (None, *attribute.values)
        return (None, *named, _OTHER)
    prompt = _prompt(form, subject.name)
    if prompt is None or prompt.kind == "yes_no":
        return (None, *ANSWERS)
    options = tuple(one.code for one in prompt.options)
    if prompt.kind == "one_of":
        return (None, *options)
    if prompt.kind == "many_of":
        return (None, *((one,) for one in options), options)
    return (None, *named, _OTHER)


def _prompt(form: Form, name: str) -> Prompt | None:
    code, _, inner = name.rpartition("/")
    question = form.key_question(code) if code else None
    return question.prompt(inner) if question else None


def _named(uses: list[Compare]) -> tuple[Known, ...]:
    """The values that are compared with, and their neighbours where order matters."""
    found: dict[str, None] = {}
    several = False
    for compare in uses:
        several = several or compare.operator == "includes"
        for value in compare.values:
            found[value.text] = None
            whole = value.text.split(".")[0]
            if value.kind == "number" and len(whole) < 16:
                found |= dict.fromkeys(str(int(whole or "0") + step) for step in (-1, 1))
            elif compare.operator in condition.ORDERINGS:
                found |= dict.fromkeys(("", value.text + "z"))
    return (*found, tuple(found)) if several else tuple(found)
