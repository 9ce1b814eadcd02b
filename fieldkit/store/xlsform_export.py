"""Writes a form as an XLSForm workbook: survey, choices, settings, and what it could not say.

Codes travel in columns of our own (``fieldkit_code``, ``fieldkit_role``), which other programs
pass over, so that the same form comes back when the workbook is read again.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from fieldkit.errors import Fact, FieldkitError
from fieldkit.inspection.condition import Condition, Constant, Subject
from fieldkit.inspection.form import (
    NO,
    Attribute,
    Form,
    KeyQuestion,
    Option,
    Prompt,
    Standard,
    in_language,
)
from fieldkit.store.workbook_strings import PlainWorkbook
from fieldkit.store.xlsform_rules import join_away, to_expression

_TYPES = {"number": "decimal", "date": "date", "text": "text"}
_YES_NO = (Option("yes", "Yes"), Option("no", "No"))
_AWAY = (*_YES_NO, Option("not_applicable", "Not applicable"))
_COLUMNS = (
    *("type", "name", "label", "hint", "required", "relevant", "constraint"),
    *("constraint_message", "fieldkit_code", "fieldkit_role"),
)


@dataclass(frozen=True)
class Left:
    """Something of the form that an XLSForm cannot say: where, what, and its text."""

    code: str
    part: str
    found: str


@dataclass
class _Book:
    rows: list[dict[str, str]] = field(default_factory=list)
    lists: dict[str, tuple[tuple[str, str, str], ...]] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)


def export_xlsform(form: Form) -> tuple[bytes, tuple[Left, ...]]:
    """The workbook, and everything of the form that is not in it."""
    made = _Exporter(form)
    made.run()
    return _write(form, made), tuple(made.book.left)


class _Exporter:
    """Lays out the rows of the survey; names are codes made safe, each used once."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.book = _Book()
        self.names: dict[tuple[str, str], str] = {}
        self.values: dict[tuple[str, str], dict[str, str]] = {}
        self.taken: set[str] = set()
        self.languages = [one.language for one in form.translations]
        self.spoken = {one: in_language(form, one) for one in self.languages}
        for attribute in form.attributes:
            self._name("attribute", attribute.code)
        for standard in form.standards:
            self._name("standard", standard.code)
            for question in standard.key_questions:
                self._name("group", question.code)
                self._name("answer", question.code)
                for prompt in question.prompts:
                    self._name("answer", f"{question.code}/{prompt.code}")

    def run(self) -> None:
        """Fill the sheets."""
        self.book.lists["yes_no"] = tuple((one.code, one.text, "") for one in _YES_NO)
        self.book.lists["yes_no_na"] = tuple((one.code, one.text, "") for one in _AWAY)
        self.book.lists["ratings"] = tuple((_safe(word), word, word) for word in self.form.ratings)
        if self.form.attributes:
            self._row("begin_group", "attributes", "attributes", fieldkit_role="attributes")
            for attribute in self.form.attributes:
                self._attribute(attribute)
            self._row("end_group", "", "")
        for standard in self.form.standards:
            self._standard(standard)
        self._whole()
        self._leave_out()

    def _name(self, kind: str, code: str) -> str:
        base = _safe(code if kind in ("answer", "standard") else f"{kind}_{code}")
        name, number = base, 1
        while name.casefold() in self.taken:
            number += 1
            name = f"{base}_{number}"
        self.taken.add(name.casefold())
        self.names[kind, code] = name
        return name

    def _row(self, kind: str, name: str, label: str, **more: str) -> dict[str, str]:
        row = {"type": kind, "name": name, "label": label, **more}
        self.book.rows.append({key: text for key, text in row.items() if text})
        return self.book.rows[-1]

    def _attribute(self, one: Attribute) -> None:
        kind = "text"
        if one.values:
            options = tuple(Option(value, value) for value in one.values)
            kind = f"select_one {self._list('attribute', one.code, options)}"
        name = self.names["attribute", one.code]
        role = "inspection" if one.of == "inspection" else "attribute"
        self._row(kind, name, one.title, fieldkit_code=one.code, fieldkit_role=role)

    def _list(self, kind: str, code: str, options: tuple[Option, ...]) -> str:
        """A list of choices, called after the subject whose values it holds."""
        name = _safe(f"{kind}_{code}")
        called = {one.code: _choice(one.code) for one in options}
        self.values[kind, code] = called
        self.book.lists[name] = tuple(
            (called[one.code], one.text, one.code if called[one.code] != one.code else "")
            for one in options
        )
        return name

    def _standard(self, standard: Standard) -> None:
        name = self.names["standard", standard.code]
        label = f"{standard.code} {standard.title}"
        more = {"fieldkit_code": standard.code, "fieldkit_role": standard.basis}
        row = self._row("begin_group", name, label, **more)
        self._say(row, standard.code, lambda form: _title(form, standard.code))
        if isinstance(standard.applicable, Condition):
            self._rule(row, "relevant", standard.code, standard.applicable)
        for question in standard.key_questions:
            self._question(standard, question)
        if not standard.by_counts:
            self._row(
                "select_one ratings", f"{name}_rating", f"{label}: rating",
                hint="; ".join(f"{one.rating}: {one.text}" for one in standard.characteristics),
                fieldkit_role="rating",
            )  # fmt: skip
        self._row("end_group", "", "")

    def _question(self, standard: Standard, question: KeyQuestion) -> None:
        code = question.code
        row = self._row(
            "begin_group", self.names["group", code], f"{code} {question.text}",
            hint=question.guidance, fieldkit_code=code,
        )  # fmt: skip
        self._say(row, code, lambda form: _text(form, code))
        group = next(
            (one for one in self.form.question_sets if one.code == standard.question_set), None
        )
        rules = [group.ask_if if group else None, question.ask_if]
        self._rules(row, "relevant", code, rules)
        for prompt in question.prompts:
            self._prompt(question, prompt)
        self._judgement(question)
        self._row("end_group", "", "")

    def _judgement(self, question: KeyQuestion) -> None:
        code, name = question.code, self.names["answer", question.code]
        kind = "yes_no" if question.not_applicable is False else "yes_no_na"
        more = {"fieldkit_code": code, "fieldkit_role": "judgement"}
        row = self._row(f"select_one {kind}", name, f"{code}: sufficient?", **more)
        self._required(row, code, question.required_if)
        constraint = question.constraint
        if isinstance(question.not_applicable, Condition):
            constraint = join_away(question.not_applicable, constraint, code)
        if constraint is not None and self._rule(row, "constraint", code, constraint):
            message = question.constraint_message or "Not applicable is not open in this case."
            row["constraint_message"] = message
        for answer in question.reason_needed_for:
            suffix = "reason" if answer == NO else f"reason_{answer}"
            self._row(
                "text", f"{name}_{suffix}", f"{code}: reason for {answer}", required="yes",
                relevant=f"${{{name}}} = '{answer}'", fieldkit_role="reason", fieldkit_code=answer,
            )  # fmt: skip

    def _prompt(self, question: KeyQuestion, prompt: Prompt) -> None:
        at = f"{question.code}/{prompt.code}"
        kind = _TYPES.get(prompt.kind, "")
        if prompt.kind == "yes_no":
            kind = "select_one yes_no_na"
        elif prompt.kind == "rating":
            kind = "select_one ratings"
            self.values["answer", at] = {word: _choice(word) for word in self.form.ratings}
        elif not kind:
            word = "select_one" if prompt.kind == "one_of" else "select_multiple"
            kind = f"{word} {self._list('answer', at, prompt.options)}"
        more = {"hint": prompt.guidance, "fieldkit_code": prompt.code}
        row = self._row(kind, self.names["answer", at], prompt.text, **more)
        self._say(row, at, lambda form: _prompt_text(form, question.code, prompt.code))
        if prompt.ask_if is not None:
            self._rule(row, "relevant", at, prompt.ask_if)
        self._required(row, at, prompt.required_if)
        if prompt.constraint is not None and self._rule(row, "constraint", at, prompt.constraint):
            row["constraint_message"] = prompt.constraint_message

    def _required(self, row: dict[str, str], code: str, rule: Condition | None) -> None:
        if rule is not None and rule.tree == Constant(True):
            row["required"] = "yes"
        elif rule is not None:
            self._rule(row, "required", code, rule)

    def _rules(
        self, row: dict[str, str], column: str, code: str, rules: list[Condition | None]
    ) -> None:
        told = dict.fromkeys(one for one in rules if one is not None)
        texts = [text for one in told if (text := self._expression(column, code, one))]
        if len(texts) == 1:
            row[column] = texts[0]
        elif texts:
            row[column] = " and ".join(f"({text})" for text in texts)

    def _rule(self, row: dict[str, str], column: str, code: str, rule: Condition) -> bool:
        text = self._expression(column, code, rule)
        if text is not None:
            row[column] = text
        return text is not None

    def _expression(self, column: str, code: str, rule: Condition) -> str | None:
        own = Subject("answer", code) if column == "constraint" else None

        def name(subject: Subject) -> tuple[str, dict[str, str]] | None:
            key = (subject.kind, subject.name)
            called = "." if subject == own else f"${{{self.names.get(key)}}}"
            return (called, self.values.get(key, {})) if key in self.names else None

        try:
            return to_expression(rule, name)
        except FieldkitError:
            self.book.left.append(Left(code, column, str(rule)))
            return None

    def _say(self, row: dict[str, str], code: str, find: Callable[[Form], str]) -> None:
        for language, form in self.spoken.items():
            text = find(form)
            shown = row["label"].startswith(f"{code} ")
            row[f"label::{language}"] = f"{code} {text}" if shown else text

    def _whole(self) -> None:
        whole = self.form.whole
        if whole is not None:
            hint = "; ".join(f"{one.rating}: {one.text}" for one in whole.characteristics)
            more = {"hint": hint or whole.guidance, "fieldkit_role": "rating"}
            self._row("select_one ratings", self._name("whole", "rating"), whole.title, **more)

    def _leave_out(self) -> None:
        form, left = self.form, self.book.left
        for part in ("bands", "overall", "discretion", "limits", "word_lists", "sampling"):
            held: object = getattr(form, part)
            if held:
                count = len(held) if isinstance(held, tuple) else 1
                left.append(Left("", part, str(count)))
        for part in ("strand", "word_lists", "source"):
            number = sum(bool(getattr(one, part)) for one in form.key_questions())
            if number:
                left.append(Left("", f"key_questions.{part}", str(number)))
        if form.question_sets:
            left.append(Left("", "question_sets", str(len(form.question_sets))))
        for standard in form.standards:
            told: dict[str, Fact] = {"counted": standard.counted, "weight": standard.weight}
            if told != {"counted": True, "weight": 1}:
                left.append(Left(standard.code, "counted, weight", f"{told}"))
            for question in standard.key_questions:
                if question.taken_from:
                    left.append(Left(question.code, "taken_from", str(len(question.taken_from))))


def _safe(code: str) -> str:
    """A code as a name: letters, digits and underscores, beginning with a letter."""
    name = re.sub(r"[^A-Za-z0-9_]+", "_", code).strip("_") or "q"
    return name if name[0].isalpha() else f"q_{name}"


def _choice(code: str) -> str:
    """A code as the name of a choice, which may hold no blank."""
    return re.sub(r"\s+", "_", code.strip()) or "_"


def _title(form: Form, code: str) -> str:
    found = form.standard(code)
    return found.title if found else ""


def _text(form: Form, code: str) -> str:
    found = form.key_question(code)
    return found.text if found else ""


def _prompt_text(form: Form, code: str, prompt: str) -> str:
    question = form.key_question(code)
    found = question.prompt(prompt) if question else None
    return found.text if found else ""


def _write(form: Form, made: _Exporter) -> bytes:
    data = io.BytesIO()
    book = PlainWorkbook(data, {"in_memory": True, "strings_to_formulas": False})
    spoken = [f"label::{one}" for one in made.languages]
    columns = [*_COLUMNS[:3], *spoken, *_COLUMNS[3:]]
    said = ("label", "hint", "constraint_message") if spoken else ()
    heads = [f"{one}::{form.language}" if one in said else one for one in columns]
    own = f"label::{form.language}" if spoken else "label"
    _sheet(book, "survey", heads, [[row.get(one, "") for one in columns] for row in made.book.rows])
    choices = [
        [name, code, *([label] * (1 + len(spoken))), ours]
        for name, options in made.book.lists.items()
        for code, label, ours in options
    ]
    _sheet(book, "choices", ["list_name", "name", own, *spoken, "fieldkit_code"], choices)
    settings = [form.title, _safe(form.id), form.version, form.language]
    heads = ["form_title", "form_id", "version", "default_language"]
    _sheet(book, "settings", heads, [settings])
    book.close()
    return data.getvalue()


def _sheet(book: PlainWorkbook, name: str, head: list[str], rows: Sequence[Sequence[str]]) -> None:
    sheet = book.add_worksheet(name)
    for at, text in enumerate(head):
        sheet.write_string(0, at, text)
    for line, row in enumerate(rows, start=1):
        for at, text in enumerate(row):
            if text:
                sheet.write_string(line, at, text)
