"""Makes a form of an XLSForm workbook: groups to standards and key questions, the rest to prompts.

A group at the top is a standard, a group inside it a key question, whose own answer is always yes
or no for sufficient; the questions in it are its prompts. A question that stands in no such group
gets a key question of its own. Deeper groups are flattened, and their rules kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from fieldkit.inspection.condition import (
    Condition,
    Subject,
    comparisons,
)
from fieldkit.inspection.form import (
    BASES,
    NOT_APPLICABLE,
    Attribute,
    Form,
    KeyQuestion,
    Prompt,
    Standard,
    Translation,
)
from fieldkit.store.xlsform_rules import Known, split_away
from fieldkit.store.xlsform_sheets import Row, Trouble, Troubles, Workbook, read_workbook
from fieldkit.store.xlsform_tree import Node, Rules, lost_names, read_tree
from fieldkit.store.xlsform_types import Choices, Type, read_choices

_SETTINGS = {"form_title", "form_id", "version", "default_language"}
_OURS = ("judgement", "reason", "rating")


@dataclass(frozen=True)
class Imported:
    """The form, None after a mistake; the mistakes; and what could not be carried over."""

    form: Form | None
    wrong: tuple[Trouble, ...]
    lost: tuple[Trouble, ...]


def import_xlsform(data: bytes, like: Form) -> Imported:
    """Read an XLSForm. Ratings, bands and sampling, which it has none of, are taken from `like`.

    Raises FieldkitError ``xlsform.unreadable``; every other mistake is in the result.
    """
    troubles = Troubles()
    book = read_workbook(data, troubles)
    made = _Maker(book, like, troubles).form() if book.survey else None
    if not book.survey and not troubles.found:
        troubles.wrong("survey", 1, "", "xlsform.no_rows")
    order = {"survey": 0, "choices": 1, "settings": 2}
    found = sorted(troubles.found, key=lambda one: (order.get(one.sheet, 3), one.row, one.column))
    wrong = tuple(one for one in found if not one.lost)
    return Imported(None if wrong else made, wrong, tuple(one for one in found if one.lost))


class _Maker:
    """Builds the form in two passes: the tree of groups first, then rules, which look across."""

    def __init__(self, book: Workbook, like: Form, troubles: Troubles) -> None:
        self.book, self.like, self.troubles = book, like, troubles
        spoken = book.settings.get("default_language", "")
        code = re.search(r"\(([A-Za-z-]+)\)\s*$", spoken)
        self.language = code.group(1) if code else spoken
        self.lists = read_choices(book, self.language, troubles)
        self.known: dict[str, Known | None] = {}
        self.labels: dict[str, dict[str, str]] = {}
        self.attributes: tuple[Attribute, ...] = ()
        self.rules = Rules(book, troubles, self.known)

    def form(self) -> Form:
        for column in ("type", "name"):
            if column not in self.book.columns["survey"]:
                self.troubles.wrong("survey", 1, column, "xlsform.no_column", needed=column)
        top = read_tree(self.book, self.lists, self.language, self.troubles)
        standards = [
            node for node in top if node.kind.what == "begin" and node.role != "attributes"
        ]
        loose = [one for one in top if one.kind.what != "begin" and one.role not in _OURS]
        held = [node for node in top if node.role == "attributes"]
        self.attributes = tuple(self._attribute(one) for node in held for one in node.inside)
        self.known |= dict.fromkeys(lost_names(top))
        for node in standards:
            self._learn(node.inside)
        self._learn(loose)
        made = [self._standard(node.code, self._label(node), node) for node in standards]
        if loose:
            row = Row(0, {}, {})
            root = Node(row, Type("begin", "group"), "survey", loose)
            made.append(self._standard("survey", "Survey", root))
        settings = self.book.settings
        for name, value in settings.items():
            if name not in _SETTINGS:
                self.troubles.lost("settings", 2, name, value)
        title = settings.get("form_title", "Imported form")
        return replace(
            self.like,
            id=settings.get("form_id", "imported"),
            version=settings.get("version", "1"),
            title=title,
            language=self.language or "en",
            confirmed=False,
            source="Imported from an XLSForm workbook",
            standards=tuple(made),
            attributes=self.attributes or self.like.attributes,
            question_sets=(),
            overall=(),
            limits=(),
            word_lists=(),
            whole=None,
            translations=self._translations(),
            sha256="",
        )

    def _label(self, node: Node) -> str:
        text = node.row.said("label", self.language) or node.name
        role = node.row.get("fieldkit_code")
        return text.removeprefix(f"{role} ") if role else text

    def _attribute(self, node: Node) -> Attribute:
        choices = self.lists.get(node.kind.choices)
        codes = dict(choices.codes) if choices else {}
        self.known[node.name] = Known(Subject("attribute", node.code), codes)
        values = tuple(one.code for one in choices.options) if choices else ()
        of = "inspection" if node.role == "inspection" else "case"
        return Attribute(node.code, self._label(node), values, of)

    def _flat(
        self, nodes: list[Node], rules: tuple[Node, ...] = ()
    ) -> Iterator[tuple[Node, tuple[Node, ...]]]:
        for node in nodes:
            if node.kind.what == "begin":
                yield from self._flat(node.inside, (*rules, node))
            elif node.kind.what == "question":
                yield node, rules

    def _learn(self, nodes: list[Node]) -> None:
        """Which subject each name stands for, before any rule is read."""
        for node in nodes:
            if node.kind.what == "begin":
                for one, _ in self._flat(node.inside):
                    self._subject(one, node.code)
            elif node.kind.what == "question":
                self._subject(node, "")

    def _subject(self, node: Node, question: str) -> None:
        choices = self.lists.get(node.kind.choices)
        codes = choices.means if choices and node.kind.kind == "yes_no" else {}
        means = dict(codes or (choices.codes if choices else {}))
        several = node.kind.kind == "many_of"
        own = not question or node.role == "judgement"
        name = (
            (question or node.code)
            if own and self._judged(node)
            else f"{question or node.code}/{node.code}"
        )
        if node.role in ("reason", "rating"):
            self.known[node.name] = None
            return
        self.known[node.name] = Known(Subject("answer", name), means, several)

    def _judged(self, node: Node) -> bool:
        return node.kind.kind == "yes_no"

    def _standard(self, code: str, title: str, node: Node) -> Standard:
        """A group at the top. Its rule over the inspection alone says whether it applies."""
        questions = []
        rule = self.rules.read(node, "relevant")
        of = {one.code for one in self.attributes if one.of == "inspection"}
        looked_at = [one.subject for one in comparisons(rule or False)]
        whole = all(one.kind == "attribute" and one.name in of for one in looked_at)
        above = () if whole else (node,)
        for one in node.inside:
            if one.kind.what == "begin":
                questions.append(self._group(one, above))
            elif one.kind.what == "question" and one.role not in _OURS:
                questions.append(self._alone(one, above))
        self._say(code, node, "label")
        basis = node.role if node.role in BASES else "cases"
        applicable = rule if rule is not None and whole else True
        held = tuple(questions)
        return Standard(
            code, title, basis, key_questions=held, applicable=applicable, confirmed=False
        )

    def _group(self, node: Node, standard: tuple[Node, ...]) -> KeyQuestion:
        """A group as a key question; a row of the role judgement holds the rules of its answer."""
        prompts = []
        judged = None
        for one, above in self._flat(node.inside):
            if one.role == "judgement":
                judged = one
            elif one.role not in _OURS:
                prompts.append(self._prompt(one, node.code, above))
        self._say(node.code, node, "label")
        self._say(f"{node.code}/guidance", node, "hint")
        made = KeyQuestion(
            node.code,
            self._label(node),
            guidance=self._guidance(node),
            prompts=tuple(prompts),
            ask_if=self.rules.every((*standard, node)),
            not_applicable=True,
            confirmed=False,
            source="Imported from an XLSForm workbook",
        )
        if judged is None:
            return made
        reasons = tuple(one.code for one, _ in self._flat(node.inside) if one.role == "reason")
        return replace(self._rules_of(made, judged), reason_needed_for=reasons)

    def _rules_of(self, made: KeyQuestion, node: Node) -> KeyQuestion:
        choices = self.lists.get(node.kind.choices)
        away: Condition | bool = bool(choices and NOT_APPLICABLE in choices.means.values())
        constraint = self.rules.read(node, "constraint")
        if away and constraint is not None:
            rule, constraint = split_away(constraint, made.code)
            away = rule or away
        return replace(
            made,
            not_applicable=away,
            required_if=self.rules.required(node),
            constraint=constraint,
            constraint_message=self._message(node) if constraint else "",
        )

    def _alone(self, node: Node, standard: tuple[Node, ...]) -> KeyQuestion:
        """A question outside a key question's group becomes one, or the one prompt of one."""
        made = KeyQuestion(
            node.code,
            self._label(node),
            ask_if=self.rules.every((*standard, node)),
            confirmed=False,
            source="Imported from an XLSForm workbook",
        )
        self._say(node.code, node, "label")
        if self._judged(node):
            self._say(f"{node.code}/guidance", node, "hint")
            return self._rules_of(replace(made, guidance=self._guidance(node)), node)
        prompt = replace(self._prompt(node, node.code, ()), ask_if=None)
        return replace(made, prompts=(prompt,), not_applicable=True)

    def _prompt(self, node: Node, question: str, above: tuple[Node, ...]) -> Prompt:
        choices = self.lists.get(node.kind.choices)
        options = choices.options if choices and node.kind.kind in ("one_of", "many_of") else ()
        at = f"{question}/{node.code}"
        self._say(at, node, "label")
        self._say(f"{at}/guidance", node, "hint")
        if choices and options:
            self._options(at, choices)
        kind = node.kind.kind
        if options and tuple(one.code for one in options) == self.like.ratings:
            kind, options = "rating", ()
        constraint = self.rules.read(node, "constraint")
        return Prompt(
            node.code,
            self._label(node),
            guidance=self._guidance(node),
            kind=kind,
            options=options,
            ask_if=self.rules.every((*above, node)),
            required_if=self.rules.required(node),
            constraint=constraint,
            constraint_message=self._message(node) if constraint else "",
        )

    def _guidance(self, node: Node) -> str:
        parts = (
            node.row.said("hint", self.language),
            node.row.said("guidance_hint", self.language),
        )
        return " ".join(part for part in parts if part)

    def _message(self, node: Node) -> str:
        return node.row.said("constraint_message", self.language) or node.row.get("constraint")

    def _say(self, code: str, node: Node, column: str) -> None:
        """Keep a label of another language, in the order of the sheet."""
        for (name, language), text in node.row.spoken.items():
            if name == column and language and language != self.language:
                plain = text.removeprefix(f"{node.row.get('fieldkit_code')} ")
                self.labels.setdefault(language, {})[code] = plain

    def _options(self, at: str, choices: Choices) -> None:
        for option, row in zip(choices.options, choices.rows, strict=True):
            for (name, language), text in row.spoken.items():
                if name == "label" and language and language != self.language:
                    self.labels.setdefault(language, {})[f"{at}/options/{option.code}"] = text

    def _translations(self) -> tuple[Translation, ...]:
        return tuple(
            Translation(language, tuple(labels.items())) for language, labels in self.labels.items()
        )
