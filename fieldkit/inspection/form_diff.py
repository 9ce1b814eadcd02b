"""What changed from one version of a form to another, and which readings that touches.

Answers are never dropped by moving: those to removed questions are kept, and named here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Protocol, TypeVar

from fieldkit.inspection.condition import Condition, unparse
from fieldkit.inspection.form import Form, KeyQuestion, Prompt, Standard

ADDED, REMOVED, REWORDED, RULE, MOVED = "added", "removed", "reworded", "rule_changed", "moved"
_WORDS = {"text", "title", "guidance", "characteristics", "strand", "constraint_message"}
_INSIDE = {"standards", "key_questions", "prompts", "code"}
_NOT_RULES = {"version", "sha256", "confirmed", "source", "language", "translations", "word_lists"}


class _Coded(Protocol):
    @property
    def code(self) -> str: ...


Part = TypeVar("Part", bound=_Coded)


@dataclass(frozen=True)
class Change:
    """One difference. `what` is form, standard, key_question or prompt; a prompt's code is
    ``QUESTION/PROMPT``. `part` names what differs, `before` and `after` hold it as text.
    """

    kind: str
    what: str
    code: str
    part: str = ""
    before: str = ""
    after: str = ""

    @property
    def question(self) -> str:
        """The key question it is about, empty for a form or a standard."""
        if self.what == "prompt":
            return self.code.rpartition("/")[0]
        return self.code if self.what == "key_question" else ""


@dataclass(frozen=True)
class Touched:
    """A reading that a change touches, and how: ``kept``, ``look_again`` or ``to_answer``."""

    reading: str
    question: str
    how: str


def diff(old: Form, new: Form) -> tuple[Change, ...]:
    """Every difference from `old` to `new`, in the order of the new form, removals last."""
    changes = [*_fields("form", "", old, new)]
    changes += _parts("standard", "", old.standards, new.standards)
    before = {one.code: one for one in old.standards}
    for standard in new.standards:
        if standard.code in before:
            changes += _fields("standard", standard.code, before[standard.code], standard)
    changes += _questions(old, new)
    first = [one for one in changes if one.kind != REMOVED]
    return (*first, *(one for one in changes if one.kind == REMOVED))


def _questions(old: Form, new: Form) -> Iterator[Change]:
    """A key question keeps its identity by code, also where it moves to another standard."""
    yield from _parts("key_question", "", old.key_questions(), new.key_questions())
    before = {question.code: (standard, question) for standard, question in old.walk()}
    for standard, question in new.walk():
        if question.code not in before:
            continue
        was_in, was = before[question.code]
        if was_in.code != standard.code:
            moved = ("standard", was_in.code, standard.code)
            yield Change(MOVED, "key_question", question.code, *moved)
        yield from _fields("key_question", question.code, was, question)
        yield from _parts("prompt", f"{question.code}/", was.prompts, question.prompts)
        held = {prompt.code: prompt for prompt in was.prompts}
        for prompt in question.prompts:
            if prompt.code in held:
                code = f"{question.code}/{prompt.code}"
                yield from _fields("prompt", code, held[prompt.code], prompt)


def _parts(
    what: str, before: str, old: tuple[Part, ...], new: tuple[Part, ...]
) -> Iterator[Change]:
    had, has = {one.code for one in old}, {one.code for one in new}
    for one in new:
        if one.code not in had:
            yield Change(ADDED, what, before + one.code, after=_words_of(one))
    for one in old:
        if one.code not in has:
            yield Change(REMOVED, what, before + one.code, before=_words_of(one))


def _words_of(one: object) -> str:
    return str(getattr(one, "text", None) or getattr(one, "title", ""))


def _fields(
    what: str, code: str, old: Form | Standard | KeyQuestion | Prompt, new: object
) -> Iterator[Change]:
    for one in fields(old):
        if one.name in _INSIDE or one.name in _NOT_RULES:
            continue
        before, after = getattr(old, one.name), getattr(new, one.name)
        if before != after:
            kind = REWORDED if one.name in _WORDS else RULE
            yield Change(kind, what, code, one.name, _text(before), _text(after))


def _text(value: object) -> str:
    if isinstance(value, Condition):
        return unparse(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return "; ".join(_text(one) for one in value)
    if value is None or isinstance(value, str | int):
        return "" if value is None else str(value)
    told = (getattr(value, one.name) for one in fields(value))  # type: ignore[arg-type]
    return " ".join(filter(None, map(_text, told)))


def touched(
    changes: tuple[Change, ...], readings: Mapping[str, Mapping[str, object]]
) -> tuple[Touched, ...]:
    """The readings that `changes` touch, once per question.

    `readings` maps a reading to its answers by key question (and prompts as ``QUESTION/PROMPT``).
    An answer to something removed is kept; one to something reworded, moved or under another rule
    is to be looked at again; a question added is to be answered. A rule of a standard or of the
    form touches no answer, only the rating.
    """
    how = {ADDED: "to_answer", REMOVED: "kept"}
    found: dict[tuple[str, str], str] = {}
    rank = ("to_answer", "kept", "look_again")
    for change in changes:
        if not change.question:
            continue
        effect = how.get(change.kind, "look_again")
        for reading, answers in readings.items():
            given = answers.get(change.code) is not None
            key = (reading, change.code)
            needed = change.kind == ADDED and change.what == "key_question"
            if needed != given and (needed or given):
                found[key] = max(found.get(key, "to_answer"), effect, key=rank.index)
    return tuple(Touched(*key, effect) for key, effect in sorted(found.items()))
