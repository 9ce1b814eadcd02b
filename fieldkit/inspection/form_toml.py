"""Writes a `Form` as the text of a form file; reading that text again gives an equal form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields

from fieldkit.inspection.condition import Condition, unparse
from fieldkit.inspection.form import Form, KeyQuestion, Option, Prompt, Sampling, Standard

_INSIDE = {
    *("standards", "key_questions", "prompts", "options", "word_lists", "sha256"),
    *("characteristics", "taken_from", "kinds", "strata", "whole", "sampling", "translations"),
}
_ALWAYS = {
    "basis",
    "counted",
    "language",
    "confidence",
    "near_points",
    "one_case",
    "small_sample",
    "buffer",
    "per_officer",
    "groups",
}
_LISTED = ("bands", "overall", "limits", "attributes", "question_sets")


def to_toml(form: Form) -> str:
    """The form as TOML. `sha256` is left out, since it is of the bytes that come of this."""
    return "\n".join(_form(form)) + "\n"


def _form(form: Form) -> Iterator[str]:
    yield from _pairs(form, {*_LISTED, "discretion"} | _INSIDE)
    if form.word_lists:
        yield from ("", "[word_lists]")
        yield from (f"{_key(one.code)} = {_value(one.words)}" for one in form.word_lists)
    if form.discretion is not None:
        yield from ("", "[discretion]")
        yield from _pairs(form.discretion, set())
    for name in _LISTED:
        for one in getattr(form, name):
            yield from ("", f"[[{name}]]")
            yield from _pairs(one, set())
    if form.whole is not None:
        yield from ("", "[whole]")
        yield from _pairs(form.whole, _INSIDE)
        yield from _list("characteristics", form.whole.characteristics)
    yield from _sampling(form.sampling)
    for one in form.translations:
        yield from ("", f"[translations.{_key(one.language)}]")
        yield from (f"{_key(code)} = {_text(label)}" for code, label in one.labels)
    for standard in form.standards:
        yield from _standard(standard)


def _sampling(sampling: Sampling | None) -> Iterator[str]:
    if sampling is None:
        return
    yield from ("", "[sampling]")
    yield from _pairs(sampling, _INSIDE)
    yield from _list("kinds", sampling.kinds)
    for stratum in sampling.strata:
        yield from ("", "[[sampling.strata]]")
        yield from _pairs(stratum, set())
    if not sampling.strata:
        yield "strata = []"


def _list(name: str, items: Iterable[object]) -> Iterator[str]:
    """A list of small tables, one on a line; nothing where the list is empty."""
    lines = [f"  {{ {', '.join(_pairs(one, set()))} }}," for one in items]
    if lines:
        yield from (f"{name} = [", *lines, "]")


def _standard(standard: Standard) -> Iterator[str]:
    yield from ("", "[[standards]]")
    yield from _pairs(standard, _INSIDE)
    yield from _list("characteristics", standard.characteristics)
    for question in standard.key_questions:
        yield from _question(question)


def _question(question: KeyQuestion) -> Iterator[str]:
    yield from ("", "[[standards.key_questions]]")
    yield from _pairs(question, _INSIDE - {"word_lists"})
    yield from _list("taken_from", question.taken_from)
    if question.prompts:
        yield "prompts = ["
        yield from (f"  {_prompt(prompt)}," for prompt in question.prompts)
        yield "]"


def _prompt(prompt: Prompt) -> str:
    pairs = list(_pairs(prompt, _INSIDE))
    if prompt.options:
        pairs.append(f"options = [{', '.join(_option(one) for one in prompt.options)}]")
    return "{ " + ", ".join(pairs) + " }"


def _option(option: Option) -> str:
    return "{ " + ", ".join(_pairs(option, set())) + " }"


def _pairs(of: object, leave_out: set[str]) -> Iterator[str]:
    for one in fields(of):  # type: ignore[arg-type]
        value = getattr(of, one.name)
        if one.name in leave_out or value is None:
            continue
        if one.name in _ALWAYS or value != one.default:
            yield f"{one.name} = {_value(value)}"


def _key(name: str) -> str:
    bare = name.replace("_", "").replace("-", "")
    return name if bare.isascii() and bare.isalnum() else _text(name)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Condition):
        return _text(unparse(value))
    if isinstance(value, Iterable) and not isinstance(value, str):
        return f"[{', '.join(_value(one) for one in value)}]"
    return str(value) if isinstance(value, int) else _text(str(value))


def _text(text: str) -> str:
    marks = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
    plain = (
        marks.get(one) or (f"\\u{ord(one):04x}" if ord(one) < 32 or ord(one) == 127 else one)
        for one in text
    )
    return '"' + "".join(plain) + '"'
