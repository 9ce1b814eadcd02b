"""Reads the survey of an XLSForm as a tree of groups and questions, and the rules on its rows.

Every mistake is told, and everything that a form cannot hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from fieldkit.errors import FieldkitError
from fieldkit.inspection.condition import Condition, Constant, Every, Tree
from fieldkit.store.xlsform_rules import Known, to_condition
from fieldkit.store.xlsform_sheets import Row, Trouble, Troubles, Workbook
from fieldkit.store.xlsform_types import Choices, Type, read_type

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_CARRIED = {
    *("type", "name", "relevant", "constraint", "required", "fieldkit_code", "fieldkit_role"),
}


@dataclass
class Node:
    """A group or question of the survey with what is in it."""

    row: Row
    kind: Type
    name: str
    inside: list[Node] = field(default_factory=list)

    @property
    def code(self) -> str:
        """The code of ours that the row carries, else its name."""
        return self.row.get("fieldkit_code") or self.name

    @property
    def role(self) -> str:
        """What the row is in an export of ours, empty in a form of others."""
        return self.row.get("fieldkit_role")


def read_tree(
    book: Workbook, lists: Mapping[str, Choices], language: str, troubles: Troubles
) -> list[Node]:
    """The rows that stand in no group, and in them the rest."""
    top: list[Node] = []
    stack: list[Node] = []
    names: set[str] = set()
    for row in book.survey:
        if not row.get("type"):
            troubles.wrong("survey", row.number, "type", "xlsform.empty", column_needed="type")
            continue
        kind = read_type(row, lists, troubles)
        if kind is not None and kind.what == "end":
            if not stack or stack[-1].kind.kind != kind.kind:
                troubles.wrong("survey", row.number, "type", "xlsform.end", found=kind.kind)
            else:
                stack.pop()
            continue
        name = _name(row, names, troubles)
        if kind is None:
            continue
        node = Node(row, kind, name)
        _columns(node, book, language, troubles)
        (stack[-1].inside if stack else top).append(node)
        if kind.what == "begin":
            stack.append(node)
            if kind.kind == "repeat":
                troubles.lost("survey", row.number, "type", "begin_repeat")
    for node in stack:
        troubles.wrong("survey", node.row.number, "type", "xlsform.not_ended", found=node.name)
    return top


def lost_names(nodes: Sequence[Node]) -> Iterator[str]:
    """The names of rows that are not carried over; a rule that looks at them is not either."""
    for node in nodes:
        if node.kind.what == "lost":
            yield node.name
        yield from lost_names(node.inside)


def _name(row: Row, names: set[str], troubles: Troubles) -> str:
    name = row.get("name")
    if not name:
        troubles.wrong("survey", row.number, "name", "xlsform.empty", column_needed="name")
    elif not _NAME.fullmatch(name):
        troubles.wrong("survey", row.number, "name", "xlsform.name", found=name)
    elif name in names:
        troubles.wrong("survey", row.number, "name", "xlsform.name_twice", found=name)
    names.add(name)
    return name


def _columns(node: Node, book: Workbook, language: str, troubles: Troubles) -> None:
    """Tell what a row holds that a form cannot."""
    row, number = node.row, node.row.number
    if node.kind.what == "lost":
        troubles.lost("survey", number, "type", row.get("type"))
        return
    if node.kind.inexact:
        troubles.lost("survey", number, "type", node.kind.inexact)
    for column, text in row.cells.items():
        if column not in _CARRIED:
            written = book.columns["survey"].get(column, column)
            troubles.lost("survey", number, written, text)
    message = row.said("constraint_message", language)
    for (column, spoken), text in row.spoken.items():
        used = column == "constraint_message" and text == message
        if column in ("constraint_message", "required_message") and not used:
            shown = f"{column}::{spoken}" if spoken else column
            troubles.lost("survey", number, shown, text)
    if node.kind.what == "question" and not row.said("label", language):
        troubles.wrong("survey", number, "label", "xlsform.empty", column_needed="label")


class Rules:
    """Reads the expressions of rows as conditions, each once, against the names that are known.

    A name that is known as None is a row that could not be carried over, and so is a rule on it.
    """

    def __init__(
        self, book: Workbook, troubles: Troubles, known: Mapping[str, Known | None]
    ) -> None:
        self._book, self._troubles, self._known = book, troubles, known
        self._read: dict[tuple[int, str], Condition | None] = {}

    def read(self, node: Node, column: str) -> Condition | None:
        """The condition in a cell; what is wrong with it, or beyond a form, is noted."""
        text, key = node.row.get(column), (node.row.number, column)
        if text and key not in self._read:
            self._read[key] = None
            try:
                self._read[key] = to_condition(text, self._known.get, self._known.get(node.name))
            except FieldkitError as why:
                self._refused(node.row, column, text, why)
        return self._read.get(key)

    def every(self, nodes: Sequence[Node]) -> Condition | None:
        """What must hold for the last of `nodes` to be asked, the groups around it included."""
        parts: list[Tree] = []
        for node in nodes:
            rule = self.read(node, "relevant")
            if rule is not None:
                parts += rule.tree.parts if isinstance(rule.tree, Every) else (rule.tree,)
        if not parts:
            return None
        return Condition(parts[0] if len(parts) == 1 else Every(tuple(parts)))

    def required(self, node: Node) -> Condition | None:
        """When an answer is required; None for never."""
        text = node.row.get("required").casefold()
        if text in ("", "no", "false", "false()"):
            return None
        if text in ("yes", "true", "true()"):
            return Condition(Constant(True))
        return self.read(node, "required")

    def _refused(self, row: Row, column: str, text: str, why: FieldkitError) -> None:
        name = str(why.facts.get("found", ""))
        carried = why.code == "xlsform.unknown_name" and name in self._known
        written = self._book.columns["survey"].get(column, column)
        if carried or why.code == "xlsform.beyond":
            self._troubles.lost("survey", row.number, written, text)
            return
        self._troubles.found.append(Trouble("survey", row.number, written, why.code, why.facts))
